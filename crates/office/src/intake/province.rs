//! The words by which provinces call villages, kecamatan and those who head them, wherever an office writes one before a name or over a
//! column.

use crate::model::Wilayah;
use crate::model::wilayah::{fold_name, has_name};

/// A word for a village or a kecamatan, and the title of who heads it.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Called {
    /// As it is printed.
    pub(super) word: &'static str,
    pub(super) head: &'static str,
    /// As offices write it, folded.
    said: &'static [&'static str],
}

const fn called(word: &'static str, head: &'static str, said: &'static [&'static str]) -> Called {
    Called { word, head, said }
}

/// The words for a village.
pub(super) const VILLAGES: &[Called] = &[
    called("Desa", "Kepala Desa", &["desa", "ds"]),
    called(KELURAHAN, "Lurah", &["kelurahan", "kel"]),
    called("Kampung", "Kepala Kampung", &["kampung", "kp", "kamp"]),
    called("Nagari", "Wali Nagari", &["nagari", "ng"]),
    called("Negeri", "Raja", &["negeri"]),
    called("Gampong", "Keuchik", &["gampong", "gampoeng", "gp"]),
    called("Pekon", "Peratin", &["pekon"]),
    called("Tiyuh", "Kepalo Tiyuh", &["tiyuh", "tiuh"]),
    called("Lembang", "Kepala Lembang", &["lembang"]),
    called("Kalurahan", "Lurah", &["kalurahan"]),
    called("Nagori", "Pangulu", &["nagori"]),
    called("Kepenghuluan", "Penghulu", &["kepenghuluan"]),
    called("Kampong", "Kepala Kampong", &["kampong"]),
    called("Ohoi", "Kepala Ohoi", &["ohoi"]),
];

pub(super) const KELURAHAN: &str = "Kelurahan";

/// The words for a kecamatan.
pub(super) const DISTRICTS: &[Called] = &[
    called("Kecamatan", "Camat", &["kecamatan", "kec"]),
    called("Distrik", "Kepala Distrik", &["distrik"]),
    called("Kapanewon", "Panewu", &["kapanewon"]),
    called("Kemantren", "Mantri Pamong Praja", &["kemantren"]),
];

/// Titles of a village's head that do not follow from the word for the village.
const HEADS: &[Called] = &[
    called("Pembakal", "", &["pembakal", "pambakal"]),
    called("Keuchik", "", &["keuchik", "keucik", "keusyik"]),
    called("Geuchik", "", &["geuchik", "geucik"]),
    called("Peratin", "", &["peratin"]),
    called("Raja", "", &["raja"]),
    called("Perbekel", "", &["perbekel"]),
    called("Kuwu", "", &["kuwu"]),
    called("Petinggi", "", &["petinggi"]),
    called("Pangulu", "", &["pangulu"]),
    called("Penghulu", "", &["penghulu"]),
    called("Sangadi", "", &["sangadi"]),
];

/// Those to whom a letter to villages is addressed, beside kades and lurah; not the titles that names of places begin with, as Raja does.
pub(super) const ADDRESSED_HEADS: &[&str] = &[
    "kepala kampung",
    "kepala kampung/lurah",
    "kepala kampung dan lurah",
    "kepala nagari",
    "kepala negeri",
    "kepala gampong",
    "kepala pekon",
    "kepala tiyuh",
    "kepalo tiyuh",
    "kepala lembang",
    "kepala distrik",
    "wali nagari",
    "wali nagari/lurah",
    "wali nagari dan lurah",
    "raja/kepala desa",
    "raja dan kepala desa",
    "keuchik",
    "keucik",
    "geuchik",
    "geucik",
    "peratin",
    "perbekel",
    "perbekel/lurah",
    "perbekel dan lurah",
    "kuwu",
    "kuwu/lurah",
    "kuwu dan lurah",
    "hukum tua",
    "panewu",
    "mantri pamong praja",
];

/// The part of a kind of village that the word for it does not say: "Desa Adat", "Negeri Administratif".
const QUALIFIERS: &[&str] = &["adat", "administratif"];

/// Whether a word between the word for a village and its name is part of neither.
pub(super) fn is_qualifier(word: &str) -> bool {
    QUALIFIERS.contains(&fold_name(word).as_str())
}

fn of<'t>(table: &'t [Called], word: &str) -> Option<&'t Called> {
    let word = fold_name(word);
    let word = once(&word);
    table.iter().find(|called| called.said.contains(&word))
}

/// A folded word without its doubling: "kampung2" and "kampungkampung" (Kampung-kampung) are several.
fn once(word: &str) -> &str {
    let half = word.get(..word.len() / 2).filter(|half| word.get(half.len()..) == Some(*half));
    word.strip_suffix('2').or(half).unwrap_or(word)
}

/// The word for a village that a word is, however it is written.
pub(super) fn village_word(word: &str) -> Option<&'static Called> {
    of(VILLAGES, word)
}

/// The word for a kecamatan that a word is, however it is written.
pub(super) fn district_word(word: &str) -> Option<&'static Called> {
    of(DISTRICTS, word)
}

/// The words of a heading.
fn words(heading: &str) -> impl Iterator<Item = &str> {
    heading.split(|c: char| !(c.is_alphanumeric() || matches!(c, '-' | '\'' | '’' | '`'))).filter(|word| has_name(word))
}

/// The one word for a village that a heading has, where it says another than Desa and Kelurahan.
pub(super) fn village_in(heading: &str) -> Option<&'static Called> {
    let mut found = words(heading).filter_map(village_word).filter(|called| called.word != KELURAHAN);
    let first = found.next()?;
    (first.word != "Desa" && found.all(|other| other == first)).then_some(first)
}

/// The word for a kecamatan that a heading has.
pub(super) fn district_in(heading: &str) -> Option<&'static Called> {
    words(heading).find_map(district_word)
}

/// The title of a village's head that a heading has, where it is one of a province's own.
pub(super) fn head_in(heading: &str) -> Option<&'static str> {
    words(heading).find_map(|word| of(HEADS, word)).map(|called| called.word)
}

/// A name without the word for a village before it, and that word: "Kp. Long Iram" → Kampung, "Long Iram". A name may begin with such a
/// word of itself: "Kampung Baru".
pub(super) fn after_village(name: &str) -> Option<(&'static Called, &str)> {
    let (word, rest) = after_word(VILLAGES, name)?;
    let qualified = rest.split_once(' ').filter(|(first, _)| is_qualifier(first));
    Some((word, qualified.map_or(rest, |(_, rest)| rest.trim())))
}

/// A name without the word for a kecamatan before it, and that word: `Kec. Tamban` → Kecamatan, `Tamban`.
pub(super) fn after_district(name: &str) -> Option<(&'static Called, &str)> {
    after_word(DISTRICTS, name)
}

fn after_word<'n>(table: &'static [Called], name: &'n str) -> Option<(&'static Called, &'n str)> {
    let name = name.trim();
    let end = name.find(|c: char| c.is_whitespace() || matches!(c, '.' | ':'))?;
    let called = of(table, &name[..end])?;
    let rest = name[end..].trim_matches(|c: char| c.is_whitespace() || matches!(c, '.' | ':'));
    has_name(rest).then_some((called, rest))
}

/// Whether a word before a name says that the name is a village's: a word of any province. "Negeri" stands in the names of schools and
/// ministries too: it counts where villages are called so.
pub(super) fn says_village(word: &str, wilayah: &Wilayah) -> bool {
    wilayah.calls_village(word) || village_word(word).is_some_and(|called| called.word != "Negeri")
}

/// Whether a word before a name says that the name is a kecamatan's.
pub(super) fn says_district(word: &str, wilayah: &Wilayah) -> bool {
    wilayah.calls_district(word) || district_word(word).is_some()
}

/// Whether a word is the title of a kecamatan's head, whose office is in it: "Kantor Camat Kaliorang".
pub(super) fn heads_district(word: &str) -> bool {
    ["camat", "panewu"].contains(&fold_name(word).as_str())
}

/// A village's name without the word for a village before it, where that is no part of the name: "Kampung Baru" stays, unless villages are
/// called Kampung and one is called Baru.
pub(super) fn bare_village<'n>(name: &'n str, wilayah: &Wilayah) -> Option<&'n str> {
    const WORDS: usize = 4;
    let own = || {
        // The office's own word may be several: "Desa Adat", "Nagari Persiapan".
        let ends = name.trim().match_indices([' ', ':']).map(|(end, _)| end).take(WORDS);
        let end = ends.filter(|end| wilayah.calls_village(&name.trim()[..*end])).last()?;
        Some(name.trim()[end..].trim_matches([' ', ':'])).filter(|rest| has_name(rest))
    };
    let rest = [after_village(name).map(|(_, rest)| rest), own()].into_iter().flatten().min_by_key(|rest| rest.len())?;
    let is_whole = !wilayah.named(name, None).is_empty();
    let word = name.trim().split([' ', '.', ':']).next().unwrap_or_default();
    let is_called = wilayah.calls_village(word) && !wilayah.named(rest, None).is_empty();
    (!is_whole || is_called).then_some(rest)
}

/// The words of a heading, folded, as most provinces would write them: "Jlh. RT" → jumlah, rt; "Pj. Kepala Kampung" → kades;
/// "Nama Distrik" → nama, kecamatan.
pub(super) fn standard(heading: &str) -> Vec<String> {
    let mut standard: Vec<String> = Vec::new();
    for word in words(heading) {
        let folded = fold_name(word);
        let word = match folded.as_str() {
            "jml" | "jlh" | "jmlh" | "jumlh" | "jum" | "banyak" | "banyaknya" | "total" => "jumlah",
            "nm" => "nama",
            "nomor" | "nomer" => "no",
            "telp" | "tlp" | "telepon" | "telpon" | "handphone" => "hp",
            "whatsapp" | "whatsap" => "wa",
            "eksp" | "exp" | "exemplar" | "examplar" => "eksemplar",
            "pj" | "pjs" | "plt" | "plh" | "penjabat" | "dan" | "atau" | "yang" => continue,
            "panewu" => "camat",
            other if of(HEADS, other).is_some() => "kades",
            other => match (of(VILLAGES, other), of(DISTRICTS, other)) {
                (Some(called), _) if called.word == KELURAHAN => "kelurahan",
                (Some(_), _) => "desa",
                (None, Some(_)) => "kecamatan",
                (None, None) => other,
            },
        };
        let (heads, word) = match (standard.last().map(String::as_str), word) {
            (Some("kepala" | "wali" | "kepalo"), "desa") => (true, "kades"),
            (Some("kepala"), "kecamatan") => (true, "camat"),
            (_, word) => (false, word),
        };
        if heads {
            standard.pop();
        }
        if standard.last().is_none_or(|before| before != word) {
            standard.push(word.to_owned());
        }
    }
    standard
}
