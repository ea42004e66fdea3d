//! An edition as it was read, and what it would make.

use std::collections::HashMap;

use super::Press;
use crate::plan::Plan;
use crate::plan::settings::Settings;
use office::diagnostic::{Diagnostic, stops_edition};
use office::intake::Inputs;
use office::model::EditionId;

/// What was read for an edition, and all there is to say about it.
#[derive(Debug)]
pub struct Checked {
    pub edition: EditionId,
    pub inputs: Inputs,
    pub settings: Settings,
    /// The office's own layouts.
    pub layouts: HashMap<String, String>,
    pub diagnostics: Vec<Diagnostic>,
}

impl Checked {
    /// Tries all texts in the layouts, where nothing else stops the edition; says what cannot be set.
    pub fn try_texts(&mut self) {
        if stops_edition(&self.diagnostics) {
            return;
        }
        let plan = Plan::new(&self.inputs, self.edition, &self.settings).value;
        let said = Press::new(self, &plan).try_texts();
        self.diagnostics.extend(said);
    }

    /// What would be made, in the office's words.
    pub fn outlook(&self) -> Vec<String> {
        let plan = Plan::new(&self.inputs, self.edition, &self.settings).value;
        let with_agenda = self.inputs.kims.iter().filter(|kim| plan.agenda_for(kim).iter().any(|(_, here)| *here)).count();
        let with_news = self.inputs.kims.iter().filter(|kim| !plan.announcements_for(kim).is_empty()).count();
        let without_kim = self.inputs.kims.iter().filter(|kim| kim.name.is_none()).count();
        let copies: u32 = self.inputs.kims.iter().map(|kim| plan.copies_for(kim).total).sum();
        let forms: usize = self.inputs.kims.iter().map(|kim| plan.serials_for(kim).values().map(Vec::len).sum::<usize>()).sum();
        vec![
            format!(
                "{} ({}): {} desa dan kelurahan, {without_kim} belum punya KIM",
                crate::plan::wording::edition_label(self.edition),
                self.edition,
                self.inputs.kims.len()
            ),
            format!(
                "{} acara, {} sambutan, {} pengumuman",
                self.inputs.agenda.len(),
                self.inputs.speeches.len(),
                self.inputs.announcements.len()
            ),
            format!("{with_agenda} desa dengan agenda sendiri, {with_news} desa dengan pengumuman sendiri"),
            format!("{copies} eksemplar buletin dan {forms} formulir bernomor"),
        ]
    }
}
