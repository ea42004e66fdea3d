//! Commands over the ledger: who got what, what a person decides, and receipts.

use std::path::Path;

use chrono::{NaiveDate, Utc};
use serde_json::json;

use super::Exit;
use super::output::{Out, runtime};
use crate::desk::decide::{Decided, unknown_desa};
use crate::desk::receive::{Acknowledged, Receiving, Slip};
use crate::desk::{self, Office, write_report};
use crate::report;
use office::diagnostic::Diagnostic;
use office::model::DesaCode;
use office::model::date::long_date;
use post::ledger::{Ledger, LedgerError, Overview, State};
use press::plan::wording;

/// Runs something over the ledger to its end.
fn with_ledger<T>(office: &Office, work: impl AsyncFnOnce(&Ledger) -> Result<T, LedgerError>) -> Result<T, Box<Diagnostic>> {
    let result = runtime()?.block_on(async {
        let ledger = office.ledger().await?;
        let result = work(&ledger).await;
        ledger.close().await;
        result
    });
    result.map_err(|error| Box::new(error.diagnostic()))
}

/// Who got what.
pub fn status(office: &Office, out: &Out, desa: Option<&str>) -> Exit {
    let ladder = office.ladder(Utc::now());
    let (zone, limit) = (office.config.zone(), ladder.limit());
    let (edition, limit) = (office.edition, limit.as_deref());
    if let Some(typed) = desa {
        let code = DesaCode::parse(typed).map_or_else(|| typed.to_owned(), |code| code.to_string());
        return match with_ledger(office, async |ledger| ledger.of_desa(edition, &code, ladder).await) {
            Err(fault) => out.fail("status", *fault),
            Ok(deliveries) if deliveries.is_empty() => out.fail("status", unknown_desa(typed)),
            Ok(deliveries) => {
                deliveries.iter().for_each(|d| out.line(report::delivery(d, zone).trim_end()));
                out.finish("status", Exit::Done, &[], json!({ "edisi": edition, "pengiriman": deliveries }))
            }
        };
    }
    let tell = |overview: &Overview| {
        if *overview == Overview::default() {
            out.line("Belum ada catatan. Jalankan `warta jalankan`.");
            return;
        }
        out.line(report::status(overview, zone, limit).trim_end());
        out.line(format!("{}: {}", wording::edition_label(edition), report::tally(overview, limit)));
        if overview.others.iter().any(|d| d.state == State::Unknown) {
            out.line("Yang tidak pasti: tanyakan kepada penerimanya, lalu `warta status --sampai KODE` atau `warta status --belum KODE`.");
        }
        out.line(format!("Rinciannya: {}", office.results().join("laporan.xlsx").display()));
    };
    let read = with_ledger(office, async |ledger| {
        let overview = ledger.overview(edition, ladder).await?;
        // Programs are told of each delivery.
        let deliveries = if out.json { ledger.deliveries(edition, ladder).await? } else { Vec::new() };
        // The answer first: a whole nation's report takes seconds, where it has to be written anew.
        tell(&overview);
        Ok((deliveries, write_report(office, ledger).await))
    });
    let (deliveries, faults) = match read {
        Ok(read) => read,
        Err(fault) => return out.fail("status", *fault),
    };
    out.diagnostics(&faults);
    out.finish("status", Exit::Done, &faults, json!({ "edisi": edition, "pengiriman": deliveries }))
}

/// A person says whether deliveries arrived: the doubtful ones; and of one that counts as delivered, that it did not.
pub fn decide(office: &Office, out: &Out, codes: &[String], arrived: bool) -> Exit {
    let now = Utc::now();
    let _lock = match office.lock() {
        Ok(lock) => lock,
        Err(fault) => return out.fail("status", *fault),
    };
    let decided = with_ledger(office, async |ledger| desk::decide(office, ledger, codes, arrived, now).await);
    let Decided { villages: decided, faults } = match decided {
        Ok(decided) => decided,
        Err(fault) => return out.fail("status", *fault),
    };
    out.diagnostics(&faults);
    let what = if arrived { "ditetapkan sampai" } else { "ditetapkan belum sampai; jalankan `warta kirim`" };
    out.line(format!("{} kiriman {what}", decided.len()));
    let exit = match (faults.is_empty(), decided.is_empty()) {
        (true, _) => Exit::Done,
        (false, true) => Exit::Failed,
        (false, false) => Exit::Partly,
    };
    out.finish("status", exit, &faults, json!({ "edisi": office.edition, "ditetapkan": decided, "sampai": arrived }))
}

/// Records receipts by the codes on the tear-off slips, of whatever edition.
pub fn receive(root: &Path, out: &Out, codes: &[String], desa: Option<&str>, (on, by): (Option<&str>, Option<&str>)) -> Exit {
    let office = match Office::open(root, None) {
        Ok(office) => office,
        Err(fault) => return out.fail("terima", *fault),
    };
    let now = Utc::now();
    let today = office.local(now).date();
    let on = match on.map(|text| read_date(text).ok_or(text)).transpose() {
        Ok(on) => on.unwrap_or(today),
        Err(text) => {
            return out.fail(
                "terima",
                Diagnostic::error(format!("tanggal “{text}” tidak terbaca")).remedy("tulis seperti 2026-11-25 atau 25-11-2026"),
            );
        }
    };
    if on > today {
        return out.fail("terima", Diagnostic::error(format!("tanggal {} belum tiba", long_date(on))).remedy("periksa tanggalnya"));
    }
    let _lock = match office.lock() {
        Ok(lock) => lock,
        Err(fault) => return out.fail("terima", *fault),
    };
    let asked = Slip { codes, desa, on, by };
    let Receiving { received, faults } = match with_ledger(&office, async |ledger| desk::receive(ledger, asked, now).await) {
        Ok(receiving) => receiving,
        Err(fault) => return out.fail("terima", *fault),
    };
    for Acknowledged { code, receipt, on } in &received {
        let what = if receipt.ralat == 0 { String::new() } else { format!("ralat {}, ", receipt.ralat) };
        let (desa, edition) = (&receipt.desa, &receipt.edition);
        match &receipt.received {
            Some(earlier) => {
                let who = earlier.by.as_deref().map(|by| format!(" oleh {by}")).unwrap_or_default();
                let day = earlier.on.parse().map_or_else(|_| earlier.on.clone(), long_date);
                out.line(format!("{code}: {desa}, {what}edisi {edition}: sudah tercatat, diterima {day}{who}"));
            }
            None => out.line(format!("{code}: {desa}, {what}edisi {edition}: diterima {}", long_date(*on))),
        }
    }
    out.diagnostics(&faults);
    let exit = match (faults.is_empty(), received.is_empty()) {
        (true, _) => Exit::Done,
        (false, true) => Exit::Failed,
        (false, false) => Exit::Partly,
    };
    out.finish("terima", exit, &faults, json!({ "diterima": received.iter().map(told).collect::<Vec<_>>() }))
}

/// A receipt, for programs.
fn told(one: &Acknowledged) -> serde_json::Value {
    let receipt = &one.receipt;
    json!({ "kode": one.code, "desa": receipt.desa, "edisi": receipt.edition, "sudah": receipt.received.is_some() })
}

fn read_date(text: &str) -> Option<NaiveDate> {
    ["%Y-%m-%d", "%d-%m-%Y", "%d/%m/%Y", "%d.%m.%Y"].iter().find_map(|format| NaiveDate::parse_from_str(text.trim(), format).ok())
}
