//! The page budget: the order in which space and text give way to keep it. Type never gets smaller.

use serde::{Deserialize, Serialize};

use super::settings::Mode;

/// How much of an event is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Detail {
    /// Everything.
    Full,
    /// When, what and where.
    Place,
    /// When and what.
    Title,
    /// The same in the village itself; of announcements, their headlines.
    Names,
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

/// A step of fitting.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Fit {
    pub(super) space: Space,
    /// Words of a speech; 0: its headline and facts.
    pub(super) speech: usize,
    /// Words of an announcement; 0: its headline and facts.
    pub(super) announcement: usize,
    pub(super) detail: Detail,
}

const ALL: usize = usize::MAX;

const fn step(space: Space, speech: usize, announcement: usize, detail: Detail) -> Fit {
    Fit { space, speech, announcement, detail }
}

/// The bulletin's steps: first space gives way, then speeches, then announcements, which say when and where, then what the agenda says
/// besides when and what. At the last one everything still has its name. The very first is for a week that leaves pages empty.
#[rustfmt::skip]
pub const BULLETIN: [Fit; 34] = [
    step(Space::Loose, ALL, ALL, Detail::Full),
    step(Space::Normal, ALL, ALL, Detail::Full),
    step(Space::Tight, ALL, ALL, Detail::Full),
    step(Space::Tight, 900, ALL, Detail::Full),
    step(Space::Tight, 750, ALL, Detail::Full),
    step(Space::Tight, 630, ALL, Detail::Full),
    step(Space::Tight, 540, ALL, Detail::Full),
    step(Space::Tight, 470, ALL, Detail::Full),
    step(Space::Tight, 415, ALL, Detail::Full),
    step(Space::Tight, 365, ALL, Detail::Full),
    step(Space::Tight, 325, ALL, Detail::Full),
    step(Space::Tight, 290, ALL, Detail::Full),
    step(Space::Tight, 255, ALL, Detail::Full),
    step(Space::Tight, 225, ALL, Detail::Full),
    step(Space::Tight, 200, ALL, Detail::Full),
    step(Space::Tight, 175, ALL, Detail::Full),
    step(Space::Tight, 155, ALL, Detail::Full),
    step(Space::Tight, 135, ALL, Detail::Full),
    step(Space::Tight, 115, ALL, Detail::Full),
    step(Space::Tight, 95, ALL, Detail::Full),
    step(Space::Tight, 80, 150, Detail::Full),
    step(Space::Tight, 70, 110, Detail::Full),
    step(Space::Tight, 60, 80, Detail::Full),
    step(Space::Tight, 50, 55, Detail::Full),
    step(Space::Tight, 40, 40, Detail::Full),
    step(Space::Tight, 30, 25, Detail::Full),
    step(Space::Tight, 30, 25, Detail::Place),
    step(Space::Tight, 30, 18, Detail::Place),
    step(Space::Tight, 30, 12, Detail::Place),
    step(Space::Tight, 30, 0, Detail::Place),
    step(Space::Tight, 0, 0, Detail::Place),
    step(Space::Tight, 30, 0, Detail::Title),
    step(Space::Tight, 0, 0, Detail::Title),
    step(Space::Tight, 0, 0, Detail::Names),
];

/// The notice board's steps: one sheet that is read from two metres; the bulletin beside it says the rest.
#[rustfmt::skip]
pub const BOARD: [Fit; 17] = [
    step(Space::Normal, 0, ALL, Detail::Full),
    step(Space::Tight, 0, ALL, Detail::Full),
    step(Space::Tight, 0, 190, Detail::Full),
    step(Space::Tight, 0, 150, Detail::Full),
    step(Space::Tight, 0, 125, Detail::Full),
    step(Space::Tight, 0, 100, Detail::Full),
    step(Space::Tight, 0, 85, Detail::Full),
    step(Space::Tight, 0, 70, Detail::Full),
    step(Space::Tight, 0, 60, Detail::Full),
    step(Space::Tight, 0, 50, Detail::Full),
    step(Space::Tight, 0, 40, Detail::Full),
    step(Space::Tight, 0, 30, Detail::Full),
    step(Space::Tight, 0, 30, Detail::Place),
    step(Space::Tight, 0, 20, Detail::Place),
    step(Space::Tight, 0, 0, Detail::Place),
    step(Space::Tight, 0, 0, Detail::Title),
    step(Space::Tight, 0, 0, Detail::Names),
];

/// The step of [`BULLETIN`] at which nothing gives way.
pub const WHOLE: usize = 1;

/// A step at which most editions are neither long nor short.
pub(crate) const MIDDLING: usize = 12;

/// To spare a last page that is nearly empty, texts give way as far as this step of [`BULLETIN`] and no further.
const SPARING: usize = 12;

/// The same where fewest sheets are wanted: as far as agenda and announcements say what is to be known.
const SPARING_SHEETS: usize = 26;

/// How far texts give way to spare a last page that is nearly empty.
pub(crate) fn sparing(mode: Mode) -> usize {
    if mode == Mode::Economy { SPARING_SHEETS } else { SPARING }
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

/// The first of some steps whose pages are within their budget, with what was laid out; the last one where none is. The search
/// goes out from a `guess`, and takes it that a step needs no more pages than the one before it. Where one does (by the line
/// that says where the rest of a shortened text is, or where speeches come back as places go), a step is found that fits and may not
/// be the first.
///
/// # Errors
/// The first that `lay_out` gives, which lays out a step.
pub(crate) fn first_within<T, E>(
    steps: std::ops::RangeInclusive<usize>,
    guess: usize,
    mut lay_out: impl FnMut(usize) -> Result<(Fitting, T), E>,
) -> Result<(usize, T), E> {
    let (mut low, mut high) = (*steps.start(), *steps.end());
    let mut found = None;
    let mut at = guess.clamp(low, high);
    let mut stride = 1;
    loop {
        let (fitting, laid_out) = lay_out(at)?;
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
        at = match (is_bounded, fits) {
            (true, _) => usize::midpoint(low, high),
            (false, true) => high.saturating_sub(stride).max(low),
            (false, false) => (low + stride - 1).min(high),
        };
        stride *= 2;
    }
    match found {
        Some(laid_out) => Ok((high, laid_out)),
        None => Ok((high, lay_out(high)?.1)),
    }
}
