//! Single cells of an agenda: a status, a mark of secrecy, parts that are private.

use std::sync::LazyLock;

use regex::Regex;

use crate::diagnostic::{Diagnostic, Found, Place};
use crate::intake::moment::{Doubt, INCOMPLETE_DATE, OTHER_WEEKDAY};
use crate::intake::table::Cell;
use crate::intake::vocabulary::{
    CANCELLED, DITTO, LIMITED, MONTHS, NO_EVENT, NOT_TICKED, POSTPONED, PRIVATE_TITLES, SECRET, TICKED, UNPUBLISHED, WEEKDAYS, official,
};
use crate::intake::{characters, without_list_mark};
use crate::model::date::full_date;
use crate::model::wilayah::fold_name;
use crate::model::{EditionId, Status};

/// The number by which people join a meeting by video: "Zoom ID 812 3456 7890", "Meeting ID: 81234567890".
const MEETING: &str =
    r"\b(?:(?:(?:zoom|meeting|webinar|rapat)[\s:.,]*){1,3}id\b|id\s+(?:zoom|meeting|rapat)\b)[\s:.=#]*[0-9](?:[\s\-–]{0,2}[0-9]){8,11}\b";

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
    let any = format!("{MEETING}|{announced}|{number}|{password}|{others}");
    Regex::new(&format!(r"(?i)\s*[(\[][^()\[\]\n]*(?:{any})[^()\[\]\n]*[)\]]|\s*(?:{any})")).expect("a fixed pattern")
});

/// A text that has the number of a meeting.
static JOINS: LazyLock<Regex> = LazyLock::new(|| Regex::new(&format!("(?i){MEETING}")).expect("a fixed pattern"));

/// A text as it will be printed: without its private parts, in characters that the fonts have. Parts that are left out are said.
pub(crate) fn public(text: &str, place: &Place) -> Found<String> {
    let mut said = Vec::new();
    let public = PRIVATE.replace_all(text, "");
    let kept = if public == text {
        text
    } else {
        let (message, remedy) = if JOINS.is_match(text) {
            ("nomor rapat daring dan kata sandinya tidak dicetak", "hapus dari sel ini; kirim langsung kepada pesertanya")
        } else {
            ("nomor telepon, NIK atau kata sandi tidak dicetak", "pindahkan ke kolom “No. HP”")
        };
        said.push(Diagnostic::warning("agenda.data-pribadi", message).at(place.clone()).raw(text).remedy(remedy));
        public.trim_end_matches([',', ';', ':', ' ', '-', '–', '\n']).trim_start_matches([',', ';', ':', ' ', '\n'])
    };
    let printed = characters::printable(kept, place, &mut said);
    Found::new(printed, said)
}

/// The warning of a date that is read with a doubt.
pub(super) fn date_doubt(doubt: Doubt, place: &Place, cell: &Cell) -> Diagnostic {
    let (alike, remedy) = match doubt.code {
        INCOMPLETE_DATE => (
            "tanggalnya tidak lengkap; dibaca sebagai hari itu dalam pekan edisi ini",
            "tulis tanggal lengkap: hari, tanggal, bulan dan tahun",
        ),
        OTHER_WEEKDAY => ("nama hari tidak cocok dengan tanggalnya", "tanggalnya yang dipakai; betulkan hari atau tanggalnya"),
        _ => ("di sel tanggal ada tulisan lain, yang tidak dibaca", "tanggalnya yang dipakai; pindahkan tulisan lainnya ke Keterangan"),
    };
    Diagnostic::warning(doubt.code, doubt.message).at(place.clone()).raw(cell.text()).alike(alike).remedy(remedy)
}

/// The fault of a cell, or a heading, that should hold a date.
pub(super) fn unread_date(edition: EditionId) -> Diagnostic {
    let remedy = format!("tulis seperti “{}”", full_date(edition.monday()));
    Diagnostic::error("agenda.tanggal-tidak-terbaca", "tanggal tidak terbaca").remedy(remedy)
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

/// A title or note that says an event is for a few: the family, the office itself, invited guests behind closed doors. Cells that say there
/// is no event besides ("Acara keluarga / tidak ada agenda") are among them.
pub(crate) fn is_for_few(title: &str, note: Option<&str>) -> bool {
    let parts = |text: &str| -> Vec<Vec<String>> {
        let parts = text.split(['/', '(', ')', '[', ']', ',', ';', '.', '–', '—', '\n']).flat_map(|part| part.split(" - "));
        let words = |part: &str| part.split_whitespace().map(fold_name).filter(|word| !word.is_empty()).collect::<Vec<_>>();
        parts.map(words).filter(|words| !words.is_empty()).collect()
    };
    let is_private = |words: &Vec<String>| {
        let whole = words.concat();
        // "Rapat internal Bagian Umum", and not "Acara keluarga besar PGRI".
        let begins = words.len() > 2 && words[2] != "besar" && PRIVATE_TITLES.contains(&words[..2].concat().as_str());
        begins || PRIVATE_TITLES.contains(&whole.as_str()) || LIMITED.contains(&whole.as_str()) || says_no_event(&whole)
    };
    let is_limited = |words: &Vec<String>| {
        let whole = words.concat();
        LIMITED[..3].contains(&words[0].as_str()) || [LIMITED, PRIVATE_TITLES].iter().any(|said| said.contains(&whole.as_str()))
    };
    let is_unpublished = |text: &str| {
        let folded = fold_name(&text.to_lowercase().replace("tdk", "tidak"));
        UNPUBLISHED.iter().any(|said| folded.contains(said))
    };
    parts(title).iter().any(is_private)
        || note.is_some_and(|note| parts(note).iter().any(is_limited))
        || [Some(title), note].into_iter().flatten().any(is_unpublished)
}

/// Whether a folded title says that there is no event.
pub(super) fn says_no_event(folded: &str) -> bool {
    NO_EVENT.iter().any(|words| folded == *words || (words.len() > 6 && folded.starts_with(words)))
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

/// Whether a text moves an event to another hour of its day, which is no putting off: "Diundur dari pukul 09.30", "diundur jam 10".
fn moves_the_hour(text: &str) -> bool {
    static HOUR: LazyLock<Regex> =
        LazyLock::new(|| Regex::new(r"(?i)\b[0-9]{1,2}[.:][0-9]{2}\b|\b(?:pukul|jam|pkl)\b\.?\s*[0-9]{1,2}\b").expect("a fixed pattern"));
    HOUR.is_match(text) && !names_a_day(text)
}

/// Whether a text names a weekday, a month, or says that it speaks of a day.
pub(super) fn names_a_day(text: &str) -> bool {
    let is_day = |word: &str| {
        let folded = fold_name(word);
        let names = |table: &[(&str, u32)]| table.iter().any(|(name, _)| *name == folded);
        names(WEEKDAYS) || names(MONTHS) || matches!(folded.as_str(), "tanggal" | "tgl" | "hari" | "besok" | "lusa" | "pekan" | "bulan")
    };
    text.split_whitespace().any(is_day)
}

/// The status that a text names, or begins with.
pub(super) fn status_of(text: &str) -> Option<Status> {
    // "Acara ditunda" says no more than "ditunda".
    let is_told = |word: &&str| !word.is_empty() && !matches!(fold_name(word).as_str(), "acara" | "kegiatan" | "agenda");
    let first = text.split(|c: char| !c.is_alphabetic()).find(is_told).unwrap_or_default();
    [text, first].map(fold_name).iter().find_map(|word| match word.as_str() {
        word if CANCELLED.contains(&word) => Some(Status::Cancelled),
        word if POSTPONED.contains(&word) && !moves_the_hour(text) => Some(Status::Postponed),
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
