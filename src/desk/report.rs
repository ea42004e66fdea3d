//! The ledger as a workbook, for the office.

use std::error::Error;
use std::io::ErrorKind;

use chrono::Utc;

use super::Office;
use super::absent::absent;
use crate::report::SILENT_EDITIONS;
use crate::report::workbook::ReportWorkbook;
use office::bundle::{land_private, sha256};
use office::diagnostic::{self, Diagnostic, Faults, Place, io_words};
use office::folder::Folder;
use post::ledger::Ledger;
use press::press::Checked;
use press::press::recipe::{self, Trace};

const FILE: &str = "laporan.xlsx";

/// Brings the edition's `laporan.xlsx` up to date, where anything changed since. Rows of the registry that have no bundle stand in it too;
/// the registry is read where nothing was `checked`. A report that cannot be written stops nothing.
pub async fn write_report(office: &Office, ledger: &Ledger, checked: Option<&Checked>) -> Vec<Diagnostic> {
    let path = office.results().path(FILE);
    let (pulse, bytes) = match due(office, ledger, checked).await {
        Ok(Some(due)) => due,
        Ok(None) => return Vec::new(),
        Err(error) => return vec![unwritten(office, &error.to_string(), ErrorKind::Other)],
    };
    if let Err(error) = land_private(&path, &bytes) {
        return vec![unwritten(office, &io_words(&error), error.kind())];
    }
    match recipe::note(&Trace::new(pulse, &bytes, Vec::new()), &office.results().recipe(FILE)) {
        Ok(()) => Vec::new(),
        Err(faults) => faults.into(),
    }
}

/// The edition's report as it would be written now; `None`: there is nothing to report. Nothing is written.
///
/// # Errors
/// The ledger or the report that stands cannot be read.
pub async fn current_report(office: &Office) -> diagnostic::Result<Option<Vec<u8>>> {
    let ledger = office.ledger().await.map_err(|error| Faults::from(error.diagnostic()))?;
    let due = due(office, &ledger, None).await.map_err(|error| error.to_string());
    ledger.close().await;
    match due {
        Ok(Some((_, bytes))) => Ok(Some(bytes)),
        Ok(None) => Ok(std::fs::read(office.results().path(FILE)).ok()),
        Err(why) => Err(Diagnostic::error("laporan.tidak-dibuat", format!("laporan tidak dapat dibuat: {why}"))
            .at(Place::file(Folder::result_name(office.edition, FILE)))
            .remedy("muat ulang halamannya; bila tetap begitu, mintalah bantuan dengan menyebut pesan ini")
            .into()),
    }
}

/// The report's bytes, and what they are made of; `None`: it stands as it would be made now, or there is nothing to report.
async fn due(office: &Office, ledger: &Ledger, checked: Option<&Checked>) -> Result<Option<(String, Vec<u8>)>, Box<dyn Error>> {
    let (edition, zone, ladder) = (office.edition, office.config.zone(), office.ladder(Utc::now()));
    let provinces = ledger.provinces(edition).await?;
    if provinces.is_empty() {
        return Ok(None);
    }
    let absent = absent(office, ledger, checked).await?;
    let (own, weeks) = (ledger.pulse(edition, ladder).await?, ledger.pulse_of_weeks(edition).await?);
    let pulse = format!("{} {zone} {own} {weeks} {}", env!("WARTA_BUILD"), sha256(serde_json::to_string(&absent)?.as_bytes()));
    let results = office.results();
    if recipe::stands(&pulse, &results.recipe(FILE), &results.path(FILE)) {
        return Ok(None);
    }
    let mut workbook = ReportWorkbook::new(edition, zone, absent)?;
    for province in &provinces {
        workbook.add(&ledger.in_province(edition, province, ladder).await?, ladder.limit())?;
        workbook.add_attempts(&ledger.attempts(edition, province).await?)?;
    }
    let (answers, silent) = (ledger.answers(edition).await?, ledger.silent(edition, SILENT_EDITIONS).await?);
    Ok(Some((pulse, workbook.finish(&answers, &silent)?)))
}

fn unwritten(office: &Office, why: &str, kind: ErrorKind) -> Diagnostic {
    let remedy = match kind {
        ErrorKind::ReadOnlyFilesystem => "jawaban di atas lengkap tanpanya; laporannya ditulis bila folder kantornya dapat ditulisi",
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded => "kosongkan ruang di disk, lalu jalankan `warta status`",
        _ => "tutup berkasnya bila sedang terbuka, dan periksa izin folder hasil; lalu jalankan `warta status`",
    };
    Diagnostic::warning("status.laporan-tidak-ditulis", format!("laporan tidak dapat ditulis: {why}"))
        .at(Place::file(Folder::result_name(office.edition, FILE)))
        .remedy(remedy)
}
