//! The newest look at the office folder, made anew as soon as something in it is saved, and one village's pages by it.

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant, SystemTime};

use chrono::{DateTime, Utc};
use notify::{RecommendedWatcher, RecursiveMode, Watcher};
use tokio::sync::watch;

use super::feed::Feed;
use crate::desk::{self, Conclusion, Office, Outlook, View};
use office::diagnostic::{Diagnostic, Faults};
use office::folder::{DESK, Folder, LOCK};
use office::model::{EditionId, Zone};
use post::ledger::is_on_network;
use press::press::Checked;
use press::typeset::forget;

/// The time after the last of the writes by which a program saves.
const SETTLED: Duration = Duration::from_millis(25);
/// The longest time from a change to a look, however much is being written.
const PATIENCE: Duration = Duration::from_millis(250);
/// The rest after a look that the ledger alone asked for, in times of the look before.
const REST: u32 = 5;
/// So many editions are kept beside the newest.
const EDITIONS: usize = 3;
/// The time between two glances at the ledger's file.
const GLANCE: Duration = Duration::from_millis(500);
/// The longest time that a page waits for a look that is under way, before it shows the one of before.
const WAIT: Duration = Duration::from_millis(1500);
/// So long typst remembers what it set for pages that nobody looks at any more.
const REMEMBERED: Duration = Duration::from_secs(20);
/// So many villages' pages are kept.
const VIEWS: usize = 16;
/// Where a folder cannot be watched, a look is made anew after this time.
const UNWATCHED: Duration = Duration::from_secs(3);

/// An edition as it was read.
#[derive(Debug)]
pub struct Seen {
    pub at: DateTime<Utc>,
    /// `None`: there is no edition, or no office that can be opened.
    pub edition: Option<EditionId>,
    pub conclusion: Result<Conclusion<Outlook>, Faults>,
    pub checked: Option<Arc<Checked>>,
    pub zone: Zone,
    /// The state of the folder that it is of.
    state: u64,
    since: Instant,
}

impl Seen {
    /// A look that a fault of the program ended.
    fn broken(state: u64) -> Self {
        let fault = Diagnostic::error("warta.kesalahan", "kesalahan di dalam Warta saat membaca edisi ini");
        let faults =
            fault.remedy("betulkan atau keluarkan berkas yang diubah terakhir; bila berulang, kirim folder edisinya kepada pembuat Warta");
        let (at, since) = (Utc::now(), Instant::now());
        Seen { at, edition: None, conclusion: Err(faults.into()), checked: None, zone: Zone::Wib, state, since }
    }
}

/// Keeps the newest edition's look, and the latest of the others.
fn thin_out(all: &mut BTreeMap<Wanted, Arc<Seen>>) {
    while all.keys().filter(|wanted| wanted.is_some()).count() > EDITIONS {
        let oldest = all.iter().filter(|(wanted, _)| wanted.is_some()).min_by_key(|(_, seen)| seen.since).map(|(wanted, _)| wanted.clone());
        if let Some(oldest) = oldest {
            all.remove(&oldest);
        }
    }
}

/// The edition that is asked for: `None` is the newest.
type Wanted = Option<String>;

/// Looks at the folder, and keeps what was seen.
#[derive(Debug)]
pub struct Looker {
    root: PathBuf,
    feed: Arc<Feed>,
    /// Grows with each change of the folder.
    state: watch::Sender<u64>,
    seen: watch::Sender<BTreeMap<Wanted, Arc<Seen>>>,
    views: Mutex<Vec<Shown>>,
    /// When pages were set last, as long as what that left in memory is there.
    set_at: Mutex<Option<Instant>>,
    words: Sender<Word>,
    is_watched: bool,
}

#[derive(Debug)]
struct Shown {
    wanted: (Wanted, Option<String>),
    state: u64,
    view: Arc<View>,
}

/// Wakes the worker.
enum Word {
    Changed,
    Wanted(Wanted),
}

impl Looker {
    pub fn new(folder: &Folder, feed: Arc<Feed>) -> Arc<Self> {
        let (words, heard) = channel();
        // The system names what changed by whole paths.
        let folder = Folder::new(std::path::absolute(folder.root()).unwrap_or_else(|_| folder.root().to_owned()));
        let watched = watcher(&folder, words.clone());
        let looker = Arc::new(Looker {
            root: folder.root().to_owned(),
            feed,
            state: watch::Sender::new(1),
            seen: watch::Sender::default(),
            views: Mutex::default(),
            set_at: Mutex::default(),
            words,
            is_watched: watched.is_some(),
        });
        let worker = looker.clone();
        std::thread::spawn(move || worker.follow(&folder, watched, &heard));
        looker
    }

    /// Whether changes of the folder are noticed by themselves.
    pub fn is_watched(&self) -> bool {
        self.is_watched
    }

    /// Something in the folder was changed by the desk itself: whoever looks from now on sees it.
    pub fn touch(&self) {
        self.state.send_modify(|state| *state += 1);
        let _ = self.words.send(Word::Changed);
    }

    /// The newest look at an edition. One that is under way is waited for, but not for long.
    pub async fn look(&self, edition: Option<&str>) -> Arc<Seen> {
        let wanted: Wanted = edition.map(str::to_owned);
        // What names no edition is no work for the worker.
        if edition.is_some_and(|edition| EditionId::parse(edition).is_none()) {
            return self.see_now(wanted).await;
        }
        let now = *self.state.borrow();
        let mut news = self.seen.subscribe();
        let before = news.borrow_and_update().get(&wanted).cloned();
        let is_old = |seen: &Seen| !self.is_watched && seen.since.elapsed() > UNWATCHED;
        if let Some(seen) = before.as_ref().filter(|seen| seen.state >= now && !is_old(seen)) {
            return seen.clone();
        }
        let asked = Instant::now();
        let _ = self.words.send(Word::Wanted(wanted.clone()));
        let is_newer = |seen: &Seen| seen.state >= now && (self.is_watched || seen.since >= asked || !is_old(seen));
        let newer = news.wait_for(|all| all.get(&wanted).is_some_and(|seen| is_newer(seen)));
        let _ = tokio::time::timeout(WAIT, newer).await;
        let seen = self.seen.borrow().get(&wanted).cloned();
        match seen.or(before) {
            Some(seen) => seen,
            // The worker is at another edition.
            None => self.see_now(wanted).await,
        }
    }

    /// The newest look at an edition that there is; none is waited for.
    pub fn last(&self, edition: Option<&str>) -> Option<Arc<Seen>> {
        self.seen.borrow().get(&edition.map(str::to_owned)).cloned()
    }

    /// Looks at an edition beside the worker.
    async fn see_now(&self, wanted: Wanted) -> Arc<Seen> {
        let (root, state) = (self.root.clone(), *self.state.borrow());
        let seen = tokio::task::spawn_blocking(move || see(&root, &wanted, state)).await;
        Arc::new(seen.unwrap_or_else(|_| Seen::broken(state)))
    }

    /// The pages of a village, by code or name; without a wish those of the first one.
    pub async fn view(self: &Arc<Self>, edition: Option<&str>, village: Option<&str>) -> Arc<View> {
        let seen = self.look(edition).await;
        let wanted = (edition.map(str::to_owned), village.map(str::to_owned));
        let known = |shown: &&Shown| shown.wanted == wanted;
        let before = lock(&self.views).iter().find(known).map(|shown| (shown.state, shown.view.clone()));
        let before = match before {
            Some((state, view)) if state >= seen.state => return view,
            before => before.map(|(_, view)| view),
        };
        let (looker, state) = (self.clone(), seen.state);
        let made = tokio::task::spawn_blocking(move || {
            let mut view = match (&seen.conclusion, &seen.checked) {
                (Ok(conclusion), Some(checked)) => desk::view(checked, wanted.1.as_deref(), &conclusion.diagnostics),
                (Err(faults), _) => View { faults: faults.to_vec(), ..View::default() },
                _ => View::default(),
            };
            if let Some(before) = before.filter(|_| view.sections.is_empty()) {
                view.keep_pages(&before);
            }
            looker.remembers();
            let view = Arc::new(view);
            looker.keep(Shown { wanted, state, view: view.clone() });
            view
        });
        made.await.unwrap_or_default()
    }

    fn keep(&self, shown: Shown) {
        let mut views = lock(&self.views);
        views.retain(|known| known.wanted != shown.wanted);
        views.insert(0, shown);
        views.truncate(VIEWS);
    }

    /// A page's picture, packed by gzip, by the name that a view gives it.
    pub fn picture(&self, name: &str) -> Option<Arc<[u8]>> {
        lock(&self.views).iter().find_map(|shown| shown.view.pictures.get(name)).cloned()
    }

    /// Looks at the newest edition at once, and at what is asked for, again at every change.
    fn follow(&self, folder: &Folder, mut watched: Option<RecommendedWatcher>, heard: &Receiver<Word>) {
        let mut ledger = Mark::of(&folder.ledger());
        let mut wanted: Vec<Wanted> = vec![None];
        loop {
            let state = *self.state.borrow();
            let began = Instant::now();
            for one in &wanted {
                // A fault of the program is told on the pages, and the next change is looked at again.
                let seen = catch_unwind(AssertUnwindSafe(|| see(&self.root, one, state))).unwrap_or_else(|_| Seen::broken(state));
                self.seen.send_modify(|all| {
                    all.insert(one.clone(), Arc::new(seen));
                    thin_out(all);
                });
            }
            self.remembers();
            let (ended, took) = (Instant::now(), began.elapsed());
            self.feed.changed();
            wanted.clear();
            let mut is_changed = false;
            while !is_changed && wanted.is_empty() {
                is_changed = self.hear(heard, &mut wanted);
                self.let_go();
                // What would go out depends on what has. No page waits for that look, and while a job writes without a pause, most of the time
                // is left to the job.
                let mark = Mark::of(&folder.ledger());
                if mark != ledger && ended.elapsed() > took * REST {
                    ledger = mark;
                    let known: Vec<Wanted> = self.seen.borrow().keys().cloned().collect();
                    wanted.extend(known);
                }
            }
            if is_changed {
                self.state.send_modify(|state| *state += 1);
                // Pages that show the other editions ask for them when they are told.
                let asked = std::mem::replace(&mut wanted, vec![None]);
                for one in asked {
                    if !wanted.contains(&one) {
                        wanted.push(one);
                    }
                }
            }
            if let Some(watcher) = &mut watched {
                watch_sources(watcher, folder);
            }
        }
    }

    /// Pages were set, and what typst remembers of them makes the next ones quick.
    pub fn remembers(&self) {
        *lock(&self.set_at) = Some(Instant::now());
    }

    /// Lets go of what typst remembers, once nobody has looked at pages for a while.
    fn let_go(&self) {
        let mut set_at = lock(&self.set_at);
        if set_at.is_some_and(|at| at.elapsed() > REMEMBERED) {
            *set_at = None;
            forget(0);
        }
    }

    /// Waits for words, and for the last of a burst of them. Gives whether something changed.
    fn hear(&self, heard: &Receiver<Word>, wanted: &mut Vec<Wanted>) -> bool {
        let mut is_changed = false;
        let mut note = |word: Word| match word {
            Word::Changed => is_changed = true,
            Word::Wanted(one) if !wanted.contains(&one) => wanted.push(one),
            Word::Wanted(_) => {}
        };
        match heard.recv_timeout(GLANCE) {
            Ok(word) => note(word),
            Err(_) => return false,
        }
        let began = Instant::now();
        while began.elapsed() < PATIENCE {
            match heard.recv_timeout(SETTLED) {
                Ok(word) => note(word),
                Err(RecvTimeoutError::Timeout | RecvTimeoutError::Disconnected) => break,
            }
        }
        is_changed
    }
}

fn lock<T>(shared: &Mutex<T>) -> MutexGuard<'_, T> {
    shared.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Looks at an edition now.
fn see(root: &Path, wanted: &Wanted, state: u64) -> Seen {
    let since = Instant::now();
    let at = Utc::now();
    match Office::open(root, wanted.as_deref()) {
        Ok(office) => {
            let (zone, edition) = (office.config.zone(), Some(office.edition));
            let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build();
            let Ok(runtime) = runtime else {
                return Seen { at, edition, conclusion: Err(Vec::new().into()), checked: None, zone, state, since };
            };
            let (conclusion, checked) = runtime.block_on(desk::inspect_whole(&office));
            Seen { at, edition, conclusion: Ok(conclusion), checked: Some(Arc::new(checked)), zone, state, since }
        }
        Err(faults) => Seen { at, edition: None, conclusion: Err(faults), checked: None, zone: Zone::Wib, state, since },
    }
}

/// The ledger's file, as far as a change of its content shows on it. To open it makes an empty log beside it, which is none.
#[derive(Debug, PartialEq, Eq)]
struct Mark(Option<(u64, SystemTime)>, Option<(u64, SystemTime)>);

impl Mark {
    fn of(ledger: &Path) -> Self {
        let seen = |path: &Path| {
            let metadata = std::fs::metadata(path).ok()?;
            Some((metadata.len(), metadata.modified().ok()?)).filter(|(length, _)| *length > 0)
        };
        let mut log = ledger.as_os_str().to_owned();
        log.push("-wal");
        Mark(seen(ledger), seen(Path::new(&log)))
    }
}

fn watcher(folder: &Folder, words: Sender<Word>) -> Option<RecommendedWatcher> {
    // What other machines write on a shared disk is told to nobody here.
    if is_on_network(folder.root()) {
        return None;
    }
    let own: Vec<PathBuf> =
        vec![folder.results_root(), folder.ledger(), folder.path(LOCK), folder.path(DESK), folder.secrets(), folder.backups()];
    let told = move |event: notify::Result<notify::Event>| {
        let Ok(event) = event else { return };
        let is_own = |path: &PathBuf| own.iter().any(|own| path.as_os_str().to_string_lossy().starts_with(&*own.to_string_lossy()));
        // To read a file is no change of it.
        if !event.kind.is_access() && (event.need_rescan() || !event.paths.iter().all(is_own)) {
            let _ = words.send(Word::Changed);
        }
    };
    let mut watcher = notify::recommended_watcher(told).ok()?;
    watcher.watch(folder.root(), RecursiveMode::NonRecursive).ok()?;
    watch_sources(&mut watcher, folder);
    Some(watcher)
}

/// Watches the folders that the pages are made from; one that is made later is watched from then on.
fn watch_sources(watcher: &mut RecommendedWatcher, folder: &Folder) {
    for folder in [folder.editions_root(), folder.own_layouts()].iter().filter(|folder| folder.is_dir()) {
        let _ = watcher.watch(folder, RecursiveMode::Recursive);
    }
}
