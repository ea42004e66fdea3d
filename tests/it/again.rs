//! Published again: what is made from the same stands, and nothing else does.

use std::collections::BTreeMap;

use crate::support::TestOffice;

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
