//! Dates as Indonesia writes them, editions and time zones. Dates are local: a trip through UTC would shift days.

use std::fmt;

use chrono::{DateTime, Datelike, Days, NaiveDate, NaiveDateTime, TimeDelta, Utc, Weekday};
use serde::{Deserialize, Serialize};

pub const WEEKDAYS: [&str; 7] = ["Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu"];
pub const MONTHS: [&str; 12] =
    ["Januari", "Februari", "Maret", "April", "Mei", "Juni", "Juli", "Agustus", "September", "Oktober", "November", "Desember"];

pub fn weekday(date: NaiveDate) -> &'static str {
    WEEKDAYS[date.weekday().num_days_from_monday() as usize]
}

pub fn month(date: NaiveDate) -> &'static str {
    MONTHS[date.month0() as usize]
}

/// `17 Mei 2021`
pub fn long_date(date: NaiveDate) -> String {
    format!("{} {} {}", date.day(), month(date), date.year())
}

/// `Senin, 17 Mei 2021`
pub fn full_date(date: NaiveDate) -> String {
    format!("{}, {}", weekday(date), long_date(date))
}

/// An edition: the week that begins on its Monday. Written and named `2026-11-23`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct EditionId(NaiveDate);

impl EditionId {
    /// Only a Monday names an edition.
    pub fn new(monday: NaiveDate) -> Option<Self> {
        (monday.weekday() == Weekday::Mon).then_some(EditionId(monday))
    }

    /// The edition whose week holds this day.
    pub fn containing(day: NaiveDate) -> Self {
        EditionId(day - Days::new(day.weekday().num_days_from_monday().into()))
    }

    pub fn parse(text: &str) -> Option<Self> {
        NaiveDate::parse_from_str(text, "%Y-%m-%d").ok().and_then(Self::new)
    }

    pub fn monday(self) -> NaiveDate {
        self.0
    }

    pub fn sunday(self) -> NaiveDate {
        self.0 + Days::new(6)
    }

    pub fn contains(self, day: NaiveDate) -> bool {
        (self.monday()..=self.sunday()).contains(&day)
    }

    /// The week's number and its year (ISO 8601): what the office counts its editions by.
    pub fn number(self) -> (u32, i32) {
        (self.0.iso_week().week(), self.0.iso_week().year())
    }

    /// The edition of this number; `None`: the year has no such week.
    pub fn of_number(week: u32, year: i32) -> Option<Self> {
        NaiveDate::from_isoywd_opt(year, week, Weekday::Mon).map(EditionId)
    }

    /// `Edisi 48 Tahun 2026`
    pub fn label(self) -> String {
        let (week, year) = self.number();
        format!("Edisi {week} Tahun {year}")
    }
}

impl TryFrom<String> for EditionId {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        EditionId::parse(&text).ok_or_else(|| format!("“{text}” bukan tanggal hari Senin"))
    }
}

impl From<EditionId> for String {
    fn from(id: EditionId) -> String {
        id.to_string()
    }
}

impl fmt::Display for EditionId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0.format("%Y-%m-%d"))
    }
}

/// Indonesia's three zones; none has summer time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum Zone {
    Wib,
    Wita,
    Wit,
}

impl Zone {
    /// Hours east of Greenwich.
    pub fn offset_hours(self) -> i64 {
        match self {
            Zone::Wib => 7,
            Zone::Wita => 8,
            Zone::Wit => 9,
        }
    }

    /// The moment as a clock of this zone shows it.
    pub fn local(self, moment: DateTime<Utc>) -> NaiveDateTime {
        (moment + TimeDelta::hours(self.offset_hours())).naive_utc()
    }

    /// Reads `WIB`, `WITA` or `WIT`, in capitals or not.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        match text.to_ascii_uppercase().as_str() {
            "WIB" => Some(Zone::Wib),
            "WITA" => Some(Zone::Wita),
            "WIT" => Some(Zone::Wit),
            _ => None,
        }
    }
}

impl fmt::Display for Zone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Zone::Wib => "WIB",
            Zone::Wita => "WITA",
            Zone::Wit => "WIT",
        })
    }
}
