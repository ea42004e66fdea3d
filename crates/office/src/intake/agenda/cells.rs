//! Single cells of an agenda: officials, a status, a mark of secrecy, parts that are private.

use std::sync::LazyLock;

use regex::Regex;

use crate::diagnostic::{Diagnostic, Found, Place};
use crate::intake::moment::{Doubt, INCOMPLETE_DATE};
use crate::intake::table::Cell;
use crate::intake::vocabulary::{ABSENT, CANCELLED, DITTO, NOT_TICKED, OFFICIALS, PENDING, POSTPONED, SECRET, TICKED, TITLES, official};
use crate::intake::{characters, without_list_mark};
use crate::model::wilayah::fold_name;
use crate::model::{Officials, Status};

/// A text that is never printed: a phone number with the words that announce it, a person's number (NIK), the password of a meeting.
static PRIVATE: LazyLock<Regex> = LazyLock::new(|| {
    let gap = r"[\s.\-–/]{0,3}";
    let number = format!(r"(?:\(?\+\s?62\)?|\b62|\b0){gap}8[0-9](?:{gap}[0-9]){{6,11}}\b");
    let announcing = r"\b(?:cp|hp|wa|telp?|telepon|kontak|hubungi|hub|narahubung|no\.?\s?hp)\b";
    // After such a word any long number is one.
    let announced = format!(r"{announcing}[^0-9+\n;()]{{0,40}}(?:{number}|[(+]{{0,2}}[0-9](?:[\s.\-–/)]{{0,3}}[0-9]){{5,13}}\b)");
    let password = r"\b(?:pass(?:word|code)?|kata\s+sandi|sandi|pin)\b\s*(?:[:=]\s*\S+|[0-9]\S*)";
    // The number of a person, and the password in the address of a meeting.
    let others = r"\b(?:NIK\b[\s:.]*)?[0-9]{16}\b|[?&]pwd=\S+";
    let any = format!("{announced}|{number}|{password}|{others}");
    Regex::new(&format!(r"(?i)\s*[(\[][^()\[\]\n]*(?:{any})[^()\[\]\n]*[)\]]|\s*(?:{any})")).expect("a fixed pattern")
});

/// A text as it will be printed: without its private parts, in characters that the fonts have. Parts that are left out are said.
pub(crate) fn public(text: &str, place: &Place) -> Found<String> {
    let mut said = Vec::new();
    let public = PRIVATE.replace_all(text, "");
    let kept = if public == text {
        text
    } else {
        said.push(
            Diagnostic::warning("agenda.data-pribadi", "nomor telepon, NIK atau kata sandi tidak dicetak")
                .at(place.clone())
                .raw(text)
                .remedy("pindahkan ke kolom “No. HP”"),
        );
        public.trim_end_matches([',', ';', ':', ' ', '-', '–', '\n'])
    };
    let printed = characters::printable(kept, place, &mut said);
    Found::new(printed, said)
}

/// The warning of a date that is read with a doubt.
pub(super) fn date_doubt(doubt: Doubt, place: &Place, cell: &Cell) -> Diagnostic {
    let remedy = if doubt.code == INCOMPLETE_DATE {
        "tulis tanggal lengkap, seperti “Senin, 23 November 2026”"
    } else {
        "tanggalnya yang dipakai; betulkan hari atau tanggalnya"
    };
    Diagnostic::warning(doubt.code, doubt.message).at(place.clone()).raw(cell.text()).remedy(remedy)
}

/// The fault of a cell, or a heading, that should hold a date.
pub(super) fn unread_date() -> Diagnostic {
    Diagnostic::error("agenda.tanggal-tidak-terbaca", "tanggal tidak terbaca").remedy("tulis seperti “Senin, 23 November 2026”")
}

/// The fault of a cell whose formula gives no value, for the reason `why`.
pub(super) fn formula_fault(why: &str) -> Diagnostic {
    Diagnostic::error("tabel.rumus-tanpa-nilai", why).remedy("betulkan rumusnya dan simpan lagi di Excel, atau ketik isinya")
}

pub(super) fn is_ditto(text: &str) -> bool {
    let text = text.trim();
    DITTO.contains(&text) || DITTO.contains(&fold_name(text).as_str())
}

/// In a column of ticks: a word or sign for "no".
pub(super) fn is_no(text: &str) -> bool {
    let text = text.trim();
    matches!(text, "-" | "–" | "—" | "✗" | "✘" | "×") || NOT_TICKED.contains(&fold_name(text).as_str())
}

/// A note or title that says an event is not for everyone.
pub(super) fn is_secret(title: &str, note: Option<&str>) -> bool {
    let (title, note) = (title.to_lowercase(), note.map(fold_name).unwrap_or_default());
    ["(rahasia", "[rahasia"].iter().any(|mark| title.contains(mark))
        || SECRET.iter().any(|word| note == *word || (word.len() > 8 && note.contains(word)))
}

/// In a column of ticks: a mark that says just "yes".
pub(super) fn is_tick(text: &str) -> bool {
    let folded = fold_name(text);
    folded.is_empty() || TICKED.contains(&folded.as_str())
}

/// The leader that the title of a sheet, a table or a calendar names: "Agenda Wabup", "B. AGENDA WAKIL BUPATI BARITO KUALA".
pub(crate) fn leader_of(title: &str) -> Option<&'static str> {
    static OWN: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"(?i)^\s*(?:[a-z0-9]{1,3}[.)]\s*)?((?:agenda|jadwal|kegiatan|harian|mingguan)\s+)*(.+?)\s*$").expect("a fixed pattern")
    });
    const TITLE_BYTES: usize = 1_000;
    let found = OWN.captures(title).filter(|_| title.len() <= TITLE_BYTES)?;
    let name = found.get(2)?.as_str();
    let words: Vec<&str> = name.split_whitespace().collect();
    if found.get(1).is_none() || words.len() < 2 {
        return official(name);
    }
    // The regency's name may follow, but no other official.
    let named = (1..=words.len().min(3)).rev().find_map(|n| Some((n, official(&words[..n].join(" "))?)));
    let rest_names_nobody =
        |n: usize| (n..words.len()).all(|i| official(words[i]).is_none() && !matches!(fold_name(words[i]).as_str(), "dan" | ""));
    named.filter(|(n, _)| rest_names_nobody(*n)).map(|(_, printed)| printed)
}

/// A line without its dash.
pub(super) fn undash(line: &str) -> &str {
    line.trim_start_matches(['-', '•', '–', ' '])
}

pub(super) fn is_status_word(text: &str) -> bool {
    let folded = fold_name(text);
    CANCELLED.contains(&folded.as_str()) || POSTPONED.contains(&folded.as_str())
}

/// The status before a date, and the rest: "BATAL Jumat, 27 November" is cancelled.
pub(super) fn status_before(text: &str) -> (Option<Status>, &str) {
    let trimmed = text.trim_start_matches(|c: char| !c.is_alphanumeric());
    let word = trimmed.len() - trimmed.trim_start_matches(char::is_alphabetic).len();
    match status_of(&trimmed[..word]) {
        Some(status) => (Some(status), trimmed[word..].trim_start_matches(|c: char| !c.is_alphanumeric())),
        None => (None, text),
    }
}

/// The status that a text names, or begins with.
pub(super) fn status_of(text: &str) -> Option<Status> {
    let first = text.split(|c: char| !c.is_alphabetic()).find(|word| !word.is_empty()).unwrap_or_default();
    [text, first].map(fold_name).iter().find_map(|word| match word.as_str() {
        word if CANCELLED.contains(&word) => Some(Status::Cancelled),
        word if POSTPONED.contains(&word) => Some(Status::Postponed),
        _ => None,
    })
}

/// "DITUNDA – Rakor TPID" and "Rakor TPID (ditunda)" are postponed, and the title is "Rakor TPID".
pub fn status_and_title(text: &str) -> (Status, String) {
    let is_mark = |c: char| !c.is_alphanumeric() && !matches!(c, '“' | '"' | '‘');
    let (first, rest) = text.trim_start_matches(is_mark).split_once(|c: char| !c.is_alphabetic()).unwrap_or((text, ""));
    let rest = rest.trim_start_matches(is_mark);
    if let Some(status) = Some(first).filter(|word| is_status_word(word) && !rest.is_empty()).and_then(status_of) {
        return (status, rest.to_owned());
    }
    let trimmed = text.trim_end_matches([')', ']', '.', '!', ' ']);
    if let Some(at) = trimmed.rfind(['(', '[', '–', '—', '-', ':', '\n']) {
        let title = trimmed[..at].trim_end_matches(|c: char| c.is_whitespace() || matches!(c, '–' | '—' | '-' | ':'));
        let word = trimmed[at..].trim_start_matches(is_mark);
        if let Some(status) = Some(word).filter(|word| is_status_word(word) && !title.is_empty()).and_then(status_of) {
            return (status, title.to_owned());
        }
    }
    (Status::Planned, text.to_owned())
}

/// The title of an event cell, and its items: lines "1. … 2. …".
pub(super) fn split_items(text: &str) -> (String, Vec<String>) {
    let mut title = Vec::new();
    let mut items = Vec::new();
    let is_dashed = |line: &str| line.starts_with(['-', '•', '–']);
    let all_dashed = text.lines().count() > 1 && text.lines().all(is_dashed);
    for line in text.lines() {
        let item = without_list_mark(line).filter(|_| !is_dashed(line) || all_dashed || !title.is_empty());
        match item {
            Some(item) => items.push(item.trim().to_owned()),
            None => title.push(line),
        }
    }
    if title.is_empty() && !items.is_empty() {
        if items.len() == 1 {
            return (items.remove(0), Vec::new());
        }
        title.push("Beberapa acara");
    }
    (title.join(" "), items)
}

/// Reads a cell of officials: "Bupati\n(diwakili Asisten I)"; "1. Bupati 2. Wabup"; "menunggu disposisi"; "-".
pub fn officials(text: &str) -> Officials {
    let folded = fold_name(text);
    if folded.is_empty() {
        return Officials::Unknown;
    }
    let names_someone = OFFICIALS.iter().any(|(short, _)| folded.contains(short));
    if PENDING.iter().any(|p| folded.contains(p)) && !names_someone {
        return Officials::Pending;
    }
    static REPRESENTED: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"(?i)[\s(\[,–-]*\b(?:(?:tidak|tdk)\s+hadir\W+)?diwakil(?:i|kan)(?:\s+(?:oleh|kepada))?[\s:]*([^)\]]*)[)\]]?")
            .expect("a fixed pattern")
    });
    static REPRESENTS: LazyLock<Regex> =
        LazyLock::new(|| Regex::new(r"(?is)^(.+?)[\s(\[,]*\b(?:mewakili|atas nama|a\.n\.)\s+(.+?)[)\]]?$").expect("a fixed pattern"));
    let (named, representative) = match (REPRESENTED.captures(text), REPRESENTS.captures(text)) {
        (Some(found), _) => (text.replacen(&found[0], "\n", 1), Some(print_official(&found[1])).filter(|who| !who.is_empty())),
        (None, Some(found)) => (found[2].to_owned(), Some(print_official(&found[1]))),
        (None, None) => (text.to_owned(), None),
    };
    let is_number = |word: &str| word.strip_suffix(['.', ')']).is_some_and(|number| number.parse::<u8>().is_ok());
    let words = |line: &str| line.split_whitespace().map(|word| if is_number(word) { "\n" } else { word }).collect::<Vec<_>>().join(" ");
    let numbered = named.lines().map(words).collect::<Vec<_>>().join("\n");
    let mut invited: Vec<String> = Vec::new();
    for (joint, piece) in pieces(&numbered) {
        let Some(printed) = attending(piece).map(print_official) else { continue };
        if fold_name(&printed).is_empty() || invited.contains(&printed) {
            continue;
        }
        let begins_a_title =
            printed.split(|c: char| !c.is_alphabetic()).next().is_some_and(|word| TITLES.contains(&fold_name(word).as_str()));
        match invited.last_mut() {
            // A degree belongs to the name before it, and "Pendidikan dan Kebudayaan" is one agency.
            Some(last) if is_degree(&printed) => last.push_str(&format!(", {printed}")),
            Some(last) if !joint.is_empty() && !begins_a_title => last.push_str(&format!("{joint}{printed}")),
            _ => invited.push(printed),
        }
    }
    if invited.is_empty() && representative.is_none() {
        return Officials::Unknown;
    }
    // Of several, only the one before the word is represented.
    if let (Some(found), Some(one), true) = (REPRESENTED.find(text), &representative, invited.len() > 1) {
        let absent = pieces(&text[..found.start()]).last().map(|(_, piece)| print_official(without_list_mark(piece).unwrap_or(piece)));
        if let Some(absent) = invited.iter_mut().find(|invited| absent.as_ref() == Some(*invited)) {
            absent.push_str(&format!(" (diwakili {one})"));
            return Officials::Named { invited, represented_by: None };
        }
    }
    Officials::Named { invited, represented_by: representative }
}

/// The names of a list, each with the "dan", "&" or slash before it; nothing before those that a comma or a line sets apart.
fn pieces(text: &str) -> Vec<(&str, &str)> {
    static JOINT: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"\n|,|;|\+|\s+dan\s+|\s+&\s+|/").expect("a fixed pattern"));
    let mut pieces = Vec::new();
    let (mut from, mut joint) = (0, "");
    for found in JOINT.find_iter(text) {
        pieces.push((joint, &text[from..found.start()]));
        joint = Some(found.as_str()).filter(|joint| !matches!(*joint, "\n" | "," | ";" | "+")).unwrap_or_default();
        from = found.end();
    }
    pieces.push((joint, &text[from..]));
    pieces
}

/// The official of a piece, unless it says that he is absent: "Wabup: hadir" → "Wabup"; none for "Wabup (batal)".
fn attending(piece: &str) -> Option<&str> {
    let piece = piece.trim();
    let absent = |word: &str| ABSENT.contains(&fold_name(word).as_str());
    match piece.rsplit_once(['(', ':', '–', '-']) {
        Some((_, word)) if absent(word) => None,
        Some((who, word)) if fold_name(word) == "hadir" => Some(who),
        _ if absent(piece) || fold_name(piece).starts_with("tidakdihadiri") => None,
        _ => Some(piece),
    }
}

fn is_degree(text: &str) -> bool {
    static DEGREE: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"^(?:[A-Z][A-Za-z]{0,4}\.)+[A-Za-z]{0,5}\.?$").expect("a fixed pattern"));
    DEGREE.is_match(text)
}

fn print_official(text: &str) -> String {
    let text = text.trim().trim_start_matches(['-', '•', '–', ' ', '✓', '√']);
    official(text).unwrap_or(text).to_owned()
}
