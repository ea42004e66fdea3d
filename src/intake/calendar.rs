//! The agenda from a calendar file (ics, RFC 5545): zones, whole days, recurring entries and their exceptions.

use std::collections::{BTreeMap, HashSet};

use calcard::common::timezone::Tz;
use calcard::icalendar::dates::TimeOrDelta;
use calcard::icalendar::{
    ICalendar, ICalendarClassification, ICalendarComponent, ICalendarComponentType, ICalendarProperty as Property, ICalendarStatus,
    ICalendarValue,
};
use calcard::{Entry, Parser};
use chrono::{Days, NaiveDateTime, NaiveTime};

use super::table::{decode, tidy};
use super::{agenda, limits, moment};
use crate::diagnostic::{Diagnostic, Found, Place};
use crate::model::date::long_date;
use crate::model::{AgendaEntry, EditionId, End, Officials, Status, Time, Zone};

/// Reads the entries of the edition's week. Private ones are counted and never shown.
pub fn read(file: &str, bytes: &[u8], edition: EditionId, zone: Zone) -> Found<Vec<AgendaEntry>> {
    let mut found = Found::new(Vec::new(), Vec::new());
    let entries = bytes
        .split(|b| *b == b'\n')
        .filter(|line| line.trim_ascii_start().get(..6).is_some_and(|s| s.eq_ignore_ascii_case(b"BEGIN:")))
        .count();
    if entries > limits::CALENDAR_ENTRIES {
        found.diagnostics.push(
            Diagnostic::error(format!("kalender memuat {entries} entri; paling banyak {}", limits::CALENDAR_ENTRIES))
                .at(Place::file(file))
                .remedy("ekspor hanya pekan atau bulan ini dari aplikasi kalendernya"),
        );
        return found;
    }
    let text = decode(&unfolded(bytes));
    let lines = event_lines(bytes);
    let mut parser = Parser::new(&text);
    let mut calendars = 0;
    loop {
        match parser.entry() {
            Entry::ICalendar(calendar) => {
                calendars += 1;
                let mut reader = Reader { file, edition, zone, lines: &lines, entries: Vec::new(), diagnostics: Vec::new() };
                reader.calendar(calendar);
                found.value.extend(reader.entries);
                found.diagnostics.extend(reader.diagnostics);
            }
            Entry::Eof => break,
            Entry::InvalidLine(line) if line.trim().is_empty() => {}
            Entry::InvalidLine(_) if found.diagnostics.len() > limits::REMARKS => {}
            Entry::InvalidLine(line) => {
                found.diagnostics.push(
                    Diagnostic::warning("baris kalender tidak terbaca")
                        .at(Place::file(file))
                        .raw(line)
                        .remedy("ekspor lagi dari aplikasi kalendernya sebagai .ics"),
                );
            }
            _ => {
                found.diagnostics.push(
                    Diagnostic::error("kalender terpotong atau rusak")
                        .at(Place::file(file))
                        .remedy("ekspor lagi dari aplikasi kalendernya sebagai .ics"),
                );
                break;
            }
        }
    }
    if calendars == 0 && found.diagnostics.is_empty() {
        found.diagnostics.push(
            Diagnostic::error("berkas ini bukan kalender yang utuh")
                .at(Place::file(file))
                .remedy("ekspor lagi dari aplikasi kalendernya sebagai .ics"),
        );
    }
    found
}

/// Long lines are folded, and some programs fold inside a letter: joined again before anything is decoded.
fn unfolded(bytes: &[u8]) -> Vec<u8> {
    let mut joined = Vec::with_capacity(bytes.len());
    let mut rest = bytes;
    while let Some((&byte, after)) = rest.split_first() {
        let fold = [&b"\r\n "[..], b"\r\n\t", b"\n ", b"\n\t"].iter().find(|fold| rest.starts_with(fold)).map(|fold| fold.len());
        if fold.is_none() {
            joined.push(byte);
        }
        rest = fold.map_or(after, |length| &rest[length..]);
    }
    joined
}

/// The line of each event's start, in order.
fn event_lines(bytes: &[u8]) -> Vec<usize> {
    let lines = (1..).zip(bytes.split(|b| *b == b'\n'));
    lines.filter(|(_, line)| line.trim_ascii().eq_ignore_ascii_case(b"BEGIN:VEVENT")).map(|(number, _)| number).collect()
}

fn iana(zone: Zone) -> chrono_tz::Tz {
    match zone {
        Zone::Wib => chrono_tz::Asia::Jakarta,
        Zone::Wita => chrono_tz::Asia::Makassar,
        Zone::Wit => chrono_tz::Asia::Jayapura,
    }
}

struct Reader<'a> {
    file: &'a str,
    edition: EditionId,
    zone: Zone,
    lines: &'a [usize],
    entries: Vec<AgendaEntry>,
    diagnostics: Vec<Diagnostic>,
}

impl Reader<'_> {
    fn calendar(&mut self, calendar: ICalendar) {
        let events: Vec<usize> = (0..calendar.components.len()).filter(|&i| calendar.components[i].component_type.is_event()).collect();
        let mut places = vec![Place::file(self.file); calendar.components.len()];
        for (event, line) in events.iter().zip(self.lines) {
            places[*event] = Place::line(self.file, *line);
        }
        let leader = calendar
            .components
            .iter()
            .find_map(|c| agenda::leader_of(c.property(&Property::Other("X-WR-CALNAME".to_owned()))?.values.first()?.as_text()?));
        // An exception finds its series by its hour alone, so each series is expanded by itself; what happens once, together.
        let is_series = |i: usize| {
            let component = &calendar.components[i];
            [Property::Rrule, Property::Rdate, Property::RecurrenceId].iter().any(|property| component.has_property(property))
        };
        let (mut once, mut series) = (Vec::new(), BTreeMap::<&str, Vec<usize>>::new());
        for &i in &events {
            if is_series(i) {
                series.entry(calendar.components[i].uid().unwrap_or_default()).or_default().push(i);
            } else {
                once.push(i);
            }
        }
        let is_zone = |i: &usize| {
            use ICalendarComponentType::{Daylight, Standard, VTimezone};
            matches!(calendar.components[*i].component_type, VTimezone | Standard | Daylight)
        };
        let zones: Vec<usize> = (0..calendar.components.len()).filter(is_zone).take(limits::CALENDAR_ZONES).collect();
        let (mut budget, mut is_exhausted) = (limits::ALL_OCCURRENCES, false);
        let others = calendar.components.iter().filter(|c| c.component_type.is_todo() || c.component_type.is_journal()).count();
        let (mut private, mut described, mut outside) = (0, 0, 0);
        for members in series.values().chain([&once]).filter(|members| !members.is_empty()) {
            let (alone, numbers) = Self::only(&calendar, &zones, members);
            let expanded = alone.expand_dates(Tz::Tz(iana(self.zone)), limits::OCCURRENCES.min(budget));
            budget -= expanded.events.len().min(budget);
            if budget == 0 && !is_exhausted {
                is_exhausted = true;
                self.diagnostics.push(
                    Diagnostic::error("kalender memuat terlalu banyak pengulangan untuk dibaca")
                        .at(Place::file(self.file))
                        .remedy("ekspor hanya pekan atau bulan ini dari aplikasi kalendernya"),
                );
            }
            for error in &expanded.errors {
                let number = numbers[error.comp_id as usize];
                self.diagnostics.push(
                    Diagnostic::error("tanggal atau pengulangan acara ini tidak terbaca")
                        .at(places[number].clone())
                        .raw(text_of(&calendar.components[number], &Property::Summary).unwrap_or_default())
                        .remedy("betulkan di aplikasi kalendernya, lalu ekspor lagi"),
                );
            }
            let last = expanded.events.iter().map(|e| e.start.naive_local().date()).max();
            if expanded.events.len() >= limits::OCCURRENCES && last.is_some_and(|last| last < self.edition.monday()) {
                self.diagnostics.push(
                    Diagnostic::error("acara ini berulang terlalu sering untuk dibaca")
                        .at(places[members[0]].clone())
                        .remedy("beri batas pada pengulangannya"),
                );
            }
            let mut touched: HashSet<usize> = HashSet::new();
            for event in expanded.events {
                let number = numbers[event.comp_id as usize];
                let component = &calendar.components[number];
                let start = self.local(&event.start);
                let end = match event.end {
                    TimeOrDelta::Time(end) => self.local(&end),
                    TimeOrDelta::Delta(duration) => start.checked_add_signed(duration).unwrap_or(start),
                };
                if start.date() > self.edition.sunday() || end.max(start).date() < self.edition.monday() {
                    continue;
                }
                touched.insert(number);
                if is_private(component) {
                    private += 1;
                    continue;
                }
                described += usize::from(component.has_property(&Property::Description));
                self.event(component, start, end, leader, &places[number]);
            }
            let is_public = |i: &&usize| !is_private(&calendar.components[**i]);
            outside += if is_series(members[0]) {
                usize::from(touched.is_empty() && members.iter().all(|i| is_public(&i)))
            } else {
                members.iter().filter(is_public).filter(|i| !touched.contains(i)).count()
            };
        }
        let mut note = |count: usize, what: &str, severe: bool| {
            if count > 0 {
                let message = format!("{count} {what}");
                let remedy = "periksa tanggalnya di aplikasi kalendernya, lalu ekspor lagi";
                let said = if severe { Diagnostic::warning(message).remedy(remedy) } else { Diagnostic::note(message) };
                self.diagnostics.push(said.at(Place::file(self.file)));
            }
        };
        note(private, "acara bertanda pribadi (private) tidak dicetak", false);
        note(others, "tugas atau catatan dalam kalender tidak dicetak", false);
        note(described, "acara punya keterangan (description), yang tidak dicetak", false);
        note(outside, "acara di luar pekan edisi ini, jadi tidak dicetak", true);
    }

    /// The events of one UID, and the zones they may name; and the number of each in the whole calendar. A sequence number,
    /// by which an exception would miss its series, is left out.
    fn only(calendar: &ICalendar, zones: &[usize], members: &[usize]) -> (ICalendar, Vec<usize>) {
        let numbers: Vec<usize> = zones.iter().chain(members).copied().collect();
        let mut components: Vec<ICalendarComponent> = numbers.iter().map(|&i| calendar.components[i].clone()).collect();
        // A zone's parts are its children; their numbers move with them.
        for component in &mut components {
            component.entries.retain(|entry| entry.name != Property::Sequence);
            let moved = component.component_ids.iter().filter_map(|id| numbers.iter().position(|n| *n == *id as usize));
            component.component_ids = moved.map(|id| id as u32).collect();
        }
        (ICalendar { components }, numbers)
    }

    fn local(&self, moment: &chrono::DateTime<Tz>) -> NaiveDateTime {
        if moment.timezone().is_floating() { moment.naive_local() } else { moment.with_timezone(&iana(self.zone)).naive_local() }
    }

    fn event(
        &mut self,
        component: &ICalendarComponent,
        start: NaiveDateTime,
        end: NaiveDateTime,
        leader: Option<&'static str>,
        place: &Place,
    ) {
        let Some(summary) = text_of(component, &Property::Summary) else {
            self.diagnostics.push(
                Diagnostic::error("acara tanpa judul")
                    .at(place.clone())
                    .raw(long_date(start.date()))
                    .remedy("beri judul di aplikasi kalendernya, lalu ekspor lagi"),
            );
            return;
        };
        if summary.chars().count() > limits::PRINTED_CHARS {
            self.diagnostics
                .push(Diagnostic::error("judul acara terlalu panjang untuk dicetak").at(place.clone()).raw(summary).remedy("ringkaskan"));
            return;
        }
        let mut printable = |text: String| agenda::public(&text, place, &mut self.diagnostics);
        let (worded, title) = agenda::status_and_title(&printable(summary));
        let venue = text_of(component, &Property::Location).map(&mut printable);
        let category =
            component.property(&Property::Categories).and_then(|entry| entry.values.iter().find_map(|v| agenda::leader_of(v.as_text()?)));
        let officials =
            category.or(leader).map_or(Officials::Unknown, |one| Officials::Named { invited: vec![one.to_owned()], represented_by: None });
        let (officials, status) = match component.status() {
            Some(ICalendarStatus::Cancelled) => (officials, Status::Cancelled),
            Some(ICalendarStatus::Tentative) => (Officials::Pending, worded),
            _ => (officials, worded),
        };
        let is_whole_day = is_whole_day(component);
        // The calendar library lets an event without an end last the day.
        let has_end = component.has_property(&Property::Dtend) || component.has_property(&Property::Duration);
        let end = if has_end || is_whole_day { end } else { start };
        // A whole day's end is the day after it.
        let last = if is_whole_day || (end.time() == NaiveTime::MIN && end > start) {
            end.date().pred_opt().unwrap_or(end.date())
        } else {
            end.date()
        };
        let several = last > start.date();
        let mut day = start.date().max(self.edition.monday());
        while day <= last.max(start.date()).min(self.edition.sunday()) {
            let time = match () {
                () if is_whole_day || (several && day != start.date()) => Time::AllDay,
                () if several => Time::At { start: start.time(), end: End::Open, elsewhere: None },
                () if end > start => Time::At { start: start.time(), end: End::At(end.time()), elsewhere: None },
                () => Time::At { start: start.time(), end: End::Unsaid, elsewhere: None },
            };
            self.entries.push(AgendaEntry {
                date: day,
                time,
                title: title.replace('\n', " "),
                items: Vec::new(),
                online: venue.as_deref().is_some_and(moment::is_online),
                venue: venue.clone(),
                dress: None,
                officials: officials.clone(),
                host: None,
                note: None,
                status,
                place: place.clone(),
            });
            day = day + Days::new(1);
        }
    }
}

fn text_of(component: &ICalendarComponent, property: &Property) -> Option<String> {
    let text = component.property(property)?.values.first()?.as_text()?;
    Some(tidy(text)).filter(|text| !text.is_empty())
}

fn is_private(component: &ICalendarComponent) -> bool {
    let class = component.property(&Property::Class).and_then(|entry| entry.values.first());
    match class {
        Some(ICalendarValue::Classification(class)) => *class != ICalendarClassification::Public,
        // A class of another name is not public (RFC 5545, 3.8.1.3).
        Some(_) => true,
        None => false,
    }
}

fn is_whole_day(component: &ICalendarComponent) -> bool {
    let start = component.property(&Property::Dtstart).and_then(|entry| entry.values.first());
    matches!(start, Some(ICalendarValue::PartialDateTime(at)) if !at.has_time())
}
