//! The ledger as a workbook, for the office.

use std::error::Error;

use chrono::Utc;

use super::{Office, recipe};
use crate::report::workbook::ReportWorkbook;
use office::bundle::land_private;
use office::diagnostic::{Diagnostic, Place, io_words};
use post::ledger::Ledger;

/// Brings the edition's `laporan.xlsx` up to date, where anything changed since. A report that cannot be written stops nothing.
pub async fn write_report(office: &Office, ledger: &Ledger) -> Vec<Diagnostic> {
    const FILE: &str = "laporan.xlsx";
    let ladder = office.ladder(Utc::now());
    let path = office.results().join(FILE);
    let fault = |why: String| {
        let warning =
            Diagnostic::warning(format!("laporan tidak dapat ditulis: {why}")).at(Place::file(format!("hasil/{}/{FILE}", office.edition)));
        vec![warning.remedy("tutup berkasnya di Excel, lalu jalankan `warta status`")]
    };
    let place = recipe::place(office, FILE);
    let facts = async {
        let pulse = format!("{} {} {}", env!("WARTA_BUILD"), office.config.zone(), ledger.pulse(office.edition, ladder).await?);
        let provinces = ledger.provinces(office.edition).await?;
        if provinces.is_empty() || recipe::stands(&pulse, &place, &path) {
            return Ok(None);
        }
        let mut workbook = ReportWorkbook::new(office.edition, office.config.zone())?;
        for province in &provinces {
            let deliveries = ledger.in_province(office.edition, province, ladder).await?;
            workbook.add(&deliveries, ladder.limit().as_deref())?;
            workbook.add_attempts(&ledger.attempts(office.edition, province).await?)?;
        }
        Ok::<_, Box<dyn Error>>(Some((pulse, workbook.finish()?)))
    };
    let (pulse, bytes) = match facts.await {
        Ok(Some(facts)) => facts,
        Ok(None) => return Vec::new(),
        Err(error) => return fault(error.to_string()),
    };
    match land_private(&path, &bytes) {
        Ok(()) => recipe::note(&recipe::Trace::new(pulse, &bytes, Vec::new()), &place).err().unwrap_or_default(),
        Err(error) => fault(io_words(&error)),
    }
}
