//! Lists that a document makes by its styles: "List Bullet", "List Number", a style of the office's own with a numbering.

use std::collections::HashMap;

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use crate::intake::xml::attribute;

/// The numbering that a style gives to its paragraphs.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Numbering {
    id: String,
    level: String,
}

impl Numbering {
    /// It as a property of a paragraph.
    pub(super) fn xml(&self) -> String {
        format!("<w:numPr><w:ilvl w:val=\"{}\"/><w:numId w:val=\"{}\"/></w:numPr>", self.level, self.id)
    }
}

/// The numbering of a paragraph, while its properties are read.
#[derive(Debug, Default)]
pub(super) struct ParagraphNumbering {
    style: Option<String>,
    has_own: bool,
}

impl ParagraphNumbering {
    /// Takes note of a property of the paragraph.
    pub(super) fn take(&mut self, tag: &BytesStart<'_>) {
        match tag.name().as_ref() {
            "w:pStyle" => self.style = attribute(tag, "w:val"),
            "w:numPr" => self.has_own = true,
            _ => {}
        }
    }

    /// The style that numbers the paragraph, if any does; a numbering of its own comes before it.
    pub(super) fn of_style(&self) -> Option<&str> {
        self.style.as_deref().filter(|_| !self.has_own)
    }
}

/// The styles that number their paragraphs, by themselves or by the style that they are based on.
pub(super) fn styles(xml: &[u8]) -> HashMap<String, Numbering> {
    let mut reader = Reader::from_reader(xml);
    let (mut buffer, mut style, mut in_numbering) = (Vec::new(), String::new(), false);
    let mut said: HashMap<String, Numbering> = HashMap::new();
    let mut based_on: Vec<(String, String)> = Vec::new();
    while let Ok(event) = reader.read_event_into(&mut buffer) {
        match &event {
            Event::Eof => break,
            Event::End(tag) if tag.name().as_ref() == "w:numPr" => in_numbering = false,
            Event::Start(tag) | Event::Empty(tag) => match tag.name().as_ref() {
                "w:style" => style = attribute(tag, "w:styleId").unwrap_or_default(),
                "w:basedOn" => based_on.extend(attribute(tag, "w:val").map(|base| (style.clone(), base))),
                "w:numPr" => in_numbering = matches!(event, Event::Start(_)),
                name @ ("w:numId" | "w:ilvl") if in_numbering => {
                    let own = said.entry(style.clone()).or_insert_with(|| Numbering { id: String::new(), level: "0".to_owned() });
                    let number = attribute(tag, "w:val").filter(|number| number.bytes().all(|byte| byte.is_ascii_digit()));
                    *if name == "w:numId" { &mut own.id } else { &mut own.level } = number.unwrap_or_default();
                }
                _ => {}
            },
            _ => {}
        }
        buffer.clear();
    }
    hand_down(&mut said, &based_on);
    // The numbering 0 takes that of the base away.
    said.retain(|_, numbering| !matches!(numbering.id.as_str(), "" | "0") && !numbering.level.is_empty());
    said
}

/// Gives a style without a numbering that of the style it is based on.
fn hand_down(said: &mut HashMap<String, Numbering>, based_on: &[(String, String)]) {
    // Each round hands it down by one step; the number of rounds bounds styles that form a ring.
    for _ in 0..10 {
        let of_base = |(style, base): &(String, String)| Some((style.clone(), said.get(base)?.clone()));
        let inherited: Vec<(String, Numbering)> =
            based_on.iter().filter(|(style, _)| !said.contains_key(style)).filter_map(of_base).collect();
        if inherited.is_empty() {
            return;
        }
        said.extend(inherited);
    }
}
