//! The facts of an announcement: when, where, what to bring, by when, how much. Without them a reader cannot act on it.
//!
//! They are taken from lines with names ("Tempat: …", `group`), from tables of occasions (`grid`) and from sentences with a day or an
//! hour (`sentences`), in the office's own words. What is in doubt is no fact: it stays in the text.

mod cues;
mod grid;
mod group;
mod lines;
mod moments;
mod places;
mod sentences;
mod words;

use chrono::{Days as Count, NaiveDate};

use self::lines::{Kind, Line};
use self::words::Name;
use super::without_list_mark;
use crate::model::rich_text::{Block, RichText};
use crate::model::{EditionId, Fact, FactKind, Facts, Location, Occasion, Target, Time, Wilayah, Zone};

/// The facts of a text for these readers; its hours are those of the zone where it says no other.
pub fn read(body: &[Block], readers: &[Target], edition: EditionId, zone: Zone, wilayah: &Wilayah) -> Facts {
    let cx = Context { edition, zone, wilayah, readers };
    let mut lines = lines::of(body);
    let mut taken = Taken::default();
    let mut at = 0;
    while at < lines.len() {
        at = step(body, &mut lines, at, &cx, &mut taken);
    }
    let rest = lines::rest(body, &lines);
    taken.facts(rest, &cx)
}

/// By which a text is read.
struct Context<'a> {
    edition: EditionId,
    zone: Zone,
    wilayah: &'a Wilayah,
    readers: &'a [Target],
}

/// Days, each group on end.
fn on_end(days: &[NaiveDate]) -> impl Iterator<Item = &[NaiveDate]> {
    days.chunk_by(|one, next| one.succ_opt() == Some(*next))
}

/// The first of each days on end, and the last; `None`: it is one day.
fn periods(days: &[NaiveDate]) -> Vec<(NaiveDate, Option<NaiveDate>)> {
    let ends = on_end(days).filter_map(|days| Some((*days.first()?, *days.last()?)));
    ends.map(|(first, last)| (first, (last > first).then_some(last))).collect()
}

/// The days that a text names.
enum Days {
    /// Days of the edition's week or after it, in their order, and those before it with which they are on end.
    Named(Vec<NaiveDate>),
    /// Words without a date: "setiap Rabu".
    Words,
    /// Days of the past, or that do not exist.
    None,
}

impl Context<'_> {
    /// Those of some days that readers can still keep; `None`: the days are over, or so far off that a year may be misspelt.
    fn coming(&self, days: &[NaiveDate]) -> Option<Vec<NaiveDate>> {
        const FAR: u64 = 400;
        let last = self.edition.monday().checked_add_days(Count::new(FAR))?;
        let is_coming = |days: &&[NaiveDate]| days.last().is_some_and(|last| *last >= self.edition.monday());
        let coming: Vec<NaiveDate> = on_end(days).filter(is_coming).flatten().copied().collect();
        (!coming.is_empty() && coming.iter().all(|day| *day <= last)).then_some(coming)
    }

    /// The days that a text names, which has dates in it or words alone.
    fn days(&self, text: &str) -> Days {
        let dated = moments::dates(text, self.edition);
        let read: Option<Vec<Vec<NaiveDate>>> = dated.into_iter().map(|one| one.days).collect();
        let Some(read) = read else { return Days::None };
        let days: Vec<NaiveDate> = if read.is_empty() { moments::days(text, self.edition).unwrap_or_default() } else { read.concat() };
        match self.coming(&days) {
            Some(coming) => Days::Named(coming),
            None if days.is_empty() && !text.contains(|c: char| c.is_ascii_digit()) => Days::Words,
            None => Days::None,
        }
    }
}

/// A fact, as it was taken.
struct Told {
    fact: Fact,
    /// The days that it names.
    days: Vec<NaiveDate>,
    /// A sentence says it.
    is_said: bool,
    /// The part of the sentence that says enough where no other fact says when.
    alone: Option<Alone>,
}

/// The day and the hour of a sentence whose other words the title says, or a sentence before it.
struct Alone {
    moment: String,
    /// The place that the sentence names.
    place: Option<String>,
}

/// All that was taken from a text so far.
#[derive(Default)]
struct Taken {
    facts: Vec<Told>,
    /// The occasions of lines with names and of tables.
    keyed: Vec<Occasion>,
    /// The occasions of sentences.
    said: Vec<Occasion>,
    /// Hours of lines with names that say no day.
    hours: Vec<Time>,
    /// Hours of every day.
    daily: Vec<Time>,
}

impl Taken {
    /// Takes a fact of a line with a name.
    fn tell(&mut self, kind: FactKind, text: &str, days: Vec<NaiveDate>) {
        let fact = Fact { kind, text: text.to_owned(), location: Location::default() };
        self.facts.push(Told { fact, days, is_said: false, alone: None });
    }

    /// Takes a fact of a sentence. One clause is told once.
    fn say(&mut self, kind: FactKind, text: &str, days: Vec<NaiveDate>) {
        self.say_or_alone(kind, text, days, None);
    }

    /// The same, of which a part may stand alone.
    fn say_or_alone(&mut self, kind: FactKind, text: &str, days: Vec<NaiveDate>, alone: Option<Alone>) {
        let text = text.trim().trim_end_matches([',', ';', ' ']);
        if !text.is_empty() && self.facts.iter().all(|told| told.fact.text != text) {
            let fact = Fact { kind, text: text.to_owned(), location: Location::default() };
            self.facts.push(Told { fact, days, is_said: true, alone });
        }
    }

    /// The facts, in the order of their kinds, and the occasions in that of time.
    fn facts(mut self, rest: RichText, cx: &Context<'_>) -> Facts {
        let keyed = &self.keyed;
        // A sentence that only names the days of lines or tables again tells nothing more.
        let is_again = |told: &Told| {
            let is_keyed = |day: &NaiveDate| keyed.iter().any(|one| !one.is_deadline && one.is_on(*day));
            told.is_said && told.fact.kind == FactKind::When && !told.days.is_empty() && told.days.iter().all(is_keyed)
        };
        self.facts.retain(|told| !is_again(told));
        self.stand_alone();
        let mut all: Vec<Fact> = Vec::new();
        for told in &self.facts {
            if !all.contains(&told.fact) {
                all.push(told.fact.clone());
            }
        }
        all.sort_by_key(|fact| fact.kind);
        self.complete(&all, cx);
        let mut occasions: Vec<Occasion> = Vec::new();
        for one in std::mem::take(&mut self.keyed).into_iter().chain(std::mem::take(&mut self.said)) {
            if !occasions.contains(&one) {
                occasions.push(one);
            }
        }
        let is_less = |one: &Occasion| {
            let is_bare = one.time == Time::Unknown && one.place.is_none() && one.location == Location::default();
            let is_within = |other: &Occasion| other.date == one.date && other.last() >= one.last() && other.is_deadline == one.is_deadline;
            is_bare && occasions.iter().any(|other| is_within(other) && other != one)
        };
        let mut occasions: Vec<Occasion> = occasions.iter().filter(|one| !is_less(one)).cloned().collect();
        occasions.sort_by_key(|one| (one.date, one.time.sort_key()));
        Facts { all, occasions, rest }
    }

    /// Leaves of the only sentence that says when its day and hour, where these stand alone.
    fn stand_alone(&mut self) {
        let mut moments = self.facts.iter_mut().filter(|told| told.fact.kind == FactKind::When);
        let (Some(only), None) = (moments.next(), moments.next()) else { return };
        let Some(Alone { moment, place }) = only.alone.take() else { return };
        only.fact.text = moment;
        let is_told = |place: &String| self.facts.iter().any(|told| told.fact.kind == FactKind::Where && told.fact.text == *place);
        if let Some(place) = place.filter(|place| !is_told(place)) {
            self.tell(FactKind::Where, &place, Vec::new());
        }
    }

    /// Gives the only occasion the hour and the place that stand apart from it.
    fn complete(&mut self, facts: &[Fact], cx: &Context<'_>) {
        let mut places = facts.iter().filter(|fact| fact.kind == FactKind::Where).map(|fact| fact.text.as_str());
        let place = places.next().filter(|_| places.next().is_none());
        let mut own: Vec<&mut Occasion> = self.keyed.iter_mut().chain(&mut self.said).filter(|one| !one.is_deadline).collect();
        let [one] = own.as_mut_slice() else { return };
        let is_open = one.time == Time::Unknown;
        // The hours of every day are those of a period.
        let hours = if self.hours.is_empty() && one.until.is_some() { &self.daily } else { &self.hours };
        if let Some(hour) = hours.first().filter(|_| is_open && hours.len() == 1) {
            one.time = hour.clone();
        }
        if let Some(place) = place.filter(|_| one.place.is_none()) {
            one.location = cx.located(place);
            one.place = Some(place.to_owned());
        }
    }
}

/// Takes the facts of the line at `at`, or of those that belong together from there on; answers where the next begin.
fn step(body: &[Block], lines: &mut [Line], at: usize, cx: &Context<'_>, taken: &mut Taken) -> usize {
    match lines[at].kind {
        Kind::Heading => return at + 1,
        Kind::Table => {
            grid::take(body.get(lines[at].block), cx, taken);
            return at + 1;
        }
        Kind::Text => {}
    }
    let is_named = |line: &&Line| line.kind == Kind::Text && lines::said(&line.text).is_some();
    let end = at + lines[at..].iter().take_while(is_named).count();
    // Without it a line that announces it, or a heading, would stand over nothing.
    let is_announced = at.checked_sub(1).and_then(|before| lines.get(before)).is_some_and(announces);
    if end > at {
        let mut whole = group::take(lines, at, end, cx, taken);
        let (end, list) = list_of(lines, end, taken);
        whole.extend(list);
        if !is_announced {
            leave_out(lines, &whole);
        }
        return end;
    }
    sentences::take(&lines[at].text, cx, taken);
    let Some(is_asked) = sentences::lists_things(&lines[at].text) else { return at + 1 };
    things_below(lines, at + 1, is_asked, taken).0
}

/// Whether a line announces what comes below it.
fn announces(line: &Line) -> bool {
    line.kind == Kind::Heading || (!line.is_left_out && line.text.trim_end().ends_with([':', ',']))
}

fn leave_out(lines: &mut [Line], whole: &[usize]) {
    for at in whole {
        if let Some(line) = lines.get_mut(*at).filter(|line| line.is_free) {
            line.is_left_out = true;
        }
    }
}

/// The list below lines with names, the last of which is "Syarat:" without a value: its end, and the lines that a fact says whole.
fn list_of(lines: &[Line], end: usize, taken: &mut Taken) -> (usize, Vec<usize>) {
    let last = end.checked_sub(1).and_then(|last| Some((last, lines::said(&lines.get(last)?.text)?)));
    let asks = last.and_then(|(last, (before, said))| {
        let is_alone = said.len() == 1 && lines::is_mark(before);
        let asks = said.last().filter(|said| matches!(said.name, Name::Bring | Name::Terms) && said.value.is_empty());
        asks.map(|said| (last, is_alone, said.name == Name::Bring))
    });
    let Some((last, is_alone, is_asked)) = asks else { return (end, Vec::new()) };
    let (after, is_told) = things_below(lines, end, is_asked, taken);
    let is_whole = is_told && is_alone && lines[end..after].iter().all(|line| line.is_free);
    (after, if is_whole { (last..after).collect() } else { Vec::new() })
}

/// The items of a list that readers are to bring, or of terms, which are where most of them are papers (`is_asked`: they are in any case):
/// its end, and whether a fact says it.
fn things_below(lines: &[Line], from: usize, is_asked: bool, taken: &mut Taken) -> (usize, bool) {
    const WORDS: usize = 45;
    let block = lines.get(from).map(|line| line.block);
    let is_item = |line: &&Line| line.kind == Kind::Text && line.is_item && Some(line.block) == block;
    let end = from + lines[from.min(lines.len())..].iter().take_while(is_item).count();
    let items = lines[from.min(lines.len())..end].iter().map(|line| lines::clean(without_list_mark(&line.text).unwrap_or(&line.text)));
    let items: Vec<&str> = items.collect();
    let papers = items.iter().filter(|item| cues::PAPERS.is_match(item)).count();
    let things = items.join("; ");
    let is_told = end > from && sentences::words(&things) <= WORDS && (is_asked || papers * 2 > items.len());
    if is_told {
        taken.tell(FactKind::Bring, &things, Vec::new());
    }
    (end, is_told)
}
