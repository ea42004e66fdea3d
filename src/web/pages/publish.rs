//! Terbitkan: what would be made of the edition is said; the button asks for it.

use std::sync::{Arc, Mutex, PoisonError, Weak};

use askama::Template;
use axum::Form;
use axum::extract::{Query, State};
use serde::Deserialize;

use super::check::{Shown, counted, said, verdict};
use super::jobs::{PUBLISH, ask, running};
use crate::desk::{self, Checked, Office, Outgoing, Outlook, PublishAhead, Verdict};
use crate::jobs::Task;
use crate::report;
use crate::report::budget::reams;
use crate::web::html::with_query;
use crate::web::{Answer, Asked, Failure, Head, Meja, Nav, Right, Seen, Who, show};
use office::diagnostic::{Diagnostic, Severity};
use press::plan::wording;

/// So many changes, and so many causes, are told; more are counted.
const TOLD: usize = 20;
/// A name is cut after so many letters.
const NAME: usize = 100;

#[derive(Template)]
#[template(path = "meja/terbitkan.html")]
struct Page {
    head: Head,
    edition: String,
    /// Whether this person may ask for it.
    may: bool,
    /// The same is being done: the job's address, and its words.
    running: Option<(String, String)>,
    /// Why nothing can be published; empty: it can.
    refused: String,
    /// What would be made, line by line.
    lines: Vec<String>,
    changes: Vec<String>,
    more_changes: usize,
    /// The villages that get none; empty: there is none.
    missing: String,
    causes: Vec<Shown>,
    more_causes: usize,
    /// `5 peringatan, 2 catatan`; empty: there is none.
    remarks: String,
    action: String,
    button: String,
    has_corrections: bool,
    /// Everything was made and stands.
    is_nothing_new: bool,
}

/// `GET /terbitkan`
pub async fn page(State(meja): State<Meja>, who: Who, Query(asked): Query<Asked>) -> Answer {
    let office = meja.office(asked.edition())?;
    let seen = meja.look(&asked).await;
    let head = meja.head(&who, Nav::Week, "Terbitkan", Some(&office), &asked);
    let (word, edition, zone) = (office.village_word(), office.edition, office.config.zone());
    let running = running(&meja, &head, edition, PUBLISH, zone);
    // A look at another edition than this office's newest is of one that was made a moment ago.
    let found = seen.conclusion.as_ref().ok().zip(seen.checked.as_ref()).filter(|(found, _)| found.facts.edition == edition);
    let mut page = Page {
        edition: format!("{}, {}", edition.label(), wording::week(edition)),
        may: who.may(Right::Publish),
        running,
        refused: String::new(),
        lines: Vec::new(),
        changes: Vec::new(),
        more_changes: 0,
        missing: String::new(),
        causes: Vec::new(),
        more_causes: 0,
        remarks: remarks(&seen, &word),
        action: with_query(&format!("{}/terbitkan", head.base), &[("edisi", &edition.to_string())]),
        button: "Terbitkan".to_owned(),
        has_corrections: false,
        is_nothing_new: false,
        head,
    };
    match found {
        None => page.refused = "Belum dapat diterbitkan: edisinya belum terbaca.".to_owned(),
        Some((found, _)) if found.verdict == Verdict::Failed => page.refused = verdict(found),
        // While it is being made, nothing is to be said of it.
        Some(_) if page.running.is_some() => {}
        Some((found, checked)) => {
            let ahead = measured(&office, checked, &found.facts).await?;
            page.tell(&ahead, &word);
            page.tell_missing(&ahead, &seen, &word);
        }
    }
    show(page)
}

impl Page {
    /// Says what would be made.
    fn tell(&mut self, ahead: &PublishAhead, word: &str) {
        let Some(outgoing) = &ahead.outgoing else {
            self.lines = vec!["Catatan edisi ini belum terbaca; yang sudah terbit tidak dibuat lagi.".to_owned()];
            return;
        };
        self.lines = lines(ahead, outgoing);
        self.is_nothing_new = ahead.is_made();
        self.has_corrections = outgoing.corrections > 0;
        self.button = match (outgoing.bundles, outgoing.corrections) {
            _ if self.is_nothing_new => "Terbitkan lagi".to_owned(),
            (0, 0) => "Terbitkan".to_owned(),
            (0, corrections) => format!("Terbitkan {corrections} ralat"),
            (bundles, 0) => format!("Terbitkan {bundles} {word}"),
            (bundles, corrections) => format!("Terbitkan {bundles} {word}, {corrections} ralat"),
        };
        let change = |told: &desk::Told| {
            let paper = told.sheets.map(|sheets| format!(", {} lembar", thousands(sheets))).unwrap_or_default();
            format!("{}: {} {word}{paper}", told.what, told.villages)
        };
        self.changes = outgoing.changes.iter().take(TOLD).map(change).collect();
        self.more_changes = outgoing.changes.len().saturating_sub(TOLD);
    }

    /// Says which villages get none, and why.
    fn tell_missing(&mut self, ahead: &PublishAhead, seen: &Seen, word: &str) {
        let missing = &ahead.roll.missing;
        if missing.is_empty() {
            return;
        }
        self.missing = format!("{} tidak terbit: {}", ahead.roll.counts(), missing.words());
        let errors: Vec<Diagnostic> = said(seen).iter().filter(|said| said.severity == Severity::Error).cloned().collect();
        let mut causes = Shown::all(&errors, seen, &self.head, word);
        self.more_causes = causes.len().saturating_sub(TOLD);
        causes.truncate(TOLD);
        self.causes = causes;
    }
}

/// What would be made, line by line.
fn lines(ahead: &PublishAhead, outgoing: &Outgoing) -> Vec<String> {
    let bundles = (outgoing.bundles > 0).then(|| format!("{} bundel", thousands_of(outgoing.bundles)));
    let corrections = (outgoing.corrections > 0).then(|| format!("{} ralat", thousands_of(outgoing.corrections)));
    let all: Vec<String> = [bundles, corrections].into_iter().flatten().collect();
    let all = all.join(" dan ");
    match (all.is_empty(), ahead.is_made()) {
        (true, true) => return vec!["Sudah terbit; tidak ada yang baru. Bundel yang hilang atau rusak dibuat lagi.".to_owned()],
        (true, false) if ahead.made.corrections > 0 => {
            return vec!["Ralat yang belum dikirim tidak diperlukan lagi: dibatalkan bila Anda menerbitkan.".to_owned()];
        }
        (true, false) => return vec!["Bahannya berubah, tetapi tidak ada yang perlu diralat.".to_owned()],
        (false, true) => {
            let stays = "Bila diterbitkan lagi, hanya yang isinya berubah dibuat lagi; yang lain tetap.";
            return vec![format!("{all} sudah dibuat dan siap dikirim."), stays.to_owned()];
        }
        (false, false) => {}
    }
    let before = ahead.made.bundles + ahead.made.corrections;
    let mut lines = vec![format!("Akan dibuat: {all}")];
    if before > 0 {
        lines.push(format!("{} sudah pernah dibuat; hanya yang isinya berubah dibuat lagi", thousands_of(before)));
    }
    if outgoing.bundles > 0 {
        lines.push(format!("{} eksemplar buletin dan {} formulir bernomor", thousands(ahead.copies), thousands_of(ahead.forms)));
    }
    if let Some(sheets) = ahead.sheets.filter(|sheets| *sheets > 0) {
        let reams = thousands(reams(sheets));
        lines.push(format!("Kertas: kira-kira {} lembar ({reams} rim); tepatnya sesudah terbit", thousands(sheets)));
    }
    if let Some(sheets) = outgoing.sheets.filter(|_| outgoing.corrections > 0) {
        lines.push(format!("Kertas untuk ralat: {} lembar", thousands(sheets)));
    }
    lines
}

/// All that is remarked beside errors.
fn remarks(seen: &Seen, word: &str) -> String {
    let others: Vec<Diagnostic> = said(seen).iter().filter(|said| said.severity != Severity::Error).cloned().collect();
    counted(&report::messages(&others, word))
}

/// What would be made, measured once for each look at the folder.
async fn measured(office: &Office, checked: &Arc<Checked>, outlook: &Outlook) -> Result<PublishAhead, Failure> {
    static LAST: Mutex<Option<(Weak<Checked>, PublishAhead)>> = Mutex::new(None);
    let last = || LAST.lock().unwrap_or_else(PoisonError::into_inner);
    let is_same = |known: &Weak<Checked>| known.upgrade().is_some_and(|known| Arc::ptr_eq(&known, checked));
    let known = last().as_ref().filter(|(known, _)| is_same(known)).map(|(_, ahead)| ahead.clone());
    if let Some(ahead) = known {
        return Ok(ahead);
    }
    let ahead = desk::publish_ahead(office, checked, outlook).await?;
    *last() = Some((Arc::downgrade(checked), ahead.clone()));
    Ok(ahead)
}

/// `2.208`
fn thousands(number: u32) -> String {
    let digits = number.to_string();
    let dotted = digits.chars().enumerate().flat_map(|(at, digit)| {
        let has_dot = at > 0 && (digits.len() - at).is_multiple_of(3);
        has_dot.then_some('.').into_iter().chain([digit])
    });
    dotted.collect()
}

fn thousands_of(number: usize) -> String {
    thousands(u32::try_from(number).unwrap_or(u32::MAX))
}

/// What the form says.
#[derive(Debug, Default, Deserialize)]
pub struct Wish {
    #[serde(default)]
    disetujui: String,
    #[serde(default)]
    tanpa_ralat: Option<String>,
}

/// `POST /terbitkan`
pub async fn publish(State(meja): State<Meja>, who: Who, Query(asked): Query<Asked>, Form(wish): Form<Wish>) -> Answer {
    let office = meja.office(asked.edition())?;
    let task = Task::Publish { quiet: wish.tanpa_ralat.is_some(), approved_by: name(&wish.disetujui) };
    ask(&meja, &who, &asked, office.edition, task).await
}

/// A person's name as typed; `None`: none was.
pub(super) fn name(typed: &str) -> Option<String> {
    let name: String = typed.trim().chars().filter(|c| !c.is_control()).take(NAME).collect();
    Some(name).filter(|name| !name.is_empty())
}
