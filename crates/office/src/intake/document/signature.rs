//! The end of an announcement that was sent as a letter: place and date, the office and the name of the one who signed, who gets a copy.

use super::letter::{is_capital, is_dateline, name_in_print, starts_with};
use super::{Manuscript, Part, lines_of_table, split_lines, text_of};
use crate::diagnostic::Place;
use crate::intake::vocabulary::{AUTHORITIES, RANKS, SIGNERS};
use crate::intake::without_list_mark;
use crate::model::rich_text::Block;
use crate::model::wilayah::fold_name;

/// A line of the body.
struct Line {
    part: usize,
    /// Its number in the part.
    at: usize,
    text: String,
    is_item: bool,
}

impl Manuscript {
    /// Takes signature and copies off the body; their lines, and the place of the first.
    pub(in crate::intake) fn take_signature(&mut self) -> Option<(Vec<String>, Place)> {
        let lines = lines(&self.parts);
        let copies = copies(&lines);
        let first = signature(&lines[..copies]).unwrap_or(copies);
        // A body that is all signature is none.
        let line = lines.get(first).filter(|_| first > 0)?;
        let place = self.parts.get(line.part)?.place.clone();
        let taken = lines[first..].iter().map(|line| line.text.clone()).collect();
        let (part, kept) = (line.part, line.at);
        self.parts.truncate(part + usize::from(kept > 0));
        if kept > 0
            && let Some(Part { block: Block::Paragraph { runs, .. }, .. }) = self.parts.last_mut()
        {
            *runs = split_lines(std::mem::take(runs), kept).0;
        }
        Some((taken, place))
    }
}

/// The lines of the parts. A list or a table is taken off as a whole, so that its lines count as its first.
fn lines(parts: &[Part]) -> Vec<Line> {
    let mut lines = Vec::new();
    for (part, Part { block, .. }) in parts.iter().enumerate() {
        let is_item = matches!(block, Block::List { .. });
        let mut add = |at, text: &str| lines.push(Line { part, at, text: text.trim().to_owned(), is_item });
        match block {
            Block::Table { header, rows, .. } => lines_of_table(header, rows).iter().for_each(|text| add(0, text)),
            Block::List { items, .. } => items.iter().flatten().for_each(|item| add(0, &text_of(item))),
            block => text_of(block).lines().enumerate().for_each(|(at, text)| add(at, text)),
        }
    }
    lines.retain(|line| !line.text.is_empty());
    lines
}

/// The number of the line that begins the list of those who get a copy; that of all lines where there is none.
fn copies(lines: &[Line]) -> usize {
    const MOST: usize = 30;
    const LETTERS: usize = 160;
    let begins = lines.iter().rposition(|line| fold_name(&line.text).starts_with("tembusan"));
    let is_list = |at: &usize| lines.len() - at <= MOST && lines[*at..].iter().all(|line| line.text.chars().count() <= LETTERS);
    begins.filter(is_list).unwrap_or(lines.len())
}

/// The number of the line that begins the signature; `None`: nobody signs.
fn signature(lines: &[Line]) -> Option<usize> {
    const MOST: usize = 14;
    let is_body = |line: &Line| line.is_item || is_sentence(&line.text);
    let from = lines.iter().rposition(is_body).map_or(0, |at| at + 1).max(lines.len().saturating_sub(MOST));
    let run = &lines[from..];
    let is_certain = |line: &Line| is_rank(&line.text) || is_behalf(&line.text);
    // Dates of a schedule are several.
    let dates: Vec<usize> = (0..run.len()).filter(|at| is_dateline(&run[*at].text)).collect();
    let dated = dates.first().copied().filter(|first| dates.len() <= 2 && dates.iter().all(|at| at - first <= 1));
    let office = (0..run.len()).find(|at| is_office(&run[*at].text, run.len() - at));
    let certain = run.iter().position(is_certain);
    let begins = match (dated, office, certain) {
        (Some(date), Some(office), _) if date < office => Some(date),
        (Some(date), None, Some(certain)) if date < certain => Some(date),
        (Some(date), None, None) if date + dates.len() == run.len() => Some(date),
        (_, Some(office), Some(certain)) => Some(office.min(certain)),
        (_, Some(office), None) if run[office].text.ends_with(',') => Some(office),
        // A name above the number of a civil servant.
        (_, None, Some(certain)) => Some(certain.saturating_sub(1)),
        _ => None,
    };
    let first = from + begins?;
    // A table that begins it belongs to it as a whole.
    let part = lines[first].part;
    let first =
        lines.iter().position(|line| line.part == part && line.at == lines[first].at).filter(|_| lines[first].at == 0).unwrap_or(first);
    Some(first)
}

/// A sentence, which is no line of a signature.
fn is_sentence(text: &str) -> bool {
    const WORDS: usize = 6;
    let is_long = text.chars().count() > 90;
    let last = text.trim_end_matches(['.', '!', '?', ':', ';']).split_whitespace().next_back().unwrap_or_default();
    // "terima kasih." ends a sentence, "S.Sos." a name.
    let is_word = last.chars().count() > 3 && last.chars().all(char::is_lowercase);
    let ends = text.ends_with(['.', '!', '?', ':', ';']);
    is_long || (ends && (is_word || text.split_whitespace().count() > WORDS) && !is_rank(text))
}

/// "NIP 19700101 199803 1 001", "Pembina Utama Muda (IV/c)".
fn is_rank(text: &str) -> bool {
    let folded = fold_name(text);
    let number = ["nip", "nrp"].iter().find_map(|word| folded.strip_prefix(word));
    let is_number = number.is_some_and(|number| number.len() >= 6 && number.bytes().all(|byte| byte.is_ascii_digit()));
    is_number || (starts_with(text, RANKS) && text.split_whitespace().count() <= 6 && !text.ends_with(['.', ':']))
}

/// "a.n. Bupati", "ttd".
fn is_behalf(text: &str) -> bool {
    let lower = text.to_lowercase();
    let is_acting = ["a.n.", "an.", "a.n ", "plt.", "plh.", "u.b.", "pj."].iter().any(|word| lower.starts_with(word));
    is_acting
        || matches!(
            fold_name(text).as_str(),
            "ttd" | "dto" | "td" | "cap" | "tertanda" | "hormatkami" | "capttd" | "ttdcap" | "capdto" | "dtocap"
        )
}

/// "Kepala Dinas Kesehatan," with a name below it: `below` lines are left with it.
fn is_office(text: &str, below: usize) -> bool {
    let is_short = text.split_whitespace().count() <= 10 && without_list_mark(text).is_none();
    is_short && below <= 10 && starts_with(text, SIGNERS) && (text.ends_with(',') || is_capital(text) || is_behalf(text))
}

/// The agency, or else the office, that signs: "KEPALA DINAS PERHUBUNGAN" → "Dinas Perhubungan", "CAMAT BARAMBAI," → "Camat Barambai".
pub(in crate::intake) fn signer(lines: &[String]) -> Option<String> {
    const FOR_ANOTHER: [&str; 6] = ["an", "ub", "plt", "plh", "pj", "pjs"];
    const NOT_ALONE: [&str; 4] = ["hormat", "ttd", "tertanda", "mengetahui"];
    const TITLE_WORDS: usize = 4;
    lines.iter().enumerate().find_map(|(at, line)| {
        let words: Vec<&str> = line.split_whitespace().skip_while(|word| FOR_ANOTHER.contains(&fold_name(word).as_str())).collect();
        let office = words.join(" ");
        let is_office = starts_with(&office, SIGNERS) && !starts_with(&office, &NOT_ALONE) && words.len() > 1 && !is_dateline(line);
        let agency = (1..words.len().min(TITLE_WORDS)).find(|at| AUTHORITIES.contains(&fold_name(words[*at]).as_str()));
        is_office.then(|| {
            let name = words[agency.unwrap_or_default()..].join(" ");
            // "KEPALA DINAS PEKERJAAN UMUM DAN" goes on in the next line.
            let rest = lines.get(at + 1).filter(|_| words.last().is_some_and(|last| fold_name(last) == "dan"));
            name_in_print(&rest.map_or(name.clone(), |rest| format!("{name} {rest}")))
        })
    })
}
