//! Facts in words, as they are printed. Layouts only arrange them.

use chrono::{Datelike, Days, NaiveDate, NaiveTime};

use super::settings::ClosingTime;
use office::model::date::{full_date, long_date, month, weekday};
use office::model::{EditionId, End, Official, Officials, Online, Status, Time, Zone};

/// Stands on every page, for the agenda is never final.
pub(super) const NOTICE: &str = "Jadwal sewaktu-waktu dapat berubah";

/// `09.00`
fn hour(time: NaiveTime) -> String {
    time.format("%H.%M").to_string()
}

/// `09.00 WITA`, `08.30–10.00 WITA`, `09.00 WITA–selesai`; `zone` is left out where the section's head says it.
pub fn time(time: &Time, zone: Option<Zone>) -> String {
    match time {
        Time::Unknown => "waktu menyusul".to_owned(),
        Time::AllDay => "sehari penuh".to_owned(),
        Time::Named { text, .. } => text.replace(['\'', '`', '‘'], "’"),
        Time::At { start, end, elsewhere } => {
            let suffix = zone.map(|z| format!(" {z}")).unwrap_or_default();
            let local = match end {
                End::Unsaid => format!("{}{suffix}", hour(*start)),
                End::Open => format!("{}{suffix}–selesai", hour(*start)),
                End::At(end) => format!("{}–{}{suffix}", hour(*start), hour(*end)),
            };
            match elsewhere {
                Some((written, zone)) => format!("{local} ({} {zone})", hour(*written)),
                None => local,
            }
        }
    }
}

/// The leaders of an event, in a line: `Bupati, Sekda`, `Bupati (diwakili Asisten I)`, `menunggu disposisi`. `None`: the office wrote nothing.
pub(super) fn officials(officials: &Officials) -> Option<String> {
    let Officials::Named(all) = officials else {
        return (*officials == Officials::Pending).then(|| "menunggu disposisi".to_owned());
    };
    let groups = all.chunk_by(|one, next| one.represented_by == next.represented_by);
    let printed = groups.map(|group| match &group[0].represented_by {
        Some(one) => format!("{} ({})", offices(group), represented(one)),
        None => offices(group),
    });
    Some(printed.collect::<Vec<_>>().join(", "))
}

/// The same in sentences, without the last full stop: `Dihadiri Bupati, Sekda`, `Bupati diwakili Asisten I`, `Menunggu disposisi`. A leader
/// who sends another is not said to come.
pub(super) fn attended(officials: &Officials) -> Option<String> {
    let Officials::Named(all) = officials else {
        return (*officials == Officials::Pending).then(|| "Menunggu disposisi".to_owned());
    };
    let (coming, absent): (Vec<&Official>, Vec<&Official>) = all.iter().partition(|official| official.represented_by.is_none());
    let mut sentences: Vec<String> = Vec::new();
    if !coming.is_empty() {
        sentences.push(format!("Dihadiri {}", offices(coming)));
    }
    for group in absent.chunk_by(|one, next| one.represented_by == next.represented_by) {
        let one = group[0].represented_by.as_deref().unwrap_or_default();
        sentences.push(format!("{} {}", offices(group.iter().copied()), represented(one)));
    }
    (!sentences.is_empty()).then(|| sentences.join(". "))
}

/// The same in a few words: `Bupati`, `Wakil Bupati, Sekda`, `Bupati diwakili Asisten I`. `None`: the office wrote nothing.
pub(super) fn coming(officials: &Officials) -> Option<String> {
    let Officials::Named(all) = officials else { return self::officials(officials) };
    let groups = all.chunk_by(|one, next| one.represented_by == next.represented_by);
    let printed = groups.map(|group| match &group[0].represented_by {
        Some(one) => format!("{} {}", offices(group), represented(one)),
        None => offices(group),
    });
    Some(printed.collect::<Vec<_>>().join("; ")).filter(|printed| !printed.is_empty())
}

/// `09.00`, `Ba’da Isya`: when an event begins; empty where no hour is known.
pub(super) fn start(time: &Time) -> String {
    match time {
        Time::Unknown => String::new(),
        Time::At { start, .. } => hour(*start),
        Time::AllDay | Time::Named { .. } => self::time(time, None),
    }
}

/// `Lepas sesudah Minggu, 29 November 2026`
pub(super) fn take_down(edition: EditionId) -> String {
    format!("Lepas sesudah {}", full_date(edition.sunday()))
}

fn offices<'o>(officials: impl IntoIterator<Item = &'o Official>) -> String {
    officials.into_iter().map(|official| official.office.as_str()).collect::<Vec<_>>().join(", ")
}

/// `diwakili Asisten I`; the office may not say by whom.
fn represented(by: &str) -> String {
    format!("diwakili {by}").trim_end().to_owned()
}

/// A text as a sentence: with a capital letter, and with a full stop where it ends without a sign.
pub(super) fn sentence(text: &str) -> String {
    let text = capitalized(text);
    if text.ends_with(['.', '!', '?']) { text } else { format!("{text}.") }
}

/// A text that begins with a capital letter, unless its first word is written small by right: `dr. Noor`, `e-KTP`, an address.
pub(super) fn capitalized(text: &str) -> String {
    const SMALL: [&str; 4] = ["dr", "drg", "drh", "apt"];
    let word = text.split(char::is_whitespace).next().unwrap_or_default();
    let is_title = word.strip_suffix('.').is_some_and(|title| SMALL.contains(&title));
    let is_address = word.contains(['@', '/']) || word.starts_with("www.");
    let mut letters = text.chars();
    match letters.next() {
        Some(first) if first.is_ascii_lowercase() && !is_title && !is_address && !word.chars().any(char::is_uppercase) => {
            std::iter::once(first.to_ascii_uppercase()).chain(letters).collect()
        }
        _ => text.to_owned(),
    }
}

/// The word for an event that does not take place as planned: `dibatalkan`.
pub(super) fn status(status: Status) -> Option<&'static str> {
    match status {
        Status::Planned => None,
        Status::Cancelled => Some("dibatalkan"),
        Status::Postponed => Some("ditunda"),
    }
}

/// An event's title with its status: `Rakor TPID (ditunda)`.
pub(super) fn title(title: &str, status: Status) -> String {
    self::status(status).map_or_else(|| title.to_owned(), |status| format!("{title} ({status})"))
}

/// `25 November`
pub(super) fn day_of_month(date: NaiveDate) -> String {
    format!("{} {}", date.day(), month(date))
}

/// `Rabu, 25 November`
pub(super) fn day_in_week(date: NaiveDate) -> String {
    format!("{}, {}", weekday(date), day_of_month(date))
}

/// `Senin, 23 – Minggu, 29 November 2026`, the first month and year only where they differ.
pub fn week(edition: EditionId) -> String {
    let (first, last) = (edition.monday(), edition.sunday());
    let first = match (first.year() == last.year(), first.month() == last.month()) {
        (true, true) => format!("{}, {}", weekday(first), first.day()),
        (true, false) => day_in_week(first),
        (false, _) => full_date(first),
    };
    format!("{first} – {}", full_date(last))
}

/// `Disusun Jumat, 20 November 2026, pukul 16.00 WITA`: the closing time in the week before the edition.
pub fn compiled(edition: EditionId, closing: ClosingTime, zone: Zone) -> String {
    let days_back = 7 - u64::from(closing.weekday.num_days_from_monday());
    let date = edition.monday() - Days::new(days_back);
    format!("Disusun {}, pukul {} {zone}", full_date(date), hour(closing.time))
}

/// `berlaku sampai 29 November 2026`
pub(super) fn valid_until(date: NaiveDate) -> String {
    format!("berlaku sampai {}", long_date(date))
}

/// The place of an event: `Aula Setda`, `Aula Setda (daring)`, `daring`. A venue that says itself that it is online is printed as it
/// stands.
pub(super) fn venue(venue: Option<&str>, online: Online) -> Option<String> {
    match (venue, online) {
        (Some(venue), Online::Beside) => Some(format!("{venue} (daring)")),
        (Some(venue), Online::No | Online::InVenue) => Some(venue.to_owned()),
        (None, Online::No) => None,
        (None, Online::InVenue | Online::Beside) => Some("daring".to_owned()),
    }
}

/// Several lines as one.
pub(super) fn in_a_line(text: &str) -> String {
    text.replace('\n', ", ")
}

/// So many letters of a line, or a few less, up to a word's end.
pub(super) fn beginning(line: &str, letters: usize) -> String {
    if line.chars().count() <= letters {
        return line.to_owned();
    }
    let kept: String = line.chars().take(letters).collect();
    format!("{} …", kept.rsplit_once(' ').map_or(kept.as_str(), |(whole, _)| whole))
}
