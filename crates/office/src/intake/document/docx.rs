//! Word documents by undoc: first the parts that undoc would print and Word does not show are taken out.

use std::collections::{BTreeMap, HashSet};

use undoc::model::{Block as Source, ListType, Paragraph, RevisionType};

use super::visible::without_hidden;
use super::{Part, footnote, join_runs, long_manuscript, table, wide_table};
use crate::diagnostic::{Diagnostic, Place};
use crate::intake::container::Unsafe;
use crate::intake::limits::{self, Budget};
use crate::model::rich_text::{Block, Run};
use crate::model::wilayah::fold_name;

/// A document's parts and its pictures with what the office wrote as their description.
#[derive(Default)]
pub struct Document {
    pub parts: Vec<Part>,
    pub pictures: Vec<(Vec<u8>, Option<String>)>,
}

/// Reads a .docx; `None`: not a whole document.
pub fn read(file: &str, bytes: &[u8], diagnostics: &mut Vec<Diagnostic>) -> Option<Document> {
    let (visible, hidden) = match without_hidden(bytes) {
        Ok(visible) => visible,
        Err(Unsafe::Damaged) => return None,
        Err(reason) => {
            diagnostics.push(reason.diagnostic(file));
            return Some(Document::default());
        }
    };
    if !hidden.is_empty() {
        let text = hidden.join(" ");
        diagnostics.push(
            Diagnostic::note("teks tersembunyi tidak dicetak")
                .at(Place::file(file))
                .raw(text)
                .remedy("tampilkan teksnya di Word bila memang untuk dicetak"),
        );
    }
    let document = undoc::parse_bytes(&visible).ok()?;
    drop(visible);
    Some(convert(file, document, diagnostics))
}

/// Reads a .doc of Word 97–2003, whose hidden and deleted text undoc leaves out by itself.
pub fn read_old(file: &str, bytes: &[u8], diagnostics: &mut Vec<Diagnostic>) -> Option<Document> {
    let letters = claimed_letters(bytes);
    if letters > 4 * limits::MANUSCRIPT_CHARS {
        diagnostics.push(long_manuscript(file, letters));
        return Some(Document::default());
    }
    Some(convert(file, undoc::parse_bytes(bytes).ok()?, diagnostics))
}

/// How many letters a .doc says that it has, those of its notes, headers and comments among them. undoc takes room for all of them
/// before it reads the first; what is none of Word 97 or later says none.
fn claimed_letters(bytes: &[u8]) -> usize {
    let short = |at: usize| bytes.get(at..at + 2).map_or(0, |b| usize::from(u16::from_le_bytes([b[0], b[1]])));
    let long = |at: usize| short(at) + (short(at + 2) << 16);
    // The head of a document begins at a multiple of 64: its mark, and the lengths of the two tables before the one of counts.
    let is_head = |at: &usize| short(*at) == 0xa5ec && short(at + 0x20) == 0x0e && short(at + 0x3e) == 0x16;
    let heads = (0..bytes.len()).step_by(64).filter(is_head);
    heads.map(|at| [0x4c, 0x50, 0x54, 0x5c].iter().map(|count| long(at + count)).sum::<usize>()).max().unwrap_or_default()
}

fn convert(file: &str, document: undoc::model::Document, diagnostics: &mut Vec<Diagnostic>) -> Document {
    let mut converted = Document::default();
    let mut resources = document.resources;
    // Of the text of tables, where a merged cell is repeated, and of what its pieces take by themselves.
    let mut budget = Budget::new(16 * limits::MANUSCRIPT_CHARS);
    let mut number = 0;
    let mut struck = String::new();
    let mut picture_ids: Vec<(String, Option<String>)> = Vec::new();
    for block in document.sections.into_iter().flat_map(|section| section.content) {
        match block {
            Source::Paragraph(paragraph) => {
                picture_ids.extend(paragraph.images.iter().map(|i| (i.resource_id.clone(), i.alt_text.clone())));
                let runs = runs_of(&paragraph);
                struck.extend(
                    paragraph.runs.iter().filter(|r| r.style.strikethrough && r.revision != RevisionType::Deleted).map(|r| r.text.as_str()),
                );
                if !runs.is_empty() {
                    number += 1;
                    push(&mut converted.parts, &paragraph, runs, Place::paragraph(file, number));
                }
            }
            Source::Table(source) => {
                number += 1;
                let place = Place::paragraph(file, number);
                let all_cells = source.rows.iter().flat_map(|row| &row.cells);
                let inside = all_cells.flat_map(|cell| &cell.content).flat_map(|paragraph| &paragraph.images);
                picture_ids.extend(inside.map(|i| (i.resource_id.clone(), i.alt_text.clone())));
                let mut rows = match grid(&source, &mut budget) {
                    Ok(rows) => rows,
                    Err(Unprintable::Wide) => {
                        diagnostics.push(wide_table(place));
                        continue;
                    }
                    Err(Unprintable::Long) => {
                        diagnostics.push(long_table(place));
                        break;
                    }
                };
                rows.retain(|row| row.iter().any(|cell| !cell.is_empty()));
                if rows.is_empty() {
                    continue;
                }
                // A table of one cell is a frame around text.
                if rows.iter().all(|row| row.len() == 1) {
                    let framed = rows.into_iter().flatten().map(Block::paragraph);
                    converted.parts.extend(framed.map(|block| Part { block, place: place.clone() }));
                    continue;
                }
                let header = rows.remove(0);
                match table(header, rows, None) {
                    Some(block) => converted.parts.push(Part { block, place }),
                    None => diagnostics.push(wide_table(place)),
                }
            }
            Source::Image { resource_id, alt_text, .. } => picture_ids.push((resource_id, alt_text)),
            Source::Note { content, .. } => {
                let text = content.iter().map(Paragraph::plain_text).collect::<Vec<_>>().join(" ");
                if !text.trim().is_empty() {
                    diagnostics.push(footnote(Place::file(file), &text));
                }
            }
            Source::PageBreak | Source::SectionBreak => {}
        }
    }
    if !struck.trim().is_empty() {
        diagnostics.push(Diagnostic::note("teks yang dicoret tidak dicetak").at(Place::file(file)).raw(struck));
    }
    // A picture may be used a thousand times; it is kept once.
    let mut seen = HashSet::new();
    for (id, alt) in picture_ids {
        if !seen.insert(id.clone()) {
            continue;
        }
        if let Some(resource) = resources.remove(&id) {
            converted.pictures.push((resource.data, alt.filter(|a| !a.trim().is_empty())));
        }
    }
    converted
}

enum Unprintable {
    Wide,
    Long,
}

fn long_table(place: Place) -> Diagnostic {
    Diagnostic::error(format!("tabel lebih dari {} huruf, isi sel gabungan dihitung di setiap barisnya", limits::MANUSCRIPT_CHARS))
        .at(place)
        .remedy("bagi tabelnya, atau pisahkan sel gabungannya")
}

/// A table's cells in their columns: a cell over several rows is repeated in each, since print draws no merged cells, and one
/// over several columns leaves the others empty. Each copy of a text is charged before it is made.
fn grid(source: &undoc::model::Table, budget: &mut Budget) -> Result<Vec<Vec<Vec<Run>>>, Unprintable> {
    let mut rows = Vec::new();
    // The cells that reach down from above: column → text and how many rows are left.
    let mut from_above: BTreeMap<usize, (Vec<Run>, u32)> = BTreeMap::new();
    for row in &source.rows {
        let mut line: Vec<Vec<Run>> = Vec::new();
        let mut cells = row.cells.iter();
        loop {
            if let Some((text, left)) = from_above.get_mut(&line.len()) {
                budget.take(bytes_of(text)).map_err(|_| Unprintable::Long)?;
                line.push(text.clone());
                *left -= 1;
                if *left == 0 {
                    from_above.remove(&(line.len() - 1));
                }
                continue;
            }
            let Some(next) = cells.next() else { break };
            let text = cell(next);
            budget.take(bytes_of(&text)).map_err(|_| Unprintable::Long)?;
            if next.row_span > 1 {
                from_above.insert(line.len(), (text.clone(), next.row_span - 1));
            }
            line.push(text);
            let empty = (next.col_span.max(1) as usize - 1).min(limits::TABLE_COLUMNS);
            line.extend(std::iter::repeat_n(Vec::new(), empty));
            if line.len() > limits::TABLE_COLUMNS {
                return Err(Unprintable::Wide);
            }
        }
        rows.push(line);
    }
    Ok(rows)
}

/// Bytes of a cell's text, each of its runs with what it takes by itself.
fn bytes_of(text: &[Run]) -> usize {
    text.iter().map(|run| size_of::<Run>() + run.text.len()).sum()
}

/// The accepted text of a paragraph: what tracked changes deleted is gone, and so is what was struck through.
fn runs_of(paragraph: &Paragraph) -> Vec<Run> {
    let mut runs = Vec::new();
    for run in paragraph.runs.iter().filter(|r| r.revision != RevisionType::Deleted && r.note.is_none()) {
        let style = |text: String| Run { text, bold: run.style.bold && !paragraph.heading.is_heading(), italic: run.style.italic };
        if !run.style.strikethrough {
            runs.push(style(run.text.clone()));
        }
        if run.line_break {
            runs.push(style("\n".to_owned()));
        }
    }
    join_runs(runs)
}

fn cell(cell: &undoc::model::Cell) -> Vec<Run> {
    let mut runs = Vec::new();
    for (i, paragraph) in cell.content.iter().enumerate() {
        if i > 0 {
            runs.push(Run::plain("\n"));
        }
        runs.extend(runs_of(paragraph));
    }
    for table in &cell.nested_tables {
        for inner in table.rows.iter().flat_map(|row| &row.cells) {
            runs.push(Run::plain("\n"));
            runs.extend(inner.content.iter().flat_map(runs_of));
        }
    }
    join_runs(runs)
}

/// Neighbouring list paragraphs are one list; a paragraph styled as a quotation is a quote.
fn push(parts: &mut Vec<Part>, paragraph: &Paragraph, runs: Vec<Run>, place: Place) {
    let style = fold_name(paragraph.style_name.as_deref().or(paragraph.style_id.as_deref()).unwrap_or_default());
    let named_level = ["heading", "judul"].iter().find_map(|word| style.strip_prefix(word)?.parse().ok());
    if let Some(level) = named_level.or(paragraph.heading.is_heading().then(|| paragraph.heading.level())) {
        parts.push(Part { block: Block::Heading { level, runs }, place });
    } else if let Some(info) = paragraph.list_info.as_ref().filter(|info| info.list_type != ListType::None) {
        let is_numbered = info.list_type == ListType::Numbered;
        let item = vec![Block::paragraph(runs)];
        match parts.last_mut() {
            // A deeper level belongs to the item before it.
            Some(Part { block: Block::List { items, .. }, .. }) if info.level > 0 && !items.is_empty() => {
                let inside = items.last_mut().expect("a list has items");
                match inside.last_mut() {
                    Some(Block::List { ordered, items, .. }) if *ordered == is_numbered => items.push(item),
                    _ => inside.push(Block::List { ordered: is_numbered, start: info.number.unwrap_or(1), items: vec![item] }),
                }
            }
            Some(Part { block: Block::List { ordered, items, .. }, .. }) if *ordered == is_numbered && info.number != Some(1) => {
                items.push(item)
            }
            _ => {
                parts.push(Part { block: Block::List { ordered: is_numbered, start: info.number.unwrap_or(1), items: vec![item] }, place })
            }
        }
    } else if style.contains("quote") || style.contains("kutipan") {
        match parts.last_mut() {
            Some(Part { block: Block::Quote { blocks }, .. }) => blocks.push(Block::paragraph(runs)),
            _ => parts.push(Part { block: Block::Quote { blocks: vec![Block::paragraph(runs)] }, place }),
        }
    } else {
        parts.push(Part { block: Block::paragraph(runs), place });
    }
}
