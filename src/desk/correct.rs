//! What has to be made again after something went out: corrections (ralat) for exactly the villages that a change concerns.

use std::collections::{BTreeMap, BTreeSet};

use chrono::Utc;

use super::Office;
use post::ledger::{Ledger, LedgerError};
use press::plan::Plan;
use press::plan::news::{Change, Item, changes};
use press::press::Checked;

/// What the names of papers end in that tell of later bundles only.
pub const LATER: &str = "-susulan";

/// What is to be made for a village.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Task {
    /// The edition's bundle.
    Whole,
    /// A correction of what it has.
    Correct { number: u32, changes: Vec<Change> },
    /// Nothing: what it has still holds, and the change elsewhere is none of its concern.
    Leave,
}

impl Task {
    /// The number of the correction that is to be made, and what it corrects.
    pub fn correction(&self) -> Option<(u32, &[Change])> {
        match self {
            Task::Correct { number, changes } => Some((*number, changes)),
            Task::Whole | Task::Leave => None,
        }
    }
}

/// What an edition needs made.
#[derive(Debug)]
pub struct Tasks {
    /// The number under which the ledger keeps the news that bundles are made from now.
    pub news: i64,
    by_desa: BTreeMap<String, Task>,
    /// Villages that have the edition's bundle as it would be made now.
    out: BTreeSet<String>,
    /// Corrections made before that were not withdrawn: village and number.
    corrections: BTreeSet<(String, u32)>,
}

impl Tasks {
    /// A village that has nothing yet gets everything.
    pub fn of(&self, desa: &str) -> &Task {
        self.by_desa.get(desa).unwrap_or(&Task::Whole)
    }

    /// Whether a village has, or may have, what it is to have, so that nothing of it need be printed or sent again.
    pub fn is_out(&self, desa: &str) -> bool {
        self.out.contains(desa)
    }

    /// The numbers of a village's corrections that stand, and of the one to be made.
    pub fn standing(&self, desa: &str) -> Vec<u32> {
        let made = self.corrections.range((desa.to_owned(), 0)..=(desa.to_owned(), u32::MAX)).map(|(_, number)| *number);
        made.chain(self.of(desa).correction().map(|(number, _)| number)).collect()
    }

    /// What the names of the office's papers end in: only those of a whole edition are the edition's.
    pub fn suffix(&self, is_whole: bool) -> &'static str {
        if self.by_desa.is_empty() || (is_whole && self.corrections() == 0) { "" } else { LATER }
    }

    /// How many villages get a correction.
    pub fn corrections(&self) -> usize {
        self.by_desa.values().filter(|task| matches!(task, Task::Correct { .. })).count()
    }
}

/// Compares what villages have with what the edition says now, and gives what is to be made its receipt codes. A correction that is no
/// longer needed is withdrawn.
///
/// # Errors
/// Where the ledger cannot be read or written.
pub async fn tasks(office: &Office, checked: &mut Checked, ledger: &Ledger) -> Result<Tasks, LedgerError> {
    let tasks = compared(office, checked, ledger).await?;
    let number = |desa: &str| tasks.of(desa).correction().map_or(0, |(number, _)| number);
    let codes = checked.inputs.kims.iter().map(|kim| kim.desa.code.as_str()).filter(|desa| *tasks.of(desa) != Task::Leave);
    let wanted: Vec<(String, u32)> = codes.map(|desa| (desa.to_owned(), number(desa))).collect();
    let edition = office.edition;
    let drawn = ledger.receipts(edition, &wanted, |desa, ralat, turn| checked.settings.receipts.draw(desa, edition, ralat, turn)).await?;
    checked.settings.receipts.record(drawn);
    Ok(tasks)
}

async fn compared(office: &Office, checked: &Checked, ledger: &Ledger) -> Result<Tasks, LedgerError> {
    let plan = Plan::new(&checked.inputs, office.edition, &checked.settings).value;
    let now = plan.news();
    let text = serde_json::to_string(&now).map_err(|_| LedgerError::UnknownNews)?;
    let number = ledger.news_number(office.edition, &text).await?;
    let recorded = ledger.news(office.edition).await?;
    let mut since: BTreeMap<i64, Vec<Item>> = BTreeMap::new();
    for (old, text) in recorded.iter().filter(|(old, _)| **old != number) {
        since.insert(*old, serde_json::from_str(text).map_err(|_| LedgerError::UnknownNews)?);
    }
    ledger.settle_interrupted(&office.config.unrepeatable(), Utc::now()).await?;
    let issued = ledger.issued(office.edition).await?;
    let (mut by_desa, mut out) = (BTreeMap::new(), BTreeSet::new());
    for kim in plan.kims() {
        let code = kim.desa.code.as_str();
        let Some(has) = issued.get(code) else { continue };
        let concerning = |news: i64| since.get(&news).map(|old| changes(old, &now, &kim.desa)).unwrap_or_default();
        let task = match (has.ralat, has.corrects) {
            // News of before there was a record of them, or the very news that it was made from.
            (0, _) if has.news == 0 || has.news == number => Task::Whole,
            (ralat, Some(base)) if has.news == number => Task::Correct { number: ralat, changes: concerning(base) },
            (ralat, _) => {
                let changes = concerning(has.news);
                if changes.is_empty() { Task::Leave } else { Task::Correct { number: ralat + 1, changes } }
            }
        };
        if task == Task::Whole {
            out.insert(code.to_owned());
        }
        by_desa.insert(code.to_owned(), task);
    }
    let mut tasks = Tasks { news: number, by_desa, out, corrections: BTreeSet::new() };
    for (desa, ralat) in ledger.corrections(office.edition).await? {
        let latest = match tasks.of(&desa) {
            Task::Correct { number, .. } => *number,
            Task::Whole | Task::Leave => issued.get(&desa).map_or(0, |has| has.ralat),
        };
        if ralat > latest {
            ledger.withdraw(office.edition, &desa, ralat).await?;
        } else {
            tasks.corrections.insert((desa, ralat));
        }
    }
    Ok(tasks)
}
