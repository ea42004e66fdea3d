//! A day that is over, or today, as a person types it.

use chrono::{Datelike, Days, NaiveDate};

use office::diagnostic::{self, Diagnostic};
use office::intake::moment::dates;
use office::intake::table::Value;
use office::model::EditionId;
use office::model::date::{WEEKDAYS, full_date, long_date, weekday};
use office::model::wilayah::fold_name;

/// A date is written beside another weekday than its own.
const OTHER_WEEKDAY: &str = "agenda.hari-tidak-cocok";

/// The day as typed: a date in figures or words, a weekday for the last one of that name, `hari ini`, `kemarin`, `3 hari lalu`.
///
/// # Errors
/// It cannot be read, contradicts itself, or has not come.
pub(super) fn day(typed: &str, today: NaiveDate) -> diagnostic::Result<NaiveDate> {
    let day = match spoken(typed, today) {
        Some(day) => day,
        None => written(typed, today)?,
    };
    if day > today {
        let fault = Diagnostic::error("terima.tanggal-belum-tiba", format!("tanggal {} belum tiba", long_date(day)));
        return Err(fault.remedy(format!("periksa tanggalnya: hari ini {}", full_date(today))).into());
    }
    Ok(day)
}

/// A day that is said by its distance from today.
fn spoken(typed: &str, today: NaiveDate) -> Option<NaiveDate> {
    let folded = fold_name(typed);
    let days_ago = match folded.as_str() {
        "hariini" | "sekarang" => 0,
        "kemarin" | "kemaren" => 1,
        "kemarindulu" | "kemarinlusa" => 2,
        other => match other.strip_suffix("harilalu").or_else(|| other.strip_suffix("hariyanglalu")) {
            Some(days) => days.parse().ok().filter(|days| *days < 1000)?,
            None => days_since(other, today)?,
        },
    };
    today.checked_sub_days(Days::new(days_ago))
}

/// The days since the last day of this name, which may be today.
fn days_since(folded: &str, today: NaiveDate) -> Option<u64> {
    // "Senin lalu", "hari Senin". "Minggu lalu" is last week.
    let name = folded.strip_prefix("hari").unwrap_or(folded);
    let plain = ["yanglalu", "lalu", "kemarin"].iter().find_map(|word| name.strip_suffix(word)).filter(|name| *name != "minggu");
    let name = plain.unwrap_or(name);
    let number = if name == "ahad" { Some(6) } else { WEEKDAYS.iter().position(|weekday| fold_name(weekday) == name) };
    Some((u64::from(today.weekday().num_days_from_monday()) + 7 - number? as u64) % 7)
}

/// A date in figures or words.
fn written(typed: &str, today: NaiveDate) -> diagnostic::Result<NaiveDate> {
    let remedy = format!("tulis seperti {}, {}, kemarin atau Senin", today.format("%d-%m-%Y"), long_date(today));
    let reading = dates(&Value::Text(typed.trim().to_owned()), EditionId::containing(today));
    let refused = |code: &'static str, message: String| Err(Diagnostic::error(code, message).remedy(remedy).into());
    match reading {
        Some(reading) => match (reading.value.as_slice(), reading.doubt) {
            ([day], Some(doubt)) if doubt.code == OTHER_WEEKDAY => refused(
                "terima.tanggal-bertentangan",
                format!("tanggal “{typed}” bertentangan: {} hari {}", long_date(*day), weekday(*day)),
            ),
            ([day], _) => Ok(*day),
            _ => refused("terima.beberapa-tanggal", format!("“{typed}” lebih dari satu tanggal")),
        },
        None => refused("terima.tanggal-tidak-terbaca", format!("tanggal “{typed}” tidak terbaca")),
    }
}
