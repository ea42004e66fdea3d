//! Typesets and bundles an edition: two threads of work over the villages, whole files only.

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use super::Office;
use super::check::Checked;
use crate::bundle::{self, Bag, land, land_all};
use crate::diagnostic::{Diagnostic, Place, io_words, stops_desa};
use crate::ledger::BundleRecord;
use crate::model::Kim;
use crate::plan::sheet::{Content, Village};
use crate::plan::{FIT_STEPS, FORMS, Plan};
use crate::report::progress::Progress;
use crate::typeset::kinds::{self, KINDS, Kind, Printing, Scope};
use crate::typeset::{Subject, Typesetter, forget_old_villages, proof};

/// What a build made.
#[derive(Debug, Default)]
pub struct Built {
    pub bundles: Vec<BundleRecord>,
    /// Codes of villages that could not be made.
    pub failed: Vec<String>,
    pub diagnostics: Vec<Diagnostic>,
    /// Sheets of paper, for all villages.
    pub sheets: u32,
    /// A page to look at first.
    pub first_page: Option<PathBuf>,
}

/// One village's bundle.
struct Made {
    record: BundleRecord,
    /// `7 buletin, 1 papan, 9 formulir`
    contents: String,
    sheets: u32,
    first_page: PathBuf,
    diagnostics: Vec<Diagnostic>,
}

/// Makes every bundle of the edition. A fault in one village stops that village; a fault in a layout that all share
/// stops the edition.
pub fn build(office: &Office, checked: &Checked, quiet: bool) -> Built {
    let plan = Plan::new(&checked.inputs, office.edition, &checked.settings).value;
    let sheets: Vec<_> = (0..FIT_STEPS).map(|fit| plan.edition_sheet(fit)).collect();
    let typesetter = match Typesetter::new(&checked.layouts, office.edition, &sheets, &checked.inputs.pictures) {
        Ok(typesetter) => typesetter,
        Err(error) => {
            return Built { diagnostics: vec![Diagnostic::error(format!("data edisi tidak dapat ditulis: {error}"))], ..Built::default() };
        }
    };
    let mut press = Press { office, checked, plan: &plan, typesetter: &typesetter, first_fit: 0 };
    match press.rehearse() {
        Ok(fit) => press.first_fit = fit,
        Err(diagnostics) => return Built { diagnostics, ..Built::default() },
    }
    let mut made = press.villages(quiet);
    let mut built = Built::default();
    for kecamatan in kecamatan_groups(plan.kims(), &made) {
        if let Err(diagnostics) = press.expedition(&kecamatan) {
            built.diagnostics.extend(diagnostics);
        }
    }
    for (kim, result) in plan.kims().iter().zip(made.drain(..)) {
        match result {
            Ok(made) => {
                built.sheets += made.sheets;
                built.first_page.get_or_insert(made.first_page);
                built.diagnostics.extend(made.diagnostics);
                built.bundles.push(made.record);
            }
            Err(diagnostics) => {
                built.failed.push(kim.desa.code.to_string());
                built.diagnostics.extend(diagnostics.into_iter().map(|d| d.for_desa(kim.desa.code.as_str())));
            }
        }
    }
    built
}

type Result<T> = std::result::Result<T, Vec<Diagnostic>>;

struct Press<'a> {
    office: &'a Office,
    checked: &'a Checked,
    plan: &'a Plan<'a>,
    typesetter: &'a Typesetter,
    /// Steps of shortening before this one cannot keep the page budget for any village.
    first_fit: usize,
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
            self.finish(bulletin(), laid_out, &sheet.code, &sheet.title)?;
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
                    self.finish(kind, laid_out, &sheet.code, &sheet.title)?;
                }
            }
        }
        Ok(())
    }

    fn villages(&self, quiet: bool) -> Vec<Result<Made>> {
        let kims = self.plan.kims();
        let progress = Progress::new("Menata", kims.len(), quiet);
        let next = AtomicUsize::new(0);
        let slots: Vec<Mutex<Option<Result<Made>>>> = kims.iter().map(|_| Mutex::new(None)).collect();
        // Villages that need the same shortening follow one another, so that what they share is laid out once.
        let mut order: Vec<(&Kim, &Mutex<Option<Result<Made>>>)> = kims.iter().zip(&slots).collect();
        order.sort_by_key(|(kim, _)| self.plan.own_words(kim));
        let workers = std::thread::available_parallelism().map_or(2, usize::from).min(kims.len().max(1));
        std::thread::scope(|scope| {
            for _ in 0..workers {
                scope.spawn(|| {
                    // Typst spreads a document's work over rayon; here each worker keeps its village to itself.
                    let _own_pool = rayon::ThreadPoolBuilder::new().num_threads(1).use_current_thread().build();
                    while let Some((kim, slot)) = order.get(next.fetch_add(1, Ordering::Relaxed)) {
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

    fn village(&self, kim: &Kim) -> Result<Made> {
        let code = kim.desa.code.as_str();
        if stops_desa(&self.checked.diagnostics, code) {
            return Err(Vec::new());
        }
        let mut diagnostics = Vec::new();
        let (fit, mut sheet, bulletin_pages) = self.fitted(kim)?;
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
        self.plan.put_forms(&mut sheet, kim);
        let copies = self.plan.copies_for(kim);
        let mut files: Vec<(String, Vec<u8>)> = Vec::new();
        let mut contents = Vec::new();
        for kind in KINDS.iter().filter(|kind| kind.scope == Scope::Village && has_pages(kind, &sheet)) {
            let laid_out = match bulletin_pages.take_if(|_| kind.name == bulletin().name) {
                Some(pages) => pages,
                None => self.typesetter.lay_out(kind, fit, &sheet)?,
            };
            let (file, pdf, pages) = self.finish(kind, laid_out, code, &kim.desa.title())?;
            let (count, note) = match kind.printing {
                Printing::Copies => (copies.total, copies.note.clone()),
                Printing::Once(note) => (1, note.to_owned()),
            };
            contents.push(self.content(kind, &file, pages, count, note));
            files.push((file, pdf));
        }
        for kind in KINDS.iter().filter(|kind| kind.scope == Scope::Cover) {
            sheet.contents = contents.clone();
            let laid_out = self.typesetter.lay_out(kind, fit, &sheet)?;
            let (file, pdf, _) = self.finish(kind, laid_out, code, &kim.desa.title())?;
            files.push((file, pdf));
        }
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
        let folder = self
            .office
            .results()
            .join("pdf")
            .join(slug(kim.desa.code.kecamatan(), &kim.desa.kecamatan))
            .join(slug(&kim.desa.code.digits(), &kim.desa.name));
        land_all(&folder, &files).map_err(|error| unwritten(&folder, &error))?;
        let bundle_path = self.office.bundle_path(&file);
        land(&bundle_path, &zip).map_err(|error| unwritten(&bundle_path, &error))?;
        let first_page = contents.first().map_or_else(|| folder.clone(), |content| folder.join(&content.file));
        let sheets = contents.iter().map(|c| c.sheets).sum::<u32>() + 1;
        Ok(Made {
            record: BundleRecord {
                desa: code.to_owned(),
                file,
                sha256: bundle::sha256(&zip),
                bytes: zip.len() as u64,
                receipt: sheet.receipt.clone(),
                serials: sheet
                    .forms
                    .iter()
                    .flat_map(|(form, marks)| marks.iter().map(move |mark| (form.clone(), mark.text.clone())))
                    .collect(),
                channel: self.channel(kim),
            },
            contents: contents_line(&contents, &sheet),
            sheets,
            first_page,
            diagnostics,
        })
    }

    /// The bulletin with as much text as its page budget holds, and the data that it was set from.
    fn fitted(&self, kim: &Kim) -> Result<(usize, Village, typst_layout::PagedDocument)> {
        let mut fit = self.first_fit;
        let mut sheet = self.plan.village_sheet(kim);
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
    fn finish(&self, kind: &Kind, laid_out: typst_layout::PagedDocument, code: &str, whose: &str) -> Result<(String, Vec<u8>, usize)> {
        let edition = self.office.edition.to_string();
        let regency = &self.checked.settings.regency;
        let subject = Subject {
            title: format!("{}: {} {whose}, {edition}", regency.bulletin, kind.title),
            author: regency.government.clone(),
            code: code.to_owned(),
        };
        let typeset = self.typesetter.export(kind, laid_out, &subject)?;
        let fault = |reason: String| {
            vec![
                Diagnostic::error(format!("{} untuk {whose} tidak lolos pemeriksaan: {reason}", kind.title))
                    .remedy("periksa tata letaknya"),
            ]
        };
        proof::prove(&typeset.pdf, code, &[&edition, &self.edition_mark()]).map_err(fault)?;
        Ok((kind.file_name(code, &edition), typeset.pdf, typeset.pages))
    }

    /// How serials name the edition.
    fn edition_mark(&self) -> String {
        let (week, year) = self.office.edition.number();
        format!("{year:04}{week:02}")
    }

    fn content(&self, kind: &Kind, file: &str, pages: usize, copies: u32, note: String) -> Content {
        // What is handed out is printed on both sides; what is posted or filled in, on one.
        let sheets_each = if kind.printing == Printing::Copies { pages.div_ceil(2) } else { pages };
        Content {
            file: file.to_owned(),
            title: kind.title.to_owned(),
            pages,
            copies,
            sheets: u32::try_from(sheets_each).unwrap_or(u32::MAX).saturating_mul(copies),
            paper: self.checked.settings.edition.paper.sheet().name,
            note,
        }
    }

    fn channel(&self, kim: &Kim) -> String {
        let config = &self.office.config;
        kim.channels.iter().find_map(|name| config.channel_named(name)).unwrap_or(&config.default_channel).to_owned()
    }

    /// The courier's list of one kecamatan.
    fn expedition(&self, rows: &[(&Kim, String, u32)]) -> Result<()> {
        let Some(sheet) = self.plan.kecamatan_sheet(rows, |kim| self.channel(kim)) else { return Ok(()) };
        for kind in KINDS.iter().filter(|kind| kind.scope == Scope::Kecamatan) {
            let laid_out = self.typesetter.lay_out(kind, self.first_fit, &sheet)?;
            let (file, pdf, _) = self.finish(kind, laid_out, &sheet.code, &sheet.title)?;
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

/// A form of which a village gets no copy is no document.
fn has_pages(kind: &Kind, sheet: &Village) -> bool {
    kind.name.strip_prefix("formulir-").is_none_or(|form| sheet.forms.get(form).is_some_and(|serials| !serials.is_empty()))
}

fn contents_line(contents: &[Content], sheet: &Village) -> String {
    let forms: usize = FORMS.iter().filter_map(|(form, _)| sheet.forms.get(*form)).map(Vec::len).sum();
    let bulletins = contents.iter().find(|c| c.copies > 1).or(contents.first()).map_or(0, |c| c.copies);
    format!("{bulletins}\u{a0}buletin, 1\u{a0}papan, {forms}\u{a0}formulir")
}

/// The villages that were made, by kecamatan, with what each bundle holds.
fn kecamatan_groups<'k>(kims: &'k [Kim], made: &[Result<Made>]) -> Vec<Vec<(&'k Kim, String, u32)>> {
    let mut groups: BTreeMap<&str, Vec<(&Kim, String, u32)>> = BTreeMap::new();
    for (kim, made) in kims.iter().zip(made).filter_map(|(kim, made)| Some((kim, made.as_ref().ok()?))) {
        groups.entry(kim.desa.code.kecamatan()).or_default().push((kim, made.contents.clone(), made.sheets));
    }
    groups.into_values().collect()
}

/// `6304142008-karya-baru`: ASCII that every file system accepts.
fn slug(code: &str, name: &str) -> String {
    let words: String = name.chars().map(|c| if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { ' ' }).collect();
    format!("{code}-{}", words.split_whitespace().collect::<Vec<_>>().join("-"))
}

fn unwritten(path: &std::path::Path, error: &std::io::Error) -> Vec<Diagnostic> {
    let place = Place::file(path.display().to_string());
    vec![
        Diagnostic::error(format!("tidak dapat ditulis: {}", io_words(error)))
            .at(place)
            .remedy("periksa ruang disk dan tutup berkas yang sedang terbuka"),
    ]
}
