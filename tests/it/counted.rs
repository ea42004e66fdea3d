//! Villages are counted against all there are, and what was lost here comes back.

use crate::support::{Answer, RegistryRow, TestOffice, workbook};

const FOLDER: &str = "edisi/2026-11-23";
const RESULTS: &str = "hasil/2026-11-23";

/// Seven villages of Kutai Timur.
const VILLAGES: [RegistryRow<'static>; 7] = [
    ["64.08.01.2001", "Muara Ancalong", "Muara Ancalong", "", "4", ""],
    ["64.08.01.2002", "Kelinjau Hulu", "Muara Ancalong", "Kelinjau", "5", ""],
    ["64.08.06.2001", "Long Bentuq", "Busang", "Bina", "3", ""],
    ["64.08.06.2002", "Rantau Sentosa", "Busang", "", "3", ""],
    ["64.08.06.2003", "Mekar Baru", "Busang", "", "3", ""],
    ["64.08.07.2001", "Telen", "Telen", "", "3", ""],
    ["64.08.07.2002", "Juk Ayaq", "Telen", "", "3", ""],
];

/// An office of these villages, with an event of nobody's and an announcement for one village.
fn office(villages: &[RegistryRow<'_>]) -> TestOffice {
    let office = TestOffice::with_registry(villages);
    meet(&office, "Rapat TAPD");
    announce(&office, "Hari Rabu.");
    office
}

fn meet(office: &TestOffice, event: &str) {
    let rows: [&[&str]; 2] = [&["Tanggal", "Pukul", "Acara", "Tempat"], &["Kamis, 26 November 2026", "09.00", event, "Aula Setda"]];
    office.write(&format!("{FOLDER}/agenda.xlsx"), workbook(&rows));
}

fn announce(office: &TestOffice, text: &str) {
    office.write(&format!("{FOLDER}/pengumuman/1.md"), format!("Untuk: desa Telen\n\n# Pasar murah\n\n{text}\n"));
}

fn register(office: &TestOffice, villages: &[RegistryRow<'_>]) {
    let head: RegistryRow<'_> = ["Kode", "Desa", "Kecamatan", "KIM", "RT", "Saluran"];
    let rows: Vec<&[&str]> = std::iter::once(&head).chain(villages).map(|row| row.as_slice()).collect();
    office.write("kim.xlsx", workbook(&rows));
}

fn last(answer: &Answer) -> &str {
    answer.stdout.lines().last().unwrap_or_default()
}

/// The names of what lies in the results and belongs to a correction, or to later papers.
fn later(office: &TestOffice) -> Vec<String> {
    let all = office.files(RESULTS).into_iter().map(|(name, _)| name);
    all.filter(|name| name.contains("ralat") || name.contains("susulan")).collect()
}

#[test]
fn where_most_villages_are_stopped_they_are_named_and_the_few_stay_until_someone_wants_them_sent() {
    let mut rows = VILLAGES;
    rows[0][5] = "merpati";
    rows[3][5] = "merpati";
    // One row has no code, and one a code that cannot be read.
    rows[4][0] = "";
    rows[6][0] = "64.08.07";
    let office = office(&rows);
    let check = office.warta(&["periksa"]);
    assert_eq!(check.code, 3, "{}{}", check.stdout, check.stderr);
    assert!(check.stdout.contains(": 7 desa dan kelurahan"), "{}", check.stdout);
    assert!(check.stdout.contains("\n3 dapat diterbitkan, 4 belum"), "{}", check.stdout);
    assert!(last(&check).starts_with("Sebagian besar belum dapat diterbitkan, yaitu 4 dari 7 desa ("), "{}", check.stdout);

    let run = office.warta(&["jalankan"]);
    assert_eq!(run.code, 1, "{}{}", run.stdout, run.stderr);
    let line = run.stdout.lines().find(|line| line.contains("tidak terbit")).unwrap_or_else(|| panic!("{}", run.stdout));
    assert!(line.starts_with("4 dari 7 desa tidak terbit: "), "{line}");
    for name in ["Muara Ancalong (Muara Ancalong)", "Rantau Sentosa (Busang)", "Mekar Baru"] {
        assert!(line.contains(name), "{name}: {line}");
    }
    assert!(!line.contains("64.08.01.2001"), "villages are named, not numbered: {line}");
    assert!(run.stderr.contains("`warta jalankan --sebagian`"), "{}", run.stderr);
    assert!(office.files("kiriman").is_empty(), "the few are not sent");
    assert_eq!(office.files(&format!("{RESULTS}/paket")).len(), 3, "they are made");

    let wanted = office.warta(&["jalankan", "--sebagian"]);
    assert_eq!(wanted.code, 3, "{}{}", wanted.stdout, wanted.stderr);
    assert_eq!(office.files("kiriman/2026-11-23").len(), 3);

    let status = office.warta(&["status"]);
    assert!(status.stdout.contains("Edisi 48 Tahun 2026: 3 terkirim, 4 belum terbit\nBelum terbit: "), "{}", status.stdout);
    let facts: serde_json::Value = serde_json::from_str(&office.warta(&["--json", "status"]).stdout).unwrap();
    assert_eq!((&facts["desa"]["semua"], &facts["desa"]["tidak_terbit"]["jumlah"]), (&7.into(), &4.into()), "{facts}");
    let one = office.warta(&["status", "--desa", "muara ancalong"]);
    assert_eq!(one.code, 1);
    assert!(one.stderr.contains("Desa Muara Ancalong, Kecamatan Muara Ancalong, belum terbit"), "{}", one.stderr);

    // Without the registry there is what the ledger knows.
    office.remove("kim.xlsx");
    let alone = office.warta(&["status"]);
    assert!(alone.code == 0 && alone.stdout.contains("3 terkirim\n") && !alone.stdout.contains("elum terbit"), "{}", alone.stdout);
}

#[test]
fn few_villages_are_named_and_many_are_counted_by_kecamatan() {
    let mut rows = VILLAGES;
    rows[2][5] = "merpati";
    let few = office(&rows).warta(&["periksa"]);
    assert_eq!((few.code, last(&few)), (3, "Dapat diterbitkan, kecuali Long Bentuq (Busang)."));

    let codes: Vec<String> = (1..=30).map(|number| format!("64.08.0{}.20{number:02}", number % 3 + 1)).collect();
    let kecamatan = ["Kaubun", "Bengalon", "Kaliorang"];
    let rows: Vec<[String; 6]> = (1..=30_usize)
        .map(|number| {
            let channel = if number % 3 < 2 && number <= 20 { "merpati" } else { "" };
            [&codes[number - 1], &format!("Karya {number}"), kecamatan[number % 3], "", "3", channel].map(str::to_owned)
        })
        .collect();
    let rows: Vec<RegistryRow<'_>> = rows.iter().map(|row| row.each_ref().map(String::as_str)).collect();
    let many = office(&VILLAGES);
    register(&many, &rows);
    many.remove(&format!("{FOLDER}/pengumuman/1.md"));
    let many = many.warta(&["periksa"]);
    assert_eq!((many.code, last(&many)), (3, "Dapat diterbitkan, kecuali 13 dari 30 desa: Bengalon 7, Kaubun 6."), "{}", many.stderr);
}

#[test]
fn a_bundle_that_cannot_be_sent_is_blamed_on_the_registry_only_where_that_is_the_cause() {
    let office = office(&VILLAGES);
    assert_eq!(office.warta(&["terbitkan"]).code, 0);
    office.remove(&format!("{RESULTS}/paket/warta-2026-11-23-6408062001.zip"));
    let lost = office.warta(&["kirim"]);
    assert_eq!(lost.code, 3, "{}{}", lost.stdout, lost.stderr);
    assert!(!lost.stderr.contains("kim.xlsx") && lost.stderr.contains("saran: jalankan `warta jalankan`"), "{}", lost.stderr);
    register(&office, &VILLAGES[3..]);
    let gone = office.warta(&["kirim"]);
    assert!(gone.stderr.contains("saran: kembalikan baris desanya di kim.xlsx"), "{}", gone.stderr);
}

#[test]
fn lost_results_come_back_after_a_correction_too_and_nothing_is_sent_again() {
    let office = office(&VILLAGES);
    assert_eq!(office.warta(&["jalankan"]).code, 0);
    // It concerns one village, and stands in the bulletin of no other.
    announce(&office, "Pindah ke hari Kamis.");
    assert_eq!(office.warta(&["jalankan"]).code, 0);
    let (made, delivered) = (office.files(RESULTS), office.files("kiriman/2026-11-23"));

    std::fs::remove_dir_all(office.path("hasil")).unwrap();
    let back = office.warta(&["terbitkan"]);
    assert_eq!(back.code, 0, "{}{}", back.stdout, back.stderr);
    assert!(back.stdout.contains("1 ralat siap") && back.stdout.contains("6 bundel yang hilang dari hasil dibuat lagi"), "{}", back.stdout);
    let again = office.files(RESULTS);
    let bytes = |files: &[(String, Vec<u8>)], name: &str| files.iter().find(|(file, _)| file == name).map(|(_, bytes)| bytes.clone());
    // Each village's own last state, as it was delivered.
    for village in &VILLAGES {
        let code = village[0].replace('.', "");
        let ralat = if village[1] == "Telen" { "-ralat1" } else { "" };
        let name = format!("paket/warta-2026-11-23-{code}{ralat}.zip");
        assert!(bytes(&again, &name).is_some() && bytes(&again, &name) == bytes(&made, &name), "{name}");
    }
    for paper in ["anggaran-cetak.xlsx", "whatsapp.html", "anggaran-cetak-susulan.xlsx", "whatsapp-susulan.html"] {
        assert!(bytes(&again, paper).is_some(), "{paper} did not come back");
    }
    let sent = office.warta(&["kirim"]);
    assert!(sent.code == 0 && sent.stdout.contains("Tidak ada yang perlu dikirim"), "{}{}", sent.stdout, sent.stderr);
    assert!(!sent.stderr.contains("berubah sesudah terkirim"), "{}", sent.stderr);
    assert!(office.files("kiriman/2026-11-23") == delivered);
    assert!(office.warta(&["status"]).stdout.contains("Edisi 48 Tahun 2026: 8 terkirim\n"));
    let third = office.warta(&["terbitkan"]);
    assert!(!third.stdout.contains("hilang dari hasil"), "{}", third.stdout);
}

#[test]
fn a_correction_taken_back_before_it_went_out_leaves_nothing_behind_though_rows_are_faulty() {
    let mut rows = VILLAGES;
    rows[6][0] = "64.08.07";
    let office = office(&rows);
    assert_eq!(office.warta(&["jalankan"]).code, 3);
    let before = office.warta(&["status"]).stdout;
    meet(&office, "Rapat TAPD (lanjutan)");
    assert!(office.warta(&["terbitkan"]).stdout.starts_with("6 ralat siap"));
    assert!(later(&office).iter().any(|name| name.ends_with("-ralat1.zip")), "{:?}", later(&office));
    meet(&office, "Rapat TAPD");
    let undone = office.warta(&["terbitkan"]);
    assert!(undone.stdout.contains("6 ralat yang belum dikirim dibatalkan"), "{}{}", undone.stdout, undone.stderr);
    assert_eq!(later(&office), Vec::<String>::new());
    let after = office.warta(&["status"]).stdout;
    assert!(!after.contains("diganti"), "{after}");
    let tally = |text: &str| text.lines().find(|line| line.starts_with("Edisi 48")).map(str::to_owned);
    assert_eq!(tally(&after), tally(&before));
    let facts: serde_json::Value = serde_json::from_str(&office.warta(&["--json", "status"]).stdout).unwrap();
    assert_eq!(facts["pengiriman"].as_array().unwrap().len(), 6, "{facts}");
}
