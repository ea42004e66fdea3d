//! Diagnostics and the ledger as people read them: texts for a terminal, workbooks and a page for the office.

pub mod budget;
mod standing;
mod table;
pub mod whatsapp;
pub mod workbook;

use std::collections::BTreeMap;

use chrono::{DateTime, Datelike, Utc};
use rust_xlsxwriter::{DocProperties, ExcelDateTime, XlsxError};

use office::diagnostic::{Diagnostic, Severity};
use office::model::date::long_date;
use office::model::{EditionId, Zone};

pub use standing::tally;
pub(crate) use table::{delivery, status};

/// All diagnostics for a person: grouped by file, the file with the most serious first, counted at the end.
pub(crate) fn diagnostics(all: &[Diagnostic]) -> String {
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
fn counts(all: &[Diagnostic]) -> String {
    [Severity::Error, Severity::Warning, Severity::Note]
        .iter()
        .map(|severity| (severity, all.iter().filter(|d| d.severity == *severity).count()))
        .filter(|(_, count)| *count > 0)
        .map(|(severity, count)| format!("{count} {severity}"))
        .collect::<Vec<_>>()
        .join(", ")
}

/// A workbook's properties. They say nothing of the clock, so that the same facts give the same bytes.
fn properties(id: EditionId) -> Result<DocProperties, XlsxError> {
    let (year, month, day) = (id.monday().year(), id.monday().month() as u8, id.monday().day() as u8);
    let date = ExcelDateTime::from_ymd(u16::try_from(year).unwrap_or(1900), month, day)?;
    Ok(DocProperties::new().set_creation_datetime(&date))
}

/// A moment as the office's clock showed it: `22 November 2026, 12.33 WITA`.
pub(crate) fn local(moment: DateTime<Utc>, zone: Zone) -> String {
    let local = moment.naive_utc() + chrono::Duration::hours(zone.offset_hours());
    format!("{}, {} {zone}", long_date(local.date()), local.format("%H.%M"))
}
