//! The page of an action or a request that failed: why, and the remedy.

use askama::Template;
use axum::http::StatusCode;
use axum::response::Response;

use crate::web::{Asked, Failure, Head, Meja, Nav, Note, Who, show};

#[derive(Template)]
#[template(path = "meja/gagal.html")]
struct Page<'a> {
    head: Head,
    notes: &'a [Note],
}

/// The desk's frame around a failure.
///
/// # Errors
/// The page cannot be made.
pub fn page(meja: &Meja, who: &Who, asked: &Asked, failure: &Failure) -> Result<Response, Failure> {
    let title = match failure.status {
        StatusCode::NOT_FOUND => "Tidak ada",
        StatusCode::FORBIDDEN => "Tidak boleh",
        status if status.is_server_error() => "Kesalahan di dalam Warta",
        _ => "Belum dapat dilakukan",
    };
    // The edition that was asked for may be the fault.
    let office = meja.office(asked.edition()).or_else(|_| meja.office(None)).ok();
    show(Page { head: meja.head(who, Nav::None, title, office.as_ref(), asked), notes: &failure.notes })
}
