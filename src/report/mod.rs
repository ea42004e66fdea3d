//! Diagnostics and the ledger as people and machines read them.

pub mod budget;
pub mod progress;
pub mod whatsapp;
pub mod workbook;

use std::collections::{BTreeMap, BTreeSet};

use comfy_table::{CellAlignment, Table, presets};
use rust_xlsxwriter::{DocProperties, XlsxError};

use office::diagnostic::{Diagnostic, Severity};
use office::model::{EditionId, Zone};
use post::ledger::{Delivery, Overview, State};

/// All diagnostics for a person: grouped by file, the file with the most serious first, counted at the end.
pub fn diagnostics(all: &[Diagnostic]) -> String {
    let mut by_file: BTreeMap<&str, Vec<&Diagnostic>> = BTreeMap::new();
    for diagnostic in all {
        by_file.entry(diagnostic.place.as_ref().map_or("", |p| p.file.as_str())).or_default().push(diagnostic);
    }
    let mut groups: Vec<Vec<&Diagnostic>> = by_file.into_values().collect();
    for group in &mut groups {
        group.sort_by_key(|d| (d.severity, d.place.clone()));
    }
    groups.sort_by_key(|group| group.first().map(|d| d.severity));
    let mut text: String = groups.into_iter().flatten().map(|d| format!("{d}\n")).collect();
    let counts = counts(all);
    if !counts.is_empty() {
        text.push_str(&format!("{counts}\n"));
    }
    text
}

/// `1 galat, 2 peringatan`; empty where there is nothing to say.
pub fn counts(all: &[Diagnostic]) -> String {
    [Severity::Error, Severity::Warning, Severity::Note]
        .iter()
        .map(|severity| (severity, all.iter().filter(|d| d.severity == *severity).count()))
        .filter(|(_, count)| *count > 0)
        .map(|(severity, count)| format!("{count} {severity}"))
        .collect::<Vec<_>>()
        .join(", ")
}

/// Where a bundle stands, by all its roads together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Standing {
    /// Its KIM acknowledged it.
    Acknowledged,
    Delivered,
    /// Delivered, and not acknowledged in time.
    Overdue,
    /// Perhaps delivered: a person decides.
    Doubtful,
    /// Tried, and to be tried again.
    Deferred,
    Planned,
    /// By no road.
    Failed,
    /// A correction took its place.
    Superseded,
}

impl Standing {
    pub const ALL: [Standing; 8] = [
        Standing::Acknowledged,
        Standing::Delivered,
        Standing::Overdue,
        Standing::Doubtful,
        Standing::Deferred,
        Standing::Planned,
        Standing::Failed,
        Standing::Superseded,
    ];

    /// In the office's words.
    pub fn words(self) -> &'static str {
        match self {
            Standing::Acknowledged => "diterima KIM",
            Standing::Delivered => "terkirim",
            Standing::Overdue => "terkirim, tanda terima lewat waktu",
            Standing::Doubtful => "tidak pasti",
            Standing::Deferred => "tertunda",
            Standing::Planned => "belum dikirim",
            Standing::Failed => "gagal",
            Standing::Superseded => "diganti ralat",
        }
    }

    /// Nothing has to be done about it.
    fn is_well(self) -> bool {
        matches!(self, Standing::Acknowledged | Standing::Delivered | Standing::Superseded)
    }
}

/// Where a bundle stands, from its deliveries by every road. `overdue_before`: what arrived before this moment should be
/// acknowledged by now.
pub fn standing(bundle: &[Delivery], overdue_before: Option<&str>) -> Standing {
    let any = |state: State| bundle.iter().any(|d| !d.is_reserve() && d.state == state);
    let is_late = |d: &Delivery| {
        d.state == State::Accepted && overdue_before.is_some_and(|limit| d.arrived_at.as_deref().is_some_and(|at| at < limit))
    };
    if bundle.iter().any(|d| d.received_on.is_some()) || any(State::Acknowledged) {
        Standing::Acknowledged
    } else if any(State::Accepted) {
        let late = bundle.iter().filter(|d| d.state == State::Accepted).all(is_late);
        if late { Standing::Overdue } else { Standing::Delivered }
    } else if any(State::Unknown) || any(State::Sending) {
        Standing::Doubtful
    } else if any(State::Deferred) {
        Standing::Deferred
    } else if any(State::Planned) {
        Standing::Planned
    } else if any(State::Superseded) {
        Standing::Superseded
    } else {
        Standing::Failed
    }
}

/// The road that tells most of a bundle: by which it came, or may have; else the one being tried.
fn telling(bundle: &[Delivery]) -> Option<&Delivery> {
    let by = |states: &[State]| bundle.iter().rev().find(|d| states.contains(&d.state));
    by(&[State::Acknowledged, State::Accepted])
        .or_else(|| by(&[State::Unknown, State::Sending]))
        .or_else(|| bundle.iter().rev().find(|d| !d.is_reserve()))
        .or(bundle.first())
}

/// The bundles among deliveries, each with its roads.
fn bundles(deliveries: &[Delivery]) -> impl Iterator<Item = &[Delivery]> {
    deliveries.chunk_by(|a, b| (&a.desa, a.ralat) == (&b.desa, b.ralat))
}

fn count_standings(all: impl IntoIterator<Item = (Standing, usize)>) -> String {
    let mut counts: BTreeMap<Standing, usize> = BTreeMap::new();
    for (standing, count) in all {
        *counts.entry(standing).or_default() += count;
    }
    counts.iter().map(|(standing, count)| format!("{count} {}", standing.words())).collect::<Vec<_>>().join(", ")
}

/// Where an overview's bundles stand: with the code of their kecamatan, and how many.
fn standings<'o>(overview: &'o Overview, overdue_before: Option<&'o str>) -> impl Iterator<Item = (&'o str, Standing, usize)> {
    let alike = overview.alike.iter().map(|alike| {
        let standing = match alike.state {
            _ if alike.received => Standing::Acknowledged,
            State::Acknowledged => Standing::Acknowledged,
            State::Accepted => Standing::Delivered,
            _ => Standing::Planned,
        };
        (alike.kecamatan.as_str(), standing, alike.count)
    });
    let others = bundles(&overview.others).map(move |bundle| (kecamatan_of(&bundle[0].desa), standing(bundle, overdue_before), 1));
    alike.chain(others)
}

fn kecamatan_of(desa: &str) -> &str {
    desa.get(..8).unwrap_or(desa)
}

/// How many bundles stand where: `201 terkirim, 3 tertunda`.
pub fn tally(overview: &Overview, overdue_before: Option<&str>) -> String {
    count_standings(standings(overview, overdue_before).map(|(_, standing, count)| (standing, count)))
}

/// A line of [`status`]: a kecamatan, or more at a time.
#[derive(Default)]
struct Region<'o> {
    name: Option<&'o str>,
    standings: BTreeMap<Standing, usize>,
    channels: BTreeSet<&'o str>,
    updated_at: &'o str,
    /// Villages that something has to be done about.
    villages: Vec<[String; 5]>,
}

/// So many lines are told of kecamatan; of more, by kabupaten or kota, and of still more, by province.
const REGIONS: usize = 100;

/// Who got what, when, by which road, proven how; a line per kecamatan, and one per village where something is to be done.
pub fn status(overview: &Overview, zone: Zone, overdue_before: Option<&str>) -> String {
    let codes: BTreeSet<&str> = standings(overview, overdue_before).map(|(code, ..)| code).collect();
    let digits = [8, 5]
        .into_iter()
        .find(|digits| codes.iter().map(|code| code.get(..*digits).unwrap_or(code)).collect::<BTreeSet<_>>().len() <= REGIONS);
    let digits = digits.unwrap_or(2);
    let region = |code: &'_ str| code.get(..digits).unwrap_or(code).to_owned();
    let mut regions: BTreeMap<String, Region<'_>> = BTreeMap::new();
    for (code, standing, count) in standings(overview, overdue_before) {
        *regions.entry(region(code)).or_default().standings.entry(standing).or_default() += count;
    }
    let alike = overview.alike.iter().map(|a| (a.kecamatan.as_str(), a.name.as_deref(), a.channel.as_str(), a.updated_at.as_str()));
    let others = overview.others.iter().filter(|delivery| !delivery.is_reserve());
    let others = others.map(|d| (kecamatan_of(&d.desa), d.kecamatan.as_deref(), d.channel.as_str(), d.updated_at.as_str()));
    for (code, name, channel, updated_at) in alike.chain(others) {
        let region = regions.entry(region(code)).or_default();
        region.name = region.name.or(name);
        region.channels.insert(channel);
        region.updated_at = region.updated_at.max(updated_at);
    }
    for bundle in bundles(&overview.others) {
        let (stands, changed) = (standing(bundle, overdue_before), bundle.iter().any(|d| d.changed && d.arrived_at.is_some()));
        // What is still to be sent is counted.
        let Some(last) = telling(bundle).filter(|_| changed || !(stands.is_well() || stands == Standing::Planned)) else { continue };
        let name = last.title.as_deref().unwrap_or(&last.desa);
        let ralat = if last.ralat == 0 { String::new() } else { format!(", ralat {}", last.ralat) };
        let state = if changed { format!("{}; isi berubah sesudahnya", stands.words()) } else { stands.words().to_owned() };
        let line = [format!("  {name}{ralat}"), last.desa.clone(), state, last.channel.clone(), local(&last.updated_at, zone)];
        regions.entry(region(kecamatan_of(&last.desa))).or_default().villages.push(line);
    }
    let mut table = Table::new();
    let head = if digits == 8 { "Kecamatan / desa" } else { "Kode wilayah / desa" };
    table.load_style(presets::UTF8_HORIZONTAL_ONLY).set_header([head, "Bundel", "Keadaan", "Saluran", "Waktu"]);
    if let Some(column) = table.column_mut(1) {
        column.set_cell_alignment(CellAlignment::Right);
    }
    for (code, region) in regions {
        let count: usize = region.standings.values().sum();
        let name = region.name.filter(|_| digits == 8).map_or(code, str::to_owned);
        let channels = region.channels.into_iter().collect::<Vec<_>>().join(", ");
        table.add_row([name, count.to_string(), count_standings(region.standings), channels, local(region.updated_at, zone)]);
        region.villages.into_iter().for_each(|line| {
            table.add_row(line);
        });
    }
    format!("{table}\n")
}

/// One delivery in full: for `status` of a single village.
pub fn delivery(delivery: &Delivery, zone: Zone) -> String {
    let proof = delivery.words.as_deref().unwrap_or("belum ada");
    let mut text = format!(
        "{} lewat {}: {} ({})\n  bundel {}\n  bukti: {proof}\n",
        delivery.desa,
        delivery.channel,
        if delivery.is_reserve() { "cadangan" } else { delivery.state.words() },
        local(&delivery.updated_at, zone),
        delivery.file
    );
    if let Some(relay) = &delivery.relay {
        text.push_str(&format!("  di bundel kurir {relay}\n"));
    }
    if let Some(until) = delivery.not_before.as_deref().filter(|_| delivery.is_open()) {
        text.push_str(&format!("  dicoba lagi sesudah {}\n", local(until, zone)));
    }
    if let Some(on) = &delivery.received_on {
        let by = delivery.received_by.as_deref().map(|by| format!(", oleh {by}")).unwrap_or_default();
        text.push_str(&format!("  diterima {}{by}\n", on.parse().map_or_else(|_| on.clone(), office::model::date::long_date)));
    }
    text
}

/// What a workbook says of itself: nothing of the clock, so that the same facts give the same bytes.
fn properties(id: EditionId) -> Result<DocProperties, XlsxError> {
    use chrono::Datelike;
    let (year, month, day) = (id.monday().year(), id.monday().month() as u8, id.monday().day() as u8);
    let date = rust_xlsxwriter::ExcelDateTime::from_ymd(u16::try_from(year).unwrap_or(1900), month, day)?;
    Ok(DocProperties::new().set_creation_datetime(&date))
}

/// A moment of the ledger as the office's clock showed it: `22 November 2026, 12.33 WITA`.
pub fn local(stamp: &str, zone: Zone) -> String {
    let Ok(moment) = stamp.parse::<chrono::DateTime<chrono::Utc>>() else { return stamp.to_owned() };
    let local = moment.naive_utc() + chrono::Duration::hours(zone.offset_hours());
    format!("{}, {} {zone}", office::model::date::long_date(local.date()), local.format("%H.%M"))
}
