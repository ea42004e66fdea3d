//! The villages and kecamatan in which an event takes place, by the words of its venue: "Balai Desa Karya Baru, Kec. Barambai".

use crate::diagnostic::{Diagnostic, Found, Result};
use crate::model::wilayah::fold_name;
use crate::model::{AgendaEntry, Desa, DesaCode, Location, RegionCode, Wilayah};

const DESA_WORDS: &[&str] = &["desa", "ds", "kelurahan", "kel"];
const KECAMATAN_WORDS: &[&str] = &["kecamatan", "kec"];
/// No village name of the nation has more words.
const NAME_WORDS: usize = 9;

/// Locates an event by its venue. A village name that fits two villages, or none, is said; the event is then in no village.
pub fn locate(entry: &AgendaEntry, wilayah: &Wilayah) -> Found<Location> {
    let Some(venue) = &entry.venue else { return Found::default() };
    let words: Vec<&str> =
        venue.split(|c: char| c.is_whitespace() || matches!(c, ',' | '(' | ')' | ';' | '/')).filter(|word| !word.is_empty()).collect();
    let kecamatan: Vec<(RegionCode, String)> =
        after(&words, KECAMATAN_WORDS).filter_map(|at| longest(&words[at..], |name| wilayah.kecamatan_named(name))).collect();
    let codes = words.iter().filter_map(|word| DesaCode::parse(word));
    let mut desa: Vec<DesaCode> = codes.filter(|code| wilayah.by_code(code).is_some()).collect();
    let mut diagnostics = Vec::new();
    for at in after(&words, DESA_WORDS) {
        match desa_named(&words[at..], &kecamatan, wilayah) {
            Ok(code) => desa.push(code),
            Err(faults) => diagnostics.extend(faults.map(|fault| fault.at(entry.place.clone()).raw(venue))),
        }
    }
    desa.sort();
    desa.dedup();
    let mut kecamatan: Vec<RegionCode> = kecamatan.into_iter().map(|(code, _)| code).chain(desa.iter().map(DesaCode::kecamatan)).collect();
    kecamatan.sort();
    kecamatan.dedup();
    Found::new(Location { desa, kecamatan }, diagnostics)
}

/// The village whose name these words begin with, in one of the kecamatan where any is named.
///
/// # Errors
/// Where no village, or more than one, has that name there.
fn desa_named(words: &[&str], kecamatan: &[(RegionCode, String)], wilayah: &Wilayah) -> Result<DesaCode> {
    let candidates = longest(words, |name| Some(wilayah.named(name, None)).filter(|found| !found.is_empty()));
    let Some(candidates) = candidates else {
        let near = wilayah.nearest_desa(&words.iter().take(2).copied().collect::<Vec<_>>().join(" "));
        let remedy = if near.is_empty() {
            "periksa ejaannya; acara tetap masuk agenda pekan".to_owned()
        } else {
            format!("mungkin maksudnya {}", near.join(" atau "))
        };
        let message = "desa di tempat acara tidak ada di daftar KIM";
        return Err(Diagnostic::warning("agenda.tempat-desa-tidak-ada", message).remedy(remedy).into());
    };
    let is_inside = |desa: &Desa| kecamatan.iter().any(|(code, _)| desa.code.is_in(code));
    let inside: Vec<&Desa> = candidates.iter().copied().filter(|desa| is_inside(desa)).collect();
    let warning = match (candidates.as_slice(), inside.as_slice(), kecamatan.first()) {
        (_, [one], _) | ([one], [], None) => return Ok(one.code.clone()),
        ([one], [], Some((_, said))) => {
            let message = format!("Desa {} ada di Kecamatan {}, bukan {said}", one.name, one.kecamatan);
            Diagnostic::warning("agenda.tempat-di-kecamatan-lain", message).remedy("betulkan nama desa atau kecamatannya")
        }
        (several, _, _) => {
            let all: Vec<String> = several.iter().map(|desa| desa.in_kecamatan()).collect();
            let message = format!("ada {} desa dengan nama itu: {}", several.len(), all.join(", "));
            Diagnostic::warning("agenda.tempat-desa-senama", message)
                .remedy("tambahkan kecamatannya, seperti “Desa Karya Baru, Kec. Barambai”")
        }
    };
    Err(warning.into())
}

/// The positions that follow these words in a text's words.
fn after(words: &[&str], list: &[&str]) -> impl Iterator<Item = usize> {
    (1..=words.len()).filter(move |at| list.contains(&fold_name(words[at - 1]).as_str()))
}

/// The finding of the longest name that these words begin with.
fn longest<T>(words: &[&str], find: impl Fn(&str) -> Option<T>) -> Option<T> {
    (1..=words.len().min(NAME_WORDS)).rev().find_map(|n| find(&words[..n].join(" ")))
}
