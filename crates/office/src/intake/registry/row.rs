//! One row of the registry.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::capitals;
use super::naming::Naming;
use super::{Column, overlooked};
use crate::diagnostic::{Diagnostic, Found, Place};
use crate::intake::province::{self, KELURAHAN, after_district};
use crate::intake::table::{Sheet, tidy};
use crate::intake::vocabulary::is_yes;
use crate::intake::{characters, limits};
use crate::model::wilayah::{fold_name, has_name};
use crate::model::{Address, Desa, DesaCode, DesaKind, Kim, Village};

/// A row below the header.
#[derive(Clone, Copy)]
pub(super) struct Row<'a> {
    pub(super) sheet: &'a Sheet,
    pub(super) columns: &'a BTreeMap<Column, u32>,
    pub(super) number: u32,
    /// The kecamatan that a heading or the sheet's name says, perhaps with the word before it.
    pub(super) kecamatan: Option<&'a str>,
    pub(super) naming: &'a Naming,
    /// A code of the office, which remedies show.
    pub(super) example: &'a str,
}

impl Row<'_> {
    /// The village's code, where the row has one that can be read.
    pub(super) fn code(&self) -> Option<DesaCode> {
        DesaCode::parse(&self.text(Column::Code)?)
    }

    /// The village of the row; `None`: it has none, or one that cannot be told. `code` is its own.
    pub(super) fn read(self, code: Option<DesaCode>) -> Found<Option<Village>> {
        let (Some(code_text), Some(desa_text)) = (self.text(Column::Code), self.text(Column::Desa)) else {
            return Found::new(None, self.without_code_or_name(code).into_iter().collect());
        };
        let Some(code) = code else {
            if [&code_text, &desa_text].into_iter().any(|text| begins_sum(text)) {
                return Found::new(None, vec![overlooked::outside(self.sheet, self.number)]);
            }
            // Nobody can say which village it is: it alone is not served.
            let fault = Diagnostic::error("kim.kode-salah", format!("kode desa tidak benar, jadi {desa_text} tidak dilayani"))
                .alike("kode desa tidak benar, jadi desanya tidak dilayani")
                .at(self.place(Column::Code))
                .raw(&code_text)
                .remedy(format!("tulis sepuluh angka seperti {}, dengan format sel Teks", self.example))
                .for_desa(code_text);
            return Found::new(None, vec![fault]);
        };
        let mut village = VillageRow { row: self, code, diagnostics: Vec::new() };
        let read = village.read();
        Found::new(read, village.diagnostics)
    }

    /// A column's text in this row, or in the merge that it is part of; dashes alone are none.
    pub(super) fn text(&self, column: Column) -> Option<String> {
        let (_, cell) = self.sheet.inherited(self.number, *self.columns.get(&column)?)?;
        let text = cell.text().replace('\n', " ");
        has_name(&text).then_some(text)
    }

    /// A column's cell in this row; the first one where the table lacks the column.
    pub(super) fn place(&self, column: Column) -> Place {
        self.sheet.place(self.number, self.columns.get(&column).copied().unwrap_or_default())
    }

    /// Says why a row without a code or a name gives no village. A number alone, a total or a footer is none; a row that names one is.
    fn without_code_or_name(&self, code: Option<DesaCode>) -> Option<Diagnostic> {
        let raw = self.sheet.row(self.number).map(|(_, cell)| cell.text()).collect::<Vec<_>>().join(" ");
        if fold_name(&raw).is_empty() {
            return None;
        }
        let said = match (code, self.text(Column::Code), self.text(Column::Desa)) {
            (Some(code), _, None) => {
                Diagnostic::error("kim.nama-desa-kosong", format!("nama desa dengan kode {code} kosong, jadi tidak dilayani"))
                    .alike("nama desa kosong, jadi desanya tidak dilayani")
                    .at(self.place(Column::Desa))
                    .remedy("isi namanya")
                    .for_desa(code)
            }
            (None, None, Some(name)) if self.is_village(&name) => {
                Diagnostic::error("kim.kode-kosong", format!("kode desa {name} kosong, jadi tidak dilayani"))
                    .alike("kode desa kosong, jadi desanya tidak dilayani")
                    .at(self.place(Column::Code))
                    .remedy(format!("isi kodenya, seperti {}", self.example))
                    .for_desa(name)
            }
            _ => overlooked::outside(self.sheet, self.number),
        };
        Some(said.raw(raw))
    }

    /// Whether a cell of the row says that it is a sum.
    fn is_sum(&self) -> bool {
        self.sheet.row(self.number).any(|(_, cell)| begins_sum(&cell.text()))
    }

    /// Whether a row without a code names a village all the same, rather than a sum or a signature.
    fn is_village(&self, name: &str) -> bool {
        let has_more = self.sheet.row(self.number).count() > 2;
        !self.is_sum()
            && name.chars().any(char::is_alphabetic)
            && (self.text(Column::Kecamatan).is_some() || (self.kecamatan.is_some() && has_more))
    }
}

/// A row whose code says which village it is. All that is said about it concerns that village alone.
pub(super) struct VillageRow<'a> {
    pub(super) row: Row<'a>,
    code: DesaCode,
    diagnostics: Vec<Diagnostic>,
}

impl VillageRow<'_> {
    /// Says something about a column's cell.
    pub(super) fn say(&mut self, column: Column, said: Diagnostic) {
        self.diagnostics.push(said.at(self.row.place(column)).for_desa(self.code.as_str()));
    }

    fn read(&mut self) -> Option<Village> {
        let desa = self.desa()?;
        let rt = self.number(Column::Rt, "jumlah RT", &desa.name);
        let copies = self.number(Column::Copies, "jumlah eksemplar", &desa.name);
        self.require_copies(&desa.name);
        let emails = self.emails();
        let attachment = self.attachment();
        let max_mail = self.max_mail();
        let whatsapp = self.whatsapp();
        let channels = self.channels();
        let head = self.name(Column::Head);
        let camat = self.name(Column::Camat);
        let kim = self.name(Column::Kim).map(|name| with_kim(&name));
        let contact = self.contact();
        let printed_contact = self.name(Column::PrintedContact);
        let channels_place = self.row.place(Column::Channel);
        Some(Village {
            desa,
            head,
            camat,
            kim: kim.map(|name| Kim { name, printed_contact }),
            address: Address { contact, emails, attachment, max_mail, whatsapp, channels, channels_place },
            rt,
            copies,
            prints_color: self.row.text(Column::Color).is_some_and(|said| is_yes(&said)),
            place: self.row.place(Column::Code),
        })
    }

    /// The village's code and names; `None`: one of them is missing.
    fn desa(&mut self) -> Option<Desa> {
        let typed = self.name(Column::Desa)?;
        let kind = self.code.kind();
        let said = self.said_word();
        let (before, name) = self.row.naming.without_word(kind, said.as_deref(), &typed);
        let name = capitals::lowered(name.to_owned());
        let word = said.or(before);
        let word = self.fitting(word, &name);
        let kecamatan = self.name(Column::Kecamatan);
        let above = || Some(characters::printable(self.row.kecamatan?, &self.row.place(Column::Code), &mut Vec::new()));
        let Some(kecamatan) = kecamatan.or_else(above) else {
            let fault = Diagnostic::error("kim.kecamatan-kosong", format!("kecamatan dari {name} kosong")).alike("kecamatan desa kosong");
            self.say(Column::Kecamatan, fault.remedy("isi nama kecamatannya"));
            return None;
        };
        let (district, kecamatan) = match after_district(&kecamatan) {
            Some((called, name)) => (Some(called.word), name.to_owned()),
            None => (None, kecamatan),
        };
        let kecamatan = capitals::lowered(kecamatan);
        let designation = Arc::new(self.row.naming.designation(kind, word, district));
        Some(Desa { code: self.code.clone(), name, kecamatan, designation })
    }

    /// The word for this village that a column of the row says: any word under "Sebutan", a known one under "Jenis" or "Status".
    fn said_word(&mut self) -> Option<String> {
        const LETTERS: usize = 30;
        let of_kind = |said: String| Some(province::village_word(&said)?.word.to_owned());
        let Some(said) = self.name(Column::Designation) else { return self.name(Column::Kind).and_then(of_kind) };
        let is_word = said.chars().count() <= LETTERS && said.chars().all(|c| c.is_alphabetic() || c == ' ');
        match province::village_word(&said) {
            Some(called) => Some(called.word.to_owned()),
            None if is_word => Some(capitalised(&said)),
            None => {
                let message = "sebutan desa tidak terbaca, jadi dipakai sebutan yang umum di kantor ini";
                let warning = Diagnostic::warning("kim.sebutan-tidak-terbaca", message).raw(&said);
                self.say(Column::Designation, warning.remedy("tulis satu kata, seperti Desa, Kampung atau Nagari"));
                None
            }
        }
    }

    /// The word, where it fits the code, which says whether the village is a kelurahan.
    fn fitting(&mut self, word: Option<String>, name: &str) -> Option<String> {
        let word = word?;
        let kind = self.code.kind();
        if (word == KELURAHAN) == (kind == DesaKind::Kelurahan) {
            return Some(word);
        }
        let message = format!("“{word} {name}” berkode {}", kind.word().to_lowercase());
        let warning = Diagnostic::warning("kim.jenis-tidak-cocok", message)
            .alike(format!("{word} berkode {}", kind.word().to_lowercase()))
            .raw(self.code.as_str());
        let remedy = "betulkan kode atau namanya: angka pertama kelompok terakhir 1 = kelurahan, 2 = desa";
        self.say(Column::Desa, warning.remedy(remedy));
        None
    }

    /// A name as it will be printed.
    pub(super) fn name(&mut self, column: Column) -> Option<String> {
        let text = self.row.text(column).filter(|text| !is_none_said(text))?;
        let mut said = Vec::new();
        let mut printed = characters::printable(&text, &self.row.place(column), &mut said);
        self.diagnostics.extend(said.into_iter().map(|d| d.for_desa(self.code.as_str())));
        if printed.chars().count() > limits::NAME_CHARS {
            // Nothing of this village is printed; a merged cell would give the whole text to each row.
            printed = printed.chars().take(limits::NAME_CHARS).collect();
            let fault = Diagnostic::error("kim.nama-terlalu-panjang", format!("nama lebih panjang dari {} huruf", limits::NAME_CHARS));
            self.say(column, fault.raw(&text).remedy("ringkaskan; pindahkan keterangan ke kolom “Keterangan”"));
        }
        Some(tidy(&printed)).filter(|name| has_name(name))
    }

    /// A number of copies, or of those who get one: "5 RT", "12 lembar", "12.0".
    fn number(&mut self, column: Column, meaning: &str, village: &str) -> Option<u32> {
        let text = self.row.text(column)?;
        // "12/3": RT before RW.
        let digits = text.split(|c: char| c.is_whitespace() || c == '/').next().unwrap_or_default();
        let number = digits.strip_suffix(".0").unwrap_or(digits).parse::<u32>().ok().filter(|n| (1..=500).contains(n));
        if number.is_none() {
            let message = format!("{meaning} untuk {village} tidak terbaca, jadi dipakai jumlah bawaan");
            let alike = format!("{meaning} tidak terbaca, jadi dipakai jumlah bawaan");
            let warning = Diagnostic::warning("kim.jumlah-tidak-terbaca", message).alike(alike).raw(&text);
            self.say(column, warning.remedy("isi angka 1 sampai 500, atau kosongkan"));
        }
        number
    }

    /// Says where neither RT nor copies are given, though the table has a column for them.
    fn require_copies(&mut self, village: &str) {
        let columns = [Column::Rt, Column::Copies];
        let Some(column) = columns.into_iter().find(|column| self.row.columns.contains_key(column)) else { return };
        if columns.into_iter().all(|column| self.row.text(column).is_none()) {
            let message = format!("jumlah RT dan eksemplar untuk {village} kosong, jadi dipakai jumlah bawaan");
            let warning =
                Diagnostic::warning("kim.jumlah-kosong", message).alike("jumlah RT dan eksemplar kosong, jadi dipakai jumlah bawaan");
            self.say(column, warning.remedy("isi jumlah RT-nya"));
        }
    }
}

/// Whether a cell begins a row of sums.
fn begins_sum(text: &str) -> bool {
    ["jumlah", "total"].iter().any(|word| fold_name(text).starts_with(word))
}

/// A cell that says there is none: no KIM, no lurah in office, no address.
pub(super) fn is_none_said(text: &str) -> bool {
    matches!(fold_name(text).as_str(), "belumada" | "tidakada" | "belumterbentuk" | "belum" | "belumdibentuk" | "nihil" | "kosong" | "na")
}

/// "KUTE" → "Kute".
fn capitalised(word: &str) -> String {
    let lower = word.to_lowercase();
    let mut letters = lower.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

/// Offices write a group's name with or without "KIM".
fn with_kim(name: &str) -> String {
    let name = name.trim();
    let has = name.get(..4).is_some_and(|start| start.eq_ignore_ascii_case("kim "));
    if has { format!("KIM {}", name[4..].trim()) } else { format!("KIM {name}") }
}
