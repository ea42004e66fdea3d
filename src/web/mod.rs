//! The desk: Warta in a browser, for people who do not type commands.
//!
//! Pages are made here and sent whole; a page that is left open asks for news and fetches itself again. The folder stays the truth and the
//! ledger the record: the desk opens both anew for each request and owns nothing but the notes of the last actions. Every request goes
//! through `guard`; `routes` says in one line each which right a route needs.

mod address;
mod feed;
mod guard;
mod head;
mod html;
pub mod kantor;
mod look;
mod pages;
mod routes;
pub mod session;
pub mod tls;

use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::middleware::from_fn_with_state;
use axum::response::{IntoResponse, Redirect, Response};
use chrono::{DateTime, Utc};
use tokio::net::TcpListener;
use tower_http::csrf::CsrfLayer;

use crate::desk::{self, Office, View};
use crate::jobs::Jobs;
use crate::report::local;
use office::diagnostic;
use office::folder::{CONFIG, Folder};
use office::work::Stop;
use post::ledger::{Ledger, LedgerError};

pub use address::{Address, Seat, listen, take_seat};
pub use feed::Feed;
pub use head::{Head, Nav};
use html::Notes;
pub use html::{Answer, Asked, Deed, Failure, Note, Right, Who, show};
use kantor::{Door, Kantor};
pub use look::{Looker, Seen};

/// The largest request: a file of the largest size that is read, and what a form puts around it.
const LARGEST: usize = 33 << 20;
/// The largest request of what a person types or pastes.
const TYPED: usize = 3 << 20;
/// The routes that take files.
const FILES: [&str; 2] = ["/bahan", "/mulai"];
/// So many characters of what was typed stand in the record.
const RECORDED: usize = 500;
/// The time between two looks at whether the ledger is to be copied.
const BACKUP_ROUND: Duration = Duration::from_secs(3600);
/// The time between two looks at whether someone asked to stop.
const GLANCE: Duration = Duration::from_millis(100);
/// The name on record where nobody said who works.
const NOBODY: &str = "komputer ini";

/// One office's desk.
#[derive(Clone)]
pub struct Meja(Arc<Inner>);

struct Inner {
    folder: Folder,
    /// The part of every address before the page: `/SECRET`, or nothing.
    base: String,
    /// The names by which a browser may call the desk: `127.0.0.1:7304`.
    hosts: Vec<String>,
    /// `None`: it serves this computer alone.
    kantor: Option<Kantor>,
    feed: Arc<Feed>,
    jobs: Jobs,
    looker: Arc<Looker>,
    notes: Notes,
    on_duty: Mutex<Option<String>>,
}

impl Meja {
    /// The desk of an office folder on this computer, at an address.
    pub fn here(folder: Folder, address: &Address) -> Self {
        Self::new(folder, format!("/{}", address.secret), vec![address.host.clone()], None)
    }

    /// The desk of an office folder on the office's network, called by these names.
    pub fn at_the_office(folder: Folder, hosts: Vec<String>, kantor: Kantor) -> Self {
        Self::new(folder, String::new(), hosts, Some(kantor))
    }

    fn new(folder: Folder, base: String, hosts: Vec<String>, kantor: Option<Kantor>) -> Self {
        let feed = Arc::new(Feed::default());
        let told = feed.clone();
        Meja(Arc::new(Inner {
            base,
            hosts,
            kantor,
            jobs: Jobs::new(folder.root(), move || told.changed()),
            looker: Looker::new(&folder, feed.clone()),
            feed,
            folder,
            notes: Notes::default(),
            on_duty: Mutex::default(),
        }))
    }

    pub fn folder(&self) -> &Folder {
        &self.0.folder
    }

    /// The office, as its folder is now.
    ///
    /// # Errors
    /// As [`Office::open`].
    pub fn office(&self, edition: Option<&str>) -> Result<Office, Failure> {
        Ok(Office::open(self.0.folder.root(), edition)?)
    }

    /// Whether the folder is an office's.
    pub fn has_office(&self) -> bool {
        self.0.folder.path(CONFIG).is_file()
    }

    pub fn feed(&self) -> &Feed {
        &self.0.feed
    }

    pub fn jobs(&self) -> &Jobs {
        &self.0.jobs
    }

    /// Whether the desk serves this computer alone.
    pub fn is_local(&self) -> bool {
        self.0.kantor.is_none()
    }

    /// The way in from the office's network, where the desk serves it.
    pub fn kantor(&self) -> Option<&Kantor> {
        self.0.kantor.as_ref()
    }

    /// The part of every address before the page, without a slash at its end.
    pub fn base(&self) -> &str {
        &self.0.base
    }

    fn hosts(&self) -> &[String] {
        &self.0.hosts
    }

    /// The page that an address of this desk leads to; `None`: it is no address of this desk.
    fn inner_path<'a>(&self, path: &'a str) -> Option<&'a str> {
        path.strip_prefix(&self.0.base).filter(|inner| inner.starts_with('/'))
    }

    /// The newest look at the edition that is asked for.
    pub async fn look(&self, asked: &Asked) -> Arc<Seen> {
        self.0.looker.look(asked.edition()).await
    }

    /// The newest look at the edition that is asked for that there is; none is waited for.
    pub fn seen(&self, asked: &Asked) -> Option<Arc<Seen>> {
        self.0.looker.last(asked.edition())
    }

    /// A village's pages, by its code or name; without a wish those of the first one.
    pub async fn view(&self, asked: &Asked, village: Option<&str>) -> Arc<View> {
        self.0.looker.view(asked.edition(), village).await
    }

    /// Pages were set otherwise than for a view.
    pub fn has_set(&self) {
        self.0.looker.remembers();
    }

    /// A page's picture, packed by gzip, by the name that a view gives it.
    pub fn picture(&self, name: &str) -> Option<Arc<[u8]>> {
        self.0.looker.picture(name)
    }

    /// The desk itself changed something in the folder: whoever looks from now on sees it.
    pub fn touch(&self) {
        self.0.looker.touch();
    }

    /// Leads to a page after an action; the notes are shown there until it is left.
    pub fn back(&self, path: &str, deed: Deed, notes: Vec<Note>) -> Response {
        let mut path = format!("{}{path}", self.0.base);
        if !notes.is_empty()
            && let Ok(name) = self.0.notes.keep(notes)
        {
            path = html::with_query(&path, &[("kabar", &name)]);
        }
        let mut response = Redirect::to(&path).into_response();
        response.extensions_mut().insert(deed);
        response
    }

    /// The frame of a page.
    pub fn head(&self, who: &Who, here: Nav, title: impl Into<String>, office: Option<&Office>, asked: &Asked) -> Head {
        let mut head = Head::new(title, self.0.base.clone(), who.clone());
        head.here = here;
        head.is_local = self.is_local();
        head.notes = self.0.notes.of(asked.kabar.as_deref());
        head.feed = self.0.feed.number();
        let root = self.0.folder.root();
        head.folder = std::path::absolute(root).unwrap_or_else(|_| root.to_owned()).display().to_string();
        head.has_office = self.has_office();
        head.asked = asked.edition().map(str::to_owned);
        if let Some(office) = office {
            head.office = office.config.plan().regency.name.clone();
            head.edition = Some(office.edition);
            head.editions = office.folder.editions();
            head.backup = desk::backups(office).first().map(|backup| local(backup.at, office.config.zone()));
        }
        head
    }

    /// The name for the record of whoever works at this computer.
    fn on_duty(&self) -> String {
        let name = self.0.on_duty.lock().unwrap_or_else(PoisonError::into_inner);
        name.clone().unwrap_or_else(|| NOBODY.to_owned())
    }

    /// Someone says who works at this computer. It is a name for the record, no proof.
    fn set_on_duty(&self, name: &str) {
        let name = Some(name.trim()).filter(|name| !name.is_empty()).map(|name| name.chars().take(60).collect());
        *self.0.on_duty.lock().unwrap_or_else(PoisonError::into_inner) = name;
    }

    /// Writes an action into the record. Before there is an office there is none.
    async fn record(&self, who: &Who, action: &str, about: &str, outcome: &str) {
        if !self.has_office() && !self.0.folder.ledger().is_file() {
            return;
        }
        let cut = |text: &str| text.chars().take(RECORDED).collect::<String>();
        let (action, about, outcome) = (&cut(action), &cut(about), &cut(outcome));
        // The settings may be what is being mended: the ledger does not need them.
        let added = async {
            let ledger = Ledger::open(&self.0.folder.ledger()).await?;
            let added = ledger.add_event(Utc::now(), &who.name, who.role(), action, about, outcome).await;
            ledger.close().await;
            added
        };
        if let Err(error) = added.await {
            tracing::error!(%error, action, outcome, "an action is not on record");
        }
    }

    fn router(&self) -> Router {
        let mut router = Router::new();
        for route in routes::routes() {
            let most = if FILES.contains(&route.path) { LARGEST } else { TYPED };
            router = router.route(&format!("{}{}", self.0.base, route.path), route.handler.layer(DefaultBodyLimit::max(most)));
        }
        let router = router.layer(from_fn_with_state(self.clone(), guard::in_order));
        let router = match self.0.kantor {
            // The page for signing in is before all that a person may see.
            Some(_) => router.layer(from_fn_with_state(self.clone(), kantor::at_the_office)).merge(pages::login::router()),
            None => router.layer(from_fn_with_state(self.clone(), guard::at_this_computer)),
        };
        router.layer(CsrfLayer::new()).layer(from_fn_with_state(self.clone(), guard::at_the_door)).with_state(self.clone())
    }

    /// Serves the pages until someone asks to stop; a job that is at work then ends after the step at hand.
    ///
    /// # Errors
    /// The listener fails.
    pub async fn serve(&self, way: Way, stop: &Stop) -> std::io::Result<()> {
        let copies = tokio::spawn(back_up_daily(self.0.folder.root().to_owned()));
        let serving = async {
            match way {
                Way::Here(listener) => axum::serve(listener, self.router()).await,
                Way::Network(door) => door.serve(self.router()).await,
            }
        };
        let served = tokio::select! {
            served = serving => served,
            () = asked(stop) => Ok(()),
        };
        copies.abort();
        while self.0.jobs.current().is_some() {
            self.0.jobs.stop_all();
            tokio::time::sleep(GLANCE).await;
        }
        served
    }
}

/// The way by which a browser comes to the desk.
#[derive(Debug)]
pub enum Way {
    /// From this computer alone.
    Here(TcpListener),
    /// From the office's network.
    Network(Door),
}

/// The path of a village's pages: `/pratinjau/63.04.14.2008`.
pub fn preview_path(village: Option<&str>, edition: Option<&str>) -> String {
    let path = village.map_or_else(|| "/pratinjau".to_owned(), |village| format!("/pratinjau/{}", html::escaped(village)));
    edition.map_or_else(|| path.clone(), |edition| html::with_query(&path, &[("edisi", edition)]))
}

async fn asked(stop: &Stop) {
    while !stop.is_asked() {
        tokio::time::sleep(GLANCE).await;
    }
}

/// Copies the ledger once a day, while the desk is open.
async fn back_up_daily(root: PathBuf) {
    loop {
        if let Ok(office) = Office::open(&root, None)
            && let Err(faults) = desk::back_up_if_due(&office, Utc::now()).await
        {
            tracing::warn!(?faults, "the ledger is not copied");
        }
        tokio::time::sleep(BACKUP_ROUND).await;
    }
}

/// Calls the jobs interrupted that a desk left when it was killed. Only the one desk of a folder may.
///
/// # Errors
/// The ledger cannot be read or written.
pub async fn take_over(folder: &Folder, now: DateTime<Utc>) -> diagnostic::Result<usize> {
    if !folder.ledger().is_file() {
        return Ok(0);
    }
    let ended = async {
        let ledger = Ledger::open(&folder.ledger()).await?;
        let ended = ledger.interrupt_jobs(now).await;
        ledger.close().await;
        ended
    };
    ended.await.map_err(|error: LedgerError| error.diagnostic().into())
}
