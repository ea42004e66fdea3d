//! The lines above a letter's text that are not printed: letterhead, number, date, address; and the tables in which offices lay them out.

use crate::intake::vocabulary::{AUTHORITIES, CONTACTS, LETTER_FORMS, LETTER_LABELS, MONTHS, WEEKDAYS};
use crate::model::wilayah::fold_name;

/// Letters of a line of a letterhead or a title.
const LONG: usize = 160;

/// A line above a letter's text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::intake) enum Line {
    Letterhead,
    /// "PENGUMUMAN" alone.
    Form,
    /// "Nomor : 500/12", "Sifat : Penting".
    Number,
    /// "TENTANG" alone.
    About,
    /// The letter's own title, below the lines before it.
    Title,
    /// "Sangatta, 20 November 2026".
    Date,
    /// "Kepada", "di –", "Tempat".
    Address,
}

/// A letter's head, while its lines are read.
#[derive(Debug, Default)]
pub(in crate::intake) struct Head {
    before: Option<Line>,
    /// The last line was "di", so that the next one is a town.
    awaits_town: bool,
    /// A line looked like a letter's date or title.
    is_guessed: bool,
    /// A line was one that only a letter has.
    is_certain: bool,
}

impl Head {
    /// A key stands among the lines, the address of the letter say.
    pub(super) fn pass_key(&mut self, is_address: bool) {
        self.is_certain |= is_address;
        self.before = is_address.then_some(Line::Address).or(self.before.filter(|line| *line == Line::Letterhead));
        self.awaits_town = false;
    }

    /// The kind of the next line; `None`: it is the letter's text, or no letter is read.
    pub(in crate::intake) fn take(&mut self, line: &str) -> Option<Line> {
        let found = self.kind(line.trim());
        self.awaits_town = found == Some(Line::Address) && fold_name(line) == "di";
        match found {
            Some(Line::Date | Line::Title | Line::About) => self.is_guessed = true,
            Some(_) => self.is_certain = true,
            None => {}
        }
        self.before = found.or(self.before);
        found
    }

    /// Whether all that was found may be lines of a text.
    pub(super) fn is_doubtful(&self) -> bool {
        self.is_guessed && !self.is_certain
    }

    fn kind(&self, line: &str) -> Option<Line> {
        let folded = fold_name(line);
        let words = line.split_whitespace().count();
        let is_capital = is_capital(line);
        match () {
            () if folded.is_empty() || line.chars().count() > LONG => None,
            () if folded == "tentang" => Some(Line::About),
            () if self.before == Some(Line::About) => Some(Line::Title),
            () if LETTER_FORMS.contains(&folded.as_str()) => Some(Line::Form),
            () if is_number(line) || (self.before == Some(Line::Number) && is_labelled(line, &["tanggal", "tgl"])) => Some(Line::Number),
            () if is_dateline(line) => Some(Line::Date),
            () if matches!(folded.as_str(), "kepada" | "kepadayth" | "yth" | "di" | "tempat" | "ditempat" | "masingmasing") => {
                Some(Line::Address)
            }
            () if self.before == Some(Line::Address) && is_town(line, words, self.awaits_town) => Some(Line::Address),
            () if self.before.is_none() && is_capital && starts_with(line, AUTHORITIES) => Some(Line::Letterhead),
            () if self.before == Some(Line::Letterhead) && is_below_letterhead(line, is_capital) => Some(Line::Letterhead),
            () if is_capital && matches!(self.before, Some(Line::Form | Line::Number | Line::Title)) => Some(Line::Title),
            () => None,
        }
    }
}

/// Letters, and none of them small.
pub(in crate::intake) fn is_capital(line: &str) -> bool {
    line.chars().any(char::is_alphabetic) && !line.chars().any(char::is_lowercase)
}

/// The folded first word is one of these.
pub(super) fn starts_with(line: &str, words: &[&str]) -> bool {
    let first = line.split(|c: char| !c.is_alphanumeric()).find(|word| !word.is_empty()).map(fold_name).unwrap_or_default();
    words.contains(&first.as_str())
}

/// "Jalan Soekarno Hatta, Sangatta, Telp. (0549) 23000".
fn has_contact(line: &str) -> bool {
    line.contains('@') || line.split(|c: char| !c.is_alphanumeric()).any(|word| CONTACTS.contains(&fold_name(word).as_str()))
}

fn is_below_letterhead(line: &str, is_capital: bool) -> bool {
    let is_name = starts_with(line, AUTHORITIES) && !line.ends_with('.');
    is_name
        || (has_contact(line) && line.chars().filter(|c| *c == '.').count() <= 6)
        || (is_capital && line.split_whitespace().count() == 1)
}

/// "Nomor : 500/12"; "Nomor 500/12" without a colon.
fn is_number(line: &str) -> bool {
    is_labelled(line, LETTER_LABELS) || (starts_with(line, &["nomor"]) && line.contains('/') && line.split_whitespace().count() <= 6)
}

fn is_labelled(line: &str, labels: &[&str]) -> bool {
    line.split_once([':', '：']).is_some_and(|(label, _)| {
        let folded = fold_name(label);
        labels.contains(&folded.as_str()) || (folded.starts_with("nomor") && folded.len() <= 16)
    })
}

/// The town below "di", or the place behind it: "di Sangatta".
fn is_town(line: &str, words: usize, awaits_town: bool) -> bool {
    let rest = line.strip_prefix("di").or_else(|| line.strip_prefix("Di")).filter(|rest| rest.starts_with([' ', '-', '–', '—']));
    let is_short = words <= 4 && !line.ends_with(['.', ':', '!']);
    is_short && (awaits_town || rest.is_some())
}

/// "Sangatta, 20 November 2026", the day perhaps left open; "pada tanggal 20 November 2026"; "Ditetapkan di Sangatta".
pub(super) fn is_dateline(line: &str) -> bool {
    let folded = fold_name(line);
    let words = line.split_whitespace().count();
    if words <= 5 && ["ditetapkandi", "dikeluarkandi", "dibuatdi"].iter().any(|word| folded.starts_with(word)) {
        return true;
    }
    let is_town = |town: &str| {
        let has_weekday = town.split_whitespace().any(|word| WEEKDAYS.iter().any(|(name, _)| *name == fold_name(word)));
        town.split_whitespace().count() <= 3 && !town.chars().any(|c| c.is_ascii_digit() || c == ':') && !has_weekday
    };
    let date = line.split_once(',').filter(|(town, _)| is_town(town));
    let date = match date {
        Some((_, date)) => date,
        None if folded.starts_with("padatanggal") || folded.starts_with("tanggal") => line,
        None => return false,
    };
    let mut last = date.trim_end_matches(['.', ' ']).split_whitespace().rev();
    let is_year = last.next().is_some_and(|year| year.len() == 4 && year.bytes().all(|byte| byte.is_ascii_digit()));
    let is_month = last.next().is_some_and(|month| MONTHS.iter().any(|(name, _)| *name == fold_name(month)));
    is_year && is_month && last.count() <= 3
}

/// Whether these lines, which a table or a frame holds at the head of a document, are a letterhead. `has_picture`: an emblem is beside them.
pub(super) fn is_letterhead(lines: &[String], has_picture: bool) -> bool {
    const LINES: usize = 12;
    const LETTERS: usize = 700;
    let told: Vec<&str> = lines.iter().map(|line| line.trim()).filter(|line| !line.is_empty()).collect();
    let letters: usize = told.iter().map(|line| line.chars().count()).sum();
    let names: Vec<&&str> = told.iter().filter(|line| starts_with(line, AUTHORITIES) && line.split_whitespace().count() > 1).collect();
    let is_government = names.iter().any(|line| fold_name(line).starts_with("pem"));
    let has_address = told.iter().any(|line| has_contact(line));
    let is_form = told.iter().any(|line| is_number(line) || LETTER_FORMS.contains(&fold_name(line).as_str()));
    told.len() <= LINES && letters <= LETTERS && !is_form && !names.is_empty() && (is_government || has_address || has_picture)
}

/// The lines of a table that lays out a letter's head, one cell to each label, number and address, in the order of a letter; `None`: it is
/// no such table.
pub(super) fn table_lines(rows: &[Vec<String>]) -> Option<Vec<String>> {
    let is_label = |text: &str| LETTER_LABELS.contains(&fold_name(text).as_str()) || matches!(fold_name(text).as_str(), "hal" | "perihal");
    let first_words = rows.iter().flatten().flat_map(|cell| cell.lines()).map(|line| line.split(':').next().unwrap_or_default());
    if first_words.filter(|word| is_label(word)).count() < 2 {
        return None;
    }
    let (mut labelled, mut rest) = (Vec::new(), Vec::new());
    for row in rows {
        let mut cells = row.iter().filter(|cell| !cell.trim().trim_matches(':').is_empty());
        while let Some(cell) = cells.next() {
            let lines: Vec<&str> = cell.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
            if lines.iter().all(|line| is_label(line.trim_end_matches([' ', ':']))) {
                labelled.extend(zipped(&lines, cells.next().map_or("", String::as_str)));
            } else if lines.iter().any(|line| line.split_once(':').is_some_and(|(label, _)| is_label(label))) {
                labelled.extend(wrapped(&lines, is_label));
            } else {
                rest.extend(lines.into_iter().map(str::to_owned));
            }
        }
    }
    labelled.extend(rest);
    Some(labelled)
}

/// Lines with labels; one without belongs to the line before it.
fn wrapped(lines: &[&str], is_label: impl Fn(&str) -> bool) -> Vec<String> {
    let mut whole: Vec<String> = Vec::new();
    for line in lines {
        let is_own = line.split_once(':').is_some_and(|(label, _)| is_label(label));
        match whole.last_mut().filter(|_| !is_own) {
            Some(before) => {
                before.push(' ');
                before.push_str(line);
            }
            None => whole.push((*line).to_owned()),
        }
    }
    whole
}

/// Labels with the values of the next cell; what is left of the values belongs to the last.
fn zipped(labels: &[&str], values: &str) -> Vec<String> {
    let mut values = values.lines().map(|value| value.trim().trim_start_matches(':').trim());
    let mut lines: Vec<String> =
        labels.iter().map(|label| format!("{}: {}", label.trim_end_matches([' ', ':']), values.next().unwrap_or_default())).collect();
    if let Some(last) = lines.last_mut() {
        values.filter(|value| !value.is_empty()).for_each(|value| {
            last.push(' ');
            last.push_str(value);
        });
    }
    lines
}

/// The agency that a letterhead names: the last, which is the one that writes.
pub(in crate::intake) fn agency<'a>(letterhead: impl DoubleEndedIterator<Item = &'a str>) -> Option<String> {
    let is_agency = |line: &&str| {
        let is_name = starts_with(line, AUTHORITIES) && line.split_whitespace().count() > 1 && !has_contact(line);
        is_name && !fold_name(line).starts_with("pem") && line.chars().count() <= 80
    };
    letterhead.rev().map(str::trim).find(is_agency).map(name_in_print)
}

/// A name as a line of facts shows it: without the regency behind it; of capitals, as it is written in a text.
pub(super) fn name_in_print(line: &str) -> String {
    const SMALL: [&str; 4] = ["dan", "di", "dari", "untuk"];
    let is_capital = is_capital(line);
    let words = line.trim_end_matches([',', '.', ' ']).split_whitespace();
    let own = words.enumerate().take_while(|(at, word)| *at == 0 || !matches!(fold_name(word).as_str(), "kabupaten" | "kab"));
    let printed = |(at, word): (usize, &str)| {
        let small = word.to_lowercase();
        let vowels = small.chars().filter(|letter| "aeiou".contains(*letter)).count();
        match small.chars().next() {
            _ if !is_capital => word.to_owned(),
            _ if at > 0 && SMALL.contains(&small.as_str()) => small,
            // "RSUD", "BPBD", "III": no word has so few vowels.
            _ if (vowels < 2 && word.chars().count() > 1) || small.chars().all(|letter| matches!(letter, 'i' | 'v' | 'x')) => {
                word.to_owned()
            }
            Some(first) => first.to_uppercase().chain(small.chars().skip(1)).collect(),
            None => small,
        }
    };
    own.map(printed).collect::<Vec<String>>().join(" ")
}
