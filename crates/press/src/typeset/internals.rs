//! Behaviour of typst that plates rely on and that typst does not promise, all of it here.
//!
//! It holds for typst, typst-layout and typst-pdf 0.15.1 with krilla 0.8.2, which `Cargo.toml` and `Cargo.lock` fix. Where the export of
//! another version differs, no plate is made ([`Unexpected`]) and typst sets each village's pages: the same pages, at many times the cost.
//! `tests/it/internals.rs` fails then.
//!
//! Typst's line breaking (`typst-layout/src/inline`) is that of the texts which [`insert`](super::insert) sets: [`EXACT`], [`ADDRESSES`],
//! [`HANGING`]. Its way of writing a PDF is relied on by [`plate`](super::plate):
//! - A page has one stream of content, which is ASCII, and pages are the children of one tree.
//! - A run of text is drawn between `q 1 0 0 -1 … cm` and `Q`, then come its colour and `BT`; `Tf` has the type size as it was laid out.
//! - Glyphs are shown in the order of the frames, by codes of two bytes. Of a font that is used on several pages there is one subset.
//! - Marked content begins with a line `/Span<<…>>BDC` and ends with `EMC`; in an artifact a run has no mark of its own.
//! - Structure elements repeat a heading's words as `T`.
//! - Title and keywords stand in the `Info` dictionary, and in the metadata with the document's two identifiers and its number of pages.

use std::collections::HashMap;

use lopdf::content::Content;
use lopdf::{Dictionary, Document, Object, ObjectId, Stream, text_string};
use typst::layout::{Frame, FrameItem};
use typst::text::{FontInstance, TextItem};
use typst_layout::PagedDocument;

use super::Subject;
use super::place::mark;

/// Tolerance by which a line may be too long, in points (`Abs::fits`).
pub(super) const EXACT: f64 = 1e-4;

/// Beginnings of web addresses, for which there are rules of their own where they may break.
pub(super) const ADDRESSES: [&str; 2] = ["://", "www."];

/// Characters that hang out into the margin at the end of a line, which moves a line that is set to the right (`overhang`).
pub(super) const HANGING: [char; 7] = ['–', '—', '-', '.', ',', ':', ';'];

/// Stand in a plate's properties for the title and the code of a village's document.
pub(super) const TITLE: &str = "JUDUL-PELAT";
pub(super) const CODE: &str = "KODE-PELAT";

/// Typst's export is not as described above.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("typst's export is not as expected: {0}")]
pub(crate) struct Unexpected(&'static str);

/// A font in the export.
#[derive(Debug, Default)]
pub(super) struct Font {
    pub(super) object: ObjectId,
    /// Its glyphs' codes, and the letters that a code stands for.
    pub(super) codes: HashMap<u16, (u16, String)>,
}

/// The operators around a place's empty text.
#[derive(Debug)]
pub(super) struct Drawn {
    /// The operators that begin its marked content.
    pub(super) mark: String,
    /// The operators that set its colour.
    pub(super) color: String,
}

/// A PDF of typst's, to be taken apart.
///
/// # Errors
/// It is none that can be read.
pub(super) fn read(pdf: &[u8]) -> Result<Document, Unexpected> {
    Document::load_mem(pdf).map_err(|_| Unexpected("the PDF cannot be read"))
}

/// The content of a page.
///
/// # Errors
/// It is not text.
pub(super) fn content(pdf: &Document, page: ObjectId) -> Result<String, Unexpected> {
    String::from_utf8(pdf.get_page_content(page)).map_err(|_| Unexpected("a page's content is not text"))
}

/// The catalog, by which a reader finds all else.
///
/// # Errors
/// There is none.
pub(super) fn root(pdf: &Document) -> Result<ObjectId, Unexpected> {
    pdf.trailer.get(b"Root").and_then(Object::as_reference).map_err(|_| Unexpected("there is no catalog"))
}

/// The fonts of a page of letters, with the codes that the export gave its glyphs.
///
/// # Errors
/// The page does not show the glyphs that were laid out.
pub(super) fn fonts(pdf: &Document, page: ObjectId, letters: &PagedDocument) -> Result<(Vec<FontInstance>, Vec<Font>), Unexpected> {
    let mut all = Vec::new();
    letters.pages().iter().for_each(|page| glyphs(&page.frame, &mut all));
    let shown = shown(pdf, page).ok_or(Unexpected("the content of the page of letters cannot be read"))?;
    if shown.len() != all.len() {
        return Err(Unexpected("the page of letters shows other glyphs than were laid out"));
    }
    let (mut faces, mut fonts): (Vec<FontInstance>, Vec<Font>) = Default::default();
    for ((object, code), (text, glyph, letters)) in shown.into_iter().zip(all) {
        let at = faces.iter().position(|face| *face == text.font).unwrap_or_else(|| {
            faces.push(text.font.clone());
            fonts.push(Font { object: object.unwrap_or_default(), codes: HashMap::new() });
            fonts.len() - 1
        });
        fonts[at].codes.entry(glyph).or_insert_with(|| (code, letters.to_owned()));
    }
    Ok((faces, fonts))
}

/// The glyphs of a frame in order, each with its text and its letters.
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

/// The codes that a page shows in order, each with its font's object.
fn shown(pdf: &Document, page: ObjectId) -> Option<Vec<(Option<ObjectId>, u16)>> {
    let (mut shown, mut current) = (Vec::new(), None);
    for operation in Content::decode(&pdf.get_page_content(page)).ok()?.operations {
        let mut show = |text: &Object| {
            let bytes = text.as_str().unwrap_or_default();
            shown.extend(bytes.chunks_exact(2).map(|code| (current, u16::from_be_bytes([code[0], code[1]]))));
        };
        match (operation.operator.as_str(), operation.operands.first()) {
            ("Tf", Some(name)) => {
                let name = name.as_name().ok()?.to_vec();
                let resources = resources(pdf, page).ok()?;
                let fonts = pdf.dereference(resources.get(b"Font").ok()?).ok()?.1.as_dict().ok()?.clone();
                current = Some(fonts.get(&name).and_then(Object::as_reference).ok()?);
            }
            ("Tj", Some(text)) => show(text),
            ("TJ", Some(Object::Array(pieces))) => pieces.iter().for_each(show),
            _ => {}
        }
    }
    Some(shown)
}

/// The fonts, colours and drawings of a page.
///
/// # Errors
/// The page has none.
pub(super) fn resources(pdf: &Document, page: ObjectId) -> Result<Dictionary, Unexpected> {
    let found = || {
        let resources = pdf.get_dictionary(page).ok()?.get(b"Resources").ok()?;
        Some(pdf.dereference(resources).ok()?.1.as_dict().ok()?.clone())
    };
    found().ok_or(Unexpected("a page has no resources"))
}

/// Takes the page of letters out of the document; its fonts stay.
///
/// # Errors
/// Pages do not stand in one tree.
pub(super) fn remove_first_page(pdf: &mut Document, page: ObjectId) -> Result<(), Unexpected> {
    let mut removed = || {
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
    };
    removed().ok_or(Unexpected("the tree of pages is another"))
}

/// Cuts the empty text of the place of this number out of a page's content.
///
/// # Errors
/// The place does not have exactly one text of its own.
pub(super) fn cut_out(content: &mut String, place: usize) -> Result<Drawn, Unexpected> {
    let size = format!(" {} Tf ", mark(place));
    let found = || {
        let found = content.find(&size)?;
        let begin = content[..found].rfind("q 1 0 0 -1 ")?;
        let end = found + content[found..].find("\nQ\n")? + 3;
        let color = content[begin..found].find("cm")? + begin + 2;
        let color = content[color..found].split("BT").next()?.to_owned();
        let is_marked = content[..begin].ends_with("BDC\n") && content[end..].starts_with("EMC");
        Some(match content[..begin].rfind('/').filter(|_| is_marked) {
            Some(mut mark) => {
                // The properties of the mark may have names of their own.
                mark = content[..=mark].rfind("/Span<<")?;
                (mark..end + "EMC".len(), Drawn { mark: content[mark..begin].to_owned(), color })
            }
            None => (begin..end, Drawn { mark: "/Artifact<</Type/Pagination>>BDC\n".to_owned(), color }),
        })
    };
    let (text, drawn) = found().ok_or(Unexpected("a place has no text of its own"))?;
    content.replace_range(text, "\n");
    if content.contains(&size) { Err(Unexpected("a place has more than one text")) } else { Ok(drawn) }
}

/// Removes the titles of structure elements, which repeat the words of headings: on a plate these are empty.
pub(super) fn remove_titles(pdf: &mut Document) {
    for object in pdf.objects.values_mut() {
        if let Object::Dictionary(element) = object
            && element.has_type(b"StructElem")
        {
            element.remove(b"T");
        }
    }
}

/// A plate's properties, with [`TITLE`] and [`CODE`] in the place of a document's own.
#[derive(Debug)]
pub(super) struct Properties {
    /// The number of the `Info` dictionary's object, and the dictionary.
    info: (u32, Dictionary),
    /// The number of the metadata's object, the dictionary of its stream, and its text.
    metadata: (u32, Dictionary, String),
}

impl Properties {
    /// Takes the properties out of a document of so many pages from which the page of letters was removed.
    ///
    /// # Errors
    /// They are not there.
    pub(super) fn take(pdf: &mut Document, pages: usize) -> Result<Self, Unexpected> {
        let info = pdf.trailer.get(b"Info").and_then(Object::as_reference).map_err(|_| Unexpected("there is no Info dictionary"))?;
        let metadata = pdf.catalog().and_then(|catalog| catalog.get(b"Metadata")).and_then(Object::as_reference);
        let metadata = metadata.map_err(|_| Unexpected("there is no metadata"))?;
        let dictionary = pdf.objects.remove(&info).and_then(|info| info.as_dict().cloned().ok());
        let info = (info.0, dictionary.ok_or(Unexpected("there is no Info dictionary"))?);
        let Some(Object::Stream(mut xmp)) = pdf.objects.remove(&metadata) else { return Err(Unexpected("the metadata is no stream")) };
        // Metadata that is not compressed is text already.
        let _ = xmp.decompress();
        let Stream { dict, content, .. } = xmp;
        let counted = |count: usize| format!("<xmpTPg:NPages>{count}</xmpTPg:NPages>");
        let text = String::from_utf8(content).map_err(|_| Unexpected("the metadata is not text"))?;
        let text = short_metadata(&text.replace(&counted(pages + 1), &counted(pages)));
        Ok(Properties { info, metadata: (metadata.0, dict, text) })
    }

    /// The number of the `Info` dictionary's object.
    pub(super) fn info_number(&self) -> u32 {
        self.info.0
    }

    /// The `Info` dictionary of a document.
    ///
    /// # Errors
    /// It has no keywords.
    pub(super) fn info(&self, subject: &Subject) -> Result<Dictionary, Unexpected> {
        let mut info = self.info.1.clone();
        let keywords = |text: &[u8]| String::from_utf8_lossy(text).replace(CODE, &subject.code);
        let words = info.get(b"Keywords").and_then(Object::as_str).map(keywords);
        let words = words.map_err(|_| Unexpected("the Info dictionary has no keywords"))?;
        info.set("Title", text_string(&subject.title));
        info.set("Keywords", text_string(&words));
        Ok(info)
    }

    /// The metadata of a document with these two identifiers: the number of their object, the dictionary of their stream, and their text.
    ///
    /// # Errors
    /// They have no identifiers.
    pub(super) fn metadata(&self, subject: &Subject, (id, instance): (&str, &str)) -> Result<(u32, &Dictionary, String), Unexpected> {
        let (number, dictionary, xmp) = &self.metadata;
        let between = |tag: &str| Some(xmp.split_once(&format!("<xmpMM:{tag}>"))?.1.split_once('<')?.0);
        let escaped = |text: &str| text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
        let (old_instance, old_id) =
            between("InstanceID").zip(between("DocumentID")).ok_or(Unexpected("the metadata has no identifiers"))?;
        let text = xmp.replace(old_instance, instance).replace(old_id, id);
        Ok((*number, dictionary, text.replace(TITLE, &escaped(&subject.title)).replace(CODE, &escaped(&subject.code))))
    }
}

/// Metadata without what PDF/A-2 does not ask for: how the document came about, and descriptions of properties that XMP defines itself.
/// PDF/UA's own it does not.
fn short_metadata(text: &str) -> String {
    let mut short = String::with_capacity(text.len());
    let (before, after) = text.split_once("<xmpMM:History>").unwrap_or((text, ""));
    short.push_str(before);
    short.push_str(after.split_once("</xmpMM:History>").map_or(after, |(_, after)| after));
    for described in ["http://ns.adobe.com/xap/1.0/mm/", "http://ns.adobe.com/pdf/1.3/"] {
        let found = short.find(&format!("<pdfaSchema:namespaceURI>{described}<"));
        let begin = found.and_then(|found| short[..found].rfind("<rdf:li rdf:parseType=\"Resource\">"));
        let end = found.and_then(|found| Some(found + short[found..].find(SCHEMA_END)? + SCHEMA_END.len()));
        if let Some((begin, end)) = begin.zip(end) {
            short.replace_range(begin..end, "");
        }
    }
    short
}

/// The end of the description of a schema in metadata.
const SCHEMA_END: &str = "</pdfaSchema:property></rdf:li>";
