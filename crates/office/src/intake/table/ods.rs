//! ods in one pass: the values of its cells, and whether they are hidden, merged or struck through. A cell that stands for many is
//! charged for all of them before the first is made.

use std::collections::HashSet;
use std::io::{BufReader, Cursor, Read};

use quick_xml::events::{BytesStart, Event};
use zip::ZipArchive;

use super::{
    Quota, Sheet, Unreadable, Value, hidden_lines, hidden_sheet, is_all_struck, iso_moment, unreadable_sheet, without_struck, yes_or_no,
};
use crate::diagnostic::Found;
use crate::intake::limits;
use crate::intake::xml::{attribute, entity};

/// Reads a workbook; `None`: not a whole one.
pub(super) fn read(file: &str, bytes: &[u8]) -> Option<Found<Vec<Sheet>>> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).ok()?;
    let mut pass = Pass::new(file);
    for part in ["styles.xml", "content.xml"] {
        let Ok(xml) = archive.by_name(part) else { continue };
        pass.has_content = part == "content.xml";
        match pass.run(xml.take(limits::UNPACKED_BYTES)) {
            Ok(()) => {}
            Err(Unreadable::Damaged) => return None,
            Err(fault) => {
                let name = pass.table.map(|table| table.sheet.name).unwrap_or_default();
                pass.found.diagnostics.push(unreadable_sheet(file, &name, fault));
                return Some(Found::new(Vec::new(), pass.found.diagnostics));
            }
        }
    }
    // A table without its end was cut off.
    (pass.has_content && pass.table.is_none()).then_some(pass.found)
}

/// The reading of a workbook's parts, one after the other.
struct Pass<'a> {
    file: &'a str,
    quota: Quota,
    found: Found<Vec<Sheet>>,
    /// Whether the part is the one of the tables.
    has_content: bool,
    tables: usize,
    from_1904: bool,
    /// Styles of cells and text that strike through.
    struck: HashSet<String>,
    /// Styles of tables that are not shown, which stand in the part of the tables.
    hiding: HashSet<String>,
    /// The style that is being defined.
    style: String,
    /// The table that is being read; none where it is hidden or has no name.
    table: Option<Table>,
    /// Tables within a cell, whose text is the cell's.
    inner_tables: usize,
}

/// A table, and where the pass stands in it.
#[derive(Default)]
struct Table {
    sheet: Sheet,
    /// First and last, in order.
    hidden_columns: Vec<(u32, u32)>,
    /// The next column that a column definition speaks of.
    defined: u32,
    /// Whether something stands where it is hidden.
    hides: bool,
    row: u32,
    rows: u32,
    row_is_hidden: bool,
    column: u32,
    cell: Option<Cell>,
}

/// A cell that is being read.
#[derive(Default)]
struct Cell {
    columns: u32,
    /// The value that its attributes give; none: its text is its value.
    value: Option<Value>,
    is_covered: bool,
    is_struck: bool,
    /// The pieces of its text, and whether each is struck through.
    pieces: Vec<(String, bool)>,
    bytes: usize,
    spans: Vec<bool>,
    in_comment: bool,
}

impl Cell {
    fn add(&mut self, text: &str) {
        // From here on the cell is too long in any case.
        if self.in_comment || text.is_empty() || self.bytes > 4 * limits::CELL_CHARS {
            return;
        }
        self.bytes += text.len();
        let is_struck = self.spans.last().copied().unwrap_or_default();
        match self.pieces.last_mut() {
            Some((piece, struck)) if *struck == is_struck => piece.push_str(text),
            _ => self.pieces.push((text.to_owned(), is_struck)),
        }
    }

    /// Its value, whether that is struck through, and the part of its text that was struck through and left out.
    fn into_value(self) -> (Value, bool, Option<String>) {
        match without_struck(&self.pieces) {
            Some((kept, part)) => (Value::Text(kept), false, Some(part)),
            None => {
                let is_struck = self.is_struck || is_all_struck(&self.pieces);
                let text = || Value::Text(self.pieces.iter().map(|(text, _)| text.as_str()).collect());
                (self.value.unwrap_or_else(text), is_struck, None)
            }
        }
    }
}

impl<'a> Pass<'a> {
    fn new(file: &'a str) -> Self {
        Pass {
            file,
            quota: Quota::new(),
            found: Found::default(),
            has_content: false,
            tables: 0,
            from_1904: false,
            struck: HashSet::new(),
            hiding: HashSet::new(),
            style: String::new(),
            table: None,
            inner_tables: 0,
        }
    }

    fn run(&mut self, part: impl Read) -> Result<(), Unreadable> {
        let mut xml = quick_xml::Reader::from_reader(BufReader::new(part));
        xml.config_mut().check_end_names = false;
        let mut buffer = Vec::new();
        loop {
            // A part that cannot be read to its end may have rows that would be missed.
            match xml.read_event_into(&mut buffer).map_err(|_| Unreadable::Damaged)? {
                Event::Eof => return Ok(()),
                Event::Start(tag) => self.start(&tag, false)?,
                Event::Empty(tag) => self.start(&tag, true)?,
                Event::End(tag) => self.end(tag.name().as_ref())?,
                Event::Text(text) => self.add_text(&text.xml10_content()),
                Event::GeneralRef(name) => self.add_text(&entity(&name)),
                _ => {}
            }
            buffer.clear();
        }
    }

    fn start(&mut self, tag: &BytesStart<'_>, is_empty: bool) -> Result<(), Unreadable> {
        let name = tag.name();
        match name.as_ref() {
            "style:style" | "style:default-style" => {
                self.style = attribute(tag, "style:name").unwrap_or_default();
                // A style is written after the one that it is made from.
                if attribute(tag, "style:parent-style-name").is_some_and(|parent| self.struck.contains(&parent)) {
                    self.struck.insert(self.style.clone());
                }
            }
            "style:text-properties" if !self.style.is_empty() => self.style_text(tag),
            "style:table-properties" if self.has_content && attribute(tag, "table:display").is_some_and(|shown| shown == "false") => {
                self.hiding.insert(self.style.clone());
            }
            "table:null-date" => self.from_1904 = attribute(tag, "table:date-value").is_some_and(|day| day.starts_with("1904")),
            "table:table" => {
                let is_inner = self.table.as_ref().is_some_and(|table| table.cell.is_some());
                match (is_inner, is_empty) {
                    (true, true) => {}
                    (true, false) => self.inner_tables += 1,
                    (false, _) => self.start_table(tag, is_empty)?,
                }
            }
            name if self.inner_tables == 0 && name.starts_with("table:") => self.start_in_table(name, tag, is_empty)?,
            name => self.start_in_cell(name, tag, is_empty)?,
        }
        Ok(())
    }

    /// Whether a style strikes through: said by itself, or by the style that it is made from.
    fn style_text(&mut self, tag: &BytesStart<'_>) {
        let lined = ["style:text-line-through-style", "style:text-line-through-type"];
        let said: Vec<bool> = lined.iter().filter_map(|key| attribute(tag, key)).map(|line| line != "none").collect();
        if said.contains(&true) {
            self.struck.insert(self.style.clone());
        } else if !said.is_empty() {
            self.struck.remove(&self.style);
        }
    }

    fn start_table(&mut self, tag: &BytesStart<'_>, is_empty: bool) -> Result<(), Unreadable> {
        let Some(name) = attribute(tag, "table:name") else { return Ok(()) };
        self.tables += 1;
        if name.len() > limits::SHEET_NAME_BYTES || self.tables > limits::SHEETS {
            return Err(Unreadable::Damaged);
        }
        if attribute(tag, "table:style-name").is_some_and(|style| self.hiding.contains(&style)) {
            self.found.diagnostics.push(hidden_sheet(self.file, &name));
            return Ok(());
        }
        let sheet = Sheet { file: self.file.to_owned(), name, from_1904: self.from_1904, ..Sheet::default() };
        self.table = Some(Table { sheet, ..Table::default() });
        if is_empty { self.end_table() } else { Ok(()) }
    }

    /// The definition of columns, a row or a cell.
    fn start_in_table(&mut self, name: &str, tag: &BytesStart<'_>, is_empty: bool) -> Result<(), Unreadable> {
        let Some(table) = &mut self.table else { return Ok(()) };
        let number = |key| attribute(tag, key).and_then(|v| v.parse::<u32>().ok()).unwrap_or(1);
        let is_hidden = || attribute(tag, "table:visibility").is_some_and(|v| v != "visible");
        match name {
            "table:table-column" => {
                let count = number("table:number-columns-repeated");
                if is_hidden() {
                    table.hidden_columns.push((table.defined, table.defined.saturating_add(count.saturating_sub(1))));
                }
                table.defined = table.defined.saturating_add(count);
            }
            "table:table-row" => {
                (table.rows, table.row_is_hidden, table.column) = (number("table:number-rows-repeated"), is_hidden(), 0);
                if is_empty {
                    table.row = table.row.saturating_add(table.rows);
                }
            }
            "table:table-cell" | "table:covered-table-cell" => {
                let rows = number("table:number-rows-spanned");
                if rows > 1 {
                    self.quota.cells.take(1)?;
                    table.sheet.merged.insert((table.column, table.row), table.row.saturating_add(rows - 1));
                }
                table.cell = Some(Cell {
                    columns: number("table:number-columns-repeated").max(1),
                    value: value_of(tag),
                    is_covered: name == "table:covered-table-cell",
                    is_struck: attribute(tag, "table:style-name").is_some_and(|style| self.struck.contains(&style)),
                    ..Cell::default()
                });
                if is_empty {
                    self.end_cell()?;
                }
            }
            _ => {}
        }
        Ok(())
    }

    /// An element within a cell.
    fn start_in_cell(&mut self, name: &str, tag: &BytesStart<'_>, is_empty: bool) -> Result<(), Unreadable> {
        let Some(cell) = self.table.as_mut().and_then(|table| table.cell.as_mut()) else { return Ok(()) };
        match name {
            "office:annotation" if !is_empty => cell.in_comment = true,
            "text:span" if !is_empty => {
                let is_struck = attribute(tag, "text:style-name").is_some_and(|style| self.struck.contains(&style));
                cell.spans.push(is_struck);
            }
            // Between two paragraphs.
            "text:p" if !cell.pieces.is_empty() => cell.add("\n"),
            "text:line-break" => cell.add("\n"),
            "text:tab" => cell.add("\t"),
            "text:s" => {
                let blanks = attribute(tag, "text:c").and_then(|count| count.parse::<u32>().ok()).unwrap_or(1);
                if blanks > limits::CELL_BLANKS {
                    return Err(Unreadable::TooLarge);
                }
                cell.add(" ");
            }
            _ => {}
        }
        Ok(())
    }

    /// The cell that is being read.
    fn cell(&mut self) -> Option<&mut Cell> {
        self.table.as_mut()?.cell.as_mut()
    }

    fn add_text(&mut self, text: &str) {
        if let Some(cell) = self.cell() {
            cell.add(text);
        }
    }

    fn end(&mut self, name: &str) -> Result<(), Unreadable> {
        match name {
            "table:table" if self.inner_tables > 0 => self.inner_tables -= 1,
            "table:table" => self.end_table()?,
            // The end of a row or cell of a table within a cell.
            _ if self.inner_tables > 0 && name.starts_with("table:") => {}
            "table:table-cell" | "table:covered-table-cell" => self.end_cell()?,
            "table:table-row" => {
                if let Some(table) = &mut self.table {
                    table.row = table.row.saturating_add(table.rows);
                }
            }
            "text:span" => {
                if let Some(cell) = self.cell() {
                    cell.spans.pop();
                }
            }
            "office:annotation" => {
                if let Some(cell) = self.cell() {
                    cell.in_comment = false;
                }
            }
            _ => {}
        }
        Ok(())
    }

    fn end_cell(&mut self) -> Result<(), Unreadable> {
        let Some(table) = &mut self.table else { return Ok(()) };
        let Some(cell) = table.cell.take() else { return Ok(()) };
        let (row, column, rows, columns) = (table.row, table.column, table.rows.max(1), cell.columns);
        table.column = column.saturating_add(columns);
        // A covered cell is not shown.
        if cell.is_covered || (cell.value.is_none() && cell.pieces.is_empty()) {
            return Ok(());
        }
        let (value, is_struck, struck_part) = cell.into_value();
        let text = if let Value::Text(text) = &value { text.as_str() } else { "" };
        if matches!(value, Value::Text(_)) && text.trim().is_empty() {
            return Ok(());
        }
        if table.row_is_hidden {
            table.hides = true;
            return Ok(());
        }
        // The part that was struck through is kept besides the value, and charged here.
        let places = (rows as usize).saturating_mul(columns as usize);
        self.quota.text.take(struck_part.as_ref().map_or(0, String::len).saturating_mul(places))?;
        if !self.quota.admit(&table.sheet, (row, column), text, places, &mut self.found.diagnostics)? {
            return Ok(());
        }
        for column in column..column.saturating_add(columns) {
            if table.hides_column(column) {
                table.hides = true;
                continue;
            }
            for row in row..row.saturating_add(rows) {
                table.sheet.put((row, column), value.clone(), is_struck, struck_part.clone());
            }
        }
        Ok(())
    }

    fn end_table(&mut self) -> Result<(), Unreadable> {
        // Kept until its merged cells are paid for, so that a fault knows its name.
        let Some(table) = &self.table else { return Ok(()) };
        self.quota.charge_merges(&table.sheet)?;
        if table.hides {
            self.found.diagnostics.push(hidden_lines(self.file, &table.sheet.name));
        }
        self.found.value.extend(self.table.take().map(|table| table.sheet));
        Ok(())
    }
}

impl Table {
    fn hides_column(&self, column: u32) -> bool {
        let after = self.hidden_columns.partition_point(|(first, _)| *first <= column);
        after.checked_sub(1).is_some_and(|at| column <= self.hidden_columns[at].1)
    }
}

/// The value that a cell's attributes give; none where its text is the value: text, or an error.
fn value_of(tag: &BytesStart<'_>) -> Option<Value> {
    let moment = |text: String| iso_moment(&text).map_or(Value::Text(text), Value::DateTime);
    let number = || attribute(tag, "office:value")?.parse().ok().map(Value::Number);
    let text = || attribute(tag, "office:string-value").map(Value::Text);
    let date = || attribute(tag, "office:date-value").or_else(|| attribute(tag, "office:time-value")).map(moment);
    let boolean = || attribute(tag, "office:boolean-value").map(|yes| Value::Text(yes_or_no(yes.eq_ignore_ascii_case("true"))));
    let value = number().or_else(text).or_else(date).or_else(boolean)?;
    // LibreOffice leaves the text of an error to be read from the cell.
    let is_error = attribute(tag, "calcext:value-type").is_some_and(|kind| kind == "error");
    (!is_error || value != Value::Text(String::new())).then_some(value)
}
