//! The main job: build, send, or both.

use serde_json::json;

use super::Exit;
use super::output::{Out, runtime};
use crate::desk::{self, Built, Checked, How, Lock, Office, Request, Sent, Stop, write_report};
use crate::report;
use office::diagnostic::{Diagnostic, Place, Severity, stops_edition};
use post::ledger::{Ledger, State};

/// What the diagnostics alone say of how far a run can go.
pub fn verdict(checked: &Checked) -> Exit {
    if stops_edition(&checked.diagnostics) {
        Exit::Failed
    } else if checked.diagnostics.iter().any(|d| d.severity == Severity::Error) {
        Exit::Partly
    } else {
        Exit::Done
    }
}

/// What a command does of it.
pub struct Steps {
    pub command: &'static str,
    pub build: bool,
    pub send: Option<Request>,
}

/// Builds, sends, or both.
pub fn job(office: &Office, out: &Out, steps: Steps) -> Exit {
    let stop = Stop::listen();
    let runtime = match runtime() {
        Ok(runtime) => runtime,
        Err(fault) => return out.fail(steps.command, *fault),
    };
    runtime.block_on(work(office, out, steps, &stop))
}

/// The job, within a runtime.
pub async fn work(office: &Office, out: &Out, steps: Steps, stop: &Stop) -> Exit {
    let mut lock = match office.lock() {
        Ok(lock) => lock,
        Err(fault) => return out.fail(steps.command, *fault),
    };
    if steps.build
        && let Err(fault) = office.make_secret()
    {
        return out.fail(steps.command, *fault);
    }
    let ledger = match office.ledger().await {
        Ok(ledger) => ledger,
        Err(error) => return out.fail(steps.command, error.diagnostic()),
    };
    let exit = work_on(office, out, steps, (&mut lock, &ledger), stop).await;
    ledger.close().await;
    exit
}

async fn work_on(office: &Office, out: &Out, steps: Steps, (lock, ledger): (&mut Lock, &Ledger), stop: &Stop) -> Exit {
    let how = How { quiet: out.json, stop };
    let mut checked = desk::check(office);
    let mut diagnostics = Vec::new();
    let mut facts = json!({ "edisi": office.edition });
    let mut exit = Exit::Done;
    if steps.build {
        out.diagnostics(&checked.diagnostics);
        diagnostics.extend(checked.diagnostics.clone());
        exit = verdict(&checked);
        if exit == Exit::Failed {
            out.line("Tidak ada yang diterbitkan: betulkan dahulu galat di atas.");
            return out.finish(steps.command, exit, &diagnostics, facts);
        }
        let built = match desk::publish(office, &mut checked, ledger, how).await {
            Ok(built) => built,
            Err(error) => return out.fail(steps.command, error.diagnostic()),
        };
        out.diagnostics(&built.diagnostics);
        diagnostics.extend(built.diagnostics.clone());
        if stop.is_asked() {
            out.line("Dihentikan sebelum selesai; jalankan lagi untuk meneruskan.");
            return out.finish(steps.command, Exit::Failed, &diagnostics, facts);
        }
        exit = if built.bundles + built.corrections + built.left == 0 {
            Exit::Failed
        } else if !built.failed.is_empty() || built.diagnostics.iter().any(|d| d.severity == Severity::Error) {
            Exit::Partly
        } else {
            exit
        };
        facts["terbit"] = json!({
            "bundel": built.bundles + built.corrections, "ralat": built.corrections, "tetap": built.left, "tidak_berubah": built.kept, "gagal": built.failed, "lembar_kertas": built.sheets
        });
        summarize_build(office, out, &built);
        if steps.send.is_none() {
            let said = write_report(office, ledger).await;
            out.diagnostics(&said);
            diagnostics.extend(said);
        }
    }
    // Whom a bundle goes to stands in the registry: without it nothing goes out, and nothing counts as failed.
    if !steps.build && checked.inputs.kims.is_empty() {
        out.diagnostics(&checked.diagnostics);
        out.line("Tidak ada yang dikirim: daftar KIM tidak terbaca.");
        return out.finish(steps.command, Exit::Failed, &checked.diagnostics, facts);
    }
    if let Some(request) = steps.send.filter(|_| exit != Exit::Failed) {
        // What a courier's separators say of a bundle is what stands on it.
        match ledger.receipts(office.edition, &[], |_, _, _| None).await {
            Ok(codes) => checked.settings.receipts.record(codes),
            Err(error) => return out.fail(steps.command, error.diagnostic()),
        }
        match desk::send(office, &checked, ledger, lock, request, how).await {
            Err(error) => return out.fail(steps.command, error.diagnostic()),
            Ok(sent) => {
                let (mut said, sent_exit) = summarize_send(office, out, &sent);
                said.extend(write_report(office, ledger).await);
                out.diagnostics(&said);
                diagnostics.extend(said);
                facts["kirim"] = json!({
                    "terkirim": sent.accepted, "sudah_terkirim": sent.already, "bermasalah": sent.troubles.len(), "menunggu": sent.waiting.0,
                    "gagal": sent.failed, "tidak_pasti": sent.unknown, "edisi_lewat": sent.past, "saluran_tertutup": sent.shut.len(),
                    "tujuan": sent.targets.iter().map(|(target, _)| target).collect::<Vec<_>>()
                });
                exit = if sent_exit == Exit::Done { exit } else { sent_exit };
            }
        }
    }
    out.finish(steps.command, exit, &diagnostics, facts)
}

fn summarize_build(office: &Office, out: &Out, built: &Built) {
    let results = office.results();
    let (whole, corrections) = (built.bundles, built.corrections);
    if whole > 0 || corrections == 0 && built.left == 0 {
        out.line(format!("{whole} bundel siap di {}", results.join("paket").display()));
    }
    if corrections > 0 {
        out.line(format!("{corrections} ralat siap di {}", results.join("paket").display()));
    }
    if built.kept > 0 {
        out.line(format!("{} di antaranya tidak berubah, jadi tidak dibuat lagi", built.kept));
    }
    if built.left > 0 {
        out.line(format!("{} desa tidak terkena perubahan, jadi tidak dibuat lagi", built.left));
    }
    if !built.failed.is_empty() {
        out.line(format!("{} desa tidak terbit: {}", built.failed.len(), built.failed.join(", ")));
    }
    if built.sheets > 0 {
        out.line(format!(
            "Kertas untuk semuanya: {} lembar ({} rim), rinciannya di anggaran-cetak{}.xlsx",
            built.sheets,
            report::budget::reams(built.sheets),
            built.papers
        ));
    }
    if let Some(pages) = &built.whatsapp {
        out.line(format!("Pesan WhatsApp untuk KIM: {pages}"));
    }
    if let Some(first) = &built.first_page {
        out.line(format!("Lihat satu contohnya: {}", first.display()));
    }
}

/// So many villages are named; the rest are counted.
const NAMED: usize = 10;

/// Says what was sent, and what was not and why.
fn summarize_send(office: &Office, out: &Out, sent: &Sent) -> (Vec<Diagnostic>, Exit) {
    let mut said = Vec::new();
    let targets = match sent.targets.as_slice() {
        [(one, _)] => format!(" ke {one}"),
        several => {
            let shares = several.iter().map(|(target, count)| format!("{count} ke {target}")).collect::<Vec<_>>();
            if shares.is_empty() { String::new() } else { format!(": {}", shares.join(", ")) }
        }
    };
    let stands = sent.failed + sent.unknown;
    let is_quiet =
        sent.troubles.is_empty() && sent.shut.is_empty() && sent.waiting.0 == 0 && sent.past == 0 && stands == 0 && !sent.stopped;
    match (sent.accepted, sent.already) {
        (0, 0) if is_quiet => out.line("Tidak ada yang dapat dikirim: jalankan `warta terbitkan` dahulu."),
        (0, already) if is_quiet => out.line(format!("Tidak ada yang perlu dikirim: {already} bundel sudah terkirim sebelumnya.")),
        (accepted, 0) => out.line(format!("{accepted} bundel terkirim{targets}")),
        (accepted, already) => out.line(format!("{accepted} bundel terkirim{targets}; {already} sudah terkirim sebelumnya")),
    }
    if sent.rescued > 0 {
        out.line(format!("{} di antaranya lewat saluran berikutnya, karena yang pertama gagal", sent.rescued));
    }
    if sent.stopped {
        out.line("Dihentikan sebelum selesai; jalankan `warta kirim` untuk meneruskan.");
    }
    if let Some(doubted) = sent.doubted {
        let what = if doubted > 0 {
            format!("; {doubted} kiriman mungkin sudah terkirim, jadi tidak dikirim sendiri")
        } else {
            "; yang dicatat sesudah ini pun ditanyakan dahulu, bila mungkin sudah terkirim".to_owned()
        };
        said.push(
            Diagnostic::warning(format!("warta.db lebih tua daripada kiriman terakhir, seperti salinan cadangan{what}"))
                .at(Place::file("warta.db"))
                .remedy("lihat `warta status`, lalu tetapkan dengan `--sampai` atau `--belum`"),
        );
    }
    if !sent.changed.is_empty() {
        said.push(
            Diagnostic::warning(format!("isi {} bundel berubah sesudah terkirim; yang terkirim adalah isi lama", sent.changed.len()))
                .raw(shortened(&sent.changed))
                .remedy("kembalikan isinya, atau muat perubahannya di edisi berikut; tidak ada yang dikirim dua kali"),
        );
    }
    if sent.past > 0 {
        said.push(
            Diagnostic::warning(format!("edisi {} sudah lewat: {} kiriman tidak dikirim sendiri", office.edition, sent.past))
                .remedy(format!("bila memang perlu, sebut edisinya: `warta kirim {}`", office.edition)),
        );
    }
    // A server of others is given time; a folder or a stick is there or not.
    let again =
        if sent.waiting.0 > 0 { "sesudah beres, jalankan `warta kirim --ulang-gagal`" } else { "sesudah beres, jalankan `warta kirim`" };
    for (channel, why, left) in &sent.shut {
        said.push(Diagnostic::warning(format!("saluran {channel} tidak dapat dipakai: {why}; {left} kiriman menunggu")).remedy(again));
    }
    for state in [State::Planned, State::Failed, State::Unknown, State::Deferred] {
        let remedy = match state {
            State::Planned => "betulkan kim.xlsx bila desanya tidak ada di sana, lalu `warta jalankan`: yang kurang dibuat lagi",
            State::Unknown => "tanyakan kepada penerimanya, lalu tetapkan dengan `warta status --sampai KODE` atau `--belum KODE`",
            State::Failed => "betulkan alamatnya di kim.xlsx, lalu `warta kirim --ulang-gagal`; bila salurannya diganti, `warta jalankan`",
            _ if sent.waiting.0 > 0 => "tidak perlu apa-apa: dicoba lagi pada kiriman berikut",
            _ => "jalankan `warta kirim` lagi",
        };
        let troubles: Vec<_> = sent.troubles.iter().filter(|(.., is, _)| *is == state).collect();
        for (desa, channel, _, why) in troubles.iter().take(NAMED) {
            said.push(Diagnostic::warning(format!("{desa} {state} lewat {channel}: {why}")).remedy(remedy).for_desa(desa.as_str()));
        }
        if troubles.len() > NAMED {
            said.push(
                Diagnostic::warning(format!("… dan {} lagi yang {state}", troubles.len() - NAMED)).remedy("lihat semuanya di laporan.xlsx"),
            );
        }
    }
    // What stands from earlier runs is not passed over in silence.
    let told = |state: State| sent.troubles.iter().filter(|(.., is, _)| *is == state).count();
    if sent.failed > told(State::Failed) {
        let warning = Diagnostic::warning(format!("{} bundel gagal dikirim sejak sebelumnya", sent.failed - told(State::Failed)));
        said.push(warning.remedy("lihat `warta status`; sesudah dibetulkan, `warta kirim --ulang-gagal`"));
    }
    if sent.unknown > told(State::Unknown) {
        let warning = Diagnostic::warning(format!("{} bundel tidak pasti sampai", sent.unknown - told(State::Unknown)));
        said.push(
            warning.remedy("lihat `warta status`; tanyakan kepada penerimanya, lalu `warta status --sampai KODE` atau `--belum KODE`"),
        );
    }
    if let (waiting, Some(until)) = &sent.waiting
        && *waiting > 0
    {
        let until = report::local(until, office.config.zone());
        out.line(format!("{waiting} kiriman menunggu; dicoba lagi sesudah {until}, atau sekarang dengan `warta kirim --ulang-gagal`"));
    }
    for note in &sent.notes {
        said.push(
            Diagnostic::warning(format!("flashdisk kurang lengkap: {note}"))
                .remedy("periksa flashdisknya; lalu `warta terbitkan` dan `warta kirim` untuk edisi itu"),
        );
    }
    if sent.on_network {
        let warning = Diagnostic::warning("warta.db ada di folder jaringan").at(Place::file("warta.db"));
        said.push(warning.remedy("jangan dipakai dari dua komputer sekaligus; lebih aman bila folder kantor ada di komputer sendiri"));
    }
    out.line(format!("Siapa mendapat apa: `warta -C {} status`", office.root.display()));
    let is_well = is_quiet || (sent.troubles.is_empty() && sent.shut.is_empty() && sent.waiting.0 == 0 && stands == 0 && !sent.stopped);
    let exit = match (is_well, sent.accepted + sent.already) {
        (true, _) => Exit::Done,
        (false, 0) => Exit::Failed,
        (false, _) => Exit::Partly,
    };
    (said, exit)
}

fn shortened(names: &[String]) -> String {
    let shown = names.iter().take(NAMED).cloned().collect::<Vec<_>>().join(", ");
    if names.len() > NAMED { format!("{shown} … dan {} lagi", names.len() - NAMED) } else { shown }
}
