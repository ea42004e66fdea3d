//! The slips by which `warta.toml` is no TOML, each named as what it is: curly quotation marks and backslashes above all.

use std::collections::BTreeSet;

use toml::de::Error;

use office::diagnostic::{Diagnostic, Place, Spot};
use office::folder::CONFIG;

/// The quotation marks that Word makes of straight ones.
const CURLY: [char; 8] = ['“', '”', '„', '‟', '‘', '’', '‚', '‛'];

/// The messages about slips, line by line: one of each line. Paths whose backslashes TOML takes for something else without a word
/// are slips too.
pub(super) fn faults(text: &str, errors: &[Error]) -> Vec<Diagnostic> {
    let lines: Vec<&str> = text.lines().collect();
    let mut told = BTreeSet::new();
    let mut faults = Vec::new();
    let mut placed: Vec<((usize, usize), &Error)> =
        errors.iter().map(|error| (error.span().map_or((1, 1), |span| line_of(text, span.start)), error)).collect();
    placed.sort_by_key(|(place, _)| *place);
    for ((line, column), error) in placed {
        if told.insert(line) {
            let said = fault(lines.get(line - 1).copied().unwrap_or_default(), error.message());
            faults.push(said.at(Place { file: CONFIG.to_owned(), spot: Spot::Line { line, column: Some(column) } }));
        }
    }
    for (line, written) in (1..).zip(lines).filter(|(_, written)| has_path(written)) {
        if told.insert(line) {
            faults.push(backslash(written).at(Place::line(CONFIG, line)));
        }
    }
    faults
}

/// Whether slips are of tables' heads, so that nobody knows to which table the keys below belong.
pub(super) fn hides_tables(text: &str, errors: &[Error]) -> bool {
    let is_head = |error: &Error| {
        let line = error.span().and_then(|span| text.lines().nth(line_of(text, span.start).0 - 1));
        line.is_some_and(|line| line.trim_start().starts_with('[')) && !error.message().starts_with("duplicate")
    };
    errors.iter().any(is_head)
}

/// The line and the column of a byte, both counted from 1.
pub(super) fn line_of(text: &str, at: usize) -> (usize, usize) {
    let before = text.get(..at.min(text.len())).unwrap_or_default();
    (before.matches('\n').count() + 1, before.rsplit('\n').next().unwrap_or_default().chars().count() + 1)
}

/// A slip in words. What the parser says tells it from others.
fn fault(line: &str, message: &str) -> Diagnostic {
    let is_of_text = message.contains("string") || message.contains("quoted");
    let value = line.split_once('=').map_or("", |(_, value)| value.trim());
    if message.starts_with("duplicate") {
        return Diagnostic::error("setelan.kunci-ganda", "kunci ditulis dua kali").remedy("hapus salah satunya");
    }
    if has_path(line) || line.contains('\\') && (message.contains("escape") || message.contains("unicode")) {
        return backslash(line);
    }
    if line.contains(CURLY) && (is_of_text || value.starts_with(CURLY)) {
        let straight: String = line.trim().chars().map(straight).collect();
        return Diagnostic::error("setelan.tanda-petik-melengkung", "tanda petik melengkung, seperti di Word, tidak dikenal di warta.toml")
            .raw(line)
            .remedy(format!("ketik dengan tanda petik lurus: {straight}"));
    }
    let is_bare = value.starts_with(char::is_alphabetic) && !value.contains(['"', '\'']);
    let remedy = if is_bare || message.starts_with("string values must be quoted") {
        format!("apit teksnya dengan tanda petik, seperti {} = \"{value}\"", line.split('=').next().unwrap_or_default().trim())
    } else if message.starts_with("invalid basic string") || message.starts_with("invalid literal string") {
        "tutup teksnya dengan tanda petik yang sama seperti pembukanya".to_owned()
    } else if message.starts_with("key with no value") {
        "tulis tanda = di antara nama kunci dan isinya; penjelasan diawali #".to_owned()
    } else if message.starts_with("unclosed") {
        "tutup kurungnya di baris ini".to_owned()
    } else {
        "periksa tanda petik, kurung dan tanda sama dengan".to_owned()
    };
    Diagnostic::error("setelan.penulisan", "penulisan warta.toml salah").raw(line).remedy(remedy)
}

fn straight(c: char) -> char {
    match c {
        '“' | '”' | '„' | '‟' => '"',
        '‘' | '’' | '‚' | '‛' => '\'',
        other => other,
    }
}

/// Whether a line has a path of Windows between double quotation marks, as Windows writes it: `"D:\kiriman"`, `"\\server\bagian"`.
fn has_path(line: &str) -> bool {
    if line.trim_start().starts_with('#') {
        return false;
    }
    let is_path = |text: &str| {
        let mut signs = text.chars();
        match (signs.next(), signs.next(), signs.next(), signs.next()) {
            (Some(drive), Some(':'), Some('\\'), after) => drive.is_ascii_alphabetic() && after != Some('\\'),
            (Some('\\'), Some('\\'), after, _) => after != Some('\\'),
            _ => false,
        }
    };
    line.split('"').skip(1).any(is_path)
}

/// A path as Windows writes it, and how it is written here.
fn backslash(line: &str) -> Diagnostic {
    let quoted = line.find('"').zip(line.rfind('"')).filter(|(from, to)| from < to);
    let better = quoted.map(|(from, to)| (&line[..from], &line[from + 1..to], &line[to + 1..]));
    let better = better.map(|(before, inner, after)| match inner.contains('\'') {
        false => format!("{before}'{inner}'{after}"),
        true => format!("{before}\"{}\"{after}", inner.replace('\\', "/")),
    });
    let message = "garis miring terbalik (\\) di antara tanda petik ganda berarti lain di warta.toml";
    Diagnostic::error("setelan.garis-miring-terbalik", message).raw(line).remedy(
        better.map_or_else(|| "tulis / sebagai gantinya".to_owned(), |better| format!("pakai tanda petik tunggal: {}", better.trim())),
    )
}
