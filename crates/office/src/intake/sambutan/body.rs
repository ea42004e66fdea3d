//! The body of a speech between its ceremonial opening and its closing.

use std::collections::BTreeSet;

use super::pantun::verses;
use crate::diagnostic::{Diagnostic, Found, Place};
use crate::intake::announcement::is_dateline;
use crate::intake::document::{Manuscript, Part, begins_ceremony, text_of};
use crate::intake::vocabulary::{CEREMONY, CLOSINGS, Ceremony, DOXOLOGIES, GREETINGS, GUEST_LISTS, HeadKey, SALUTATIONS};
use crate::intake::without_list_mark;
use crate::model::EditionId;
use crate::model::rich_text::Block;
use crate::model::wilayah::fold_name;

/// The ceremonial parts that the office wants printed: "Sertakan: pantun".
pub(super) fn chosen_parts(manuscript: &Manuscript) -> Found<BTreeSet<Ceremony>> {
    let mut chosen = Found::new(BTreeSet::new(), Vec::new());
    let Some((text, place)) = manuscript.key(HeadKey::Include) else { return chosen };
    for name in text.replace(" dan ", ",").split([',', ';']).filter(|name| !name.trim().is_empty()) {
        match CEREMONY.iter().find(|(_, words)| words.contains(&fold_name(name).as_str())) {
            Some((part, _)) => {
                chosen.value.insert(*part);
            }
            None => chosen.diagnostics.push(
                Diagnostic::warning("sambutan.bagian-tidak-dikenal", "bagian sambutan ini tidak dikenal")
                    .at(place.clone())
                    .raw(name)
                    .remedy("pilih salam, penghormatan, puji syukur, pantun atau penutup"),
            ),
        }
    }
    chosen
}

/// The body of a speech, and the parts around it.
pub(super) struct Body {
    pub(super) parts: Vec<Part>,
    /// The first part of the closing.
    pub(super) end: usize,
    left_out: Vec<Place>,
    /// Parts below the closing that look like more than a signature.
    unusual: Vec<usize>,
}

impl Body {
    /// Takes the body out of a manuscript; ceremonial parts belong to it only where they are `chosen`.
    pub(super) fn read(parts: &[Part], chosen: &BTreeSet<Ceremony>, edition: EditionId) -> Self {
        let texts: Vec<String> = parts.iter().map(|part| text_of(&part.block)).collect();
        let opening = opening(parts, &texts);
        let first = opening.len();
        let end = closing(&texts, first, edition);
        let verse = verses(&parts[first..end], &texts[first..end]);
        let is_sentence = |i: &usize| {
            let is_ceremony = starts(&texts[*i], CLOSINGS) || begins_ceremony(&texts[*i]) || is_right_to_left(&parts[*i]);
            !is_ceremony && (texts[*i].chars().count() > 90 || (texts[*i].ends_with('.') && texts[*i].split_whitespace().count() > 6))
        };
        let unusual = if chosen.contains(&Ceremony::Closing) { Vec::new() } else { (end..parts.len()).filter(is_sentence).collect() };
        let mut body = Body { parts: Vec::new(), end, left_out: Vec::new(), unusual };
        for (i, part) in parts.iter().enumerate() {
            let ceremony = match i {
                i if i < first => Some(opening[i]),
                i if i >= end => Some(Ceremony::Closing),
                // "Hadirin yang saya hormati," between two parts of a speech.
                i if texts[i].trim_end().ends_with(',') && is_salutation(&texts[i]) => Some(Ceremony::Guests),
                i => verse.contains(&(i - first)).then_some(Ceremony::Pantun),
            };
            if ceremony.is_none_or(|ceremony| chosen.contains(&ceremony)) {
                body.parts.push(part.clone());
            } else {
                body.left_out.push(part.place.clone());
            }
        }
        body
    }

    /// Remarks on the parts that are not printed; `parts`: those of the whole manuscript, at `place`.
    pub(super) fn remarks(&self, parts: &[Part], place: &Place) -> Vec<Diagnostic> {
        let mut said = Vec::new();
        if let Some(first) = self.unusual.first() {
            let beyond: Vec<String> = self.unusual.iter().map(|i| text_of(&parts[*i].block)).collect();
            said.push(
                Diagnostic::warning("sambutan.teks-sesudah-penutup", "teks sesudah penutup sambutan tidak dicetak")
                    .at(parts[*first].place.clone())
                    .raw(beyond.join(" / "))
                    .remedy("pindahkan ke atas kata penutup, atau tulis “Sertakan: penutup”"),
            );
        }
        if let (Some(first), Some(last)) = (self.left_out.first(), self.left_out.last()) {
            // The spot alone: it is printed behind the file.
            let until = last.to_string().rsplit(", ").next().unwrap_or_default().to_owned();
            let count = self.left_out.len();
            const LEFT_OUT: &str = "salam, penghormatan, puji syukur, pantun dan penutup tidak dicetak";
            let note = Diagnostic::note("sambutan.bagian-tidak-dicetak", format!("{LEFT_OUT}: {count} bagian, sampai {until}"));
            said.push(note.at(first.clone()).alike(LEFT_OUT));
        }
        if self.parts.is_empty() {
            let fault = Diagnostic::error("sambutan.isi-kosong", "isi sambutan kosong");
            said.push(fault.at(place.clone()).remedy("periksa naskahnya"));
        }
        said
    }
}

fn starts(text: &str, anchors: &[&str]) -> bool {
    let folded = fold_name(text);
    anchors.iter().any(|anchor| folded.starts_with(anchor))
}

fn is_right_to_left(part: &Part) -> bool {
    matches!(part.block, Block::Paragraph { rtl: true, .. })
}

/// The ceremonial parts before the body.
fn opening(parts: &[Part], texts: &[String]) -> Vec<Ceremony> {
    let mut opening: Vec<Ceremony> = Vec::new();
    for (part, text) in parts.iter().zip(texts) {
        let in_guests = opening.last() == Some(&Ceremony::Guests);
        let next = match () {
            () if starts(text, GREETINGS) => Ceremony::Greeting,
            () if starts(text, GUEST_LISTS) => Ceremony::Guests,
            () if starts(text, DOXOLOGIES) || is_right_to_left(part) => Ceremony::Doxology,
            () if in_guests && (matches!(part.block, Block::List { .. }) || is_guest(text)) => Ceremony::Guests,
            () if !opening.is_empty() && is_salutation(text) => Ceremony::Guests,
            () => break,
        };
        opening.push(next);
    }
    opening
}

/// The first part of the closing, among those from `first` on; their number where there is none.
fn closing(texts: &[String], first: usize, edition: EditionId) -> usize {
    let all = texts.len();
    let is_closing = |i: usize| starts(&texts[i], CLOSINGS) && texts[i].chars().count() < 400;
    let end = (first..all).rev().find(|&i| is_closing(i)).filter(|end| all - end <= 12).unwrap_or(all);
    // Place and date begin a signature, closing words or not.
    let signs = |i: usize| texts[i].lines().next().is_some_and(|line| line.chars().count() < 60 && is_dateline(line, edition));
    let short_from = (first..end).rev().take_while(|&i| texts[i].chars().count() < 80 && all - i <= 10).last().unwrap_or(end);
    let mut end = (short_from..end).find(|&i| signs(i)).unwrap_or(end);
    while end > first && is_closing(end - 1) {
        end -= 1;
    }
    end
}

/// "Tokoh adat, tokoh agama, dan hadirin sekalian.": the last of the guests, whose line ends with all of them.
fn addresses_all(text: &str) -> bool {
    let folded = fold_name(text);
    let ends = ["sekalian", "sayahormati", "kamihormati", "berbahagia", "sayamuliakan", "kamimuliakan", "sayabanggakan", "sayacintai"];
    text.chars().count() <= 160 && ends.iter().any(|word| folded.ends_with(word))
}

/// "Hadirin yang berbahagia,": a line that only speaks to those who are there.
fn is_salutation(text: &str) -> bool {
    let first = text.split(|c: char| !c.is_alphanumeric()).find(|word| !word.is_empty()).map(fold_name).unwrap_or_default();
    SALUTATIONS.contains(&first.as_str()) && addresses_all(text)
}

/// A guest on a line of its own: numbered, dashed, or a short line that is no sentence.
fn is_guest(text: &str) -> bool {
    let numbered = without_list_mark(text).is_some();
    let is_class =
        ["para", "segenap", "seluruh", "bapak", "ibu", "hadirin", "rekan", "tamu"].iter().any(|word| fold_name(text).starts_with(word));
    numbered
        || (is_class && text.chars().count() <= 120)
        || addresses_all(text)
        || (text.chars().count() <= 160 && text.trim_end().ends_with([';', ',']) && !begins_ceremony(text))
}
