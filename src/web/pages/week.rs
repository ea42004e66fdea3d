//! Pekan ini: the five steps from papers to villages, and what waits for a person.

use std::fs;
use std::path::Path;
use std::time::SystemTime;

use askama::Template;
use axum::extract::{Query, State};
use axum::response::{IntoResponse, Redirect};
use chrono::{DateTime, Utc};

use super::check::{Shown, counted, said, verdict, village_word};
use crate::desk::{self, Checked, Conclusion, Departure, Made, Office, Outlook, Request, Verdict};
use crate::report::{self, local};
use crate::web::html::with_query;
use crate::web::{Answer, Asked, Failure, Head, Meja, Nav, Right, Seen, Who, show};
use office::diagnostic::Severity;
use office::folder::Folder;
use office::model::{EditionId, Zone};
use post::ledger::{JobRecord, JobState};
use press::plan::wording;

/// So many of the newest jobs are told.
const JOBS: usize = 4;

/// A step: one line and one link.
struct Step {
    name: &'static str,
    said: String,
    address: String,
    /// The link's words; empty: this person has nothing to do there.
    label: String,
    /// Whether it is the one to be done now.
    is_next: bool,
}

/// Something that only a person can decide.
struct Question {
    address: String,
    words: String,
}

/// A job as it is told.
struct Told {
    address: String,
    words: String,
    /// Its state's look, and its word.
    look: &'static str,
    state: &'static str,
    /// Where it is taken up again.
    resume: Option<String>,
}

#[derive(Template)]
#[template(path = "meja/pekan.html")]
struct Page {
    head: Head,
    /// `Edisi 48 Tahun 2026, Senin, 23 – Minggu, 29 November 2026`
    title: String,
    /// Why there is no edition to be looked at.
    faults: Vec<Shown>,
    steps: Vec<Step>,
    /// How the edition's bundles stand; empty: none was made.
    tally: String,
    is_all_done: bool,
    questions: Vec<Question>,
    jobs: Vec<Told>,
}

/// What the ledger knows that concerns the first page.
#[derive(Default)]
struct Known {
    doubts: Vec<(EditionId, usize)>,
    jobs: Vec<JobRecord>,
    departure: Departure,
    made: Made,
    tally: String,
}

impl Known {
    /// Before the first bundle there is no ledger; to look at the page makes none.
    async fn read(office: &Office, checked: Option<&Checked>) -> Result<Self, Failure> {
        if !office.folder.ledger().is_file() {
            return Ok(Known::default());
        }
        let now = Utc::now();
        let read = office.with_ledger_to_look_at(async |ledger| {
            let made = match checked {
                Some(checked) => desk::made(office, checked, ledger).await?,
                None => Made::default(),
            };
            let overview = ledger.overview(office.edition, office.ladder(now)).await?;
            Ok(Known {
                doubts: ledger.doubtful_editions().await?,
                jobs: ledger.jobs(JOBS).await?,
                departure: desk::departure(office, ledger, &Request::default()).await?,
                made,
                tally: report::tally(&overview, None),
            })
        });
        Ok(read.await?)
    }
}

/// `GET /`
pub async fn page(State(meja): State<Meja>, who: Who, Query(asked): Query<Asked>) -> Answer {
    if !meja.has_office() {
        return Ok(Redirect::to(&format!("{}/mulai", meja.base())).into_response());
    }
    let seen = meja.look(&asked).await;
    let office = match meja.office(asked.edition()) {
        Err(failure) if asked.edition().is_some() => return Err(failure),
        office => office.ok(),
    };
    let known = match &office {
        Some(office) => Known::read(office, seen.checked.as_deref()).await?,
        None => Known::default(),
    };
    let mut head = meja.head(&who, Nav::Week, "Pekan ini", office.as_ref(), &asked);
    head.waiting = known.doubts.iter().map(|(_, villages)| villages).sum();
    let word = village_word(office.as_ref());
    let steps = steps(&seen, office.as_ref(), &known, &head, &word);
    let title = office.as_ref().map(|office| format!("{}, {}", office.edition.label(), wording::week(office.edition)));
    show(Page {
        title: title.unwrap_or_else(|| "Edisi".to_owned()),
        faults: if seen.conclusion.is_err() { Shown::all(said(&seen), &seen, &head, &word) } else { Vec::new() },
        is_all_done: seen.conclusion.is_ok() && !steps.iter().any(|step| step.is_next),
        steps,
        questions: questions(&known, &head, &word),
        jobs: jobs(&meja, &known, &head, office.as_ref().map_or(seen.zone, |office| office.config.zone())),
        tally: known.tally,
        head,
    })
}

/// The five steps.
fn steps(seen: &Seen, office: Option<&Office>, known: &Known, head: &Head, word: &str) -> Vec<Step> {
    let conclusion = seen.conclusion.as_ref().ok();
    let step = |name, path: &str, said: String, label: String| {
        let label = if head.leads_to(path.split('?').next().unwrap_or(path)) { label } else { String::new() };
        Step { name, said, address: head.link(path), label, is_next: false }
    };
    let messages = report::messages(said(seen), word);
    let found = match counted(&messages) {
        counts if counts.is_empty() => "tidak ada galat, tidak ada peringatan".to_owned(),
        counts => counts,
    };
    let mut steps = vec![
        step("Bahan", "/bahan", materials(seen, office), "Buka bahan".to_owned()),
        step("Periksa", "/periksa", found, "Lihat yang ditemukan".to_owned()),
        step("Pratinjau", "/pratinjau", format!("halaman setiap {word}, seperti akan dicetak"), "Lihat halaman".to_owned()),
    ];
    let is_stopped = conclusion.is_none_or(|conclusion| conclusion.verdict == Verdict::Failed);
    steps.push(if is_stopped {
        let errors = messages.iter().filter(|message| message.severity == Severity::Error).count();
        step("Terbitkan", "/periksa?tingkat=galat", format!("belum dapat terbit: {errors} galat"), "Lihat galatnya".to_owned())
    } else {
        let (said, label) = publishing(conclusion, &known.made, word);
        step("Terbitkan", "/terbitkan", said, label)
    });
    let (said, label) = sending(&known.departure, word);
    steps.push(step("Kirim", "/kirim", said, label));
    if let Some(next) = next(conclusion, seen, known).and_then(|at| steps.get_mut(at)) {
        next.is_next = true;
    }
    steps
}

/// The place of the step that is to be done now; `None`: all is done.
fn next(conclusion: Option<&Conclusion<Outlook>>, seen: &Seen, known: &Known) -> Option<usize> {
    let Some(conclusion) = conclusion else { return Some(0) };
    let outgoing = conclusion.facts.outgoing.as_ref();
    if seen.checked.as_ref().is_some_and(|checked| checked.week.is_empty()) {
        Some(0)
    } else if conclusion.verdict == Verdict::Failed {
        Some(1)
    } else if outgoing.is_none_or(|outgoing| !known.made.holds(outgoing)) {
        Some(3)
    } else {
        (!known.departure.is_empty()).then_some(4)
    }
}

/// `36 acara, 3 sambutan, 8 pengumuman; terakhir diubah 22 November 2026, 12.33 WITA`
fn materials(seen: &Seen, office: Option<&Office>) -> String {
    let Some(checked) = &seen.checked else { return "belum ada edisi yang terbaca".to_owned() };
    let week = &checked.week;
    let mut words = format!("{} acara, {} sambutan, {} pengumuman", week.agenda.len(), week.speeches.len(), week.announcements.len());
    if !week.corners.is_empty() {
        words.push_str(&format!(", {} kabar KIM", week.corners.len()));
    }
    let folder = office.map(|office| (office.folder.path(&Folder::edition_name(office.edition)), office.config.zone()));
    if let Some((at, zone)) = folder.and_then(|(folder, zone)| Some((changed(&folder, 2)?, zone))) {
        words.push_str(&format!("; terakhir diubah {}", local(DateTime::<Utc>::from(at), zone)));
    }
    words
}

/// When something in a folder was changed last, so many folders deep.
fn changed(folder: &Path, depth: usize) -> Option<SystemTime> {
    let entries = fs::read_dir(folder).ok()?.flatten();
    let time = |entry: fs::DirEntry| match entry.metadata().ok()? {
        folder if folder.is_dir() => changed(&entry.path(), depth.checked_sub(1)?),
        file => file.modified().ok(),
    };
    entries.filter_map(time).max()
}

/// What publishing would make, and the link's words.
fn publishing(conclusion: Option<&Conclusion<Outlook>>, made: &Made, word: &str) -> (String, String) {
    let Some(conclusion) = conclusion else { return (String::new(), String::new()) };
    let Some(outgoing) = &conclusion.facts.outgoing else { return (verdict(conclusion), "Terbitkan…".to_owned()) };
    match (outgoing.bundles, outgoing.corrections) {
        _ if made.holds(outgoing) => ("sudah terbit; tidak ada yang baru".to_owned(), "Lihat".to_owned()),
        (0, corrections) => (verdict(conclusion), format!("Terbitkan {corrections} ralat…")),
        (bundles, 0) => (verdict(conclusion), format!("Terbitkan {bundles} {word}…")),
        (bundles, corrections) => (verdict(conclusion), format!("Terbitkan {bundles} {word}, {corrections} ralat…")),
    }
}

/// What sending would send, and the link's words.
fn sending(departure: &Departure, word: &str) -> (String, String) {
    if departure.is_empty() {
        return ("tidak ada yang perlu dikirim".to_owned(), "Lihat".to_owned());
    }
    let waiting = match departure.unapproved {
        0 => String::new(),
        unapproved => format!("; {unapproved} menunggu persetujuan"),
    };
    let label = match (departure.bundles, departure.corrections) {
        (0, corrections) => format!("Kirim {corrections} ralat…"),
        (bundles, 0) => format!("Kirim ke {bundles} {word}…"),
        (bundles, corrections) => format!("Kirim ke {bundles} {word}, {corrections} ralat…"),
    };
    (format!("siap dikirim: {}{waiting}", departure.words()), label)
}

/// What waits for a person's decision, where this person may decide it.
fn questions(known: &Known, head: &Head, word: &str) -> Vec<Question> {
    let page = format!("{}/tidak-pasti", head.base);
    let doubts = known.doubts.iter().map(|(edition, villages)| Question {
        address: with_query(&page, &[("edisi", edition.to_string().as_str())]),
        words: format!("{}: {villages} {word} belum tentu sampai", edition.label()),
    });
    let unapproved = known.departure.unapproved;
    let approval = Question { address: head.link("/kirim"), words: format!("{unapproved} bundel menunggu persetujuan sebelum dikirim") };
    let doubts = doubts.filter(|_| head.leads_to("/tidak-pasti"));
    doubts.chain((unapproved > 0 && head.leads_to("/kirim")).then_some(approval)).collect()
}

/// The newest jobs. One that was cut off can be taken up again, unless the same was asked for since.
fn jobs(meja: &Meja, known: &Known, head: &Head, zone: Zone) -> Vec<Told> {
    let told = |(at, job): (usize, &JobRecord)| {
        let live = meja.jobs().live(job.number).filter(|_| job.state.is_open());
        let (done, total) = live.map_or((job.done, job.total), |live| (live.done, live.total));
        let doing = match job.kind.as_str() {
            "terbitkan" => "Menerbitkan",
            "kirim" => "Mengirim",
            other => other,
        };
        let progress = if job.state == JobState::Done || total == 0 { String::new() } else { format!(": {done} dari {total}") };
        let is_repeated = known.jobs[..at].iter().any(|newer| newer.kind == job.kind && newer.edition == job.edition);
        let may_resume = job.state == JobState::Interrupted && !is_repeated && head.who.may(Right::Publish);
        Told {
            address: head.link(&format!("/pekerjaan/{}", job.number)),
            words: format!("{doing} {}, oleh {}, {}{progress}", job.edition.label(), job.by, local(job.asked_at, zone)),
            look: look(job.state),
            state: job.state.as_str(),
            resume: may_resume.then(|| head.link(&format!("/pekerjaan/{}/lanjutkan", job.number))),
        }
    };
    known.jobs.iter().enumerate().map(told).collect()
}

/// The look of a job's state.
fn look(state: JobState) -> &'static str {
    match state {
        JobState::Done => "baik",
        JobState::Waiting | JobState::Working | JobState::Partly | JobState::Stopped | JobState::Cancelled => "tunggu",
        JobState::Failed | JobState::Interrupted => "buruk",
    }
}
