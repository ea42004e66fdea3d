//! Receipts: the codes on the tear-off slips came back.

use chrono::{DateTime, Days, NaiveDate, Utc};

use office::diagnostic::Diagnostic;
use office::model::EditionId;
use office::model::date::long_date;
use post::ledger::{Ledger, LedgerError, Receipt};
use press::plan::serial::read_receipt;

/// What came back.
#[derive(Debug, Clone, Copy)]
pub struct Slip<'a> {
    /// Codes as typed.
    pub codes: &'a [String],
    /// The village that is meant, where several bundles have one code.
    pub desa: Option<&'a str>,
    /// When its KIM had the bundle, and who received it.
    pub on: NaiveDate,
    pub by: Option<&'a str>,
}

/// A receipt that is on record now.
#[derive(Debug)]
pub struct Acknowledged {
    pub code: String,
    /// With [`Receipt::received`] where it was on record before.
    pub receipt: Receipt,
    pub on: NaiveDate,
}

/// What came of receiving.
#[derive(Debug, Default)]
pub struct Receiving {
    pub received: Vec<Acknowledged>,
    /// Codes that were not recorded, and why.
    pub faults: Vec<Diagnostic>,
}

/// Records receipts, of whatever edition.
///
/// # Errors
/// Where the ledger cannot be read or written; what was recorded before stays.
pub async fn receive(ledger: &Ledger, slip: Slip<'_>, now: DateTime<Utc>) -> Result<Receiving, LedgerError> {
    let mut receiving = Receiving::default();
    for typed in &whole(slip.codes) {
        let Some(code) = read_receipt(typed) else {
            let fault = Diagnostic::error(format!("kode {typed} salah ketik"));
            receiving.faults.push(fault.remedy("kodenya delapan huruf dan angka; baca lagi di sobekannya"));
            continue;
        };
        match meant(ledger.receipt(&code).await?, slip.desa).map_err(|several| unclear(&code, &several)) {
            Err(fault) => receiving.faults.push(fault),
            Ok(receipt) if receipt.received.is_some() => receiving.received.push(Acknowledged { code, receipt, on: slip.on }),
            Ok(receipt) if is_too_early(&receipt, slip.on) => receiving.faults.push(
                Diagnostic::error(format!("{code}: tanggal {} lebih awal daripada edisinya", long_date(slip.on)))
                    .remedy("periksa tanggalnya"),
            ),
            Ok(receipt) => {
                ledger.acknowledge(&receipt, slip.on, slip.by, now).await?;
                receiving.received.push(Acknowledged { code, receipt, on: slip.on });
            }
        }
    }
    Ok(receiving)
}

/// An edition goes out in the week before its own at the earliest.
fn is_too_early(receipt: &Receipt, on: NaiveDate) -> bool {
    EditionId::parse(&receipt.edition).is_some_and(|edition| on < edition.monday() - Days::new(7))
}

fn unclear(code: &str, several: &[Receipt]) -> Diagnostic {
    let Some(first) = several.first() else {
        return Diagnostic::error(format!("kode {code} tidak ada di buku pengiriman")).remedy("baca lagi di sobekannya");
    };
    let all: Vec<String> = several.iter().map(|one| format!("{} (edisi {})", one.desa, one.edition)).collect();
    Diagnostic::error(format!("kode {code} tercatat untuk {}", all.join(" dan ")))
        .remedy(format!("sebut desanya: `warta terima {code} --desa {}`", first.desa))
}

/// The bundle that a code stands for, of those on record with it: what is acknowledged already is meant only where nothing else can be.
/// Several that may be meant are given back.
fn meant(found: Vec<Receipt>, desa: Option<&str>) -> Result<Receipt, Vec<Receipt>> {
    let digits = |code: &str| code.chars().filter(char::is_ascii_digit).collect::<String>();
    if let Some(desa) = desa {
        let at = found.iter().position(|one| digits(desa) == digits(&one.desa));
        return at.map(|at| found[at].clone()).ok_or(found);
    }
    let open = found.iter().filter(|one| one.received.is_none()).count();
    match found.as_slice() {
        [first, ..] if open < 2 => Ok(first.clone()),
        _ => Err(found.into_iter().take(open).collect()),
    }
}

/// Codes as typed on a command line, where a space inside one makes two words of it.
fn whole(typed: &[String]) -> Vec<String> {
    let mut codes: Vec<String> = Vec::new();
    for word in typed.iter().flat_map(|word| word.split([' ', ','])).filter(|word| !word.is_empty()) {
        match codes.last_mut().filter(|half| read_receipt(half).is_none() && read_receipt(&format!("{half}{word}")).is_some()) {
            Some(half) => half.push_str(word),
            None => codes.push(word.to_owned()),
        }
    }
    codes
}
