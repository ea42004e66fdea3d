//! Numbers that are unique for ever: serials of blank forms, and the short code that acknowledges a bundle.

use fast_qr::{ECL, QRBuilder};
use ring::digest::{SHA256, digest};

use super::sheet::SerialMark;
use crate::model::{DesaCode, EditionId};

/// A blank form's serial: `PGD-6304142008-202648-01-K`: form, village, year and week, copy, check character.
///
/// It follows from the edition alone, so that the same edition made again carries the same serials.
pub fn serial(prefix: &str, desa: &DesaCode, edition: EditionId, copy: u32) -> String {
    let (week, year) = edition.number();
    let body = format!("{prefix}-{}-{year:04}{week:02}-{copy:02}", desa.digits());
    let check = check_character(&body);
    format!("{body}-{check}")
}

const ALPHABET: &[u8; 36] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";

/// ISO/IEC 7064 MOD 37,36 over the letters and digits: catches every single mistyped character and nearly every swap.
pub fn check_character(text: &str) -> char {
    let mut product = 36;
    for value in text.bytes().filter_map(value_of) {
        let sum = (product + value) % 36;
        product = (if sum == 0 { 36 } else { sum }) * 2 % 37;
    }
    ALPHABET[(37 - product) % 36] as char
}

/// Whether a serial or code as typed carries its right check character. Case, spaces and dashes do not count.
pub fn is_valid(text: &str) -> bool {
    let typed: String = text.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_uppercase()).collect();
    match typed.char_indices().next_back() {
        Some((at, last)) if at > 0 => check_character(&typed[..at]) == last,
        _ => false,
    }
}

fn value_of(byte: u8) -> Option<usize> {
    ALPHABET.iter().position(|b| *b == byte.to_ascii_uppercase())
}

/// The code on the tear-off slip, `7KQ2-X9FM`: seven characters drawn from the edition and village, and a check character.
/// Letters that look like digits are not used.
///
/// A correction (`ralat` above 0) has a code of its own.
pub fn receipt_code(desa: &DesaCode, edition: EditionId, ralat: u32) -> String {
    const LETTERS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    let correction = if ralat == 0 { String::new() } else { format!(" ralat {ralat}") };
    let draw = |attempt: u32| {
        let hash = digest(&SHA256, format!("warta tanda terima {edition} {desa}{correction} {attempt}").as_bytes());
        let drawn: String = hash.as_ref().iter().take(7).map(|byte| LETTERS[usize::from(byte % 32)] as char).collect();
        let check = check_character(&drawn);
        LETTERS.contains(&(check as u8)).then(|| format!("{}-{}{check}", &drawn[..4], &drawn[4..]))
    };
    (0..).find_map(draw).unwrap_or_default()
}

/// A receipt code as typed from the slip: case, spaces and dashes do not count, and letters stand for the digits they look like.
/// `None`: no receipt code, or mistyped.
pub fn read_receipt(typed: &str) -> Option<String> {
    let code: String = typed
        .chars()
        .filter(char::is_ascii_alphanumeric)
        .map(|c| match c.to_ascii_uppercase() {
            'O' => '0',
            'I' | 'L' => '1',
            c => c,
        })
        .collect();
    (code.len() == 8 && is_valid(&code)).then(|| format!("{}-{}", &code[..4], &code[4..]))
}

/// The serial with its QR code as one SVG path, its quiet zone of four modules included: each run of dark modules is a stroke,
/// which takes half the points of a rectangle.
pub fn mark(text: String) -> SerialMark {
    const QUIET: usize = 4;
    let qr = match QRBuilder::new(text.as_str()).ecl(ECL::Q).build() {
        Ok(code) => {
            let side = code.size;
            let full = side + 2 * QUIET;
            let mut path = String::new();
            for y in 0..side {
                let mut x = 0;
                while x < side {
                    let length = code[y][x..side].iter().take_while(|module| module.value()).count();
                    if length > 0 {
                        path.push_str(&format!("M{} {}.5h{length}", x + QUIET, y + QUIET));
                    }
                    x += length.max(1);
                }
            }
            format!(
                r#"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {full} {full}"><path d="{path}" stroke="black" fill="none"/></svg>"#
            )
        }
        // Only text longer than any serial does not fit a QR code.
        Err(_) => r#"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"/>"#.to_owned(),
    };
    SerialMark { text, qr }
}
