//! The dated things on a village's notice board, a card for each.

use chrono::{Datelike as _, NaiveDate};

use super::fit::Fit;
use super::front::{Happening, What};
use super::typography::{bind, bind_headline};
use super::wording::{self, in_a_line, sentence};
use super::{Plan, sheet};
use office::model::date::{long_date, weekday};
use office::model::{Announcement, FactKind, Status, Time, Village};

/// A village's cards with the words above and below them.
pub(super) struct Cards {
    pub(super) heading: String,
    pub(super) cards: Vec<sheet::Card>,
    /// `Dan 3 acara lagi: lihat buletin.`
    pub(super) note: Option<String>,
}

impl<'a> Plan<'a> {
    /// The events of a village, in the order of time, and those of its kecamatan; without either, the first important occasion for
    /// everyone. A step of fitting says how many cards there may be: those of the village itself stay longest.
    pub(super) fn cards(&self, village: &Village, fit: &Fit) -> Cards {
        let mut all = self.happenings(village);
        all.retain(|one| one.date() >= self.edition.monday());
        if all.is_empty() {
            all.extend(self.important_occasions(village).into_iter().filter(|one| one.date() >= self.edition.monday()).take(1));
        }
        let kind = village.desa.designation.village_in_text();
        let heading = match (all.iter().any(|one| one.here), all.is_empty()) {
            (true, _) => format!("Di {kind} kita"),
            (false, false) => format!("Pekan ini di dekat {kind} kita"),
            (false, true) => String::new(),
        };
        let more = all.len().saturating_sub(fit.cards);
        let mut at: Vec<usize> = (0..all.len()).collect();
        // The nearest, in the order of time.
        at.sort_by_key(|at| all.get(*at).is_none_or(|one| !one.here));
        at.truncate(fit.cards);
        at.sort_unstable();
        Cards {
            heading,
            cards: at.into_iter().filter_map(|at| all.get(at)).map(|one| self.card(one)).collect(),
            note: (more > 0).then(|| bind(&format!("Dan {more} acara lagi: lihat buletin."))),
        }
    }

    /// The words on a card for its day or its days: `Rabu` and `25 November`, `Senin` and `23 November – Sabtu 5 Desember`; of what began
    /// before the week `Sampai` and `Sabtu 5 Desember`.
    fn days(&self, one: &Happening<'a>) -> (String, String) {
        let first = one.date();
        match one.until() {
            None => (weekday(first).to_owned(), self.day_of_month(first)),
            Some(last) if one.has_begun() => ("Sampai".to_owned(), format!("{} {}", weekday(last), self.day_of_month(last))),
            Some(last) => {
                let is_same_month = (first.year(), first.month()) == (last.year(), last.month());
                let begin = if is_same_month { first.day().to_string() } else { self.day_of_month(first) };
                (weekday(first).to_owned(), format!("{begin} – {} {}", weekday(last), self.day_of_month(last)))
            }
        }
    }

    /// `25 November`, with the year where it is not the edition's.
    fn day_of_month(&self, date: NaiveDate) -> String {
        if date.year() == self.edition.monday().year() { wording::day_of_month(date) } else { long_date(date) }
    }

    fn card(&self, one: &Happening<'a>) -> sheet::Card {
        let (day, date) = self.days(one);
        let time = match one.time() {
            Time::Unknown => String::new(),
            time => wording::time(time, Some(self.settings.regency.zone)),
        };
        sheet::Card {
            day,
            date: bind(&date),
            time: bind(&time),
            title: bind_headline(one.title()),
            place: one.place().map(|place| bind(&sentence(&place))),
            note: note(one),
            status: wording::status(one.status()).map(str::to_uppercase),
            here: one.here,
        }
    }
}

/// The officials who come, and the words to residents.
fn note(one: &Happening<'_>) -> Option<String> {
    let said = match one.what {
        What::Event(event) if event.status == Status::Planned => {
            let note = event.note.as_deref().map(in_a_line);
            [wording::attended(&event.officials), note].into_iter().flatten().map(|part| sentence(&part)).collect::<Vec<_>>()
        }
        What::Event(_) => Vec::new(),
        What::Occasion(..) if one.is_deadline() => vec!["Hari terakhir.".to_owned()],
        What::Occasion(announcement, _) => bring(announcement).into_iter().collect(),
    };
    (!said.is_empty()).then(|| bind(&said.join(" ")))
}

/// `Bawa KTP dan kartu keluarga.`, where that is said in a line.
fn bring(announcement: &Announcement) -> Option<String> {
    const LINE: usize = 70;
    let mut needed = announcement.facts.all.iter().filter(|fact| fact.kind == FactKind::Bring);
    let first = needed.next().filter(|_| needed.next().is_none())?;
    let words = format!("Bawa {}", in_a_line(first.text.trim()));
    (words.chars().count() <= LINE).then(|| sentence(&words))
}
