//! Office files read back, past every fault.

use chrono::{NaiveDate, NaiveTime};
use warta::diagnostic::{Diagnostic, Place, Severity};
use warta::intake::document::Genre;
use warta::intake::table::Value;
use warta::intake::{agenda, document, moment, registry, sambutan, table, target};
use warta::model::{Block, EditionId, End, Leader, Official, Officials, OwnWords, Status, Target, Time, Wilayah, Zone};

use crate::office::edition;
use crate::support::workbook;

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn at(hour: u32, minute: u32) -> NaiveTime {
    NaiveTime::from_hms_opt(hour, minute, 0).unwrap()
}

fn said(diagnostics: &[Diagnostic]) -> Vec<String> {
    diagnostics.iter().map(|d| format!("{} | {}", d.message, d.place.as_ref().map(ToString::to_string).unwrap_or_default())).collect()
}

#[test]
fn dates_are_read_as_offices_write_them() {
    let week = EditionId::parse("2021-05-17").unwrap();
    let text = |t: &str| Value::Text(t.to_owned());
    let table: &[(Value, &[&str])] = &[
        (text("Senin,\n17 Mei 2021"), &["2021-05-17"]),
        (Value::Number(44334.0), &["2021-05-18"]),
        (text("Jum’at/ 21-05-2021"), &["2021-05-21"]),
        (text("Jum'at, 21 Mei 2021"), &["2021-05-21"]),
        (text("Ahad 23/5/21"), &["2021-05-23"]),
        (text("31 Mei s/d 2 Juni 2021"), &["2021-05-31", "2021-06-01", "2021-06-02"]),
        (text("20 & 21 Mei"), &["2021-05-20", "2021-05-21"]),
        (text("17-19 Mei 2021"), &["2021-05-17", "2021-05-18", "2021-05-19"]),
        (text("Senin s.d. Rabu, 17 s.d. 19 Mei 2021"), &["2021-05-17", "2021-05-18", "2021-05-19"]),
        (text("2 Nopember 2021"), &["2021-11-02"]),
        (text("3 Pebruari 2021"), &["2021-02-03"]),
        (text("2021-05-17"), &["2021-05-17"]),
        (text("menyusul"), &[]),
        (text("31 Februari 2021"), &[]),
        (Value::Number(7.0), &[]),
    ];
    for (value, expected) in table {
        let dates = moment::dates(value, week).map(|r| r.value).unwrap_or_default();
        assert_eq!(dates, expected.iter().map(|d| day(d)).collect::<Vec<_>>(), "{value:?}");
    }
    let wrong_day = moment::dates(&text("Kamis, 19 September 2025"), week).unwrap();
    assert_eq!(wrong_day.value, [day("2025-09-19")]);
    assert_eq!(wrong_day.doubt.unwrap().message, "19 September 2025 adalah hari Jumat, bukan Kamis");
    // Without a year, the one nearest to the edition: a week over New Year's.
    let new_year = EditionId::parse("2026-12-28").unwrap();
    assert_eq!(moment::dates(&text("2 Januari"), new_year).unwrap().value, [day("2027-01-02")]);
}

#[test]
fn times_are_read_as_offices_write_them() {
    let time = |start, end, elsewhere| Some(Time::At { start, end, elsewhere });
    let text = |t: &str| Value::Text(t.to_owned());
    let named = |t: &str, near| Some(Time::Named { text: t.to_owned(), near });
    let table = [
        (text("09.00 WITA s.d. selesai"), time(at(9, 0), End::Open, None)),
        (text("14.00 - Selesai"), time(at(14, 0), End::Open, None)),
        (text("08.30–10.00 Wita"), time(at(8, 30), End::At(at(10, 0)), None)),
        (text("Pukul 9:30"), time(at(9, 30), End::Unsaid, None)),
        (text("Pkl. 13.00 WIB (via Zoom)"), time(at(14, 0), End::Unsaid, Some((at(13, 0), Zone::Wib)))),
        (text("Ba'da Isya"), named("Ba'da Isya", at(20, 0))),
        (Value::Number(0.375), time(at(9, 0), End::Unsaid, None)),
        (Value::Number(9.3), time(at(9, 30), End::Unsaid, None)),
        (text("segera"), None),
    ];
    for (value, expected) in table {
        assert_eq!(moment::time(&value, Zone::Wita).map(|r| r.value), expected, "{value:?}");
    }
    let typed = moment::time(&Value::Number(9.3), Zone::Wita).unwrap();
    assert_eq!(typed.doubt.unwrap().message, "angka 9,3 dibaca sebagai pukul 09.30");
}

#[test]
fn officials_are_read_as_offices_write_them() {
    let official = |(office, by): &(&str, &str)| Official {
        office: (*office).to_owned(),
        represented_by: Some((*by).to_owned()).filter(|by| !by.is_empty()),
    };
    let named = |all: &[(&str, &str)]| Officials::Named(all.iter().map(official).collect());
    let table = [
        ("Bupati\n(diwakili Asisten I)", named(&[("Bupati", "Asisten I")])),
        ("1. Bupati 2. Wabup", named(&[("Bupati", ""), ("Wakil Bupati", "")])),
        ("Bupati, Wakil Bupati dan Sekda", named(&[("Bupati", ""), ("Wakil Bupati", ""), ("Sekda", "")])),
        ("1. Bupati (diwakili Asisten I) 2. Wabup", named(&[("Bupati", "Asisten I"), ("Wakil Bupati", "")])),
        ("Bupati diwakili Asisten I, Sekda", named(&[("Bupati", "Asisten I"), ("Sekda", "")])),
        ("Wabup (diwakilkan kepada Drs. Amat, M.Si.)", named(&[("Wakil Bupati", "Drs. Amat, M.Si.")])),
        ("Wabup mewakili Bupati", named(&[("Bupati", "Wakil Bupati")])),
        ("diwakili Asisten II", named(&[("Asisten II", "")])),
        ("Kepala Dinas Pendidikan dan Kebudayaan", named(&[("Kepala Dinas Pendidikan dan Kebudayaan", "")])),
        ("-", Officials::Unknown),
        ("menunggu disposisi", Officials::Pending),
    ];
    for (text, expected) in table {
        assert_eq!(agenda::officials(text), expected, "{text}");
    }
}

#[test]
fn every_fault_of_an_agenda_is_said_at_its_cell_and_the_rest_is_read() {
    let bytes = workbook(&[
        &["AGENDA PIMPINAN"],
        &[],
        &["Hari/Tanggal", "Pukul", "Acara", "Tempat", "Petugas"],
        &["Senin, 23 November 2026", "07.30 WITA", "Apel gabungan", "Halaman", "Rudi 0812-0000-7731"],
        &["Selasa, 25 November 2026", "segera", "Rapat", "Aula", ""],
        &["", "09.00", "Tanpa tanggal", "Aula", ""],
        &["25-11-2026", "", "DITUNDA – Rakor TPID", "sda", ""],
        &["Rabu besok", "10.00", "Tanggal aneh", "", ""],
        &["Rabu, 2 Desember 2026", "10.00", "Pekan depan", "", ""],
        &["Kamis, 26 November 2026", "10.00", "", "Aula", ""],
        &["", "", "", "Marabahan, 20 November 2026", ""],
    ]);
    let sheets = table::read("agenda.xlsx", &bytes).value;
    let found = agenda::read(&sheets, edition(), Zone::Wita);
    let read: Vec<(String, Status, String)> = found
        .value
        .iter()
        .map(|e| (e.date.to_string(), e.status, format!("{} @ {}", e.title, e.venue.clone().unwrap_or_default())))
        .collect();
    let expect = |date: &str, status, text: &str| (date.to_owned(), status, text.to_owned());
    assert_eq!(
        read,
        [
            expect("2026-11-23", Status::Planned, "Apel gabungan @ Halaman"),
            expect("2026-11-25", Status::Planned, "Tanpa tanggal @ Aula"),
            expect("2026-11-25", Status::Planned, "Rapat @ Aula"),
            expect("2026-11-25", Status::Postponed, "Rakor TPID @ Aula"),
        ]
    );
    let place = |cell: &str| format!("agenda.xlsx, lembar “Sheet1”, sel {cell}");
    assert_eq!(
        said(&found.diagnostics),
        [
            format!("25 November 2026 adalah hari Rabu, bukan Selasa | {}", place("A5")),
            format!("waktu tidak terbaca, jadi tidak dicetak | {}", place("B5")),
            format!("tanggal tidak terbaca | {}", place("A8")),
            format!("acara kosong | {}", place("A10")),
            format!("tanggal kosong di 1 baris, jadi dipakai tanggal di atasnya: baris 6 memakai Rabu, 25 November 2026 | {}", place("A6")),
            format!("baris di luar tabel, jadi tidak dicetak | {}", place("D11")),
            format!("Rabu, 2 Desember 2026 di luar pekan edisi ini, jadi tidak dicetak | {}", place("C9")),
        ]
        .into_iter()
        .collect::<Vec<_>>()
    );
    assert!(found.diagnostics.iter().filter(|d| d.severity == Severity::Error).all(|d| d.remedy.is_some()));
}

#[test]
fn hidden_rows_columns_and_sheets_and_private_columns_are_not_read() {
    use rust_xlsxwriter::{Format, Workbook};
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    sheet.write_row(0, 0, ["Tanggal", "Acara", "Tempat", "Keterangan", "No. HP"]).unwrap();
    sheet.write_row(1, 0, ["23-11-2026", "Terbuka", "Aula", "RAHASIA-KOLOM", "RAHASIA-HP"]).unwrap();
    sheet.write_row(2, 0, ["23-11-2026", "RAHASIA-BARIS", "Aula"]).unwrap();
    sheet.write_row(3, 0, ["23-11-2026", "Batal", "Aula"]).unwrap();
    sheet.write_string_with_format(3, 1, "Dicoret", &Format::new().set_font_strikethrough()).unwrap();
    sheet.set_column_hidden(3).unwrap();
    sheet.set_row_hidden(2).unwrap();
    let secret = book.add_worksheet();
    secret.write_row(0, 0, ["Tanggal", "Acara"]).unwrap();
    secret.write_row(1, 0, ["23-11-2026", "RAHASIA-LEMBAR"]).unwrap();
    secret.set_hidden(true);
    let sheets = table::read("agenda.xlsx", &book.save_to_buffer().unwrap());
    let found = agenda::read(&sheets.value, edition(), Zone::Wita);
    let all = format!("{:?}{:?}", found.value, found.diagnostics);
    assert!(!all.contains("RAHASIA"), "{all}");
    let titles: Vec<(&str, Status)> = found.value.iter().map(|e| (e.title.as_str(), e.status)).collect();
    assert_eq!(titles, [("Terbuka", Status::Planned), ("Dicoret", Status::Cancelled)]);
    assert_eq!(
        said(&sheets.diagnostics),
        [
            "baris atau kolom tersembunyi di lembar “Sheet1” tidak dibaca | agenda.xlsx",
            "lembar “Sheet2” tersembunyi, jadi tidak dibaca | agenda.xlsx"
        ]
    );
}

#[test]
fn a_merged_date_is_inherited_inside_its_range_only() {
    use rust_xlsxwriter::{Format, Workbook};
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    sheet.write_row(0, 0, ["Tanggal", "Acara"]).unwrap();
    sheet.merge_range(1, 0, 2, 0, "Senin, 23 November 2026", &Format::new()).unwrap();
    for (row, event) in [(1, "Satu"), (2, "Dua"), (3, "Tiga")] {
        sheet.write_string(row, 1, event).unwrap();
    }
    let sheets = table::read("agenda.xlsx", &book.save_to_buffer().unwrap()).value;
    let found = agenda::read(&sheets, edition(), Zone::Wita);
    assert_eq!(found.value.iter().map(|e| e.title.as_str()).collect::<Vec<_>>(), ["Satu", "Dua"]);
    assert_eq!(said(&found.diagnostics), ["tanggal kosong | agenda.xlsx, lembar “Sheet1”, sel A4"]);
}

#[test]
fn csv_is_read_whatever_its_encoding_and_separator() {
    let rows = "Tanggal;Acara\n23-11-2026;Panen “padi”\n";
    let utf16: Vec<u8> = [0xff, 0xfe].into_iter().chain(rows.encode_utf16().flat_map(u16::to_le_bytes)).collect();
    let (cp1252, _, _) = encoding_rs::WINDOWS_1252.encode(rows);
    for bytes in
        [rows.as_bytes().to_vec(), format!("\u{feff}{rows}").into_bytes(), rows.replace(';', "\t").into_bytes(), utf16, cp1252.into_owned()]
    {
        let sheets = table::read("agenda.csv", &bytes).value;
        let found = agenda::read(&sheets, edition(), Zone::Wita);
        assert_eq!(found.value[0].title, "Panen “padi”", "{:?}", said(&found.diagnostics));
    }
}

#[test]
fn a_registry_row_with_a_fault_stops_that_desa_and_says_which() {
    let bytes = workbook(&[
        &["Kode", "Desa", "Kecamatan", "KIM", "Email", "RT"],
        &["63.04.14.2001", "Barambai", "Barambai", "KIM Satu", "satu@contoh.id; dua@contoh.id", "4"],
        &["63.04.14.2001", "Barambai", "Barambai", "", "", "4"],
        &["6304142008", "Karya Baru", "Barambay", "Karya", "salah@", "banyak"],
        &["63.04.14", "Sungai Kali", "Barambai", "", "", ""],
        &["63.04.14.2005", "Bagagap", "Barambai", "", "", ""],
        &["", "Tanpa Kode", "Barambai", "", "", ""],
    ]);
    let found = registry::read(&table::read("kim.xlsx", &bytes).value, &OwnWords::default());
    let read: Vec<(&str, Option<&str>, usize)> =
        found.value.iter().map(|k| (k.desa.code.as_str(), k.kim.as_ref().map(|kim| kim.name.as_str()), k.address.emails.len())).collect();
    assert_eq!(read, [("63.04.14.2001", Some("KIM Satu"), 2), ("63.04.14.2005", None, 0), ("63.04.14.2008", Some("KIM Karya"), 0)]);
    let place = |cell: &str| format!("kim.xlsx, lembar “Sheet1”, sel {cell}");
    let faults: Vec<(String, Option<&str>)> =
        said(&found.diagnostics).into_iter().zip(found.diagnostics.iter().map(|d| d.desa.as_deref())).collect();
    assert_eq!(
        faults,
        [
            (format!("kode 63.04.14.2001 sudah ada di {} | {}", place("A2"), place("A3")), Some("63.04.14.2001")),
            (format!("jumlah RT untuk Karya Baru tidak terbaca, jadi dipakai jumlah bawaan | {}", place("F4")), Some("63.04.14.2008")),
            (format!("alamat surel tidak benar, jadi tidak dipakai | {}", place("E4")), Some("63.04.14.2008")),
            (format!("kode desa tidak benar, jadi Sungai Kali tidak dilayani | {}", place("A5")), Some("63.04.14")),
            (format!("jumlah RT dan eksemplar untuk Bagagap kosong, jadi dipakai jumlah bawaan | {}", place("F6")), Some("63.04.14.2005")),
            (format!("kode desa Tanpa Kode kosong, jadi tidak dilayani | {}", place("A7")), Some("Tanpa Kode")),
            (format!("kecamatan “Barambay” tidak cocok dengan kode 63.04.14.2008 | {}", place("A4")), Some("63.04.14.2008")),
        ]
    );
}

#[test]
fn targets_are_read_in_the_offices_words() {
    let inputs = crate::plan::inputs();
    let wilayah: &Wilayah = &inputs.registry.wilayah;
    let desa = |code: &str| Target::Desa(warta::model::DesaCode::parse(code).unwrap());
    let kecamatan = |code: &str| Target::Kecamatan(warta::model::RegionCode::parse(code).unwrap());
    let cases: &[(&str, Vec<Target>)] = &[
        ("semua", vec![Target::Everyone]),
        ("semua kelurahan", vec![Target::Kelurahan]),
        ("kecamatan Marabahan, Barambai", vec![kecamatan("63.04.15"), kecamatan("63.04.14")]),
        ("kecamatan Marabahan dan kecamatan Barambai", vec![kecamatan("63.04.15"), kecamatan("63.04.14")]),
        ("desa Karya Baru (Tabunganen); Barambai", vec![desa("63.04.01.2006"), desa("63.04.14.2001")]),
        ("desa Karya Baru, Kecamatan Barambai", vec![desa("63.04.14.2008")]),
        ("63.04.14.2008", vec![desa("63.04.14.2008")]),
    ];
    for (text, expected) in cases {
        let found = target::read(text, wilayah, &Place::file("p.md"));
        assert_eq!((&found.value.0, said(&found.diagnostics).len()), (expected, 0), "{text}: {:?}", found.diagnostics);
    }
    let excluded = target::read("semua kecuali desa Karya Baru (Barambai)", wilayah, &Place::file("p.md")).value;
    assert_eq!(excluded, (vec![Target::Everyone], vec![desa("63.04.14.2008")]));
    let faults = [
        (
            "desa Karya Baru",
            "ada 2 desa bernama “Karya Baru”",
            "sebut kecamatannya dalam kurung: Karya Baru (Tabunganen) kode 63.04.01.2006; Karya Baru (Barambai) kode 63.04.14.2008",
        ),
        (
            "desa Karia Baru (Barambai)",
            "desa “Karia Baru” di Kecamatan Barambai tidak ada",
            "mungkin maksudnya Karya Baru (Barambai) atau Karya Baru (Tabunganen)",
        ),
        ("kecamatan Barambay", "kecamatan “Barambay” tidak ada", "mungkin maksudnya Barambai"),
    ];
    for (text, message, remedy) in faults {
        let found = target::read(text, wilayah, &Place::line("p.md", 1));
        assert_eq!((found.diagnostics[0].message.as_str(), found.diagnostics[0].remedy.as_deref().unwrap()), (message, remedy));
    }
}

fn leaders() -> Vec<Leader> {
    ["Bupati", "Wakil Bupati", "Sekda"].map(|o| Leader { office: o.to_owned(), name: String::new() }).to_vec()
}

#[test]
fn a_speech_is_printed_without_its_ceremony_from_docx_md_and_txt_alike() {
    let text = "SAMBUTAN\nWAKIL BUPATI BARITO KUALA\nPADA ACARA PANEN RAYA\n\nAcara: Panen raya\nHari/Tanggal: Selasa, 17 November 2026\nTempat: Aula\n\n\
        Assalamu’alaikum warahmatullahi wabarakatuh,\n\nYang saya hormati:\n\n1. Camat;\n2. para kepala desa.\n\nPuji syukur kita panjatkan.\n\n\
        Isi pertama.\n\nHadirin yang saya hormati,\n\nIsi kedua.\n\nDemikian yang dapat saya sampaikan.\n\nWassalamu’alaikum.\n\nMarabahan, 17 November 2026\n\nWAKIL BUPATI,\n\nNAMA\n";
    for file in ["1.md", "1.txt"] {
        let manuscript = document::read(file, text.as_bytes(), Genre::Speech).value;
        let found = sambutan::read(manuscript, edition(), &leaders());
        let speech = found.value.unwrap_or_else(|| panic!("{file}: {:?}", found.diagnostics));
        let body: Vec<String> = speech.body.iter().map(document::text_of).collect();
        assert_eq!(body, ["Isi pertama.", "Isi kedua."], "{file}");
        assert_eq!((speech.title.as_str(), speech.speaker.as_str(), speech.venue.as_deref()), ("Panen raya", "Wakil Bupati", Some("Aula")));
        assert_eq!(found.diagnostics.len(), 1, "what was left out is said");
    }
}

#[test]
fn a_speech_not_yet_delivered_is_not_printed() {
    let text = "Acara: Panen\nOleh: Bupati\nHari/Tanggal: Rabu, 25 November 2026\n\nIsi.\n";
    let found = sambutan::read(document::read("1.md", text.as_bytes(), Genre::Speech).value, edition(), &leaders());
    assert!(found.value.is_none());
    assert_eq!(said(&found.diagnostics), ["sambutan baru disampaikan Rabu, 25 November 2026, jadi belum dimuat | 1.md"]);
}

#[test]
fn what_a_speech_lacks_is_asked_for() {
    let found = sambutan::read(document::read("1.md", b"Isi saja.\n", Genre::Speech).value, edition(), &leaders());
    assert!(found.value.is_none());
    assert_eq!(
        said(&found.diagnostics),
        ["acara sambutan tidak ditemukan | 1.md", "pembicara sambutan tidak ditemukan | 1.md", "tanggal sambutan tidak ditemukan | 1.md"]
    );
}

/// The sample's manuscripts went through a real docx writer: what was written is what is read.
#[test]
fn the_samples_docx_keep_headings_lists_emphasis_tables_and_arabic() {
    let files = crate::office::generated();
    let read = |ending: &str| {
        let (file, bytes) = files.iter().find(|(file, _)| file.ends_with(ending)).unwrap();
        let genre = if ending.contains("perahu") { Genre::Announcement } else { Genre::Speech };
        let found = document::read(file, bytes, genre);
        assert!(found.diagnostics.is_empty(), "{:?}", found.diagnostics);
        found.value
    };
    let teacher = read("2-hari-guru.docx");
    assert!(teacher.parts.iter().any(|p| matches!(p.block, Block::Heading { .. })));
    assert!(teacher.parts.iter().any(|p| matches!(p.block, Block::Paragraph { rtl: true, .. })));
    let barambai = read("1-musrenbang-barambai.docx");
    let lists: Vec<usize> = barambai
        .parts
        .iter()
        .filter_map(|p| if let Block::List { ordered: true, items, .. } = &p.block { Some(items.len()) } else { None })
        .collect();
    assert_eq!(lists, [6, 5], "the guests, and the five things");
    let runs = |bold: bool| {
        let mut count = 0;
        barambai.parts.iter().for_each(|p| p.block.for_each_run(&mut |r| count += usize::from(if bold { r.bold } else { r.italic })));
        count
    };
    assert!(runs(true) > 0 && runs(false) > 0);
    let boat = read("07-perahu-posyandu.docx");
    let Some(Block::Table { header, rows, .. }) = boat.parts.iter().map(|p| &p.block).find(|b| matches!(b, Block::Table { .. })) else {
        panic!("no table")
    };
    assert_eq!((header.len(), rows.len()), (3, 3));
}

#[test]
fn a_stray_cell_in_the_last_corner_costs_nothing() {
    use rust_xlsxwriter::Workbook;
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    sheet.write_row(0, 0, ["Tanggal", "Acara"]).unwrap();
    sheet.write_row(1, 0, ["23-11-2026", "Apel"]).unwrap();
    sheet.write_row(2, 0, ["23-11-2026", "Apel"]).unwrap();
    sheet.write_string(1_048_575, 16_383, "x").unwrap();
    let sheets = table::read("agenda.xlsx", &book.save_to_buffer().unwrap()).value;
    let found = agenda::read(&sheets, edition(), Zone::Wita);
    assert_eq!(found.value.len(), 1, "the same line twice is printed once");
    let place = |cell: &str| format!("agenda.xlsx, lembar “Sheet1”, sel {cell}");
    assert_eq!(
        said(&found.diagnostics),
        [
            format!("baris di luar tabel, jadi tidak dicetak | {}", place("XFD1048576")),
            format!("acara yang sama sudah tertulis di {} | {}", place("B2"), place("B3")),
        ]
    );
}
