//! The name for the record of whoever works at this computer. It is asked for, not proven.

use askama::Template;
use axum::extract::{Form, Query, State};
use serde::Deserialize;

use crate::web::{Answer, Asked, Deed, Head, Meja, Nav, Note, Who, show};

#[derive(Template)]
#[template(path = "meja/bertugas.html")]
struct Page {
    head: Head,
}

/// A form's answer.
#[derive(Debug, Deserialize)]
pub struct Named {
    nama: String,
}

/// `GET /bertugas`
pub async fn page(State(meja): State<Meja>, who: Who, Query(asked): Query<Asked>) -> Answer {
    let office = meja.office(asked.edition()).ok();
    show(Page { head: meja.head(&who, Nav::None, "Siapa yang bertugas?", office.as_ref(), &asked) })
}

/// `POST /bertugas`
pub async fn save(State(meja): State<Meja>, Query(asked): Query<Asked>, Form(named): Form<Named>) -> Answer {
    meja.set_on_duty(&named.nama);
    let name = meja.on_duty();
    let said = Note::said(format!("Yang dikerjakan di meja ini sekarang dicatat atas nama {name}."));
    Ok(meja.back(&asked.link("/"), Deed::new(name, "bertugas"), vec![said]))
}
