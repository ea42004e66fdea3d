//! Masuk: a person signs in at the desk on the office's network, and goes on where he was.

use askama::Template;
use axum::Router;
use axum::body::to_bytes;
use axum::extract::{ConnectInfo, Form, Query, Request, State};
use axum::http::{HeaderMap, Method, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;
use chrono::Utc;
use serde::Deserialize;
use std::net::IpAddr;

use crate::desk::people;
use crate::web::html::with_query;
use crate::web::kantor::{Caller, Kantor};
use crate::web::session::{self, Held};
use crate::web::{Answer, Deed, Meja, Note};
use office::diagnostic::Faults;

/// A form of this size is kept over an ended session.
const KEPT: usize = 256 << 10;
/// Forms that are not kept: one holds passwords, one is to leave.
const NOT_KEPT: [&str; 2] = ["/orang/sandi", "/keluar"];

/// One answer to all: whether the name is known is not said.
const WRONG: &str = "Nama atau kata sandi keliru. Periksa keduanya, lalu coba lagi; bila lupa, mintalah kata sandi baru kepada pengelola.";
const TOO_OFTEN: &str = "Terlalu sering mencoba. Tunggu satu menit, lalu coba lagi.";
const OVER: &str = "Sesi Anda sudah berakhir. Masuk lagi.";
const OVER_BUT_KEPT: &str = "Sesi Anda sudah berakhir. Masuk lagi: yang tadi Anda kirim disimpan di halaman ini, lalu dapat dikirim.";

#[derive(Template)]
#[template(path = "meja/masuk.html")]
struct Page {
    faults: Vec<String>,
    /// Typed before.
    name: String,
    /// The page that a person wanted.
    way: String,
    /// A form that was sent without a session, as it came; empty: none.
    kept: String,
    /// After he signed in: the form, to be sent again.
    again: Option<Vec<(String, String)>>,
}

impl Page {
    fn new(fault: Option<&str>, way: String) -> Self {
        Page { faults: fault.map(str::to_owned).into_iter().collect(), name: String::new(), way, kept: String::new(), again: None }
    }

    fn answer(self, status: StatusCode) -> Response {
        match self.render() {
            Ok(html) => (status, [(header::CONTENT_TYPE, "text/html; charset=utf-8")], html).into_response(),
            Err(error) => {
                tracing::error!(%error, "page");
                StatusCode::INTERNAL_SERVER_ERROR.into_response()
            }
        }
    }
}

/// The page that a person wanted.
#[derive(Debug, Deserialize)]
pub struct Wanted {
    #[serde(default)]
    ke: String,
}

/// A form's answer.
#[derive(Deserialize)]
pub struct Entry {
    nama: String,
    sandi: String,
    #[serde(default)]
    ke: String,
    #[serde(default)]
    isi: String,
}

/// The pages for those who have not signed in.
pub fn router() -> Router<Meja> {
    Router::new().route("/masuk", get(page).post(enter))
}

/// `GET /masuk`
async fn page(
    State(meja): State<Meja>,
    ConnectInfo(caller): ConnectInfo<Caller>,
    headers: HeaderMap,
    Query(wanted): Query<Wanted>,
) -> Response {
    let Some(kantor) = meja.kantor() else { return StatusCode::NOT_FOUND.into_response() };
    if kantor.address_of(caller, &headers).is_none() {
        return StatusCode::FORBIDDEN.into_response();
    }
    match kantor.signed_in(&headers, Utc::now()).await {
        Ok(Some(_)) => Redirect::to(&own(&wanted.ke)).into_response(),
        Ok(None) => Page::new(None, own(&wanted.ke)).answer(StatusCode::OK),
        Err(faults) => shut(&faults),
    }
}

/// `POST /masuk`
async fn enter(
    State(meja): State<Meja>,
    ConnectInfo(caller): ConnectInfo<Caller>,
    headers: HeaderMap,
    Form(entry): Form<Entry>,
) -> Response {
    let Some(kantor) = meja.kantor() else { return StatusCode::NOT_FOUND.into_response() };
    let Some(address) = kantor.address_of(caller, &headers) else { return StatusCode::FORBIDDEN.into_response() };
    let Entry { nama: name, sandi: password, ke, isi: kept } = entry;
    let (way, before) = (own(&ke), session::secret_in(&headers));
    let (fault, status) = if kantor.may_try(&name, address) {
        match kantor.sign_in(&name, &password, address, before, Utc::now()).await {
            Ok(Some(secret)) => return welcome(&secret, way, &kept),
            Ok(None) => (WRONG, StatusCode::UNAUTHORIZED),
            Err(faults) => return shut(&faults),
        }
    } else {
        (TOO_OFTEN, StatusCode::TOO_MANY_REQUESTS)
    };
    Page { name, kept, ..Page::new(Some(fault), way) }.answer(status)
}

/// Leads a person who signed in to where he was: to the page, or to the form that he had sent.
fn welcome(secret: &str, way: String, kept: &str) -> Response {
    let mut response = if kept.is_empty() {
        Redirect::to(&way).into_response()
    } else {
        let fields = form_urlencoded::parse(kept.as_bytes()).into_owned().collect();
        Page { again: Some(fields), ..Page::new(None, way) }.answer(StatusCode::OK)
    };
    response.headers_mut().insert(header::SET_COOKIE, session::cookie(Some(secret)));
    response
}

/// `POST /keluar`
pub async fn leave(State(meja): State<Meja>, held: Held) -> Answer {
    people::end_session(meja.folder(), &held.0).await?;
    let mut response = meja.back("/masuk", Deed::new("", "keluar"), Vec::new());
    response.headers_mut().insert(header::SET_COOKIE, session::cookie(None));
    Ok(response)
}

/// Leads a request without a session to sign in. A form that it brought is kept in the page.
pub async fn turned_away(kantor: &Kantor, address: IpAddr, request: Request) -> Response {
    let way = request.uri().path_and_query().map_or("/", |way| way.as_str()).to_owned();
    if request.method() == Method::POST {
        let path = request.uri().path().to_owned();
        kantor.record_stranger(&path, address).await;
        let kept = if NOT_KEPT.contains(&path.as_str()) { None } else { form_of(request).await };
        return match kept {
            Some(kept) => Page { kept, ..Page::new(Some(OVER_BUT_KEPT), own(&way)) }.answer(StatusCode::UNAUTHORIZED),
            None => Page::new(Some(OVER), "/".to_owned()).answer(StatusCode::UNAUTHORIZED),
        };
    }
    // A script that asks for news is told so; a page would be no answer to it.
    let is_page = request.headers().get("sec-fetch-mode").is_none_or(|mode| mode.as_bytes() == b"navigate");
    if is_page {
        Redirect::to(&with_query("/masuk", &[("ke", &own(&way))])).into_response()
    } else {
        (StatusCode::UNAUTHORIZED, "sesi sudah berakhir\n").into_response()
    }
}

/// The form that a request brings, as it came; `None`: none, or one with files.
async fn form_of(request: Request) -> Option<String> {
    let kind = request.headers().get(header::CONTENT_TYPE)?.as_bytes();
    if !kind.starts_with(b"application/x-www-form-urlencoded") {
        return None;
    }
    let bytes = to_bytes(request.into_body(), KEPT).await.ok()?;
    String::from_utf8(bytes.to_vec()).ok().filter(|form| !form.is_empty())
}

/// The page where the record cannot be read, so that nobody can be let in.
pub fn shut(faults: &Faults) -> Response {
    let diagnostics = faults.to_vec();
    let lines = Note::faults(&diagnostics).into_iter().flat_map(|note| note.lines).collect();
    Page { faults: lines, ..Page::new(None, "/".to_owned()) }.answer(StatusCode::SERVICE_UNAVAILABLE)
}

/// A page of this desk: an address that leads elsewhere, or to leave, leads to the first page.
fn own(way: &str) -> String {
    let is_own = way.starts_with('/') && !way.starts_with("//") && way.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'\\');
    let is_door = ["/masuk", "/keluar"].iter().any(|door| way.split('?').next() == Some(*door));
    if is_own && !is_door { way.to_owned() } else { "/".to_owned() }
}
