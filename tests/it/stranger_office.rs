//! The week of an office that nobody prepared, as it lies in `tests/files/kantor-asing`: what is said of it, and what its villages read.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use calamine::Reader;

use crate::office::root;
use crate::pages::{self, Page, dense};
use crate::support::{Answer, TestOffice};

const RESULTS: &str = "hasil/2026-11-23";

/// Every village of the registry, in its order, by the code that its row has or should have.
const VILLAGES: [(&str, &str); 18] = [
    ("6408041010", "Teluk Lingga"),
    ("6408042001", "Sangatta Utara"),
    ("6408042011", "Singa Gembara"),
    (EMAIL, "Swarga Bara"),
    ("6408092001", "Sepaso"),
    ("6408092002", "Sekerat"),
    ("6408092003", "Keraitan"),
    (LANGSAT, "Tepian Langsat"),
    ("6408092006", "Sepaso Timur"),
    ("6408092008", "Muara Bengalon"),
    ("6408092009", "Tepian Baru"),
    ("6408102001", "Kaliorang"),
    ("6408102006", "Bukit Makmur"),
    ("6408102007", "Bukit Harapan"),
    ("6408102008", "Citra Manunggal Jaya"),
    (UNCODED, "Bangun Jaya"),
    (SEJAHTERA, "Bumi Sejahtera"),
    ("6408102013", "Selangkau"),
];
/// Swarga Bara, to which mail should go where no mail is set up.
const EMAIL: &str = "6408042012";
/// Bangun Jaya, whose row has no code.
const UNCODED: &str = "6408102009";
const LANGSAT: &str = "6408092004";
const SEJAHTERA: &str = "6408102010";

/// Every event that the public may know of.
const EVENTS: [&str; 17] = [
    "Apel gabungan ASN dan tenaga kontrak",
    "Rapat kesiapan menghadapi banjir Sungai Bengalon",
    "Penyerahan bibit kakao kepada kelompok tani",
    "Peresmian jembatan gantung Tepian Langsat",
    "Rakor TPID menjelang Natal dan Tahun Baru",
    "Upacara Hari Guru Nasional dan HUT Ke-81 PGRI",
    "Panen raya padi sawah",
    "Audiensi Forum Kerukunan Umat Beragama",
    "Santunan anak yatim dan doa bersama",
    "Kunjungan ke posyandu dan rumah balita",
    "Senam sehat dan Jumat bersih",
    "Pembukaan turnamen bola voli pantai",
    "Rapat TAPD membahas RAPBD 2027",
    "Peninjauan gudang logistik BPBD",
    "Pembukaan bimbingan teknis aparatur desa",
    "Penyerahan SK pengurus KIM",
    "Peninjauan pasar murah",
];

/// A copy of the stranger's folder.
fn office() -> TestOffice {
    fn copy(from: &Path, below: &str, into: &TestOffice) {
        for path in fs::read_dir(from).unwrap().map(|entry| entry.unwrap().path()) {
            let name = format!("{below}{}", path.file_name().unwrap().to_str().unwrap());
            if path.is_dir() {
                copy(&path, &format!("{name}/"), into);
            } else {
                into.write(&name, fs::read(&path).unwrap());
            }
        }
    }
    let office = TestOffice::with_registry(&[]);
    copy(&root().join("tests/files/kantor-asing"), "", &office);
    office
}

/// All that is printed or told, by village and by the beginning of the file's name.
struct Printed(BTreeMap<String, Vec<(String, Vec<u8>)>>);

impl Printed {
    /// What the office has after it published.
    fn of(office: &TestOffice) -> Self {
        let mut all: BTreeMap<String, Vec<(String, Vec<u8>)>> = BTreeMap::new();
        for (path, bytes) in office.files(&format!("{RESULTS}/pdf")) {
            let mut parts = path.rsplit('/');
            let (name, folder) = (parts.next().unwrap(), parts.next().unwrap_or_default());
            let code = folder.split('-').next().unwrap_or_default();
            all.entry(code.to_owned()).or_default().push((name.to_owned(), bytes));
        }
        Printed(all)
    }

    fn villages(&self) -> impl Iterator<Item = &str> {
        self.0.keys().map(String::as_str)
    }

    fn file(&self, village: &str, kind: &str) -> &[u8] {
        let found = self.0[village].iter().find(|(name, _)| name.contains(kind));
        &found.unwrap_or_else(|| panic!("{village} has no {kind}")).1
    }

    /// The words of a village's document, without white space.
    fn words(&self, village: &str, kind: &str) -> String {
        pages::read(self.file(village, kind)).iter().map(Page::text).collect()
    }

    /// The text for WhatsApp, without the link that says it again.
    fn chat(&self, village: &str) -> String {
        let text = String::from_utf8(self.file(village, "pesan-wa").to_vec()).unwrap();
        text.split("https://").next().unwrap_or_default().to_owned()
    }
}

fn published() -> (Answer, TestOffice, Printed) {
    let office = office();
    let answer = office.warta(&["terbitkan"]);
    let printed = Printed::of(&office);
    assert!(printed.0.len() > 10, "{}{}", answer.stdout, answer.stderr);
    (answer, office, printed)
}

fn says(text: &str, words: &str) -> bool {
    dense(text).to_lowercase().contains(&dense(words).to_lowercase())
}

/// The text from these words to those, or to the end.
fn between<'a>(text: &'a str, from: &str, to: &[&str]) -> &'a str {
    let Some((_, rest)) = text.split_once(&dense(from)) else { return "" };
    let end = to.iter().filter_map(|words| rest.find(&dense(words))).min().unwrap_or(rest.len());
    &rest[..end]
}

/// The agenda of a bulletin, or the cards of a board: the village's own, and that of its kecamatan.
fn near(text: &str) -> (&str, &str) {
    let after = ["UNTUK DESA ANDA", "UNTUK KELURAHAN ANDA", "AGENDA PIMPINAN", "PENGUMUMAN", "BACA JUGA"];
    let kecamatan = between(text, "DI KECAMATAN", &after);
    let heads = ["AGENDA DI DESA ANDA", "AGENDA DI KELURAHAN ANDA", "29 November 2026 DI DESA KITA", "29 November 2026 DI KELURAHAN KITA"];
    let own = heads.map(|title| between(text, title, &[&["DI KECAMATAN"], &after[..]].concat()));
    (own.into_iter().find(|part| !part.is_empty()).unwrap_or_default(), kecamatan)
}

#[test]
fn all_that_is_said_of_a_strangers_week_fits_one_screen_and_is_said_once() {
    let answer = office().warta(&["periksa"]);
    let said = format!("{}{}", answer.stdout, answer.stderr);
    assert!(says(&said, "Dapat diterbitkan"), "{said}");
    let is_message = |line: &&str| ["galat: ", "peringatan: ", "catatan: "].iter().any(|level| line.starts_with(level));
    let messages: Vec<&str> = answer.stderr.lines().filter(is_message).collect();
    let different: BTreeSet<&str> = messages.iter().copied().collect();
    assert_eq!(messages.len(), different.len(), "a message stands twice:\n{said}");
    assert!(messages.len() <= 12, "{} messages:\n{}", messages.len(), messages.join("\n"));
    for junk in ["Thumbs.db", "~$RAT"] {
        assert!(!said.contains(junk), "{junk} is nobody's matter:\n{said}");
    }
}

#[test]
fn every_village_of_a_strangers_registry_is_made_or_named_with_the_reason() {
    let (answer, office, printed) = published();
    let mut report: calamine::Xlsx<_> = calamine::open_workbook(office.path(&format!("{RESULTS}/laporan.xlsx"))).unwrap();
    let rows: Vec<String> = report
        .worksheets()
        .iter()
        .flat_map(|(_, sheet)| {
            sheet.rows().map(|row| row.iter().map(ToString::to_string).collect::<Vec<_>>().join(" | ")).collect::<Vec<_>>()
        })
        .collect();
    for (code, name) in VILLAGES {
        let is_made = printed.0.contains_key(code) && office.path(&format!("{RESULTS}/paket/warta-2026-11-23-{code}.zip")).exists();
        let reason = match code {
            EMAIL => "email",
            UNCODED => "kode",
            _ => {
                assert!(is_made, "{name} is not made:\n{}{}", answer.stdout, answer.stderr);
                continue;
            }
        };
        assert!(!is_made, "{name} is made, though its row is not in order");
        let told = format!("{}{}", answer.stdout, answer.stderr);
        assert!(says(&told, name) && says(&told, reason), "{name} is not named:\n{told}");
        let is_reported = rows.iter().any(|row| says(row, name) && says(row, reason));
        assert!(is_reported, "laporan.xlsx does not say why {name} gets nothing:\n{}", rows.join("\n"));
    }
    assert_eq!(printed.0.len(), 16);
    // Words of the registry are roads: what lies there says so.
    for (name, road) in [("Singa Gembara", "flashdisk"), ("Bukit Harapan", "flashdisk"), ("Sekerat", "kurir"), ("Teluk Lingga", "kantor")] {
        assert!(rows.iter().any(|row| says(row, name) && says(row, road)), "{name} is not sent by {road}:\n{}", rows.join("\n"));
    }
}

#[test]
fn a_strangers_events_stand_where_they_belong_with_what_the_office_wrote_of_them() {
    let (_, _, printed) = published();
    for village in printed.villages() {
        let text = printed.words(village, "buletin");
        for event in EVENTS {
            assert!(says(&text, event), "{village} does not hear of “{event}”: {text}");
        }
        // The correction won, and what stood before it is gone.
        let bridge = between(&text, "AGENDA PIMPINAN", &["Rabu 25 November"]);
        let before = bridge.split(&dense("Peresmian jembatan")).next().unwrap_or_default();
        assert!(before.ends_with("10.00") && !text.contains("08.30"), "{village}: {bridge}");
        for fact in
            ["diwakili Asisten I.", "diwakili Kadis Kesehatan", "Dzuhur", "Bupati, Wakil Bupati, Sekda", "Tentatif", "09.00–selesai"]
        {
            assert!(says(&text, fact), "{village}: “{fact}” is lost: {text}");
        }
        for abbreviation in ["BPT", "WBP", "SKD"] {
            assert!(!text.contains(abbreviation), "{village}: villagers do not know {abbreviation}: {text}");
        }
    }
    for (village, event) in [
        ("6408102007", "Penyerahan bibit kakao"),
        (LANGSAT, "Peresmian jembatan gantung"),
        (SEJAHTERA, "Panen raya padi sawah"),
        ("6408041010", "Kunjungan ke posyandu"),
        ("6408092002", "Pembukaan turnamen bola voli"),
        ("6408102001", "Peninjauan pasar murah"),
    ] {
        let text = printed.words(village, "buletin");
        assert!(says(near(&text).0, event), "{village}: “{event}” is at home here: {text}");
        assert!(printed.chat(village).contains(event), "{village}: {}", printed.chat(village));
    }
    for (kecamatan, event) in [
        ("640810", "Penyerahan bibit kakao"),
        ("640810", "Peninjauan pasar murah"),
        // At the kecamatan's own office.
        ("640810", "Penyerahan SK pengurus KIM"),
        ("640809", "Peresmian jembatan gantung"),
        ("640804", "Senam sehat"),
    ] {
        for village in printed.villages() {
            let text = printed.words(village, "buletin");
            let (own, around) = near(&text);
            let is_near = says(own, event) || says(around, event);
            assert_eq!(is_near, village.starts_with(kecamatan), "{village}: “{event}” near by: {own} {around}");
        }
    }
}

#[test]
fn what_a_stranger_cancelled_or_moved_is_marked_so_and_the_new_day_is_told() {
    let (_, _, printed) = published();
    for village in printed.villages() {
        let text = printed.words(village, "buletin");
        let after = text.split(&dense("Rakor TPID menjelang Natal dan Tahun Baru")).nth(1).unwrap_or_default();
        let mark: String = after.chars().take(14).collect();
        assert!(says(&mark, "batal"), "{village}: {mark}");
    }
    // Wednesday's harvest is on Thursday at nine, wherever its village reads of it.
    let bulletin = printed.words(SEJAHTERA, "buletin");
    let board = printed.words(SEJAHTERA, "papan");
    let chat = printed.chat(SEJAHTERA);
    let line = chat.lines().find(|line| line.contains("Panen raya")).unwrap_or_default();
    for (place, told) in [("bulletin", near(&bulletin).0), ("board", near(&board).0), ("WhatsApp text", line)] {
        // In large letters without the comma.
        assert!((says(told, "Kamis, 26") || says(told, "Kamis 26")) && says(told, "09.00"), "{place}: {told}");
    }
}

#[test]
fn a_strangers_announcements_and_speeches_are_read_by_those_whom_they_are_for() {
    let (_, _, printed) = published();
    for village in printed.villages() {
        let text = printed.words(village, "buletin");
        let is_of = |kecamatan: &[&str]| kecamatan.iter().any(|code| village.starts_with(code));
        for (words, is_for) in [
            ("Waspada Banjir Sungai Bengalon", is_of(&["640809"])),
            ("1. menyiagakan perahu", is_of(&["640809"])),
            ("Muka air Sungai Bengalon di pos Sepaso sudah 4,2 meter", is_of(&["640809"])),
            ("REKAM KTP ELEKTRONIK", is_of(&["640804", "640810"])),
            ("Senin, 23 November 2026, Kantor Desa Swarga Bara", is_of(&["640804", "640810"])),
            ("Semua layanan gratis", is_of(&["640804", "640810"])),
            ("Bawa kartu keluarga asli", is_of(&["640804", "640810"])),
        ] {
            assert_eq!(says(&text, words), is_for, "{village}: “{words}”: {text}");
        }
        for words in [
            "Cabai rawit",
            "72.000",
            "beasiswa",
            "vaksin",
            "tunjangan daerah terpencil dibayar setiap bulan",
            "jemput guru baru di dermaga",
            "Gedung Serba Guna, Bukit Pelangi, Sangatta",
            "2. kelompok mencatat panen setiap pekan",
            "Sepuluh polibag di setiap pekarangan",
        ] {
            assert!(says(&text, words), "{village}: “{words}” is lost: {text}");
        }
        let sheets = pages::read(printed.file(village, "lampiran"));
        assert_eq!(sheets.len(), 2, "{village}: the notice and the poster");
        assert!(sheets.iter().any(|sheet| !sheet.pictures.is_empty()), "{village}: the poster is no picture");
    }
}

#[test]
fn the_board_of_a_strangers_village_tells_when_and_where_and_no_line_runs_through_its_words() {
    let (_, _, printed) = published();
    for village in printed.villages() {
        for kind in ["buletin", "papan"] {
            for page in pages::read(printed.file(village, kind)) {
                page.assert_clean(&format!("{kind} of {village}"));
                for mark in page.marks.iter().filter(|mark| mark.area.width() > 400.0 && mark.area.height() < 3.0) {
                    let is_through = |l: &&pages::Letter| {
                        let (top, bottom) = (l.y - l.size * 0.6, l.y + l.size * 0.1);
                        !l.character.is_whitespace()
                            && l.x > mark.area.x0
                            && l.x < mark.area.x1
                            && mark.area.y0 < bottom
                            && mark.area.y1 > top
                    };
                    let struck: String = page.letters.iter().filter(is_through).map(|l| l.character).collect();
                    assert!(struck.is_empty(), "{kind} of {village}: a rule runs through “{struck}”");
                }
            }
        }
        let board = printed.words(village, "papan");
        // When and where of what is announced here, on a card or below its title.
        let needed: &[&[&str]] = if village.starts_with("640809") {
            &[&["Waspada Banjir Sungai Bengalon"], &["sampai 5 Desember 2026", "Sabtu 5 Desember"]]
        } else {
            &[&["REKAM KTP ELEKTRONIK"], &["23 November 2026, Kantor Desa Swarga Bara", "Senin 23 Nov"]]
        };
        for ways in needed {
            let is_told = ways.iter().any(|words| says(&board, words));
            assert!(is_told, "{village}: whoever reads only the board does not learn “{}”: {board}", ways[0]);
        }
    }
}

#[test]
fn nothing_that_was_struck_or_is_the_offices_own_matter_is_printed() {
    let (_, office, printed) = published();
    let page = String::from_utf8(fs::read(office.path(&format!("{RESULTS}/whatsapp.html"))).unwrap()).unwrap();
    for village in printed.villages() {
        let texts = ["baca-dulu", "buletin", "papan"].map(|kind| (kind, printed.words(village, kind)));
        let chats = [("pesan-wa", printed.chat(village)), ("whatsapp.html", page.clone())];
        for (kind, text) in texts.iter().chain(&chats) {
            for words in [
                // Struck in the chat.
                "Balai Desa Citra Manunggal Jaya",
                "Rp10.000",
                // Marks of the chat.
                "Diteruskan berkali-kali",
                "[19.4",
                "Bu Ani",
                "Media tidak disertakan",
                "✅",
                "🙏",
                // Not for the public.
                "Acara keluarga",
                "Jamuan makan malam",
                "0812-5500",
                // Letterheads, heads and ends of letters.
                "75611",
                "www.contoh",
                "300.2.1",
                "Kepada Yth",
                "Dengan hormat",
                "Demikian",
                "Tembusan",
                "Idrus",
                "Pembina Tingkat",
                "Rusdian",
                // Courtesies of speeches.
                "Assalam",
                "Wassalam",
                "Yang saya hormati",
                "Hadirin yang",
                "Tokoh adat",
                "Puji syukur",
            ] {
                assert!(!says(text, words), "{kind} of {village} holds “{words}”: {text}");
            }
            assert!(!text.contains("NIP.") && !text.contains("NIP19"), "{kind} of {village}: {text}");
        }
        for (kind, text) in &texts {
            assert!(!text.contains(['*', '~', '_']), "{kind} of {village} has the chat's signs: {text}");
        }
    }
}
