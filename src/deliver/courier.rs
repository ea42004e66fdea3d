//! A courier: one relay bundle per kecamatan, for the Forum KIM or the kecamatan's office to print and pass on. Beside it
//! lie its print file and the list to sign.

use std::path::{Path, PathBuf};

use serde::Deserialize;

use super::{Answer, Channel, HandOver, Outcome, Parcel, folder};
use crate::bundle::sha256;

/// `[saluran.<nama>.kurir]`
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    /// Where relay bundles wait for the courier.
    #[serde(rename = "tujuan")]
    pub target: PathBuf,
}

pub struct Courier {
    target: PathBuf,
    shown: String,
}

impl Courier {
    pub fn new(settings: &Settings, office: &Path) -> Self {
        Courier { target: office.join(&settings.target), shown: settings.target.display().to_string() }
    }
}

impl Channel for Courier {
    fn prepare<'a>(&'a self, parcel: Parcel<'a>) -> Answer<'a, Result<HandOver<'a>, Outcome>> {
        Box::pin(async move {
            let last: HandOver<'a> = Box::pin(async move {
                let put = |file: &str, bytes: &[u8], sum: &str| folder::put(&self.target, &self.shown, parcel.edition, (file, bytes), sum);
                for (file, bytes) in parcel.beside {
                    match put(file, bytes, &sha256(bytes)) {
                        Outcome::Accepted(_) => {}
                        fault => return fault,
                    }
                }
                // The bundle last: where it lies, everything lies.
                put(parcel.file, parcel.bytes, parcel.sha256)
            });
            Ok(last)
        })
    }

    fn describe(&self) -> String {
        format!("kurir, di {}", self.shown)
    }

    fn gathers(&self) -> bool {
        true
    }

    fn mark_folder(&self) -> Option<PathBuf> {
        Some(self.target.clone())
    }
}
