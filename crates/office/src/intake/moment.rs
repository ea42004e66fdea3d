//! Dates and times as offices write them.
//!
//! A value is read or refused, never guessed: what is doubtful comes back with the doubt said.

use std::sync::LazyLock;

use chrono::{Datelike, Days, Duration, NaiveDate, NaiveTime, Timelike};
use regex::{Captures, Regex};

use super::limits;
use super::table::{Value, tidy};
use super::vocabulary::{MONTHS, NAMED_TIMES, ONLINE, WEEKDAYS};
use crate::model::date::{WEEKDAYS as WEEKDAY_NAMES, full_date, long_date, weekday};
use crate::model::wilayah::fold_name;
use crate::model::{EditionId, End, Time, Zone};

/// A reading, and why it is doubtful where it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reading<T> {
    pub value: T,
    pub doubt: Option<String>,
}

impl<T> Reading<T> {
    fn sure(value: T) -> Self {
        Reading { value, doubt: None }
    }
}

/// Days between the two ways in which workbooks count days: from 1900 and from 1904.
pub const DAYS_FROM_1900_TO_1904: f64 = 1462.0;

/// Reads a date cell: one day, a range or a list of days. `None`: it holds no date.
///
/// A year that is not written is the one that puts the day nearest to the edition's week; a weekday or a day's number
/// alone is taken as that day of the edition's week, with a doubt.
pub fn dates(value: &Value, edition: EditionId) -> Option<Reading<Vec<NaiveDate>>> {
    match value {
        Value::DateTime(moment) => (moment.year() > 1905).then(|| Reading::sure(vec![moment.date()])),
        Value::Number(number) => match excel_serial(*number) {
            Some(date) => Some(Reading::sure(vec![date])),
            None => (number.fract() == 0.0 && (1.0..=31.0).contains(number)).then(|| dates_in_text(&format!("{number}"), edition))?,
        },
        Value::Text(text) if text.len() > limits::MOMENT_BYTES => None,
        Value::Text(text) => {
            // As programs write it: 2026-11-25T00:00:00.
            if let Some(date) = text.trim().get(..10).filter(|_| text.trim().as_bytes().get(10) == Some(&b'T')).and_then(|d| d.parse().ok())
            {
                return Some(Reading::sure(vec![date]));
            }
            // A date in another calendar, or a remark, may follow after a slash or in parentheses.
            dates_in_text(text, edition)
                .or_else(|| {
                    let (date, rest) = text.split_once(" / ").or_else(|| text.split_once('('))?;
                    let mut reading = dates_in_text(date, edition).filter(|r| r.doubt.is_none())?;
                    reading.doubt = Some(format!("pada tanggal ini “{}” tidak dibaca", tidy(rest).trim_end_matches(')')));
                    Some(reading)
                })
                .or_else(|| {
                    // One whole date among words that say nothing of a second.
                    let several = ["s.d", "s/d", "sampai", "hingga", " dan ", "&", " – ", " - "];
                    let date = date_within(text, edition).filter(|_| !several.iter().any(|word| text.to_lowercase().contains(word)))?;
                    Some(Reading {
                        value: vec![date],
                        doubt: Some(format!("dari sel ini hanya tanggalnya yang dibaca: {}", full_date(date))),
                    })
                })
        }
        Value::Fault(_) => None,
    }
}

/// The one date that a line of other words holds: "AGENDA BUPATI, SENIN 23 NOVEMBER 2026".
pub fn date_within(text: &str, edition: EditionId) -> Option<NaiveDate> {
    let words: Vec<&str> = text.split_whitespace().collect();
    let may_hold_one =
        |word: &&str| word.split(|c: char| !c.is_alphanumeric()).any(|w| month_number(&fold_name(w)).is_some() || w.len() == 4);
    if !words.iter().any(|word| may_hold_one(word) || numeric_date(word).is_some()) {
        return None;
    }
    const DATE_BYTES: usize = 200;
    let tail = |from: usize, to: usize| {
        let words = &words[from..to];
        if words.iter().map(|word| word.len()).sum::<usize>() > DATE_BYTES {
            return None;
        }
        let part = words.join(" ");
        let has_month = tokens(&part).iter().any(|t| numeric_date(t).is_some() || month_number(&fold_name(t)).is_some());
        let reading = has_month.then(|| dates_in_text(&part, edition))??;
        (reading.value.len() == 1).then(|| reading.value[0])
    };
    // The longest run of words that is a date and nothing else.
    (0..words.len().min(60)).find_map(|from| (from + 1..=words.len().min(from + 8)).rev().find_map(|to| tail(from, to)))
}

/// The month and year that a title names, where it names just one: "AGENDA NOVEMBER 2026".
pub fn month_within(text: &str) -> Option<(i32, u32)> {
    let words: Vec<String> = text.split(|c: char| !c.is_alphanumeric()).map(fold_name).filter(|w| !w.is_empty()).collect();
    let mut months = words.iter().enumerate().filter_map(|(at, word)| Some((at, month_number(word)?)));
    let (at, month) = months.next()?;
    let year = words[at + 1..].iter().find_map(|word| word.parse().ok().filter(|year| (2000..2200).contains(year)))?;
    months.next().is_none().then_some((year, month))
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

fn month_number(folded: &str) -> Option<u32> {
    MONTHS.iter().find(|(name, _)| *name == folded).map(|(_, month)| *month)
}

fn dates_in_text(text: &str, edition: EditionId) -> Option<Reading<Vec<NaiveDate>>> {
    let mut days: Vec<Day> = Vec::new();
    let mut named: Vec<u32> = Vec::new();
    let (mut until, mut weekdays_ranged) = (false, false);
    for token in tokens(text) {
        let folded = fold_name(&token);
        // "November '26"
        if let Some(year) = token.strip_prefix(['\'', '’', '‘']).filter(|y| y.len() == 2).and_then(|y| y.parse::<i32>().ok()) {
            days.iter_mut().rev().take_while(|d| d.year.is_none()).for_each(|d| d.year = Some(2000 + year));
            continue;
        }
        let mut push = |day, month, year| days.push(Day { day, month, year, ends_range: std::mem::take(&mut until) });
        if let Some((_, number)) = WEEKDAYS.iter().find(|(name, _)| *name == folded) {
            named.push(*number);
        } else if let Some(month) = month_number(&folded) {
            days.iter_mut().rev().take_while(|d| d.month.is_none()).for_each(|d| d.month = Some(month));
        } else if matches!(folded.as_str(), "sd" | "sampai" | "hingga") || matches!(token.as_str(), "-" | "–" | "—") {
            until = !days.is_empty();
            weekdays_ranged |= days.is_empty() && named.len() == 1;
        } else if matches!(folded.as_str(), "" | "dan" | "dengan" | "tanggal" | "tgl" | "hari") {
            continue;
        } else if let Some((day, month, year)) = numeric_date(&token) {
            push(day, Some(month), Some(year));
            // "23 s/d 29-11-2026"
            days.iter_mut().filter(|d| d.month.is_none()).for_each(|d| (d.month, d.year) = (Some(month), Some(year)));
        } else if let Some((day, month)) = token.split_once('/') {
            push(day.parse().ok()?, Some(month.parse().ok()?), None);
        } else if let Ok(number) = folded.parse::<i32>() {
            match number {
                1..=31 => push(number as u32, None, None),
                1900..=2200 => days.iter_mut().rev().take_while(|d| d.year.is_none()).for_each(|d| d.year = Some(number)),
                _ => return excel_serial(f64::from(number)).filter(|_| text.trim() == token).map(|date| Reading::sure(vec![date])),
            }
        } else {
            return None;
        }
    }
    if days.iter().all(|day| day.month.is_none()) {
        return days_of_the_week(&days, &named, weekdays_ranged, edition);
    }
    let mut dates = Vec::new();
    let mut points = Vec::new();
    for day in &days {
        let date = day.resolve(edition)?;
        points.push(date);
        match dates.last() {
            Some(&first) if day.ends_range && date > first => {
                dates.extend(NaiveDate::iter_days(&first).skip(1).take_while(|d| *d <= date).take(366));
            }
            Some(_) if day.ends_range => return None,
            _ => dates.push(date),
        }
    }
    let compared = if named.len() == points.len() || named.len() == 1 { points } else { Vec::new() };
    let wrong = named.iter().zip(compared).find(|(named, date)| date.weekday().num_days_from_monday() != **named);
    let doubt =
        wrong.map(|(named, date)| format!("{} adalah hari {}, bukan {}", long_date(date), weekday(date), WEEKDAY_NAMES[*named as usize]));
    (!dates.is_empty()).then_some(Reading { value: dates, doubt })
}

/// A weekday alone, or days' numbers alone: those days of the edition's week, where it has them.
fn days_of_the_week(days: &[Day], named: &[u32], ranged: bool, edition: EditionId) -> Option<Reading<Vec<NaiveDate>>> {
    let week: Vec<NaiveDate> = edition.monday().iter_days().take(7).collect();
    let dates: Vec<NaiveDate> = match (days, named) {
        ([], [weekday]) => vec![week[*weekday as usize]],
        ([], [first, last]) if ranged && first < last => week[*first as usize..=*last as usize].to_vec(),
        ([day], _) if day.year.is_none() => vec![*week.iter().find(|date| date.day() == day.day)?],
        _ => return None,
    };
    let contradicted = named.first().filter(|named| dates[0].weekday().num_days_from_monday() != **named);
    if let Some(named) = contradicted {
        let doubt = format!("{} adalah hari {}, bukan {}", long_date(dates[0]), weekday(dates[0]), WEEKDAY_NAMES[*named as usize]);
        return Some(Reading { value: dates, doubt: Some(doubt) });
    }
    let last = dates.last().filter(|last| **last != dates[0]).map_or(String::new(), |last| format!(" sampai {}", full_date(*last)));
    let doubt = format!("tanggalnya tidak lengkap; dibaca sebagai {}{last}", full_date(dates[0]));
    Some(Reading { value: dates, doubt: Some(doubt) })
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

/// Splits at white space, commas and ampersands, and between a number and a word; dashes between words stand alone,
/// `s.d.` and numeric dates stay whole.
fn tokens(text: &str) -> Vec<String> {
    static SPACED: LazyLock<Regex> =
        LazyLock::new(|| Regex::new(r"([0-9]{1,2})\s*[-–—/.]\s*([0-9]{1,2})\s*[-–—/.]\s*([0-9]{4}|[0-9]{2})\b").expect("fixed"));
    static SHORT_YEAR: LazyLock<Regex> =
        LazyLock::new(|| Regex::new(r"\b([0-9]{1,2})[-/ ]([A-Za-z]{3,9})\.?[-/ ]([0-9]{2})\b").expect("fixed"));
    static JOINED: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"([0-9])([A-Za-z])|([A-Za-z]{3,})([0-9])").expect("fixed"));
    let text = SPACED.replace_all(text, "$1-$2-$3");
    // "26-Nov-26", "26 Nov 26"
    let text = SHORT_YEAR.replace_all(&text, |found: &Captures<'_>| match month_number(&fold_name(&found[2])) {
        Some(_) => format!("{} {} 20{}", &found[1], &found[2], &found[3]),
        None => found[0].to_owned(),
    });
    let text = JOINED.replace_all(&text, "$1$3 $2$4");
    let mut spaced = String::new();
    for word in text.replace([',', '&', '(', ')', ';', '[', ']', '+'], " ").split_whitespace() {
        let word = word.trim_end_matches(['/', '.', ':']);
        let is_day_and_month = word.split_once('/').is_some_and(|(day, month)| {
            let within = |text: &str, most| text.len() <= 2 && text.parse::<u32>().is_ok_and(|n| (1..=most).contains(&n));
            within(day, 31) && within(month, 12)
        });
        if is_day_and_month || numeric_date(word).is_some() || matches!(word, "s/d" | "S/D" | "-" | "–" | "—") {
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
    let mut tokens: Vec<String> = spaced.split_whitespace().map(str::to_owned).collect();
    // "5/6 Mei": two days of May, not the fifth of June.
    for i in (0..tokens.len().saturating_sub(1)).rev() {
        if month_number(&fold_name(&tokens[i + 1])).is_some()
            && numeric_date(&tokens[i]).is_none()
            && let Some((a, b)) = tokens[i].clone().split_once('/').filter(|(a, b)| [a, b].iter().all(|t| t.parse::<u32>().is_ok()))
        {
            tokens.splice(i..=i, [a.to_owned(), b.to_owned()]);
        }
    }
    tokens
}

/// `21-05-2021`, `21/5/21`, `21.05.2021` (day first, always) or `2021-05-21`.
fn numeric_date(token: &str) -> Option<(u32, u32, i32)> {
    let parts: Vec<u32> = token.split(['-', '/', '.']).map(|p| p.parse().ok()).collect::<Option<_>>()?;
    let &[a, b, c] = parts.as_slice() else { return None };
    if a > 31 { Some((c, b, a as i32)) } else { Some((a, b, c as i32)) }
}

/// The part of a cell that holds the date before its first time of day, and the rest: "Senin, 23 November 2026 pukul 09.00".
pub fn split_date_and_time(text: &str) -> (&str, &str) {
    static TIME: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"(?i)\b(pukul|pkl|jam)\b|(?:^|[^0-9.\-/])([0-9]{1,2}[.:][0-9]{2})(?:$|[^0-9.]|\.(?:$|[^0-9]))|\b(ba['’‘`]?da)\b")
            .expect("fixed")
    });
    let at = TIME.captures(text).and_then(|found| found.iter().skip(1).flatten().map(|group| group.start()).next());
    text.split_at(at.unwrap_or(text.len()))
}

/// Whether words say that something is held by video.
pub fn is_online(text: &str) -> bool {
    let words: Vec<String> = text.split(|c: char| !c.is_alphanumeric()).map(fold_name).filter(|w| !w.is_empty()).collect();
    words.iter().any(|word| ONLINE.contains(&word.as_str())) || words.windows(2).any(|pair| ONLINE.contains(&pair.concat().as_str()))
}

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
            let doubt = format!("angka {} dibaca sebagai pukul {}", format!("{typed}").replace('.', ","), start.format("%H.%M"));
            Some(Reading { value: at(start), doubt: Some(doubt) })
        }
        Value::Text(text) if text.len() > limits::MOMENT_BYTES => None,
        Value::Text(text) => time_in_text(text, office),
        Value::Fault(_) => None,
    }
}

/// Hours written one after another in one zone.
#[derive(Debug, Default, Clone)]
struct Hours {
    start: Option<NaiveTime>,
    end: Option<NaiveTime>,
    zone: Option<Zone>,
    /// "pagi", "malam" behind the start was taken in.
    start_has_part: bool,
}

fn time_in_text(text: &str, office: Zone) -> Option<Reading<Time>> {
    static TOKEN: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"([0-9]{1,2})\s?[.:,]\s?([0-9]{2})(?:[.:][0-9]{2})?|([0-9]+)|(\p{L}[\p{L}'’‘`]*(?:\.\p{L}+)*)|([^\s])").expect("fixed")
    });
    let text = tidy(text).replace('\n', " ");
    let mut groups: Vec<Hours> = vec![Hours::default()];
    let (mut open, mut ranged, mut after_hour_word) = (false, false, false);
    let mut not_understood: Vec<String> = Vec::new();
    let tokens: Vec<_> = TOKEN.captures_iter(&text).collect();
    // "24 November 2026" is no time.
    let holds_month =
        tokens.iter().filter_map(|t| t.get(4)).any(|word| word.as_str().len() > 3 && month_number(&fold_name(word.as_str())).is_some());
    // "10 - 12"
    let are_two_hours = tokens.len() == 3 && tokens[0].get(3).is_some() && tokens[2].get(3).is_some();
    for (at, token) in tokens.iter().enumerate() {
        let word = token.get(4).map(|w| fold_name(w.as_str())).unwrap_or_default();
        let next = tokens.get(at + 1).and_then(|t| t.get(4)).map(|w| fold_name(w.as_str())).unwrap_or_default();
        let names_part = |word: &str| matches!(word, "pagi" | "siang" | "sore" | "malam" | "am" | "pm") || Zone::parse(word).is_some();
        let hour = match (token.get(1), token.get(2), token.get(3)) {
            (Some(hour), Some(minute), _) => clock(hour.as_str(), minute.as_str()),
            (_, _, Some(digits)) if digits.len() == 4 && !holds_month => clock(&digits.as_str()[..2], &digits.as_str()[2..]),
            (_, _, Some(digits)) if after_hour_word || ranged || names_part(&next) || tokens.len() == 1 || are_two_hours => {
                clock(digits.as_str(), "00")
            }
            _ => None,
        };
        after_hour_word = false;
        if let Some(hour) = hour {
            let group = groups.last_mut()?;
            match (group.start, group.end) {
                (None, _) if group.zone.is_none() => group.start = Some(hour),
                (Some(_), None) if ranged => group.end = Some(hour),
                // After a zone another hour begins: the same time elsewhere, unless it ends the range.
                _ if group.zone.is_some() => groups.push(Hours { start: Some(hour), ..Hours::default() }),
                _ => not_understood.push(token[0].to_owned()),
            }
            ranged = false;
        } else if let Some(zone) = Zone::parse(&word) {
            let group = groups.last_mut()?;
            if group.zone.is_some_and(|known| known != zone) && group.start.is_none() {
                not_understood.push(token[0].to_owned());
            }
            group.zone = Some(zone);
            // "09.00 WITA s.d. 11.00 WITA" is one range.
            if let [.., first, last] = groups.as_mut_slice()
                && first.zone == last.zone
                && first.end.is_none()
                && last.end.is_none()
            {
                first.end = last.start;
                groups.pop();
            }
        } else {
            match word.as_str() {
                "pukul" | "pkl" | "jam" => after_hour_word = true,
                "sd" | "sampai" | "hingga" | "s" | "d" => ranged = true,
                "dengan" | "mulai" | "dari" | "via" | "melalui" | "secara" | "setempat" | "waktu" => {}
                "selesai" | "selesainya" => (open, ranged) = (true, false),
                "pm" | "am" | "siang" | "sore" | "malam" | "pagi" if groups.last().is_some_and(|g| g.start.is_some()) => {
                    let group = groups.last_mut()?;
                    if !std::mem::replace(&mut group.start_has_part, true) {
                        group.start = group.start.map(|t| in_part_of_day(t, &word));
                    }
                    group.end = group.end.map(|t| in_part_of_day(t, &word));
                }
                "" if matches!(&token[0], "-" | "–" | "—" | "~") => ranged = groups.last().is_some_and(|g| g.start.is_some()),
                "" if token.get(5).is_some() => {}
                _ if is_online(&token[0]) || word == "meeting" || word == "google" => {}
                _ => not_understood.push(token[0].to_owned()),
            }
        }
    }
    let folded = fold_name(&text);
    let named = NAMED_TIMES.iter().find(|(name, ..)| folded.contains(name));
    let chosen = groups.iter().find(|g| g.zone == Some(office) && g.start.is_some()).or(groups.iter().find(|g| g.start.is_some()));
    let Some(Hours { start: Some(start), end, zone, .. }) = chosen.cloned() else {
        if folded.contains("seharian") || folded.contains("sepanjanghari") {
            return Some(Reading::sure(Time::AllDay));
        }
        let (_, hour, minute) = named.filter(|_| text.chars().count() <= 60)?;
        return Some(Reading::sure(Time::Named { text, near: NaiveTime::from_hms_opt(*hour, *minute, 0)? }));
    };
    // "Ba'da Isya (20.00)": printed as written, at the hour it says.
    if named.is_some() && not_understood.iter().any(|word| NAMED_TIMES.iter().any(|(name, ..)| fold_name(word).contains(name))) {
        return Some(Reading::sure(Time::Named { text, near: start }));
    }
    let shift = Duration::hours(zone.map_or(0, |z| office.offset_hours() - z.offset_hours()));
    let local = |time: NaiveTime| time.overflowing_add_signed(shift).0;
    let elsewhere = zone.filter(|z| *z != office).map(|z| (start, z));
    let doubt = match end {
        _ if start == NaiveTime::MIN && text.contains("24") => {
            Some("pukul 24.00 tercetak sebagai 00.00 di awal hari itu; mungkin maksudnya hari berikutnya".to_owned())
        }
        _ if !not_understood.is_empty() => Some(format!("pada kolom waktu, “{}” tidak dicetak", not_understood.join(" "))),
        Some(end) if end <= start && end != NaiveTime::MIN => {
            Some(format!("selesai pukul {} tidak sesudah mulai pukul {}", end.format("%H.%M"), start.format("%H.%M")))
        }
        _ => None,
    };
    let end = match end {
        Some(end) => End::At(local(end)),
        None if open => End::Open,
        None => End::Unsaid,
    };
    Some(Reading { value: Time::At { start: local(start), end, elsewhere }, doubt })
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
