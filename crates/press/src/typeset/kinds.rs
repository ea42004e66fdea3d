//! The kinds of document that Warta makes. All that differs by kind stands in one table here; a kind has besides it one layout and its
//! sample data, in `layouts/`. Contents of a bundle, their order and file names, and the tests follow from the table.

use crate::plan::sheet::{Content, Shows};
use office::model::EditionId;

/// A kind of document. Its number stands in file names for ever: paper and bundles that are out carry it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum Kind {
    /// The page that lists what is in a bundle, with the slip for its receipt.
    Cover = 0,
    Bulletin = 1,
    /// The sheet for a village's notice board.
    Board = 2,
    /// Blank forms, each with a serial of its own.
    Forms = 3,
    /// The list of a kecamatan's bundles that whoever receives one signs.
    ExpeditionList = 4,
    /// The list of what an earlier bulletin said and what holds now.
    Correction = 5,
    /// The sheet that parts one village's documents from the next one's in a courier's print file.
    Separator = 6,
    /// PDFs and posters that came with announcements, a sheet for each page.
    Attachments = 8,
    /// The whole text of every speech, which the bulletin shortens.
    Speeches = 9,
    /// The page that is read aloud by a loudspeaker.
    Aloud = 10,
    /// The picture for WhatsApp.
    Card = 11,
}

/// The number in the file name of the note for WhatsApp, which is no kind. A new kind takes a number after those of all others.
pub const NOTE: u8 = 7;

/// The data that a kind is set from, and when.
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
    /// From `edisi.json`, where the edition has speeches; `desa.json` gives no more than the village's name. A correction has none of it.
    Edition,
    /// From `desa.json`, as a picture rather than a PDF: it is for telephones, and nothing of it is printed.
    Picture,
}

impl Scope {
    /// The file in which layouts find the data that are not shared by the whole edition.
    pub(super) fn data_file(self) -> &'static str {
        if self == Scope::Kecamatan { "kecamatan.json" } else { "desa.json" }
    }
}

/// The number of copies in which a document of a bundle is printed, with a remark for the person who prints it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Printing {
    /// As often as the village has readers.
    Copies,
    Once(&'static str),
    /// Once; each page has a serial of its own, and without serials there is no such document.
    Numbered(&'static str),
    Never,
}

/// The pages that a kind may have, and the steps by which its text gives way to keep them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pages {
    /// As many as it takes: nothing gives way.
    Any,
    /// The office's page budget, by the steps of [`Plan::bulletin`](crate::plan::Plan::bulletin). More are remarked on.
    Budget,
    /// One, by the steps of [`Plan::board`](crate::plan::Plan::board).
    One,
}

/// A kind's entry in the table.
struct Entry {
    /// Name of its layout and part of its file names.
    name: &'static str,
    /// Its name on paper.
    title: &'static str,
    scope: Scope,
    printing: Printing,
    pages: Pages,
    /// The part of a village's sheet that it shows, where it is printed from plates.
    plate: Option<Shows>,
    /// Whether an office may have it as a booklet.
    is_folded: bool,
    /// The built-in layout.
    layout: &'static str,
}

macro_rules! layout {
    ($name:literal) => {
        include_str!(concat!("../../../../layouts/", $name, ".typ"))
    };
}

/// The table.
fn entry(kind: Kind) -> &'static Entry {
    match kind {
        Kind::Cover => &Entry {
            name: "baca-dulu",
            title: "Baca dulu",
            scope: Scope::Cover,
            printing: Printing::Once("untuk KIM"),
            pages: Pages::Any,
            plate: Some(Shows::Contents),
            is_folded: false,
            layout: layout!("baca-dulu"),
        },
        Kind::Bulletin => &Entry {
            name: "buletin",
            title: "Buletin",
            scope: Scope::Village,
            printing: Printing::Copies,
            pages: Pages::Budget,
            plate: Some(Shows::News),
            is_folded: true,
            layout: layout!("buletin"),
        },
        Kind::Board => &Entry {
            name: "papan",
            title: "Lembar papan pengumuman",
            scope: Scope::Village,
            printing: Printing::Once("tempel di papan"),
            pages: Pages::One,
            plate: Some(Shows::News),
            is_folded: false,
            layout: layout!("papan"),
        },
        Kind::Forms => &Entry {
            name: "formulir",
            title: "Formulir",
            scope: Scope::Village,
            printing: Printing::Numbered("bernomor, jangan difotokopi; yang rahasia dengan amplop"),
            pages: Pages::Any,
            plate: Some(Shows::Forms),
            is_folded: false,
            layout: layout!("formulir"),
        },
        Kind::ExpeditionList => &Entry {
            name: "ekspedisi",
            title: "Daftar ekspedisi",
            scope: Scope::Kecamatan,
            printing: Printing::Once("untuk kurir"),
            pages: Pages::Any,
            plate: None,
            is_folded: false,
            layout: layout!("ekspedisi"),
        },
        Kind::Correction => &Entry {
            name: "ralat",
            title: "Ralat",
            scope: Scope::Correction,
            printing: Printing::Copies,
            pages: Pages::Any,
            plate: None,
            is_folded: false,
            layout: layout!("ralat"),
        },
        Kind::Separator => &Entry {
            name: "pemisah",
            title: "Lembar pemisah",
            scope: Scope::Separator,
            printing: Printing::Once("di atas tumpukan desanya"),
            pages: Pages::Any,
            plate: None,
            is_folded: false,
            layout: layout!("pemisah"),
        },
        Kind::Attachments => &Entry {
            name: "lampiran",
            title: "Lampiran",
            scope: Scope::Village,
            printing: Printing::Once("tempel di papan"),
            pages: Pages::Any,
            plate: Some(Shows::Attachments),
            is_folded: false,
            layout: layout!("lampiran"),
        },
        Kind::Speeches => &Entry {
            name: "sambutan",
            title: "Lembar sambutan",
            scope: Scope::Edition,
            printing: Printing::Once("untuk dibaca di kantor"),
            pages: Pages::Any,
            plate: Some(Shows::Edition),
            is_folded: false,
            layout: layout!("sambutan"),
        },
        Kind::Aloud => &Entry {
            name: "siaran",
            title: "Lembar siaran",
            scope: Scope::Village,
            printing: Printing::Once("dibacakan di pengeras suara"),
            pages: Pages::Any,
            plate: Some(Shows::Spoken),
            is_folded: false,
            layout: layout!("siaran"),
        },
        Kind::Card => &Entry {
            name: "kartu",
            title: "Kartu untuk WhatsApp",
            scope: Scope::Picture,
            printing: Printing::Never,
            pages: Pages::Any,
            plate: None,
            is_folded: false,
            layout: layout!("kartu"),
        },
    }
}

/// The layout of the forms that were issued before forms had maps.
pub(crate) const OLD_FORMS: &str = "lama/formulir";

/// Files that layouts import, and layouts of before.
pub const LIBRARIES: &[(&str, &str)] = &[
    ("warta", layout!("warta")),
    ("isi", layout!("isi")),
    ("isian", layout!("isian")),
    ("formulir-kegiatan", layout!("formulir-kegiatan")),
    ("formulir-pengaduan", layout!("formulir-pengaduan")),
    (OLD_FORMS, layout!("lama/formulir")),
];

impl Kind {
    /// In the order in which a bundle lists them.
    pub const ALL: [Kind; 11] = [
        Kind::Cover,
        Kind::Bulletin,
        Kind::Board,
        Kind::Forms,
        Kind::ExpeditionList,
        Kind::Correction,
        Kind::Separator,
        Kind::Attachments,
        Kind::Speeches,
        Kind::Aloud,
        Kind::Card,
    ];

    /// The kinds of a scope.
    pub fn of_scope(scope: Scope) -> impl Iterator<Item = Kind> {
        Kind::ALL.into_iter().filter(move |kind| kind.scope() == scope)
    }

    /// The kind whose layout has this name.
    pub fn named(name: &str) -> Option<Kind> {
        Kind::ALL.into_iter().find(|kind| kind.name() == name)
    }

    /// The kind of the document that has this file name.
    pub fn of_file(file: &str) -> Option<Kind> {
        parts(file).map(|(kind, _)| kind)
    }

    /// The kind of a bundle's document.
    pub fn of_content(content: &Content) -> Option<Kind> {
        Kind::of_file(&content.file)
    }

    /// Its number in file names.
    pub fn number(self) -> u8 {
        self as u8
    }

    /// The name of its layout, which is part of its file names.
    pub fn name(self) -> &'static str {
        entry(self).name
    }

    /// Its name on paper.
    pub fn title(self) -> &'static str {
        entry(self).title
    }

    pub fn scope(self) -> Scope {
        entry(self).scope
    }

    pub fn printing(self) -> Printing {
        entry(self).printing
    }

    pub fn pages(self) -> Pages {
        entry(self).pages
    }

    /// The part of a village's sheet that it shows, where it is printed from plates; `None`: each village's is set for itself.
    pub fn plate(self) -> Option<Shows> {
        entry(self).plate
    }

    /// The text of the built-in layout; a file `tata-letak/<name>.typ` of the office replaces it.
    pub fn layout(self) -> &'static str {
        entry(self).layout
    }

    /// Whether an office may have it as a booklet.
    pub fn is_folded(self) -> bool {
        entry(self).is_folded
    }

    /// Whether it is printed on both sides: so is all that is read in the hand, while sheets to be posted or filled in have one.
    pub fn is_double_sided(self) -> bool {
        self.printing() == Printing::Copies || self.scope() == Scope::Edition
    }

    /// Whether it stands behind a correction, which is the first thing to be printed and posted of a bundle.
    pub fn is_after_corrections(&self) -> bool {
        self.scope() != Scope::Correction
    }

    /// Whether each of its pages has a serial of its own.
    pub fn is_numbered(self) -> bool {
        matches!(self.printing(), Printing::Numbered(_))
    }

    /// The end of its file names.
    fn suffix(self) -> &'static str {
        if self.scope() == Scope::Picture { ".png" } else { ".pdf" }
    }

    /// `1-buletin-6304142008-20261123.pdf`: its number and name, the code's digits and the edition; `…-ralat1.pdf` in a correction's
    /// bundle.
    pub fn file_name(self, code_digits: &str, edition: EditionId, ralat: u32) -> String {
        let correction = if ralat == 0 { String::new() } else { format!("-ralat{ralat}") };
        format!("{}-{}-{code_digits}-{}{correction}{}", self.number(), self.name(), digits(edition), self.suffix())
    }
}

/// `20261123`
fn digits(edition: EditionId) -> String {
    edition.to_string().chars().filter(char::is_ascii_digit).collect()
}

/// A file name's kind, and its rest behind the kind's number and name: `6304142008-20261123.pdf`.
fn parts(file: &str) -> Option<(Kind, &str)> {
    let (number, rest) = file.split_once('-')?;
    let kind = Kind::ALL.into_iter().find(|kind| kind.number().to_string() == number)?;
    let rest = rest.strip_prefix(kind.name())?.strip_prefix('-')?;
    rest.starts_with(|first: char| first.is_ascii_digit()).then_some((kind, rest))
}

/// Whether this is the name of an edition's document as [`Kind::file_name`] gives it.
pub fn is_document(name: &str, edition: EditionId) -> bool {
    let edition = digits(edition);
    let is_number = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let rest = parts(name).and_then(|(kind, rest)| rest.strip_suffix(kind.suffix()));
    match rest.map(|rest| rest.split('-').collect::<Vec<_>>()).as_deref() {
        Some([code, of]) => is_number(code) && *of == edition,
        Some([code, of, ralat]) => is_number(code) && *of == edition && ralat.strip_prefix("ralat").is_some_and(is_number),
        _ => false,
    }
}

/// Whether a layout of this name would replace a built-in one.
pub fn is_built_in(name: &str) -> bool {
    Kind::named(name).is_some() || LIBRARIES.iter().any(|(library, _)| *library == name)
}
