//! The bundled fonts, the only ones that are printed with, and the characters that they have.

use std::sync::LazyLock;

use ttf_parser::Face;
use write_fonts::FontBuilder;
use write_fonts::read::tables::name as read;
use write_fonts::read::{FontRef, TableProvider};
use write_fonts::tables::name::{Name, NameRecord};
use write_fonts::types::Tag;

macro_rules! fonts {
    ($($name:literal),* $(,)?) => { [$(include_bytes!(concat!("../../../fonts/", $name, ".ttf"))),*] };
}

/// The font files.
pub static FILES: [&[u8]; 8] = fonts![
    "SourceSerif4-Regular",
    "SourceSerif4-Italic",
    "SourceSerif4-Bold",
    "SourceSerif4-BoldItalic",
    "PlusJakartaSans-Medium",
    "PlusJakartaSans-ExtraBold",
    "NotoNaskhArabic-Regular",
    "NotoNaskhArabic-Bold",
];

/// A font file as documents embed it, with only those of its names by which it is found. The text of its licence, a tenth of the file,
/// is left out: it lies in `fonts/`, and the licence asks nothing of documents. Nor has it its glyphs' names, which PDFs do not use.
pub fn for_embedding(file: &'static [u8]) -> Vec<u8> {
    let slim = || -> Option<Vec<u8>> {
        let font = FontRef::new(file).ok()?;
        let names = font.name().ok()?;
        let kept = |record: &&read::NameRecord| record.platform_id() == 3 && matches!(record.name_id().to_u16(), 1 | 2 | 4 | 6 | 16 | 17);
        let records = names.name_record().iter().filter(kept).filter_map(|record| {
            let text: String = record.string(names.string_data()).ok()?.chars().collect();
            Some(NameRecord::new(record.platform_id(), record.encoding_id(), record.language_id(), record.name_id(), text.into()))
        });
        let mut builder = FontBuilder::new();
        builder.add_table(&Name::new(records.collect())).ok()?;
        // Version 3.0 of the table has no names after its first 32 bytes.
        let post = font.table_data(Tag::new(b"post"))?;
        builder.add_raw(Tag::new(b"post"), [&[0, 3, 0, 0], post.as_bytes().get(4..32)?].concat());
        Some(builder.copy_missing_tables(font).build())
    };
    slim().unwrap_or_else(|| file.to_vec())
}

/// The faces of the last resort, of text and of Arabic: every layout's font list ends in these two families, each in at least this weight
/// and slope.
static LAST_RESORT: LazyLock<(Vec<Face<'static>>, Face<'static>)> = LazyLock::new(|| {
    let face = |index: usize| Face::parse(FILES[index], 0).expect("the fonts are part of the program");
    ((0..4).map(face).collect(), face(6))
});

/// Whether a character can be printed: the upright and slanted, regular and bold text face have it, or the Arabic one.
pub(crate) fn covers(c: char) -> bool {
    // Nearly all of an office's letters are among these.
    static PLAIN: LazyLock<[bool; 128]> = LazyLock::new(|| std::array::from_fn(|code| has_glyph(char::from(code as u8))));
    PLAIN.get(c as usize).copied().unwrap_or_else(|| has_glyph(c))
}

fn has_glyph(c: char) -> bool {
    let (latin, arabic) = &*LAST_RESORT;
    latin.iter().all(|face| face.glyph_index(c).is_some()) || arabic.glyph_index(c).is_some()
}
