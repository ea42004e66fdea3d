//! Documents as files: what each is called, proves, and takes to print.

use typst_layout::PagedDocument;

use super::Checked;
use crate::plan::Copies;
use crate::plan::settings::{EditionSettings, Mode};
use crate::plan::sheet::Content;
use crate::typeset::kinds::{self, Kind, Scope};
use crate::typeset::{Subject, Typesetter, proof};
use office::diagnostic::Diagnostic;

/// What was made, or all that is wrong with it.
pub type Result<T> = std::result::Result<T, Vec<Diagnostic>>;

/// Whose a document is.
#[derive(Clone, Copy)]
pub struct Whose<'a> {
    pub code: &'a str,
    pub title: &'a str,
    pub ralat: u32,
}

/// A kind's document of someone, to be exported and proven.
#[derive(Clone, Copy)]
pub struct Paper<'a> {
    pub checked: &'a Checked,
    pub kind: &'static Kind,
    pub whose: Whose<'a>,
}

impl Paper<'_> {
    pub fn subject(self) -> Subject {
        let regency = &self.checked.settings.regency;
        Subject {
            title: format!("{}: {} {}, {}", regency.bulletin, self.kind.title, self.whose.title, self.checked.edition),
            author: regency.government.clone(),
            code: self.whose.code.to_owned(),
        }
    }

    /// Exports a document and reads it back.
    ///
    /// # Errors
    /// What is wrong with the document.
    pub fn finish(self, typesetter: &Typesetter<'_>, laid_out: PagedDocument) -> Result<(String, Vec<u8>)> {
        let typeset = typesetter.export(self.kind, laid_out, &self.subject())?;
        self.prove(typeset.pdf)
    }

    /// A finished document must prove whose it is before it may go anywhere. Gives its file name, and its bytes.
    ///
    /// # Errors
    /// What is wrong with the document.
    pub fn prove(self, pdf: Vec<u8>) -> Result<(String, Vec<u8>)> {
        let _span = tracing::debug_span!("proof", kind = self.kind.name).entered();
        let edition = self.checked.edition.to_string();
        // How serials name the edition.
        let (week, year) = self.checked.edition.number();
        proof::prove(&pdf, self.whose.code, &[&edition, &format!("{year:04}{week:02}")]).map_err(|reason| {
            vec![
                Diagnostic::error(format!("{} untuk {} tidak lolos pemeriksaan: {reason}", self.kind.title, self.whose.title))
                    .remedy("periksa tata letaknya"),
            ]
        })?;
        Ok((self.kind.file_name(self.whose.code, &edition, self.whose.ralat), pdf))
    }
}

/// A document of a bundle: how often it is printed, and on how much paper.
pub fn content(kind: &Kind, file: &str, pages: usize, copies: &Copies, ralat: u32, settings: &EditionSettings) -> Content {
    let (count, note) = match kind.printing {
        // In a correction's bundle the bulletin is there for whoever has not handed out the old one yet.
        kinds::Printing::Copies if ralat > 0 && kind.scope == Scope::Village => {
            (1, "pengganti; cetak lagi bila yang lama belum dibagikan".to_owned())
        }
        kinds::Printing::Copies => (copies.total, copies.note.clone()),
        kinds::Printing::Once(note) => (1, note.to_owned()),
    };
    // What is handed out is printed on both sides; what is posted or filled in, on one.
    let sheets_each = if kind.is_double_sided() { pages.div_ceil(2) } else { pages };
    Content {
        file: file.to_owned(),
        title: kind.title.to_owned(),
        pages,
        copies: count,
        sheets: u32::try_from(sheets_each).unwrap_or(u32::MAX).saturating_mul(count),
        paper: settings.paper.sheet().name,
        note: if settings.mode == Mode::Booklet && kind.is_folded() {
            format!("{note}; cetak bolak-balik, balik di sisi pendek, lalu lipat")
        } else {
            note
        },
    }
}

/// The message for WhatsApp among a bundle's documents.
pub fn message_file(bundle: &str) -> String {
    format!("{}-pesan-wa-{}.txt", kinds::NOTE, bundle.trim_start_matches("warta-"))
}

/// `7 buletin, 1 papan, 9 formulir`
pub fn contents_line(contents: &[Content]) -> String {
    let part = |content: &Content| {
        let kind = kinds::kind_of_file(&content.file).filter(|kind| kind.scope != Scope::Cover)?;
        // Every page of the forms is a form.
        let many = if kind.name == "formulir" { u32::try_from(content.pages).unwrap_or(u32::MAX) } else { content.copies };
        Some(format!("{many}\u{a0}{}", kind.name))
    };
    contents.iter().filter_map(part).collect::<Vec<_>>().join(", ")
}
