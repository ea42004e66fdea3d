//! The leaders' agenda.

use chrono::{NaiveDate, NaiveTime};

use super::{DesaCode, RegionCode, Zone};
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
    /// The villages and kecamatan that the venue names.
    pub location: Location,
    pub online: Online,
    pub dress: Option<String>,
    pub officials: Officials,
    pub host: Option<String>,
    pub note: Option<String>,
    pub status: Status,
    /// The event's row, for messages.
    pub place: Place,
}

/// The villages and kecamatan, among those that the office serves, in which an event takes place; empty where its venue names none.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Location {
    pub desa: Vec<DesaCode>,
    /// The kecamatan that the venue names, and those of the villages.
    pub kecamatan: Vec<RegionCode>,
}

/// Whether an event is held by video, wholly or in part.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Online {
    #[default]
    No,
    /// The venue's own words say so.
    InVenue,
    /// The office says so beside the time, or in another cell.
    Beside,
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

/// The end of an event that begins at an hour.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum End {
    Unsaid,
    /// "s.d. selesai"
    Open,
    At(NaiveTime),
}

impl Time {
    /// The hour by which the day's events are sorted.
    pub(crate) fn sort_key(&self) -> NaiveTime {
        match self {
            Time::Unknown => NaiveTime::from_hms_opt(23, 59, 59).unwrap_or_default(),
            Time::AllDay => NaiveTime::default(),
            Time::At { start, .. } => *start,
            Time::Named { near, .. } => *near,
        }
    }
}

/// The leaders who are asked to come to an event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Officials {
    /// Nothing written, or a dash.
    Unknown,
    /// "menunggu disposisi": not decided yet.
    Pending,
    Named(Vec<Official>),
}

/// One of the leaders of an event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Official {
    /// `Bupati`
    pub office: String,
    /// The official who goes in their place ("diwakili Asisten I"); empty where the office does not say who.
    pub represented_by: Option<String>,
}

impl Official {
    /// An official who comes in person.
    pub fn coming(office: impl Into<String>) -> Self {
        Official { office: office.into(), represented_by: None }
    }
}

/// Whether an event takes place as it stands in the agenda.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Status {
    #[default]
    Planned,
    Cancelled,
    Postponed,
}
