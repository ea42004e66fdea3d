//! Tidak pasti: the deliveries of which nobody knows whether they arrived. A person asks the receivers, and says so here.

use std::collections::BTreeMap;

use askama::Template;
use axum::extract::{Form, Path, Query, State};
use chrono::Utc;

use super::village::dialled;
use crate::desk::{self, Contact, Doubtful, SettledVillage, Settlement};
use crate::report::local;
use crate::web::html::with_query;
use crate::web::{Answer, Asked, Deed, Failure, Head, Meja, Nav, Note, Right, Who, show};
use office::diagnostic::Diagnostic;
use office::model::{DesaCode, Zone};

/// So many villages are asked about on one page.
const SHOWN: usize = 40;
/// A choice's field, before the village's code.
const FIELD: &str = "putusan-";

#[derive(Template)]
#[template(path = "meja/tidak-pasti.html")]
struct Page {
    head: Head,
    /// Where the choices go; `None`: this person may not decide.
    action: Option<String>,
    rows: Vec<Row>,
    /// Villages in doubt that are not on this page.
    more: usize,
    settled: Vec<Settled>,
    others: Vec<Other>,
}

/// A village in doubt.
struct Row {
    field: String,
    title: String,
    address: String,
    kecamatan: String,
    kim: String,
    deliveries: Vec<Sent>,
    /// `Siti`, and the number as it is dialled, with its digits.
    contact: String,
    whatsapp: Option<(String, String)>,
}

/// A delivery in doubt.
struct Sent {
    what: String,
    since: String,
    proof: String,
}

/// A decision that can still be taken back.
struct Settled {
    title: String,
    words: String,
    at: String,
    /// `None`: this person may not.
    undo: Option<String>,
}

/// Another edition with deliveries in doubt.
struct Other {
    label: String,
    villages: usize,
    address: String,
}

/// `GET /tidak-pasti`
pub async fn page(State(meja): State<Meja>, who: Who, Query(asked): Query<Asked>) -> Answer {
    let office = meja.office(asked.edition())?;
    let seen = meja.seen(&asked);
    let checked = seen.as_ref().and_then(|seen| seen.checked.as_deref());
    let found = desk::doubts(&office, checked, Utc::now()).await?;
    let head = meja.head(&who, Nav::Deliveries, "Tidak pasti", Some(&office), &asked);
    let (zone, may_decide) = (office.config.zone(), who.may(Right::Publish));
    let edition = found.edition.to_string();
    let at = |path: &str, edition: &str| with_query(&format!("{}{path}", head.base), &[("edisi", edition)]);
    let settled = |one: &SettledVillage| Settled {
        title: format!("{} ({})", one.title, one.kecamatan),
        words: one.words.clone(),
        at: local(one.at, zone),
        undo: may_decide.then(|| at(&format!("/tidak-pasti/{}/batalkan", one.desa), &edition)),
    };
    let other = |(edition, villages): &(office::model::EditionId, usize)| Other {
        label: edition.label(),
        villages: *villages,
        address: at("/tidak-pasti", &edition.to_string()),
    };
    show(Page {
        action: may_decide.then(|| at("/tidak-pasti", &edition)),
        rows: found.villages.iter().take(SHOWN).map(|one| row(&head, one, &who, zone)).collect(),
        more: found.villages.len().saturating_sub(SHOWN),
        settled: found.settled.iter().take(SHOWN).map(settled).collect(),
        others: found.others.iter().map(other).collect(),
        head,
    })
}

fn row(head: &Head, one: &Doubtful, who: &Who, zone: Zone) -> Row {
    let Contact { name, whatsapp, .. } = one.contact.clone().filter(|_| who.may(Right::Work)).unwrap_or_default();
    let sent = |delivery: &post::ledger::Delivery| Sent {
        what: if delivery.ralat == 0 { delivery.channel.clone() } else { format!("{}, ralat {}", delivery.channel, delivery.ralat) },
        since: local(delivery.arrived_at.unwrap_or(delivery.updated_at), zone),
        proof: delivery.words.clone().unwrap_or_default(),
    };
    Row {
        field: format!("{FIELD}{}", one.desa),
        title: one.title.clone(),
        address: head.link(&format!("/desa/{}", one.desa)),
        kecamatan: one.kecamatan.clone(),
        kim: one.kim.clone().unwrap_or_default(),
        deliveries: one.deliveries.iter().map(sent).collect(),
        contact: name.unwrap_or_default(),
        whatsapp: whatsapp.map(|digits| (dialled(&digits), digits)),
    }
}

/// `POST /tidak-pasti`
pub async fn settle(
    State(meja): State<Meja>,
    who: Who,
    Query(asked): Query<Asked>,
    Form(fields): Form<BTreeMap<String, String>>,
) -> Answer {
    let office = meja.office(asked.edition())?;
    let choice = |(field, choice): (&String, &String)| {
        let desa = DesaCode::parse(field.strip_prefix(FIELD)?)?;
        match choice.as_str() {
            "sampai" => Some((desa, true)),
            "belum" => Some((desa, false)),
            _ => None,
        }
    };
    let said: Vec<(DesaCode, bool)> = fields.iter().filter_map(choice).collect();
    let path = asked.link("/tidak-pasti");
    if said.is_empty() {
        let note = Note::said("Belum ada yang dipilih, jadi tidak ada yang berubah.");
        return Ok(meja.back(&path, Deed::new(office.edition.label(), "tidak ada yang dipilih"), vec![note]));
    }
    let conclusion = desk::settle_doubts(&office, &said, &who.name, Utc::now()).await?;
    meja.feed().changed();
    let told = told(&conclusion.facts);
    let mut notes: Vec<Note> = told.iter().map(Note::said).collect();
    notes.extend(Note::faults(&conclusion.diagnostics.into_iter().map(in_desk).collect::<Vec<_>>()));
    let about: Vec<String> = said.iter().map(|(desa, _)| desa.to_string()).collect();
    let outcome = if told.is_empty() { "tidak ada yang ditetapkan".to_owned() } else { told.join(" ") };
    Ok(meja.back(&path, Deed::new(about.join(", "), outcome), notes))
}

/// Sentences that say what was settled.
fn told(settlement: &Settlement) -> Vec<String> {
    let Settlement { arrived, again } = settlement;
    let mut lines = Vec::new();
    if !arrived.is_empty() {
        lines.push(format!("Ditetapkan sudah sampai: {} desa.", arrived.len()));
    }
    if !again.is_empty() {
        lines.push(format!("Ditetapkan belum sampai: {} desa; keluar lagi saat Anda menekan Kirim.", again.len()));
    }
    lines
}

/// `POST /tidak-pasti/{code}/batalkan`
pub async fn undo(State(meja): State<Meja>, who: Who, Path(code): Path<String>, Query(asked): Query<Asked>) -> Answer {
    let office = meja.office(asked.edition())?;
    let Some(desa) = DesaCode::parse(&code) else { return Err(Failure::not_found(format!("“{code}” bukan kode desa"))) };
    desk::undecide(&office, &desa, &who.name, Utc::now()).await?;
    meja.feed().changed();
    let note = Note::said(format!("Ketetapan untuk {desa} dibatalkan: kirimannya tidak pasti lagi."));
    Ok(meja.back(&asked.link("/tidak-pasti"), Deed::new(desa.to_string(), "ketetapan dibatalkan"), vec![note]))
}

/// A diagnostic with the remedy that the desk has for it, where the use case names a command.
pub(super) fn in_desk(fault: Diagnostic) -> Diagnostic {
    match fault.code {
        "status.berubah-sewaktu-ditetapkan" => fault.remedy("lihat keadaannya sekarang, lalu tetapkan lagi"),
        "status.tidak-perlu-ditetapkan" => fault.remedy("lihat keadaannya di halaman desanya"),
        _ => fault,
    }
}
