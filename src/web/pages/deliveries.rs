//! Kiriman: who got what, a line for each kecamatan, and the villages that are asked for.

use askama::Template;
use axum::extract::{Query, State};
use chrono::Utc;
use serde::Deserialize;

use crate::desk::{self, Condition, Deliveries, Region, VillageBundle, Wanted};
use crate::jobs::Task;
use crate::report::local;
use crate::web::html::with_query;
use crate::web::{Answer, Asked, Deed, Head, Meja, Nav, Right, Who, show};
use office::model::date::long_date;
use office::model::{RegionCode, Zone};

/// The other side's words are cut after so many letters; the village's own page has them whole.
const PROOF: usize = 140;

/// The villages that are asked for. Texts, so that a slip in the address shows all.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct Filter {
    #[serde(default)]
    kecamatan: Option<String>,
    #[serde(default)]
    keadaan: Option<String>,
}

impl Filter {
    fn wanted(&self) -> Wanted {
        Wanted {
            region: self.kecamatan.as_deref().and_then(|code| RegionCode::parse(code.trim())),
            condition: self.keadaan.as_deref().and_then(|name| Condition::named(name.trim())),
        }
    }
}

/// The address of what is wanted.
fn path(region: Option<&RegionCode>, condition: Option<Condition>) -> String {
    let region = region.map(|code| ("kecamatan", code.as_str()));
    let condition = condition.map(|condition| ("keadaan", condition.name()));
    with_query("/kiriman", &region.into_iter().chain(condition).collect::<Vec<_>>())
}

#[derive(Template)]
#[template(path = "meja/kiriman.html")]
struct Page {
    head: Head,
    is_published: bool,
    /// `Kecamatan`, or `Wilayah` where the lines are of larger regions.
    unit: &'static str,
    /// The same inside a sentence.
    unit_words: &'static str,
    choices: Vec<Choice>,
    /// The region that is looked at, and the way back to all.
    chosen: Option<(String, String)>,
    columns: Vec<&'static str>,
    lines: Vec<Line>,
    total: Option<Line>,
    /// Above the villages.
    villages_title: String,
    villages: Option<Vec<Row>>,
    /// Villages are asked for that are too many for one page.
    is_too_many: bool,
    has_regions: bool,
    /// Where to ask for another try of what failed; `None`: nothing failed, or this person may not.
    retry: Option<String>,
    failed: usize,
}

/// A condition that can be chosen.
struct Choice {
    words: String,
    address: String,
    is_chosen: bool,
}

/// A region's counts.
struct Line {
    name: String,
    /// `None`: it leads nowhere.
    address: Option<String>,
    villages: usize,
    cells: Vec<Cell>,
}

struct Cell {
    title: &'static str,
    count: usize,
}

/// A village's bundle.
struct Row {
    title: String,
    address: Option<String>,
    words: String,
    /// Something special about it, behind the words.
    more: String,
    class: &'static str,
    channel: String,
    at: String,
    proof: String,
}

/// `GET /kiriman`
pub async fn page(State(meja): State<Meja>, who: Who, Query(asked): Query<Asked>, Query(filter): Query<Filter>) -> Answer {
    let office = meja.office(asked.edition())?;
    let wanted = filter.wanted();
    let seen = meja.seen(&asked);
    let checked = seen.as_ref().and_then(|seen| seen.checked.as_deref());
    let found = desk::deliveries(&office, checked, &wanted, Utc::now()).await?;
    let head = meja.head(&who, Nav::Deliveries, "Kiriman", Some(&office), &asked);
    let zone = office.config.zone();
    let columns = columns(&found);
    let line = |region: &Region| line(&head, region, &columns, wanted.condition);
    let lines: Vec<Line> = found.regions.iter().map(line).collect();
    let total = (lines.len() > 1 && wanted.condition.is_none()).then(|| Line { address: None, ..line(&found.total) });
    let failed = found.total.count(Condition::Failed);
    let retry = (failed > 0 && who.may(Right::Publish)).then(|| of_edition(&head, "/kiriman/ulang", &found));
    let villages: Option<Vec<Row>> = found.villages.as_ref().map(|all| all.iter().map(|one| row(&head, one, zone)).collect());
    show(Page {
        is_published: found.is_published,
        unit: if found.is_wide() { "Wilayah" } else { "Kecamatan" },
        unit_words: if found.is_wide() { "wilayah" } else { "kecamatan" },
        choices: choices(&head, &found, &wanted),
        chosen: wanted.region.as_ref().map(|code| (name_of(&found, code), head.link(&path(None, wanted.condition)))),
        columns: columns.iter().map(|condition| title(*condition)).collect(),
        villages_title: villages_title(&found, &wanted),
        is_too_many: villages.is_none() && wanted.condition.is_some(),
        has_regions: !lines.is_empty(),
        lines,
        total,
        villages,
        retry,
        failed,
        head,
    })
}

/// `POST /kiriman/ulang`
pub async fn retry(State(meja): State<Meja>, who: Who, Query(asked): Query<Asked>) -> Answer {
    let office = meja.office(asked.edition())?;
    let task = Task::Send { retry: true, asked: true, approved_by: None, seen: None };
    let (job, _) = meja.jobs().ask(task, office.edition, &who.name).await?;
    let deed = Deed::new(office.edition.label(), format!("pekerjaan {}", job.number));
    Ok(meja.back(&asked.link(&format!("/pekerjaan/{}", job.number)), deed, Vec::new()))
}

/// The address of an action on the edition that is shown, whichever is the newest when its button is pressed.
fn of_edition(head: &Head, path: &str, found: &Deliveries) -> String {
    with_query(&format!("{}{path}", head.base), &[("edisi", &found.edition.to_string())])
}

/// The conditions that have a column: the usual ones, and others that there are.
fn columns(found: &Deliveries) -> Vec<Condition> {
    let usual = [Condition::Received, Condition::Delivered, Condition::Waiting, Condition::Doubtful, Condition::Failed];
    Condition::ALL.into_iter().filter(|condition| usual.contains(condition) || found.total.count(*condition) > 0).collect()
}

/// A column's title.
fn title(condition: Condition) -> &'static str {
    match condition {
        Condition::Received => "Diterima KIM",
        Condition::Delivered => "Terkirim",
        Condition::Waiting => "Menunggu",
        Condition::Doubtful => "Tidak pasti",
        Condition::Failed => "Gagal",
        Condition::Replaced => "Diganti ralat",
        Condition::Absent => "Belum terbit",
    }
}

fn class(condition: Condition) -> &'static str {
    match condition {
        Condition::Received | Condition::Delivered => "baik",
        Condition::Waiting | Condition::Replaced => "tunggu",
        Condition::Doubtful | Condition::Failed | Condition::Absent => "buruk",
    }
}

fn line(head: &Head, region: &Region, columns: &[Condition], condition: Option<Condition>) -> Line {
    let cell = |column: &Condition| Cell { title: title(*column), count: region.count(*column) };
    Line {
        name: region.name.clone(),
        address: region.code.as_ref().map(|code| head.link(&path(Some(code), condition))),
        villages: region.villages,
        cells: columns.iter().map(cell).collect(),
    }
}

fn choices(head: &Head, found: &Deliveries, wanted: &Wanted) -> Vec<Choice> {
    let region = wanted.region.as_ref();
    // Of a region that is looked at by one condition, the others are not counted.
    let counted = if region.is_none() { Some(&found.total) } else { found.regions.first().filter(|_| found.regions.len() == 1) };
    let choice = |condition: Option<Condition>, words: String| Choice {
        words,
        address: head.link(&path(region, condition)),
        is_chosen: wanted.condition == condition,
    };
    let all = choice(None, "Semua".to_owned());
    let of = |condition: Condition| {
        let count = counted.map(|region| region.count(condition));
        let is_told = count.is_none_or(|count| count > 0) || wanted.condition == Some(condition);
        let words = count.map_or_else(|| title(condition).to_owned(), |count| format!("{} ({count})", title(condition)));
        is_told.then(|| choice(Some(condition), words))
    };
    std::iter::once(all).chain(Condition::ALL.into_iter().filter_map(of)).collect()
}

/// The name of a region that is looked at.
fn name_of(found: &Deliveries, code: &RegionCode) -> String {
    let of_line = found.regions.iter().find(|region| region.code.as_ref() == Some(code)).map(|region| region.name.clone());
    let of_village = || Some(found.villages.as_ref()?.first()?.kecamatan.clone()).filter(|name| !name.is_empty());
    of_line.or_else(of_village).unwrap_or_else(|| code.to_string())
}

fn villages_title(found: &Deliveries, wanted: &Wanted) -> String {
    let place = wanted.region.as_ref().map(|code| format!(" di {}", name_of(found, code))).unwrap_or_default();
    let what = wanted.condition.map(|condition| format!(" yang {}", condition.words())).unwrap_or_default();
    format!("Desa{what}{place}")
}

fn row(head: &Head, bundle: &VillageBundle, zone: Zone) -> Row {
    let ralat = if bundle.ralat == 0 { String::new() } else { format!(" · ralat {}", bundle.ralat) };
    let at = match (bundle.received_on, bundle.until, bundle.at) {
        (Some(on), _, _) => long_date(on),
        (None, Some(until), _) => format!("dicoba lagi sesudah {}", local(until, zone)),
        (None, None, at) => at.map(|at| local(at, zone)).unwrap_or_default(),
    };
    let (words, more) = bundle.words.split_once(';').unwrap_or((&bundle.words, ""));
    let by = bundle.received_by.as_ref().map(|by| format!("diterima {by}"));
    Row {
        title: format!("{}{ralat}", bundle.title),
        address: bundle.desa.as_ref().map(|desa| head.link(&format!("/desa/{desa}"))),
        words: words.to_owned(),
        more: more.to_owned(),
        class: class(bundle.condition),
        channel: bundle.channel.clone().unwrap_or_default(),
        at,
        proof: cut(&by.or_else(|| bundle.proof.clone()).unwrap_or_default()),
    }
}

/// A text, cut where it is long.
fn cut(text: &str) -> String {
    match text.char_indices().nth(PROOF) {
        Some((at, _)) => format!("{}…", text[..at].trim_end()),
        None => text.to_owned(),
    }
}
