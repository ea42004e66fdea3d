//! The KIM registry: one row per desa or kelurahan.

use std::collections::{BTreeMap, HashMap};

use super::header;
use super::table::Sheet;
use super::vocabulary::{REGISTRY_COLUMNS, RegistryColumn as Column};
use crate::diagnostic::{Diagnostic, Found, Place};
use crate::model::wilayah::fold_name;
use crate::model::{Desa, DesaCode, Kim};

/// Reads the registry. A fault in one row stops that desa where its code is known; a row without a usable code stops the
/// edition, since nobody can say which village it was.
pub fn read(sheets: &[Sheet]) -> Found<Vec<Kim>> {
    let mut found = Found::new(Vec::new(), Vec::new());
    let mut seen: HashMap<DesaCode, Place> = HashMap::new();
    for sheet in sheets.iter().filter(|s| !s.rows().is_empty()) {
        let enough = |columns: &BTreeMap<Column, u32>| columns.contains_key(&Column::Code) && columns.contains_key(&Column::Desa);
        let Some(header) = header::find(sheet, REGISTRY_COLUMNS, enough) else {
            found.diagnostics.push(
                Diagnostic::error("judul kolom daftar KIM tidak ditemukan")
                    .at(sheet.place(sheet.rows()[0], 0))
                    .remedy("beri baris judul dengan kolom “Kode”, “Desa” dan “Kecamatan”"),
            );
            continue;
        };
        found.diagnostics.extend(header::unknown_columns(sheet, &header, REGISTRY_COLUMNS));
        for row in sheet.rows().into_iter().filter(|row| *row >= header.first_row) {
            let row = Row { sheet, columns: &header.columns, row };
            let Some(kim) = row.read(&mut found.diagnostics) else { continue };
            if let Some(first) = seen.get(&kim.desa.code) {
                found.diagnostics.push(
                    Diagnostic::error(format!("kode {} sudah ada di {first}", kim.desa.code))
                        .at(kim.place.clone())
                        .remedy("hapus salah satu barisnya, atau betulkan kodenya")
                        .for_desa(kim.desa.code.as_str()),
                );
                continue;
            }
            seen.insert(kim.desa.code.clone(), kim.place.clone());
            found.value.push(kim);
        }
    }
    kecamatan_disagreements(&found.value, &mut found.diagnostics);
    found.value.sort_by(|a, b| a.desa.code.cmp(&b.desa.code));
    found
}

struct Row<'a> {
    sheet: &'a Sheet,
    columns: &'a BTreeMap<Column, u32>,
    row: u32,
}

impl Row<'_> {
    fn text(&self, column: Column) -> Option<String> {
        let text = self.sheet.text(self.row, *self.columns.get(&column)?)?.replace('\n', " ");
        (!fold_name(&text).is_empty()).then_some(text)
    }

    fn place(&self, column: Column) -> Place {
        self.sheet.place(self.row, self.columns.get(&column).copied().unwrap_or_default())
    }

    fn read(&self, diagnostics: &mut Vec<Diagnostic>) -> Option<Kim> {
        let (Some(code_text), Some(name)) = (self.text(Column::Code), self.text(Column::Desa)) else {
            let raw = self.sheet.row(self.row).map(|(_, c)| c.text()).collect::<Vec<_>>().join(" ");
            let missing = if self.text(Column::Desa).is_some() { "kode desa kosong" } else { "nama desa kosong" };
            // A number alone or a footer is not a village; a row with a name is.
            let fault = if self.text(Column::Desa).is_some() || self.text(Column::Code).is_some() {
                Diagnostic::error(missing).remedy("lengkapi barisnya")
            } else {
                Diagnostic::note("baris di luar tabel, jadi tidak dibaca")
            };
            diagnostics.push(fault.at(self.place(Column::Code)).raw(raw));
            return None;
        };
        let Some(code) = DesaCode::parse(&code_text) else {
            diagnostics.push(
                Diagnostic::error("kode desa tidak benar")
                    .at(self.place(Column::Code))
                    .raw(code_text)
                    .remedy("tulis sepuluh angka seperti 63.04.14.2008, dengan format sel Teks"),
            );
            return None;
        };
        let Some(kecamatan) = self.text(Column::Kecamatan) else {
            diagnostics.push(
                Diagnostic::error(format!("kecamatan dari {name} kosong"))
                    .at(self.place(Column::Code))
                    .remedy("isi nama kecamatannya")
                    .for_desa(code.as_str()),
            );
            return None;
        };
        let number = |column, what: &str, diagnostics: &mut Vec<Diagnostic>| {
            let text = self.text(column)?;
            let number = text.parse::<u32>().ok().filter(|n| (1..=500).contains(n));
            if number.is_none() {
                diagnostics.push(
                    Diagnostic::error(format!("{what} untuk {name} tidak benar"))
                        .at(self.place(column))
                        .raw(&text)
                        .remedy("isi angka 1 sampai 500, atau kosongkan")
                        .for_desa(code.as_str()),
                );
            }
            number
        };
        let rt = number(Column::Rt, "jumlah RT", diagnostics);
        let copies = number(Column::Copies, "jumlah eksemplar", diagnostics);
        let emails = self.emails(&code, diagnostics);
        let channels = self.text(Column::Channel).map(|t| split_list(&t).iter().map(|c| fold_name(c)).collect()).unwrap_or_default();
        Some(Kim {
            head: self.text(Column::Head),
            camat: self.text(Column::Camat),
            name: self.text(Column::Kim).map(|kim| with_kim(&kim)),
            contact: self.text(Column::Contact),
            printed_contact: self.text(Column::PrintedContact),
            emails,
            channels,
            rt,
            copies,
            place: self.place(Column::Code),
            desa: Desa { code, name, kecamatan },
        })
    }

    fn emails(&self, code: &DesaCode, diagnostics: &mut Vec<Diagnostic>) -> Vec<String> {
        let all = self.text(Column::Email).map(|t| split_list(&t)).unwrap_or_default();
        let (good, bad): (Vec<String>, Vec<String>) = all.into_iter().partition(|address| looks_like_email(address));
        if let Some(bad) = bad.first() {
            diagnostics.push(
                Diagnostic::warning("alamat surel tidak benar, jadi tidak dipakai")
                    .at(self.place(Column::Email))
                    .raw(bad)
                    .remedy("tulis seperti nama@contoh.id")
                    .for_desa(code.as_str()),
            );
        }
        good
    }
}

fn split_list(text: &str) -> Vec<String> {
    text.split([',', ';', ' ', '/', '→', '>']).map(|part| part.trim().to_owned()).filter(|part| !part.is_empty()).collect()
}

fn looks_like_email(address: &str) -> bool {
    address.split_once('@').is_some_and(|(user, host)| {
        !user.is_empty() && host.contains('.') && !host.starts_with('.') && !host.ends_with('.') && !host.contains('@')
    })
}

/// Offices write a group's name with or without "KIM".
fn with_kim(name: &str) -> String {
    let has = name.get(..4).is_some_and(|start| start.eq_ignore_ascii_case("kim "));
    if has { format!("KIM {}", name[4..].trim()) } else { format!("KIM {name}") }
}

/// Rows whose kecamatan name is not that of the most rows with the same kecamatan code.
fn kecamatan_disagreements(kims: &[Kim], diagnostics: &mut Vec<Diagnostic>) {
    let mut names: BTreeMap<&str, BTreeMap<&str, usize>> = BTreeMap::new();
    for kim in kims {
        *names.entry(kim.desa.code.kecamatan()).or_default().entry(&kim.desa.kecamatan).or_default() += 1;
    }
    for kim in kims {
        let of_code = &names[kim.desa.code.kecamatan()];
        let Some((usual, count)) = of_code.iter().max_by_key(|(_, count)| **count) else { continue };
        if *usual != kim.desa.kecamatan && *count > of_code[kim.desa.kecamatan.as_str()] {
            diagnostics.push(
                Diagnostic::error(format!("kecamatan “{}” tidak cocok dengan kode {}", kim.desa.kecamatan, kim.desa.code))
                    .at(kim.place.clone())
                    .remedy(format!("kecamatan dengan kode {} adalah {usual}", kim.desa.code.kecamatan()))
                    .for_desa(kim.desa.code.as_str()),
            );
        }
    }
}
