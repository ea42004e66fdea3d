//! The ledger as a workbook for the office: a summary, then by village, by kecamatan, by edition, and every attempt.

use std::collections::BTreeMap;
use std::iter::Peekable;
use std::vec::IntoIter;

use chrono::{DateTime, Utc};
use rust_xlsxwriter::{Workbook, Worksheet, XlsxError};
use serde::Serialize;

use super::sheet::{self, Column, FIRST, Shown, Sum};
use super::standing::{Standing, bundles, telling};
use super::summary::{EDITIONS, Region, SILENT, Summary};
use office::model::{DesaCode, EditionId, RegionCode, Village, Zone};
use post::ledger::{Answers, Attempt, Delivery, Silent};

/// The places of its sheets.
const SUMMARY_AT: usize = 0;
const VILLAGES: usize = 1;
const KECAMATAN: usize = 2;
const EDITIONS_AT: usize = 3;
const SILENT_AT: usize = 4;
const ATTEMPTS: usize = 5;
const SUMS: usize = 6;

/// A row of the registry that has no bundle in the edition.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Absent {
    /// `None`: it cannot be read.
    pub code: Option<DesaCode>,
    /// `Desa Karya Baru`, or what stands there for it.
    pub title: String,
    /// Name of its kecamatan.
    pub kecamatan: String,
    /// Name of its KIM.
    pub kim: Option<String>,
    /// The fault that stops it, where the registry has it.
    pub why: Option<String>,
}

impl Absent {
    pub fn of_village(village: &Village, why: Option<String>) -> Self {
        let (desa, kim) = (&village.desa, village.kim.as_ref().map(|kim| kim.name.clone()));
        Absent { code: Some(desa.code.clone()), title: desa.title(), kecamatan: desa.kecamatan.clone(), kim, why }
    }
}

/// The workbook, written part by part: what is written leaves the memory, but for lines of regions and editions.
pub struct ReportWorkbook {
    book: Workbook,
    edition: EditionId,
    zone: Zone,
    columns: Sheets,
    /// The next row of the villages' sheet, of the attempts', and of the sums'.
    village: u32,
    attempt: u32,
    sum: u32,
    /// Rows without a bundle that are still to be written, by their codes; those that have none come last.
    absent: Peekable<IntoIter<Absent>>,
    /// By kecamatan.
    regions: BTreeMap<RegionCode, Region>,
    /// Rows of which no kecamatan is known.
    unplaced: u32,
    /// The courier's bundle whose sum was written last.
    relay: Option<String>,
}

/// The columns of its sheets.
struct Sheets {
    villages: Vec<Column>,
    attempts: Vec<Column>,
    sums: Vec<Column>,
}

impl Sheets {
    fn new(zone: Zone) -> Self {
        let time = format!("Waktu ({zone})");
        let columns = |all: &[(&str, f64, Shown)]| all.iter().map(|(title, width, shown)| Column::new(title, *width, *shown)).collect();
        Sheets {
            villages: columns(&[
                ("Kode", 14.0, Shown::Text),
                ("Desa/Kelurahan", 25.0, Shown::Text),
                ("Kecamatan", 17.0, Shown::Text),
                ("KIM", 23.0, Shown::Lines),
                ("Bundel", 9.0, Shown::Text),
                ("Keadaan", 18.0, Shown::Lines),
                ("Lewat", 11.0, Shown::Text),
                (&time, 16.0, Shown::Moment),
                ("Diterima", 11.5, Shown::Day),
                ("Oleh", 16.0, Shown::Lines),
                ("Bukti", 46.0, Shown::Lines),
            ]),
            attempts: columns(&[
                ("Kode", 14.0, Shown::Text),
                ("Bundel", 9.0, Shown::Text),
                ("Saluran", 14.0, Shown::Text),
                (&time, 17.0, Shown::Moment),
                ("Keadaan", 22.0, Shown::Text),
                ("Jawaban", 80.0, Shown::Lines),
            ]),
            sums: columns(&[
                ("Kode", 14.0, Shown::Text),
                ("Desa/Kelurahan", 26.0, Shown::Text),
                ("Bundel", 13.0, Shown::Text),
                ("Berkas", 46.0, Shown::Text),
                ("SHA-256", 68.0, Shown::Text),
            ]),
        }
    }
}

impl ReportWorkbook {
    /// A workbook with the heads of its sheets. The rows without a bundle are in the order of their codes; those that
    /// have none come last.
    ///
    /// # Errors
    /// It cannot be written.
    pub fn new(edition: EditionId, zone: Zone, absent: Vec<Absent>) -> Result<Self, XlsxError> {
        let mut book = Workbook::new();
        sheet::properties(&mut book, edition)?;
        let columns = Sheets::new(zone);
        book.add_worksheet();
        let villages = book.add_worksheet_with_constant_memory()?;
        let line = "Satu baris untuk setiap bundel, dan untuk setiap desa yang belum terbit.";
        sheet::begin(villages, "Per desa", &format!("Pengiriman, {}", edition.label()), line, &columns.villages)?;
        book.add_worksheet();
        book.add_worksheet();
        book.add_worksheet_with_constant_memory()?;
        let attempts = book.add_worksheet_with_constant_memory()?;
        let line = "Setiap langkah pengiriman, dengan jawaban penerimanya.";
        sheet::begin(attempts, "Percobaan", &format!("Percobaan pengiriman, {}", edition.label()), line, &columns.attempts)?;
        let sums = book.add_worksheet_with_constant_memory()?;
        let line = "Sidik SHA-256 dari setiap bundel sebagaimana dikirim: untuk memeriksa berkas yang diterima.";
        sheet::begin(sums, "Sidik", &format!("Sidik bundel, {}", edition.label()), line, &columns.sums)?;
        let (absent, regions) = (absent.into_iter().peekable(), BTreeMap::new());
        Ok(ReportWorkbook {
            book,
            edition,
            zone,
            columns,
            village: FIRST,
            attempt: FIRST,
            sum: FIRST,
            absent,
            regions,
            unplaced: 0,
            relay: None,
        })
    }

    /// Adds deliveries, a bundle's side by side, in the order of their villages' codes. What arrived before `overdue_before` should be
    /// acknowledged by now.
    ///
    /// # Errors
    /// They cannot be written.
    pub fn add(&mut self, deliveries: &[Delivery], overdue_before: Option<DateTime<Utc>>) -> Result<(), XlsxError> {
        for bundle in bundles(deliveries) {
            let Some(last) = telling(bundle) else { continue };
            while let Some(absent) = self.absent.next_if(|absent| absent.code.as_ref().is_some_and(|code| *code < last.desa)) {
                self.add_absent(&absent)?;
            }
            let stands = Standing::of(bundle, overdue_before);
            self.add_bundle(last, stands)?;
            self.add_sums(last)?;
            let region = self.regions.entry(last.desa.kecamatan()).or_default();
            if let Some(known) = &last.kecamatan {
                region.name.clone_from(known);
            }
            region.villages += u32::from(last.ralat == 0);
            *region.standings.entry(stands).or_default() += 1;
        }
        Ok(())
    }

    fn add_bundle(&mut self, last: &Delivery, stands: Standing) -> Result<(), XlsxError> {
        let (sheet, row) = (self.book.worksheet_from_index(VILLAGES)?, self.village);
        self.village += 1;
        let or_nothing = |text: &Option<String>| text.clone().unwrap_or_default();
        write_texts(
            sheet,
            row,
            0,
            [
                last.desa.to_string(),
                or_nothing(&last.title),
                or_nothing(&last.kecamatan),
                or_nothing(&last.kim),
                bundle_name(last.ralat),
                stands.words().to_owned(),
                last.channel.clone(),
            ],
        )?;
        sheet.write_datetime(row, 7, sheet::moment(last.arrived_at.unwrap_or(last.updated_at), self.zone)?)?;
        if let Some(on) = last.received_on {
            sheet.write_datetime(row, 8, sheet::day(on)?)?;
        }
        let words = last.words.as_deref().map(without_sum).unwrap_or_default();
        write_texts(sheet, row, 9, [or_nothing(&last.received_by), words.to_owned()])
    }

    fn add_absent(&mut self, absent: &Absent) -> Result<(), XlsxError> {
        let (sheet, row) = (self.book.worksheet_from_index(VILLAGES)?, self.village);
        self.village += 1;
        let code = absent.code.as_ref().map(ToString::to_string).unwrap_or_default();
        let kim = absent.kim.clone().unwrap_or_default();
        let state = "belum terbit".to_owned();
        write_texts(sheet, row, 0, [code, absent.title.clone(), absent.kecamatan.clone(), kim, String::new(), state])?;
        sheet.write_string(row, 10, absent.why.as_deref().unwrap_or("belum ada bundelnya; sebabnya ditunjukkan `warta periksa`"))?;
        let Some(code) = &absent.code else {
            self.unplaced += 1;
            return Ok(());
        };
        let region = self.regions.entry(code.kecamatan()).or_default();
        if region.name.is_empty() {
            region.name.clone_from(&absent.kecamatan);
        }
        region.absent += 1;
        Ok(())
    }

    /// The sum of a bundle, and that of the courier's bundle that it went in.
    fn add_sums(&mut self, last: &Delivery) -> Result<(), XlsxError> {
        let sheet = self.book.worksheet_from_index(SUMS)?;
        let title = last.title.clone().unwrap_or_default();
        let own = [last.desa.to_string(), title, bundle_name(last.ralat), last.file.clone(), last.sha256.clone()];
        write_texts(sheet, self.sum, 0, own)?;
        self.sum += 1;
        let said = last.words.as_deref().and_then(sum_in).filter(|_| last.relay != self.relay);
        if let (Some(relay), Some(sum)) = (&last.relay, said) {
            let kecamatan = last.kecamatan.clone().unwrap_or_default();
            let courier = [last.desa.kecamatan().to_string(), kecamatan, "bundel kurir".to_owned(), relay.clone(), sum.to_owned()];
            write_texts(sheet, self.sum, 0, courier)?;
            self.sum += 1;
            self.relay = Some(relay.clone());
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
            let row = self.attempt;
            write_texts(sheet, row, 0, [attempt.desa.to_string(), bundle_name(attempt.ralat), attempt.channel.clone()])?;
            sheet.write_datetime(row, 3, sheet::moment(attempt.at, self.zone)?)?;
            write_texts(sheet, row, 4, [attempt.state.words().to_owned(), without_sum(&attempt.words).to_owned()])?;
            self.attempt += 1;
        }
        Ok(())
    }

    /// The workbook's bytes, with the answers of villages over the weeks.
    ///
    /// # Errors
    /// It cannot be written.
    pub fn finish(mut self, answers: &[Answers], silent: &[Silent]) -> Result<Vec<u8>, XlsxError> {
        while let Some(absent) = self.absent.next() {
            self.add_absent(&absent)?;
        }
        for (at, columns, next) in [
            (VILLAGES, &self.columns.villages, self.village),
            (ATTEMPTS, &self.columns.attempts, self.attempt),
            (SUMS, &self.columns.sums, self.sum),
        ] {
            sheet::end(self.book.worksheet_from_index(at)?, next, columns, &[(1, Sum::Rows)])?;
        }
        write_kecamatan(self.book.worksheet_from_index(KECAMATAN)?, self.edition, &self.regions)?;
        write_editions(self.book.worksheet_from_index(EDITIONS_AT)?, answers)?;
        write_silent(self.book.worksheet_from_index(SILENT_AT)?, silent)?;
        let summary = Summary { edition: self.edition, regions: &self.regions, unplaced: self.unplaced, answers, silent };
        summary.write(self.book.worksheet_from_index(SUMMARY_AT)?)?;
        self.book.save_to_buffer()
    }
}

/// A line for each kecamatan: how many bundles stand how, in all the words of the status.
fn write_kecamatan(sheet: &mut Worksheet, edition: EditionId, regions: &BTreeMap<RegionCode, Region>) -> Result<(), XlsxError> {
    let own = [("Kode", 11.0, Shown::Text), ("Kecamatan", 24.0, Shown::Text), ("Bundel", 9.0, Shown::Number)];
    let states = Standing::ALL.map(|standing| (standing.words(), 13.0, Shown::Number));
    let columns: Vec<Column> = own.into_iter().chain(states).map(|(title, width, shown)| Column::new(title, width, shown)).collect();
    sheet::begin(sheet, "Per kecamatan", &format!("Keadaan bundel, {}", edition.label()), "Bundel edisi dan ralat.", &columns)?;
    let mut all = vec![0u64; columns.len()];
    let mut row = FIRST;
    for (code, region) in regions {
        sheet.write_string(row, 0, code.as_str())?.write_string(row, 1, &region.name)?;
        let count =
            |told: Standing| region.standings.iter().filter(|(standing, _)| standing.told() == told).map(|(_, count)| *count).sum::<u32>();
        let numbers: [u32; 7] = Standing::ALL.map(count);
        for (column, number) in (2u16..).zip([region.bundles()].into_iter().chain(numbers)) {
            sheet.write_number(row, column, number)?;
            all[usize::from(column)] += u64::from(number);
        }
        row += 1;
    }
    let sums: Vec<(u16, Sum)> = (2u16..).zip(&all[2..]).map(|(column, all)| (column, Sum::Of(*all))).collect();
    sheet::end(sheet, row, &columns, &sums).map(|_| ())
}

/// A line for each edition: how many villages acknowledged it.
fn write_editions(sheet: &mut Worksheet, answers: &[Answers]) -> Result<(), XlsxError> {
    let columns = [
        Column::new("Edisi", 24.0, Shown::Text),
        Column::new("Senin", 12.0, Shown::Day),
        Column::new("Desa yang menerima kiriman", 16.0, Shown::Number),
        Column::new("Desa yang menjawab", 16.0, Shown::Number),
        Column::new("Bagian", 10.0, Shown::Share),
    ];
    sheet::begin(sheet, EDITIONS, "Tanda terima per edisi", "Dua belas pekan terakhir.", &columns)?;
    let mut row = FIRST;
    for edition in answers {
        let share = f64::from(edition.acknowledged) / f64::from(edition.villages.max(1));
        sheet.write_string(row, 0, edition.edition.label())?.write_datetime(row, 1, sheet::day(edition.edition.monday())?)?;
        sheet.write_number(row, 2, edition.villages)?.write_number(row, 3, edition.acknowledged)?.write_number(row, 4, share)?;
        row += 1;
    }
    let all = |count: fn(&Answers) -> u32| Sum::Of(answers.iter().map(|edition| u64::from(count(edition))).sum());
    sheet::end(sheet, row, &columns, &[(2, all(|edition| edition.villages)), (3, all(|edition| edition.acknowledged))]).map(|_| ())
}

/// A line for each village that has been silent.
fn write_silent(sheet: &mut Worksheet, silent: &[Silent]) -> Result<(), XlsxError> {
    let columns = [
        Column::new("Kode", 14.0, Shown::Text),
        Column::new("Desa/Kelurahan", 26.0, Shown::Text),
        Column::new("Kecamatan", 20.0, Shown::Text),
        Column::new("KIM", 30.0, Shown::Text),
        Column::new("Edisi tanpa tanda terima", 14.0, Shown::Number),
        Column::new("Sejak pekan", 13.0, Shown::Day),
        Column::new("Terakhir menjawab pekan", 14.0, Shown::Day),
    ];
    let line = "Kiriman edisi-edisi terakhir sampai, dan tidak satu pun ada tanda terimanya. Dilihat dua belas pekan ke belakang.";
    sheet::begin(sheet, SILENT, "KIM yang diam", line, &columns)?;
    let mut row = FIRST;
    for one in silent {
        let or_nothing = |text: &Option<String>| text.clone().unwrap_or_default();
        write_texts(sheet, row, 0, [one.desa.to_string(), or_nothing(&one.title), or_nothing(&one.kecamatan), or_nothing(&one.kim)])?;
        sheet.write_number(row, 4, one.editions)?.write_datetime(row, 5, sheet::day(one.since.monday())?)?;
        if let Some(answered) = one.answered {
            sheet.write_datetime(row, 6, sheet::day(answered.monday())?)?;
        }
        row += 1;
    }
    sheet::end(sheet, row, &columns, &[(1, Sum::Rows)]).map(|_| ())
}

/// Text stays text: what a server answered never becomes a formula.
fn write_texts<const N: usize>(sheet: &mut Worksheet, row: u32, first: u16, texts: [String; N]) -> Result<(), XlsxError> {
    (first..).zip(texts).filter(|(_, text)| !text.is_empty()).try_for_each(|(at, text)| sheet.write_string(row, at, text).map(|_| ()))
}

/// Stands before a sum in what channels answer.
const SUM: &str = ", sha256 ";

/// A channel's answer without the sum of the file, which has a sheet of its own.
fn without_sum(words: &str) -> &str {
    sum_in(words).and_then(|sum| words.strip_suffix(sum)?.strip_suffix(SUM)).unwrap_or(words)
}

/// The sum at the end of a channel's answer.
fn sum_in(words: &str) -> Option<&str> {
    let (_, sum) = words.rsplit_once(SUM)?;
    (sum.len() == 64 && sum.bytes().all(|byte| byte.is_ascii_hexdigit())).then_some(sum)
}

fn bundle_name(ralat: u32) -> String {
    if ralat == 0 { "edisi".to_owned() } else { format!("ralat {ralat}") }
}
