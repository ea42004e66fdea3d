//! The papers that stay in the office, and where documents lie.

use std::io;
use std::path::Path;

use super::Office;
use super::tidy::remove_messages;
use crate::report::whatsapp::Forward;
use crate::report::{budget, whatsapp};
use office::bundle::land_private_from;
use office::diagnostic::{Diagnostic, Place, io_words};
use office::model::Kim;
use press::plan::wording;
use press::press::{Checked, Result};

/// What stays in the office: the print budget, and the page of messages for WhatsApp, whose name is given; a folder with a page for
/// each regency, where there are several. Their names end in `suffix`.
///
/// # Errors
/// Where they cannot be written.
pub fn office_papers(
    office: &Office,
    checked: &Checked,
    suffix: &str,
    rows: &[budget::Row<'_>],
    forward: impl Fn(&Kim) -> Forward,
) -> Result<Option<String>> {
    if rows.is_empty() {
        return Ok(None);
    }
    let edition = wording::edition_label(office.edition);
    let place = |name: &str| office.results().join(name);
    let book = place(&format!("anggaran-cetak{suffix}.xlsx"));
    let paper = checked.settings.edition.paper.sheet().name;
    // The KIM's numbers are the office's alone.
    land_private_from(&book, |file| budget::workbook(&edition, office.edition, &paper, rows, file).map_err(io::Error::other))
        .map_err(|error| unwritten(&book, &error))?;
    // What a regency's own staff send: a page of a whole province opens in no browser.
    let regency = |kim: &Kim| kim.desa.code.kabupaten().to_owned();
    let is_one = checked.inputs.kims.iter().all(|kim| regency(kim) == regency(rows[0].kim));
    let (page, folder) = (format!("whatsapp{suffix}.html"), format!("whatsapp{suffix}"));
    // Old messages shall not be sent again.
    remove_messages(&office.results(), &folder);
    let pages = if is_one { page } else { folder };
    for rows in rows.chunk_by(|a, b| regency(a.kim) == regency(b.kim)) {
        let page = if is_one { place(&pages) } else { place(&pages).join(format!("{}.html", regency(rows[0].kim).replace('.', ""))) };
        let forwards = rows.iter().map(|row| forward(row.kim));
        land_private_from(&page, |file| whatsapp::page(&checked.settings.regency, &edition, forwards, file))
            .map_err(|error| unwritten(&page, &error))?;
    }
    Ok(Some(pages))
}

pub fn unwritten(path: &Path, error: &std::io::Error) -> Vec<Diagnostic> {
    let place = Place::file(path.display().to_string());
    vec![
        Diagnostic::error(format!("tidak dapat ditulis: {}", io_words(error)))
            .at(place)
            .remedy("periksa ruang disk dan tutup berkas yang sedang terbuka"),
    ]
}
