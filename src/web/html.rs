//! Pages and their parts: what a handler gives, and what it is given.

use std::collections::VecDeque;
use std::sync::{Mutex, PoisonError};

use askama::Template;
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;

use super::session;
use office::diagnostic::{self, Diagnostic, Faults, Place, Severity, io_words};
use post::ledger::LedgerError;

/// What a handler gives.
pub type Answer = Result<Response, Failure>;

/// What a person may do at the desk; each right holds those before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Right {
    /// Sees the week, the deliveries and the reports, without phone numbers.
    See,
    /// Works on the papers and enters receipts.
    Work,
    /// Publishes, sends and decides.
    Publish,
    /// Keeps the settings, the accounts, the backups and the record.
    Manage,
}

/// The person at the desk.
#[derive(Debug, Clone)]
pub struct Who {
    pub name: String,
    pub right: Right,
    pub is_manager: bool,
}

impl Who {
    /// Whether this person may do what needs this right.
    pub fn may(&self, right: Right) -> bool {
        match right {
            Right::Manage => self.is_manager,
            right => self.right >= right,
        }
    }

    /// The role's name on record.
    pub fn role(&self) -> &'static str {
        match self.right {
            Right::See => "pengamat",
            Right::Work => "petugas",
            Right::Publish | Right::Manage => "penerbit",
        }
    }
}

impl<S: Sync> FromRequestParts<S> for Who {
    type Rejection = StatusCode;

    /// The guard puts it there; a request that came past it is refused.
    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, StatusCode> {
        parts.extensions.get::<Who>().cloned().ok_or(StatusCode::FORBIDDEN)
    }
}

/// What every page may be asked for.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct Asked {
    /// The edition, by its Monday; without it the newest.
    #[serde(default)]
    pub edisi: Option<String>,
    /// The notes that an action left for this page.
    #[serde(default)]
    pub kabar: Option<String>,
}

impl Asked {
    pub fn edition(&self) -> Option<&str> {
        self.edisi.as_deref().filter(|edition| !edition.is_empty())
    }

    /// A path with the edition that was asked for.
    pub fn link(&self, path: &str) -> String {
        match self.edition() {
            Some(edition) => with_query(path, &[("edisi", edition)]),
            None => path.to_owned(),
        }
    }
}

/// A path, which may have a query, with more of it.
pub fn with_query(path: &str, more: &[(&str, &str)]) -> String {
    let mut address = path.to_owned();
    for (key, value) in more {
        address.push(if address.contains('?') { '&' } else { '?' });
        address.push_str(key);
        address.push('=');
        address.push_str(&escaped(value));
    }
    address
}

/// A value in an address.
pub fn escaped(value: &str) -> String {
    percent_encoding::utf8_percent_encode(value, percent_encoding::NON_ALPHANUMERIC).to_string()
}

/// What a person did, for the record.
#[derive(Debug, Clone, Default)]
pub struct Deed {
    pub about: String,
    pub outcome: String,
}

impl Deed {
    pub fn new(about: impl Into<String>, outcome: impl Into<String>) -> Self {
        Deed { about: about.into(), outcome: outcome.into() }
    }
}

/// Something that is said above a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    pub is_fault: bool,
    pub lines: Vec<String>,
}

impl Note {
    pub fn said(line: impl Into<String>) -> Self {
        Note { is_fault: false, lines: vec![line.into()] }
    }

    /// A diagnostic in the terminal's words, line by line.
    pub fn fault(diagnostic: &Diagnostic) -> Self {
        Note {
            is_fault: diagnostic.severity == Severity::Error,
            lines: lines_of(std::slice::from_ref(diagnostic)).into_iter().flatten().collect(),
        }
    }

    /// Each cause once.
    pub fn faults(diagnostics: &[Diagnostic]) -> Vec<Self> {
        let messages = crate::report::messages(diagnostics, "desa");
        let note = |message: crate::report::Message| Note { is_fault: message.severity == Severity::Error, lines: lines(&message.text) };
        messages.into_iter().map(note).collect()
    }
}

fn lines_of(diagnostics: &[Diagnostic]) -> Vec<Vec<String>> {
    crate::report::messages(diagnostics, "desa").iter().map(|message| lines(&message.text)).collect()
}

fn lines(text: &str) -> Vec<String> {
    text.lines().map(|line| line.trim().to_owned()).filter(|line| !line.is_empty()).collect()
}

/// Notes that wait for the page to which an action led. They stay there until it is left, and survive a reload of it.
#[derive(Debug, Default)]
pub struct Notes(Mutex<VecDeque<(String, Vec<Note>)>>);

impl Notes {
    /// So many actions' notes are kept.
    const KEPT: usize = 60;

    /// Keeps notes; gives the name by which the next page finds them. Nobody else guesses it.
    ///
    /// # Errors
    /// The system gives no random numbers.
    pub fn keep(&self, notes: Vec<Note>) -> diagnostic::Result<String> {
        let mut name = session::secret()?;
        name.truncate(12);
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.push_back((name.clone(), notes));
        if kept.len() > Self::KEPT {
            kept.pop_front();
        }
        Ok(name)
    }

    pub fn of(&self, name: Option<&str>) -> Vec<Note> {
        let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.iter().find(|(known, _)| Some(known.as_str()) == name).map(|(_, notes)| notes.clone()).unwrap_or_default()
    }
}

/// A page that cannot be shown, or an action that was refused: why, and the remedy. The guard makes a page of it, in the desk's frame.
#[derive(Debug, Clone)]
pub struct Failure {
    pub status: StatusCode,
    pub notes: Vec<Note>,
}

impl Failure {
    pub fn refused(status: StatusCode, diagnostics: Vec<Diagnostic>) -> Self {
        Failure { status, notes: Note::faults(&diagnostics) }
    }

    /// Its first words.
    pub fn words(&self) -> &str {
        self.notes.first().and_then(|note| note.lines.first()).map_or("", String::as_str)
    }

    pub fn not_found(words: impl Into<String>) -> Self {
        Failure { status: StatusCode::NOT_FOUND, notes: vec![Note { is_fault: true, lines: vec![words.into()] }] }
    }
}

impl From<Faults> for Failure {
    fn from(faults: Faults) -> Self {
        Failure::refused(StatusCode::CONFLICT, faults.into())
    }
}

impl From<Diagnostic> for Failure {
    fn from(fault: Diagnostic) -> Self {
        Failure::refused(StatusCode::CONFLICT, vec![fault])
    }
}

impl From<LedgerError> for Failure {
    fn from(error: LedgerError) -> Self {
        error.diagnostic().into()
    }
}

impl From<std::io::Error> for Failure {
    fn from(error: std::io::Error) -> Self {
        let fault = Diagnostic::error("disk.tidak-terbaca", format!("berkas tidak dapat dibaca: {}", io_words(&error)));
        fault.at(Place::file("folder kantor")).remedy("periksa izin folder dan ruang disk").into()
    }
}

impl From<askama::Error> for Failure {
    fn from(error: askama::Error) -> Self {
        tracing::error!(%error, "page");
        Failure {
            status: StatusCode::INTERNAL_SERVER_ERROR,
            notes: vec![Note { is_fault: true, lines: vec!["halaman tidak dapat disusun".to_owned()] }],
        }
    }
}

impl IntoResponse for Failure {
    /// The guard puts the desk's frame around it.
    fn into_response(self) -> Response {
        let mut response = self.status.into_response();
        response.extensions_mut().insert(self);
        response
    }
}

/// A page.
pub fn show(page: impl Template) -> Answer {
    let html = page.render()?;
    Ok(([(header::CONTENT_TYPE, "text/html; charset=utf-8")], html).into_response())
}

/// A file of the office to be kept: never shown in the desk's place.
pub fn attachment(name: &str, kind: &'static str, bytes: Vec<u8>) -> Response {
    let value = format!("attachment; filename*=UTF-8''{}", escaped(name));
    ([(header::CONTENT_TYPE, kind.to_owned()), (header::CONTENT_DISPOSITION, value)], bytes).into_response()
}
