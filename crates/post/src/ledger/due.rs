//! Due, waiting, delivered: narrow questions about an edition, so that a run need not hold all deliveries of a nation.

use std::collections::BTreeSet;

use chrono::{DateTime, Duration, Utc};
use sqlx::AssertSqlSafe;

use super::deliveries::{limit, over_deliveries};
use super::row::{desa, moment_if_any, number, region, value};
use super::{Delivery, LONGEST_WAIT_MINUTES, Ladder, Ledger, Query, Result, State, stamp};
use office::model::{DesaCode, EditionId, RegionCode};

pub(super) const DUE: &str = include_str!("sql/due.sql");
const WAITING: &str = include_str!("sql/waiting.sql");
const PUT_OFF: &str = include_str!("sql/put_off.sql");
const IN_DOUBT: &str = include_str!("sql/in_doubt.sql");
const CHANGED: &str = include_str!("sql/changed.sql");
const OPEN: &str = include_str!("sql/open.sql");

/// The deliveries of an edition that a channel brought.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Delivered {
    pub count: usize,
    /// Villages whose bundle was made anew since, with another content.
    pub changed: Vec<DesaCode>,
}

/// The deliveries of an edition whose turn has come, and that are not to be tried yet.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Waiting {
    pub count: usize,
    /// When the first of them is to be tried.
    pub until: Option<DateTime<Utc>>,
}

/// The bundles of an edition that no channel has brought.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Undelivered {
    /// Of how many nobody knows whether they arrived.
    pub doubtful: usize,
    /// How many failed by every channel.
    pub failed: usize,
}

impl Ledger {
    /// The deliveries of an edition that are due, by village, correction and place in the ladder.
    ///
    /// # Errors
    /// As [`Ledger::deliveries`].
    pub async fn due(&self, edition: EditionId, ladder: Ladder, now: DateTime<Utc>) -> Result<Vec<Delivery>> {
        let statement = over_deliveries(&format!("{DUE} ORDER BY d.desa, d.ralat, d.rung, d.channel"));
        let mut due = self.read_deliveries(at(sqlx::query(statement), edition, ladder, now)).await?;
        // A delivery that a run is sending is its own.
        due.retain(|delivery| delivery.is_due(now));
        Ok(due)
    }

    /// The channels by which anything of an edition is due, or was being sent: by a run that was cut off, perhaps.
    ///
    /// # Errors
    /// The database refuses.
    pub async fn channels_due(&self, edition: EditionId, ladder: Ladder, now: DateTime<Utc>) -> Result<Vec<String>> {
        let statement = over_deliveries(&format!("SELECT DISTINCT o.channel FROM ({DUE}) o"));
        let rows = at(sqlx::query(statement), edition, ladder, now).fetch_all(&self.pool).await?;
        rows.iter().map(|row| value(row, "channel")).collect()
    }

    /// The deliveries that wait, and until when the first of them.
    ///
    /// # Errors
    /// The database refuses.
    pub async fn waiting(&self, edition: EditionId, ladder: Ladder, now: DateTime<Utc>) -> Result<Waiting> {
        let row = at(sqlx::query(over_deliveries(WAITING)), edition, ladder, now).fetch_one(&self.pool).await?;
        Ok(Waiting { count: number(&row, "waiting")?, until: moment_if_any(&row, "until")? })
    }

    /// The deliveries that were tried in vain, or that wait because others were.
    ///
    /// # Errors
    /// As [`Ledger::deliveries`].
    pub(crate) async fn put_off(&self, edition: EditionId, ladder: Ladder) -> Result<Vec<Delivery>> {
        let query = sqlx::query(over_deliveries(PUT_OFF)).bind(limit(ladder)).bind(edition.to_string());
        self.read_deliveries(query).await
    }

    /// The deliveries that may have arrived and may be sent again: tried less than so many times, not replaced by a newer correction, and
    /// not in doubt only because the ledger is an old copy.
    ///
    /// # Errors
    /// As [`Ledger::deliveries`].
    pub(crate) async fn in_doubt(&self, edition: EditionId, ladder: Ladder, tries: u32) -> Result<Vec<Delivery>> {
        let statement = over_deliveries(&format!("{IN_DOUBT} ORDER BY d.desa, d.ralat, d.rung, d.channel"));
        let query = sqlx::query(statement).bind(limit(ladder)).bind(edition.to_string()).bind(i64::from(tries));
        self.read_deliveries(query).await
    }

    /// How many deliveries a channel brought, and which bundles changed since.
    ///
    /// # Errors
    /// The database refuses.
    pub(crate) async fn delivered(&self, edition: EditionId) -> Result<Delivered> {
        let row = sqlx::query("SELECT COUNT(*) AS n FROM delivery WHERE edition = $1 AND state IN ($2, $3)")
            .bind(edition.to_string())
            .bind(State::Accepted.as_str())
            .bind(State::Acknowledged.as_str())
            .fetch_one(&self.pool)
            .await?;
        let changed = sqlx::query(CHANGED).bind(edition.to_string()).fetch_all(&self.pool).await?;
        let changed = changed.iter().map(|row| desa(row, "desa")).collect::<Result<_>>()?;
        Ok(Delivered { count: number(&row, "n")?, changed })
    }

    /// How many bundles no channel has brought: perhaps, or for good.
    ///
    /// # Errors
    /// The database refuses.
    pub(crate) async fn undelivered(&self, edition: EditionId) -> Result<Undelivered> {
        let counts = "COUNT(CASE WHEN o.doubtful > 0 THEN 1 END) AS doubtful, COUNT(CASE WHEN o.failed = o.roads THEN 1 END) AS failed";
        let statement = AssertSqlSafe(format!("SELECT {counts} FROM ({OPEN}) o"));
        let row = sqlx::query(statement).bind(edition.to_string()).fetch_one(&self.pool).await?;
        Ok(Undelivered { doubtful: number(&row, "doubtful")?, failed: number(&row, "failed")? })
    }

    /// The villages that have a bundle which no channel has brought.
    ///
    /// # Errors
    /// The database refuses.
    pub(crate) async fn undelivered_villages(&self, edition: EditionId) -> Result<BTreeSet<DesaCode>> {
        let statement = AssertSqlSafe(format!("SELECT DISTINCT o.desa FROM ({OPEN}) o"));
        let rows = sqlx::query(statement).bind(edition.to_string()).fetch_all(&self.pool).await?;
        rows.iter().map(|row| desa(row, "desa")).collect()
    }

    /// The relay bundles of an edition, each with the kecamatan of the villages whose bundles went in it.
    ///
    /// # Errors
    /// The database refuses.
    pub(crate) async fn relays(&self, edition: EditionId) -> Result<Vec<(RegionCode, String)>> {
        let query = sqlx::query("SELECT DISTINCT kecamatan_code, relay FROM ladder WHERE edition = $1 AND relay IS NOT NULL");
        let rows = query.bind(edition.to_string()).fetch_all(&self.pool).await?;
        rows.iter().map(|row| Ok((region(row, "kecamatan_code")?, value(row, "relay")?))).collect()
    }
}

/// Binds the four parameters of a statement about an edition at a moment.
fn at<'q>(query: Query<'q>, edition: EditionId, ladder: Ladder, now: DateTime<Utc>) -> Query<'q> {
    let longest = now + Duration::minutes(LONGEST_WAIT_MINUTES);
    query.bind(limit(ladder)).bind(edition.to_string()).bind(stamp(now)).bind(stamp(longest))
}
