//! What an archive and a blind reader's software ask of every PDF, read back from the finished files.

use std::collections::BTreeMap;

use lopdf::{Dictionary, Document, Object, ObjectId};
use warta::model::{Block, Picture, Run, Target};
use warta::plan::Plan;
use warta::plan::settings::Mode;
use warta::press::Press;

use crate::plan::{announcement, entry, inputs, settings, speech};
use crate::weeks;

/// A village's documents, with a photo and a table in the bulletin.
fn documents(mode: Mode) -> Vec<(&'static str, Document)> {
    let mut inputs = inputs();
    inputs.week.agenda = vec![entry("Panen raya", "Balai Desa Karya Baru, Kec. Barambai"), entry("Rapat", "Aula Selidah")];
    inputs.week.speeches = vec![speech("Jalan tani dulu", 400)];
    let mut item = announcement("Harga bahan pokok", vec![Target::Everyone]);
    let cell = |text: &str| vec![Run::plain(text)];
    item.body.push(Block::Table {
        header: vec![cell("Bahan"), cell("Harga")],
        rows: vec![vec![cell("Beras"), cell("Rp17.500")], vec![cell("Gula"), cell("Rp18.000")]],
        align: vec![warta::model::rich_text::Align::Left, warta::model::rich_text::Align::Right],
    });
    item.pictures = vec![Picture { path: "foto/1.jpg".to_owned(), alt: "Pasar pagi di Marabahan".to_owned(), caption: None }];
    inputs.week.announcements = vec![item];
    let grey = image::GrayImage::from_pixel(200, 120, image::Luma([90]));
    let mut png = std::io::Cursor::new(Vec::new());
    grey.write_to(&mut png, image::ImageFormat::Png).unwrap();
    inputs.week.pictures = vec![("foto/1.jpg".to_owned(), warta::intake::picture::prepare(&png.into_inner()).unwrap())];
    let mut settings = settings();
    settings.edition.mode = mode;
    let checked = weeks::checked(inputs, settings);
    let plan = Plan::new(&checked.registry, &checked.week, &checked.settings);
    let press = Press::new(&checked, &plan);
    let village = &checked.registry.villages[3];
    weeks::print(&press, village).0.into_iter().map(|(kind, pdf)| (kind, Document::load_mem(&pdf).unwrap())).collect()
}

fn name<'d>(dictionary: &'d Dictionary, key: &[u8]) -> Option<&'d str> {
    std::str::from_utf8(dictionary.get(key).ok()?.as_name().ok()?).ok()
}

fn text(dictionary: &Dictionary, key: &[u8]) -> Option<String> {
    lopdf::decode_text_string(dictionary.get(key).ok()?).ok()
}

/// A structure element in the order in which it is read aloud: its role, its dictionary, and the marked content below it, by page
/// (or drawing) and number.
pub struct Element {
    pub role: String,
    dictionary: Dictionary,
    content: Vec<(ObjectId, i64)>,
}

pub fn read_aloud(pdf: &Document) -> Vec<Element> {
    fn walk(pdf: &Document, object: &Object, page: Option<ObjectId>, into: &mut Vec<Element>) {
        match object {
            Object::Reference(id) => walk(pdf, pdf.get_object(*id).unwrap(), page, into),
            Object::Array(kids) => kids.iter().for_each(|kid| walk(pdf, kid, page, into)),
            Object::Integer(number) => into.last_mut().unwrap().content.push((page.unwrap(), *number)),
            Object::Dictionary(element) => {
                let page = element.get(b"Pg").and_then(Object::as_reference).ok().or(page);
                if let Ok(number) = element.get(b"MCID").and_then(Object::as_i64) {
                    let place = element.get(b"Stm").and_then(Object::as_reference).ok().or(page).unwrap();
                    into.last_mut().unwrap().content.push((place, number));
                    return;
                }
                if let Some(role) = name(element, b"S") {
                    into.push(Element { role: role.to_owned(), dictionary: element.clone(), content: Vec::new() });
                }
                if let Ok(kids) = element.get(b"K") {
                    walk(pdf, kids, page, into);
                }
            }
            _ => {}
        }
    }
    let root = pdf.catalog().unwrap().get(b"StructTreeRoot").unwrap();
    let mut elements = Vec::new();
    walk(pdf, pdf.get_object(root.as_reference().unwrap()).unwrap(), None, &mut elements);
    elements
}

#[test]
fn every_document_says_what_it_is_and_how_it_is_read() {
    for mode in [Mode::Normal, Mode::LargePrint, Mode::Booklet] {
        for (kind, pdf) in documents(mode) {
            let catalog = pdf.catalog().unwrap();
            assert_eq!(text(catalog, b"Lang").as_deref(), Some("id"), "{kind}: language");
            let metadata = pdf.get_object(catalog.get(b"Metadata").unwrap().as_reference().unwrap()).unwrap().as_stream().unwrap();
            let metadata = String::from_utf8(metadata.get_plain_content().unwrap()).unwrap();
            for claim in ["<pdfaid:part>2<", "<pdfaid:conformance>A<", "<pdfuaid:part>1<", "Desa Karya Baru", "2026-11-23"] {
                assert!(metadata.contains(claim), "{kind}: without {claim} in {metadata}");
            }
            let elements = read_aloud(&pdf);
            let headings: Vec<u8> = elements.iter().filter_map(|e| e.role.strip_prefix('H')?.parse().ok()).collect();
            assert_eq!(headings.first(), Some(&1), "{kind}: begins with its title");
            assert!(headings.windows(2).all(|pair| pair[1] <= pair[0] + 1), "{kind}: no level is left out: {headings:?}");
            for figure in elements.iter().filter(|e| e.role == "Figure") {
                assert!(text(&figure.dictionary, b"Alt").is_some_and(|alt| alt.len() > 8), "{kind}: a picture without words");
            }
            for header in elements.iter().filter(|e| e.role == "TH") {
                let attributes = format!("{:?}", header.dictionary.get(b"A").unwrap());
                assert!(attributes.contains("Scope"), "{kind}: a table's header that heads nothing: {attributes}");
            }
            for (_, font) in pdf
                .objects
                .iter()
                .filter_map(|(id, o)| Some((id, o.as_dict().ok()?)))
                .filter(|(_, d)| name(d, b"Type") == Some("FontDescriptor"))
            {
                let face = name(font, b"FontName").unwrap();
                assert!(font.has(b"FontFile2") || font.has(b"FontFile3"), "{kind}: {face} is not embedded");
                assert_eq!(face.find('+'), Some(6), "{kind}: {face} is not a subset");
            }
            if kind == "buletin" {
                let figures: Vec<String> =
                    elements.iter().filter(|e| e.role == "Figure").filter_map(|e| text(&e.dictionary, b"Alt")).collect();
                assert_eq!(figures, ["Pasar pagi di Marabahan"]);
                assert_eq!(elements.iter().filter(|e| e.role == "TH").count(), 2);
            }
            if kind != "formulir" && mode != Mode::Booklet {
                // Read aloud in the order in which it stands on each page.
                let mut last: BTreeMap<ObjectId, i64> = BTreeMap::new();
                for (page, number) in elements.iter().flat_map(|e| &e.content) {
                    let before = last.insert(*page, *number);
                    assert!(before.is_none_or(|before| before < *number), "{kind}: {number} is read after {before:?}");
                }
            }
        }
    }
}

/// A booklet's pages in the order of its sheets; each finds its marked content in the drawing that the page became.
#[test]
fn a_booklet_lies_two_pages_on_a_side_and_keeps_its_tags() {
    let (_, normal) = documents(Mode::LargePrint).into_iter().find(|(kind, _)| *kind == "buletin").unwrap();
    let (_, booklet) = documents(Mode::Booklet).into_iter().find(|(kind, _)| *kind == "buletin").unwrap();
    for page in booklet.get_pages().into_values() {
        let size: Vec<f32> = booklet
            .get_dictionary(page)
            .unwrap()
            .get(b"MediaBox")
            .unwrap()
            .as_array()
            .unwrap()
            .iter()
            .map(|n| n.as_float().unwrap())
            .collect();
        assert!((size[2] - 935.43).abs() < 0.1 && (size[3] - 609.45).abs() < 0.1, "F4 on its side: {size:?}");
    }
    assert!(booklet.get_pages().len().is_multiple_of(2));
    let elements = read_aloud(&booklet);
    assert!(elements.iter().map(|e| e.content.len()).sum::<usize>() > 30);
    for (drawing, _) in elements.iter().flat_map(|e| &e.content) {
        let drawing = booklet.get_object(*drawing).unwrap().as_stream().unwrap();
        assert_eq!(name(&drawing.dict, b"Subtype"), Some("Form"), "what is read aloud stands in a drawing");
    }
    let roles = |pdf: &Document| {
        read_aloud(pdf).iter().filter(|e| e.role.starts_with('H') || e.role == "TH").map(|e| e.role.clone()).collect::<Vec<_>>()
    };
    assert_eq!(roles(&normal), roles(&booklet), "the same headings in the same order");
}

/// Bundles travel over poor lines: a bulletin of four full pages, and what a village gets in all.
#[test]
fn a_bundle_is_small() {
    let mut inputs = inputs();
    for i in 0..30u32 {
        let mut event = entry(&format!("Rapat koordinasi penanganan banjir dan pelayanan dasar ke-{i}"), "Aula Selidah, Kantor Bupati");
        event.date = warta::model::EditionId::parse("2026-11-23").unwrap().monday() + chrono::Days::new(u64::from(i / 5));
        inputs.week.agenda.push(event);
    }
    inputs.week.speeches = (0..3).map(|i| speech(&format!("Jalan tani dulu, bagian {i}"), 900)).collect();
    inputs.week.announcements = (0..4).map(|i| announcement(&format!("Pengumuman nomor {i}"), vec![Target::Everyone])).collect();
    let checked = weeks::checked(inputs, settings());
    let plan = Plan::new(&checked.registry, &checked.week, &checked.settings);
    let press = Press::new(&checked, &plan);
    let village = &checked.registry.villages[3];
    let (documents, _) = weeks::print(&press, village);
    let bulletin = documents.iter().find(|(kind, _)| *kind == "buletin").unwrap();
    assert_eq!(Document::load_mem(&bulletin.1).unwrap().get_pages().len(), 4);
    let bytes =
        |wanted: &str| documents.iter().filter(|(kind, _)| wanted.is_empty() || *kind == wanted).map(|(_, pdf)| pdf.len()).sum::<usize>();
    assert!(bytes("buletin") < 60_000, "a bulletin of {} bytes", bytes("buletin"));
    // With all speeches whole; a bag takes some 5 KB more. The page to be read aloud and the picture, which the office can switch off, come
    // to them.
    let all = bytes("");
    assert!(
        all - bytes("siaran") < 195_000 && all < 215_000,
        "{all} bytes: {:?}",
        documents.iter().map(|(k, p)| (k, p.len())).collect::<Vec<_>>()
    );
}
