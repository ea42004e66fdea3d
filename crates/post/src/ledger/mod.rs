//! The record: what was made, issued and delivered, and how that is proven. "What is due?" is a query.
//!
//! A row is written before the step that it announces: a delivery is `sending` before the other side may have it. Whose turn it is among
//! the channels of a bundle stands once, in the view `ladder` (`migrations/0007_acknowledgements.sql`). Statements that are longer than a
//! line lie in `sql/`.
//!
//! Several runs may work on one ledger. Whatever reads before it writes does so in one statement, or in one transaction that nobody else
//! writes beside; a delivery that a run is sending is its own for as long as its [`Claim`] holds.

mod error;
mod file;
mod record;
mod row;
mod step;
mod claim;
mod forms;
mod bundles;
mod deliveries;
mod decisions;
mod due;
mod history;
mod look;
mod mark;
mod news;
mod overview;
mod receipt;
mod silent;
mod jobs;
mod events;
mod archive;
mod backup;
mod people;

use std::path::Path;
use std::time::Duration;

use chrono::{DateTime, SecondsFormat, Utc};
use sqlx::any::AnyPoolOptions;
use sqlx::migrate::{MigrateError, Migrator};
use sqlx::{Any, AnyConnection, AnyPool, Connection, Database, Executor, Transaction};

pub use archive::{ArchiveHit, ArchiveText};
pub use backup::Still;
pub use claim::Claim;
pub use decisions::{Approval, Leaving, QuietChange};
pub use due::Waiting;
pub use error::LedgerError;
use error::{is_damage, is_made_at_once};
pub use events::{EventFilter, EventRecord};
pub use file::is_on_network;
pub use forms::{FormMapRecord, FormMapRecords};
pub use history::{Awaited, EditionRecord, IssuedForms};
pub use jobs::{JobRecord, JobState};
pub use mark::Mark;
pub use news::{Corrected, Issued, News};
pub use overview::{Alike, Overview};
pub use people::{PersonRecord, SessionRecord};
pub use receipt::{Named, Receipt, Received};
pub(crate) use record::LONGEST_WAIT_MINUTES;
pub use record::{Attempt, BundleRecord, Decider, Delivery, Ladder, State};
pub use silent::{Answers, Silent};

static MIGRATIONS: Migrator = sqlx::migrate!();
/// So often the tables are looked at where another program makes them at the same moment, with a pause between.
const MIGRATION_TRIES: usize = 20;
const MIGRATION_PAUSE: Duration = Duration::from_millis(50);

/// An office's ledger, open: its `warta.db`.
#[derive(Debug, Clone)]
pub struct Ledger {
    pool: AnyPool,
    on_network: bool,
}

type Result<T> = std::result::Result<T, LedgerError>;
type Query<'q> = sqlx::query::Query<'q, Any, <Any as Database>::Arguments>;

impl Ledger {
    /// Opens the ledger, makes it where it is not there, and brings its tables up to date.
    ///
    /// # Errors
    /// The file is not a ledger, is newer than this program, or the disk refuses.
    pub async fn open(path: &Path) -> Result<Self> {
        sqlx::any::install_default_drivers();
        file::keep_private(path);
        let on_network = file::is_on_network(path);
        // WAL keeps what it shares in memory of one machine, and may damage a ledger on another's disk (sqlite.org/wal.html). An older
        // journal needs no such memory.
        let journal = if on_network { "PRAGMA journal_mode = DELETE" } else { "PRAGMA journal_mode = WAL" };
        let url = file::url(path, "mode=rwc");
        // A pool tries again and again; one look tells at once whether this is a database, and whether it can be written.
        let unreadable = |error: sqlx::Error| if is_damage(&error) { LedgerError::Unreadable(error) } else { error.into() };
        let mut first = AnyConnection::connect(&url).await.map_err(unreadable)?;
        for statement in ["PRAGMA busy_timeout = 5000", journal, "BEGIN IMMEDIATE", "ROLLBACK"] {
            first.execute(statement).await.map_err(unreadable)?;
        }
        first.close().await?;
        let pool = AnyPoolOptions::new()
            .max_connections(1)
            .after_connect(move |connection, _| {
                Box::pin(async move {
                    for pragma in [journal, "PRAGMA synchronous = FULL", "PRAGMA busy_timeout = 5000", "PRAGMA foreign_keys = ON"] {
                        connection.execute(pragma).await?;
                    }
                    Ok(())
                })
            })
            .connect(&url)
            .await?;
        migrate(&pool).await?;
        let ledger = Ledger { pool, on_network };
        // It has its mark before anyone can copy it.
        ledger.mark().await?;
        Ok(ledger)
    }

    /// Whether it lies on a disk that other machines reach: two of them must not work on it at once.
    pub fn is_on_network(&self) -> bool {
        self.on_network
    }

    /// Ends the work on it: all of it is in its one file then, which may be copied.
    pub async fn close(&self) {
        self.pool.close().await;
    }

    /// Begins a transaction that writes. It waits here for other writers: one that reads first, and asks to write only then, is refused
    /// where another has written meanwhile.
    async fn begin(&self) -> Result<Transaction<'static, Any>> {
        Ok(self.pool.begin_with("BEGIN IMMEDIATE").await?)
    }
}

/// Brings the tables up to date. Of programs that do so at once, each finds at times what another has just made, and looks again.
async fn migrate(pool: &AnyPool) -> Result<()> {
    let mut tries = MIGRATION_TRIES;
    loop {
        match MIGRATIONS.run(pool).await {
            Err(MigrateError::Execute(error) | MigrateError::ExecuteMigration(error, _)) if tries > 1 && is_made_at_once(&error) => {
                tries -= 1;
            }
            done => return Ok(done?),
        }
        tokio::time::sleep(MIGRATION_PAUSE).await;
    }
}

/// A moment as the ledger writes it: UTC, RFC 3339, whole seconds. Texts of this form are in the order of the moments.
fn stamp(moment: DateTime<Utc>) -> String {
    moment.to_rfc3339_opts(SecondsFormat::Secs, true)
}
