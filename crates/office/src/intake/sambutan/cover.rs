//! The title page above a speech and the signature below it: the event, the speaker, the date and the venue.

use std::sync::LazyLock;

use chrono::NaiveDate;
use regex::Regex;

use crate::diagnostic::Place;
use crate::intake::announcement::is_dateline;
use crate::intake::document::{Part, text_of};
use crate::intake::moment;
use crate::intake::table::Value;
use crate::intake::vocabulary::{EVENT_ANCHORS, OFFICIALS, VENUE_WORDS, is_letterhead};
use crate::model::wilayah::fold_name;
use crate::model::{EditionId, Leader};

/// The facts of a title page.
#[derive(Debug, Default)]
pub(super) struct Cover {
    pub(super) event: Option<String>,
    pub(super) speaker: Option<String>,
    pub(super) venue: Option<String>,
    pub(super) date: Option<NaiveDate>,
    /// Lines that tell none of this.
    pub(super) unused: Vec<(String, Place)>,
}

impl Cover {
    /// Reads "SAMBUTAN / BUPATI BARITO KUALA / PADA ACARA … / MARABAHAN, 17 NOVEMBER 2026", in capitals or not.
    pub(super) fn read(lines: &[(String, Place)], leaders: &[Leader], edition: EditionId) -> Self {
        let mut page = Page { leaders, edition, cover: Cover::default(), event: None, town: None };
        for (line, place) in lines.iter().flat_map(|(line, place)| line.lines().map(move |line| (line.trim(), place))) {
            if !line.is_empty() {
                page.take(line, place);
            }
        }
        page.end_event();
        let mut cover = page.cover;
        cover.event = cover.event.map(|event| bare_event(&event)).filter(|event| !event.is_empty());
        cover.venue = cover.venue.or(page.town.map(str::to_owned));
        cover
    }
}

/// The event without the quotation marks around it, or the word before it.
fn bare_event(text: &str) -> String {
    let text = text.trim_matches([' ', ',', '.']);
    let lower = text.to_lowercase();
    let inner = text.strip_prefix(['“', '"']).and_then(|rest| rest.strip_suffix(['”', '"']));
    let named = ["acara ", "kegiatan "].iter().find(|word| lower.starts_with(**word)).and_then(|word| text.get(word.len()..));
    inner.or(named).unwrap_or(text).to_owned()
}

/// A title page, while its lines are taken in.
struct Page<'t> {
    leaders: &'t [Leader],
    edition: EditionId,
    cover: Cover,
    /// The lines of the event so far; `None`: it has not begun, or is at its end.
    event: Option<Vec<&'t str>>,
    /// The town of the dateline.
    town: Option<&'t str>,
}

impl<'t> Page<'t> {
    fn take(&mut self, line: &'t str, place: &Place) {
        if self.take_dateline(line) || self.take_venue(line) {
            return;
        }
        match &mut self.event {
            Some(words) => words.push(line),
            None => self.take_speaker_and_event(line, place),
        }
    }

    fn take_dateline(&mut self, line: &'t str) -> bool {
        let Some(date) = moment::date_within(line, self.edition).filter(|_| is_dateline(line, self.edition)) else { return false };
        self.cover.date = Some(date);
        // "Marabahan, 17 November 2026"; "Selasa, …" is a weekday.
        let before = line.split_once(',').map(|(before, _)| before.trim());
        self.town = self.town.or(before.filter(|b| {
            !b.chars().any(|c| c.is_ascii_digit())
                && moment::dates(&Value::Text((*b).to_owned()), self.edition).is_none()
                && b.split_whitespace().count() <= 3
        }));
        self.event = self.event.take().filter(|words| !words.is_empty());
        self.end_event();
        true
    }

    fn take_venue(&mut self, line: &str) -> bool {
        let lower = line.to_lowercase();
        let place_words = ["bertempat di ", "di ", "tempat ", "bertempat ", "lokasi "];
        let after = place_words.iter().find(|word| lower.starts_with(**word)).and_then(|word| line.get(word.len()..));
        let is_venue = VENUE_WORDS.iter().any(|word| lower.split_whitespace().next() == Some(word)) && self.event.is_some();
        // "Di Kabupaten …" goes on telling the event.
        let is_wide = ["kabupaten", "provinsi", "tingkat"].iter().any(|word| after.is_some_and(|rest| fold_name(rest).starts_with(word)));
        let Some(venue) = after.or(is_venue.then_some(line)).filter(|_| !is_wide) else { return false };
        self.cover.venue.get_or_insert_with(|| venue.trim_matches([' ', ':']).to_owned());
        self.end_event();
        true
    }

    /// Takes in a line above the event, or the one that begins it: "SAMBUTAN BUPATI PADA ACARA …".
    fn take_speaker_and_event(&mut self, line: &'t str, place: &Place) {
        // Lower case may be longer than the text it came from; a byte too many finds nothing.
        let lower = format!("{} ", line.to_lowercase());
        let anchor = EVENT_ANCHORS.iter().filter_map(|anchor| {
            let at = if lower.starts_with(anchor) { Some(0) } else { lower.find(&format!(" {anchor}")).map(|at| at + 1) }?;
            Some((at, line.get(at + anchor.trim_end().len()..)?))
        });
        let found = anchor.min_by_key(|(at, rest)| (*at, rest.len()));
        let (before, rest) = found.map_or((line, None), |(at, rest)| (line.get(..at).unwrap_or_default(), Some(rest)));
        let speaker = official_in(before, self.leaders).filter(|_| !is_letterhead(line) && self.cover.speaker.is_none());
        let folded = fold_name(line);
        let is_word_of_form = ["sambutan", "pidato", "naskah", "arahan", "amanat", "tertulis"].iter().any(|word| folded.contains(word));
        if speaker.is_none() && rest.is_none() && !is_word_of_form && !is_letterhead(line) {
            self.cover.unused.push((line.to_owned(), place.clone()));
        }
        self.cover.speaker = self.cover.speaker.take().or(speaker);
        self.event = rest.map(|rest| Some(rest.trim()).filter(|words| !words.is_empty()).into_iter().collect());
    }

    /// Ends the lines of the event; the first event counts.
    fn end_event(&mut self) {
        let event = self.event.take().map(|words| words.join(" "));
        self.cover.event = self.cover.event.take().or(event);
    }
}

/// The facts below the closing: place and date, the office, the name.
#[derive(Debug, Default)]
pub(super) struct Signature {
    pub(super) speaker: Option<String>,
    pub(super) date: Option<NaiveDate>,
}

impl Signature {
    pub(super) fn read(parts: &[Part], leaders: &[Leader], edition: EditionId) -> Self {
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

/// Whether another official signs for the one whom the line names: "a.n. Bupati".
fn is_on_behalf(line: &str) -> bool {
    static ON_BEHALF: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"(?i)^\s*(?:a\.?\s?n\.?\s|atas nama)").expect("a fixed pattern"));
    ON_BEHALF.is_match(line)
}

/// The office that a line names: of a leader of this regency, or of another official of the table; the longest, since
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
    // "Plh. Bupati": a stand-in is named as such.
    let acting = [("plh", "Plh."), ("plt", "Plt."), ("pjs", "Pjs."), ("pj", "Pj.")];
    let before = folded.split(&name).next().unwrap_or_default();
    let acting = acting.iter().find(|(short, _)| before.ends_with(short)).map(|(_, printed)| *printed);
    Some(acting.map_or(printed.clone(), |acting| format!("{acting} {printed}")))
}
