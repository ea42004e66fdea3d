//! The KIM registry: one row per desa or kelurahan.

use std::collections::{BTreeMap, HashMap, HashSet};

use super::header::{self, Words};
use super::table::{Sheet, tidy};
use super::vocabulary::{REGISTRY_COLUMNS, RegistryColumn as Column, is_yes};
use super::{characters, limits};
use crate::diagnostic::{Diagnostic, Found, Place, Spot};
use crate::model::wilayah::{fold_name, has_name};
use crate::model::{Attachment, Desa, DesaCode, DesaKind, Kim};

const WORDS: Words<Column> =
    Words { columns: REGISTRY_COLUMNS, officials: None, unprinted: &[Column::Number, Column::Private, Column::WhatsApp] };

/// Reads the registry. A fault in a row stops that row's desa and no other.
pub fn read(sheets: &[Sheet]) -> Found<Vec<Kim>> {
    let mut found = Found::new(Vec::<Kim>::new(), Vec::new());
    let mut seen: HashMap<DesaCode, usize> = HashMap::new();
    let enough = |columns: &BTreeMap<Column, u32>| columns.contains_key(&Column::Code) && columns.contains_key(&Column::Desa);
    let mut without_header = Vec::new();
    let mut tables = 0;
    'sheets: for sheet in sheets.iter().filter(|s| !s.rows().is_empty()) {
        let Some(header) = header::find(sheet, WORDS, enough) else {
            without_header.push(sheet);
            continue;
        };
        tables += 1;
        found.diagnostics.extend(header::unknown_columns(sheet, &header, WORDS));
        let mut columns = header.columns.clone();
        let mut kecamatan = kecamatan_of(&sheet.name, false);
        for at in sheet.rows().into_iter().filter(|row| *row >= header.first_row) {
            if found.value.len() > limits::VILLAGES || found.diagnostics.len() > limits::REGISTRY_REMARKS {
                found.diagnostics.push(too_much(sheet.place(at, 0)));
                break 'sheets;
            }
            if let Some(repeated) = header::at(sheet, at, WORDS, enough) {
                columns = repeated.columns;
                continue;
            }
            // "KECAMATAN TAMBAN" on a row of its own stands for the rows below it.
            let mut cells = sheet.row(at).map(|(_, cell)| cell.text()).filter(|text| !text.is_empty());
            if let (Some(heading), None) = (cells.next().and_then(|text| kecamatan_of(&text, true)), cells.next()) {
                kecamatan = Some(heading);
                continue;
            }
            let row = Row { sheet, columns: &columns, row: at, kecamatan: kecamatan.as_deref() };
            let Some(kim) = row.read(&mut found.diagnostics) else { continue };
            if let Some(first) = seen.get(&kim.desa.code).map(|at| &found.value[*at].place) {
                found.diagnostics.push(
                    Diagnostic::error(format!("kode {} sudah ada di {first}", kim.desa.code))
                        .at(kim.place.clone())
                        .raw(&kim.desa.name)
                        .remedy("hapus salah satu barisnya, atau betulkan kodenya")
                        .for_desa(kim.desa.code.as_str()),
                );
                continue;
            }
            seen.insert(kim.desa.code.clone(), found.value.len());
            found.value.push(kim);
        }
    }
    found.diagnostics.extend(without_header.into_iter().map(|sheet| no_table(sheet, tables > 0)));
    kecamatan_disagreements(&found.value, &mut found.diagnostics);
    namesakes(&found.value, &mut found.diagnostics);
    found.value.sort_by(|a, b| a.desa.code.cmp(&b.desa.code));
    found.value.shrink_to_fit();
    found
}

fn no_table(sheet: &Sheet, another_has: bool) -> Diagnostic {
    let place = sheet.place(sheet.rows()[0], 0);
    if another_has {
        Diagnostic::note(format!("lembar “{}” tidak memuat daftar KIM, jadi tidak dibaca", sheet.name)).at(place)
    } else {
        Diagnostic::error("judul kolom daftar KIM tidak ditemukan")
            .at(place)
            .remedy("beri baris judul dengan kolom “Kode”, “Desa” dan “Kecamatan”")
    }
}

fn too_much(place: Place) -> Diagnostic {
    Diagnostic::error(format!("daftar KIM lebih dari {} desa, atau terlalu banyak barisnya yang salah", limits::VILLAGES))
        .at(place)
        .remedy("hapus baris yang bukan desa, atau salin daftarnya ke buku kerja baru")
}

struct Row<'a> {
    sheet: &'a Sheet,
    columns: &'a BTreeMap<Column, u32>,
    row: u32,
    /// The kecamatan that a heading or the sheet's name says.
    kecamatan: Option<&'a str>,
}

/// The kecamatan that a heading names, or a sheet that is called by it.
fn kecamatan_of(text: &str, needs_word: bool) -> Option<String> {
    let text = text.trim();
    // It stands for each row below it, so that it is not longer than a name.
    if text.len() > 4 * limits::NAME_CHARS {
        return None;
    }
    let word = ["kecamatan ", "kec. ", "kec "]
        .into_iter()
        .find(|word| text.get(..word.len()).is_some_and(|start| start.eq_ignore_ascii_case(word)));
    let name = text[word.map_or(0, str::len)..].trim_matches([' ', ':']);
    let is_plain = ["sheet", "lembar", "kim", "daftar", "data", "rekap"].iter().all(|plain| !fold_name(name).starts_with(plain));
    (word.is_some() || (!needs_word && is_plain && !name.is_empty())).then(|| name.to_owned())
}

impl Row<'_> {
    /// A column's text in this row, or in the merge that it is part of; dashes alone are none.
    fn text(&self, column: Column) -> Option<String> {
        let (_, cell) = self.sheet.inherited(self.row, *self.columns.get(&column)?)?;
        let text = cell.text().replace('\n', " ");
        has_name(&text).then_some(text)
    }

    fn place(&self, column: Column) -> Place {
        self.sheet.place(self.row, self.columns.get(&column).copied().unwrap_or_default())
    }

    /// A name as it will be printed.
    fn name(&self, column: Column, owner: &str, diagnostics: &mut Vec<Diagnostic>) -> Option<String> {
        let text = self.text(column).filter(|text| !is_none_said(text))?;
        let mut said = Vec::new();
        let mut printed = characters::printable(&text, &self.place(column), &mut said);
        if printed.chars().count() > limits::NAME_CHARS {
            // Nothing of this village is printed; a merged cell would give the whole text to each row.
            printed = printed.chars().take(limits::NAME_CHARS).collect();
            said.push(
                Diagnostic::error(format!("nama lebih panjang dari {} huruf", limits::NAME_CHARS))
                    .at(self.place(column))
                    .raw(&text)
                    .remedy("ringkaskan; pindahkan keterangan ke kolom “Keterangan”"),
            );
        }
        diagnostics.extend(said.into_iter().map(|d| d.for_desa(owner)));
        Some(tidy(&printed)).filter(|name| has_name(name))
    }

    fn read(&self, diagnostics: &mut Vec<Diagnostic>) -> Option<Kim> {
        let (Some(code_text), Some(desa_text)) = (self.text(Column::Code), self.text(Column::Desa)) else {
            self.without_code_or_name(diagnostics);
            return None;
        };
        let Some(code) = DesaCode::parse(&code_text) else {
            // Nobody can say which village it is: it alone is not served.
            diagnostics.push(
                Diagnostic::error(format!("kode desa tidak benar, jadi {desa_text} tidak dilayani"))
                    .at(self.place(Column::Code))
                    .raw(&code_text)
                    .remedy("tulis sepuluh angka seperti 63.04.14.2008, dengan format sel Teks")
                    .for_desa(code_text),
            );
            return None;
        };
        let name = self.name(Column::Desa, code.as_str(), diagnostics)?;
        let name = self.without_kind(&code, name, diagnostics);
        let said = self.name(Column::Kecamatan, code.as_str(), diagnostics);
        let above = || Some(characters::printable(self.kecamatan?, &self.place(Column::Code), &mut Vec::new()));
        let Some(kecamatan) = said.or_else(above) else {
            diagnostics.push(
                Diagnostic::error(format!("kecamatan dari {name} kosong"))
                    .at(self.place(Column::Kecamatan))
                    .remedy("isi nama kecamatannya")
                    .for_desa(code.as_str()),
            );
            return None;
        };
        let kecamatan = kecamatan_of(&kecamatan, true).unwrap_or(kecamatan);
        let rt = self.number(Column::Rt, "jumlah RT", &name, &code, diagnostics);
        let copies = self.number(Column::Copies, "jumlah eksemplar", &name, &code, diagnostics);
        let has_columns = self.columns.contains_key(&Column::Rt) || self.columns.contains_key(&Column::Copies);
        if has_columns && self.text(Column::Rt).is_none() && self.text(Column::Copies).is_none() {
            diagnostics.push(
                Diagnostic::warning(format!("jumlah RT dan eksemplar untuk {name} kosong, jadi dipakai jumlah bawaan"))
                    .at(self.place(if self.columns.contains_key(&Column::Rt) { Column::Rt } else { Column::Copies }))
                    .remedy("isi jumlah RT-nya")
                    .for_desa(code.as_str()),
            );
        }
        let emails = self.emails(&code, diagnostics);
        let attachment = self.attachment(&code, diagnostics);
        let max_mail = self.max_mail(&code, diagnostics);
        let whatsapp = self.whatsapp(&code, diagnostics);
        let channels: Vec<String> =
            self.text(Column::Channel).map(|t| split_list(&t).iter().map(|c| fold_name(c)).collect()).unwrap_or_default();
        let channels = self.few(channels, (Column::Channel, "saluran"), &code, diagnostics);
        let mut name_of = |column| self.name(column, code.as_str(), diagnostics);
        Some(Kim {
            head: name_of(Column::Head),
            camat: name_of(Column::Camat),
            name: name_of(Column::Kim).map(|kim| with_kim(&kim)),
            contact: name_of(Column::Contact),
            printed_contact: name_of(Column::PrintedContact),
            emails,
            attachment,
            max_mail,
            whatsapp,
            channels,
            rt,
            copies,
            prints_color: self.text(Column::Color).is_some_and(|said| is_yes(&said)),
            place: self.place(Column::Code),
            channel_address: match self.place(Column::Channel).spot {
                Spot::Cell { address, .. } => address,
                _ => String::new(),
            },
            desa: Desa { code, name, kecamatan },
        })
    }

    /// A number alone, a total or a footer is not a village; a row that names one is.
    fn without_code_or_name(&self, diagnostics: &mut Vec<Diagnostic>) {
        let raw = self.sheet.row(self.row).map(|(_, c)| c.text()).collect::<Vec<_>>().join(" ");
        if fold_name(&raw).is_empty() {
            return;
        }
        let fault = match (self.text(Column::Code), self.text(Column::Desa)) {
            (Some(code), None) if DesaCode::parse(&code).is_some() => {
                let code = DesaCode::parse(&code).map_or(code, |code| code.to_string());
                Diagnostic::error(format!("nama desa dengan kode {code} kosong, jadi tidak dilayani")).remedy("isi namanya").for_desa(code)
            }
            (None, Some(name)) if self.is_village(&name) => Diagnostic::error(format!("kode desa {name} kosong, jadi tidak dilayani"))
                .remedy("isi kodenya, seperti 63.04.14.2008")
                .for_desa(name),
            _ => Diagnostic::note("baris di luar tabel, jadi tidak dibaca"),
        };
        diagnostics.push(fault.at(self.place(Column::Code)).raw(raw));
    }

    /// Whether a row without a code names a village all the same, rather than a sum or a signature.
    fn is_village(&self, name: &str) -> bool {
        let is_sum =
            ["jumlah", "total"].iter().any(|word| self.sheet.row(self.row).any(|(_, cell)| fold_name(&cell.text()).starts_with(word)));
        let has_more = self.sheet.row(self.row).count() > 2;
        !is_sum
            && name.chars().any(char::is_alphabetic)
            && (self.text(Column::Kecamatan).is_some() || (self.kecamatan.is_some() && has_more))
    }

    /// "Kelurahan Ulu Benteng" → "Ulu Benteng"; the code says what it is, and a word that says otherwise is told.
    fn without_kind(&self, code: &DesaCode, name: String, diagnostics: &mut Vec<Diagnostic>) -> String {
        let words = [
            ("kelurahan ", DesaKind::Kelurahan),
            ("kel. ", DesaKind::Kelurahan),
            ("desa adat ", DesaKind::DesaAdat),
            ("desa ", DesaKind::Desa),
            ("ds. ", DesaKind::Desa),
        ];
        let found = words.iter().find(|(word, _)| name.get(..word.len()).is_some_and(|start| start.eq_ignore_ascii_case(word)));
        let Some((word, said)) = found else { return name };
        let is_desa = |kind: DesaKind| kind != DesaKind::Kelurahan;
        if is_desa(*said) != is_desa(code.kind()) {
            diagnostics.push(
                Diagnostic::warning(format!("“{name}” berkode {}", code.kind().word().to_lowercase()))
                    .at(self.place(Column::Desa))
                    .raw(code.as_str())
                    .remedy("betulkan kode atau namanya: angka pertama kelompok terakhir 1 = kelurahan, 2 = desa")
                    .for_desa(code.as_str()),
            );
        }
        name[word.len()..].trim().to_owned()
    }

    fn number(&self, column: Column, what: &str, name: &str, code: &DesaCode, diagnostics: &mut Vec<Diagnostic>) -> Option<u32> {
        let text = self.text(column)?;
        // "5 RT", "12 lembar", "12.0"
        let digits = text.split_whitespace().next().unwrap_or_default();
        let number = digits.strip_suffix(".0").unwrap_or(digits).parse::<u32>().ok().filter(|n| (1..=500).contains(n));
        if number.is_none() {
            diagnostics.push(
                Diagnostic::warning(format!("{what} untuk {name} tidak terbaca, jadi dipakai jumlah bawaan"))
                    .at(self.place(column))
                    .raw(&text)
                    .remedy("isi angka 1 sampai 500, atau kosongkan")
                    .for_desa(code.as_str()),
            );
        }
        number
    }

    fn attachment(&self, code: &DesaCode, diagnostics: &mut Vec<Diagnostic>) -> Attachment {
        match self.text(Column::Attachment).map(|text| fold_name(&text)).as_deref() {
            None | Some("pdf" | "berkaspdf") => Attachment::Pdf,
            Some("zip" | "berkaszip" | "bundel" | "paket") => Attachment::Zip,
            Some(other) => {
                diagnostics.push(
                    Diagnostic::warning("bentuk lampiran tidak dikenal, jadi dikirim sebagai PDF")
                        .at(self.place(Column::Attachment))
                        .raw(other)
                        .remedy("isi PDF atau zip, atau kosongkan")
                        .for_desa(code.as_str()),
                );
                Attachment::Pdf
            }
        }
    }

    /// `5`, `5 MB`, `0,5` → bytes; a megabyte is 10⁶ bytes, as mail providers count.
    fn max_mail(&self, code: &DesaCode, diagnostics: &mut Vec<Diagnostic>) -> Option<u64> {
        let text = self.text(Column::MaxMegabytes)?;
        let number = text.to_lowercase().trim_end_matches("mb").trim().replace(',', ".").parse::<f64>();
        let megabytes = number.ok().filter(|n| (0.01..=1000.0).contains(n));
        if megabytes.is_none() {
            diagnostics.push(
                Diagnostic::warning("batas ukuran surel tidak terbaca, jadi dipakai batas salurannya")
                    .at(self.place(Column::MaxMegabytes))
                    .raw(&text)
                    .remedy("isi banyaknya megabita, seperti 5 atau 0,5")
                    .for_desa(code.as_str()),
            );
        }
        megabytes.map(|n| (n * 1e6) as u64)
    }

    /// `0812-3456-7890`, `+62 812…` → `62812…`, as links to WhatsApp want it.
    fn whatsapp(&self, code: &DesaCode, diagnostics: &mut Vec<Diagnostic>) -> Option<String> {
        let text = self.text(Column::WhatsApp).filter(|text| !is_none_said(text))?;
        // Of several numbers the first.
        let first = text.split(['/', ',', ';']).next().unwrap_or_default();
        let digits: String = first.chars().filter(char::is_ascii_digit).collect();
        let number = match digits.strip_prefix('0') {
            Some(rest) => format!("62{rest}"),
            // A spreadsheet eats the first zero.
            None if digits.starts_with('8') => format!("62{digits}"),
            None => digits,
        };
        let is_mobile = number.starts_with("628") && (11..=15).contains(&number.len());
        if !is_mobile {
            diagnostics.push(
                Diagnostic::warning("nomor WA tidak terbaca, jadi tautannya tanpa nomor")
                    .at(self.place(Column::WhatsApp))
                    .raw(&text)
                    .remedy("tulis seperti 0812 3456 7890")
                    .for_desa(code.as_str()),
            );
        }
        is_mobile.then_some(number)
    }

    fn emails(&self, code: &DesaCode, diagnostics: &mut Vec<Diagnostic>) -> Vec<String> {
        let Some(text) = self.text(Column::Email).filter(|text| !is_none_said(text)) else { return Vec::new() };
        let pieces = text.split(|c: char| c.is_whitespace() || matches!(c, ',' | ';' | '/' | '|' | '<' | '>' | '(' | ')'));
        let candidates = pieces.map(|piece| piece.trim_start_matches("mailto:").trim_end_matches('.')).filter(|piece| piece.contains('@'));
        let (good, mut bad): (Vec<&str>, Vec<&str>) = candidates.partition(|address| looks_like_email(address));
        if good.is_empty() && bad.is_empty() {
            bad.push(&text);
        }
        for bad in bad {
            diagnostics.push(
                Diagnostic::warning("alamat surel tidak benar, jadi tidak dipakai")
                    .at(self.place(Column::Email))
                    .raw(bad)
                    .remedy("tulis seperti nama@contoh.id")
                    .for_desa(code.as_str()),
            );
        }
        let mut known = HashSet::new();
        let once = good.into_iter().filter(|address| known.insert(address.to_ascii_lowercase())).map(str::to_owned).collect();
        self.few(once, (Column::Email, "alamat surel"), code, diagnostics)
    }

    /// A list that one village may have; a longer one is a slip, which is said.
    fn few(&self, mut list: Vec<String>, named: (Column, &str), code: &DesaCode, diagnostics: &mut Vec<Diagnostic>) -> Vec<String> {
        let (column, what) = named;
        if list.len() > limits::LISTED {
            diagnostics.push(
                Diagnostic::error(format!("{what} lebih dari {}", limits::LISTED))
                    .at(self.place(column))
                    .remedy("tulis yang dipakai saja")
                    .for_desa(code.as_str()),
            );
            list.truncate(limits::LISTED);
        }
        list
    }
}

fn split_list(text: &str) -> Vec<String> {
    text.replace(" dan ", ",")
        .split([',', ';', ' ', '/', '→', '>', '|'])
        .map(|part| part.trim().to_owned())
        .filter(|part| !part.is_empty() && part != "-")
        .collect()
}

/// The form of an address: no more can be known without sending.
fn looks_like_email(address: &str) -> bool {
    let is_plain = address.chars().all(|c| c.is_ascii_graphic() && !matches!(c, '(' | ')' | '<' | '>' | '"' | ',' | ';' | ':' | '\\'));
    is_plain
        && address.split_once('@').is_some_and(|(user, host)| {
            let labels_are_good = host.split('.').all(|label| {
                !label.is_empty()
                    && !label.starts_with('-')
                    && !label.ends_with('-')
                    && label.chars().all(|c| c.is_ascii_alphanumeric() || c == '-')
            });
            let dots_are_good = !user.starts_with('.') && !user.ends_with('.') && !user.contains("..");
            !user.is_empty() && dots_are_good && host.contains('.') && labels_are_good
        })
}

/// A cell that says there is none: no KIM, no lurah in office, no address.
fn is_none_said(text: &str) -> bool {
    matches!(fold_name(text).as_str(), "belumada" | "tidakada" | "belumterbentuk" | "belum" | "belumdibentuk" | "nihil" | "kosong" | "na")
}

/// Two villages of one name in one kecamatan: nobody can address either by name.
fn namesakes(kims: &[Kim], diagnostics: &mut Vec<Diagnostic>) {
    let mut first: HashMap<(&str, String), &Kim> = HashMap::new();
    for kim in kims {
        let key = (kim.desa.code.kecamatan(), fold_name(&kim.desa.name));
        if let Some(other) = first.get(&key) {
            diagnostics.push(
                Diagnostic::warning(format!("nama {} sudah ada di {}", kim.desa.in_kecamatan(), other.place))
                    .at(kim.place.clone())
                    .raw(kim.desa.code.as_str())
                    .remedy("betulkan nama atau kodenya, bila ini desa yang sama")
                    .for_desa(kim.desa.code.as_str()),
            );
        } else {
            first.insert(key, kim);
        }
    }
}

/// Offices write a group's name with or without "KIM".
fn with_kim(name: &str) -> String {
    let name = name.trim();
    let has = name.get(..4).is_some_and(|start| start.eq_ignore_ascii_case("kim "));
    if has { format!("KIM {}", name[4..].trim()) } else { format!("KIM {name}") }
}

/// Rows whose kecamatan name is not that of the most rows with the same kecamatan code, or whose code is not that of the
/// most rows with the same name.
fn kecamatan_disagreements(kims: &[Kim], diagnostics: &mut Vec<Diagnostic>) {
    let mut names: BTreeMap<&str, BTreeMap<&str, usize>> = BTreeMap::new();
    let mut codes: BTreeMap<String, BTreeMap<&str, usize>> = BTreeMap::new();
    for kim in kims {
        *names.entry(kim.desa.code.kecamatan()).or_default().entry(&kim.desa.kecamatan).or_default() += 1;
        *codes.entry(fold_name(&kim.desa.kecamatan)).or_default().entry(kim.desa.code.kecamatan()).or_default() += 1;
    }
    let usual = |counts: &BTreeMap<&str, usize>, own: &str| {
        let (usual, count) = counts.iter().max_by_key(|(_, count)| **count)?;
        (*usual != own && *count > counts[own]).then(|| (*usual).to_owned())
    };
    for kim in kims {
        let (code, name) = (kim.desa.code.kecamatan(), kim.desa.kecamatan.as_str());
        let remedy = match (usual(&names[code], name), usual(&codes[&fold_name(name)], code)) {
            (Some(usual), _) if fold_name(&usual) == fold_name(name) => continue,
            (Some(usual), _) => format!("kecamatan dengan kode {code} adalah {usual}"),
            (None, Some(usual)) => format!("kode Kecamatan {name} adalah {usual}"),
            (None, None) => continue,
        };
        diagnostics.push(
            Diagnostic::error(format!("kecamatan “{name}” tidak cocok dengan kode {}", kim.desa.code))
                .at(kim.place.clone())
                .raw(&kim.desa.name)
                .remedy(remedy)
                .for_desa(kim.desa.code.as_str()),
        );
    }
}
