//! The columns of one agenda row: days, time, officials, and the texts that are printed.

use chrono::{NaiveDate, NaiveTime};

use super::TOO_LONG;
use super::cells::{date_doubt, formula_fault, is_ditto, is_no, is_status_word, is_tick, officials, public, status_before, unread_date};
use super::rows::Rows;
use crate::diagnostic::{Diagnostic, Found, Place};
use crate::intake::limits;
use crate::intake::moment::{self, Reading};
use crate::intake::table::{Cell, Value, tidy};
use crate::intake::vocabulary::AgendaColumn as Column;
use crate::model::date::long_date;
use crate::model::wilayah::fold_name;
use crate::model::{End, Officials, Status, Time};

/// The days of a row, with the parts of its date's cell that tell of other things.
pub(super) struct Days {
    pub(super) dates: Vec<NaiveDate>,
    /// The time behind the date.
    pub(super) time: Option<String>,
    /// The status before the date.
    pub(super) status: Option<Status>,
}

/// A date's cell, taken apart.
struct DateCell {
    value: Value,
    /// The time behind the date.
    time: Option<String>,
    /// The status before the date.
    status: Option<Status>,
}

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

    /// The days of a row, from its own cell or those of a heading or of the row above; `None`, with a fault, where it has none.
    pub(super) fn days(&mut self, row: u32) -> Option<Days> {
        let kinds = [Column::Date, Column::DateOrTime, Column::Weekday];
        let kind = kinds.into_iter().find(|c| self.cell(row, *c).is_some());
        let Some((kind, cell)) = kind.and_then(|kind| Some((kind, self.ditto(row, kind)?))) else {
            if let Some(dates) = &self.heading {
                return Some(Days { dates: dates.clone(), time: None, status: None });
            }
            let column = kinds.into_iter().find(|c| self.header.columns.contains_key(c)).unwrap_or(Column::Event);
            let place = self.place(row, column);
            self.say(
                Diagnostic::error("agenda.tanggal-kosong", "tanggal kosong")
                    .at(place)
                    .remedy("isi tanggalnya, atau gabungkan sel (merge) dengan tanggal di atasnya"),
            );
            return None;
        };
        let place = self.place(row, kind);
        let weekday = self.own(row, Column::Weekday).filter(|_| kind == Column::Date).map(Cell::text);
        let DateCell { value, time, status } = self.date_cell(&cell, weekday.as_deref());
        let reading = self.day_of_month(&cell).or_else(|| moment::dates(&value, self.edition));
        let Some(mut reading) = reading.or_else(|| moment::dates(&cell.value, self.edition)) else {
            let fault = match &cell.value {
                Value::Fault(why) => formula_fault(why),
                Value::Text(_) if matches!(&value, Value::Text(date) if fold_name(date).is_empty()) => {
                    Diagnostic::error("agenda.tanggal-hanya-jam", "tanggal kosong, hanya ada jamnya")
                        .remedy("tulis tanggalnya di sel ini, seperti “Senin, 23 November 2026, pukul 09.00”")
                }
                _ => unread_date(),
            };
            self.say(fault.at(place).raw(cell.text()));
            return None;
        };
        if let (Some(weekday), None, [date]) = (&weekday, &reading.doubt, reading.value.as_slice()) {
            // "Hari" beside a real date: both must agree.
            let together = moment::dates(&Value::Text(format!("{weekday}, {}", long_date(*date))), self.edition);
            reading.doubt = together.and_then(|r| r.doubt);
        }
        if let Some(doubt) = reading.doubt {
            self.say(date_doubt(doubt, &place, &cell));
        }
        Some(Days { dates: reading.value, time, status })
    }

    /// Takes a date's cell apart; `weekday`: the text of a column of its own.
    fn date_cell(&self, cell: &Cell, weekday: Option<&str>) -> DateCell {
        match &cell.value {
            Value::Text(text) => {
                let (status, text) = status_before(text);
                let (date, time) = moment::split_date_and_time(text);
                let (date, time) = if moment::dates(&Value::Text(date.to_owned()), self.edition).is_some() || fold_name(date).is_empty() {
                    (date, time)
                } else {
                    (text, "")
                };
                let date = date.trim_end_matches([' ', '/', ',', '\n']);
                let date = weekday.map_or(date.to_owned(), |weekday| format!("{weekday}, {date}"));
                DateCell { value: Value::Text(date), time: Some(time.to_owned()).filter(|t| !t.trim().is_empty()), status }
            }
            Value::Number(n) if self.sheet.from_1904 && *n > 31.0 => {
                DateCell { value: Value::Number(n + moment::DAYS_FROM_1900_TO_1904), time: None, status: None }
            }
            // A date and a time in one cell.
            Value::DateTime(at) if at.time() != NaiveTime::MIN => {
                DateCell { value: cell.value.clone(), time: Some(at.format("%H.%M").to_string()), status: None }
            }
            value => DateCell { value: value.clone(), time: None, status: None },
        }
    }

    /// The date of a bare number, in the month that the title gives.
    fn day_of_month(&self, cell: &Cell) -> Option<Reading<Vec<NaiveDate>>> {
        let (year, month) = self.month?;
        let date = NaiveDate::from_ymd_opt(year, month, cell.text().trim_end_matches('.').parse().ok()?)?;
        Some(Reading { value: vec![date], doubt: None })
    }

    /// The text or value of the time, and its column. `beside`: the time in the date's cell.
    pub(super) fn time_cell(&mut self, row: u32, beside: Option<&str>) -> Option<(Value, Column)> {
        let has_date_column = self.header.columns.contains_key(&Column::Date);
        let is_time = |c: &Column| *c == Column::Time || has_date_column;
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
                    .remedy("tulis seperti “09.00 WITA” atau “09.00 s.d. selesai”"),
            };
            self.say(fault.at(place).raw(raw));
            return (Time::Unknown, online);
        };
        if let Some(doubt) = reading.doubt {
            let warning = Diagnostic::warning(doubt.code, doubt.message).at(place).raw(raw);
            self.say(warning.remedy("tulis waktunya sebagai teks, seperti “09.30 – 11.00 WITA”"));
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
        {
            let place = self.place(row, Column::TimeEnd);
            let message = format!("selesai pukul {} tidak sesudah mulai pukul {}", ends.format("%H.%M"), start.format("%H.%M"));
            self.say(Diagnostic::warning(moment::ENDS_BEFORE_START, message).at(place).raw(text).remedy("periksa jamnya"));
        }
        Time::At { start: *start, end, elsewhere: *elsewhere }
    }

    /// The officials of a row: those of the ticked columns, of their own column, or else the leader whose sheet this is.
    pub(super) fn officials(&mut self, row: u32, keep_struck: bool) -> Officials {
        let (mut invited, mut represented_by, mut pending) = (Vec::new(), None, false);
        for (name, column) in self.header.ticks.clone() {
            let Some((_, cell)) = self.sheet.inherited(row, column).filter(|(_, cell)| !cell.struck) else { continue };
            let text = cell.text();
            let place = self.sheet.place(row, column);
            if let Value::Fault(why) = cell.value {
                self.say(formula_fault(why).at(place));
                continue;
            }
            match officials(&text) {
                _ if is_no(&text) => {}
                Officials::Pending => pending = true,
                Officials::Named { represented_by: Some(one), .. } => {
                    invited.push(name);
                    represented_by = Some(self.printable(&one, &place));
                }
                _ => {
                    if !is_tick(&text) {
                        let message = format!("isi kolom {name} dibaca sebagai tanda hadir, dan tidak dicetak");
                        let warning = Diagnostic::warning("agenda.tanda-hadir-berisi", message).at(place).raw(text);
                        self.say(warning.remedy("beri tanda ✓, kosongkan, atau tulis “diwakili …”"));
                    }
                    invited.push(name);
                }
            }
        }
        let named = self.field(row, Column::Officials, keep_struck).filter(|_| self.header.ticks.is_empty() || invited.is_empty());
        match (invited.is_empty(), named, self.leader) {
            (false, ..) => {
                // A name of the office's own in the heading is printed too.
                let place = self.sheet.place(self.header.first_row - 1, self.header.ticks[0].1);
                Officials::Named { invited: invited.iter().map(|name| self.printable(name, &place)).collect(), represented_by }
            }
            (true, Some(text), _) => officials(&text),
            (true, None, _) if pending => Officials::Pending,
            (true, None, Some(leader)) if self.header.ticks.is_empty() => {
                Officials::Named { invited: vec![leader.to_owned()], represented_by: None }
            }
            _ => Officials::Unknown,
        }
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

    fn printable(&mut self, text: &str, place: &Place) -> String {
        let Found { value, diagnostics } = public(text, place);
        diagnostics.into_iter().for_each(|diagnostic| self.say(diagnostic));
        value
    }

    /// A column's cell where it says anything.
    fn cell(&self, row: u32, kind: Column) -> Option<&'a Cell> {
        self.own(row, kind)
            .filter(|cell| matches!(cell.value, Value::Fault(_)) || !fold_name(&cell.text()).is_empty() || is_ditto(&cell.text()))
    }

    /// A column's cell; "sda" is the cell above.
    fn ditto(&mut self, row: u32, kind: Column) -> Option<Cell> {
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
