//! A Word document as Word shows it: without hidden text, moved-away and deleted text, hints of forms; with the signs of symbol fonts
//! as characters. undoc, which reads the document afterwards, does not tell these apart.

mod body;
mod numbering;

use std::collections::{HashMap, HashSet};
use std::io::{Cursor, Write};
use std::sync::LazyLock;

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use regex::Regex;
use zip::result::ZipError;
use zip::write::SimpleFileOptions;
use zip::{ZipArchive, ZipWriter};

use super::parts;
use crate::intake::container::Unsafe;
use crate::intake::limits;
use crate::intake::xml::attribute;
use body::Body;

/// A document as Word shows it, and the texts that it hides.
pub(super) type Visible = (Vec<u8>, Vec<String>);

const MAIN: &str = "word/document.xml";
const MAIN_RELATIONS: &str = "word/_rels/document.xml.rels";

/// The document as Word shows it, and the texts that it hides.
///
/// # Errors
/// The document is cut off, or undoc would take more memory for it than for a document of any office.
pub(super) fn without_hidden(bytes: &[u8]) -> Result<Visible, Unsafe> {
    let damaged = |_: ZipError| Unsafe::Damaged;
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(damaged)?;
    // Word 365 may call its main part document2.xml; undoc asks for the usual name.
    let relations = parts::read(&mut archive, "_rels/.rels").unwrap_or_default();
    let name = main_part(&relations).unwrap_or_else(|| MAIN.to_owned());
    // Only parts called .xml were examined.
    if !name.ends_with(".xml") {
        return Err(Unsafe::Damaged);
    }
    if archive.by_name(&name).map_err(damaged)?.size() > limits::DOCUMENT_BYTES as u64 {
        return Err(Unsafe::Abnormal);
    }
    let (folder, file) = name.rsplit_once('/').unwrap_or(("", &name));
    let own_relations = format!("{folder}/_rels/{file}.rels");
    let styles = parts::examine(&mut archive, &[own_relations.as_str(), MAIN_RELATIONS][usize::from(name == MAIN)..])?;
    let main = with_usual_prefix(parts::read(&mut archive, &name).ok_or(Unsafe::Damaged)?);
    let (visible, hidden) = Body::new(hiding_styles(&styles), numbering::styles(&styles)).read(&main)?;
    let mut writer = ZipWriter::new(Cursor::new(Vec::with_capacity(bytes.len())));
    for index in 0..archive.len() {
        let part = archive.by_index_raw(index).map_err(damaged)?;
        let other = part.name().map_err(damaged)?.into_owned();
        let is_read = other.ends_with(".xml") && (other.starts_with("word/") || other.starts_with("docProps/"));
        if other == name || other == MAIN {
            continue;
        }
        if is_read && part.size() > limits::DOCUMENT_PART_BYTES {
            return Err(Unsafe::Abnormal);
        }
        if other == own_relations && name != MAIN {
            writer.raw_copy_file_rename(part, MAIN_RELATIONS).map_err(damaged)?;
        } else {
            writer.raw_copy_file(part).map_err(damaged)?;
        }
    }
    writer.start_file(MAIN, SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored)).map_err(damaged)?;
    writer.write_all(&visible).map_err(|_| Unsafe::Damaged)?;
    Ok((writer.finish().map_err(damaged)?.into_inner(), hidden))
}

/// Writers may call Word's namespace what they like; undoc reads names that begin with `w:`.
fn with_usual_prefix(xml: Vec<u8>) -> Vec<u8> {
    static NAMESPACE: LazyLock<Regex> =
        LazyLock::new(|| Regex::new(r#"xmlns:(\w+)="[^"]*/wordprocessingml/(?:2006/)?main""#).expect("a fixed pattern"));
    static TAG: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"<[^>]+>").expect("a fixed pattern"));
    let Ok(text) = std::str::from_utf8(&xml) else { return xml };
    let Some(prefix) =
        NAMESPACE.captures(&text[..text.floor_char_boundary(4096)]).map(|found| found[1].to_owned()).filter(|prefix| prefix != "w")
    else {
        return xml;
    };
    let usual = TAG.replace_all(text, |tag: &regex::Captures<'_>| {
        let inner = tag[0].replace(&format!("<{prefix}:"), "<w:").replace(&format!("</{prefix}:"), "</w:");
        inner.replace(&format!(" {prefix}:"), " w:").replace(&format!("xmlns:{prefix}="), "xmlns:w=")
    });
    usual.into_owned().into_bytes()
}

/// The part that the package names as its document.
fn main_part(relations: &[u8]) -> Option<String> {
    let mut reader = Reader::from_reader(relations);
    let mut buffer = Vec::new();
    while let Ok(event) = reader.read_event_into(&mut buffer) {
        match &event {
            Event::Eof => break,
            Event::Start(tag) | Event::Empty(tag) if attribute(tag, "Type").is_some_and(|kind| kind.ends_with("/officeDocument")) => {
                return attribute(tag, "Target").map(|target| target.trim_start_matches('/').to_owned());
            }
            _ => {}
        }
        buffer.clear();
    }
    None
}

/// Ids of the styles whose text is hidden, by themselves or by the style that they are based on.
fn hiding_styles(xml: &[u8]) -> HashSet<String> {
    let mut reader = Reader::from_reader(xml);
    let (mut buffer, mut style) = (Vec::new(), String::new());
    let mut said: HashMap<String, bool> = HashMap::new();
    let mut based_on: Vec<(String, String)> = Vec::new();
    while let Ok(event) = reader.read_event_into(&mut buffer) {
        match &event {
            Event::Eof => break,
            Event::Start(tag) | Event::Empty(tag) => match tag.name().as_ref() {
                "w:style" => style = attribute(tag, "w:styleId").unwrap_or_default(),
                "w:basedOn" => based_on.extend(attribute(tag, "w:val").map(|base| (style.clone(), base))),
                "w:vanish" => {
                    said.insert(style.clone(), is_on(tag));
                }
                _ => {}
            },
            _ => {}
        }
        buffer.clear();
    }
    // Each round hands it down by one step; the number of rounds bounds styles that form a ring.
    for _ in 0..10 {
        let inherited: Vec<(String, bool)> = based_on
            .iter()
            .filter(|(style, _)| !said.contains_key(style))
            .filter_map(|(style, base)| Some((style.clone(), *said.get(base)?)))
            .collect();
        if inherited.is_empty() {
            break;
        }
        said.extend(inherited);
    }
    said.into_iter().filter(|(_, hides)| *hides).map(|(style, _)| style).collect()
}

/// Whether a switch like `<w:vanish/>` is on.
fn is_on(tag: &BytesStart<'_>) -> bool {
    attribute(tag, "w:val").is_none_or(|value| !matches!(value.as_str(), "0" | "false" | "off"))
}
