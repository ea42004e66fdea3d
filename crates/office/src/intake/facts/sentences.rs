//! Facts that sentences say: in the office's own words, as much of them as says the fact whole.

use chrono::NaiveDate;

use super::cues::{
    ASKED, BEFORE, BRING, DAILY, DEADLINE, DOUBTED, ENCLOSE, FORBIDDEN, FREE, GOING_ON, HELD, HOUR, IDLE, LEADING, LISTS, MOVED, NAMING,
    NARROWING, NOT, OTHERWISE, PAID, PAPERS, PAST, PUBLIC, READERS, THEN, TO_READERS, TURNING, WEEKLY, WHY, is_dateline,
};
use super::moments::{self, Clocked, Dated};
use super::words::ABBREVIATIONS;
use super::{Alone, Context, Taken, periods, places};
use crate::intake::vocabulary::WEEKDAYS;
use crate::model::wilayah::fold_name;
use crate::model::{FactKind, Occasion, Time};

/// Words of a fact that is a sentence, or a part of one.
const WORDS: usize = 25;
/// Words that are seen at a glance: of a longer sentence the clause with the day and the hour is the fact, where one says it.
const GLANCE: usize = 16;
/// Bytes of a sentence that tells a fact; a longer one is none that a reader could follow.
const BYTES: usize = 1_500;
/// Words of what is to be brought.
const THINGS: usize = 30;

pub(super) fn words(text: &str) -> usize {
    text.split_whitespace().count()
}

/// Takes the facts of a line's sentences.
pub(super) fn take(line: &str, cx: &Context<'_>, taken: &mut Taken) {
    for sentence in sentences(line).into_iter().filter(|sentence| sentence.len() <= BYTES) {
        let sentence = sentence.trim().trim_end_matches(['.', '!', '?', ' ']);
        take_moments(sentence, cx, taken);
        if let Some(things) = things(sentence) {
            taken.say(FactKind::Bring, things, Vec::new());
        }
        if let Some(cost) = cost(sentence) {
            taken.say(FactKind::Cost, cost, Vec::new());
        }
    }
}

/// Whether a line asks readers to bring what is listed below it (`true`), or for something that may be papers; `None`: neither.
pub(super) fn lists_things(line: &str) -> Option<bool> {
    let last = sentences(line).last().copied().filter(|last| !FORBIDDEN.is_match(last))?;
    LISTS.captures(last).map(|found| found.get(1).is_some())
}

fn sentences(text: &str) -> Vec<&str> {
    let mut all = Vec::new();
    let mut from = 0;
    for (at, sign) in text.char_indices().filter(|(_, c)| matches!(c, '.' | '!' | '?')) {
        let rest = text[at + 1..].trim_start_matches(['”', '"', ')', '*']);
        let end = text.len() - rest.len();
        let last = text[from.min(at)..at].rsplit(|c: char| c.is_whitespace() || c == '(').next().unwrap_or_default();
        let is_number = last.len() < 3 && last.bytes().all(|b| b.is_ascii_digit());
        let is_short = last.chars().count() == 1 || is_number || ABBREVIATIONS.contains(&fold_name(last).as_str());
        let begins = rest.trim_start().chars().next().is_none_or(|c| !c.is_lowercase() && !c.is_ascii_digit());
        let is_apart = rest.is_empty() || rest.starts_with(char::is_whitespace);
        if is_apart && begins && !(sign == '.' && is_short) {
            all.extend(text.get(from..end));
            from = end;
        }
    }
    all.extend(text.get(from..).filter(|rest| !rest.trim().is_empty()));
    all
}

/// Takes the days and hours of a sentence.
fn take_moments(text: &str, cx: &Context<'_>, taken: &mut Taken) {
    if is_dateline(text) || IDLE.is_match(text) {
        return;
    }
    let dates = moments::dates(text, cx.edition);
    let hours = moments::hours(text, cx.zone);
    if dates.iter().any(|dated| dated.days.is_none()) {
        return;
    }
    if dates.is_empty() {
        take_hours(text, &hours, taken);
        return;
    }
    for (at, dated) in dates.iter().enumerate() {
        let days = cx.coming(dated.days.as_deref().unwrap_or_default());
        if let Some(days) = days.filter(|_| !NAMING.is_match(&text[..dated.start])) {
            let hour = hour_of(text, dated, &hours, dates.len());
            let from = at.checked_sub(1).and_then(|before| dates.get(before)).map_or(0, |before| before.end);
            let to = dates.get(at + 1).map_or(text.len(), |next| next.start);
            Told { text, dated, own: (from, to), hour, days }.take(cx, taken);
        }
    }
}

/// The hour of a date: the one behind it, or the only one of a sentence with one date.
fn hour_of<'h>(text: &str, dated: &Dated, hours: &'h [Clocked], dates: usize) -> Option<&'h Clocked> {
    let behind = hours.iter().find(|hour| hour.start >= dated.end && THEN.is_match(&text[dated.end..hour.start]));
    behind.or(match hours {
        [one] if dates == 1 => Some(one),
        _ => None,
    })
}

/// A date that a sentence tells readers.
struct Told<'t> {
    text: &'t str,
    dated: &'t Dated,
    /// The part of the sentence between the dates beside it.
    own: (usize, usize),
    hour: Option<&'t Clocked>,
    days: Vec<NaiveDate>,
}

impl Told<'_> {
    fn take(self, cx: &Context<'_>, taken: &mut Taken) {
        let before = &self.text[..self.dated.start];
        let is_too_late = BEFORE.is_match(before);
        let is_deadline = is_too_late || DEADLINE.is_match(before);
        let hour = self.hour.filter(|hour| hour.start >= self.dated.end);
        let end = hour.map_or(self.dated.end, |hour| hour.end);
        let is_moved = MOVED.is_match(self.text);
        let clause = if is_moved {
            Some(self.text).filter(|text| words(text) <= WORDS)
        } else {
            let bare = if is_deadline && !is_too_late { deadline(self.text, self.dated.start, end) } else { None };
            bare.or_else(|| clause(self.text, self.dated.start, end))
        };
        let (from, to) = self.own;
        let place = places::in_sentence(&self.text[from..self.dated.start]);
        let place = place.or_else(|| places::in_sentence(&self.text[self.dated.end..to]));
        if let Some(clause) = clause {
            // Of several days in a sentence each has its own place.
            let is_only = self.own == (0, self.text.len());
            let moment = moment(self.text, self.dated.start, end).filter(|_| is_only && !is_deadline && !is_moved);
            let within = place.filter(|place| clause.contains(place)).map(str::to_owned);
            let alone = moment.map(|moment| Alone { moment: moment.to_owned(), place: within });
            taken.say_or_alone(if is_deadline { FactKind::Deadline } else { FactKind::When }, clause, self.days.clone(), alone);
            if let Some(place) = place.filter(|place| is_only && !clause.contains(place) && !is_deadline && !is_moved) {
                taken.say(FactKind::Where, place, Vec::new());
            }
        }
        if is_moved || is_too_late {
            return;
        }
        let time = self.hour.and_then(|hour| hour.time.clone()).unwrap_or(Time::Unknown);
        let place = place.filter(|_| !is_deadline);
        // A deadline is the last of its days.
        let first = if is_deadline { self.days.len().saturating_sub(1) } else { 0 };
        for (date, until) in periods(self.days.get(first..).unwrap_or_default()) {
            let location = place.map(|place| cx.located(place)).unwrap_or_default();
            let occasion = Occasion { date, until, time: time.clone(), place: place.map(str::to_owned), location, is_deadline };
            taken.said.push(occasion);
        }
    }
}

/// Takes the hours of a sentence without a date: "ditutup setiap malam pukul 20.00–05.00".
fn take_hours(text: &str, hours: &[Clocked], taken: &mut Taken) {
    if PAST.is_match(text) || hours.iter().any(|hour| hour.time.is_none()) {
        return;
    }
    match (hours.first(), hours.last()) {
        (Some(first), Some(last)) => {
            let kind = if DEADLINE.is_match(&text[..first.start]) { FactKind::Deadline } else { FactKind::When };
            if let Some(clause) = clause(text, first.start, last.end) {
                let moment = moment(text, first.start, last.end).filter(|_| kind == FactKind::When && hours.len() == 1);
                let within = places::in_sentence(text).filter(|place| clause.contains(place)).map(str::to_owned);
                let alone = moment.map(|moment| Alone { moment: moment.to_owned(), place: within });
                taken.say_or_alone(kind, clause, Vec::new(), alone);
            }
            if first.start == 0 && first.end == text.len() {
                taken.hours.extend(first.time.clone());
            }
            if hours.len() == 1 && DAILY.is_match(text) {
                taken.daily.extend(first.time.clone());
            }
        }
        _ if WEEKLY.is_match(text) && words(text) <= WORDS => taken.say(FactKind::When, text, Vec::new()),
        _ => {}
    }
}

/// The day or the hour by which all readers are to do something, without the words that tell them what: the title and the text do. `None`: it
/// is for some of them, or the sentence is short.
fn deadline(text: &str, start: usize, end: usize) -> Option<&str> {
    const SHORT: usize = 10;
    let lead = LEADING.find(&text[..start]).map_or(start, |lead| lead.start());
    let is_said = words(text) > SHORT && !TURNING.is_match(&text[end..]) && !NARROWING.is_match(&text[..lead]);
    let mut first = text.split_whitespace();
    let is_for_all = first.next().is_some_and(|subject| READERS.is_match(subject));
    let is_asked =
        first.next().is_some_and(|verb| ["diminta", "dimohon", "diharap", "diharapkan", "harap", "wajib", "harus"].contains(&verb));
    text.get(lead..end).filter(|_| is_said && is_for_all && is_asked)
}

/// The day and the hour from `start` to `end` in a sentence about the readers, or about what was named before it. `None`: the sentence says
/// for whom it holds or on which condition, or it has another subject, without which nobody would know what is then.
fn moment(text: &str, start: usize, end: usize) -> Option<&str> {
    let lead = LEADING.find(&text[..start]).map_or(start, |lead| lead.start());
    let (before, behind) = (&text[..lead], &text[end..]);
    let is_bound = [&*NARROWING, &*OTHERWISE, &*HOUR, &*FORBIDDEN].iter().any(|words| words.is_match(before));
    let is_turned = TURNING.is_match(behind) || HOUR.is_match(behind) || PAST.is_match(text);
    let is_about = TO_READERS.is_match(before) || (GOING_ON.is_match(before) && !ASKED.is_match(before));
    let moment = text.get(lead..end).filter(|_| is_about && !is_bound && !is_turned)?;
    Some(moment.strip_prefix("pada ").unwrap_or(moment).trim_start())
}

/// The part of a sentence that says what stands from `start` to `end` in it; `None`: no part says it as the whole does.
fn clause(text: &str, start: usize, end: usize) -> Option<&str> {
    let told = &text[..end];
    let lead = LEADING.find(&text[..start]).map_or(start, |lead| lead.start());
    let is_whole = TURNING.is_match(&text[end..]);
    let behind = WHY.is_match(text) && !is_whole;
    if let Some(part) = part_behind_comma(told, lead).filter(|_| behind) {
        return Some(part);
    }
    // A line that ends with a colon announces what is below it.
    let whole = Some(text).filter(|text| words(text) <= WORDS && !text.ends_with(':'));
    if is_whole || words(text) <= GLANCE && whole.is_some() {
        return whole;
    }
    let part = || part_behind_comma(told, lead).or_else(|| part_from_verb(text, lead, end));
    let glanced = Some(told).filter(|told| words(told) <= GLANCE).or_else(|| part().filter(|part| words(part) <= GLANCE));
    glanced.or(whole).or_else(|| Some(told).filter(|told| words(told) <= WORDS)).or_else(part)
}

/// The longest part of a sentence behind a comma that begins a clause of its own.
fn part_behind_comma(told: &str, lead: usize) -> Option<&str> {
    const NEAR: usize = 7;
    let commas = told.char_indices().filter(|(at, c)| matches!(c, ',' | ';') && *at < lead);
    commas.map(|(at, sign)| (told[..at].trim(), told[at + sign.len_utf8()..].trim())).find_map(|(left, part)| {
        let mut first = part.split_whitespace().take(NEAR).map(str::to_lowercase);
        let is_item = first.clone().next().is_some_and(|word| matches!(word.as_str(), "dan" | "serta" | "atau" | "yang" | "maupun"));
        let is_verb = |word: String| ["di", "me", "ber"].iter().any(|start| word.starts_with(start) && word.len() > 5);
        let is_clause = first.any(|word| matches!(word.as_str(), "akan" | "harap" | "mohon" | "kami") || is_verb(word));
        (words(part) <= WORDS && !is_item && is_clause && !NARROWING.is_match(left)).then_some(part)
    })
}

/// The verb before a date or an hour, with it: "dikeruk mulai Kamis, 26 November 2026". Of an invitation the date alone is enough.
fn part_from_verb(text: &str, lead: usize, end: usize) -> Option<&str> {
    let before = text[..lead].trim_end();
    let word = before.rsplit(char::is_whitespace).next().unwrap_or_default();
    let is_verb =
        ["di", "me", "ber"].iter().any(|start| word.starts_with(start)) && word.len() > 5 && word.chars().all(char::is_alphabetic);
    let from = if is_verb { before.len() - word.len() } else { lead };
    let is_told = is_verb || (HELD.is_match(text) && !NARROWING.is_match(before));
    text.get(from..end).filter(|part| is_told && words(part) <= WORDS).map(|part| part.trim_start_matches([',', ' ']))
}

/// The things that a sentence asks readers to bring; of others than all readers, the whole sentence.
fn things(text: &str) -> Option<&str> {
    let Some(found) = BRING.captures(text) else {
        let is_asked =
            ENCLOSE.find(text).is_some_and(|found| !NOT.is_match(&text[..found.start()]) && PAPERS.is_match(&text[found.end()..]));
        return Some(text).filter(|text| is_asked && words(text) <= WORDS && !text.ends_with(':'));
    };
    let whole = found.get(0)?;
    let (before, things) = (&text[..whole.start()], text[whole.end()..].trim());
    let is_with = found.get(1).is_some();
    let is_empty = things.is_empty() || things.ends_with(':') || things.starts_with("pulang");
    if is_empty || NOT.is_match(before) || (is_with && !PAPERS.is_match(things)) || FORBIDDEN.is_match(before) {
        return None;
    }
    let is_general = before.trim().is_empty() || READERS.is_match(before) || (is_with && !NARROWING.is_match(before));
    if is_general { Some(things).filter(|things| words(things) <= THINGS) } else { Some(text).filter(|text| words(text) <= WORDS) }
}

/// The words of a sentence that say what something costs.
fn cost(text: &str) -> Option<&str> {
    if DOUBTED.is_match(text) {
        return None;
    }
    let free = FREE.captures(text);
    let is_told = free.is_some() || (PAID.is_match(text) && !PUBLIC.is_match(text));
    let short = Some(text).filter(|text| is_told && words(text) <= WORDS && !text.ends_with(':'));
    // Only the sentence says to which service "gratis" belongs.
    short.or_else(|| free?.get(1).map(|found| found.as_str()))
}

/// Whether words name a weekday.
pub(super) fn names_weekday(text: &str) -> bool {
    text.split(|c: char| !c.is_alphanumeric() && !matches!(c, '\'' | '’' | '‘' | '`'))
        .map(fold_name)
        .any(|word| WEEKDAYS.iter().any(|(name, _)| *name == word))
}
