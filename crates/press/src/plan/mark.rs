//! Marks that stand on paper in letters and as a QR code: the serial of a blank form, and links.

use fast_qr::{ECL, QRBuilder, QRCode};

use super::sheet::SerialMark;
use office::model::Serial;

/// White modules on each side of a QR code, which the standard asks for.
const QUIET: usize = 4;

/// The mark of a form's serial.
pub fn mark(serial: &Serial) -> SerialMark {
    let text = serial.to_string();
    SerialMark { qr: picture(&text, ECL::Q), text }
}

/// The mark of a link, with the words beside it. It stands on a sheet that is not copied, so that its code can be coarse.
pub(super) fn link(words: &str, link: &str) -> SerialMark {
    SerialMark { text: words.to_owned(), qr: picture(link, ECL::M) }
}

fn picture(content: &str, correction: ECL) -> String {
    match QRBuilder::new(content).ecl(correction).build() {
        Ok(code) => drawing(&code),
        // Only a text longer than any serial or link does not fit a QR code.
        Err(_) => r#"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"/>"#.to_owned(),
    }
}

/// A QR code as one SVG path, its quiet zone included: each run of dark modules is a stroke, which takes half the points of a
/// rectangle.
fn drawing(code: &QRCode) -> String {
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
    format!(r#"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {full} {full}"><path d="{path}" stroke="black" fill="none"/></svg>"#)
}
