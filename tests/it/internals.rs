//! Behaviour of typst that plates rely on and that typst does not promise, as `crates/press/src/typeset/internals.rs` has it. Where a
//! new version of typst behaves otherwise, Warta prints the same pages at many times the cost and says nothing. These tests fail then.

use std::collections::BTreeMap;
use std::fs;

use lopdf::{Document, Object};
use warta::desk::{Checked, Office, check};
use warta::model::Village;
use warta::plan::Plan;
use warta::press::Press;
use warta::typeset::HAIR;
use warta::typeset::kinds::Kind;

use crate::office::{generated, root};
use crate::pages::{self, Letter, Page};
use crate::support::TestOffice;

/// Every so many villages of the sample are looked at.
const STEP: usize = 40;

/// The sample's office.
fn sample() -> (TestOffice, Checked) {
    let folder = TestOffice::with_registry(&[]);
    generated().into_iter().for_each(|(file, bytes)| folder.write(&file, bytes));
    // The sample's announcements come without attachments.
    let mut poster = std::io::Cursor::new(Vec::new());
    image::GrayImage::from_pixel(1080, 1528, image::Luma([90])).write_to(&mut poster, image::ImageFormat::Png).unwrap();
    folder.write("edisi/2026-11-23/pengumuman/09-vaksinasi.png", poster.into_inner());
    let office = Office::open(folder.root(), None).unwrap();
    let checked = check(&office);
    (folder, checked)
}

fn villages(checked: &Checked) -> Vec<&Village> {
    checked.registry.villages.iter().step_by(STEP).collect()
}

/// The kinds that are printed from plates.
fn plated() -> Vec<Kind> {
    Kind::ALL.into_iter().filter(|kind| kind.plate().is_some()).collect()
}

/// A village's documents that are printed from plates: each page has two streams of content then, the village's own and the plate's.
fn printed(press: &Press<'_>, village: &Village) -> BTreeMap<Kind, Vec<u8>> {
    let set = press.print(village, None).unwrap_or_else(|faults| panic!("{faults:#?}"));
    let is_from_plate = |pdf: &[u8]| {
        let pdf = Document::load_mem(pdf).unwrap();
        pdf.get_pages().into_values().all(|page| pdf.get_page_contents(page).len() == 2)
    };
    let by_kind = set.documents.into_iter().map(|(file, pdf)| (Kind::of_file(&file).unwrap(), pdf));
    by_kind.filter(|(_, pdf)| is_from_plate(pdf)).collect()
}

/// The failure names each spot where typst's export is not as plates expect.
#[test]
fn each_plated_kind_of_the_sample_has_a_plate() {
    let (_folder, checked) = sample();
    let plan = Plan::new(&checked.registry, &checked.week, &checked.settings);
    let press = Press::new(&checked, &plan);
    let villages = villages(&checked);
    let mut reasons: BTreeMap<Kind, Vec<String>> = BTreeMap::new();
    for village in &villages {
        for (kind, reason) in press.unplated(village).unwrap_or_else(|faults| panic!("{faults:#?}")) {
            reasons.entry(kind).or_default().push(format!("{}: {reason}", village.desa.title()));
        }
    }
    assert!(!plated().is_empty());
    for (kind, reasons) in reasons {
        assert!(
            reasons.len() < villages.len(),
            "nothing of {} is printed from a plate: typst, or its layout, is not as internals.rs says\n{}",
            kind.name(),
            reasons.join("\n")
        );
    }
}

fn stands_at(letter: &Letter, other: &Letter) -> bool {
    /// Numbers in a PDF are rounded: two ways to one page may differ by so much, in points.
    const TOLERANCE: f64 = 0.01;
    let is_same = letter.character == other.character || (letter.character.is_whitespace() && other.character.is_whitespace());
    let near = |a: f64, b: f64| (a - b).abs() <= TOLERANCE;
    is_same && near(letter.x, other.x) && near(letter.y, other.y) && near(letter.size, other.size)
}

/// The letters of a page that do not stand at the same places on another.
fn only_on(page: &Page, other: &Page) -> String {
    let is_lost = |letter: &&Letter| !other.letters.iter().any(|other| stands_at(letter, other));
    page.letters.iter().filter(is_lost).map(|letter| letter.character).collect()
}

#[test]
fn a_plate_prints_the_letters_that_typst_sets_where_typst_sets_them() {
    let (_folder, checked) = sample();
    let plan = Plan::new(&checked.registry, &checked.week, &checked.settings);
    let press = Press::new(&checked, &plan);
    let mut compared: BTreeMap<Kind, usize> = BTreeMap::new();
    for village in villages(&checked) {
        let printed = printed(&press, village);
        let set = press.set(village, None).unwrap_or_else(|faults| panic!("{faults:#?}"));
        for (kind, laid_out) in set.documents {
            let Some(pdf) = printed.get(&kind) else { continue };
            let (_, own) = press.finish(kind, laid_out, village, 0).unwrap_or_else(|faults| panic!("{faults:#?}"));
            let (plate, typst) = (pages::read(pdf), pages::read(&own));
            assert_eq!(plate.len(), typst.len(), "{}, {}", village.desa.title(), kind.name());
            for (number, (plate, typst)) in (1..).zip(plate.iter().zip(&typst)) {
                let (more, less) = (only_on(plate, typst), only_on(typst, plate));
                let what = format!("{}, {}, page {number}", village.desa.title(), kind.name());
                assert!(more.is_empty() && less.is_empty(), "{what}: the plate has “{more}”, typst “{less}”");
                assert_eq!(plate.letters.len(), typst.letters.len(), "{what}");
            }
            *compared.entry(kind).or_default() += 1;
        }
    }
    for kind in plated() {
        assert!(compared.contains_key(&kind), "no {} came from a plate", kind.name());
    }
}

/// All that a PDF says in strings and streams, decompressed.
fn said(pdf: &Document) -> Vec<Vec<u8>> {
    fn search(object: &Object, into: &mut Vec<Vec<u8>>) {
        match object {
            Object::String(text, _) => into.push(text.clone()),
            Object::Array(all) => all.iter().for_each(|object| search(object, into)),
            Object::Dictionary(entries) => entries.iter().for_each(|(_, object)| search(object, into)),
            Object::Stream(stream) => {
                stream.dict.iter().for_each(|(_, object)| search(object, into));
                into.push(stream.get_plain_content().unwrap_or_default());
            }
            _ => {}
        }
    }
    let mut all = Vec::new();
    pdf.objects.values().for_each(|object| search(object, &mut all));
    all
}

fn holds(bytes: &[u8], words: &str) -> bool {
    let utf16: Vec<u8> = words.encode_utf16().flat_map(u16::to_be_bytes).collect();
    let is_in = |wanted: &[u8]| bytes.windows(wanted.len()).any(|window| window == wanted);
    is_in(words.as_bytes()) || is_in(&utf16)
}

/// A plate has words of its own where a document says its title and its village's code.
#[test]
fn a_printed_document_says_its_own_title_code_and_pages() {
    let (_folder, checked) = sample();
    let plan = Plan::new(&checked.registry, &checked.week, &checked.settings);
    let press = Press::new(&checked, &plan);
    for village in villages(&checked) {
        for (kind, pdf) in printed(&press, village) {
            let what = format!("{}, {}", village.desa.title(), kind.name());
            let pdf = Document::load_mem(&pdf).unwrap();
            let said = said(&pdf);
            for words in ["JUDUL-PELAT", "KODE-PELAT"] {
                assert!(!said.iter().any(|text| holds(text, words)), "{what}: {words} is left of the plate");
            }
            let metadata = pdf.catalog().and_then(|catalog| catalog.get(b"Metadata")).and_then(Object::as_reference).unwrap();
            let metadata = pdf.get_object(metadata).and_then(Object::as_stream).unwrap().get_plain_content().unwrap();
            let (code, pages) = (village.desa.code.as_str(), format!("<xmpTPg:NPages>{}</xmpTPg:NPages>", pdf.get_pages().len()));
            for words in [kind.title(), code, pages.as_str()] {
                assert!(holds(&metadata, words), "{what}: the metadata lacks {words}");
            }
            let info = pdf.trailer.get(b"Info").and_then(Object::as_reference).unwrap();
            let info = pdf.get_object(info).and_then(Object::as_dict).unwrap();
            let of = |key: &[u8]| info.get(key).and_then(Object::as_str).unwrap();
            assert!(holds(of(b"Title"), kind.title()) && holds(of(b"Keywords"), code), "{what}: {info:?}");
            let is_titled = |object: &Object| object.as_dict().is_ok_and(|element| element.has_type(b"StructElem") && element.has(b"T"));
            assert!(!pdf.objects.values().any(is_titled), "{what}: a structure element has a title, which is the plate's");
        }
    }
}

/// `_muat` in the layouts and `HAIR` in the code decide which setting of a text fits: one number, written twice.
#[test]
fn layouts_and_plates_let_a_text_be_too_large_by_the_same_hair() {
    let layout = fs::read_to_string(root().join("layouts/warta.typ")).unwrap();
    assert!(layout.contains(&format!("{HAIR}pt")), "layouts/warta.typ has another tolerance than {HAIR} pt");
}
