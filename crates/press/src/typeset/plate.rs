//! Plates: pages set and exported once for all villages that they hold for, into which each village's own is printed.
//!
//! A layout puts what is one village's own (names, numbers, codes) into places of a fixed size (`tempat` in `warta.typ`). Set for
//! nobody, with its places empty, it is a plate: tagged, exported and compressed once. A village's document is then the plate's
//! bytes, one stream a page with what stands in its places, and its properties: typst has no part in it.
//!
//! A place's mark in the structure is the plate's, so that a village's document reads aloud like any other.

use std::borrow::Cow;
use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::fmt::Write as _;
use std::io::Write as _;

use lopdf::content::Content;
use lopdf::{Dictionary, Document, Object, ObjectId, text_string};
use typst::layout::{Abs, Frame, FrameItem, GroupItem, Point};
use typst::model::Document as _;
use typst::text::{FontInstance, TextItem};
use typst::utils::hash128;
use typst_layout::{Page, PagedDocument};

use super::insert::{Face, Inserts, Run};
use super::kinds::Kind;
use super::objects::{self, compressed, entry, fix, put_object, put_stream, write_stream};
use super::{Subject, Typesetter, declared};
use crate::plan::sheet::Village;

/// How the label of a place begins, after which its name stands.
pub(super) const LABEL: &str = "tempat:";

/// The letters that names, numbers and codes are written in; those that fonts join, and the signs that stand higher between
/// capitals and figures.
pub(super) const LETTERS: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZ abcdefghijklmnopqrstuvwxyz 0123456789 .,:;'‘’-–/()&+“”\"·~@_*?=\u{a0} fi fl ff ffi ffl tt \
                       A-A A–A A/A A:A (A) A·A A+A A&A “A” 1-1 1–1 1/1 1:1 (1) 1·1 1+1 1&1 A-1 1-A";

/// The type size that marks a place in a plate's export, in points: larger than any print.
fn mark(place: usize) -> f32 {
    256.0 + place as f32
}

/// What stands in a plate's properties where a document has its own.
const TITLE: &str = "JUDUL-PELAT";
const CODE: &str = "KODE-PELAT";

/// Why a document cannot be printed from a plate.
type Reason = Cow<'static, str>;

/// Nothing that typst's writer leaves in a PDF today.
const UNREAD: &str = "the export is not as expected";

/// A kind's pages without any village.
#[derive(Debug)]
pub struct Plate {
    /// Heights of the pages, in points.
    heights: Vec<f64>,
    places: Vec<Place>,
    inserts: Inserts,
    faces: Vec<Face>,
    /// Of each face.
    fonts: Vec<Font>,
    /// All that every document has, and where in it each object is.
    fixed: Vec<u8>,
    digest: u128,
    index: Vec<objects::Entry>,
    root: ObjectId,
    info: (u32, Dictionary),
    metadata: (u32, Dictionary, String),
    /// The object of each page's own content.
    contents: Vec<u32>,
}

/// Where something of a village's own stands.
#[derive(Debug)]
struct Place {
    name: String,
    page: usize,
    /// Its upper left corner.
    at: Point,
    /// Its width and height, in points.
    size: (f64, f64),
    /// What begins its content in the export: its mark in the structure, or none.
    mark: String,
    /// How its colour is set.
    color: String,
}

/// A font's object, and its glyphs' codes with the letters that a code stands for.
#[derive(Debug, Default)]
struct Font {
    object: ObjectId,
    codes: HashMap<u16, (u16, String)>,
}

impl Plate {
    pub fn pages(&self) -> usize {
        self.heights.len()
    }

    /// The plate of pages that were set for nobody (`blank`).
    ///
    /// # Errors
    /// What of the pages plates do not know.
    pub fn new(
        typesetter: &Typesetter<'_>,
        kind: &Kind,
        (blank, laid_out): (&Village, &PagedDocument),
        author: &str,
    ) -> Result<Plate, &'static str> {
        let _span = tracing::debug_span!("plate", kind = kind.name).entered();
        let mut places = Vec::new();
        let mut pages = Vec::new();
        for (number, page) in laid_out.pages().iter().enumerate() {
            let mut page: Page = page.clone();
            page.frame = marked(&page.frame, Point::zero(), number, &mut places).ok_or("a place is turned or empty")?;
            pages.push(page);
        }
        let letters = typesetter.lay_out_letters(kind, blank).map_err(|_| "letters cannot be set")?;
        let heights = pages.iter().map(|page| page.frame.height().to_pt()).collect();
        // The letters come first, so that their codes are the same on every plate.
        let with_letters = PagedDocument::new(letters.pages().iter().cloned().chain(pages).collect(), laid_out.info().clone());
        let subject = Subject { title: TITLE.to_owned(), author: author.to_owned(), code: CODE.to_owned() };
        let pdf = typesetter.write(kind, with_letters, &subject).map_err(|_| "pages with letters cannot be exported")?;
        let mut pdf = Document::load_mem(&pdf).map_err(|_| UNREAD)?;
        let ids: Vec<ObjectId> = pdf.get_pages().into_values().collect();
        let (first, ids) = ids.split_first().ok_or(UNREAD)?;
        let inserts = declared(&letters, "sisipan").ok_or("what stands in places is not declared")?;
        let (faces, fonts) = fonts(&pdf, *first, &letters).ok_or("letters and codes do not match")?;
        let faces = faces.into_iter().map(Face::new).collect();
        remove_first_page(&mut pdf, *first).ok_or(UNREAD)?;
        let mut contents = Vec::new();
        for (number, page) in ids.iter().enumerate() {
            let on_page = places.iter_mut().enumerate().filter(|(_, place)| place.page == number);
            let mut content = String::from_utf8(pdf.get_page_content(*page)).map_err(|_| UNREAD)?;
            for (at, place) in on_page {
                cut_out(&mut content, at, place).ok_or("a place has no text of its own in the export")?;
            }
            contents.push(open(&mut pdf, *page, content, &fonts).ok_or(UNREAD)?);
        }
        for object in pdf.objects.values_mut() {
            // Titles repeat what a heading says, and here say nothing.
            if let Object::Dictionary(element) = object
                && element.has_type(b"StructElem")
            {
                element.remove(b"T");
            }
        }
        let root = pdf.trailer.get(b"Root").and_then(Object::as_reference).map_err(|_| UNREAD)?;
        let info = pdf.trailer.get(b"Info").and_then(Object::as_reference).map_err(|_| UNREAD)?;
        let metadata = pdf.catalog().and_then(|catalog| catalog.get(b"Metadata")).and_then(Object::as_reference).map_err(|_| UNREAD)?;
        let info = (info.0, pdf.objects.remove(&info).and_then(|info| info.as_dict().cloned().ok()).ok_or(UNREAD)?);
        let Some(Object::Stream(mut xmp)) = pdf.objects.remove(&metadata) else { return Err(UNREAD) };
        let _ = xmp.decompress();
        let counted = |count: usize| format!("<xmpTPg:NPages>{count}</xmpTPg:NPages>");
        let text = String::from_utf8(xmp.content).map_err(|_| UNREAD)?.replace(&counted(ids.len() + 1), &counted(ids.len()));
        let (fixed, index) = fix(&pdf).ok_or(UNREAD)?;
        let metadata = (metadata.0, xmp.dict, text);
        Ok(Plate { heights, places, inserts, faces, fonts, digest: hash128(&fixed), fixed, index, root, info, metadata, contents })
    }

    /// A village's document, as PDF.
    ///
    /// # Errors
    /// What of its places is not on the plate, such as a letter that names seldom have, or is typst's to set.
    pub fn print(&self, kind: &Kind, own: &Village, subject: &Subject) -> Result<Vec<u8>, Reason> {
        let _span = tracing::debug_span!("print", kind = kind.name).entered();
        let mut words = serde_json::to_value(own).map_err(|_| UNREAD)?;
        words["pages"] = self.pages().into();
        // Each page of a form says much the same.
        let mut shown = HashMap::new();
        let mut streams = vec![String::new(); self.pages()];
        for place in &self.places {
            let (stream, height) = streams.get_mut(place.page).zip(self.heights.get(place.page)).ok_or(UNREAD)?;
            let at = Point::new(place.at.x, Abs::pt(*height) - place.at.y);
            stream.push_str(&place.mark);
            if let Some(svg) = qr_code(own, &place.name) {
                draw_qr(stream, svg, at, place).ok_or("a QR code is none")?;
                stream.push_str("EMC\n");
                continue;
            }
            let mut name = place.name.split(' ');
            let insert = name.next().and_then(|name| self.inserts.get(name)).ok_or("a place is not declared")?;
            let page = place.page + 1;
            let key = (&place.name, [place.size.0, place.size.1].map(f64::to_bits), insert.tells_page().then_some(page));
            let runs = match shown.entry(key) {
                Entry::Occupied(known) => known.into_mut(),
                Entry::Vacant(new) => {
                    words["page"] = page.into();
                    let set = insert.set(&name.collect::<Vec<_>>(), &words, place.size, &self.faces);
                    let set = set.ok_or_else(|| format!("what stands in {} is typst's to set", place.name))?;
                    let written = set.iter().map(|(at, run)| Ok((*at, self.show(run)?)));
                    new.insert(written.collect::<Result<Vec<_>, Reason>>()?)
                }
            };
            for (offset, run) in runs {
                let (x, y) = ((at.x + offset.x).to_pt() as f32, (at.y - offset.y).to_pt() as f32);
                writeln!(stream, "q 1 0 0 -1 {x} {y} cm{}{run}Q", place.color).map_err(|_| UNREAD)?;
            }
            stream.push_str("EMC\n");
        }
        let mut pdf = self.fixed.clone();
        let mut index = self.index.clone();
        for (object, stream) in self.contents.iter().zip(&streams) {
            put_stream(&mut pdf, &mut index, *object, &Dictionary::new(), stream.as_bytes()).ok_or(UNREAD)?;
        }
        let id = format!("{:032x}", hash128(&(&subject.code, kind.name, &subject.title)));
        let instance = format!("{:032x}", hash128(&(&self.digest, &streams)));
        let keywords = |text: &[u8]| String::from_utf8_lossy(text).replace(CODE, &subject.code);
        let (number, info) = &self.info;
        let mut info = info.clone();
        let words = info.get(b"Keywords").and_then(Object::as_str).map(keywords).map_err(|_| UNREAD)?;
        info.set("Title", text_string(&subject.title));
        info.set("Keywords", text_string(&words));
        put_object(&mut pdf, &mut index, *number, &Object::Dictionary(info)).ok_or(UNREAD)?;
        let (number, dictionary, xmp) = &self.metadata;
        let xmp = properties(xmp, subject, (&id, &instance)).ok_or(UNREAD)?;
        put_stream(&mut pdf, &mut index, *number, dictionary, xmp.as_bytes()).ok_or(UNREAD)?;
        Ok(self.close(pdf, index, (&id, &instance)).ok_or(UNREAD)?)
    }

    /// A run of text, by the codes that its glyphs have on the plate. A code that stands for other letters is told which it is
    /// here.
    fn show(&self, item: &Run) -> Result<String, Reason> {
        let missing = || Cow::from(format!("not all of “{}” is on the plate", item.text));
        let (face, font) = self.faces.get(item.face).zip(self.fonts.get(item.face)).ok_or_else(missing)?;
        let mut stream = format!("BT 0 Tr/S{} {} Tf 1 0 0 -1 0 0 Tm", item.face, item.size as f32);
        let (mut run, mut codes, mut adjustment) = (String::new(), String::new(), 0.0_f64);
        let flush = |run: &mut String, codes: &mut String| {
            if !codes.is_empty() {
                let _ = write!(run, "<{codes}>");
                codes.clear();
            }
        };
        for glyph in &item.glyphs {
            if glyph.y_offset.get() != 0.0 || glyph.y_advance.get() != 0.0 {
                return Err(missing());
            }
            let (code, letters) = font.codes.get(&glyph.id).ok_or_else(missing)?;
            let said = item.text.get(usize::from(glyph.range.start)..usize::from(glyph.range.end)).ok_or_else(missing)?;
            let offset = glyph.x_offset.get() * 1000.0;
            adjustment += offset;
            if adjustment.abs() > 0.001 {
                flush(&mut run, &mut codes);
                write!(run, "{}", -adjustment as f32).map_err(|_| UNREAD)?;
                adjustment = 0.0;
            }
            adjustment += glyph.x_advance.get() * 1000.0 - face.font.x_advance(glyph.id).ok_or_else(missing)?.get() * 1000.0 - offset;
            if said == letters {
                write!(codes, "{code:04x}").map_err(|_| UNREAD)?;
                continue;
            }
            flush(&mut run, &mut codes);
            if !run.is_empty() {
                writeln!(stream, "[{run}]TJ").map_err(|_| UNREAD)?;
                run.clear();
            }
            let said: String = said.encode_utf16().map(|unit| format!("{unit:04x}")).collect();
            write!(stream, "/Span<</ActualText<feff{said}>>>BDC\n<{code:04x}>Tj\nEMC\n").map_err(|_| UNREAD)?;
        }
        flush(&mut run, &mut codes);
        if !run.is_empty() {
            writeln!(stream, "[{run}]TJ").map_err(|_| UNREAD)?;
        }
        stream.push_str("ET\n");
        Ok(stream)
    }

    /// Writes the table of objects, which ends a document.
    fn close(&self, mut pdf: Vec<u8>, mut index: Vec<objects::Entry>, (id, instance): (&str, &str)) -> Option<Vec<u8>> {
        let start = pdf.len();
        index.push(entry(1, start, 0)?);
        let mut dictionary = Dictionary::new();
        dictionary.set("Type", "XRef");
        dictionary.set("Size", i64::try_from(index.len()).ok()?);
        dictionary.set("W", vec![1.into(), 3.into(), 2.into()]);
        dictionary.set("Root", self.root);
        dictionary.set("Info", (self.info.0, 0));
        let ids = [id, instance].map(|id| Object::String(id.as_bytes().to_vec(), lopdf::StringFormat::Literal));
        dictionary.set("ID", ids.to_vec());
        write_stream(&mut pdf, u32::try_from(index.len() - 1).ok()?, &dictionary, index.as_flattened())?;
        write!(pdf, "startxref\n{start}\n%%EOF\n").ok()?;
        Some(pdf)
    }
}

/// A page's frame with each place's empty text in a size that marks it. `None`: a place is not as it should be.
fn marked(frame: &Frame, at: Point, page: usize, places: &mut Vec<Place>) -> Option<Frame> {
    let mut new = frame.clone();
    new.clear();
    for (offset, item) in frame.items() {
        let item = match item {
            FrameItem::Group(group) if group.frame.items().len() > 0 => {
                let at = Point::new(at.x + offset.x + group.transform.tx, at.y + offset.y + group.transform.ty);
                let mut group: GroupItem = group.clone();
                let label = group.label.map(|label| label.resolve());
                group.frame = match label.as_ref().and_then(|label| label.as_str().strip_prefix(LABEL)) {
                    Some(name) if group.transform.is_only_translate() => {
                        let marked = resized(&group.frame, Abs::pt(mark(places.len()).into()));
                        let (name, size) = (name.to_owned(), (group.frame.width().to_pt(), group.frame.height().to_pt()));
                        places.push(Place { name, page, at, size, mark: String::new(), color: String::new() });
                        marked
                    }
                    Some(_) => return None,
                    None => marked(&group.frame, at, page, places)?,
                };
                FrameItem::Group(group)
            }
            item => item.clone(),
        };
        new.push(*offset, item);
    }
    Some(new)
}

/// A frame with its text in another size.
fn resized(frame: &Frame, size: Abs) -> Frame {
    let mut new = frame.clone();
    new.clear();
    for (offset, item) in frame.items() {
        let item = match item {
            FrameItem::Group(group) => {
                let mut group: GroupItem = group.clone();
                group.frame = resized(&group.frame, size);
                FrameItem::Group(group)
            }
            FrameItem::Text(text) => FrameItem::Text(TextItem { size, ..text.clone() }),
            item => item.clone(),
        };
        new.push(*offset, item);
    }
    new
}

/// The fonts of a page of letters, with the codes that the export gave its glyphs: codes stand in the order of the glyphs.
fn fonts(pdf: &Document, page: ObjectId, letters: &PagedDocument) -> Option<(Vec<FontInstance>, Vec<Font>)> {
    fn glyphs<'f>(frame: &'f Frame, all: &mut Vec<(&'f TextItem, u16, &'f str)>) {
        for (_, item) in frame.items() {
            match item {
                FrameItem::Group(group) => glyphs(&group.frame, all),
                FrameItem::Text(text) => all.extend(text.glyphs.iter().map(|glyph| {
                    (text, glyph.id, text.text.get(usize::from(glyph.range.start)..usize::from(glyph.range.end)).unwrap_or_default())
                })),
                _ => {}
            }
        }
    }
    let mut all = Vec::new();
    letters.pages().iter().for_each(|page| glyphs(&page.frame, &mut all));
    let (mut shown, mut current) = (Vec::new(), None);
    for operation in Content::decode(&pdf.get_page_content(page)).ok()?.operations {
        let mut show = |text: &Object| {
            let bytes = text.as_str().unwrap_or_default();
            shown.extend(bytes.chunks_exact(2).map(|code| (current, u16::from_be_bytes([code[0], code[1]]))));
        };
        match (operation.operator.as_str(), operation.operands.first()) {
            ("Tf", Some(name)) => {
                let name = name.as_name().ok()?.to_vec();
                let resources = resources(pdf, page)?;
                let fonts = pdf.dereference(resources.get(b"Font").ok()?).ok()?.1.as_dict().ok()?.clone();
                current = Some(fonts.get(&name).and_then(Object::as_reference).ok()?);
            }
            ("Tj", Some(text)) => show(text),
            ("TJ", Some(Object::Array(pieces))) => pieces.iter().for_each(show),
            _ => {}
        }
    }
    let (mut faces, mut fonts): (Vec<FontInstance>, Vec<Font>) = Default::default();
    if shown.len() != all.len() {
        return None;
    }
    for ((object, code), (text, glyph, letters)) in shown.into_iter().zip(all) {
        let at = faces.iter().position(|face| *face == text.font).unwrap_or_else(|| {
            faces.push(text.font.clone());
            fonts.push(Font { object: object.unwrap_or_default(), codes: HashMap::new() });
            fonts.len() - 1
        });
        fonts[at].codes.entry(glyph).or_insert_with(|| (code, letters.to_owned()));
    }
    Some((faces, fonts))
}

fn resources(pdf: &Document, page: ObjectId) -> Option<Dictionary> {
    let resources = pdf.get_dictionary(page).ok()?.get(b"Resources").ok()?;
    Some(pdf.dereference(resources).ok()?.1.as_dict().ok()?.clone())
}

/// Takes the page of letters out of the document; its fonts stay.
fn remove_first_page(pdf: &mut Document, page: ObjectId) -> Option<()> {
    let dictionary = pdf.objects.remove(&page)?.as_dict().ok()?.clone();
    if let Ok(content) = dictionary.get(b"Contents").and_then(Object::as_reference) {
        pdf.objects.remove(&content);
    }
    let tree = pdf.get_dictionary_mut(dictionary.get(b"Parent").and_then(Object::as_reference).ok()?).ok()?;
    let count = tree.get(b"Count").and_then(Object::as_i64).ok()?;
    // A deeper tree of pages belongs to documents of more pages than any here.
    if tree.has(b"Parent") {
        return None;
    }
    tree.set("Count", count - 1);
    tree.get_mut(b"Kids").and_then(Object::as_array_mut).ok()?.retain(|kid| kid.as_reference().ok() != Some(page));
    Some(())
}

/// Cuts a place's empty text out of a page's content, and notes how it was marked and coloured.
fn cut_out(content: &mut String, at: usize, place: &mut Place) -> Option<()> {
    let size = format!(" {} Tf ", mark(at));
    let found = content.find(&size)?;
    let begin = content[..found].rfind("q 1 0 0 -1 ")?;
    let end = found + content[found..].find("\nQ\n")? + 3;
    let color = content[begin..found].find("cm")? + begin + 2;
    place.color = content[color..found].split("BT").next()?.to_owned();
    let is_marked = content[..begin].ends_with("BDC\n") && content[end..].starts_with("EMC");
    let (begin, end) = match content[..begin].rfind('/').filter(|_| is_marked) {
        Some(mut mark) => {
            // The properties of the mark may have names of their own.
            mark = content[..=mark].rfind("/Span<<")?;
            place.mark = content[mark..begin].to_owned();
            (mark, end + "EMC".len())
        }
        None => {
            place.mark = "/Artifact<</Type/Pagination>>BDC\n".to_owned();
            (begin, end)
        }
    };
    content.replace_range(begin..end, "\n");
    // More than one text would be left behind.
    (!content.contains(&size)).then_some(())
}

/// Gives a page a stream of its own before what all have, and the fonts of the places. The number of that stream is given.
fn open(pdf: &mut Document, page: ObjectId, content: String, fonts: &[Font]) -> Option<u32> {
    let mut resources = resources(pdf, page)?;
    let mut named = match resources.get(b"Font") {
        Ok(named) => pdf.dereference(named).ok()?.1.as_dict().ok()?.clone(),
        Err(_) => Dictionary::new(),
    };
    for (number, font) in fonts.iter().enumerate() {
        named.set(format!("S{number}"), font.object);
    }
    resources.set("Font", named);
    let own = pdf.new_object_id();
    let all = pdf.add_object(compressed(Dictionary::new(), content.as_bytes())?);
    let dictionary = pdf.get_dictionary_mut(page).ok()?;
    let old = dictionary.get(b"Contents").and_then(Object::as_reference).ok()?;
    dictionary.set("Contents", vec![own.into(), all.into()]);
    dictionary.set("Resources", resources);
    pdf.objects.remove(&old);
    Some(own.0)
}

/// A document's properties from those of its plate.
fn properties(xmp: &str, subject: &Subject, (id, instance): (&str, &str)) -> Option<String> {
    let between = |tag: &str| Some(xmp.split_once(&format!("<xmpMM:{tag}>"))?.1.split_once('<')?.0);
    let escaped = |text: &str| text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    Some(
        xmp.replace(between("InstanceID")?, instance)
            .replace(between("DocumentID")?, id)
            .replace(TITLE, &escaped(&subject.title))
            .replace(CODE, &escaped(&subject.code)),
    )
}

/// The QR code that stands in a place, which typst need not set: `qr FORM NUMBER`.
fn qr_code<'v>(own: &'v Village, place: &str) -> Option<&'v str> {
    let mut words = place.strip_prefix("qr ")?.split(' ');
    let marks = own.forms.get(words.next()?)?;
    Some(&marks.get(words.next()?.parse::<usize>().ok()?)?.qr)
}

/// Draws a QR code as wide as its place: its strokes are the path of its picture.
fn draw_qr(stream: &mut String, svg: &str, at: Point, place: &Place) -> Option<()> {
    let side: f64 = svg.split_once("viewBox=\"0 0 ")?.1.split_once(' ')?.0.parse().ok()?;
    let path = svg.split_once(" d=\"")?.1.split_once('"')?.0;
    let (x, y, scale) = (at.x.to_pt() as f32, at.y.to_pt() as f32, (place.size.0 / side) as f32);
    let color = place.color.replace(" cs", " CS").replace(" scn", " SCN");
    write!(stream, "q {scale} 0 0 -{scale} {x} {y} cm{color}").ok()?;
    for stroke in path.split('M').skip(1) {
        let (from, length) = stroke.split_once('h')?;
        let (x, y) = from.split_once(' ')?;
        let end = x.parse::<u32>().ok()? + length.parse::<u32>().ok()?;
        writeln!(stream, "{x} {y} m {end} {y} l").ok()?;
    }
    stream.push_str("S\nQ\n");
    Some(())
}
