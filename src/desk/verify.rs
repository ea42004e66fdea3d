//! Whether bundles are complete and untouched.

use std::path::{Path, PathBuf};

use serde::Serialize;

use super::{Conclusion, Verdict};
use office::bundle;
use office::diagnostic::io_words;

/// A bundle that was verified.
#[derive(Debug, Clone, Serialize)]
pub struct Verification {
    /// The bundle's path, as it was named.
    #[serde(rename = "berkas")]
    pub file: String,
    #[serde(rename = "utuh")]
    pub is_whole: bool,
    /// In the office's words.
    #[serde(rename = "masalah")]
    pub faults: Vec<String>,
    /// The number of documents found whole; `None`: the file is no bundle, or does not open.
    #[serde(skip)]
    pub intact: Option<usize>,
}

/// Bundles that were verified.
#[derive(Debug, Clone, Serialize)]
pub struct Verified {
    #[serde(rename = "hasil")]
    pub bundles: Vec<Verification>,
}

/// Verifies bundles one after another; `tell` gets each as soon as it is done.
pub fn verify(files: &[PathBuf], mut tell: impl FnMut(&Verification)) -> Conclusion<Verified> {
    let told = |file: &PathBuf| {
        let verification = verification(file);
        tell(&verification);
        verification
    };
    let bundles: Vec<Verification> = files.iter().map(told).collect();
    let verdict = if bundles.iter().all(|bundle| bundle.is_whole) { Verdict::Done } else { Verdict::Failed };
    Conclusion { facts: Verified { bundles }, diagnostics: Vec::new(), verdict }
}

fn verification(file: &Path) -> Verification {
    let opened = std::fs::read(file).map_err(|error| format!("tidak dapat dibuka: {}", io_words(&error)));
    let verified = opened.and_then(|bytes| bundle::verify(&bytes).map_err(|error| error.to_string()));
    let (intact, faults) = match verified {
        Ok(verdict) => (Some(verdict.intact), verdict.faults),
        Err(reason) => (None, vec![reason]),
    };
    Verification { file: file.display().to_string(), is_whole: faults.is_empty(), faults, intact }
}
