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
static LAST_RESORT: LazyLock<Vec<Face<'static>>> =
    LazyLock::new(|| [0, 1, 2, 3, 6].iter().filter_map(|&i| Face::parse(FILES[i], 0).ok()).collect());

/// Whether a character can be printed: the upright and slanted, regular and bold text face have it, or the Arabic one.
pub fn covers(c: char) -> bool {
    let faces = &*LAST_RESORT;
    let (arabic, latin) = faces.split_last().expect("the fonts are part of the program");
    latin.iter().all(|face| face.glyph_index(c).is_some()) || arabic.glyph_index(c).is_some()
}
