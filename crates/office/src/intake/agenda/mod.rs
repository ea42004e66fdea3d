//! The leaders' agenda from a workbook, past every row that cannot be read.

mod apart;
mod cells;
mod days;
mod event;
mod fields;
mod guests;
mod legend;
mod merge;
mod moved;
mod order;
mod rows;

use std::collections::BTreeMap;

use super::header::{self, Words};
use super::limits::{self, Budget};
use super::moment;
use super::table::Sheet;
use super::vocabulary::{AGENDA_COLUMNS, AgendaColumn as Column};
use crate::diagnostic::{Diagnostic, Found, Place, Severity};
use crate::model::date::full_date;
use crate::model::{AgendaEntry, EditionId, Official, Officials, Online, Zone};
use legend::Legend;
use rows::{Rows, Shared};

pub(crate) use apart::not_for_everyone;
pub use cells::status_and_title;
pub(crate) use cells::{is_for_few, leader_of, public};
pub use guests::officials;
pub(crate) use merge::{Newer, merge};
pub use order::order;
pub(crate) use order::{overlaps, unite};

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

/// Whether a sheet has the header of an agenda.
pub(crate) fn has_header(sheet: &Sheet) -> bool {
    header::find(sheet, WORDS, is_enough).is_some()
}

/// Reads every visible sheet, and puts the entries in order. Entries outside the edition's week are left out with a warning.
pub fn read(sheets: &[Sheet], edition: EditionId, zone: Zone) -> Found<Vec<AgendaEntry>> {
    let mut found = entries(sheets, edition, zone, &BTreeMap::new());
    found.value = order(found.value).into_value(&mut found.diagnostics);
    found
}

/// Reads every visible sheet. `short`: the office's own abbreviations of officials.
pub(crate) fn entries(sheets: &[Sheet], edition: EditionId, zone: Zone, short: &BTreeMap<String, String>) -> Found<Vec<AgendaEntry>> {
    let mut found = Found::new(Vec::new(), Vec::new());
    let (mut cells, mut bytes) = (Budget::new(limits::AGENDA_CELLS), Budget::new(limits::AGENDA_BYTES));
    let mut shared = Shared { legend: Legend::read(sheets, short), budget: Budget::new(limits::TEXT_BYTES) };
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
        found.value.extend(events(Rows::new(sheet, header, (edition, zone), &mut shared)).into_value(&mut found.diagnostics));
    }
    found.diagnostics.extend(shared.legend.remark());
    if let (Some(sheet), 0, true) = (sheets.first(), tables, without_header.is_empty()) {
        let fault = Diagnostic::error("agenda.berkas-kosong", "berkas agenda tidak berisi apa-apa").at(Place::file(&sheet.file));
        found.diagnostics.push(fault.remedy("isi tabel agendanya, atau salin lagi dari sumbernya"));
    }
    // A sheet that explains the others' abbreviations was read.
    without_header.retain(|sheet| tables == 0 || !shared.legend.has_sheet(sheet));
    found.diagnostics.extend(without_header.into_iter().map(|sheet| no_header(sheet, tables > 0, edition)));
    if let Some(sheet) = sheets.first().filter(|_| found.value.is_empty()) {
        let fault = no_event(&sheet.file, tables > 0, &found.diagnostics);
        found.diagnostics.extend(fault);
    }
    found
}

/// The events of a sheet's rows, and all that is said of them.
fn events(mut rows: Rows<'_>) -> Found<Vec<AgendaEntry>> {
    let mut entries = Vec::new();
    for row in rows.sheet.rows() {
        if row < rows.header.first_row {
            continue;
        }
        // A header repeated at a new page, or another table below with its columns in another order.
        if let Some(header) = header::at(rows.sheet, row, WORDS, is_enough) {
            rows.header = header;
            continue;
        }
        let is_legend = rows.legend.explains(rows.sheet, row) && !rows.has_date(row) && !rows.has_time(row);
        if !is_legend && !rows.is_shifted(row) && !rows.take_heading(row) {
            entries.extend(rows.row(row));
        }
        if rows.budget.is_spent() {
            let message = "agenda terlalu panjang untuk dibaca, jadi tidak dibaca mulai baris ini";
            rows.diagnostics.push(
                Diagnostic::error("agenda.terlalu-panjang", message)
                    .at(rows.sheet.place(row, 0))
                    .remedy("salin agenda pekan ini saja ke buku kerja baru"),
            );
            break;
        }
    }
    rows.say_from_above();
    rows.say_for_few();
    rows.say_apart();
    rows.say_outside();
    Found::new(entries, rows.diagnostics)
}

fn too_large(sheet: &Sheet) -> Diagnostic {
    let (cells, megabytes) = (limits::AGENDA_CELLS, limits::AGENDA_BYTES >> 20);
    Diagnostic::error("agenda.lembar-terlalu-besar", format!("lembar “{}” terlalu besar untuk agenda", sheet.name))
        .at(Place::file(&sheet.file))
        .remedy(format!("hapus isinya yang bukan agenda, dan sel gabungan yang panjang; paling banyak {cells} sel dan {megabytes} MB teks"))
}

/// A sheet without the header of an agenda is a fault, unless another sheet has one.
fn no_header(sheet: &Sheet, has_other_table: bool, edition: EditionId) -> Diagnostic {
    let said = if has_other_table {
        let message = format!("lembar “{}” tidak memuat tabel agenda, jadi tidak dibaca", sheet.name);
        Diagnostic::warning("agenda.lembar-bukan-agenda", message)
            .remedy("bila memuat agenda, beri baris judul kolom; bila tidak, sembunyikan lembarnya")
    } else {
        let example = full_date(edition.monday());
        let remedy = format!("beri baris judul dengan paling sedikit kolom “Hari/Tanggal” (isinya seperti “{example}”) dan “Acara”");
        Diagnostic::error("agenda.judul-kolom-tidak-ada", "judul kolom agenda tidak ditemukan").remedy(remedy)
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
    let name = file.rsplit('/').next().unwrap_or(file);
    said.iter().any(|d| d.code == OUTSIDE_WEEK).then(|| {
        Diagnostic::error("agenda.semua-di-luar-pekan", "tidak satu acara pun jatuh dalam pekan edisi ini")
            .at(Place::file(file))
            .remedy(format!("taruh agenda pekan ini, atau hapus {name} bila memang tidak ada acara"))
    })
}

/// Bytes that an entry takes, about.
pub(crate) fn bytes_of(entry: &AgendaEntry) -> usize {
    let optional = [&entry.venue, &entry.dress, &entry.host, &entry.note];
    let texts = optional.into_iter().flatten().chain([&entry.title, &entry.place.file]).chain(&entry.items);
    let officials: usize = match &entry.officials {
        Officials::Named(all) => {
            all.iter().map(|one| size_of::<Official>() + one.office.len() + one.represented_by.as_ref().map_or(0, String::len)).sum()
        }
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

/// Some things in a row of words: "A3, A7 dan A9"; the rest is counted where there are many.
pub(super) fn listed(things: &[String]) -> String {
    const SHOWN: usize = 12;
    match things {
        [] => String::new(),
        [one] => one.clone(),
        _ if things.len() > SHOWN => format!("{} dan {} lainnya", things[..SHOWN].join(", "), things.len() - SHOWN),
        [first @ .., last] => format!("{} dan {last}", first.join(", ")),
    }
}
