//! Pictures made ready for print: upright, grey, scaled to the column, without metadata, fit for a copy of a copy.

use std::borrow::Cow;
use std::io::Cursor;

use image::imageops::FilterType;
use image::metadata::Orientation;
use image::{DynamicImage, GrayImage, ImageDecoder, ImageFormat, ImageReader, Limits, RgbImage, Rgba, RgbaImage};
use moxcms::{ColorProfile, DataColorSpace, Layout, TransformOptions};
use ring::digest::{SHA256, digest};

use super::limits;
use crate::diagnostic::io_words;

/// A picture that was made ready for print.
#[derive(Debug, Clone)]
pub struct Prepared {
    /// The path under which layouts find it, as [`photo`] gives it.
    pub(super) path: String,
    /// The description that the document gave it.
    pub(super) alt: Option<String>,
}

/// The reason why a picture cannot be printed, in the office's words.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PictureError {
    #[error("berkasnya tidak ada")]
    Missing,
    #[error("berkasnya di luar folder kantor")]
    OutsideFolder,
    /// The file cannot be read, for this reason.
    #[error("{0}")]
    Unread(String),
    #[error("bukan gambar JPEG, PNG, WebP atau GIF yang utuh")]
    NotAPicture,
    #[error("ini foto HEIC atau AVIF (iPhone), yang tidak dapat dibaca")]
    Heic,
    #[error("berkas fotonya terpotong")]
    CutOff,
    #[error("gambar terlalu besar")]
    TooLarge,
    /// In pixels.
    #[error("gambar {width} × {height} titik terlalu pipih untuk dicetak")]
    TooFlat { width: u32, height: u32 },
    #[error("gambar tidak dapat disimpan")]
    NotEncoded,
    /// A fault of Warta.
    #[error("kesalahan di dalam Warta")]
    Crashed,
}

impl From<image::ImageError> for PictureError {
    fn from(error: image::ImageError) -> Self {
        match error {
            image::ImageError::Limits(_) => PictureError::TooLarge,
            _ => PictureError::NotAPicture,
        }
    }
}

/// A column is 81.5 mm wide; 200 pixels per inch is what newsprint and photocopiers can show.
const MAX_WIDTH: u32 = 642;
const MAX_HEIGHT: u32 = 800;
const JPEG_QUALITY: u8 = 72;
/// Of the darkest and lightest pixels, as many in a thousand may become pure black or white, so that what is between
/// them survives a photocopier.
const CLIPPED: u32 = 5;
/// The steepest stretch: a grey wall stays a grey wall.
const STEEPEST: f32 = 4.0;

/// A prepared picture's path for the layouts: `foto/`, sixteen hexadecimal digits of a content's digest, `.jpg`.
pub fn path(jpeg: &[u8]) -> String {
    let hex: String = digest(&SHA256, jpeg).as_ref().iter().take(8).map(|byte| format!("{byte:02x}")).collect();
    format!("foto/{hex}.jpg")
}

/// Turns, greys, scales, lightens and encodes a picture for a column.
///
/// # Errors
/// Where the bytes are no picture that can be printed.
pub fn prepare(bytes: &[u8]) -> Result<Vec<u8>, PictureError> {
    Ok(photo(bytes)?.1)
}

/// The same with the path under which it is printed. Its path is named by its content before it was lightened, as it was when pictures
/// were not lightened: ledgers have these paths in the digests of news, and a picture that its office left alone must not seem another.
///
/// Memoized, as layouts are: where an edition is looked at again and again, each picture is prepared once.
///
/// # Errors
/// As [`prepare`].
#[comemo::memoize]
pub(super) fn photo(bytes: &[u8]) -> Result<(String, Vec<u8>), PictureError> {
    /// A lightened picture has more detail; it is kept as small as the picture was.
    const LIGHTENED_QUALITY: u8 = 64;
    let mut grey = greyed(bytes, (MAX_WIDTH, MAX_HEIGHT))?;
    let path = path(&jpeg(&grey, JPEG_QUALITY)?);
    lighten(&mut grey);
    Ok((path, jpeg(&grey, LIGHTENED_QUALITY)?))
}

/// The same for a letterhead's emblem, which is a thumb wide.
///
/// # Errors
/// As [`prepare`].
#[comemo::memoize]
pub fn emblem(bytes: &[u8]) -> Result<Vec<u8>, PictureError> {
    const SIDE: u32 = 200;
    jpeg(&greyed(bytes, (SIDE, SIDE))?, JPEG_QUALITY)
}

/// A sheet's width and height at 200 pixels per inch, without its margins, head and foot.
pub(super) const PAGE: (u32, u32) = (1_339, 2_244);

/// The width and height of a picture as it is looked at; `None`: it cannot be read.
pub(super) fn upright_size(bytes: &[u8]) -> Option<(u32, u32)> {
    let mut decoder = ImageReader::new(Cursor::new(bytes)).with_guessed_format().ok()?.into_decoder().ok()?;
    let (width, height) = decoder.dimensions();
    Some(if decoder.orientation().is_ok_and(is_sideways) { (height, width) } else { (width, height) })
}

/// A poster as large as a page.
///
/// # Errors
/// As [`prepare`].
#[comemo::memoize]
pub(super) fn poster(bytes: &[u8]) -> Result<Vec<u8>, PictureError> {
    sheet(greyed(bytes, PAGE)?)
}

/// A page as it is printed.
///
/// # Errors
/// It is too large to be encoded.
pub(super) fn page(page: &RgbImage) -> Result<Vec<u8>, PictureError> {
    let mut grey = grey(page, None);
    stretch(&mut grey);
    sheet(grey)
}

/// A sheet of letters and lines in sixteen greys, half as large as its JPEG and without its blur; any other as JPEG.
fn sheet(mut grey: GrayImage) -> Result<Vec<u8>, PictureError> {
    const QUALITY: u8 = 60;
    let plain = grey.pixels().filter(|pixel| !(8..248).contains(&pixel[0])).count();
    if plain < grey.as_raw().len() / 4 * 3 {
        return jpeg(&grey, QUALITY);
    }
    grey.pixels_mut().for_each(|pixel| pixel[0] = pixel[0].saturating_add(8) / 17 * 17);
    let mut png = Cursor::new(Vec::new());
    grey.write_to(&mut png, ImageFormat::Png).map_err(|_| PictureError::NotEncoded)?;
    Ok(png.into_inner())
}

fn jpeg(grey: &GrayImage, quality: u8) -> Result<Vec<u8>, PictureError> {
    let mut jpeg = Vec::new();
    let side = |pixels: u32| u16::try_from(pixels).map_err(|_| PictureError::TooLarge);
    jpeg_encoder::Encoder::new(&mut jpeg, quality)
        .encode(grey, side(grey.width())?, side(grey.height())?, jpeg_encoder::ColorType::Luma)
        .map_err(|_| PictureError::NotEncoded)?;
    Ok(jpeg)
}

fn is_sideways(orientation: Orientation) -> bool {
    matches!(orientation, Orientation::Rotate90 | Orientation::Rotate270 | Orientation::Rotate90FlipH | Orientation::Rotate270FlipH)
}

/// A picture in grey, upright and within so many pixels of width and height.
fn greyed(bytes: &[u8], most: (u32, u32)) -> Result<GrayImage, PictureError> {
    let (max_width, max_height) = most;
    if bytes.get(4..8) == Some(b"ftyp") {
        return Err(PictureError::Heic);
    }
    if is_cut_off(bytes) {
        return Err(PictureError::CutOff);
    }
    let bytes = &without_notes(bytes);
    let mut memory = Limits::default();
    memory.max_alloc = Some(limits::PICTURE_PIXELS * 3);
    let reader = ImageReader::new(Cursor::new(bytes.as_ref())).with_guessed_format();
    let mut reader = reader.map_err(|error| PictureError::Unread(io_words(&error)))?;
    reader.limits(memory);
    let mut decoder = reader.into_decoder()?;
    let (width, height) = decoder.dimensions();
    if u64::from(width) * u64::from(height) > limits::PICTURE_PIXELS || decoder.total_bytes() > limits::PICTURE_PIXELS * 3 {
        return Err(PictureError::TooLarge);
    }
    if width.max(height) > 30 * width.min(height) {
        return Err(PictureError::TooFlat { width, height });
    }
    let orientation = decoder.orientation()?;
    let profile = decoder.icc_profile().ok().flatten();
    let picture = DynamicImage::from_decoder(decoder)?;
    let fits = picture.width() <= max_width && picture.height() <= max_height;
    // Turned afterwards, since a small picture turns fast; a picture that lies on its side swaps the limits.
    let (widest, highest) = if is_sideways(orientation) { (max_height, max_width) } else { (max_width, max_height) };
    let mut scaled = if fits { picture } else { picture.resize(widest, highest, FilterType::Lanczos3) };
    scaled.apply_orientation(orientation);
    let mut grey = grey(&on_paper(scaled), profile.as_deref());
    stretch(&mut grey);
    Ok(grey)
}

/// Photographs of one announcement: a page shows no more.
pub(super) const PHOTOGRAPHS: usize = 6;

/// The positions of the photographs among a document's pictures, in their order. A letterhead's emblem, and whatever is as small, is none.
pub(super) fn photographs(pictures: &[(Vec<u8>, Option<String>)]) -> Vec<usize> {
    const EMBLEM: u32 = 220;
    let is_large = |bytes: &[u8]| size(bytes).is_some_and(|(width, height)| width.max(height) > EMBLEM);
    pictures.iter().enumerate().filter(|(_, (bytes, _))| is_large(bytes)).map(|(at, _)| at).collect()
}

/// Whether a picture above a text is a letterhead that was scanned or drawn: a band as wide as the page.
pub(super) fn is_letterhead(bytes: &[u8]) -> bool {
    size(bytes).is_some_and(|(width, height)| width >= 3 * height)
}

fn size(bytes: &[u8]) -> Option<(u32, u32)> {
    ImageReader::new(Cursor::new(bytes)).with_guessed_format().ok()?.into_dimensions().ok()
}

/// A JPEG without its end; its reader would make the rest grey. What is small enough to be a thumbnail inside does not count.
fn is_cut_off(bytes: &[u8]) -> bool {
    let is_jpeg = bytes.starts_with(&[0xff, 0xd8, 0xff]);
    is_jpeg && !bytes[bytes.len() / 2..].windows(2).any(|pair| pair == [0xff, 0xd9])
}

/// A PNG without its texts and without a colour profile of more than a profile's size: either may unpack to gigabytes.
fn without_notes(bytes: &[u8]) -> Cow<'_, [u8]> {
    const SIGNATURE: usize = 8;
    const PROFILE_BYTES: usize = 64 << 10;
    if !bytes.starts_with(b"\x89PNG\r\n\x1a\n") {
        return Cow::Borrowed(bytes);
    }
    let mut kept = bytes[..SIGNATURE].to_vec();
    let mut rest = &bytes[SIGNATURE..];
    // A chunk: length, name, data, checksum.
    while let Some(length) = rest.first_chunk::<4>().map(|length| u32::from_be_bytes(*length) as usize) {
        let Some(chunk) = length.checked_add(12).and_then(|whole| rest.get(..whole)) else { break };
        let is_note = matches!(&chunk[4..8], b"zTXt" | b"iTXt" | b"tEXt") || (&chunk[4..8] == b"iCCP" && length > PROFILE_BYTES);
        if !is_note {
            kept.extend_from_slice(chunk);
        }
        rest = &rest[chunk.len()..];
    }
    kept.extend_from_slice(rest);
    Cow::Owned(kept)
}

/// A transparent picture stands on paper, not on black.
fn on_paper(picture: DynamicImage) -> RgbImage {
    if !picture.color().has_alpha() {
        return picture.to_rgb8();
    }
    let mut paper = RgbaImage::from_pixel(picture.width(), picture.height(), Rgba([255; 4]));
    image::imageops::overlay(&mut paper, &picture.to_rgba8(), 0, 0);
    DynamicImage::ImageRgba8(paper).to_rgb8()
}

/// Grey by lightness. Colours of a wide gamut (Adobe RGB, Display P3) are first brought to those of every screen, by the
/// profile that the picture carries; one that cannot be read is passed over, and the greys are then a little off.
fn grey(picture: &RgbImage, profile: Option<&[u8]>) -> GrayImage {
    let to_screen = profile
        .and_then(|icc| ColorProfile::new_from_slice(icc).ok())
        .filter(|p| p.color_space == DataColorSpace::Rgb)
        .and_then(|from| from.create_transform_8bit(Layout::Rgb, &ColorProfile::new_srgb(), Layout::Rgb, TransformOptions::default()).ok());
    let mut screen = picture.clone();
    if let Some(transform) = to_screen
        && transform.transform(picture, &mut screen).is_err()
    {
        screen.clone_from(picture);
    }
    DynamicImage::ImageRgb8(screen).to_luma8()
}

/// Stretches the greys between the nearly darkest and the nearly lightest to black and white.
fn stretch(grey: &mut GrayImage) {
    let mut counts = [0u32; 256];
    grey.pixels().for_each(|pixel| counts[usize::from(pixel[0])] += 1);
    let clipped = grey.width() * grey.height() * CLIPPED / 1000;
    let bound = |levels: Vec<usize>| {
        let mut passed = 0;
        levels.into_iter().find(|&level| {
            passed += counts[level];
            passed > clipped
        })
    };
    let (Some(dark), Some(light)) = (bound((0..256).collect()), bound((0..256).rev().collect())) else { return };
    if light <= dark {
        return;
    }
    let slope = (255.0 / (light - dark) as f32).min(STEEPEST);
    let middle = (dark + light) as f32 / 2.0;
    let half = slope * (light - dark) as f32 / 2.0;
    // Where the stretch is limited, a light picture stays rather light and a dark one rather dark, though never black.
    let centre = (middle.clamp(half.min(127.5), (255.0 - half).max(127.5)) + 127.5) / 2.0;
    grey.pixels_mut().for_each(|pixel| pixel[0] = ((f32::from(pixel[0]) - middle) * slope + centre).clamp(0.0, 255.0) as u8);
}

/// Lifts the shadows of a photo and deepens whatever differs from its surroundings. A photocopier makes black or white of each grey:
/// without this nearly half of a photo of a river is solid black in the third copy, and a face in shade is gone. A screen of lines does no
/// better there, for the copier's blur closes any screen of more than 25 lines to the inch, and takes twice the bytes.
fn lighten(grey: &mut GrayImage) {
    /// The greys that a wholly black and a wholly white surrounding get.
    const BLACK: i32 = 92;
    const WHITE: i32 = 244;
    /// No pixel gets darker.
    const DARKEST: i32 = 16;
    let around = Surroundings::of(grey);
    for (x, y, pixel) in grey.enumerate_pixels_mut() {
        let mean = around.mean(x, y);
        let apart = i32::from(pixel[0]) - mean;
        pixel[0] = (BLACK + mean * (WHITE - BLACK) / 255 + apart * 3 / 2).clamp(DARKEST, 255) as u8;
    }
}

/// The mean greys around the pixels of a picture.
struct Surroundings {
    width: u32,
    height: u32,
    /// At each corner between pixels, the sum of all greys above it and to the left of it.
    sums: Vec<u32>,
}

impl Surroundings {
    /// Pixels on each side: with them 6 mm in print, about a face in a group.
    const REACH: u32 = 24;

    fn of(grey: &GrayImage) -> Self {
        let (width, height) = grey.dimensions();
        let mut sums = vec![0; width as usize + 1];
        for row in grey.rows() {
            let above = sums.len() - width as usize - 1;
            let mut left = 0;
            sums.push(0);
            for (at, pixel) in (1..).zip(row) {
                left += u32::from(pixel[0]);
                sums.push(sums[above + at] + left);
            }
        }
        Surroundings { width, height, sums }
    }

    fn mean(&self, x: u32, y: u32) -> i32 {
        let span = |at: u32, end: u32| (at.saturating_sub(Self::REACH), (at + Self::REACH + 1).min(end));
        let ((left, right), (top, bottom)) = (span(x, self.width), span(y, self.height));
        let sum = |x: u32, y: u32| self.sums[(y * (self.width + 1) + x) as usize];
        let greys = sum(right, bottom) + sum(left, top) - sum(left, bottom) - sum(right, top);
        (greys / ((right - left) * (bottom - top))) as i32
    }
}
