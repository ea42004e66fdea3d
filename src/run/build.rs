//! Typesets and bundles an edition: two threads of work over the villages, whole files only.

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use super::Office;
use super::check::Checked;
use super::correct::{Task, Tasks};
use super::papers::{Paper, Result, Whose, contents_line, message_file, office_papers, slug, unwritten};
use super::press::{Correction, Press, Set};
use super::recipe::{self, Recipes, Trace};
use super::stop::How;
use crate::bundle::{self, Bag, land, land_all};
use crate::diagnostic::{Diagnostic, stops_desa};
use crate::ledger::BundleRecord;
use crate::model::Kim;
use crate::plan::Plan;
use crate::plan::fit::WHOLE;
use crate::report::budget;
use crate::report::progress::Progress;
use crate::report::whatsapp::Forward;
use crate::typeset::forget_old_villages;
use crate::typeset::kinds::{KINDS, Scope};

/// What a build made.
#[derive(Debug, Default)]
pub struct Built {
    pub bundles: Vec<BundleRecord>,
    /// Codes of villages that could not be made.
    pub failed: Vec<String>,
    /// Villages whose papers still hold, so that nothing was made for them.
    pub left: usize,
    /// Of the bundles, those that stood as they would be made now.
    pub kept: usize,
    /// What the names of the office's own papers end in: those of later bundles leave the edition's alone.
    pub papers: &'static str,
    /// What printing takes, by village.
    pub budget: Vec<budget::Row>,
    pub diagnostics: Vec<Diagnostic>,
    /// Sheets of paper, for all villages.
    pub sheets: u32,
    /// A page to look at first.
    pub first_page: Option<PathBuf>,
}

/// One village's bundle.
struct Made {
    record: BundleRecord,
    printing: budget::Row,
    /// `7 buletin, 1 papan, 9 formulir`
    contents: String,
    /// What the KIM forwards by WhatsApp.
    message: String,
    first_page: PathBuf,
    diagnostics: Vec<Diagnostic>,
    /// It stood as it would be made now.
    is_kept: bool,
}

/// Makes every bundle of the edition. A fault in one village stops that village; a fault in a layout that all share
/// stops the edition.
pub fn build(office: &Office, checked: &Checked, tasks: &Tasks, how: How) -> Built {
    let plan = Plan::new(&checked.inputs, office.edition, &checked.settings).value;
    let mut press = Press::new(office, checked, &plan);
    let recipes = Recipes::new(&plan, checked);
    let standing = Shop { press: &press, tasks, how, recipes: &recipes }.standing();
    let is_idle =
        plan.kims().iter().zip(&standing).all(|(kim, stands)| stands.is_some() || *tasks.of(kim.desa.code.as_str()) == Task::Leave);
    if !is_idle && let Err(diagnostics) = press.rehearse() {
        return Built { diagnostics, ..Built::default() };
    }
    let shop = Shop { press: &press, tasks, how, recipes: &recipes };
    let mut made = shop.villages(&standing);
    let mut built = Built::default();
    if how.stop.is_asked() {
        return built;
    }
    for kecamatan in kecamatan_groups(plan.kims(), &made) {
        if let Err(diagnostics) = shop.expedition(&kecamatan) {
            built.diagnostics.extend(diagnostics);
        }
    }
    let mut forwards = Vec::new();
    for (kim, result) in plan.kims().iter().zip(made.drain(..)) {
        match result {
            Ok(None) => built.left += 1,
            Ok(Some(made)) => {
                built.kept += usize::from(made.is_kept);
                built.sheets += made.printing.sheets;
                built.first_page.get_or_insert(made.first_page);
                built.diagnostics.extend(made.diagnostics);
                built.bundles.push(made.record);
                built.budget.push(made.printing);
                forwards.push(Forward::new(kim, &made.message));
            }
            Err(diagnostics) => {
                built.failed.push(kim.desa.code.to_string());
                built.diagnostics.extend(diagnostics.into_iter().map(|d| d.for_desa(kim.desa.code.as_str())));
            }
        }
    }
    built.papers = tasks.suffix(built.budget.len() == plan.kims().len());
    if let Err(diagnostics) = office_papers(office, checked, built.papers, &built.budget, &forwards) {
        built.diagnostics.extend(diagnostics);
    }
    built
}

/// A village in a courier's list: what its bundle holds, and its sheets of paper.
type ListRow<'k> = (&'k Kim, String, u32);

/// The press, and what it is to make of an edition.
struct Shop<'a> {
    press: &'a Press<'a>,
    tasks: &'a Tasks,
    how: How<'a>,
    recipes: &'a Recipes<'a>,
}

impl Shop<'_> {
    /// Works on every village, on all processors; the answers are in the order of the villages. `None`: the work was stopped.
    fn each<T: Send>(&self, work: impl Fn(usize, &Kim) -> T + Sync) -> Vec<Option<T>> {
        let kims = self.press.plan.kims();
        let next = AtomicUsize::new(0);
        let slots: Vec<Mutex<Option<T>>> = kims.iter().map(|_| Mutex::new(None)).collect();
        let workers = std::thread::available_parallelism().map_or(2, usize::from).min(kims.len().max(1));
        std::thread::scope(|scope| {
            for _ in 0..workers {
                scope.spawn(|| {
                    // Typst spreads a document's work over rayon; here each worker keeps its village to itself.
                    let _own_pool = rayon::ThreadPoolBuilder::new().num_threads(1).use_current_thread().build();
                    loop {
                        let at = next.fetch_add(1, Ordering::Relaxed);
                        let Some((kim, slot)) = kims.get(at).zip(slots.get(at)) else { return };
                        if self.how.stop.is_asked() {
                            return;
                        }
                        let done = work(at, kim);
                        if let Ok(mut slot) = slot.lock() {
                            *slot = Some(done);
                        }
                    }
                });
            }
        });
        slots.into_iter().map(|slot| slot.into_inner().ok().flatten()).collect()
    }

    /// What stands of every village as it would be made now.
    fn standing(&self) -> Vec<Option<Trace>> {
        let stands = |_, kim: &Kim| {
            let code = kim.desa.code.as_str();
            let task = self.tasks.of(code);
            let ralat = match task {
                _ if stops_desa(&self.press.checked.diagnostics, code) => return None,
                Task::Leave => return None,
                Task::Whole => 0,
                Task::Correct { number, .. } => *number,
            };
            let file = format!("{}.zip", self.press.plan.bundle_name(kim, ralat));
            let bundle = self.press.office.bundle_path(&file);
            recipe::standing(&self.recipes.of(kim, task), &recipe::place(self.press.office, &file), &self.folder(kim, ralat), &bundle)
        };
        self.each(stands).into_iter().map(Option::flatten).collect()
    }

    fn villages(&self, standing: &[Option<Trace>]) -> Vec<Result<Option<Made>>> {
        let progress = Progress::new("Menata", standing.iter().filter(|stands| stands.is_none()).count(), self.how.quiet);
        let made = self.each(|at, kim| {
            if let Some(trace) = standing.get(at).and_then(Option::as_ref) {
                return self.kept(kim, trace);
            }
            // Whatever goes wrong in one village stays in it.
            let result = catch_unwind(AssertUnwindSafe(|| self.village(kim))).unwrap_or_else(|_| {
                Err(vec![
                    Diagnostic::error(format!("kesalahan di dalam Warta saat menata {}", kim.desa.title()))
                        .remedy("kirim folder edisi ini kepada pembuat Warta"),
                ])
            });
            forget_old_villages();
            progress.step();
            result
        });
        progress.finish();
        let lost = || Err(vec![Diagnostic::error("kesalahan di dalam Warta").remedy("jalankan sekali lagi")]);
        made.into_iter().map(|made| made.unwrap_or_else(lost)).collect()
    }

    /// Where a village's documents lie.
    fn folder(&self, kim: &Kim, ralat: u32) -> PathBuf {
        let folder = self
            .press
            .office
            .results()
            .join("pdf")
            .join(slug(kim.desa.code.kecamatan(), &kim.desa.kecamatan))
            .join(slug(&kim.desa.code.digits(), &kim.desa.name));
        if ralat > 0 { folder.join(format!("ralat{ralat}")) } else { folder }
    }

    /// A village's bundle; `None`: what it has still holds.
    fn village(&self, kim: &Kim) -> Result<Option<Made>> {
        let code = kim.desa.code.as_str();
        if stops_desa(&self.press.checked.diagnostics, code) {
            return Err(Vec::new());
        }
        let task = self.tasks.of(code);
        let correction = match task {
            Task::Leave => return Ok(None),
            Task::Whole => None,
            Task::Correct { number, changes } => Some((*number, changes.as_slice())),
        };
        let ralat = correction.map_or(0, |(number, _)| number);
        let Set { sheet, documents: mut files, contents, diagnostics } = self.press.print(kim, correction)?;
        files.push((message_file(&sheet.bundle), self.press.plan.message(kim, correction).into_bytes()));
        files.sort();
        let zip = bundle::pack(&Bag {
            name: &sheet.bundle,
            edition: self.press.office.edition,
            addressee: &format!("{}, {}", sheet.title, sheet.district),
            office: &self.press.checked.settings.regency.government,
            files: &files,
        })
        .map_err(|e| vec![Diagnostic::error(format!("bundel tidak dapat dibuat: {e}"))])?;
        let trace = Trace::new(self.recipes.of(kim, task), &zip, contents);
        let folder = self.folder(kim, ralat);
        land_all(&folder, &files).map_err(|error| unwritten(&folder, &error))?;
        let file = format!("{}.zip", sheet.bundle);
        let bundle_path = self.press.office.bundle_path(&file);
        land(&bundle_path, &zip).map_err(|error| unwritten(&bundle_path, &error))?;
        recipe::note(&trace, &recipe::place(self.press.office, &file))?;
        Ok(Some(self.made(kim, correction, trace, diagnostics)))
    }

    /// A village's bundle that stands.
    fn kept(&self, kim: &Kim, trace: &Trace) -> Result<Option<Made>> {
        let correction = match self.tasks.of(kim.desa.code.as_str()) {
            Task::Correct { number, changes } => Some((*number, changes.as_slice())),
            Task::Whole | Task::Leave => None,
        };
        let diagnostics = self.press.over_budget(kim, &trace.contents).into_iter().collect();
        Ok(Some(Made { is_kept: true, ..self.made(kim, correction, trace.clone(), diagnostics) }))
    }

    fn made(&self, kim: &Kim, correction: Correction<'_>, trace: Trace, diagnostics: Vec<Diagnostic>) -> Made {
        let plan = self.press.plan;
        let ralat = correction.map_or(0, |(number, _)| number);
        let folder = self.folder(kim, ralat);
        let contents = trace.contents;
        let serials = if ralat == 0 { plan.serials_for(kim) } else { BTreeMap::new() };
        Made {
            record: BundleRecord {
                desa: kim.desa.code.to_string(),
                ralat,
                file: format!("{}.zip", plan.bundle_name(kim, ralat)),
                sha256: trace.sha256,
                bytes: trace.bytes,
                receipt: plan.receipt(kim, ralat),
                serials: serials.into_iter().flat_map(|(form, all)| all.into_iter().map(move |serial| (form.to_owned(), serial))).collect(),
                ladder: self.press.office.config.ladder(kim),
                news: self.tasks.news,
            },
            contents: contents_line(&contents),
            message: plan.message(kim, correction),
            first_page: contents.first().map_or_else(|| folder.clone(), |content| folder.join(&content.file)),
            printing: budget::Row { kim: kim.clone(), sheets: contents.iter().map(|c| c.sheets).sum::<u32>() + 1, contents },
            diagnostics,
            is_kept: false,
        }
    }

    fn channel(&self, kim: &Kim) -> String {
        self.press.office.config.ladder(kim).swap_remove(0)
    }

    /// The courier's list of one kecamatan.
    fn expedition(&self, rows: &[ListRow<'_>]) -> Result<()> {
        let Some(sheet) = self.press.plan.kecamatan_sheet(rows, |kim| self.channel(kim)) else { return Ok(()) };
        for kind in KINDS.iter().filter(|kind| kind.scope == Scope::Kecamatan) {
            let recipe = self.recipes.of_data(&sheet);
            let file = kind.file_name(&sheet.code, &self.press.office.edition.to_string(), 0);
            let path = self.press.office.results().join(kind.name).join(&file);
            let place = recipe::place(self.press.office, &file);
            if recipe::stands(&recipe, &place, &path) {
                continue;
            }
            let laid_out = self.press.typesetter.lay_out(kind, WHOLE, &sheet)?;
            let whose = Whose { code: &sheet.code, title: &sheet.title, ralat: 0 };
            let paper = Paper { office: self.press.office, checked: self.press.checked, kind, whose };
            let (_, pdf) = paper.finish(&self.press.typesetter, laid_out)?;
            land(&path, &pdf).map_err(|error| unwritten(&path, &error))?;
            recipe::note(&Trace::new(recipe, &pdf, Vec::new()), &place)?;
        }
        Ok(())
    }
}

/// The villages that were made, by kecamatan, with what each bundle holds.
///
/// A kecamatan that only some corrections go to keeps the list that it has.
fn kecamatan_groups<'k>(kims: &'k [Kim], made: &[Result<Option<Made>>]) -> Vec<Vec<ListRow<'k>>> {
    let mut groups: BTreeMap<&str, Option<Vec<ListRow<'k>>>> = BTreeMap::new();
    for (kim, made) in kims.iter().zip(made).filter_map(|(kim, made)| Some((kim, made.as_ref().ok()?))) {
        let group = groups.entry(kim.desa.code.kecamatan()).or_insert_with(|| Some(Vec::new()));
        match made.as_ref().filter(|made| made.record.ralat == 0) {
            None => *group = None,
            Some(made) => group.iter_mut().for_each(|rows| rows.push((kim, made.contents.clone(), made.printing.sheets))),
        }
    }
    groups.into_values().flatten().collect()
}
