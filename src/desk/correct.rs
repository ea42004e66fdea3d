//! Corrections (ralat): what has to be made again after something went out, for exactly the villages that a change concerns.

use std::collections::{BTreeMap, BTreeSet};

use chrono::Utc;

use super::Office;
use office::folder::Lock;
use office::model::DesaCode;
use post::ledger::{Ledger, LedgerError};
use press::plan::news::{Item, changes};
use press::press::{Checked, Task};

/// The end of names of papers that tell of later bundles only.
pub(super) const LATER: &str = "-susulan";

/// The needs of an edition.
#[derive(Debug)]
pub(super) struct Tasks {
    /// The number under which the ledger keeps the news that bundles are made from now.
    pub(super) news: i64,
    by_desa: BTreeMap<DesaCode, Task>,
    /// Villages that have the edition's bundle as it would be made now.
    out: BTreeSet<DesaCode>,
    /// Corrections made before that were not withdrawn: village and number.
    corrections: BTreeSet<(DesaCode, u32)>,
}

impl Tasks {
    /// A village that has nothing yet gets everything.
    pub(super) fn of(&self, desa: &DesaCode) -> &Task {
        self.by_desa.get(desa).unwrap_or(&Task::Whole)
    }

    /// The needs of the villages that have something.
    pub(super) fn by_desa(&self) -> &BTreeMap<DesaCode, Task> {
        &self.by_desa
    }

    /// Whether a village has, or may have, what it is to have, so that nothing of it need be printed or sent again.
    pub(super) fn is_out(&self, desa: &DesaCode) -> bool {
        self.out.contains(desa)
    }

    /// The numbers of a village's corrections that stand, and of the one to be made.
    pub(super) fn standing(&self, desa: &DesaCode) -> Vec<u32> {
        let made = self.corrections.range((desa.clone(), 0)..=(desa.clone(), u32::MAX)).map(|(_, number)| *number);
        made.chain(self.of(desa).correction().map(|(number, _)| number)).collect()
    }

    /// The end of the names of the office's papers: only those of a whole edition are the edition's.
    pub(super) fn suffix(&self, is_whole: bool) -> &'static str {
        if self.by_desa.is_empty() || (is_whole && self.corrections() == 0) { "" } else { LATER }
    }

    /// The number of villages that get a correction.
    pub(super) fn corrections(&self) -> usize {
        self.by_desa.values().filter(|task| matches!(task, Task::Correct { .. })).count()
    }
}

/// Compares what villages have with what the edition says now, and gives what is to be made its receipt codes. A correction that is no
/// longer needed is withdrawn.
///
/// # Errors
/// The ledger cannot be read or written.
pub(super) async fn tasks(office: &Office, checked: &mut Checked, ledger: &Ledger, lock: &Lock) -> Result<Tasks, LedgerError> {
    let tasks = compared(office, checked, ledger, lock).await?;
    let number = |desa: &DesaCode| tasks.of(desa).correction().map_or(0, |(number, _)| number);
    let codes = checked.registry.villages.iter().map(|village| &village.desa.code).filter(|desa| *tasks.of(desa) != Task::Leave);
    let wanted: Vec<(DesaCode, u32)> = codes.map(|desa| (desa.clone(), number(desa))).collect();
    let edition = office.edition;
    let drawn = ledger.receipts(edition, &wanted, |desa, ralat, turn| checked.settings.receipts.draw(desa, edition, ralat, turn)).await?;
    checked.settings.receipts.record(drawn);
    Ok(tasks)
}

async fn compared(office: &Office, checked: &Checked, ledger: &Ledger, lock: &Lock) -> Result<Tasks, LedgerError> {
    let plan = checked.plan();
    let now = plan.news().map_err(|_| LedgerError::UnknownNews)?;
    let text = serde_json::to_string(&now).map_err(|_| LedgerError::UnknownNews)?;
    let number = ledger.news_number(office.edition, &text).await?;
    let recorded = ledger.news(office.edition).await?;
    let mut since: BTreeMap<i64, Vec<Item>> = BTreeMap::new();
    for (old, text) in recorded.iter().filter(|(old, _)| **old != number) {
        since.insert(*old, serde_json::from_str(text).map_err(|_| LedgerError::UnknownNews)?);
    }
    ledger.settle_interrupted(&office.config.unrepeatable(), lock.is_exclusive(), Utc::now()).await?;
    let issued = ledger.issued(office.edition).await?;
    let (mut by_desa, mut out) = (BTreeMap::new(), BTreeSet::new());
    for village in plan.villages() {
        let code = &village.desa.code;
        let Some(has) = issued.get(code) else { continue };
        let concerning = |news: i64| since.get(&news).map(|old| changes(old, &now, &village.desa)).unwrap_or_default();
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
            out.insert(code.clone());
        }
        by_desa.insert(code.clone(), task);
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
