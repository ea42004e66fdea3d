//! Word documents, old and new. The corpus begins with real files.
#![no_main]
use libfuzzer_sys::fuzz_target;
use office::intake::document::{self, Genre};
use office::intake::sambutan;
use office::model::EditionId;

fuzz_target!(|bytes: &[u8]| {
    let edition = EditionId::parse("2026-11-23").expect("a Monday");
    let manuscript = document::read("naskah.docx", &warta_fuzz::file(bytes), Genre::Speech).value;
    let _ = sambutan::read(manuscript, edition, &[]);
});
