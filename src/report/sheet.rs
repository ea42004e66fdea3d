//! Sheets of a workbook as people print them: on A4 across, as wide as the page, the head of the table on each, sums below it.

use chrono::{DateTime, Datelike, NaiveDate, Timelike, Utc};
use rust_xlsxwriter::{
    Color, DocProperties, ExcelDateTime, Format, FormatAlign, FormatBorder, Formula, Workbook, Worksheet, XlsxError, utility,
};

use office::model::{EditionId, Zone};

type Result<T> = std::result::Result<T, XlsxError>;

/// The row of a table's head, below the sheet's title and a line on what it tells.
pub(super) const HEAD: u32 = 2;

/// The first row of what a table tells.
pub(super) const FIRST: u32 = HEAD + 1;

/// The content of a column, by which it is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shown {
    Text,
    /// Text that may take several lines.
    Lines,
    Number,
    /// A share of one.
    Share,
    Day,
    Moment,
}

impl Shown {
    fn format(self) -> Format {
        let format = Format::new().set_align(FormatAlign::VerticalCenter);
        let format = format.set_border_bottom(FormatBorder::Thin).set_border_bottom_color(Color::RGB(0xBF_BFBF));
        match self {
            Shown::Text => format,
            Shown::Lines => format.set_text_wrap(),
            Shown::Number => format.set_num_format("#,##0;-#,##0;–"),
            Shown::Share => format.set_num_format("0%"),
            Shown::Day => format.set_num_format("dd/mm/yyyy").set_align(FormatAlign::Left).set_indent(1),
            Shown::Moment => format.set_num_format("dd/mm/yyyy hh:mm").set_align(FormatAlign::Left).set_indent(1),
        }
    }
}

/// A column: its title, its width in letters, and what stands in it.
#[derive(Debug, Clone)]
pub(super) struct Column(pub(super) String, pub(super) f64, pub(super) Shown);

impl Column {
    pub(super) fn new(title: &str, width: f64, shown: Shown) -> Self {
        Column(title.to_owned(), width, shown)
    }
}

/// A sum below a table.
#[derive(Debug, Clone, Copy)]
pub(super) enum Sum {
    /// How many rows there are.
    Rows,
    /// All numbers of the column.
    Of(u64),
}

/// A workbook's properties. They say nothing of the clock, so that the same facts give the same bytes.
pub(super) fn properties(book: &mut Workbook, edition: EditionId) -> Result<()> {
    book.set_properties(&DocProperties::new().set_creation_datetime(&day(edition.monday())?));
    Ok(())
}

/// Text that is not part of a table.
pub(super) fn plain() -> Format {
    Format::new().set_align(FormatAlign::Bottom)
}

fn title() -> Format {
    bold().set_font_size(14)
}

pub(super) fn bold() -> Format {
    Format::new().set_bold()
}

fn head(shown: Shown) -> Format {
    let side = if matches!(shown, Shown::Number | Shown::Share) { FormatAlign::Right } else { FormatAlign::Left };
    let format = bold().set_text_wrap().set_align(FormatAlign::VerticalCenter).set_align(side);
    format.set_background_color(Color::RGB(0xE7_E6E6)).set_border(FormatBorder::Thin)
}

fn sum(shown: Shown) -> Format {
    shown
        .format()
        .set_bold()
        .set_border_top(FormatBorder::Thin)
        .set_border_bottom(FormatBorder::Double)
        .set_border_bottom_color(Color::Black)
}

/// Begins a sheet: its title, a line on what it tells, the head of its table, and the page that it is printed on.
pub(super) fn begin(sheet: &mut Worksheet, name: &str, title: &str, line: &str, columns: &[Column]) -> Result<()> {
    sheet.set_name(name)?.set_landscape().set_paper_size(9).set_print_fit_to_pages(1, 0);
    sheet.set_margins(0.4, 0.4, 0.5, 0.6, 0.3, 0.3);
    sheet.set_footer(format!("&L&8{}, {name}&R&8Halaman &P dari &N", title.replace('&', "&&")));
    sheet.set_repeat_rows(HEAD, HEAD)?.set_freeze_panes(FIRST, 0)?;
    for (at, Column(_, width, shown)) in (0u16..).zip(columns) {
        sheet.set_column_width(at, *width)?.set_column_format(at, &shown.format())?;
    }
    // The rows above the head have not the lines of the columns.
    for (row, text, format) in [(0, title, self::title()), (1, line, plain())] {
        sheet.write_string_with_format(row, 0, text, &format)?;
        (1u16..).zip(columns.iter().skip(1)).try_for_each(|(at, _)| sheet.write_blank(row, at, &format).map(|_| ()))?;
    }
    sheet.set_row_height(HEAD, 32)?;
    let mut heads = (0u16..).zip(columns);
    heads.try_for_each(|(at, Column(text, _, shown))| sheet.write_string_with_format(HEAD, at, text, &head(*shown)).map(|_| ()))
}

/// Ends a table whose next row would be `end`: the sums, as formulas that follow a filter, the filter, and what is printed. Gives the
/// row below.
pub(super) fn end(sheet: &mut Worksheet, end: u32, columns: &[Column], sums: &[(u16, Sum)]) -> Result<u32> {
    let last = u16::try_from(columns.len()).unwrap_or(u16::MAX).saturating_sub(1);
    sheet.autofilter(HEAD, 0, end.saturating_sub(1).max(HEAD), last)?;
    for (at, Column(.., shown)) in (0u16..).zip(columns) {
        match sums.iter().find(|(column, _)| *column == at) {
            Some((_, Sum::Rows)) => {
                put_sum(sheet, (end, at), 103, u64::from(end - FIRST), &sum(Shown::Number).set_align(FormatAlign::Left))?
            }
            Some((_, Sum::Of(all))) => put_sum(sheet, (end, at), 109, *all, &sum(*shown))?,
            None => sheet.write_blank(end, at, &sum(Shown::Text)).map(|_| ())?,
        }
    }
    sheet.write_string_with_format(end, 0, "Jumlah", &sum(Shown::Text))?;
    sheet.set_print_area(0, 0, end, last)?;
    Ok(end + 1)
}

/// A sum over the rows above that are shown, with what it comes to. A table without rows has no range to sum over.
fn put_sum(sheet: &mut Worksheet, (row, column): (u32, u16), function: u8, all: u64, format: &Format) -> Result<()> {
    if row == FIRST {
        return sheet.write_number_with_format(row, column, all as f64, format).map(|_| ());
    }
    let name = utility::column_number_to_name(column);
    let formula = Formula::new(format!("=SUBTOTAL({function},{name}{}:{name}{row})", FIRST + 1)).set_result(all.to_string());
    sheet.write_formula_with_format(row, column, formula, format).map(|_| ())
}

/// A day as workbooks have it.
pub(super) fn day(day: NaiveDate) -> Result<ExcelDateTime> {
    let (month, of_month) = (u8::try_from(day.month()).unwrap_or(1), u8::try_from(day.day()).unwrap_or(1));
    ExcelDateTime::from_ymd(u16::try_from(day.year()).unwrap_or(1900), month, of_month)
}

/// A moment on the office's clock, to the minute.
pub(super) fn moment(moment: DateTime<Utc>, zone: Zone) -> Result<ExcelDateTime> {
    let local = zone.local(moment);
    let (hour, minute) = (u16::try_from(local.hour()).unwrap_or(0), u8::try_from(local.minute()).unwrap_or(0));
    day(local.date())?.and_hms(hour, minute, 0)
}
