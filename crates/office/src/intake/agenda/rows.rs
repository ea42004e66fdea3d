//! The rows of one agenda sheet, from the first below the header to the last.

use std::collections::{BTreeMap, HashSet};

use chrono::NaiveDate;

use super::apart::Apart;
use super::cells::{date_doubt, leader_of, unread_date};
use super::{WORDS, is_enough};
use crate::diagnostic::{Diagnostic, Found, Place};
use crate::intake::header::{self, Header};
use crate::intake::limits::{self, Budget};
use crate::intake::moment;
use crate::intake::table::{Cell, Sheet, Value};
use crate::intake::vocabulary::{AgendaColumn as Column, WEEKDAYS};
use crate::model::date::full_date;
use crate::model::wilayah::fold_name;
use crate::model::{AgendaEntry, EditionId, Zone};

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
    /// The block of rows outside the table that is not said yet.
    pub(super) apart: Option<Apart>,
    /// The leader whose sheet this is.
    pub(super) leader: Option<&'static str>,
    /// The row above's value of each column, for "sda".
    pub(super) above: BTreeMap<Column, Cell>,
    /// Events outside the edition's week: the day, the title and the row.
    pub(super) outside: Vec<(NaiveDate, String, Place)>,
    diagnostics: Vec<Diagnostic>,
    said: HashSet<(String, Option<String>)>,
    /// For entries, remarks, and cells that "sda" repeats. The sheets of a workbook share it.
    pub(super) budget: &'a mut Budget,
}

impl<'a> Rows<'a> {
    pub(super) fn new(sheet: &'a Sheet, header: Header<Column>, (edition, zone): (EditionId, Zone), budget: &'a mut Budget) -> Self {
        let mut rows = Rows {
            sheet,
            header,
            edition,
            zone,
            last_dated: 0,
            first_blank: 0,
            heading: None,
            month: None,
            apart: None,
            leader: None,
            above: BTreeMap::new(),
            outside: Vec::new(),
            diagnostics: Vec::new(),
            said: HashSet::new(),
            budget,
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

    pub(super) fn read(mut self) -> Found<Vec<AgendaEntry>> {
        let mut entries = Vec::new();
        for row in self.sheet.rows() {
            if row < self.header.first_row {
                continue;
            }
            // A header repeated at a new page, or another table below with its columns in another order.
            if let Some(header) = header::at(self.sheet, row, WORDS, is_enough) {
                self.header = header;
                continue;
            }
            if !self.is_shifted(row) && !self.take_heading(row) {
                entries.extend(self.row(row));
            }
            if self.budget.is_spent() {
                let message = "agenda terlalu panjang untuk dibaca, jadi tidak dibaca mulai baris ini";
                self.diagnostics.push(
                    Diagnostic::error("agenda.terlalu-panjang", message)
                        .at(self.sheet.place(row, 0))
                        .remedy("salin agenda pekan ini saja ke buku kerja baru"),
                );
                break;
            }
        }
        self.say_apart();
        self.say_outside();
        Found::new(entries, self.diagnostics)
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
        rows.iter().rev().take_while(|row| **row >= self.header.first_row).find(is_dated).copied().unwrap_or(self.header.first_row)
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

    /// The day that the title names, for a sheet that has no column for it.
    fn title_date(&self, title: &[String]) -> Option<Vec<NaiveDate>> {
        let has_dates = [Column::Date, Column::DateOrTime, Column::Weekday].iter().any(|c| self.header.columns.contains_key(c));
        let date = title.iter().filter(|_| !has_dates).find_map(|text| moment::date_within(text, self.edition))?;
        Some(vec![date])
    }

    /// A row that holds a day and nothing else, above events: the heading of the rows below it.
    fn take_heading(&mut self, row: u32) -> bool {
        let mut cells = self.sheet.row(row).filter(|(_, cell)| matches!(cell.value, Value::Fault(_)) || !cell.text().is_empty());
        let (Some((column, cell)), None) = (cells.next(), cells.next()) else { return false };
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
            if let Some(doubt) = reading.doubt {
                self.say(date_doubt(doubt, &place, cell));
            }
            self.heading = Some(reading.value);
            return true;
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
            self.say(unread_date().at(place).raw(text));
            return true;
        }
        false
    }
}
