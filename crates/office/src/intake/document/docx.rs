//! Word documents by undoc, after the parts that undoc would print and Word does not show are taken out.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::ops::ControlFlow;

use undoc::model::{Block as Source, InlineImage, ListInfo, ListType, Paragraph, Resource, RevisionType, Table};

use super::visible::without_hidden;
use super::{Part, footnote, join_runs, letter, lines_of_table, long_manuscript, struck, table, wide_table};
use crate::diagnostic::{Diagnostic, Place};
use crate::intake::container::Unsafe;
use crate::intake::limits::{self, Budget};
use crate::model::rich_text::{Block, Run, plain_text};
use crate::model::wilayah::fold_name;

/// A document's parts and its pictures.
#[derive(Default)]
pub(super) struct Document {
    pub(super) parts: Vec<Part>,
    pub(super) pictures: Vec<Inset>,
    /// The lines of letterheads, which are no parts.
    pub(super) letterhead: Vec<String>,
}

/// A picture that is set into a document.
pub(super) struct Inset {
    pub(super) bytes: Vec<u8>,
    /// The description that the office gave it.
    pub(super) alt: Option<String>,
    /// The parts before it.
    pub(super) at: usize,
}

/// Reads a .docx; `None`: not a whole document.
pub(super) fn read(file: &str, bytes: &[u8], diagnostics: &mut Vec<Diagnostic>) -> Option<Document> {
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
            Diagnostic::note("naskah.teks-tersembunyi", "teks tersembunyi tidak dicetak")
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
pub(super) fn read_old(file: &str, bytes: &[u8], diagnostics: &mut Vec<Diagnostic>) -> Option<Document> {
    let letters = claimed_letters(bytes);
    if letters > 4 * limits::MANUSCRIPT_CHARS {
        diagnostics.push(long_manuscript(file, letters));
        return Some(Document::default());
    }
    Some(convert(file, undoc::parse_bytes(bytes).ok()?, diagnostics))
}

/// The number of letters that a .doc says it has, those of its notes, headers and comments among them: undoc takes memory for all of them
/// before it reads the first. 0 for a document of no Word from 97 on.
fn claimed_letters(bytes: &[u8]) -> usize {
    let short = |at: usize| bytes.get(at..at + 2).map_or(0, |b| usize::from(u16::from_le_bytes([b[0], b[1]])));
    let long = |at: usize| short(at) + (short(at + 2) << 16);
    // The head of a document begins at a multiple of 64: its mark, and the lengths of the two tables before the one of counts.
    let is_head = |at: &usize| short(*at) == 0xa5ec && short(at + 0x20) == 0x0e && short(at + 0x3e) == 0x16;
    let heads = (0..bytes.len()).step_by(64).filter(is_head);
    heads.map(|at| [0x4c, 0x50, 0x54, 0x5c].iter().map(|count| long(at + count)).sum::<usize>()).max().unwrap_or_default()
}

fn convert(file: &str, document: undoc::model::Document, diagnostics: &mut Vec<Diagnostic>) -> Document {
    let mut conversion = Conversion {
        file,
        number: 0,
        budget: Budget::new(16 * limits::MANUSCRIPT_CHARS),
        parts: Vec::new(),
        struck: String::new(),
        pictures: Vec::new(),
        letterhead: Vec::new(),
        diagnostics,
    };
    for block in document.sections.into_iter().flat_map(|section| section.content) {
        if conversion.block(block).is_break() {
            break;
        }
    }
    conversion.finish(document.resources)
}

/// The conversion of undoc's blocks, one after the other.
struct Conversion<'a> {
    file: &'a str,
    /// Paragraphs with text and tables so far.
    number: usize,
    /// Room for the text of tables, where a merged cell is repeated, and for the memory that its pieces take by themselves.
    budget: Budget,
    parts: Vec<Part>,
    /// Text that was struck through.
    struck: String,
    /// In the order in which the pictures stand: ids, descriptions, and the parts before each.
    pictures: Vec<(String, Option<String>, usize)>,
    letterhead: Vec<String>,
    diagnostics: &'a mut Vec<Diagnostic>,
}

impl Conversion<'_> {
    /// Takes in a block. After [`ControlFlow::Break`] the rest of the document is left out.
    fn block(&mut self, block: Source) -> ControlFlow<()> {
        match block {
            Source::Paragraph(paragraph) => self.paragraph(&paragraph),
            Source::Table(source) => return self.table(&source),
            Source::Image { resource_id, alt_text, .. } => self.pictures.push((resource_id, alt_text, self.parts.len())),
            Source::Note { content, .. } => {
                let text = content.iter().map(Paragraph::plain_text).collect::<Vec<_>>().join(" ");
                if !text.trim().is_empty() {
                    self.diagnostics.push(footnote(Place::file(self.file), &text));
                }
            }
            Source::PageBreak | Source::SectionBreak => {}
        }
        ControlFlow::Continue(())
    }

    /// The place of the next paragraph or table.
    fn next_place(&mut self) -> Place {
        self.number += 1;
        Place::paragraph(self.file, self.number)
    }

    fn take_pictures<'i>(&mut self, images: impl Iterator<Item = &'i InlineImage>) {
        let at = self.parts.len();
        self.pictures.extend(images.map(|image| (image.resource_id.clone(), image.alt_text.clone(), at)));
    }

    fn paragraph(&mut self, paragraph: &Paragraph) {
        self.take_pictures(paragraph.images.iter());
        let struck = paragraph.runs.iter().filter(|r| r.style.strikethrough && r.revision != RevisionType::Deleted);
        self.struck.extend(struck.map(|r| r.text.as_str()));
        let runs = runs_of(paragraph);
        if !runs.is_empty() {
            let place = self.next_place();
            push(&mut self.parts, paragraph, runs, place);
        }
    }

    fn table(&mut self, source: &Table) -> ControlFlow<()> {
        let place = self.next_place();
        let all_cells = source.rows.iter().flat_map(|row| &row.cells);
        let before = self.pictures.len();
        self.take_pictures(all_cells.flat_map(|cell| &cell.content).flat_map(|paragraph| &paragraph.images));
        let mut rows = match grid(source, &mut self.budget) {
            Ok(rows) => rows,
            Err(Unprintable::Wide) => {
                self.diagnostics.push(wide_table(place));
                return ControlFlow::Continue(());
            }
            Err(Unprintable::Long) => {
                self.diagnostics.push(long_table(place));
                return ControlFlow::Break(());
            }
        };
        rows.retain(|row| row.iter().any(|cell| !cell.is_empty()));
        if self.is_letterhead(&rows, before) {
            self.pictures.truncate(before);
            self.letterhead.extend(lines_of_table(&[], &rows));
            let text = rows.iter().flatten().map(|cell| plain_text(cell)).filter(|text| !text.is_empty()).collect::<Vec<_>>().join(" / ");
            self.diagnostics.push(letterhead(place, &text));
            return ControlFlow::Continue(());
        }
        let texts = |row: &Vec<Vec<Run>>| row.iter().map(|cell| plain_text(cell)).collect::<Vec<_>>();
        let lines = self.is_at_head().then(|| letter::table_lines(&rows.iter().map(texts).collect::<Vec<_>>())).flatten();
        if let Some(lines) = lines {
            let parts = lines.into_iter().map(|line| Part { block: Block::paragraph(vec![Run::plain(line)]), place: place.clone() });
            self.parts.extend(parts);
            return ControlFlow::Continue(());
        }
        if rows.len() <= 1 || rows.iter().all(|row| row.len() == 1) {
            // A table of one column is a frame around text, one of one row sets texts beside each other.
            let framed = rows.into_iter().flatten().filter(|cell| !cell.is_empty()).map(Block::paragraph);
            self.parts.extend(framed.map(|block| Part { block, place: place.clone() }));
            return ControlFlow::Continue(());
        }
        let header = rows.remove(0);
        match table(header, rows, None) {
            Some(block) => self.parts.push(Part { block, place }),
            None => self.diagnostics.push(wide_table(place)),
        }
        ControlFlow::Continue(())
    }

    /// Whether nothing but short lines, such as "Untuk: …", stands before what comes now.
    fn is_at_head(&self) -> bool {
        const PARTS: usize = 10;
        const LETTERS: usize = 160;
        let is_line = |part: &Part| super::text_of(&part.block).chars().count() <= LETTERS && !matches!(part.block, Block::Table { .. });
        self.parts.len() <= PARTS && self.parts.iter().all(is_line)
    }

    /// Whether a table's rows are a letterhead; its pictures are those from `before` on.
    fn is_letterhead(&self, rows: &[Vec<Vec<Run>>], before: usize) -> bool {
        const ROWS: usize = 3;
        const COLUMNS: usize = 4;
        let is_small = rows.len() <= ROWS && rows.iter().all(|row| row.len() <= COLUMNS);
        let lines = lines_of_table(&[], rows);
        is_small && self.is_at_head() && letter::is_letterhead(&lines, self.pictures.len() > before)
    }

    fn finish(self, mut resources: HashMap<String, Resource>) -> Document {
        if !self.struck.trim().is_empty() {
            self.diagnostics.push(struck(Place::file(self.file), &self.struck));
        }
        let mut pictures = Vec::new();
        // A picture may be used a thousand times; it is kept once.
        let mut seen = HashSet::new();
        for (id, alt, at) in self.pictures {
            if !seen.insert(id.clone()) {
                continue;
            }
            if let Some(resource) = resources.remove(&id) {
                pictures.push(Inset { bytes: resource.data, alt: alt.filter(|alt| is_description(alt)), at });
            }
        }
        Document { parts: self.parts, pictures, letterhead: self.letterhead }
    }
}

/// Whether a picture's description was written by someone: Word writes one by itself, or keeps the name of the file.
fn is_description(alt: &str) -> bool {
    const BY_WORD: [&str; 5] =
        ["automatically generated", "dibuat secara otomatis", "dihasilkan secara otomatis", "ai-generated", "dihasilkan ai"];
    let lower = alt.trim().to_lowercase();
    let is_file = [".jpg", ".jpeg", ".png", ".gif", ".webp", ".bmp"].iter().any(|ending| lower.ends_with(ending)) || lower.contains(":\\");
    !lower.is_empty() && !is_file && !BY_WORD.iter().any(|words| lower.contains(words))
}

/// The note of a letterhead, which is not printed.
pub(super) fn letterhead(place: Place, text: &str) -> Diagnostic {
    Diagnostic::note("naskah.kop-surat", "kop surat tidak dicetak").at(place).raw(text)
}

/// The reason why a table cannot be printed.
enum Unprintable {
    Wide,
    Long,
}

fn long_table(place: Place) -> Diagnostic {
    let message = format!("tabel lebih dari {} huruf, isi sel gabungan dihitung di setiap barisnya", limits::MANUSCRIPT_CHARS);
    Diagnostic::error("naskah.tabel-terlalu-panjang", message).at(place).remedy("bagi tabelnya, atau pisahkan sel gabungannya")
}

/// A table's cells in their columns: a cell over several rows is repeated in each, since print draws no merged cells, and one
/// over several columns leaves the others empty. Each copy of a text is charged before it is made.
fn grid(source: &Table, budget: &mut Budget) -> Result<Vec<Vec<Vec<Run>>>, Unprintable> {
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

/// Bytes of a cell's text, with the memory that each of its runs takes by itself.
fn bytes_of(text: &[Run]) -> usize {
    text.iter().map(|run| size_of::<Run>() + run.text.len()).sum()
}

/// The accepted text of a paragraph, without text that tracked changes deleted or that was struck through.
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

/// Adds a paragraph. Neighbouring paragraphs of a list are one list; a paragraph styled as a quotation is a quote.
fn push(parts: &mut Vec<Part>, paragraph: &Paragraph, runs: Vec<Run>, place: Place) {
    let style = fold_name(paragraph.style_name.as_deref().or(paragraph.style_id.as_deref()).unwrap_or_default());
    let named_level = ["heading", "judul"].iter().find_map(|word| style.strip_prefix(word)?.parse().ok());
    if let Some(level) = named_level.or(paragraph.heading.is_heading().then(|| paragraph.heading.level())) {
        parts.push(Part { block: Block::Heading { level, runs }, place });
    } else if let Some(info) = list_of(paragraph, &style) {
        push_item(parts, &info, vec![Block::paragraph(runs)], place);
    } else if style.contains("quote") || style.contains("kutipan") {
        match parts.last_mut() {
            Some(Part { block: Block::Quote { blocks }, .. }) => blocks.push(Block::paragraph(runs)),
            _ => parts.push(Part { block: Block::Quote { blocks: vec![Block::paragraph(runs)] }, place }),
        }
    } else {
        parts.push(Part { block: Block::paragraph(runs), place });
    }
}

/// The list that a paragraph belongs to: by its numbering, else by its style; "List Bullet 2" is a list within one.
fn list_of(paragraph: &Paragraph, style: &str) -> Option<ListInfo> {
    const STYLES: [(&str, ListType); 6] = [
        ("listbullet", ListType::Bullet),
        ("listnumber", ListType::Numbered),
        ("daftarbutir", ListType::Bullet),
        ("daftarpoin", ListType::Bullet),
        ("poindaftar", ListType::Bullet),
        ("daftarnomor", ListType::Numbered),
    ];
    let named = STYLES.iter().find_map(|(name, kind)| Some((*kind, style.strip_prefix(name)?)));
    let level = named.and_then(|(_, level)| level.parse::<u8>().ok()).map_or(0, |level| level.saturating_sub(1));
    let numbered = paragraph.list_info.clone().filter(|info| info.list_type != ListType::None);
    let list = numbered.or_else(|| Some(ListInfo { list_type: named?.0, level, number: None, marker_image: None }))?;
    Some(ListInfo { level: list.level.max(level), ..list })
}

/// Adds an item to the list before it, or begins a list.
fn push_item(parts: &mut Vec<Part>, info: &ListInfo, item: Vec<Block>, place: Place) {
    let is_numbered = info.list_type == ListType::Numbered;
    let new_list = |item| Block::List { ordered: is_numbered, start: info.number.unwrap_or(1), items: vec![item] };
    if let Some(Part { block: Block::List { ordered, items, .. }, .. }) = parts.last_mut() {
        // A deeper level belongs to the item before it.
        if info.level > 0
            && let Some(inside) = items.last_mut()
        {
            match inside.last_mut() {
                Some(Block::List { ordered, items, .. }) if *ordered == is_numbered => items.push(item),
                _ => inside.push(new_list(item)),
            }
            return;
        }
        if *ordered == is_numbered && info.number != Some(1) {
            items.push(item);
            return;
        }
    }
    parts.push(Part { block: new_list(item), place });
}
