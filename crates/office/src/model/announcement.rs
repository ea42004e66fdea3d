//! Announcements and their readers.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::{Desa, DesaCode, DesaKind, Facts, Picture, RegionCode, RichText};
use crate::diagnostic::Place;

/// The readers of an announcement. Ordered by nearness: those of one desa come first.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Target {
    Desa(DesaCode),
    Kecamatan(RegionCode),
    Kelurahan,
    AllDesa,
    Everyone,
}

impl Target {
    /// Whether a desa is among these readers.
    pub fn covers(&self, desa: &Desa) -> bool {
        match self {
            Target::Desa(code) => desa.code == *code,
            Target::Kecamatan(code) => desa.code.is_in(code),
            Target::Kelurahan => desa.code.kind() == DesaKind::Kelurahan,
            Target::AllDesa => desa.code.kind() != DesaKind::Kelurahan,
            Target::Everyone => true,
        }
    }
}

/// A text for readers whom the office chose, with its title and perhaps pictures.
#[derive(Debug, Clone)]
pub struct Announcement {
    pub title: String,
    pub targets: Vec<Target>,
    /// Readers that the targets cover and that do not get it: "kecuali …".
    pub excluded: Vec<Target>,
    /// The office or person that announces it.
    pub sender: Option<String>,
    /// The last day on which it holds.
    pub valid_until: Option<NaiveDate>,
    /// The office marked it important: it comes before others for the same readers.
    pub important: bool,
    /// Its photographs: the first above its text, the others below.
    pub pictures: Vec<Picture>,
    pub body: RichText,
    pub facts: Facts,
    /// The pages of its attachment (lampiran): a PDF or a poster, which a village gets as sheets of their own.
    pub attachment: Vec<AttachedPage>,
    pub place: Place,
}

/// A page of an attachment: one of the edition's prepared pictures.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AttachedPage {
    pub path: String,
    /// Its words, for readers who cannot see it.
    pub alt: String,
    /// It is wider than high, and so is the sheet that it is printed on.
    pub wide: bool,
}

impl Announcement {
    /// The nearest of its targets that covers this desa; `None`: it is not for it.
    pub fn target_for(&self, desa: &Desa) -> Option<&Target> {
        if self.excluded.iter().any(|t| t.covers(desa)) {
            return None;
        }
        self.targets.iter().filter(|t| t.covers(desa)).min()
    }
}
