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

/// The abbreviations of one workbook.
#[derive(Debug, Default)]
pub(super) struct Legend {
    /// By their folded letters: `bpt` → `Bupati`.
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
            legend.known.entry(fold_name(short)).or_insert_with(|| name.clone());
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
        let mut spelled = String::with_capacity(text.len());
        let (mut from, mut after_name) = (0, false);
        for word in WORD.find_iter(text) {
            let is_capital = !word.as_str().chars().any(char::is_lowercase);
            let name = self.known.get(&fold_name(word.as_str())).filter(|_| is_capital);
            let between = &text[from..word.start()];
            let is_list = after_name && name.is_some() && between.chars().all(|c| matches!(c, ' ' | '.'));
            spelled.push_str(if is_list { ", " } else { between });
            spelled.push_str(name.map_or(word.as_str(), String::as_str));
            (from, after_name) = (word.end(), name.is_some());
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
    static SIGN: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"\b([A-Z][A-Z0-9.]{1,7})\s*([=:])\s*").expect("a fixed pattern"));
    static ALONE: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"^[A-Z][A-Z0-9.]{1,7}\s*[=:]?$").expect("a fixed pattern"));
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
        found.push((fold_name(short), name));
    }
    for cell in cells {
        let signs: Vec<_> = SIGN.captures_iter(cell).filter_map(|sign| Some((sign.get(0)?, sign.get(1)?, sign.get(2)?))).collect();
        for (at, (whole, short, sign)) in signs.iter().enumerate() {
            let end = signs.get(at + 1).map_or(cell.len(), |(next, ..)| next.start());
            let value = cell[whole.end()..end].split([';', '\n', ',']).next().unwrap_or_default();
            let name = name(value, sign.as_str() == "=");
            found.extend(name.map(|name| (fold_name(short.as_str()), name)));
        }
    }
    found
}
