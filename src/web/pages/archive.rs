//! Arsip: the editions on record, and a search over what villagers could read in them.

use askama::Template;
use axum::extract::{Query, State};
use serde::Deserialize;

use crate::desk;
use crate::web::html::with_query;
use crate::web::{Answer, Asked, Head, Meja, Nav, Who, show};
use office::model::EditionId;
use office::model::date::long_date;
use post::ledger::{ArchiveHit, EditionRecord};

/// The wish of a person who looks. Texts, so that a slip in the address shows the newest.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct Wanted {
    #[serde(default)]
    cari: Option<String>,
    /// The editions before this one.
    #[serde(default)]
    sebelum: Option<String>,
}

#[derive(Template)]
#[template(path = "meja/arsip.html")]
struct Page {
    head: Head,
    /// The form's own address: a browser puts the fields in the place of its query.
    action: String,
    text: String,
    /// `None`: nothing was looked for.
    hits: Option<Vec<Found>>,
    all: String,
    rows: Vec<Row>,
    newest: Option<String>,
    older: Option<String>,
}

/// A text in which something was found.
struct Found {
    kind: &'static str,
    title: String,
    about: String,
    edition: String,
    address: String,
    excerpt: Vec<Part>,
}

/// A part of an excerpt.
struct Part {
    is_found: bool,
    text: String,
}

/// An edition on record.
struct Row {
    label: String,
    days: String,
    address: String,
    deliveries: String,
    villages: usize,
    delivered: usize,
    acknowledged: usize,
    corrections: usize,
}

/// `GET /arsip`
pub async fn page(State(meja): State<Meja>, who: Who, Query(asked): Query<Asked>, Query(wanted): Query<Wanted>) -> Answer {
    let office = meja.office(asked.edition())?;
    let text = wanted.cari.as_deref().map(str::trim).unwrap_or_default();
    let before = wanted.sebelum.as_deref().and_then(|text| EditionId::parse(text.trim()));
    let found = desk::archive(&office, Some(text), before).await?;
    let head = meja.head(&who, Nav::Archive, "Arsip", Some(&office), &asked);
    let older = found.older.map(|oldest| head.link(&with_query("/arsip", &[("sebelum", &oldest.to_string())])));
    show(Page {
        action: format!("{}/arsip", head.base),
        text: text.to_owned(),
        hits: found.hits.map(|hits| hits.into_iter().map(|hit| hit_row(&head, hit)).collect()),
        all: head.link("/arsip"),
        rows: found.editions.iter().map(|edition| row(&head, edition)).collect(),
        newest: before.map(|_| head.link("/arsip")),
        older,
        head,
    })
}

/// The address of a page of one edition, whichever is asked for now.
fn of_edition(head: &Head, path: &str, edition: EditionId) -> String {
    with_query(&format!("{}{path}", head.base), &[("edisi", &edition.to_string())])
}

fn hit_row(head: &Head, hit: ArchiveHit) -> Found {
    Found {
        kind: match hit.kind.as_str() {
            "agenda" => "Agenda",
            "sambutan" => "Sambutan",
            "pengumuman" => "Pengumuman",
            _ => "Kabar KIM",
        },
        title: hit.title,
        about: hit.about,
        edition: hit.edition.label(),
        address: of_edition(head, "/pratinjau", hit.edition),
        excerpt: hit.excerpt.into_iter().map(|(is_found, text)| Part { is_found, text }).collect(),
    }
}

fn row(head: &Head, record: &EditionRecord) -> Row {
    let edition = record.edition;
    Row {
        label: edition.label(),
        days: format!("{} sampai {}", long_date(edition.monday()), long_date(edition.sunday())),
        address: of_edition(head, "/pratinjau", edition),
        deliveries: of_edition(head, "/kiriman", edition),
        villages: record.villages,
        delivered: record.delivered,
        acknowledged: record.acknowledged,
        corrections: record.corrections,
    }
}
