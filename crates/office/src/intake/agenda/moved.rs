//! Events that their own note moves: "Pindah tempat ke GOR", "Diundur pukul 10.00". The note is the newer word, so that it goes before what
//! the row's other cells say.

use std::sync::LazyLock;

use chrono::{Days, NaiveDate};
use regex::Regex;

use super::cells::names_a_day;
use super::rows::Rows;
use crate::diagnostic::Diagnostic;
use crate::intake::moment;
use crate::intake::table::Value;
use crate::intake::vocabulary::{AgendaColumn as Column, WEEKDAYS};
use crate::model::date::full_date;
use crate::model::wilayah::fold_name;
use crate::model::{AgendaEntry, EditionId, Status, Time, Zone};

impl Rows<'_> {
    /// The day to which a row's note moves its event, else its own days. To a day after the edition's week it is only postponed.
    pub(super) fn moved_day(&mut self, row: u32, entry: &mut AgendaEntry, title: &str, days: Vec<NaiveDate>) -> Vec<NaiveDate> {
        let [before] = days.as_slice() else { return days };
        let note = entry.note.as_deref().filter(|_| entry.status != Status::Cancelled);
        let Some(day) = note.and_then(|note| day_in(note, *before, self.edition)) else { return days };
        if day == *before {
            return days;
        }
        if !self.edition.contains(day) {
            entry.status = Status::Postponed;
            return days;
        }
        entry.status = Status::Planned;
        let message =
            format!("keterangan memindahkan acara ini, dan itulah yang dicetak: {} menjadi {}", full_date(*before), full_date(day));
        self.say_moved(row, title, message, "samakan kolom tanggalnya dengan keterangan");
        vec![day]
    }

    /// The hour to which a row's note moves its event, else `time`; the place to which it moves it is put in. Both are said.
    pub(super) fn moved(
        &mut self,
        row: u32,
        entry: &mut AgendaEntry,
        title: &str,
        time: Option<(Value, Column)>,
    ) -> Option<(Value, Column)> {
        let Some(note) = entry.note.clone().filter(|_| entry.status == Status::Planned) else { return time };
        let mut changes = Vec::new();
        let is_other = |venue: &String| entry.venue.as_deref().map(fold_name) != Some(fold_name(venue));
        if let Some(venue) = place_in(&note, self.zone).filter(is_other) {
            let before = entry.venue.as_deref().unwrap_or("(kosong)").replace('\n', ", ");
            changes.push(format!("tempat {before} menjadi {venue}"));
            entry.venue = Some(venue);
        }
        // Of several hours in one cell nobody knows which one is moved.
        let written = time.as_ref().map(|(value, _)| written(value)).unwrap_or_default();
        let start = |value: &Value| moment::time(value, self.zone).and_then(|reading| start_of(&reading.value));
        let before = time.as_ref().and_then(|(value, _)| start(value));
        let hour = hour_in(&note, self.zone).map(Value::Text).filter(|hour| !written.contains('\n') && start(hour) != before);
        if let Some(hour) = &hour {
            let before = if written.is_empty() { "(kosong)" } else { written.as_str() };
            changes.push(format!("pukul {before} menjadi {}", self::written(hour)));
        }
        if !changes.is_empty() {
            let message = format!("keterangan memindahkan acara ini, dan itulah yang dicetak: {}", changes.join("; "));
            self.say_moved(row, title, message, "samakan kolom tempat dan jamnya dengan keterangan");
        }
        hour.map(|hour| (hour, Column::Note)).or(time)
    }

    fn say_moved(&mut self, row: u32, title: &str, message: String, remedy: &str) {
        let place = self.place(row, Column::Note);
        let warning = Diagnostic::warning("agenda.dipindah-keterangan", message);
        self.say(warning.alike("keterangan memindahkan acara; yang dicetak menurut keterangan").at(place).raw(title).remedy(remedy));
    }
}

/// A time as its cell shows it.
fn written(value: &Value) -> String {
    match value {
        Value::Text(text) => text.trim().to_owned(),
        Value::DateTime(at) => at.format("%H.%M").to_string(),
        value => match moment::time(value, Zone::Wita).and_then(|reading| start_of(&reading.value)) {
            Some(start) => start.format("%H.%M").to_string(),
            None => String::new(),
        },
    }
}

fn start_of(time: &Time) -> Option<chrono::NaiveTime> {
    if let Time::At { start, .. } = time { Some(*start) } else { None }
}

/// The place to which a note moves an event: "Pindah tempat ke GOR", "Lokasi dipindahkan dari Aula ke GOR".
fn place_in(note: &str, zone: Zone) -> Option<String> {
    static MOVED: LazyLock<Regex> = LazyLock::new(|| {
        let what = r"(?:(?:acara|kegiatan|tempat|lokasi)(?:nya)?\s+)";
        let moved =
            format!(r"(?:{what}?(?:(?:di|ber)?pindah(?:kan|an)?|dialihkan)\s+{what}?|{what}(?:diubah|berubah)\s+|perubahan\s+{what})");
        Regex::new(&format!(r"(?im)(?:^|[.,;(]\s*){moved}(?:dari\s+.+?\s+)?(?:ke|menjadi)\s+(.+)$")).expect("a fixed pattern")
    });
    let rest = MOVED.captures(note)?.get(1)?.as_str();
    // "GOR pukul 10.00" is a place and an hour; "hari Kamis" and "pukul 10.00" are none.
    let (place, _) = moment::split_date_and_time(without_reason(first_sentence(rest)));
    let place = place.trim_end_matches([' ', ',', '-', '–', ')', '.']);
    let is_moment = names_a_day(place) || moment::time(&Value::Text(place.to_owned()), zone).is_some();
    (!is_moment && !fold_name(place).is_empty()).then(|| place.to_owned())
}

/// A text as far as its first stop, semicolon or parenthesis. A stop behind "Jl" or "lt" ends nothing.
fn first_sentence(text: &str) -> &str {
    const SHORT: usize = 3;
    let ends = |(at, sign): &(usize, &str)| {
        let last = text[..*at].rsplit(|c: char| !c.is_alphanumeric()).next().unwrap_or_default();
        let is_short = last.len() < SHORT && last.chars().any(char::is_alphabetic);
        *sign != "." || (text[at + 1..].starts_with(' ') && !is_short)
    };
    text.match_indices([';', '.', ')']).find(ends).map_or(text, |(at, _)| &text[..at])
}

/// "Pendopo karena hujan" → "Pendopo".
fn without_reason(text: &str) -> &str {
    let lower = text.to_lowercase();
    let ends = [" karena ", " krn ", " sebab ", " dikarenakan ", " mulai "].iter().filter_map(|word| lower.find(word)).min();
    ends.and_then(|end| text.get(..end)).unwrap_or(text)
}

/// The beginning of a note that moves an event to another day, as far as the day: "Diundur ke Kamis, 26 November 2026 pukul 09.00".
fn moving() -> &'static Regex {
    static MOVING: LazyLock<Regex> = LazyLock::new(|| {
        let moved = r"(?:(?:di)?(?:undur|mundur|tunda|maju|geser|ubah|alih|pindah)(?:kan)?|bergeser|berubah|berpindah|perubahan|penundaan)";
        Regex::new(&format!(r"(?i)\b{moved}\b[^.;\n]*?\b(?:ke|menjadi|jadi|pada)\b(?:\s+(?:hari|tanggal|tgl\.?))*\s+([^.;\n]+(?:\.\d\d)?)"))
            .expect("a fixed pattern")
    });
    &MOVING
}

/// The day to which a note moves an event from the day `before`. To a weekday before it nothing is put off but into another week.
fn day_in(note: &str, before: NaiveDate, edition: EditionId) -> Option<NaiveDate> {
    let rest = moving().captures(note)?.get(1)?.as_str();
    let (day, _) = moment::split_date_and_time(rest);
    let is_put_off = ["undur", "tunda"].iter().any(|word| note.to_lowercase().contains(word));
    let weekday = || weekday_in(without_reason(day), edition).filter(|day| !is_put_off || *day > before);
    moment::date_within(day, edition).or_else(weekday)
}

/// The day of the edition's week that a weekday without its date is; "Kamis pekan depan" is none.
fn weekday_in(text: &str, edition: EditionId) -> Option<NaiveDate> {
    const BESIDE: [&str; 7] = ["ini", "pekan", "minggu", "pagi", "siang", "sore", "malam"];
    let words: Vec<String> = text.split_whitespace().map(fold_name).filter(|word| !word.is_empty()).collect();
    let (first, rest) = words.split_first()?;
    let (_, weekday) = WEEKDAYS.iter().find(|(name, _)| name == first)?;
    let is_alone = rest.iter().all(|word| BESIDE.contains(&word.as_str()));
    is_alone.then(|| edition.monday().checked_add_days(Days::new(u64::from(*weekday))))?
}

/// The hour to which a note moves an event within its day: "Diundur pukul 10.00", "Dimajukan dari 09.00 ke 08.00 WITA". "Diundur dari pukul
/// 09.30" says only when it was.
fn hour_in(note: &str, zone: Zone) -> Option<String> {
    static MOVED: LazyLock<Regex> = LazyLock::new(|| {
        let hour = r"\d{1,2}(?:[.:]\d{2})?(?:\s*wi(?:ta|b|t)\b)?";
        let said = r"(?:pukul|jam|pkl\.?)";
        let moved = r"(?:(?:di)?(?:undur|mundur|tunda|maju|geser|ubah|pindah)(?:kan)?|bergeser|berubah|perubahan)";
        let from = format!(r"(?:dari\s+(?:{said}\s*)?{hour}\s+)");
        let to = format!(r"(?:(?:ke|menjadi|jadi)\s+(?:{said}\s*)?|{said}\s*)");
        let until = format!(r"(?:\s*(?:-|–|s\.?d\.?|sampai)\s*(?:selesai|{hour}))?");
        Regex::new(&format!(r"(?i)\b{moved}\s+(?:(?:jam|waktu|acara|kegiatan)(?:nya)?\s+)?{from}?{to}({hour}{until})"))
            .expect("a fixed pattern")
    });
    if names_a_day(note) {
        // The hour behind the day to which it is moved.
        let (day, hour) = moment::split_date_and_time(moving().captures(note)?.get(1)?.as_str());
        let hour = hour.trim().trim_start_matches(|c: char| !c.is_ascii_digit()).trim_end_matches(['.', ',', ')']);
        let reading = moment::time(&Value::Text(hour.to_owned()), zone).filter(|_| names_a_day(day))?;
        return start_of(&reading.value).map(|_| hour.to_owned());
    }
    let hour = MOVED.captures(note)?.get(1)?.as_str().trim();
    // A bare number is an hour here: "diundur jam 10".
    let hour = if hour.bytes().all(|byte| byte.is_ascii_digit()) { format!("{hour}.00") } else { hour.to_owned() };
    let reading = moment::time(&Value::Text(hour.clone()), zone)?;
    (reading.doubt.is_none() && start_of(&reading.value).is_some()).then_some(hour)
}
