//! Forms come back as photocopies of photocopies: their QR codes must still say the serial.

use image::{GrayImage, Luma};
use rxing::common::HybridBinarizer;
use rxing::{BinaryBitmap, DecodeHints, Luma8LuminanceSource, Reader};
use warta::plan::Plan;
use warta::press::Press;
use warta::press::maps::FormMaps;
use warta::typeset::map::{Area, FieldKind};

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

pub fn read_code(page: &GrayImage) -> Option<String> {
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

/// A stamp over a code, or the corner of the sheet folded over it.
fn covered(sheet: &GrayImage, (left, top, side): (u32, u32, u32), millimetre: f32, stamp: bool) -> GrayImage {
    let mut covered = sheet.clone();
    let (middle_x, middle_y) = ((left + side / 2) as f32, (top + side / 2) as f32);
    for (x, y, pixel) in covered.enumerate_pixels_mut() {
        let (dx, dy) = ((x as f32 - middle_x).abs(), (y as f32 - middle_y).abs());
        let is_stamped = dx.hypot(dy) < 17.5 * millimetre;
        let is_folded = dx < side as f32 * 0.6 && dy < side as f32 * 0.6;
        if stamp && is_stamped {
            pixel.0[0] = 20;
        } else if !stamp && is_folded {
            pixel.0[0] = 255;
        }
    }
    covered
}

#[test]
fn under_a_stamp_or_a_fold_over_one_code_another_is_read() {
    const PIXELS_PER_INCH: f32 = 200.0;
    let millimetre = PIXELS_PER_INCH / 25.4;
    for paper in [warta::plan::settings::PaperSize::F4, warta::plan::settings::PaperSize::A4] {
        let mut settings = settings();
        settings.edition.paper = paper;
        let checked = weeks::checked(inputs(), settings);
        let plan = Plan::new(&checked.registry, &checked.week, &checked.settings);
        let press = Press::new(&checked, &plan);
        let village = &checked.registry.villages[3];
        let maps = FormMaps::new(&checked, &plan).of(village);
        let serials: Vec<_> = plan.serials_for(village).into_values().flatten().collect();
        let forms = weeks::print(&press, village).0.into_iter().find(|(kind, _)| *kind == "formulir").unwrap().1;
        for (sheet, serial) in pages::picture(&forms, PIXELS_PER_INCH).iter().zip(&serials) {
            let map = &maps.iter().find(|mapped| mapped.map.form == serial.form.name()).unwrap().map;
            let cut = map.pages[0].fields.iter().filter(|field| field.kind == FieldKind::Cut).map(|field| field.area.y);
            let cut = cut.fold(map.height, f64::min);
            let pixels = |area: &Area| [area.x, area.y, area.width].map(|length| (length * f64::from(millimetre)) as u32);
            let codes: Vec<[u32; 3]> = map.pages[0].codes.iter().filter(|code| code.y < cut).map(pixels).collect();
            assert!(codes.len() >= 2, "{paper:?}: {serial} has another code above the cut");
            for (at, [left, top, side]) in codes.iter().enumerate() {
                for stamp in [true, false] {
                    let sheet = covered(sheet, (*left, *top, *side), millimetre, stamp);
                    let copy = copied(&copied(&sheet, 1.0, at as u64), -1.0, at as u64 + 9);
                    let near = (5.0 * millimetre) as u32;
                    let read = codes.iter().enumerate().filter(|(other, _)| *other != at).find_map(|(_, [left, top, side])| {
                        let (x, y) = (left.saturating_sub(near), top.saturating_sub(near));
                        read_code(&image::imageops::crop_imm(&copy, x, y, side + 2 * near, side + 2 * near).to_image())
                    });
                    assert_eq!(read, Some(serial.to_string()), "{paper:?}: {serial}, code {at} covered, stamp: {stamp}");
                }
            }
        }
    }
}

/// A photo after three passes of a copier that blurs and makes black or white of most greys.
fn third_copy(photo: &GrayImage) -> GrayImage {
    let mut copy = photo.clone();
    for _ in 0..3 {
        copy = image::imageops::blur(&copy, 1.3);
        copy.pixels_mut().for_each(|pixel| pixel.0[0] = ((f32::from(pixel.0[0]) - 128.0) * 1.8 + 128.0).clamp(0.0, 255.0) as u8);
    }
    copy
}

/// The share of pixels that a copier has made black.
fn black(copy: &GrayImage) -> f64 {
    copy.pixels().filter(|pixel| pixel.0[0] < 64).count() as f64 / copy.pixels().count() as f64
}

#[test]
fn a_photo_is_not_black_in_its_third_copy() {
    let ferry = crate::office::generated().into_iter().find(|(file, _)| file.ends_with(".jpg")).unwrap().1;
    let as_taken = image::load_from_memory(&ferry).unwrap().thumbnail(642, 800).to_luma8();
    let printed = warta::intake::picture::prepare(&ferry).unwrap();
    let (before, after) = (black(&third_copy(&as_taken)), black(&third_copy(&image::load_from_memory(&printed).unwrap().to_luma8())));
    assert!(before > 0.2 && after < 0.7 * before, "{before:.2}, then {after:.2}");
    assert!(printed.len() < 60_000, "{} bytes", printed.len());
}

/// A face in shade: an oval a little lighter than what is around it, with two eyes.
#[test]
fn eyes_in_a_shaded_face_are_told_from_it_in_the_third_copy() {
    let is_eye = |x: i32, y: i32| [(105, 90), (135, 90)].iter().any(|(left, top)| (x - left).pow(2) + (y - top).pow(2) < 36);
    let is_face = |x: i32, y: i32| (x - 120).pow(2) * 2 + (y - 100).pow(2) < 3_600;
    let photo = GrayImage::from_fn(400, 200, |x, y| {
        let (x, y) = (x as i32, y as i32);
        Luma([if is_eye(x, y) {
            30
        } else if is_face(x, y) {
            85
        } else if x > 240 {
            235
        } else {
            45
        }])
    });
    let mut png = std::io::Cursor::new(Vec::new());
    photo.write_to(&mut png, image::ImageFormat::Png).unwrap();
    let apart = |copy: &GrayImage| i32::from(copy.get_pixel(120, 110).0[0]) - i32::from(copy.get_pixel(105, 90).0[0]);
    let printed = image::load_from_memory(&warta::intake::picture::prepare(&png.into_inner()).unwrap()).unwrap().to_luma8();
    assert!(apart(&third_copy(&photo)) < 20, "as it is, the face is black");
    assert!(apart(&third_copy(&printed)) > 80, "{}", apart(&third_copy(&printed)));
}
