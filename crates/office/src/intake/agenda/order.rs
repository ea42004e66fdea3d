//! The agenda's entries in the order of the week: one event told twice becomes one, overlaps are said.

use super::online;
use crate::diagnostic::{Diagnostic, Found, Place};
use crate::intake::limits;
use crate::model::date::full_date;
use crate::model::wilayah::fold_name;
use crate::model::{AgendaEntry, End, Officials, Online, Status, Time};

/// Puts entries of all sheets in order; the same event on two leaders' sheets becomes one; overlaps are said.
pub fn order(entries: Vec<AgendaEntry>) -> Found<Vec<AgendaEntry>> {
    let mut found = unite(entries);
    found.diagnostics.extend(overlaps(&found.value));
    found
}

/// Puts entries of all sheets in order; the same event on two leaders' sheets becomes one.
pub(crate) fn unite(mut entries: Vec<AgendaEntry>) -> Found<Vec<AgendaEntry>> {
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
                    .alike("acara tertulis dua kali, dengan tempat yang berlainan")
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
                    .alike("acara yang sama tertulis dua kali")
                    .at(entry.place.clone())
                    .raw(&entry.title)
                    .remedy("hapus salah satunya; yang tercetak hanya satu"),
            );
        }
        join(first, entry);
    }
    Found::new(ordered, diagnostics)
}

/// Joins what two sheets tell of one event.
fn join(first: &mut AgendaEntry, other: AgendaEntry) {
    match (&mut first.officials, other.officials) {
        (Officials::Named(all), Officials::Named(more)) => {
            for guest in more {
                match all.iter_mut().find(|known| known.office == guest.office) {
                    Some(known) => known.represented_by = known.represented_by.take().or(guest.represented_by),
                    None => all.push(guest),
                }
            }
        }
        (Officials::Named(_), _) => {}
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
pub(crate) fn overlaps(entries: &[AgendaEntry]) -> Vec<Diagnostic> {
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
                    .alike("pejabat tercatat di dua acara pada waktu yang sama")
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
        (Officials::Named(all), Status::Planned) => {
            all.iter().map(|guest| guest.represented_by.as_ref().unwrap_or(&guest.office).as_str()).filter(|who| !who.is_empty()).collect()
        }
        _ => Vec::new(),
    }
}

/// Whether two times certainly meet: an event without a written end is known only to have begun.
fn at_once(earlier: &Time, later: &Time) -> bool {
    let (Time::At { start: a, end, .. }, Time::At { start: b, .. }) = (earlier, later) else { return false };
    a == b || matches!(end, End::At(end) if a < end && b < end && a <= b)
}
