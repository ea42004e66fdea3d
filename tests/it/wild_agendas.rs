//! Agendas of wild habits: whatever the columns, days and hours of a workbook look like, every event is in the edition on its day with its
//! hour, or is named by what is said; none comes twice.

use std::collections::BTreeMap;

use proptest::prelude::*;
use proptest::test_runner::{Config as Cases, RngAlgorithm, TestRng, TestRunner};
use rust_xlsxwriter::{ExcelDateTime, Format, Workbook, Worksheet};
use warta::diagnostic::{Diagnostic, Severity};
use warta::folder::Folder;
use warta::intake::{self, Office};
use warta::model::{AgendaEntry, OwnWords, Status, Time, Zone};

use crate::office::edition;
use crate::support::TestOffice;

const FILE: &str = "edisi/2026-11-23/agenda.xlsx";
const DAYS: [&str; 7] = ["Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu"];
/// No two events share a title.
const NAMES: [&str; 14] = [
    "Anggrek",
    "Melati",
    "Kenanga",
    "Cempaka",
    "Teratai",
    "Mawar",
    "Dahlia",
    "Seroja",
    "Kamboja",
    "Flamboyan",
    "Bakung",
    "Soka",
    "Tanjung",
    "Wijaya",
];

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Layout {
    /// One table, a column of dates.
    Dated,
    /// One table, each day above its events.
    Headed,
    SheetPerDay,
    SheetPerLeader,
}

/// The date of an event below another of the same day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Again {
    Written,
    Merged,
    Blank,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Hours {
    Bare,
    Zoned,
    Open,
    Until,
    Worded,
    Prayer,
    /// A cell of Excel's own for times.
    Typed,
}

#[derive(Debug, Clone)]
struct Habit {
    layout: Layout,
    again: Again,
    hours: Hours,
    /// Day and hour share a cell.
    joined: bool,
    numbered: bool,
    /// "sda" for a venue like the one above.
    ditto: bool,
    titled: bool,
    legend: bool,
    remark: bool,
    /// The order of the columns.
    order: Vec<usize>,
    /// Which of its names each column has.
    names: Vec<usize>,
}

/// An event: its day, its hour, and whether it is called off.
type Event = (usize, u32, bool);

fn habit() -> impl Strategy<Value = Habit> {
    let layout = prop_oneof![Just(Layout::Dated), Just(Layout::Headed), Just(Layout::SheetPerDay), Just(Layout::SheetPerLeader)];
    let again = prop_oneof![Just(Again::Written), Just(Again::Merged), Just(Again::Blank)];
    let hours =
        prop::sample::select(vec![Hours::Bare, Hours::Zoned, Hours::Open, Hours::Until, Hours::Worded, Hours::Prayer, Hours::Typed]);
    let order = Just((0..6usize).collect::<Vec<_>>()).prop_shuffle();
    let names = prop::collection::vec(0..3usize, 6);
    (layout, again, hours, any::<[bool; 6]>(), order, names).prop_map(|(layout, again, hours, said, order, names)| {
        let [joined, numbered, ditto, titled, legend, remark] = said;
        let joined = joined && matches!(layout, Layout::Dated | Layout::SheetPerLeader) && hours != Hours::Typed;
        let again = if joined { Again::Written } else { again };
        Habit { layout, again, hours, joined, numbered, ditto, titled, legend, remark, order, names }
    })
}

/// None, one or many events, in the order of the week.
fn events() -> impl Strategy<Value = Vec<Event>> {
    let event = (0..7usize, 7..17u32, prop::bool::weighted(0.15));
    prop_oneof![1 => Just(0..1usize), 1 => Just(1..2), 6 => Just(2..NAMES.len() + 1)]
        .prop_flat_map(move |count| prop::collection::vec(event.clone(), count))
        .prop_map(|mut events| {
            events.sort();
            events
        })
}

/// A column of a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Column {
    Number,
    Date,
    Hour,
    Title,
    Venue,
    Note,
}

impl Habit {
    fn columns(&self) -> Vec<Column> {
        const ALL: [Column; 6] = [Column::Number, Column::Date, Column::Hour, Column::Title, Column::Venue, Column::Note];
        let has_dates = matches!(self.layout, Layout::Dated | Layout::SheetPerLeader);
        let is_there = |column: &Column| match column {
            Column::Number => self.numbered,
            Column::Date => has_dates,
            Column::Hour => !self.joined,
            _ => true,
        };
        self.order.iter().map(|at| ALL[*at]).filter(is_there).collect()
    }

    fn heading(&self, column: Column) -> &'static str {
        let names: [&'static str; 3] = match column {
            Column::Number => ["NO", "No.", "NO. URUT"],
            Column::Date if self.joined => ["HARI/TANGGAL/WAKTU", "Hari, Tanggal, Jam", "TANGGAL/PUKUL"],
            Column::Date => ["HARI/TANGGAL", "Tanggal", "Hari / Tgl"],
            Column::Hour => ["PUKUL", "Waktu", "JAM"],
            Column::Title => ["ACARA", "Kegiatan", "URAIAN KEGIATAN"],
            Column::Venue => ["TEMPAT", "Lokasi", "Tempat/Lokasi"],
            Column::Note => ["KETERANGAN", "Ket.", "CATATAN"],
        };
        names[self.names[column as usize]]
    }

    fn hour(&self, hour: u32) -> String {
        match self.hours {
            Hours::Bare | Hours::Typed => format!("{hour:02}.00"),
            Hours::Zoned => format!("{hour:02}.00 WITA"),
            Hours::Open => format!("{hour:02}.00 - selesai"),
            Hours::Until => format!("{hour:02}.00 s.d. {:02}.30 WITA", hour + 1),
            Hours::Worded => format!("pukul {hour}.00"),
            Hours::Prayer if hour == 12 => "ba'da Dzuhur".to_owned(),
            Hours::Prayer => format!("{hour:02}:00"),
        }
    }

    /// The sheets: their names, what they call themselves, and their events.
    fn sheets(&self, events: &[Event]) -> Vec<(String, String, Vec<usize>)> {
        let all: Vec<usize> = (0..events.len()).collect();
        match self.layout {
            Layout::Dated | Layout::Headed => vec![("Agenda".to_owned(), "AGENDA KEGIATAN PIMPINAN".to_owned(), all)],
            Layout::SheetPerDay => (0..7)
                .map(|day| {
                    let own: Vec<usize> = all.iter().copied().filter(|at| events[*at].0 == day).collect();
                    (DAYS[day].to_owned(), format!("AGENDA PIMPINAN, {}", date(day).to_uppercase()), own)
                })
                .filter(|(.., own)| !own.is_empty())
                .collect(),
            Layout::SheetPerLeader => {
                let (first, second): (Vec<usize>, Vec<usize>) = all.iter().copied().partition(|at| at % 2 == 0);
                vec![
                    ("Bupati".to_owned(), "AGENDA BUPATI".to_owned(), first),
                    ("Wabup".to_owned(), "AGENDA WAKIL BUPATI".to_owned(), second),
                ]
            }
        }
    }
}

fn date(day: usize) -> String {
    format!("{}, {} November 2026", DAYS[day], 23 + day)
}

fn title(at: usize) -> String {
    format!("Peresmian Taman {}", NAMES[at])
}

/// The workbook, and where each event stands: its sheet and its row, as Excel counts.
fn workbook(habit: &Habit, events: &[Event]) -> (Vec<u8>, BTreeMap<usize, (String, u32)>) {
    let mut book = Workbook::new();
    let mut places = BTreeMap::new();
    for (name, called, own) in habit.sheets(events) {
        let sheet = book.add_worksheet();
        sheet.set_name(&name).unwrap();
        fill(sheet, habit, events, &called, &own).into_iter().for_each(|(at, row)| {
            places.insert(at, (name.clone(), row + 1));
        });
    }
    if events.is_empty() && habit.layout == Layout::SheetPerDay {
        book.add_worksheet().write_row(0, 0, ["PUKUL", "ACARA"]).unwrap();
    }
    (book.save_to_buffer().unwrap(), places)
}

/// Writes a sheet; the row of each event.
fn fill(sheet: &mut Worksheet, habit: &Habit, events: &[Event], called: &str, own: &[usize]) -> Vec<(usize, u32)> {
    let columns = habit.columns();
    let mut row = 0;
    if habit.titled || habit.layout == Layout::SheetPerDay {
        sheet.write_string(0, 0, "PEMERINTAH KABUPATEN KUTAI TIMUR").unwrap();
        sheet.write_string(1, 0, called).unwrap();
        row = 3;
    }
    for (at, column) in (0u16..).zip(&columns) {
        sheet.write_string(row, at, habit.heading(*column)).unwrap();
    }
    let (mut rows, mut day_above) = (Vec::new(), None);
    for (number, at) in (1u32..).zip(own) {
        let (day, hour, cancelled) = events[*at];
        row += 1;
        let is_new = day_above != Some(day);
        if habit.layout == Layout::Headed && is_new {
            sheet.write_string(row, 0, date(day).to_uppercase()).unwrap();
            row += 1;
        }
        for (column, kind) in (0u16..).zip(&columns) {
            let text = match kind {
                Column::Number => number.to_string(),
                Column::Date if habit.joined => format!("{}\n{}", date(day), habit.hour(hour)),
                Column::Date if !is_new && habit.again != Again::Written => continue,
                Column::Date => date(day),
                Column::Hour if habit.hours == Hours::Typed => {
                    let format = Format::new().set_num_format("hh:mm");
                    let typed = ExcelDateTime::from_hms(u16::try_from(hour).unwrap(), 0, 0).unwrap();
                    sheet.write_datetime_with_format(row, column, &typed, &format).unwrap();
                    continue;
                }
                Column::Hour => habit.hour(hour),
                Column::Title => title(*at),
                Column::Venue if habit.ditto && number > 1 => "sda".to_owned(),
                Column::Venue => "Aula Kantor Bupati".to_owned(),
                Column::Note => String::from(if cancelled { "BATAL" } else { "" }),
            };
            if !text.is_empty() {
                sheet.write_string(row, column, text).unwrap();
            }
        }
        rows.push((*at, row));
        day_above = Some(day);
    }
    if let Some(column) = columns.iter().position(|column| *column == Column::Date).filter(|_| habit.again == Again::Merged) {
        let column = u16::try_from(column).unwrap();
        for day in rows.chunk_by(|(one, _), (next, _)| events[*one].0 == events[*next].0).filter(|day| day.len() > 1) {
            let (first, last) = (day[0], day[day.len() - 1]);
            sheet.merge_range(first.1, column, last.1, column, &date(events[first.0].0), &Format::new()).unwrap();
        }
    }
    if habit.legend {
        sheet.write_string(row + 2, 0, "BPT = Bupati, WBP = Wakil Bupati").unwrap();
    }
    if habit.remark {
        sheet.write_string(row + 4, 0, "Catatan: agenda sewaktu-waktu dapat berubah").unwrap();
    }
    rows
}

/// Whether something that is no note is said at an event's row, or names its title.
fn is_said(said: &[Diagnostic], title: &str, (sheet, row): &(String, u32)) -> bool {
    said.iter().filter(|one| one.severity != Severity::Note).any(|one| {
        let names = |text: &str| text.contains(title);
        let is_there = one.place.as_ref().is_some_and(|place| {
            place.file == FILE && place.to_string().contains(sheet.as_str()) && place.spot.cell().is_some_and(|(at, _)| at == *row)
        });
        names(&one.message) || one.raw.as_deref().is_some_and(names) || is_there
    })
}

fn judge(office: &TestOffice, habit: &Habit, events: &[Event]) -> Result<(), TestCaseError> {
    let (bytes, places) = workbook(habit, events);
    office.write(FILE, bytes);
    let (words, abbreviations) = (OwnWords::default(), BTreeMap::new());
    let settings = Office { zone: Zone::Wita, leaders: &[], words: &words, abbreviations: &abbreviations };
    let found = intake::read(&Folder::new(office.root()), edition(), settings);
    let (agenda, said) = (found.value.1.agenda, found.diagnostics);
    prop_assert!(said.iter().all(|one| !one.code.starts_with("warta.")), "{said:#?}");
    for (at, (day, hour, cancelled)) in events.iter().enumerate() {
        let title = title(at);
        let own: Vec<&AgendaEntry> = agenda.iter().filter(|entry| entry.title == title).collect();
        let Some(entry) = own.first() else {
            prop_assert!(is_said(&said, &title, &places[&at]), "{title} is lost: {said:#?}");
            continue;
        };
        prop_assert_eq!(own.len(), 1, "{} comes twice: {:#?}", title, said);
        prop_assert_eq!(entry.date, edition().monday() + chrono::Days::new(*day as u64), "{}: {:#?}", title, said);
        let is_its = match &entry.time {
            Time::At { start, .. } => start.format("%H.%M").to_string() == format!("{hour:02}.00"),
            Time::Named { text, .. } => text.to_lowercase().contains("dzuhur"),
            _ => is_said(&said, &title, &places[&at]),
        };
        prop_assert!(is_its, "{title} at {:?}, not {hour}: {said:#?}", entry.time);
        prop_assert_eq!(entry.status == Status::Cancelled, *cancelled, "{}", title);
        prop_assert_eq!(entry.venue.as_deref(), Some("Aula Kantor Bupati"), "{}: {:#?}", title, said);
    }
    prop_assert_eq!(agenda.len(), events.len(), "{:#?}", agenda);
    Ok(())
}

/// More cases, other ones each time: PROPTEST_CASES=2000
#[test]
fn no_event_of_a_wild_agenda_is_lost() {
    const CASES: u32 = 60;
    let office = TestOffice::with_registry(&[["64.08.04.1001", "Teluk Lingga", "Sangatta Utara", "Lingga Jaya", "4", ""]]);
    let cases = std::env::var("PROPTEST_CASES").ok().and_then(|cases| cases.parse().ok());
    let config = Cases { cases: cases.unwrap_or(CASES), failure_persistence: None, ..Cases::default() };
    let mut runner = match cases {
        Some(_) => TestRunner::new(config),
        None => TestRunner::new_with_rng(config, TestRng::deterministic_rng(RngAlgorithm::ChaCha)),
    };
    runner.run(&(habit(), events()), |(habit, events)| judge(&office, &habit, &events)).unwrap_or_else(|failed| panic!("{failed}"));
}
