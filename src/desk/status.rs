//! The state of an edition's deliveries.

use chrono::{DateTime, Utc};
use serde::Serialize;

use super::check::registry;
use super::decide::unknown_desa;
use super::named::Names;
use super::roll::Roll;
use super::send::{Request, departure};
use super::{Conclusion, Office};
use office::diagnostic::{self, Diagnostic, Faults};
use office::intake::target::find_village;
use office::model::{DesaCode, EditionId, Level};
use post::ledger::{Approval, Delivery, Ledger, LedgerError, Overview, QuietChange};
use press::press::unread;

/// The state of an edition's deliveries.
#[derive(Debug, Clone, Serialize)]
pub struct Status {
    #[serde(rename = "edisi")]
    pub edition: EditionId,
    /// Each delivery, where that was asked for.
    #[serde(rename = "pengiriman")]
    pub deliveries: Vec<Delivery>,
    /// All rows of the registry, and those that have no bundle; `None`: nothing is published yet, or the registry cannot be read.
    #[serde(rename = "desa", skip_serializing_if = "Option::is_none")]
    pub roll: Option<Roll>,
    #[serde(rename = "persetujuan")]
    pub approvals: Vec<Approval>,
    /// How many bundles wait for an approval.
    #[serde(rename = "menunggu_persetujuan")]
    pub unapproved: usize,
    #[serde(rename = "tanpa_ralat")]
    pub quiet: Vec<QuietChange>,
    #[serde(skip)]
    pub overview: Overview,
}

impl Status {
    /// These deliveries of an edition, and nothing else.
    fn of(edition: EditionId, deliveries: Vec<Delivery>) -> Self {
        let (overview, approvals, quiet) = (Overview::default(), Vec::new(), Vec::new());
        Status { edition, deliveries, roll: None, approvals, unapproved: 0, quiet, overview }
    }
}

/// The state of an edition; `is_in_full`: with each delivery.
///
/// # Errors
/// The ledger cannot be read.
pub async fn status(office: &Office, ledger: &Ledger, is_in_full: bool, now: DateTime<Utc>) -> Result<Conclusion<Status>, LedgerError> {
    let (edition, ladder) = (office.edition, office.ladder(now));
    let overview = ledger.overview(edition, ladder).await?;
    let roll = if overview == Overview::default() { None } else { unpublished(office, ledger).await? };
    let unapproved = match office.config.delivery.needs_approval {
        true => departure(office, ledger, &Request { asked: true, ..Request::default() }).await?.unapproved,
        false => 0,
    };
    Ok(Conclusion::done(Status {
        edition,
        deliveries: if is_in_full { ledger.standing(edition, ladder).await? } else { Vec::new() },
        roll,
        approvals: ledger.approvals(edition).await?,
        unapproved,
        quiet: ledger.quiet_changes(edition).await?,
        overview,
    }))
}

/// All rows of the registry, and those that have no bundle of the edition; `None`: it cannot be read.
async fn unpublished(office: &Office, ledger: &Ledger) -> Result<Option<Roll>, LedgerError> {
    let read = registry(office);
    let villages = &read.value.villages;
    if villages.is_empty() {
        return Ok(None);
    }
    let mut roll = Roll { word: office.village_word(), ..Roll::default() };
    // Province by province: at the nation's size all codes at once are many.
    for province in villages.chunk_by(|a, b| a.desa.code.region(Level::Province) == b.desa.code.region(Level::Province)) {
        let Some(first) = province.first() else { continue };
        let made = ledger.villages_in(office.edition, &first.desa.code.region(Level::Province)).await?;
        roll.count(province, |village| !made.contains(&village.desa.code));
    }
    roll.count_rows(&unread(villages, &read.diagnostics));
    Ok(Some(roll))
}

/// A village of this office, as a person types it: `Karya Baru (Barambai)`.
pub fn example_village(office: &Office) -> Option<String> {
    registry(office).value.villages.first().map(|village| village.desa.in_kecamatan())
}

/// The state of the deliveries to one village, by its code or name as typed.
///
/// # Errors
/// The ledger cannot be read, or there is no such village, or it has no bundle.
pub async fn status_of_village(office: &Office, typed: &str, now: DateTime<Utc>) -> diagnostic::Result<Conclusion<Status>> {
    let edition = office.edition;
    let read = office.with_ledger_to_look_at(async |ledger| {
        let named = on_record(ledger, typed).await?;
        let deliveries = match &named {
            Ok(desa) => ledger.of_desa(edition, desa, office.ladder(now)).await?,
            Err(_) => Vec::new(),
        };
        Ok((named.err(), deliveries))
    });
    let (faults, deliveries) = read.await?;
    if deliveries.is_empty() {
        return Err(without_bundle(office, typed, faults));
    }
    Ok(Conclusion::done(Status::of(edition, deliveries)))
}

/// The village that is meant, by its code or by its name on a bundle; else why there is none.
pub(super) async fn on_record(ledger: &Ledger, typed: &str) -> Result<diagnostic::Result<DesaCode>, LedgerError> {
    let digits: String = typed.chars().filter(char::is_ascii_digit).collect();
    let has_name = typed.chars().any(char::is_alphabetic);
    match DesaCode::parse(&digits).filter(|_| !has_name) {
        Some(code) => Ok(Ok(code)),
        None => Ok(Names::read(ledger, None).await?.village(typed)),
    }
}

/// Says of a village that has no bundle whether the registry knows it.
fn without_bundle(office: &Office, typed: &str, faults: Option<Faults>) -> Faults {
    match find_village(typed, &registry(office).value.wilayah) {
        Ok(desa) => {
            let message = format!("{}, {}, belum terbit di edisi {}", desa.title(), desa.district(), office.edition);
            let fault = Diagnostic::error("status.desa-belum-terbit", message);
            fault.remedy("sebabnya ditunjukkan `warta periksa`; lalu `warta jalankan`").into()
        }
        Err(_) => faults.unwrap_or_else(|| unknown_desa(typed).into()),
    }
}
