//! Which ledger this is and how often it has sent. The same is noted where it sent to and in this user's own state folder, so that
//! a copy put back from a backup is told from the ledger that sent last.

use std::collections::BTreeSet;
use std::path::PathBuf;

use chrono::{DateTime, Days, Utc};
use sqlx::Row;

use super::{Decider, Ladder, Ledger, Result, State, stamp, transition};
use crate::deliver::NOTE;
use crate::deliver::folder::{LEFT, sweep};
use office::bundle::land;
use office::model::EditionId;

/// What is recorded of a delivery that an old copy takes for unsent.
const DOUBT: &str = "warta.db lebih tua daripada kiriman terakhir: mungkin sudah terkirim";

/// A ledger's identity and the count of its sendings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mark {
    pub id: String,
    pub sequence: i64,
    /// When this was found to be a copy older than what was sent since.
    pub doubted_at: Option<String>,
}

impl Mark {
    /// Reads `<id> <sequence>` from the end of a note.
    pub fn parse(text: &str) -> Option<Self> {
        let mut words = text.lines().last()?.split_whitespace();
        Some(Mark { id: words.next()?.to_owned(), sequence: words.next()?.parse().ok()?, doubted_at: None })
    }

    /// What stands in the note, for a person who opens it.
    pub fn note(&self) -> String {
        format!("Catatan Warta, jangan dihapus: dengan ini buku pengiriman (warta.db) yang lama dikenali.\n{} {}\n", self.id, self.sequence)
    }

    /// The name of the note.
    pub fn file_name(&self) -> String {
        format!("{NOTE}{}.txt", self.id)
    }

    /// This ledger's mark as this user's state folder has it, which no copy of an office folder takes along or puts back. A copy to train
    /// on is the same ledger: once it has sent, the office's own is the older one, and what that one takes for unsent is asked about, as
    /// it should be. A run by another user or on another machine finds nothing.
    ///
    /// `office` is by what the office is known; a new ledger in an old office finds the mark of the one before it.
    pub fn remembered(office: &str) -> Option<Mark> {
        let text = std::fs::read_to_string(state_folder()?.join(format!("{NOTE}{office}.txt"))).ok()?;
        Mark::parse(&text)
    }

    /// Notes it in this user's state folder; skipped where there is none.
    pub fn remember(&self, office: &str) {
        if let Some(folder) = state_folder() {
            sweep(&folder, LEFT);
            let _ = land(&folder.join(format!("{NOTE}{office}.txt")), self.note().as_bytes());
        }
    }
}

/// Where this user's programs keep what they must remember: `~/.local/state/warta`, `%LOCALAPPDATA%\warta`.
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
    /// Where the database refuses.
    pub async fn mark(&self) -> Result<Mark> {
        if let Some(mark) = self.read_mark().await? {
            return Ok(mark);
        }
        let id = format!("{:012x}", fastrand::u64(..) >> 16);
        // In one statement, so that two runs that open a new ledger at once draw one.
        let drawn = sqlx::query("INSERT INTO mark (id, sequence) SELECT $1, 0 WHERE NOT EXISTS (SELECT 1 FROM mark)");
        drawn.bind(&id).execute(&self.pool).await?;
        Ok(self.read_mark().await?.unwrap_or(Mark { id, sequence: 0, doubted_at: None }))
    }

    async fn read_mark(&self) -> Result<Option<Mark>> {
        let row = sqlx::query("SELECT id, sequence, doubted_at FROM mark").fetch_optional(&self.pool).await?;
        row.map(|row| Ok(Mark { id: row.try_get("id")?, sequence: row.try_get("sequence")?, doubted_at: row.try_get("doubted_at")? }))
            .transpose()
    }

    /// Notes that this is an old copy, as of now.
    ///
    /// # Errors
    /// Where the database refuses.
    pub async fn doubt(&self, now: DateTime<Utc>) -> Result<()> {
        self.mark().await?;
        sqlx::query("UPDATE mark SET doubted_at = $1").bind(stamp(now)).execute(&self.pool).await?;
        Ok(())
    }

    /// In an old copy, what it takes for unsent by channels that must not repeat may have been sent: of an edition that could
    /// have gone out before the doubt arose, everything that was never tried becomes unknown. Gives how many.
    ///
    /// # Errors
    /// Where the database refuses.
    pub async fn doubt_unsent(&self, edition: EditionId, unrepeatable: &[&str], now: DateTime<Utc>) -> Result<usize> {
        let Some(doubted_at) = self.mark().await?.doubted_at else { return Ok(0) };
        let earliest = edition.monday() - Days::new(7);
        if earliest.to_string() > doubted_at {
            return Ok(0);
        }
        let all = self.deliveries(edition, Ladder { overdue_before: None }).await?;
        let open = all.iter().filter(|d| d.state == State::Planned && d.tries == 0 && d.received_on.is_none());
        let mut transaction = self.pool.begin().await?;
        let mut doubted = 0;
        for delivery in open.filter(|d| unrepeatable.contains(&d.channel.as_str())) {
            transition(&mut transaction, delivery, (State::Unknown, DOUBT, Some(Decider::Rule)), None, now).await?;
            doubted += 1;
        }
        transaction.commit().await?;
        Ok(doubted)
    }

    /// The deliveries of an edition that are unknown only because an old copy doubts them: village, correction, channel.
    ///
    /// # Errors
    /// Where the database refuses.
    pub async fn doubted(&self, edition: EditionId) -> Result<BTreeSet<(String, u32, String)>> {
        let rows = sqlx::query(
            "SELECT t.desa, t.ralat, t.channel FROM attempt t WHERE t.edition = $1 AND t.state = 'unknown' AND t.decided_by = 'aturan'
             AND t.number = (SELECT MAX(u.number) FROM attempt u WHERE u.edition = t.edition AND u.ralat = t.ralat AND u.desa = t.desa
                AND u.channel = t.channel)",
        )
        .bind(edition.to_string())
        .fetch_all(&self.pool)
        .await?;
        let number = |ralat: i64| u32::try_from(ralat).unwrap_or_default();
        rows.iter().map(|row| Ok((row.try_get("desa")?, number(row.try_get("ralat")?), row.try_get("channel")?))).collect()
    }

    /// Counts a sending: the mark is now beyond every note's.
    ///
    /// # Errors
    /// Where the database refuses.
    pub async fn advance(&self, beyond: i64) -> Result<Mark> {
        let mut mark = self.mark().await?;
        mark.sequence = mark.sequence.max(beyond) + 1;
        sqlx::query("UPDATE mark SET sequence = $1").bind(mark.sequence).execute(&self.pool).await?;
        Ok(mark)
    }
}
