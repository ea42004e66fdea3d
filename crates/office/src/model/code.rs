//! The codes of villages and of the regions that they lie in.

use std::fmt;

use serde::{Deserialize, Serialize};

/// A village code of the interior ministry (Permendagri): `63.04.14.2008` = province.regency.kecamatan.village.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct DesaCode(String);

/// The code of a province, a kabupaten or kota, or a kecamatan: the first groups of its villages' codes.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct RegionCode(String);

/// The administrative level of a region.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    Kecamatan,
    /// A kabupaten or a kota.
    Kabupaten,
    Province,
}

impl Level {
    /// The length of a code of this level, dots included: `63.04.14`, `63.04`, `63`.
    fn length(self) -> usize {
        match self {
            Level::Kecamatan => 8,
            Level::Kabupaten => 5,
            Level::Province => 2,
        }
    }
}

/// The first digit of a village code's last group.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum DesaKind {
    Kelurahan,
    Desa,
    #[serde(rename = "Desa Adat")]
    DesaAdat,
}

impl DesaCode {
    /// Reads `63.04.14.2008`, or its ten digits alone as spreadsheets keep it (`6304142008.0`, `'6304142008`).
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim().trim_start_matches(['\'', '’', '`']);
        let text = text.strip_suffix(".0").filter(|number| number.len() == 10).unwrap_or(text);
        let digits: String = text.chars().filter(char::is_ascii_digit).collect();
        let well_formed = text.chars().all(|c| c.is_ascii_digit() || matches!(c, '.' | '-' | ' '));
        if digits.len() != 10 || !well_formed || !matches!(digits.as_bytes()[6], b'1' | b'2' | b'3') {
            return None;
        }
        Some(DesaCode(format!("{}.{}.{}.{}", &digits[..2], &digits[2..4], &digits[4..6], &digits[6..])))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The ten digits, for file names and serials.
    pub fn digits(&self) -> String {
        self.0.replace('.', "")
    }

    /// The region of this level that the village lies in.
    pub fn region(&self, level: Level) -> RegionCode {
        RegionCode(self.0[..level.length()].to_owned())
    }

    pub fn kecamatan(&self) -> RegionCode {
        self.region(Level::Kecamatan)
    }

    pub fn kabupaten(&self) -> RegionCode {
        self.region(Level::Kabupaten)
    }

    /// Whether the village lies in a region.
    pub fn is_in(&self, region: &RegionCode) -> bool {
        self.0.starts_with(&region.0)
    }

    pub fn kind(&self) -> DesaKind {
        match self.0.as_bytes()[9] {
            b'1' => DesaKind::Kelurahan,
            b'3' => DesaKind::DesaAdat,
            _ => DesaKind::Desa,
        }
    }
}

impl RegionCode {
    /// Reads `63.04.14`, `63.04` or `63`.
    pub fn parse(text: &str) -> Option<Self> {
        let is_group = |group: &str| group.len() == 2 && group.bytes().all(|byte| byte.is_ascii_digit());
        (text.len() <= Level::Kecamatan.length() && text.split('.').all(is_group)).then(|| RegionCode(text.to_owned()))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Its digits alone, for file names.
    pub fn digits(&self) -> String {
        self.0.replace('.', "")
    }

    /// The region of this level that it lies in; itself where it is no smaller.
    pub fn region(&self, level: Level) -> RegionCode {
        RegionCode(self.0.get(..level.length()).unwrap_or(&self.0).to_owned())
    }
}

impl TryFrom<String> for DesaCode {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        DesaCode::parse(&text).ok_or_else(|| format!("“{text}” bukan kode desa"))
    }
}

impl From<DesaCode> for String {
    fn from(code: DesaCode) -> String {
        code.0
    }
}

impl fmt::Display for DesaCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl TryFrom<String> for RegionCode {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        RegionCode::parse(&text).ok_or_else(|| format!("“{text}” bukan kode wilayah"))
    }
}

impl From<RegionCode> for String {
    fn from(code: RegionCode) -> String {
        code.0
    }
}

impl fmt::Display for RegionCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl DesaKind {
    /// The word before the village's name.
    pub fn word(self) -> &'static str {
        match self {
            DesaKind::Kelurahan => "Kelurahan",
            DesaKind::Desa => "Desa",
            DesaKind::DesaAdat => "Desa Adat",
        }
    }
}
