//! The names in a clause of an address, each with the words around it that say what it is and where.

use std::sync::LazyLock;

use regex::Regex;

use super::province::{ADDRESSED_HEADS, after_district, bare_village, standard};
use super::target::{codes, is_everyone};
use super::vocabulary::ADDRESSED;
use crate::model::Wilayah;

/// The administrative unit that a word before a name says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Unit {
    Desa,
    Kecamatan,
}

/// A name in an address.
#[derive(Debug, Clone)]
pub(super) struct Piece {
    /// Without the word before it.
    pub(super) name: String,
    /// With it.
    pub(super) written: String,
    /// The kecamatan that is said behind it.
    pub(super) kecamatan: Option<String>,
    /// The unit that the word before it says, or the title of who heads it.
    pub(super) unit: Option<Unit>,
}

/// Splits at commas and "dan"; `(Tamban)`, `, Kec. Tamban` and `Kecamatan Tamban` behind a name belong to it.
pub(super) fn pieces(clause: &str, wilayah: &Wilayah) -> Vec<Piece> {
    static AND: LazyLock<Regex> =
        LazyLock::new(|| Regex::new(r"(?i)\s+(?:dan|serta|&)\s+|\s*,\s*(?:dan|serta)\s+").expect("a fixed pattern"));
    // "Desa dan kelurahan" and the like are one name.
    let (clause, addressed) = without_addressed(clause, wilayah);
    if is_everyone(&clause) {
        return piece(&clause, addressed, wilayah).into_iter().collect();
    }
    let mut pieces: Vec<Piece> = Vec::new();
    for group in AND.split(&clause) {
        for (at, text) in group.split(',').enumerate() {
            let (text, head) = without_addressed(text, wilayah);
            let unit = head.or(addressed.filter(|_| pieces.is_empty()));
            let Some(next) = piece(&text, unit, wilayah) else { continue };
            match pieces.last_mut().filter(|_| at > 0) {
                Some(before) if is_qualifier(&next, before, wilayah) => before.kecamatan = Some(next.name),
                _ => pieces.push(next),
            }
        }
    }
    pieces
}

/// Whether a kecamatan behind a comma says where the village before it is. "Kelurahan Teluk Lingga, Kec. Kaubun" are two places, since the one
/// is not in the other.
fn is_qualifier(next: &Piece, before: &Piece, wilayah: &Wilayah) -> bool {
    let is_village = before.kecamatan.is_none() && before.unit != Some(Unit::Kecamatan);
    let is_there = !wilayah.named(&before.name, Some(&next.name)).is_empty();
    let is_elsewhere = !wilayah.named(&before.name, None).is_empty() && wilayah.kecamatan_named(&next.name).is_some();
    is_village && next.unit == Some(Unit::Kecamatan) && next.kecamatan.is_none() && (is_there || !is_elsewhere)
}

fn piece(text: &str, addressed: Option<Unit>, wilayah: &Wilayah) -> Option<Piece> {
    static INNER: LazyLock<Regex> = LazyLock::new(|| {
        let units = r"kecamatan|kec\.?|distrik|kapanewon|kemantren";
        Regex::new(&format!(r"(?i)^(.+?)[\s(]+(?:di\s+)?(?:se-?)?(?:{units})\s+(.+?)\)?$")).expect("a fixed pattern")
    });
    let text = text.trim().trim_end_matches('.').trim();
    if text.is_empty() {
        return None;
    }
    let (written, kecamatan) = match (text.split_once('('), INNER.captures(text)) {
        (Some((name, inner)), _) if !name.trim().is_empty() => {
            let inner = inner.trim_end_matches(')').trim();
            // "Sungai Telan (63.04.02.2001)": the code says all.
            if codes(inner).is_empty() { (name.trim(), Some(without_district(inner))) } else { (inner, None) }
        }
        (None, Some(found)) => (found.get(1).map_or("", |m| m.as_str()).trim(), found.get(2).map(|m| m.as_str())),
        _ => (text, None),
    };
    let (name, said) = match after_district(written) {
        Some((_, rest)) if wilayah.named(written, None).is_empty() => (rest, Some(Unit::Kecamatan)),
        _ => bare_village(written, wilayah).map_or((written, None), |rest| (rest, Some(Unit::Desa))),
    };
    let owned = str::to_owned;
    Some(Piece { name: owned(name), written: owned(written), kecamatan: kecamatan.map(owned), unit: said.or(addressed) })
}

/// `Kec. Tamban` → `Tamban`.
pub(super) fn without_district(text: &str) -> &str {
    after_district(text).map_or(text.trim(), |(_, rest)| rest)
}

/// "Yth. Kepala Desa se-Kecamatan Tamban" → "Kecamatan Tamban"; and the unit whose head is addressed last: "Camat Tamban".
pub(super) fn without_addressed(text: &str, wilayah: &Wilayah) -> (String, Option<Unit>) {
    let mut text = text.trim();
    let mut unit = None;
    // A place may be called as an address begins: "Dalam Pagar".
    let is_place = |text: &str| !wilayah.named(text, None).is_empty() || wilayah.kecamatan_named(text).is_some();
    while !is_place(text) && !is_everyone(text) {
        let lower = text.to_lowercase();
        // A word is taken off where something follows it that is still a name; "kepala desa" alone would name nobody.
        let words = ADDRESSED.iter().chain(ADDRESSED_HEADS).filter(|word| lower.starts_with(*word));
        let stripped = words.max_by_key(|word| word.len()).and_then(|word| {
            let rest = text.get(word.len()..)?;
            let joined = rest.trim_start_matches([' ', ':', '.', '/']);
            let is_word = rest.starts_with([' ', ':', '.', '/']) && !joined.is_empty();
            is_word.then_some((*word, joined))
        });
        let Some((word, rest)) = stripped else { break };
        let heads = standard(word);
        let is_head = |name: &str| heads.iter().any(|word| word == name);
        unit = match (is_head("camat"), is_head("kades") || is_head("lurah")) {
            (true, false) => Some(Unit::Kecamatan),
            (false, true) => Some(Unit::Desa),
            _ => unit,
        };
        text = rest;
    }
    let lower = text.to_lowercase();
    let within = ["se-", "se "].iter().find(|word| lower.starts_with(**word)).and_then(|word| text.get(word.len()..));
    let joined = ["sekecamatan", "sekabupaten", "sedistrik"].iter().any(|word| lower.starts_with(word));
    (within.unwrap_or(if joined { &text[2..] } else { text }).trim().to_owned(), unit)
}
