//! A speech manuscript: what it is, and its body without the ceremonial parts.

use std::cell::Cell;

use super::document::{Manuscript, Part, text_of};
use super::moment;
use super::table::Value;
use super::vocabulary::{CLOSINGS, DOXOLOGIES, GREETINGS, GUEST_LISTS, HeadKey};
use crate::diagnostic::{Diagnostic, Found, Place};
use crate::model::rich_text::Block;
use crate::model::wilayah::fold_name;
use crate::model::{EditionId, Leader, Sambutan};

/// Reads a speech; `None` with an error where nothing of it could be printed.
pub fn read(manuscript: Manuscript, edition: EditionId, leaders: &[Leader]) -> Found<Option<Sambutan>> {
    let mut diagnostics = Vec::new();
    let place = Place::file(&manuscript.file);
    let value = |key| manuscript.key(key).map(|(value, _)| value.to_owned());
    let cover = manuscript.cover.join(" ");
    let event = value(HeadKey::Event).or_else(|| event_on_cover(&cover));
    let title = value(HeadKey::Title).or_else(|| event.clone());
    let date = manuscript.key(HeadKey::Date).and_then(|(text, place)| {
        let reading = moment::dates(&Value::Text(text.to_owned()), edition);
        match reading {
            None => diagnostics.push(
                Diagnostic::error("tanggal sambutan tidak terbaca")
                    .at(place.clone())
                    .raw(text)
                    .remedy("tulis seperti “Hari/Tanggal: Selasa, 17 November 2026”"),
            ),
            Some(ref r) => diagnostics.extend(r.doubt.iter().map(|doubt| {
                Diagnostic::warning(doubt.clone())
                    .at(place.clone())
                    .raw(text)
                    .remedy("tanggalnya yang dipakai; betulkan hari atau tanggalnya")
            })),
        }
        reading.and_then(|r| r.value.first().copied())
    });
    let speaker = value(HeadKey::Speaker).or_else(|| leader_on_cover(&cover, leaders));
    let mut missing = |what: &str, remedy: &str| {
        diagnostics.push(Diagnostic::error(format!("{what} sambutan tidak ditemukan")).at(place.clone()).remedy(remedy));
    };
    if title.is_none() {
        missing("acara", "tambahkan baris “Acara: …” di atas salam pembuka");
    }
    if speaker.is_none() {
        missing("pembicara", "tambahkan baris “Oleh: Bupati” di atas salam pembuka");
    }
    if manuscript.key(HeadKey::Date).is_none() {
        missing("tanggal", "tambahkan baris “Hari/Tanggal: Selasa, 17 November 2026”");
    }
    let (body, left_out) = body_of(&manuscript.parts);
    if let (Some(first), Some(last)) = (left_out.first(), left_out.last()) {
        let until = last.to_string().rsplit(", ").next().unwrap_or_default().to_owned();
        let message =
            format!("salam, penghormatan, puji syukur, pantun dan penutup tidak dicetak: {} bagian, sampai {until}", left_out.len());
        diagnostics.push(Diagnostic::note(message).at(first.clone()));
    }
    if body.is_empty() {
        diagnostics.push(Diagnostic::error("isi sambutan kosong").at(place.clone()).remedy("periksa naskahnya"));
    }
    // A speech of a later date does not go out before it is delivered.
    if let Some(date) = date.filter(|date| *date >= edition.monday()) {
        let message = format!("sambutan baru disampaikan {}, jadi belum dimuat", crate::model::date::full_date(date));
        diagnostics.push(Diagnostic::warning(message).at(place).remedy("pindahkan naskahnya ke edisi pekan berikutnya"));
        return Found::new(None, diagnostics);
    }
    let sambutan = match (title, speaker) {
        (Some(title), Some(speaker)) if !body.is_empty() => {
            Some(Sambutan { title, speaker, reader: value(HeadKey::Reader), event, date, venue: value(HeadKey::Venue), body, place })
        }
        _ => None,
    };
    Found::new(sambutan, diagnostics)
}

/// "SAMBUTAN BUPATI BARITO KUALA PADA ACARA …": the event, in the capitals it was written in.
fn event_on_cover(cover: &str) -> Option<String> {
    let at = ["PADA ACARA ", "DALAM RANGKA ", "PADA "].iter().find_map(|anchor| cover.find(anchor).map(|at| at + anchor.len()))?;
    Some(cover[at..].trim().to_owned()).filter(|event| !event.is_empty())
}

/// The leader whose office the cover names; the longest, since WAKIL BUPATI holds BUPATI.
fn leader_on_cover(cover: &str, leaders: &[Leader]) -> Option<String> {
    let cover = fold_name(cover.split(" PADA ").next().unwrap_or(cover));
    let named = leaders.iter().filter(|leader| cover.contains(&fold_name(&leader.office)));
    named.max_by_key(|leader| leader.office.len()).map(|leader| leader.office.clone())
}

/// The body between the ceremonial opening and the closing, and the places of what was left out.
fn body_of(parts: &[Part]) -> (Vec<Block>, Vec<Place>) {
    let texts: Vec<String> = parts.iter().map(|part| text_of(&part.block)).collect();
    let starts = |text: &str, anchors: &[&str]| {
        let folded = fold_name(text);
        anchors.iter().any(|anchor| folded.starts_with(anchor))
    };
    let in_guests = Cell::new(false);
    let is_opening = |i: usize| {
        let (text, block) = (&texts[i], &parts[i].block);
        let is_greeting = starts(text, GREETINGS);
        let is_guest = starts(text, GUEST_LISTS) || (in_guests.get() && (matches!(block, Block::List { .. }) || is_list_like(text)));
        let is_doxology = starts(text, DOXOLOGIES) || matches!(block, Block::Paragraph { rtl: true, .. });
        in_guests.set(is_guest);
        is_greeting || is_guest || is_doxology
    };
    let first = (0..parts.len()).find(|&i| !is_opening(i)).unwrap_or(parts.len());
    let last = (first..parts.len())
        .rev()
        .find(|&i| starts(&texts[i], CLOSINGS) && texts[i].chars().count() < 400)
        .map(|mut end| {
            while end > first && starts(&texts[end - 1], CLOSINGS) {
                end -= 1;
            }
            end
        })
        .filter(|end| parts.len() - end <= 12)
        .unwrap_or(parts.len());
    let (mut body, mut left_out) = (Vec::new(), Vec::new());
    for (i, part) in parts.iter().enumerate() {
        if (first..last).contains(&i) && !is_pantun(&part.block) {
            body.push(part.block.clone());
        } else {
            left_out.push(part.place.clone());
        }
    }
    (body, left_out)
}

/// A guest typed as a numbered or dashed line of its own, without a list style.
fn is_list_like(text: &str) -> bool {
    text.starts_with(['-', '•', '–']) || text.split_once(['.', ')']).is_some_and(|(number, _)| number.parse::<u8>().is_ok())
}

/// Four short lines of verse, in one block.
fn is_pantun(block: &Block) -> bool {
    let lines: Vec<String> = match block {
        Block::Quote { blocks } => blocks.iter().flat_map(|b| text_of(b).lines().map(str::to_owned).collect::<Vec<_>>()).collect(),
        Block::Paragraph { .. } => text_of(block).lines().map(str::to_owned).collect(),
        _ => return false,
    };
    let verse = matches!(block, Block::Quote { .. }) || lines.len() == 4;
    verse && lines.len() <= 8 && lines.iter().all(|line| line.chars().count() < 70)
}
