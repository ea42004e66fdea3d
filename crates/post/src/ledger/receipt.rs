//! Acknowledgements: the code on the tear-off slip came back.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc};
use sqlx::any::AnyRow;

use super::row::{day_if_any, desa, edition, number, value};
use super::{Ledger, LedgerError, Query, Result, stamp};
use office::model::{DesaCode, EditionId, ReceiptCode};

const DRAW_RECEIPT: &str = include_str!("sql/draw_receipt.sql");
const RECEIPT: &str = include_str!("sql/receipt.sql");
const ACKNOWLEDGE: &str = include_str!("sql/acknowledge.sql");
const ACKNOWLEDGED: &str = include_str!("sql/acknowledged.sql");

/// A bundle as its receipt code names it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Receipt {
    pub edition: EditionId,
    pub ralat: u32,
    pub desa: DesaCode,
    /// `None`: not acknowledged yet.
    pub received: Option<Received>,
}

/// A KIM's word that it has a bundle.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Received {
    pub on: NaiveDate,
    pub by: Option<String>,
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

    /// The bundles with this receipt code. Old ones may share one; then those come first that may be meant: they are out, and nobody has
    /// acknowledged them.
    ///
    /// # Errors
    /// The database refuses.
    pub async fn receipt(&self, code: &ReceiptCode) -> Result<Vec<Receipt>> {
        let rows = sqlx::query(RECEIPT).bind(code.as_str()).fetch_all(&self.pool).await?;
        rows.iter().map(receipt).collect()
    }

    /// Records that a KIM has a bundle. Whatever road may have brought it is settled with it.
    ///
    /// # Errors
    /// The database refuses.
    pub async fn acknowledge(&self, receipt: &Receipt, on: NaiveDate, by: Option<&str>, now: DateTime<Utc>) -> Result<()> {
        let bind =
            |query: Query<'static>| query.bind(receipt.edition.to_string()).bind(i64::from(receipt.ralat)).bind(receipt.desa.as_str());
        let mut transaction = self.begin().await?;
        let acknowledge = bind(sqlx::query(ACKNOWLEDGE)).bind(on.to_string()).bind(by).bind(stamp(now));
        acknowledge.execute(&mut *transaction).await?;
        bind(sqlx::query(ACKNOWLEDGED)).bind(stamp(now)).execute(&mut *transaction).await?;
        transaction.commit().await?;
        Ok(())
    }
}

fn receipt(row: &AnyRow) -> Result<Receipt> {
    let received = match day_if_any(row, "received_on")? {
        Some(on) => Some(Received { on, by: value(row, "received_by")? }),
        None => None,
    };
    Ok(Receipt { edition: edition(row, "edition")?, ralat: number(row, "ralat")?, desa: desa(row, "desa")?, received })
}
