//! Typesets and bundles an edition: whole files only, on all processors. What is made of a kecamatan is recorded as soon as it
//! is whole, and forgotten: memory does not grow with the villages.

use std::collections::BTreeMap;
use std::ops::Range;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, Ordering};

use super::Office;
use super::correct::{Task, Tasks};
use super::papers::{office_papers, unwritten};
use super::recipe::{self, Recipes, Trace};
use super::stop::How;
use super::tidy::{clear, tidy};
use super::workers::{Done, each_group};
use crate::report::budget;
use crate::report::progress::Progress;
use crate::report::whatsapp::Forward;
use office::bundle::{self, Bag, Landing, land, land_copies, slug};
use office::diagnostic::{Diagnostic, Severity, stops_desa};
use office::model::Kim;
use post::ledger::{BundleRecord, LedgerError};
use press::plan::Plan;
use press::plan::fit::WHOLE;
use press::plan::sheet::Content;
use press::press::Checked;
use press::press::{Correction, Paper, Press, Result, Set, Whose, contents_line, message_file, own_fault};
use press::typeset::forget;
use press::typeset::kinds::{KINDS, Scope};

/// What a build made.
#[derive(Debug, Default)]
pub struct Built {
    /// Bundles of the edition.
    pub bundles: usize,
    /// Bundles that correct what was sent.
    pub corrections: usize,
    /// Codes of villages that could not be made.
    pub failed: Vec<String>,
    /// Villages whose papers still hold, so that nothing was made for them.
    pub left: usize,
    /// Of all bundles, those that stood as they would be made now.
    pub kept: usize,
    /// What the names of the office's own papers end in: those of later bundles leave the edition's alone.
    pub papers: &'static str,
    /// The page of messages for WhatsApp, or the folder of several.
    pub whatsapp: Option<String>,
    pub diagnostics: Vec<Diagnostic>,
    /// Sheets of paper, for all villages.
    pub sheets: u32,
    /// A page to look at first.
    pub first_page: Option<PathBuf>,
}

/// One village's bundle.
struct Made<'k> {
    record: BundleRecord,
    /// Where it was not there already, it lands when its kecamatan is whole.
    landing: Option<(Landing, Trace)>,
    printing: budget::Row<'k>,
    /// `7 buletin, 1 papan, 9 formulir`
    contents: String,
    first_page: PathBuf,
    diagnostics: Vec<Diagnostic>,
}

/// What became of a village; `None`: what it has still holds.
type Outcome<'k> = Result<Option<Made<'k>>>;

/// What became of the villages of one kecamatan, by their places in the registry.
struct Lot<'k> {
    villages: Vec<(usize, Outcome<'k>)>,
    diagnostics: Vec<Diagnostic>,
}

/// Makes every bundle of the edition, and has those of a kecamatan recorded once they lie on the disk. A fault in one village
/// stops that village; a fault in a layout that all share stops the edition.
///
/// # Errors
/// Where `record` refuses; what it took before is as it should be.
pub fn build(
    office: &Office,
    checked: &Checked,
    tasks: &Tasks,
    how: How<'_>,
    mut record: impl FnMut(&[BundleRecord]) -> std::result::Result<(), LedgerError>,
) -> std::result::Result<Built, LedgerError> {
    let plan = Plan::new(&checked.inputs, office.edition, &checked.settings).value;
    let kims = plan.kims();
    let press = Press::new(checked, &plan);
    let recipes = Recipes::new(&plan, checked);
    let progress = Progress::new("Menata", kims.len(), how.quiet);
    let shop =
        Shop { office, press: &press, tasks, recipes: &recipes, progress, fault: OnceLock::new(), has_failed: AtomicBool::new(false) };
    let has_corrections = tasks.corrections() > 0;
    let mut tally = Tally {
        office,
        kims,
        tasks: has_corrections.then_some(tasks),
        built: Built::default(),
        printing: vec![None; kims.len()],
        said: Vec::new(),
        first: None,
    };
    let is_stopped = || how.stop.is_asked() || shop.fault.get().is_some();
    let work = |at| kims.get(at).map_or(Ok(None), |kim| shop.village(kim));
    let recorded = each_group(&kecamatan_groups(kims), is_stopped, work, |done| shop.lot(done), |lot| record(&tally.take(lot)));
    shop.progress.finish();
    recorded?;
    let Tally { mut built, printing, mut said, first, .. } = tally;
    let has_failed = shop.has_failed.into_inner();
    if let Some(diagnostics) = shop.fault.into_inner() {
        return Ok(Built { diagnostics, failed: Vec::new(), ..built });
    }
    said.sort_by_key(|(at, _)| *at);
    built.diagnostics = said.into_iter().map(|(_, diagnostic)| diagnostic).collect();
    if has_failed {
        built.diagnostics.extend(press.culprits());
    }
    built.first_page = first.map(|(_, page)| page);
    built.failed.sort();
    if how.stop.is_asked() {
        return Ok(built);
    }
    // A village whose row is hidden, or cannot be read, is not gone.
    if !checked.inputs.is_registry_partial && checked.diagnostics.iter().all(|d| d.severity != Severity::Error) {
        tidy(office, &plan, tasks);
    }
    let rows: Vec<budget::Row<'_>> = printing.into_iter().flatten().collect();
    built.papers = tasks.suffix(rows.len() == kims.len());
    let forward = |kim: &Kim| Forward::new(kim, &plan.message(kim, tasks.of(kim.desa.code.as_str()).correction()));
    match office_papers(office, checked, built.papers, &rows, forward) {
        Ok(whatsapp) => built.whatsapp = whatsapp,
        Err(diagnostics) => built.diagnostics.extend(diagnostics),
    }
    Ok(built)
}

/// Sums up what was made.
struct Tally<'k, 'a> {
    office: &'a Office,
    kims: &'k [Kim],
    /// Where there are corrections: what villages have that get none is not printed again.
    tasks: Option<&'a Tasks>,
    built: Built,
    printing: Vec<Option<budget::Row<'k>>>,
    /// With the place of the village that it is about.
    said: Vec<(usize, Diagnostic)>,
    first: Option<(usize, PathBuf)>,
}

impl<'k> Tally<'k, '_> {
    /// Lands a kecamatan's bundles; gives what is to be recorded of them.
    fn take(&mut self, lot: Lot<'k>) -> Vec<BundleRecord> {
        let (mut made, mut landings, mut traces) = (Vec::new(), Vec::new(), Vec::new());
        let first = lot.villages.first().map_or(0, |(at, _)| *at);
        self.said.extend(lot.diagnostics.into_iter().map(|diagnostic| (first, diagnostic)));
        for (at, outcome) in lot.villages {
            match outcome {
                Ok(None) => self.built.left += 1,
                Ok(Some(mut village)) => {
                    match village.landing.take() {
                        None if self.has_already(&village.record) => {}
                        None => self.built.kept += 1,
                        Some((landing, trace)) => {
                            landings.push(landing);
                            traces.push((recipe::place(self.office, &village.record.file), trace));
                        }
                    }
                    made.push((at, village));
                }
                Err(diagnostics) => self.fail(at, diagnostics),
            }
        }
        let folder = self.office.results();
        let landed = Landing::land_all(landings).map_err(|error| unwritten(&folder, &error));
        let noted = landed.and_then(|()| traces.iter().try_for_each(|(place, trace)| recipe::note(trace, place)));
        if let Err(diagnostics) = noted {
            self.said.extend(diagnostics.into_iter().map(|diagnostic| (first, diagnostic)));
            made.drain(..).for_each(|(at, _)| self.fail(at, Vec::new()));
        }
        made.into_iter().map(|(at, village)| self.count(at, village)).collect()
    }

    /// Whether a village has this bundle, so that it is not printed again with the corrections of others.
    fn has_already(&self, record: &BundleRecord) -> bool {
        self.tasks.is_some_and(|tasks| record.ralat == 0 && tasks.is_out(&record.desa))
    }

    fn count(&mut self, at: usize, village: Made<'k>) -> BundleRecord {
        self.said.extend(village.diagnostics.into_iter().map(|diagnostic| (at, diagnostic)));
        if self.has_already(&village.record) {
            self.built.left += 1;
            return village.record;
        }
        let built = &mut self.built;
        *(if village.record.ralat == 0 { &mut built.bundles } else { &mut built.corrections }) += 1;
        built.sheets += village.printing.sheets;
        self.printing[at] = Some(village.printing);
        if self.first.as_ref().is_none_or(|(before, _)| at < *before) {
            self.first = Some((at, village.first_page));
        }
        village.record
    }

    fn fail(&mut self, at: usize, diagnostics: Vec<Diagnostic>) {
        let code = self.kims[at].desa.code.as_str();
        self.built.failed.push(code.to_owned());
        self.said.extend(diagnostics.into_iter().map(|diagnostic| (at, diagnostic.for_desa(code))));
    }
}

/// So many couriers' lists back typst remembers what it laid out.
const LISTS: usize = 2;

/// A village in a courier's list: what its bundle holds, and its sheets of paper.
type ListRow<'k> = (&'k Kim, String, u32);

/// The press, and what it is to make of an edition.
struct Shop<'a> {
    office: &'a Office,
    press: &'a Press<'a>,
    tasks: &'a Tasks,
    recipes: &'a Recipes<'a>,
    progress: Progress,
    /// What is wrong with a layout that all share.
    fault: OnceLock<Vec<Diagnostic>>,
    /// Whether some village's documents could not be set.
    has_failed: AtomicBool,
}

impl<'a> Shop<'a> {
    /// A whole kecamatan, with its courier's list.
    fn lot(&self, done: Done<Outcome<'a>>) -> Lot<'a> {
        let kims = self.press.plan.kims();
        if done.iter().any(|(_, outcome)| outcome.is_err()) {
            self.blame();
        }
        let said =
            |at: usize, outcome: std::thread::Result<Outcome<'a>>| outcome.unwrap_or_else(|_| Err(vec![own_fault(&kims[at].desa.title())]));
        let villages: Vec<_> = done.into_iter().map(|(at, outcome)| (at, said(at, outcome))).collect();
        // One that only some corrections go to keeps the list that it has.
        let row = |(at, outcome): &(usize, Outcome<'a>)| match outcome {
            Err(_) => None,
            Ok(Some(made)) if made.record.ralat == 0 => Some(Some((&kims[*at], made.contents.clone(), made.printing.sheets))),
            Ok(_) => Some(None),
        };
        let rows: Option<Vec<ListRow<'_>>> = villages.iter().filter_map(row).collect();
        let list = || rows.map_or(Ok(()), |rows| self.expedition(&rows));
        let listed = catch_unwind(AssertUnwindSafe(list)).unwrap_or_else(|_| Err(vec![own_fault("daftar ekspedisi")]));
        if listed.is_err() {
            self.blame();
        }
        if self.press.is_calm() {
            forget(LISTS);
        }
        Lot { villages, diagnostics: listed.err().unwrap_or_default() }
    }

    /// Where a village's documents lie.
    fn folder(&self, kim: &Kim, ralat: u32) -> PathBuf {
        let folder = self
            .office
            .results()
            .join("pdf")
            .join(slug(kim.desa.code.kecamatan(), &kim.desa.kecamatan))
            .join(slug(&kim.desa.code.digits(), &kim.desa.name));
        if ralat > 0 { folder.join(format!("ralat{ralat}")) } else { folder }
    }

    /// A village's bundle, made or as it stands; `None`: what it has still holds.
    fn village(&self, kim: &'a Kim) -> Outcome<'a> {
        let code = kim.desa.code.as_str();
        if stops_desa(&self.press.checked.diagnostics, code) {
            return Err(Vec::new());
        }
        let task = self.tasks.of(code);
        if *task == Task::Leave {
            return Ok(None);
        }
        let correction = task.correction();
        let ralat = correction.map_or(0, |(number, _)| number);
        let recipe = self.recipes.of(kim, task);
        let name = self.press.plan.bundle_name(kim, ralat);
        let file = format!("{name}.zip");
        let (folder, path) = (self.folder(kim, ralat), self.office.bundle_path(&file));
        if let Some(trace) = recipe::standing(&recipe, &recipe::place(self.office, &file), &folder, &path) {
            self.progress.skip();
            return Ok(Some(self.made(kim, correction, &trace)));
        }
        // An office's own layouts are tried before anything is made with them.
        if !self.press.checked.layouts.is_empty() {
            self.blame();
        }
        if self.fault.get().is_some() {
            return Err(Vec::new());
        }
        let printed = self.press.print(kim, correction).inspect_err(|_| {
            self.has_failed.store(true, Ordering::Relaxed);
            self.blame();
        });
        let Set { sheet, documents: mut files, contents, overflow } = printed?;
        files.push((message_file(&name), self.press.plan.message(kim, correction).into_bytes()));
        files.sort();
        let zip = bundle::pack(&Bag {
            name: &name,
            edition: self.office.edition,
            addressee: &format!("{}, {}", sheet.title, sheet.district),
            office: &self.press.checked.settings.regency.government,
            files: &files,
        })
        .map_err(|e| vec![Diagnostic::error(format!("bundel tidak dapat dibuat: {e}"))])?;
        clear(&folder, &self.office.edition.to_string(), &files);
        land_copies(&folder, &files).map_err(|error| unwritten(&folder, &error))?;
        let landing = Landing::new(&path, &zip).map_err(|error| unwritten(&path, &error))?;
        let trace = Trace { overflow, ..Trace::new(recipe, &zip, contents) };
        let made = self.made(kim, correction, &trace);
        self.progress.step();
        Ok(Some(Made { landing: Some((landing, trace)), ..made }))
    }

    /// Where every village would meet a fault, the work ends.
    fn blame(&self) {
        if let Err(diagnostics) = self.press.rehearse() {
            let _ = self.fault.set(diagnostics);
        }
    }

    fn made(&self, kim: &'a Kim, correction: Correction<'_>, trace: &Trace) -> Made<'a> {
        let plan = self.press.plan;
        let ralat = correction.map_or(0, |(number, _)| number);
        let folder = self.folder(kim, ralat);
        let serials = if ralat == 0 { plan.serials_for(kim) } else { BTreeMap::new() };
        let first: Option<&Content> = trace.contents.first();
        Made {
            record: BundleRecord {
                desa: kim.desa.code.to_string(),
                title: kim.desa.title(),
                kecamatan: kim.desa.kecamatan.clone(),
                kim: kim.name.clone(),
                ralat,
                file: format!("{}.zip", plan.bundle_name(kim, ralat)),
                sha256: trace.sha256.clone(),
                bytes: trace.bytes,
                receipt: plan.receipt(kim, ralat),
                serials: serials.into_iter().flat_map(|(form, all)| all.into_iter().map(move |serial| (form.to_owned(), serial))).collect(),
                ladder: self.office.config.ladder(kim),
                news: self.tasks.news,
            },
            landing: None,
            printing: budget::Row::new(kim, &trace.contents),
            contents: contents_line(&trace.contents),
            first_page: first.map_or_else(|| folder.clone(), |content| folder.join(&content.file)),
            diagnostics: self.press.remarks(kim, &trace.contents, &trace.overflow),
        }
    }

    fn channel(&self, kim: &Kim) -> String {
        self.office.config.ladder(kim).swap_remove(0)
    }

    /// The courier's list of one kecamatan.
    fn expedition(&self, rows: &[ListRow<'_>]) -> Result<()> {
        let Some(sheet) = self.press.plan.kecamatan_sheet(rows, |kim| self.channel(kim)) else { return Ok(()) };
        for kind in KINDS.iter().filter(|kind| kind.scope == Scope::Kecamatan) {
            let recipe = self.recipes.of_data(&sheet);
            let file = kind.file_name(&sheet.code, &self.office.edition.to_string(), 0);
            let path = self.office.results().join(kind.name).join(&file);
            let place = recipe::place(self.office, &file);
            if recipe::stands(&recipe, &place, &path) {
                continue;
            }
            let laid_out = self.press.typesetter.lay_out(kind, WHOLE, &sheet)?;
            let whose = Whose { code: &sheet.code, title: &sheet.title, ralat: 0 };
            let paper = Paper { checked: self.press.checked, kind, whose };
            let (_, pdf) = paper.finish(&self.press.typesetter, laid_out)?;
            land(&path, &pdf).map_err(|error| unwritten(&path, &error))?;
            recipe::note(&Trace::new(recipe, &pdf, Vec::new()), &place)?;
        }
        Ok(())
    }
}

/// The places of each kecamatan's villages, which stand in the order of their codes.
fn kecamatan_groups(kims: &[Kim]) -> Vec<Range<usize>> {
    let mut end = 0;
    let groups = kims.chunk_by(|a, b| a.desa.code.kecamatan() == b.desa.code.kecamatan());
    groups
        .map(|group| {
            end += group.len();
            end - group.len()..end
        })
        .collect()
}
