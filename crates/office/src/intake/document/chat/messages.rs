//! The messages of a chat: the lines with which WhatsApp begins each one are taken off, and whose message is the announcement is told.

use std::sync::LazyLock;

use regex::Regex;

use super::{Line, without_start};
use crate::diagnostic::Place;
use crate::intake::vocabulary::{DELETED_MESSAGES, FORWARDED, NO_MEDIA};
use crate::model::rich_text::plain_text;
use crate::model::wilayah::fold_name;

/// A piece of a chat.
pub(super) enum Message {
    /// Lines that are text.
    Text(Vec<Line>),
    /// A line of the program's own.
    Programs(String),
    /// The number of people besides the sender who wrote, what they wrote, and the first place.
    Others(usize, String, Place),
    /// The program's word for a picture or a file that was not saved with the text.
    NoMedia(String, Place),
}

/// A line as WhatsApp writes it above a message, copied or exported.
static HEADERS: LazyLock<[Regex; 2]> = LazyLock::new(|| {
    let time = r"\d{1,2}[.:]\d{2}(?:[.:]\d{2})?(?:\s?[AaPp]\.?[Mm]\.?)?";
    let date = r"\d{1,4}[/.-]\d{1,2}(?:[/.-]\d{2,4})?";
    let quiet = r"[\u{200e}\u{200f}\u{202a}-\u{202e}~\s]*";
    let sender = r"(?<sender>[^:]{1,80}):";
    let copied = format!(r"^{quiet}\[(?:{time},?\s+(?<behind>{date})|(?<date>{date}),?\s+{time})\]{quiet}(?:{sender})?{quiet}");
    let exported = format!(r"^{quiet}(?<date>{date}),?\s+(?:pukul\s+)?{time}\s+[-–]\s{quiet}(?:{sender}(?:\s|$))?{quiet}");
    [copied, exported].map(|pattern| Regex::new(&pattern).expect("a fixed pattern"))
});

/// A message's header.
pub(super) struct Header {
    pub(super) bytes: usize,
    /// None where the program itself speaks.
    pub(super) sender: Option<String>,
    /// The date as the sender's phone writes it: `24/11/26`.
    pub(super) date: String,
    /// As a chat that was exported has it: a schedule may look alike.
    is_exported: bool,
}

pub(super) fn header(line: &str) -> Option<Header> {
    const SPOKEN: [&str; 12] = [
        "enkripsi",
        "encrypted",
        "bergabung",
        "joined",
        "menambahkan",
        "ditambahkan",
        "added",
        "keluar",
        " left",
        "mengubah",
        "changed",
        "membuat grup",
    ];
    let (found, is_exported) = HEADERS.iter().zip([false, true]).find_map(|(header, kind)| Some((header.captures(line)?, kind)))?;
    let bytes = found.get(0)?.end();
    let sender = found.name("sender").map(|sender| sender.as_str().trim().to_owned());
    let date = ["date", "behind"].iter().find_map(|name| found.name(name)).map(|date| date.as_str().to_owned()).unwrap_or_default();
    let is_spoken = SPOKEN.iter().any(|word| line[bytes..].to_lowercase().contains(word));
    (sender.is_some() || is_spoken).then_some(Header { bytes, sender, date, is_exported })
}

/// The bytes of the word at a line's beginning that says it was forwarded.
fn forwarded(line: &str) -> Option<usize> {
    let is_word = |text: &str| FORWARDED.contains(&fold_name(text).as_str());
    if is_word(line) {
        return Some(line.len());
    }
    // Before the first mark of the text: "Diteruskan berkali-kali *PENGUMUMAN*".
    let at = line.find(['*', '_', '~']).filter(|at| *at > 0)?;
    is_word(&line[..at]).then_some(at)
}

/// Whether a line is the program's, or begins so.
pub(super) fn is_programs(line: &str) -> bool {
    header(line).is_some() || forwarded(line).is_some()
}

/// One message while it is read.
struct Sent {
    sender: Option<String>,
    lines: Vec<Line>,
}

/// The pieces of a chat. Of several people's messages, those of the one who wrote most are text.
pub(super) fn messages(lines: Vec<Line>) -> Vec<Message> {
    let mut found = Vec::new();
    let mut sent = vec![Sent { sender: None, lines: Vec::new() }];
    for mut line in lines {
        let text = plain_text(&line.runs);
        let mut rest = text.as_str();
        let is_begun = sent.len() > 1 || is_head(&sent);
        if let Some(Header { bytes, sender, .. }) = header(&text).filter(|header| is_begun || !header.is_exported) {
            if sender.is_none() {
                found.push(Message::Programs(text.trim().to_owned()));
                continue;
            }
            found.push(Message::Programs(text[..bytes].trim().to_owned()));
            rest = &text[bytes..];
            line.runs = without_start(line.runs, bytes);
            line.begins = true;
            sent.push(Sent { sender, lines: Vec::new() });
        }
        if let Some(bytes) = forwarded(rest) {
            found.push(Message::Programs(rest[..bytes].trim().to_owned()));
            line.runs = without_start(line.runs, bytes);
            rest = &rest[bytes..];
            if rest.trim().is_empty() {
                continue;
            }
        }
        let folded = fold_name(rest);
        let is_file = rest.contains("(file terlampir)") || rest.contains("(file attached)");
        if NO_MEDIA.contains(&folded.as_str()) || is_file {
            found.push(Message::NoMedia(rest.trim().to_owned(), line.place));
        } else if DELETED_MESSAGES.contains(&folded.as_str()) {
            found.push(Message::Programs(rest.trim().to_owned()));
        } else if let Some(last) = sent.last_mut() {
            last.lines.push(line);
        }
    }
    found.extend(of_one(sent));
    found
}

/// Whether nothing but "Kunci: nilai" stands above the line that is read: an exported chat begins with a header, a schedule with its title.
fn is_head(sent: &[Sent]) -> bool {
    let lines = sent.iter().flat_map(|one| &one.lines).map(|line| plain_text(&line.runs));
    lines.filter(|line| !line.trim().is_empty()).all(|line| line.contains(':') && line.chars().count() <= 120)
}

/// The messages of the one who wrote most, and those of the others.
fn of_one(sent: Vec<Sent>) -> Vec<Message> {
    let letters = |one: &Sent| one.lines.iter().map(|line| plain_text(&line.runs).chars().count()).sum::<usize>();
    let of = |sender: &Option<String>| sent.iter().filter(|one| one.sender == *sender).map(letters).sum::<usize>();
    let mut senders: Vec<&Option<String>> = sent.iter().map(|one| &one.sender).filter(|sender| sender.is_some()).collect();
    senders.sort();
    senders.dedup();
    let most = senders.iter().max_by_key(|sender| of(sender)).map(|sender| (*sender).clone()).unwrap_or_default();
    // Lines above the first header are the office's own.
    let is_others = |one: &Sent| one.sender.is_some() && one.sender != most;
    let others: Vec<&Line> = sent.iter().filter(|one| is_others(one)).flat_map(|one| &one.lines).collect();
    let left_out = others.first().map(|first| {
        let text = others.iter().map(|line| plain_text(&line.runs)).collect::<Vec<_>>().join(" / ");
        Message::Others(senders.len().saturating_sub(1), text, first.place.clone())
    });
    let mut found: Vec<Message> = left_out.into_iter().collect();
    found.extend(sent.into_iter().filter(|one| !is_others(one)).map(|one| Message::Text(one.lines)));
    found
}
