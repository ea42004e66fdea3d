//! Acknowledgements: the code on the tear-off slip came back.

use chrono::{DateTime, NaiveDate, Utc};
use sqlx::Row;

use super::{Ledger, Result, stamp};
use crate::model::EditionId;

/// A bundle as its receipt code names it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Receipt {
    pub edition: String,
    pub ralat: u32,
    pub desa: String,
    /// Acknowledged already: on this day, by whom.
    pub received: Option<Received>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Received {
    pub on: String,
    pub by: Option<String>,
}

impl Ledger {
    /// The bundle with this receipt code.
    ///
    /// # Errors
    /// Where the database refuses.
    pub async fn receipt(&self, code: &str) -> Result<Option<Receipt>> {
        let row = sqlx::query(
            "SELECT b.edition, b.ralat, b.desa, a.received_on, a.received_by FROM bundle b
             LEFT JOIN acknowledgement a ON a.edition = b.edition AND a.ralat = b.ralat AND a.desa = b.desa WHERE b.receipt = $1",
        )
        .bind(code)
        .fetch_optional(&self.pool)
        .await?;
        let Some(row) = row else { return Ok(None) };
        let on: Option<String> = row.try_get("received_on")?;
        Ok(Some(Receipt {
            edition: row.try_get("edition")?,
            ralat: u32::try_from(row.try_get::<i64, _>("ralat")?).unwrap_or_default(),
            desa: row.try_get("desa")?,
            received: on.map(|on| Ok::<_, sqlx::Error>(Received { on, by: row.try_get("received_by")? })).transpose()?,
        }))
    }

    /// Records that a KIM has a bundle. Whatever road may have brought it is settled with it.
    ///
    /// # Errors
    /// Where the database refuses.
    pub async fn acknowledge(&self, receipt: &Receipt, on: NaiveDate, by: Option<&str>, now: DateTime<Utc>) -> Result<()> {
        let mut transaction = self.pool.begin().await?;
        sqlx::query(
            "INSERT INTO acknowledgement (edition, ralat, desa, received_on, received_by, recorded_at) VALUES ($1, $2, $3, $4, $5, $6)
             ON CONFLICT (edition, ralat, desa) DO NOTHING",
        )
        .bind(&receipt.edition)
        .bind(i64::from(receipt.ralat))
        .bind(&receipt.desa)
        .bind(on.to_string())
        .bind(by.map(str::to_owned))
        .bind(stamp(now))
        .execute(&mut *transaction)
        .await?;
        sqlx::query(
            "UPDATE delivery SET state = 'acknowledged', updated_at = $4 WHERE edition = $1 AND ralat = $2 AND desa = $3
             AND state IN ('accepted', 'unknown', 'sending')",
        )
        .bind(&receipt.edition)
        .bind(i64::from(receipt.ralat))
        .bind(&receipt.desa)
        .bind(stamp(now))
        .execute(&mut *transaction)
        .await?;
        transaction.commit().await?;
        Ok(())
    }

    /// Whether anything of an edition was ever tried to be delivered.
    ///
    /// # Errors
    /// Where the database refuses.
    pub async fn has_begun(&self, edition: EditionId) -> Result<bool> {
        let row = sqlx::query(
            "SELECT COUNT(*) AS n FROM delivery d WHERE d.edition = $1 AND (d.state <> 'planned' OR EXISTS
                (SELECT 1 FROM attempt a WHERE a.edition = d.edition AND a.ralat = d.ralat AND a.desa = d.desa AND a.channel = d.channel))",
        )
        .bind(edition.to_string())
        .fetch_one(&self.pool)
        .await?;
        Ok(row.try_get::<i64, _>("n")? > 0)
    }
}
