//! What need not be made again. A village's bundle stands as long as what it is made from is the same, and so are the files that
//! were made: both are told by their content, never by the time of a file.

use std::collections::HashMap;
use std::fs;
use std::hash::Hash;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use press::typeset::hash128;
use serde::{Deserialize, Serialize};

use super::Office;
use super::correct::Task;
use super::papers::unwritten;
use office::bundle;
use office::fonts;
use office::model::Kim;
use press::plan::Plan;
use press::plan::fit::{BULLETIN, WHOLE};
use press::plan::sheet::Content;
use press::press::Checked;
use press::press::{Overflow, Result};
use press::typeset::kinds::{KINDS, LIBRARIES};

/// Of what a village's documents were made, and how they were then.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Trace {
    #[serde(rename = "resep")]
    pub recipe: String,
    /// Of the bundle, which holds the documents.
    pub sha256: String,
    /// The same in a digest that is read many times as fast: it tells damage, not malice.
    #[serde(rename = "sidik")]
    pub fingerprint: String,
    #[serde(rename = "ukuran")]
    pub bytes: u64,
    #[serde(rename = "isi")]
    pub contents: Vec<Content>,
    /// To be said again each time that it stands.
    #[serde(rename = "tidak_muat", default, skip_serializing_if = "Vec::is_empty")]
    pub overflow: Vec<Overflow>,
}

/// Where recipes are kept, within an edition's results: hidden, for they say nothing to a reader.
const FOLDER: &str = ".resep";

impl Trace {
    pub fn new(recipe: String, file: &[u8], contents: Vec<Content>) -> Self {
        let (sha256, fingerprint, bytes) = (bundle::sha256(file), fingerprint(file), file.len() as u64);
        Trace { recipe, sha256, fingerprint, bytes, contents, overflow: Vec::new() }
    }
}

fn fingerprint<T: Hash + ?Sized>(what: &T) -> String {
    format!("{:032x}", hash128(what))
}

/// What all documents are made with: this very program, its layouts and fonts.
static WORKSHOP: LazyLock<u128> = LazyLock::new(|| {
    let layouts = KINDS.iter().map(|kind| kind.layout).chain(LIBRARIES.iter().map(|(_, text)| *text));
    hash128(&(env!("WARTA_BUILD"), layouts.collect::<Vec<_>>(), fonts::FILES))
});

/// What an edition's documents are made from.
pub struct Recipes<'a> {
    plan: &'a Plan<'a>,
    shared: u128,
    /// Digests of the pictures, by the path under which the documents name them.
    pictures: HashMap<&'a str, u128>,
}

impl<'a> Recipes<'a> {
    pub fn new(plan: &'a Plan<'a>, checked: &'a Checked) -> Self {
        let pictures = checked.inputs.pictures.iter().map(|(path, jpeg)| (path.as_str(), hash128(jpeg))).collect();
        let mut recipes = Recipes { plan, shared: 0, pictures };
        let mut layouts: Vec<_> = checked.layouts.iter().collect();
        layouts.sort();
        let edition = serde_json::to_string(&plan.edition_sheet(BULLETIN[WHOLE])).unwrap_or_default();
        let settings = format!("{:?}", checked.settings);
        recipes.shared = hash128(&(*WORKSHOP, layouts, settings, recipes.pictures_in(&edition), &edition));
        recipes
    }

    /// The recipe of what is made for a village. At the step of fitting where nothing gives way, its sheet says everything.
    pub fn of(&self, kim: &Kim, task: &Task) -> String {
        let plan = self.plan;
        let sheet = serde_json::to_string(&plan.village_sheet(kim)).unwrap_or_default();
        let other = format!("{:?} {:?} {task:?}", plan.serials_for(kim), plan.copies_for(kim));
        fingerprint(&(self.shared, other, plan.message(kim, None), self.pictures_in(&sheet), &sheet))
    }

    /// The recipe of something else that is made of the edition: its data.
    pub fn of_data<S: Serialize>(&self, data: &S) -> String {
        let json = serde_json::to_vec(data).unwrap_or_default();
        fingerprint(&(self.shared, json))
    }

    fn pictures_in(&self, json: &str) -> Vec<(&str, u128)> {
        let mut shown: Vec<_> =
            self.pictures.iter().map(|(path, picture)| (*path, *picture)).filter(|(path, _)| json.contains(path)).collect();
        shown.sort_unstable();
        shown
    }
}

/// Where the recipe of a bundle, or of a file, is kept.
pub fn place(office: &Office, file: &str) -> PathBuf {
    office.results().join(FOLDER).join(format!("{file}.json"))
}

/// What was made by this recipe and is still as it was, in a folder and its bundle.
pub fn standing(recipe: &str, place: &Path, folder: &Path, bundle: &Path) -> Option<Trace> {
    let trace = read(recipe, place)?;
    let zip = fs::read(bundle).ok()?;
    let stands = fingerprint(&zip) == trace.fingerprint
        && bundle::payload(&zip)?.into_iter().all(|(name, bytes)| fs::read(folder.join(name)).is_ok_and(|file| file == bytes));
    stands.then_some(trace)
}

/// Whether one file was made by this recipe and is still as it was.
pub fn stands(recipe: &str, place: &Path, file: &Path) -> bool {
    let same = |trace: Trace| fs::read(file).is_ok_and(|bytes| fingerprint(&bytes) == trace.fingerprint);
    read(recipe, place).is_some_and(same)
}

/// Notes of what something was made, once it lies there.
///
/// # Errors
/// Where the disk refuses.
pub fn note(trace: &Trace, place: &Path) -> Result<()> {
    let told = serde_json::to_vec(trace).unwrap_or_default();
    let (folder, name) = (place.parent().unwrap_or(place), place.file_name().unwrap_or_default().to_string_lossy());
    // A recipe that a power cut tears tells nothing, so that what it was of is made again.
    bundle::land_copies(folder, &[(name.into_owned(), told)]).map_err(|error| unwritten(place, &error))
}

fn read(recipe: &str, place: &Path) -> Option<Trace> {
    let trace: Trace = serde_json::from_slice(&fs::read(place).ok()?).ok()?;
    (trace.recipe == recipe).then_some(trace)
}
