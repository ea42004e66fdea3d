//! Lots: the bundles of a kecamatan's villages and its list, made on all processors. Documents and lists land as they are made; bundles are
//! written beside their places and land together, once the kecamatan is whole.

use std::collections::BTreeMap;
use std::fs;
use std::ops::Range;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

use super::paper::{Addressee, Paper, contents_line, is_made, message_file, sheets};
use super::recipe::{self, Recipes, Trace};
use super::workers::{Done, each_group};
use super::{Correction, Press, Set, Task, own_fault, ralat};
use crate::plan::fit::WHOLE;
use crate::plan::sheet::{self, Content};
use crate::typeset::forget;
use crate::typeset::kinds::{Kind, Scope};
use office::bundle::{self, Bag, Landing, land, land_copies, note, slug};
use office::diagnostic::{Diagnostic, Faults, Result, refusing, stops_desa, unwritten};
use office::folder::Results;
use office::model::{DesaCode, EditionId, Village};
use office::work::{How, Observer, Work};

/// An order to make an edition's bundles.
pub struct Order<'o> {
    /// The folder in which they are to lie.
    pub results: &'o Results,
    /// Names the program by what it is built from: what another made is made again.
    pub build: &'o str,
    /// The needs of villages; one that is not among them gets everything.
    pub tasks: &'o BTreeMap<DesaCode, Task>,
    /// The edition's own papers are lost: corrected villages' documents of the edition are made again with them.
    pub is_lost: bool,
    /// The channel by which a village's bundle goes first, for the list.
    pub channel: &'o (dyn Fn(&Village) -> String + Sync),
}

/// A village's bundle.
#[derive(Debug)]
pub struct Bundle<'a> {
    pub village: &'a Village,
    /// 0: the edition's; else the correction of this number.
    pub ralat: u32,
    /// The village has it, and it still holds: nothing of it is to be printed or sent ([`Task::Keep`]).
    pub is_kept: bool,
    /// Its file name.
    pub file: String,
    pub sha256: String,
    /// Its size.
    pub bytes: u64,
    pub contents: Vec<Content>,
    /// The first of its documents.
    pub first_page: PathBuf,
    /// Of a correction: the edition's documents, where they were lost and were made again.
    pub edition: Option<Vec<Content>>,
    /// Remarks on its documents.
    pub diagnostics: Vec<Diagnostic>,
    /// The bundle, where it was not there already: it has still to land.
    pub fresh: Option<Fresh>,
}

/// A bundle that is written and has not landed.
#[derive(Debug)]
pub struct Fresh {
    landing: Landing,
    trace: Trace,
    /// The file in which its recipe is kept.
    place: PathBuf,
}

/// Lands bundles, and keeps their recipes.
///
/// # Errors
/// The disk refuses; some of them may have landed.
pub fn land_all(fresh: Vec<Fresh>, results: &Results) -> Result<()> {
    let (landings, traces): (Vec<_>, Vec<_>) = fresh.into_iter().map(|fresh| (fresh.landing, (fresh.trace, fresh.place))).unzip();
    Landing::land_all(landings).map_err(|error| unwritten(results.root(), &error))?;
    traces.iter().try_for_each(|(trace, place)| recipe::note(trace, place))
}

/// A village's bundle, or all that is wrong; no fault: it was said before.
pub type Outcome<'a> = Result<Bundle<'a>>;

/// The villages of one kecamatan, by their places in the registry.
pub struct Lot<'a> {
    pub villages: Vec<(usize, Outcome<'a>)>,
    /// Faults of its list.
    pub diagnostics: Vec<Diagnostic>,
}

/// The end of the work on an edition.
pub enum Ended {
    /// Every lot was handed over, or someone asked to stop. Where villages could not be set, the texts that are to blame are told.
    Done(Vec<Diagnostic>),
    /// A fault that every village would meet: nothing more is made.
    Shared(Faults),
}

/// Makes an edition's bundles, kecamatan by kecamatan, and hands each lot to `take`, on the thread of the caller. A fault in one village
/// stops that village; one in a layout that all share ends the work.
///
/// # Errors
/// The error of `take`, which ends the work.
pub fn each_lot<'a, E>(
    press: &Press<'a>,
    order: &Order<'_>,
    how: How<'_>,
    take: impl FnMut(Lot<'a>) -> std::result::Result<(), E>,
) -> std::result::Result<Ended, E> {
    let villages = press.plan.villages();
    let recipes = match Recipes::new(press.plan, press.checked, order.build) {
        Ok(recipes) => recipes,
        Err(faults) => return Ok(Ended::Shared(faults)),
    };
    how.observer.begin(Work::Typesetting, villages.len());
    let shop = Shop { press, order, recipes, observer: how.observer, fault: OnceLock::new(), has_failed: AtomicBool::new(false) };
    let is_stopped = || how.stop.is_asked() || shop.fault.get().is_some();
    let work = |at: usize| villages.get(at).map_or_else(|| Err(Faults::from(Vec::new())), |village| shop.village(village));
    let taken = each_group(&kecamatan_groups(villages), is_stopped, work, |done| shop.lot(done), take);
    how.observer.finish();
    taken?;
    let has_failed = shop.has_failed.into_inner();
    Ok(match shop.fault.into_inner() {
        Some(faults) => Ended::Shared(faults),
        None if has_failed => Ended::Done(press.culprits()),
        None => Ended::Done(Vec::new()),
    })
}

/// The places of each kecamatan's villages, which stand in the order of their codes.
fn kecamatan_groups(villages: &[Village]) -> Vec<Range<usize>> {
    let mut end = 0;
    let groups = villages.chunk_by(|a, b| a.desa.code.kecamatan() == b.desa.code.kecamatan());
    groups
        .map(|group| {
            end += group.len();
            end - group.len()..end
        })
        .collect()
}

/// The folder of a kecamatan's documents: `63.04.14-barambai`.
pub fn kecamatan_folder(village: &Village) -> String {
    slug(village.desa.code.kecamatan().as_str(), &village.desa.kecamatan)
}

/// The folder of a village's documents, or of those of a correction: `63.04.14-barambai/6304142008-karya-baru/ralat1`.
pub fn village_folder(village: &Village, ralat: u32) -> String {
    let folder = format!("{}/{}", kecamatan_folder(village), slug(&village.desa.code.digits(), &village.desa.name));
    if ralat > 0 { format!("{folder}/ralat{ralat}") } else { folder }
}

/// Pages that typst did not use again for so many lists are forgotten, once there are few new plates.
const LISTS: usize = 2;

/// A village in a kecamatan's list: what its bundle holds, and its sheets of paper.
type ListRow<'a> = (&'a Village, String, u32);

/// The press at work on an order.
struct Shop<'s, 'a> {
    press: &'s Press<'a>,
    order: &'s Order<'s>,
    recipes: Recipes<'a>,
    observer: &'s dyn Observer,
    /// The faults of a layout that all share.
    fault: OnceLock<Faults>,
    /// Whether some village's documents could not be set.
    has_failed: AtomicBool,
}

impl<'a> Shop<'_, 'a> {
    fn edition(&self) -> EditionId {
        self.press.checked.edition()
    }

    /// A whole kecamatan, with its list.
    fn lot(&self, done: Done<Outcome<'a>>) -> Lot<'a> {
        let all = self.press.plan.villages();
        if done.iter().any(|(_, outcome)| outcome.is_err()) {
            self.blame();
        }
        let said = |at: usize, outcome: thread::Result<Outcome<'a>>| {
            outcome.unwrap_or_else(|_| Err(own_fault(&all.get(at).map(|village| village.desa.title()).unwrap_or_default()).into()))
        };
        let villages: Vec<_> = done.into_iter().map(|(at, outcome)| (at, said(at, outcome))).collect();
        let has_kept = villages.iter().any(|(_, outcome)| outcome.as_ref().is_ok_and(|bundle| bundle.is_kept || bundle.edition.is_some()));
        let list = || list_rows(&villages).map_or(Ok(()), |rows| self.list(&rows, has_kept));
        let listed = catch_unwind(AssertUnwindSafe(list)).unwrap_or_else(|_| Err(own_fault("daftar ekspedisi").into()));
        if listed.is_err() {
            self.blame();
        }
        if self.press.is_calm() {
            forget(LISTS);
        }
        Lot { villages, diagnostics: listed.err().map(Vec::from).unwrap_or_default() }
    }

    /// A village's bundle, made or as it stands.
    fn village(&self, village: &'a Village) -> Outcome<'a> {
        let already_said = || Faults::from(Vec::new());
        if stops_desa(&self.press.checked.diagnostics, village.desa.code.as_str()) {
            return Err(already_said());
        }
        let task = self.order.tasks.get(&village.desa.code).unwrap_or(&Task::Whole);
        let (task, is_kept) = if let Task::Keep(task) = task { (&**task, true) } else { (task, false) };
        let correction = task.correction();
        let recipe = self.recipes.of(village, task)?;
        let file = format!("{}.zip", self.press.plan.bundle_name(village, ralat(correction)));
        let folder = self.order.results.documents().join(village_folder(village, ralat(correction)));
        let place = self.order.results.recipe(&file);
        // The village's papers were made from what the office had then.
        let by = Some(recipe.as_str()).filter(|_| !is_kept);
        if let Some(trace) = recipe::standing(by, &place, &folder, &self.order.results.bundle(&file)) {
            self.observer.skip();
            let edition = self.edition_again(village, correction)?;
            return Ok(Bundle { is_kept, edition, ..self.bundle(village, correction, &folder, &trace) });
        }
        // An office's own layouts are tried before anything is made with them.
        if !self.press.checked.layouts.is_empty() {
            self.blame();
        }
        if self.fault.get().is_some() {
            return Err(already_said());
        }
        let (landing, trace) = self.made(village, correction, &folder, recipe)?;
        let bundle = self.bundle(village, correction, &folder, &trace);
        let edition = self.edition_again(village, correction)?;
        self.observer.step();
        Ok(Bundle { is_kept, edition, fresh: Some(Fresh { landing, trace, place }), ..bundle })
    }

    /// Prints the edition's documents of a village that has a correction, where they are lost: its forms are in no other. Its bundle stays
    /// as it went out, so none is made.
    fn edition_again(&self, village: &Village, correction: Correction<'_>) -> Result<Option<Vec<Content>>> {
        let folder = self.order.results.documents().join(village_folder(village, 0));
        let is_there = || !self.order.is_lost && has_documents(&folder, self.edition()) && self.has_lists(village);
        if correction.is_none() || is_there() {
            return Ok(None);
        }
        let Set { sheet, mut documents, contents, .. } = self.press.print(village, None)?;
        documents.extend(self.for_phones(village, None, &sheet)?);
        land_copies(&folder, &documents).map_err(|error| self.refused(&folder, &error))?;
        Ok(Some(contents))
    }

    /// Whether the lists of a village's kecamatan are there.
    fn has_lists(&self, village: &Village) -> bool {
        let digits = village.desa.code.kecamatan().digits();
        let path = |kind: Kind| self.order.results.path(kind.name()).join(kind.file_name(&digits, self.edition(), 0));
        Kind::of_scope(Scope::Kecamatan).all(|kind| path(kind).exists())
    }

    /// Prints a village's documents into their folder, and writes their bundle.
    fn made(&self, village: &Village, correction: Correction<'_>, folder: &Path, recipe: String) -> Result<(Landing, Trace)> {
        let plan = self.press.plan;
        let name = plan.bundle_name(village, ralat(correction));
        let printed = self.press.print(village, correction).inspect_err(|_| {
            self.has_failed.store(true, Ordering::Relaxed);
            self.blame();
        });
        let Set { sheet, documents: mut files, contents, overflow } = printed?;
        files.extend(self.for_phones(village, correction, &sheet)?);
        files.sort();
        let bag = Bag {
            name: &name,
            edition: self.edition(),
            addressee: &format!("{}, {}", sheet.title, sheet.district),
            office: &self.press.checked.settings.regency.government,
            files: &files,
        };
        let zip = bundle::pack(&bag);
        let zip = zip.map_err(|error| {
            let fault = Diagnostic::error("bundel.tidak-terbuat", format!("bundel tidak dapat dibuat: {error}"));
            fault.remedy("jalankan lagi; bila berulang, kirim folder edisi ini kepada pembuat Warta")
        })?;
        clear(folder, self.edition(), &files);
        land_copies(folder, &files).map_err(|error| self.refused(folder, &error))?;
        let path = self.order.results.bundle(&format!("{name}.zip"));
        let landing = Landing::new(&path, &zip).map_err(|error| self.refused(&path, &error))?;
        Ok((landing, Trace { overflow, ..Trace::new(recipe, &zip, contents) }))
    }

    /// The files of a bundle that are for phones: the message, and the picture that goes with it.
    fn for_phones(&self, village: &Village, correction: Correction<'_>, sheet: &sheet::Village) -> Result<Vec<(String, Vec<u8>)>> {
        let plan = self.press.plan;
        let card = self.press.card(village, sheet, ralat(correction))?;
        let message = plan.message(village, correction);
        let message = card.as_ref().map_or(message.clone(), |(file, _)| note::with_picture(&message, file));
        let named = (message_file(&plan.bundle_name(village, ralat(correction))), message.into_bytes());
        Ok(std::iter::once(named).chain(card).collect())
    }

    /// The disk's answer. A folder that all villages share refuses the next one too: that ends the work.
    fn refused(&self, path: &Path, error: &std::io::Error) -> Faults {
        let (faults, results) = (unwritten(path, error), self.order.results);
        if [results.documents(), results.bundles()].iter().any(|shared| shared.starts_with(refusing(path))) {
            let _ = self.fault.set(faults.clone());
        }
        faults
    }

    /// Ends the work where every village would meet the same fault.
    fn blame(&self) {
        if let Err(faults) = self.press.rehearse() {
            let _ = self.fault.set(faults);
        }
    }

    /// A bundle by its trace.
    fn bundle(&self, village: &'a Village, correction: Correction<'_>, folder: &Path, trace: &Trace) -> Bundle<'a> {
        let ralat = ralat(correction);
        Bundle {
            village,
            ralat,
            file: format!("{}.zip", self.press.plan.bundle_name(village, ralat)),
            sha256: trace.sha256.clone(),
            bytes: trace.bytes,
            first_page: trace.contents.first().map_or_else(|| folder.to_owned(), |content| folder.join(&content.file)),
            diagnostics: self.press.remarks(village, &trace.contents, &trace.overflow),
            contents: trace.contents.clone(),
            edition: None,
            is_kept: false,
            fresh: None,
        }
    }

    /// Makes a kecamatan's list, where it does not stand; `has_kept`: one that is there tells what went out.
    fn list(&self, rows: &[ListRow<'_>], has_kept: bool) -> Result<()> {
        let Some((first, ..)) = rows.first() else { return Ok(()) };
        let Some(sheet) = self.press.plan.kecamatan_sheet(rows, self.order.channel) else { return Ok(()) };
        let addressee = Addressee::kecamatan(&first.desa.code.kecamatan(), &sheet.title);
        for kind in Kind::of_scope(Scope::Kecamatan) {
            let paper = Paper { checked: self.press.checked, kind, addressee: &addressee, ralat: 0 };
            let recipe = self.recipes.of_data(&sheet)?;
            let file = paper.file_name();
            let path = self.order.results.path(kind.name()).join(&file);
            let place = self.order.results.recipe(&file);
            if has_kept && path.exists() || recipe::stands(&recipe, &place, &path) {
                continue;
            }
            let laid_out = self.press.typesetter.lay_out(kind, WHOLE, &sheet)?;
            let (_, pdf) = paper.finish(&self.press.typesetter, laid_out)?;
            land(&path, &pdf).map_err(|error| unwritten(&path, &error))?;
            recipe::note(&Trace::new(recipe, &pdf, Vec::new()), &place)?;
        }
        Ok(())
    }
}

/// The rows of a kecamatan's list, which is the edition's. `None`: it keeps the list that it has, for some of its villages have a correction.
fn list_rows<'a>(villages: &[(usize, Outcome<'a>)]) -> Option<Vec<ListRow<'a>>> {
    let row = |outcome: &Outcome<'a>| match outcome {
        Err(_) => None,
        Ok(bundle) => {
            let contents = if bundle.ralat == 0 { Some(&bundle.contents) } else { bundle.edition.as_ref() };
            Some(contents.map(|contents| (bundle.village, contents_line(contents), sheets(contents))))
        }
    };
    villages.iter().filter_map(|(_, outcome)| row(outcome)).collect()
}

/// Whether documents of the edition lie in a village's folder.
fn has_documents(folder: &Path, edition: EditionId) -> bool {
    let is_one = |entry: fs::DirEntry| entry.file_name().to_str().is_some_and(|name| is_made(name, edition));
    fs::read_dir(folder).into_iter().flatten().flatten().any(is_one)
}

/// Removes the documents of a village's folder that are not made any more; corrections lie in folders of their own.
fn clear(folder: &Path, edition: EditionId, made: &[(String, Vec<u8>)]) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let is_old = |name: &str| is_made(name, edition) && !made.iter().any(|(known, _)| known == name);
        if entry.file_type().is_ok_and(|kind| kind.is_file()) && entry.file_name().to_str().is_some_and(is_old) {
            let _ = fs::remove_file(entry.path());
        }
    }
}
