//! The first page of a village's bulletin: its week at a glance, the lead, what residents may come to, and where everything else is.

mod happening;
mod titles;

use chrono::{Datelike, Days, NaiveDate};

use self::happening::occasions;
pub(super) use self::happening::{Happening, What};
use self::titles::{capped, says_closed};
use super::event::is_public;
use super::facts::is_in;
use super::typography::bind;
use super::wording::{in_a_line, sentence};
use super::{Plan, sheet};
use office::model::date::weekday;
use office::model::{AgendaEntry, Announcement, Target, Time, Village};

/// The article that leads a village's bulletin.
pub(super) struct Lead<'a> {
    pub(super) announcement: &'a Announcement,
    /// Its place among those for everyone.
    pub(super) shared: Option<usize>,
    pub(super) rubric: String,
}

/// The days after an edition's week of which the next one's are known.
const DAYS: u64 = 7;

impl<'a> Plan<'a> {
    /// The first page but for the text of its lead, which steps of fitting shorten.
    pub(super) fn front(&self, village: &Village) -> sheet::Front {
        let mut happenings = self.happenings(village);
        happenings.extend(self.important_occasions(village));
        happenings.sort_by_key(Happening::order);
        let lead = self.lead(village);
        let lead_shared = lead.as_ref().and_then(|lead| lead.shared);
        sheet::Front {
            strip: self.strip(&happenings),
            periods: self.periods(&happenings),
            next_week: self.next_week(&happenings),
            lead: None,
            lead_shared,
            lead_rubric: lead.map(|lead| lead.rubric),
            open: self.open(village),
            contents: self.contents(lead_shared),
        }
    }

    /// The lead: what is important, the nearest first; else what is for the village, for its kecamatan, for everyone.
    pub(super) fn lead(&self, village: &Village) -> Option<Lead<'a>> {
        let (near, shared) = (self.announcements_for(village), self.shared());
        let everyones = |at: usize| shared.get(at).map(|announcement| (*announcement, Some(at)));
        let important = || near.iter().find(|one| one.important).map(|one| (*one, None));
        let important_shared = || shared.iter().position(|one| one.important).and_then(everyones);
        let chosen = important().or_else(important_shared).or_else(|| near.first().map(|one| (*one, None)));
        let (announcement, shared) = chosen.or_else(|| everyones(0))?;
        let rubric = self.rubric(announcement, village);
        Some(Lead { announcement, shared, rubric })
    }

    /// `Penting`, `Untuk desa Anda`
    fn rubric(&self, announcement: &Announcement, village: &Village) -> String {
        let called = &village.desa.designation;
        match announcement.target_for(&village.desa) {
            _ if announcement.important => "Penting".to_owned(),
            Some(Target::Desa(_)) => format!("Untuk {} Anda", called.village_in_text()),
            Some(Target::Kecamatan(_)) => format!("Untuk {} Anda", called.district.to_lowercase()),
            Some(Target::Kelurahan | Target::AllDesa) => format!("Untuk semua {}", called.village_in_text()),
            Some(Target::Everyone) | None => "Untuk semua warga".to_owned(),
        }
    }

    /// All that touches a village: events in it and in its kecamatan, and the occasions of announcements that are not for everyone.
    pub(super) fn happenings(&self, village: &Village) -> Vec<Happening<'a>> {
        let events = self.agenda_for(village).into_iter().map(|(event, here)| Happening::event(event, here));
        let near = self.announcements_for(village).into_iter().flat_map(|one| occasions(one, village, self.edition));
        let mut all: Vec<Happening<'a>> = events.chain(near).collect();
        all.sort_by_key(Happening::order);
        all
    }

    /// The occasions of important announcements for everyone.
    pub(super) fn important_occasions(&self, village: &Village) -> Vec<Happening<'a>> {
        self.shared().into_iter().filter(|one| one.important).flat_map(|one| occasions(one, village, self.edition)).collect()
    }

    /// Seven days from Monday, each with two things at most, the village's own first. Those of several days have rows of their own.
    fn strip(&self, happenings: &[Happening<'a>]) -> Vec<sheet::StripDay> {
        const MOST: usize = 2;
        let day = |date: NaiveDate| {
            let is_of_day = |one: &&Happening<'a>| one.date() == date && self.days_of(one) < 2;
            let mut of_day: Vec<&Happening<'a>> = happenings.iter().filter(is_of_day).collect();
            of_day.sort_by_key(|one| !one.here);
            sheet::StripDay {
                day: weekday(date).to_owned(),
                date: date.day().to_string(),
                items: of_day.iter().take(MOST).map(|one| one.strip_item()).collect(),
                more: of_day.len().saturating_sub(MOST),
            }
        };
        self.edition.monday().iter_days().take(7).map(day).collect()
    }

    /// The days of the week on which something takes place.
    fn days_of(&self, one: &Happening<'_>) -> usize {
        self.edition.monday().iter_days().take(7).filter(|day| one.is_on(*day)).count()
    }

    /// The things of several days of the week, the village's own first.
    fn periods(&self, happenings: &[Happening<'a>]) -> Vec<sheet::StripPeriod> {
        const MOST: usize = 3;
        let mut all: Vec<&Happening<'a>> = happenings.iter().filter(|one| self.days_of(one) > 1).collect();
        all.sort_by_key(|one| !one.here);
        all.into_iter().take(MOST).filter_map(|one| one.strip_period(self.edition)).collect()
    }

    /// `Senin, 30 November: 09.00 Musyawarah batas Desa Karya Baru`
    fn next_week(&self, happenings: &[Happening<'a>]) -> Vec<String> {
        const MOST: usize = 4;
        let last = self.edition.sunday();
        let is_next = |one: &&Happening<'a>| one.date() > last && one.date() <= last + Days::new(DAYS);
        let words = |one: &Happening<'a>| {
            let what = format!("{} {}", one.hours(), one.in_short());
            bind(&format!("{}: {}", one.days(), what.trim()))
        };
        happenings.iter().filter(is_next).take(MOST).map(words).collect()
    }

    /// The events to which residents may come, near ones chosen first, told by day: public events, and what announcements for the village or
    /// its kecamatan name, unless it is that something is closed. Of events elsewhere those that are for everyone.
    fn open(&self, village: &Village) -> Vec<sheet::OpenEvent> {
        const MOST: usize = 6;
        let is_near = |event: &AgendaEntry| {
            is_in(&event.location, &village.desa) || event.location.kecamatan.contains(&village.desa.code.kecamatan())
        };
        let events = self.week.agenda.iter().filter(|event| is_public(event) && (is_near(event) || is_for_all(event)));
        let events = events.map(|event| Happening::event(event, is_in(&event.location, &village.desa)));
        let announced = self.happenings(village).into_iter().filter(|one| {
            let is_held = (one.place().is_some() || !matches!(one.time(), Time::Unknown)) && !says_closed(one.title());
            matches!(one.what, What::Occasion(..)) && !one.is_deadline() && is_held && self.edition.contains(one.date())
        });
        let mut all: Vec<Happening<'a>> = events.chain(announced).collect();
        all.sort_by_key(|one| {
            let is_far = matches!(one.what, What::Event(event) if !one.here && !is_near(event));
            (!one.here, is_far, one.order())
        });
        all.truncate(MOST);
        all.sort_by_key(Happening::order);
        all.iter().map(open_event).collect()
    }

    /// Where everything else is: `Agenda pimpinan: 36 acara`.
    fn contents(&self, lead: Option<usize>) -> Vec<String> {
        const MOST: usize = 3;
        const TITLE: usize = 60;
        let titles = |titles: &[&str]| {
            let named = titles.iter().take(MOST).map(|title| capped(title, TITLE)).collect::<Vec<_>>().join("; ");
            let more = titles.len().saturating_sub(MOST);
            if more > 0 { format!("{named}; dan {more} lagi") } else { named }
        };
        let events = self.week.agenda.len();
        let speeches: Vec<&str> = self.week.speeches.iter().map(|speech| speech.title.as_str()).collect();
        let announcements = self.shared().into_iter().enumerate().filter(|(at, _)| Some(*at) != lead);
        let announcements: Vec<&str> = announcements.map(|(_, one)| one.title.as_str()).collect();
        let lines = [
            (events > 0).then(|| format!("Agenda pimpinan: {events} acara")),
            (!speeches.is_empty()).then(|| format!("Sambutan: {}", titles(&speeches))),
            (!announcements.is_empty()).then(|| format!("Pengumuman: {}", titles(&announcements))),
        ];
        lines.into_iter().flatten().map(|line| bind(&line)).collect()
    }
}

fn open_event(one: &Happening<'_>) -> sheet::OpenEvent {
    let note = match one.what {
        What::Event(event) => event.note.as_deref().and_then(|note| beside_invitation(&in_a_line(note))),
        What::Occasion(..) => None,
    };
    let when = [one.days(), one.hours()];
    sheet::OpenEvent {
        when: bind(&when.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", ")),
        title: bind(one.title()),
        place: one.place().map(|place| bind(&sentence(&place))),
        note,
    }
}

/// Whether an event is for whoever wants to come, from wherever.
fn is_for_all(event: &AgendaEntry) -> bool {
    let text = format!("{} {}", event.title, event.note.as_deref().unwrap_or_default()).to_lowercase();
    text.split(|c: char| !c.is_alphanumeric()).any(|word| word == "umum")
}

/// The sentences of a remark that say more than that residents may come: the heading above it invites them.
fn beside_invitation(note: &str) -> Option<String> {
    const INVITING: [&str; 20] = [
        "acara",
        "boleh",
        "datang",
        "dan",
        "diharapkan",
        "dimohon",
        "dipersilahkan",
        "dipersilakan",
        "diundang",
        "hadir",
        "ini",
        "masyarakat",
        "mengundang",
        "semua",
        "seluruh",
        "silahkan",
        "silakan",
        "terbuka",
        "umum",
        "untuk",
    ];
    let says_more = |sentence: &&str| {
        let mut words = sentence.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_lowercase);
        words.any(|word| word != "warga" && !INVITING.contains(&word.as_str()))
    };
    let kept: Vec<String> = note.split(". ").filter(says_more).map(|part| sentence(part.trim())).collect();
    (!kept.is_empty()).then(|| bind(&kept.join(" ")))
}
