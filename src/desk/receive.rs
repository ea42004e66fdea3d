//! Receipts: the codes on the tear-off slips came back.

use chrono::{DateTime, Days, NaiveDate, Utc};
use serde::{Serialize, Serializer};

use super::{Conclusion, Office, Verdict};
use office::diagnostic::{self, Diagnostic};
use office::model::date::long_date;
use office::model::{DesaCode, EditionId, ReceiptCode};
use post::ledger::{Ledger, LedgerError, Receipt, Received};

/// Tear-off slips that came back together.
#[derive(Debug, Clone, Copy)]
pub struct Slip<'a> {
    /// Codes as typed.
    pub codes: &'a [String],
    /// The code, as typed, of the village that is meant, where several bundles have one receipt code.
    pub desa: Option<&'a str>,
    /// The day on which the KIM had the bundle, as typed; `None`: today.
    pub on: Option<&'a str>,
    /// Name of the receiver.
    pub by: Option<&'a str>,
}

/// A receipt that is on record now.
#[derive(Debug, Clone, Serialize)]
pub struct Acknowledged {
    #[serde(rename = "kode", serialize_with = "as_printed")]
    pub code: ReceiptCode,
    pub desa: DesaCode,
    #[serde(rename = "edisi")]
    pub edition: EditionId,
    /// Whether it was on record before.
    #[serde(rename = "sudah")]
    pub is_known: bool,
    /// 0: the edition; else its correction of this number.
    #[serde(skip)]
    pub ralat: u32,
    /// The day on record, and the receiver.
    #[serde(skip)]
    pub received: Received,
}

fn as_printed<S: Serializer>(code: &ReceiptCode, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(code)
}

/// Receipts that are on record now. The diagnostics tell of the codes that are not.
#[derive(Debug, Clone, Serialize)]
pub struct Receiving {
    #[serde(rename = "diterima")]
    pub received: Vec<Acknowledged>,
}

/// Records receipts, of whatever edition.
///
/// # Errors
/// The day cannot be read or has not come, another run is at work, or the ledger cannot be read or written; what was recorded before stays.
pub async fn receive(office: &Office, slip: Slip<'_>, now: DateTime<Utc>) -> diagnostic::Result<Conclusion<Receiving>> {
    let on = day(slip.on, office.local(now).date())?;
    let _lock = office.lock()?;
    office.with_ledger(async |ledger| record(ledger, slip, on, now).await).await
}

async fn record(ledger: &Ledger, slip: Slip<'_>, on: NaiveDate, now: DateTime<Utc>) -> Result<Conclusion<Receiving>, LedgerError> {
    let (mut received, mut faults) = (Vec::new(), Vec::new());
    for typed in &whole(slip.codes) {
        let Some(code) = ReceiptCode::parse(typed) else {
            let fault = Diagnostic::error("terima.salah-ketik", format!("kode {typed} salah ketik"));
            faults.push(fault.remedy("kodenya delapan huruf dan angka; baca lagi di sobekannya"));
            continue;
        };
        match meant(ledger.receipt(&code).await?, slip.desa) {
            Err(several) => faults.push(unclear(&code, &several)),
            Ok(receipt) if receipt.received.is_none() && is_too_early(&receipt, on) => {
                let message = format!("{code}: tanggal {} lebih awal daripada edisinya", long_date(on));
                faults.push(Diagnostic::error("terima.sebelum-edisinya", message).remedy("periksa tanggalnya"));
            }
            Ok(receipt) => {
                let is_known = receipt.received.is_some();
                if !is_known {
                    ledger.acknowledge(&receipt, on, slip.by, now).await?;
                }
                let Receipt { edition, desa, ralat, received: earlier } = receipt;
                let stands = earlier.unwrap_or_else(|| Received { on, by: slip.by.map(str::to_owned) });
                received.push(Acknowledged { code, desa, edition, is_known, ralat, received: stands });
            }
        }
    }
    let verdict = Verdict::on_items(!received.is_empty(), &faults);
    Ok(Conclusion { facts: Receiving { received }, diagnostics: faults, verdict })
}

/// The day as typed, which is not one to come.
fn day(typed: Option<&str>, today: NaiveDate) -> diagnostic::Result<NaiveDate> {
    let Some(typed) = typed else { return Ok(today) };
    let formats = ["%Y-%m-%d", "%d-%m-%Y", "%d/%m/%Y", "%d.%m.%Y"];
    let read = formats.iter().find_map(|format| NaiveDate::parse_from_str(typed.trim(), format).ok());
    let on = read.ok_or_else(|| {
        let fault = Diagnostic::error("terima.tanggal-tidak-terbaca", format!("tanggal “{typed}” tidak terbaca"));
        fault.remedy("tulis seperti 2026-11-25 atau 25-11-2026")
    })?;
    if on > today {
        let fault = Diagnostic::error("terima.tanggal-belum-tiba", format!("tanggal {} belum tiba", long_date(on)));
        return Err(fault.remedy("periksa tanggalnya").into());
    }
    Ok(on)
}

/// An edition goes out in the week before its own at the earliest.
fn is_too_early(receipt: &Receipt, on: NaiveDate) -> bool {
    on < receipt.edition.monday() - Days::new(7)
}

fn unclear(code: &ReceiptCode, several: &[Receipt]) -> Diagnostic {
    let Some(first) = several.first() else {
        let fault = Diagnostic::error("terima.tidak-tercatat", format!("kode {code} tidak ada di buku pengiriman"));
        return fault.remedy("baca lagi di sobekannya");
    };
    let all: Vec<String> = several.iter().map(|one| format!("{} (edisi {})", one.desa, one.edition)).collect();
    Diagnostic::error("terima.beberapa-bundel", format!("kode {code} tercatat untuk {}", all.join(" dan ")))
        .remedy(format!("sebut desanya: `warta terima {code} --desa {}`", first.desa))
}

/// The bundle that a code stands for, of those on record with it: what is acknowledged already is meant only where nothing else can be.
/// Several that may be meant are given back.
fn meant(found: Vec<Receipt>, desa: Option<&str>) -> Result<Receipt, Vec<Receipt>> {
    if let Some(desa) = desa {
        let digits: String = desa.chars().filter(char::is_ascii_digit).collect();
        let at = found.iter().position(|one| one.desa.digits() == digits);
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
        let is_rest = |half: &&mut String| ReceiptCode::parse(half).is_none() && ReceiptCode::parse(&format!("{half}{word}")).is_some();
        match codes.last_mut().filter(is_rest) {
            Some(half) => half.push_str(word),
            None => codes.push(word.to_owned()),
        }
    }
    codes
}
