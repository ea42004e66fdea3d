//! `warta jadwal`: wakes, and has the desk do what is due.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::thread::JoinHandle;
use std::time::Duration;

use chrono::Utc;
use serde::Serialize;

use super::output::{Out, runtime};
use super::progress::Progress;
use super::{Exit, job, stop};
use crate::desk::schedule::Next;
use crate::desk::{self, Conclusion, Installed, Office, Scheduler, Turn, Verdict};
use crate::report;
use office::diagnostic;
use office::work::{How, Stop, Unobserved};
use post::dispatch::sleep;

/// The time between two looks. Short enough that a clock set right or a machine woken from sleep is noticed soon.
const GLANCE: Duration = Duration::from_secs(60);

/// Does what is due; stays for more, unless `once`.
pub fn schedule(root: &Path, out: &Out, once: bool) -> Exit {
    if out.json {
        let log = tracing_subscriber::fmt().json().with_writer(std::io::stdout).with_max_level(tracing::Level::INFO);
        let _ = log.try_init();
    }
    let (stop, progress) = (stop::listen(), Progress::default());
    let how = How { observer: out.observer(&progress), stop: &stop };
    let runtime = match runtime() {
        Ok(runtime) => runtime,
        Err(faults) => return out.fail("jadwal", faults),
    };
    runtime.block_on(async {
        let mut scheduler = Scheduler::default();
        loop {
            let mut done = Vec::new();
            let tell = &mut |office: &Office, turn: Turn<'_>| {
                done.extend(deed(office, &turn));
                tell(out, office, turn);
            };
            let exit = match scheduler.pass(root, how, tell).await {
                Ok(verdict) if once => ended(out, root, &done, verdict),
                Ok(verdict) => Exit::Ended(verdict),
                Err(faults) => out.fail("jadwal", faults),
            };
            if once || stop.is_asked() {
                return exit;
            }
            sleep(&stop, GLANCE).await;
            if stop.is_asked() {
                out.line("Jadwal berhenti.");
                return Exit::Ended(Verdict::Done);
            }
        }
    })
}

/// The deed of a turn, in a few words: `edisi 2026-11-23 terbit`.
fn deed(office: &Office, turn: &Turn<'_>) -> Option<String> {
    let what = match turn {
        Turn::Missed => "terlewat",
        Turn::Ended(done) => match done.as_ref() {
            Ok(conclusion) if conclusion.verdict != Verdict::Failed && conclusion.facts.published.is_some() => "terbit dan dikirim",
            Ok(conclusion) if conclusion.verdict != Verdict::Failed => "dikirim",
            _ => "belum selesai",
        },
        Turn::Publishing | Turn::Job(_) => return None,
    };
    Some(format!("edisi {} {what}", office.edition))
}

/// Ends a single pass with one line on it: a task that says nothing cannot be told from one that does not run.
fn ended(out: &Out, root: &Path, done: &[String], verdict: Verdict) -> Exit {
    if !done.is_empty() {
        out.line(format!("Jadwal: {}.", done.join(", ")));
        return Exit::Ended(verdict);
    }
    let next = desk::schedule::next(root, Utc::now());
    let soon = next.as_ref().map(|next| format!(" Edisi {} terbit {}.", next.edition, report::local(next.at, next.zone)));
    out.line(format!("Jadwal: belum ada yang waktunya dikerjakan.{}", soon.unwrap_or_default()));
    out.finish("jadwal", &Conclusion { facts: Idle { next }, diagnostics: Vec::new(), verdict })
}

/// A pass that found nothing to do, as programs are told of it.
#[derive(Serialize)]
struct Idle {
    #[serde(rename = "berikutnya")]
    next: Option<Next>,
}

fn tell(out: &Out, office: &Office, turn: Turn<'_>) {
    let edition = office.edition;
    match turn {
        Turn::Missed => {
            out.line(format!("Edisi {edition} terlewat: minggunya sudah habis. Bila masih perlu: `warta jalankan {edition}`"));
        }
        Turn::Publishing => out.line(format!("Edisi {edition} terbit.")),
        Turn::Job(event) => job::tell(out, office, event),
        Turn::Ended(conclusion) => {
            out.end("jadwal", *conclusion);
        }
    }
}

/// Does what is due while another face of the program is open, until it is asked to stop.
pub fn beside(root: PathBuf, out: Out, stop: Stop) -> JoinHandle<()> {
    std::thread::spawn(move || {
        let Ok(runtime) = runtime() else { return };
        let how = How { observer: &Unobserved, stop: &stop };
        let mut scheduler = Scheduler::default();
        while !stop.is_asked() {
            // A fault of the program ends this look, not the schedule.
            let _ = catch_unwind(AssertUnwindSafe(|| {
                runtime.block_on(async {
                    if let Err(faults) = scheduler.pass(&root, how, &mut |office, turn| tell(&out, office, turn)).await {
                        out.diagnostics(&faults, "desa");
                    }
                });
            }));
            runtime.block_on(sleep(&stop, GLANCE));
        }
    })
}

/// Has the system wake `warta jadwal` for this office folder.
pub fn install(office: &Office, out: &Out) -> Exit {
    end(office, out, "jadwal", desk::install(office))
}

/// Has the system keep this office's desk open.
pub fn install_desk(office: &Office, out: &Out) -> Exit {
    end(office, out, "meja", desk::install_desk(office))
}

fn end(office: &Office, out: &Out, command: &str, conclusion: diagnostic::Result<Conclusion<Installed>>) -> Exit {
    if let Ok(conclusion) = &conclusion {
        installed(out, &conclusion.facts);
        out.diagnostics(&conclusion.diagnostics, &office.village_word());
    }
    out.end(command, conclusion)
}

fn installed(out: &Out, installed: &Installed) {
    if let Some(task) = &installed.task {
        // The desk of Windows is opened by a double click; what is due is done by this task.
        out.line("Di Windows, pasang lewat Penjadwal Tugas dengan perintah ini:");
        out.line(format!(
            "  schtasks /Create /SC MINUTE /MO 10 /TN {} /TR \"\\\"{}\\\" -C \\\"{}\\\" jadwal --sekali\"",
            task.name,
            task.program.display(),
            task.office.display()
        ));
        return;
    }
    installed.written.iter().for_each(|path| out.line(format!("Ditulis: {}", path.display())));
    if installed.is_verified {
        out.line("Diperiksa oleh systemd: baik.");
    }
    if let Some(timer) = installed.units.last().and_then(|path| path.file_name()).and_then(|name| name.to_str()) {
        out.line("Nyalakan dengan:");
        out.line("  systemctl --user daemon-reload");
        out.line(format!("  systemctl --user enable --now {timer}"));
        out.line("  loginctl enable-linger     (supaya jalan juga saat tidak ada yang masuk)");
    }
}
