//! Events of the agenda as they are printed, whole or shortened.

use super::fit::{Detail, Fit};
use super::typography::bind;
use super::wording::{self, in_a_line, sentence};
use super::{Plan, sheet};
use office::model::date::weekday;
use office::model::{AgendaEntry, Village, Zone};

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

/// Words an event, of which a detail may leave out items, remarks and the place. The time is in the office's zone, which is named where
/// `zone` gives it.
fn printed(event: &AgendaEntry, zone: Option<Zone>, detail: Detail) -> Printed {
    let title = bind(&event.title);
    let mut items: Vec<String> = event.items.iter().map(|item| bind(item)).collect();
    let mut place = wording::venue(event.venue.as_deref(), event.online).map(|venue| bind(&in_a_line(&venue)));
    let mut officials = wording::attended(&event.officials).map(|officials| bind(&officials));
    let mut note = event.note.as_deref().map(|note| bind(&in_a_line(note)));
    let mut is_brief = false;
    if detail >= Detail::Place {
        is_brief |= !items.is_empty() || officials.is_some() || note.is_some();
        (items, officials, note) = (Vec::new(), None, None);
    }
    if detail >= Detail::Title {
        is_brief |= place.is_some();
        place = None;
    }
    let texts = [Some(&title), place.as_ref(), officials.as_ref(), note.as_ref()].into_iter().flatten().chain(&items);
    let entry = sheet::Entry {
        long: texts.map(String::len).sum::<usize>() > LONG,
        time: bind(&wording::time(&event.time, zone)),
        title,
        items,
        place: place.map(|place| sentence(&place)),
        officials: officials.map(|officials| sentence(&officials)),
        note: note.map(|note| sentence(&note)),
        status: wording::status(event.status).map(str::to_uppercase),
    };
    Printed { entry, is_brief }
}

impl Plan<'_> {
    /// The week by day, and a remark where not all of it is told; days without an event are left out.
    pub(super) fn week_by_day(&self, detail: Detail) -> (Vec<sheet::AgendaDay>, Option<String>) {
        let mut is_brief = false;
        let mut days = Vec::new();
        for events in self.week.agenda.chunk_by(|one, next| one.date == next.date) {
            let printed: Vec<Printed> = events.iter().map(|event| printed(event, None, detail)).collect();
            is_brief |= printed.iter().any(|event| event.is_brief);
            days.extend(events.first().map(|event| sheet::AgendaDay {
                day: weekday(event.date).to_owned(),
                date: bind(&wording::day_of_month(event.date)),
                entries: printed.into_iter().map(|event| event.entry).collect(),
            }));
        }
        (days, is_brief.then(|| agenda_note(&self.settings.regency.full_texts)))
    }

    /// The events that touch a village, and a remark where not all of them is told.
    pub(super) fn own_agenda(&self, village: &Village, fit: Fit, medium: Medium<'_>) -> (Vec<sheet::OwnEntry>, Option<String>) {
        let mut is_brief = false;
        let mut own = Vec::new();
        for (event, here) in self.agenda_for(village) {
            // An event in the village itself is told in more detail.
            let detail = match (fit.detail, here) {
                (Detail::Title, true) => Detail::Place,
                (Detail::Place, true) => Detail::Full,
                (detail, _) => detail,
            };
            let printed = printed(event, Some(self.settings.regency.zone), detail);
            is_brief |= printed.is_brief;
            let sheet::Entry { time, title, items, place, officials, note, status, long } = printed.entry;
            let day = bind(&wording::day_in_week(event.date));
            own.push(sheet::OwnEntry { day, here, time, title, items, place, officials, note, status, long });
        }
        (own, is_brief.then(|| agenda_note(medium.full_texts)))
    }
}

fn agenda_note(full_texts: &str) -> String {
    bind(&format!("Agenda dipendekkan. Selengkapnya di {full_texts}."))
}
