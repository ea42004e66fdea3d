//! The system's own scheduler, which wakes `warta jadwal --sekali`: systemd's units, or a task of Windows.

use std::path::{Path, PathBuf};
use std::process::Command;

use serde::Serialize;

use super::schedule::unscheduled;
use super::{Conclusion, Office, Verdict};
use office::bundle::{land, sha256};
use office::diagnostic::{self, Diagnostic, Place, io_words};

/// Units that were installed.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Installed {
    /// The service and its timer, once both can be used.
    #[serde(rename = "unit", skip_serializing_if = "Vec::is_empty")]
    pub units: Vec<PathBuf>,
    /// The units that were written.
    #[serde(skip)]
    pub written: Vec<PathBuf>,
    /// Whether systemd was there to look at them, and takes them.
    #[serde(skip)]
    pub is_verified: bool,
    /// On Windows nothing is written: a person makes the task.
    #[serde(skip)]
    pub task: Option<Task>,
}

/// A task of Windows that wakes the schedule.
#[derive(Debug, Clone)]
pub struct Task {
    pub name: String,
    pub program: PathBuf,
    /// The office folder.
    pub office: PathBuf,
}

/// Writes units for this office folder, which a person then switches on.
///
/// # Errors
/// The office set no schedule, or it is not known where the units belong or what they start.
pub fn install(office: &Office) -> diagnostic::Result<Conclusion<Installed>> {
    if office.config.schedule.is_none() {
        return Err(unscheduled().into());
    }
    install_units(office, units)
}

/// Writes a unit that keeps this office's desk open, which a person then switches on.
///
/// # Errors
/// It is not known where the unit belongs or what it starts.
pub fn install_desk(office: &Office) -> diagnostic::Result<Conclusion<Installed>> {
    install_units(office, desk_units)
}

/// Files of systemd and their texts.
type Units = Vec<(PathBuf, String)>;

fn install_units(office: &Office, units: impl Fn(&Path, &Path, &Path) -> Units) -> diagnostic::Result<Conclusion<Installed>> {
    let (Ok(program), Ok(root)) = (std::env::current_exe(), office.folder.root().canonicalize()) else {
        let fault = Diagnostic::error("jadwal.tempat-tidak-diketahui", "tempat program atau folder kantor tidak diketahui");
        return Err(fault.remedy("sebut folder kantornya dengan `-C FOLDER`").into());
    };
    if cfg!(windows) {
        let task = Task { name: unit_name(&root), program, office: root };
        return Ok(Conclusion::done(Installed { task: Some(task), ..Installed::default() }));
    }
    let Some(folder) = units_folder() else {
        let fault = Diagnostic::error("jadwal.folder-pengguna-tidak-diketahui", "folder pengguna tidak diketahui");
        return Err(fault.remedy("isi HOME").into());
    };
    let mut facts = Installed::default();
    Ok(match write(&units(&folder, &program, &root), &mut facts) {
        Ok(()) => Conclusion::done(facts),
        Err(faults) => Conclusion { facts, diagnostics: faults.into(), verdict: Verdict::Failed },
    })
}

/// Writes units, and asks systemd about them.
fn write(units: &Units, facts: &mut Installed) -> diagnostic::Result<()> {
    for (path, text) in units {
        land(path, text.as_bytes()).map_err(|error| {
            Diagnostic::error("disk.tidak-ditulis", format!("tidak dapat ditulis: {}", io_words(&error)))
                .at(Place::file(path.display().to_string()))
                .remedy("periksa izin foldernya")
        })?;
        facts.written.push(path.clone());
    }
    let mut verify = Command::new("systemd-analyze");
    verify.args(["--user", "verify"]).args(units.iter().map(|(path, _)| path));
    // Without a session of the user's it looks for this folder in vain, and needs nothing in it.
    if std::env::var_os("XDG_RUNTIME_DIR").is_none() {
        verify.env("XDG_RUNTIME_DIR", std::env::temp_dir());
    }
    if let Ok(answer) = verify.output() {
        if !answer.status.success() {
            return Err(Diagnostic::error("jadwal.unit-ditolak", "systemd menolak unitnya")
                .raw(String::from_utf8_lossy(&answer.stderr))
                .remedy("pindahkan folder kantor ke nama yang lebih sederhana, lalu pasang lagi")
                .into());
        }
        facts.is_verified = true;
    }
    facts.units.clone_from(&facts.written);
    Ok(())
}

/// The folder of a user's own units.
fn units_folder() -> Option<PathBuf> {
    let config = std::env::var_os("XDG_CONFIG_HOME").map(PathBuf::from).filter(|path| path.is_absolute());
    let config = config.or_else(|| Some(PathBuf::from(std::env::var_os("HOME")?).join(".config")))?;
    Some(config.join("systemd").join("user"))
}

/// Units for this office folder: the timer wakes `warta jadwal --sekali` every ten minutes; what is due, the ledger decides.
fn units(folder: &Path, program: &Path, office: &Path) -> Units {
    let name = unit_name(office);
    let service = format!(
        "[Unit]\nDescription=Warta: buletin pekanan\n\n[Service]\nType=oneshot\nExecStart={} -C {} jadwal --sekali\n\
         # Sebagian desa gagal: sisanya sudah jalan.\nSuccessExitStatus=3\nTimeoutStartSec=12h\nTimeoutStopSec=5min\n",
        quoted(program),
        quoted(office)
    );
    let timer = format!(
        "[Unit]\nDescription=Warta: bangunkan tiap sepuluh menit\n\n[Timer]\nOnCalendar=*:0/10\nPersistent=true\nAccuracySec=1min\nUnit={name}.service\n\n\
         [Install]\nWantedBy=timers.target\n"
    );
    vec![(folder.join(format!("{name}.service")), service), (folder.join(format!("{name}.timer")), timer)]
}

/// A unit for this office's desk, which stays and does what is due as well.
fn desk_units(folder: &Path, program: &Path, office: &Path) -> Units {
    let service = format!(
        "[Unit]\nDescription=Warta: meja\n\n[Service]\nExecStart={} -C {} meja --tanpa-peramban --jadwal\nRestart=on-failure\n\
         # Pekerjaan yang sedang berjalan diselesaikan langkahnya.\nTimeoutStopSec=5min\n\n[Install]\nWantedBy=default.target\n",
        quoted(program),
        quoted(office)
    );
    vec![(folder.join(format!("{}-meja.service", unit_name(office))), service)]
}

/// `warta-kantor-3f2a1c`: the folder's name, and what tells it from another of the same name.
fn unit_name(office: &Path) -> String {
    let plain = |c: char| if c.is_ascii_alphanumeric() { c } else { '-' };
    let folder: String = office.file_name().and_then(|name| name.to_str()).unwrap_or("kantor").chars().map(plain).collect();
    format!("warta-{folder}-{}", &sha256(office.display().to_string().as_bytes())[..6])
}

/// A path as a word of a systemd command line (systemd.service(5), systemd.unit(5)).
fn quoted(path: &Path) -> String {
    let escaped = path.display().to_string().replace('\\', "\\\\").replace('"', "\\\"").replace('%', "%%").replace('$', "$$");
    format!("\"{escaped}\"")
}
