//! Names that a registry has in capitals, as they are printed: "TELUK PANDAN" → "Teluk Pandan".

/// Abbreviations in names of villages that are capitals everywhere.
const ABBREVIATIONS: [&str; 14] = ["SP", "UPT", "UPTD", "KM", "RT", "RW", "KB", "PIR", "HTI", "TNI", "AD", "TSM", "WKPP", "BTN"];

/// A name with capitals at the beginning of its words alone, where it is written in capitals throughout. Roman numerals, abbreviations and
/// single letters stay: "SP II", "UPT XIX", "KM 5", "BLOK C" → "Blok C".
pub(super) fn lowered(name: String) -> String {
    if name.chars().any(char::is_lowercase) || !name.chars().any(char::is_uppercase) {
        return name;
    }
    let mut lowered = String::with_capacity(name.len());
    // "MA'RANG" is one word, "SEI-RAYA" are two.
    for part in name.split_inclusive(|c: char| c.is_whitespace() || matches!(c, '-' | '/' | '.' | '(' | ')' | ',')) {
        let word = part.trim_end_matches(|c: char| !c.is_alphanumeric());
        if stays(word) {
            lowered.push_str(part);
            continue;
        }
        let mut letters = part.chars();
        lowered.extend(letters.next());
        lowered.extend(letters.flat_map(char::to_lowercase));
    }
    lowered
}

fn stays(word: &str) -> bool {
    // Letters without a vowel are no word: "PTPN".
    let is_short = !word.chars().any(|c| matches!(c, 'A' | 'E' | 'I' | 'O' | 'U' | 'Y')) && word.is_ascii();
    is_short || word.chars().count() == 1 || ABBREVIATIONS.contains(&word) || is_roman(word)
}

/// Whether a word is a Roman numeral from I to XXXIX.
fn is_roman(word: &str) -> bool {
    let units = word.trim_start_matches('X');
    word.len() - units.len() <= 3
        && matches!(units, "" | "I" | "II" | "III" | "IV" | "V" | "VI" | "VII" | "VIII" | "IX")
        && !word.is_empty()
}
