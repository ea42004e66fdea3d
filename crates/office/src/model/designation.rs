//! The words by which a province calls its villages, its kecamatan, and those who head them.

use std::sync::{Arc, LazyLock};

use super::DesaKind;

/// The words for one village and for the kecamatan that it lies in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Designation {
    /// `Desa`, `Kelurahan`, `Kampung`
    pub village: String,
    /// `Kepala Desa`, `Lurah`, `Wali Nagari`
    pub head: String,
    /// `Kecamatan`, `Distrik`
    pub district: String,
    /// `Camat`, `Kepala Distrik`
    pub district_head: String,
}

impl Designation {
    /// The words of most provinces.
    pub fn usual(kind: DesaKind) -> Arc<Designation> {
        type Usual = [Arc<Designation>; 3];
        static USUAL: LazyLock<Usual> = LazyLock::new(|| {
            [DesaKind::Kelurahan, DesaKind::Desa, DesaKind::DesaAdat].map(|kind| {
                Arc::new(Designation {
                    village: kind.word().to_owned(),
                    head: if kind == DesaKind::Kelurahan { "Lurah" } else { "Kepala Desa" }.to_owned(),
                    district: "Kecamatan".to_owned(),
                    district_head: "Camat".to_owned(),
                })
            })
        });
        let [kelurahan, desa, desa_adat] = &*USUAL;
        match kind {
            DesaKind::Kelurahan => kelurahan,
            DesaKind::Desa => desa,
            DesaKind::DesaAdat => desa_adat,
        }
        .clone()
    }

    /// The word for a village in running text: `desa`, `kampung`.
    pub fn village_in_text(&self) -> String {
        self.village.to_lowercase()
    }
}

/// The words that an office sets in its `warta.toml` for its villages; `None`: as its registry says, else the usual ones.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct OwnWords {
    pub village: Option<String>,
    pub head: Option<String>,
    pub district: Option<String>,
}
