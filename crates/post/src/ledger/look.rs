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
            // A look alone may have left an empty one.
            std::fs::metadata(Path::new(&name)).is_ok_and(|left| left.len() > 0)
        };
        if !path.is_file() || is_beside("-journal") {
            return None;
        }
        file::keep_private(path);
        let on_network = file::is_on_network(path);
        let plain = file::url(path, "mode=ro");
        let (url, version) = match version(&plain).await {
            Some(version) => (plain, version),
            // Only a folder that cannot be written needs this. Where others write, what is read so would be torn.
            None if !on_network && !is_beside("-wal") => {
                let still = file::url(path, "mode=ro&immutable=true");
                let version = version(&still).await?;
                (still, version)
            }
            None => return None,
        };
        let newest = MIGRATIONS.iter().map(|migration| migration.version).max();
        if newest != Some(version) {
            return None;
        }
        let pool = AnyPoolOptions::new().max_connections(1).connect(&url).await.ok()?;
        Some(Ledger { pool, on_network })
    }
}

/// The version of a ledger's tables.
async fn version(url: &str) -> Option<i64> {
    let mut connection = AnyConnection::connect(url).await.ok()?;
    let row = sqlx::query("SELECT MAX(version) AS version FROM _sqlx_migrations").fetch_one(&mut connection).await.ok()?;
    let version = value(&row, "version").ok()?;
    connection.close().await.ok()?;
    Some(version)
}
