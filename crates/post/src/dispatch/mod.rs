//! The work of sending: whatever is due goes out, parcel by parcel, each step on record before the next.
//!
//! A run settles what an earlier one was cut off from, looks whether the ledger is an old copy, and then sends in rounds until nothing is
//! due: a channel that fails for good gives the next one of its ladder the turn.

mod identity;
mod outcome;
mod pace;
mod parcel;
mod summary;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use chrono::{DateTime, Utc};
use serde::Serialize;

use crate::deliver::{self, Channel, ChannelSettings, OnUnknown, Rules};
use crate::ledger::{Claim, Delivery, Ladder, Ledger, LedgerError, State};
use office::bundle::relay::{Passenger, Relay};
use office::diagnostic;
use office::folder::{Folder, Lock};
use office::model::{DesaCode, EditionId, Regency, Village};
use office::work::{How, Work};
use pace::Pace;

pub use pace::sleep;

/// Makes the relay bundles that a courier takes along.
pub trait RelayPrinter: Sync {
    /// The relay bundle of this name for the villages of a kecamatan, whose bundles go by a channel.
    ///
    /// # Errors
    /// All that keeps it from being made.
    fn pack(&self, channel: &str, file: &str, passengers: &[Passenger<'_>]) -> diagnostic::Result<Relay>;
}

/// All that a sending needs to know of the office and of what was asked for.
pub struct Order<'a> {
    pub edition: EditionId,
    pub folder: &'a Folder,
    pub regency: &'a Regency,
    pub villages: &'a [Village],
    /// The office's channels by name.
    pub channels: &'a BTreeMap<String, ChannelSettings>,
    pub rules: Rules,
    /// Whether it goes out also by channels that must not repeat: its week is not over, or a person asked for it.
    pub may_go: bool,
    /// Deliveries that failed or wait are tried now; no others are.
    pub retry: bool,
    /// The name by which the user's state folder knows the office; `None`: by its ledger's.
    pub known_as: Option<String>,
    pub printer: &'a dyn RelayPrinter,
}

/// The facts of a sending.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Sent {
    /// Delivered in this run.
    pub accepted: usize,
    /// Delivered in an earlier run.
    pub already: usize,
    pub troubles: Vec<Trouble>,
    pub shut: Vec<Shut>,
    /// How many deliveries wait, and until when the first of them.
    pub waiting: usize,
    pub waiting_until: Option<DateTime<Utc>>,
    /// How many an edition of the past keeps back until a person asks for it.
    pub past: usize,
    /// Of how many an old copy of the ledger does not know whether they were sent; `None`: the ledger is not old.
    pub doubted: Option<usize>,
    pub targets: Vec<Target>,
    /// How many failed by one channel and were delivered by the next.
    pub rescued: usize,
    /// How many bundles no channel has delivered, for good.
    pub failed: usize,
    /// Of how many bundles nobody knows whether they arrived.
    pub unknown: usize,
    /// Villages whose bundle changed after it was delivered.
    pub changed: Vec<DesaCode>,
    /// Faults of a stick that was stocked.
    pub notes: Vec<String>,
    /// Whether the ledger lies on a disk that other machines reach.
    pub on_network: bool,
    /// Whether a person stopped it half-way.
    pub stopped: bool,
}

/// A delivery that did not arrive in this run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Trouble {
    pub desa: DesaCode,
    pub channel: String,
    pub state: State,
    /// The other side's answer, verbatim, or what was seen.
    pub reason: String,
}

/// A channel that was found closed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Shut {
    pub channel: String,
    pub why: String,
    /// How many deliveries wait for it.
    pub left: usize,
}

/// A place that bundles went to in this run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Target {
    pub name: String,
    pub count: usize,
}

/// Sends every due delivery of the edition and records each step before the next. Safe to stop and run again at any moment.
///
/// # Errors
/// The ledger cannot be written: nothing is sent without a record.
pub async fn dispatch(order: &Order<'_>, ledger: &Ledger, lock: &mut Lock, how: How<'_>) -> Result<Sent, LedgerError> {
    let now = Utc::now();
    let unrepeatable = order.unrepeatable();
    ledger.settle_interrupted(&unrepeatable, lock.is_exclusive(), now).await?;
    let mut run = Run::new(order, ledger, lock, how);
    run.sent.on_network = ledger.is_on_network();
    run.sent.doubted = run.notice_old_ledger(now).await?.then_some(0);
    let unsent = ledger.doubt_unsent(order.edition, &unrepeatable, now).await?;
    if unsent > 0 {
        *run.sent.doubted.get_or_insert(0) += unsent;
    }
    if order.rules.unknown == OnUnknown::Repeat {
        run.repeat_unknown(now).await?;
    }
    let delivered = ledger.delivered(order.edition).await?;
    run.sent.already = delivered.count;
    run.sent.changed = delivered.changed;
    let only = if order.retry { Some(run.put_off(now).await?) } else { None };
    run.rounds(&unrepeatable, only.as_ref()).await?;
    run.sent.stopped = how.stop.is_asked();
    run.finish().await
}

impl Order<'_> {
    /// The channels that must not simply do again what may have been done.
    fn unrepeatable(&self) -> Vec<&str> {
        self.channels.iter().filter(|(_, settings)| !settings.is_repeatable()).map(|(name, _)| name.as_str()).collect()
    }
}

/// A delivery's village, correction and channel.
type Key = (DesaCode, u32, String);

fn key(delivery: &Delivery) -> Key {
    (delivery.desa.clone(), delivery.ralat, delivery.channel.clone())
}

/// One run's sending of one edition.
struct Run<'a> {
    order: &'a Order<'a>,
    ledger: &'a Ledger,
    claim: Claim,
    /// In its note stands the mark of the ledger that sent last.
    lock: &'a mut Lock,
    how: How<'a>,
    ladder: Ladder,
    channels: BTreeMap<&'a str, Arc<dyn Channel>>,
    villages: BTreeMap<&'a DesaCode, &'a Village>,
    pace: Pace,
    /// How many parcels running a channel gave no answer about.
    unanswered: BTreeMap<String, u32>,
    /// Deliveries since the mark was last moved on.
    settled: usize,
    sent: Sent,
}

impl<'a> Run<'a> {
    /// Opens the office's channels.
    fn new(order: &'a Order<'a>, ledger: &'a Ledger, lock: &'a mut Lock, how: How<'a>) -> Self {
        let open = |(name, settings): (&'a String, &ChannelSettings)| -> (&'a str, Arc<dyn Channel>) {
            (name.as_str(), Arc::from(deliver::open(name, settings, order.folder.root(), order.regency)))
        };
        Run {
            order,
            ledger,
            claim: ledger.claim(lock.is_exclusive()),
            lock,
            how,
            ladder: Ladder::after_days(order.rules.acknowledge_days, Utc::now()),
            channels: order.channels.iter().map(open).collect(),
            villages: order.villages.iter().map(|village| (&village.desa.code, village)).collect(),
            pace: Pace::default(),
            unanswered: BTreeMap::new(),
            settled: 0,
            sent: Sent::default(),
        }
    }

    /// The deliveries that a person means who asks for the failed: they were tried, or wait because others were. They are open again, and
    /// wait no more.
    async fn put_off(&self, now: DateTime<Utc>) -> Result<BTreeSet<Key>, LedgerError> {
        let is_meant = |d: &&Delivery| matches!(d.state, State::Failed | State::Deferred) || (d.is_open() && !d.is_due(now));
        let put_off = self.ledger.put_off(self.order.edition, self.ladder).await?;
        self.ledger.retry(self.order.edition).await?;
        Ok(put_off.iter().filter(is_meant).map(key).collect())
    }

    /// Sends what is due, of all or of these deliveries `only`, until nothing is that was not tried.
    async fn rounds(&mut self, unrepeatable: &[&str], only: Option<&BTreeSet<Key>>) -> Result<(), LedgerError> {
        let mut tried = BTreeSet::new();
        loop {
            let mut due = self.ledger.due(self.order.edition, self.ladder, Utc::now()).await?;
            due.retain(|d| !tried.contains(&key(d)) && !self.is_shut(&d.channel) && only.is_none_or(|only| only.contains(&key(d))));
            let may_go = |d: &Delivery| self.order.may_go || !unrepeatable.contains(&d.channel.as_str());
            let (due, past): (Vec<_>, Vec<_>) = due.into_iter().partition(may_go);
            self.sent.past = past.len();
            if due.is_empty() || self.how.stop.is_asked() {
                return Ok(());
            }
            tried.extend(due.iter().map(key));
            self.round(due).await?;
        }
    }

    async fn round(&mut self, due: Vec<Delivery>) -> Result<(), LedgerError> {
        self.how.observer.begin(Work::Sending, due.len());
        for consignment in self.consignments(due).await? {
            if self.how.stop.is_asked() {
                break;
            }
            let many = consignment.deliveries.len();
            if self.is_shut(&consignment.channel) {
                self.wait_for(&consignment).await?;
            } else {
                self.hand_over(consignment).await?;
            }
            (0..many).for_each(|_| self.how.observer.step());
        }
        self.how.observer.finish();
        Ok(())
    }

    fn is_shut(&self, channel: &str) -> bool {
        self.sent.shut.iter().any(|shut| shut.channel == channel)
    }
}
