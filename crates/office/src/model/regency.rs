//! The regency, and its office that makes the bulletin.

use serde::{Deserialize, Serialize};

use super::Zone;

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
    #[serde(rename = "inspektorat")]
    pub inspectorate: String,
    /// The place where the full text of a shortened one is to be had.
    #[serde(rename = "selengkapnya")]
    pub full_texts: String,
    #[serde(rename = "zona")]
    pub zone: Zone,
    /// The title of a kades: South Kalimantan also says Pembakal.
    #[serde(rename = "sebutan_kades", default = "kepala_desa")]
    pub village_head: String,
}

fn kepala_desa() -> String {
    "Kepala Desa".to_owned()
}
