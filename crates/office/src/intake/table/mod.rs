//! Workbooks and csv files as sheets of addressed cells, so that every value can name its place.

mod delimited;
mod ods;
mod xlsx;

use std::collections::{BTreeMap, BTreeSet};

use chrono::{NaiveDate, NaiveDateTime, NaiveTime};
use rust_xlsxwriter::utility::row_col_to_cell;

use super::container::{self, Kind};
use super::limits::{self, Budget, Spent};
use crate::diagnostic::{Diagnostic, Found, Place, Spot};

pub(super) use delimited::decode;

/// The content of a cell.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    Text(String),
    Number(f64),
    /// A cell formatted as date, time or both.
    DateTime(NaiveDateTime),
    /// No value; the reason, in the office's words.
    Fault(&'static str),
}

/// A cell with a value.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Cell {
    pub(super) value: Value,
    /// Struck through as a whole: the office cancelled what it says.
    pub(super) struck: bool,
    /// The part of the text that was struck through, which is not in the value.
    pub(super) struck_part: Option<String>,
}

/// One sheet. Rows and columns count from 0; only cells with a value are kept. Hidden rows and columns are left out.
#[derive(Debug, Clone, Default)]
pub struct Sheet {
    /// The file, relative to the office folder.
    pub(super) file: String,
    /// Empty for csv.
    pub(super) name: String,
    cells: BTreeMap<(u32, u32), Cell>,
    /// Cells merged downwards: column and first row → last row.
    merged: BTreeMap<(u32, u32), u32>,
    /// Bare numbers count days from 1904, as on old Macs.
    pub(super) from_1904: bool,
    /// Of a Word document, what each row is in it.
    lines: Vec<Line>,
}

/// A row of a sheet that was made of a Word document.
#[derive(Debug, Clone, Copy)]
pub(super) enum Line {
    /// A paragraph outside the tables, counted from 1 with these.
    Paragraph(usize),
    /// A row of a table, both counted from 1.
    Row { table: usize, row: u32 },
}

impl Sheet {
    pub(super) fn get(&self, row: u32, column: u32) -> Option<&Cell> {
        self.cells.get(&(row, column))
    }

    /// The cell, or the one whose value a vertical merge hands down to it; and that cell's row.
    pub(super) fn inherited(&self, row: u32, column: u32) -> Option<(u32, &Cell)> {
        self.get(row, column).map(|cell| (row, cell)).or_else(|| {
            let ((_, first), last) = self.merged.range((column, 0)..=(column, row)).next_back()?;
            let cell = self.get(*first, column).filter(|_| row <= *last)?;
            Some((*first, cell))
        })
    }

    /// Rows that hold anything, in order.
    pub(super) fn rows(&self) -> Vec<u32> {
        self.cells.keys().map(|(row, _)| *row).collect::<BTreeSet<_>>().into_iter().collect()
    }

    /// The cells of one row, in order.
    pub(super) fn row(&self, row: u32) -> impl Iterator<Item = (u32, &Cell)> {
        self.cells.range((row, 0)..=(row, u32::MAX)).map(|((_, column), cell)| (*column, cell))
    }

    /// The number of cells with a value.
    pub(super) fn cell_count(&self) -> usize {
        self.cells.len()
    }

    /// Bytes of its texts; a text that a merged cell hands down counts in each row.
    pub(super) fn text_bytes(&self) -> usize {
        let own = self.cells.values().map(|cell| cell.value.text_bytes()).sum::<usize>();
        own.saturating_add(self.handed_down_bytes())
    }

    /// Bytes of the texts that merged cells hand down to the rows below them, counted in each of these as far as the last row with a value.
    fn handed_down_bytes(&self) -> usize {
        let last_row = self.cells.last_key_value().map_or(0, |((row, _), _)| *row);
        let bytes = self.merged.iter().map(|((column, first), last)| {
            let rows = (*last).min(last_row).saturating_sub(*first) as usize;
            self.get(*first, *column).map_or(0, |cell| cell.value.text_bytes()).saturating_mul(rows)
        });
        bytes.fold(0, usize::saturating_add)
    }

    pub(super) fn place(&self, row: u32, column: u32) -> Place {
        let (sheet, row) = match self.line(row) {
            Some(Line::Paragraph(number)) => return Place::paragraph(&self.file, number),
            Some(Line::Row { table, row }) => (format!("tabel {table}"), row - 1),
            None => (self.name.clone(), row),
        };
        let address = row_col_to_cell(row, u16::try_from(column).unwrap_or(u16::MAX));
        Place { file: self.file.clone(), spot: Spot::Cell { sheet, address } }
    }

    fn line(&self, row: u32) -> Option<Line> {
        self.lines.get(row as usize).copied()
    }

    /// A row's number, as the program shows it that the file was written with.
    pub(super) fn row_name(&self, row: u32) -> String {
        match self.line(row) {
            Some(Line::Row { table, row }) => format!("{row} (tabel {table})"),
            Some(Line::Paragraph(number)) => format!("paragraf {number}"),
            None => (row + 1).to_string(),
        }
    }

    /// A cell's address: `B7`.
    pub(super) fn cell_name(&self, row: u32, column: u32) -> String {
        match self.place(row, column).spot {
            Spot::Cell { sheet, address } if self.line(row).is_some() => format!("{address} ({sheet})"),
            Spot::Cell { address, .. } => address,
            Spot::Paragraph(number) => format!("paragraf {number}"),
            _ => String::new(),
        }
    }

    /// The sheet of a Word document, without a row.
    pub(super) fn of_document(file: &str) -> Self {
        Sheet { file: file.to_owned(), name: "dokumen".to_owned(), ..Sheet::default() }
    }

    /// Adds a row to the sheet of a document, and gives its number.
    pub(super) fn add_line(&mut self, line: Line) -> u32 {
        self.lines.push(line);
        u32::try_from(self.lines.len() - 1).unwrap_or(u32::MAX)
    }

    /// Puts the pieces of a text, each struck through or not, into a cell.
    pub(super) fn put_pieces(&mut self, at: (u32, u32), pieces: &[(String, bool)]) {
        match without_struck(pieces) {
            Some((kept, part)) => self.put(at, Value::Text(kept), false, Some(part)),
            None => {
                let text = pieces.iter().map(|(text, _)| text.as_str()).collect();
                self.put(at, Value::Text(text), is_all_struck(pieces), None);
            }
        }
    }

    /// The part of the sheet before a column, and the part from it on.
    pub(super) fn parted(&self, column: u32) -> (Sheet, Sheet) {
        let (mut left, mut right) = (self.clone(), self.clone());
        left.cells.retain(|(_, at), _| *at < column);
        right.cells.retain(|(_, at), _| *at >= column);
        (left, right)
    }

    /// Whether a merged cell of a row above reaches down to this one.
    pub(super) fn is_under_merge(&self, row: u32, column: u32) -> bool {
        let above = self.merged.range((column, 0)..=(column, row)).next_back();
        above.is_some_and(|((_, first), last)| *first < row && row <= *last)
    }

    /// Hands a cell's value down as far as the last of some rows.
    pub(super) fn merge_down(&mut self, column: u32, first: u32, last: u32) {
        self.merged.insert((column, first), last);
    }

    fn put(&mut self, at: (u32, u32), value: Value, struck: bool, struck_part: Option<String>) {
        if !matches!(&value, Value::Text(text) if tidy(text).is_empty()) {
            self.cells.insert(at, Cell { value, struck, struck_part });
        }
    }
}

impl Value {
    fn text_bytes(&self) -> usize {
        if let Value::Text(text) = self { text.len() } else { 0 }
    }
}

impl Cell {
    /// The value as text: non-breaking spaces become plain ones, each line is trimmed, line breaks stay.
    pub(super) fn text(&self) -> String {
        match &self.value {
            Value::Text(text) => tidy(text),
            Value::Number(number) => format!("{number}"),
            Value::DateTime(moment) if moment.time() == NaiveTime::MIN => crate::model::date::long_date(moment.date()),
            Value::DateTime(moment) if moment.date() < FIRST_REAL_DAY => moment.format("%H.%M").to_string(),
            Value::DateTime(moment) => format!("{} {}", crate::model::date::long_date(moment.date()), moment.format("%H.%M")),
            Value::Fault(_) => String::new(),
        }
    }
}

/// The first day that is a date: workbooks keep a time of day alone as a moment of the last days of 1899 or the first of 1904.
const FIRST_REAL_DAY: NaiveDate = NaiveDate::from_ymd_opt(1905, 1, 1).expect("a day");

/// Trims every line, joins runs of white space, drops empty lines.
pub(super) fn tidy(text: &str) -> String {
    let lines = text.lines().map(|line| line.split_whitespace().collect::<Vec<_>>().join(" "));
    lines.filter(|line| !line.is_empty()).collect::<Vec<_>>().join("\n")
}

/// Reads a workbook or csv file by what it is, whatever its name says; `file` is its name for messages.
pub fn read(file: &str, bytes: &[u8]) -> Found<Vec<Sheet>> {
    let fault = |fault: Diagnostic| Found::new(Vec::new(), vec![fault]);
    match container::kind(bytes) {
        kind @ (Kind::Xlsx | Kind::Ods) => {
            if let Err(reason) = container::examine(bytes) {
                return fault(reason.diagnostic(file));
            }
            let read = if kind == Kind::Xlsx { xlsx::read(file, bytes) } else { ods::read(file, bytes) };
            read.unwrap_or_else(|| fault(container::refusal(Kind::CutOff, file, "", "")))
        }
        // Excel calls any table of text .csv, whatever its separator; web applications call it .xls.
        Kind::Text => delimited::read(file, bytes),
        // No reader at hand sees hidden or struck-through cells of .xls and .xlsb, which must not be printed.
        kind => fault(container::refusal(kind, file, "buku kerja Excel", ".xlsx")),
    }
}

fn hidden_sheet(file: &str, name: &str) -> Diagnostic {
    Diagnostic::note("tabel.lembar-tersembunyi", format!("lembar “{name}” tersembunyi, jadi tidak dibaca")).at(Place::file(file))
}

fn hidden_lines(file: &str, name: &str) -> Diagnostic {
    Diagnostic::note("tabel.baris-atau-kolom-tersembunyi", format!("baris atau kolom tersembunyi di lembar “{name}” tidak dibaca"))
        .at(Place::file(file))
        .remedy("tampilkan (Unhide) bila isinya memang untuk dicetak")
}

/// The reason why a sheet is not read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Unreadable {
    TooLarge,
    /// Too many cells are too long for each to be said.
    LongCells,
    Damaged,
}

impl From<Spent> for Unreadable {
    fn from(_: Spent) -> Self {
        Unreadable::TooLarge
    }
}

fn unreadable_sheet(file: &str, sheet: &str, why: Unreadable) -> Diagnostic {
    let (code, message) = match why {
        Unreadable::TooLarge => ("tabel.lembar-terlalu-besar", format!("lembar “{sheet}” terlalu besar")),
        Unreadable::LongCells => {
            let message = format!("lembar “{sheet}” tidak dibaca, karena banyak selnya lebih dari {} huruf", limits::CELL_CHARS);
            ("tabel.banyak-sel-terlalu-panjang", message)
        }
        Unreadable::Damaged => ("tabel.lembar-rusak", format!("lembar “{sheet}” tidak dapat dibaca")),
    };
    Diagnostic::error(code, message).at(Place::file(file)).remedy("salin isinya ke buku kerja baru, lalu simpan lagi")
}

/// The room that a workbook has left. Every cell is charged before its value is copied.
struct Quota {
    cells: Budget,
    text: Budget,
    /// Cells so far that are too long.
    long: usize,
}

impl Quota {
    fn new() -> Self {
        Quota { cells: Budget::new(limits::WORKBOOK_CELLS), text: Budget::new(limits::TEXT_BYTES), long: 0 }
    }

    /// Charges a cell that stands in so many places; `false`: it is too long for a cell, which is said in its place.
    fn admit(
        &mut self,
        sheet: &Sheet,
        (row, column): (u32, u32),
        text: &str,
        places: usize,
        diagnostics: &mut Vec<Diagnostic>,
    ) -> Result<bool, Unreadable> {
        if text.len() > limits::CELL_CHARS && text.chars().nth(limits::CELL_CHARS).is_some() {
            self.long += 1;
            if self.long > limits::REMARKS {
                return Err(Unreadable::LongCells);
            }
            diagnostics.push(
                Diagnostic::error("tabel.sel-terlalu-panjang", format!("isi sel lebih dari {} huruf", limits::CELL_CHARS))
                    .at(sheet.place(row, column))
                    .raw(text)
                    .remedy("ringkaskan isinya, atau pindahkan teksnya ke naskah tersendiri"),
            );
            return Ok(false);
        }
        self.cells.take(places)?;
        self.text.take(text.len().saturating_mul(places))?;
        Ok(true)
    }

    /// Charges the texts that a sheet's merged cells hand down.
    fn charge_merges(&mut self, sheet: &Sheet) -> Result<(), Unreadable> {
        self.text.take(sheet.handed_down_bytes())?;
        Ok(())
    }
}

fn yes_or_no(yes: bool) -> String {
    String::from(if yes { "ya" } else { "tidak" })
}

/// `2026-11-23`, `2026-11-23T09:00:00`, or a time of day as a duration: `PT09H30M00S`.
fn iso_moment(text: &str) -> Option<NaiveDateTime> {
    if let Some(duration) = text.strip_prefix("PT") {
        let mut parts = duration.split(['H', 'M', 'S', '.', ',']).map(|part| part.parse::<u32>().ok());
        let time = NaiveTime::from_hms_opt(parts.next()?? % 24, parts.next()??, 0)?;
        return Some(NaiveDate::from_ymd_opt(1899, 12, 30)?.and_time(time));
    }
    let date = || NaiveDate::parse_from_str(text, "%Y-%m-%d").ok()?.and_hms_opt(0, 0, 0);
    text.parse().ok().or_else(date)
}

/// Text without the parts that were struck through, and those parts; `None`: nothing was struck, or nothing would be left.
fn without_struck(pieces: &[(String, bool)]) -> Option<(String, String)> {
    let join = |struck: bool| pieces.iter().filter(|(_, s)| *s == struck).map(|(text, _)| text.as_str()).collect::<String>();
    let (kept, struck) = (join(false), join(true));
    (!tidy(&struck).is_empty() && !tidy(&kept).is_empty()).then(|| (kept, tidy(&struck)))
}

/// Whether every piece that holds anything was struck through.
fn is_all_struck(pieces: &[(String, bool)]) -> bool {
    let mut told = pieces.iter().filter(|(text, _)| !text.trim().is_empty()).peekable();
    told.peek().is_some() && told.all(|(_, struck)| *struck)
}
