//! Makes an edition's bundles, and has those of a kecamatan on record once they lie on the disk. Of what is recorded only the counts are
//! kept: memory does not grow with the villages.

use std::path::PathBuf;

use serde::Serialize;

use super::Office;
use super::correct::{LATER, Tasks};
use super::papers::{office_papers, remove_papers};
use super::tidy::tidy;
use crate::report::budget;
use crate::report::whatsapp::Forward;
use office::diagnostic::{Diagnostic, Severity};
use office::model::Village;
use office::work::How;
use post::ledger::{BundleRecord, LedgerError};
use press::plan::Plan;
use press::press::lot::{Bundle, Ended, Lot, Order, each_lot, land_all};
use press::press::{Checked, Press};

/// The outcome of a build.
#[derive(Debug, Default, Serialize)]
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
    /// The end of the names of the office's own papers: those of later bundles leave the edition's alone.
    pub papers: &'static str,
    /// The page of messages for WhatsApp, or the folder of several.
    pub whatsapp: Option<String>,
    pub diagnostics: Vec<Diagnostic>,
    /// Sheets of paper, for all villages.
    pub sheets: u32,
    /// A page to look at first.
    pub first_page: Option<PathBuf>,
}

/// Makes every bundle of the edition, and has those of a kecamatan recorded once they lie on the disk. A fault in one village
/// stops that village; a fault in a layout that all share stops the edition.
///
/// # Errors
/// `record` refuses; what it took before is as it should be.
pub(super) fn build(
    office: &Office,
    checked: &Checked,
    tasks: &Tasks,
    how: How<'_>,
    mut record: impl FnMut(&[BundleRecord]) -> Result<(), LedgerError>,
) -> Result<Built, LedgerError> {
    let plan = checked.plan();
    let press = Press::new(checked, &plan);
    let results = office.results();
    let channel = |village: &Village| office.config.ladder(village).into_iter().next().unwrap_or_default();
    let order = Order { results: &results, build: env!("WARTA_BUILD"), tasks: tasks.by_desa(), channel: &channel };
    let mut tally = Tally::new(office, &plan, tasks);
    let ended = each_lot(&press, &order, how, |lot| record(&tally.take(lot)))?;
    let Tally { mut built, printing, mut said, first, .. } = tally;
    let culprits = match ended {
        Ended::Done(culprits) => culprits,
        Ended::Shared(faults) => return Ok(Built { diagnostics: faults.into(), failed: Vec::new(), ..built }),
    };
    said.sort_by_key(|(at, _)| *at);
    built.diagnostics = said.into_iter().map(|(_, diagnostic)| diagnostic).chain(culprits).collect();
    built.first_page = first.map(|(_, page)| page);
    built.failed.sort();
    if how.stop.is_asked() {
        return Ok(built);
    }
    // A village whose row is hidden, or cannot be read, is not gone.
    if !checked.registry.is_partial && checked.diagnostics.iter().all(|d| d.severity != Severity::Error) {
        if tasks.suffix(true).is_empty() {
            remove_papers(&results, LATER);
        }
        tidy(&results, &plan, tasks);
    }
    let rows: Vec<budget::Row<'_>> = printing.into_iter().flatten().collect();
    built.papers = tasks.suffix(rows.len() == plan.villages().len());
    let forward = |village: &Village| Forward::new(village, &plan.message(village, tasks.of(&village.desa.code).correction()));
    match office_papers(office, checked, built.papers, &rows, forward) {
        Ok(whatsapp) => built.whatsapp = whatsapp,
        Err(faults) => built.diagnostics.extend(faults),
    }
    Ok(built)
}

/// Sums up what was made.
struct Tally<'v, 'a> {
    office: &'a Office,
    plan: &'v Plan<'v>,
    tasks: &'a Tasks,
    /// Whether there are corrections: then the bundles that other villages have already are not printed again.
    has_corrections: bool,
    built: Built,
    /// By the villages' places in the registry.
    printing: Vec<Option<budget::Row<'v>>>,
    /// With the place of the village that it is about.
    said: Vec<(usize, Diagnostic)>,
    first: Option<(usize, PathBuf)>,
}

impl<'v, 'a> Tally<'v, 'a> {
    fn new(office: &'a Office, plan: &'v Plan<'v>, tasks: &'a Tasks) -> Self {
        let printing = vec![None; plan.villages().len()];
        let has_corrections = tasks.corrections() > 0;
        Tally { office, plan, tasks, has_corrections, built: Built::default(), printing, said: Vec::new(), first: None }
    }

    /// Lands a kecamatan's bundles; gives what is to be recorded of them.
    fn take(&mut self, lot: Lot<'v>) -> Vec<BundleRecord> {
        let (mut bundles, mut fresh) = (Vec::new(), Vec::new());
        let first = lot.villages.first().map_or(0, |(at, _)| *at);
        self.said.extend(lot.diagnostics.into_iter().map(|diagnostic| (first, diagnostic)));
        for (at, outcome) in lot.villages {
            match outcome {
                Ok(None) => self.built.left += 1,
                Ok(Some(mut bundle)) => {
                    match bundle.fresh.take() {
                        None if self.has_already(&bundle) => {}
                        None => self.built.kept += 1,
                        Some(unlanded) => fresh.push(unlanded),
                    }
                    bundles.push((at, bundle));
                }
                Err(faults) => self.fail(at, faults.into()),
            }
        }
        if let Err(faults) = land_all(fresh, &self.office.results()) {
            self.said.extend(faults.into_iter().map(|diagnostic| (first, diagnostic)));
            bundles.drain(..).for_each(|(at, _)| self.fail(at, Vec::new()));
        }
        bundles.into_iter().map(|(at, bundle)| self.count(at, bundle)).collect()
    }

    /// Whether a village has this bundle, so that it is not printed again with the corrections of others.
    fn has_already(&self, bundle: &Bundle<'_>) -> bool {
        self.has_corrections && bundle.ralat == 0 && self.tasks.is_out(&bundle.village.desa.code)
    }

    fn count(&mut self, at: usize, bundle: Bundle<'v>) -> BundleRecord {
        let record = self.record(&bundle);
        let has_already = self.has_already(&bundle);
        self.said.extend(bundle.diagnostics.into_iter().map(|diagnostic| (at, diagnostic)));
        if has_already {
            self.built.left += 1;
            return record;
        }
        let printing = budget::Row::new(bundle.village, &bundle.contents);
        let built = &mut self.built;
        *(if bundle.ralat == 0 { &mut built.bundles } else { &mut built.corrections }) += 1;
        built.sheets += printing.sheets;
        if let Some(place) = self.printing.get_mut(at) {
            *place = Some(printing);
        }
        if self.first.as_ref().is_none_or(|(before, _)| at < *before) {
            self.first = Some((at, bundle.first_page));
        }
        record
    }

    /// A bundle as the ledger has it.
    fn record(&self, bundle: &Bundle<'_>) -> BundleRecord {
        let (village, ralat) = (bundle.village, bundle.ralat);
        let serials = if ralat == 0 { self.plan.serials_for(village).into_values().flatten().collect() } else { Vec::new() };
        BundleRecord {
            desa: village.desa.code.clone(),
            title: village.desa.title(),
            kecamatan: village.desa.kecamatan.clone(),
            kim: village.kim.as_ref().map(|kim| kim.name.clone()),
            ralat,
            file: bundle.file.clone(),
            sha256: bundle.sha256.clone(),
            bytes: bundle.bytes,
            receipt: self.plan.receipt(village, ralat),
            serials,
            ladder: self.office.config.ladder(village),
            news: self.tasks.news,
        }
    }

    fn fail(&mut self, at: usize, faults: Vec<Diagnostic>) {
        let Some(village) = self.plan.villages().get(at) else { return };
        let code = village.desa.code.as_str();
        self.built.failed.push(code.to_owned());
        self.said.extend(faults.into_iter().map(|diagnostic| (at, diagnostic.for_desa(code))));
    }
}
