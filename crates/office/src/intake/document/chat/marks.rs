//! The marks by which WhatsApp sets type: `*bold*`, `_italic_`, `~struck~`, and backquotes around text as typed.

use crate::model::rich_text::{Run, plain_text};

/// Runs without marks, in the styles that these mean, and the texts that were struck.
#[derive(Debug, Default)]
pub(super) struct Marked {
    pub(super) runs: Vec<Run>,
    pub(super) struck: Vec<String>,
}

/// Whether a line has a pair of stars or tildes as WhatsApp reads them. Underlines alone may be blanks to be filled in.
pub(super) fn has_marks(line: &str) -> bool {
    line.contains("```") || line.match_indices(['*', '~']).any(|(at, mark)| closing(line, at, mark).is_some())
}

/// A line's runs with the marks in them read.
pub(super) fn marked(runs: &[Run]) -> Marked {
    let mut marked = Marked::default();
    runs.iter().for_each(|run| read(&run.text, run, &mut marked));
    marked
}

/// Reads a text of the style that `style` has.
fn read(text: &str, style: &Run, into: &mut Marked) {
    const TYPED: &str = "```";
    let put = |text: &str, into: &mut Marked| {
        // Where struck text was, one blank is left.
        let is_doubled = text.starts_with(' ') && into.runs.last().is_some_and(|run| run.text.ends_with(' '));
        into.runs.push(Run { text: text.strip_prefix(' ').filter(|_| is_doubled).unwrap_or(text).to_owned(), ..style.clone() });
    };
    let Some(at) = text.find(['*', '_', '~', '`']) else { return put(text, into) };
    // The first mark of a text is read; what is behind it is read in turn.
    let (before, rest) = text.split_at(at);
    if let Some(typed) = rest.strip_prefix(TYPED) {
        put(before, into);
        let (inner, after) = typed.split_once(TYPED).unwrap_or(("", typed));
        put(inner, into);
        return read(after, style, into);
    }
    let mut from = at;
    while let Some(opens) = text[from..].find(['*', '_', '~']).map(|next| from + next) {
        let mark = &text[opens..=opens];
        let Some(closes) = closing(text, opens, mark) else {
            from = opens + 1;
            continue;
        };
        let (before, inner, after) = (&text[..opens], &text[opens + 1..closes], &text[closes + 1..]);
        put(before, into);
        match mark {
            "~" => {
                let mut inside = Marked::default();
                read(inner, style, &mut inside);
                into.struck.push(plain_text(&inside.runs));
            }
            "*" => read(inner, &Run { bold: true, ..style.clone() }, into),
            _ => read(inner, &Run { italic: true, ..style.clone() }, into),
        }
        return read(after, style, into);
    }
    put(text, into);
}

/// The place of the mark that closes the one at `opens`; `None`: it marks nothing. Both stand at the borders of words, as WhatsApp has it.
fn closing(text: &str, opens: usize, mark: &str) -> Option<usize> {
    let is_border = |c: Option<char>| c.is_none_or(|c| !c.is_alphanumeric());
    let inner = text.get(opens + 1..)?;
    let begins = inner.chars().next()?;
    // "*) wajib diisi" is a footnote's star.
    if !is_border(text[..opens].chars().next_back()) || begins.is_whitespace() || begins == ')' || inner.starts_with(mark) {
        return None;
    }
    inner.match_indices(mark).map(|(at, _)| opens + 1 + at).find(|&at| {
        let (before, after) = (text[..at].chars().next_back(), text[at + 1..].chars().next());
        before.is_some_and(|c| !c.is_whitespace()) && is_border(after)
    })
}
