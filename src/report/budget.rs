//! The print budget, before anything is printed: sheets, copies and paper, by village and in all.

use std::io::{Seek, Write};

use rust_xlsxwriter::{Format, FormatBorder, Workbook, Worksheet, XlsxError};

use office::model::{EditionId, Village};
use press::plan::sheet::Content;
use press::typeset::kinds::Kind;

/// One village's printing.
#[derive(Debug, Clone, Copy)]
pub struct Row<'v> {
    pub village: &'v Village,
    /// Of what is handed out.
    copies: u32,
    /// Sheets for all copies of each kind of document, in the order of [`Kind::ALL`].
    by_kind: [u32; Kind::ALL.len()],
    /// Of paper, for all copies, with the page that lists them.
    pub sheets: u32,
}

impl<'v> Row<'v> {
    pub fn new(village: &'v Village, contents: &[Content]) -> Self {
        let of = |kind: Kind| {
            contents.iter().filter(|content| Kind::of_content(content) == Some(kind)).map(|content| content.sheets).sum::<u32>()
        };
        let copies = contents.iter().map(|content| content.copies).max().unwrap_or_default();
        Row { village, copies, by_kind: Kind::ALL.map(of), sheets: contents.iter().map(|content| content.sheets).sum::<u32>() + 1 }
    }
}

/// Sheets in a ream.
const REAM: u32 = 500;

/// Reams, as paper is bought: whole ones.
pub fn reams(sheets: u32) -> u32 {
    sheets.div_ceil(REAM)
}

/// The budget as a workbook: a sheet by village, a sheet by kecamatan. It is written row by row, so that the nation's rows take no
/// memory.
///
/// # Errors
/// The workbook cannot be written.
pub fn workbook(edition: &str, id: EditionId, paper: &str, rows: &[Row<'_>], file: impl Write + Seek + Send) -> Result<(), XlsxError> {
    let mut book = Workbook::new();
    book.set_properties(&super::properties(id)?);
    let title = format!("Anggaran cetak, {edition}");
    write_villages(book.add_worksheet_with_constant_memory()?.set_name("Per desa")?, &title, paper, rows)?;
    write_kecamatan(book.add_worksheet().set_name("Per kecamatan")?, rows)?;
    book.save_to_writer(file)
}

fn head() -> Format {
    bold().set_border_bottom(FormatBorder::Thin)
}

fn bold() -> Format {
    Format::new().set_bold()
}

fn write_villages(sheet: &mut Worksheet, title: &str, paper: &str, rows: &[Row<'_>]) -> Result<(), XlsxError> {
    let used: Vec<usize> = (0..Kind::ALL.len()).filter(|kind| rows.iter().any(|row| row.by_kind[*kind] > 0)).collect();
    let by_kind = used.iter().map(|kind| format!("{}: lembar", Kind::ALL[*kind].title()));
    let header: Vec<String> = ["Kode", "Desa/Kelurahan", "Kecamatan", "Eksemplar buletin"]
        .map(str::to_owned)
        .into_iter()
        .chain(by_kind)
        .chain(["Lembar".to_owned(), "Kertas".to_owned()])
        .collect();
    let wide = |column: usize| match column {
        0 => 15.0,
        1 | 2 => 24.0,
        _ => header[column].chars().count() as f64 + 1.0,
    };
    for column in 0..header.len() {
        sheet.set_column_width(u16::try_from(column).unwrap_or_default(), wide(column))?;
    }
    sheet.set_freeze_panes(3, 0)?;
    sheet.write_with_format(0, 0, title, &bold())?;
    sheet.write_row_with_format(2, 0, &header, &head())?;
    let mut at = 3;
    for row in rows {
        let desa = &row.village.desa;
        sheet.write_row(at, 0, [desa.code.as_str(), &desa.name, &desa.kecamatan])?;
        let numbers = [row.copies].into_iter().chain(used.iter().map(|kind| row.by_kind[*kind])).chain([row.sheets]);
        sheet.write_row(at, 3, numbers)?;
        sheet.write(at, 4 + u16::try_from(used.len() + 1).unwrap_or_default(), paper)?;
        at += 1;
    }
    let total: u32 = rows.iter().map(|row| row.sheets).sum();
    let last = 4 + u16::try_from(used.len()).unwrap_or_default();
    sheet.write_with_format(at, 0, "Jumlah", &bold())?;
    sheet.write_with_format(at, 3, rows.iter().map(|row| row.copies).sum::<u32>(), &bold())?;
    sheet.write_with_format(at, last, total, &bold())?;
    sheet.write_with_format(at, last + 1, format!("{} rim", reams(total)), &bold())?;
    Ok(())
}

fn write_kecamatan(sheet: &mut Worksheet, rows: &[Row<'_>]) -> Result<(), XlsxError> {
    sheet.write_row_with_format(0, 0, ["Kode", "Kecamatan", "Desa", "Eksemplar buletin", "Lembar", "Rim"], &head())?;
    let mut at = 0;
    for group in rows.chunk_by(|a, b| a.village.desa.code.kecamatan() == b.village.desa.code.kecamatan()) {
        at += 1;
        let sheets: u32 = group.iter().map(|row| row.sheets).sum();
        let copies = group.iter().map(|row| row.copies).sum();
        let desa = &group[0].village.desa;
        sheet.write_row(at, 0, [desa.code.kecamatan().as_str(), &desa.kecamatan])?;
        sheet.write_row(at, 2, [u32::try_from(group.len()).unwrap_or_default(), copies, sheets, reams(sheets)])?;
    }
    sheet.autofit();
    Ok(())
}
