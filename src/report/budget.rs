//! What printing takes, before anything is printed: sheets, copies and paper, by village and in all.

use rust_xlsxwriter::{Format, FormatBorder, Workbook, XlsxError};

use crate::model::{EditionId, Kim};
use crate::plan::sheet::Content;

/// One village's printing.
#[derive(Debug, Clone)]
pub struct Row {
    pub kim: Kim,
    pub contents: Vec<Content>,
    /// Of paper, for all copies, with the page that lists them.
    pub sheets: u32,
}

/// Sheets in a ream.
const REAM: u32 = 500;

/// Reams, as paper is bought: whole ones.
pub fn reams(sheets: u32) -> u32 {
    sheets.div_ceil(REAM)
}

/// The budget as a workbook: a sheet by village, a sheet by kecamatan.
///
/// # Errors
/// Where the workbook cannot be written.
pub fn workbook(edition: &str, id: EditionId, rows: &[Row]) -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    book.set_properties(&super::properties(id)?);
    let head = Format::new().set_bold().set_border_bottom(FormatBorder::Thin);
    let bold = Format::new().set_bold();
    let mut titles: Vec<&str> = Vec::new();
    for content in rows.iter().flat_map(|row| &row.contents) {
        if !titles.contains(&content.title.as_str()) {
            titles.push(&content.title);
        }
    }
    let sheet = book.add_worksheet().set_name("Per desa")?;
    sheet.write_with_format(0, 0, format!("Anggaran cetak, {edition}"), &bold)?;
    let fixed = ["Kode", "Desa/Kelurahan", "Kecamatan"].map(str::to_owned);
    let by_title = titles.iter().map(|title| format!("{title}: lembar"));
    let header: Vec<String> = fixed
        .into_iter()
        .chain(["Eksemplar buletin".to_owned()])
        .chain(by_title)
        .chain(["Lembar".to_owned(), "Kertas".to_owned()])
        .collect();
    sheet.write_row_with_format(2, 0, header, &head)?;
    let mut at = 3;
    for row in rows {
        let desa = &row.kim.desa;
        sheet.write_row(at, 0, [desa.code.as_str(), &desa.name, &desa.kecamatan])?;
        sheet.write(at, 3, copies(row))?;
        let mut column = 4;
        for title in &titles {
            sheet.write(at, column, row.contents.iter().filter(|c| c.title == *title).map(|c| c.sheets).sum::<u32>())?;
            column += 1;
        }
        sheet.write(at, column, row.sheets)?;
        sheet.write(at, column + 1, row.contents.first().map_or("", |c| c.paper.as_str()))?;
        at += 1;
    }
    let total: u32 = rows.iter().map(|row| row.sheets).sum();
    let last = 4 + u16::try_from(titles.len()).unwrap_or_default();
    sheet.write_with_format(at, 0, "Jumlah", &bold)?;
    sheet.write_with_format(at, 3, rows.iter().map(copies).sum::<u32>(), &bold)?;
    sheet.write_with_format(at, last, total, &bold)?;
    sheet.write_with_format(at, last + 1, format!("{} rim", reams(total)), &bold)?;
    sheet.set_freeze_panes(3, 0)?;
    sheet.autofit();
    sheet.set_column_width(0, 15)?;
    let sheet = book.add_worksheet().set_name("Per kecamatan")?;
    sheet.write_row_with_format(0, 0, ["Kode", "Kecamatan", "Desa", "Eksemplar buletin", "Lembar", "Rim"], &head)?;
    let mut at = 0;
    for group in rows.chunk_by(|a, b| a.kim.desa.code.kecamatan() == b.kim.desa.code.kecamatan()) {
        at += 1;
        let sheets: u32 = group.iter().map(|row| row.sheets).sum();
        sheet.write_row(at, 0, [group[0].kim.desa.code.kecamatan(), &group[0].kim.desa.kecamatan])?;
        sheet.write_row(at, 2, [u32::try_from(group.len()).unwrap_or_default(), group.iter().map(copies).sum(), sheets, reams(sheets)])?;
    }
    sheet.autofit();
    book.save_to_buffer()
}

/// Copies of what is handed out.
fn copies(row: &Row) -> u32 {
    row.contents.iter().map(|content| content.copies).max().unwrap_or_default()
}
