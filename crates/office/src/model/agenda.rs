//! The leaders' agenda.

use chrono::{NaiveDate, NaiveTime};

use super::Zone;
use crate::diagnostic::Place;

/// One event of the week.
#[derive(Debug, Clone)]
pub struct AgendaEntry {
    pub date: NaiveDate,
    pub time: Time,
    pub title: String,
    /// The numbered lines of an event cell that lists several things.
    pub items: Vec<String>,
    pub venue: Option<String>,
    /// Held by video, wholly or in part, as the office says beside the time or the venue.
    pub online: bool,
    pub dress: Option<String>,
    pub officials: Officials,
    pub host: Option<String>,
    pub note: Option<String>,
    pub status: Status,
    /// The event's row, for messages.
    pub place: Place,
}

/// When an event is, in the office's own zone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Time {
    /// Nothing written.
    Unknown,
    AllDay,
    /// `elsewhere`: the zone and hour that were written, where it is not the office's.
    At {
        start: NaiveTime,
        end: End,
        elsewhere: Option<(NaiveTime, Zone)>,
    },
    /// `Ba'da Isya`: printed as written, sorted near the hour it usually falls on.
    Named {
        text: String,
        near: NaiveTime,
    },
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum End {
    Unsaid,
    /// "s.d. selesai"
    Open,
    At(NaiveTime),
}

impl Time {
    /// Where it stands in the day's order.
    pub fn sort_key(&self) -> NaiveTime {
        match self {
            Time::Unknown => NaiveTime::from_hms_opt(23, 59, 59).unwrap_or_default(),
            Time::AllDay => NaiveTime::default(),
            Time::At { start, .. } => *start,
            Time::Named { near, .. } => *near,
        }
    }
}

/// Who of the leadership comes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Officials {
    /// Nothing written, or a dash.
    Unknown,
    /// "menunggu disposisi": not decided yet.
    Pending,
    Named {
        invited: Vec<String>,
        /// Who goes in their place: "diwakili Asisten I".
        represented_by: Option<String>,
    },
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Status {
    #[default]
    Planned,
    Cancelled,
    Postponed,
}
