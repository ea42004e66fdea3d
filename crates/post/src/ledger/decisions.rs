//! The office's decisions on what goes out: approvals, and changes of which no correction is made.

use chrono::{DateTime, Duration, Utc};
use serde::Serialize;
use sqlx::AssertSqlSafe;
use sqlx::any::AnyRow;

use super::deliveries::{DELIVERIES, limit};
use super::due::DUE;
use super::row::{flag, moment, number, value};
use super::{LONGEST_WAIT_MINUTES, Ladder, Ledger, Result, stamp};
use office::model::{DesaCode, EditionId};

const LEAVING: &str = include_str!("sql/leaving.sql");
const LEAVING_AGAIN: &str = include_str!("sql/leaving_again.sql");
const APPROVE: &str = include_str!("sql/approve.sql");
const KEEP_QUIET: &str = include_str!("sql/keep_quiet.sql");
const KNOW: &str = include_str!("sql/know.sql");

/// The count of what is due by one channel: of the edition's bundles, or of corrections.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Leaving {
    pub channel: String,
    pub is_correction: bool,
    pub count: usize,
    /// Of how many nobody has approved what their bundle holds now.
    pub unapproved: usize,
}

/// A person's word that what was due then may go out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Approval {
    #[serde(rename = "oleh")]
    pub by: String,
    #[serde(rename = "waktu")]
    pub at: DateTime<Utc>,
    /// `198 bundel, 3 ralat`
    #[serde(rename = "isi")]
    pub what: String,
}

/// Changes of which no correction was made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct QuietChange {
    /// The name under which the person works on that computer.
    #[serde(rename = "oleh")]
    pub by: Option<String>,
    #[serde(rename = "waktu")]
    pub at: DateTime<Utc>,
    /// In words.
    #[serde(rename = "isi")]
    pub what: String,
    #[serde(rename = "desa")]
    pub villages: usize,
}

impl Ledger {
    /// The counts of what is due of an edition, by channel; `again`: of what a person means who asks for the failed.
    ///
    /// # Errors
    /// The database refuses.
    pub async fn leaving(&self, edition: EditionId, ladder: Ladder, again: bool, now: DateTime<Utc>) -> Result<Vec<Leaving>> {
        let edition = edition.to_string();
        let rows = if again {
            sqlx::query(LEAVING_AGAIN).bind(edition).fetch_all(&self.pool).await?
        } else {
            let statement = LEAVING.replace("{due}", &DUE.replace("{deliveries}", DELIVERIES));
            let longest = now + Duration::minutes(LONGEST_WAIT_MINUTES);
            let query = sqlx::query(AssertSqlSafe(statement)).bind(limit(ladder)).bind(edition).bind(stamp(now)).bind(stamp(longest));
            query.fetch_all(&self.pool).await?
        };
        let leaving = |row: &AnyRow| {
            Ok(Leaving {
                channel: value(row, "channel")?,
                is_correction: flag(row, "is_correction")?,
                count: number(row, "n")?,
                unapproved: number(row, "unapproved")?,
            })
        };
        rows.iter().map(leaving).collect()
    }

    /// A person approves what is due now.
    ///
    /// # Errors
    /// The database refuses.
    pub async fn approve(&self, edition: EditionId, by: &str, what: &str, now: DateTime<Utc>) -> Result<()> {
        let query = sqlx::query(APPROVE).bind(edition.to_string()).bind(by.to_owned()).bind(stamp(now)).bind(what.to_owned());
        query.execute(&self.pool).await?;
        Ok(())
    }

    /// The approvals of an edition, oldest first.
    ///
    /// # Errors
    /// The database refuses.
    pub async fn approvals(&self, edition: EditionId) -> Result<Vec<Approval>> {
        let query = sqlx::query("SELECT by_name, at, what FROM approval WHERE edition = $1 ORDER BY number").bind(edition.to_string());
        let rows = query.fetch_all(&self.pool).await?;
        let approval = |row: &AnyRow| Ok(Approval { by: value(row, "by_name")?, at: moment(row, "at")?, what: value(row, "what")? });
        rows.iter().map(approval).collect()
    }

    /// Villages are taken to know these news from now on, each by the latest bundle that it has: no correction tells them.
    ///
    /// # Errors
    /// The database refuses; then nothing of it is recorded.
    pub async fn keep_quiet(&self, edition: EditionId, news: i64, villages: &[(DesaCode, u32)], change: &QuietChange) -> Result<()> {
        let mut transaction = self.begin().await?;
        sqlx::query(KEEP_QUIET)
            .bind(edition.to_string())
            .bind(news)
            .bind(i64::try_from(change.villages).unwrap_or(i64::MAX))
            .bind(change.what.clone())
            .bind(stamp(change.at))
            .bind(change.by.clone())
            .execute(&mut *transaction)
            .await?;
        for (desa, ralat) in villages {
            let query = sqlx::query(KNOW).bind(edition.to_string()).bind(i64::from(*ralat)).bind(desa.to_string()).bind(news);
            query.execute(&mut *transaction).await?;
        }
        transaction.commit().await?;
        Ok(())
    }

    /// The changes of an edition of which no correction was made, oldest first.
    ///
    /// # Errors
    /// The database refuses.
    pub async fn quiet_changes(&self, edition: EditionId) -> Result<Vec<QuietChange>> {
        let query = sqlx::query("SELECT by_name, at, what, villages FROM quiet_change WHERE edition = $1 ORDER BY number");
        let rows = query.bind(edition.to_string()).fetch_all(&self.pool).await?;
        let change = |row: &AnyRow| {
            Ok(QuietChange {
                by: value(row, "by_name")?,
                at: moment(row, "at")?,
                what: value(row, "what")?,
                villages: number(row, "villages")?,
            })
        };
        rows.iter().map(change).collect()
    }
}
