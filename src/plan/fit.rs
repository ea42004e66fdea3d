//! Keeping the page budget: what gives way, in which order. Type never gets smaller.

/// How much of an event is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Detail {
    /// Everything.
    Full,
    /// When, what and where.
    Place,
    /// When and what.
    Title,
    /// The same in the village itself; of announcements, their headlines.
    Names,
}

/// A step of fitting.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Fit {
    /// Less white space between lines and articles.
    pub tight: bool,
    /// Words of a speech; 0: its headline and facts.
    pub speech: usize,
    /// Words of an announcement; 0: its headline and facts.
    pub announcement: usize,
    pub detail: Detail,
}

const ALL: usize = usize::MAX;

const fn step(tight: bool, speech: usize, announcement: usize, detail: Detail) -> Fit {
    Fit { tight, speech, announcement, detail }
}

/// The bulletin's steps: first space, then speeches, then announcements, which say when and where, then what the agenda says
/// besides when and what. At the last one everything still has its name.
#[rustfmt::skip]
pub const BULLETIN: [Fit; 33] = [
    step(false, ALL, ALL, Detail::Full),
    step(true, ALL, ALL, Detail::Full),
    step(true, 900, ALL, Detail::Full),
    step(true, 750, ALL, Detail::Full),
    step(true, 630, ALL, Detail::Full),
    step(true, 540, ALL, Detail::Full),
    step(true, 470, ALL, Detail::Full),
    step(true, 415, ALL, Detail::Full),
    step(true, 365, ALL, Detail::Full),
    step(true, 325, ALL, Detail::Full),
    step(true, 290, ALL, Detail::Full),
    step(true, 255, ALL, Detail::Full),
    step(true, 225, ALL, Detail::Full),
    step(true, 200, ALL, Detail::Full),
    step(true, 175, ALL, Detail::Full),
    step(true, 155, ALL, Detail::Full),
    step(true, 135, ALL, Detail::Full),
    step(true, 115, ALL, Detail::Full),
    step(true, 95, ALL, Detail::Full),
    step(true, 80, 150, Detail::Full),
    step(true, 70, 110, Detail::Full),
    step(true, 60, 80, Detail::Full),
    step(true, 50, 55, Detail::Full),
    step(true, 40, 40, Detail::Full),
    step(true, 30, 25, Detail::Full),
    step(true, 30, 25, Detail::Place),
    step(true, 30, 18, Detail::Place),
    step(true, 30, 12, Detail::Place),
    step(true, 30, 0, Detail::Place),
    step(true, 0, 0, Detail::Place),
    step(true, 30, 0, Detail::Title),
    step(true, 0, 0, Detail::Title),
    step(true, 0, 0, Detail::Names),
];

/// The notice board's steps: one sheet that is read from two metres; the bulletin beside it says the rest.
#[rustfmt::skip]
pub const BOARD: [Fit; 17] = [
    step(false, 0, ALL, Detail::Full),
    step(true, 0, ALL, Detail::Full),
    step(true, 0, 190, Detail::Full),
    step(true, 0, 150, Detail::Full),
    step(true, 0, 125, Detail::Full),
    step(true, 0, 100, Detail::Full),
    step(true, 0, 85, Detail::Full),
    step(true, 0, 70, Detail::Full),
    step(true, 0, 60, Detail::Full),
    step(true, 0, 50, Detail::Full),
    step(true, 0, 40, Detail::Full),
    step(true, 0, 30, Detail::Full),
    step(true, 0, 30, Detail::Place),
    step(true, 0, 20, Detail::Place),
    step(true, 0, 0, Detail::Place),
    step(true, 0, 0, Detail::Title),
    step(true, 0, 0, Detail::Names),
];

/// To spare a last page that is nearly empty, texts give way as far as this step of [`BULLETIN`] and no further.
pub const SPARING: usize = 11;

/// The first of some steps whose pages are within the budget, with what was laid out; the last one where none is. The search
/// goes out from a `guess`. A step never needs more pages than the one before it.
///
/// # Errors
/// The first that `lay_out` gives, which counts a step's pages.
pub fn first_within<T, E>(
    steps: std::ops::RangeInclusive<usize>,
    guess: usize,
    budget: usize,
    mut lay_out: impl FnMut(usize) -> Result<(usize, T), E>,
) -> Result<(usize, T), E> {
    let (mut low, mut high) = (*steps.start(), *steps.end());
    let mut found = None;
    let mut at = guess.clamp(low, high);
    let mut stride = 1;
    loop {
        let (pages, laid_out) = lay_out(at)?;
        let fits = pages <= budget;
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
