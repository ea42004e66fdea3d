//! Villages, kecamatan and their heads in the words of every province: read as they are written, printed as they are called.

use std::fs;

use warta::diagnostic::Place;
use warta::intake::{registry, table, target, venue};
use warta::model::{Location, OwnWords, Registry, Target};
use warta::plan::Plan;

use crate::plan::entry;
use crate::support::{TestOffice, workbook};

fn read(rows: &[&[&str]], own: &OwnWords) -> Registry {
    let found = registry::read(&table::read("kim.xlsx", &workbook(rows)).value, own);
    assert_eq!(found.diagnostics, Vec::new(), "{rows:?}");
    Registry::new(found.value)
}

/// Title, district, head and district's head of each village.
fn called(registry: &Registry) -> Vec<[String; 4]> {
    let words = |village: &warta::model::Village| {
        let desa = &village.desa;
        [desa.title(), desa.district(), desa.head_title(), desa.district_head_title()]
    };
    registry.villages.iter().map(words).collect()
}

/// Two kampung of Mimika, one called by a word that is usual before names, and a kelurahan.
const MIMIKA: &[&[&str]] = &[
    &["No", "Kode Kampung", "Nama Kampung/Kelurahan", "Distrik", "Kepala Kampung"],
    &["1", "94.12.01.1003", "Koperapoka", "Mimika Baru", "Markus"],
    &["2", "94.12.01.2001", "Kwamki", "Mimika Baru", "Yance"],
    &["3", "94.12.02.2001", "Kampung Baru", "Distrik Jila", "Petrus"],
];

#[test]
fn villages_are_called_as_the_headings_or_the_settings_or_their_rows_say() {
    let none = OwnWords::default();
    let set = |village: &str, district: Option<&str>, head: Option<&str>| OwnWords {
        village: Some(village.to_owned()),
        district: district.map(str::to_owned),
        head: head.map(str::to_owned),
    };
    /// A registry's rows, the office's own words, and each village as it is printed.
    type Case<'a> = (&'a [&'a [&'a str]], OwnWords, &'a [[&'a str; 4]]);
    let cases: &[Case<'_>] = &[
        // The headings say it.
        (
            MIMIKA,
            none.clone(),
            &[
                ["Kelurahan Koperapoka", "Distrik Mimika Baru", "Lurah Koperapoka", "Kepala Distrik Mimika Baru"],
                ["Kampung Kwamki", "Distrik Mimika Baru", "Kepala Kampung Kwamki", "Kepala Distrik Mimika Baru"],
                ["Kampung Baru", "Distrik Jila", "Kepala Kampung Baru", "Kepala Distrik Jila"],
            ],
        ),
        (
            &[&["Kode", "Kalurahan", "Kapanewon", "Lurah"], &["34.04.01.2001", "Sidoarum", "Godean", ""]],
            none.clone(),
            &[["Kalurahan Sidoarum", "Kapanewon Godean", "Lurah Sidoarum", "Panewu Godean"]],
        ),
        (
            &[&["Kode", "Desa", "Kecamatan", "Pembakal"], &["63.04.14.2001", "Barambai", "Barambai", ""]],
            none.clone(),
            &[["Desa Barambai", "Kecamatan Barambai", "Pembakal Barambai", "Camat Barambai"]],
        ),
        // The settings say it.
        (
            &[&["Kode", "Desa", "Kecamatan"], &["11.06.01.2001", "Lamtamot", "Lembah Seulawah"]],
            set("Gampong", None, None),
            &[["Gampong Lamtamot", "Kecamatan Lembah Seulawah", "Keuchik Lamtamot", "Camat Lembah Seulawah"]],
        ),
        (
            &[&["Kode", "Desa", "Kecamatan"], &["18.04.01.2001", "Bakhu", "Batu Ketulis"]],
            set("Pekon", None, Some("Kepala Pekon")),
            &[["Pekon Bakhu", "Kecamatan Batu Ketulis", "Kepala Pekon Bakhu", "Camat Batu Ketulis"]],
        ),
        (
            &[&["Kode", "Desa", "Kecamatan"], &["11.02.01.2001", "Mbarung", "Babussalam"]],
            set("Kute", Some("Kecamatan"), Some("Pengulu")),
            &[["Kute Mbarung", "Kecamatan Babussalam", "Pengulu Mbarung", "Camat Babussalam"]],
        ),
        // The word before most names is none of the names' own; a kelurahan may be called Kampung Dalam.
        (
            &[
                &["Kode", "Desa", "Kecamatan"],
                &["13.01.01.1001", "Kampung Dalam", "Kec. Lengayang"],
                &["13.01.01.2001", "Nagari Lakitan", "Kec. Lengayang"],
                &["13.01.01.2002", "NAGARI KAMBANG", "Kec. Lengayang"],
            ],
            none.clone(),
            &[
                ["Kelurahan Kampung Dalam", "Kecamatan Lengayang", "Lurah Kampung Dalam", "Camat Lengayang"],
                ["Nagari Lakitan", "Kecamatan Lengayang", "Wali Nagari Lakitan", "Camat Lengayang"],
                ["Nagari Kambang", "Kecamatan Lengayang", "Wali Nagari Kambang", "Camat Lengayang"],
            ],
        ),
        // Where most names have no such word, it belongs to the name.
        (
            &[
                &["Kode", "Desa", "Kecamatan"],
                &["14.01.01.2001", "Kampung Baru", "Siak"],
                &["14.01.01.2002", "Merempan", "Siak"],
                &["14.01.01.2003", "Rawang", "Siak"],
            ],
            none.clone(),
            &[
                ["Desa Kampung Baru", "Kecamatan Siak", "Kepala Desa Kampung Baru", "Camat Siak"],
                ["Desa Merempan", "Kecamatan Siak", "Kepala Desa Merempan", "Camat Siak"],
                ["Desa Rawang", "Kecamatan Siak", "Kepala Desa Rawang", "Camat Siak"],
            ],
        ),
        // A column says it row by row.
        (
            &[
                &["Kode", "Desa", "Kecamatan", "Sebutan"],
                &["81.01.01.2001", "Haria", "Saparua", "negeri"],
                &["81.01.01.2002", "Tiouw", "Saparua", ""],
                &["81.01.01.2003", "Dertawun", "Saparua", "OHOI"],
            ],
            none.clone(),
            &[
                ["Negeri Haria", "Kecamatan Saparua", "Raja Haria", "Camat Saparua"],
                ["Desa Tiouw", "Kecamatan Saparua", "Kepala Desa Tiouw", "Camat Saparua"],
                ["Ohoi Dertawun", "Kecamatan Saparua", "Kepala Ohoi Dertawun", "Camat Saparua"],
            ],
        ),
    ];
    for (rows, own, expected) in cases {
        assert_eq!(called(&read(rows, own)), *expected, "{rows:?} {own:?}");
    }
}

#[test]
fn a_venue_belongs_to_its_village_in_any_words() {
    let registry = read(MIMIKA, &OwnWords::default());
    let plain = read(
        &[
            &["Kode", "Desa", "Kecamatan"],
            &["14.01.01.2001", "Kampung Baru", "Siak"],
            &["14.01.01.2002", "Merempan", "Siak"],
            &["14.01.02.2001", "Rawang", "Mempura"],
        ],
        &OwnWords::default(),
    );
    /// A registry, a venue, its villages, its kecamatan, and the doubt that is said.
    type Case<'a> = (&'a Registry, &'a str, &'a [&'a str], &'a [&'a str], &'a str);
    let cases: &[Case<'_>] = &[
        (&registry, "Kampung Kwamki, Distrik Mimika Baru", &["94.12.01.2001"], &["94.12.01"], ""),
        (&registry, "Balai Kp. Kwamki", &["94.12.01.2001"], &["94.12.01"], ""),
        (&registry, "Desa Kwamki", &["94.12.01.2001"], &["94.12.01"], ""),
        (&registry, "Lapangan Kampung Baru", &["94.12.02.2001"], &["94.12.02"], ""),
        (&registry, "Kel. Koperapoka", &["94.12.01.1003"], &["94.12.01"], ""),
        (&registry, "Aula Kantor Distrik Jila", &[], &["94.12.02"], ""),
        (&registry, "Kampung Kwamky, Distrik Mimika Baru", &[], &["94.12.01"], "desa di tempat acara tidak ada di daftar KIM"),
        (&registry, "Kampung Kwamki, Distrik Jila", &[], &["94.12.02"], "Kampung Kwamki ada di Distrik Mimika Baru, bukan Jila"),
        (&registry, "Kampung KB Timika Indah", &[], &[], ""),
        (&plain, "Balai Desa Kampung Baru, Kec. Siak", &["14.01.01.2001"], &["14.01.01"], ""),
        (&plain, "Masjid Kampung Baru", &["14.01.01.2001"], &["14.01.01"], ""),
        (&plain, "Kampung Rawang", &["14.01.02.2001"], &["14.01.02"], ""),
        (&plain, "SMA Negeri 1 Merempan", &[], &[], ""),
        (&plain, "SMK Negeri Rawang", &[], &[], ""),
    ];
    for (registry, at, villages, kecamatan, warning) in cases {
        let found = venue::locate(&entry("Acara", at), &registry.wilayah);
        let Location { desa, kecamatan: districts } = &found.value;
        let said: Vec<&str> = found.diagnostics.iter().map(|d| d.message.as_str()).collect();
        assert_eq!(desa.iter().map(|code| code.as_str()).collect::<Vec<_>>(), *villages, "{at}: {said:?}");
        assert_eq!(districts.iter().map(|code| code.as_str()).collect::<Vec<_>>(), *kecamatan, "{at}");
        assert_eq!(said, warning.split('\n').filter(|line| !line.is_empty()).collect::<Vec<_>>(), "{at}");
    }
}

#[test]
fn announcements_reach_villages_in_any_words() {
    let registry = read(MIMIKA, &OwnWords::default());
    let desa = |code: &str| Target::Desa(warta::model::DesaCode::parse(code).unwrap());
    let kecamatan = |code: &str| Target::Kecamatan(warta::model::RegionCode::parse(code).unwrap());
    let cases: &[(&str, Vec<Target>)] = &[
        ("semua kampung", vec![Target::AllDesa]),
        ("seluruh kampung dan kelurahan", vec![Target::Everyone]),
        ("Kampung Kwamki, Distrik Mimika Baru", vec![desa("94.12.01.2001")]),
        ("Kampung Kwamki (Mimika Baru)", vec![desa("94.12.01.2001")]),
        ("desa Kwamki", vec![desa("94.12.01.2001")]),
        ("Kampung Baru", vec![desa("94.12.02.2001")]),
        ("Yth. Kepala Kampung se-Distrik Jila", vec![kecamatan("94.12.02")]),
        ("distrik Jila dan Mimika Baru", vec![kecamatan("94.12.02"), kecamatan("94.12.01")]),
        ("kampung di Distrik Mimika Baru", vec![desa("94.12.01.2001")]),
        ("Kampung2 di Distrik Mimika Baru", vec![desa("94.12.01.2001")]),
        ("kampung-kampung di Distrik Mimika Baru", vec![desa("94.12.01.2001")]),
        ("Kampung2 di Distrik Mimika Baru (kecuali Koperapoka)", vec![desa("94.12.01.2001")]),
        ("untuk kampung Kwamki", vec![desa("94.12.01.2001")]),
    ];
    for (text, expected) in cases {
        let found = target::read(text, &registry.wilayah, &Place::file("p.md"));
        assert_eq!((&found.value.0, found.diagnostics.len()), (expected, 0), "{text}: {:?}", found.diagnostics);
    }
}

/// The office's settings with these lines in `[kabupaten]`.
fn office(lines: &str) -> TestOffice {
    let office = TestOffice::with_registry(&[]);
    office.write("kim.xlsx", workbook(MIMIKA));
    let config = fs::read_to_string(office.path("warta.toml")).unwrap();
    office.write("warta.toml", config.replace("zona = \"WITA\"", &format!("zona = \"WIT\"\n{lines}")));
    let events = [
        ["Hari/Tanggal", "Pukul", "Acara", "Tempat"],
        ["Rabu, 25 November 2026", "09.00", "Panen raya", "Kampung Kwamki, Distrik Mimika Baru"],
    ];
    office.write("edisi/2026-11-23/agenda.xlsx", workbook(&events.each_ref().map(|row| &row[..])));
    office
}

#[test]
fn an_office_of_kampung_prints_its_own_words_on_all_its_papers() {
    let office = office("");
    let run = office.warta(&["terbitkan"]);
    assert_eq!(run.code, 0, "{}{}", run.stdout, run.stderr);
    let mut papers = String::new();
    for (file, bytes) in office.files("hasil/2026-11-23") {
        if file.contains("9412012001") && file.ends_with(".pdf") {
            papers += &warta::typeset::proof::read(&bytes).unwrap().join(" ");
        }
        if file.contains("pesan-wa") && file.contains("9412012001") {
            papers += &String::from_utf8(bytes).unwrap();
        }
    }
    // What is read back from a page has no blanks.
    let squeezed = |text: &str| text.split_whitespace().collect::<String>().replace('\u{a0}', "");
    let papers = squeezed(&papers);
    for words in [
        "Kampung Kwamki",
        "Distrik Mimika Baru",
        "Kepala Kampung Kwamki",
        "Kepala Distrik Mimika Baru",
        "diketahui kepala kampung",
        "kantor kampung atau kelurahan",
        "kantor distrik",
        "Agenda di kampung kita",
    ] {
        assert!(papers.contains(&squeezed(words)), "{words}: {papers}");
    }
    for words in ["Desa Kwamki", "Kecamatan Mimika", "Camat Mimika", "Kepala Desa", "kepala desa", "kantor desa", "kantor kecamatan"] {
        assert!(!papers.contains(&squeezed(words)), "{words}: {papers}");
    }
}

#[test]
fn settings_win_over_headings() {
    let office = office("sebutan_desa = \"Desa\"\nsebutan_kecamatan = \"Kecamatan\"");
    let run = office.warta(&["terbitkan"]);
    assert_eq!(run.code, 0, "{}{}", run.stdout, run.stderr);
    let page = fs::read_to_string(office.path("hasil/2026-11-23/whatsapp.html")).unwrap();
    for words in ["Desa Kwamki, Kecamatan Mimika Baru", "Kelurahan Koperapoka, Kecamatan Mimika Baru", "Distrik Jila"] {
        assert!(page.contains(words), "{words}: {page}");
    }
}

#[test]
fn the_plan_words_what_villages_are_called() {
    let registry = read(MIMIKA, &OwnWords::default());
    let (inputs, settings) = (crate::plan::inputs(), crate::plan::settings());
    let plan = Plan::new(&registry, &inputs.week, &settings);
    let sheet = plan.village_sheet(&registry.villages[1]);
    assert_eq!((sheet.kind.as_str(), sheet.kind_in_text.as_str(), sheet.head_short.as_str()), ("Kampung", "kampung", "kepala kampung"));
    assert_eq!((sheet.district.as_str(), sheet.district_short.as_str()), ("Distrik Mimika Baru", "Distrik Mimika Baru"));
    assert!(plan.copies_for(&registry.villages[1]).note.contains("kantor kampung"));
    let rows: Vec<_> = registry.villages[..2].iter().map(|village| (village, String::new(), 1)).collect();
    let list = plan.kecamatan_sheet(&rows, |_| String::new()).unwrap();
    assert_eq!((list.heading.as_str(), list.count.as_str()), ("Kampung, kelurahan", "Jumlah, 2 kampung dan kelurahan"));
    // Default offices as they were.
    let usual = Plan::new(&inputs.registry, &inputs.week, &settings);
    let sheet = usual.village_sheet(&inputs.registry.villages[3]);
    assert_eq!((sheet.title.as_str(), sheet.district_short.as_str()), ("Desa Karya Baru", "Kec. Barambai"));
    assert_eq!((sheet.head_title.as_str(), sheet.district_head_title.as_str()), ("Kepala Desa Karya Baru", "Camat Barambai"));
}
