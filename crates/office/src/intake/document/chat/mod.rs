//! Messages of WhatsApp, copied or exported: without the lines that the program adds, with its marks for bold, italic and struck text, with
//! emoji as the bullets of lists.

mod log;
mod marks;
mod messages;

use std::borrow::Cow;

use super::{Genre, Part, head::key_of, join_runs};
use crate::diagnostic::{Diagnostic, Place};
use crate::fonts;
use crate::intake::characters;
use crate::model::rich_text::{Block, Run, plain_text};
pub use log::{Said, said};
use marks::{Marked, marked};
use messages::{Message, messages};

/// A line with its styles; the first of a paragraph says so.
#[derive(Debug, Clone)]
pub(super) struct Line {
    pub(super) runs: Vec<Run>,
    pub(super) place: Place,
    pub(super) begins: bool,
}

/// Whether lines are a chat's: some line is the program's own, or has its marks. `is_plain`: in a text without styles, one bullet is a mark.
pub(super) fn is_chat<'a>(mut lines: impl Iterator<Item = &'a str>, is_plain: bool) -> bool {
    lines.any(|line| messages::is_programs(line) || marks::has_marks(line) || (is_plain && bullet(line).is_some()))
}

/// The text of a chat; what is left out of it is said.
pub(super) fn read(lines: Vec<Line>, genre: Genre, diagnostics: &mut Vec<Diagnostic>) -> Vec<Part> {
    let Some(first) = lines.first().map(|line| line.place.clone()) else { return Vec::new() };
    let read = messages(lines);
    let mut text = Text::new(genre);
    read.into_iter().for_each(|message| text.message(message, diagnostics));
    text.flush();
    if !text.dropped.is_empty() {
        let message = "tanda WhatsApp (waktu dan pengirim, “Diteruskan”, emoji) tidak dicetak";
        diagnostics.push(Diagnostic::note("naskah.tanda-whatsapp", message).at(first.clone()).raw(text.dropped.join(" / ")));
    }
    if !text.struck.is_empty() {
        diagnostics.push(super::struck(first, &text.struck.join(" / ")));
    }
    text.parts
}

/// A chat's text, while its lines are taken in.
struct Text {
    genre: Genre,
    parts: Vec<Part>,
    /// Lines of the paragraph that is read.
    paragraph: Vec<(Vec<Run>, Place)>,
    /// Items of the list that is read.
    items: Vec<(Bullet, Vec<Run>, Place)>,
    /// A line that is no "Kunci: nilai" was read.
    has_text: bool,
    struck: Vec<String>,
    /// The program's own lines and the emoji that are left out.
    dropped: Vec<String>,
}

impl Text {
    fn new(genre: Genre) -> Self {
        let (parts, paragraph, items) = (Vec::new(), Vec::new(), Vec::new());
        Text { genre, parts, paragraph, items, has_text: false, struck: Vec::new(), dropped: Vec::new() }
    }

    fn message(&mut self, message: Message, diagnostics: &mut Vec<Diagnostic>) {
        match message {
            Message::Text(lines) => {
                self.flush();
                lines.into_iter().for_each(|line| self.line(line));
            }
            Message::Programs(text) => self.dropped.push(text),
            Message::Others(senders, text, place) => diagnostics.push(
                Diagnostic::warning("naskah.pesan-orang-lain", format!("berkas memuat pesan {senders} orang lain, yang tidak dicetak"))
                    .at(place)
                    .raw(text)
                    .remedy("hapus balasannya; bila perlu dicetak, salin teksnya saja, tanpa nama pengirim"),
            ),
            Message::NoMedia(text, place) => diagnostics.push(
                Diagnostic::warning("naskah.media-whatsapp", "gambar atau berkas pesan WhatsApp ini tidak ikut disimpan")
                    .at(place)
                    .raw(text)
                    .remedy("simpan gambarnya dari WhatsApp ke foto/, dengan nama yang sama dengan berkas ini"),
            ),
        }
    }

    fn line(&mut self, line: Line) {
        let text = plain_text(&line.runs);
        if line.begins || text.trim().is_empty() {
            self.end_paragraph();
        }
        let bullet = bullet(&text);
        let runs = bullet.as_ref().map_or_else(|| line.runs.clone(), |(_, length)| without_start(line.runs.clone(), *length));
        let Marked { runs, struck } = marked(&runs);
        self.struck.extend(struck);
        let runs = join_runs(self.without_emoji(runs));
        let shown = plain_text(&runs);
        if !shown.chars().any(|c| !c.is_whitespace()) {
            return;
        }
        if let Some((bullet, _)) = bullet {
            self.end_paragraph();
            let is_number = |bullet: &Bullet| matches!(bullet, Bullet::Number(_));
            if self.items.last().is_some_and(|(before, ..)| is_number(before) != is_number(&bullet)) {
                self.end_list();
            }
            self.items.push((bullet, runs, line.place));
            return;
        }
        self.end_list();
        // A title, and a line that says whom the text is for, stand by themselves.
        let is_key = key_of(&shown, self.genre).is_some();
        let is_alone = is_key || !self.has_text || runs.iter().all(|run| run.bold);
        self.has_text |= !is_key;
        if is_alone {
            self.end_paragraph();
        }
        self.paragraph.push((runs, line.place));
        if is_alone {
            self.end_paragraph();
        }
    }

    /// The runs without emoji that no font has, which are noted.
    fn without_emoji(&mut self, runs: Vec<Run>) -> Vec<Run> {
        let is_lost = |c: char| is_emoji(c) && !fonts::covers(c) && !characters::has_stand_in(c);
        let mut after_lost = false;
        runs.into_iter()
            .map(|mut run| {
                if run.text.contains(is_lost) {
                    self.dropped.push(run.text.chars().filter(|c| is_lost(*c)).collect());
                }
                let kept = |c: &char| {
                    let is_kept = !(is_lost(*c) || is_joiner(*c) || after_lost && *c == ' ');
                    after_lost = is_lost(*c) || (after_lost && is_joiner(*c));
                    is_kept
                };
                run.text = run.text.chars().filter(kept).collect();
                run
            })
            .collect()
    }

    fn end_paragraph(&mut self) {
        let mut lines = std::mem::take(&mut self.paragraph).into_iter();
        let Some((mut runs, place)) = lines.next() else { return };
        for (line, _) in lines {
            runs.push(Run::plain("\n"));
            runs.extend(line);
        }
        self.parts.push(Part { block: Block::paragraph(join_runs(runs)), place });
    }

    fn end_list(&mut self) {
        let items = std::mem::take(&mut self.items);
        let Some(((first, ..), place)) = items.first().map(|item| (item.clone(), item.2.clone())) else { return };
        let announces = self.parts.last().is_some_and(|part| super::text_of(&part.block).trim_end().ends_with(':'));
        if items.len() == 1 && !announces && !matches!(first, Bullet::Number(_)) {
            let (_, runs, place) = items.into_iter().next().unwrap_or((first, Vec::new(), place));
            self.parts.push(Part { block: Block::paragraph(runs), place });
            return;
        }
        // Beside what is crossed, what is ticked says so.
        let is_mixed = items.iter().any(|(bullet, ..)| *bullet == Bullet::Cross);
        let sign = |bullet: Bullet| match bullet {
            Bullet::Cross => "× ",
            Bullet::Tick if is_mixed => "√ ",
            _ => "",
        };
        let (ordered, start) = if let Bullet::Number(number) = first { (true, number) } else { (false, 1) };
        let item = |(bullet, runs, _): (Bullet, Vec<Run>, Place)| {
            let runs = [vec![Run::plain(sign(bullet))], runs].concat();
            vec![Block::paragraph(join_runs(runs))]
        };
        self.parts.push(Part { block: Block::List { ordered, start, items: items.into_iter().map(item).collect() }, place });
    }

    fn flush(&mut self) {
        self.end_paragraph();
        self.end_list();
    }
}

/// A sign at the beginning of a line that makes it an item of a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Bullet {
    Plain,
    Tick,
    Cross,
    Number(u32),
}

/// The emoji that begin a line as its bullet, and the bytes that they take with the blanks behind them.
fn bullet(line: &str) -> Option<(Bullet, usize)> {
    const MOST: usize = 3;
    let text = line.trim_start();
    let mut rest: Cow<'_, str> = text.into();
    let mut found = None;
    if let Some((number, length)) = keycap(text) {
        found = Some(Bullet::Number(number));
        rest = text[length..].into();
    } else {
        for _ in 0..MOST {
            let Some(sign) = rest.chars().next().filter(|c| is_emoji(*c)) else { break };
            found = found.or(Some(match sign {
                '✅' | '✓' | '✔' | '☑' => Bullet::Tick,
                '❌' | '❎' | '✖' | '✗' | '✘' | '🚫' | '⛔' => Bullet::Cross,
                _ => Bullet::Plain,
            }));
            rest = rest[sign.len_utf8()..].trim_start_matches(is_joiner).to_owned().into();
        }
    }
    let text = rest.trim_start();
    let is_item = text.chars().any(char::is_alphanumeric) && !text.chars().next().is_some_and(is_emoji);
    Some((found.filter(|_| is_item)?, line.len() - text.len()))
}

/// `1️⃣`, `🔟`: the number, and its bytes.
fn keycap(text: &str) -> Option<(u32, usize)> {
    if let Some(rest) = text.strip_prefix('🔟') {
        return Some((10, text.len() - rest.len()));
    }
    let digits = text.bytes().take_while(u8::is_ascii_digit).count().min(1);
    let rest = text[digits..].trim_start_matches('\u{fe0f}').strip_prefix('\u{20e3}')?;
    Some((text[..digits].parse().ok()?, text.len() - rest.len()))
}

/// Arrows, boxes, dingbats and pictures that stand for no letter.
fn is_emoji(c: char) -> bool {
    matches!(c, '\u{2190}'..='\u{21ff}' | '\u{2300}'..='\u{23ff}' | '\u{25a0}'..='\u{27bf}' | '\u{2b00}'..='\u{2bff}' | '\u{1f000}'..='\u{1faff}')
}

/// Signs that join emoji or choose their look and colour.
fn is_joiner(c: char) -> bool {
    matches!(c, '\u{200d}' | '\u{fe00}'..='\u{fe0f}' | '\u{20e3}' | '\u{1f3fb}'..='\u{1f3ff}')
}

/// The runs without so many bytes of their text.
fn without_start(runs: Vec<Run>, mut bytes: usize) -> Vec<Run> {
    let cut = |mut run: Run| {
        let here = bytes.min(run.text.len());
        bytes -= here;
        run.text = run.text.get(here..).unwrap_or_default().to_owned();
        run
    };
    runs.into_iter().map(cut).filter(|run| !run.text.is_empty()).collect()
}

/// Lines of a text of plain letters.
pub(super) fn lines_of_text(file: &str, text: &str) -> Vec<Line> {
    let line = |(number, text): (usize, &str)| Line { runs: vec![Run::plain(text)], place: Place::line(file, number), begins: false };
    (1..).zip(text.lines()).map(line).collect()
}

/// Lines of a paragraph of a document; `None`: the part is none.
pub(super) fn lines_of_part(part: &Part) -> Option<Vec<Line>> {
    let Block::Paragraph { runs, .. } = &part.block else { return None };
    let mut lines = vec![Vec::new()];
    for run in runs {
        for (at, text) in run.text.split('\n').enumerate() {
            if at > 0 {
                lines.push(Vec::new());
            }
            if let Some(line) = lines.last_mut() {
                line.push(Run { text: text.to_owned(), ..run.clone() });
            }
        }
    }
    let numbered = lines.into_iter().enumerate();
    Some(numbered.map(|(at, runs)| Line { runs, place: part.place.clone(), begins: at == 0 }).collect())
}
