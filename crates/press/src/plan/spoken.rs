//! The page that is read aloud by the loudspeaker of a mosque or a village hall: a village's week in sentences as one says them, for two
//! minutes. The village's name is not among them: layouts put it into a place.

use chrono::{Datelike, NaiveDate};

use super::facts::{concerns, is_in, key_facts};
use super::message::first_words;
use super::said::{date, hour, period, said, until};
use super::wording::{self, in_a_line, sentence};
use super::{Plan, is_shared, sheet};
use office::model::{AgendaEntry, Announcement, End, Occasion, Officials, Status, Target, Time, Village};

/// Words that are read slowly in two minutes, with greeting and end, and that a page holds in large type.
const WORDS: usize = 170;

/// A longer sentence is none to be heard.
const LONGEST: usize = 45;

impl Plan<'_> {
    /// A village's page to be read aloud, its own news first. Empty: there is nothing to be said, or the office wants no such page.
    pub(super) fn spoken(&self, village: &Village) -> Vec<sheet::Spoken> {
        if !self.settings.edition.aloud {
            return Vec::new();
        }
        let monday = self.edition.monday();
        let voice = Voice { village, monday, year: monday.year() };
        let events = self.agenda_for(village);
        let (here, near): (Vec<_>, Vec<_>) = events.into_iter().partition(|(_, here)| *here);
        let events = |all: &[(&AgendaEntry, bool)]| all.iter().map(|(event, _)| voice.event(event)).collect::<Vec<_>>();
        let own = self.announcements_for(village);
        let of = |wanted: fn(&Target) -> bool| {
            let chosen = own.iter().filter(|one| one.target_for(&village.desa).is_some_and(wanted));
            chosen.map(|one| voice.announcement(one)).collect::<Vec<_>>()
        };
        let mut shared: Vec<&Announcement> = self.week.announcements.iter().filter(|one| is_shared(one)).collect();
        shared.sort_by_key(|one| !one.important);
        // In a week without news of its own a village hears of all that concerns everyone.
        let is_quiet = here.is_empty() && near.is_empty() && own.is_empty();
        let shared = shared.into_iter().filter(|one| is_quiet || one.important).map(|one| voice.announcement(one));
        let called = &village.desa.designation;
        let parts = [
            (format!("Dari {} kita", called.village_in_text()), [events(&here), of(|target| matches!(target, Target::Desa(_)))].concat()),
            (
                format!("Dari {} kita", called.district.to_lowercase()),
                [events(&near), of(|target| matches!(target, Target::Kecamatan(_)))].concat(),
            ),
            (
                "Untuk semua".to_owned(),
                of(|target| !matches!(target, Target::Desa(_) | Target::Kecamatan(_))).into_iter().chain(shared).collect(),
            ),
        ];
        let mut left = WORDS;
        let parts = parts.into_iter().map(|(heading, items)| sheet::Spoken { heading, sentences: heard(items, &mut left) });
        parts.filter(|part| !part.sentences.is_empty()).collect()
    }
}

/// As many items as there are words left for, of each item its first sentences.
fn heard(items: Vec<Vec<String>>, left: &mut usize) -> Vec<String> {
    let mut told = Vec::new();
    for item in items {
        let mut kept = Vec::new();
        for sentence in item {
            let words = sentence.split_whitespace().count();
            if words > *left {
                break;
            }
            *left -= words;
            kept.push(sentence);
        }
        if !kept.is_empty() {
            told.push(kept.join(" "));
        }
    }
    told
}

/// Words news for one village.
struct Voice<'v> {
    village: &'v Village,
    /// The edition's first day.
    monday: NaiveDate,
    /// The edition's, which is not said.
    year: i32,
}

impl Voice<'_> {
    fn said(&self, text: &str) -> String {
        said(text, self.year)
    }

    /// A sentence to be heard; `None`: it is too long, or says nothing.
    fn sentence(&self, text: &str) -> Option<String> {
        let said = self.said(text);
        (1..=LONGEST).contains(&said.split_whitespace().count()).then(|| sentence(&said))
    }

    /// `Senin, tanggal tiga puluh November, pukul sembilan pagi, di Balai Desa: Musyawarah batas desa.` `Warga diundang.`
    fn event(&self, event: &AgendaEntry) -> Vec<String> {
        let venue = wording::venue(event.venue.as_deref(), event.online);
        let head = [Some(date(event.date, self.year)), self.hour(&event.time), venue.and_then(|venue| self.place(&venue))];
        let head = head.into_iter().flatten().collect::<Vec<_>>().join(", ");
        let mut told = vec![sentence(&format!("{head}: {}", self.said(&event.title)))];
        match event.status {
            Status::Planned => {}
            Status::Cancelled => told.push("Acara ini dibatalkan.".to_owned()),
            Status::Postponed => told.push("Acara ini ditunda.".to_owned()),
        }
        let officials = matches!(event.officials, Officials::Named(_)).then(|| wording::attended(&event.officials)).flatten();
        let items = (!event.items.is_empty()).then(|| event.items.join("; "));
        let more = [event.note.clone(), items, officials];
        told.extend(more.into_iter().flatten().filter_map(|text| self.sentence(&text)));
        told
    }

    /// `pukul sembilan pagi`; `None`: nothing is known of it.
    fn hour(&self, time: &Time) -> Option<String> {
        match time {
            Time::Unknown => None,
            Time::AllDay => Some("sehari penuh".to_owned()),
            Time::Named { text, .. } => Some(self.said(text)),
            Time::At { start, end: End::At(end), .. } => Some(format!("pukul {} sampai pukul {}", hour(*start), hour(*end))),
            Time::At { start, .. } => Some(format!("pukul {}", hour(*start))),
        }
    }

    /// `di Balai Desa`: hearers know their kecamatan, which venues name for readers elsewhere.
    fn place(&self, venue: &str) -> Option<String> {
        let district = &self.village.desa.kecamatan;
        let is_theirs = |part: &&str| !(part.starts_with("Kec") && part.ends_with(district.as_str()));
        let line = in_a_line(venue);
        let parts: Vec<&str> = line.split(", ").filter(is_theirs).collect();
        let said = self.said(&parts.join(", "));
        match said.to_lowercase().as_str() {
            "" => None,
            "daring" => Some("secara daring".to_owned()),
            at if at.starts_with("di ") => Some(said),
            _ => Some(format!("di {said}")),
        }
    }

    /// An announcement's title and facts, never the whole of its text.
    fn announcement(&self, announcement: &Announcement) -> Vec<String> {
        let title = self.said(&announcement.title);
        let occasions = self.occasions(announcement);
        let mut told = match occasions.first() {
            Some(first) => vec![sentence(&format!("{first}: {title}"))],
            None => vec![sentence(&title)],
        };
        told.extend(occasions.iter().skip(1).map(|one| sentence(&format!("Juga {one}"))));
        let mut label = String::new();
        for fact in key_facts(announcement, Some(&self.village.desa)) {
            if !fact.label.is_empty() {
                label = fact.label;
            }
            // An occasion says when and where.
            if occasions.is_empty() || !matches!(label.as_str(), "Kapan" | "Di mana") {
                told.extend(self.fact(&label, &fact.text));
            }
        }
        if told.len() == 1 {
            let words = first_words(&announcement.body).filter(|words| *words != announcement.title);
            told.extend(words.and_then(|words| self.sentence(&words)));
        }
        told
    }

    /// When and where the announced takes place, as far as it is for the village: there, or else in its kecamatan.
    fn occasions(&self, announcement: &Announcement) -> Vec<String> {
        const MOST: usize = 3;
        let desa = &self.village.desa;
        let mut all: Vec<&Occasion> = announcement.facts.occasions.iter().filter(|one| !one.is_deadline).collect();
        all.retain(|one| concerns(&one.location, desa));
        if all.iter().any(|one| is_in(&one.location, desa)) {
            all.retain(|one| is_in(&one.location, desa) || one.location.desa.is_empty());
        }
        let told = |one: &Occasion| {
            let place = one.place.as_deref().and_then(|place| self.place(place));
            let parts = [Some(self.days(one)), self.hour(&one.time), place];
            parts.into_iter().flatten().collect::<Vec<_>>().join(", ")
        };
        all.into_iter().take(MOST).map(told).collect()
    }

    /// `Senin, tanggal tiga puluh November`; of several days the first and the last, of those that began before the week the last.
    fn days(&self, one: &Occasion) -> String {
        match one.until {
            Some(last) if last == self.monday => date(last, self.year),
            Some(last) if one.date < self.monday => until(last, self.year),
            Some(last) => period(one.date, last, self.year),
            None => date(one.date, self.year),
        }
    }

    /// A fact under the word by which it is printed: `Bawa KTP dan KK asli.` One that says by itself what it is about stands alone:
    /// `Semua layanan gratis.`
    fn fact(&self, label: &str, text: &str) -> Option<String> {
        /// A longer fact is a sentence of the office's, which says by itself what it tells.
        const WORDS: usize = 8;
        const ASKING: [&str; 9] =
            ["membawa", "bawa", "sertakan", "menyertakan", "lampirkan", "melampirkan", "siapkan", "menyiapkan", "menyerahkan"];
        const BRING: [&str; 3] = ["bawalah", "bawa", "membawa"];
        const PAYING: [&str; 10] = ["gratis", "biaya", "biayanya", "bayar", "membayar", "dipungut", "tarif", "tarifnya", "tiket", "harga"];
        let has = |words: &[&str]| text.split(|c: char| !c.is_alphanumeric()).any(|word| words.contains(&word.to_lowercase().as_str()));
        let is_sentence = text.split_whitespace().count() >= WORDS;
        let (label, known): (&str, &[&str]) = match label {
            "Bawa" if begins(text, &BRING).is_none() && has(&ASKING) => ("", &[]),
            "Bawa" => ("Bawa", &BRING),
            _ if is_sentence => ("", &[]),
            "Kapan" => ("Waktunya:", &["waktunya"]),
            "Di mana" => ("Tempatnya di", &["bertempat di", "tempatnya di", "di"]),
            "Paling lambat" => ("Paling lambat", &["paling lambat", "selambat-lambatnya"]),
            _ if has(&PAYING) || begins(text, &["tanpa", "tidak"]).is_some() => ("", &[]),
            _ => ("Biayanya", &["biayanya", "biaya"]),
        };
        let text = begins(text, known).unwrap_or(text);
        match label {
            // Behind a word the text goes on in small letters, unless its first word is written in capitals.
            "Bawa" => self.sentence(&format!("Bawa {}", small(text))),
            label => self.sentence(format!("{label} {text}").trim()),
        }
    }
}

/// A text whose first word begins small: `kartu keluarga`, but `KTP`.
fn small(text: &str) -> String {
    let mut letters = text.chars();
    match (letters.next(), letters.clone().next()) {
        (Some(first), Some(next)) if next.is_lowercase() => first.to_lowercase().chain(letters).collect(),
        _ => text.to_owned(),
    }
}

/// The rest of a text behind the words with which it begins, one of these; `None`: it begins otherwise.
fn begins<'t>(text: &'t str, words: &[&str]) -> Option<&'t str> {
    words.iter().find_map(|words| {
        let (head, rest) = text.split_at_checked(words.len())?;
        (head.eq_ignore_ascii_case(words) && !rest.starts_with(char::is_alphanumeric)).then(|| rest.trim_start())
    })
}
