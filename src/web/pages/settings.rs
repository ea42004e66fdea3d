//! Pengaturan: what `warta.toml` says in sentences, its text to be changed, its channels to be tried, and the ledger's copies.

use std::collections::VecDeque;
use std::sync::{Mutex, PoisonError};

use askama::Template;
use axum::extract::{Form, Query, State};
use chrono::Utc;
use serde::Deserialize;

use crate::config::Config;
use crate::desk;
use crate::desk::settings::{self, ChannelLine, Saving, Sentences, SettingsText};
use crate::report::local;
use crate::web::html::with_query;
use crate::web::session::secret;
use crate::web::{Answer, Asked, Deed, Head, Meja, Nav, Note, Who, show};
use office::diagnostic::{Faults, Severity};
use office::folder::CONFIG;
use office::model::Zone;

/// So many texts that were not saved are kept until they are.
const DRAFTS: usize = 20;
/// So many earlier texts, and copies of the ledger, are shown.
const SHOWN: usize = 14;

/// A text that was not saved. It survives on the next page.
#[derive(Debug, Clone, Default)]
struct Draft {
    text: String,
    /// The digest of the text that it is to take the place of.
    digest: String,
    /// What somebody else saved meanwhile.
    others: Option<String>,
    is_faulty: bool,
}

/// Texts that were not saved, each by a name that nobody guesses.
static KEPT: Mutex<VecDeque<(String, Draft)>> = Mutex::new(VecDeque::new());

fn keep(draft: Draft) -> Result<String, Faults> {
    let name = secret()?;
    let mut kept = KEPT.lock().unwrap_or_else(PoisonError::into_inner);
    kept.push_back((name.clone(), draft));
    if kept.len() > DRAFTS {
        kept.pop_front();
    }
    Ok(name)
}

fn kept(name: &str) -> Option<Draft> {
    let kept = KEPT.lock().unwrap_or_else(PoisonError::into_inner);
    kept.iter().find(|(known, _)| known == name).map(|(_, draft)| draft.clone())
}

#[derive(Template)]
#[template(path = "meja/pengaturan.html")]
struct Page {
    head: Head,
    /// The text in a field; `None`: the settings in sentences.
    field: Option<Draft>,
    parts: Vec<Sentences>,
    channels: Vec<ChannelLine>,
    versions: Vec<VersionRow>,
    backups: Vec<(String, String)>,
    /// Where the ledger's copies can be made by this person.
    may_back_up: bool,
    has_people: bool,
}

/// An earlier text as it is shown.
struct VersionRow {
    file: String,
    kept: String,
}

impl Page {
    fn new(head: Head, field: Option<Draft>) -> Self {
        Page {
            has_people: !head.is_local,
            head,
            field,
            parts: Vec::new(),
            channels: Vec::new(),
            versions: Vec::new(),
            backups: Vec::new(),
            may_back_up: false,
        }
    }
}

/// `GET /pengaturan`. Settings that cannot be read are what this page is needed for.
pub async fn page(State(meja): State<Meja>, who: Who, Query(asked): Query<Asked>) -> Answer {
    let config = Config::read(meja.folder());
    let office = meja.office(asked.edition()).ok();
    let mut head = meja.head(&who, Nav::Settings, "Pengaturan", office.as_ref(), &asked);
    let zone = config.as_ref().map_or(Zone::Wib, Config::zone);
    let versions = settings::settings_versions(meja.folder(), zone).into_iter().take(SHOWN);
    let versions = versions.map(|version| VersionRow { file: version.file, kept: local(version.kept_at, zone) }).collect();
    let parts = match &config {
        Ok(config) => settings::sentences(config),
        Err(faults) => {
            head.notes.extend(Note::faults(faults));
            Vec::new()
        }
    };
    let copies = office.as_ref().map(desk::backups).unwrap_or_default().into_iter().take(SHOWN);
    show(Page {
        parts,
        versions,
        channels: office.as_ref().map(settings::channels).unwrap_or_default(),
        backups: copies.map(|copy| (copy.name, local(copy.at, zone))).collect(),
        may_back_up: office.is_some_and(|office| office.folder.ledger().is_file()),
        ..Page::new(head, None)
    })
}

/// The text that is in the field.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct Drafted {
    #[serde(default)]
    naskah: Option<String>,
}

/// `GET /pengaturan/ubah`
pub async fn edit(State(meja): State<Meja>, who: Who, Query(asked): Query<Asked>, Query(drafted): Query<Drafted>) -> Answer {
    let office = meja.office(asked.edition()).ok();
    let mut head = meja.head(&who, Nav::Settings, "Ubah pengaturan", office.as_ref(), &asked);
    let name = drafted.naskah.filter(|name| !name.is_empty());
    let draft = name.as_deref().and_then(kept);
    if draft.is_none() && name.is_some() {
        let lines = vec!["Naskah yang belum disimpan itu tidak ada lagi; ini yang sekarang ada di berkasnya.".to_owned()];
        head.notes.push(Note { is_fault: true, lines });
    }
    let draft = match draft {
        Some(draft) => draft,
        None => {
            let SettingsText { text, digest } = settings::settings_text(meja.folder())?;
            Draft { text, digest, ..Draft::default() }
        }
    };
    show(Page::new(head, Some(draft)))
}

/// A text that is to be saved.
#[derive(Debug, Clone, Deserialize)]
pub struct Edited {
    teks: String,
    sidik: String,
}

/// `POST /pengaturan`
pub async fn save(State(meja): State<Meja>, Query(asked): Query<Asked>, Form(edited): Form<Edited>) -> Answer {
    let saving = settings::save_settings(meja.folder(), &edited.teks, &edited.sidik, Utc::now())?;
    let draft = Draft { text: edited.teks, digest: edited.sidik, others: None, is_faulty: false };
    concluded(&meja, &asked, saving, draft)
}

/// An earlier text that was chosen.
#[derive(Debug, Clone, Deserialize)]
pub struct Chosen {
    berkas: String,
}

/// `POST /pengaturan/pulihkan`
pub async fn restore(State(meja): State<Meja>, Query(asked): Query<Asked>, Form(chosen): Form<Chosen>) -> Answer {
    let saving = settings::restore_settings(meja.folder(), &chosen.berkas, Utc::now())?;
    let SettingsText { digest, .. } = settings::settings_text(meja.folder())?;
    let text = meja.folder().read(&chosen.berkas, 1 << 20).map(|bytes| String::from_utf8_lossy(&bytes).into_owned())?;
    concluded(&meja, &asked, saving, Draft { text, digest, ..Draft::default() })
}

/// Leads to the page that follows from what became of a text.
fn concluded(meja: &Meja, asked: &Asked, saving: Saving, draft: Draft) -> Answer {
    let stay = |draft: Draft| keep(draft).map(|name| asked.link(&with_query("/pengaturan/ubah", &[("naskah", &name)])));
    let (path, outcome, notes) = match saving {
        Saving::Same => (asked.link("/pengaturan"), "tidak ada yang berubah".to_owned(), vec![Note::said("Tidak ada yang berubah.")]),
        Saving::Saved(kept) => {
            meja.touch();
            meja.feed().changed();
            let said = Note::said("Pengaturan disimpan; yang lama ada di Pengaturan sebelumnya.");
            (asked.link("/pengaturan"), format!("disimpan; yang lama: {kept}"), vec![said])
        }
        Saving::Refused(faults) => {
            let first = "Belum disimpan: ada yang tidak dapat dipakai. Naskah Anda masih di sini.".to_owned();
            let mut notes = vec![Note { is_fault: true, lines: vec![first] }];
            notes.extend(Note::faults(&faults));
            let errors = faults.iter().filter(|fault| fault.severity == Severity::Error).count();
            (stay(Draft { is_faulty: true, ..draft })?, format!("ditolak: {errors} galat"), notes)
        }
        Saving::Changed(others) => {
            let lines = vec![
                "Belum disimpan: warta.toml diubah orang lain, atau di program lain, sejak halaman ini dibuka.".to_owned(),
                "Naskah Anda dan yang sekarang ada di berkasnya keduanya di bawah; gabungkan, lalu simpan lagi.".to_owned(),
            ];
            let draft = Draft { digest: others.digest, others: Some(others.text), ..draft };
            (stay(draft)?, "ditolak: berkasnya berubah sementara itu".to_owned(), vec![Note { is_fault: true, lines }])
        }
    };
    Ok(meja.back(&path, Deed::new(CONFIG, outcome), notes))
}

/// A channel that was chosen.
#[derive(Debug, Clone, Deserialize)]
pub struct Channel {
    saluran: String,
}

/// `POST /pengaturan/uji`
pub async fn try_channel(State(meja): State<Meja>, Query(asked): Query<Asked>, Form(channel): Form<Channel>) -> Answer {
    let office = meja.office(asked.edition())?;
    let tried = settings::try_channel(&office, &channel.saluran).await?;
    let said = format!("Saluran {}: {}.", tried.name, tried.words);
    let outcome = format!("{}: {}", if tried.is_open { "siap" } else { "tertutup" }, tried.words);
    let note = Note { is_fault: !tried.is_open, lines: vec![said] };
    Ok(meja.back(&asked.link("/pengaturan"), Deed::new(tried.name, outcome), vec![note]))
}
