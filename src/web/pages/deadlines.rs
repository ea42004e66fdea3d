//! Tenggat: what is due on which day.

use askama::Template;
use axum::extract::{Query, State};
use chrono::{NaiveDate, Utc};

use crate::desk::{self, Deadline, Matter, SilentKim};
use crate::web::html::with_query;
use crate::web::{Answer, Asked, Head, Meja, Nav, Who, show};
use office::model::date::full_date;

/// So many KIM that are silent stand on the page.
const SHOWN: usize = 60;

#[derive(Template)]
#[template(path = "meja/tenggat.html")]
struct Page {
    head: Head,
    /// First what is past its day.
    days: Vec<Day>,
    silent: Vec<Silent>,
    more: usize,
    /// The days of an acknowledgement, or that nobody waits for one.
    rule: String,
    is_scheduled: bool,
}

struct Day {
    name: String,
    lines: Vec<Line>,
}

/// Something that is due.
struct Line {
    words: String,
    /// Where it is done; `None`: nothing is to be done.
    address: Option<String>,
    button: &'static str,
}

/// A KIM that has acknowledged nothing for several editions.
struct Silent {
    title: String,
    kecamatan: String,
    address: String,
    editions: u32,
}

/// `GET /tenggat`
pub async fn page(State(meja): State<Meja>, who: Who, Query(asked): Query<Asked>) -> Answer {
    let office = meja.office(asked.edition())?;
    let found = desk::deadlines(&office, Utc::now()).await?;
    let head = meja.head(&who, Nav::Deadlines, "Tenggat", Some(&office), &asked);
    let lines = |all: &[Deadline]| all.iter().map(|one| line(&head, one)).collect::<Vec<Line>>();
    let day = |(day, all): (&NaiveDate, &Vec<Deadline>)| Day { name: day_name(*day, found.today), lines: lines(all) };
    let rule = match found.acknowledge_days {
        0 => "Tanda terima ditunggu tanpa batas hari, jadi tidak ada tenggatnya (tunggu_tanda_terima = 0 di warta.toml).".to_owned(),
        days => format!("Tanda terima ditunggu {days} hari sesudah bundelnya tiba."),
    };
    let overdue = (!found.overdue.is_empty()).then(|| Day { name: "Sudah lewat".to_owned(), lines: lines(&found.overdue) });
    show(Page {
        days: overdue.into_iter().chain(found.days.iter().map(day)).collect(),
        silent: found.silent.iter().take(SHOWN).map(|one| silent(&head, one)).collect(),
        more: found.silent.len().saturating_sub(SHOWN),
        rule,
        is_scheduled: found.is_scheduled,
        head,
    })
}

/// `Hari ini, Senin, 23 November 2026`
fn day_name(day: NaiveDate, today: NaiveDate) -> String {
    let full = full_date(day);
    if day == today { format!("Hari ini, {full}") } else { full }
}

fn line(head: &Head, one: &Deadline) -> Line {
    let (path, button) = match one.matter {
        Matter::Closing => (Some("/periksa"), "Periksa"),
        Matter::Waiting => (Some("/kiriman?keadaan=menunggu"), "Lihat kirimannya"),
        Matter::Doubtful => (Some("/tidak-pasti"), "Tetapkan"),
        Matter::Receipts => (Some("/kiriman?keadaan=terkirim"), "Lihat desanya"),
        Matter::LastDay => (None, ""),
    };
    let address = path.map(|path| with_query(&format!("{}{path}", head.base), &[("edisi", &one.edition.to_string())]));
    Line { words: one.words.clone(), address, button }
}

fn silent(head: &Head, one: &SilentKim) -> Silent {
    Silent {
        title: one.title.clone(),
        kecamatan: one.kecamatan.clone(),
        address: head.link(&format!("/desa/{}", one.desa)),
        editions: one.editions,
    }
}
