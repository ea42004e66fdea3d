//! The bulletin as a page is read: what leads, what stands together, what may not stand alone.

use chrono::NaiveTime;
use warta::model::rich_text::Align;
use warta::model::{Block, End, Run, Target, Time, Zone};
use warta::plan::Plan;
use warta::plan::settings::{Mode, PaperSize, Settings};
use warta::press::Press;

use crate::pages::{self, Letter, Page, dense};
use crate::plan::{Inputs, announcement, entry, inputs, settings, speech};
use crate::weeks;

/// Karya Baru in Barambai, among the villages of [`inputs`].
const VILLAGE: usize = 3;

/// A kind's pages for a village; `change` makes the week and the office's choices.
fn printed(kind: &str, change: impl Fn(&mut Settings, &mut Inputs)) -> Vec<Page> {
    let (mut settings, mut inputs) = (settings(), inputs());
    change(&mut settings, &mut inputs);
    let checked = weeks::checked(inputs, settings);
    let plan = Plan::new(&checked.registry, &checked.week, &checked.settings);
    let press = Press::new(&checked, &plan);
    let (documents, _) = weeks::print(&press, &checked.registry.villages[VILLAGE]);
    documents.iter().find(|(name, _)| *name == kind).map(|(_, pdf)| pages::read(pdf)).unwrap_or_default()
}

/// The first letters of each place at which a page says these words.
fn places(page: &Page, words: &str) -> Vec<Letter> {
    let letters: Vec<&Letter> = page.letters.iter().filter(|letter| !letter.character.is_whitespace()).collect();
    let words: Vec<char> = dense(words).chars().collect();
    let starts = letters.windows(words.len()).filter(|found| found.iter().map(|letter| letter.character).eq(words.iter().copied()));
    starts.map(|found| *found[0]).collect()
}

/// A text of so many words.
fn prose(words: usize) -> Vec<Block> {
    let sentence = "Warga diminta datang ke kantor desa sebelum hari Jumat. ";
    (0..words / 45).map(|_| Block::paragraph(vec![Run::plain(sentence.repeat(5).trim_end())])).collect()
}

/// A table of two columns and so many rows.
fn table(rows: usize) -> Block {
    let row = |one: String, two: String| vec![vec![Run::plain(&one)], vec![Run::plain(&two)]];
    Block::Table {
        header: row("Bahan".to_owned(), "Harga".to_owned()),
        align: vec![Align::Left, Align::Right],
        rows: (1..=rows).map(|number| row(format!("Beras nomor {number}x"), format!("Rp{number}.500"))).collect(),
    }
}

/// An hour of another zone is told beside the office's own; the two never run into the event's name.
#[test]
fn an_hour_of_another_zone_has_room_of_its_own() {
    let hour = |hour| NaiveTime::from_hms_opt(hour, 0, 0).unwrap();
    for (mode, is_public) in [(Mode::Normal, false), (Mode::Normal, true), (Mode::LargePrint, true), (Mode::Booklet, false)] {
        let pages = printed("buletin", |settings, inputs| {
            settings.edition.mode = mode;
            let mut event = entry("Rakor pengendalian inflasi daerah", "Aula Selidah");
            event.time = Time::At { start: hour(14), end: End::At(hour(16)), elsewhere: Some((hour(13), Zone::Wib)) };
            if is_public {
                event.title = "Pasar murah untuk umum".to_owned();
            }
            inputs.week.agenda = vec![event];
        });
        pages.iter().for_each(|page| page.assert_clean("buletin"));
        let all: String = pages.iter().map(Page::text).collect();
        assert!(dense(&all).contains("(13.00WIB)"), "{mode:?}: {all}");
        for page in &pages {
            let letters: Vec<&Letter> = page.letters.iter().filter(|letter| !letter.character.is_whitespace()).collect();
            let overlaps = |a: &Letter, b: &Letter| (a.y - b.y).abs() < 2.0 && (a.x - b.x).abs() < 0.25 * a.size.min(b.size) * 0.5;
            for (at, letter) in letters.iter().enumerate() {
                let other = letters[at + 1..].iter().find(|other| overlaps(letter, other));
                assert!(other.is_none(), "{mode:?}: {letter:?} lies over {other:?}");
            }
        }
    }
}

#[test]
fn what_is_important_leads_in_large_type_and_stands_once() {
    for mode in [Mode::Normal, Mode::Economy, Mode::LargePrint, Mode::Booklet] {
        for paper in [PaperSize::F4, PaperSize::A4] {
            let pages = printed("buletin", |settings, inputs| {
                (settings.edition.mode, settings.edition.paper) = (mode, paper);
                inputs.week.agenda = (0..6).map(|number| entry(&format!("Rapat ke-{number}"), "Aula Selidah")).collect();
                let mut important = announcement("Dermaga ditutup malam", vec![Target::Everyone]);
                important.important = true;
                inputs.week.announcements = vec![announcement("Harga pupuk", vec![Target::Everyone]), important];
            });
            let found: Vec<Letter> = pages.iter().flat_map(|page| places(page, "Dermaga ditutup malam")).collect();
            let large: Vec<&Letter> = found.iter().filter(|letter| letter.size > 23.9).collect();
            assert_eq!((found.len(), large.len()), (1, 1), "{mode:?} on {paper:?}: {found:?}");
            assert!(pages[0].says("Dermaga ditutup malam"), "{mode:?} on {paper:?}: not on the first page");
        }
    }
}

#[test]
fn a_week_without_anything_of_the_villages_own_fills_one_page() {
    let pages = printed("buletin", |_, inputs| {
        inputs.week.agenda = (0..4).map(|number| entry(&format!("Rapat ke-{number}"), "Aula Selidah")).collect();
    });
    assert_eq!(pages.len(), 1);
    assert!(pages[0].says("Pekan ini tidak ada acara") && pages[0].says("Sampaikan kepada kami".to_uppercase().as_str()));
}

/// A day that goes on in the next column is named there, too.
#[test]
fn a_day_is_named_above_what_goes_on_in_the_next_column() {
    let pages = printed("buletin", |_, inputs| {
        let event = |number: usize| entry(&format!("Rapat koordinasi yang ke-{number} di kantor bupati"), "Aula Selidah");
        inputs.week.agenda = (0..50).map(event).collect();
    });
    let named: usize = pages.iter().map(|page| places(page, "Rabu 25 November").len()).sum();
    assert!(named > 1, "named {named} times on {} pages", pages.len());
}

/// Hours have a column of their own: no title begins below one.
#[test]
fn hours_hang_to_the_left_of_what_takes_place() {
    let pages = printed("buletin", |_, inputs| {
        let event = |number: usize| entry(&format!("Musyawarah kelompok tani dan nelayan ke-{number} sekabupaten"), "Aula Selidah");
        inputs.week.agenda = (0..12).map(event).collect();
    });
    let hours: Vec<Letter> = pages.iter().flat_map(|page| places(page, "09.00")).collect();
    assert!(hours.len() >= 12);
    for page in &pages {
        for title in places(page, "Musyawarah kelompok tani") {
            let beside = hours.iter().any(|hour| (hour.y - title.y).abs() < 3.0 && (30.0..80.0).contains(&(title.x - hour.x)));
            assert!(beside, "{title:?} has no hour beside it");
        }
    }
}

/// Hours with their zone stand on black as a whole, and no word is hyphenated: a narrow place breaks it without a sign.
#[test]
fn hours_on_black_are_whole_and_no_word_is_hyphenated() {
    for paper in [PaperSize::F4, PaperSize::A4] {
        let pages = printed("buletin", |settings, inputs| {
            settings.edition.paper = paper;
            let mut event = entry("Penyelenggaraan MUSYAWARAH perkelapasawitan", "Balai Desa Karya Baru, Kec. Barambai");
            event.note = Some("Warga dipersilakan datang".to_owned());
            inputs.week.agenda = vec![event];
        });
        pages.iter().for_each(|page| page.assert_clean("buletin"));
        assert!(pages.iter().flat_map(|page| &page.letters).any(|letter| letter.is_white && letter.character == '9'), "{paper:?}");
        assert!(pages.iter().flat_map(|page| &page.letters).all(|letter| letter.character != '\u{ad}'), "{paper:?}");
        // At a glance, among what is open to all, in the village's agenda, in the leaders'.
        let all: String = pages.iter().map(|page| page.text().replace('\u{200b}', "")).collect();
        assert_eq!(all.matches("PenyelenggaraanMUSYAWARAH").count(), 4, "{paper:?}");
    }
}

/// An entry of what residents may come to ends in the column in which it begins.
#[test]
fn what_residents_may_come_to_is_not_cut_in_two() {
    for words in (90..720).step_by(90) {
        let pages = printed("buletin", |_, inputs| {
            let mut lead = announcement("Pasar murah", vec![Target::Everyone]);
            lead.body = prose(words);
            inputs.week.announcements = vec![lead];
            let event = |number: u64| {
                let mut event = entry(&format!("Pameran k{number}k"), "Gedung Serba Guna yang panjang sekali namanya, Marabahan");
                event.date = event.date + chrono::Days::new(number % 4);
                event.note = Some(format!("Warga dipersilakan datang z{number}z"));
                event
            };
            inputs.week.agenda = (0..8).map(event).collect();
        });
        let first = |words: &str| {
            let found = pages.iter().enumerate().find_map(|(at, page)| Some((at, *places(page, words).first()?)));
            found.unwrap_or_else(|| panic!("without {words}"))
        };
        for number in 0..8 {
            let (begin, end) = (first(&format!("k{number}k")), first(&format!("z{number}z")));
            let is_together = begin.0 == end.0 && end.1.y > begin.1.y && end.1.y - begin.1.y < 60.0;
            assert!(is_together, "after {words} words: {begin:?}, {end:?}");
        }
    }
}

/// The line that says that a text was shortened stands, at any length of it, below a line of it.
#[test]
fn that_a_text_was_shortened_never_stands_alone() {
    let mut count = 0;
    for length in (600..1400).step_by(90) {
        let pages = printed("buletin", |settings, inputs| {
            settings.edition.pages = Some(2);
            inputs.week.agenda = (0..14).map(|number| entry(&format!("Rapat ke-{number}"), "Aula Selidah")).collect();
            inputs.week.speeches = (0..3).map(|number| speech(&format!("Jalan tani, bagian {number}"), length)).collect();
        });
        for page in &pages {
            for remark in places(page, "Naskah lengkap:") {
                let is_above = |letter: &&Letter| (1.0..22.0).contains(&(remark.y - letter.y)) && (letter.x - remark.x).abs() < 240.0;
                let above = page.letters.iter().filter(|letter| !letter.character.is_whitespace()).filter(is_above).count();
                assert!(above > 0, "speeches of {length} words: {remark:?} stands alone");
                count += 1;
            }
        }
    }
    assert!(count > 5, "only {count} speeches were shortened");
}

#[test]
fn a_table_of_ten_rows_stays_together() {
    for before in (0..500).step_by(70) {
        let pages = printed("buletin", |_, inputs| {
            let mut prices = announcement("Harga bahan pokok", vec![Target::Everyone]);
            prices.body = prose(before);
            prices.body.push(table(10));
            inputs.week.announcements = vec![announcement("Pasar murah", vec![Target::Everyone]), prices];
            inputs.week.agenda = (0..10).map(|number| entry(&format!("Rapat ke-{number}"), "Aula Selidah")).collect();
        });
        let row = |number: usize| {
            let found = pages
                .iter()
                .enumerate()
                .flat_map(|(at, page)| places(page, &format!("Beras nomor {number}x")).into_iter().map(move |letter| (at, letter)));
            found.last()
        };
        if let (Some((page, first)), Some((last_page, last))) = (row(1), row(10)) {
            let is_together = page == last_page && (first.x - last.x).abs() < 1.0 && last.y > first.y;
            assert!(is_together, "after {before} words the rows stand at {first:?} and {last:?}");
        }
    }
}

#[test]
fn speeches_stand_whole_on_a_sheet_of_their_own() {
    let said = |_: &mut Settings, inputs: &mut Inputs| {
        let mut told = speech("Jalan tani dulu", 8000);
        told.summary = Some("Jalan tani didahulukan.".to_owned());
        told.quote = Some("Panen sampai di pasar.".to_owned());
        told.body.push(Block::paragraph(vec![Run::plain("Demikianlah kalimat penghabisan.")]));
        inputs.week.speeches = vec![told];
        let event = |number: usize| entry(&format!("Rapat ke-{number}"), "Aula Selidah");
        inputs.week.agenda = (0..20).map(event).collect();
    };
    let (bulletin, whole) = (printed("buletin", said), printed("sambutan", said));
    let says = |pages: &[Page], words: &str| pages.iter().any(|page| page.says(words));
    assert!(says(&whole, "Demikianlah kalimat penghabisan.") && says(&whole, "“Panen sampai di pasar.”"));
    assert!(says(&bulletin, "Jalan tani didahulukan.") && says(&bulletin, "Naskah lengkap:"));
    assert!(!says(&bulletin, "Demikianlah kalimat penghabisan."));
    for page in &whole {
        page.assert_clean("sambutan");
        assert!(page.says("63.04.14.2008") && page.says("Desa Karya Baru"));
    }
    assert!(printed("sambutan", |_, _| {}).is_empty(), "without speeches there is no such sheet");
}
