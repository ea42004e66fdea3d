//! `warta pratinjau`: one village's pages in the browser, following every saved change.
//!
//! The page is served to this computer alone, at an address that nobody can guess, and only reads.

use std::collections::hash_map::RandomState;
use std::hash::BuildHasher;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::time::{Duration, Instant};

use axum::Router;
use axum::extract::{Path as Segment, Request, State};
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use notify::{RecommendedWatcher, RecursiveMode, Watcher};
use serde::Serialize;
use serde_json::json;
use tokio::sync::watch;

use super::output::{Out, runtime};
use super::{Exit, stop};
use crate::desk::{self, Conclusion, Office, Preview, Verdict, View};
use ::post::dispatch::sleep;
use office::bundle::land_private;
use office::diagnostic::{Diagnostic, Place, io_words};
use office::folder::{Folder, LOCK};
use office::work::Stop;

/// The time after the last of the writes by which a program saves.
const SETTLED: Duration = Duration::from_millis(25);
/// The longest time from a change to a look, however much is being written.
const PATIENCE: Duration = Duration::from_millis(250);
/// The time that the page's question for news stays open.
const QUESTION: Duration = Duration::from_secs(25);

/// Wakes the worker.
enum Word {
    Changed,
    Village(String),
}

/// A preview that is being served, as programs are told of it.
#[derive(Serialize)]
struct Serving {
    #[serde(rename = "alamat")]
    address: String,
}

/// The state behind the pages.
#[derive(Clone)]
struct Served {
    /// `127.0.0.1:45231`
    host: Arc<str>,
    news: watch::Receiver<(u64, Arc<View>)>,
    words: Sender<Word>,
}

/// Serves the pages until it is stopped.
pub fn preview(root: &Path, out: &Out, edition: Option<String>, village: Option<String>) -> Exit {
    let (folder, inside) = Folder::around(root);
    let edition = edition.or(inside);
    // A folder that cannot be opened at all is said here, and to a person a slip of the village's name; later faults are shown on the page.
    let opened = Office::open(folder.root(), edition.as_deref());
    let typed = village.as_deref().filter(|_| !out.json);
    if let Err(faults) = opened.and_then(|office| typed.map_or(Ok(()), |village| desk::find(&office, village))) {
        return out.fail("pratinjau", faults);
    }
    let stop = stop::listen();
    let runtime = match runtime() {
        Ok(runtime) => runtime,
        Err(faults) => return out.fail("pratinjau", faults),
    };
    match runtime.block_on(serve(&folder, out, Preview::new(folder.root(), edition, village), &stop)) {
        Ok(()) => Exit::Ended(Verdict::Done),
        Err(error) => {
            let message = format!("pratinjau tidak dapat dibuka: {}", io_words(&error));
            let fault = Diagnostic::error("pratinjau.tidak-terbuka", message);
            out.fail("pratinjau", fault.remedy("tutup program lain, lalu ulangi").into())
        }
    }
}

async fn serve(office: &Folder, out: &Out, mut preview: Preview, stop: &Stop) -> std::io::Result<()> {
    let listener = tokio::net::TcpListener::bind(("127.0.0.1", 0)).await?;
    let host: Arc<str> = listener.local_addr()?.to_string().into();
    let (words, heard) = channel();
    let (tell, news) = watch::channel((0, Arc::new(View::default())));
    // Moves to the worker: the folder is watched as long as it looks.
    let watched = watcher(office, words.clone());
    if watched.is_none() {
        let warning = Diagnostic::warning("pratinjau.tidak-mengikuti", "perubahan tidak dapat diikuti di folder ini")
            .at(Place::file(office.root().display().to_string()));
        out.diagnostics(&[warning.remedy("sesudah menyimpan, hentikan dan jalankan `warta pratinjau` lagi")], "desa");
    }
    let folder = office.clone();
    std::thread::spawn(move || follow(&folder, &mut preview, watched, &heard, &tell));
    // An address that no other program on this computer knows.
    let secret = format!("{:016x}{:016x}", RandomState::new().hash_one(0), RandomState::new().hash_one(1));
    let address = format!("http://{host}/{secret}/");
    let app = app(&secret, Served { host, news, words });
    if out.json {
        out.finish("pratinjau", &Conclusion::done(Serving { address }));
    } else {
        out.line(format!("Pratinjau: {address}"));
        out.line("Biarkan jendela ini terbuka; berhenti dengan Ctrl-C.");
        // Without a browser that opens by itself, the address can be copied.
        let _ = lead_to(office, &address).and_then(open::that_detached);
    }
    tokio::select! {
        served = axum::serve(listener, app) => served,
        () = asked(stop) => Ok(()),
    }
}

/// All pages, below the secret.
fn app(secret: &str, served: Served) -> Router {
    let pages = Router::new()
        .route("/pratinjau.css", get(style))
        .route("/pratinjau.js", get(script))
        .route("/keadaan/{since}", get(state))
        .route("/halaman/{name}", get(picture))
        .route("/desa/{code}", post(choose));
    Router::new()
        .route(&format!("/{secret}/"), get(page))
        .nest(&format!("/{secret}"), pages.with_state(served.clone()))
        .layer(from_fn_with_state(served, guarded))
}

/// A page that leads to an address. The address is a secret, and a command line can be read by everyone on this computer: so the browser
/// is started with this page, which only its owner can read.
fn lead_to(office: &Folder, address: &str) -> std::io::Result<PathBuf> {
    let page = office.results_root().join(".pratinjau.html");
    let html = format!("<!doctype html><meta charset=\"utf-8\"><meta http-equiv=\"refresh\" content=\"0;url={address}\">\n");
    land_private(&page, html.as_bytes())?;
    Ok(page)
}

async fn asked(stop: &Stop) {
    while !stop.is_asked() {
        sleep(stop, Duration::from_secs(60)).await;
    }
}

fn watcher(office: &Folder, words: Sender<Word>) -> Option<RecommendedWatcher> {
    let own = [office.results_root(), office.ledger(), office.path(LOCK)];
    let told = move |event: notify::Result<notify::Event>| {
        let Ok(event) = event else { return };
        let is_own = |path: &PathBuf| own.iter().any(|own| path.as_os_str().to_string_lossy().starts_with(&*own.to_string_lossy()));
        // To read a file is no change of it.
        if !event.kind.is_access() && !event.paths.iter().all(is_own) {
            let _ = words.send(Word::Changed);
        }
    };
    let mut watcher = notify::recommended_watcher(told).ok()?;
    watcher.watch(office.root(), RecursiveMode::NonRecursive).ok()?;
    watch_sources(&mut watcher, office);
    Some(watcher)
}

/// Watches the folders that the pages are made from; one that is made later is watched from then on.
fn watch_sources(watcher: &mut RecommendedWatcher, office: &Folder) {
    for folder in [office.editions_root(), office.own_layouts()].iter().filter(|folder| folder.is_dir()) {
        let _ = watcher.watch(folder, RecursiveMode::Recursive);
    }
}

/// Looks at once, and again at every word.
fn follow(
    office: &Folder,
    preview: &mut Preview,
    mut watched: Option<RecommendedWatcher>,
    heard: &Receiver<Word>,
    tell: &watch::Sender<(u64, Arc<View>)>,
) {
    let mut number = 0;
    loop {
        preview.look(|view| {
            number += 1;
            tell.send_replace((number, Arc::new(view.clone())));
        });
        let Ok(mut word) = heard.recv() else { return };
        let began = Instant::now();
        loop {
            if let Word::Village(code) = word {
                preview.choose(code);
            }
            match heard.recv_timeout(SETTLED) {
                Ok(next) if began.elapsed() < PATIENCE => word = next,
                Ok(_) | Err(RecvTimeoutError::Timeout) => break,
                Err(RecvTimeoutError::Disconnected) => return,
            }
        }
        if let Some(watcher) = &mut watched {
            watch_sources(watcher, office);
        }
    }
}

/// Nothing from elsewhere, nothing to elsewhere: other pages of the browser cannot read this one.
async fn guarded(State(served): State<Served>, request: Request, next: Next) -> Response {
    let is_ours = request.headers().get(header::HOST).is_some_and(|host| host.as_bytes() == served.host.as_bytes());
    let own_origin = format!("http://{}", served.host);
    let is_from_here = request.headers().get(header::ORIGIN).is_none_or(|origin| origin.as_bytes() == own_origin.as_bytes());
    if !is_ours || !is_from_here {
        return StatusCode::FORBIDDEN.into_response();
    }
    let mut response = next.run(request).await;
    const RULES: [(HeaderName, &str); 4] = [
        (
            header::CONTENT_SECURITY_POLICY,
            "default-src 'none'; img-src 'self'; script-src 'self'; style-src 'self'; connect-src 'self'; frame-ancestors 'none'; base-uri 'none'",
        ),
        (header::REFERRER_POLICY, "no-referrer"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::CACHE_CONTROL, "no-store"),
    ];
    for (name, value) in RULES {
        response.headers_mut().entry(name).or_insert(HeaderValue::from_static(value));
    }
    response
}

fn of_type(kind: &'static str, body: impl IntoResponse) -> Response {
    ([(header::CONTENT_TYPE, kind)], body).into_response()
}

async fn page() -> Response {
    of_type("text/html; charset=utf-8", include_str!("../../templates/pratinjau.html"))
}

async fn style() -> Response {
    of_type("text/css; charset=utf-8", include_str!("../../templates/pratinjau.css"))
}

async fn script() -> Response {
    of_type("text/javascript; charset=utf-8", include_str!("../../templates/pratinjau.js"))
}

/// The view, as soon as it is newer than the page's.
async fn state(State(served): State<Served>, Segment(since): Segment<u64>) -> Response {
    let mut news = served.news.clone();
    let _ = tokio::time::timeout(QUESTION, news.wait_for(|(number, _)| *number > since)).await;
    let (number, view) = news.borrow().clone();
    let mut facts = json!(*view);
    facts["nomor"] = json!(number);
    of_type("application/json", facts.to_string())
}

/// A page's picture. Its name follows from its content, so that a browser keeps it.
async fn picture(State(served): State<Served>, Segment(name): Segment<String>) -> Response {
    let view = served.news.borrow().1.clone();
    let found = name.strip_suffix(".svg").and_then(|name| view.pictures.get(name));
    match found {
        Some(svg) => {
            ([(header::CONTENT_TYPE, "image/svg+xml"), (header::CACHE_CONTROL, "private, max-age=86400")], svg.to_string()).into_response()
        }
        None => StatusCode::NOT_FOUND.into_response(),
    }
}

async fn choose(State(served): State<Served>, Segment(code): Segment<String>) -> StatusCode {
    match served.words.send(Word::Village(code)) {
        Ok(()) => StatusCode::NO_CONTENT,
        Err(_) => StatusCode::GONE,
    }
}
