//! Sets a village's documents: the bulletin and the board within their page budgets, the forms, the cover.

mod checked;
mod paper;
mod rehearse;
pub mod relay;

use std::cell::RefCell;
use std::collections::HashMap;
use std::ops::RangeInclusive;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use typst::utils::hash128;
use typst_layout::PagedDocument;

use crate::plan::Plan;
use crate::plan::fit::{BOARD, BULLETIN, Fitting, MIDDLING, WHOLE, first_with_room, first_within, sparing};
use crate::plan::news::Change;
use crate::plan::settings::Mode;
use crate::plan::sheet::{Content, Village};
use crate::typeset::kinds::{self, KINDS, Kind, Scope};
use crate::typeset::overflow::overflow;
use crate::typeset::plate::Plate;
use crate::typeset::{Typesetter, forget, glyphs, slack};
pub use checked::Checked;
use office::diagnostic::Diagnostic;
use office::model::Kim;
pub use paper::{Paper, Result, Whose, content, contents_line, message_file};

/// An edition ready to be set.
pub struct Press<'a> {
    pub checked: &'a Checked,
    pub plan: &'a Plan<'a>,
    pub typesetter: Typesetter<'a>,
    pub(super) rehearsal: OnceLock<Result<()>>,
    /// How much text a bulletin's pages hold.
    room: OnceLock<usize>,
    plates: Mutex<Plates>,
    /// Villages printed since a plate was made last.
    since_plate: AtomicUsize,
}

/// After so many villages for which all plates were at hand, there will be few new ones.
const LULL: usize = 48;

/// A plate that is made, or being made; `None`: the kind's pages cannot be one.
type PlateCell = Arc<OnceLock<Result<Option<Plate>>>>;

/// The plates used last, by what is on them.
#[derive(Default)]
struct Plates {
    /// With the turn of their last use.
    cells: HashMap<u128, (u64, PlateCell)>,
    turn: u64,
}

impl Plates {
    /// So many plates are kept: more than the villages of a kecamatan need, and few megabytes.
    const MOST: usize = 16;

    fn cell(&mut self, key: u128) -> PlateCell {
        self.turn += 1;
        if self.cells.len() >= Self::MOST
            && !self.cells.contains_key(&key)
            && let Some(oldest) = self.cells.iter().min_by_key(|(_, (turn, _))| *turn).map(|(key, _)| *key)
        {
            self.cells.remove(&oldest);
        }
        let (turn, cell) = self.cells.entry(key).or_default();
        *turn = self.turn;
        cell.clone()
    }
}

/// A village's documents, in the order in which they are finished: the cover comes last.
pub struct Set<T> {
    pub sheet: Village,
    pub documents: Vec<T>,
    pub contents: Vec<Content>,
    /// Words that their places do not hold, with the document in which they stand.
    pub overflow: Vec<Overflow>,
}

/// Words that their place does not hold, and the title of their document.
pub type Overflow = (String, String);

/// A correction: its number, and what it corrects.
pub type Correction<'a> = Option<(u32, &'a [Change])>;

impl<'a> Press<'a> {
    pub fn new(checked: &'a Checked, plan: &'a Plan<'a>) -> Self {
        let edition = (checked.edition, checked.settings.edition.mode);
        let typesetter = Typesetter::new(&checked.layouts, edition, |fit| plan.edition_sheet(BULLETIN[fit]), &checked.inputs.pictures);
        Press {
            checked,
            plan,
            typesetter,
            rehearsal: OnceLock::new(),
            room: OnceLock::new(),
            plates: Mutex::default(),
            since_plate: AtomicUsize::new(0),
        }
    }

    /// Whether all plates seem to be at hand.
    pub fn is_calm(&self) -> bool {
        self.since_plate.load(Ordering::Relaxed) >= LULL
    }

    fn budget(&self) -> usize {
        self.checked.settings.edition.page_budget()
    }

    /// All of a village's documents, as pages.
    ///
    /// # Errors
    /// The layouts' faults.
    pub fn set(&self, kim: &Kim, correction: Correction<'_>) -> Result<Set<(&'static Kind, PagedDocument)>> {
        self.make(kim, correction, |kind, sheet| {
            let laid_out = self.fitted(kind, sheet, kim)?;
            Ok((laid_out.pages().len(), (kind, laid_out)))
        })
    }

    /// All of a village's documents, finished: their file names and bytes. What is printed from a plate has the same pages
    /// as [`Press::set`] gives.
    ///
    /// # Errors
    /// The layouts' faults, and what is wrong with a document.
    pub fn print(&self, kim: &Kim, correction: Correction<'_>) -> Result<Set<(String, Vec<u8>)>> {
        let ralat = correction.map_or(0, |(number, _)| number);
        let title = kim.desa.title();
        let found = RefCell::new(Vec::new());
        let mut set = self.make(kim, correction, |kind, sheet| {
            let whose = Whose { code: kim.desa.code.as_str(), title: &title, ralat };
            let paper = Paper { checked: self.checked, kind, whose };
            if let Some((pages, pdf)) = self.printed(paper, sheet, kim)? {
                return Ok((pages, paper.prove(pdf)?));
            }
            let laid_out = self.fitted(kind, sheet, kim)?;
            found.borrow_mut().extend(overflow(&laid_out).into_iter().map(|words| (words, kind.title.to_owned())));
            Ok((laid_out.pages().len(), paper.finish(&self.typesetter, laid_out)?))
        })?;
        set.overflow = found.into_inner();
        if self.since_plate.fetch_add(1, Ordering::Relaxed) + 1 == LULL {
            forget(0);
        }
        Ok(set)
    }

    /// A village's documents; `make` gives a document and its pages.
    fn make<T>(
        &self,
        kim: &Kim,
        correction: Correction<'_>,
        make: impl Fn(&'static Kind, &Village) -> Result<(usize, T)>,
    ) -> Result<Set<T>> {
        let ralat = correction.map_or(0, |(number, _)| number);
        let mut sheet = self.plan.village_sheet(kim);
        if let Some((number, changes)) = correction {
            self.plan.correct(&mut sheet, kim, number, changes);
        } else {
            self.plan.put_forms(&mut sheet, kim);
        }
        let (mut documents, mut contents) = (Vec::new(), Vec::new());
        for kind in KINDS.iter().filter(|kind| has_pages(kind, &sheet)) {
            let (pages, document) = make(kind, &sheet)?;
            contents.push(self.content(kind, kim, pages, ralat));
            documents.push(document);
        }
        sheet.contents.clone_from(&contents);
        sheet.sheets = contents.iter().map(|content| content.sheets).sum::<u32>() + 1;
        for kind in KINDS.iter().filter(|kind| kind.scope == Scope::Cover) {
            documents.push(make(kind, &sheet)?.1);
        }
        Ok(Set { sheet, documents, contents, overflow: Vec::new() })
    }

    /// A kind's pages within its page budget. Only bulletin and board have one: the other documents say everything.
    pub(super) fn fitted(&self, kind: &Kind, sheet: &Village, kim: &Kim) -> Result<PagedDocument> {
        let _span = tracing::debug_span!("fit", kind = kind.name).entered();
        match kind.name {
            name if name == bulletin().name => {
                let mut sheet = sheet.clone();
                let room = *self.room.get_or_init(|| self.measured_room().unwrap_or_default());
                let guess = self.guess(&mut sheet, Some(kim), room);
                Ok(self.bulletin(&mut sheet, kim, WHOLE..=BULLETIN.len() - 1, guess)?.1)
            }
            BOARD_KIND => self.board(&mut sheet.clone(), kim),
            _ => self.typesetter.lay_out(kind, WHOLE, sheet),
        }
    }

    /// A document (PDF) and its pages, printed from the plate of all villages that have the same to show. `None`: this one is set
    /// for itself.
    fn printed(&self, paper: Paper<'_>, sheet: &Village, kim: &Kim) -> Result<Option<(usize, Vec<u8>)>> {
        // An office's own layouts may show whatever they like of a village. A booklet's pages are laid on sheets one by one.
        let is_folded = self.checked.settings.edition.mode == Mode::Booklet && paper.kind.is_folded();
        let is_own = !self.checked.layouts.is_empty() || sheet.correction.is_some() || is_folded;
        let Some(shows) = paper.kind.plate.filter(|_| !is_own) else { return Ok(None) };
        let shown = sheet.shown(shows);
        let blank = shown.blank();
        let json = serde_json::to_vec(&(paper.kind.name, &blank)).unwrap_or_default();
        // Nothing in there can fail half-way.
        let cell = self.plates.lock().unwrap_or_else(PoisonError::into_inner).cell(hash128(&json));
        let plate = cell.get_or_init(|| {
            let laid_out = self.fitted(paper.kind, &blank, kim)?;
            self.since_plate.store(0, Ordering::Relaxed);
            let author = &self.checked.settings.regency.government;
            let plate = Plate::new(&self.typesetter, paper.kind, (&blank, &laid_out), author);
            Ok(plate.inspect_err(|reason| tracing::info!(kind = paper.kind.name, reason, "no plate")).ok())
        });
        let Some(plate) = plate.as_ref().map_err(Clone::clone)? else { return Ok(None) };
        let printed = plate.print(paper.kind, &shown, &paper.subject());
        let printed =
            printed.inspect_err(|reason| tracing::info!(kind = paper.kind.name, desa = paper.whose.code, %reason, "not from the plate"));
        Ok(printed.ok().map(|printed| (plate.pages(), printed)))
    }

    /// A document as the cover lists it.
    fn content(&self, kind: &Kind, kim: &Kim, pages: usize, ralat: u32) -> Content {
        let file = kind.file_name(kim.desa.code.as_str(), &self.checked.edition.to_string(), ralat);
        let pages = self.typesetter.printed_pages(kind, pages);
        content(kind, &file, pages, &self.plan.copies_for(kim), ralat, &self.checked.settings.edition)
    }

    /// What is to be said of a village's documents, each time that they are made or found as they would be made: a bulletin of more
    /// pages than the office wants, and words that do not fit.
    pub fn remarks(&self, kim: &Kim, contents: &[Content], overflow: &[Overflow]) -> Vec<Diagnostic> {
        let title = kim.desa.title();
        let bulletin = contents.iter().find(|content| content.title == bulletin().title);
        let budget = self.typesetter.printed_pages(self::bulletin(), self.budget());
        let too_long = bulletin.filter(|content| content.pages > budget).map(|content| {
            Diagnostic::warning(format!("buletin {title} menjadi {} halaman, lebih dari {budget}", content.pages))
                .remedy("kurangi pengumuman atau agenda, atau naikkan “halaman” di warta.toml")
        });
        let unfit = overflow.iter().map(|(words, document)| {
            let warning = Diagnostic::warning(format!("tulisan tidak muat di tempatnya ({document}, {title})")).raw(words);
            warning.at(kim.place.clone()).remedy("ringkaskan namanya di kim.xlsx")
        });
        too_long.into_iter().chain(unfit).map(|said| said.for_desa(kim.desa.code.as_str())).collect()
    }

    /// Fits a village's own news in its bulletin's sheet; without a village there are none.
    fn refit(&self, sheet: &mut Village, kim: Option<&Kim>, fit: usize) {
        if let Some(kim) = kim {
            self.plan.fit_village(sheet, kim, BULLETIN[fit]);
        }
    }

    /// A bulletin at a step of fitting.
    fn at_step(&self, sheet: &mut Village, kim: Option<&Kim>, fit: usize) -> Result<PagedDocument> {
        self.refit(sheet, kim, fit);
        self.typesetter.lay_out(bulletin(), fit, sheet)
    }

    /// How a step's pages keep to a budget.
    fn fitting(&self, sheet: &mut Village, kim: Option<&Kim>, fit: usize, pages: &PagedDocument, budget: usize) -> Fitting {
        let count = pages.pages().len();
        if count > budget {
            return Fitting::TooLong;
        }
        let Some(slack) = slack(pages).filter(|_| count == budget && fit > WHOLE) else { return Fitting::Fits };
        let amount = self.amount(fit, sheet);
        self.refit(sheet, kim, fit - 1);
        let more = self.amount(fit - 1, sheet).saturating_sub(amount);
        // By the byte, text that is added takes about two thirds of the room that all takes on average. With half, no week was found
        // whose text gives way for nothing.
        if more as f64 / 2.0 > slack * amount as f64 { Fitting::Full } else { Fitting::Fits }
    }

    /// The first of some steps within a budget.
    fn within(
        &self,
        sheet: &mut Village,
        kim: Option<&Kim>,
        steps: RangeInclusive<usize>,
        guess: usize,
        budget: usize,
    ) -> Result<(usize, PagedDocument)> {
        first_within(steps, guess, |fit| {
            let pages = self.at_step(sheet, kim, fit)?;
            Ok((self.fitting(sheet, kim, fit, &pages, budget), pages))
        })
    }

    /// The bulletin with as much text as its page budget holds, among some steps of fitting, and its step. The search goes out
    /// from a guess.
    ///
    /// # Errors
    /// The layout's faults.
    pub fn bulletin(&self, sheet: &mut Village, kim: &Kim, steps: RangeInclusive<usize>, guess: usize) -> Result<(usize, PagedDocument)> {
        let (fit, pages) = self.within(sheet, Some(kim), steps, guess, self.budget())?;
        if !is_nearly_empty(&glyphs(&pages)) {
            return Ok((fit, pages));
        }
        let sparing = sparing(self.checked.settings.edition.mode);
        let (mut best, mut fewest) = (fit, None);
        while best < sparing {
            let wanted = fewest.as_ref().unwrap_or(&pages).pages().len() - 1;
            let (spared, fewer) = self.within(sheet, Some(kim), best + 1..=sparing, sparing, wanted)?;
            if fewer.pages().len() > wanted {
                break;
            }
            if !is_nearly_empty(&glyphs(&fewer)) {
                return Ok((spared, fewer));
            }
            (best, fewest) = (spared, Some(fewer));
        }
        if let Some(fewer) = fewest {
            return Ok((best, fewer));
        }
        // Where no text can be spared, white space fills the page.
        if fit == WHOLE {
            let looser = self.at_step(sheet, Some(kim), 0)?;
            if looser.pages().len() == pages.pages().len() {
                return Ok((0, looser));
            }
        }
        Ok((fit, pages))
    }

    /// The notice board's sheet with as much as one page holds.
    ///
    /// # Errors
    /// The layout's faults.
    pub fn board(&self, sheet: &mut Village, kim: &Kim) -> Result<PagedDocument> {
        let Some(kind) = kinds::kind(BOARD_KIND) else { return Err(Vec::new()) };
        let guess = first_with_room(0..BOARD.len(), |fit| {
            self.plan.fit_board(sheet, kim, BOARD[fit]);
            own_bytes(sheet) > BOARD_ROOM
        });
        let (_, pages) = first_within(0..=BOARD.len() - 1, guess, |fit| {
            self.plan.fit_board(sheet, kim, BOARD[fit]);
            let pages = self.typesetter.lay_out(kind, WHOLE, sheet)?;
            let fitting = if pages.pages().len() > 1 { Fitting::TooLong } else { Fitting::Fits };
            Ok::<_, Vec<Diagnostic>>((fitting, pages))
        })?;
        Ok(pages)
    }

    /// How much text a bulletin's pages hold, by a bulletin of nobody's: it follows from the edition alone, so that all villages have
    /// the same guess and a village's pages depend on no other village.
    ///
    /// # Errors
    /// The layout's faults.
    fn measured_room(&self) -> Result<usize> {
        let Some(kim) = self.plan.kims().first() else { return Ok(0) };
        let mut sheet = self.plan.village_sheet(kim).nobodys();
        // With texts of middling length a first look tells how much goes on a page.
        let pages = self.at_step(&mut sheet, None, MIDDLING)?;
        let count = pages.pages().len() as f64;
        let filled = count * (1.0 - slack(&pages).unwrap_or(0.5 / count));
        let near = self.amount(MIDDLING, &sheet) as f64 * self.budget() as f64 / filled;
        let guess = self.guess(&mut sheet, None, near as usize);
        let (fit, pages) = self.within(&mut sheet, None, WHOLE..=BULLETIN.len() - 1, guess, self.budget())?;
        let held = self.amount(fit, &sheet);
        Ok(match slack(&pages) {
            _ if fit <= WHOLE => held,
            Some(slack) => (held as f64 * (1.0 + 1.5 * slack)) as usize,
            None => usize::midpoint(held, self.amount(fit - 1, &sheet)),
        })
    }

    /// The first step of fitting at which no more is said than there is room for.
    fn guess(&self, sheet: &mut Village, kim: Option<&Kim>, room: usize) -> usize {
        first_with_room(WHOLE..BULLETIN.len(), |fit| {
            self.refit(sheet, kim, fit);
            self.amount(fit, sheet) > room
        })
    }

    /// How much is said at a step of fitting: by the edition, and by the village's own news.
    fn amount(&self, fit: usize, sheet: &Village) -> usize {
        self.typesetter.shared_bytes(fit) + own_bytes(sheet)
    }

    /// Exports a document and reads it back: it must prove whose it is before it may go into a bundle. Gives its file name and
    /// its bytes.
    ///
    /// # Errors
    /// What is wrong with the document.
    pub fn finish(&self, kind: &'static Kind, laid_out: PagedDocument, kim: &Kim, ralat: u32) -> Result<(String, Vec<u8>)> {
        let whose = Whose { code: kim.desa.code.as_str(), title: &kim.desa.title(), ralat };
        Paper { checked: self.checked, kind, whose }.finish(&self.typesetter, laid_out)
    }
}

/// How much a village's own news say.
fn own_bytes(sheet: &Village) -> usize {
    serde_json::to_value((&sheet.agenda, &sheet.announcements, &sheet.corner)).map_or(0, |news| text_bytes(&news))
}

/// All text in some data, in bytes.
fn text_bytes(data: &serde_json::Value) -> usize {
    match data {
        serde_json::Value::String(text) => text.len(),
        serde_json::Value::Array(all) => all.iter().map(text_bytes).sum(),
        serde_json::Value::Object(all) => all.values().map(text_bytes).sum(),
        _ => 0,
    }
}

/// The kind whose length the office's page budget governs.
pub fn bulletin() -> &'static Kind {
    kinds::kind("buletin").unwrap_or(&KINDS[0])
}

/// About so much of a village's own news goes on its notice board, in bytes: there the search for a step begins.
const BOARD_ROOM: usize = 700;

/// The kind that is one sheet on a notice board.
const BOARD_KIND: &str = "papan";

/// Whether the last page has so little on it that a sheet is wasted: foot, complaint box and a few lines.
fn is_nearly_empty(glyphs: &[usize]) -> bool {
    const LEAST: usize = 4;
    let fullest = glyphs.iter().copied().max().unwrap_or_default();
    glyphs.len() > 1 && glyphs.last().is_some_and(|last| last * LEAST < fullest)
}

/// Whether a kind is among a bundle's documents: without a copy there are no forms, a correction corrects.
fn has_pages(kind: &Kind, sheet: &Village) -> bool {
    match kind.scope {
        Scope::Village => {}
        Scope::Correction => return sheet.correction.is_some(),
        Scope::Cover | Scope::Kecamatan | Scope::Separator => return false,
    }
    kind.name != "formulir" || sheet.forms.values().any(|serials| !serials.is_empty())
}

/// A panic: no fault of the office.
pub fn own_fault(what: &str) -> Diagnostic {
    Diagnostic::error(format!("kesalahan di dalam Warta saat menata {what}")).remedy("kirim folder edisi ini kepada pembuat Warta")
}
