//! A person says whether deliveries arrived.

use chrono::{DateTime, Utc};
use serde::Serialize;

use super::status::on_record;
use super::{Conclusion, Office, Verdict};
use office::diagnostic::{self, Diagnostic};
use office::model::{DesaCode, EditionId};
use post::ledger::{Decider, Delivery, Ladder, Ledger, LedgerError, State};

/// A person's decision on deliveries.
#[derive(Debug, Clone, Serialize)]
pub struct Decided {
    #[serde(rename = "edisi")]
    pub edition: EditionId,
    /// The villages whose deliveries were settled.
    #[serde(rename = "ditetapkan")]
    pub villages: Vec<DesaCode>,
    #[serde(rename = "sampai")]
    pub arrived: bool,
}

/// Settles the doubtful deliveries of villages, by their codes or names, `semua` for all; and of a village where none is doubtful, that the latest which
/// counts as delivered did not arrive. A code of which nothing can be settled is a fault, and hinders no other. `by`: the person's name.
///
/// # Errors
/// Another run is at work, or the ledger cannot be read or written; what was settled before stays.
pub async fn decide(
    office: &Office,
    codes: &[String],
    arrived: bool,
    by: Option<&str>,
    now: DateTime<Utc>,
) -> diagnostic::Result<Conclusion<Decided>> {
    let _lock = office.lock()?;
    let word = Word { arrived, by, now };
    office.with_ledger(async |ledger| settle(office.edition, ledger, codes, word).await).await
}

/// A person's word on deliveries.
#[derive(Debug, Clone, Copy)]
struct Word<'a> {
    arrived: bool,
    by: Option<&'a str>,
    now: DateTime<Utc>,
}

async fn settle(edition: EditionId, ledger: &Ledger, codes: &[String], word: Word<'_>) -> Result<Conclusion<Decided>, LedgerError> {
    let Word { arrived, by, now } = word;
    let ladder = Ladder::after_days(0, now);
    let (mut chosen, mut faults) = (Vec::new(), Vec::new());
    if codes.iter().any(|code| code.eq_ignore_ascii_case("semua")) {
        chosen = ledger.deliveries(edition, ladder).await?;
        chosen.retain(is_doubtful);
    } else {
        for typed in codes {
            let found = match on_record(ledger, typed).await? {
                Ok(desa) => undecided(typed, ledger.of_desa(edition, &desa, ladder).await?, arrived),
                Err(reasons) => Err(reasons),
            };
            match found {
                Ok(deliveries) => chosen.extend(deliveries),
                Err(reasons) => faults.extend(reasons),
            }
        }
    }
    let mut villages = Vec::new();
    for delivery in chosen {
        let is_settled = match by {
            Some(name) => ledger.decide_by_person(&delivery, arrived, name, now).await?,
            None => ledger.decide(&delivery, arrived, Decider::Officer, None, now).await?,
        };
        if is_settled {
            villages.push(delivery.desa);
        } else if !villages.contains(&delivery.desa) {
            let message = format!("kiriman ke {} berubah sewaktu ditetapkan", delivery.desa);
            faults.push(Diagnostic::error("status.berubah-sewaktu-ditetapkan", message).remedy("lihat `warta status`, lalu tetapkan lagi"));
        }
    }
    let verdict = Verdict::on_items(!villages.is_empty(), &faults);
    Ok(Conclusion { facts: Decided { edition, villages, arrived }, diagnostics: faults, verdict })
}

/// Those of a village's deliveries that a person may decide on.
fn undecided(typed: &str, deliveries: Vec<Delivery>, arrived: bool) -> diagnostic::Result<Vec<Delivery>> {
    let Some(last) = deliveries.last() else { return Err(unknown_desa(typed).into()) };
    let stands = last.state.words();
    let (mut doubtful, settled): (Vec<_>, Vec<_>) = deliveries.into_iter().partition(is_doubtful);
    if doubtful.is_empty() {
        doubtful.extend(settled.into_iter().rev().find(|d| d.state == State::Accepted && !arrived));
    }
    if doubtful.is_empty() {
        let fault = Diagnostic::error("status.tidak-perlu-ditetapkan", format!("kiriman ke {typed} tidak perlu ditetapkan: {stands}"));
        return Err(fault.remedy("lihat `warta status --desa KODE`").into());
    }
    Ok(doubtful)
}

pub(super) fn is_doubtful(delivery: &Delivery) -> bool {
    delivery.state == State::Unknown && delivery.received_on.is_none()
}

/// A village of which the ledger knows nothing.
pub(super) fn unknown_desa(typed: &str) -> Diagnostic {
    Diagnostic::error("status.desa-tanpa-catatan", format!("tidak ada catatan untuk desa {typed}"))
        .remedy("tulis nama atau kode desanya seperti di kim.xlsx")
}
