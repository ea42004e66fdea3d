//! The place that a sentence names, and the villages and kecamatan of a place.

use super::Context;
use super::words::{AFTER_PLACE, MORE_PLACES, VENUES};
use crate::intake::province::{after_district, bare_village};
use crate::intake::venue;
use crate::intake::vocabulary::VENUE_WORDS;
use crate::model::wilayah::fold_name;
use crate::model::{Desa, DesaCode, Location, RegionCode};

/// The place where a sentence says that something is: "di Balai Desa Karya Baru, Kecamatan Barambai".
pub(super) fn in_sentence(text: &str) -> Option<&str> {
    let words: Vec<(usize, &str)> = words(text);
    let bare = |at: usize| words.get(at).map(|(_, word)| word.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase());
    let is_venue = |at: usize| bare(at).is_some_and(|word| VENUE_WORDS.contains(&word.as_str()) || VENUES.contains(&word.as_str()));
    let is_at = |at: usize| bare(at).is_some_and(|word| matches!(word.as_str(), "di" | "ke" | "bertempat"));
    let begin = (1..words.len()).find(|at| is_at(at - 1) && is_venue(*at))?;
    let end = end_of(&words, begin);
    let (start, _) = words[begin];
    let (last, word) = words[end];
    let found = text.get(start..last + word.len())?.trim_end_matches(|c: char| !c.is_alphanumeric());
    // "Di kantor" alone is any, and of two places one would be wrong.
    let is_one = !bare(end + 1).is_some_and(|next| MORE_PLACES.contains(&next.as_str())) || word.ends_with([',', '.']);
    (end > begin && is_one).then_some(found)
}

fn words(text: &str) -> Vec<(usize, &str)> {
    let mut words = Vec::new();
    let mut from = 0;
    for word in text.split_whitespace() {
        let Some(at) = text.get(from..).and_then(|rest| rest.find(word)) else { break };
        words.push((from + at, word));
        from += at + word.len();
    }
    words
}

/// The last word of the name of a place that begins with one of some words.
fn end_of(words: &[(usize, &str)], begin: usize) -> usize {
    const WORDS: usize = 14;
    const PARTS: &[&str] = &["kecamatan", "kec", "desa", "kelurahan", "kel", "jalan", "jl", "jln", "kabupaten", "kab", "rt", "rw"];
    let mut end = begin;
    while let Some((_, word)) = words.get(end + 1).filter(|_| end - begin + 1 < WORDS) {
        let (_, before) = words[end];
        let next = word.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
        let is_part = PARTS.contains(&next.as_str());
        let is_short = PARTS.contains(&before.trim_end_matches('.').to_lowercase().as_str()) || before.eq_ignore_ascii_case("no.");
        let is_closed = before.ends_with([';', ':', ')', '!', '?']) || (before.ends_with('.') && !is_short);
        let is_after = AFTER_PLACE.contains(&next.as_str()) || (before.ends_with(',') && !is_part);
        if is_closed || is_after || word.starts_with('(') {
            break;
        }
        end += 1;
    }
    end
}

impl Context<'_> {
    /// The villages and kecamatan that the words of a place name; none in doubt.
    pub(super) fn located(&self, place: &str) -> Location {
        let found = venue::located(place, self.wilayah);
        if found.diagnostics.is_empty() { found.value } else { Location::default() }
    }

    /// The villages and kecamatan that the cells of a table name: of its columns of villages and of kecamatan. `None`: a name is not known.
    pub(super) fn named(&self, villages: &str, districts: &str) -> Option<Location> {
        let districts: Vec<(RegionCode, String)> = names(districts).map(|name| self.district(name)).collect::<Option<_>>()?;
        let mut location = Location::default();
        for name in names(villages) {
            location.desa.push(self.village(name, &districts)?);
        }
        let codes = districts.into_iter().map(|(code, _)| code).chain(location.desa.iter().map(DesaCode::kecamatan));
        location.kecamatan = codes.collect();
        location.kecamatan.sort();
        location.kecamatan.dedup();
        location.desa.sort();
        location.desa.dedup();
        Some(location)
    }

    fn district(&self, name: &str) -> Option<(RegionCode, String)> {
        let bare = after_district(name).map_or(name, |(_, rest)| rest);
        self.wilayah.kecamatan_named(name).or_else(|| self.wilayah.kecamatan_named(bare))
    }

    /// The one village of a name, in one of these kecamatan where any is given, or among the readers.
    fn village(&self, name: &str, districts: &[(RegionCode, String)]) -> Option<DesaCode> {
        let whole = self.wilayah.named(name, None);
        let found = if whole.is_empty() { self.wilayah.named(bare_village(name, self.wilayah)?, None) } else { whole };
        let is_there = |desa: &&Desa| districts.is_empty() || districts.iter().any(|(code, _)| desa.code.is_in(code));
        let there: Vec<&Desa> = found.into_iter().filter(is_there).collect();
        let is_reader = |desa: &&&Desa| self.readers.iter().any(|target| target.covers(desa));
        match there.as_slice() {
            [one] => Some(one.code.clone()),
            several => {
                let mut readers = several.iter().filter(is_reader);
                let one = readers.next()?;
                readers.next().is_none().then(|| one.code.clone())
            }
        }
    }
}

/// The names in a cell.
fn names(cell: &str) -> impl Iterator<Item = &str> {
    let parts = cell.split([',', ';', '\n', '/']).flat_map(|part| part.split(" dan "));
    parts.map(|part| part.trim().trim_start_matches("dan ").trim_end_matches('.')).filter(|part| !fold_name(part).is_empty())
}
