//! The office folder: where everything in it lies, who works in it, and what leads out of it.
//!
//! Names are relative to the folder and written with `/`, as messages show them ([`Place::file`]); paths are joined to its root.

use std::fs::{self, File, TryLockError};
use std::io::{Read, Seek, Write};
use std::path::{Path, PathBuf};

use crate::diagnostic::{Diagnostic, Faults, Place, Result, io_words};
use crate::model::EditionId;

/// The office's settings.
pub const CONFIG: &str = "warta.toml";
/// The ledger: never deleted.
pub const LEDGER: &str = "warta.db";
/// The file by which a run keeps a second one out.
pub const LOCK: &str = "warta.kunci";
/// The desk's address: whoever reads it can use the desk.
pub const DESK: &str = "warta.meja";
/// The code of the fault that another run is at work in the folder.
pub const BUSY: &str = "kantor.sedang-dipakai";
/// The folder of the ledger's copies.
pub const BACKUPS: &str = "cadangan";
/// The folder of earlier versions of the office's files.
pub const VERSIONS: &str = "riwayat";
const EDITIONS: &str = "edisi";
const RESULTS: &str = "hasil";
const OWN_LAYOUTS: &str = "tata-letak";
const SECRETS: &str = "rahasia";

/// An office's folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Folder {
    root: PathBuf,
}

impl Folder {
    pub fn new(root: impl Into<PathBuf>) -> Self {
        Folder { root: root.into() }
    }

    /// The office folder that a path is, or lies in: a person may stand in its editions or results. With the name of the edition's folder
    /// that the path leads into.
    pub fn around(path: &Path) -> (Self, Option<String>) {
        let is_office = |folder: &Path| folder.join(CONFIG).is_file();
        if !is_office(path)
            && path.is_dir()
            && let Ok(whole) = std::path::absolute(path)
        {
            for above in whole.ancestors().skip(1).filter(|above| is_office(above)) {
                let mut inner = whole.strip_prefix(above).into_iter().flatten().map(|name| name.to_string_lossy());
                if inner.next().is_some_and(|name| [EDITIONS, RESULTS].contains(&&*name)) {
                    return (Folder::new(above), inner.next().map(|name| name.into_owned()));
                }
            }
        }
        (Folder::new(path), None)
    }

    pub fn root(&self) -> &Path {
        &self.root
    }

    /// The path of what has this name.
    pub fn path(&self, name: &str) -> PathBuf {
        self.root.join(name)
    }

    pub fn ledger(&self) -> PathBuf {
        self.root.join(LEDGER)
    }

    /// The name of one of the ledger's copies.
    pub fn backup_name(name: &str) -> String {
        format!("{BACKUPS}/{name}")
    }

    /// The folder of the ledger's copies.
    pub fn backups(&self) -> PathBuf {
        self.root.join(BACKUPS)
    }

    /// The name of what lies among the earlier versions of files.
    pub fn version_name(inner: &str) -> String {
        format!("{VERSIONS}/{inner}")
    }

    /// The name of an edition's folder.
    pub fn edition_name(edition: EditionId) -> String {
        format!("{EDITIONS}/{edition}")
    }

    /// The name of what lies in the results of an edition.
    pub fn result_name(edition: EditionId, inner: &str) -> String {
        format!("{RESULTS}/{edition}/{inner}")
    }

    /// The name of one of the office's own layouts.
    pub fn own_layout_name(layout: &str) -> String {
        format!("{OWN_LAYOUTS}/{layout}.typ")
    }

    /// The name of what the office keeps secret.
    pub fn secret_name(name: &str) -> String {
        format!("{SECRETS}/{name}")
    }

    /// The folder of the office's own layouts.
    pub fn own_layouts(&self) -> PathBuf {
        self.root.join(OWN_LAYOUTS)
    }

    /// The folder in which every edition has its own.
    pub fn editions_root(&self) -> PathBuf {
        self.root.join(EDITIONS)
    }

    pub fn secrets(&self) -> PathBuf {
        self.root.join(SECRETS)
    }

    pub fn results(&self, edition: EditionId) -> Results {
        Results { root: self.root.join(RESULTS).join(edition.to_string()) }
    }

    /// The folder in which every edition's results have their own.
    pub fn results_root(&self) -> PathBuf {
        self.root.join(RESULTS)
    }

    /// The editions, oldest first. Folders that no Monday names are no editions.
    pub fn editions(&self) -> Vec<EditionId> {
        let mut all: Vec<EditionId> = self.edition_folders().iter().filter_map(|name| EditionId::parse(name)).collect();
        all.sort();
        all
    }

    /// Folders among the editions that no Monday names.
    pub fn misnamed_editions(&self) -> Vec<String> {
        let mut names = self.edition_folders();
        names.retain(|name| !name.starts_with('.') && EditionId::parse(name).is_none());
        names.sort();
        names
    }

    fn edition_folders(&self) -> Vec<String> {
        let entries = fs::read_dir(self.editions_root()).into_iter().flatten().flatten();
        entries.filter(|entry| entry.path().is_dir()).filter_map(|entry| entry.file_name().into_string().ok()).collect()
    }

    /// Whether a path, all links followed, is inside the folder.
    pub fn holds(&self, path: &Path) -> bool {
        match (fs::canonicalize(&self.root), fs::canonicalize(path)) {
            (Ok(root), Ok(path)) => path.starts_with(root),
            _ => false,
        }
    }

    /// Reads a file of the folder: a regular one, no link out of the folder, of at most `most` bytes (whole megabytes).
    ///
    /// # Errors
    /// The obstacle, at the file.
    pub fn read(&self, name: &str, most: u64) -> Result<Vec<u8>> {
        const COPY: &str = "salin berkasnya sendiri ke folder ini, dengan nama biasa";
        let path = self.path(name);
        let fault =
            |code, message: String, remedy: &str| Faults::from(Diagnostic::error(code, message).at(Place::file(name)).remedy(remedy));
        let closed = |error: std::io::Error| {
            let message = format!("berkas tidak dapat dibuka: {}", io_words(&error));
            fault("berkas.tidak-terbuka", message, "tutup program yang memakainya, lalu coba lagi")
        };
        // Opening a pipe would wait for a program that writes into it.
        if !fs::metadata(&path).map_err(closed)?.is_file() {
            return Err(fault("berkas.bukan-biasa", "ini bukan berkas biasa".to_owned(), COPY));
        }
        if !self.holds(&path) {
            return Err(fault("berkas.tautan-ke-luar", "tautan ke luar folder kantor tidak dibaca".to_owned(), COPY));
        }
        let mut bytes = Vec::new();
        File::open(&path).and_then(|opened| opened.take(most + 1).read_to_end(&mut bytes)).map_err(closed)?;
        if bytes.len() as u64 > most {
            let message = format!("berkas lebih besar dari {} MB", most >> 20);
            return Err(fault("berkas.terlalu-besar", message, "kecilkan gambar di dalamnya"));
        }
        Ok(bytes)
    }

    /// Keeps a second run out of this folder while the answer lives.
    ///
    /// # Errors
    /// Where another run is at work, the folder cannot be written, or a link leads what would be written out of it.
    pub fn lock(&self) -> Result<Lock> {
        for name in [RESULTS, SECRETS, LEDGER, LOCK] {
            let path = self.root.join(name);
            // A link to nothing would be made into a file wherever it points.
            let leads_out = if path.exists() { !self.holds(&path) } else { path.is_symlink() };
            if leads_out {
                let message = "ini tautan ke luar folder kantor, jadi tidak ditulisi";
                let fault = Diagnostic::error("kantor.tautan-ke-luar", message).at(Place::file(name));
                return Err(fault.remedy("hapus tautannya; Warta membuat sendiri yang diperlukannya").into());
            }
        }
        let file = File::options().create(true).truncate(false).read(true).write(true).open(self.root.join(LOCK));
        let file = file.map_err(|error| {
            let message = format!("folder kantor tidak dapat ditulis: {}", io_words(&error));
            let fault = Diagnostic::error("kantor.tidak-ditulis", message).at(Place::file(LOCK));
            fault.remedy("periksa izin folder dan ruang disk")
        })?;
        match file.try_lock() {
            Err(TryLockError::WouldBlock) => {
                let fault = Diagnostic::error(BUSY, "Warta sedang bekerja di folder ini").at(Place::file(LOCK));
                Err(fault.remedy("tunggu sampai selesai, lalu jalankan lagi").into())
            }
            // Without locks the ledger still keeps each delivery to one row.
            Err(TryLockError::Error(_)) => Ok(Lock { file, is_exclusive: false }),
            Ok(()) => Ok(Lock { file, is_exclusive: true }),
        }
    }
}

/// A path as one word of a command that a person may type: in quotes where the shell would read more in it than a name.
pub fn typed(path: &Path) -> String {
    let text = path.display().to_string();
    let is_plain = |c: char| c.is_alphanumeric() || "/._-+,:=@".contains(c) || cfg!(windows) && c == '\\';
    if !text.is_empty() && text.chars().all(is_plain) {
        text
    } else if cfg!(windows) {
        // A backslash before the closing quotation mark would take it along.
        format!("\"{text}{}\"", if text.ends_with('\\') { "\\" } else { "" })
    } else {
        format!("'{}'", text.replace('\'', r"'\''"))
    }
}

/// The right to work in an office folder. Its file holds a note that outlives the run.
#[derive(Debug)]
pub struct Lock {
    file: File,
    is_exclusive: bool,
}

impl Lock {
    /// Whether the system vouches that no other run is at work here, so that whatever an earlier run began has ended. Some network folders
    /// know no locks.
    pub fn is_exclusive(&self) -> bool {
        self.is_exclusive
    }

    /// The note that an earlier run left.
    pub fn note(&mut self) -> Option<String> {
        let mut text = String::new();
        self.file.rewind().and_then(|()| self.file.read_to_string(&mut text)).ok()?;
        Some(text)
    }

    /// Leaves a note in place of the one before. One that cannot be left is only missed by a later run.
    pub fn leave_note(&mut self, text: &str) {
        let written = self.file.set_len(0).and_then(|()| self.file.rewind()).and_then(|()| self.file.write_all(text.as_bytes()));
        let _ = written.and_then(|()| self.file.sync_all());
    }
}

/// The results of an edition, which Warta makes. They may be deleted and made again, byte for byte.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Results {
    root: PathBuf,
}

impl Results {
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// The path of what has this name among the results.
    pub fn path(&self, name: &str) -> PathBuf {
        self.root.join(name)
    }

    /// The folder of the bundles.
    pub fn bundles(&self) -> PathBuf {
        self.root.join("paket")
    }

    pub fn bundle(&self, file: &str) -> PathBuf {
        self.bundles().join(file)
    }

    /// The folder below which each kecamatan, and in it each village, has the documents of its bundles.
    pub fn documents(&self) -> PathBuf {
        self.root.join("pdf")
    }

    /// The file that tells of what another file of the results was made. Its folder is hidden, for it says nothing to a reader.
    pub fn recipe(&self, file: &str) -> PathBuf {
        self.root.join(".resep").join(format!("{file}.json"))
    }
}
