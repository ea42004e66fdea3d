//! The only place that sees every stage: check, build, send, and making a new office folder.

pub mod build;
pub mod check;
pub mod correct;
pub mod decide;
mod dispatch;
pub mod new;
mod papers;
pub mod preview;
pub mod publish;
pub mod receive;
pub mod recipe;
mod report;
pub mod schedule;
pub mod send;
pub mod stop;
mod tidy;
pub mod workers;

use std::fs::{File, TryLockError};
use std::io::{Read, Seek, Write};
use std::path::{Path, PathBuf};

use chrono::{DateTime, NaiveDateTime, Utc};
use ring::rand::{SecureRandom, SystemRandom};

use crate::config::Config;
use office::bundle::land_private;
use office::diagnostic::{Diagnostic, Place, io_words};
use office::model::EditionId;
use post::deliver::folder::{LEFT, sweep};
use post::ledger::{Ladder, Ledger, LedgerError, Mark};
use press::plan::serial::Receipts;

pub use ::press::press::Checked;
pub use build::{Built, build};
pub use check::check;
pub use correct::tasks;
pub use decide::decide;
pub use new::new_office;
pub use publish::publish;
pub use receive::receive;
pub use report::write_report;
pub use send::{Request, Sent, send};
pub use stop::{How, Stop};

/// Where the secret lies by which receipt codes are drawn: 64 hexadecimal digits.
const SECRET: &str = "rahasia/tanda-terima";

/// The right to work in an office folder. In its file stands the mark of the ledger that sent last.
#[derive(Debug)]
pub struct Lock(File);

impl Lock {
    /// The mark that the last sending left.
    pub fn mark(&mut self) -> Option<Mark> {
        let mut text = String::new();
        self.0.rewind().and_then(|()| self.0.read_to_string(&mut text)).ok()?;
        Mark::parse(&text)
    }

    /// Leaves a mark. One that cannot be left is only missed when an old ledger is put back.
    pub fn note(&mut self, mark: &Mark) {
        let written = self.0.set_len(0).and_then(|()| self.0.rewind()).and_then(|()| self.0.write_all(mark.note().as_bytes()));
        let _ = written.and_then(|()| self.0.sync_all());
    }
}

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
            None => *all.last().ok_or_else(|| match misnamed_editions(root).first() {
                Some(name) => Diagnostic::error(format!("folder edisi/{name} tidak dinamai menurut hari Senin"))
                    .at(Place::file(format!("edisi/{name}")))
                    .remedy("namai seperti 2026-11-23: tahun, bulan, tanggal hari Seninnya"),
                None => Diagnostic::error("belum ada edisi")
                    .at(Place::file("edisi/"))
                    .remedy("buat folder edisi/TAHUN-BULAN-TANGGAL menurut hari Seninnya, lalu isi agenda.xlsx"),
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

    /// Keeps a second run out of this folder while the answer lives.
    ///
    /// # Errors
    /// Where another run is at work, or the folder cannot be written.
    pub fn lock(&self) -> Result<Lock, Box<Diagnostic>> {
        let fault = |message: String, remedy: &str| Box::new(Diagnostic::error(message).at(Place::file("warta.kunci")).remedy(remedy));
        for name in ["hasil", "rahasia", "warta.db", "warta.kunci"] {
            let path = self.root.join(name);
            let leads_out = match (path.canonicalize(), self.root.canonicalize()) {
                (Ok(path), Ok(root)) => !path.starts_with(root),
                // A link to nothing would be made into a file wherever it points.
                _ => path.is_symlink(),
            };
            if leads_out {
                let fault = Diagnostic::error("ini tautan ke luar folder kantor, jadi tidak ditulisi").at(Place::file(name));
                return Err(Box::new(fault.remedy("hapus tautannya; Warta membuat sendiri yang diperlukannya")));
            }
        }
        let file = File::options().create(true).truncate(false).read(true).write(true).open(self.root.join("warta.kunci"));
        let file =
            file.map_err(|e| fault(format!("folder kantor tidak dapat ditulis: {}", io_words(&e)), "periksa izin folder dan ruang disk"))?;
        match file.try_lock() {
            Err(TryLockError::WouldBlock) => {
                Err(fault("Warta sedang bekerja di folder ini".to_owned(), "tunggu sampai selesai, lalu jalankan lagi"))
            }
            // Some network folders know no locks: the ledger still keeps each delivery to one row.
            Err(TryLockError::Error(_)) | Ok(()) => Ok(Lock(file)),
        }
    }

    /// Draws the receipt codes of this office. Before its first edition it has no secret to draw them by.
    pub fn receipts(&self) -> Receipts {
        let digits = std::fs::read_to_string(self.root.join(SECRET)).unwrap_or_default();
        let byte = |at: usize| u8::from_str_radix(digits.trim().get(2 * at..2 * at + 2)?, 16).ok();
        let bytes: Option<Vec<u8>> = (0..32).map(byte).collect();
        Receipts::new(bytes.and_then(|bytes| bytes.try_into().ok()))
    }

    /// Makes the secret of [`Office::receipts`], where there is none yet.
    ///
    /// # Errors
    /// Where it cannot be written, or what is there is none.
    pub fn make_secret(&self) -> Result<(), Box<Diagnostic>> {
        let path = self.root.join(SECRET);
        sweep(&self.root.join("rahasia"), LEFT);
        let fault = |message: String, remedy: &str| Box::new(Diagnostic::error(message).at(Place::file(SECRET)).remedy(remedy));
        if self.receipts().has_secret() {
            return Ok(());
        }
        if path.exists() {
            let remedy = "kembalikan dari cadangan; bila tidak ada, hapus berkasnya: kode yang sudah tercetak tetap dikenal";
            return Err(fault("berkas ini rusak, atau tidak terbaca".to_owned(), remedy));
        }
        let mut secret = [0u8; 32];
        let drawn = SystemRandom::new().fill(&mut secret);
        drawn.map_err(|_| fault("komputer ini tidak memberi angka acak".to_owned(), "jalankan lagi"))?;
        let digits: String = secret.iter().map(|byte| format!("{byte:02x}")).collect();
        land_private(&path, digits.as_bytes())
            .map_err(|e| fault(format!("tidak dapat ditulis: {}", io_words(&e)), "periksa izin folder dan ruang disk"))
    }

    /// When a channel's turn is over, by the office's rules.
    pub fn ladder(&self, now: DateTime<Utc>) -> Ladder {
        Ladder::after_days(self.config.delivery.acknowledge_days, now)
    }

    /// A moment on the office's clock.
    pub fn local(&self, moment: DateTime<Utc>) -> NaiveDateTime {
        moment.naive_utc() + chrono::Duration::hours(self.config.zone().offset_hours())
    }

    /// Whether the edition's week is not over yet.
    pub fn is_current(&self, now: DateTime<Utc>) -> bool {
        self.local(now).date() <= self.edition.sunday()
    }

    /// # Errors
    /// As [`Ledger::open`].
    pub async fn ledger(&self) -> Result<Ledger, LedgerError> {
        Ledger::open(&self.root.join("warta.db")).await
    }
}

/// Folders under `edisi/` that no Monday names.
pub fn misnamed_editions(root: &Path) -> Vec<String> {
    let Ok(entries) = std::fs::read_dir(root.join("edisi")) else { return Vec::new() };
    let names = entries.flatten().filter(|e| e.path().is_dir()).filter_map(|e| e.file_name().into_string().ok());
    let mut names: Vec<String> = names.filter(|name| !name.starts_with('.') && EditionId::parse(name).is_none()).collect();
    names.sort();
    names
}

/// The editions of an office folder, oldest first. Folders not named by a Monday are no editions.
pub fn editions(root: &Path) -> Vec<EditionId> {
    let Ok(entries) = std::fs::read_dir(root.join("edisi")) else { return Vec::new() };
    let mut all: Vec<EditionId> =
        entries.flatten().filter(|e| e.path().is_dir()).filter_map(|e| EditionId::parse(e.file_name().to_str()?)).collect();
    all.sort();
    all
}
