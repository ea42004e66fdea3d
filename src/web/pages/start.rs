//! Mulai: the first start. From a folder without an office to the first page of a bulletin.

use askama::Template;
use axum::extract::{Multipart, Query, State};
use axum::response::{IntoResponse, Redirect};
use chrono::Utc;

use super::materials::{at_rest, unread};
use crate::desk::start::{self, Beginning};
use crate::web::html::attachment;
use crate::web::{Answer, Asked, Deed, Failure, Head, Meja, Nav, Note, Who, show};
use office::diagnostic::{Diagnostic, Severity};

/// The leaders that a form has room for.
const LEADERS: [&str; 3] = ["Bupati", "Wakil Bupati", "Sekda"];

#[derive(Template)]
#[template(path = "meja/mulai.html")]
struct Page {
    head: Head,
    leaders: [&'static str; 3],
}

/// `GET /mulai`: only while there is no office.
pub async fn page(State(meja): State<Meja>, who: Who, Query(asked): Query<Asked>) -> Answer {
    if meja.has_office() {
        return Ok(Redirect::to(&format!("{}/", meja.base())).into_response());
    }
    show(Page { head: meja.head(&who, Nav::None, "Mulai", None, &asked), leaders: LEADERS })
}

/// `GET /mulai/kim.xlsx`: a registry to be filled in.
pub async fn registry() -> Answer {
    let kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
    Ok(attachment("kim.xlsx", kind, start::blank_registry()?))
}

/// What a person says at the first start; `None`: only the sample is to be looked at.
async fn received(mut multipart: Multipart) -> Result<Option<Beginning>, Failure> {
    let (mut beginning, mut is_sample) = (Beginning::default(), false);
    let mut leaders: [(String, String); 3] = Default::default();
    while let Some(field) = multipart.next_field().await.map_err(|error| unread(&error))? {
        let name = field.name().unwrap_or_default().to_owned();
        let file = field.file_name().filter(|file| !file.is_empty()).map(str::to_owned);
        let bytes = field.bytes().await.map_err(|error| unread(&error))?;
        let text = || String::from_utf8_lossy(&bytes).into_owned();
        match (name.as_str(), file) {
            ("kim", Some(file)) => beginning.registry = Some((file, bytes.to_vec())),
            ("contoh", _) => is_sample = true,
            ("kabupaten", _) => beginning.regency = text(),
            ("buletin", _) => beginning.bulletin = text(),
            ("bagian", _) => beginning.office = text(),
            ("alamat", _) => beginning.address = text(),
            ("telepon", _) => beginning.phone = text(),
            ("zona", _) => beginning.zone = text(),
            (name, _) => {
                let leader = |begin: &str| name.strip_prefix(begin).and_then(|at| at.parse::<usize>().ok()).filter(|at| *at < 3);
                if let Some(at) = leader("jabatan-") {
                    leaders[at].0 = text();
                } else if let Some(at) = leader("nama-") {
                    leaders[at].1 = text();
                }
            }
        }
    }
    beginning.leaders = leaders.to_vec();
    Ok((!is_sample).then_some(beginning))
}

/// `POST /mulai`
pub async fn begin(State(meja): State<Meja>, multipart: Multipart) -> Answer {
    let beginning = received(multipart).await?;
    let folder = meja.folder().clone();
    let own = beginning.is_some();
    let conclusion = at_rest(move || start::begin(&folder, beginning.as_ref(), Utc::now())).await??;
    meja.touch();
    meja.feed().changed();
    let faults: Vec<Diagnostic> = conclusion.diagnostics.into_iter().filter(|one| one.severity == Severity::Error).collect();
    let first = match own {
        true => "Folder kantor dibuat, dengan satu pekan contoh. Ini buletin pertama Anda; ganti bahannya di halaman Bahan.",
        false => "Folder contoh dibuat. Ganti namanya di Pengaturan, desanya di kim.xlsx, dan bahannya di Bahan.",
    };
    let mut notes = vec![Note::said(first)];
    notes.extend(Note::faults(&faults));
    let path = if faults.is_empty() { "/pratinjau" } else { "/periksa" };
    Ok(meja.back(path, Deed::new(conclusion.facts.root, "folder kantor dibuat"), notes))
}
