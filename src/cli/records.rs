//! Commands over the ledger: who got what, what a person decides, and receipts.

use std::path::Path;

use chrono::{NaiveDate, Utc};
use serde_json::json;

use super::Exit;
use super::job::write_report;
use super::output::{Out, runtime};
use crate::desk::Office;
use crate::report;
use office::diagnostic::Diagnostic;
use office::model::DesaCode;
use office::model::date::long_date;
use post::ledger::{Decider, Delivery, Ladder, Ledger, LedgerError, Overview, Receipt, State};
use press::plan::serial::read_receipt;
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

fn is_code(delivery: &Delivery, typed: &str) -> bool {
    let digits: String = typed.chars().filter(char::is_ascii_digit).collect();
    delivery.desa.replace('.', "") == digits
}

fn unknown_desa(typed: &str) -> Diagnostic {
    Diagnostic::error(format!("tidak ada catatan untuk desa {typed}")).remedy("tulis kodenya seperti di kim.xlsx, misalnya 63.04.14.2008")
}

/// A person says whether deliveries arrived: the doubtful ones; and of one that counts as delivered, that it did not.
pub fn decide(office: &Office, out: &Out, codes: &[String], arrived: bool) -> Exit {
    let now = Utc::now();
    let _lock = match office.lock() {
        Ok(lock) => lock,
        Err(fault) => return out.fail("status", *fault),
    };
    let is_all = codes.iter().any(|code| code.eq_ignore_ascii_case("semua"));
    let decided = with_ledger(office, async |ledger| {
        let all = ledger.deliveries(office.edition, Ladder::after_days(0, now)).await?;
        let mut decided = Vec::new();
        let mut faults = Vec::new();
        let doubtful = |d: &&Delivery| d.state == State::Unknown && d.received_on.is_none();
        let mut chosen: Vec<&Delivery> = Vec::new();
        if is_all {
            chosen.extend(all.iter().filter(doubtful));
        } else {
            for code in codes {
                let of_desa: Vec<&Delivery> = all.iter().filter(|d| is_code(d, code)).collect();
                let open: Vec<&Delivery> = of_desa.iter().copied().filter(doubtful).collect();
                // "It is not here": the latest that was thought delivered.
                let thought = of_desa.iter().copied().rev().find(|d| d.state == State::Accepted && !arrived);
                if of_desa.is_empty() {
                    faults.push(unknown_desa(code));
                } else if open.is_empty() && thought.is_none() {
                    let stands = of_desa.last().map_or("", |d| d.state.words());
                    faults.push(
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
            decided.push(delivery.desa.clone());
        }
        Ok((decided, faults))
    });
    let (decided, faults) = match decided {
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
    let received = with_ledger(&office, async |ledger| {
        let mut faults = Vec::new();
        let mut received = Vec::new();
        for typed in &whole(codes) {
            let Some(code) = read_receipt(typed) else {
                faults.push(
                    Diagnostic::error(format!("kode {typed} salah ketik"))
                        .remedy("kodenya delapan huruf dan angka; baca lagi di sobekannya"),
                );
                continue;
            };
            let receipt = match meant(ledger.receipt(&code).await?, desa) {
                Ok(receipt) => receipt,
                Err(several) if several.is_empty() => {
                    faults.push(Diagnostic::error(format!("kode {code} tidak ada di buku pengiriman")).remedy("baca lagi di sobekannya"));
                    continue;
                }
                Err(several) => {
                    let all: Vec<String> = several.iter().map(|one| format!("{} (edisi {})", one.desa, one.edition)).collect();
                    faults.push(
                        Diagnostic::error(format!("kode {code} tercatat untuk {}", all.join(" dan ")))
                            .remedy(format!("sebut desanya: `warta terima {code} --desa {}`", several[0].desa)),
                    );
                    continue;
                }
            };
            let what = if receipt.ralat == 0 {
                format!("edisi {}", receipt.edition)
            } else {
                format!("ralat {}, edisi {}", receipt.ralat, receipt.edition)
            };
            if let Some(earlier) = &receipt.received {
                let who = earlier.by.as_deref().map(|by| format!(" oleh {by}")).unwrap_or_default();
                let day = earlier.on.parse().map_or_else(|_| earlier.on.clone(), long_date);
                out.line(format!("{code}: {}, {what}: sudah tercatat, diterima {day}{who}", receipt.desa));
                received.push(json!({ "kode": code, "desa": receipt.desa, "edisi": receipt.edition, "sudah": true }));
                continue;
            }
            let week_before = office::model::EditionId::parse(&receipt.edition).map(|edition| edition.monday() - chrono::Days::new(7));
            if week_before.is_some_and(|earliest| on < earliest) {
                faults.push(
                    Diagnostic::error(format!("{code}: tanggal {} lebih awal daripada edisinya", long_date(on)))
                        .remedy("periksa tanggalnya"),
                );
                continue;
            }
            ledger.acknowledge(&receipt, on, by, now).await?;
            out.line(format!("{code}: {}, {what}: diterima {}", receipt.desa, long_date(on)));
            received.push(json!({ "kode": code, "desa": receipt.desa, "edisi": receipt.edition, "sudah": false }));
        }
        Ok((received, faults))
    });
    let (received, faults) = match received {
        Ok(received) => received,
        Err(fault) => return out.fail("terima", *fault),
    };
    out.diagnostics(&faults);
    let exit = match (faults.is_empty(), received.is_empty()) {
        (true, _) => Exit::Done,
        (false, true) => Exit::Failed,
        (false, false) => Exit::Partly,
    };
    out.finish("terima", exit, &faults, json!({ "diterima": received }))
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

fn read_date(text: &str) -> Option<NaiveDate> {
    ["%Y-%m-%d", "%d-%m-%Y", "%d/%m/%Y", "%d.%m.%Y"].iter().find_map(|format| NaiveDate::parse_from_str(text.trim(), format).ok())
}
