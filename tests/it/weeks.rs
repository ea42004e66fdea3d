//! Odd weeks: whatever an office puts into an edition, its pages are clean, lose nothing and keep the page budget.

use std::collections::HashMap;

use proptest::prelude::*;
use proptest::test_runner::{Config as Cases, RngAlgorithm, TestRng, TestRunner};
use warta::desk::Checked;
use warta::intake::picture;
use warta::model::rich_text::lines;
use warta::model::{Block, Fact, FactKind, Location, Official, Officials, Picture, Registry, Run, Status, Target, Village};
use warta::plan::Plan;
use warta::plan::fit::WHOLE;
use warta::plan::settings::{Mode, PaperSize, Settings};
use warta::press::Press;
use warta::typeset::kinds::Kind;

use crate::office::edition;
use crate::pages::{self, Letter, Page, dense};
use crate::plan::{Inputs, announcement, entry, group, inputs, settings, speech};

/// A week as an office may have it.
#[derive(Debug, Clone)]
struct Week {
    events: usize,
    /// Every so many events are in the village itself.
    own_every: usize,
    announcements: usize,
    own_announcements: usize,
    /// Words of each speech.
    speeches: Vec<usize>,
    capitals: bool,
    longest_names: bool,
    /// Width and height of a photo.
    photo: Option<(u32, u32)>,
    /// Columns and rows of a table.
    table: Option<(usize, usize)>,
    address: bool,
    paper: PaperSize,
    mode: Mode,
    pages: usize,
}

fn week() -> impl Strategy<Value = Week> {
    let counts =
        (prop_oneof![Just(0usize), 1..12usize, 12..80usize], 1..12usize, prop_oneof![Just(0usize), 1..6usize, 6..30usize], 0..3usize);
    let speeches = prop::collection::vec(prop_oneof![50..600usize, 600..3000usize], 0..6);
    let mode = prop_oneof![4 => Just(Mode::Normal), 1 => Just(Mode::Economy), 1 => Just(Mode::LargePrint), 1 => Just(Mode::Booklet)];
    let photo = prop::option::weighted(0.4, (80..1400u32, 80..1400u32));
    let table = prop::option::weighted(0.5, (2..9usize, 1..40usize));
    let paper = prop_oneof![Just(PaperSize::F4), Just(PaperSize::A4)];
    (counts, speeches, any::<(bool, bool, bool)>(), photo, table, paper, mode, 1..5usize).prop_map(
        |(
            (events, own_every, announcements, own_announcements),
            speeches,
            (capitals, longest_names, address),
            photo,
            table,
            paper,
            mode,
            sheets,
        )| Week {
            events,
            own_every,
            announcements,
            own_announcements,
            speeches,
            capitals,
            longest_names,
            photo,
            table,
            address,
            paper,
            mode,
            pages: match mode {
                Mode::LargePrint => 16,
                Mode::Booklet => 16,
                _ => sheets * 2,
            },
        },
    )
}

fn last_word(number: usize) -> String {
    format!("tamat{number}x")
}

/// A fact of an announcement.
fn needed(number: usize) -> String {
    format!("Fotokopi surat x{number}x")
}

/// So many words and a few more.
fn text(words: usize) -> String {
    let sentence = "Warga diminta datang ke kantor desa dengan membawa kartu keluarga dan kartu tanda penduduk yang masih berlaku. ";
    let count = sentence.split_whitespace().count();
    sentence.repeat(words.div_ceil(count)).trim_end().to_owned()
}

fn table(columns: usize, rows: usize) -> Block {
    let cell = |text: String| vec![Run::plain(text)];
    let header = ["Hari dan tanggal", "Tempat", "Pukul", "Sasaran", "Petugas", "Harga satuan", "Keterangan", "Kode", "Jumlah"];
    let line = [
        "Selasa, 24\u{a0}November\u{a0}2026",
        "Balai Desa Sungai Kali",
        "09.00–13.00\u{a0}WITA",
        "balita",
        "bidan desa",
        "Rp17.500",
        "bawa buku KIA",
        "A-17",
        "1.250",
    ];
    Block::Table {
        header: header[..columns].iter().map(|t| cell((*t).to_owned())).collect(),
        rows: (0..rows).map(|_| line[..columns].iter().map(|t| cell((*t).to_owned())).collect()).collect(),
        align: vec![warta::model::rich_text::Align::Left; columns],
    }
}

/// The inputs of a week, and the village whose documents are set.
fn inputs_of(week: &Week) -> (Inputs, Village) {
    let case = |title: String| if week.capitals { title.to_uppercase() } else { title };
    let mut inputs = inputs();
    let mut village = inputs.registry.villages[3].clone();
    if week.longest_names {
        let (name, kecamatan) = ("Sungai Gampa Asahi Hilir Baru Kolam Kanan XX", "Barambai Kolam Kiri Dalam Baru");
        village = crate::plan::village("63.04.14.2008", name, kecamatan);
        let contact = "Hj. Siti Norhayati Rahmawati, S.Pd., M.Pd., Jalan Handil Barabai RT 03 RW 01";
        village.kim = group("KIM Persaudaraan Warga Handil Sejahtera Abadi", Some(contact));
        village.head = Some("Drs. H. Muhammad Abdurrahman Syarifuddin, M.Si.".to_owned());
        village.camat = Some("Dr. Hj. Noor Aida Rahmawati Kusumawardani, S.STP., M.A.P.".to_owned());
        inputs.registry = Registry::new(vec![village.clone()]);
    }
    let own_venue = format!("Balai Desa {}, Kec. {}", village.desa.name, village.desa.kecamatan);
    for i in 0..week.events {
        let venue = if i % week.own_every == 0 && i < 40 { own_venue.as_str() } else { "Aula Selidah, Kantor Bupati, Marabahan" };
        let title =
            ["Panen raya", "Rapat koordinasi percepatan penurunan stunting dan pelayanan dasar", "Pelantikan kepala sekolah"][i % 3];
        let mut event = entry(&case(format!("{title} ke-{i}")), venue);
        event.date = edition().monday() + chrono::Days::new((i * 7 / week.events.max(1)) as u64);
        event.officials = Officials::Named(["Bupati", "Wakil Bupati"].map(Official::coming).to_vec());
        event.note = (i % 5 == 0).then(|| "Warga dipersilakan datang".to_owned());
        event.status = if i % 11 == 3 { Status::Cancelled } else { Status::Planned };
        inputs.week.agenda.push(event);
    }
    let own = Target::Desa(village.desa.code.clone());
    for i in 0..week.announcements + week.own_announcements {
        let target = if i < week.announcements { Target::Everyone } else { own.clone() };
        let mut item = announcement(&case(format!("Pengumuman nomor {i} tentang jadwal layanan")), vec![target]);
        item.sender = Some("Dinas Kependudukan dan Pencatatan Sipil".to_owned());
        // Its last word says whether all of it is told.
        item.body = vec![Block::paragraph(vec![Run::plain(format!("{} Sekian {}.", text(20 + 37 * (i % 7)), last_word(i)))])];
        if i % 3 == 0 {
            let fact = Fact { kind: FactKind::Bring, text: needed(i), location: Location::default() };
            item.facts.all = vec![fact];
        }
        if let (Some((columns, rows)), true) = (week.table, i % 4 == 0) {
            item.body.push(table(columns, rows));
        }
        if week.address && i % 3 == 0 {
            let address = format!("Daftar di https://layanan.baritokualakab.go.id/{} sebelum Jumat.", "formulir/".repeat(9));
            item.body.push(Block::paragraph(vec![Run::plain(address)]));
        }
        if let (Some((width, height)), 0) = (week.photo, i) {
            let drawn = image::GrayImage::from_fn(width, height, |x, y| image::Luma([((x * 7 + y * 3) % 256) as u8]));
            let mut png = std::io::Cursor::new(Vec::new());
            drawn.write_to(&mut png, image::ImageFormat::Png).unwrap();
            let jpeg = picture::prepare(&png.into_inner()).unwrap();
            let path = picture::path(&jpeg);
            inputs.week.pictures.push((path.clone(), jpeg));
            item.pictures = vec![Picture { path, alt: "Warga di dermaga".to_owned(), caption: Some("Warga di dermaga.".to_owned()) }];
        }
        item.facts.rest.clone_from(&item.body);
        inputs.week.announcements.push(item);
    }
    inputs.week.speeches =
        week.speeches.iter().enumerate().map(|(i, words)| speech(&case(format!("Jalan tani dulu, bagian {i}")), *words)).collect();
    (inputs, village)
}

/// An edition of these inputs, as it is when it was read.
pub fn checked(inputs: Inputs, settings: Settings) -> Checked {
    let Inputs { registry, week } = inputs.located();
    Checked { registry, week, settings, layouts: HashMap::new(), diagnostics: Vec::new() }
}

/// A village's documents as finished PDFs, by kind, and how many warnings there were.
pub fn print(press: &Press<'_>, village: &Village) -> (Vec<(&'static str, Vec<u8>)>, usize) {
    let set = press.print(village, None).unwrap_or_else(|faults| panic!("{faults:#?}"));
    let warned = press.remarks(village, &set.contents, &set.overflow).iter().filter(|d| d.message.contains("halaman")).count();
    let by_kind = |(file, pdf): (String, Vec<u8>)| (Kind::of_file(&file).unwrap().name(), pdf);
    (set.documents.into_iter().map(by_kind).collect(), warned)
}

fn judge(week: &Week) {
    let (inputs, village) = inputs_of(week);
    let mut settings = settings();
    settings.edition.paper = week.paper;
    settings.edition.mode = week.mode;
    settings.edition.pages = Some(week.pages);
    let checked = checked(inputs, settings);
    let plan = Plan::new(&checked.registry, &checked.week, &checked.settings);
    let press = Press::new(&checked, &plan);
    let (documents, warned) = print(&press, &village);
    for (kind, pdf) in documents {
        let pages = pages::read(&pdf);
        // To look at a failing week: WARTA_HALAMAN=folder
        if let Some(folder) = std::env::var_os("WARTA_HALAMAN") {
            std::fs::write(std::path::Path::new(&folder).join(format!("pekan-{kind}.pdf")), &pdf).unwrap();
        }
        pages.iter().for_each(|page| page.assert_clean(kind));
        let all: String = pages.iter().map(Page::text).collect();
        match kind {
            "buletin" => judge_bulletin(week, &checked.week, &pages, &all, warned, || {
                let sparing = plan.bulletin().sparing();
                let (_, fewer) = press.bulletin(&mut plan.village_sheet(&village), &village, sparing..=sparing, sparing).unwrap();
                fewer.pages().len()
            }),
            "papan" => {
                assert_eq!(pages.len(), 1, "papan");
                let smallest = pages.iter().flat_map(|p| &p.letters).map(|l| l.size).fold(f64::MAX, f64::min);
                assert!(smallest > 13.9, "papan: type of {smallest} pt");
                for item in checked.week.announcements.iter().filter(|a| !a.targets.contains(&Target::Everyone)) {
                    assert!(all.contains(&dense(&item.title)), "papan: without {}", item.title);
                    let facts = item.facts.all.iter().map(|fact| dense(&fact.text));
                    assert!(facts.into_iter().all(|fact| all.contains(&fact)), "papan: {} without its facts", item.title);
                }
            }
            // The whole of every speech, whatever the bulletin had room for.
            "sambutan" => {
                let speeches = &checked.week.speeches;
                let whole: usize = speeches.iter().map(|speech| dense(&lines(&speech.body).concat()).len()).sum();
                assert!(all.len() > whole && speeches.iter().all(|speech| all.contains(&dense(&speech.title))), "sambutan");
            }
            "formulir" => assert_eq!(pages.len(), 5, "one page for each form, signatures and tear-off with it"),
            _ => assert_eq!(pages.len(), 1, "{kind}"),
        }
    }
    no_more_would_fit(&press, &plan, &village, week.pages);
}

/// Where a bulletin's texts give way, the step before has more pages than there may be: none gives way for nothing.
fn no_more_would_fit(press: &Press<'_>, plan: &Plan<'_>, village: &Village, budget: usize) {
    let mut sheet = plan.village_sheet(village);
    let (fit, pages) = press.bulletin(&mut sheet, village, WHOLE..=plan.bulletin().last(), WHOLE).unwrap();
    if fit > WHOLE && pages.pages().len() == budget {
        let (step, more) = press.bulletin(&mut sheet, village, fit - 1..=fit - 1, fit - 1).unwrap();
        // A last page that is nearly empty is spared at another step.
        let is_spared = step != fit - 1;
        let (before, printed) = (plan.bulletin().step(fit - 1), plan.bulletin().step(fit));
        assert!(is_spared || more.pages().len() > budget, "buletin: {before:?} fits, though {printed:?} is printed");
    }
}

/// `fewest`: the pages of a bulletin at the last step that is taken to spare a sheet.
fn judge_bulletin(week: &Week, material: &warta::model::Week, pages: &[Page], all: &str, warned: usize, fewest: impl Fn() -> usize) {
    let sides = if week.mode == Mode::Booklet { week.pages / 2 } else { week.pages };
    // So many names alone fill a page; more of them take another, and the office is told. Those of the village stand in its week as well.
    let own = material.agenda.iter().filter(|event| !event.location.desa.is_empty()).count();
    let names_a_page = if week.longest_names { 12 } else { 20 };
    let holds_names = material.agenda.len() + own + material.announcements.len() <= names_a_page * week.pages;
    assert!(pages.len() <= sides || !holds_names, "buletin: {} pages of {sides}", pages.len());
    assert_eq!(warned > 0, pages.len() > sides, "buletin: warnings");
    // Nothing is lost: what is not told in full says where it is.
    let titles = material.agenda.iter().map(|e| &e.title).chain(material.announcements.iter().map(|a| &a.title));
    for title in titles.chain(material.speeches.iter().map(|s| &s.title)) {
        assert!(all.contains(&dense(title)), "buletin: without {title}");
    }
    // Facts stay however little there is room for.
    for (at, _) in material.announcements.iter().enumerate().filter(|(_, item)| !item.facts.all.is_empty()) {
        assert!(all.contains(&dense(&needed(at))), "buletin: without {}", needed(at));
    }
    let told = (0..material.announcements.len()).filter(|i| all.contains(&last_word(*i))).count();
    let referred = all.matches("Selengkapnyadikantorkecamatan").count();
    let is_named = all.contains("Judulnyasaja.");
    assert!(
        is_named || told + referred >= material.announcements.len(),
        "buletin: {told} told and {referred} referred of {}",
        material.announcements.len()
    );
    if week.mode == Mode::LargePrint {
        assert!(pages.iter().flat_map(|p| &p.letters).all(|l| l.size > 15.9), "large print under 16 pt");
    }
    // A booklet's last sides may stay empty: its pages come in fours.
    if week.mode != Mode::Booklet {
        let fullest = pages.iter().map(|p| p.letters.len()).max().unwrap();
        let last = pages.last().unwrap();
        // A page at the back of a sheet costs nothing: no text is cut to spare it.
        let is_sparse = pages.len() > 1 && !pages.len().is_multiple_of(2) && last.letters.len() * 6 < fullest;
        // It is spared by small sacrifices only.
        let is_spared = || fewest() < pages.len();
        assert!(
            !is_sparse || !last.pictures.is_empty() || !is_spared(),
            "buletin: {} letters on the last of {} pages",
            last.letters.len(),
            pages.len()
        );
    }
    if matches!(week.mode, Mode::Normal | Mode::Economy) {
        pages.iter().for_each(no_heading_stands_alone);
        pages.iter().skip(1).for_each(no_line_is_too_long);
    }
}

/// No letter stands between the columns or in the right margin. The first page's masthead goes across.
fn no_line_is_too_long(page: &Page) {
    let millimetres = |mm: f64| mm / 25.4 * 72.0;
    let (left, right) = if page.height > 900.0 { (19.0, 14.0) } else { (16.0, 12.0) };
    let middle = (millimetres(left) + page.width - millimetres(right)) / 2.0;
    let half = millimetres(3.0) - 0.5;
    let foot = page.height - millimetres(21.0);
    // The village's own agenda goes across too.
    let box_ends =
        page.marks.iter().filter(|m| m.area.width() > page.width / 2.0 && m.area.y1 < foot).map(|m| m.area.y1).fold(0.0, f64::max);
    for letter in page.letters.iter().filter(|l| l.y < foot && l.y > box_ends && !l.character.is_whitespace()) {
        let is_between = (letter.x - middle).abs() < half;
        assert!(!is_between && letter.x < page.width - millimetres(right), "a line too long for its column: {letter:?}");
    }
}

/// The last line of a column is text, not the name of what follows in the next one.
fn no_heading_stands_alone(page: &Page) {
    // Above the foot; left and right of the gutter.
    let foot = page.height - 21.0 / 25.4 * 72.0;
    let middle = page.width / 2.0;
    for is_left in [true, false] {
        let column: Vec<&Letter> = page.letters.iter().filter(|l| l.y < foot && (l.x < middle) == is_left).collect();
        let Some(lowest) = column.iter().map(|l| l.y).max_by(f64::total_cmp) else { continue };
        let line: Vec<&&Letter> = column.iter().filter(|l| (l.y - lowest).abs() < 0.5 && !l.character.is_whitespace()).collect();
        let text: String = line.iter().map(|l| l.character).collect();
        // The text of a quiet week has 12.5 pt.
        let is_large = line.iter().all(|l| l.size > 13.0);
        let is_rubric =
            line.iter().all(|l| (l.size - 9.5).abs() < 0.1 && (l.character.is_uppercase() || l.character.is_ascii_punctuation()));
        let is_day = ["Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu"].iter().any(|day| text.starts_with(day))
            && text.ends_with("November");
        assert!(!(is_large || is_rubric || is_day), "a heading at a column's foot: {text}");
    }
}

/// So many weeks by default; `PROPTEST_CASES` makes others.
const WEEKS: u32 = 6;

#[test]
fn any_week_is_printed_cleanly_within_its_pages() {
    let cases = std::env::var("PROPTEST_CASES").ok().and_then(|n| n.parse().ok());
    let config = Cases { cases: cases.unwrap_or(WEEKS), failure_persistence: None, max_shrink_iters: 40, ..Cases::default() };
    // The same weeks every time, unless more are asked for.
    let mut runner = match cases {
        Some(_) => TestRunner::new(config),
        None => TestRunner::new_with_rng(config, TestRng::deterministic_rng(RngAlgorithm::ChaCha)),
    };
    runner
        .run(&week(), |week| {
            judge(&week);
            Ok(())
        })
        .unwrap_or_else(|failure| panic!("{failure}"));
}

#[test]
fn the_emptiest_and_the_fullest_week_are_printed_cleanly() {
    let least = Week {
        events: 0,
        own_every: 1,
        announcements: 0,
        own_announcements: 0,
        speeches: Vec::new(),
        capitals: false,
        longest_names: false,
        photo: None,
        table: None,
        address: false,
        paper: PaperSize::F4,
        mode: Mode::Normal,
        pages: 2,
    };
    judge(&least);
    let most = Week {
        events: 80,
        own_every: 2,
        announcements: 30,
        own_announcements: 3,
        speeches: vec![3000; 6],
        capitals: true,
        longest_names: true,
        photo: Some((300, 1200)),
        table: Some((9, 40)),
        address: true,
        paper: PaperSize::A4,
        mode: Mode::Normal,
        pages: 4,
    };
    judge(&most);
}

/// A portrait photo is higher than what is left of page 1: it is printed on the next page, never over the foot of the first.
#[test]
fn a_tall_photo_is_printed_whole() {
    for (photo, events, announcements, paper) in [
        ((478, 848), 1, 2, PaperSize::F4),
        ((300, 900), 5, 1, PaperSize::A4),
        ((500, 1400), 20, 4, PaperSize::F4),
        ((600, 700), 0, 1, PaperSize::A4),
    ] {
        judge(&Week {
            events,
            own_every: 1,
            announcements,
            own_announcements: 0,
            speeches: vec![],
            capitals: false,
            longest_names: true,
            photo: Some(photo),
            table: None,
            address: false,
            paper,
            mode: Mode::Normal,
            pages: 6,
        });
    }
}
