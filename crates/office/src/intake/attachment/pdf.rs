//! The pages of a PDF as pictures. Scripts, forms, notes and links of a PDF stay behind.

use std::io::{self, Read};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use flate2::read::ZlibDecoder;
use hayro::hayro_interpret::{Context, InterpreterCache, InterpreterSettings, TransformExt, interpret_page};
use hayro::hayro_syntax::object::{Array, Dict, Name, Object};
use hayro::hayro_syntax::page::Page;
use hayro::hayro_syntax::{Filter, LoadPdfError, Pdf};
use hayro::vello_cpu::color::palette::css::WHITE;
use image::RgbImage;
use kurbo::Rect;

use super::words::Words;
use crate::intake::document::holds_nik;
use crate::intake::picture::{self, PAGE};
use crate::intake::{caught, limits};

/// The reason why a PDF is no attachment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum PdfError {
    Locked,
    Damaged,
    /// So many pages.
    TooLong(usize),
    /// It asks for more than any office's PDF does.
    Abnormal,
    /// Something on this page cannot be drawn.
    Undrawn(usize),
    /// This page shows the number of a person.
    Nik(usize),
    /// Nothing is on its pages.
    Empty,
}

/// A page that is ready for print.
#[derive(Debug, Clone)]
pub(super) struct Sheet {
    pub(super) picture: Vec<u8>,
    pub(super) wide: bool,
    /// The words written on it; of a scan, none.
    pub(super) words: String,
}

/// A PDF that was read.
#[derive(Debug, Clone, Default)]
pub(super) struct Sheets {
    pub(super) sheets: Vec<Sheet>,
    /// Numbers of the pages on which nothing is.
    pub(super) blank: Vec<usize>,
    /// Whether something is laid on its pages: filled fields, stamps, notes.
    pub(super) has_marks: bool,
}

/// Draws the pages of a PDF.
///
/// Memoized, as layouts are: where an edition is looked at again and again, each PDF is drawn once.
///
/// # Errors
/// The reason why it is not printed.
#[comemo::memoize]
pub(super) fn sheets(bytes: &[u8]) -> Result<Sheets, PdfError> {
    if !is_whole(bytes) {
        return Err(PdfError::Damaged);
    }
    if unpacked(bytes).is_none() {
        return Err(PdfError::Abnormal);
    }
    let pdf = Pdf::new(bytes.to_vec()).map_err(|error| match error {
        LoadPdfError::Decryption(_) => PdfError::Locked,
        LoadPdfError::Invalid => PdfError::Damaged,
    })?;
    if !is_modest(&pdf) {
        return Err(PdfError::Abnormal);
    }
    let count = pdf.pages().len();
    if count > limits::ATTACHED_PAGES {
        return Err(PdfError::TooLong(count));
    }
    let mut read = Sheets::default();
    let cache = hayro::RenderCache::new();
    for (number, page) in (1..).zip(pdf.pages().iter()) {
        read.has_marks |= has_marks(page);
        let words = words(&pdf, page)?;
        if holds_nik(&words) {
            return Err(PdfError::Nik(number));
        }
        let Some(drawn) = drawn(page, &cache).map_err(|Undrawn| PdfError::Undrawn(number))? else {
            read.blank.push(number);
            continue;
        };
        let picture = picture::page(&drawn).map_err(|_| PdfError::Undrawn(number))?;
        let (width, height) = page.render_dimensions();
        let wide = width > height;
        read.sheets.push(Sheet { picture, wide, words });
    }
    if read.sheets.is_empty() { Err(PdfError::Empty) } else { Ok(read) }
}

/// Whether a PDF has its end: a reader would show what is left of one that was cut off.
fn is_whole(bytes: &[u8]) -> bool {
    const END: usize = 4096;
    bytes[bytes.len().saturating_sub(END)..].windows(5).any(|window| window == b"%%EOF")
}

/// The bytes that all streams unpack to, counted without a look at the objects, which may lie in a stream themselves. `None`: too many.
fn unpacked(bytes: &[u8]) -> Option<u64> {
    const STREAM: &[u8] = b"stream";
    let mut left = limits::PDF_BYTES;
    let mut rest = bytes;
    while let Some(at) = rest.windows(STREAM.len()).position(|window| window == STREAM) {
        rest = &rest[at + STREAM.len()..];
        let data = rest.strip_prefix(b"\r").unwrap_or(rest);
        let data = data.strip_prefix(b"\n").unwrap_or(data);
        let is_packed = data.first_chunk::<2>().is_some_and(|head| head[0] & 0x0f == 8 && u16::from_be_bytes(*head) % 31 == 0);
        if is_packed {
            let mut stream = ZlibDecoder::new(data).take(left + 1);
            let mut counted = Counted(0);
            // Words before an error count too.
            let _ = io::copy(&mut stream, &mut counted);
            left = left.checked_sub(counted.0)?;
        }
    }
    Some(limits::PDF_BYTES - left)
}

struct Counted(u64);

impl io::Write for Counted {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0 += bytes.len() as u64;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Whether no stream is packed twice, nor by an old way that unpacks to too much.
fn is_modest(pdf: &Pdf) -> bool {
    let growth = |filter: &Filter| match filter {
        Filter::LzwDecode => 2_730,
        Filter::RunLengthDecode => 64,
        Filter::FlateDecode => 1,
        _ => 0,
    };
    pdf.objects().into_iter().all(|object| {
        let Object::Stream(stream) = object else { return true };
        let filters = stream.filters();
        let growing: Vec<u64> = filters.iter().map(growth).filter(|times| *times > 0).collect();
        growing.len() < 2 && growing.iter().all(|times| stream.raw_data().len() as u64 * times < limits::PDF_BYTES)
    })
}

/// Whether something is laid on a page that is no link.
fn has_marks(page: &Page<'_>) -> bool {
    let marks = page.raw().get::<Array<'_>>(b"Annots");
    marks.iter().flat_map(|all| all.iter::<Dict<'_>>()).any(|mark| {
        let kind = mark.get::<Name<'_>>(b"Subtype");
        kind.is_some_and(|kind| !matches!(kind.as_ref(), b"Link" | b"Popup"))
    })
}

/// The words written on a page.
fn words(pdf: &Pdf, page: &Page<'_>) -> Result<String, PdfError> {
    let (width, height) = page.render_dimensions();
    let frame = Rect::new(0.0, 0.0, f64::from(width), f64::from(height));
    let cache = InterpreterCache::new();
    let mut context = Context::new(page.initial_transform(true).to_kurbo(), frame, &cache, pdf.xref(), settings());
    let mut words = Words::default();
    let read = caught(|| interpret_page(page, &mut context, &mut words));
    if words.is_spent() || read.is_none() { Err(PdfError::Abnormal) } else { Ok(words.text()) }
}

fn settings() -> InterpreterSettings {
    InterpreterSettings { render_annotations: false, ..InterpreterSettings::default() }
}

/// The picture of a page, as large as its place on paper; `None`: nothing is.
///
/// # Errors
/// Something on it cannot be drawn.
fn drawn<'p>(page: &'p Page<'p>, cache: &hayro::RenderCache<'p>) -> Result<Option<RgbImage>, Undrawn> {
    /// Longer than wide, or wider than long: nothing of it could be read.
    const FLAT: f32 = 30.0;
    /// Pixels of the longer side of a first look.
    const LOOK: f32 = 700.0;
    let (width, height) = page.render_dimensions();
    let (long, short) = (width.max(height), width.min(height));
    if !(short > 0.0 && long <= FLAT * short) {
        return Err(Undrawn);
    }
    let look = rendered(page, cache, LOOK / long)?;
    let Some([left, top, right, bottom]) = margins(&look) else { return Ok(None) };
    let (most_wide, most_high) = if width > height { (PAGE.1, PAGE.0) } else { PAGE };
    let (kept_wide, kept_high) = (width * (1.0 - left - right), height * (1.0 - top - bottom));
    let whole = rendered(page, cache, (most_wide as f32 / kept_wide).min(most_high as f32 / kept_high))?;
    let part = |share: f32, side: u32| (share * side as f32) as u32;
    let (at, side) = ((part(left, whole.width()), part(top, whole.height())), |share: f32, side: u32| part(1.0 - share, side));
    let kept = image::imageops::crop_imm(&whole, at.0, at.1, side(left + right, whole.width()), side(top + bottom, whole.height()));
    Ok(Some(kept.to_image()))
}

/// The page's own margins, which are not printed inside those of the sheet: left, top, right and bottom, as shares of its sides.
/// `None`: nothing is on it.
fn margins(page: &RgbImage) -> Option<[f32; 4]> {
    /// More is a part of what is drawn.
    const MOST: f32 = 1.0 / 6.0;
    /// Stays around what is drawn.
    const KEPT: f32 = 0.01;
    let (mut least, mut most) = ((u32::MAX, u32::MAX), (0, 0));
    for (x, y, _) in page.enumerate_pixels().filter(|(_, _, pixel)| pixel.0.iter().any(|value| *value < 250)) {
        least = (least.0.min(x), least.1.min(y));
        most = (most.0.max(x + 1), most.1.max(y + 1));
    }
    let (width, height) = page.dimensions();
    let share = |pixels: u32, side: u32| (pixels as f32 / side as f32 - KEPT).clamp(0.0, MOST);
    let found = || [share(least.0, width), share(least.1, height), share(width - most.0, width), share(height - most.1, height)];
    (most.0 > 0).then(found)
}

/// Something cannot be drawn.
struct Undrawn;

fn rendered<'p>(page: &'p Page<'p>, cache: &hayro::RenderCache<'p>, scale: f32) -> Result<RgbImage, Undrawn> {
    let has_lost = Arc::new(AtomicBool::new(false));
    let lost = has_lost.clone();
    let settings = InterpreterSettings { warning_sink: Arc::new(move |_| lost.store(true, Ordering::Relaxed)), ..settings() };
    let on_paper = hayro::RenderSettings { x_scale: scale, y_scale: scale, bg_color: WHITE, ..Default::default() };
    let drawn = caught(|| hayro::render(page, cache, &settings, &on_paper)).filter(|_| !has_lost.load(Ordering::Relaxed)).ok_or(Undrawn)?;
    let values = drawn.data().iter().flat_map(|pixel| [pixel.r, pixel.g, pixel.b]).collect();
    RgbImage::from_raw(u32::from(drawn.width()), u32::from(drawn.height()), values).ok_or(Undrawn)
}
