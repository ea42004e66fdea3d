//! Copies of the ledger: each is whole, checked, and one file that needs nothing beside it.

use std::path::Path;
use std::time::Duration;

use sqlx::migrate::MigrateError;
use sqlx::{AnyConnection, Connection, Executor};

use super::error::{is_busy, is_damage};
use super::row::value;
use super::{Ledger, LedgerError, MIGRATIONS, Result, file};
use office::diagnostic::io_words;

/// The time between two attempts to have a ledger alone, and their number: five seconds, as for any other work on it.
const GLANCE: Duration = Duration::from_millis(100);
const GLANCES: usize = 50;

/// A ledger that nobody else has open, and nobody can open: all of it is in its one file.
#[derive(Debug)]
pub struct Still(AnyConnection);

impl Ledger {
    /// Copies the ledger into a file that is not there yet, for its owner alone, while others may work on it; then checks the copy.
    ///
    /// # Errors
    /// The file is there, the disk refuses, or the ledger is damaged; then there is no copy.
    pub async fn backup_into(&self, path: &Path) -> Result<()> {
        let mut connection = self.pool.acquire().await?;
        copy_into(&mut connection, path).await
    }

    /// Checks that a file is a whole ledger, which this version can open.
    ///
    /// # Errors
    /// It is not, or the disk refuses.
    pub async fn check_copy(path: &Path) -> Result<()> {
        let version = check(path).await?;
        match MIGRATIONS.iter().map(|migration| migration.version).max() {
            Some(newest) if version > newest => Err(LedgerError::Migration(MigrateError::VersionMissing(version))),
            _ => Ok(()),
        }
    }

    /// Waits until nobody else has the ledger open, and keeps others out while the answer lives: then its file may be replaced. A log beside
    /// it would be taken for the new file's.
    ///
    /// # Errors
    /// Others do not let go of it, it is damaged, or the disk refuses.
    pub async fn hold_still(path: &Path) -> Result<Still> {
        sqlx::any::install_default_drivers();
        let mut connection = AnyConnection::connect(&file::url(path, "mode=rw")).await.map_err(unreadable)?;
        let mut glances = 1;
        loop {
            match be_alone(&mut connection).await {
                Ok(()) => return Ok(Still(connection)),
                Err(error) if is_busy(&error) && glances < GLANCES => {
                    glances += 1;
                    tokio::time::sleep(GLANCE).await;
                }
                Err(error) => {
                    let _ = connection.close().await;
                    return Err(unreadable(error));
                }
            }
        }
    }
}

impl Still {
    /// As [`Ledger::backup_into`].
    ///
    /// # Errors
    /// As [`Ledger::backup_into`].
    pub async fn copy_into(&mut self, path: &Path) -> Result<()> {
        copy_into(&mut self.0, path).await
    }

    /// Lets others in again.
    pub async fn release(self) {
        // The system closes the rest when the program ends.
        let _ = self.0.close().await;
    }
}

/// Brings all of a ledger into its one file, which fails as long as another connection is open, and locks that.
async fn be_alone(connection: &mut AnyConnection) -> sqlx::Result<()> {
    const STATEMENTS: [&str; 6] = [
        "PRAGMA busy_timeout = 0",
        "PRAGMA locking_mode = NORMAL",
        "PRAGMA journal_mode = DELETE",
        "PRAGMA locking_mode = EXCLUSIVE",
        "BEGIN EXCLUSIVE",
        "COMMIT",
    ];
    for statement in STATEMENTS {
        connection.execute(statement).await?;
    }
    Ok(())
}

async fn copy_into(connection: &mut AnyConnection, path: &Path) -> Result<()> {
    let refused = |error: &std::io::Error| LedgerError::NotCopied(io_words(error));
    // A name that begins with a scheme would be read as an address.
    let whole = std::path::absolute(path).map_err(|error| refused(&error))?;
    let Some(name) = whole.to_str() else { return Err(LedgerError::NotCopied("nama foldernya tidak dapat dipakai".to_owned())) };
    file::make_private(&whole).map_err(|error| match error.kind() {
        std::io::ErrorKind::AlreadyExists => LedgerError::NotCopied("berkas dengan nama itu sudah ada".to_owned()),
        _ => refused(&error),
    })?;
    let copied = fill(connection, name, &whole).await;
    if copied.is_err() {
        let _ = std::fs::remove_file(&whole);
    }
    copied
}

async fn fill(connection: &mut AnyConnection, name: &str, path: &Path) -> Result<()> {
    sqlx::query("VACUUM INTO $1").bind(name.to_owned()).execute(&mut *connection).await?;
    check(path).await?;
    Ok(())
}

/// Checks that a file is a whole ledger. Gives the version of its tables.
async fn check(path: &Path) -> Result<i64> {
    sqlx::any::install_default_drivers();
    // Nobody writes to a copy: it is read without locks, and nothing is put beside it.
    let mut connection = AnyConnection::connect(&file::url(path, "mode=ro&immutable=true")).await.map_err(unreadable)?;
    let checked = look_through(&mut connection).await;
    let _ = connection.close().await;
    checked
}

async fn look_through(connection: &mut AnyConnection) -> Result<i64> {
    let row = sqlx::query("PRAGMA integrity_check(1)").fetch_one(&mut *connection).await.map_err(unreadable)?;
    let found: String = value(&row, "integrity_check")?;
    if found != "ok" {
        return Err(LedgerError::Broken(found));
    }
    let query = sqlx::query("SELECT MAX(version) AS version FROM _sqlx_migrations");
    // A database that has no such table is something else's.
    let row = query.fetch_one(&mut *connection).await.map_err(LedgerError::Unreadable)?;
    value(&row, "version")
}

fn unreadable(error: sqlx::Error) -> LedgerError {
    if is_damage(&error) { LedgerError::Unreadable(error) } else { error.into() }
}
