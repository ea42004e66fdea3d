//! Office files → model, past every bad one.
//!
//! Readers return what they understood and say the rest: no row, paragraph or file is dropped in silence.

pub mod agenda;
pub mod announcement;
pub mod calendar;
pub mod characters;
pub mod container;
pub mod document;
pub mod header;
pub mod limits;
pub mod moment;
pub mod picture;
pub mod registry;
pub mod sambutan;
pub mod table;
pub mod target;
pub mod vocabulary;
mod xml;

use std::collections::HashSet;
use std::fs;
use std::io::Read;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

use crate::diagnostic::{Diagnostic, Found, Place, Severity, io_words};
use crate::model::{AgendaEntry, Announcement, EditionId, Kim, Leader, Sambutan, Wilayah, Zone};
use document::Genre;
use picture::Prepared;
use vocabulary::HeadKey;

/// Endings of the tables that are read, the preferred one first; others of the name are refused with a word of what to do.
const TABLES: [&str; 5] = ["xlsx", "xlsm", "ods", "csv", "txt"];
const OLD_ENDINGS: [&str; 8] = ["xls", "xlsb", "docx", "doc", "odt", "pdf", "rtf", "html"];
/// What the name of an agenda file says.
const AGENDA_NAMES: &[&str] = &["agenda", "jadwal"];

/// All that an edition is made from.
#[derive(Debug, Clone, Default)]
pub struct Inputs {
    /// In the order of their codes.
    pub kims: Vec<Kim>,
    /// Rows of the registry were passed over, hidden ones say, which may be villages.
    pub is_registry_partial: bool,
    pub wilayah: Wilayah,
    pub agenda: Vec<AgendaEntry>,
    /// In the order of the file names, which is the office's order.
    pub speeches: Vec<Sambutan>,
    pub announcements: Vec<Announcement>,
    /// What KIM sent for their own corners, edited by the office.
    pub corners: Vec<Announcement>,
    /// Prepared pictures: path for the layouts, JPEG.
    pub pictures: Vec<(String, Vec<u8>)>,
}

/// What intake has to know of the office.
#[derive(Debug, Clone, Copy)]
pub struct Office<'a> {
    pub zone: Zone,
    pub leaders: &'a [Leader],
}

/// A line that begins with a list's mark ("1. ", "2) ", "- "), without it. "09.30 Rapat" begins with an hour.
fn without_list_mark(line: &str) -> Option<&str> {
    let line = line.trim_start();
    let digits = line.bytes().take_while(u8::is_ascii_digit).count();
    let numbered = line[digits..].strip_prefix(['.', ')']).filter(|_| (1..=2).contains(&digits));
    let rest = numbered.filter(|rest| !rest.starts_with(|c: char| c.is_ascii_digit())).or_else(|| line.strip_prefix(['-', '•', '–']))?;
    Some(rest.trim())
}

/// Files that programs leave beside the office's own.
fn is_clutter(name: &str) -> bool {
    name.starts_with(['.', '~']) || name.eq_ignore_ascii_case("thumbs.db") || name.eq_ignore_ascii_case("desktop.ini")
}

/// The files of a folder in the order of their names; a folder that is not there has none. What is no file of the office
/// folder (a link that leads out of it, a pipe) or has no readable name comes second.
fn files(root: &Path, folder: &str) -> (Vec<String>, Vec<(String, &'static str)>) {
    let Ok(entries) = fs::read_dir(root.join(folder)) else { return Default::default() };
    let (mut names, mut refused) = (Vec::new(), Vec::new());
    for entry in entries.flatten() {
        let raw = entry.file_name();
        let name = raw.to_string_lossy().into_owned();
        if is_clutter(&name) {
            continue;
        }
        let path = entry.path();
        match fs::metadata(&path) {
            _ if raw.to_str().is_none() || name.chars().any(char::is_control) => {
                refused.push((name, "nama berkas memuat huruf yang tidak terbaca"))
            }
            _ if !is_inside(root, &path) => refused.push((name, "tautan ke luar folder kantor tidak dibaca")),
            Ok(found) if found.is_dir() => {}
            Ok(found) if found.is_file() => names.push(name),
            _ => refused.push((name, "ini bukan berkas biasa")),
        }
    }
    names.sort();
    refused.sort();
    (names, refused)
}

/// Whether a path, all links followed, is inside the office folder.
fn is_inside(root: &Path, path: &Path) -> bool {
    match (fs::canonicalize(root), fs::canonicalize(path)) {
        (Ok(root), Ok(path)) => path.starts_with(root),
        _ => false,
    }
}

/// Reads a file of the office folder: a regular one, no link out of the folder, of at most `most` bytes (whole megabytes).
///
/// # Errors
/// What stands in the way, at the file.
pub fn read_file(root: &Path, file: &str, most: u64) -> Result<Vec<u8>, Box<Diagnostic>> {
    let path = root.join(file);
    let fault = |message: String, remedy: &str| Box::new(Diagnostic::error(message).at(Place::file(file)).remedy(remedy));
    let closed = |error: std::io::Error| {
        fault(format!("berkas tidak dapat dibuka: {}", io_words(&error)), "tutup program yang memakainya, lalu coba lagi")
    };
    const COPY: &str = "salin berkasnya sendiri ke folder ini, dengan nama biasa";
    // Who opens a pipe waits for whoever writes into it.
    if !fs::metadata(&path).map_err(closed)?.is_file() {
        return Err(fault("ini bukan berkas biasa".to_owned(), COPY));
    }
    if !is_inside(root, &path) {
        return Err(fault("tautan ke luar folder kantor tidak dibaca".to_owned(), COPY));
    }
    let mut bytes = Vec::new();
    fs::File::open(&path).and_then(|opened| opened.take(most + 1).read_to_end(&mut bytes)).map_err(closed)?;
    if bytes.len() as u64 > most {
        return Err(fault(format!("berkas lebih besar dari {} MB", most >> 20), "kecilkan gambar di dalamnya"));
    }
    Ok(bytes)
}

/// What a reader of one file gives; none where it panics, so that one file stops no other.
fn caught<T>(read: impl FnOnce() -> T) -> Option<T> {
    catch_unwind(AssertUnwindSafe(read)).ok()
}

/// Reads the registry and one edition's folder below the office folder `root`.
pub fn read(root: &Path, edition: EditionId, office: Office<'_>) -> Found<Inputs> {
    let mut reader = Reader { root, edition, office, agenda_file: None, inputs: Inputs::default(), diagnostics: Vec::new() };
    reader.registry();
    reader.agenda();
    reader.speeches();
    reader.announcements();
    reader.strangers();
    Found::new(reader.inputs, reader.diagnostics)
}

/// A letterhead's emblem, a picture in the office folder.
///
/// # Errors
/// In the office's words, where it is not there or no picture.
pub fn emblem(root: &Path, file: &str) -> Result<Vec<u8>, String> {
    let path = root.join(file);
    if !path.exists() {
        return Err("berkasnya tidak ada".to_owned());
    }
    if !is_inside(root, &path) {
        return Err("berkasnya di luar folder kantor".to_owned());
    }
    let bytes = read_file(root, file, limits::FILE_BYTES).map_err(|fault| fault.message)?;
    caught(|| picture::emblem(&bytes)).unwrap_or_else(|| Err("kesalahan di dalam Warta".to_owned()))
}

struct Reader<'a> {
    root: &'a Path,
    edition: EditionId,
    office: Office<'a>,
    agenda_file: Option<String>,
    inputs: Inputs,
    diagnostics: Vec<Diagnostic>,
}

impl Reader<'_> {
    /// A file's bytes; what stands in the way becomes a diagnostic.
    fn bytes(&mut self, file: &str) -> Option<Vec<u8>> {
        let fault = match read_file(self.root, file, limits::FILE_BYTES) {
            Ok(bytes) if bytes.is_empty() => {
                Diagnostic::error("berkas kosong").at(Place::file(file)).remedy("hapus berkasnya, atau salin lagi dari sumbernya")
            }
            Ok(bytes) => return Some(bytes),
            Err(fault) => *fault,
        };
        self.diagnostics.push(fault);
        None
    }

    /// What `read` makes of a file; a panic in it is a fault of Warta, which is said at the file.
    fn guarded<T>(&mut self, file: &str, read: impl FnOnce(&mut Self) -> T) -> Option<T> {
        let made = caught(|| read(self));
        if made.is_none() {
            self.diagnostics.push(
                Diagnostic::error("berkas ini tidak dapat dibaca karena kesalahan di dalam Warta")
                    .at(Place::file(file))
                    .remedy("simpan ulang berkasnya, atau pindahkan sementara; kirim berkas ini kepada pembuat Warta"),
            );
        }
        made
    }

    /// A folder of the edition, however its name is capitalised; the edition's own for an empty name.
    fn folder(&self, inner: &str) -> String {
        let edition = format!("edisi/{}", self.edition);
        if inner.is_empty() {
            return edition;
        }
        let own = folders(&self.root.join(&edition)).into_iter().find(|name| name.eq_ignore_ascii_case(inner));
        format!("{edition}/{}", own.as_deref().unwrap_or(inner))
    }

    /// The files of a folder; what is refused is said.
    fn files(&mut self, folder: &str) -> Vec<String> {
        if let Err(error) = fs::read_dir(self.root.join(folder))
            && error.kind() != std::io::ErrorKind::NotFound
        {
            let fault = Diagnostic::error(format!("folder tidak dapat dibuka: {}", io_words(&error)));
            self.diagnostics.push(fault.at(Place::file(folder)).remedy("periksa izin foldernya"));
        }
        let (names, refused) = files(self.root, folder);
        for (name, why) in refused {
            let file = if folder.is_empty() { name } else { format!("{folder}/{name}") };
            self.diagnostics
                .push(Diagnostic::warning(why).at(Place::file(file)).remedy("salin berkasnya sendiri ke folder ini, dengan nama biasa"));
        }
        names
    }

    /// The file that a name is meant for: `stem.xlsx` and its like first, else the only other one whose name says the same.
    /// Further ones are not read, and said.
    fn workbook(&mut self, folder: &str, stem: &str, endings: &[&str], words: &[&str]) -> Option<String> {
        let ending = |name: &str| name.rsplit_once('.').map(|(_, ending)| ending.to_lowercase()).unwrap_or_default();
        let rank = |name: &String| {
            let is_named = name.rsplit_once('.').is_some_and(|(s, _)| s.eq_ignore_ascii_case(stem));
            (!is_named, endings.iter().position(|e| *e == ending(name)).unwrap_or(endings.len()))
        };
        let is_meant = |name: &String| {
            let known = endings.contains(&ending(name).as_str()) || OLD_ENDINGS.contains(&ending(name).as_str());
            let lower = name.to_lowercase();
            let is_named = name.rsplit_once('.').is_some_and(|(s, _)| s.eq_ignore_ascii_case(stem));
            known && (is_named || words.iter().any(|word| lower.contains(word)))
        };
        let (names, refused) = files(self.root, folder);
        for (name, why) in refused.into_iter().filter(|(name, _)| folder.is_empty() && is_meant(name)) {
            self.diagnostics.push(Diagnostic::error(why).at(Place::file(name)).remedy("salin berkasnya sendiri ke folder ini"));
        }
        let mut candidates: Vec<String> = names.into_iter().filter(is_meant).collect();
        candidates.sort_by_key(|name| (rank(name), name.clone()));
        let join = |name: &String| if folder.is_empty() { name.clone() } else { format!("{folder}/{name}") };
        let chosen = candidates.first()?.clone();
        for other in &candidates[1..] {
            self.diagnostics.push(
                Diagnostic::warning(format!("tidak dibaca, karena {chosen} yang dipakai"))
                    .at(Place::file(join(other)))
                    .remedy("simpan hanya satu berkasnya"),
            );
        }
        if rank(&chosen).0 {
            self.diagnostics.push(Diagnostic::note(format!("dibaca sebagai {stem}")).at(Place::file(join(&chosen))));
        }
        Some(join(&chosen))
    }

    fn registry(&mut self) {
        let Some(file) = self.workbook("", "kim", &TABLES, &["daftar kim", "daftar-kim", "daftar_kim", "registri kim"]) else {
            self.diagnostics.push(
                Diagnostic::error("daftar KIM tidak ada")
                    .at(Place::file("kim.xlsx"))
                    .remedy("taruh kim.xlsx di folder kantor; contohnya dibuat oleh `warta baru`"),
            );
            return;
        };
        let Some(bytes) = self.bytes(&file) else { return };
        let kims = self.guarded(&file, |reader| {
            let mut read = table::read(&file, &bytes);
            // A filter left on in the registry leaves villages without their bundle.
            reader.inputs.is_registry_partial = read.diagnostics.iter().any(|d| d.severity == Severity::Note);
            read.diagnostics.iter_mut().filter(|d| d.severity == Severity::Note).for_each(|d| d.severity = Severity::Warning);
            let sheets = read.into_value(&mut reader.diagnostics);
            registry::read(&sheets).into_value(&mut reader.diagnostics)
        });
        self.inputs.kims = kims.unwrap_or_default();
        self.inputs.wilayah = Wilayah::new(self.inputs.kims.iter().map(|kim| kim.desa.clone()).collect());
        if self.inputs.kims.is_empty() && !crate::diagnostic::stops_edition(&self.diagnostics) {
            self.diagnostics.push(
                Diagnostic::error("daftar KIM tidak berisi desa")
                    .at(Place::file(&file))
                    .remedy("isi satu baris untuk setiap desa dan kelurahan"),
            );
        }
    }

    fn agenda(&mut self) {
        let folder = self.folder("");
        let endings: Vec<&str> = TABLES.iter().copied().chain(["ics"]).collect();
        let Some(file) = self.workbook(&folder, "agenda", &endings, AGENDA_NAMES) else {
            self.diagnostics.push(
                Diagnostic::warning("agenda pekan ini tidak ada")
                    .at(Place::file(format!("{folder}/agenda.xlsx")))
                    .remedy("taruh agenda.xlsx di folder edisi"),
            );
            return;
        };
        let Some(bytes) = self.bytes(&file) else { return };
        self.agenda_file = Some(file.clone());
        let (edition, zone) = (self.edition, self.office.zone);
        let entries = self.guarded(&file, |reader| {
            if container::kind(&bytes) == container::Kind::Calendar {
                let entries = calendar::read(&file, &bytes, edition, zone).into_value(&mut reader.diagnostics);
                agenda::order(entries).into_value(&mut reader.diagnostics)
            } else {
                let sheets = table::read(&file, &bytes).into_value(&mut reader.diagnostics);
                agenda::read(&sheets, edition, zone).into_value(&mut reader.diagnostics)
            }
        });
        self.inputs.agenda = entries.unwrap_or_default();
    }

    /// One manuscript of one of the edition's folders; `None`: nothing of it can be used.
    fn manuscript(&mut self, file: &str, genre: Genre) -> Option<document::Manuscript> {
        let bytes = self.bytes(file)?;
        let found = self.guarded(file, |_| document::read(file, &bytes, genre))?;
        let failed = found.diagnostics.iter().any(|d| d.severity == Severity::Error);
        let manuscript = found.into_value(&mut self.diagnostics);
        (!failed).then_some(manuscript)
    }

    fn speeches(&mut self) {
        let folder = self.folder("sambutan");
        for name in self.files(&folder) {
            let file = format!("{folder}/{name}");
            let Some(manuscript) = self.manuscript(&file, Genre::Speech) else { continue };
            let (edition, leaders) = (self.edition, self.office.leaders);
            let sambutan = self.guarded(&file, |_| sambutan::read(manuscript, edition, leaders));
            let sambutan = sambutan.and_then(|found| found.into_value(&mut self.diagnostics));
            self.inputs.speeches.extend(sambutan);
        }
    }

    /// Announcements, and what KIM sent, which is written alike: whom it is for, a title, a text, a picture.
    fn announcements(&mut self) {
        let photos = self.folder("foto");
        let mut unused = self.files(&photos);
        let [announcements, corners] = ["pengumuman", "pojok-kim"].map(|inner| {
            let folder = self.folder(inner);
            let mut read = Vec::new();
            for name in self.files(&folder) {
                let file = format!("{folder}/{name}");
                let Some(mut manuscript) = self.manuscript(&file, Genre::Announcement) else { continue };
                let photo = manuscript.key(HeadKey::Picture).map_or_else(|| file.clone(), |(photo, _)| format!("{photos}/{photo}"));
                let picture = self.guarded(&photo, |reader| reader.picture_of(&mut manuscript, &photos, &mut unused)).flatten();
                let announcement = self.guarded(&file, |reader| {
                    let (edition, wilayah) = (reader.edition, &reader.inputs.wilayah);
                    announcement::read(manuscript, picture, edition, wilayah)
                });
                read.extend(announcement.and_then(|found| found.into_value(&mut self.diagnostics)));
            }
            read
        });
        self.inputs.announcements = announcements;
        self.inputs.corners = corners;
        for name in unused {
            self.diagnostics.push(
                Diagnostic::note("foto ini tidak dipakai")
                    .at(Place::file(format!("{photos}/{name}")))
                    .remedy(format!("tulis “Foto: {name}” di pengumumannya")),
            );
        }
    }

    /// The picture that an announcement names ("Foto: …", a file of the edition's `foto` folder) or holds.
    fn picture_of(&mut self, manuscript: &mut document::Manuscript, photos: &str, unused: &mut Vec<String>) -> Option<Prepared> {
        let place = Place::file(&manuscript.file);
        let (bytes, alt, place) = match manuscript.key(HeadKey::Picture) {
            Some((name, place)) => {
                let (name, place) = (name.to_owned(), place.clone());
                let all = files(self.root, photos).0;
                // Phones and Windows do not tell capitals apart in names.
                let Some(file) = all.iter().find(|f| **f == name).or(all.iter().find(|f| f.to_lowercase() == name.to_lowercase())) else {
                    self.diagnostics
                        .push(Diagnostic::error("foto tidak ada").at(place).raw(&name).remedy(format!("taruh fotonya di {photos}/")));
                    return None;
                };
                unused.retain(|other| other != file);
                if !manuscript.pictures.is_empty() {
                    self.diagnostics.push(
                        Diagnostic::warning(format!("gambar di dalam naskah tidak dicetak, karena foto {file} yang dipakai"))
                            .at(Place::file(&manuscript.file))
                            .remedy("hapus salah satunya"),
                    );
                }
                (self.bytes(&format!("{photos}/{file}"))?, None, place)
            }
            None => {
                let chosen = picture::photograph(&manuscript.pictures);
                let others = manuscript.pictures.len() - usize::from(chosen.is_some());
                if others > 0 {
                    let message = match chosen {
                        Some(_) => format!("hanya gambar terbesar yang dicetak; {others} gambar lain tidak"),
                        None => "gambar sekecil lambang tidak dicetak".to_owned(),
                    };
                    self.diagnostics.push(
                        Diagnostic::note(message).at(place.clone()).remedy("taruh fotonya di foto/, dan tulis “Foto: …” di atas naskah"),
                    );
                }
                let (bytes, alt) = manuscript.pictures.swap_remove(chosen?);
                (bytes, alt, place)
            }
        };
        match picture::prepare(&bytes) {
            Ok(jpeg) => {
                // Named by its content, so that nothing depends on which picture stands before it.
                let path = picture::path(&jpeg);
                if !self.inputs.pictures.iter().any(|(known, _)| *known == path) {
                    self.inputs.pictures.push((path.clone(), jpeg.clone()));
                }
                Some(Prepared { path, jpeg, alt })
            }
            Err(reason) => {
                self.diagnostics.push(
                    Diagnostic::error(format!("foto tidak dapat dipakai: {reason}"))
                        .at(place)
                        .remedy("potong (crop) atau simpan ulang fotonya sebagai JPEG"),
                );
                None
            }
        }
    }

    /// Files and folders of the edition that no reader looks at.
    fn strangers(&mut self) {
        let folder = self.folder("");
        let said: HashSet<String> = self.diagnostics.iter().filter_map(|d| Some(d.place.as_ref()?.file.clone())).collect();
        for name in self.files(&folder) {
            let file = format!("{folder}/{name}");
            let is_agenda = AGENDA_NAMES.iter().any(|word| name.to_lowercase().contains(word));
            if said.contains(&file) || self.agenda_file.as_ref() == Some(&file) {
                continue;
            }
            let remedy =
                if is_agenda { "simpan sebagai agenda.xlsx" } else { "pindahkan ke sambutan/, pengumuman/, pojok-kim/ atau foto/" };
            self.diagnostics.push(Diagnostic::warning("berkas tidak dibaca").at(Place::file(file)).remedy(remedy));
        }
        let known = ["sambutan", "pengumuman", "pojok-kim", "foto"].map(|inner| self.folder(inner));
        for name in folders(&self.root.join(&folder)) {
            let path = format!("{folder}/{name}");
            if !known.contains(&path) {
                self.diagnostics.push(
                    Diagnostic::warning("folder ini tidak dibaca")
                        .at(Place::file(path))
                        .remedy("yang dibaca: sambutan/, pengumuman/, pojok-kim/ dan foto/"),
                );
            }
        }
        for folder in known {
            for name in folders(&self.root.join(&folder)) {
                self.diagnostics.push(
                    Diagnostic::warning("folder di dalam folder tidak dibaca")
                        .at(Place::file(format!("{folder}/{name}")))
                        .remedy("keluarkan isinya ke folder di atasnya"),
                );
            }
        }
    }
}

/// The names of the folders in a folder, in order.
fn folders(path: &Path) -> Vec<String> {
    let Ok(entries) = fs::read_dir(path) else { return Vec::new() };
    let is_folder = |entry: &fs::DirEntry| entry.file_type().is_ok_and(|kind| kind.is_dir());
    let mut names: Vec<String> = entries.flatten().filter(is_folder).map(|e| e.file_name().to_string_lossy().into_owned()).collect();
    names.retain(|name| !is_clutter(name));
    names.sort();
    names
}
