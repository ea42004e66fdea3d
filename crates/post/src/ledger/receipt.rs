//! Acknowledgements: the code on the tear-off slip came back.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc};
use sqlx::Row;
use sqlx::any::AnyRow;

use super::{Ledger, LedgerError, Result, stamp};
use office::model::EditionId;

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
    /// The codes on record of an edition's bundles, by village and correction; those that are `wanted` and have none are drawn now. A code
    /// is drawn for one bundle only: `draw` gives a village's code at the first turn, or the second, and so on.
    ///
    /// # Errors
    /// Where the database refuses; then nothing is drawn.
    pub async fn receipts(
        &self,
        edition: EditionId,
        wanted: &[(String, u32)],
        draw: impl Fn(&str, u32, u32) -> Option<String>,
    ) -> Result<BTreeMap<(String, u32), String>> {
        let mut transaction = self.pool.begin().await?;
        let mut known = BTreeMap::new();
        // The code that a bundle was printed with is its code, whatever was drawn since.
        for statement in [
            "SELECT desa, ralat, code FROM receipt WHERE edition = $1",
            "SELECT desa, ralat, receipt AS code FROM bundle WHERE edition = $1",
        ] {
            for row in sqlx::query(statement).bind(edition.to_string()).fetch_all(&mut *transaction).await? {
                let ralat = u32::try_from(row.try_get::<i64, _>("ralat")?).unwrap_or_default();
                known.insert((row.try_get::<String, _>("desa")?, ralat), row.try_get::<String, _>("code")?);
            }
        }
        for (desa, ralat) in wanted {
            let key = (desa.clone(), *ralat);
            let mut turn = 0;
            while !known.contains_key(&key) {
                let code = draw(desa, *ralat, turn).ok_or(LedgerError::NoSecret)?;
                let drawn =
                    sqlx::query("INSERT INTO receipt (code, edition, ralat, desa) VALUES ($1, $2, $3, $4) ON CONFLICT (code) DO NOTHING")
                        .bind(&code)
                        .bind(edition.to_string())
                        .bind(i64::from(*ralat))
                        .bind(desa)
                        .execute(&mut *transaction)
                        .await?;
                if drawn.rows_affected() == 1 {
                    known.insert(key.clone(), code);
                }
                turn += 1;
            }
        }
        transaction.commit().await?;
        Ok(known)
    }

    /// The bundles with this receipt code. Old ones may share one; then those come first that may be meant: they are out, and nobody has
    /// acknowledged them.
    ///
    /// # Errors
    /// Where the database refuses.
    pub async fn receipt(&self, code: &str) -> Result<Vec<Receipt>> {
        let rows = sqlx::query(
            "SELECT b.edition, b.ralat, b.desa, a.received_on, a.received_by FROM bundle b
             LEFT JOIN acknowledgement a ON a.edition = b.edition AND a.ralat = b.ralat AND a.desa = b.desa WHERE b.receipt = $1 AND b.withdrawn = 0
             ORDER BY CASE WHEN a.received_on IS NULL THEN 0 ELSE 1 END, b.edition DESC, b.ralat DESC",
        )
        .bind(code)
        .fetch_all(&self.pool)
        .await?;
        let read = |row: &AnyRow| -> Result<Receipt> {
            let on: Option<String> = row.try_get("received_on")?;
            Ok(Receipt {
                edition: row.try_get("edition")?,
                ralat: u32::try_from(row.try_get::<i64, _>("ralat")?).unwrap_or_default(),
                desa: row.try_get("desa")?,
                received: on.map(|on| Ok::<_, sqlx::Error>(Received { on, by: row.try_get("received_by")? })).transpose()?,
            })
        };
        rows.iter().map(read).collect()
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
