//! The settings at the desk: told in sentences, changed as a text that is checked first, and the first start that makes them.

use std::fs;

use chrono::{DateTime, Utc};
use warta::config::Config;
use warta::desk::settings::{self, Saving};
use warta::desk::start::{self, Beginning};
use warta::desk::{Office, Verdict};
use warta::folder::Folder;
use warta::model::Zone;

use crate::desk_support::Desk;
use crate::support::{TestOffice, workbook};

fn now() -> DateTime<Utc> {
    "2026-11-20T06:00:00Z".parse().unwrap()
}

fn folder(office: &TestOffice) -> Folder {
    Folder::new(office.root())
}

fn text(office: &TestOffice) -> String {
    fs::read_to_string(office.path("warta.toml")).unwrap()
}

fn save(office: &TestOffice, text: &str, digest: &str) -> Saving {
    settings::save_settings(&folder(office), text, digest, now()).unwrap()
}

fn opened(office: &TestOffice) -> Office {
    Office::open(office.root(), None).unwrap()
}

#[test]
fn a_text_is_checked_before_it_is_saved_and_the_old_one_is_kept() {
    let office = TestOffice::small();
    let before = settings::settings_text(&folder(&office)).unwrap();
    assert_eq!(before.text, text(&office));
    // As a browser sends it.
    let typed = |text: &str| text.replace('\n', "\r\n");
    assert_eq!(save(&office, &typed(&before.text), &before.digest), Saving::Same);

    let bad = before.text.replace("halaman = 4", "halaman = 99");
    let Saving::Refused(faults) = save(&office, &typed(&bad), &before.digest) else { panic!("it is saved") };
    assert!(faults.iter().all(|fault| fault.remedy.is_some()), "{faults}");
    assert_eq!(text(&office), before.text);

    let good = before.text.replace("halaman = 4", "halaman = 6");
    let Saving::Saved(kept) = save(&office, &typed(&good), &before.digest) else { panic!("it is not saved") };
    assert_eq!((text(&office), kept.as_str()), (good.clone(), "riwayat/kantor/warta.2026-11-20-140000.toml"));
    assert_eq!(fs::read_to_string(office.path(&kept)).unwrap(), before.text);

    // Whoever opened the page before is told what is there now.
    let late = before.text.replace("halaman = 4", "halaman = 8");
    let Saving::Changed(others) = save(&office, &late, &before.digest) else { panic!("it is overwritten") };
    assert_eq!((others.text.as_str(), text(&office).as_str()), (good.as_str(), good.as_str()));
    assert!(matches!(save(&office, &late, &others.digest), Saving::Saved(_)));

    let versions = settings::settings_versions(&folder(&office), Zone::Wita);
    assert_eq!(versions.len(), 2, "{versions:?}");
    assert!(versions.iter().all(|version| version.kept_at == now()), "{versions:?}");
    assert!(matches!(settings::restore_settings(&folder(&office), &kept, now()).unwrap(), Saving::Saved(_)));
    assert_eq!(text(&office), before.text);
    for file in ["warta.toml", "../x", "rahasia/tanda-terima"] {
        assert_eq!(settings::restore_settings(&folder(&office), file, now()).unwrap_err()[0].code, "berkas.tidak-ada", "{file}");
    }
}

#[test]
fn a_file_with_the_line_ends_of_windows_keeps_them() {
    let office = TestOffice::small();
    office.write("warta.toml", text(&office).replace('\n', "\r\n"));
    let before = settings::settings_text(&folder(&office)).unwrap();
    let typed = before.text.replace("halaman = 4", "halaman = 6");
    assert!(matches!(save(&office, &typed, &before.digest), Saving::Saved(_)));
    assert_eq!(text(&office), typed);
}

#[test]
fn the_settings_are_told_in_sentences() {
    let office = TestOffice::small();
    let told: Vec<String> = settings::sentences(&opened(&office).config).into_iter().flat_map(|part| part.lines).collect();
    let told = told.join("\n");
    for words in
        ["Jalan Jenderal Sudirman No. 72", "H. Syahrani Noor, S.Sos., M.A.P. (Bupati)", "paling banyak 4 halaman", "lewat “kantor”"]
    {
        assert!(told.contains(words), "without {words}: {told}");
    }
    let channels = settings::channels(&opened(&office));
    assert_eq!((channels[0].name.as_str(), channels[0].words.as_str(), channels[0].is_default), ("kantor", "folder kiriman", true));
}

#[tokio::test]
async fn a_channel_is_tried_and_nothing_is_sent() {
    let office = TestOffice::small();
    let more = "\n[saluran.stik.flashdisk]\ntujuan = \"tidak-ada\"\n";
    office.write("warta.toml", text(&office) + more);
    let tried = settings::try_channel(&opened(&office), "kantor").await.unwrap();
    assert!(tried.is_open, "{tried:?}");
    assert!(!office.path("kiriman").exists(), "nothing is handed over");
    let tried = settings::try_channel(&opened(&office), "stik").await.unwrap();
    assert!(!tried.is_open && !tried.words.is_empty(), "{tried:?}");
    // A file where the folder should be.
    office.write("kiriman", "bukan folder");
    assert!(!settings::try_channel(&opened(&office), "kantor").await.unwrap().is_open);
    assert_eq!(settings::try_channel(&opened(&office), "pos").await.unwrap_err()[0].code, "setelan.saluran-tidak-ada");
}

fn beginning() -> Beginning {
    Beginning {
        regency: "Kabupaten Kutai Timur".to_owned(),
        office: "Bagian Protokol".to_owned(),
        address: "Jalan \"Soekarno\" No. 1,\nSangatta".to_owned(),
        zone: "WITA".to_owned(),
        leaders: vec![("Bupati".to_owned(), "H. Ardiansyah".to_owned()), ("Wakil Bupati".to_owned(), String::new())],
        ..Beginning::default()
    }
}

#[test]
fn the_first_start_makes_an_office_of_its_own_words() {
    let place = tempfile::TempDir::new().unwrap();
    let folder = Folder::new(place.path());
    let registry =
        workbook(&[&["Kode", "Desa", "Kecamatan", "KIM", "RT"], &["64.08.06.2002", "Long Bentuq", "Busang", "KIM Bentuq Jaya", "5"]]);
    let given = Beginning { registry: Some(("Data Desa.xlsx".to_owned(), registry.clone())), ..beginning() };
    let made = start::begin(&folder, Some(&given), now()).unwrap();
    assert_eq!(made.verdict, Verdict::Done, "{:?}", made.diagnostics);
    assert_eq!(made.facts.edition.to_string(), "2026-11-16");
    assert_eq!(fs::read(folder.path("kim.xlsx")).unwrap(), registry);
    let plan = Config::read(&folder).unwrap().plan();
    let regency = &plan.regency;
    assert_eq!((regency.name.as_str(), regency.bulletin.as_str()), ("Kabupaten Kutai Timur", "Warta Kutai Timur"));
    assert_eq!((regency.address.as_str(), &regency.phone), ("Jalan \"Soekarno\" No. 1, Sangatta", &None));
    assert_eq!(plan.leaders.iter().map(|leader| leader.name.as_str()).collect::<Vec<_>>(), ["H. Ardiansyah"]);
    // The explanations stay.
    let text = fs::read_to_string(folder.path("warta.toml")).unwrap();
    assert!(text.contains("# Nama buletin, dicetak besar di halaman pertama."), "{text}");
    assert!(!text.contains("Syahrani"), "{text}");
    assert_eq!(start::begin(&folder, None, now()).unwrap_err()[0].code, "kantor.sudah-berisi");
}

#[test]
fn what_cannot_be_used_leaves_the_folder_as_it_is() {
    let place = tempfile::TempDir::new().unwrap();
    let folder = Folder::new(place.path());
    let cases = [
        Beginning { regency: "  ".to_owned(), ..beginning() },
        Beginning { leaders: Vec::new(), ..beginning() },
        Beginning { zone: "UTC".to_owned(), ..beginning() },
        Beginning { registry: Some(("daftar.pdf".to_owned(), b"%PDF-1.7".to_vec())), ..beginning() },
    ];
    for case in cases {
        let faults = start::begin(&folder, Some(&case), now()).unwrap_err();
        assert!(faults.iter().all(|fault| fault.remedy.is_some()), "{faults}");
        assert_eq!(fs::read_dir(place.path()).unwrap().count(), 0, "{case:?}");
    }
}

#[test]
fn a_registry_that_lies_in_the_folder_is_the_offices_own() {
    let place = tempfile::TempDir::new().unwrap();
    let own = workbook(&[&["Kode", "Desa", "Kecamatan"], &["64.08.06.2002", "Long Bentuq", "Busang"]]);
    fs::write(place.path().join("kim.xlsx"), &own).unwrap();
    start::begin(&Folder::new(place.path()), None, now()).unwrap();
    assert_eq!(fs::read(place.path().join("kim.xlsx")).unwrap(), own);
}

#[test]
fn the_pages_show_check_and_save() {
    let office = TestOffice::small();
    let desk = Desk::open(office.root());
    let page = desk.get("/pengaturan");
    assert_eq!(page.status, 200, "{}", page.text());
    ["Kabupaten Barito Kuala", "folder kiriman", "Uji saluran", "Cadangan"]
        .iter()
        .for_each(|word| assert!(page.text().contains(word), "without {word}: {}", page.text()));
    let before = settings::settings_text(&folder(&office)).unwrap();
    let edit = desk.get("/pengaturan/ubah");
    assert!(edit.body.contains(&before.digest) && edit.text().contains("saluran_bawaan"), "{}", edit.text());

    // A text that is refused is still there on the next page.
    let bad = before.text.replace("zona = \"WITA\"", "zona = \"<b>UTC\"");
    let refused = desk.follow(&desk.post("/pengaturan", &[("teks", bad.as_str()), ("sidik", before.digest.as_str())]));
    assert!(refused.text().contains("Belum disimpan") && refused.text().contains("zona = \"<b>UTC\""), "{}", refused.text());
    assert!(!refused.body.contains("<b>UTC"), "it is text");
    assert_eq!(text(&office), before.text);

    let good = before.text.replace("halaman = 4", "halaman = 6");
    let saved = desk.follow(&desk.post("/pengaturan", &[("teks", good.as_str()), ("sidik", before.digest.as_str())]));
    assert!(saved.text().contains("Pengaturan disimpan"), "{}", saved.text());
    assert_eq!(text(&office), good);
    // Both are shown where somebody else was faster.
    let late = before.text.replace("halaman = 4", "halaman = 8");
    let both = desk.follow(&desk.post("/pengaturan", &[("teks", late.as_str()), ("sidik", before.digest.as_str())])).text();
    assert!(both.contains("halaman = 8") && both.contains("halaman = 6") && both.contains("diubah orang lain"), "{both}");

    // A file that was broken in another program can be mended here.
    office.write("warta.toml", "halaman = \n");
    assert_eq!(desk.get("/pengaturan").status, 200);
    assert_eq!(desk.get("/pengaturan/ubah").status, 200);
}

#[test]
fn the_desk_leads_from_an_empty_folder_to_a_first_page() {
    let place = tempfile::TempDir::new().unwrap();
    let desk = Desk::open(place.path());
    let first = desk.get("/");
    assert_eq!(first.status, 303);
    let start = desk.follow(&first);
    assert!(start.text().contains("Lihat contoh") && start.text().contains("Nama kabupaten"), "{}", start.text());
    assert_eq!(desk.get("/mulai/kim.xlsx").status, 200);
    let refused = desk.upload("/mulai", &[("kabupaten", "")], &[]);
    assert_eq!(refused.status, 409, "{}", refused.text());
    let made = desk.upload("/mulai", &[("contoh", "ya")], &[]);
    assert_eq!(made.status, 303, "{}", made.text());
    let page = desk.follow(&made);
    assert!(page.text().contains("Folder contoh dibuat") && page.body.contains("/gambar/"), "{}", page.text());
    assert_eq!(desk.get("/mulai").status, 303, "only while there is no office");
}
