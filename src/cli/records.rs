//! The commands over the ledger: who got what, the decisions of a person, and receipts.

use chrono::{DateTime, Utc};

use super::Exit;
use super::output::{Out, runtime};
use crate::desk::{self, Acknowledged, Office, Slip};
use crate::report;
use office::model::date::long_date;
use post::ledger::{Overview, State};

/// Tells who got what.
pub fn status(office: &Office, out: &Out) -> Exit {
    let now = Utc::now();
    let conclusion = runtime().and_then(|runtime| {
        runtime.block_on(office.with_ledger(async |ledger| {
            // Programs are told of each delivery.
            let mut conclusion = desk::status(office, ledger, out.json, now).await?;
            // The answer first: a whole nation's report takes seconds, where it has to be written anew.
            tell(office, out, &conclusion.facts.overview, now);
            conclusion.diagnostics = desk::write_report(office, ledger).await;
            Ok(conclusion)
        }))
    });
    if let Ok(conclusion) = &conclusion {
        out.diagnostics(&conclusion.diagnostics);
    }
    out.end("status", conclusion)
}

fn tell(office: &Office, out: &Out, overview: &Overview, now: DateTime<Utc>) {
    let (zone, limit) = (office.config.zone(), office.ladder(now).limit());
    if *overview == Overview::default() {
        out.line("Belum ada catatan. Jalankan `warta jalankan`.");
        return;
    }
    out.line(report::status(overview, zone, limit).trim_end());
    out.line(format!("{}: {}", office.edition.label(), report::tally(overview, limit)));
    if overview.others.iter().any(|d| d.state == State::Unknown) {
        out.line("Yang tidak pasti: tanyakan kepada penerimanya, lalu `warta status --sampai KODE` atau `warta status --belum KODE`.");
    }
    out.line(format!("Rinciannya: {}", office.results().path("laporan.xlsx").display()));
}

/// Tells of every delivery to one village.
pub fn status_of_village(office: &Office, out: &Out, desa: &str) -> Exit {
    let conclusion = runtime().and_then(|runtime| runtime.block_on(desk::status_of_village(office, desa, Utc::now())));
    if let Ok(conclusion) = &conclusion {
        let zone = office.config.zone();
        conclusion.facts.deliveries.iter().for_each(|delivery| out.line(report::delivery(delivery, zone).trim_end()));
    }
    out.end("status", conclusion)
}

/// A person says whether deliveries arrived.
pub fn decide(office: &Office, out: &Out, codes: &[String], arrived: bool) -> Exit {
    let conclusion = runtime().and_then(|runtime| runtime.block_on(desk::decide(office, codes, arrived, Utc::now())));
    if let Ok(conclusion) = &conclusion {
        out.diagnostics(&conclusion.diagnostics);
        let what = if arrived { "ditetapkan sampai" } else { "ditetapkan belum sampai; jalankan `warta kirim`" };
        out.line(format!("{} kiriman {what}", conclusion.facts.villages.len()));
    }
    out.end("status", conclusion)
}

/// Records receipts, of whatever edition.
pub fn receive(office: &Office, out: &Out, slip: Slip<'_>) -> Exit {
    let conclusion = runtime().and_then(|runtime| runtime.block_on(desk::receive(office, slip, Utc::now())));
    if let Ok(conclusion) = &conclusion {
        conclusion.facts.received.iter().for_each(|one| out.line(acknowledged(one)));
        out.diagnostics(&conclusion.diagnostics);
    }
    out.end("terima", conclusion)
}

fn acknowledged(one: &Acknowledged) -> String {
    let Acknowledged { code, desa, edition, received, .. } = one;
    let what = if one.ralat == 0 { String::new() } else { format!("ralat {}, ", one.ralat) };
    let day = long_date(received.on);
    if one.is_known {
        let who = received.by.as_deref().map(|by| format!(" oleh {by}")).unwrap_or_default();
        format!("{code}: {desa}, {what}edisi {edition}: sudah tercatat, diterima {day}{who}")
    } else {
        format!("{code}: {desa}, {what}edisi {edition}: diterima {day}")
    }
}
