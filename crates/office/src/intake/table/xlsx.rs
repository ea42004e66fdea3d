//! xlsx by calamine, and what calamine does not tell: hidden rows and columns, text struck through in part, formulas that
//! were never calculated.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::io::{Cursor, Read};
use std::rc::Rc;

use calamine::{Data, DataRef, Dimensions, Reader, SheetType, SheetVisible, Xlsx};
use quick_xml::events::{BytesStart, Event};
use zip::ZipArchive;

use super::{
    Quota, Sheet, Unreadable, Value, hidden_lines, hidden_sheet, is_all_struck, iso_moment, unreadable_sheet, without_struck, yes_or_no,
};
use crate::diagnostic::{Diagnostic, Found, Place};
use crate::intake::container::Unsafe;
use crate::intake::limits::{self, Budget};
use crate::intake::xml::{attribute, entity};

/// `None`: not a whole workbook.
pub fn read(file: &str, bytes: &[u8]) -> Option<Found<Vec<Sheet>>> {
    if let Err(reason) = examine(bytes) {
        return Some(Found::new(Vec::new(), vec![reason.diagnostic(file)]));
    }
    let mut parts = Parts::open(bytes)?;
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).ok()?;
    let all = book.sheets_metadata().to_vec();
    // Sheets of one name, or of one part, would be one that is read again and again.
    let distinct = parts.sheets.values().collect::<BTreeSet<_>>().len();
    let is_odd = distinct != all.len() || all.len() > limits::SHEETS;
    if is_odd || all.iter().any(|meta| meta.name.len() > limits::SHEET_NAME_BYTES) {
        return Some(Found::new(Vec::new(), vec![Unsafe::Abnormal.diagnostic(file)]));
    }
    let mut quota = Quota::new();
    let mut found = Found::new(Vec::new(), Vec::new());
    for meta in all {
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
        let mut sheet = Sheet { file: file.to_owned(), name: meta.name.clone(), from_1904: parts.from_1904, ..Sheet::default() };
        match read_sheet(&mut book, &mut parts, &mut sheet, &mut quota, &mut found.diagnostics) {
            Ok(()) => found.value.push(sheet),
            Err(fault) => {
                found.diagnostics.push(unreadable_sheet(file, &meta.name, fault));
                // Nothing is left for the sheets behind it.
                if fault == Unreadable::TooLarge {
                    break;
                }
            }
        }
    }
    Some(found)
}

/// Looks at what calamine takes in before it hands out the first cell, wherever that stands: shared texts, and the styles, of which
/// each cell format holds a copy.
fn examine(bytes: &[u8]) -> Result<(), Unsafe> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|_| Unsafe::Damaged)?;
    let names: Vec<String> = archive.file_names().flatten().map(|name| name.into_owned()).collect();
    let (mut texts, mut letters) = (Budget::new(limits::WORKBOOK_CELLS), Budget::new(limits::TEXT_BYTES));
    let mut styles = Budget::new(limits::STYLES);
    // Cell formats, and the longest name of a font or a number format.
    let (mut formats, mut longest) = (0usize, 0usize);
    let mut is_odd = false;
    for name in &names {
        let lower = name.to_lowercase();
        let (is_texts, is_styles) = (lower.ends_with("sharedstrings.xml"), lower.ends_with("styles.xml"));
        if !is_texts && !is_styles && lower != "_rels/.rels" {
            continue;
        }
        let read = for_each(&mut archive, name, |event| {
            let (Event::Start(tag) | Event::Empty(tag)) = event else {
                is_odd |= is_texts && letters.take(event.len()).is_err();
                return;
            };
            match tag.local_name().as_ref() {
                "sst" => {
                    let count = attribute(tag, "uniqueCount").and_then(|count| count.parse().ok()).unwrap_or(0usize);
                    is_odd |= count > limits::WORKBOOK_CELLS;
                }
                "si" => is_odd |= texts.take(1).is_err(),
                kind @ ("font" | "fill" | "border" | "numFmt" | "xf" | "name") if is_styles => {
                    is_odd |= styles.take(1).is_err();
                    formats += usize::from(kind == "xf");
                    if matches!(kind, "name" | "numFmt") {
                        longest = longest.max(tag.len());
                    }
                }
                // Elsewhere it would be read from other parts than those that are looked at here.
                "Relationship" if attribute(tag, "Type").is_some_and(|kind| kind.ends_with("/officeDocument")) => {
                    let target = attribute(tag, "Target").unwrap_or_default();
                    is_odd |= !target.trim_start_matches('/').eq_ignore_ascii_case("xl/workbook.xml");
                }
                _ => {}
            }
        });
        read.ok_or(Unsafe::Damaged)?;
    }
    let is_odd = is_odd || formats.saturating_mul(longest) > limits::TEXT_BYTES;
    if is_odd { Err(Unsafe::Abnormal) } else { Ok(()) }
}

fn read_sheet(
    book: &mut Xlsx<Cursor<&[u8]>>,
    parts: &mut Parts<'_>,
    sheet: &mut Sheet,
    quota: &mut Quota,
    diagnostics: &mut Vec<Diagnostic>,
) -> Result<(), Unreadable> {
    let marks = parts.marks(&sheet.name).ok_or(Unreadable::Damaged)?;
    cells(book, &marks, sheet, quota, diagnostics)?;
    quota.cells.take(marks.uncalculated.len())?;
    for at in &marks.uncalculated {
        sheet.cells.entry(*at).or_insert(super::Cell {
            value: Value::Fault("rumus di sel ini belum dihitung"),
            struck: false,
            struck_part: None,
        });
    }
    let ranges = book.merge_cells_by_sheet_name(&sheet.name).map_err(|_| Unreadable::Damaged)?;
    quota.cells.take(ranges.len())?;
    merge(sheet, &ranges);
    let all = sheet.cells.len();
    sheet.cells.retain(|(row, column), _| !marks.hidden_rows.contains(row) && !marks.hides_column(*column));
    if sheet.cells.len() < all {
        diagnostics.push(hidden_lines(&sheet.file, &sheet.name));
    }
    quota.charge_merges(sheet)
}

fn merge(sheet: &mut Sheet, ranges: &[Dimensions]) {
    // Ranges of one sheet do not overlap; a file in which they do is not worth more than this much looking.
    let mut looks = 4 * limits::WORKBOOK_CELLS;
    for range in ranges {
        let ((r0, c0), (r1, c1)) = (range.start, range.end);
        if r1 > r0 {
            sheet.merged.insert((c0, r0), r1);
        }
        // Nobody sees what is left under a merge.
        let inside = |at: &(u32, u32)| (c0..=c1).contains(&at.1) && *at != (r0, c0);
        let mut looked = 0;
        let rows = sheet.cells.range((r0, 0)..=(r1.max(r0), u32::MAX)).take(looks);
        let under: Vec<_> = rows.inspect(|_| looked += 1).map(|(at, _)| *at).filter(inside).collect();
        looks -= looked;
        under.iter().for_each(|at| {
            sheet.cells.remove(at);
        });
    }
}

/// The cells that a sheet holds, one by one: a stray cell in the last corner must not cost a table of that size.
fn cells(
    book: &mut Xlsx<Cursor<&[u8]>>,
    marks: &Marks,
    sheet: &mut Sheet,
    quota: &mut Quota,
    diagnostics: &mut Vec<Diagnostic>,
) -> Result<(), Unreadable> {
    let mut reader = book.worksheet_cells_reader(&sheet.name).map_err(|_| Unreadable::Damaged)?;
    let struck: Vec<bool> = reader.styles().iter().map(|s| s.font.as_ref().is_some_and(|f| f.has_strikethrough())).collect();
    while let Some((cell, style)) = reader.next_cell_with_style_id().map_err(|_| Unreadable::Damaged)? {
        let at = cell.get_position();
        let text = match cell.get_value() {
            DataRef::Empty => continue,
            DataRef::String(text) | DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => text.as_str(),
            DataRef::SharedString(text) => *text,
            _ => "",
        };
        if !quota.admit(sheet, at, text, 1, diagnostics)? {
            continue;
        }
        let Some(value) = value_of(Data::from(cell.get_value().clone())) else { continue };
        let pieces = marks.rich.get(&at).map(|pieces| pieces.as_slice()).unwrap_or_default();
        quota.text.take(pieces.iter().map(|(text, _)| text.len()).sum())?;
        match without_struck(pieces) {
            Some((kept, part)) => sheet.put(at, Value::Text(kept), false, Some(part)),
            None => sheet.put(at, value, is_all_struck(pieces) || struck.get(style).copied().unwrap_or_default(), None),
        }
    }
    Ok(())
}

/// A cell's value as calamine gives it; `None`: empty.
fn value_of(data: Data) -> Option<Value> {
    Some(match data {
        Data::Empty => return None,
        Data::String(text) => Value::Text(text),
        Data::Int(number) => Value::Number(number as f64),
        Data::Float(number) => Value::Number(number),
        Data::Bool(yes) => Value::Text(yes_or_no(yes)),
        Data::DateTime(moment) => moment.as_datetime().map_or(Value::Number(moment.as_f64()), Value::DateTime),
        Data::DateTimeIso(text) | Data::DurationIso(text) => iso_moment(&text).map_or(Value::Text(text), Value::DateTime),
        Data::Error(_) => Value::Fault("rumus di sel ini salah"),
    })
}

/// The pieces of a text, and whether each is struck through.
type Pieces = Vec<(String, bool)>;

/// What one sheet's XML says beside its values.
#[derive(Debug, Default)]
struct Marks {
    hidden_rows: BTreeSet<u32>,
    /// First and last, in order, none touching the next.
    hidden_columns: Vec<(u32, u32)>,
    uncalculated: Vec<(u32, u32)>,
    /// Cells whose text is struck through in part. Those that share a text share its pieces.
    rich: HashMap<(u32, u32), Rc<Pieces>>,
}

impl Marks {
    fn hides_column(&self, column: u32) -> bool {
        let after = self.hidden_columns.partition_point(|(first, _)| *first <= column);
        after.checked_sub(1).is_some_and(|at| column <= self.hidden_columns[at].1)
    }
}

/// The workbook's parts, found by their relations.
struct Parts<'a> {
    archive: ZipArchive<Cursor<&'a [u8]>>,
    /// Sheet name → part.
    sheets: BTreeMap<String, String>,
    /// Shared texts with a piece struck through, by their index.
    rich: HashMap<usize, Rc<Pieces>>,
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
                        rich.insert(index, Rc::new(pieces));
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
                marks.rich.insert(at, Rc::new(pieces));
            }
            has_value |= in_value && matches!(event, Event::Text(_) | Event::GeneralRef(_));
            match event {
                Event::Text(text) if in_value && is_shared => {
                    if let Some(pieces) = text.trim().parse().ok().and_then(|index: usize| rich.get(&index)) {
                        marks.rich.insert(at, Rc::clone(pieces));
                    }
                }
                Event::End(tag) if tag.local_name().as_ref() == "v" => in_value = false,
                Event::End(tag) if tag.local_name().as_ref() == "c" => {
                    if has_formula && !has_value {
                        marks.uncalculated.push(at);
                    }
                    column += 1;
                }
                Event::Empty(tag) if tag.local_name().as_ref() == "c" => column += 1,
                _ => {}
            }
        })?;
        marks.hidden_columns = joined(marks.hidden_columns);
        Some(marks)
    }
}

/// Ranges in order, those that touch as one.
fn joined(mut ranges: Vec<(u32, u32)>) -> Vec<(u32, u32)> {
    ranges.sort_unstable();
    let mut joined: Vec<(u32, u32)> = Vec::new();
    for (first, last) in ranges {
        match joined.last_mut() {
            Some((_, end)) if first <= end.saturating_add(1) => *end = last.max(*end),
            _ => joined.push((first, last)),
        }
    }
    joined
}

/// Gathers the pieces of one text and whether each is struck through.
#[derive(Default)]
struct RichText {
    pieces: Pieces,
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
                    if self.pieces.last().is_none_or(|(_, struck)| *struck != self.struck) {
                        self.pieces.push((String::new(), self.struck));
                    }
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
    fn take_struck(&mut self) -> Option<Pieces> {
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
