//! Cari: a village by its name or code, a receipt code, or a form's serial.

use askama::Template;
use axum::extract::{Query, State};
use axum::response::{IntoResponse, Redirect};
use serde::Deserialize;

use crate::desk::{self, Hit};
use crate::web::html::with_query;
use crate::web::{Answer, Asked, Head, Meja, Nav, Who, show};

/// A text that is searched for.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct Text {
    #[serde(default)]
    cari: Option<String>,
}

#[derive(Template)]
#[template(path = "meja/cari.html")]
struct Page {
    head: Head,
    /// The form's own address: a browser puts the fields in the place of its query.
    action: String,
    text: String,
    rows: Vec<Row>,
    is_cut: bool,
    advice: Option<String>,
    /// The same text in the archive.
    archive: String,
}

struct Row {
    address: String,
    title: String,
    kecamatan: String,
    kim: String,
    code: String,
}

/// `GET /cari`: one village that is meant for sure is shown at once.
pub async fn page(State(meja): State<Meja>, who: Who, Query(asked): Query<Asked>, Query(text): Query<Text>) -> Answer {
    let office = meja.office(asked.edition())?;
    let text = text.cari.unwrap_or_default().trim().to_owned();
    let seen = meja.seen(&asked);
    let checked = seen.as_ref().and_then(|seen| seen.checked.as_deref());
    let found = desk::search_villages(&office, checked, &text).await?;
    if let ([one], false) = (found.hits.as_slice(), found.is_cut) {
        let address = format!("{}{}", meja.base(), asked.link(&format!("/desa/{}", one.desa)));
        return Ok(Redirect::to(&address).into_response());
    }
    let head = meja.head(&who, Nav::None, "Cari", Some(&office), &asked);
    show(Page {
        action: format!("{}/cari", head.base),
        rows: found.hits.into_iter().map(|hit| row(&head, hit)).collect(),
        is_cut: found.is_cut,
        advice: found.advice,
        archive: head.link(&with_query("/arsip", &[("cari", &text)])),
        text,
        head,
    })
}

fn row(head: &Head, hit: Hit) -> Row {
    Row {
        address: head.link(&format!("/desa/{}", hit.desa)),
        title: hit.title,
        kecamatan: hit.kecamatan,
        kim: hit.kim.unwrap_or_default(),
        code: hit.desa.to_string(),
    }
}
