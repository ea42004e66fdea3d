//! The marks of one sheet: what its XML says of rows, columns and cells besides their values.

use std::collections::{BTreeSet, HashMap};
use std::rc::Rc;

use quick_xml::events::{BytesStart, Event};

use super::pieces::{PieceReader, Pieces};
use crate::intake::xml::attribute;

/// Rows and columns count from 0.
#[derive(Debug, Default)]
pub(super) struct Marks {
    pub(super) hidden_rows: BTreeSet<u32>,
    /// First and last, in order, none touching the next.
    hidden_columns: Vec<(u32, u32)>,
    /// Cells with a formula that was never calculated.
    pub(super) uncalculated: Vec<(u32, u32)>,
    /// Cells whose text is struck through in part. Those that share a text share its pieces.
    pub(super) rich: HashMap<(u32, u32), Rc<Pieces>>,
}

impl Marks {
    pub(super) fn hides_column(&self, column: u32) -> bool {
        let after = self.hidden_columns.partition_point(|(first, _)| *first <= column);
        after.checked_sub(1).is_some_and(|at| column <= self.hidden_columns[at].1)
    }
}

/// Reads a sheet's marks from the events of its part.
pub(super) struct MarkReader<'a> {
    marks: Marks,
    /// Shared texts with a piece struck through, by their index.
    shared: &'a HashMap<usize, Rc<Pieces>>,
    inline: PieceReader,
    /// Counts from 1; 0 before the first row.
    row: u32,
    /// Counts from 0.
    column: u32,
    /// Whether the cell's value is the index of a shared text.
    is_shared: bool,
    has_formula: bool,
    has_value: bool,
    in_value: bool,
}

impl<'a> MarkReader<'a> {
    pub(super) fn new(shared: &'a HashMap<usize, Rc<Pieces>>) -> Self {
        MarkReader {
            marks: Marks::default(),
            shared,
            inline: PieceReader::default(),
            row: 0,
            column: 0,
            is_shared: false,
            has_formula: false,
            has_value: false,
            in_value: false,
        }
    }

    pub(super) fn event(&mut self, event: &Event<'_>) {
        if let Event::Start(tag) | Event::Empty(tag) = event {
            self.start(tag, matches!(event, Event::Empty(_)));
        }
        let at = (self.row.saturating_sub(1), self.column);
        if self.inline.event(event, "is")
            && let Some(pieces) = self.inline.take_struck()
        {
            self.marks.rich.insert(at, Rc::new(pieces));
        }
        self.has_value |= self.in_value && matches!(event, Event::Text(_) | Event::GeneralRef(_));
        match event {
            Event::Text(text) if self.in_value && self.is_shared => {
                let index: Option<usize> = text.trim().parse().ok();
                if let Some(pieces) = index.and_then(|index| self.shared.get(&index)) {
                    self.marks.rich.insert(at, Rc::clone(pieces));
                }
            }
            Event::End(tag) if tag.local_name().as_ref() == "v" => self.in_value = false,
            Event::End(tag) if tag.local_name().as_ref() == "c" => {
                if self.has_formula && !self.has_value {
                    self.marks.uncalculated.push(at);
                }
                self.column += 1;
            }
            Event::Empty(tag) if tag.local_name().as_ref() == "c" => self.column += 1,
            _ => {}
        }
    }

    fn start(&mut self, tag: &BytesStart<'_>, is_empty: bool) {
        let number = |key| attribute(tag, key).and_then(|v| v.parse::<u32>().ok());
        match tag.local_name().as_ref() {
            "row" => {
                self.row = number("r").unwrap_or_else(|| self.row + 1);
                self.column = 0;
                if is_true(attribute(tag, "hidden")) {
                    self.marks.hidden_rows.insert(self.row.saturating_sub(1));
                }
            }
            "col" if is_true(attribute(tag, "hidden")) => {
                if let (Some(first), Some(last)) = (number("min"), number("max")) {
                    self.marks.hidden_columns.push((first.saturating_sub(1), last.saturating_sub(1)));
                }
            }
            "c" => {
                self.column = attribute(tag, "r").and_then(|r| column_of(&r)).unwrap_or(self.column);
                let kind = attribute(tag, "t").unwrap_or_default();
                self.is_shared = kind == "s";
                // A formula whose value is the empty text has been calculated.
                (self.has_formula, self.has_value) = (false, kind == "str");
            }
            "f" => self.has_formula = true,
            "v" => self.in_value = !is_empty,
            _ => {}
        }
    }

    pub(super) fn finish(mut self) -> Marks {
        self.marks.hidden_columns = joined(self.marks.hidden_columns);
        self.marks
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

/// The column of `AB12`.
fn column_of(address: &str) -> Option<u32> {
    let letters = address.bytes().take_while(u8::is_ascii_alphabetic);
    let number = letters.fold(0u32, |n, letter| n.saturating_mul(26).saturating_add(u32::from(letter.to_ascii_uppercase() - b'A') + 1));
    number.checked_sub(1)
}

/// Whether a switch is on; without an attribute it is off.
pub(super) fn is_true(value: Option<String>) -> bool {
    value.is_some_and(|v| v == "1" || v == "true")
}
