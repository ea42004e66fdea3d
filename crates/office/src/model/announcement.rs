//! An announcement and whom it is for.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::{DesaCode, DesaKind, Picture, RichText};
use crate::diagnostic::Place;
use crate::model::Desa;

/// Whom an announcement is for. Ordered by nearness: what concerns just this desa comes first.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Target {
    Desa(DesaCode),
    /// By the kecamatan's code.
    Kecamatan(String),
    Kelurahan,
    AllDesa,
    Everyone,
}

impl Target {
    pub fn covers(&self, desa: &Desa) -> bool {
        match self {
            Target::Desa(code) => desa.code == *code,
            Target::Kecamatan(code) => desa.code.kecamatan() == code,
            Target::Kelurahan => desa.code.kind() == DesaKind::Kelurahan,
            Target::AllDesa => desa.code.kind() != DesaKind::Kelurahan,
            Target::Everyone => true,
        }
    }
}

#[derive(Debug, Clone)]
pub struct Announcement {
    pub title: String,
    pub targets: Vec<Target>,
    /// "kecuali …": desa that the targets cover and that do not get it.
    pub excluded: Vec<Target>,
    /// Who announces it.
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
