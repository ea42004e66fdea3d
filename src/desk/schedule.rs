//! Each edition when it is due. The ledger decides what has been done; a clock only wakes whoever asks.

use std::collections::BTreeSet;
use std::path::Path;

use chrono::{DateTime, Days, NaiveTime, TimeZone, Utc};
use chrono_tz::Tz;
use serde::Serialize;

use super::job::{Event, Job, Steps, job};
use super::{Conclusion, Office, Request, Verdict, check, send};
use crate::config::{Config, Schedule};
use office::bundle::sha256;
use office::diagnostic::{self, Diagnostic, Faults, Place};
use office::folder::{CONFIG, Folder};
use office::model::{EditionId, Zone};
use office::work::How;

/// An edition's need at this moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Due {
    /// Its time has come, and nothing of it has gone out yet.
    Publish,
    /// It has begun to go out: what is open is sent.
    Send,
    /// Its week went by without it: only a person publishes it now.
    Missed,
}

/// For so many days after its week a missed edition is worth a word.
const MISSED_DAYS: u64 = 14;

/// Something that a pass over the editions came to, told at once.
#[derive(Debug)]
pub enum Turn<'a> {
    /// The edition was missed. Told once.
    Missed,
    /// The edition is published now.
    Publishing,
    /// Its job came to something.
    Job(Event<'a>),
    /// Its job ended.
    Ended(Box<diagnostic::Result<Conclusion<Job>>>),
}

/// Looks at an office folder again and again, and does what is due. It remembers only what need not be said or tried again.
#[derive(Debug, Default)]
pub struct Scheduler {
    /// Faults that left nothing to be looked at, and were told.
    told: Vec<Faults>,
    missed: BTreeSet<EditionId>,
    /// Editions with faults, and a digest of the files that had them.
    tried: BTreeSet<(EditionId, String)>,
}

impl Scheduler {
    /// Does what is due now, the oldest edition first. Gives the last verdict that is not [`Verdict::Done`].
    ///
    /// # Errors
    /// The office folder or the ledger cannot be read. The same faults are told once; later the verdict alone tells of them.
    pub async fn pass(
        &mut self,
        root: &Path,
        how: How<'_>,
        tell: &mut (dyn FnMut(&Office, Turn<'_>) + Send),
    ) -> diagnostic::Result<Verdict> {
        let due = match due(root, Utc::now()).await {
            Ok(due) => due,
            Err(faults) if self.told.contains(&faults) => return Ok(Verdict::Failed),
            Err(faults) => {
                self.told.push(faults.clone());
                return Err(faults);
            }
        };
        let mut worst = Verdict::Done;
        for (office, due) in due {
            if how.stop.is_asked() {
                break;
            }
            match self.take(&office, due, how, tell).await {
                Verdict::Done => {}
                worse => worst = worse,
            }
        }
        Ok(worst)
    }

    async fn take(&mut self, office: &Office, due: Due, how: How<'_>, tell: &mut (dyn FnMut(&Office, Turn<'_>) + Send)) -> Verdict {
        match due {
            Due::Missed => {
                if self.missed.insert(office.edition) {
                    tell(office, Turn::Missed);
                }
                Verdict::Done
            }
            Due::Publish => {
                // A faulty edition is tried again when something in its folder changes.
                let state = (office.edition, fingerprint(office));
                if self.tried.contains(&state) {
                    return Verdict::Done;
                }
                tracing::info!(edition = %office.edition, "publish");
                tell(office, Turn::Publishing);
                let (verdict, is_held) = work(office, true, how, tell).await;
                // Only faulty papers, and what is made and held back, wait for someone; a busy folder or a full disk may be free the next
                // time.
                if is_held || Verdict::of(&check(office).diagnostics) == Verdict::Failed {
                    self.tried.insert(state);
                }
                verdict
            }
            Due::Send => {
                if send::is_anything_due(office).await {
                    work(office, false, how, tell).await.0
                } else {
                    Verdict::Done
                }
            }
        }
    }
}

/// An edition's job: its verdict, and whether what was made waits for a person.
async fn work(office: &Office, publish: bool, how: How<'_>, tell: &mut (dyn FnMut(&Office, Turn<'_>) + Send)) -> (Verdict, bool) {
    let steps = Steps { publish, send: Some(Request::default()), ..Steps::default() };
    let done = job(office, steps, how, &mut |office, event| tell(office, Turn::Job(event)), &mut |_, _| true).await;
    let verdict = done.as_ref().map_or(Verdict::Failed, |conclusion| conclusion.verdict);
    let is_held = done.as_ref().is_ok_and(|conclusion| conclusion.facts.held.is_some());
    tell(office, Turn::Ended(Box::new(done)));
    (verdict, is_held)
}

/// The editions that need something now, oldest first.
async fn due(root: &Path, now: DateTime<Utc>) -> diagnostic::Result<Vec<(Office, Due)>> {
    let mut found = Vec::new();
    let (folder, _) = Folder::around(root);
    let Some(schedule) = &Config::read(&folder)?.schedule else { return Err(unscheduled().into()) };
    for edition in folder.editions() {
        let office = Office::open(folder.root(), Some(&edition.to_string()))?;
        let is_current = office.is_current(now);
        let has_come = publishing_time(edition, schedule, office.config.zone()).is_some_and(|time| time <= now);
        let is_recent = office.local(now).date() <= edition.sunday() + Days::new(MISSED_DAYS);
        if !(is_recent && (has_come || !is_current)) {
            continue;
        }
        // An edition that a person made early, to look at it, is made anew at its time.
        let has_begun = office.with_ledger(async |ledger| ledger.has_begun(edition).await).await?;
        let due = match (has_begun, is_current) {
            (true, _) => Due::Send,
            (false, true) => Due::Publish,
            (false, false) => Due::Missed,
        };
        found.push((office, due));
    }
    Ok(found)
}

/// An edition whose time has not come, as programs are told of it.
#[derive(Debug, Clone, Serialize)]
pub struct Next {
    #[serde(rename = "edisi")]
    pub edition: EditionId,
    /// The moment at which it is published.
    #[serde(rename = "terbit")]
    pub at: DateTime<Utc>,
    #[serde(skip)]
    pub zone: Zone,
}

/// The edition in an office folder that is published next, where there is one.
pub fn next(root: &Path, now: DateTime<Utc>) -> Option<Next> {
    let (folder, _) = Folder::around(root);
    let config = Config::read(&folder).ok()?;
    let (schedule, zone) = (config.schedule.as_ref()?, config.zone());
    let next = |edition| Some(Next { edition, at: publishing_time(edition, schedule, zone)?, zone });
    folder.editions().into_iter().filter_map(next).filter(|next| next.at > now).min_by_key(|next| next.at)
}

/// The office set no schedule.
pub(super) fn unscheduled() -> Diagnostic {
    let fault = Diagnostic::error("jadwal.belum-diatur", "jadwal belum diatur").at(Place::file(CONFIG));
    fault.remedy("tambahkan [jadwal] dengan terbit = \"0 16 * * 5\", yaitu tiap Jumat pukul 16.00")
}

/// When an edition is published: the first of the schedule's times in the seven days up to its Monday.
pub fn publishing_time(edition: EditionId, schedule: &Schedule, zone: Zone) -> Option<DateTime<Utc>> {
    let zone: Tz = match zone {
        Zone::Wib => chrono_tz::Asia::Jakarta,
        Zone::Wita => chrono_tz::Asia::Makassar,
        Zone::Wit => chrono_tz::Asia::Jayapura,
    };
    let from = zone.from_local_datetime(&(edition.monday() - Days::new(6)).and_time(NaiveTime::MIN)).earliest()?;
    let time = schedule.publish.times().ok()?.find_next_occurrence(&from, true).ok()?;
    (time.date_naive() <= edition.monday()).then(|| time.with_timezone(&Utc))
}

/// A digest of names, sizes and times of an edition's files and the office's own: only to tell whether a fault may be mended.
fn fingerprint(office: &Office) -> String {
    let mut folders = vec![office.folder.path(&Folder::edition_name(office.edition))];
    let mut seen: Vec<String> = [CONFIG, "kim.xlsx", "kim.csv"].map(|name| describe(&office.folder.path(name))).into();
    while let Some(folder) = folders.pop() {
        for path in std::fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path()) {
            if path.is_dir() { folders.push(path) } else { seen.push(describe(&path)) }
        }
    }
    seen.sort();
    sha256(seen.join("\n").as_bytes())
}

fn describe(path: &Path) -> String {
    let metadata = std::fs::metadata(path).ok();
    format!("{} {:?} {:?}", path.display(), metadata.as_ref().map(|m| m.len()), metadata.and_then(|m| m.modified().ok()))
}
