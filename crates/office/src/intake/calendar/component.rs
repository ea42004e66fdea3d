//! Single entries of a calendar, as the calendar library gives them.

use calcard::icalendar::{
    ICalendarClassification, ICalendarComponent, ICalendarEntry, ICalendarProperty as Property, ICalendarRecurrenceRule, ICalendarValue,
};

use calcard::common::PartialDateTime;
use chrono::{Datelike, NaiveDate, NaiveDateTime, TimeDelta, Timelike};

use crate::intake::limits;
use crate::intake::table::tidy;

/// Whether an entry recurs, or is an exception of one that does.
pub(super) fn is_series(component: &ICalendarComponent) -> bool {
    [Property::Rrule, Property::Rdate, Property::RecurrenceId].iter().any(|property| component.has_property(property))
}

/// Whether an entry repeats so often within a day that its moments take all memory before any is looked at.
pub(super) fn is_dense(component: &ICalendarComponent) -> bool {
    const A_DAY: usize = 24;
    let times = |rule: &ICalendarRecurrenceRule| {
        [&rule.byhour, &rule.byminute, &rule.bysecond].map(|list| list.len().max(1)).iter().product::<usize>()
    };
    component.entries.iter().flat_map(|entry| &entry.values).any(|value| match value {
        ICalendarValue::RecurrenceRule(rule) => times(rule) > A_DAY,
        _ => false,
    })
}

/// The number of days that an entry lists one by one, exceptions among them.
pub(super) fn listed(component: &ICalendarComponent) -> usize {
    let lists = component.entries.iter().filter(|entry| matches!(entry.name, Property::Rdate | Property::Exdate));
    lists.map(|entry| entry.values.len()).sum()
}

/// The part of an entry that tells when it is. A sequence number, by which an exception would miss its series, is left out.
pub(super) fn dated(component: &ICalendarComponent) -> ICalendarComponent {
    use Property::{Dtend, Dtstart, Duration, Exdate, Rdate, RecurrenceId, Rrule};
    let tells_when = |entry: &&ICalendarEntry| matches!(entry.name, Dtstart | Dtend | Duration | RecurrenceId | Rrule | Rdate | Exdate);
    with_entries(component, component.entries.iter().filter(tells_when))
}

/// The part of a time zone that names it; the calendar library knows the zones themselves.
pub(super) fn named_zone(zone: &ICalendarComponent) -> ICalendarComponent {
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

/// The text of a property, white space tidied; empty text is none.
pub(super) fn text_of(component: &ICalendarComponent, property: &Property) -> Option<String> {
    let text = component.property(property)?.values.first()?.as_text()?;
    Some(tidy(text)).filter(|text| !text.is_empty())
}

pub(super) fn is_private(component: &ICalendarComponent) -> bool {
    let class = component.property(&Property::Class).and_then(|entry| entry.values.first());
    match class {
        Some(ICalendarValue::Classification(class)) => *class != ICalendarClassification::Public,
        // A class of another name is not public (RFC 5545, 3.8.1.3).
        Some(_) => true,
        None => false,
    }
}

pub(super) fn is_whole_day(component: &ICalendarComponent) -> bool {
    let start = component.property(&Property::Dtstart).and_then(|entry| entry.values.first());
    matches!(start, Some(ICalendarValue::PartialDateTime(at)) if !at.has_time())
}

/// Whether the hours of an event are written in UTC.
pub(super) fn starts_in_utc(component: &ICalendarComponent) -> bool {
    let start = component.property(&Property::Dtstart).and_then(|entry| entry.values.first());
    matches!(start, Some(ICalendarValue::PartialDateTime(start)) if in_utc(start).is_some())
}

/// Whether a weekly series whose hours are written in UTC names its days as the office counts them: the day of its first event in UTC is
/// not among them, the local one is.
pub(super) fn names_local_days(component: &ICalendarComponent, offset: TimeDelta) -> bool {
    let rule = component.property(&Property::Rrule).and_then(|entry| entry.values.first());
    let start = component.property(&Property::Dtstart).and_then(|entry| entry.values.first());
    let (Some(ICalendarValue::RecurrenceRule(rule)), Some(ICalendarValue::PartialDateTime(start))) = (rule, start) else { return false };
    let Some(start) = in_utc(start) else { return false };
    let names = |at: Option<NaiveDateTime>| {
        let day = at.map(|at| at.weekday().num_days_from_sunday());
        rule.byday.iter().any(|named| Some(named.weekday as u32) == day)
    };
    !rule.byday.is_empty() && !names(Some(start)) && names(start.checked_add_signed(offset))
}

/// A part whose moments in UTC are the office's hours instead.
pub(super) fn in_local_hours(mut part: ICalendarComponent, offset: TimeDelta) -> ICalendarComponent {
    let shift = |at: &mut PartialDateTime| {
        if let Some(local) = in_utc(at).and_then(|utc| utc.checked_add_signed(offset)) {
            *at = floating(local);
        }
    };
    for value in part.entries.iter_mut().flat_map(|entry| &mut entry.values) {
        match value {
            ICalendarValue::PartialDateTime(at) => shift(at),
            ICalendarValue::RecurrenceRule(rule) => rule.until.iter_mut().for_each(shift),
            _ => {}
        }
    }
    part
}

/// A moment that is written in UTC.
fn in_utc(at: &PartialDateTime) -> Option<NaiveDateTime> {
    let is_utc = at.tz_hour == Some(0) && at.tz_minute.unwrap_or_default() == 0;
    let date = NaiveDate::from_ymd_opt(at.year?.into(), at.month?.into(), at.day?.into())?;
    is_utc.then(|| date.and_hms_opt(at.hour?.into(), at.minute?.into(), at.second.unwrap_or_default().into()))?
}

/// A moment of no zone.
fn floating(at: NaiveDateTime) -> PartialDateTime {
    PartialDateTime {
        year: u16::try_from(at.year()).ok(),
        month: u8::try_from(at.month()).ok(),
        day: u8::try_from(at.day()).ok(),
        hour: u8::try_from(at.hour()).ok(),
        minute: u8::try_from(at.minute()).ok(),
        second: u8::try_from(at.second()).ok(),
        ..PartialDateTime::default()
    }
}
