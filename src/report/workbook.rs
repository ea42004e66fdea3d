//! The ledger as a workbook for the office: by village, by kecamatan, and every attempt.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use rust_xlsxwriter::{Format, FormatBorder, Workbook, Worksheet, XlsxError};

use super::local;
use super::standing::{Standing, bundles, telling};
use office::model::{EditionId, RegionCode, Zone};
use post::ledger::{Attempt, Delivery};

/// The places of its sheets.
const VILLAGES: usize = 0;
const KECAMATAN: usize = 1;
const ATTEMPTS: usize = 2;

/// The workbook, written part by part: what is written leaves the memory.
pub struct ReportWorkbook {
    book: Workbook,
    zone: Zone,
    /// The next row for a village's bundle, and for an attempt.
    village: u32,
    attempt: u32,
    /// The name of each kecamatan, and how many bundles stand how in it.
    kecamatan: BTreeMap<RegionCode, (String, BTreeMap<Standing, u32>)>,
}

impl ReportWorkbook {
    /// A workbook with the heads of its sheets.
    ///
    /// # Errors
    /// It cannot be written.
    pub fn new(edition: EditionId, zone: Zone) -> Result<Self, XlsxError> {
        let mut book = Workbook::new();
        book.set_properties(&super::properties(edition)?);
        let sheet = book.add_worksheet_with_constant_memory()?.set_name("Per desa")?;
        set_widths(sheet, &[15.0, 26.0, 20.0, 26.0, 8.0, 18.0, 12.0, 30.0, 16.0, 20.0, 60.0])?;
        sheet.set_freeze_panes(3, 0)?;
        sheet.write_with_format(0, 0, format!("Pengiriman {}", edition.label()), &bold())?;
        sheet.write_row_with_format(
            2,
            0,
            ["Kode", "Desa/Kelurahan", "Kecamatan", "KIM", "Bundel", "Keadaan", "Lewat", "Waktu", "Diterima tanggal", "Oleh", "Bukti"],
            &head(),
        )?;
        book.add_worksheet().set_name("Per kecamatan")?;
        let sheet = book.add_worksheet_with_constant_memory()?.set_name("Percobaan")?;
        set_widths(sheet, &[15.0, 8.0, 12.0, 30.0, 18.0, 60.0])?;
        sheet.set_freeze_panes(1, 0)?;
        sheet.write_row_with_format(0, 0, ["Kode", "Bundel", "Saluran", "Waktu", "Keadaan", "Jawaban"], &head())?;
        Ok(ReportWorkbook { book, zone, village: 3, attempt: 1, kecamatan: BTreeMap::new() })
    }

    /// Adds deliveries, a bundle's side by side. What arrived before `overdue_before` should be acknowledged by now.
    ///
    /// # Errors
    /// They cannot be written.
    pub fn add(&mut self, deliveries: &[Delivery], overdue_before: Option<DateTime<Utc>>) -> Result<(), XlsxError> {
        let sheet = self.book.worksheet_from_index(VILLAGES)?;
        for bundle in bundles(deliveries) {
            let Some(last) = telling(bundle) else { continue };
            let stands = Standing::of(bundle, overdue_before);
            let text = [
                last.desa.to_string(),
                last.title.clone().unwrap_or_default(),
                last.kecamatan.clone().unwrap_or_default(),
                last.kim.clone().unwrap_or_default(),
                bundle_name(last.ralat),
                stands.words().to_owned(),
                last.channel.clone(),
                local(last.arrived_at.unwrap_or(last.updated_at), self.zone),
                last.received_on.map(|on| on.to_string()).unwrap_or_default(),
                last.received_by.clone().unwrap_or_default(),
                last.words.clone().unwrap_or_default(),
            ];
            write_texts(sheet, self.village, text)?;
            self.village += 1;
            let (name, counts) = self.kecamatan.entry(last.desa.kecamatan()).or_default();
            if let Some(known) = &last.kecamatan {
                name.clone_from(known);
            }
            *counts.entry(stands).or_default() += 1;
        }
        Ok(())
    }

    /// Adds attempts.
    ///
    /// # Errors
    /// They cannot be written.
    pub fn add_attempts(&mut self, attempts: &[Attempt]) -> Result<(), XlsxError> {
        let sheet = self.book.worksheet_from_index(ATTEMPTS)?;
        for attempt in attempts {
            let text = [
                attempt.desa.to_string(),
                bundle_name(attempt.ralat),
                attempt.channel.clone(),
                local(attempt.at, self.zone),
                attempt.state.words().to_owned(),
                attempt.words.clone(),
            ];
            write_texts(sheet, self.attempt, text)?;
            self.attempt += 1;
        }
        Ok(())
    }

    /// The workbook's bytes.
    ///
    /// # Errors
    /// It cannot be written.
    pub fn finish(mut self) -> Result<Vec<u8>, XlsxError> {
        let sheet = self.book.worksheet_from_index(KECAMATAN)?;
        sheet.write_row_with_format(
            0,
            0,
            ["Kode", "Kecamatan", "Bundel"].into_iter().chain(Standing::ALL.map(Standing::words)),
            &head(),
        )?;
        let mut all: BTreeMap<Standing, u32> = BTreeMap::new();
        let mut row = 1;
        for (code, (name, counts)) in &self.kecamatan {
            sheet.write_row(row, 0, [code.as_str(), name])?;
            write_counts(sheet, row, counts, &Format::new())?;
            counts.iter().for_each(|(standing, count)| *all.entry(*standing).or_default() += count);
            row += 1;
        }
        sheet.write_with_format(row, 0, "Jumlah", &bold())?;
        write_counts(sheet, row, &all, &bold())?;
        sheet.autofit();
        self.book.save_to_buffer()
    }
}

fn head() -> Format {
    bold().set_border_bottom(FormatBorder::Thin)
}

fn bold() -> Format {
    Format::new().set_bold()
}

fn set_widths(sheet: &mut Worksheet, widths: &[f64]) -> Result<(), XlsxError> {
    (0u16..).zip(widths).try_for_each(|(column, width)| sheet.set_column_width(column, *width).map(|_| ()))
}

/// Text stays text: what a server answered never becomes a formula.
fn write_texts<const N: usize>(sheet: &mut Worksheet, row: u32, texts: [String; N]) -> Result<(), XlsxError> {
    (0u16..).zip(texts).try_for_each(|(column, text)| sheet.write_string(row, column, text).map(|_| ()))
}

/// How many bundles there are, and how many stand how.
fn write_counts(sheet: &mut Worksheet, row: u32, counts: &BTreeMap<Standing, u32>, format: &Format) -> Result<(), XlsxError> {
    sheet.write_with_format(row, 2, counts.values().sum::<u32>(), format)?;
    (3u16..)
        .zip(Standing::ALL)
        .try_for_each(|(column, which)| sheet.write_with_format(row, column, counts.get(&which).copied().unwrap_or(0), format).map(|_| ()))
}

fn bundle_name(ralat: u32) -> String {
    if ralat == 0 { "edisi".to_owned() } else { format!("ralat {ralat}") }
}
