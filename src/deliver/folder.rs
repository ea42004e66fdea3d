//! A folder: of this machine, the office's network, or a stick.

use std::path::{Path, PathBuf};

use serde::Deserialize;

use super::{Channel, Delivering, Outcome, Parcel};
use crate::bundle::{land, sha256};
use crate::diagnostic::io_words;

/// `[saluran.<nama>.folder]`
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    #[serde(rename = "tujuan")]
    pub target: PathBuf,
}

pub struct Folder {
    target: PathBuf,
    /// As the office wrote it, for messages.
    shown: String,
}

impl Folder {
    pub fn new(settings: &Settings, office: &Path) -> Self {
        Folder { target: office.join(&settings.target), shown: settings.target.display().to_string() }
    }

    /// Lands the file, then reads it back and compares: a stick may lie.
    fn put(&self, parcel: Parcel<'_>) -> Outcome {
        let path = self.target.join(parcel.edition).join(parcel.file);
        let arrived = || std::fs::read(&path).is_ok_and(|bytes| sha256(&bytes) == parcel.sha256);
        if !arrived() {
            if let Err(error) = land(&path, parcel.bytes) {
                return Outcome::Deferred(format!("{}: {}", path.display(), io_words(&error)));
            }
            if !arrived() {
                return Outcome::Deferred(format!("{}: isi yang dibaca kembali tidak sama", path.display()));
            }
        }
        Outcome::Accepted(format!("{}/{}/{}, sha256 {}", self.shown, parcel.edition, parcel.file, parcel.sha256))
    }
}

impl Channel for Folder {
    fn deliver<'a>(&'a self, parcel: Parcel<'a>) -> Delivering<'a> {
        Box::pin(std::future::ready(self.put(parcel)))
    }

    fn describe(&self) -> String {
        format!("folder {}", self.shown)
    }

    fn is_repeatable(&self) -> bool {
        true
    }
}
