//! The columns of one agenda row: the time, and the texts that are printed.

use super::TOO_LONG;
use super::cells::{formula_fault, is_ditto, is_status_word, public};
use super::rows::Rows;
use crate::diagnostic::{Diagnostic, Found, Place};
use crate::intake::limits;
use crate::intake::moment::{self, Doubt};
use crate::intake::table::{Cell, Value, tidy};
use crate::intake::vocabulary::AgendaColumn as Column;
use crate::model::wilayah::fold_name;
use crate::model::{End, Time};

impl<'a> Rows<'a> {
    /// A column's cell in this row, merged cells included.
    pub(super) fn own(&self, row: u32, kind: Column) -> Option<&'a Cell> {
        self.sheet.inherited(row, *self.header.columns.get(&kind)?).map(|(_, cell)| cell)
    }

    /// The place of a column's cell: the origin of merged cells.
    pub(super) fn place(&self, row: u32, kind: Column) -> Place {
        let column = self.header.columns.get(&kind).copied().unwrap_or_default();
        let row = self.sheet.inherited(row, column).map_or(row, |(origin, _)| origin);
        self.sheet.place(row, column)
    }

    /// The text or value of the time, and its column. `beside`: the time in the date's cell.
    pub(super) fn time_cell(&mut self, row: u32, beside: Option<&str>) -> Option<(Value, Column)> {
        let has_date_column = self.header.columns.contains_key(&Column::Date);
        let is_time = |c: &Column| *c == Column::Time || self.is_hour_alone(row, *c);
        let kind = [Column::Time, Column::DateOrTime].into_iter().find(|c| self.cell(row, *c).is_some() && is_time(c));
        let is_struck = kind.and_then(|kind| self.own(row, kind)).is_some_and(|cell| cell.struck);
        if let Some(kind) = kind.filter(|_| is_struck && !self.own(row, Column::Event).is_some_and(|event| event.struck)) {
            let (place, raw) = (self.place(row, kind), self.own(row, kind).map(Cell::text).unwrap_or_default());
            self.say(
                Diagnostic::warning("agenda.waktu-dicoret", "waktunya dicoret, jadi tidak dicetak")
                    .at(place)
                    .raw(raw)
                    .remedy("tulis waktu yang baru, atau coret acaranya bila batal"),
            );
            return None;
        }
        match (kind, beside) {
            (Some(kind), _) => self.ditto(row, kind).map(|cell| (cell.value, kind)),
            (None, Some(text)) => {
                let kind = if has_date_column { Column::Date } else { Column::DateOrTime };
                Some((Value::Text(text.to_owned()), kind))
            }
            (None, None) => None,
        }
    }

    /// The time, and whether its cell says that the event is held by video.
    pub(super) fn time(&mut self, row: u32, value: Value, kind: Column) -> (Time, bool) {
        let raw = Cell { value: value.clone(), struck: false, struck_part: None }.text();
        // A status in the time's place is read as one.
        if matches!(value, Value::Text(_)) && (fold_name(&raw).is_empty() || is_status_word(&raw)) {
            return (Time::Unknown, false);
        }
        let place = self.place(row, kind);
        let online = moment::is_online(&raw);
        let Some(reading) = moment::time(&value, self.zone) else {
            let fault = match value {
                Value::Fault(why) => formula_fault(why),
                _ => Diagnostic::warning("agenda.waktu-tidak-terbaca", "waktu tidak terbaca, jadi tidak dicetak")
                    .remedy("tulis seperti “09.00” atau “09.00 s.d. selesai”"),
            };
            self.say(fault.at(place).raw(raw));
            return (Time::Unknown, online);
        };
        if let Some(doubt) = reading.doubt {
            self.say(time_doubt(doubt).at(place).raw(raw));
        }
        let time = match reading.value {
            Time::Named { text, near } => {
                let place = self.place(row, kind);
                Time::Named { text: self.printable(&text, &place), near }
            }
            time => time,
        };
        (self.with_end(row, time), online)
    }

    /// The end from a column of its own.
    fn with_end(&mut self, row: u32, time: Time) -> Time {
        let (Time::At { start, end: End::Unsaid, elsewhere }, Some(cell)) = (&time, self.ditto(row, Column::TimeEnd)) else { return time };
        let text = cell.text();
        let end = match moment::time(&cell.value, self.zone).map(|r| r.value) {
            Some(Time::At { start: end, .. }) => End::At(end),
            _ if fold_name(&text) == "selesai" => End::Open,
            _ if fold_name(&text).is_empty() => return time,
            _ => {
                let place = self.place(row, Column::TimeEnd);
                self.say(
                    Diagnostic::warning("agenda.waktu-selesai-tidak-terbaca", "waktu selesai tidak terbaca, jadi tidak dicetak")
                        .at(place)
                        .raw(text)
                        .remedy("tulis seperti “11.00”"),
                );
                return time;
            }
        };
        if let End::At(ends) = end
            && ends <= *start
            && !moment::is_overnight(*start, ends)
        {
            let place = self.place(row, Column::TimeEnd);
            let message = format!("selesai pukul {} tidak sesudah mulai pukul {}", ends.format("%H.%M"), start.format("%H.%M"));
            let warning = Diagnostic::warning(moment::ENDS_BEFORE_START, message).at(place).raw(text).alike(ENDS_EARLY);
            self.say(warning.remedy("periksa jamnya"));
        }
        Time::At { start: *start, end, elsewhere: *elsewhere }
    }

    /// A column's text as it will be printed; dashes alone are none.
    pub(super) fn field(&mut self, row: u32, kind: Column, keep_struck: bool) -> Option<String> {
        /// A text, or a part of it, is struck through.
        const STRUCK: &str = "agenda.teks-dicoret";
        let Some(cell) = self.ditto(row, kind) else {
            self.above.remove(&kind);
            return None;
        };
        let place = self.place(row, kind);
        if let Value::Fault(why) = cell.value {
            self.say(formula_fault(why).at(place));
            return None;
        }
        let text = cell.text();
        if fold_name(&text).is_empty() {
            return None;
        }
        if cell.struck && !keep_struck {
            self.say(
                Diagnostic::warning(STRUCK, "teks yang dicoret tidak dicetak")
                    .at(place)
                    .raw(text)
                    .remedy("hapus teksnya, atau hilangkan coretannya"),
            );
            return None;
        }
        if let Some(part) = &cell.struck_part {
            self.say(
                Diagnostic::warning(STRUCK, "bagian yang dicoret tidak dicetak")
                    .at(place.clone())
                    .raw(part)
                    .remedy("hapus bagian itu, atau hilangkan coretannya"),
            );
        }
        if text.chars().count() > limits::PRINTED_CHARS {
            let message = format!("isi sel {} huruf, terlalu panjang untuk dicetak", text.chars().count());
            self.say(Diagnostic::error(TOO_LONG, message).at(place).raw(text).remedy("ringkaskan, atau jadikan pengumuman"));
            return None;
        }
        Some(self.printable(&text, &place)).map(|text| tidy(&text)).filter(|text| !text.is_empty())
    }

    pub(super) fn printable(&mut self, text: &str, place: &Place) -> String {
        let Found { value, diagnostics } = public(text, place);
        diagnostics.into_iter().for_each(|diagnostic| self.say(diagnostic));
        value
    }

    /// A column's cell where it says anything.
    pub(super) fn cell(&self, row: u32, kind: Column) -> Option<&'a Cell> {
        self.own(row, kind)
            .filter(|cell| matches!(cell.value, Value::Fault(_)) || !fold_name(&cell.text()).is_empty() || is_ditto(&cell.text()))
    }

    /// A column's cell; "sda" is the cell above.
    pub(super) fn ditto(&mut self, row: u32, kind: Column) -> Option<Cell> {
        let cell = self.own(row, kind)?.clone();
        if !is_ditto(&cell.text()) {
            self.above.insert(kind, cell.clone());
            return Some(cell);
        }
        let above = self.above.get(&kind).cloned();
        if above.is_none() {
            let place = self.place(row, kind);
            let fault = Diagnostic::error("agenda.sda-tanpa-isi", "“sama dengan atas”, tetapi di atasnya tidak ada isi");
            self.say(fault.at(place).raw(cell.text()).remedy("tulis isinya"));
        }
        above.filter(|cell| self.budget.take(if let Value::Text(text) = &cell.value { text.len() } else { 0 }).is_ok())
    }
}

/// The sentence for several events that end before they begin.
const ENDS_EARLY: &str = "jam selesai tidak sesudah jam mulai";

/// The warning of an hour that is read with a doubt.
fn time_doubt(doubt: Doubt) -> Diagnostic {
    let alike = match doubt.code {
        moment::FROM_NUMBER => "angka di kolom waktu dibaca sebagai jam dan menit",
        moment::ENDS_BEFORE_START => ENDS_EARLY,
        moment::WITH_REMARK => "keterangan di kolom waktu tidak dicetak",
        _ => doubt.message.as_str(),
    };
    let alike = alike.to_owned();
    let remedy = match doubt.code {
        moment::WITH_REMARK => "pindahkan keterangannya ke kolom Keterangan",
        _ => "tulis waktunya sebagai teks, seperti “09.30 – 11.00”",
    };
    Diagnostic::warning(doubt.code, doubt.message).alike(alike).remedy(remedy)
}
