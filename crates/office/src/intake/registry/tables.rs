//! The tables in which a registry has its villages: side by side, one below the other, in sheets of their own.

use std::borrow::Cow;

use super::agreement::KimColumn;
use super::{Column, WORDS, is_registry};
use crate::diagnostic::{Diagnostic, Place};
use crate::intake::header::{self, Header};
use crate::intake::province::standard;
use crate::intake::table::Sheet;
use crate::model::Village;
use crate::model::wilayah::fold_name;

/// A table that was read.
#[derive(Debug)]
struct Table {
    place: Place,
    /// The villages that it gave.
    count: usize,
    /// The first row whose village another table has already, and how many there are; the other table's number.
    again: Option<(Place, usize, usize)>,
}

/// The tables that were read.
#[derive(Debug, Default)]
pub(super) struct Tables {
    tables: Vec<Table>,
    /// The table of each village, in the order in which they were read.
    of_village: Vec<usize>,
}

impl Tables {
    /// Begins the next table.
    pub(super) fn begin(&mut self, sheet: &Sheet, header: &Header<Column>) {
        let first = header.headed.first().copied().unwrap_or_default();
        self.tables.push(Table { place: sheet.place(header.top, first), count: 0, again: None });
    }

    /// Counts a village of the last table.
    pub(super) fn add(&mut self) {
        if let Some(table) = self.tables.last_mut() {
            table.count += 1;
        }
        self.of_village.push(self.tables.len().saturating_sub(1));
    }

    /// Whether a village of the last table is the one that another table gave as village number `at`. Two rows of one table, or two names
    /// for one code, contradict each other.
    pub(super) fn repeats(&mut self, at: usize, first: &Village, again: &Village) -> bool {
        let last = self.tables.len().saturating_sub(1);
        let Some(other) = self.of_village.get(at).copied().filter(|table| *table != last) else { return false };
        let is_same = fold_name(&first.desa.name) == fold_name(&again.desa.name);
        if let Some(table) = self.tables.last_mut().filter(|_| is_same) {
            table.again.get_or_insert_with(|| (again.place.clone(), 0, other)).1 += 1;
        }
        is_same
    }

    /// All there is to say of them: how many villages came from where, and which tables have villages of another one.
    pub(super) fn told(&self) -> Vec<Diagnostic> {
        const NAMED: usize = 6;
        let full: Vec<&Table> = self.tables.iter().filter(|table| table.count > 0).collect();
        let mut said = Vec::new();
        if let [_, second, ..] = full.as_slice() {
            let mut each: Vec<String> = full.iter().take(NAMED).map(|table| format!("{} dari {}", table.count, table.place)).collect();
            if full.len() > NAMED {
                let rest: usize = full[NAMED..].iter().map(|table| table.count).sum();
                each.push(format!("{rest} dari {} tabel lagi", full.len() - NAMED));
            }
            let message = format!("desa dibaca dari {} tabel: {}", full.len(), each.join("; "));
            let note = Diagnostic::note("kim.beberapa-tabel", message).at(second.place.clone());
            said.push(note.remedy("bila ada tabel yang tidak berlaku lagi, pindahkan ke buku kerja lain"));
        }
        let again = self.tables.iter().filter_map(|table| {
            let (place, count, other) = table.again.as_ref()?;
            let first = &self.tables.get(*other)?.place;
            let message = format!("{count} desa di tabel ini sudah ada di tabel {first}, jadi barisnya tidak dipakai");
            let warning = Diagnostic::warning("kim.desa-berulang", message).at(place.clone());
            Some(warning.remedy("betulkan isinya di tabel yang pertama, lalu hapus baris yang berulang"))
        });
        said.extend(again);
        said
    }
}

/// The tables of a sheet that stand side by side, by headings that come again. A sheet of one table is itself.
pub(super) fn side_by_side(sheet: &Sheet) -> Vec<Cow<'_, Sheet>> {
    const MOST: usize = 8;
    let mut parts = vec![Cow::Borrowed(sheet)];
    while parts.len() < MOST {
        let Some((left, right)) = parts.last().and_then(|last| parted(last)) else { break };
        parts.pop();
        parts.extend([Cow::Owned(left), Cow::Owned(right)]);
    }
    parts
}

/// The first table of a sheet, and what stands beside it from where its first heading comes again.
fn parted(sheet: &Sheet) -> Option<(Sheet, Sheet)> {
    let top = header::find(sheet, WORDS, is_registry)?.top;
    let mut headings = sheet.row(top).map(|(at, cell)| (at, fold_name(&cell.text())));
    let (_, first) = headings.next()?;
    let (again, _) = headings.find(|(_, heading)| *heading == first)?;
    let (left, right) = sheet.parted(again);
    let is_table = |part: &Sheet| header::at(part, top, WORDS, is_registry).is_some();
    (is_table(&left) && is_table(&right)).then_some((left, right))
}

/// The headings of a table with their columns.
fn headings(sheet: &Sheet, header: &Header<Column>) -> Vec<(u32, u32, String)> {
    let rows = header.top..header.first_row;
    rows.flat_map(|row| sheet.row(row).map(|(at, cell)| (row, at, cell.text())).collect::<Vec<_>>()).collect()
}

/// A note on a column of remarks that holds any: no village's paper has room for them.
pub(super) fn unused_remarks(sheet: &Sheet, header: &Header<Column>) -> Option<Diagnostic> {
    let is_remark = |heading: &str| matches!(fold_name(heading).as_str(), "ket" | "keterangan" | "catatan");
    let (row, at, heading) = headings(sheet, header).into_iter().find(|(_, _, heading)| is_remark(heading))?;
    let is_filled = sheet.rows().into_iter().any(|row| row >= header.first_row && sheet.get(row, at).is_some());
    let note = Diagnostic::note("kim.keterangan-tidak-dipakai", format!("isi kolom “{heading}” tidak dipakai dan tidak dicetak"));
    let remedy = "bila isinya nomor WA, surel atau cara kirim, pindahkan ke kolom “WA”, “Email” atau “Saluran”";
    is_filled.then(|| note.at(sheet.place(row, at)).remedy(remedy))
}

/// The column of the KIM's names, or the one that looks most like it.
pub(super) fn kim_column(sheet: &Sheet, header: &Header<Column>) -> KimColumn {
    let of_ways = [Column::Email, Column::WhatsApp, Column::Channel].map(|column| header.columns.get(&column).copied());
    let speaks =
        |heading: &str| standard(heading).iter().any(|word| matches!(word.as_str(), "kim" | "kelompok" | "komunitas" | "pengurus"));
    if let Some(at) = header.columns.get(&Column::Kim) {
        return KimColumn::Named(sheet.place(header.first_row.saturating_sub(1), *at));
    }
    let like = headings(sheet, header).into_iter().find(|(_, at, heading)| speaks(heading) && !of_ways.contains(&Some(*at)));
    match like {
        Some((row, at, heading)) => KimColumn::Like(sheet.place(row, at), heading.replace('\n', " ")),
        None => KimColumn::Missing(sheet.place(header.top, header.headed.first().copied().unwrap_or_default())),
    }
}
