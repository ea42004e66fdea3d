//! csv of an agenda: every row is an entry, or is spoken of.
#![no_main]
use libfuzzer_sys::fuzz_target;
use office::intake::{agenda, registry, table};
use office::model::{EditionId, OwnWords, Zone};

fuzz_target!(|bytes: &[u8]| {
    let edition = EditionId::parse("2026-11-23").expect("a Monday");
    let mut file = b"Hari/Tanggal;Pukul;Acara;Tempat;Dihadiri;Keterangan\n".to_vec();
    file.extend_from_slice(bytes);
    let _ = agenda::read(&table::read("agenda.csv", &file).value, edition, Zone::Wita);
    let _ = registry::read(&table::read("kim.csv", bytes).value, &OwnWords::default());
});
