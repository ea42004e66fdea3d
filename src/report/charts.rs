//! The charts of the report's first sheet, drawn from cells of the workbook.

use rust_xlsxwriter::{
    Chart, ChartAxisCrossing, ChartDataLabel, ChartFont, ChartFormat, ChartLegendPosition, ChartLine, ChartSolidFill, ChartType, Color,
    ObjectMovement, Worksheet, XlsxError,
};

use super::sheet::{FIRST, HEAD};
use super::summary::{EDITIONS, FIRST_STATE, STATES, SUMMARY};

/// Pixels of a chart.
const WIDTH: u32 = 440;
const HEIGHT: u32 = 240;

/// Pixels of a row of the sheet.
const ROW: u32 = 20;

/// The column of the editions' labels, and of their shares, on their sheet.
pub(super) const LABEL: u16 = 0;
pub(super) const SHARE: u16 = 4;

/// Puts the charts right of a table, behind an empty column: the answers to each of so many editions, and how bundles stand in each of so
/// many regions. Gives the last row beside them.
pub(super) fn insert(sheet: &mut Worksheet, empty: u16, regions: u32, editions: u32) -> Result<u32, XlsxError> {
    sheet.set_column_width(empty, 2)?.set_column_width_pixels(empty + 1, WIDTH)?;
    let charts =
        [(editions > 0).then(|| (answers(editions), HEIGHT)), (regions > 0).then(|| (states(regions), (110 + 16 * regions).max(HEIGHT)))];
    let mut row = HEAD;
    for (mut chart, height) in charts.into_iter().flatten() {
        sheet.insert_chart(row, empty + 1, chart.set_width(WIDTH).set_height(height))?;
        row += height.div_ceil(ROW) + 1;
    }
    Ok(row)
}

/// A bar for each region, of the bundles that stand so and so.
fn states(regions: u32) -> Chart {
    let mut chart = chart(ChartType::BarStacked, "Keadaan bundel");
    let last = FIRST + regions - 1;
    for (column, (_, color)) in (FIRST_STATE..).zip(STATES) {
        let series = chart.add_series().set_name((SUMMARY, HEAD, column));
        series.set_categories((SUMMARY, FIRST, 1, last, 1)).set_values((SUMMARY, FIRST, column, last, column));
        series.set_format(&mut fill(color)).set_gap(40);
    }
    // The first region stands at the top, as in the table, and the numbers below the last.
    chart.y_axis().set_reverse().set_font(&font(8)).set_label_interval(1).set_crossing(ChartAxisCrossing::Max);
    chart.x_axis().set_font(&font(8)).set_num_format("#,##0").set_major_gridlines_line(&grey());
    chart.legend().set_position(ChartLegendPosition::Bottom).set_font(&font(8));
    chart
}

/// A column for each edition, as high as the share of the villages that acknowledged it.
fn answers(editions: u32) -> Chart {
    let mut chart = chart(ChartType::Column, "Tanda terima: bagian desa yang menjawab, per edisi");
    let last = FIRST + editions - 1;
    let series = chart.add_series().set_values((EDITIONS, FIRST, SHARE, last, SHARE)).set_categories((EDITIONS, FIRST, LABEL, last, LABEL));
    series
        .set_format(&mut fill(STATES[0].1))
        .set_gap(60)
        .set_data_label(ChartDataLabel::new().show_value().set_num_format("0%").set_font(&font(8)));
    chart.x_axis().set_font(&font(8));
    chart.y_axis().set_font(&font(8)).set_min(0).set_max(1).set_num_format("0%").set_major_gridlines_line(&grey());
    chart.legend().set_hidden();
    chart
}

fn chart(kind: ChartType, title: &str) -> Chart {
    let mut chart = Chart::new(kind);
    chart.title().set_name(title).set_font(&font(11)).set_overlay(false);
    chart.set_object_movement(ObjectMovement::DontMoveOrSizeWithCells);
    chart
}

fn fill(color: u32) -> ChartFormat {
    let mut format = ChartFormat::new();
    format.set_solid_fill(ChartSolidFill::new().set_color(Color::RGB(color)));
    format
}

fn grey() -> ChartLine {
    let mut line = ChartLine::new();
    line.set_color(Color::RGB(0xD9_D9D9)).set_width(0.75);
    line
}

fn font(size: u8) -> ChartFont {
    let mut font = ChartFont::new();
    font.set_size(size);
    font
}
