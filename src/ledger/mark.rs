//! Which ledger this is and how often it has sent. The same is noted where it sent to, so that a copy put back from a backup
//! is told from the ledger that sent last.

use sqlx::Row;

use super::{Ledger, Result};

/// A ledger's identity and the count of its sendings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mark {
    pub id: String,
    pub sequence: i64,
}

impl Mark {
    /// Reads `<id> <sequence>` from the end of a note.
    pub fn parse(text: &str) -> Option<Self> {
        let mut words = text.lines().last()?.split_whitespace();
        Some(Mark { id: words.next()?.to_owned(), sequence: words.next()?.parse().ok()? })
    }

    /// What stands in the note, for a person who opens it.
    pub fn note(&self) -> String {
        format!("Catatan Warta, jangan dihapus: dengan ini buku pengiriman (warta.db) yang lama dikenali.\n{} {}\n", self.id, self.sequence)
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
            let row = sqlx::query("SELECT id, sequence FROM mark").fetch_optional(&self.pool).await?;
            row.map(|row| Ok(Mark { id: row.try_get("id")?, sequence: row.try_get("sequence")? })).transpose()
        };
        if let Some(mark) = read().await? {
            return Ok(mark);
        }
        let id = format!("{:012x}", fastrand::u64(..) >> 16);
        sqlx::query("INSERT INTO mark (id, sequence) VALUES ($1, 0)").bind(&id).execute(&self.pool).await?;
        Ok(Mark { id, sequence: 0 })
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
