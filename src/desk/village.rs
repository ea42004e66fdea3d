//! One village: all that is on record of it, edition by edition; and how it is found.

use std::collections::BTreeMap;
use std::str::FromStr;

use chrono::{DateTime, Utc};
use serde::Serialize;

use super::Office;
use super::check::registry;
use super::decide::unknown_desa;
use office::diagnostic;
use office::intake::target::find_village;
use office::model::wilayah::fold_name;
use office::model::{DesaCode, EditionId, ReceiptCode, Registry, Serial, Village};
use post::ledger::{Delivery, IssuedForms};
use press::press::Checked;

/// So many villages are offered to choose from.
const OFFERED: usize = 60;

/// One edition's bundles of a village.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct VillageEdition {
    #[serde(rename = "edisi")]
    pub edition: EditionId,
    /// By correction, then by place in the ladder.
    #[serde(rename = "pengiriman")]
    pub deliveries: Vec<Delivery>,
    #[serde(rename = "formulir")]
    pub forms: Vec<IssuedForms>,
}

/// The way to a village's KIM. Not everyone may see it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Contact {
    pub name: Option<String>,
    pub whatsapp: Option<String>,
    pub emails: Vec<String>,
}

/// All that is on record of one village.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct VillageHistory {
    #[serde(rename = "kode")]
    pub desa: DesaCode,
    /// `Desa Karya Baru`
    #[serde(rename = "nama")]
    pub title: String,
    /// Name of its kecamatan.
    pub kecamatan: String,
    pub kim: Option<String>,
    /// `Kepala Desa Karya Baru`, and the name.
    #[serde(rename = "kepala")]
    pub head: Option<(String, String)>,
    /// The names of its channels, the first one first; empty: the registry does not have it any more.
    #[serde(rename = "saluran")]
    pub channels: Vec<String>,
    #[serde(skip)]
    pub contact: Option<Contact>,
    /// Whether the registry has it.
    #[serde(rename = "terdaftar")]
    pub is_registered: bool,
    /// The newest first.
    #[serde(rename = "edisi")]
    pub editions: Vec<VillageEdition>,
}

/// All that is on record of one village. The registry is read where nothing was `checked`.
///
/// # Errors
/// The ledger cannot be read, or nothing is known of a village of this code.
pub async fn village(
    office: &Office,
    checked: Option<&Checked>,
    code: &DesaCode,
    now: DateTime<Utc>,
) -> diagnostic::Result<VillageHistory> {
    let read = office.with_ledger_to_look_at(async |ledger| {
        let deliveries = ledger.history(code, office.ladder(now)).await?;
        Ok((deliveries, ledger.forms_of(code).await?))
    });
    let (deliveries, forms) = read.await?;
    let own;
    let registry = match checked {
        Some(checked) => &checked.registry,
        None => {
            own = registry(office).value;
            &own
        }
    };
    let row = in_registry(registry, code);
    let last = deliveries.first();
    if row.is_none() && last.is_none() {
        return Err(unknown_desa(code.as_str()).into());
    }
    let title = row.map(|village| village.desa.title()).or_else(|| last?.title.clone());
    let kecamatan = row.map(|village| village.desa.kecamatan.clone()).or_else(|| last?.kecamatan.clone());
    let kim = row.map_or_else(|| last.and_then(|last| last.kim.clone()), |village| village.kim.as_ref().map(|kim| kim.name.clone()));
    Ok(VillageHistory {
        desa: code.clone(),
        title: title.unwrap_or_else(|| code.to_string()),
        kecamatan: kecamatan.unwrap_or_default(),
        kim,
        head: row.and_then(|village| Some((village.desa.head_title(), village.head.clone()?))),
        channels: row.map(|village| office.config.ladder(village)).unwrap_or_default(),
        contact: row.map(|village| Contact {
            name: village.address.contact.clone(),
            whatsapp: village.address.whatsapp.clone(),
            emails: village.address.emails.clone(),
        }),
        is_registered: row.is_some(),
        editions: by_edition(deliveries, forms),
    })
}

fn in_registry<'r>(registry: &'r Registry, code: &DesaCode) -> Option<&'r Village> {
    registry.villages.binary_search_by(|village| village.desa.code.cmp(code)).ok().and_then(|at| registry.villages.get(at))
}

fn by_edition(deliveries: Vec<Delivery>, forms: Vec<IssuedForms>) -> Vec<VillageEdition> {
    let mut all: BTreeMap<EditionId, VillageEdition> = BTreeMap::new();
    let empty = |edition| VillageEdition { edition, deliveries: Vec::new(), forms: Vec::new() };
    for delivery in deliveries {
        let edition = delivery.edition;
        all.entry(edition).or_insert_with(|| empty(edition)).deliveries.push(delivery);
    }
    for issued in forms {
        let edition = issued.edition;
        all.entry(edition).or_insert_with(|| empty(edition)).forms.push(issued);
    }
    all.into_values().rev().collect()
}

/// A village that may be meant.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Hit {
    #[serde(rename = "kode")]
    pub desa: DesaCode,
    #[serde(rename = "nama")]
    pub title: String,
    pub kecamatan: String,
    pub kim: Option<String>,
}

/// The villages that may be meant by a text.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Search {
    #[serde(rename = "desa")]
    pub hits: Vec<Hit>,
    /// Whether there are more.
    #[serde(rename = "terpotong")]
    pub is_cut: bool,
    /// A hint where nothing was found.
    #[serde(rename = "saran")]
    pub advice: Option<String>,
}

/// The villages that may be meant: by name or code, by a receipt code, a form's serial, the name of a KIM or of a kecamatan. The registry
/// is read where nothing was `checked`.
///
/// # Errors
/// The ledger cannot be read.
pub async fn search_villages(office: &Office, checked: Option<&Checked>, typed: &str) -> diagnostic::Result<Search> {
    let typed = typed.trim();
    if fold_name(typed).is_empty() {
        return Ok(Search { advice: Some("tulis nama desa, kode desa, atau kode tanda terima".to_owned()), ..Search::default() });
    }
    let code = ReceiptCode::parse(typed);
    let read = office.with_ledger_to_look_at(async |ledger| {
        let receipts = match &code {
            Some(code) => ledger.receipt(code).await?,
            None => Vec::new(),
        };
        Ok((receipts, ledger.names().await?))
    });
    let (receipts, names) = read.await?;
    let own;
    let registry = match checked {
        Some(checked) => &checked.registry,
        None => {
            own = registry(office).value;
            &own
        }
    };
    let mut all: BTreeMap<DesaCode, Hit> = BTreeMap::new();
    for named in names {
        let hit = Hit { desa: named.desa.clone(), title: named.title, kecamatan: named.kecamatan, kim: None };
        all.insert(named.desa, hit);
    }
    for Village { desa, kim, .. } in &registry.villages {
        let kim = kim.as_ref().map(|kim| kim.name.clone());
        all.insert(desa.code.clone(), Hit { desa: desa.code.clone(), title: desa.title(), kecamatan: desa.kecamatan.clone(), kim });
    }
    if !receipts.is_empty() {
        let mut hits: Vec<Hit> = receipts.iter().filter_map(|receipt| all.get(&receipt.desa).cloned()).collect();
        hits.dedup();
        return Ok(Search { hits, ..Search::default() });
    }
    let certain = DesaCode::parse(typed).or_else(|| Serial::from_str(typed).ok().map(|serial| serial.desa));
    if let Some(hit) = certain.and_then(|code| all.get(&code)) {
        return Ok(Search { hits: vec![hit.clone()], ..Search::default() });
    }
    let advice = match find_village(typed, &registry.wilayah) {
        Ok(desa) => {
            let hit = all.get(&desa.code).cloned();
            return Ok(Search { hits: hit.into_iter().collect(), ..Search::default() });
        }
        Err(faults) => faults.iter().find_map(|fault| fault.remedy.clone()),
    };
    let folded = fold_name(typed);
    let is_like = |hit: &&Hit| {
        let digits = hit.desa.as_str().starts_with(typed) && typed.len() > 4;
        let texts = [Some(&hit.title), Some(&hit.kecamatan), hit.kim.as_ref()];
        digits || texts.into_iter().flatten().any(|text| fold_name(text).contains(&folded))
    };
    let mut hits: Vec<Hit> = all.values().filter(is_like).cloned().collect();
    let is_cut = hits.len() > OFFERED;
    hits.truncate(OFFERED);
    Ok(Search { hits, is_cut, advice })
}
