//! The villages' printing, and the papers of the office in which it stands: those of the edition, and of later bundles.

use super::Office;
use super::build::Built;
use super::correct::Tasks;
use super::papers::{has_papers, office_papers, remove_papers};
use crate::report::budget::Row;
use crate::report::whatsapp::Forward;
use office::diagnostic::Diagnostic;
use office::model::Village;
use press::plan::Plan;
use press::press::Checked;

/// The end of names of papers that tell of later bundles only.
const LATER: &str = "-susulan";

/// A village's printing.
#[derive(Debug, Clone)]
pub(super) struct Printed<'v> {
    pub(super) row: Row<'v>,
    pub(super) of: Of,
    /// The village has it already: it is not to be printed or sent again.
    pub(super) is_had: bool,
}

/// The bundle that is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Of {
    /// The edition's, which goes out with those of the others, or did.
    Edition,
    /// The edition's for a village that had none when others had theirs.
    Late,
    /// A correction.
    Correction,
}

/// Writes the papers of what was printed. Papers of what went out before stay as they are; where they are lost they come back, with what
/// was printed `again` of the edition beside corrections.
pub(super) fn write(
    office: &Office,
    checked: &Checked,
    plan: &Plan<'_>,
    tasks: &Tasks,
    printed: &[Printed<'_>],
    again: &[Printed<'_>],
    built: &mut Built,
) {
    let results = office.results();
    let is_new = |one: &Printed<'_>| !one.is_had;
    let is_whole = printed.len() == plan.villages().len() && printed.iter().all(|one| one.of != Of::Correction);
    let papers = Papers { office, checked, plan, tasks };
    if tasks.is_first() || is_whole && printed.iter().any(is_new) {
        remove_papers(&results, LATER);
        return papers.write("", printed.iter(), built);
    }
    if !has_papers(&results, "") {
        let mut edition: Vec<&Printed<'_>> = printed.iter().filter(|one| one.of == Of::Edition).chain(again).collect();
        edition.sort_by(|one, other| one.row.village.desa.code.cmp(&other.row.village.desa.code));
        papers.write("", edition.into_iter(), built);
    }
    let later = || printed.iter().filter(|one| one.of != Of::Edition);
    let has_new = later().any(is_new);
    if has_new && has_papers(&results, LATER) {
        papers.write(LATER, later().filter(|one| is_new(one)), built);
    } else if has_new || tasks.withdrawn() > 0 || !has_papers(&results, LATER) {
        remove_papers(&results, LATER);
        papers.write(LATER, later(), built);
    } else if !tasks.has_standing() {
        remove_papers(&results, LATER);
    }
}

/// All that the papers are made of, but for the printing.
#[derive(Clone, Copy)]
struct Papers<'p> {
    office: &'p Office,
    checked: &'p Checked,
    plan: &'p Plan<'p>,
    tasks: &'p Tasks,
}

impl Papers<'_> {
    fn write<'v>(self, suffix: &'static str, printed: impl Iterator<Item = &'v Printed<'v>> + Clone, built: &mut Built) {
        let rows: Vec<Row<'_>> = printed.clone().map(|one| one.row).collect();
        // The edition's papers say what the edition says.
        let correction = |village: &Village| self.tasks.of(&village.desa.code).correction().filter(|_| suffix == LATER);
        let message = |village: &Village| self.plan.message(village, correction(village));
        match office_papers(self.office, self.checked, suffix, &rows, |village| Forward::new(village, &message(village))) {
            // Restored bundles are told by themselves.
            Ok(_) if printed.clone().all(|one| one.is_had) => {}
            Ok(whatsapp) => (built.papers, built.whatsapp) = (suffix, whatsapp),
            Err(faults) => built.diagnostics.extend(Vec::<Diagnostic>::from(faults)),
        }
    }
}
