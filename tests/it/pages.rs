//! Finished pages read back: the place of every letter and line, and pages as pictures.

use hayro_interpret::font::Glyph;
use hayro_interpret::hayro_cmap::BfString;
use hayro_interpret::hayro_syntax::Pdf;
use hayro_interpret::{
    BlendMode, ClipPath, Context, Device, GlyphDrawMode, Image, InterpreterCache, InterpreterSettings, Paint, PathDrawMode, SoftMask,
    interpret_page,
};
use kurbo::{Affine, BezPath, Point, Rect, Shape};

/// A letter and where its origin stands, in points from the page's top left.
#[derive(Debug, Clone, Copy)]
pub struct Letter {
    pub character: char,
    pub x: f64,
    pub y: f64,
    /// Type size in points.
    pub size: f64,
    pub is_black: bool,
    /// As on a black tab.
    pub is_white: bool,
}

/// A line or a filled shape, in points from the page's top left.
#[derive(Debug, Clone, Copy)]
pub struct Mark {
    pub area: Rect,
    /// Of a line, its thickness.
    pub stroke: Option<f64>,
    pub is_black: bool,
}

#[derive(Debug)]
pub struct Page {
    pub width: f64,
    pub height: f64,
    pub letters: Vec<Letter>,
    pub marks: Vec<Mark>,
    pub pictures: Vec<Rect>,
}

impl Page {
    /// All its letters, without white space.
    pub fn text(&self) -> String {
        dense(&self.letters.iter().map(|l| l.character).collect::<String>())
    }

    /// Whether these words stand on the page, white space apart.
    pub fn says(&self, words: &str) -> bool {
        self.text().contains(&dense(words))
    }

    /// Panics where a letter is outside the printable page, too small, or printed upon another.
    pub fn assert_clean(&self, what: &str) {
        const EDGE: f64 = 17.0; // 6 mm
        let mut seen: Vec<&Letter> = Vec::new();
        for letter in self.letters.iter().filter(|l| !l.character.is_whitespace()) {
            let inside = letter.x > EDGE && letter.x < self.width - EDGE && letter.y > EDGE && letter.y < self.height - EDGE;
            assert!(inside, "{what}: {letter:?} is outside {} × {}", self.width, self.height);
            assert!(letter.size > 8.9, "{what}: {letter:?} is too small");
            let on_black = |mark: &Mark| mark.is_black && mark.stroke.is_none() && mark.area.contains(Point::new(letter.x, letter.y));
            let is_contrasty = letter.is_black || (letter.is_white && self.marks.iter().any(on_black));
            assert!(is_contrasty, "{what}: {letter:?} is neither black on white nor white on black");
            assert_ne!(letter.character, char::REPLACEMENT_CHARACTER, "{what}: a letter without meaning at {letter:?}");
            seen.push(letter);
        }
        for mark in &self.marks {
            let area = mark.area;
            // A tab at the edge of a pile's sheet is meant to be cut off by the paper.
            let is_bled = mark.stroke.is_none() && area.x1 >= self.width;
            let inside = area.x0 > EDGE && (area.x1 < self.width - EDGE || is_bled) && area.y0 > EDGE && area.y1 < self.height - EDGE;
            assert!(inside, "{what}: {mark:?} is outside {} × {}", self.width, self.height);
            assert!(mark.stroke.is_none_or(|width| width > 0.49), "{what}: {mark:?} is too thin for a photocopier");
            assert!(mark.is_black, "{what}: {mark:?} is tinted");
        }
        for picture in &self.pictures {
            let inside = picture.x0 > EDGE && picture.x1 < self.width - EDGE && picture.y0 > EDGE && picture.y1 < self.height - EDGE;
            assert!(inside, "{what}: a picture at {picture:?} is outside");
            let covered = seen.iter().find(|l| picture.contains(Point::new(l.x, l.y)));
            assert!(covered.is_none(), "{what}: {covered:?} stands on the picture {picture:?}");
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
            let mut reader = Reader(Page { width, height, letters: Vec::new(), marks: Vec::new(), pictures: Vec::new() });
            interpret_page(page, &mut context, &mut reader);
            reader.0
        })
        .collect()
}

/// A page as a grey picture: width, height, and from black 0 to white 255.
pub fn picture(pdf: &[u8], pixels_per_inch: f32) -> Vec<image::GrayImage> {
    let pdf = Pdf::new(pdf.to_vec()).unwrap_or_else(|_| panic!("not a PDF"));
    let cache = hayro::RenderCache::new();
    let scale = pixels_per_inch / 72.0;
    let settings = hayro::RenderSettings {
        x_scale: scale,
        y_scale: scale,
        bg_color: hayro::vello_cpu::color::palette::css::WHITE,
        ..Default::default()
    };
    let grey = |page| {
        let drawn = hayro::render(page, &cache, &InterpreterSettings::default(), &settings);
        let pixels = drawn.data().iter().map(|p| ((u32::from(p.r) * 299 + u32::from(p.g) * 587 + u32::from(p.b) * 114) / 1000) as u8);
        image::GrayImage::from_raw(u32::from(drawn.width()), u32::from(drawn.height()), pixels.collect()).unwrap()
    };
    pdf.pages().iter().map(grey).collect()
}

fn is_black(paint: &Paint<'_>) -> bool {
    is_grey(paint, 0)
}

fn is_grey(paint: &Paint<'_>, level: u8) -> bool {
    matches!(paint, Paint::Color(color) if color.to_rgba().to_rgba8() == [level, level, level, 255])
}

struct Reader(Page);

impl Reader {
    /// An area with y from the page's top.
    fn on_page(&self, area: Rect) -> Rect {
        Rect::new(area.x0, self.0.height - area.y1, area.x1, self.0.height - area.y0)
    }
}

impl Device<'_> for Reader {
    fn draw_glyph(&mut self, glyph: &Glyph<'_>, transform: Affine, glyph_transform: Affine, paint: &Paint<'_>, _: &GlyphDrawMode) {
        let placed = transform * glyph_transform;
        let origin = placed * Point::ORIGIN;
        // A glyph is drawn in a space of 1000 units to the type size.
        let size = (placed * Point::new(0.0, 1000.0)).distance(origin);
        let y = self.0.height - origin.y;
        let (is_black, is_white) = (is_black(paint), is_grey(paint, u8::MAX));
        let mut push = |character| self.0.letters.push(Letter { character, x: origin.x, y, size, is_black, is_white });
        match glyph.as_unicode() {
            Some(BfString::Char(character)) => push(character),
            Some(BfString::String(text)) => text.chars().take(1).for_each(push),
            None => push(char::REPLACEMENT_CHARACTER),
        }
    }

    fn set_soft_mask(&mut self, _: Option<SoftMask<'_>>) {}
    fn set_blend_mode(&mut self, _: BlendMode) {}
    fn draw_path(&mut self, path: &BezPath, transform: Affine, paint: &Paint<'_>, mode: &PathDrawMode) {
        let scale = (transform * Point::new(1.0, 0.0)).distance(transform * Point::ORIGIN);
        let stroke = match mode {
            PathDrawMode::Stroke(stroke) => Some(f64::from(stroke.line_width) * scale),
            PathDrawMode::Fill(_) => None,
        };
        let area = self.on_page((transform * path.clone()).bounding_box());
        self.0.marks.push(Mark { area, stroke, is_black: is_black(paint) });
    }
    fn push_clip_path(&mut self, _: &ClipPath) {}
    fn push_transparency_group(&mut self, _: f32, _: Option<SoftMask<'_>>, _: BlendMode) {}
    fn draw_image(&mut self, image: Image<'_, '_>, transform: Affine) {
        let corners = Rect::new(0.0, 0.0, f64::from(image.width()), f64::from(image.height()));
        let area = self.on_page(transform.transform_rect_bbox(corners));
        self.0.pictures.push(area);
    }
    fn pop_clip_path(&mut self) {}
    fn pop_transparency_group(&mut self) {}
}
