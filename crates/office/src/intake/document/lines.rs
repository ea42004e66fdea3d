//! Blocks as lines, and lines as runs.

use super::Genre;
use super::head::key_of;
use crate::model::rich_text::{Block, Run, plain_text};
use crate::model::wilayah::fold_name;

/// The text of a block without its styles.
pub fn text_of(block: &Block) -> String {
    let mut text = String::new();
    block.for_each_run(&mut |run| {
        text.push_str(&run.text);
    });
    text
}

/// The lines of a table's cells.
pub(super) fn lines_of_table(header: &[Vec<Run>], rows: &[Vec<Vec<Run>>]) -> Vec<String> {
    let cells = header.iter().chain(rows.iter().flatten());
    cells
        .flat_map(|cell| plain_text(cell).lines().map(|line| line.trim().to_owned()).collect::<Vec<_>>())
        .filter(|line| !line.is_empty())
        .collect()
}

/// The lines that a block adds to a head: a paragraph may have several, and a table without lines may hold keys and values.
pub(super) fn lines_of(block: &Block, genre: Genre) -> Option<Vec<String>> {
    match block {
        Block::Paragraph { .. } | Block::Heading { .. } => Some(text_of(block).split('\n').map(str::to_owned).collect()),
        Block::List { items, .. } => Some(items.iter().flatten().map(|item| format!("- {}", text_of(item))).collect()),
        Block::Table { header, rows, .. } => {
            let line = |row: &Vec<Vec<Run>>| {
                let cells: Vec<String> =
                    row.iter().map(|cell| plain_text(cell).replace('\n', " ")).filter(|cell| !fold_name(cell).is_empty()).collect();
                cells
                    .split_first()
                    .map(|(name, rest)| format!("{}: {}", name.trim_end_matches([' ', ':']), rest.join(" ").trim_start_matches([':', ' '])))
            };
            let lines: Vec<String> = [header].into_iter().chain(rows).filter_map(line).collect();
            lines.iter().any(|line| key_of(line, genre).is_some()).then_some(lines)
        }
        _ => None,
    }
}

/// Runs parted behind so many lines: those of the lines, and those of the rest.
pub(super) fn split_lines(runs: Vec<Run>, mut lines: usize) -> (Vec<Run>, Vec<Run>) {
    let (mut first, mut rest) = (Vec::new(), Vec::new());
    for run in runs {
        let breaks = run.text.matches('\n').count();
        if lines == 0 {
            rest.push(run);
        } else if let Some((at, _)) = run.text.match_indices('\n').nth(lines - 1) {
            let (before, after) = (run.text[..at].to_owned(), run.text[at + 1..].to_owned());
            first.push(Run { text: before, ..run });
            rest.push(Run { text: after, ..run });
            lines = 0;
        } else {
            lines -= breaks;
            first.push(run);
        }
    }
    (first, rest)
}

/// Takes the first line off a paragraph that has more.
pub(in crate::intake) fn take_first_line(block: &mut Block) -> Option<String> {
    let Block::Paragraph { runs, .. } = block else { return None };
    let (first, rest) = split_lines(runs.clone(), 1);
    let rest = join_runs(rest);
    (!rest.is_empty()).then(|| {
        *runs = rest;
        plain_text(&first).trim().to_owned()
    })
}

/// Joins neighbours of one style, drops soft hyphens, tidies white space at both ends.
pub(super) fn join_runs(runs: Vec<Run>) -> Vec<Run> {
    let mut joined: Vec<Run> = Vec::new();
    for mut run in runs {
        run.text = run.text.replace('\u{ad}', "").replace(['\u{a0}', '\t'], " ");
        match joined.last_mut() {
            _ if run.text.is_empty() => {}
            // Where something was left out, one blank is enough.
            Some(last) if last.text.ends_with(' ') && run.text.trim_start_matches(' ').is_empty() => {}
            Some(last) if last.bold == run.bold && last.italic == run.italic => {
                let is_doubled = last.text.ends_with(' ') && run.text.starts_with(' ');
                last.text.push_str(if is_doubled { run.text.trim_start_matches(' ') } else { &run.text });
            }
            _ => joined.push(run),
        }
    }
    let blank = joined.iter().take_while(|run| run.text.trim_start().is_empty()).count();
    joined.drain(..blank);
    if let Some(first) = joined.first_mut() {
        first.text = first.text.trim_start().to_owned();
    }
    while let Some(last) = joined.last_mut() {
        last.text = last.text.trim_end().to_owned();
        if !last.text.is_empty() {
            break;
        }
        joined.pop();
    }
    joined.retain(|run| !run.text.is_empty());
    joined
}
