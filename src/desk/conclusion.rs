//! The outcome of a use case, which every face shows in its own way.

use serde::{Serialize, Serializer};

use office::diagnostic::{Diagnostic, Faults, Severity, stops_edition};

/// The end of a use case. The numbers are the program's exit codes, in `--json` too; 2 is left for a command that is not understood.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub enum Verdict {
    Done = 0,
    /// Nothing, or not the whole, could be done.
    Failed = 1,
    /// Some villages failed, the rest is done.
    Partly = 3,
}

impl Verdict {
    /// How far a run can go past these diagnostics.
    pub fn of(diagnostics: &[Diagnostic]) -> Self {
        if stops_edition(diagnostics) {
            Verdict::Failed
        } else if diagnostics.iter().any(|d| d.severity == Severity::Error) {
            Verdict::Partly
        } else {
            Verdict::Done
        }
    }

    /// The verdict on single items, of which some were done and some have faults.
    pub(super) fn on_items(is_any_done: bool, faults: &[Diagnostic]) -> Self {
        match (faults.is_empty(), is_any_done) {
            (true, _) => Verdict::Done,
            (false, false) => Verdict::Failed,
            (false, true) => Verdict::Partly,
        }
    }
}

impl Serialize for Verdict {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_u8(*self as u8)
    }
}

/// The facts of a use case, and all there is to say about it. `--json` is this, with the command's name.
#[derive(Debug, Clone, Serialize)]
pub struct Conclusion<T> {
    #[serde(flatten)]
    pub facts: T,
    #[serde(rename = "diagnostik")]
    pub diagnostics: Vec<Diagnostic>,
    #[serde(rename = "kode")]
    pub verdict: Verdict,
}

impl<T> Conclusion<T> {
    /// All was done, and nothing is to be said of it.
    pub fn done(facts: T) -> Self {
        Conclusion { facts, diagnostics: Vec::new(), verdict: Verdict::Done }
    }
}

impl From<Faults> for Conclusion<()> {
    /// Nothing was done.
    fn from(faults: Faults) -> Self {
        Conclusion { facts: (), diagnostics: faults.into(), verdict: Verdict::Failed }
    }
}
