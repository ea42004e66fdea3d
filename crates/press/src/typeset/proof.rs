//! Reads a finished PDF back: its text must prove which village and edition it is for, before it is bundled.
//!
//! Just the text is read, through each font's own table from glyphs to letters: what a reader's search would find.

use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::rc::Rc;

use hayro_cmap::{BfString, CMap};
use hayro_syntax::Pdf;
use hayro_syntax::content::UntypedIter;
use hayro_syntax::object::{Array, Dict, Name, Object, Stream, String as PdfString};
use hayro_syntax::page::{Page, Resources};

/// The text of every page, without white space, which a PDF places rather than writes. `None`: not a readable PDF.
pub fn read(pdf: &[u8]) -> Option<Vec<String>> {
    let pdf = Pdf::new(pdf.to_vec()).ok()?;
    Some(pdf.pages().iter().map(|page| page_text(page, |_| false)).collect())
}

/// A document does not prove which village and edition it is for.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Unproven {
    #[error("PDF tidak terbaca")]
    Unreadable,
    #[error("tidak ada halaman")]
    Empty,
    #[error("halaman {page} tidak memuat kode {code}")]
    WithoutCode { page: usize, code: String },
    #[error("halaman {page} tidak memuat edisi {editions}")]
    WithoutEdition { page: usize, editions: String },
}

/// Proves that every page names this village (or kecamatan), and this edition in one of the ways it may be written.
///
/// # Errors
/// The first page that does not.
pub fn prove(pdf: &[u8], code: &str, editions: &[&str]) -> Result<(), Unproven> {
    let bare = |text: &str| text.chars().filter(char::is_ascii_alphanumeric).collect::<String>();
    let (wanted_code, wanted_editions) = (bare(code), editions.iter().map(|e| bare(e)).collect::<Vec<_>>());
    let pdf = Pdf::new(pdf.to_vec()).map_err(|_| Unproven::Unreadable)?;
    if pdf.pages().is_empty() {
        return Err(Unproven::Empty);
    }
    for (number, page) in (1..).zip(pdf.pages().iter()) {
        let names_code = |text: &str| bare(text).contains(&wanted_code);
        let names_edition = |text: &str| wanted_editions.iter().any(|edition| bare(text).contains(edition));
        // Reading stops as soon as the page has said both.
        let (said_code, said_edition) = (Cell::new(false), Cell::new(false));
        let text = page_text(page, |text| {
            said_code.set(said_code.get() || names_code(text));
            said_edition.set(said_edition.get() || names_edition(text));
            said_code.get() && said_edition.get()
        });
        // A short booklet's later sides are empty.
        if number > 1 && text.is_empty() {
            continue;
        }
        if !names_code(&text) {
            return Err(Unproven::WithoutCode { page: number, code: code.to_owned() });
        }
        if !names_edition(&text) {
            return Err(Unproven::WithoutEdition { page: number, editions: editions.join(" atau ") });
        }
    }
    Ok(())
}

/// A page's text in drawing order; reading stops at the end of the first text object after which `enough` holds.
fn page_text(page: &Page<'_>, enough: impl Fn(&str) -> bool) -> String {
    let mut text = Text { letters: String::new(), checked: 0, enough };
    let key: &[u8] = b"Contents";
    let Some(key) = Name::new(key) else { return text.letters };
    let one = page.raw().get::<Stream<'_>>(key.clone());
    let several = page.raw().get::<Array<'_>>(key);
    // A page's own content comes first, and is often enough.
    for stream in one.into_iter().chain(several.iter().flat_map(|all| all.iter::<Stream<'_>>())) {
        if stream.decoded().is_ok_and(|content| text.read(&content, page.resources())) {
            break;
        }
    }
    text.letters
}

struct Text<F> {
    letters: String,
    /// The length of text that `enough` has seen.
    checked: usize,
    enough: F,
}

impl<F: Fn(&str) -> bool> Text<F> {
    /// Reads the content of a page, or of a drawing on it: a booklet's pages are drawings. Gives whether it was enough.
    fn read(&mut self, content: &[u8], resources: &Resources<'_>) -> bool {
        let mut fonts: Vec<(Vec<u8>, Option<Rc<CMap>>)> = Vec::new();
        let mut current = None;
        let mut operations = UntypedIter::new(content);
        while let Some(instruction) = operations.next() {
            let operator: &[u8] = instruction.operator;
            match operator {
                b"Tf" => {
                    let Some(Object::Name(name)) = instruction.operands().next() else { continue };
                    let known = fonts.iter().position(|(known, _)| known == name.as_ref());
                    current = Some(known.unwrap_or_else(|| {
                        let table = resources.get_font(name).and_then(|font| to_unicode(&font));
                        fonts.push((name.as_ref().to_vec(), table));
                        fonts.len() - 1
                    }));
                }
                b"Tj" | b"TJ" => {
                    let Some(letters) = current.and_then(|at: usize| fonts.get(at)).and_then(|(_, letters)| letters.as_ref()) else {
                        continue;
                    };
                    match instruction.operands().next() {
                        Some(Object::String(shown)) => push_letters(&mut self.letters, shown, letters),
                        Some(Object::Array(pieces)) => push_pieces(&mut self.letters, pieces, letters),
                        _ => {}
                    }
                }
                b"ET" => {
                    // Codes and editions are short: the new text and a little before it suffice.
                    let from = self.letters.floor_char_boundary(self.checked.min(self.letters.len()).saturating_sub(64));
                    if self.letters.len() > self.checked && (self.enough)(&self.letters[from..]) {
                        return true;
                    }
                    self.checked = self.letters.len();
                }
                b"Do" => {
                    let Some(Object::Name(name)) = instruction.operands().next() else { continue };
                    if self.drawing(resources.get_x_object(name), resources) == Some(true) {
                        return true;
                    }
                }
                _ => {}
            }
        }
        false
    }

    /// A drawing's content; `None`: it is a picture.
    fn drawing(&mut self, drawing: Option<Stream<'_>>, parent: &Resources<'_>) -> Option<bool> {
        let drawing = drawing?;
        let (subtype, resources): (&[u8], &[u8]) = (b"Subtype", b"Resources");
        drawing.dict().get::<Name<'_>>(Name::new(subtype)?).filter(|name| name.as_ref() == b"Form")?;
        let resources = Resources::from_parent(drawing.dict().get::<Dict<'_>>(Name::new(resources)?)?, parent.clone());
        Some(self.read(&drawing.decoded().ok()?, &resources))
    }
}

fn push_pieces(text: &mut String, pieces: &Array<'_>, letters: &CMap) {
    for piece in pieces.iter::<Object<'_>>() {
        if let Object::String(shown) = piece {
            push_letters(text, &shown, letters);
        }
    }
}

/// Fonts are subset with two-byte codes (Identity-H).
fn push_letters(text: &mut String, shown: &PdfString<'_>, letters: &CMap) {
    for code in shown.as_bytes().chunks_exact(2) {
        match letters.lookup_bf_string(u32::from(u16::from_be_bytes([code[0], code[1]]))) {
            Some(BfString::Char(letter)) if !letter.is_whitespace() => text.push(letter),
            Some(BfString::String(ligature)) => text.extend(ligature.chars().filter(|c| !c.is_whitespace())),
            Some(BfString::Char(_)) => {}
            None => text.push(char::REPLACEMENT_CHARACTER),
        }
    }
}

/// A font's table from glyphs to letters. Documents of one plate have the same tables, byte for byte: each is read once.
fn to_unicode(font: &Dict<'_>) -> Option<Rc<CMap>> {
    /// The number of tables that are kept.
    const MOST: usize = 64;
    thread_local! {
        static TABLES: RefCell<HashMap<u128, Option<Rc<CMap>>>> = RefCell::default();
    }
    let key: &[u8] = b"ToUnicode";
    let table = font.get::<Stream<'_>>(Name::new(key)?)?;
    let digest = typst::utils::hash128(&(table.raw_data().as_ref(), table.dict().data()));
    TABLES.with_borrow_mut(|tables| {
        if tables.len() >= MOST {
            tables.clear();
        }
        tables.entry(digest).or_insert_with(|| CMap::parse(&table.decoded().ok()?, |_| None).map(Rc::new)).clone()
    })
}
