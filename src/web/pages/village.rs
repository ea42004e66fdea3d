//! Satu desa: all that is on record of it, edition by edition.

use askama::Template;
use axum::extract::{Path, Query, State};
use chrono::Utc;
use serde::Deserialize;

use super::doubt::in_desk;
use crate::desk::{self, Contact, VillageEdition, VillageHistory};
use crate::report::local;
use crate::web::html::with_query;
use crate::web::{Answer, Asked, Deed, Failure, Head, Meja, Nav, Note, Right, Who, show};
use office::model::date::long_date;
use office::model::{DesaCode, EditionId, Zone};
use post::ledger::{Delivery, State as Stands};

/// So many editions stand on a page: a season.
const SHOWN: usize = 13;

/// The editions that are asked for: those before one. A text, so that a slip in the address shows the newest.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct Before {
    #[serde(default)]
    sebelum: Option<String>,
}

#[derive(Template)]
#[template(path = "meja/desa.html")]
struct Page {
    head: Head,
    code: String,
    kecamatan: String,
    kim: String,
    leader: Option<(String, String)>,
    channels: String,
    is_registered: bool,
    /// `None`: there is none, or this person may not see it.
    contact: Option<Reach>,
    /// The address of the village's pages.
    preview: String,
    editions: Vec<Edition>,
    older: Option<String>,
    newest: Option<String>,
}

/// The way to a KIM.
struct Reach {
    name: String,
    /// As it is dialled, and its digits.
    whatsapp: Option<(String, String)>,
    emails: Vec<String>,
}

struct Edition {
    /// Names the section.
    id: String,
    label: String,
    monday: String,
    rows: Vec<Row>,
    /// `12 pengaduan, 1 tanda terima`
    forms: String,
    /// Where to say that it did not arrive; `None`: it is not said to have, or this person may not.
    again: Option<String>,
}

/// A delivery.
struct Row {
    what: String,
    channel: String,
    words: &'static str,
    class: &'static str,
    at: String,
    receipt: String,
    proof: String,
}

/// `GET /desa/{code}`
pub async fn page(
    State(meja): State<Meja>,
    who: Who,
    Path(code): Path<String>,
    Query(asked): Query<Asked>,
    Query(before): Query<Before>,
) -> Answer {
    let office = meja.office(asked.edition())?;
    let desa = known(&code)?;
    let seen = meja.seen(&asked);
    let checked = seen.as_ref().and_then(|seen| seen.checked.as_deref());
    let history = desk::village(&office, checked, &desa, Utc::now()).await?;
    let head = meja.head(&who, Nav::Deliveries, history.title.clone(), Some(&office), &asked);
    let before = before.sebelum.as_deref().and_then(|text| EditionId::parse(text.trim()));
    let shown: Vec<&VillageEdition> = history.editions.iter().filter(|one| before.is_none_or(|before| one.edition < before)).collect();
    let (zone, path) = (office.config.zone(), format!("/desa/{desa}"));
    let oldest = shown.get(SHOWN - 1).filter(|_| shown.len() > SHOWN).map(|oldest| oldest.edition.to_string());
    let edition = |one: &&VillageEdition| edition(&head, &path, one, zone, who.may(Right::Publish));
    show(Page {
        code: desa.to_string(),
        kecamatan: history.kecamatan.clone(),
        kim: history.kim.clone().unwrap_or_else(|| "belum ada; bundelnya untuk kantor desa".to_owned()),
        leader: history.head.clone(),
        channels: history.channels.join(", lalu "),
        is_registered: history.is_registered,
        contact: contact(&history, &who),
        preview: head.link(&format!("/pratinjau/{desa}")),
        editions: shown.iter().take(SHOWN).map(edition).collect(),
        older: oldest.map(|oldest| head.link(&with_query(&path, &[("sebelum", &oldest)]))),
        newest: before.map(|_| head.link(&path)),
        head,
    })
}

/// `POST /desa/{code}/ulang`: it did not arrive, and is sent again.
pub async fn again(State(meja): State<Meja>, who: Who, Path(code): Path<String>, Query(asked): Query<Asked>) -> Answer {
    let office = meja.office(asked.edition())?;
    let desa = known(&code)?;
    let conclusion = desk::decide(&office, &[desa.to_string()], false, Some(&who.name), Utc::now()).await?;
    meja.feed().changed();
    let mut notes: Vec<Note> = Note::faults(&conclusion.diagnostics.into_iter().map(in_desk).collect::<Vec<_>>());
    let is_done = !conclusion.facts.villages.is_empty();
    if is_done {
        notes.insert(0, Note::said("Dicatat belum sampai. Kirimannya keluar lagi saat Anda menekan Kirim."));
    }
    let outcome = if is_done { "ditetapkan belum sampai, dikirim lagi" } else { "tidak ada yang ditetapkan" };
    let deed = Deed::new(format!("{desa}, {}", office.edition.label()), outcome);
    Ok(meja.back(&asked.link(&format!("/desa/{desa}")), deed, notes))
}

fn known(code: &str) -> Result<DesaCode, Failure> {
    DesaCode::parse(code).ok_or_else(|| Failure::not_found(format!("“{code}” bukan kode desa: cari desanya dengan kotak Cari di atas")))
}

fn contact(history: &VillageHistory, who: &Who) -> Option<Reach> {
    let Contact { name, whatsapp, emails } = history.contact.clone().filter(|_| who.may(Right::Work))?;
    Some(Reach { name: name.unwrap_or_default(), whatsapp: whatsapp.map(|digits| (dialled(&digits), digits)), emails })
}

/// `+62 812-3456-7890`
pub(super) fn dialled(digits: &str) -> String {
    let Some(own) = digits.strip_prefix("62").filter(|own| own.is_ascii()) else { return digits.to_owned() };
    let (first, rest) = own.split_at(own.len().min(3));
    let (second, third) = rest.split_at(rest.len().min(4));
    format!("+62 {}", [first, second, third].iter().filter(|part| !part.is_empty()).copied().collect::<Vec<_>>().join("-"))
}

fn edition(head: &Head, path: &str, one: &VillageEdition, zone: Zone, may_decide: bool) -> Edition {
    let edition = one.edition;
    let has_arrived = one.deliveries.iter().any(|delivery| delivery.state == Stands::Accepted && delivery.received_on.is_none());
    let again = with_query(&format!("{}{path}/ulang", head.base), &[("edisi", &edition.to_string())]);
    let forms: Vec<String> = one.forms.iter().map(|issued| format!("{} {}", issued.count, issued.form)).collect();
    Edition {
        id: format!("edisi-{edition}"),
        label: edition.label(),
        monday: long_date(edition.monday()),
        rows: one.deliveries.iter().map(|delivery| row(delivery, zone)).collect(),
        forms: forms.join(", "),
        again: (has_arrived && may_decide).then_some(again),
    }
}

fn row(delivery: &Delivery, zone: Zone) -> Row {
    let stands = if delivery.received_on.is_some() { Stands::Acknowledged } else { delivery.state };
    let is_reserve = delivery.is_reserve();
    let until = delivery.not_before.filter(|_| delivery.is_open()).map(|until| format!("; dicoba lagi sesudah {}", local(until, zone)));
    let by = delivery.received_by.as_ref().map(|by| format!(", {by}")).unwrap_or_default();
    Row {
        what: if delivery.ralat == 0 { "Edisi".to_owned() } else { format!("Ralat {}", delivery.ralat) },
        channel: delivery.channel.clone(),
        words: if is_reserve { "cadangan, belum gilirannya" } else { stands.words() },
        class: match stands {
            Stands::Accepted | Stands::Acknowledged => "baik",
            Stands::Unknown | Stands::Failed | Stands::Sending => "buruk",
            Stands::Planned | Stands::Deferred | Stands::Superseded => "tunggu",
        },
        at: if is_reserve { String::new() } else { format!("{}{}", local(delivery.updated_at, zone), until.unwrap_or_default()) },
        receipt: delivery.received_on.map(|on| format!("{}{by}", long_date(on))).unwrap_or_default(),
        proof: delivery.words.clone().unwrap_or_default(),
    }
}
