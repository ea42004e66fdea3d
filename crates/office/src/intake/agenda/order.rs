//! The agenda's entries in the order of the week: one event told twice becomes one, overlaps are said.

use super::online;
use crate::diagnostic::{Diagnostic, Found, Place};
use crate::intake::limits;
use crate::model::date::full_date;
use crate::model::wilayah::fold_name;
use crate::model::{AgendaEntry, End, Officials, Online, Status, Time};

/// Puts entries of all sheets and files in order; the same event on two leaders' sheets becomes one; overlaps are said.
pub fn order(mut entries: Vec<AgendaEntry>) -> Found<Vec<AgendaEntry>> {
    let mut diagnostics = Vec::new();
    entries.sort_by_key(|entry| (entry.date, entry.time.sort_key()));
    if entries.len() > limits::EVENTS {
        let message = format!("pekan ini memuat {} acara; paling banyak {}", entries.len(), limits::EVENTS);
        diagnostics.push(
            Diagnostic::error("agenda.terlalu-banyak-acara", message)
                .at(Place::file(&entries[limits::EVENTS].place.file))
                .remedy("periksa tanggalnya, atau gabungkan acara yang kecil-kecil"),
        );
        entries.truncate(limits::EVENTS);
    }
    let mut ordered: Vec<AgendaEntry> = Vec::new();
    for entry in entries {
        let is_same = |other: &&mut AgendaEntry| other.time == entry.time && fold_name(&other.title) == fold_name(&entry.title);
        let same_day = ordered.iter_mut().rev().take_while(|other| other.date == entry.date).take(limits::EVENTS);
        let Some(first) = same_day.into_iter().find(is_same) else {
            ordered.push(entry);
            continue;
        };
        // Two leaders' sheets tell of one event; the same line twice is a slip of copying, and harmless alike.
        if first.venue.as_deref().map(fold_name) != entry.venue.as_deref().map(fold_name) && entry.venue.is_some() && first.venue.is_some()
        {
            let message = format!("acara ini sudah tertulis di {}, dengan tempat lain", first.place);
            diagnostics.push(
                Diagnostic::warning("agenda.acara-ganda-lain-tempat", message)
                    .at(entry.place.clone())
                    .raw(&entry.title)
                    .remedy("samakan tempatnya bila acaranya satu; kini tercetak dua kali"),
            );
            ordered.push(entry);
            continue;
        }
        if first.officials == entry.officials {
            diagnostics.push(
                Diagnostic::warning("agenda.acara-ganda", format!("acara yang sama sudah tertulis di {}", first.place))
                    .at(entry.place.clone())
                    .raw(&entry.title)
                    .remedy("hapus salah satunya; yang tercetak hanya satu"),
            );
        }
        merge(first, entry);
    }
    diagnostics.extend(overlaps(&ordered));
    Found::new(ordered, diagnostics)
}

fn merge(first: &mut AgendaEntry, other: AgendaEntry) {
    match (&mut first.officials, other.officials) {
        (Officials::Named { invited, represented_by }, Officials::Named { invited: more, represented_by: also }) => {
            let new: Vec<String> = more.into_iter().filter(|official| !invited.contains(official)).collect();
            invited.extend(new);
            *represented_by = represented_by.take().or(also);
        }
        (Officials::Named { .. }, _) => {}
        (unknown, officials) => *unknown = officials,
    }
    first.venue = first.venue.take().or(other.venue);
    first.online = online(first.venue.as_deref(), first.online != Online::No);
    first.dress = first.dress.take().or(other.dress);
    first.host = first.host.take().or(other.host);
    first.note = first.note.take().or(other.note);
    if first.items.is_empty() {
        first.items = other.items;
    }
}

/// Warnings of events at which one leader is expected at the same time.
fn overlaps(entries: &[AgendaEntry]) -> Vec<Diagnostic> {
    let mut said = Vec::new();
    for (at, entry) in entries.iter().enumerate() {
        let earlier = entries[..at].iter().rev().take_while(|other| other.date == entry.date);
        let mut at_once = earlier.filter(|other| at_once(&other.time, &entry.time));
        let clash =
            at_once.find_map(|other| Some((other, attending(entry).into_iter().find(|official| attending(other).contains(official))?)));
        if let Some((other, official)) = clash.filter(|_| said.len() < 4 * limits::REMARKS) {
            let message = format!("{official} tercatat di dua acara pada waktu yang sama; yang lain di {}", other.place);
            said.push(
                Diagnostic::warning("agenda.waktu-bentrok", message)
                    .at(entry.place.clone())
                    .raw(format!("{}, {}", full_date(entry.date), entry.title))
                    .remedy("periksa waktunya, atau tulis siapa yang mewakili"),
            );
        }
    }
    said
}

/// The officials who come themselves.
fn attending(entry: &AgendaEntry) -> Vec<&str> {
    match (&entry.officials, entry.status) {
        (Officials::Named { invited, represented_by: None }, Status::Planned) => invited.iter().map(String::as_str).collect(),
        (Officials::Named { represented_by: Some(one), .. }, Status::Planned) => vec![one],
        _ => Vec::new(),
    }
}

/// Whether two times certainly meet: an event without a written end is known only to have begun.
fn at_once(earlier: &Time, later: &Time) -> bool {
    let (Time::At { start: a, end, .. }, Time::At { start: b, .. }) = (earlier, later) else { return false };
    a == b || matches!(end, End::At(end) if a < end && b < end && a <= b)
}
