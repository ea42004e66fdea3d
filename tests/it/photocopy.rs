//! Forms come back as photocopies of photocopies: their QR codes must still say the serial.

use image::{GrayImage, Luma};
use rxing::common::HybridBinarizer;
use rxing::{BinaryBitmap, DecodeHints, Luma8LuminanceSource, Reader};
use warta::plan::Plan;
use warta::press::Press;

use crate::pages;
use crate::plan::{inputs, settings};
use crate::weeks;

const PIXELS_PER_INCH: f32 = 150.0;

/// A copier's pass over a page: it lies two degrees askew, the optics blur, the drum speckles, the scan is a JPEG.
fn copied(page: &GrayImage, degrees: f32, seed: u64) -> GrayImage {
    let (width, height) = page.dimensions();
    let (sine, cosine) = degrees.to_radians().sin_cos();
    let (middle_x, middle_y) = (width as f32 / 2.0, height as f32 / 2.0);
    let paper = |x: i64, y: i64| match (u32::try_from(x), u32::try_from(y)) {
        (Ok(x), Ok(y)) if x < width && y < height => f32::from(page.get_pixel(x, y).0[0]),
        _ => 255.0,
    };
    let turned = GrayImage::from_fn(width, height, |x, y| {
        let (dx, dy) = (x as f32 - middle_x, y as f32 - middle_y);
        let (from_x, from_y) = (cosine * dx + sine * dy + middle_x, cosine * dy - sine * dx + middle_y);
        let (left, top) = (from_x.floor(), from_y.floor());
        let (across, down) = (from_x - left, from_y - top);
        let at = |x: f32, y: f32| paper(x as i64, y as i64);
        let upper = at(left, top) * (1.0 - across) + at(left + 1.0, top) * across;
        let lower = at(left, top + 1.0) * (1.0 - across) + at(left + 1.0, top + 1.0) * across;
        Luma([(upper * (1.0 - down) + lower * down) as u8])
    });
    let mut blurred = image::imageops::blur(&turned, 0.8);
    let mut random = fastrand::Rng::with_seed(seed);
    for pixel in blurred.pixels_mut() {
        // Contrast rises with each copy; now and then a speck.
        let grey = (f32::from(pixel.0[0]) - 128.0) * 1.15 + 132.0 + (random.f32() - 0.5) * 36.0;
        pixel.0[0] = if random.u32(..2_000) == 0 { 20 } else { grey.clamp(0.0, 255.0) as u8 };
    }
    let mut jpeg = Vec::new();
    let side = |n: u32| u16::try_from(n).unwrap();
    jpeg_encoder::Encoder::new(&mut jpeg, 60).encode(&blurred, side(width), side(height), jpeg_encoder::ColorType::Luma).unwrap();
    image::load_from_memory(&jpeg).unwrap().to_luma8()
}

fn read_code(page: &GrayImage) -> Option<String> {
    let (width, height) = page.dimensions();
    let source = Luma8LuminanceSource::new(page.as_raw().clone(), width, height).unwrap();
    let mut bitmap = BinaryBitmap::new(HybridBinarizer::new(source));
    let hints = DecodeHints { TryHarder: Some(true), ..DecodeHints::default() };
    rxing::qrcode::QRCodeReader.decode_with_hints(&mut bitmap, &hints).ok().map(|found| found.getText().to_owned())
}

#[test]
fn a_forms_code_is_read_from_a_photocopy_of_a_photocopy() {
    for paper in [warta::plan::settings::PaperSize::F4, warta::plan::settings::PaperSize::A4] {
        let mut settings = settings();
        settings.edition.paper = paper;
        let checked = weeks::checked(inputs(), settings);
        let plan = Plan::new(&checked.registry, &checked.week, &checked.settings);
        let press = Press::new(&checked, &plan);
        let village = &checked.registry.villages[3];
        let serials: Vec<String> = plan.serials_for(village).into_values().flatten().map(|serial| serial.to_string()).collect();
        let forms = weeks::print(&press, village).0.into_iter().find(|(kind, _)| *kind == "formulir").unwrap().1;
        let sheets = pages::picture(&forms, PIXELS_PER_INCH);
        assert_eq!(sheets.len(), serials.len());
        for (at, (sheet, serial)) in (0u64..).zip(sheets.iter().zip(&serials)) {
            let turn = if at.is_multiple_of(2) { 2.0 } else { -2.0 };
            let copy = copied(&copied(sheet, turn, at), 2.0, at + 100);
            assert_eq!(read_code(&copy).as_deref(), Some(serial.as_str()), "{paper:?}");
        }
    }
}
