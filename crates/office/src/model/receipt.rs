//! The short code by which a bundle's receipt is acknowledged.

use std::fmt;

use super::form::check_character;

/// The code on a bundle's tear-off slip, `7KQ2-X9FM`: seven characters and a check character.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ReceiptCode(String);

impl ReceiptCode {
    /// Letters that look like digits are not used.
    pub const LETTERS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

    /// The code of seven drawn letters; `None`: their check character, as one in nine, is no letter of the code's.
    pub fn of_letters(drawn: &str) -> Option<Self> {
        let check = check_character(drawn);
        (drawn.len() == 7 && Self::LETTERS.contains(&(check as u8))).then(|| ReceiptCode(format!("{}-{}{check}", &drawn[..4], &drawn[4..])))
    }

    /// A code as the ledger has it, which is the one that was printed, whatever rules it was drawn by.
    pub fn printed(text: String) -> Self {
        ReceiptCode(text)
    }

    /// Stands in the place of a code where none can be drawn: an office that has published nothing yet has no secret.
    pub fn none() -> Self {
        ReceiptCode("0000-0000".to_owned())
    }

    /// A code as typed from the slip: case, spaces and dashes do not count, and letters stand for the digits they look like.
    /// `None`: no receipt code, or mistyped.
    pub fn parse(typed: &str) -> Option<Self> {
        let code: String = typed
            .chars()
            .filter(char::is_ascii_alphanumeric)
            .map(|c| match c.to_ascii_uppercase() {
                'O' => '0',
                'I' | 'L' => '1',
                c => c,
            })
            .collect();
        let is_valid = code.len() == 8 && code.ends_with(check_character(&code[..7]));
        is_valid.then(|| ReceiptCode(format!("{}-{}", &code[..4], &code[4..])))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for ReceiptCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
