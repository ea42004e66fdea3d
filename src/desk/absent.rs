//! The rows of the registry that have no bundle in an edition, and why.

use std::collections::HashMap;

use super::Office;
use super::check::registry;
use crate::report::workbook::Absent;
use office::diagnostic::{Diagnostic, Severity, visible};
use office::model::{DesaCode, Level, Village};
use post::ledger::{Ledger, LedgerError};
use press::press::{Checked, unread};

/// The rows without a bundle, in the order of their codes; those whose code cannot be read come last. The registry is read here where
/// nothing was `checked`.
///
/// # Errors
/// The ledger cannot be read.
pub(super) async fn absent(office: &Office, ledger: &Ledger, checked: Option<&Checked>) -> Result<Vec<Absent>, LedgerError> {
    if let Some(checked) = checked {
        return without_bundle(office, ledger, &checked.registry.villages, &checked.diagnostics).await;
    }
    let mut read = registry(office);
    read.diagnostics.extend(read.value.villages.iter().flat_map(|village| office.config.channel_faults(village)));
    without_bundle(office, ledger, &read.value.villages, &read.diagnostics).await
}

async fn without_bundle(office: &Office, ledger: &Ledger, villages: &[Village], said: &[Diagnostic]) -> Result<Vec<Absent>, LedgerError> {
    let mut faults: HashMap<&str, &Diagnostic> = HashMap::new();
    for fault in said.iter().filter(|fault| fault.severity == Severity::Error) {
        if let Some(desa) = &fault.desa {
            faults.entry(desa).or_insert(fault);
        }
    }
    let mut absent = Vec::new();
    // Province by province: at the nation's size all codes at once are many.
    for province in villages.chunk_by(|a, b| a.desa.code.region(Level::Province) == b.desa.code.region(Level::Province)) {
        let Some(first) = province.first() else { continue };
        let made = ledger.villages_in(office.edition, &first.desa.code.region(Level::Province)).await?;
        let missing = province.iter().filter(|village| !made.contains(&village.desa.code));
        absent.extend(missing.map(|village| {
            // Of the registry's faults alone: another reading of the papers may find others first.
            let fault = faults.get(village.desa.code.as_str()).filter(|fault| is_at(fault, village));
            Absent::of_village(village, fault.map(|fault| told(fault)))
        }));
    }
    absent.extend(unread(villages, said).into_iter().map(of_row));
    absent.sort_by(|a, b| (a.code.is_none(), &a.code).cmp(&(b.code.is_none(), &b.code)));
    Ok(absent)
}

/// Whether a fault is in the file in which a village stands.
fn is_at(fault: &Diagnostic, village: &Village) -> bool {
    fault.place.as_ref().is_some_and(|place| place.file == village.place.file)
}

/// A row of which nothing but a fault tells.
fn of_row(fault: &Diagnostic) -> Absent {
    let text = |text: &Option<String>| text.as_deref().map(visible).unwrap_or_default();
    let code = fault.desa.as_deref().and_then(DesaCode::parse);
    let written = if code.is_some() { String::new() } else { text(&fault.desa) };
    let title = if fault.village.is_some() { text(&fault.village) } else { written };
    Absent { code, title, kecamatan: String::new(), kim: None, why: Some(told(fault)) }
}

/// `saluran “email” tidak ada di warta.toml (kim.xlsx, lembar “KIM”, sel J2)`
fn told(fault: &Diagnostic) -> String {
    let place = fault.place.as_ref().map(|place| format!(" ({place})")).unwrap_or_default();
    format!("{}{place}", visible(&fault.message))
}
