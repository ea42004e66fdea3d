//! The header of a table, found by its words: below title rows, in one row or two.

use std::collections::{BTreeMap, BTreeSet};

use super::limits;
use super::table::Sheet;
use super::vocabulary::{Titled, column, column_below, likely, official};
use crate::diagnostic::Diagnostic;

/// The header of a table: its rows, and the columns that they name.
#[derive(Debug, Clone)]
pub(super) struct Header<C> {
    /// The known columns and their numbers.
    pub(super) columns: BTreeMap<C, u32>,
    /// Columns of ticks under "Dihadiri": the official and the column.
    pub(super) ticks: Vec<(String, u32)>,
    /// Columns with a heading, known or not.
    pub(super) headed: BTreeSet<u32>,
    /// The first row of the header.
    pub(super) top: u32,
    /// The first row below the header.
    pub(super) first_row: u32,
}

/// Rows that may stand above a header (kop, title, period).
const TITLE_ROWS: usize = 40;

/// The words of a table: its columns, and the one whose heading may stand over a row of officials' names.
#[derive(Debug, Clone, Copy)]
pub(super) struct Words<C: 'static> {
    pub(super) columns: &'static [(C, &'static [&'static str])],
    pub(super) officials: Option<C>,
    /// Columns that are known and not printed.
    pub(super) unprinted: &'static [C],
}

/// The first row, among the top ones, that names enough columns.
pub(super) fn find<C: Copy + Ord>(sheet: &Sheet, words: Words<C>, enough: impl Fn(&BTreeMap<C, u32>) -> bool) -> Option<Header<C>> {
    sheet.rows().iter().take(TITLE_ROWS).find_map(|&row| at(sheet, row, words, &enough))
}

/// The header that begins in this row, where it names enough columns. A second row below it is taken in, and the row of
/// column numbers that official tables have: (1) (2) (3).
pub(super) fn at<C: Copy + Ord>(sheet: &Sheet, row: u32, words: Words<C>, enough: impl Fn(&BTreeMap<C, u32>) -> bool) -> Option<Header<C>> {
    let mut columns = named_columns(sheet, row, words.columns);
    if columns.len() < 2 {
        return None;
    }
    let mut ticks = officials(sheet, row, words);
    let mut first_row = row + 1;
    if let Some((below, below_ticks)) = second_row(sheet, row, words) {
        // A name in the second row is the closer one, and replaces the heading over it.
        let taken: BTreeSet<u32> = below.values().copied().chain(below_ticks.iter().map(|(_, at)| *at)).collect();
        columns.retain(|_, at| !taken.contains(at));
        columns.extend(below);
        ticks.extend(below_ticks);
        first_row += 1;
    }
    // Each row of the table looks at every column of ticks.
    if !enough(&columns) || ticks.len() > limits::TICKS {
        return None;
    }
    if is_numbering(sheet, first_row) {
        first_row += 1;
    }
    let headed = (row..first_row).flat_map(|row| sheet.row(row).map(|(at, _)| at).collect::<Vec<_>>()).collect();
    Some(Header { columns, ticks, headed, top: row, first_row })
}

/// Remarks on the columns with a heading that are not read, and so not printed.
pub(super) fn unknown_columns<C: Titled>(sheet: &Sheet, header: &Header<C>, words: Words<C>) -> Vec<Diagnostic> {
    unread_columns(sheet, header, words, "dicetak")
}

/// Remarks on the columns with a heading that are not read. `used` says what is not done with them.
pub(super) fn unread_columns<C: Titled>(sheet: &Sheet, header: &Header<C>, words: Words<C>, used: &str) -> Vec<Diagnostic> {
    let read: BTreeSet<u32> = header.columns.values().copied().chain(header.ticks.iter().map(|(_, at)| *at)).collect();
    let mut told = BTreeSet::new();
    let mut said = Vec::new();
    for row in header.top..header.first_row {
        for (at, cell) in sheet.row(row) {
            let text = cell.text();
            let is_number = text.trim_matches(['(', ')', '.']).parse::<u32>().is_ok();
            if read.contains(&at) || is_number || text.is_empty() || told.contains(&at) {
                continue;
            }
            let remark = match meaning(sheet, (header.top, row), (at, text.as_str()), words) {
                None => unknown(&text, header, words, used),
                // A second column of one meaning, where the first is read; columns that are never printed need no remark.
                Some(known) if header.columns.contains_key(&known) && !words.unprinted.contains(&known) => {
                    Diagnostic::warning("tabel.kolom-ganda", "kolom kedua untuk isi yang sama tidak dibaca")
                        .remedy("gabungkan isinya ke kolom yang pertama")
                }
                Some(_) => continue,
            };
            said.push(remark.at(sheet.place(row, at)).raw(text));
            told.insert(at);
        }
    }
    said
}

/// A remark on a heading that is not known: with the column that it seems to mean, if the table lacks that one.
fn unknown<C: Titled>(heading: &str, header: &Header<C>, words: Words<C>, used: &str) -> Diagnostic {
    let is_open = |column| !header.columns.contains_key(&column) && !words.unprinted.contains(&column);
    let Some(meant) = likely(words.columns, heading, is_open) else {
        return Diagnostic::note("tabel.kolom-tidak-dikenal", format!("kolom tidak dikenal, jadi tidak {used}"));
    };
    let message = format!("kolom mirip “{}” tidak dikenal, jadi tidak dibaca: {}", meant.title(), meant.without());
    Diagnostic::warning("tabel.kolom-mirip", message)
        .remedy(format!("bila memang itu isinya, ganti judul kolomnya menjadi “{}”", meant.title()))
}

/// The columns that the cells of a row name.
pub(super) fn named_columns<C: Copy + Ord>(sheet: &Sheet, row: u32, table: &[(C, &[&str])]) -> BTreeMap<C, u32> {
    let mut columns = BTreeMap::new();
    for (at, cell) in sheet.row(row) {
        if let Some(known) = column(table, &cell.text()) {
            columns.entry(known).or_insert(at);
        }
    }
    columns
}

/// The column that a heading of a row names, in a header that begins at `top`. A heading below one that spans columns has its meaning from
/// both; an agenda's says all by itself.
fn meaning<C: Copy>(sheet: &Sheet, (top, row): (u32, u32), (at, text): (u32, &str), words: Words<C>) -> Option<C> {
    let group = || {
        let (from, group) = sheet.row(top).take_while(|(from, _)| *from <= at).last()?;
        (!sheet.is_under_merge(row, from)).then(|| group.text())
    };
    match (row > top && words.officials.is_none()).then(group).flatten() {
        Some(group) => column_below(words.columns, text, &group),
        None => column(words.columns, text),
    }
}

/// The columns that the second row of a header names.
fn columns_below<C: Copy + Ord>(sheet: &Sheet, top: u32, words: Words<C>) -> BTreeMap<C, u32> {
    let mut columns = BTreeMap::new();
    for (at, cell) in sheet.row(top + 1) {
        if let Some(known) = meaning(sheet, (top, top + 1), (at, cell.text().as_str()), words) {
            columns.entry(known).or_insert(at);
        }
    }
    columns
}

/// Cells of a header row that name an official: columns of ticks.
fn officials<C: Copy + Ord>(sheet: &Sheet, row: u32, words: Words<C>) -> Vec<(String, u32)> {
    if words.officials.is_none() {
        return Vec::new();
    }
    sheet.row(row).filter_map(|(at, cell)| Some((official(&cell.text())?.to_owned(), at))).collect()
}

type Second<C> = (BTreeMap<C, u32>, Vec<(String, u32)>);

/// The columns that a second header row names; `None`: the row below is not a header.
fn second_row<C: Copy + Ord>(sheet: &Sheet, top: u32, words: Words<C>) -> Option<Second<C>> {
    const HEADING_CHARS: usize = 40;
    let row = top + 1;
    let columns = columns_below(sheet, top, words);
    let mut ticks = officials(sheet, row, words);
    // Under the officials' heading stand officials, known or not, as far as the next heading.
    if let Some(from) = words.officials.and_then(|c| named_columns(sheet, top, words.columns).get(&c).copied()) {
        let to = sheet.row(top).map(|(at, _)| at).find(|at| *at > from).unwrap_or(u32::MAX);
        let is_new = |at: u32, ticks: &[(String, u32)]| (from..to).contains(&at) && !ticks.iter().any(|(_, known)| *known == at);
        if !ticks.is_empty() {
            let others = sheet.row(row).filter(|(at, cell)| is_new(*at, &ticks) && column(words.columns, &cell.text()).is_none());
            let others: Vec<_> = others.map(|(at, cell)| (cell.text().replace('\n', " "), at)).collect();
            ticks.extend(others);
        }
    }
    let known = columns.len() + ticks.len();
    let all = sheet.row(row).count();
    let is_short = sheet.row(row).all(|(_, cell)| cell.text().chars().count() <= HEADING_CHARS);
    // Data may hold a word that is a heading too; a header row holds little else.
    // Under a heading that spans columns stand words alone, and nothing below the headings that matter.
    let first: BTreeSet<u32> = named_columns(sheet, top, words.columns).into_values().collect();
    let only_below_gaps = sheet.row(row).all(|(at, cell)| !first.contains(&at) && !cell.text().chars().any(|c| c.is_ascii_digit()));
    (known > 0 && (2 * known > all || known > 2 || only_below_gaps) && is_short).then_some((columns, ticks))
}

/// (1) (2) (3) …: the numbers of the columns.
fn is_numbering(sheet: &Sheet, row: u32) -> bool {
    let numbers: Vec<Option<u32>> = sheet.row(row).map(|(_, cell)| cell.text().trim_matches(['(', ')', '.', ' ']).parse().ok()).collect();
    numbers.len() >= 3 && numbers.windows(2).all(|pair| matches!(pair, [Some(a), Some(b)] if *b == a + 1))
}
