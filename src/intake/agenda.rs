//! The leaders' agenda from a workbook, past every row that cannot be read.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::header::{self, Header};
use super::moment;
use super::table::{Cell, Sheet, Value};
use super::vocabulary::{AGENDA_COLUMNS, AgendaColumn, CANCELLED, DITTO, OFFICIALS, PENDING, POSTPONED};
use crate::diagnostic::{Diagnostic, Found};
use crate::model::date::full_date;
use crate::model::wilayah::fold_name;
use crate::model::{AgendaEntry, EditionId, Officials, Status, Time, Zone};

/// Reads every visible sheet. Entries outside the edition's week are left out with a warning.
pub fn read(sheets: &[Sheet], edition: EditionId, zone: Zone) -> Found<Vec<AgendaEntry>> {
    let mut found = Found::new(Vec::new(), Vec::new());
    for sheet in sheets.iter().filter(|s| !s.rows().is_empty()) {
        let enough = |columns: &BTreeMap<AgendaColumn, u32>| {
            let has = |c| columns.contains_key(&c);
            has(AgendaColumn::Event) && (has(AgendaColumn::Date) || has(AgendaColumn::DateOrTime))
        };
        let Some(header) = header::find(sheet, AGENDA_COLUMNS, enough) else {
            found.diagnostics.push(
                Diagnostic::error("judul kolom agenda tidak ditemukan")
                    .at(sheet.place(sheet.rows()[0], 0))
                    .remedy("beri baris judul dengan paling sedikit kolom “Hari/Tanggal” dan “Acara”"),
            );
            continue;
        };
        found.diagnostics.extend(header::unknown_columns(sheet, &header, AGENDA_COLUMNS));
        let mut rows = Rows { sheet, header, edition, zone, previous: BTreeMap::new(), diagnostics: Vec::new() };
        let entries = rows.read();
        found.diagnostics.extend(rows.diagnostics);
        found.value.extend(entries);
    }
    found.value.sort_by_key(|entry| (entry.date, entry.time.sort_key()));
    for (at, entry) in found.value.iter().enumerate() {
        let same = |other: &&AgendaEntry| other.date == entry.date && other.time == entry.time && other.title == entry.title;
        if let Some(first) = found.value[..at].iter().rev().take_while(|other| other.date == entry.date).find(same) {
            found.diagnostics.push(
                Diagnostic::warning(format!("acara yang sama sudah tertulis di {}", first.place))
                    .at(entry.place.clone())
                    .raw(&entry.title)
                    .remedy("hapus salah satunya; kalau tidak, tercetak dua kali"),
            );
        }
    }
    found
}

struct Rows<'a> {
    sheet: &'a Sheet,
    header: Header<AgendaColumn>,
    edition: EditionId,
    zone: Zone,
    /// The last value of each column, for "sda".
    previous: BTreeMap<AgendaColumn, Cell>,
    diagnostics: Vec<Diagnostic>,
}

impl Rows<'_> {
    fn read(&mut self) -> Vec<AgendaEntry> {
        let mut entries = Vec::new();
        let first_row = self.header.first_row;
        for row in self.sheet.rows().into_iter().filter(|row| *row >= first_row) {
            if !header::is_repeated(self.sheet, row, AGENDA_COLUMNS) {
                entries.extend(self.row(row));
            }
        }
        entries
    }

    /// The events of one row: none, one, or one for each day of a range.
    fn row(&mut self, row: u32) -> Vec<AgendaEntry> {
        let Some(event) = self.cell(row, AgendaColumn::Event) else {
            self.row_without_event(row);
            return Vec::new();
        };
        let Some(dates) = self.dates(row) else { return Vec::new() };
        let (time, time_struck) = self.time(row);
        let (status, title) = status_and_title(&event.text(), event.struck || time_struck);
        let (title, items) = split_items(&title);
        let entry = AgendaEntry {
            date: self.edition.monday(),
            time,
            title,
            items,
            venue: self.text(row, AgendaColumn::Venue),
            dress: self.text(row, AgendaColumn::Dress),
            officials: self.officials(row),
            host: self.text(row, AgendaColumn::Host),
            note: self.text(row, AgendaColumn::Note).filter(|note| !CANCELLED.contains(&fold_name(note).as_str())),
            status: if self.text(row, AgendaColumn::Note).is_some_and(|n| CANCELLED.contains(&fold_name(&n).as_str())) {
                Status::Cancelled
            } else {
                status
            },
            place: self.sheet.place(row, self.header.columns[&AgendaColumn::Event]),
        };
        let (inside, outside): (Vec<NaiveDate>, Vec<NaiveDate>) = dates.into_iter().partition(|d| self.edition.contains(*d));
        if let Some(date) = outside.first() {
            let message = format!("{} di luar pekan edisi ini, jadi tidak dicetak", full_date(*date));
            self.diagnostics.push(
                Diagnostic::warning(message)
                    .at(entry.place.clone())
                    .raw(&entry.title)
                    .remedy("periksa tanggalnya, atau pindahkan ke edisi pekan itu"),
            );
        }
        inside.into_iter().map(|date| AgendaEntry { date, ..entry.clone() }).collect()
    }

    /// Signatures, footers and stray notes are not events; a row with a date is a fault.
    fn row_without_event(&mut self, row: u32) {
        let Some((column, cell)) = self.sheet.row(row).next() else { return };
        let place = self.sheet.place(row, column);
        let has_time = [AgendaColumn::Time, AgendaColumn::DateOrTime, AgendaColumn::Venue]
            .iter()
            .any(|c| self.header.columns.get(c).is_some_and(|column| self.sheet.get(row, *column).is_some()));
        self.diagnostics.push(if has_time {
            Diagnostic::error("acara kosong").at(place).raw(cell.text()).remedy("isi nama acaranya, atau hapus barisnya")
        } else {
            Diagnostic::note("baris di luar tabel, jadi tidak dicetak").at(place).raw(cell.text())
        });
    }

    fn dates(&mut self, row: u32) -> Option<Vec<NaiveDate>> {
        let kind = if self.header.columns.contains_key(&AgendaColumn::Date) { AgendaColumn::Date } else { AgendaColumn::DateOrTime };
        let column = self.header.columns[&kind];
        let place = self.sheet.place(row, column);
        let Some(cell) = self.cell(row, kind) else {
            self.diagnostics.push(
                Diagnostic::error("tanggal kosong")
                    .at(place)
                    .remedy("isi tanggalnya, atau gabungkan sel (merge) dengan tanggal di atasnya"),
            );
            return None;
        };
        // "Waktu" may hold the date on its first line and the time on the next.
        let date_part = match &cell.value {
            Value::Text(text) if kind == AgendaColumn::DateOrTime => Value::Text(before_time(text).to_owned()),
            value => value.clone(),
        };
        let Some(reading) = moment::dates(&date_part, self.edition) else {
            self.diagnostics.push(
                Diagnostic::error("tanggal tidak terbaca").at(place).raw(cell.text()).remedy("tulis seperti “Senin, 23 November 2026”"),
            );
            return None;
        };
        if let Some(doubt) = reading.doubt {
            self.diagnostics.push(
                Diagnostic::warning(doubt).at(place).raw(cell.text()).remedy("tanggalnya yang dipakai; betulkan hari atau tanggalnya"),
            );
        }
        Some(reading.value)
    }

    /// The time, and whether its cell is struck through.
    fn time(&mut self, row: u32) -> (Time, bool) {
        let kind = if self.header.columns.contains_key(&AgendaColumn::Time) { AgendaColumn::Time } else { AgendaColumn::DateOrTime };
        let Some(cell) = self.cell(row, kind) else { return (Time::Unknown, false) };
        let place = self.sheet.place(row, self.header.columns[&kind]);
        let value = match &cell.value {
            Value::Text(text) if !self.header.columns.contains_key(&AgendaColumn::Date) => {
                Value::Text(text[before_time(text).len()..].to_owned())
            }
            Value::Text(text) if fold_name(text).is_empty() => return (Time::Unknown, cell.struck),
            value => value.clone(),
        };
        let Some(reading) = moment::time(&value, self.zone) else {
            self.diagnostics.push(
                Diagnostic::warning("waktu tidak terbaca, jadi tidak dicetak")
                    .at(place)
                    .raw(cell.text())
                    .remedy("tulis seperti “09.00 WITA” atau “09.00 s.d. selesai”"),
            );
            return (Time::Unknown, cell.struck);
        };
        if let Some(doubt) = reading.doubt {
            self.diagnostics
                .push(Diagnostic::warning(doubt).at(place).raw(cell.text()).remedy("tulis jamnya sebagai teks, seperti “09.30 WITA”"));
        }
        (reading.value, cell.struck)
    }

    fn officials(&mut self, row: u32) -> Officials {
        let ticked: Vec<String> = self
            .header
            .ticks
            .iter()
            .filter(|(_, column)| self.sheet.get(row, *column).is_some())
            .map(|(official, _)| official.clone())
            .collect();
        if !ticked.is_empty() {
            return Officials::Named { invited: ticked, represented_by: None };
        }
        self.text(row, AgendaColumn::Officials).map_or(Officials::Unknown, |text| officials(&text))
    }

    fn text(&mut self, row: u32, column: AgendaColumn) -> Option<String> {
        self.cell(row, column).map(|cell| cell.text()).filter(|text| !fold_name(text).is_empty())
    }

    /// A column's cell in this row, inherited inside its merged range; "sda" is the cell above.
    fn cell(&mut self, row: u32, kind: AgendaColumn) -> Option<Cell> {
        let column = *self.header.columns.get(&kind)?;
        let cell = self.sheet.inherited(row, column)?.clone();
        let text = cell.text();
        if DITTO.contains(&fold_name(&text).as_str()) || DITTO.contains(&text.as_str()) {
            let above = self.previous.get(&kind).cloned();
            if above.is_none() {
                self.diagnostics.push(
                    Diagnostic::error("“sama dengan atas” pada baris pertama")
                        .at(self.sheet.place(row, column))
                        .raw(text)
                        .remedy("tulis isinya"),
                );
            }
            return above;
        }
        self.previous.insert(kind, cell.clone());
        Some(cell)
    }
}

/// The part of a "Waktu" cell before its first clock time: the date.
fn before_time(text: &str) -> &str {
    let clock = text.char_indices().find(|(at, c)| {
        let rest = &text[*at..];
        let starts_number = c.is_ascii_digit() && !text[..*at].ends_with(|p: char| p.is_ascii_digit() || p == '.' || p == '-' || p == '/');
        let digits = rest.chars().take_while(char::is_ascii_digit).count();
        let mut after = rest.chars().skip(digits);
        let separated = matches!(after.next(), Some('.' | ':')) && after.next().is_some_and(|c| c.is_ascii_digit());
        let year_follows =
            rest.split(['.', ':']).nth(2).is_some_and(|p| p.trim().chars().take(4).filter(char::is_ascii_digit).count() >= 2);
        starts_number && digits <= 2 && separated && !year_follows
    });
    let end = clock.map_or(text.len(), |(at, _)| at);
    let lower = text[..end].to_lowercase();
    ["pukul", "pkl", "jam"].iter().filter_map(|word| lower.rfind(word)).min().map_or(&text[..end], |at| &text[..at])
}

/// "DITUNDA – Rakor TPID" is postponed, and its title is "Rakor TPID".
fn status_and_title(text: &str, struck: bool) -> (Status, String) {
    let (first, rest) = text.split_once(['–', '—', '-', ':', ' ']).unwrap_or((text, ""));
    let word = fold_name(first);
    let rest = rest.trim_start_matches(|c: char| !c.is_alphanumeric() && c != '“' && c != '"').to_owned();
    if CANCELLED.contains(&word.as_str()) && !rest.is_empty() {
        (Status::Cancelled, rest)
    } else if POSTPONED.contains(&word.as_str()) && !rest.is_empty() {
        (Status::Postponed, rest)
    } else {
        (if struck { Status::Cancelled } else { Status::Planned }, text.to_owned())
    }
}

/// Lines "1. … 2. …" of an event cell are its items.
fn split_items(text: &str) -> (String, Vec<String>) {
    let mut title = Vec::new();
    let mut items = Vec::new();
    for line in text.lines() {
        let digits = line.chars().take_while(char::is_ascii_digit).count();
        let item = line[digits..].strip_prefix(['.', ')']).filter(|_| (1..=2).contains(&digits));
        match item {
            Some(item) => items.push(item.trim().to_owned()),
            None => title.push(line),
        }
    }
    if title.is_empty() && !items.is_empty() {
        title.push("Beberapa acara");
    }
    (title.join(" "), items)
}

/// "Bupati\n(diwakili Asisten I)"; "1. Bupati 2. Wabup"; "menunggu disposisi"; "-".
pub fn officials(text: &str) -> Officials {
    let folded = fold_name(text);
    if folded.is_empty() {
        return Officials::Unknown;
    }
    if PENDING.iter().any(|p| folded.contains(p)) {
        return Officials::Pending;
    }
    let lower = text.to_lowercase();
    let (named, representative) = match lower.find("diwakili") {
        Some(at) => {
            let who = text[at + "diwakili".len()..].trim().trim_start_matches("oleh").trim();
            (text[..at].trim_end_matches(['(', ' ', '\n']), Some(print_official(who.trim_end_matches(')'))))
        }
        None => (text, None),
    };
    let numbered: String = named
        .split_whitespace()
        .map(|word| if word.trim_end_matches(['.', ')']).parse::<u8>().is_ok() { "\n" } else { word })
        .collect::<Vec<_>>()
        .join(" ");
    let invited = numbered
        .replace(" dan ", "\n")
        .replace(" & ", "\n")
        .split(['\n', ',', ';', '/', '+'])
        .map(print_official)
        .filter(|official| !official.is_empty())
        .collect();
    Officials::Named { invited, represented_by: representative }
}

fn print_official(text: &str) -> String {
    let text = text.trim();
    let folded = fold_name(text);
    OFFICIALS.iter().find(|(short, _)| *short == folded).map_or_else(|| text.to_owned(), |(_, printed)| (*printed).to_owned())
}
