//! Which ledger this is and how often it has sent. The same is noted where it sent to, so that a copy put back from a backup
//! is told from the ledger that sent last.

use chrono::{DateTime, Days, Utc};
use sqlx::Row;

use super::{Ladder, Ledger, Result, State, stamp};
use crate::deliver::Outcome;
use crate::model::EditionId;

/// What is recorded of a delivery that an old copy takes for unsent.
pub const DOUBT: &str = "warta.db lebih tua daripada kiriman terakhir: mungkin sudah terkirim";

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

    /// Whether a file is such a note, of whatever ledger.
    pub fn is_file_name(name: &str) -> bool {
        name.starts_with(".warta-buku-") && name.ends_with(".txt")
    }

    /// The name of the note where bundles were delivered to.
    pub fn file_name(&self) -> String {
        format!(".warta-buku-{}.txt", self.id)
    }
}

impl Ledger {
    /// This ledger's mark; a new one is drawn where it has none.
    ///
    /// # Errors
    /// Where the database refuses.
    pub async fn mark(&self) -> Result<Mark> {
        let read = async || -> Result<Option<Mark>> {
            let row = sqlx::query("SELECT id, sequence, doubted_at FROM mark").fetch_optional(&self.pool).await?;
            row.map(|row| Ok(Mark { id: row.try_get("id")?, sequence: row.try_get("sequence")?, doubted_at: row.try_get("doubted_at")? }))
                .transpose()
        };
        if let Some(mark) = read().await? {
            return Ok(mark);
        }
        let id = format!("{:012x}", fastrand::u64(..) >> 16);
        sqlx::query("INSERT INTO mark (id, sequence) VALUES ($1, 0)").bind(&id).execute(&self.pool).await?;
        Ok(Mark { id, sequence: 0, doubted_at: None })
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
        let open = all.into_iter().filter(|d| d.state == State::Planned && d.tries == 0 && d.received_on.is_none());
        let doubtful: Vec<_> =
            open.filter(|d| unrepeatable.contains(&d.channel.as_str())).map(|d| (d, Outcome::Unknown(DOUBT.to_owned()), None)).collect();
        self.settle(&doubtful, now).await?;
        Ok(doubtful.len())
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
