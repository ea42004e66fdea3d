//! The leaders' agenda from a workbook, past every row that cannot be read.

mod cells;
mod fields;
mod rows;

use std::collections::BTreeMap;

use super::header::{self, Words};
use super::limits::{self, Budget};
use super::table::Sheet;
use super::vocabulary::{AGENDA_COLUMNS, AgendaColumn as Column};
use crate::diagnostic::{Diagnostic, Found, Place, Severity};
use crate::model::date::full_date;
use crate::model::wilayah::fold_name;
use crate::model::{AgendaEntry, EditionId, End, Officials, Status, Time, Zone};
use rows::Rows;

pub use cells::{leader_of, officials, public, status_and_title};

const WORDS: Words<Column> =
    Words { columns: AGENDA_COLUMNS, officials: Some(Column::Officials), unprinted: &[Column::Number, Column::Private] };

/// What makes a row a header: an event, and when it is. Where only the time has a column, the day stands above.
fn is_enough(columns: &BTreeMap<Column, u32>) -> bool {
    let when = [Column::Date, Column::DateOrTime, Column::Weekday, Column::Time];
    columns.contains_key(&Column::Event) && when.iter().any(|c| columns.contains_key(c))
}

/// How what is left out for its date is called.
const OUTSIDE: &str = "di luar pekan edisi";

/// Reads every visible sheet. Entries outside the edition's week are left out with a warning.
pub fn read(sheets: &[Sheet], edition: EditionId, zone: Zone) -> Found<Vec<AgendaEntry>> {
    let mut found = Found::new(Vec::new(), Vec::new());
    let (mut cells, mut bytes) = (Budget::new(limits::AGENDA_CELLS), Budget::new(limits::AGENDA_BYTES));
    let mut budget = Budget::new(limits::TEXT_BYTES);
    let mut without_header = Vec::new();
    let mut tables = 0;
    for sheet in sheets.iter().filter(|s| !s.rows().is_empty()) {
        let Some(header) = header::find(sheet, WORDS, is_enough) else {
            without_header.push(sheet);
            continue;
        };
        tables += 1;
        if cells.take(sheet.cell_count()).is_err() || bytes.take(sheet.text_bytes()).is_err() {
            found.diagnostics.push(too_large(sheet));
            break;
        }
        found.diagnostics.extend(header::unknown_columns(sheet, &header, WORDS));
        found.value.extend(Rows::new(sheet, header, (edition, zone), &mut budget).read().into_value(&mut found.diagnostics));
    }
    if let (Some(sheet), 0, true) = (sheets.first(), tables, without_header.is_empty()) {
        let fault = Diagnostic::error("berkas agenda tidak berisi apa-apa").at(Place::file(&sheet.file));
        found.diagnostics.push(fault.remedy("isi tabel agendanya, atau salin lagi dari sumbernya"));
    }
    for sheet in without_header {
        let place = sheet.place(sheet.rows()[0], 0);
        found.diagnostics.push(if tables == 0 {
            Diagnostic::error("judul kolom agenda tidak ditemukan")
                .at(place)
                .remedy("beri baris judul dengan paling sedikit kolom “Hari/Tanggal” dan “Acara”")
        } else {
            Diagnostic::warning(format!("lembar “{}” tidak memuat tabel agenda, jadi tidak dibaca", sheet.name))
                .at(place)
                .remedy("bila memuat agenda, beri baris judul kolom; bila tidak, sembunyikan lembarnya")
        });
    }
    if let (Some(sheet), true, true) =
        (sheets.first(), tables > 0 && found.value.is_empty(), found.diagnostics.iter().all(|d| d.severity == Severity::Note))
    {
        found.diagnostics.push(
            Diagnostic::warning("tabel agenda tidak berisi acara").at(Place::file(&sheet.file)).remedy("isi acaranya, bila memang ada"),
        );
    }
    // Last week's workbook, copied whole: nothing that a correction could mend later.
    let is_lost = |d: &Diagnostic| d.severity == Severity::Warning && d.message.contains(OUTSIDE);
    if let (Some(sheet), true, true) = (sheets.first(), found.value.is_empty(), found.diagnostics.iter().any(is_lost)) {
        let fault = Diagnostic::error("tidak satu acara pun jatuh dalam pekan edisi ini").at(Place::file(&sheet.file));
        found.diagnostics.push(fault.remedy("taruh agenda pekan ini, atau hapus agenda.xlsx bila memang tidak ada acara"));
    }
    found.value = order(found.value).into_value(&mut found.diagnostics);
    found
}

fn too_large(sheet: &Sheet) -> Diagnostic {
    let (cells, megabytes) = (limits::AGENDA_CELLS, limits::AGENDA_BYTES >> 20);
    Diagnostic::error(format!("lembar “{}” terlalu besar untuk agenda", sheet.name))
        .at(Place::file(&sheet.file))
        .remedy(format!("hapus isinya yang bukan agenda, dan sel gabungan yang panjang; paling banyak {cells} sel dan {megabytes} MB teks"))
}

/// Bytes that an entry takes, about.
pub fn bytes_of(entry: &AgendaEntry) -> usize {
    let optional = [&entry.venue, &entry.dress, &entry.host, &entry.note];
    let texts = optional.into_iter().flatten().chain([&entry.title, &entry.place.file]).chain(&entry.items);
    let officials: usize = match &entry.officials {
        Officials::Named { invited, represented_by } => invited.iter().chain(represented_by).map(String::len).sum(),
        _ => 0,
    };
    size_of::<AgendaEntry>() + texts.map(String::len).sum::<usize>() + officials
}

/// Puts entries of all sheets and files in order; the same event on two leaders' sheets becomes one; overlaps are said.
pub fn order(mut entries: Vec<AgendaEntry>) -> Found<Vec<AgendaEntry>> {
    let mut diagnostics = Vec::new();
    entries.sort_by_key(|entry| (entry.date, entry.time.sort_key()));
    if entries.len() > limits::EVENTS {
        diagnostics.push(
            Diagnostic::error(format!("pekan ini memuat {} acara; paling banyak {}", entries.len(), limits::EVENTS))
                .at(Place::file(&entries[limits::EVENTS].place.file))
                .remedy("periksa tanggalnya, atau gabungkan acara yang kecil-kecil"),
        );
        entries.truncate(limits::EVENTS);
    }
    let mut ordered: Vec<AgendaEntry> = Vec::new();
    for entry in entries {
        let is_same = |other: &&mut AgendaEntry| other.time == entry.time && fold_name(&other.title) == fold_name(&entry.title);
        let same_day = ordered.iter_mut().rev().take_while(|other| other.date == entry.date).take(limits::EVENTS);
        let Some(first) = same_day.into_iter().find(is_same) else {
            ordered.push(entry);
            continue;
        };
        // Two leaders' sheets tell of one event; the same line twice is a slip of copying, and harmless alike.
        if first.venue.as_deref().map(fold_name) != entry.venue.as_deref().map(fold_name) && entry.venue.is_some() && first.venue.is_some()
        {
            diagnostics.push(
                Diagnostic::warning(format!("acara ini sudah tertulis di {}, dengan tempat lain", first.place))
                    .at(entry.place.clone())
                    .raw(&entry.title)
                    .remedy("samakan tempatnya bila acaranya satu; kini tercetak dua kali"),
            );
            ordered.push(entry);
            continue;
        }
        if first.officials == entry.officials {
            diagnostics.push(
                Diagnostic::warning(format!("acara yang sama sudah tertulis di {}", first.place))
                    .at(entry.place.clone())
                    .raw(&entry.title)
                    .remedy("hapus salah satunya; yang tercetak hanya satu"),
            );
        }
        merge(first, entry);
    }
    diagnostics.extend(overlaps(&ordered));
    Found::new(ordered, diagnostics)
}

fn merge(first: &mut AgendaEntry, other: AgendaEntry) {
    match (&mut first.officials, other.officials) {
        (Officials::Named { invited, represented_by }, Officials::Named { invited: more, represented_by: also }) => {
            let new: Vec<String> = more.into_iter().filter(|official| !invited.contains(official)).collect();
            invited.extend(new);
            *represented_by = represented_by.take().or(also);
        }
        (Officials::Named { .. }, _) => {}
        (unknown, officials) => *unknown = officials,
    }
    first.venue = first.venue.take().or(other.venue);
    first.dress = first.dress.take().or(other.dress);
    first.host = first.host.take().or(other.host);
    first.note = first.note.take().or(other.note);
    if first.items.is_empty() {
        first.items = other.items;
    }
}

/// Events at which one leader is expected at the same time.
fn overlaps(entries: &[AgendaEntry]) -> Vec<Diagnostic> {
    let mut said = Vec::new();
    for (at, entry) in entries.iter().enumerate() {
        let earlier = entries[..at].iter().rev().take_while(|other| other.date == entry.date);
        let mut at_once = earlier.filter(|other| at_once(&other.time, &entry.time));
        let clash =
            at_once.find_map(|other| Some((other, attending(entry).into_iter().find(|official| attending(other).contains(official))?)));
        if let Some((other, official)) = clash.filter(|_| said.len() < 4 * limits::REMARKS) {
            said.push(
                Diagnostic::warning(format!("{official} tercatat di dua acara pada waktu yang sama; yang lain di {}", other.place))
                    .at(entry.place.clone())
                    .raw(format!("{}, {}", full_date(entry.date), entry.title))
                    .remedy("periksa waktunya, atau tulis siapa yang mewakili"),
            );
        }
    }
    said
}

/// Those who come themselves.
fn attending(entry: &AgendaEntry) -> Vec<&str> {
    match (&entry.officials, entry.status) {
        (Officials::Named { invited, represented_by: None }, Status::Planned) => invited.iter().map(String::as_str).collect(),
        (Officials::Named { represented_by: Some(one), .. }, Status::Planned) => vec![one],
        _ => Vec::new(),
    }
}

/// Whether two times certainly meet: an event without a written end is known only to have begun.
fn at_once(earlier: &Time, later: &Time) -> bool {
    let (Time::At { start: a, end, .. }, Time::At { start: b, .. }) = (earlier, later) else { return false };
    a == b || matches!(end, End::At(end) if a < end && b < end && a <= b)
}
