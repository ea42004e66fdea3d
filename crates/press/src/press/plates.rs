//! The plates at hand, and the printing of a village's documents from them.

use std::collections::HashMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use super::paper::{Addressee, Paper};
use super::{Press, recipe};
use crate::plan::settings::Mode;
use crate::plan::sheet;
use crate::typeset::forget;
use crate::typeset::kinds::{Kind, Scope, is_built_in};
use crate::typeset::plate::{Plate, Unplated};
use office::diagnostic::Result;
use office::model::Village;

/// After so many villages for which all plates were at hand, there will be few new ones.
const LULL: usize = 48;

/// A plate, or why a kind's pages cannot be one.
type Made = std::result::Result<Arc<Plate>, Unplated>;

/// A plate that is made, or being made; an error is a fault of the layout.
type Cell = Arc<OnceLock<Result<Made>>>;

/// The plates used last.
#[derive(Default)]
pub(super) struct Plates {
    cells: Mutex<Cells>,
    /// Villages printed since a plate was made last.
    since_new: AtomicUsize,
}

impl Plates {
    /// Whether all plates seem to be at hand.
    pub(super) fn are_calm(&self) -> bool {
        self.since_new.load(Ordering::Relaxed) >= LULL
    }

    /// One more village is printed.
    pub(super) fn count_village(&self) {
        if self.since_new.fetch_add(1, Ordering::Relaxed) + 1 == LULL {
            forget(0);
        }
    }

    fn cell(&self, key: u128) -> Cell {
        // Nothing in there can fail half-way.
        self.cells.lock().unwrap_or_else(PoisonError::into_inner).get(key)
    }
}

/// Plates by what is on them, each with the turn of its last use.
#[derive(Default)]
struct Cells {
    cells: HashMap<u128, (u64, Cell)>,
    turn: u64,
}

impl Cells {
    /// The number of plates that are kept: more than the villages of a kecamatan need, and few megabytes.
    const MOST: usize = 16;

    fn get(&mut self, key: u128) -> Cell {
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

impl Press<'_> {
    /// Whether all plates seem to be at hand.
    pub(super) fn is_calm(&self) -> bool {
        self.plates.are_calm()
    }

    /// A document (PDF) and its pages, printed from the plate of all villages that have the same to show. `None`: this one is set
    /// for itself.
    pub(super) fn printed(&self, paper: Paper<'_>, sheet: &sheet::Village, village: &Village) -> Result<Option<(usize, Vec<u8>)>> {
        let kind = paper.kind;
        // An office's own layouts may show whatever they like of a village; those of its own forms stand among the forms alone. A booklet's
        // pages are laid on sheets one by one.
        let is_folded = self.checked.settings.edition.mode == Mode::Booklet && kind.is_folded();
        let is_replaced = self.checked.layouts.keys().any(|layout| kind == Kind::Forms || is_built_in(layout));
        let is_own = is_replaced || sheet.correction.is_some() || is_folded;
        let Some(shows) = kind.plate().filter(|_| !is_own) else { return Ok(None) };
        let mut shown = sheet.shown(shows);
        let Ok(plate) = self.plate(kind, &shown.blank(), village)? else { return Ok(None) };
        shown.clear_news();
        match plate.print(kind, &shown, &paper.subject()) {
            Ok(printed) => Ok(Some((plate.pages(), printed))),
            Err(reason) => {
                tracing::info!(kind = kind.name(), desa = village.desa.code.as_str(), %reason, "not from the plate");
                Ok(None)
            }
        }
    }

    /// The plate of a sheet without a name, made where it is not at hand.
    fn plate(&self, kind: Kind, blank: &sheet::Village, village: &Village) -> Result<Made> {
        let cell = self.plates.cell(recipe::digest(&(kind.name(), blank))?);
        let made = cell.get_or_init(|| {
            let laid_out = self.fitted(kind, blank, village)?;
            self.plates.since_new.store(0, Ordering::Relaxed);
            let author = &self.checked.settings.regency.government;
            let plate = Plate::new(&self.typesetter, kind, (blank, &laid_out), author);
            Ok(plate.map(Arc::new).inspect_err(|reason| tracing::info!(kind = kind.name(), %reason, "no plate")))
        });
        made.clone()
    }

    /// The kinds of a village's documents that are to be printed from plates and cannot be, and why. Typst sets them instead, so that only
    /// a test of a new version of typst asks for it.
    ///
    /// # Errors
    /// The layouts' faults.
    pub fn unplated(&self, village: &Village) -> Result<Vec<(Kind, String)>> {
        let sheet = self.print(village, None)?.sheet;
        let addressee = Addressee::village(village);
        let mut found = Vec::new();
        for kind in Kind::ALL {
            let is_made = kind.scope() == Scope::Cover || self.is_in_bundle(kind, &sheet);
            let Some(shows) = kind.plate().filter(|_| is_made) else { continue };
            let shown = sheet.shown(shows);
            let subject = Paper { checked: self.checked, kind, addressee: &addressee, ralat: 0 }.subject();
            let printed = self.plate(kind, &shown.blank(), village)?.and_then(|plate| plate.print(kind, &shown, &subject));
            found.extend(printed.err().map(|reason| (kind, reason.to_string())));
        }
        Ok(found)
    }
}
