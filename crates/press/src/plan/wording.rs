//! How facts are worded on paper. Layouts never format anything.

use chrono::{Days, NaiveDate, NaiveTime};

use super::settings::ClosingTime;
use office::model::date::{full_date, long_date, month, weekday};
use office::model::{EditionId, End, Officials, Status, Time, Zone};

pub fn hour(time: NaiveTime) -> String {
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

/// Who comes. `None`: the office wrote nothing.
pub fn officials(officials: &Officials) -> Option<String> {
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

pub fn status(status: Status) -> Option<String> {
    match status {
        Status::Planned => None,
        Status::Cancelled => Some("dibatalkan".to_owned()),
        Status::Postponed => Some("ditunda".to_owned()),
    }
}

/// `Rabu, 25 November`
pub fn day_in_week(date: NaiveDate) -> String {
    format!("{}, {} {}", weekday(date), chrono::Datelike::day(&date), month(date))
}

/// `Edisi 48 Tahun 2026`
pub fn edition_label(edition: EditionId) -> String {
    let (week, year) = edition.number();
    format!("Edisi {week} Tahun {year}")
}

/// `Senin, 23 – Minggu, 29 November 2026`, the first month and year only where they differ.
pub fn week(edition: EditionId) -> String {
    use chrono::Datelike;
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
pub fn valid_until(date: NaiveDate) -> String {
    format!("berlaku sampai {}", long_date(date))
}

/// Where an event is: `Aula Setda`, `Aula Setda (daring)`, `daring`. A venue that says itself that it is online is
/// printed as it stands.
pub fn venue(venue: Option<&str>, online: bool) -> Option<String> {
    match venue {
        Some(venue) if online && !office::intake::moment::is_online(venue) => Some(format!("{venue} (daring)")),
        Some(venue) => Some(venue.to_owned()),
        None => online.then(|| "daring".to_owned()),
    }
}
