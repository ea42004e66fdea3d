//! What pages fetch for themselves: their look, their script, their pictures, and the news that something changed.

use axum::extract::{Path, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};

use crate::web::Meja;

/// `GET /meja.css`
pub async fn style() -> Response {
    of_type("text/css; charset=utf-8", include_str!("../../../templates/meja/meja.css"))
}

/// `GET /meja.js`
pub async fn script() -> Response {
    of_type("text/javascript; charset=utf-8", include_str!("../../../templates/meja/meja.js"))
}

/// `GET /langsung/{since}`: the feed's number, as soon as it is another than the page's.
pub async fn news(State(meja): State<Meja>, Path(since): Path<u64>) -> Response {
    of_type("text/plain; charset=utf-8", meja.feed().newer(since).await.to_string())
}

/// `GET /sehat`: the desk is there.
pub async fn health() -> Response {
    of_type("text/plain; charset=utf-8", "sehat\n")
}

/// `GET /gambar/{name}`: a page's picture. Its name follows from its content, so that a browser keeps it.
pub async fn picture(State(meja): State<Meja>, Path(name): Path<String>) -> Response {
    match meja.picture(name.trim_end_matches(".svg")) {
        Some(svg) => {
            let kept = (header::CACHE_CONTROL, "private, max-age=86400");
            let packed = (header::CONTENT_ENCODING, "gzip");
            ([(header::CONTENT_TYPE, "image/svg+xml"), kept, packed], svg.to_vec()).into_response()
        }
        None => StatusCode::NOT_FOUND.into_response(),
    }
}

fn of_type(kind: &'static str, body: impl IntoResponse) -> Response {
    ([(header::CONTENT_TYPE, kind)], body).into_response()
}
