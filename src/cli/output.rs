//! Where output goes.

use serde_json::{Value, json};

use super::Exit;
use crate::report;
use office::diagnostic::Diagnostic;

/// Where output goes: words for people, or one JSON object for machines.
pub struct Out {
    pub json: bool,
}

impl Out {
    pub fn line(&self, line: impl AsRef<str>) {
        if !self.json {
            // A closed pipe is no fault of the work.
            let _ = std::io::Write::write_all(&mut std::io::stdout(), format!("{}\n", line.as_ref()).as_bytes());
        }
    }

    /// Diagnostics go beside the result, on stderr.
    pub fn diagnostics(&self, all: &[Diagnostic]) {
        if !self.json && !all.is_empty() {
            let _ = std::io::Write::write_all(&mut std::io::stderr(), report::diagnostics(all).as_bytes());
        }
    }

    pub fn finish(&self, command: &str, exit: Exit, diagnostics: &[Diagnostic], mut facts: Value) -> Exit {
        if self.json {
            facts["perintah"] = json!(command);
            facts["kode"] = json!(exit as u8);
            facts["diagnostik"] = json!(diagnostics);
            let _ = std::io::Write::write_all(&mut std::io::stdout(), format!("{facts}\n").as_bytes());
        }
        exit
    }

    pub fn fail(&self, command: &str, fault: Diagnostic) -> Exit {
        let all = [fault];
        self.diagnostics(&all);
        self.finish(command, Exit::Failed, &all, json!({}))
    }
}

/// What waits for servers and the ledger.
///
/// # Errors
/// Where the system gives none.
pub fn runtime() -> Result<tokio::runtime::Runtime, Box<Diagnostic>> {
    tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().map_err(|error| {
        Box::new(Diagnostic::error(format!("Warta tidak dapat dimulai: {error}")).remedy("tutup program lain, lalu ulangi"))
    })
}
