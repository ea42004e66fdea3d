//! A correction of an agenda, in a file of its own: what it tells goes before what the older file tells of the same event, and the rest of
//! the older file stays.

use super::listed;
use crate::diagnostic::{Diagnostic, Found, Place};
use crate::intake::vocabulary::CORRECTION;
use crate::model::date::full_date;
use crate::model::wilayah::fold_name;
use crate::model::{AgendaEntry, Officials, Status, Time};

/// The names of a correction's file and of those that it corrects.
#[derive(Clone, Copy)]
pub(crate) struct Newer<'a> {
    pub(crate) file: &'a str,
    pub(crate) older: &'a str,
}

/// Whether two events are one, by some of what is told of them.
type Kinship = fn(&AgendaEntry, &AgendaEntry) -> bool;

/// Each kinship, the closest first. A looser one holds only where it makes one pair, and no choice.
const KINSHIPS: [(Kinship, bool); 4] = [
    (|old, new| old.date == new.date && old.time == new.time && title(old) == title(new), false),
    (|old, new| old.date == new.date && title(old) == title(new), true),
    (|old, new| title(old) == title(new), true),
    (|old, new| old.date == new.date && old.time == new.time && old.time != Time::Unknown && may_be_one(old, new), true),
];

/// Merges a correction into what was told before it. Each difference is said, all in one.
pub(crate) fn merge(older: Vec<AgendaEntry>, newer: Vec<AgendaEntry>, names: Newer<'_>) -> Found<Vec<AgendaEntry>> {
    // For each of the newer events, the older one that it replaces.
    let mut pairs: Vec<Option<usize>> = vec![None; newer.len()];
    for (is_kin, must_be_sole) in KINSHIPS {
        for at in 0..newer.len() {
            let free: Vec<usize> =
                (0..older.len()).filter(|old| !pairs.contains(&Some(*old)) && is_kin(&older[*old], &newer[at])).collect();
            let Some(old) = free.first().copied().filter(|_| pairs[at].is_none()) else { continue };
            let rivals = (0..newer.len()).filter(|new| pairs[*new].is_none() && is_kin(&older[old], &newer[*new])).count();
            if !must_be_sole || (free.len() == 1 && rivals == 1) {
                pairs[at] = Some(old);
            }
        }
    }
    let mut told = Told::default();
    let replaced: Vec<usize> = pairs.iter().flatten().copied().collect();
    told.kept = (0..older.len()).filter(|at| !replaced.contains(at)).map(|at| named(&older[at])).collect();
    told.pairs = replaced.len();
    let mut older: Vec<Option<AgendaEntry>> = older.into_iter().map(Some).collect();
    let mut merged = Vec::new();
    for (new, pair) in newer.into_iter().zip(pairs) {
        match pair.and_then(|old| older[old].take()) {
            Some(old) => {
                let now = completed(new, &old);
                let differences = differences(&old, &now);
                if !differences.is_empty() {
                    told.changed.push(format!("{} ({})", named(&old), differences.join(", ")));
                }
                merged.push(now);
            }
            None => {
                told.added.push(named(&new));
                merged.push(new);
            }
        }
    }
    merged.extend(older.into_iter().flatten());
    merged.sort_by_key(|entry| (entry.date, entry.time.sort_key()));
    Found::new(merged, vec![told.remark(names)])
}

/// The effects of a merge, in words.
#[derive(Default)]
struct Told {
    changed: Vec<String>,
    added: Vec<String>,
    /// Older events that the correction does not tell of.
    kept: Vec<String>,
    /// Events that both tell of.
    pairs: usize,
}

impl Told {
    fn remark(self, Newer { file, older }: Newer<'_>) -> Diagnostic {
        let mut parts = Vec::new();
        if !self.changed.is_empty() {
            parts.push(format!("{} acara diganti: {}", self.changed.len(), self.changed.join("; ")));
        }
        if !self.added.is_empty() {
            parts.push(format!("{} acara ditambah: {}", self.added.len(), self.added.join("; ")));
        }
        if parts.is_empty() {
            parts.push("tidak ada yang berbeda".to_owned());
        }
        // A correction that tells the whole week anew leaves out what is called off, or forgets it.
        let is_whole = self.pairs > self.kept.len();
        if is_whole && !self.kept.is_empty() {
            parts.push(format!("{} acara hanya ada di {older}, dan tetap dicetak: {}", self.kept.len(), listed(&self.kept)));
        } else {
            parts.push(format!("{} acara lain tetap menurut {older}", self.kept.len()));
        }
        let message = format!("{} dibaca sebagai ralat atas {older}: {}", base_name(file), parts.join("; "));
        Diagnostic::warning("agenda.digabung", message).at(Place::file(file)).remedy(format!(
            "periksa perubahannya; acara yang batal ditulis “BATAL” di ralatnya; bila {} agenda yang lengkap, keluarkan {older} dari folder edisi",
            base_name(file)
        ))
    }
}

fn base_name(file: &str) -> &str {
    file.rsplit('/').next().unwrap_or(file)
}

/// `“Rapat TAPD”, Senin, 23 November 2026`
fn named(entry: &AgendaEntry) -> String {
    format!("“{}”, {}", entry.title, full_date(entry.date))
}

/// A title as compared: a mark of correction at its end is no part of it.
fn title(entry: &AgendaEntry) -> String {
    let text = entry.title.trim_end();
    let marked = text.strip_suffix([')', ']']).and_then(|rest| rest.rsplit_once(['(', '[']));
    let is_mark = |mark: &str| CORRECTION.iter().any(|word| fold_name(mark).contains(word)) || fold_name(mark) == "baru";
    fold_name(marked.filter(|(_, mark)| is_mark(mark)).map_or(text, |(rest, _)| rest))
}

/// Whether two events of one hour may be one whose title was changed: other officials, or another place and no word in common, make them two.
fn may_be_one(old: &AgendaEntry, new: &AgendaEntry) -> bool {
    const LONG_WORD: usize = 4;
    let words = |text: &str| text.split_whitespace().map(fold_name).filter(|word| word.len() >= LONG_WORD).collect::<Vec<_>>();
    if let (Officials::Named(before), Officials::Named(now)) = (&old.officials, &new.officials)
        && !before.iter().any(|guest| now.iter().any(|other| other.office == guest.office))
    {
        return false;
    }
    let has_common_word = words(&old.title).iter().any(|word| words(&new.title).contains(word));
    let is_one_place = old.venue.is_some() && old.venue.as_deref().map(fold_name) == new.venue.as_deref().map(fold_name);
    has_common_word || is_one_place
}

/// A newer event, with what only the older one tells.
fn completed(new: AgendaEntry, old: &AgendaEntry) -> AgendaEntry {
    let is_planned = old.status == Status::Planned;
    AgendaEntry {
        time: if new.time == Time::Unknown { old.time.clone() } else { new.time },
        items: if new.items.is_empty() { old.items.clone() } else { new.items },
        online: if new.venue.is_none() { old.online } else { new.online },
        venue: new.venue.or_else(|| old.venue.clone()),
        dress: new.dress.or_else(|| old.dress.clone()),
        officials: if new.officials == Officials::Unknown { old.officials.clone() } else { new.officials },
        host: new.host.or_else(|| old.host.clone()),
        // The note of an event that was put off told of that.
        note: new.note.or_else(|| old.note.clone().filter(|_| is_planned)),
        ..new
    }
}

/// The differences between an event as it was and as it is, in words.
fn differences(old: &AgendaEntry, now: &AgendaEntry) -> Vec<String> {
    let became = |what: &str, before: &str, after: &str| (before != after).then(|| format!("{what}{before} menjadi {after}"));
    let or_none = |text: &Option<String>| text.as_deref().map_or_else(|| "(kosong)".to_owned(), |text| text.replace('\n', ", "));
    let said = |differs: bool, what: &str| differs.then(|| what.to_owned());
    [
        became("", &full_date(old.date), &full_date(now.date)),
        became("pukul ", &hour(&old.time), &hour(&now.time)),
        (old.title != now.title).then(|| format!("acara “{}” menjadi “{}”", old.title, now.title)),
        became("tempat ", &or_none(&old.venue), &or_none(&now.venue)),
        said(old.status != now.status, status(now.status)),
        said(old.officials != now.officials, "pejabat yang hadir berubah"),
        said(old.note != now.note || old.items != now.items, "keterangan berubah"),
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn status(status: Status) -> &'static str {
    match status {
        Status::Planned => "jadi dilaksanakan",
        Status::Cancelled => "dibatalkan",
        Status::Postponed => "ditunda",
    }
}

fn hour(time: &Time) -> String {
    match time {
        Time::Unknown => "(kosong)".to_owned(),
        Time::AllDay => "sehari penuh".to_owned(),
        Time::At { start, .. } => start.format("%H.%M").to_string(),
        Time::Named { text, .. } => text.clone(),
    }
}
