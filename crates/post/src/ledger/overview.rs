//! Where all bundles of an edition stand, in as few rows as tell it: at the nation's size one row a village is too many.

use sqlx::Row;

use super::{Delivery, Ladder, Ledger, Result, State};
use office::model::EditionId;

/// Bundles of one kecamatan that go by one road, their only one, and stand alike there, with nothing more to say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Alike {
    /// Its code.
    pub kecamatan: String,
    pub name: Option<String>,
    pub channel: String,
    pub state: State,
    /// Whether their KIM acknowledged them.
    pub received: bool,
    pub count: usize,
    /// When the last of them came to stand so.
    pub updated_at: String,
}

/// All bundles of an edition.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Overview {
    pub alike: Vec<Alike>,
    /// The deliveries of all others, as [`Ledger::deliveries`] gives them.
    pub others: Vec<Delivery>,
}

/// A delivery that is not special: its bundle's only one, of no correction, unchanged, and on time (`$1`).
const PLAIN: &str = "d.ralat = 0 AND d.rung = 0 AND b.withdrawn = 0 AND d.sha256 = b.sha256
    AND (d.state IN ('planned', 'acknowledged') OR d.state = 'accepted' AND NOT COALESCE(d.arrived_at, '9') < $1)
    AND NOT EXISTS (SELECT 1 FROM delivery o WHERE o.edition = d.edition AND o.ralat = d.ralat AND o.desa = d.desa AND o.channel <> d.channel)
    AND d.desa NOT IN (SELECT c.desa FROM bundle c WHERE c.edition = $2 AND c.ralat > 0)";

impl Ledger {
    /// Where the bundles of an edition stand.
    ///
    /// # Errors
    /// As [`Ledger::deliveries`].
    pub async fn overview(&self, edition: EditionId, ladder: Ladder) -> Result<Overview> {
        let query = format!(
            "SELECT substr(d.desa, 1, 8) AS code, MAX(b.kecamatan) AS name, d.channel, d.state,
                CASE WHEN a.received_on IS NULL THEN 0 ELSE 1 END AS received,
                CASE WHEN {PLAIN} THEN 1 ELSE 0 END AS plain, COUNT(*) AS count, MAX(d.updated_at) AS updated_at
             FROM delivery d JOIN bundle b ON b.edition = d.edition AND b.ralat = d.ralat AND b.desa = d.desa
             LEFT JOIN acknowledgement a ON a.edition = d.edition AND a.ralat = d.ralat AND a.desa = d.desa
             WHERE d.edition = $2 GROUP BY 1, 3, 4, 5, 6 ORDER BY 1, 3, 4, 5"
        );
        let overdue = ladder.limit().unwrap_or_default();
        let rows = sqlx::query(sqlx::AssertSqlSafe(query)).bind(overdue).bind(edition.to_string()).fetch_all(&self.pool).await?;
        let alike = |row: &sqlx::any::AnyRow| -> Result<Alike> {
            let state: String = row.try_get("state")?;
            Ok(Alike {
                kecamatan: row.try_get("code")?,
                name: row.try_get("name")?,
                channel: row.try_get("channel")?,
                state: state.parse()?,
                received: row.try_get::<i64, _>("received")? == 1,
                count: usize::try_from(row.try_get::<i64, _>("count")?).unwrap_or_default(),
                updated_at: row.try_get("updated_at")?,
            })
        };
        let mut overview = Overview::default();
        for row in &rows {
            if row.try_get::<i64, _>("plain")? == 1 {
                overview.alike.push(alike(row)?);
            }
        }
        if overview.alike.len() < rows.len() {
            let which = format!("d.edition = $2 AND NOT ({PLAIN})");
            overview.others = self.select(&which, &[&edition.to_string()], ladder).await?;
        }
        Ok(overview)
    }

    /// The deliveries of one village, by its code, in an edition.
    ///
    /// # Errors
    /// As [`Ledger::deliveries`].
    pub async fn of_desa(&self, edition: EditionId, desa: &str, ladder: Ladder) -> Result<Vec<Delivery>> {
        let mut all = self.select("d.desa = $2", &[desa], ladder).await?;
        all.retain(|delivery| delivery.edition == edition);
        Ok(all)
    }

    /// What changes whenever anything that is told of an edition does: counts, and the latest moments.
    ///
    /// # Errors
    /// Where the database refuses.
    pub async fn pulse(&self, edition: EditionId, ladder: Ladder) -> Result<String> {
        // Every step of a delivery is an attempt, and attempts are only added to.
        let row = sqlx::query(
            "SELECT (SELECT COUNT(*) FROM attempt WHERE edition = $2) AS attempts,
                (SELECT COUNT(*) FROM acknowledgement WHERE edition = $2) AS receipts,
                (SELECT MAX(made_at) || ' ' || COUNT(*) || ' ' || SUM(news) || ' ' || SUM(withdrawn) FROM bundle WHERE edition = $2) AS made,
                COUNT(*) AS deliveries, MAX(updated_at) AS updated_at,
                COUNT(CASE WHEN state = 'accepted' AND arrived_at < $1 THEN 1 END) AS overdue
             FROM delivery WHERE edition = $2",
        )
        .bind(ladder.limit().unwrap_or_default())
        .bind(edition.to_string())
        .fetch_one(&self.pool)
        .await?;
        let count = |name: &str| row.try_get::<i64, _>(name);
        let text = |name: &str| row.try_get::<Option<String>, _>(name).map(Option::unwrap_or_default);
        let (deliveries, attempts, receipts, overdue) = (count("deliveries")?, count("attempts")?, count("receipts")?, count("overdue")?);
        Ok(format!("{deliveries} {attempts} {receipts} {overdue} {} {}", text("made")?, text("updated_at")?))
    }
}
