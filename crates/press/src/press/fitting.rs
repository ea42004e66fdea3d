//! The search for as much text as a document's pages hold.

use std::ops::RangeInclusive;

use typst_layout::PagedDocument;

use super::Press;
use crate::plan::fit::{BOARD, BULLETIN, Fitting, MIDDLING, WHOLE, first_with_room, first_within, sparing};
use crate::plan::sheet;
use crate::typeset::kinds::{Kind, Pages};
use crate::typeset::{glyphs, slack};
use office::diagnostic::{Faults, Result};
use office::model::Village;

/// About so much of a village's own news goes on its notice board, in bytes: there the search for a step begins.
const BOARD_ROOM: usize = 700;

impl Press<'_> {
    /// The pages that the office grants a bulletin.
    pub(super) fn budget(&self) -> usize {
        self.checked.settings.edition.page_budget()
    }

    /// A kind's document with as much text as the pages hold that it may have.
    pub(super) fn fitted(&self, kind: Kind, sheet: &sheet::Village, village: &Village) -> Result<PagedDocument> {
        let _span = tracing::debug_span!("fit", kind = kind.name()).entered();
        match kind.pages() {
            Pages::Any => self.typesetter.lay_out(kind, WHOLE, sheet),
            Pages::One => self.on_one_page(kind, &mut sheet.clone(), village),
            Pages::Budget => {
                let mut sheet = sheet.clone();
                let room = *self.room.get_or_init(|| self.measured_room().unwrap_or_default());
                let search = Search { press: self, kind, village: Some(village) };
                let guess = search.guess(&mut sheet, room);
                Ok(search.within_budget(&mut sheet, WHOLE..=BULLETIN.len() - 1, guess)?.1)
            }
        }
    }

    /// The bulletin with as much text as its page budget holds, among some steps of fitting, and its step. The search goes out
    /// from a guess.
    ///
    /// # Errors
    /// The layout's faults.
    pub fn bulletin(
        &self,
        sheet: &mut sheet::Village,
        village: &Village,
        steps: RangeInclusive<usize>,
        guess: usize,
    ) -> Result<(usize, PagedDocument)> {
        Search { press: self, kind: Kind::Bulletin, village: Some(village) }.within_budget(sheet, steps, guess)
    }

    /// A sheet of one page, by the steps of the notice board.
    fn on_one_page(&self, kind: Kind, sheet: &mut sheet::Village, village: &Village) -> Result<PagedDocument> {
        let guess = first_with_room(0..BOARD.len(), |fit| {
            self.plan.fit_board(sheet, village, BOARD[fit]);
            own_bytes(sheet) > BOARD_ROOM
        });
        let (_, pages) = first_within(0..=BOARD.len() - 1, guess, |fit| {
            self.plan.fit_board(sheet, village, BOARD[fit]);
            let pages = self.typesetter.lay_out(kind, WHOLE, sheet)?;
            let fitting = if pages.pages().len() > 1 { Fitting::TooLong } else { Fitting::Fits };
            Ok::<_, Faults>((fitting, pages))
        })?;
        Ok(pages)
    }

    /// The amount of text that a bulletin's pages hold, measured on a bulletin of nobody's: it follows from the edition alone, so that all
    /// villages have the same guess and a village's pages depend on no other village.
    fn measured_room(&self) -> Result<usize> {
        let Some(first) = self.plan.villages().first() else { return Ok(0) };
        let mut sheet = self.plan.village_sheet(first).nobodys();
        let search = Search { press: self, kind: Kind::Bulletin, village: None };
        // With texts of middling length a first look tells how much goes on a page.
        let pages = search.at_step(&mut sheet, MIDDLING)?;
        let count = pages.pages().len() as f64;
        let filled = count * (1.0 - slack(&pages).unwrap_or(0.5 / count));
        let near = search.amount(MIDDLING, &sheet) as f64 * self.budget() as f64 / filled;
        let guess = search.guess(&mut sheet, near as usize);
        let (fit, pages) = search.within(&mut sheet, WHOLE..=BULLETIN.len() - 1, guess, self.budget())?;
        let held = search.amount(fit, &sheet);
        Ok(match slack(&pages) {
            _ if fit <= WHOLE => held,
            Some(slack) => (held as f64 * (1.0 + 1.5 * slack)) as usize,
            None => usize::midpoint(held, search.amount(fit - 1, &sheet)),
        })
    }
}

/// A search among the bulletin's steps of fitting.
struct Search<'s, 'a> {
    press: &'s Press<'a>,
    kind: Kind,
    /// The village whose own news are fitted; `None`: nobody's bulletin, which has none.
    village: Option<&'s Village>,
}

impl Search<'_, '_> {
    /// Fits the village's own news in the sheet.
    fn refit(&self, sheet: &mut sheet::Village, fit: usize) {
        if let Some(village) = self.village {
            self.press.plan.fit_village(sheet, village, BULLETIN[fit]);
        }
    }

    /// The pages at a step.
    fn at_step(&self, sheet: &mut sheet::Village, fit: usize) -> Result<PagedDocument> {
        self.refit(sheet, fit);
        self.press.typesetter.lay_out(self.kind, fit, sheet)
    }

    /// Whether a step's pages keep to a budget.
    fn fitting(&self, sheet: &mut sheet::Village, fit: usize, pages: &PagedDocument, budget: usize) -> Fitting {
        let count = pages.pages().len();
        if count > budget {
            return Fitting::TooLong;
        }
        let Some(slack) = slack(pages).filter(|_| count == budget && fit > WHOLE) else { return Fitting::Fits };
        let amount = self.amount(fit, sheet);
        self.refit(sheet, fit - 1);
        let more = self.amount(fit - 1, sheet).saturating_sub(amount);
        // By the byte, text that is added takes about two thirds of the room that all takes on average. With half, no week was found
        // whose text gives way for nothing.
        if more as f64 / 2.0 > slack * amount as f64 { Fitting::Full } else { Fitting::Fits }
    }

    /// The first of some steps within a budget.
    fn within(
        &self,
        sheet: &mut sheet::Village,
        steps: RangeInclusive<usize>,
        guess: usize,
        budget: usize,
    ) -> Result<(usize, PagedDocument)> {
        first_within(steps, guess, |fit| {
            let pages = self.at_step(sheet, fit)?;
            Ok((self.fitting(sheet, fit, &pages, budget), pages))
        })
    }

    /// The first of some steps within the office's budget, or a later one that spares a page which would be nearly empty.
    fn within_budget(&self, sheet: &mut sheet::Village, steps: RangeInclusive<usize>, guess: usize) -> Result<(usize, PagedDocument)> {
        let (fit, pages) = self.within(sheet, steps, guess, self.press.budget())?;
        if !is_nearly_empty(&glyphs(&pages)) {
            return Ok((fit, pages));
        }
        let sparing = sparing(self.press.checked.settings.edition.mode);
        let (mut best, mut fewest) = (fit, None);
        while best < sparing {
            let wanted = fewest.as_ref().unwrap_or(&pages).pages().len() - 1;
            let (spared, fewer) = self.within(sheet, best + 1..=sparing, sparing, wanted)?;
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
            let looser = self.at_step(sheet, 0)?;
            if looser.pages().len() == pages.pages().len() {
                return Ok((0, looser));
            }
        }
        Ok((fit, pages))
    }

    /// The first step at which no more is said than there is room for.
    fn guess(&self, sheet: &mut sheet::Village, room: usize) -> usize {
        first_with_room(WHOLE..BULLETIN.len(), |fit| {
            self.refit(sheet, fit);
            self.amount(fit, sheet) > room
        })
    }

    /// The amount of text at a step: the edition's, and the village's own news.
    fn amount(&self, fit: usize, sheet: &sheet::Village) -> usize {
        self.press.typesetter.shared_bytes(fit) + own_bytes(sheet)
    }
}

/// The amount of text of a village's own news.
fn own_bytes(sheet: &sheet::Village) -> usize {
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

/// Whether the last page has so little on it that a sheet is wasted: foot, complaint box and a few lines.
fn is_nearly_empty(glyphs: &[usize]) -> bool {
    const LEAST: usize = 4;
    let fullest = glyphs.iter().copied().max().unwrap_or_default();
    glyphs.len() > 1 && glyphs.last().is_some_and(|last| last * LEAST < fullest)
}
