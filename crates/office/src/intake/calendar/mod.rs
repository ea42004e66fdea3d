//! The agenda from a calendar file (ics, RFC 5545): zones, whole days, recurring entries and their exceptions.

mod component;
mod event;
mod expand;

use calcard::{Entry, Parser};

use super::agenda::not_for_everyone;
use super::container;
use super::limits::{self, Budget};
use super::table::decode;
use crate::diagnostic::{Diagnostic, Found, Place, Result};
use crate::model::{AgendaEntry, EditionId, Zone};
use expand::Calendar;

const EXPORT_LESS: &str = "ekspor hanya pekan atau bulan ini dari aplikasi kalendernya";
const EXPORT_AGAIN: &str = "ekspor lagi dari aplikasi kalendernya sebagai .ics";

/// Reads the entries of the edition's week. Private ones are counted and never shown.
pub fn read(file: &str, bytes: &[u8], edition: EditionId, zone: Zone) -> Found<Vec<AgendaEntry>> {
    let text = match text_within_limits(file, bytes) {
        Ok(text) => text,
        Err(faults) => return Found::new(Vec::new(), faults.into()),
    };
    let lines = event_lines(bytes);
    let mut reader = Reader {
        file,
        edition,
        zone,
        lines: &lines,
        occurrences: limits::ALL_OCCURRENCES,
        bytes: Budget::new(limits::TEXT_BYTES),
        is_too_much_said: false,
        for_few: Vec::new(),
        entries: Vec::new(),
        diagnostics: Vec::new(),
    };
    let mut parser = Parser::new(&text);
    let mut calendars = 0;
    loop {
        match parser.entry() {
            Entry::ICalendar(calendar) => {
                calendars += 1;
                Calendar::new(&calendar, &reader).read(&mut reader);
            }
            Entry::Eof => break,
            Entry::InvalidLine(line) if line.trim().is_empty() => {}
            Entry::InvalidLine(_) if reader.diagnostics.len() > limits::REMARKS => {}
            Entry::InvalidLine(line) => {
                let warning = Diagnostic::warning("agenda.kalender-baris-tidak-terbaca", "baris kalender tidak terbaca");
                reader.diagnostics.push(warning.at(Place::file(file)).raw(line).remedy(EXPORT_AGAIN));
            }
            _ => {
                let fault = Diagnostic::error("agenda.kalender-rusak", "kalender terpotong atau rusak");
                reader.diagnostics.push(fault.at(Place::file(file)).remedy(EXPORT_AGAIN));
                break;
            }
        }
    }
    if let Some((_, place)) = reader.for_few.first() {
        let events: Vec<String> = reader.for_few.iter().map(|(event, _)| event.clone()).collect();
        reader.diagnostics.push(not_for_everyone(&events).at(place.clone()));
    }
    if calendars == 0 && reader.diagnostics.is_empty() {
        let fault = Diagnostic::error("agenda.kalender-tidak-utuh", "berkas ini bukan kalender yang utuh");
        reader.diagnostics.push(fault.at(Place::file(file)).remedy(EXPORT_AGAIN));
    }
    Found::new(reader.entries, reader.diagnostics)
}

/// The text of a calendar file, its folded lines joined.
///
/// # Errors
/// The file is too large, or holds more than the calendar library may be given.
fn text_within_limits(file: &str, bytes: &[u8]) -> Result<String> {
    if bytes.len() > limits::PLAIN_BYTES {
        return Err(container::large_text(file).remedy(EXPORT_LESS).into());
    }
    let entries = bytes
        .split(|b| *b == b'\n')
        .filter(|line| line.trim_ascii_start().get(..6).is_some_and(|s| s.eq_ignore_ascii_case(b"BEGIN:")))
        .count();
    if entries > limits::CALENDAR_ENTRIES {
        let message = format!("kalender memuat {entries} entri; paling banyak {}", limits::CALENDAR_ENTRIES);
        let fault = Diagnostic::error("agenda.kalender-terlalu-banyak-entri", message).at(Place::file(file));
        return Err(fault.remedy(EXPORT_LESS).into());
    }
    let text = decode(&unfolded(bytes));
    let mut room = Budget::new(limits::CALENDAR_BYTES);
    if text.split('\n').any(|line| room.take(bytes_of(line)).is_err()) {
        let fault = Diagnostic::error("agenda.kalender-terlalu-besar", "kalender memuat terlalu banyak isi untuk dibaca");
        return Err(fault.at(Place::file(file)).remedy(EXPORT_LESS).into());
    }
    Ok(text)
}

/// Long lines are folded, and some programs fold inside a letter: joined again before anything is decoded.
fn unfolded(bytes: &[u8]) -> Vec<u8> {
    let mut joined = Vec::with_capacity(bytes.len());
    let mut rest = bytes;
    while let Some((&byte, after)) = rest.split_first() {
        let fold = [&b"\r\n "[..], b"\r\n\t", b"\n ", b"\n\t"].iter().find(|fold| rest.starts_with(fold)).map(|fold| fold.len());
        if fold.is_none() {
            joined.push(byte);
        }
        rest = fold.map_or(after, |length| &rest[length..]);
    }
    joined
}

/// Bytes that the calendar library takes for a line, about: a property, its parameters and its values, with room for more of each.
fn bytes_of(line: &str) -> usize {
    let (head, values) = line.split_once(':').unwrap_or((line, ""));
    // A colon between quotes ends no parameter.
    let named = if head.contains('"') { line } else { head };
    let parameters = named.matches([';', ',']).count();
    400 + line.len() + 320 * usize::from(parameters > 0) + 80 * (parameters + values.matches([';', ',']).count())
}

/// The line of each event's start, in order.
fn event_lines(bytes: &[u8]) -> Vec<usize> {
    let lines = (1..).zip(bytes.split(|b| *b == b'\n'));
    lines.filter(|(_, line)| line.trim_ascii().eq_ignore_ascii_case(b"BEGIN:VEVENT")).map(|(number, _)| number).collect()
}

/// The state of one file's reading. A file may hold several calendars, which share its bounds.
struct Reader<'a> {
    file: &'a str,
    edition: EditionId,
    zone: Zone,
    /// The line of each event's start.
    lines: &'a [usize],
    /// Occurrences that may still be looked at.
    occurrences: usize,
    /// For the entries that become of them.
    bytes: Budget,
    /// Whether it was said that a bound is reached.
    is_too_much_said: bool,
    /// Events of the week that are not for everyone, in words, and their places.
    for_few: Vec<(String, Place)>,
    entries: Vec<AgendaEntry>,
    diagnostics: Vec<Diagnostic>,
}

impl Reader<'_> {
    fn say_too_much(&mut self) {
        if !std::mem::replace(&mut self.is_too_much_said, true) {
            let message = "kalender memuat terlalu banyak pengulangan untuk dibaca";
            let fault = Diagnostic::error("agenda.kalender-terlalu-banyak-pengulangan", message);
            self.diagnostics.push(fault.at(Place::file(self.file)).remedy(EXPORT_LESS));
        }
    }

    fn local_zone(&self) -> chrono_tz::Tz {
        match self.zone {
            Zone::Wib => chrono_tz::Asia::Jakarta,
            Zone::Wita => chrono_tz::Asia::Makassar,
            Zone::Wit => chrono_tz::Asia::Jayapura,
        }
    }
}
