//! Agendas as a stranger's office keeps them (Kutai Timur's habits): real workbooks, documents and calendars in a real folder.

use std::collections::BTreeMap;
use std::fs;

use docx_rs::{Docx, Paragraph, Run, Table, TableCell, TableRow, VMergeType};
use rust_xlsxwriter::Workbook;
use warta::diagnostic::{Diagnostic, Severity};
use warta::folder::Folder;
use warta::intake::{self, Office};
use warta::model::{AgendaEntry, Officials, OwnWords, Status, Zone};
use warta::plan::fit::WHOLE;
use warta::plan::wording;

use crate::office::edition;
use crate::pages;
use crate::plan::Inputs;
use crate::support::{TestOffice, workbook};

const EDITION: &str = "edisi/2026-11-23";
const HEADER: [&str; 7] = ["NO", "HARI/TANGGAL", "PUKUL", "ACARA", "TEMPAT", "DIHADIRI", "KET"];

/// An office of two villages, with these files in its edition.
fn office(files: &[(&str, Vec<u8>)]) -> TestOffice {
    let office = TestOffice::with_registry(&[
        ["64.08.04.1001", "Teluk Lingga", "Sangatta Utara", "Lingga Jaya", "4", ""],
        ["64.08.04.2002", "Swarga Bara", "Sangatta Utara", "", "6", ""],
    ]);
    for (name, bytes) in files {
        office.write(&format!("{EDITION}/{name}"), bytes);
    }
    office
}

/// The agenda of an office, and all that is said.
fn read(office: &TestOffice) -> (Vec<AgendaEntry>, Vec<Diagnostic>) {
    let (words, abbreviations) = (OwnWords::default(), BTreeMap::new());
    let settings = Office { zone: Zone::Wita, leaders: &[], words: &words, abbreviations: &abbreviations };
    let found = intake::read(&Folder::new(office.root()), edition(), settings);
    // Remarks on the registry are no matter here.
    (found.value.1.agenda, found.diagnostics.into_iter().filter(|one| !one.code.starts_with("kim.")).collect())
}

/// The agenda of one file, each event in a line, and all that is said: `peringatan agenda.tanggal-dari-atas: …`.
fn told(name: &str, bytes: Vec<u8>) -> (Vec<String>, Vec<String>) {
    let (entries, said) = read(&office(&[(name, bytes)]));
    (lines(&entries), said.iter().map(|one| format!("{} {}: {}", one.severity, one.code, one.message)).collect())
}

/// `23 09.00–selesai | Rapat TAPD [Bupati oleh Asisten I, Sekda] @ Aula; catatan`
fn lines(entries: &[AgendaEntry]) -> Vec<String> {
    let who = |entry: &AgendaEntry| match &entry.officials {
        Officials::Unknown => String::new(),
        Officials::Pending => " [menunggu]".to_owned(),
        Officials::Named(all) => {
            let one = |official: &warta::model::Official| match &official.represented_by {
                Some(other) => format!("{} oleh {other}", official.office),
                None => official.office.clone(),
            };
            format!(" [{}]", all.iter().map(one).collect::<Vec<_>>().join(", "))
        }
    };
    let line = |entry: &AgendaEntry| {
        let status = if entry.status == Status::Cancelled { " BATAL" } else { "" };
        let venue = entry.venue.as_ref().map(|venue| format!(" @ {venue}")).unwrap_or_default();
        let note = entry.note.as_ref().map(|note| format!("; {note}")).unwrap_or_default();
        format!("{} {} | {}{status}{}{venue}{note}", entry.date.format("%d"), wording::time(&entry.time, None), entry.title, who(entry))
    };
    entries.iter().map(line).collect()
}

/// Rows below the usual header.
fn agenda(rows: &[[&str; 7]]) -> Vec<u8> {
    let table: Vec<&[&str]> = [&HEADER[..]].into_iter().chain(rows.iter().map(|row| &row[..])).collect();
    workbook(&table)
}

#[test]
fn a_date_left_blank_is_the_one_above_and_one_warning_lists_the_rows() {
    let (events, said) = told(
        "agenda.xlsx",
        agenda(&[
            ["1", "Senin, 23 November 2026", "07.30", "Apel", "Halaman", "", ""],
            ["2", "", "09.00", "Rapat TAPD", "Aula", "", ""],
            ["3", "", "", "Audiensi", "Aula", "", ""],
            ["4", "Rabu, 25 November 2026", "08.00", "Panen", "Sawah", "", ""],
            ["5", "", "10.00", "Dialog", "Balai", "", ""],
            // No number and no hour: a remark, or the foot of the page.
            ["", "", "", "Semua mengenakan batik", "", "", ""],
            ["6", "kapan-kapan", "13.00", "Hari yang tidak terbaca", "", "", ""],
            ["7", "", "14.00", "Di bawahnya", "", "", ""],
            ["8", "26 s.d. 27 November 2026", "08.00", "Pelatihan", "Aula", "", ""],
            ["9", "", "15.00", "Sesudah dua hari", "", "", ""],
        ]),
    );
    let at = |start: &str| events.iter().filter(|line| line.contains(start)).map(|line| line[..2].to_owned()).collect::<String>();
    assert_eq!(["Apel", "Rapat", "Audiensi", "Panen", "Dialog", "Pelatihan"].map(at), ["23", "23", "23", "25", "25", "2627"]);
    assert_eq!(events.len(), 7, "a day that cannot be read, or is one of two, is not handed down: {events:#?}");
    assert_eq!(
        said,
        [
            "galat agenda.tanggal-kosong: tanggal kosong",
            "galat agenda.tanggal-tidak-terbaca: tanggal tidak terbaca",
            "galat agenda.tanggal-kosong: tanggal kosong",
            "galat agenda.tanggal-kosong: tanggal kosong",
            "peringatan agenda.tanggal-dari-atas: tanggal kosong di 3 baris, jadi dipakai tanggal di atasnya: \
             baris 3, 4 memakai Senin, 23 November 2026; baris 6 memakai Rabu, 25 November 2026",
        ]
    );
}

#[test]
fn the_column_waktu_tells_the_hour_where_the_day_stands_elsewhere() {
    let under_headings = workbook(&[
        &["AGENDA BUPATI KUTAI TIMUR"],
        &["NO", "WAKTU", "URAIAN ACARA", "TEMPAT"],
        &["I", "SENIN, 23 NOVEMBER 2026"],
        &["1", "08.00 WITA", "Apel", "Halaman"],
        &["2", "Ba’da Zuhur", "Pengajian", "Masjid"],
        &["II", "SELASA, 24 NOVEMBER 2026"],
        &["1", "segera", "Rapat", "Aula"],
        &["Minggu, 29 November 2026"],
        &["1", "", "Jalan sehat", "Bukit Pelangi"],
    ]);
    let (events, said) = told("agenda.xlsx", under_headings);
    assert_eq!(
        events,
        [
            "23 08.00 | Apel [Bupati] @ Halaman",
            "23 Ba’da Zuhur | Pengajian [Bupati] @ Masjid",
            "24 waktu menyusul | Rapat [Bupati] @ Aula",
            "29 waktu menyusul | Jalan sehat [Bupati] @ Bukit Pelangi",
        ]
    );
    assert_eq!(said, ["peringatan agenda.waktu-tidak-terbaca: waktu tidak terbaca, jadi tidak dicetak"]);
    let beside_dates = workbook(&[
        &["NO", "HARI/TANGGAL", "WAKTU", "ACARA"],
        &["1", "Senin, 23 November 2026", "08.00 – 10.00", "Apel"],
        &["2", "", "10.30", "Rapat"],
    ]);
    let (events, said) = told("agenda.xlsx", beside_dates);
    assert_eq!(events, ["23 08.00–10.00 | Apel", "23 10.30 | Rapat"]);
    assert!(said.len() == 1 && said[0].starts_with("peringatan agenda.tanggal-dari-atas"), "{said:?}");
    let one_day = workbook(&[
        &["AGENDA PEKAN 23 s.d. 29 NOVEMBER 2026"],
        &["KAMIS, 26 NOVEMBER 2026 (11 Jumadil Akhir 1448 H)"],
        &["NO", "WAKTU", "ACARA"],
        &["1", "08.00", "Apel"],
    ]);
    assert_eq!(told("agenda.xlsx", one_day), (vec!["26 08.00 | Apel".to_owned()], Vec::new()));
}

#[test]
fn an_islamic_date_beside_the_offices_own_is_passed_over_in_silence() {
    let (events, said) = told(
        "agenda.xlsx",
        agenda(&[
            ["1", "Senin, 23 November 2026 (13 Jumadil Akhir 1448 H)", "08.00", "Apel", "", "", ""],
            ["2", "Selasa, 24 November 2026\n14 Jumadil Akhir 1448 H", "08.00", "Rapat", "", "", ""],
            ["3", "Rabu, 25 November 2026 M / 15 Jumadil Akhir 1448 H", "08.00", "Panen", "", "", ""],
            ["4", "Kamis, 26 Nopember 2026 bertepatan dengan 16 Jumadits Tsani 1448", "08.00", "Dialog", "", "", ""],
            ["5", "Jumat, 27 November 2026 (17 Jumadil Akhir 1448 H), 14.00", "", "Takziah", "", "", ""],
        ]),
    );
    assert_eq!(said, Vec::<String>::new());
    assert_eq!(events, ["23 08.00 | Apel", "24 08.00 | Rapat", "25 08.00 | Panen", "26 08.00 | Dialog", "27 14.00 | Takziah"]);
}

/// A table of Word; `merged`: rows whose second cell goes on from the row above.
fn table(rows: &[&[&str]], merged: &[usize]) -> Table {
    let cell = |row: usize, column: usize, text: &str| {
        let text =
            text.split('\n').fold(TableCell::new(), |cell, line| cell.add_paragraph(Paragraph::new().add_run(Run::new().add_text(line))));
        match column {
            1 if merged.contains(&row) => TableCell::new().add_paragraph(Paragraph::new()).vertical_merge(VMergeType::Continue),
            1 if merged.contains(&(row + 1)) => text.vertical_merge(VMergeType::Restart),
            _ => text,
        }
    };
    Table::new(
        rows.iter()
            .enumerate()
            .map(|(at, row)| TableRow::new(row.iter().enumerate().map(|(column, text)| cell(at, column, text)).collect()))
            .collect(),
    )
}

fn docx(parts: Docx) -> Vec<u8> {
    let mut bytes = std::io::Cursor::new(Vec::new());
    parts.build().pack(&mut bytes).unwrap();
    bytes.into_inner()
}

fn line(text: &str) -> Paragraph {
    Paragraph::new().add_run(Run::new().add_text(text))
}

#[test]
fn an_agenda_typed_in_word_is_read_as_one_in_excel() {
    let whole = Docx::new()
        .add_table(table(&[&["", "PEMERINTAH KABUPATEN KUTAI TIMUR\nSEKRETARIAT DAERAH"]], &[]))
        .add_paragraph(line("AGENDA KEGIATAN PIMPINAN"))
        .add_table(table(
            &[
                &["No", "Hari/Tanggal", "Pukul", "Acara", "Tempat", "Dihadiri"],
                &["1", "Senin, 23 November 2026", "08.00", "Apel", "Halaman", "Bupati"],
                &["2", "", "10.00", "Rapat", "Aula", "Bupati (diwakili Asisten I), Sekda"],
                &["3", "Selasa, 24 November 2026", "setengah lima", "Panen", "Sawah", "Wabup"],
            ],
            &[2],
        ))
        .add_paragraph(line("Demikian, untuk menjadi perhatian."))
        .add_paragraph(line("Sangatta, 20 November 2026"));
    let (events, said) = told("Agenda Pimpinan.docx", docx(whole));
    assert_eq!(
        events,
        [
            "23 08.00 | Apel [Bupati] @ Halaman",
            "23 10.00 | Rapat [Bupati oleh Asisten I, Sekda] @ Aula",
            "24 waktu menyusul | Panen [Wakil Bupati] @ Sawah",
        ]
    );
    assert_eq!(
        said,
        [
            "catatan berkas.dibaca-sebagai: dibaca sebagai agenda",
            "peringatan agenda.waktu-tidak-terbaca: waktu tidak terbaca, jadi tidak dicetak",
            "catatan agenda.baris-di-luar-tabel: 2 baris di luar tabel, jadi tidak dicetak: paragraf 2 dan paragraf 3",
        ]
    );
    // A table for each day, the day above it.
    let day = |date: &str, title: &str| (line(date), table(&[&["Waktu", "Kegiatan", "Tempat"], &["09.00", title, "Aula"]], &[]));
    let (monday, first) = day("SENIN, 23 NOVEMBER 2026", "Rapat Senin");
    let (tuesday, second) = day("SELASA, 24 NOVEMBER 2026", "Rapat Selasa");
    let days = Docx::new()
        .add_paragraph(line("AGENDA WAKIL BUPATI, 23 s.d. 29 NOVEMBER 2026"))
        .add_paragraph(monday)
        .add_table(first)
        .add_paragraph(tuesday)
        .add_table(second);
    let (events, said) = told("agenda.docx", docx(days));
    assert_eq!(events, ["23 09.00 | Rapat Senin [Wakil Bupati] @ Aula", "24 09.00 | Rapat Selasa [Wakil Bupati] @ Aula"]);
    assert_eq!(said, Vec::<String>::new());
    let (_, said) = told("agenda.docx", docx(Docx::new().add_paragraph(line("Senin: apel. Selasa: rapat."))));
    assert_eq!(said, ["galat agenda.dokumen-tanpa-tabel: dokumen ini tidak memuat tabel agenda"]);
    // Word does not save workbooks.
    let office = office(&[("agenda.doc", [&[0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1][..], &utf16("WordDocument")].concat())]);
    let run = office.warta(&["periksa"]);
    assert!(run.code == 1 && run.stderr.contains("Simpan sebagai .docx"), "{}", run.stderr);
}

fn utf16(text: &str) -> Vec<u8> {
    text.encode_utf16().flat_map(u16::to_le_bytes).collect()
}

/// Seventeen events, as in a week of Kutai Timur.
fn seventeen() -> Vec<u8> {
    let days = ["Senin, 23", "Selasa, 24", "Rabu, 25", "Kamis, 26", "Jumat, 27"];
    let rows: Vec<[String; 7]> = (0..17)
        .map(|at| {
            let (number, date) = ((at + 1).to_string(), format!("{} November 2026", days[at % 5]));
            [
                number,
                date,
                format!("{:02}.00", 8 + at / 5),
                format!("Kegiatan ke-{at}"),
                "Ruang Meranti".to_owned(),
                "Bupati".to_owned(),
                String::new(),
            ]
        })
        .collect();
    let rows: Vec<[&str; 7]> = rows.iter().map(|row| row.each_ref().map(String::as_str)).collect();
    agenda(&rows)
}

#[test]
fn of_two_agendas_none_is_chosen_and_both_are_named() {
    let office =
        office(&[("agenda.xlsx", seventeen()), ("Jadwal Pimpinan.xlsx", agenda(&[["1", "23-11-2026", "08.00", "Apel", "", "", ""]]))]);
    let run = office.warta(&["periksa"]);
    assert_eq!(run.code, 1);
    let fault = "galat: ada 2 berkas agenda, dan tidak jelas mana yang berlaku: agenda.xlsx dan Jadwal Pimpinan.xlsx";
    assert!(run.stderr.contains(fault), "{}", run.stderr);
    assert!(run.stderr.contains("pindahkan yang tidak berlaku ke luar folder edisi"), "{}", run.stderr);
    // A copy of it is no second one, nor is its printed form.
    let copy = fs::read(office.path(&format!("{EDITION}/agenda.xlsx"))).unwrap();
    office.write(&format!("{EDITION}/Jadwal Pimpinan.xlsx"), copy);
    office.write(&format!("{EDITION}/agenda.pdf"), "%PDF-1.7\n");
    let (events, said) = read(&office);
    assert_eq!(events.len(), 17);
    assert!(said.iter().all(|one| one.severity != Severity::Error), "{said:?}");
    // An agenda is one whatever its name, where no other file is.
    let (events, said) = told("Kegiatan Bupati.xlsx", seventeen());
    assert_eq!((events.len(), said.len()), (17, 1), "{said:?}");
}

#[test]
fn a_correction_changes_what_it_tells_and_leaves_the_rest_of_the_week() {
    let first = agenda(&[
        // The same hour of another day, a new hour and place, a new title at the same hour, one called off, one more.
        ["1", "Kamis, 26 November 2026", "08.00", "Kegiatan ke-0", "", "", ""],
        ["2", "Selasa, 24 November 2026", "13.30", "Kegiatan ke-1", "Bukit Pelangi", "", ""],
        ["3", "Rabu, 25 November 2026", "08.00", "Kegiatan ke-2 bersama Forkopimda", "", "", ""],
        ["4", "Kamis, 26 November 2026", "", "BATAL – Kegiatan ke-3", "", "", ""],
        ["5", "Jumat, 27 November 2026", "20.00", "Pelepasan jemaah", "Masjid Agung", "Wabup", ""],
    ]);
    let second = agenda(&[["1", "Jumat, 27 November 2026", "21.00", "Pelepasan jemaah", "", "", ""]]);
    let files = [("agenda.xlsx", seventeen()), ("agenda ralat 1.xlsx", first), ("ralat 2 agenda.xlsx", second)];
    let (entries, said) = read(&office(&files));
    let events = lines(&entries);
    assert_eq!(events.len(), 18, "{events:#?}");
    for expected in [
        "26 08.00 | Kegiatan ke-0 [Bupati] @ Ruang Meranti",
        "24 13.30 | Kegiatan ke-1 [Bupati] @ Bukit Pelangi",
        "25 08.00 | Kegiatan ke-2 bersama Forkopimda [Bupati] @ Ruang Meranti",
        "26 08.00 | Kegiatan ke-3 BATAL [Bupati] @ Ruang Meranti",
        "27 21.00 | Pelepasan jemaah [Wakil Bupati] @ Masjid Agung",
        "23 10.00 | Kegiatan ke-10 [Bupati] @ Ruang Meranti",
    ] {
        assert!(events.contains(&expected.to_owned()), "{expected}: {events:#?}");
    }
    let merged: Vec<&str> = said.iter().filter(|one| one.code == "agenda.digabung").map(|one| one.message.as_str()).collect();
    assert_eq!(merged.len(), 2, "{said:?}");
    for words in [
        "agenda ralat 1.xlsx dibaca sebagai ralat atas agenda.xlsx: 4 acara diganti",
        "“Kegiatan ke-0”, Senin, 23 November 2026 (Senin, 23 November 2026 menjadi Kamis, 26 November 2026)",
        "(pukul 08.00 menjadi 13.30, tempat Ruang Meranti menjadi Bukit Pelangi)",
        "“Kegiatan ke-3”, Kamis, 26 November 2026 (dibatalkan)",
        "1 acara ditambah: “Pelepasan jemaah”, Jumat, 27 November 2026",
        "13 acara lain tetap menurut agenda.xlsx",
    ] {
        assert!(merged[0].contains(words), "{words}: {}", merged[0]);
    }
    // The same again, whichever was saved last: bytes follow inputs.
    assert_eq!(lines(&read(&office(&files)).0), events);
    let unordered =
        [("agenda.xlsx", seventeen()), ("agenda revisi.xlsx", agenda(&[HEADER])), ("agenda terbaru.xlsx", agenda(&[HEADER, HEADER]))];
    let (_, said) = read(&office(&unordered));
    assert!(said.iter().any(|one| one.code == "agenda.beberapa-ralat"), "{said:?}");
}

fn calendar(events: &[&str]) -> Vec<u8> {
    let events: String = events.iter().map(|event| format!("BEGIN:VEVENT\r\n{}\r\nEND:VEVENT\r\n", event.replace('|', "\r\n"))).collect();
    format!("BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:uji\r\n{events}END:VCALENDAR\r\n").into_bytes()
}

#[test]
fn a_workbook_beside_a_calendar_corrects_it() {
    let week: Vec<String> = (0..17)
        .map(|at| format!("UID:{at}|DTSTART;TZID=Asia/Makassar:202611{:02}T{:02}0000|SUMMARY:Kegiatan ke-{at}", 23 + at % 5, 8 + at / 5))
        .collect();
    let week = calendar(&week.iter().map(String::as_str).collect::<Vec<_>>());
    let three = agenda(&[
        ["1", "Senin, 23 November 2026", "09.30", "Kegiatan ke-0", "Aula", "", ""],
        ["2", "Selasa, 24 November 2026", "08.00", "Kegiatan ke-1", "Aula", "", ""],
        ["3", "Minggu, 29 November 2026", "06.00", "Jalan sehat", "Bukit Pelangi", "", ""],
    ]);
    for name in ["agenda ralat.xlsx", "perubahan.xlsx", "agenda.xlsx"] {
        let (entries, said) = read(&office(&[("agenda.ics", week.clone()), (name, three.clone())]));
        assert_eq!(entries.len(), 18, "{name}: {said:?}");
        assert!(lines(&entries).contains(&"23 09.30 | Kegiatan ke-0 @ Aula".to_owned()), "{name}");
        let told = said.iter().filter(|one| one.code == "agenda.digabung").count();
        assert_eq!(told, 1, "{name}: {said:?}");
    }
}

#[test]
fn what_is_the_familys_or_the_offices_own_is_not_printed_and_said_once() {
    let (events, said) = told(
        "agenda.xlsx",
        agenda(&[
            ["1", "Senin, 23 November 2026", "08.00", "Rapat internal terbatas", "Ruang Kerja", "Bupati", ""],
            ["2", "Senin, 23 November 2026", "19.30", "Jamuan makan malam bersama investor", "Rumah Jabatan", "Bupati", "Terbatas."],
            ["3", "Selasa, 24 November 2026", "08.00", "Rapat evaluasi (internal)", "Aula", "Sekda", ""],
            [
                "4",
                "Selasa, 24 November 2026",
                "09.00",
                "Sosialisasi Perseroan Terbatas bagi UMKM",
                "Aula",
                "Wabup",
                "Peserta terbatas 50 orang",
            ],
            ["5", "Rabu, 25 November 2026", "10.00", "Silaturahmi acara keluarga besar PGRI", "Aula", "Bupati", ""],
            ["6", "Rabu, 25 November 2026", "11.00", "Penilaian Lingkungan Internal Sekolah", "Aula", "", "tentatif"],
            ["7", "Minggu, 29 November 2026", "", "Acara Keluarga / tidak ada agenda", "", "Bupati", ""],
            ["8", "Minggu, 6 Desember 2026", "", "Acara keluarga", "", "Bupati", ""],
        ]),
    );
    assert_eq!(
        events,
        [
            "24 09.00 | Sosialisasi Perseroan Terbatas bagi UMKM [Wakil Bupati] @ Aula; Peserta terbatas 50 orang",
            "25 10.00 | Silaturahmi acara keluarga besar PGRI [Bupati] @ Aula",
            "25 11.00 | Penilaian Lingkungan Internal Sekolah @ Aula; tentatif",
        ]
    );
    assert_eq!(
        said,
        [
            "catatan agenda.tidak-untuk-umum: 4 acara tidak untuk umum, jadi tidak dicetak: baris 2 “Rapat internal terbatas”, \
             baris 3 “Jamuan makan malam bersama investor”, baris 4 “Rapat evaluasi (internal)” dan baris 8 “Acara Keluarga / tidak ada agenda”",
            "peringatan agenda.di-luar-pekan: Minggu, 6 Desember 2026 di luar pekan edisi ini, jadi tidak dicetak",
        ]
    );
}

/// The words on paper of an event, whole: place, officials, note.
#[test]
fn who_sends_another_is_not_said_to_come_and_sentences_begin_with_a_capital() {
    let here = "balai desa Swarga Bara, Kec. Sangatta Utara";
    let files = [(
        "agenda.xlsx",
        agenda(&[
            ["1", "Senin, 23 November 2026", "08.00", "Satu", here, "Bupati", "Diwakili Asisten I"],
            [
                "2",
                "Senin, 23 November 2026",
                "09.00",
                "Dua",
                here,
                "Bupati, Wabup",
                "Wabup diwakilkan Kadispora; warga dipersilakan datang",
            ],
            ["3", "Senin, 23 November 2026", "10.00", "Tiga", here, "Sekda (diwakili Asisten II)", ""],
            ["4", "Senin, 23 November 2026", "", "Empat", here, "menunggu disposisi", "waktu menyusul"],
            ["5", "Senin, 23 November 2026", "11.00", "Lima", here, "Bupati", "bersama Wabup"],
            ["6", "Senin, 23 November 2026", "12.00", "Enam", here, "diwakili Asisten III", ""],
        ]),
    )];
    let office = office(&files);
    let (entries, _) = read(&office);
    let mut inputs: Inputs = crate::plan::inputs();
    inputs.week.agenda = entries;
    let settings = crate::plan::settings();
    let plan = inputs.plan(&settings);
    let printed: Vec<String> = plan
        .edition_sheet(plan.bulletin().step(WHOLE))
        .agenda
        .iter()
        .flat_map(|day| &day.entries)
        .map(|entry| [&entry.officials, &entry.note].into_iter().flatten().cloned().collect::<Vec<_>>().join(" ").replace('\u{a0}', " "))
        .collect();
    assert_eq!(
        printed,
        [
            "Bupati diwakili Asisten I",
            "Bupati; Wakil Bupati diwakili Kadispora Warga dipersilakan datang.",
            "Sekda diwakili Asisten II",
            "Bupati Bersama Wabup.",
            "Asisten III",
            "menunggu disposisi",
        ]
    );
    let run = office.warta(&["terbitkan"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    let files = office.files("hasil/2026-11-23/pdf");
    for kind in ["buletin-6408042002", "papan-6408042002"] {
        let (name, pdf) = files.iter().find(|(name, _)| name.contains(kind)).unwrap_or_else(|| panic!("{kind}"));
        let text = pages::dense(&pages::read(pdf).iter().map(pages::Page::text).collect::<String>());
        // The board of a full week says when, what and where.
        let officials =
            ["Bupati diwakili Asisten I.", "Menunggu disposisi.", "Bersama Wabup."].into_iter().filter(|_| kind.starts_with("buletin"));
        for words in officials.chain(["Balai desa Swarga Bara"]) {
            assert!(text.contains(&pages::dense(words)), "{name}: {words}: {text}");
        }
        for words in ["Dihadiri Bupati. Diwakili", "Dihadiri menunggu", "waktu menyusul."] {
            assert!(!text.contains(&pages::dense(words)), "{name}: {words}: {text}");
        }
    }
}

#[test]
fn a_calendars_nights_weeks_and_private_days_are_the_offices() {
    let (events, said) = told(
        "agenda.ics",
        calendar(&[
            "UID:1|DTSTART;TZID=Asia/Makassar:20261124T200000|DTEND;TZID=Asia/Makassar:20261125T013000|SUMMARY:Malam kesenian",
            // Tuesdays at 07.30 WITA, which are Mondays in UTC; one of them is called off, one put off.
            "UID:2|DTSTART:20261102T233000Z|DTEND:20261103T010000Z|RRULE:FREQ=WEEKLY;BYDAY=TU|EXDATE:20261116T233000Z|SUMMARY:Apel mingguan",
            // By the letter of the standard: Mondays in UTC.
            "UID:3|DTSTART:20261102T223000Z|DTEND:20261102T230000Z|RRULE:FREQ=WEEKLY;BYDAY=MO|SUMMARY:Senam",
            "UID:4|DTSTART;VALUE=DATE:20261129|SUMMARY:Acara keluarga",
            "UID:5|DTSTART;TZID=Asia/Makassar:20261122T210000|DTEND;TZID=Asia/Makassar:20261123T010000|SUMMARY:Minggu malam",
            "UID:6|DTSTART;TZID=Asia/Makassar:20261126T080000|DTEND;TZID=Asia/Makassar:20261127T160000|SUMMARY:Lokakarya",
        ]),
    );
    assert_eq!(
        events,
        [
            "24 06.30–07.00 | Senam",
            "24 07.30–09.00 | Apel mingguan",
            "24 20.00–01.30 | Malam kesenian",
            "26 08.00–selesai | Lokakarya",
            "27 sehari penuh | Lokakarya",
        ]
    );
    assert_eq!(
        said,
        [
            "peringatan agenda.di-luar-pekan: 1 acara di luar pekan edisi ini, jadi tidak dicetak",
            "catatan agenda.tidak-untuk-umum: 1 acara tidak untuk umum, jadi tidak dicetak: “Acara keluarga”, Minggu, 29 November 2026",
        ]
    );
}

#[test]
fn hours_named_by_what_comes_before_them_are_printed_as_written_in_their_place() {
    let (events, said) = told(
        "agenda.xlsx",
        agenda(&[
            ["1", "Minggu, 29 November 2026", "selepas magrib", "Tabligh", "", "", ""],
            ["2", "Minggu, 29 November 2026", "selesai ibadah", "Ramah tamah", "", "", ""],
            ["3", "Minggu, 29 November 2026", "08.00", "Senam", "", "", ""],
            ["4", "Minggu, 29 November 2026", "habis misa", "Peletakan batu", "", "", ""],
            ["5", "Minggu, 29 November 2026", "Ba'da Ashar", "Takziah", "", "", ""],
            ["6", "Jumat, 27 November 2026", "setelah salat Jumat", "Santunan", "", "", ""],
            ["7", "Jumat, 27 November 2026", "sesudah Rapat Paripurna", "Jumpa pers", "", "", ""],
            ["8", "Jumat, 27 November 2026", "19.30 s.d. 00.30 WITA", "Pentas seni", "", "", ""],
        ]),
    );
    assert_eq!(
        events,
        [
            "27 sesudah Rapat Paripurna | Jumpa pers",
            "27 setelah salat Jumat | Santunan",
            "27 19.30–00.30 | Pentas seni",
            "29 08.00 | Senam",
            "29 habis misa | Peletakan batu",
            "29 selesai ibadah | Ramah tamah",
            "29 Ba’da Ashar | Takziah",
            "29 selepas magrib | Tabligh",
        ]
    );
    assert_eq!(said, Vec::<String>::new());
}

#[test]
fn hours_typed_as_numbers_are_one_warning_and_so_are_rows_outside_the_table() {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    sheet.write_row(0, 0, HEADER).unwrap();
    for (row, hour) in (1u32..).zip([8.0, 9.3, 10.3, 13.45]) {
        sheet.write_row(row, 0, [row.to_string().as_str(), "Senin, 23 November 2026"]).unwrap();
        sheet.write_number(row, 2, hour).unwrap();
        sheet.write_string(row, 3, format!("Acara {row}")).unwrap();
    }
    sheet.write_string(7, 1, "Jadwal sewaktu-waktu dapat berubah").unwrap();
    sheet.write_string(9, 5, "Sangatta, 20 November 2026").unwrap();
    sheet.write_string(30, 9, "Dicetak oleh komputer").unwrap();
    let (entries, said) = read(&office(&[("agenda.xlsx", book.save_to_buffer().unwrap())]));
    assert_eq!(lines(&entries), ["23 08.00 | Acara 1", "23 09.30 | Acara 2", "23 10.30 | Acara 3", "23 13.45 | Acara 4"]);
    let (typed, others): (Vec<&Diagnostic>, Vec<&Diagnostic>) = said.iter().partition(|one| one.code == "agenda.waktu-dari-angka");
    assert_eq!(typed.len(), 4);
    assert!(typed.iter().all(|one| one.alike == typed[0].alike && one.alike.is_some()), "{typed:?}");
    let [outside] = others.as_slice() else { panic!("{others:?}") };
    assert_eq!(outside.message, "3 baris di luar tabel, jadi tidak dicetak: B8, F10 dan J31");
    assert!(outside.place.as_ref().unwrap().to_string().ends_with("sel B8"), "{outside:?}");
}

#[test]
fn abbreviations_of_leaders_are_those_of_the_sheet_then_of_the_office_and_others_are_said_once() {
    let rows: &[&[&str]] = &[
        &["KETERANGAN: BPT = Bupati, WBP: Wakil Bupati"],
        &HEADER,
        &["1", "Senin, 23 November 2026", "08.00", "Apel", "", "BPT WBP", ""],
        &["2", "Senin, 23 November 2026", "09.00", "Rapat", "", "BPT, KDS dan SKD", "diwakili WBP"],
        &["3", "Selasa, 24 November 2026", "09.00", "Panen", "", "KDS, BPBD", ""],
        &["4", "Selasa, 24 November 2026", "10.00", "Dialog", "", "STF; KDS", ""],
        &[],
        &["", "SKD", ": Sekretaris Daerah"],
    ];
    let files = [("agenda.xlsx", workbook(rows))];
    let (entries, said) = read(&office(&files));
    assert_eq!(
        lines(&entries),
        [
            "23 08.00 | Apel [Bupati, Wakil Bupati]",
            "23 09.00 | Rapat [Bupati oleh Wakil Bupati, KDS oleh Wakil Bupati, Sekda oleh Wakil Bupati]",
            "24 09.00 | Panen [KDS, BPBD]",
            "24 10.00 | Dialog [STF, KDS]",
        ]
    );
    let [unknown] = said.as_slice() else { panic!("{said:?}") };
    assert_eq!((unknown.code, unknown.severity), ("agenda.singkatan-tidak-dikenal", Severity::Warning));
    assert_eq!(unknown.message, "singkatan pejabat yang tidak dikenal dicetak apa adanya: KDS, STF");
    // The remedy, followed.
    let office = office(&files);
    let settings = fs::read_to_string(office.path("warta.toml")).unwrap();
    office
        .write("warta.toml", format!("{settings}\n[singkatan]\nKDS = \"Kepala Dinas Sosial\"\nSTF = \"Staf Ahli\"\nBPT = \"bukan ini\"\n"));
    let run = office.warta(&["periksa"]);
    assert_eq!((run.code, run.stderr.contains("singkatan")), (0, false), "{}", run.stderr);
}

#[test]
fn an_event_that_is_moved_takes_place_and_one_without_a_new_day_is_postponed() {
    let row = |at, title, note| ["1", "Kamis, 26 November 2026", at, title, "Aula", "Bupati", note];
    let rows = [
        row("11.00", "Sidang paripurna", "Diundur dari pukul 09.30"),
        row("13.00", "Rapat kerja", "Diundur ke hari Jumat pukul 09.00"),
        row("15.00", "Audiensi", "Ditunda"),
    ];
    let (entries, said) = read(&office(&[("agenda.xlsx", agenda(&rows))]));
    let stands: Vec<(&str, Status)> = entries.iter().map(|entry| (entry.title.as_str(), entry.status)).collect();
    let expected = [("Sidang paripurna", Status::Planned), ("Audiensi", Status::Postponed), ("Rapat kerja", Status::Planned)];
    assert_eq!(stands, expected, "{said:?}");
    assert_eq!(entries[2].date.to_string(), "2026-11-27", "moved to the day that its note names");
    assert_eq!(entries[0].note.as_deref(), Some("Diundur dari pukul 09.30"));
}

#[test]
fn a_note_that_moves_an_event_goes_before_what_its_row_says() {
    let row = |at, title, venue, note| ["1", "Kamis, 26 November 2026", at, title, venue, "", note];
    let rows = [
        row("08.00", "Apel", "Halaman", "Pindah tempat ke GOR"),
        row("09.00", "Rapat", "Aula", "Diundur pukul 10.00"),
        row("11.00", "Audiensi", "Aula", "Lokasi dipindahkan ke Pendopo karena hujan. Membawa berkas"),
        row("13.00", "Dialog", "Aula", "BATAL"),
        row("14.00", "Panen", "Sawah", "Dimajukan dari 14.00 ke 13.30 WITA"),
        row("16.00", "Senam", "Taman", "Acara ditunda"),
        row("19.00", "Pengajian", "Masjid", "Diundur ke pukul 19.00"),
    ];
    let (entries, said) = read(&office(&[("agenda.xlsx", agenda(&rows))]));
    let told: Vec<String> = entries
        .iter()
        .map(|entry| format!("{} {} @ {}", wording::time(&entry.time, None), entry.title, entry.venue.as_deref().unwrap_or_default()))
        .collect();
    assert_eq!(
        told,
        [
            "08.00 Apel @ GOR",
            "10.00 Rapat @ Aula",
            "11.00 Audiensi @ Pendopo",
            "13.00 Dialog @ Aula",
            "13.30 Panen @ Sawah",
            "16.00 Senam @ Taman",
            "19.00 Pengajian @ Masjid",
        ]
    );
    let status = |title: &str| entries.iter().find(|entry| entry.title == title).map(|entry| entry.status);
    assert_eq!([status("Dialog"), status("Senam")], [Some(Status::Cancelled), Some(Status::Postponed)]);
    let moved: Vec<&str> = said.iter().filter(|one| one.code == "agenda.dipindah-keterangan").map(|one| one.message.as_str()).collect();
    assert_eq!(moved.len(), 4, "{moved:#?}");
    assert!(moved[0].contains("tempat Halaman menjadi GOR") && moved[1].contains("pukul 09.00 menjadi 10.00"), "{moved:#?}");
}
