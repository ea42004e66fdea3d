//! The use cases, each in a file: what an office does with Warta, whatever face it is done by.
//!
//! A use case takes the office and plain values, and gives one [`Conclusion`]: facts that serde writes, all that is to be said, and a
//! verdict. It prints nothing and ends no program. Long work is watched and stopped by [`How`](office::work::How); a callback gets what is to be
//! told before it ends.

mod absent;
mod ahead;
mod archive;
mod backup;
mod build;
mod check;
mod conclusion;
mod correct;
mod day;
mod deadlines;
mod decide;
mod deliveries;
mod doubt;
mod job;
pub mod materials;
mod named;
mod new;
mod outgoing;
mod papers;
mod paste;
pub mod people;
mod preview;
mod printing;
mod publish;
mod receipt_book;
mod receive;
mod report;
mod roll;
pub mod schedule;
mod send;
mod sending;
pub mod settings;
mod slip;
pub mod start;
mod status;
mod tidy;
mod units;
mod verify;
mod village;
pub mod words;

use std::path::Path;

use chrono::{DateTime, NaiveDateTime, Utc};
use ring::rand::{SecureRandom, SystemRandom};

use crate::config::Config;
use office::bundle::land_private;
use office::diagnostic::{self, Diagnostic, Faults, Place, io_words};
use office::folder::{Folder, Lock, Results};
use office::model::EditionId;
use post::deliver::folder::{LEFT, sweep};
use post::ledger::{Ladder, Ledger, LedgerError};
use press::plan::receipts::Receipts;

pub use ::press::press::Checked;
pub use ahead::{ChannelAhead, Made, PublishAhead, SendAhead, made, publish_ahead, send_ahead};
pub use archive::{Archive, archive};
pub use backup::{BackedUp, Backup, Restored, back_up, back_up_if_due, backups, restore};
pub use build::Built;
pub use check::{Outlook, check, inspect, inspect_whole};
pub use conclusion::{Conclusion, Verdict};
pub use deadlines::{Deadline, Deadlines, Matter, SilentKim, deadlines};
pub use decide::{Decided, decide};
pub use deliveries::{Condition, Deliveries, Region, VillageBundle, Wanted, deliveries};
pub use doubt::{Doubtful, Doubts, SettledVillage, Settlement, doubts, settle_doubts, undecide};
pub use job::{Ask, Event, Held, Job, Published, Steps, Tell, job};
pub use new::{NewOffice, new_office};
pub use outgoing::{Outgoing, Told};
pub use paste::{Bundle, Chat, Chosen, Finding, Pasted, paste, record_pasted};
pub use preview::{Section, View, find, sample, view};
pub use publish::publish;
pub use receipt_book::{ReceiptBook, receipt_book};
pub use receive::{Acknowledged, Receiving, receive};
pub use report::{current_report, write_report};
pub use roll::{Roll, Roster};
pub use schedule::{Scheduler, Turn};
pub use send::{Departure, Request, Sent, departure, send};
pub use sending::{Sending, is_well};
pub use slip::Slip;
pub use status::{Status, example_village, status, status_of_village};
pub use units::{Installed, Task, install, install_desk};
pub use verify::{Verification, Verified, verify};
pub use village::{Contact, Hit, Search, VillageEdition, VillageHistory, search_villages, village};

/// The file of the secret by which receipt codes are drawn: 64 hexadecimal digits.
const SECRET: &str = "tanda-terima";

/// An office folder, opened at one edition.
#[derive(Debug)]
pub struct Office {
    pub folder: Folder,
    pub config: Config,
    pub edition: EditionId,
}

impl Office {
    /// Opens an office folder, or the one that a folder of its editions or results lies in; without an edition the one that this folder
    /// is of, else the newest, never one chosen by today's date.
    ///
    /// # Errors
    /// The settings cannot be used, or there is no such edition.
    pub fn open(root: &Path, edition: Option<&str>) -> diagnostic::Result<Self> {
        let (folder, inside) = Folder::around(root);
        let config = Config::read(&folder)?;
        let edition = match edition.or(inside.as_deref()) {
            Some(text) => named_edition(&folder, text)?,
            None => newest_edition(&folder)?,
        };
        Ok(Office { folder, config, edition })
    }

    /// The results of this edition.
    pub fn results(&self) -> Results {
        self.folder.results(self.edition)
    }

    /// The office's own word for a village, in running text: `desa`, `kampung`.
    pub fn village_word(&self) -> String {
        self.config.plan().regency.own_words().village.map_or_else(|| "desa".to_owned(), |word| word.to_lowercase())
    }

    /// Keeps a second run out of this folder while the answer lives.
    ///
    /// # Errors
    /// As [`Folder::lock`].
    pub(crate) fn lock(&self) -> diagnostic::Result<Lock> {
        self.folder.lock()
    }

    /// Draws the receipt codes of this office. Before its first edition it has no secret to draw them by.
    pub fn receipts(&self) -> Receipts {
        let digits = std::fs::read_to_string(self.folder.secrets().join(SECRET)).unwrap_or_default();
        let byte = |at: usize| u8::from_str_radix(digits.trim().get(2 * at..2 * at + 2)?, 16).ok();
        let bytes: Option<Vec<u8>> = (0..32).map(byte).collect();
        Receipts::new(bytes.and_then(|bytes| bytes.try_into().ok()))
    }

    /// Makes the secret of [`Office::receipts`], where there is none yet.
    ///
    /// # Errors
    /// It cannot be written, or the file that is there holds none.
    pub(crate) fn make_secret(&self) -> diagnostic::Result<()> {
        let path = self.folder.secrets().join(SECRET);
        sweep(&self.folder.secrets(), LEFT);
        let at = |fault: Diagnostic| fault.at(Place::file(Folder::secret_name(SECRET)));
        if self.receipts().has_secret() {
            return Ok(());
        }
        if path.exists() {
            let fault = at(Diagnostic::error("kantor.rahasia-rusak", "berkas ini rusak, atau tidak terbaca"));
            return Err(fault
                .remedy("kembalikan dari cadangan; bila tidak ada, hapus berkasnya: kode yang sudah tercetak tetap dikenal")
                .into());
        }
        let mut secret = [0u8; 32];
        SystemRandom::new().fill(&mut secret).map_err(|_| {
            at(Diagnostic::error("kantor.tanpa-angka-acak", "komputer ini tidak memberi angka acak")).remedy("jalankan lagi")
        })?;
        let digits: String = secret.iter().map(|byte| format!("{byte:02x}")).collect();
        land_private(&path, digits.as_bytes()).map_err(|error| {
            let fault = at(Diagnostic::error("disk.tidak-ditulis", format!("tidak dapat ditulis: {}", io_words(&error))));
            Faults::from(fault.remedy("periksa izin folder dan ruang disk"))
        })
    }

    /// The time after which a channel's turn is over, by the office's rules.
    pub(crate) fn ladder(&self, now: DateTime<Utc>) -> Ladder {
        Ladder::after_days(self.config.delivery.acknowledge_days, now)
    }

    /// A moment on the office's clock.
    pub(crate) fn local(&self, moment: DateTime<Utc>) -> NaiveDateTime {
        self.config.zone().local(moment)
    }

    /// Whether the edition's week is not over yet.
    pub(crate) fn is_current(&self, now: DateTime<Utc>) -> bool {
        self.local(now).date() <= self.edition.sunday()
    }

    /// The ledger, opened; whoever opens it closes it.
    ///
    /// # Errors
    /// As [`Ledger::open`].
    pub(crate) async fn ledger(&self) -> Result<Ledger, LedgerError> {
        Ledger::open(&self.folder.ledger()).await
    }

    /// Opens the ledger for some work, and closes it after.
    ///
    /// # Errors
    /// The ledger cannot be opened, or the work's own fault.
    pub async fn with_ledger<T>(&self, work: impl AsyncFnOnce(&Ledger) -> Result<T, LedgerError>) -> diagnostic::Result<T> {
        with(self.ledger().await, work).await
    }

    /// The same for work that only looks at the ledger: one on a disk that cannot be written serves too.
    ///
    /// # Errors
    /// As [`Office::with_ledger`].
    pub async fn with_ledger_to_look_at<T>(&self, work: impl AsyncFnOnce(&Ledger) -> Result<T, LedgerError>) -> diagnostic::Result<T> {
        let ledger = match Ledger::look_at(&self.folder.ledger()).await {
            Some(ledger) => Ok(ledger),
            None => self.ledger().await,
        };
        with(ledger, work).await
    }
}

/// Does some work on a ledger, where it was opened, and closes it.
async fn with<T>(ledger: Result<Ledger, LedgerError>, work: impl AsyncFnOnce(&Ledger) -> Result<T, LedgerError>) -> diagnostic::Result<T> {
    let worked = async {
        let ledger = ledger?;
        let worked = work(&ledger).await;
        ledger.close().await;
        worked
    };
    worked.await.map_err(|error: LedgerError| error.diagnostic().into())
}

/// The edition that a person named.
fn named_edition(folder: &Folder, text: &str) -> diagnostic::Result<EditionId> {
    let newest = folder.editions().last().map_or_else(|| "2026-11-23".to_owned(), EditionId::to_string);
    let remedy = format!("edisi dinamai menurut hari Seninnya, misalnya {newest}");
    let Some(edition) = EditionId::parse(text) else {
        return Err(Diagnostic::error("edisi.bukan-nama", format!("“{text}” bukan nama edisi")).remedy(remedy).into());
    };
    let name = Folder::edition_name(edition);
    if !folder.path(&name).is_dir() {
        let fault = Diagnostic::error("edisi.tidak-ada", format!("edisi {edition} tidak ada"));
        return Err(fault.at(Place::file(name)).remedy(remedy).into());
    }
    Ok(edition)
}

fn newest_edition(folder: &Folder) -> diagnostic::Result<EditionId> {
    if let Some(newest) = folder.editions().pop() {
        return Ok(newest);
    }
    let fault = match folder.misnamed_editions().first() {
        Some(name) => Diagnostic::error(check::MISNAMED, format!("folder edisi/{name} tidak dinamai menurut hari Senin"))
            .at(Place::file(format!("edisi/{name}")))
            .remedy("namai seperti 2026-11-23: tahun, bulan, tanggal hari Seninnya"),
        None => Diagnostic::error("edisi.belum-ada", "belum ada edisi")
            .at(Place::file("edisi/"))
            .remedy("buat folder edisi/TAHUN-BULAN-TANGGAL menurut hari Seninnya, lalu isi agenda.xlsx"),
    };
    Err(fault.into())
}
