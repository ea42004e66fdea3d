//! The words of a nagari office: private events, moved events, places without a word before them, a letter that nobody signs by number, and
//! a registry without codes.

use docx_rs::{BreakType, Docx, Paragraph, Run};
use rust_xlsxwriter::Workbook;
use warta::diagnostic::{Diagnostic, Severity};
use warta::folder::Folder;
use warta::intake::{self, Office, agenda, registry, table, venue};
use warta::model::{AgendaEntry, Officials, OwnWords, Registry, Zone};
use warta::plan::wording;

use crate::office::edition;
use crate::plan::entry;
use crate::support::{RegistryRow, TestOffice, workbook};

static NAGARI: [RegistryRow<'static>; 6] = [
    ["13.02.03.2001", "Selayo", "Kubung", "Saiyo", "4", ""],
    ["13.02.05.2002", "Alahan Panjang", "Lembah Gumanti", "Saiyo", "4", ""],
    ["13.02.06.2003", "Simpang Tanjung Nan IV", "Danau Kembar", "Saiyo", "4", ""],
    ["13.02.08.2004", "Sulit Air", "X Koto Diatas", "Saiyo", "4", ""],
    ["13.02.11.2005", "Simanau", "Tigo Lurah", "Saiyo", "4", ""],
    ["13.02.11.2006", "Tigo Lurah", "Tigo Lurah", "Saiyo", "4", ""],
];

/// The events of rows below the usual headings, and all that is said.
fn week(rows: &[[&str; 6]]) -> (Vec<AgendaEntry>, Vec<Diagnostic>) {
    let head: &[&str] = &["HARI/TGL", "PUKUL", "KEGIATAN", "TEMPAT", "DIHADIRI", "KET"];
    let all: Vec<&[&str]> = std::iter::once(head).chain(rows.iter().map(<[&str; 6]>::as_slice)).collect();
    let mut said = Vec::new();
    let sheets = table::read("agenda.xlsx", &workbook(&all)).into_value(&mut said);
    let entries = agenda::read(&sheets, edition(), Zone::Wib).into_value(&mut said);
    (entries, said)
}

fn villages(rows: &[&[&str]]) -> Registry {
    Registry::new(registry::read(&table::read("kim.xlsx", &workbook(rows)).value, &OwnWords::default()).value)
}

#[test]
fn an_event_whose_note_calls_it_private_is_kept_back() {
    let notes = [
        "pribadi",
        "PRIBADI - jangan dipublish",
        "privat",
        "mohon jangan dipublikasikan dulu",
        "Tidak untuk publikasi",
        "tdk dipublikasikan",
        "Off the record",
    ];
    for note in notes {
        let day = "Rabu, 25 November 2026";
        let (entries, _) = week(&[
            [day, "09.00", "Takziah ke rumah duka", "Nagari Sumani", "Bupati", note],
            [day, "10.00", "Rapat pelindungan data pribadi", "Aula", "Bupati", "didampingi Kadis"],
        ]);
        assert_eq!(entries.iter().map(|entry| entry.title.as_str()).collect::<Vec<_>>(), ["Rapat pelindungan data pribadi"], "{note}");
    }
}

#[test]
fn a_weekday_alone_moves_an_event_within_the_week() {
    let title = "Rapat Banggar DPRD";
    let tuesday = |note| ["Selasa, 24 November 2026", "13.30", title, "Gedung DPRD", "Sekda", note];
    let shown = |rows: &[[&str; 6]]| -> Vec<String> {
        let (entries, said) = week(rows);
        let lines = entries.iter().map(|one| format!("{} {}", one.date.format("%d"), wording::time(&one.time, None)));
        let all: Vec<String> = lines.collect();
        assert!(said.iter().any(|one| one.code == "agenda.dipindah-keterangan") || all[0].starts_with("24"), "{said:?}");
        all
    };
    let moved = shown(&[tuesday("Pindah ke Rabu jam 10.00")]);
    assert!(moved.len() == 1 && moved[0].starts_with("25 10.00"), "{moved:?}");
    // The same event stands there already.
    let wednesday = ["Rabu, 25 November 2026", "10.00", title, "Gedung DPRD", "Sekda", "pindahan dari Selasa"];
    assert_eq!(shown(&[tuesday("Pindah ke Rabu jam 10.00"), wednesday]), moved);
    // Another week's day is not this week's.
    for note in ["Ditunda ke Kamis pekan depan", "Diundur ke Senin"] {
        assert!(shown(&[tuesday(note)])[0].starts_with("24"), "{note}");
    }
}

#[test]
fn a_name_of_several_words_at_the_end_of_a_place_is_a_village() {
    let head: &[&str] = &["Kode", "Nagari", "Kecamatan"];
    let rows: Vec<&[&str]> = std::iter::once(head).chain(NAGARI.iter().map(|row| &row[..3])).collect();
    let registry = villages(&rows);
    let cases = [
        ("Ng. Simanau Kec. Tigo Lurah", "13.02.11.2005"),
        ("Masjid Raya Sulit Air Kec. X Koto Diatas", "13.02.08.2004"),
        ("Masjid Raya Sulit Air", "13.02.08.2004"),
        ("Lapangan Merdeka Alahan Panjang", "13.02.05.2002"),
        ("Danau Diatas, Simpang Tanjung Nan IV", "13.02.06.2003"),
        // Another kecamatan's, a longer name, a road, a name of one word, the kecamatan of that name.
        ("Masjid Raya Sulit Air, Kec. Kubung", ""),
        ("Gedung Sulit Air Sepakat", ""),
        ("Rumah makan di Jalan Sulit Air", ""),
        ("Masjid Selayo", ""),
        ("Kantor Camat Tigo Lurah", ""),
        ("Lapangan Tigo Lurah", ""),
    ];
    for (at, code) in cases {
        let found = venue::locate(&entry("Acara", at), &registry.wilayah);
        let desa: Vec<&str> = found.value.desa.iter().map(|code| code.as_str()).collect();
        assert_eq!(desa.concat(), code, "{at}: {:?}", found.diagnostics);
    }
}

#[test]
fn a_letter_ends_where_dto_stands_above_a_name_and_not_all_addressees_need_be_places() {
    let office = TestOffice::with_registry(&NAGARI);
    let lines = [
        "PEMERINTAH KABUPATEN SOLOK",
        "KECAMATAN TIGO LURAH",
        "Batu Bajanjang, 20 November 2026",
        "Nomor : 005/88/TL-2026\nLampiran : -\nPerihal : Undangan Pra Musrenbang",
        "Kepada Yth.\n1. Wali Nagari se-Kecamatan Tigo Lurah\n2. Ketua BPN\n3. Bundo Kanduang\ndi Tempat",
        "Assalamu'alaikum Wr. Wb.",
        "Mengharapkan kehadiran Bapak/Ibu pada :",
        "Hari/Tanggal : Kamis / 26 November 2026\nPukul : 09.00 WIB s.d. selesai\nTempat : Aula Kantor Camat Tigo Lurah",
        "Demikian kami sampaikan, terima kasih.",
        "CAMAT TIGO LURAH",
        "dto",
        "ASRIL, S.Sos, MM",
    ];
    let paragraph = |text: &str| {
        let mut run = Run::new();
        for (at, line) in text.lines().enumerate() {
            run = if at > 0 { run.add_break(BreakType::TextWrapping) } else { run }.add_text(line);
        }
        Paragraph::new().add_run(run)
    };
    let whole = lines.iter().fold(Docx::new(), |docx, line| docx.add_paragraph(paragraph(line)));
    let mut bytes = std::io::Cursor::new(Vec::new());
    whole.build().pack(&mut bytes).unwrap();
    office.write("edisi/2026-11-23/pengumuman/undangan.docx", bytes.into_inner());

    let (words, abbreviations) = (OwnWords::default(), std::collections::BTreeMap::new());
    let settings = Office { zone: Zone::Wib, leaders: &[], words: &words, abbreviations: &abbreviations };
    let found = intake::read(&Folder::new(office.root()), edition(), settings);
    let said: Vec<&Diagnostic> = found.diagnostics.iter().filter(|one| one.severity == Severity::Error).collect();
    let Some(letter) = found.value.1.announcements.first() else { panic!("{said:#?}") };
    let body = letter.body.iter().map(intake::document::text_of).collect::<Vec<_>>().join("\n");
    assert!(body.contains("Mengharapkan kehadiran") && !body.contains("dto") && !body.contains("ASRIL"), "{body}");
    assert!(!body.contains("CAMAT TIGO LURAH") && !body.contains("Assalamu"), "{body}");
    let others = found.diagnostics.iter().find(|one| one.code == "pengumuman.penerima-lain");
    assert!(others.is_some_and(|one| one.severity == Severity::Note && one.message.contains("Ketua BPN")), "{:#?}", found.diagnostics);
}

#[test]
fn abbreviations_of_two_words_are_written_out() {
    let day = "Kamis, 26 November 2026";
    let (entries, _) = week(&[
        [day, "09.00", "Kunjungan ke posyandu", "Simanau", "KETUA TP PKK", ""],
        [day, "13.00", "Sosialisasi ASI eksklusif", "Cupak", "AS I", ""],
        ["", "", "", "", "", ""],
        ["Ket : BUP = Bupati, TP PKK = Tim Penggerak PKK", "", "", "", "", ""],
        ["AS I = Asisten Pemerintahan dan Kesra", "", "", "", "", ""],
    ]);
    let offices = |entry: &AgendaEntry| match &entry.officials {
        Officials::Named(all) => all.iter().map(|one| one.office.clone()).collect::<Vec<_>>().join(", "),
        other => format!("{other:?}"),
    };
    let all: Vec<String> = entries.iter().map(offices).collect();
    assert_eq!(all.len(), 2, "{entries:?}");
    assert!(all[0].contains("Tim Penggerak PKK") && !all[0].contains("TP "), "{all:?}");
    assert!(all[1].contains("Asisten Pemerintahan"), "{all:?}");
    assert_eq!(entries[1].title, "Sosialisasi ASI eksklusif");
}

#[test]
fn the_number_of_a_meeting_is_not_printed() {
    for note in ["Zoom ID 812 3456 7890 pass: 1234", "Meeting ID: 81234567890, passcode: 77"] {
        let (entries, said) = week(&[["Senin, 23 November 2026", "09.00", "Rapat inflasi", "Aula", "Sekda", note]]);
        assert_eq!(entries[0].note, None, "{note}");
        let told = said.iter().find(|one| one.code == "agenda.data-pribadi").unwrap();
        assert!(!told.remedy.as_deref().unwrap().contains("No. HP"), "{told:?}");
    }
}

#[test]
fn a_registry_without_codes_is_told_which_column_it_lacks() {
    let mut book = Workbook::new();
    let sheets: [(&str, &[[&str; 3]]); 2] = [
        ("Data KIM", &[["KECAMATAN", "NAGARI", "NAMA KIM"], ["Kubung", "Selayo", "KIM Saiyo"], ["Kubung", "Gaung", "KIM Basamo"]]),
        ("Rekap", &[["Kecamatan", "Jumlah Nagari", ""], ["Kubung", "2", ""]]),
    ];
    for (name, rows) in sheets {
        let sheet = book.add_worksheet();
        sheet.set_name(name).unwrap();
        for (at, row) in (0u32..).zip(rows) {
            sheet.write_row(at, 0, row.iter().copied()).unwrap();
        }
    }
    let bytes = book.save_to_buffer().unwrap();
    let found = registry::read(&table::read("kim.xlsx", &bytes).value, &OwnWords::default());
    let faults: Vec<&Diagnostic> = found.diagnostics.iter().filter(|one| one.severity == Severity::Error).collect();
    let [fault] = faults.as_slice() else { panic!("{faults:#?}") };
    assert_eq!(fault.message, "kolom kode desa tidak ada");
    let remedy = fault.remedy.as_deref().unwrap();
    assert!(remedy.contains("“Kode”") && remedy.contains("Kemendagri") && remedy.contains("prodeskel"), "{remedy}");
}

#[test]
fn sda_repeats_the_channel_above_and_a_messenger_is_one_whoever_has_it() {
    let rows: &[&[&str]] = &[
        &["Kode", "Nagari", "Kecamatan", "Cara pengiriman"],
        &["13.02.03.2001", "Selayo", "Kubung", "kantor"],
        &["13.02.03.2002", "Gaung", "Kubung", "sda"],
        &["13.02.03.2003", "Koto Baru", "Kubung", "s.d.a."],
        &["13.02.03.2004", "Saok Laweh", "Kubung", "-"],
        &["13.02.03.2005", "Panyakalan", "Kubung", "idem"],
    ];
    let channels: Vec<String> = villages(rows).villages.iter().map(|one| one.address.channels.join("+")).collect();
    assert_eq!(channels, ["kantor", "kantor", "kantor", "", ""]);

    let office = TestOffice::with_registry(&[["13.02.03.2001", "Selayo", "Kubung", "Saiyo", "4", "Via WA Ketua KIM"]]);
    office.write("edisi/2026-11-23/pengumuman/1.md", "Untuk: semua\n\n# Contoh\n\nIsi.\n");
    let told = office.warta(&["periksa", "--rinci"]).stderr;
    assert!(told.contains("WA bukan saluran") && !told.contains("tidak ada di warta.toml"), "{told}");
}
