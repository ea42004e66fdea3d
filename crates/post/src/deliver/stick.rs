//! A USB stick. It accumulates: it carries every edition that its villages have not acknowledged, and a page that lists
//! them. It may be pulled out at any moment: each file is on it whole or not at all.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use askama::Template;
use serde::Deserialize;

use super::{Answer, Channel, ChannelKind, HandOver, Outcome, Parcel, Shelved, folder};
use office::bundle::{land, sha256};
use office::diagnostic::io_words;
use office::model::Regency;

/// `[saluran.<nama>.flashdisk]`
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    /// The folder in which the stick shows up: `E:\`, `/media/kantor/WARTA`; a folder on it, or any other, needs a file
    /// `ini-flashdisk.txt` in it. Never made: a stick that is not there is not plugged in.
    #[serde(rename = "tujuan")]
    target: PathBuf,
}

impl ChannelKind for Settings {
    fn unusable(&self) -> Option<(&'static str, &'static str)> {
        folder::unusable(&self.target)
    }

    fn place(&self) -> Option<String> {
        Some(folder::normal(&self.target.join(FOLDER)))
    }

    fn open(&self, _name: &str, office: &Path, regency: &Regency) -> Box<dyn Channel> {
        let (target, shown) = (office.join(&self.target), self.target.display().to_string());
        Box::new(Stick { target, shown, regency: regency.clone() })
    }
}

/// The folder on a stick below which everything of Warta's lies.
const FOLDER: &str = "WARTA";
/// The beginning of the name of a file by which a person says that a folder is meant though it is no stick. Warta never makes one.
const MEANT: &str = "ini-flashdisk";
const INDEX: &str = "BACA-DULU.html";

struct Stick {
    target: PathBuf,
    /// As the office wrote it, for messages.
    shown: String,
    regency: Regency,
}

#[derive(Template)]
#[template(path = "flashdisk.html")]
struct Index<'a> {
    regency: &'a Regency,
    /// Kecamatan → desa → its bundles on the stick, newest first.
    districts: BTreeMap<&'a str, BTreeMap<&'a str, Vec<&'a Shelved>>>,
}

impl Stick {
    fn root(&self) -> PathBuf {
        self.target.join(FOLDER)
    }

    /// The reason why nothing may be written there. A folder alone is no stick: one that was left behind, or an empty mount point, lies
    /// on this computer's own disk.
    fn why_not(&self) -> Option<String> {
        if !self.target.is_dir() {
            return Some(format!("{} tidak ada; colokkan flashdisknya", self.shown));
        }
        let is_stick = is_mounted(&self.target) || is_meant(&self.target);
        (!is_stick).then(|| {
            format!(
                "{} bukan flashdisk yang tercolok (masih di disk komputer ini); colokkan flashdisknya, atau bila memang folder itu yang \
                 dimaksud, buat berkas kosong {MEANT}.txt di dalamnya",
                self.shown
            )
        })
    }

    /// Brings the stick up to date. Gives the bundles that can be found no more.
    fn restock(&self, shelf: &[Shelved]) -> Result<Vec<String>, std::io::Error> {
        let mut missing = Vec::new();
        let mut on_stick = Vec::new();
        for shelved in shelf {
            let path = self.root().join(&shelved.edition).join(&shelved.file);
            if shelved.acknowledged {
                match fs::remove_file(&path) {
                    Ok(()) => {}
                    Err(error) if error.kind() == std::io::ErrorKind::NotFound => {}
                    Err(error) => return Err(error),
                }
                continue;
            }
            let is_whole = |path: &Path| fs::read(path).is_ok_and(|bytes| sha256(&bytes) == shelved.sha256);
            if !is_whole(&path) {
                match fs::read(&shelved.source) {
                    Ok(bytes) if sha256(&bytes) == shelved.sha256 => land(&path, &bytes)?,
                    _ => {
                        missing.push(format!("{} {} tidak ada lagi di hasil/{}", shelved.title, shelved.label, shelved.edition));
                        continue;
                    }
                }
            }
            on_stick.push(shelved);
        }
        // An unplugging leaves half-written files.
        for folder in [self.root()].into_iter().chain(shelf.iter().map(|s| self.root().join(&s.edition))) {
            folder::sweep(&folder, Duration::ZERO);
        }
        let page = self.index(&on_stick).map_err(std::io::Error::other)?;
        let path = self.root().join(INDEX);
        if fs::read(&path).ok().as_deref() != Some(page.as_bytes()) {
            land(&path, page.as_bytes())?;
        }
        Ok(missing)
    }

    /// The page that lists the bundles on the stick.
    fn index(&self, on_stick: &[&Shelved]) -> askama::Result<String> {
        let mut districts: BTreeMap<&str, BTreeMap<&str, Vec<&Shelved>>> = BTreeMap::new();
        for &shelved in on_stick {
            districts.entry(&shelved.district).or_default().entry(&shelved.title).or_default().push(shelved);
        }
        districts.values_mut().flat_map(BTreeMap::values_mut).for_each(|all| all.sort_by(|a, b| b.file.cmp(&a.file)));
        Index { regency: &self.regency, districts }.render()
    }
}

impl Channel for Stick {
    fn prepare<'a>(&'a self, parcel: Parcel<'a>) -> Answer<'a, Result<HandOver<'a>, Outcome>> {
        Box::pin(async move {
            if let Some(why) = self.why_not() {
                return Err(Outcome::Shut(why));
            }
            let root = self.root();
            let last: HandOver<'a> = Box::pin(async move {
                let shown = format!("{}/{FOLDER}", self.shown.trim_end_matches(['/', '\\']));
                folder::put(&root, &shown, parcel.edition, (parcel.file, parcel.bytes), parcel.sha256)
            });
            Ok(last)
        })
    }

    fn describe(&self) -> String {
        format!("flashdisk di {}", self.shown)
    }

    fn stock<'a>(&'a self, shelf: &'a [Shelved]) -> Answer<'a, Vec<String>> {
        Box::pin(async move {
            if self.why_not().is_some() {
                return Vec::new();
            }
            self.restock(shelf).unwrap_or_else(|error| vec![format!("{}: {}", self.shown, io_words(&error))])
        })
    }

    fn is_stocked(&self) -> bool {
        true
    }

    fn notes<'a>(&'a self, _own: &'a str) -> Answer<'a, Vec<String>> {
        Box::pin(async move { folder::notes(&self.root()) })
    }

    fn leave_note<'a>(&'a self, name: &'a str, text: &'a str) -> Answer<'a, ()> {
        Box::pin(async move {
            if self.why_not().is_none() {
                folder::leave_note(&self.root(), name, text);
            }
        })
    }
}

/// Whether a disk of its own shows up in this very folder.
#[cfg(unix)]
fn is_mounted(target: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    let disk = |folder: &Path| folder.metadata().map(|metadata| metadata.dev()).ok();
    // A link leads to where the stick really is.
    let Ok(target) = target.canonicalize() else { return false };
    target.parent().is_some_and(|parent| disk(&target).is_some() && disk(&target) != disk(parent))
}

/// Whether this is on another drive than the system.
#[cfg(not(unix))]
fn is_mounted(target: &Path) -> bool {
    use std::path::{Component, Prefix};
    let drive = |path: &Path| match path.components().next() {
        Some(Component::Prefix(prefix)) => match prefix.kind() {
            Prefix::Disk(letter) | Prefix::VerbatimDisk(letter) => Some(letter.to_ascii_uppercase()),
            _ => None,
        },
        _ => None,
    };
    let system = std::env::var("SystemDrive").unwrap_or_else(|_| "C:".to_owned());
    let found = target.canonicalize().ok().and_then(|target| drive(&target));
    found.is_some() && found != drive(Path::new(&system))
}

/// Whether a person said that this folder is meant; a second `.txt` that Windows hides changes nothing.
fn is_meant(target: &Path) -> bool {
    let mut names = fs::read_dir(target).into_iter().flatten().flatten().map(|entry| entry.file_name());
    names.any(|name| name.to_str().is_some_and(|name| name.to_ascii_lowercase().starts_with(MEANT)))
}
