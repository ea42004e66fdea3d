//! Manuscripts (Word, Markdown, plain text) as one tree of rich text, every part with its place.

mod chat;
mod chatter;
mod docx;
mod head;
pub(super) mod letter;
mod lines;
mod markdown;
mod parts;
mod prices;
pub(super) mod signature;
mod tables;
mod text;
mod visible;

pub use chat::{Said, said};
pub(super) use head::begins_ceremony;
use head::head_length;
pub(super) use lines::take_first_line;
pub use lines::text_of;
use lines::{join_runs, lines_of, lines_of_table, split_lines};
pub(super) use tables::tables;

use super::container::{self, Kind};
use super::vocabulary::HeadKey;
use super::{characters, limits, picture};
use crate::diagnostic::{self, Diagnostic, Found, Place};
use crate::model::AttachedPage;
use crate::model::rich_text::{Align, Block, Run, plain_text};

/// A file's content: the lines at its head that say what it is, then its body.
#[derive(Debug, Clone, Default)]
pub struct Manuscript {
    /// The file, relative to the office folder.
    pub(super) file: String,
    /// "Kunci: nilai" lines.
    pub(super) keys: Vec<(HeadKey, String, Place)>,
    /// The other lines of the head: a title page, a letterhead.
    pub(super) cover: Vec<(String, Place)>,
    /// Of each of these lines, what it is in a letter; `None`: no letter's.
    pub(super) letter: Vec<Option<letter::Line>>,
    /// The lines of a letterhead that stands in a table, or frame, of its own.
    pub(super) letterhead: Vec<String>,
    /// It is a message of WhatsApp, whose title is its first line, or the first in bold.
    pub(super) is_chat: bool,
    /// Keys without a value.
    empty_keys: Vec<(String, Place)>,
    /// Lines of a front matter that say nothing Warta knows.
    unread: Vec<(String, Place)>,
    /// The body.
    pub parts: Vec<Part>,
    /// Pictures set into the document, in order: bytes, and the description that the office gave them.
    pub(super) pictures: Vec<(Vec<u8>, Option<String>)>,
    /// The pages of the file beside it that is its attachment.
    pub(super) attachment: Vec<AttachedPage>,
}

/// A block of a manuscript's body, and its place in the file.
#[derive(Debug, Clone)]
pub struct Part {
    pub block: Block,
    pub place: Place,
}

/// The kinds of manuscripts, which differ in the lines that belong to their heads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Genre {
    Speech,
    Announcement,
}

impl Genre {
    fn knows(self, key: HeadKey) -> bool {
        use HeadKey::{
            Addressee, Caption, Date, Event, Except, For, From, Important, Include, Picture, Quote, Reader, Speaker, Subject, Summary,
            Title, Valid, Venue,
        };
        match self {
            Genre::Speech => matches!(key, Title | Subject | Event | Date | Venue | Speaker | Reader | Include | Summary | Quote),
            Genre::Announcement => {
                matches!(key, Title | Subject | For | Addressee | Except | Valid | From | Picture | Caption | Important)
            }
        }
    }
}

impl Manuscript {
    /// The value of a key, and its place.
    pub(super) fn key(&self, key: HeadKey) -> Option<(&str, &Place)> {
        self.keys.iter().find(|(k, ..)| *k == key).map(|(_, value, place)| (value.as_str(), place))
    }
}

/// Reads a manuscript by the kind of its content; a text is Markdown where the file's ending says so.
pub fn read(file: &str, bytes: &[u8], genre: Genre) -> Found<Manuscript> {
    let mut manuscript = Manuscript { file: file.to_owned(), ..Manuscript::default() };
    let mut diagnostics = Vec::new();
    if let Err(refused) = manuscript.take(file, bytes, genre, &mut diagnostics) {
        return Found::new(manuscript, refused.into());
    }
    if genre == Genre::Announcement {
        manuscript.take_target_below();
    }
    manuscript.check_head(&mut diagnostics);
    manuscript.check_length(&mut diagnostics);
    Found::new(manuscript, diagnostics)
}

fn letters(parts: &[Part]) -> usize {
    let mut letters = 0;
    parts.iter().for_each(|part| part.block.for_each_run(&mut |run| letters += run.text.chars().count()));
    letters
}

fn long_manuscript(file: &str, letters: usize) -> Diagnostic {
    too_long(file, format!("naskah {letters} huruf, lebih panjang dari {}", limits::MANUSCRIPT_CHARS))
}

fn too_long(file: &str, message: String) -> Diagnostic {
    Diagnostic::error("naskah.terlalu-panjang", message).at(Place::file(file)).remedy("bagi menjadi beberapa naskah, atau ringkaskan")
}

impl Manuscript {
    /// Takes in the head and the body of a file.
    ///
    /// # Errors
    /// The file is no manuscript, or cannot be read at all.
    fn take(&mut self, file: &str, bytes: &[u8], genre: Genre, diagnostics: &mut Vec<Diagnostic>) -> diagnostic::Result<()> {
        let ending = file.rsplit('.').next().unwrap_or_default().to_ascii_lowercase();
        match container::kind(bytes) {
            Kind::Docx => {
                container::examine(bytes).map_err(|reason| reason.diagnostic(file))?;
                let document = docx::read(file, bytes, diagnostics);
                let document = document.ok_or_else(|| container::refusal(Kind::CutOff, file, "", ""))?;
                self.take_document(document, genre, diagnostics);
            }
            Kind::Doc => {
                let document = docx::read_old(file, bytes, diagnostics);
                let refused = || container::refusal(Kind::Doc, file, "dokumen Word yang dapat dibaca", ".docx");
                self.take_document(document.ok_or_else(refused)?, genre, diagnostics);
            }
            Kind::Text if bytes.iter().filter(|byte| **byte != b' ').count() > limits::MANUSCRIPT_BYTES => {
                return Err(too_long(file, format!("naskah lebih dari {} MB teks", limits::MANUSCRIPT_BYTES >> 20)).into());
            }
            Kind::Text if matches!(ending.as_str(), "md" | "markdown" | "txt" | "text" | "docx" | "doc") => {
                self.take_text(&super::table::decode(bytes), ending.starts_with('m'), genre, diagnostics);
            }
            Kind::Xlsx | Kind::Ods if genre == Genre::Announcement => self.take_prices(file, bytes, diagnostics),
            Kind::Text if genre == Genre::Announcement && ending == "csv" => self.take_prices(file, bytes, diagnostics),
            // Excel saves no document of Word.
            kind @ (Kind::Xlsx | Kind::Xls | Kind::Xlsb | Kind::Ods) => {
                let remedy = match (genre, kind) {
                    (Genre::Announcement, _) => "buka di Excel, lalu Simpan sebagai .xlsx",
                    _ => "salin isinya ke Word, simpan sebagai .docx, lalu hapus berkas ini",
                };
                let code = if genre == Genre::Announcement { container::UNREAD_KIND } else { "berkas.jenis-lain" };
                return Err(Diagnostic::error(code, format!("ini {kind}, bukan naskah")).at(Place::file(file)).remedy(remedy).into());
            }
            Kind::Text => {
                let refused = Diagnostic::error(container::UNREAD_KIND, format!("jenis berkas .{ending} tidak dibaca"));
                return Err(refused.at(Place::file(file)).remedy("simpan sebagai .docx atau .txt").into());
            }
            kind => return Err(container::refusal(kind, file, "naskah", ".docx").into()),
        }
        Ok(())
    }

    /// Says the faults of the head. Keys with a value that cannot be printed are taken out.
    fn check_head(&mut self, diagnostics: &mut Vec<Diagnostic>) {
        if let Some((_, place)) = self.unread.first() {
            let raw = self.unread.iter().map(|(line, _)| line.as_str()).collect::<Vec<_>>().join(" / ");
            let note = Diagnostic::note("naskah.baris-kepala-tidak-dikenal", "baris di kepala berkas tidak dikenal, jadi tidak dibaca");
            diagnostics.push(note.at(place.clone()).raw(raw));
        }
        for (line, place) in &self.empty_keys {
            let fault = Diagnostic::error("naskah.baris-kepala-kosong", "baris kepala ini belum diisi");
            diagnostics.push(fault.at(place.clone()).raw(line).remedy("isi, atau hapus barisnya"));
        }
        self.keys.retain(|(_, value, place)| {
            let fits = value.chars().count() <= limits::PRINTED_CHARS;
            if !fits {
                let fault = Diagnostic::error("naskah.baris-kepala-terlalu-panjang", "baris kepala ini terlalu panjang");
                diagnostics.push(fault.at(place.clone()).raw(value).remedy("ringkaskan"));
            }
            fits
        });
    }

    /// Says whether the body is too long to be printed; then it is taken out.
    fn check_length(&mut self, diagnostics: &mut Vec<Diagnostic>) {
        let length = letters(&self.parts);
        let pieces: usize = self.parts.iter().map(|part| part.block.pieces()).sum();
        if length > limits::MANUSCRIPT_CHARS {
            diagnostics.push(long_manuscript(&self.file, length));
            self.parts.clear();
        } else if pieces > limits::MANUSCRIPT_PIECES {
            let message = format!("naskah memuat {pieces} bagian (paragraf, butir, sel tabel), lebih dari {}", limits::MANUSCRIPT_PIECES);
            let fault = Diagnostic::error("naskah.terlalu-banyak-bagian", message).at(Place::file(&self.file));
            diagnostics.push(fault.remedy("ringkaskan, atau tempel daftarnya di kantor desa"));
            self.parts.clear();
        }
    }

    fn take_document(&mut self, document: docx::Document, genre: Genre, diagnostics: &mut Vec<Diagnostic>) {
        // The head of a document this long is not looked for.
        let length = letters(&document.parts);
        if length > 4 * limits::MANUSCRIPT_CHARS {
            diagnostics.push(long_manuscript(&self.file, length));
            return;
        }
        let docx::Document { parts, pictures, letterhead } = document;
        self.letterhead = letterhead;
        self.take_pictures(&parts, pictures, diagnostics);
        let texts: Vec<String> =
            parts.iter().filter(|part| matches!(part.block, Block::Paragraph { .. })).map(|part| text_of(&part.block)).collect();
        if chat::is_chat(texts.iter().flat_map(|text| text.lines()), false) {
            self.is_chat = true;
            let parts = chat_parts(parts, genre, diagnostics);
            self.take_parts(parts, genre);
        } else {
            self.take_parts(parts, genre);
        }
    }

    fn take_chat(&mut self, lines: Vec<chat::Line>, genre: Genre, diagnostics: &mut Vec<Diagnostic>) {
        self.is_chat = true;
        let parts = chat::read(lines, genre, diagnostics);
        self.take_parts(parts, genre);
    }

    /// Takes the pictures that are part of a text: those of a letterhead are not.
    fn take_pictures(&mut self, parts: &[Part], pictures: Vec<docx::Inset>, diagnostics: &mut Vec<Diagnostic>) {
        let mut head = letter::Head::default();
        let mut is_name = |text: String| text.lines().all(|line| head.take(line) == Some(letter::Line::Letterhead));
        let above = parts.iter().take_while(|part| is_name(text_of(&part.block))).count();
        let is_letterhead =
            |inset: &docx::Inset| (above > 0 && inset.at <= above) || (inset.at == 0 && picture::is_letterhead(&inset.bytes));
        let (letterhead, own): (Vec<_>, Vec<_>) = pictures.into_iter().partition(is_letterhead);
        if !letterhead.is_empty() && above == 0 {
            diagnostics.push(docx::letterhead(Place::file(&self.file), "gambar di atas naskah"));
        }
        self.pictures = own.into_iter().map(|inset| (inset.bytes, inset.alt)).collect();
    }

    fn take_parts(&mut self, parts: Vec<Part>, genre: Genre) {
        let mut lines: Vec<(String, Place)> = Vec::new();
        let mut ends = Vec::new();
        for part in parts.iter().take(60) {
            let Some(head_lines) = lines_of(&part.block, genre) else { break };
            lines.extend(head_lines.into_iter().map(|line| (line, part.place.clone())));
            ends.push(lines.len());
        }
        let end = head_length(&lines, genre, self.is_chat);
        self.take_head(&lines[..end], genre);
        let whole = ends.iter().take_while(|paragraph_end| **paragraph_end <= end).count();
        let mut rest = parts.into_iter().skip(whole);
        // A paragraph whose first lines were head keeps the others.
        let begun = ends[..whole].last().copied().unwrap_or_default();
        if end > begun
            && let Some(part) = rest.next()
        {
            let kept =
                lines[end..ends.get(whole).copied().unwrap_or(end)].iter().map(|(line, _)| line.as_str()).collect::<Vec<_>>().join("\n");
            if !kept.trim().is_empty() {
                self.parts.push(Part { block: Block::paragraph(join_runs(vec![Run::plain(kept)])), place: part.place });
            }
        }
        self.parts.extend(rest);
    }
}

/// A document's parts, its paragraphs read as a chat that was pasted.
fn chat_parts(parts: Vec<Part>, genre: Genre, diagnostics: &mut Vec<Diagnostic>) -> Vec<Part> {
    let (mut read, mut lines) = (Vec::new(), Vec::new());
    for part in parts {
        match chat::lines_of_part(&part) {
            Some(more) => lines.extend(more),
            None => {
                read.extend(chat::read(std::mem::take(&mut lines), genre, diagnostics));
                read.push(part);
            }
        }
    }
    read.extend(chat::read(lines, genre, diagnostics));
    read
}

/// The warning of text that was struck through: it may have been struck because it holds no more.
fn struck(place: Place, text: &str) -> Diagnostic {
    let warning = Diagnostic::warning("naskah.teks-dicoret", "teks yang dicoret tidak dicetak").at(place).raw(text);
    warning.remedy("hapus teksnya bila batal; hapus coretannya bila tetap berlaku")
}

/// A table whose rows all have as many cells as its header; figures are set to the right where no alignment was given.
/// `None`: too wide to print.
fn table(header: Vec<Vec<Run>>, mut rows: Vec<Vec<Vec<Run>>>, align: Option<Vec<Align>>) -> Option<Block> {
    let mut header = header;
    let width = rows.iter().map(Vec::len).chain([header.len()]).max().unwrap_or_default();
    if width > limits::TABLE_COLUMNS {
        return None;
    }
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
    Some(Block::Table { header, align, rows })
}

fn wide_table(place: Place) -> Diagnostic {
    let message = format!("tabel lebih dari {} kolom tidak dapat dicetak", limits::TABLE_COLUMNS);
    Diagnostic::error("naskah.tabel-terlalu-lebar", message).at(place).remedy("kurangi kolomnya, atau bagi menjadi beberapa tabel")
}

fn footnote(place: Place, text: &str) -> Diagnostic {
    let note = Diagnostic::note("naskah.catatan-kaki", "catatan kaki tidak dicetak");
    note.at(place).raw(text).remedy("pindahkan ke dalam teks bila perlu dibaca warga")
}

/// The parts as they will be printed, with characters that the fonts have.
pub(super) fn printable(parts: Vec<Part>, diagnostics: &mut Vec<Diagnostic>) -> Vec<Block> {
    let mut printed = Vec::with_capacity(parts.len());
    let mut told = std::collections::HashSet::new();
    for mut part in parts {
        let said = std::cell::RefCell::new(Vec::new());
        part.block.map_text(&|text| characters::printable(text, &part.place, &mut said.borrow_mut()));
        if holds_nik(&text_of(&part.block)) {
            said.borrow_mut().push(
                Diagnostic::error("naskah.memuat-nik", "naskah memuat NIK (16 angka), yang tidak boleh dicetak")
                    .at(part.place.clone())
                    .raw(text_of(&part.block))
                    .remedy("hapus nomornya (UU 27/2022 tentang Pelindungan Data Pribadi)"),
            );
        }
        // The same fault in several runs of a paragraph is told once.
        let new = |d: &Diagnostic| told.insert((d.message.clone(), d.place.as_ref().map(ToString::to_string)));
        diagnostics.extend(said.into_inner().into_iter().filter(new));
        printed.push(part.block);
    }
    printed
}

/// Whether a text has sixteen digits on end: the number of a person (NIK) or of a family card.
pub(super) fn holds_nik(text: &str) -> bool {
    text.split(|c: char| !c.is_ascii_digit()).any(|digits| digits.len() == 16)
}
