//! Acknowledgements: the code on the tear-off slip came back, or the list that a courier had signed. They are only added to: what is put
//! right, or taken back, is one row more.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc};
use sqlx::AssertSqlSafe;
use sqlx::any::AnyRow;

use super::row::{day_if_any, desa, edition, flag, moment, number, value};
use super::{Ledger, LedgerError, Query, Result, stamp};
use office::model::{DesaCode, EditionId, ReceiptCode};

const DRAW_RECEIPT: &str = include_str!("sql/draw_receipt.sql");
/// In the place of `{receipts}` in the two that follow.
const RECEIPTS: &str = include_str!("sql/receipts.sql");
const RECEIPTS_OF_CODE: &str = include_str!("sql/receipts_of_code.sql");
const RECEIPTS_IN_REGION: &str = include_str!("sql/receipts_in_region.sql");
const ACKNOWLEDGE: &str = include_str!("sql/acknowledge.sql");
const ACKNOWLEDGED: &str = include_str!("sql/acknowledged.sql");
const UNACKNOWLEDGED: &str = include_str!("sql/unacknowledged.sql");
const NAMES: &str = include_str!("sql/names.sql");

/// A bundle as its receipt code names it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Receipt {
    pub code: ReceiptCode,
    pub edition: EditionId,
    pub ralat: u32,
    pub desa: DesaCode,
    /// `Desa Karya Baru`; not known of bundles of old versions.
    pub title: Option<String>,
    /// Name of its kecamatan.
    pub kecamatan: Option<String>,
    /// Whether the village has it, or may have, by any road.
    pub is_out: bool,
    /// `None`: not acknowledged, or that was taken back.
    pub received: Option<Received>,
    /// How many words there are on its acknowledgement. One more is recorded only where there has been no other since.
    number: i64,
}

/// A KIM's word that it has a bundle.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Received {
    pub on: NaiveDate,
    pub by: Option<String>,
    pub recorded_at: DateTime<Utc>,
}

/// A village by the name on its newest bundle.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Named {
    pub desa: DesaCode,
    /// `Desa Karya Baru`
    pub title: String,
    /// Name of its kecamatan.
    pub kecamatan: String,
}

impl Ledger {
    /// The codes on record of an edition's bundles, by village and correction; those that are `wanted` and have none are drawn now. A code
    /// is drawn for one bundle only: `draw` gives a village's code at the first turn, or the second, and so on.
    ///
    /// # Errors
    /// The database refuses; then nothing is drawn.
    pub async fn receipts(
        &self,
        edition: EditionId,
        wanted: &[(DesaCode, u32)],
        draw: impl Fn(&DesaCode, u32, u32) -> Option<ReceiptCode>,
    ) -> Result<BTreeMap<(DesaCode, u32), ReceiptCode>> {
        let mut transaction = self.begin().await?;
        let mut known = BTreeMap::new();
        // The code that a bundle was printed with is its code, whatever was drawn since.
        for statement in [
            "SELECT desa, ralat, code FROM receipt WHERE edition = $1",
            "SELECT desa, ralat, receipt AS code FROM bundle WHERE edition = $1",
        ] {
            let rows = sqlx::query(statement).bind(edition.to_string()).fetch_all(&mut *transaction).await?;
            for row in &rows {
                known.insert((desa(row, "desa")?, number(row, "ralat")?), ReceiptCode::printed(value(row, "code")?));
            }
        }
        for (desa, ralat) in wanted {
            let key = (desa.clone(), *ralat);
            let mut turn = 0;
            while !known.contains_key(&key) {
                let code = draw(desa, *ralat, turn).ok_or(LedgerError::NoSecret)?;
                let drawn = sqlx::query(DRAW_RECEIPT)
                    .bind(code.as_str())
                    .bind(edition.to_string())
                    .bind(i64::from(*ralat))
                    .bind(desa.as_str())
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

    /// The bundles with this receipt code. Old ones may share one; then those come first that may be meant: nobody has acknowledged them.
    ///
    /// # Errors
    /// The database refuses.
    pub async fn receipt(&self, code: &ReceiptCode) -> Result<Vec<Receipt>> {
        let rows = sqlx::query(over_receipts(RECEIPTS_OF_CODE)).bind(code.as_str()).fetch_all(&self.pool).await?;
        rows.iter().map(receipt).collect()
    }

    /// The bundles of a village, or of all villages of a region, by its code: those of this edition, or of the newest of which anything
    /// went out to them; by village and correction.
    ///
    /// # Errors
    /// The database refuses.
    pub async fn receipts_in(&self, code: &str, edition: Option<EditionId>) -> Result<Vec<Receipt>> {
        let query = sqlx::query(over_receipts(RECEIPTS_IN_REGION)).bind(code.to_owned()).bind(format!("{code}/"));
        let rows = query.bind(edition.map(|edition| edition.to_string())).fetch_all(&self.pool).await?;
        rows.iter().map(receipt).collect()
    }

    /// The villages that ever got a bundle, in the order of their codes.
    ///
    /// # Errors
    /// The database refuses.
    pub async fn names(&self) -> Result<Vec<Named>> {
        let rows = sqlx::query(NAMES).fetch_all(&self.pool).await?;
        let named = |row: &AnyRow| Ok(Named { desa: desa(row, "desa")?, title: value(row, "title")?, kecamatan: value(row, "kecamatan")? });
        rows.iter().map(named).collect()
    }

    /// Records that a KIM has a bundle, or puts right when, and who has it. Whatever road may have brought it is settled with it. `false`:
    /// there was another word on it since it was read, and nothing is recorded.
    ///
    /// # Errors
    /// The database refuses.
    pub async fn acknowledge(&self, receipt: &Receipt, on: NaiveDate, by: Option<&str>, now: DateTime<Utc>) -> Result<bool> {
        self.add_word(receipt, (Some(on), by), ACKNOWLEDGED, now).await
    }

    /// Takes back the word that a KIM has a bundle. The roads by which it may have come stand again as they did. `false`: as before.
    ///
    /// # Errors
    /// The database refuses.
    pub async fn unacknowledge(&self, receipt: &Receipt, now: DateTime<Utc>) -> Result<bool> {
        self.add_word(receipt, (None, None), UNACKNOWLEDGED, now).await
    }

    /// Records a word on a bundle's acknowledgement, and what follows from it for its deliveries.
    async fn add_word(
        &self,
        receipt: &Receipt,
        (on, by): (Option<NaiveDate>, Option<&str>),
        consequence: &'static str,
        now: DateTime<Utc>,
    ) -> Result<bool> {
        let bind =
            |query: Query<'static>| query.bind(receipt.edition.to_string()).bind(i64::from(receipt.ralat)).bind(receipt.desa.to_string());
        let mut transaction = self.begin().await?;
        let word = bind(sqlx::query(ACKNOWLEDGE)).bind(receipt.number).bind(on.map(|on| on.to_string())).bind(by.map(str::to_owned));
        let is_recorded = word.bind(stamp(now)).execute(&mut *transaction).await?.rows_affected() == 1;
        if is_recorded {
            bind(sqlx::query(consequence)).bind(stamp(now)).execute(&mut *transaction).await?;
        }
        transaction.commit().await?;
        Ok(is_recorded)
    }
}

/// A statement with the bundles in the place of `{receipts}`.
pub(super) fn over_receipts(statement: &str) -> AssertSqlSafe<String> {
    AssertSqlSafe(statement.replace("{receipts}", RECEIPTS))
}

pub(super) fn receipt(row: &AnyRow) -> Result<Receipt> {
    let received = match day_if_any(row, "received_on")? {
        Some(on) => Some(Received { on, by: value(row, "received_by")?, recorded_at: moment(row, "recorded_at")? }),
        None => None,
    };
    Ok(Receipt {
        code: ReceiptCode::printed(value(row, "code")?),
        edition: edition(row, "edition")?,
        ralat: number(row, "ralat")?,
        desa: desa(row, "desa")?,
        title: value(row, "title")?,
        kecamatan: value(row, "kecamatan")?,
        is_out: flag(row, "is_out")?,
        received,
        number: value(row, "number")?,
    })
}
