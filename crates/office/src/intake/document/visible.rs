//! A Word document as Word shows it: without hidden text, moved-away and deleted text, hints of forms; signs of symbol fonts
//! as characters. undoc, which reads it then, does not tell these apart.

use std::collections::{HashMap, HashSet};
use std::io::{Cursor, Write};
use std::sync::LazyLock;

use quick_xml::events::{BytesStart, BytesText, Event};
use quick_xml::{Reader, Writer};
use regex::Regex;
use zip::result::ZipError;
use zip::write::SimpleFileOptions;
use zip::{ZipArchive, ZipWriter};

use super::parts;
use crate::intake::container::Unsafe;
use crate::intake::limits::{self, Budget, Spent};
use crate::intake::xml::attribute;

/// A document as Word shows it, and the texts that it hides.
pub type Visible = (Vec<u8>, Vec<String>);

const MAIN: &str = "word/document.xml";
const MAIN_RELATIONS: &str = "word/_rels/document.xml.rels";

/// The document without hidden text and moved-away text, with signs of symbol fonts as characters; and the hidden text.
///
/// # Errors
/// What is wrong with it: it is cut off, or undoc would make too much of it.
pub fn without_hidden(bytes: &[u8]) -> Result<Visible, Unsafe> {
    let damaged = |_: ZipError| Unsafe::Damaged;
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(damaged)?;
    // Word 365 may call its main part document2.xml; undoc asks for the usual name.
    let relations = parts::read(&mut archive, "_rels/.rels").unwrap_or_default();
    let name = main_part(&relations).unwrap_or_else(|| MAIN.to_owned());
    // What is not called .xml was not examined.
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
    let mut pass = Pass::new(hiding_styles(&styles));
    let visible = pass.run(&main)?;
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
    Ok((writer.finish().map_err(damaged)?.into_inner(), pass.hidden))
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
    // Each pass hands it down one step; styles in a ring come to rest all the same.
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

/// A run being read: what it would write, and whether it is hidden.
#[derive(Default)]
struct PendingRun {
    xml: Vec<u8>,
    text: String,
    is_hidden: bool,
    /// The depth of its element.
    depth: usize,
}

/// What undoc would copy into each piece of text, or read besides, and print has no use for: fonts and colours; where a field begins
/// and ends; headers and footers.
const LEFT_OUT: [&str; 6] = ["w:rFonts", "w:color", "w:highlight", "w:fldChar", "w:headerReference", "w:footerReference"];
/// Elements whose attributes, the address of a link, it would copy so.
const BARE: [&str; 2] = ["w:hyperlink", "w:fldSimple"];
/// Elements of which undoc makes a piece of text, a paragraph, a cell or a picture.
const PIECES: [&str; 16] = [
    "w:r",
    "w:p",
    "w:tbl",
    "w:tr",
    "w:tc",
    "w:tab",
    "w:sym",
    "w:br",
    "w:noBreakHyphen",
    "w:softHyphen",
    "w:noBreakSpace",
    "w:footnoteReference",
    "w:endnoteReference",
    "a:blip",
    "v:imagedata",
    "v:fill",
];

struct Pass {
    hiding_styles: HashSet<String>,
    hidden: Vec<String>,
    output: Vec<u8>,
    /// Runs within runs: a text box stands in one.
    runs: Vec<PendingRun>,
    paragraph_hides: Vec<bool>,
    deleted_rows: Vec<bool>,
    /// Forms' fields that show their hint.
    placeholders: Vec<bool>,
    in_text: bool,
    /// Inside a field's instruction, which is never shown.
    in_instruction: bool,
    /// Tables around what is read.
    tables: usize,
    /// The length of the description that the next pictures share.
    description: usize,
    /// What undoc may still be given.
    bytes: Budget,
    pieces: Budget,
}

impl Pass {
    fn new(hiding_styles: HashSet<String>) -> Self {
        Pass {
            hiding_styles,
            hidden: Vec::new(),
            output: Vec::new(),
            runs: Vec::new(),
            paragraph_hides: Vec::new(),
            deleted_rows: Vec::new(),
            placeholders: Vec::new(),
            in_text: false,
            in_instruction: false,
            tables: 0,
            description: 0,
            bytes: Budget::new(limits::DOCUMENT_BYTES),
            pieces: Budget::new(limits::PIECES),
        }
    }

    fn run(&mut self, xml: &[u8]) -> Result<Vec<u8>, Unsafe> {
        let mut reader = Reader::from_reader(xml);
        let mut buffer = Vec::new();
        let mut names: Vec<String> = Vec::new();
        // The depth below which everything is left out.
        let mut skipped: Option<usize> = None;
        loop {
            let event = reader.read_event_into(&mut buffer).map_err(|_| Unsafe::Damaged)?;
            if event == Event::Eof {
                break;
            }
            match &event {
                Event::Start(tag) => {
                    let name = tag.name().as_ref().to_owned();
                    if skipped.is_none() && self.is_gone(&name) {
                        skipped = Some(names.len());
                    }
                    names.push(name);
                    if skipped.is_none() {
                        self.weigh(&event).map_err(|_| Unsafe::Abnormal)?;
                        self.start(&names);
                        self.property(tag, &names[..names.len() - 1]);
                        let name = tag.name();
                        let name: &str = name.as_ref();
                        let bare = Event::Start(BytesStart::new(name));
                        self.write(if BARE.contains(&name) { &bare } else { &event });
                    }
                }
                Event::Empty(tag) if skipped.is_none() => {
                    self.weigh(&event).map_err(|_| Unsafe::Abnormal)?;
                    self.property(tag, &names);
                    let symbol = attribute(tag, "w:char").filter(|_| tag.name().as_ref() == "w:sym");
                    match symbol.and_then(|code| u32::from_str_radix(&code, 16).ok()) {
                        Some(code) => self.write_symbol(code),
                        // undoc knows the short form of this alone.
                        None if tag.name().as_ref() == "w:vMerge" && attribute(tag, "w:val").is_some_and(|val| val == "continue") => {
                            self.write(&Event::Empty(BytesStart::new("w:vMerge")));
                        }
                        None if LEFT_OUT.contains(&tag.name().as_ref()) => {}
                        None => self.write(&event),
                    }
                }
                Event::End(tag) => {
                    if skipped.is_none() {
                        self.weigh(&event).map_err(|_| Unsafe::Abnormal)?;
                        self.write(&event);
                        self.end(tag.name().as_ref(), names.len());
                    }
                    names.pop();
                    if skipped == Some(names.len()) {
                        skipped = None;
                    }
                }
                _ if skipped.is_none() && !self.in_instruction => {
                    self.weigh(&event).map_err(|_| Unsafe::Abnormal)?;
                    if let (Event::Text(text), true, Some(run)) = (&event, self.in_text, self.runs.last_mut()) {
                        run.text.push_str(text);
                    }
                    self.write(&event);
                }
                _ => {}
            }
            buffer.clear();
        }
        Ok(std::mem::take(&mut self.output))
    }

    /// Whether nothing of an element is shown.
    fn is_gone(&self, name: &str) -> bool {
        match name {
            "w:moveFrom" | "w:del" | "w:rPrChange" | "w:pPrChange" | "w:tblPrChange" => true,
            // A row of a table that was deleted says so in its properties, before its cells.
            "w:tc" => self.deleted_rows.last().copied().unwrap_or_default(),
            // "Klik untuk memasukkan teks"
            "w:sdtContent" => self.placeholders.last().copied().unwrap_or_default(),
            _ => false,
        }
    }

    /// The last of `names` begins.
    fn start(&mut self, names: &[String]) {
        match names.last().map(String::as_str) {
            Some("w:r") => {
                let is_hidden = self.paragraph_hides.last().copied().unwrap_or_default();
                self.runs.push(PendingRun { depth: names.len(), is_hidden, ..PendingRun::default() });
            }
            Some("w:p") => self.paragraph_hides.push(false),
            Some("w:tr") => self.deleted_rows.push(false),
            Some("w:tbl") => self.tables += 1,
            Some("w:sdt") => self.placeholders.push(false),
            Some("w:t") => self.in_text = true,
            Some("w:instrText") => self.in_instruction = true,
            _ => {}
        }
    }

    fn end(&mut self, name: &str, depth: usize) {
        match name {
            "w:r" if self.runs.last().is_some_and(|run| run.depth == depth) => self.end_run(),
            "w:p" => {
                self.paragraph_hides.pop();
            }
            "w:tr" => {
                self.deleted_rows.pop();
            }
            "w:tbl" => self.tables = self.tables.saturating_sub(1),
            "w:sdt" => {
                self.placeholders.pop();
            }
            "w:t" => self.in_text = false,
            "w:instrText" => self.in_instruction = false,
            _ => {}
        }
    }

    /// Charges what undoc makes of what it is given.
    fn weigh(&mut self, event: &Event<'_>) -> Result<(), Spent> {
        const SIGNS: usize = 4;
        // undoc copies a table out of the one around it.
        self.bytes.take((event.len() + SIGNS) * (1 + self.tables))?;
        let pieces = match event {
            Event::Start(tag) | Event::Empty(tag) => {
                let name = tag.name();
                let name: &str = name.as_ref();
                match name {
                    "wp:docPr" => self.description = attribute(tag, "descr").map_or(0, |text| text.len()),
                    // Every picture of a drawing gets its description.
                    "a:blip" => self.bytes.take(self.description)?,
                    _ => {}
                }
                usize::from(PIECES.contains(&name))
            }
            // It escapes a text and reads it again, which parts it at each of these signs.
            Event::Text(text) if self.in_text => 1 + 2 * text.bytes().filter(|byte| b"<>&'\"".contains(byte)).count(),
            Event::GeneralRef(_) if self.in_text => 2,
            _ => 0,
        };
        self.pieces.take(pieces)
    }

    /// What an element inside properties says of the run or paragraph they belong to.
    fn property(&mut self, tag: &BytesStart<'_>, parents: &[String]) {
        let [.., owner, properties] = parents else { return };
        if (owner.as_str(), properties.as_str(), tag.name().as_ref()) == ("w:tr", "w:trPr", "w:del") {
            if let Some(row) = self.deleted_rows.last_mut() {
                *row = true;
            }
            return;
        }
        if (properties.as_str(), tag.name().as_ref()) == ("w:sdtPr", "w:showingPlcHdr") && is_on(tag) {
            if let Some(placeholder) = self.placeholders.last_mut() {
                *placeholder = true;
            }
            return;
        }
        let hides = match tag.name().as_ref() {
            "w:vanish" => is_on(tag),
            "w:rStyle" | "w:pStyle" => attribute(tag, "w:val").is_some_and(|id| self.hiding_styles.contains(&id)),
            _ => return,
        };
        match (owner.as_str(), properties.as_str()) {
            ("w:r", "w:rPr") => {
                if let Some(run) = self.runs.last_mut() {
                    run.is_hidden = hides || (run.is_hidden && tag.name().as_ref() != "w:vanish");
                }
            }
            ("w:p", "w:pPr") => {
                if let Some(paragraph) = self.paragraph_hides.last_mut() {
                    *paragraph |= hides;
                }
            }
            _ => {}
        }
    }

    fn sink(&mut self) -> &mut Vec<u8> {
        match self.runs.last_mut() {
            Some(run) => &mut run.xml,
            None => &mut self.output,
        }
    }

    fn write(&mut self, event: &Event<'_>) {
        // Writing to memory does not fail.
        let _ = Writer::new(self.sink()).write_event(event.borrow());
    }

    fn write_symbol(&mut self, code: u32) {
        // Symbol fonts keep their signs at F000 and above, whether the file says so or not.
        let code = if code < 0x100 { code + 0xf000 } else { code };
        let sign = char::from_u32(code).unwrap_or('•').to_string();
        let mut writer = Writer::new(self.sink());
        let _ = writer.write_event(Event::Start(BytesStart::new("w:t")));
        let _ = writer.write_event(Event::Text(BytesText::new(&sign)));
        let _ = writer.write_event(Event::End(BytesStart::new("w:t").to_end()));
    }

    fn end_run(&mut self) {
        let Some(run) = self.runs.pop() else { return };
        if !run.is_hidden {
            self.sink().extend(run.xml);
        } else if !run.text.trim().is_empty() {
            self.hidden.push(run.text);
        }
    }
}

/// Whether a switch like `<w:vanish/>` is on.
fn is_on(tag: &BytesStart<'_>) -> bool {
    attribute(tag, "w:val").is_none_or(|value| !matches!(value.as_str(), "0" | "false" | "off"))
}
