//! One row of an agenda as events.

use chrono::NaiveDate;

use super::cells::{is_ditto, is_for_few, is_secret, is_status_word, says_no_event, split_items, status_and_title, status_of, undash};
use super::guests::represented_in_note;
use super::rows::Rows;
use super::{bytes_of, online};
use crate::diagnostic::{Diagnostic, Place};
use crate::intake::table::{Cell, Value, tidy};
use crate::intake::vocabulary::{AgendaColumn as Column, HOUR_FOLLOWS};
use crate::intake::{limits, moment};
use crate::model::date::full_date;
use crate::model::wilayah::fold_name;
use crate::model::{AgendaEntry, Location, Online, Status, Time};

/// One of the events that a cell tells of.
struct OneEvent {
    title: String,
    time: Time,
    /// The time's cell says that it is held by video.
    is_online: bool,
    venue: Option<String>,
}

impl Rows<'_> {
    /// The events of one row: none, one, or one for each day of a range.
    pub(super) fn row(&mut self, row: u32) -> Vec<AgendaEntry> {
        if !self.holds_event(row) {
            return Vec::new();
        }
        let struck = [Column::Event, Column::Date].iter().any(|c| self.own(row, *c).is_some_and(|cell| cell.struck));
        self.say_beside(row);
        let Some(event) = self.field(row, Column::Event, true) else { return Vec::new() };
        let Some(days) = self.days(row) else { return Vec::new() };
        let time_status = self.own(row, Column::Time).and_then(|cell| status_of(&cell.text()));
        let (title_status, title) = status_and_title(&event);
        let time = self.time_cell(row, days.time.as_deref());
        let mut entry = self.draft(row, days.status.or(time_status).unwrap_or(title_status), struck);
        let dates = self.in_week(days.dates, &title, &entry.place);
        let dates = self.moved_day(row, &mut entry, &title, dates);
        let Some(first) = dates.first() else { return Vec::new() };
        if self.is_kept_back(row, &title, &entry) {
            return Vec::new();
        }
        if days.is_from_above {
            self.note_from_above(row, *first);
        }
        let time = self.moved(row, &mut entry, &title, time);
        self.entries(row, entry, &title, time, &dates)
    }

    /// The row's event without its title, its days and its hours.
    fn draft(&mut self, row: u32, status: Status, struck: bool) -> AgendaEntry {
        let (status, note) = self.status_and_note(row, status, struck);
        let officials = self.officials(row, struck);
        let (officials, note) = match note {
            Some(note) => represented_in_note(&self.legend.spell_out(&note), officials),
            None => (officials, None),
        };
        AgendaEntry {
            date: self.edition.monday(),
            time: Time::Unknown,
            title: String::new(),
            items: Vec::new(),
            venue: self.field(row, Column::Venue, struck),
            location: Location::default(),
            online: Online::No,
            dress: self.field(row, Column::Dress, struck),
            officials,
            host: self.field(row, Column::Host, struck),
            note,
            status,
            place: self.sheet.place(row, self.header.columns[&Column::Event]),
        }
    }

    /// Whether an event is secret, or not for everyone; that is said.
    fn is_kept_back(&mut self, row: u32, title: &str, entry: &AgendaEntry) -> bool {
        if is_secret(title, entry.note.as_deref()) {
            self.say(
                Diagnostic::warning("agenda.acara-rahasia", "acara ini bertanda rahasia, jadi tidak dicetak")
                    .at(entry.place.clone())
                    .raw(title)
                    .remedy("hapus tandanya bila boleh dibaca warga"),
            );
            return true;
        }
        let closed = self.own(row, Column::Status).is_some_and(|status| is_for_few("", Some(&status.text())));
        if !closed && !is_for_few(title, entry.note.as_deref()) {
            return false;
        }
        if self.budget.take(limits::REMARK_BYTES / 10 + title.len()).is_ok() {
            self.for_few.push((row, title.replace('\n', " ")));
        }
        true
    }

    /// Whether a row tells of an event; any other row is said, or set apart.
    fn holds_event(&mut self, row: u32) -> bool {
        let cell = self.own(row, Column::Event);
        let is_fault = matches!(cell, Some(Cell { value: Value::Fault(_), .. }));
        let event = cell.map(Cell::text).unwrap_or_default();
        if event.is_empty() && !is_fault {
            self.row_without_event(row);
            return false;
        }
        if self.is_foot(row, &event) {
            self.set_apart(row);
            return false;
        }
        let folded = fold_name(&event);
        if !is_fault && folded.is_empty() && !is_ditto(&event) || says_no_event(&folded) {
            let place = self.place(row, Column::Event);
            self.say(Diagnostic::note("agenda.baris-tanpa-acara", "baris tanpa acara, jadi tidak dicetak").at(place).raw(event));
            return false;
        }
        true
    }

    /// The status, which the columns of the note and of the status may change, and the note. A note that is only a status is none: it is
    /// printed as the event's status.
    fn status_and_note(&mut self, row: u32, mut status: Status, struck: bool) -> (Status, Option<String>) {
        let note = self.field(row, Column::Note, struck);
        let said = self.field(row, Column::Status, struck);
        for text in [&note, &said].into_iter().flatten() {
            status = status_of(text).unwrap_or(status);
        }
        let is_usual =
            |text: &String| ["", "terlaksana", "dilaksanakan", "selesai", "terjadwal", "pasti", "jadi"].contains(&fold_name(text).as_str());
        let is_closed = |text: &String| is_for_few("", Some(text));
        if let Some(text) = said.filter(|text| status_of(text).is_none() && !is_usual(text) && !is_closed(text)) {
            let place = self.place(row, Column::Status);
            self.say(
                Diagnostic::warning("agenda.status-tidak-dikenal", "status ini tidak dikenal, jadi tidak dicetak")
                    .at(place)
                    .raw(text)
                    .remedy("tulis “ditunda” atau “dibatalkan”, atau pindahkan ke Keterangan"),
            );
        }
        let note = note.filter(|text| status_of(text).is_none() || !is_status_word(text));
        (if struck { Status::Cancelled } else { status }, note)
    }

    /// The days of an event that fall in the edition's week. Days outside it are said; an event without another day is kept for
    /// [`Rows::say_outside`].
    fn in_week(&mut self, dates: Vec<NaiveDate>, title: &str, place: &Place) -> Vec<NaiveDate> {
        let (inside, outside): (Vec<NaiveDate>, Vec<NaiveDate>) = dates.into_iter().partition(|d| self.edition.contains(*d));
        let Some(date) = outside.first() else { return inside };
        if !inside.is_empty() {
            let message = format!("{} hari dari acara ini di luar pekan edisi, jadi tidak dicetak: {}", outside.len(), full_date(*date));
            let alike = "acara beberapa hari; hari di luar pekan edisi tidak dicetak";
            self.say(Diagnostic::note("agenda.sebagian-di-luar-pekan", message).alike(alike).at(place.clone()).raw(title));
        } else if self.budget.take(limits::REMARK_BYTES + title.len()).is_ok() {
            self.outside.push((*date, title.to_owned(), place.clone()));
        }
        inside
    }

    /// An entry for each of the events of a cell, on each of its days; `entry` holds the rest of the row.
    fn entries(
        &mut self,
        row: u32,
        mut entry: AgendaEntry,
        title: &str,
        time: Option<(Value, Column)>,
        dates: &[NaiveDate],
    ) -> Vec<AgendaEntry> {
        let mut entries = Vec::new();
        let events = self.events_of(row, title, time, entry.venue.as_deref());
        // Lines of days beside lines of events: the first with the first.
        let date_lines = self.own(row, Column::Date).map_or(0, |cell| cell.text().lines().count());
        let paired = events.len() > 1 && events.len() == dates.len() && date_lines == events.len();
        // Video that the row's venue or an earlier event names holds for the events after it.
        let mut is_online = entry.venue.as_deref().is_some_and(moment::is_online);
        for (at, event) in events.into_iter().enumerate() {
            is_online |= event.is_online;
            (entry.title, entry.items) = split_items(&event.title);
            (entry.time, entry.venue) = (event.time, event.venue);
            // A time that is not known yet is told once.
            let follows = |note: &String| HOUR_FOLLOWS.contains(&fold_name(note).as_str());
            if matches!(&entry.time, Time::Unknown | Time::Named { .. }) {
                entry.note = entry.note.filter(|note| !follows(note));
            }
            entry.online = online(entry.venue.as_deref(), is_online);
            let bytes = bytes_of(&entry);
            for (_, date) in dates.iter().enumerate().filter(|(i, _)| !paired || *i == at) {
                if self.budget.take(bytes).is_err() {
                    return entries;
                }
                entries.push(AgendaEntry { date: *date, ..entry.clone() });
            }
        }
        entries
    }

    /// The events of one event cell: one, or as many as the lines of the time's cell, where each line has its hour.
    fn events_of(&mut self, row: u32, title: &str, time: Option<(Value, Column)>, venue: Option<&str>) -> Vec<OneEvent> {
        let titles: Vec<&str> = title.lines().map(undash).collect();
        let hours = match &time {
            Some((Value::Text(text), _)) => tidy(text).lines().map(|line| Value::Text(line.to_owned())).collect(),
            _ => Vec::new(),
        };
        let each_has_an_hour =
            hours.len() > 1 && hours.len() == titles.len() && hours.iter().all(|hour| moment::time(hour, self.zone).is_some());
        let Some((value, kind)) = time else {
            return vec![OneEvent { title: title.to_owned(), time: Time::Unknown, is_online: false, venue: venue.map(str::to_owned) }];
        };
        if !each_has_an_hour {
            let (time, is_online) = self.time(row, value, kind);
            return vec![OneEvent { title: title.to_owned(), time, is_online, venue: venue.map(str::to_owned) }];
        }
        let venues: Vec<&str> = venue.map(|venue| venue.lines().map(undash).collect()).unwrap_or_default();
        let place = self.place(row, Column::Event);
        let message = format!("sel ini dibaca sebagai {} acara, karena setiap barisnya punya jam sendiri", titles.len());
        let alike = "sel dibaca sebagai beberapa acara, karena setiap barisnya punya jam sendiri";
        self.say(Diagnostic::note("agenda.sel-beberapa-acara", message).alike(alike).at(place).raw(title));
        let mut events = Vec::new();
        for (i, (title, hour)) in titles.iter().zip(hours).enumerate() {
            let (time, is_online) = self.time(row, hour, kind);
            let own = if venues.len() == titles.len() { venues.get(i).copied() } else { venue };
            events.push(OneEvent { title: (*title).to_owned(), time, is_online, venue: own.map(str::to_owned) });
        }
        events
    }
}
