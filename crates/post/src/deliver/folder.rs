//! A folder: of this machine or the office's network.

use std::io;
use std::path::{Component, Path, PathBuf};
use std::sync::Once;
use std::time::Duration;

use serde::Deserialize;

use super::{Answer, Channel, ChannelKind, HandOver, NOTE, Outcome, Parcel};
use office::bundle::{land, sha256};
use office::diagnostic::io_words;
use office::folder::{self, CONFIG, VERSIONS};
use office::model::Regency;

/// `[saluran.<nama>.folder]`
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    #[serde(rename = "tujuan")]
    target: PathBuf,
}

impl ChannelKind for Settings {
    fn unusable(&self) -> Option<(&'static str, &'static str)> {
        unusable(&self.target)
    }

    fn place(&self) -> Option<String> {
        Some(normal(&self.target))
    }

    fn open(&self, _name: &str, office: &Path, _regency: &Regency) -> Box<dyn Channel> {
        let (target, shown) = (office.join(&self.target), self.target.display().to_string());
        Box::new(Folder { target, shown, swept: Once::new() })
    }
}

struct Folder {
    target: PathBuf,
    /// As the office wrote it, for messages.
    shown: String,
    /// The remains of a killed run are swept once, not for each of tens of thousands of parcels.
    swept: Once,
}

impl Channel for Folder {
    fn prepare<'a>(&'a self, parcel: Parcel<'a>) -> Answer<'a, Result<HandOver<'a>, Outcome>> {
        Box::pin(async move {
            self.swept.call_once(|| sweep(&self.target.join(parcel.edition), LEFT));
            let last: HandOver<'a> =
                Box::pin(async move { put(&self.target, &self.shown, parcel.edition, (parcel.file, parcel.bytes), parcel.sha256) });
            Ok(last)
        })
    }

    fn describe(&self) -> String {
        format!("folder {}", self.shown)
    }

    fn notes<'a>(&'a self, _own: &'a str) -> Answer<'a, Vec<String>> {
        Box::pin(async move { notes(&self.target) })
    }

    fn leave_note<'a>(&'a self, name: &'a str, text: &'a str) -> Answer<'a, ()> {
        Box::pin(async move { leave_note(&self.target, name, text) })
    }
}

/// The key and remedy of a target that is the office folder, or lies in what that folder holds itself: nothing is delivered there.
pub(super) fn unusable(target: &Path) -> Option<(&'static str, &'static str)> {
    let inside = normal(target);
    let first = inside.split(['/', '\\']).next().unwrap_or_default();
    let office = folder::Folder::new("");
    let [editions, results, secrets] = [office.editions_root(), office.results_root(), office.secrets()];
    let versions = office.path(VERSIONS);
    let own = [editions, results, secrets, versions, office.own_layouts(), office.path(CONFIG), office.ledger(), office.path("kim.xlsx")];
    let is_own = first.is_empty() && !target.has_root() || own.iter().any(|own| own == Path::new(first));
    is_own.then_some(("tujuan", "isi nama folder tujuan, yang bukan folder kantor sendiri seperti edisi/ atau hasil/"))
}

/// A path as paths are compared: without `.`, with as few `..` as there can be. Windows does not tell capital letters from small ones.
pub(super) fn normal(path: &Path) -> String {
    let mut normal = PathBuf::new();
    for component in path.components() {
        match component {
            Component::CurDir => {}
            Component::ParentDir if normal.file_name().is_some() => {
                normal.pop();
            }
            other => normal.push(other),
        }
    }
    let text = normal.display().to_string();
    if cfg!(windows) { text.to_lowercase() } else { text }
}

/// Lands a file below a root unless it is there already, then reads it back and compares: a disk may lie.
pub(super) fn put(root: &Path, shown: &str, edition: &str, (file, bytes): (&str, &[u8]), sum: &str) -> Outcome {
    let path = root.join(edition).join(file);
    let arrived = || std::fs::read(&path).is_ok_and(|bytes| sha256(&bytes) == sum);
    if !arrived() {
        if let Err(error) = land(&path, bytes) {
            return fault(shown, &error);
        }
        if !arrived() {
            return Outcome::Deferred(format!("{}: isi yang dibaca kembali tidak sama", path.display()));
        }
    }
    Outcome::Accepted(format!("{shown}/{edition}/{file}, sha256 {sum}"))
}

/// The disk's answer as an outcome. Nearly all that a folder can answer concerns every parcel.
fn fault(shown: &str, error: &io::Error) -> Outcome {
    use io::ErrorKind::{FileTooLarge, InvalidFilename};
    let words = format!("{shown}: {}", io_words(error));
    if matches!(error.kind(), FileTooLarge | InvalidFilename) { Outcome::Failed(words) } else { Outcome::Shut(words) }
}

/// The age from which a half-written file counts as left behind: no file takes an hour to be written.
pub const LEFT: Duration = Duration::from_secs(3600);

/// Removes half-written files of this age from a folder. Younger ones may be of another office that is at work there.
pub fn sweep(folder: &Path, age: Duration) {
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let is_left = entry.file_name().to_str().is_some_and(is_half_written);
        let is_old = || entry.metadata().and_then(|m| m.modified()).is_ok_and(|time| time.elapsed().is_ok_and(|since| since >= age));
        if is_left && is_old() {
            let _ = std::fs::remove_file(entry.path());
        }
    }
}

/// Whether a file of this name is written under it before it gets its own; SQLite keeps a journal beside one of its.
fn is_half_written(name: &str) -> bool {
    name.starts_with(".warta-") && (name.ends_with(".tmp") || name.ends_with(".tmp-journal"))
}

/// The texts of all notes in a folder, whatever office left them.
pub(super) fn notes(folder: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let notes = entries.filter(|entry| entry.file_name().to_str().is_some_and(|name| name.starts_with(NOTE)));
    notes.filter_map(|entry| std::fs::read_to_string(entry.path()).ok()).collect()
}

/// Leaves a note in a folder, once it is there.
pub(super) fn leave_note(folder: &Path, name: &str, text: &str) {
    if folder.is_dir() {
        sweep(folder, LEFT);
        // A target that cannot be written says so when it is delivered to.
        let _ = land(&folder.join(name), text.as_bytes());
    }
}
