//! Whom a correction is for, reckoned twice: by the program, and from what each village reads and sees.

use std::cell::Cell;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::sync::LazyLock;

use image::codecs::png::{CompressionType, FilterType, PngEncoder};
use image::{GrayImage, Luma};
use proptest::prelude::*;
use proptest::test_runner::{Config as Cases, RngAlgorithm, TestRng, TestRunner};
use sqlx::{AnyConnection, Connection};
use warta::bundle::sha256;
use warta::desk::{Checked, Office};
use warta::diagnostic::Severity;
use warta::intake::picture;
use warta::model::{Announcement, Picture};
use warta::plan::Plan;
use warta::plan::news::{Item, Kind, changes};

use crate::support::{RegistryRow, TestOffice, workbook};

const EDITION: &str = "edisi/2026-11-23";
/// Two kecamatan, in the order of their codes; each has a village named Karya Baru.
const KECAMATAN: [(&str, &str); 2] = [("63.04.01", "Tabunganen"), ("63.04.14", "Barambai")];
/// So many villages of each.
const EACH: usize = 8;

/// In the order of their codes.
static VILLAGES: LazyLock<Vec<Village>> = LazyLock::new(|| {
    let table = fs::read_to_string(crate::office::root().join("samples/sources/desa.csv")).unwrap();
    let mut villages = Vec::new();
    for (kecamatan, (code, _)) in KECAMATAN.iter().enumerate() {
        let rows = table.lines().map(|line| line.split(',').collect::<Vec<_>>());
        let inside = rows.filter(|cells| cells[4] == *code).take(EACH);
        villages.extend(inside.map(|cells| Village { code: cells[6].to_owned(), name: cells[8].to_owned(), kecamatan }));
    }
    villages
});

struct Village {
    code: String,
    name: String,
    /// Its place among [`KECAMATAN`].
    kecamatan: usize,
}

/// Whom an announcement is for. Villages and kecamatan by their places.
#[derive(Debug, Clone, Copy, PartialEq)]
enum To {
    Everyone,
    Kecamatan(usize),
    Desa(usize),
    AllBut(usize),
}

impl To {
    fn numbered(value: usize) -> Self {
        let at = value / 4;
        match value % 4 {
            0 => To::Everyone,
            1 => To::Kecamatan(at % KECAMATAN.len()),
            2 => To::Desa(at % VILLAGES.len()),
            _ => To::AllBut(at % VILLAGES.len()),
        }
    }

    fn words(self) -> String {
        match self {
            To::Everyone => "semua".to_owned(),
            To::Kecamatan(at) => format!("kecamatan {}", KECAMATAN[at].1),
            To::Desa(at) => VILLAGES[at].code.clone(),
            To::AllBut(at) => format!("semua kecuali {}", VILLAGES[at].code),
        }
    }

    fn covers(self, village: usize) -> bool {
        match self {
            To::Everyone => true,
            To::Kecamatan(at) => VILLAGES[village].kecamatan == at,
            To::Desa(at) => village == at,
            To::AllBut(at) => village != at,
        }
    }
}

/// Where an event is.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Venue {
    /// In no village of the office's.
    Hall,
    Kecamatan(usize),
    Desa(usize),
}

impl Venue {
    fn numbered(value: usize) -> Self {
        let at = value / 3;
        match value % 3 {
            0 => Venue::Hall,
            1 => Venue::Kecamatan(at % KECAMATAN.len()),
            _ => Venue::Desa(at % VILLAGES.len()),
        }
    }

    fn words(self) -> String {
        match self {
            Venue::Hall => "Aula Setda".to_owned(),
            Venue::Kecamatan(at) => format!("Kantor Kecamatan {}", KECAMATAN[at].1),
            Venue::Desa(at) => format!("Balai Desa {}, Kec. {}", VILLAGES[at].name, KECAMATAN[VILLAGES[at].kecamatan].1),
        }
    }

    /// What happens in a village is of interest in its kecamatan; what happens in none, everywhere.
    fn concerns(self, village: usize) -> bool {
        match self {
            Venue::Hall => true,
            Venue::Kecamatan(at) => VILLAGES[village].kecamatan == at,
            Venue::Desa(at) => VILLAGES[village].kecamatan == VILLAGES[at].kecamatan,
        }
    }
}

const TITLES: [&str; 2] = ["Kabar", "Berita"];
/// The last one has the words of the first.
const TEXTS: [&str; 3] =
    ["Warga diminta datang ke balai desa.", "Warga diminta datang ke kantor camat.", "**Warga diminta datang ke balai desa.**"];
const CAPTIONS: [&str; 2] = ["Warga di dermaga", "Dermaga pada pagi hari"];
const DRAWINGS: usize = 5;
const EVENTS: [&str; 2] = ["Rapat", "Panen"];
const DAYS: [&str; 7] = [
    "Senin, 23 November 2026",
    "Selasa, 24 November 2026",
    "Rabu, 25 November 2026",
    "Kamis, 26 November 2026",
    "Jumat, 27 November 2026",
    "Sabtu, 28 November 2026",
    "Minggu, 29 November 2026",
];
/// An edition has no more announcements, and no more events.
const MOST: usize = 8;

#[derive(Debug, Clone)]
struct Notice {
    to: To,
    title: usize,
    /// A word that is in no other title.
    name: String,
    text: usize,
    /// Its text is written on two lines, which print as one.
    is_wrapped: bool,
    photo: Option<String>,
    caption: Option<usize>,
}

impl Notice {
    fn title(&self) -> String {
        format!("{} {}", TITLES[self.title], self.name)
    }

    /// As the office writes it.
    fn file(&self) -> String {
        let mut head = format!("Untuk: {}\n", self.to.words());
        if let Some(photo) = &self.photo {
            head += &format!("Foto: {photo}\n");
            head += &self.caption.map(|caption| format!("Keterangan foto: {}\n", CAPTIONS[caption])).unwrap_or_default();
        }
        let text = if self.is_wrapped { TEXTS[self.text].replacen(' ', "\n", 1) } else { TEXTS[self.text].to_owned() };
        format!("{head}\n# {}\n\n{text}\n", self.title())
    }
}

#[derive(Debug, Clone, Copy)]
struct Photo {
    drawing: usize,
    is_repacked: bool,
}

#[derive(Debug, Clone)]
struct Event {
    day: usize,
    hour: usize,
    title: usize,
    /// A word that is in no other title.
    name: String,
    venue: Venue,
}

impl Event {
    fn title(&self) -> String {
        format!("{} {}", EVENTS[self.title], self.name)
    }
}

/// What an office may do to its edition.
#[derive(Debug, Clone, Copy)]
enum What {
    Text,
    Wrap,
    Title,
    Caption,
    Target,
    /// An announcement's file gets another name, and with it another place in the order.
    File,
    /// An announcement gets a photo that is there, or none.
    Photo,
    /// A photo's file gets another content under its name.
    Pixels,
    /// A photo's file is stored in another way.
    Packing,
    PhotoFile,
    Add,
    Remove,
    Day,
    Hour,
    EventTitle,
    Venue,
    /// Two rows of the agenda change places.
    Rows,
    AddEvent,
    RemoveEvent,
}

const ALL: [What; 19] = [
    What::Text,
    What::Wrap,
    What::Title,
    What::Caption,
    What::Target,
    What::File,
    What::Photo,
    What::Pixels,
    What::Packing,
    What::PhotoFile,
    What::Add,
    What::Remove,
    What::Day,
    What::Hour,
    What::EventTitle,
    What::Venue,
    What::Rows,
    What::AddEvent,
    What::RemoveEvent,
];

/// One thing that is done, to which of them, and how.
#[derive(Debug, Clone, Copy)]
struct Edit {
    what: What,
    which: usize,
    value: usize,
}

/// What is done between one delivery and the next.
fn rounds() -> impl Strategy<Value = Vec<Vec<Edit>>> {
    let edit = (prop::sample::select(ALL.to_vec()), 0..100usize, 0..100usize).prop_map(|(what, which, value)| Edit { what, which, value });
    prop::collection::vec(prop::collection::vec(edit, 1..5), 1..5)
}

/// An edition's folder, as a model of it.
#[derive(Debug, Clone, Default)]
struct Edition {
    /// By the names of their files.
    notices: BTreeMap<String, Notice>,
    photos: BTreeMap<String, Photo>,
    /// In the order of the agenda's rows.
    events: Vec<Event>,
    /// So many words were given.
    words: usize,
}

/// The name of one of them.
fn one<T>(all: &BTreeMap<String, T>, which: usize) -> Option<String> {
    all.keys().nth(which.checked_rem(all.len())?).cloned()
}

impl Edition {
    /// Two photos, one of them in two announcements; events in no village, in a kecamatan, in a village.
    fn first() -> Self {
        let mut edition = Edition::default();
        let photos = [0, 1].map(|drawing| edition.new_photo(drawing));
        for (to, photo) in [(To::Everyone, Some(0)), (To::Kecamatan(1), None), (To::Desa(11), Some(1)), (To::AllBut(2), Some(0))] {
            edition.new_notice(to, photo.map(|at: usize| photos[at].clone()));
        }
        for (day, venue) in [Venue::Hall, Venue::Kecamatan(0), Venue::Desa(12)].into_iter().enumerate() {
            edition.new_event(day, venue);
        }
        edition
    }

    /// A word that nothing else of the edition has.
    fn word(&mut self) -> String {
        const SYLLABLES: [&str; 6] = ["ba", "ka", "la", "ma", "ra", "ta"];
        self.words += 1;
        let words = self.words;
        (0..4).map(|place| SYLLABLES[words / 6usize.pow(place) % 6]).collect()
    }

    fn new_photo(&mut self, drawing: usize) -> String {
        let name = format!("{:02}-{}.png", self.photos.len(), self.word());
        self.photos.insert(name.clone(), Photo { drawing, is_repacked: false });
        name
    }

    fn new_notice(&mut self, to: To, photo: Option<String>) {
        let name = self.word();
        let place = 10 * self.notices.len();
        self.put(place, Notice { to, title: 0, name, text: 0, is_wrapped: false, photo, caption: Some(0) });
    }

    /// Puts an announcement in a file whose name begins with this number.
    fn put(&mut self, place: usize, notice: Notice) {
        self.notices.insert(format!("{place:02}-{}.md", notice.name), notice);
    }

    fn new_event(&mut self, day: usize, venue: Venue) {
        let name = self.word();
        self.events.push(Event { day, hour: 9, title: 0, name, venue });
    }

    fn notice(&mut self, which: usize, change: impl FnOnce(&mut Notice)) {
        let Some(name) = one(&self.notices, which) else { return };
        self.notices.entry(name).and_modify(change);
    }

    fn photo(&mut self, which: usize, change: impl FnOnce(&mut Photo)) {
        let Some(name) = one(&self.photos, which) else { return };
        self.photos.entry(name).and_modify(change);
    }

    fn event(&mut self, which: usize, change: impl FnOnce(&mut Event)) {
        let count = self.events.len();
        change(&mut self.events[which % count]);
    }

    fn rename_photo(&mut self, which: usize, value: usize) {
        let Some(old) = one(&self.photos, which) else { return };
        let new = format!("{value:02}-{}", &old[old.len() - "kabababa.png".len()..]);
        let photo = self.photos.remove(&old).unwrap();
        self.photos.insert(new.clone(), photo);
        for notice in self.notices.values_mut().filter(|notice| notice.photo.as_ref() == Some(&old)) {
            notice.photo = Some(new.clone());
        }
    }

    fn take(&mut self, Edit { what, which, value }: Edit) {
        match what {
            What::Text => self.notice(which, |notice| notice.text = value % TEXTS.len()),
            What::Wrap => self.notice(which, |notice| notice.is_wrapped = !notice.is_wrapped),
            What::Title => self.notice(which, |notice| notice.title = value % TITLES.len()),
            What::Caption => self.notice(which, |notice| notice.caption = [None, Some(0), Some(1)][value % 3]),
            What::Target => self.notice(which, |notice| notice.to = To::numbered(value)),
            What::File => {
                if let Some(notice) = one(&self.notices, which).and_then(|name| self.notices.remove(&name)) {
                    self.put(value, notice);
                }
            }
            What::Photo => {
                let photo = one(&self.photos, value).filter(|_| !value.is_multiple_of(3));
                self.notice(which, |notice| notice.photo = photo);
            }
            What::Pixels => self.photo(which, |photo| photo.drawing = value % DRAWINGS),
            What::Packing => self.photo(which, |photo| photo.is_repacked = !photo.is_repacked),
            What::PhotoFile => self.rename_photo(which, value),
            What::Add if self.notices.len() < MOST => {
                let photo = match which % 3 {
                    0 => None,
                    1 => one(&self.photos, which),
                    _ => Some(self.new_photo(which % DRAWINGS)),
                };
                self.new_notice(To::numbered(value), photo);
            }
            What::Remove => {
                if let Some(name) = one(&self.notices, which) {
                    self.notices.remove(&name);
                }
            }
            What::Day => self.event(which, |event| event.day = value % DAYS.len()),
            What::Hour => self.event(which, |event| event.hour = 8 + value % 8),
            What::EventTitle => self.event(which, |event| event.title = value % EVENTS.len()),
            What::Venue => self.event(which, |event| event.venue = Venue::numbered(value)),
            What::Rows => {
                let count = self.events.len();
                self.events.swap(which % count, value % count);
            }
            What::AddEvent if self.events.len() < MOST => self.new_event(which % DAYS.len(), Venue::numbered(value)),
            What::RemoveEvent if self.events.len() > 1 => {
                let at = which % self.events.len();
                self.events.remove(at);
            }
            What::Add | What::AddEvent | What::RemoveEvent => {}
        }
    }

    /// Writes every file anew.
    fn write(&self, office: &TestOffice) {
        for folder in ["pengumuman", "foto"] {
            let _ = fs::remove_dir_all(office.path(&format!("{EDITION}/{folder}")));
        }
        for (name, notice) in &self.notices {
            office.write(&format!("{EDITION}/pengumuman/{name}"), notice.file());
        }
        for (name, photo) in &self.photos {
            office.write(&format!("{EDITION}/foto/{name}"), png(*photo));
        }
        let row = |event: &Event| [DAYS[event.day].to_owned(), format!("{:02}.00", event.hour), event.title(), event.venue.words()];
        let head = ["Tanggal", "Pukul", "Acara", "Tempat"].map(str::to_owned);
        let rows: Vec<[String; 4]> = std::iter::once(head).chain(self.events.iter().map(row)).collect();
        let rows: Vec<Vec<&str>> = rows.iter().map(|row| row.iter().map(String::as_str).collect()).collect();
        let rows: Vec<&[&str]> = rows.iter().map(Vec::as_slice).collect();
        office.write(&format!("{EDITION}/agenda.xlsx"), workbook(&rows));
    }

    /// What a village reads and sees of it. Names of files and their order do not count, nor when they were written.
    fn seen_by(&self, village: usize) -> BTreeSet<String> {
        let notices = self.notices.values().filter(|notice| notice.to.covers(village)).map(|notice| {
            let photo = notice.photo.as_ref().map(|name| (self.photos[name].drawing, notice.caption));
            format!("{:?}", (notice.title(), TEXTS[notice.text], photo))
        });
        let events = self.events.iter().filter(|event| event.venue.concerns(village));
        let events = events.map(|event| format!("{:?}", (DAYS[event.day], event.hour, event.title(), event.venue)));
        notices.chain(events).collect()
    }
}

fn png(photo: Photo) -> Vec<u8> {
    let drawn = GrayImage::from_fn(96, 80, |x, y| Luma([((x as usize * (photo.drawing + 3) + y as usize * 7) % 256) as u8]));
    let filter = if photo.is_repacked { FilterType::Sub } else { FilterType::NoFilter };
    let mut png = Vec::new();
    drawn.write_with_encoder(PngEncoder::new_with_quality(&mut png, CompressionType::Best, filter)).unwrap();
    png
}

/// An office of these villages.
fn office() -> TestOffice {
    let row = |village: &'static Village| -> RegistryRow<'static> {
        [village.code.as_str(), village.name.as_str(), KECAMATAN[village.kecamatan].1, "Karya Bersama", "4", ""]
    };
    let rows: Vec<RegistryRow<'_>> = VILLAGES.iter().map(row).collect();
    TestOffice::with_registry(&rows)
}

/// What the program finds in the office folder, and its news.
fn read(office: &TestOffice) -> (Checked, Vec<Item>) {
    let office = Office::open(office.root(), None).unwrap();
    let checked = warta::desk::check(&office);
    let faults: Vec<_> = checked.diagnostics.iter().filter(|d| d.severity == Severity::Error).collect();
    assert!(faults.is_empty(), "{faults:#?}");
    let codes: Vec<&str> = checked.registry.villages.iter().map(|village| village.desa.code.as_str()).collect();
    assert!(codes == VILLAGES.iter().map(|village| village.code.as_str()).collect::<Vec<_>>(), "{codes:?}");
    let news = Plan::new(&checked.registry, &checked.week, &checked.settings).news().unwrap();
    (checked, news)
}

/// News as the ledger gives them back.
fn recorded(news: &[Item]) -> Vec<Item> {
    serde_json::from_str(&serde_json::to_string(news).unwrap()).unwrap()
}

/// Edits, round by round, each followed by a delivery; gives how many villages were corrected, and how many were not.
fn judge(office: &TestOffice, rounds: &[Vec<Edit>]) -> (usize, usize) {
    let mut edition = Edition::first();
    edition.write(office);
    let news = recorded(&read(office).1);
    // What each village had last: what it read and saw, and the news that this was made from.
    let mut has: Vec<(BTreeSet<String>, Vec<Item>)> = (0..VILLAGES.len()).map(|at| (edition.seen_by(at), news.clone())).collect();
    let mut corrected = 0;
    for edits in rounds {
        edits.iter().for_each(|edit| edition.take(*edit));
        edition.write(office);
        let (checked, now) = read(office);
        for (at, (seen, news)) in has.iter_mut().enumerate() {
            let found = changes(news, &now, &checked.registry.villages[at].desa);
            let sees = edition.seen_by(at);
            let code = &VILLAGES[at].code;
            assert_eq!(!found.is_empty(), sees != *seen, "{code}, after {edits:?}:\nhad {seen:#?}\nhas {sees:#?}\nfound {found:#?}");
            if !found.is_empty() {
                corrected += 1;
                (*seen, *news) = (sees, recorded(&now));
            }
        }
    }
    (corrected, rounds.len() * VILLAGES.len() - corrected)
}

/// So many sequences of edits by default; `PROPTEST_CASES` makes others.
const SEQUENCES: u32 = 48;

#[test]
fn a_village_is_corrected_exactly_where_what_it_reads_or_sees_has_changed() {
    // The numbers of the drawings tell apart what they show, and only that.
    let prepared = |drawing: usize, is_repacked: bool| picture::prepare(&png(Photo { drawing, is_repacked })).unwrap();
    assert_eq!((0..DRAWINGS).map(|drawing| prepared(drawing, false)).collect::<BTreeSet<_>>().len(), DRAWINGS);
    assert!(prepared(0, true) == prepared(0, false));
    assert!(png(Photo { drawing: 0, is_repacked: true }) != png(Photo { drawing: 0, is_repacked: false }));

    let cases = std::env::var("PROPTEST_CASES").ok().and_then(|n| n.parse().ok());
    let config = Cases { cases: cases.unwrap_or(SEQUENCES), failure_persistence: None, max_shrink_iters: 200, ..Cases::default() };
    // The same edits every time, unless more are asked for.
    let mut runner = match cases {
        Some(_) => TestRunner::new(config),
        None => TestRunner::new_with_rng(config, TestRng::deterministic_rng(RngAlgorithm::ChaCha)),
    };
    let office = office();
    let counts = Cell::new((0, 0));
    runner
        .run(&rounds(), |rounds| {
            let (corrected, left) = judge(&office, &rounds);
            counts.set((counts.get().0 + corrected, counts.get().1 + left));
            Ok(())
        })
        .unwrap_or_else(|failure| panic!("{failure}"));
    let (corrected, left) = counts.get();
    println!("{corrected} villages corrected, {left} left as they were");
    assert!(cases.is_some() || (corrected > 100 && left > 100), "too much alike: {corrected} corrected, {left} not");
}

/// The same news as earlier versions recorded them: a picture's digest knew its place among all pictures, and not what it shows.
fn by_old_rule(news: &[Item], announcements: &[Announcement]) -> Vec<Item> {
    let mut old = recorded(news);
    let mut pictures = 0;
    let items = old.iter_mut().filter(|item| item.kind == Kind::Announcement);
    for (item, announcement) in items.zip(announcements) {
        let Some(picture) = announcement.pictures.first().cloned() else { continue };
        pictures += 1;
        let picture = Picture { path: format!("foto/{pictures}.jpg"), ..picture };
        let text = serde_json::to_string(&(&announcement.body, Some(picture))).unwrap();
        item.digest = format!("{:x}", u64::from_str_radix(&sha256(text.as_bytes())[..16], 16).unwrap());
    }
    old
}

#[test]
fn news_recorded_by_the_old_rule_count_as_the_same_until_something_changes() {
    let office = office();
    let mut edition = Edition::first();
    edition.write(&office);
    let (checked, now) = read(&office);
    let old = by_old_rule(&now, &checked.week.announcements);
    assert_eq!(old.iter().zip(&now).filter(|(old, now)| old.digest != now.digest).count(), 3, "each with a photo, by another digest");
    let corrected = |checked: &Checked, now: &[Item]| -> Vec<usize> {
        let is_corrected = |at: &usize| !changes(&old, now, &checked.registry.villages[*at].desa).is_empty();
        (0..VILLAGES.len()).filter(is_corrected).collect()
    };
    assert_eq!(corrected(&checked, &now), Vec::<usize>::new());
    // A caption, then another.
    for (to, count) in [(To::Desa(11), 1), (To::AllBut(2), VILLAGES.len() - 1)] {
        let before = edition.clone();
        edition.notices.values_mut().find(|notice| notice.to == to).unwrap().caption = Some(1);
        edition.write(&office);
        let (checked, now) = read(&office);
        let expected: Vec<usize> = (0..VILLAGES.len()).filter(|at| before.seen_by(*at) != edition.seen_by(*at)).collect();
        assert_eq!((corrected(&checked, &now), expected.len()), (expected, count), "{to:?}");
        edition = before;
    }
}

/// The office's ledger, to look into it and to change it behind the program's back.
pub async fn ledger(office: &TestOffice) -> AnyConnection {
    sqlx::any::install_default_drivers();
    AnyConnection::connect(&format!("sqlite://{}?mode=rw", office.path("warta.db").display())).await.unwrap()
}

#[tokio::test]
async fn a_ledger_of_the_old_rule_causes_no_wave() {
    let office = office();
    let mut edition = Edition::first();
    edition.write(&office);
    let first = office.warta(&["jalankan"]);
    assert_eq!(first.code, 0, "{}{}", first.stdout, first.stderr);
    let (checked, now) = read(&office);
    let old = serde_json::to_string(&by_old_rule(&now, &checked.week.announcements)).unwrap();
    let mut ledger = ledger(&office).await;
    let changed = sqlx::query("UPDATE news SET items = $1").bind(old).execute(&mut ledger).await.unwrap();
    assert_eq!(changed.rows_affected(), 1);
    ledger.close().await.unwrap();

    let again = office.warta(&["jalankan"]);
    assert!(again.stdout.starts_with("16 desa tidak terkena perubahan, jadi tidak dibuat lagi\n"), "{}{}", again.stdout, again.stderr);
    assert!(again.stdout.contains("Tidak ada yang perlu dikirim: 16 bundel sudah terkirim sebelumnya."), "{}", again.stdout);

    edition.notices.values_mut().find(|notice| notice.to == To::Desa(11)).unwrap().caption = Some(1);
    edition.write(&office);
    let corrected = office.warta(&["jalankan"]);
    assert!(corrected.stdout.starts_with("1 ralat siap"), "{}{}", corrected.stdout, corrected.stderr);
    let delivered = office.files("kiriman/2026-11-23").into_iter().map(|(name, _)| name);
    let expected = format!("warta-2026-11-23-{}-ralat1.zip", VILLAGES[11].code.replace('.', ""));
    assert_eq!(delivered.filter(|name| name.contains("ralat")).collect::<Vec<_>>(), [expected]);
}
