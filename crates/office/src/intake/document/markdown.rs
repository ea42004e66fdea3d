//! Markdown by pulldown-cmark.

use std::ops::Range;

use pulldown_cmark::{Event, HeadingLevel, Options, Parser, Tag, TagEnd};

use super::{Part, join_runs, table};
use crate::diagnostic::{Diagnostic, Place};
use crate::intake::limits;
use crate::model::rich_text::{Align, Block, Run};

/// Reads the body of a Markdown file; its first line is the file's line `first_line`.
pub(super) fn read(file: &str, body: &str, first_line: usize, diagnostics: &mut Vec<Diagnostic>) -> Vec<Part> {
    let options = Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH | Options::ENABLE_FOOTNOTES | Options::ENABLE_TASKLISTS;
    let mut builder = Builder { lines: Lines { body, at: 0, line: first_line }, file: file.to_owned(), ..Builder::default() };
    for (event, range) in Parser::new_ext(body, options).into_offset_iter() {
        builder.event(event, &range);
    }
    if let Some((place, tags)) = builder.tags.take() {
        builder.diagnostics.push(Diagnostic::note("naskah.tanda-html", "tanda HTML tidak dicetak").at(place).raw(tags));
    }
    if let Some((place, text)) = builder.struck_text.take() {
        builder.diagnostics.push(super::struck(place, &text));
    }
    if let Some((place, name)) = builder.pictures.first() {
        let remedy = format!("taruh fotonya di foto/, dan tulis “Foto: {name}” di kepala naskah");
        let note = Diagnostic::note("naskah.gambar-dalam-teks", "gambar di dalam teks tidak dicetak");
        builder.diagnostics.push(note.at(place.clone()).raw(name).remedy(remedy));
    }
    diagnostics.append(&mut builder.diagnostics);
    builder.parts
}

/// Counts lines as the reading goes on, so that a long file is passed once.
#[derive(Default)]
struct Lines<'a> {
    body: &'a str,
    at: usize,
    line: usize,
}

impl Lines<'_> {
    fn line(&mut self, range: &Range<usize>) -> usize {
        let to = range.start.min(self.body.len());
        if to > self.at {
            self.line += self.body.as_bytes()[self.at..to].iter().filter(|b| **b == b'\n').count();
            self.at = to;
        }
        self.line
    }
}

/// Turns Markdown events into blocks. Links and code, which the tree does not know, are kept as their text.
#[derive(Default)]
struct Builder<'a> {
    lines: Lines<'a>,
    file: String,
    parts: Vec<Part>,
    open: Vec<Open>,
    /// Quotes, lists and items too deep to be kept as such: their text goes to the innermost one that is.
    too_deep: usize,
    runs: Vec<Run>,
    bold: usize,
    italic: usize,
    struck: usize,
    in_note: bool,
    /// Text that was struck through, and the place of the first of it.
    struck_text: Option<(Place, String)>,
    /// HTML, which is not printed, and the place of the first of it.
    tags: Option<(Place, String)>,
    /// Pictures that the text names.
    pictures: Vec<(Place, String)>,
    diagnostics: Vec<Diagnostic>,
}

/// A block whose end was not met yet.
enum Open {
    Quote(Vec<Block>, Place),
    List { ordered: bool, start: u32, items: Vec<Vec<Block>>, place: Place },
    Item(Vec<Block>),
    Table { header: Vec<Vec<Run>>, rows: Vec<Vec<Vec<Run>>>, align: Vec<Align>, row: Vec<Vec<Run>>, place: Place },
}

impl Builder<'_> {
    fn event(&mut self, event: Event<'_>, range: &Range<usize>) {
        let place = Place::line(&self.file, self.lines.line(range));
        match event {
            Event::Start(tag) => self.start(tag, place),
            Event::End(tag) => self.end(tag, place),
            Event::SoftBreak => self.text(" "),
            Event::HardBreak => self.text("\n"),
            Event::Text(text) | Event::Code(text) if self.struck > 0 => {
                self.struck_text.get_or_insert((place, String::new())).1.push_str(&text);
            }
            Event::Text(text) | Event::Code(text) => self.text(&text),
            Event::Html(tags) | Event::InlineHtml(tags) => {
                if !tags.trim().is_empty() {
                    self.tags.get_or_insert((place, String::new())).1.push_str(&tags);
                }
            }
            Event::InlineMath(text) | Event::DisplayMath(text) => self.text(&text),
            Event::TaskListMarker(done) => self.text(if done { "√ " } else { "" }),
            Event::FootnoteReference(_) | Event::Rule => {}
        }
    }

    fn text(&mut self, text: &str) {
        if self.struck == 0 {
            self.runs.push(Run { text: text.to_owned(), bold: self.bold > 0, italic: self.italic > 0 });
        }
    }

    fn is_nested_too_deep(&mut self) -> bool {
        let deep = self.too_deep > 0 || self.open.len() >= 2 * limits::NESTING;
        self.too_deep += usize::from(deep);
        deep
    }

    fn start(&mut self, tag: Tag<'_>, place: Place) {
        match tag {
            Tag::Strong => self.bold += 1,
            Tag::Emphasis => self.italic += 1,
            Tag::Strikethrough => self.struck += 1,
            Tag::Image { dest_url, .. } => self.pictures.push((place, dest_url.to_string())),
            Tag::Heading { .. } | Tag::CodeBlock(_) | Tag::Paragraph | Tag::HtmlBlock => self.flush(place),
            Tag::FootnoteDefinition(_) => {
                self.flush(place);
                self.in_note = true;
            }
            Tag::BlockQuote(_) | Tag::List(_) | Tag::Item if self.is_nested_too_deep() => self.flush(place),
            Tag::BlockQuote(_) => {
                self.flush(place.clone());
                self.open.push(Open::Quote(Vec::new(), place));
            }
            Tag::List(start) => {
                self.flush(place.clone());
                let first = u32::try_from(start.unwrap_or(1)).unwrap_or(1);
                self.open.push(Open::List { ordered: start.is_some(), start: first, items: Vec::new(), place });
            }
            Tag::Item => self.open.push(Open::Item(Vec::new())),
            Tag::Table(columns) => {
                self.flush(place.clone());
                let align =
                    columns.iter().map(|a| if *a == pulldown_cmark::Alignment::Right { Align::Right } else { Align::Left }).collect();
                self.open.push(Open::Table { header: Vec::new(), rows: Vec::new(), align, row: Vec::new(), place });
            }
            _ => {}
        }
    }

    fn end(&mut self, tag: TagEnd, place: Place) {
        match tag {
            TagEnd::Strong => self.bold = self.bold.saturating_sub(1),
            TagEnd::Emphasis => self.italic = self.italic.saturating_sub(1),
            TagEnd::Strikethrough => self.struck = self.struck.saturating_sub(1),
            TagEnd::Paragraph | TagEnd::HtmlBlock | TagEnd::CodeBlock => self.flush(place),
            TagEnd::FootnoteDefinition => {
                self.flush(place);
                self.in_note = false;
            }
            TagEnd::Heading(level) => self.end_heading(level, place),
            TagEnd::BlockQuote(_) | TagEnd::List(_) | TagEnd::Item if self.too_deep > 0 => {
                self.flush(place);
                self.too_deep -= 1;
            }
            TagEnd::BlockQuote(_) => {
                self.flush(place);
                if let Some(Open::Quote(blocks, place)) = self.open.pop() {
                    self.push(Block::Quote { blocks }, place);
                }
            }
            TagEnd::Item => {
                self.flush(place);
                if let Some(Open::Item(blocks)) = self.open.pop()
                    && let Some(Open::List { items, .. }) = self.open.last_mut()
                {
                    items.push(blocks);
                }
            }
            TagEnd::List(_) => {
                if let Some(Open::List { ordered, start, items, place }) = self.open.pop() {
                    self.push(Block::List { ordered, start, items }, place);
                }
            }
            TagEnd::TableCell | TagEnd::TableHead | TagEnd::TableRow => self.end_in_table(tag),
            TagEnd::Table => self.end_table(),
            _ => {}
        }
    }

    fn end_heading(&mut self, level: HeadingLevel, place: Place) {
        let runs = join_runs(std::mem::take(&mut self.runs));
        let level = match level {
            HeadingLevel::H1 => 1,
            HeadingLevel::H2 => 2,
            _ => 3,
        };
        if !runs.is_empty() {
            self.push(Block::Heading { level, runs }, place);
        }
    }

    /// A cell or a row of the open table ends.
    fn end_in_table(&mut self, tag: TagEnd) {
        let cell = (tag == TagEnd::TableCell).then(|| join_runs(std::mem::take(&mut self.runs)));
        let Some(Open::Table { header, rows, row, .. }) = self.open.last_mut() else { return };
        match cell {
            Some(cell) => row.push(cell),
            None if tag == TagEnd::TableHead => *header = std::mem::take(row),
            None => rows.push(std::mem::take(row)),
        }
    }

    fn end_table(&mut self) {
        if let Some(Open::Table { header, rows, align, place, .. }) = self.open.pop() {
            match table(header, rows, Some(align)) {
                Some(block) => self.push(block, place),
                None => self.diagnostics.push(super::wide_table(place)),
            }
        }
    }

    /// Ends a run of text that has no end tag of its own (a tight list's item).
    fn flush(&mut self, place: Place) {
        let runs = join_runs(std::mem::take(&mut self.runs));
        if runs.is_empty() {
            return;
        }
        if self.in_note {
            self.diagnostics.push(super::footnote(place, &crate::model::rich_text::plain_text(&runs)));
        } else {
            self.push(Block::paragraph(runs), place);
        }
    }

    fn push(&mut self, block: Block, place: Place) {
        match self.open.last_mut() {
            Some(Open::Quote(blocks, _) | Open::Item(blocks)) => blocks.push(block),
            // Text between a list and its items, where nesting was cut, becomes an item of its own.
            Some(Open::List { items, .. }) => items.push(vec![block]),
            _ => self.parts.push(Part { block, place }),
        }
    }
}
