//! An edition planned: who gets what, in which words. Pure: no clock, no I/O, no randomness; the same inputs give the same plan.
//!
//! A [`Plan`] tells from registry and week what each village gets. It words that into the [`sheet`]s that layouts receive, shortened by the
//! steps of [`fit`], into the message that a KIM forwards, and into sentences to be read aloud; [`news`] tells what changed since an earlier
//! state of the edition, for whom.
//!
//! The modules stand below in the order in which one builds on the other.

pub mod receipts;
pub mod settings;
pub mod fit;
pub mod sheet;
pub mod typography;
pub mod wording;
pub mod said;
pub mod mark;
pub mod excerpt;
mod facts;
mod article;
mod event;
mod front;
mod cards;
mod own;
mod edition;
pub mod news;
mod message;
mod spoken;
mod cover;
mod village;

use std::collections::BTreeMap;

use serde::Serialize;

use fit::{Ladder, Lengths, Reach};
use office::model::{AgendaEntry, Announcement, Block, DesaKind, EditionId, Form, ReceiptCode, Registry, Serial, Target, Village, Week};
use settings::Settings;

/// One edition for all villages.
#[derive(Debug)]
pub struct Plan<'a> {
    pub edition: EditionId,
    registry: &'a Registry,
    week: &'a Week,
    settings: &'a Settings,
    bulletin: Ladder,
    board: Ladder,
}

/// How many copies of the bulletin a village prints, and for whom.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Copies {
    pub total: u32,
    /// `4 RT, papan, kantor desa, KIM, cadangan`
    pub note: String,
}

impl<'a> Plan<'a> {
    pub fn new(registry: &'a Registry, week: &'a Week, settings: &'a Settings) -> Self {
        let lengths = lengths(week);
        let (pages, mode) = (settings.edition.pages_paid(), settings.edition.mode);
        let (bulletin, board) = (Ladder::bulletin(&lengths, pages, mode), Ladder::board(&lengths));
        Plan { edition: week.edition, registry, week, settings, bulletin, board }
    }

    /// The steps by which the bulletin's texts give way.
    pub fn bulletin(&self) -> &Ladder {
        &self.bulletin
    }

    /// The steps by which those of the notice board give way.
    pub fn board(&self) -> &Ladder {
        &self.board
    }

    /// In the order of their codes.
    pub fn villages(&self) -> &'a [Village] {
        &self.registry.villages
    }

    /// The agenda entries that touch a village, and whether they take place in it or else in its kecamatan. Its own come first.
    pub fn agenda_for(&self, village: &Village) -> Vec<(&'a AgendaEntry, bool)> {
        let code = &village.desa.code;
        let kecamatan = code.kecamatan();
        let here = self.week.agenda.iter().filter(|entry| entry.location.desa.contains(code));
        let elsewhere = self.week.agenda.iter().filter(|entry| !entry.location.desa.contains(code));
        let near = elsewhere.filter(|entry| entry.location.kecamatan.contains(&kecamatan));
        here.map(|entry| (entry, true)).chain(near.map(|entry| (entry, false))).collect()
    }

    /// The announcements meant for a village but not for everyone: nearest first, important ones before others.
    pub fn announcements_for(&self, village: &Village) -> Vec<&'a Announcement> {
        let own = self.week.announcements.iter().filter(|one| !is_shared(one));
        let mut chosen: Vec<(&Target, &Announcement)> = own.filter_map(|one| Some((one.target_for(&village.desa)?, one))).collect();
        chosen.sort_by_key(|(target, one)| (nearness(target), !one.important));
        chosen.into_iter().map(|(_, one)| one).collect()
    }

    /// The announcements for everyone, important ones before others.
    fn shared(&self) -> Vec<&'a Announcement> {
        let mut shared: Vec<&Announcement> = self.week.announcements.iter().filter(|one| is_shared(one)).collect();
        shared.sort_by_key(|one| !one.important);
        shared
    }

    /// The texts that a village's KIM sent for its own corner, as the office edited them.
    fn corner_for(&self, village: &Village) -> Vec<&'a Announcement> {
        self.week.corners.iter().filter(|one| one.target_for(&village.desa).is_some()).collect()
    }

    /// The words for the villages of the office, in running text: `desa dan kelurahan`. The most usual word comes first.
    fn village_kinds(&self, and: &str) -> String {
        const KELURAHAN: &str = "kelurahan";
        let mut words: Vec<(usize, &str)> = Vec::new();
        for desa in self.villages().iter().map(|village| &village.desa).filter(|desa| desa.code.kind() == DesaKind::Desa) {
            match words.iter_mut().find(|(_, word)| desa.designation.village == *word) {
                Some((count, _)) => *count += 1,
                None => words.push((1, &desa.designation.village)),
            }
        }
        words.sort_by_key(|(count, _)| std::cmp::Reverse(*count));
        let mut words: Vec<String> = words.into_iter().map(|(_, word)| word.to_lowercase()).collect();
        if words.is_empty() {
            words.push("desa".to_owned());
        }
        format!("{}{and}{KELURAHAN}", words.join(", "))
    }

    /// One copy for each RT, and those that the office adds for board, village office, KIM and spare.
    pub fn copies_for(&self, village: &Village) -> Copies {
        if let Some(total) = village.copies {
            return Copies { total, note: "jumlah menurut daftar KIM".to_owned() };
        }
        let rule = &self.settings.copies;
        let rt = village.rt.unwrap_or(rule.default_rt);
        let office = format!("kantor {}", village.desa.designation.village_in_text());
        let kim = if village.kim.is_some() { rule.kim } else { 0 };
        let parts = [(rt, "RT"), (rule.board, "papan"), (rule.office, office.as_str()), (kim, "KIM"), (rule.spare, "cadangan")];
        let worded = |(copies, what): &(u32, &str)| match (*copies, *what) {
            (0, _) => None,
            (1, what) if what != "RT" => Some(what.to_owned()),
            (copies, what) => Some(format!("{copies} {what}")),
        };
        let note = parts.iter().filter_map(worded).collect::<Vec<_>>().join(", ");
        Copies { total: parts.iter().map(|(copies, _)| copies).sum(), note }
    }

    /// The serials of a village's blank forms.
    pub fn serials_for(&self, village: &Village) -> BTreeMap<Form, Vec<Serial>> {
        let serial = |form, copy| Serial { form, desa: village.desa.code.clone(), edition: self.edition, copy };
        self.settings.forms.all().map(|(form, count)| (form, (1..=count).map(|copy| serial(form, copy)).collect())).collect()
    }

    /// `warta-2026-11-23-6304142008`, `…-ralat1`: ASCII, with edition and code.
    pub fn bundle_name(&self, village: &Village, ralat: u32) -> String {
        let name = format!("warta-{}-{}", self.edition, village.desa.code.digits());
        if ralat == 0 { name } else { format!("{name}-ralat{ralat}") }
    }

    /// The short code by which a bundle's receipt is acknowledged.
    pub fn receipt(&self, village: &Village, ralat: u32) -> ReceiptCode {
        self.settings.receipts.code(&village.desa.code, self.edition, ralat)
    }
}

/// Printed with everyone's announcements rather than with a village's own.
fn is_shared(announcement: &Announcement) -> bool {
    announcement.excluded.is_empty() && announcement.targets.contains(&Target::Everyone)
}

/// Those among whom a village is that gets an announcement, by its nearest target.
fn reach(announcement: &Announcement, village: &Village) -> Reach {
    match announcement.target_for(&village.desa) {
        _ if is_shared(announcement) => Reach::Shared,
        Some(Target::Desa(_)) => Reach::Own,
        _ => Reach::Near,
    }
}

/// The lengths of a week's texts, by which the steps of fitting are made.
fn lengths(week: &Week) -> Lengths {
    let words = |text: &[Block]| text.iter().map(Block::words).sum::<usize>();
    let of = |one: &Announcement| words(&facts::rest(one, None));
    let is_own = |target: &Target| matches!(target, Target::Desa(_));
    let apart = || week.announcements.iter().filter(|one| !is_shared(one));
    Lengths {
        speeches: week.speeches.iter().map(|speech| (words(&speech.body), speech.summary.is_some())).collect(),
        shared: week.announcements.iter().filter(|one| is_shared(one)).map(of).collect(),
        near: apart().filter(|one| !one.targets.iter().all(is_own)).map(of).max().unwrap_or_default(),
        own: apart().filter(|one| one.targets.iter().any(is_own)).chain(&week.corners).map(of).max().unwrap_or_default(),
        events: week.agenda.len(),
    }
}

fn nearness(target: &Target) -> u8 {
    match target {
        Target::Desa(_) => 0,
        Target::Kecamatan(_) => 1,
        Target::Kelurahan => 2,
        Target::AllDesa => 3,
        Target::Everyone => 4,
    }
}
