//! No-break spaces, as Indonesian is printed, and breaks in words that no line can hold.
//!
//! Names hold together with titles and degrees, abbreviations with what they abbreviate, numbers with units, dates and times.

use std::sync::LazyLock;

use regex::Regex;

use office::model::date::MONTHS;

const NBSP: char = '\u{a0}';

/// Words that hold on to the word after them.
const BEFORE: &str = r"H\.|Hj\.|Dr\.|dr\.|drg\.|Drs\.|Dra\.|Ir\.|Prof\.|K\.H\.|KH\.|Ny\.|Tn\.|Sdr\.|Sdri\.|Kec\.|Ds\.|Kel\.|Jl\.|Jln\.|Gg\.|No\.|Nomor|RT|RW|Rp|pukul|Pukul|Yth\.|Ysh\.|a\.n\.|u\.b\.|u\.p\.|Plt\.|Plh\.|Pj\.|s\.d\.|hlm\.|ke";

static PATTERNS: LazyLock<Vec<Regex>> = LazyLock::new(|| {
    let months = MONTHS.join("|");
    let months_short = "Jan|Feb|Mar|Apr|Mei|Jun|Jul|Agu|Sep|Okt|Nov|Des";
    [
        format!(r"\b({BEFORE}) (\S)"),
        // 17 Mei 2021
        format!(r"(\d{{1,2}}) ({months}|{months_short})\b"),
        format!(r"\b({months}) (\d{{4}})\b"),
        // 09.00 WITA
        r"(\d) (WIB|WITA|WIT)\b".to_owned(),
        // Rp20 juta; 5 kg
        r"(\d) (ribu|juta|miliar|triliun|kg|g|ons|km|m|cm|mm|ha|hektare|hektar|liter|ton|kW|persen|orang|desa|RT|RW|kilometer|meter|hari|jam|menit|unit|rumah|kepala)\b".to_owned(),
        // Asisten II; Triwulan IV
        r"\b(Asisten|Eselon|Golongan|Semester|Tahap|Triwulan) ([IVX]+)\b".to_owned(),
        // degrees: Noor, S.Sos., M.A.P.
        r"(,) ((?:S|M|A|D|Dr|Ph|Sp|Apt)\.[A-Z][A-Za-z]*\.?)".to_owned(),
    ]
    .iter()
    .map(|pattern| Regex::new(pattern).expect("a fixed pattern"))
    .collect()
});

/// Sets no-break spaces where a line must not end.
pub fn bind(text: &str) -> String {
    let mut bound = text.to_owned();
    for pattern in PATTERNS.iter() {
        bound = pattern.replace_all(&bound, |found: &regex::Captures<'_>| format!("{}{NBSP}{}", &found[1], &found[2])).into_owned();
    }
    breakable(&bound)
}

/// No word of Indonesian is longer; a web address is, and a column holds about forty letters.
const LONGEST_WORD: usize = 28;
/// Letters after which a longer word may break where it has no sign to break at. A headline in a column holds so many.
const PIECE: usize = 18;

/// Lets a word that no line can hold break: at its signs, else anywhere. It stays one word for whoever copies it.
fn breakable(text: &str) -> String {
    const ZERO_WIDTH_SPACE: char = '\u{200b}';
    if !text.split(char::is_whitespace).any(|word| word.chars().count() > LONGEST_WORD) {
        return text.to_owned();
    }
    let mut broken = String::with_capacity(text.len() + text.len() / PIECE);
    for word in text.split_inclusive(char::is_whitespace) {
        let is_long = word.trim_end().chars().count() > LONGEST_WORD;
        let mut since = 0;
        let mut letters = word.chars().peekable();
        while let Some(c) = letters.next() {
            broken.push(c);
            since += 1;
            let is_sign = matches!(c, '/' | '.' | '-' | '_' | '@' | '?' | '&' | '=' | ',' | ';' | ':');
            let goes_on = letters.peek().is_some_and(|next| next.is_alphanumeric());
            if is_long && goes_on && ((is_sign && since > 3) || since >= PIECE) {
                broken.push(ZERO_WIDTH_SPACE);
                since = 0;
            }
        }
    }
    broken
}

/// A headline that keeps its last two words together where the last alone would stand on a line.
pub(super) fn bind_headline(text: &str) -> String {
    let bound = bind(text);
    match bound.rsplit_once(' ') {
        Some((head, last)) if head.contains(' ') && last.chars().count() <= 9 => format!("{head}{NBSP}{last}"),
        _ => bound,
    }
}
