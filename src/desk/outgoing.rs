//! The bundles and corrections that would go out, so that they can be looked at first.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use serde::Serialize;

use super::Checked;
use super::correct::Tasks;
use super::roll::NAMED;
use press::plan::news::Change;
use press::press::{CorrectionPaper, Press, Task};

/// New bundles, and corrections by what they tell.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Outgoing {
    /// Bundles of the edition.
    #[serde(rename = "bundel")]
    pub bundles: usize,
    #[serde(rename = "ralat")]
    pub corrections: usize,
    /// Sheets of paper for all corrections; `None`: not known.
    #[serde(rename = "lembar_ralat")]
    pub sheets: Option<u32>,
    /// The changes that corrections tell, those that concern most villages first.
    #[serde(rename = "perubahan")]
    pub changes: Vec<Told>,
}

/// A change, and whom it is told.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Told {
    /// `Rapat TAPD: semula “…” menjadi “…”`
    #[serde(rename = "isi")]
    pub what: String,
    #[serde(rename = "desa")]
    pub villages: usize,
    /// Sheets of paper for these villages' corrections, which may tell other changes too; `None`: not known.
    #[serde(rename = "lembar")]
    pub sheets: Option<u32>,
}

/// Sums up corrections by what they tell.
#[derive(Debug, Default)]
pub(super) struct Sum {
    corrections: usize,
    sheets: Option<u32>,
    changes: BTreeMap<String, (usize, Option<u32>)>,
}

impl Sum {
    /// Adds a village's correction, and its sheets of paper.
    pub(super) fn add(&mut self, changes: &[Change], sheets: Option<u32>) {
        let more = |all: Option<u32>| Some(all?.saturating_add(sheets?));
        self.sheets = more(if self.corrections == 0 { Some(0) } else { self.sheets });
        self.corrections += 1;
        let mut words: Vec<String> = changes.iter().map(Change::words).collect();
        words.sort();
        words.dedup();
        for what in words {
            let (villages, paper) = self.changes.entry(what).or_insert((0, Some(0)));
            (*villages, *paper) = (*villages + 1, more(*paper));
        }
    }

    /// An outlook with so many bundles of the edition.
    pub(super) fn with(self, bundles: usize) -> Outgoing {
        let told = |(what, (villages, sheets))| Told { what, villages, sheets };
        let mut changes: Vec<Told> = self.changes.into_iter().map(told).collect();
        changes.sort_by_key(|told| Reverse(told.villages));
        Outgoing { bundles, corrections: self.corrections, sheets: self.sheets, changes }
    }
}

impl Outgoing {
    /// The outlook of an edition's tasks, before anything of it is made.
    pub(super) fn ahead(checked: &Checked, tasks: &Tasks) -> Self {
        let (plan, stopped) = (checked.plan(), checked.stopped());
        let press = Press::new(checked, &plan);
        let (mut paper, mut sum, mut bundles) = (CorrectionPaper::new(&press), Sum::default(), 0);
        for village in plan.villages() {
            let code = &village.desa.code;
            if stopped.contains(code.as_str()) || tasks.is_out(code) {
                continue;
            }
            match tasks.of(code) {
                Task::Whole => bundles += 1,
                Task::Correct { changes, .. } => {
                    let what: Vec<String> = changes.iter().map(Change::words).collect();
                    sum.add(changes, paper.sheets(village, tasks.of(code).correction(), &what.join("\n")));
                }
                Task::Keep(_) => {}
            }
        }
        sum.with(bundles)
    }

    /// The changes in one line, for the record.
    pub(super) fn in_a_line(&self) -> String {
        let more = self.changes.len().saturating_sub(NAMED);
        let more = (more > 0).then(|| format!("… dan {more} lagi"));
        let told = self.changes.iter().take(NAMED).map(|told| told.what.clone());
        told.chain(more).collect::<Vec<_>>().join("; ")
    }

    /// The changes that the corrections of an edition's tasks tell, without their paper.
    pub(super) fn corrections(tasks: &Tasks) -> Self {
        let mut sum = Sum::default();
        for (code, task) in tasks.by_desa() {
            if let Task::Correct { changes, .. } = task
                && !tasks.is_out(code)
            {
                sum.add(changes, None);
            }
        }
        sum.with(0)
    }
}
