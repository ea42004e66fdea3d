//! Laporan: the edition in one page that can be printed, and the workbooks.

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::Response;
use chrono::Utc;

use crate::desk::{self, Condition, Office, Region, Wanted};
use crate::report::local;
use crate::web::html::{attachment, with_query};
use crate::web::{Answer, Asked, Failure, Head, Meja, Nav, Who, show};
use office::diagnostic::Diagnostic;
use office::model::date::long_date;
use post::ledger::Answers;

/// The workbook that is made of the ledger.
const REPORT: &str = "laporan.xlsx";
/// The name with which the budget of paper begins; of part of the villages it has more.
const BUDGET: &str = "anggaran-cetak";
const WORKBOOK: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

#[derive(Template)]
#[template(path = "meja/laporan.html")]
struct Page {
    head: Head,
    is_published: bool,
    edition: String,
    days: String,
    at: String,
    total: Line,
    /// `Kecamatan`, or `Wilayah` where the lines are of larger regions.
    unit: &'static str,
    lines: Vec<Line>,
    weeks: Vec<Week>,
    files: Vec<File>,
}

struct Line {
    name: String,
    villages: usize,
    received: usize,
    delivered: usize,
    /// Those that wait, or of which nobody knows.
    open: usize,
    failed: usize,
    absent: usize,
}

/// The answers to one edition.
struct Week {
    label: String,
    villages: u32,
    acknowledged: u32,
}

struct File {
    name: String,
    address: String,
    about: &'static str,
}

/// `GET /laporan`
pub async fn page(State(meja): State<Meja>, who: Who, Query(asked): Query<Asked>) -> Answer {
    let office = meja.office(asked.edition())?;
    let now = Utc::now();
    let seen = meja.seen(&asked);
    let checked = seen.as_ref().and_then(|seen| seen.checked.as_deref());
    let found = desk::deliveries(&office, checked, &Wanted::default(), now).await?;
    let edition = office.edition;
    let mut answers = office.with_ledger_to_look_at(async |ledger| ledger.answers(edition).await).await?;
    answers.reverse();
    let head = meja.head(&who, Nav::Report, "Laporan", Some(&office), &asked);
    show(Page {
        is_published: found.is_published,
        edition: edition.label(),
        days: format!("{} sampai {}", long_date(edition.monday()), long_date(edition.sunday())),
        at: local(now, office.config.zone()),
        total: line(&found.total),
        unit: if found.is_wide() { "Wilayah" } else { "Kecamatan" },
        lines: found.regions.iter().map(line).collect(),
        weeks: answers.iter().map(week).collect(),
        files: files(&head, &office, found.is_published),
        head,
    })
}

fn line(region: &Region) -> Line {
    Line {
        name: region.name.clone(),
        villages: region.villages,
        received: region.count(Condition::Received),
        delivered: region.count(Condition::Delivered),
        open: region.count(Condition::Waiting) + region.count(Condition::Doubtful),
        failed: region.count(Condition::Failed),
        absent: region.count(Condition::Absent),
    }
}

fn week(answers: &Answers) -> Week {
    Week { label: answers.edition.label(), villages: answers.villages, acknowledged: answers.acknowledged }
}

/// The workbooks that can be taken away.
fn files(head: &Head, office: &Office, is_published: bool) -> Vec<File> {
    let edition = office.edition.to_string();
    let file = |name: String, about: &'static str| {
        let address = with_query(&format!("{}/laporan/{name}", head.base), &[("edisi", &edition)]);
        File { name, address, about }
    };
    let report = is_published.then(|| file(REPORT.to_owned(), "siapa menerima apa, desa demi desa; tanda terima; percobaan kirim"));
    let budgets = budgets(office).into_iter().map(|name| file(name, "lembar dan rim kertas tiap desa"));
    report.into_iter().chain(budgets).collect()
}

/// The budgets of paper that lie among the edition's results.
fn budgets(office: &Office) -> Vec<String> {
    let Ok(entries) = std::fs::read_dir(office.results().path("")) else { return Vec::new() };
    let names = entries.flatten().filter_map(|entry| entry.file_name().into_string().ok());
    let mut names: Vec<String> = names.filter(|name| name.starts_with(BUDGET) && name.ends_with(".xlsx")).collect();
    names.sort();
    names
}

/// `GET /laporan/{name}`: one of the workbooks, as it is now.
pub async fn file(State(meja): State<Meja>, Path(name): Path<String>, Query(asked): Query<Asked>) -> Answer {
    let office = meja.office(asked.edition())?;
    let absent = || Failure::not_found(format!("{name} belum ada: terbitkan dahulu edisi ini"));
    if name == REPORT {
        return workbook(office).await?.ok_or_else(absent);
    }
    // A name that is not among those that lie there is no path either.
    if !budgets(&office).contains(&name) {
        return Err(absent());
    }
    let bytes = std::fs::read(office.results().path(&name))?;
    Ok(attachment(&name, WORKBOOK, bytes))
}

/// The report, made anew where something has changed; `None`: there is nothing to report.
async fn workbook(office: Office) -> Result<Option<Response>, Failure> {
    let edition = office.edition;
    // To make it takes a while at a province's size, in which other pages are to be served.
    let made = tokio::task::spawn_blocking(move || tokio::runtime::Handle::current().block_on(desk::current_report(&office)));
    let bytes = made.await.unwrap_or_else(|error| {
        tracing::error!(%error, "report");
        Err(Diagnostic::error("laporan.tidak-dibuat", "laporan tidak dapat dibuat").remedy("muat ulang halamannya").into())
    })?;
    Ok(bytes.map(|bytes| attachment(&format!("laporan-{edition}.xlsx"), WORKBOOK, bytes)))
}
