//! The occurrences of a calendar's events in the edition's week.

use std::collections::{BTreeMap, HashSet};

use calcard::common::timezone::Tz;
use calcard::icalendar::dates::{CalendarEvent, TimeOrDelta};
use calcard::icalendar::{ICalendar, ICalendarComponent, ICalendarComponentType, ICalendarProperty as Property};
use chrono::{DateTime, NaiveDateTime, TimeDelta};

use super::Reader;
use super::component::{
    dated, in_local_hours, is_dense, is_private, is_series, listed, named_zone, names_local_days, starts_in_utc, text_of,
};
use super::event::Span;
use crate::diagnostic::{Diagnostic, Place};
use crate::intake::{agenda, limits};

type Occurrence = CalendarEvent<DateTime<Tz>, TimeOrDelta<DateTime<Tz>, TimeDelta>>;

/// One calendar of a file.
pub(super) struct Calendar<'c> {
    components: &'c [ICalendarComponent],
    /// The place of each component.
    places: Vec<Place>,
    /// The components that are events.
    events: Vec<usize>,
    /// The leader whose calendar it is.
    leader: Option<&'static str>,
    /// The part that the calendar library expands: the zones, and behind them the events of one group.
    alone: ICalendar,
    zone_count: usize,
    /// Occurrences in the week that are private, or hold a description.
    private: usize,
    described: usize,
    /// Events without an occurrence in the week.
    outside: usize,
}

impl<'c> Calendar<'c> {
    pub(super) fn new(calendar: &'c ICalendar, reader: &Reader<'_>) -> Self {
        let components = calendar.components.as_slice();
        let events: Vec<usize> = (0..components.len()).filter(|&i| components[i].component_type.is_event()).collect();
        let mut places = vec![Place::file(reader.file); components.len()];
        for (event, line) in events.iter().zip(reader.lines) {
            places[*event] = Place::line(reader.file, *line);
        }
        let leader = components
            .iter()
            .find_map(|c| agenda::leader_of(c.property(&Property::Other("X-WR-CALNAME".to_owned()))?.values.first()?.as_text()?));
        let zones = components.iter().filter(|c| matches!(c.component_type, ICalendarComponentType::VTimezone));
        let alone = ICalendar { components: zones.take(limits::CALENDAR_ZONES).map(named_zone).collect() };
        let zone_count = alone.components.len();
        Calendar { components, places, events, leader, alone, zone_count, private: 0, described: 0, outside: 0 }
    }

    pub(super) fn read(mut self, reader: &mut Reader<'_>) {
        for members in self.groups() {
            self.read_group(&members, reader);
        }
        self.say_unprinted(reader);
    }

    /// The events that are expanded together. An exception finds its series by its hour alone, so each series is a group; events that
    /// happen once are the last.
    fn groups(&self) -> Vec<Vec<usize>> {
        let (mut once, mut series) = (Vec::new(), BTreeMap::<&str, Vec<usize>>::new());
        for &i in &self.events {
            if is_series(&self.components[i]) {
                series.entry(self.components[i].uid().unwrap_or_default()).or_default().push(i);
            } else {
                once.push(i);
            }
        }
        series.into_values().chain([once]).filter(|members| !members.is_empty()).collect()
    }

    fn read_group(&mut self, members: &[usize], reader: &mut Reader<'_>) {
        let components = self.components;
        let in_series = is_series(&components[members[0]]);
        let too_many_listed = || in_series && members.iter().map(|&i| listed(&components[i])).sum::<usize>() > limits::OCCURRENCES;
        if members.iter().any(|&i| is_dense(&components[i])) || too_many_listed() {
            reader.diagnostics.push(repeats_too_often(self.places[members[0]].clone()));
            return;
        }
        // Of the calendar only the parts that tell when these are, and the zones that they may name.
        self.alone.components.truncate(self.zone_count);
        let offset = TimeDelta::hours(reader.zone.offset_hours());
        let is_local = members.iter().any(|&i| names_local_days(&components[i], offset));
        let parts = members.iter().map(|&i| dated(&components[i]));
        self.alone.components.extend(parts.map(|part| if is_local { in_local_hours(part, offset) } else { part }));
        // The calendar library takes the hours of a series without a named zone for those of the zone that it is given.
        let is_in_utc = in_series && !is_local && members.iter().all(|&i| starts_in_utc(&components[i]));
        let zone = if is_in_utc { chrono_tz::Tz::UTC } else { reader.local_zone() };
        let expanded = self.alone.expand_dates(Tz::Tz(zone), limits::OCCURRENCES.min(reader.occurrences));
        // A rule that gives nothing, such as each 30 February, is looked for through all years.
        let cost = if expanded.events.is_empty() { limits::OCCURRENCES } else { expanded.events.len() };
        reader.occurrences -= cost.min(reader.occurrences);
        if reader.occurrences == 0 {
            reader.say_too_much();
        }
        for error in &expanded.errors {
            let number = self.number(members, error.comp_id);
            reader.diagnostics.push(
                Diagnostic::error("agenda.kalender-tanggal-tidak-terbaca", "tanggal atau pengulangan acara ini tidak terbaca")
                    .at(self.places[number].clone())
                    .raw(text_of(&components[number], &Property::Summary).unwrap_or_default())
                    .remedy("betulkan di aplikasi kalendernya, lalu ekspor lagi"),
            );
        }
        let last = expanded.events.iter().map(|e| e.start.naive_local().date()).max();
        if expanded.events.len() >= limits::OCCURRENCES && last.is_some_and(|last| last < reader.edition.monday()) {
            reader.diagnostics.push(repeats_too_often(self.places[members[0]].clone()));
        }
        let touched = self.read_occurrences(expanded.events, members, reader);
        let is_public = |i: &&usize| !is_private(&components[**i]);
        self.outside += if in_series {
            usize::from(touched.is_empty() && members.iter().all(|i| is_public(&i)))
        } else {
            members.iter().filter(is_public).filter(|i| !touched.contains(i)).count()
        };
    }

    /// Reads the occurrences that touch the week, and gives the components that have one.
    fn read_occurrences(&mut self, occurrences: Vec<Occurrence>, members: &[usize], reader: &mut Reader<'_>) -> HashSet<usize> {
        let mut touched = HashSet::new();
        for occurrence in occurrences {
            let number = self.number(members, occurrence.comp_id);
            let component = &self.components[number];
            let start = reader.local(&occurrence.start);
            let end = match occurrence.end {
                TimeOrDelta::Time(end) => reader.local(&end),
                TimeOrDelta::Delta(duration) => start.checked_add_signed(duration).unwrap_or(start),
            };
            let span = Span::new(component, start, end);
            if !span.touches(reader.edition) {
                continue;
            }
            touched.insert(number);
            // Each occurrence looks through all properties of its entry.
            if reader.bytes.take(16 * component.entries.len()).is_err() {
                reader.say_too_much();
                break;
            }
            if is_private(component) {
                self.private += 1;
                continue;
            }
            self.described += usize::from(component.has_property(&Property::Description));
            reader.event(component, &span, self.leader, &self.places[number]);
        }
        touched
    }

    /// The component that stands for one of `alone`.
    fn number(&self, members: &[usize], id: u32) -> usize {
        members[(id as usize).saturating_sub(self.zone_count)]
    }

    /// Says how much of the calendar is not printed.
    fn say_unprinted(&self, reader: &mut Reader<'_>) {
        let (private, described, outside) = (self.private, self.described, self.outside);
        let others = self.components.iter().filter(|c| c.component_type.is_todo() || c.component_type.is_journal()).count();
        let note = |code, count: usize, rest: &str| (count, Diagnostic::note(code, format!("{count} {rest}")));
        let said = [
            note("agenda.acara-pribadi", private, "acara bertanda pribadi (private) tidak dicetak"),
            note("agenda.kalender-tugas", others, "tugas atau catatan dalam kalender tidak dicetak"),
            note("agenda.kalender-keterangan", described, "acara punya keterangan (description), yang tidak dicetak"),
            (
                outside,
                Diagnostic::warning(agenda::OUTSIDE_WEEK, format!("{outside} acara di luar pekan edisi ini, jadi tidak dicetak"))
                    .remedy("periksa tanggalnya di aplikasi kalendernya, lalu ekspor lagi"),
            ),
        ];
        let place = Place::file(reader.file);
        reader.diagnostics.extend(said.into_iter().filter(|(count, _)| *count > 0).map(|(_, said)| said.at(place.clone())));
    }
}

impl Reader<'_> {
    fn local(&self, moment: &DateTime<Tz>) -> NaiveDateTime {
        if moment.timezone().is_floating() { moment.naive_local() } else { moment.with_timezone(&self.local_zone()).naive_local() }
    }
}

fn repeats_too_often(place: Place) -> Diagnostic {
    Diagnostic::error("agenda.kalender-terlalu-sering-berulang", "acara ini berulang terlalu sering untuk dibaca")
        .at(place)
        .remedy("beri batas pada pengulangannya")
}
