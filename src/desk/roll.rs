//! The rows of the registry, counted: a village of which nothing is made is named, or counted by its kecamatan where there are many.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::Checked;
use office::diagnostic::{Diagnostic, visible};
use office::model::{Desa, Village};
use press::press::SAME_CODE;

/// So many villages, or kecamatan, are named; more are counted.
pub(super) const NAMED: usize = 10;

/// Villages, or rows that stand for some. What it keeps of them does not grow with their number.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Roster {
    #[serde(rename = "jumlah")]
    pub count: usize,
    /// The first of them: `Karya Baru (Barambai)`.
    #[serde(rename = "nama")]
    names: Vec<String>,
    /// How many by kecamatan, as far as that is known.
    #[serde(rename = "per_kecamatan")]
    by_kecamatan: BTreeMap<String, usize>,
}

impl Roster {
    pub fn add(&mut self, desa: &Desa) {
        self.put(desa.in_kecamatan(), Some(&desa.kecamatan));
    }

    /// Adds a row of which nothing but a fault tells.
    pub fn add_row(&mut self, fault: &Diagnostic) {
        let by = |text: &Option<String>| text.as_deref().map(str::trim).filter(|text| !text.is_empty()).map(visible);
        // Of two rows with one code, the second is told by what stands in it.
        let own = if fault.code == SAME_CODE { by(&fault.raw) } else { by(&fault.village) };
        let name = own.or_else(|| by(&fault.desa)).unwrap_or_default();
        let place = fault.place.as_ref().map(|place| format!(" ({place})")).unwrap_or_default();
        self.put(format!("{name}{place}"), None);
    }

    fn put(&mut self, name: String, kecamatan: Option<&str>) {
        self.count += 1;
        if self.names.len() < NAMED {
            self.names.push(name);
        }
        if let Some(kecamatan) = kecamatan {
            match self.by_kecamatan.get_mut(kecamatan) {
                Some(count) => *count += 1,
                None => drop(self.by_kecamatan.insert(kecamatan.to_owned(), 1)),
            }
        }
    }

    pub fn is_empty(&self) -> bool {
        self.count == 0
    }

    /// Whether all of them are named.
    pub fn is_few(&self) -> bool {
        self.count <= NAMED
    }

    /// `Karya Baru (Barambai), Bagagap (Barambai)`; of many `Barambai 11, Tamban 9, … dan 3 kecamatan lagi`.
    pub fn words(&self) -> String {
        if self.is_few() {
            return self.names.join(", ");
        }
        let mut all: Vec<(&String, usize)> = self.by_kecamatan.iter().map(|(name, count)| (name, *count)).collect();
        all.sort_by_key(|(name, count)| (Reverse(*count), *name));
        let more = all.len().saturating_sub(NAMED);
        let more = (more > 0).then(|| format!("… dan {more} kecamatan lagi"));
        let known: usize = all.iter().map(|(_, count)| count).sum();
        let others = (known < self.count).then(|| format!("{} baris yang kode atau namanya tidak terbaca", self.count - known));
        let told = all.iter().take(NAMED).map(|(name, count)| format!("{name} {count}"));
        told.chain(more).chain(others).collect::<Vec<_>>().join(", ")
    }
}

/// All rows of the registry that are, or should be, a village.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Roll {
    #[serde(rename = "semua")]
    pub all: usize,
    /// Those of which nothing is made.
    #[serde(rename = "tidak_terbit")]
    pub missing: Roster,
    /// Their own word, in running text: `desa`, `kampung`.
    #[serde(skip)]
    pub word: String,
}

impl Roll {
    /// The rows of an office's registry; missing are those of these codes, and those that gave no village.
    pub(super) fn of(checked: &Checked, codes: &BTreeSet<&str>) -> Self {
        let mut roll = Roll { word: checked.village_word(), ..Roll::default() };
        roll.count(&checked.registry.villages, |village| codes.contains(village.desa.code.as_str()));
        roll.count_rows(&checked.unread());
        roll
    }

    /// Counts villages, of which these are missing.
    pub(super) fn count(&mut self, villages: &[Village], is_missing: impl Fn(&Village) -> bool) {
        self.all += villages.len();
        villages.iter().filter(|village| is_missing(village)).for_each(|village| self.missing.add(&village.desa));
    }

    /// Counts rows that gave no village, each by the fault that tells of it.
    pub(super) fn count_rows(&mut self, unread: &[&Diagnostic]) {
        self.all += unread.len();
        unread.iter().for_each(|fault| self.missing.add_row(fault));
    }

    /// Whether most of them are missing: what is made is then not what the office means by its edition.
    pub fn is_mostly_missing(&self) -> bool {
        2 * self.missing.count > self.all
    }

    /// `132 dari 141 desa`
    pub fn counts(&self) -> String {
        let word = if self.word.is_empty() { "desa" } else { self.word.as_str() };
        format!("{} dari {} {word}", self.missing.count, self.all)
    }
}
