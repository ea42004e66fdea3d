//! Key lines below each other: "Hari/Tanggal: …", "Waktu: …", "Tempat: …" tell of one occasion.

use chrono::NaiveDate;

use super::cues::PAPERS;
use super::lines::{self, Line, Said};
use super::moments;
use super::sentences::{names_weekday, words};
use super::words::Name;
use super::{Context, Days, Taken, periods};
use crate::model::{FactKind, Location, Occasion, Time};

/// Words of a fact that a key line says.
const WORDS: usize = 45;

/// A name with its value, and the line that it stands in.
#[derive(Debug, Clone, Copy)]
struct Entry<'t> {
    said: Said<'t>,
    line: usize,
}

/// A day and an hour that stand in one line or in several.
#[derive(Debug, Default)]
struct Moment {
    texts: Vec<String>,
    /// The lines that they stand in.
    lines: Vec<usize>,
    has_day: bool,
    /// A weekday alone stands before its date.
    has_weekday: bool,
    has_hour: bool,
    days: Vec<NaiveDate>,
    time: Option<Time>,
    place: Option<String>,
    /// A part of it is no fact, so that the whole is none.
    is_void: bool,
}

/// A part of a moment that a value says.
struct Part {
    text: String,
    has_day: bool,
    is_weekday: bool,
    has_hour: bool,
    days: Vec<NaiveDate>,
    time: Option<Time>,
}

/// Takes the facts of lines that begin with names; answers which lines they say whole.
pub(super) fn take(lines: &[Line], from: usize, to: usize, cx: &Context<'_>, taken: &mut Taken) -> Vec<usize> {
    let mut entries: Vec<Entry<'_>> = Vec::new();
    let mut prefixed: Vec<usize> = Vec::new();
    for (line, own) in lines.iter().enumerate().take(to).skip(from) {
        let Some((before, said)) = lines::said(&own.text) else { continue };
        if !lines::is_mark(before) {
            prefixed.push(line);
        }
        entries.extend(said.into_iter().map(|said| Entry { said, line }));
    }
    let mut group = Group { cx, moments: Vec::new(), place: None, whole: Vec::new(), partly: prefixed };
    for entry in entries {
        group.entry(entry, taken);
    }
    group.close(taken);
    let Group { mut whole, partly, .. } = group;
    whole.retain(|line| !partly.contains(line));
    whole.dedup();
    whole
}

struct Group<'c> {
    cx: &'c Context<'c>,
    moments: Vec<Moment>,
    /// A place above its moment.
    place: Option<String>,
    /// Lines of which a part at least is said by a fact.
    whole: Vec<usize>,
    /// Lines of which a part is said by none.
    partly: Vec<usize>,
}

impl Group<'_> {
    fn entry(&mut self, entry: Entry<'_>, taken: &mut Taken) {
        let Entry { said: Said { name, value, .. }, line } = entry;
        let is_fact = match name {
            Name::Moment | Name::Hour => return self.moment(entry),
            Name::Other => false,
            _ if !value.contains(char::is_alphanumeric) || words(value) > WORDS => false,
            Name::Place => {
                self.place(value);
                taken.tell(FactKind::Where, value, Vec::new());
                true
            }
            Name::Terms if !PAPERS.is_match(value) => false,
            Name::Bring | Name::Terms => {
                taken.tell(FactKind::Bring, value, Vec::new());
                true
            }
            Name::Cost => {
                taken.tell(FactKind::Cost, value, Vec::new());
                true
            }
            Name::Deadline | Name::DeadlineOf => self.deadline(value, taken) && name == Name::Deadline,
        };
        if is_fact { self.whole.push(line) } else { self.partly.push(line) }
    }

    /// A place is that of the moment above it, else of the one below it.
    fn place(&mut self, value: &str) {
        match self.moments.last_mut() {
            Some(moment) if moment.place.is_none() => moment.place = Some(value.to_owned()),
            Some(_) => {}
            None => self.place = Some(value.to_owned()),
        }
    }

    fn deadline(&mut self, value: &str, taken: &mut Taken) -> bool {
        let days = match self.cx.days(value) {
            Days::None => return false,
            Days::Words => Vec::new(),
            Days::Named(days) => days,
        };
        taken.tell(FactKind::Deadline, value, days.clone());
        if let Some(date) = days.last() {
            let hours = moments::hours(value, self.cx.zone);
            let time = hours.into_iter().next().and_then(|hour| hour.time).unwrap_or(Time::Unknown);
            taken.keyed.push(Occasion { date: *date, until: None, time, place: None, location: Location::default(), is_deadline: true });
        }
        true
    }

    fn moment(&mut self, entry: Entry<'_>) {
        let Some(part) = part(entry.said, self.cx) else {
            self.partly.push(entry.line);
            // An hour without its day, or a day without its hour, would be another moment.
            let last = self.moments.last_mut().filter(|last| entry.said.name == Name::Hour && !last.has_hour);
            match last {
                Some(last) => last.is_void = true,
                None => self.moments.push(Moment { is_void: true, has_day: entry.said.name != Name::Hour, ..Moment::default() }),
            }
            return;
        };
        let is_next = self.moments.last().is_none_or(|last| {
            let is_dated_weekday = last.has_weekday && !part.is_weekday && part.has_day;
            (part.has_day && last.has_day && !is_dated_weekday) || (part.has_hour && last.has_hour) || (part.has_day && last.has_hour)
        });
        if is_next {
            self.moments.push(Moment { place: self.place.take(), ..Moment::default() });
        }
        let Some(moment) = self.moments.last_mut() else { return };
        let completes = moment.has_weekday && part.has_day;
        moment.has_weekday = part.is_weekday;
        moment.has_day |= part.has_day;
        moment.has_hour |= part.has_hour;
        moment.days.extend(part.days);
        moment.time = moment.time.take().or(part.time);
        moment.texts.push(part.text);
        moment.lines.push(entry.line);
        // "Hari: Senin" above the date of a Tuesday.
        let text = if completes { moment.texts.join(", ") } else { String::new() };
        let is_other_day = moments::dates(&text, self.cx.edition).iter().any(|dated| dated.days.is_none());
        moment.is_void |= is_other_day;
    }

    /// Tells the moments.
    fn close(&mut self, taken: &mut Taken) {
        let only_place = only_place(&self.moments);
        for moment in std::mem::take(&mut self.moments) {
            let is_told = !moment.is_void && !moment.texts.is_empty();
            if !is_told {
                self.partly.extend(moment.lines);
                continue;
            }
            taken.tell(FactKind::When, &moment.texts.join(", "), moment.days.clone());
            self.whole.extend(moment.lines);
            let place = moment.place.or_else(|| only_place.clone());
            if moment.days.is_empty() && moment.time.is_some() {
                taken.hours.extend(moment.time.clone());
            }
            for (date, until) in periods(&moment.days) {
                let location = place.as_deref().map(|place| self.cx.located(place)).unwrap_or_default();
                let time = moment.time.clone().unwrap_or(Time::Unknown);
                taken.keyed.push(Occasion { date, until, time, place: place.clone(), location, is_deadline: false });
            }
        }
        self.whole.sort_unstable();
    }
}

/// The place of all moments, where only one is told.
fn only_place(moments: &[Moment]) -> Option<String> {
    let mut places = moments.iter().filter_map(|moment| moment.place.as_ref());
    let first = places.next()?;
    places.next().is_none().then(|| first.clone())
}

/// The part of a moment that a value says; `None`: it says none, or no day for readers.
fn part(said: Said<'_>, cx: &Context<'_>) -> Option<Part> {
    let Said { name, word, value } = said;
    if !value.contains(char::is_alphanumeric) || words(value) > WORDS {
        return None;
    }
    let dated = moments::dates(value, cx.edition);
    let hours = moments::hours(value, cx.zone);
    if name == Name::Hour {
        let time = moments::time(value, cx.zone);
        let is_told = dated.is_empty() && (time.is_some() || !value.contains(|c: char| c.is_ascii_digit()));
        return is_told.then(|| Part {
            text: hour_text(word, value),
            has_day: false,
            is_weekday: false,
            has_hour: true,
            days: Vec::new(),
            time,
        });
    }
    let is_hour_doubtful = hours.iter().any(|hour| hour.time.is_none());
    if is_hour_doubtful {
        return None;
    }
    let time = hours.into_iter().next().and_then(|hour| hour.time);
    // "Waktu: 09.00–12.00"
    let bare_time = || moments::time(value, cx.zone).filter(|_| dated.is_empty() && !names_weekday(value));
    if let Some(time) = time.clone().filter(|_| dated.is_empty()).or_else(bare_time) {
        let has_day = names_weekday(value);
        return Some(Part { text: value.to_owned(), has_day, is_weekday: false, has_hour: true, days: Vec::new(), time: Some(time) });
    }
    let days = match cx.days(value) {
        Days::None => return None,
        Days::Words => Vec::new(),
        Days::Named(days) => days,
    };
    let is_weekday = days.is_empty() && names_weekday(value);
    Some(Part { text: value.to_owned(), has_day: true, is_weekday, has_hour: time.is_some(), days, time })
}

/// An hour with the word for it, where the value begins with its number: "Pukul: 09.00".
pub(super) fn hour_text(word: &str, value: &str) -> String {
    let word = word.split_whitespace().map(str::to_lowercase).find(|word| matches!(word.as_str(), "pukul" | "pkl" | "jam"));
    match word.filter(|_| value.starts_with(|c: char| c.is_ascii_digit())) {
        Some(word) => format!("{word} {value}"),
        None => value.to_owned(),
    }
}
