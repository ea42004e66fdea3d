//! Deliveries and attempts as they are told.

use std::collections::BTreeSet;

use sqlx::AssertSqlSafe;
use sqlx::any::AnyRow;

use super::row::{desa, moment, number, region, state, value};
use super::{Attempt, Delivery, Ladder, Ledger, Query, Result, row, stamp};
use office::model::{DesaCode, EditionId, Level, RegionCode};

pub(super) const DELIVERIES: &str = include_str!("sql/deliveries.sql");
/// A condition on a row `l` of the view `ladder`.
pub(super) const STANDS: &str = include_str!("sql/stands.sql");
const ATTEMPTS: &str = include_str!("sql/attempts.sql");
const PULSE: &str = include_str!("sql/pulse.sql");

/// A statement with the deliveries as they stand in the place of `{deliveries}`. Its first parameter is [`limit`].
pub(super) fn over_deliveries(statement: &str) -> AssertSqlSafe<String> {
    AssertSqlSafe(statement.replace("{deliveries}", DELIVERIES))
}

/// The moment before which what arrived is overdue; empty: never.
pub(super) fn limit(ladder: Ladder) -> String {
    ladder.limit().map(stamp).unwrap_or_default()
}

/// The texts between which the codes of a region's villages and kecamatan lie, and its own: behind a code comes a dot, and behind the dot
/// comes `/`.
fn range(region: &RegionCode) -> [String; 2] {
    [region.as_str().to_owned(), format!("{region}/")]
}

impl Ledger {
    /// The deliveries of an edition, by village, correction and place in the ladder.
    ///
    /// # Errors
    /// The database refuses, or holds what this version does not know.
    pub async fn deliveries(&self, edition: EditionId, ladder: Ladder) -> Result<Vec<Delivery>> {
        self.select("l.edition = $2", &[&edition.to_string()], ladder).await
    }

    /// The same without those of corrections that were taken back before they went out.
    ///
    /// # Errors
    /// As [`Ledger::deliveries`].
    pub async fn standing(&self, edition: EditionId, ladder: Ladder) -> Result<Vec<Delivery>> {
        self.select(&format!("l.edition = $2 AND {STANDS}"), &[&edition.to_string()], ladder).await
    }

    /// The deliveries of one village in an edition, as [`Ledger::standing`] gives them.
    ///
    /// # Errors
    /// As [`Ledger::deliveries`].
    pub async fn of_desa(&self, edition: EditionId, desa: &DesaCode, ladder: Ladder) -> Result<Vec<Delivery>> {
        let which = format!("l.edition = $2 AND l.desa = $3 AND {STANDS}");
        self.select(&which, &[&edition.to_string(), desa.as_str()], ladder).await
    }

    /// The deliveries of an edition to one province, or a smaller region, as [`Ledger::standing`] gives them: at the nation's size all of
    /// them take too much memory.
    ///
    /// # Errors
    /// As [`Ledger::deliveries`].
    pub async fn in_province(&self, edition: EditionId, province: &RegionCode, ladder: Ladder) -> Result<Vec<Delivery>> {
        // By the bundle's kecamatan: SQLite would take the range of villages' codes for a better key than each village's own.
        let which = format!("l.edition = $2 AND l.kecamatan_code >= $3 AND l.kecamatan_code < $4 AND {STANDS}");
        let [from, to] = range(province);
        self.select(&which, &[&edition.to_string(), &from, &to], ladder).await
    }

    /// The deliveries that went by one channel, of every edition: what a stick carries.
    ///
    /// # Errors
    /// As [`Ledger::deliveries`].
    pub(crate) async fn carried(&self, channel: &str, ladder: Ladder) -> Result<Vec<Delivery>> {
        self.select("l.channel = $2 AND l.arrived_at IS NOT NULL", &[channel], ladder).await
    }

    /// The deliveries for which a condition holds on `values` ($2 and what follows) and a row `l` of the view `ladder`.
    pub(super) async fn select(&self, which: &str, values: &[&str], ladder: Ladder) -> Result<Vec<Delivery>> {
        let statement = format!("{DELIVERIES} WHERE {which} ORDER BY l.edition, l.desa, l.ralat, l.rung, l.channel");
        let query = sqlx::query(AssertSqlSafe(statement)).bind(limit(ladder));
        self.read_deliveries(values.iter().fold(query, |query, value| query.bind(*value))).await
    }

    pub(super) async fn read_deliveries(&self, query: Query<'_>) -> Result<Vec<Delivery>> {
        query.fetch_all(&self.pool).await?.iter().map(row::delivery).collect()
    }

    /// The provinces to whose villages an edition's bundles go.
    ///
    /// # Errors
    /// The database refuses.
    pub async fn provinces(&self, edition: EditionId) -> Result<Vec<RegionCode>> {
        let query = sqlx::query("SELECT DISTINCT kecamatan_code FROM bundle WHERE edition = $1").bind(edition.to_string());
        let rows = query.fetch_all(&self.pool).await?;
        let province = |row: &AnyRow| -> Result<RegionCode> { Ok(region(row, "kecamatan_code")?.region(Level::Province)) };
        Ok(rows.iter().map(province).collect::<Result<BTreeSet<_>>>()?.into_iter().collect())
    }

    /// The villages of one province that have a bundle of an edition.
    ///
    /// # Errors
    /// The database refuses.
    pub async fn villages_in(&self, edition: EditionId, province: &RegionCode) -> Result<BTreeSet<DesaCode>> {
        let [from, to] = range(province);
        let query = sqlx::query("SELECT desa FROM bundle WHERE edition = $1 AND ralat = 0 AND desa >= $2 AND desa < $3");
        let rows = query.bind(edition.to_string()).bind(from).bind(to).fetch_all(&self.pool).await?;
        rows.iter().map(|row| desa(row, "desa")).collect()
    }

    /// Every attempt of an edition in one province, by village, oldest first.
    ///
    /// # Errors
    /// The database refuses.
    pub async fn attempts(&self, edition: EditionId, province: &RegionCode) -> Result<Vec<Attempt>> {
        let [from, to] = range(province);
        let rows = sqlx::query(ATTEMPTS).bind(edition.to_string()).bind(from).bind(to).fetch_all(&self.pool).await?;
        let attempts = rows.iter().map(|row| {
            Ok(Attempt {
                desa: desa(row, "desa")?,
                ralat: number(row, "ralat")?,
                channel: value(row, "channel")?,
                at: moment(row, "at")?,
                state: state(row, "state")?,
                words: value(row, "words")?,
            })
        });
        attempts.collect()
    }

    /// Changes whenever anything that is told of an edition does: counts, and the latest moments.
    ///
    /// # Errors
    /// The database refuses.
    pub async fn pulse(&self, edition: EditionId, ladder: Ladder) -> Result<String> {
        let row = sqlx::query(PULSE).bind(limit(ladder)).bind(edition.to_string()).fetch_one(&self.pool).await?;
        let count = |name: &str| value::<i64>(&row, name);
        let text = |name: &str| Ok::<_, super::LedgerError>(value::<Option<String>>(&row, name)?.unwrap_or_default());
        let (deliveries, attempts, receipts, overdue) = (count("deliveries")?, count("attempts")?, count("receipts")?, count("overdue")?);
        Ok(format!("{deliveries} {attempts} {receipts} {overdue} {} {}", text("made")?, text("updated_at")?))
    }
}
