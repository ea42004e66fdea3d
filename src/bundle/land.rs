//! A file lands whole or not at all: temporary name beside it, fsync, rename.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::Path;

/// Writes a file so that after a crash it is there whole or not at all. Missing folders are made.
///
/// # Errors
/// What the disk answers; the old file, if any, is then untouched.
pub fn land(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let folder = path.parent().unwrap_or(Path::new("."));
    fs::create_dir_all(folder)?;
    let mut file = tempfile::Builder::new().prefix(".warta-").suffix(".tmp").tempfile_in(folder)?;
    file.write_all(bytes)?;
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        file.as_file().set_permissions(fs::Permissions::from_mode(0o644))?;
    }
    file.as_file().sync_all()?;
    file.persist(path).map_err(|e| e.error)?;
    sync_folder(folder)
}

/// Makes the rename itself durable. Windows has no such call for folders and needs none.
fn sync_folder(folder: &Path) -> io::Result<()> {
    if cfg!(unix) { File::open(folder)?.sync_all() } else { Ok(()) }
}
