//! Recipes, by which a run knows what need not be made again. A village's bundle stands as long as what it is made from is the same, and so
//! are the files that were made: both are told by their content, never by the time of a file.
//!
//! A recipe is a digest of all that documents are made from, as JSON, each thing by its name. Where serde cannot write it, that is a fault:
//! a recipe with something left out would let an old bundle stand.

use std::collections::BTreeMap;
use std::fs;
use std::hash::Hash;
use std::path::Path;

use serde::{Deserialize, Serialize};

use super::{Checked, Overflow, Task};
use crate::plan::fit::WHOLE;
use crate::plan::settings::Settings;
use crate::plan::sheet::{Content, Edition};
use crate::plan::{Copies, Plan};
use crate::typeset::hash128;
use crate::typeset::kinds::{Kind, LIBRARIES};
use office::diagnostic::{Diagnostic, Faults, Result, unwritten};
use office::model::Village;
use office::{bundle, fonts};

/// A recipe and what was made by it.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Trace {
    #[serde(rename = "resep")]
    pub(super) recipe: String,
    /// Of the file; a bundle holds the documents.
    pub(super) sha256: String,
    /// The same in a digest that is read many times as fast: it tells damage, not malice.
    #[serde(rename = "sidik")]
    pub(super) fingerprint: String,
    #[serde(rename = "ukuran")]
    pub(super) bytes: u64,
    #[serde(rename = "isi")]
    pub(super) contents: Vec<Content>,
    /// To be said again each time that it stands.
    #[serde(rename = "tidak_muat", default, skip_serializing_if = "Vec::is_empty")]
    pub(super) overflow: Vec<Overflow>,
}

impl Trace {
    pub fn new(recipe: String, file: &[u8], contents: Vec<Content>) -> Self {
        let (sha256, fingerprint, bytes) = (bundle::sha256(file), fingerprint(file), file.len() as u64);
        Trace { recipe, sha256, fingerprint, bytes, contents, overflow: Vec::new() }
    }
}

fn fingerprint<T: Hash + ?Sized>(what: &T) -> String {
    format!("{:032x}", hash128(what))
}

/// A digest of data by their names.
///
/// # Errors
/// Serde cannot write them: a fault of the program.
pub(super) fn digest<T: Serialize>(data: &T) -> Result<u128> {
    Ok(hash128(&json(data)?))
}

fn json<T: Serialize>(data: &T) -> Result<String> {
    serde_json::to_string(data).map_err(|error| {
        let fault = Diagnostic::error("warta.resep", format!("kesalahan di dalam Warta saat mencatat resep: {error}"));
        Faults::from(fault.remedy("kirim folder edisi ini kepada pembuat Warta"))
    })
}

/// All that an edition's documents are made from.
#[derive(Serialize)]
struct Shared<'r> {
    /// The program by what it is built from, but for its layouts and fonts.
    build: &'r str,
    layouts: Vec<(&'static str, &'static str)>,
    fonts: u128,
    own_layouts: BTreeMap<&'r String, &'r String>,
    settings: &'r Settings,
    /// At the step of fitting where nothing gives way it says everything.
    edition: &'r Edition,
    pictures: BTreeMap<&'r str, u128>,
}

/// All that a village's documents are made from.
#[derive(Serialize)]
struct Own<'r> {
    shared: u128,
    /// The village's sheet as JSON. At the step of fitting where nothing gives way it says everything.
    sheet: &'r str,
    pictures: BTreeMap<&'r str, u128>,
    serials: BTreeMap<String, Vec<String>>,
    copies: &'r Copies,
    message: String,
    task: &'r Task,
}

/// All that something else of an edition is made from.
#[derive(Serialize)]
struct Other<'r, D> {
    shared: u128,
    data: &'r D,
}

/// The recipes of an edition's documents.
pub(super) struct Recipes<'a> {
    plan: &'a Plan<'a>,
    shared: u128,
    /// Digests of the pictures, by the path under which the documents name them.
    pictures: BTreeMap<&'a str, u128>,
}

impl<'a> Recipes<'a> {
    /// `build` names the program by what it is built from.
    ///
    /// # Errors
    /// Serde cannot write the edition's data.
    pub(super) fn new(plan: &'a Plan<'a>, checked: &'a Checked, build: &str) -> Result<Self> {
        let pictures = checked.week.pictures.iter().map(|(path, jpeg)| (path.as_str(), hash128(jpeg))).collect();
        let mut recipes = Recipes { plan, shared: 0, pictures };
        let edition = plan.edition_sheet(plan.bulletin().step(WHOLE));
        let built_in = Kind::ALL.into_iter().map(|kind| (kind.name(), kind.layout())).chain(LIBRARIES.iter().copied());
        recipes.shared = digest(&Shared {
            build,
            layouts: built_in.collect(),
            fonts: hash128(&fonts::FILES),
            own_layouts: checked.layouts.iter().collect(),
            settings: &checked.settings,
            edition: &edition,
            pictures: recipes.pictures_in(&json(&edition)?),
        })?;
        Ok(recipes)
    }

    /// The recipe of what is made for a village.
    ///
    /// # Errors
    /// As [`Recipes::new`].
    pub(super) fn of(&self, village: &Village, task: &Task) -> Result<String> {
        let plan = self.plan;
        let sheet = json(&plan.village_sheet(village))?;
        let by_form = plan.serials_for(village).into_iter();
        let serials = by_form.map(|(form, all)| (form.name().to_owned(), all.iter().map(ToString::to_string).collect::<Vec<_>>()));
        let own = Own {
            shared: self.shared,
            sheet: &sheet,
            pictures: self.pictures_in(&sheet),
            serials: serials.collect(),
            copies: &plan.copies_for(village),
            message: plan.message(village, None),
            task,
        };
        Ok(format!("{:032x}", digest(&own)?))
    }

    /// The recipe of something else that is made of the edition: its data.
    ///
    /// # Errors
    /// As [`Recipes::new`].
    pub(super) fn of_data<D: Serialize>(&self, data: &D) -> Result<String> {
        Ok(format!("{:032x}", digest(&Other { shared: self.shared, data })?))
    }

    fn pictures_in(&self, json: &str) -> BTreeMap<&'a str, u128> {
        self.pictures.iter().map(|(path, picture)| (*path, *picture)).filter(|(path, _)| json.contains(path)).collect()
    }
}

/// The trace of a bundle and its documents in a folder, where they were made by this recipe and are still as they were; without a recipe,
/// by whatever they were made.
pub(super) fn standing(recipe: Option<&str>, place: &Path, folder: &Path, bundle: &Path) -> Option<Trace> {
    let trace = trace(place).filter(|trace| recipe.is_none_or(|recipe| trace.recipe == recipe))?;
    let zip = fs::read(bundle).ok()?;
    let stands = fingerprint(&zip) == trace.fingerprint
        && bundle::payload(&zip)?.into_iter().all(|(name, bytes)| fs::read(folder.join(name)).is_ok_and(|file| file == bytes));
    stands.then_some(trace)
}

/// Whether one file was made by this recipe and is still as it was. The recipe is kept at `place`.
pub fn stands(recipe: &str, place: &Path, file: &Path) -> bool {
    let same = |trace: Trace| fs::read(file).is_ok_and(|bytes| fingerprint(&bytes) == trace.fingerprint);
    trace(place).filter(|trace| trace.recipe == recipe).is_some_and(same)
}

/// Keeps the recipe of something at `place`, once what was made lies there.
///
/// # Errors
/// The disk refuses.
pub fn note(trace: &Trace, place: &Path) -> Result<()> {
    let (folder, name) = (place.parent().unwrap_or(place), place.file_name().unwrap_or_default().to_string_lossy());
    // A recipe that a power cut tears tells nothing, so that what it was of is made again.
    bundle::land_copies(folder, &[(name.into_owned(), json(trace)?.into_bytes())]).map_err(|error| unwritten(place, &error))
}

fn trace(place: &Path) -> Option<Trace> {
    serde_json::from_slice(&fs::read(place).ok()?).ok()
}
