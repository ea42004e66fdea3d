//! Office files → model, past every bad one.
//!
//! Readers return what they understood and say the rest: no row, paragraph or file is dropped in silence.

pub mod agenda;
pub mod announcement;
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

use std::fs;
use std::path::Path;

use crate::diagnostic::{Diagnostic, Found, Place, io_words};
use crate::model::{AgendaEntry, Announcement, EditionId, Kim, Leader, Sambutan, Wilayah, Zone};
use picture::Prepared;
use vocabulary::HeadKey;

/// All that an edition is made from.
#[derive(Debug, Clone, Default)]
pub struct Inputs {
    /// In the order of their codes.
    pub kims: Vec<Kim>,
    pub wilayah: Wilayah,
    pub agenda: Vec<AgendaEntry>,
    /// In the order of the file names, which is the office's order.
    pub speeches: Vec<Sambutan>,
    pub announcements: Vec<Announcement>,
    /// Prepared pictures: path for the layouts, JPEG.
    pub pictures: Vec<(String, Vec<u8>)>,
}

/// What intake has to know of the office.
#[derive(Debug, Clone, Copy)]
pub struct Office<'a> {
    pub zone: Zone,
    pub leaders: &'a [Leader],
}

/// Files that programs leave beside the office's own.
fn is_clutter(name: &str) -> bool {
    name.starts_with(['.', '~']) || name.eq_ignore_ascii_case("thumbs.db") || name.eq_ignore_ascii_case("desktop.ini")
}

/// The files of a folder in the order of their names; a folder that is not there has none.
fn files(folder: &Path) -> Vec<String> {
    let Ok(entries) = fs::read_dir(folder) else { return Vec::new() };
    let mut names: Vec<String> = entries
        .flatten()
        .filter(|entry| entry.path().is_file())
        .filter_map(|entry| entry.file_name().into_string().ok())
        .filter(|name| !is_clutter(name))
        .collect();
    names.sort();
    names
}

/// Reads the registry and one edition's folder below the office folder `root`.
pub fn read(root: &Path, edition: EditionId, office: Office<'_>) -> Found<Inputs> {
    let mut reader = Reader { root, edition, office, inputs: Inputs::default(), diagnostics: Vec::new() };
    reader.registry();
    reader.agenda();
    reader.speeches();
    reader.announcements();
    reader.strangers();
    Found::new(reader.inputs, reader.diagnostics)
}

struct Reader<'a> {
    root: &'a Path,
    edition: EditionId,
    office: Office<'a>,
    inputs: Inputs,
    diagnostics: Vec<Diagnostic>,
}

impl Reader<'_> {
    /// A file's bytes; what stands in the way becomes a diagnostic.
    fn bytes(&mut self, file: &str) -> Option<Vec<u8>> {
        let path = self.root.join(file);
        let too_large = fs::metadata(&path).is_ok_and(|m| m.len() > limits::FILE_BYTES);
        let fault = match fs::read(&path) {
            _ if too_large => {
                Diagnostic::error(format!("berkas lebih besar dari {} MB", limits::FILE_BYTES >> 20)).remedy("kecilkan gambar di dalamnya")
            }
            Ok(bytes) if bytes.is_empty() => Diagnostic::error("berkas kosong").remedy("hapus berkasnya, atau salin lagi dari sumbernya"),
            Ok(bytes) => return Some(bytes),
            Err(error) => Diagnostic::error(format!("berkas tidak dapat dibuka: {}", io_words(&error)))
                .remedy("tutup program yang memakainya, lalu coba lagi"),
        };
        self.diagnostics.push(fault.at(Place::file(file)));
        None
    }

    fn folder(&self, inner: &str) -> String {
        format!("edisi/{}{inner}", self.edition)
    }

    /// The first of `stem.xlsx`, `stem.ods`, … in a folder. Others of that name are not read, and said.
    fn workbook(&mut self, folder: &str, stem: &str) -> Option<String> {
        let path = if folder.is_empty() { self.root.to_owned() } else { self.root.join(folder) };
        let of_stem = |name: &String| {
            name.rsplit_once('.').is_some_and(|(s, ending)| s.eq_ignore_ascii_case(stem) && !matches!(ending, "toml" | "db"))
        };
        let candidates: Vec<String> = files(&path).into_iter().filter(of_stem).collect();
        let join = |name: &String| if folder.is_empty() { name.clone() } else { format!("{folder}/{name}") };
        let rank = |name: &String| ["xlsx", "xlsm", "ods", "csv"].iter().position(|e| name.to_lowercase().ends_with(e)).unwrap_or(9);
        let chosen = candidates.iter().min_by_key(|name| rank(name))?;
        for other in candidates.iter().filter(|c| *c != chosen) {
            self.diagnostics.push(
                Diagnostic::warning(format!("tidak dibaca, karena {chosen} yang dipakai"))
                    .at(Place::file(join(other)))
                    .remedy("simpan hanya satu berkasnya"),
            );
        }
        Some(join(chosen))
    }

    fn registry(&mut self) {
        let Some(file) = self.workbook("", "kim") else {
            self.diagnostics.push(
                Diagnostic::error("daftar KIM tidak ada")
                    .at(Place::file("kim.xlsx"))
                    .remedy("taruh kim.xlsx di folder kantor; contohnya dibuat oleh `warta baru`"),
            );
            return;
        };
        let Some(bytes) = self.bytes(&file) else { return };
        let sheets = table::read(&file, &bytes).into_value(&mut self.diagnostics);
        self.inputs.kims = registry::read(&sheets).into_value(&mut self.diagnostics);
        self.inputs.wilayah.desa = self.inputs.kims.iter().map(|kim| kim.desa.clone()).collect();
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
        let Some(file) = self.workbook(&folder, "agenda") else {
            self.diagnostics.push(
                Diagnostic::warning("agenda pekan ini tidak ada")
                    .at(Place::file(format!("{folder}/agenda.xlsx")))
                    .remedy("taruh agenda.xlsx di folder edisi"),
            );
            return;
        };
        let Some(bytes) = self.bytes(&file) else { return };
        let sheets = table::read(&file, &bytes).into_value(&mut self.diagnostics);
        self.inputs.agenda = agenda::read(&sheets, self.edition, self.office.zone).into_value(&mut self.diagnostics);
    }

    /// Every manuscript of one of the edition's folders.
    fn manuscripts(&mut self, inner: &str) -> Vec<document::Manuscript> {
        let folder = self.folder(inner);
        let mut manuscripts = Vec::new();
        for name in files(&self.root.join(&folder)) {
            let file = format!("{folder}/{name}");
            if let Some(bytes) = self.bytes(&file) {
                let found = document::read(&file, &bytes);
                let failed = found.diagnostics.iter().any(|d| d.severity == crate::diagnostic::Severity::Error);
                let manuscript = found.into_value(&mut self.diagnostics);
                if !failed {
                    manuscripts.push(manuscript);
                }
            }
        }
        manuscripts
    }

    fn speeches(&mut self) {
        for manuscript in self.manuscripts("/sambutan") {
            let sambutan = sambutan::read(manuscript, self.edition, self.office.leaders).into_value(&mut self.diagnostics);
            self.inputs.speeches.extend(sambutan);
        }
    }

    fn announcements(&mut self) {
        for mut manuscript in self.manuscripts("/pengumuman") {
            let picture = self.picture_of(&mut manuscript);
            let wilayah = &self.inputs.wilayah;
            let announcement = announcement::read(manuscript, picture, self.edition, wilayah).into_value(&mut self.diagnostics);
            self.inputs.announcements.extend(announcement);
        }
    }

    /// The picture that an announcement names ("Foto: …", a file of the edition's `foto` folder) or holds.
    fn picture_of(&mut self, manuscript: &mut document::Manuscript) -> Option<Prepared> {
        let place = Place::file(&manuscript.file);
        let (bytes, alt, place) = match manuscript.key(HeadKey::Picture) {
            Some((name, place)) => {
                let (name, place) = (name.to_owned(), place.clone());
                let folder = self.folder("/foto");
                if !files(&self.root.join(&folder)).contains(&name) {
                    self.diagnostics
                        .push(Diagnostic::error("foto tidak ada").at(place).raw(&name).remedy(format!("taruh fotonya di {folder}/")));
                    return None;
                }
                (self.bytes(&format!("{folder}/{name}"))?, None, place)
            }
            None if manuscript.pictures.is_empty() => return None,
            None => {
                let (bytes, alt) = manuscript.pictures.swap_remove(0);
                if !manuscript.pictures.is_empty() {
                    self.diagnostics.push(
                        Diagnostic::warning("hanya gambar pertama yang dicetak")
                            .at(place.clone())
                            .remedy("bagi menjadi beberapa pengumuman"),
                    );
                }
                (bytes, alt, place)
            }
        };
        match picture::prepare(&bytes) {
            Ok(jpeg) => {
                let path = format!("foto/{}.jpg", self.inputs.pictures.len() + 1);
                self.inputs.pictures.push((path.clone(), jpeg.clone()));
                Some(Prepared { path, jpeg, alt })
            }
            Err(reason) => {
                self.diagnostics
                    .push(Diagnostic::error(format!("foto tidak dapat dipakai: {reason}")).at(place).remedy("simpan ulang sebagai JPEG"));
                None
            }
        }
    }

    /// Files of the edition's folder that no reader looks at.
    fn strangers(&mut self) {
        let folder = self.folder("");
        for name in files(&self.root.join(&folder)) {
            let lower = name.to_lowercase();
            if !lower.starts_with("agenda.") {
                let remedy = if lower.contains("agenda") {
                    "ganti namanya menjadi agenda.xlsx"
                } else {
                    "pindahkan ke sambutan/, pengumuman/ atau foto/"
                };
                self.diagnostics
                    .push(Diagnostic::warning("berkas tidak dibaca").at(Place::file(format!("{folder}/{name}"))).remedy(remedy));
            }
        }
    }
}
