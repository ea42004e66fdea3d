//! Registries in the habits of many offices, made at random as workbooks: each village is read as it stands there, or named by a message.

use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use rust_xlsxwriter::{Format, Workbook, Worksheet};
use warta::diagnostic::Found;
use warta::intake::{registry, table};
use warta::model::{OwnWords, Village};

use crate::support::{TestOffice, workbook};

const KECAMATAN: [&str; 4] = ["Kaubun", "Teluk Pandan", "Muara Wahau", "Long Mesangat"];
const NAMES: [&str; 10] = ["Bumi", "Tepian", "Singa", "Long Nah", "Muara", "Sungai", "Batu", "Karya", "Mata Air", "Rantau"];
const ENDS: [&str; 5] = ["Rapak", "Indah", "Gembara", "Makmur", "Panjang"];

/// The habits of an office.
#[derive(Debug, Clone)]
struct Habit {
    villages: usize,
    titles: u32,
    /// Headings in two rows, the upper one merged.
    in_two_rows: bool,
    numbered: bool,
    /// The way in which the kecamatan is told: a cell of each row, a cell merged over its rows, a row above them.
    kecamatan: usize,
    /// The form of codes: with dots, digits as text, numbers.
    codes: usize,
    prefixed: bool,
    capitals: bool,
    /// Blank rows between kecamatan, and a row of sums.
    blank: bool,
    sum: bool,
    /// Columns that nobody knows.
    unknown: bool,
    /// The columns begin so far to the right in their order.
    turned: usize,
    words: usize,
    /// Villages of the last kecamatan stand in a sheet of their own.
    second_sheet: bool,
}

fn habits() -> impl Strategy<Value = Habit> {
    let layout = (prop::sample::select(vec![0, 1, 2, 40]), 0..4u32, any::<bool>(), any::<bool>(), 0..3usize, 0..3usize);
    let rows = (any::<bool>(), any::<bool>(), any::<bool>(), any::<bool>(), any::<bool>(), 0..4usize, 0..4usize, any::<bool>());
    (layout, rows).prop_map(|((villages, titles, in_two_rows, numbered, kecamatan, codes), rows)| {
        let (prefixed, capitals, blank, sum, unknown, turned, words, second_sheet) = rows;
        Habit {
            villages,
            titles,
            in_two_rows,
            numbered,
            kecamatan,
            codes,
            prefixed,
            capitals,
            blank,
            sum,
            unknown,
            turned,
            words,
            second_sheet,
        }
    })
}

/// A village as it is to be read: code, name, kecamatan.
type Row = (String, String, usize);

/// The villages of an office, in the order of their codes.
fn villages(count: usize) -> Vec<Row> {
    let each = count.div_ceil(KECAMATAN.len()).max(1);
    let row = |at: usize| {
        let (kecamatan, number) = (at / each, at % each);
        let kind = if number == 3 { 1 } else { 2 };
        let name = format!("{} {}", NAMES[at % NAMES.len()], ENDS[at / NAMES.len() % ENDS.len()]);
        (format!("64.08.{:02}.{kind}{:03}", kecamatan + 1, number + 1), name, kecamatan)
    };
    (0..count).map(row).collect()
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum Column {
    Number,
    Code,
    Name,
    Kecamatan,
    Contact,
    Phone,
    Unknown,
}

impl Habit {
    /// The columns in their order. Those under one heading stay together, and the one that is merged over rows stands first.
    fn columns(&self) -> Vec<Column> {
        let mut columns = vec![Column::Number, Column::Code, Column::Name];
        if self.kecamatan < 2 {
            columns.push(Column::Kecamatan);
        }
        if self.unknown {
            columns.push(Column::Unknown);
        }
        let length = columns.len();
        columns.rotate_left(self.turned % length);
        columns.extend([Column::Contact, Column::Phone]);
        columns
    }

    fn heading(&self, column: Column) -> &'static str {
        let words = match column {
            Column::Number => ["NO", "No.", "Nomor", "NO. URUT"],
            Column::Code => ["KODE", "Kode Desa/Kel.", "Kode Wilayah", "KODE KEMENDAGRI"],
            Column::Name => ["DESA", "Nama Desa/Kelurahan", "DESA / KELURAHAN", "Nama Desa"],
            Column::Kecamatan => ["KECAMATAN", "Kec.", "Nama Kecamatan", "WILAYAH KECAMATAN"],
            Column::Contact => ["Ketua KIM", "PENGHUBUNG", "Narahubung", "Nama Ketua"],
            Column::Phone => ["No. HP/WA", "WA", "Nomor WA", "NO. WHATSAPP"],
            Column::Unknown => ["Golongan", "Warna atap", "Arah", "Musim"],
        };
        words[self.words]
    }

    /// Writes headings from this row on, and gives the row below them.
    fn head(&self, sheet: &mut Worksheet, top: u32) -> u32 {
        let (columns, plain) = (self.columns(), Format::new());
        let groups = u16::try_from(columns.len() - 2).unwrap();
        for (at, column) in (0u16..).zip(&columns) {
            match (self.in_two_rows, *column) {
                (false, column) => {
                    sheet.write_string(top, at, self.heading(column)).unwrap();
                }
                (true, Column::Contact) => {
                    sheet.write_string(top + 1, at, "NAMA").unwrap();
                }
                (true, Column::Phone) => {
                    sheet.write_string(top + 1, at, "NO. HP").unwrap();
                }
                (true, column) => {
                    sheet.merge_range(top, at, top + 1, at, self.heading(column), &plain).unwrap();
                }
            }
        }
        if self.in_two_rows {
            sheet.merge_range(top, groups, top, groups + 1, "PENGURUS KIM", &plain).unwrap();
        }
        let below = top + 1 + u32::from(self.in_two_rows);
        if self.numbered {
            for (at, _) in (0u16..).zip(&columns) {
                sheet.write_string(below, at, format!("({})", at + 1)).unwrap();
            }
        }
        below + u32::from(self.numbered)
    }

    fn cased(&self, text: &str) -> String {
        if self.capitals { text.to_uppercase() } else { text.to_owned() }
    }

    /// Writes a table of villages from this row on.
    fn table(&self, sheet: &mut Worksheet, top: u32, rows: &[Row]) {
        let (columns, plain) = (self.columns(), Format::new());
        let mut at = self.head(sheet, top);
        for group in rows.chunk_by(|a, b| a.2 == b.2) {
            let kecamatan = self.cased(KECAMATAN[group[0].2]);
            if self.kecamatan == 2 {
                sheet.write_string(at, 0, format!("KECAMATAN {kecamatan}")).unwrap();
                at += 1;
            }
            let last = at + u32::try_from(group.len()).unwrap() - 1;
            for (number, (code, name, _)) in (1u32..).zip(group) {
                for (column, kind) in (0u16..).zip(&columns) {
                    match kind {
                        Column::Number => {
                            sheet.write_number(at, column, number).unwrap();
                        }
                        Column::Code if self.codes == 2 => {
                            sheet.write_number(at, column, code.replace('.', "").parse::<f64>().unwrap()).unwrap();
                        }
                        Column::Code if self.codes == 1 => {
                            sheet.write_string(at, column, code.replace('.', "")).unwrap();
                        }
                        Column::Code => {
                            sheet.write_string(at, column, code).unwrap();
                        }
                        Column::Name => {
                            let word = if code[9..].starts_with('1') { "Kel. " } else { "Ds. " };
                            let word = if self.prefixed { word } else { "" };
                            sheet.write_string(at, column, self.cased(&format!("{word}{name}"))).unwrap();
                        }
                        // Of one row nothing is merged.
                        Column::Kecamatan if self.kecamatan == 1 && group.len() > 1 => {
                            if number == 1 {
                                sheet.merge_range(at, column, last, column, &kecamatan, &plain).unwrap();
                            }
                        }
                        Column::Kecamatan => {
                            sheet.write_string(at, column, &kecamatan).unwrap();
                        }
                        Column::Contact => {
                            sheet.write_string(at, column, format!("Hamriani {name}")).unwrap();
                        }
                        Column::Phone => {
                            sheet.write_string(at, column, "0812 3456 7890").unwrap();
                        }
                        Column::Unknown => {
                            sheet.write_string(at, column, "lain").unwrap();
                        }
                    }
                }
                at += 1;
            }
            at += u32::from(self.blank);
        }
        if self.sum {
            sheet.write_string(at, 0, "JUMLAH").unwrap();
            sheet.write_number(at, 2, u32::try_from(rows.len()).unwrap()).unwrap();
        }
    }

    fn file(&self, rows: &[Row]) -> Vec<u8> {
        let mut book = Workbook::new();
        let last = rows.last().map_or(0, |row| row.2);
        let apart = if self.second_sheet && last > 0 { rows.partition_point(|row| row.2 < last) } else { rows.len() };
        for (name, rows) in [("KIM", &rows[..apart]), ("Data 2", &rows[apart..])] {
            if name != "KIM" && rows.is_empty() {
                continue;
            }
            let sheet = book.add_worksheet().set_name(name).unwrap();
            for title in 0..self.titles {
                sheet.write_string(title, 0, ["PEMERINTAH KABUPATEN KUTAI TIMUR", "DAFTAR KIM", "Tahun 2026"][title as usize]).unwrap();
            }
            self.table(sheet, self.titles, rows);
        }
        book.save_to_buffer().unwrap()
    }
}

fn read(bytes: &[u8]) -> Found<Vec<Village>> {
    registry::read(&table::read("kim.xlsx", bytes).value, &OwnWords::default())
}

#[test]
fn no_habit_of_an_office_loses_or_doubles_a_village() {
    let cases = std::env::var("PROPTEST_CASES").ok().and_then(|cases| cases.parse().ok());
    let config = Config { cases: cases.unwrap_or(48), failure_persistence: None, ..Config::default() };
    let mut runner = match cases {
        Some(_) => TestRunner::new(config),
        None => TestRunner::new_with_rng(config, TestRng::deterministic_rng(RngAlgorithm::ChaCha)),
    };
    let outcome = runner.run(&habits(), |habit| {
        let rows = villages(habit.villages);
        let found = read(&habit.file(&rows));
        let told = format!("{habit:?}\n{:#?}", found.diagnostics);
        for (code, name, kecamatan) in &rows {
            let of_code: Vec<&Village> = found.value.iter().filter(|village| village.desa.code.as_str() == code).collect();
            let is_named = found.diagnostics.iter().any(|said| said.place.is_some() && said.desa.as_deref() == Some(code));
            match of_code.as_slice() {
                [village] => {
                    let read = (village.desa.name.as_str(), village.desa.kecamatan.as_str());
                    prop_assert_eq!(read, (name.as_str(), KECAMATAN[*kecamatan]), "{}", told);
                    let contact = village.address.contact.clone();
                    prop_assert_eq!(contact, Some(format!("Hamriani {name}")), "{}", told);
                    prop_assert_eq!(village.address.whatsapp.as_deref(), Some("6281234567890"), "{}", told);
                }
                [] => prop_assert!(is_named, "{code} is lost: {told}"),
                _ => prop_assert!(false, "{code} is doubled: {told}"),
            }
        }
        prop_assert_eq!(found.value.len() <= rows.len(), true, "{}", told);
        Ok(())
    });
    outcome.unwrap_or_else(|fault| panic!("{fault}"));
}

#[test]
fn tables_side_by_side_and_below_are_read_with_one_note_of_where_villages_came_from() {
    let bytes = workbook(&[
        &["Kode", "Desa", "Kecamatan", "", "Kode", "Desa", "Kecamatan"],
        &["64.08.04.2001", "Singa Gembara", "Sangatta Utara", "", "64.08.01.2001", "Muara Ancalong", "Muara Ancalong"],
        &["64.08.04.2002", "Swarga Bara", "Sangatta Utara", "", "64.08.01.2002", "Kelinjau Hulu", "Muara Ancalong"],
        &[],
        &["DAFTAR KELURAHAN"],
        &["Kelurahan", "Kecamatan", "Kode"],
        &["Teluk Lingga", "Sangatta Utara", "64.08.04.1003"],
        &["Singa Gembara", "Sangatta Utara", "64.08.04.2001"],
    ]);
    let found = read(&bytes);
    let names: Vec<&str> = found.value.iter().map(|village| village.desa.name.as_str()).collect();
    assert_eq!(names, ["Muara Ancalong", "Kelinjau Hulu", "Teluk Lingga", "Singa Gembara", "Swarga Bara"]);
    let of = |code: &str| found.diagnostics.iter().filter(|said| said.code == code).map(|said| said.message.clone()).collect::<Vec<_>>();
    let place = |cell: &str| format!("kim.xlsx, lembar “Sheet1”, sel {cell}");
    let note = format!("desa dibaca dari 3 tabel: 2 dari {}; 1 dari {}; 2 dari {}", place("A1"), place("A6"), place("E1"));
    assert_eq!(of("kim.beberapa-tabel"), [note]);
    assert_eq!(of("kim.desa-berulang"), [format!("1 desa di tabel ini sudah ada di tabel {}, jadi barisnya tidak dipakai", place("A1"))]);
    assert_eq!(of("kim.kode-ganda"), Vec::<String>::new());
}

#[test]
fn a_second_workbook_of_villages_is_read_beside_the_first() {
    let office = TestOffice::barambai();
    let rows: &[&[&str]] =
        &[&["Desa", "Kode", "Kecamatan"], &["Marabahan Kota", "63.04.15.1001", "Marabahan"], &["Barambai", "63.04.14.2001", "Barambai"]];
    office.write("Daftar KIM kelurahan.xlsx", workbook(rows));
    office.write("edisi/2026-11-23/pengumuman/1.md", "Untuk: kelurahan Marabahan Kota\n\n# Contoh\n\nIsi.\n");
    let run = office.warta(&["--json", "periksa"]);
    let facts: serde_json::Value = serde_json::from_str(&run.stdout).unwrap_or_else(|_| panic!("{}", run.stderr));
    let told = |code: &str| {
        let all = facts["diagnostik"].as_array().unwrap().iter();
        all.filter(|one| one["kode"] == code).map(|one| one["pesan"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    let (first, second) = ("kim.xlsx, lembar “Sheet1”, sel A1", "Daftar KIM kelurahan.xlsx, lembar “Sheet1”, sel A1");
    assert_eq!(told("kim.beberapa-tabel"), [format!("desa dibaca dari 2 tabel: 11 dari {first}; 1 dari {second}")], "{}", run.stdout);
    assert_eq!(told("kim.desa-berulang"), [format!("1 desa di tabel ini sudah ada di tabel {first}, jadi barisnya tidak dipakai")]);
    assert_eq!((told("berkas.berlebih"), told("tujuan.desa-tidak-ada")), (Vec::new(), Vec::new()), "{}", run.stdout);
}
