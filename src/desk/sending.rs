//! The numbers, the verdict and the diagnostics of a sending.

use serde::Serialize;

use super::roll::NAMED;
use super::{Office, Sent, Verdict};
use office::diagnostic::{Diagnostic, Place};
use office::folder::LEDGER;
use office::model::Registry;
use post::dispatch::{Shut, Trouble};
use post::ledger::State;

/// The numbers of a sending: of deliveries, where nothing else is said.
#[derive(Debug, Clone, Serialize)]
pub struct Sending {
    #[serde(rename = "terkirim")]
    pub accepted: usize,
    #[serde(rename = "sudah_terkirim")]
    pub already: usize,
    #[serde(rename = "bermasalah")]
    pub troubles: usize,
    #[serde(rename = "menunggu")]
    pub waiting: usize,
    /// Bundles.
    #[serde(rename = "gagal")]
    pub failed: usize,
    /// Bundles.
    #[serde(rename = "tidak_pasti")]
    pub unknown: usize,
    #[serde(rename = "edisi_lewat")]
    pub past: usize,
    /// Channels.
    #[serde(rename = "saluran_tertutup")]
    pub shut: usize,
    /// The places that bundles went to.
    #[serde(rename = "tujuan")]
    pub targets: Vec<String>,
}

impl From<&Sent> for Sending {
    fn from(sent: &Sent) -> Self {
        Sending {
            accepted: sent.accepted,
            already: sent.already,
            troubles: sent.troubles.len(),
            waiting: sent.waiting,
            failed: sent.failed,
            unknown: sent.unknown,
            past: sent.past,
            shut: sent.shut.len(),
            targets: sent.targets.iter().map(|target| target.name.clone()).collect(),
        }
    }
}

/// Whether nothing is open that a person should know of.
pub fn is_well(sent: &Sent) -> bool {
    sent.troubles.is_empty() && sent.shut.is_empty() && sent.waiting == 0 && sent.failed + sent.unknown == 0 && !sent.stopped
}

pub(super) fn verdict(sent: &Sent) -> Verdict {
    match (is_well(sent), sent.accepted + sent.already) {
        (true, _) => Verdict::Done,
        (false, 0) => Verdict::Failed,
        (false, _) => Verdict::Partly,
    }
}

/// All that is to be said of a sending to these villages.
pub(super) fn diagnostics(office: &Office, registry: &Registry, sent: &Sent) -> Vec<Diagnostic> {
    let mut said = Vec::new();
    said.extend(sent.doubted.map(old_ledger));
    said.extend(changed(sent));
    said.extend(past(office, sent));
    said.extend(shut(sent));
    for state in [State::Planned, State::Failed, State::Unknown, State::Deferred] {
        said.extend(troubles(registry, sent, state));
    }
    said.extend(standing(sent));
    said.extend(sent.notes.iter().map(|note| {
        Diagnostic::warning("kiriman.flashdisk-kurang", format!("flashdisk kurang lengkap: {note}"))
            .remedy("periksa flashdisknya; lalu `warta terbitkan` dan `warta kirim` untuk edisi itu")
    }));
    if sent.on_network {
        let warning = Diagnostic::warning("buku.di-folder-jaringan", "warta.db ada di folder jaringan").at(Place::file(LEDGER));
        said.push(warning.remedy("jangan dipakai dari dua komputer sekaligus; lebih aman bila folder kantor ada di komputer sendiri"));
    }
    said
}

fn old_ledger(doubted: usize) -> Diagnostic {
    let what = if doubted > 0 {
        format!("; {doubted} kiriman mungkin sudah terkirim, jadi tidak dikirim sendiri")
    } else {
        "; yang dicatat sesudah ini pun ditanyakan dahulu, bila mungkin sudah terkirim".to_owned()
    };
    let message = format!("warta.db lebih tua daripada kiriman terakhir, seperti salinan cadangan{what}");
    Diagnostic::warning("buku.lebih-tua", message)
        .at(Place::file(LEDGER))
        .remedy("lihat `warta status`, lalu tetapkan dengan `--sampai` atau `--belum`")
}

fn changed(sent: &Sent) -> Option<Diagnostic> {
    let (first, rest) = sent.changed.split_at(sent.changed.len().min(NAMED));
    let shown = first.iter().map(|desa| desa.as_str()).collect::<Vec<_>>().join(", ");
    let shown = if rest.is_empty() { shown } else { format!("{shown} … dan {} lagi", rest.len()) };
    let message = format!("isi {} bundel berubah sesudah terkirim; yang terkirim adalah isi lama", sent.changed.len());
    let warning = Diagnostic::warning("kiriman.berubah-sesudah-terkirim", message).raw(shown);
    let warning = warning.remedy("kembalikan isinya, atau muat perubahannya di edisi berikut; tidak ada yang dikirim dua kali");
    (!sent.changed.is_empty()).then_some(warning)
}

fn past(office: &Office, sent: &Sent) -> Option<Diagnostic> {
    let edition = office.edition;
    let message = format!("edisi {edition} sudah lewat: {} kiriman tidak dikirim sendiri", sent.past);
    let remedy = format!("bila memang perlu, sebut edisinya: `warta kirim {edition}`");
    (sent.past > 0).then(|| Diagnostic::warning("kiriman.edisi-lewat", message).remedy(remedy))
}

fn shut(sent: &Sent) -> Vec<Diagnostic> {
    // A server of others is given time; a folder or a stick is there or not.
    let again =
        if sent.waiting > 0 { "sesudah beres, jalankan `warta kirim --ulang-gagal`" } else { "sesudah beres, jalankan `warta kirim`" };
    let warning = |shut: &Shut| {
        let message = format!("saluran {} tidak dapat dipakai: {}; {} kiriman menunggu", shut.channel, shut.why, shut.left);
        Diagnostic::warning("kiriman.saluran-tertutup", message).remedy(again)
    };
    sent.shut.iter().map(warning).collect()
}

/// The code of deliveries that this run left in a state, and the remedy; `is_served`: the registry has their village.
fn trouble(sent: &Sent, state: State, is_served: bool) -> (&'static str, &'static str) {
    match state {
        State::Planned if is_served => ("kiriman.belum-dikirim", "jalankan `warta jalankan`: bundel yang hilang atau rusak dibuat lagi"),
        State::Planned => ("kiriman.belum-dikirim", "kembalikan baris desanya di kim.xlsx, lalu `warta jalankan`"),
        State::Unknown => {
            ("kiriman.tidak-pasti", "tanyakan kepada penerimanya, lalu tetapkan dengan `warta status --sampai KODE` atau `--belum KODE`")
        }
        State::Failed => {
            ("kiriman.gagal", "betulkan alamatnya di kim.xlsx, lalu `warta kirim --ulang-gagal`; bila salurannya diganti, `warta jalankan`")
        }
        _ if sent.waiting > 0 => ("kiriman.tertunda", "tidak perlu apa-apa: dicoba lagi pada kiriman berikut"),
        _ => ("kiriman.tertunda", "jalankan `warta kirim` lagi"),
    }
}

/// The deliveries that this run left in a state.
fn troubles(registry: &Registry, sent: &Sent, state: State) -> Vec<Diagnostic> {
    let villages = &registry.villages;
    let said = |Trouble { desa, channel, reason, .. }: &Trouble| {
        let village = villages.binary_search_by(|village| village.desa.code.cmp(desa)).ok().and_then(|at| villages.get(at));
        let (code, remedy) = trouble(sent, state, village.is_some());
        let warning = Diagnostic::warning(code, format!("{desa} {state} lewat {channel}: {reason}"));
        let warning = warning.alike(format!("{state} lewat {channel}: {reason}")).remedy(remedy).for_desa(desa.as_str());
        Diagnostic { village: village.map(|village| village.desa.in_kecamatan()), ..warning }
    };
    sent.troubles.iter().filter(|trouble| trouble.state == state).map(said).collect()
}

/// Deliveries that stand from earlier runs are not passed over in silence.
fn standing(sent: &Sent) -> Vec<Diagnostic> {
    let earlier = |all: usize, state: State| all.saturating_sub(sent.troubles.iter().filter(|trouble| trouble.state == state).count());
    let mut said = Vec::new();
    let failed = earlier(sent.failed, State::Failed);
    if failed > 0 {
        let warning = Diagnostic::warning("kiriman.masih-gagal", format!("{failed} bundel gagal dikirim sejak sebelumnya"));
        said.push(warning.remedy("lihat `warta status`; sesudah dibetulkan, `warta kirim --ulang-gagal`"));
    }
    let unknown = earlier(sent.unknown, State::Unknown);
    if unknown > 0 {
        let warning = Diagnostic::warning("kiriman.masih-tidak-pasti", format!("{unknown} bundel tidak pasti sampai"));
        let remedy = "lihat `warta status`; tanyakan kepada penerimanya, lalu `warta status --sampai KODE` atau `--belum KODE`";
        said.push(warning.remedy(remedy));
    }
    said
}
