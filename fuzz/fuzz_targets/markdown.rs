//! Speeches and announcements as Markdown and plain text.
#![no_main]
use libfuzzer_sys::fuzz_target;
use office::diagnostic::Place;
use office::intake::document::{self, Genre};
use office::intake::{announcement, sambutan, target};
use office::model::{EditionId, Wilayah};

fuzz_target!(|text: &str| {
    let edition = EditionId::parse("2026-11-23").expect("a Monday");
    let wilayah = Wilayah::default();
    for file in ["naskah.md", "naskah.txt"] {
        let _ = sambutan::read(document::read(file, text.as_bytes(), Genre::Speech).value, edition, &[]);
        let _ = announcement::read(document::read(file, text.as_bytes(), Genre::Announcement).value, None, edition, &wilayah);
    }
    let _ = target::read(text, &wilayah, &Place::file("naskah.md"));
});
