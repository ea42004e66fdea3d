//! A courier: one relay bundle per kecamatan, for the Forum KIM or the kecamatan's office to print and pass on. Beside it
//! lie its print file and the list to sign.

use std::path::{Path, PathBuf};

use serde::Deserialize;

use super::{Answer, Channel, ChannelKind, HandOver, Outcome, Parcel, folder};
use office::bundle::{sha256, verify};
use office::model::Regency;

/// `[saluran.<nama>.kurir]`
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    /// The folder in which relay bundles wait for the courier.
    #[serde(rename = "tujuan")]
    target: PathBuf,
}

impl ChannelKind for Settings {
    fn unusable(&self) -> Option<(&'static str, &'static str)> {
        folder::unusable(&self.target)
    }

    fn place(&self) -> Option<String> {
        Some(folder::normal(&self.target))
    }

    fn open(&self, _name: &str, office: &Path, _regency: &Regency) -> Box<dyn Channel> {
        Box::new(Courier { target: office.join(&self.target), shown: self.target.display().to_string() })
    }
}

struct Courier {
    target: PathBuf,
    /// As the office wrote it, for messages.
    shown: String,
}

impl Courier {
    fn path(&self, edition: &str, file: &str) -> PathBuf {
        self.target.join(edition).join(file)
    }
}

impl Channel for Courier {
    fn prepare<'a>(&'a self, parcel: Parcel<'a>) -> Answer<'a, Result<HandOver<'a>, Outcome>> {
        Box::pin(async move {
            if let Some(kecamatan) = self.path(parcel.edition, parcel.file).parent() {
                folder::sweep(kecamatan, folder::LEFT);
            }
            let last: HandOver<'a> = Box::pin(async move {
                if self.is_taken(parcel.edition, parcel.file, parcel.sha256) {
                    let place = format!("{}/{}/{}", self.shown, parcel.edition, parcel.file);
                    return Outcome::Deferred(format!("{place} sudah ada dan isinya lain, jadi tidak ditimpa"));
                }
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

    /// A bundle that was damaged there is no bundle any more, and is put right.
    fn is_taken(&self, edition: &str, file: &str, sum: &str) -> bool {
        let is_other = |bytes: &[u8]| sha256(bytes) != sum && verify(bytes).is_ok_and(|verdict| verdict.faults.is_empty());
        std::fs::read(self.path(edition, file)).is_ok_and(|bytes| is_other(&bytes))
    }

    fn notes<'a>(&'a self, _own: &'a str) -> Answer<'a, Vec<String>> {
        Box::pin(async move { folder::notes(&self.target) })
    }

    fn leave_note<'a>(&'a self, name: &'a str, text: &'a str) -> Answer<'a, ()> {
        Box::pin(async move { folder::leave_note(&self.target, name, text) })
    }
}
