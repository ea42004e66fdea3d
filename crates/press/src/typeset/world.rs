//! What typst may see: the layouts, the bundled fonts and two data files. No disk, no clock, no packages.

use std::collections::HashMap;
use std::sync::LazyLock;

use typst::diag::{FileError, FileResult};
use typst::foundations::{Bytes, Datetime, Duration};
use typst::syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot};
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;
use typst::{Library, LibraryExt, World};

use super::kinds::{KINDS, Kind, LIBRARIES};
use office::fonts;

/// Built once: the library and fonts are part of every key of typst's memo.
struct Basics {
    library: LazyHash<Library>,
    book: LazyHash<FontBook>,
    fonts: Vec<Font>,
}

static BASICS: LazyLock<Basics> = LazyLock::new(|| {
    let fonts: Vec<Font> = fonts::FILES.iter().flat_map(|file| Font::iter(Bytes::new(fonts::for_embedding(file)))).collect();
    Basics { library: LazyHash::new(Library::default()), book: LazyHash::new(FontBook::from_fonts(&fonts)), fonts }
});

/// An id for a file of the layouts' folder. Ids are interned for ever, so names must be few: never one per village.
pub fn file_id(name: &str) -> Option<FileId> {
    let path = VirtualPath::new(name).ok()?;
    Some(RootedPath::new(VirtualRoot::Project, path).intern())
}

/// The layouts in force: the built-in ones, and the office's own in their place.
#[derive(Debug, Default)]
pub struct Layouts {
    sources: HashMap<FileId, Source>,
    /// How messages name a file.
    names: HashMap<FileId, String>,
}

impl Layouts {
    /// `own` maps a name without ending to the text of a file of the office's `tata-letak/`.
    pub fn new(own: &HashMap<String, String>) -> Self {
        let mut layouts = Layouts::default();
        let built_in = KINDS.iter().map(|kind| (kind.name, kind.layout)).chain(LIBRARIES.iter().copied());
        for (name, text) in built_in {
            let own_text = own.get(name);
            let shown = if own_text.is_some() { format!("tata-letak/{name}.typ") } else { format!("{name}.typ (bawaan Warta)") };
            layouts.add(name, own_text.map_or(text, String::as_str), shown);
        }
        // Files of the office's own that its layouts import.
        for (name, text) in own.iter().filter(|(name, _)| !Self::is_built_in(name)) {
            layouts.add(name, text, format!("tata-letak/{name}.typ"));
        }
        layouts
    }

    pub fn is_built_in(name: &str) -> bool {
        KINDS.iter().map(|kind| kind.name).chain(LIBRARIES.iter().map(|(name, _)| *name)).any(|built_in| built_in == name)
    }

    fn add(&mut self, name: &str, text: &str, shown: String) {
        if let Some(id) = file_id(&format!("{name}.typ")) {
            self.sources.insert(id, Source::new(id, text.to_owned()));
            self.names.insert(id, shown);
        }
    }

    /// A file as messages name it.
    pub fn name(&self, id: FileId) -> String {
        self.names.get(&id).cloned().unwrap_or_else(|| id.get().vpath().get_without_slash().to_owned())
    }
}

/// One compilation's view: a kind's layout over its data files.
pub struct Desk<'a> {
    pub layouts: &'a Layouts,
    pub main: FileId,
    /// Data files and pictures.
    pub files: &'a HashMap<FileId, Bytes>,
    /// The files that are this village's or kecamatan's.
    pub own: Vec<(FileId, Bytes)>,
}

impl<'a> Desk<'a> {
    /// `None` for a kind whose name is no file name, which the table does not hold.
    pub fn new(layouts: &'a Layouts, kind: &Kind, files: &'a HashMap<FileId, Bytes>, own: Vec<(FileId, Bytes)>) -> Option<Self> {
        Some(Desk { layouts, main: file_id(&format!("{}.typ", kind.name))?, files, own })
    }
}

impl World for Desk<'_> {
    fn library(&self) -> &LazyHash<Library> {
        &BASICS.library
    }

    fn book(&self) -> &LazyHash<FontBook> {
        &BASICS.book
    }

    fn main(&self) -> FileId {
        self.main
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        self.layouts.sources.get(&id).cloned().ok_or_else(|| not_found(id))
    }

    fn file(&self, id: FileId) -> FileResult<Bytes> {
        let own = self.own.iter().find(|(own, _)| *own == id).map(|(_, bytes)| bytes);
        own.or_else(|| self.files.get(&id)).cloned().ok_or_else(|| not_found(id))
    }

    fn font(&self, index: usize) -> Option<Font> {
        BASICS.fonts.get(index).cloned()
    }

    /// Layouts know no clock: the same inputs give the same bytes.
    fn today(&self, _: Option<Duration>) -> Option<Datetime> {
        None
    }
}

fn not_found(id: FileId) -> FileError {
    FileError::NotFound(id.get().vpath().get_without_slash().into())
}
