//! The regency, and its office that makes the bulletin.

use serde::{Deserialize, Serialize};

use super::{OwnWords, Zone};

/// The regency, as `[kabupaten]` of the settings has it.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Regency {
    /// `Kabupaten Barito Kuala`
    #[serde(rename = "nama")]
    pub name: String,
    /// The bulletin's name.
    #[serde(rename = "buletin")]
    pub bulletin: String,
    #[serde(rename = "semboyan")]
    pub tagline: String,
    #[serde(rename = "pemerintah")]
    pub government: String,
    /// A picture of the emblem, in the office folder.
    #[serde(rename = "lambang", default)]
    pub emblem: Option<String>,
    #[serde(rename = "sekretariat")]
    pub secretariat: String,
    #[serde(rename = "bagian")]
    pub office: String,
    #[serde(rename = "alamat")]
    pub address: String,
    #[serde(rename = "telepon", default)]
    pub phone: Option<String>,
    /// The office's mobile number for WhatsApp, by which KIM acknowledge receipts.
    #[serde(rename = "whatsapp", default)]
    pub whatsapp: Option<String>,
    #[serde(rename = "inspektorat")]
    pub inspectorate: String,
    /// The place where the full text of a shortened one is to be had.
    #[serde(rename = "selengkapnya")]
    pub full_texts: String,
    #[serde(rename = "zona")]
    pub zone: Zone,
    /// The word for a village: `Kampung`. `None`: as the registry says.
    #[serde(rename = "sebutan_desa", default)]
    pub village_word: Option<String>,
    /// The word for a kecamatan: `Distrik`. `None`: as the registry says.
    #[serde(rename = "sebutan_kecamatan", default)]
    pub district_word: Option<String>,
    /// The title of a village's head: South Kalimantan also says Pembakal. `None`: as the word for the village asks for.
    #[serde(rename = "sebutan_kades", default)]
    pub village_head: Option<String>,
}

impl Regency {
    /// The words that the office set for its villages.
    pub fn own_words(&self) -> OwnWords {
        let set = |word: &Option<String>| word.as_deref().map(str::trim).filter(|word| !word.is_empty()).map(str::to_owned);
        OwnWords { village: set(&self.village_word), head: set(&self.village_head), district: set(&self.district_word) }
    }
}
