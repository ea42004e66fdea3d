//! The first sheet of the report: every kecamatan in a line, two charts, and the KIM that have been silent for weeks.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use rust_xlsxwriter::{Format, Worksheet, XlsxError};

use super::charts;
use super::sheet::{self, Column, FIRST, Shown, Sum};
use super::standing::{Standing, counted};
use office::model::{EditionId, Level, RegionCode};
use post::ledger::{Answers, Silent};
use press::plan::wording;

type Result<T> = std::result::Result<T, XlsxError>;

/// The name of the sheet.
pub(super) const SUMMARY: &str = "Ringkasan";
/// The sheet of the editions, from which a chart is drawn.
pub(super) const EDITIONS: &str = "Per edisi";
/// The sheet of all that are silent.
pub(super) const SILENT: &str = "KIM diam";

/// So many editions in a row without an answer make a KIM silent.
pub(crate) const SILENT_EDITIONS: u32 = 3;

/// The most kecamatan that get a line each: more are told by kabupaten or kota.
const LINES: usize = 200;

/// The most silent KIM that stand on the sheet; all stand on their own.
const NAMES: usize = 20;

/// The ways in which bundles stand, as columns: a title, and a colour that differs from its neighbours' in grey too.
pub(super) const STATES: [(&str, u32); 7] = [
    ("Diterima KIM", 0x1B_5E20),
    ("Terkirim", 0x9C_CC65),
    ("Tidak pasti", 0xF5_7F17),
    ("Menunggu", 0xBB_DEFB),
    ("Gagal", 0xB7_1C1C),
    ("Diganti ralat", 0xBD_BDBD),
    ("Belum terbit", 0x21_2121),
];

/// The column of the first of [`STATES`].
pub(super) const FIRST_STATE: u16 = 4;

/// The last column: the numbers of silent KIM. The charts stand right of it.
const SILENT_COLUMN: u16 = FIRST_STATE + STATES.len() as u16;

/// The bundles of a kecamatan, or of a larger region.
#[derive(Debug, Clone, Default)]
pub(super) struct Region {
    pub(super) name: String,
    /// Those with a bundle.
    pub(super) villages: u32,
    /// Bundles by their standing.
    pub(super) standings: BTreeMap<Standing, u32>,
    /// Villages without a bundle.
    pub(super) absent: u32,
}

impl Region {
    pub(super) fn bundles(&self) -> u32 {
        self.standings.values().sum()
    }

    pub(super) fn add(&mut self, other: &Region) {
        self.villages += other.villages;
        self.absent += other.absent;
        other.standings.iter().for_each(|(standing, count)| *self.standings.entry(*standing).or_default() += count);
    }

    /// The numbers of a line: villages, bundles, and how these stand.
    fn numbers(&self) -> Vec<u32> {
        let mut states = [0; STATES.len()];
        for (standing, count) in &self.standings {
            states[place(*standing)] += count;
        }
        states[STATES.len() - 1] = self.absent;
        [self.villages + self.absent, self.bundles()].into_iter().chain(states).collect()
    }
}

/// The place among [`STATES`] of a bundle that stands so.
fn place(standing: Standing) -> usize {
    match standing {
        Standing::Acknowledged => 0,
        Standing::Delivered | Standing::Overdue => 1,
        Standing::Doubtful => 2,
        Standing::Planned | Standing::Deferred => 3,
        Standing::Failed => 4,
        Standing::Superseded => 5,
    }
}

/// The facts of a summary.
pub(super) struct Summary<'s> {
    pub(super) edition: EditionId,
    /// By kecamatan.
    pub(super) regions: &'s BTreeMap<RegionCode, Region>,
    /// Rows of the registry without a bundle, of which no kecamatan is known.
    pub(super) unplaced: u32,
    pub(super) answers: &'s [Answers],
    pub(super) silent: &'s [Silent],
}

impl Summary<'_> {
    /// Writes the sheet.
    pub(super) fn write(&self, sheet: &mut Worksheet) -> Result<()> {
        let (level, lines) = self.lines();
        let columns = columns(level);
        sheet::begin(sheet, SUMMARY, &format!("Ringkasan pengiriman, {}", self.edition.label()), &self.line(), &columns)?;
        let mut all = vec![0u64; columns.len()];
        let mut row = FIRST;
        for (code, region, silent) in &lines {
            sheet.write_string(row, 0, code)?.write_string(row, 1, &region.name)?;
            for (column, number) in (2u16..).zip(region.numbers().into_iter().chain([*silent])) {
                sheet.write_number(row, column, number)?;
                all[usize::from(column)] += u64::from(number);
            }
            row += 1;
        }
        let sums: Vec<(u16, Sum)> = (2u16..).zip(&all[2..]).map(|(column, all)| (column, Sum::Of(*all))).collect();
        let below = sheet::end(sheet, row, &columns, &sums)?;
        let last = self.names(sheet, below)?;
        let beside = charts::insert(sheet, SILENT_COLUMN + 1, row - FIRST, u32::try_from(self.answers.len()).unwrap_or(0))?;
        let last = last.max(below).max(beside);
        sheet.set_print_area(0, 0, last, SILENT_COLUMN + 2)?;
        // A summary that is not long stands on one page.
        if last < 50 {
            sheet.set_print_fit_to_pages(1, 1);
        }
        Ok(())
    }

    /// The regions that get a line each, kecamatan, or kabupaten and kota where these are too many: each with its code and the number of
    /// its silent KIM.
    fn lines(&self) -> (Level, Vec<(String, Region, u32)>) {
        let level = if self.regions.len() <= LINES { Level::Kecamatan } else { Level::Kabupaten };
        let mut silent: BTreeMap<RegionCode, u32> = BTreeMap::new();
        self.silent.iter().for_each(|one| *silent.entry(one.desa.region(level)).or_default() += 1);
        let mut by_code: BTreeMap<RegionCode, Region> = BTreeMap::new();
        for (code, region) in self.regions {
            let line = by_code.entry(code.region(level)).or_default();
            if level == Level::Kecamatan {
                line.name.clone_from(&region.name);
            }
            line.add(region);
        }
        let mut lines = Vec::new();
        for (code, mut line) in by_code {
            if line.name.is_empty() {
                line.name = code.to_string();
            }
            lines.push((code.to_string(), line, silent.get(&code).copied().unwrap_or_default()));
        }
        if self.unplaced > 0 {
            lines.push((String::new(), Region { name: "kode tidak terbaca".to_owned(), absent: self.unplaced, ..Region::default() }, 0));
        }
        (level, lines)
    }

    /// The week, and how many bundles stand how.
    fn line(&self) -> String {
        let mut all = Region { absent: self.unplaced, ..Region::default() };
        self.regions.values().for_each(|region| all.add(region));
        let standings = all.standings.iter().map(|(standing, count)| (*standing, *count as usize));
        let absent = if all.absent == 0 { String::new() } else { format!("; {} belum terbit", all.absent) };
        let villages = all.villages + all.absent;
        format!("{}. {villages} desa dan kelurahan: {}{absent}.", wording::week(self.edition), counted(standings))
    }

    /// The KIM that have been silent longest, below the table and a line without anything; gives the last row.
    fn names(&self, sheet: &mut Worksheet, below: u32) -> Result<u32> {
        let count = self.silent.len();
        let head = match count {
            0 => format!("Tidak ada KIM yang diam selama {SILENT_EDITIONS} edisi atau lebih."),
            _ => format!("{count} KIM diam: tidak ada tanda terima untuk {SILENT_EDITIONS} edisi terakhir atau lebih, padahal terkirim"),
        };
        let mut line = |row: u32, text: &str, format: &Format| sheet.merge_range(row, 0, row, SILENT_COLUMN, text, format).map(|_| ());
        line(below, "", &sheet::plain())?;
        line(below + 1, &head, &sheet::bold())?;
        let mut longest: Vec<&Silent> = self.silent.iter().collect();
        longest.sort_by_key(|one| (Reverse(one.editions), &one.desa));
        let rest = (count > NAMES).then(|| format!("… dan {} lagi di lembar “{SILENT}”", count - NAMES));
        let mut row = below + 1;
        for text in longest.into_iter().take(NAMES).map(silence).chain(rest) {
            row += 1;
            line(row, &text, &sheet::plain())?;
        }
        Ok(row)
    }
}

/// `Desa Karya Baru (Barambai), KIM Karya Bersama: 5 edisi, terakhir menjawab Edisi 43 Tahun 2026`
fn silence(one: &Silent) -> String {
    let name = one.title.as_deref().unwrap_or(one.desa.as_str());
    let kecamatan = one.kecamatan.as_deref().map(|name| format!(" ({name})")).unwrap_or_default();
    let kim = one.kim.as_deref().unwrap_or("belum ada KIM");
    let answered = match one.answered {
        Some(edition) => format!("terakhir menjawab {}", edition.label()),
        None => format!("tidak menjawab sejak {}", one.since.label()),
    };
    format!("{name}{kecamatan}, {kim}: {} edisi, {answered}", one.editions)
}

fn columns(level: Level) -> Vec<Column> {
    let region = if level == Level::Kecamatan { "Kecamatan" } else { "Kabupaten/kota" };
    let own = [(region, 20.0, Shown::Text), ("Desa", 7.0, Shown::Number), ("Bundel", 8.0, Shown::Number)];
    let states = STATES.map(|(title, _)| (title, 9.5, Shown::Number));
    let all = [("Kode", 9.0, Shown::Text)].into_iter().chain(own).chain(states).chain([("KIM diam", 8.0, Shown::Number)]);
    all.map(|(title, width, shown)| Column::new(title, width, shown)).collect()
}
