//! The commands over the ledger: who got what, the decisions of a person, and receipts.

use chrono::{DateTime, Utc};

use super::Exit;
use super::output::{Out, runtime};
use crate::desk::{self, Acknowledged, Office, Slip, Status};
use crate::report;
use office::model::Zone;
use post::ledger::{Overview, State};

/// Tells who got what.
pub fn status(office: &Office, out: &Out) -> Exit {
    let now = Utc::now();
    let conclusion = runtime().and_then(|runtime| {
        runtime.block_on(office.with_ledger_to_look_at(async |ledger| {
            // Programs are told of each delivery.
            let mut conclusion = desk::status(office, ledger, out.json, now).await?;
            // The answer first: a whole nation's report takes seconds, where it has to be written anew.
            tell(office, out, &conclusion.facts, now);
            conclusion.diagnostics = desk::write_report(office, ledger, None).await;
            Ok(conclusion)
        }))
    });
    if let Ok(conclusion) = &conclusion {
        out.diagnostics(&conclusion.diagnostics, &office.village_word());
    }
    out.end("status", conclusion)
}

fn tell(office: &Office, out: &Out, status: &Status, now: DateTime<Utc>) {
    let (zone, limit, overview) = (office.config.zone(), office.ladder(now).limit(), &status.overview);
    if *overview == Overview::default() {
        out.line("Belum ada catatan. Jalankan `warta jalankan`.");
        return;
    }
    out.line(report::status(overview, zone, limit).trim_end());
    let missing = status.roll.as_ref().map(|roll| &roll.missing).filter(|missing| !missing.is_empty());
    let count = missing.map(|missing| format!(", {} belum terbit", missing.count)).unwrap_or_default();
    out.line(format!("{}: {}{count}", office.edition.label(), report::tally(overview, limit)));
    if let Some(missing) = missing {
        out.line(format!("Belum terbit: {}", missing.words()));
    }
    decisions(status, zone).iter().for_each(|line| out.line(line));
    if overview.others.iter().any(|d| d.state == State::Unknown) {
        out.line("Yang tidak pasti: tanyakan kepada penerimanya, lalu `warta status --sampai KODE` atau `warta status --belum KODE`.");
    }
    out.line(format!("Rinciannya: {}", office.results().path("laporan.xlsx").display()));
}

/// The office's decisions on what goes out, a line each.
fn decisions(status: &Status, zone: Zone) -> Vec<String> {
    let approved = status.approvals.iter().map(|one| format!("Disetujui {}, {}: {}", one.by, report::local(one.at, zone), one.what));
    let quiet = status.quiet.iter().map(|one| {
        let by = one.by.as_deref().map(|by| format!(" oleh {by}")).unwrap_or_default();
        format!("Tanpa ralat, {}{by}, {} desa: {}", report::local(one.at, zone), one.villages, one.what)
    });
    let waiting = (status.unapproved > 0)
        .then(|| format!("Menunggu persetujuan: {} kiriman; `warta kirim {} --disetujui \"Nama\"`", status.unapproved, status.edition));
    approved.chain(quiet).chain(waiting).collect()
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
    let conclusion = runtime().and_then(|runtime| runtime.block_on(desk::decide(office, codes, arrived, None, Utc::now())));
    if let Ok(conclusion) = &conclusion {
        out.diagnostics(&conclusion.diagnostics, &office.village_word());
        let what = if arrived { "ditetapkan sampai" } else { "ditetapkan belum sampai; jalankan `warta kirim`" };
        let settled = conclusion.facts.villages.len();
        // Where none was settled, that is said of each village.
        if settled > 0 || conclusion.diagnostics.is_empty() {
            out.line(format!("{settled} kiriman {what}"));
        }
    }
    out.end("status", conclusion)
}

/// Records receipts, of whatever edition.
pub fn receive(office: &Office, out: &Out, slip: Slip<'_>) -> Exit {
    let conclusion = runtime().and_then(|runtime| runtime.block_on(desk::receive(office, slip, Utc::now())));
    if let Ok(conclusion) = &conclusion {
        conclusion.facts.received.iter().for_each(|one| out.line(one.words()));
        if slip.expedition.is_some() && !conclusion.facts.received.is_empty() {
            out.line(counted(&conclusion.facts.received));
        }
        out.diagnostics(&conclusion.diagnostics, &office.village_word());
    }
    out.end("terima", conclusion)
}

/// `14 tanda terima dicatat, 3 sudah tercatat`
fn counted(all: &[Acknowledged]) -> String {
    let withdrawn = all.iter().filter(|one| one.is_withdrawn).count();
    let known = all.iter().filter(|one| one.is_known && !one.is_withdrawn).count();
    if withdrawn > 0 {
        return format!("{withdrawn} tanda terima dibatalkan");
    }
    let recorded = format!("{} tanda terima dicatat", all.len() - known);
    if known == 0 { recorded } else { format!("{recorded}, {known} sudah tercatat") }
}
