//! Copies of the ledger in `cadangan/`, made day by day, and the way back to one of them.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use chrono::{DateTime, NaiveDateTime, TimeDelta, Utc};
use serde::Serialize;

use super::tidy::files_in;
use super::{Conclusion, Office};
use office::bundle::{land_private_from, land_written};
use office::diagnostic::{self, Diagnostic, Faults, Place, unwritten};
use office::folder::{BACKUPS, Folder, LEDGER};
use office::model::Zone;
use post::deliver::folder::{LEFT, sweep};
use post::ledger::{Ledger, LedgerError, Still};

/// So many copies are kept, the newest ones.
const KEPT: usize = 14;
/// The time in a copy's name, on the office's clock: `warta-2026-11-25-1610.db`.
const NAME: &str = "warta-%Y-%m-%d-%H%M.db";
/// The same in the name of a ledger that a copy took the place of. It is never removed.
const BEFORE: &str = "warta-sebelum-dipulihkan-%Y-%m-%d-%H%M%S";
/// Files that SQLite keeps beside a ledger; one beside another ledger would be taken for its own.
const BESIDE: [&str; 3] = ["-wal", "-journal", "-shm"];

/// A copy of the ledger that was made by [`back_up`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Backup {
    /// `warta-2026-11-25-1610.db`
    #[serde(rename = "berkas")]
    pub name: String,
    #[serde(rename = "waktu")]
    pub at: DateTime<Utc>,
    /// In bytes.
    #[serde(rename = "ukuran")]
    pub size: u64,
}

/// A copy that was made now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct BackedUp {
    #[serde(flatten)]
    pub backup: Backup,
    /// The older copies that were removed.
    #[serde(rename = "dihapus")]
    pub removed: Vec<String>,
}

/// A copy that took the ledger's place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Restored {
    /// The copy's name in `cadangan/`.
    #[serde(rename = "berkas")]
    pub name: String,
    /// The ledger as it was, by its name in `cadangan/`; `None`: there was none.
    #[serde(rename = "disimpan")]
    pub kept: Option<String>,
    /// Whether it was damaged.
    #[serde(rename = "rusak")]
    pub was_damaged: bool,
}

/// The copies that were made of this office's ledger, the newest first. Other files in their folder are none.
pub fn backups(office: &Office) -> Vec<Backup> {
    let (folder, zone) = (office.folder.backups(), office.config.zone());
    let backup = |name: String| {
        let size = fs::metadata(folder.join(&name)).ok()?.len();
        Some(Backup { at: moment(&name, zone)?, size, name })
    };
    let mut all: Vec<Backup> = files_in(&folder).into_iter().filter_map(backup).collect();
    all.sort_by(|a, b| b.name.cmp(&a.name));
    all
}

/// The moment in a copy's name.
fn moment(name: &str, zone: Zone) -> Option<DateTime<Utc>> {
    let local = NaiveDateTime::parse_from_str(name, NAME).ok()?;
    // Another way to write the same time is another's file.
    (local.format(NAME).to_string() == name).then(|| (local - TimeDelta::hours(zone.offset_hours())).and_utc())
}

/// Copies the ledger, while others may work on it, and removes copies that are older than the newest few. One of the same minute takes the
/// place of the earlier.
///
/// # Errors
/// There is no ledger, it is damaged, or the disk refuses; then all copies of before are there.
pub async fn back_up(office: &Office, now: DateTime<Utc>) -> diagnostic::Result<BackedUp> {
    if !office.folder.ledger().is_file() {
        let fault = Diagnostic::error("cadangan.belum-ada-buku", "belum ada yang dapat dicadangkan: warta.db belum ada");
        return Err(fault.at(Place::file(LEDGER)).remedy("terbitkan dahulu satu edisi").into());
    }
    let written = Written::begin(office, now)?;
    office.with_ledger(async |ledger| ledger.backup_into(&written.path).await).await?;
    let name = office.local(now).format(NAME).to_string();
    let size = written.land(&name)?;
    let at = moment(&name, office.config.zone()).unwrap_or(now);
    let removed = thin_out(office, &name);
    Ok(BackedUp { backup: Backup { name, at, size }, removed })
}

/// Copies the ledger, where there is one and it was not copied today.
///
/// # Errors
/// As [`back_up`].
pub async fn back_up_if_due(office: &Office, now: DateTime<Utc>) -> diagnostic::Result<Option<BackedUp>> {
    let today = office.local(now).date();
    let is_done = backups(office).iter().any(|backup| office.local(backup.at).date() == today);
    if is_done || !office.folder.ledger().is_file() {
        return Ok(None);
    }
    back_up(office, now).await.map(Some)
}

/// Removes the oldest copies, but not the one that was made now, whatever the clock says. One that cannot be removed stays: the next time
/// tries again.
fn thin_out(office: &Office, made: &str) -> Vec<String> {
    let folder = office.folder.backups();
    // Of each of the last days the newest stays, however often a copy was made today.
    let mut days = BTreeSet::new();
    let is_kept = |(at, backup): &(usize, Backup)| {
        let is_newest_of_day = days.insert(office.local(backup.at).date());
        *at < KEPT || is_newest_of_day && days.len() <= KEPT
    };
    let (_, old): (Vec<_>, Vec<_>) = backups(office).into_iter().enumerate().partition(is_kept);
    let old = old.into_iter().map(|(_, backup)| backup.name).filter(|name| name != made);
    old.filter(|name| fs::remove_file(folder.join(name)).is_ok()).collect()
}

/// A copy under its temporary name. Dropped, it leaves nothing behind.
struct Written {
    path: PathBuf,
    folder: PathBuf,
}

impl Written {
    /// The name under which a copy is to be written.
    fn begin(office: &Office, now: DateTime<Utc>) -> diagnostic::Result<Self> {
        let folder = office.folder.backups();
        fs::create_dir_all(&folder).map_err(|error| unwritten(&folder, &error))?;
        sweep(&folder, LEFT);
        let path = folder.join(format!(".warta-{}-{}.tmp", std::process::id(), now.timestamp_micros()));
        Ok(Written { path, folder })
    }

    /// Gives the copy its own name; gives its size.
    fn land(&self, name: &str) -> diagnostic::Result<u64> {
        let path = self.folder.join(name);
        let landed = land_written(&self.path, &path).and_then(|()| fs::metadata(&path));
        landed.map(|metadata| metadata.len()).map_err(|error| unwritten(&path, &error))
    }
}

impl Drop for Written {
    fn drop(&mut self) {
        let _ = fs::remove_file(&self.path);
    }
}

/// Puts a copy in the ledger's place: the one of this name in `cadangan/`, or the newest that is whole. The ledger as it was is kept beside
/// the copies. At every moment one of the two is there whole: the old one is kept before anything is taken away, and the copy lands whole.
///
/// # Errors
/// There is no such copy, or none that is whole; another run is at work, or has the ledger open; or the disk refuses.
pub async fn restore(office: &Office, name: Option<&str>, now: DateTime<Utc>) -> diagnostic::Result<Conclusion<Restored>> {
    let _lock = office.lock()?;
    sweep(office.folder.root(), LEFT);
    let mut said = Vec::new();
    let name = match name {
        Some(name) => named(office, name).await?,
        None => newest(office, &mut said).await?,
    };
    let mode = Mode::of(&office.folder.ledger());
    let mut kept = keep(office, now).await?;
    // Windows replaces no file that is open.
    if cfg!(windows) {
        kept.release().await;
    }
    let put = put(office, &name);
    kept.release().await;
    put?;
    mode.give(&office.folder.ledger());
    // Its tables may be those of a version before; whoever was signed in then signs in again.
    office.with_ledger(async |ledger| ledger.end_all_sessions().await).await?;
    said.push(afterwards(&name));
    let facts = Restored { name, kept: kept.name, was_damaged: kept.was_damaged };
    Ok(Conclusion { diagnostics: said, ..Conclusion::done(facts) })
}

/// What a person does after it.
fn afterwards(name: &str) -> Diagnostic {
    let message = "yang dicatat sesudah cadangan itu dibuat tidak ada lagi di warta.db";
    Diagnostic::note("cadangan.sesudah-dipulihkan", message).at(Place::file(Folder::backup_name(name))).remedy(
        "terbitkan lagi, dan catat lagi tanda terima yang datang sesudahnya; saat mengirim, yang mungkin sudah terkirim tidak dikirim dua kali, \
         tetapi ditanyakan (`warta status`); akun meja juga yang lama: periksa lagi di halaman Orang",
    )
}

/// The copy of this name, which may be written with its folder.
async fn named(office: &Office, typed: &str) -> diagnostic::Result<String> {
    let slashes = typed.trim().replace('\\', "/");
    let name = slashes.strip_prefix("./").unwrap_or(&slashes);
    let name = name.strip_prefix(BACKUPS).and_then(|rest| rest.strip_prefix('/')).unwrap_or(name);
    if !files_in(&office.folder.backups()).iter().any(|known| known == name) {
        let fault = Diagnostic::error("cadangan.tidak-ada", "tidak ada cadangan dengan nama itu").raw(typed);
        let newest = backups(office).into_iter().next().map(|newest| format!("; yang terbaru: {}", newest.name));
        let remedy = format!("salin berkasnya ke folder {BACKUPS}/, lalu sebut namanya{}", newest.unwrap_or_default());
        return Err(fault.at(Place::file(Folder::backup_name(""))).remedy(remedy).into());
    }
    match flaw(office, name).await {
        None => Ok(name.to_owned()),
        Some(flaw) => Err(flaw.into()),
    }
}

/// The newest copy that is whole. Newer ones that are not are said.
async fn newest(office: &Office, said: &mut Vec<Diagnostic>) -> diagnostic::Result<String> {
    for Backup { name, .. } in backups(office) {
        match flaw(office, &name).await {
            None => return Ok(name),
            Some(flaw) => said.push(Diagnostic { severity: diagnostic::Severity::Warning, ..flaw }),
        }
    }
    let mut faults = std::mem::take(said);
    let none = Diagnostic::error("cadangan.tidak-ada", "tidak ada cadangan yang dapat dipakai").at(Place::file(Folder::backup_name("")));
    let remedy = "bila ada salinan warta.db di tempat lain, salin ke folder itu, lalu sebut namanya: `warta pulihkan NAMA_BERKAS`";
    faults.push(none.remedy(remedy));
    Err(faults.into())
}

/// The reason why a copy cannot take the ledger's place.
async fn flaw(office: &Office, name: &str) -> Option<Diagnostic> {
    let (path, place) = (office.folder.backups().join(name), Place::file(Folder::backup_name(name)));
    const OTHER: &str = "pilih cadangan lain; yang ini jangan dihapus dahulu";
    let fault = |code, message: String| Some(Diagnostic::error(code, message).at(place.clone()).remedy(OTHER));
    let damaged = || fault("cadangan.rusak", "cadangan ini rusak, atau bukan cadangan warta.db".to_owned());
    // A ledger that was damaged is kept with what lay beside it; without that it is not whole.
    if BESIDE.iter().any(|end| beside(&path, end).exists()) {
        return damaged();
    }
    match Ledger::check_copy(&path).await {
        Ok(()) => None,
        Err(error) if error.is_damage() => damaged(),
        Err(LedgerError::Migration(_)) => fault("cadangan.lebih-baru", "cadangan ini dibuat versi Warta yang lebih baru".to_owned()),
        Err(error) => fault("cadangan.tidak-terbaca", format!("cadangan ini tidak dapat dibaca: {error}")),
    }
}

/// The path of what SQLite keeps beside a ledger.
fn beside(ledger: &Path, end: &str) -> PathBuf {
    let mut name = ledger.as_os_str().to_owned();
    name.push(end);
    PathBuf::from(name)
}

/// The ledger as it was, kept beside the copies.
struct Kept {
    name: Option<String>,
    was_damaged: bool,
    /// Keeps others out of it until its file is replaced.
    still: Option<Still>,
}

impl Kept {
    async fn release(&mut self) {
        if let Some(still) = self.still.take() {
            still.release().await;
        }
    }
}

/// Keeps the ledger as it is beside the copies. Afterwards nothing lies beside it.
async fn keep(office: &Office, now: DateTime<Utc>) -> diagnostic::Result<Kept> {
    let ledger = office.folder.ledger();
    let name = unused(office, now);
    let mut was_damaged = false;
    if ledger.exists() {
        match keep_whole(office, &name, now).await {
            Ok(still) => return Ok(Kept { name: Some(name), was_damaged, still: Some(still) }),
            Err(Refusal::Damaged) => was_damaged = true,
            Err(Refusal::Other(faults)) => return Err(faults),
        }
    }
    let is_kept = keep_bytes(office, &name).map_err(|error| unwritten(&office.folder.backups(), &error))?;
    for path in BESIDE.map(|end| beside(&ledger, end)).iter().filter(|path| path.exists()) {
        fs::remove_file(path).map_err(|error| unwritten(path, &error))?;
    }
    Ok(Kept { name: is_kept.then_some(name), was_damaged, still: None })
}

/// A name for the ledger as it was that nothing has.
fn unused(office: &Office, now: DateTime<Utc>) -> String {
    let stem = office.local(now).format(BEFORE).to_string();
    let name = |number: u32| if number == 1 { format!("{stem}.db") } else { format!("{stem}-{number}.db") };
    let is_free = |name: &String| {
        let path = office.folder.backups().join(name);
        !path.exists() && !BESIDE.iter().any(|end| beside(&path, end).exists())
    };
    (1..).map(name).find(is_free).unwrap_or_default()
}

/// The reason why a ledger cannot be kept as a ledger.
enum Refusal {
    Damaged,
    Other(Faults),
}

impl From<LedgerError> for Refusal {
    fn from(error: LedgerError) -> Self {
        if error.is_damage() { Refusal::Damaged } else { Refusal::Other(error.diagnostic().into()) }
    }
}

/// Keeps a ledger that can be read.
async fn keep_whole(office: &Office, name: &str, now: DateTime<Utc>) -> Result<Still, Refusal> {
    let written = Written::begin(office, now).map_err(Refusal::Other)?;
    let mut still = Ledger::hold_still(&office.folder.ledger()).await?;
    let kept = match still.copy_into(&written.path).await {
        Ok(()) => written.land(name).map(drop).map_err(Refusal::Other),
        Err(error) => Err(error.into()),
    };
    match kept {
        Ok(()) => Ok(still),
        Err(refusal) => {
            still.release().await;
            Err(refusal)
        }
    }
}

/// Keeps a ledger that cannot be read, byte for byte, the file itself last. `false`: there is nothing.
fn keep_bytes(office: &Office, name: &str) -> io::Result<bool> {
    let (ledger, kept) = (office.folder.ledger(), office.folder.backups().join(name));
    let mut is_kept = false;
    for end in BESIDE.into_iter().filter(|end| *end != "-shm").chain([""]) {
        let from = beside(&ledger, end);
        if from.exists() {
            land_private_from(&beside(&kept, end), |file| io::copy(&mut File::open(&from)?, file).map(drop))?;
            is_kept = true;
        }
    }
    Ok(is_kept)
}

/// Puts a copy in the ledger's place, which has nothing beside it.
fn put(office: &Office, name: &str) -> diagnostic::Result<()> {
    let (copy, ledger) = (office.folder.backups().join(name), office.folder.ledger());
    let landed = land_private_from(&ledger, |file| io::copy(&mut File::open(&copy)?, file).map(drop));
    landed.map_err(|error| unwritten(&ledger, &error))
}

/// Whether a group may write to the ledger: it shares the office's work.
struct Mode {
    #[cfg_attr(not(unix), expect(dead_code, reason = "only unix knows groups"))]
    is_shared: bool,
}

impl Mode {
    #[cfg(unix)]
    fn of(ledger: &Path) -> Self {
        use std::os::unix::fs::PermissionsExt;
        Mode { is_shared: fs::metadata(ledger).is_ok_and(|metadata| metadata.permissions().mode() & 0o020 != 0) }
    }

    #[cfg(not(unix))]
    fn of(_ledger: &Path) -> Self {
        Mode { is_shared: false }
    }

    #[cfg(unix)]
    fn give(&self, ledger: &Path) {
        use std::os::unix::fs::PermissionsExt;
        if self.is_shared {
            // A colleague who is kept out says so; nothing is lost.
            let _ = fs::set_permissions(ledger, fs::Permissions::from_mode(0o660));
        }
    }

    #[cfg(not(unix))]
    fn give(&self, _ledger: &Path) {}
}
