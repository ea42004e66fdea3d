//! Announcements and their readers.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::{Desa, DesaCode, DesaKind, Picture, RegionCode, RichText};
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

/// A text for readers whom the office chose, with its title and perhaps a picture.
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
    pub picture: Option<Picture>,
    pub body: RichText,
    pub place: Place,
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
