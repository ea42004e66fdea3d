//! Dates: one day, a range or a list, in numbers, words or a workbook's count of days.

use std::borrow::Cow;
use std::sync::LazyLock;

use chrono::{Datelike, Days, NaiveDate};
use regex::{Captures, Regex};

use super::{Doubt, Reading};
use crate::intake::limits;
use crate::intake::table::{Value, tidy};
use crate::intake::vocabulary::{MONTHS, WEEKDAYS};
use crate::model::EditionId;
use crate::model::date::{WEEKDAYS as WEEKDAY_NAMES, full_date, long_date, weekday};
use crate::model::wilayah::fold_name;

/// Days between the two ways in which workbooks count days: from 1900 and from 1904.
pub(crate) const DAYS_FROM_1900_TO_1904: f64 = 1462.0;

/// A weekday or the number of a day stands for a date.
pub(crate) const INCOMPLETE_DATE: &str = "agenda.tanggal-tidak-lengkap";
/// Of a text that holds a date among other words, only the date is read.
pub(crate) const ONLY_DATE: &str = "agenda.hanya-tanggal";
/// The weekday that is written beside a date is not that of the date.
pub(crate) const OTHER_WEEKDAY: &str = "agenda.hari-tidak-cocok";

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
            let text = without_hijri(text);
            match iso_date(&text) {
                Some(date) => Some(Reading::sure(vec![date])),
                None => {
                    let reading = dates_in_text(&text, edition).or_else(|| dates_before_remark(&text, edition));
                    reading.or_else(|| only_date_within(&text, edition))
                }
            }
        }
        Value::Fault(_) => None,
    }
}

/// A text without the date of the Islamic calendar that offices write beside theirs: "(3 Jumadil Akhir 1448 H)", "/ 3 Jumadil Akhir 1448 H".
/// A year of the fourteen hundreds is of no other calendar.
fn without_hijri(text: &str) -> Cow<'_, str> {
    static HIJRI: LazyLock<Regex> = LazyLock::new(|| {
        let joint = r"[\s(\[/,;–—-]*(?:\bbertepatan\b)?(?:\s*\bdengan\b)?(?:\s*\b(?:tanggal|tgl)\b\.?)?\s*";
        let day = r"\b[0-9]{1,2}(?:\s*[-–/]\s*[0-9]{1,2})?\s+\p{L}[\p{L}'’‘`.-]*(?:\s+\p{L}[\p{L}'’‘`]*){0,2}\s+1[34][0-9]{2}";
        Regex::new(&format!(r"(?i){joint}{day}(?:\s*H(?:ijri(?:y?ah)?)?\b\.?)?[)\]]?")).expect("fixed")
    });
    static COMMON_ERA: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"\b([0-9]{4})\s*M\b\.?").expect("fixed"));
    if !text.contains("13") && !text.contains("14") {
        return Cow::Borrowed(text);
    }
    let rest = HIJRI.replace(text, " ");
    // Beside such a date the office's own may be marked: "23 November 2026 M".
    if matches!(rest, Cow::Borrowed(_)) || rest.trim().is_empty() {
        Cow::Borrowed(text)
    } else {
        Cow::Owned(COMMON_ERA.replace_all(&rest, "$1").into_owned())
    }
}

/// A date as programs write it: `2026-11-25T00:00:00`.
fn iso_date(text: &str) -> Option<NaiveDate> {
    let text = text.trim();
    text.get(..10).filter(|_| text.as_bytes().get(10) == Some(&b'T'))?.parse().ok()
}

/// The dates before a slash or a parenthesis, after which a date in another calendar, or a remark, may follow.
fn dates_before_remark(text: &str, edition: EditionId) -> Option<Reading<Vec<NaiveDate>>> {
    let (date, rest) = text.split_once(" / ").or_else(|| text.split_once('('))?;
    let reading = dates_in_text(date, edition).filter(|r| r.doubt.is_none())?;
    let message = format!("pada tanggal ini “{}” tidak dibaca", tidy(rest).trim_end_matches(')'));
    Some(Reading::doubtful(reading.value, "agenda.tanggal-berketerangan", message))
}

/// One whole date among words that say nothing of a second.
fn only_date_within(text: &str, edition: EditionId) -> Option<Reading<Vec<NaiveDate>>> {
    let several = ["s.d", "s/d", "sampai", "hingga", " dan ", "&", " – ", " - "];
    let date = date_within(text, edition).filter(|_| !several.iter().any(|word| text.to_lowercase().contains(word)))?;
    let message = format!("dari sel ini hanya tanggalnya yang dibaca: {}", full_date(date));
    Some(Reading::doubtful(vec![date], ONLY_DATE, message))
}

/// The one date that a line of other words holds: "AGENDA BUPATI, SENIN 23 NOVEMBER 2026".
pub fn date_within(text: &str, edition: EditionId) -> Option<NaiveDate> {
    let text = if text.len() > limits::MOMENT_BYTES { Cow::Borrowed(text) } else { without_hijri(text) };
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
pub(crate) fn month_within(text: &str) -> Option<(i32, u32)> {
    let words: Vec<String> = text.split(|c: char| !c.is_alphanumeric()).map(fold_name).filter(|w| !w.is_empty()).collect();
    let mut months = words.iter().enumerate().filter_map(|(at, word)| Some((at, month_number(word)?)));
    let (at, month) = months.next()?;
    let year = words[at + 1..].iter().find_map(|word| word.parse().ok().filter(|year| (2000..2200).contains(year)))?;
    months.next().is_none().then_some((year, month))
}

/// The day of an Excel serial number (1900 system), in a range that can only be a date.
pub(super) fn excel_serial(serial: f64) -> Option<NaiveDate> {
    let days = (20_000.0..80_000.0).contains(&serial).then_some(serial as u64)?;
    NaiveDate::from_ymd_opt(1899, 12, 30)?.checked_add_days(Days::new(days))
}

pub(super) fn month_number(folded: &str) -> Option<u32> {
    MONTHS.iter().find(|(name, _)| *name == folded).map(|(_, month)| *month)
}

fn dates_in_text(text: &str, edition: EditionId) -> Option<Reading<Vec<NaiveDate>>> {
    let mut written = Written::default();
    for token in tokens(text) {
        if written.take(&token).is_none() {
            // A workbook's number of a day is a date where it stands alone.
            let serial = fold_name(&token).parse::<i32>().ok().and_then(|number| excel_serial(f64::from(number)));
            return serial.filter(|_| text.trim() == token).map(|date| Reading::sure(vec![date]));
        }
    }
    written.dates(edition)
}

#[derive(Debug, Clone, Copy)]
struct Day {
    day: u32,
    month: Option<u32>,
    year: Option<i32>,
    /// Joined to the day before by "s.d." rather than by "dan".
    ends_range: bool,
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

/// The days of a text, while its tokens are taken in.
#[derive(Debug, Default)]
struct Written {
    days: Vec<Day>,
    /// Counted from Monday's 0.
    weekdays: Vec<u32>,
    /// Two weekdays are joined by "s.d.".
    weekdays_ranged: bool,
    /// The next day ends a range.
    until: bool,
}

impl Written {
    /// Takes in one token; `None`: it belongs to no date.
    fn take(&mut self, token: &str) -> Option<()> {
        let folded = fold_name(token);
        // "November '26"
        if let Some(year) = token.strip_prefix(['\'', '’', '‘']).filter(|y| y.len() == 2).and_then(|y| y.parse::<i32>().ok()) {
            self.give_year(2000 + year);
        } else if let Some((_, number)) = WEEKDAYS.iter().find(|(name, _)| *name == folded) {
            self.weekdays.push(*number);
        } else if let Some(month) = month_number(&folded) {
            self.days.iter_mut().rev().take_while(|d| d.month.is_none()).for_each(|d| d.month = Some(month));
        } else if matches!(folded.as_str(), "sd" | "sampai" | "hingga") || matches!(token, "-" | "–" | "—") {
            self.until = !self.days.is_empty();
            self.weekdays_ranged |= self.days.is_empty() && self.weekdays.len() == 1;
        } else if matches!(folded.as_str(), "" | "dan" | "dengan" | "tanggal" | "tgl" | "hari") {
            // A word beside a date says nothing of it.
        } else if let Some((day, month, year)) = numeric_date(token) {
            self.push(day, Some(month), Some(year));
            // "23 s/d 29-11-2026"
            self.days.iter_mut().filter(|d| d.month.is_none()).for_each(|d| (d.month, d.year) = (Some(month), Some(year)));
        } else if let Some((day, month)) = token.split_once('/') {
            self.push(day.parse().ok()?, Some(month.parse().ok()?), None);
        } else {
            match folded.parse::<i32>().ok()? {
                day @ 1..=31 => self.push(day as u32, None, None),
                year @ 1900..=2200 => self.give_year(year),
                _ => return None,
            }
        }
        Some(())
    }

    fn push(&mut self, day: u32, month: Option<u32>, year: Option<i32>) {
        self.days.push(Day { day, month, year, ends_range: std::mem::take(&mut self.until) });
    }

    /// Gives the year to the days before it that have none.
    fn give_year(&mut self, year: i32) {
        self.days.iter_mut().rev().take_while(|d| d.year.is_none()).for_each(|d| d.year = Some(year));
    }

    fn dates(&self, edition: EditionId) -> Option<Reading<Vec<NaiveDate>>> {
        if self.days.iter().all(|day| day.month.is_none()) {
            return self.in_week(edition);
        }
        let (mut dates, mut points) = (Vec::new(), Vec::new());
        for day in &self.days {
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
        let compared = if self.weekdays.len() == points.len() || self.weekdays.len() == 1 { points } else { Vec::new() };
        let wrong = self.weekdays.iter().zip(compared).find(|(named, date)| date.weekday().num_days_from_monday() != **named);
        let doubt = wrong.map(|(named, date)| other_weekday(date, *named));
        (!dates.is_empty()).then_some(Reading { value: dates, doubt })
    }

    /// A weekday alone, or days' numbers alone: those days of the edition's week, where it has them.
    fn in_week(&self, edition: EditionId) -> Option<Reading<Vec<NaiveDate>>> {
        let week: Vec<NaiveDate> = edition.monday().iter_days().take(7).collect();
        let dates: Vec<NaiveDate> = match (self.days.as_slice(), self.weekdays.as_slice()) {
            ([], [weekday]) => vec![week[*weekday as usize]],
            ([], [first, last]) if self.weekdays_ranged && first < last => week[*first as usize..=*last as usize].to_vec(),
            ([day], _) if day.year.is_none() => vec![*week.iter().find(|date| date.day() == day.day)?],
            _ => return None,
        };
        if let Some(named) = self.weekdays.first().filter(|named| dates[0].weekday().num_days_from_monday() != **named) {
            let doubt = other_weekday(dates[0], *named);
            return Some(Reading { value: dates, doubt: Some(doubt) });
        }
        let last = dates.last().filter(|last| **last != dates[0]).map_or(String::new(), |last| format!(" sampai {}", full_date(*last)));
        let message = format!("tanggalnya tidak lengkap; dibaca sebagai {}{last}", full_date(dates[0]));
        Some(Reading::doubtful(dates, INCOMPLETE_DATE, message))
    }
}

/// The weekday that is written beside a date is not that of the date.
fn other_weekday(date: NaiveDate, named: u32) -> Doubt {
    let message = format!("{} adalah hari {}, bukan {}", long_date(date), weekday(date), WEEKDAY_NAMES[named as usize]);
    Doubt { code: OTHER_WEEKDAY, message }
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
