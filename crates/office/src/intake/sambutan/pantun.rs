//! The pantun of a speech: verses of four lines.

use std::collections::BTreeSet;

use crate::intake::document::{Part, text_of};
use crate::model::rich_text::Block;
use crate::model::wilayah::fold_name;

/// The parts that are a pantun: four short lines in one block, or in blocks of their own below a line that announces it.
pub(super) fn verses(parts: &[Part], texts: &[String]) -> BTreeSet<usize> {
    const VERSE: usize = 75;
    let is_short = |line: &str| !line.trim().is_empty() && line.chars().count() < VERSE;
    let mut verse = BTreeSet::new();
    let mut at = 0;
    while at < parts.len() {
        let lines: Vec<String> = match &parts[at].block {
            Block::Quote { blocks } => blocks.iter().flat_map(|b| text_of(b).lines().map(str::to_owned).collect::<Vec<_>>()).collect(),
            Block::Paragraph { .. } => texts[at].lines().map(str::to_owned).collect(),
            _ => Vec::new(),
        };
        let is_quote = matches!(parts[at].block, Block::Quote { .. });
        if (is_quote || lines.len() == 4 || lines.len() == 8) && (1..=8).contains(&lines.len()) && lines.iter().all(|line| is_short(line)) {
            verse.insert(at);
        } else if fold_name(&texts[at]).contains("pantun") && texts[at].chars().count() < 300 {
            let run = (at + 1..parts.len())
                .take_while(|&i| matches!(parts[i].block, Block::Paragraph { .. }) && is_short(&texts[i]) && !texts[i].ends_with(':'))
                .take(8)
                .count();
            // Whole verses of four lines; what is left over is text again.
            let lines = run - run % 4;
            let announces = texts[at].trim_end().ends_with([':', ',', '.']);
            let follows = (at + 1..parts.len()).next().is_some_and(|i| texts[i].lines().count() == 4);
            if announces && (lines > 0 || follows) {
                verse.insert(at);
            }
            verse.extend(at + 1..=at + lines);
            at += lines;
        }
        // Four lines of verse, each a paragraph: all but the last go on to the next.
        let goes_on = |i: usize| is_short(&texts[i]) && texts[i].trim_end().ends_with([',', ';']);
        let is_verse = at + 4 <= parts.len()
            && (at..at + 4).all(|i| matches!(parts[i].block, Block::Paragraph { .. }) && is_short(&texts[i]) && !verse.contains(&i))
            && (at..at + 3).filter(|&i| goes_on(i)).count() >= 2;
        if is_verse {
            verse.extend(at..at + 4);
            at += 3;
        }
        at += 1;
    }
    // "(Cakep!)"
    for (i, text) in texts.iter().enumerate().skip(1) {
        let is_call = text.starts_with('(') && text.ends_with(')') && text.chars().count() < 25;
        if is_call && verse.contains(&(i - 1)) {
            verse.insert(i);
        }
    }
    verse
}
