//! Workbooks: whatever their parts hold, sheets or a message. The corpus begins with real files.
#![no_main]
use libfuzzer_sys::fuzz_target;
use office::intake::{agenda, registry, table};
use office::model::{EditionId, OwnWords, Zone};

fuzz_target!(|bytes: &[u8]| {
    let sheets = table::read("agenda.xlsx", &warta_fuzz::file(bytes)).value;
    let edition = EditionId::parse("2026-11-23").expect("a Monday");
    let _ = agenda::read(&sheets, edition, Zone::Wita);
    let _ = registry::read(&sheets, &OwnWords::default());
});
