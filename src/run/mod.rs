//! The only place that sees every stage: check, build, send, and making a new office folder.

pub mod build;
pub mod check;
pub mod new;
pub mod send;

use std::path::{Path, PathBuf};

use crate::config::Config;
use crate::diagnostic::{Diagnostic, Place};
use crate::ledger::{Ledger, LedgerError};
use crate::model::EditionId;

pub use build::{Built, build};
pub use check::{Checked, check};
pub use new::new_office;
pub use send::{Sent, send};

/// An office folder, opened at one edition.
#[derive(Debug)]
pub struct Office {
    pub root: PathBuf,
    pub config: Config,
    pub edition: EditionId,
}

impl Office {
    /// Opens an office folder; without an edition its newest one, never one chosen by today's date.
    ///
    /// # Errors
    /// Why there is nothing to work on.
    pub fn open(root: &Path, edition: Option<&str>) -> Result<Self, Box<Diagnostic>> {
        let config = Config::read(root)?;
        let all = editions(root);
        let edition = match edition {
            Some(text) => {
                let remedy = match all.last() {
                    Some(newest) => format!("edisi dinamai menurut hari Seninnya, misalnya {newest}"),
                    None => "edisi dinamai menurut hari Seninnya, misalnya 2026-11-23".to_owned(),
                };
                let id =
                    EditionId::parse(text).ok_or_else(|| Diagnostic::error(format!("“{text}” bukan nama edisi")).remedy(remedy.clone()))?;
                let folder = format!("edisi/{id}");
                if !root.join(&folder).is_dir() {
                    return Err(Box::new(Diagnostic::error(format!("edisi {id} tidak ada")).at(Place::file(folder)).remedy(remedy)));
                }
                id
            }
            None => *all.last().ok_or_else(|| {
                Diagnostic::error("belum ada edisi")
                    .at(Place::file("edisi/"))
                    .remedy("buat folder edisi/TAHUN-BULAN-TANGGAL menurut hari Seninnya, lalu isi agenda.xlsx")
            })?,
        };
        Ok(Office { root: root.to_owned(), config, edition })
    }

    /// Where this edition's results are made.
    pub fn results(&self) -> PathBuf {
        self.root.join("hasil").join(self.edition.to_string())
    }

    /// Where a finished bundle lies.
    pub fn bundle_path(&self, file: &str) -> PathBuf {
        self.results().join("paket").join(file)
    }

    /// # Errors
    /// As [`Ledger::open`].
    pub async fn ledger(&self) -> Result<Ledger, LedgerError> {
        Ledger::open(&self.root.join("warta.db")).await
    }
}

/// The editions of an office folder, oldest first. Folders not named by a Monday are no editions.
pub fn editions(root: &Path) -> Vec<EditionId> {
    let Ok(entries) = std::fs::read_dir(root.join("edisi")) else { return Vec::new() };
    let mut all: Vec<EditionId> =
        entries.flatten().filter(|e| e.path().is_dir()).filter_map(|e| EditionId::parse(e.file_name().to_str()?)).collect();
    all.sort();
    all
}
