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
use super::press::{Press, Set};
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
}

/// Makes every bundle of the edition. A fault in one village stops that village; a fault in a layout that all share
/// stops the edition.
pub fn build(office: &Office, checked: &Checked, tasks: &Tasks, how: How) -> Built {
    let plan = Plan::new(&checked.inputs, office.edition, &checked.settings).value;
    let mut press = Press::new(office, checked, &plan);
    if let Err(diagnostics) = press.rehearse() {
        return Built { diagnostics, ..Built::default() };
    }
    let shop = Shop { press: &press, tasks, how };
    let mut made = shop.villages();
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

/// Where a worker puts what it made of a village.
type Slot = Mutex<Option<Result<Option<Made>>>>;

/// A village in a courier's list: what its bundle holds, and its sheets of paper.
type ListRow<'k> = (&'k Kim, String, u32);

/// The press, and what it is to make of an edition.
struct Shop<'a> {
    press: &'a Press<'a>,
    tasks: &'a Tasks,
    how: How<'a>,
}

impl Shop<'_> {
    fn villages(&self) -> Vec<Result<Option<Made>>> {
        let kims = self.press.plan.kims();
        let progress = Progress::new("Menata", kims.len(), self.how.quiet);
        let next = AtomicUsize::new(0);
        let slots: Vec<Slot> = kims.iter().map(|_| Mutex::new(None)).collect();
        // Villages that need the same shortening follow one another, so that what they share is laid out once.
        let mut order: Vec<(&Kim, &Slot)> = kims.iter().zip(&slots).collect();
        order.sort_by_key(|(kim, _)| self.press.plan.own_words(kim));
        let workers = std::thread::available_parallelism().map_or(2, usize::from).min(kims.len().max(1));
        std::thread::scope(|scope| {
            for _ in 0..workers {
                scope.spawn(|| {
                    // Typst spreads a document's work over rayon; here each worker keeps its village to itself.
                    let _own_pool = rayon::ThreadPoolBuilder::new().num_threads(1).use_current_thread().build();
                    while let Some((kim, slot)) = order.get(next.fetch_add(1, Ordering::Relaxed)) {
                        if self.how.stop.is_asked() {
                            return;
                        }
                        // Whatever goes wrong in one village stays in it.
                        let result = catch_unwind(AssertUnwindSafe(|| self.village(kim))).unwrap_or_else(|_| {
                            Err(vec![
                                Diagnostic::error(format!("kesalahan di dalam Warta saat menata {}", kim.desa.title()))
                                    .remedy("kirim folder edisi ini kepada pembuat Warta"),
                            ])
                        });
                        forget_old_villages();
                        if let Ok(mut slot) = slot.lock() {
                            *slot = Some(result);
                        }
                        progress.step();
                    }
                });
            }
        });
        progress.finish();
        let lost = || Err(vec![Diagnostic::error("kesalahan di dalam Warta").remedy("jalankan sekali lagi")]);
        slots.into_iter().map(|slot| slot.into_inner().ok().flatten().unwrap_or_else(lost)).collect()
    }

    /// A village's bundle; `None`: what it has still holds.
    fn village(&self, kim: &Kim) -> Result<Option<Made>> {
        let code = kim.desa.code.as_str();
        if stops_desa(&self.press.checked.diagnostics, code) {
            return Err(Vec::new());
        }
        let correction = match self.tasks.of(code) {
            Task::Leave => return Ok(None),
            Task::Whole => None,
            Task::Correct { number, changes } => Some((*number, changes.as_slice())),
        };
        let ralat = correction.map_or(0, |(number, _)| number);
        let Set { sheet, documents: mut files, contents, diagnostics } = self.press.print(kim, correction)?;
        let message = self.press.plan.message(kim, correction);
        files.push((message_file(&sheet.bundle), message.clone().into_bytes()));
        files.sort();
        let zip = bundle::pack(&Bag {
            name: &sheet.bundle,
            edition: self.press.office.edition,
            addressee: &format!("{}, {}", sheet.title, sheet.district),
            office: &self.press.checked.settings.regency.government,
            files: &files,
        })
        .map_err(|e| vec![Diagnostic::error(format!("bundel tidak dapat dibuat: {e}"))])?;
        let file = format!("{}.zip", sheet.bundle);
        let mut folder = self
            .press
            .office
            .results()
            .join("pdf")
            .join(slug(kim.desa.code.kecamatan(), &kim.desa.kecamatan))
            .join(slug(&kim.desa.code.digits(), &kim.desa.name));
        if ralat > 0 {
            folder.push(format!("ralat{ralat}"));
        }
        land_all(&folder, &files).map_err(|error| unwritten(&folder, &error))?;
        let bundle_path = self.press.office.bundle_path(&file);
        land(&bundle_path, &zip).map_err(|error| unwritten(&bundle_path, &error))?;
        let first_page = contents.first().map_or_else(|| folder.clone(), |content| folder.join(&content.file));
        let sheets = contents.iter().map(|c| c.sheets).sum::<u32>() + 1;
        Ok(Some(Made {
            record: BundleRecord {
                desa: code.to_owned(),
                ralat,
                file,
                sha256: bundle::sha256(&zip),
                bytes: zip.len() as u64,
                receipt: sheet.receipt.clone(),
                serials: sheet
                    .forms
                    .iter()
                    .flat_map(|(form, marks)| marks.iter().map(move |mark| (form.clone(), mark.text.clone())))
                    .collect(),
                ladder: self.press.office.config.ladder(kim),
                news: self.tasks.news,
            },
            contents: contents_line(&contents),
            printing: budget::Row { kim: kim.clone(), contents, sheets },
            message,
            first_page,
            diagnostics,
        }))
    }

    fn channel(&self, kim: &Kim) -> String {
        self.press.office.config.ladder(kim).swap_remove(0)
    }

    /// The courier's list of one kecamatan.
    fn expedition(&self, rows: &[ListRow<'_>]) -> Result<()> {
        let Some(sheet) = self.press.plan.kecamatan_sheet(rows, |kim| self.channel(kim)) else { return Ok(()) };
        for kind in KINDS.iter().filter(|kind| kind.scope == Scope::Kecamatan) {
            let laid_out = self.press.typesetter.lay_out(kind, WHOLE, &sheet)?;
            let whose = Whose { code: &sheet.code, title: &sheet.title, ralat: 0 };
            let paper = Paper { office: self.press.office, checked: self.press.checked, kind, whose };
            let (file, pdf) = paper.finish(&self.press.typesetter, laid_out)?;
            let path = self.press.office.results().join(kind.name).join(file);
            land(&path, &pdf).map_err(|error| unwritten(&path, &error))?;
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
