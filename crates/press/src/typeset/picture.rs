//! A page as a picture (PNG) for telephones, by typst's own renderer. Its bytes follow from the page.

use png::{BitDepth, ColorType, Compression, Encoder, EncodingError, Filter};
use typst::layout::{Frame, FrameItem};
use typst::utils::Scalar;
use typst_layout::PagedDocument;
use typst_render::{RenderOptions, render};

/// Width and height in pixels, of which each is a point of the page: as telephones show a status.
pub const SIZE: (u32, u32) = (1080, 1350);

/// A page cannot be a picture; in the office's words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(crate) enum Unpictured {
    #[error("gambarnya harus satu halaman, 1080 × 1350 pt")]
    Size,
    #[error("gambarnya tidak dapat ditulis sebagai PNG")]
    Unwritten,
}

/// A document of one page as a PNG in four shades of grey: letters need no more, and the file is half as large as with all.
///
/// # Errors
/// It has more pages, or another size.
pub(crate) fn png(document: &PagedDocument) -> Result<Vec<u8>, Unpictured> {
    let _span = tracing::debug_span!("picture").entered();
    let [page] = document.pages() else { return Err(Unpictured::Size) };
    let size = page.frame.size();
    // Before anything is drawn: a layout may say any size.
    if (size.x.to_pt().round(), size.y.to_pt().round()) != (f64::from(SIZE.0), f64::from(SIZE.1)) {
        return Err(Unpictured::Size);
    }
    let pixels = render(page, &RenderOptions { pixel_per_pt: Scalar::new(1.0), render_bleed: false });
    // Four pixels go into a byte, and whole bytes into a row.
    let four = |pixels: &[u8; 16]| pixels.as_chunks::<4>().0.iter().fold(0, |byte, pixel| byte << 2 | shade(*pixel));
    let packed: Vec<u8> = pixels.data().as_chunks::<16>().0.iter().map(four).collect();
    encoded(&packed).map_err(|_| Unpictured::Unwritten)
}

fn encoded(packed: &[u8]) -> Result<Vec<u8>, EncodingError> {
    let mut png = Vec::new();
    let mut encoder = Encoder::new(&mut png, SIZE.0, SIZE.1);
    encoder.set_color(ColorType::Grayscale);
    encoder.set_depth(BitDepth::Two);
    encoder.set_compression(Compression::Balanced);
    encoder.set_filter(Filter::NoFilter);
    let mut writer = encoder.write_header()?;
    writer.write_image_data(packed)?;
    writer.finish()?;
    Ok(png)
}

/// A colour's brightness (ITU-R BT.601), from 0 to 3.
fn shade([red, green, blue, _]: [u8; 4]) -> u8 {
    let bright = (299 * u32::from(red) + 587 * u32::from(green) + 114 * u32::from(blue)) / 1000;
    u8::try_from((3 * bright + 127) / 255).unwrap_or(3)
}

/// Whether the words stand on a document's pages, however they are broken into lines.
pub(crate) fn says(document: &PagedDocument, words: &str) -> bool {
    fn gather(frame: &Frame, into: &mut String) {
        for (_, item) in frame.items() {
            match item {
                FrameItem::Group(group) => gather(&group.frame, into),
                FrameItem::Text(text) => into.push_str(&text.text),
                _ => {}
            }
        }
    }
    let letters = |text: &str| text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect::<String>();
    let mut all = String::new();
    document.pages().iter().for_each(|page| gather(&page.frame, &mut all));
    letters(&all).contains(&letters(words))
}
