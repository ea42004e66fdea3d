//! Plates: pages set and exported once for all villages that they hold for, into which each village's own is printed.
//!
//! A layout puts what is one village's own (names, numbers, codes) into places of a fixed size (`tempat` in `warta.typ`). Set for
//! nobody, with its places empty, it is a plate: tagged, exported and compressed once. A village's document is then the plate's
//! bytes, one stream a page with what stands in its places, and its properties: typst has no part in it.
//!
//! A place's mark in the structure is the plate's, so that a village's document reads aloud like any other.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::fmt::Write as _;
use std::io::Write as _;

use lopdf::{Dictionary, Document, Object, ObjectId};
use typst::layout::{Abs, Point};
use typst::model::Document as _;
use typst::utils::hash128;
use typst_layout::{Page, PagedDocument};

use super::insert::{Face, Inserts, Run};
use super::internals::{self, CODE, Drawn, Font, Properties, TITLE, Unexpected};
use super::kinds::Kind;
use super::objects::{self, entry, fix, page_stream, put_object, put_stream, write_index};
use super::place::{Place, marked};
use super::{Subject, Typesetter, declared};
use crate::plan::sheet::Village;

/// The letters that names, numbers and codes are written in; those that fonts join, and the signs that stand higher between
/// capitals and figures.
pub(super) const LETTERS: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZ abcdefghijklmnopqrstuvwxyz 0123456789 .,:;'‘’-–/()&+“”\"·~@_*?=\u{a0} fi fl ff ffi ffl tt \
                       !%…□ A-A A–A A/A A:A (A) A·A A+A A&A “A” 1-1 1–1 1/1 1:1 (1) 1·1 1+1 1&1 A-1 1-A";

/// Pages cannot be a plate, or a document cannot be printed from one: typst sets it then.
#[derive(Debug, Clone, thiserror::Error)]
pub(crate) enum Unplated {
    #[error("a place is turned or empty")]
    Turned,
    #[error("the letters of its places cannot be set")]
    Letters,
    #[error("what stands in its places is not declared")]
    Undeclared,
    #[error("pages with letters cannot be exported")]
    Unexported,
    #[error(transparent)]
    Export(#[from] Unexpected),
    #[error("the place “{0}” is not declared")]
    Unknown(String),
    /// Its text is too long or strange for the rules by which plates are printed.
    #[error("the text of the place “{0}” is typst's to set")]
    Reserved(String),
    /// A letter that names seldom have.
    #[error("not all of “{0}” is on the plate")]
    Missing(String),
    #[error("a QR code is none")]
    QrCode,
    #[error("the document cannot be written")]
    Unwritten,
}

impl From<std::fmt::Error> for Unplated {
    fn from(_: std::fmt::Error) -> Self {
        Unplated::Unwritten
    }
}

/// A kind's pages without any village.
#[derive(Debug)]
pub(crate) struct Plate {
    /// Heights of the pages, in points.
    heights: Vec<f64>,
    /// By their pages, each with how its text is drawn.
    places: Vec<(Place, Drawn)>,
    inserts: Inserts,
    faces: Vec<Face>,
    /// Of each face.
    fonts: Vec<Font>,
    /// The bytes that every document has, and the place of each object in them.
    fixed: Vec<u8>,
    digest: u128,
    index: Vec<objects::Entry>,
    root: ObjectId,
    properties: Properties,
    /// The object of each page's own content.
    contents: Vec<u32>,
}

impl Plate {
    /// The number of its pages.
    pub(crate) fn pages(&self) -> usize {
        self.heights.len()
    }

    /// The plate of pages that were set for nobody (`blank`).
    ///
    /// # Errors
    /// The pages cannot be one.
    pub(crate) fn new(
        typesetter: &Typesetter<'_>,
        kind: Kind,
        (blank, laid_out): (&Village, &PagedDocument),
        author: &str,
    ) -> Result<Plate, Unplated> {
        let _span = tracing::debug_span!("plate", kind = kind.name()).entered();
        let mut places = Vec::new();
        let mut pages = Vec::new();
        for (number, page) in laid_out.pages().iter().enumerate() {
            let mut page: Page = page.clone();
            page.frame = marked(&page.frame, Point::zero(), number, &mut places).ok_or(Unplated::Turned)?;
            pages.push(page);
        }
        let letters = typesetter.lay_out_letters(kind, blank).map_err(|_| Unplated::Letters)?;
        let inserts = declared(&letters, "sisipan").ok_or(Unplated::Undeclared)?;
        let heights = pages.iter().map(|page| page.frame.height().to_pt()).collect();
        // The letters come first, so that their codes are the same on every plate.
        let with_letters = PagedDocument::new(letters.pages().iter().cloned().chain(pages).collect(), laid_out.info().clone());
        let subject = Subject { title: TITLE.to_owned(), author: author.to_owned(), code: CODE.to_owned() };
        let pdf = typesetter.write(kind, with_letters, &subject).map_err(|_| Unplated::Unexported)?;
        let mut pdf = internals::read(&pdf)?;
        let ids: Vec<ObjectId> = pdf.get_pages().into_values().collect();
        let (first, ids) = ids.split_first().ok_or(Unplated::Unexported)?;
        let (faces, fonts) = internals::fonts(&pdf, *first, &letters)?;
        let faces = faces.into_iter().map(Face::new).collect();
        internals::remove_first_page(&mut pdf, *first)?;
        let mut places = places.into_iter().enumerate().peekable();
        let (mut drawn, mut contents) = (Vec::new(), Vec::new());
        for (number, page) in ids.iter().enumerate() {
            let mut content = internals::content(&pdf, *page)?;
            while let Some((at, place)) = places.next_if(|(_, place)| place.page == number) {
                drawn.push((place, internals::cut_out(&mut content, at)?));
            }
            contents.push(open(&mut pdf, *page, &content, &fonts)?);
        }
        internals::remove_titles(&mut pdf);
        let root = internals::root(&pdf)?;
        let properties = Properties::take(&mut pdf, ids.len())?;
        let (fixed, index) = fix(&pdf).ok_or(Unplated::Unwritten)?;
        let digest = hash128(&fixed);
        Ok(Plate { heights, places: drawn, inserts, faces, fonts, fixed, digest, index, root, properties, contents })
    }

    /// A village's document, as PDF.
    ///
    /// # Errors
    /// Something in its places cannot be printed.
    pub(crate) fn print(&self, kind: Kind, own: &Village, subject: &Subject) -> Result<Vec<u8>, Unplated> {
        let _span = tracing::debug_span!("print", kind = kind.name()).entered();
        let streams = self.streams(own)?;
        let mut pdf = self.fixed.clone();
        let mut index = self.index.clone();
        for (object, stream) in self.contents.iter().zip(&streams) {
            put_stream(&mut pdf, &mut index, *object, &Dictionary::new(), stream.as_bytes()).ok_or(Unplated::Unwritten)?;
        }
        let id = format!("{:032x}", hash128(&(&subject.code, kind.name(), &subject.title)));
        let instance = format!("{:032x}", hash128(&(&self.digest, &streams)));
        let info = Object::Dictionary(self.properties.info(subject)?);
        put_object(&mut pdf, &mut index, self.properties.info_number(), &info).ok_or(Unplated::Unwritten)?;
        let (number, dictionary, xmp) = self.properties.metadata(subject, (&id, &instance))?;
        put_stream(&mut pdf, &mut index, number, dictionary, xmp.as_bytes()).ok_or(Unplated::Unwritten)?;
        self.close(pdf, index, (&id, &instance)).ok_or(Unplated::Unwritten)
    }

    /// The texts and codes in a village's places, page by page.
    fn streams(&self, own: &Village) -> Result<Vec<String>, Unplated> {
        let mut words = serde_json::to_value(own).map_err(|_| Unplated::Unwritten)?;
        words["pages"] = self.pages().into();
        // Each page of a form says much the same.
        let mut shown = HashMap::new();
        let mut streams = vec![String::new(); self.pages()];
        for (place, drawn) in &self.places {
            let (stream, height) = streams.get_mut(place.page).zip(self.heights.get(place.page)).ok_or(Unplated::Unwritten)?;
            let at = Point::new(place.at.x, Abs::pt(*height) - place.at.y);
            stream.push_str(&drawn.mark);
            if let Some(svg) = qr_code(own, &place.name) {
                draw_qr(stream, svg, at, place.size.0, &drawn.color).ok_or(Unplated::QrCode)?;
                stream.push_str("EMC\n");
                continue;
            }
            let mut name = place.name.split(' ');
            let insert = name.next().and_then(|name| self.inserts.get(name)).ok_or_else(|| Unplated::Unknown(place.name.clone()))?;
            let page = place.page + 1;
            let key = (&place.name, [place.size.0, place.size.1].map(f64::to_bits), insert.tells_page().then_some(page));
            let runs = match shown.entry(key) {
                Entry::Occupied(known) => known.into_mut(),
                Entry::Vacant(new) => {
                    words["page"] = page.into();
                    let set = insert.set(&name.collect::<Vec<_>>(), &words, place.size, &self.faces);
                    let set = set.ok_or_else(|| Unplated::Reserved(place.name.clone()))?;
                    let written = set.iter().map(|(at, run)| Ok((*at, self.show(run)?)));
                    new.insert(written.collect::<Result<Vec<_>, Unplated>>()?)
                }
            };
            for (offset, run) in runs {
                let (x, y) = ((at.x + offset.x).to_pt() as f32, (at.y - offset.y).to_pt() as f32);
                writeln!(stream, "q 1 0 0 -1 {x} {y} cm{}{run}Q", drawn.color)?;
            }
            stream.push_str("EMC\n");
        }
        Ok(streams)
    }

    /// A run of text, by the codes that its glyphs have on the plate. A code that stands for other letters is told which it is
    /// here.
    fn show(&self, item: &Run) -> Result<String, Unplated> {
        let missing = || Unplated::Missing(item.text.clone());
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
                write!(run, "{}", -adjustment as f32)?;
                adjustment = 0.0;
            }
            adjustment += glyph.x_advance.get() * 1000.0 - face.font.x_advance(glyph.id).ok_or_else(missing)?.get() * 1000.0 - offset;
            if said == letters {
                write!(codes, "{code:04x}")?;
                continue;
            }
            flush(&mut run, &mut codes);
            if !run.is_empty() {
                writeln!(stream, "[{run}]TJ")?;
                run.clear();
            }
            let said: String = said.encode_utf16().map(|unit| format!("{unit:04x}")).collect();
            write!(stream, "/Span<</ActualText<feff{said}>>>BDC\n<{code:04x}>Tj\nEMC\n")?;
        }
        flush(&mut run, &mut codes);
        if !run.is_empty() {
            writeln!(stream, "[{run}]TJ")?;
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
        dictionary.set("Info", (self.properties.info_number(), 0));
        let ids = [id, instance].map(|id| Object::String(id.as_bytes().to_vec(), lopdf::StringFormat::Literal));
        dictionary.set("ID", ids.to_vec());
        write_index(&mut pdf, u32::try_from(index.len() - 1).ok()?, dictionary, &index)?;
        write!(pdf, "startxref\n{start}\n%%EOF\n").ok()?;
        Some(pdf)
    }
}

/// Gives a page a stream of its own before the one that all have, and the fonts of the places. The number of that stream is given.
fn open(pdf: &mut Document, page: ObjectId, content: &str, fonts: &[Font]) -> Result<u32, Unplated> {
    let mut resources = internals::resources(pdf, page)?;
    let opened = || {
        let mut named = match resources.get(b"Font") {
            Ok(named) => pdf.dereference(named).ok()?.1.as_dict().ok()?.clone(),
            Err(_) => Dictionary::new(),
        };
        for (number, font) in fonts.iter().enumerate() {
            named.set(format!("S{number}"), font.object);
        }
        resources.set("Font", named);
        let own = pdf.new_object_id();
        let all = pdf.add_object(page_stream(content)?);
        let dictionary = pdf.get_dictionary_mut(page).ok()?;
        let old = dictionary.get(b"Contents").and_then(Object::as_reference).ok()?;
        dictionary.set("Contents", vec![own.into(), all.into()]);
        dictionary.set("Resources", resources);
        pdf.objects.remove(&old);
        Some(own.0)
    };
    opened().ok_or(Unplated::Unwritten)
}

/// The QR code that stands in a place, which typst need not set: `qr FORM NUMBER`, or `qr wa` for the receipt.
fn qr_code<'v>(own: &'v Village, place: &str) -> Option<&'v str> {
    if place == "qr wa" {
        return own.cover.wa.as_ref().map(|mark| mark.qr.as_str());
    }
    let mut words = place.strip_prefix("qr ")?.split(' ');
    let marks = own.forms.get(words.next()?)?;
    Some(&marks.get(words.next()?.parse::<usize>().ok()?)?.qr)
}

/// Draws a QR code so wide, in points, in a colour: its strokes are the path of its picture.
fn draw_qr(stream: &mut String, svg: &str, at: Point, width: f64, color: &str) -> Option<()> {
    let side: f64 = svg.split_once("viewBox=\"0 0 ")?.1.split_once(' ')?.0.parse().ok()?;
    let path = svg.split_once(" d=\"")?.1.split_once('"')?.0;
    let (x, y, scale) = (at.x.to_pt() as f32, at.y.to_pt() as f32, (width / side) as f32);
    let color = color.replace(" cs", " CS").replace(" scn", " SCN");
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
