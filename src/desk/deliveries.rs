//! The deliveries of an edition: a line for each kecamatan, and the villages that are asked for.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, NaiveDate, Utc};
use serde::Serialize;

use super::Office;
use super::absent::absent;
use crate::report::workbook::Absent;
use crate::report::{Standing, bundles, standings, telling};
use office::diagnostic;
use office::model::{DesaCode, EditionId, Level, RegionCode};
use post::ledger::{Delivery, Ladder, Ledger, LedgerError, Overview};
use press::press::Checked;

/// So many villages are listed at once; more are told by their kecamatan.
const LISTED: usize = 60;
/// The deliveries of an edition with no more bundles than these are read at once.
const READ: usize = 300;
/// The most kecamatan that get a line each; more are told by kabupaten or kota.
const LINES: usize = 100;

/// The standing of a bundle, as it is counted and looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub enum Condition {
    #[serde(rename = "diterima")]
    Received,
    #[serde(rename = "terkirim")]
    Delivered,
    #[serde(rename = "menunggu")]
    Waiting,
    #[serde(rename = "tidak-pasti")]
    Doubtful,
    #[serde(rename = "gagal")]
    Failed,
    #[serde(rename = "diganti-ralat")]
    Replaced,
    /// A village of the registry without a bundle.
    #[serde(rename = "belum-terbit")]
    Absent,
}

impl Condition {
    pub const ALL: [Condition; 7] = [
        Condition::Received,
        Condition::Delivered,
        Condition::Waiting,
        Condition::Doubtful,
        Condition::Failed,
        Condition::Replaced,
        Condition::Absent,
    ];

    /// In the office's words.
    pub fn words(self) -> &'static str {
        match self {
            Condition::Received => "diterima KIM",
            Condition::Delivered => "terkirim",
            Condition::Waiting => "menunggu",
            Condition::Doubtful => "tidak pasti",
            Condition::Failed => "gagal",
            Condition::Replaced => "diganti ralat",
            Condition::Absent => "belum terbit",
        }
    }

    /// The name by which it is asked for: `tidak-pasti`.
    pub fn name(self) -> &'static str {
        match self {
            Condition::Received => "diterima",
            Condition::Delivered => "terkirim",
            Condition::Waiting => "menunggu",
            Condition::Doubtful => "tidak-pasti",
            Condition::Failed => "gagal",
            Condition::Replaced => "diganti-ralat",
            Condition::Absent => "belum-terbit",
        }
    }

    /// The condition of this name.
    pub fn named(name: &str) -> Option<Self> {
        Condition::ALL.into_iter().find(|condition| condition.name() == name)
    }

    /// Whether someone has to do something about it.
    pub fn is_trouble(self) -> bool {
        matches!(self, Condition::Doubtful | Condition::Failed | Condition::Absent)
    }
}

impl From<Standing> for Condition {
    fn from(standing: Standing) -> Self {
        match standing {
            Standing::Acknowledged => Condition::Received,
            Standing::Delivered | Standing::Overdue => Condition::Delivered,
            Standing::Deferred | Standing::Planned => Condition::Waiting,
            Standing::Doubtful => Condition::Doubtful,
            Standing::Failed => Condition::Failed,
            Standing::Superseded => Condition::Replaced,
        }
    }
}

/// The wish of a person who looks at deliveries.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Wanted {
    /// A kecamatan, or a larger region: in it alone.
    pub region: Option<RegionCode>,
    /// Those that stand so alone.
    pub condition: Option<Condition>,
}

/// The bundles of a region.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Region {
    /// `None`: no kecamatan can be told.
    #[serde(rename = "kode")]
    pub code: Option<RegionCode>,
    #[serde(rename = "nama")]
    pub name: String,
    /// Rows of the registry, and villages with a bundle that are in it no more.
    #[serde(rename = "desa")]
    pub villages: usize,
    /// Bundles by how they stand; corrections are bundles of their own.
    #[serde(rename = "keadaan")]
    pub counts: BTreeMap<Condition, usize>,
    /// When one of them came to stand so last.
    #[serde(rename = "waktu")]
    pub updated_at: Option<DateTime<Utc>>,
}

impl Region {
    pub fn count(&self, condition: Condition) -> usize {
        self.counts.get(&condition).copied().unwrap_or_default()
    }

    fn add(&mut self, condition: Condition, count: usize) {
        *self.counts.entry(condition).or_default() += count;
    }
}

/// A village's bundle, or the lack of one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct VillageBundle {
    /// `None`: the registry's row cannot be read.
    #[serde(rename = "kode")]
    pub desa: Option<DesaCode>,
    /// `Desa Karya Baru`
    #[serde(rename = "nama")]
    pub title: String,
    pub kecamatan: String,
    pub kim: Option<String>,
    pub ralat: u32,
    #[serde(rename = "keadaan")]
    pub condition: Condition,
    /// In the office's words, with what is special about it.
    #[serde(rename = "kata")]
    pub words: String,
    /// The channel that tells most of it.
    #[serde(rename = "lewat")]
    pub channel: Option<String>,
    #[serde(rename = "waktu")]
    pub at: Option<DateTime<Utc>>,
    /// Until when it waits.
    #[serde(rename = "tidak_sebelum")]
    pub until: Option<DateTime<Utc>>,
    /// The other side's words, or why there is no bundle.
    #[serde(rename = "bukti")]
    pub proof: Option<String>,
    #[serde(rename = "diterima")]
    pub received_on: Option<NaiveDate>,
    #[serde(rename = "penerima")]
    pub received_by: Option<String>,
}

/// The deliveries of an edition.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Deliveries {
    #[serde(rename = "edisi")]
    pub edition: EditionId,
    /// Whether anything of it is on record.
    #[serde(rename = "terbit")]
    pub is_published: bool,
    /// Kecamatan, or kabupaten and kota where there are too many; of what is wanted alone.
    #[serde(rename = "wilayah")]
    pub regions: Vec<Region>,
    #[serde(rename = "semua")]
    pub total: Region,
    /// The villages that are wanted; `None`: none are, or there are too many at once.
    #[serde(rename = "rincian")]
    pub villages: Option<Vec<VillageBundle>>,
}

impl Deliveries {
    /// Whether the lines are of kabupaten and kota.
    pub fn is_wide(&self) -> bool {
        self.regions.iter().filter_map(|region| region.code.as_ref()).any(|code| code.region(Level::Kabupaten) == *code)
    }
}

/// The deliveries of an edition. The registry is read where nothing was `checked`.
///
/// # Errors
/// The ledger cannot be read.
pub async fn deliveries(office: &Office, checked: Option<&Checked>, wanted: &Wanted, now: DateTime<Utc>) -> diagnostic::Result<Deliveries> {
    office.with_ledger_to_look_at(async |ledger| gather(office, ledger, checked, wanted, now).await).await
}

async fn gather(
    office: &Office,
    ledger: &Ledger,
    checked: Option<&Checked>,
    wanted: &Wanted,
    now: DateTime<Utc>,
) -> Result<Deliveries, LedgerError> {
    let (edition, ladder) = (office.edition, office.ladder(now));
    let overview = ledger.overview(edition, ladder).await?;
    let absent = absent(office, ledger, checked).await?;
    let is_published = overview != Overview::default();
    let all = by_kecamatan(&overview, &absent, ladder);
    let total = sum(all.values());
    let villages = listed(edition, ledger, ladder, wanted, &Known { overview: &overview, absent: &absent, total: &total }).await?;
    Ok(Deliveries { edition, is_published, regions: lines(all, wanted), total, villages })
}

/// Whether a region is, or lies in, the one that is wanted.
fn is_in(code: Option<&RegionCode>, wanted: &Wanted) -> bool {
    wanted.region.as_ref().is_none_or(|region| code.is_some_and(|code| code.as_str().starts_with(region.as_str())))
}

/// All bundles and rows, by kecamatan; what has none comes first.
fn by_kecamatan(overview: &Overview, absent: &[Absent], ladder: Ladder) -> BTreeMap<Option<RegionCode>, Region> {
    let mut all: BTreeMap<Option<RegionCode>, Region> = BTreeMap::new();
    for (kecamatan, standing, count) in standings(overview, ladder.limit()) {
        all.entry(Some(kecamatan)).or_default().add(standing.into(), count);
    }
    for alike in &overview.alike {
        let region = all.entry(Some(alike.kecamatan.clone())).or_default();
        region.villages += alike.count;
        name(region, alike.name.as_deref());
        region.updated_at = region.updated_at.max(Some(alike.updated_at));
    }
    let mut seen: BTreeSet<&DesaCode> = BTreeSet::new();
    for delivery in &overview.others {
        let region = all.entry(Some(delivery.desa.kecamatan())).or_default();
        region.villages += usize::from(seen.insert(&delivery.desa));
        name(region, delivery.kecamatan.as_deref());
        if !delivery.is_reserve() {
            region.updated_at = region.updated_at.max(Some(delivery.updated_at));
        }
    }
    for row in absent {
        let region = all.entry(row.code.as_ref().map(DesaCode::kecamatan)).or_default();
        region.villages += 1;
        region.add(Condition::Absent, 1);
        name(region, Some(row.kecamatan.as_str()));
    }
    for (code, region) in &mut all {
        region.code.clone_from(code);
        if region.name.is_empty() {
            region.name = code.as_ref().map_or_else(|| "kode tidak terbaca".to_owned(), RegionCode::to_string);
        }
    }
    all
}

/// Gives a region its name, where it has none.
fn name(region: &mut Region, name: Option<&str>) {
    if region.name.is_empty() {
        region.name = name.unwrap_or_default().to_owned();
    }
}

fn sum<'r>(regions: impl Iterator<Item = &'r Region>) -> Region {
    let mut total = Region { name: "Semua".to_owned(), ..Region::default() };
    for region in regions {
        total.villages += region.villages;
        region.counts.iter().for_each(|(condition, count)| total.add(*condition, *count));
        total.updated_at = total.updated_at.max(region.updated_at);
    }
    total
}

/// The lines of what is wanted: kecamatan, or larger regions where these are too many.
fn lines(all: BTreeMap<Option<RegionCode>, Region>, wanted: &Wanted) -> Vec<Region> {
    let has = |region: &Region| wanted.condition.is_none_or(|condition| region.count(condition) > 0);
    let mut lines: Vec<Region> = all.into_values().filter(|region| is_in(region.code.as_ref(), wanted) && has(region)).collect();
    if lines.len() > LINES {
        let mut wide: BTreeMap<Option<RegionCode>, Vec<Region>> = BTreeMap::new();
        for line in lines {
            wide.entry(line.code.as_ref().map(|code| code.region(Level::Kabupaten))).or_default().push(line);
        }
        let line = |(code, inner): (Option<RegionCode>, Vec<Region>)| {
            let name = code.as_ref().map_or_else(|| "kode tidak terbaca".to_owned(), RegionCode::to_string);
            Region { code, name, ..sum(inner.iter()) }
        };
        lines = wide.into_iter().map(line).collect();
    }
    // A line without a code stands at the end.
    lines.sort_by_key(|line| line.code.is_none());
    lines
}

/// The knowledge of an edition before single deliveries are read.
struct Known<'k> {
    overview: &'k Overview,
    absent: &'k [Absent],
    total: &'k Region,
}

/// The villages that are wanted, where they are few enough.
async fn listed(
    edition: EditionId,
    ledger: &Ledger,
    ladder: Ladder,
    wanted: &Wanted,
    known: &Known<'_>,
) -> Result<Option<Vec<VillageBundle>>, LedgerError> {
    let kecamatan = wanted.region.as_ref().filter(|region| region.region(Level::Kabupaten) != **region);
    let read: Vec<Delivery>;
    let found: &[Delivery] = match (kecamatan, wanted.condition) {
        (Some(kecamatan), _) => {
            read = ledger.in_province(edition, kecamatan, ladder).await?;
            &read
        }
        (None, None) => return Ok(None),
        (None, Some(Condition::Absent)) => &[],
        // None of these is ever told as one of many alike.
        (None, Some(Condition::Doubtful | Condition::Failed | Condition::Replaced)) => &known.overview.others,
        (None, Some(_)) if known.total.counts.values().sum::<usize>() <= READ => {
            read = ledger.standing(edition, ladder).await?;
            &read
        }
        (None, Some(_)) => return Ok(None),
    };
    let made = bundles(found).filter_map(|bundle| village_bundle(bundle, ladder));
    let lacking = known.absent.iter().map(without_bundle);
    let is_wanted = |one: &VillageBundle| {
        let kecamatan = one.desa.as_ref().map(DesaCode::kecamatan);
        is_in(kecamatan.as_ref(), wanted) && wanted.condition.is_none_or(|condition| one.condition == condition)
    };
    let mut all: Vec<VillageBundle> = made.chain(lacking).filter(is_wanted).collect();
    all.sort_by(|a, b| (a.desa.is_none(), &a.desa, a.ralat).cmp(&(b.desa.is_none(), &b.desa, b.ralat)));
    Ok((all.len() <= LISTED || kecamatan.is_some()).then_some(all))
}

/// A bundle as the delivery tells that tells most of it.
fn village_bundle(bundle: &[Delivery], ladder: Ladder) -> Option<VillageBundle> {
    let (standing, last) = (Standing::of(bundle, ladder.limit()), telling(bundle)?);
    let condition = Condition::from(standing);
    let words = if standing == Standing::Overdue { standing.words() } else { condition.words() };
    let is_changed = bundle.iter().any(|delivery| delivery.changed && delivery.arrived_at.is_some());
    let received = bundle.iter().find(|delivery| delivery.received_on.is_some());
    Some(VillageBundle {
        desa: Some(last.desa.clone()),
        title: last.title.clone().unwrap_or_else(|| last.desa.to_string()),
        kecamatan: last.kecamatan.clone().unwrap_or_default(),
        kim: last.kim.clone(),
        ralat: last.ralat,
        condition,
        words: if is_changed { format!("{words}; isi berubah sesudahnya") } else { words.to_owned() },
        channel: Some(last.channel.clone()),
        at: Some(last.updated_at),
        until: last.not_before.filter(|_| last.is_open()),
        proof: last.words.clone(),
        received_on: received.and_then(|delivery| delivery.received_on),
        received_by: received.and_then(|delivery| delivery.received_by.clone()),
    })
}

fn without_bundle(row: &Absent) -> VillageBundle {
    VillageBundle {
        desa: row.code.clone(),
        title: row.title.clone(),
        kecamatan: row.kecamatan.clone(),
        kim: row.kim.clone(),
        ralat: 0,
        condition: Condition::Absent,
        words: Condition::Absent.words().to_owned(),
        channel: None,
        at: None,
        until: None,
        proof: row.why.clone(),
        received_on: None,
        received_by: None,
    }
}
