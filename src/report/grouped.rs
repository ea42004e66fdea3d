//! Diagnostics as a person reads them: those of one cause are told as one, with every place that it touches, and all of them on one screen.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use office::diagnostic::{Diagnostic, Severity, Spot, visible};

use super::places::places;

/// Something that a person is told: one diagnostic, or several of one cause.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Message {
    pub(crate) severity: Severity,
    /// Line by line, without an end of the last line.
    pub(crate) text: String,
    /// Whether it stands for several.
    pub(crate) is_group: bool,
    /// The villages that it touches: code and name.
    pub(crate) villages: Vec<(String, String)>,
    /// Its cause in a few words: `kop surat tidak dicetak (3)`.
    kind: String,
}

/// So many messages, in so many lines of this width, are told in full before those that stop nothing are told by their kinds.
const MESSAGES: usize = 12;
const LINES: usize = 40;
const WIDTH: usize = 100;
/// So many of the lines are left to the kinds, where there are any.
const KINDS: usize = 8;

/// All that is to be said, each cause once: the most serious first, then what touches most, then file by file. `word`: the office's own
/// for a village, in running text.
pub(crate) fn messages(all: &[Diagnostic], word: &str) -> Vec<Message> {
    let mut groups = groups(all);
    groups.sort_by_cached_key(|group| (group.stops(), group.first().severity, Reverse(group.touched()), group.first().place.clone()));
    groups.iter().map(|group| group.message(word)).collect()
}

/// The messages that one screen shows, and a line for each severity of the others: whatever stops something is shown whole. Where not all
/// fits, notes make room for warnings.
pub(crate) fn on_one_screen(all: &[Message]) -> (&[Message], Vec<String>) {
    let fits = |some: &[Message], lines: usize| some.len() <= MESSAGES && some.iter().map(Message::lines).sum::<usize>() <= lines;
    if fits(all, LINES) {
        return (all, Vec::new());
    }
    let count = |least: Severity| all.iter().filter(|message| message.severity <= least).count();
    let (errors, serious) = (count(Severity::Error), count(Severity::Warning));
    let shown = (errors..=serious).rev().find(|many| fits(&all[..*many], LINES - KINDS)).unwrap_or(errors);
    let more = if shown > errors { " lain" } else { "" };
    (&all[..shown], vec![kinds(&all[shown..serious], more), kinds(&all[serious..], "")].into_iter().flatten().collect())
}

/// `7 catatan: kop surat tidak dicetak (3); …`
fn kinds(some: &[Message], more: &str) -> Option<String> {
    let kinds: Vec<&str> = some.iter().map(|message| message.kind.as_str()).collect();
    Some(format!("{} {}{more}: {}", some.len(), some.first()?.severity, kinds.join("; ")))
}

impl Message {
    /// The lines that it takes on a screen.
    fn lines(&self) -> usize {
        self.text.lines().map(|line| line.chars().count().div_ceil(WIDTH).max(1)).sum()
    }
}

/// Each diagnostic by itself, file by file, the file with the most serious first.
pub(crate) fn one_by_one(all: &[Diagnostic]) -> Vec<Message> {
    let mut by_file: BTreeMap<&str, Vec<&Diagnostic>> = BTreeMap::new();
    for diagnostic in all {
        by_file.entry(diagnostic.place.as_ref().map_or("", |place| place.file.as_str())).or_default().push(diagnostic);
    }
    let mut files: Vec<Vec<&Diagnostic>> = by_file.into_values().collect();
    files.iter_mut().for_each(|file| file.sort_by_key(|diagnostic| (diagnostic.severity, diagnostic.place.clone())));
    files.sort_by_key(|file| file.first().map(|diagnostic| diagnostic.severity));
    files.into_iter().flatten().map(|diagnostic| Group(vec![diagnostic]).message("")).collect()
}

/// `1 galat, 2 peringatan`; empty where there is nothing to say.
pub(crate) fn counts(all: &[Message]) -> String {
    [Severity::Error, Severity::Warning, Severity::Note]
        .iter()
        .map(|severity| (severity, all.iter().filter(|message| message.severity == *severity).count()))
        .filter(|(_, count)| *count > 0)
        .map(|(severity, count)| format!("{count} {severity}"))
        .collect::<Vec<_>>()
        .join(", ")
}

/// The words that serve all diagnostics of a kind.
fn words(diagnostic: &Diagnostic) -> &str {
    diagnostic.alike.as_ref().unwrap_or(&diagnostic.message)
}

/// Diagnostics of one cause, in the order of their places; one at least.
struct Group<'d>(Vec<&'d Diagnostic>);

/// The groups of diagnostics, as they come: of one severity and code; errors of the same words too, for each is to be mended by itself. What
/// is said twice in all words is one.
fn groups(all: &[Diagnostic]) -> Vec<Group<'_>> {
    // Sheets have the order in which they were read, which is that of the workbook.
    let mut sheets: BTreeMap<(&str, &str), usize> = BTreeMap::new();
    let mut causes: BTreeMap<(Severity, &str, &str), usize> = BTreeMap::new();
    let mut groups: Vec<Vec<&Diagnostic>> = Vec::new();
    for diagnostic in all {
        if let Some((file, sheet)) = sheet(diagnostic) {
            let next = sheets.len();
            sheets.entry((file, sheet)).or_insert(next);
        }
        let own = if diagnostic.severity == Severity::Error { words(diagnostic) } else { "" };
        let group = *causes.entry((diagnostic.severity, diagnostic.code, own)).or_insert(groups.len());
        match groups.get_mut(group) {
            Some(members) => members.push(diagnostic),
            None => groups.push(vec![diagnostic]),
        }
    }
    let rank = |diagnostic: &Diagnostic| sheet(diagnostic).and_then(|sheet| sheets.get(&sheet).copied());
    for members in &mut groups {
        members.sort_by_cached_key(|diagnostic| {
            let file = diagnostic.place.as_ref().map(|place| place.file.clone());
            (file, rank(diagnostic), diagnostic.place.clone(), diagnostic.desa.clone())
        });
        members.dedup();
    }
    groups.into_iter().map(Group).collect()
}

/// The file and the sheet that a diagnostic is of.
fn sheet(diagnostic: &Diagnostic) -> Option<(&str, &str)> {
    let place = diagnostic.place.as_ref()?;
    if let Spot::Cell { sheet, .. } = &place.spot { Some((&place.file, sheet)) } else { None }
}

/// So many villages are named; more are counted.
const NAMED: usize = 5;
/// So many texts, as the office wrote them, or remedies are told of one cause.
const TOLD: usize = 3;

impl<'d> Group<'d> {
    fn first(&self) -> &'d Diagnostic {
        self.0[0]
    }

    /// `false` comes first: what stops the whole edition is more serious than what stops villages.
    fn stops(&self) -> bool {
        !self.0.iter().any(|diagnostic| diagnostic.severity == Severity::Error && diagnostic.desa.is_none())
    }

    fn villages(&self) -> BTreeMap<&'d str, &'d str> {
        let name = |diagnostic: &&'d Diagnostic| {
            let code = diagnostic.desa.as_deref()?;
            Some((code, diagnostic.village.as_deref().unwrap_or(code)))
        };
        self.0.iter().filter_map(name).collect()
    }

    /// How many villages it touches, or places where it is of no village.
    fn touched(&self) -> usize {
        let villages = self.villages().len();
        if villages > 0 { villages } else { self.0.len() }
    }

    fn message(&self, word: &str) -> Message {
        let first = self.first();
        let is_group = self.0.len() > 1;
        let text = if is_group { self.told_as_one(word) } else { first.to_string() };
        let villages = self.villages().into_iter().map(|(code, name)| (code.to_owned(), visible(name))).collect();
        Message { severity: first.severity, text, is_group, villages, kind: self.kind() }
    }

    /// The cause without its consequence and its particulars.
    fn kind(&self) -> String {
        const LONGEST: usize = 70;
        let whole = visible(words(self.first()));
        let end = [", jadi", ": ", " ("].iter().filter_map(|mark| whole.find(mark)).min().unwrap_or(whole.len());
        let mut short: String = whole[..end].chars().take(LONGEST).collect();
        if short.len() < end {
            short.push('…');
        }
        let touched = self.touched();
        if touched > 1 { format!("{short} ({touched})") } else { short }
    }

    /// Those of the same words, in the order of their first places.
    fn causes(&self) -> Vec<Group<'d>> {
        let mut known: BTreeMap<&str, usize> = BTreeMap::new();
        let mut causes: Vec<Group<'d>> = Vec::new();
        for &diagnostic in &self.0 {
            let cause = *known.entry(words(diagnostic)).or_insert(causes.len());
            match causes.get_mut(cause) {
                Some(cause) => cause.0.push(diagnostic),
                None => causes.push(Group(vec![diagnostic])),
            }
        }
        causes
    }

    fn told_as_one(&self, word: &str) -> String {
        let causes = self.causes();
        let (told, more) = causes.split_at(causes.len().min(TOLD));
        let heads: Vec<String> = told.iter().map(|cause| cause.head(word)).collect();
        let mut text = format!("{}: {}", self.first().severity, heads.join("\n  juga: "));
        if !more.is_empty() {
            let more: BTreeSet<&str> = more.iter().map(|cause| words(cause.first())).collect();
            let rest: Vec<&Diagnostic> = self.0.iter().copied().filter(|diagnostic| more.contains(words(diagnostic))).collect();
            let places = places(rest.iter().filter_map(|diagnostic| diagnostic.place.as_ref()));
            let places = if places.is_empty() { places } else { format!(" ({places})") };
            text.push_str(&format!("\n  dan {} lagi yang serupa{places}", rest.len()));
        }
        let raw: BTreeSet<&str> = self.0.iter().filter_map(|diagnostic| diagnostic.raw.as_deref()).collect();
        if !raw.is_empty() && raw.len() <= TOLD {
            let quoted: Vec<String> = raw.iter().map(|raw| format!("“{raw}”")).collect();
            text.push_str(&format!("\n  tertulis {}", quoted.join(", ")));
        }
        for remedy in self.remedies() {
            text.push_str(&format!("\n  {remedy}"));
        }
        text
    }

    /// One cause with its places: `saluran “email” tidak ada di warta.toml: 141 desa (kim.xlsx, lembar “KIM”, sel J2–J142)`
    fn head(&self, word: &str) -> String {
        let (first, is_one) = (self.first(), self.0.len() == 1);
        let said = visible(if is_one { first.message.as_str() } else { words(first) });
        let places = places(self.0.iter().filter_map(|diagnostic| diagnostic.place.as_ref()));
        let places = if places.is_empty() { places } else { format!(" ({places})") };
        match self.extent(word).filter(|_| !is_one) {
            Some(extent) => format!("{said}: {extent}{places}"),
            None => format!("{said}{places}"),
        }
    }

    /// `141 desa`, `Desa Karya Baru, Desa Penghulu`, `7 sel`; none where it is one thing.
    fn extent(&self, word: &str) -> Option<String> {
        let villages = self.villages();
        if villages.len() > NAMED {
            return Some(format!("{} {word}", villages.len()));
        }
        if !villages.is_empty() {
            return Some(villages.into_values().map(visible).collect::<Vec<_>>().join(", "));
        }
        let places: BTreeSet<_> = self.0.iter().filter_map(|diagnostic| diagnostic.place.as_ref()).collect();
        let all = |is: fn(&Spot) -> bool| places.iter().all(|place| is(&place.spot));
        let what = match places.len() {
            0 => return Some(format!("{} kali", self.0.len())),
            1 => return None,
            _ if all(|spot| matches!(spot, Spot::Whole)) => "berkas",
            _ if all(|spot| matches!(spot, Spot::Cell { .. })) => "sel",
            _ if all(|spot| matches!(spot, Spot::Line { .. })) => "baris",
            _ if all(|spot| matches!(spot, Spot::Paragraph(_))) => "paragraf",
            _ => "tempat",
        };
        Some(format!("{} {what}", places.len()))
    }

    /// The remedy, where one serves most; else the few that there are, each with its places.
    fn remedies(&self) -> Vec<String> {
        let mut by_remedy: Vec<(&str, Vec<&Diagnostic>)> = Vec::new();
        for diagnostic in &self.0 {
            let Some(remedy) = diagnostic.remedy.as_deref() else { continue };
            match by_remedy.iter_mut().find(|(known, _)| *known == remedy) {
                Some((_, members)) => members.push(diagnostic),
                None => by_remedy.push((remedy, vec![diagnostic])),
            }
        }
        by_remedy.sort_by_key(|(_, members)| Reverse(members.len()));
        let at = |members: &[&Diagnostic]| places(members.iter().filter_map(|diagnostic| diagnostic.place.as_ref()));
        let said = |lead: &str, remedy: &str| format!("saran{lead}: {}", visible(remedy));
        match by_remedy.as_slice() {
            [] => Vec::new(),
            [(remedy, members), ..] if 2 * members.len() > self.0.len() => vec![said("", remedy)],
            several if several.len() <= TOLD => {
                several.iter().map(|(remedy, members)| said(&format!(" untuk {}", at(members)), remedy)).collect()
            }
            [(remedy, members), ..] => {
                vec![said(&format!(" untuk {}", at(members)), remedy), "saran untuk yang lain: lihat dengan `--rinci`".to_owned()]
            }
        }
    }
}
