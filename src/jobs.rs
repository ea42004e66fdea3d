//! The job engine: long work that outlives the page which asked for it, one job after another, each on record before it begins.
//!
//! A job's row in the ledger says who asked for what; a thread of its own does the work as the terminal's command would. A program that is
//! killed leaves a row without an end, which the next start calls interrupted: to do such a job again is what publishing and sending are made for.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::desk::{self, Conclusion, Departure, Job, Office, Request, Steps, Verdict, words};
use office::diagnostic::{self, Diagnostic, Faults};
use office::folder::Folder;
use office::model::EditionId;
use office::work::{How, Observer, Stop, Work};
use post::ledger::{JobRecord, JobState, Ledger, LedgerError};
use press::typeset::forget;

/// The time in which a person may still call off what is about to be sent.
const GRACE: Duration = Duration::from_secs(10);
/// The time between two looks at whether something changed.
const GLANCE: Duration = Duration::from_millis(200);
/// So many looks lie between two entries of a job's progress in the ledger.
const LOOKS_AN_ENTRY: u32 = 10;
/// So often a job's end is written where the ledger refuses.
const ENDINGS: usize = 3;
/// The time after which a folder in which another run is at work is tried again.
const PATIENCE: Duration = Duration::from_secs(2);

/// Work that a person asks for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Task {
    Publish {
        quiet: bool,
        approved_by: Option<String>,
    },
    Send {
        retry: bool,
        asked: bool,
        approved_by: Option<String>,
        /// What the page said would go out: an approval covers no more. `None`: nobody approved it.
        #[serde(default)]
        seen: Option<String>,
    },
}

impl Task {
    /// Its name on record: the command's.
    pub fn kind(&self) -> &'static str {
        match self {
            Task::Publish { .. } => "terbitkan",
            Task::Send { .. } => "kirim",
        }
    }

    /// What the page said would go out, where that was approved.
    fn seen(&self) -> Option<&str> {
        match self {
            Task::Publish { .. } => None,
            Task::Send { seen, .. } => seen.as_deref(),
        }
    }

    fn grace(&self) -> Duration {
        match self {
            Task::Publish { .. } => Duration::ZERO,
            Task::Send { .. } => GRACE,
        }
    }

    fn steps(&self) -> Steps {
        match self.clone() {
            Task::Publish { quiet, .. } => Steps { publish: true, quiet, send: None },
            Task::Send { retry, asked, approved_by, .. } => {
                Steps { send: Some(Request { retry, asked, approved_by, ..Request::default() }), ..Steps::default() }
            }
        }
    }
}

/// A job as it stands at this moment.
#[derive(Debug, Clone)]
pub struct Live {
    pub record: JobRecord,
    /// `None`: it reads, or waits.
    pub work: Option<Work>,
    pub done: usize,
    pub total: usize,
    /// Its words so far.
    pub lines: Vec<String>,
    pub is_stopping: bool,
}

/// A job that waits or is at work.
struct Working {
    record: JobRecord,
    task: Task,
    stop: Stop,
    so_far: Mutex<SoFar>,
}

#[derive(Default, Clone, PartialEq)]
struct SoFar {
    work: Option<Work>,
    done: usize,
    total: usize,
    lines: Vec<String>,
}

impl Working {
    fn so_far(&self) -> MutexGuard<'_, SoFar> {
        // Nothing that holds the lock can fail half-way.
        self.so_far.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Observer for Working {
    fn begin(&self, work: Work, total: usize) {
        let mut so_far = self.so_far();
        (so_far.work, so_far.done, so_far.total) = (Some(work), 0, total);
    }

    fn step(&self) {
        self.so_far().done += 1;
    }

    fn skip(&self) {
        let mut so_far = self.so_far();
        so_far.total = so_far.total.saturating_sub(1);
    }

    fn finish(&self) {}
}

/// The jobs of one office.
pub struct Jobs {
    root: PathBuf,
    /// One person asks at a time: a job's row and its place in the queue are made together.
    asking: tokio::sync::Mutex<()>,
    open: Arc<Mutex<BTreeMap<i64, Arc<Working>>>>,
    queue: Sender<Arc<Working>>,
}

impl Jobs {
    /// Begins to take jobs for an office folder; `told` is called whenever one of them comes further.
    pub fn new(root: &Path, told: impl Fn() + Send + Sync + 'static) -> Self {
        let (queue, asked) = channel();
        let open = Arc::<Mutex<BTreeMap<i64, Arc<Working>>>>::default();
        let engine = Engine { root: root.to_owned(), open: open.clone(), told: Arc::new(told) };
        std::thread::spawn(move || engine.work_off(&asked));
        Jobs { root: root.to_owned(), asking: tokio::sync::Mutex::default(), open, queue }
    }

    /// Asks for work on an edition. Where the same is asked for already, that job is given; `false`: it is that one.
    ///
    /// # Errors
    /// There is no such edition, or the ledger cannot be written.
    pub async fn ask(&self, task: Task, edition: EditionId, by: &str) -> diagnostic::Result<(JobRecord, bool)> {
        let office = Office::open(&self.root, Some(&edition.to_string()))?;
        let options = serde_json::to_string(&task).unwrap_or_default();
        let _one = self.asking.lock().await;
        loop {
            let now = Utc::now();
            let asked =
                office.with_ledger(async |ledger| ledger.ask_job(task.kind(), edition, by, &options, now + task.grace(), now).await);
            let (record, is_new) = asked.await?;
            if is_new {
                let working = Arc::new(Working { record: record.clone(), task, stop: Stop::default(), so_far: Mutex::default() });
                lock(&self.open).insert(record.number, working.clone());
                let _ = self.queue.send(working);
                return Ok((record, true));
            }
            if lock(&self.open).contains_key(&record.number) {
                return Ok((record, false));
            }
            // Nobody works on it: its end could not be written.
            office.with_ledger(async |ledger| ledger.end_job(record.number, JobState::Interrupted, &record.words, now).await).await?;
        }
    }

    /// A job that waits or is at work.
    pub fn live(&self, number: i64) -> Option<Live> {
        let working = lock(&self.open).get(&number).cloned()?;
        Some(live(&working))
    }

    /// The job that is at work, or the first that waits.
    pub fn current(&self) -> Option<Live> {
        let working = lock(&self.open).values().next().cloned()?;
        Some(live(&working))
    }

    /// Asks a job to stop after the step at hand.
    pub fn stop(&self, number: i64) -> bool {
        let working = lock(&self.open).get(&number).cloned();
        working.is_some_and(|working| {
            working.stop.ask();
            true
        })
    }

    /// Asks every job to stop after the step at hand.
    pub fn stop_all(&self) {
        lock(&self.open).values().for_each(|working| {
            working.stop.ask();
        });
    }

    /// Calls off a job that has not begun. `false`: it has.
    ///
    /// # Errors
    /// The ledger cannot be written.
    pub async fn cancel(&self, number: i64) -> diagnostic::Result<bool> {
        let Some(working) = lock(&self.open).get(&number).cloned() else { return Ok(false) };
        // Also while the settings are broken.
        let folder = Folder::around(&self.root).0;
        let off = async {
            let ledger = Ledger::open(&folder.ledger()).await?;
            let off = ledger.cancel_job(number, Utc::now()).await;
            ledger.close().await;
            off
        };
        let is_off = off.await.map_err(|error: LedgerError| error.diagnostic())?;
        if is_off {
            working.stop.ask();
            lock(&self.open).remove(&number);
        }
        Ok(is_off)
    }
}

fn live(working: &Working) -> Live {
    let SoFar { work, done, total, lines } = working.so_far().clone();
    Live { record: working.record.clone(), work, done, total, lines, is_stopping: working.stop.is_asked() }
}

fn lock<T>(shared: &Mutex<T>) -> MutexGuard<'_, T> {
    shared.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Does the jobs, one after another.
struct Engine {
    root: PathBuf,
    open: Arc<Mutex<BTreeMap<i64, Arc<Working>>>>,
    told: Arc<dyn Fn() + Send + Sync>,
}

impl Engine {
    fn work_off(&self, asked: &Receiver<Arc<Working>>) {
        let Ok(runtime) = tokio::runtime::Builder::new_multi_thread().enable_all().build() else { return };
        while let Ok(working) = asked.recv() {
            (self.told)();
            wait_until(working.record.starts_at, &working.stop);
            // A fault of the program ends the job, not the desk.
            let done = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| runtime.block_on(self.take(&working))));
            if !matches!(done, Ok(Ok(()))) {
                let state = if working.stop.is_asked() { JobState::Stopped } else { JobState::Failed };
                let mut lines = working.so_far().lines.clone();
                match done {
                    Ok(Err(faults)) => lines.extend(words::faults(&faults, "desa")),
                    _ => lines
                        .push("Kesalahan di dalam Warta. Ulangi; bila berulang, kirim folder edisinya kepada pembuat Warta.".to_owned()),
                }
                let _ = runtime.block_on(self.end(&working, state, &lines));
            }
            lock(&self.open).remove(&working.record.number);
            (self.told)();
            // What typst remembers of the villages is of no use to the next job.
            forget(0);
        }
    }

    /// Writes a job's end. The office's settings may be broken by now: the ledger does not need them.
    async fn end(&self, working: &Working, state: JobState, lines: &[String]) -> diagnostic::Result<()> {
        let folder = Folder::around(&self.root).0;
        let end = async || {
            let ledger = Ledger::open(&folder.ledger()).await?;
            let so_far = working.so_far().clone();
            ledger.advance_job(working.record.number, so_far.done, so_far.total).await?;
            let ended = ledger.end_job(working.record.number, state, &lines.join("\n"), Utc::now()).await;
            ledger.close().await;
            ended
        };
        let mut ended = end().await;
        for _ in 1..ENDINGS {
            if ended.is_ok() {
                break;
            }
            tokio::time::sleep(PATIENCE).await;
            ended = end().await;
        }
        ended.map_err(|error: LedgerError| error.diagnostic().into())
    }

    async fn take(&self, working: &Arc<Working>) -> diagnostic::Result<()> {
        let office = Office::open(&self.root, Some(&working.record.edition.to_string()))?;
        let number = working.record.number;
        if working.stop.is_asked() {
            office.with_ledger(async |ledger| ledger.cancel_job(number, Utc::now()).await).await?;
            return Ok(());
        }
        if !office.with_ledger(async |ledger| ledger.begin_job(number, Utc::now()).await).await? {
            return Ok(());
        }
        let watched = self.watch(working.clone(), &office);
        let done = self.work(&office, working).await;
        drop(watched);
        let conclusion = done?;
        let state = match conclusion.verdict {
            _ if working.stop.is_asked() => JobState::Stopped,
            Verdict::Done => JobState::Done,
            Verdict::Partly => JobState::Partly,
            Verdict::Failed => JobState::Failed,
        };
        let lines = working.so_far().lines.clone();
        self.end(working, state, &lines).await
    }

    /// Works as the terminal's command does. A folder in which another run is at work is waited for.
    async fn work(&self, office: &Office, working: &Arc<Working>) -> diagnostic::Result<Conclusion<Job>> {
        let mut is_told = false;
        loop {
            let how = How { observer: &**working, stop: &working.stop };
            let tell = &mut |office: &Office, event: desk::Event<'_>| {
                let lines = words::told(words::Face::Desk, office, event);
                working.so_far().lines.extend(lines);
                (self.told)();
            };
            // The page that asked has said how much goes out.
            let ask = &mut |_: &Office, departure: &Departure| {
                let is_seen = working.task.seen().is_none_or(|seen| seen == departure.words());
                if !is_seen {
                    let line =
                        format!("Yang akan dikirim berubah sejak disetujui, menjadi {}: lihat lagi halaman Kirim.", departure.words());
                    working.so_far().lines.push(line);
                }
                is_seen
            };
            let done = desk::job(office, working.task.steps(), how, tell, ask).await;
            match done {
                Err(faults) if is_busy(&faults) && !working.stop.is_asked() => {
                    if !std::mem::replace(&mut is_told, true) {
                        working.so_far().lines.push("Warta sedang bekerja di tempat lain; pekerjaan ini menunggu gilirannya.".to_owned());
                        (self.told)();
                    }
                    tokio::time::sleep(PATIENCE).await;
                }
                done => return done,
            }
        }
    }

    /// Tells of a job's progress, and has it on record now and then, until it has ended.
    fn watch(&self, working: Arc<Working>, office: &Office) -> Watched {
        let (told, path) = (self.told.clone(), office.folder.ledger());
        let stop = Stop::default();
        let ended = stop.clone();
        std::thread::spawn(move || {
            let Ok(runtime) = tokio::runtime::Builder::new_current_thread().enable_all().build() else { return };
            let (mut seen, mut entered) = (SoFar::default(), 0);
            for look in 1_u32.. {
                if ended.is_asked() {
                    return;
                }
                let so_far = working.so_far().clone();
                if so_far != seen {
                    told();
                }
                if look.is_multiple_of(LOOKS_AN_ENTRY) && so_far.done != entered {
                    entered = so_far.done;
                    // An entry that fails is only missed in the words after a crash.
                    let _ = runtime.block_on(async {
                        let ledger = Ledger::open(&path).await?;
                        let written = ledger.advance_job(working.record.number, so_far.done, so_far.total).await;
                        ledger.close().await;
                        written
                    });
                }
                seen = so_far;
                std::thread::sleep(GLANCE);
            }
        });
        Watched(stop)
    }
}

/// A thread that tells of a job's progress; it ends after this, however the job ended. Nothing waits for it.
struct Watched(Stop);

impl Drop for Watched {
    fn drop(&mut self) {
        self.0.ask();
    }
}

fn is_busy(faults: &Faults) -> bool {
    faults.iter().any(|fault: &Diagnostic| fault.code == office::folder::BUSY)
}

/// Waits for a moment, or until someone asks to stop.
fn wait_until(moment: DateTime<Utc>, stop: &Stop) {
    while !stop.is_asked() {
        match (moment - Utc::now()).to_std() {
            Ok(left) if !left.is_zero() => std::thread::sleep(left.min(GLANCE)),
            _ => return,
        }
    }
}
