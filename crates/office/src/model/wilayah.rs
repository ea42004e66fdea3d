//! The names of villages, and how they are looked up. A village is known by its code; names repeat (Karya Baru stands twice in Barito
//! Kuala).

use std::collections::BTreeSet;
use std::hash::{Hash, Hasher};
use std::sync::Arc;

use super::{DesaCode, Designation, RegionCode};

/// A desa or kelurahan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Desa {
    pub code: DesaCode,
    pub name: String,
    /// Name of its kecamatan.
    pub kecamatan: String,
    /// The words for it, its kecamatan and their heads.
    pub designation: Arc<Designation>,
}

impl Desa {
    /// A village with the usual words for its kind.
    pub fn new(code: DesaCode, name: impl Into<String>, kecamatan: impl Into<String>) -> Self {
        let designation = Designation::usual(code.kind());
        Desa { code, name: name.into(), kecamatan: kecamatan.into(), designation }
    }

    /// `Desa Karya Baru`, `Kelurahan Marabahan Kota`, `Kampung Long Iram`
    pub fn title(&self) -> String {
        format!("{} {}", self.designation.village, self.name)
    }

    /// `Kecamatan Barambai`, `Distrik Jila`
    pub fn district(&self) -> String {
        format!("{} {}", self.designation.district, self.kecamatan)
    }

    /// `Kepala Desa Karya Baru`, `Lurah Marabahan Kota`
    pub fn head_title(&self) -> String {
        format!("{} {}", self.designation.head, self.name)
    }

    /// `Camat Barambai`, `Kepala Distrik Jila`
    pub fn district_head_title(&self) -> String {
        format!("{} {}", self.designation.district_head, self.kecamatan)
    }

    /// `Karya Baru (Barambai)`: short and unambiguous.
    pub fn in_kecamatan(&self) -> String {
        format!("{} ({})", self.name, self.kecamatan)
    }
}

/// The names of all villages that the office serves, in which those of texts are looked up.
#[derive(Debug, Clone, Default)]
pub struct Wilayah {
    pub(crate) desa: Vec<Desa>,
    by_name: Index,
    by_kecamatan: Index,
    /// The words by which its villages are called, folded, and those for its kecamatan.
    village_words: BTreeSet<String>,
    district_words: BTreeSet<String>,
}

/// Places in a list, in the order of their names' digests.
type Index = Vec<(u64, u32)>;

fn digest(folded: &str) -> u64 {
    let mut hasher = std::hash::DefaultHasher::new();
    folded.hash(&mut hasher);
    hasher.finish()
}

/// Whether anything of a text counts when names are compared.
pub(crate) fn has_name(text: &str) -> bool {
    text.chars().any(counts)
}

fn counts(c: char) -> bool {
    c.is_alphanumeric() && !matches!(c, '\u{2b9}'..='\u{2bf}' | '\u{2c8}')
}

/// A name as compared: case, spacing, punctuation and the kind of apostrophe (the letters among them too) do not count.
pub fn fold_name(name: &str) -> String {
    if name.is_ascii() {
        return name.bytes().filter(u8::is_ascii_alphanumeric).map(|byte| byte.to_ascii_lowercase() as char).collect();
    }
    name.chars().filter(|c| counts(*c)).flat_map(char::to_lowercase).collect()
}

impl Wilayah {
    pub fn new(desa: Vec<Desa>) -> Self {
        let index = |name: fn(&Desa) -> &str| {
            let mut index: Index = (0..).zip(&desa).map(|(at, desa)| (digest(&fold_name(name(desa))), at)).collect();
            index.sort_unstable();
            index
        };
        let (by_name, mut by_kecamatan) = (index(|desa| &desa.name), index(|desa| &desa.kecamatan));
        by_kecamatan.dedup_by_key(|(digest, _)| *digest);
        by_kecamatan.shrink_to_fit();
        let (mut village_words, mut district_words) = (BTreeSet::new(), BTreeSet::new());
        // Villages side by side share their words.
        for group in desa.chunk_by(|a, b| Arc::ptr_eq(&a.designation, &b.designation)) {
            village_words.insert(fold_name(&group[0].designation.village));
            district_words.insert(fold_name(&group[0].designation.district));
        }
        Wilayah { by_name, by_kecamatan, village_words, district_words, desa }
    }

    /// Whether villages are called by this word here, such as Kampung.
    pub(crate) fn calls_village(&self, word: &str) -> bool {
        self.village_words.contains(&fold_name(word))
    }

    /// Whether kecamatan are called by this word here, such as Distrik.
    pub(crate) fn calls_district(&self, word: &str) -> bool {
        self.district_words.contains(&fold_name(word))
    }

    /// The villages that an index has under a folded name, and perhaps some that only seem to.
    fn looked_up(&self, index: &Index, folded: &str) -> impl Iterator<Item = &Desa> {
        let digest = digest(folded);
        let from = index.partition_point(|(other, _)| *other < digest);
        let to = index.partition_point(|(other, _)| *other <= digest);
        index[from..to].iter().filter_map(|(_, at)| self.desa.get(*at as usize))
    }

    /// The villages of this name, in one kecamatan where that is given.
    pub(crate) fn named<'a>(&'a self, name: &str, kecamatan: Option<&str>) -> Vec<&'a Desa> {
        let (name, kecamatan) = (fold_name(name), kecamatan.map(fold_name));
        self.looked_up(&self.by_name, &name)
            .filter(|d| fold_name(&d.name) == name)
            .filter(|d| kecamatan.as_ref().is_none_or(|k| fold_name(&d.kecamatan) == *k))
            .collect()
    }

    /// The kecamatan of this name: its code and its name as the registry writes it.
    pub(crate) fn kecamatan_named(&self, name: &str) -> Option<(RegionCode, String)> {
        let name = fold_name(name);
        let desa = self.looked_up(&self.by_kecamatan, &name).find(|d| fold_name(&d.kecamatan) == name)?;
        Some((desa.code.kecamatan(), desa.kecamatan.clone()))
    }

    /// The village of this code.
    pub(crate) fn by_code(&self, code: &DesaCode) -> Option<&Desa> {
        self.desa.iter().find(|d| d.code == *code)
    }

    /// The names most like a misspelt one, nearest first: `Karya Baru (Barambai)`.
    pub(crate) fn nearest_desa(&self, name: &str) -> Vec<String> {
        nearest(name, self.desa.iter().map(|d| (d.name.as_str(), || d.in_kecamatan())))
    }

    /// The kecamatan names most like a misspelt one.
    pub(crate) fn nearest_kecamatan(&self, name: &str) -> Vec<String> {
        let mut seen = nearest(name, self.desa.iter().map(|d| (d.kecamatan.as_str(), || d.kecamatan.clone())));
        seen.dedup();
        seen
    }
}

fn nearest<'a, L: Fn() -> String>(name: &str, candidates: impl Iterator<Item = (&'a str, L)>) -> Vec<String> {
    let name = fold_name(name);
    let letters = name.chars().count();
    let limit = (letters / 3).max(1);
    let mut scored: Vec<(usize, String)> = candidates
        .filter_map(|(candidate, label)| {
            let folded = fold_name(candidate);
            // Each letter more or less is a step by itself.
            let is_like = folded.chars().count().abs_diff(letters) <= limit;
            let distance = is_like.then(|| edit_distance(&name, &folded)).filter(|distance| *distance <= limit)?;
            Some((distance, label()))
        })
        .collect();
    scored.sort();
    scored.dedup();
    scored.into_iter().take(3).map(|(_, label)| label).collect()
}

/// Levenshtein distance in characters.
pub(crate) fn edit_distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, ca) in a.chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, cb) in b.iter().enumerate() {
            let substituted = diagonal + usize::from(ca != *cb);
            diagonal = row[j + 1];
            row[j + 1] = substituted.min(row[j] + 1).min(diagonal + 1);
        }
    }
    row[b.len()]
}
