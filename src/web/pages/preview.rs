//! Pratinjau: a village's documents as they would be printed now, following every saved change.

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect};
use serde::Deserialize;

use super::check::{Shown, said, village_word};
use crate::desk::{self, Section};
use crate::web::html::attachment;
use crate::web::{Answer, Asked, Failure, Head, Meja, Nav, Seen, Who, show};
use office::diagnostic::Diagnostic;
use office::intake::target::find_village;
use press::typeset::kinds::{Kind, Scope};

/// So many villages are listed; of more those of one kecamatan, and the search leads to the others.
const LISTED: usize = 300;

/// What is asked for.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct Wanted {
    /// A village, by its code or a part of its name.
    #[serde(default)]
    desa: Option<String>,
}

impl Wanted {
    fn text(&self) -> Option<&str> {
        self.desa.as_deref().map(str::trim).filter(|text| !text.is_empty())
    }
}

/// A village's code and name.
type Village = (String, String);

#[derive(Template)]
#[template(path = "meja/pratinjau.html")]
struct Page {
    head: Head,
    /// The form's own address: a browser puts the fields in the place of its query.
    action: String,
    edition: String,
    text: String,
    /// `Semua desa (201)`
    list_title: String,
    list: Vec<Listed>,
    /// So many more are there.
    more: usize,
    /// Whether a search is answered, so that there are no pages.
    is_search: bool,
    name: String,
    before: Option<Listed>,
    after: Option<Listed>,
    parts: Vec<Part>,
    messages: Vec<Shown>,
    /// The address of all that was found.
    check: String,
    is_stale: bool,
}

/// A village that can be chosen.
struct Listed {
    address: String,
    name: String,
}

/// A document.
struct Part {
    /// Its kind's name.
    kind: &'static str,
    title: &'static str,
    /// The pages' pictures: address, and words for those who do not see it.
    pages: Vec<(String, String)>,
    faults: Vec<Shown>,
    /// The address of its PDF.
    pdf: Option<String>,
}

impl Part {
    fn new(section: &Section, village: &str, seen: &Seen, head: &Head, word: &str) -> Self {
        let (title, count) = (section.title, section.pages.len());
        let page =
            |(at, name): (usize, &String)| (format!("{}/gambar/{name}", head.base), format!("{title}, halaman {} dari {count}", at + 1));
        Part {
            kind: section.kind.name(),
            title,
            pages: section.pages.iter().enumerate().map(page).collect(),
            faults: Shown::all(&section.faults, seen, head, word),
            pdf: (has_sample(section.kind) && count > 0).then(|| head.link(&format!("/pdf/{village}/{}", section.kind.name()))),
        }
    }
}

/// Whether a kind's document may leave the desk as a sample. Each page of a numbered one has a serial of its own, which is to be out once.
fn has_sample(kind: Kind) -> bool {
    kind.scope() != Scope::Picture && !kind.is_numbered()
}

/// All villages of the registry, in the order of their codes.
fn villages(seen: &Seen) -> Vec<Village> {
    let all = seen.checked.iter().flat_map(|checked| &checked.registry.villages);
    all.map(|village| (village.desa.code.to_string(), village.desa.in_kecamatan())).collect()
}

/// The villages that a text means: the one of this code or name, else those whose names hold all of its words.
fn matching(all: &[Village], text: &str) -> Vec<Village> {
    let digits = |text: &str| text.chars().filter(char::is_ascii_digit).collect::<String>();
    let (lower, number) = (text.to_lowercase(), digits(text));
    let is_whole = |(code, name): &&Village| name.to_lowercase() == lower || digits(code) == number;
    if let Some(one) = all.iter().find(is_whole) {
        return vec![one.clone()];
    }
    let has_all = |(code, name): &&Village| {
        let name = name.to_lowercase();
        lower.split_whitespace().all(|word| name.contains(word) || code.contains(word))
    };
    all.iter().filter(has_all).cloned().collect()
}

/// The villages that are listed beside one: all, or where these are many those of its kecamatan.
fn listed(all: &[Village], code: &str) -> Vec<Village> {
    let kecamatan = code.rsplit_once('.').map_or("", |(kecamatan, _)| kecamatan);
    all.iter().filter(|(other, _)| all.len() <= LISTED || other.starts_with(kecamatan)).take(LISTED).cloned().collect()
}

/// `GET /pratinjau`
pub async fn page(State(meja): State<Meja>, who: Who, Query(asked): Query<Asked>, Query(wanted): Query<Wanted>) -> Answer {
    let seen = meja.look(&asked).await;
    let all = villages(&seen);
    let Some(text) = wanted.text() else {
        return document(&meja, &who, &asked, &seen, all.first().map(|(code, _)| code.as_str())).await;
    };
    let office = meja.office(asked.edition()).ok();
    let head = meja.head(&who, Nav::Preview, "Pratinjau", office.as_ref(), &asked);
    let found = matching(&all, text);
    if let [(code, _)] = found.as_slice() {
        return Ok(Redirect::to(&head.link(&format!("/pratinjau/{code}"))).into_response());
    }
    let list_title = format!("{} yang cocok dengan “{text}”", found.len());
    let more = found.len().saturating_sub(LISTED);
    let shown: Vec<Village> = found.into_iter().take(LISTED).collect();
    show(Page { text: text.to_owned(), is_search: true, more, ..Page::new(head, &asked, list_title, &shown) })
}

/// `GET /pratinjau/{code}`
pub async fn village(State(meja): State<Meja>, who: Who, Path(code): Path<String>, Query(asked): Query<Asked>) -> Answer {
    let seen = meja.look(&asked).await;
    let Some(checked) = seen.checked.clone().filter(|checked| !checked.registry.villages.is_empty()) else {
        return document(&meja, &who, &asked, &seen, None).await;
    };
    let found = find_village(&code, &checked.registry.wilayah);
    let desa = found.map_err(|faults| Failure::refused(StatusCode::NOT_FOUND, faults.into()))?;
    if !checked.registry.villages.iter().any(|village| village.desa.code == desa.code) {
        return Err(Failure::not_found(format!("{} tidak ada di kim.xlsx", desa.in_kecamatan())));
    }
    let code = desa.code.to_string();
    document(&meja, &who, &asked, &seen, Some(&code)).await
}

/// The documents of a village.
async fn document(meja: &Meja, who: &Who, asked: &Asked, seen: &Seen, code: Option<&str>) -> Answer {
    let view = meja.view(asked, code).await;
    let office = meja.office(asked.edition()).ok();
    let all = villages(seen);
    let at = all.iter().position(|(other, _)| *other == view.village);
    let name = at.map(|at| all[at].1.clone()).unwrap_or_default();
    let title = if name.is_empty() { "Pratinjau".to_owned() } else { format!("Pratinjau: {name}") };
    let head = meja.head(who, Nav::Preview, title, office.as_ref(), asked);
    let word = village_word(office.as_ref());
    // What concerns other villages is on the page of all faults.
    let own: Vec<Diagnostic> =
        view.faults.iter().filter(|fault| fault.desa.as_deref().is_none_or(|desa| desa == view.village)).cloned().collect();
    let near = listed(&all, &view.village);
    let list_title =
        if near.len() == all.len() { format!("Semua {word} ({})", all.len()) } else { format!("{} di kecamatan ini", near.len()) };
    let go = |at: Option<usize>| at.and_then(|at| all.get(at)).map(|village| Listed::new(village, &head));
    let (before, after) = (go(at.and_then(|at| at.checked_sub(1))), go(at.map(|at| at + 1)));
    let parts = view.sections.iter().map(|section| Part::new(section, &view.village, seen, &head, &word)).collect();
    let mut messages = Shown::all(&own, seen, &head, &word);
    // They lead to this page.
    messages.iter_mut().for_each(|message| message.pages.clear());
    let more = all.len() - near.len();
    let is_stale = view.is_stale;
    show(Page { name, before, after, parts, messages, more, is_stale, ..Page::new(head, asked, list_title, &near) })
}

impl Listed {
    fn new((code, name): &Village, head: &Head) -> Self {
        Listed { address: head.link(&format!("/pratinjau/{code}")), name: name.clone() }
    }
}

impl Page {
    /// A page with a list of villages, and nothing of one.
    fn new(head: Head, asked: &Asked, list_title: String, list: &[Village]) -> Self {
        Page {
            action: format!("{}/pratinjau", head.base),
            edition: asked.edition().unwrap_or_default().to_owned(),
            text: String::new(),
            list_title,
            list: list.iter().map(|village| Listed::new(village, &head)).collect(),
            more: 0,
            is_search: false,
            name: String::new(),
            before: None,
            after: None,
            parts: Vec::new(),
            messages: Vec::new(),
            check: head.link("/periksa"),
            is_stale: false,
            head,
        }
    }
}

/// `GET /pdf/{desa}/{dokumen}`
pub async fn pdf(State(meja): State<Meja>, Path((village, document)): Path<(String, String)>, Query(asked): Query<Asked>) -> Answer {
    let seen = meja.look(&asked).await;
    let Some(kind) = Kind::named(&document).filter(|kind| has_sample(*kind)) else {
        return Err(Failure::not_found("dokumen ini tidak dapat diunduh sebagai contoh: pilih dari halaman Pratinjau"));
    };
    let Some(checked) = seen.checked.clone() else {
        return Err(Failure::refused(StatusCode::CONFLICT, said(&seen).to_vec()));
    };
    let made = tokio::task::spawn_blocking(move || desk::sample(&checked, &village, kind)).await;
    meja.has_set();
    let broken = |_| {
        let fault = Diagnostic::error("warta.kesalahan", "kesalahan di dalam Warta saat menyusun contohnya");
        Failure::refused(StatusCode::INTERNAL_SERVER_ERROR, vec![fault.remedy("kirim folder edisi ini kepada pembuat Warta")])
    };
    let (name, bytes) = made.map_err(broken)??;
    Ok(attachment(&format!("contoh-{name}"), "application/pdf", bytes))
}
