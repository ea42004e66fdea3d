//! An edition as it was read, and what it would make.

use std::collections::HashMap;

use super::Press;
use crate::plan::Plan;
use crate::plan::settings::Settings;
use office::diagnostic::{Diagnostic, stops_edition};
use office::model::{EditionId, Registry, Week};

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

    /// Counts of what would be made, in the office's words.
    pub fn outlook(&self) -> Vec<String> {
        let plan = self.plan();
        let villages = &self.registry.villages;
        let with_agenda = villages.iter().filter(|village| plan.agenda_for(village).iter().any(|(_, here)| *here)).count();
        let with_news = villages.iter().filter(|village| !plan.announcements_for(village).is_empty()).count();
        let without_kim = villages.iter().filter(|village| village.kim.is_none()).count();
        let copies: u32 = villages.iter().map(|village| plan.copies_for(village).total).sum();
        let forms: usize = villages.iter().map(|village| plan.serials_for(village).values().map(Vec::len).sum::<usize>()).sum();
        let edition = self.edition();
        let (events, speeches, announcements) = (self.week.agenda.len(), self.week.speeches.len(), self.week.announcements.len());
        vec![
            format!("{} ({edition}): {} desa dan kelurahan, {without_kim} belum punya KIM", edition.label(), villages.len()),
            format!("{events} acara, {speeches} sambutan, {announcements} pengumuman"),
            format!("{with_agenda} desa dengan agenda sendiri, {with_news} desa dengan pengumuman sendiri"),
            format!("{copies} eksemplar buletin dan {forms} formulir bernomor"),
        ]
    }
}
