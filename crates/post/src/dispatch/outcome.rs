//! Outcomes: their consequences for a delivery and its channel, on record and in the summary.

use chrono::{DateTime, Duration, Utc};

use super::parcel::Consignment;
use super::{Run, Shut, Target, Trouble};
use crate::deliver::Outcome;
use crate::ledger::{Decider, Delivery, LONGEST_WAIT_MINUTES, LedgerError, State};

/// After so many deliveries the mark is moved on: a copy of the ledger older than that is noticed.
const MARKED: usize = 10;

/// A delivery whose fate nobody knows is sent again until so many attempts are on record, where the office wants that. The decision to
/// repeat is on record as one, too: five mails.
const REPEATED: u32 = 10;

/// After so many parcels running without an answer the road is taken for closed: better that the rest waits than that a person has to ask
/// about each.
const UNANSWERED: u32 = 2;

impl Run<'_> {
    /// Records what became of the deliveries of one parcel, and says it.
    pub(super) async fn settle(&mut self, deliveries: &[Delivery], outcome: Outcome) -> Result<(), LedgerError> {
        let Some(first) = deliveries.first() else { return Ok(()) };
        let (now, name) = (Utc::now(), first.channel.as_str());
        let is_remote = self.channels.get(name).is_some_and(|channel| channel.is_remote());
        let closed = self.closed_by(name, is_remote, &outcome);
        let again = is_remote.then(|| now + backoff(first.tries));
        let settle = |delivery: &Delivery| {
            let outcome = self.in_time(delivery, outcome.clone(), now);
            let not_before = again.filter(|_| matches!(outcome, Outcome::Deferred(_) | Outcome::Shut(_)));
            (delivery.clone(), outcome, not_before)
        };
        let settled: Vec<_> = deliveries.iter().map(settle).collect();
        self.ledger.settle(&self.claim, &settled, now).await?;
        if let Some(why) = closed.filter(|_| !self.is_shut(name)) {
            if let Some(until) = again {
                self.ledger.hold(self.order.edition, name, until).await?;
            }
            self.sent.shut.push(Shut { channel: name.to_owned(), why, left: 0 });
        }
        for (delivery, outcome, _) in &settled {
            self.count(delivery, outcome);
        }
        self.settled += deliveries.len();
        if self.settled >= MARKED {
            self.settled = 0;
            let mark = self.ledger.advance(0).await?;
            self.remember(&mark);
        }
        Ok(())
    }

    /// Why its channel is closed from now on, where an outcome says so, or too many running say nothing.
    fn closed_by(&mut self, channel: &str, is_remote: bool, outcome: &Outcome) -> Option<String> {
        let unanswered = self.unanswered.entry(channel.to_owned()).or_default();
        *unanswered = if matches!(outcome, Outcome::Unknown(_)) { *unanswered + 1 } else { 0 };
        match outcome {
            Outcome::Shut(words) => Some(words.clone()),
            Outcome::Unknown(_) if is_remote && *unanswered >= UNANSWERED => {
                Some(format!("{UNANSWERED} kiriman berturut-turut tidak terjawab"))
            }
            _ => None,
        }
    }

    /// A road that is closed for longer than the office waits has failed for good.
    fn in_time(&self, delivery: &Delivery, outcome: Outcome, now: DateTime<Utc>) -> Outcome {
        let days = self.order.rules.try_days;
        let is_over = days > 0 && delivery.trying_since.is_some_and(|since| now - since > Duration::days(days.into()));
        match outcome {
            Outcome::Deferred(words) | Outcome::Shut(words) if is_over => Outcome::Failed(format!("{words}; sudah dicoba {days} hari")),
            outcome => outcome,
        }
    }

    fn count(&mut self, delivery: &Delivery, outcome: &Outcome) {
        let (state, words) = State::of(outcome);
        let Delivery { edition, desa, channel, .. } = delivery;
        tracing::info!(%edition, %desa, %channel, state = state.as_str(), "delivery");
        match outcome {
            Outcome::Accepted(_) => self.count_target(channel),
            Outcome::Shut(_) => self.count_waiting(channel, 1),
            _ => {
                let (desa, channel) = (desa.clone(), channel.clone());
                self.sent.troubles.push(Trouble { desa, channel, state, reason: words.to_owned() });
            }
        }
    }

    fn count_target(&mut self, channel: &str) {
        let name = self.channels.get(channel).map_or_else(String::new, |channel| channel.describe());
        self.sent.accepted += 1;
        match self.sent.targets.iter_mut().find(|target| target.name == name) {
            Some(target) => target.count += 1,
            None => self.sent.targets.push(Target { name, count: 1 }),
        }
    }

    fn count_waiting(&mut self, channel: &str, many: usize) {
        self.sent.shut.iter_mut().filter(|shut| shut.channel == channel).for_each(|shut| shut.left += many);
    }

    /// Its channel was found closed: it waits with the others, or has waited too long.
    pub(super) async fn wait_for(&mut self, consignment: &Consignment) -> Result<(), LedgerError> {
        let Consignment { channel, deliveries, .. } = consignment;
        let shut = self.sent.shut.iter().find(|shut| shut.channel == *channel);
        let Some(why) = shut.map(|shut| shut.why.clone()) else { return Ok(()) };
        let now = Utc::now();
        let waited_too_long = |d: &&Delivery| matches!(self.in_time(d, Outcome::Deferred(String::new()), now), Outcome::Failed(_));
        let over: Vec<Delivery> = deliveries.iter().filter(waited_too_long).cloned().collect();
        self.count_waiting(channel, deliveries.len() - over.len());
        self.ledger.waits(deliveries, now).await?;
        self.settle(&over, Outcome::Deferred(why)).await
    }

    /// Plans again the deliveries that may have arrived, after a while and not for ever; never those that only an old ledger knows nothing
    /// of, nor those that a newer correction replaces.
    pub(super) async fn repeat_unknown(&self, now: DateTime<Utc>) -> Result<(), LedgerError> {
        let in_doubt = self.ledger.in_doubt(self.order.edition, self.ladder, REPEATED).await?;
        for delivery in &in_doubt {
            self.ledger.decide(delivery, false, Decider::Rule, Some(now + backoff(delivery.tries)), now).await?;
        }
        Ok(())
    }
}

/// How long to wait after so many tries: from five minutes, doubled each time, six hours at most; a fifth more or less, so that
/// not all come back at once.
fn backoff(tries: u32) -> Duration {
    let minutes = (5i64 << tries.min(7)).min(LONGEST_WAIT_MINUTES * 5 / 6);
    let seconds = minutes * 60;
    Duration::seconds(seconds + fastrand::i64(-seconds / 5..=seconds / 5))
}
