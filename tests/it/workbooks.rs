//! The office's workbooks as a Kabag prints and reads them: `laporan.xlsx` and `anggaran-cetak.xlsx`.

use std::fs;
use std::io::Cursor;

use calamine::{Data, Range, Reader, Xlsx};
use warta::model::{DesaCode, EditionId, Zone};
use warta::report::workbook::{Absent, ReportWorkbook};

use crate::support::{Answer, RegistryRow, TestOffice, receipt_code};

const REPORT: &str = "hasil/2026-11-23/laporan.xlsx";
const BUDGET: &str = "hasil/2026-11-23/anggaran-cetak.xlsx";
const SHEETS: [&str; 7] = ["Ringkasan", "Per desa", "Per kecamatan", "Per edisi", "KIM diam", "Percobaan", "Sidik"];

/// Three kecamatan of Kutai Timur.
const ROWS: [RegistryRow<'_>; 5] = [
    ["64.08.04.1001", "Teluk Lingga", "Sangatta Utara", "KIM Teluk Lingga", "40", ""],
    ["64.08.04.2002", "Singa Gembara", "Sangatta Utara", "KIM Singa Gembara", "12", ""],
    ["64.08.06.2002", "Long Bentuq", "Busang", "KIM Bentuq Jaya", "5", ""],
    ["64.08.14.2001", "Karya Baru", "Kaubun", "", "3", ""],
    ["64.08.14.2002", "Bumi Rapak", "Kaubun", "KIM Rapak", "6", ""],
];

/// An office of Kutai Timur with an announcement in each of these editions.
fn kutai_timur(rows: &[RegistryRow<'_>], editions: &[&str]) -> TestOffice {
    let office = TestOffice::with_registry(rows);
    settings(&office, &[("Barito Kuala", "Kutai Timur")]);
    for edition in editions {
        office.write(&format!("edisi/{edition}/pengumuman/1.md"), "Untuk: semua\n\n# Pasar murah\n\nDi halaman kantor camat.\n");
    }
    office
}

fn settings(office: &TestOffice, changes: &[(&str, &str)]) {
    let text = fs::read_to_string(office.path("warta.toml")).unwrap();
    let changed = changes.iter().fold(text, |text, (old, new)| {
        assert!(text.contains(old), "{old}");
        text.replace(old, new)
    });
    office.write("warta.toml", changed);
}

fn well(run: &Answer) {
    assert_eq!(run.code, 0, "{}{}", run.stdout, run.stderr);
}

fn sheet(bytes: &[u8], name: &str) -> Range<Data> {
    Xlsx::new(Cursor::new(bytes.to_vec())).unwrap().worksheet_range(name).unwrap()
}

/// The rows of a sheet as text.
fn texts(bytes: &[u8], name: &str) -> Vec<Vec<String>> {
    sheet(bytes, name).rows().map(|row| row.iter().map(ToString::to_string).collect()).collect()
}

fn row_of(rows: &[Vec<String>], first: &str) -> Vec<String> {
    rows.iter().find(|row| row[0] == first).unwrap_or_else(|| panic!("{first}: {rows:?}")).clone()
}

/// A file of a workbook.
fn part(bytes: &[u8], name: &str) -> String {
    let mut book = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    std::io::read_to_string(book.by_name(name).unwrap()).unwrap()
}

/// What Excel needs for a print that can be read: A4 across, one page wide, the head on each page and always in sight, a filter, sums.
fn assert_prints(bytes: &[u8], names: &[&str]) {
    let book = Xlsx::new(Cursor::new(bytes.to_vec())).unwrap();
    assert_eq!(book.sheet_names(), names);
    let defined = part(bytes, "xl/workbook.xml");
    for (at, name) in names.iter().enumerate() {
        let xml = part(bytes, &format!("xl/worksheets/sheet{}.xml", at + 1));
        for needed in
            ["orientation=\"landscape\"", "paperSize=\"9\"", "fitToPage=\"1\"", "ySplit=\"3\"", "state=\"frozen\"", "<autoFilter "]
        {
            assert!(xml.contains(needed), "{name}: {needed}");
        }
        for needed in ["Print_Area", "Print_Titles"] {
            assert!(defined.contains(&format!("_xlnm.{needed}\" localSheetId=\"{at}\"")), "{name}: {needed}\n{defined}");
        }
        assert!(texts(bytes, name).iter().any(|row| row[0] == "Jumlah"), "{name}: {:?}", texts(bytes, name));
    }
}

#[test]
fn a_kabag_prints_the_workbooks_as_they_are() {
    let office = kutai_timur(&ROWS, &["2026-11-23"]);
    well(&office.warta(&["jalankan"]));
    let (report, budget) = (fs::read(office.path(REPORT)).unwrap(), fs::read(office.path(BUDGET)).unwrap());
    assert_prints(&report, &SHEETS);
    assert_prints(&budget, &["Per desa", "Per kecamatan"]);

    // Times are times, so that they sort and can be reckoned with; the office's zone stands above them.
    let villages = sheet(&report, "Per desa");
    assert_eq!(villages.get((2, 7)).unwrap(), &Data::String("Waktu (WITA)".to_owned()));
    let times: Vec<bool> = (3..8).map(|row| matches!(villages.get((row, 7)), Some(Data::DateTime(_)))).collect();
    assert_eq!(times, [true; 5], "{villages:?}");
    assert_eq!(row_of(&texts(&report, "Per desa"), "Jumlah")[1], "5");

    // Sums of files are for whoever checks one, on a sheet of their own.
    let has_sum = |name: &str| texts(&report, name).iter().flatten().any(|cell| cell.contains("sha256") || cell.len() == 64);
    assert_eq!(SHEETS.map(has_sum), [false, false, false, false, false, false, true]);
    let sums = row_of(&texts(&report, "Sidik"), "64.08.06.2002");
    assert_eq!(sums[3], "warta-2026-11-23-6408062002.zip");
    let zip = fs::read(office.path("kiriman/2026-11-23/warta-2026-11-23-6408062002.zip")).unwrap();
    assert_eq!(sums[4], warta::bundle::sha256(&zip));
    assert_eq!(row_of(&texts(&report, "Per desa"), "64.08.06.2002")[10], "kiriman/2026-11-23/warta-2026-11-23-6408062002.zip");
}

#[test]
fn the_summary_counts_every_kecamatan_and_draws_it() {
    let office = kutai_timur(&ROWS, &["2026-11-23"]);
    well(&office.warta(&["jalankan"]));
    well(&office.warta(&["terima", &receipt_code(&office, "64.08.14.2002", 0), "--tanggal", "24-11-2026"]));
    well(&office.warta(&["status"]));
    let report = fs::read(office.path(REPORT)).unwrap();
    let rows = texts(&report, "Ringkasan");
    let head = ["Kode", "Kecamatan", "Desa", "Bundel", "Diterima KIM", "Terkirim"];
    assert_eq!(rows[2][..6], head);
    assert_eq!(rows[3][..6], ["64.08.04", "Sangatta Utara", "2", "2", "0", "2"]);
    assert_eq!(rows[5][..6], ["64.08.14", "Kaubun", "2", "2", "1", "1"]);
    assert_eq!(row_of(&rows, "Jumlah")[..6], ["Jumlah", "", "5", "5", "1", "4"]);
    assert!(rows[1][0].contains("5 desa dan kelurahan: 1 diterima KIM, 4 terkirim"), "{:?}", rows[1]);
    let received = row_of(&texts(&report, "Per desa"), "64.08.14.2002");
    assert!(sheet(&report, "Per desa").rows().any(|row| matches!(row[8], Data::DateTime(day) if day.as_f64() == 46350.0)), "{received:?}");

    let charts = [1, 2].map(|number| part(&report, &format!("xl/charts/chart{number}.xml")));
    let drawn = |words: &[&str]| charts.iter().any(|chart| words.iter().all(|word| chart.contains(word)));
    assert!(
        drawn(&["barDir val=\"bar\"", "\"stacked\"", "Ringkasan!$E$4:$E$6", "<c:v>Kaubun</c:v>", "<c:v>Belum terbit</c:v>"]),
        "{charts:?}"
    );
    assert!(drawn(&["barDir val=\"col\"", "'Per edisi'!$E$4<", "Edisi 48 Tahun 2026"]), "{charts:?}");
    assert_eq!(row_of(&texts(&report, "Per edisi"), "Edisi 48 Tahun 2026")[2..5], ["5", "1", "0.2"]);
}

#[test]
fn villages_of_which_nothing_was_made_stand_in_the_report_with_the_reason() {
    let mut rows = ROWS;
    rows[2][5] = "merpati";
    let office = kutai_timur(&rows, &["2026-11-23"]);
    let run = office.warta(&["jalankan"]);
    assert_eq!(run.code, 3, "{}{}", run.stdout, run.stderr);
    let report = fs::read(office.path(REPORT)).unwrap();
    let villages = texts(&report, "Per desa");
    let codes: Vec<&str> = villages[3..].iter().map(|row| row[0].as_str()).collect();
    assert_eq!(codes, ["64.08.04.1001", "64.08.04.2002", "64.08.06.2002", "64.08.14.2001", "64.08.14.2002", "Jumlah"]);
    let stopped = &villages[5];
    assert_eq!((stopped[1].as_str(), stopped[5].as_str()), ("Desa Long Bentuq", "belum terbit"));
    assert!(stopped[10].contains("merpati") && stopped[10].contains("kim.xlsx"), "{stopped:?}");
    let summary = texts(&report, "Ringkasan");
    assert_eq!(row_of(&summary, "64.08.06")[1..11], ["Busang", "1", "0", "0", "0", "0", "0", "0", "0", "1"]);
    assert!(summary[1][0].ends_with("5 desa dan kelurahan: 4 terkirim; 1 belum terbit."), "{:?}", summary[1]);
    // What the status tells it knows without a run: the same facts, the same bytes.
    let told = office.warta(&["status"]);
    assert!(told.code == 0 && fs::read(office.path(REPORT)).unwrap() == report, "{}{}", told.stdout, told.stderr);
    // The village is put right, and nothing of before is left.
    office.write("kim.xlsx", fs::read(kutai_timur(&ROWS, &[]).path("kim.xlsx")).unwrap());
    well(&office.warta(&["jalankan"]));
    let all = texts(&fs::read(office.path(REPORT)).unwrap(), "Per desa");
    assert!(all.iter().flatten().all(|cell| cell != "belum terbit"), "{all:?}");
}

#[test]
fn a_kim_that_has_been_silent_for_weeks_is_named_until_it_answers() {
    let editions = ["2026-11-09", "2026-11-16", "2026-11-23"];
    let office = kutai_timur(&ROWS, &editions);
    for edition in editions {
        well(&office.warta(&["jalankan", edition]));
    }
    let silent = || texts(&fs::read(office.path(REPORT)).unwrap(), "KIM diam");
    assert_eq!(silent().len(), 3 + 5 + 1, "{:?}", silent());
    let long_bentuq = row_of(&silent(), "64.08.06.2002");
    assert_eq!(long_bentuq[1..5], ["Desa Long Bentuq", "Busang", "KIM Bentuq Jaya", "3"]);
    let report = fs::read(office.path(REPORT)).unwrap();
    let rows = texts(&report, "Ringkasan");
    let line = "Desa Long Bentuq (Busang), KIM Bentuq Jaya: 3 edisi, tidak menjawab sejak Edisi 46 Tahun 2026";
    assert!(rows.iter().any(|row| row[0] == line), "{rows:?}");
    assert_eq!(row_of(&rows, "64.08.14")[11], "2");
    assert_eq!(
        texts(&report, "Per edisi")[3..6].iter().map(|row| row[0].clone()).collect::<Vec<_>>(),
        [46, 47, 48].map(|week| format!("Edisi {week} Tahun 2026"))
    );
    // Two weeks' silence is none yet.
    let earlier = fs::read(office.path("hasil/2026-11-16/laporan.xlsx")).unwrap();
    assert!(texts(&earlier, "Ringkasan").iter().any(|row| row[0] == "Tidak ada KIM yang diam selama 3 edisi atau lebih."));

    well(&office.warta(&["terima", &receipt_code(&office, "64.08.06.2002", 0), "--tanggal", "24-11-2026"]));
    well(&office.warta(&["status"]));
    assert!(silent().iter().all(|row| row[0] != "64.08.06.2002"), "{:?}", silent());
}

#[test]
fn the_same_ledger_gives_the_same_report() {
    let office = kutai_timur(&ROWS, &["2026-11-23"]);
    well(&office.warta(&["jalankan"]));
    let (report, budget) = (fs::read(office.path(REPORT)).unwrap(), fs::read(office.path(BUDGET)).unwrap());
    office.remove(REPORT);
    well(&office.warta(&["status"]));
    assert!(fs::read(office.path(REPORT)).unwrap() == report);
    office.remove(BUDGET);
    well(&office.warta(&["terbitkan"]));
    assert!(fs::read(office.path(BUDGET)).unwrap() == budget);
}

#[test]
fn paper_costs_what_a_sheet_costs_and_reams_are_rounded_once() {
    let office = kutai_timur(&ROWS, &["2026-11-23"]);
    well(&office.warta(&["jalankan"]));
    let without = fs::read(office.path(BUDGET)).unwrap();
    assert!(texts(&without, "Per desa").iter().flatten().all(|cell| !cell.contains("Rupiah")));

    settings(&office, &[("# harga_lembar = 250", "harga_lembar = 250")]);
    let again = office.warta(&["jalankan"]);
    well(&again);
    assert!(again.stdout.contains("5 di antaranya tidak berubah"), "a price is not printed: {}", again.stdout);
    let budget = fs::read(office.path(BUDGET)).unwrap();
    for name in ["Per desa", "Per kecamatan"] {
        let rows = texts(&budget, name);
        let last = rows[2].len() - 1;
        assert_eq!(rows[2][last - 1..], ["Lembar kertas", "Rupiah"], "{name}");
        let number = |row: &[String], column: usize| row[column].parse::<u64>().unwrap();
        let lines: Vec<&Vec<String>> = rows[3..].iter().take_while(|row| row[0] != "Jumlah").collect();
        let sheets: u64 = lines.iter().map(|row| number(row, last - 1)).sum();
        assert!(lines.iter().all(|row| number(row, last) == 250 * number(row, last - 1)), "{rows:?}");
        let total = row_of(&rows, "Jumlah");
        assert_eq!((number(&total, last - 1), number(&total, last)), (sheets, 250 * sheets), "{name}");
        // Five villages in three kecamatan, of which none fills a ream.
        let reams = rows.iter().find(|row| row[0].starts_with("Rim (500 lembar)")).unwrap();
        assert_eq!((sheets < 500, number(reams, last - 1)), (true, 1), "{name}");
    }
    let formulas = Xlsx::new(Cursor::new(budget.clone())).unwrap().worksheet_formula("Per desa").unwrap();
    assert!(formulas.rows().flatten().any(|formula| formula.starts_with("SUBTOTAL(109,")), "sums follow a filter");

    settings(&office, &[("harga_lembar = 250", "harga_lembar = 0")]);
    let refused = office.warta(&["periksa"]);
    assert!(
        refused.code == 1 && refused.stderr.contains("harga_lembar") && refused.stderr.contains("1 sampai 100000"),
        "{}",
        refused.stderr
    );
}

#[test]
fn a_province_is_summed_up_by_kabupaten() {
    let absent = |kabupaten: u32, kecamatan: u32| Absent {
        code: DesaCode::parse(&format!("64.{kabupaten:02}.{kecamatan:02}.2001")),
        title: "Desa Satu".to_owned(),
        kecamatan: format!("Kecamatan {kecamatan}"),
        kim: None,
        why: None,
    };
    let all = (1..=10).flat_map(|kabupaten| (1..=21).map(move |kecamatan| absent(kabupaten, kecamatan))).collect();
    let mut unread = absent(1, 1);
    (unread.code, unread.title) = (None, "Rantau".to_owned());
    let edition = EditionId::parse("2026-11-23").unwrap();
    let all: Vec<Absent> = Vec::into_iter(all).chain([unread]).collect();
    let report = ReportWorkbook::new(edition, Zone::Wita, all).unwrap().finish(&[], &[]).unwrap();
    let rows = texts(&report, "Ringkasan");
    assert_eq!(rows[2][1], "Kabupaten/kota");
    assert_eq!(rows[3][..3], ["64.01", "64.01", "21"]);
    assert_eq!(rows[13][1..3], ["kode tidak terbaca", "1"]);
    assert_eq!(row_of(&rows, "Jumlah")[2], "211");
    assert_eq!(texts(&report, "Per desa").len(), 3 + 211 + 1);
}
