//! A Word document as Word shows it: without hidden text, moved-away and deleted text, hints of forms; signs of symbol fonts
//! as characters. undoc, which reads it then, does not tell these apart.

use std::collections::{HashMap, HashSet};
use std::io::{Cursor, Read, Write};
use std::sync::LazyLock;

use quick_xml::events::{BytesStart, BytesText, Event};
use quick_xml::{Reader, Writer};
use regex::Regex;
use zip::write::SimpleFileOptions;
use zip::{ZipArchive, ZipWriter};

use crate::intake::container::Unsafe;
use crate::intake::limits;
use crate::intake::xml::attribute;

/// A document as Word shows it, and the texts that it hides.
pub type Visible = (Vec<u8>, Vec<String>);

const MAIN: &str = "word/document.xml";

/// The document without hidden text and moved-away text, with signs of symbol fonts as characters; and the hidden text.
pub fn without_hidden(bytes: &[u8]) -> Option<Result<Visible, Unsafe>> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).ok()?;
    let mut part = |name: &str| {
        let mut xml = Vec::new();
        archive.by_name(name).ok()?.take(limits::UNPACKED_BYTES).read_to_end(&mut xml).ok()?;
        Some(xml)
    };
    let hiding_styles = part("word/styles.xml").map(|xml| hiding_styles(&xml)).unwrap_or_default();
    // Word 365 may call its main part document2.xml; undoc asks for the usual name.
    let relations = part("_rels/.rels").unwrap_or_default();
    // What is not called .xml was not examined.
    let name = main_part(&relations).unwrap_or_else(|| MAIN.to_owned());
    if !name.ends_with(".xml") {
        return None;
    }
    let main = with_usual_prefix(part(&name)?);
    let renamed = |other: &str| {
        let (folder, file) = name.rsplit_once('/').unwrap_or(("", &name));
        (other == format!("{folder}/_rels/{file}.rels")).then_some("word/_rels/document.xml.rels")
    };
    let mut pass = Pass { hiding_styles, ..Pass::default() };
    let visible = pass.run(&main)?;
    if pass.count > limits::RUNS {
        return Some(Err(Unsafe::TooLarge));
    }
    let mut writer = ZipWriter::new(Cursor::new(Vec::with_capacity(bytes.len())));
    for index in 0..archive.len() {
        let file = archive.by_index_raw(index).ok()?;
        let other = file.name().ok()?.into_owned();
        match renamed(&other) {
            Some(usual) if name != MAIN => writer.raw_copy_file_rename(file, usual).ok()?,
            _ if other != name && other != MAIN => writer.raw_copy_file(file).ok()?,
            _ => {}
        }
    }
    writer.start_file(MAIN, SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored)).ok()?;
    writer.write_all(&visible).ok()?;
    Some(Ok((writer.finish().ok()?.into_inner(), pass.hidden)))
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

#[derive(Default)]
struct Pass {
    hiding_styles: HashSet<String>,
    hidden: Vec<String>,
    output: Vec<u8>,
    /// Runs within runs: a text box stands in one.
    runs: Vec<PendingRun>,
    paragraph_hides: Vec<bool>,
    deleted_rows: Vec<bool>,
    /// Runs so far.
    count: usize,
    /// Forms' fields that show their hint.
    placeholders: Vec<bool>,
}

impl Pass {
    fn run(&mut self, xml: &[u8]) -> Option<Vec<u8>> {
        let mut reader = Reader::from_reader(xml);
        let mut buffer = Vec::new();
        let mut names: Vec<String> = Vec::new();
        // The depth below which everything is left out.
        let mut skipped: Option<usize> = None;
        let mut in_text = false;
        loop {
            let event = reader.read_event_into(&mut buffer).ok()?;
            if event == Event::Eof || self.count > limits::RUNS {
                break;
            }
            match &event {
                Event::Start(tag) => {
                    let name = tag.name().as_ref().to_owned();
                    let is_gone = match name.as_str() {
                        "w:moveFrom" | "w:del" | "w:rPrChange" | "w:pPrChange" | "w:tblPrChange" => true,
                        // A row of a table that was deleted says so in its properties, before its cells.
                        "w:tc" => self.deleted_rows.last().copied().unwrap_or_default(),
                        // "Klik untuk memasukkan teks"
                        "w:sdtContent" => self.placeholders.last().copied().unwrap_or_default(),
                        _ => false,
                    };
                    if skipped.is_none() && is_gone {
                        skipped = Some(names.len());
                    }
                    names.push(name);
                    if skipped.is_none() {
                        match names[names.len() - 1].as_str() {
                            "w:r" => {
                                self.count += 1;
                                let is_hidden = self.paragraph_hides.last().copied().unwrap_or_default();
                                self.runs.push(PendingRun { depth: names.len(), is_hidden, ..PendingRun::default() });
                            }
                            "w:p" => self.paragraph_hides.push(false),
                            "w:tr" => self.deleted_rows.push(false),
                            "w:sdt" => self.placeholders.push(false),
                            "w:t" => in_text = true,
                            _ => {}
                        }
                        self.property(tag, &names[..names.len() - 1]);
                        self.write(&event);
                    }
                }
                Event::Empty(tag) if skipped.is_none() => {
                    self.property(tag, &names);
                    match attribute(tag, "w:char")
                        .filter(|_| tag.name().as_ref() == "w:sym")
                        .and_then(|code| u32::from_str_radix(&code, 16).ok())
                    {
                        Some(code) => self.write_symbol(code),
                        None => self.write(&event),
                    }
                }
                Event::End(tag) => {
                    if skipped.is_none() {
                        self.write(&event);
                        match tag.name().as_ref() {
                            "w:r" if self.runs.last().is_some_and(|run| run.depth == names.len()) => self.end_run(),
                            "w:p" => {
                                self.paragraph_hides.pop();
                            }
                            "w:tr" => {
                                self.deleted_rows.pop();
                            }
                            "w:sdt" => {
                                self.placeholders.pop();
                            }
                            "w:t" => in_text = false,
                            _ => {}
                        }
                    }
                    names.pop();
                    if skipped == Some(names.len()) {
                        skipped = None;
                    }
                }
                _ if skipped.is_none() => {
                    if let (Event::Text(text), true, Some(run)) = (&event, in_text, self.runs.last_mut()) {
                        run.text.push_str(text);
                    }
                    self.write(&event);
                }
                _ => {}
            }
            buffer.clear();
        }
        Some(std::mem::take(&mut self.output))
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
