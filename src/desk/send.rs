//! Delivers what is due. Safe to stop and run again at any moment.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};

use super::dispatch::{Dispatch, key};
use super::stop::How;
use super::{Lock, Office};
use post::deliver::OnUnknown;
use post::ledger::{Delivery, Ledger, LedgerError, State};
use press::press::Checked;

/// What is asked for.
#[derive(Debug, Clone, Copy, Default)]
pub struct Request {
    /// What failed or waits is tried now; nothing else is.
    pub retry: bool,
    /// A person named the edition: it goes out even after its last day.
    pub asked: bool,
}

/// What came of sending.
#[derive(Debug, Default)]
pub struct Sent {
    /// Delivered in this run.
    pub accepted: usize,
    /// Delivered in an earlier run.
    pub already: usize,
    /// What did not arrive: village, channel, state, reason.
    pub troubles: Vec<(String, String, State, String)>,
    /// Roads that are closed: channel, reason, how many wait for it.
    pub shut: Vec<(String, String, usize)>,
    /// How many wait, and until when the first of them.
    pub waiting: (usize, Option<String>),
    /// How many an edition of the past keeps back until a person asks for it.
    pub past: usize,
    /// Of how many an old copy of the ledger does not know whether they were sent; `None`: the ledger is not old.
    pub doubted: Option<usize>,
    /// Where bundles went in this run, and how many.
    pub targets: Vec<(String, usize)>,
    /// How many failed by one channel and were delivered by the next.
    pub rescued: usize,
    /// How many bundles no channel has delivered, for good.
    pub failed: usize,
    /// Of how many bundles nobody knows whether they arrived.
    pub unknown: usize,
    /// Villages whose bundle changed after it was delivered.
    pub changed: Vec<String>,
    /// What a stick lacks.
    pub notes: Vec<String>,
    /// Whether the ledger lies on a disk that other machines reach.
    pub on_network: bool,
    /// Whether a person stopped it half-way.
    pub stopped: bool,
}

/// Sends every due delivery of the edition and records each step before the next.
///
/// # Errors
/// Where the ledger cannot be written: nothing is sent without a record.
pub async fn send(
    office: &Office,
    checked: &Checked,
    ledger: &Ledger,
    lock: &mut Lock,
    request: Request,
    how: How<'_>,
) -> Result<Sent, LedgerError> {
    let now = Utc::now();
    let rules = office.config.delivery;
    let mut dispatch = Dispatch::new(office, checked, ledger, lock, how);
    let unrepeatable = office.config.unrepeatable();
    ledger.settle_interrupted(&unrepeatable, now).await?;
    dispatch.sent.on_network = ledger.is_on_network();
    dispatch.sent.doubted = dispatch.notice_old_ledger(now).await?;
    let unsent = ledger.doubt_unsent(office.edition, &unrepeatable, now).await?;
    if unsent > 0 {
        *dispatch.sent.doubted.get_or_insert(0) += unsent;
    }
    if rules.unknown == OnUnknown::Repeat {
        dispatch.repeat_unknown(now).await?;
    }
    let before = ledger.deliveries(office.edition, dispatch.ladder).await?;
    let is_delivered = |d: &&Delivery| matches!(d.state, State::Accepted | State::Acknowledged);
    dispatch.sent.already = before.iter().filter(is_delivered).count();
    dispatch.sent.changed = before.iter().filter(is_delivered).filter(|d| d.changed).map(|d| d.desa.clone()).collect();
    let only = request.retry.then(|| before.iter().filter(|d| is_retried(d, now)).map(key).collect::<BTreeSet<_>>());
    if request.retry {
        ledger.retry(office.edition).await?;
    }
    let may_go = office.is_current(now) || request.asked;
    let mut tried = BTreeSet::new();
    // What fails for good gives the next channel of its ladder the turn, so there may be more to do.
    loop {
        let due = dispatch.due(&tried, only.as_ref()).await?;
        let (due, past): (Vec<_>, Vec<_>) = due.into_iter().partition(|d| may_go || !unrepeatable.contains(&d.channel.as_str()));
        dispatch.sent.past = past.len();
        if due.is_empty() || how.stop.is_asked() {
            break;
        }
        tried.extend(due.iter().map(key));
        dispatch.round(due).await?;
    }
    dispatch.sent.stopped = how.stop.is_asked();
    dispatch.finish().await
}

/// What a person who asks for the failed means: it was tried, or it waits because others were.
fn is_retried(delivery: &Delivery, now: DateTime<Utc>) -> bool {
    matches!(delivery.state, State::Failed | State::Deferred) || (delivery.is_open() && !delivery.is_due(now))
}

/// Whether a sending would find anything to do; a ledger that cannot be read says why when it is tried.
pub async fn is_anything_due(office: &Office) -> bool {
    let now = Utc::now();
    let Ok(ledger) = office.ledger().await else { return true };
    let may_go = office.is_current(now);
    let unrepeatable = office.config.unrepeatable();
    let is_due = |d: &Delivery| d.is_due(now) && (may_go || !unrepeatable.contains(&d.channel.as_str()));
    let is_any = ledger.deliveries(office.edition, office.ladder(now)).await.map_or(true, |all| all.iter().any(is_due));
    ledger.close().await;
    is_any
}
