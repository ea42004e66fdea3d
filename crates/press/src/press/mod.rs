//! Makes a village's documents: the bulletin and the board within their page budgets, the forms, the cover, a picture. From them the bundles
//! of a kecamatan, with its list, and a courier's relay bundles.

mod card;
mod checked;
mod fitting;
pub mod lot;
pub mod maps;
mod paper;
mod plates;
pub mod recipe;
mod rehearse;
pub mod relay;
pub mod workers;

use std::cell::RefCell;
use std::sync::OnceLock;

use serde::Serialize;
use typst_layout::PagedDocument;

use crate::plan::Plan;
use crate::plan::news::Change;
use crate::plan::sheet::{self, Content};
use crate::typeset::Typesetter;
use crate::typeset::kinds::{Kind, Pages, Scope};
use crate::typeset::overflow::overflow;
pub use checked::{Checked, CorrectionPaper, SAME_CODE, unread};
use office::diagnostic::{Diagnostic, Faults, Result};
use office::model::Village;
pub use paper::is_made;
use paper::{Addressee, Paper, content, sheets};
use plates::Plates;

/// An edition ready to be set.
pub struct Press<'a> {
    checked: &'a Checked,
    plan: &'a Plan<'a>,
    typesetter: Typesetter<'a>,
    rehearsal: OnceLock<Result<()>>,
    /// The amount of text that a bulletin's pages hold.
    room: OnceLock<usize>,
    plates: Plates,
}

/// A village's documents, in the order in which they are finished: the cover comes last.
pub struct Set<T> {
    pub sheet: sheet::Village,
    pub documents: Vec<T>,
    pub contents: Vec<Content>,
    /// Words that their places do not hold, with the document in which they stand.
    pub overflow: Vec<Overflow>,
}

/// Words that their place does not hold, and the title of their document.
pub type Overflow = (String, String);

/// A correction: its number, and what it corrects.
pub type Correction<'a> = Option<(u32, &'a [Change])>;

/// A village's need.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub enum Task {
    /// The edition's bundle.
    Whole,
    /// A correction of what it has.
    Correct { number: u32, changes: Vec<Change> },
    /// Nothing: what it has still holds, and the change elsewhere is none of its concern. Where that is lost here it is made again, as this
    /// says.
    Keep(Box<Task>),
}

impl Task {
    /// The number of the correction that is to be made, or made again, and what it corrects.
    pub fn correction(&self) -> Correction<'_> {
        match self {
            Task::Correct { number, changes } => Some((*number, changes)),
            Task::Keep(task) => task.correction(),
            Task::Whole => None,
        }
    }
}

/// The number of a bundle: 0 for the edition's, else that of the correction.
fn ralat(correction: Correction<'_>) -> u32 {
    correction.map_or(0, |(number, _)| number)
}

impl<'a> Press<'a> {
    pub fn new(checked: &'a Checked, plan: &'a Plan<'a>) -> Self {
        let edition = (checked.edition(), checked.settings.edition.mode);
        let typesetter =
            Typesetter::new(&checked.layouts, edition, |fit| plan.edition_sheet(plan.bulletin().step(fit)), &checked.week.pictures);
        Press { checked, plan, typesetter, rehearsal: OnceLock::new(), room: OnceLock::new(), plates: Plates::default() }
    }

    pub fn checked(&self) -> &'a Checked {
        self.checked
    }

    pub fn plan(&self) -> &'a Plan<'a> {
        self.plan
    }

    /// Lays out a kind's document of a sheet as it is, whatever pages it takes.
    ///
    /// # Errors
    /// The layout's faults.
    pub fn lay_out(&self, kind: Kind, fit: usize, sheet: &sheet::Village) -> Result<PagedDocument> {
        self.typesetter.lay_out(kind, fit, sheet)
    }

    /// All of a village's documents, as pages.
    ///
    /// # Errors
    /// The first kind that cannot be set, and the faults of its layout.
    pub fn set(&self, village: &Village, correction: Correction<'_>) -> std::result::Result<Set<(Kind, PagedDocument)>, (Kind, Faults)> {
        self.make(village, correction, |kind, sheet| {
            let laid_out = self.fitted(kind, sheet, village).map_err(|faults| (kind, faults))?;
            Ok((laid_out.pages().len(), (kind, laid_out)))
        })
    }

    /// All of a village's documents, finished: their file names and bytes. What is printed from a plate has the same pages
    /// as [`Press::set`] gives.
    ///
    /// # Errors
    /// The layouts' faults, and what is wrong with a document.
    pub fn print(&self, village: &Village, correction: Correction<'_>) -> Result<Set<(String, Vec<u8>)>> {
        let addressee = Addressee::village(village);
        let found = RefCell::new(Vec::new());
        let mut set = self.make(village, correction, |kind, sheet| {
            let paper = Paper { checked: self.checked, kind, addressee: &addressee, ralat: ralat(correction) };
            if let Some((pages, pdf)) = self.printed(paper, sheet, village)? {
                return Ok((pages, paper.prove(pdf)?));
            }
            let laid_out = self.fitted(kind, sheet, village)?;
            found.borrow_mut().extend(overflow(&laid_out).into_iter().map(|words| (words, kind.title().to_owned())));
            Ok::<_, Faults>((laid_out.pages().len(), paper.finish(&self.typesetter, laid_out)?))
        })?;
        set.overflow = found.into_inner();
        self.plates.count_village();
        Ok(set)
    }

    /// A village's documents; `make` gives a document and its pages.
    fn make<T, E>(
        &self,
        village: &Village,
        correction: Correction<'_>,
        make: impl Fn(Kind, &sheet::Village) -> std::result::Result<(usize, T), E>,
    ) -> std::result::Result<Set<T>, E> {
        let mut sheet = self.plan.village_sheet(village);
        if let Some((number, changes)) = correction {
            self.plan.correct(&mut sheet, village, number, changes);
        } else {
            self.plan.put_forms(&mut sheet, village);
        }
        let (mut documents, mut contents) = (Vec::new(), Vec::new());
        let mut kinds: Vec<Kind> = Kind::ALL.into_iter().filter(|kind| self.is_in_bundle(*kind, &sheet)).collect();
        kinds.sort_by_key(Kind::is_after_corrections);
        for kind in kinds {
            let (pages, document) = make(kind, &sheet)?;
            contents.push(self.content(kind, village, pages, ralat(correction)));
            documents.push(document);
        }
        sheet.contents.clone_from(&contents);
        sheet.sheets = sheets(&contents);
        for kind in Kind::of_scope(Scope::Cover) {
            documents.push(make(kind, &sheet)?.1);
        }
        Ok(Set { sheet, documents, contents, overflow: Vec::new() })
    }

    /// Whether a kind is among a bundle's documents: a correction corrects, and repeats no speeches; where there is nothing to be shown,
    /// such as forms, there is no document.
    fn is_in_bundle(&self, kind: Kind, sheet: &sheet::Village) -> bool {
        match kind.scope() {
            Scope::Village => kind.plate().is_none_or(|part| sheet.holds(part)),
            Scope::Correction => sheet.correction.is_some(),
            Scope::Edition => sheet.correction.is_none() && !self.checked.week.speeches.is_empty(),
            Scope::Cover | Scope::Kecamatan | Scope::Separator | Scope::Picture => false,
        }
    }

    /// A document as the cover lists it.
    fn content(&self, kind: Kind, village: &Village, pages: usize, ralat: u32) -> Content {
        let file = kind.file_name(&village.desa.code.digits(), self.checked.edition(), ralat);
        let pages = self.typesetter.printed_pages(kind, pages);
        content(kind, file, pages, &self.plan.copies_for(village), ralat, &self.checked.settings)
    }

    /// The remarks on a village's documents, each time that they are made or found as they would be made: a bulletin of more
    /// pages than the office wants, and words that do not fit.
    pub fn remarks(&self, village: &Village, contents: &[Content], overflow: &[Overflow]) -> Vec<Diagnostic> {
        let title = village.desa.title();
        let too_long = contents.iter().filter_map(|content| {
            let kind = Kind::of_content(content).filter(|kind| kind.pages() == Pages::Budget)?;
            let budget = self.typesetter.printed_pages(kind, self.budget());
            let message = || format!("{} {title} menjadi {} halaman, lebih dari {budget}", kind.name(), content.pages);
            (content.pages > budget).then(|| {
                Diagnostic::warning("dokumen.terlalu-panjang", message())
                    .remedy("kurangi pengumuman atau agenda, atau naikkan “halaman” di warta.toml")
            })
        });
        let unfit = overflow.iter().map(|(words, document)| {
            let message = format!("tulisan tidak muat di tempatnya ({document}, {title})");
            let warning = Diagnostic::warning("dokumen.tidak-muat", message).raw(words).at(village.place.clone());
            warning.remedy("ringkaskan namanya di kim.xlsx")
        });
        too_long.chain(unfit).map(|said| said.for_desa(village.desa.code.as_str())).collect()
    }

    /// Exports a document and reads it back: it must prove whose it is before it may go into a bundle. Gives its file name and
    /// its bytes.
    ///
    /// # Errors
    /// The document does not meet the standards, or names another village or edition.
    pub fn finish(&self, kind: Kind, laid_out: PagedDocument, village: &Village, ralat: u32) -> Result<(String, Vec<u8>)> {
        let addressee = Addressee::village(village);
        Paper { checked: self.checked, kind, addressee: &addressee, ralat }.finish(&self.typesetter, laid_out)
    }
}

/// A panic while something was set: no fault of the office.
fn own_fault(what: &str) -> Diagnostic {
    let message = format!("kesalahan di dalam Warta saat menata {what}");
    Diagnostic::error("warta.kesalahan", message).remedy("kirim folder edisi ini kepada pembuat Warta")
}
