//! The bundled fonts, and which characters they have. Nothing else is ever printed with.

use std::sync::LazyLock;

use ttf_parser::Face;

macro_rules! fonts {
    ($($name:literal),* $(,)?) => { [$(include_bytes!(concat!("../fonts/", $name, ".ttf"))),*] };
}

/// The files, as typesetting embeds them.
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

/// The faces that stand in for all others: every layout's font list ends in these two families, each in at least this
/// weight and slope.
static LAST_RESORT: LazyLock<(Vec<Face<'static>>, Face<'static>)> = LazyLock::new(|| {
    let face = |index: usize| Face::parse(FILES[index], 0).expect("the fonts are part of the program");
    ((0..4).map(face).collect(), face(6))
});

/// Whether a character can be printed: the upright and slanted, regular and bold text face have it, or the Arabic one.
pub fn covers(c: char) -> bool {
    let (latin, arabic) = &*LAST_RESORT;
    latin.iter().all(|face| face.glyph_index(c).is_some()) || arabic.glyph_index(c).is_some()
}
