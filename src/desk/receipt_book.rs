//! How many villages acknowledged an edition, and the receipts that were recorded last.

use std::collections::BTreeMap;

use serde::Serialize;

use super::Office;
use office::diagnostic;
use office::model::{DesaCode, EditionId};
use post::ledger::{Ladder, Ledger, LedgerError, Receipt};

/// The acknowledgements of an edition.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ReceiptBook {
    #[serde(rename = "edisi")]
    pub edition: EditionId,
    /// Villages with a bundle of it.
    #[serde(rename = "desa")]
    pub villages: usize,
    /// Those that acknowledged anything of it.
    #[serde(rename = "sudah")]
    pub acknowledged: usize,
    /// The receipts that were recorded last, of whatever edition, the newest first.
    #[serde(skip)]
    pub last: Vec<Receipt>,
}

/// The acknowledgements of an edition, with so many of the receipts that were recorded last.
///
/// # Errors
/// The ledger cannot be read.
pub async fn receipt_book(office: &Office, most: usize) -> diagnostic::Result<ReceiptBook> {
    office.with_ledger_to_look_at(async |ledger| read(office.edition, ledger, most).await).await
}

async fn read(edition: EditionId, ledger: &Ledger, most: usize) -> Result<ReceiptBook, LedgerError> {
    // Nothing here depends on what is overdue.
    let overview = ledger.overview(edition, Ladder { overdue_before: None }).await?;
    let alike: usize = overview.alike.iter().map(|alike| alike.count).sum();
    let received: usize = overview.alike.iter().filter(|alike| alike.received).map(|alike| alike.count).sum();
    let mut others: BTreeMap<&DesaCode, bool> = BTreeMap::new();
    for delivery in &overview.others {
        *others.entry(&delivery.desa).or_default() |= delivery.received_on.is_some();
    }
    Ok(ReceiptBook {
        edition,
        villages: alike + others.len(),
        acknowledged: received + others.values().filter(|is_received| **is_received).count(),
        last: ledger.recorded_receipts(most).await?,
    })
}
