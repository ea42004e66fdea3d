//! Office files → model, past every bad one.
//!
//! [`read`] reads an office folder. Each kind of file has a reader, which returns all that it understood and says the rest: no row,
//! paragraph or file is dropped in silence. The kind of a file is told by its bytes ([`container`]), whatever its name says.
//!
//! - Tables: [`table`] gives the cells of a workbook or csv file, `header` finds its columns; [`registry`] and [`agenda`] read the rows.
//! - Calendars: [`calendar`] reads the events of an agenda kept as one.
//! - Manuscripts: [`document`] gives a text with the lines at its head; [`sambutan`] and [`announcement`] read it.
//! - Pictures: [`picture`] makes them ready for print, `attachment` the pages of PDFs and posters.
//! - Texts: [`moment`] reads dates and times, [`target`] the readers of an announcement, [`venue`] the place of an event, [`facts`] what a
//!   reader must know to act on an announcement; [`characters`] leaves what can be printed.
//!
//! The words by which offices say things are data in `vocabulary`, those that differ by province in `province`; what is refused, and why,
//! stands in `limits`.

mod addressed;
pub mod agenda;
pub mod announcement;
mod attachment;
pub mod calendar;
pub mod characters;
pub mod container;
pub mod document;
pub mod facts;
mod files;
mod header;
mod limits;
pub mod moment;
pub mod picture;
mod province;
mod reader;
pub mod registry;
pub mod sambutan;
pub mod table;
pub mod target;
pub mod venue;
mod vocabulary;
mod xml;

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};

use crate::diagnostic::{Faults, Found};
use crate::folder::Folder;
use crate::model::{EditionId, Leader, OwnWords, Registry, Week, Zone};
use container::Kind;
use picture::PictureError;
use reader::Reader;

/// The office's settings by which its files are read.
#[derive(Debug, Clone, Copy)]
pub struct Office<'a> {
    /// The zone in which hours without one are meant.
    pub zone: Zone,
    /// The people among whom speakers are looked up.
    pub leaders: &'a [Leader],
    /// The words by which it calls its villages.
    pub words: &'a OwnWords,
    /// Its abbreviations of officials, and what they stand for.
    pub abbreviations: &'a BTreeMap<String, String>,
}

/// Bytes of the largest file that is read.
pub const FILE_BYTES: u64 = limits::FILE_BYTES;

/// Whether a file's name says that it is the registry.
pub fn is_registry(name: &str) -> bool {
    files::REGISTRY.is_meant_by(name)
}

/// Whether a file's name says that it tells of an edition's agenda.
pub fn is_agenda(name: &str) -> bool {
    files::AGENDA.is_meant_by(name) || (files::is_table(name) && files::correction(name).is_some())
}

/// Whether an agenda stands in a file whose name does not say so.
pub fn holds_agenda(file: &str, bytes: &[u8]) -> bool {
    let holds = caught(|| match container::kind(bytes) {
        Kind::Calendar => true,
        Kind::Xlsx | Kind::Ods | Kind::Text => table::read(file, bytes).value.iter().any(agenda::has_header),
        _ => false,
    });
    holds.unwrap_or_default()
}

/// Whether a file is one of those that programs leave beside the office's own.
pub fn is_clutter(name: &str) -> bool {
    files::is_clutter(name)
}

/// Reads the registry and the folder of one edition.
pub fn read(folder: &Folder, edition: EditionId, office: Office<'_>) -> Found<(Registry, Week)> {
    Reader::new(folder, edition, office).read()
}

/// Reads the registry alone.
pub fn read_registry(folder: &Folder, edition: EditionId, office: Office<'_>) -> Found<Registry> {
    Reader::new(folder, edition, office).read_registry_alone()
}

/// A letterhead's emblem, a picture in the office folder, as the layouts get it.
///
/// # Errors
/// Where the file is missing, lies outside the folder, or is no picture that can be printed.
pub fn emblem(folder: &Folder, file: &str) -> Result<Vec<u8>, PictureError> {
    let path = folder.path(file);
    if !path.exists() {
        return Err(PictureError::Missing);
    }
    if !folder.holds(&path) {
        return Err(PictureError::OutsideFolder);
    }
    let unread = |faults: Faults| PictureError::Unread(faults.iter().map(|fault| fault.message.as_str()).collect::<Vec<_>>().join("; "));
    let bytes = folder.read(file, limits::FILE_BYTES).map_err(unread)?;
    caught(|| picture::emblem(&bytes)).unwrap_or(Err(PictureError::Crashed))
}

/// The result of a reader; none where it panics, so that one file stops no other.
fn caught<T>(read: impl FnOnce() -> T) -> Option<T> {
    catch_unwind(AssertUnwindSafe(read)).ok()
}

/// A line that begins with a list's mark ("1. ", "2) ", "- "), without it. "09.30 Rapat" begins with an hour.
fn without_list_mark(line: &str) -> Option<&str> {
    let line = line.trim_start();
    let digits = line.bytes().take_while(u8::is_ascii_digit).count();
    let numbered = line[digits..].strip_prefix(['.', ')']).filter(|_| (1..=2).contains(&digits));
    let rest = numbered.filter(|rest| !rest.starts_with(|c: char| c.is_ascii_digit())).or_else(|| line.strip_prefix(['-', '•', '–']))?;
    Some(rest.trim())
}
