//! ods by calamine, and what calamine does not tell: hidden rows and columns, merges, text struck through.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::io::{Cursor, Read, Write};
use std::sync::LazyLock;

use calamine::{Ods, Reader, SheetVisible};
use quick_xml::events::{BytesStart, Event};
use regex::Regex;
use zip::write::SimpleFileOptions;
use zip::{ZipArchive, ZipWriter};

use super::{Sheet, Unreadable, Value, hidden_lines, hidden_sheet, is_all_struck, unreadable_sheet, value_of, without_struck};
use crate::diagnostic::Found;
use crate::intake::limits;
use crate::intake::xml::{attribute, entity};

/// `None`: not a whole workbook.
pub fn read(file: &str, bytes: &[u8]) -> Option<Found<Vec<Sheet>>> {
    let mut found = Found::new(Vec::new(), Vec::new());
    let marks = marks(bytes)?;
    // calamine builds the whole rectangle of every sheet, so a far corner is refused before it is asked.
    if let Some((name, _)) = marks.iter().find(|(_, marks)| marks.is_too_large()) {
        found.diagnostics.push(unreadable_sheet(file, name, Unreadable::TooLarge));
        return Some(found);
    }
    let plain = without_groups(bytes);
    let mut book: Ods<_> = Ods::new(Cursor::new(plain.as_deref().unwrap_or(bytes))).ok()?;
    for meta in book.sheets_metadata().to_vec() {
        if meta.visible != SheetVisible::Visible {
            found.diagnostics.push(hidden_sheet(file, &meta.name));
            continue;
        }
        let Ok(range) = book.worksheet_range(&meta.name) else {
            found.diagnostics.push(unreadable_sheet(file, &meta.name, Unreadable::Damaged));
            continue;
        };
        let default = Marks::default();
        let marks = marks.get(&meta.name).unwrap_or(&default);
        let mut sheet = Sheet {
            file: file.to_owned(),
            name: meta.name.clone(),
            merged: marks.merged.clone(),
            from_1904: marks.from_1904,
            ..Sheet::default()
        };
        let (top, left) = range.start().unwrap_or_default();
        let mut some_hidden = false;
        for (row, column, data) in range.used_cells() {
            let at = (top + row as u32, left + column as u32);
            if marks.hides(at) {
                some_hidden = true;
                continue;
            }
            let Some(value) = value_of(data.clone()).filter(|_| !marks.covered.contains(&at)) else { continue };
            let pieces = marks.rich.get(&at).map(Vec::as_slice).unwrap_or_default();
            match without_struck(pieces) {
                Some((kept, part)) => sheet.put(at, Value::Text(kept), false, Some(part)),
                None => sheet.put(at, value, is_all_struck(pieces) || marks.struck.contains(&at), None),
            }
        }
        for (at, text) in &marks.untyped {
            if sheet.get(at.0, at.1).is_none() && !marks.hides(*at) && !marks.covered.contains(at) {
                let pieces = marks.rich.get(at).map(Vec::as_slice).unwrap_or_default();
                let (kept, part) = without_struck(pieces).map_or((text.clone(), None), |(kept, part)| (kept, Some(part)));
                sheet.put(*at, Value::Text(kept), is_all_struck(pieces) || marks.struck.contains(at), part);
            }
        }
        if some_hidden {
            found.diagnostics.push(hidden_lines(file, &meta.name));
        }
        found.value.push(sheet);
    }
    Some(found)
}

/// The workbook without the wrappers around rows and columns that are grouped or repeated in print, whose rows calamine
/// leaves out; `None`: there are none.
fn without_groups(bytes: &[u8]) -> Option<Vec<u8>> {
    static WRAPPER: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(
            r"</?table:(?:table-header-rows|table-row-group|table-rows|table-header-columns|table-column-group|table-columns)(?:\s[^>]*)?>",
        )
        .expect("a fixed pattern")
    });
    const CONTENT: &str = "content.xml";
    let mut archive = ZipArchive::new(Cursor::new(bytes)).ok()?;
    let mut content = String::new();
    archive.by_name(CONTENT).ok()?.take(limits::UNPACKED_BYTES).read_to_string(&mut content).ok()?;
    if !WRAPPER.is_match(&content) {
        return None;
    }
    let mut writer = ZipWriter::new(Cursor::new(Vec::with_capacity(bytes.len())));
    for index in 0..archive.len() {
        let file = archive.by_index_raw(index).ok()?;
        if file.name().is_ok_and(|name| name != CONTENT) {
            writer.raw_copy_file(file).ok()?;
        }
    }
    writer.start_file(CONTENT, SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored)).ok()?;
    writer.write_all(WRAPPER.replace_all(&content, "").as_bytes()).ok()?;
    Some(writer.finish().ok()?.into_inner())
}

#[derive(Debug, Default)]
struct Marks {
    /// First and last, as a row may stand for many.
    hidden_rows: Vec<(u32, u32)>,
    hidden_columns: Vec<(u32, u32)>,
    merged: BTreeMap<(u32, u32), u32>,
    /// Cells under a merge: nobody sees what they hold.
    covered: HashSet<(u32, u32)>,
    struck: HashSet<(u32, u32)>,
    rich: HashMap<(u32, u32), Vec<(String, bool)>>,
    /// Texts of cells that do not say they are text, which calamine passes over.
    untyped: HashMap<(u32, u32), String>,
    /// First and last row and column that hold anything, and how many cells do.
    bounds: Option<(u32, u32, u32, u32)>,
    cells: u64,
    from_1904: bool,
}

impl Marks {
    fn hides(&self, (row, column): (u32, u32)) -> bool {
        // The ranges stand in the order of the file, which is that of the rows and columns.
        let within = |ranges: &[(u32, u32)], at| {
            let after = ranges.partition_point(|(first, _)| *first <= at);
            after.checked_sub(1).is_some_and(|i| at <= ranges[i].1)
        };
        within(&self.hidden_rows, row) || within(&self.hidden_columns, column)
    }

    fn is_too_large(&self) -> bool {
        let area = self.bounds.map_or(0, |(r0, r1, c0, c1)| (u64::from(r1 - r0) + 1) * (u64::from(c1 - c0) + 1));
        area > 4 * limits::SHEET_CELLS || self.cells > limits::SHEET_CELLS
    }
}

/// Where the pass through a sheet stands.
#[derive(Default)]
struct Position {
    sheet: String,
    row: u32,
    rows: u32,
    column: u32,
    columns: u32,
    /// The next column that a column definition speaks of.
    defined: u32,
    in_cell: bool,
    has_content: bool,
    has_type: bool,
    is_covered: bool,
    is_struck: bool,
    pieces: Vec<(String, bool)>,
    spans: Vec<bool>,
    in_comment: bool,
    from_1904: bool,
}

fn marks(bytes: &[u8]) -> Option<BTreeMap<String, Marks>> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).ok()?;
    let mut all: BTreeMap<String, Marks> = BTreeMap::new();
    let mut struck_styles: HashSet<String> = HashSet::new();
    for part in ["styles.xml", "content.xml"] {
        let Ok(file) = archive.by_name(part) else { continue };
        let mut xml = quick_xml::Reader::from_reader(std::io::BufReader::new(file.take(limits::UNPACKED_BYTES)));
        let mut buffer = Vec::new();
        let mut style = String::new();
        let mut at = Position::default();
        xml.config_mut().check_end_names = false;
        loop {
            // What cannot be read to its end may hide rows that nobody then knows of.
            let event = xml.read_event_into(&mut buffer).ok()?;
            match &event {
                Event::Eof => break,
                Event::Start(tag) | Event::Empty(tag) => {
                    let is_empty = matches!(event, Event::Empty(_));
                    match tag.name().as_ref() {
                        "style:style" | "style:default-style" => {
                            style = attribute(tag, "style:name").unwrap_or_default();
                            // A style is written after the one that it is made from.
                            if attribute(tag, "style:parent-style-name").is_some_and(|parent| struck_styles.contains(&parent)) {
                                struck_styles.insert(style.clone());
                            }
                        }
                        "style:text-properties" => {
                            let lined = ["style:text-line-through-style", "style:text-line-through-type"];
                            let said: Vec<bool> = lined.iter().filter_map(|key| attribute(tag, key)).map(|line| line != "none").collect();
                            match said.contains(&true) {
                                _ if said.is_empty() || style.is_empty() => {}
                                true => {
                                    struck_styles.insert(style.clone());
                                }
                                false => {
                                    struck_styles.remove(&style);
                                }
                            }
                        }
                        _ => start(tag, is_empty, &mut at, &mut all, &struck_styles),
                    }
                }
                Event::Text(text) if at.in_cell && !at.in_comment => add_text(&mut at, text),
                Event::GeneralRef(name) if at.in_cell && !at.in_comment => add_text(&mut at, &entity(name)),
                Event::End(tag) => match tag.name().as_ref() {
                    "table:table-cell" | "table:covered-table-cell" => end_cell(&mut at, &mut all),
                    "table:table-row" => at.row = at.row.saturating_add(at.rows),
                    "text:span" => {
                        at.spans.pop();
                    }
                    "office:annotation" => at.in_comment = false,
                    _ => {}
                },
                _ => {}
            }
            buffer.clear();
        }
    }
    Some(all)
}

fn start(tag: &BytesStart<'_>, is_empty: bool, at: &mut Position, all: &mut BTreeMap<String, Marks>, struck: &HashSet<String>) {
    let number = |key| attribute(tag, key).and_then(|v| v.parse::<u32>().ok()).unwrap_or(1);
    let is_hidden = || attribute(tag, "table:visibility").is_some_and(|v| v != "visible");
    let is_struck = |key| attribute(tag, key).is_some_and(|name| struck.contains(&name));
    match tag.name().as_ref() {
        "table:null-date" => at.from_1904 = attribute(tag, "table:date-value").is_some_and(|day| day.starts_with("1904")),
        "table:table" => {
            *at = Position { sheet: attribute(tag, "table:name").unwrap_or_default(), from_1904: at.from_1904, ..Position::default() };
            all.entry(at.sheet.clone()).or_default().from_1904 = at.from_1904;
        }
        "table:table-column" => {
            let count = number("table:number-columns-repeated");
            if is_hidden()
                && let Some(marks) = all.get_mut(&at.sheet)
            {
                marks.hidden_columns.push((at.defined, at.defined.saturating_add(count - count.min(1))));
            }
            at.defined = at.defined.saturating_add(count);
        }
        "table:table-row" => {
            at.rows = number("table:number-rows-repeated");
            (at.column, at.columns) = (0, 0);
            if is_hidden()
                && let Some(marks) = all.get_mut(&at.sheet)
            {
                marks.hidden_rows.push((at.row, at.row.saturating_add(at.rows - at.rows.min(1))));
            }
            if is_empty {
                at.row = at.row.saturating_add(at.rows);
            }
        }
        name @ ("table:table-cell" | "table:covered-table-cell") => {
            at.in_cell = true;
            at.columns = number("table:number-columns-repeated");
            at.has_content =
                ["office:value", "office:date-value", "office:time-value", "office:string-value", "office:boolean-value", "table:formula"]
                    .iter()
                    .any(|key| attribute(tag, key).is_some());
            at.has_type = attribute(tag, "office:value-type").is_some();
            at.is_covered = name == "table:covered-table-cell";
            at.is_struck = is_struck("table:style-name");
            at.pieces.clear();
            at.spans.clear();
            if let Some(marks) = all.get_mut(&at.sheet) {
                let rows = number("table:number-rows-spanned");
                if rows > 1 {
                    marks.merged.insert((at.column, at.row), at.row.saturating_add(rows - 1));
                }
            }
            if is_empty {
                end_cell(at, all);
            }
        }
        "office:annotation" if !is_empty => at.in_comment = true,
        "text:span" if !is_empty => at.spans.push(is_struck("text:style-name")),
        "text:p" if at.in_cell && !at.pieces.is_empty() => at.pieces.push(("\n".to_owned(), false)),
        "text:s" => {
            // calamine writes out every blank that a file claims.
            if number("text:c") > limits::CELL_BLANKS
                && let Some(marks) = all.get_mut(&at.sheet)
            {
                marks.cells = u64::MAX;
            }
            if at.in_cell {
                add_text(at, " ");
            }
        }
        _ => {}
    }
}

fn add_text(at: &mut Position, text: &str) {
    at.has_content = true;
    let struck = at.spans.last().copied().unwrap_or_default();
    at.pieces.push((text.to_owned(), struck));
}

fn end_cell(at: &mut Position, all: &mut BTreeMap<String, Marks>) {
    at.in_cell = false;
    let (row, column, rows, columns) = (at.row, at.column, at.rows.max(1), at.columns.max(1));
    at.column = at.column.saturating_add(columns);
    let Some(marks) = all.get_mut(&at.sheet) else { return };
    if !at.has_content {
        return;
    }
    // A cell may stand for many; too many, and the sheet is refused below.
    let repeated = (row..row.saturating_add(rows)).flat_map(|r| (column..column.saturating_add(columns)).map(move |c| (r, c)));
    for place in repeated.take(limits::SHEET_CELLS as usize - marks.struck.len().min(limits::SHEET_CELLS as usize)) {
        if at.is_covered {
            marks.covered.insert(place);
        }
        if at.is_struck {
            marks.struck.insert(place);
        }
        if !at.has_type && !at.pieces.is_empty() {
            marks.untyped.insert(place, at.pieces.iter().map(|(text, _)| text.as_str()).collect());
        }
        if at.pieces.iter().any(|(_, struck)| *struck) {
            marks.rich.insert(place, at.pieces.clone());
        }
        if !at.is_covered && !at.is_struck && at.has_type && at.pieces.iter().all(|(_, struck)| !struck) {
            break;
        }
    }
    let (last_row, last_column) = (row.saturating_add(rows - 1), column.saturating_add(columns - 1));
    marks.cells = marks.cells.saturating_add(u64::from(rows) * u64::from(columns));
    let (r0, r1, c0, c1) = marks.bounds.unwrap_or((row, last_row, column, last_column));
    marks.bounds = Some((r0.min(row), r1.max(last_row), c0.min(column), c1.max(last_column)));
}
