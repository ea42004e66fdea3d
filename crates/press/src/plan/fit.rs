//! The page budget: the order in which space and text give way to keep it. Type never gets smaller.
//!
//! A [`Ladder`] is made for an edition: its steps follow from the lengths of its texts, so that each frees only a few lines. White space
//! gives way first; then speeches, the longest first; the names of officials at events that residents do not come to; the announcements for
//! everyone; those for a kecamatan; details of the agenda; last the village's own, which keep [`LEAST`] words. Facts never give way.

use serde::{Deserialize, Serialize};

use super::settings::Mode;

/// How much of the agenda is printed. What each says less than the one before is in its words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Detail {
    Full,
    /// Without the officials of events that residents do not come to.
    Unattended,
    /// Without the items and remarks of these.
    Unremarked,
    /// Without the places of these.
    Unplaced,
    /// Of events to which residents may come: when, what, where, and the words to them.
    Brief,
    /// When and what.
    Title,
}

/// White space between lines and articles.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Space {
    /// More than usual, so that a last page is not nearly empty.
    #[serde(rename = "lega")]
    Loose,
    #[serde(rename = "biasa")]
    Normal,
    #[serde(rename = "rapat")]
    Tight,
}

/// The readers whom an announcement is for, as far as they decide when it gives way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Reach {
    /// One village, or its KIM's corner.
    Own,
    /// A kecamatan, all desa, all kelurahan.
    Near,
    /// Everyone.
    Shared,
}

/// A step of fitting.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fit {
    pub(super) space: Space,
    /// Words of each speech, in the edition's order; 0: its headline, its summary and where it was held. One of less than [`QUOTED`] words
    /// has no quotation beside it.
    pub(super) speeches: Vec<usize>,
    /// Words of an announcement for everyone; 0: its headline and facts.
    pub(super) shared: usize,
    /// The same for a kecamatan's.
    pub(super) near: usize,
    /// The same for the village's own; in a bulletin never less than [`LEAST`].
    pub(super) own: usize,
    pub(super) detail: Detail,
    /// Announcements without text say nothing but headline and key facts.
    pub(super) names: bool,
    /// Speeches without text say nothing but their headline.
    pub(super) headlines: bool,
    /// A village's own announcements keep photographs that their text does not need.
    pub(super) pictures: bool,
    /// Titles that a notice board names under "Baca juga".
    pub(super) see_also: usize,
    /// Announcements for some villages that a notice board tells, the nearest first; it tells all of the village's own. The others are named.
    pub(super) told: usize,
    /// A notice board tells important announcements for everyone; else it names them.
    pub(super) tells_shared: bool,
    /// Cards on a notice board.
    pub(super) cards: usize,
}

impl Fit {
    /// The words of an announcement. One that leads is told at some length as long as nothing of the village's own gives way.
    pub(super) fn words(&self, reach: Reach, leads: bool) -> usize {
        const LEAD: usize = 120;
        let words = match reach {
            Reach::Own => self.own,
            Reach::Near => self.near,
            Reach::Shared => self.shared,
        };
        if leads { words.max(self.own.min(LEAD)) } else { words }
    }

    /// The words of the speech at a place of the edition's order.
    pub(super) fn speech(&self, at: usize) -> usize {
        self.speeches.get(at).copied().unwrap_or(ALL)
    }
}

pub(super) const ALL: usize = usize::MAX;

/// Words that a village's own announcement keeps at every step, besides its facts.
pub const LEAST: usize = 40;

/// A speech that is told in fewer words is not worth the room of a quotation.
pub(super) const QUOTED: usize = 60;

/// The step of a bulletin at which nothing gives way. The one before it is for a week that leaves pages empty.
pub const WHOLE: usize = 1;

/// Words of announcements that reach some villages, step by step.
const LEVELS: [usize; 10] = [300, 240, 190, 150, 120, 95, 75, 60, 50, LEAST];

/// The lengths of an edition's texts in words.
#[derive(Debug, Default)]
pub(super) struct Lengths {
    /// Of each speech, and whether the office wrote a summary of it.
    pub(super) speeches: Vec<(usize, bool)>,
    /// Of each announcement for everyone.
    pub(super) shared: Vec<usize>,
    /// Of the longest for a kecamatan.
    pub(super) near: usize,
    /// Of the longest for one village.
    pub(super) own: usize,
    pub(super) events: usize,
}

/// The steps of an edition, from the one at which all is said.
#[derive(Debug)]
pub struct Ladder {
    steps: Vec<Fit>,
    /// The step at which an edition of usual length fills its pages: there a first look is taken.
    middling: usize,
    /// To spare a sheet of which hardly anything is printed, texts give way as far as this step and no further.
    sparing: usize,
}

impl Ladder {
    /// The steps of a bulletin of so many pages.
    pub(super) fn bulletin(lengths: &Lengths, pages: usize, mode: Mode) -> Ladder {
        let mut moves = Moves::new(lengths, pages * page_words(mode));
        moves.take(|fit| fit.space = Space::Normal);
        moves.take(|fit| fit.space = Space::Tight);
        // Half a column of a speech still says something.
        moves.cut_speeches(290, 290);
        let half = moves.last();
        moves.cut_speeches(0, 60);
        moves.take(|fit| fit.detail = Detail::Unattended);
        moves.cut_shared(LEAST);
        moves.cut_speeches(0, 0);
        moves.cut_shared(0);
        let shared = moves.last();
        moves.lower(&LEVELS, lengths.near, |fit| &mut fit.near);
        for detail in [Detail::Unremarked, Detail::Unplaced] {
            moves.take(|fit| fit.detail = detail);
        }
        moves.lower(&[25, 12, 0], lengths.near, |fit| &mut fit.near);
        for detail in [Detail::Brief, Detail::Title] {
            moves.take(|fit| fit.detail = detail);
        }
        moves.lower(&LEVELS, lengths.own, |fit| &mut fit.own);
        moves.take(|fit| fit.names = true);
        moves.take(|fit| fit.headlines = true);
        // Where fewest sheets are wanted, agenda and what is near still say what is to be known.
        let sparing = if mode == Mode::Economy { shared } else { half };
        Ladder { middling: moves.first_within(), sparing, steps: moves.steps }
    }

    /// The steps of a notice board: one sheet that is read from two metres; the bulletin beside it says the rest. At the last ones all that
    /// is left are a few dates, the facts of the village's own announcements, and titles: that goes on one page.
    pub(super) fn board(lengths: &Lengths) -> Ladder {
        let mut moves = Moves::new(lengths, 0);
        moves.now.space = Space::Normal;
        moves.steps = vec![moves.now.clone()];
        moves.take(|fit| fit.space = Space::Tight);
        for titles in [6, 3, 0] {
            moves.take(|fit| fit.see_also = titles);
        }
        let longest = lengths.shared.iter().copied().max().unwrap_or_default();
        // What is told of everyone's is important: it outlasts the texts of the kecamatan's, whose facts stay.
        moves.lower(&LEVELS, lengths.near, |fit| &mut fit.near);
        moves.lower(&[20, 0], lengths.near, |fit| &mut fit.near);
        for cards in [12, 8, 5] {
            moves.take(|fit| fit.cards = cards);
        }
        moves.lower(&LEVELS, longest, |fit| &mut fit.shared);
        moves.take(|fit| fit.pictures = false);
        moves.lower(&LEVELS, lengths.own, |fit| &mut fit.own);
        moves.take(|fit| fit.cards = 3);
        moves.take(|fit| fit.names = true);
        for told in [6, 4, 2, 1, 0] {
            moves.take(|fit| fit.told = told);
        }
        // The cards' events stand in the bulletin as well: they give way before the facts of important notices, and before the village's own.
        moves.lower(&[20, 0], longest, |fit| &mut fit.shared);
        moves.take(|fit| fit.cards = 2);
        moves.lower(&[20, 0], lengths.own, |fit| &mut fit.own);
        moves.take(|fit| fit.cards = 1);
        moves.take(|fit| fit.tells_shared = false);
        Ladder { middling: 0, sparing: 0, steps: moves.steps }
    }

    /// A step; of a number that is too great, the last.
    pub fn step(&self, at: usize) -> &Fit {
        // There is always one.
        &self.steps[at.min(self.last())]
    }

    /// The number of the last step.
    pub fn last(&self) -> usize {
        self.steps.len().saturating_sub(1)
    }

    /// All steps, in their order.
    pub fn steps(&self) -> &[Fit] {
        &self.steps
    }

    /// The step at which a first look is taken.
    pub(crate) fn middling(&self) -> usize {
        self.middling
    }

    /// The last step that is taken to spare a sheet.
    pub fn sparing(&self) -> usize {
        self.sparing
    }
}

/// Words on a page that is full of text.
fn page_words(mode: Mode) -> usize {
    match mode {
        Mode::Normal => 800,
        Mode::Economy => 900,
        Mode::LargePrint => 300,
        Mode::Booklet => 330,
    }
}

/// The making of a ladder.
struct Moves<'l> {
    lengths: &'l Lengths,
    /// Words that the pages hold.
    capacity: usize,
    now: Fit,
    steps: Vec<Fit>,
}

impl<'l> Moves<'l> {
    /// Nothing gives way yet.
    fn new(lengths: &'l Lengths, capacity: usize) -> Self {
        let now = Fit {
            space: Space::Loose,
            speeches: lengths.speeches.iter().map(|(words, _)| *words).collect(),
            shared: ALL,
            near: ALL,
            own: ALL,
            detail: Detail::Full,
            names: false,
            headlines: false,
            pictures: true,
            see_also: 12,
            told: ALL,
            tells_shared: true,
            cards: 24,
        };
        Moves { lengths, capacity, steps: vec![now.clone()], now }
    }

    /// The number of the last step so far.
    fn last(&self) -> usize {
        self.steps.len().saturating_sub(1)
    }

    /// A step more.
    fn take(&mut self, change: impl FnOnce(&mut Fit)) {
        change(&mut self.now);
        if self.steps.last() != Some(&self.now) {
            self.steps.push(self.now.clone());
        }
    }

    /// Cuts speeches step by step, always the one that is longest at the time, until those with a summary have `told` words left and the
    /// others `untold`.
    fn cut_speeches(&mut self, told: usize, untold: usize) {
        let least: Vec<usize> = self.lengths.speeches.iter().map(|(_, is_told)| if *is_told { told } else { untold }).collect();
        loop {
            let portion = self.portion();
            let all = self.now.speeches.iter().copied().zip(&least).enumerate();
            let longest =
                all.filter(|(_, (words, least))| *words > **least).max_by_key(|(at, (words, _))| (*words, std::cmp::Reverse(*at)));
            let Some((at, (words, least))) = longest else { return };
            let left = words.saturating_sub(portion);
            // No step is left for a few words.
            let left = if left < least + portion / 2 { *least } else { left };
            self.take(|fit| {
                if let Some(words) = fit.speeches.get_mut(at) {
                    *words = left;
                }
            });
        }
    }

    /// Shortens the announcements for everyone step by step.
    fn cut_shared(&mut self, least: usize) {
        let lengths: &'l Lengths = self.lengths;
        let said = |most: usize| lengths.shared.iter().map(|words| *words.min(&most)).sum::<usize>();
        let longest = lengths.shared.iter().copied().max().unwrap_or_default();
        let mut most = self.now.shared.min(longest);
        while most > least {
            let (portion, now) = (self.portion(), said(most));
            // The greatest number of words that frees as much.
            let next = (least..most).rev().find(|next| now - said(*next) >= portion).unwrap_or(least);
            self.take(|fit| fit.shared = next);
            most = next;
        }
    }

    /// Lowers a number of words to those of the levels that shorten the longest text.
    fn lower(&mut self, levels: &[usize], longest: usize, words: fn(&mut Fit) -> &mut usize) {
        for level in levels.iter().copied().filter(|level| *level < longest) {
            self.take(|fit| {
                let words = words(fit);
                *words = level.min(*words);
            });
        }
    }

    /// Words of the texts that all share, and of their agenda.
    fn said(&self, fit: &Fit) -> usize {
        const EVENT: usize = 16;
        let speeches = fit.speeches.iter().sum::<usize>();
        let shared = self.lengths.shared.iter().map(|words| *words.min(&fit.shared)).sum::<usize>();
        speeches + shared + EVENT * self.lengths.events
    }

    /// The words that a step frees: so few that the pages are filled, and not so few that a search has to look at many steps.
    fn portion(&self) -> usize {
        const PERCENT: usize = 2;
        const LEAST_FREED: usize = 20;
        (self.capacity.max(self.said(&self.now)) * PERCENT / 100).max(LEAST_FREED)
    }

    /// The first step whose shared texts leave some room for the village's own.
    fn first_within(&self) -> usize {
        let room = self.capacity * 4 / 5;
        self.steps.iter().skip(WHOLE).position(|fit| self.said(fit) <= room).map_or(self.last(), |at| at + WHOLE)
    }
}

/// The first of some steps at which no more is said than there is room for; the one after the last where none is.
pub(crate) fn first_with_room(steps: std::ops::Range<usize>, mut is_more: impl FnMut(usize) -> bool) -> usize {
    let (first, steps) = (steps.start, steps.collect::<Vec<_>>());
    first + steps.partition_point(|step| is_more(*step))
}

/// How pages keep to their budget.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fitting {
    TooLong,
    Fits,
    /// It fits, and the text that the step before has besides would not.
    Full,
}

/// A step that was laid out.
pub(crate) struct Look<T> {
    pub(crate) fitting: Fitting,
    /// The step that seems to be the first that fits, by what this one shows.
    pub(crate) hint: Option<usize>,
    pub(crate) laid_out: T,
}

/// The first of some steps whose pages are within their budget, with what was laid out; the last one where none is. The search
/// goes out from a `guess`, follows hints, and takes it that a step needs no more pages than the one before it. Where one does (by the line
/// that says where the rest of a shortened text is, or where speeches come back as places go), a step is found that fits and may not
/// be the first.
///
/// # Errors
/// The first that `lay_out` gives, which lays out a step.
pub(crate) fn first_within<T, E>(
    steps: std::ops::RangeInclusive<usize>,
    guess: usize,
    mut lay_out: impl FnMut(usize) -> Result<Look<T>, E>,
) -> Result<(usize, T), E> {
    /// Hints are followed as long as strides are no longer: a layout may belie them for ever.
    const HINTED: usize = 4;
    let (mut low, mut high) = (*steps.start(), *steps.end());
    let mut found = None;
    let mut at = guess.clamp(low, high);
    let mut stride = 1;
    loop {
        let Look { fitting, hint, laid_out } = lay_out(at)?;
        if fitting == Fitting::Full {
            return Ok((at, laid_out));
        }
        let fits = fitting == Fitting::Fits;
        if fits || at == *steps.end() {
            high = at;
            found = Some(laid_out);
        } else {
            low = at + 1;
        }
        if low >= high {
            break;
        }
        // Outwards from the guess in growing strides; once both ends are known, the middle.
        let is_bounded = low > *steps.start() && found.is_some();
        let next = match (is_bounded, fits) {
            (true, _) => usize::midpoint(low, high),
            (false, true) => high.saturating_sub(stride).max(low),
            (false, false) => (low + stride - 1).min(high),
        };
        at = match hint.filter(|_| stride <= HINTED) {
            Some(hint) if fits => hint.clamp(low, high - 1),
            Some(hint) => hint.clamp(low, high),
            None => next,
        };
        // The last step that is known to fit needs no second look.
        if at == high && found.is_some() {
            at = next.min(high - 1);
        }
        stride *= 2;
    }
    match found {
        Some(laid_out) => Ok((high, laid_out)),
        None => Ok((high, lay_out(high)?.laid_out)),
    }
}
