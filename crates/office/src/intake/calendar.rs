//! The agenda from a calendar file (ics, RFC 5545): zones, whole days, recurring entries and their exceptions.

use std::collections::{BTreeMap, HashSet};

use calcard::common::timezone::Tz;
use calcard::icalendar::dates::TimeOrDelta;
use calcard::icalendar::{
    ICalendar, ICalendarClassification, ICalendarComponent, ICalendarComponentType, ICalendarEntry, ICalendarProperty as Property,
    ICalendarRecurrenceRule, ICalendarStatus, ICalendarValue,
};
use calcard::{Entry, Parser};
use chrono::{Days, NaiveDateTime, NaiveTime};

use super::limits::{self, Budget};
use super::table::{decode, tidy};
use super::{agenda, container, moment};
use crate::diagnostic::{Diagnostic, Found, Place};
use crate::model::date::long_date;
use crate::model::{AgendaEntry, EditionId, End, Officials, Status, Time, Zone};

const EXPORT_LESS: &str = "ekspor hanya pekan atau bulan ini dari aplikasi kalendernya";

/// Reads the entries of the edition's week. Private ones are counted and never shown.
pub fn read(file: &str, bytes: &[u8], edition: EditionId, zone: Zone) -> Found<Vec<AgendaEntry>> {
    let mut found = Found::new(Vec::new(), Vec::new());
    if bytes.len() > limits::PLAIN_BYTES {
        found.diagnostics.push(container::large_text(file).remedy(EXPORT_LESS));
        return found;
    }
    let entries = bytes
        .split(|b| *b == b'\n')
        .filter(|line| line.trim_ascii_start().get(..6).is_some_and(|s| s.eq_ignore_ascii_case(b"BEGIN:")))
        .count();
    if entries > limits::CALENDAR_ENTRIES {
        found.diagnostics.push(
            Diagnostic::error(format!("kalender memuat {entries} entri; paling banyak {}", limits::CALENDAR_ENTRIES))
                .at(Place::file(file))
                .remedy(EXPORT_LESS),
        );
        return found;
    }
    let text = decode(&unfolded(bytes));
    let mut room = Budget::new(limits::CALENDAR_BYTES);
    if text.split('\n').any(|line| room.take(bytes_of(line)).is_err()) {
        let fault = Diagnostic::error("kalender memuat terlalu banyak isi untuk dibaca").at(Place::file(file));
        found.diagnostics.push(fault.remedy(EXPORT_LESS));
        return found;
    }
    let mut left = Left { occurrences: limits::ALL_OCCURRENCES, bytes: Budget::new(limits::TEXT_BYTES), is_said: false };
    let lines = event_lines(bytes);
    let mut parser = Parser::new(&text);
    let mut calendars = 0;
    loop {
        match parser.entry() {
            Entry::ICalendar(calendar) => {
                calendars += 1;
                let (entries, diagnostics) = (Vec::new(), Vec::new());
                let mut reader = Reader { file, edition, zone, lines: &lines, left: &mut left, entries, diagnostics };
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

/// Bytes that the calendar library takes for a line, about: a property, its parameters and its values, with room for more of each.
fn bytes_of(line: &str) -> usize {
    let (head, values) = line.split_once(':').unwrap_or((line, ""));
    // A colon between quotes ends no parameter.
    let named = if head.contains('"') { line } else { head };
    let parameters = named.matches([';', ',']).count();
    400 + line.len() + 320 * usize::from(parameters > 0) + 80 * (parameters + values.matches([';', ',']).count())
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

/// The budgets that are left for the calendars of one file.
struct Left {
    /// Occurrences that may still be looked at.
    occurrences: usize,
    /// For the entries that become of them.
    bytes: Budget,
    /// Whether it was said that something ran out.
    is_said: bool,
}

struct Reader<'a> {
    file: &'a str,
    edition: EditionId,
    zone: Zone,
    lines: &'a [usize],
    left: &'a mut Left,
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
        let zones = calendar.components.iter().filter(|c| matches!(c.component_type, ICalendarComponentType::VTimezone));
        let mut alone = ICalendar { components: zones.take(limits::CALENDAR_ZONES).map(named_zone).collect() };
        let zone_count = alone.components.len();
        let others = calendar.components.iter().filter(|c| c.component_type.is_todo() || c.component_type.is_journal()).count();
        let (mut private, mut described, mut outside) = (0, 0, 0);
        for members in series.values().chain([&once]).filter(|members| !members.is_empty()) {
            if members.iter().any(|&i| is_dense(&calendar.components[i])) {
                self.diagnostics.push(repeats_too_often(places[members[0]].clone()));
                continue;
            }
            if is_series(members[0]) && members.iter().map(|&i| listed(&calendar.components[i])).sum::<usize>() > limits::OCCURRENCES {
                self.diagnostics.push(repeats_too_often(places[members[0]].clone()));
                continue;
            }
            // Of the calendar only what says when these are, and the zones that they may name.
            alone.components.truncate(zone_count);
            alone.components.extend(members.iter().map(|&i| dated(&calendar.components[i])));
            let number = |id: u32| members[(id as usize).saturating_sub(zone_count)];
            let expanded = alone.expand_dates(Tz::Tz(iana(self.zone)), limits::OCCURRENCES.min(self.left.occurrences));
            // A rule that gives nothing, such as each 30 February, is looked for through all years.
            let cost = if expanded.events.is_empty() { limits::OCCURRENCES } else { expanded.events.len() };
            self.left.occurrences -= cost.min(self.left.occurrences);
            if self.left.occurrences == 0 {
                self.say_too_much();
            }
            for error in &expanded.errors {
                let number = number(error.comp_id);
                self.diagnostics.push(
                    Diagnostic::error("tanggal atau pengulangan acara ini tidak terbaca")
                        .at(places[number].clone())
                        .raw(text_of(&calendar.components[number], &Property::Summary).unwrap_or_default())
                        .remedy("betulkan di aplikasi kalendernya, lalu ekspor lagi"),
                );
            }
            let last = expanded.events.iter().map(|e| e.start.naive_local().date()).max();
            if expanded.events.len() >= limits::OCCURRENCES && last.is_some_and(|last| last < self.edition.monday()) {
                self.diagnostics.push(repeats_too_often(places[members[0]].clone()));
            }
            let mut touched: HashSet<usize> = HashSet::new();
            for event in expanded.events {
                let number = number(event.comp_id);
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
                // Each occurrence looks through all properties of its entry.
                if self.left.bytes.take(16 * component.entries.len()).is_err() {
                    self.say_too_much();
                    break;
                }
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

    fn say_too_much(&mut self) {
        if !std::mem::replace(&mut self.left.is_said, true) {
            self.diagnostics.push(
                Diagnostic::error("kalender memuat terlalu banyak pengulangan untuk dibaca").at(Place::file(self.file)).remedy(EXPORT_LESS),
            );
        }
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
        let texts = [Property::Summary, Property::Location];
        let asked = texts.iter().filter_map(|text| component.property(text)?.values.first()?.as_text()).map(str::len).sum::<usize>();
        if self.left.bytes.take(asked + limits::REMARK_BYTES).is_err() {
            self.say_too_much();
            return;
        }
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
        let venue = text_of(component, &Property::Location);
        if let Some(venue) = venue.as_ref().filter(|venue| venue.chars().count() > limits::PRINTED_CHARS) {
            self.diagnostics
                .push(Diagnostic::error("tempat acara terlalu panjang untuk dicetak").at(place.clone()).raw(venue).remedy("ringkaskan"));
            return;
        }
        let mut printable = |text: String| agenda::public(&text, place, &mut self.diagnostics);
        let (worded, title) = agenda::status_and_title(&printable(summary));
        let venue = venue.map(&mut printable);
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
            let entry = AgendaEntry {
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
            };
            if self.left.bytes.take(agenda::bytes_of(&entry)).is_err() {
                self.say_too_much();
                return;
            }
            self.entries.push(entry);
            day = day + Days::new(1);
        }
    }
}

fn repeats_too_often(place: Place) -> Diagnostic {
    Diagnostic::error("acara ini berulang terlalu sering untuk dibaca").at(place).remedy("beri batas pada pengulangannya")
}

/// Whether an entry repeats so often within a day that its moments take all memory before any is looked at.
fn is_dense(component: &ICalendarComponent) -> bool {
    const A_DAY: usize = 24;
    let times = |rule: &ICalendarRecurrenceRule| {
        [&rule.byhour, &rule.byminute, &rule.bysecond].map(|list| list.len().max(1)).iter().product::<usize>()
    };
    component.entries.iter().flat_map(|entry| &entry.values).any(|value| match value {
        ICalendarValue::RecurrenceRule(rule) => times(rule) > A_DAY,
        _ => false,
    })
}

/// How many days an entry lists on which it is, or is not.
fn listed(component: &ICalendarComponent) -> usize {
    let lists = component.entries.iter().filter(|entry| matches!(entry.name, Property::Rdate | Property::Exdate));
    lists.map(|entry| entry.values.len()).sum()
}

/// What of an entry says when it is. A sequence number, by which an exception would miss its series, does not.
fn dated(component: &ICalendarComponent) -> ICalendarComponent {
    use Property::{Dtend, Dtstart, Duration, Exdate, Rdate, RecurrenceId, Rrule};
    let says_when = |entry: &&ICalendarEntry| matches!(entry.name, Dtstart | Dtend | Duration | RecurrenceId | Rrule | Rdate | Exdate);
    with_entries(component, component.entries.iter().filter(says_when))
}

/// What of a time zone names it; the calendar library knows the zones themselves.
fn named_zone(zone: &ICalendarComponent) -> ICalendarComponent {
    const NAMES: usize = 4;
    let is_name = |entry: &&ICalendarEntry| match &entry.name {
        Property::Tzid => true,
        Property::Other(name) => matches!(name.as_str(), "X-LIC-LOCATION" | "X-MICROSOFT-CDO-TZID"),
        _ => false,
    };
    let is_short =
        |entry: &&ICalendarEntry| entry.values.first().and_then(|v| v.as_text()).is_some_and(|v| v.len() <= limits::MOMENT_BYTES);
    with_entries(zone, zone.entries.iter().filter(is_name).filter(is_short).take(NAMES))
}

fn with_entries<'a>(component: &ICalendarComponent, entries: impl Iterator<Item = &'a ICalendarEntry>) -> ICalendarComponent {
    ICalendarComponent { component_type: component.component_type.clone(), entries: entries.cloned().collect(), component_ids: Vec::new() }
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
