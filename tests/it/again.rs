//! Published again: what is made from the same stands, and nothing else does.

use std::collections::{BTreeMap, BTreeSet};

use crate::support::{RegistryRow, TestOffice, workbook};

const EDITION: &str = "edisi/2026-11-23";
const FIRST: &str = "edisi/2026-11-23/pengumuman/1.md";
const BARU: &str = "6304142008";

/// Eleven villages.
fn office() -> TestOffice {
    let office = TestOffice::barambai();
    office.write(FIRST, "Untuk: semua\n\n# Harga pupuk\n\nTetap sampai akhir tahun.\n");
    office
}

/// Publishes, and says how many bundles there are and how many of them stood.
fn publish(office: &TestOffice) -> (u64, u64) {
    let run = office.warta(&["--json", "terbitkan"]);
    assert_eq!(run.code, 0, "{}{}", run.stdout, run.stderr);
    let facts: serde_json::Value = serde_json::from_str(&run.stdout).unwrap();
    let count = |key: &str| facts["terbit"][key].as_u64().unwrap();
    (count("bundel"), count("tidak_berubah"))
}

fn results(office: &TestOffice) -> BTreeMap<String, Vec<u8>> {
    ["paket", "pdf", "ekspedisi"].iter().flat_map(|folder| office.files(&format!("hasil/2026-11-23/{folder}"))).collect()
}

/// The names of what lies in a folder of the results.
fn lies(office: &TestOffice, folder: &str) -> BTreeSet<String> {
    office.files(&format!("hasil/2026-11-23/{folder}")).into_iter().map(|(name, _)| name).collect()
}

/// Writes the registry anew.
fn register(office: &TestOffice, villages: &[RegistryRow<'_>]) {
    let head: RegistryRow<'_> = ["Kode", "Desa", "Kecamatan", "KIM", "RT", "Saluran"];
    let rows: Vec<&[&str]> = std::iter::once(&head).chain(villages).map(|row| row.as_slice()).collect();
    office.write("kim.xlsx", workbook(&rows));
}

fn changed(before: &BTreeMap<String, Vec<u8>>, after: &BTreeMap<String, Vec<u8>>) -> Vec<String> {
    after.iter().filter(|(name, bytes)| before.get(*name) != Some(bytes)).map(|(name, _)| name.clone()).collect()
}

#[test]
fn only_what_has_changed_is_made_again() {
    let office = office();
    assert_eq!(publish(&office), (11, 0));
    let first = results(&office);
    assert_eq!(publish(&office), (11, 11));
    assert!(results(&office) == first, "nothing changed");

    // The time of a file says nothing.
    let text = std::fs::read(office.path(FIRST)).unwrap();
    office.write(FIRST, text);
    assert_eq!(publish(&office), (11, 11));

    office.write(&format!("{EDITION}/pengumuman/desa.md"), "Untuk: desa Bagagap\n\n# Rapat desa\n\nHari Rabu di balai desa.\n");
    assert_eq!(publish(&office), (11, 10), "an announcement of one village");
    office.write(&format!("{EDITION}/pengumuman/semua.md"), "Untuk: semua\n\n# Pasar murah\n\nHari Kamis di Marabahan.\n");
    assert_eq!(publish(&office), (11, 0), "an announcement of all");
    office.write("tata-letak/pemisah.typ", "#import \"warta.typ\": *\n= Pemisah\n");
    assert_eq!(publish(&office), (11, 0), "a layout");
    assert_eq!(publish(&office), (11, 11));
}

#[test]
fn what_is_damaged_or_missing_is_noticed_and_made_again_as_it_was() {
    let office = office();
    publish(&office);
    let first = results(&office);
    let bundle = format!("hasil/2026-11-23/paket/warta-2026-11-23-{BARU}.zip");
    let mut bytes = std::fs::read(office.path(&bundle)).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    office.write(&bundle, &bytes);
    assert_eq!(publish(&office), (11, 10), "one bit of a bundle");
    assert_eq!(changed(&first, &results(&office)), Vec::<String>::new());

    let page = first.keys().find(|name| name.contains("buletin") && name.contains(BARU)).unwrap().clone();
    let sheet = format!("hasil/2026-11-23/pdf/63.04.14-barambai/{BARU}-karya-baru/{}", page.rsplit('/').next().unwrap());
    office.write(&sheet, b"%PDF");
    assert_eq!(publish(&office), (11, 10), "a page");
    office.remove(&sheet);
    assert_eq!(publish(&office), (11, 10), "a page that is gone");
    let list = first.keys().find(|name| name.contains("ekspedisi")).unwrap();
    office.write(&format!("hasil/2026-11-23/ekspedisi/{}", list.rsplit('/').next().unwrap()), b"");
    publish(&office);
    assert_eq!(changed(&first, &results(&office)), Vec::<String>::new());
}

/// The office asks to stop in the middle: whole files only, each of them on record, and the next run goes on from there.
#[cfg(unix)]
#[test]
fn a_build_that_is_stopped_leaves_whole_bundles_on_record_and_goes_on() {
    use std::process::{Command, Stdio};
    let office = TestOffice::with_registry(&[]);
    crate::office::generated().into_iter().for_each(|(file, bytes)| office.write(&file, bytes));
    let mut build = Command::new(env!("CARGO_BIN_EXE_warta"));
    let build = build.arg("-C").arg(office.root()).arg("terbitkan").stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
    let begun = std::time::Instant::now();
    let has_landed = || {
        let bundles = std::fs::read_dir(office.path("hasil/2026-11-23/paket"));
        bundles.is_ok_and(|all| all.flatten().any(|file| file.path().extension().is_some_and(|ending| ending == "zip")))
    };
    while !has_landed() && begun.elapsed().as_secs() < 60 {
        std::thread::sleep(std::time::Duration::from_millis(20));
    }
    assert!(Command::new("kill").args(["-TERM", &build.id().to_string()]).status().unwrap().success());
    let asked = std::time::Instant::now();
    let answer = build.wait_with_output().unwrap();
    println!("stopped within {:?}", asked.elapsed());
    assert!(String::from_utf8_lossy(&answer.stdout).contains("Dihentikan sebelum selesai"));
    assert_eq!(answer.status.code(), Some(1));

    let bundles = office.files("hasil/2026-11-23/paket");
    let made = bundles.len() as u64;
    assert!((1..201).contains(&made), "{made}");
    for (name, zip) in &bundles {
        assert_eq!(warta::bundle::verify(zip).unwrap().faults, Vec::<String>::new(), "{name}");
    }
    let left_over: Vec<String> = office.files("hasil").into_iter().map(|(name, _)| name).filter(|name| name.ends_with(".tmp")).collect();
    assert_eq!(left_over, Vec::<String>::new());
    let status = office.warta(&["status"]);
    assert!(status.stdout.contains(&format!("{made} belum dikirim")), "{}", status.stdout);
    assert_eq!(publish(&office), (201, made), "what was made stands");
}

#[test]
fn forms_that_are_not_wanted_any_more_lie_nowhere() {
    let office = office();
    assert_eq!(publish(&office), (11, 0));
    let forms = || lies(&office, "pdf").into_iter().filter(|name| name.contains("-formulir-")).count();
    assert_eq!(forms(), 11);
    office.write("hasil/2026-11-23/pdf/63.04.14-barambai/6304142008-karya-baru/catatan.txt", "milik kantor");
    let text = std::fs::read_to_string(office.path("warta.toml")).unwrap();
    let none = text.replace("kegiatan = 1\npengaduan = 3\nrahasia = 1", "kegiatan = 0\npengaduan = 0\nrahasia = 0");
    assert_ne!(none, text);
    office.write("warta.toml", none);
    assert_eq!(publish(&office), (11, 0));
    assert_eq!(forms(), 0);
    for (name, zip) in office.files("hasil/2026-11-23/paket") {
        let inside = warta::bundle::documents(&zip).unwrap();
        assert!(inside.iter().all(|(file, _)| !file.contains("formulir")), "{name}");
    }
    assert!(lies(&office, "pdf").contains("63.04.14-barambai/6304142008-karya-baru/catatan.txt"), "what the office put there stays");
}

#[test]
fn what_was_made_for_a_village_that_is_gone_or_has_another_name_lies_nowhere() {
    let baru = ["63.04.14.2008", "Karya Baru", "Barambai", "Karya Bersama", "4", ""];
    let bagagap = ["63.04.14.2005", "Bagagap", "Barambai", "", "4", ""];
    let far = ["63.04.01.2006", "Karya Baru", "Tabunganen", "", "4", ""];
    let office = TestOffice::with_registry(&[far, bagagap, baru]);
    office.write(FIRST, "Untuk: semua\n\n# Harga pupuk\n\nTetap sampai akhir tahun.\n");
    assert_eq!(publish(&office), (3, 0));
    let old = "63.04.14-barambai/6304142008-karya-baru";
    for place in [format!("pdf/{old}").as_str(), "pdf", "paket", "ekspedisi"] {
        office.write(&format!("hasil/2026-11-23/{place}/catatan.txt"), "milik kantor");
    }
    assert!(lies(&office, ".resep").contains("4-ekspedisi-630401-20261123.pdf.json"), "{:?}", lies(&office, ".resep"));

    let jaya = ["63.04.14.2008", "Karya Jaya", "Barambai", "Karya Bersama", "4", ""];
    register(&office, &[bagagap, jaya]);
    assert_eq!(publish(&office), (2, 1));
    let pages = lies(&office, "pdf");
    let folder = |name: &String| name.rsplit_once('/').map_or("", |(folder, _)| folder).to_owned();
    let new = "63.04.14-barambai/6304142008-karya-jaya";
    let folders = ["", "63.04.14-barambai/6304142005-bagagap", old, new].map(str::to_owned);
    assert_eq!(pages.iter().map(folder).collect::<BTreeSet<_>>(), BTreeSet::from(folders));
    assert_eq!(pages.iter().filter(|name| name.starts_with(old)).collect::<Vec<_>>(), [&format!("{old}/catatan.txt")]);
    assert!(!office.path("hasil/2026-11-23/pdf/63.04.01-tabunganen").exists(), "an empty folder is left");
    let bundles = ["6304142005", "6304142008"].map(|desa| format!("warta-2026-11-23-{desa}.zip"));
    let with_note = |names: &[String]| names.iter().cloned().chain(["catatan.txt".to_owned()]).collect::<BTreeSet<_>>();
    assert_eq!(lies(&office, "paket"), with_note(&bundles));
    assert_eq!(lies(&office, "ekspedisi"), with_note(&["4-ekspedisi-630414-20261123.pdf".to_owned()]));
    assert!(lies(&office, ".resep").iter().all(|name| !name.contains("630401")), "{:?}", lies(&office, ".resep"));

    // A row that cannot be read is no village that is gone.
    register(&office, &[bagagap, ["63.04.14", "Karya Jaya", "Barambai", "Karya Bersama", "4", ""]]);
    let run = office.warta(&["terbitkan"]);
    assert_eq!(run.code, 3, "{}{}", run.stdout, run.stderr);
    assert_eq!((lies(&office, "pdf"), lies(&office, "paket")), (pages, with_note(&bundles)));
}

#[test]
fn a_correction_that_was_taken_back_lies_nowhere_and_one_that_went_out_stays() {
    let office = office();
    let tell = |day: &str| {
        let text = format!("Untuk: desa Bagagap\n\n# Rapat desa\n\nHari {day}.\n");
        office.write(&format!("{EDITION}/pengumuman/desa.md"), text);
    };
    tell("Rabu");
    assert_eq!(office.warta(&["jalankan"]).code, 0);
    tell("Kamis");
    assert_eq!(office.warta(&["jalankan"]).code, 0);
    let corrections = || {
        let of = |folder: &str| lies(&office, folder).into_iter().filter(|name| name.contains("ralat")).collect::<Vec<_>>();
        (of("pdf").len(), of("paket"), of(".resep").len())
    };
    let first = corrections();
    assert!(first.0 > 2 && first.2 == 1, "{first:?}");
    assert_eq!(first.1, ["warta-2026-11-23-6304142005-ralat1.zip"]);
    tell("Jumat");
    assert_eq!(publish(&office), (1, 0));
    assert_eq!(corrections().1.len(), 2);
    // Thursday after all, as the village knows.
    tell("Kamis");
    assert_eq!(publish(&office), (1, 1));
    assert_eq!(corrections(), first);
    assert!(!office.path("hasil/2026-11-23/pdf/63.04.14-barambai/6304142005-bagagap/ralat2").exists(), "an empty folder is left");
}

#[test]
fn what_a_killed_run_left_half_written_is_swept() {
    let office = office();
    assert_eq!(publish(&office), (11, 0));
    let first = results(&office);
    let places = ["pdf/63.04.14-barambai/6304142008-karya-baru", "paket", "ekspedisi", ".resep"];
    for place in places {
        office.write(&format!("hasil/2026-11-23/{place}/.warta-abc.tmp"), "separuh");
    }
    office.write("hasil/2026-11-23/paket/catatan.tmp", "milik kantor");
    assert_eq!(publish(&office), (11, 11));
    let left: Vec<String> = places.iter().flat_map(|place| lies(&office, place)).filter(|name| name.ends_with(".tmp")).collect();
    assert_eq!(left, ["catatan.tmp"]);
    office.remove("hasil/2026-11-23/paket/catatan.tmp");
    assert!(results(&office) == first);
}
