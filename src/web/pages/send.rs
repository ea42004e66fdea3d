//! Kirim: what would leave the office is said, channel by channel; the button asks for it, and leaves time to call it off.

use askama::Template;
use axum::Form;
use axum::extract::{Query, State};
use chrono::Utc;
use serde::Deserialize;

use super::jobs::{SEND, ask, running};
use super::publish::name;
use crate::desk::{self, ChannelAhead, Departure, Office, SendAhead};
use crate::jobs::Task;
use crate::report::local;
use crate::web::html::with_query;
use crate::web::{Answer, Asked, Deed, Failure, Head, Meja, Nav, Note, Right, Who, show};
use office::model::date::long_date;
use press::plan::wording;

/// What goes by one channel.
struct Line {
    /// `pos (surel)`
    name: String,
    /// `120 desa, 3 ralat`
    what: String,
    target: String,
    is_past: bool,
}

#[derive(Template)]
#[template(path = "meja/kirim.html")]
struct Page {
    head: Head,
    edition: String,
    /// Whether this person may ask for it.
    may: bool,
    /// The same is being done: the job's address, and its words.
    running: Option<(String, String)>,
    is_published: bool,
    lines: Vec<Line>,
    /// What goes only if a person says so; empty: nothing.
    past: String,
    past_count: usize,
    /// Nothing else goes.
    is_all_past: bool,
    /// What waits, and until when; empty: nothing.
    waiting: String,
    again: usize,
    needs_approval: bool,
    unapproved: usize,
    approvals: Vec<String>,
    action: String,
    /// Empty: there is nothing to be sent.
    button: String,
    /// Some of it cannot be taken back.
    is_final: bool,
}

/// `GET /kirim`
pub async fn page(State(meja): State<Meja>, who: Who, Query(asked): Query<Asked>) -> Answer {
    let office = meja.office(asked.edition())?;
    let ahead = ahead(&office).await?;
    let head = meja.head(&who, Nav::Week, "Kirim", Some(&office), &asked);
    let (word, edition, zone) = (office.village_word(), office.edition, office.config.zone());
    let approval = |one: &post::ledger::Approval| format!("Disetujui {}, {}: {}", one.by, local(one.at, zone), one.what);
    show(Page {
        edition: format!("{}, {}", edition.label(), wording::week(edition)),
        may: who.may(Right::Publish),
        running: running(&meja, &head, edition, SEND, zone),
        is_published: ahead.is_published,
        lines: ahead.channels.iter().map(|channel| line(channel, &word)).collect(),
        past: past(&ahead, &office),
        past_count: ahead.past,
        is_all_past: ahead.past > 0 && ahead.past == ahead.departure.bundles + ahead.departure.corrections,
        waiting: waiting(&ahead, &office),
        // What needs a person's word goes by the form above.
        again: if ahead.needs_approval { 0 } else { ahead.again },
        needs_approval: ahead.needs_approval,
        unapproved: ahead.departure.unapproved,
        approvals: ahead.approvals.iter().map(approval).collect(),
        action: with_query(&format!("{}/kirim", head.base), &[("edisi", &edition.to_string())]),
        button: button(&ahead, &word),
        is_final: ahead.departure.is_final,
        head,
    })
}

/// What a sending would send. Before the first bundle there is no ledger; to look makes none.
async fn ahead(office: &Office) -> Result<SendAhead, Failure> {
    if !office.folder.ledger().is_file() {
        return Ok(SendAhead::default());
    }
    let now = Utc::now();
    Ok(office.with_ledger_to_look_at(async |ledger| desk::send_ahead(office, ledger, now).await).await?)
}

fn line(channel: &ChannelAhead, word: &str) -> Line {
    // A channel that is called by its kind needs no more words.
    let is_told = channel.kind.is_empty() || channel.kind.eq_ignore_ascii_case(&channel.name);
    Line {
        name: if is_told { channel.name.clone() } else { format!("{} ({})", channel.name, channel.kind) },
        what: counts(channel.bundles, channel.corrections, word),
        target: channel.target.clone(),
        is_past: channel.is_past,
    }
}

/// `198 desa, 3 ralat`
fn counts(bundles: usize, corrections: usize, word: &str) -> String {
    let part = |count: usize, what: &str| (count > 0).then(|| format!("{count} {what}"));
    [part(bundles, word), part(corrections, "ralat")].into_iter().flatten().collect::<Vec<_>>().join(", ")
}

/// `Pekan edisi ini sudah lewat (29 November 2026): 12 kiriman lewat pos hanya dikirim bila Anda centang.`
fn past(ahead: &SendAhead, office: &Office) -> String {
    if ahead.past == 0 {
        return String::new();
    }
    let names: Vec<&str> = ahead.channels.iter().filter(|channel| channel.is_past).map(|channel| channel.name.as_str()).collect();
    let (last, names) = (long_date(office.edition.sunday()), names.join(", "));
    format!("Pekan edisi ini sudah lewat ({last}): {} kiriman lewat {names} hanya dikirim bila Anda centang.", ahead.past)
}

/// `12 kiriman menunggu; dicoba lagi sesudah 25 November 2026, 16.10 WITA.`
fn waiting(ahead: &SendAhead, office: &Office) -> String {
    match (ahead.waiting, ahead.waiting_until) {
        (0, _) => String::new(),
        (count, Some(until)) => format!("{count} kiriman menunggu; dicoba lagi sesudah {}.", local(until, office.config.zone())),
        (count, None) => format!("{count} kiriman menunggu."),
    }
}

/// The button's words: what goes without a further word; where nothing does, what goes with it.
fn button(ahead: &SendAhead, word: &str) -> String {
    let sum = |is_meant: &dyn Fn(&ChannelAhead) -> bool| {
        let meant = || ahead.channels.iter().filter(|channel| is_meant(channel));
        let bundles: usize = meant().map(|channel| channel.bundles).sum();
        let corrections: usize = meant().map(|channel| channel.corrections).sum();
        Departure { bundles, corrections, ..Departure::default() }
    };
    let usual = sum(&|channel| !channel.is_past);
    let meant = if usual.is_empty() { sum(&|channel| channel.is_past) } else { usual };
    match (meant.bundles, meant.corrections) {
        (0, 0) => String::new(),
        (0, corrections) => format!("Kirim {corrections} ralat"),
        (bundles, corrections) => format!("Kirim ke {}", counts(bundles, corrections, word)),
    }
}

/// What the form says.
#[derive(Debug, Default, Deserialize)]
pub struct Wish {
    #[serde(default)]
    disetujui: String,
    /// What is past its week goes out too.
    #[serde(default)]
    lewat: Option<String>,
    /// Only what failed or waits is tried, now.
    #[serde(default)]
    ulang: Option<String>,
}

/// `POST /kirim`
pub async fn send(State(meja): State<Meja>, who: Who, Query(asked): Query<Asked>, Form(wish): Form<Wish>) -> Answer {
    let office = meja.office(asked.edition())?;
    let (approved_by, retry) = (name(&wish.disetujui), wish.ulang.is_some());
    let ahead = ahead(&office).await?;
    if ahead.needs_approval && approved_by.is_none() {
        let lines = vec![
            format!("Belum dikirim: {} perlu disetujui dahulu.", ahead.departure.words()),
            "Isi “Disetujui oleh” di bawah, lalu tekan Kirim. (Pengaturannya: perlu_persetujuan di warta.toml.)".to_owned(),
        ];
        let deed = Deed::new(office.edition.label(), "ditolak: belum disetujui");
        return Ok(meja.back(&asked.link("/kirim"), deed, vec![Note { is_fault: true, lines }]));
    }
    let seen = approved_by.is_some().then(|| ahead.departure.words());
    let task = Task::Send { retry, asked: retry || wish.lewat.is_some(), approved_by, seen };
    ask(&meja, &who, &asked, office.edition, task).await
}
