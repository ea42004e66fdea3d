//! Agenda workbooks as offices write them, by real writers.

use chrono::{NaiveDate, NaiveTime};
use rust_xlsxwriter::{Format, Formula, Workbook, Worksheet};
use warta::diagnostic::{Diagnostic, Severity};
use warta::intake::{agenda, table};
use warta::model::{AgendaEntry, EditionId, End, Official, Officials, Online, Status, Time, Zone};
use warta::plan::wording;

use crate::office::{edition, root};
use crate::support::workbook;

fn fixture(name: &str) -> Vec<u8> {
    std::fs::read(root().join("tests/files").join(name)).unwrap()
}

/// Entries and all that was said, of the sample's week.
fn read(file: &str, bytes: &[u8]) -> (Vec<AgendaEntry>, Vec<Diagnostic>) {
    read_week(file, bytes, edition())
}

fn read_week(file: &str, bytes: &[u8], week: EditionId) -> (Vec<AgendaEntry>, Vec<Diagnostic>) {
    let mut said = Vec::new();
    let sheets = table::read(file, bytes).into_value(&mut said);
    let entries = agenda::read(&sheets, week, Zone::Wita).into_value(&mut said);
    (entries, said)
}

fn book(fill: impl FnOnce(&mut Worksheet)) -> Vec<u8> {
    let mut book = Workbook::new();
    fill(book.add_worksheet());
    book.save_to_buffer().unwrap()
}

/// `23 09.00 WITA | title @ venue [who]`, with the status where it is not the usual.
fn shown(entry: &AgendaEntry) -> String {
    let who = match &entry.officials {
        Officials::Named(all) => all
            .iter()
            .map(|official| match &official.represented_by {
                None => official.office.clone(),
                Some(one) => format!("{} oleh {one}", official.office),
            })
            .collect::<Vec<_>>()
            .join(", "),
        Officials::Pending => "menunggu".to_owned(),
        Officials::Unknown => "-".to_owned(),
    };
    let status = match entry.status {
        Status::Planned => "",
        Status::Cancelled => " BATAL",
        Status::Postponed => " TUNDA",
    };
    let venue = entry.venue.as_deref().unwrap_or("-").replace('\n', " / ");
    format!("{} {} | {} @ {venue} [{who}]{status}", entry.date.format("%d"), wording::time(&entry.time, None), entry.title)
}

fn all_shown(entries: &[AgendaEntry]) -> Vec<String> {
    entries.iter().map(shown).collect()
}

/// `galat B4: message`
fn said(diagnostics: &[Diagnostic]) -> Vec<String> {
    let place =
        |d: &Diagnostic| d.place.as_ref().map(|p| p.to_string().rsplit(' ').next().unwrap_or_default().to_owned()).unwrap_or_default();
    diagnostics.iter().map(|d| format!("{} {}: {}", d.severity, place(d), d.message)).collect()
}

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn at(hour: u32, minute: u32) -> NaiveTime {
    NaiveTime::from_hms_opt(hour, minute, 0).unwrap()
}

/// Each row of the table of cells in the domain's page, written into a workbook and read back, in the week of its dates.
#[test]
fn every_cell_of_the_domains_table_reads_as_it_says() {
    let week = EditionId::parse("2021-05-17").unwrap();
    let bytes = book(|sheet| {
        sheet.write_row(0, 0, ["Hari/Tanggal", "Pukul", "Acara", "Tempat", "Pejabat"]).unwrap();
        let rows: &[[&str; 5]] = &[
            ["Senin,\n17 Mei 2021", "09.00 WITA s.d. selesai", "Baris 2", "Aula", "Bupati\n(diwakili Asisten I)"],
            ["", "14.00 - Selesai", "Baris 3", "sda", "1. Bupati 2. Wabup"],
            ["Jum’at/ 21-05-2021", "08.30–10.00 Wita", "Baris 4", "s.d.a", "-"],
            ["20 & 21 Mei", "", "Baris 5", "idem", "menunggu disposisi"],
            ["Kamis, 20 Mei 2021", "", "Baris 6", "〃", ""],
            ["Kamis, 20 Mei 2021", "Ba'da Isya", "DITUNDA – Rakor TPID", "Desa Karya Baru", ""],
            ["Kamis, 20 Mei 2021", "Pkl. 13.00 WIB (via Zoom)", "Baris 8", "", ""],
            ["Rabu, 19 Mei 2021", "10.00", "Beberapa hal\n1. Pembukaan\n2. Doa", "", ""],
            ["Kamis, 19 Mei 2021", "11.00", "Baris 10", "", ""],
        ];
        for (at, row) in (1u32..).zip(rows) {
            for (column, text) in (0u16..).zip(row).filter(|(_, text)| !text.is_empty()) {
                sheet.write_string(at, column, *text).unwrap();
            }
        }
        sheet.write_number(2, 0, 44334.0).unwrap();
        sheet.write_number(5, 1, 0.375).unwrap();
        sheet.write_number(4, 1, 9.3).unwrap();
        // A date over two rows, and a row with an hour below it that is not part of the merge.
        sheet.merge_range(11, 0, 12, 0, "Sabtu, 22 Mei 2021", &Format::new()).unwrap();
        for (row, event) in [(11, "Satu"), (12, "Dua"), (13, "Tiga")] {
            sheet.write_string(row, 2, event).unwrap();
            sheet.write_string(row, 1, "10.00").unwrap();
        }
    });
    let (entries, diagnostics) = read_week("agenda.xlsx", &bytes, week);
    let of = |title: &str| entries.iter().filter(|e| e.title == title).collect::<Vec<_>>();
    let one = |title: &str| of(title)[0];
    let named = |all: &[&str], by: Option<&str>| {
        let official = |office: &&str| Official { office: (*office).to_owned(), represented_by: by.map(str::to_owned) };
        Officials::Named(all.iter().map(official).collect())
    };
    let time = |start, end| Time::At { start, end, elsewhere: None };
    assert_eq!((one("Baris 2").date, &one("Baris 2").time), (day("2021-05-17"), &time(at(9, 0), End::Open)));
    assert_eq!(one("Baris 2").officials, named(&["Bupati"], Some("Asisten I")));
    assert_eq!((one("Baris 3").date, &one("Baris 3").time), (day("2021-05-18"), &time(at(14, 0), End::Open)));
    assert_eq!((one("Baris 3").venue.as_deref(), &one("Baris 3").officials), (Some("Aula"), &named(&["Bupati", "Wakil Bupati"], None)));
    assert_eq!((one("Baris 4").date, &one("Baris 4").time), (day("2021-05-21"), &time(at(8, 30), End::At(at(10, 0)))));
    assert_eq!((one("Baris 4").venue.as_deref(), &one("Baris 4").officials), (Some("Aula"), &Officials::Unknown));
    assert_eq!(of("Baris 5").iter().map(|e| e.date).collect::<Vec<_>>(), [day("2021-05-20"), day("2021-05-21")]);
    assert_eq!((&one("Baris 5").time, &one("Baris 5").officials), (&time(at(9, 30), End::Unsaid), &Officials::Pending));
    assert_eq!((&one("Baris 6").time, one("Baris 6").venue.as_deref()), (&time(at(9, 0), End::Unsaid), Some("Aula")));
    assert_eq!(one("Rakor TPID").status, Status::Postponed);
    assert_eq!(one("Rakor TPID").time, Time::Named { text: "Ba'da Isya".to_owned(), near: at(20, 0) });
    let zoom = one("Baris 8");
    assert_eq!(
        (&zoom.time, zoom.online),
        (&Time::At { start: at(14, 0), end: End::Unsaid, elsewhere: Some((at(13, 0), Zone::Wib)) }, Online::Beside)
    );
    assert_eq!(one("Beberapa hal").items, ["Pembukaan", "Doa"]);
    assert_eq!(one("Baris 10").date, day("2021-05-19"), "the date is kept, never shifted");
    assert_eq!(["Satu", "Dua", "Tiga"].map(|title| one(title).date), [day("2021-05-22"); 3]);
    let mut told = said(&diagnostics);
    told.sort();
    assert_eq!(
        told,
        [
            "peringatan A10: 19 Mei 2021 adalah hari Rabu, bukan Kamis",
            "peringatan A14: tanggal kosong di 1 baris, jadi dipakai tanggal di atasnya: baris 14 memakai Sabtu, 22 Mei 2021",
            "peringatan B5: angka 9,3 dibaca sebagai pukul 09.30",
        ]
    );
    let ditto_first = workbook(&[&["Tanggal", "Acara", "Tempat"], &["17 Mei 2021", "Apel", "sda"]]);
    assert_eq!(said(&read_week("agenda.xlsx", &ditto_first, week).1), ["galat C2: “sama dengan atas”, tetapi di atasnya tidak ada isi"]);
}

#[test]
fn a_header_of_two_rows_with_ticks_column_numbers_and_repetition_is_read() {
    let header: [&[&str]; 3] = [
        &["No", "Waktu", "", "Kegiatan", "Tempat", "Dihadiri", "", "", ""],
        &["", "Hari/Tanggal", "Pukul", "", "", "Bupati", "Wabup", "Sekda", "Kapolres"],
        &["(1)", "(2)", "(3)", "(4)", "(5)", "(6)", "(7)", "(8)", "(9)"],
    ];
    let rows: &[&[&str]] = &[
        &["PEMERINTAH KABUPATEN BARITO KUALA"],
        &["AGENDA KEGIATAN PIMPINAN"],
        header[0],
        header[1],
        header[2],
        &["1", "Senin, 23 November 2026", "08.00", "Apel", "Halaman", "✓", "-", "v", ""],
        header[0],
        header[1],
        header[2],
        &["2", "Selasa, 24 November 2026", "09.00", "Rapat", "Aula", "", "tidak", "diwakili Asisten I", "√"],
    ];
    let (entries, diagnostics) = read("agenda.xlsx", &workbook(rows));
    assert_eq!(
        all_shown(&entries),
        ["23 08.00 | Apel @ Halaman [Bupati, Sekda]", "24 09.00 | Rapat @ Aula [Sekda oleh Asisten I, Kapolres]"]
    );
    assert_eq!(said(&diagnostics), Vec::<String>::new());
}

#[test]
fn days_may_stand_as_headings_across_the_table_and_a_signature_below_it() {
    let rows: &[&[&str]] = &[
        &["No", "Pukul", "Acara", "Tempat"],
        &["SENIN, 23 NOVEMBER 2026"],
        &["1", "08.00", "Apel", "Halaman"],
        &["", "10.00", "Rapat", "Aula"],
        &["KAMIS, 26 NOVEMBER 2026 – HARI KERJA DARI KANTOR"],
        &["1", "13.00", "Rapat", "Aula"],
        &["JUMAT SORE"],
        &["1", "15.00", "Senam", "Siring"],
        &[],
        &["Catatan: jadwal dapat berubah"],
        &["", "", "Marabahan, 20 November 2026"],
        &["", "", "Kepala Bagian Protokol,"],
        &["", "", "NOR AIDA RAHMI, S.STP."],
    ];
    let (entries, diagnostics) = read("agenda.xlsx", &workbook(rows));
    assert_eq!(all_shown(&entries), ["23 08.00 | Apel @ Halaman [-]", "23 10.00 | Rapat @ Aula [-]", "26 13.00 | Rapat @ Aula [-]"]);
    assert_eq!(
        said(&diagnostics),
        [
            "catatan A5: dari baris ini hanya tanggalnya yang dipakai: Kamis, 26 November 2026",
            "galat A7: tanggal tidak terbaca",
            "galat C8: tanggal kosong",
            "catatan A10: 4 baris di luar tabel, jadi tidak dicetak: A10, C11, C12 dan C13",
        ]
    );
}

#[test]
fn what_is_called_off_put_off_or_told_line_by_line_is_read_so() {
    let rows: &[&[&str]] = &[
        &["Hari", "Tanggal", "Mulai", "Selesai", "Acara", "Dihadiri", "Keterangan"],
        &["Senin", "23/11/26", "08.00", "selesai", "Rakor TPID (DITUNDA)", "Bupati", ""],
        &["Senin", "23 Nov 2026", "10.00", "09.00", "[BATAL] Audiensi", "Wabup (batal)", ""],
        &["Rabu", "24.11.2026", "9 pagi", "", "Sosialisasi Pembatalan Akta", "Wabup mewakili Bupati", "Ditunda ke hari Kamis"],
        &["Selasa", "24-11-2026", "08.00\n10.30", "", "Apel\nRapat", "Plt. Asisten I, Drs. Amat, M.Si.", "hub. Rudi 0812-0000-7731"],
        &["", "Rabu, 25 November", "Pukul 14.00 WITA/13.00 WIB", "", "Rapat", "", "BATAL"],
        &["", "Rabu", "segera", "", "Nihil", "", ""],
    ];
    let (entries, diagnostics) = read("agenda.xlsx", &workbook(rows));
    assert_eq!(
        all_shown(&entries),
        [
            "23 08.00–selesai | Rakor TPID @ - [Bupati] TUNDA",
            "23 10.00–09.00 | Audiensi @ - [-] BATAL",
            "24 08.00 | Apel @ - [Plt. Asisten I, Drs. Amat, M.Si.]",
            "24 10.30 | Rapat @ - [Plt. Asisten I, Drs. Amat, M.Si.]",
            "25 14.00 | Rapat @ - [-] BATAL",
            "26 09.00 | Sosialisasi Pembatalan Akta @ - [Bupati oleh Wakil Bupati]",
        ]
    );
    assert_eq!(
        said(&diagnostics),
        [
            "peringatan D3: selesai pukul 09.00 tidak sesudah mulai pukul 10.00",
            "peringatan B4: 24 November 2026 adalah hari Selasa, bukan Rabu",
            "peringatan G4: keterangan memindahkan acara ini, dan itulah yang dicetak: Selasa, 24 November 2026 menjadi Kamis, 26 November \
             2026",
            "peringatan G5: nomor telepon, NIK atau kata sandi tidak dicetak",
            "catatan E5: sel ini dibaca sebagai 2 acara, karena setiap barisnya punya jam sendiri",
            "catatan E7: baris tanpa acara, jadi tidak dicetak",
        ]
    );
    assert!(!format!("{entries:?}").contains("7731"));
}

#[test]
fn a_sheet_for_each_leader_gives_one_event_with_all_of_them_and_overlaps_are_said() {
    let mut book = Workbook::new();
    for (leader, rows) in [
        ("Bupati", [["23-11-2026", "08.00", "Apel"], ["24-11-2026", "09.00 - 11.00", "Paripurna"]]),
        ("Agenda Wabup", [["23-11-2026", "08.00", "Apel"], ["24-11-2026", "10.00", "Panen"]]),
    ] {
        let sheet = book.add_worksheet().set_name(leader).unwrap();
        sheet.write_row(0, 0, ["Tanggal", "Pukul", "Acara"]).unwrap();
        sheet.write_row_matrix(1, 0, rows).unwrap();
    }
    let third = book.add_worksheet().set_name("Sekda").unwrap();
    third.write_row(0, 0, ["Tanggal", "Pukul", "Acara", "Pejabat"]).unwrap();
    third.write_row(1, 0, ["24-11-2026", "10.30", "Rapat", "Bupati, Sekda"]).unwrap();
    book.add_worksheet().set_name("coretan").unwrap().write_string(4, 1, "tabel ini bukan agenda").unwrap();
    let (entries, diagnostics) = read("agenda.xlsx", &book.save_to_buffer().unwrap());
    assert_eq!(
        all_shown(&entries),
        [
            "23 08.00 | Apel @ - [Bupati, Wakil Bupati]",
            "24 09.00–11.00 | Paripurna @ - [Bupati]",
            "24 10.00 | Panen @ - [Wakil Bupati]",
            "24 10.30 | Rapat @ - [Bupati, Sekda]",
        ]
    );
    let told: Vec<(Severity, &str)> = diagnostics.iter().map(|d| (d.severity, d.message.as_str())).collect();
    assert_eq!(
        told,
        [
            (Severity::Warning, "lembar “coretan” tidak memuat tabel agenda, jadi tidak dibaca"),
            (Severity::Warning, "Bupati tercatat di dua acara pada waktu yang sama; yang lain di agenda.xlsx, lembar “Bupati”, sel C3"),
        ]
    );
}

#[test]
fn formulas_are_read_by_their_value_and_faults_are_said_where_they_matter() {
    let bytes = book(|sheet| {
        sheet.write_row(0, 0, ["Tanggal", "Pukul", "Acara", "Bantu"]).unwrap();
        sheet.write_row(1, 0, ["23-11-2026", "08.00", "Apel"]).unwrap();
        sheet.write_formula(2, 0, Formula::new("=A2").set_result("24-11-2026")).unwrap();
        sheet.write_formula(2, 2, Formula::new("=C2&\" kedua\"").set_result("Apel kedua")).unwrap();
        sheet.write_formula(1, 3, Formula::new("=#REF!").set_result("#REF!")).unwrap();
        sheet.write_string(3, 0, "25-11-2026").unwrap();
        sheet.write_formula(3, 2, Formula::new("=VLOOKUP(1,X1:X2,1)").set_result("#N/A")).unwrap();
    });
    let (entries, diagnostics) = read("agenda.xlsx", &bytes);
    assert_eq!(all_shown(&entries), ["23 08.00 | Apel @ - [-]", "24 waktu menyusul | Apel kedua @ - [-]"]);
    assert_eq!(said(&diagnostics), ["catatan D1: kolom tidak dikenal, jadi tidak dicetak", "galat C4: rumus di sel ini salah"]);
}

#[test]
fn text_struck_through_in_part_is_left_out_by_excel_and_libreoffice_files_alike() {
    for file in ["agenda-coret.xlsx", "agenda-coret.ods"] {
        let (entries, diagnostics) = read(file, &fixture(file));
        let shown = all_shown(&entries);
        assert!(shown.contains(&"25 08.00 | Hari Guru Nasional @ Lapangan 5 Desember [Bupati]".to_owned()), "{file}: {shown:?}");
        assert!(shown.contains(&"23 10.00 | Rapat Koordinasi Karhutla @ Aula Selidah [Sekda] BATAL".to_owned()), "{file}: {shown:?}");
        assert!(shown.contains(&"27 waktu menyusul | Zikir Akbar @ Masjid Agung [Bupati]".to_owned()), "{file}: {shown:?}");
        let told = said(&diagnostics);
        assert!(told.contains(&"peringatan E6: bagian yang dicoret tidak dicetak".to_owned()), "{file}: {told:?}");
        assert!(told.contains(&"peringatan C10: waktunya dicoret, jadi tidak dicetak".to_owned()), "{file}: {told:?}");
    }
}

#[test]
fn libreoffices_own_files_hide_merge_group_and_count_from_1904_as_excels_do() {
    let (entries, diagnostics) = read("agenda-tersembunyi.ods", &fixture("agenda-tersembunyi.ods"));
    assert_eq!(entries.len(), 3);
    let told = diagnostics.iter().map(|d| d.message.as_str()).collect::<Vec<_>>();
    assert_eq!(
        told,
        [
            "baris atau kolom tersembunyi di lembar “Publik” tidak dibaca",
            "lembar “Draf” tersembunyi, jadi tidak dibaca",
            "lembar “Ref” tersembunyi, jadi tidak dibaca"
        ]
    );
    let (entries, _) = read("agenda-grup.ods", &fixture("agenda-grup.ods"));
    assert_eq!(
        all_shown(&entries)[..2],
        ["23 08.00 | Apel Gabungan @ Halaman [Bupati]", "23 10.30 | Rapat Baru @ Aula Selidah [Sekda]"],
        "rows repeated in print, a merged date, a comment, struck text"
    );
    assert!(!format!("{entries:?}").contains("Mutasi") && !format!("{entries:?}").contains("rahasia"));
    let (entries, _) = read("agenda-1904.ods", &fixture("agenda-1904.ods"));
    assert_eq!(entries.iter().map(|e| e.date.to_string()).collect::<Vec<_>>(), ["2026-11-23", "2026-11-24", "2026-11-25"]);
}

#[test]
fn a_comma_that_shifts_a_csv_row_is_said_and_nothing_of_the_row_is_guessed() {
    let csv = "AGENDA PIMPINAN\n\nTanggal,Pukul,Acara,Tempat\n23-11-2026,08.00,\"Apel, lalu \"\"senam\"\"\",Halaman\n\
               Selasa, 24 November 2026,09.00,Rapat,Aula\n25-11-2026,10.00,Panen,Sawah,tambahan\n";
    let (entries, diagnostics) = read("agenda.csv", csv.as_bytes());
    assert_eq!(all_shown(&entries), ["23 08.00 | Apel, lalu \"senam\" @ Halaman [-]", "25 10.00 | Panen @ Sawah [-]"]);
    assert_eq!(
        said(&diagnostics),
        [
            "galat A5: baris ini punya lebih banyak kolom daripada judulnya, jadi tidak terbaca",
            "catatan E6: isi di luar kolom yang berjudul tidak dicetak"
        ]
    );
}

#[test]
fn ten_thousand_rows_of_other_weeks_are_one_remark() {
    let mut rows = vec![["Tanggal".to_owned(), "Pukul".to_owned(), "Acara".to_owned()]];
    let first = day("2026-01-01");
    rows.extend((0..10_000u64).map(|n| [(first + chrono::Days::new(n % 365)).to_string(), "09.00".to_owned(), format!("Rapat {n}")]));
    let bytes = book(|sheet| sheet.write_row_matrix(0, 0, rows).map(|_| ()).unwrap());
    let (entries, diagnostics) = read("agenda.xlsx", &bytes);
    assert_eq!(entries.len(), 189, "27 rows of each of seven days");
    assert_eq!(
        said(&diagnostics),
        ["peringatan C2: 9811 acara di luar pekan edisi ini, jadi tidak dicetak: 1 Januari 2026 sampai 31 Desember 2026"]
    );
}

/// What a careful reader of the code found: each was misread once.
#[test]
fn slips_of_reading_do_not_come_back() {
    let rows: &[&[&str]] = &[
        &["Tanggal", "Pukul", "Acara", "Tempat", "Bupati", "Wabup", "Status"],
        &["24 dan 25 November 2026", "07.00 pagi s.d. 09.00 malam", "09.30 Rapat TPID", "", "#", "", ""],
        &["23 sampai 24 November 2026", "08.00 – 10.75", "2.000 paket sembako", "Aula (CP 0812 - 3456 - 7890)", "Asisten II", "✓", "DRAF"],
        &["26-11-2026", "1\u{ff10}", "Rapat", "", "", "", "", "BATAL"],
        &["26-11-2026", "12 malam", "Upacara Hari Pahlawan 10 November 2026"],
        &["27-11-2026", "09.00", "Senam", "hub. kantor (0511) 479-9055, pass: Batola"],
    ];
    let (entries, diagnostics) = read("agenda.xlsx", &workbook(rows));
    assert_eq!(
        all_shown(&entries),
        [
            "23 08.00 | 2.000 paket sembako @ Aula [Bupati, Wakil Bupati]",
            "24 07.00–21.00 | 09.30 Rapat TPID @ - [Bupati]",
            "24 08.00 | 2.000 paket sembako @ Aula [Bupati, Wakil Bupati]",
            "25 07.00–21.00 | 09.30 Rapat TPID @ - [Bupati]",
            "26 00.00 | Upacara Hari Pahlawan 10 November 2026 @ - [-]",
            "26 waktu menyusul | Rapat @ - [-]",
            "27 09.00 | Senam @ - [-]",
        ]
    );
    let told = said(&diagnostics);
    for expected in [
        "peringatan B3: pada kolom waktu, “10.75” tidak dicetak",
        "peringatan E3: isi kolom Bupati dibaca sebagai tanda hadir, dan tidak dicetak",
        "peringatan G3: status ini tidak dikenal, jadi tidak dicetak",
        "peringatan H4: tanda di luar kolom yang berjudul tidak dibaca",
        "peringatan D3: nomor telepon, NIK atau kata sandi tidak dicetak",
        "peringatan D6: nomor telepon, NIK atau kata sandi tidak dicetak",
    ] {
        assert!(told.contains(&expected.to_owned()), "{expected}: {told:?}");
    }
}
