//! Finished pages read back with the place of every letter.

use hayro_interpret::font::Glyph;
use hayro_interpret::hayro_cmap::BfString;
use hayro_interpret::hayro_syntax::Pdf;
use hayro_interpret::{
    BlendMode, ClipPath, Context, Device, GlyphDrawMode, Image, InterpreterCache, InterpreterSettings, Paint, PathDrawMode, SoftMask,
    interpret_page,
};
use kurbo::{Affine, BezPath, Point, Rect};

/// A letter and where its origin stands, in points from the page's top left.
#[derive(Debug, Clone, Copy)]
pub struct Letter {
    pub character: char,
    pub x: f64,
    pub y: f64,
    /// Type size in points.
    pub size: f64,
}

#[derive(Debug)]
pub struct Page {
    pub width: f64,
    pub height: f64,
    pub letters: Vec<Letter>,
}

impl Page {
    /// Whether these words stand on the page, white space apart.
    pub fn says(&self, words: &str) -> bool {
        dense(&self.letters.iter().map(|l| l.character).collect::<String>()).contains(&dense(words))
    }

    /// Panics where a letter is outside the printable page, too small, or printed upon another.
    pub fn assert_clean(&self, what: &str) {
        const EDGE: f64 = 17.0; // 6 mm
        let mut seen: Vec<&Letter> = Vec::new();
        for letter in self.letters.iter().filter(|l| !l.character.is_whitespace()) {
            let inside = letter.x > EDGE && letter.x < self.width - EDGE && letter.y > EDGE && letter.y < self.height - EDGE;
            assert!(inside, "{what}: {letter:?} is outside {} × {}", self.width, self.height);
            assert!(letter.size > 8.0, "{what}: {letter:?} is too small");
            assert_ne!(letter.character, char::REPLACEMENT_CHARACTER, "{what}: a letter without meaning at {letter:?}");
            seen.push(letter);
        }
        seen.sort_by(|a, b| a.y.total_cmp(&b.y));
        for (i, a) in seen.iter().enumerate() {
            for b in seen[i + 1..].iter().take_while(|b| b.y - a.y < 2.5) {
                let is_mark = [a, b].iter().any(|l| warta::model::rich_text::is_arabic(l.character));
                assert!((a.x - b.x).abs() > 0.6 || is_mark, "{what}: {a:?} and {b:?} are printed upon each other");
            }
        }
    }
}

pub fn dense(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}

/// Reads a PDF back.
pub fn read(pdf: &[u8]) -> Vec<Page> {
    let pdf = Pdf::new(pdf.to_vec()).unwrap_or_else(|_| panic!("not a PDF"));
    let cache = InterpreterCache::new();
    pdf.pages()
        .iter()
        .map(|page| {
            let (width, height) = page.render_dimensions();
            let (width, height) = (f64::from(width), f64::from(height));
            let frame = Rect::new(0.0, 0.0, width, height);
            let mut context = Context::new(Affine::IDENTITY, frame, &cache, pdf.xref(), InterpreterSettings::default());
            let mut reader = Reader(Page { width, height, letters: Vec::new() });
            interpret_page(page, &mut context, &mut reader);
            reader.0
        })
        .collect()
}

struct Reader(Page);

impl Device<'_> for Reader {
    fn draw_glyph(&mut self, glyph: &Glyph<'_>, transform: Affine, glyph_transform: Affine, _: &Paint<'_>, _: &GlyphDrawMode) {
        let placed = transform * glyph_transform;
        let origin = placed * Point::ORIGIN;
        // A glyph is drawn in a space of 1000 units to the type size.
        let size = (placed * Point::new(0.0, 1000.0)).distance(origin);
        let y = self.0.height - origin.y;
        let mut push = |character| self.0.letters.push(Letter { character, x: origin.x, y, size });
        match glyph.as_unicode() {
            Some(BfString::Char(character)) => push(character),
            Some(BfString::String(text)) => text.chars().take(1).for_each(push),
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
