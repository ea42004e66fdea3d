//! The registry of villages and their KIM: one row per desa or kelurahan.

mod address;
mod agreement;
mod row;

use std::collections::{BTreeMap, HashMap};
use std::ops::ControlFlow;

use super::header::{self, Header, Words};
use super::limits;
use super::table::Sheet;
use super::vocabulary::{REGISTRY_COLUMNS, RegistryColumn as Column};
use crate::diagnostic::{Diagnostic, Found, Place};
use crate::model::wilayah::fold_name;
use crate::model::{DesaCode, Village};
use row::Row;

const WORDS: Words<Column> =
    Words { columns: REGISTRY_COLUMNS, officials: None, unprinted: &[Column::Number, Column::Private, Column::WhatsApp] };

/// Reads the registry into villages, in the order of their codes. A fault in a row stops that row's village and no other.
pub fn read(sheets: &[Sheet]) -> Found<Vec<Village>> {
    let mut reading = Reading::default();
    let mut without_header = Vec::new();
    let mut tables = 0;
    for sheet in sheets.iter().filter(|sheet| !sheet.rows().is_empty()) {
        let Some(header) = header::find(sheet, WORDS, is_registry) else {
            without_header.push(sheet);
            continue;
        };
        tables += 1;
        if reading.sheet(sheet, header).is_break() {
            break;
        }
    }
    let Reading { mut villages, mut diagnostics, .. } = reading;
    diagnostics.extend(without_header.into_iter().map(|sheet| no_table(sheet, tables > 0)));
    diagnostics.extend(agreement::kecamatan(&villages));
    diagnostics.extend(agreement::names(&villages));
    villages.sort_by(|a, b| a.desa.code.cmp(&b.desa.code));
    villages.shrink_to_fit();
    Found::new(villages, diagnostics)
}

/// Whether these columns are enough to tell villages apart.
fn is_registry(columns: &BTreeMap<Column, u32>) -> bool {
    columns.contains_key(&Column::Code) && columns.contains_key(&Column::Desa)
}

/// The villages read so far, and all there is to say about them.
#[derive(Default)]
struct Reading {
    /// In the order of their rows.
    villages: Vec<Village>,
    /// The position of each code in `villages`.
    known: HashMap<DesaCode, usize>,
    diagnostics: Vec<Diagnostic>,
}

impl Reading {
    /// Reads the rows below a sheet's header. Breaks off where the registry has more rows or faults than any registry.
    fn sheet(&mut self, sheet: &Sheet, header: Header<Column>) -> ControlFlow<()> {
        self.diagnostics.extend(header::unknown_columns(sheet, &header, WORDS));
        let mut columns = header.columns;
        let mut kecamatan = kecamatan_of_sheet(&sheet.name);
        for number in sheet.rows().into_iter().filter(|row| *row >= header.first_row) {
            if self.villages.len() > limits::VILLAGES || self.diagnostics.len() > limits::REGISTRY_REMARKS {
                self.diagnostics.push(too_much(sheet.place(number, 0)));
                return ControlFlow::Break(());
            }
            if let Some(repeated) = header::at(sheet, number, WORDS, is_registry) {
                columns = repeated.columns;
                continue;
            }
            if let Some(heading) = kecamatan_heading(sheet, number) {
                kecamatan = Some(heading);
                continue;
            }
            let row = Row { sheet, columns: &columns, number, kecamatan: kecamatan.as_deref() };
            if let Some(village) = row.read().into_value(&mut self.diagnostics) {
                self.add(village);
            }
        }
        ControlFlow::Continue(())
    }

    /// Adds a village; one whose code another row has already is said instead.
    fn add(&mut self, village: Village) {
        let code = &village.desa.code;
        if let Some(first) = self.known.get(code).and_then(|at| self.villages.get(*at)) {
            let fault = Diagnostic::error("kim.kode-ganda", format!("kode {code} sudah ada di {}", first.place))
                .at(village.place.clone())
                .raw(&village.desa.name)
                .remedy("hapus salah satu barisnya, atau betulkan kodenya")
                .for_desa(code.as_str());
            self.diagnostics.push(fault);
            return;
        }
        self.known.insert(code.clone(), self.villages.len());
        self.villages.push(village);
    }
}

fn no_table(sheet: &Sheet, another_has: bool) -> Diagnostic {
    let place = sheet.place(sheet.rows().first().copied().unwrap_or_default(), 0);
    if another_has {
        let message = format!("lembar “{}” tidak memuat daftar KIM, jadi tidak dibaca", sheet.name);
        Diagnostic::note("kim.lembar-tidak-dibaca", message).at(place)
    } else {
        Diagnostic::error("kim.judul-kolom-tidak-ada", "judul kolom daftar KIM tidak ditemukan")
            .at(place)
            .remedy("beri baris judul dengan kolom “Kode”, “Desa” dan “Kecamatan”")
    }
}

fn too_much(place: Place) -> Diagnostic {
    let message = format!("daftar KIM lebih dari {} desa, atau terlalu banyak barisnya yang salah", limits::VILLAGES);
    Diagnostic::error("kim.terlalu-banyak", message)
        .at(place)
        .remedy("hapus baris yang bukan desa, atau salin daftarnya ke buku kerja baru")
}

/// "KECAMATAN TAMBAN" on a row of its own, which stands for the rows below it.
fn kecamatan_heading(sheet: &Sheet, row: u32) -> Option<String> {
    let mut cells = sheet.row(row).map(|(_, cell)| cell.text()).filter(|text| !text.is_empty());
    let heading = after_kecamatan(&cells.next()?)?;
    cells.next().is_none().then_some(heading)
}

/// The kecamatan by which a sheet is called, with or without the word before its name.
fn kecamatan_of_sheet(name: &str) -> Option<String> {
    const PLAIN: [&str; 6] = ["sheet", "lembar", "kim", "daftar", "data", "rekap"];
    after_kecamatan(name).or_else(|| {
        let own = name.trim().trim_matches([' ', ':']);
        let is_plain = PLAIN.iter().any(|plain| fold_name(own).starts_with(plain));
        (!own.is_empty() && !is_plain && is_short(name.trim())).then(|| own.to_owned())
    })
}

/// `Kec. Tamban` → `Tamban`; `None`: the text does not begin with the word.
fn after_kecamatan(text: &str) -> Option<String> {
    let text = text.trim();
    let is_said = |word: &&str| text.get(..word.len()).is_some_and(|start| start.eq_ignore_ascii_case(word));
    let word = ["kecamatan ", "kec. ", "kec "].into_iter().find(is_said).filter(|_| is_short(text))?;
    Some(text[word.len()..].trim_matches([' ', ':']).to_owned())
}

/// Whether a text is no longer than a name. It would stand for each row below it.
fn is_short(text: &str) -> bool {
    text.len() <= 4 * limits::NAME_CHARS
}
