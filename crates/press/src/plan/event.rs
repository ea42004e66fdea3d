//! Events of the agenda as they are printed, whole or shortened.

use std::collections::BTreeMap;

use super::fit::{Detail, Fit};
use super::typography::bind;
use super::wording::{self, in_a_line, sentence};
use super::{Plan, sheet};
use office::model::date::weekday;
use office::model::{AgendaEntry, Officials, Status, Village, Zone};

/// Bytes of an event's texts above which it may be broken between two columns: no column may hold so long an event.
const LONG: usize = 700;

/// The paper on which a village reads its own news.
#[derive(Clone, Copy)]
pub(super) struct Medium<'m> {
    /// The place where all of a text is to be had that is shortened on it.
    pub(super) full_texts: &'m str,
}

/// An event as printed.
struct Printed {
    entry: sheet::Entry,
    /// Something of it is left out.
    is_brief: bool,
}

/// Whether residents are told to come to an event, or to do something: its remark says so, or its title.
pub(super) fn is_public(event: &AgendaEntry) -> bool {
    const INVITES: [&str; 23] = [
        "dipersilakan",
        "silakan datang",
        "silahkan datang",
        "terbuka untuk umum",
        "untuk umum",
        "untuk masyarakat umum",
        "warga diundang",
        "masyarakat diundang",
        "warga diharap",
        "masyarakat diharap",
        "warga dimohon",
        "masyarakat dimohon",
        "warga diminta",
        "mengajak warga",
        "membawa ktp",
        "bawa ",
        "bawalah ",
        "gratis",
        "tanpa biaya",
        "tidak dipungut",
        "vaksinasi",
        "imunisasi",
        "donor darah",
    ];
    const HELD: [&str; 6] = ["vaksinasi", "imunisasi massal", "donor darah", "pasar murah", "pengobatan gratis", "terbuka untuk umum"];
    let says = |text: &str, words: &[&str]| {
        // Words begin where a word begins: "pembawa acara" bids nobody bring anything.
        let text = format!(" {} ", in_a_line(text).to_lowercase());
        words.iter().any(|words| text.match_indices(words).any(|(at, _)| !text[..at].ends_with(char::is_alphanumeric)))
    };
    event.status == Status::Planned && (event.note.as_deref().is_some_and(|note| says(note, &INVITES)) || says(&event.title, &HELD))
}

/// Words an event, of which a detail may leave out officials, items, remarks and the place. Officials stand in a sentence for a village's
/// own agenda, which names the `zone` of the times, and in a word or two in the week's.
fn printed(event: &AgendaEntry, zone: Option<Zone>, detail: Detail) -> Printed {
    let public = is_public(event);
    let title = bind(&event.title);
    let mut items: Vec<String> = event.items.iter().map(|item| bind(item)).collect();
    let mut place = wording::venue(event.venue.as_deref(), event.online).map(|venue| bind(&in_a_line(&venue)));
    let officials = if zone.is_some() { wording::attended(&event.officials) } else { wording::coming(&event.officials) };
    let mut officials = officials.map(|officials| bind(&officials));
    let mut note = event.note.as_deref().map(|note| bind(&in_a_line(note)));
    let mut is_brief = false;
    let from = |public_from: Detail, internal_from: Detail| detail >= if public { public_from } else { internal_from };
    if from(Detail::Brief, Detail::Unattended) {
        is_brief |= officials.take().is_some();
    }
    if from(Detail::Brief, Detail::Unremarked) {
        is_brief |= !items.is_empty();
        items.clear();
    }
    if from(Detail::Title, Detail::Unremarked) {
        is_brief |= note.take().is_some();
    }
    if from(Detail::Title, Detail::Unplaced) {
        is_brief |= place.take().is_some();
    }
    let texts = [Some(&title), place.as_ref(), officials.as_ref(), note.as_ref()].into_iter().flatten().chain(&items);
    let entry = sheet::Entry {
        long: texts.map(String::len).sum::<usize>() > LONG,
        time: bind(&wording::time(&event.time, zone)),
        title,
        items,
        place: place.map(|place| sentence(&place)),
        officials: officials.map(|officials| if zone.is_some() { sentence(&officials) } else { officials }),
        note: note.map(|note| sentence(&note)),
        status: wording::status(event.status).map(str::to_uppercase),
        public,
    };
    Printed { entry, is_brief }
}

impl Plan<'_> {
    /// The week by day, and a remark on names and on what is not told; days without an event are left out.
    pub(super) fn week_by_day(&self, detail: Detail) -> (Vec<sheet::AgendaDay>, Option<String>) {
        let usual = self.usual_official().filter(|_| detail == Detail::Full);
        let mut is_brief = false;
        let mut days = Vec::new();
        for events in self.week.agenda.chunk_by(|one, next| one.date == next.date) {
            let mut printed: Vec<Printed> = events.iter().map(|event| printed(event, None, detail)).collect();
            is_brief |= printed.iter().any(|event| event.is_brief);
            for event in &mut printed {
                event.entry.officials = event.entry.officials.take().filter(|officials| Some(officials) != usual.as_ref());
            }
            days.extend(events.first().map(|event| sheet::AgendaDay {
                day: weekday(event.date).to_owned(),
                date: bind(&wording::day_of_month(event.date)),
                entries: printed.into_iter().map(|event| event.entry).collect(),
            }));
        }
        let usual = usual.map(|official| bind(&format!("Tanpa nama: dihadiri {official}.")));
        (days, usual.or_else(|| is_brief.then(|| agenda_note(&self.settings.regency.full_texts))))
    }

    /// The official who comes alone to most events, where it saves lines to say so once. Of an event without officials that would be
    /// wrong.
    fn usual_official(&self) -> Option<String> {
        /// To fewer events nothing is saved.
        const LEAST: usize = 4;
        let mut events: BTreeMap<String, usize> = BTreeMap::new();
        for event in &self.week.agenda {
            let Officials::Named(all) = &event.officials else { return None };
            match all.as_slice() {
                [] => return None,
                [one] if one.represented_by.is_none() => *events.entry(bind(&one.office)).or_default() += 1,
                _ => {}
            }
        }
        let (official, count) = events.into_iter().max_by_key(|(_, count)| *count)?;
        (count >= LEAST).then_some(official)
    }

    /// The events that touch a village, and a remark where not all of them is told.
    pub(super) fn own_agenda(&self, village: &Village, fit: &Fit, medium: Medium<'_>) -> (Vec<sheet::OwnEntry>, Option<String>) {
        let mut is_brief = false;
        let mut own = Vec::new();
        for (event, here) in self.agenda_for(village) {
            // Of an event in the village itself, when and where it is and what residents are told always stays.
            let detail = if here { fit.detail.min(Detail::Unattended) } else { fit.detail };
            let printed = printed(event, Some(self.settings.regency.zone), detail);
            is_brief |= printed.is_brief;
            let sheet::Entry { time, title, items, place, officials, note, status, public, long } = printed.entry;
            let day = bind(&wording::day_in_week(event.date));
            own.push(sheet::OwnEntry { day, public, here, time, title, items, place, officials, note, status, long });
        }
        (own, is_brief.then(|| agenda_note(medium.full_texts)))
    }
}

fn agenda_note(full_texts: &str) -> String {
    bind(&format!("Agenda dipendekkan. Selengkapnya di {full_texts}."))
}
