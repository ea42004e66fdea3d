//! Published again: what is made from the same stands, and nothing else does.

use std::collections::BTreeMap;

use crate::support::TestOffice;

const EDITION: &str = "edisi/2026-11-23";
const FIRST: &str = "edisi/2026-11-23/pengumuman/1.md";
const BARU: &str = "6304142008";

/// Eleven villages.
fn office() -> TestOffice {
    let rows = crate::support::barambai();
    let rows: Vec<[&str; 6]> = rows.iter().map(|r| [&r[0], &r[1], &r[2], &r[3], &r[4], &r[5]].map(String::as_str)).collect();
    let office = TestOffice::with_registry(&rows);
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
