//! Reads a finished PDF back: its text, page by page. So a document proves whose it is before it is bundled.

use hayro_interpret::font::Glyph;
use hayro_interpret::hayro_cmap::BfString;
use hayro_interpret::hayro_syntax::Pdf;
use hayro_interpret::{
    BlendMode, ClipPath, Context, Device, GlyphDrawMode, Image, InterpreterCache, InterpreterSettings, Paint, PathDrawMode, SoftMask, interpret_page,
};
use kurbo::{Affine, BezPath, Point, Rect};

/// A character and where its origin stands, in points from the page's top left.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Letter {
    pub character: char,
    pub x: f64,
    pub y: f64,
    /// Type size in points.
    pub size: f64,
}

/// One page read back.
#[derive(Debug, Clone, Default)]
pub struct PageText {
    pub width: f64,
    pub height: f64,
    pub letters: Vec<Letter>,
}

impl PageText {
    /// The text in drawing order without any white space, which PDFs place rather than write.
    pub fn dense(&self) -> String {
        self.letters.iter().map(|l| l.character).filter(|c| !c.is_whitespace()).collect()
    }

    /// Whether these words stand on the page, white space apart.
    pub fn says(&self, words: &str) -> bool {
        let words: String = words.chars().filter(|c| !c.is_whitespace()).collect();
        self.dense().contains(&words)
    }
}

/// The text of every page; `None`: not a readable PDF.
pub fn read(pdf: &[u8]) -> Option<Vec<PageText>> {
    let pdf = Pdf::new(pdf.to_vec()).ok()?;
    let cache = InterpreterCache::new();
    let pages = pdf.pages().iter().map(|page| {
        let (width, height) = page.render_dimensions();
        let (width, height) = (f64::from(width), f64::from(height));
        let mut context = Context::new(Affine::IDENTITY, Rect::new(0.0, 0.0, width, height), &cache, pdf.xref(), InterpreterSettings::default());
        let mut reader = Reader { page: PageText { width, height, letters: Vec::new() } };
        interpret_page(page, &mut context, &mut reader);
        reader.page
    });
    Some(pages.collect())
}

/// Whether every page names this village (or kecamatan), and this edition in one of the ways it may be written. The
/// reason, where it does not.
///
/// # Errors
/// In the office's words.
pub fn proves(pages: &[PageText], code: &str, editions: &[&str]) -> Result<(), String> {
    let bare = |text: &str| text.chars().filter(|c| c.is_ascii_alphanumeric()).collect::<String>();
    for (number, page) in (1..).zip(pages) {
        let text: String = page.dense().chars().filter(|c| c.is_ascii_alphanumeric()).collect();
        if !text.contains(&bare(code)) {
            return Err(format!("halaman {number} tidak memuat kode {code}"));
        }
        if !editions.iter().any(|edition| text.contains(&bare(edition))) {
            return Err(format!("halaman {number} tidak memuat edisi {}", editions.join(" atau ")));
        }
    }
    if pages.is_empty() { Err("tidak ada halaman".to_owned()) } else { Ok(()) }
}

struct Reader {
    page: PageText,
}

impl Device<'_> for Reader {
    fn draw_glyph(&mut self, glyph: &Glyph<'_>, transform: Affine, glyph_transform: Affine, _: &Paint<'_>, _: &GlyphDrawMode) {
        let placed = transform * glyph_transform;
        let origin = placed * Point::ORIGIN;
        // A glyph is drawn in a space of 1000 units to the type size.
        let size = (placed * Point::new(0.0, 1000.0)).distance(origin);
        let mut push = |character| {
            let y = self.page.height - origin.y;
            self.page.letters.push(Letter { character, x: origin.x, y, size });
        };
        match glyph.as_unicode() {
            Some(BfString::Char(character)) => push(character),
            Some(BfString::String(text)) => text.chars().for_each(push),
            None => push(char::REPLACEMENT_CHARACTER),
        }
    }

    fn set_soft_mask(&mut self, _: Option<SoftMask<'_>>) {}
    fn set_blend_mode(&mut self, _: BlendMode) {}
    fn draw_path(&mut self, _: &BezPath, _: Affine, _: &Paint<'_>, _: &PathDrawMode) {}
    fn push_clip_path(&mut self, _: &ClipPath) {}
    fn push_transparency_group(&mut self, _: f32, _: Option<SoftMask<'_>>, _: BlendMode) {}
    fn draw_image(&mut self, _: Image<'_, '_>, _: Affine) {}
    fn pop_clip_path(&mut self) {}
    fn pop_transparency_group(&mut self) {}
}
