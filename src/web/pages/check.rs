//! Periksa: all that is wrong with the papers, in the words of `warta periksa`, as soon as a file is saved.

use std::borrow::Cow;

use askama::Template;
use axum::extract::{Query, State};
use serde::Deserialize;

use crate::desk::{Conclusion, Office, Outlook, Verdict};
use crate::report::{self, Message};
use crate::web::html::with_query;
use crate::web::{Answer, Asked, Head, Meja, Nav, Seen, Who, show};
use office::diagnostic::{Diagnostic, Severity};
use office::model::DesaCode;

/// So many messages stand on a page; the filters lead to the others.
const SHOWN: usize = 120;
/// So many villages' pages are named beside a message.
const PAGES: usize = 3;

/// What is asked for.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct Wanted {
    /// A severity's name.
    #[serde(default)]
    tingkat: Option<String>,
    /// A village, by its code or a part of its name.
    #[serde(default)]
    desa: Option<String>,
}

impl Wanted {
    fn severity(&self) -> Option<Severity> {
        let name = self.tingkat.as_deref()?;
        SEVERITIES.into_iter().find(|severity| severity.to_string() == name)
    }

    fn desa(&self) -> Option<&str> {
        self.desa.as_deref().map(str::trim).filter(|text| !text.is_empty())
    }

    /// Whether a diagnostic is of the village that is asked for.
    fn means(&self, diagnostic: &Diagnostic) -> bool {
        let Some(text) = self.desa() else { return true };
        let code = DesaCode::parse(text);
        let is_code = |desa: &str| desa == text || code.as_ref().is_some_and(|code| code.as_str() == desa);
        let is_name = |name: &str| name.to_lowercase().contains(&text.to_lowercase());
        diagnostic.desa.as_deref().is_some_and(|desa| is_code(desa) || is_name(desa)) || diagnostic.village.as_deref().is_some_and(is_name)
    }

    /// The address of what is asked for, with the messages of one severity or of all.
    fn path(&self, severity: Option<Severity>) -> String {
        let severity = severity.map(|severity| severity.to_string());
        let severity = severity.as_deref().map(|name| ("tingkat", name));
        let query: Vec<(&str, &str)> = severity.into_iter().chain(self.desa().map(|desa| ("desa", desa))).collect();
        with_query("/periksa", &query)
    }
}

const SEVERITIES: [Severity; 3] = [Severity::Error, Severity::Warning, Severity::Note];

/// A message as it is shown.
pub struct Shown {
    /// Its severity's name, which is the look's name too.
    pub severity: String,
    /// `galat: …`
    pub first: String,
    pub rest: Vec<String>,
    /// What it stops, where it stops something.
    pub stops: String,
    /// The pages that show it: address and village.
    pub pages: Vec<(String, String)>,
}

impl Shown {
    /// A message, with the pages of its villages that are in the registry.
    pub fn new(message: &Message, seen: &Seen, head: &Head, word: &str) -> Self {
        let mut lines = message.text.lines().map(|line| line.trim().to_owned());
        let villages = &message.villages;
        let stops = match villages.as_slice() {
            _ if message.severity != Severity::Error => String::new(),
            [] => "Menghentikan seluruh edisi.".to_owned(),
            [(_, name)] => format!("Menghentikan {name} saja."),
            several => format!("Menghentikan {} {word} saja.", several.len()),
        };
        let page = |(code, name): &(String, String)| Some((head.link(&format!("/pratinjau/{}", known(seen, code)?)), name.clone()));
        let pages = villages.iter().filter_map(page).take(PAGES).collect();
        Shown { severity: message.severity.to_string(), first: lines.next().unwrap_or_default(), rest: lines.collect(), stops, pages }
    }

    /// All that is to be said, each cause once.
    pub fn all(diagnostics: &[Diagnostic], seen: &Seen, head: &Head, word: &str) -> Vec<Self> {
        report::messages(diagnostics, word).iter().map(|message| Shown::new(message, seen, head, word)).collect()
    }
}

/// The code of a village that has pages.
fn known<'c>(seen: &Seen, code: &'c str) -> Option<&'c str> {
    let (checked, parsed) = (seen.checked.as_ref()?, DesaCode::parse(code)?);
    checked.registry.villages.binary_search_by(|village| village.desa.code.cmp(&parsed)).ok().map(|_| code)
}

/// All that was said of an edition, or why it could not be read.
pub fn said(seen: &Seen) -> &[Diagnostic] {
    match &seen.conclusion {
        Ok(conclusion) => &conclusion.diagnostics,
        Err(faults) => faults,
    }
}

/// `1 galat, 2 peringatan`; empty where there is nothing to say.
pub fn counted(messages: &[Message]) -> String {
    let count = |severity: &Severity| messages.iter().filter(|message| message.severity == *severity).count();
    let counts = SEVERITIES.iter().map(|severity| (count(severity), severity)).filter(|(count, _)| *count > 0);
    counts.map(|(count, severity)| format!("{count} {severity}")).collect::<Vec<_>>().join(", ")
}

/// The office's word for a village, in running text.
pub fn village_word(office: Option<&Office>) -> String {
    office.map_or_else(|| "desa".to_owned(), Office::village_word)
}

/// How far an edition can be published.
pub fn verdict(conclusion: &Conclusion<Outlook>) -> String {
    let (roll, missing) = (&conclusion.facts.roll, &conclusion.facts.roll.missing);
    match conclusion.verdict {
        Verdict::Done => "Siap diterbitkan.".to_owned(),
        Verdict::Failed => "Belum dapat diterbitkan: betulkan dahulu galatnya.".to_owned(),
        Verdict::Partly if missing.is_empty() => "Dapat diterbitkan, kecuali yang disebut galatnya.".to_owned(),
        Verdict::Partly if roll.is_mostly_missing() => {
            format!("Sebagian besar belum dapat diterbitkan, yaitu {} ({}): betulkan dahulu galatnya.", roll.counts(), missing.words())
        }
        Verdict::Partly if missing.is_few() => format!("Dapat diterbitkan, kecuali {}.", missing.words()),
        Verdict::Partly => format!("Dapat diterbitkan, kecuali {}: {}.", roll.counts(), missing.words()),
    }
}

#[derive(Template)]
#[template(path = "meja/periksa.html")]
struct Page {
    head: Head,
    /// The form's own address: a browser puts the fields in the place of its query.
    action: String,
    edition: String,
    severity: String,
    desa: String,
    /// The address of all messages, where these are not they.
    all: Option<String>,
    filters: Vec<Filter>,
    /// `13.42.07 WITA`; `None`: there is no edition that could be looked at.
    at: Option<String>,
    /// Its look, and how far the edition can be published.
    verdict: Option<(&'static str, String)>,
    messages: Vec<Shown>,
    /// So many more are there.
    more: usize,
    lines: Vec<String>,
}

/// The way to the messages of one severity.
struct Filter {
    address: String,
    name: String,
    is_here: bool,
}

/// `GET /periksa`
pub async fn page(State(meja): State<Meja>, who: Who, Query(asked): Query<Asked>, Query(wanted): Query<Wanted>) -> Answer {
    let seen = meja.look(&asked).await;
    let office = meja.office(asked.edition()).ok();
    let head = meja.head(&who, Nav::Check, "Periksa", office.as_ref(), &asked);
    let word = village_word(office.as_ref());
    let some = match wanted.desa() {
        Some(_) => Cow::Owned(said(&seen).iter().filter(|diagnostic| wanted.means(diagnostic)).cloned().collect::<Vec<_>>()),
        None => Cow::Borrowed(said(&seen)),
    };
    let mut messages = report::messages(&some, &word);
    let filters = filters(&messages, &wanted, &head);
    if let Some(severity) = wanted.severity() {
        messages.retain(|message| message.severity == severity);
    }
    let conclusion = seen.conclusion.as_ref().ok();
    let looks = |verdict: Verdict| match verdict {
        Verdict::Done => "baik",
        Verdict::Partly => "peringatan",
        Verdict::Failed => "galat",
    };
    show(Page {
        action: format!("{}/periksa", head.base),
        edition: asked.edition().unwrap_or_default().to_owned(),
        severity: wanted.severity().map(|severity| severity.to_string()).unwrap_or_default(),
        desa: wanted.desa().unwrap_or_default().to_owned(),
        all: (wanted.desa().is_some() || wanted.severity().is_some()).then(|| head.link("/periksa")),
        filters,
        at: conclusion.map(|_| format!("{} {}", seen.zone.local(seen.at).format("%H.%M.%S"), seen.zone)),
        verdict: conclusion.map(|conclusion| (looks(conclusion.verdict), verdict(conclusion))),
        more: messages.len().saturating_sub(SHOWN),
        messages: messages.iter().take(SHOWN).map(|message| Shown::new(message, &seen, &head, &word)).collect(),
        lines: conclusion.map(|conclusion| conclusion.facts.lines.clone()).unwrap_or_default(),
        head,
    })
}

/// The ways to the messages of each severity that there is.
fn filters(messages: &[Message], wanted: &Wanted, head: &Head) -> Vec<Filter> {
    let filter = |severity: Option<Severity>, name: &str| {
        let count = messages.iter().filter(|message| severity.is_none_or(|severity| message.severity == severity)).count();
        let is_here = severity == wanted.severity();
        let shown = Filter { address: head.link(&wanted.path(severity)), name: format!("{name} ({count})"), is_here };
        (count > 0 || severity.is_none() || is_here).then_some(shown)
    };
    let some = [(Some(Severity::Error), "Galat"), (Some(Severity::Warning), "Peringatan"), (Some(Severity::Note), "Catatan")];
    [(None, "Semua")].into_iter().chain(some).filter_map(|(severity, name)| filter(severity, name)).collect()
}
