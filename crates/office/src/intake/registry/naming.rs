//! The words by which one sheet of the registry calls its villages: those of the office, else those of its own headings.

use std::collections::BTreeMap;

use super::Column;
use crate::diagnostic::Diagnostic;
use crate::intake::header::Header;
use crate::intake::province::{self, KELURAHAN};
use crate::intake::table::Sheet;
use crate::model::wilayah::fold_name;
use crate::model::{DesaKind, Designation, OwnWords};

const DESA: &str = "Desa";
const KADES: &str = "Kepala Desa";

/// The words of a sheet for a village, a kecamatan and their heads, where a row does not say otherwise.
#[derive(Debug)]
pub(super) struct Naming {
    village: String,
    /// `None`: as the word for the village asks for.
    head: Option<String>,
    district: String,
    /// Most names stand behind the word for their village, which is no part of them then.
    is_habit: bool,
}

impl Naming {
    pub(super) fn of(sheet: &Sheet, header: &Header<Column>, own: &OwnWords) -> Self {
        let heading = |column| heading(sheet, header, column);
        let or_desa = || province::village_in(&heading(Column::Desa)).map_or(DESA, |called| called.word).to_owned();
        let or_kecamatan = || province::district_in(&heading(Column::Kecamatan)).map_or("Kecamatan", |called| called.word).to_owned();
        let village = own.village.clone().unwrap_or_else(or_desa);
        // A Nagari has no Kepala Desa: the settings began with one for Desa.
        let set = own.head.clone().filter(|head| village == DESA || fold_name(head) != fold_name(KADES));
        let head = set.or_else(|| own.head.is_none().then(|| province::head_in(&heading(Column::Head)).map(str::to_owned))?);
        let mut naming = Naming { village, head, district: own.district.clone().unwrap_or_else(or_kecamatan), is_habit: false };
        let names = names(sheet, header);
        let prefixed = names.iter().filter(|(_, name)| naming.split(name).is_some()).count();
        naming.is_habit = 2 * prefixed >= names.len();
        naming
    }

    /// The word for a village before a name, and the name.
    fn split<'n>(&self, name: &'n str) -> Option<(String, &'n str)> {
        let own = || {
            let rest = name.get(..self.village.len()).filter(|start| start.eq_ignore_ascii_case(&self.village))?;
            let name = name[rest.len()..].strip_prefix(' ')?.trim();
            (!name.is_empty()).then(|| (self.village.clone(), name))
        };
        province::after_village(name).map(|(called, name)| (called.word.to_owned(), name)).or_else(own)
    }

    /// The word before a village's name that is no part of it, and the name. `said`: the word that the row says elsewhere.
    pub(super) fn without_word<'n>(&self, kind: DesaKind, said: Option<&str>, name: &'n str) -> (Option<String>, &'n str) {
        let Some((word, rest)) = self.split(name) else { return (None, name) };
        let is_plain = [DESA, KELURAHAN].contains(&word.as_str());
        // "Kampung Baru", a kelurahan.
        let is_word = self.is_habit || word == self.village || said == Some(word.as_str());
        let is_of_kind = kind != DesaKind::Kelurahan && is_word;
        if is_plain || is_of_kind { (Some(word), rest) } else { (None, name) }
    }

    /// The words for a village of this kind. `village` and `district` are what its row says.
    pub(super) fn designation(&self, kind: DesaKind, village: Option<String>, district: Option<&'static str>) -> Designation {
        let district = district.unwrap_or(&self.district);
        let village = match kind {
            DesaKind::Kelurahan => KELURAHAN.to_owned(),
            DesaKind::Desa | DesaKind::DesaAdat => village.unwrap_or_else(|| self.village.clone()),
        };
        let own_head = self.head.clone().filter(|_| village == self.village);
        let head = own_head.unwrap_or_else(|| match province::village_word(&village) {
            Some(called) => called.head.to_owned(),
            None => format!("Kepala {village}"),
        });
        let district_head = province::district_word(district).map_or_else(|| format!("Kepala {district}"), |called| called.head.to_owned());
        let is_adat = kind == DesaKind::DesaAdat && [DESA, "Kampung"].contains(&village.as_str());
        let village = if is_adat { format!("{village} Adat") } else { village };
        Designation { village, head, district: district.to_owned(), district_head }
    }

    /// A remark on names that begin with a word which elsewhere is no part of a name: "Negeri Haria" among plain names.
    pub(super) fn doubts(&self, sheet: &Sheet, header: &Header<Column>) -> Vec<Diagnostic> {
        /// So many names begin with Kampung by chance.
        const CHANCE: usize = 3;
        if self.is_habit {
            return Vec::new();
        }
        let mut found: BTreeMap<String, (usize, u32)> = BTreeMap::new();
        for (row, name) in names(sheet, header) {
            if let Some((word, _)) = self.split(&name).filter(|(word, _)| ![DESA, KELURAHAN, &self.village].contains(&word.as_str())) {
                found.entry(word).or_insert((0, row)).0 += 1;
            }
        }
        let at = header.columns.get(&Column::Desa).copied().unwrap_or_default();
        let note = |(word, (count, row)): (String, (usize, u32))| {
            Diagnostic::note("kim.sebutan-atau-nama", format!("“{word}” di depan {count} nama dibaca sebagai bagian dari namanya"))
                .at(sheet.place(row, at))
                .remedy(format!("bila “{word}” sebutannya, tambahkan kolom “Sebutan” dan isi “{word}” di baris-baris itu"))
        };
        found.into_iter().filter(|(_, (count, _))| *count > CHANCE).map(note).collect()
    }
}

/// The words over a column.
fn heading(sheet: &Sheet, header: &Header<Column>, column: Column) -> String {
    let Some(at) = header.columns.get(&column) else { return String::new() };
    (header.top..header.first_row).filter_map(|row| Some(sheet.get(row, *at)?.text())).collect::<Vec<_>>().join(" ")
}

/// The names below a header, with their rows.
fn names(sheet: &Sheet, header: &Header<Column>) -> Vec<(u32, String)> {
    let Some(at) = header.columns.get(&Column::Desa) else { return Vec::new() };
    let rows = sheet.rows().into_iter().filter(|row| *row >= header.first_row);
    rows.filter_map(|row| Some((row, sheet.get(row, *at)?.text()))).collect()
}
