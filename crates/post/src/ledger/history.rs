//! Looks over many editions: the history of one village, the editions themselves, and what is awaited or in doubt.

use std::collections::BTreeSet;

use chrono::{DateTime, Days, Utc};
use serde::Serialize;
use sqlx::any::AnyRow;

use super::receipt::{over_receipts, receipt};
use super::row::{edition, moment, number, value};
use super::{Delivery, Ladder, Ledger, Receipt, Result};
use office::model::{DesaCode, EditionId};

const EDITIONS: &str = include_str!("sql/editions.sql");
const RECORDED_RECEIPTS: &str = include_str!("sql/recorded_receipts.sql");
const AWAITED: &str = include_str!("sql/awaited.sql");
const DOUBTFUL_EDITIONS: &str = include_str!("sql/doubtful_editions.sql");
const ISSUED_FORMS: &str = include_str!("sql/issued_forms.sql");
/// A condition on a row `l` of the view `ladder`.
const DECIDED: &str = include_str!("sql/decided.sql");

/// The weeks in which an acknowledgement is awaited: nobody asks a KIM for an older one.
const WEEKS: u64 = 12;

/// An edition as it is on record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct EditionRecord {
    #[serde(rename = "edisi")]
    pub edition: EditionId,
    /// When the first of its bundles that stand was made.
    #[serde(rename = "dibuat")]
    pub made_at: DateTime<Utc>,
    /// Villages with a bundle of it.
    #[serde(rename = "desa")]
    pub villages: usize,
    /// Corrections, of all villages.
    #[serde(rename = "ralat")]
    pub corrections: usize,
    /// The villages that it came to.
    #[serde(rename = "terkirim")]
    pub delivered: usize,
    /// Those that acknowledged anything of it.
    #[serde(rename = "diterima")]
    pub acknowledged: usize,
}

/// Villages to which an edition came in one hour, and that have not acknowledged it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Awaited {
    pub edition: EditionId,
    /// The beginning of that hour.
    pub arrived_at: DateTime<Utc>,
    pub villages: usize,
}

/// The blank forms of one kind that a village got with an edition.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct IssuedForms {
    #[serde(rename = "edisi")]
    pub edition: EditionId,
    /// The form's name: `pengaduan`.
    #[serde(rename = "formulir")]
    pub form: String,
    #[serde(rename = "jumlah")]
    pub count: usize,
}

impl Ledger {
    /// The deliveries of one village in every edition, the newest edition first, without those of corrections that were taken back before
    /// they went out.
    ///
    /// # Errors
    /// As [`Ledger::deliveries`].
    pub async fn history(&self, desa: &DesaCode, ladder: Ladder) -> Result<Vec<Delivery>> {
        let which = format!("l.desa = $2 AND {}", super::deliveries::STANDS);
        let mut all = self.select(&which, &[desa.as_str()], ladder).await?;
        // Stable: within an edition they stay in their order.
        all.sort_by_key(|one| std::cmp::Reverse(one.edition));
        Ok(all)
    }

    /// The blank forms that were issued to one village, the newest edition first.
    ///
    /// # Errors
    /// The database refuses, or holds what this version does not know.
    pub async fn forms_of(&self, desa: &DesaCode) -> Result<Vec<IssuedForms>> {
        let mut all = Vec::new();
        for prefix in self.serial_prefixes().await? {
            let from = format!("{prefix}-{}-", desa.digits());
            // A dot follows the dash in the order of characters.
            let to = format!("{prefix}-{}.", desa.digits());
            for row in &sqlx::query(ISSUED_FORMS).bind(from).bind(to).fetch_all(&self.pool).await? {
                all.push(IssuedForms { edition: edition(row, "edition")?, form: value(row, "form")?, count: number(row, "count")? });
            }
        }
        all.sort_by(|a, b| b.edition.cmp(&a.edition).then_with(|| a.form.cmp(&b.form)));
        Ok(all)
    }

    /// The letters with which serials on record begin: of each form that the office ever had. They are looked up one after the other, for
    /// of serials there are very many.
    async fn serial_prefixes(&self) -> Result<BTreeSet<String>> {
        let (mut all, mut from) = (BTreeSet::new(), String::new());
        loop {
            let query = sqlx::query("SELECT MIN(serial) AS serial FROM serial WHERE serial >= $1").bind(from);
            let first: Option<String> = value(&query.fetch_one(&self.pool).await?, "serial")?;
            let Some(prefix) = first.as_deref().and_then(|serial| serial.split('-').next()) else { return Ok(all) };
            from = format!("{prefix}.");
            if !all.insert(prefix.to_owned()) {
                return Ok(all);
            }
        }
    }

    /// The editions on record, the newest first, at most so many; those before one, where it is given.
    ///
    /// # Errors
    /// The database refuses, or holds what this version does not know.
    pub async fn editions(&self, before: Option<EditionId>, most: usize) -> Result<Vec<EditionRecord>> {
        let before = before.map(|edition| edition.to_string()).unwrap_or_default();
        let query = sqlx::query(EDITIONS).bind(before).bind(i64::try_from(most).unwrap_or(i64::MAX));
        let record = |row: &AnyRow| {
            Ok(EditionRecord {
                edition: edition(row, "edition")?,
                made_at: moment(row, "made_at")?,
                villages: number(row, "villages")?,
                corrections: number(row, "corrections")?,
                delivered: number(row, "delivered")?,
                acknowledged: number(row, "acknowledged")?,
            })
        };
        query.fetch_all(&self.pool).await?.iter().map(record).collect()
    }

    /// The receipts that were recorded last, of whatever edition, the newest first; without those that were taken back.
    ///
    /// # Errors
    /// The database refuses, or holds what this version does not know.
    pub async fn recorded_receipts(&self, most: usize) -> Result<Vec<Receipt>> {
        let most = i64::try_from(most).unwrap_or(i64::MAX);
        let rows = sqlx::query(over_receipts(RECORDED_RECEIPTS)).bind(most.saturating_mul(2)).bind(most).fetch_all(&self.pool).await?;
        rows.iter().map(receipt).collect()
    }

    /// The deliveries of an edition that were in doubt, of which a person said what became of them, and to which nothing has happened since.
    ///
    /// # Errors
    /// As [`Ledger::deliveries`].
    pub async fn decided(&self, edition: EditionId, ladder: Ladder) -> Result<Vec<Delivery>> {
        self.select(&format!("l.edition = $2 AND {DECIDED}"), &[&edition.to_string()], ladder).await
    }

    /// The villages to which an edition of the last weeks came and that have not acknowledged it, by edition and hour. `last` is the
    /// newest edition.
    ///
    /// # Errors
    /// The database refuses, or holds what this version does not know.
    pub async fn awaited(&self, last: EditionId) -> Result<Vec<Awaited>> {
        let first = EditionId::containing(last.monday() - Days::new(7 * WEEKS));
        let awaited = |row: &AnyRow| {
            Ok(Awaited { edition: edition(row, "edition")?, arrived_at: moment(row, "arrived_at")?, villages: number(row, "villages")? })
        };
        sqlx::query(AWAITED).bind(first.to_string()).fetch_all(&self.pool).await?.iter().map(awaited).collect()
    }

    /// The editions with deliveries in doubt, and for how many villages each.
    ///
    /// # Errors
    /// The database refuses, or holds what this version does not know.
    pub async fn doubtful_editions(&self) -> Result<Vec<(EditionId, usize)>> {
        let rows = sqlx::query(DOUBTFUL_EDITIONS).fetch_all(&self.pool).await?;
        rows.iter().map(|row| Ok((edition(row, "edition")?, number(row, "villages")?))).collect()
    }
}
