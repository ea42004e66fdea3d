//! The characters of an office's text on paper: some are put right in silence, others are left out and said, and some cannot be
//! printed. A box in place of a letter is never printed.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::{decompose_compatible, is_combining_mark};

use crate::diagnostic::{Diagnostic, Place};
use crate::fonts;
use crate::model::rich_text::is_arabic;

/// Word's bullets and ticks from the fonts Symbol and Wingdings, which belong to no script, and the signs that they mean.
const SYMBOL_FONTS: &[(char, &str)] = &[
    ('\u{f0b7}', "•"),
    ('\u{f0a7}', "•"),
    ('\u{f0d8}', "•"),
    ('\u{f076}', "•"),
    ('\u{f06c}', "•"),
    ('\u{f06e}', "•"),
    ('\u{f071}', "•"),
    ('\u{f0a8}', "•"),
    ('\u{f0e0}', "→"),
    ('\u{f0fc}', "✓"),
    ('\u{f0fe}', "✓"),
    ('\u{f0fb}', "×"),
    ('\u{f0b3}', "≥"),
    ('\u{f0a3}', "≤"),
    ('\u{f0b0}', "°"),
    ('\u{f0b1}', "±"),
    ('\u{f0b4}', "×"),
    ('\u{f0ae}', "→"),
    ('\u{f0ac}', "←"),
    ('\u{f0d7}', "·"),
];

/// Signs that the fonts lack, and signs that say the same.
const STAND_INS: &[(char, &str)] = &[
    ('\u{2010}', "-"),
    ('\u{2011}', "-"),
    ('\u{2015}', "—"),
    ('✓', "√"),
    ('✔', "√"),
    ('☑', "√"),
    ('●', "•"),
    ('■', "•"),
    ('▪', "•"),
    ('◦', "•"),
    ('○', "•"),
    ('➢', "•"),
    ('➤', "•"),
    ('❖', "•"),
    ('◆', "•"),
    ('★', "*"),
    ('☐', "•"),
    ('′', "'"),
    ('″', "\""),
    ('〃', "\""),
    ('✅', "√"),
    ('❌', "×"),
    ('❎', "×"),
    ('✖', "×"),
    ('➡', "→"),
    ('➔', "→"),
    ('➜', "→"),
    ('⬅', "←"),
    ('◾', "•"),
    ('▫', "•"),
    ('➖', "–"),
    ('➕', "+"),
];

/// Marks above and below one letter: Arabic with harakat has two or three.
const STACKED_MARKS: usize = 5;

/// The characters of a text that do not reach paper as they are written.
#[derive(Default)]
struct Lost {
    /// Signs that no font has, left out.
    left_out: Vec<char>,
    /// Letters that no font has.
    missing: Vec<char>,
    /// Whether marks that nobody sees are left out.
    invisible: bool,
}

/// The text as it will be printed. Characters that are left out of it, or that no font has, are said at its place.
pub fn printable(text: &str, place: &Place, diagnostics: &mut Vec<Diagnostic>) -> String {
    let mut printed = String::with_capacity(text.len());
    let mut lost = Lost::default();
    let mut marks = 0;
    let mut previous = ' ';
    // A sign is left out with the blank behind it where one is before it.
    let mut after_left_out = false;
    for c in text.nfc() {
        marks = if is_combining_mark(c) { marks + 1 } else { 0 };
        let left_out = lost.left_out.len();
        match c {
            '\n' => printed.push(c),
            '\u{2028}' | '\u{2029}' => printed.push('\n'),
            // Hints to a line breaker or a screen, and marks of an encoding.
            '\u{ad}' | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{2060}' | '\u{feff}' | '\u{fe00}'..='\u{fe0f}' => {}
            '\u{200c}' | '\u{200d}' => {
                if is_arabic(previous) {
                    printed.push(c);
                }
            }
            // Marks that turn the reading order round can make a text say on screen what it does not on paper.
            '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => lost.invisible = true,
            ' ' if after_left_out && printed.chars().next_back().is_none_or(char::is_whitespace) => {}
            c if c.is_whitespace() => printed.push(' '),
            // The mark that makes a box around the digit before it: 1️⃣.
            '\u{20e3}' => {}
            c if c.is_control() => lost.invisible = true,
            _ if marks > STACKED_MARKS => lost.invisible = true,
            c if fonts::covers(c) => printed.push(c),
            c => match stand_in(c) {
                Some(text) => printed.push_str(&text),
                None if c.is_alphanumeric() || is_combining_mark(c) || is_private(c) => lost.missing.push(c),
                None => lost.left_out.push(c),
            },
        }
        after_left_out = lost.left_out.len() > left_out || (after_left_out && is_joiner(c));
        previous = c;
    }
    diagnostics.extend(lost.diagnostics(text, place));
    printed
}

impl Lost {
    fn diagnostics(self, text: &str, place: &Place) -> Vec<Diagnostic> {
        let mut said = Vec::new();
        if !self.missing.is_empty() {
            let message = format!("huruf yang tidak dapat dicetak: {}", list(self.missing));
            let fault = Diagnostic::error("huruf.tidak-dapat-dicetak", message).alike("ada huruf yang tidak dapat dicetak");
            said.push(fault.remedy("tulis dengan huruf Latin atau Arab"));
        }
        if !self.left_out.is_empty() {
            let message = format!("lambang ini tidak dapat dicetak, jadi dihilangkan: {}", list(self.left_out));
            let warning =
                Diagnostic::warning("huruf.lambang-dihilangkan", message).alike("ada lambang yang tidak dapat dicetak, jadi dihilangkan");
            said.push(warning.remedy("ganti dengan kata, bila perlu"));
        }
        if self.invisible {
            said.push(
                Diagnostic::warning("huruf.tidak-terlihat", "tanda yang tidak terlihat dibuang dari teks ini")
                    .remedy("ketik ulang teksnya bila hasil cetaknya tidak sesuai"),
            );
        }
        said.into_iter().map(|diagnostic| diagnostic.at(place.clone()).raw(text)).collect()
    }
}

/// The first of the characters, each once, with their numbers.
fn list(mut characters: Vec<char>) -> String {
    const LISTED: usize = 8;
    characters.sort_unstable();
    characters.dedup();
    characters.iter().take(LISTED).map(|c| format!("{c} (U+{:04X})", u32::from(*c))).collect::<Vec<_>>().join(", ")
}

/// The text that prints the same as a character that no font has.
fn stand_in(c: char) -> Option<String> {
    let known = SYMBOL_FONTS.iter().chain(STAND_INS).find(|(other, _)| *other == c).map(|(_, text)| (*text).to_owned());
    let text = known.unwrap_or_else(|| {
        let mut compatible = String::new();
        decompose_compatible(c, |part| compatible.push(part));
        compatible
    });
    if text.chars().all(fonts::covers) {
        return Some(text);
    }
    let mut letters = text.chars();
    match (letters.next(), letters.next()) {
        (Some(one), None) if one != c => stand_in(one),
        _ => None,
    }
}

/// Whether a character that no font has is printed as another.
pub(super) fn has_stand_in(c: char) -> bool {
    stand_in(c).is_some()
}

/// A sign that joins emoji or chooses their look.
fn is_joiner(c: char) -> bool {
    matches!(c, '\u{200d}' | '\u{fe00}'..='\u{fe0f}')
}

fn is_private(c: char) -> bool {
    matches!(c, '\u{e000}'..='\u{f8ff}' | '\u{f0000}'..)
}
