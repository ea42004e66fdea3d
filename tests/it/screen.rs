//! Everything that Warta has to say fits one screen, however wild the office is.

use std::fs;

use crate::support::{RegistryRow, TestOffice, receipt_code, workbook};

const FOLDER: &str = "edisi/2026-11-23";
const RESULTS: &str = "hasil/2026-11-23";

/// The villages of an office in Papua, which says kampung and distrik.
const VILLAGES: [RegistryRow<'static>; 4] = [
    ["95.01.01.2001", "Sinapuk", "Wamena", "", "3", ""],
    ["95.01.01.2002", "Sinakma", "Wamena", "", "3", ""],
    ["95.01.03.2001", "Jiwika", "Kurulu", "", "4", ""],
    ["95.01.03.2002", "Wosiala", "Kurulu", "", "4", ""],
];

fn office(villages: &[RegistryRow<'_>]) -> TestOffice {
    let office = TestOffice::with_registry(villages);
    meet(&office, "Rapat TAPD");
    office
}

/// Every village is told of this event.
fn meet(office: &TestOffice, event: &str) {
    let rows: [&[&str]; 2] = [&["Tanggal", "Pukul", "Acara", "Tempat"], &["Kamis, 26 November 2026", "09.00", event, "Aula Setda"]];
    office.write(&format!("{FOLDER}/agenda.xlsx"), workbook(&rows));
}

/// Folders, layouts and speeches that are not read as they lie: warnings of many kinds.
fn clutter(office: &TestOffice) {
    for number in 0..6 {
        office.write(
            &format!("{FOLDER}/pengumuman/{number}.md"),
            format!("Untuk: semua\nCatatan: {number}\n\n# Berita {number}\n\nIsi 🎉.\n"),
        );
        office.write(&format!("{FOLDER}/pengumuman/lama {number}/1.md"), "Untuk: semua\n\n# Lama\n\nIsi.\n");
        office.write(&format!("{FOLDER}/lain {number}/1.md"), "x");
        office.write(&format!("tata-letak/salah{number}.typ"), "#let x = 1\n");
        office.write(&format!("edisi/pekan {number}/1.md"), "x");
        office.write(&format!("{FOLDER}/foto/{number}.txt"), "x");
    }
}

/// The lines of a screen of 100 columns.
fn lines(text: &str) -> usize {
    text.lines().map(|line| line.chars().count().div_ceil(100).max(1)).sum()
}

fn heads(text: &str) -> usize {
    text.lines().filter(|line| ["galat: ", "peringatan: ", "catatan: "].iter().any(|word| line.starts_with(word))).count()
}

#[test]
fn a_wild_office_is_told_on_one_screen_and_what_stops_something_is_told_whole() {
    let channels = ["merpati", "bedug", "obor", "gong", "kulkul", "tifa", "asap", "lesung", "terompet"];
    let codes: Vec<String> = (1..=channels.len()).map(|number| format!("95.01.01.20{number:02}")).collect();
    let names: Vec<String> = (1..=channels.len()).map(|number| format!("Sinapuk {number}")).collect();
    let rows: Vec<RegistryRow<'_>> =
        (0..channels.len()).map(|at| [codes[at].as_str(), names[at].as_str(), "Wamena", "", "3", channels[at]]).collect();
    let office = office(&rows);
    clutter(&office);
    let told = office.warta(&["periksa"]);
    assert!(lines(&told.stderr) + lines(&told.stdout) <= 48, "{}{}", told.stderr, told.stdout);
    assert!(heads(&told.stderr) <= 12, "{}", told.stderr);
    for channel in channels {
        assert!(told.stderr.contains(&format!("galat: saluran “{channel}” tidak ada di warta.toml\n  di kim.xlsx")), "{}", told.stderr);
    }
    assert!(told.stderr.contains(" peringatan") && told.stderr.contains("; selengkapnya: `--rinci`\n"), "{}", told.stderr);
    // Nothing of it is lost.
    let each = office.warta(&["periksa", "--rinci"]).stderr;
    let facts: serde_json::Value = serde_json::from_str(&office.warta(&["periksa", "--json"]).stdout).unwrap();
    assert_eq!(heads(&each), facts["diagnostik"].as_array().unwrap().len(), "{each}");
}

#[test]
fn warnings_of_one_code_are_one_message_though_their_words_differ() {
    let office = office(&VILLAGES);
    for (file, title) in [("1", "PENGUMUMAN"), ("2", "SURAT EDARAN"), ("3", "PENGUMUMAN")] {
        office.write(&format!("{FOLDER}/pengumuman/{file}.md"), format!("Untuk: semua\n\n# {title}\n\nDatanglah ke posyandu.\n"));
    }
    let facts: serde_json::Value = serde_json::from_str(&office.warta(&["periksa", "--json"]).stdout).unwrap();
    let mut codes: Vec<&str> = facts["diagnostik"].as_array().unwrap().iter().map(|one| one["kode"].as_str().unwrap()).collect();
    let each = codes.len();
    codes.sort_unstable();
    codes.dedup();
    let told = office.warta(&["periksa"]).stderr;
    assert!(codes.len() < each && heads(&told) == codes.len(), "{codes:?}: {told}");
    assert!(told.contains("\n  juga: "), "{told}");
}

#[test]
fn a_sending_says_that_the_papers_changed_since_the_bundles_were_made() {
    let office = office(&VILLAGES);
    assert_eq!(office.warta(&["terbitkan"]).code, 0);
    meet(&office, "Rapat TAPD (lanjutan)");
    let sent = office.warta(&["kirim"]);
    assert!(sent.code == 0 && sent.stderr.contains("berubah sesudah bundelnya dibuat"), "{}{}", sent.stdout, sent.stderr);
    assert_eq!(office.warta(&["jalankan"]).code, 0);
    assert_eq!(office.warta(&["kirim"]).stderr, "");
}

#[test]
fn what_a_check_tells_is_but_counted_when_the_edition_is_made() {
    let office = office(&VILLAGES);
    office.write("edisi/pekan depan/1.md", "x");
    assert!(office.warta(&["periksa"]).stderr.contains("peringatan: folder ini bukan edisi"));
    // The first time everyone sees them.
    assert!(office.warta(&["terbitkan"]).stderr.contains("peringatan: folder ini bukan edisi"));
    let run = office.warta(&["terbitkan"]);
    assert!(run.code == 0 && run.stderr.ends_with(" peringatan: lihat dengan `warta periksa`\n"), "{}{}", run.stdout, run.stderr);
    assert_eq!(run.stderr.lines().count(), 1, "{}", run.stderr);
    assert!(office.warta(&["terbitkan", "--rinci"]).stderr.contains("peringatan: folder ini bukan edisi"));
}

#[test]
fn an_office_counts_its_villages_by_its_own_word() {
    let mut rows = VILLAGES;
    rows[0][5] = "merpati";
    rows[1][3] = "Bina";
    let office = office(&rows);
    let text = fs::read_to_string(office.path("warta.toml")).unwrap();
    office.write("warta.toml", text.replacen("[kabupaten]\n", "[kabupaten]\nsebutan_desa = \"Kampung\"\n", 1));
    let check = office.warta(&["periksa"]).stdout;
    assert!(check.contains(": 4 kampung dan kelurahan\n"), "{check}");
    // Every number of a line is of one set: those that can be made.
    assert!(check.contains("\n3 dapat diterbitkan, 1 belum; hitungan berikut hanya untuk yang dapat: 2 belum punya KIM\n"), "{check}");
    assert!(check.contains(" kampung dengan agenda sendiri"), "{check}");
    let run = office.warta(&["jalankan"]).stdout;
    assert!(run.contains("1 dari 4 kampung tidak terbit: Sinapuk (Wamena)"), "{run}");
}

#[test]
fn the_papers_of_the_edition_come_back_where_every_village_has_a_correction() {
    let office = office(&VILLAGES);
    assert_eq!(office.warta(&["jalankan"]).code, 0);
    let first: Vec<String> = office.files(RESULTS).into_iter().map(|(name, _)| name).collect();
    meet(&office, "Rapat TAPD (lanjutan)");
    let corrected = office.warta(&["jalankan"]);
    assert!(corrected.stdout.starts_with("4 ralat siap"), "{}{}", corrected.stdout, corrected.stderr);
    let sent = office.files("kiriman/2026-11-23");
    fs::remove_dir_all(office.path("hasil")).unwrap();
    let back = office.warta(&["terbitkan"]);
    assert_eq!(back.code, 0, "{}{}", back.stdout, back.stderr);
    let now: Vec<String> = office.files(RESULTS).into_iter().map(|(name, _)| name).collect();
    // What went out as the edition's bundles is not made anew: the correction is each village's last state.
    let is_paper = |name: &&String| !name.starts_with("paket/") && !name.starts_with(".resep/");
    for name in first.iter().filter(is_paper) {
        assert!(now.contains(name), "{name} did not come back: {now:?}");
    }
    let sent_again = office.warta(&["kirim"]);
    assert!(sent_again.stdout.contains("Tidak ada yang perlu dikirim"), "{}{}", sent_again.stdout, sent_again.stderr);
    assert!(office.files("kiriman/2026-11-23") == sent);
}

#[test]
fn the_list_of_a_kecamatan_comes_back_though_one_of_its_villages_has_a_correction() {
    let office = office(&VILLAGES);
    office.write(&format!("{FOLDER}/pengumuman/1.md"), "Untuk: desa Jiwika\n\n# Pasar murah\n\nHari Rabu.\n");
    assert_eq!(office.warta(&["jalankan"]).code, 0);
    office.write(&format!("{FOLDER}/pengumuman/1.md"), "Untuk: desa Jiwika\n\n# Pasar murah\n\nPindah ke hari Kamis.\n");
    assert!(office.warta(&["jalankan"]).stdout.starts_with("1 ralat siap"));
    let lists = || office.files(&format!("{RESULTS}/ekspedisi")).into_iter().map(|(name, _)| name).collect::<Vec<_>>();
    let before = lists();
    let kurulu = before.iter().find(|name| name.contains("950103")).unwrap();
    office.remove(&format!("{RESULTS}/ekspedisi/{kurulu}"));
    assert_eq!(office.warta(&["terbitkan"]).code, 0);
    assert_eq!(lists(), before);
}

#[test]
fn a_command_without_its_value_shows_one_of_this_office() {
    let office = office(&VILLAGES);
    let status = office.warta(&["status", "--desa"]);
    assert_eq!(status.code, 2);
    assert!(
        status.stderr.contains("--desa") && status.stderr.contains("saran: misalnya `warta status --desa \"Sinapuk (Wamena)\"`"),
        "{}",
        status.stderr
    );
    assert_eq!(office.warta(&["terbitkan"]).code, 0);
    let verify = office.warta(&["verifikasi"]);
    assert_eq!(verify.code, 2);
    assert!(verify.stderr.contains("paket/warta-2026-11-23-9501012001.zip`"), "{}", verify.stderr);
}

#[test]
fn a_village_named_at_its_correction_is_told_of_the_older_bundle_that_is_open() {
    let office = office(&VILLAGES);
    assert_eq!(office.warta(&["jalankan"]).code, 0);
    meet(&office, "Rapat TAPD (lanjutan)");
    assert_eq!(office.warta(&["jalankan"]).code, 0);
    let received = office.warta(&["terima", "Jiwika"]);
    assert!(received.code == 0 && received.stdout.contains("ralat 1"), "{}{}", received.stdout, received.stderr);
    let older = format!("`warta terima {}`", receipt_code(&office, "95.01.03.2001", 0));
    assert!(received.stderr.contains("belum tercatat diterima") && received.stderr.contains(&older), "{}", received.stderr);
    office.warta(&["terima", &receipt_code(&office, "95.01.03.2001", 0)]);
    assert_eq!(office.warta(&["terima", "Jiwika", "--nama", "Yance"]).stderr, "");
}
