//! The leaders' agenda from a workbook, past every row that cannot be read.

mod apart;
mod cells;
mod event;
mod fields;
mod order;
mod rows;

use std::collections::BTreeMap;

use super::header::{self, Words};
use super::limits::{self, Budget};
use super::moment;
use super::table::Sheet;
use super::vocabulary::{AGENDA_COLUMNS, AgendaColumn as Column};
use crate::diagnostic::{Diagnostic, Found, Place, Severity};
use crate::model::{AgendaEntry, EditionId, Officials, Online, Zone};
use rows::Rows;

pub(crate) use cells::{leader_of, public};
pub use cells::{officials, status_and_title};
pub use order::order;

const WORDS: Words<Column> =
    Words { columns: AGENDA_COLUMNS, officials: Some(Column::Officials), unprinted: &[Column::Number, Column::Private] };

/// An event falls outside the edition's week.
pub(crate) const OUTSIDE_WEEK: &str = "agenda.di-luar-pekan";

/// A text is longer than what is printed of one.
pub(crate) const TOO_LONG: &str = "agenda.isi-terlalu-panjang";

/// Whether columns make a row a header: an event, and when it is. Where only the time has a column, the day stands above.
fn is_enough(columns: &BTreeMap<Column, u32>) -> bool {
    let when = [Column::Date, Column::DateOrTime, Column::Weekday, Column::Time];
    columns.contains_key(&Column::Event) && when.iter().any(|c| columns.contains_key(c))
}

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
        let fault = Diagnostic::error("agenda.berkas-kosong", "berkas agenda tidak berisi apa-apa").at(Place::file(&sheet.file));
        found.diagnostics.push(fault.remedy("isi tabel agendanya, atau salin lagi dari sumbernya"));
    }
    found.diagnostics.extend(without_header.into_iter().map(|sheet| no_header(sheet, tables > 0)));
    if let Some(sheet) = sheets.first().filter(|_| found.value.is_empty()) {
        let fault = no_event(&sheet.file, tables > 0, &found.diagnostics);
        found.diagnostics.extend(fault);
    }
    found.value = order(found.value).into_value(&mut found.diagnostics);
    found
}

fn too_large(sheet: &Sheet) -> Diagnostic {
    let (cells, megabytes) = (limits::AGENDA_CELLS, limits::AGENDA_BYTES >> 20);
    Diagnostic::error("agenda.lembar-terlalu-besar", format!("lembar “{}” terlalu besar untuk agenda", sheet.name))
        .at(Place::file(&sheet.file))
        .remedy(format!("hapus isinya yang bukan agenda, dan sel gabungan yang panjang; paling banyak {cells} sel dan {megabytes} MB teks"))
}

/// A sheet without the header of an agenda is a fault, unless another sheet has one.
fn no_header(sheet: &Sheet, has_other_table: bool) -> Diagnostic {
    let said = if has_other_table {
        let message = format!("lembar “{}” tidak memuat tabel agenda, jadi tidak dibaca", sheet.name);
        Diagnostic::warning("agenda.lembar-bukan-agenda", message)
            .remedy("bila memuat agenda, beri baris judul kolom; bila tidak, sembunyikan lembarnya")
    } else {
        Diagnostic::error("agenda.judul-kolom-tidak-ada", "judul kolom agenda tidak ditemukan")
            .remedy("beri baris judul dengan paling sedikit kolom “Hari/Tanggal” dan “Acara”")
    };
    said.at(sheet.place(sheet.rows()[0], 0))
}

/// The remark on a file without an event of the week; none where other faults tell why.
fn no_event(file: &str, has_table: bool, said: &[Diagnostic]) -> Option<Diagnostic> {
    if has_table && said.iter().all(|d| d.severity == Severity::Note) {
        let warning = Diagnostic::warning("agenda.tabel-tanpa-acara", "tabel agenda tidak berisi acara").at(Place::file(file));
        return Some(warning.remedy("isi acaranya, bila memang ada"));
    }
    // Last week's workbook, copied whole: nothing that a correction could mend later.
    said.iter().any(|d| d.code == OUTSIDE_WEEK).then(|| {
        Diagnostic::error("agenda.semua-di-luar-pekan", "tidak satu acara pun jatuh dalam pekan edisi ini")
            .at(Place::file(file))
            .remedy("taruh agenda pekan ini, atau hapus agenda.xlsx bila memang tidak ada acara")
    })
}

/// Bytes that an entry takes, about.
pub(crate) fn bytes_of(entry: &AgendaEntry) -> usize {
    let optional = [&entry.venue, &entry.dress, &entry.host, &entry.note];
    let texts = optional.into_iter().flatten().chain([&entry.title, &entry.place.file]).chain(&entry.items);
    let officials: usize = match &entry.officials {
        Officials::Named { invited, represented_by } => invited.iter().chain(represented_by).map(String::len).sum(),
        _ => 0,
    };
    size_of::<AgendaEntry>() + texts.map(String::len).sum::<usize>() + officials
}

/// Whether an event at a venue is held by video; `is_said`: the office says so anywhere.
pub(crate) fn online(venue: Option<&str>, is_said: bool) -> Online {
    match venue {
        Some(venue) if moment::is_online(venue) => Online::InVenue,
        _ if is_said => Online::Beside,
        _ => Online::No,
    }
}
