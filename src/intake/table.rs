//! Workbooks and csv files as sheets of addressed cells, so that every value can name its place.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{Cursor, Read};

use calamine::{Data, Ods, Reader, SheetVisible, Xlsx};
use chrono::{NaiveDate, NaiveDateTime};
use rust_xlsxwriter::utility::row_col_to_cell;

use super::limits;
use crate::diagnostic::{Diagnostic, Found, Place, Spot};

/// What a cell holds.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    Text(String),
    Number(f64),
    /// A cell formatted as date, time or both.
    DateTime(NaiveDateTime),
}

#[derive(Debug, Clone, PartialEq)]
pub struct Cell {
    pub value: Value,
    /// Struck through: the office cancelled what it says.
    pub struck: bool,
}

/// One sheet. Rows and columns count from 0; only cells with a value are kept. Hidden rows and columns are left out.
#[derive(Debug, Clone, Default)]
pub struct Sheet {
    /// The file, relative to the office folder.
    pub file: String,
    /// Empty for csv.
    pub name: String,
    cells: BTreeMap<(u32, u32), Cell>,
    /// First row, first column, last row, last column.
    merged: Vec<(u32, u32, u32, u32)>,
}

impl Sheet {
    pub fn get(&self, row: u32, column: u32) -> Option<&Cell> {
        self.cells.get(&(row, column))
    }

    /// The cell, or the value that a vertical merge gives it.
    pub fn inherited(&self, row: u32, column: u32) -> Option<&Cell> {
        self.get(row, column).or_else(|| {
            let (r0, c0, ..) = self.merged.iter().find(|(r0, c0, r1, c1)| (*r0..=*r1).contains(&row) && (*c0..=*c1).contains(&column))?;
            self.get(*r0, *c0)
        })
    }

    /// The cell as text, white space tidied; empty text is none.
    pub fn text(&self, row: u32, column: u32) -> Option<String> {
        self.get(row, column).map(Cell::text).filter(|t| !t.is_empty())
    }

    /// Rows that hold anything, in order.
    pub fn rows(&self) -> Vec<u32> {
        self.cells.keys().map(|(row, _)| *row).collect::<BTreeSet<_>>().into_iter().collect()
    }

    /// The cells of one row, in order.
    pub fn row(&self, row: u32) -> impl Iterator<Item = (u32, &Cell)> {
        self.cells.range((row, 0)..=(row, u32::MAX)).map(|((_, column), cell)| (*column, cell))
    }

    pub fn place(&self, row: u32, column: u32) -> Place {
        let address = row_col_to_cell(row, u16::try_from(column).unwrap_or(u16::MAX));
        Place { file: self.file.clone(), spot: Spot::Cell { sheet: self.name.clone(), address } }
    }
}

impl Cell {
    /// The value as text: non-breaking spaces become plain ones, each line is trimmed, line breaks stay.
    pub fn text(&self) -> String {
        match &self.value {
            Value::Text(text) => tidy(text),
            Value::Number(number) => format!("{number}"),
            Value::DateTime(moment) => moment.to_string(),
        }
    }
}

/// Trims every line, joins runs of white space, drops empty lines.
pub fn tidy(text: &str) -> String {
    let lines = text.lines().map(|line| line.split_whitespace().collect::<Vec<_>>().join(" "));
    lines.filter(|line| !line.is_empty()).collect::<Vec<_>>().join("\n")
}

/// Reads a workbook or csv file; `file` is the name for messages, and its ending says the format.
pub fn read(file: &str, bytes: &[u8]) -> Found<Vec<Sheet>> {
    let ending = file.rsplit('.').next().unwrap_or_default().to_ascii_lowercase();
    let read = match ending.as_str() {
        "csv" => read_csv(file, bytes),
        "xlsx" | "xlsm" => read_xlsx(file, bytes),
        "ods" => read_ods(file, bytes),
        _ => Err(format!("jenis berkas .{ending} tidak dapat dibaca")),
    };
    read.unwrap_or_else(|reason| {
        let fault = Diagnostic::error(format!("berkas tidak dapat dibaca: {reason}"))
            .at(Place::file(file))
            .remedy("buka di Excel atau LibreOffice, lalu Simpan sebagai .xlsx");
        Found::new(Vec::new(), vec![fault])
    })
}

fn read_xlsx(file: &str, bytes: &[u8]) -> Result<Found<Vec<Sheet>>, String> {
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).map_err(|_| "bukan buku kerja Excel yang utuh".to_owned())?;
    let hidden = hidden_lines(bytes).map_err(|_| "bukan buku kerja Excel yang utuh".to_owned())?;
    let mut found = Found::new(Vec::new(), Vec::new());
    for meta in book.sheets_metadata().to_vec() {
        if meta.visible != SheetVisible::Visible {
            found.diagnostics.push(hidden_sheet(file, &meta.name));
            continue;
        }
        let cells = match read_cells(&mut book, &meta.name) {
            Ok(cells) => cells,
            Err(fault) => {
                found.diagnostics.push(unreadable_sheet(file, &meta.name, fault));
                continue;
            }
        };
        let mut sheet = cells_of(file, &meta.name, cells, &mut found.diagnostics);
        sheet.merged = book
            .merge_cells_by_sheet_name(&meta.name)
            .map_err(|_| "bukan buku kerja Excel yang utuh".to_owned())?
            .iter()
            .map(|d| (d.start.0, d.start.1, d.end.0, d.end.1))
            .collect();
        if let Some(lines) = hidden.get(&meta.name) {
            let all = sheet.cells.len();
            sheet.cells.retain(|(row, column), _| !lines.rows.contains(row) && !lines.hides_column(*column));
            if sheet.cells.len() < all {
                let message = format!("baris atau kolom tersembunyi di lembar “{}” tidak dibaca", meta.name);
                found
                    .diagnostics
                    .push(Diagnostic::note(message).at(Place::file(file)).remedy("tampilkan (Unhide) bila isinya memang untuk dicetak"));
            }
        }
        found.value.push(sheet);
    }
    Ok(found)
}

fn read_ods(file: &str, bytes: &[u8]) -> Result<Found<Vec<Sheet>>, String> {
    let mut book: Ods<_> = Ods::new(Cursor::new(bytes)).map_err(|_| "bukan buku kerja LibreOffice yang utuh".to_owned())?;
    let mut found = Found::new(Vec::new(), Vec::new());
    for meta in book.sheets_metadata().to_vec() {
        if meta.visible != SheetVisible::Visible {
            found.diagnostics.push(hidden_sheet(file, &meta.name));
            continue;
        }
        match book.worksheet_range(&meta.name) {
            Ok(range) if (range.height() as u64) * (range.width() as u64) <= limits::SHEET_CELLS => {
                let (top, left) = range.start().unwrap_or_default();
                let cells = range.used_cells().map(|(row, column, data)| ((top + row as u32, left + column as u32), data.clone(), false));
                let sheet = cells_of(file, &meta.name, cells.collect(), &mut found.diagnostics);
                found.value.push(sheet);
            }
            Ok(_) => found.diagnostics.push(unreadable_sheet(file, &meta.name, Unreadable::TooLarge)),
            Err(_) => found.diagnostics.push(unreadable_sheet(file, &meta.name, Unreadable::Damaged)),
        }
    }
    Ok(found)
}

fn hidden_sheet(file: &str, name: &str) -> Diagnostic {
    Diagnostic::note(format!("lembar “{name}” tersembunyi, jadi tidak dibaca")).at(Place::file(file))
}

enum Unreadable {
    TooLarge,
    Damaged,
}

fn unreadable_sheet(file: &str, sheet: &str, why: Unreadable) -> Diagnostic {
    let message = match why {
        Unreadable::TooLarge => format!("lembar “{sheet}” terlalu besar"),
        Unreadable::Damaged => format!("lembar “{sheet}” tidak dapat dibaca"),
    };
    Diagnostic::error(message).at(Place::file(file)).remedy("salin isinya ke buku kerja baru, lalu simpan lagi")
}

/// A cell's address, value, and whether it is struck through.
type RawCell = ((u32, u32), Data, bool);

/// The cells that a sheet holds, one by one: a stray cell in the last corner must not cost a table of that size.
fn read_cells<RS: Read + std::io::Seek>(book: &mut Xlsx<RS>, sheet: &str) -> Result<Vec<RawCell>, Unreadable> {
    let mut reader = book.worksheet_cells_reader(sheet).map_err(|_| Unreadable::Damaged)?;
    let struck: Vec<bool> = reader.styles().iter().map(|s| s.font.as_ref().is_some_and(|f| f.has_strikethrough())).collect();
    let mut cells = Vec::new();
    while let Some((cell, style)) = reader.next_cell_with_style_id().map_err(|_| Unreadable::Damaged)? {
        if cells.len() as u64 >= limits::SHEET_CELLS {
            return Err(Unreadable::TooLarge);
        }
        let value = Data::from(cell.get_value().clone());
        if value != Data::Empty {
            cells.push((cell.get_position(), value, struck.get(style).copied().unwrap_or_default()));
        }
    }
    Ok(cells)
}

fn cells_of(file: &str, name: &str, cells: Vec<RawCell>, diagnostics: &mut Vec<Diagnostic>) -> Sheet {
    let mut sheet = Sheet { file: file.to_owned(), name: name.to_owned(), ..Sheet::default() };
    for (at, data, struck) in cells {
        let value = match data {
            Data::Empty => continue,
            Data::String(text) => Value::Text(text.chars().take(limits::CELL_CHARS).collect()),
            Data::Int(number) => Value::Number(number as f64),
            Data::Float(number) => Value::Number(number),
            Data::Bool(yes) => Value::Text(if yes { "ya" } else { "tidak" }.to_owned()),
            Data::DateTime(moment) => match moment.as_datetime() {
                Some(datetime) => Value::DateTime(datetime),
                None => Value::Number(moment.as_f64()),
            },
            Data::DateTimeIso(text) | Data::DurationIso(text) => iso_moment(&text).map_or(Value::Text(text), Value::DateTime),
            Data::Error(error) => {
                diagnostics.push(
                    Diagnostic::error("rumus di sel ini salah")
                        .at(sheet.place(at.0, at.1))
                        .raw(error.to_string())
                        .remedy("betulkan rumusnya, atau ketik isinya"),
                );
                continue;
            }
        };
        if matches!(&value, Value::Text(text) if text.trim().is_empty()) {
            continue;
        }
        sheet.cells.insert(at, Cell { value, struck });
    }
    sheet
}

fn iso_moment(text: &str) -> Option<NaiveDateTime> {
    let date = || NaiveDate::parse_from_str(text, "%Y-%m-%d").ok()?.and_hms_opt(0, 0, 0);
    text.parse().ok().or_else(date)
}

/// csv in UTF-8, UTF-16 with a byte order mark, or cp1252; separated by comma, semicolon or tab.
fn read_csv(file: &str, bytes: &[u8]) -> Result<Found<Vec<Sheet>>, String> {
    let text = decode(bytes);
    let first = text.lines().next().unwrap_or_default();
    let separator = *[b',', b';', b'\t'].iter().max_by_key(|s| first.bytes().filter(|b| b == *s).count()).unwrap_or(&b',');
    let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).delimiter(separator).from_reader(text.as_bytes());
    let mut sheet = Sheet { file: file.to_owned(), ..Sheet::default() };
    let mut diagnostics = Vec::new();
    for (row, record) in (0u32..).zip(reader.records()) {
        let record = record.map_err(|e| e.to_string())?;
        for (column, text) in (0u32..).zip(record.iter()).filter(|(_, text)| !text.trim().is_empty()) {
            if text.chars().count() > limits::CELL_CHARS {
                diagnostics.push(Diagnostic::error("isi sel terlalu panjang").at(sheet.place(row, column)).raw(text));
                continue;
            }
            sheet.cells.insert((row, column), Cell { value: Value::Text(text.to_owned()), struck: false });
        }
    }
    Ok(Found::new(vec![sheet], diagnostics))
}

/// Text of an unknown encoding: by its byte order mark, else UTF-8 where it is valid, else cp1252.
pub fn decode(bytes: &[u8]) -> String {
    if let Some((encoding, _)) = encoding_rs::Encoding::for_bom(bytes) {
        return encoding.decode_with_bom_removal(bytes).0.into_owned();
    }
    match std::str::from_utf8(bytes) {
        Ok(text) => text.to_owned(),
        Err(_) => encoding_rs::WINDOWS_1252.decode(bytes).0.into_owned(),
    }
}

#[derive(Debug, Default)]
struct HiddenLines {
    rows: BTreeSet<u32>,
    columns: Vec<(u32, u32)>,
}

impl HiddenLines {
    fn hides_column(&self, column: u32) -> bool {
        self.columns.iter().any(|(first, last)| (*first..=*last).contains(&column))
    }
}

/// Hidden rows and columns of each sheet. calamine does not tell them, and what an office hid is not for print.
fn hidden_lines(bytes: &[u8]) -> Result<BTreeMap<String, HiddenLines>, Box<dyn std::error::Error>> {
    use quick_xml::events::Event;
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes))?;
    let mut targets = BTreeMap::new();
    for_each_tag(&mut archive, "xl/_rels/workbook.xml.rels", |_, tag| {
        if let (Some(id), Some(target)) = (attribute(tag, "Id"), attribute(tag, "Target")) {
            targets.insert(id, target);
        }
    })?;
    let mut parts = Vec::new();
    for_each_tag(&mut archive, "xl/workbook.xml", |name, tag| {
        if name == "sheet"
            && let (Some(sheet), Some(id)) = (attribute(tag, "name"), attribute(tag, "r:id"))
            && let Some(target) = targets.get(&id)
        {
            let path = target.strip_prefix('/').map_or_else(|| format!("xl/{target}"), str::to_owned);
            parts.push((sheet, path));
        }
    })?;
    let mut hidden = BTreeMap::new();
    for (sheet, part) in parts {
        let mut lines = HiddenLines::default();
        let mut next_row = 0u32;
        for_each_tag(&mut archive, &part, |name, tag| {
            let number = |key| attribute(tag, key).and_then(|v| v.parse::<u32>().ok());
            let is_hidden = || attribute(tag, "hidden").is_some_and(|v| v == "1" || v == "true");
            match name {
                "row" => {
                    let row = number("r").map_or(next_row, |r| r.saturating_sub(1));
                    next_row = row + 1;
                    if is_hidden() {
                        lines.rows.insert(row);
                    }
                }
                "col" if is_hidden() => {
                    if let (Some(first), Some(last)) = (number("min"), number("max")) {
                        lines.columns.push((first.saturating_sub(1), last.saturating_sub(1)));
                    }
                }
                _ => {}
            }
        })?;
        hidden.insert(sheet, lines);
    }
    return Ok(hidden);

    fn attribute(tag: &quick_xml::events::BytesStart<'_>, key: &str) -> Option<String> {
        let attribute = tag.try_get_attribute(key).ok()??;
        attribute.normalized_value(quick_xml::XmlVersion::Implicit1_0).ok().map(|v| v.into_owned())
    }

    /// Calls `f` with the local name of every start tag of a part; a part that is not there has none.
    fn for_each_tag(
        archive: &mut zip::ZipArchive<Cursor<&[u8]>>,
        part: &str,
        mut f: impl FnMut(&str, &quick_xml::events::BytesStart<'_>),
    ) -> Result<(), Box<dyn std::error::Error>> {
        let Ok(file) = archive.by_name(part) else { return Ok(()) };
        let mut xml = quick_xml::Reader::from_reader(std::io::BufReader::new(file.take(limits::PART_BYTES)));
        let mut buffer = Vec::new();
        loop {
            match xml.read_event_into(&mut buffer)? {
                Event::Start(tag) | Event::Empty(tag) => f(tag.local_name().as_ref(), &tag),
                Event::Eof => return Ok(()),
                _ => {}
            }
            buffer.clear();
        }
    }
}
