//! The main job as a terminal tells it, event by event.

use super::output::Out;
use crate::desk::{Built, Event, Office, Sent, is_well};
use crate::report;
use crate::report::budget::reams;

/// Tells of an event.
pub fn tell(out: &Out, office: &Office, event: Event<'_>) {
    match event {
        Event::Said(diagnostics) => out.diagnostics(diagnostics),
        Event::Refused => out.line("Tidak ada yang diterbitkan: betulkan dahulu galat di atas."),
        Event::Interrupted => out.line("Dihentikan sebelum selesai; jalankan lagi untuk meneruskan."),
        Event::Published(built) => published(office, built).iter().for_each(|line| out.line(line)),
        Event::Unaddressed => out.line("Tidak ada yang dikirim: daftar KIM tidak terbaca."),
        Event::Sent(sent) => self::sent(office, sent).iter().for_each(|line| out.line(line)),
    }
}

fn published(office: &Office, built: &Built) -> Vec<String> {
    let bundles = office.results().bundles();
    let (whole, corrections) = (built.bundles, built.corrections);
    let mut lines = Vec::new();
    if whole > 0 || corrections == 0 && built.left == 0 {
        lines.push(format!("{whole} bundel siap di {}", bundles.display()));
    }
    if corrections > 0 {
        lines.push(format!("{corrections} ralat siap di {}", bundles.display()));
    }
    if built.kept > 0 {
        lines.push(format!("{} di antaranya tidak berubah, jadi tidak dibuat lagi", built.kept));
    }
    if built.left > 0 {
        lines.push(format!("{} desa tidak terkena perubahan, jadi tidak dibuat lagi", built.left));
    }
    if !built.failed.is_empty() {
        lines.push(format!("{} desa tidak terbit: {}", built.failed.len(), built.failed.join(", ")));
    }
    if built.sheets > 0 {
        lines.push(format!(
            "Kertas untuk semuanya: {} lembar ({} rim), rinciannya di anggaran-cetak{}.xlsx",
            built.sheets,
            reams(built.sheets),
            built.papers
        ));
    }
    if let Some(pages) = &built.whatsapp {
        lines.push(format!("Pesan WhatsApp untuk KIM: {pages}"));
    }
    if let Some(first) = &built.first_page {
        lines.push(format!("Lihat satu contohnya: {}", first.display()));
    }
    lines
}

fn sent(office: &Office, sent: &Sent) -> Vec<String> {
    let targets = match sent.targets.as_slice() {
        [] => String::new(),
        [one] => format!(" ke {}", one.name),
        several => {
            format!(": {}", several.iter().map(|target| format!("{} ke {}", target.count, target.name)).collect::<Vec<_>>().join(", "))
        }
    };
    let is_quiet = is_well(sent) && sent.past == 0;
    let mut lines = vec![match (sent.accepted, sent.already) {
        (0, 0) if is_quiet => "Tidak ada yang dapat dikirim: jalankan `warta terbitkan` dahulu.".to_owned(),
        (0, already) if is_quiet => format!("Tidak ada yang perlu dikirim: {already} bundel sudah terkirim sebelumnya."),
        (accepted, 0) => format!("{accepted} bundel terkirim{targets}"),
        (accepted, already) => format!("{accepted} bundel terkirim{targets}; {already} sudah terkirim sebelumnya"),
    }];
    if sent.rescued > 0 {
        lines.push(format!("{} di antaranya lewat saluran berikutnya, karena yang pertama gagal", sent.rescued));
    }
    if sent.stopped {
        lines.push("Dihentikan sebelum selesai; jalankan `warta kirim` untuk meneruskan.".to_owned());
    }
    if let (waiting, Some(until)) = (sent.waiting, sent.waiting_until)
        && waiting > 0
    {
        let until = report::local(until, office.config.zone());
        lines.push(format!("{waiting} kiriman menunggu; dicoba lagi sesudah {until}, atau sekarang dengan `warta kirim --ulang-gagal`"));
    }
    lines.push(format!("Siapa mendapat apa: `warta -C {} status`", office.folder.root().display()));
    lines
}
