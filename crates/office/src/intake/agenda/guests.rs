//! The officials of an event: who comes, and who comes in another's place.

use std::sync::LazyLock;

use regex::Regex;

use super::cells::{formula_fault, is_no, is_tick};
use super::rows::Rows;
use crate::diagnostic::Diagnostic;
use crate::intake::table::Value;
use crate::intake::vocabulary::{ABSENT, AgendaColumn as Column, OFFICIALS, PENDING, TITLES, official};
use crate::intake::without_list_mark;
use crate::model::wilayah::fold_name;
use crate::model::{Official, Officials};

/// "(diwakili oleh": the words before the official who comes in another's place.
static REPRESENTED: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)[\s(\[,–-]*\b(?:(?:tidak|tdk)\s+hadir\W+)?diwakil(?:i|kan)\b(?:\s+(?:oleh|kepada)\b)?[\s:]*").expect("a fixed pattern")
});

impl Rows<'_> {
    /// The officials of a row: those of the ticked columns, of their own column, or else the leader whose sheet this is.
    pub(super) fn officials(&mut self, row: u32, keep_struck: bool) -> Officials {
        let ticked = self.ticked(row);
        let has_ticks = !self.header.ticks.is_empty();
        let named = self.field(row, Column::Officials, keep_struck).filter(|_| !matches!(ticked, Officials::Named(_)));
        let leader = self.leader.filter(|_| !has_ticks);
        match (ticked, named) {
            (Officials::Named(all), _) => Officials::Named(all),
            (_, Some(text)) => {
                let place = self.place(row, Column::Officials);
                let text = self.legend.spell_out(&text);
                self.legend.note_unknown(&text, &place);
                match (leader, representative(&text)) {
                    // On a leader's own sheet "diwakili Asisten I" speaks of him.
                    (Some(leader), Some(one)) => Officials::Named(vec![Official { office: leader.to_owned(), represented_by: Some(one) }]),
                    _ => officials(&text),
                }
            }
            (Officials::Pending, None) => Officials::Pending,
            (Officials::Unknown, None) => leader.map_or(Officials::Unknown, |leader| Officials::Named(vec![Official::coming(leader)])),
        }
    }

    /// The officials of the columns of ticks.
    fn ticked(&mut self, row: u32) -> Officials {
        let (mut all, mut is_pending) = (Vec::new(), false);
        for (name, column) in self.header.ticks.clone() {
            let Some((_, cell)) = self.sheet.inherited(row, column).filter(|(_, cell)| !cell.struck) else { continue };
            let text = self.legend.spell_out(&cell.text());
            let place = self.sheet.place(row, column);
            if let Value::Fault(why) = cell.value {
                self.say(formula_fault(why).at(place));
                continue;
            }
            if is_no(&text) {
                continue;
            }
            // A name of the office's own in the heading is printed too.
            let heading = self.sheet.place(self.header.first_row - 1, column);
            let name = self.legend.spell_out(&name);
            let office = self.printable(official(&name).unwrap_or(&name), &heading);
            if let Some(one) = representative(&text) {
                let one = self.printable(&one, &place);
                all.push(Official { office, represented_by: Some(one) });
                continue;
            }
            match officials(&text) {
                Officials::Pending => is_pending = true,
                _ => {
                    if !is_tick(&text) {
                        let message = format!("isi kolom {name} dibaca sebagai tanda hadir, dan tidak dicetak");
                        let warning = Diagnostic::warning("agenda.tanda-hadir-berisi", message).at(place).raw(text);
                        let alike = "isi kolom pejabat dibaca sebagai tanda hadir, dan tidak dicetak";
                        self.say(warning.alike(alike).remedy("beri tanda ✓, kosongkan, atau tulis “diwakili …”"));
                    }
                    all.push(Official::coming(office));
                }
            }
        }
        match (all.is_empty(), is_pending) {
            (false, _) => Officials::Named(all),
            (true, true) => Officials::Pending,
            (true, false) => Officials::Unknown,
        }
    }
}

/// The official of a text that tells only who comes in another's place: "diwakili Asisten I"; empty where it does not say who.
pub(super) fn representative(text: &str) -> Option<String> {
    let found = REPRESENTED.find(text).filter(|found| fold_name(&text[..found.start()]).is_empty())?;
    Some(print_official(text[found.end()..].trim_end_matches([')', ']', '.', ' '])))
}

/// Takes the sentences of a note that tell who comes in another's place: the officials then, and the rest of the note.
/// "Wabup diwakili Asisten I" speaks of one of them, "diwakili Asisten I" of all.
pub(super) fn represented_in_note(note: &str, officials: Officials) -> (Officials, Option<String>) {
    let mut officials = officials;
    let mut rest: Vec<&str> = Vec::new();
    for sentence in sentences(note) {
        officials = match (representative(sentence), officials_of(sentence), officials) {
            (Some(one), _, Officials::Named(mut all)) => {
                all.iter_mut().filter(|guest| guest.represented_by.is_none()).for_each(|guest| guest.represented_by = Some(one.clone()));
                Officials::Named(all)
            }
            (Some(one), ..) if !one.is_empty() => Officials::Named(vec![Official::coming(one)]),
            (None, said, Officials::Named(mut all)) if !said.is_empty() && said.iter().all(|guest| position(&all, guest).is_some()) => {
                for guest in said {
                    if let Some(at) = position(&all, &guest) {
                        all[at] = guest;
                    }
                }
                Officials::Named(all)
            }
            (None, said, Officials::Unknown) if !said.is_empty() => Officials::Named(said),
            (.., officials) => {
                rest.push(sentence);
                officials
            }
        };
    }
    (officials, Some(rest.join("\n")).filter(|rest| !rest.is_empty()))
}

/// The leaders who are represented by a sentence of a note; none where it names anyone else: "undangan dapat diwakili staf".
fn officials_of(sentence: &str) -> Vec<Official> {
    let Officials::Named(said) = officials(sentence) else { return Vec::new() };
    let is_leader = |guest: &Official| guest.represented_by.is_some() && OFFICIALS.iter().any(|(_, printed)| *printed == guest.office);
    if said.iter().all(is_leader) { said } else { Vec::new() }
}

fn position(all: &[Official], guest: &Official) -> Option<usize> {
    all.iter().position(|known| known.office == guest.office)
}

/// The sentences of a note, where one of them tells of a representative; else the note as a whole. A stop behind "Drs" or "H" ends none.
fn sentences(note: &str) -> Vec<&str> {
    const SHORT: &[&str] = &["drs", "dra", "ir", "h", "hj", "dr", "prof", "plt", "plh", "pj", "bpk", "kab", "kec", "an", "st"];
    if !REPRESENTED.is_match(note) {
        return vec![note];
    }
    let mut sentences = Vec::new();
    let mut from = 0;
    for (at, sign) in note.match_indices([';', '\n', '.']) {
        let last = note[from..at].rsplit(|c: char| !c.is_alphanumeric()).next().map(fold_name).unwrap_or_default();
        let is_end = sign != "." || (note[at + 1..].starts_with([' ', '\n']) && !SHORT.contains(&last.as_str()));
        if is_end {
            sentences.push(&note[from..at]);
            from = at + sign.len();
        }
    }
    sentences.push(&note[from..]);
    sentences.into_iter().map(|part| part.trim().trim_end_matches('.')).filter(|part| !fold_name(part).is_empty()).collect()
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
    static REPRESENTS: LazyLock<Regex> =
        LazyLock::new(|| Regex::new(r"(?is)^(.+?)[\s(\[,]*\b(?:mewakili|atas nama|a\.n\.)\s+(.+?)[)\]]?$").expect("a fixed pattern"));
    let mut all = Vec::new();
    if let Some(found) = REPRESENTS.captures(text).filter(|_| !REPRESENTED.is_match(text)) {
        let one = print_official(&found[1]);
        take(&mut all, &found[2]);
        all.iter_mut().for_each(|guest| guest.represented_by = Some(one.clone()));
    }
    let mut rest = if all.is_empty() { text } else { "" };
    while let Some(marker) = REPRESENTED.find(rest) {
        let (before, after) = (&rest[..marker.start()], &rest[marker.end()..]);
        let length = representative_length(after, marker.as_str().contains(['(', '[']));
        let one = print_official(&after[..length]);
        let known = all.len();
        take(&mut all, before);
        // Of several, only the one before the word is represented.
        match all.last_mut().filter(|_| known == 0 || !fold_name(before).is_empty()) {
            Some(absent) => absent.represented_by = Some(one),
            None if one.is_empty() => {}
            None => all.push(Official::coming(one)),
        }
        rest = after[length..].trim_start_matches([')', ']', ' ', ',']);
    }
    take(&mut all, rest);
    if all.is_empty() { Officials::Unknown } else { Officials::Named(all) }
}

/// Bytes of the representative at the beginning of a text: all in its parentheses; else one name with its degrees.
fn representative_length(text: &str, is_in_parentheses: bool) -> usize {
    let end = text.find([')', ']']).unwrap_or(text.len());
    if is_in_parentheses {
        return end;
    }
    let next = REPRESENTED.find(&text[..end]).map_or(end, |next| next.start());
    let mut length = 0;
    for (joint, piece) in pieces(&text[..next]) {
        // "Asisten I, Sekda": the second comes by himself. A joint keeps two offices together.
        let goes_on = length == 0 || is_degree(piece.trim()) || !(joint.is_empty() || begins_a_title(piece));
        if !goes_on {
            break;
        }
        length = piece.as_ptr() as usize - text.as_ptr() as usize + piece.len();
    }
    length
}

/// Adds the officials of a list, each once.
fn take(all: &mut Vec<Official>, text: &str) {
    let is_number = |word: &str| word.strip_suffix(['.', ')']).is_some_and(|number| number.parse::<u8>().is_ok());
    let words = |line: &str| line.split_whitespace().map(|word| if is_number(word) { "\n" } else { word }).collect::<Vec<_>>().join(" ");
    let numbered = text.lines().map(words).collect::<Vec<_>>().join("\n");
    let mut is_first = true;
    for (joint, piece) in pieces(&numbered) {
        let Some(printed) = attending(piece).map(print_official) else { continue };
        if fold_name(&printed).is_empty() || all.iter().any(|guest| guest.office == printed) {
            continue;
        }
        match all.last_mut().filter(|_| !is_first) {
            // A degree belongs to the name before it, and "Pendidikan dan Kebudayaan" is one agency.
            Some(last) if is_degree(&printed) => last.office.push_str(&format!(", {printed}")),
            Some(last) if !joint.is_empty() && !begins_a_title(&printed) => last.office.push_str(&format!("{joint}{printed}")),
            _ => all.push(Official::coming(printed)),
        }
        is_first = false;
    }
}

fn begins_a_title(text: &str) -> bool {
    let first = text.split(|c: char| !c.is_alphabetic()).find(|word| !word.is_empty());
    first.is_some_and(|word| TITLES.contains(&fold_name(word).as_str()))
}

/// The names of a list, each with the "dan", "&" or slash before it; nothing before those that a comma or a line sets apart.
pub(super) fn pieces(text: &str) -> Vec<(&str, &str)> {
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
    let text = without_list_mark(text).unwrap_or(text);
    official(text).unwrap_or(text).to_owned()
}
