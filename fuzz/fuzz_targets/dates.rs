//! Dates, times and officials as text: a reading or none, and a date that was read is one of the calendar.
#![no_main]
use libfuzzer_sys::fuzz_target;
use office::intake::table::Value;
use office::intake::{agenda, moment};
use office::model::{EditionId, Zone};

fuzz_target!(|text: &str| {
    let edition = EditionId::parse("2026-11-23").expect("a Monday");
    let value = Value::Text(text.to_owned());
    if let Some(reading) = moment::dates(&value, edition) {
        assert!(!reading.value.is_empty());
    }
    let _ = moment::time(&value, Zone::Wita);
    let _ = moment::date_within(text, edition);
    let _ = moment::split_date_and_time(text);
    let _ = agenda::officials(text);
    let _ = agenda::status_and_title(text);
});
