//! Diagnostics and the ledger as people and machines read them.

pub mod progress;

use std::collections::BTreeMap;

use comfy_table::{CellAlignment, Table, presets};

use crate::diagnostic::{Diagnostic, Severity};
use crate::ledger::{Delivery, State};
use crate::model::{Kim, Zone};

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

/// How many deliveries stand where: `201 terkirim, 3 tertunda`.
pub fn tally(deliveries: &[Delivery]) -> String {
    let mut states: BTreeMap<State, usize> = BTreeMap::new();
    for delivery in deliveries {
        *states.entry(delivery.state).or_default() += 1;
    }
    states.iter().map(|(state, count)| format!("{count} {state}")).collect::<Vec<_>>().join(", ")
}

/// Who got what, when, by which road, proven how; a line per kecamatan where all is well, a line per village elsewhere.
pub fn status(deliveries: &[Delivery], kims: &[Kim], zone: Zone) -> String {
    let village: BTreeMap<&str, &Kim> = kims.iter().map(|kim| (kim.desa.code.as_str(), kim)).collect();
    let mut by_kecamatan: BTreeMap<&str, Vec<&Delivery>> = BTreeMap::new();
    for delivery in deliveries {
        by_kecamatan.entry(delivery.desa.get(..8).unwrap_or(&delivery.desa)).or_default().push(delivery);
    }
    let mut table = Table::new();
    table.load_style(presets::UTF8_HORIZONTAL_ONLY).set_header(["Kecamatan / desa", "Bundel", "Keadaan", "Saluran", "Waktu"]);
    if let Some(column) = table.column_mut(1) {
        column.set_cell_alignment(CellAlignment::Right);
    }
    let done = |d: &Delivery| matches!(d.state, State::Accepted | State::Acknowledged | State::Superseded) && !d.changed;
    for (code, rows) in by_kecamatan {
        let name = rows.iter().find_map(|d| village.get(d.desa.as_str())).map_or(code, |kim| kim.desa.kecamatan.as_str());
        let channels =
            rows.iter().map(|d| d.channel.as_str()).collect::<std::collections::BTreeSet<_>>().into_iter().collect::<Vec<_>>().join(", ");
        let latest = rows.iter().map(|d| d.updated_at.as_str()).max().unwrap_or_default();
        let owned: Vec<Delivery> = rows.iter().map(|d| (*d).clone()).collect();
        table.add_row([name.to_owned(), rows.len().to_string(), tally(&owned), channels, local(latest, zone)]);
        for delivery in rows.iter().filter(|d| !done(d)) {
            let name = village.get(delivery.desa.as_str()).map_or_else(|| delivery.desa.clone(), |kim| kim.desa.title());
            let state = if delivery.changed { format!("{}; isi berubah sesudahnya", delivery.state) } else { delivery.state.to_string() };
            table.add_row([format!("  {name}"), String::new(), state, delivery.channel.clone(), local(&delivery.updated_at, zone)]);
        }
    }
    format!("{table}\n")
}

/// One delivery in full: for `status` of a single village.
pub fn delivery(delivery: &Delivery, zone: Zone) -> String {
    let proof = delivery.words.as_deref().unwrap_or("belum ada");
    format!(
        "{} lewat {}: {} ({})\n  bundel {}\n  bukti: {proof}\n",
        delivery.desa,
        delivery.channel,
        delivery.state,
        local(&delivery.updated_at, zone),
        delivery.file
    )
}

/// A moment of the ledger as the office's clock showed it: `22 November 2026, 12.33 WITA`.
fn local(stamp: &str, zone: Zone) -> String {
    let Ok(moment) = stamp.parse::<chrono::DateTime<chrono::Utc>>() else { return stamp.to_owned() };
    let local = moment.naive_utc() + chrono::Duration::hours(zone.offset_hours());
    format!("{}, {} {zone}", crate::model::date::long_date(local.date()), local.format("%H.%M"))
}
