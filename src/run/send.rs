//! Delivers what is due. Safe to stop and run again at any moment.

use std::collections::BTreeMap;

use chrono::Utc;

use super::Office;
use crate::bundle::sha256;
use crate::deliver::{self, Channel, Outcome, Parcel};
use crate::ledger::{Delivery, Ledger, LedgerError, State};
use crate::report::progress::Progress;

/// What came of sending.
#[derive(Debug, Default)]
pub struct Sent {
    /// Delivered in this run.
    pub accepted: usize,
    /// Delivered in an earlier run.
    pub already: usize,
    /// What did not arrive: village and reason.
    pub troubles: Vec<(String, State, String)>,
    /// Where bundles went, for the summary.
    pub targets: Vec<String>,
    /// Villages whose bundle changed after it was delivered.
    pub changed: Vec<String>,
}

/// Sends every due delivery of the edition and records each step before the next.
///
/// # Errors
/// Where the ledger cannot be written: nothing is sent without a record.
pub async fn send(office: &Office, ledger: &Ledger, quiet: bool) -> Result<Sent, LedgerError> {
    let all = ledger.deliveries(office.edition).await?;
    let due = ledger.due(office.edition).await?;
    let is_delivered = |d: &&Delivery| matches!(d.state, State::Accepted | State::Acknowledged);
    let mut sent = Sent {
        already: all.iter().filter(is_delivered).count(),
        changed: all.iter().filter(is_delivered).filter(|d| d.changed).map(|d| d.desa.clone()).collect(),
        ..Sent::default()
    };
    let channels: BTreeMap<&str, Box<dyn Channel>> =
        office.config.channels.iter().map(|(name, settings)| (name.as_str(), deliver::open(settings, &office.root))).collect();
    let progress = Progress::new("Mengirim", due.len(), quiet);
    for delivery in &due {
        let outcome = match channels.get(delivery.channel.as_str()) {
            None => Outcome::Failed(format!("saluran “{}” tidak ada lagi di warta.toml", delivery.channel)),
            // Cut off while it was being sent: only a repeatable channel may simply do it again.
            Some(channel) if delivery.state == State::Sending && !channel.is_repeatable() => {
                Outcome::Unknown("terputus saat dikirim; tanyakan kepada penerima".to_owned())
            }
            Some(channel) => match bundle(office, delivery) {
                Err(reason) => Outcome::Deferred(reason),
                Ok(bytes) => {
                    ledger.sending(office.edition, delivery, Utc::now()).await?;
                    let edition = office.edition.to_string();
                    channel.deliver(Parcel { edition: &edition, file: &delivery.file, bytes: &bytes, sha256: &delivery.sha256 }).await
                }
            },
        };
        ledger.settle(office.edition, delivery, &outcome, Utc::now()).await?;
        match outcome {
            Outcome::Accepted(_) => sent.accepted += 1,
            Outcome::Deferred(why) => sent.troubles.push((delivery.desa.clone(), State::Deferred, why)),
            Outcome::Failed(why) => sent.troubles.push((delivery.desa.clone(), State::Failed, why)),
            Outcome::Unknown(why) => sent.troubles.push((delivery.desa.clone(), State::Unknown, why)),
        }
        progress.step();
    }
    progress.finish();
    let used: std::collections::BTreeSet<&str> = all.iter().map(|d| d.channel.as_str()).collect();
    sent.targets = used.iter().filter_map(|name| channels.get(name)).map(|channel| channel.describe()).collect();
    Ok(sent)
}

/// The bundle as it was recorded.
fn bundle(office: &Office, delivery: &Delivery) -> Result<Vec<u8>, String> {
    let bytes =
        std::fs::read(office.bundle_path(&delivery.file)).map_err(|_| "bundelnya tidak ada; jalankan `warta terbitkan`".to_owned())?;
    if sha256(&bytes) == delivery.sha256 {
        Ok(bytes)
    } else {
        Err("bundelnya berubah sesudah dibuat; jalankan `warta terbitkan`".to_owned())
    }
}
