//! The answers of villages over the weeks: how many acknowledged each edition, and which have been silent.

use chrono::Days;
use sqlx::AssertSqlSafe;
use sqlx::any::AnyRow;

use super::row::{desa, edition, edition_if_any, number, value};
use super::{Ledger, Result};
use office::model::{DesaCode, EditionId};

const CAME: &str = include_str!("sql/came.sql");
const ANSWERS: &str = include_str!("sql/answers.sql");
const SILENT: &str = include_str!("sql/silent.sql");
const PULSE: &str = include_str!("sql/weeks.sql");

/// Weeks that are looked back upon, the last one counted in: a season.
const WEEKS: u64 = 12;

/// The answers to one edition.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answers {
    pub edition: EditionId,
    /// The villages that it came to.
    pub villages: u32,
    /// Those of them that acknowledged anything of it.
    pub acknowledged: u32,
}

/// A village that has acknowledged nothing for weeks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Silent {
    pub desa: DesaCode,
    /// `Desa Karya Baru`
    pub title: Option<String>,
    /// Name of its kecamatan.
    pub kecamatan: Option<String>,
    /// Name of its KIM.
    pub kim: Option<String>,
    /// The number of editions that came to it since it acknowledged one.
    pub editions: u32,
    /// The first of them.
    pub since: EditionId,
    /// The edition that it acknowledged last, as far as one looks back.
    pub answered: Option<EditionId>,
}

impl Ledger {
    /// The answers to an edition and to those of the weeks before it, oldest first.
    ///
    /// # Errors
    /// The database refuses, or holds what this version does not know.
    pub async fn answers(&self, last: EditionId) -> Result<Vec<Answers>> {
        let query = sqlx::query(over_weeks(ANSWERS)).bind(first(last)).bind(last.to_string());
        query.fetch_all(&self.pool).await?.iter().map(answers).collect()
    }

    /// The villages of an edition to which at least so many editions came since they acknowledged one, by their codes.
    ///
    /// # Errors
    /// As [`Ledger::answers`].
    pub async fn silent(&self, last: EditionId, editions: u32) -> Result<Vec<Silent>> {
        let query = sqlx::query(over_weeks(SILENT)).bind(first(last)).bind(last.to_string()).bind(i64::from(editions));
        query.fetch_all(&self.pool).await?.iter().map(silent).collect()
    }

    /// Changes whenever what [`Ledger::answers`] and [`Ledger::silent`] give does, and is found much sooner.
    ///
    /// # Errors
    /// The database refuses.
    pub async fn pulse_of_weeks(&self, last: EditionId) -> Result<String> {
        let row = sqlx::query(PULSE).bind(first(last)).bind(last.to_string()).fetch_one(&self.pool).await?;
        Ok(format!("{} {}", value::<i64>(&row, "attempts")?, value::<i64>(&row, "receipts")?))
    }
}

/// A statement over the editions that came to villages.
fn over_weeks(statement: &str) -> AssertSqlSafe<String> {
    AssertSqlSafe(statement.replace("{came}", CAME))
}

/// The first edition of the weeks that end with this one.
fn first(last: EditionId) -> String {
    EditionId::containing(last.monday() - Days::new(7 * (WEEKS - 1))).to_string()
}

fn answers(row: &AnyRow) -> Result<Answers> {
    Ok(Answers { edition: edition(row, "edition")?, villages: number(row, "villages")?, acknowledged: number(row, "acknowledged")? })
}

fn silent(row: &AnyRow) -> Result<Silent> {
    Ok(Silent {
        desa: desa(row, "desa")?,
        title: value(row, "title")?,
        kecamatan: value(row, "kecamatan")?,
        kim: value(row, "kim")?,
        editions: number(row, "editions")?,
        since: edition(row, "since")?,
        answered: edition_if_any(row, "answered")?,
    })
}
