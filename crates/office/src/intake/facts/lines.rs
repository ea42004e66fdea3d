//! The lines of a text: those of its paragraphs, the items of its lists, and the rows of a table of names and values.

use super::words::{Name, name};
use crate::intake::without_list_mark;
use crate::model::rich_text::{Block, RichText, Run, lines, plain_text};

/// The kinds of lines.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Text,
    Heading,
    /// A whole table, whose rows are no lines.
    Table,
}

/// A line of a text.
#[derive(Debug)]
pub(super) struct Line {
    pub(super) kind: Kind,
    /// The block of the text that it stands in.
    pub(super) block: usize,
    /// The item of that block, where it is a list.
    item: usize,
    runs: Vec<Run>,
    pub(super) text: String,
    pub(super) is_item: bool,
    /// It may be left out.
    pub(super) is_free: bool,
    /// Facts say it whole.
    pub(super) is_left_out: bool,
}

/// A name in a line, and what is said behind it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Said<'t> {
    pub(super) name: Name,
    /// The words of the name.
    pub(super) word: &'t str,
    pub(super) value: &'t str,
}

/// The lines of a text.
pub(super) fn of(body: &[Block]) -> Vec<Line> {
    let mut all = Vec::new();
    for (at, block) in body.iter().enumerate() {
        let line = |kind: Kind, item: usize, runs: Vec<Run>, text: String, is_item: bool, is_free: bool| {
            let is_item = is_item || without_list_mark(&text).is_some_and(|rest| !rest.is_empty());
            Line { kind, block: at, item, runs, text, is_item, is_free, is_left_out: false }
        };
        match block {
            Block::Paragraph { runs, rtl } => {
                let own = split(runs).into_iter().map(|runs| (text_of(&runs), runs));
                all.extend(own.map(|(text, runs)| line(Kind::Text, 0, runs, text, false, !rtl)));
            }
            Block::Heading { runs, .. } => all.push(line(Kind::Heading, 0, Vec::new(), plain_text(runs), false, false)),
            Block::List { items, .. } => {
                for (item, blocks) in items.iter().enumerate() {
                    if let [Block::Paragraph { runs, rtl: false }] = blocks.as_slice() {
                        let own = split(runs).into_iter().map(|runs| (text_of(&runs), runs));
                        all.extend(own.map(|(text, runs)| line(Kind::Text, item, runs, text, true, true)));
                    } else {
                        all.extend(lines(blocks).into_iter().map(|text| line(Kind::Text, item, Vec::new(), text, true, false)));
                    }
                }
            }
            Block::Quote { blocks } => {
                all.extend(lines(blocks).into_iter().map(|text| line(Kind::Text, 0, Vec::new(), text, false, false)));
            }
            Block::Table { header, rows, .. } if names_values(header, rows) => {
                let rows = std::iter::once(header).chain(rows).map(|row| row_text(row));
                all.extend(rows.map(|text| line(Kind::Text, 0, Vec::new(), text, false, true)));
            }
            Block::Table { .. } => all.push(line(Kind::Table, 0, Vec::new(), String::new(), false, false)),
        }
    }
    all
}

/// Whether a table without a heading holds names and their values: "Hari/Tanggal | : | Senin, …".
fn names_values(header: &[Vec<Run>], rows: &[Vec<Vec<Run>>]) -> bool {
    let is_name = |cell: Option<&Vec<Run>>| cell.is_some_and(|runs| name(&plain_text(runs)).is_some());
    let is_colon = |cell: Option<&Vec<Run>>| cell.is_some_and(|runs| plain_text(runs).trim() == ":");
    let named = rows.iter().filter(|row| is_name(row.first())).count();
    let is_narrow = header.len() == 2 || (header.len() == 3 && is_colon(header.get(1)));
    is_narrow && is_name(header.first()) && !is_name(header.get(1)) && !rows.is_empty() && named * 2 >= rows.len()
}

fn row_text(row: &[Vec<Run>]) -> String {
    let cells: Vec<String> = row.iter().map(|cell| plain_text(cell).replace('\n', " ")).collect();
    let Some((first, rest)) = cells.split_first() else { return String::new() };
    format!("{}: {}", first.trim().trim_end_matches([' ', ':']), rest.join(" ").trim_start_matches([' ', ':']))
}

/// Runs by the lines that they stand on.
fn split(runs: &[Run]) -> Vec<Vec<Run>> {
    let mut lines = vec![Vec::new()];
    for run in runs {
        for (at, text) in run.text.split('\n').enumerate() {
            if at > 0 {
                lines.push(Vec::new());
            }
            if let Some(line) = lines.last_mut().filter(|_| !text.is_empty()) {
                line.push(Run { text: text.to_owned(), ..run.clone() });
            }
        }
    }
    lines
}

/// A line in plain words, with a colon behind names in bold that have none: "**Tempat** Balai Desa".
fn text_of(runs: &[Run]) -> String {
    let mut text = String::new();
    for (at, run) in runs.iter().enumerate() {
        text.push_str(&run.text);
        let next = runs.get(at + 1).map(|next| next.text.trim_start()).unwrap_or_default();
        let is_value = next.starts_with(|c: char| c.is_uppercase() || c.is_ascii_digit()) || next.starts_with("pukul ");
        if run.bold && is_value && !run.text.contains(':') && name(&run.text).is_some() {
            text.push_str(": ");
        }
    }
    text
}

/// The names that a line holds with what is said behind them, and the words before the first; `None`: it holds none.
pub(super) fn said(text: &str) -> Option<(&str, Vec<Said<'_>>)> {
    let mut found: Vec<(usize, usize, usize, Name)> = Vec::new();
    for (colon, sign) in text.char_indices().filter(|(_, c)| matches!(c, ':' | '：')) {
        let from = found.last().map_or(0, |(_, _, value, _)| *value);
        if let Some((start, name)) = name_before(&text[..colon], from, !found.is_empty()) {
            found.push((start, colon, colon + sign.len_utf8(), name));
        }
    }
    if found.is_empty() {
        found.extend(spaced(text));
    }
    let (first, ..) = *found.first()?;
    let ends = found.iter().skip(1).map(|(start, ..)| *start).chain([text.len()]);
    let all = found.iter().zip(ends).map(|((start, colon, value, name), end)| {
        let value = text.get(*value..end).unwrap_or_default();
        Said { name: *name, word: text[*start..*colon].trim(), value: clean(value) }
    });
    Some((&text[..first], all.collect()))
}

/// A name and its value with a gap between them: "Tempat    Balai Desa".
fn spaced(text: &str) -> Option<(usize, usize, usize, Name)> {
    let start = text.len() - text.trim_start().len();
    let gap = start + text[start..].find("  ")?;
    let value = gap + text[gap..].find(|c: char| !c.is_whitespace())?;
    Some((start, gap, value, name(&text[start..gap])?))
}

/// The name at the end of a text, the longest, and where it begins. It stands at the beginning of its line, or, with a capital, behind a
/// value or a sign.
fn name_before(text: &str, from: usize, is_later: bool) -> Option<(usize, Name)> {
    const WORDS: usize = 5;
    /// No name is longer.
    const BYTES: usize = 120;
    let near = (text.len().saturating_sub(BYTES).max(from)..=text.len()).find(|at| text.is_char_boundary(*at))?;
    let mut starts: Vec<usize> = Vec::new();
    // A word that is cut is none.
    let mut is_between = near == from;
    for (at, c) in text[near..].char_indices() {
        let is_gap = c.is_whitespace() || matches!(c, '(' | '[' | '*' | '•');
        if is_between && !is_gap {
            starts.push(near + at);
        }
        is_between = is_gap;
    }
    let last = starts.len().saturating_sub(WORDS);
    starts[last..].iter().find_map(|start| {
        let name = name(&text[*start..])?;
        let before = text.get(from..*start)?.trim_end();
        let is_capital = text[*start..].starts_with(char::is_uppercase);
        let is_first = !is_later && is_mark(before);
        let is_behind = is_later || before.ends_with([':', ';', ',', '.', ')']) || before.ends_with("pada") || before.ends_with("berikut");
        (is_first || (is_capital && is_behind)).then_some((*start, name))
    })
}

/// Whether words are at most the mark of a list: "a.", "10)".
pub(super) fn is_mark(before: &str) -> bool {
    before.chars().filter(|c| c.is_alphanumeric()).count() <= 2
}

/// A value without the signs around it.
pub(super) fn clean(value: &str) -> &str {
    let value = value.trim_matches(|c: char| c.is_whitespace() || matches!(c, ':' | ';' | ',' | '*'));
    let value = value.strip_suffix('.').filter(|rest| !rest.ends_with("s.d")).unwrap_or(value);
    value.strip_suffix(" dan").unwrap_or(value).trim_end_matches([';', ',', ' '])
}

/// A text without the lines that are left out.
pub(super) fn rest(body: &[Block], lines: &[Line]) -> RichText {
    let mut rest = RichText::new();
    for (at, block) in body.iter().enumerate() {
        let from = lines.partition_point(|line| line.block < at);
        let to = lines.partition_point(|line| line.block <= at);
        let own = &lines[from..to];
        if own.iter().all(|line| !line.is_left_out) {
            rest.push(block.clone());
            continue;
        }
        let kept: Vec<&Line> = own.iter().filter(|line| !line.is_left_out).collect();
        match block {
            Block::Paragraph { rtl, .. } if !kept.is_empty() => rest.push(Block::Paragraph { runs: joined(&kept), rtl: *rtl }),
            Block::List { ordered, start, items } => {
                let items: Vec<Vec<Block>> = items.iter().enumerate().filter_map(|(item, blocks)| kept_item(item, blocks, own)).collect();
                if !items.is_empty() {
                    rest.push(Block::List { ordered: *ordered, start: *start, items });
                }
            }
            Block::Table { .. } if !kept.is_empty() => rest.push(block.clone()),
            _ => {}
        }
    }
    rest
}

/// An item of a list without the lines that are left out; `None`: nothing of it is left.
fn kept_item(item: usize, blocks: &[Block], lines: &[Line]) -> Option<Vec<Block>> {
    let own = || lines.iter().filter(|line| line.item == item);
    if own().all(|line| !line.is_left_out) {
        return Some(blocks.to_vec());
    }
    let kept: Vec<&Line> = own().filter(|line| !line.is_left_out).collect();
    (!kept.is_empty()).then(|| vec![Block::Paragraph { runs: joined(&kept), rtl: false }])
}

fn joined(lines: &[&Line]) -> Vec<Run> {
    let mut runs: Vec<Run> = Vec::new();
    for line in lines {
        if let Some(last) = runs.last_mut() {
            last.text.push('\n');
        }
        runs.extend(line.runs.iter().cloned());
    }
    runs
}
