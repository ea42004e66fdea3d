//! The work of sending: what is due, parcel by parcel, each step on record before the next.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::Instant;

use chrono::{DateTime, Duration, Utc};

use super::send::Sent;
use super::stop::How;
use super::{Lock, Office};
use crate::report::progress::Progress;
use office::bundle::sha256;
use office::model::Kim;
use post::deliver::{self, Channel, Outcome, Parcel, Shelved};
use post::ledger::{Decider, Delivery, LONGEST_WAIT_MINUTES, Ladder, Ledger, LedgerError, Mark, State};
use press::plan::wording;
use press::press::Checked;
use press::press::relay::{self, Passenger, Relay};

/// What tells a delivery from another.
pub type Key = (String, u32, String);

pub fn key(delivery: &Delivery) -> Key {
    (delivery.desa.clone(), delivery.ralat, delivery.channel.clone())
}

/// One run's sending of one edition.
pub struct Dispatch<'a> {
    office: &'a Office,
    checked: &'a Checked,
    ledger: &'a Ledger,
    how: How<'a>,
    pub ladder: Ladder,
    channels: BTreeMap<&'a str, Arc<dyn Channel>>,
    kims: BTreeMap<&'a str, &'a Kim>,
    /// When a server last took a parcel.
    last: BTreeMap<String, Instant>,
    /// How many parcels running a channel gave no answer about.
    unanswered: BTreeMap<String, u32>,
    /// Deliveries since the mark was last moved on.
    settled: usize,
    lock: &'a mut Lock,
    pub sent: Sent,
}

/// So many deliveries, and the mark is moved on: a copy of the ledger older than that is noticed.
const MARKED: usize = 10;

/// What nobody knows the fate of is sent again until so many attempts are on record, where the office wants that. The
/// decision to repeat is on record as one, too: five mails.
const REPEATED: u32 = 10;

/// So many parcels running without an answer, and the road is taken for closed: better that the rest waits than that a
/// person has to ask about each.
const UNANSWERED: u32 = 2;

/// A delivery with its bundle at hand.
struct Loaded<'a> {
    kim: &'a Kim,
    delivery: Delivery,
    bundle: Vec<u8>,
}

/// What goes in one parcel: one village's bundle, or those of a kecamatan by courier.
struct Consignment {
    channel: String,
    deliveries: Vec<Delivery>,
    relay: Option<String>,
}

impl<'a> Dispatch<'a> {
    /// Opens the office's channels.
    pub fn new(office: &'a Office, checked: &'a Checked, ledger: &'a Ledger, lock: &'a mut Lock, how: How<'a>) -> Self {
        let open = |(name, settings): (&'a String, &deliver::ChannelSettings)| {
            (name.as_str(), Arc::from(deliver::open(name, settings, &office.root, &checked.settings.regency)))
        };
        Dispatch {
            office,
            checked,
            ledger,
            how,
            ladder: office.ladder(Utc::now()),
            channels: office.config.channels.iter().map(open).collect(),
            kims: checked.inputs.kims.iter().map(|kim| (kim.desa.code.as_str(), kim)).collect(),
            last: BTreeMap::new(),
            unanswered: BTreeMap::new(),
            settled: 0,
            lock,
            sent: Sent::default(),
        }
    }

    fn is_shut(&self, channel: &str) -> bool {
        self.sent.shut.iter().any(|(shut, ..)| shut == channel)
    }

    pub async fn due(&self, tried: &BTreeSet<Key>, only: Option<&BTreeSet<Key>>) -> Result<Vec<Delivery>, LedgerError> {
        let now = Utc::now();
        let all = self.ledger.deliveries(self.office.edition, self.ladder).await?;
        let wanted = |d: &Delivery| {
            d.is_due(now) && !tried.contains(&key(d)) && !self.is_shut(&d.channel) && only.is_none_or(|only| only.contains(&key(d)))
        };
        Ok(all.into_iter().filter(wanted).collect())
    }

    pub async fn round(&mut self, due: Vec<Delivery>) -> Result<(), LedgerError> {
        let progress = Progress::new("Mengirim", due.len(), self.how.quiet);
        for consignment in self.consignments(due).await? {
            if self.how.stop.is_asked() {
                break;
            }
            let many = consignment.deliveries.len();
            if self.is_shut(&consignment.channel) {
                self.wait_for(&consignment, many).await?;
            } else {
                self.dispatch(consignment).await?;
            }
            (0..many).for_each(|_| progress.step());
        }
        progress.finish();
        Ok(())
    }

    /// Each delivery by itself; those by courier by kecamatan.
    async fn consignments(&self, due: Vec<Delivery>) -> Result<Vec<Consignment>, LedgerError> {
        let gathers = |d: &Delivery| self.channels.get(d.channel.as_str()).is_some_and(|channel| channel.gathers());
        let (gathered, single): (Vec<_>, Vec<_>) = due.into_iter().partition(gathers);
        let mut consignments: Vec<Consignment> =
            single.into_iter().map(|d| Consignment { channel: d.channel.clone(), deliveries: vec![d], relay: None }).collect();
        // What was cut off goes in the relay bundle that it was to go in; the rest goes in a new one.
        let mut groups: BTreeMap<(String, String, Option<String>), Vec<Delivery>> = BTreeMap::new();
        for delivery in gathered {
            let kecamatan = delivery.desa.get(..8).unwrap_or_default().to_owned();
            let relay = delivery.relay.clone().filter(|_| delivery.state == State::Planned);
            groups.entry((delivery.channel.clone(), kecamatan, relay)).or_default().push(delivery);
        }
        let all = self.ledger.deliveries(self.office.edition, self.ladder).await?;
        for ((channel, kecamatan, relay), deliveries) in groups {
            // By whatever channel: one that was renamed still leads to the same folder.
            let used = all.iter().filter(|d| d.desa.starts_with(&kecamatan)).filter_map(|d| relay::number(d.relay.as_ref()?));
            let next = used.max().unwrap_or_default() + 1;
            let kim = deliveries.iter().find_map(|d| self.kims.get(d.desa.as_str()));
            let relay = relay.or_else(|| Some(relay::file_name(self.office.edition, kim?, next)));
            consignments.push(Consignment { channel, deliveries, relay });
        }
        Ok(consignments)
    }

    async fn dispatch(&mut self, mut consignment: Consignment) -> Result<(), LedgerError> {
        let Some(channel) = self.channels.get(consignment.channel.as_str()).cloned() else {
            let gone = Outcome::Failed(format!("saluran “{}” tidak ada lagi di warta.toml", consignment.channel));
            return self.settle(&consignment.deliveries, gone).await;
        };
        let bundles = self.load(std::mem::take(&mut consignment.deliveries));
        let Some(first) = bundles.first() else { return Ok(()) };
        let deliveries: Vec<Delivery> = bundles.iter().map(|loaded| loaded.delivery.clone()).collect();
        let relay = match &consignment.relay {
            None => None,
            Some(file) => match self.relay(channel.as_ref(), file, &bundles) {
                Ok(relay) => Some(relay),
                Err(reason) => {
                    let lacking = deliveries.into_iter().map(|d| (d.desa, d.channel, State::Planned, reason.clone()));
                    self.sent.troubles.extend(lacking);
                    return Ok(());
                }
            },
        };
        let (edition, label) = (self.office.edition.to_string(), label(&first.delivery));
        let parcel = match &relay {
            None => Parcel {
                edition: &edition,
                label: &label,
                file: &first.delivery.file,
                bytes: &first.bundle,
                sha256: &first.delivery.sha256,
                beside: &[],
                kim: Some(first.kim),
            },
            Some((file, relay)) => Parcel {
                edition: &edition,
                label: &label,
                file,
                bytes: &relay.bytes,
                sha256: &relay.sha256,
                beside: &relay.beside,
                kim: None,
            },
        };
        // Two channels may lead to one server.
        let server = channel.describe();
        if !self.keep_pace(channel.as_ref(), &server).await {
            return Ok(());
        }
        let outcome = match channel.prepare(parcel).await {
            Err(outcome) => outcome,
            Ok(last_step) => {
                self.last.insert(server, Instant::now());
                let file = relay.as_ref().map(|(file, _)| file.as_str());
                if !self.ledger.sending(&deliveries, file, Utc::now()).await? {
                    // Another run has it: only where the folder knows no locks.
                    return Ok(());
                }
                last_step.await
            }
        };
        self.settle(&deliveries, outcome).await
    }

    /// Waits until this server may have another parcel. `false`: asked to stop meanwhile.
    async fn keep_pace(&self, channel: &dyn Channel, server: &str) -> bool {
        let elapsed = self.last.get(server).map(Instant::elapsed);
        let Some(wait) = elapsed.and_then(|elapsed| channel.pace().checked_sub(elapsed)) else { return true };
        self.how.stop.sleep(wait).await;
        !self.how.stop.is_asked()
    }

    /// What the office itself lacks is no attempt: nothing counts against the channel, and nothing waits once it is there.
    fn load(&mut self, deliveries: Vec<Delivery>) -> Vec<Loaded<'a>> {
        let mut bundles = Vec::new();
        for delivery in deliveries {
            let kim = self.kims.get(delivery.desa.as_str()).copied();
            let packed = bundle(self.office, &delivery).and_then(|bytes| match kim {
                Some(kim) => Ok((kim, bytes)),
                None => Err("desanya tidak ada, atau bermasalah, di kim.xlsx".to_owned()),
            });
            match packed {
                Ok((kim, bytes)) => bundles.push(Loaded { kim, delivery, bundle: bytes }),
                Err(reason) => self.sent.troubles.push((delivery.desa, delivery.channel, State::Planned, reason)),
            }
        }
        bundles
    }

    /// A relay bundle under this name, or the next under which no other lies there: the ledger does not know of all that does.
    fn relay(&self, channel: &dyn Channel, file: &str, bundles: &[Loaded<'_>]) -> Result<(String, Relay), String> {
        let edition = self.office.edition.to_string();
        let mut file = file.to_owned();
        let name = bundles.first().map_or("", |loaded| loaded.delivery.channel.as_str());
        let passengers: Vec<Passenger<'_>> = bundles
            .iter()
            .map(|Loaded { kim, delivery, bundle }| Passenger { kim, ralat: delivery.ralat, file: &delivery.file, bundle })
            .collect();
        loop {
            let relay = relay::pack_relay(self.checked, name, &file, &passengers)?;
            match relay::next(&file).filter(|_| channel.is_taken(&edition, &file, &relay.sha256)) {
                Some(next) => file = next,
                None => return Ok((file, relay)),
            }
        }
    }

    /// Records what became of deliveries, and says it.
    async fn settle(&mut self, deliveries: &[Delivery], outcome: Outcome) -> Result<(), LedgerError> {
        let Some(first) = deliveries.first() else { return Ok(()) };
        let now = Utc::now();
        let name = first.channel.clone();
        let is_remote = self.channels.get(name.as_str()).is_some_and(|channel| channel.is_remote());
        let unanswered = self.unanswered.entry(name.clone()).or_default();
        *unanswered = if matches!(outcome, Outcome::Unknown(_)) { *unanswered + 1 } else { 0 };
        let shut = match &outcome {
            Outcome::Shut(words) => Some(words.clone()),
            Outcome::Unknown(_) if is_remote && *unanswered >= UNANSWERED => {
                Some(format!("{UNANSWERED} kiriman berturut-turut tidak terjawab"))
            }
            _ => None,
        };
        let again = is_remote.then(|| now + backoff(first.tries));
        let settled: Vec<_> = deliveries
            .iter()
            .map(|delivery| {
                let outcome = self.in_time(delivery, outcome.clone(), now);
                let not_before = again.filter(|_| matches!(outcome, Outcome::Deferred(_) | Outcome::Shut(_)));
                (delivery.clone(), outcome, not_before)
            })
            .collect();
        self.ledger.settle(&settled, now).await?;
        if let Some(words) = shut.filter(|_| !self.is_shut(&name)) {
            if let Some(until) = again {
                self.ledger.hold(self.office.edition, &name, until).await?;
            }
            self.sent.shut.push((name.clone(), words, 0));
        }
        for (delivery, outcome, _) in settled {
            let (state, words) = State::of(&outcome);
            tracing::info!(edition = %delivery.edition, desa = %delivery.desa, channel = %name, state = state.as_str(), "delivery");
            match outcome {
                Outcome::Accepted(_) => self.count_target(&name),
                Outcome::Shut(_) => self.count_waiting(&name, 1),
                _ => self.sent.troubles.push((delivery.desa.clone(), name.clone(), state, words.to_owned())),
            }
        }
        self.settled += deliveries.len();
        if self.settled >= MARKED {
            self.settled = 0;
            let mark = self.ledger.advance(0).await?;
            self.lock.note(&mark);
            mark.remember(&self.known_as(&mark));
        }
        Ok(())
    }

    fn count_target(&mut self, channel: &str) {
        let shown = self.channels.get(channel).map_or_else(String::new, |channel| channel.describe());
        self.sent.accepted += 1;
        match self.sent.targets.iter_mut().find(|(known, _)| *known == shown) {
            Some((_, count)) => *count += 1,
            None => self.sent.targets.push((shown, 1)),
        }
    }

    /// What may have arrived is sent again, after a while and not for ever; never what only an old ledger knows nothing of, nor what
    /// a newer correction replaces.
    pub async fn repeat_unknown(&self, now: DateTime<Utc>) -> Result<(), LedgerError> {
        let all = self.ledger.deliveries(self.office.edition, self.ladder).await?;
        let doubted = self.ledger.doubted(self.office.edition).await?;
        // Of a correction that was withdrawn nothing but superseded deliveries is left.
        let newest: BTreeMap<&str, u32> = all.iter().filter(|d| d.state != State::Superseded).map(|d| (d.desa.as_str(), d.ralat)).collect();
        let is_newest = |d: &Delivery| newest.get(d.desa.as_str()).is_none_or(|newest| *newest <= d.ralat);
        let repeated = |d: &&Delivery| d.state == State::Unknown && d.tries < REPEATED && is_newest(d) && !doubted.contains(&key(d));
        for delivery in all.iter().filter(repeated) {
            self.ledger.decide(delivery, false, Decider::Rule, Some(now + backoff(delivery.tries)), now).await?;
        }
        Ok(())
    }

    /// A road that is closed for longer than the office waits has failed for good.
    fn in_time(&self, delivery: &Delivery, outcome: Outcome, now: DateTime<Utc>) -> Outcome {
        let days = self.office.config.delivery.try_days;
        let since = delivery.trying_since.as_deref().and_then(|since| since.parse::<DateTime<Utc>>().ok());
        let is_over = days > 0 && since.is_some_and(|since| now - since > Duration::days(days.into()));
        match outcome {
            Outcome::Deferred(words) | Outcome::Shut(words) if is_over => Outcome::Failed(format!("{words}; sudah dicoba {days} hari")),
            outcome => outcome,
        }
    }

    /// Its road was found closed: it waits with the others, or has waited too long.
    async fn wait_for(&mut self, consignment: &Consignment, many: usize) -> Result<(), LedgerError> {
        let Some((_, words, _)) = self.sent.shut.iter().find(|(channel, ..)| *channel == consignment.channel).cloned() else {
            return Ok(());
        };
        let now = Utc::now();
        let waited_too_long = |d: &&Delivery| matches!(self.in_time(d, Outcome::Deferred(String::new()), now), Outcome::Failed(_));
        let over: Vec<Delivery> = consignment.deliveries.iter().filter(waited_too_long).cloned().collect();
        self.count_waiting(&consignment.channel, many - over.len());
        self.ledger.waits(&consignment.deliveries, now).await?;
        self.settle(&over, Outcome::Deferred(words)).await
    }

    fn count_waiting(&mut self, channel: &str, many: usize) {
        self.sent.shut.iter_mut().filter(|(shut, ..)| shut == channel).for_each(|(.., left)| *left += many);
    }

    /// Sticks are stocked, conversations ended, the rest counted.
    pub async fn finish(mut self) -> Result<Sent, LedgerError> {
        for (name, channel) in &self.channels {
            if channel.is_stocked() {
                let shelf = self.shelf(name).await?;
                self.sent.notes.extend(channel.stock(&shelf).await);
            }
        }
        // As far as it has come now, in folders too that were made just now.
        let mark = self.ledger.advance(0).await?;
        self.leave(&mark).await;
        for channel in self.channels.values() {
            channel.close().await;
        }
        let now = Utc::now();
        let after = self.ledger.deliveries(self.office.edition, self.ladder).await?;
        let waiting: Vec<&Delivery> = after.iter().filter(|d| d.is_open() && !d.is_due(now)).collect();
        self.sent.waiting = (waiting.len(), waiting.iter().filter_map(|d| d.not_before.clone()).min());
        let mut bundles: BTreeMap<(&str, u32), Vec<&Delivery>> = BTreeMap::new();
        for delivery in after.iter().filter(|d| d.state != State::Superseded) {
            bundles.entry((&delivery.desa, delivery.ralat)).or_default().push(delivery);
        }
        let has = |bundle: &[&Delivery], states: &[State]| bundle.iter().any(|d| states.contains(&d.state));
        let open: Vec<&Vec<&Delivery>> = bundles
            .values()
            .filter(|b| !has(b, &[State::Accepted, State::Acknowledged]) && b.iter().all(|d| d.received_on.is_none()))
            .collect();
        self.sent.unknown = open.iter().filter(|b| has(b, &[State::Unknown])).count();
        self.sent.failed = open.iter().filter(|b| b.iter().all(|d| d.state == State::Failed)).count();
        // What the next channel delivered is no trouble any more.
        let troubles = std::mem::take(&mut self.sent.troubles);
        let open: BTreeSet<&str> = open.iter().filter_map(|b| Some(b.first()?.desa.as_str())).collect();
        let (open_troubles, rescued): (Vec<_>, Vec<_>) =
            troubles.into_iter().partition(|(desa, _, state, _)| *state != State::Failed || open.contains(desa.as_str()));
        self.sent.rescued = rescued.len();
        self.sent.troubles = open_troubles;
        Ok(self.sent)
    }

    /// What a channel that is carried about should hold: everything that went by it, until it is acknowledged or replaced.
    async fn shelf(&self, channel: &str) -> Result<Vec<Shelved>, LedgerError> {
        let all = self.ledger.by_channel(channel, self.ladder).await?;
        let went = all.into_iter().filter(|d| d.arrived_at.is_some());
        Ok(went
            .filter_map(|d| {
                let kim = self.kims.get(d.desa.as_str())?;
                Some(Shelved {
                    label: label(&d),
                    source: self.office.root.join("hasil").join(d.edition.to_string()).join("paket").join(&d.file),
                    title: kim.desa.title(),
                    district: format!("Kecamatan {}", kim.desa.kecamatan),
                    acknowledged: d.received_on.is_some() || matches!(d.state, State::Superseded | State::Acknowledged),
                    edition: d.edition.to_string(),
                    file: d.file,
                    sha256: d.sha256,
                })
            })
            .collect())
    }

    /// Compares the ledger's mark with those left where it delivered to, then leaves a new one everywhere. An old copy of the
    /// ledger does not know what was sent since: by roads that must not repeat, all that it takes for unsent becomes unknown.
    pub async fn notice_old_ledger(&mut self, now: DateTime<Utc>) -> Result<Option<usize>, LedgerError> {
        let own = self.ledger.mark().await?;
        let mut found: Vec<Mark> = Vec::new();
        for channel in self.channels.values() {
            found.extend(channel.notes(&own.file_name()).await.iter().filter_map(|note| Mark::parse(note)));
        }
        // Another ledger's mark in a shared folder means nothing, except to a ledger that has never sent: there may have been one
        // before it.
        let strangers_count = own.sequence == 0;
        let (noted, remembered) = (self.lock.mark(), Mark::remembered(&self.known_as(&own)));
        let is_old = found.iter().any(|mark| if mark.id == own.id { mark.sequence > own.sequence } else { strangers_count })
            || noted.as_ref().is_some_and(|mark| mark.id != own.id || mark.sequence > own.sequence)
            || remembered.as_ref().is_some_and(|mark| if mark.id == own.id { mark.sequence > own.sequence } else { strangers_count });
        if is_old {
            self.ledger.doubt(now).await?;
        }
        let own_marks = found.iter().chain(&noted).chain(&remembered).filter(|mark| mark.id == own.id);
        let mark = self.ledger.advance(own_marks.map(|mark| mark.sequence).max().unwrap_or_default()).await?;
        self.leave(&mark).await;
        Ok(is_old.then_some(0))
    }

    /// By what this office is known in the user's state folder.
    fn known_as(&self, mark: &Mark) -> String {
        self.office.receipts().office().unwrap_or_else(|| mark.id.clone())
    }

    /// Leaves a mark here, in this user's state folder, and where bundles were delivered to.
    async fn leave(&mut self, mark: &Mark) {
        self.lock.note(mark);
        mark.remember(&self.known_as(mark));
        for channel in self.channels.values() {
            channel.leave_note(&mark.file_name(), &mark.note()).await;
        }
    }
}

/// How long to wait after so many tries: from five minutes, doubled each time, six hours at most; a fifth more or less, so that
/// not all come back at once.
fn backoff(tries: u32) -> Duration {
    let minutes = (5i64 << tries.min(7)).min(LONGEST_WAIT_MINUTES * 5 / 6);
    let seconds = minutes * 60;
    Duration::seconds(seconds + fastrand::i64(-seconds / 5..=seconds / 5))
}

/// `Edisi 48 Tahun 2026`, `Ralat 1, Edisi 48 Tahun 2026`
fn label(delivery: &Delivery) -> String {
    let edition = wording::edition_label(delivery.edition);
    if delivery.ralat == 0 { edition } else { format!("Ralat {}, {edition}", delivery.ralat) }
}

/// The bundle as it was recorded.
fn bundle(office: &Office, delivery: &Delivery) -> Result<Vec<u8>, String> {
    let bytes = std::fs::read(office.bundle_path(&delivery.file)).map_err(|_| "bundelnya tidak ada di hasil/".to_owned())?;
    if sha256(&bytes) == delivery.sha256 { Ok(bytes) } else { Err("bundelnya berubah sesudah dibuat".to_owned()) }
}
