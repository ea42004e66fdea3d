//! Finds the header of a table by its words: below title rows, in one row or two.

use std::collections::BTreeMap;

use super::table::Sheet;
use super::vocabulary::{OFFICIALS, column};
use crate::diagnostic::Diagnostic;
use crate::model::wilayah::fold_name;

/// Where each known column stands.
#[derive(Debug, Clone)]
pub struct Header<C> {
    pub columns: BTreeMap<C, u32>,
    /// Columns of ticks under "Dihadiri": the official and the column.
    pub ticks: Vec<(String, u32)>,
    /// The first row below the header.
    pub first_row: u32,
}

/// Rows that may stand above a header (kop, title, period).
const TITLE_ROWS: usize = 30;

/// The first row, among the top ones, that names enough columns; a second header row below it is taken in.
pub fn find<C: Copy + Ord>(sheet: &Sheet, table: &[(C, &[&str])], enough: impl Fn(&BTreeMap<C, u32>) -> bool) -> Option<Header<C>> {
    let rows = sheet.rows();
    rows.iter().take(TITLE_ROWS).find_map(|&row| {
        let mut columns = named_columns(sheet, row, table);
        let mut header = Header { first_row: row + 1, ticks: Vec::new(), columns: BTreeMap::new() };
        if let Some(ticks) = second_row(sheet, row + 1, table, &columns) {
            columns.extend(named_columns(sheet, row + 1, table));
            header.ticks = ticks;
            header.first_row = row + 2;
        }
        header.columns = columns;
        enough(&header.columns).then_some(header)
    })
}

/// Whether a row below the header only repeats it.
pub fn is_repeated<C: Copy + Ord>(sheet: &Sheet, row: u32, table: &[(C, &[&str])]) -> bool {
    let known = named_columns(sheet, row, table).len();
    known >= 2 && known == sheet.row(row).count()
}

/// Says which columns with a heading are not read.
pub fn unknown_columns<C: Copy + Ord>(sheet: &Sheet, header: &Header<C>, table: &[(C, &[&str])]) -> Vec<Diagnostic> {
    let row = header.first_row - 1;
    let unknown = sheet.row(row).filter(|(at, cell)| {
        column(table, &cell.text()).is_none() && !header.columns.values().any(|c| c == at) && !header.ticks.iter().any(|(_, c)| c == at)
    });
    unknown
        .map(|(at, cell)| Diagnostic::note("kolom tidak dikenal, jadi tidak dicetak").at(sheet.place(row, at)).raw(cell.text()))
        .collect()
}

fn named_columns<C: Copy + Ord>(sheet: &Sheet, row: u32, table: &[(C, &[&str])]) -> BTreeMap<C, u32> {
    let mut columns = BTreeMap::new();
    for (at, cell) in sheet.row(row) {
        if let Some(known) = column(table, &cell.text()) {
            columns.entry(known).or_insert(at);
        }
    }
    columns
}

/// The ticks of a second header row; `None`: the row is not a header.
fn second_row<C: Copy + Ord>(sheet: &Sheet, row: u32, table: &[(C, &[&str])], above: &BTreeMap<C, u32>) -> Option<Vec<(String, u32)>> {
    if above.is_empty() || sheet.row(row).next().is_none() {
        return None;
    }
    let mut ticks = Vec::new();
    for (at, cell) in sheet.row(row) {
        let text = cell.text();
        if column(table, &text).is_some() {
            continue;
        }
        let (_, official) = OFFICIALS.iter().find(|(short, _)| *short == fold_name(&text))?;
        ticks.push(((*official).to_owned(), at));
    }
    Some(ticks)
}
