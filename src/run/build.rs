//! Typesets and bundles an edition: two threads of work over the villages, whole files only.

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use super::Office;
use super::check::Checked;
use super::correct::{Task, Tasks};
use super::papers::{Result, Whose, content, contents_line, finish, message_file, office_papers, slug, unwritten};
use super::stop::How;
use crate::bundle::{self, Bag, land, land_all};
use crate::diagnostic::{Diagnostic, stops_desa};
use crate::ledger::BundleRecord;
use crate::model::Kim;
use crate::plan::news::Change;
use crate::plan::sheet::Village;
use crate::plan::{FIT_STEPS, Plan};
use crate::report::budget;
use crate::report::progress::Progress;
use crate::report::whatsapp::Forward;
use crate::typeset::kinds::{self, KINDS, Kind, Scope};
use crate::typeset::{Typesetter, forget_old_villages};

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
    let sheets: Vec<_> = (0..FIT_STEPS).map(|fit| plan.edition_sheet(fit)).collect();
    let typesetter = match Typesetter::new(&checked.layouts, office.edition, &sheets, &checked.inputs.pictures) {
        Ok(typesetter) => typesetter,
        Err(error) => {
            return Built { diagnostics: vec![Diagnostic::error(format!("data edisi tidak dapat ditulis: {error}"))], ..Built::default() };
        }
    };
    let mut press = Press { office, checked, plan: &plan, tasks, typesetter: &typesetter, first_fit: 0, how };
    match press.rehearse() {
        Ok(fit) => press.first_fit = fit,
        Err(diagnostics) => return Built { diagnostics, ..Built::default() },
    }
    let mut made = press.villages();
    let mut built = Built::default();
    if how.stop.is_asked() {
        return built;
    }
    for kecamatan in kecamatan_groups(plan.kims(), &made) {
        if let Err(diagnostics) = press.expedition(&kecamatan) {
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

struct Press<'a> {
    office: &'a Office,
    checked: &'a Checked,
    plan: &'a Plan<'a>,
    tasks: &'a Tasks,
    typesetter: &'a Typesetter,
    /// Steps of shortening before this one cannot keep the page budget for any village.
    first_fit: usize,
    how: How<'a>,
}

impl Press<'_> {
    fn budget(&self) -> usize {
        self.checked.settings.edition.pages
    }

    /// Sets every kind once, for a village without anything of its own, so that a layout's fault is said once rather
    /// than 201 times. Finds the step of shortening that what all villages share needs.
    fn rehearse(&self) -> Result<usize> {
        let Some(kim) = self.plan.kims().first() else { return Ok(0) };
        let mut sheet = self.plan.village_sheet(kim);
        sheet.agenda.clear();
        sheet.announcements.clear();
        std::thread::scope(|scope| {
            let others = scope.spawn(|| self.rehearse_others(kim, &sheet));
            let (mut low, mut high) = (0, FIT_STEPS - 1);
            while low < high {
                let middle = (low + high) / 2;
                let pages = self.typesetter.lay_out(bulletin(), middle, &sheet)?.pages().len();
                if pages <= self.budget() { high = middle } else { low = middle + 1 }
            }
            let laid_out = self.typesetter.lay_out(bulletin(), low, &sheet)?;
            self.finish(bulletin(), laid_out, kim, 0)?;
            others.join().unwrap_or_else(|_| Err(vec![Diagnostic::error("kesalahan di dalam Warta").remedy("jalankan sekali lagi")]))?;
            Ok(low)
        })
    }

    fn rehearse_others(&self, kim: &Kim, sheet: &Village) -> Result<()> {
        let mut sheet = sheet.clone();
        self.plan.put_forms(&mut sheet, kim);
        for kind in KINDS.iter().filter(|kind| kind.name != bulletin().name) {
            match kind.scope {
                Scope::Kecamatan => {
                    let rows = [(kim, String::new(), 0)];
                    let kecamatan = self.plan.kecamatan_sheet(&rows, |kim| self.channel(kim));
                    kecamatan.map(|sheet| self.typesetter.lay_out(kind, 0, &sheet)).transpose()?;
                }
                Scope::Village | Scope::Cover => {
                    let laid_out = self.typesetter.lay_out(kind, 0, &sheet)?;
                    self.finish(kind, laid_out, kim, 0)?;
                }
                // Set when there is something to correct, or a courier to send.
                Scope::Correction | Scope::Separator => {}
            }
        }
        Ok(())
    }

    fn villages(&self) -> Vec<Result<Option<Made>>> {
        let kims = self.plan.kims();
        let progress = Progress::new("Menata", kims.len(), self.how.quiet);
        let next = AtomicUsize::new(0);
        let slots: Vec<Slot> = kims.iter().map(|_| Mutex::new(None)).collect();
        // Villages that need the same shortening follow one another, so that what they share is laid out once.
        let mut order: Vec<(&Kim, &Slot)> = kims.iter().zip(&slots).collect();
        order.sort_by_key(|(kim, _)| self.plan.own_words(kim));
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
        if stops_desa(&self.checked.diagnostics, code) {
            return Err(Vec::new());
        }
        let correction = match self.tasks.of(code) {
            Task::Leave => return Ok(None),
            Task::Whole => None,
            Task::Correct { number, changes } => Some((*number, changes.as_slice())),
        };
        let ralat = correction.map_or(0, |(number, _)| number);
        let mut diagnostics = Vec::new();
        let (fit, mut sheet, bulletin_pages) = self.fitted(kim, correction)?;
        if bulletin_pages.pages().len() > self.budget() {
            diagnostics.push(
                Diagnostic::warning(format!(
                    "buletin {} menjadi {} halaman, lebih dari {}",
                    kim.desa.title(),
                    bulletin_pages.pages().len(),
                    self.budget()
                ))
                .remedy("kurangi pengumuman atau agenda, atau naikkan “halaman” di warta.toml")
                .for_desa(code),
            );
        }
        let mut bulletin_pages = Some(bulletin_pages);
        // Only the bulletin has a page budget: the other documents say everything.
        self.plan.fit_village(&mut sheet, kim, 0);
        if ralat == 0 {
            self.plan.put_forms(&mut sheet, kim);
        }
        let copies = self.plan.copies_for(kim);
        let mut files: Vec<(String, Vec<u8>)> = Vec::new();
        let mut contents = Vec::new();
        for kind in KINDS.iter().filter(|kind| has_pages(kind, &sheet)) {
            let laid_out = match bulletin_pages.take_if(|_| kind.name == bulletin().name) {
                Some(pages) => pages,
                None => self.typesetter.lay_out(kind, fit, &sheet)?,
            };
            let (file, pdf, pages) = self.finish(kind, laid_out, kim, ralat)?;
            contents.push(content(kind, &file, pages, &copies, ralat, self.checked.settings.edition.paper));
            files.push((file, pdf));
        }
        for kind in KINDS.iter().filter(|kind| kind.scope == Scope::Cover) {
            sheet.contents = contents.clone();
            let laid_out = self.typesetter.lay_out(kind, fit, &sheet)?;
            let (file, pdf, _) = self.finish(kind, laid_out, kim, ralat)?;
            files.push((file, pdf));
        }
        let message = self.plan.message(kim, correction);
        files.push((message_file(&sheet.bundle), message.clone().into_bytes()));
        files.sort();
        let zip = bundle::pack(&Bag {
            name: &sheet.bundle,
            edition: self.office.edition,
            addressee: &format!("{}, {}", sheet.title, sheet.district),
            office: &self.checked.settings.regency.government,
            files: &files,
        })
        .map_err(|e| vec![Diagnostic::error(format!("bundel tidak dapat dibuat: {e}"))])?;
        let file = format!("{}.zip", sheet.bundle);
        let mut folder = self
            .office
            .results()
            .join("pdf")
            .join(slug(kim.desa.code.kecamatan(), &kim.desa.kecamatan))
            .join(slug(&kim.desa.code.digits(), &kim.desa.name));
        if ralat > 0 {
            folder.push(format!("ralat{ralat}"));
        }
        land_all(&folder, &files).map_err(|error| unwritten(&folder, &error))?;
        let bundle_path = self.office.bundle_path(&file);
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
                ladder: self.office.config.ladder(kim),
                news: self.tasks.news,
            },
            contents: contents_line(&contents),
            printing: budget::Row { kim: kim.clone(), contents, sheets },
            message,
            first_page,
            diagnostics,
        }))
    }

    /// The bulletin with as much text as its page budget holds, and the data that it was set from.
    fn fitted(&self, kim: &Kim, correction: Option<(u32, &[Change])>) -> Result<(usize, Village, typst_layout::PagedDocument)> {
        let mut fit = self.first_fit;
        let mut sheet = self.plan.village_sheet(kim);
        if let Some((number, changes)) = correction {
            self.plan.correct(&mut sheet, kim, number, changes);
        }
        loop {
            self.plan.fit_village(&mut sheet, kim, fit);
            let pages = self.typesetter.lay_out(bulletin(), fit, &sheet)?;
            if pages.pages().len() <= self.budget() || fit + 2 >= FIT_STEPS {
                return Ok((fit, sheet, pages));
            }
            fit += 2;
        }
    }

    /// Exports a document and reads it back: it must prove whose it is before it may go into a bundle.
    fn finish(&self, kind: &Kind, laid_out: typst_layout::PagedDocument, kim: &Kim, ralat: u32) -> Result<(String, Vec<u8>, usize)> {
        let whose = Whose { code: kim.desa.code.as_str(), title: &kim.desa.title(), ralat };
        finish(self.typesetter, self.office, self.checked, (kind, laid_out), whose)
    }

    fn channel(&self, kim: &Kim) -> String {
        self.office.config.ladder(kim).swap_remove(0)
    }

    /// The courier's list of one kecamatan.
    fn expedition(&self, rows: &[ListRow<'_>]) -> Result<()> {
        let Some(sheet) = self.plan.kecamatan_sheet(rows, |kim| self.channel(kim)) else { return Ok(()) };
        for kind in KINDS.iter().filter(|kind| kind.scope == Scope::Kecamatan) {
            let laid_out = self.typesetter.lay_out(kind, self.first_fit, &sheet)?;
            let whose = Whose { code: &sheet.code, title: &sheet.title, ralat: 0 };
            let (file, pdf, _) = finish(self.typesetter, self.office, self.checked, (kind, laid_out), whose)?;
            let path = self.office.results().join(kind.name).join(file);
            land(&path, &pdf).map_err(|error| unwritten(&path, &error))?;
        }
        Ok(())
    }
}

/// The kind whose length the page budget governs.
fn bulletin() -> &'static Kind {
    kinds::kind("buletin").unwrap_or(&KINDS[0])
}

/// Whether a kind is among a bundle's documents: a form of which a village gets no copy is none, a correction corrects.
fn has_pages(kind: &Kind, sheet: &Village) -> bool {
    match kind.scope {
        Scope::Village => {}
        Scope::Correction => return sheet.correction.is_some(),
        Scope::Cover | Scope::Kecamatan | Scope::Separator => return false,
    }
    kind.name.strip_prefix("formulir-").is_none_or(|form| sheet.forms.get(form).is_some_and(|serials| !serials.is_empty()))
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
