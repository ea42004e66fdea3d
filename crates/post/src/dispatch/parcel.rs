//! Parcels: one village's bundle, or those of a kecamatan that go by courier in one relay bundle.

use std::collections::BTreeMap;

use chrono::Utc;

use super::{Run, Trouble};
use crate::deliver::{Channel, Outcome, Parcel};
use crate::ledger::{Delivery, LedgerError, State};
use office::bundle::relay::{self, Passenger, Relay};
use office::bundle::sha256;
use office::diagnostic::{self, Faults};
use office::model::{RegionCode, Village};

/// The deliveries that go in one parcel.
pub(super) struct Consignment {
    pub channel: String,
    pub deliveries: Vec<Delivery>,
    /// The name of the relay bundle, where it goes in one.
    relay: Option<String>,
}

/// A delivery with its bundle at hand.
struct Loaded<'a> {
    village: &'a Village,
    delivery: Delivery,
    bundle: Vec<u8>,
}

/// `Edisi 48 Tahun 2026`, `Ralat 1, Edisi 48 Tahun 2026`
pub(super) fn label(delivery: &Delivery) -> String {
    let edition = delivery.edition.label();
    if delivery.ralat == 0 { edition } else { format!("Ralat {}, {edition}", delivery.ralat) }
}

impl<'a> Run<'a> {
    /// Each delivery by itself; those by courier by kecamatan.
    pub(super) async fn consignments(&self, due: Vec<Delivery>) -> Result<Vec<Consignment>, LedgerError> {
        let gathers = |d: &Delivery| self.channels.get(d.channel.as_str()).is_some_and(|channel| channel.gathers());
        let (gathered, single): (Vec<_>, Vec<_>) = due.into_iter().partition(gathers);
        let alone = |d: Delivery| Consignment { channel: d.channel.clone(), deliveries: vec![d], relay: None };
        let mut consignments: Vec<Consignment> = single.into_iter().map(alone).collect();
        if gathered.is_empty() {
            return Ok(consignments);
        }
        // A delivery that was cut off goes in the relay bundle that it was to go in; the rest goes in a new one.
        let mut groups: BTreeMap<(String, RegionCode, Option<String>), Vec<Delivery>> = BTreeMap::new();
        for delivery in gathered {
            let relay = delivery.relay.clone().filter(|_| delivery.state == State::Planned);
            groups.entry((delivery.channel.clone(), delivery.desa.kecamatan(), relay)).or_default().push(delivery);
        }
        // By whatever channel: one that was renamed still leads to the same folder.
        let mut greatest: BTreeMap<RegionCode, usize> = BTreeMap::new();
        for (kecamatan, file) in self.ledger.relays(self.order.edition).await? {
            let number = greatest.entry(kecamatan).or_default();
            *number = relay::number(&file).unwrap_or_default().max(*number);
        }
        for ((channel, kecamatan, known), deliveries) in groups {
            let next = greatest.get(&kecamatan).copied().unwrap_or_default() + 1;
            let village = deliveries.iter().find_map(|d| self.villages.get(&d.desa));
            let relay = known.or_else(|| Some(relay::file_name(self.order.edition, village?, next)));
            consignments.push(Consignment { channel, deliveries, relay });
        }
        Ok(consignments)
    }

    /// Takes a consignment to the last step that can be taken back, has it on record, takes the last step, and records what became of it.
    pub(super) async fn hand_over(&mut self, consignment: Consignment) -> Result<(), LedgerError> {
        let Consignment { channel: name, deliveries, relay } = consignment;
        let Some(channel) = self.channels.get(name.as_str()).cloned() else {
            let gone = Outcome::Failed(format!("saluran “{name}” tidak ada lagi di warta.toml"));
            return self.settle(&deliveries, gone).await;
        };
        let loaded = self.load(deliveries);
        let Some(first) = loaded.first() else { return Ok(()) };
        let deliveries: Vec<Delivery> = loaded.iter().map(|loaded| loaded.delivery.clone()).collect();
        let relay = match relay.map(|file| self.relay(channel.as_ref(), file, &loaded)).transpose() {
            Ok(relay) => relay,
            Err(faults) => {
                self.lacks(&deliveries, &reason(&faults));
                return Ok(());
            }
        };
        let (edition, label) = (self.order.edition.to_string(), label(&first.delivery));
        let parcel = parcel((edition.as_str(), label.as_str()), first, relay.as_ref());
        let server = channel.describe();
        if !self.pace.keep(&server, channel.pace(), self.how.stop).await {
            return Ok(());
        }
        let outcome = match channel.prepare(parcel).await {
            Err(outcome) => outcome,
            Ok(last_step) => {
                self.pace.took(server);
                let file = relay.as_ref().map(|(file, _)| file.as_str());
                if !self.ledger.sending(&self.claim, &deliveries, file, Utc::now()).await? {
                    // Another run has it: only where the folder knows no locks.
                    return Ok(());
                }
                last_step.await
            }
        };
        self.settle(&deliveries, outcome).await
    }

    /// Reads the bundles. One that the office itself lacks is no attempt: nothing counts against the channel, and nothing waits once it is
    /// there.
    fn load(&mut self, deliveries: Vec<Delivery>) -> Vec<Loaded<'a>> {
        let mut all = Vec::new();
        for delivery in deliveries {
            let village = self.villages.get(&delivery.desa).copied();
            let loaded = self.bundle(&delivery).and_then(|bundle| match village {
                Some(village) => Ok((village, bundle)),
                None => Err("desanya tidak ada, atau bermasalah, di kim.xlsx"),
            });
            match loaded {
                Ok((village, bundle)) => all.push(Loaded { village, delivery, bundle }),
                Err(reason) => self.lacks(std::slice::from_ref(&delivery), reason),
            }
        }
        all
    }

    /// The bundle as it was recorded.
    fn bundle(&self, delivery: &Delivery) -> Result<Vec<u8>, &'static str> {
        let path = self.order.folder.results(self.order.edition).bundle(&delivery.file);
        let bytes = std::fs::read(path).map_err(|_| "bundelnya tidak ada di hasil/")?;
        if sha256(&bytes) == delivery.sha256 { Ok(bytes) } else { Err("bundelnya berubah sesudah dibuat") }
    }

    fn lacks(&mut self, deliveries: &[Delivery], reason: &str) {
        let trouble = |delivery: &Delivery| Trouble {
            desa: delivery.desa.clone(),
            channel: delivery.channel.clone(),
            state: State::Planned,
            reason: reason.to_owned(),
        };
        self.sent.troubles.extend(deliveries.iter().map(trouble));
    }

    /// A relay bundle under this name, or the next under which no other lies there: the ledger does not know of all that does.
    fn relay(&self, channel: &dyn Channel, mut file: String, loaded: &[Loaded<'_>]) -> diagnostic::Result<(String, Relay)> {
        let edition = self.order.edition.to_string();
        let name = loaded.first().map_or("", |first| first.delivery.channel.as_str());
        let passengers: Vec<Passenger<'_>> = loaded.iter().map(Loaded::passenger).collect();
        loop {
            let relay = self.order.printer.pack(name, &file, &passengers)?;
            match relay::next(&file).filter(|_| channel.is_taken(&edition, &file, &relay.sha256)) {
                Some(next) => file = next,
                None => return Ok((file, relay)),
            }
        }
    }
}

impl Loaded<'_> {
    fn passenger(&self) -> Passenger<'_> {
        Passenger { village: self.village, ralat: self.delivery.ralat, file: &self.delivery.file, bundle: &self.bundle }
    }
}

/// The parcel of a village's bundle, or of the relay bundle in which it goes with others.
fn parcel<'p>((edition, label): (&'p str, &'p str), first: &'p Loaded<'p>, relay: Option<&'p (String, Relay)>) -> Parcel<'p> {
    match relay {
        None => Parcel {
            edition,
            label,
            file: &first.delivery.file,
            bytes: &first.bundle,
            sha256: &first.delivery.sha256,
            beside: &[],
            village: Some(first.village),
        },
        Some((file, relay)) => {
            Parcel { edition, label, file, bytes: &relay.bytes, sha256: &relay.sha256, beside: &relay.beside, village: None }
        }
    }
}

/// The words of all faults.
fn reason(faults: &Faults) -> String {
    faults.iter().map(|fault| fault.message.as_str()).collect::<Vec<_>>().join("; ")
}
