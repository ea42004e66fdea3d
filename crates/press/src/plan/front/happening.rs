//! The things that touch a village on a day or on days on end, and their entries in the week at a glance.

use chrono::{Datelike, NaiveDate, NaiveTime};

use super::titles::{capped, short};
use crate::plan::facts::{concerns, is_in};
use crate::plan::typography::bind;
use crate::plan::wording::{self, in_a_line};
use crate::plan::{is_shared, sheet};
use office::model::date::{month, weekday};
use office::model::{AgendaEntry, Announcement, EditionId, End, Occasion, Status, Target, Time, Village};

/// Something that takes place and touches a village: an event, or an occasion that an announcement names.
#[derive(Clone, Copy)]
pub(in crate::plan) enum What<'a> {
    Event(&'a AgendaEntry),
    Occasion(&'a Announcement, &'a Occasion),
}

/// One of a village's days, or several on end.
#[derive(Clone, Copy)]
pub(in crate::plan) struct Happening<'a> {
    pub(in crate::plan) what: What<'a>,
    /// The first day, of those that readers still have.
    from: NaiveDate,
    /// In the village itself, or for it alone.
    pub(in crate::plan) here: bool,
}

impl<'a> Happening<'a> {
    pub(super) fn event(event: &'a AgendaEntry, here: bool) -> Self {
        Happening { what: What::Event(event), from: event.date, here }
    }

    /// An occasion in an edition: what began before its week is told from Monday on.
    fn occasion(announcement: &'a Announcement, occasion: &'a Occasion, edition: EditionId, here: bool) -> Self {
        let from = if occasion.is_on(edition.monday()) { edition.monday() } else { occasion.date };
        Happening { what: What::Occasion(announcement, occasion), from, here }
    }

    /// The first day, of those that readers still have.
    pub(in crate::plan) fn date(&self) -> NaiveDate {
        self.from
    }

    /// The last of several days; `None`: it is of one day, or this is its last.
    pub(in crate::plan) fn until(&self) -> Option<NaiveDate> {
        match self.what {
            What::Event(_) => None,
            What::Occasion(_, occasion) => occasion.until.filter(|last| *last > self.from),
        }
    }

    pub(super) fn is_on(&self, day: NaiveDate) -> bool {
        (self.from..=self.until().unwrap_or(self.from)).contains(&day)
    }

    /// It began before the edition's week.
    pub(in crate::plan) fn has_begun(&self) -> bool {
        matches!(self.what, What::Occasion(_, occasion) if occasion.date < self.from)
    }

    pub(in crate::plan) fn time(&self) -> &'a Time {
        match self.what {
            What::Event(event) => &event.time,
            What::Occasion(_, occasion) => &occasion.time,
        }
    }

    pub(in crate::plan) fn title(&self) -> &'a str {
        match self.what {
            What::Event(event) => &event.title,
            What::Occasion(announcement, _) => &announcement.title,
        }
    }

    pub(in crate::plan) fn place(&self) -> Option<String> {
        match self.what {
            What::Event(event) => wording::venue(event.venue.as_deref(), event.online).map(|venue| in_a_line(&venue)),
            What::Occasion(_, occasion) => occasion.place.as_deref().map(in_a_line),
        }
    }

    pub(in crate::plan) fn status(&self) -> Status {
        match self.what {
            What::Event(event) => event.status,
            What::Occasion(..) => Status::Planned,
        }
    }

    /// It is the last day for something.
    pub(in crate::plan) fn is_deadline(&self) -> bool {
        matches!(self.what, What::Occasion(_, occasion) if occasion.is_deadline)
    }

    pub(in crate::plan) fn order(&self) -> (NaiveDate, NaiveTime) {
        (self.date(), hour(self.time()))
    }

    /// `Rabu, 25 November`, `Senin, 23 November sampai Sabtu, 5 Desember`
    pub(in crate::plan) fn days(&self) -> String {
        match self.until() {
            None => wording::day_in_week(self.from),
            Some(last) if self.has_begun() => format!("Sampai {}", wording::day_in_week(last)),
            Some(last) => format!("{} sampai {}", wording::day_in_week(self.from), wording::day_in_week(last)),
        }
    }

    /// `09.00`; of what goes on for days both hours of each: `22.00–04.00`.
    pub(super) fn hours(&self) -> String {
        match self.time() {
            Time::At { start, end: End::At(end), .. } if self.until().is_some() || self.has_begun() => {
                let both = Time::At { start: *start, end: End::At(*end), elsewhere: None };
                wording::time(&both, None)
            }
            time => wording::start(time),
        }
    }

    /// Its title in few words.
    pub(super) fn in_short(&self) -> String {
        let title = short(self.title());
        bind(&if self.is_deadline() { format!("Batas akhir: {title}") } else { title })
    }

    /// Its entry under its day of the week.
    pub(super) fn strip_item(&self) -> sheet::StripItem {
        /// Letters of a place's name. Most have less; a web address may have any number.
        const PLACE: usize = 50;
        let place = self.place().map(|place| bind(&capped(place.split(',').next().unwrap_or_default().trim(), PLACE)));
        let title = self.in_short();
        sheet::StripItem {
            time: bind(&self.hours()),
            title: self.until().map_or_else(|| title.clone(), |last| format!("{title} ({})", how_long(last))),
            place: place.filter(|place| !place.is_empty()),
            here: self.here,
            status: match self.status() {
                Status::Planned => None,
                Status::Cancelled => Some("batal".to_owned()),
                Status::Postponed => Some("ditunda".to_owned()),
            },
        }
    }

    /// Its row below the days of an edition's week; `None`: it is on none of them.
    pub(super) fn strip_period(&self, edition: EditionId) -> Option<sheet::StripPeriod> {
        /// Letters that a row of two days holds on two lines.
        const TITLE: usize = 60;
        let days: Vec<(usize, NaiveDate)> = edition.monday().iter_days().take(7).enumerate().filter(|(_, day)| self.is_on(*day)).collect();
        let ((at, first), (_, last)) = (*days.first()?, *days.last()?);
        let goes_on = self.until().filter(|until| *until > last);
        let title = bind(&capped(self.title(), TITLE));
        let day = |day: NaiveDate| format!("{}\u{a0}{}", weekday(day), day.day());
        Some(sheet::StripPeriod {
            first: at,
            days: days.len(),
            when: format!("{}–{}", day(first), day(last)),
            time: bind(&self.hours()),
            title: goes_on.map_or_else(|| title.clone(), |until| format!("{title} ({})", how_long(until))),
            here: self.here,
        })
    }
}

/// The end of something that goes on beyond a day or a week: `sampai 5 Des.`
fn how_long(last: NaiveDate) -> String {
    /// A shorter name of a month is not shortened.
    const WHOLE: usize = 4;
    let name = month(last);
    if name.len() <= WHOLE {
        format!("sampai {}\u{a0}{name}", last.day())
    } else {
        format!("sampai {}\u{a0}{}.", last.day(), name.chars().take(WHOLE - 1).collect::<String>())
    }
}

/// The hour by which a day's events are told one after the other.
fn hour(time: &Time) -> NaiveTime {
    match time {
        Time::Unknown => NaiveTime::from_hms_opt(23, 59, 59).unwrap_or_default(),
        Time::AllDay => NaiveTime::default(),
        Time::At { start, .. } => *start,
        Time::Named { near, .. } => *near,
    }
}

/// The occasions of an announcement that concern a village, the same days and hour once.
pub(super) fn occasions<'a>(announcement: &'a Announcement, village: &Village, edition: EditionId) -> Vec<Happening<'a>> {
    let desa = &village.desa;
    let all = &announcement.facts.occasions;
    let has_own = all.iter().any(|occasion| is_in(&occasion.location, desa));
    let is_own = !is_shared(announcement) && matches!(announcement.target_for(desa), Some(Target::Desa(_)));
    let mut found: Vec<Happening<'a>> = Vec::new();
    for occasion in all.iter().filter(|occasion| concerns(&occasion.location, desa)) {
        let here = is_in(&occasion.location, desa);
        // Where the village has its own, those in other villages are theirs.
        let is_other_village = has_own && !here && !occasion.location.desa.is_empty();
        let names_none = occasion.location.desa.is_empty() && occasion.location.kecamatan.is_empty();
        let happening = Happening::occasion(announcement, occasion, edition, here || is_own && names_none);
        let is_same = |other: &Happening<'_>| (other.order(), other.until()) == (happening.order(), happening.until());
        if !is_other_village && !found.iter().any(is_same) {
            found.push(happening);
        }
    }
    found
}
