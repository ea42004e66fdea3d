//! Reads `warta.toml` past its faults, so that all of them are said at once: a key that cannot be used is left out, and what must be there
//! is taken from the sample meanwhile.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::ops::Range;

use serde::Deserialize;
use toml::Spanned;
use toml::de::{DeTable, DeValue, Deserializer, Error};

use super::Config;
use super::spelling::{self, line_of};
use office::diagnostic::{Diagnostic, Place, Spot};
use office::folder::CONFIG;

/// The sample's settings: they have every key that must be there.
const SAMPLE: &str = include_str!("../../samples/barito-kuala/warta.toml");
/// After so many faults someone reads another file than this.
const MOST: usize = 200;

/// The settings as far as they can be read.
pub(super) struct Reading {
    /// `None`: too little can be read. With faults it is only good for finding more of them.
    pub(super) config: Option<Config>,
    pub(super) faults: Vec<Diagnostic>,
    /// Channels were left out for their faults.
    pub(super) lacks_channels: bool,
}

/// A step from a table or an array into one of its entries.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Step {
    Key(String),
    Item(usize),
}

/// Reads the text of a `warta.toml`.
pub(super) fn read(text: &str) -> Reading {
    let (root, errors) = DeTable::parse_recoverable(text);
    let mut faults = spelling::faults(text, &errors);
    if spelling::hides_tables(text, &errors) {
        return Reading { config: None, faults, lacks_channels: false };
    }
    // A line that is misspelt is told once.
    let misspelt: BTreeSet<usize> = faults.iter().filter_map(line).collect();
    let mut document = Document { whole: root.span(), root: root.into_inner(), removed: BTreeSet::new() };
    let mut config = None;
    for _ in 0..MOST {
        match document.deserialize() {
            Ok(read) => {
                config = Some(read);
                break;
            }
            Err(error) => {
                let (said, goes_on) = document.pass(text, &error);
                faults.extend(said.filter(|said| line(said).is_none_or(|line| !misspelt.contains(&line))));
                if !goes_on {
                    break;
                }
            }
        }
    }
    let is_channel = |path: &Vec<Step>| path.first() == Some(&Step::Key("saluran".to_owned()));
    Reading { config, faults, lacks_channels: document.removed.iter().any(is_channel) }
}

fn line(diagnostic: &Diagnostic) -> Option<usize> {
    match diagnostic.place.as_ref()?.spot {
        Spot::Line { line, .. } => Some(line),
        _ => None,
    }
}

/// The settings as a tree, from which faults are taken one by one.
struct Document<'t> {
    root: DeTable<'t>,
    whole: Range<usize>,
    /// The entries that were left out: none of them counts as missing.
    removed: BTreeSet<Vec<Step>>,
}

impl<'t> Document<'t> {
    fn deserialize(&self) -> Result<Config, Error> {
        Config::deserialize(Deserializer::from(Spanned::new(self.whole.clone(), self.root.clone())))
    }

    /// Passes a fault: what is to be said of it, and whether there may be more.
    fn pass(&mut self, text: &str, error: &Error) -> (Option<Diagnostic>, bool) {
        let Some(span) = error.span() else { return (Some(fault(text, error)), false) };
        let place = if span == self.whole { Some(Vec::new()) } else { find(&self.root, &span) };
        let Some(mut path) = place else { return (Some(fault(text, error)), false) };
        let Some(field) = missing(error) else {
            return (Some(fault(text, error)), self.remove(path));
        };
        let table = path.clone();
        path.push(Step::Key(field.to_owned()));
        let said = (!self.removed.contains(&path)).then(|| lacking(&table, field).unwrap_or_else(|| fault(text, error)));
        let said = said.map(|said| if table.is_empty() { said.at(Place::file(CONFIG)) } else { said.at(at(text, &span)) });
        let is_supplied = self.supply(&path);
        (said, is_supplied || self.remove(table))
    }

    /// Leaves an entry out; whatever holds a channel's only entry too, for a channel without a kind is none.
    fn remove(&mut self, mut path: Vec<Step>) -> bool {
        loop {
            while matches!(path.last(), Some(Step::Item(_))) {
                path.pop();
            }
            let Some(Step::Key(key)) = path.pop() else { return false };
            let Some(table) = table_at(&mut self.root, &path) else { return false };
            table.remove(key.as_str());
            let is_empty = table.is_empty();
            let whole = path.iter().cloned().chain([Step::Key(key)]).collect();
            self.removed.insert(whole);
            if !(is_empty && path.len() > 1 && path[0] == Step::Key("saluran".to_owned())) {
                return true;
            }
        }
    }

    /// Puts what the sample has in the place of a key that is missing.
    fn supply(&mut self, path: &[Step]) -> bool {
        let Some((Step::Key(key), above)) = path.split_last() else { return false };
        let Some(sample) = sampled(path).map(|(_, value)| value) else { return false };
        let Some(table) = table_at(&mut self.root, above) else { return false };
        let nowhere = usize::MAX..usize::MAX;
        table.insert(Spanned::new(nowhere, Cow::Owned(key.clone())), sample);
        true
    }
}

/// The path of the innermost entry that a span is of: its key, its value, or a part of that.
fn find(table: &DeTable<'_>, span: &Range<usize>) -> Option<Vec<Step>> {
    table.iter().find_map(|(key, value)| {
        let inner = inside(value, span).or_else(|| (key.span() == *span).then(Vec::new))?;
        Some([vec![Step::Key(key.get_ref().to_string())], inner].concat())
    })
}

fn inside(value: &Spanned<DeValue<'_>>, span: &Range<usize>) -> Option<Vec<Step>> {
    let inner = match value.get_ref() {
        DeValue::Table(table) => find(table, span),
        DeValue::Array(items) => items.iter().enumerate().find_map(|(at, item)| Some([vec![Step::Item(at)], inside(item, span)?].concat())),
        _ => None,
    };
    let own = value.span();
    inner.or_else(|| (own.start <= span.start && span.end <= own.end).then(Vec::new))
}

fn table_at<'d, 't>(root: &'d mut DeTable<'t>, path: &[Step]) -> Option<&'d mut DeTable<'t>> {
    match path {
        [] => Some(root),
        [Step::Key(key), rest @ ..] => match (root.get_mut(key.as_str())?.get_mut(), rest) {
            (DeValue::Table(table), rest) => table_at(table, rest),
            (DeValue::Array(items), [Step::Item(at), rest @ ..]) => match items.get_mut(*at)?.get_mut() {
                DeValue::Table(table) => table_at(table, rest),
                _ => None,
            },
            _ => None,
        },
        [Step::Item(_), ..] => None,
    }
}

/// The value at a path of the sample, and as it is written there. Of its arrays the first item serves.
fn sampled(path: &[Step]) -> Option<(&'static str, DeValueAt)> {
    let root = DeTable::parse(SAMPLE).ok()?;
    let mut value = Spanned::new(0..0, DeValue::Table(root.into_inner()));
    for step in path {
        let next = match (value.into_inner(), step) {
            (DeValue::Table(mut table), Step::Key(key)) => table.remove(key.as_str())?,
            (DeValue::Array(items), Step::Item(_)) => items.into_iter().next()?,
            _ => return None,
        };
        value = next;
    }
    Some((SAMPLE.get(value.span()).unwrap_or_default(), value))
}

type DeValueAt = Spanned<DeValue<'static>>;

/// The key that an error says is missing.
fn missing(error: &Error) -> Option<&str> {
    error.message().strip_prefix("missing field").and_then(|rest| rest.split('`').nth(1))
}

/// A key that is missing, with what the sample has as an example.
fn lacking(table: &[Step], key: &str) -> Option<Diagnostic> {
    let path: Vec<Step> = table.iter().cloned().chain([Step::Key(key.to_owned())]).collect();
    let (written, value) = sampled(&path)?;
    if matches!(value.get_ref(), DeValue::Table(_) | DeValue::Array(_)) {
        return None;
    }
    let head =
        table.iter().filter_map(|step| if let Step::Key(key) = step { Some(key.as_str()) } else { None }).collect::<Vec<_>>().join(".");
    let place = match table {
        [] => "sebelum tabel [ ] yang pertama".to_owned(),
        [.., Step::Item(_)] => format!("di bawah [[{head}]]"),
        _ => format!("di bawah [{head}]"),
    };
    let fault = Diagnostic::error("setelan.kunci-belum-diisi", format!("kunci “{key}” belum diisi"));
    Some(fault.remedy(format!("tambahkan {place}, menurut kantor sendiri: {key} = {written}")))
}

/// Whether a key may be a slip of another one: it begins in the same way and is about as long.
fn is_like(typed: &str, known: &str) -> bool {
    typed.len().abs_diff(known.len()) <= 2 && typed.chars().zip(known.chars()).take(3).all(|(a, b)| a.eq_ignore_ascii_case(&b))
}

/// The place of a span, by line and column.
fn at(text: &str, span: &Range<usize>) -> Place {
    let (line, column) = line_of(text, span.start);
    Place { file: CONFIG.to_owned(), spot: Spot::Line { line, column: Some(column) } }
}

/// A fault of a value or a key in words, at its line and column.
fn fault(text: &str, error: &Error) -> Diagnostic {
    let place = error.span().map_or_else(|| Place::file(CONFIG), |span| at(text, &span));
    let line = match place.spot {
        Spot::Line { line, .. } => text.lines().nth(line - 1).unwrap_or_default(),
        _ => "",
    };
    let message = error.message();
    let quoted = message.split('`').nth(1).unwrap_or_default();
    let said = if message.starts_with("missing field") {
        Diagnostic::error("setelan.kunci-belum-diisi", format!("kunci “{quoted}” belum diisi"))
            .remedy("lihat contohnya di folder yang dibuat oleh `warta baru`")
    } else if message.starts_with("unknown field") || message.starts_with("unknown variant") {
        let known: Vec<&str> = message.split('`').skip(3).step_by(2).collect();
        let meant = known.iter().find(|known| is_like(quoted, known)).map(|known| format!("mungkin maksudnya {known}; "));
        Diagnostic::error("setelan.kunci-tidak-dikenal", format!("“{quoted}” tidak dikenal")).remedy(format!(
            "{}yang dikenal: {}",
            meant.unwrap_or_default(),
            known.join(", ")
        ))
    } else if message.starts_with("wanted exactly") {
        Diagnostic::error("setelan.saluran-tanpa-jenis", "saluran ini tidak menyebut tepat satu jenis")
            .raw(line)
            .remedy("tulis [saluran.NAMA.JENIS]; jenisnya folder, flashdisk, kurir, email, webdav atau s3")
    } else if let Some((own, remedy)) = message.split_once("; ").filter(|_| message.starts_with('“')) {
        // Worded by the type that refused it.
        Diagnostic::error("setelan.nilai-tidak-terbaca", own).remedy(remedy)
    } else {
        Diagnostic::error("setelan.jenis-nilai", "nilai tidak sesuai jenisnya")
            .raw(line)
            .remedy("teks ditulis di antara tanda petik, angka tanpa tanda petik")
    };
    said.at(place)
}
