//! Deadlines by day: acknowledgements, closing editions, deliveries that wait.

use std::collections::BTreeMap;

use chrono::{DateTime, Days, NaiveDate, Utc};
use serde::Serialize;

use super::Office;
use super::schedule::publishing_time;
use crate::report::SILENT_EDITIONS;
use office::diagnostic;
use office::model::date::long_date;
use office::model::{DesaCode, EditionId, Zone};
use post::ledger::{Awaited, Silent, Waiting};

/// So many days ahead are told.
const AHEAD: u64 = 21;

/// The matter of a deadline.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub enum Matter {
    /// An edition is published by its schedule.
    #[serde(rename = "terbit")]
    Closing,
    /// Deliveries wait for their next try.
    #[serde(rename = "menunggu")]
    Waiting,
    /// A person has to decide.
    #[serde(rename = "tidak-pasti")]
    Doubtful,
    /// Villages are to acknowledge an edition.
    #[serde(rename = "tanda-terima")]
    Receipts,
    /// The last day of an edition's week.
    #[serde(rename = "hari-terakhir")]
    LastDay,
}

/// Something that is due.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Deadline {
    #[serde(rename = "perihal")]
    pub matter: Matter,
    #[serde(rename = "edisi")]
    pub edition: EditionId,
    #[serde(rename = "kata")]
    pub words: String,
}

/// A KIM that has acknowledged nothing for several editions.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SilentKim {
    #[serde(rename = "kode")]
    pub desa: DesaCode,
    #[serde(rename = "nama")]
    pub title: String,
    pub kecamatan: String,
    #[serde(rename = "edisi")]
    pub editions: u32,
}

/// The deadlines, day by day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Deadlines {
    #[serde(rename = "hari_ini")]
    pub today: NaiveDate,
    /// Past their day.
    #[serde(rename = "lewat")]
    pub overdue: Vec<Deadline>,
    #[serde(rename = "hari")]
    pub days: BTreeMap<NaiveDate, Vec<Deadline>>,
    #[serde(rename = "diam")]
    pub silent: Vec<SilentKim>,
    /// Days in which a bundle is to be acknowledged; 0: nobody waits for it.
    #[serde(rename = "tunggu_tanda_terima")]
    pub acknowledge_days: u32,
    /// Whether editions are published by a schedule.
    #[serde(rename = "terjadwal")]
    pub is_scheduled: bool,
}

/// The deadlines of these weeks.
///
/// # Errors
/// The ledger cannot be read.
pub async fn deadlines(office: &Office, now: DateTime<Utc>) -> diagnostic::Result<Deadlines> {
    let edition = office.edition;
    let read = office.with_ledger_to_look_at(async |ledger| {
        let waiting = ledger.waiting(edition, office.ladder(now), now).await?;
        let (awaited, doubtful) = (ledger.awaited(edition).await?, ledger.doubtful_editions().await?);
        Ok((waiting, awaited, doubtful, ledger.silent(edition, SILENT_EDITIONS).await?))
    });
    let (waiting, awaited, doubtful, silent) = read.await?;
    let (zone, today, days) = (office.config.zone(), office.local(now).date(), office.config.delivery.acknowledge_days);
    let mut all = Deadlines {
        today,
        overdue: Vec::new(),
        days: BTreeMap::new(),
        silent: silent.into_iter().map(silent_kim).collect(),
        acknowledge_days: days,
        is_scheduled: office.config.schedule.is_some(),
    };
    all.closing(office, now);
    all.waiting(edition, &waiting, zone);
    for (edition, villages) in doubtful {
        let words = format!("{}: {villages} desa belum tentu sampai, menunggu keputusan Anda", edition.label());
        all.add(today, Deadline { matter: Matter::Doubtful, edition, words });
    }
    if days > 0 {
        all.receipts(&awaited, zone);
    }
    all.overdue.sort();
    all.days.values_mut().for_each(|day| day.sort());
    Ok(all)
}

impl Deadlines {
    fn add(&mut self, day: NaiveDate, deadline: Deadline) {
        if day >= self.today && day <= self.today + Days::new(AHEAD) {
            self.days.entry(day).or_default().push(deadline);
        }
    }

    /// Editions that are published by themselves, and the last days of those whose week it is.
    fn closing(&mut self, office: &Office, now: DateTime<Utc>) {
        let zone = office.config.zone();
        for edition in office.folder.editions() {
            let at = office.config.schedule.as_ref().and_then(|schedule| publishing_time(edition, schedule, zone));
            if let Some(at) = at.filter(|at| *at > now) {
                let local = zone.local(at);
                let words = format!("{} ditutup: terbit sendiri pukul {} {zone}", edition.label(), local.format("%H.%M"));
                self.add(local.date(), Deadline { matter: Matter::Closing, edition, words });
            }
            let words = format!("{}: hari terakhir; sesudahnya kiriman surel hanya dikirim bila Anda menyuruhnya", edition.label());
            self.add(edition.sunday(), Deadline { matter: Matter::LastDay, edition, words });
        }
    }

    fn waiting(&mut self, edition: EditionId, waiting: &Waiting, zone: Zone) {
        let Some(until) = waiting.until.filter(|_| waiting.count > 0) else { return };
        let local = zone.local(until);
        let again = local.format("%H.%M");
        let words = format!("{}: {} kiriman menunggu; dicoba lagi sesudah pukul {again} {zone}", edition.label(), waiting.count);
        self.add(local.date().max(self.today), Deadline { matter: Matter::Waiting, edition, words });
    }

    /// The acknowledgements that are awaited, each on the day after which they are overdue.
    fn receipts(&mut self, awaited: &[Awaited], zone: Zone) {
        let mut due: BTreeMap<(NaiveDate, EditionId), usize> = BTreeMap::new();
        for one in awaited {
            let day = zone.local(one.arrived_at).date() + Days::new(self.acknowledge_days.into());
            *due.entry((day, one.edition)).or_default() += one.villages;
        }
        let mut overdue: BTreeMap<EditionId, (NaiveDate, usize)> = BTreeMap::new();
        for ((day, edition), villages) in due {
            if day < self.today {
                overdue.entry(edition).or_insert((day, 0)).1 += villages;
                continue;
            }
            let words = format!("{}: {villages} desa belum mengembalikan tanda terima", edition.label());
            self.add(day, Deadline { matter: Matter::Receipts, edition, words });
        }
        for (edition, (day, villages)) in overdue {
            let since = long_date(day);
            let words = format!("{}: {villages} desa belum mengembalikan tanda terima, yang pertama sejak {since}", edition.label());
            self.overdue.push(Deadline { matter: Matter::Receipts, edition, words });
        }
    }
}

fn silent_kim(silent: Silent) -> SilentKim {
    let title = silent.title.unwrap_or_else(|| silent.desa.to_string());
    SilentKim { title, kecamatan: silent.kecamatan.unwrap_or_default(), editions: silent.editions, desa: silent.desa }
}
