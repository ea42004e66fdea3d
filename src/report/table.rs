//! The ledger as a table for a terminal.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use comfy_table::{CellAlignment, ColumnConstraint, ContentArrangement, Table, Width, presets};

use super::local;
use super::standing::{Standing, bundles, counted, standings, telling};
use office::model::date::long_date;
use office::model::{Level, RegionCode, Zone};
use post::ledger::{Delivery, Overview};

/// A line of [`status`]: a kecamatan, or a larger region.
#[derive(Default)]
struct Region<'o> {
    name: Option<&'o str>,
    standings: BTreeMap<Standing, usize>,
    channels: BTreeSet<&'o str>,
    updated_at: Option<DateTime<Utc>>,
    /// Lines of the bundles that something has to be done about.
    bundles: Vec<[String; 5]>,
}

/// The most regions of a level that get a line each: more kecamatan are told by kabupaten or kota, and still more by province.
const REGIONS: usize = 100;

/// The most letters of a line; a narrower terminal gets shorter ones, as far as words fit.
const WIDTH: u16 = 100;
const LEAST_WIDTH: u16 = 80;

/// An edition's deliveries as a table: a line per region, and one per bundle that something has to be done about.
pub(crate) fn status(overview: &Overview, zone: Zone, overdue_before: Option<DateTime<Utc>>) -> String {
    let level = level(overview, overdue_before);
    let regions = regions(overview, level, zone, overdue_before);
    let mut table = Table::new();
    let head = if level == Level::Kecamatan { "Kecamatan / desa" } else { "Kode wilayah / desa" };
    table.load_style(presets::UTF8_HORIZONTAL_ONLY).set_header([
        head.to_owned(),
        "Bundel".to_owned(),
        "Keadaan".to_owned(),
        "Saluran".to_owned(),
        format!("Waktu ({zone})"),
    ]);
    let width = table.width().map_or(WIDTH, |terminal| terminal.clamp(LEAST_WIDTH, WIDTH));
    table.set_content_arrangement(ContentArrangement::Dynamic).set_width(width);
    // The trouble with a bundle stays on one line.
    if let Some(column) = table.column_mut(2) {
        column.set_constraint(ColumnConstraint::LowerBoundary(Width::Fixed(34)));
    }
    if let Some(column) = table.column_mut(1) {
        column.set_cell_alignment(CellAlignment::Right);
    }
    for (code, region) in regions {
        let count: usize = region.standings.values().sum();
        let name = region.name.filter(|_| level == Level::Kecamatan).map_or_else(|| code.to_string(), str::to_owned);
        let channels = region.channels.into_iter().collect::<Vec<_>>().join(", ");
        let updated = region.updated_at.map(|at| brief(at, zone)).unwrap_or_default();
        table.add_row([name, count.to_string(), counted(region.standings), channels, updated]);
        region.bundles.into_iter().for_each(|line| {
            table.add_row(line);
        });
    }
    format!("{table}\n")
}

/// The smallest level at which there are few enough regions.
fn level(overview: &Overview, overdue_before: Option<DateTime<Utc>>) -> Level {
    let kecamatan: BTreeSet<RegionCode> = standings(overview, overdue_before).map(|(kecamatan, ..)| kecamatan).collect();
    let count = |level: Level| kecamatan.iter().map(|kecamatan| kecamatan.region(level)).collect::<BTreeSet<_>>().len();
    [Level::Kecamatan, Level::Kabupaten].into_iter().find(|level| count(*level) <= REGIONS).unwrap_or(Level::Province)
}

fn regions(overview: &Overview, level: Level, zone: Zone, overdue_before: Option<DateTime<Utc>>) -> BTreeMap<RegionCode, Region<'_>> {
    let mut regions: BTreeMap<RegionCode, Region<'_>> = BTreeMap::new();
    for (kecamatan, standing, count) in standings(overview, overdue_before) {
        *regions.entry(kecamatan.region(level)).or_default().standings.entry(standing).or_default() += count;
    }
    let alike = overview.alike.iter().map(|a| (a.kecamatan.region(level), a.name.as_deref(), a.channel.as_str(), a.updated_at));
    let others = overview.others.iter().filter(|delivery| !delivery.is_reserve());
    let others = others.map(|d| (d.desa.region(level), d.kecamatan.as_deref(), d.channel.as_str(), d.updated_at));
    for (code, name, channel, updated_at) in alike.chain(others) {
        let region = regions.entry(code).or_default();
        region.name = region.name.or(name);
        region.channels.insert(channel);
        region.updated_at = region.updated_at.max(Some(updated_at));
    }
    for bundle in bundles(&overview.others) {
        let standing = Standing::of(bundle, overdue_before);
        if let Some((last, line)) = line(bundle, standing, zone) {
            regions.entry(last.desa.region(level)).or_default().bundles.push(line);
        }
    }
    regions
}

/// The line of a bundle that something has to be done about, with the delivery that tells most of it. What is still to be sent is
/// only counted.
fn line(bundle: &[Delivery], standing: Standing, zone: Zone) -> Option<(&Delivery, [String; 5])> {
    let changed = bundle.iter().any(|d| d.changed && d.arrived_at.is_some());
    let last = telling(bundle).filter(|_| changed || !(standing.is_well() || standing == Standing::Planned))?;
    let name = last.title.as_deref().unwrap_or(last.desa.as_str());
    let ralat = if last.ralat == 0 { String::new() } else { format!(", ralat {}", last.ralat) };
    let state = if changed { format!("{}; isi berubah sesudahnya", standing.words()) } else { standing.words().to_owned() };
    Some((last, [format!("  {name}{ralat}"), last.desa.to_string(), state, last.channel.clone(), brief(last.updated_at, zone)]))
}

/// A moment as the office's clock showed it, in few letters: `22-11-2026 12.33`.
fn brief(moment: DateTime<Utc>, zone: Zone) -> String {
    zone.local(moment).format("%d-%m-%Y %H.%M").to_string()
}

/// One delivery in full: for the status of a single village.
pub(crate) fn delivery(delivery: &Delivery, zone: Zone) -> String {
    let proof = delivery.words.as_deref().unwrap_or("belum ada");
    let mut text = format!(
        "{} lewat {}: {} ({})\n  bundel {}\n  bukti: {proof}\n",
        delivery.desa,
        delivery.channel,
        if delivery.is_reserve() { "cadangan" } else { delivery.state.words() },
        local(delivery.updated_at, zone),
        delivery.file
    );
    if let Some(relay) = &delivery.relay {
        text.push_str(&format!("  di bundel kurir {relay}\n"));
    }
    if let Some(until) = delivery.not_before.filter(|_| delivery.is_open()) {
        text.push_str(&format!("  dicoba lagi sesudah {}\n", local(until, zone)));
    }
    if let Some(on) = delivery.received_on {
        let by = delivery.received_by.as_deref().map(|by| format!(", oleh {by}")).unwrap_or_default();
        text.push_str(&format!("  diterima {}{by}\n", long_date(on)));
    }
    text
}
