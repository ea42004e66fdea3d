//! A ledger that is only looked at: nothing is made, and nothing is brought up to date.

use std::path::Path;

use sqlx::any::AnyPoolOptions;
use sqlx::{AnyConnection, Connection};

use super::row::value;
use super::{Ledger, MIGRATIONS, file};

impl Ledger {
    /// Opens the ledger to look at it, from a disk too that cannot be written. `None`: there is none, or it has to be opened to write for
    /// that, because another version of Warta made it or a run was cut off in the middle of a step.
    pub async fn look_at(path: &Path) -> Option<Self> {
        sqlx::any::install_default_drivers();
        let is_beside = |end: &str| {
            let mut name = path.as_os_str().to_owned();
            name.push(end);
            Path::new(&name).exists()
        };
        if !path.is_file() || is_beside("-journal") {
            return None;
        }
        file::keep_private(path);
        let on_network = file::is_on_network(path);
        // Where no log lies beside it nobody writes to it, and it is read without one; on a network's disk it has none.
        let how = if on_network || is_beside("-wal") { "mode=ro" } else { "mode=ro&immutable=true" };
        let url = file::url(path, how);
        let mut first = AnyConnection::connect(&url).await.ok()?;
        let row = sqlx::query("SELECT MAX(version) AS version FROM _sqlx_migrations").fetch_one(&mut first).await.ok()?;
        let version: i64 = value(&row, "version").ok()?;
        first.close().await.ok()?;
        let newest = MIGRATIONS.iter().map(|migration| migration.version).max();
        if newest != Some(version) {
            return None;
        }
        let pool = AnyPoolOptions::new().max_connections(1).connect(&url).await.ok()?;
        Some(Ledger { pool, on_network })
    }
}
