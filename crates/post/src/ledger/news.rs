//! What bundles were made from: what a correction is told from.

use std::collections::BTreeMap;

use sqlx::Row;

use super::{Ledger, Result};
use office::model::EditionId;

/// The latest bundle of a village that may have reached it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Issued {
    pub ralat: u32,
    /// The number of the news that it was made from.
    pub news: i64,
    /// The number of the news that the bundle before it was made from, where it is a correction.
    pub corrects: Option<i64>,
}

impl Ledger {
    /// The number of these news; they are recorded where they are new.
    ///
    /// # Errors
    /// Where the database refuses.
    pub async fn news_number(&self, edition: EditionId, items: &str) -> Result<i64> {
        let known = self.news(edition).await?;
        if let Some((number, _)) = known.iter().rev().find(|(_, text)| *text == items) {
            return Ok(*number);
        }
        // 0 stands for news that an earlier version did not record.
        let number = known.keys().last().copied().unwrap_or_default() + 1;
        sqlx::query("INSERT INTO news (edition, number, items) VALUES ($1, $2, $3)")
            .bind(edition.to_string())
            .bind(number)
            .bind(items)
            .execute(&self.pool)
            .await?;
        Ok(number)
    }

    /// All news recorded of an edition, by number.
    ///
    /// # Errors
    /// Where the database refuses.
    pub async fn news(&self, edition: EditionId) -> Result<BTreeMap<i64, String>> {
        let rows = sqlx::query("SELECT number, items FROM news WHERE edition = $1 ORDER BY number")
            .bind(edition.to_string())
            .fetch_all(&self.pool)
            .await?;
        rows.iter().map(|row| Ok((row.try_get("number")?, row.try_get("items")?))).collect()
    }

    /// The corrections of an edition that stand: village and number.
    ///
    /// # Errors
    /// Where the database refuses.
    pub async fn corrections(&self, edition: EditionId) -> Result<Vec<(String, u32)>> {
        let rows = sqlx::query("SELECT desa, ralat FROM bundle WHERE edition = $1 AND ralat > 0 AND withdrawn = 0 ORDER BY desa, ralat")
            .bind(edition.to_string())
            .fetch_all(&self.pool)
            .await?;
        rows.iter().map(|row| Ok((row.try_get("desa")?, u32::try_from(row.try_get::<i64, _>("ralat")?).unwrap_or_default()))).collect()
    }

    /// A correction that has not gone out is not needed any more.
    ///
    /// # Errors
    /// Where the database refuses.
    pub async fn withdraw(&self, edition: EditionId, desa: &str, ralat: u32) -> Result<()> {
        sqlx::query("UPDATE bundle SET withdrawn = 1 WHERE edition = $1 AND desa = $2 AND ralat = $3")
            .bind(edition.to_string())
            .bind(desa)
            .bind(i64::from(ralat))
            .execute(&self.pool)
            .await?;
        Ok(())
    }

    /// The villages that have, or may have, something of this edition, and the latest of it.
    ///
    /// # Errors
    /// Where the database refuses.
    pub async fn issued(&self, edition: EditionId) -> Result<BTreeMap<String, Issued>> {
        let rows = sqlx::query(
            "SELECT b.desa, b.ralat, b.news,
                (SELECT o.news FROM bundle o WHERE o.edition = b.edition AND o.desa = b.desa AND o.ralat = b.ralat - 1) AS corrects
             FROM bundle b WHERE b.edition = $1 AND
                (EXISTS (SELECT 1 FROM delivery d WHERE d.edition = b.edition AND d.ralat = b.ralat AND d.desa = b.desa
                    AND (d.arrived_at IS NOT NULL OR d.state IN ('sending', 'acknowledged')))
                 OR EXISTS (SELECT 1 FROM acknowledgement a WHERE a.edition = b.edition AND a.ralat = b.ralat AND a.desa = b.desa))
             ORDER BY b.ralat",
        )
        .bind(edition.to_string())
        .fetch_all(&self.pool)
        .await?;
        rows.iter()
            .map(|row| {
                let ralat = u32::try_from(row.try_get::<i64, _>("ralat")?).unwrap_or_default();
                Ok((row.try_get("desa")?, Issued { ralat, news: row.try_get("news")?, corrects: row.try_get("corrects")? }))
            })
            .collect()
    }
}
