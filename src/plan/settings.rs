//! The office's settings that decide what is printed, from `warta.toml`.

use chrono::{NaiveTime, Weekday};
use serde::Deserialize;

use super::sheet::{AnswerDays, Paper};
use crate::model::{Leader, Zone};

/// What the plan needs to know of the office.
#[derive(Debug, Clone)]
pub struct Settings {
    pub regency: Regency,
    pub leaders: Vec<Leader>,
    pub edition: EditionSettings,
    pub copies: CopySettings,
    pub forms: FormSettings,
    pub answer_days: AnswerDays,
}

/// `[kabupaten]`
#[derive(Debug, Clone, Deserialize)]
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
    /// Where the full text of what was shortened is to be had.
    #[serde(rename = "selengkapnya")]
    pub full_texts: String,
    #[serde(rename = "zona")]
    pub zone: Zone,
    /// What a kades is called: South Kalimantan also says Pembakal.
    #[serde(rename = "sebutan_kades", default = "kepala_desa")]
    pub village_head: String,
}

fn kepala_desa() -> String {
    "Kepala Desa".to_owned()
}

/// `[edisi]`
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EditionSettings {
    /// When the office closes an edition, in the week before it: `Jumat 16.00`.
    #[serde(rename = "disusun")]
    pub compiled: ClosingTime,
    #[serde(rename = "kertas", default)]
    pub paper: PaperSize,
    /// Pages a bulletin may have.
    #[serde(rename = "halaman", default = "four")]
    pub pages: usize,
}

fn four() -> usize {
    4
}

/// A weekday and time, written `Jumat 16.00`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub struct ClosingTime {
    pub weekday: Weekday,
    pub time: NaiveTime,
}

impl TryFrom<String> for ClosingTime {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        let read = || {
            let (day, time) = text.split_once(' ')?;
            let number = crate::model::date::WEEKDAYS.iter().position(|name| name.eq_ignore_ascii_case(day.trim()))?;
            let time = NaiveTime::parse_from_str(&time.trim().replace(':', "."), "%H.%M").ok()?;
            Some(ClosingTime { weekday: Weekday::try_from(u8::try_from(number).ok()?).ok()?, time })
        };
        read().ok_or_else(|| format!("“{text}” bukan hari dan jam; tulis seperti “Jumat 16.00”"))
    }
}

/// Paper that villages have (F4) and what newer guidance names (A4). F4 is 215 × 330 mm: neither Legal nor Folio.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
pub enum PaperSize {
    #[default]
    F4,
    A4,
}

impl PaperSize {
    pub fn sheet(self) -> Paper {
        let (name, width_mm, height_mm) = match self {
            PaperSize::F4 => ("F4", 215.0, 330.0),
            PaperSize::A4 => ("A4", 210.0, 297.0),
        };
        Paper { name: name.to_owned(), width_mm, height_mm }
    }
}

/// `[rangkap]`: how many copies of the bulletin a village gets besides one for each RT.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct CopySettings {
    #[serde(rename = "papan")]
    pub board: u32,
    #[serde(rename = "kantor")]
    pub office: u32,
    pub kim: u32,
    #[serde(rename = "cadangan")]
    pub spare: u32,
    /// RT taken for a village whose number is not in the registry.
    #[serde(rename = "rt_bawaan")]
    pub default_rt: u32,
}

impl Default for CopySettings {
    fn default() -> Self {
        CopySettings { board: 1, office: 1, kim: 1, spare: 1, default_rt: 4 }
    }
}

/// `[formulir]`: blank forms for each village and edition.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct FormSettings {
    #[serde(rename = "kegiatan")]
    pub activity: u32,
    #[serde(rename = "pengaduan")]
    pub complaint: u32,
    #[serde(rename = "rahasia")]
    pub confidential: u32,
}

impl Default for FormSettings {
    fn default() -> Self {
        FormSettings { activity: 1, complaint: 3, confidential: 1 }
    }
}

/// `[jawaban]`
pub fn default_answer_days() -> AnswerDays {
    AnswerDays { forward: 3, information: 5, plain: 14, field: 60 }
}
