//! Output: words for people, or one JSON object for machines.

use std::io::Write;

use serde::Serialize;
use serde_json::{Value, json};

use super::Exit;
use super::progress::Progress;
use crate::desk::{Conclusion, Verdict};
use crate::report;
use office::diagnostic::{self, Diagnostic, Faults};
use office::work::{Observer, Unobserved};

/// Writes words for people, or one JSON object for machines.
#[derive(Debug, Clone, Copy)]
pub struct Out {
    pub json: bool,
    /// Each diagnostic is told by itself, however many have one cause.
    pub in_full: bool,
}

impl Out {
    pub fn line(&self, line: impl AsRef<str>) {
        if !self.json {
            // A closed pipe is no fault of the work.
            let _ = std::io::stdout().write_all(format!("{}\n", line.as_ref()).as_bytes());
        }
    }

    /// Diagnostics go beside the result, on stderr. `word`: the office's own for a village.
    pub fn diagnostics(&self, all: &[Diagnostic], word: &str) {
        self.beside(all, report::diagnostics(all, self.in_full, word));
    }

    /// Those that `warta periksa` tells too: what stops nothing is but counted.
    pub fn diagnostics_again(&self, all: &[Diagnostic], word: &str) {
        let told = if self.in_full { report::diagnostics(all, true, word) } else { report::diagnostics_again(all, word) };
        self.beside(all, told);
    }

    fn beside(&self, all: &[Diagnostic], told: String) {
        if !self.json && !all.is_empty() {
            let _ = std::io::stderr().write_all(told.as_bytes());
        }
    }

    /// The observer of long work: machines get no progress.
    pub fn observer<'a>(&self, progress: &'a Progress) -> &'a dyn Observer {
        if self.json { &Unobserved } else { progress }
    }

    /// Ends a command. People have been told its facts by now; machines get them, with all that is to be said.
    pub fn finish<T: Serialize>(&self, command: &str, conclusion: &Conclusion<T>) -> Exit {
        if !self.json {
            return Exit::Ended(conclusion.verdict);
        }
        match serde_json::to_value(conclusion) {
            Ok(Value::Object(mut facts)) => {
                facts.insert("perintah".to_owned(), json!(command));
                let _ = std::io::stdout().write_all(format!("{}\n", Value::Object(facts)).as_bytes());
                Exit::Ended(conclusion.verdict)
            }
            told => {
                let why = told.err().map_or_else(|| "bukan objek".to_owned(), |error| error.to_string());
                let _ = std::io::stderr().write_all(format!("galat: hasil tidak dapat ditulis sebagai JSON: {why}\n").as_bytes());
                Exit::Ended(Verdict::Failed)
            }
        }
    }

    /// Ends a command that could do nothing.
    pub fn fail(&self, command: &str, faults: Faults) -> Exit {
        self.diagnostics(&faults, "desa");
        self.finish(command, &Conclusion::<()>::from(faults))
    }

    /// Ends a command whose diagnostics were told as it went.
    pub fn end<T: Serialize>(&self, command: &str, conclusion: diagnostic::Result<Conclusion<T>>) -> Exit {
        match conclusion {
            Ok(conclusion) => self.finish(command, &conclusion),
            Err(faults) => self.fail(command, faults),
        }
    }
}

/// Waits for what needs servers or the ledger.
///
/// # Errors
/// The system has no room for another thread.
pub fn runtime() -> diagnostic::Result<tokio::runtime::Runtime> {
    tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().map_err(|error| {
        let fault = Diagnostic::error("warta.tidak-dimulai", format!("Warta tidak dapat dimulai: {error}"));
        fault.remedy("tutup program lain, lalu ulangi").into()
    })
}
