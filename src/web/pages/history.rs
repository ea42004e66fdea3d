//! Riwayat: who did what at the desk, and what came of it.

use askama::Template;
use axum::extract::{Query, State};
use serde::Deserialize;

use crate::report::local;
use crate::web::html::with_query;
use crate::web::{Answer, Asked, Head, Meja, Nav, Who, show};
use office::model::Zone;
use post::ledger::{EventFilter, EventRecord};

/// So many events stand on a page.
const SHOWN: usize = 100;

/// Actions in words. `*` stands for what differs from one to the next.
const WORDS: &[(&str, &str)] = &[
    ("bahan", "meletakkan bahan"),
    ("bahan/*/keluarkan", "mengeluarkan bahan"),
    ("bahan/*/pulihkan", "memakai lagi versi sebelumnya"),
    ("bahan/*/jenis", "mengubah jenis bahan"),
    ("bahan/keluarkan", "mengeluarkan bahan"),
    ("bahan/pulihkan", "memakai lagi versi sebelumnya"),
    ("bahan/jenis", "mengubah jenis bahan"),
    ("buka", "membuka berkas"),
    ("edisi", "membuat edisi baru"),
    ("terbitkan", "menerbitkan"),
    ("kirim", "mengirim"),
    ("kiriman/ulang", "mencoba lagi kiriman yang gagal"),
    ("desa/*/ulang", "menetapkan belum sampai"),
    ("pekerjaan/*/hentikan", "menghentikan pekerjaan"),
    ("pekerjaan/*/batalkan", "membatalkan pekerjaan"),
    ("pekerjaan/*/lanjutkan", "melanjutkan pekerjaan"),
    ("tidak-pasti", "menetapkan kiriman yang tidak pasti"),
    ("tidak-pasti/*/batalkan", "membatalkan ketetapan"),
    ("tanda-terima", "mencatat tanda terima"),
    ("tanda-terima/tempel", "menempel pesan WhatsApp"),
    ("tanda-terima/tempel/catat", "mencatat tanda terima dari WhatsApp"),
    ("tanda-terima/*/batalkan", "membatalkan tanda terima"),
    ("tanda-terima/batalkan", "membatalkan tanda terima"),
    ("laporan", "membuat laporan"),
    ("pengaturan", "mengubah pengaturan"),
    ("pengaturan/pulihkan", "memakai lagi pengaturan sebelumnya"),
    ("pengaturan/coba", "mencoba saluran"),
    ("pengaturan/uji", "mencoba saluran"),
    ("cadangan", "mencadangkan buku pengiriman"),
    ("bertugas", "mengganti yang bertugas"),
    ("mulai", "membuat folder kantor"),
    ("masuk", "masuk"),
    ("keluar", "keluar"),
    ("orang", "menambah orang"),
    ("orang/peran", "mengubah peran"),
    ("orang/atur-ulang", "memberi kata sandi baru"),
    ("orang/sesi", "mengakhiri sesi"),
    ("orang/akhiri", "mengakhiri akun"),
    ("orang/sandi", "mengganti kata sandi sendiri"),
];

/// What is asked for.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct Wanted {
    #[serde(default)]
    cari: Option<String>,
    /// The events before the one of this number. A text, so that a slip in the address shows the newest.
    #[serde(default)]
    sebelum: Option<String>,
}

impl Wanted {
    fn text(&self) -> Option<&str> {
        self.cari.as_deref().map(str::trim).filter(|text| !text.is_empty())
    }

    fn before(&self) -> Option<i64> {
        self.sebelum.as_deref()?.trim().parse().ok()
    }

    /// The address of these events; those before the one of a number.
    fn path(&self, before: Option<i64>) -> String {
        let before = before.map(|number| number.to_string());
        let text = self.text().map(|text| ("cari", text));
        let query: Vec<(&str, &str)> = text.into_iter().chain(before.as_deref().map(|before| ("sebelum", before))).collect();
        with_query("/riwayat", &query)
    }
}

#[derive(Template)]
#[template(path = "meja/riwayat.html")]
struct Page {
    head: Head,
    /// The form's own address: a browser puts the fields in the place of its query.
    action: String,
    edition: String,
    text: String,
    rows: Vec<Row>,
    /// The address of all events, where these are not they.
    all: Option<String>,
    older: Option<String>,
}

/// An event as it is shown.
struct Row {
    at: String,
    person: String,
    role: String,
    what: String,
    about: String,
    outcome: String,
}

impl Row {
    fn new(event: EventRecord, zone: Zone) -> Self {
        let (at, what) = (local(event.at, zone), words(&event.action));
        Row { at, person: event.person, role: event.role, what, about: event.about, outcome: event.outcome }
    }
}

/// `GET /riwayat`
pub async fn page(State(meja): State<Meja>, who: Who, Query(asked): Query<Asked>, Query(wanted): Query<Wanted>) -> Answer {
    let office = meja.office(asked.edition())?;
    let (text, before) = (wanted.text().map(str::to_owned), wanted.before());
    let read = office.with_ledger_to_look_at(async |ledger| {
        let actions: Vec<String> = match &text {
            Some(text) => ledger.event_actions().await?.into_iter().filter(|action| is_meant(action, text)).collect(),
            None => Vec::new(),
        };
        ledger.events(&EventFilter { text: text.clone(), actions, before }, SHOWN + 1).await
    });
    let mut events = read.await?;
    let has_older = events.len() > SHOWN;
    events.truncate(SHOWN);
    let oldest = events.last().filter(|_| has_older).map(|event| event.number);
    let head = meja.head(&who, Nav::History, "Riwayat", Some(&office), &asked);
    let zone = office.config.zone();
    show(Page {
        action: format!("{}/riwayat", head.base),
        edition: asked.edition().unwrap_or_default().to_owned(),
        text: wanted.text().unwrap_or_default().to_owned(),
        rows: events.into_iter().map(|event| Row::new(event, zone)).collect(),
        all: (wanted.text().is_some() || before.is_some()).then(|| head.link("/riwayat")),
        older: oldest.map(|number| head.link(&wanted.path(Some(number)))),
        head,
    })
}

/// Whether a text that is searched for is among the words for an action.
fn is_meant(action: &str, text: &str) -> bool {
    words(action).to_lowercase().contains(&text.to_lowercase())
}

/// An action of the record in words: `POST /tanda-terima` is `mencatat tanda terima`. One that has none here is told by its address.
fn words(action: &str) -> String {
    let path = action.split_once('/').map_or(action, |(_, path)| path).trim_end_matches('/');
    let known = WORDS.iter().find(|(pattern, _)| matches(pattern, path));
    known.map_or_else(|| path.replace('-', " ").replace('/', ", "), |(_, words)| (*words).to_owned())
}

fn matches(pattern: &str, path: &str) -> bool {
    let (mut pattern, mut path) = (pattern.split('/'), path.split('/'));
    loop {
        match (pattern.next(), path.next()) {
            (None, None) => return true,
            (Some(wanted), Some(found)) if wanted == "*" || wanted == found => {}
            _ => return false,
        }
    }
}
