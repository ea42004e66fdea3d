//! The office's page of messages, and the messages that KIM forward.

use std::fs;

use regex::Regex;

use crate::support::{RegistryRow, TestOffice, workbook};

const PAGE: &str = "hasil/2026-11-23/whatsapp.html";

/// Two kecamatan of Kutai Timur.
const ROWS: [RegistryRow<'_>; 3] = [
    ["64.08.04.1001", "Teluk Lingga", "Sangatta Utara", "KIM Suara <Rakyat> & \"Kita\"", "2", ""],
    ["64.08.06.2002", "Long Bentuq", "Busang", "KIM Bentuq Jaya", "2", ""],
    ["64.08.06.2003", "Long Lees", "Busang", "", "2", ""],
];

fn kutai_timur(announcements: &[&str], agenda: &[&[&str]]) -> TestOffice {
    let office = TestOffice::with_registry(&ROWS);
    let text = fs::read_to_string(office.path("warta.toml")).unwrap();
    office.write("warta.toml", text.replace("Barito Kuala", "Kutai Timur"));
    for (number, text) in announcements.iter().enumerate() {
        office.write(&format!("edisi/2026-11-23/pengumuman/{number}.md"), text);
    }
    if !agenda.is_empty() {
        office.write("edisi/2026-11-23/agenda.xlsx", workbook(agenda));
    }
    office
}

fn published(office: &TestOffice) -> String {
    let run = office.warta(&["terbitkan"]);
    assert_eq!(run.code, 0, "{}{}", run.stdout, run.stderr);
    fs::read_to_string(office.path(PAGE)).unwrap()
}

/// The message in a village's bundle, without its link.
fn message(office: &TestOffice, code: &str) -> String {
    let files = office.files("hasil/2026-11-23/pdf");
    let (_, text) = files.iter().find(|(name, _)| name.ends_with(&format!("7-pesan-wa-2026-11-23-{code}.txt"))).unwrap();
    String::from_utf8(text.clone()).unwrap().split("\n\nTeruskan lewat WhatsApp:").next().unwrap().to_owned()
}

const MARKET: &str = "Untuk: semua\nBerlaku: 29 November 2026\n\n# Pasar murah < Rp5.000 & hemat\n\nBuka Rabu, 25 November 2026, di halaman kantor \
                      camat. Bawa kartu keluarga.\n";

#[test]
fn the_page_is_found_by_kecamatan_and_remembers_what_was_sent() {
    let office = kutai_timur(&[MARKET], &[]);
    let page = published(&office);
    for (anchor, title, count) in [("k64-08-04", "Kecamatan Sangatta Utara", 1), ("k64-08-06", "Kecamatan Busang", 2)] {
        assert!(
            page.contains(&format!("<a href=\"#{anchor}\">{title}</a>: <span data-hitung=\"{anchor}\">0</span> dari {count}")),
            "{page}"
        );
        assert_eq!(page.matches(&format!("id=\"{anchor}\"")).count(), 1);
    }
    // A tick belongs to a village and an edition, and to the text that was sent.
    let keys = |page: &str| -> Vec<String> {
        Regex::new("data-kunci=\"([^\"]*)\"").unwrap().captures_iter(page).map(|found| found[1].to_owned()).collect()
    };
    let before = keys(&page);
    assert_eq!(before.len(), 3);
    assert!(before[1].starts_with("warta/2026-11-23/64.08.06.2002/"), "{before:?}");
    assert_eq!(keys(&published(&office)), before, "made again, the ticks stay");
    office.write("edisi/2026-11-23/pengumuman/9.md", "Untuk: desa Long Lees\n\n# Listrik padam\n\nKamis pagi.\n");
    let after = keys(&published(&office));
    assert_eq!((&after[..2], after[2] == before[2]), (&before[..2], false), "what Long Lees is told is new");
    // A browser that keeps nothing must not stop the page.
    assert!(page.contains("try { return localStorage.getItem(") && page.contains("try { if (on) { localStorage.setItem("));
}

#[test]
fn the_page_needs_no_network_and_no_text_of_others_becomes_part_of_it() {
    let office = kutai_timur(&[MARKET], &[]);
    let page = published(&office);
    let links = Regex::new(r#"(?:href|src|action)\s*=\s*"([^"]*)""#).unwrap();
    for link in links.captures_iter(&page) {
        assert!(link[1].starts_with('#') || link[1].starts_with("https://wa.me/"), "{}", &link[1]);
    }
    assert!(page.contains("default-src 'none'") && !page.contains("@import") && !page.contains("url("));
    assert!(!page.contains("<Rakyat>") && !page.contains("murah < "), "{page}");
    assert!(page.contains("KIM Suara &#60;Rakyat&#62; &#38; &#34;Kita&#34;"), "{page}");
    // What is announced can be read without opening the message.
    let first = "<li>Pasar murah &#60; Rp5.000 &#38; hemat: Buka Rabu, 25 November 2026, di halaman kantor camat. Bawa: Kartu keluarga.";
    assert!(page.contains(first), "{page}");
    assert!(page.contains("Senin, 23 – Minggu, 29 November 2026"));
}

#[test]
fn a_message_says_when_where_and_what_not_titles_alone() {
    let agenda: &[&[&str]] = &[
        &["Hari/Tanggal", "Pukul", "Acara", "Tempat", "Pejabat"],
        &["Rabu, 25 November 2026", "09.00", "Peresmian jembatan gantung", "Desa Long Bentuq, Kecamatan Busang", "Bupati"],
        &["Kamis, 26 November 2026", "13.30", "Rapat kerja", "Ruang Meranti", "Sekda"],
    ];
    let long = "Untuk: semua\n\n# Bantuan benih\n\nBenih padi gogo dan jagung dibagikan kepada kelompok tani yang sudah terdaftar di kantor \
                desa masing-masing dengan membawa surat kuasa bermeterai dari ketua kelompoknya. Yang lain menyusul.\n";
    let list = "Untuk: semua\n\n# Syarat beasiswa\n\nYang perlu dibawa:\n\n- kartu keluarga\n- rapor terakhir\n";
    let office = kutai_timur(&[MARKET, long, list], agenda);
    published(&office);
    let told = message(&office, "6408062002");
    assert!(
        told.contains(
            "*Agenda di desa kita*\n• Rabu, 25 November, 09.00 WITA: Peresmian jembatan gantung, Desa Long Bentuq, Kecamatan Busang\n"
        ),
        "{told}"
    );
    // When and where, then the text, then what to bring.
    assert!(told.contains("di halaman kantor camat. Bawa: Kartu keluarga. Berlaku sampai 29 November 2026.\n"), "{told}");
    assert!(told.contains("• Syarat beasiswa: Bawa: Kartu keluarga; rapor terakhir.\n"), "{told}");
    let benih = told.lines().find(|line| line.starts_with("• Bantuan benih: ")).unwrap().trim_start_matches("• Bantuan benih: ");
    let (text, bring) = benih.split_once(" … ").unwrap_or_else(|| panic!("{benih}"));
    assert!((95..=120).contains(&text.chars().count()), "{benih}");
    assert_eq!(bring, "Bawa: Surat kuasa bermeterai dari ketua kelompoknya.");
    // A village without an event of its own is told the week's, not how many there are.
    let elsewhere = message(&office, "6408041001");
    assert!(elsewhere.contains("*Agenda pimpinan pekan ini*\n• Rabu, 25 November, 09.00 WITA: "), "{elsewhere}");
    assert!(elsewhere.contains("• Kamis, 26 November, 13.30 WITA: Rapat kerja, Ruang Meranti\n"), "{elsewhere}");
}

#[test]
fn a_full_week_still_makes_a_message_for_a_small_screen() {
    let events: Vec<[String; 5]> = (0..20)
        .map(|number| {
            let day = ["Senin, 23", "Selasa, 24", "Rabu, 25", "Kamis, 26"][number / 5];
            let title = format!(
                "Musyawarah perencanaan pembangunan tingkat kecamatan yang ke-{number} beserta peninjauan lapangan dan dialog warga"
            );
            [
                format!("{day} November 2026"),
                "09.00".to_owned(),
                title,
                "Balai Desa Long Bentuq, Kecamatan Busang".to_owned(),
                "Bupati".to_owned(),
            ]
        })
        .collect();
    let rows: Vec<Vec<&str>> = std::iter::once(vec!["Hari/Tanggal", "Pukul", "Acara", "Tempat", "Pejabat"])
        .chain(events.iter().map(|event| event.iter().map(String::as_str).collect()))
        .collect();
    let texts: Vec<String> = (0..12)
        .map(|number| {
            format!(
                "Untuk: semua\n\n# Pengumuman nomor {number} dari dinas yang membidangi urusan air bersih dan sanitasi\n\nPetugas datang ke rumah warga \
                 mulai pukul delapan pagi dengan membawa surat tugas dan kartu pengenal dari dinasnya. Mohon diterima.\n"
            )
        })
        .collect();
    let office = kutai_timur(&texts.iter().map(String::as_str).collect::<Vec<_>>(), &rows.iter().map(Vec::as_slice).collect::<Vec<_>>());
    published(&office);
    for code in ["6408062002", "6408041001"] {
        let told = message(&office, code);
        assert!(told.chars().count() <= 1200, "{}: {told}", told.chars().count());
        let mut points = 0;
        for line in told.lines() {
            points = if line.starts_with("• ") { points + 1 } else { 0 };
            assert!(points <= 5, "{told}");
        }
        assert!(told.contains("09.00 WITA: Musyawarah") && told.contains("lagi, lihat buletin"), "{told}");
    }
}
