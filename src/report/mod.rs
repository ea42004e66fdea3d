//! Diagnostics and the ledger as people read them: texts for a terminal, workbooks and a page for the office.

pub mod budget;
mod charts;
mod grouped;
mod places;
mod sheet;
mod standing;
mod summary;
mod table;
pub mod whatsapp;
pub mod workbook;

use chrono::{DateTime, Utc};

use office::diagnostic::{Diagnostic, Severity};
use office::model::Zone;
use office::model::date::long_date;

use grouped::{counts, on_one_screen, one_by_one};

pub(crate) use grouped::{Message, messages};
pub use standing::tally;
pub(crate) use standing::{Standing, bundles, standings, telling};
pub(crate) use summary::SILENT_EDITIONS;
pub(crate) use table::{delivery, status};

/// All diagnostics for a person, each cause once and on one screen, counted at the end; `in_full`: each of them by itself, as they lie in
/// the files. `word`: the office's own for a village, in running text.
pub(crate) fn diagnostics(all: &[Diagnostic], in_full: bool, word: &str) -> String {
    let told = if in_full { one_by_one(all) } else { messages(all, word) };
    let (shown, others) = if in_full { (told.as_slice(), Vec::new()) } else { on_one_screen(&told) };
    let mut text: String = shown.iter().map(|message| format!("{}\n", message.text)).collect();
    others.iter().for_each(|line| text.push_str(&format!("{line}\n")));
    let counts = counts(&told);
    if !counts.is_empty() {
        let how = match (others.is_empty(), shown.iter().any(|message| message.is_group)) {
            (true, false) => "",
            (true, true) => "; tempatnya satu per satu: `--rinci`",
            (false, _) => "; selengkapnya: `--rinci`",
        };
        text.push_str(&format!("{counts}{how}\n"));
    }
    text
}

/// Diagnostics of papers that another command tells of: what stops something is told again, the rest is counted.
pub(crate) fn diagnostics_again(all: &[Diagnostic], word: &str) -> String {
    let (errors, others): (Vec<_>, Vec<_>) = all.iter().cloned().partition(|diagnostic| diagnostic.severity == Severity::Error);
    let mut text = diagnostics(&errors, false, word);
    let others = counts(&messages(&others, word));
    if !others.is_empty() {
        text.push_str(&format!("{others}: lihat dengan `warta periksa`\n"));
    }
    text
}

/// A moment as the office's clock showed it: `22 November 2026, 12.33 WITA`.
pub(crate) fn local(moment: DateTime<Utc>, zone: Zone) -> String {
    let local = zone.local(moment);
    format!("{}, {} {zone}", long_date(local.date()), local.format("%H.%M"))
}
