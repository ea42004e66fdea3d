//! Documents as files: their names, the proof that each is for the right village, and what printing them takes.

use typst_layout::PagedDocument;

use super::Checked;
use crate::plan::Copies;
use crate::plan::settings::{Mode, Settings};
use crate::plan::sheet::Content;
use crate::typeset::kinds::{self, Kind, Printing, Scope};
use crate::typeset::{Subject, Typesetter, proof};
use office::diagnostic::{Diagnostic, Result};
use office::model::{EditionId, RegionCode, Village};

/// The village or the kecamatan that a document is for.
#[derive(Debug, Clone)]
pub(super) struct Addressee {
    /// Its code, as printed.
    code: String,
    /// The code's digits, as in file names.
    digits: String,
    /// `Desa Karya Baru`
    title: String,
}

impl Addressee {
    pub(super) fn village(village: &Village) -> Self {
        let code = &village.desa.code;
        Addressee { code: code.to_string(), digits: code.digits(), title: village.desa.title() }
    }

    pub(super) fn kecamatan(code: &RegionCode, title: &str) -> Self {
        Addressee { code: code.to_string(), digits: code.digits(), title: title.to_owned() }
    }
}

/// A kind's document for someone, to be exported and proven.
#[derive(Clone, Copy)]
pub(super) struct Paper<'a> {
    pub(super) checked: &'a Checked,
    pub(super) kind: Kind,
    pub(super) addressee: &'a Addressee,
    /// 0: the edition; else its correction of this number.
    pub(super) ralat: u32,
}

impl Paper<'_> {
    pub(super) fn file_name(self) -> String {
        self.kind.file_name(&self.addressee.digits, self.checked.edition(), self.ralat)
    }

    pub(super) fn subject(self) -> Subject {
        let regency = &self.checked.settings.regency;
        Subject {
            title: format!("{}: {} {}, {}", regency.bulletin, self.kind.title(), self.addressee.title, self.checked.edition()),
            author: regency.government.clone(),
            code: self.addressee.code.clone(),
        }
    }

    /// Exports a document and reads it back.
    ///
    /// # Errors
    /// As [`Typesetter::export`] and [`Paper::prove`].
    pub(super) fn finish(self, typesetter: &Typesetter<'_>, laid_out: PagedDocument) -> Result<(String, Vec<u8>)> {
        let typeset = typesetter.export(self.kind, laid_out, &self.subject())?;
        self.prove(typeset.pdf)
    }

    /// A finished document must prove whose it is before it may go anywhere. Gives its file name, and its bytes.
    ///
    /// # Errors
    /// A page names another village or edition, or none.
    pub(super) fn prove(self, pdf: Vec<u8>) -> Result<(String, Vec<u8>)> {
        let _span = tracing::debug_span!("proof", kind = self.kind.name()).entered();
        let edition = self.checked.edition().to_string();
        // The edition as serials name it.
        let (week, year) = self.checked.edition().number();
        proof::prove(&pdf, &self.addressee.code, &[&edition, &format!("{year:04}{week:02}")]).map_err(|reason| {
            let message = format!("{} untuk {} tidak lolos pemeriksaan: {reason}", self.kind.title(), self.addressee.title);
            Diagnostic::error("dokumen.tidak-lolos", message).remedy("periksa tata letaknya")
        })?;
        Ok((self.file_name(), pdf))
    }
}

/// Whether an office's documents of a kind are printed on both sides: its forms are where they have a back.
pub(super) fn is_double_sided(kind: Kind, settings: &Settings) -> bool {
    kind.is_double_sided() || (kind.is_numbered() && settings.forms.back)
}

/// A document of a bundle: how often it is printed, and on how much paper.
pub(super) fn content(kind: Kind, file: String, pages: usize, copies: &Copies, ralat: u32, settings: &Settings) -> Content {
    let (count, note) = match kind.printing() {
        // In a correction's bundle the bulletin is there for villages that have not handed out the old one yet.
        Printing::Copies if ralat > 0 && kind.scope() == Scope::Village => {
            (1, "pengganti; cetak lagi bila yang lama belum dibagikan".to_owned())
        }
        Printing::Copies => (copies.total, copies.note.clone()),
        Printing::Once(note) | Printing::Numbered(note) => (1, note.to_owned()),
        Printing::Never => (0, String::new()),
    };
    let double_sided = is_double_sided(kind, settings);
    let sheets_each = if double_sided { pages.div_ceil(2) } else { pages };
    Content {
        file,
        title: kind.title().to_owned(),
        pages,
        copies: count,
        sheets: u32::try_from(sheets_each).unwrap_or(u32::MAX).saturating_mul(count),
        paper: settings.edition.paper.sheet().name,
        note: if settings.edition.mode == Mode::Booklet && kind.is_folded() {
            format!("{note}; cetak bolak-balik, balik di sisi pendek, lalu lipat")
        } else if kind.is_numbered() && double_sided {
            format!("{note}; cetak bolak-balik")
        } else {
            note
        },
    }
}

/// Sheets of paper for all copies of a bundle's documents, with the page that lists them.
pub(super) fn sheets(contents: &[Content]) -> u32 {
    contents.iter().map(|content| content.sheets).sum::<u32>() + 1
}

/// The name of the message for WhatsApp among a bundle's documents.
pub(super) fn message_file(bundle: &str) -> String {
    format!("{}-pesan-wa-{}.txt", kinds::NOTE, bundle.trim_start_matches("warta-"))
}

/// Whether a file in a village's folder has a name that Warta gives: an edition's document, or its message for WhatsApp.
pub fn is_made(name: &str, edition: EditionId) -> bool {
    let is_message = || name.starts_with(&format!("{}-pesan-wa-{edition}-", kinds::NOTE)) && name.ends_with(".txt");
    kinds::is_document(name, edition) || is_message()
}

/// `7 buletin, 1 papan, 9 formulir`. A form is a sheet, whether or not it has a second page on its back.
pub(super) fn contents_line(contents: &[Content]) -> String {
    let part = |content: &Content| {
        let kind = Kind::of_content(content).filter(|kind| kind.scope() != Scope::Cover)?;
        let many = if kind.is_numbered() { content.sheets } else { content.copies };
        Some(format!("{many}\u{a0}{}", kind.name()))
    };
    contents.iter().filter_map(part).collect::<Vec<_>>().join(", ")
}
