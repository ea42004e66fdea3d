//! Reads an office folder file by file. A file that cannot be read stops no other.

mod photos;

mod agendas;

use std::collections::HashSet;
use std::fs;

use self::photos::Photos;
use super::attachment::{self, Attached, Attachment};
use super::document::{self, Genre, Manuscript};
use super::files::{self, AGENDA, REGISTRY, within};
use super::{Office, announcement, caught, facts, limits, registry, sambutan, table, venue};
use crate::diagnostic::{Diagnostic, Found, Place, Severity, io_words, stops_edition};
use crate::folder::Folder;
use crate::model::{Announcement, EditionId, Facts, Registry, Week};

/// An office folder that is being read: what its files gave so far, and all there is to say about them.
pub(super) struct Reader<'a> {
    folder: &'a Folder,
    office: Office<'a>,
    /// The files that tell of the agenda.
    agenda_files: Vec<String>,
    registry: Registry,
    week: Week,
    diagnostics: Vec<Diagnostic>,
}

impl<'a> Reader<'a> {
    pub(super) fn new(folder: &'a Folder, edition: EditionId, office: Office<'a>) -> Self {
        let (registry, week) = (Registry::default(), Week::new(edition));
        Reader { folder, office, agenda_files: Vec::new(), registry, week, diagnostics: Vec::new() }
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

    pub(super) fn read_registry_alone(mut self) -> Found<Registry> {
        self.read_registry();
        Found::new(self.registry, self.diagnostics)
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

    /// The workbooks of the registry: the one of its name, and those whose name says the same. What is no workbook beside one is not read,
    /// and said.
    fn registries(&mut self) -> Vec<String> {
        let wanted = REGISTRY;
        let mut found = files::files(self.folder, "");
        for refused in found.refused.into_iter().filter(|refused| wanted.is_meant_by(&refused.name)) {
            let fault = Diagnostic::error(refused.code, refused.message).at(Place::file(refused.name));
            self.diagnostics.push(fault.remedy("salin berkasnya sendiri ke folder ini"));
        }
        found.names.retain(|name| wanted.is_meant_by(name));
        wanted.sort(&mut found.names);
        let Some(chosen) = found.names.first().cloned() else { return Vec::new() };
        let is_read = |name: &String| *name == chosen || wanted.is_read(name);
        let (read, others): (Vec<String>, Vec<String>) = found.names.into_iter().partition(is_read);
        for other in others {
            let warning = Diagnostic::warning("berkas.berlebih", format!("tidak dibaca, karena {chosen} yang dipakai"));
            self.diagnostics.push(warning.at(Place::file(other)).remedy("simpan hanya satu berkasnya"));
        }
        for file in read.iter().filter(|file| !wanted.is_named(file)) {
            let note = Diagnostic::note("berkas.dibaca-sebagai", format!("dibaca sebagai {}", wanted.stem));
            self.diagnostics.push(note.at(Place::file(file)));
        }
        read
    }

    fn read_registry(&mut self) {
        let files = self.registries();
        let Some(file) = files.first() else {
            self.diagnostics.push(
                Diagnostic::error("kim.tidak-ada", "daftar KIM tidak ada")
                    .at(Place::file("kim.xlsx"))
                    .remedy("taruh kim.xlsx di folder kantor; contohnya dibuat oleh `warta baru`"),
            );
            return;
        };
        let (mut sheets, mut is_partial) = (Vec::new(), false);
        for file in &files {
            let Some(bytes) = self.bytes(file) else { continue };
            let read = self.guarded(file, |reader| {
                let mut read = table::read(file, &bytes);
                // A note says that something was passed over: a filter left on in the registry leaves villages without their bundle.
                let is_partial = read.diagnostics.iter().any(|d| d.severity == Severity::Note);
                read.diagnostics.iter_mut().filter(|d| d.severity == Severity::Note).for_each(|d| d.severity = Severity::Warning);
                (read.into_value(&mut reader.diagnostics), is_partial)
            });
            let (found, partial) = read.unwrap_or_default();
            sheets.extend(found);
            is_partial |= partial;
        }
        let registry = self.guarded(file, |reader| {
            let villages = registry::read(&sheets, reader.office.words).into_value(&mut reader.diagnostics);
            Registry { is_partial, ..Registry::new(villages) }
        });
        self.registry = registry.unwrap_or_default();
        if self.registry.villages.is_empty() && !stops_edition(&self.diagnostics) {
            self.diagnostics.push(
                Diagnostic::error("kim.kosong", "daftar KIM tidak berisi desa")
                    .at(Place::file(file))
                    .remedy("isi satu baris untuk setiap desa dan kelurahan"),
            );
        }
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
        let mut photos = Photos::new(self.files(&folder), folder);
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
        let mut names = self.files(&folder);
        let mut attached = if inner == "pengumuman" { self.attachments(&folder, &mut names) } else { Attached::new() };
        photos.take_beside(&folder, &mut names);
        let mut read = Vec::new();
        for name in names {
            let file = within(&folder, &name);
            let Some(mut manuscript) = self.manuscript(&file, Genre::Announcement) else { continue };
            attachment::attach(&mut manuscript, &name, &mut attached);
            let pictures = self.guarded(&file, |reader| reader.pictures_of(&mut manuscript, photos)).unwrap_or_default();
            let announcement = self.guarded(&file, |reader| {
                let (edition, wilayah) = (reader.week.edition, &reader.registry.wilayah);
                announcement::read(manuscript, pictures, edition, wilayah)
            });
            let announcement = announcement.and_then(|found| found.into_value(&mut self.diagnostics));
            read.extend(announcement.map(|announcement| self.with_facts(announcement, &file)));
        }
        let own = attachment::announcements(&folder, attached, self.week.edition, &self.registry.wilayah);
        read.extend(own.into_value(&mut self.diagnostics));
        // The order of the names is the office's.
        read.sort_by(|a, b| a.place.file.cmp(&b.place.file));
        read
    }

    /// An announcement with its facts.
    fn with_facts(&mut self, announcement: Announcement, file: &str) -> Announcement {
        let (edition, zone) = (self.week.edition, self.office.zone);
        let facts =
            self.guarded(file, |reader| facts::read(&announcement.body, &announcement.targets, edition, zone, &reader.registry.wilayah));
        // Without them its text is whole.
        let facts = facts.unwrap_or_else(|| Facts { rest: announcement.body.clone(), ..Facts::default() });
        Announcement { facts, ..announcement }
    }

    /// Whether a text says more than whom it is for, and its title.
    fn tells(&self, file: &str) -> bool {
        let bytes = self.folder.read(file, limits::FILE_BYTES).unwrap_or_default();
        caught(|| document::read(file, &bytes, Genre::Announcement)).is_some_and(|found| !found.value.parts.is_empty())
    }

    /// The attachments among the files of announcements, whose names are taken out.
    fn attachments(&mut self, folder: &str, names: &mut Vec<String>) -> Attached {
        let (all, mut attached, mut count) = (names.clone(), Attached::new(), 0);
        for name in std::mem::take(names) {
            let file = within(folder, &name);
            // A file that cannot be read is said when its turn comes.
            let bytes = self.folder.read(&file, limits::FILE_BYTES).ok();
            let form = bytes.as_deref().and_then(|bytes| attachment::form(&name, bytes, &all, |text| self.tells(&within(folder, text))));
            let Some((bytes, form)) = bytes.zip(form) else {
                names.push(name);
                continue;
            };
            let Some(owner) = attachment::owner(&name, &all) else {
                self.diagnostics.push(attachment::nameless(&file));
                continue;
            };
            let found = self.guarded(&file, |_| attachment::read(&file, &bytes, form, &owner));
            let pages = found.map(|found| found.into_value(&mut self.diagnostics)).unwrap_or_default();
            count += pages.len();
            if count > limits::ATTACHED_PAGES_OF_EDITION {
                self.diagnostics.push(attachment::too_many(&file, count));
                continue;
            }
            let stem = attachment::stem(&name);
            let all = attached.entry(stem).or_insert_with(|| Attachment { name, ..Attachment::default() });
            for (page, picture, words) in pages {
                self.week.pictures.push((page.path.clone(), picture));
                all.pages.push(page);
                all.words = [std::mem::take(&mut all.words), words].join("\n");
            }
        }
        attached
    }

    /// Says which files and folders of the edition no reader looks at.
    fn tell_strangers(&mut self) {
        let folder = self.edition_folder();
        let said: HashSet<String> = self.diagnostics.iter().filter_map(|d| Some(d.place.as_ref()?.file.clone())).collect();
        for name in self.files(&folder) {
            let file = within(&folder, &name);
            if said.contains(&file) || self.agenda_files.contains(&file) {
                continue;
            }
            let remedy = if AGENDA.is_in(&name) || files::is_table(&name) {
                "bila ini agenda pekan ini, namai agenda.xlsx; bila bukan, pindahkan ke luar folder edisi"
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
