//! The main part of a Word document: each element is written as it stands, written otherwise, or left out.

use std::collections::{HashMap, HashSet};

use quick_xml::events::{BytesStart, BytesText, Event};
use quick_xml::{Reader, Writer};

use super::is_on;
use super::numbering::{Numbering, ParagraphNumbering};
use crate::intake::container::Unsafe;
use crate::intake::limits::{self, Budget, Spent};
use crate::intake::xml::attribute;

/// A run that is being read.
#[derive(Default)]
struct PendingRun {
    /// The XML that stands for it, if it is shown.
    xml: Vec<u8>,
    text: String,
    is_hidden: bool,
    /// The depth of its element.
    depth: usize,
}

/// Elements that undoc would copy into each piece of text, or read besides, and that print has no use for: fonts and colours, marks where
/// a field begins and ends, headers and footers.
const LEFT_OUT: [&str; 6] = ["w:rFonts", "w:color", "w:highlight", "w:fldChar", "w:headerReference", "w:footerReference"];
/// Elements whose attributes, such as the address of a link, undoc would copy into each piece of text.
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

/// The reading of the main part. Elements that are shown are written, others left out.
pub(super) struct Body {
    hiding_styles: HashSet<String>,
    /// The numbering that styles give to their paragraphs, by the ids of the styles.
    numbering: HashMap<String, Numbering>,
    /// The texts that are hidden.
    hidden: Vec<String>,
    output: Vec<u8>,
    /// Runs within runs: a text box stands in one.
    runs: Vec<PendingRun>,
    paragraph_hides: Vec<bool>,
    /// Paragraphs within paragraphs: a text box stands in one.
    numbered: Vec<ParagraphNumbering>,
    deleted_rows: Vec<bool>,
    /// Forms' fields that show their hint.
    placeholders: Vec<bool>,
    in_text: bool,
    /// Inside a field's instruction, which is never shown.
    in_instruction: bool,
    /// The number of tables around the place that is read.
    tables: usize,
    /// The length of the description that the next pictures share.
    description: usize,
    /// Room for the bytes that undoc is given.
    bytes: Budget,
    /// Room for the pieces that undoc makes of them.
    pieces: Budget,
}

impl Body {
    /// `hiding_styles`: ids of the styles whose text is hidden; `numbering`: by the ids of the styles that number their paragraphs.
    pub(super) fn new(hiding_styles: HashSet<String>, numbering: HashMap<String, Numbering>) -> Self {
        Body {
            hiding_styles,
            numbering,
            hidden: Vec::new(),
            output: Vec::new(),
            runs: Vec::new(),
            paragraph_hides: Vec::new(),
            numbered: Vec::new(),
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

    /// The part as it is shown, and the texts that it hides.
    ///
    /// # Errors
    /// The part is cut off, or undoc would take too much memory for it.
    pub(super) fn read(mut self, xml: &[u8]) -> Result<(Vec<u8>, Vec<String>), Unsafe> {
        let mut reader = Reader::from_reader(xml);
        let mut buffer = Vec::new();
        let mut names: Vec<String> = Vec::new();
        // The depth below which everything is left out.
        let mut skipped: Option<usize> = None;
        loop {
            let event = reader.read_event_into(&mut buffer).map_err(|_| Unsafe::Damaged)?;
            match &event {
                Event::Eof => break,
                Event::Start(tag) => {
                    let name = tag.name().as_ref().to_owned();
                    if skipped.is_none() && self.is_gone(&name) {
                        skipped = Some(names.len());
                    }
                    names.push(name);
                    if skipped.is_none() {
                        self.weigh(&event)?;
                        self.start(tag, &names);
                    }
                }
                Event::End(tag) => {
                    if skipped.is_none() {
                        self.weigh(&event)?;
                        self.end_properties(tag.name().as_ref(), &names)?;
                        self.write(&event);
                        self.end(tag.name().as_ref(), names.len());
                    }
                    names.pop();
                    if skipped == Some(names.len()) {
                        skipped = None;
                    }
                }
                _ if skipped.is_some() => {}
                Event::Empty(tag) => {
                    self.weigh(&event)?;
                    self.empty(tag, &names);
                }
                _ if self.in_instruction => {}
                _ => {
                    self.weigh(&event)?;
                    self.content(&event);
                }
            }
            buffer.clear();
        }
        Ok((self.output, self.hidden))
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

    /// An element begins, the last of `names`.
    fn start(&mut self, tag: &BytesStart<'_>, names: &[String]) {
        let Some((name, parents)) = names.split_last() else { return };
        self.enter(name, names.len());
        self.property(tag, parents);
        let is_bare = BARE.contains(&name.as_str());
        self.write(&Event::Start(if is_bare { BytesStart::new(name.as_str()) } else { tag.borrow() }));
    }

    /// An element without content.
    fn empty(&mut self, tag: &BytesStart<'_>, parents: &[String]) {
        self.property(tag, parents);
        let name = tag.name();
        let name: &str = name.as_ref();
        let symbol = attribute(tag, "w:char").filter(|_| name == "w:sym");
        match symbol.and_then(|code| u32::from_str_radix(&code, 16).ok()) {
            Some(code) => self.write_symbol(code),
            // undoc knows only the short form of this.
            None if name == "w:vMerge" && attribute(tag, "w:val").is_some_and(|val| val == "continue") => {
                self.write(&Event::Empty(BytesStart::new("w:vMerge")));
            }
            None if LEFT_OUT.contains(&name) => {}
            None => self.write(&Event::Empty(tag.borrow())),
        }
    }

    /// Text, and all else between elements.
    fn content(&mut self, event: &Event<'_>) {
        if let (Event::Text(text), true, Some(run)) = (event, self.in_text, self.runs.last_mut()) {
            run.text.push_str(text);
        }
        self.write(event);
    }

    fn enter(&mut self, name: &str, depth: usize) {
        match name {
            "w:r" => {
                let is_hidden = self.paragraph_hides.last().copied().unwrap_or_default();
                self.runs.push(PendingRun { depth, is_hidden, ..PendingRun::default() });
            }
            "w:p" => {
                self.paragraph_hides.push(false);
                self.numbered.push(ParagraphNumbering::default());
            }
            "w:tr" => self.deleted_rows.push(false),
            "w:tbl" => self.tables += 1,
            "w:sdt" => self.placeholders.push(false),
            "w:t" => self.in_text = true,
            "w:instrText" => self.in_instruction = true,
            _ => {}
        }
    }

    fn end(&mut self, name: &str, depth: usize) {
        match name {
            "w:r" if self.runs.last().is_some_and(|run| run.depth == depth) => self.end_run(),
            "w:p" => {
                self.paragraph_hides.pop();
                self.numbered.pop();
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

    /// The properties of a paragraph end: a numbering that only its style has is written among them, since undoc does not look for it there.
    fn end_properties(&mut self, name: &str, names: &[String]) -> Result<(), Spent> {
        let is_paragraphs = name == "w:pPr" && matches!(names, [.., owner, _] if owner == "w:p");
        let style = self.numbered.last().filter(|_| is_paragraphs).and_then(ParagraphNumbering::of_style);
        let Some(xml) = style.and_then(|style| self.numbering.get(style)).map(Numbering::xml) else { return Ok(()) };
        self.bytes.take(xml.len() * (1 + self.tables))?;
        self.sink().extend(xml.into_bytes());
        Ok(())
    }

    /// Charges the memory that undoc takes for an event.
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

    /// Takes note of an element inside the properties of a run, a paragraph, a row or a field.
    fn property(&mut self, tag: &BytesStart<'_>, parents: &[String]) {
        let [.., owner, properties] = parents else { return };
        if (owner.as_str(), properties.as_str()) == ("w:p", "w:pPr")
            && let Some(numbered) = self.numbered.last_mut()
        {
            numbered.take(tag);
        }
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
