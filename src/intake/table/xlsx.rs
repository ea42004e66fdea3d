//! xlsx by calamine, and what calamine does not tell: hidden rows and columns, text struck through in part, formulas that
//! were never calculated.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::io::{Cursor, Read};

use calamine::{Data, Reader, SheetType, SheetVisible, Xlsx};
use quick_xml::events::{BytesStart, Event};
use zip::ZipArchive;

use super::{Sheet, Unreadable, Value, hidden_lines, hidden_sheet, is_all_struck, unreadable_sheet, value_of, without_struck};
use crate::diagnostic::{Diagnostic, Found, Place};
use crate::intake::limits;
use crate::intake::xml::{attribute, entity};

/// `None`: not a whole workbook.
pub fn read(file: &str, bytes: &[u8]) -> Option<Found<Vec<Sheet>>> {
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).ok()?;
    let mut parts = Parts::open(bytes)?;
    let mut found = Found::new(Vec::new(), Vec::new());
    for meta in book.sheets_metadata().to_vec() {
        if meta.visible != SheetVisible::Visible {
            found.diagnostics.push(hidden_sheet(file, &meta.name));
            continue;
        }
        if meta.typ != SheetType::WorkSheet {
            found
                .diagnostics
                .push(Diagnostic::note(format!("lembar “{}” bukan tabel, jadi tidak dibaca", meta.name)).at(Place::file(file)));
            continue;
        }
        let Some(marks) = parts.marks(&meta.name) else {
            found.diagnostics.push(unreadable_sheet(file, &meta.name, Unreadable::Damaged));
            continue;
        };
        let mut sheet = Sheet { file: file.to_owned(), name: meta.name.clone(), from_1904: parts.from_1904, ..Sheet::default() };
        if let Err(fault) = cells(&mut book, &marks, &mut sheet) {
            found.diagnostics.push(unreadable_sheet(file, &meta.name, fault));
            continue;
        }
        for at in &marks.uncalculated {
            sheet.cells.entry(*at).or_insert(super::Cell {
                value: Value::Fault("rumus di sel ini belum dihitung"),
                struck: false,
                struck_part: None,
            });
        }
        // Ranges of one sheet do not overlap; a file in which they do is not worth more than this much looking.
        let mut looks = 4 * limits::SHEET_CELLS;
        for range in book.merge_cells_by_sheet_name(&meta.name).ok()? {
            let ((r0, c0), (r1, c1)) = (range.start, range.end);
            if r1 > r0 {
                sheet.merged.insert((c0, r0), r1);
            }
            // Nobody sees what is left under a merge.
            let inside = |at: &(u32, u32)| (c0..=c1).contains(&at.1) && *at != (r0, c0);
            let rows = sheet.cells.range((r0, 0)..=(r1, u32::MAX)).take(looks as usize);
            let mut looked = 0;
            let under: Vec<_> = rows.inspect(|_| looked += 1).map(|(at, _)| *at).filter(inside).collect();
            looks -= looked;
            under.iter().for_each(|at| {
                sheet.cells.remove(at);
            });
        }
        let all = sheet.cells.len();
        sheet.cells.retain(|(row, column), _| !marks.hidden_rows.contains(row) && !marks.hides_column(*column));
        if sheet.cells.len() < all {
            found.diagnostics.push(hidden_lines(file, &meta.name));
        }
        found.value.push(sheet);
    }
    Some(found)
}

/// The cells that a sheet holds, one by one: a stray cell in the last corner must not cost a table of that size.
fn cells(book: &mut Xlsx<Cursor<&[u8]>>, marks: &Marks, sheet: &mut Sheet) -> Result<(), Unreadable> {
    let mut reader = book.worksheet_cells_reader(&sheet.name).map_err(|_| Unreadable::Damaged)?;
    let struck: Vec<bool> = reader.styles().iter().map(|s| s.font.as_ref().is_some_and(|f| f.has_strikethrough())).collect();
    while let Some((cell, style)) = reader.next_cell_with_style_id().map_err(|_| Unreadable::Damaged)? {
        if sheet.cells.len() as u64 >= limits::SHEET_CELLS {
            return Err(Unreadable::TooLarge);
        }
        let at = cell.get_position();
        let Some(value) = value_of(Data::from(cell.get_value().clone())) else { continue };
        let pieces = marks.rich.get(&at).map(Vec::as_slice).unwrap_or_default();
        match without_struck(pieces) {
            Some((kept, part)) => sheet.put(at, Value::Text(kept), false, Some(part)),
            None => sheet.put(at, value, is_all_struck(pieces) || struck.get(style).copied().unwrap_or_default(), None),
        }
    }
    Ok(())
}

/// What one sheet's XML says beside its values.
#[derive(Debug, Default)]
struct Marks {
    hidden_rows: BTreeSet<u32>,
    hidden_columns: Vec<(u32, u32)>,
    uncalculated: Vec<(u32, u32)>,
    /// Cells whose text is struck through in part: its pieces, and whether each is struck.
    rich: HashMap<(u32, u32), Vec<(String, bool)>>,
}

impl Marks {
    fn hides_column(&self, column: u32) -> bool {
        self.hidden_columns.iter().any(|(first, last)| (*first..=*last).contains(&column))
    }
}

/// The workbook's parts, found by their relations.
struct Parts<'a> {
    archive: ZipArchive<Cursor<&'a [u8]>>,
    /// Sheet name → part.
    sheets: BTreeMap<String, String>,
    /// Shared texts with a piece struck through, by their index.
    rich: HashMap<usize, Vec<(String, bool)>>,
    from_1904: bool,
}

impl<'a> Parts<'a> {
    fn open(bytes: &'a [u8]) -> Option<Self> {
        let mut archive = ZipArchive::new(Cursor::new(bytes)).ok()?;
        let mut targets = BTreeMap::new();
        let mut shared = None;
        let path = |target: &str| target.strip_prefix('/').map_or_else(|| format!("xl/{target}"), str::to_owned);
        for_each(&mut archive, "xl/_rels/workbook.xml.rels", |event| {
            if let Event::Start(tag) | Event::Empty(tag) = event
                && let (Some(id), Some(target)) = (attribute(tag, "Id"), attribute(tag, "Target"))
            {
                if target.ends_with("sharedStrings.xml") {
                    shared = Some(path(&target));
                }
                targets.insert(id, path(&target));
            }
        })?;
        let (mut sheets, mut from_1904) = (BTreeMap::new(), false);
        for_each(&mut archive, "xl/workbook.xml", |event| {
            let (Event::Start(tag) | Event::Empty(tag)) = event else { return };
            match tag.local_name().as_ref() {
                "sheet" => {
                    if let (Some(name), Some(id)) = (attribute(tag, "name"), relation(tag))
                        && let Some(part) = targets.get(&id)
                    {
                        sheets.insert(name, part.clone());
                    }
                }
                "workbookPr" => from_1904 = is_true(attribute(tag, "date1904")),
                _ => {}
            }
        })?;
        let mut rich = HashMap::new();
        if let Some(part) = shared {
            let mut text = RichText::default();
            let mut index = 0;
            for_each(&mut archive, &part, |event| {
                if text.event(event, "si") {
                    if let Some(pieces) = text.take_struck() {
                        rich.insert(index, pieces);
                    }
                    index += 1;
                }
            })?;
        }
        Some(Parts { archive, sheets, rich, from_1904 })
    }

    fn marks(&mut self, sheet: &str) -> Option<Marks> {
        let mut marks = Marks::default();
        let part = self.sheets.get(sheet)?;
        let (mut row, mut column) = (0u32, 0u32);
        let (mut is_shared, mut has_formula, mut has_value, mut in_value) = (false, false, false, false);
        let mut inline = RichText::default();
        let rich = &self.rich;
        for_each(&mut self.archive, part, |event| {
            if let Event::Start(tag) | Event::Empty(tag) = event {
                let number = |key| attribute(tag, key).and_then(|v| v.parse::<u32>().ok());
                match tag.local_name().as_ref() {
                    "row" => {
                        row = number("r").map_or(row + 1, |r| r);
                        column = 0;
                        if is_true(attribute(tag, "hidden")) {
                            marks.hidden_rows.insert(row.saturating_sub(1));
                        }
                    }
                    "col" if is_true(attribute(tag, "hidden")) => {
                        if let (Some(first), Some(last)) = (number("min"), number("max")) {
                            marks.hidden_columns.push((first.saturating_sub(1), last.saturating_sub(1)));
                        }
                    }
                    "c" => {
                        column = attribute(tag, "r").and_then(|r| column_of(&r)).unwrap_or(column);
                        let kind = attribute(tag, "t").unwrap_or_default();
                        is_shared = kind == "s";
                        // A formula whose value is the empty text has been calculated.
                        (has_formula, has_value) = (false, kind == "str");
                    }
                    "f" => has_formula = true,
                    "v" => in_value = matches!(event, Event::Start(_)),
                    _ => {}
                }
            }
            let at = (row.saturating_sub(1), column);
            if inline.event(event, "is")
                && let Some(pieces) = inline.take_struck()
            {
                marks.rich.insert(at, pieces);
            }
            has_value |= in_value && matches!(event, Event::Text(_) | Event::GeneralRef(_));
            match event {
                Event::Text(text) if in_value && is_shared => {
                    if let Some(pieces) = text.trim().parse().ok().and_then(|index: usize| rich.get(&index)) {
                        marks.rich.insert(at, pieces.clone());
                    }
                }
                Event::End(tag) if tag.local_name().as_ref() == "v" => in_value = false,
                Event::End(tag) if tag.local_name().as_ref() == "c" => {
                    if has_formula && !has_value && (marks.uncalculated.len() as u64) < limits::SHEET_CELLS {
                        marks.uncalculated.push(at);
                    }
                    column += 1;
                }
                Event::Empty(tag) if tag.local_name().as_ref() == "c" => column += 1,
                _ => {}
            }
        })?;
        Some(marks)
    }
}

/// Gathers the pieces of one text and whether each is struck through.
#[derive(Default)]
struct RichText {
    pieces: Vec<(String, bool)>,
    struck: bool,
    in_text: bool,
    /// Inside a phonetic hint, which is not part of the text.
    in_hint: bool,
}

impl RichText {
    /// Takes an event in; `true`: the text whose element is `whole` ends here.
    fn event(&mut self, event: &Event<'_>, whole: &str) -> bool {
        match event {
            Event::Start(tag) | Event::Empty(tag) => match tag.local_name().as_ref() {
                name if name == whole => {
                    let empty = matches!(event, Event::Empty(_));
                    self.pieces.clear();
                    return empty;
                }
                "r" => self.struck = false,
                "strike" => self.struck = attribute(tag, "val").is_none_or(|v| v != "0" && v != "false"),
                "rPh" => self.in_hint = true,
                "t" if matches!(event, Event::Start(_)) && !self.in_hint => {
                    self.in_text = true;
                    self.pieces.push((String::new(), self.struck));
                }
                _ => {}
            },
            Event::Text(text) if self.in_text => self.push(text),
            Event::GeneralRef(name) if self.in_text => self.push(&entity(name)),
            Event::End(tag) => match tag.local_name().as_ref() {
                "t" => self.in_text = false,
                "r" => self.struck = false,
                "rPh" => self.in_hint = false,
                name if name == whole => return true,
                _ => {}
            },
            _ => {}
        }
        false
    }

    fn push(&mut self, text: &str) {
        if let Some((piece, _)) = self.pieces.last_mut() {
            piece.push_str(text);
        }
    }

    /// The pieces, where any of them is struck through.
    fn take_struck(&mut self) -> Option<Vec<(String, bool)>> {
        let pieces = std::mem::take(&mut self.pieces);
        pieces.iter().any(|(_, struck)| *struck).then_some(pieces)
    }
}

fn is_true(value: Option<String>) -> bool {
    value.is_some_and(|v| v == "1" || v == "true")
}

/// The relation that a sheet names, whatever the namespace is called.
fn relation(tag: &BytesStart<'_>) -> Option<String> {
    let attribute = tag.attributes().flatten().find(|attribute| attribute.key.local_name().as_ref() == "id")?;
    Some(attribute.value.to_string())
}

/// The column of `AB12`.
fn column_of(address: &str) -> Option<u32> {
    let letters = address.bytes().take_while(u8::is_ascii_alphabetic);
    let number = letters.fold(0u32, |n, letter| n.saturating_mul(26).saturating_add(u32::from(letter.to_ascii_uppercase() - b'A') + 1));
    number.checked_sub(1)
}

/// Every event of a part; a part that is not there has none. `None`: it cannot be read to its end, and may hide what nobody
/// then knows of.
fn for_each(archive: &mut ZipArchive<Cursor<&[u8]>>, part: &str, mut f: impl FnMut(&Event<'_>)) -> Option<()> {
    // Some writers do not keep to one way of capitals in their names.
    let name = archive.file_names().flatten().find(|name| name.eq_ignore_ascii_case(part)).map(|name| name.into_owned());
    let Some(file) = name.and_then(|name| archive.by_name(&name).ok()) else { return Some(()) };
    let mut xml = quick_xml::Reader::from_reader(std::io::BufReader::new(file.take(limits::UNPACKED_BYTES)));
    let mut buffer = Vec::new();
    xml.config_mut().check_end_names = false;
    loop {
        let event = xml.read_event_into(&mut buffer).ok()?;
        if event == Event::Eof {
            return Some(());
        }
        f(&event);
        buffer.clear();
    }
}
