//! The dates and hours that stand among other words.

use chrono::NaiveDate;

use super::cues::{DATE, HOUR, UNTIL};
use crate::intake::moment;
use crate::intake::table::Value;
use crate::model::{EditionId, Time, Zone};

/// A date in a text, or the days between two.
#[derive(Debug)]
pub(super) struct Dated {
    pub(super) start: usize,
    pub(super) end: usize,
    /// `None`: there is no such day, or it is of another weekday than the one beside it.
    pub(super) days: Option<Vec<NaiveDate>>,
}

/// The hours of something, in a text.
#[derive(Debug)]
pub(super) struct Clocked {
    pub(super) start: usize,
    pub(super) end: usize,
    /// `None`: it is doubtful.
    pub(super) time: Option<Time>,
}

/// The dates of a text, in its order.
pub(super) fn dates(text: &str, edition: EditionId) -> Vec<Dated> {
    let mut found: Vec<(usize, usize)> = Vec::new();
    for one in DATE.find_iter(text) {
        match found.last_mut() {
            Some((_, end)) if UNTIL.is_match(&text[*end..one.start()]) => *end = one.end(),
            _ => found.push((one.start(), one.end())),
        }
    }
    found.into_iter().map(|(start, end)| Dated { start, end, days: days(&text[start..end], edition) }).collect()
}

/// The days that a text names, where it names nothing else; `None`: it does not, or in doubt.
pub(super) fn days(text: &str, edition: EditionId) -> Option<Vec<NaiveDate>> {
    let reading = moment::dates(&Value::Text(text.trim().to_owned()), edition)?;
    reading.doubt.is_none().then_some(reading.value)
}

/// The hours of a text, in its order.
pub(super) fn hours(text: &str, zone: Zone) -> Vec<Clocked> {
    // "3 jam 15 menit" is no hour of the day.
    let is_length = |start: usize| {
        let before = text[..start].trim_end();
        let digits = before.bytes().rev().take_while(u8::is_ascii_digit).count();
        (1..=2).contains(&digits) && text[start..].to_lowercase().starts_with("jam")
    };
    let found = HOUR.find_iter(text).filter(|one| !is_length(one.start()));
    found.map(|one| Clocked { start: one.start(), end: one.end(), time: time(one.as_str(), zone) }).collect()
}

/// The time that a text names; `None`: it names none, or in doubt.
pub(super) fn time(text: &str, zone: Zone) -> Option<Time> {
    let reading = moment::time(&Value::Text(text.trim().to_owned()), zone)?;
    let is_sure = reading.doubt.is_none_or(|doubt| doubt.code == moment::WITH_REMARK);
    is_sure.then_some(reading.value)
}
