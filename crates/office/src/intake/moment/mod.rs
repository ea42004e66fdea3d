//! Dates and times as offices write them.
//!
//! A value is read or refused, never guessed: a doubtful reading comes back with its doubt.

mod date;
mod time;

use std::sync::LazyLock;

use regex::Regex;

use super::vocabulary::ONLINE;
use crate::model::wilayah::fold_name;

pub(crate) use date::{DAYS_FROM_1900_TO_1904, INCOMPLETE_DATE, ONLY_DATE, OTHER_WEEKDAY, month_within};
pub use date::{date_within, dates};
pub use time::time;
pub(crate) use time::{ENDS_BEFORE_START, FROM_NUMBER, WITH_REMARK, is_overnight};

/// A reading, and why it is doubtful where it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reading<T> {
    pub value: T,
    pub doubt: Option<Doubt>,
}

/// A reason why a reading may not be the one that was meant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Doubt {
    /// The code under which the agenda says it.
    pub code: &'static str,
    /// A diagnostic's message.
    pub message: String,
}

impl<T> Reading<T> {
    fn sure(value: T) -> Self {
        Reading { value, doubt: None }
    }

    fn doubtful(value: T, code: &'static str, message: String) -> Self {
        Reading { value, doubt: Some(Doubt { code, message }) }
    }
}

/// The part of a cell that holds the date before its first time of day, and the rest: "Senin, 23 November 2026 pukul 09.00".
pub fn split_date_and_time(text: &str) -> (&str, &str) {
    static TIME: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"(?i)\b(pukul|pkl|jam)\b|(?:^|[^0-9.\-/])([0-9]{1,2}[.:][0-9]{2})(?:$|[^0-9.]|\.(?:$|[^0-9]))|\b(ba['’‘`]?d(?:h?a)|bakda|setelah|sesudah|se?usai|sehabis|habis|selepas|selesai\s+(?:ibada[ht]|misa|kebaktian|s[ah]alat|sholat))\b")
            .expect("fixed")
    });
    let at = TIME.captures(text).and_then(|found| found.iter().skip(1).flatten().map(|group| group.start()).next());
    text.split_at(at.unwrap_or(text.len()))
}

/// Whether a line names the first and the last of several days: "23 s.d. 29 November 2026".
pub(crate) fn names_several_days(text: &str) -> bool {
    static SEVERAL: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"(?i)\b(?:s\s?[./]\s?d\b|sd|sampai|hingga)|[0-9]\s*[-–—&]\s*[0-9]{1,2}\s+\p{L}|[0-9]\s+dan\s+[0-9]|\p{L}\s*[-–—]\s*[0-9]{1,2}\s+\p{L}").expect("fixed")
    });
    SEVERAL.is_match(text)
}

/// Whether words say that something is held by video.
pub(crate) fn is_online(text: &str) -> bool {
    let words: Vec<String> = text.split(|c: char| !c.is_alphanumeric()).map(fold_name).filter(|w| !w.is_empty()).collect();
    words.iter().any(|word| ONLINE.contains(&word.as_str())) || words.windows(2).any(|pair| ONLINE.contains(&pair.concat().as_str()))
}
