//! The commands that copy the ledger, and put a copy in its place.

use chrono::Utc;

use super::job::{agrees, can_ask};
use super::output::{Out, runtime};
use super::{Exit, stop};
use crate::desk::{self, BackedUp, Conclusion, Office, Restored, Verdict};
use crate::report;
use office::folder::{Folder, typed};

/// Copies the ledger.
pub fn back_up(office: &Office, out: &Out) -> Exit {
    let conclusion = runtime().and_then(|runtime| runtime.block_on(desk::back_up(office, Utc::now()))).map(Conclusion::done);
    if let Ok(conclusion) = &conclusion {
        let BackedUp { backup, removed } = &conclusion.facts;
        let size = backup.size.div_ceil(1024);
        out.line(format!("Dicadangkan dan diperiksa: {} ({size} KB)", Folder::backup_name(&backup.name)));
        if !removed.is_empty() {
            out.line(format!("{} cadangan lama dihapus", removed.len()));
        }
    }
    out.end("cadangkan", conclusion)
}

/// Puts a copy in the ledger's place; `is_settled`: nobody is asked before.
pub fn restore(office: &Office, out: &Out, name: Option<&str>, is_settled: bool) -> Exit {
    if !is_settled && can_ask(out) && !agrees(&question(office, name), &stop::listen()) {
        out.line("Tidak ada yang dipulihkan.");
        return Exit::Ended(Verdict::Done);
    }
    let conclusion = runtime().and_then(|runtime| runtime.block_on(desk::restore(office, name, Utc::now())));
    if let Ok(conclusion) = &conclusion {
        restored(office, &conclusion.facts).iter().for_each(|line| out.line(line));
        out.diagnostics(&conclusion.diagnostics, &office.village_word());
    }
    out.end("pulihkan", conclusion)
}

fn question(office: &Office, name: Option<&str>) -> String {
    let which = match (name, desk::backups(office).first()) {
        (Some(name), _) => name.to_owned(),
        (None, Some(newest)) => format!("cadangan {}", report::local(newest.at, office.config.zone())),
        (None, None) => "cadangan".to_owned(),
    };
    format!("warta.db yang sekarang disimpan di cadangan/; yang dicatat sesudah cadangan itu dicatat lagi. Pulihkan warta.db dari {which}?")
}

fn restored(office: &Office, restored: &Restored) -> Vec<String> {
    let mut lines = vec![format!("warta.db dipulihkan dari {}", Folder::backup_name(&restored.name))];
    if let Some(kept) = &restored.kept {
        let what = if restored.was_damaged { "warta.db yang rusak" } else { "warta.db yang semula" };
        lines.push(format!("{what} disimpan: {}", Folder::backup_name(kept)));
    }
    let command = |command: &str| format!("`warta -C {} {command}`", typed(office.folder.root()));
    lines.push(format!("Selanjutnya: {}, lalu {}", command("terbitkan"), command("kirim")));
    lines
}
