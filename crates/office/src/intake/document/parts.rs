//! The parts of a Word document besides its text, looked at before undoc reads them: the names that it copies into every piece of text,
//! and the parts that many relations may name.

use std::io::{Cursor, Read};

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use zip::ZipArchive;

use crate::intake::container::Unsafe;
use crate::intake::limits::{self, Budget, Spent};
use crate::intake::xml::attribute;

type Archive<'a> = ZipArchive<Cursor<&'a [u8]>>;

/// A part's bytes; none where it is not there, or damaged.
pub(super) fn read(archive: &mut Archive<'_>, name: &str) -> Option<Vec<u8>> {
    let mut bytes = Vec::new();
    archive.by_name(name).ok()?.take(limits::UNPACKED_BYTES).read_to_end(&mut bytes).ok()?;
    Some(bytes)
}

/// Looks at the styles, the numbering and the relations of the main part, which may stand in several parts; gives the styles.
///
/// # Errors
/// undoc would take more memory for them than a document of any office needs.
pub(super) fn examine(archive: &mut Archive<'_>, relations: &[&str]) -> Result<Vec<u8>, Unsafe> {
    let mut named = Named::new();
    for name in relations {
        let part = read(archive, name).unwrap_or_default();
        named.charge(archive, &part)?;
    }
    let [styles, numbering] = ["word/styles.xml", "word/numbering.xml"].map(|name| read(archive, name).unwrap_or_default());
    if is_abnormal(&styles) || is_abnormal(&numbering) { Err(Unsafe::Abnormal) } else { Ok(styles) }
}

/// Whether a part is in another encoding than UTF-8, which undoc reads and this module does not.
fn is_encoded(xml: &[u8]) -> bool {
    xml.contains(&0)
}

/// Whether a style or a numbering is larger than Word writes one: each piece of text repeats the names of its style's font and
/// colour, each paragraph its style's name, and looks through all levels of its numbering.
fn is_abnormal(xml: &[u8]) -> bool {
    const TAG_BYTES: usize = 2_000;
    if is_encoded(xml) {
        return true;
    }
    let mut reader = Reader::from_reader(xml);
    let (mut buffer, mut levels) = (Vec::new(), 0);
    while let Ok(event) = reader.read_event_into(&mut buffer) {
        match &event {
            Event::Eof => break,
            Event::Start(tag) | Event::Empty(tag) => {
                let name = tag.name();
                let name: &str = name.as_ref();
                let repeated = match name {
                    "w:rFonts" => attribute(tag, "w:ascii"),
                    "w:name" | "w:color" => attribute(tag, "w:val"),
                    _ => None,
                };
                levels = match name {
                    "w:abstractNum" | "w:num" => 0,
                    "w:lvl" => levels + 1,
                    _ => levels,
                };
                let is_root = matches!(name, "w:styles" | "w:numbering");
                let is_long = name.starts_with("w:") && !is_root && tag.len() > TAG_BYTES;
                let is_long_name = repeated.is_some_and(|name| name.len() > limits::STYLE_NAME_BYTES);
                if is_long || is_long_name || levels > limits::NUMBERING_LEVELS {
                    return true;
                }
            }
            _ => {}
        }
        buffer.clear();
    }
    false
}

/// The parts that relations name. undoc reads a picture or a chart once for each that names it.
struct Named {
    bytes: Budget,
    chart_bytes: Budget,
    chart_cells: Budget,
}

impl Named {
    fn new() -> Self {
        Named {
            bytes: Budget::new(limits::UNPACKED_BYTES as usize),
            chart_bytes: Budget::new(limits::DOCUMENT_PART_BYTES as usize),
            chart_cells: Budget::new(limits::CHART_CELLS),
        }
    }

    fn charge(&mut self, archive: &mut Archive<'_>, relations: &[u8]) -> Result<(), Spent> {
        if is_encoded(relations) {
            return Err(Spent);
        }
        let mut reader = Reader::from_reader(relations);
        let mut buffer = Vec::new();
        while let Ok(event) = reader.read_event_into(&mut buffer) {
            match &event {
                Event::Eof => break,
                Event::Start(tag) | Event::Empty(tag) => {
                    let (kind, target) = (raw(tag, "Type"), raw(tag, "Target"));
                    if kind.contains("/image") || kind.ends_with("/hdphoto") {
                        self.picture(archive, &names(&target))?;
                    } else if kind.contains("chart") {
                        self.chart(archive, &names(&target))?;
                    }
                }
                _ => {}
            }
            buffer.clear();
        }
        Ok(())
    }

    fn picture(&mut self, archive: &mut Archive<'_>, names: &[String]) -> Result<(), Spent> {
        for name in names {
            let size = archive.by_name(name).map_or(0, |part| part.size() as usize);
            self.bytes.take(size)?;
        }
        Ok(())
    }

    fn chart(&mut self, archive: &mut Archive<'_>, names: &[String]) -> Result<(), Spent> {
        for name in names {
            let Some(part) = read(archive, name) else { continue };
            self.chart_bytes.take(part.len())?;
            self.chart_cells.take(cells_of_chart(&part))?;
        }
        Ok(())
    }
}

/// An attribute without its entities resolved, as undoc reads those of relations.
fn raw(tag: &BytesStart<'_>, key: &str) -> String {
    tag.try_get_attribute(key).ok().flatten().map(|attribute| attribute.value.into_owned()).unwrap_or_default()
}

/// The names under which undoc may look for a target, which counts from the folder `word`.
fn names(target: &str) -> Vec<String> {
    let joined = format!("word/{target}").replace('\\', "/");
    let mut steps: Vec<&str> = Vec::new();
    for step in joined.split('/') {
        match step {
            "" | "." => {}
            ".." => {
                steps.pop();
            }
            step => steps.push(step),
        }
    }
    let mut names = vec![steps.join("/"), target.trim_start_matches('/').to_owned(), joined];
    names.sort();
    names.dedup();
    names
}

/// Cells of the table that a chart becomes: a column for each series, a row for each of its points, those that are left out between
/// two numbers among them.
fn cells_of_chart(xml: &[u8]) -> usize {
    if is_encoded(xml) {
        return usize::MAX;
    }
    let mut reader = Reader::from_reader(xml);
    let mut buffer = Vec::new();
    let (mut series, mut points, mut last) = (0usize, 0usize, 0usize);
    while let Ok(event) = reader.read_event_into(&mut buffer) {
        match &event {
            Event::Eof => break,
            Event::Start(tag) | Event::Empty(tag) => match tag.local_name().as_ref() {
                "ser" => series += 1,
                "pt" => {
                    points += 1;
                    let mut attributes = tag.attributes();
                    let numbers = attributes.with_checks(false).flatten().filter(|a| a.key.local_name().as_ref() == "idx");
                    last = numbers.filter_map(|number| number.value.parse().ok()).fold(last, usize::max);
                }
                _ => {}
            },
            _ => {}
        }
        buffer.clear();
    }
    series.saturating_mul(points.saturating_add(last))
}
