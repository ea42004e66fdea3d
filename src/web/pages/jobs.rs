//! Pekerjaan: the work that was asked for, how far it is, what came of it, and the papers that it made for the office.

use std::fs;
use std::path::Path as FilePath;

use askama::Template;
use axum::extract::{Path, Query, State};
use chrono::{DateTime, Utc};

use crate::desk::{self, Office};
use crate::jobs::{Live, Task};
use crate::report::local;
use crate::web::html::{attachment, with_query};
use crate::web::{Answer, Asked, Deed, Failure, Head, Meja, Nav, Note, Right, Who, show};
use office::model::{EditionId, Zone};
use office::work::Work;
use post::ledger::{JobRecord, JobState};

/// So many of the newest jobs are listed.
const LISTED: usize = 60;
/// So many lines of a job stand on its page.
const LINES: usize = 300;
const WORKBOOK: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
const HTML: &str = "text/html; charset=utf-8";

/// A job in the list.
struct Row {
    address: String,
    what: String,
    by: String,
    at: String,
    look: &'static str,
    state: &'static str,
    /// `120 dari 201`; empty: all, or nothing yet.
    progress: String,
}

#[derive(Template)]
#[template(path = "meja/pekerjaan-semua.html")]
struct List {
    head: Head,
    rows: Vec<Row>,
}

/// Something that a job said: a line, and those that belong to it.
struct Said {
    /// The look of a severity that it begins with; empty: none.
    look: &'static str,
    first: String,
    rest: Vec<String>,
}

/// How many are done, and of how many.
struct Progress {
    done: usize,
    total: usize,
    /// It has come to where its items are counted.
    is_counted: bool,
}

/// A paper for the office.
struct Paper {
    name: String,
    address: String,
    about: &'static str,
}

#[derive(Template)]
#[template(path = "meja/pekerjaan.html")]
struct Page {
    head: Head,
    is_open: bool,
    look: &'static str,
    state: &'static str,
    /// How it stands, in a sentence; empty: the countdown says it.
    words: String,
    /// When it begins, for the script, and in so many seconds.
    countdown: Option<(String, i64)>,
    /// `None`: nothing is to be counted.
    progress: Option<Progress>,
    cancel: Option<String>,
    stop: Option<String>,
    /// The address and the button's words.
    resume: Option<(String, &'static str)>,
    said: Vec<Said>,
    more: usize,
    papers: Vec<Paper>,
    /// The next step: the address and the link's words.
    next: Option<(String, &'static str)>,
}

/// `GET /pekerjaan`
pub async fn list(State(meja): State<Meja>, who: Who, Query(asked): Query<Asked>) -> Answer {
    let office = meja.office(asked.edition())?;
    let zone = office.config.zone();
    let head = meja.head(&who, Nav::Week, "Pekerjaan", Some(&office), &asked);
    let row = |job: &JobRecord| {
        let (done, total) = counted(job, meja.jobs().live(job.number).as_ref());
        Row {
            address: head.link(&format!("/pekerjaan/{}", job.number)),
            what: what(&job.kind, job.edition),
            by: job.by.clone(),
            at: local(job.asked_at, zone),
            look: look(job.state),
            state: job.state.as_str(),
            progress: if job.state == JobState::Done || total == 0 { String::new() } else { format!("{done} dari {total}") },
        }
    };
    let jobs = newest(&office).await?;
    show(List { rows: jobs.iter().map(row).collect(), head })
}

/// `GET /pekerjaan/{number}`
pub async fn page(State(meja): State<Meja>, who: Who, Path(number): Path<String>, Query(asked): Query<Asked>) -> Answer {
    let office = meja.office(asked.edition())?;
    let mut job = known(&office, &number).await?;
    let live = meja.jobs().live(job.number).filter(|_| job.state.is_open());
    if job.state.is_open() && live.is_none() {
        // Its end could not be written: nobody works on it.
        job.state = JobState::Interrupted;
    }
    let (now, zone) = (Utc::now(), office.config.zone());
    let title = format!("{}, oleh {}, {}", what(&job.kind, job.edition), job.by, clock(job.asked_at, now, zone));
    let head = meja.head(&who, Nav::Week, title, Some(&office), &asked);
    let may = who.may(Right::Publish);
    let deed = |name: &str| head.link(&format!("/pekerjaan/{}/{name}", job.number));
    let is_waiting = job.state == JobState::Waiting;
    let is_stopping = live.as_ref().is_some_and(|live| live.is_stopping);
    let lines: Vec<String> = match &live {
        // Faults quote the office's papers, phone numbers too.
        _ if !who.may(Right::Work) => Vec::new(),
        Some(live) => live.lines.clone(),
        None => job.words.lines().map(str::to_owned).collect(),
    };
    let (said, (done, total)) = (said(lines), counted(&job, live.as_ref()));
    let again = if may { resumable(&office, &job).await? } else { None };
    let is_done = job.kind == PUBLISH && matches!(job.state, JobState::Done | JobState::Partly);
    let of_edition = |path: &str| with_query(&format!("{}{path}", head.base), &[("edisi", &job.edition.to_string())]);
    let papers = match is_done && who.may(Right::Work) {
        true => papers(&Office::open(office.folder.root(), Some(&job.edition.to_string()))?),
        false => Vec::new(),
    };
    show(Page {
        is_open: job.state.is_open(),
        look: look(job.state),
        state: job.state.as_str(),
        words: words(&job, live.as_ref(), now, zone),
        countdown: (is_waiting && job.starts_at > now).then(|| (job.starts_at.to_rfc3339(), (job.starts_at - now).num_seconds() + 1)),
        progress: (job.state == JobState::Working).then_some(Progress { done, total, is_counted: total > 0 }),
        cancel: (may && is_waiting).then(|| deed("batalkan")),
        stop: (may && job.state == JobState::Working && live.is_some() && !is_stopping).then(|| deed("hentikan")),
        resume: again.map(|label| (deed("lanjutkan"), label)),
        more: said.len().saturating_sub(LINES),
        said: said.into_iter().take(LINES).collect(),
        papers: papers.into_iter().map(|(name, about)| Paper { address: of_edition(&format!("/hasil/{name}")), name, about }).collect(),
        next: match job.kind.as_str() {
            PUBLISH if is_done && may => Some((of_edition("/kirim"), "Lanjut ke Kirim")),
            SEND if !job.state.is_open() => Some((of_edition("/kiriman"), "Lihat Kiriman")),
            _ => None,
        },
        head,
    })
}

/// `POST /pekerjaan/{number}/hentikan`
pub async fn stop(State(meja): State<Meja>, Path(number): Path<String>, Query(asked): Query<Asked>) -> Answer {
    let job = asked_for(&meja, &number, &asked).await?;
    let is_asked = meja.jobs().stop(job.number);
    meja.feed().changed();
    let (outcome, note) = if is_asked {
        ("diminta berhenti", "Berhenti sesudah langkah yang sedang dikerjakan. Yang sudah selesai tetap tercatat.")
    } else {
        ("sudah berakhir", "Pekerjaan ini sudah berakhir.")
    };
    Ok(meja.back(&asked.link(&address(&job)), about(&job, outcome), vec![Note::said(note)]))
}

/// `POST /pekerjaan/{number}/batalkan`
pub async fn cancel(State(meja): State<Meja>, Path(number): Path<String>, Query(asked): Query<Asked>) -> Answer {
    let job = asked_for(&meja, &number, &asked).await?;
    let is_off = meja.jobs().cancel(job.number).await?;
    meja.feed().changed();
    let state = if is_off { JobState::Cancelled } else { known(&meja.office(asked.edition())?, &number).await?.state };
    let note = match (state, job.kind.as_str()) {
        (JobState::Cancelled, SEND) => "Dibatalkan: tidak ada yang dikirim.",
        (JobState::Cancelled, _) => "Dibatalkan sebelum dimulai.",
        (state, _) if !state.is_open() => "Pekerjaan ini sudah berakhir.",
        _ => "Sudah dimulai, jadi tidak dapat dibatalkan lagi: tekan Hentikan bila masih berjalan.",
    };
    let outcome = if is_off { "dibatalkan" } else { "terlambat dibatalkan" };
    Ok(meja.back(&asked.link(&address(&job)), about(&job, outcome), vec![Note { is_fault: state.is_open(), lines: vec![note.to_owned()] }]))
}

/// `POST /pekerjaan/{number}/lanjutkan`: the same is asked for again. Publishing and sending leave what is done.
pub async fn resume(State(meja): State<Meja>, who: Who, Path(number): Path<String>, Query(asked): Query<Asked>) -> Answer {
    let office = meja.office(asked.edition())?;
    let job = known(&office, &number).await?;
    if resumable(&office, &job).await?.is_none() {
        let note = Note::said("Tidak ada yang perlu dilanjutkan: pekerjaan ini selesai, atau sudah diminta lagi.");
        return Ok(meja.back(&asked.link(&address(&job)), about(&job, "tidak ada yang dilanjutkan"), vec![note]));
    }
    let Ok(task) = serde_json::from_str::<Task>(&job.options) else {
        return Err(Failure::not_found("pekerjaan ini dari versi Warta yang lain: tekan Terbitkan atau Kirim di Pekan ini"));
    };
    let office = Office::open(office.folder.root(), Some(&job.edition.to_string()))?;
    // What was made since the approval was seen by nobody.
    if matches!(task, Task::Send { .. }) {
        let now = Utc::now();
        let ahead = office.with_ledger_to_look_at(async |ledger| desk::send_ahead(&office, ledger, now).await).await?;
        if ahead.needs_approval {
            let note = Note::said("Sebelum dilanjutkan, kirimannya perlu disetujui: isi “Disetujui oleh”, lalu tekan Kirim.");
            let path = with_query("/kirim", &[("edisi", &job.edition.to_string())]);
            return Ok(meja.back(&path, about(&job, "perlu disetujui dahulu"), vec![note]));
        }
    }
    ask(&meja, &who, &asked, office.edition, task).await
}

/// `GET /hasil/{*nama}`: a paper for the office, to be kept.
pub async fn paper(State(meja): State<Meja>, Path(name): Path<String>, Query(asked): Query<Asked>) -> Answer {
    let office = meja.office(asked.edition())?;
    // A name that is not among those that lie there is no path either.
    let is_listed = papers(&office).iter().any(|(known, _)| *known == name);
    let path = office.results().path(&name);
    if !is_listed || !office.folder.holds(&path) {
        return Err(Failure::not_found("berkas ini tidak ada: terbitkan dahulu edisinya"));
    }
    let kind = if name.ends_with(".html") { HTML } else { WORKBOOK };
    let file = name.rsplit('/').next().unwrap_or(&name);
    Ok(attachment(file, kind, fs::read(&path)?))
}

/// Asks for work, and leads to its page. Who asks for what is asked for already is led to that.
pub(super) async fn ask(meja: &Meja, who: &Who, asked: &Asked, edition: EditionId, task: Task) -> Answer {
    let approved = match &task {
        Task::Publish { approved_by, .. } | Task::Send { approved_by, .. } => {
            approved_by.as_ref().map(|name| format!(", disetujui {name}"))
        }
    };
    let (job, is_new) = meja.jobs().ask(task, edition, &who.name).await?;
    meja.feed().changed();
    let is_joined = !is_new;
    let by_other = is_joined && job.by != who.name;
    let note = by_other.then(|| Note::said(format!("{} sudah memintanya; inilah pekerjaannya.", job.by)));
    let outcome = match is_joined {
        true => format!("pekerjaan {}, sudah diminta {}", job.number, job.by),
        false => format!("pekerjaan {}{}", job.number, approved.unwrap_or_default()),
    };
    Ok(meja.back(&asked.link(&address(&job)), Deed::new(edition.label(), outcome), note.into_iter().collect()))
}

/// The job of an edition and a kind that waits or is at work: its address, and its words.
pub(super) fn running(meja: &Meja, head: &Head, edition: EditionId, kind: &str, zone: Zone) -> Option<(String, String)> {
    let job = meja.jobs().current().map(|live| live.record).filter(|job| job.edition == edition && job.kind == kind)?;
    let words = format!("{}, diminta {} {}", what(kind, edition), job.by, clock(job.asked_at, Utc::now(), zone));
    Some((head.link(&address(&job)), words))
}

/// The kinds of jobs on record.
pub(super) const PUBLISH: &str = "terbitkan";
pub(super) const SEND: &str = "kirim";

fn address(job: &JobRecord) -> String {
    format!("/pekerjaan/{}", job.number)
}

fn about(job: &JobRecord, outcome: &str) -> Deed {
    Deed::new(format!("pekerjaan {}, {}", job.number, job.edition.label()), outcome)
}

/// A job on record.
/// A job that is to be stopped or called off: also while the settings are broken.
async fn asked_for(meja: &Meja, number: &str, asked: &Asked) -> Result<JobRecord, Failure> {
    let live = number.parse().ok().and_then(|number| meja.jobs().live(number));
    match live {
        Some(live) => Ok(live.record),
        None => known(&meja.office(asked.edition())?, number).await,
    }
}

async fn known(office: &Office, number: &str) -> Result<JobRecord, Failure> {
    let absent = || Failure::not_found("pekerjaan ini tidak ada: lihat semuanya di Pekerjaan");
    let number: i64 = number.parse().map_err(|_| absent())?;
    if !office.folder.ledger().is_file() {
        return Err(absent());
    }
    office.with_ledger_to_look_at(async |ledger| ledger.job(number).await).await?.ok_or_else(absent)
}

/// The newest jobs on record. Before the first there is no ledger; to look makes none.
async fn newest(office: &Office) -> Result<Vec<JobRecord>, Failure> {
    if !office.folder.ledger().is_file() {
        return Ok(Vec::new());
    }
    Ok(office.with_ledger_to_look_at(async |ledger| ledger.jobs(LISTED).await).await?)
}

/// The words of the button that takes a job up again; `None`: it is done, or the same was asked for since.
async fn resumable(office: &Office, job: &JobRecord) -> Result<Option<&'static str>, Failure> {
    let label = match job.state {
        JobState::Interrupted | JobState::Stopped => "Lanjutkan",
        JobState::Failed => "Coba lagi",
        _ => return Ok(None),
    };
    let is_later = |other: &JobRecord| other.number > job.number && other.kind == job.kind && other.edition == job.edition;
    Ok((!newest(office).await?.iter().any(is_later)).then_some(label))
}

/// `Menerbitkan edisi 48`
fn what(kind: &str, edition: EditionId) -> String {
    let (week, _) = edition.number();
    match kind {
        PUBLISH => format!("Menerbitkan edisi {week}"),
        SEND => format!("Mengirim edisi {week}"),
        other => format!("{other} edisi {week}"),
    }
}

/// `15.31 WITA`; of another day with its date.
fn clock(moment: DateTime<Utc>, now: DateTime<Utc>, zone: Zone) -> String {
    let at = zone.local(moment);
    if at.date() == zone.local(now).date() { format!("{} {zone}", at.format("%H.%M")) } else { local(moment, zone) }
}

/// How many are done, and of how many.
fn counted(job: &JobRecord, live: Option<&Live>) -> (usize, usize) {
    live.filter(|_| job.state.is_open()).map_or((job.done, job.total), |live| (live.done, live.total))
}

/// How a job stands, in a sentence.
fn words(job: &JobRecord, live: Option<&Live>, now: DateTime<Utc>, zone: Zone) -> String {
    let (done, total) = counted(job, live);
    let of = if total == 0 { String::new() } else { format!(" ({done} dari {total})") };
    let ended = job.ended_at.map(|at| format!(" {}", clock(at, now, zone))).unwrap_or_default();
    let doing = if job.kind == SEND { "mengirim" } else { "menerbitkan" };
    match job.state {
        JobState::Waiting if job.starts_at > now => String::new(),
        JobState::Waiting => "Segera dimulai; bila ada pekerjaan lain, menunggu gilirannya.".to_owned(),
        JobState::Working if live.is_some_and(|live| live.is_stopping) => "Berhenti sesudah langkah yang sedang dikerjakan.".to_owned(),
        JobState::Working => match live.and_then(|live| live.work) {
            Some(Work::Typesetting) => format!("Menata bundel: {done} dari {total}"),
            Some(Work::Sending) => format!("Mengirim: {done} dari {total}"),
            None => "Membaca bahan.".to_owned(),
        },
        JobState::Done => format!("Selesai{ended}."),
        JobState::Partly => format!("Selesai sebagian{ended}. Yang belum selesai ada di bawah."),
        JobState::Failed => format!("Gagal{ended}: sebabnya di bawah."),
        JobState::Stopped => format!("Dihentikan{ended}{of}."),
        JobState::Cancelled => format!("Dibatalkan{ended}, sebelum dimulai."),
        JobState::Interrupted if job.began_at.is_none() => {
            "Terputus sebelum dimulai: Warta berhenti, dan belum ada yang dikerjakan.".to_owned()
        }
        JobState::Interrupted => format!("Terputus saat {doing}{of}: Warta berhenti sebelum selesai. Yang sudah selesai tetap tercatat."),
    }
}

/// The look of a job's state.
fn look(state: JobState) -> &'static str {
    match state {
        JobState::Done => "baik",
        JobState::Waiting | JobState::Working | JobState::Partly | JobState::Stopped | JobState::Cancelled => "tunggu",
        JobState::Failed | JobState::Interrupted => "buruk",
    }
}

/// Lines as they are shown: one that is indented belongs to the one before.
fn said(lines: Vec<String>) -> Vec<Said> {
    let mut all: Vec<Said> = Vec::new();
    for line in lines.into_iter().filter(|line| !line.trim().is_empty()) {
        match all.last_mut().filter(|_| line.starts_with(' ')) {
            Some(last) => last.rest.push(line.trim().to_owned()),
            None => {
                let looks = ["galat", "peringatan", "catatan"];
                let look = looks.into_iter().find(|look| line.strip_prefix(look).is_some_and(|rest| rest.starts_with(':')));
                all.push(Said { look: look.unwrap_or_default(), first: line.trim().to_owned(), rest: Vec::new() });
            }
        }
    }
    all
}

/// The papers for the office among the edition's results: their names there, and what they are for.
fn papers(office: &Office) -> Vec<(String, &'static str)> {
    const BUDGET: &str = "lembar dan rim kertas tiap desa";
    const MESSAGES: &str = "pesan WhatsApp yang siap diteruskan kepada KIM";
    let root = office.results().path("");
    let mut papers = Vec::new();
    for name in names(&root) {
        let path = root.join(&name);
        if name.starts_with("anggaran-cetak") && name.ends_with(".xlsx") && path.is_file() {
            papers.push((name, BUDGET));
        } else if name.starts_with("whatsapp") && path.is_dir() {
            let pages = names(&path).into_iter().filter(|page| page.ends_with(".html") && path.join(page).is_file());
            papers.extend(pages.map(|page| (format!("{name}/{page}"), MESSAGES)));
        } else if name.starts_with("whatsapp") && name.ends_with(".html") && path.is_file() {
            papers.push((name, MESSAGES));
        }
    }
    papers
}

/// The names in a folder, in order.
fn names(folder: &FilePath) -> Vec<String> {
    let Ok(entries) = fs::read_dir(folder) else { return Vec::new() };
    let mut names: Vec<String> = entries.flatten().filter_map(|entry| entry.file_name().into_string().ok()).collect();
    names.sort();
    names
}
