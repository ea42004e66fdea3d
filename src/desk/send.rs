//! Delivers what is due. Safe to stop and run again at any moment.

use chrono::Utc;

use super::Office;
use office::bundle::relay::{Passenger, Relay};
use office::diagnostic;
use office::folder::Lock;
use office::work::How;
use post::dispatch::{Order, RelayPrinter, dispatch};
use post::ledger::{Ledger, LedgerError};
use press::press::Checked;
use press::press::relay::pack_relay;

pub use post::dispatch::Sent;

/// A wish of the person who has something sent.
#[derive(Debug, Clone, Copy, Default)]
pub struct Request {
    /// Deliveries that failed or wait are tried now; no others are.
    pub retry: bool,
    /// A person named the edition: it goes out even after its last day.
    pub asked: bool,
}

/// Sends every due delivery of the edition and records each step before the next.
///
/// # Errors
/// The ledger cannot be written: nothing is sent without a record.
pub async fn send(
    office: &Office,
    checked: &Checked,
    ledger: &Ledger,
    lock: &mut Lock,
    request: Request,
    how: How<'_>,
) -> Result<Sent, LedgerError> {
    let printer = OfficePress(checked);
    let order = Order {
        edition: office.edition,
        folder: &office.folder,
        regency: &checked.settings.regency,
        villages: &checked.registry.villages,
        channels: &office.config.channels,
        rules: office.config.delivery,
        may_go: office.is_current(Utc::now()) || request.asked,
        retry: request.retry,
        known_as: office.receipts().office(),
        printer: &printer,
    };
    dispatch(&order, ledger, lock, how).await
}

/// Prints relay bundles with what the office has.
struct OfficePress<'a>(&'a Checked);

impl RelayPrinter for OfficePress<'_> {
    fn pack(&self, channel: &str, file: &str, passengers: &[Passenger<'_>]) -> diagnostic::Result<Relay> {
        pack_relay(self.0, channel, file, passengers)
    }
}

/// Whether a sending would find anything to do; a ledger that cannot be read says why when it is tried.
pub async fn is_anything_due(office: &Office) -> bool {
    let now = Utc::now();
    let Ok(ledger) = office.ledger().await else { return true };
    let may_go = office.is_current(now);
    let unrepeatable = office.config.unrepeatable();
    let channels = ledger.channels_due(office.edition, office.ladder(now), now).await;
    let is_any = channels.map_or(true, |all| all.iter().any(|channel| may_go || !unrepeatable.contains(&channel.as_str())));
    ledger.close().await;
    is_any
}
