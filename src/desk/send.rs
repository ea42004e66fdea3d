//! Delivers what is due. Safe to stop and run again at any moment.

use chrono::Utc;
use serde::Serialize;

use super::Office;
use office::bundle::relay::{Passenger, Relay};
use office::diagnostic;
use office::folder::Lock;
use office::work::How;
use post::deliver::ChannelSettings;
use post::dispatch::{Order, RelayPrinter, dispatch};
use post::ledger::{Ledger, LedgerError};
use press::press::Checked;
use press::press::relay::pack_relay;

pub use post::dispatch::Sent;

/// A wish of the person who has something sent.
#[derive(Debug, Clone, Default)]
pub struct Request {
    /// Deliveries that failed or wait are tried now; no others are.
    pub retry: bool,
    /// A person named the edition: it goes out even after its last day.
    pub asked: bool,
    /// Bundles go out even if they are for the smaller part of the villages.
    pub partly: bool,
    /// The person who approves what goes out.
    pub approved_by: Option<String>,
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
    request: &Request,
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

/// The parcels that would leave the office, as a person is asked about them.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Departure {
    /// Bundles of the edition.
    #[serde(rename = "desa")]
    pub bundles: usize,
    #[serde(rename = "ralat")]
    pub corrections: usize,
    /// Of both, those of which nobody has approved what they hold now; none where the office asks for no approval.
    #[serde(rename = "belum_disetujui")]
    pub unapproved: usize,
    /// Whether some of it cannot be taken back.
    #[serde(rename = "tidak_dapat_ditarik")]
    pub is_final: bool,
}

impl Departure {
    /// `198 bundel, 3 ralat`
    pub fn words(&self) -> String {
        let part = |count: usize, what: &str| (count > 0).then(|| format!("{count} {what}"));
        [part(self.bundles, "bundel"), part(self.corrections, "ralat")].into_iter().flatten().collect::<Vec<_>>().join(", ")
    }

    pub fn is_empty(&self) -> bool {
        self.bundles + self.corrections == 0
    }
}

/// The deliveries that are due and would go out now.
///
/// # Errors
/// The ledger cannot be read.
pub async fn departure(office: &Office, ledger: &Ledger, request: &Request) -> Result<Departure, LedgerError> {
    let (now, channels) = (Utc::now(), &office.config.channels);
    let may_go = office.is_current(now) || request.asked;
    let mut departure = Departure::default();
    for leaving in ledger.leaving(office.edition, office.ladder(now), request.retry, now).await? {
        let channel = channels.get(&leaving.channel);
        if !may_go && channel.is_some_and(|channel| !channel.is_repeatable()) {
            continue;
        }
        *(if leaving.is_correction { &mut departure.corrections } else { &mut departure.bundles }) += leaving.count;
        if office.config.delivery.needs_approval {
            departure.unapproved += leaving.unapproved;
        }
        departure.is_final |= leaving.is_correction || !channel.is_some_and(ChannelSettings::is_revocable);
    }
    Ok(departure)
}

/// Whether a sending would find anything to do that needs nobody's word; a ledger that cannot be read says why when it is tried.
pub async fn is_anything_due(office: &Office) -> bool {
    let Ok(ledger) = office.ledger().await else { return true };
    let is_any = may_send(office, &ledger).await.unwrap_or(true);
    ledger.close().await;
    is_any
}

async fn may_send(office: &Office, ledger: &Ledger) -> Result<bool, LedgerError> {
    let now = Utc::now();
    let (may_go, unrepeatable) = (office.is_current(now), office.config.unrepeatable());
    let channels = ledger.channels_due(office.edition, office.ladder(now), now).await?;
    let is_any = channels.iter().any(|channel| may_go || !unrepeatable.contains(&channel.as_str()));
    if !is_any || !office.config.delivery.needs_approval {
        return Ok(is_any);
    }
    Ok(departure(office, ledger, &Request::default()).await?.unapproved == 0)
}
