//! `warta jadwal`: wakes, asks what is due, and does it.

use std::collections::HashSet;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use chrono::Utc;
use serde_json::json;

use super::Exit;
use super::job::{Steps, verdict, work};
use super::output::{Out, runtime};
use crate::desk::schedule::{Due, due, unit_name, units, unscheduled};
use crate::desk::{self, Office, Request, Stop};
use office::bundle::land;
use office::diagnostic::{Diagnostic, Place, io_words};

/// How often to look. Short enough that a clock set right or a machine woken from sleep is noticed soon.
const GLANCE: Duration = Duration::from_secs(60);

/// Does what is due; stays for more, unless `once`.
pub fn schedule(root: &Path, out: &Out, once: bool) -> Exit {
    if out.json {
        let log = tracing_subscriber::fmt().json().with_writer(std::io::stdout).with_max_level(tracing::Level::INFO);
        let _ = log.try_init();
    }
    let stop = Stop::listen();
    let runtime = match runtime() {
        Ok(runtime) => runtime,
        Err(fault) => return out.fail("jadwal", *fault),
    };
    runtime.block_on(async {
        let mut said = HashSet::new();
        let mut tried = HashSet::new();
        loop {
            let exit = pass(root, out, &stop, &mut said, &mut tried).await;
            if once || stop.is_asked() {
                return exit;
            }
            stop.sleep(GLANCE).await;
            if stop.is_asked() {
                out.line("Jadwal berhenti.");
                return Exit::Done;
            }
        }
    })
}

/// One look at what is due. `said`: what need not be said again; `tried`: editions with faults, by what their folder held then.
async fn pass(root: &Path, out: &Out, stop: &Stop, said: &mut HashSet<String>, tried: &mut HashSet<String>) -> Exit {
    let due = match due(root, Utc::now()).await {
        Ok(due) => due,
        Err(fault) => {
            return if said.insert(fault.to_string()) { out.fail("jadwal", *fault) } else { Exit::Failed };
        }
    };
    let mut worst = Exit::Done;
    for (office, what) in due {
        if stop.is_asked() {
            break;
        }
        let edition = office.edition.to_string();
        let exit = match what {
            Due::Missed => {
                if said.insert(format!("lewat {edition}")) {
                    out.line(format!("Edisi {edition} terlewat: minggunya sudah habis. Bila masih perlu: `warta jalankan {edition}`"));
                }
                Exit::Done
            }
            Due::Publish => {
                // A faulty edition is tried again when something in its folder changes.
                let state = format!("{edition} {}", fingerprint(&office));
                if tried.contains(&state) {
                    continue;
                }
                tracing::info!(%edition, "publish");
                out.line(format!("Edisi {edition} terbit."));
                let exit = work(&office, out, Steps { command: "jadwal", build: true, send: Some(Request::default()) }, stop).await;
                // Only faulty papers wait for someone to mend them; a busy folder or a full disk may be free the next time.
                if verdict(&crate::desk::check(&office)) == Exit::Failed {
                    tried.insert(state);
                }
                exit
            }
            Due::Send => match desk::send::is_anything_due(&office).await {
                true => work(&office, out, Steps { command: "jadwal", build: false, send: Some(Request::default()) }, stop).await,
                false => Exit::Done,
            },
        };
        worst = if exit == Exit::Done { worst } else { exit };
    }
    worst
}

/// Names and sizes and times of an edition's files, and the office's own: only to tell whether a fault may be mended.
fn fingerprint(office: &Office) -> String {
    let mut folders = vec![office.root.join("edisi").join(office.edition.to_string())];
    let mut seen =
        vec![describe(&office.root.join("warta.toml")), describe(&office.root.join("kim.xlsx")), describe(&office.root.join("kim.csv"))];
    while let Some(folder) = folders.pop() {
        for path in std::fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path()) {
            if path.is_dir() { folders.push(path) } else { seen.push(describe(&path)) }
        }
    }
    seen.sort();
    office::bundle::sha256(seen.join("\n").as_bytes())
}

fn describe(path: &Path) -> String {
    let metadata = std::fs::metadata(path).ok();
    format!("{} {:?} {:?}", path.display(), metadata.as_ref().map(|m| m.len()), metadata.and_then(|m| m.modified().ok()))
}

/// Writes the system's units for this office folder.
pub fn install(root: &Path, out: &Out) -> Exit {
    let office = match Office::open(root, None) {
        Ok(office) => office,
        Err(fault) => return out.fail("jadwal", *fault),
    };
    if office.config.schedule.is_none() {
        return out.fail("jadwal", unscheduled());
    }
    let (Ok(program), Ok(root)) = (std::env::current_exe(), root.canonicalize()) else {
        return out.fail(
            "jadwal",
            Diagnostic::error("tempat program atau folder kantor tidak diketahui").remedy("sebut folder kantornya dengan `-C FOLDER`"),
        );
    };
    if cfg!(windows) {
        out.line("Di Windows, pasang lewat Penjadwal Tugas dengan perintah ini:");
        out.line(format!(
            "  schtasks /Create /SC MINUTE /MO 10 /TN {} /TR \"\\\"{}\\\" -C \\\"{}\\\" jadwal --sekali\"",
            unit_name(&root),
            program.display(),
            root.display()
        ));
        return out.finish("jadwal", Exit::Done, &[], json!({}));
    }
    let Some(folder) = units_folder() else {
        return out.fail("jadwal", Diagnostic::error("folder pengguna tidak diketahui").remedy("isi HOME"));
    };
    let units = units(&folder, &program, &root);
    for (path, text) in [&units.service, &units.timer] {
        if let Err(error) = land(path, text.as_bytes()) {
            let fault = Diagnostic::error(format!("tidak dapat ditulis: {}", io_words(&error))).at(Place::file(path.display().to_string()));
            return out.fail("jadwal", fault.remedy("periksa izin foldernya"));
        }
        out.line(format!("Ditulis: {}", path.display()));
    }
    let mut check = Command::new("systemd-analyze");
    check.args(["--user", "verify"]).args([&units.service.0, &units.timer.0]);
    // Without a session of the user's it looks for this folder in vain, and needs nothing in it.
    if std::env::var_os("XDG_RUNTIME_DIR").is_none() {
        check.env("XDG_RUNTIME_DIR", std::env::temp_dir());
    }
    let checked = check.output();
    if let Ok(answer) = &checked {
        if !answer.status.success() {
            let words = String::from_utf8_lossy(&answer.stderr).into_owned();
            return out.fail(
                "jadwal",
                Diagnostic::error("systemd menolak unitnya")
                    .raw(words)
                    .remedy("pindahkan folder kantor ke nama yang lebih sederhana, lalu pasang lagi"),
            );
        }
        out.line("Diperiksa oleh systemd: baik.");
    }
    let timer = units.timer.0.file_name().and_then(|name| name.to_str()).unwrap_or_default().to_owned();
    out.line("Nyalakan dengan:");
    out.line("  systemctl --user daemon-reload");
    out.line(format!("  systemctl --user enable --now {timer}"));
    out.line("  loginctl enable-linger     (supaya jalan juga saat tidak ada yang masuk)");
    out.finish("jadwal", Exit::Done, &[], json!({ "unit": [units.service.0, units.timer.0] }))
}

/// Where a user's own units lie.
fn units_folder() -> Option<PathBuf> {
    let config = std::env::var_os("XDG_CONFIG_HOME").map(PathBuf::from).filter(|path| path.is_absolute());
    let config = config.or_else(|| Some(PathBuf::from(std::env::var_os("HOME")?).join(".config")))?;
    Some(config.join("systemd").join("user"))
}
