//! Corrections (ralat): what has to be made again after something went out, for exactly the villages that a change concerns.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};

use super::Office;
use super::outgoing::Outgoing;
use office::folder::Lock;
use office::model::{Desa, DesaCode};
use post::ledger::{Corrected, Issued, Ledger, LedgerError, News, QuietChange};
use press::plan::news::{Change, Item, changes};
use press::press::{Checked, Task};

/// The needs of an edition.
#[derive(Debug, Default)]
pub(super) struct Tasks {
    /// The number under which the ledger keeps the news that bundles are made from now.
    pub(super) news: i64,
    by_desa: BTreeMap<DesaCode, Task>,
    /// Villages that have what they are to have, as it would be made now: the edition's bundle, or the latest correction.
    out: BTreeSet<DesaCode>,
    /// Corrections made before that stand: village and number.
    corrections: BTreeSet<(DesaCode, u32)>,
    /// Corrections that were made and never went out, and that nobody needs any more.
    needless: Vec<(DesaCode, u32)>,
    /// Villages that would get a correction if the office had not kept the changes quiet now.
    pub(super) quiet: usize,
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

    /// Whether nothing of the edition went out before.
    pub(super) fn is_first(&self) -> bool {
        self.by_desa.is_empty()
    }

    /// Whether a village has, or may have, what it is to have, so that nothing of it need be printed or sent again.
    pub(super) fn is_out(&self, desa: &DesaCode) -> bool {
        self.out.contains(desa)
    }

    /// Whether a correction is on record, or to be made, and was not taken back.
    pub(super) fn stands(&self, desa: &DesaCode, ralat: u32) -> bool {
        self.corrections.contains(&(desa.clone(), ralat)) || self.of(desa).correction().is_some_and(|(number, _)| number == ralat)
    }

    /// Whether any correction stands.
    pub(super) fn has_standing(&self) -> bool {
        !self.corrections.is_empty() || self.corrections() > 0
    }

    /// The number of corrections that were taken back now.
    pub(super) fn withdrawn(&self) -> usize {
        self.needless.len()
    }

    /// The number of villages that get a correction.
    pub(super) fn corrections(&self) -> usize {
        self.by_desa.values().filter(|task| matches!(task, Task::Correct { .. })).count()
    }
}

/// Compares what villages have with what the edition says now, and gives what is to be made its receipt codes. A correction that is no
/// longer needed is withdrawn. `quiet`: the office wants no correction of what changed until now.
///
/// # Errors
/// The ledger cannot be read or written.
pub(super) async fn tasks(office: &Office, checked: &mut Checked, ledger: &Ledger, lock: &Lock, quiet: bool) -> Result<Tasks, LedgerError> {
    let edition = office.edition;
    ledger.settle_interrupted(&office.config.unrepeatable(), lock.is_exclusive(), Utc::now()).await?;
    ledger.news_number(edition, &text(&news(checked)?)?, Utc::now()).await?;
    let mut tasks = compare(office, checked, ledger).await?;
    if quiet {
        tasks = keep_quiet(office, checked, ledger, tasks).await?;
    }
    for (desa, ralat) in &tasks.needless {
        ledger.withdraw(edition, desa, *ralat).await?;
    }
    let number = |desa: &DesaCode| tasks.of(desa).correction().map_or(0, |(number, _)| number);
    let codes = checked.registry.villages.iter().map(|village| &village.desa.code);
    let wanted: Vec<(DesaCode, u32)> =
        codes.filter(|desa| !matches!(tasks.of(desa), Task::Keep(_))).map(|desa| (desa.clone(), number(desa))).collect();
    let drawn = ledger.receipts(edition, &wanted, |desa, ralat, turn| checked.settings.receipts.draw(desa, edition, ralat, turn)).await?;
    checked.settings.receipts.record(drawn);
    Ok(tasks)
}

/// The edition's news as they would be told now.
fn news(checked: &Checked) -> Result<Vec<Item>, LedgerError> {
    checked.plan().news().map_err(|_| LedgerError::UnknownNews)
}

fn text(news: &[Item]) -> Result<String, LedgerError> {
    serde_json::to_string(news).map_err(|_| LedgerError::UnknownNews)
}

/// Whether the edition's news are others than any from which bundles were made.
///
/// # Errors
/// The ledger cannot be read.
pub(super) async fn has_changed(office: &Office, checked: &Checked, ledger: &Ledger) -> Result<bool, LedgerError> {
    let (recorded, now) = (ledger.news(office.edition).await?, text(&news(checked)?)?);
    Ok(!recorded.is_empty() && recorded.values().all(|told| told.items != now))
}

/// Compares what villages have with what the edition says now. Nothing is recorded.
///
/// # Errors
/// The ledger cannot be read.
pub(super) async fn compare(office: &Office, checked: &Checked, ledger: &Ledger) -> Result<Tasks, LedgerError> {
    let now = news(checked)?;
    let told = Told::new(&ledger.news(office.edition).await?, now)?;
    let issued = ledger.issued(office.edition).await?;
    let (mut by_desa, mut out) = (BTreeMap::new(), BTreeSet::new());
    for village in &checked.registry.villages {
        let code = &village.desa.code;
        let Some(has) = issued.get(code) else { continue };
        let task = told.task(has, &village.desa);
        if has.news == told.number || task == Task::Whole {
            out.insert(code.clone());
        }
        by_desa.insert(code.clone(), task);
    }
    let (corrections, needless) = (BTreeSet::new(), Vec::new());
    let mut tasks = Tasks { news: told.number, by_desa, out, corrections, needless, quiet: 0 };
    for (desa, ralat) in ledger.corrections(office.edition).await? {
        let latest = match tasks.of(&desa) {
            Task::Correct { number, .. } => *number,
            Task::Whole | Task::Keep(_) => issued.get(&desa).map_or(0, |has| has.ralat),
        };
        if ralat > latest {
            tasks.needless.push((desa, ralat));
        } else {
            tasks.corrections.insert((desa, ralat));
        }
    }
    Ok(tasks)
}

/// The states of an edition's news that are on record.
struct Told {
    /// The number of the present one, or the one that it would get.
    number: i64,
    now: Vec<Item>,
    /// The others.
    before: BTreeMap<i64, Vec<Item>>,
    /// When each was first on record.
    recorded: BTreeMap<i64, DateTime<Utc>>,
}

impl Told {
    fn new(recorded: &BTreeMap<i64, News>, now: Vec<Item>) -> Result<Self, LedgerError> {
        let present = text(&now)?;
        let known = recorded.iter().rev().find(|(_, news)| news.items == present).map(|(number, _)| *number);
        let number = known.unwrap_or_else(|| recorded.keys().next_back().map_or(1, |last| last + 1));
        let mut before = BTreeMap::new();
        for (old, news) in recorded.iter().filter(|(old, _)| **old != number) {
            before.insert(*old, serde_json::from_str(&news.items).map_err(|_| LedgerError::UnknownNews)?);
        }
        let recorded = recorded.iter().filter_map(|(number, news)| Some((*number, news.recorded?))).collect();
        Ok(Told { number, now, before, recorded })
    }

    fn items(&self, number: i64) -> Option<&[Item]> {
        if number == self.number { Some(&self.now) } else { self.before.get(&number).map(Vec::as_slice) }
    }

    /// The changes for a village from one state to another. Nothing is told of news of before there was a record of them.
    fn changes(&self, from: i64, to: i64, desa: &Desa) -> Vec<Change> {
        let both = self.items(from).zip(self.items(to)).filter(|_| from != to);
        let mut changes = both.map(|(before, after)| changes(before, after, desa)).unwrap_or_default();
        changes.iter_mut().for_each(|change| change.recorded = self.recorded.get(&to).copied());
        changes
    }

    /// The changes that a correction tells: of what changed since the village was taken to know the news, each as its papers have it, which
    /// know nothing of what was kept quiet. What was kept quiet and then taken back is no change.
    fn corrected(&self, before: Corrected, to: i64, desa: &Desa) -> Vec<Change> {
        let mut changes = self.changes(before.news, to, desa);
        if before.news != before.known {
            let since = self.changes(before.known, to, desa);
            changes.retain(|change| since.iter().any(|other| is_of_one_item(change, other)));
        }
        changes
    }

    /// The need of a village that has this.
    fn task(&self, has: &Issued, desa: &Desa) -> Task {
        let now = self.number;
        if has.ralat == 0 && (has.news == 0 || has.news == now) {
            return Task::Whole;
        }
        if let Some(before) = has.corrects.filter(|_| has.ralat > 0 && has.news == now) {
            return Task::Correct { number: has.ralat, changes: self.corrected(before, now, desa) };
        }
        let changes = self.corrected(Corrected { news: has.news, known: has.known }, now, desa);
        if changes.is_empty() { Task::Keep(Box::new(self.made(has, desa))) } else { Task::Correct { number: has.ralat + 1, changes } }
    }

    /// How what a village has was made.
    fn made(&self, has: &Issued, desa: &Desa) -> Task {
        match has.corrects.filter(|_| has.ralat > 0) {
            Some(before) => Task::Correct { number: has.ralat, changes: self.corrected(before, has.news, desa) },
            None => Task::Whole,
        }
    }
}

/// Whether two changes came to the same item, or left the same one out.
fn is_of_one_item(one: &Change, other: &Change) -> bool {
    match (&one.after, &other.after) {
        (Some(one), Some(other)) => one == other,
        (None, None) => one.before.as_ref().map(|item| &item.title) == other.before.as_ref().map(|item| &item.title),
        _ => false,
    }
}

/// Has it on record that villages are taken to know what changed until now, and gives what is left to be made.
async fn keep_quiet(office: &Office, checked: &Checked, ledger: &Ledger, tasks: Tasks) -> Result<Tasks, LedgerError> {
    let issued = ledger.issued(office.edition).await?;
    let corrected = tasks.by_desa.iter().filter(|(desa, task)| matches!(task, Task::Correct { .. }) && !tasks.is_out(desa));
    let villages: Vec<(DesaCode, u32)> = corrected.filter_map(|(desa, _)| Some((desa.clone(), issued.get(desa)?.ralat))).collect();
    if villages.is_empty() {
        return Ok(tasks);
    }
    let change = QuietChange { by: user(), at: Utc::now(), what: Outgoing::corrections(&tasks).in_a_line(), villages: villages.len() };
    ledger.keep_quiet(office.edition, tasks.news, &villages, &change).await?;
    Ok(Tasks { quiet: villages.len(), ..compare(office, checked, ledger).await? })
}

/// The name under which a person works on this computer.
fn user() -> Option<String> {
    let named = |variable: &str| std::env::var(variable).ok().map(|name| name.trim().to_owned()).filter(|name| !name.is_empty());
    named("USER").or_else(|| named("USERNAME"))
}
