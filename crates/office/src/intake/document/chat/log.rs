//! A chat as it was copied or exported: each message with its sender and its day.

use chrono::NaiveDate;

use super::messages::header;
use crate::diagnostic::visible;

/// A message of a chat.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Said {
    /// As the chat names the sender: a name, or a number; `None`: the chat does not tell.
    pub sender: Option<String>,
    /// `None`: the chat does not tell, or the day has not come.
    pub on: Option<NaiveDate>,
    pub text: String,
}

/// The messages of a chat, in its order. Lines without a header above them are one message of nobody's.
pub fn said(text: &str, today: NaiveDate) -> Vec<Said> {
    let text = text.replace("\r\n", "\n");
    let dates: Vec<[u32; 3]> = text.lines().filter_map(|line| numbers(&header(line)?.date)).collect();
    let is_month_first = is_month_first(&dates, today);
    let mut all = vec![Said::default()];
    for line in text.lines() {
        let mut rest = line;
        if let Some(header) = header(line) {
            let on = numbers(&header.date).and_then(|date| day(date, is_month_first)).filter(|day| *day <= today);
            let sender = header.sender.map(|sender| visible(&sender).trim().to_owned()).filter(|sender| !sender.is_empty());
            all.push(Said { sender, on, text: String::new() });
            rest = &line[header.bytes..];
        }
        if let Some(message) = all.last_mut() {
            message.text.push_str(rest);
            message.text.push('\n');
        }
    }
    all.retain(|message| !message.text.trim().is_empty());
    all
}

/// The three numbers of a date as it stands there.
fn numbers(date: &str) -> Option<[u32; 3]> {
    let all: Vec<u32> = date.split(['/', '.', '-']).filter_map(|number| number.parse().ok()).collect();
    all.try_into().ok()
}

/// Phones set to English write the month first. A chat is one phone's: where a date of it can only be read so, or every other reading has
/// not come yet, all are.
fn is_month_first(dates: &[[u32; 3]], today: NaiveDate) -> bool {
    if dates.iter().any(|[first, ..]| *first > 12) {
        return false;
    }
    let is_future = |date: &[u32; 3]| day(*date, false).is_none_or(|day| day > today);
    let is_past = |date: &[u32; 3]| day(*date, true).is_some_and(|day| day <= today);
    dates.iter().any(|[_, second, _]| *second > 12) || dates.iter().any(is_future) && dates.iter().all(is_past)
}

fn day([first, second, third]: [u32; 3], is_month_first: bool) -> Option<NaiveDate> {
    let (year, month, day) = match (first > 31, is_month_first) {
        (true, _) => (first, second, third),
        (false, true) => (third, first, second),
        (false, false) => (third, second, first),
    };
    let year = if year < 100 { year + 2000 } else { year };
    NaiveDate::from_ymd_opt(i32::try_from(year).ok()?, month, day)
}
