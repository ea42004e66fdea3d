//! The print budget, before anything is printed: sheets, copies and paper, by village and in all.

use std::io::{Seek, Write};

use rust_xlsxwriter::{Formula, Workbook, Worksheet, XlsxError, utility};

use super::sheet::{self, Column, FIRST, Shown, Sum};
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

/// The paper of a budget.
#[derive(Debug, Clone, Copy)]
pub struct Paper<'p> {
    /// `F4`
    pub name: &'p str,
    /// The price of a sheet in rupiah; `None`: no costs are told.
    pub price: Option<u32>,
}

/// The budget as a workbook: a sheet by village, a sheet by kecamatan. It is written row by row, so that the nation's rows take no
/// memory.
///
/// # Errors
/// The workbook cannot be written.
pub fn workbook(id: EditionId, paper: Paper<'_>, rows: &[Row<'_>], file: impl Write + Seek + Send) -> Result<(), XlsxError> {
    let mut book = Workbook::new();
    sheet::properties(&mut book, id)?;
    let budget = Budget { title: format!("Anggaran cetak, {}", id.label()), paper, rows };
    budget.write_villages(book.add_worksheet_with_constant_memory()?)?;
    budget.write_kecamatan(book.add_worksheet())?;
    book.save_to_writer(file)
}

struct Budget<'b> {
    title: String,
    paper: Paper<'b>,
    rows: &'b [Row<'b>],
}

impl Budget<'_> {
    /// A line of what is printed for villages: copies, sheets by kind of document, sheets in all, rupiah.
    fn numbers(&self, rows: &[Row<'_>]) -> Vec<u64> {
        let sum = |number: &dyn Fn(&Row<'_>) -> u32| rows.iter().map(|row| u64::from(number(row))).sum::<u64>();
        let sheets = sum(&|row| row.sheets);
        let by_kind = self.kinds().map(|kind| sum(&|row| row.by_kind[kind]));
        let price = self.paper.price.map(|price| sheets * u64::from(price));
        [sum(&|row| row.copies)].into_iter().chain(by_kind).chain([sheets]).chain(price).collect()
    }

    /// The kinds of documents that are printed.
    fn kinds(&self) -> impl Iterator<Item = usize> {
        (0..Kind::ALL.len()).filter(|kind| self.rows.iter().any(|row| row.by_kind[*kind] > 0))
    }

    /// The columns of a sheet, of which the first ones are its own.
    fn columns(&self, own: &[(&str, f64, Shown)]) -> Vec<Column> {
        let own = own.iter().map(|(title, width, shown)| Column::new(title, *width, *shown));
        let number = |title: &str, width| Column::new(title, width, Shown::Number);
        let by_kind = self.kinds().map(|kind| number(&format!("{}: lembar", Kind::ALL[kind].title()), 15.0));
        let price = self.paper.price.map(|_| number("Rupiah", 15.0));
        own.chain([number("Eksemplar buletin", 11.0)]).chain(by_kind).chain([number("Lembar kertas", 11.0)]).chain(price).collect()
    }

    /// `Kertas F4, Rp250 selembar.`
    fn line(&self) -> String {
        let price = self.paper.price.map(|price| format!(", Rp{price} selembar")).unwrap_or_default();
        format!("Kertas {}{price}. Setiap bundel sudah ditambah satu lembar “Baca dulu”.", self.paper.name)
    }

    fn write_villages(&self, sheet: &mut Worksheet) -> Result<(), XlsxError> {
        let columns = self.columns(&[("Kode", 15.0, Shown::Text), ("Desa/Kelurahan", 28.0, Shown::Text), ("Kecamatan", 22.0, Shown::Text)]);
        sheet::begin(sheet, "Per desa", &self.title, &self.line(), &columns)?;
        let mut at = FIRST;
        for row in self.rows {
            let desa = &row.village.desa;
            sheet.write_string(at, 0, desa.code.as_str())?.write_string(at, 1, desa.title())?.write_string(at, 2, &desa.kecamatan)?;
            sheet.write_row(at, 3, self.numbers(std::slice::from_ref(row)))?;
            at += 1;
        }
        self.end(sheet, at, &columns, 3)
    }

    fn write_kecamatan(&self, sheet: &mut Worksheet) -> Result<(), XlsxError> {
        let columns = self.columns(&[("Kode", 11.0, Shown::Text), ("Kecamatan", 28.0, Shown::Text), ("Desa", 9.0, Shown::Number)]);
        sheet::begin(sheet, "Per kecamatan", &self.title, &self.line(), &columns)?;
        let mut at = FIRST;
        for group in self.rows.chunk_by(|a, b| a.village.desa.code.kecamatan() == b.village.desa.code.kecamatan()) {
            let desa = &group[0].village.desa;
            sheet.write_string(at, 0, desa.code.kecamatan().as_str())?.write_string(at, 1, &desa.kecamatan)?;
            sheet.write_row(at, 2, [group.len() as u64].into_iter().chain(self.numbers(group)))?;
            at += 1;
        }
        self.end(sheet, at, &columns, 2)
    }

    /// Ends a sheet whose numbers begin in a column: the sums, and below them the reams, which are rounded once.
    fn end(&self, sheet: &mut Worksheet, at: u32, columns: &[Column], first: u16) -> Result<(), XlsxError> {
        let mut all = self.numbers(self.rows);
        if first == 2 {
            all.insert(0, self.rows.len() as u64);
        }
        let count = (first == 3).then_some((1, Sum::Rows));
        let sums: Vec<(u16, Sum)> = count.into_iter().chain((first..).zip(&all).map(|(column, all)| (column, Sum::Of(*all)))).collect();
        let below = sheet::end(sheet, at, columns, &sums)?;
        let last = u16::try_from(columns.len()).unwrap_or_default().saturating_sub(1);
        let sheets = last - u16::from(self.paper.price.is_some());
        let rim = reams(self.rows.iter().map(|row| row.sheets).sum());
        let formula = format!("=ROUNDUP({}{below}/{REAM},0)", utility::column_number_to_name(sheets));
        sheet.write_string_with_format(below, 0, format!("Rim ({REAM} lembar), dibulatkan ke atas"), &sheet::bold())?;
        sheet.write_formula_with_format(below, sheets, Formula::new(formula).set_result(rim.to_string()), &sheet::bold())?;
        sheet.set_print_area(0, 0, below, last).map(|_| ())
    }
}
