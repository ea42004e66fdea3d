//! What every request goes through: nothing from elsewhere, nothing to elsewhere, nobody beyond his rights, and every action on record.

use axum::extract::{MatchedPath, Query, Request, State};
use axum::http::{HeaderName, HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use super::html::{Asked, Deed, Failure, Note, Right, Who};
use super::pages::failure;
use super::{Meja, routes};
use office::diagnostic::Diagnostic;

/// The rules that each answer carries. What a page shows comes from the desk alone, its one script may put no text into a page as markup,
/// and no other page may show the desk in a frame.
const RULES: [(HeaderName, &str); 5] = [
    (
        header::CONTENT_SECURITY_POLICY,
        "default-src 'none'; img-src 'self'; script-src 'self'; style-src 'self'; connect-src 'self'; form-action 'self'; \
         frame-ancestors 'none'; base-uri 'none'; require-trusted-types-for 'script'; trusted-types meja",
    ),
    (header::REFERRER_POLICY, "no-referrer"),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::CACHE_CONTROL, "no-store"),
    (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
];

/// The ways in which a page shows another inside itself.
const FRAMES: [&[u8]; 4] = [b"iframe", b"frame", b"object", b"embed"];

/// Refuses a request that names another host than the desk's own: so does a page of another name that leads its name to this computer. What
/// is not below the desk's address is not there. Puts the rules on every answer.
pub async fn at_the_door(State(meja): State<Meja>, request: Request, next: Next) -> Response {
    let mut response = match refused(&meja, &request) {
        Some(status) => status.into_response(),
        None => next.run(request).await,
    };
    for (name, value) in RULES {
        response.headers_mut().entry(name).or_insert(HeaderValue::from_static(value));
    }
    response
}

fn refused(meja: &Meja, request: &Request) -> Option<StatusCode> {
    let header = |name: HeaderName| request.headers().get(name).map(HeaderValue::as_bytes);
    let is_ours = header(header::HOST).is_some_and(|host| meja.hosts().iter().any(|own| own.as_bytes() == host));
    let is_framed = header(HeaderName::from_static("sec-fetch-dest")).is_some_and(|dest| FRAMES.contains(&dest));
    if !is_ours || is_framed {
        return Some(StatusCode::FORBIDDEN);
    }
    meja.inner_path(request.uri().path()).is_none().then_some(StatusCode::NOT_FOUND)
}

/// The person of this computer's own desk: everything is his.
pub async fn at_this_computer(State(meja): State<Meja>, mut request: Request, next: Next) -> Response {
    let who = Who { name: meja.on_duty(), right: Right::Publish, is_manager: true };
    request.extensions_mut().insert(who);
    next.run(request).await
}

/// Refuses what is beyond a person's rights, has every action on record, and puts the desk's frame around a failure. An action goes on to
/// its end, and onto the record, though the browser no longer waits for it.
pub async fn in_order(State(meja): State<Meja>, request: Request, next: Next) -> Response {
    if request.method() != Method::POST {
        return answered(meja, request, next).await;
    }
    tokio::spawn(answered(meja, request, next)).await.unwrap_or_else(|_| StatusCode::INTERNAL_SERVER_ERROR.into_response())
}

async fn answered(meja: Meja, request: Request, next: Next) -> Response {
    let Some(who) = request.extensions().get::<Who>().cloned() else { return StatusCode::FORBIDDEN.into_response() };
    let path = request.extensions().get::<MatchedPath>().map_or(request.uri().path(), |path| path.as_str());
    let route = meja.inner_path(path).unwrap_or_default().to_owned();
    let method = request.method().clone();
    let asked = Query::<Asked>::try_from_uri(request.uri()).map(|query| query.0).unwrap_or_default();
    let mut response = match routes::right(&method, &route) {
        Some(right) if who.may(right) => next.run(request).await,
        Some(_) => forbidden().into_response(),
        None => Failure::not_found("halaman ini tidak ada").into_response(),
    };
    let failure = response.extensions_mut().remove::<Failure>().or_else(|| unread(response.status()));
    if method == Method::POST {
        let deed = response.extensions_mut().remove::<Deed>().unwrap_or_default();
        let refused = failure.as_ref().map(|failure| format!("ditolak: {}", failure.words()));
        let outcome = refused.unwrap_or(if deed.outcome.is_empty() { "selesai".to_owned() } else { deed.outcome });
        meja.record(&who, &format!("POST {route}"), &deed.about, &outcome).await;
    }
    let Some(mut failure) = failure else { return response };
    if !who.may(Right::Work) {
        // Faults quote the office's papers and settings.
        failure.notes.iter_mut().for_each(|note| note.lines.truncate(1));
    }
    let mut page = failure::page(&meja, &who, &asked, &failure).unwrap_or(response);
    *page.status_mut() = failure.status;
    page
}

/// A request that could not be read, so that no page answered it.
fn unread(status: StatusCode) -> Option<Failure> {
    let words = match status {
        StatusCode::PAYLOAD_TOO_LARGE => "kirimannya terlalu besar: satu berkas paling besar 32 MB",
        StatusCode::METHOD_NOT_ALLOWED | StatusCode::NOT_FOUND => "halaman ini tidak ada",
        status if status.is_client_error() => "isian tidak dapat dibaca: kembali, muat ulang halamannya, lalu coba lagi",
        status if status.is_server_error() => "kesalahan di dalam Warta: kembali, lalu coba lagi",
        _ => return None,
    };
    Some(Failure { status, notes: vec![Note { is_fault: true, lines: vec![words.to_owned()] }] })
}

fn forbidden() -> Failure {
    let fault = Diagnostic::error("meja.tidak-berhak", "peran Anda tidak boleh melakukan ini");
    Failure::refused(StatusCode::FORBIDDEN, vec![fault.remedy("mintalah kepada penerbit, atau kepada pengelola meja ini")])
}
