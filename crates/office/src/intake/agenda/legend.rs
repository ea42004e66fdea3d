//! Abbreviations of officials: those that the workbook itself explains ("BPT = Bupati"), those of the office's settings, and the rest,
//! which is said once.

use std::collections::{BTreeMap, HashSet};
use std::sync::LazyLock;

use regex::Regex;

use super::guests::pieces;
use crate::diagnostic::{Diagnostic, Place};
use crate::intake::limits;
use crate::intake::table::Sheet;
use crate::intake::vocabulary::{KNOWN_SHORT, TITLES, official};
use crate::model::wilayah::fold_name;

/// No abbreviation has more words.
const SHORT_WORDS: usize = 3;

/// An abbreviation as it is compared: its words, folded. "AS I" is not "ASI".
fn key(short: &str) -> String {
    short.split_whitespace().map(fold_name).collect::<Vec<_>>().join(" ")
}

/// The abbreviations of one workbook.
#[derive(Debug, Default)]
pub(super) struct Legend {
    /// By their [`key`]: `bpt` → `Bupati`, `tp pkk` → `Tim Penggerak PKK`.
    known: BTreeMap<String, String>,
    /// The rows that explain them, by sheet.
    rows: HashSet<(String, u32)>,
    /// Those that nothing explains, in the order of the sheets, each with its first place.
    unknown: Vec<(String, Place)>,
}

impl Legend {
    /// Reads all that the sheets explain; what they say goes before the office's own settings.
    pub(super) fn read(sheets: &[Sheet], own: &BTreeMap<String, String>) -> Self {
        /// No office has more; a workbook made of nothing else is none.
        const MOST: usize = 500;
        let mut legend = Legend::default();
        for sheet in sheets {
            for row in sheet.rows().into_iter().take_while(|_| legend.known.len() < MOST).collect::<Vec<_>>() {
                let cells: Vec<String> = sheet.row(row).map(|(_, cell)| cell.text()).filter(|text| !text.is_empty()).collect();
                let known = legend.known.len();
                explained(&cells).into_iter().for_each(|(short, name)| {
                    legend.known.entry(short).or_insert(name);
                });
                if legend.known.len() > known {
                    legend.rows.insert((sheet.name.clone(), row));
                }
            }
        }
        for (short, name) in own {
            legend.known.entry(key(short)).or_insert_with(|| name.clone());
        }
        legend
    }

    /// Whether a row explains an abbreviation.
    pub(super) fn explains(&self, sheet: &Sheet, row: u32) -> bool {
        self.rows.contains(&(sheet.name.clone(), row))
    }

    /// Whether a sheet explains abbreviations.
    pub(super) fn has_sheet(&self, sheet: &Sheet) -> bool {
        self.rows.iter().any(|(name, _)| *name == sheet.name)
    }

    /// A text with the abbreviations that are known written out; several of them side by side become a list.
    pub(super) fn spell_out(&self, text: &str) -> String {
        static WORD: LazyLock<Regex> =
            LazyLock::new(|| Regex::new(r"\p{L}[\p{L}\p{N}]*(?:\.\p{L}[\p{L}\p{N}]*)*").expect("a fixed pattern"));
        if self.known.is_empty() {
            return text.to_owned();
        }
        let words: Vec<_> = WORD.find_iter(text).collect();
        let mut spelled = String::with_capacity(text.len());
        let (mut from, mut at, mut after_name) = (0, 0, false);
        while at < words.len() {
            // The longest abbreviation goes first: "TP PKK" before "PKK".
            let known = (at..words.len().min(at + SHORT_WORDS)).rev().find_map(|last| {
                let whole = &text[words[at].start()..words[last].end()];
                let is_short = !whole.chars().any(|c| c.is_lowercase() || matches!(c, ',' | ';' | '/' | '\n'));
                Some((last, self.known.get(&key(whole)).filter(|_| is_short)?))
            });
            let (last, written) = known.map_or((at, words[at].as_str()), |(last, name)| (last, name.as_str()));
            let between = &text[from..words[at].start()];
            let is_list = after_name && known.is_some() && between.chars().all(|c| matches!(c, ' ' | '.'));
            spelled.push_str(if is_list { ", " } else { between });
            spelled.push_str(written);
            (from, at, after_name) = (words[last].end(), last + 1, known.is_some());
        }
        spelled + &text[from..]
    }

    /// Remembers the abbreviations among the officials of a cell that nothing explains.
    pub(super) fn note_unknown(&mut self, text: &str, place: &Place) {
        let is_short = |piece: &&str| (2..=5).contains(&piece.len()) && piece.chars().all(|c| c.is_ascii_uppercase());
        for short in pieces(text).into_iter().map(|(_, piece)| piece.trim()).filter(is_short) {
            let is_known = official(short).is_some()
                || KNOWN_SHORT.contains(&fold_name(short).as_str())
                || TITLES.contains(&fold_name(short).as_str())
                || short.chars().all(|c| matches!(c, 'I' | 'V' | 'X'))
                || self.unknown.iter().any(|(other, _)| other == short);
            if !is_known && self.unknown.len() < 4 * limits::REMARKS {
                self.unknown.push((short.to_owned(), place.clone()));
            }
        }
    }

    /// The abbreviations that nothing explains, which are to be said.
    pub(super) fn remark(&self) -> Option<Diagnostic> {
        let (_, place) = self.unknown.first()?;
        let all = self.unknown.iter().map(|(short, _)| short.as_str()).collect::<Vec<_>>().join(", ");
        let (short, _) = &self.unknown[0];
        let remedy = format!(
            "tulis kepanjangannya di bawah tabel agenda, seperti “{short} = nama jabatan”, atau sekali untuk semua edisi di warta.toml: di bawah \
             baris [singkatan], tulis {short} = \"nama jabatan\""
        );
        let message = format!("singkatan pejabat yang tidak dikenal dicetak apa adanya: {all}");
        Some(Diagnostic::warning("agenda.singkatan-tidak-dikenal", message).at(place.clone()).remedy(remedy))
    }
}

/// The abbreviations that a row explains: "Ket: BPT = Bupati, WBP: Wakil Bupati" in a cell, or one in a cell and its name in the next.
fn explained(cells: &[String]) -> Vec<(String, String)> {
    // "TP PKK", "AS I": several words of an abbreviation are short ones.
    const SHORT: &str = r"[A-Z][A-Z.]{1,3}(?: [A-Z][A-Z0-9.]{0,3}){1,2}|[A-Z][A-Z0-9.]{1,7}";
    static SIGN: LazyLock<Regex> = LazyLock::new(|| Regex::new(&format!(r"\b({SHORT})\s*([=:])\s*")).expect("a fixed pattern"));
    static ALONE: LazyLock<Regex> = LazyLock::new(|| Regex::new(&format!(r"^({SHORT})\s*[=:]?$")).expect("a fixed pattern"));
    let name = |text: &str, is_sure: bool| {
        let text = text.trim_matches(|c: char| c.is_whitespace() || matches!(c, ',' | ';' | '.' | '=' | ':' | ')' | '(' | '-' | '–'));
        let first = fold_name(text.split(|c: char| !c.is_alphabetic()).next().unwrap_or_default());
        let is_title = TITLES.contains(&first.as_str()) && text.chars().count() <= limits::NAME_CHARS;
        official(text).map(str::to_owned).or_else(|| (is_sure && is_title).then(|| text.to_owned()))
    };
    let mut found = Vec::new();
    if let [short, .., last] = cells
        && cells.len() <= 3
        && ALONE.is_match(short)
        && official(short).is_none()
        && let Some(name) = name(last, true)
        && (cells.len() == 2 || fold_name(&cells[1]).is_empty())
    {
        found.push((key(short.trim_end_matches([' ', '=', ':'])), name));
    }
    for cell in cells {
        let signs: Vec<_> = SIGN.captures_iter(cell).filter_map(|sign| Some((sign.get(0)?, sign.get(1)?, sign.get(2)?))).collect();
        for (at, (whole, short, sign)) in signs.iter().enumerate() {
            let end = signs.get(at + 1).map_or(cell.len(), |(next, ..)| next.start());
            let value = cell[whole.end()..end].split([';', '\n', ',']).next().unwrap_or_default();
            let name = name(value, sign.as_str() == "=");
            found.extend(name.map(|name| (key(short.as_str()), name)));
        }
    }
    found
}
