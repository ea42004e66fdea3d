//! Who got what, as a workbook for the office: by village, by kecamatan, and every attempt.

use std::collections::BTreeMap;

use rust_xlsxwriter::{Format, FormatBorder, Workbook, XlsxError};

use super::{Standing, local, standing, telling};
use crate::ledger::{Attempt, Delivery};
use crate::model::{EditionId, Zone};
use crate::plan::wording;

/// What the workbook is made from.
#[derive(Debug, Clone, Copy)]
pub struct Facts<'a> {
    pub edition: EditionId,
    pub deliveries: &'a [Delivery],
    pub attempts: &'a [Attempt],
    pub zone: Zone,
    /// What arrived before this moment should be acknowledged by now.
    pub overdue_before: Option<&'a str>,
}

/// The workbook.
///
/// # Errors
/// Where it cannot be written.
pub fn workbook(facts: &Facts<'_>) -> Result<Vec<u8>, XlsxError> {
    let Facts { edition: id, deliveries, attempts, zone, overdue_before } = *facts;
    let mut book = Workbook::new();
    book.set_properties(&super::properties(id)?);
    let head = Format::new().set_bold().set_border_bottom(FormatBorder::Thin);
    let bold = Format::new().set_bold();
    let bundles: Vec<&[Delivery]> = deliveries.chunk_by(|a, b| (&a.desa, a.ralat) == (&b.desa, b.ralat)).collect();

    let sheet = book.add_worksheet_with_constant_memory()?.set_name("Per desa")?;
    for (column, width) in (0u16..).zip([15.0, 26.0, 20.0, 26.0, 8.0, 18.0, 12.0, 30.0, 16.0, 20.0, 60.0]) {
        sheet.set_column_width(column, width)?;
    }
    sheet.set_freeze_panes(3, 0)?;
    sheet.write_with_format(0, 0, format!("Pengiriman {}", wording::edition_label(id)), &bold)?;
    sheet.write_row_with_format(
        2,
        0,
        ["Kode", "Desa/Kelurahan", "Kecamatan", "KIM", "Bundel", "Keadaan", "Lewat", "Waktu", "Diterima tanggal", "Oleh", "Bukti"],
        &head,
    )?;
    for (at, bundle) in (3u32..).zip(&bundles) {
        let Some(last) = telling(bundle) else { continue };
        let text = [
            last.desa.clone(),
            last.title.clone().unwrap_or_default(),
            last.kecamatan.clone().unwrap_or_default(),
            last.kim.clone().unwrap_or_default(),
            bundle_name(last.ralat),
            standing(bundle, overdue_before).words().to_owned(),
            last.channel.clone(),
            local(last.arrived_at.as_deref().unwrap_or(&last.updated_at), zone),
            last.received_on.clone().unwrap_or_default(),
            last.received_by.clone().unwrap_or_default(),
            last.words.clone().unwrap_or_default(),
        ];
        // Text stays text: what a server answered never becomes a formula.
        for (column, text) in (0u16..).zip(text) {
            sheet.write_string(at, column, text)?;
        }
    }

    let sheet = book.add_worksheet().set_name("Per kecamatan")?;
    let columns = Standing::ALL.map(Standing::words);
    sheet.write_row_with_format(0, 0, ["Kode", "Kecamatan", "Bundel"].into_iter().chain(columns), &head)?;
    let mut by_kecamatan: BTreeMap<&str, (&str, Vec<Standing>)> = BTreeMap::new();
    for bundle in &bundles {
        let (name, all) = by_kecamatan.entry(super::kecamatan_of(&bundle[0].desa)).or_default();
        *name = bundle[0].kecamatan.as_deref().unwrap_or(name);
        all.push(standing(bundle, overdue_before));
    }
    let count = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
    let mut row = 1;
    for (code, (name, all)) in &by_kecamatan {
        sheet.write_row(row, 0, [*code, *name])?;
        sheet.write(row, 2, count(all.len()))?;
        for (column, which) in (3u16..).zip(Standing::ALL) {
            sheet.write(row, column, count(all.iter().filter(|s| **s == which).count()))?;
        }
        row += 1;
    }
    sheet.write_with_format(row, 0, "Jumlah", &bold)?;
    sheet.write_with_format(row, 2, count(bundles.len()), &bold)?;
    for (column, which) in (3u16..).zip(Standing::ALL) {
        sheet.write_with_format(
            row,
            column,
            count(by_kecamatan.values().flat_map(|(_, all)| all).filter(|s| **s == which).count()),
            &bold,
        )?;
    }
    sheet.autofit();

    let sheet = book.add_worksheet_with_constant_memory()?.set_name("Percobaan")?;
    for (column, width) in (0u16..).zip([15.0, 8.0, 12.0, 30.0, 18.0, 60.0]) {
        sheet.set_column_width(column, width)?;
    }
    sheet.set_freeze_panes(1, 0)?;
    sheet.write_row_with_format(0, 0, ["Kode", "Bundel", "Saluran", "Waktu", "Keadaan", "Jawaban"], &head)?;
    for (at, attempt) in (1u32..).zip(attempts) {
        let text = [
            &attempt.desa,
            &bundle_name(attempt.ralat),
            &attempt.channel,
            &local(&attempt.at, zone),
            attempt.state.words(),
            &attempt.words,
        ];
        for (column, text) in (0u16..).zip(text) {
            sheet.write_string(at, column, text)?;
        }
    }
    book.save_to_buffer()
}

fn bundle_name(ralat: u32) -> String {
    if ralat == 0 { "edisi".to_owned() } else { format!("ralat {ralat}") }
}
