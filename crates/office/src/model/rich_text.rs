//! One tree for what docx, Markdown and plain text say. It reaches a layout as JSON, never as typst source.

use serde::{Deserialize, Serialize};

/// Blocks in reading order.
pub type RichText = Vec<Block>;

/// Text of one style; `\n` is a line break.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Run {
    pub text: String,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub bold: bool,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub italic: bool,
}

impl Run {
    /// Text without a style.
    pub fn plain(text: impl Into<String>) -> Self {
        Run { text: text.into(), ..Run::default() }
    }
}

/// A piece of a text that stands on lines of its own.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "lowercase", deny_unknown_fields)]
pub enum Block {
    Paragraph {
        runs: Vec<Run>,
        /// Set right to left: the paragraph is in Arabic script.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        rtl: bool,
    },
    /// `level` counts from 1 inside its own document.
    Heading {
        level: u8,
        runs: Vec<Run>,
    },
    List {
        ordered: bool,
        /// The first item's number.
        start: u32,
        items: Vec<Vec<Block>>,
    },
    Quote {
        blocks: Vec<Block>,
    },
    /// Every row has as many cells as the header.
    Table {
        header: Vec<Vec<Run>>,
        align: Vec<Align>,
        rows: Vec<Vec<Vec<Run>>>,
    },
}

/// The alignment of a table's column: figures stand to the right.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Align {
    Left,
    Right,
}

/// A picture that belongs to a text; the path is one of the edition's prepared pictures.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Picture {
    pub path: String,
    /// A description for readers who cannot see it: the caption.
    pub alt: String,
    pub caption: Option<String>,
}

/// The text of runs without their styles.
pub fn plain_text(runs: &[Run]) -> String {
    runs.iter().map(|r| r.text.as_str()).collect()
}

/// A text's lines in plain words: its paragraphs, list items and table rows.
pub fn lines(blocks: &[Block]) -> Vec<String> {
    let mut lines = Vec::new();
    for block in blocks {
        match block {
            Block::Paragraph { runs, .. } | Block::Heading { runs, .. } => lines.extend(plain_text(runs).lines().map(str::to_owned)),
            Block::List { items, .. } => lines.extend(items.iter().flat_map(|item| self::lines(item))),
            Block::Quote { blocks } => lines.extend(self::lines(blocks)),
            Block::Table { header, rows, .. } => {
                let row = |cells: &Vec<Vec<Run>>| cells.iter().map(|runs| plain_text(runs)).collect::<Vec<_>>().join(", ");
                lines.extend(std::iter::once(header).chain(rows).map(row));
            }
        }
    }
    lines.retain(|line| !line.trim().is_empty());
    lines
}

impl Block {
    /// A paragraph; set right to left where its first letter is Arabic.
    pub fn paragraph(runs: Vec<Run>) -> Self {
        let rtl = plain_text(&runs).chars().find(|c| c.is_alphabetic()).is_some_and(is_arabic);
        Block::Paragraph { runs, rtl }
    }

    /// Visits every run, in reading order.
    pub fn for_each_run(&self, f: &mut dyn FnMut(&Run)) {
        match self {
            Block::Paragraph { runs, .. } | Block::Heading { runs, .. } => runs.iter().for_each(f),
            Block::List { items, .. } => items.iter().flatten().for_each(|b| b.for_each_run(f)),
            Block::Quote { blocks } => blocks.iter().for_each(|b| b.for_each_run(f)),
            Block::Table { header, rows, .. } => {
                header.iter().chain(rows.iter().flatten()).flatten().for_each(f);
            }
        }
    }

    /// Changes the text of every run.
    pub fn map_text(&mut self, f: &dyn Fn(&str) -> String) {
        let each = |runs: &mut Vec<Run>| runs.iter_mut().for_each(|r| r.text = f(&r.text));
        match self {
            Block::Paragraph { runs, .. } | Block::Heading { runs, .. } => each(runs),
            Block::List { items, .. } => items.iter_mut().flatten().for_each(|b| b.map_text(f)),
            Block::Quote { blocks } => blocks.iter_mut().for_each(|b| b.map_text(f)),
            Block::Table { header, rows, .. } => header.iter_mut().chain(rows.iter_mut().flatten()).for_each(each),
        }
    }

    /// The number of paragraphs, list items, cells and runs in it, by which typesetting takes time.
    pub(crate) fn pieces(&self) -> usize {
        let within = |blocks: &[Block]| blocks.iter().map(Block::pieces).sum::<usize>();
        match self {
            Block::Paragraph { runs, .. } | Block::Heading { runs, .. } => 1 + runs.len(),
            Block::List { items, .. } => items.iter().map(|item| 1 + within(item)).sum(),
            Block::Quote { blocks } => 1 + within(blocks),
            Block::Table { header, rows, .. } => {
                std::iter::once(header).chain(rows).flatten().map(|cell| 1 + cell.len().saturating_sub(1)).sum()
            }
        }
    }

    /// The number of words in it.
    pub fn words(&self) -> usize {
        let mut words = 0;
        self.for_each_run(&mut |run| words += run.text.split_whitespace().count());
        words
    }
}

/// Arabic script, its presentation forms included.
pub fn is_arabic(c: char) -> bool {
    matches!(c, '\u{0600}'..='\u{06FF}' | '\u{0750}'..='\u{077F}' | '\u{FB50}'..='\u{FDFF}' | '\u{FE70}'..='\u{FEFC}')
}
