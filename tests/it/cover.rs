//! The first page of a bundle: a volunteer's days, what is urgent, and the way back to the office; attachments by their numbers.

use chrono::{NaiveDate, NaiveTime};
use image::GrayImage;
use warta::model::{AttachedPage, DesaCode, End, Occasion, Target, Time, mobile_number};
use warta::plan::Plan;
use warta::plan::news::changes;
use warta::plan::sheet::{Cover, Task};
use warta::press::Press;

use crate::pages;
use crate::photocopy::read_code;
use crate::plan::{Inputs, announcement, entry, inputs, settings, speech};
use crate::weeks;

const OWN: &str = "Balai Desa Karya Baru, Kec. Barambai";

fn own() -> Target {
    Target::Desa(DesaCode::parse("63.04.14.2008").unwrap())
}

fn date(day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 11, day).unwrap()
}

fn occasion(day: u32, hour: Option<u32>) -> Occasion {
    let at = |hour| Time::At { start: NaiveTime::from_hms_opt(hour, 0, 0).unwrap(), end: End::Unsaid, elsewhere: None };
    let time = hour.map_or(Time::Unknown, at);
    Occasion { date: date(day), until: None, time, place: None, location: Default::default(), is_deadline: false }
}

/// The cover of Karya Baru.
fn cover(inputs: Inputs, settings: &warta::plan::settings::Settings) -> Cover {
    let inputs = inputs.located();
    inputs.plan(settings).village_sheet(&inputs.registry.villages[3]).cover
}

fn plain(text: &str) -> String {
    text.replace('\u{a0}', " ")
}

fn days(tasks: &[Task]) -> Vec<String> {
    tasks.iter().map(|task| plain(&task.when)).filter(|when| !when.is_empty()).collect()
}

#[test]
fn tasks_stand_under_the_days_that_are_left_once_the_edition_is_closed() {
    let mut inputs = inputs();
    inputs.week.speeches = vec![speech("Panen raya", 300)];
    let table: [(&str, &[&str]); 3] = [
        ("Jumat 16.00", &["Sabtu 21 November", "Minggu 22 November", "Senin 23 November", "Jumat 27 November"]),
        ("Sabtu 10.00", &["Minggu 22 November", "Senin 23 November", "Jumat 27 November"]),
        ("Minggu 10.00", &["Senin 23 November", "Jumat 27 November"]),
    ];
    for (closing, expected) in table {
        let mut settings = settings();
        settings.edition.compiled = closing.to_owned().try_into().unwrap();
        let cover = cover(inputs.clone(), &settings);
        assert_eq!(days(&cover.tasks), expected, "{closing}");
        assert!(cover.tasks.iter().all(|task| !task.what.is_empty()));
        assert_eq!(cover.tasks.iter().filter(|task| task.counts_sheets).count(), 1);
        let by_rt: Vec<String> = cover.tasks.iter().filter(|task| task.by_rt).map(|task| plain(&task.what)).collect();
        assert_eq!(by_rt, ["Bagikan buletin ke setiap RT."]);
        assert!(cover.tasks.iter().any(|task| task.what.contains("lembar sambutan")));
    }
    let all = cover(inputs, &settings());
    assert_eq!(all.rt.as_deref().map(plain).as_deref(), Some("□ 1 □ 2 □ 3 □ 4"));
}

#[test]
fn tasks_name_only_what_is_in_the_bundle() {
    let mut settings = settings();
    (settings.forms.activity, settings.forms.complaint, settings.forms.confidential) = (0, 0, 0);
    (settings.edition.aloud, settings.edition.card) = (false, false);
    let mut inputs = inputs();
    inputs.registry.villages.iter_mut().for_each(|village| village.rt = None);
    let cover = cover(inputs, &settings);
    let said = cover.tasks.iter().map(|task| task.what.as_str()).collect::<Vec<_>>().join(" ");
    for word in ["ormulir", "siaran", "kartu", "sambutan", "lampiran"] {
        assert!(!said.contains(word), "{word}: {said}");
    }
    assert!(cover.rt.is_none() && cover.tasks.iter().all(|task| !task.by_rt));
}

#[test]
fn what_is_important_and_what_takes_place_here_is_urgent_in_the_order_of_time() {
    let mut ferry = announcement("Feri berhenti", vec![Target::Everyone]);
    ferry.important = true;
    ferry.facts.occasions = vec![occasion(27, Some(22)), occasion(28, Some(22))];
    let mut water = announcement("Rebus air minum", vec![Target::Everyone]);
    water.important = true;
    let mut later = announcement("Musyawarah batas", vec![own()]);
    later.facts.occasions = vec![occasion(30, Some(9))];
    let mut minor = announcement("Pasar murah", vec![Target::Everyone]);
    minor.facts.occasions = vec![occasion(23, Some(8))];
    let mut inputs = inputs();
    inputs.week.announcements = vec![ferry, water, later, minor];
    inputs.week.agenda = vec![entry("Panen raya", OWN), entry("Rapat staf", "Aula Setda")];
    let cover = cover(inputs, &settings());
    let urgent: Vec<String> = cover.urgent.iter().map(|line| plain(line)).collect();
    assert_eq!(
        urgent,
        [
            "Rebus air minum",
            "Rabu, 25 November, 09.00: Panen raya, Balai Desa Karya Baru, Kec. Barambai",
            "Jumat, 27 November, 22.00: Feri berhenti",
        ]
    );
}

#[test]
fn an_urgent_line_holds_in_its_place() {
    let mut inputs = inputs();
    let long = "Pembagian bantuan pangan beras untuk keluarga penerima manfaat ".repeat(4);
    inputs.week.agenda = (0..5).map(|_| entry(&long, OWN)).collect();
    let mut other = announcement(&long, vec![own()]);
    other.important = true;
    inputs.week.announcements = vec![other];
    let urgent = cover(inputs, &settings()).urgent;
    assert!((1..=3).contains(&urgent.len()));
    assert!(urgent.iter().all(|line| line.chars().count() <= 92 && line.ends_with('…')), "{urgent:?}");
}

/// A page as telephones see it: where a code is.
fn code_on(pdf: &[u8]) -> Option<String> {
    // A telephone comes nearer when it sees no code.
    let sheets = [150.0, 200.0].into_iter().flat_map(|dpi| -> Vec<GrayImage> { pages::picture(pdf, dpi) });
    sheets.into_iter().find_map(|sheet| read_code(&sheet))
}

#[test]
fn a_telephone_reads_the_link_that_acknowledges_the_receipt() {
    let mut settings = settings();
    let without = cover(inputs(), &settings);
    assert!(without.wa.is_none() && without.tasks.iter().all(|task| !task.what.contains("WA.")));
    settings.regency.whatsapp = Some("0812-3456-7890".to_owned());
    let checked = weeks::checked(inputs(), settings);
    let plan = Plan::new(&checked.registry, &checked.week, &checked.settings);
    let press = Press::new(&checked, &plan);
    // From a plate, and each with its own code.
    for village in &checked.registry.villages {
        let link = format!("https://wa.me/6281234567890?text=Paket%20diterima%20{}", plan.receipt(village, 0));
        let documents = weeks::print(&press, village).0;
        let cover = &documents.iter().find(|(kind, _)| *kind == "baca-dulu").unwrap().1;
        assert_eq!(code_on(cover), Some(link), "{}", village.desa.name);
        assert!(press.unplated(village).unwrap().is_empty());
    }
}

#[test]
fn mobile_numbers_are_read_as_offices_write_them() {
    for (written, number) in [
        ("0812 3456 7890", Some("6281234567890")),
        ("+62 812-3456-7890", Some("6281234567890")),
        ("81234567890", Some("6281234567890")),
        ("(0511) 4799000", None),
        ("0812", None),
        ("", None),
    ] {
        assert_eq!(mobile_number(written).as_deref(), number, "{written}");
    }
}

/// Two attachments: one for all, one for Karya Baru.
fn attached() -> Inputs {
    let page = |path: &str| vec![AttachedPage { path: path.to_owned(), alt: "Isi lampiran.".to_owned(), wide: false }];
    let mut own = announcement("Rapat batas desa", vec![own()]);
    own.attachment = page("lampiran/1.png");
    let mut shared = announcement("Pasar murah", vec![Target::Everyone]);
    shared.attachment = page("lampiran/2.png");
    let mut inputs = inputs();
    inputs.week.announcements = vec![own, shared];
    inputs
}

#[test]
fn an_attachment_has_one_number_on_all_pages_and_in_corrections() {
    let mut inputs = attached();
    let settings = settings();
    let village = inputs.registry.villages[3].clone();
    let before = inputs.plan(&settings).news().unwrap();
    let told = |plan: &Plan<'_>| {
        let sheet = plan.village_sheet(&village);
        let lead = sheet.front.lead.iter();
        let own = sheet.announcements.iter().chain(lead).find(|one| one.title.contains("Rapat")).unwrap();
        let shared = plan.edition_sheet(plan.bulletin().step(warta::plan::fit::WHOLE)).announcements;
        [&shared[0], own].map(|article| plain(article.facts.last().unwrap()))
    };
    let labels = |attachments: &[warta::plan::sheet::Attachment]| attachments.iter().map(|one| plain(&one.label)).collect::<Vec<_>>();
    {
        let plan = inputs.plan(&settings);
        assert_eq!(labels(&plan.village_sheet(&village).attachments), ["Lampiran 1", "Lampiran 2"]);
        assert_eq!(told(&plan), ["Lihat lampiran 1", "Lihat lampiran 2"]);
    }
    // Only the village's own changes.
    inputs.week.announcements[0].attachment[0].path = "lampiran/3.png".to_owned();
    let plan = inputs.plan(&settings);
    let changed = changes(&before, &plan.news().unwrap(), &village.desa);
    let mut sheet = plan.village_sheet(&village);
    plan.correct(&mut sheet, &village, 1, &changed);
    assert_eq!(labels(&sheet.attachments), ["Lampiran 2"]);
    // One alone needs no number.
    inputs.week.announcements.pop();
    let plan = inputs.plan(&settings);
    let sheet = plan.village_sheet(&village);
    let own = sheet.announcements.iter().chain(&sheet.front.lead).find(|one| one.attached).unwrap();
    assert_eq!(own.facts.last().map(String::as_str), Some("Lihat lampiran"));
}

#[test]
fn in_a_corrections_bundle_the_correction_comes_first() {
    let mut inputs = inputs();
    inputs.week.agenda = vec![entry("Panen raya", OWN)];
    let settings = settings();
    let located = inputs.clone().located();
    let before = located.plan(&settings).news().unwrap();
    inputs.week.agenda[0].date = crate::office::edition().monday() + chrono::Days::new(4);
    let checked = weeks::checked(inputs, settings);
    let plan = Plan::new(&checked.registry, &checked.week, &checked.settings);
    let village = &checked.registry.villages[3];
    let changed = changes(&before, &plan.news().unwrap(), &village.desa);
    let set = Press::new(&checked, &plan).print(village, Some((1, &changed))).unwrap_or_else(|faults| panic!("{faults:#?}"));
    assert_eq!(set.contents[0].title, "Ralat");
    let cover = &set.sheet.cover;
    assert_eq!(days(&cover.tasks), ["Hari ini"]);
    let printing = cover.tasks.iter().find(|task| task.counts_sheets).unwrap();
    assert!(printing.what.starts_with("Cetak lembar ralat dulu"), "{}", printing.what);
    assert!(cover.urgent[0].contains("Panen"), "{:?}", cover.urgent);
}
