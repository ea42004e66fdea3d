//! The parts of a workbook, found by their relations.

use std::collections::{BTreeMap, HashMap};
use std::io::{Cursor, Read};
use std::rc::Rc;

use quick_xml::events::{BytesStart, Event};
use zip::ZipArchive;

use super::marks::{MarkReader, Marks, is_true};
use super::pieces::{PieceReader, Pieces};
use crate::intake::limits;
use crate::intake::xml::attribute;

type Archive<'a> = ZipArchive<Cursor<&'a [u8]>>;

/// A workbook's sheets and shared texts, as far as calamine does not tell of them.
pub(super) struct Parts<'a> {
    archive: Archive<'a>,
    /// Sheet name → part.
    pub(super) sheets: BTreeMap<String, String>,
    /// Shared texts with a piece struck through, by their index.
    shared: HashMap<usize, Rc<Pieces>>,
    pub(super) from_1904: bool,
}

impl<'a> Parts<'a> {
    /// Finds the parts; `None`: one of them cannot be read.
    pub(super) fn open(bytes: &'a [u8]) -> Option<Self> {
        let mut archive = ZipArchive::new(Cursor::new(bytes)).ok()?;
        let mut targets = BTreeMap::new();
        let mut texts = None;
        let path = |target: &str| target.strip_prefix('/').map_or_else(|| format!("xl/{target}"), str::to_owned);
        for_each(&mut archive, "xl/_rels/workbook.xml.rels", |event| {
            if let Event::Start(tag) | Event::Empty(tag) = event
                && let (Some(id), Some(target)) = (attribute(tag, "Id"), attribute(tag, "Target"))
            {
                if target.ends_with("sharedStrings.xml") {
                    texts = Some(path(&target));
                }
                targets.insert(id, path(&target));
            }
        })?;
        let (mut sheets, mut from_1904) = (BTreeMap::new(), false);
        for_each(&mut archive, "xl/workbook.xml", |event| {
            let (Event::Start(tag) | Event::Empty(tag)) = event else { return };
            match tag.local_name().as_ref() {
                "sheet" => {
                    if let (Some(name), Some(id)) = (attribute(tag, "name"), relation(tag))
                        && let Some(part) = targets.get(&id)
                    {
                        sheets.insert(name, part.clone());
                    }
                }
                "workbookPr" => from_1904 = is_true(attribute(tag, "date1904")),
                _ => {}
            }
        })?;
        let shared = texts.map_or(Some(HashMap::new()), |part| struck_texts(&mut archive, &part))?;
        Some(Parts { archive, sheets, shared, from_1904 })
    }

    /// The marks of a sheet; `None`: its part is not there, or cannot be read.
    pub(super) fn marks(&mut self, sheet: &str) -> Option<Marks> {
        let mut reader = MarkReader::new(&self.shared);
        for_each(&mut self.archive, self.sheets.get(sheet)?, |event| reader.event(event))?;
        Some(reader.finish())
    }
}

/// The shared texts with a piece struck through, by their index.
fn struck_texts(archive: &mut Archive<'_>, part: &str) -> Option<HashMap<usize, Rc<Pieces>>> {
    let mut struck = HashMap::new();
    let mut text = PieceReader::default();
    let mut index = 0;
    for_each(archive, part, |event| {
        if text.event(event, "si") {
            if let Some(pieces) = text.take_struck() {
                struck.insert(index, Rc::new(pieces));
            }
            index += 1;
        }
    })?;
    Some(struck)
}

/// The relation that a sheet names, whatever the namespace is called.
fn relation(tag: &BytesStart<'_>) -> Option<String> {
    let attribute = tag.attributes().flatten().find(|attribute| attribute.key.local_name().as_ref() == "id")?;
    Some(attribute.value.to_string())
}

/// Every event of a part; a part that is not there has none. `None`: it cannot be read to its end, and may hold rows that would be
/// missed.
pub(super) fn for_each(archive: &mut Archive<'_>, part: &str, mut f: impl FnMut(&Event<'_>)) -> Option<()> {
    // Some writers do not keep to one way of capitals in their names.
    let name = archive.file_names().flatten().find(|name| name.eq_ignore_ascii_case(part)).map(|name| name.into_owned());
    let Some(file) = name.and_then(|name| archive.by_name(&name).ok()) else { return Some(()) };
    let mut xml = quick_xml::Reader::from_reader(std::io::BufReader::new(file.take(limits::UNPACKED_BYTES)));
    let mut buffer = Vec::new();
    xml.config_mut().check_end_names = false;
    loop {
        let event = xml.read_event_into(&mut buffer).ok()?;
        if event == Event::Eof {
            return Some(());
        }
        f(&event);
        buffer.clear();
    }
}
