//! Pictures made ready for print: upright, grey, scaled to the column, without metadata.

use std::io::Cursor;

use image::imageops::FilterType;
use image::{DynamicImage, ImageDecoder, ImageReader, Limits};

use super::limits;

/// A picture as the layouts get it.
#[derive(Debug, Clone)]
pub struct Prepared {
    /// Its path for the layouts, `foto/1.jpg`.
    pub path: String,
    pub jpeg: Vec<u8>,
    /// The description that the document gave it.
    pub alt: Option<String>,
}

/// A column is 81.5 mm wide; 200 pixels per inch is what newsprint and photocopiers can show.
const MAX_WIDTH: u32 = 642;
const MAX_HEIGHT: u32 = 800;
const JPEG_QUALITY: u8 = 72;

/// Turns, greys, scales and encodes a picture.
///
/// # Errors
/// In the office's words, where the bytes are no picture that can be read.
pub fn prepare(bytes: &[u8]) -> Result<Vec<u8>, String> {
    let unreadable = |e: image::ImageError| match e {
        image::ImageError::Limits(_) => "gambar terlalu besar".to_owned(),
        _ => "bukan gambar JPEG, PNG, WebP atau GIF yang utuh".to_owned(),
    };
    let mut limits = Limits::default();
    limits.max_alloc = Some(limits::PICTURE_PIXELS * 4);
    let mut reader = ImageReader::new(Cursor::new(bytes)).with_guessed_format().map_err(|e| e.to_string())?;
    reader.limits(limits);
    let mut decoder = reader.into_decoder().map_err(unreadable)?;
    let (width, height) = decoder.dimensions();
    if u64::from(width) * u64::from(height) > limits::PICTURE_PIXELS {
        return Err("gambar terlalu besar".to_owned());
    }
    let orientation = decoder.orientation().map_err(unreadable)?;
    let mut picture = DynamicImage::from_decoder(decoder).map_err(unreadable)?;
    picture.apply_orientation(orientation);
    // A transparent picture stands on paper, not on black.
    if picture.color().has_alpha() {
        let mut paper = image::RgbaImage::from_pixel(picture.width(), picture.height(), image::Rgba([255; 4]));
        image::imageops::overlay(&mut paper, &picture.to_rgba8(), 0, 0);
        picture = DynamicImage::ImageRgba8(paper);
    }
    let fits = picture.width() <= MAX_WIDTH && picture.height() <= MAX_HEIGHT;
    let scaled = if fits { picture } else { picture.resize(MAX_WIDTH, MAX_HEIGHT, FilterType::Lanczos3) };
    let grey = scaled.to_luma8();
    let mut jpeg = Vec::new();
    let side = |n: u32| u16::try_from(n).map_err(|_| "gambar terlalu besar".to_owned());
    jpeg_encoder::Encoder::new(&mut jpeg, JPEG_QUALITY)
        .encode(&grey, side(grey.width())?, side(grey.height())?, jpeg_encoder::ColorType::Luma)
        .map_err(|e| e.to_string())?;
    Ok(jpeg)
}
