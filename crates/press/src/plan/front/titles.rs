//! Titles in few words, for the narrow columns of the week.

use crate::plan::wording;

/// Words before which a phrase ends.
const JOINTS: [&str; 19] = [
    "dan",
    "atau",
    "serta",
    "di",
    "ke",
    "dari",
    "untuk",
    "bagi",
    "kepada",
    "pada",
    "dengan",
    "dalam",
    "oleh",
    "yang",
    "bersama",
    "antara",
    "menjelang",
    "tentang",
    "sampai",
];

/// Words that say what happens to a thing. Without them a title would only name it.
const VERBS: [&str; 29] = [
    "ditutup",
    "tutup",
    "dibuka",
    "dibatalkan",
    "batal",
    "ditiadakan",
    "ditunda",
    "diundur",
    "dimajukan",
    "dipindah",
    "pindah",
    "dialihkan",
    "digeser",
    "dihentikan",
    "berhenti",
    "padam",
    "mati",
    "libur",
    "gratis",
    "diperbaiki",
    "diperpanjang",
    "digilir",
    "dikeruk",
    "dilarang",
    "naik",
    "turun",
    "putus",
    "rusak",
    "terlambat",
];

/// Whether a word says what happens to a thing: `ditutup`, `dibagikan`.
fn is_telling(word: &str) -> bool {
    /// That something is held goes without saying.
    const HELD: [&str; 4] = ["dilaksanakan", "diadakan", "diselenggarakan", "dilakukan"];
    let word = word.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
    let is_passive = word.starts_with("di") && word.ends_with("kan") && !HELD.contains(&word.as_str());
    is_passive || VERBS.contains(&word.as_str())
}

/// Whether a title says that there is nothing to come to.
pub(super) fn says_closed(title: &str) -> bool {
    const CLOSED: [&str; 15] = [
        "ditutup",
        "penutupan",
        "dibatalkan",
        "batal",
        "ditiadakan",
        "ditunda",
        "dialihkan",
        "pengalihan",
        "dihentikan",
        "berhenti",
        "padam",
        "pemadaman",
        "dipadamkan",
        "libur",
        "diliburkan",
    ];
    title.split(|c: char| !c.is_alphanumeric()).any(|word| CLOSED.contains(&word.to_lowercase().as_str()))
}

/// A title in capitals as a sentence is written: abbreviations are kept, and what is named behind a word like `Desa` begins large.
fn in_small(title: &str) -> String {
    const KEPT: [&str; 28] = [
        "KTP", "KK", "KIA", "KIM", "RT", "RW", "PKK", "BPD", "BLT", "PKH", "PBB", "TNI", "POLRI", "SD", "SMP", "SMA", "SMK", "PAUD", "HUT",
        "RI", "BPJS", "UMKM", "APBD", "DPRD", "MTQ", "PLN", "PDAM", "BUMDES",
    ];
    let letters = title.chars().filter(|c| c.is_alphabetic()).count();
    if letters < 4 || title.chars().any(char::is_lowercase) || !title.contains(' ') {
        return title.to_owned();
    }
    const REGIONS: [&str; 7] = ["DESA", "KELURAHAN", "KECAMATAN", "KABUPATEN", "DUSUN", "KAMPUNG", "SUNGAI"];
    /// Words of a name.
    const NAME: usize = 2;
    let mut named = 0;
    let word = |word: &str| {
        let bare = word.trim_matches(|c: char| !c.is_alphanumeric());
        let has_vowel = bare.contains(['A', 'E', 'I', 'O', 'U']);
        let is_name = named > 0 && !JOINTS.contains(&bare.to_lowercase().as_str());
        named = if REGIONS.contains(&bare) {
            NAME
        } else if is_name {
            named - 1
        } else {
            0
        };
        match KEPT.contains(&bare) || !has_vowel || bare.contains(|c: char| c.is_ascii_digit()) {
            true => word.to_owned(),
            false if is_name || REGIONS.contains(&bare) => wording::capitalized(&word.to_lowercase()),
            false => word.to_lowercase(),
        }
    };
    wording::capitalized(&title.split_whitespace().map(word).collect::<Vec<_>>().join(" "))
}

/// A title's first words, as many as a narrow column holds: it ends before a conjunction or a preposition rather than within what that
/// begins. The word that says what happens is kept.
pub(super) fn short(title: &str) -> String {
    const LETTERS: usize = 30;
    /// A title of a few letters more is not worth a cut.
    const WHOLE: usize = 34;
    /// Less than so many letters say too little.
    const TELLING: usize = 8;
    let title = &in_small(title);
    if title.chars().count() <= WHOLE {
        return title.clone();
    }
    let is_joint = |word: &str| JOINTS.contains(&word.to_lowercase().as_str());
    let words: Vec<&str> = title.split_whitespace().collect();
    let letters = |count: usize| words.iter().take(count).map(|word| word.chars().count() + 1).sum::<usize>().saturating_sub(1);
    let fitting = (1..=words.len()).take_while(|count| letters(*count) <= LETTERS).last().unwrap_or(1);
    // The last place before which or behind which a phrase begins.
    let joint = (1..=fitting).rev().find(|at| words.get(*at).is_some_and(|word| is_joint(word)) && letters(*at) >= TELLING);
    let mut count = joint.unwrap_or(fitting);
    // A name is not cut in two: "Desa Karya Baru".
    let is_name = |at: usize| words.get(at).is_some_and(|word| word.starts_with(char::is_uppercase));
    while count > 2 && is_name(count - 1) && is_name(count) {
        count -= 1;
    }
    while count > 1 && words.get(count - 1).is_some_and(|word| is_joint(word)) {
        count -= 1;
    }
    // One word may be longer than all that.
    let first = capped(joined(words.get(..count).unwrap_or_default()).trim_end_matches([',', ';', ':']), LETTERS);
    match words.iter().position(|word| is_telling(word)) {
        Some(at) if at >= count => with_telling(&words, &first, (count, at)),
        _ => first,
    }
}

/// A title as far as the word that says what happens, the one at `at`; where that is far behind its first words, `count` of them, these and
/// that word.
fn with_telling(words: &[&str], first: &str, (count, at): (usize, usize)) -> String {
    const LETTERS: usize = 44;
    /// Words that a verb cannot be without.
    const BOUND: [&str; 7] = ["tidak", "tak", "belum", "tetap", "batal", "kembali", "akan"];
    let whole = joined(words.get(..=at).unwrap_or_default());
    if whole.chars().count() <= LETTERS {
        return whole.trim_end_matches([',', ';', ':']).to_owned();
    }
    let is_bound = at > count && words.get(at - 1).is_some_and(|word| BOUND.contains(&word.to_lowercase().as_str()));
    let from = if is_bound { at - 1 } else { at };
    let sign = if from > count { " … " } else { " " };
    let telling = joined(words.get(from..=at).unwrap_or_default());
    format!("{first}{sign}{}", telling.trim_end_matches([',', ';', ':']))
}

fn joined(words: &[&str]) -> String {
    words.join(" ")
}

/// A text's first letters, so many, and a sign that it goes on.
pub(super) fn capped(text: &str, letters: usize) -> String {
    if text.chars().count() <= letters {
        return text.to_owned();
    }
    text.chars().take(letters).chain(['…']).collect()
}
