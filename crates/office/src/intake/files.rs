//! The files of an office folder: which are the office's own, and which one a workbook's name is meant for.

use std::fs;

use super::vocabulary::{CORRECTION, MONTHS};
use crate::folder::Folder;
use crate::model::wilayah::fold_name;

/// Endings of workbooks and documents that are not read as tables; a file with one is refused with a word of what to do.
const OLD_ENDINGS: [&str; 8] = ["xls", "xlsb", "docx", "doc", "odt", "pdf", "rtf", "html"];

/// A workbook that a folder is to hold once.
#[derive(Debug, Clone, Copy)]
pub(super) struct Wanted {
    /// Its name without the ending.
    pub(super) stem: &'static str,
    /// Endings that are read, the preferred one first.
    endings: &'static [&'static str],
    /// Words in the names of other files by which it is meant too.
    words: &'static [&'static str],
}

/// The registry.
pub(super) const REGISTRY: Wanted = Wanted {
    stem: "kim",
    endings: &["xlsx", "xlsm", "ods", "csv", "txt"],
    words: &["daftar kim", "daftar-kim", "daftar_kim", "registri kim"],
};

/// The agenda of an edition.
pub(super) const AGENDA: Wanted = Wanted {
    stem: "agenda",
    endings: &["xlsx", "xlsm", "ods", "csv", "docx", "txt", "ics"],
    words: &["agenda", "jadwal", "giat pimpinan"],
};

/// The number of a correction, by the name of its file: "agenda ralat 2.xlsx"; 0 where it has none. `None`: the name does not say that the
/// file corrects another.
pub(super) fn correction(name: &str) -> Option<u32> {
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    let words: Vec<String> = stem.split(|c: char| !c.is_alphanumeric()).map(fold_name).filter(|word| !word.is_empty()).collect();
    let at = words.iter().position(|word| CORRECTION.iter().any(|known| word.trim_end_matches(|c: char| c.is_ascii_digit()) == *known))?;
    let own = words[at].trim_start_matches(|c: char| !c.is_ascii_digit());
    let number = |text: &str| text.parse().ok().filter(|number| *number < 100);
    // "ralat 24 November" and "ralat 24-11-2026" have a day and no number.
    let is_date = |word: &String| MONTHS.iter().any(|(month, _)| month == word) || word.parse::<u32>().is_ok();
    let next = words.get(at + 1).and_then(|word| number(word)).filter(|_| !words.get(at + 2).is_some_and(is_date));
    Some(number(own).or(next).unwrap_or_default())
}

/// Whether a file is one of those in which agendas are kept: a workbook or a calendar, by its ending.
pub(super) fn is_table(name: &str) -> bool {
    ["xlsx", "xlsm", "ods", "csv", "ics"].contains(&ending(name).as_str())
}

impl Wanted {
    /// Whether a file's name says that it is this workbook.
    pub(super) fn is_meant_by(&self, name: &str) -> bool {
        let ending = ending(name);
        let is_known = self.endings.contains(&ending.as_str()) || OLD_ENDINGS.contains(&ending.as_str());
        is_known && (self.is_named(name) || self.is_in(name))
    }

    /// Whether a file's ending is one of those that are read.
    pub(super) fn is_read(&self, name: &str) -> bool {
        self.endings.contains(&ending(name).as_str())
    }

    /// Whether a file has its very name, in capitals or not.
    pub(super) fn is_named(&self, name: &str) -> bool {
        name.rsplit_once('.').is_some_and(|(stem, _)| stem.eq_ignore_ascii_case(self.stem))
    }

    /// Whether one of its words is in a name.
    pub(super) fn is_in(&self, name: &str) -> bool {
        let name = name.to_lowercase();
        self.words.iter().any(|word| name.contains(word))
    }

    /// Sorts the files that it is meant by: the best one first.
    pub(super) fn sort(&self, names: &mut [String]) {
        let place = |name: &str| self.endings.iter().position(|known| *known == ending(name)).unwrap_or(self.endings.len());
        names.sort_by_cached_key(|name| (!self.is_named(name), place(name), name.clone()));
    }
}

fn ending(name: &str) -> String {
    name.rsplit_once('.').map(|(_, ending)| ending.to_lowercase()).unwrap_or_default()
}

/// The files in a folder.
#[derive(Debug, Default)]
pub(super) struct Files {
    /// In the order of their names.
    pub(super) names: Vec<String>,
    pub(super) refused: Vec<Refused>,
}

/// A file that is not read: no readable name, a link that leads out of the office folder, a pipe.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Refused {
    pub(super) name: String,
    pub(super) message: &'static str,
    /// The code of the diagnostic.
    pub(super) code: &'static str,
}

/// The files of a folder of the office's; a folder that is not there has none.
pub(super) fn files(folder: &Folder, name: &str) -> Files {
    let Ok(entries) = fs::read_dir(folder.path(name)) else { return Files::default() };
    let mut files = Files::default();
    for entry in entries.flatten() {
        let raw = entry.file_name();
        let name = raw.to_string_lossy().into_owned();
        if is_clutter(&name) {
            continue;
        }
        let path = entry.path();
        let (message, code) = match fs::metadata(&path) {
            _ if raw.to_str().is_none() || name.chars().any(char::is_control) => {
                ("nama berkas memuat huruf yang tidak terbaca", "berkas.nama-tidak-terbaca")
            }
            _ if !folder.holds(&path) => ("tautan ke luar folder kantor tidak dibaca", "berkas.tautan-ke-luar"),
            Ok(found) if found.is_dir() => continue,
            Ok(found) if found.is_file() => {
                files.names.push(name);
                continue;
            }
            _ => ("ini bukan berkas biasa", "berkas.bukan-biasa"),
        };
        files.refused.push(Refused { name, message, code });
    }
    files.names.sort();
    files.refused.sort();
    files
}

/// The names of the folders in a folder of the office's, in order.
pub(super) fn folders(folder: &Folder, name: &str) -> Vec<String> {
    let Ok(entries) = fs::read_dir(folder.path(name)) else { return Vec::new() };
    let is_folder = |entry: &fs::DirEntry| entry.file_type().is_ok_and(|kind| kind.is_dir());
    let mut names: Vec<String> = entries.flatten().filter(is_folder).map(|e| e.file_name().to_string_lossy().into_owned()).collect();
    names.retain(|name| !is_clutter(name));
    names.sort();
    names
}

/// The name of what lies in a folder; an empty name stands for the office folder itself.
pub(super) fn within(folder: &str, name: &str) -> String {
    if folder.is_empty() { name.to_owned() } else { format!("{folder}/{name}") }
}

/// Files that programs leave beside the office's own.
pub(super) fn is_clutter(name: &str) -> bool {
    name.starts_with(['.', '~']) || name.eq_ignore_ascii_case("thumbs.db") || name.eq_ignore_ascii_case("desktop.ini")
}
