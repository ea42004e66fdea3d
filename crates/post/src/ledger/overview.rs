//! The standing of all bundles of an edition, in as few rows as tell it: at the nation's size one row a village is too many.

use chrono::{DateTime, Utc};
use sqlx::AssertSqlSafe;
use sqlx::any::AnyRow;

use super::deliveries::{STANDS, limit};
use super::row::{flag, moment, number, region, state, value};
use super::{Delivery, Ladder, Ledger, Result, State};
use office::model::{EditionId, RegionCode};

const OVERVIEW: &str = include_str!("sql/overview.sql");
/// A condition on a row `l` of the view `ladder`.
const IS_PLAIN: &str = include_str!("sql/is_plain.sql");

/// Bundles of one kecamatan that go by one road, their only one, and stand alike there, with nothing more to say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Alike {
    pub kecamatan: RegionCode,
    pub name: Option<String>,
    pub channel: String,
    pub state: State,
    /// Whether their KIM acknowledged them.
    pub received: bool,
    pub count: usize,
    /// When the last of them came to stand so.
    pub updated_at: DateTime<Utc>,
}

/// All bundles of an edition, but for corrections that were taken back before they went out.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Overview {
    pub alike: Vec<Alike>,
    /// The deliveries of all others, as [`Ledger::deliveries`] gives them.
    pub others: Vec<Delivery>,
}

impl Ledger {
    /// The standing of all bundles of an edition.
    ///
    /// # Errors
    /// As [`Ledger::deliveries`].
    pub async fn overview(&self, edition: EditionId, ladder: Ladder) -> Result<Overview> {
        let statement = AssertSqlSafe(OVERVIEW.replace("{is_plain}", IS_PLAIN).replace("{stands}", STANDS));
        let rows = sqlx::query(statement).bind(limit(ladder)).bind(edition.to_string()).fetch_all(&self.pool).await?;
        let mut overview = Overview::default();
        for row in &rows {
            if flag(row, "plain")? {
                overview.alike.push(alike(row)?);
            }
        }
        if overview.alike.len() < rows.len() {
            let which = format!("l.edition = $2 AND {STANDS} AND NOT ({IS_PLAIN})");
            overview.others = self.select(&which, &[&edition.to_string()], ladder).await?;
        }
        Ok(overview)
    }
}

fn alike(row: &AnyRow) -> Result<Alike> {
    Ok(Alike {
        kecamatan: region(row, "kecamatan_code")?,
        name: value(row, "name")?,
        channel: value(row, "channel")?,
        state: state(row, "state")?,
        received: flag(row, "received")?,
        count: number(row, "count")?,
        updated_at: moment(row, "updated_at")?,
    })
}
