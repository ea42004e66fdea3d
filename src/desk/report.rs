//! The ledger as a workbook, for the office.

use std::error::Error;

use chrono::Utc;

use super::Office;
use crate::report::workbook::ReportWorkbook;
use office::bundle::land_private;
use office::diagnostic::{Diagnostic, Place, io_words};
use office::folder::Folder;
use post::ledger::Ledger;
use press::press::recipe::{self, Trace};

const FILE: &str = "laporan.xlsx";

/// Brings the edition's `laporan.xlsx` up to date, where anything changed since. A report that cannot be written stops nothing.
pub async fn write_report(office: &Office, ledger: &Ledger) -> Vec<Diagnostic> {
    let path = office.results().path(FILE);
    let (pulse, bytes) = match due(office, ledger).await {
        Ok(Some(due)) => due,
        Ok(None) => return Vec::new(),
        Err(error) => return vec![unwritten(office, &error.to_string())],
    };
    if let Err(error) = land_private(&path, &bytes) {
        return vec![unwritten(office, &io_words(&error))];
    }
    match recipe::note(&Trace::new(pulse, &bytes, Vec::new()), &office.results().recipe(FILE)) {
        Ok(()) => Vec::new(),
        Err(faults) => faults.into(),
    }
}

/// The report's bytes, and what they are made of; `None`: it stands as it would be made now, or there is nothing to report.
async fn due(office: &Office, ledger: &Ledger) -> Result<Option<(String, Vec<u8>)>, Box<dyn Error>> {
    let (edition, zone, ladder) = (office.edition, office.config.zone(), office.ladder(Utc::now()));
    let pulse = format!("{} {zone} {}", env!("WARTA_BUILD"), ledger.pulse(edition, ladder).await?);
    let provinces = ledger.provinces(edition).await?;
    let results = office.results();
    if provinces.is_empty() || recipe::stands(&pulse, &results.recipe(FILE), &results.path(FILE)) {
        return Ok(None);
    }
    let mut workbook = ReportWorkbook::new(edition, zone)?;
    for province in &provinces {
        workbook.add(&ledger.in_province(edition, province, ladder).await?, ladder.limit())?;
        workbook.add_attempts(&ledger.attempts(edition, province).await?)?;
    }
    Ok(Some((pulse, workbook.finish()?)))
}

fn unwritten(office: &Office, why: &str) -> Diagnostic {
    Diagnostic::warning("status.laporan-tidak-ditulis", format!("laporan tidak dapat ditulis: {why}"))
        .at(Place::file(Folder::result_name(office.edition, FILE)))
        .remedy("tutup berkasnya di Excel, lalu jalankan `warta status`")
}
