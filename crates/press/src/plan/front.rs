//! The first page of a village's bulletin: its week at a glance, the lead, what residents may come to, and where everything else is.

use chrono::{Datelike, Days, NaiveDate, NaiveTime};

use super::event::is_public;
use super::facts::{concerns, is_in};
use super::typography::bind;
use super::wording::{self, in_a_line, sentence};
use super::{Plan, is_shared, sheet};
use office::model::date::weekday;
use office::model::{AgendaEntry, Announcement, Occasion, Status, Target, Time, Village};

/// The article that leads a village's bulletin.
pub(super) struct Lead<'a> {
    pub(super) announcement: &'a Announcement,
    /// Its place among those for everyone.
    pub(super) shared: Option<usize>,
    pub(super) rubric: String,
}

/// Something that takes place on a day and touches a village: an event, or an occasion that an announcement names.
#[derive(Clone, Copy)]
pub(super) enum What<'a> {
    Event(&'a AgendaEntry),
    Occasion(&'a Announcement, &'a Occasion),
}

/// One of a village's days.
#[derive(Clone, Copy)]
pub(super) struct Happening<'a> {
    pub(super) what: What<'a>,
    /// In the village itself, or for it alone.
    pub(super) here: bool,
}

impl<'a> Happening<'a> {
    pub(super) fn date(&self) -> NaiveDate {
        match self.what {
            What::Event(event) => event.date,
            What::Occasion(_, occasion) => occasion.date,
        }
    }

    pub(super) fn time(&self) -> &'a Time {
        match self.what {
            What::Event(event) => &event.time,
            What::Occasion(_, occasion) => &occasion.time,
        }
    }

    pub(super) fn title(&self) -> &'a str {
        match self.what {
            What::Event(event) => &event.title,
            What::Occasion(announcement, _) => &announcement.title,
        }
    }

    pub(super) fn place(&self) -> Option<String> {
        match self.what {
            What::Event(event) => wording::venue(event.venue.as_deref(), event.online).map(|venue| in_a_line(&venue)),
            What::Occasion(_, occasion) => occasion.place.as_deref().map(in_a_line),
        }
    }

    pub(super) fn status(&self) -> Status {
        match self.what {
            What::Event(event) => event.status,
            What::Occasion(..) => Status::Planned,
        }
    }

    /// It is the last day for something.
    pub(super) fn is_deadline(&self) -> bool {
        matches!(self.what, What::Occasion(_, occasion) if occasion.is_deadline)
    }

    pub(super) fn order(&self) -> (NaiveDate, NaiveTime) {
        (self.date(), hour(self.time()))
    }

    /// Its title in few words.
    fn in_short(&self) -> String {
        let title = short(self.title());
        bind(&if self.is_deadline() { format!("Batas akhir: {title}") } else { title })
    }

    fn strip_item(&self) -> sheet::StripItem {
        /// Letters of a place's name. Most have less; a web address may have any number.
        const PLACE: usize = 50;
        let place = self.place().map(|place| bind(&capped(place.split(',').next().unwrap_or_default().trim(), PLACE)));
        sheet::StripItem {
            time: bind(&wording::start(self.time())),
            title: self.in_short(),
            place: place.filter(|place| !place.is_empty()),
            here: self.here,
            status: match self.status() {
                Status::Planned => None,
                Status::Cancelled => Some("batal".to_owned()),
                Status::Postponed => Some("ditunda".to_owned()),
            },
        }
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

/// The days after an edition's week of which the next one's are known.
const DAYS: u64 = 7;

impl<'a> Plan<'a> {
    /// The first page at which the village's own announcements are printed as `lead` says.
    pub(super) fn front(&self, village: &Village, lead: Option<(Lead<'a>, sheet::Article)>) -> sheet::Front {
        let mut happenings = self.happenings(village);
        happenings.extend(self.important_occasions(village));
        happenings.sort_by_key(Happening::order);
        let contents = self.contents(lead.as_ref().and_then(|(lead, _)| lead.shared));
        let (lead_shared, lead_rubric, lead) = match lead {
            Some((Lead { shared, rubric, .. }, article)) => (shared, Some(rubric), Some(article)),
            None => (None, None, None),
        };
        sheet::Front {
            strip: self.strip(&happenings),
            next_week: self.next_week(&happenings),
            lead,
            lead_shared,
            lead_rubric,
            open: self.open(village),
            contents,
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
        let events = self.agenda_for(village).into_iter().map(|(event, here)| Happening { what: What::Event(event), here });
        let near = self.announcements_for(village).into_iter().flat_map(|one| occasions(one, village));
        let mut all: Vec<Happening<'a>> = events.chain(near).collect();
        all.sort_by_key(Happening::order);
        all
    }

    /// The occasions of important announcements for everyone.
    pub(super) fn important_occasions(&self, village: &Village) -> Vec<Happening<'a>> {
        self.shared().into_iter().filter(|one| one.important).flat_map(|one| occasions(one, village)).collect()
    }

    /// Seven days from Monday, each with two things at most, the village's own first.
    fn strip(&self, happenings: &[Happening<'a>]) -> Vec<sheet::StripDay> {
        const MOST: usize = 2;
        let day = |date: NaiveDate| {
            let mut of_day: Vec<&Happening<'a>> = happenings.iter().filter(|one| one.date() == date).collect();
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

    /// `Senin, 30 November: 09.00 Musyawarah batas Desa Karya Baru`
    fn next_week(&self, happenings: &[Happening<'a>]) -> Vec<String> {
        const MOST: usize = 4;
        let last = self.edition.sunday();
        let is_next = |one: &&Happening<'a>| one.date() > last && one.date() <= last + Days::new(DAYS);
        let words = |one: &Happening<'a>| {
            let what = format!("{} {}", wording::start(one.time()), one.in_short());
            bind(&format!("{}: {}", wording::day_in_week(one.date()), what.trim()))
        };
        happenings.iter().filter(is_next).take(MOST).map(words).collect()
    }

    /// The events to which residents may come, near ones chosen first, told by day: public events, and what announcements for the village or its kecamatan name. Of events
    /// elsewhere those that are for everyone.
    fn open(&self, village: &Village) -> Vec<sheet::OpenEvent> {
        const MOST: usize = 6;
        let is_near = |event: &AgendaEntry| {
            is_in(&event.location, &village.desa) || event.location.kecamatan.contains(&village.desa.code.kecamatan())
        };
        let events = self.week.agenda.iter().filter(|event| is_public(event) && (is_near(event) || is_for_all(event)));
        let events = events.map(|event| Happening { what: What::Event(event), here: is_in(&event.location, &village.desa) });
        let announced = self.happenings(village).into_iter().filter(|one| {
            let is_held = one.place().is_some() || !matches!(one.time(), Time::Unknown);
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

/// The occasions of an announcement that concern a village, each day and hour once.
fn occasions<'a>(announcement: &'a Announcement, village: &Village) -> Vec<Happening<'a>> {
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
        let happening = Happening { what: What::Occasion(announcement, occasion), here: here || is_own && names_none };
        if !is_other_village && !found.iter().any(|other| other.order() == happening.order()) {
            found.push(happening);
        }
    }
    found
}

fn open_event(one: &Happening<'_>) -> sheet::OpenEvent {
    let note = match one.what {
        What::Event(event) => event.note.as_deref().and_then(|note| beside_invitation(&in_a_line(note))),
        What::Occasion(..) => None,
    };
    let when = [wording::day_in_week(one.date()), wording::start(one.time())];
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

/// Words before which a phrase ends.
const JOINTS: [&str; 19] = [
    "dan",
    "atau",
    "serta",
    "di",
    "ke",
    "dari",
    "untuk",
    "bagi",
    "kepada",
    "pada",
    "dengan",
    "dalam",
    "oleh",
    "yang",
    "bersama",
    "antara",
    "menjelang",
    "tentang",
    "sampai",
];

/// A title in capitals as a sentence is written: abbreviations are kept, and what is named behind a word like `Desa` begins large.
fn in_small(title: &str) -> String {
    const KEPT: [&str; 28] = [
        "KTP", "KK", "KIA", "KIM", "RT", "RW", "PKK", "BPD", "BLT", "PKH", "PBB", "TNI", "POLRI", "SD", "SMP", "SMA", "SMK", "PAUD", "HUT",
        "RI", "BPJS", "UMKM", "APBD", "DPRD", "MTQ", "PLN", "PDAM", "BUMDES",
    ];
    let letters = title.chars().filter(|c| c.is_alphabetic()).count();
    if letters < 4 || title.chars().any(char::is_lowercase) || !title.contains(' ') {
        return title.to_owned();
    }
    const REGIONS: [&str; 7] = ["DESA", "KELURAHAN", "KECAMATAN", "KABUPATEN", "DUSUN", "KAMPUNG", "SUNGAI"];
    /// Words of a name.
    const NAME: usize = 2;
    let mut named = 0;
    let word = |word: &str| {
        let bare = word.trim_matches(|c: char| !c.is_alphanumeric());
        let has_vowel = bare.contains(['A', 'E', 'I', 'O', 'U']);
        let is_name = named > 0 && !JOINTS.contains(&bare.to_lowercase().as_str());
        named = if REGIONS.contains(&bare) {
            NAME
        } else if is_name {
            named - 1
        } else {
            0
        };
        match KEPT.contains(&bare) || !has_vowel || bare.contains(|c: char| c.is_ascii_digit()) {
            true => word.to_owned(),
            false if is_name || REGIONS.contains(&bare) => wording::capitalized(&word.to_lowercase()),
            false => word.to_lowercase(),
        }
    };
    wording::capitalized(&title.split_whitespace().map(word).collect::<Vec<_>>().join(" "))
}

/// A title's first words, as many as a narrow column holds: it ends before a conjunction or a preposition rather than within what that
/// begins.
pub(super) fn short(title: &str) -> String {
    const LETTERS: usize = 30;
    /// A title of a few letters more is not worth a cut.
    const WHOLE: usize = 34;
    /// Less than so many letters say too little.
    const TELLING: usize = 8;
    let title = &in_small(title);
    if title.chars().count() <= WHOLE {
        return title.clone();
    }
    let is_joint = |word: &str| JOINTS.contains(&word.to_lowercase().as_str());
    let words: Vec<&str> = title.split_whitespace().collect();
    let letters = |count: usize| words.iter().take(count).map(|word| word.chars().count() + 1).sum::<usize>().saturating_sub(1);
    let fitting = (1..=words.len()).take_while(|count| letters(*count) <= LETTERS).last().unwrap_or(1);
    // The last place before which or behind which a phrase begins.
    let joint = (1..=fitting).rev().find(|at| words.get(*at).is_some_and(|word| is_joint(word)) && letters(*at) >= TELLING);
    let mut count = joint.unwrap_or(fitting);
    // A name is not cut in two: "Desa Karya Baru".
    let is_name = |at: usize| words.get(at).is_some_and(|word| word.starts_with(char::is_uppercase));
    while count > 2 && is_name(count - 1) && is_name(count) {
        count -= 1;
    }
    while count > 1 && words.get(count - 1).is_some_and(|word| is_joint(word)) {
        count -= 1;
    }
    // One word may be longer than all that.
    capped(words.iter().take(count).copied().collect::<Vec<_>>().join(" ").trim_end_matches([',', ';', ':']), LETTERS)
}

/// A text's first letters, so many, and a sign that it goes on.
fn capped(text: &str, letters: usize) -> String {
    if text.chars().count() <= letters {
        return text.to_owned();
    }
    text.chars().take(letters).chain(['…']).collect()
}
