//! The papers that stay in the office: the print budget, and the messages for WhatsApp.

use std::fs;
use std::io;

use super::Office;
use super::tidy::files_in;
use crate::report::whatsapp::Forward;
use crate::report::{budget, whatsapp};
use office::bundle::land_private_from;
use office::diagnostic::{Result, unwritten};
use office::folder::Results;
use office::model::{RegionCode, Village};
use press::press::Checked;

/// The file of the print budget.
fn budget_name(suffix: &str) -> String {
    format!("anggaran-cetak{suffix}.xlsx")
}

/// The folder of the pages of messages, where there are several.
fn messages_name(suffix: &str) -> String {
    format!("whatsapp{suffix}")
}

/// Writes the print budget, and the page of messages for WhatsApp, whose name is given; a folder with a page for each regency, where
/// there are several. Their names end in `suffix`.
///
/// # Errors
/// They cannot be written.
pub(super) fn office_papers(
    office: &Office,
    checked: &Checked,
    suffix: &str,
    rows: &[budget::Row<'_>],
    forward: impl Fn(&Village) -> Forward,
) -> Result<Option<String>> {
    let Some(first) = rows.first() else { return Ok(None) };
    let (results, settings) = (office.results(), &checked.settings);
    let book = results.path(&budget_name(suffix));
    let name = settings.edition.paper.sheet().name;
    let paper = budget::Paper { name: &name, price: settings.copies.sheet_price };
    // The KIM's numbers are the office's alone.
    land_private_from(&book, |file| budget::workbook(office.edition, paper, rows, file).map_err(io::Error::other))
        .map_err(|error| unwritten(&book, &error))?;
    // Each regency's own staff send its messages, and a page of a whole province opens in no browser.
    let regency = |village: &Village| village.desa.code.kabupaten();
    let is_one = checked.registry.villages.iter().all(|village| regency(village) == regency(first.village));
    // Old messages shall not be sent again.
    remove_messages(&results, suffix);
    let (folder, page) = (messages_name(suffix), format!("{}.html", messages_name(suffix)));
    for rows in rows.chunk_by(|a, b| regency(a.village) == regency(b.village)) {
        let Some(first) = rows.first() else { continue };
        let page = if is_one { results.path(&page) } else { results.path(&folder).join(regency_page(&regency(first.village))) };
        let villages: Vec<&Village> = rows.iter().map(|row| row.village).collect();
        land_private_from(&page, |file| whatsapp::page(&settings.regency, office.edition, &villages, &forward, file))
            .map_err(|error| unwritten(&page, &error))?;
    }
    Ok(Some(if is_one { page } else { folder }))
}

/// `6304.html`
fn regency_page(regency: &RegionCode) -> String {
    format!("{}.html", regency.digits())
}

/// Whether the papers whose names end in a suffix are there.
pub(super) fn has_papers(results: &Results, suffix: &str) -> bool {
    let messages = messages_name(suffix);
    let has_messages = results.path(&format!("{messages}.html")).is_file() || results.path(&messages).is_dir();
    has_messages && results.path(&budget_name(suffix)).is_file()
}

/// Removes the papers whose names end in a suffix. What cannot be removed stays: the next run tries again.
pub(super) fn remove_papers(results: &Results, suffix: &str) {
    remove_messages(results, suffix);
    let _ = fs::remove_file(results.path(&budget_name(suffix)));
}

/// Removes the messages for WhatsApp of before: a page, or a folder with a page for each regency.
fn remove_messages(results: &Results, suffix: &str) {
    let folder = results.path(&messages_name(suffix));
    let is_page = |name: &String| name.strip_suffix(".html").is_some_and(|code| code.bytes().all(|byte| byte.is_ascii_digit()));
    for page in files_in(&folder).into_iter().filter(is_page) {
        let _ = fs::remove_file(folder.join(page));
    }
    let _ = (fs::remove_dir(&folder), fs::remove_file(results.path(&format!("{}.html", messages_name(suffix)))));
}
