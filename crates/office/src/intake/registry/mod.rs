//! The registry of villages and their KIM: one row per desa or kelurahan.

mod address;
mod agreement;
mod capitals;
mod naming;
mod overlooked;
mod row;
mod tables;

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::ops::ControlFlow;
use std::sync::Arc;

use super::header::{self, Header, Words};
use super::province::after_district;
use super::table::Sheet;
use super::vocabulary::{REGISTRY_COLUMNS, RegistryColumn as Column, Titled};
use super::{limits, province};
use crate::diagnostic::{Diagnostic, Found, Place};
use crate::model::wilayah::fold_name;
use crate::model::{DesaCode, Designation, OwnWords, Village};
use agreement::KimColumn;
use naming::Naming;
use overlooked::{Headings, Met};
use row::Row;
use tables::Tables;

const WORDS: Words<Column> =
    Words { columns: REGISTRY_COLUMNS, officials: None, unprinted: &[Column::Number, Column::Private, Column::WhatsApp, Column::Kind] };

/// Reads the registry into villages, in the order of their codes. A fault in a row stops that row's village and no other; villages for
/// which no table was read are a fault of the whole. `own` are the words that the office set for its villages.
pub fn read(sheets: &[Sheet], own: &OwnWords) -> Found<Vec<Village>> {
    let mut reading = Reading::new(sheets, own);
    let (mut read, mut without_header) = (Vec::new(), Vec::new());
    let parts: Vec<Cow<'_, Sheet>> = sheets.iter().flat_map(tables::side_by_side).collect();
    for sheet in parts.iter().map(|part| &**part).filter(|sheet| !sheet.rows().is_empty()) {
        let Some(header) = header::find(sheet, WORDS, is_registry) else {
            without_header.push(sheet);
            continue;
        };
        let mut others = Vec::new();
        let is_over = reading.sheet(sheet, header, &mut others).is_break();
        read.push((sheet, others));
        if is_over {
            break;
        }
    }
    let Reading { mut villages, met, example, mut diagnostics, tables, kim, .. } = reading;
    let known = Met::new(&met, &villages, &example);
    for (sheet, others) in &read {
        match known.beside(sheet, others) {
            Some(fault) => diagnostics.push(fault),
            None => diagnostics.extend(others.iter().map(|other| overlooked::outside(sheet, other.row))),
        }
    }
    let first = read.first().map(|(sheet, _)| sheet.name.as_str());
    // Where one sheet lacks a column, the others are no registries.
    let has_headings = first.is_none() && without_header.iter().any(|sheet| overlooked::first_headings(sheet).is_some());
    diagnostics.extend(without_header.into_iter().map(|sheet| match first {
        Some(name) => known.sheet(sheet, name).unwrap_or_else(|| no_registry(sheet)),
        None if has_headings && overlooked::first_headings(sheet).is_none() => no_registry(sheet),
        None => no_table(sheet, &example),
    }));
    diagnostics.extend(agreement::kecamatan(&villages));
    diagnostics.extend(agreement::names(&villages));
    let is_said = diagnostics.iter().any(|said| said.message.ends_with(Column::Kim.without()));
    diagnostics.extend(agreement::without_kim(&villages, kim.as_ref()).filter(|_| !is_said));
    diagnostics.extend(tables.told());
    villages.sort_by(|a, b| a.desa.code.cmp(&b.desa.code));
    villages.shrink_to_fit();
    Found::new(villages, diagnostics)
}

/// Whether these columns are enough to tell villages apart.
fn is_registry(columns: &BTreeMap<Column, u32>) -> bool {
    columns.contains_key(&Column::Code) && columns.contains_key(&Column::Desa)
}

/// The villages read so far, and all there is to say about them.
struct Reading<'a> {
    own: &'a OwnWords,
    /// A code of the office, which remedies show.
    example: String,
    /// In the order of their rows.
    villages: Vec<Village>,
    /// The position of each code in `villages`.
    known: HashMap<DesaCode, usize>,
    /// The codes of all rows that were read, well or ill.
    met: HashSet<DesaCode>,
    tables: Tables,
    /// The column of the KIM's names.
    kim: Option<KimColumn>,
    /// The words in use: villages share them.
    designations: Vec<Arc<Designation>>,
    diagnostics: Vec<Diagnostic>,
}

impl<'a> Reading<'a> {
    fn new(sheets: &[Sheet], own: &'a OwnWords) -> Self {
        /// Where no code can be read: one of no kabupaten.
        const ANY: &str = "12.34.56.2001";
        let example = overlooked::example(sheets).map_or_else(|| ANY.to_owned(), |code| code.to_string());
        Reading {
            own,
            example,
            villages: Vec::new(),
            known: HashMap::new(),
            met: HashSet::new(),
            tables: Tables::default(),
            kim: None,
            designations: Vec::new(),
            diagnostics: Vec::new(),
        }
    }

    /// Begins a sheet with all there is to say of its header.
    fn begin(&mut self, sheet: &Sheet, header: &Header<Column>) -> Naming {
        self.diagnostics.extend(header::unread_columns(sheet, header, WORDS, "dipakai"));
        self.diagnostics.extend(tables::unused_remarks(sheet, header));
        let naming = Naming::of(sheet, header, self.own);
        self.diagnostics.extend(naming.doubts(sheet, header));
        if !matches!(self.kim, Some(KimColumn::Named(_))) {
            self.kim = Some(tables::kim_column(sheet, header));
        }
        self.tables.begin(sheet, header);
        naming
    }

    /// Reads the rows below a sheet's header. Headings of another table, whose rows are not read, are added to `others`. Breaks off where
    /// the registry has more rows or faults than any registry.
    fn sheet(&mut self, sheet: &Sheet, header: Header<Column>, others: &mut Vec<Headings>) -> ControlFlow<()> {
        let naming = self.begin(sheet, &header);
        let (mut columns, mut first_row) = (header.columns, header.first_row);
        let mut kecamatan = kecamatan_of_sheet(&sheet.name);
        let (mut is_other, mut channels_above) = (false, Vec::new());
        for number in sheet.rows() {
            if number < first_row {
                continue;
            }
            let is_full = self.villages.len() > limits::VILLAGES || others.len() > limits::OTHER_TABLES;
            if is_full || self.diagnostics.len() > limits::REGISTRY_REMARKS {
                self.diagnostics.push(too_much(sheet.place(number, 0)));
                return ControlFlow::Break(());
            }
            let row = Row { sheet, columns: &columns, number, kecamatan: kecamatan.as_deref(), naming: &naming, example: &self.example };
            let code = row.code();
            if code.is_none()
                && let Some(named) = overlooked::named(sheet, number)
            {
                if let Some(repeated) = header::at(sheet, number, WORDS, is_registry) {
                    if repeated.columns != columns {
                        self.tables.begin(sheet, &repeated);
                    }
                    (columns, first_row, is_other) = (repeated.columns, repeated.first_row, false);
                    continue;
                }
                if let Some(other) = overlooked::headings(sheet, number, named) {
                    others.push(other);
                    is_other = true;
                    continue;
                }
            }
            if code.is_none()
                && let Some(heading) = kecamatan_heading(sheet, number)
            {
                kecamatan = Some(heading);
                continue;
            }
            if is_other {
                continue;
            }
            let mut read = row.read(code.clone()).into_value(&mut self.diagnostics);
            row.repeat_channels(read.as_mut(), &mut channels_above);
            self.met.extend(code);
            if let Some(village) = read {
                self.add(village);
            }
        }
        ControlFlow::Continue(())
    }

    /// Adds a village; one whose code another row has already is said instead.
    fn add(&mut self, mut village: Village) {
        let code = &village.desa.code;
        if let Some((at, first)) = self.known.get(code).and_then(|at| Some((*at, self.villages.get(*at)?))) {
            if self.tables.repeats(at, first, &village) {
                return;
            }
            let fault = Diagnostic::error("kim.kode-ganda", format!("kode {code} sudah ada di {}", first.place))
                .alike("kode desa sudah ada di baris lain")
                .at(village.place.clone())
                .raw(&village.desa.name)
                .remedy("hapus salah satu barisnya, atau betulkan kodenya")
                .for_desa(code.as_str());
            self.diagnostics.push(fault);
            return;
        }
        self.known.insert(code.clone(), self.villages.len());
        self.tables.add();
        match self.designations.iter().find(|known| **known == village.desa.designation) {
            Some(known) => village.desa.designation = known.clone(),
            None => self.designations.push(village.desa.designation.clone()),
        }
        self.villages.push(village);
    }
}

/// The remark on a sheet that has nothing of a registry, beside one that has.
fn no_registry(sheet: &Sheet) -> Diagnostic {
    let message = format!("lembar “{}” tidak memuat daftar KIM, jadi tidak dibaca", sheet.name);
    let note = Diagnostic::note("kim.lembar-tidak-dibaca", message).alike("lembar tanpa daftar KIM tidak dibaca");
    note.at(sheet.place(sheet.rows().first().copied().unwrap_or_default(), 0))
}

/// The fault of a workbook's sheet where no sheet has a table.
fn no_table(sheet: &Sheet, example: &str) -> Diagnostic {
    const CODE: &str = "kim.judul-kolom-tidak-ada";
    let Some(headings) = overlooked::first_headings(sheet) else {
        let first = sheet.rows().first().copied().unwrap_or_default();
        return Diagnostic::error(CODE, "judul kolom daftar KIM tidak ditemukan")
            .at(sheet.place(first, 0))
            .remedy("beri baris judul dengan kolom “Kode”, “Desa” dan “Kecamatan”");
    };
    let remedy = match headings.lacks_code() {
        true => format!("{}; {WHERE_CODES_ARE}", headings.remedy(example)),
        false => headings.remedy(example),
    };
    let message = if headings.lacks_code() { "kolom kode desa tidak ada" } else { "kolom nama desa tidak ada" };
    Diagnostic::error(CODE, message).at(sheet.place(headings.row, 0)).remedy(remedy)
}

/// The source of a village's code, for an office that never had to write one.
const WHERE_CODES_ARE: &str = "kodenya kode wilayah Kemendagri, sepuluh angka, seperti di Permendagri, SIAK atau prodeskel";

fn too_much(place: Place) -> Diagnostic {
    let message = format!("daftar KIM lebih dari {} desa, atau terlalu banyak barisnya yang salah", limits::VILLAGES);
    Diagnostic::error("kim.terlalu-banyak", message)
        .at(place)
        .remedy("hapus baris yang bukan desa, atau salin daftarnya ke buku kerja baru")
}

/// "KECAMATAN TAMBAN" on a row of its own, which stands for the rows below it.
fn kecamatan_heading(sheet: &Sheet, row: u32) -> Option<String> {
    let mut cells = sheet.row(row).map(|(_, cell)| cell.text()).filter(|text| !text.is_empty());
    let heading = cells.next().filter(|text| is_short(text) && after_district(text).is_some())?;
    cells.next().is_none().then_some(heading)
}

/// The kecamatan by which a sheet is called, with or without the word before its name.
fn kecamatan_of_sheet(name: &str) -> Option<String> {
    const PLAIN: [&str; 8] = ["sheet", "lembar", "kim", "daftar", "data", "rekap", "master", "tabel"];
    let own = name.trim().trim_matches([' ', ':']);
    if after_district(own).is_some() {
        return is_short(own).then(|| own.to_owned());
    }
    let is_plain = PLAIN.iter().any(|plain| fold_name(own).starts_with(plain)) || province::village_word(own).is_some();
    (!own.is_empty() && !is_plain && is_short(own)).then(|| own.to_owned())
}

/// Whether a text is no longer than a name. It would stand for each row below it.
fn is_short(text: &str) -> bool {
    text.len() <= 4 * limits::NAME_CHARS
}
