//! Texts of a workbook in pieces, of which some are struck through.

use quick_xml::events::Event;

use crate::intake::xml::{attribute, entity};

/// The pieces of a text, and whether each is struck through.
pub(super) type Pieces = Vec<(String, bool)>;

/// Gathers the pieces of one text after the other from the events of a part.
#[derive(Default)]
pub(super) struct PieceReader {
    pieces: Pieces,
    struck: bool,
    in_text: bool,
    /// Inside a phonetic hint, which is not part of the text.
    in_hint: bool,
}

impl PieceReader {
    /// Takes an event in; `true`: the text whose element is `whole` ends here.
    pub(super) fn event(&mut self, event: &Event<'_>, whole: &str) -> bool {
        match event {
            Event::Start(tag) | Event::Empty(tag) => match tag.local_name().as_ref() {
                name if name == whole => {
                    let empty = matches!(event, Event::Empty(_));
                    self.pieces.clear();
                    return empty;
                }
                "r" => self.struck = false,
                "strike" => self.struck = attribute(tag, "val").is_none_or(|v| v != "0" && v != "false"),
                "rPh" => self.in_hint = true,
                "t" if matches!(event, Event::Start(_)) && !self.in_hint => {
                    self.in_text = true;
                    if self.pieces.last().is_none_or(|(_, struck)| *struck != self.struck) {
                        self.pieces.push((String::new(), self.struck));
                    }
                }
                _ => {}
            },
            Event::Text(text) if self.in_text => self.push(text),
            Event::GeneralRef(name) if self.in_text => self.push(&entity(name)),
            Event::End(tag) => match tag.local_name().as_ref() {
                "t" => self.in_text = false,
                "r" => self.struck = false,
                "rPh" => self.in_hint = false,
                name if name == whole => return true,
                _ => {}
            },
            _ => {}
        }
        false
    }

    fn push(&mut self, text: &str) {
        if let Some((piece, _)) = self.pieces.last_mut() {
            piece.push_str(text);
        }
    }

    /// The pieces, where any of them is struck through.
    pub(super) fn take_struck(&mut self) -> Option<Pieces> {
        let pieces = std::mem::take(&mut self.pieces);
        pieces.iter().any(|(_, struck)| *struck).then_some(pieces)
    }
}
