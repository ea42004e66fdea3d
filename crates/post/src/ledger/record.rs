//! The nouns of the ledger: bundles, deliveries and their states, attempts.

use std::fmt;

use chrono::{DateTime, Duration, NaiveDate, SubsecRound, Utc};
use serde::Serialize;

use crate::deliver::Outcome;
use office::model::{DesaCode, EditionId, ReceiptCode, Serial};

/// The state of a delivery.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum State {
    Planned,
    Sending,
    Accepted,
    Deferred,
    Failed,
    /// The other side may have it.
    Unknown,
    Acknowledged,
    /// A correction took its place.
    Superseded,
}

impl State {
    pub const ALL: [State; 8] = [
        State::Planned,
        State::Sending,
        State::Accepted,
        State::Deferred,
        State::Failed,
        State::Unknown,
        State::Acknowledged,
        State::Superseded,
    ];

    /// The name by which the ledger and its statements know it.
    pub fn as_str(self) -> &'static str {
        match self {
            State::Planned => "planned",
            State::Sending => "sending",
            State::Accepted => "accepted",
            State::Deferred => "deferred",
            State::Failed => "failed",
            State::Unknown => "unknown",
            State::Acknowledged => "acknowledged",
            State::Superseded => "superseded",
        }
    }

    /// The state of this name.
    pub fn named(name: &str) -> Option<Self> {
        State::ALL.into_iter().find(|state| state.as_str() == name)
    }

    /// In the office's words.
    pub fn words(self) -> &'static str {
        match self {
            State::Planned => "belum dikirim",
            State::Sending => "terputus saat dikirim",
            State::Accepted => "terkirim",
            State::Deferred => "tertunda",
            State::Failed => "gagal",
            State::Unknown => "tidak pasti",
            State::Acknowledged => "diterima KIM",
            State::Superseded => "diganti ralat",
        }
    }

    /// The state in which an outcome leaves a delivery, and the words to keep.
    pub(crate) fn of(outcome: &Outcome) -> (State, &str) {
        match outcome {
            Outcome::Accepted(words) => (State::Accepted, words),
            Outcome::Deferred(words) | Outcome::Shut(words) => (State::Deferred, words),
            Outcome::Failed(words) => (State::Failed, words),
            Outcome::Unknown(words) => (State::Unknown, words),
        }
    }
}

impl fmt::Display for State {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.words())
    }
}

/// The origin of a decision on a delivery. Most are not decided: they happen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Decider {
    /// A person, who asked the receiver.
    Officer,
    /// A rule: what may have arrived still may have.
    Rule,
}

impl Decider {
    /// The name by which the ledger and its statements know it.
    pub fn as_str(self) -> &'static str {
        match self {
            Decider::Officer => "petugas",
            Decider::Rule => "aturan",
        }
    }

    /// In the office's words.
    pub(super) fn words(self) -> &'static str {
        match self {
            Decider::Officer => "petugas",
            Decider::Rule => "pengaturan tidak_pasti",
        }
    }
}

/// A bundle as made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BundleRecord {
    pub desa: DesaCode,
    /// `Desa Karya Baru`
    pub title: String,
    /// Name of its kecamatan.
    pub kecamatan: String,
    /// Name of its KIM.
    pub kim: Option<String>,
    /// 0: the edition; else the village's correction of this number.
    pub ralat: u32,
    pub file: String,
    pub sha256: String,
    pub bytes: u64,
    pub receipt: ReceiptCode,
    /// The serials issued with it.
    pub serials: Vec<Serial>,
    /// The channels it is to go by, the first one first.
    pub ladder: Vec<String>,
    /// The number of the news that it was made from.
    pub news: i64,
}

/// No delivery waits longer for its next try: six hours, and a fifth.
pub(crate) const LONGEST_WAIT_MINUTES: i64 = 432;

/// A delivery as recorded.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Delivery {
    #[serde(rename = "edisi")]
    pub edition: EditionId,
    #[serde(rename = "kode")]
    pub desa: DesaCode,
    pub ralat: u32,
    #[serde(rename = "saluran")]
    pub channel: String,
    #[serde(rename = "keadaan")]
    pub state: State,
    #[serde(rename = "berkas")]
    pub file: String,
    pub sha256: String,
    /// The bundle was made anew, and differs from what was delivered.
    #[serde(rename = "berubah")]
    pub changed: bool,
    #[serde(rename = "waktu")]
    pub updated_at: DateTime<Utc>,
    /// Whether its turn in the ladder has come.
    #[serde(rename = "giliran")]
    pub reached: bool,
    /// Not to be tried again before.
    #[serde(rename = "tidak_sebelum")]
    pub not_before: Option<DateTime<Utc>>,
    /// When the other side had it, or may have had it, first.
    #[serde(rename = "tiba")]
    pub arrived_at: Option<DateTime<Utc>>,
    /// Since when it has been tried, or waits for a closed channel.
    #[serde(skip)]
    pub trying_since: Option<DateTime<Utc>>,
    #[serde(rename = "percobaan")]
    pub tries: u32,
    #[serde(rename = "bundel_kurir")]
    pub relay: Option<String>,
    /// How many steps it had taken when it was read. It is written only where it has taken no other since.
    #[serde(skip)]
    pub revision: i64,
    /// The day on which its KIM had it, as the KIM says.
    #[serde(rename = "diterima")]
    pub received_on: Option<NaiveDate>,
    #[serde(rename = "penerima")]
    pub received_by: Option<String>,
    /// The last attempt's words.
    #[serde(rename = "bukti")]
    pub words: Option<String>,
    /// `Desa Karya Baru`; not known of bundles of old versions.
    #[serde(rename = "nama")]
    pub title: Option<String>,
    /// Name of its kecamatan.
    pub kecamatan: Option<String>,
    /// Name of its KIM.
    pub kim: Option<String>,
}

impl Delivery {
    /// Open, no run is sending it, its turn come, and its waiting time over. A waiting time longer than any that is given was written by
    /// a clock that ran ahead: it is over. The same rule is in `sql/due.sql`.
    pub fn is_due(&self, now: DateTime<Utc>) -> bool {
        let waits = |moment: DateTime<Utc>| moment > now && moment <= now + Duration::minutes(LONGEST_WAIT_MINUTES);
        self.is_open() && self.state != State::Sending && !self.not_before.is_some_and(waits)
    }

    /// Not its turn: it stands by in case the channels before it fail.
    pub fn is_reserve(&self) -> bool {
        !self.reached && self.state == State::Planned
    }

    /// Still to be tried.
    pub fn is_open(&self) -> bool {
        self.reached && self.received_on.is_none() && matches!(self.state, State::Planned | State::Deferred | State::Sending)
    }
}

/// One attempt as recorded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attempt {
    pub desa: DesaCode,
    pub ralat: u32,
    pub channel: String,
    pub at: DateTime<Utc>,
    pub state: State,
    pub words: String,
}

/// The rule by which a channel's turn is over though it has not failed.
#[derive(Debug, Clone, Copy)]
pub struct Ladder {
    /// A bundle that arrived, or may have, before this moment and is not acknowledged gives the next channel its turn; `None`: never.
    pub overdue_before: Option<DateTime<Utc>>,
}

impl Ladder {
    /// [`Ladder::overdue_before`] in whole seconds, as the ledger has moments.
    pub fn limit(self) -> Option<DateTime<Utc>> {
        self.overdue_before.map(|moment| moment.trunc_subsecs(0))
    }

    pub fn after_days(days: u32, now: DateTime<Utc>) -> Self {
        Ladder { overdue_before: (days > 0).then(|| now - Duration::days(days.into())) }
    }
}
