//! Every kind of document over every sort of week: its pages are counted, read back and looked over letter by letter.

use std::collections::HashMap;
use std::fs;

use warta::model::{Block, DesaCode, Official, Officials, Registry, Run, Target, Village, Week};
use warta::plan::fit::WHOLE;
use warta::plan::news::changes;
use warta::plan::settings::PaperSize;
use warta::plan::sheet::{self, Content, Edition, Kecamatan};
use warta::typeset::kinds::{Kind, Scope};
use warta::typeset::{Subject, Typesetter, proof};

use crate::office::{edition, root};
use crate::pages::{self, Page};
use crate::plan::{Inputs, announcement, entry, group, inputs, settings, speech, village};

/// One sort of week, for one village and its kecamatan.
struct Case {
    name: &'static str,
    /// One for each step of shortening.
    editions: Vec<Edition>,
    villages: Vec<sheet::Village>,
    kecamatan: Kecamatan,
    pictures: Vec<(String, Vec<u8>)>,
}

fn planned(name: &'static str, inputs: Inputs, village: &Village, paper: PaperSize) -> Case {
    let inputs = inputs.located();
    let mut settings = settings();
    settings.edition.paper = paper;
    let plan = inputs.plan(&settings);
    let steps = &plan.bulletin().steps()[WHOLE..];
    let villages = steps.iter().map(|fit| {
        let mut sheet = plan.village_sheet(village);
        plan.fit_village(&mut sheet, village, fit);
        plan.put_forms(&mut sheet, village);
        sheet.contents = contents();
        sheet
    });
    let villages = villages.collect();
    let rows: Vec<(&Village, String, u32)> =
        inputs.registry.villages.iter().map(|one| (one, "8 buletin, 1 papan, 9 formulir".to_owned(), 27)).collect();
    Case {
        name,
        editions: steps.iter().map(|fit| plan.edition_sheet(fit)).collect(),
        villages,
        kecamatan: plan.kecamatan_sheet(&rows, |_| "kantor".to_owned()).unwrap(),
        pictures: Vec::new(),
    }
}

fn contents() -> Vec<Content> {
    let village_kinds = Kind::ALL.into_iter().filter(|kind| kind.scope() == Scope::Village);
    village_kinds
        .map(|kind| Content {
            file: kind.file_name("6304142008", edition(), 0),
            title: kind.title().to_owned(),
            pages: 4,
            copies: 8,
            sheets: 16,
            paper: "F4".to_owned(),
            note: "4 RT, papan, kantor desa, KIM, cadangan".to_owned(),
        })
        .collect()
}

/// A correction: an event moved, one is gone, an announcement was added.
fn correction() -> Case {
    let own = "Balai Desa Karya Baru, Kec. Barambai";
    let mut inputs = inputs();
    inputs.week.agenda = vec![entry("Panen raya", own), entry("Gotong royong", own)];
    let mut inputs = inputs.located();
    let settings = settings();
    let before = inputs.plan(&settings).news().unwrap();
    inputs.week.agenda.pop();
    inputs.week.agenda[0].date = edition().monday() + chrono::Days::new(3);
    inputs.week.announcements.push(announcement("Rapat batas desa", vec![Target::Desa(DesaCode::parse("63.04.14.2008").unwrap())]));
    let plan = inputs.plan(&settings);
    let changes = changes(&before, &plan.news().unwrap(), &inputs.registry.villages[3].desa);
    assert_eq!(changes.len(), 3);
    let village = &inputs.registry.villages[3];
    let mut case = planned("ralat", inputs.clone(), village, PaperSize::F4);
    case.villages.iter_mut().for_each(|sheet| plan.correct(sheet, village, 1, &changes));
    case
}

/// The samples beside the layouts. Reading them holds their types: a stranger's key or a missing one fails.
fn sample() -> Case {
    let read = |file: &str| fs::read_to_string(root().join("layouts").join(file)).unwrap();
    Case {
        name: "contoh",
        editions: vec![serde_json::from_str(&read("edisi.json")).unwrap()],
        villages: vec![serde_json::from_str(&read("desa.json")).unwrap()],
        kecamatan: serde_json::from_str(&read("kecamatan.json")).unwrap(),
        pictures: vec![("lampiran/contoh.png".to_owned(), fs::read(root().join("layouts/lampiran/contoh.png")).unwrap())],
    }
}

fn cases() -> Vec<Case> {
    let own = "Balai Desa Karya Baru, Kec. Barambai";
    let to_own = |title: &str| announcement(title, vec![Target::Desa(DesaCode::parse("63.04.14.2008").unwrap())]);
    let base = inputs();
    let usual = base.registry.villages[3].clone();
    let mut one = inputs();
    one.week.agenda = vec![entry("Panen raya", own)];
    one.week.speeches = vec![speech("Sambutan panen", 300)];
    one.week.announcements = vec![announcement("Harga pupuk", vec![Target::Everyone]), to_own("Rapat batas desa")];
    let mut long = inputs();
    for i in 0..45 {
        let venue = if i % 9 == 0 { own } else { "Aula Selidah, Kantor Bupati" };
        let mut event = entry(&format!("Rapat koordinasi percepatan penurunan stunting dan pelayanan dasar ke-{i}"), venue);
        event.date = edition().monday() + chrono::Days::new(i / 7);
        event.officials = Officials::Named(["Bupati", "Wakil Bupati"].map(Official::coming).to_vec());
        long.week.agenda.push(event);
    }
    long.week.speeches =
        (0..3).map(|i| speech(&format!("“Jalan tani dulu, baru jalan kota yang panjang sekali nomor {i}”"), 1500)).collect();
    for i in 0..8 {
        let mut item = announcement(&format!("Pengumuman penting bagi seluruh warga nomor {i}"), vec![Target::Everyone]);
        let text = "Warga diminta datang ke kantor desa dengan membawa kartu keluarga dan kartu tanda penduduk yang masih berlaku. ";
        item.body = vec![Block::paragraph(vec![Run::plain(text.repeat(8).trim_end())])];
        long.week.announcements.push(item);
    }
    long.week.announcements.push(to_own("Rapat batas desa"));
    // The longest names of the nation have 44 characters.
    let mut widest = village("63.04.14.2008", "Sungai Gampa Asahi Hilir Baru Kolam Kanan XX", "Barambai Kolam Kiri Dalam Baru");
    let contact = "Hj. Siti Norhayati Rahmawati, S.Pd., M.Pd., Jalan Handil Barabai RT 03 RW 01";
    widest.kim = group("KIM Persaudaraan Warga Handil Sejahtera Abadi", Some(contact));
    widest.head = Some("Drs. H. Muhammad Abdurrahman Syarifuddin, M.Si.".to_owned());
    widest.camat = Some("Dr. Hj. Noor Aida Rahmawati Kusumawardani, S.STP., M.A.P.".to_owned());
    let mut names = Inputs { registry: Registry::new(vec![widest.clone()]), week: Week::new(edition()) };
    names.week.agenda = vec![entry(
        "Panen raya padi dan dialog dengan petani",
        "Balai Desa Sungai Gampa Asahi Hilir Baru Kolam Kanan XX, Kec. Barambai Kolam Kiri Dalam Baru",
    )];
    names.week.speeches = vec![speech("Sambutan panen", 300)];
    let mut kelurahan = base.registry.villages[1].clone();
    kelurahan.kim = None;
    vec![
        sample(),
        planned("kosong", inputs(), &usual, PaperSize::F4),
        planned("kelurahan tanpa KIM", inputs(), &kelurahan, PaperSize::F4),
        planned("satu", one.clone(), &usual, PaperSize::F4),
        planned("satu, A4", one, &usual, PaperSize::A4),
        planned("panjang", long.clone(), &usual, PaperSize::F4),
        planned("panjang, A4", long, &usual, PaperSize::A4),
        planned("nama terpanjang", names.clone(), &widest, PaperSize::F4),
        planned("nama terpanjang, A4", names, &widest, PaperSize::A4),
        correction(),
    ]
}

/// Sets a kind, shortening the bulletin until it keeps four pages, and reads it back.
fn set(kind: Kind, case: &Case) -> Vec<Page> {
    let typesetter = Typesetter::new(&HashMap::new(), (edition(), case.editions[0].mode), |fit| &case.editions[fit], &case.pictures);
    let mut laid_out = None;
    for fit in 0..case.editions.len() {
        let document = match kind.scope() {
            Scope::Kecamatan => typesetter.lay_out(kind, fit, &case.kecamatan),
            _ => typesetter.lay_out(kind, fit, &case.villages[fit]),
        }
        .unwrap_or_else(|faults| panic!("{} ({}): {faults:#?}", kind.name(), case.name));
        let fits = kind != Kind::Bulletin || document.pages().len() <= 4;
        laid_out = Some(document);
        if fits {
            break;
        }
    }
    let (title, code) = match kind.scope() {
        Scope::Kecamatan => (&case.kecamatan.title, &case.kecamatan.code),
        _ => (&case.villages[0].title, &case.villages[0].code),
    };
    let subject = Subject { title: title.clone(), author: "Pemerintah".to_owned(), code: code.clone() };
    let typeset = typesetter
        .export(kind, laid_out.unwrap(), &subject)
        .unwrap_or_else(|faults| panic!("{} ({}): {faults:#?}", kind.name(), case.name));
    if case.name != "contoh" {
        proof::prove(&typeset.pdf, code, &["2026-11-23", "202648"]).unwrap_or_else(|e| panic!("{} ({}): {e}", kind.name(), case.name));
    }
    // To look at them: WARTA_HALAMAN=folder cargo test --release every_kind
    if let Some(folder) = std::env::var_os("WARTA_HALAMAN") {
        let name = format!("{} {}.pdf", kind.name(), case.name).replace([' ', ','], "-");
        fs::write(std::path::Path::new(&folder).join(name), &typeset.pdf).unwrap();
    }
    let pages = pages::read(&typeset.pdf);
    assert_eq!(pages.len(), typeset.pages);
    assert!(typeset.pages > 0 && proof::read(&typeset.pdf).is_some());
    pages
}

#[test]
fn every_kind_sets_every_sort_of_week_cleanly() {
    for case in cases() {
        for kind in Kind::ALL {
            let what = format!("{} ({})", kind.name(), case.name);
            // A correction's bundle has no forms of its own, any other has nothing to correct.
            let corrects = case.villages[0].correction.is_some();
            if (kind.scope() == Scope::Correction && !corrects) || (kind == Kind::Forms && corrects) {
                continue;
            }
            let is_missing = match kind {
                Kind::Attachments => case.villages[0].attachments.is_empty(),
                Kind::Aloud => case.villages[0].spoken.is_empty(),
                Kind::Speeches => corrects || case.editions[0].speeches.is_empty(),
                // A picture is no PDF: tests/it/kartu.rs.
                Kind::Card => true,
                _ => false,
            };
            if is_missing {
                continue;
            }
            let pages = set(kind, &case);
            let paper = &case.editions[0].paper;
            for page in &pages {
                let size = (page.width / 72.0 * 25.4, page.height / 72.0 * 25.4);
                assert!((size.0 - paper.width_mm).abs() < 0.5 && (size.1 - paper.height_mm).abs() < 0.5, "{what}: {size:?} mm");
                page.assert_clean(&what);
            }
            let says = |words: &str| pages.iter().any(|p| p.says(words));
            let village = &case.villages[0];
            if kind.scope() == Scope::Kecamatan {
                assert!(says(&case.kecamatan.title), "{what}");
                for row in &case.kecamatan.rows {
                    assert!(says(&row.title) && says(&row.code) && says(&row.receipt), "{what}: {}", row.title);
                }
                continue;
            }
            assert!(says(&village.title), "{what}: without {}", village.title);
            match kind {
                Kind::Bulletin => {
                    // The smaller paper does not hold the longest week in four pages; then a fifth is printed, never less text.
                    let limit = if case.name == "panjang, A4" { 5 } else { 4 };
                    assert!(pages.len() <= limit, "{what}: {} pages", pages.len());
                    for (at, page) in pages.iter().enumerate() {
                        assert!(page.says(&format!("{} / {}", at + 1, pages.len())), "{what}: page number {}", at + 1);
                        assert!(page.says("2026-11-23") && page.says(&village.code), "{what}: page {}", at + 1);
                    }
                    // Once, below the week at a glance.
                    let first = &pages[0];
                    assert!(first.says("Jadwal sewaktu-waktu dapat berubah") && first.says("Disusun Jumat"), "{what}");
                    let count = |words: &str| pages.iter().map(|page| page.text().matches(words).count()).sum::<usize>();
                    assert_eq!((count("Jadwalsewaktu-waktu"), count("DisusunJumat")), (1, 1), "{what}");
                    for event in case.editions[0].agenda.iter().flat_map(|d| &d.entries) {
                        assert!(says(&event.title), "{what}: without {}", event.title);
                    }
                    for article in case.editions[0].speeches.iter().chain(&case.editions[0].announcements).chain(&village.announcements) {
                        assert!(says(&article.title), "{what}: without {}", article.title);
                    }
                    assert!(says("Sampaikan kepada kami".to_uppercase().as_str()), "{what}");
                }
                Kind::Cover => {
                    assert!(says(&village.receipt) && says(&village.bundle) && village.contents.iter().all(|c| says(&c.file)), "{what}")
                }
                Kind::Correction => {
                    assert_eq!(pages.len(), 1, "{what}");
                    for words in [
                        "Ralat 1",
                        "Semula",
                        "Rabu, 25 November",
                        "Menjadi",
                        "Kamis, 26 November",
                        "tidak jadi",
                        "Gotong royong",
                        "Rapat batas desa",
                    ] {
                        assert!(says(words) || says(&words.to_uppercase()), "{what}: without {words}");
                    }
                }
                Kind::Separator => {
                    assert_eq!(pages.len(), 1, "{what}");
                    assert!(village.contents.iter().all(|c| says(&c.title)), "{what}");
                }
                Kind::Board => {
                    assert!(pages.iter().flat_map(|p| &p.letters).all(|l| l.size >= 13.9), "{what}: type under 14 pt");
                    assert!(village.agenda.iter().all(|e| says(&e.title)), "{what}");
                }
                Kind::Speeches => assert!(case.editions[0].speeches.iter().all(|speech| says(&speech.title)), "{what}"),
                Kind::Aloud => {
                    assert_eq!(pages.len(), 1, "{what}");
                    assert!(village.spoken.iter().flat_map(|part| &part.sentences).all(|sentence| says(sentence)), "{what}");
                }
                Kind::Attachments => {
                    assert_eq!(pages.len(), village.attachments.len(), "{what}");
                    for (page, attachment) in pages.iter().zip(&village.attachments) {
                        assert!(page.says(&attachment.title) && page.says(&attachment.label) && page.says("2026-11-23"), "{what}");
                        assert_eq!(page.pictures.len(), 1, "{what}");
                    }
                }
                _ => {
                    let serials: Vec<(&str, &str)> = ["kegiatan", "pengaduan", "rahasia"]
                        .iter()
                        .flat_map(|form| village.forms[*form].iter().map(|serial| (*form, serial.text.as_str())))
                        .collect();
                    assert_eq!(pages.len(), serials.len(), "{what}: one page for each serial");
                    for (page, (form, serial)) in pages.iter().zip(serials) {
                        assert!(page.says(serial) && page.says("Blangko ke-"), "{what}: without {serial}");
                        assert_eq!(page.says(&village.head_title), form != "rahasia", "{what}: {}", village.head_title);
                        assert_eq!(page.says("Masukkan ke amplop tertutup"), form == "rahasia", "{what}");
                    }
                }
            }
        }
    }
}

#[test]
fn what_was_shortened_says_so_on_paper() {
    let case = cases().into_iter().find(|c| c.name == "panjang").unwrap();
    let pages = set(Kind::Bulletin, &case);
    // Each of the three speeches, at its end.
    let said =
        pages.iter().map(|page| page.text().matches("Naskahlengkap:lembarsambutandikantordesaataukelurahan.").count()).sum::<usize>();
    assert_eq!(said, case.editions[0].speeches.len());
}

/// Text is data: what an office types is printed as typed, whatever it would mean to typst.
#[test]
fn text_is_never_read_as_typst() {
    let attack = r##"#panic("x") $x^2$ *tebal* _miring_ @rujuk <label> = judul \u{41} //komentar `kode` #{1+1} "kutip""##;
    let mut inputs = inputs();
    inputs.week.agenda = vec![entry(attack, "Balai Desa Karya Baru, Kec. Barambai")];
    let mut item = announcement(attack, vec![Target::Everyone]);
    item.body = vec![Block::paragraph(vec![Run::plain(attack)])];
    inputs.week.announcements = vec![item];
    let village = inputs.registry.villages[3].clone();
    let case = planned("serangan", inputs, &village, PaperSize::F4);
    for kind in [Kind::Bulletin, Kind::Board] {
        let pages = set(kind, &case);
        assert!(pages.iter().any(|p| p.says(attack)), "{}", kind.name());
    }
}

#[test]
fn a_word_that_no_line_can_hold_breaks_and_an_event_that_no_column_can_hold_goes_on() {
    let mut inputs = inputs();
    let address = format!("https://contoh.id/berita/{}, Desa Karya Baru, Kec. Barambai", "x".repeat(300));
    let mut long = entry(&"a".repeat(1_400), &address);
    long.note = Some("kata ".repeat(280));
    inputs.week.agenda = vec![long];
    let village = inputs.registry.villages[3].clone();
    let case = planned("kata panjang", inputs, &village, PaperSize::F4);
    for kind in [Kind::Bulletin, Kind::Board] {
        let name = kind.name();
        let pages = set(kind, &case);
        pages.iter().for_each(|page| page.assert_clean(name));
        let letters = |wanted: char| pages.iter().flat_map(|page| &page.letters).filter(|l| l.character == wanted).count();
        assert!(letters('x') >= 300, "{name}: nothing is lost");
    }
}
