//! Manuscripts without styles: plain text and Markdown; and the line that says whom an announcement is for, below its text.

use super::head::{head_length, is_list_line, key_of};
use super::letter::is_capital;
use super::lines::{join_runs, split_lines, text_of};
use super::{Genre, Manuscript, Part, chat, markdown};
use crate::diagnostic::{Diagnostic, Place};
use crate::intake::vocabulary::HeadKey;
use crate::model::rich_text::{Block, Run, plain_text};
use crate::model::wilayah::fold_name;

impl Manuscript {
    pub(super) fn take_text(&mut self, text: &str, is_markdown: bool, genre: Genre, diagnostics: &mut Vec<Diagnostic>) {
        const HEAD_LINES: usize = 80;
        let file = self.file.clone();
        let lines: Vec<(String, Place)> =
            (1..).zip(text.lines().take(HEAD_LINES)).map(|(number, line)| (line.to_owned(), Place::line(&file, number))).collect();
        if !is_markdown && chat::is_chat(text.lines(), true) {
            self.take_chat(chat::lines_of_text(&file, text), genre, diagnostics);
            return;
        }
        let end = head_length(&lines, genre, false);
        self.take_head(&lines[..end], genre);
        let body = text.split_inclusive('\n').take(end).map(str::len).sum::<usize>();
        let body = text.get(body.min(text.len())..).unwrap_or_default();
        self.parts = if is_markdown { markdown::read(&file, body, end + 1, diagnostics) } else { plain(&file, body, end + 1, genre) };
    }

    /// Takes the line "Untuk: …" out of the body, where none stands above it.
    pub(super) fn take_target_below(&mut self) {
        if self.key(HeadKey::For).is_some() || self.empty_keys.iter().any(|(line, _)| fold_name(line).starts_with("untuk")) {
            return;
        }
        for at in 0..self.parts.len() {
            let Part { block: Block::Paragraph { runs, .. }, place } = &mut self.parts[at] else { continue };
            let text = plain_text(runs);
            let Some((line, target)) = text.lines().enumerate().find_map(|(line, text)| Some((line, target_in(text)?))) else { continue };
            let (before, rest) = split_lines(std::mem::take(runs), line);
            let (_, after) = split_lines(rest, 1);
            let is_between = !before.is_empty() && !after.is_empty();
            let joint = is_between.then(|| Run::plain("\n"));
            *runs = join_runs(before.into_iter().chain(joint).chain(after).collect());
            let place = place.clone();
            if runs.is_empty() {
                self.parts.remove(at);
            }
            self.keys.push((HeadKey::For, target, place));
            return;
        }
    }
}

/// The target of a line that says nothing else: "Untuk: semua".
fn target_in(line: &str) -> Option<String> {
    let (key, value) = key_of(line, Genre::Announcement)?;
    let name = line.split([':', '：']).next().map(fold_name).unwrap_or_default();
    (key == HeadKey::For && !value.is_empty() && matches!(name.as_str(), "untuk" | "ditujukanuntuk")).then_some(value)
}

/// Plain text: a blank line ends a paragraph. Lines that are short, or numbered, are lines of their own.
fn plain(file: &str, body: &str, first_line: usize, genre: Genre) -> Vec<Part> {
    const SHORT: usize = 60;
    let mut parts: Vec<Part> = Vec::new();
    let mut paragraph: Vec<(usize, &str)> = Vec::new();
    // Word and LibreOffice write one line for each paragraph; others wrap their lines and leave one blank.
    const WRAPPED: usize = 120;
    let a_line_each = body.lines().any(|line| line.chars().count() > WRAPPED);
    let mut flush = |lines: &mut Vec<(usize, &str)>| {
        let Some((number, _)) = lines.first().copied() else { return };
        let of_its_own = lines.len() > 1 && lines[..lines.len() - 1].iter().all(|(_, line)| line.chars().count() < SHORT);
        let separator = if of_its_own || lines.iter().all(|(_, line)| is_list_line(line)) { "\n" } else { " " };
        let text = lines.drain(..).map(|(_, line)| line).collect::<Vec<_>>().join(separator);
        parts.push(Part { block: Block::paragraph(join_runs(vec![Run::plain(text)])), place: Place::line(file, number) });
    };
    let mut number_of_lines = 0;
    for (number, line) in (first_line..).zip(body.lines()) {
        // A line of capitals above a text is its title; one that says whom it is for is no part of it.
        let is_titled =
            genre == Genre::Announcement && number_of_lines == 1 && paragraph.len() == 1 && is_capital(paragraph[0].1) && !is_capital(line);
        let is_target = genre == Genre::Announcement && target_in(line).is_some();
        if line.trim().is_empty() || a_line_each || is_titled || is_target {
            flush(&mut paragraph);
        }
        if !line.trim().is_empty() {
            paragraph.push((number, line.trim()));
            number_of_lines += 1;
        }
        if is_target {
            flush(&mut paragraph);
        }
    }
    flush(&mut paragraph);
    parts.retain(|part| !text_of(&part.block).is_empty());
    parts
}
