//! The addresses to which a village's bundles go. They are never printed in a bulletin.

use crate::diagnostic::Place;

/// The form in which a mail carries a bundle's documents.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Attachment {
    /// Each PDF by itself: a phone opens it.
    #[default]
    Pdf,
    /// The bundle as it is.
    Zip,
}

/// The address of a village's KIM, or of the village office where there is no KIM.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Address {
    /// The contact (penghubung) who receives the bundle.
    pub contact: Option<String>,
    pub emails: Vec<String>,
    pub attachment: Attachment,
    /// The largest mail its mailbox takes, in bytes.
    pub max_mail: Option<u64>,
    /// Its WhatsApp number with country code, digits only: `6281234567890`.
    pub whatsapp: Option<String>,
    /// The channels to try, in order, as the registry writes them: by their names in `warta.toml` or by words for their kinds; empty: the
    /// office's default.
    pub channels: Vec<String>,
    /// The cell of the registry that names the channels, for messages.
    pub channels_place: Place,
}

/// A mobile number as links to WhatsApp want it: `0812-3456-7890`, `+62 812…` → `62812…`. `None`: no mobile number of this country.
pub fn mobile_number(text: &str) -> Option<String> {
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    let number = match digits.strip_prefix('0') {
        Some(rest) => format!("62{rest}"),
        // A spreadsheet eats the first zero.
        None if digits.starts_with('8') => format!("62{digits}"),
        None => digits,
    };
    (number.starts_with("628") && (11..=15).contains(&number.len())).then_some(number)
}
