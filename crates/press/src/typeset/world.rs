//! The world as typst may see it: the layouts, the bundled fonts and two data files. No disk, no clock, no packages.

use std::collections::HashMap;
use std::sync::LazyLock;

use typst::diag::{FileError, FileResult};
use typst::foundations::{Bytes, Datetime, Duration};
use typst::syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot};
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;
use typst::{Library, LibraryExt, World};

use super::kinds::{Kind, LIBRARIES, is_built_in};
use office::folder::Folder;
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
pub(super) fn file_id(name: &str) -> Option<FileId> {
    let path = VirtualPath::new(name).ok()?;
    Some(RootedPath::new(VirtualRoot::Project, path).intern())
}

/// The layouts in force: the built-in ones, and the office's own in their place.
#[derive(Debug, Default)]
pub(super) struct Layouts {
    sources: HashMap<FileId, Source>,
    origins: HashMap<FileId, Origin>,
}

/// The origin of a layout's text.
#[derive(Debug)]
struct Origin {
    /// Its file, as messages name it.
    shown: String,
    /// Whether the office wrote it.
    is_own: bool,
}

impl Layouts {
    /// `own` maps a name without ending to the text of a file of the office's `tata-letak/`.
    pub(super) fn new(own: &HashMap<String, String>) -> Self {
        let mut layouts = Layouts::default();
        let built_in = Kind::ALL.into_iter().map(|kind| (kind.name(), kind.layout())).chain(LIBRARIES.iter().copied());
        for (name, built_in_text) in built_in {
            match own.get(name) {
                Some(text) => layouts.add_own(name, text),
                None => layouts.add(name, built_in_text, Origin { shown: format!("{name}.typ (bawaan Warta)"), is_own: false }),
            }
        }
        // Files of the office's own that its layouts import.
        own.iter().filter(|(name, _)| !is_built_in(name)).for_each(|(name, text)| layouts.add_own(name, text));
        layouts
    }

    fn add_own(&mut self, name: &str, text: &str) {
        self.add(name, text, Origin { shown: Folder::own_layout_name(name), is_own: true });
    }

    fn add(&mut self, name: &str, text: &str, origin: Origin) {
        if let Some(id) = file_id(&format!("{name}.typ")) {
            self.sources.insert(id, Source::new(id, text.to_owned()));
            self.origins.insert(id, origin);
        }
    }

    /// A file as messages name it.
    pub(super) fn name(&self, id: FileId) -> String {
        let known = self.origins.get(&id).map(|origin| origin.shown.clone());
        known.unwrap_or_else(|| id.get().vpath().get_without_slash().to_owned())
    }

    /// Whether the office wrote a file.
    pub(super) fn is_own(&self, id: FileId) -> bool {
        self.origins.get(&id).is_some_and(|origin| origin.is_own)
    }
}

/// One compilation's view: a layout over its data files.
pub(super) struct Desk<'a> {
    pub(super) layouts: &'a Layouts,
    main: FileId,
    /// Data files and pictures.
    files: &'a HashMap<FileId, Bytes>,
    /// The files that are this village's or kecamatan's.
    own: Vec<(FileId, Bytes)>,
}

impl<'a> Desk<'a> {
    /// `main`: the layout's name. `None`: it is no file name.
    pub(super) fn new(layouts: &'a Layouts, main: &str, files: &'a HashMap<FileId, Bytes>, own: Vec<(FileId, Bytes)>) -> Option<Self> {
        Some(Desk { layouts, main: file_id(&format!("{main}.typ"))?, files, own })
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
