//! A person's word on receipts that came back, as it is typed.

use chrono::NaiveDate;

use super::day::day;
use office::diagnostic::{self, Diagnostic};
use office::model::{EditionId, ReceiptCode};

/// Receipts that came back together, as a person tells of them.
#[derive(Debug, Clone, Copy, Default)]
pub struct Slip<'a> {
    /// Receipt codes, or villages by name or code, as typed.
    pub bundles: &'a [String],
    /// The kecamatan, as typed, whose list came back signed.
    pub expedition: Option<&'a str>,
    /// Villages, as typed, that did not sign it.
    pub except: &'a [String],
    /// The edition, as typed; `None`: the newest that went out.
    pub edition: Option<&'a str>,
    /// The village, as typed, that is meant where several bundles have one receipt code.
    pub desa: Option<&'a str>,
    /// The day on which the KIM had the bundle, as typed; `None`: the one on record, or today.
    pub on: Option<&'a str>,
    /// Name of the receiver; `None`: the one on record, if any.
    pub by: Option<&'a str>,
    /// It was recorded by mistake.
    pub is_withdrawn: bool,
}

/// The edition as typed: its Monday, or any day of its week.
///
/// # Errors
/// No day can be read.
pub(super) fn edition(typed: &str, today: NaiveDate) -> diagnostic::Result<EditionId> {
    match EditionId::parse(typed.trim()) {
        Some(edition) => Ok(edition),
        None => day(typed, today).map(EditionId::containing).map_err(|_| {
            let fault = Diagnostic::error("edisi.bukan-nama", format!("“{}” bukan nama edisi", typed.trim()));
            fault.remedy(format!("tulis hari Seninnya, misalnya {}", EditionId::containing(today))).into()
        }),
    }
}

/// The typed words, code by code, village by village. A space inside a code makes two words of it, on a command line too; one inside a name
/// does not.
pub(super) fn whole(typed: &[String]) -> Vec<String> {
    let mut all: Vec<String> = Vec::new();
    for argument in typed.iter().map(|argument| argument.trim()).filter(|argument| !argument.is_empty()) {
        let pieces = codes(argument);
        let is_written_as_code = |piece: &String| piece.contains(|c: char| c == '-' || c.is_ascii_digit());
        let is_of_codes = pieces.iter().all(|piece| ReceiptCode::parse(piece).is_some())
            || pieces.iter().any(|piece| is_written_as_code(piece) && ReceiptCode::parse(piece).is_some());
        // Of two names that happen to make a code, neither has a figure.
        let is_rest = |half: &&mut String| {
            let both = format!("{half}{argument}");
            ReceiptCode::parse(half).is_none() && both.contains(|c: char| c.is_ascii_digit()) && ReceiptCode::parse(&both).is_some()
        };
        match all.last_mut().filter(is_rest) {
            Some(half) => half.push_str(argument),
            None if is_of_codes => all.extend(pieces),
            None => all.push(argument.to_owned()),
        }
    }
    all
}

/// Whether it is a word, and no code: of several, some may be one village's name.
pub(super) fn is_bare(typed: &str) -> bool {
    typed.chars().all(char::is_alphabetic) && ReceiptCode::parse(typed).is_none()
}

/// The words of a text, of which two that are one code are joined.
fn codes(text: &str) -> Vec<String> {
    let mut codes: Vec<String> = Vec::new();
    for word in text.split([' ', ',', ';']).filter(|word| !word.is_empty()) {
        let is_rest = |half: &&mut String| ReceiptCode::parse(half).is_none() && ReceiptCode::parse(&format!("{half}{word}")).is_some();
        match codes.last_mut().filter(is_rest) {
            Some(half) => half.push_str(word),
            None => codes.push(word.to_owned()),
        }
    }
    codes
}
