//! The head of a manuscript: "Kunci: nilai" lines, a front matter, a title page, a letterhead; and where it ends.

use super::letter::{self, is_capital};
use super::{Genre, Manuscript};
use crate::diagnostic::Place;
use crate::intake::province::standard;
use crate::intake::vocabulary::{DOXOLOGIES, GREETINGS, GUEST_LISTS, HEAD_KEYS, HeadKey, column};
use crate::intake::without_list_mark;
use crate::model::wilayah::fold_name;

/// Letters of a line that is too long for a head.
const LONG: usize = 160;

impl Manuscript {
    /// Sorts the head's lines into keys and the rest.
    pub(super) fn take_head(&mut self, lines: &[(String, Place)], genre: Genre) {
        let is_front_matter =
            lines.iter().find(|(line, _)| !line.trim().is_empty()).is_some_and(|(line, _)| line.trim().starts_with("---"));
        let (mut at, mut letter) = (0, letter::Head::default());
        while let Some((line, place)) = lines.get(at) {
            at += 1;
            if line.trim().chars().all(|c| matches!(c, '-' | '=' | '_' | '*' | ' ')) {
                continue;
            }
            let known = key_at(lines, at - 1, genre).filter(|(key, _)| self.key(*key).is_none());
            let Some((key, mut value)) = known else {
                let text = line.trim_matches(['#', '*', '_', ' ', '\u{a0}']);
                if is_front_matter {
                    self.unread.push((text.to_owned(), place.clone()));
                } else {
                    self.cover.push((text.to_owned(), place.clone()));
                    self.letter.push(letter.take(text).filter(|_| genre == Genre::Announcement));
                }
                continue;
            };
            letter.pass_key(key == HeadKey::Addressee);
            let is_told = matches!(key, HeadKey::Summary | HeadKey::Quote);
            for (next, _) in &lines[at..at + value_lines(lines, at, key, &value, genre)] {
                let item = unquoted(without_list_mark(next).unwrap_or(next));
                let between = if is_told || is_wrapped(next) { " " } else { "; " };
                value = if value.is_empty() { item.to_owned() } else { format!("{value}{between}{item}") };
                at += 1;
            }
            if value.is_empty() {
                self.empty_keys.push((line.trim().to_owned(), place.clone()));
            } else {
                self.keys.push((key, value, place.clone()));
            }
        }
    }
}

/// Whether a line is an item of a list.
pub(super) fn is_list_line(line: &str) -> bool {
    without_list_mark(line).is_some_and(|rest| !rest.is_empty() && !rest.starts_with('-'))
}

fn unquoted(text: &str) -> &str {
    text.trim().trim_matches(['"', '“', '”', '*', '_', '[', ']', '\u{a0}', ' ']).trim_matches('\'')
}

/// `**Untuk:** semua` → the key and `semua`. An announcement may also say "Kepada Yth. …" without a colon.
pub(super) fn key_of(line: &str, genre: Genre) -> Option<(HeadKey, String)> {
    let line = line.trim().trim_start_matches(['#', '*', '_', '>', ' ']);
    let read = |name: &str, value: &str| {
        let key = column(HEAD_KEYS, name).filter(|key| genre.knows(*key))?;
        let value = unquoted(value);
        // "Penting: bawa KTP" is a sentence.
        let is_answer =
            matches!(fold_name(value).as_str(), "ya" | "benar" | "penting" | "true" | "yes" | "tidak" | "bukan" | "false" | "no");
        (key != HeadKey::Important || is_answer).then(|| (key, value.to_owned()))
    };
    if let Some((name, value)) = line.split_once([':', '：']).filter(|(name, _)| name.chars().count() <= 40)
        && let Some(found) = read(name, value)
    {
        return Some(found);
    }
    match genre {
        Genre::Announcement => addressee(line).map(|value| (HeadKey::Addressee, value.to_owned())),
        Genre::Speech if fold_name(line).starts_with("dibacakanoleh") || fold_name(line).starts_with("yangdibacakanoleh") => {
            let at = line.to_lowercase().find("oleh").filter(|at| line.is_char_boundary(at + 4))?;
            Some((HeadKey::Reader, line[at + 4..].trim_matches([' ', ':', ')', ',']).to_owned()))
        }
        Genre::Speech => None,
    }
}

/// "Kepada Yth. Kepala Desa …" without a colon: whom it names. A sentence that begins so is none.
fn addressee(line: &str) -> Option<&str> {
    const LETTERS: usize = 120;
    const OPENINGS: [&str; 8] =
        ["kepada yang terhormat", "kepada yth", "kepada, yth", "ditujukan kepada ", "yang terhormat ", "yth.", "yth ", "yth,"];
    let opening = OPENINGS.iter().find(|opening| line.get(..opening.len()).is_some_and(|start| start.eq_ignore_ascii_case(opening)))?;
    let mut value = line[opening.len()..].trim_start_matches([':', ' ', '.', ',']);
    for word in ["yth.", "yth", "kepada "] {
        if value.get(..word.len()).is_some_and(|start| start.eq_ignore_ascii_case(word)) {
            value = value[word.len()..].trim_start_matches([':', ' ', '.', ',']);
        }
    }
    let is_sentence = value.chars().count() > LETTERS || (value.ends_with('.') && value.split_whitespace().count() > 8);
    (!is_sentence).then(|| without_list_mark(value).unwrap_or(value))
}

/// The key of a line among others: the first may say "Untuk Kecamatan Tamban" without a colon.
fn key_at(lines: &[(String, Place)], at: usize, genre: Genre) -> Option<(HeadKey, String)> {
    let (line, _) = lines.get(at)?;
    let is_first = genre == Genre::Announcement && lines[..at].iter().all(|(line, _)| line.trim().is_empty());
    key_of(line, genre).or_else(|| is_first.then(|| opening_target(line)).flatten().map(|target| (HeadKey::For, target)))
}

/// "Untuk Kecamatan Tamban" → "Kecamatan Tamban". "Untuk itu, warga diminta …" is a sentence.
fn opening_target(line: &str) -> Option<String> {
    const WORDS: usize = 8;
    let line = unquoted(line.trim().trim_start_matches(['#', '*', '_', ' ']));
    let (word, rest) = line.split_once(' ')?;
    let mut words = rest.split_whitespace().map(fold_name);
    let is_short = rest.split_whitespace().count() <= WORDS && !line.ends_with(['.', '!', '?', ':']) && !words.any(|word| word == "yang");
    let first = standard(rest).into_iter().next()?;
    let is_target = ["desa", "kelurahan", "kecamatan", "kode", "semua", "seluruh"].contains(&first.as_str()) || region(&first);
    (fold_name(word) == "untuk" && is_short && is_target).then(|| rest.trim().to_owned())
}

/// "se-Kecamatan", "sekabupaten".
fn region(word: &str) -> bool {
    ["sekec", "sekab", "sedistrik"].iter().any(|begin| word.starts_with(begin))
}

/// Whether a text begins as a speech's ceremonial opening does.
pub(in crate::intake) fn begins_ceremony(text: &str) -> bool {
    let folded = fold_name(text);
    [GREETINGS, GUEST_LISTS, DOXOLOGIES].iter().any(|anchors| anchors.iter().any(|anchor| folded.starts_with(anchor)))
}

/// The number of lines that belong to the head: a front matter between its fences; or all lines as far as the last key, a speech's
/// greeting, the last line of a letter's head or of capitals. A key that comes again is the body's. `is_chat`: capitals are text there.
pub(super) fn head_length(lines: &[(String, Place)], genre: Genre, is_chat: bool) -> usize {
    if let Some(end) = front_matter_length(lines, genre) {
        return end;
    }
    let head = HeadLines::new(genre, is_chat, genre == Genre::Announcement).read(lines);
    // A line like a letter's date is the text's where nothing else is a letter's.
    if head.letter.is_doubtful() { HeadLines::new(genre, is_chat, false).read(lines).end } else { head.end }
}

/// The head of a manuscript, while its lines are looked through.
struct HeadLines {
    genre: Genre,
    is_chat: bool,
    /// Lines above a letter's text are told from it.
    may_be_letter: bool,
    /// The number of lines that belong to it so far.
    end: usize,
    /// Lines with any text.
    told: usize,
    /// All lines so far are capitals, or belong to a letter's head.
    is_capital: bool,
    /// Lines since the last key that are no letter's.
    texts: usize,
    seen: Vec<HeadKey>,
    letter: letter::Head,
}

impl HeadLines {
    const SPEECH_LINES: usize = 40;
    const OTHER_LINES: usize = 30;
    const CAPITAL_LINES: usize = 14;

    fn new(genre: Genre, is_chat: bool, may_be_letter: bool) -> Self {
        let letter = letter::Head::default();
        HeadLines { genre, is_chat, may_be_letter, end: 0, told: 0, is_capital: true, texts: 0, seen: Vec::new(), letter }
    }

    fn read(mut self, lines: &[(String, Place)]) -> Self {
        let mut at = 0;
        while let Some((line, _)) = lines.get(at) {
            at += 1;
            let text = line.trim();
            if text.is_empty() {
                continue;
            }
            match (key_at(lines, at - 1, self.genre), self.genre) {
                (None, Genre::Speech) if begins_ceremony(text) && text.chars().count() <= LONG => {
                    // All lines above a greeting are a speech's title page.
                    self.end = at - 1;
                    break;
                }
                (Some((key, value)), _) => {
                    let below = value_lines(lines, at, key, &value, self.genre);
                    // Below a whole text it says whom that is for, and the text stays one.
                    let is_last = lines[at + below..].iter().all(|(line, _)| line.trim().is_empty());
                    let is_foot = key == HeadKey::For && is_last && self.texts > 1 && below == 0 && !value.is_empty();
                    if is_foot || !self.takes_key(key) {
                        break;
                    }
                    at += below;
                    self.end = at;
                }
                (None, _) if !self.takes_line(text, at) => break,
                (None, _) => {}
            }
        }
        self
    }

    fn is_too_far(&self) -> bool {
        self.told > if self.genre == Genre::Speech { Self::SPEECH_LINES } else { Self::OTHER_LINES }
    }

    fn is_addressed(&self) -> bool {
        self.seen.contains(&HeadKey::For) || self.seen.contains(&HeadKey::Addressee)
    }

    /// Takes a key; `false`: it is the body's.
    fn takes_key(&mut self, key: HeadKey) -> bool {
        self.told += 1;
        // Below other lines, "Sumber: …" and the like are text; what only an office that writes for Warta types is not.
        let is_texts = matches!(key, HeadKey::Valid | HeadKey::From | HeadKey::Important | HeadKey::Caption);
        let is_texts = (is_texts && self.texts > 1) || (self.is_chat && self.texts > 0 && key == HeadKey::Addressee);
        let is_below_text = self.genre == Genre::Announcement && is_texts;
        if self.is_too_far() || self.seen.contains(&key) || is_below_text {
            return false;
        }
        self.seen.push(key);
        self.texts = 0;
        self.letter.pass_key(key == HeadKey::Addressee);
        true
    }

    /// Takes a line without a key, up to which there are so many; `false`: the head is at its end.
    fn takes_line(&mut self, text: &str, number: usize) -> bool {
        const SENTENCE_WORDS: usize = 5;
        self.told += 1;
        if self.is_too_far() || text.chars().count() > LONG {
            return false;
        }
        if self.genre == Genre::Announcement {
            let is_letters = self.may_be_letter && self.letter.take(text).is_some_and(|line| !(self.is_chat && line == letter::Line::Form));
            if is_letters && self.texts == 0 {
                self.end = number;
                return true;
            }
            let is_sentence = text.ends_with(['.', '!', '?']) && text.split_whitespace().count() >= SENTENCE_WORDS;
            // After the key that says whom an announcement is for, a line that is no key is its text.
            if !is_letters && (self.is_addressed() || is_sentence) {
                return false;
            }
        }
        self.is_capital &= is_capital(text) && self.told <= Self::CAPITAL_LINES && !text.starts_with('#') && !self.is_chat;
        if self.is_capital {
            self.end = self.end.max(number);
        } else {
            self.texts += 1;
        }
        true
    }
}

/// The number of lines of a front matter with its fences, and of a speech's title page below it; `None`: there is no front matter.
fn front_matter_length(lines: &[(String, Place)], genre: Genre) -> Option<usize> {
    const COVER_LINES: usize = 20;
    let is_fence = |line: &str| line.trim().len() >= 3 && line.trim().chars().all(|c| c == '-');
    let first = lines.iter().position(|(line, _)| !line.trim().is_empty()).unwrap_or_default();
    lines.get(first).filter(|(line, _)| is_fence(line))?;
    let end = first + 2 + lines[first + 1..].iter().position(|(line, _)| is_fence(line))?;
    let rest = if genre == Genre::Speech { &lines[end..] } else { &[] };
    let is_cover = |(line, _): &&(String, Place)| line.chars().count() <= LONG && !begins_ceremony(line.trim());
    let cover = rest.iter().take(COVER_LINES).take_while(is_cover).count();
    let is_followed = rest.get(cover).is_some_and(|(line, _)| begins_ceremony(line.trim()));
    Some(if is_followed { end + cover } else { end })
}

/// The number of lines below a key that belong to its value: a list, or an address where the key's own line has none.
fn value_lines(lines: &[(String, Place)], at: usize, key: HeadKey, value: &str, genre: Genre) -> usize {
    const ADDRESS_LINES: usize = 8;
    if matches!(key, HeadKey::Summary | HeadKey::Quote) {
        return told_lines(lines, at, value, genre);
    }
    // A list below any other key is text: "Penting: ya" and what to bring.
    let is_listed = matches!(key, HeadKey::For | HeadKey::Addressee | HeadKey::Except | HeadKey::Include | HeadKey::Picture);
    if !value.is_empty() && !is_listed {
        return 0;
    }
    let mut count = 0;
    while let Some((next, _)) = lines.get(at + count) {
        let goes_on = is_list_line(next)
            || (key == HeadKey::Addressee && count + usize::from(!value.is_empty()) > 0 && is_wrapped(next))
            || (value.is_empty() && !next.trim().is_empty() && next.chars().count() <= 80 && count < ADDRESS_LINES);
        // "Kepada :" above "Yth. …" is one address.
        let begins_other = key_of(next, genre).is_some_and(|(other, _)| other != key || count > 0);
        if !goes_on || begins_other || is_address(next) {
            break;
        }
        count += 1;
    }
    count
}

/// The number of lines below a summary or a quotation that go on telling it, where the office wrapped its lines.
fn told_lines(lines: &[(String, Place)], at: usize, value: &str, genre: Genre) -> usize {
    const WRAPPED: std::ops::RangeInclusive<usize> = 40..=130;
    const LINES: usize = 12;
    let goes_on = |before: &str, next: &str| {
        let is_cut =
            before.is_empty() || (WRAPPED.contains(&before.chars().count()) && !before.trim_end().ends_with(['.', '!', '?', '”', '"']));
        is_cut && !next.trim().is_empty() && key_of(next, genre).is_none() && !begins_ceremony(next.trim()) && !is_capital(next)
    };
    let mut count = 0;
    while let Some((next, _)) = lines.get(at + count).filter(|_| count < LINES) {
        let before = count.checked_sub(1).and_then(|last| lines.get(at + last)).map_or(value, |(line, _)| line.as_str());
        if !goes_on(before, next) {
            break;
        }
        count += 1;
    }
    count
}

/// The rest of an address that does not fit in its first line: "se-Kecamatan Kaliorang".
fn is_wrapped(line: &str) -> bool {
    let folded = fold_name(line);
    let is_region = ["sekec", "sekab", "sewilayah", "sedistrik", "wilayah", "dilingkungan", "lingkup", "kecamatan", "kabupaten", "distrik"]
        .iter()
        .any(|word| folded.starts_with(word));
    is_region && !is_list_line(line) && ["kecamatan", "kabupaten", "distrik", "kec", "kab"].iter().any(|word| folded.contains(word))
}

/// The foot of an address: "di – Tempat".
fn is_address(line: &str) -> bool {
    matches!(fold_name(line).as_str(), "di" | "tempat" | "ditempat")
}
