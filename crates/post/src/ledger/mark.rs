//! The mark of a ledger: its identity, and how often it has sent. The same is noted where it sent to and in this user's own state folder,
//! so that a copy put back from a backup is told from the ledger that sent last.

use std::path::PathBuf;

use chrono::{DateTime, Days, Utc};
use sqlx::{Any, Executor};

use super::row::{moment_if_any, value};
use super::step::{Entry, Step};
use super::{Decider, Ledger, Result, State, stamp};
use crate::deliver::NOTE;
use crate::deliver::folder::{LEFT, sweep};
use office::bundle::land;
use office::model::EditionId;

const UNSENT: &str = include_str!("sql/unsent.sql");

/// A ledger's identity and the count of its sendings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mark {
    pub id: String,
    pub sequence: i64,
    /// When this was found to be a copy older than what was sent since.
    pub doubted_at: Option<DateTime<Utc>>,
}

impl Mark {
    /// Reads `<id> <sequence>` from the end of a note.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let mut words = text.lines().last()?.split_whitespace();
        Some(Mark { id: words.next()?.to_owned(), sequence: words.next()?.parse().ok()?, doubted_at: None })
    }

    /// The note, with a word for a person who opens it.
    pub(crate) fn note(&self) -> String {
        format!("Catatan Warta, jangan dihapus: dengan ini buku pengiriman (warta.db) yang lama dikenali.\n{} {}\n", self.id, self.sequence)
    }

    /// The name of the note.
    pub(crate) fn file_name(&self) -> String {
        format!("{NOTE}{}.txt", self.id)
    }

    /// This ledger's mark as this user's state folder has it, which no copy of an office folder takes along or puts back. A copy to train
    /// on is the same ledger: once it has sent, the office's own is the older one, and what that one takes for unsent is asked about, as
    /// it should be. A run by another user or on another machine finds nothing.
    ///
    /// `office` is by what the office is known; a new ledger in an old office finds the mark of the one before it.
    pub(crate) fn remembered(office: &str) -> Option<Mark> {
        let text = std::fs::read_to_string(state_folder()?.join(format!("{NOTE}{office}.txt"))).ok()?;
        Mark::parse(&text)
    }

    /// Notes it in this user's state folder; skipped where there is none.
    pub(crate) fn remember(&self, office: &str) {
        if let Some(folder) = state_folder() {
            sweep(&folder, LEFT);
            let _ = land(&folder.join(format!("{NOTE}{office}.txt")), self.note().as_bytes());
        }
    }
}

/// The folder in which this user's programs keep what they must remember: `~/.local/state/warta`, `%LOCALAPPDATA%\warta`.
fn state_folder() -> Option<PathBuf> {
    let folder = |variable: &str| std::env::var_os(variable).map(PathBuf::from).filter(|path| path.is_absolute());
    let state = if cfg!(windows) {
        folder("LOCALAPPDATA")
    } else {
        folder("XDG_STATE_HOME").or_else(|| Some(folder("HOME")?.join(".local").join("state")))
    };
    Some(state?.join("warta"))
}

impl Ledger {
    /// This ledger's mark; a new one is drawn where it has none.
    ///
    /// # Errors
    /// The database refuses.
    pub async fn mark(&self) -> Result<Mark> {
        if let Some(mark) = read_mark(&self.pool).await? {
            return Ok(mark);
        }
        let id = format!("{:012x}", fastrand::u64(..) >> 16);
        // In one statement, so that two runs that open a new ledger at once draw one.
        let drawn = sqlx::query("INSERT INTO mark (id, sequence) SELECT $1, 0 WHERE NOT EXISTS (SELECT 1 FROM mark)");
        drawn.bind(id.as_str()).execute(&self.pool).await?;
        Ok(read_mark(&self.pool).await?.unwrap_or(Mark { id, sequence: 0, doubted_at: None }))
    }

    /// Counts a sending: the mark is now beyond every note's.
    ///
    /// # Errors
    /// The database refuses.
    pub async fn advance(&self, beyond: i64) -> Result<Mark> {
        let mark = self.mark().await?;
        let mut transaction = self.begin().await?;
        sqlx::query("UPDATE mark SET sequence = CASE WHEN sequence > $1 THEN sequence ELSE $1 END + 1")
            .bind(beyond)
            .execute(&mut *transaction)
            .await?;
        let mark = read_mark(&mut *transaction).await?.unwrap_or(mark);
        transaction.commit().await?;
        Ok(mark)
    }

    /// Notes that this is an old copy, as of now.
    ///
    /// # Errors
    /// The database refuses.
    pub async fn doubt(&self, now: DateTime<Utc>) -> Result<()> {
        self.mark().await?;
        sqlx::query("UPDATE mark SET doubted_at = $1").bind(stamp(now)).execute(&self.pool).await?;
        Ok(())
    }

    /// In an old copy, what it takes for unsent by channels that must not repeat may have been sent: of an edition that could
    /// have gone out before the doubt arose, everything that was never tried becomes unknown. Gives how many.
    ///
    /// # Errors
    /// The database refuses.
    pub async fn doubt_unsent(&self, edition: EditionId, unrepeatable: &[&str], now: DateTime<Utc>) -> Result<usize> {
        let Some(doubted_at) = self.mark().await?.doubted_at else { return Ok(0) };
        if edition.monday() - Days::new(7) > doubted_at.date_naive() {
            return Ok(0);
        }
        let words = "warta.db lebih tua daripada kiriman terakhir: mungkin sudah terkirim";
        let doubt = Step { state: State::Unknown, words, decided_by: Some(Decider::Rule), not_before: None };
        let mut transaction = self.begin().await?;
        let unsent = sqlx::query(UNSENT).bind(edition.to_string()).fetch_all(&mut *transaction).await?;
        let mut doubted = 0;
        for row in &unsent {
            let entry = Entry::read(row)?;
            if unrepeatable.contains(&entry.channel.as_str()) && entry.step(&mut transaction, doubt, now).await? {
                doubted += 1;
            }
        }
        transaction.commit().await?;
        Ok(doubted)
    }
}

async fn read_mark<'e>(executor: impl Executor<'e, Database = Any>) -> Result<Option<Mark>> {
    let row = sqlx::query("SELECT id, sequence, doubted_at FROM mark").fetch_optional(executor).await?;
    let Some(row) = row else { return Ok(None) };
    let doubted_at = moment_if_any(&row, "doubted_at")?;
    Ok(Some(Mark { id: value(&row, "id")?, sequence: value(&row, "sequence")?, doubted_at }))
}
