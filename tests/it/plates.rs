//! What is printed from a plate is what the village's own pages would be.

use lopdf::Document;
use warta::model::{Kim, Target};
use warta::plan::Plan;
use warta::run::press::Press;

use crate::pages::{self, Page};
use crate::plan::{announcement, inputs, kim, settings, speech};
use crate::standards::{Element, read_aloud};
use crate::weeks;

/// Villages of all sorts: with and without news of their own, without KIM, with the longest names, and with letters that names
/// seldom have.
fn villages() -> Vec<Kim> {
    let mut villages = inputs().kims;
    villages.push(kim("63.04.14.2009", "Barambai Kolam Kiri", "Barambai"));
    villages.push(kim("63.04.14.2010", "Kolam Makmur", "Barambai"));
    villages[1].name = None;
    villages[1].head = Some("Drs. H. Muhammad Rafi'i Al-Banjari, S.Sos., M.A.P.".to_owned());
    villages[2].desa.name = "Barambai Kolam Kiri Dalam Sungai Jingah Besar".to_owned();
    villages[2].name = Some("Kelompok Informasi Masyarakat Sungai Jingah Besar Bersatu Maju".to_owned());
    villages[2].printed_contact = Some("Sdri. Hj. Nor Laila Rahmawati, Jalan Handil Sungai Jingah 3 RT 02".to_owned());
    villages[3].camat = Some("Taufik Hafizh, S.E. (Plt.)".to_owned());
    villages[4].desa.name = "Ñandú Ăn".to_owned();
    villages[5].rt = Some(23);
    villages
}

/// Places, letters and strokes of a page, rounded to a hundredth of a point; in no order, for a plate is drawn in another.
fn look(page: &Page) -> (Vec<String>, Vec<String>) {
    let mut letters: Vec<String> = page.letters.iter().map(|l| format!("{} {:.2} {:.2} {:.2}", l.character, l.x, l.y, l.size)).collect();
    let mut marks: Vec<String> =
        page.marks.iter().map(|m| format!("{:.2} {:.2} {:.2} {:.2} {:?}", m.area.x0, m.area.y0, m.area.x1, m.area.y1, m.stroke)).collect();
    letters.sort();
    marks.sort();
    (letters, marks)
}

/// Says what only one of two lists has.
fn assert_same(plate: &[String], own: &[String], whose: &str) {
    let only = |these: &[String], those: &[String]| these.iter().filter(|one| !those.contains(one)).cloned().collect::<Vec<_>>();
    let (more, less) = (only(plate, own), only(own, plate));
    assert!(plate == own, "{whose}: on the plate {more:?}, on its own pages {less:?}");
}

/// The roles of a document in the order in which it is read aloud, without those that only hold text: what stands in a place is
/// one text on a plate.
fn roles(pdf: &[u8]) -> Vec<String> {
    let elements = read_aloud(&Document::load_mem(pdf).unwrap());
    let is_told = |element: &&Element| !matches!(element.role.as_str(), "Span" | "Strong" | "Em" | "P" | "Div");
    elements.iter().filter(is_told).map(|element| element.role.clone()).collect()
}

#[test]
fn what_is_printed_from_a_plate_is_what_would_be_set_for_the_village() {
    let mut inputs = inputs();
    inputs.kims = villages();
    inputs.speeches = vec![speech("Jalan tani dulu", 500)];
    let first = inputs.kims[0].desa.code.clone();
    inputs.announcements = vec![announcement("Harga pupuk", vec![Target::Everyone]), announcement("Rapat desa", vec![Target::Desa(first)])];
    let (office, checked) = weeks::checked(inputs, settings());
    let plan = Plan::new(&checked.inputs, office.edition, &checked.settings).value;
    let press = Press::new(&office, &checked, &plan);
    for village in &checked.inputs.kims {
        let printed = press.print(village, None).unwrap().documents;
        let set = press.set(village, None).unwrap().documents;
        assert_eq!(printed.len(), set.len());
        for ((file, pdf), (kind, laid_out)) in printed.iter().zip(set) {
            let whose = format!("{} {}", village.desa.name, kind.name);
            let (own_file, own) = press.finish(kind, laid_out, village, 0).unwrap();
            assert_eq!(*file, own_file);
            let (from_plate, own_pages) = (pages::read(pdf), pages::read(&own));
            assert_eq!(from_plate.len(), own_pages.len(), "{whose}");
            for (plate, own) in from_plate.iter().zip(&own_pages) {
                let ((letters, marks), (own_letters, own_marks)) = (look(plate), look(own));
                assert_same(&letters, &own_letters, &whose);
                assert_same(&marks, &own_marks, &whose);
            }
            assert_eq!(roles(pdf), roles(&own), "{whose}");
        }
    }
}

#[test]
fn words_that_their_place_does_not_hold_are_told() {
    let mut inputs = inputs();
    let letters = "Informasi Masyarakat Sungai Jingah Besar Bersatu ";
    inputs.kims[0].name = Some(format!("KIM {}", letters.repeat(2).trim()));
    inputs.kims[1].name = Some("KIM Karya".to_owned());
    let (office, checked) = weeks::checked(inputs, settings());
    let plan = Plan::new(&checked.inputs, office.edition, &checked.settings).value;
    let press = Press::new(&office, &checked, &plan);
    let told = |at: usize| press.print(&checked.inputs.kims[at], None).unwrap().diagnostics;
    let long = told(0);
    assert!(!long.is_empty());
    for diagnostic in &long {
        assert!(diagnostic.message.contains("tidak muat di tempatnya"), "{diagnostic}");
        assert!(diagnostic.raw.as_ref().is_some_and(|words| words.contains("Bersatu")), "{diagnostic}");
    }
    assert_eq!(told(1).len(), 0);
}

#[test]
fn the_same_village_has_the_same_bytes_whoever_comes_before_it() {
    let (office, checked) = weeks::checked(inputs(), settings());
    let plan = Plan::new(&checked.inputs, office.edition, &checked.settings).value;
    let print = |villages: &[&Kim]| {
        let press = Press::new(&office, &checked, &plan);
        villages.iter().map(|village| press.print(village, None).unwrap().documents).next_back().unwrap()
    };
    let [a, b, c] = [0, 1, 2].map(|at| &checked.inputs.kims[at]);
    assert!(print(&[c]) == print(&[a, b, c]));
}
