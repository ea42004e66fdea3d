//! Forms of an office's own, from its settings and its layout to numbered pages; forms with a back; and what is said where something of
//! them is wrong.

use std::fs;

use sqlx::{Connection, Row};
use warta::config::Config;
use warta::model::Serial;

use crate::office::root;
use crate::pages::{self, Page};
use crate::photocopy::read_code;
use crate::reckoning::ledger;
use crate::support::{TestOffice, warta};

const LAYOUT: &str = "tata-letak/formulir-sensus.typ";
const FORMS: &str = "hasil/2026-11-23/pdf/63.04.14-barambai/6304142008-karya-baru/3-formulir-6304142008-20261123.pdf";
const OWN: &str = "\n[[formulir.lain]]\nhuruf = \"SNS\"\njudul = \"Formulir Sensus\"\ntata_letak = \"formulir-sensus\"\nbanyak = 2\n";

/// The example that offices start from.
fn example() -> String {
    fs::read_to_string(root().join("docs/formulir-sensus.typ")).unwrap()
}

fn settings() -> String {
    fs::read_to_string(root().join("samples/barito-kuala/warta.toml")).unwrap()
}

/// An office with a form of its own, two for each village.
fn office() -> TestOffice {
    let office = TestOffice::barambai();
    office.write("warta.toml", settings() + OWN);
    office.write(LAYOUT, example());
    office.write("edisi/2026-11-23/pengumuman/1.md", "Untuk: semua\n\n# Harga pupuk\n\nTetap sampai akhir tahun.\n");
    office
}

/// The serials that a page says, as words that are one.
fn serials(page: &Page) -> Vec<String> {
    let text = page.text();
    let begins = ["KGT-", "PGD-", "RHS-", "SNS-"].into_iter().flat_map(|prefix| text.match_indices(prefix));
    let mut said: Vec<String> = begins.filter_map(|(at, _)| text.get(at..at + 26).map(str::to_owned)).collect();
    said.sort();
    said.dedup();
    said
}

#[tokio::test]
async fn a_form_of_the_offices_own_is_numbered_and_printed_like_the_built_in_ones() {
    let office = office();
    let looked = office.warta(&["periksa"]);
    assert_eq!(looked.code, 0, "{}", looked.stderr);
    assert!(!looked.stderr.contains("tata-letak"), "its layout is known and has a map: {}", looked.stderr);
    assert!(looked.stdout.contains("77 formulir bernomor"), "seven for each of eleven villages: {}", looked.stdout);
    let run = office.warta(&["terbitkan"]);
    assert_eq!(run.code, 0, "{}", run.stderr);

    let pdf = fs::read(office.path(FORMS)).unwrap();
    let printed = pages::read(&pdf);
    assert_eq!(printed.len(), 7);
    let own: Vec<&Page> = printed.iter().filter(|page| page.says("Formulir Sensus")).collect();
    assert_eq!(own.len(), 2);
    for (copy, page) in (1..).zip(&own) {
        page.assert_clean("formulir sensus");
        assert!(page.says("Kepala keluarga") && page.says("Desa Karya Baru"));
        let said = serials(page);
        let serial: Serial = said.first().and_then(|said| said.parse().ok()).unwrap_or_else(|| panic!("{said:?}"));
        assert_eq!((said.len(), serial.form.name(), serial.desa.as_str(), serial.copy), (1, "sns", "63.04.14.2008", copy));
    }

    // The large code stands in the upper right corner.
    const PIXELS_PER_MM: f32 = 8.0;
    let picture = pages::picture(&pdf, PIXELS_PER_MM * 25.4).remove(5);
    let (width, height) = (picture.width(), picture.height());
    let corner = image::imageops::crop_imm(&picture, width * 3 / 4, 0, width / 4, height / 8).to_image();
    assert_eq!(read_code(&corner), serials(&printed[5]).into_iter().next());

    let mut book = ledger(&office).await;
    let rows = sqlx::query("SELECT serial FROM serial WHERE form = 'sns' AND desa = '63.04.14.2008' ORDER BY serial");
    let recorded: Vec<String> = rows.fetch_all(&mut book).await.unwrap().iter().map(|row| row.get(0)).collect();
    let maps = sqlx::query("SELECT m.version, m.map FROM serial s JOIN form_map m ON m.digest = s.map WHERE s.form = 'sns'");
    let maps: Vec<(String, String)> = maps.fetch_all(&mut book).await.unwrap().iter().map(|row| (row.get(0), row.get(1))).collect();
    book.close().await.unwrap();
    assert_eq!(maps.len(), 22, "two for each village have a map");
    assert!(maps.iter().all(|(version, map)| version == "F-SNS 1" && map.contains("\"air/sumur\"") && map.contains("\"catatan\"")));
    assert_eq!(recorded, own.iter().flat_map(|page| serials(page)).collect::<Vec<_>>());
}

#[test]
fn a_form_with_a_back_is_one_sheet_of_two_pages_with_one_number() {
    let office = office();
    let text = (settings() + OWN).replace("# balik = true", "balik = true");
    office.write("warta.toml", &text);
    let run = office.warta(&["terbitkan"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    let printed = pages::read(&fs::read(office.path(FORMS)).unwrap());
    assert_eq!(printed.len(), 14);
    for sheet in printed.chunks(2) {
        let (front, back) = (serials(&sheet[0]), serials(&sheet[1]));
        assert_eq!((front.len(), &front), (1, &back), "front and back have one number");
        sheet[1].assert_clean("balik");
    }
    let folder = office.files("hasil/2026-11-23/pdf/63.04.14-barambai/6304142008-karya-baru");
    let (_, cover) = folder.iter().find(|(name, _)| name.contains("0-baca-dulu")).unwrap();
    let cover = pages::read(cover);
    assert!(cover.iter().any(|page| page.says("cetak bolak-balik")), "the printing volunteer is told");
    for (name, list) in office.files("hasil/2026-11-23/ekspedisi") {
        let list = pages::read(&list);
        assert!(list.iter().any(|page| page.says("7 formulir")) && !list.iter().any(|page| page.says("14 formulir")), "{name}");
    }
}

#[test]
fn what_is_wrong_with_a_form_of_the_offices_own_is_said_with_its_place_and_a_remedy() {
    let good = settings() + OWN;
    assert!(Config::parse(&good).is_ok());
    let other = OWN.replace("Formulir Sensus", "Daftar Hadir").replace("formulir-sensus", "formulir-hadir");
    let twice = format!("{good}{other}");
    let line = |text: &str, words: &str| 1 + text.lines().position(|line| line == words).unwrap();
    let table = line(&good, "[[formulir.lain]]");
    let second = table + other.lines().count();
    let letters = |typed: &str| good.replace("\"SNS\"", typed);
    let value =
        |key: &str, remedy: &str| format!("galat: nilai “{key}” tidak dapat dipakai\n  di warta.toml, baris {table}\n  saran: {remedy}");
    let cases = [
        (
            letters("\"PGD\""),
            format!(
                "galat: “PGD” sudah dipakai formulir pengaduan\n  di warta.toml, baris {}, kolom 9\n  saran: pilih tiga huruf lain",
                table + 1
            ),
        ),
        (
            letters("\"S1\""),
            format!("galat: “S1” bukan tiga huruf\n  di warta.toml, baris {}, kolom 9\n  saran: tulis tiga huruf", table + 1),
        ),
        (
            twice,
            format!(
                "galat: huruf “SNS” dipakai dua formulir, “Formulir Sensus” dan “Daftar Hadir”\n  di warta.toml, baris {second}\n  saran: beri salah satunya tiga huruf lain"
            ),
        ),
        (good.replace("banyak = 2\n", "banyak = 51\n"), value("banyak", "isi angka 0 sampai 50")),
        (good.replace("judul = \"Formulir Sensus\"\ntata", "judul = \"\"\ntata"), value("judul", "isi judul")),
        (
            good.replace("tata_letak = \"formulir-sensus\"\nbanyak", "tata_letak = \"../sensus\"\nbanyak"),
            value("tata_letak", "tulis nama berkasnya"),
        ),
        (
            good.replace("tata_letak = \"formulir-sensus\"\nbanyak", "tata_letak = \"formulir-pengaduan\"\nbanyak"),
            value("tata_letak", "nama itu milik tata letak bawaan"),
        ),
        (good.replace("kegiatan_hari = 7", "kegiatan_hari = 0"), "galat: nilai “kegiatan_hari” tidak dapat dipakai\n".to_owned()),
    ];
    for (text, expected) in cases {
        let faults = Config::parse(&text).expect_err(&expected);
        let said = faults.to_string();
        assert!(said.contains(&expected), "{expected}: {said}");
        assert_eq!(faults.len(), 1, "said once: {said}");
    }
}

#[test]
fn a_layout_that_is_not_there_or_has_a_fault_is_said_once_for_all_villages() {
    let office = office();
    office.remove(LAYOUT);
    let table = 1 + (settings() + OWN).lines().position(|line| line == "[[formulir.lain]]").unwrap();
    let missing =
        format!("galat: {LAYOUT}, tata letak “Formulir Sensus”, tidak ada\n  di warta.toml, baris {table}\n  saran: taruh berkas itu");
    for command in ["periksa", "terbitkan"] {
        let run = office.warta(&[command]);
        assert_eq!(run.code, 1, "{}", run.stderr);
        assert!(run.stderr.contains(&missing), "{}", run.stderr);
        assert_eq!(run.stderr.matches("galat: ").count(), 1, "{}", run.stderr);
    }
    // A form that is not issued for the time being needs none.
    office.write("warta.toml", (settings() + OWN).replace("banyak = 2\n", "banyak = 0\n"));
    assert_eq!(office.warta(&["periksa"]).code, 0);

    office.write("warta.toml", settings() + OWN);
    office.write(LAYOUT, example().replace("isi([Diterima tanggal]", "isii([Diterima tanggal]"));
    let run = office.warta(&["terbitkan"]);
    assert_eq!(run.code, 1, "{}", run.stdout);
    assert!(run.stderr.contains("nama tidak dikenal") && run.stderr.contains(&format!("di {LAYOUT}, baris ")), "{}", run.stderr);
    assert_eq!(run.stderr.matches("nama tidak dikenal").count(), 1, "{}", run.stderr);

    // The layout of a form that the settings do not name is a slip.
    office.write("warta.toml", settings());
    office.write(LAYOUT, example());
    let run = office.warta(&["periksa"]);
    assert!(
        run.stderr.contains(&format!("peringatan: tata letak ini tidak dipakai\n  di {LAYOUT}\n  saran: sebut di [[formulir.lain]]")),
        "{}",
        run.stderr
    );
}

#[test]
fn a_new_office_has_the_example_at_hand() {
    let folder = tempfile::TempDir::new().unwrap();
    let root = folder.path().join("kantor");
    assert_eq!(warta(["baru", root.to_str().unwrap()]).code, 0);
    assert_eq!(fs::read_to_string(root.join("tata-letak/contoh-formulir.txt")).unwrap(), example());
    // It is no layout yet, so that nothing is said of it.
    let looked = warta(["-C", root.to_str().unwrap(), "periksa"]);
    assert!(looked.code == 0 && !looked.stderr.contains("contoh-formulir"), "{}", looked.stderr);
}
