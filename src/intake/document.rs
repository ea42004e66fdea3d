//! Manuscripts (docx, Markdown, plain text) as one tree of rich text, every part with its place.

use std::ops::Range;

use pulldown_cmark::{Event, HeadingLevel, Options, Parser, Tag, TagEnd};

use super::table::decode;
use super::vocabulary::{HEAD_KEYS, HeadKey, column};
use crate::diagnostic::{Diagnostic, Found, Place};
use crate::model::rich_text::{Align, Block, Run, plain_text};
use crate::model::wilayah::fold_name;

/// A file's content: the lines at its head that say what it is, then its body.
#[derive(Debug, Clone, Default)]
pub struct Manuscript {
    pub file: String,
    /// "Kunci: nilai" lines.
    pub keys: Vec<(HeadKey, String, Place)>,
    /// Lines all in capitals above the body: a title page.
    pub cover: Vec<String>,
    pub parts: Vec<Part>,
    /// Pictures set into the document, in order: bytes and what the office wrote as their description.
    pub pictures: Vec<(Vec<u8>, Option<String>)>,
}

#[derive(Debug, Clone)]
pub struct Part {
    pub block: Block,
    pub place: Place,
}

impl Manuscript {
    pub fn key(&self, key: HeadKey) -> Option<(&str, &Place)> {
        self.keys.iter().find(|(k, ..)| *k == key).map(|(_, value, place)| (value.as_str(), place))
    }

    /// A head line is taken in; `false`: the body begins here.
    fn take_head(&mut self, line: &str, place: Place) -> bool {
        let line = line.trim();
        if line.is_empty() || line.chars().all(|c| c == '-') {
            return true;
        }
        if let Some((key, value)) = line.split_once(':')
            && let Some(key) = column(HEAD_KEYS, key)
            && !value.trim().is_empty()
        {
            self.keys.push((key, value.trim().to_owned(), place));
            return true;
        }
        let is_cover = line.chars().any(char::is_alphabetic) && !line.chars().any(char::is_lowercase) && self.parts.is_empty();
        if is_cover && !line.starts_with('#') {
            self.cover.push(line.to_owned());
        }
        is_cover && !line.starts_with('#')
    }
}

/// Reads a manuscript; the file's ending says the format.
pub fn read(file: &str, bytes: &[u8]) -> Found<Manuscript> {
    let ending = file.rsplit('.').next().unwrap_or_default().to_ascii_lowercase();
    match ending.as_str() {
        "docx" => read_docx(file, bytes),
        "md" => read_markdown(file, &decode(bytes)),
        "txt" => read_text(file, &decode(bytes)),
        _ => {
            let fault = Diagnostic::error(format!("jenis berkas .{ending} tidak dapat dibaca"))
                .at(Place::file(file))
                .remedy("buka berkasnya, lalu Simpan sebagai .docx");
            Found::new(Manuscript { file: file.to_owned(), ..Manuscript::default() }, vec![fault])
        }
    }
}

fn read_text(file: &str, text: &str) -> Found<Manuscript> {
    let mut manuscript = Manuscript { file: file.to_owned(), ..Manuscript::default() };
    let mut in_head = true;
    let mut paragraph: Option<(usize, Vec<&str>)> = None;
    let flush = |paragraph: &mut Option<(usize, Vec<&str>)>, parts: &mut Vec<Part>| {
        if let Some((line, lines)) = paragraph.take() {
            parts.push(Part { block: Block::paragraph(vec![Run::plain(lines.join(" "))]), place: Place::line(file, line) });
        }
    };
    for (number, line) in (1..).zip(text.lines()) {
        if in_head && manuscript.take_head(line, Place::line(file, number)) {
            continue;
        }
        in_head = false;
        if line.trim().is_empty() {
            flush(&mut paragraph, &mut manuscript.parts);
        } else {
            paragraph.get_or_insert((number, Vec::new())).1.push(line.trim());
        }
    }
    flush(&mut paragraph, &mut manuscript.parts);
    Found::new(manuscript, Vec::new())
}

fn read_markdown(file: &str, text: &str) -> Found<Manuscript> {
    let mut manuscript = Manuscript { file: file.to_owned(), ..Manuscript::default() };
    let mut body_start = 0;
    let mut first_line = 1;
    for line in text.split_inclusive('\n') {
        if !manuscript.take_head(line, Place::line(file, first_line)) {
            break;
        }
        body_start += line.len();
        first_line += 1;
    }
    let body = &text[body_start..];
    let line_of = |range: &Range<usize>| first_line + body[..range.start.min(body.len())].matches('\n').count();
    let mut builder = Builder::default();
    for (event, range) in Parser::new_ext(body, Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH).into_offset_iter() {
        builder.event(event, Place::line(file, line_of(&range)));
    }
    manuscript.parts = builder.parts;
    Found::new(manuscript, Vec::new())
}

/// Turns Markdown events into blocks. What Markdown knows and the tree does not (links, code, HTML) is kept as its text.
#[derive(Default)]
struct Builder {
    parts: Vec<Part>,
    open: Vec<Open>,
    runs: Vec<Run>,
    bold: usize,
    italic: usize,
}

enum Open {
    Quote(Vec<Block>, Place),
    List { ordered: bool, start: u32, items: Vec<Vec<Block>>, place: Place },
    Item(Vec<Block>),
    Table { header: Vec<Vec<Run>>, rows: Vec<Vec<Vec<Run>>>, align: Vec<Align>, row: Vec<Vec<Run>>, place: Place },
}

impl Builder {
    fn event(&mut self, event: Event<'_>, place: Place) {
        match event {
            Event::Start(tag) => self.start(tag, place),
            Event::End(tag) => self.end(tag, place),
            Event::SoftBreak => self.text(" "),
            Event::HardBreak => self.text("\n"),
            Event::Text(text) | Event::Code(text) | Event::Html(text) | Event::InlineHtml(text) => self.text(&text),
            Event::Rule | Event::TaskListMarker(_) | Event::FootnoteReference(_) | Event::InlineMath(_) | Event::DisplayMath(_) => {}
        }
    }

    fn text(&mut self, text: &str) {
        self.runs.push(Run { text: text.to_owned(), bold: self.bold > 0, italic: self.italic > 0 });
    }

    fn start(&mut self, tag: Tag<'_>, place: Place) {
        match tag {
            Tag::Strong => self.bold += 1,
            Tag::Emphasis => self.italic += 1,
            Tag::BlockQuote(_) => self.open.push(Open::Quote(Vec::new(), place)),
            Tag::List(start) => {
                self.flush(place.clone());
                let list = Open::List { ordered: start.is_some(), start: start.unwrap_or(1) as u32, items: Vec::new(), place };
                self.open.push(list);
            }
            Tag::Item => self.open.push(Open::Item(Vec::new())),
            Tag::Table(columns) => {
                let align =
                    columns.iter().map(|a| if *a == pulldown_cmark::Alignment::Right { Align::Right } else { Align::Left }).collect();
                self.open.push(Open::Table { header: Vec::new(), rows: Vec::new(), align, row: Vec::new(), place });
            }
            _ => {}
        }
    }

    fn end(&mut self, tag: TagEnd, place: Place) {
        match tag {
            TagEnd::Strong => self.bold = self.bold.saturating_sub(1),
            TagEnd::Emphasis => self.italic = self.italic.saturating_sub(1),
            TagEnd::Paragraph | TagEnd::HtmlBlock | TagEnd::CodeBlock => self.flush(place),
            TagEnd::Heading(level) => {
                let runs = join_runs(std::mem::take(&mut self.runs));
                let level = match level {
                    HeadingLevel::H1 => 1,
                    HeadingLevel::H2 => 2,
                    _ => 3,
                };
                self.push(Block::Heading { level, runs }, place);
            }
            TagEnd::BlockQuote(_) => {
                self.flush(place);
                if let Some(Open::Quote(blocks, place)) = self.open.pop() {
                    self.push(Block::Quote { blocks }, place);
                }
            }
            TagEnd::Item => {
                self.flush(place);
                if let Some(Open::Item(blocks)) = self.open.pop()
                    && let Some(Open::List { items, .. }) = self.open.last_mut()
                {
                    items.push(blocks);
                }
            }
            TagEnd::List(_) => {
                if let Some(Open::List { ordered, start, items, place }) = self.open.pop() {
                    self.push(Block::List { ordered, start, items }, place);
                }
            }
            TagEnd::TableCell => {
                let cell = join_runs(std::mem::take(&mut self.runs));
                if let Some(Open::Table { row, .. }) = self.open.last_mut() {
                    row.push(cell);
                }
            }
            TagEnd::TableHead => {
                if let Some(Open::Table { header, row, .. }) = self.open.last_mut() {
                    *header = std::mem::take(row);
                }
            }
            TagEnd::TableRow => {
                if let Some(Open::Table { rows, row, .. }) = self.open.last_mut() {
                    rows.push(std::mem::take(row));
                }
            }
            TagEnd::Table => {
                if let Some(Open::Table { header, rows, align, place, .. }) = self.open.pop() {
                    self.push(table(header, rows, Some(align)), place);
                }
            }
            _ => {}
        }
    }

    /// Ends a run of text that has no end tag of its own (a tight list's item).
    fn flush(&mut self, place: Place) {
        let runs = join_runs(std::mem::take(&mut self.runs));
        if !runs.is_empty() {
            self.push(Block::paragraph(runs), place);
        }
    }

    fn push(&mut self, block: Block, place: Place) {
        match self.open.last_mut() {
            Some(Open::Quote(blocks, _) | Open::Item(blocks)) => blocks.push(block),
            _ => self.parts.push(Part { block, place }),
        }
    }
}

/// A table whose rows all have as many cells as its header; figures are set to the right where no alignment was given.
fn table(header: Vec<Vec<Run>>, mut rows: Vec<Vec<Vec<Run>>>, align: Option<Vec<Align>>) -> Block {
    let mut header = header;
    let width = rows.iter().map(Vec::len).chain([header.len()]).max().unwrap_or_default();
    rows.iter_mut().chain([&mut header]).for_each(|row| row.resize(width, Vec::new()));
    let is_figure = |column: usize| {
        let mut cells = rows.iter().map(|row| plain_text(&row[column])).filter(|c| !c.trim().is_empty()).peekable();
        let is_digit = |c: char| c.is_ascii_digit() || matches!(c, '.' | ',' | '-' | '–' | '%' | ' ');
        cells.peek().is_some() && cells.all(|c| c.trim().trim_start_matches("Rp").chars().all(is_digit))
    };
    let given = align.unwrap_or_default();
    let align = (0..width)
        .map(|column| if given.get(column) == Some(&Align::Right) || is_figure(column) { Align::Right } else { Align::Left })
        .collect();
    Block::Table { header, align, rows }
}

/// Joins neighbours of one style, drops soft hyphens, tidies white space at both ends.
fn join_runs(runs: Vec<Run>) -> Vec<Run> {
    let mut joined: Vec<Run> = Vec::new();
    for mut run in runs {
        run.text = run.text.replace('\u{ad}', "").replace(['\u{a0}', '\t'], " ");
        match joined.last_mut() {
            Some(last) if last.bold == run.bold && last.italic == run.italic => last.text.push_str(&run.text),
            _ if run.text.is_empty() => {}
            _ => joined.push(run),
        }
    }
    if let Some(first) = joined.first_mut() {
        first.text = first.text.trim_start().to_owned();
    }
    if let Some(last) = joined.last_mut() {
        last.text = last.text.trim_end().to_owned();
    }
    joined.retain(|run| !run.text.is_empty());
    joined
}

fn read_docx(file: &str, bytes: &[u8]) -> Found<Manuscript> {
    let mut manuscript = Manuscript { file: file.to_owned(), ..Manuscript::default() };
    let document = match undoc::parse_bytes(bytes) {
        Ok(document) => document,
        Err(_) => {
            let fault = Diagnostic::error("berkas tidak dapat dibaca: bukan dokumen Word yang utuh")
                .at(Place::file(file))
                .remedy("buka di Word atau LibreOffice, lalu Simpan sebagai .docx");
            return Found::new(manuscript, vec![fault]);
        }
    };
    let mut diagnostics = Vec::new();
    let mut number = 0;
    let mut in_head = true;
    let mut picture_ids: Vec<(String, Option<String>)> = Vec::new();
    for block in document.sections.into_iter().flat_map(|section| section.content) {
        use undoc::model::Block as Source;
        match block {
            Source::Paragraph(paragraph) => {
                picture_ids.extend(paragraph.images.iter().map(|i| (i.resource_id.clone(), i.alt_text.clone())));
                let runs = docx_runs(&paragraph);
                if runs.is_empty() {
                    continue;
                }
                number += 1;
                let place = Place::paragraph(file, number);
                // A head of several lines may be one paragraph with line breaks.
                if in_head && plain_text(&runs).lines().all(|line| manuscript.take_head(line, place.clone())) {
                    continue;
                }
                in_head = false;
                push_docx_paragraph(&mut manuscript.parts, &paragraph, runs, place);
            }
            Source::Table(source) => {
                number += 1;
                in_head = false;
                let mut rows: Vec<Vec<Vec<Run>>> = source.rows.iter().map(|row| row.cells.iter().map(docx_cell).collect()).collect();
                if !rows.is_empty() {
                    let header = rows.remove(0);
                    manuscript.parts.push(Part { block: table(header, rows, None), place: Place::paragraph(file, number) });
                }
            }
            Source::Image { resource_id, alt_text, .. } => picture_ids.push((resource_id, alt_text)),
            Source::Note { content, .. } => {
                let text = content.iter().map(undoc::model::Paragraph::plain_text).collect::<Vec<_>>().join(" ");
                diagnostics.push(Diagnostic::note("catatan kaki tidak dicetak").at(Place::file(file)).raw(text));
            }
            Source::PageBreak | Source::SectionBreak => {}
        }
    }
    for (id, alt) in picture_ids {
        if let Some(resource) = document.resources.get(&id) {
            manuscript.pictures.push((resource.data.clone(), alt.filter(|a| !a.trim().is_empty())));
        }
    }
    Found::new(manuscript, diagnostics)
}

/// The accepted text of a paragraph: what tracked changes deleted is gone.
fn docx_runs(paragraph: &undoc::model::Paragraph) -> Vec<Run> {
    use undoc::model::RevisionType;
    let mut runs = Vec::new();
    for run in paragraph.runs.iter().filter(|r| r.revision != RevisionType::Deleted) {
        let style = |text: String| Run { text, bold: run.style.bold && !paragraph.heading.is_heading(), italic: run.style.italic };
        runs.push(style(run.text.clone()));
        if run.line_break {
            runs.push(style("\n".to_owned()));
        }
    }
    join_runs(runs)
}

fn docx_cell(cell: &undoc::model::Cell) -> Vec<Run> {
    let mut runs = Vec::new();
    for (i, paragraph) in cell.content.iter().enumerate() {
        if i > 0 {
            runs.push(Run::plain("\n"));
        }
        runs.extend(docx_runs(paragraph));
    }
    join_runs(runs)
}

/// Neighbouring list paragraphs are one list; a paragraph styled as a quotation is a quote.
fn push_docx_paragraph(parts: &mut Vec<Part>, paragraph: &undoc::model::Paragraph, runs: Vec<Run>, place: Place) {
    use undoc::model::ListType;
    let style = fold_name(paragraph.style_name.as_deref().or(paragraph.style_id.as_deref()).unwrap_or_default());
    let named_level = ["heading", "judul"].iter().find_map(|word| style.strip_prefix(word)?.parse().ok());
    if let Some(level) = named_level.or(paragraph.heading.is_heading().then(|| paragraph.heading.level())) {
        parts.push(Part { block: Block::Heading { level, runs }, place });
    } else if let Some(info) = paragraph.list_info.as_ref().filter(|info| info.list_type != ListType::None) {
        let is_numbered = info.list_type == ListType::Numbered;
        let item = vec![Block::paragraph(runs)];
        match parts.last_mut() {
            Some(Part { block: Block::List { ordered, items, .. }, .. }) if *ordered == is_numbered => items.push(item),
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

/// The text of a part, for recognising what it is.
pub fn text_of(block: &Block) -> String {
    let mut text = String::new();
    block.for_each_run(&mut |run| {
        text.push_str(&run.text);
    });
    text
}
