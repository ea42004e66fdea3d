//! The news that bundles were made from: what a correction is told from.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use sqlx::any::AnyRow;

use super::row::{desa, moment_if_any, number, value};
use super::{Ledger, LedgerError, Result, stamp};
use office::model::{DesaCode, EditionId};

const ADD_NEWS: &str = include_str!("sql/add_news.sql");
const ISSUED: &str = include_str!("sql/issued.sql");

/// A state of an edition's news.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct News {
    /// As JSON.
    pub items: String,
    /// When it was first on record; `None`: a version before recorded it.
    pub recorded: Option<DateTime<Utc>>,
}

/// The latest bundle of a village that may have reached it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Issued {
    pub ralat: u32,
    /// The number of the news that it was made from.
    pub news: i64,
    /// The number of the news that the village is taken to know with it: those, or what was changed since without a correction.
    pub known: i64,
    /// The bundle before it, where it is a correction.
    pub corrects: Option<Corrected>,
}

/// A bundle that a correction puts right.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Corrected {
    /// The number of the news that it was made from.
    pub news: i64,
    /// The number of the news that the village was taken to know with it.
    pub known: i64,
}

impl Ledger {
    /// The number of these news; they are recorded `now` where they are new.
    ///
    /// # Errors
    /// The database refuses.
    pub async fn news_number(&self, edition: EditionId, items: &str, now: DateTime<Utc>) -> Result<i64> {
        sqlx::query(ADD_NEWS).bind(edition.to_string()).bind(items).bind(stamp(now)).execute(&self.pool).await?;
        let row = sqlx::query("SELECT MAX(number) AS number FROM news WHERE edition = $1 AND items = $2")
            .bind(edition.to_string())
            .bind(items)
            .fetch_one(&self.pool)
            .await?;
        value(&row, "number")
    }

    /// All news recorded of an edition, by number.
    ///
    /// # Errors
    /// The database refuses.
    pub async fn news(&self, edition: EditionId) -> Result<BTreeMap<i64, News>> {
        let query = sqlx::query("SELECT number, items, recorded_at FROM news WHERE edition = $1 ORDER BY number").bind(edition.to_string());
        let rows = query.fetch_all(&self.pool).await?;
        let news = |row| Ok::<_, LedgerError>(News { items: value(row, "items")?, recorded: moment_if_any(row, "recorded_at")? });
        rows.iter().map(|row| Ok((value(row, "number")?, news(row)?))).collect()
    }

    /// The corrections of an edition that stand: village and number.
    ///
    /// # Errors
    /// The database refuses.
    pub async fn corrections(&self, edition: EditionId) -> Result<Vec<(DesaCode, u32)>> {
        let rows = sqlx::query("SELECT desa, ralat FROM bundle WHERE edition = $1 AND ralat > 0 AND withdrawn = 0 ORDER BY desa, ralat")
            .bind(edition.to_string())
            .fetch_all(&self.pool)
            .await?;
        rows.iter().map(|row| Ok((desa(row, "desa")?, number(row, "ralat")?))).collect()
    }

    /// A correction that has not gone out is not needed any more.
    ///
    /// # Errors
    /// The database refuses.
    pub async fn withdraw(&self, edition: EditionId, desa: &DesaCode, ralat: u32) -> Result<()> {
        sqlx::query("UPDATE bundle SET withdrawn = 1 WHERE edition = $1 AND desa = $2 AND ralat = $3")
            .bind(edition.to_string())
            .bind(desa.as_str())
            .bind(i64::from(ralat))
            .execute(&self.pool)
            .await?;
        Ok(())
    }

    /// The villages that have, or may have, something of this edition, and the latest of it.
    ///
    /// # Errors
    /// The database refuses.
    pub async fn issued(&self, edition: EditionId) -> Result<BTreeMap<DesaCode, Issued>> {
        let rows = sqlx::query(ISSUED).bind(edition.to_string()).fetch_all(&self.pool).await?;
        // By number: the latest of a village takes the place of those before it.
        let issued = rows.iter().map(|row| {
            let latest =
                Issued { ralat: number(row, "ralat")?, news: value(row, "news")?, known: value(row, "known")?, corrects: corrected(row)? };
            Ok((desa(row, "desa")?, latest))
        });
        issued.collect()
    }
}

fn corrected(row: &AnyRow) -> Result<Option<Corrected>> {
    let (known, news): (Option<i64>, Option<i64>) = (value(row, "corrects")?, value(row, "corrects_printed")?);
    Ok(news.zip(known).map(|(news, known)| Corrected { news, known }))
}
