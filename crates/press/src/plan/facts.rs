//! The facts of an announcement as its readers need them: when, where, what to bring, by when, how much. They stay at every step of fitting.

use super::sheet;
use super::typography::bind;
use super::wording::{capitalized, sentence};
use office::model::rich_text::{lines, plain_text};
use office::model::{Announcement, Block, Desa, Fact, FactKind, Location, RichText, Run};

/// So many facts that are for some places only stand above a text for everyone; more of them are left to its table.
const MOST_PLACES: usize = 8;

/// Whether a place is in a village, or is its kecamatan. One that names none is for all.
pub(super) fn concerns(location: &Location, desa: &Desa) -> bool {
    is_everywhere(location) || is_in(location, desa) || location.kecamatan.contains(&desa.code.kecamatan())
}

/// Whether a place is in a village itself.
pub(super) fn is_in(location: &Location, desa: &Desa) -> bool {
    location.desa.contains(&desa.code)
}

fn is_everywhere(location: &Location) -> bool {
    location.desa.is_empty() && location.kecamatan.is_empty()
}

/// The facts for a village: those for all, and those whose place is in it or in its kecamatan. Where a place is the village itself, those
/// for other villages of the kecamatan are left out; where all places are elsewhere, they are all kept.
fn of_reader<'f>(facts: &'f [Fact], desa: Option<&Desa>) -> Vec<&'f Fact> {
    let Some(desa) = desa else { return facts.iter().collect() };
    let has_own = facts.iter().any(|fact| is_in(&fact.location, desa));
    let is_for = |fact: &&Fact| {
        let is_other_village = has_own && !fact.location.desa.is_empty() && !is_in(&fact.location, desa);
        concerns(&fact.location, desa) && !is_other_village
    };
    let chosen: Vec<&Fact> = facts.iter().filter(is_for).collect();
    let is_placed = |fact: &&Fact| !is_everywhere(&fact.location);
    if chosen.iter().any(is_placed) { chosen } else { facts.iter().collect() }
}

/// The facts of an announcement for the readers of a village; without one, for everyone.
pub(super) fn key_facts(announcement: &Announcement, desa: Option<&Desa>) -> Vec<sheet::KeyFact> {
    let mut facts = of_reader(&announcement.facts.all, desa);
    if desa.is_none() && facts.iter().filter(|fact| !is_everywhere(&fact.location)).count() > MOST_PLACES {
        facts.retain(|fact| is_everywhere(&fact.location));
    }
    let mut printed: Vec<sheet::KeyFact> = Vec::new();
    let mut last = None;
    for fact in facts {
        let text = bind(&capitalized(fact.text.trim()));
        // The day and the hour that stands on a line of its own are one answer.
        let is_hour = fact.kind == FactKind::When && is_everywhere(&fact.location) && begins_with_hour(&text);
        match printed.last_mut().filter(|_| is_hour && last == Some(fact.kind)) {
            Some(day) => day.text = format!("{}, {}", day.text, lowered(&text)),
            None => {
                let label = if last == Some(fact.kind) { "" } else { label(fact.kind) };
                printed.push(sheet::KeyFact { label: label.to_owned(), text: without_label(fact.kind, text) });
            }
        }
        last = Some(fact.kind);
    }
    end_each(&mut printed);
    printed
}

/// `Sabtu, 12 Desember 2026` of `Paling lambat Sabtu, 12 Desember 2026`, which its label says.
fn without_label(kind: FactKind, text: String) -> String {
    const SAID: [&str; 2] = ["paling lambat", "selambat-lambatnya"];
    let begins = |words: &str| text.get(..words.len()).is_some_and(|head| head.eq_ignore_ascii_case(words));
    let said = SAID.into_iter().find(|words| kind == FactKind::Deadline && begins(words));
    let rest = said.and_then(|words| text.get(words.len()..)).map(str::trim_start).filter(|rest| !rest.is_empty());
    rest.map_or_else(|| text.clone(), capitalized)
}

/// Several facts under one label end like sentences, so that none runs on into the next.
fn end_each(facts: &mut [sheet::KeyFact]) {
    for at in 0..facts.len() {
        let is_first = facts.get(at + 1).is_some_and(|next| next.label.is_empty());
        if let Some(fact) = facts.get_mut(at).filter(|fact| is_first || fact.label.is_empty()) {
            fact.text = sentence(&fact.text);
        }
    }
}

/// Keeps some facts, judged by label and text. What remains under a label begins with it.
fn keep(facts: &mut Vec<sheet::KeyFact>, keeps: impl Fn(&str, &str) -> bool) {
    let mut label = String::new();
    let mut last = None;
    facts.retain_mut(|fact| {
        if !fact.label.is_empty() {
            label.clone_from(&fact.label);
        }
        if !keeps(&label, &fact.text) {
            return false;
        }
        fact.label = if last.as_ref() == Some(&label) { String::new() } else { label.clone() };
        last = Some(label.clone());
        true
    });
}

/// Leaves out of an article, whose text is whole, the facts that are long clauses of it, and clauses about days that go on about what the
/// text names before them: they stand below in its sentences. What a line with a name or a table says stays.
pub(super) fn leave_to_text(facts: &mut Vec<sheet::KeyFact>, text: &[Block]) {
    /// More words, numbers not counted, are no longer seen at a glance.
    const GLANCE: usize = 10;
    let prose = text.iter().filter(|block| !matches!(block, Block::Table { .. })).cloned().collect::<RichText>();
    let prose: Vec<String> = lines(&prose).iter().map(|line| plain(line)).collect();
    let is_long = |text: &str| text.split_whitespace().filter(|word| word.contains(char::is_alphabetic)).count() > GLANCE;
    let is_clause = |text: &str| {
        let fact = plain(text);
        let fact = fact.trim_end_matches('.');
        prose.iter().any(|line| line.find(fact).is_some_and(|at| !line[..at].trim_end().ends_with(':')))
    };
    let goes_on = |label: &str, text: &str| matches!(label, "Kapan" | "Paling lambat") && goes_on(text);
    keep(facts, |label, text| !(is_long(text) || goes_on(label, text)) || !is_clause(text));
}

/// Whether the verb of a clause is about what was named before it: `mendaftarkannya`.
fn goes_on(text: &str) -> bool {
    const LETTERS: usize = 8;
    let is_verb = |word: &str| (word.starts_with("me") || word.starts_with("di")) && word.len() >= LETTERS;
    text.split(|c: char| !c.is_alphanumeric()).any(|word| word.ends_with("nya") && is_verb(word))
}

/// A text by its words alone, to be looked for in another.
fn plain(text: &str) -> String {
    let text: String = text.chars().filter(|c| !matches!(c, '\u{200b}' | '\u{ad}')).collect();
    text.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}

/// Leaves out of an announcement on a notice board what its cards say already: a day, an hour and a place all of whose words stand on one
/// of them. Its place stays as long as a day does that no card tells.
pub(super) fn leave_to_cards(article: &mut sheet::Article, cards: &[sheet::Card]) {
    let own: Vec<Vec<String>> = cards.iter().filter(|card| card.title == article.title).map(on_card).collect();
    let is_said = |text: &str| own.iter().any(|card| words_of(text).all(|word| IDLE.contains(&word.as_str()) || card.contains(&word)));
    keep(&mut article.key_facts, |label, text| label != "Kapan" || !is_said(text));
    if article.key_facts.iter().all(|fact| fact.label != "Kapan") {
        keep(&mut article.key_facts, |label, text| label != "Di mana" || !is_said(text));
    }
}

/// Words about a day, an hour or a place that say nothing by themselves.
const IDLE: [&str; 17] = [
    "hari",
    "tanggal",
    "pukul",
    "jam",
    "pada",
    "di",
    "mulai",
    "sampai",
    "dengan",
    "s",
    "d",
    "selesai",
    "wib",
    "wita",
    "wit",
    "kec",
    "kecamatan",
];

/// The words of a card by which facts are judged, with the year, which a card does not name where it is the edition's.
fn on_card(card: &sheet::Card) -> Vec<String> {
    let place = card.place.as_deref().unwrap_or_default();
    [card.title.as_str(), &card.day, &card.date, &card.time, place].into_iter().flat_map(words_of).collect()
}

/// Words and numbers in small letters, without years: `09.00` is two numbers.
fn words_of(text: &str) -> impl Iterator<Item = String> + '_ {
    let is_year = |word: &str| word.len() == 4 && word.starts_with("20") && word.bytes().all(|b| b.is_ascii_digit());
    let words = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    words.filter(move |word| !is_year(word)).map(str::to_lowercase)
}

/// `Pukul 09.00 WITA`, `09.00–11.00`
fn begins_with_hour(text: &str) -> bool {
    let rest = text.trim_start_matches(|c: char| c.is_ascii_digit());
    let is_clock = rest.len() < text.len() && rest.starts_with(['.', ':']) && rest.chars().nth(1).is_some_and(|c| c.is_ascii_digit());
    is_clock || text.starts_with("Pukul") || text.starts_with("Jam")
}

/// `pukul 09.00`: behind a comma.
fn lowered(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_lowercase().chain(letters).collect())
}

fn label(kind: FactKind) -> &'static str {
    match kind {
        FactKind::When => "Kapan",
        FactKind::Where => "Di mana",
        FactKind::Bring => "Bawa",
        FactKind::Deadline => "Paling lambat",
        FactKind::Cost => "Biaya",
    }
}

/// An announcement's text without what its facts say whole; for a village, also without the rows of tables that are for other places, where
/// some are for it, and without those that its facts say.
pub(super) fn rest(announcement: &Announcement, desa: Option<&Desa>) -> RichText {
    let facts = &announcement.facts;
    let mut text = if facts.all.is_empty() { announcement.body.clone() } else { facts.rest.clone() };
    let Some(desa) = desa else { return text };
    let own = of_reader(&facts.all, Some(desa));
    leave_out_others(&mut text, &facts.all, &own);
    let told = own.iter().filter(|fact| concerns(&fact.location, desa));
    leave_to_facts(&mut text, &told.map(|fact| spaced(&fact.text)).collect::<Vec<_>>());
    text
}

/// Leaves out the rows of tables that are for other places than a reader's facts, where some are for him.
fn leave_out_others(text: &mut RichText, facts: &[Fact], own: &[&Fact]) {
    let places = places(facts);
    // Nothing is for elsewhere, or all is.
    if places.len() < 2 || own.len() == facts.len() {
        return;
    }
    let is_own = |location: &Location| own.iter().any(|fact| fact.location == *location);
    for block in text {
        let Block::Table { rows, .. } = block else { continue };
        let kept: Vec<_> = rows.iter().filter(|row| place_of(row, &places).is_none_or(|place| is_own(place.0))).cloned().collect();
        let has_own = rows.iter().any(|row| place_of(row, &places).is_some_and(|place| is_own(place.0)));
        if has_own {
            *rows = kept;
        }
    }
}

/// Leaves out the rows of tables all of whose cells one of these facts says, and tables of which no row is left. A table that the words
/// before it announce stays whole, and one of whose other rows a cell is empty, as it may stand for the cell above.
fn leave_to_facts(text: &mut RichText, told: &[String]) {
    let is_announced = |at: usize| at.checked_sub(1).and_then(|before| text.get(before)).is_some_and(announces);
    let mut announced = (0..text.len()).map(is_announced).collect::<Vec<_>>().into_iter();
    text.retain_mut(|block| {
        let is_announced = announced.next().unwrap_or_default();
        let Block::Table { header, rows, .. } = block else { return true };
        let kept: Vec<_> = rows.iter().filter(|row| !is_told(header, row, told)).cloned().collect();
        let is_empty = |cell: &Vec<Run>| !plain_text(cell).contains(char::is_alphanumeric);
        if is_announced || kept.len() == rows.len() || kept.iter().flatten().any(is_empty) {
            return true;
        }
        *rows = kept;
        !rows.is_empty()
    });
}

/// Whether a block says that something follows it.
fn announces(block: &Block) -> bool {
    const POINTERS: [&str; 4] = ["berikut", "di bawah ini", "dibawah ini", "tabel"];
    let last = lines(std::slice::from_ref(block)).pop().unwrap_or_default().to_lowercase();
    matches!(block, Block::Heading { .. }) || last.trim_end().ends_with(':') || POINTERS.iter().any(|words| last.contains(words))
}

/// Whether one of some facts says all cells of a row. A number alone says nothing that could be looked for, unless it only counts the rows.
fn is_told(header: &[Vec<Run>], row: &[Vec<Run>], told: &[String]) -> bool {
    let cells: Vec<String> = row.iter().map(|cell| spaced(&plain_text(cell))).collect();
    let counts = |at: usize| header.get(at).is_some_and(|cell| matches!(spaced(&plain_text(cell)).trim(), "no" | "nomor"));
    let is_number = |cell: &str| cell.trim().bytes().all(|b| b.is_ascii_digit());
    let is_said = |fact: &str| {
        cells.iter().enumerate().all(|(at, cell)| {
            let is_nothing = cell.trim().is_empty() || counts(at);
            is_nothing || (!is_number(cell) && fact.contains(cell.as_str()))
        })
    };
    cells.iter().any(|cell| !is_number(cell)) && told.iter().any(|fact| is_said(fact))
}

/// The words and numbers of a text in small letters, with a blank on both sides of each.
fn spaced(text: &str) -> String {
    let words = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    words.fold(" ".to_owned(), |spaced, word| spaced + &word.to_lowercase() + " ")
}

/// A place that facts name, and the texts of those facts.
type Told<'f> = (&'f Location, Vec<&'f str>);

/// The places of facts.
fn places(facts: &[Fact]) -> Vec<Told<'_>> {
    let mut places: Vec<Told<'_>> = Vec::new();
    for fact in facts.iter().filter(|fact| !is_everywhere(&fact.location)) {
        match places.iter_mut().find(|(location, _)| **location == fact.location) {
            Some((_, texts)) => texts.push(&fact.text),
            None => places.push((&fact.location, vec![fact.text.as_str()])),
        }
    }
    places
}

/// The place that a table's row is about: the one whose facts say most of its cells. `None`: several do, or none.
fn place_of<'p, 'f>(row: &[Vec<Run>], places: &'p [Told<'f>]) -> Option<&'p Told<'f>> {
    /// A shorter cell is a number, or a dash.
    const TELLING: usize = 4;
    let cells: Vec<String> = row.iter().map(|cell| plain_text(cell).trim().to_lowercase()).collect();
    let said = |(_, texts): &Told<'_>| {
        let texts: Vec<String> = texts.iter().map(|text| text.to_lowercase()).collect();
        cells.iter().filter(|cell| cell.len() >= TELLING && texts.iter().any(|text| text.contains(cell.as_str()))).count()
    };
    let most = places.iter().map(said).max().filter(|most| *most > 0)?;
    let mut best = places.iter().filter(|place| said(place) == most);
    best.next().filter(|_| best.next().is_none())
}
