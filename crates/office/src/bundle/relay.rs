//! Relay bundles: what a courier takes to a kecamatan, the bundles of its villages with what he needs to hand them out.

use super::slug;
use crate::model::{EditionId, Village};

/// A relay bundle and what lies open beside it.
#[derive(Debug, Clone)]
pub struct Relay {
    pub bytes: Vec<u8>,
    pub sha256: String,
    /// Names, with the kecamatan's folder, and contents.
    pub beside: Vec<(String, Vec<u8>)>,
}

/// One village's bundle in a relay bundle.
#[derive(Debug, Clone, Copy)]
pub struct Passenger<'a> {
    pub village: &'a Village,
    /// 0: the edition; else its correction of this number.
    pub ralat: u32,
    /// The bundle's file name.
    pub file: &'a str,
    pub bundle: &'a [u8],
}

/// The folder and file of the relay bundle of this number for a village's kecamatan.
pub fn file_name(edition: EditionId, village: &Village, number: usize) -> String {
    let code = village.desa.code.kecamatan();
    let folder = slug(code.as_str(), &village.desa.kecamatan);
    format!("{folder}/kurir-{edition}-{}-{number}.zip", code.digits())
}

/// The number in a relay bundle's file name.
pub fn number(file: &str) -> Option<usize> {
    file.strip_suffix(".zip")?.rsplit('-').next()?.parse().ok()
}

/// The file name after this one.
pub fn next(file: &str) -> Option<String> {
    let (stem, _) = file.rsplit_once('-')?;
    Some(format!("{stem}-{}.zip", number(file)? + 1))
}
