//! The rows of one agenda sheet, from the first below the header to the last.

use std::collections::{BTreeMap, HashSet};

use chrono::NaiveDate;

use super::cells::{date_doubt, leader_of, unread_date};
use super::legend::Legend;
use super::listed;
use crate::diagnostic::{Diagnostic, Place};
use crate::intake::header::Header;
use crate::intake::limits::{self, Budget};
use crate::intake::moment;
use crate::intake::table::{Cell, Sheet, Value};
use crate::intake::vocabulary::{AgendaColumn as Column, WEEKDAYS};
use crate::model::date::full_date;
use crate::model::wilayah::fold_name;
use crate::model::{EditionId, Zone};

/// One sheet's rows.
pub(super) struct Rows<'a> {
    pub(super) sheet: &'a Sheet,
    pub(super) header: Header<Column>,
    pub(super) edition: EditionId,
    pub(super) zone: Zone,
    /// The last row whose event has a date or a time of its own: the rows below it may be the foot of the page.
    pub(super) last_dated: u32,
    /// The first blank row below it.
    pub(super) first_blank: u32,
    /// The day of a heading across the table, or of the title, for rows without a date.
    pub(super) heading: Option<Vec<NaiveDate>>,
    /// The month that the title or the sheet's name gives to bare days.
    pub(super) month: Option<(i32, u32)>,
    /// The day of the row above, for rows that leave theirs blank; none where it has several, or none that can be read.
    pub(super) day_above: Option<NaiveDate>,
    /// Rows of the week that take it.
    pub(super) from_above: Vec<(u32, NaiveDate)>,
    /// Rows outside the table: the first cell with a value, and the texts.
    pub(super) apart: Vec<((u32, u32), String)>,
    /// Events of the week that are not for everyone: the row and the title.
    pub(super) for_few: Vec<(u32, String)>,
    /// The leader whose sheet this is.
    pub(super) leader: Option<&'static str>,
    /// The row above's value of each column, for "sda".
    pub(super) above: BTreeMap<Column, Cell>,
    /// Events outside the edition's week: the day, the title and the row.
    pub(super) outside: Vec<(NaiveDate, String, Place)>,
    pub(super) diagnostics: Vec<Diagnostic>,
    said: HashSet<(String, Option<String>)>,
    /// State that the sheets of a workbook share.
    pub(super) legend: &'a mut Legend,
    pub(super) budget: &'a mut Budget,
}

/// State that the sheets of a workbook share.
pub(super) struct Shared {
    /// The abbreviations of officials.
    pub(super) legend: Legend,
    /// Room for entries, remarks, and cells that "sda" repeats.
    pub(super) budget: Budget,
}

impl<'a> Rows<'a> {
    pub(super) fn new(sheet: &'a Sheet, header: Header<Column>, (edition, zone): (EditionId, Zone), shared: &'a mut Shared) -> Self {
        let mut rows = Rows {
            sheet,
            header,
            edition,
            zone,
            last_dated: 0,
            first_blank: 0,
            heading: None,
            month: None,
            day_above: None,
            from_above: Vec::new(),
            apart: Vec::new(),
            for_few: Vec::new(),
            leader: None,
            above: BTreeMap::new(),
            outside: Vec::new(),
            diagnostics: Vec::new(),
            said: HashSet::new(),
            legend: &mut shared.legend,
            budget: &mut shared.budget,
        };
        rows.last_dated = rows.find_last_dated();
        let told: std::collections::BTreeSet<u32> = sheet.rows().into_iter().collect();
        rows.first_blank = (rows.last_dated + 1..).find(|row| !told.contains(row)).unwrap_or(u32::MAX);
        let title = rows.title();
        rows.heading = rows.title_date(&title);
        rows.leader = title.iter().find_map(|text| leader_of(text));
        rows.month = title.iter().find_map(|text| moment::month_within(text));
        rows
    }

    /// Says a thing once per place: a merged cell speaks for many rows.
    pub(super) fn say(&mut self, diagnostic: Diagnostic) {
        let key = (diagnostic.message.clone(), diagnostic.place.as_ref().map(ToString::to_string));
        if self.said.insert(key) && self.budget.take(limits::REMARK_BYTES).is_ok() {
            self.diagnostics.push(diagnostic);
        }
    }

    fn find_last_dated(&self) -> u32 {
        let rows = self.sheet.rows();
        let is_dated = |row: &&u32| self.own(**row, Column::Event).is_some() && (self.has_date(**row) || self.has_time(**row));
        let mut last = rows.iter().rev().take_while(|row| **row >= self.header.first_row).find(is_dated).copied();
        // Right below it there may be events whose hours are not known, by their numbers, and days that head them.
        let next = last.map_or(self.header.first_row, |last| last + 1);
        for (row, _) in rows.iter().copied().filter(|row| *row >= next).zip(next..).take_while(|(row, next)| row == next) {
            if self.own(row, Column::Event).is_some() && self.is_numbered(row) {
                last = Some(row);
            } else if !self.lone_cell(row).is_some_and(|((_, cell), _)| self.holds_day(cell)) {
                break;
            }
        }
        last.unwrap_or(self.header.first_row)
    }

    pub(super) fn has_date(&self, row: u32) -> bool {
        let columns = [Column::Date, Column::DateOrTime, Column::Weekday];
        let mut cells = columns.iter().filter_map(|c| self.own(row, *c));
        cells.any(|cell| match &cell.value {
            Value::Text(text) => moment::dates(&Value::Text(moment::split_date_and_time(text).0.to_owned()), self.edition).is_some(),
            value => moment::dates(value, self.edition).is_some(),
        })
    }

    pub(super) fn has_time(&self, row: u32) -> bool {
        [Column::Time, Column::DateOrTime]
            .iter()
            .filter_map(|c| self.own(row, *c))
            .any(|cell| moment::time(&cell.value, self.zone).is_some())
    }

    /// The texts above the header, and the sheet's name.
    fn title(&self) -> Vec<String> {
        let above = self.sheet.rows().into_iter().filter(|row| *row < self.header.top);
        let cells = above.flat_map(|row| self.sheet.row(row).map(|(_, cell)| cell.text()).collect::<Vec<_>>());
        cells.chain([self.sheet.name.clone()]).collect()
    }

    /// The day that the title names, for a sheet that has no column for it: "Waktu" may be a column of hours.
    fn title_date(&self, title: &[String]) -> Option<Vec<NaiveDate>> {
        let below = || self.sheet.rows().into_iter().filter(|row| *row >= self.header.first_row);
        let waktu_tells_days = || below().any(|row| self.own(row, Column::DateOrTime).is_some_and(|cell| self.holds_day(cell)));
        let has_dates = [Column::Date, Column::Weekday].iter().any(|c| self.header.columns.contains_key(c)) || waktu_tells_days();
        // The line that stands closest to the table, the sheet's name last. "23 s.d. 29 November 2026" names a week.
        let (name, above) = title.split_last()?;
        let lines = above.iter().rev().chain([name]).filter(|text| !has_dates && !moment::names_several_days(text));
        let date = lines.into_iter().find_map(|text| moment::date_within(text, self.edition))?;
        Some(vec![date])
    }

    /// The only cell of a row with its column, and whether a number stands before it: "I | SENIN, 23 NOVEMBER 2026". It may stand in the
    /// column of numbers itself.
    fn lone_cell(&self, row: u32) -> Option<((u32, &'a Cell), bool)> {
        let all = self.sheet.row(row).filter(|(_, cell)| matches!(cell.value, Value::Fault(_)) || !cell.text().is_empty());
        let number = self.header.columns.get(&Column::Number);
        let (cells, numbers): (Vec<_>, Vec<_>) = all.partition(|(column, _)| number != Some(column));
        match (cells.as_slice(), numbers.as_slice()) {
            ([one], numbers) => Some((*one, !numbers.is_empty())),
            ([], [one]) => Some((*one, false)),
            _ => None,
        }
    }

    /// A row that holds a day and nothing else, above events: the heading of the rows below it.
    pub(super) fn take_heading(&mut self, row: u32) -> bool {
        let Some(((column, cell), is_numbered)) = self.lone_cell(row) else { return false };
        // An event that names a day, below a date of its own, is an event.
        if self.header.columns.get(&Column::Event) == Some(&column) && (self.has_date(row) || self.has_time(row)) {
            return false;
        }
        // A merged date that happens to stand alone in its first row is the column's; a signature stands below all events.
        let has_event =
            self.header.columns.get(&Column::Event).is_some_and(|event| self.sheet.inherited(row, *event).is_some_and(|(at, _)| at != row));
        if has_event || row > self.last_dated {
            return false;
        }
        let text = cell.text();
        let place = self.sheet.place(row, column);
        if let Some(reading) = moment::dates(&cell.value, self.edition) {
            // A numbered row that holds more than a day is an event that names one.
            let is_a_day = reading.doubt.as_ref().is_none_or(|doubt| doubt.code == moment::OTHER_WEEKDAY);
            if is_numbered && !is_a_day {
                return false;
            }
            if let Some(doubt) = reading.doubt {
                self.say(date_doubt(doubt, &place, cell));
            }
            self.heading = Some(reading.value);
            return true;
        }
        if is_numbered {
            return false;
        }
        if let Some(date) = moment::date_within(&text, self.edition) {
            self.heading = Some(vec![date]);
            let message = format!("dari baris ini hanya tanggalnya yang dipakai: {}", full_date(date));
            self.say(Diagnostic::note(moment::ONLY_DATE, message).at(place).raw(text));
            return true;
        }
        // A day that cannot be read must not leave its events to the day above.
        let names_a_day = text.split(|c: char| !c.is_alphabetic()).any(|word| WEEKDAYS.iter().any(|(name, _)| *name == fold_name(word)));
        if names_a_day && self.heading.is_some() {
            self.heading = None;
            self.say(unread_date(self.edition).at(place).raw(text));
            return true;
        }
        false
    }

    /// Rows by the numbers that the program which shows them gives them: "7–9 dan 12".
    pub(super) fn row_names(&self, rows: &[u32]) -> String {
        let runs: Vec<String> = rows
            .chunk_by(|one, next| one + 1 == *next)
            .filter_map(|run| Some((run.first()?, run.last()?)))
            .map(|(first, last)| match last - first {
                0 => self.sheet.row_name(*first),
                1 => format!("{}, {}", self.sheet.row_name(*first), self.sheet.row_name(*last)),
                _ => format!("{}–{}", self.sheet.row_name(*first), self.sheet.row_name(*last)),
            })
            .collect();
        listed(&runs)
    }
}
