//! The part of an edition that can turn out wrong: agenda and announcements, worded; and the changes between two states of them, for
//! whom. A correction (ralat) tells those changes.

use chrono::{DateTime, Utc};
use ring::digest::{SHA256, digest};
use serde::{Deserialize, Serialize};

use super::sheet::{ChangedCell, Correction, CorrectionItem};
use super::typography::{bind, bind_headline};
use super::wording::{self, in_a_line};
use super::{Plan, article};
use office::diagnostic::{Diagnostic, Result};
use office::model::date::{full_date, long_date};
use office::model::rich_text;
use office::model::wilayah::fold_name;
use office::model::{AgendaEntry, Announcement, Desa, Picture, Target};

/// An event or an announcement as it was told. Its JSON stands in ledgers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Item {
    pub kind: Kind,
    pub title: String,
    /// `Rabu, 25 November, 09.00 WITA`; of an announcement, nothing.
    pub when: String,
    /// Everything in a line.
    pub line: String,
    /// The same part by part; empty in what earlier versions recorded.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub cells: Vec<Cell>,
    /// An announcement's text.
    pub text: Vec<String>,
    /// Of an announcement's text, as it is set, and its picture: by content, for a picture's path is named by it.
    pub digest: String,
    /// Digests by which earlier versions recorded the same, where they differ: they named a picture by its position.
    #[serde(skip)]
    pub formerly: Vec<String>,
    /// Those whom it concerns: the villages and kecamatan in which an event is, or the readers whom an announcement is for.
    pub reach: Vec<Target>,
    pub excluded: Vec<Target>,
}

/// A part of an item with the word that names it on paper.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cell {
    pub label: Label,
    pub text: String,
}

/// The word for a part of an item. Their JSON stands in ledgers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Label {
    #[serde(rename = "acara")]
    Title,
    #[serde(rename = "keadaan")]
    Status,
    #[serde(rename = "hari")]
    Day,
    #[serde(rename = "jam")]
    Time,
    #[serde(rename = "tempat")]
    Place,
    #[serde(rename = "rincian")]
    Items,
    #[serde(rename = "dihadiri")]
    Officials,
    #[serde(rename = "keterangan")]
    Note,
    #[serde(rename = "berlaku")]
    ValidUntil,
    #[serde(rename = "dari")]
    Sender,
}

impl Label {
    fn word(self) -> &'static str {
        match self {
            Label::Title => "Acara",
            Label::Status => "Keadaan",
            Label::Day => "Hari",
            Label::Time => "Jam",
            Label::Place => "Tempat",
            Label::Items => "Rincian",
            Label::Officials => "Dihadiri",
            Label::Note => "Keterangan",
            Label::ValidUntil => "Berlaku",
            Label::Sender => "Dari",
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Kind {
    Agenda,
    Announcement,
}

impl Kind {
    fn word(self) -> &'static str {
        match self {
            Kind::Agenda => "Agenda",
            Kind::Announcement => "Pengumuman",
        }
    }
}

/// An item as it was and as it is; one of the two is there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Change {
    pub before: Option<Item>,
    pub after: Option<Item>,
    /// When the state that it came to was first on record; `None`: it is not yet, or an earlier version recorded it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub recorded: Option<DateTime<Utc>>,
}

impl Item {
    /// A part of it; `None`: it has none, or its parts are not known.
    fn cell(&self, label: Label) -> Option<&str> {
        self.cells.iter().find(|cell| cell.label == label).map(|cell| cell.text.as_str())
    }

    fn concerns(&self, desa: &Desa) -> bool {
        self.reach.iter().any(|target| target.covers(desa)) && !self.excluded.iter().any(|target| target.covers(desa))
    }
}

impl Item {
    /// The pieces of its line: when it is, what, where, and so on.
    fn parts(&self) -> Vec<&str> {
        let rest = self.line.strip_prefix(&self.when).map_or(self.line.as_str(), |rest| rest.trim_start_matches(": "));
        std::iter::once(self.when.as_str()).chain(rest.split("; ")).filter(|part| !part.is_empty()).collect()
    }
}

impl Change {
    /// The lines of an announcement that are not there any more, and those that are new.
    pub(super) fn revised(&self) -> (Vec<&str>, Vec<&str>) {
        fn text(item: &Option<Item>) -> &[String] {
            item.as_ref().map_or(&[], |item| &item.text)
        }
        fn only<'a>(lines: &'a [String], other: &[String]) -> Vec<&'a str> {
            lines.iter().filter(|line| !other.contains(line)).map(String::as_str).collect()
        }
        let (before, after) = (text(&self.before), text(&self.after));
        (only(before, after), only(after, before))
    }

    /// Nothing in words has changed: an announcement's picture has, or how its text is set.
    pub(super) fn is_in_looks(&self) -> bool {
        let (gone, new) = self.revised();
        gone.is_empty() && new.is_empty() && self.before.as_ref().zip(self.after.as_ref()).is_some_and(|(a, b)| a.line == b.line)
    }

    /// Something comes to what was told, and nothing of that is void.
    fn is_addition(&self) -> bool {
        let (gone, new) = self.revised();
        let has_same_line = || self.before.as_ref().zip(self.after.as_ref()).is_some_and(|(before, after)| before.line == after.line);
        self.before.is_none() || gone.is_empty() && !new.is_empty() && has_same_line()
    }

    /// The change in a line, for the office: `Rapat TAPD: semula “Senin, 23 November, 09.00 WITA” menjadi “Selasa, 24 November, 09.00 WITA”`.
    /// The differences are told; of a text, its first lines.
    pub fn words(&self) -> String {
        let (before, after) = match (&self.before, &self.after) {
            (Some(before), Some(after)) => (before, after),
            (None, Some(after)) => return format!("baru: {}", beginning(&after.line)),
            (Some(before), None) => return format!("tidak berlaku lagi: {}", beginning(&before.line)),
            (None, None) => return String::new(),
        };
        let (gone, new) = if before.line == after.line {
            let (gone, new) = self.revised();
            (gone.first().map(|line| (*line).to_owned()), new.first().map(|line| (*line).to_owned()))
        } else {
            let (gone, new) = (before.parts(), after.parts());
            let only = |parts: &[&str], others: &[&str]| {
                let only: Vec<&str> = parts.iter().filter(|part| !others.contains(part)).copied().collect();
                (!only.is_empty()).then(|| only.join("; "))
            };
            (only(&gone, &new), only(&new, &gone))
        };
        let quoted = |line: &str| format!("“{}”", beginning(line));
        let what = match (gone, new) {
            (Some(gone), Some(new)) => format!("semula {} menjadi {}", quoted(&gone), quoted(&new)),
            (Some(gone), None) => format!("tanpa {}", quoted(&gone)),
            (None, Some(new)) => format!("ditambah {}", quoted(&new)),
            (None, None) => "berganti gambar atau susunannya".to_owned(),
        };
        format!("{}: {what}", before.title)
    }

    /// The parts that differ, where the parts of both states are known.
    fn cells(&self) -> Vec<ChangedCell> {
        let Some((before, after)) = self.before.as_ref().zip(self.after.as_ref()) else { return Vec::new() };
        if before.cells.is_empty() || after.cells.is_empty() {
            return Vec::new();
        }
        let mut labels: Vec<Label> = Vec::new();
        for cell in before.cells.iter().chain(&after.cells) {
            if !labels.contains(&cell.label) {
                labels.push(cell.label);
            }
        }
        let told = |item: &Item, label| item.cell(label).map(bind);
        let differs = |label: &Label| before.cell(*label) != after.cell(*label);
        let changed = |label: Label| ChangedCell { label: label.word().to_owned(), before: told(before, label), after: told(after, label) };
        labels.into_iter().filter(differs).map(changed).collect()
    }

    /// The change as a headline: `Panen raya pindah ke pukul 14.00 WITA, di Lapangan Sungai Kali`.
    fn headline(&self) -> String {
        match (&self.before, &self.after) {
            (Some(_), Some(after)) if self.is_in_looks() => format!("{} berganti gambar atau susunannya", after.title),
            (Some(before), Some(after)) => changed_headline(before, after),
            (None, Some(after)) => format!("Baru: {}", after.title),
            (Some(before), None) if before.kind == Kind::Agenda => format!("{} tidak jadi", before.title),
            (Some(before), None) => format!("Tidak berlaku lagi: {}", before.title),
            (None, None) => String::new(),
        }
    }

    /// Whether this change is about an announcement of the edition.
    pub(super) fn is_about(&self, announcement: &Announcement) -> bool {
        // Two of one title may say other things to other villages.
        self.after.as_ref().is_some_and(|item| {
            item.kind == Kind::Announcement
                && (&item.title, &item.reach, &item.excluded) == (&announcement.title, &announcement.targets, &announcement.excluded)
                && digest_of(announcement, announcement.pictures.first()).is_ok_and(|digest| digest == item.digest)
        })
    }
}

/// The change of an event or an announcement, as a headline.
fn changed_headline(before: &Item, after: &Item) -> String {
    let title = &after.title;
    if let Some(status) = after.cell(Label::Status).filter(|_| before.cell(Label::Status) != after.cell(Label::Status)) {
        return format!("{title} {status}");
    }
    let new = |label| after.cell(label).filter(|_| !before.cells.is_empty() && before.cell(label) != after.cell(label));
    let hour =
        new(Label::Time).map(|time| if time.starts_with(|c: char| c.is_ascii_digit()) { format!("pukul {time}") } else { time.to_owned() });
    let mut parts: Vec<String> = [new(Label::Day).map(str::to_owned), hour].into_iter().flatten().collect();
    if let Some(place) = new(Label::Place) {
        parts.push(if parts.is_empty() { place.to_owned() } else { format!("di {place}") });
    }
    match parts.is_empty() {
        true => format!("Berubah: {title}"),
        false => format!("{title} pindah ke {}", parts.join(", ")),
    }
}

/// As much of a line as a person recognises it by.
fn beginning(line: &str) -> String {
    const LETTERS: usize = 90;
    if line.chars().count() <= LETTERS {
        return line.to_owned();
    }
    let kept: String = line.chars().take(LETTERS).collect();
    format!("{} …", kept.rsplit_once(' ').map_or(kept.as_str(), |(whole, _)| whole))
}

/// The differences between what a village was told and what it is told now. Items of one title and readers belong together, then those of
/// one title, texts that are the same, and events of one time.
pub fn changes(all_before: &[Item], all_after: &[Item], desa: &Desa) -> Vec<Change> {
    let told = |items: &[Item]| -> Vec<Item> { items.iter().filter(|item| item.concerns(desa)).cloned().collect() };
    let (before, after) = (told(all_before), told(all_after));
    // Every bulletin tells the whole week: an event that stands in both is told to everyone in both, wherever the registry has it.
    fn pool<'a>(item: &Item, all: &'a [Item], own: &'a [Item]) -> &'a [Item] {
        if item.kind == Kind::Agenda { all } else { own }
    }
    let mut gone: Vec<&Item> = before.iter().filter(|old| !pool(old, all_after, &after).iter().any(|new| is_same(old, new))).collect();
    let fresh = after.iter().filter(|new| !pool(new, all_before, &before).iter().any(|old| is_same(old, new)));
    let mut found: Vec<Change> = fresh.map(|item| Change { before: None, after: Some(item.clone()), recorded: None }).collect();
    let kinship: [fn(&Item, &Item) -> bool; 4] = [has_same_readers, has_same_title, has_same_text, has_same_time];
    for belongs in kinship {
        for change in found.iter_mut().filter(|change| change.before.is_none()) {
            let at = change.after.as_ref().and_then(|after| gone.iter().position(|item| belongs(item, after)));
            change.before = at.map(|at| gone.remove(at).clone());
        }
    }
    // An event that was moved elsewhere takes place, though no longer here; one that was moved here was told as elsewhere.
    let moved = |item: &Item| {
        let is_new = |new: &&Item| has_same_title(item, new) && !all_before.iter().any(|old| is_same(old, new));
        all_after.iter().filter(|_| item.kind == Kind::Agenda).find(is_new).cloned()
    };
    let was_elsewhere = |item: &Item| {
        let is_old = |old: &&Item| has_same_title(old, item) && !all_after.iter().any(|new| is_same(old, new));
        all_before.iter().filter(|_| item.kind == Kind::Agenda).find(is_old).cloned()
    };
    for change in found.iter_mut().filter(|change| change.before.is_none()) {
        change.before = change.after.as_ref().and_then(was_elsewhere);
    }
    found.extend(gone.into_iter().map(|item| Change { before: Some(item.clone()), after: moved(item), recorded: None }));
    found
}

/// Whether an item of before says the same as one of now. The other readers whom it concerns are nothing to a village.
fn is_same(old: &Item, new: &Item) -> bool {
    (old.kind, &old.line) == (new.kind, &new.line) && has_same_digest(old, new)
}

fn has_same_digest(old: &Item, new: &Item) -> bool {
    old.digest == new.digest || new.formerly.contains(&old.digest)
}

fn has_same_title(old: &Item, new: &Item) -> bool {
    old.kind == new.kind && fold_name(&old.title) == fold_name(&new.title)
}

fn has_same_readers(old: &Item, new: &Item) -> bool {
    has_same_title(old, new) && (&old.reach, &old.excluded) == (&new.reach, &new.excluded)
}

fn has_same_text(old: &Item, new: &Item) -> bool {
    old.kind == Kind::Announcement && new.kind == Kind::Announcement && has_same_digest(old, new)
}

fn has_same_time(old: &Item, new: &Item) -> bool {
    old.kind == Kind::Agenda && new.kind == Kind::Agenda && old.when == new.when
}

impl Plan<'_> {
    /// The edition's agenda and announcements. An event that is in no village of the office's concerns everyone.
    ///
    /// # Errors
    /// The text of an announcement, by which it is known again, cannot be written as JSON: a fault of the program.
    pub fn news(&self) -> Result<Vec<Item>> {
        let events = self.week.agenda.iter().map(|entry| Ok(self.event_item(entry)));
        events.chain(self.week.announcements.iter().map(announcement_item)).collect()
    }

    fn event_item(&self, entry: &AgendaEntry) -> Item {
        let desa = entry.location.desa.iter().cloned().map(Target::Desa);
        let mut reach: Vec<Target> = desa.chain(entry.location.kecamatan.iter().cloned().map(Target::Kecamatan)).collect();
        if reach.is_empty() {
            reach.push(Target::Everyone);
        }
        Item {
            kind: Kind::Agenda,
            title: entry.title.clone(),
            when: self.when(entry),
            line: self.event_line(entry),
            cells: self.event_cells(entry),
            text: Vec::new(),
            digest: String::new(),
            formerly: Vec::new(),
            reach,
            excluded: Vec::new(),
        }
    }

    /// `Rabu, 25 November, 09.00 WITA`
    pub(super) fn when(&self, entry: &AgendaEntry) -> String {
        format!("{}, {}", wording::day_in_week(entry.date), wording::time(&entry.time, Some(self.settings.regency.zone)))
    }

    /// The parts of an event that can change.
    fn event_cells(&self, entry: &AgendaEntry) -> Vec<Cell> {
        let parts = [
            (Label::Title, Some(entry.title.clone())),
            (Label::Status, wording::status(entry.status).map(str::to_owned)),
            (Label::Day, Some(wording::day_in_week(entry.date))),
            (Label::Time, Some(wording::time(&entry.time, Some(self.settings.regency.zone)))),
            (Label::Place, wording::venue(entry.venue.as_deref(), entry.online).map(|venue| in_a_line(&venue))),
            (Label::Items, (!entry.items.is_empty()).then(|| entry.items.join(", "))),
            (Label::Officials, wording::officials(&entry.officials)),
            (Label::Note, entry.note.as_deref().map(in_a_line)),
        ];
        parts.into_iter().filter_map(|(label, text)| Some(Cell { label, text: text? })).collect()
    }

    /// An event in a line, with all that is printed of it.
    fn event_line(&self, entry: &AgendaEntry) -> String {
        let parts = [
            (!entry.items.is_empty()).then(|| entry.items.join(", ")),
            wording::venue(entry.venue.as_deref(), entry.online).map(|venue| in_a_line(&venue)),
            wording::officials(&entry.officials),
            entry.note.as_deref().map(in_a_line),
        ];
        let rest: String = parts.into_iter().flatten().map(|part| format!("; {part}")).collect();
        format!("{}: {}{rest}", self.when(entry), wording::title(&entry.title, entry.status))
    }

    /// A correction as a layout receives it. Its announcements are told in full where [`Plan::news`] knows them.
    pub(super) fn correction(&self, number: u32, changes: &[Change]) -> Correction {
        let earlier: String = match number {
            0 | 1 => String::new(),
            2 => " dan Ralat 1".to_owned(),
            n => format!(" dan Ralat 1 sampai {}", n - 1),
        };
        let is_more = !changes.is_empty() && changes.iter().all(Change::is_addition);
        let replaces = if is_more { "Melengkapi" } else { "Menggantikan" };
        Correction {
            label: format!("Ralat {number}"),
            made: changes.iter().filter_map(|change| change.recorded).max().map(|at| bind(&self.made(at))),
            replaces: bind(&format!("{replaces} yang tertulis di buletin {}{earlier}.", self.edition.label())),
            items: changes.iter().map(|change| self.correction_item(change)).collect(),
        }
    }

    /// `Dibuat Selasa, 24 November 2026, pukul 09.10 WITA`
    fn made(&self, at: DateTime<Utc>) -> String {
        let zone = self.settings.regency.zone;
        let local = zone.local(at);
        format!("Dibuat {}, pukul {} {zone}", full_date(local.date()), local.format("%H.%M"))
    }

    fn correction_item(&self, change: &Change) -> CorrectionItem {
        let kind = change.after.as_ref().or(change.before.as_ref()).map_or(Kind::Agenda, |item| item.kind);
        let announcement = self.week.announcements.iter().find(|announcement| change.is_about(announcement));
        // Of a text that was changed, the lines that do not hold any more; of anything else, all that was told.
        let (gone, _) = change.revised();
        let before = change.before.as_ref().filter(|_| !change.is_in_looks()).map(|item| match (&change.after, gone.is_empty()) {
            (Some(after), false) if after.line == item.line => gone.join(" … "),
            _ => item.line.clone(),
        });
        let cells = change.cells();
        CorrectionItem {
            heading: bind_headline(&change.headline()),
            kind: kind.word().to_owned(),
            // Of an event whose parts are told, the whole of it as it holds now is enough beside them.
            before: before.filter(|_| cells.is_empty() || kind == Kind::Announcement).map(|line| bind(&line)),
            cells,
            after: change.after.as_ref().filter(|_| announcement.is_none()).map(|item| bind(&item.line)),
            article: announcement.map(article::whole),
        }
    }
}

/// So many pictures an edition had at most when they were named by position.
const POSITIONS: usize = 64;

fn announcement_item(announcement: &Announcement) -> Result<Item> {
    let picture = announcement.pictures.first();
    let former = |position: usize, picture: &Picture| Picture { path: format!("foto/{position}.jpg"), ..picture.clone() };
    let formerly = picture.into_iter().flat_map(|picture| (1..=POSITIONS).map(move |position| former(position, picture)));
    let captions = announcement.pictures.iter().filter_map(|picture| Some(format!("Keterangan foto: {}", picture.caption.as_ref()?)));
    Ok(Item {
        kind: Kind::Announcement,
        title: announcement.title.clone(),
        when: String::new(),
        line: announcement_line(announcement),
        cells: announcement_cells(announcement),
        text: rich_text::lines(&announcement.body).into_iter().chain(captions).collect(),
        digest: digest_of(announcement, picture)?,
        formerly: formerly.map(|picture| digest_of(announcement, Some(&picture))).collect::<Result<_>>()?,
        reach: announcement.targets.clone(),
        excluded: announcement.excluded.clone(),
    })
}

/// The digest of an announcement's text with a picture, and of its attachment and further pictures where there are any: the path of each is
/// named by its content.
fn digest_of(announcement: &Announcement, picture: Option<&Picture>) -> Result<String> {
    let Announcement { body, attachment, .. } = announcement;
    let further = announcement.pictures.get(1..).unwrap_or_default();
    let text = match (attachment.is_empty(), further.is_empty()) {
        (true, true) => serde_json::to_string(&(body, picture)),
        (false, true) => serde_json::to_string(&(body, picture, attachment)),
        (_, false) => serde_json::to_string(&(body, picture, attachment, further)),
    };
    let text = text.map_err(|error| {
        let fault = Diagnostic::error("warta.pengumuman", format!("kesalahan di dalam Warta saat mencatat pengumuman: {error}"));
        fault.at(announcement.place.clone()).remedy("kirim folder edisi ini kepada pembuat Warta")
    })?;
    let sum = digest(&SHA256, text.as_bytes()).as_ref().iter().take(8).fold(0u64, |sum, byte| sum << 8 | u64::from(*byte));
    Ok(format!("{sum:x}"))
}

fn announcement_line(announcement: &Announcement) -> String {
    let valid = announcement.valid_until.map(wording::valid_until);
    let facts = [announcement.sender.clone(), valid].into_iter().flatten().collect::<Vec<_>>().join(", ");
    if facts.is_empty() { announcement.title.clone() } else { format!("{} ({facts})", announcement.title) }
}

/// The parts of an announcement that can change, besides its text.
fn announcement_cells(announcement: &Announcement) -> Vec<Cell> {
    let parts = [
        (Label::Title, Some(announcement.title.clone())),
        (Label::Sender, announcement.sender.clone()),
        (Label::ValidUntil, announcement.valid_until.map(|date| format!("sampai {}", long_date(date)))),
    ];
    parts.into_iter().filter_map(|(label, text)| Some(Cell { label, text: text? })).collect()
}
