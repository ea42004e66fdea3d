//! A document that is printed from a plate has the letters of the one that typst sets, at the same places; and words that do not
//! fit are told.

use std::collections::HashMap;

use fastrand::Rng;
use lopdf::Document;
use serde_json::Value;
use warta::desk::{Checked, Office};
use warta::diagnostic::Diagnostic;
use warta::model::{Block, RegionCode, Registry, Run, Target, Village};
use warta::plan::Plan;
use warta::plan::settings::{Color, Mode, PaperSize};
use warta::press::Press;
use warta::typeset::overflow::overflow;

use crate::office::{generated, root};
use crate::pages::{self, Page};
use crate::plan::{announcement, entry, group, inputs, settings, speech, village};
use crate::standards::{Element, read_aloud};
use crate::support::{RegistryRow, TestOffice, barambai};
use crate::weeks;

/// Numbers in a PDF are rounded: two roads to one page may differ by so much, in points.
const TOLERANCE: f64 = 0.01;

/// A kind of thing on a page. White space is all one, for fonts draw its kinds with one glyph.
#[derive(Debug, Clone, Copy, PartialEq)]
enum What {
    Letter(char),
    Line,
    Shape,
    Picture,
}

/// Something on a page, and its place in points. A letter has its distance from the top, that from the left, and its size; all else
/// has two corners, each with the distance from the top first, and the thickness of its stroke.
#[derive(Debug, Clone, Copy)]
struct Item {
    what: What,
    is_black: bool,
    at: [f64; 5],
}

impl Item {
    fn is(&self, other: &Item) -> bool {
        let is_there = self.at.iter().zip(&other.at).all(|(a, b)| (a - b).abs() <= TOLERANCE);
        self.what == other.what && self.is_black == other.is_black && is_there
    }
}

fn items(page: &Page) -> Vec<Item> {
    let letters = page.letters.iter().map(|letter| {
        let character = if letter.character.is_whitespace() { ' ' } else { letter.character };
        Item { what: What::Letter(character), is_black: letter.is_black, at: [letter.y, letter.x, letter.size, 0.0, 0.0] }
    });
    let marks = page.marks.iter().map(|mark| {
        let what = if mark.stroke.is_some() { What::Line } else { What::Shape };
        let (area, stroke) = (mark.area, mark.stroke.unwrap_or_default());
        Item { what, is_black: mark.is_black, at: [area.y0, area.x0, area.y1, area.x1, stroke] }
    });
    let pictures =
        page.pictures.iter().map(|area| Item { what: What::Picture, is_black: false, at: [area.y0, area.x0, area.y1, area.x1, 0.0] });
    letters.chain(marks).chain(pictures).collect()
}

/// The items of the first page alone, and those of the second alone. They may stand in any order.
fn apart(these: &[Item], those: &[Item]) -> (Vec<Item>, Vec<Item>) {
    let mut those = those.to_vec();
    those.sort_by(|a, b| a.at[0].total_cmp(&b.at[0]));
    let mut is_taken = vec![false; those.len()];
    let mut more = Vec::new();
    for item in these {
        let from = those.partition_point(|other| other.at[0] < item.at[0] - TOLERANCE);
        let near = those[from..].iter().take_while(|other| other.at[0] <= item.at[0] + TOLERANCE).count();
        match (from..from + near).find(|at| !is_taken[*at] && item.is(&those[*at])) {
            Some(at) => is_taken[at] = true,
            None => more.push(*item),
        }
    }
    let less = those.into_iter().zip(is_taken).filter(|(_, is_taken)| !is_taken).map(|(item, _)| item);
    (more, less.collect())
}

/// Items in words: the first few lines of them, each with the place of its first letter.
fn told(items: &[Item]) -> String {
    let mut items = items.to_vec();
    items.sort_by(|a, b| a.at[0].total_cmp(&b.at[0]));
    let mut lines: Vec<Vec<Item>> = Vec::new();
    for item in items {
        match lines.last_mut() {
            Some(line) if item.at[0] - line[0].at[0] < 0.5 => line.push(item),
            _ => lines.push(vec![item]),
        }
    }
    let in_words = |line: &mut Vec<Item>| {
        line.sort_by(|a, b| a.at[1].total_cmp(&b.at[1]));
        let text: String = line
            .iter()
            .map(|item| match item.what {
                What::Letter(character) => character.to_string(),
                other => format!("[{other:?}]"),
            })
            .collect();
        let [y, x, size, ..] = line[0].at;
        format!("“{text}” at {x:.3} × {y:.3}, {size:.2} pt")
    };
    let said: Vec<String> = lines.iter_mut().take(3).map(in_words).collect();
    if said.is_empty() { "nothing".to_owned() } else { said.join(", ") }
}

/// The roles of a document in the order in which it is read aloud, without those that only hold text: what stands in a place is
/// one text on a plate.
fn roles(pdf: &Document) -> Vec<String> {
    let elements = read_aloud(pdf);
    let is_told = |element: &&Element| !matches!(element.role.as_str(), "Span" | "Strong" | "Em" | "P" | "Div");
    elements.iter().filter(is_told).map(|element| element.role.clone()).collect()
}

/// The outcome of comparing villages' documents with those that typst sets.
#[derive(Debug, Default)]
struct Compared {
    documents: usize,
    from_plates: usize,
    /// All that is not the same, in words.
    faults: Vec<String>,
}

impl Compared {
    /// Prints what a village gets, and has typst set it.
    fn village(&mut self, press: &Press<'_>, village: &Village) {
        let whose = village.desa.in_kecamatan();
        let printed = press.print(village, None).unwrap_or_else(|faults| panic!("{whose}: {faults:#?}"));
        let set = press.set(village, None).unwrap_or_else(|faults| panic!("{whose}: {faults:#?}"));
        assert_eq!(printed.documents.len(), set.documents.len(), "{whose}");
        let mut unfit: Vec<(String, String)> = Vec::new();
        for ((file, pdf), (kind, laid_out)) in printed.documents.iter().zip(set.documents) {
            unfit.extend(overflow(&laid_out).into_iter().map(|words| (words, kind.title().to_owned())));
            let (own_file, own) = press.finish(kind, laid_out, village, 0).unwrap_or_else(|faults| panic!("{whose}: {faults:#?}"));
            assert_eq!(*file, own_file);
            self.document(&format!("{whose}, {}", kind.name()), pdf, &own);
        }
        if printed.overflow != unfit {
            self.faults.push(format!("{whose}: {:?} does not fit when printed, {unfit:?} when set by typst", printed.overflow));
        }
    }

    fn document(&mut self, whose: &str, pdf: &[u8], own: &[u8]) {
        self.documents += 1;
        let printed = Document::load_mem(pdf).unwrap();
        // Pages of a plate have two streams of content, the village's own and the plate's; typst writes one.
        let is_from_plate = printed.get_pages().into_values().all(|page| printed.get_page_contents(page).len() == 2);
        if !is_from_plate {
            if pdf != own {
                self.faults.push(format!("{whose}: typst set it twice, in different bytes"));
            }
            return;
        }
        self.from_plates += 1;
        let (plate, typst) = (pages::read(pdf), pages::read(own));
        if plate.len() != typst.len() {
            self.faults.push(format!("{whose}: the plate has {} pages, typst {}", plate.len(), typst.len()));
            return;
        }
        for (number, (plate, typst)) in (1..).zip(plate.iter().zip(&typst)) {
            let is_one_size = (plate.width - typst.width).abs() <= TOLERANCE && (plate.height - typst.height).abs() <= TOLERANCE;
            let (more, less) = apart(&items(plate), &items(typst));
            if !is_one_size || !more.is_empty() || !less.is_empty() {
                self.faults.push(format!("{whose}, page {number}: the plate has {}; typst has {}", told(&more), told(&less)));
            }
        }
        if roles(&printed) != roles(&Document::load_mem(own).unwrap()) {
            self.faults.push(format!("{whose}: the plate is read aloud in another order"));
        }
    }

    /// Panics where anything was not the same, or where so little of what plates are for (`could`) came from them that it proves
    /// nothing.
    fn judge(&self, what: &str, could: usize) {
        let first: Vec<&str> = self.faults.iter().take(20).map(String::as_str).collect();
        assert!(first.is_empty(), "{what}: {} differences\n{}", self.faults.len(), first.join("\n"));
        assert!(self.from_plates * 2 > could, "{what}: {} of {could} documents came from plates", self.from_plates);
    }
}

/// Villages of all sorts: with and without news of their own, without KIM, with the longest names, and with letters that names
/// seldom have.
fn villages() -> Vec<Village> {
    let mut villages = inputs().registry.villages;
    villages.push(village("63.04.14.2009", "Barambai Kolam Kiri", "Barambai"));
    villages.push(village("63.04.14.2010", "Kolam Makmur", "Barambai"));
    villages[1].kim = None;
    villages[1].head = Some("Drs. H. Muhammad Rafi'i Al-Banjari, S.Sos., M.A.P.".to_owned());
    villages[2].desa.name = "Barambai Kolam Kiri Dalam Sungai Jingah Besar".to_owned();
    let contact = "Sdri. Hj. Nor Laila Rahmawati, Jalan Handil Sungai Jingah 3 RT 02";
    villages[2].kim = group("Kelompok Informasi Masyarakat Sungai Jingah Besar Bersatu Maju", Some(contact));
    villages[3].camat = Some("Taufik Hafizh, S.E. (Plt.)".to_owned());
    villages[4].desa.name = "Ñandú Ăn".to_owned();
    villages[5].rt = Some(23);
    villages
}

const PEOPLE: &[&str] = &[
    "Ahmad Yani",
    "Hj. Mahrita Mansyur",
    "H. Syahrani Noor, S.Sos., M.A.P.",
    "Taufik Hafizh, S.E. (Plt.)",
    "Pj. Abdul Karim/Sekdes",
    "Nor-Aini Rahmah, A.Md.Keb.",
];
const GROUPS: &[&str] =
    &["KIM Karya Bersama", "KIM Cahaya Sungai", "KIM Suara Warga Handil", "KIM Nurul 'Ilmi", "KIM Bina Informasi Tani Maju"];
const CONTACTS: &[&str] = &[
    "Nor Laila, RT 02",
    "Budi Santoso",
    "Hj. Mahrita Mansyur, RT 03",
    "Abdul Karim, S.Pd.",
    "Sdri. Nor Laila, Jalan Handil 3 RT 02",
    "Siti Aminah (bidan desa), No. 5",
];

const STRANGE_PEOPLE: &[&str] = &[
    "Drs. H. Muhammad Rafi'i Al-Banjari, S.Sos., M.A.P.",
    "Prof. Dr. Ir. H. Gusti Abdurrahman Syarifuddin, M.Si., Ph.D.",
    "Raden Mas Sosrokartonosumodiningratwicaksana",
    "I Gst. Ngr. A. A. Kt. Oka, S.H., M.Kn.,",
    "Sitti Fatimah Az-Zahra' – (Plh.) ;",
    "Nor-Aini – Rahmah , A.Md.Keb. /",
    "M. Noor",
];
const STRANGE_GROUPS: &[&str] = &[
    "KIM Maju Jaya (Plt.)",
    "KIM Sei. Jingah -",
    "KIM A.B.C.",
    "KIM Handil/Anjir–Muara",
    "KIM Sejahterá",
    "KIM Tunas, Muda ; Karya :",
    "KIM (Kelompok) Informasi / Masyarakat – Handil , Barabai",
    "KIM Kelompok Informasi Masyarakat Sungai Jingah Besar Bersatu",
    "KIM Komunikasiinformasidanpersandianmasyarakat",
    "KIM www.tunas-muda-karya.desa.id",
];
const STRANGE_CONTACTS: &[&str] = &[
    "https://kim.baritokualakab.go.id/kecamatan/tabunganen/desa/kuala-lupak",
    "www.kim-karyabaru-barambai.desa.id",
    "kim-karyabaru-barambai.desa.id/kabar",
    "kelompok.informasi.masyarakat@kuala-lupak.desa.id",
    "surel kim.kualalupak@gmail.com atau https://s.id/kim-kuala-lupak",
    "Sdr. H. (Haji) Anang ; Jalan / Gang – No. 5 ,",
    "H. Anang ( Pak Haji ) , RT 02 ; RW 01 : Handil / Sungai - Jingah ...",
    "Siti Aminah – Jalan Handil – Barabai – RT 02 – dekat langgar.",
    "Kelompokinformasimasyarakatsungaijingahbesarbersatumajusejahtera",
    "Rt.02-Rw.01-Dusun-Sungai-Jingah-Besar-Kecamatan-Tabunganen-Barito-Kuala",
    "Noor Aida (0511-000000/000001/000002/000003) RT.02/RW.01",
    "RT 01, RT 02, RT 03, RT 04, RT 05, RT 06, RT 07, RT 08, RT 09, RT 10",
    "“Pak Anang” & Bu Siti + 1/2 jam dari dermaga",
    "@kim.kualalupak_sejahtera (Instagram) / fb.com/kim.kuala.lupak",
    "Jl. A. Yani Km. 17,5 No. 12-A.",
    "Ñandú É. Müller, RT 02",
];

fn one_of(rng: &mut Rng, all: &[&str]) -> String {
    all[rng.usize(..all.len())].to_owned()
}

/// Names of villages, each with that of its kecamatan, drawn from all of the nation's.
fn names() -> Vec<(String, String)> {
    let mut reader = csv::Reader::from_path(root().join("tests/files/nama-desa.csv")).unwrap();
    let rows = reader.records().map(|row| row.unwrap());
    rows.map(|row| (row[0].to_owned(), row[1].to_owned())).collect()
}

/// The villages of a kecamatan, with such people, groups and contacts as offices have; in every third village they are strange.
/// Each village keeps the kecamatan that the nation knows it in, so that many names are tried.
fn kecamatan(rng: &mut Rng, names: &[(String, String)]) -> Vec<Village> {
    let mut villages = Vec::new();
    for (at, (name, of)) in names.iter().enumerate() {
        let kind = if at == 10 { 3 } else { 2 - u8::from(at % 6 == 5) };
        let mut village = village(&format!("63.04.14.{kind}{at:03}"), name, of);
        let (people, groups, contacts) =
            if at % 3 == 2 { (STRANGE_PEOPLE, STRANGE_GROUPS, STRANGE_CONTACTS) } else { (PEOPLE, GROUPS, CONTACTS) };
        village.head = (at % 9 != 7).then(|| one_of(rng, people));
        village.camat = (at % 7 != 6).then(|| one_of(rng, people));
        let name = (at % 8 != 3).then(|| one_of(rng, groups));
        let printed_contact = (at % 5 != 4).then(|| one_of(rng, contacts));
        village.kim = name.and_then(|name| group(&name, printed_contact.as_deref()));
        village.rt = [Some(23), None, Some(4), Some(9)][at % 4];
        village.copies = (at == 6).then_some(20);
        village.prints_color = at % 5 == 0;
        villages.push(village);
    }
    villages
}

/// The sample's office, with its 201 villages.
fn sample() -> (TestOffice, Checked) {
    let folder = TestOffice::with_registry(&[]);
    generated().into_iter().for_each(|(file, bytes)| folder.write(&file, bytes));
    let office = Office::open(folder.root(), None).unwrap();
    let checked = warta::desk::check(&office);
    assert_eq!(checked.registry.villages.len(), 201);
    (folder, checked)
}

#[test]
fn what_is_printed_from_a_plate_is_what_would_be_set_for_the_village() {
    let mut inputs = inputs();
    // The names that venues are looked up by stay the usual ones.
    inputs.registry.villages = villages();
    inputs.week.speeches = vec![speech("Jalan tani dulu", 500)];
    let first = inputs.registry.villages[0].desa.code.clone();
    inputs.week.announcements =
        vec![announcement("Harga pupuk", vec![Target::Everyone]), announcement("Rapat desa", vec![Target::Desa(first)])];
    let checked = weeks::checked(inputs, settings());
    let plan = Plan::new(&checked.registry, &checked.week, &checked.settings);
    let press = Press::new(&checked, &plan);
    let mut compared = Compared::default();
    checked.registry.villages.iter().for_each(|village| compared.village(&press, village));
    compared.judge("six villages", compared.documents);
}

/// A kecamatan has so many villages.
const VILLAGES: usize = 24;
/// The draw of names and people; `WARTA_SEED` makes another.
const SEED: u64 = 2026;

#[test]
fn a_whole_kecamatan_is_the_same_with_and_without_plates() {
    let seed = std::env::var("WARTA_SEED").ok().and_then(|seed| seed.parse().ok()).unwrap_or(SEED);
    let mut rng = Rng::with_seed(seed);
    let mut names = names();
    rng.shuffle(&mut names);
    let modes = [Mode::Normal, Mode::Economy, Mode::LargePrint, Mode::Booklet];
    let ways = modes.into_iter().flat_map(|mode| [PaperSize::F4, PaperSize::A4].map(|paper| (mode, paper)));
    for ((mode, paper), names) in ways.zip(names.chunks(VILLAGES)) {
        let mut inputs = inputs();
        let mut villages = kecamatan(&mut rng, names);
        villages[0].desa.kecamatan = "Barambai".to_owned();
        inputs.registry = Registry::new(villages);
        // With an event in the kecamatan and a text of its KIM, a village has all places on its pages.
        inputs.week.agenda = vec![entry("Panen raya", "Kantor Kecamatan Barambai")];
        inputs.week.speeches = vec![speech("Jalan tani dulu", 500)];
        let own = Target::Desa(inputs.registry.villages[1].desa.code.clone());
        inputs.week.announcements = vec![announcement("Harga pupuk", vec![Target::Everyone]), announcement("Rapat desa", vec![own])];
        inputs.week.corners = vec![announcement("Handil tiga dikeruk", vec![Target::Kecamatan(RegionCode::parse("63.04.14").unwrap())])];
        let mut settings = settings();
        (settings.edition.mode, settings.edition.paper) = (mode, paper);
        settings.edition.masthead_color = Some(Color::try_from("#0b5d3b".to_owned()).unwrap());
        let checked = weeks::checked(inputs, settings);
        let plan = Plan::new(&checked.registry, &checked.week, &checked.settings);
        let press = Press::new(&checked, &plan);
        let mut compared = Compared::default();
        checked.registry.villages.iter().for_each(|village| compared.village(&press, village));
        // Cover, bulletin, board, forms, speeches, and the page to be read aloud.
        assert_eq!(compared.documents, VILLAGES * 6);
        // A folded bulletin has no plate.
        let could = compared.documents - if mode == Mode::Booklet { VILLAGES } else { 0 };
        compared.judge(&format!("{mode:?}, {paper:?}, WARTA_SEED={seed}"), could);
        println!("{mode:?}, {paper:?}: {} of {could} documents from plates", compared.from_plates);
    }
}

#[test]
fn the_sample_is_printed_as_typst_sets_it() {
    /// These two once had a line that broke by a hair.
    const NARROW: [&str; 2] = ["Jambu Baru", "Handil Barabai"];
    let (_folder, checked) = sample();
    let plan = Plan::new(&checked.registry, &checked.week, &checked.settings);
    let press = Press::new(&checked, &plan);
    let is_narrow = |village: &Village| NARROW.contains(&village.desa.name.as_str());
    assert!(checked.registry.villages.iter().filter(|village| is_narrow(village)).count() >= NARROW.len());
    let mut compared = Compared::default();
    for (at, village) in checked.registry.villages.iter().enumerate() {
        if at % 8 == 0 || is_narrow(village) {
            compared.village(&press, village);
        }
    }
    compared.judge("the sample", compared.documents);
}

#[test]
fn the_same_village_has_the_same_bytes_whoever_comes_before_it() {
    let checked = weeks::checked(inputs(), settings());
    let plan = Plan::new(&checked.registry, &checked.week, &checked.settings);
    let print = |villages: &[&Village]| {
        let press = Press::new(&checked, &plan);
        villages.iter().map(|village| press.print(village, None).unwrap().documents).next_back().unwrap()
    };
    let [a, b, c] = [0, 1, 2].map(|at| &checked.registry.villages[at]);
    assert!(print(&[c]) == print(&[a, b, c]));
}

/// The edition's texts give way here, so that the room on the pages counts.
#[test]
fn a_village_has_the_same_bytes_whatever_news_the_first_village_has() {
    for (speeches, words) in [(3, 900), (6, 700), (8, 1200)] {
        let print = |own: usize| {
            let mut inputs = inputs();
            inputs.week.speeches = (0..speeches).map(|number| speech(&format!("Jalan tani dulu, bagian {number}"), words)).collect();
            let first = Target::Desa(inputs.registry.villages[0].desa.code.clone());
            let targets = (0..8).map(|_| Target::Everyone).chain((0..own).map(|_| first.clone()));
            for (number, target) in targets.enumerate() {
                let mut item = announcement(&format!("Pengumuman nomor {number}"), vec![target]);
                let sentence = "Warga diminta datang ke kantor desa dengan membawa kartu keluarga. ";
                item.body = vec![Block::paragraph(vec![Run::plain(sentence.repeat(6).trim_end())])];
                inputs.week.announcements.push(item);
            }
            let checked = weeks::checked(inputs, settings());
            let plan = Plan::new(&checked.registry, &checked.week, &checked.settings);
            let press = Press::new(&checked, &plan);
            press.print(&checked.registry.villages[2], None).unwrap().documents
        };
        let alone = print(0);
        assert!([1, 25].into_iter().all(|own| print(own) == alone), "{speeches} speeches of {words} words");
    }
}

const UNFIT: &str = "tidak muat di tempatnya";

/// The warnings about a village's words that do not fit.
fn unfit(press: &Press<'_>, village: &Village) -> Vec<Diagnostic> {
    let set = press.print(village, None).unwrap_or_else(|faults| panic!("{faults:#?}"));
    let said = press.remarks(village, &set.contents, &set.overflow);
    said.into_iter().filter(|one| one.message.contains(UNFIT)).collect()
}

#[test]
fn words_that_their_place_does_not_hold_are_told() {
    let said = |name: &str, mode: Mode, layouts: &HashMap<String, String>| {
        let mut inputs = inputs();
        inputs.registry.villages[0].kim = group(name, None);
        let mut settings = settings();
        settings.edition.mode = mode;
        let mut checked = weeks::checked(inputs, settings);
        checked.layouts.clone_from(layouts);
        let plan = Plan::new(&checked.registry, &checked.week, &checked.settings);
        let press = Press::new(&checked, &plan);
        unfit(&press, &checked.registry.villages[0])
    };
    let messages = |said: Vec<Diagnostic>| said.into_iter().map(|one| one.message).collect::<Vec<_>>();
    let built_in = HashMap::new();
    let own = HashMap::from([("warta".to_owned(), std::fs::read_to_string(root().join("layouts/warta.typ")).unwrap())]);
    let long = format!("KIM {}", "Informasi Masyarakat Sungai Jingah Besar Bersatu ".repeat(2).trim());
    for mode in [Mode::Normal, Mode::LargePrint, Mode::Booklet] {
        let plain = said(&long, mode, &built_in);
        assert!(!plain.is_empty(), "{mode:?}");
        for one in &plain {
            assert!(one.raw.as_ref().is_some_and(|words| words.contains("Bersatu")), "{mode:?}: {one}");
        }
        let plain = messages(plain);
        // A letter that is on no plate, and layouts that have none.
        assert_eq!(messages(said(&long.replace("Sungai", "Sungái"), mode, &built_in)), plain, "{mode:?}");
        assert_eq!(messages(said(&long, mode, &own)), plain, "{mode:?}");
        assert_eq!(messages(said("KIM Karya", mode, &built_in)), Vec::<String>::new(), "{mode:?}");
    }
}

#[test]
fn all_of_the_sample_fits_in_large_print() {
    let (_folder, mut checked) = sample();
    (checked.settings.edition.mode, checked.settings.edition.pages) = (Mode::LargePrint, Some(8));
    let plan = Plan::new(&checked.registry, &checked.week, &checked.settings);
    let press = Press::new(&checked, &plan);
    let said: Vec<Diagnostic> = checked.registry.villages.iter().flat_map(|village| unfit(&press, village)).collect();
    assert!(said.is_empty(), "{} warnings, such as {}", said.len(), said[0]);
}

#[test]
fn words_that_do_not_fit_are_told_on_every_run() {
    let mut rows = barambai();
    rows[0][3] = "KelompokInformasiMasyarakatSungaiJingahBesarBersatuMajuSejahteraSelamanyaBahagiaSentosaGemilangCemerlang".to_owned();
    let rows: Vec<RegistryRow<'_>> = rows.iter().map(|row| row.each_ref().map(String::as_str)).collect();
    let office = TestOffice::with_registry(&rows);
    office.write("edisi/2026-11-23/pengumuman/1.md", "Untuk: semua\n\n# Harga pupuk\n\nTetap sampai akhir tahun.\n");
    let publish = || {
        let run = office.warta(&["--json", "terbitkan"]);
        let facts: Value = serde_json::from_str(&run.stdout).unwrap_or_else(|fault| panic!("{fault}: {}{}", run.stdout, run.stderr));
        let all = facts["diagnostik"].as_array().unwrap();
        let said: Vec<Value> = all.iter().filter(|one| one["pesan"].as_str().unwrap().contains(UNFIT)).cloned().collect();
        (facts["terbit"]["tidak_berubah"].as_u64().unwrap(), said)
    };
    let (stood, said) = publish();
    assert_eq!(stood, 0);
    assert!(!said.is_empty());
    assert_eq!(publish(), (11, said), "the bundles stand, and what was said of them");
    let people = office.warta(&["terbitkan"]).stderr;
    assert!(people.contains(UNFIT), "{people}");
}
