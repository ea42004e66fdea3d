//! Announcements as offices send them: letters with their head and their signature, and those whom they are for.

use warta::diagnostic::{Diagnostic, Severity};
use warta::intake::document::{self, Genre};
use warta::intake::{announcement, target};
use warta::model::{Announcement, DesaCode, RegionCode, Target};

use crate::office::edition;

fn notice(file: &str, text: &str) -> (Option<Announcement>, Vec<Diagnostic>) {
    let mut said = Vec::new();
    let inputs = crate::plan::inputs();
    let manuscript = document::read(file, text.as_bytes(), Genre::Announcement).into_value(&mut said);
    let read = announcement::read(manuscript, None, edition(), &inputs.registry.wilayah).into_value(&mut said);
    (read, said)
}

fn body(read: &Announcement) -> String {
    read.body.iter().map(document::text_of).collect::<Vec<_>>().join("\n")
}

fn desa(code: &str) -> Target {
    Target::Desa(DesaCode::parse(code).unwrap())
}

fn kecamatan(code: &str) -> Target {
    Target::Kecamatan(RegionCode::parse(code).unwrap())
}

const LETTER: &str = "PEMERINTAH KABUPATEN BARITO KUALA\nDINAS KESEHATAN\nJl. Veteran No. 1 Telp. 0511-12345\n\nMarabahan, 18 November 2026\n\n\
    Nomor : 500/12/DINKES\nSifat : Penting\nLampiran : -\nPerihal : Vaksinasi rabies gratis\n\nKepada\nYth. Kepala Desa dan Lurah\nse-Kecamatan Barambai\ndi –\nBARAMBAI\n\n\
    Dengan hormat, vaksinasi rabies diadakan di setiap balai desa pada hari Rabu.\n\nDemikian disampaikan, terima kasih.\n\n\
    Kepala Dinas Kesehatan,\n\ndr. H. BAHRANI, M.Kes\nPembina Utama Muda\nNIP 19700101 200003 1 001\n\nTembusan:\n1. Bupati Barito Kuala\n2. Camat Barambai\n";

#[test]
fn of_a_letter_its_text_is_printed_and_its_address_says_whom_it_is_for() {
    let (read, said) = notice("1.txt", LETTER);
    let read = read.unwrap_or_else(|| panic!("{said:?}"));
    assert_eq!((read.title.as_str(), &read.targets), ("Vaksinasi rabies gratis", &vec![kecamatan("63.04.14")]));
    let printed = body(&read);
    assert!(printed.starts_with("Dengan hormat, vaksinasi") && printed.ends_with("pada hari Rabu."), "{printed}");
    for words in ["Nomor", "NIP", "BAHRANI", "Tembusan", "BARAMBAI", "Yth."] {
        assert!(!printed.contains(words), "{words}: {printed}");
    }
    assert!(said.iter().all(|one| one.severity == Severity::Note), "{said:?}");
    for code in ["pengumuman.sasaran-dari-alamat", "pengumuman.basa-basi-tidak-dicetak"] {
        assert!(said.iter().any(|one| one.code == code), "{code}: {said:?}");
    }
}

#[test]
fn a_text_that_is_no_letter_keeps_its_courtesies() {
    let (read, said) = notice("1.txt", "Untuk: semua\nJudul: Undangan\n\nDengan hormat,\n\nDatanglah. \n\nDemikian disampaikan.\n");
    let printed = body(&read.unwrap_or_else(|| panic!("{said:?}")));
    assert!(printed.starts_with("Dengan hormat") && printed.ends_with("Demikian disampaikan."), "{printed}");
}

#[test]
fn what_the_office_typed_above_a_letter_comes_before_its_address_and_subject() {
    let (read, said) = notice("1.txt", &format!("Untuk: semua\nJudul: Vaksin gratis\n{LETTER}"));
    let read = read.unwrap_or_else(|| panic!("{said:?}"));
    assert_eq!((read.title.as_str(), &read.targets), ("Vaksin gratis", &vec![Target::Everyone]));
}

#[test]
fn a_date_of_the_text_is_no_letters() {
    let (read, said) = notice("1.txt", "Untuk: semua\nJudul: Posyandu\nSenin, 23 November 2026\nBalai desa\n");
    let printed = body(&read.unwrap_or_else(|| panic!("{said:?}")));
    assert!(printed.contains("Senin, 23 November 2026"), "{printed}");
}

#[test]
fn one_village_is_found_by_code_by_name_and_by_name_with_kecamatan() {
    let inputs = crate::plan::inputs();
    let wilayah = &inputs.registry.wilayah;
    for text in ["63.04.14.2008", "kode 6304142008", "Karya Baru (Barambai)", "Desa Karya Baru, Kec. Barambai", "karya baru, barambai"] {
        let found = target::find_village(text, wilayah).unwrap_or_else(|faults| panic!("{text}: {faults}"));
        assert_eq!(found.code.as_str(), "63.04.14.2008", "{text}");
    }
    for (text, code) in [
        ("Karya Baru", "tujuan.desa-senama"),
        ("Karia Baru (Barambai)", "tujuan.desa-tidak-ada"),
        ("63.04.14.2999", "tujuan.kode-tidak-ada"),
        ("", "tujuan.desa-tidak-ada"),
    ] {
        let faults = target::find_village(text, wilayah).unwrap_err();
        assert_eq!(faults[0].code, code, "{text}");
    }
}

#[test]
fn two_places_of_two_kinds_and_codes_are_targets() {
    let targets = |text: &str| {
        let (read, said) = notice("1.md", &format!("Judul: X\nUntuk: {text}\n\nIsi.\n"));
        let read = read.unwrap_or_else(|| panic!("{text}: {said:?}"));
        (read.targets, read.excluded)
    };
    assert_eq!(targets("desa Karya Baru (Barambai) dan Kec. Marabahan").0.len(), 2);
    assert_eq!(targets("kode 63.04.14.2008").0, vec![desa("63.04.14.2008")]);
    assert_eq!(targets("Karya Baru (Barambai)").0, vec![desa("63.04.14.2008")]);
    assert_eq!(targets("Seluruh Kepala Desa dan Lurah di tempat").0, vec![Target::Everyone]);
    let but = targets("seluruh desa kecuali Karya Baru (Barambai)");
    assert_eq!(but, (vec![Target::AllDesa], vec![desa("63.04.14.2008")]));
}

#[test]
fn who_announces_is_taken_from_the_signature_or_the_letterhead() {
    let sender = |text: &str| {
        let (read, said) = notice("1.txt", text);
        read.unwrap_or_else(|| panic!("{text}: {said:?}")).sender
    };
    let signed = |office: &str| {
        let foot = format!("Marabahan, 18 November 2026\n{office}\nKABUPATEN BARITO KUALA,\n\nH. BAHRANI\nNIP 19700101 200003 1 001\n");
        sender(&format!("Untuk: semua\nJudul: Jembatan ditutup\n\nJembatan ditutup hari Rabu untuk perbaikan.\n\n{foot}"))
    };
    assert_eq!(signed("KEPALA DINAS PERHUBUNGAN").as_deref(), Some("Dinas Perhubungan"));
    assert_eq!(signed("Plt. KEPALA RSUD H. ABDUL AZIZ").as_deref(), Some("RSUD H. Abdul Aziz"));
    assert_eq!(signed("CAMAT BARAMBAI").as_deref(), Some("Camat Barambai"));
    let unsigned = LETTER.split("Demikian").next().unwrap();
    assert_eq!(sender(unsigned).as_deref(), Some("Dinas Kesehatan"));
    assert_eq!(sender(&format!("Dari: Puskesmas Barambai\n{LETTER}")).as_deref(), Some("Puskesmas Barambai"));
}

#[test]
fn a_first_line_of_capitals_is_the_title() {
    for text in [
        "Untuk: semua\nWASPADA BANJIR\nAir naik di seluruh desa sejak Senin.\nPindahkan ternak.\n",
        "Untuk: semua\n\nWASPADA BANJIR!\n\nAir naik di seluruh desa sejak Senin.\n",
        "Untuk: semua\nWASPADA BANJIR\nAir naik di seluruh desa sejak Senin pagi, dan diperkirakan surut pada hari Kamis.\nPindahkan ternak.\n",
    ] {
        let (read, said) = notice("1.txt", text);
        let read = read.unwrap_or_else(|| panic!("{text}: {said:?}"));
        assert_eq!(read.title.trim_end_matches('!'), "WASPADA BANJIR");
        assert!(body(&read).starts_with("Air naik"), "{}", body(&read));
    }
}

#[test]
fn the_line_that_says_whom_a_text_is_for_may_stand_below_it_or_without_a_colon() {
    for text in [
        "Listrik padam\n\nListrik padam hari Kamis di seluruh desa.\n\nUntuk: semua\n",
        "Listrik padam\n\nListrik padam hari Kamis di seluruh desa\nsampai sore\n\nUntuk: semua\n",
        "Listrik padam\n\nUntuk: semua\n\nListrik padam hari Kamis di seluruh desa.\n",
        "Untuk semua desa dan kelurahan\nJudul: Listrik padam\n\nListrik padam hari Kamis di seluruh desa.\n",
    ] {
        let (read, said) = notice("1.txt", text);
        let read = read.unwrap_or_else(|| panic!("{text}: {said:?}"));
        assert_eq!((read.title.as_str(), &read.targets), ("Listrik padam", &vec![Target::Everyone]), "{text}");
        let printed = body(&read);
        assert!(printed.starts_with("Listrik padam hari Kamis") && !printed.contains("Untuk"), "{text}: {printed}");
    }
}

#[test]
fn an_end_that_the_text_itself_names_is_the_announcements() {
    let text = |until: &str| format!("Untuk: semua\nJudul: Pajak\n\nBayar tanpa denda. Program ini berlaku sampai dengan {until}.\n");
    let (read, said) = notice("1.txt", &text("Senin, 30 November 2026"));
    assert_eq!(read.unwrap().valid_until, chrono::NaiveDate::from_ymd_opt(2026, 11, 30));
    assert!(said.iter().any(|one| one.code == "pengumuman.berlaku-dari-isi"), "{said:?}");
    let (read, said) = notice("1.txt", &text("10 November 2026"));
    assert_eq!(read.unwrap().valid_until, None, "what may speak of something else keeps nothing from print");
    assert!(said.iter().any(|one| one.code == "pengumuman.isi-kedaluwarsa"), "{said:?}");
    assert_eq!(notice("1.txt", &text("ada pencabutan")).0.unwrap().valid_until, None);
}
