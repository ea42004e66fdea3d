//! Documents as files: what each is called, proves, and takes to print; and the papers that stay in the office.

use std::io;
use std::path::Path;

use typst_layout::PagedDocument;

use super::Office;
use super::check::Checked;
use crate::bundle::land_private_from;
use crate::diagnostic::{Diagnostic, Place, io_words};
use crate::model::Kim;
use crate::plan::settings::{EditionSettings, Mode};
use crate::plan::sheet::Content;
use crate::plan::{Copies, wording};
use crate::report::whatsapp::Forward;
use crate::report::{budget, whatsapp};
use crate::typeset::kinds::{self, KINDS, Kind, Scope};
use crate::typeset::{Subject, Typesetter, proof};

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
    pub office: &'a Office,
    pub checked: &'a Checked,
    pub kind: &'static Kind,
    pub whose: Whose<'a>,
}

impl Paper<'_> {
    pub fn subject(self) -> Subject {
        let regency = &self.checked.settings.regency;
        Subject {
            title: format!("{}: {} {}, {}", regency.bulletin, self.kind.title, self.whose.title, self.office.edition),
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
        let edition = self.office.edition.to_string();
        // How serials name the edition.
        let (week, year) = self.office.edition.number();
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
    format!("{}-pesan-wa-{}.txt", KINDS.len(), bundle.trim_start_matches("warta-"))
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

/// What stays in the office: the print budget, and the page of messages for WhatsApp, whose name is given; a folder with a page for
/// each regency, where there are several. Their names end in `suffix`.
///
/// # Errors
/// Where they cannot be written.
pub fn office_papers(
    office: &Office,
    checked: &Checked,
    suffix: &str,
    rows: &[budget::Row<'_>],
    forward: impl Fn(&Kim) -> Forward,
) -> Result<Option<String>> {
    if rows.is_empty() {
        return Ok(None);
    }
    let edition = wording::edition_label(office.edition);
    let place = |name: &str| office.results().join(name);
    let book = place(&format!("anggaran-cetak{suffix}.xlsx"));
    let paper = checked.settings.edition.paper.sheet().name;
    // The KIM's numbers are the office's alone.
    land_private_from(&book, |file| budget::workbook(&edition, office.edition, &paper, rows, file).map_err(io::Error::other))
        .map_err(|error| unwritten(&book, &error))?;
    // What a regency's own staff send: a page of a whole province opens in no browser.
    let regency = |kim: &Kim| kim.desa.code.kabupaten().to_owned();
    let is_one = checked.inputs.kims.iter().all(|kim| regency(kim) == regency(rows[0].kim));
    let (page, folder) = (format!("whatsapp{suffix}.html"), format!("whatsapp{suffix}"));
    // Old messages shall not be sent again.
    let _ = (std::fs::remove_file(place(&page)), std::fs::remove_dir_all(place(&folder)));
    let pages = if is_one { page } else { folder };
    for rows in rows.chunk_by(|a, b| regency(a.kim) == regency(b.kim)) {
        let page = if is_one { place(&pages) } else { place(&pages).join(format!("{}.html", regency(rows[0].kim).replace('.', ""))) };
        let forwards = rows.iter().map(|row| forward(row.kim));
        land_private_from(&page, |file| whatsapp::page(&checked.settings.regency, &edition, forwards, file))
            .map_err(|error| unwritten(&page, &error))?;
    }
    Ok(Some(pages))
}

/// `6304142008-karya-baru`: ASCII that every file system accepts.
pub fn slug(code: &str, name: &str) -> String {
    let words: String = name.chars().map(|c| if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { ' ' }).collect();
    format!("{code}-{}", words.split_whitespace().collect::<Vec<_>>().join("-"))
}

pub fn unwritten(path: &Path, error: &std::io::Error) -> Vec<Diagnostic> {
    let place = Place::file(path.display().to_string());
    vec![
        Diagnostic::error(format!("tidak dapat ditulis: {}", io_words(error)))
            .at(place)
            .remedy("periksa ruang disk dan tutup berkas yang sedang terbuka"),
    ]
}
