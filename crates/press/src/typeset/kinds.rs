//! The kinds of document that Warta makes: one line each here, one layout and its sample data in `layouts/`.
//!
//! Everything else derives from this table: the bundle's contents, their order and file names, the tests.

use crate::plan::sheet::Shows;

/// Whose data a kind is set from, and when.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scope {
    /// From `desa.json`.
    Village,
    /// From `desa.json` after all other documents of the village, whose pages it lists.
    Cover,
    /// From `kecamatan.json`, once for each kecamatan.
    Kecamatan,
    /// From `desa.json`, only where something is corrected.
    Correction,
    /// From `desa.json`, before a village's documents in a courier's print file.
    Separator,
}

/// How often a document of a bundle is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Printing {
    /// As often as the village has readers.
    Copies,
    /// Once, with a remark for who prints it.
    Once(&'static str),
}

/// A kind of document.
#[derive(Debug)]
pub struct Kind {
    /// Its number in file names, for ever: paper and bundles that are out carry it.
    pub number: u8,
    /// Name of its layout and part of its file names.
    pub name: &'static str,
    /// What it is called on paper.
    pub title: &'static str,
    pub scope: Scope,
    pub printing: Printing,
    /// What it shows of a village's sheet, where it is printed from plates; `None`: each village's is set for itself.
    pub plate: Option<Shows>,
    /// The built-in layout; a file `tata-letak/<name>.typ` of the office replaces it.
    pub layout: &'static str,
}

const NUMBERED: Printing = Printing::Once("bernomor, jangan difotokopi; yang rahasia dengan amplop");

macro_rules! layout {
    ($name:literal) => {
        include_str!(concat!("../../../../layouts/", $name, ".typ"))
    };
}

/// In the order in which a bundle lists them.
#[rustfmt::skip]
pub const KINDS: &[Kind] = &[
    Kind { number: 0, name: "baca-dulu", title: "Baca dulu", scope: Scope::Cover, printing: Printing::Once("untuk KIM"), plate: Some(Shows::Contents), layout: layout!("baca-dulu") },
    Kind { number: 1, name: "buletin", title: "Buletin", scope: Scope::Village, printing: Printing::Copies, plate: Some(Shows::News), layout: layout!("buletin") },
    Kind { number: 2, name: "papan", title: "Lembar papan pengumuman", scope: Scope::Village, printing: Printing::Once("tempel di papan"), plate: Some(Shows::News), layout: layout!("papan") },
    Kind { number: 3, name: "formulir", title: "Formulir", scope: Scope::Village, printing: NUMBERED, plate: Some(Shows::Forms), layout: layout!("formulir") },
    Kind { number: 4, name: "ekspedisi", title: "Daftar ekspedisi", scope: Scope::Kecamatan, printing: Printing::Once("untuk kurir"), plate: None, layout: layout!("ekspedisi") },
    Kind { number: 5, name: "ralat", title: "Ralat", scope: Scope::Correction, printing: Printing::Copies, plate: None, layout: layout!("ralat") },
    Kind { number: 6, name: "pemisah", title: "Lembar pemisah", scope: Scope::Separator, printing: Printing::Once("di atas tumpukan desanya"), plate: None, layout: layout!("pemisah") },
];

/// Files that layouts import.
pub const LIBRARIES: &[(&str, &str)] = &[
    ("warta", layout!("warta")),
    ("isi", layout!("isi")),
    ("isian", layout!("isian")),
    ("formulir-kegiatan", layout!("formulir-kegiatan")),
    ("formulir-pengaduan", layout!("formulir-pengaduan")),
];

/// The number in the file name of the note for WhatsApp, which is no kind.
pub const NOTE: u8 = 7;

/// The kind of the document of this file name.
pub fn kind_of_file(file: &str) -> Option<&'static Kind> {
    KINDS.iter().find(|kind| after_kind(kind, file).is_some_and(|rest| rest.starts_with(|first: char| first.is_ascii_digit())))
}

/// The file name's rest behind the number and name of a kind: `6304142008-20261123.pdf`.
fn after_kind<'f>(kind: &Kind, file: &'f str) -> Option<&'f str> {
    file.strip_prefix(&format!("{}-{}-", kind.number, kind.name))
}

/// The kind of this name.
pub fn kind(name: &str) -> Option<&'static Kind> {
    KINDS.iter().find(|kind| kind.name == name)
}

/// Whether this is the name of an edition's document as [`Kind::file_name`] gives it.
pub fn is_document(name: &str, edition: &str) -> bool {
    let edition: String = edition.chars().filter(char::is_ascii_digit).collect();
    let is_number = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    KINDS.iter().any(|kind| {
        let rest = after_kind(kind, name).and_then(|rest| rest.strip_suffix(".pdf"));
        match rest.map(|rest| rest.split('-').collect::<Vec<_>>()).as_deref() {
            Some([code, of]) => is_number(code) && *of == edition,
            Some([code, of, ralat]) => is_number(code) && *of == edition && ralat.strip_prefix("ralat").is_some_and(is_number),
            _ => false,
        }
    })
}

impl Kind {
    /// Whether an office may have it as a booklet.
    pub fn is_folded(&self) -> bool {
        self.name == "buletin"
    }

    /// What is handed out is printed on both sides; what is posted or filled in, on one.
    pub fn is_double_sided(&self) -> bool {
        self.printing == Printing::Copies
    }

    /// `1-buletin-6304142008-20261123.pdf`: its number, the kind, the code and the edition; `…-ralat1.pdf` in a
    /// correction's.
    pub fn file_name(&self, code: &str, edition: &str, ralat: u32) -> String {
        let digits = |text: &str| text.chars().filter(char::is_ascii_digit).collect::<String>();
        let correction = if ralat == 0 { String::new() } else { format!("-ralat{ralat}") };
        format!("{}-{}-{}-{}{correction}.pdf", self.number, self.name, digits(code), digits(edition))
    }
}
