//! Makes what an edition needs made, and has it on record.

use chrono::Utc;

use super::archive::archive_texts;
use super::build::{Landed, build, map_record};
use super::correct::tasks;
use super::{Built, Office};
use office::diagnostic::{Diagnostic, Place};
use office::folder::{Folder, Lock};
use office::work::How;
use post::ledger::{Ledger, LedgerError};
use press::plan::news::{Item, Kind};
use press::press::Checked;
use press::press::maps::{FormMaps, has_own_forms};

/// Makes what has to be made, and records it kecamatan by kecamatan. `quiet`: what changed since something went out becomes no correction,
/// now or later.
///
/// # Errors
/// The ledger cannot be read or written; what was recorded before stays.
pub async fn publish(
    office: &Office,
    checked: &mut Checked,
    ledger: &Ledger,
    lock: &Lock,
    quiet: bool,
    how: How<'_>,
) -> Result<Built, LedgerError> {
    if let Some(fault) = vanished(office, checked, ledger).await? {
        return Ok(Built { diagnostics: vec![fault], ..Built::default() });
    }
    map_forms_of_before(checked, ledger).await?;
    let tasks = tasks(office, checked, ledger, lock, quiet).await?;
    let runtime = tokio::runtime::Handle::current();
    let record = |landed: &Landed| {
        runtime.block_on(async {
            ledger.record_with_maps(office.edition, &landed.bundles, &landed.maps, Utc::now()).await?;
            ledger.restore(office.edition, &landed.restored).await
        })
    };
    let built = tokio::task::block_in_place(|| build(office, checked, &tasks, how, record))?;
    ledger.keep_archive(office.edition, &archive_texts(checked)).await?;
    tracing::info!(edition = %office.edition, bundles = built.bundles, left = built.left, failed = built.failed.len(), "built");
    Ok(built)
}

/// Forms that a version issued which made no maps get those of the layouts of then, under the office's settings. Where the office has
/// layouts of its own for them, nobody knows by which they were printed.
async fn map_forms_of_before(checked: &Checked, ledger: &Ledger) -> Result<(), LedgerError> {
    if checked.registry.villages.is_empty() || !ledger.has_forms_of_before().await? {
        return Ok(());
    }
    if has_own_forms(&checked.layouts) {
        return ledger.leave_forms_of_before().await;
    }
    let maps = tokio::task::block_in_place(|| {
        let plan = checked.plan();
        FormMaps::new(checked, &plan).of_before()
    });
    let records: Vec<_> = maps.iter().map(|mapped| map_record(mapped)).collect();
    ledger.map_forms_of_before(&records).await
}

/// An agenda that is gone after it was handed out: more likely a file that was moved than a week without a single event, which every
/// village would then be told of.
///
/// # Errors
/// The ledger cannot be read.
pub(super) async fn vanished(office: &Office, checked: &Checked, ledger: &Ledger) -> Result<Option<Diagnostic>, LedgerError> {
    if !checked.week.agenda.is_empty() || !ledger.has_begun(office.edition).await? {
        return Ok(None);
    }
    let recorded = ledger.news(office.edition).await?;
    let told: Vec<Item> = match recorded.values().next_back() {
        Some(news) => serde_json::from_str(&news.items).map_err(|_| LedgerError::UnknownNews)?,
        None => Vec::new(),
    };
    Ok(told.iter().any(|item| item.kind == Kind::Agenda).then(|| {
        Diagnostic::error("agenda.hilang", "agenda pekan ini tidak ada lagi, padahal sudah dibagikan")
            .at(Place::file(format!("{}/agenda.xlsx", Folder::edition_name(office.edition))))
            .remedy("kembalikan berkasnya; bila semua acara memang batal, tulis DIBATALKAN di depan tiap acaranya")
    }))
}
