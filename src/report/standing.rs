//! The standing of bundles.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};

use office::model::RegionCode;
use post::ledger::{Alike, Delivery, Overview, State};

/// The standing of a bundle, by all its channels together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Standing {
    /// Its KIM acknowledged it.
    Acknowledged,
    Delivered,
    /// Delivered, and not acknowledged in time.
    Overdue,
    /// Perhaps delivered: a person decides.
    Doubtful,
    /// Tried, and to be tried again.
    Deferred,
    Planned,
    /// By no channel.
    Failed,
    /// A correction took its place.
    Superseded,
}

impl Standing {
    /// Those with words of their own.
    pub(super) const ALL: [Standing; 7] = [
        Standing::Acknowledged,
        Standing::Delivered,
        Standing::Overdue,
        Standing::Doubtful,
        Standing::Planned,
        Standing::Failed,
        Standing::Superseded,
    ];

    /// In the office's words.
    pub(crate) fn words(self) -> &'static str {
        match self {
            Standing::Acknowledged => "diterima KIM",
            Standing::Delivered => "terkirim",
            Standing::Overdue => "terkirim, tanda terima lewat waktu",
            Standing::Doubtful => "tidak pasti",
            Standing::Deferred | Standing::Planned => "belum dikirim",
            Standing::Failed => "gagal",
            Standing::Superseded => "diganti ralat",
        }
    }

    /// The one that it is counted with: of many bundles that wait for one stick, only the first was tried.
    pub(super) fn told(self) -> Self {
        if self == Standing::Deferred { Standing::Planned } else { self }
    }

    /// Nothing has to be done about it.
    pub(super) fn is_well(self) -> bool {
        matches!(self, Standing::Acknowledged | Standing::Delivered | Standing::Superseded)
    }

    /// The standing of a bundle, from its deliveries by every channel. `overdue_before`: what arrived before this moment should be
    /// acknowledged by now.
    pub(crate) fn of(bundle: &[Delivery], overdue_before: Option<DateTime<Utc>>) -> Self {
        let any = |state: State| bundle.iter().any(|d| !d.is_reserve() && d.state == state);
        let is_late = |d: &Delivery| overdue_before.is_some_and(|limit| d.arrived_at.is_some_and(|at| at < limit));
        if bundle.iter().any(|d| d.received_on.is_some()) || any(State::Acknowledged) {
            Standing::Acknowledged
        } else if any(State::Accepted) {
            let late = bundle.iter().filter(|d| d.state == State::Accepted).all(is_late);
            if late { Standing::Overdue } else { Standing::Delivered }
        } else if any(State::Unknown) || any(State::Sending) {
            Standing::Doubtful
        } else if any(State::Deferred) {
            Standing::Deferred
        } else if any(State::Planned) {
            Standing::Planned
        } else if any(State::Superseded) {
            Standing::Superseded
        } else {
            Standing::Failed
        }
    }

    /// The standing of bundles that the ledger only counts: each has one channel, and none is overdue.
    fn of_alike(alike: &Alike) -> Self {
        match alike.state {
            _ if alike.received => Standing::Acknowledged,
            State::Acknowledged => Standing::Acknowledged,
            State::Accepted => Standing::Delivered,
            _ => Standing::Planned,
        }
    }
}

/// The delivery that tells most of a bundle: by which it came, or may have; else the one being tried.
pub(crate) fn telling(bundle: &[Delivery]) -> Option<&Delivery> {
    let by = |states: &[State]| bundle.iter().rev().find(|d| states.contains(&d.state));
    by(&[State::Acknowledged, State::Accepted])
        .or_else(|| by(&[State::Unknown, State::Sending]))
        .or_else(|| bundle.iter().rev().find(|d| !d.is_reserve()))
        .or(bundle.first())
}

/// The bundles among deliveries, each with its deliveries by every channel.
pub(crate) fn bundles(deliveries: &[Delivery]) -> impl Iterator<Item = &[Delivery]> {
    deliveries.chunk_by(|a, b| (&a.desa, a.ralat) == (&b.desa, b.ralat))
}

/// `201 terkirim, 3 belum dikirim`
pub(super) fn counted(all: impl IntoIterator<Item = (Standing, usize)>) -> String {
    let mut counts: BTreeMap<Standing, usize> = BTreeMap::new();
    for (standing, count) in all {
        *counts.entry(standing.told()).or_default() += count;
    }
    counts.iter().map(|(standing, count)| format!("{count} {}", standing.words())).collect::<Vec<_>>().join(", ")
}

/// The standings of an overview's bundles, each with their kecamatan and how many they are.
pub(crate) fn standings(overview: &Overview, overdue_before: Option<DateTime<Utc>>) -> impl Iterator<Item = (RegionCode, Standing, usize)> {
    let alike = overview.alike.iter().map(|alike| (alike.kecamatan.clone(), Standing::of_alike(alike), alike.count));
    let others = bundles(&overview.others).map(move |bundle| (bundle[0].desa.kecamatan(), Standing::of(bundle, overdue_before), 1));
    alike.chain(others)
}

/// How many bundles stand where: `201 terkirim, 3 belum dikirim`.
pub fn tally(overview: &Overview, overdue_before: Option<DateTime<Utc>>) -> String {
    counted(standings(overview, overdue_before).map(|(_, standing, count)| (standing, count)))
}
