//! Calendar files: entries of the week, or a message.
#![no_main]
use libfuzzer_sys::fuzz_target;
use office::intake::calendar;
use office::model::{EditionId, Zone};

fuzz_target!(|bytes: &[u8]| {
    let edition = EditionId::parse("2026-11-23").expect("a Monday");
    for entry in calendar::read("agenda.ics", bytes, edition, Zone::Wita).value {
        assert!(edition.contains(entry.date));
    }
});
