//! An edition as it was read, and what it would make.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::paper::{content, sheets};
use super::{Correction, Press, ralat};
use crate::plan::Plan;
use crate::plan::settings::Settings;
use crate::plan::sheet::Content;
use crate::typeset::kinds::Kind;
use office::diagnostic::{Diagnostic, Place, Severity, stops_edition};
use office::model::{DesaCode, DesaKind, EditionId, Registry, Village, Week};

/// The papers of an edition, and all there is to say about them.
#[derive(Debug)]
pub struct Checked {
    pub registry: Registry,
    pub week: Week,
    pub settings: Settings,
    /// The office's own layouts.
    pub layouts: HashMap<String, String>,
    pub diagnostics: Vec<Diagnostic>,
}

/// The code of a fault that tells of a row more than villages: another has its code.
pub const SAME_CODE: &str = "kim.kode-ganda";

impl Checked {
    pub fn edition(&self) -> EditionId {
        self.week.edition
    }

    /// The plan of the edition for all villages.
    pub fn plan(&self) -> Plan<'_> {
        Plan::new(&self.registry, &self.week, &self.settings)
    }

    /// Tries all texts in the layouts, where nothing else stops the edition; says what cannot be set.
    pub fn try_texts(&mut self) {
        if stops_edition(&self.diagnostics) {
            return;
        }
        let plan = self.plan();
        let said = Press::new(self, &plan).try_texts();
        self.diagnostics.extend(said);
    }

    /// The codes of the villages that a fault stops.
    pub fn stopped(&self) -> BTreeSet<&str> {
        let errors = self.diagnostics.iter().filter(|said| said.severity == Severity::Error);
        errors.filter_map(|said| said.desa.as_deref()).collect()
    }

    /// The rows of the registry that name a village and gave none: see [`unread`].
    pub fn unread(&self) -> Vec<&Diagnostic> {
        unread(&self.registry.villages, &self.diagnostics)
    }

    /// The word for villages in running text, `desa`, `kampung`: that of all of them but the kelurahan, where they have one; else the usual.
    pub fn village_word(&self) -> String {
        let mut all = self.registry.villages.iter().filter(|village| village.desa.code.kind() != DesaKind::Kelurahan);
        let word = all.next().map(|village| village.desa.designation.village_in_text());
        word.filter(|word| all.all(|village| village.desa.designation.village_in_text() == *word)).unwrap_or_else(|| "desa".to_owned())
    }

    /// Counts of what would be made, in the office's words.
    pub fn outlook(&self) -> Vec<String> {
        let plan = self.plan();
        let (all, stopped) = (&self.registry.villages, self.stopped());
        let made = || all.iter().filter(|village| !stopped.contains(village.desa.code.as_str()));
        let with_agenda = made().filter(|village| plan.agenda_for(village).iter().any(|(_, here)| *here)).count();
        let with_news = made().filter(|village| !plan.announcements_for(village).is_empty()).count();
        let without_kim = made().filter(|village| village.kim.is_none()).count();
        let copies: u32 = made().map(|village| plan.copies_for(village).total).sum();
        let forms: usize = made().map(|village| plan.serials_for(village).values().map(Vec::len).sum::<usize>()).sum();
        let edition = self.edition();
        let (events, speeches, announcements) = (self.week.agenda.len(), self.week.speeches.len(), self.week.announcements.len());
        let (rows, made, word) = (all.len() + self.unread().len(), made().count(), self.village_word());
        let kim = format!("{without_kim} belum punya KIM");
        let first = if made < rows { String::new() } else { format!(", {kim}") };
        let mut lines = vec![
            format!("{} ({edition}): {rows} {word} dan kelurahan{first}", edition.label()),
            format!("{events} acara, {speeches} sambutan, {announcements} pengumuman"),
            format!("{with_agenda} {word} dengan agenda sendiri, {with_news} {word} dengan pengumuman sendiri"),
            format!("{copies} eksemplar buletin dan {forms} formulir bernomor"),
        ];
        if made < rows {
            let told = format!("{made} dapat diterbitkan, {} belum; hitungan berikut hanya untuk yang dapat: {kim}", rows - made);
            lines.insert(1, told);
        }
        lines
    }
}

/// The rows of a registry that name a village and gave none, each by the first fault that tells of it: its code or its name could not be
/// read, or another row has its code. The villages are in the order of their codes.
pub fn unread<'d>(villages: &[Village], said: &'d [Diagnostic]) -> Vec<&'d Diagnostic> {
    let is_read = |code: &DesaCode| villages.binary_search_by(|village| village.desa.code.cmp(code)).is_ok();
    // A row without a code is known by its place.
    let mut known: BTreeSet<(Option<DesaCode>, Option<&Place>)> = BTreeSet::new();
    let mut unread = Vec::new();
    for fault in said.iter().filter(|fault| fault.severity == Severity::Error) {
        let Some(desa) = &fault.desa else { continue };
        let row = match DesaCode::parse(desa).filter(|_| fault.code != SAME_CODE) {
            Some(code) if is_read(&code) => continue,
            Some(code) => (Some(code), None),
            None => (None, fault.place.as_ref()),
        };
        if known.insert(row) {
            unread.push(fault);
        }
    }
    unread
}

/// Counts the paper of corrections before they are made. One of those that tell the same is set, and stands for the others, which differ by
/// their copies.
pub struct CorrectionPaper<'p, 'a> {
    press: &'p Press<'a>,
    /// The documents of the corrections that were set, by what they tell.
    set: BTreeMap<String, Vec<Content>>,
}

/// So many different corrections are set at most, which takes a moment each; the first stands for any other.
const MOST_SET: usize = 5;

impl<'p, 'a> CorrectionPaper<'p, 'a> {
    pub fn new(press: &'p Press<'a>) -> Self {
        CorrectionPaper { press, set: BTreeMap::new() }
    }

    /// The sheets of paper of a village's correction, which tells `what`; `None`: it cannot be set.
    pub fn sheets(&mut self, village: &Village, correction: Correction<'_>, what: &str) -> Option<u32> {
        if !self.set.contains_key(what) && self.set.len() < MOST_SET {
            let contents = self.press.set(village, correction).ok()?.contents;
            self.set.insert(what.to_owned(), contents);
        }
        let contents = self.set.get(what).or_else(|| self.set.values().next())?;
        let (copies, settings) = (self.press.plan.copies_for(village), &self.press.checked.settings);
        let own = contents.iter().filter_map(|one| {
            let kind = Kind::of_content(one)?;
            Some(content(kind, one.file.clone(), one.pages, &copies, ralat(correction), settings))
        });
        Some(sheets(&own.collect::<Vec<_>>()))
    }
}
