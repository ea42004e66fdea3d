//! Maps of blank forms: each box is where the paper has it, the map is on record with the serial, and stays there.

use std::fs;

use chrono::{DateTime, Utc};
use sqlx::Connection as _;
use warta::deliver::Outcome;
use warta::ledger::{BundleRecord, FormMapRecord, FormMapRecords, Ladder, Ledger};
use warta::model::{DesaCode, EditionId, Form, ReceiptCode, Serial, Week};
use warta::plan::Plan;
use warta::plan::settings::{Mode, PaperSize, Settings};
use warta::press::Press;
use warta::press::maps::FormMaps;
use warta::typeset::map::{Area, FieldKind, FormMap, MappedForm, PIXELS_PER_MM};

use crate::office::{edition, root};
use crate::pages::{self, Page};
use crate::plan::{inputs, settings};
use crate::support::TestOffice;
use crate::weeks;

/// Millimetres in a point.
const MM: f64 = 25.4 / 72.0;

/// The squares on a page that are as large as boxes to be ticked, in millimetres.
fn squares(page: &Page) -> Vec<Area> {
    let strokes = page.marks.iter().filter(|mark| mark.stroke.is_some()).map(|mark| mark.area);
    let areas = strokes.map(|a| Area { x: a.x0 * MM, y: a.y0 * MM, width: a.width() * MM, height: a.height() * MM });
    areas.filter(|a| (3.9..6.1).contains(&a.width) && (a.width - a.height).abs() < 0.05).collect()
}

/// Whether two areas are the same to a twentieth of a millimetre.
fn is_same(one: &Area, other: &Area) -> bool {
    [one.x - other.x, one.y - other.y, one.width - other.width, one.height - other.height].iter().all(|by| by.abs() < 0.05)
}

fn is_inside(area: &Area, map: &FormMap) -> bool {
    area.x >= 0.0 && area.y >= 0.0 && area.x + area.width <= map.width && area.y + area.height <= map.height
}

/// The maps of the forms of the fourth village of the usual registry.
fn maps(settings: Settings, edition: EditionId) -> Vec<MappedForm> {
    let mut inputs = inputs();
    inputs.week = Week::new(edition);
    let checked = weeks::checked(inputs, settings);
    let plan = checked.plan();
    let maps = FormMaps::new(&checked, &plan).of(&checked.registry.villages[3]);
    maps.iter().map(|mapped| MappedForm::clone(mapped)).collect()
}

fn on_paper(paper: PaperSize) -> Settings {
    let mut settings = settings();
    settings.edition.paper = paper;
    settings
}

#[test]
fn each_box_is_where_the_paper_has_it() {
    for (paper, mode, back) in [
        (PaperSize::F4, Mode::Normal, false),
        (PaperSize::F4, Mode::LargePrint, true),
        (PaperSize::A4, Mode::Normal, false),
        (PaperSize::A4, Mode::Normal, true),
    ] {
        let mut settings = on_paper(paper);
        (settings.edition.mode, settings.forms.back) = (mode, back);
        let checked = weeks::checked(inputs(), settings);
        let plan = Plan::new(&checked.registry, &checked.week, &checked.settings);
        let village = &checked.registry.villages[3];
        let forms = weeks::print(&Press::new(&checked, &plan), village).0.into_iter().find(|(kind, _)| *kind == "formulir").unwrap().1;
        let printed = pages::read(&forms);
        let mut maps = FormMaps::new(&checked, &plan);
        let maps = maps.of(village);
        for (form, serials) in plan.serials_for(village) {
            let what = format!("{paper:?}, {mode:?}, {back}, {}", form.name());
            let mapped = maps.iter().find(|mapped| mapped.map.form == form.name()).unwrap_or_else(|| panic!("{what}: no map"));
            assert!(!mapped.map.version.is_empty(), "{what}: no version");
            assert_eq!(mapped.map.pages.len(), if back { 2 } else { 1 }, "{what}");
            for serial in &serials {
                let at = printed.iter().position(|page| page.says(&serial.to_string())).unwrap_or_else(|| panic!("{what}: no {serial}"));
                for (page, map) in printed[at..].iter().zip(&mapped.map.pages) {
                    let ticks: Vec<_> = map.fields.iter().filter(|field| field.kind == FieldKind::Tick).collect();
                    let squares = squares(page);
                    assert_eq!(ticks.len(), squares.len(), "{what}: {ticks:?} {squares:?}");
                    for tick in ticks {
                        assert!(squares.iter().any(|square| is_same(square, &tick.area)), "{what}: {tick:?} is not in {squares:?}");
                    }
                    let all = map.fields.iter().map(|field| &field.area).chain(&map.codes).chain(&map.inserts);
                    assert!(all.clone().all(|area| is_inside(area, &mapped.map)), "{what}: {map:?}");
                    assert!(all.count() > 0 && !map.codes.is_empty(), "{what}: {map:?}");
                }
            }
        }
    }
}

#[test]
fn a_template_shows_the_blank_form() {
    for mapped in maps(settings(), edition()) {
        let template = image::load_from_memory(&mapped.template).unwrap().to_luma8();
        let pixels = |mm: f64| (mm * PIXELS_PER_MM).round() as u32;
        assert_eq!(template.dimensions(), (pixels(mapped.map.width), pixels(mapped.map.height)), "{}", mapped.map.form);
        assert!(mapped.template.len() < 250_000, "{}: {} bytes", mapped.map.form, mapped.template.len());
        for field in mapped.map.pages[0].fields.iter().filter(|field| field.kind == FieldKind::Tick) {
            // Dark on its four sides, and paper inside.
            let Area { x, y, width, height } = field.area;
            let at = |x: f64, y: f64| template.get_pixel((x * PIXELS_PER_MM) as u32, (y * PIXELS_PER_MM) as u32).0[0];
            let darkest = |x: f64, y: f64| [-0.25, 0.0, 0.25].iter().flat_map(|dx| [-0.25, 0.0, 0.25].map(|dy| at(x + dx, y + dy))).min();
            let (middle_x, middle_y) = (x + width / 2.0, y + height / 2.0);
            for (x, y) in [(x, middle_y), (x + width, middle_y), (middle_x, y), (middle_x, y + height)] {
                assert!(darkest(x, y).is_some_and(|grey| grey < 128), "{}: {field:?}", mapped.map.form);
            }
            assert_eq!(at(middle_x, middle_y), 255, "{}: {field:?}", mapped.map.form);
        }
    }
}

#[test]
fn a_map_is_the_same_every_week_and_another_on_other_paper() {
    let digests = |maps: Vec<MappedForm>| maps.into_iter().map(|mapped| mapped.digest).collect::<Vec<_>>();
    let first = digests(maps(settings(), edition()));
    assert_eq!(first.len(), 3);
    assert_eq!(first, digests(maps(settings(), edition())));
    assert_eq!(first, digests(maps(settings(), EditionId::parse("2027-03-08").unwrap())));
    let other = digests(maps(on_paper(PaperSize::A4), edition()));
    assert!(first.iter().all(|digest| !other.contains(digest)));
}

#[test]
fn a_map_is_read_back_from_what_is_kept() {
    for mapped in maps(settings(), edition()) {
        assert_eq!(serde_json::from_str::<FormMap>(&mapped.json).unwrap(), mapped.map);
        assert!(FieldKind::ALL.into_iter().all(|kind| serde_json::to_value(kind).unwrap() == kind.name()));
    }
}

#[test]
fn forms_of_before_have_the_boxes_that_they_had() {
    let checked = weeks::checked(inputs(), settings());
    let plan = checked.plan();
    let maps = FormMaps::new(&checked, &plan).of_before();
    let ticks = |map: &FormMap| map.pages[0].fields.iter().filter(|field| field.kind == FieldKind::Tick).count();
    let told: Vec<_> = maps.iter().map(|mapped| (mapped.map.form.as_str(), mapped.map.version.as_str(), ticks(&mapped.map))).collect();
    let leaders = checked.settings.leaders.len();
    assert_eq!(told, [("kegiatan", "F-KGT 2", 14 + leaders), ("pengaduan", "F-PGD 2", 15), ("rahasia", "F-RHS 2", 15)]);
    for mapped in maps {
        assert_eq!((mapped.map.pages.len(), mapped.map.pages[0].codes.len()), (1, 1), "{}", mapped.map.form);
    }
}

fn now() -> DateTime<Utc> {
    "2026-11-20T08:00:00Z".parse().unwrap()
}

fn serial(desa: &str, form: Form) -> Serial {
    Serial { form, desa: DesaCode::parse(desa).unwrap(), edition: edition(), copy: 1 }
}

const DESA: &str = "63.04.14.2008";

fn bundle(sha256: &str) -> BundleRecord {
    BundleRecord {
        desa: DesaCode::parse(DESA).unwrap(),
        title: "Desa Karya Baru".to_owned(),
        kecamatan: "Barambai".to_owned(),
        kim: None,
        ralat: 0,
        file: "a.zip".to_owned(),
        sha256: sha256.to_owned(),
        bytes: 10,
        receipt: ReceiptCode::printed("7KQ2-2008".to_owned()),
        serials: vec![serial(DESA, Form::Complaint), serial(DESA, Form::Confidential)],
        ladder: vec!["kantor".to_owned()],
        news: 1,
    }
}

/// The map of the complaint form under a digest, and none of the confidential one.
fn complaint_map(digest: &str) -> (FormMapRecord, FormMapRecords) {
    let map = FormMapRecord {
        digest: digest.to_owned(),
        form: "pengaduan".to_owned(),
        version: "F-PGD 3".to_owned(),
        map: format!("{{\"form\": \"{digest}\"}}"),
        template: vec![0x89, 0, 0xff, b'\n'],
    };
    let mut all = FormMapRecords::default();
    all.maps.insert(digest.to_owned(), map.clone());
    all.of.entry(DesaCode::parse(DESA).unwrap()).or_default().insert("pengaduan".to_owned(), digest.to_owned());
    (map, all)
}

#[tokio::test]
async fn a_serial_keeps_the_map_of_the_pages_that_its_village_has() {
    let folder = tempfile::TempDir::new().unwrap();
    let ledger = Ledger::open(&folder.path().join("warta.db")).await.unwrap();
    let (complaint, confidential) = (serial(DESA, Form::Complaint), serial(DESA, Form::Confidential));
    assert_eq!(ledger.form_map(&complaint).await.unwrap(), None, "never issued");
    let (first, maps) = complaint_map("satu");
    ledger.record_with_maps(edition(), &[bundle("a")], &maps, now()).await.unwrap();
    assert_eq!(ledger.form_map(&complaint).await.unwrap(), Some(first));
    assert_eq!(ledger.form_map(&confidential).await.unwrap(), None, "its layout has no map");
    // Made again before anything went out: what is printed now goes out.
    let (second, maps) = complaint_map("dua");
    ledger.record_with_maps(edition(), &[bundle("b")], &maps, now()).await.unwrap();
    assert_eq!(ledger.form_map(&complaint).await.unwrap().as_ref(), Some(&second));
    // Made again once the village has it: its paper is the old one.
    let delivery = ledger.deliveries(edition(), Ladder::after_days(7, now())).await.unwrap().remove(0);
    let claim = ledger.claim(true);
    assert!(ledger.sending(&claim, std::slice::from_ref(&delivery), None, now()).await.unwrap());
    ledger.settle(&claim, &[(delivery, Outcome::Accepted("250 OK".to_owned()), None)], now()).await.unwrap();
    ledger.release(claim).await.unwrap();
    let (_, maps) = complaint_map("tiga");
    ledger.record_with_maps(edition(), &[bundle("c")], &maps, now()).await.unwrap();
    assert_eq!(ledger.form_map(&complaint).await.unwrap(), Some(second));
}

/// Runs a statement over an office's ledger.
async fn execute(office: &TestOffice, statement: &'static str) {
    sqlx::any::install_default_drivers();
    let mut book = sqlx::AnyConnection::connect(&format!("sqlite://{}", office.path("warta.db").display())).await.unwrap();
    sqlx::query(statement).execute(&mut book).await.unwrap();
    book.close().await.unwrap();
}

async fn map_of(office: &TestOffice, serial: &Serial) -> Option<FormMapRecord> {
    let ledger = Ledger::open(&office.path("warta.db")).await.unwrap();
    let map = ledger.form_map(serial).await.unwrap();
    ledger.close().await;
    map
}

#[tokio::test]
async fn forms_of_this_week_and_of_before_get_their_maps_when_an_edition_is_published() {
    let office = TestOffice::small();
    assert_eq!(office.warta(&["terbitkan"]).code, 0);
    let of = |form| serial("63.04.14.2001", form);
    for (form, version) in [(Form::Activity, "F-KGT 3"), (Form::Complaint, "F-PGD 3"), (Form::Confidential, "F-RHS 3")] {
        let kept = map_of(&office, &of(form)).await.unwrap_or_else(|| panic!("{version}: no map"));
        assert_eq!((kept.form.as_str(), kept.version.as_str()), (form.name(), version));
        assert!(serde_json::from_str::<FormMap>(&kept.map).unwrap().pages[0].fields.len() > 20);
        assert!(image::load_from_memory(&kept.template).is_ok());
        assert_eq!(map_of(&office, &serial("63.04.14.2008", form)).await, Some(kept), "all villages have the same");
    }
    // As a version without maps left it.
    let before = Serial { edition: EditionId::parse("2026-11-16").unwrap(), ..of(Form::Complaint) };
    let insert = format!(
        "INSERT INTO serial (serial, form, edition, desa, issued_at) VALUES ('{before}', 'pengaduan', '2026-11-16', '63.04.14.2001', '')"
    );
    execute(&office, insert.leak()).await;
    assert_eq!(map_of(&office, &before).await, None);
    assert_eq!(office.warta(&["terbitkan"]).code, 0);
    assert_eq!(map_of(&office, &before).await.unwrap().version, "F-PGD 2");
    assert_eq!(map_of(&office, &of(Form::Complaint)).await.unwrap().version, "F-PGD 3");
}

#[tokio::test]
async fn an_office_is_told_that_its_own_layout_has_no_map() {
    let office = TestOffice::small();
    const SAID: &str = "formulir kegiatan, pengaduan, rahasia kembali hanya dengan nomornya";
    let run = office.warta(&["periksa"]);
    assert!(!format!("{}{}", run.stdout, run.stderr).contains(SAID), "{}", run.stderr);
    let own = "#import \"warta.typ\": *\n#let desa = json(\"desa.json\")\n#show: lembar\n= Formulir milik kantor\n#desa.title #desa.code #edisi.id\n";
    office.write("tata-letak/formulir.typ", own);
    let run = office.warta(&["periksa"]);
    let said = format!("{}{}", run.stdout, run.stderr);
    assert!(said.contains(SAID) && said.contains("di tata-letak/formulir.typ"), "{said}");
    assert_eq!(run.code, 0);
    assert_eq!(office.warta(&["terbitkan"]).code, 0);
    assert_eq!(map_of(&office, &serial("63.04.14.2001", Form::Complaint)).await, None);
}

/// The layouts that gave the maps of forms of before are the same for ever.
#[test]
fn the_old_layout_stands_alone() {
    let text = fs::read_to_string(root().join("layouts/lama/formulir.typ")).unwrap();
    assert!(!text.contains("#import"), "what it would import changes");
}
