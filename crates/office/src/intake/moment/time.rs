//! Times of day: a start, an end where one is written, and the zone.

use std::sync::LazyLock;

use chrono::{Datelike, Duration, NaiveTime, Timelike};
use regex::{Captures, Regex};

use super::date::{excel_serial, month_number};
use super::{Doubt, Reading, is_online};
use crate::intake::limits;
use crate::intake::table::{Value, tidy};
use crate::intake::vocabulary::{AFTER, NAMED_TIMES, SERVICES};
use crate::model::wilayah::fold_name;
use crate::model::{End, Time, Zone};

/// An event ends no later than it begins.
pub(crate) const ENDS_BEFORE_START: &str = "agenda.selesai-sebelum-mulai";
/// A number was typed for an hour: 9.3 for half past nine.
pub(crate) const FROM_NUMBER: &str = "agenda.waktu-dari-angka";
/// Words beside the hour that are not printed.
pub(crate) const WITH_REMARK: &str = "agenda.waktu-berketerangan";

/// Reads a time cell in the office's zone. `None`: it holds no time.
pub fn time(value: &Value, office: Zone) -> Option<Reading<Time>> {
    let at = |start| Time::At { start, end: End::Unsaid, elsewhere: None };
    match value {
        // "10-12" that Excel took for a day of October is no hour.
        Value::DateTime(moment) if moment.year() > 1905 && moment.time() == NaiveTime::MIN => None,
        Value::DateTime(moment) => Some(Reading::sure(at(moment.time().with_nanosecond(0)?))),
        Value::Number(number) if excel_serial(*number).is_some() && number.fract() == 0.0 => None,
        Value::Number(number) if (0.0..1.0).contains(number) || excel_serial(*number).is_some() => {
            let minutes = (number.fract() * 24.0 * 60.0).round() as u32 % (24 * 60);
            Some(Reading::sure(at(NaiveTime::from_hms_opt(minutes / 60, minutes % 60, 0)?)))
        }
        Value::Number(typed) => {
            let hour = typed.trunc();
            let start = NaiveTime::from_hms_opt(hour as u32, ((typed - hour) * 100.0).round() as u32, 0)?;
            let message = format!("angka {} dibaca sebagai pukul {}", format!("{typed}").replace('.', ","), start.format("%H.%M"));
            Some(Reading::doubtful(at(start), FROM_NUMBER, message))
        }
        Value::Text(text) if text.len() > limits::MOMENT_BYTES => None,
        Value::Text(text) => time_in_text(text, office),
        Value::Fault(_) => None,
    }
}

fn time_in_text(text: &str, office: Zone) -> Option<Reading<Time>> {
    let text = tidy(text).replace('\n', " ");
    let written = Written::read(&text)?;
    let folded = fold_name(&text);
    let named = named_hour(&text);
    let Some((start, Hours { end, zone, .. })) = written.chosen(office) else {
        if folded.contains("seharian") || folded.contains("sepanjanghari") {
            return Some(Reading::sure(Time::AllDay));
        }
        let near = named.filter(|_| text.chars().count() <= 60)?;
        return Some(Reading::sure(Time::Named { text, near }));
    };
    // "Ba'da Isya (20.00)": printed as written, at the hour it says.
    if named.is_some() && written.not_understood.iter().any(|word| names_time(word)) {
        return Some(Reading::sure(Time::Named { text, near: start }));
    }
    let shift = Duration::hours(zone.map_or(0, |z| office.offset_hours() - z.offset_hours()));
    let local = |time: NaiveTime| time.overflowing_add_signed(shift).0;
    let elsewhere = zone.filter(|z| *z != office).map(|z| (start, z));
    let doubt = doubt(&text, start, end, &written.not_understood);
    let end = match end {
        Some(end) => End::At(local(end)),
        None if written.open => End::Open,
        None => End::Unsaid,
    };
    Some(Reading { value: Time::At { start: local(start), end, elsewhere }, doubt })
}

/// The hour near which a text falls that names its time by a prayer, a service, a part of the day, or by what comes before it.
fn named_hour(text: &str) -> Option<NaiveTime> {
    /// Of an event that comes after another, whose hour is not told here.
    const NOON: (u32, u32) = (12, 0);
    let words: Vec<String> = text.split(|c: char| c.is_whitespace() || matches!(c, ',' | '/' | '(' | ')')).map(fold_name).collect();
    let folded = fold_name(text);
    let service = || SERVICES.iter().find(|(name, ..)| words.iter().any(|word| word == name)).filter(|_| begins_after(&words));
    let after = || (begins_after(&words) && words.iter().filter(|word| !word.is_empty()).count() > 1).then_some(NOON);
    let known = NAMED_TIMES.iter().find(|(name, ..)| folded.contains(name)).or_else(service).map(|(_, hour, minute)| (*hour, *minute));
    let (hour, minute) = known.or_else(after)?;
    NaiveTime::from_hms_opt(hour, minute, 0)
}

/// Whether a word is one by which a time is named.
fn names_time(word: &str) -> bool {
    let folded = fold_name(word);
    NAMED_TIMES.iter().any(|(name, ..)| folded.contains(name)) || SERVICES.iter().any(|(name, ..)| folded == *name)
}

/// Whether the first of some folded words is one such as "setelah". "s.d. selesai" ends an event, and begins nothing.
fn begins_after(words: &[String]) -> bool {
    words.iter().find(|word| !word.is_empty()).is_some_and(|word| AFTER.contains(&word.as_str()))
}

/// Whether an event that begins in the evening ends in the night after it.
pub(crate) fn is_overnight(start: NaiveTime, end: NaiveTime) -> bool {
    start.hour() >= 18 && end.hour() < 7
}

/// The first reason to doubt hours as they were written.
fn doubt(text: &str, start: NaiveTime, end: Option<NaiveTime>, not_understood: &[String]) -> Option<Doubt> {
    let (code, message) = match end {
        _ if start == NaiveTime::MIN && text.contains("24") => {
            let message = "pukul 24.00 tercetak sebagai 00.00 di awal hari itu; mungkin maksudnya hari berikutnya";
            ("agenda.pukul-24", message.to_owned())
        }
        _ if !not_understood.is_empty() => (WITH_REMARK, format!("pada kolom waktu, “{}” tidak dicetak", not_understood.join(" "))),
        Some(end) if end <= start && end != NaiveTime::MIN && !is_overnight(start, end) => {
            let message = format!("selesai pukul {} tidak sesudah mulai pukul {}", end.format("%H.%M"), start.format("%H.%M"));
            (ENDS_BEFORE_START, message)
        }
        _ => return None,
    };
    Some(Doubt { code, message })
}

/// Hours written one after another in one zone.
#[derive(Debug, Default, Clone, Copy)]
struct Hours {
    start: Option<NaiveTime>,
    end: Option<NaiveTime>,
    zone: Option<Zone>,
    /// "pagi", "malam" behind the start was taken in.
    start_has_part: bool,
}

/// The hours of a text, while its tokens are taken in.
#[derive(Debug)]
struct Written {
    /// The same time in one zone or several; never empty.
    groups: Vec<Hours>,
    /// "s.d. selesai"
    open: bool,
    /// The next hour ends a range.
    ranged: bool,
    /// "pukul": the next number is an hour.
    after_hour_word: bool,
    not_understood: Vec<String>,
}

impl Written {
    fn read(text: &str) -> Option<Self> {
        static TOKEN: LazyLock<Regex> = LazyLock::new(|| {
            Regex::new(r"([0-9]{1,2})\s?[.:,]\s?([0-9]{2})(?:[.:][0-9]{2})?|([0-9]+)|(\p{L}[\p{L}'’‘`]*(?:\.\p{L}+)*)|([^\s])")
                .expect("fixed")
        });
        let tokens: Vec<Captures<'_>> = TOKEN.captures_iter(text).collect();
        // "24 November 2026" is no time.
        let holds_month =
            tokens.iter().filter_map(|t| t.get(4)).any(|word| word.as_str().len() > 3 && month_number(&fold_name(word.as_str())).is_some());
        // "10 - 12"
        let are_two_hours = tokens.len() == 3 && tokens[0].get(3).is_some() && tokens[2].get(3).is_some();
        let names_part = |word: &str| matches!(word, "pagi" | "siang" | "sore" | "malam" | "am" | "pm") || Zone::parse(word).is_some();
        let word_at = |at: usize| tokens.get(at).and_then(|t| t.get(4)).map(|w| fold_name(w.as_str())).unwrap_or_default();
        let mut written =
            Written { groups: vec![Hours::default()], open: false, ranged: false, after_hour_word: false, not_understood: Vec::new() };
        for (at, token) in tokens.iter().enumerate() {
            let word = word_at(at);
            let is_hour = written.after_hour_word || written.ranged || tokens.len() == 1 || are_two_hours || names_part(&word_at(at + 1));
            let hour = match (token.get(1), token.get(2), token.get(3)) {
                (Some(hour), Some(minute), _) => clock(hour.as_str(), minute.as_str()),
                (_, _, Some(digits)) if digits.len() == 4 && !holds_month => clock(&digits.as_str()[..2], &digits.as_str()[2..]),
                (_, _, Some(digits)) if is_hour => clock(digits.as_str(), "00"),
                _ => None,
            };
            written.after_hour_word = false;
            if let Some(hour) = hour {
                written.take_hour(hour, &token[0])?;
            } else if let Some(zone) = Zone::parse(&word) {
                written.take_zone(zone, &token[0])?;
            } else {
                written.take_word(&word, token)?;
            }
        }
        Some(written)
    }

    fn take_hour(&mut self, hour: NaiveTime, token: &str) -> Option<()> {
        let group = self.groups.last_mut()?;
        match (group.start, group.end) {
            (None, _) if group.zone.is_none() => group.start = Some(hour),
            (Some(_), None) if self.ranged => group.end = Some(hour),
            // After a zone another hour begins: the same time elsewhere, unless it ends the range.
            _ if group.zone.is_some() => self.groups.push(Hours { start: Some(hour), ..Hours::default() }),
            _ => self.not_understood.push(token.to_owned()),
        }
        self.ranged = false;
        Some(())
    }

    fn take_zone(&mut self, zone: Zone, token: &str) -> Option<()> {
        let group = self.groups.last_mut()?;
        if group.zone.is_some_and(|known| known != zone) && group.start.is_none() {
            self.not_understood.push(token.to_owned());
        }
        group.zone = Some(zone);
        // "09.00 WITA s.d. 11.00 WITA" is one range.
        if let [.., first, last] = self.groups.as_mut_slice()
            && first.zone == last.zone
            && first.end.is_none()
            && last.end.is_none()
        {
            first.end = last.start;
            self.groups.pop();
        }
        Some(())
    }

    /// Takes in a token that is neither an hour nor a zone; `word`: its letters folded, none for a sign or a number.
    fn take_word(&mut self, word: &str, token: &Captures<'_>) -> Option<()> {
        let group = self.groups.last_mut()?;
        match word {
            "pukul" | "pkl" | "jam" => self.after_hour_word = true,
            "sd" | "sampai" | "hingga" | "s" | "d" => self.ranged = true,
            "dengan" | "mulai" | "dari" | "via" | "melalui" | "secara" | "setempat" | "waktu" => {}
            "selesai" | "selesainya" => (self.open, self.ranged) = (true, false),
            "pm" | "am" | "siang" | "sore" | "malam" | "pagi" if group.start.is_some() => {
                if !std::mem::replace(&mut group.start_has_part, true) {
                    group.start = group.start.map(|t| in_part_of_day(t, word));
                }
                group.end = group.end.map(|t| in_part_of_day(t, word));
            }
            "" if matches!(&token[0], "-" | "–" | "—" | "~") => self.ranged = group.start.is_some(),
            "" if token.get(5).is_some() => {}
            _ if is_online(&token[0]) || word == "meeting" || word == "google" => {}
            _ => self.not_understood.push(token[0].to_owned()),
        }
        Some(())
    }

    /// The hours in the office's zone where these are written, else the first; with their start.
    fn chosen(&self, office: Zone) -> Option<(NaiveTime, Hours)> {
        let begun = || self.groups.iter().filter_map(|group| Some((group.start?, *group)));
        begun().find(|(_, group)| group.zone == Some(office)).or_else(|| begun().next())
    }
}

/// "2 siang" is 14.00, "7 malam" 19.00.
fn in_part_of_day(time: NaiveTime, part: &str) -> NaiveTime {
    if time.hour() == 12 && matches!(part, "malam" | "am") {
        return time - Duration::hours(12);
    }
    let later = match part {
        "pm" => time.hour() < 12,
        "siang" => (1..=5).contains(&time.hour()),
        "sore" => (1..=7).contains(&time.hour()),
        "malam" => (6..=11).contains(&time.hour()),
        _ => false,
    };
    if later { time + Duration::hours(12) } else { time }
}

fn clock(hour: &str, minute: &str) -> Option<NaiveTime> {
    let hour: u32 = hour.parse().ok()?;
    NaiveTime::from_hms_opt(if hour == 24 { 0 } else { hour }, minute.parse().ok()?, 0)
}
