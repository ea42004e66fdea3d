//! Numbers that are unique for ever: serials of blank forms, and the short code that acknowledges a bundle.

use std::collections::BTreeMap;
use std::fmt;

use fast_qr::{ECL, QRBuilder};
use ring::hmac;

use super::sheet::SerialMark;
use office::model::{DesaCode, EditionId};

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

/// The codes on the tear-off slips, `7KQ2-X9FM`: seven characters and a check character. Letters that look like digits are not used.
///
/// They are drawn by a secret of the office, so that whoever has the program cannot tell a village's code: a code that comes back
/// proves that someone had the bundle.
#[derive(Clone, Default)]
pub struct Receipts {
    /// `None`: the office has none yet, for it has published nothing.
    secret: Option<[u8; 32]>,
    /// Codes that are on record, by village and correction.
    recorded: BTreeMap<(String, u32), String>,
}

/// Says nothing of the secret.
impl fmt::Debug for Receipts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Receipts")
    }
}

impl Receipts {
    pub fn new(secret: Option<[u8; 32]>) -> Self {
        Receipts { secret, recorded: BTreeMap::new() }
    }

    /// By this an office is known, whatever becomes of its ledger: a digest of its secret. `None`: it has none.
    pub fn office(&self) -> Option<String> {
        let digest = ring::digest::digest(&ring::digest::SHA256, self.secret.as_ref()?);
        Some(digest.as_ref().iter().take(6).map(|byte| format!("{byte:02x}")).collect())
    }

    pub fn has_secret(&self) -> bool {
        self.secret.is_some()
    }

    /// Takes codes from the record, by village and correction.
    pub fn record(&mut self, codes: BTreeMap<(String, u32), String>) {
        self.recorded = codes;
    }

    /// A bundle's code: the one on record, else the first that is drawn; without a secret `0000-0000`, which is no code. A correction
    /// (`ralat` above 0) has a code of its own.
    pub fn code(&self, desa: &str, edition: EditionId, ralat: u32) -> String {
        self.recorded
            .get(&(desa.to_owned(), ralat))
            .cloned()
            .or_else(|| self.draw(desa, edition, ralat, 0))
            .unwrap_or_else(|| "0000-0000".to_owned())
    }

    /// Draws a bundle's code; where it is taken, the next `turn` gives another. `None`: there is no secret.
    pub fn draw(&self, desa: &str, edition: EditionId, ralat: u32, turn: u32) -> Option<String> {
        const LETTERS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
        let key = hmac::Key::new(hmac::HMAC_SHA256, self.secret.as_ref()?);
        // One check character in nine is no letter of the code's.
        let mut drawn = (0u32..).filter_map(|attempt| {
            let tag = hmac::sign(&key, format!("tanda terima {edition} {desa} {ralat} {attempt}").as_bytes());
            let drawn: String = tag.as_ref().iter().take(7).map(|byte| LETTERS[usize::from(byte % 32)] as char).collect();
            let check = check_character(&drawn);
            LETTERS.contains(&(check as u8)).then(|| format!("{}-{}{check}", &drawn[..4], &drawn[4..]))
        });
        drawn.nth(turn as usize)
    }
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
