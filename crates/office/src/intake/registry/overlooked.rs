//! Villages in the registry's workbook that no table was read for: in sheets without a header that is understood, in a second table below
//! or beside the first. An office must hear of them: they would get nothing.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use super::{Column, WORDS};
use crate::diagnostic::{Diagnostic, Place};
use crate::intake::header;
use crate::intake::province;
use crate::intake::table::{Cell, Sheet, Value};
use crate::model::wilayah::fold_name;
use crate::model::{DesaCode, RegionCode, Village};

/// Rows at the top of a sheet among which the header of a table is looked for.
const TOP: usize = 40;

/// A row of headings that tell of a registry, and lacks what a registry needs.
#[derive(Debug)]
pub(super) struct Headings {
    pub(super) row: u32,
    columns: BTreeMap<Column, u32>,
}

/// The remark on a row that belongs to no table of villages: a sum, a signature, the headings of something else.
pub(super) fn outside(sheet: &Sheet, row: u32) -> Diagnostic {
    let first = sheet.row(row).next().map(|(column, _)| column).unwrap_or_default();
    let text = sheet.row(row).map(|(_, cell)| cell.text()).collect::<Vec<_>>().join(" ");
    Diagnostic::note("kim.baris-di-luar-tabel", "baris di luar tabel, jadi tidak dibaca").at(sheet.place(row, first)).raw(text)
}

/// The columns that a row names, where these are as many as headings name.
pub(super) fn named(sheet: &Sheet, row: u32) -> Option<BTreeMap<Column, u32>> {
    Some(header::named_columns(sheet, row, WORDS.columns)).filter(|columns| columns.len() > 1)
}

/// The headings in this row, which names these columns, where it could be the header of a registry.
pub(super) fn headings(sheet: &Sheet, row: u32, columns: BTreeMap<Column, u32>) -> Option<Headings> {
    const OF_REGISTRY: [Column; 10] = [
        Column::Code,
        Column::Desa,
        Column::Kecamatan,
        Column::Head,
        Column::Kim,
        Column::Contact,
        Column::Email,
        Column::Channel,
        Column::Rt,
        Column::Copies,
    ];
    let has_key = columns.contains_key(&Column::Code) || columns.contains_key(&Column::Desa);
    let is_of_words = sheet.row(row).all(|(_, cell)| matches!(cell.value, Value::Text(_)));
    let known = OF_REGISTRY.iter().filter(|column| columns.contains_key(column)).count();
    (has_key && is_of_words && known >= 2).then_some(Headings { row, columns })
}

/// The first row of headings at the top of a sheet.
pub(super) fn first_headings(sheet: &Sheet) -> Option<Headings> {
    sheet.rows().into_iter().take(TOP).find_map(|row| headings(sheet, row, named(sheet, row)?))
}

impl Headings {
    pub(super) fn lacks_code(&self) -> bool {
        !self.columns.contains_key(&Column::Code)
    }

    /// The way to mend them.
    pub(super) fn remedy(&self, example: &str) -> String {
        if self.lacks_code() {
            format!("tambahkan kolom “Kode” yang berisi kode desa, seperti {example}")
        } else {
            "beri judul “Desa” pada kolom nama desanya".to_owned()
        }
    }

    /// The name of a village below these headings.
    fn name(&self, sheet: &Sheet, row: u32) -> Option<String> {
        let at = self.columns.get(&Column::Desa)?;
        let text = sheet.get(row, *at)?.text();
        let is_sum = sheet.row(row).any(|(_, cell)| ["jumlah", "total"].iter().any(|word| fold_name(&cell.text()).starts_with(word)));
        (text.chars().any(char::is_alphabetic) && !is_sum).then_some(text)
    }
}

/// The rows after this one.
fn after(rows: &[u32], row: u32) -> &[u32] {
    &rows[rows.partition_point(|other| *other <= row)..]
}

/// The code of a village that a cell holds.
pub(super) fn code_in(cell: &Cell) -> Option<DesaCode> {
    /// Provinces have numbers from 11; numbers of telephones begin with 0.
    const FIRST_PROVINCE: &str = "11";
    const LONGEST: usize = 24;
    let code = match &cell.value {
        Value::Text(text) if text.len() <= LONGEST => DesaCode::parse(text)?,
        Value::Number(number) if (1e9..1e10).contains(number) => DesaCode::parse(&format!("{number}"))?,
        _ => return None,
    };
    (code.as_str() >= FIRST_PROVINCE).then_some(code)
}

/// The first code in the sheets, which remedies show as an example.
pub(super) fn example(sheets: &[Sheet]) -> Option<DesaCode> {
    sheets.iter().find_map(|sheet| sheet.rows().into_iter().find_map(|row| sheet.row(row).find_map(|(_, cell)| code_in(cell))))
}

/// Knowledge of the villages that were read.
pub(super) struct Met<'a> {
    /// The codes of all rows that were read, well or ill.
    codes: &'a HashSet<DesaCode>,
    names: BTreeSet<String>,
    kabupaten: BTreeSet<RegionCode>,
    example: &'a str,
}

impl<'a> Met<'a> {
    pub(super) fn new(codes: &'a HashSet<DesaCode>, villages: &[Village], example: &'a str) -> Self {
        let names = villages.iter().map(|village| fold_name(&village.desa.name)).collect();
        Met { codes, names, kabupaten: codes.iter().map(DesaCode::kabupaten).collect(), example }
    }

    fn knows(&self, name: &str) -> bool {
        let bare = province::after_village(name).map(|(_, name)| name);
        [Some(name), bare].into_iter().flatten().any(|name| self.names.contains(&fold_name(name)))
    }

    /// The codes in a sheet that belong to no row that was read, and the first one's place.
    fn codes(&self, sheet: &Sheet) -> (usize, Option<Place>) {
        let (mut found, mut first) = (BTreeSet::new(), None);
        for row in sheet.rows() {
            for (column, cell) in sheet.row(row) {
                // A number of ten digits may be a telephone's, unless it begins as the office's codes do.
                let is_near = |code: &DesaCode| self.kabupaten.contains(&code.kabupaten()) || cell.text().contains('.');
                if let Some(code) = code_in(cell).filter(|code| !self.codes.contains(code) && is_near(code)) {
                    first.get_or_insert_with(|| sheet.place(row, column));
                    found.insert(code);
                }
            }
        }
        (found.len(), first)
    }

    /// How many names of no village that was read stand in rows below headings.
    fn names(&self, sheet: &Sheet, headings: &Headings, rows: &[u32]) -> usize {
        let names = rows.iter().filter_map(|row| headings.name(sheet, *row)).filter(|name| !self.knows(name));
        names.map(|name| fold_name(&name)).collect::<BTreeSet<_>>().len()
    }

    /// A fault for a sheet without a table that was read, where it has villages; `read` is the name of one that was.
    pub(super) fn sheet(&self, sheet: &Sheet, read: &str) -> Option<Diagnostic> {
        let headings = first_headings(sheet);
        let (codes, first_code) = self.codes(sheet);
        let rows = sheet.rows();
        let names = headings.as_ref().map_or(0, |headings| self.names(sheet, headings, after(&rows, headings.row)));
        let count = codes.max(names);
        // One code may be an example.
        if count < 2 {
            return None;
        }
        let place = headings.as_ref().map(|headings| sheet.place(headings.row, 0)).or(first_code)?;
        let message = format!("lembar “{}” mirip daftar KIM, tetapi tidak dibaca: {count} desa di dalamnya tidak dilayani", sheet.name);
        let mend = match headings {
            Some(headings) => headings.remedy(self.example),
            None if read.is_empty() => "beri baris judul dengan kolom “Kode”, “Desa” dan “Kecamatan”".to_owned(),
            None => format!("beri baris judul kolom seperti di lembar “{read}”"),
        };
        let remedy = format!("{mend}; bila bukan daftar desa yang dilayani, pindahkan lembarnya ke buku kerja lain");
        let alike = "lembar mirip daftar KIM tidak dibaca, jadi desa di dalamnya tidak dilayani";
        Some(Diagnostic::error("kim.lembar-mirip-tidak-dibaca", message).alike(alike).at(place).remedy(remedy))
    }

    /// A fault for a sheet of which a table was read, where villages stand outside of it: below `others`, or anywhere by their codes.
    pub(super) fn beside(&self, sheet: &Sheet, others: &[Headings]) -> Option<Diagnostic> {
        let (codes, first_code) = self.codes(sheet);
        let rows = sheet.rows();
        let ends = others.iter().skip(1).map(|next| next.row).chain([u32::MAX]);
        let below = others.iter().zip(ends).map(|(headings, end)| {
            let rows = after(&rows, headings.row);
            (self.names(sheet, headings, &rows[..rows.partition_point(|row| *row < end)]), headings)
        });
        let below = below.into_iter().find(|(names, _)| *names > 1);
        let count = codes.max(below.as_ref().map_or(0, |(names, _)| *names));
        let place = below.as_ref().map(|(_, headings)| sheet.place(headings.row, 0)).or(first_code)?;
        let of_sheet = if sheet.name.is_empty() { String::new() } else { format!(" di lembar “{}”", sheet.name) };
        let message = format!("{count} desa di luar tabel pertama{of_sheet} tidak dibaca, jadi tidak dilayani");
        let mend = match below {
            Some((_, headings)) => headings.remedy(self.example),
            None => "pindahkan baris-barisnya ke bawah tabel pertama, dengan kolom yang sama".to_owned(),
        };
        let remedy = format!("{mend}; bila bukan desa yang dilayani, pindahkan ke buku kerja lain");
        Some(Diagnostic::error("kim.lembar-mirip-tidak-dibaca", message).at(place).remedy(remedy))
    }
}
