//! A person says what became of deliveries.

use chrono::{DateTime, Utc};

use super::Office;
use office::diagnostic::Diagnostic;
use post::ledger::{Decider, Delivery, Ladder, Ledger, LedgerError, State};

/// What a person decided.
#[derive(Debug, Default)]
pub struct Decided {
    /// Codes of the villages whose deliveries were settled.
    pub villages: Vec<String>,
    /// Codes of which nothing could be settled, and why.
    pub faults: Vec<Diagnostic>,
}

/// Settles the doubtful deliveries of villages, by their codes, `semua` for all; and of a village where none is doubtful, that the latest which
/// counts as delivered did not arrive.
///
/// # Errors
/// Where the ledger cannot be read or written; what was settled before stays.
pub async fn decide(office: &Office, ledger: &Ledger, codes: &[String], arrived: bool, now: DateTime<Utc>) -> Result<Decided, LedgerError> {
    let all = ledger.deliveries(office.edition, Ladder::after_days(0, now)).await?;
    let mut decided = Decided::default();
    let doubtful = |d: &&Delivery| d.state == State::Unknown && d.received_on.is_none();
    let mut chosen: Vec<&Delivery> = Vec::new();
    if codes.iter().any(|code| code.eq_ignore_ascii_case("semua")) {
        chosen.extend(all.iter().filter(doubtful));
    } else {
        for code in codes {
            let of_desa: Vec<&Delivery> = all.iter().filter(|d| is_code(d, code)).collect();
            let open: Vec<&Delivery> = of_desa.iter().copied().filter(doubtful).collect();
            let thought = of_desa.iter().copied().rev().find(|d| d.state == State::Accepted && !arrived);
            if of_desa.is_empty() {
                decided.faults.push(unknown_desa(code));
            } else if open.is_empty() && thought.is_none() {
                let stands = of_desa.last().map_or("", |d| d.state.words());
                decided.faults.push(
                    Diagnostic::error(format!("kiriman ke {code} tidak perlu ditetapkan: {stands}"))
                        .remedy("lihat `warta status --desa KODE`"),
                );
            } else if open.is_empty() {
                chosen.extend(thought);
            } else {
                chosen.extend(open);
            }
        }
    }
    for delivery in chosen {
        ledger.decide(delivery, arrived, Decider::Officer, None, now).await?;
        decided.villages.push(delivery.desa.clone());
    }
    Ok(decided)
}

fn is_code(delivery: &Delivery, typed: &str) -> bool {
    let digits: String = typed.chars().filter(char::is_ascii_digit).collect();
    delivery.desa.replace('.', "") == digits
}

/// A village of which the ledger knows nothing.
pub fn unknown_desa(typed: &str) -> Diagnostic {
    Diagnostic::error(format!("tidak ada catatan untuk desa {typed}")).remedy("tulis kodenya seperti di kim.xlsx, misalnya 63.04.14.2008")
}
