//! Reference pictures: how the pages of each kind look, so that a change of their look is seen before it is printed.
//!
//! To look at a change: `target/halaman/index.html`, which a failing run writes. To accept it:
//! `WARTA_TERIMA=1 cargo test --release pictures`.

use std::fs;
use std::path::{Path, PathBuf};

use image::GrayImage;
use image::codecs::png::{CompressionType, FilterType, PngEncoder};
use warta::desk::Checked;
use warta::plan::Plan;
use warta::plan::settings::Mode;
use warta::press::Press;

use crate::office::root;
use crate::pages;
use crate::support::TestOffice;
use crate::weeks;

/// Enough to see a line move, and small to keep.
const PIXELS_PER_INCH: f32 = 36.0;
/// Of 255. The program that draws the pages may round a pixel's grey otherwise on another processor.
const LARGEST: u8 = 40;
const MEAN: f64 = 0.1;

fn save(page: &GrayImage, path: &Path) {
    let file = fs::File::create(path).unwrap();
    page.write_with_encoder(PngEncoder::new_with_quality(file, CompressionType::Best, FilterType::NoFilter)).unwrap();
}

fn reference(name: &str) -> PathBuf {
    root().join("tests/pictures").join(format!("{name}.png"))
}

/// How far two pictures are apart: the largest and the mean difference of their pixels. Of different sizes, as far as can be.
fn difference(a: &GrayImage, b: &GrayImage) -> (u8, f64) {
    if a.dimensions() != b.dimensions() {
        return (u8::MAX, f64::from(u8::MAX));
    }
    let differences = || a.pixels().zip(b.pixels()).map(|(a, b)| a.0[0].abs_diff(b.0[0]));
    let sum: u64 = differences().map(u64::from).sum();
    (differences().max().unwrap_or(0), sum as f64 / differences().count().max(1) as f64)
}

/// The pages to be looked after: the sample's documents of a village, and its bulletin in every other way of setting it.
fn all_pages() -> Vec<(String, GrayImage)> {
    let sample = TestOffice::small();
    let office = warta::desk::Office::open(sample.root(), None).unwrap();
    let checked = warta::desk::check(&office);
    let mut found = Vec::new();
    let mut add = |name: &str, pdf: &[u8]| {
        for (at, mut page) in (1..).zip(pages::picture(pdf, PIXELS_PER_INCH)) {
            // Sixteen greys do.
            page.pixels_mut().for_each(|pixel| pixel.0[0] = pixel.0[0] / 16 * 17);
            found.push((format!("{name}-{at}"), page));
        }
    };
    let village = checked.registry.villages.iter().find(|village| village.desa.name == "Karya Baru").unwrap();
    for (name, mode) in [("", Mode::Normal), ("hemat-", Mode::Economy), ("besar-", Mode::LargePrint), ("buklet-", Mode::Booklet)] {
        let mut settings = checked.settings.clone();
        settings.edition.mode = mode;
        let checked = Checked {
            registry: checked.registry.clone(),
            week: checked.week.clone(),
            settings,
            layouts: Default::default(),
            diagnostics: Vec::new(),
        };
        let plan = Plan::new(&checked.registry, &checked.week, &checked.settings);
        let press = Press::new(&checked, &plan);
        for (kind, pdf) in weeks::print(&press, village).0 {
            // The other kinds are the same in every mode.
            if mode == Mode::Normal || kind == "buletin" {
                add(&format!("{name}{kind}"), &pdf);
            }
        }
    }
    assert_eq!(sample.warta(&["terbitkan"]).code, 0);
    for (file, pdf) in sample.files("hasil/2026-11-23/ekspedisi") {
        add(file.split('-').nth(1).unwrap(), &pdf);
    }
    found
}

#[test]
fn pages_look_as_they_did() {
    let found = all_pages();
    let mut changed = Vec::new();
    for (name, page) in &found {
        let known = image::open(reference(name)).ok().map(|known| known.to_luma8());
        let (largest, mean) = known.as_ref().map_or((u8::MAX, 255.0), |known| difference(known, page));
        if largest > LARGEST || mean > MEAN {
            changed.push((name, known, page, largest, mean));
        }
    }
    let names: Vec<&String> = found.iter().map(|(name, _)| name).collect();
    let kept = fs::read_dir(root().join("tests/pictures")).into_iter().flatten().flatten();
    let gone: Vec<PathBuf> = kept
        .map(|file| file.path())
        .filter(|path| !names.iter().any(|name| path.file_stem().is_some_and(|stem| *stem == name[..])))
        .collect();
    if std::env::var_os("WARTA_TERIMA").is_some() {
        fs::create_dir_all(root().join("tests/pictures")).unwrap();
        changed.iter().for_each(|(name, _, page, ..)| save(page, &reference(name)));
        gone.iter().for_each(|path| fs::remove_file(path).unwrap());
        return;
    }
    if changed.is_empty() && gone.is_empty() {
        return;
    }
    let folder = root().join("target/halaman");
    fs::create_dir_all(&folder).unwrap();
    let mut html = "<meta charset=utf-8><title>Pages that changed</title><style>img{width:31%;border:1px solid}</style>".to_owned();
    let mut said = String::new();
    for (name, known, page, largest, mean) in &changed {
        said.push_str(&format!("  {name}: largest {largest}, mean {mean:.3}\n"));
        html.push_str(&format!("<h2>{name}: largest {largest}, mean {mean:.3}</h2>"));
        page.save(folder.join(format!("{name}-now.png"))).unwrap();
        if let Some(known) = known.as_ref().filter(|known| known.dimensions() == page.dimensions()) {
            let pixels = known.pixels().zip(page.pixels()).map(|(a, b)| 255 - a.0[0].abs_diff(b.0[0])).collect();
            let apart = GrayImage::from_raw(page.width(), page.height(), pixels).unwrap();
            apart.save(folder.join(format!("{name}-apart.png"))).unwrap();
        }
        html.push_str(&format!(
            "<img src='../../tests/pictures/{name}.png' alt=before> <img src='{name}-now.png' alt=now> <img src='{name}-apart.png' alt=difference>"
        ));
    }
    fs::write(folder.join("index.html"), html).unwrap();
    panic!(
        "{} pages look otherwise, {} are no more:\n{said}look at target/halaman/index.html; to accept: WARTA_TERIMA=1 cargo test --release pictures",
        changed.len(),
        gone.len()
    );
}
