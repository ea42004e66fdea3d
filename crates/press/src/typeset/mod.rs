//! Data and layouts → PDFs.

mod fault;
mod finish;
mod insert;
mod internals;
pub mod kinds;
pub mod map;
mod objects;
pub mod overflow;
pub mod picture;
mod place;
pub(crate) mod plate;
pub mod proof;
mod world;

use std::collections::HashMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, LazyLock, Mutex, PoisonError};

use rayon::iter::{IntoParallelRefIterator, ParallelIterator};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use typst::comemo;
use typst::diag::SourceDiagnostic;
use typst::foundations::{Bytes, Content, Datetime, Label, Smart};
use typst::introspection::{Introspector as _, MetadataElem};
use typst::layout::{Frame, FrameItem};
use typst::syntax::FileId;
use typst::utils::PicoStr;
pub use typst::utils::hash128;
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards, Timestamp};

use crate::plan::fit::WHOLE;
use crate::plan::settings::Mode;
use crate::plan::sheet::Village;
pub use insert::HAIR;
use kinds::Kind;
use office::diagnostic::{Diagnostic, Faults, Found, Place, Result};
use office::folder::Folder;
use office::model::EditionId;
use world::{Desk, Layouts, file_id};

/// Archivable and readable aloud. Typst accepts the two together.
static STANDARDS: LazyLock<PdfStandards> = LazyLock::new(|| PdfStandards::new(&[PdfStandard::A_2a, PdfStandard::Ua_1]).unwrap_or_default());

/// After so many documents typst lets go of what it remembers and none of the last rounds used: what villages share is used by
/// nearly every one, a village's own never again. Without it memory grows by the document; too often, and what is shared is laid
/// out anew.
const ROUND: usize = 8;
const ROUNDS: usize = 2;
static COMPILED: AtomicUsize = AtomicUsize::new(0);

/// Lets go of all that typst remembers and did not use since so many calls: for when there is little left to lay out.
pub fn forget(calls: usize) {
    comemo::evict(calls);
}

/// The subject of a document, for its properties.
#[derive(Debug, Clone)]
pub struct Subject {
    /// `Buletin Warta Barito Kuala, Desa Karya Baru, 2026-11-23`
    pub title: String,
    pub author: String,
    /// The code of the village or kecamatan.
    pub code: String,
}

/// A finished document.
#[derive(Debug, Clone)]
pub struct Typeset {
    pub pdf: Vec<u8>,
    /// As they come out of the printer: of a booklet, sides of its sheets.
    pub pages: usize,
}

/// The number of glyphs on each page: it tells how full the page is.
pub(crate) fn glyphs(document: &PagedDocument) -> Vec<usize> {
    fn count(frame: &Frame) -> usize {
        let glyphs = |item: &FrameItem| match item {
            FrameItem::Group(group) => count(&group.frame),
            FrameItem::Text(text) => text.glyphs.len(),
            _ => 0,
        };
        frame.items().map(|(_, item)| glyphs(item)).sum()
    }
    document.pages().iter().map(|page| count(&page.frame)).collect()
}

/// The content that a layout put under a label.
fn labelled<'d>(document: &'d PagedDocument, name: &str) -> Option<&'d Content> {
    document.introspector().query_label(Label::new(PicoStr::intern(name))?).ok()
}

/// The data that a layout declares under a label; `None`: there are none, or others than expected.
fn declared<T: DeserializeOwned>(document: &PagedDocument, name: &str) -> Option<T> {
    let metadata = labelled(document, name)?.to_packed::<MetadataElem>()?;
    serde_json::from_value(serde_json::to_value(&metadata.value).ok()?).ok()
}

/// The share of its pages that a bulletin leaves empty. `None`: it does not tell, or its texts end before the last column.
pub(crate) fn slack(document: &PagedDocument) -> Option<f64> {
    /// In points.
    #[derive(Deserialize)]
    struct Room {
        /// Of all columns of a page together.
        #[serde(rename = "tinggi")]
        height: f64,
        /// The left edge of the last column.
        #[serde(rename = "kolom-akhir")]
        last_column: f64,
    }
    let at = |name| document.introspector().position(labelled(document, name)?.location()?);
    let (room, end, after) = (declared::<Room>(document, "ruang")?, at("akhir-isi")?, at("ruang")?);
    let is_last = end.page == after.page && end.point.x.to_pt() + 1.0 > room.last_column && end.page.get() == document.pages().len();
    is_last.then(|| (after.point.y - end.point.y).to_pt() / (room.height * document.pages().len() as f64))
}

/// Writes `edisi.json` for a step of fitting.
type Sheets<'a> = Box<dyn Fn(usize) -> serde_json::Result<Vec<u8>> + Send + Sync + 'a>;

/// Typesets documents of one edition. Shared by threads.
pub struct Typesetter<'a> {
    layouts: Layouts,
    edition: EditionId,
    /// The bulletin's pages are laid two on a sheet.
    is_booklet: bool,
    sheets: Sheets<'a>,
    pictures: Vec<(FileId, Bytes)>,
    /// `edisi.json` with the pictures, for each step of fitting that was tried.
    shared: Mutex<HashMap<usize, Arc<HashMap<FileId, Bytes>>>>,
    /// The page of letters of each kind that has plates.
    letters: Mutex<HashMap<Kind, Arc<PagedDocument>>>,
}

/// The file in which layouts find the letters that they are to show on a page of letters.
const LETTERS_FILE: &str = "huruf.json";

/// A layout of an office's own is a few kilobytes.
const LAYOUT_BYTES: u64 = 1 << 20;

/// Reads the office's own layouts from its `tata-letak/`: file name without ending → text.
pub fn own_layouts(folder: &Folder) -> Found<HashMap<String, String>> {
    let mut own = HashMap::new();
    let mut diagnostics = Vec::new();
    let entries = std::fs::read_dir(folder.own_layouts()).into_iter().flatten().flatten();
    for path in entries.map(|entry| entry.path()).filter(|path| path.extension().is_some_and(|e| e == "typ")) {
        let Some(name) = path.file_stem().and_then(|stem| stem.to_str()) else { continue };
        let file = Folder::own_layout_name(name);
        match folder.read(&file, LAYOUT_BYTES).map(String::from_utf8) {
            Ok(Ok(text)) => {
                own.insert(name.to_owned(), text);
            }
            Ok(Err(_)) => {
                let fault = Diagnostic::error("tata-letak.bukan-teks", "tata letak bukan teks UTF-8").at(Place::file(file));
                diagnostics.push(fault.remedy("simpan berkasnya sebagai teks UTF-8"));
            }
            Err(faults) => diagnostics.extend(faults),
        }
    }
    Found::new(own, diagnostics)
}

impl<'a> Typesetter<'a> {
    /// `sheets` gives the edition's data for a step of fitting; `pictures` have the paths that the data name.
    pub fn new<S: Serialize>(
        own: &HashMap<String, String>,
        (edition, mode): (EditionId, Mode),
        sheets: impl Fn(usize) -> S + Send + Sync + 'a,
        pictures: &[(String, Vec<u8>)],
    ) -> Self {
        Typesetter {
            layouts: Layouts::new(own),
            edition,
            is_booklet: mode == Mode::Booklet,
            sheets: Box::new(move |fit| serde_json::to_vec(&sheets(fit))),
            pictures: pictures.iter().filter_map(|(path, jpeg)| Some((file_id(path)?, Bytes::new(jpeg.clone())))).collect(),
            shared: Mutex::default(),
            letters: Mutex::default(),
        }
    }

    /// The files that the edition's documents of a step share.
    fn shared(&self, fit: usize) -> serde_json::Result<Arc<HashMap<FileId, Bytes>>> {
        // Nothing in here can fail half-way.
        let mut shared = self.shared.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(files) = shared.get(&fit) {
            return Ok(files.clone());
        }
        let mut files: HashMap<FileId, Bytes> = self.pictures.iter().cloned().collect();
        files.extend(file_id("edisi.json").zip(Some(Bytes::new((self.sheets)(fit)?))));
        let files = Arc::new(files);
        shared.insert(fit, files.clone());
        Ok(files)
    }

    /// The number of bytes that `edisi.json` has at a step.
    pub(crate) fn shared_bytes(&self, fit: usize) -> usize {
        let shared = self.shared(fit).ok();
        file_id("edisi.json").zip(shared).and_then(|(file, shared)| Some(shared.get(&file)?.len())).unwrap_or_default()
    }

    /// Lays out one document.
    ///
    /// # Errors
    /// The layout's faults, or its warnings.
    pub fn lay_out<S: Serialize>(&self, kind: Kind, fit: usize, own: &S) -> Result<PagedDocument> {
        self.lay_out_by(kind.name(), kind, fit, own)
    }

    /// The same by a layout of another name, which takes a kind's data.
    ///
    /// # Errors
    /// As [`Typesetter::lay_out`].
    pub(crate) fn lay_out_by<S: Serialize>(&self, layout: &str, kind: Kind, fit: usize, own: &S) -> Result<PagedDocument> {
        let own = serde_json::to_vec(own);
        self.compile((layout, kind), fit, [(kind.scope().data_file(), own), (LETTERS_FILE, Ok(b"null".to_vec()))])
    }

    /// A page with all letters that may stand in a kind's places, by which those places are also declared.
    fn lay_out_letters(&self, kind: Kind, blank: &Village) -> Result<Arc<PagedDocument>> {
        // Nothing that holds the lock can fail half-way.
        let known = || self.letters.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(letters) = known().get(&kind) {
            return Ok(letters.clone());
        }
        let (own, letters) = (serde_json::to_vec(blank), serde_json::to_vec(plate::LETTERS));
        let letters = self.compile((kind.name(), kind), WHOLE, [(kind.scope().data_file(), own), (LETTERS_FILE, letters)])?;
        Ok(known().entry(kind).or_insert(Arc::new(letters)).clone())
    }

    fn compile(&self, (layout, kind): (&str, Kind), fit: usize, own: [(&str, serde_json::Result<Vec<u8>>); 2]) -> Result<PagedDocument> {
        let _span = tracing::debug_span!("layout", kind = kind.name()).entered();
        let internal = |reason: &str| {
            let message = format!("tata letak {}: {reason}", kind.name());
            Faults::from(Diagnostic::error("warta.tata-letak", message).remedy(OWN_FAULT))
        };
        let mut files = Vec::with_capacity(own.len());
        for (name, json) in own {
            let json = json.map_err(|e| internal(&e.to_string()))?;
            files.push((file_id(name).ok_or_else(|| internal(name))?, Bytes::new(json)));
        }
        let shared = self.shared(fit).map_err(|e| internal(&e.to_string()))?;
        let desk = Desk::new(&self.layouts, layout, &shared, files).ok_or_else(|| internal("nama tidak sah"))?;
        let result = typst::compile::<PagedDocument>(&desk);
        if COMPILED.fetch_add(1, Ordering::Relaxed) % ROUND == ROUND - 1 {
            comemo::evict(ROUNDS);
        }
        let warnings: Vec<SourceDiagnostic> = result.warnings.into_iter().collect();
        match result.output {
            Ok(document) if warnings.is_empty() => Ok(document),
            Ok(_) => Err(fault::faults(&desk, kind, &warnings)),
            Err(errors) => Err(fault::faults(&desk, kind, &errors)),
        }
    }

    /// The pages that come out of the printer: of a booklet, the sides of its sheets.
    pub(crate) fn printed_pages(&self, kind: Kind, pages: usize) -> usize {
        if self.is_booklet && kind.is_folded() { pages.next_multiple_of(4) / 2 } else { pages }
    }

    /// A laid-out document as PDF/A-2a and PDF/UA-1. Its bytes follow from its content alone.
    ///
    /// # Errors
    /// The document does not meet the standards.
    pub fn export(&self, kind: Kind, document: PagedDocument, subject: &Subject) -> Result<Typeset> {
        let pages = self.printed_pages(kind, document.pages().len());
        let pdf = self.write(kind, document, subject)?;
        let _span = tracing::debug_span!("pack", kind = kind.name()).entered();
        let pdf = finish::finish(&pdf, self.is_booklet && kind.is_folded()).map_err(|error| {
            let message = format!("PDF {} tidak dapat dirapatkan", kind.name());
            Diagnostic::error("dokumen.tidak-rapat", message).raw(error.to_string()).remedy(OWN_FAULT)
        })?;
        Ok(Typeset { pdf, pages })
    }

    /// The same as typst writes it.
    fn write(&self, kind: Kind, mut document: PagedDocument, subject: &Subject) -> Result<Vec<u8>> {
        use chrono::Datelike;
        let _span = tracing::debug_span!("export", kind = kind.name()).entered();
        let monday = self.edition.monday();
        let date = Datetime::from_ymd_hms(monday.year(), monday.month() as u8, monday.day() as u8, 0, 0, 0);
        let info = document.info_mut();
        info.title = Some(subject.title.as_str().into());
        info.author = vec![subject.author.as_str().into()];
        info.keywords = vec![subject.code.as_str().into(), self.edition.to_string().into()];
        info.date = Smart::Custom(date);
        let options = PdfOptions {
            ident: Smart::Custom(format!("warta/{}/{}/{}", self.edition, subject.code, kind.name())),
            creator: Smart::Custom(Some(format!("Warta {}", env!("CARGO_PKG_VERSION")))),
            timestamp: date.map(Timestamp::new_utc),
            standards: STANDARDS.clone(),
            ..PdfOptions::default()
        };
        typst_pdf::pdf(&document, &options).map_err(|errors| {
            let said = |error: &SourceDiagnostic| {
                let message = format!("PDF {} tidak memenuhi standar", kind.name());
                Diagnostic::error("dokumen.tidak-standar", message).raw(&error.message).remedy(OWN_FAULT)
            };
            errors.iter().map(said).collect::<Vec<_>>().into()
        })
    }
}

/// The remedy for a fault that no paper of the office's has made.
const OWN_FAULT: &str = "jalankan lagi; bila berulang, kirim folder edisi ini kepada pembuat Warta";

/// A laid-out document's pages as pictures for a browser (SVG), just as they are printed.
pub fn pictures(document: &PagedDocument) -> Vec<String> {
    document.pages().par_iter().map(|page| typst_svg::svg(page, &typst_svg::SvgOptions::default())).collect()
}
