//! xlsx: the values by calamine; hidden rows and columns, text struck through in part and formulas that were never calculated by a
//! second reading, since calamine does not tell them.

mod marks;
mod parts;
mod pieces;

use std::collections::BTreeSet;
use std::io::Cursor;

use calamine::{Data, DataRef, Dimensions, Reader, SheetType, SheetVisible, Xlsx};
use quick_xml::events::Event;
use zip::ZipArchive;

use super::{
    Quota, Sheet, Unreadable, Value, hidden_lines, hidden_sheet, is_all_struck, iso_moment, unreadable_sheet, without_struck, yes_or_no,
};
use crate::diagnostic::{Diagnostic, Found, Place};
use crate::intake::container::Unsafe;
use crate::intake::limits::{self, Budget};
use crate::intake::xml::attribute;
use marks::Marks;
use parts::{Parts, for_each};

/// Reads a workbook; `None`: not a whole one.
pub(super) fn read(file: &str, bytes: &[u8]) -> Option<Found<Vec<Sheet>>> {
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
            let message = format!("lembar “{}” bukan tabel, jadi tidak dibaca", meta.name);
            found.diagnostics.push(Diagnostic::note("tabel.lembar-bukan-tabel", message).at(Place::file(file)));
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

/// Looks at all that calamine takes in before it hands out the first cell, in whichever parts it stands: the shared texts, and the
/// styles, of which each cell format holds a copy.
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
                // A workbook elsewhere would be read from parts that are not looked at here.
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

/// Notes which cells are merged downwards, and takes out the cells under merged ones.
fn merge(sheet: &mut Sheet, ranges: &[Dimensions]) {
    // Ranges of one sheet do not overlap; a file in which they do is not worth more than this much looking.
    let mut looks = 4 * limits::WORKBOOK_CELLS;
    for range in ranges {
        let ((r0, c0), (r1, c1)) = (range.start, range.end);
        if r1 > r0 {
            sheet.merged.insert((c0, r0), r1);
        }
        // A cell under a merge is not shown.
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

/// Takes over a sheet's cells one by one: a stray cell in the last corner must not cost a table of that size.
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
