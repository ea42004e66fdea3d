//! The facts of an announcement: without them a reader cannot act on it, so that they are never shortened away.

use chrono::NaiveDate;

use super::{Location, RichText, Time};

/// The question that a fact answers. Ordered as facts are told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum FactKind {
    /// `Hari/Tanggal`, `Waktu`, `Pukul`
    When,
    /// `Tempat`, `Lokasi`
    Where,
    /// `Bawa`, `Syarat`
    Bring,
    /// `Paling lambat`, `Batas waktu`
    Deadline,
    /// `Biaya`, `Tarif`
    Cost,
}

/// One fact, as the office wrote it, without the word that names it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fact {
    pub kind: FactKind,
    pub text: String,
    /// The villages and kecamatan that it is for, where it comes from a row of a table that names a place; empty: it is for all readers.
    pub location: Location,
}

/// A day, or days on end, that an announcement names for its readers: something happens then, or must be done by then.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Occasion {
    /// The first day, which may lie before the edition's week.
    pub date: NaiveDate,
    /// The last of several days; `None`: it is of one day.
    pub until: Option<NaiveDate>,
    /// Of several days, the hours of each.
    pub time: Time,
    pub place: Option<String>,
    /// The villages and kecamatan that its place names.
    pub location: Location,
    /// It is the last day on which something can be done.
    pub is_deadline: bool,
}

impl Occasion {
    /// Its last day, which of one day is the first.
    pub fn last(&self) -> NaiveDate {
        self.until.unwrap_or(self.date)
    }

    pub fn is_on(&self, day: NaiveDate) -> bool {
        (self.date..=self.last()).contains(&day)
    }
}

/// The facts of one announcement.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Facts {
    /// In the order of their kinds, then of the text.
    pub all: Vec<Fact>,
    /// In the order of time.
    pub occasions: Vec<Occasion>,
    /// The announcement's text without the lines that the facts say whole. A sentence or a table that facts were taken from stays.
    pub rest: RichText,
}
