//! The state of an edition's deliveries.

use chrono::{DateTime, Utc};
use serde::Serialize;

use super::decide::unknown_desa;
use super::{Conclusion, Office};
use office::diagnostic;
use office::model::{DesaCode, EditionId};
use post::ledger::{Delivery, Ledger, LedgerError, Overview};

/// The state of an edition's deliveries.
#[derive(Debug, Clone, Serialize)]
pub struct Status {
    #[serde(rename = "edisi")]
    pub edition: EditionId,
    /// Each delivery, where that was asked for.
    #[serde(rename = "pengiriman")]
    pub deliveries: Vec<Delivery>,
    #[serde(skip)]
    pub overview: Overview,
}

/// The state of an edition; `is_in_full`: with each delivery.
///
/// # Errors
/// The ledger cannot be read.
pub async fn status(office: &Office, ledger: &Ledger, is_in_full: bool, now: DateTime<Utc>) -> Result<Conclusion<Status>, LedgerError> {
    let (edition, ladder) = (office.edition, office.ladder(now));
    let overview = ledger.overview(edition, ladder).await?;
    let deliveries = if is_in_full { ledger.deliveries(edition, ladder).await? } else { Vec::new() };
    Ok(Conclusion::done(Status { edition, deliveries, overview }))
}

/// The state of the deliveries to one village, by its code as typed.
///
/// # Errors
/// The ledger cannot be read, or knows nothing of such a village.
pub async fn status_of_village(office: &Office, typed: &str, now: DateTime<Utc>) -> diagnostic::Result<Conclusion<Status>> {
    let edition = office.edition;
    let read = office.with_ledger(async |ledger| match DesaCode::parse(typed) {
        Some(desa) => ledger.of_desa(edition, &desa, office.ladder(now)).await,
        None => Ok(Vec::new()),
    });
    let deliveries = read.await?;
    if deliveries.is_empty() {
        return Err(unknown_desa(typed).into());
    }
    Ok(Conclusion::done(Status { edition, deliveries, overview: Overview::default() }))
}
