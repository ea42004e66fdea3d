//! The main job in words, event by event, as a terminal or the desk shows it.

use super::{Built, Departure, Event, Held, Office, Outgoing, Outlook, Roll, Sent, Verdict, is_well};
use crate::report;
use crate::report::budget::reams;
use office::diagnostic::{Diagnostic, Faults, Severity};
use office::folder::typed;

/// So many changes are told; more are counted.
const CHANGES: usize = 10;
/// So many messages of one event stand on a job's page; more are counted.
const MESSAGES: usize = 40;

/// The face of the program that tells. The same is done by a command in a terminal, and by a button or a page at the desk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Face {
    Terminal,
    Desk,
}

/// Tells of an event, line by line.
pub fn told(face: Face, office: &Office, event: Event<'_>) -> Vec<String> {
    let word = office.village_word();
    let lines = |text: String| text.lines().map(str::to_owned).collect();
    match (event, face) {
        (Event::Read(diagnostics), Face::Terminal) => lines(report::diagnostics_again(diagnostics, &word)),
        (Event::Read(diagnostics), Face::Desk) => read(diagnostics, &word),
        (Event::Said(diagnostics), Face::Terminal) => lines(report::diagnostics(diagnostics, false, &word)),
        (Event::Said(diagnostics), Face::Desk) => said(diagnostics.iter().cloned(), &word),
        (Event::Refused, _) => vec!["Tidak ada yang diterbitkan: betulkan dahulu galat di atas.".to_owned()],
        (Event::Interrupted, Face::Terminal) => vec!["Dihentikan sebelum selesai; jalankan lagi untuk meneruskan.".to_owned()],
        (Event::Interrupted, Face::Desk) => vec!["Dihentikan sebelum selesai; tekan Lanjutkan untuk meneruskan.".to_owned()],
        (Event::Published(built), face) => published(face, office, built),
        (Event::Unaddressed, _) => vec!["Tidak ada yang dikirim: daftar KIM tidak terbaca.".to_owned()],
        (Event::Held(held, departure), _) => vec![self::held(office, held, departure)],
        (Event::Sent(sent), face) => self::sent(face, office, sent),
    }
}

/// The lines of faults that kept a job from its work, with the desk's remedies. `village_word`: the office's own for a village.
pub fn faults(faults: &Faults, village_word: &str) -> Vec<String> {
    said(faults.iter().cloned(), village_word)
}

/// The lines of diagnostics at the desk, each cause once.
fn said(diagnostics: impl Iterator<Item = Diagnostic>, word: &str) -> Vec<String> {
    let all: Vec<Diagnostic> = diagnostics.map(in_desk).collect();
    let messages = report::messages(&all, word);
    let shown = messages.iter().take(MESSAGES).flat_map(|message| message.text.lines().map(str::to_owned));
    let more = messages.len().saturating_sub(MESSAGES);
    shown.chain((more > 0).then(|| format!("… dan {more} lagi"))).collect()
}

/// The lines of diagnostics that the page of the check has too: what stops something is told again, the rest is counted.
fn read(diagnostics: &[Diagnostic], word: &str) -> Vec<String> {
    let errors = |diagnostic: &&Diagnostic| diagnostic.severity == Severity::Error;
    let mut lines = said(diagnostics.iter().filter(errors).cloned(), word);
    let messages = report::messages(diagnostics, word);
    let count = |severity: Severity| {
        let count = messages.iter().filter(|message| message.severity == severity).count();
        (count > 0).then(|| format!("{count} {severity}"))
    };
    let others: Vec<String> = [Severity::Warning, Severity::Note].into_iter().filter_map(count).collect();
    if !others.is_empty() {
        lines.push(format!("{}: lihat halaman Periksa", others.join(", ")));
    }
    lines
}

/// A diagnostic with the remedy that the desk has for it, where the use case names a command.
pub fn in_desk(fault: Diagnostic) -> Diagnostic {
    let remedy = match fault.code {
        office::folder::BUSY => "tunggu sampai selesai, lalu coba lagi",
        "bundel.tidak-terbuat" | "bundel.tidak-utuh" => "tekan Terbitkan, lalu Kirim: bundelnya dibuat lagi",
        "buku.lebih-tua" => "buka Tidak pasti, lalu tetapkan mana yang sudah sampai",
        "kiriman.belum-dikirim" if fault.village.is_some() => "tekan Terbitkan, lalu Kirim: bundel yang hilang atau rusak dibuat lagi",
        "kiriman.belum-dikirim" => "kembalikan baris desanya di kim.xlsx, lalu tekan Terbitkan dan Kirim",
        "kiriman.edisi-lewat" => "bila memang perlu, centang “Kirim juga walaupun pekannya sudah lewat” di halaman Kirim",
        "kiriman.flashdisk-kurang" => "periksa flashdisknya; lalu Terbitkan dan Kirim untuk edisi itu",
        "kiriman.gagal" => {
            "betulkan alamatnya di kim.xlsx, lalu tekan “Coba lagi yang gagal” di Kiriman; bila salurannya diganti, Terbitkan lalu Kirim"
        }
        "kiriman.masih-gagal" => "lihat Kiriman; sesudah dibetulkan, tekan “Coba lagi yang gagal” di sana",
        "kiriman.masih-tidak-pasti" | "kiriman.tidak-pasti" => "tanyakan kepada penerimanya, lalu tetapkan di halaman Tidak pasti",
        "kiriman.naskah-berubah" => "bila hendak ikut: Terbitkan, lalu Kirim",
        "kiriman.penyetuju-tanpa-nama" => "isi nama di “Disetujui oleh” di halaman Kirim",
        "kiriman.perlu-persetujuan" => "sesudah disetujui, isi “Disetujui oleh” di halaman Kirim",
        "kiriman.saluran-tertutup" => "sesudah beres, buka halaman Kirim: tekan Kirim, atau Coba sekarang untuk yang menunggu",
        "kiriman.sebagian-besar-terhenti" => "betulkan dahulu galatnya, lalu Terbitkan dan Kirim",
        "kiriman.tertunda" => "dicoba lagi pada kiriman berikut; atau tekan Coba sekarang di halaman Kirim",
        "status.laporan-tidak-ditulis" => {
            "tutup berkasnya bila sedang terbuka, dan periksa izin folder hasil dan ruang disk; lalu unduh dari halaman Laporan"
        }
        _ => return fault,
    };
    fault.remedy(remedy)
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

fn published(face: Face, office: &Office, built: &Built) -> Vec<String> {
    // At the desk nobody looks for a folder.
    let place = match face {
        Face::Terminal => format!(" di {}", office.results().bundles().display()),
        Face::Desk => String::new(),
    };
    let (whole, corrections, word) = (built.bundles, built.corrections, built.roll.word.as_str());
    let mut lines = Vec::new();
    if whole > 0 || corrections == 0 && built.left == 0 {
        lines.push(format!("{whole} bundel siap{place}"));
    }
    if corrections > 0 {
        lines.push(format!("{corrections} ralat siap{place}"));
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
    if let Some(first) = built.first_page.as_ref().filter(|_| face == Face::Terminal) {
        lines.push(format!("Lihat satu contohnya: {}", first.display()));
    }
    lines
}

fn sent(face: Face, office: &Office, sent: &Sent) -> Vec<String> {
    let targets = match sent.targets.as_slice() {
        [] => String::new(),
        [one] => format!(" ke {}", one.name),
        several => {
            format!(": {}", several.iter().map(|target| format!("{} ke {}", target.count, target.name)).collect::<Vec<_>>().join(", "))
        }
    };
    let is_quiet = is_well(sent) && sent.past == 0;
    let mut lines = vec![match (sent.accepted, sent.already) {
        (0, 0) if is_quiet => match face {
            Face::Terminal => "Tidak ada yang dapat dikirim: jalankan `warta terbitkan` dahulu.".to_owned(),
            Face::Desk => "Tidak ada yang dapat dikirim: tekan Terbitkan dahulu.".to_owned(),
        },
        (0, already) if is_quiet => format!("Tidak ada yang perlu dikirim: {already} bundel sudah terkirim sebelumnya."),
        (accepted, 0) => format!("{accepted} bundel terkirim{targets}"),
        (accepted, already) => format!("{accepted} bundel terkirim{targets}; {already} sudah terkirim sebelumnya"),
    }];
    if sent.rescued > 0 {
        lines.push(format!("{} di antaranya lewat saluran berikutnya, karena yang pertama gagal", sent.rescued));
    }
    if sent.stopped {
        let again = match face {
            Face::Terminal => "jalankan `warta kirim`",
            Face::Desk => "tekan Lanjutkan",
        };
        lines.push(format!("Dihentikan sebelum selesai; {again} untuk meneruskan."));
    }
    if let (waiting, Some(until)) = (sent.waiting, sent.waiting_until)
        && waiting > 0
    {
        let until = report::local(until, office.config.zone());
        let now = match face {
            Face::Terminal => "dengan `warta kirim --ulang-gagal`",
            Face::Desk => "dengan Coba sekarang di halaman Kirim",
        };
        lines.push(format!("{waiting} kiriman menunggu; dicoba lagi sesudah {until}, atau sekarang {now}"));
    }
    lines.push(match face {
        Face::Terminal => format!("Siapa mendapat apa: `warta -C {} status`", typed(office.folder.root())),
        Face::Desk => "Siapa mendapat apa: lihat Kiriman.".to_owned(),
    });
    lines
}
