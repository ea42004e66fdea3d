//! A text shortened to fit the page budget: at a paragraph's end, or at a sentence's.

use office::model::rich_text::{Block, plain_text};
use office::model::{RichText, Run};

/// The first `limit` words or so; `None`: the text is not longer.
pub fn excerpt(text: &[Block], limit: usize) -> Option<RichText> {
    let total: usize = text.iter().map(Block::words).sum();
    if is_within(total, limit) {
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
    // Of a text whose first sentence is longer, that sentence is kept.
    if kept.is_empty() {
        kept.extend(text.first().map(|block| beginning(block, limit)));
    }
    (kept.len() < text.len() || kept.iter().map(Block::words).sum::<usize>() < total).then_some(kept)
}

/// Cutting the last few words saves nothing and costs the end.
fn is_within(total: usize, limit: usize) -> bool {
    const FEW: usize = 24;
    total <= limit.saturating_add((limit / 8).min(FEW))
}

/// The first `least` words, up to the end of their sentence, list item or row; `None`: the text is not much longer.
pub fn at_least(text: &[Block], least: usize) -> Option<RichText> {
    let total: usize = text.iter().map(Block::words).sum();
    if is_within(total, least) {
        return None;
    }
    let (mut kept, mut said) = (RichText::new(), 0);
    for block in text {
        let block = beginning(block, least.saturating_sub(said));
        said += block.words();
        // A heading, or a line that announces what follows, does not end a text.
        let goes_on = announces(&block);
        kept.push(block);
        if said >= least && !goes_on {
            break;
        }
    }
    (said < total).then_some(kept)
}

/// A block's first words, so many at least.
fn beginning(block: &Block, least: usize) -> Block {
    let count = |sizes: &mut dyn Iterator<Item = usize>| {
        let mut said = 0;
        let goes_on = |words: &usize| {
            let goes_on = said < least.max(1);
            said += words;
            goes_on
        };
        sizes.take_while(goes_on).count()
    };
    match block {
        Block::Paragraph { runs, rtl } => {
            let text = plain_text(runs);
            let end = sentence_ends(&text).into_iter().find(|(_, words)| *words >= least).map_or(text.len(), |(end, _)| end);
            Block::Paragraph { runs: cut(runs, end), rtl: *rtl }
        }
        Block::List { ordered, start, items } => {
            let kept = count(&mut items.iter().map(|item| item.iter().map(Block::words).sum::<usize>()));
            Block::List { ordered: *ordered, start: *start, items: items[..kept].to_vec() }
        }
        Block::Quote { blocks } => {
            let kept = count(&mut blocks.iter().map(Block::words));
            Block::Quote { blocks: blocks[..kept].to_vec() }
        }
        Block::Table { header, align, rows } => {
            let words = |row: &Vec<Vec<Run>>| row.iter().map(|cell| plain_text(cell).split_whitespace().count()).sum::<usize>();
            let kept = count(&mut rows.iter().map(words));
            Block::Table { header: header.clone(), align: align.clone(), rows: rows[..kept].to_vec() }
        }
        Block::Heading { .. } => block.clone(),
    }
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
    Some(cut(runs, end))
}

/// The runs of a text's first bytes, up to the end of a letter.
fn cut(runs: &[Run], end: usize) -> Vec<Run> {
    let mut kept = Vec::new();
    let mut from = 0;
    for run in runs {
        let to = from + run.text.len();
        if from < end {
            kept.push(Run { text: run.text[..run.text.len().min(end - from)].to_owned(), ..run.clone() });
        }
        from = to;
    }
    kept
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
