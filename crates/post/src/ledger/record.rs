//! What the ledger holds: bundles, deliveries and their states, attempts.

use std::fmt;
use std::str::FromStr;

use chrono::{DateTime, Duration, Utc};
use serde::Serialize;

use super::{LedgerError, stamp};
use crate::deliver::Outcome;
use office::model::EditionId;

/// Where a delivery stands.
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

const STATES: [(State, &str, &str); 8] = [
    (State::Planned, "planned", "belum dikirim"),
    (State::Sending, "sending", "terputus saat dikirim"),
    (State::Accepted, "accepted", "terkirim"),
    (State::Deferred, "deferred", "tertunda"),
    (State::Failed, "failed", "gagal"),
    (State::Unknown, "unknown", "tidak pasti"),
    (State::Acknowledged, "acknowledged", "diterima KIM"),
    (State::Superseded, "superseded", "diganti ralat"),
];

impl State {
    pub fn as_str(self) -> &'static str {
        STATES[self as usize].1
    }

    /// In the office's words.
    pub fn words(self) -> &'static str {
        STATES[self as usize].2
    }

    /// Where an outcome leaves a delivery, and the words to keep.
    pub fn of(outcome: &Outcome) -> (State, &str) {
        match outcome {
            Outcome::Accepted(words) => (State::Accepted, words),
            Outcome::Deferred(words) | Outcome::Shut(words) => (State::Deferred, words),
            Outcome::Failed(words) => (State::Failed, words),
            Outcome::Unknown(words) => (State::Unknown, words),
        }
    }
}

impl FromStr for State {
    type Err = LedgerError;

    fn from_str(text: &str) -> Result<Self, LedgerError> {
        STATES.iter().find(|(_, name, _)| *name == text).map(|(state, ..)| *state).ok_or_else(|| LedgerError::UnknownState(text.to_owned()))
    }
}

/// Who decided what became of a delivery, where it did not simply happen so.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Decider {
    /// A person, who asked the receiver.
    Officer,
    /// A rule: what may have arrived still may have.
    Rule,
}

impl Decider {
    /// As the ledger writes it.
    pub fn as_str(self) -> &'static str {
        match self {
            Decider::Officer => "petugas",
            Decider::Rule => "aturan",
        }
    }

    /// In the office's words.
    pub fn words(self) -> &'static str {
        match self {
            Decider::Officer => "petugas",
            Decider::Rule => "pengaturan tidak_pasti",
        }
    }
}

/// A bundle as made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BundleRecord {
    pub desa: String,
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
    pub receipt: String,
    /// The serials issued with it: form and serial.
    pub serials: Vec<(String, String)>,
    /// The channels it is to go by, the first one first.
    pub ladder: Vec<String>,
    /// The number of the news that it was made from.
    pub news: i64,
}

/// No delivery waits longer for its next try: six hours, and a fifth.
pub const LONGEST_WAIT_MINUTES: i64 = 432;

/// A delivery as recorded.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Delivery {
    #[serde(rename = "edisi")]
    pub edition: EditionId,
    #[serde(rename = "kode")]
    pub desa: String,
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
    pub updated_at: String,
    /// Whether its turn in the ladder has come.
    #[serde(rename = "giliran")]
    pub reached: bool,
    /// Not to be tried again before.
    #[serde(rename = "tidak_sebelum")]
    pub not_before: Option<String>,
    /// When the other side had it, or may have had it, first.
    #[serde(rename = "tiba")]
    pub arrived_at: Option<String>,
    /// Since when it has been tried, or waits for a closed channel.
    #[serde(skip)]
    pub trying_since: Option<String>,
    #[serde(rename = "percobaan")]
    pub tries: u32,
    #[serde(rename = "bundel_kurir")]
    pub relay: Option<String>,
    /// The day on which its KIM had it, as the KIM says.
    #[serde(rename = "diterima")]
    pub received_on: Option<String>,
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
    /// Open, its turn come, and its waiting time over. A waiting time longer than any that is given was written by a clock that ran
    /// ahead: it is over.
    pub fn is_due(&self, now: DateTime<Utc>) -> bool {
        let waits = |moment: &str| *moment > *stamp(now) && *moment <= *stamp(now + Duration::minutes(LONGEST_WAIT_MINUTES));
        self.is_open() && !self.not_before.as_deref().is_some_and(waits)
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
    pub desa: String,
    pub ralat: u32,
    pub channel: String,
    pub at: String,
    pub state: State,
    pub words: String,
}

/// When a channel's turn is over though it failed for good nowhere.
#[derive(Debug, Clone, Copy)]
pub struct Ladder {
    /// What arrived, or may have, before this moment and is not acknowledged gives the next channel its turn; `None`: never.
    pub overdue_before: Option<DateTime<Utc>>,
}

impl Ladder {
    /// [`Ladder::overdue_before`] as the ledger writes moments.
    pub fn limit(self) -> Option<String> {
        self.overdue_before.map(stamp)
    }

    pub fn after_days(days: u32, now: DateTime<Utc>) -> Self {
        Ladder { overdue_before: (days > 0).then(|| now - Duration::days(days.into())) }
    }
}

impl fmt::Display for State {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.words())
    }
}
