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

use office::diagnostic::Diagnostic;
use office::model::Zone;
use office::model::date::long_date;

use grouped::{counts, one_by_one};

pub(crate) use grouped::{Message, messages};
pub use standing::tally;
pub(crate) use summary::SILENT_EDITIONS;
pub(crate) use table::{delivery, status};

/// All diagnostics for a person, each cause once, counted at the end; `in_full`: each of them by itself, as they lie in the files.
pub(crate) fn diagnostics(all: &[Diagnostic], in_full: bool) -> String {
    let told = if in_full { one_by_one(all) } else { messages(all) };
    let mut text: String = told.iter().map(|message| format!("{}\n", message.text)).collect();
    let counts = counts(&told);
    if !counts.is_empty() {
        let how = if told.iter().any(|message| message.is_group) { "; tempatnya satu per satu: `--rinci`" } else { "" };
        text.push_str(&format!("{counts}{how}\n"));
    }
    text
}

/// A moment as the office's clock showed it: `22 November 2026, 12.33 WITA`.
pub(crate) fn local(moment: DateTime<Utc>, zone: Zone) -> String {
    let local = moment.naive_utc() + chrono::Duration::hours(zone.offset_hours());
    format!("{}, {} {zone}", long_date(local.date()), local.format("%H.%M"))
}
