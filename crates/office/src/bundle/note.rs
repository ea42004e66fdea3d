//! The note in a bundle that a KIM forwards by WhatsApp: its text, and a link that opens WhatsApp with it.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

/// The characters that stand in a link unescaped (RFC 3986, 2.3).
const ESCAPED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.').remove(b'~');

const LINK: &str = "https://wa.me/";

/// Stands between a note's text and its link.
const INVITATION: &str = "\n\nTeruskan lewat WhatsApp:\n";

/// A note with its link, as it lies in a bundle.
pub fn with_link(body: &str) -> String {
    format!("{body}{INVITATION}{}\n", link(None, body))
}

/// A note that names the picture which lies beside it, by its file name.
pub fn with_picture(note: &str, file: &str) -> String {
    format!("{note}\nGambar untuk status WhatsApp: {file}\n")
}

/// The text of a note that [`with_link`] made. A text that only looks like one, for an office wrote the same words, is whole.
pub fn body(note: &str) -> &str {
    let is_linked = |body: &str, rest: &str| rest.lines().next() == Some(link(None, body).as_str());
    note.rsplit_once(INVITATION).filter(|(body, rest)| is_linked(body, rest)).map_or(note, |(body, _)| body)
}

/// A link that opens WhatsApp with this text, for a number or for a group to be chosen.
pub fn link(number: Option<&str>, text: &str) -> String {
    format!("{LINK}{}?text={}", number.unwrap_or_default(), utf8_percent_encode(text, ESCAPED))
}
