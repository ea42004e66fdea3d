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
    put(folder, path, bytes)?;
    sync_folder(folder)
}

/// Lands several files in one folder, each whole or not at all.
///
/// # Errors
/// As [`land`]; files before the refused one have landed.
pub fn land_all(folder: &Path, files: &[(String, Vec<u8>)]) -> io::Result<()> {
    fs::create_dir_all(folder)?;
    for (name, bytes) in files {
        put(folder, &folder.join(name), bytes)?;
    }
    sync_folder(folder)
}

fn put(folder: &Path, path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut file = tempfile::Builder::new().prefix(".warta-").suffix(".tmp").tempfile_in(folder)?;
    file.write_all(bytes)?;
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        // A stick knows no permissions, and may say so.
        let _ = file.as_file().set_permissions(fs::Permissions::from_mode(0o644));
    }
    file.as_file().sync_all()?;
    file.persist(path).map_err(|e| e.error)?;
    Ok(())
}

/// Makes the rename itself durable. Windows has no such call for folders and needs none.
fn sync_folder(folder: &Path) -> io::Result<()> {
    if cfg!(unix) { File::open(folder)?.sync_all() } else { Ok(()) }
}
