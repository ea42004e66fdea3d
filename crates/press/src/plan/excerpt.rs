//! A text shortened to fit the page budget: at a paragraph's end, or at a sentence's.

use office::model::rich_text::{Block, plain_text};
use office::model::{RichText, Run};

/// The first `limit` words or so; `None`: the text is not longer.
pub fn excerpt(text: &[Block], limit: usize) -> Option<RichText> {
    let total: usize = text.iter().map(Block::words).sum();
    // Cutting the last few words saves nothing and costs the end.
    if total <= limit.saturating_add(limit / 8) {
        return None;
    }
    let mut kept = RichText::new();
    let mut left = limit;
    for block in text {
        let words = block.words();
        if words <= left {
            left -= words;
            kept.push(block.clone());
            continue;
        }
        if let Block::Paragraph { runs, rtl } = block
            && let Some(runs) = first_sentences(runs, left)
        {
            kept.push(Block::Paragraph { runs, rtl: *rtl });
        }
        break;
    }
    // A heading, or a line that announces what was cut off, does not end a text.
    while kept.len() > 1 && kept.last().is_some_and(announces) {
        kept.pop();
    }
    if kept.is_empty() {
        kept.extend(text.first().cloned());
    }
    // A single block is not cut.
    (kept.len() < text.len() || kept.iter().map(Block::words).sum::<usize>() < total).then_some(kept)
}

fn announces(block: &Block) -> bool {
    match block {
        Block::Heading { .. } => true,
        Block::Paragraph { runs, .. } => plain_text(runs).trim_end().ends_with([':', ',']),
        _ => false,
    }
}

/// The whole sentences within a number of words; `None`: not one fits.
fn first_sentences(runs: &[Run], words: usize) -> Option<Vec<Run>> {
    let text = plain_text(runs);
    let (end, _) = sentence_ends(&text).into_iter().take_while(|(_, counted)| *counted <= words).last()?;
    let mut kept = Vec::new();
    let mut from = 0;
    for run in runs {
        let to = from + run.text.len();
        if from < end {
            kept.push(Run { text: run.text[..run.text.len().min(end - from)].to_owned(), ..run.clone() });
        }
        from = to;
    }
    Some(kept)
}

/// A text's first sentence; all of it, where no sentence ends in it.
pub(super) fn first_sentence(text: &str) -> &str {
    sentence_ends(text).first().map_or(text, |(end, _)| &text[..*end])
}

/// The places in a text where sentences end, each with the number of words before it.
fn sentence_ends(text: &str) -> Vec<(usize, usize)> {
    let mut ends = Vec::new();
    let mut counted = 0;
    let mut rest = text.char_indices().peekable();
    let mut in_word = false;
    while let Some((at, c)) = rest.next() {
        if c.is_whitespace() {
            in_word = false;
            continue;
        }
        counted += usize::from(!in_word);
        in_word = true;
        let before = text[..at].chars().next_back();
        let ends_here = matches!(c, '.' | '?' | '!') || (matches!(c, '”' | '"') && matches!(before, Some('.' | '?' | '!')));
        let next_is_capital =
            text[at + c.len_utf8()..].trim_start_matches(['”', '"']).trim_start().chars().next().is_none_or(char::is_uppercase);
        let followed_by_space = rest.peek().is_none_or(|(_, next)| next.is_whitespace());
        // An abbreviation ("Kec.", "H.") is short; a sentence's last word seldom is.
        let last_word = text[..at].rsplit(char::is_whitespace).next().unwrap_or_default();
        if ends_here && followed_by_space && next_is_capital && last_word.chars().count() > 3 {
            ends.push((at + c.len_utf8(), counted));
        }
    }
    ends
}
