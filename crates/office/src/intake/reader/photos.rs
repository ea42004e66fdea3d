//! The photographs of announcements: those that a text names, that are set into it, that lie beside it or in the edition's folder of photographs
//! under its name or its number.

use std::collections::BTreeMap;

use super::Reader;
use crate::diagnostic::{Diagnostic, Place};
use crate::intake::document::Manuscript;
use crate::intake::files::{self, within};
use crate::intake::picture::{self, PHOTOGRAPHS, Prepared};
use crate::intake::vocabulary::HeadKey;

/// The photographs of an edition that lie in its folders.
pub(super) struct Photos {
    /// The folder of photographs.
    pub(super) folder: String,
    /// Its files that no announcement has used yet.
    pub(super) unused: Vec<String>,
    /// Pictures beside announcements, by the files of these.
    beside: BTreeMap<String, Vec<String>>,
    /// The numbers that begin the names of the announcements of one folder, each as often as it stands there.
    numbers: Vec<u32>,
}

/// A picture that was found, before it is made ready.
struct Found {
    bytes: Vec<u8>,
    alt: Option<String>,
    place: Place,
}

impl Photos {
    pub(super) fn new(names: Vec<String>, folder: String) -> Self {
        Photos { folder, unused: names, beside: BTreeMap::new(), numbers: Vec::new() }
    }

    /// Takes the pictures out of a folder's files that lie beside a text of their name: `3-vaksin-2.jpg` beside `3-vaksin.docx`.
    pub(super) fn take_beside(&mut self, folder: &str, names: &mut Vec<String>) {
        let (pictures, texts): (Vec<String>, Vec<String>) = std::mem::take(names).into_iter().partition(|name| is_picture(name));
        for picture in pictures {
            match texts.iter().filter(|text| is_of(&picture, text)).max_by_key(|text| stem(text).len()) {
                Some(text) => self.beside.entry(within(folder, text)).or_default().push(within(folder, &picture)),
                None => names.push(picture),
            }
        }
        self.numbers = texts.iter().filter_map(|text| number(text)).collect();
        names.extend(texts);
        names.sort();
    }

    /// The files of the photographs of an announcement's file: those beside it, then those of its name or its number.
    fn of(&mut self, file: &str) -> Vec<String> {
        let mut found = self.beside.remove(file).unwrap_or_default();
        let name = file.rsplit('/').next().unwrap_or(file);
        let own_number = number(name).filter(|own| self.numbers.iter().filter(|other| *other == own).count() == 1);
        let is_own = |photo: &String| is_picture(photo) && (is_of(photo, name) || (own_number.is_some() && number(photo) == own_number));
        let (own, others) = std::mem::take(&mut self.unused).into_iter().partition(is_own);
        self.unused = others;
        let own: Vec<String> = own;
        found.extend(own.iter().map(|photo| within(&self.folder, photo)));
        found
    }
}

fn is_picture(name: &str) -> bool {
    const ENDINGS: [&str; 10] = ["jpg", "jpeg", "jfif", "png", "webp", "gif", "bmp", "tif", "tiff", "heic"];
    name.rsplit_once('.').is_some_and(|(_, ending)| ENDINGS.contains(&ending.to_lowercase().as_str()))
}

fn stem(name: &str) -> String {
    name.rsplit_once('.').map_or(name, |(stem, _)| stem).trim().to_lowercase()
}

/// Whether a picture has a text's name, or its name and more behind it: `vaksin (2)`.
fn is_of(picture: &str, text: &str) -> bool {
    let (picture, text) = (stem(picture), stem(text));
    picture.strip_prefix(&text).is_some_and(|rest| !rest.starts_with(char::is_alphanumeric))
}

/// The number that begins a file's name, as offices number what they send; a date is none.
fn number(name: &str) -> Option<u32> {
    let digits = name.bytes().take_while(u8::is_ascii_digit).count();
    (1..=3).contains(&digits).then(|| name[..digits].parse().ok()).flatten()
}

impl Reader<'_> {
    /// The pictures of an announcement, ready for print, in their order.
    pub(super) fn pictures_of(&mut self, manuscript: &mut Manuscript, photos: &mut Photos) -> Vec<Prepared> {
        let named = manuscript.key(HeadKey::Picture).map(|(names, place)| (names.to_owned(), place.clone()));
        let mut found = match named {
            Some((names, place)) => self.named_photos(manuscript, photos, &names, &place),
            None => {
                let mut found = self.own_pictures(manuscript);
                for file in photos.of(&manuscript.file) {
                    let place = Place::file(&file);
                    found.extend(self.bytes(&file).map(|bytes| Found { bytes, alt: None, place }));
                }
                found
            }
        };
        if found.len() > PHOTOGRAPHS {
            let message = format!("hanya {PHOTOGRAPHS} foto pertama yang dicetak; {} foto lain tidak", found.len() - PHOTOGRAPHS);
            let warning = Diagnostic::warning("gambar.terlalu-banyak", message).at(Place::file(&manuscript.file));
            self.diagnostics.push(warning.remedy(format!("pilih {PHOTOGRAPHS} foto, atau bagi menjadi dua pengumuman")));
            found.truncate(PHOTOGRAPHS);
        }
        found.into_iter().filter_map(|found| self.prepared(found)).collect()
    }

    fn prepared(&mut self, Found { bytes, alt, place }: Found) -> Option<Prepared> {
        match picture::photo(&bytes) {
            // Named by its content, so that nothing depends on which picture stands before it.
            Ok((path, jpeg)) => {
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

    /// The photographs of these names, one or several, which stand for all pictures inside the manuscript.
    fn named_photos(&mut self, manuscript: &Manuscript, photos: &mut Photos, names: &str, place: &Place) -> Vec<Found> {
        let all = files::files(self.folder, &photos.folder).names;
        // Phones and Windows do not tell capitals apart in names.
        let alike = |name: &str| all.iter().find(|file| file.to_lowercase() == name.to_lowercase()).cloned();
        let file_of = |name: &str| all.iter().find(|file| *file == name).cloned().or_else(|| alike(name));
        let names = if file_of(names).is_some() { vec![names] } else { names.split([';', ',']).collect() };
        let mut found = Vec::new();
        for name in names.into_iter().map(str::trim).filter(|name| !name.is_empty()) {
            let Some(file) = file_of(name) else {
                let fault = Diagnostic::error("gambar.tidak-ada", "foto tidak ada").at(place.clone()).raw(name);
                self.diagnostics.push(fault.remedy(format!("taruh fotonya di {}/", photos.folder)));
                continue;
            };
            photos.unused.retain(|other| *other != file);
            let bytes = self.bytes(&within(&photos.folder, &file));
            found.extend(bytes.map(|bytes| Found { bytes, alt: None, place: place.clone() }));
        }
        if !manuscript.pictures.is_empty() && !found.is_empty() {
            let message = "gambar di dalam naskah tidak dicetak, karena baris “Foto: …” yang dipakai";
            let warning = Diagnostic::warning("gambar.diganti-foto", message).at(Place::file(&manuscript.file));
            self.diagnostics.push(warning.remedy("hapus salah satunya"));
        }
        found
    }

    /// The photographs among the pictures inside a manuscript, with the descriptions that the document gave them.
    fn own_pictures(&mut self, manuscript: &mut Manuscript) -> Vec<Found> {
        let place = Place::file(&manuscript.file);
        let chosen = picture::photographs(&manuscript.pictures);
        let others = manuscript.pictures.len() - chosen.len();
        if others > 0 {
            let message = format!("{others} gambar di dalam naskah tidak dicetak, karena sekecil lambang atau bukan foto");
            let note = Diagnostic::note("gambar.terlalu-kecil", message).at(place.clone()).alike("gambar di dalam naskah tidak dicetak");
            self.diagnostics.push(note.remedy("taruh fotonya di foto/, dan tulis “Foto: …” di atas naskah"));
        }
        let pictures = std::mem::take(&mut manuscript.pictures).into_iter().enumerate();
        let photographs = pictures.filter(|(at, _)| chosen.contains(at));
        photographs.map(|(_, (bytes, alt))| Found { bytes, alt, place: place.clone() }).collect()
    }
}
