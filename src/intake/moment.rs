//! Dates and times as offices write them.
//!
//! A value is read or refused, never guessed: what is doubtful comes back with the doubt said.

use chrono::{Datelike, Days, NaiveDate, NaiveTime, Timelike};

use super::table::Value;
use super::vocabulary::{MONTHS, NAMED_TIMES, WEEKDAYS};
use crate::model::date::{WEEKDAYS as WEEKDAY_NAMES, long_date, weekday};
use crate::model::wilayah::fold_name;
use crate::model::{EditionId, End, Time, Zone};

/// A reading, and why it is doubtful where it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reading<T> {
    pub value: T,
    pub doubt: Option<String>,
}

/// Reads a date cell: one day, a range or a list of days. `None`: it holds no date.
///
/// A year that is not written is the one that puts the day nearest to the edition's week.
pub fn dates(value: &Value, edition: EditionId) -> Option<Reading<Vec<NaiveDate>>> {
    let sure = |date| Some(Reading { value: vec![date], doubt: None });
    match value {
        Value::DateTime(moment) => sure(moment.date()),
        Value::Number(serial) => sure(excel_serial(*serial)?),
        Value::Text(text) => dates_in_text(text, edition),
    }
}

/// The day of an Excel serial number (1900 system), in a range that can only be a date.
fn excel_serial(serial: f64) -> Option<NaiveDate> {
    let days = (20_000.0..80_000.0).contains(&serial).then_some(serial as u64)?;
    NaiveDate::from_ymd_opt(1899, 12, 30)?.checked_add_days(Days::new(days))
}

#[derive(Debug, Clone, Copy)]
struct Day {
    day: u32,
    month: Option<u32>,
    year: Option<i32>,
    /// Joined to the day before by "s.d." rather than by "dan".
    ends_range: bool,
}

fn dates_in_text(text: &str, edition: EditionId) -> Option<Reading<Vec<NaiveDate>>> {
    let mut days: Vec<Day> = Vec::new();
    let mut named_weekday = None;
    let mut until = false;
    for token in tokens(text) {
        let folded = fold_name(&token);
        if let Some((_, number)) = WEEKDAYS.iter().find(|(name, _)| *name == folded) {
            named_weekday.get_or_insert(*number);
        } else if let Some((_, month)) = MONTHS.iter().find(|(name, _)| *name == folded) {
            days.iter_mut().rev().take_while(|d| d.month.is_none()).for_each(|d| d.month = Some(*month));
        } else if matches!(folded.as_str(), "sd" | "sampai" | "hingga") || matches!(token.as_str(), "-" | "–" | "—") {
            until = true;
        } else if matches!(folded.as_str(), "" | "dan" | "dengan" | "tanggal" | "tgl") {
            continue;
        } else if let Some((day, month, year)) = numeric_date(&token) {
            days.push(Day { day, month: Some(month), year: Some(year), ends_range: std::mem::take(&mut until) });
        } else if let Ok(number) = folded.parse::<i32>() {
            if number > 31 {
                days.iter_mut().rev().take_while(|d| d.year.is_none()).for_each(|d| d.year = Some(number));
            } else {
                days.push(Day { day: number as u32, month: None, year: None, ends_range: std::mem::take(&mut until) });
            }
        } else {
            return None;
        }
    }
    let mut dates = Vec::new();
    for day in &days {
        let date = day.resolve(edition)?;
        match dates.last() {
            Some(&first) if day.ends_range => dates.extend(NaiveDate::iter_days(&first).skip(1).take_while(|d| *d <= date).take(366)),
            _ => dates.push(date),
        }
    }
    let first = *dates.first()?;
    let doubt = named_weekday
        .filter(|named| dates.len() == 1 && first.weekday().num_days_from_monday() != *named)
        .map(|named| format!("{} adalah hari {}, bukan {}", long_date(first), weekday(first), WEEKDAY_NAMES[named as usize]));
    Some(Reading { value: dates, doubt })
}

impl Day {
    fn resolve(self, edition: EditionId) -> Option<NaiveDate> {
        let month = self.month?;
        if let Some(year) = self.year {
            let year = if year < 100 { 2000 + year } else { year };
            return NaiveDate::from_ymd_opt(year, month, self.day);
        }
        let monday = edition.monday();
        (monday.year() - 1..=monday.year() + 1)
            .filter_map(|year| NaiveDate::from_ymd_opt(year, month, self.day))
            .min_by_key(|date| (*date - monday).num_days().abs())
    }
}

/// Splits at white space, commas and ampersands; dashes between words stand alone, `s.d.` and numeric dates stay whole.
fn tokens(text: &str) -> Vec<String> {
    let mut spaced = String::new();
    for word in text.replace(['\u{a0}', ',', '&', '(', ')', ';'], " ").split_whitespace() {
        let word = word.trim_end_matches('/');
        if numeric_date(word).is_some() || matches!(word, "s/d" | "S/D" | "-" | "–" | "—") {
            spaced.push_str(word);
        } else {
            for c in word.chars() {
                match c {
                    '-' | '–' | '—' => spaced.extend([' ', c, ' ']),
                    '/' => spaced.push(' '),
                    c => spaced.push(c),
                }
            }
        }
        spaced.push(' ');
    }
    spaced.split_whitespace().map(str::to_owned).collect()
}

/// `21-05-2021`, `21/5/21`, `21.05.2021` (day first, always) or `2021-05-21`.
fn numeric_date(token: &str) -> Option<(u32, u32, i32)> {
    let parts: Vec<u32> = token.split(['-', '/', '.']).map(|p| p.parse().ok()).collect::<Option<_>>()?;
    let &[a, b, c] = parts.as_slice() else { return None };
    if a > 31 { Some((c, b, a as i32)) } else { Some((a, b, c as i32)) }
}

/// Reads a time cell in the office's zone. `None`: it holds no time.
pub fn time(value: &Value, office: Zone) -> Option<Reading<Time>> {
    let at = |start| Time::At { start, end: End::Unsaid, elsewhere: None };
    match value {
        Value::DateTime(moment) => Some(Reading { value: at(moment.time().with_nanosecond(0)?), doubt: None }),
        Value::Number(day_part) if (0.0..1.0).contains(day_part) => {
            let minutes = (day_part * 24.0 * 60.0).round() as u32 % (24 * 60);
            Some(Reading { value: at(NaiveTime::from_hms_opt(minutes / 60, minutes % 60, 0)?), doubt: None })
        }
        Value::Number(typed) => {
            let hour = typed.trunc();
            let start = NaiveTime::from_hms_opt(hour as u32, ((typed - hour) * 100.0).round() as u32, 0)?;
            let doubt = format!("angka {} dibaca sebagai pukul {}", format!("{typed}").replace('.', ","), start.format("%H.%M"));
            Some(Reading { value: at(start), doubt: Some(doubt) })
        }
        Value::Text(text) => time_in_text(text, office).map(|value| Reading { value, doubt: None }),
    }
}

fn time_in_text(text: &str, office: Zone) -> Option<Time> {
    let text = super::table::tidy(text).replace('\n', " ");
    let folded = fold_name(&text);
    let mut hours: Vec<NaiveTime> = Vec::new();
    let mut zone = None;
    let mut open = false;
    let mut afternoon = false;
    let spaced = text.replace(['–', '—', '-', '(', ')', ',', '/'], " ");
    for word in spaced.split_whitespace() {
        let word = word.trim_matches('.');
        let lower = word.to_lowercase();
        if let Some(found) = Zone::parse(word) {
            zone = Some(found);
        } else if lower == "pm" {
            afternoon = true;
        } else if lower == "selesai" {
            open = true;
        } else if let Some(hour) = clock(&lower) {
            hours.push(hour);
        }
    }
    let Some(&start) = hours.first() else {
        if folded.contains("seharian") || folded.contains("sepanjanghari") {
            return Some(Time::AllDay);
        }
        let named = NAMED_TIMES.iter().find(|(name, ..)| folded.contains(name))?;
        return Some(Time::Named { text, near: NaiveTime::from_hms_opt(named.1, named.2, 0)? });
    };
    let noon = NaiveTime::from_hms_opt(12, 0, 0)?;
    let start = if afternoon && start < noon { start + chrono::Duration::hours(12) } else { start };
    let shift = zone.map_or(0, |z| office.offset_hours() - z.offset_hours());
    let local = |time: NaiveTime| time.overflowing_add_signed(chrono::Duration::hours(shift)).0;
    let end = match hours.get(1) {
        Some(end) => End::At(local(*end)),
        None if open => End::Open,
        None => End::Unsaid,
    };
    let elsewhere = zone.filter(|z| *z != office).map(|z| (start, z));
    Some(Time::At { start: local(start), end, elsewhere })
}

/// `09.00`, `9:30`, `0900`; a bare hour like `9` only up to 24.
fn clock(word: &str) -> Option<NaiveTime> {
    let (hour, minute) = match word.split_once(['.', ':']) {
        Some((hour, minute)) => (hour.parse().ok()?, minute.get(..2)?.parse().ok()?),
        None if word.len() == 4 => (word[..2].parse().ok()?, word[2..].parse().ok()?),
        None => (word.parse().ok()?, 0),
    };
    NaiveTime::from_hms_opt(if hour == 24 { 0 } else { hour }, minute, 0)
}
