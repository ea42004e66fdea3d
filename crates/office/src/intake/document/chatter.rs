//! The chatter around an announcement that was sent in a chat: greetings, "mohon diteruskan ya", thanks.

use super::lines::{join_runs, split_lines, text_of};
use super::{Manuscript, Part};
use crate::diagnostic::{Diagnostic, Place};
use crate::intake::vocabulary::{CHATTER, CHATTER_WORDS, GREETINGS};
use crate::model::rich_text::Block;
use crate::model::wilayah::fold_name;

impl Manuscript {
    /// Takes chatter off the beginning and the end of an announcement, and says so; what stands between is left.
    pub(in crate::intake) fn take_chatter(&mut self) -> Option<Diagnostic> {
        let mut taken: Vec<(String, Place)> = Vec::new();
        while self.cover.first().is_some_and(|(line, _)| is_chatter(line)) {
            taken.push(self.cover.remove(0));
            self.letter.remove(0);
        }
        while self.cover.is_empty()
            && let Some(line) = self.take_edge(true)
        {
            taken.push(line);
        }
        // Thanks end a chat; at the end of a letter they are its courtesies.
        let is_chat = self.is_chat || !taken.is_empty() || self.parts.last().is_some_and(|part| asks(&text_of(&part.block)));
        while is_chat && let Some(line) = self.take_edge(false) {
            taken.push(line);
        }
        let (_, place) = taken.first()?;
        let words: Vec<&str> = taken.iter().map(|(line, _)| line.as_str()).collect();
        let note = Diagnostic::note("pengumuman.sapaan-tidak-dicetak", "sapaan dan permintaan meneruskan pesan tidak dicetak");
        Some(note.at(place.clone()).raw(words.join(" / ")))
    }

    /// Takes the first or the last line of the body, where it is chatter. An announcement of nothing else stays as it is.
    fn take_edge(&mut self, is_first: bool) -> Option<(String, Place)> {
        let count = self.parts.len();
        let at = if is_first { 0 } else { count.checked_sub(1)? };
        let Part { block: Block::Paragraph { runs, .. }, place } = self.parts.get_mut(at)? else { return None };
        let text: String = runs.iter().map(|run| run.text.as_str()).collect();
        let lines = text.lines().count();
        let line = if is_first { text.lines().next()? } else { text.lines().next_back()? }.trim().to_owned();
        if !is_chatter(&line) || (count == 1 && lines == 1) {
            return None;
        }
        let place = place.clone();
        if lines == 1 {
            self.parts.remove(at);
        } else {
            let (first, rest) = split_lines(std::mem::take(runs), if is_first { 1 } else { lines - 1 });
            *runs = join_runs(if is_first { rest } else { first });
        }
        Some((line, place))
    }
}

/// Whether a line says nothing but greetings, thanks, or that the message be passed on: all its words are such.
fn is_chatter(line: &str) -> bool {
    let words: Vec<String> = line
        .split(|c: char| c.is_whitespace() || matches!(c, ',' | '.' | '/' | '!'))
        .map(fold_name)
        .filter(|word| !word.is_empty())
        .collect();
    let is_word =
        |word: &String| CHATTER_WORDS.contains(&word.as_str()) || CHATTER.contains(&word.as_str()) || GREETINGS.contains(&word.as_str());
    let says = |word: &String| CHATTER.contains(&word.as_str()) || GREETINGS.contains(&word.as_str());
    let is_greeting = words.first().is_some_and(|word| word == "selamat") && words.len() > 1;
    words.iter().all(is_word) && (words.iter().any(says) || is_greeting)
}

/// Whether a line asks that the message be passed on.
fn asks(text: &str) -> bool {
    let last = text.lines().next_back().unwrap_or_default();
    is_chatter(last) && ["terus", "share", "sebar"].iter().any(|word| last.to_lowercase().contains(word))
}
