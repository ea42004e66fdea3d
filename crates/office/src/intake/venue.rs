//! The villages and kecamatan in which an event takes place, by the words of its venue: "Balai Desa Karya Baru, Kec. Barambai", "Kampung
//! Kwamki, Distrik Mimika Baru".

use super::province::{heads_district, is_qualifier, says_district, says_village, village_word};
use crate::diagnostic::{Diagnostic, Found};
use crate::model::wilayah::fold_name;
use crate::model::{AgendaEntry, Desa, DesaCode, Location, RegionCode, Wilayah};

/// No village name of the nation has more words.
const NAME_WORDS: usize = 9;

/// Locates an event by its venue. A village name that fits two villages, or none, is said; the event is then in no village.
pub fn locate(entry: &AgendaEntry, wilayah: &Wilayah) -> Found<Location> {
    let Some(venue) = &entry.venue else { return Found::default() };
    let Found { mut value, diagnostics } = located(venue, wilayah);
    if value.desa.is_empty()
        && diagnostics.is_empty()
        && let Some(code) = at_the_end(venue, &value.kecamatan, wilayah)
    {
        if value.kecamatan.is_empty() {
            value.kecamatan.push(code.kecamatan());
        }
        value.desa.push(code);
    }
    Found::new(value, diagnostics.into_iter().map(|doubt| doubt.at(entry.place.clone())).collect())
}

/// The villages and kecamatan that the words of a venue name.
pub(super) fn located(venue: &str, wilayah: &Wilayah) -> Found<Location> {
    let words: Vec<&str> =
        venue.split(|c: char| c.is_whitespace() || matches!(c, ',' | '(' | ')' | ';' | '/')).filter(|word| !word.is_empty()).collect();
    let after_district = (1..words.len()).filter(|at| says_district(words[at - 1], wilayah) || heads_district(words[at - 1]));
    let kecamatan: Vec<(RegionCode, String)> =
        after_district.filter_map(|at| Some(longest(&words[at..], |name| wilayah.kecamatan_named(name))?.0)).collect();
    let codes = words.iter().filter_map(|word| DesaCode::parse(word));
    let mut desa: Vec<DesaCode> = codes.filter(|code| wilayah.by_code(code).is_some()).collect();
    let mut diagnostics = Vec::new();
    let mut at = 0;
    while at < words.len() {
        match named_at(&words[at..], &kecamatan, wilayah) {
            Named::Nothing => {}
            Named::Village(code, length) => {
                desa.push(code);
                at += length;
            }
            Named::Doubt(doubt) => diagnostics.push(doubt.raw(venue)),
        }
        at += 1;
    }
    desa.sort();
    desa.dedup();
    let mut kecamatan: Vec<RegionCode> = kecamatan.into_iter().map(|(code, _)| code).chain(desa.iter().map(DesaCode::kecamatan)).collect();
    kecamatan.sort();
    kecamatan.dedup();
    Found::new(Location { desa, kecamatan }, diagnostics)
}

/// The village whose name of several words ends a part of a venue, no word for a village before it: "Masjid Raya Sulit Air". No road, no
/// other region and no kecamatan of the same name is one; `kecamatan` are those that the venue names.
fn at_the_end(venue: &str, kecamatan: &[RegionCode], wilayah: &Wilayah) -> Option<DesaCode> {
    const ROADS: [&str; 6] = ["jalan", "jl", "jln", "gang", "gg", "lintas"];
    const REGIONS: [&str; 5] = ["kabupaten", "kab", "kota", "provinsi", "prov"];
    fn is_one_of(words: &[&str], word: &str) -> bool {
        words.contains(&fold_name(word).as_str())
    }
    venue.split([',', '(', ')', ';', '/', '\n']).find_map(|part| {
        let is_before_district = |word: &&str| !says_district(word, wilayah) && !heads_district(word);
        let words: Vec<&str> = part.split_whitespace().take_while(is_before_district).collect();
        let mut starts = words.len().saturating_sub(NAME_WORDS)..words.len().saturating_sub(1);
        let named = |from: usize| Some(words[from..].join(" ")).filter(|name| !wilayah.named(name, None).is_empty());
        let (from, name) = starts.find_map(|from| Some((from, named(from)?)))?;
        let is_other = words[..from].iter().any(|word| is_one_of(&ROADS, word))
            || words[..from].last().is_some_and(|word| is_one_of(&REGIONS, word))
            || wilayah.kecamatan_named(&name).is_some();
        let is_there = |desa: &&Desa| kecamatan.is_empty() || kecamatan.iter().any(|code| desa.code.is_in(code));
        let found: Vec<&Desa> = wilayah.named(&name, None).into_iter().filter(is_there).collect();
        match found.as_slice() {
            [one] if !is_other && one.name.split_whitespace().count() > 1 => Some(one.code.clone()),
            _ => None,
        }
    })
}

/// The end of a look for a village at the beginning of some words.
enum Named {
    Nothing,
    /// A village, and the words of its name behind the first word.
    Village(DesaCode, usize),
    Doubt(Box<Diagnostic>),
}

/// The village that these words name, where the first one is a word for a village.
fn named_at(words: &[&str], kecamatan: &[(RegionCode, String)], wilayah: &Wilayah) -> Named {
    let [word, rest @ ..] = words else { return Named::Nothing };
    if !says_village(word, wilayah) {
        return Named::Nothing;
    }
    let named = |name: &str| Some(wilayah.named(name, None)).filter(|found| !found.is_empty());
    let qualified = usize::from(rest.len() > 1 && is_qualifier(rest[0]));
    let own = longest(&rest[qualified..], named).map(|(found, length)| (found, length + qualified));
    let whole = || longest(words, named).map(|(found, length)| (found, length - 1));
    // "Kampung Baru" may be a name as a whole; where villages are called Kampung, it more likely is one called Baru.
    let found = if wilayah.calls_village(word) { own.or_else(whole) } else { whole().or(own) };
    match found {
        Some((candidates, length)) => one_of(&candidates, length, kecamatan),
        None => misspelt(word, rest, wilayah),
    }
}

/// Of villages with one name, so many words long, the one meant: the one in a kecamatan that is named, if any is.
fn one_of(candidates: &[&Desa], length: usize, kecamatan: &[(RegionCode, String)]) -> Named {
    let is_inside = |desa: &Desa| kecamatan.iter().any(|(code, _)| desa.code.is_in(code));
    let inside: Vec<&Desa> = candidates.iter().copied().filter(|desa| is_inside(desa)).collect();
    match (candidates, inside.as_slice(), kecamatan.first()) {
        (_, [one], _) | ([one], [], None) => Named::Village(one.code.clone(), length),
        ([one], [], Some((_, said))) => {
            let message = format!("{} ada di {}, bukan {said}", one.title(), one.district());
            let warning = Diagnostic::warning("agenda.tempat-di-kecamatan-lain", message);
            Named::Doubt(Box::new(warning.remedy(format!("betulkan nama {} atau kecamatannya", one.designation.village_in_text()))))
        }
        (several, _, _) => {
            let all: Vec<String> = several.iter().map(|desa| desa.in_kecamatan()).collect();
            let message = format!("ada {} desa dengan nama itu: {}", several.len(), all.join(", "));
            let example = several.first().map(|one| format!(", seperti “{}, {}”", one.title(), one.district())).unwrap_or_default();
            let warning = Diagnostic::warning("agenda.tempat-desa-senama", message);
            Named::Doubt(Box::new(warning.remedy(format!("tambahkan kecamatannya{example}"))))
        }
    }
}

/// The doubt about a name that no village has. Only Desa and Kelurahan stand before nothing but a village: a kampung may be a quarter of a
/// town, and is spoken of where its name is like a village's.
fn misspelt(word: &str, rest: &[&str], wilayah: &Wilayah) -> Named {
    // Most names have two words.
    let near = [2, 1, 3].map(|length| wilayah.nearest_desa(&rest.iter().take(length).copied().collect::<Vec<_>>().join(" ")));
    let near = near.into_iter().find(|near| !near.is_empty()).unwrap_or_default();
    let is_certain = village_word(word).is_some_and(|called| ["Desa", "Kelurahan"].contains(&called.word));
    let is_numbered = rest.first().is_some_and(|word| word.starts_with(|c: char| c.is_ascii_digit()));
    if !is_certain && (near.is_empty() || is_numbered) {
        return Named::Nothing;
    }
    let remedy = if near.is_empty() {
        "periksa ejaannya; acara tetap masuk agenda pekan".to_owned()
    } else {
        format!("mungkin maksudnya {}", near.join(" atau "))
    };
    Named::Doubt(Box::new(
        Diagnostic::warning("agenda.tempat-desa-tidak-ada", "desa di tempat acara tidak ada di daftar KIM").remedy(remedy),
    ))
}

/// The finding of the longest name that these words begin with, and the number of its words.
fn longest<T>(words: &[&str], find: impl Fn(&str) -> Option<T>) -> Option<(T, usize)> {
    (1..=words.len().min(NAME_WORDS)).rev().find_map(|n| Some((find(&words[..n].join(" "))?, n)))
}
