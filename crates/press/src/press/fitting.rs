//! The search for as much text as a document's pages hold.

use std::cell::RefCell;
use std::collections::HashMap;
use std::ops::RangeInclusive;

use serde::Serialize;
use typst_layout::PagedDocument;

use super::Press;
use crate::plan::fit::{Fitting, Look, WHOLE, first_with_room, first_within};
use crate::plan::sheet::{self, Shows};
use crate::typeset::kinds::{Kind, Pages};
use crate::typeset::{glyphs, slack};
use office::diagnostic::{Faults, Result};
use office::model::{Desa, DesaCode, Village};

/// About so much goes on a notice board, in bytes: there the search for a step begins.
const BOARD_ROOM: usize = 1340;

impl Press<'_> {
    /// The pages that the office grants a bulletin.
    pub(super) fn budget(&self) -> usize {
        self.checked.settings.edition.pages_paid()
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
                let search = Search::new(self, kind, village);
                let guess = search.guess(&mut sheet, room);
                let (fit, pages) = search.within_budget(&mut sheet, WHOLE..=self.plan.bulletin().last(), guess)?;
                search.filled(&mut sheet, fit, pages)
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
        Search::new(self, Kind::Bulletin, village).within_budget(sheet, steps, guess)
    }

    /// A sheet of one page, by the steps of the notice board.
    fn on_one_page(&self, kind: Kind, sheet: &mut sheet::Village, village: &Village) -> Result<PagedDocument> {
        let ladder = self.plan.board();
        // Each step is worded once. Many change nothing for a village.
        let mut worded: Vec<sheet::Village> = Vec::with_capacity(ladder.steps().len());
        for step in ladder.steps() {
            self.plan.fit_board(sheet, village, step);
            worded.push(sheet.clone());
        }
        worded.dedup();
        let amounts: Vec<usize> = worded.iter().map(board_bytes).collect();
        let with_room = |room: usize| first_with_room(0..amounts.len(), |fit| amounts[fit] > room);
        let (_, pages) = first_within(0..=worded.len() - 1, with_room(BOARD_ROOM), |fit| {
            let pages = self.typesetter.lay_out(kind, WHOLE, &worded[fit])?;
            let glyphs = glyphs(&pages);
            let all = glyphs.iter().sum::<usize>().max(1);
            Ok::<_, Faults>(if pages.pages().len() > 1 {
                // Of what stood on the second page about half would go into the gaps of the first.
                let beyond = (all - glyphs.first().unwrap_or(&0)) as f64 / all as f64;
                let hint = with_room((amounts[fit] as f64 * (1.0 - 0.45 * beyond)) as usize);
                Look { fitting: Fitting::TooLong, hint: Some(hint.max(fit + 1)), laid_out: pages }
            } else {
                let before = fit.checked_sub(1).and_then(|before| amounts.get(before)).copied().unwrap_or_default();
                let is_full = slack(&pages).is_some_and(|slack| is_more_than_room(before, amounts[fit], slack));
                let fitting = if is_full { Fitting::Full } else { Fitting::Fits };
                Look { fitting, hint: Some(fit.saturating_sub(1)), laid_out: pages }
            })
        })?;
        Ok(pages)
    }

    /// The amount of text that a bulletin's pages hold, measured on that of a village in which nothing takes place: it follows from the edition
    /// alone, so that all villages have the same guess and a village's pages depend on no other village.
    fn measured_room(&self) -> Result<usize> {
        /// A code that no village has: only what is for all is for it.
        const NOWHERE: &str = "00.00.00.2000";
        let Some((first, code)) = self.plan.villages().first().zip(DesaCode::parse(NOWHERE)) else { return Ok(0) };
        let nowhere = Village { desa: Desa { code, ..first.desa.clone() }, ..first.clone() };
        let mut sheet = self.plan.village_sheet(&nowhere).shown(Shows::News).blank();
        let search = Search::new(self, Kind::Bulletin, &nowhere);
        // With texts of middling length a first look tells how much goes on a page.
        let middling = self.plan.bulletin().middling();
        let pages = search.at_step(&mut sheet, middling)?;
        let near = search.room_of(middling, &mut sheet, &pages, self.budget());
        let guess = search.guess(&mut sheet, near);
        let (fit, pages) = search.within(&mut sheet, WHOLE..=self.plan.bulletin().last(), guess, self.budget())?;
        Ok(match slack(&pages) {
            Some(_) if fit > WHOLE => search.room_of(fit, &mut sheet, &pages, self.budget()),
            _ => search.amount(fit, &mut sheet),
        })
    }
}

/// A search among the bulletin's steps of fitting.
struct Search<'s, 'a> {
    press: &'s Press<'a>,
    kind: Kind,
    /// The village whose own news are fitted.
    village: &'s Village,
    /// The amounts of text of the steps that were reckoned.
    amounts: RefCell<HashMap<usize, usize>>,
}

impl<'s, 'a> Search<'s, 'a> {
    fn new(press: &'s Press<'a>, kind: Kind, village: &'s Village) -> Self {
        Search { press, kind, village, amounts: RefCell::default() }
    }

    /// Fits the village's own news in the sheet.
    fn refit(&self, sheet: &mut sheet::Village, fit: usize) {
        self.press.plan.fit_village(sheet, self.village, self.press.plan.bulletin().step(fit));
    }

    /// The pages at a step.
    fn at_step(&self, sheet: &mut sheet::Village, fit: usize) -> Result<PagedDocument> {
        self.refit(sheet, fit);
        self.press.typesetter.lay_out(self.kind, fit, sheet)
    }

    /// The amount of text that would fill so many pages, by what a step's pages hold.
    fn room_of(&self, fit: usize, sheet: &mut sheet::Village, pages: &PagedDocument, budget: usize) -> usize {
        let count = pages.pages().len();
        let amount = self.amount(fit, sheet) as f64;
        if count > budget {
            // So much of it stands on the pages that are too many. A part of that would go into the gaps of the others: what is too high for the
            // end of a column goes on in the next.
            const GAPS: f64 = 0.25;
            let glyphs = glyphs(pages);
            let beyond = glyphs.iter().skip(budget).sum::<usize>() as f64 / glyphs.iter().sum::<usize>().max(1) as f64;
            return (amount * (1.0 - beyond * (1.0 - GAPS))) as usize;
        }
        // Where a text ends before the last column, half a page is taken to be empty.
        let filled = count as f64 * (1.0 - slack(pages).unwrap_or(0.5 / count as f64));
        (amount * budget as f64 / filled) as usize
    }

    /// A look at a step's pages: whether they keep to a budget, and which step would fill them.
    fn look(&self, sheet: &mut sheet::Village, fit: usize, pages: &PagedDocument, budget: usize) -> (Fitting, Option<usize>) {
        let count = pages.pages().len();
        let room = self.room_of(fit, sheet, pages, budget);
        if count > budget {
            return (Fitting::TooLong, Some(self.guess(sheet, room)));
        }
        let amount = self.amount(fit, sheet);
        let empty = slack(pages).filter(|_| count == budget && fit > WHOLE);
        if let Some(slack) = empty
            && is_more_than_room(self.amount(fit - 1, sheet), amount, slack)
        {
            return (Fitting::Full, None);
        }
        (Fitting::Fits, Some(self.guess(sheet, room)))
    }

    /// The first of some steps within a budget.
    fn within(
        &self,
        sheet: &mut sheet::Village,
        steps: RangeInclusive<usize>,
        guess: usize,
        budget: usize,
    ) -> Result<(usize, PagedDocument)> {
        let (fit, pages) = first_within(steps, guess, |fit| {
            let pages = self.at_step(sheet, fit)?;
            let (fitting, hint) = self.look(sheet, fit, &pages, budget);
            Ok::<_, Faults>(Look { fitting, hint, laid_out: pages })
        })?;
        self.refit(sheet, fit);
        Ok((fit, pages))
    }

    /// The first of some steps within the office's budget, or a later one that spares a sheet on which hardly anything would be printed.
    fn within_budget(&self, sheet: &mut sheet::Village, steps: RangeInclusive<usize>, guess: usize) -> Result<(usize, PagedDocument)> {
        let (fit, pages) = self.within(sheet, steps, guess, self.press.budget())?;
        let count = pages.pages().len();
        let of_sheet = self.press.checked.settings.edition.pages_of_sheet();
        let sparing = self.press.plan.bulletin().sparing();
        // A page more on a sheet that is printed anyway costs nothing.
        if count % of_sheet == 1 && is_nearly_empty(&glyphs(&pages)) && fit < sparing {
            let (spared, fewer) = self.within(sheet, fit + 1..=sparing, sparing, count - 1)?;
            if fewer.pages().len() < count {
                return Ok((spared, fewer));
            }
            self.refit(sheet, fit);
        }
        Ok((fit, pages))
    }

    /// A step's pages, filled: where nothing gives way with more white space, else with what there is room for of the village's own texts.
    fn filled(&self, sheet: &mut sheet::Village, fit: usize, pages: PagedDocument) -> Result<PagedDocument> {
        /// The share of the pages that may stay empty.
        const LITTLE: f64 = 0.015;
        let count = pages.pages().len();
        let of_sheet = self.press.checked.settings.edition.pages_of_sheet();
        // A text that ends before the last column leaves more than half of one empty.
        let empty = slack(&pages).unwrap_or(0.25 / count as f64);
        let paid = count.next_multiple_of(of_sheet).min(self.press.budget()).max(count);
        if fit == WHOLE && (empty > LITTLE || paid > count) {
            let looser = self.at_step(sheet, 0)?;
            let is_as_short = looser.pages().len() == count;
            let is_filled = looser.pages().len() <= paid && !is_nearly_empty(&glyphs(&looser));
            return Ok(if is_as_short || is_filled { looser } else { pages });
        }
        if fit <= WHOLE || empty <= LITTLE && paid == count {
            return Ok(pages);
        }
        let amount = self.amount(fit, sheet) as f64;
        self.refit(sheet, fit);
        let share = empty + (paid - count) as f64 / count as f64;
        for part in [1.2, 0.6] {
            let mut fuller = sheet.clone();
            if !self.press.plan.give_back(&mut fuller, self.village, (part * share * amount) as usize) {
                break;
            }
            let laid_out = self.press.typesetter.lay_out(self.kind, fit, &fuller)?;
            if laid_out.pages().len() <= paid {
                return Ok(laid_out);
            }
        }
        Ok(pages)
    }

    /// The first step at which no more is said than there is room for.
    fn guess(&self, sheet: &mut sheet::Village, room: usize) -> usize {
        first_with_room(WHOLE..self.press.plan.bulletin().steps().len(), |fit| self.amount(fit, sheet) > room)
    }

    /// The amount of text at a step: the edition's, and the village's own news. A lead that is for everyone stands once on the pages. The
    /// sheet may hold another step's texts afterwards.
    fn amount(&self, fit: usize, sheet: &mut sheet::Village) -> usize {
        if let Some(known) = self.amounts.borrow().get(&fit) {
            return *known;
        }
        self.refit(sheet, fit);
        let plan = self.press.plan;
        let twice = sheet.front.lead_shared.map_or(0, |at| plan.shared_weight(at, plan.bulletin().step(fit)));
        let amount = (self.press.typesetter.shared_bytes(fit) + own_bytes(sheet)).saturating_sub(twice);
        self.amounts.borrow_mut().insert(fit, amount);
        amount
    }
}

/// Whether a greater amount does not go on the pages of which an amount leaves a share empty.
fn is_more_than_room(greater: usize, amount: usize, slack: f64) -> bool {
    /// With so much of its average room for each byte, no week was found whose text gives way for nothing.
    const ROOM: f64 = 0.6;
    greater.saturating_sub(amount) as f64 * ROOM > slack * amount as f64
}

/// The amount of text of a village's own news in its bulletin, in bytes of its data: names of fields stand for the room that each thing takes
/// besides its words. The fullest day of the week's strip makes the whole strip higher.
fn own_bytes(sheet: &sheet::Village) -> usize {
    /// Bytes elsewhere that take the room of one in the narrow columns of the strip.
    const STRIP: usize = 4;
    let fullest = sheet.front.strip.iter().map(|day| bytes(&day.items)).max().unwrap_or_default();
    bytes(&(&sheet.front, &sheet.agenda, &sheet.announcements, &sheet.corner)) * 3 / 4 + STRIP * fullest
}

/// The same of the news on its notice board.
fn board_bytes(sheet: &sheet::Village) -> usize {
    bytes(&(&sheet.cards, &sheet.announcements, &sheet.board_shared, &sheet.see_also))
}

fn bytes<T: Serialize>(data: &T) -> usize {
    serde_json::to_vec(data).map_or(0, |json| json.len())
}

/// Whether the last page has so little on it that a sheet is wasted: foot, complaint box and a few lines.
fn is_nearly_empty(glyphs: &[usize]) -> bool {
    const LEAST: usize = 4;
    let fullest = glyphs.iter().copied().max().unwrap_or_default();
    glyphs.len() > 1 && glyphs.last().is_some_and(|last| last * LEAST < fullest)
}
