//! The deliveries of which nobody knows whether they arrived: a person asks the receivers, and decides.

use chrono::{DateTime, Utc};
use serde::Serialize;

use super::check::registry;
use super::decide::{decide, is_doubtful};
use super::village::Contact;
use super::{Conclusion, Office, Verdict};
use office::diagnostic::{self, Diagnostic};
use office::model::{DesaCode, EditionId};
use post::ledger::{Delivery, State};
use press::press::Checked;

/// A village with deliveries in doubt.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Doubtful {
    #[serde(rename = "kode")]
    pub desa: DesaCode,
    /// `Desa Karya Baru`
    #[serde(rename = "nama")]
    pub title: String,
    pub kecamatan: String,
    pub kim: Option<String>,
    #[serde(rename = "pengiriman")]
    pub deliveries: Vec<Delivery>,
    /// Not everyone may see it.
    #[serde(skip)]
    pub contact: Option<Contact>,
}

/// An edition's deliveries in doubt.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Doubts {
    #[serde(rename = "edisi")]
    pub edition: EditionId,
    #[serde(rename = "desa")]
    pub villages: Vec<Doubtful>,
    /// Those of which a person said what became of them, and to which nothing has happened since.
    #[serde(rename = "ditetapkan")]
    pub settled: Vec<SettledVillage>,
    /// Other editions with such deliveries, and for how many villages.
    #[serde(rename = "edisi_lain")]
    pub others: Vec<(EditionId, usize)>,
}

/// A village of which a person said whether its deliveries arrived; that can still be taken back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SettledVillage {
    #[serde(rename = "kode")]
    pub desa: DesaCode,
    /// `Desa Karya Baru`
    #[serde(rename = "nama")]
    pub title: String,
    pub kecamatan: String,
    #[serde(rename = "sampai")]
    pub arrived: bool,
    /// As it is on record, with the person's name.
    #[serde(rename = "kata")]
    pub words: String,
    #[serde(rename = "waktu")]
    pub at: DateTime<Utc>,
}

/// The decisions of a person on villages in doubt.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Settlement {
    #[serde(rename = "sampai")]
    pub arrived: Vec<DesaCode>,
    #[serde(rename = "kirim_lagi")]
    pub again: Vec<DesaCode>,
}

/// The deliveries of an edition that are in doubt. The registry is read where nothing was `checked`.
///
/// # Errors
/// The ledger cannot be read.
pub async fn doubts(office: &Office, checked: Option<&Checked>, now: DateTime<Utc>) -> diagnostic::Result<Doubts> {
    let edition = office.edition;
    let read = office.with_ledger_to_look_at(async |ledger| {
        // A delivery in doubt is never told as one of many alike.
        let overview = ledger.overview(edition, office.ladder(now)).await?;
        let decided = ledger.decided(edition, office.ladder(now)).await?;
        Ok((overview.others, decided, ledger.doubtful_editions().await?))
    });
    let (mut deliveries, decided, mut others) = read.await?;
    deliveries.retain(is_doubtful);
    others.retain(|(other, _)| *other != edition);
    let settled = decided.chunk_by(|a, b| a.desa == b.desa).filter_map(settled_village).collect();
    if deliveries.is_empty() {
        return Ok(Doubts { edition, villages: Vec::new(), settled, others });
    }
    let own;
    let rows = match checked {
        Some(checked) => &checked.registry.villages,
        None => {
            own = registry(office).value.villages;
            &own
        }
    };
    let contact = |desa: &DesaCode| {
        let at = rows.binary_search_by(|village| village.desa.code.cmp(desa)).ok()?;
        let address = &rows.get(at)?.address;
        Some(Contact { name: address.contact.clone(), whatsapp: address.whatsapp.clone(), emails: address.emails.clone() })
    };
    let village = |deliveries: &[Delivery]| {
        let first = deliveries.first()?;
        Some(Doubtful {
            desa: first.desa.clone(),
            title: first.title.clone().unwrap_or_else(|| first.desa.to_string()),
            kecamatan: first.kecamatan.clone().unwrap_or_default(),
            kim: first.kim.clone(),
            deliveries: deliveries.to_vec(),
            contact: contact(&first.desa),
        })
    };
    let villages = deliveries.chunk_by(|a, b| a.desa == b.desa).filter_map(village).collect();
    Ok(Doubts { edition, villages, settled, others })
}

fn settled_village(deliveries: &[Delivery]) -> Option<SettledVillage> {
    let last = deliveries.iter().max_by_key(|delivery| delivery.updated_at)?;
    Some(SettledVillage {
        desa: last.desa.clone(),
        title: last.title.clone().unwrap_or_else(|| last.desa.to_string()),
        kecamatan: last.kecamatan.clone().unwrap_or_default(),
        arrived: last.state == State::Accepted,
        words: last.words.clone().unwrap_or_default(),
        at: last.updated_at,
    })
}

/// Records what a person said of villages in doubt, `true` for those that it arrived at. One that is in doubt no more was settled by
/// someone else since the person looked: that stands, and is told of.
///
/// # Errors
/// Another run is at work, or the ledger cannot be read or written; what was settled before stays.
pub async fn settle_doubts(
    office: &Office,
    said: &[(DesaCode, bool)],
    by: &str,
    now: DateTime<Utc>,
) -> diagnostic::Result<Conclusion<Settlement>> {
    let doubtful: Vec<DesaCode> = doubts(office, None, now).await?.villages.into_iter().map(|village| village.desa).collect();
    let (mut facts, mut faults) = (Settlement::default(), Vec::new());
    for arrived in [true, false] {
        let meant = said.iter().filter(|(_, says)| *says == arrived).map(|(desa, _)| desa);
        let (open, closed): (Vec<&DesaCode>, Vec<&DesaCode>) = meant.partition(|desa| doubtful.contains(desa));
        faults.extend(closed.into_iter().map(settled_already));
        let codes: Vec<String> = open.into_iter().map(DesaCode::to_string).collect();
        if codes.is_empty() {
            continue;
        }
        let conclusion = decide(office, &codes, arrived, Some(by), now).await?;
        faults.extend(conclusion.diagnostics);
        let mut villages = conclusion.facts.villages;
        villages.dedup();
        if arrived { facts.arrived = villages } else { facts.again = villages }
    }
    let verdict = Verdict::on_items(!facts.arrived.is_empty() || !facts.again.is_empty(), &faults);
    Ok(Conclusion { facts, diagnostics: faults, verdict })
}

fn settled_already(desa: &DesaCode) -> Diagnostic {
    let message = format!("kiriman ke {desa} tidak lagi tidak pasti, jadi tidak diubah");
    Diagnostic::error("status.sudah-ditetapkan", message).remedy("lihat keadaannya sekarang; bila keliru, batalkan ketetapannya")
}

/// Takes back what a person said of a village, where nothing has come of it yet: nobody knows again whether its deliveries arrived. Gives
/// how many deliveries these are.
///
/// # Errors
/// Another run is at work, the ledger cannot be read or written, or there is nothing to take back any more.
pub async fn undecide(office: &Office, desa: &DesaCode, by: &str, now: DateTime<Utc>) -> diagnostic::Result<usize> {
    let _lock = office.lock()?;
    let undone = office.with_ledger(async |ledger| {
        let mut decided = ledger.decided(office.edition, office.ladder(now)).await?;
        decided.retain(|delivery| delivery.desa == *desa);
        let mut undone = 0;
        for delivery in &decided {
            undone += usize::from(ledger.undecide(delivery, by, now).await?);
        }
        Ok(undone)
    });
    match undone.await? {
        0 => {
            let fault = Diagnostic::error("status.tidak-dapat-dibatalkan", format!("ketetapan untuk {desa} tidak dapat dibatalkan lagi"));
            Err(fault.remedy("kirimannya sudah keluar lagi, atau sudah dibatalkan: lihat halaman desanya").into())
        }
        undone => Ok(undone),
    }
}
