//! A file lands whole or not at all: temporary name beside it, fsync, rename. Copies of what a bundle holds need no fsync.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use tempfile::{NamedTempFile, TempPath};

/// The readers that a file is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Readers {
    All,
    /// Its owner alone, from its first byte on: it holds names and numbers of people. A disk without permissions keeps nothing from anyone.
    Owner,
}

/// Writes a file so that after a crash it is there whole or not at all. Missing folders are made.
///
/// # Errors
/// The disk refuses; the old file, if any, is then untouched.
pub fn land(path: &Path, bytes: &[u8]) -> io::Result<()> {
    Landing::land_all([Landing::new(path, bytes)?])
}

/// Writes a file, as [`land`] does, that nobody but its owner may read.
///
/// # Errors
/// As [`land`].
pub fn land_private(path: &Path, bytes: &[u8]) -> io::Result<()> {
    land_private_from(path, |file| file.write_all(bytes))
}

/// Writes a file, as [`land_private`] does, piece by piece, so that memory never holds all of it.
///
/// # Errors
/// As [`land`]; and every error of `write`.
pub fn land_private_from(path: &Path, write: impl FnOnce(&mut BufWriter<NamedTempFile>) -> io::Result<()>) -> io::Result<()> {
    Landing::land_all([Landing::of(path, Readers::Owner, write)?])
}

/// Lands a file that another program wrote, under a temporary name in the same folder.
///
/// # Errors
/// As [`land`]; the file then keeps its temporary name.
pub fn land_written(written: &Path, path: &Path) -> io::Result<()> {
    File::options().write(true).open(written)?.sync_all()?;
    fs::rename(written, path)?;
    sync_folder(path.parent().unwrap_or(Path::new(".")))
}

/// Lands copies of what a bundle holds in one folder: whole whatever becomes of the program. They are not synced, which takes
/// longer than making them; one that a power cut tears is noticed beside its bundle and made again.
///
/// # Errors
/// As [`land`]; files before the refused one have landed.
pub fn land_copies(folder: &Path, files: &[(String, Vec<u8>)]) -> io::Result<()> {
    fs::create_dir_all(folder)?;
    for (name, bytes) in files {
        put(folder, Readers::All, |file| file.write_all(bytes))?.persist(folder.join(name)).map_err(|e| e.error)?;
    }
    Ok(())
}

/// A file that is written and has not landed yet, so that one thread can write while another waits for the disk. Dropped, it leaves
/// nothing behind.
#[derive(Debug)]
pub struct Landing {
    written: TempPath,
    path: PathBuf,
}

impl Landing {
    /// Writes the file beside its place. Missing folders are made.
    ///
    /// # Errors
    /// As [`land`].
    pub fn new(path: &Path, bytes: &[u8]) -> io::Result<Self> {
        Landing::of(path, Readers::All, |file| file.write_all(bytes))
    }

    fn of(path: &Path, readers: Readers, write: impl FnOnce(&mut BufWriter<NamedTempFile>) -> io::Result<()>) -> io::Result<Self> {
        let folder = path.parent().unwrap_or(Path::new("."));
        fs::create_dir_all(folder)?;
        Ok(Landing { written: put(folder, readers, write)?.into_temp_path(), path: path.to_owned() })
    }

    /// Lands several files; each folder is synced once.
    ///
    /// # Errors
    /// As [`land`]; files before the refused one have landed.
    pub fn land_all(landings: impl IntoIterator<Item = Landing>) -> io::Result<()> {
        let mut folders = BTreeSet::new();
        for Landing { written, path } in landings {
            // Some systems sync only a file that was opened for writing.
            File::options().write(true).open(&written)?.sync_all()?;
            written.persist(&path).map_err(|e| e.error)?;
            folders.insert(path.parent().unwrap_or(Path::new(".")).to_owned());
        }
        folders.iter().try_for_each(|folder| sync_folder(folder))
    }
}

fn put(folder: &Path, readers: Readers, write: impl FnOnce(&mut BufWriter<NamedTempFile>) -> io::Result<()>) -> io::Result<NamedTempFile> {
    // A temporary file is its owner's alone.
    let mut file = BufWriter::new(tempfile::Builder::new().prefix(".warta-").suffix(".tmp").tempfile_in(folder)?);
    write(&mut file)?;
    let file = file.into_inner().map_err(io::IntoInnerError::into_error)?;
    #[cfg(unix)]
    if readers == Readers::All {
        use std::os::unix::fs::PermissionsExt;
        // A stick knows no permissions, and may say so.
        let _ = file.as_file().set_permissions(fs::Permissions::from_mode(0o644));
    }
    Ok(file)
}

/// Makes the rename itself durable. Windows has no such call for folders and needs none.
fn sync_folder(folder: &Path) -> io::Result<()> {
    if cfg!(unix) { File::open(folder)?.sync_all() } else { Ok(()) }
}
