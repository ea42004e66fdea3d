//! The picture for WhatsApp: in every bundle, of its village, small, and the same from the same inputs.

use std::fs;

use warta::bundle::{documents, note};

use crate::support::TestOffice;

const FOLDER: &str = "hasil/2026-11-23/pdf/63.04.14-barambai/6304142008-karya-baru";
const CARD: &str = "11-kartu-6304142008-20261123.png";
const BUNDLE: &str = "hasil/2026-11-23/paket/warta-2026-11-23-6304142008.zip";

fn published(office: &TestOffice) {
    let run = office.warta(&["terbitkan"]);
    assert_eq!(run.code, 0, "{}{}", run.stdout, run.stderr);
}

/// The pictures among an office's documents.
fn cards(office: &TestOffice) -> Vec<(String, Vec<u8>)> {
    office.files("hasil/2026-11-23/pdf").into_iter().filter(|(name, _)| name.ends_with(".png")).collect()
}

#[test]
fn every_bundle_holds_a_small_picture_of_its_village() {
    let office = TestOffice::small();
    published(&office);
    let all = cards(&office);
    assert_eq!(all.len(), 11);
    for (name, png) in &all {
        let picture = image::load_from_memory(png).unwrap();
        assert_eq!((picture.width(), picture.height()), (1080, 1350), "{name}");
        assert!(picture.color() == image::ColorType::L8 && png.len() <= 70_000, "{name}: {} bytes", png.len());
        let grey = picture.into_luma8();
        let dark = grey.pixels().filter(|pixel| pixel[0] < 128).count();
        assert!((5_000..900_000).contains(&dark), "{name}: {dark} dark pixels");
    }
    assert!(all.iter().enumerate().all(|(at, (_, png))| !all[..at].iter().any(|(_, other)| other == png)), "each names its village");
    let inside = documents(&fs::read(office.path(BUNDLE)).unwrap()).unwrap();
    let picture = inside.iter().find(|(name, _)| name == CARD).map(|(_, png)| png);
    assert_eq!(picture, Some(&fs::read(office.path(&format!("{FOLDER}/{CARD}"))).unwrap()));
    // The note names the picture, and its text is the same without.
    let (_, message) = inside.iter().find(|(name, _)| name.ends_with(".txt")).unwrap();
    let message = String::from_utf8(message.clone()).unwrap();
    assert!(message.contains(CARD) && !note::body(&message).contains("kartu") && !note::body(&message).contains("wa.me"), "{message}");
}

#[test]
fn the_same_inputs_give_the_same_picture_and_a_switch_takes_it_out() {
    let office = TestOffice::small();
    let again = office.copy();
    published(&office);
    published(&again);
    assert_eq!(cards(&office), cards(&again));
    let settings = fs::read_to_string(office.path("warta.toml")).unwrap();
    office.write("warta.toml", settings.replace("# siaran = false", "siaran = false").replace("# kartu = false", "kartu = false"));
    published(&office);
    let left = office.files("hasil/2026-11-23/pdf");
    assert!(left.iter().all(|(name, _)| !name.contains("11-kartu") && !name.contains("10-siaran")), "what is made no more is removed");
    assert!(left.iter().any(|(name, _)| name.contains("9-sambutan")));
    let inside = documents(&fs::read(office.path(BUNDLE)).unwrap()).unwrap();
    assert!(inside.iter().all(|(name, _)| !name.starts_with("10-") && !name.starts_with("11-")));
}

/// An office's own layout may show what it likes; a picture that does not say whose it is goes nowhere.
#[test]
fn a_picture_that_does_not_name_its_village_or_has_another_size_is_refused() {
    const HEAD: &str = "#let desa = json(\"desa.json\")\n#set text(size: 40pt, font: \"Plus Jakarta Sans\")\n";
    let page = |size: &str, text: &str| format!("{HEAD}#set page({size}, margin: 60pt)\n{text}\n");
    let own = "width: 1080pt, height: 1350pt";
    for (layout, refusal) in [
        (page(own, "Pekan ini"), Some("nama desanya tidak tertulis")),
        (page("width: 540pt, height: 675pt", "#desa.title"), Some("1080 × 1350 pt")),
        (page(own, "#desa.title"), None),
    ] {
        let office = TestOffice::small();
        office.write("tata-letak/kartu.typ", layout.as_bytes());
        let run = office.warta(&["terbitkan"]);
        match refusal {
            Some(words) => assert!(run.code == 1 && run.stderr.contains(words), "{}{}", run.stdout, run.stderr),
            None => assert_eq!(run.code, 0, "{}{}", run.stdout, run.stderr),
        }
    }
}
