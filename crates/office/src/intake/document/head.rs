//! The head of a manuscript: "Kunci: nilai" lines, a front matter, a title page, a letterhead; and where it ends.

use super::{Genre, Manuscript};
use crate::diagnostic::Place;
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
        let mut at = 0;
        while let Some((line, place)) = lines.get(at) {
            at += 1;
            if line.trim().chars().all(|c| matches!(c, '-' | '=' | '_' | '*' | ' ')) {
                continue;
            }
            let known = key_of(line, genre).filter(|(key, _)| self.key(*key).is_none());
            let Some((key, mut value)) = known else {
                let text = line.trim_matches(['#', '*', '_', ' ', '\u{a0}']);
                if is_front_matter {
                    self.unread.push((text.to_owned(), place.clone()));
                } else {
                    self.cover.push((text.to_owned(), place.clone()));
                }
                continue;
            };
            for (next, _) in &lines[at..at + value_lines(lines, at, key, &value, genre)] {
                let item = unquoted(without_list_mark(next).unwrap_or(next));
                value = if value.is_empty() { item.to_owned() } else { format!("{value}; {item}") };
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
    let lower = line.to_lowercase();
    match genre {
        Genre::Announcement if lower.starts_with("kepada yth") || lower.starts_with("ditujukan kepada ") || lower.starts_with("yth.") => {
            let value = line.split_once(' ').map_or("", |(_, rest)| rest).trim_start();
            let value = if value.to_lowercase().starts_with("kepada") { &value["kepada".len()..] } else { value };
            Some((HeadKey::For, value.trim_start_matches("Yth.").trim_start_matches("Yth").trim_start_matches([':', ' ', '.']).to_owned()))
        }
        Genre::Speech if fold_name(line).starts_with("dibacakanoleh") || fold_name(line).starts_with("yangdibacakanoleh") => {
            let at = lower.find("oleh").filter(|at| line.is_char_boundary(at + 4))?;
            Some((HeadKey::Reader, line[at + 4..].trim_matches([' ', ':', ')', ',']).to_owned()))
        }
        _ => None,
    }
}

/// Whether a text begins as a speech's ceremonial opening does.
pub(in crate::intake) fn begins_ceremony(text: &str) -> bool {
    let folded = fold_name(text);
    [GREETINGS, GUEST_LISTS, DOXOLOGIES].iter().any(|anchors| anchors.iter().any(|anchor| folded.starts_with(anchor)))
}

/// The number of lines that belong to the head: a front matter between its fences, or all lines as far as the last key, a speech's
/// greeting, or the last line of capitals. A key that comes again is the body's.
pub(super) fn head_length(lines: &[(String, Place)], genre: Genre) -> usize {
    if let Some(end) = front_matter_length(lines, genre) {
        return end;
    }
    let looked = if genre == Genre::Speech { 40 } else { 30 };
    let (mut end, mut capitals, mut told) = (0, Some(0), 0);
    let mut seen: Vec<HeadKey> = Vec::new();
    let mut at = 0;
    while let Some((line, _)) = lines.get(at) {
        at += 1;
        let text = line.trim();
        if text.is_empty() {
            continue;
        }
        told += 1;
        let key = key_of(text, genre);
        if told > looked || (text.chars().count() > LONG && key.is_none()) {
            break;
        }
        if genre == Genre::Speech && begins_ceremony(text) {
            return at - 1;
        }
        if let Some((key, value)) = key {
            if seen.contains(&key) {
                break;
            }
            seen.push(key);
            end = at + value_lines(lines, at, key, &value, genre);
            at = at.max(end);
            continue;
        }
        // After the key that says whom an announcement is for, a line that is no key is its text.
        if genre == Genre::Announcement && seen.contains(&HeadKey::For) && !is_address(text) {
            break;
        }
        let is_capital = text.chars().any(char::is_alphabetic) && !text.chars().any(char::is_lowercase) && told <= 10;
        capitals = capitals.filter(|_| is_capital && !text.starts_with('#')).map(|_| at);
        if capitals.is_some() {
            end = end.max(at);
        }
    }
    end
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
    // A list below any other key is text: "Penting: ya" and what to bring.
    if !value.is_empty() && !matches!(key, HeadKey::For | HeadKey::Except | HeadKey::Include) {
        return 0;
    }
    let mut count = 0;
    while let Some((next, _)) = lines.get(at + count) {
        let goes_on =
            is_list_line(next) || (value.is_empty() && !next.trim().is_empty() && next.chars().count() <= 80 && count < ADDRESS_LINES);
        if !goes_on || key_of(next, genre).is_some() || is_address(next) {
            break;
        }
        count += 1;
    }
    count
}

/// The foot of an address: "di – Tempat".
fn is_address(line: &str) -> bool {
    matches!(fold_name(line).as_str(), "di" | "tempat" | "ditempat")
}
