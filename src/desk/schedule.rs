//! Which editions are due. The ledger decides what has been done; a clock only wakes whoever asks.

use std::path::{Path, PathBuf};

use chrono::{DateTime, Days, NaiveTime, TimeZone, Utc};
use chrono_tz::Tz;

use super::{Office, editions};
use crate::config::{self, Schedule};
use office::diagnostic::{Diagnostic, Place};
use office::model::{EditionId, Zone};
use post::ledger::LedgerError;

/// What an edition needs at this moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Due {
    /// Its time has come, and nothing of it has gone out yet.
    Publish,
    /// It has begun to go out: what is open is sent.
    Send,
    /// Its week went by without it: only a person publishes it now.
    Missed,
}

/// How long ago an edition may have been missed and still be worth a word.
const MISSED_DAYS: u64 = 14;

/// The editions that need something now, oldest first.
///
/// # Errors
/// Where the office folder or the ledger cannot be read.
pub async fn due(root: &Path, now: DateTime<Utc>) -> Result<Vec<(Office, Due)>, Box<Diagnostic>> {
    let mut found = Vec::new();
    for edition in editions(root) {
        let office = Office::open(root, Some(&edition.to_string()))?;
        let Some(schedule) = office.config.schedule.clone() else {
            return Err(Box::new(unscheduled()));
        };
        let fault = |error: LedgerError| Box::new(error.diagnostic());
        let is_current = office.is_current(now);
        let has_come = publishing_time(edition, &schedule, office.config.zone()).is_some_and(|time| time <= now);
        let is_recent = office.local(now).date() <= edition.sunday() + Days::new(MISSED_DAYS);
        if !(is_recent && (has_come || !is_current)) {
            continue;
        }
        let ledger = office.ledger().await.map_err(fault)?;
        // What a person made early to look at it is made anew at its time.
        let has_begun = ledger.has_begun(edition).await.map_err(fault);
        ledger.close().await;
        let due = match (has_begun?, is_current) {
            (true, _) => Due::Send,
            (false, true) => Due::Publish,
            (false, false) => Due::Missed,
        };
        found.push((office, due));
    }
    Ok(found)
}

/// The office set no schedule.
pub fn unscheduled() -> Diagnostic {
    let fault = Diagnostic::error("jadwal belum diatur").at(Place::file(config::FILE));
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

/// A systemd unit and the timer that wakes it.
#[derive(Debug)]
pub struct Units {
    pub service: (PathBuf, String),
    pub timer: (PathBuf, String),
}

/// Units for this office folder: the timer wakes `warta jadwal --sekali` every ten minutes; what is due, the ledger decides.
pub fn units(folder: &Path, program: &Path, office: &Path) -> Units {
    let name = unit_name(office);
    let service = format!(
        "[Unit]\nDescription=Warta: buletin pekanan\n\n[Service]\nType=oneshot\nExecStart={} -C {} jadwal --sekali\n\
         # Sebagian desa gagal: sisanya sudah jalan.\nSuccessExitStatus=3\nTimeoutStartSec=12h\nTimeoutStopSec=5min\n",
        quoted(program),
        quoted(office)
    );
    let timer = format!(
        "[Unit]\nDescription=Warta: bangunkan tiap sepuluh menit\n\n[Timer]\nOnCalendar=*:0/10\nPersistent=true\nAccuracySec=1min\nUnit={name}.service\n\n\
         [Install]\nWantedBy=timers.target\n"
    );
    Units { service: (folder.join(format!("{name}.service")), service), timer: (folder.join(format!("{name}.timer")), timer) }
}

/// `warta-kantor-3f2a1c`: the folder's name, and what tells it from another of the same name.
pub fn unit_name(office: &Path) -> String {
    let plain = |c: char| if c.is_ascii_alphanumeric() { c } else { '-' };
    let folder: String = office.file_name().and_then(|name| name.to_str()).unwrap_or("kantor").chars().map(plain).collect();
    format!("warta-{folder}-{}", &office::bundle::sha256(office.display().to_string().as_bytes())[..6])
}

/// A path as a word of a systemd command line (systemd.service(5), systemd.unit(5)).
fn quoted(path: &Path) -> String {
    let escaped = path.display().to_string().replace('\\', "\\\\").replace('"', "\\\"").replace('%', "%%").replace('$', "$$");
    format!("\"{escaped}\"")
}
