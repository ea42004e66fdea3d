//! One occurrence of an event as entries of the agenda, one for each of its days.

use calcard::icalendar::{ICalendarComponent, ICalendarProperty as Property, ICalendarStatus};
use chrono::{NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, Timelike};

use super::Reader;
use super::component::{is_whole_day, text_of};
use crate::diagnostic::{Diagnostic, Place};
use crate::intake::{agenda, limits};
use crate::model::date::{full_date, long_date};
use crate::model::{AgendaEntry, EditionId, End, Location, Official, Officials, Status, Time};

impl Reader<'_> {
    /// Adds the entries of an occurrence, in the office's zone, that fall in the week.
    pub(super) fn event(&mut self, component: &ICalendarComponent, span: &Span, leader: Option<&'static str>, place: &Place) {
        let texts = [Property::Summary, Property::Location];
        let asked = texts.iter().filter_map(|text| component.property(text)?.values.first()?.as_text()).map(str::len).sum::<usize>();
        if self.bytes.take(asked + limits::REMARK_BYTES).is_err() {
            self.say_too_much();
            return;
        }
        let Some((summary, venue)) = self.texts(component, span.start.date(), place) else { return };
        let mut printable = |text: String| agenda::public(&text, place).into_value(&mut self.diagnostics);
        let (title_status, title) = agenda::status_and_title(&printable(summary));
        let venue = venue.map(&mut printable);
        let category =
            component.property(&Property::Categories).and_then(|entry| entry.values.iter().find_map(|v| agenda::leader_of(v.as_text()?)));
        let officials = category.or(leader).map_or(Officials::Unknown, |one| Officials::Named(vec![Official::coming(one)]));
        let (officials, status) = match component.status() {
            Some(ICalendarStatus::Cancelled) => (officials, Status::Cancelled),
            Some(ICalendarStatus::Tentative) => (Officials::Pending, title_status),
            _ => (officials, title_status),
        };
        if agenda::is_for_few(&title, None) {
            if self.bytes.take(limits::REMARK_BYTES).is_ok() {
                self.for_few.push((format!("“{}”, {}", title.replace('\n', " "), full_date(span.start.date())), place.clone()));
            }
            return;
        }
        for day in span.days_in(self.edition) {
            let entry = AgendaEntry {
                date: day,
                time: span.time_on(day),
                title: title.replace('\n', " "),
                items: Vec::new(),
                venue: venue.clone(),
                location: Location::default(),
                online: agenda::online(venue.as_deref(), false),
                dress: None,
                officials: officials.clone(),
                host: None,
                note: None,
                status,
                place: place.clone(),
            };
            if self.bytes.take(agenda::bytes_of(&entry)).is_err() {
                self.say_too_much();
                return;
            }
            self.entries.push(entry);
        }
    }

    /// The title of an event on a day, and its venue; `None`, with a fault, where one of them cannot be printed.
    fn texts(&mut self, component: &ICalendarComponent, day: NaiveDate, place: &Place) -> Option<(String, Option<String>)> {
        let Some(title) = text_of(component, &Property::Summary) else {
            self.diagnostics.push(
                Diagnostic::error("agenda.acara-tanpa-judul", "acara tanpa judul")
                    .at(place.clone())
                    .raw(long_date(day))
                    .remedy("beri judul di aplikasi kalendernya, lalu ekspor lagi"),
            );
            return None;
        };
        let venue = text_of(component, &Property::Location);
        let is_long = |text: &str| text.chars().count() > limits::PRINTED_CHARS;
        let (what, text) = match venue.as_deref() {
            _ if is_long(&title) => ("judul", title.as_str()),
            Some(venue) if is_long(venue) => ("tempat", venue),
            _ => return Some((title, venue)),
        };
        let fault = Diagnostic::error(agenda::TOO_LONG, format!("{what} acara terlalu panjang untuk dicetak"));
        self.diagnostics.push(fault.at(place.clone()).raw(text).remedy("ringkaskan"));
        None
    }
}

/// The days and hours of an occurrence.
pub(super) struct Span {
    start: NaiveDateTime,
    end: NaiveDateTime,
    last: NaiveDate,
    is_whole_day: bool,
}

impl Span {
    pub(super) fn new(component: &ICalendarComponent, start: NaiveDateTime, end: NaiveDateTime) -> Self {
        let is_whole_day = is_whole_day(component);
        // The calendar library lets an event without an end last the day.
        let has_end = component.has_property(&Property::Dtend) || component.has_property(&Property::Duration);
        let end = if has_end || is_whole_day { end } else { start };
        // An event over midnight is of the day on which it begins.
        let is_overnight = end.date() == start.date() + TimeDelta::days(1) && end.hour() < 12 && end - start < TimeDelta::days(1);
        // A whole day's end is the day after it.
        let last = if is_whole_day || (end.time() == NaiveTime::MIN && end > start) {
            end.date().pred_opt().unwrap_or(end.date())
        } else if is_overnight {
            start.date()
        } else {
            end.date()
        };
        Span { start, end, last, is_whole_day }
    }

    /// Whether a day of it is in the week.
    pub(super) fn touches(&self, edition: EditionId) -> bool {
        self.start.date() <= edition.sunday() && self.last.max(self.start.date()) >= edition.monday()
    }

    fn days_in(&self, edition: EditionId) -> impl Iterator<Item = NaiveDate> {
        let until = self.last.max(self.start.date()).min(edition.sunday());
        self.start.date().max(edition.monday()).iter_days().take_while(move |day| *day <= until)
    }

    fn time_on(&self, day: NaiveDate) -> Time {
        let several = self.last > self.start.date();
        if self.is_whole_day || (several && day != self.start.date()) {
            return Time::AllDay;
        }
        let end = if several {
            End::Open
        } else if self.end > self.start {
            End::At(self.end.time())
        } else {
            End::Unsaid
        };
        Time::At { start: self.start.time(), end, elsewhere: None }
    }
}
