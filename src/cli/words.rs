//! The main job as a terminal tells it, event by event.

use super::output::Out;
use crate::desk::{Built, Departure, Event, Held, Office, Outgoing, Outlook, Roll, Sent, Verdict, is_well};
use crate::report;
use crate::report::budget::reams;
use office::folder::typed;

/// So many changes are told; more are counted.
const CHANGES: usize = 10;

/// Tells of an event.
pub fn tell(out: &Out, office: &Office, event: Event<'_>) {
    match event {
        Event::Read(diagnostics) => out.diagnostics_again(diagnostics, &office.village_word()),
        Event::Said(diagnostics) => out.diagnostics(diagnostics, &office.village_word()),
        Event::Refused => out.line("Tidak ada yang diterbitkan: betulkan dahulu galat di atas."),
        Event::Interrupted => out.line("Dihentikan sebelum selesai; jalankan lagi untuk meneruskan."),
        Event::Published(built) => published(office, built).iter().for_each(|line| out.line(line)),
        Event::Unaddressed => out.line("Tidak ada yang dikirim: daftar KIM tidak terbaca."),
        Event::Held(held, departure) => out.line(self::held(office, held, departure)),
        Event::Sent(sent) => self::sent(office, sent).iter().for_each(|line| out.line(line)),
    }
}

/// Tells what an edition would make, and send.
pub fn outlook(outlook: &Outlook, verdict: Verdict) -> Vec<String> {
    let mut lines = outlook.lines.clone();
    if let Some(outgoing) = &outlook.outgoing {
        lines.extend(ahead(outgoing, &outlook.roll.word));
    }
    lines.push(match verdict {
        Verdict::Done => "Siap diterbitkan.".to_owned(),
        Verdict::Partly => exceptions(&outlook.roll),
        Verdict::Failed => "Belum dapat diterbitkan: betulkan dahulu galat di atas.".to_owned(),
    });
    lines
}

fn exceptions(roll: &Roll) -> String {
    let missing = &roll.missing;
    if missing.is_empty() {
        "Dapat diterbitkan, kecuali yang disebut di atas.".to_owned()
    } else if roll.is_mostly_missing() {
        format!("Sebagian besar belum dapat diterbitkan, yaitu {} ({}): betulkan dahulu galat di atas.", roll.counts(), missing.words())
    } else if missing.is_few() {
        format!("Dapat diterbitkan, kecuali {}.", missing.words())
    } else {
        format!("Dapat diterbitkan, kecuali {}: {}.", roll.counts(), missing.words())
    }
}

/// Tells what would go out, before it is made.
fn ahead(outgoing: &Outgoing, word: &str) -> Vec<String> {
    let bundles = (outgoing.bundles > 0).then(|| format!("{} bundel baru", outgoing.bundles));
    let corrections = (outgoing.corrections > 0).then(|| format!("{} ralat{}", outgoing.corrections, paper(outgoing.sheets)));
    let parts: Vec<String> = [bundles, corrections].into_iter().flatten().collect();
    if parts.is_empty() {
        return vec!["Akan keluar: tidak ada yang baru".to_owned()];
    }
    let mut lines = vec![format!("Akan keluar: {}", parts.join(" dan "))];
    lines.extend(changes(outgoing, word));
    lines
}

fn paper(sheets: Option<u32>) -> String {
    sheets.map(|sheets| format!(", {sheets} lembar")).unwrap_or_default()
}

/// Tells of corrections, a line for each change.
fn changes(outgoing: &Outgoing, word: &str) -> Vec<String> {
    let told = outgoing.changes.iter().take(CHANGES);
    let mut lines: Vec<String> = told.map(|told| format!("  • {}: {} {word}{}", told.what, told.villages, paper(told.sheets))).collect();
    let more = outgoing.changes.len().saturating_sub(CHANGES);
    if more > 0 {
        lines.push(format!("  … dan {more} lagi"));
    }
    lines
}

/// The question before what cannot be taken back.
pub fn question(departure: &Departure, word: &str) -> String {
    match (departure.bundles, departure.corrections) {
        (0, corrections) => format!("Kirim {corrections} ralat?"),
        (bundles, 0) => format!("Kirim ke {bundles} {word}?"),
        (bundles, corrections) => format!("Kirim ke {bundles} {word}, {corrections} ralat?"),
    }
}

fn held(office: &Office, held: Held, departure: Option<&Departure>) -> String {
    if held != Held::Declined {
        return "Belum ada yang dikirim; yang sudah jadi tersimpan di hasil.".to_owned();
    }
    let command = |command: &str| format!("`warta -C {} {command}`", typed(office.folder.root()));
    let undo = if departure.is_some_and(|departure| departure.corrections > 0) {
        format!("; bila perubahannya tidak perlu diralat: {}", command("terbitkan --tanpa-ralat"))
    } else {
        String::new()
    };
    format!("Tidak ada yang dikirim; semuanya sudah siap. Bila jadi dikirim: {}{undo}", command("kirim"))
}

fn published(office: &Office, built: &Built) -> Vec<String> {
    let bundles = office.results().bundles();
    let (whole, corrections, word) = (built.bundles, built.corrections, built.roll.word.as_str());
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
    let untouched = built.left.saturating_sub(built.restored + built.quiet);
    if untouched > 0 {
        lines.push(format!("{untouched} {word} tidak terkena perubahan, jadi tidak dibuat lagi"));
    }
    if built.restored > 0 {
        lines.push(format!("{} bundel yang hilang dari hasil dibuat lagi; tidak dikirim lagi", built.restored));
    }
    if built.withdrawn > 0 {
        lines.push(format!("{} ralat yang belum dikirim dibatalkan, berkasnya dihapus", built.withdrawn));
    }
    if built.quiet > 0 {
        lines.push(format!("{} {word} tidak diberi ralat: perubahannya dicatat sebagai sudah diketahui", built.quiet));
    }
    if !built.roll.missing.is_empty() {
        lines.push(format!("{} tidak terbit: {}", built.roll.counts(), built.roll.missing.words()));
    }
    if built.outgoing.corrections > 0 {
        lines.push(format!("Ralat yang akan keluar: {} {word}{}", built.outgoing.corrections, paper(built.outgoing.sheets)));
        lines.extend(changes(&built.outgoing, word));
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
    lines.push(format!("Siapa mendapat apa: `warta -C {} status`", typed(office.folder.root())));
    lines
}
