//! What has to be made again after something went out: corrections (ralat) for exactly the villages that a change concerns.

use std::collections::BTreeMap;

use super::Office;
use super::check::Checked;
use crate::ledger::{Ledger, LedgerError};
use crate::plan::Plan;
use crate::plan::news::{Change, Item, changes};

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

/// What an edition needs made.
#[derive(Debug)]
pub struct Tasks {
    /// The number under which the ledger keeps the news that bundles are made from now.
    pub news: i64,
    by_desa: BTreeMap<String, Task>,
}

impl Tasks {
    /// A village that has nothing yet gets everything.
    pub fn of(&self, desa: &str) -> &Task {
        self.by_desa.get(desa).unwrap_or(&Task::Whole)
    }

    /// How many villages get a correction.
    pub fn corrections(&self) -> usize {
        self.by_desa.values().filter(|task| matches!(task, Task::Correct { .. })).count()
    }
}

/// Compares what villages have with what the edition says now. A correction that is no longer needed is withdrawn.
///
/// # Errors
/// Where the ledger cannot be read or written.
pub async fn tasks(office: &Office, checked: &Checked, ledger: &Ledger) -> Result<Tasks, LedgerError> {
    let plan = Plan::new(&checked.inputs, office.edition, &checked.settings).value;
    let now = plan.news();
    let number = ledger.news_number(office.edition, &serde_json::to_string(&now).unwrap_or_default()).await?;
    let recorded = ledger.news(office.edition).await?;
    let since: BTreeMap<i64, Vec<Change>> = recorded
        .iter()
        .filter(|(old, _)| **old != number)
        .filter_map(|(old, text)| Some((*old, changes(&serde_json::from_str::<Vec<Item>>(text).ok()?, &now))))
        .collect();
    let issued = ledger.issued(office.edition).await?;
    let mut by_desa = BTreeMap::new();
    for kim in plan.kims() {
        let code = kim.desa.code.as_str();
        let Some(has) = issued.get(code) else { continue };
        let concerning = |news: i64| -> Vec<Change> {
            since.get(&news).into_iter().flatten().filter(|change| change.concerns(&kim.desa)).cloned().collect()
        };
        let task = match (has.ralat, has.corrects) {
            // News of before there was a record of them, or the very news that it was made from.
            (0, _) if has.news == 0 || has.news == number => Task::Whole,
            (ralat, Some(base)) if has.news == number => Task::Correct { number: ralat, changes: concerning(base) },
            (ralat, _) => {
                let changes = concerning(has.news);
                if changes.is_empty() { Task::Leave } else { Task::Correct { number: ralat + 1, changes } }
            }
        };
        let latest = if let Task::Correct { number, .. } = &task { *number } else { has.ralat };
        ledger.withdraw(office.edition, code, latest).await?;
        by_desa.insert(code.to_owned(), task);
    }
    Ok(Tasks { news: number, by_desa })
}
