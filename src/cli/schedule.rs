//! `warta jadwal`: wakes, and has the desk do what is due.

use std::path::Path;
use std::time::Duration;

use super::output::{Out, runtime};
use super::progress::Progress;
use super::{Exit, stop, words};
use crate::desk::{self, Installed, Office, Scheduler, Turn, Verdict};
use office::work::How;
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
            let exit = match scheduler.pass(root, how, &mut |office, turn| tell(out, office, turn)).await {
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

fn tell(out: &Out, office: &Office, turn: Turn<'_>) {
    let edition = office.edition;
    match turn {
        Turn::Missed => {
            out.line(format!("Edisi {edition} terlewat: minggunya sudah habis. Bila masih perlu: `warta jalankan {edition}`"));
        }
        Turn::Publishing => out.line(format!("Edisi {edition} terbit.")),
        Turn::Job(event) => words::tell(out, office, event),
        Turn::Ended(conclusion) => {
            out.end("jadwal", conclusion);
        }
    }
}

/// Has the system wake `warta jadwal` for this office folder.
pub fn install(office: &Office, out: &Out) -> Exit {
    let conclusion = desk::install(office);
    if let Ok(conclusion) = &conclusion {
        installed(out, &conclusion.facts);
        out.diagnostics(&conclusion.diagnostics);
    }
    out.end("jadwal", conclusion)
}

fn installed(out: &Out, installed: &Installed) {
    if let Some(task) = &installed.task {
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
