//! The words on a PDF's page, in the order in which they are drawn, and how much drawing the page asks for.

use std::collections::HashMap;

use hayro::hayro_interpret::font::Glyph;
use hayro::hayro_interpret::hayro_cmap::BfString;
use hayro::hayro_interpret::pattern::Pattern;
use hayro::hayro_interpret::{BlendMode, CacheKey, ClipPath, Device, GlyphDrawMode, Image, Paint, PathDrawMode, SoftMask};
use kurbo::{Affine, BezPath, Point};

use crate::intake::limits;

/// Drawings within each other: tiles, masks, letters that are drawings. Office programs nest two or three.
const DEPTH: usize = 16;

/// Reads a page as it is drawn. It unwinds from a page that asks for more than any page of an office does: a drawing may be made of others,
/// and those of others again, so that a small file draws for ever.
#[derive(Debug, Default)]
pub(super) struct Words {
    text: String,
    /// The place at which the last letter ended, and its size.
    end: Option<(Point, f64)>,
    drawings: usize,
    pixels: u64,
    depth: usize,
    /// The drawings of what is drawn again and again.
    known: HashMap<u128, usize>,
}

impl Words {
    /// The words, line by line, with one blank between any two.
    pub(super) fn text(&self) -> String {
        let lines = self.text.lines().map(|line| line.split_whitespace().collect::<Vec<_>>().join(" "));
        lines.filter(|line| !line.is_empty()).collect::<Vec<_>>().join("\n")
    }

    /// Whether the page asks for too much.
    pub(super) fn is_spent(&self) -> bool {
        self.drawings > limits::PAGE_DRAWINGS || self.pixels > limits::PAGE_PIXELS || self.depth > DEPTH
    }

    fn count(&mut self, drawings: usize) {
        self.drawings = self.drawings.saturating_add(drawings);
        if self.is_spent() {
            std::panic::resume_unwind(Box::new("a page that asks for too much"));
        }
    }

    /// Counts what a part draws that is no text of the page.
    fn count_part(&mut self, key: u128, draw: impl FnOnce(&mut Self)) {
        if let Some(drawings) = self.known.get(&key).copied() {
            return self.count(drawings);
        }
        let (length, end, before) = (self.text.len(), self.end, self.drawings);
        self.depth += 1;
        self.count(1);
        draw(self);
        self.depth -= 1;
        self.text.truncate(length);
        self.end = end;
        self.known.insert(key, self.drawings - before);
    }

    fn count_mask<'a>(&mut self, mask: Option<&SoftMask<'a>>) {
        self.count(1);
        if let Some(mask) = mask {
            self.count_part(mask.cache_key(), |words| mask.interpret(words));
        }
    }

    fn letter(&mut self, letter: &str, placed: Affine, advance: f64) {
        /// In type sizes: a wider gap parts two words.
        const GAP: f64 = 0.18;
        let origin = placed * Point::ORIGIN;
        // A glyph is drawn in a space of 1000 units to the type size.
        let size = (placed * Point::new(0.0, 1000.0)).distance(origin);
        if let Some((end, before)) = self.end
            && end.distance(origin) > GAP * size.max(before)
        {
            let is_in_line = (end.y - origin.y).abs() < size.max(before) / 2.0;
            self.text.push(if is_in_line { ' ' } else { '\n' });
        }
        self.text.push_str(letter);
        self.end = Some((placed * Point::new(advance, 0.0), size));
    }
}

impl<'a> Device<'a> for Words {
    fn draw_glyph(&mut self, glyph: &Glyph<'a>, transform: Affine, glyph_transform: Affine, paint: &Paint<'a>, _: &GlyphDrawMode) {
        /// Of a letter whose font does not tell its width: half its size.
        const USUAL: f64 = 500.0;
        self.count(1);
        let advance = match glyph {
            Glyph::Outline(outline) => outline.advance_width().map_or(USUAL, f64::from),
            Glyph::Type3(drawn) => {
                self.count_part(drawn.cache_key(), |words| drawn.interpret(words, transform, glyph_transform, paint));
                USUAL
            }
        };
        match glyph.as_unicode() {
            Some(BfString::Char(letter)) => self.letter(letter.encode_utf8(&mut [0; 4]), transform * glyph_transform, advance),
            Some(BfString::String(letters)) => self.letter(&letters, transform * glyph_transform, advance),
            None => {}
        }
    }

    fn draw_path(&mut self, _: &BezPath, transform: Affine, paint: &Paint<'a>, _: &PathDrawMode) {
        self.count(1);
        if let Paint::Pattern(pattern) = paint
            && let Pattern::Tiling(tiling) = pattern.as_ref()
        {
            self.count_part(tiling.cache_key(), |words| {
                tiling.interpret(words, transform, false);
            });
        }
    }

    fn draw_image(&mut self, image: Image<'a, '_>, _: Affine) {
        self.pixels = self.pixels.saturating_add(u64::from(image.width()) * u64::from(image.height()));
        self.count(1);
    }

    fn set_soft_mask(&mut self, mask: Option<SoftMask<'a>>) {
        self.count_mask(mask.as_ref());
    }

    fn push_transparency_group(&mut self, _: f32, mask: Option<SoftMask<'a>>, _: BlendMode) {
        self.count_mask(mask.as_ref());
    }

    fn push_clip_path(&mut self, _: &ClipPath) {
        self.count(1);
    }

    fn set_blend_mode(&mut self, _: BlendMode) {}

    fn pop_clip_path(&mut self) {}

    fn pop_transparency_group(&mut self) {}
}
