//! The days of an agenda row: its own, those of a heading, or the day that stands above.

use chrono::{NaiveDate, NaiveTime};

use super::cells::{date_doubt, formula_fault, status_before, unread_date};
use super::rows::Rows;
use crate::diagnostic::Diagnostic;
use crate::intake::limits;
use crate::intake::moment::{self, Reading};
use crate::intake::table::{Cell, Value};
use crate::intake::vocabulary::AgendaColumn as Column;
use crate::model::Status;
use crate::model::date::{full_date, long_date};
use crate::model::wilayah::fold_name;

/// The columns that may hold a day, the surest first.
const KINDS: [Column; 3] = [Column::Date, Column::DateOrTime, Column::Weekday];

/// The days of a row, with the parts of its date's cell that tell of other things.
pub(super) struct Days {
    pub(super) dates: Vec<NaiveDate>,
    /// The time behind the date.
    pub(super) time: Option<String>,
    /// The status before the date.
    pub(super) status: Option<Status>,
    /// The date stands in a row above, without a merge that hands it down.
    pub(super) is_from_above: bool,
}

/// A date's cell, taken apart.
struct DateCell {
    value: Value,
    /// The time behind the date.
    time: Option<String>,
    /// The status before the date.
    status: Option<Status>,
}

impl Rows<'_> {
    /// The days of a row, from its own cell, a heading or the row above; `None`, with a fault, where it has none.
    pub(super) fn days(&mut self, row: u32) -> Option<Days> {
        let kind = KINDS.into_iter().find(|c| self.cell(row, *c).is_some() && !self.is_hour_alone(row, *c));
        let Some((kind, cell)) = kind.and_then(|kind| Some((kind, self.ditto(row, kind)?))) else {
            return self.days_from_above(row);
        };
        let place = self.place(row, kind);
        let weekday = self.own(row, Column::Weekday).filter(|_| kind == Column::Date).map(Cell::text);
        let DateCell { value, time, status } = self.date_cell(&cell, weekday.as_deref());
        let reading = self.day_of_month(&cell).or_else(|| moment::dates(&value, self.edition));
        let Some(mut reading) = reading.or_else(|| moment::dates(&cell.value, self.edition)) else {
            // The rows below an unread date must not take an older one.
            self.day_above = None;
            let fault = match &cell.value {
                Value::Fault(why) => formula_fault(why),
                Value::Text(_) if matches!(&value, Value::Text(date) if fold_name(date).is_empty()) => self.only_hour(),
                _ => unread_date(self.edition),
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
        self.day_above = if let [day] = reading.value.as_slice() { Some(*day) } else { None };
        Some(Days { dates: reading.value, time, status, is_from_above: false })
    }

    /// The days of a row without a date of its own.
    fn days_from_above(&mut self, row: u32) -> Option<Days> {
        if let Some(dates) = &self.heading {
            return Some(Days { dates: dates.clone(), time: None, status: None, is_from_above: false });
        }
        // A row that has its number or its hour is an event of its own, and not the foot of the page.
        if let Some(day) = self.day_above.filter(|_| self.is_numbered(row) || self.has_time(row)) {
            return Some(Days { dates: vec![day], time: None, status: None, is_from_above: true });
        }
        let column = KINDS.into_iter().find(|c| self.header.columns.contains_key(c)).unwrap_or(Column::Event);
        let place = self.place(row, column);
        let fault = if self.is_hour_alone(row, Column::DateOrTime) {
            self.only_hour()
        } else {
            let example = full_date(self.edition.monday());
            let remedy = format!("isi tanggalnya, seperti “{example}”, atau gabungkan sel (merge) dengan tanggal di atasnya");
            Diagnostic::error("agenda.tanggal-kosong", "tanggal kosong").remedy(remedy)
        };
        self.say(fault.at(place));
        None
    }

    /// The fault of a date's cell that holds an hour, where no day stands above.
    fn only_hour(&self) -> Diagnostic {
        let example = full_date(self.edition.monday());
        let remedy = format!("tulis tanggalnya di sel ini, seperti “{example}, pukul 09.00”, atau di baris tersendiri di atas acaranya");
        Diagnostic::error("agenda.tanggal-hanya-jam", "tanggal kosong, hanya ada jamnya").remedy(remedy)
    }

    /// Whether a cell under "Waktu" tells the hour and no day, as it does beside a column of dates or below a heading.
    pub(super) fn is_hour_alone(&self, row: u32, kind: Column) -> bool {
        let Some(cell) = self.own(row, kind).filter(|_| kind == Column::DateOrTime) else { return false };
        if self.header.columns.contains_key(&Column::Date) {
            return true;
        }
        let holds_hour = || {
            let is_time = moment::time(&cell.value, self.zone).is_some();
            is_time || matches!(&cell.value, Value::Text(text) if fold_name(moment::split_date_and_time(text).0).is_empty())
        };
        // Where the day stands in a heading, whatever is not one is the hour, legible or not.
        let is_headed = self.heading.is_some();
        !self.holds_day(cell) && (is_headed || holds_hour() && self.day_of_month(cell).is_none())
    }

    /// Whether a cell tells a day, with an hour or without.
    pub(super) fn holds_day(&self, cell: &Cell) -> bool {
        let Value::Text(text) = &cell.value else { return moment::dates(&cell.value, self.edition).is_some() };
        let (_, text) = status_before(text);
        let (date, _) = moment::split_date_and_time(text);
        [date, text].iter().any(|part| moment::dates(&Value::Text((*part).to_owned()), self.edition).is_some())
    }

    pub(super) fn is_numbered(&self, row: u32) -> bool {
        let number = self.header.columns.get(&Column::Number).and_then(|column| self.sheet.get(row, *column));
        number.is_some_and(|cell| cell.text().trim_matches(['(', ')', '.', ' ']).parse::<u32>().is_ok())
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

    /// Says, in one, the rows that take their date from above.
    pub(super) fn say_from_above(&mut self) {
        let taken = std::mem::take(&mut self.from_above);
        let Some((first, _)) = taken.first() else { return };
        let column = KINDS.into_iter().find_map(|c| self.header.columns.get(&c)).copied().unwrap_or_default();
        let place = self.sheet.place(*first, column);
        let days: Vec<String> = taken
            .chunk_by(|one, next| one.1 == next.1)
            .map(|rows| {
                let numbers: Vec<u32> = rows.iter().map(|(row, _)| *row).collect();
                format!("baris {} memakai {}", self.row_names(&numbers), full_date(rows[0].1))
            })
            .collect();
        let message = format!("tanggal kosong di {} baris, jadi dipakai tanggal di atasnya: {}", taken.len(), days.join("; "));
        self.say(
            Diagnostic::warning("agenda.tanggal-dari-atas", message)
                .at(place)
                .remedy("bila tanggalnya memang sama, biarkan; bila lain, isi sel tanggalnya"),
        );
    }

    /// Remembers a row of the week that takes its date from above.
    pub(super) fn note_from_above(&mut self, row: u32, date: NaiveDate) {
        if self.budget.take(limits::REMARK_BYTES / 10).is_ok() {
            self.from_above.push((row, date));
        }
    }
}
