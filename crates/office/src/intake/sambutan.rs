//! A speech manuscript: what it is, and its body without the ceremonial parts.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use chrono::NaiveDate;
use regex::Regex;

use super::announcement::is_dateline;
use super::characters;
use super::document::{self, Manuscript, Part, begins_ceremony, text_of};
use super::moment;
use super::table::Value;
use super::vocabulary::{
    CEREMONY, CLOSINGS, Ceremony, DOXOLOGIES, EVENT_ANCHORS, GREETINGS, GUEST_LISTS, HeadKey, OFFICIALS, VENUE_WORDS, is_letterhead,
};
use crate::diagnostic::{Diagnostic, Found, Place};
use crate::model::rich_text::Block;
use crate::model::wilayah::fold_name;
use crate::model::{EditionId, Leader, Sambutan};

/// Reads a speech; `None` with an error where nothing of it could be printed.
pub fn read(manuscript: Manuscript, edition: EditionId, leaders: &[Leader]) -> Found<Option<Sambutan>> {
    let mut diagnostics = Vec::new();
    let place = Place::file(&manuscript.file);
    let chosen = chosen_parts(&manuscript, &mut diagnostics);
    let body = body_of(&manuscript.parts, &chosen, edition);
    let cover = Cover::read(&manuscript.cover, leaders, edition);
    let signature = Signature::read(&manuscript.parts[body.end..], leaders, edition);
    if let Some((_, place)) = cover.unused.first() {
        let raw = cover.unused.iter().map(|(line, _)| line.as_str()).collect::<Vec<_>>().join(" / ");
        diagnostics.push(Diagnostic::note("baris sampul ini tidak dicetak").at(place.clone()).raw(raw));
    }
    let value = |key| manuscript.key(key).map(|(value, _)| value.to_owned());
    let event = value(HeadKey::Event).or(cover.event);
    let title = value(HeadKey::Title).or_else(|| event.clone());
    let speaker = value(HeadKey::Speaker).or(cover.speaker).or(signature.speaker);
    let venue = value(HeadKey::Venue).or(cover.venue);
    let date = match manuscript.key(HeadKey::Date) {
        Some((text, place)) => date_of(text, place, edition, &mut diagnostics),
        None => cover.date.or(signature.date),
    };
    let mut ask = |severe: bool, what: &str, remedy: &str| {
        let message = format!("{what} sambutan tidak ditemukan");
        let said = if severe { Diagnostic::error(message) } else { Diagnostic::warning(message) };
        diagnostics.push(said.at(place.clone()).remedy(remedy));
    };
    if title.is_none() {
        ask(true, "acara", "tambahkan baris “Acara: …” di atas salam pembuka");
    }
    if speaker.is_none() {
        ask(true, "pembicara", "tambahkan baris “Oleh: Bupati” di atas salam pembuka");
    }
    if date.is_none() && manuscript.key(HeadKey::Date).is_none() {
        ask(true, "tanggal", "tambahkan baris “Hari/Tanggal: Selasa, 17 November 2026”");
    }
    // A speech of a later date does not go out before it is delivered.
    if let Some(date) = date.filter(|date| *date >= edition.monday()) {
        let message = format!("sambutan baru disampaikan {}, jadi belum dimuat", crate::model::date::full_date(date));
        diagnostics.push(Diagnostic::warning(message).at(place).remedy("pindahkan naskahnya ke edisi pekan berikutnya"));
        return Found::new(None, diagnostics);
    }
    if venue.is_none() && title.is_some() && speaker.is_some() {
        diagnostics.push(
            Diagnostic::warning("tempat sambutan tidak ditemukan")
                .at(place.clone())
                .remedy("tambahkan baris “Tempat: …” di atas salam pembuka"),
        );
    }
    let beyond: Vec<String> = body.unusual.iter().map(|i| text_of(&manuscript.parts[*i].block)).collect();
    if let Some(first) = body.unusual.first() {
        diagnostics.push(
            Diagnostic::warning("teks sesudah penutup sambutan tidak dicetak")
                .at(manuscript.parts[*first].place.clone())
                .raw(beyond.join(" / "))
                .remedy("pindahkan ke atas kata penutup, atau tulis “Sertakan: penutup”"),
        );
    }
    if let (Some(first), Some(last)) = (body.left_out.first(), body.left_out.last()) {
        let until = last.to_string().rsplit(", ").next().unwrap_or_default().to_owned();
        let count = body.left_out.len();
        let message = format!("salam, penghormatan, puji syukur, pantun dan penutup tidak dicetak: {count} bagian, sampai {until}");
        diagnostics.push(Diagnostic::note(message).at(first.clone()));
    }
    if body.parts.is_empty() {
        diagnostics.push(Diagnostic::error("isi sambutan kosong").at(place.clone()).remedy("periksa naskahnya"));
    }
    if !manuscript.pictures.is_empty() {
        diagnostics.push(
            Diagnostic::note(format!("{} gambar dalam naskah sambutan tidak dicetak", manuscript.pictures.len()))
                .at(place.clone())
                .remedy("jadikan pengumuman bila gambarnya perlu dilihat warga"),
        );
    }
    if title.as_deref().is_some_and(is_all_capitals) {
        diagnostics.push(
            Diagnostic::warning("judul sambutan ditulis dengan huruf besar semua, dan dicetak begitu")
                .at(place.clone())
                .raw(title.as_deref().unwrap_or_default())
                .remedy("tambahkan baris “Judul: …” dengan huruf biasa"),
        );
    }
    let words: String = body.parts.iter().map(|part| text_of(&part.block)).collect();
    if is_all_capitals(&words) {
        diagnostics.push(
            Diagnostic::warning("naskah ditulis dengan huruf besar semua, dan dicetak begitu")
                .at(place.clone())
                .remedy("minta naskah dengan huruf biasa; Warta tidak mengubah huruf, agar nama dan singkatan tidak salah"),
        );
    }
    let (Some(title), Some(speaker), false) = (title, speaker, body.parts.is_empty()) else { return Found::new(None, diagnostics) };
    // What no key says stands on the title page.
    let cover_place = manuscript.cover.first().map_or(&place, |(_, place)| place);
    let mut printable = |key, text: String| {
        let place = manuscript.key(key).map_or(cover_place, |(_, place)| place);
        characters::printable(&text, place, &mut diagnostics)
    };
    let sambutan = Sambutan {
        title: printable(HeadKey::Title, title),
        speaker: printable(HeadKey::Speaker, speaker),
        reader: value(HeadKey::Reader).map(|text| printable(HeadKey::Reader, text)),
        event: event.map(|text| printable(HeadKey::Event, text)),
        date,
        venue: venue.map(|text| printable(HeadKey::Venue, text)),
        body: document::printable(body.parts, &mut diagnostics),
        place,
    };
    if sambutan.title.trim().is_empty() {
        let fault = Diagnostic::error("judul sambutan tidak berisi huruf yang dapat dicetak").at(sambutan.place);
        diagnostics.push(fault.remedy("tulis judulnya dengan kata"));
        return Found::new(None, diagnostics);
    }
    Found::new(Some(sambutan), diagnostics)
}

fn date_of(text: &str, place: &Place, edition: EditionId, diagnostics: &mut Vec<Diagnostic>) -> Option<NaiveDate> {
    let (day, _) = moment::split_date_and_time(text);
    let reading = moment::dates(&Value::Text(text.to_owned()), edition)
        .or_else(|| moment::dates(&Value::Text(day.trim_end_matches([' ', ',', '/']).to_owned()), edition));
    match &reading {
        None => diagnostics.push(
            Diagnostic::error("tanggal sambutan tidak terbaca")
                .at(place.clone())
                .raw(text)
                .remedy("tulis seperti “Hari/Tanggal: Selasa, 17 November 2026”"),
        ),
        Some(reading) => diagnostics.extend(reading.doubt.iter().map(|doubt| {
            Diagnostic::warning(doubt.clone()).at(place.clone()).raw(text).remedy("tanggalnya yang dipakai; betulkan hari atau tanggalnya")
        })),
    }
    reading.and_then(|r| r.value.first().copied())
}

/// Capitals throughout, in a text long enough for that to be a habit rather than a name.
fn is_all_capitals(text: &str) -> bool {
    let letters = text.chars().filter(|c| c.is_alphabetic() && c.is_lowercase() != c.is_uppercase()).count();
    letters >= 12 && text.chars().filter(|c| c.is_lowercase()).count() * 20 < letters
}

/// What a title page says.
#[derive(Debug, Default)]
struct Cover {
    event: Option<String>,
    speaker: Option<String>,
    venue: Option<String>,
    date: Option<NaiveDate>,
    /// Lines that say none of this.
    unused: Vec<(String, Place)>,
}

impl Cover {
    /// "SAMBUTAN / BUPATI BARITO KUALA / PADA ACARA … / MARABAHAN, 17 NOVEMBER 2026", in capitals or not.
    fn read(lines: &[(String, Place)], leaders: &[Leader], edition: EditionId) -> Self {
        let mut cover = Cover::default();
        let mut event: Option<Vec<&str>> = None;
        let mut town = None;
        for (line, place) in lines.iter().flat_map(|(line, place)| line.lines().map(move |line| (line.trim(), place))) {
            if line.is_empty() {
                continue;
            }
            let folded = fold_name(line);
            let lower = line.to_lowercase();
            if let Some(date) = moment::date_within(line, edition).filter(|_| is_dateline(line, edition)) {
                cover.date = Some(date);
                // "Marabahan, 17 November 2026"; "Selasa, …" is a weekday.
                let before = line.split_once(',').map(|(before, _)| before.trim());
                town = town.or(before.filter(|b| {
                    !b.chars().any(|c| c.is_ascii_digit())
                        && moment::dates(&Value::Text((*b).to_owned()), edition).is_none()
                        && b.split_whitespace().count() <= 3
                }));
                event = event.filter(|words| !words.is_empty());
                if event.is_some() {
                    cover.event = cover.event.or(event.take().map(|words| words.join(" ")));
                }
                continue;
            }
            let place_words = ["bertempat di ", "di ", "tempat ", "bertempat ", "lokasi "];
            let after = place_words.iter().find(|word| lower.starts_with(**word)).and_then(|word| line.get(word.len()..));
            let is_venue = VENUE_WORDS.iter().any(|word| lower.split_whitespace().next() == Some(word)) && event.is_some();
            // "Di Kabupaten …" goes on telling the event.
            let is_wide =
                ["kabupaten", "provinsi", "tingkat"].iter().any(|word| after.is_some_and(|rest| fold_name(rest).starts_with(word)));
            if let Some(place) = after.or(is_venue.then_some(line)).filter(|_| !is_wide) {
                cover.venue = cover.venue.or_else(|| Some(place.trim_matches([' ', ':']).to_owned()));
                cover.event = cover.event.or(event.take().map(|words| words.join(" ")));
                continue;
            }
            if let Some(words) = &mut event {
                words.push(line);
                continue;
            }
            // Lower case may be longer than the text it came from; a byte too many finds nothing.
            let lower = format!("{lower} ");
            let anchor = EVENT_ANCHORS.iter().filter_map(|anchor| {
                let at = if lower.starts_with(anchor) { Some(0) } else { lower.find(&format!(" {anchor}")).map(|at| at + 1) }?;
                Some((at, line.get(at + anchor.trim_end().len()..)?))
            });
            let found = anchor.min_by_key(|(at, rest)| (*at, rest.len()));
            let (before, rest) = found.map_or((line, None), |(at, rest)| (line.get(..at).unwrap_or_default(), Some(rest)));
            let speaker = official_in(before, leaders).filter(|_| !is_letterhead(line) && cover.speaker.is_none());
            let is_word_of_form = ["sambutan", "pidato", "naskah", "arahan", "amanat", "tertulis"].iter().any(|word| folded.contains(word));
            if speaker.is_none() && rest.is_none() && !is_word_of_form && !is_letterhead(line) {
                cover.unused.push((line.to_owned(), place.clone()));
            }
            cover.speaker = cover.speaker.or(speaker);
            event = rest.map(|rest| vec![rest.trim()]).filter(|words| !words[0].is_empty()).or(event).or_else(|| rest.map(|_| Vec::new()));
        }
        let tidy = |text: String| {
            let text = text.trim_matches([' ', ',', '.']);
            let lower = text.to_lowercase();
            let inner = text.strip_prefix(['“', '"']).and_then(|rest| rest.strip_suffix(['”', '"']));
            let named = ["acara ", "kegiatan "].iter().find(|word| lower.starts_with(**word)).and_then(|word| text.get(word.len()..));
            inner.or(named).unwrap_or(text).to_owned()
        };
        cover.event = cover.event.or(event.map(|words| words.join(" "))).map(tidy).filter(|text| !text.is_empty());
        cover.venue = cover.venue.or(town.map(str::to_owned));
        cover
    }
}

/// The office of whoever a line names: a leader of this regency, or another official of the table; the longest, since
/// WAKIL BUPATI holds BUPATI.
fn official_in(line: &str, leaders: &[Leader]) -> Option<String> {
    let folded = fold_name(line);
    let leaders = leaders.iter().map(|leader| (fold_name(&leader.office), leader.office.clone()));
    // Of another regency or province, as it is written: "Gubernur Kalimantan Selatan".
    let words: Vec<&str> = line.split_whitespace().collect();
    let others = OFFICIALS.iter().filter_map(|(short, printed)| {
        let from = (0..words.len()).find(|&from| fold_name(&words[from..].concat()).starts_with(short))?;
        let is_elsewhere = *printed == "Gubernur" && words.len() - from <= 5;
        Some(((*short).to_owned(), if is_elsewhere { words[from..].join(" ") } else { (*printed).to_owned() }))
    });
    let (name, printed) = leaders.chain(others).filter(|(name, _)| folded.contains(name.as_str())).max_by_key(|(name, _)| name.len())?;
    // "Plh. Bupati": the one who stands in is named as such.
    let acting = [("plh", "Plh."), ("plt", "Plt."), ("pjs", "Pjs."), ("pj", "Pj.")];
    let before = folded.split(&name).next().unwrap_or_default();
    let acting = acting.iter().find(|(short, _)| before.ends_with(short)).map(|(_, printed)| *printed);
    Some(acting.map_or(printed.clone(), |acting| format!("{acting} {printed}")))
}

/// What stands below the closing: place and date, the office, the name.
#[derive(Debug, Default)]
struct Signature {
    speaker: Option<String>,
    date: Option<NaiveDate>,
}

impl Signature {
    fn read(parts: &[Part], leaders: &[Leader], edition: EditionId) -> Self {
        let mut signature = Signature::default();
        for line in parts.iter().flat_map(|part| text_of(&part.block).lines().map(str::to_owned).collect::<Vec<_>>()) {
            if line.chars().count() > 80 {
                continue;
            }
            if let Some(date) = moment::date_within(&line, edition) {
                signature.date = signature.date.or(Some(date));
            } else if !is_on_behalf(&line) {
                signature.speaker = signature.speaker.or_else(|| official_in(&line, leaders));
            }
        }
        signature
    }
}

/// "a.n. Bupati": somebody else signs.
fn is_on_behalf(line: &str) -> bool {
    static ON_BEHALF: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"(?i)^\s*(?:a\.?\s?n\.?\s|atas nama)").expect("a fixed pattern"));
    ON_BEHALF.is_match(line)
}

/// The ceremonial parts that the office wants printed: "Sertakan: pantun".
fn chosen_parts(manuscript: &Manuscript, diagnostics: &mut Vec<Diagnostic>) -> BTreeSet<Ceremony> {
    let Some((text, place)) = manuscript.key(HeadKey::Include) else { return BTreeSet::new() };
    let mut chosen = BTreeSet::new();
    for name in text.replace(" dan ", ",").split([',', ';']).filter(|name| !name.trim().is_empty()) {
        match CEREMONY.iter().find(|(_, words)| words.contains(&fold_name(name).as_str())) {
            Some((part, _)) => {
                chosen.insert(*part);
            }
            None => diagnostics.push(
                Diagnostic::warning("bagian sambutan ini tidak dikenal")
                    .at(place.clone())
                    .raw(name)
                    .remedy("pilih salam, penghormatan, puji syukur, pantun atau penutup"),
            ),
        }
    }
    chosen
}

struct Body {
    parts: Vec<Part>,
    left_out: Vec<Place>,
    /// Parts below the closing that look like more than a signature.
    unusual: Vec<usize>,
    /// The first part of the closing.
    end: usize,
}

/// The body between the ceremonial opening and the closing.
fn body_of(parts: &[Part], chosen: &BTreeSet<Ceremony>, edition: EditionId) -> Body {
    let texts: Vec<String> = parts.iter().map(|part| text_of(&part.block)).collect();
    let starts = |text: &str, anchors: &[&str]| {
        let folded = fold_name(text);
        anchors.iter().any(|anchor| folded.starts_with(anchor))
    };
    let mut opening: Vec<Ceremony> = Vec::new();
    for (part, text) in parts.iter().zip(&texts) {
        let in_guests = opening.last() == Some(&Ceremony::Guests);
        let next = match () {
            () if starts(text, GREETINGS) => Ceremony::Greeting,
            () if starts(text, GUEST_LISTS) => Ceremony::Guests,
            () if starts(text, DOXOLOGIES) || matches!(part.block, Block::Paragraph { rtl: true, .. }) => Ceremony::Doxology,
            () if in_guests && (matches!(part.block, Block::List { .. }) || is_guest(text)) => Ceremony::Guests,
            () => break,
        };
        opening.push(next);
    }
    let first = opening.len();
    let is_closing = |i: usize| starts(&texts[i], CLOSINGS) && texts[i].chars().count() < 400;
    let mut end = (first..parts.len()).rev().find(|&i| is_closing(i)).filter(|end| parts.len() - end <= 12).unwrap_or(parts.len());
    // Place and date begin a signature, closing words or not.
    let signs = |i: usize| texts[i].lines().next().is_some_and(|line| line.chars().count() < 60 && is_dateline(line, edition));
    let short_from = (first..end).rev().take_while(|&i| texts[i].chars().count() < 80 && parts.len() - i <= 10).last().unwrap_or(end);
    end = (short_from..end).find(|&i| signs(i)).unwrap_or(end);
    while end > first && is_closing(end - 1) {
        end -= 1;
    }
    let verse = verses(&parts[first..end], &texts[first..end]);
    let is_sentence = |i: &usize| {
        let is_ceremony =
            starts(&texts[*i], CLOSINGS) || begins_ceremony(&texts[*i]) || matches!(parts[*i].block, Block::Paragraph { rtl: true, .. });
        !is_ceremony && (texts[*i].chars().count() > 90 || (texts[*i].ends_with('.') && texts[*i].split_whitespace().count() > 6))
    };
    let unusual = if chosen.contains(&Ceremony::Closing) { Vec::new() } else { (end..parts.len()).filter(is_sentence).collect() };
    let mut body = Body { parts: Vec::new(), left_out: Vec::new(), unusual, end };
    for (i, part) in parts.iter().enumerate() {
        let ceremony = match i {
            i if i < first => Some(opening[i]),
            i if i >= end => Some(Ceremony::Closing),
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

/// A guest on a line of its own: numbered, dashed, or a short line that is no sentence.
fn is_guest(text: &str) -> bool {
    let numbered = super::without_list_mark(text).is_some();
    let is_class =
        ["para", "segenap", "seluruh", "bapak", "ibu", "hadirin", "rekan", "tamu"].iter().any(|word| fold_name(text).starts_with(word));
    numbered
        || (is_class && text.chars().count() <= 120)
        || (text.chars().count() <= 160 && text.trim_end().ends_with([';', ',']) && !begins_ceremony(text))
}

/// The parts that are a pantun: four short lines in one block, or in blocks of their own below a line that announces it.
fn verses(parts: &[Part], texts: &[String]) -> BTreeSet<usize> {
    const VERSE: usize = 75;
    let is_short = |line: &str| !line.trim().is_empty() && line.chars().count() < VERSE;
    let mut verse = BTreeSet::new();
    let mut at = 0;
    while at < parts.len() {
        let lines: Vec<String> = match &parts[at].block {
            Block::Quote { blocks } => blocks.iter().flat_map(|b| text_of(b).lines().map(str::to_owned).collect::<Vec<_>>()).collect(),
            Block::Paragraph { .. } => texts[at].lines().map(str::to_owned).collect(),
            _ => Vec::new(),
        };
        let is_quote = matches!(parts[at].block, Block::Quote { .. });
        if (is_quote || lines.len() == 4 || lines.len() == 8) && (1..=8).contains(&lines.len()) && lines.iter().all(|line| is_short(line)) {
            verse.insert(at);
        } else if fold_name(&texts[at]).contains("pantun") && texts[at].chars().count() < 300 {
            let run = (at + 1..parts.len())
                .take_while(|&i| matches!(parts[i].block, Block::Paragraph { .. }) && is_short(&texts[i]) && !texts[i].ends_with(':'))
                .take(8)
                .count();
            // Whole verses of four lines; what is left over is text again.
            let lines = run - run % 4;
            let announces = texts[at].trim_end().ends_with([':', ',', '.']);
            let follows = (at + 1..parts.len()).next().is_some_and(|i| texts[i].lines().count() == 4);
            if announces && (lines > 0 || follows) {
                verse.insert(at);
            }
            verse.extend(at + 1..=at + lines);
            at += lines;
        }
        // Four lines of verse, each a paragraph: all but the last go on to the next.
        let goes_on = |i: usize| is_short(&texts[i]) && texts[i].trim_end().ends_with([',', ';']);
        let is_verse = at + 4 <= parts.len()
            && (at..at + 4).all(|i| matches!(parts[i].block, Block::Paragraph { .. }) && is_short(&texts[i]) && !verse.contains(&i))
            && (at..at + 3).filter(|&i| goes_on(i)).count() >= 2;
        if is_verse {
            verse.extend(at..at + 4);
            at += 3;
        }
        at += 1;
    }
    // "(Cakep!)"
    for (i, text) in texts.iter().enumerate().skip(1) {
        let is_call = text.starts_with('(') && text.ends_with(')') && text.chars().count() < 25;
        if is_call && verse.contains(&(i - 1)) {
            verse.insert(i);
        }
    }
    verse
}
