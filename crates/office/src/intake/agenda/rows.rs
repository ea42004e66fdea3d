//! The rows of one agenda sheet: which are events, which are headings, which stand apart.

use std::collections::{BTreeMap, HashSet};

use chrono::NaiveDate;

use super::cells::{date_doubt, is_ditto, is_secret, is_status_word, leader_of, split_items, status_and_title, status_of, undash};
use super::{WORDS, bytes_of, is_enough};
use crate::diagnostic::{Diagnostic, Found, Place};
use crate::intake::header::{self, Header};
use crate::intake::limits::{self, Budget};
use crate::intake::moment;
use crate::intake::table::{Cell, Sheet, Value, tidy};
use crate::intake::vocabulary::{AgendaColumn as Column, FOOTERS, NO_EVENT, WEEKDAYS};
use crate::model::date::{full_date, long_date};
use crate::model::wilayah::fold_name;
use crate::model::{AgendaEntry, EditionId, Status, Time, Zone};

/// One of the events that a cell tells of.
struct OneEvent {
    title: String,
    time: Time,
    online: bool,
    venue: Option<String>,
}

/// One sheet's rows.
pub struct Rows<'a> {
    pub(super) sheet: &'a Sheet,
    pub(super) header: Header<Column>,
    pub(super) edition: EditionId,
    pub(super) zone: Zone,
    /// The last row whose event has a date or a time of its own: what follows may be the foot of the page.
    last_dated: u32,
    /// The first blank row below it.
    first_blank: u32,
    /// The day of a heading across the table, or of the title, for rows without a date.
    pub(super) heading: Option<Vec<NaiveDate>>,
    /// The month that the title or the sheet's name gives to bare days.
    pub(super) month: Option<(i32, u32)>,
    /// Rows that are no events, one after another: the first, the last, how many, their text.
    apart: Option<(u32, u32, usize, String)>,
    /// The leader whose sheet this is.
    pub(super) leader: Option<&'static str>,
    /// The row above's value of each column, for "sda".
    pub(super) above: BTreeMap<Column, Cell>,
    outside: Vec<(NaiveDate, String, Place)>,
    diagnostics: Vec<Diagnostic>,
    said: HashSet<(String, Option<String>)>,
    /// For what is made of the rows: entries, remarks, and what "sda" repeats. The sheets of a workbook share it.
    pub(super) budget: &'a mut Budget,
}

impl<'a> Rows<'a> {
    pub fn new(sheet: &'a Sheet, header: Header<Column>, (edition, zone): (EditionId, Zone), budget: &'a mut Budget) -> Self {
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

    pub fn read(mut self) -> Found<Vec<AgendaEntry>> {
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
                self.diagnostics.push(
                    Diagnostic::error("agenda terlalu panjang untuk dibaca, jadi tidak dibaca mulai baris ini")
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

    fn has_date(&self, row: u32) -> bool {
        let columns = [Column::Date, Column::DateOrTime, Column::Weekday];
        let mut cells = columns.iter().filter_map(|c| self.own(row, *c));
        cells.any(|cell| match &cell.value {
            Value::Text(text) => moment::dates(&Value::Text(moment::split_date_and_time(text).0.to_owned()), self.edition).is_some(),
            value => moment::dates(value, self.edition).is_some(),
        })
    }

    fn has_time(&self, row: u32) -> bool {
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
            self.say(Diagnostic::note(format!("dari baris ini hanya tanggalnya yang dipakai: {}", full_date(date))).at(place).raw(text));
            return true;
        }
        // A day that cannot be read must not leave its events to the day above.
        let names_a_day = text.split(|c: char| !c.is_alphabetic()).any(|word| WEEKDAYS.iter().any(|(name, _)| *name == fold_name(word)));
        if names_a_day && self.heading.is_some() {
            self.heading = None;
            self.say(Diagnostic::error("tanggal tidak terbaca").at(place).raw(text).remedy("tulis seperti “Senin, 23 November 2026”"));
            return true;
        }
        false
    }

    /// Remembers a row that is no event; a block of them is said once.
    fn set_apart(&mut self, row: u32) {
        let text = self.sheet.row(row).map(|(_, cell)| cell.text()).filter(|text| !text.is_empty()).collect::<Vec<_>>().join(" ");
        // "B. AGENDA WAKIL BUPATI" above a table of its own.
        self.leader = leader_of(&text).or(self.leader);
        match &mut self.apart {
            Some((_, last, count, all)) if row <= *last + 6 => {
                (*last, *count) = (row, *count + 1);
                all.push_str(&format!(" / {text}"));
            }
            _ => {
                self.say_apart();
                self.apart = Some((row, row, 1, text));
            }
        }
    }

    fn say_apart(&mut self) {
        let Some((first, last, count, text)) = self.apart.take() else { return };
        let column = self.sheet.row(first).next().map_or(0, |(column, _)| column);
        let message = if count == 1 {
            "baris di luar tabel, jadi tidak dicetak".to_owned()
        } else {
            format!("{count} baris di luar tabel, sampai baris {}, jadi tidak dicetak", last + 1)
        };
        let place = self.sheet.place(first, column);
        self.say(Diagnostic::note(message).at(place).raw(text));
    }

    /// Says what stands in columns without a heading: beside the table, or in its margin.
    fn say_beside(&mut self, row: u32) {
        let is_beside = |(column, cell): &(u32, &Cell)| !self.header.headed.contains(column) && !fold_name(&cell.text()).is_empty();
        let beside: Vec<(u32, String)> = self.sheet.row(row).filter(is_beside).map(|(column, cell)| (column, cell.text())).collect();
        for (column, text) in beside {
            let place = self.sheet.place(row, column);
            let said = if status_of(&text).is_some() {
                Diagnostic::warning("tanda di luar kolom yang berjudul tidak dibaca")
                    .remedy("tulis di kolom Keterangan, atau di depan nama acara")
            } else {
                Diagnostic::note("isi di luar kolom yang berjudul tidak dicetak")
            };
            self.say(said.at(place).raw(text));
        }
    }

    /// In csv a comma without quotes shifts a whole row.
    fn is_shifted(&mut self, row: u32) -> bool {
        let widest = |row: u32| self.sheet.row(row).last().map_or(0, |(column, _)| column);
        let header = (self.header.top..self.header.first_row).map(widest).max().unwrap_or_default();
        if !self.sheet.name.is_empty() || widest(row) <= header {
            return false;
        }
        let raw = self.sheet.row(row).map(|(_, cell)| cell.text()).collect::<Vec<_>>().join(" | ");
        let place = self.sheet.place(row, 0);
        // Where all that matters still stands in its column, something is only added at the end.
        let event = self.own(row, Column::Event).map(Cell::text).unwrap_or_default();
        let is_an_hour = moment::time(&Value::Text(event.clone()), self.zone).is_some() || event.chars().all(|c| !c.is_alphabetic());
        if self.has_date(row) && self.has_time(row) && !is_an_hour {
            return false;
        }
        self.say(
            Diagnostic::error("baris ini punya lebih banyak kolom daripada judulnya, jadi tidak terbaca")
                .at(place)
                .raw(raw)
                .remedy("beri tanda kutip pada isi yang memuat koma, atau simpan sebagai .xlsx"),
        );
        true
    }

    /// The events of one row: none, one, or one for each day of a range.
    fn row(&mut self, row: u32) -> Vec<AgendaEntry> {
        let event = self.own(row, Column::Event).map(Cell::text).unwrap_or_default();
        if event.is_empty() && !matches!(self.own(row, Column::Event), Some(Cell { value: Value::Fault(_), .. })) {
            self.row_without_event(row);
            return Vec::new();
        }
        if self.is_foot(row, &event) {
            self.set_apart(row);
            return Vec::new();
        }
        let folded = fold_name(&event);
        let is_fault = matches!(self.own(row, Column::Event), Some(Cell { value: Value::Fault(_), .. }));
        if !is_fault && folded.is_empty() && !is_ditto(&event) || NO_EVENT.contains(&folded.as_str()) {
            let place = self.place(row, Column::Event);
            self.say(Diagnostic::note("baris tanpa acara, jadi tidak dicetak").at(place).raw(event));
            return Vec::new();
        }
        let struck = [Column::Event, Column::Date].iter().any(|c| self.own(row, *c).is_some_and(|cell| cell.struck));
        self.say_beside(row);
        let Some(event) = self.field(row, Column::Event, true) else { return Vec::new() };
        let Some((dates, time_beside, date_status)) = self.dates(row) else { return Vec::new() };
        let time_status = self.own(row, Column::Time).and_then(|cell| status_of(&cell.text()));
        let (mut status, title) = status_and_title(&event);
        status = date_status.or(time_status).unwrap_or(status);
        let time = self.time_cell(row, time_beside.as_deref());
        let mut note = self.field(row, Column::Note, struck);
        let said = self.field(row, Column::Status, struck);
        for text in [&note, &said].into_iter().flatten() {
            status = status_of(text).unwrap_or(status);
        }
        let is_usual =
            |text: &String| ["", "terlaksana", "dilaksanakan", "selesai", "terjadwal", "pasti", "jadi"].contains(&fold_name(text).as_str());
        if let Some(text) = said.filter(|text| status_of(text).is_none() && !is_usual(text)) {
            let place = self.place(row, Column::Status);
            self.say(
                Diagnostic::warning("status ini tidak dikenal, jadi tidak dicetak")
                    .at(place)
                    .raw(text)
                    .remedy("tulis “ditunda” atau “dibatalkan”, atau pindahkan ke Keterangan"),
            );
        }
        // The status word itself is printed as the event's status.
        note = note.filter(|text| status_of(text).is_none() || !is_status_word(text));
        if struck {
            status = Status::Cancelled;
        }
        let venue = self.field(row, Column::Venue, struck);
        let mut entry = AgendaEntry {
            date: self.edition.monday(),
            time: Time::Unknown,
            title: String::new(),
            items: Vec::new(),
            online: venue.as_deref().is_some_and(moment::is_online),
            venue,
            dress: self.field(row, Column::Dress, struck),
            officials: self.officials(row, struck),
            host: self.field(row, Column::Host, struck),
            note,
            status,
            place: self.sheet.place(row, self.header.columns[&Column::Event]),
        };
        if is_secret(&title, entry.note.as_deref()) {
            let place = entry.place.clone();
            self.say(
                Diagnostic::warning("acara ini bertanda rahasia atau internal, jadi tidak dicetak")
                    .at(place)
                    .raw(title)
                    .remedy("hapus tandanya bila boleh dibaca warga"),
            );
            return Vec::new();
        }
        let date_lines = self.own(row, Column::Date).map_or(0, |cell| cell.text().lines().count());
        let (inside, outside): (Vec<NaiveDate>, Vec<NaiveDate>) = dates.into_iter().partition(|d| self.edition.contains(*d));
        if let Some(date) = outside.first().filter(|_| inside.is_empty()) {
            if self.budget.take(limits::REMARK_BYTES + title.len()).is_ok() {
                self.outside.push((*date, title.clone(), entry.place.clone()));
            }
            return Vec::new();
        }
        if let Some(date) = outside.first() {
            let message = format!("{} hari dari acara ini di luar pekan edisi, jadi tidak dicetak: {}", outside.len(), full_date(*date));
            self.say(Diagnostic::note(message).at(entry.place.clone()).raw(&title));
        }
        let mut entries = Vec::new();
        let events = self.events_of(row, &title, time, entry.venue.as_deref());
        // Lines of days beside lines of events: the first with the first.
        let paired = events.len() > 1 && events.len() == inside.len() && date_lines == events.len();
        for (at, event) in events.into_iter().enumerate() {
            (entry.title, entry.items) = split_items(&event.title);
            (entry.time, entry.venue) = (event.time, event.venue);
            entry.online |= event.online;
            let bytes = bytes_of(&entry);
            for (_, date) in inside.iter().enumerate().filter(|(i, _)| !paired || *i == at) {
                if self.budget.take(bytes).is_err() {
                    return entries;
                }
                entries.push(AgendaEntry { date: *date, ..entry.clone() });
            }
        }
        entries
    }

    /// The events of one event cell: one, or as many as the lines of the time's cell, where each line has its hour.
    fn events_of(&mut self, row: u32, title: &str, time: Option<(Value, Column)>, venue: Option<&str>) -> Vec<OneEvent> {
        let titles: Vec<&str> = title.lines().map(undash).collect();
        let hours = match &time {
            Some((Value::Text(text), _)) => tidy(text).lines().map(|line| Value::Text(line.to_owned())).collect(),
            _ => Vec::new(),
        };
        let each_has_an_hour =
            hours.len() > 1 && hours.len() == titles.len() && hours.iter().all(|hour| moment::time(hour, self.zone).is_some());
        let Some((value, kind)) = time else {
            return vec![OneEvent { title: title.to_owned(), time: Time::Unknown, online: false, venue: venue.map(str::to_owned) }];
        };
        if !each_has_an_hour {
            let (time, online) = self.time(row, value, kind);
            return vec![OneEvent { title: title.to_owned(), time, online, venue: venue.map(str::to_owned) }];
        }
        let venues: Vec<&str> = venue.map(|venue| venue.lines().map(undash).collect()).unwrap_or_default();
        let place = self.place(row, Column::Event);
        let message = format!("sel ini dibaca sebagai {} acara, karena setiap barisnya punya jam sendiri", titles.len());
        self.say(Diagnostic::note(message).at(place).raw(title));
        let mut events = Vec::new();
        for (i, (title, hour)) in titles.iter().zip(hours).enumerate() {
            let (time, online) = self.time(row, hour, kind);
            let own = if venues.len() == titles.len() { venues.get(i).copied() } else { venue };
            events.push(OneEvent { title: (*title).to_owned(), time, online, venue: own.map(str::to_owned) });
        }
        events
    }

    /// Below the last event: a row without date and time, of the words of a signature, or apart from the table.
    fn is_foot(&self, row: u32, event: &str) -> bool {
        if row <= self.last_dated || self.has_date(row) || self.has_time(row) {
            return false;
        }
        let is_apart = self.first_blank <= row;
        let begins = |text: &str| {
            let first = fold_name(text.split([' ', ',', ':', '.']).next().unwrap_or_default());
            let folded = fold_name(text);
            text.starts_with('*') || FOOTERS.iter().any(|word| if word.len() <= 3 { first == *word } else { folded.starts_with(word) })
        };
        is_apart || begins(event) || self.sheet.row(row).any(|(_, cell)| begins(&cell.text()))
    }

    /// Signatures, footers and stray notes are not events; a row with a time is a fault.
    fn row_without_event(&mut self, row: u32) {
        let Some((column, cell)) = self.sheet.row(row).find(|(_, cell)| !fold_name(&cell.text()).is_empty()) else { return };
        let place = self.sheet.place(row, column);
        let raw = cell.text();
        let only_number = self.header.columns.get(&Column::Number) == Some(&column) && self.sheet.row(row).count() == 1;
        if only_number && raw.parse::<u32>().is_ok() {
            return;
        }
        let remedy = "isi nama acaranya, atau hapus barisnya";
        let in_table = |c| self.sheet.get(row, self.header.columns.get(&c).copied().unwrap_or(u32::MAX)).is_some();
        if self.has_time(row) && !self.is_foot(row, "") {
            self.say(Diagnostic::error("acara kosong").at(place).raw(raw).remedy(remedy));
        } else if row < self.last_dated && in_table(Column::Venue) {
            self.say(Diagnostic::warning("acara kosong, jadi baris ini tidak dicetak").at(place).raw(raw).remedy(remedy));
        } else if !self.has_date(row) {
            self.set_apart(row);
        }
        // A day without an event, in a table that lists all days, needs no word.
    }

    fn say_outside(&mut self) {
        let remedy = "periksa tanggalnya, atau pindahkan ke edisi pekan itu";
        let outside = std::mem::take(&mut self.outside);
        if outside.len() > limits::REMARKS {
            let dates = outside.iter().map(|(date, ..)| *date);
            let (first, last) = (dates.clone().min().unwrap_or_default(), dates.max().unwrap_or_default());
            let message = format!(
                "{} acara di luar pekan edisi ini, jadi tidak dicetak: {} sampai {}",
                outside.len(),
                long_date(first),
                long_date(last)
            );
            self.say(Diagnostic::warning(message).at(outside[0].2.clone()).raw(&outside[0].1).remedy(remedy));
            return;
        }
        for (date, title, place) in outside {
            let message = format!("{} di luar pekan edisi ini, jadi tidak dicetak", full_date(date));
            self.say(Diagnostic::warning(message).at(place).raw(title).remedy(remedy));
        }
    }
}
