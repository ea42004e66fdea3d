//! The papers besides the bulletin, in the letters that are measured off the page: the notice board, corrections, the bundle's first page,
//! separators, the page that is read aloud.

use std::collections::HashMap;
use std::fs;

use warta::plan::fit::{Space, WHOLE};
use warta::plan::settings::PaperSize;
use warta::plan::sheet::{self, Article, Card, ChangedCell, Content, Correction, CorrectionItem, Edition, KeyFact, Stack};
use warta::typeset::kinds::Kind;
use warta::typeset::{Subject, Typesetter};

use crate::office::{edition, root};
use crate::pages::{self, Page, dense};
use crate::plan::settings;

const MILLIMETRE: f64 = 72.0 / 25.4;

/// The edition and the village that lie beside the layouts.
fn sample() -> (Edition, sheet::Village) {
    let read = |file: &str| fs::read_to_string(root().join("layouts").join(file)).unwrap();
    (serde_json::from_str(&read("edisi.json")).unwrap(), serde_json::from_str(&read("desa.json")).unwrap())
}

/// The sample on this paper, without news.
fn quiet(paper: PaperSize) -> (Edition, sheet::Village) {
    let (mut shared, mut village) = sample();
    let mut office = settings();
    office.edition.paper = paper;
    shared.paper = office.edition.paper.sheet();
    (village.agenda, village.announcements, village.cards) = (Vec::new(), Vec::new(), Vec::new());
    (village.board_shared, village.see_also, village.space) = (Vec::new(), Vec::new(), Space::Normal);
    (shared, village)
}

/// A kind's pages for a village, read back, in which nothing overlaps or stands out.
fn printed(kind: Kind, (shared, village): &(Edition, sheet::Village)) -> Vec<Page> {
    let typesetter = Typesetter::new(&HashMap::new(), (edition(), shared.mode), |_| shared, &[]);
    let name = kind.name();
    let laid_out = typesetter.lay_out(kind, WHOLE, village).unwrap_or_else(|faults| panic!("{name}: {faults:#?}"));
    let subject = Subject { title: village.title.clone(), author: "Pemerintah".to_owned(), code: village.code.clone() };
    let typeset = typesetter.export(kind, laid_out, &subject).unwrap_or_else(|faults| panic!("{name}: {faults:#?}"));
    let pages = pages::read(&typeset.pdf);
    pages.iter().for_each(|page| page.assert_clean(name));
    pages
}

/// The smallest type size in which these words stand on a page.
fn size_of(page: &Page, words: &str) -> f64 {
    let letters: Vec<_> = page.letters.iter().filter(|letter| !letter.character.is_whitespace()).collect();
    let text: String = letters.iter().map(|letter| letter.character).collect();
    let words = dense(words);
    let at = text.find(&words).unwrap_or_else(|| panic!("without {words}: {text}"));
    let first = text[..at].chars().count();
    letters[first..first + words.chars().count()].iter().map(|letter| letter.size).fold(f64::MAX, f64::min)
}

fn card(number: usize, here: bool) -> Card {
    Card {
        day: "Rabu".to_owned(),
        date: "25 November".to_owned(),
        time: "09.00 WITA".to_owned(),
        title: format!("Musyawarah ke-{number}"),
        place: Some("Sawah Kelompok Tani Harapan Maju.".to_owned()),
        note: Some("Warga dipersilakan datang.".to_owned()),
        status: None,
        here,
    }
}

/// An announcement of which nothing but its facts is left.
fn named(title: &str, important: bool) -> Article {
    let fact = |label: &str, text: &str| KeyFact { label: label.to_owned(), text: text.to_owned() };
    Article {
        title: title.to_owned(),
        key_facts: vec![fact("Kapan", "Senin, 30 November 2026, pukul 09.00 WITA"), fact("Di mana", "Balai Desa Karya Baru")],
        important,
        ..Article::default()
    }
}

#[test]
fn a_dated_thing_is_read_from_two_metres() {
    for paper in [PaperSize::F4, PaperSize::A4] {
        let mut data = quiet(paper);
        data.1.cards = vec![card(1, true), card(2, true)];
        let pages = printed(Kind::Board, &data);
        assert_eq!(pages.len(), 1, "{paper:?}");
        for (words, least) in [("Rabu", 36.0), ("09.00", 36.0), ("Musyawarah ke-1", 24.0), ("Sawah Kelompok Tani", 20.0)] {
            assert!(size_of(&pages[0], words) >= least - 0.1, "{paper:?}: {words} in {} pt", size_of(&pages[0], words));
        }
        assert!(pages[0].says(&data.0.take_down), "{paper:?}");
        assert_eq!(pages[0].text().matches(&dense(&data.1.code)).count(), 1, "{paper:?}: one foot");
    }
}

/// The words that the last steps of fitting leave go on one page, in letters that are still read from a step away.
#[test]
fn a_boards_facts_go_on_one_page() {
    for paper in [PaperSize::F4, PaperSize::A4] {
        for count in 0..=3 {
            let mut data = quiet(paper);
            data.1.cards = (0..count).map(|number| card(number, number % 2 == 0)).collect();
            data.1.announcements = vec![named("Musyawarah batas Desa Karya Baru dan Desa Sungai Kali", false)];
            data.1.board_shared = vec![named("Feri Marabahan–Ulu Benteng berhenti dua malam", true)];
            data.1.space = Space::Tight;
            let pages = printed(Kind::Board, &data);
            assert_eq!(pages.len(), 1, "{paper:?}, {count} cards");
            assert!(pages[0].letters.iter().all(|letter| letter.size > 13.9), "{paper:?}, {count} cards");
            assert!((0..count).all(|number| pages[0].says(&format!("Musyawarah ke-{number}"))), "{paper:?}, {count} cards");
            assert!(pages[0].says("Balai Desa Karya Baru") && pages[0].says("PENTING"), "{paper:?}, {count} cards");
        }
    }
}

#[test]
fn a_board_where_nothing_takes_place_says_so() {
    let pages = printed(Kind::Board, &quiet(PaperSize::F4));
    assert!(pages.len() == 1 && pages[0].says("Pekan ini tidak ada acara di desa Anda."));
}

fn corrected() -> (Edition, sheet::Village) {
    let mut data = quiet(PaperSize::F4);
    let cell = |label: &str, before: &str, after: &str| ChangedCell {
        label: label.to_owned(),
        before: Some(before.to_owned()),
        after: Some(after.to_owned()),
    };
    data.1.correction = Some(Correction {
        label: "Ralat 1".to_owned(),
        made: Some("Dibuat Selasa, 24 November 2026, pukul 09.10 WITA".to_owned()),
        replaces: "Menggantikan yang tertulis di buletin Edisi 48 Tahun 2026.".to_owned(),
        items: vec![CorrectionItem {
            heading: "Panen raya pindah ke pukul 14.00, di Lapangan".to_owned(),
            kind: "Agenda".to_owned(),
            cells: vec![cell("Jam", "09.00 WITA", "14.15 WITA"), cell("Tempat", "Sawah, RT 03", "Lapangan, RT 05")],
            before: Some("Rabu, 25 November, 09.00: Panen raya".to_owned()),
            after: Some("Rabu, 25 November, 14.15: Panen raya".to_owned()),
            article: None,
        }],
    });
    data
}

#[test]
fn a_correction_says_in_large_letters_what_changed_and_when_it_was_made() {
    let data = corrected();
    let pages = printed(Kind::Correction, &data);
    assert_eq!(pages.len(), 1);
    for (words, least) in [("Panen raya pindah", 26.0), ("09.00 WITA", 20.0), ("14.15 WITA", 20.0), ("Lapangan, RT 05", 20.0)] {
        assert!(size_of(&pages[0], words) >= least - 0.1, "{words} in {} pt", size_of(&pages[0], words));
    }
    // Cells say it: the whole line is not told once more.
    assert!(pages[0].says("pukul 09.10 WITA") && !pages[0].says("14.15: Panen raya"));
    let board = printed(Kind::Board, &data);
    assert!(board[0].says("RALAT 1") && board[0].says("pukul 09.10 WITA"));
}

#[test]
fn the_first_page_of_a_bundle_has_a_box_for_each_task_and_lists_a_correction_first() {
    let content = |file: &str, title: &str| Content {
        file: file.to_owned(),
        title: title.to_owned(),
        pages: 1,
        copies: 15,
        sheets: 15,
        paper: "F4".to_owned(),
        note: "4 RT, papan".to_owned(),
    };
    for paper in [PaperSize::F4, PaperSize::A4] {
        let mut data = quiet(paper);
        data.1.correction = corrected().1.correction;
        data.1.contents =
            vec![content("1-buletin-6304142008-20261123.pdf", "Buletin"), content("5-ralat-6304142008-20261123.pdf", "Ralat")];
        let pages = printed(Kind::Cover, &data);
        assert_eq!(pages.len(), 1, "{paper:?}");
        let is_box = |side: f64| (side - 4.0 * MILLIMETRE).abs() < 0.2;
        let boxes = pages[0].marks.iter().filter(|mark| mark.stroke.is_some() && is_box(mark.area.width()) && is_box(mark.area.height()));
        assert_eq!(boxes.count(), data.1.cover.tasks.len(), "{paper:?}");
        let text = pages[0].text();
        assert!(text.find("5-ralat-").unwrap() < text.find("1-buletin-").unwrap(), "{paper:?}");
        assert!(pages[0].says(&format!("{} lembar", data.1.sheets)) && pages[0].says(&data.1.receipt), "{paper:?}");
        assert!(data.1.cover.urgent.iter().all(|line| pages[0].says(line)), "{paper:?}");
        assert!(pages[0].says(&data.0.address), "{paper:?}");
    }
}

#[test]
fn separators_step_down_the_edge_of_a_pile() {
    let tab = |number: usize| {
        let mut data = quiet(PaperSize::F4);
        data.1.stack = Some(Stack { number, of: 20 });
        let pages = printed(Kind::Separator, &data);
        assert!(pages.len() == 1 && pages[0].says(&format!("ke-{number} dari 20")));
        let page = &pages[0];
        page.marks.iter().find(|mark| mark.area.x1 >= page.width).map(|mark| mark.area).unwrap()
    };
    let (first, second) = (tab(1), tab(2));
    assert!((second.y0 - first.y0 - 25.0 * MILLIMETRE).abs() < 0.5 && (first.height() - 25.0 * MILLIMETRE).abs() < 0.5);
    // A pile of more than a descent begins at the top again.
    assert!((tab(13).y0 - first.y0).abs() < 0.5);
}

#[test]
fn what_is_read_aloud_is_larger_than_what_is_not() {
    for paper in [PaperSize::F4, PaperSize::A4] {
        let data = quiet(paper);
        let pages = printed(Kind::Aloud, &data);
        assert!(pages.len() == 1 && pages[0].says("Dibacakan oleh"), "{paper:?}");
        for part in &data.1.spoken {
            assert!(size_of(&pages[0], &part.heading.to_uppercase()) < 12.0, "{paper:?}");
            assert!(part.sentences.iter().all(|sentence| size_of(&pages[0], sentence) > 13.9), "{paper:?}");
        }
    }
}
