//! The mark on a blank form: its serial in letters and as a QR code.

use fast_qr::{ECL, QRBuilder, QRCode};

use super::sheet::SerialMark;
use office::model::Serial;

/// White modules on each side of a QR code, which the standard asks for.
const QUIET: usize = 4;

/// The mark of a form's serial.
pub fn mark(serial: &Serial) -> SerialMark {
    let text = serial.to_string();
    let qr = match QRBuilder::new(text.as_str()).ecl(ECL::Q).build() {
        Ok(code) => drawing(&code),
        // Only text longer than any serial does not fit a QR code.
        Err(_) => r#"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"/>"#.to_owned(),
    };
    SerialMark { text, qr }
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
