//! Facts in words, as they are printed. Layouts only arrange them.

use chrono::{Datelike, Days, NaiveDate, NaiveTime};

use super::settings::ClosingTime;
use office::model::date::{full_date, long_date, month, weekday};
use office::model::{EditionId, End, Officials, Online, Status, Time, Zone};

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

/// The leaders who come: `Bupati, Sekda`, `Bupati (diwakili Asisten I)`, `menunggu disposisi`. `None`: the office wrote nothing.
pub(super) fn officials(officials: &Officials) -> Option<String> {
    match officials {
        Officials::Unknown => None,
        Officials::Pending => Some("menunggu disposisi".to_owned()),
        Officials::Named { invited, represented_by } => {
            let invited = invited.join(", ");
            Some(match represented_by {
                Some(representative) => format!("{invited} (diwakili {representative})"),
                None => invited,
            })
        }
    }
}

/// The leaders who come, as a sentence without its full stop: `Dihadiri Bupati, Sekda`, `Menunggu disposisi`.
pub(super) fn attended(officials: &str) -> String {
    match officials.strip_prefix("menunggu") {
        Some(rest) => format!("Menunggu{rest}"),
        None => format!("Dihadiri {officials}"),
    }
}

/// The same on a notice board, which has one beginning for all.
pub(super) fn attended_on_board(officials: &str) -> String {
    format!("Dihadiri {officials}")
}

/// A text as a sentence: with a full stop where it ends without a sign.
pub(super) fn sentence(text: &str) -> String {
    if text.ends_with(['.', '!', '?']) { text.to_owned() } else { format!("{text}.") }
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
