//! Every shape of rich text through every kind of document that shows some, at every step of fitting: no layout fails, nothing is lost.

use std::cell::Cell;
use std::collections::BTreeSet;
use std::fs;
use std::io::Cursor;
use std::sync::LazyLock;

use docx_rs::{
    AbstractNumbering, Docx, IndentLevel, Level, LevelJc, LevelText, NumberFormat, Numbering, NumberingId, Paragraph, Start, Table,
    TableCell, TableRow, VMergeType,
};
use proptest::prelude::*;
use proptest::test_runner::{Config as Cases, RngAlgorithm, TestRng, TestRunner};
use regex::Regex;
use typst::layout::{Frame, FrameItem, Point};
use typst_layout::PagedDocument;
use warta::intake::picture;
use warta::model::rich_text::{Align, is_arabic};
use warta::model::{Announcement, Block, Picture, Run, Sambutan, Target, Village, Week};
use warta::plan::fit::{Fit, Ladder, WHOLE};
use warta::plan::news::changes;
use warta::plan::settings::Mode;
use warta::plan::sheet::{self, Article};
use warta::plan::{Plan, excerpt};
use warta::press::Press;
use warta::typeset::kinds::Kind;

use crate::office::root;
use crate::pages::{self, Page, dense};
use crate::plan::{Inputs, announcement, inputs, settings, speech};
use crate::support::{RegistryRow, TestOffice};
use crate::weeks;

/// Among the villages of [`inputs`].
const VILLAGE: usize = 3;
/// Its row in an office's registry.
const ROW: RegistryRow<'static> = ["63.04.14.2008", "Karya Baru", "Barambai", "Karya Bersama", "4", ""];

/// A text, and the size of its picture.
type Text = (Vec<Block>, Option<(u32, u32)>);

/// Gives words that no other text has: `q17x`.
#[derive(Default)]
struct Marks(Cell<usize>);

impl Marks {
    fn next(&self) -> String {
        self.0.set(self.0.get() + 1);
        format!("q{}x", self.0.get())
    }
}

/// The marks in a text.
fn marks(text: &str) -> BTreeSet<String> {
    static MARK: LazyLock<Regex> = LazyLock::new(|| Regex::new("q[0-9]+x").unwrap());
    MARK.find_iter(text).map(|found| found.as_str().to_owned()).collect()
}

fn marks_of(blocks: &[Block]) -> BTreeSet<String> {
    let mut text = String::new();
    blocks.iter().for_each(|block| block.for_each_run(&mut |run| text.push_str(&run.text)));
    marks(&text)
}

fn photo((width, height): (u32, u32)) -> Vec<u8> {
    let drawn = image::GrayImage::from_fn(width, height, |x, y| image::Luma([((x * 7 + y * 3) % 256) as u8]));
    let mut png = Cursor::new(Vec::new());
    drawn.write_to(&mut png, image::ImageFormat::Png).unwrap();
    picture::prepare(&png.into_inner()).unwrap()
}

/// An announcement, whose picture is among the inputs.
fn told(inputs: &mut Inputs, title: &str, target: Target, (body, size): Text) -> Announcement {
    let picture = size.map(|size| {
        let jpeg = photo(size);
        let path = picture::path(&jpeg);
        inputs.week.pictures.push((path.clone(), jpeg));
        Picture { path, alt: "Warga di dermaga".to_owned(), caption: Some("Warga di dermaga.".to_owned()) }
    });
    Announcement { body, pictures: picture.into_iter().collect(), ..announcement(title, vec![target]) }
}

/// An edition with a text wherever a village's documents show one: for everyone, for the village, in its KIM's corner, in a speech.
fn edition_of(shared: Text, own: Text, corner: Text, spoken: Vec<Block>) -> Inputs {
    let mut inputs = inputs();
    let village = Target::Desa(inputs.registry.villages[VILLAGE].desa.code.clone());
    let shared = told(&mut inputs, "Kabar umum", Target::Everyone, shared);
    let own = told(&mut inputs, "Kabar desa", village.clone(), own);
    let corner = told(&mut inputs, "Kabar KIM", village, corner);
    inputs.week.announcements = vec![shared, own];
    inputs.week.corners = vec![corner];
    inputs.week.speeches = vec![Sambutan { body: spoken, ..speech("Jalan tani dulu", 0) }];
    inputs
}

/// The texts that a kind of document shows.
fn bodies(kind: Kind, week: &Week) -> Vec<&[Block]> {
    let announced = week.announcements.iter().map(|one| &one.body[..]);
    match kind {
        Kind::Board => announced.skip(1).collect(),
        Kind::Correction => announced.collect(),
        _ => {
            let corners = week.corners.iter().map(|one| &one.body[..]);
            announced.chain(corners).chain(week.speeches.iter().map(|one| &one.body[..])).collect()
        }
    }
}

/// Has an edition judged as it would be printed.
fn with_press(inputs: Inputs, mode: Mode, judge: impl FnOnce(&Press<'_>, &Village)) {
    let mut settings = settings();
    settings.edition.mode = mode;
    let checked = weeks::checked(inputs, settings);
    let plan = Plan::new(&checked.registry, &checked.week, &checked.settings);
    let press = Press::new(&checked, &plan);
    judge(&press, &checked.registry.villages[VILLAGE]);
}

fn lay_out(press: &Press<'_>, kind: Kind, step: usize, sheet: &sheet::Village) -> PagedDocument {
    press.lay_out(kind, step, sheet).unwrap_or_else(|faults| panic!("{}, step {step}: {faults:#?}", kind.name()))
}

/// The village's sheet as a kind shows it where nothing gives way.
fn whole_sheet(press: &Press<'_>, kind: Kind, village: &Village) -> sheet::Village {
    let mut sheet = press.plan().village_sheet(village);
    match kind {
        Kind::Board => press.plan().fit_board(&mut sheet, village, press.plan().board().step(0)),
        Kind::Correction => press.plan().correct(&mut sheet, village, 1, &changes(&[], &press.plan().news().unwrap(), &village.desa)),
        _ => {}
    }
    sheet
}

/// The finished pages of every kind that shows texts, where nothing gives way: all texts stand on them.
fn nothing_is_lost(press: &Press<'_>, village: &Village) -> Vec<(&'static str, Vec<Page>)> {
    let printed = [Kind::Bulletin, Kind::Board, Kind::Correction].map(|kind| {
        let laid_out = lay_out(press, kind, WHOLE, &whole_sheet(press, kind, village));
        let ralat = u32::from(kind == Kind::Correction);
        let (_, pdf) = press.finish(kind, laid_out, village, ralat).unwrap_or_else(|faults| panic!("{}: {faults:#?}", kind.name()));
        let pages = pages::read(&pdf);
        // To look at them: WARTA_HALAMAN=folder
        if let Some(folder) = std::env::var_os("WARTA_HALAMAN") {
            fs::write(std::path::Path::new(&folder).join(format!("bentuk-{}.pdf", kind.name())), &pdf).unwrap();
        }
        let shown = marks(&pages.iter().map(Page::text).collect::<String>());
        let wanted: BTreeSet<String> = bodies(kind, &press.checked().week).into_iter().flat_map(marks_of).collect();
        let lost: Vec<&String> = wanted.difference(&shown).collect();
        assert!(lost.is_empty(), "{}: {} of {} words are lost: {lost:?}", kind.name(), lost.len(), wanted.len());
        (kind.name(), pages)
    });
    printed.into_iter().collect()
}

// ---- Tables ----------------------------------------------------------------------------------------------------------

/// Whether the cell of a column and a row has text.
type Fill = fn(usize, usize) -> bool;
const FILLS: [Fill; 4] = [|_, _| true, |column, row| (column + row).is_multiple_of(2), |_, row| row % 2 == 1, |_, _| false];

/// Every table of up to six columns and six rows: with and without header, full, with empty cells, with empty rows, empty. One without
/// rows is a letterhead.
fn every_table(marks: &Marks) -> Vec<Block> {
    let cell = |is_filled: bool| if is_filled { vec![Run::plain(marks.next())] } else { Vec::new() };
    let mut tables = Vec::new();
    for (columns, rows) in (0..=6).flat_map(|columns| (0..=6).map(move |rows| (columns, rows))) {
        for (has_header, fill) in [true, false].into_iter().flat_map(|has_header| FILLS.map(|fill| (has_header, fill))) {
            tables.push(Block::Table {
                header: (0..columns).map(|_| cell(has_header)).collect(),
                align: (0..columns).map(|column| if column % 2 == 0 { Align::Left } else { Align::Right }).collect(),
                rows: (0..rows).map(|row| (0..columns).map(|column| cell(fill(column, row))).collect()).collect(),
            });
        }
    }
    tables
}

#[test]
fn every_shape_of_table_is_set() {
    let marks = Marks::default();
    let text = || (every_table(&marks), None);
    let inputs = edition_of(text(), text(), text(), every_table(&marks));
    with_press(inputs, Mode::Normal, |press, village| {
        for (kind, pages) in nothing_is_lost(press, village) {
            pages.iter().for_each(|page| page.assert_clean(kind));
        }
    });
}

/// A table in a list has a narrower column, and words that hardly fit stand in narrow cells: none is printed upon another.
#[test]
fn long_words_in_narrow_tables_stand_beside_each_other() {
    let marks = Marks::default();
    let words = ["Pertanggungjawaban", "Rp1.250.000.000", "Musyawarah", "Kependudukan", "24\u{a0}November\u{a0}2026", "WAKIL BUPATI", "a"];
    let table = |columns: usize| {
        let cell = |at: usize| vec![Run::plain(format!("{} {}", words[at % 7], marks.next()))];
        let row = |first: usize| -> Vec<Vec<Run>> { (first..first + columns).map(cell).collect() };
        Block::Table { header: row(columns), align: vec![Align::Right; columns], rows: (0..3).map(row).collect() }
    };
    let text = || {
        let mut blocks: Vec<Block> = (1..=9).map(table).collect();
        let quoted = Block::Quote { blocks: (1..=6).map(table).collect() };
        blocks.push(Block::List { ordered: true, start: 9, items: vec![(1..=6).map(table).collect(), vec![quoted]] });
        blocks
    };
    for mode in [Mode::Normal, Mode::LargePrint, Mode::Booklet] {
        with_press(edition_of((text(), None), (text(), None), (text(), None), text()), mode, |press, village| {
            for kind in [Kind::Bulletin, Kind::Board, Kind::Correction] {
                look(&lay_out(press, kind, WHOLE, &whole_sheet(press, kind, village)), kind.name());
            }
        });
    }
}

// ---- Any text --------------------------------------------------------------------------------------------------------

/// What stands in a piece of text; `#` becomes a word that no other text has.
const PIECES: &[&str] = &[
    "#",
    "# Warga membawa kartu keluarga. Datanglah sebelum pukul 09.00 WITA.",
    "Jadwal #\nBaris kedua",
    "# https://layanan.baritokualakab.go.id/formulir/permohonan/surat-pindah",
    "# aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
    "# Rp1.250.000",
    "بسم الله #",
    "#, dibawa sendiri:",
];

fn run() -> impl Strategy<Value = Run> {
    let text = prop_oneof![1 => Just(""), 1 => Just("\n"), 14 => prop::sample::select(PIECES)];
    (text, any::<(bool, bool)>()).prop_map(|(text, (bold, italic))| Run { text: text.to_owned(), bold, italic })
}

fn runs(most: usize) -> impl Strategy<Value = Vec<Run>> {
    prop::collection::vec(run(), 0..=most)
}

fn table() -> impl Strategy<Value = Block> {
    let cell = || prop_oneof![1 => Just(Vec::<Run>::new()), 3 => runs(2)];
    (any::<bool>(), 0..=6usize, 0..=6usize)
        .prop_flat_map(move |(has_header, columns, rows)| {
            let row = || prop::collection::vec(cell(), columns);
            let align = prop::collection::vec(prop_oneof![Just(Align::Left), Just(Align::Right)], columns);
            (Just(has_header), row(), align, prop::collection::vec(row(), rows))
        })
        .prop_map(|(has_header, header, align, rows)| {
            let header = if has_header { header } else { vec![Vec::new(); header.len()] };
            Block::Table { header, align, rows }
        })
}

fn block() -> impl Strategy<Value = Block> {
    let heading = (1..5u8, runs(2)).prop_map(|(level, runs)| Block::Heading { level, runs });
    let plain = prop_oneof![3 => runs(3).prop_map(Block::paragraph), 1 => heading, 2 => table()];
    plain.prop_recursive(3, 24, 4, |inner| {
        let items = prop::collection::vec(prop::collection::vec(inner.clone(), 0..3), 0..5);
        let start = prop_oneof![Just(0u32), Just(1u32), Just(9u32), Just(99u32)];
        let list = (any::<bool>(), start, items).prop_map(|(ordered, start, items)| Block::List { ordered, start, items });
        let quote = prop::collection::vec(inner, 0..4).prop_map(|blocks| Block::Quote { blocks });
        prop_oneof![2 => list, 1 => quote]
    })
}

fn blocks() -> impl Strategy<Value = Vec<Block>> {
    prop::collection::vec(block(), 0..8)
}

fn text() -> impl Strategy<Value = Text> {
    (blocks(), prop::option::of(prop_oneof![Just((300u32, 120u32)), Just((120u32, 300u32))]))
}

/// Texts as an office may have them, and how they are set.
#[derive(Debug, Clone)]
struct Shapes {
    shared: Text,
    own: Text,
    corner: Text,
    spoken: Vec<Block>,
    mode: Mode,
}

fn shapes() -> impl Strategy<Value = Shapes> {
    let mode = prop_oneof![2 => Just(Mode::Normal), 1 => Just(Mode::Economy), 1 => Just(Mode::LargePrint), 1 => Just(Mode::Booklet)];
    (text(), text(), text(), blocks(), mode).prop_map(|(shared, own, corner, spoken, mode)| Shapes { shared, own, corner, spoken, mode })
}

/// Makes each piece of text one that no other is.
fn marked(blocks: &[Block], marks: &Marks) -> Vec<Block> {
    let mut blocks = blocks.to_vec();
    let named = |text: &str| if text.contains('#') { text.replace('#', &marks.next()) } else { text.to_owned() };
    blocks.iter_mut().for_each(|block| block.map_text(&named));
    blocks
}

/// A piece of text where it stands on a page, in points.
struct Piece {
    left: f64,
    right: f64,
    /// Of its base line, from the top.
    base: f64,
    size: f64,
    text: String,
}

/// What stands on laid-out pages.
struct Seen {
    /// Without white space.
    text: String,
    pictures: usize,
    /// The smallest type, in points.
    smallest: f64,
}

fn collect(frame: &Frame, at: Point, pieces: &mut Vec<Piece>, pictures: &mut usize) {
    for (offset, item) in frame.items() {
        let at = at + *offset;
        match item {
            FrameItem::Group(group) => collect(&group.frame, at + Point::new(group.transform.tx, group.transform.ty), pieces, pictures),
            FrameItem::Text(text) => pieces.push(Piece {
                left: at.x.to_pt(),
                right: at.x.to_pt() + text.width().to_pt(),
                base: at.y.to_pt(),
                size: text.size.to_pt(),
                text: text.text.to_string(),
            }),
            FrameItem::Image(..) => *pictures += 1,
            _ => {}
        }
    }
}

/// Reads laid-out pages. Panics where text stands outside of the printable page or upon another.
fn look(document: &PagedDocument, what: &str) -> Seen {
    const EDGE: f64 = 17.0; // 6 mm
    let mut seen = Seen { text: String::new(), pictures: 0, smallest: f64::MAX };
    for page in document.pages() {
        let mut pieces = Vec::new();
        collect(&page.frame, Point::zero(), &mut pieces, &mut seen.pictures);
        pieces.iter().for_each(|piece| seen.text.push_str(&dense(&piece.text)));
        let width = page.frame.width().to_pt();
        // The foot is the layout's own.
        let foot = page.frame.height().to_pt() - 103.0;
        pieces.retain(|piece| !piece.text.trim_matches([' ', '\u{a0}', '\u{200b}']).is_empty() && piece.base < foot);
        for Piece { left, right, size, text, .. } in &pieces {
            seen.smallest = seen.smallest.min(*size);
            assert!(*left > EDGE && *right < width - EDGE, "{what}: “{text}” stands outside of the page, from {left} to {right}");
        }
        pieces.sort_by(|a, b| a.base.total_cmp(&b.base));
        for (i, a) in pieces.iter().enumerate() {
            for b in pieces[i + 1..].iter().take_while(|b| b.base - a.base < 0.3) {
                let common = a.right.min(b.right) - a.left.max(b.left);
                // Marks stand above and below the letters of Arabic.
                let is_mark = [a, b].iter().any(|piece| piece.text.contains(is_arabic));
                assert!(common < 1.0 || is_mark, "{what}: “{}” and “{}” are printed upon each other", a.text, b.text);
            }
        }
    }
    seen
}

/// An article at a step of fitting, and all that it was made of.
struct Told<'a> {
    article: &'a Article,
    body: &'a [Block],
    has_picture: bool,
    /// Below its rubric stands where the texts are.
    is_noted: bool,
}

impl<'a> Told<'a> {
    fn new(article: &'a Article, source: &'a Announcement, note: Option<&String>) -> Self {
        Told { article, body: &source.body, has_picture: !source.pictures.is_empty(), is_noted: note.is_some() }
    }
}

/// What is left of each article is on the pages, and of what is not all there it is said where all of it is.
fn judge_step(what: &str, seen: &Seen, articles: &[Told<'_>]) {
    let on_pages = marks(&seen.text);
    for one in articles {
        let left = marks_of(&one.article.body);
        let lost: Vec<&String> = left.difference(&on_pages).collect();
        assert!(lost.is_empty(), "{what}: “{}” lost {lost:?}", one.article.title);
        let is_whole = marks_of(one.body).is_subset(&left) && (one.article.picture.is_some() || !one.has_picture);
        let is_told = one.article.shortened.is_some() || one.is_noted;
        assert!(is_whole || is_told, "{what}: “{}” is cut and does not say so", one.article.title);
    }
    let refers = |line: &&String| line.replace('\u{a0}', " ").contains("Selengkapnya di");
    let cut = articles.iter().filter_map(|one| one.article.shortened.as_ref()).filter(refers).count();
    let referred = seen.text.matches("Selengkapnyadi").count();
    assert!(referred >= cut, "{what}: {cut} texts are cut, {referred} say where all of it is");
}

/// Steps from a ladder's first to its last, with their numbers: not so many that a test takes too long.
fn some_steps(ladder: &Ladder) -> impl Iterator<Item = (usize, &Fit)> {
    const ABOUT: usize = 24;
    let stride = ladder.steps().len().div_ceil(ABOUT);
    ladder.steps().iter().enumerate().filter(move |(step, _)| step % stride == 0 || *step == ladder.last())
}

/// The steps of the bulletin.
fn judge_bulletins(press: &Press<'_>, village: &Village) {
    let (week, kind) = (&press.checked().week, Kind::Bulletin);
    let mut sheet = press.plan().village_sheet(village);
    for (step, fit) in some_steps(press.plan().bulletin()) {
        let what = format!("buletin, step {step}");
        press.plan().fit_village(&mut sheet, village, fit);
        let edition = press.plan().edition_sheet(fit);
        let speech = Told { article: &edition.speeches[0], body: &week.speeches[0].body, has_picture: false, is_noted: false };
        let articles = [
            speech,
            Told::new(&edition.announcements[0], &week.announcements[0], edition.announcements_note.as_ref()),
            // The village's own leads.
            Told::new(sheet.front.lead.as_ref().unwrap(), &week.announcements[1], None),
            Told::new(&sheet.corner[0], &week.corners[0], sheet.announcements_note.as_ref()),
        ];
        let seen = look(&lay_out(press, kind, step, &sheet), &what);
        judge_step(&what, &seen, &articles);
        let pictures = articles.iter().filter(|one| one.article.picture.is_some()).count();
        assert_eq!(seen.pictures, pictures, "{what}: pictures");
    }
}

/// The steps of the notice board.
fn judge_boards(press: &Press<'_>, village: &Village) {
    let kind = Kind::Board;
    let mut sheet = press.plan().village_sheet(village);
    for (step, fit) in some_steps(press.plan().board()) {
        let what = format!("papan, step {step}");
        press.plan().fit_board(&mut sheet, village, fit);
        let seen = look(&lay_out(press, kind, WHOLE, &sheet), &what);
        let source = &press.checked().week.announcements[1];
        judge_step(&what, &seen, &[Told::new(&sheet.announcements[0], source, sheet.announcements_note.as_ref())]);
        assert!(seen.smallest > 13.9, "{what}: type of {} pt", seen.smallest);
    }
}

/// A correction says all of an announcement, with its picture.
fn judge_correction(press: &Press<'_>, village: &Village) {
    let kind = Kind::Correction;
    let seen = look(&lay_out(press, kind, WHOLE, &whole_sheet(press, kind, village)), "ralat");
    let pictures = press.checked().week.announcements.iter().filter(|one| !one.pictures.is_empty()).count();
    assert_eq!(seen.pictures, pictures, "ralat: pictures");
}

/// However many words there is room for, a text's beginning is kept.
fn judge_excerpts(text: &[Block]) {
    let total: usize = text.iter().map(Block::words).sum();
    for limit in 0..=total {
        let Some(kept) = excerpt::excerpt(text, limit) else {
            let with_words = text.iter().filter(|block| block.words() > 0).count();
            assert!(with_words < 2 || total <= limit + limit / 8, "{total} words are left whole where there is room for {limit}");
            continue;
        };
        let Some((last, before)) = kept.split_last() else { panic!("nothing is kept of {total} words where there is room for {limit}") };
        assert!(text.starts_with(before), "room for {limit} words: the text does not begin like this: {before:?}");
        let source = text.get(before.len()..kept.len()).unwrap_or_default();
        let is_of_text = marks_of(std::slice::from_ref(last)).is_subset(&marks_of(source));
        assert!(is_of_text, "room for {limit} words: the text does not go on like this: {last:?}");
    }
}

fn judge(shapes: &Shapes) {
    let marks = Marks::default();
    let marked = |(blocks, photo): &Text| (marked(blocks, &marks), *photo);
    let (spoken, _) = marked(&(shapes.spoken.clone(), None));
    let inputs = edition_of(marked(&shapes.shared), marked(&shapes.own), marked(&shapes.corner), spoken);
    inputs.week.announcements.iter().for_each(|one| judge_excerpts(&one.body));
    with_press(inputs, shapes.mode, |press, village| {
        nothing_is_lost(press, village);
        judge_bulletins(press, village);
        judge_boards(press, village);
        judge_correction(press, village);
    });
}

/// So many editions by default; `PROPTEST_CASES` makes others.
const EDITIONS: u32 = 6;

#[test]
fn any_rich_text_is_set_at_every_step() {
    let cases = std::env::var("PROPTEST_CASES").ok().and_then(|n| n.parse().ok());
    let config = Cases { cases: cases.unwrap_or(EDITIONS), failure_persistence: None, max_shrink_iters: 40, ..Cases::default() };
    // The same editions every time, unless more are asked for.
    let mut runner = match cases {
        Some(_) => TestRunner::new(config),
        None => TestRunner::new_with_rng(config, TestRng::deterministic_rng(RngAlgorithm::ChaCha)),
    };
    runner
        .run(&shapes(), |shapes| {
            judge(&shapes);
            Ok(())
        })
        .unwrap_or_else(|failure| panic!("{failure}"));
}

// ---- By the program itself -------------------------------------------------------------------------------------------

fn line(text: &str) -> Paragraph {
    Paragraph::new().add_run(docx_rs::Run::new().add_text(text))
}

fn cell(text: &str) -> TableCell {
    TableCell::new().add_paragraph(line(text))
}

fn empty() -> TableCell {
    TableCell::new().add_paragraph(Paragraph::new())
}

/// An announcement for everyone, as Word would save it.
fn letter(title: &str, table: Table, last: &str) -> Vec<u8> {
    let level = |depth: usize| Level::new(depth, Start::new(1), NumberFormat::new("bullet"), LevelText::new("–"), LevelJc::new("left"));
    let mut bytes = Cursor::new(Vec::new());
    Docx::new()
        .add_abstract_numbering(AbstractNumbering::new(1).add_level(level(0)).add_level(level(1)))
        .add_numbering(Numbering::new(1, 1))
        .add_paragraph(line("Untuk: semua"))
        .add_paragraph(line(&format!("Judul: {title}")))
        .add_table(table)
        .add_paragraph(line(last))
        .build()
        .pack(&mut bytes)
        .unwrap();
    bytes.into_inner()
}

#[test]
fn letterheads_from_word_are_set() {
    let item = |text: &str, depth: usize| line(text).numbering(NumberingId::new(1), IndentLevel::new(depth));
    let row = TableRow::new;
    let listed = TableCell::new().add_paragraph(item("q15x", 0)).add_paragraph(item("q16x", 1));
    let nested = TableCell::new().add_table(Table::new(vec![row(vec![cell("q17x"), cell("q18x")])])).add_paragraph(Paragraph::new());
    let tables = [
        ("Kop berdua", vec![row(vec![cell("q1x"), cell("q2x").add_paragraph(line("q3x"))])]),
        ("Kop tunggal", vec![row(vec![cell("q4x")])]),
        ("Sel datar", vec![row(vec![cell("q5x").grid_span(2)]), row(vec![cell("q6x"), cell("q7x")])]),
        (
            "Sel tegak",
            vec![
                row(vec![cell("q8x").vertical_merge(VMergeType::Restart), cell("q9x")]),
                row(vec![empty().vertical_merge(VMergeType::Continue), cell("q10x")]),
            ],
        ),
        ("Baris kosong", vec![row(vec![cell("q11x"), cell("q12x")]), row(vec![empty(), empty()]), row(vec![cell("q13x"), cell("q14x")])]),
        ("Daftar", vec![row(vec![listed, nested])]),
        ("Kosong", vec![row(vec![empty(), empty()])]),
    ];
    let mut wanted: BTreeSet<String> = (1..=18).map(|number| format!("q{number}x")).collect();
    let office = TestOffice::with_registry(&[ROW]);
    for (number, (title, rows)) in (101..).zip(tables) {
        let last = format!("q{number}x");
        office.write(&format!("edisi/2026-11-23/pengumuman/{number}.docx"), letter(title, Table::new(rows), &last));
        wanted.insert(last);
    }
    let run = office.warta(&["terbitkan"]);
    assert_eq!(run.code, 0, "{}{}", run.stdout, run.stderr);
    assert!(!run.stderr.contains("tata letak") && !run.stderr.contains("galat"), "{}", run.stderr);
    let file = "hasil/2026-11-23/pdf/63.04.14-barambai/6304142008-karya-baru/1-buletin-6304142008-20261123.pdf";
    let shown = marks(&pages::read(&fs::read(office.path(file)).unwrap()).iter().map(Page::text).collect::<String>());
    let lost: Vec<&String> = wanted.difference(&shown).collect();
    assert!(lost.is_empty(), "the bulletin lacks {lost:?}");
}

#[test]
fn periksa_says_what_terbitkan_would_refuse() {
    let office = TestOffice::with_registry(&[["63.04.14.2001", "Barambai", "Barambai", "", "4", ""], ROW]);
    let built_in = fs::read_to_string(root().join("layouts/warta.typ")).unwrap();
    let own = built_in.replace("b.type == \"quote\" {", "b.type == \"quote\" {\n      panic(\"kutipan\")");
    assert_ne!(own, built_in, "the layout sets quotes otherwise than this test thinks");
    office.write("tata-letak/warta.typ", own);
    let (shared, file) = ("edisi/2026-11-23/pengumuman/1-pasar.md", "edisi/2026-11-23/pengumuman/2-kutipan.md");
    office.write(shared, "Untuk: semua\n\n# Pasar murah\n\nHari Rabu.\n");
    office.write(file, "Untuk: desa Karya Baru\n\n# Rapat desa\n\nIsi rapat.\n\n> Kata kepala desa.\n");
    for command in ["periksa", "terbitkan"] {
        let run = office.warta(&[command]);
        assert_ne!(run.code, 0, "{command}: {}{}", run.stdout, run.stderr);
        assert!(!run.stdout.contains("Siap diterbitkan"), "{command}: {}", run.stdout);
        assert!(run.stderr.contains(file), "{command} names the text that cannot be set: {}", run.stderr);
        assert!(!run.stderr.contains(shared), "{command} blames a text that can be set: {}", run.stderr);
    }
    office.write(file, "Untuk: desa Karya Baru\n\n# Rapat desa\n\nIsi rapat.\n");
    let run = office.warta(&["periksa"]);
    assert_eq!((run.code, run.stdout.lines().next_back()), (0, Some("Siap diterbitkan.")), "{}{}", run.stdout, run.stderr);
    assert_eq!(office.warta(&["terbitkan"]).code, 0);
}
