//! Reads an office folder file by file. A file that cannot be read stops no other.

use std::collections::HashSet;
use std::fs;

use super::document::{self, Genre, Manuscript};
use super::files::{self, AGENDA, REGISTRY, Wanted, within};
use super::picture::{self, Prepared};
use super::vocabulary::HeadKey;
use super::{Office, agenda, announcement, calendar, caught, container, limits, registry, sambutan, table, venue};
use crate::diagnostic::{Diagnostic, Found, Place, Severity, io_words, stops_edition};
use crate::folder::Folder;
use crate::model::{Announcement, EditionId, Registry, Week};

/// An office folder that is being read: what its files gave so far, and all there is to say about them.
pub(super) struct Reader<'a> {
    folder: &'a Folder,
    office: Office<'a>,
    /// The file that was read as the agenda.
    agenda_file: Option<String>,
    registry: Registry,
    week: Week,
    diagnostics: Vec<Diagnostic>,
}

/// The edition's folder of photographs.
struct Photos {
    folder: String,
    /// The files that no announcement has named yet.
    unused: Vec<String>,
}

impl<'a> Reader<'a> {
    pub(super) fn new(folder: &'a Folder, edition: EditionId, office: Office<'a>) -> Self {
        let (registry, week) = (Registry::default(), Week::new(edition));
        Reader { folder, office, agenda_file: None, registry, week, diagnostics: Vec::new() }
    }

    pub(super) fn read(mut self) -> Found<(Registry, Week)> {
        self.read_registry();
        self.read_agenda();
        self.read_speeches();
        self.read_announcements();
        self.tell_strangers();
        for entry in &mut self.week.agenda {
            entry.location = venue::locate(entry, &self.registry.wilayah).into_value(&mut self.diagnostics);
        }
        // An edition may be empty by another fault, which is said.
        if self.week.is_empty() && !stops_edition(&self.diagnostics) {
            let fault = Diagnostic::error("edisi.kosong", "edisi ini kosong");
            self.diagnostics.push(fault.remedy("isi agenda.xlsx, sambutan/ atau pengumuman/"));
        }
        Found::new((self.registry, self.week), self.diagnostics)
    }

    /// A file's bytes; the obstacle, where there are none, becomes a diagnostic.
    fn bytes(&mut self, file: &str) -> Option<Vec<u8>> {
        match self.folder.read(file, limits::FILE_BYTES) {
            Ok(bytes) if bytes.is_empty() => {
                let fault = Diagnostic::error("berkas.kosong", "berkas kosong").at(Place::file(file));
                self.diagnostics.push(fault.remedy("hapus berkasnya, atau salin lagi dari sumbernya"));
                None
            }
            Ok(bytes) => Some(bytes),
            Err(faults) => {
                self.diagnostics.extend(faults);
                None
            }
        }
    }

    /// The result of reading a file; a panic in `read` is a fault of Warta, which is said at the file.
    fn guarded<T>(&mut self, file: &str, read: impl FnOnce(&mut Self) -> T) -> Option<T> {
        let made = caught(|| read(self));
        if made.is_none() {
            self.diagnostics.push(
                Diagnostic::error("warta.berkas-tidak-terbaca", "berkas ini tidak dapat dibaca karena kesalahan di dalam Warta")
                    .at(Place::file(file))
                    .remedy("simpan ulang berkasnya, atau pindahkan sementara; kirim berkas ini kepada pembuat Warta"),
            );
        }
        made
    }

    fn edition_folder(&self) -> String {
        Folder::edition_name(self.week.edition)
    }

    /// A folder of the edition, however its name is capitalised.
    fn inner_folder(&self, inner: &str) -> String {
        let edition = self.edition_folder();
        let own = files::folders(self.folder, &edition).into_iter().find(|name| name.eq_ignore_ascii_case(inner));
        within(&edition, own.as_deref().unwrap_or(inner))
    }

    /// The files of a folder; those that are refused are said.
    fn files(&mut self, folder: &str) -> Vec<String> {
        if let Err(error) = fs::read_dir(self.folder.path(folder))
            && error.kind() != std::io::ErrorKind::NotFound
        {
            let fault = Diagnostic::error("berkas.folder-tidak-terbuka", format!("folder tidak dapat dibuka: {}", io_words(&error)));
            self.diagnostics.push(fault.at(Place::file(folder)).remedy("periksa izin foldernya"));
        }
        let files = files::files(self.folder, folder);
        for refused in files.refused {
            let warning = Diagnostic::warning(refused.code, refused.message).at(Place::file(within(folder, &refused.name)));
            self.diagnostics.push(warning.remedy("salin berkasnya sendiri ke folder ini, dengan nama biasa"));
        }
        files.names
    }

    /// The file of a folder that is read as a workbook: the one of its name, else the first of those whose name says the same. The others
    /// are not read, and said.
    fn workbook(&mut self, folder: &str, wanted: Wanted) -> Option<String> {
        let mut found = files::files(self.folder, folder);
        // Files that an edition's folder refuses are said with all other strangers in it.
        for refused in found.refused.into_iter().filter(|refused| folder.is_empty() && wanted.is_meant_by(&refused.name)) {
            let fault = Diagnostic::error(refused.code, refused.message).at(Place::file(refused.name));
            self.diagnostics.push(fault.remedy("salin berkasnya sendiri ke folder ini"));
        }
        found.names.retain(|name| wanted.is_meant_by(name));
        wanted.sort(&mut found.names);
        let (chosen, others) = found.names.split_first()?;
        let file = within(folder, chosen);
        for other in others {
            let warning = Diagnostic::warning("berkas.berlebih", format!("tidak dibaca, karena {chosen} yang dipakai"));
            self.diagnostics.push(warning.at(Place::file(within(folder, other))).remedy("simpan hanya satu berkasnya"));
        }
        if !wanted.is_named(chosen) {
            let note = Diagnostic::note("berkas.dibaca-sebagai", format!("dibaca sebagai {}", wanted.stem));
            self.diagnostics.push(note.at(Place::file(&file)));
        }
        Some(file)
    }

    fn read_registry(&mut self) {
        let Some(file) = self.workbook("", REGISTRY) else {
            self.diagnostics.push(
                Diagnostic::error("kim.tidak-ada", "daftar KIM tidak ada")
                    .at(Place::file("kim.xlsx"))
                    .remedy("taruh kim.xlsx di folder kantor; contohnya dibuat oleh `warta baru`"),
            );
            return;
        };
        let Some(bytes) = self.bytes(&file) else { return };
        let registry = self.guarded(&file, |reader| {
            let mut read = table::read(&file, &bytes);
            // A note says that something was passed over: a filter left on in the registry leaves villages without their bundle.
            let is_partial = read.diagnostics.iter().any(|d| d.severity == Severity::Note);
            read.diagnostics.iter_mut().filter(|d| d.severity == Severity::Note).for_each(|d| d.severity = Severity::Warning);
            let sheets = read.into_value(&mut reader.diagnostics);
            let villages = registry::read(&sheets).into_value(&mut reader.diagnostics);
            Registry { is_partial, ..Registry::new(villages) }
        });
        self.registry = registry.unwrap_or_default();
        if self.registry.villages.is_empty() && !stops_edition(&self.diagnostics) {
            self.diagnostics.push(
                Diagnostic::error("kim.kosong", "daftar KIM tidak berisi desa")
                    .at(Place::file(&file))
                    .remedy("isi satu baris untuk setiap desa dan kelurahan"),
            );
        }
    }

    fn read_agenda(&mut self) {
        let folder = self.edition_folder();
        let Some(file) = self.workbook(&folder, AGENDA) else {
            self.diagnostics.push(
                Diagnostic::warning("agenda.tidak-ada", "agenda pekan ini tidak ada")
                    .at(Place::file(format!("{folder}/agenda.xlsx")))
                    .remedy("taruh agenda.xlsx di folder edisi"),
            );
            return;
        };
        let Some(bytes) = self.bytes(&file) else { return };
        self.agenda_file = Some(file.clone());
        let (edition, zone) = (self.week.edition, self.office.zone);
        let entries = self.guarded(&file, |reader| {
            if container::kind(&bytes) == container::Kind::Calendar {
                let entries = calendar::read(&file, &bytes, edition, zone).into_value(&mut reader.diagnostics);
                agenda::order(entries).into_value(&mut reader.diagnostics)
            } else {
                let sheets = table::read(&file, &bytes).into_value(&mut reader.diagnostics);
                agenda::read(&sheets, edition, zone).into_value(&mut reader.diagnostics)
            }
        });
        self.week.agenda = entries.unwrap_or_default();
    }

    /// One manuscript of one of the edition's folders; `None`: nothing of it can be used.
    fn manuscript(&mut self, file: &str, genre: Genre) -> Option<Manuscript> {
        let bytes = self.bytes(file)?;
        let found = self.guarded(file, |_| document::read(file, &bytes, genre))?;
        let failed = found.diagnostics.iter().any(|d| d.severity == Severity::Error);
        let manuscript = found.into_value(&mut self.diagnostics);
        (!failed).then_some(manuscript)
    }

    fn read_speeches(&mut self) {
        let folder = self.inner_folder("sambutan");
        for name in self.files(&folder) {
            let file = within(&folder, &name);
            let Some(manuscript) = self.manuscript(&file, Genre::Speech) else { continue };
            let (edition, leaders) = (self.week.edition, self.office.leaders);
            let sambutan = self.guarded(&file, |_| sambutan::read(manuscript, edition, leaders));
            let sambutan = sambutan.and_then(|found| found.into_value(&mut self.diagnostics));
            self.week.speeches.extend(sambutan);
        }
    }

    /// Announcements, and what KIM sent, which is written alike: whom it is for, a title, a text, a picture.
    fn read_announcements(&mut self) {
        let folder = self.inner_folder("foto");
        let mut photos = Photos { unused: self.files(&folder), folder };
        self.week.announcements = self.announcements_of("pengumuman", &mut photos);
        self.week.corners = self.announcements_of("pojok-kim", &mut photos);
        for name in photos.unused {
            self.diagnostics.push(
                Diagnostic::note("gambar.tidak-dipakai", "foto ini tidak dipakai")
                    .at(Place::file(within(&photos.folder, &name)))
                    .remedy(format!("tulis “Foto: {name}” di pengumumannya")),
            );
        }
    }

    fn announcements_of(&mut self, inner: &str, photos: &mut Photos) -> Vec<Announcement> {
        let folder = self.inner_folder(inner);
        let mut read = Vec::new();
        for name in self.files(&folder) {
            let file = within(&folder, &name);
            let Some(mut manuscript) = self.manuscript(&file, Genre::Announcement) else { continue };
            let pictured = manuscript.key(HeadKey::Picture).map_or_else(|| file.clone(), |(name, _)| within(&photos.folder, name));
            let picture = self.guarded(&pictured, |reader| reader.picture_of(&mut manuscript, photos)).flatten();
            let announcement = self.guarded(&file, |reader| {
                let (edition, wilayah) = (reader.week.edition, &reader.registry.wilayah);
                announcement::read(manuscript, picture, edition, wilayah)
            });
            read.extend(announcement.and_then(|found| found.into_value(&mut self.diagnostics)));
        }
        read
    }

    /// The picture that an announcement names ("Foto: …", a file of the edition's `foto` folder) or holds, ready for print.
    fn picture_of(&mut self, manuscript: &mut Manuscript, photos: &mut Photos) -> Option<Prepared> {
        let named = manuscript.key(HeadKey::Picture).map(|(name, place)| (name.to_owned(), place.clone()));
        let (bytes, alt, place) = match named {
            Some((name, place)) => (self.named_photo(manuscript, photos, &name, &place)?, None, place),
            None => {
                let (bytes, alt) = self.own_picture(manuscript)?;
                (bytes, alt, Place::file(&manuscript.file))
            }
        };
        match picture::prepare(&bytes) {
            Ok(jpeg) => {
                // Named by its content, so that nothing depends on which picture stands before it.
                let path = picture::path(&jpeg);
                if !self.week.pictures.iter().any(|(known, _)| *known == path) {
                    self.week.pictures.push((path.clone(), jpeg));
                }
                Some(Prepared { path, alt })
            }
            Err(reason) => {
                self.diagnostics.push(
                    Diagnostic::error("gambar.tidak-dapat-dipakai", format!("foto tidak dapat dipakai: {reason}"))
                        .at(place)
                        .remedy("potong (crop) atau simpan ulang fotonya sebagai JPEG"),
                );
                None
            }
        }
    }

    /// The photograph of this name, which stands for all pictures inside the manuscript.
    fn named_photo(&mut self, manuscript: &Manuscript, photos: &mut Photos, name: &str, place: &Place) -> Option<Vec<u8>> {
        let all = files::files(self.folder, &photos.folder).names;
        // Phones and Windows do not tell capitals apart in names.
        let alike = || all.iter().find(|file| file.to_lowercase() == name.to_lowercase());
        let Some(file) = all.iter().find(|file| *file == name).or_else(alike) else {
            let fault = Diagnostic::error("gambar.tidak-ada", "foto tidak ada").at(place.clone()).raw(name);
            self.diagnostics.push(fault.remedy(format!("taruh fotonya di {}/", photos.folder)));
            return None;
        };
        photos.unused.retain(|other| other != file);
        if !manuscript.pictures.is_empty() {
            let message = format!("gambar di dalam naskah tidak dicetak, karena foto {file} yang dipakai");
            let warning = Diagnostic::warning("gambar.diganti-foto", message).at(Place::file(&manuscript.file));
            self.diagnostics.push(warning.remedy("hapus salah satunya"));
        }
        self.bytes(&within(&photos.folder, file))
    }

    /// The photograph among the pictures inside a manuscript, and the description that the document gave it.
    fn own_picture(&mut self, manuscript: &mut Manuscript) -> Option<(Vec<u8>, Option<String>)> {
        let chosen = picture::photograph(&manuscript.pictures);
        let others = manuscript.pictures.len() - usize::from(chosen.is_some());
        if others > 0 {
            let note = match chosen {
                Some(_) => {
                    let message = format!("hanya gambar terbesar yang dicetak; {others} gambar lain tidak");
                    Diagnostic::note("gambar.hanya-satu", message)
                }
                None => Diagnostic::note("gambar.terlalu-kecil", "gambar sekecil lambang tidak dicetak"),
            };
            let note = note.at(Place::file(&manuscript.file));
            self.diagnostics.push(note.remedy("taruh fotonya di foto/, dan tulis “Foto: …” di atas naskah"));
        }
        Some(manuscript.pictures.swap_remove(chosen?))
    }

    /// Says which files and folders of the edition no reader looks at.
    fn tell_strangers(&mut self) {
        let folder = self.edition_folder();
        let said: HashSet<String> = self.diagnostics.iter().filter_map(|d| Some(d.place.as_ref()?.file.clone())).collect();
        for name in self.files(&folder) {
            let file = within(&folder, &name);
            if said.contains(&file) || self.agenda_file.as_ref() == Some(&file) {
                continue;
            }
            let remedy = if AGENDA.is_in(&name) {
                "simpan sebagai agenda.xlsx"
            } else {
                "pindahkan ke sambutan/, pengumuman/, pojok-kim/ atau foto/"
            };
            self.diagnostics.push(Diagnostic::warning("berkas.tidak-dibaca", "berkas tidak dibaca").at(Place::file(file)).remedy(remedy));
        }
        let known = ["sambutan", "pengumuman", "pojok-kim", "foto"].map(|inner| self.inner_folder(inner));
        for name in files::folders(self.folder, &folder) {
            let path = within(&folder, &name);
            if !known.contains(&path) {
                self.diagnostics.push(
                    Diagnostic::warning("berkas.folder-tidak-dibaca", "folder ini tidak dibaca")
                        .at(Place::file(path))
                        .remedy("yang dibaca: sambutan/, pengumuman/, pojok-kim/ dan foto/"),
                );
            }
        }
        for folder in known {
            for name in files::folders(self.folder, &folder) {
                self.diagnostics.push(
                    Diagnostic::warning("berkas.folder-bersarang", "folder di dalam folder tidak dibaca")
                        .at(Place::file(within(&folder, &name)))
                        .remedy("keluarkan isinya ke folder di atasnya"),
                );
            }
        }
    }
}
