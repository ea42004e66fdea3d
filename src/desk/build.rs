//! Makes an edition's bundles, and has those of a kecamatan on record once they lie on the disk. Of what is recorded only the counts are
//! kept: memory does not grow with the villages.

use std::collections::BTreeSet;
use std::path::PathBuf;

use serde::Serialize;

use super::Office;
use super::correct::Tasks;
use super::outgoing::{Outgoing, Sum};
use super::papers::has_papers;
use super::printing::{self, Of, Printed};
use super::roll::Roll;
use super::tidy::{tidy, tidy_corrections};
use crate::report::budget;
use office::diagnostic::{Diagnostic, Severity};
use office::model::{DesaCode, Village};
use office::work::How;
use post::ledger::{BundleRecord, FormMapRecord, FormMapRecords, LedgerError};
use press::plan::Plan;
use press::press::lot::{Bundle, Ended, Lot, Order, each_lot, land_all};
use press::press::maps::FormMaps;
use press::press::{Checked, Press};
use press::typeset::map::MappedForm;

/// The outcome of a build.
#[derive(Debug, Default, Serialize)]
pub struct Built {
    /// Bundles of the edition.
    pub bundles: usize,
    /// Bundles that correct what was sent.
    pub corrections: usize,
    /// Codes of villages that could not be made.
    pub failed: Vec<String>,
    /// All rows of the registry, and those of which nothing was made.
    pub roll: Roll,
    /// Villages whose papers still hold, so that nothing is printed or sent for them.
    pub left: usize,
    /// Of these, the villages whose bundle was lost here and was made again.
    pub restored: usize,
    /// Of all bundles, those that stood as they would be made now.
    pub kept: usize,
    /// Corrections that were taken back before they went out.
    pub withdrawn: usize,
    /// Villages that would have got a correction of what the office kept quiet.
    pub quiet: usize,
    /// New bundles and corrections: what goes out with the next sending, and did not before.
    pub outgoing: Outgoing,
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

/// Bundles that landed, as the ledger is to have them.
#[derive(Debug, Default)]
pub(super) struct Landed {
    pub(super) bundles: Vec<BundleRecord>,
    /// The maps of the forms that they bring.
    pub(super) maps: FormMapRecords,
    /// Bundles that villages have, made again: village, number and sum.
    pub(super) restored: Vec<(DesaCode, u32, String)>,
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
    mut record: impl FnMut(&Landed) -> Result<(), LedgerError>,
) -> Result<Built, LedgerError> {
    let plan = checked.plan();
    let press = Press::new(checked, &plan);
    let results = office.results();
    let channel = |village: &Village| office.config.ladder(village).into_iter().next().unwrap_or_default();
    let is_lost = !tasks.is_first() && !has_papers(&results, "");
    let order = Order { results: &results, build: env!("WARTA_BUILD"), tasks: tasks.by_desa(), is_lost, channel: &channel };
    let mut tally = Tally::new(office, &plan, tasks, FormMaps::new(checked, &plan));
    let ended = each_lot(&press, &order, how, |lot| record(&tally.take(lot)))?;
    let Tally { mut built, printing, again, mut said, first, outgoing, new, .. } = tally;
    let culprits = match ended {
        Ended::Done(culprits) => culprits,
        Ended::Shared(faults) => {
            let roll = Roll::of(checked, &BTreeSet::new());
            return Ok(Built { diagnostics: faults.into(), failed: Vec::new(), roll, ..built });
        }
    };
    said.sort_by_key(|(at, _)| *at);
    built.diagnostics = said.into_iter().map(|(_, diagnostic)| diagnostic).chain(culprits).collect();
    built.first_page = first.map(|(_, page)| page);
    built.failed.sort();
    built.roll = Roll::of(checked, &built.failed.iter().map(String::as_str).collect());
    built.outgoing = outgoing.with(new);
    if how.stop.is_asked() {
        return Ok(built);
    }
    tidy_corrections(&results, plan.edition, tasks);
    // A village whose row is hidden, or cannot be read, is not gone.
    if !checked.registry.is_partial && checked.diagnostics.iter().all(|d| d.severity != Severity::Error) {
        tidy(&results, &plan);
    }
    let printed: Vec<Printed<'_>> = printing.into_iter().flatten().collect();
    let again: Vec<Printed<'_>> = again.into_iter().flatten().collect();
    printing::write(office, checked, &plan, tasks, &printed, &again, &mut built);
    Ok(built)
}

/// Sums up what was made.
struct Tally<'v, 'a> {
    office: &'a Office,
    plan: &'v Plan<'v>,
    tasks: &'a Tasks,
    maps: FormMaps<'v>,
    /// Whether there are corrections: then the bundles that other villages have already are not printed again.
    has_corrections: bool,
    built: Built,
    /// By the villages' places in the registry.
    printing: Vec<Option<Printed<'v>>>,
    /// The same of the edition's documents that were lost and made again beside a correction.
    again: Vec<Option<Printed<'v>>>,
    /// With the place of the village that it is about.
    said: Vec<(usize, Diagnostic)>,
    first: Option<(usize, PathBuf)>,
    outgoing: Sum,
    /// Bundles of the edition that nobody has yet.
    new: usize,
}

impl<'v, 'a> Tally<'v, 'a> {
    fn new(office: &'a Office, plan: &'v Plan<'v>, tasks: &'a Tasks, maps: FormMaps<'v>) -> Self {
        let (none, has_corrections) = (vec![None; plan.villages().len()], tasks.corrections() > 0);
        let (printing, again) = (none.clone(), none);
        let built = Built { withdrawn: tasks.withdrawn(), quiet: tasks.quiet, ..Built::default() };
        let (said, first, outgoing, new) = (Vec::new(), None, Sum::default(), 0);
        Tally { office, plan, tasks, maps, has_corrections, built, printing, again, said, first, outgoing, new }
    }

    /// Lands a kecamatan's bundles; gives what is to be recorded of them.
    fn take(&mut self, lot: Lot<'v>) -> Landed {
        let (mut bundles, mut fresh) = (Vec::new(), Vec::new());
        let first = lot.villages.first().map_or(0, |(at, _)| *at);
        self.said.extend(lot.diagnostics.into_iter().map(|diagnostic| (first, diagnostic)));
        for (at, outcome) in lot.villages {
            match outcome {
                Ok(mut bundle) => {
                    let unlanded = bundle.fresh.take();
                    bundles.push((at, bundle, unlanded.is_some()));
                    fresh.extend(unlanded);
                }
                Err(faults) => self.fail(at, faults.into()),
            }
        }
        if let Err(faults) = land_all(fresh, &self.office.results()) {
            self.said.extend(faults.into_iter().map(|diagnostic| (first, diagnostic)));
            bundles.drain(..).for_each(|(at, ..)| self.fail(at, Vec::new()));
        }
        let mut landed = Landed::default();
        for (at, bundle, is_fresh) in bundles {
            if !bundle.is_kept {
                let record = self.record(&bundle);
                if !record.serials.is_empty() {
                    self.map_forms(bundle.village, &mut landed.maps);
                }
                landed.bundles.push(record);
            } else if is_fresh {
                landed.restored.push((bundle.village.desa.code.clone(), bundle.ralat, bundle.sha256.clone()));
            }
            self.count(at, bundle, is_fresh);
        }
        landed
    }

    /// Whether a village has this bundle, so that it is not printed again: with the corrections of others, or because it still holds though
    /// something changed.
    fn has_already(&self, bundle: &Bundle<'_>) -> bool {
        bundle.is_kept || self.has_corrections && bundle.ralat == 0 && self.tasks.is_out(&bundle.village.desa.code)
    }

    fn count(&mut self, at: usize, bundle: Bundle<'v>, is_fresh: bool) {
        let (is_had, is_out) = (self.has_already(&bundle), self.tasks.is_out(&bundle.village.desa.code));
        if !bundle.is_kept || is_fresh {
            self.said.extend(bundle.diagnostics.into_iter().map(|diagnostic| (at, diagnostic)));
        }
        let row = budget::Row::new(bundle.village, &bundle.contents);
        let of = match bundle.ralat {
            0 if bundle.is_kept || is_out || self.tasks.is_first() => Of::Edition,
            0 => Of::Late,
            _ => Of::Correction,
        };
        if let Some(place) = self.printing.get_mut(at) {
            *place = Some(Printed { row, of, is_had });
        }
        if let (Some(place), Some(contents)) = (self.again.get_mut(at), &bundle.edition) {
            *place = Some(Printed { row: budget::Row::new(bundle.village, contents), of: Of::Edition, is_had: true });
        }
        let built = &mut self.built;
        if is_had {
            built.left += 1;
            built.restored += usize::from(is_fresh);
            return;
        }
        *(if bundle.ralat == 0 { &mut built.bundles } else { &mut built.corrections }) += 1;
        built.kept += usize::from(!is_fresh);
        built.sheets += row.sheets;
        if self.first.as_ref().is_none_or(|(before, _)| at < *before) {
            self.first = Some((at, bundle.first_page));
        }
        match self.tasks.of(&bundle.village.desa.code).correction() {
            _ if is_out => {}
            None => self.new += 1,
            Some((_, changes)) => self.outgoing.add(changes, Some(row.sheets)),
        }
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

    /// Adds the maps of a village's forms.
    fn map_forms(&mut self, village: &Village, records: &mut FormMapRecords) {
        let maps = self.maps.of(village);
        let digests = maps.iter().map(|mapped| (mapped.map.form.clone(), mapped.digest.clone())).collect();
        records.of.insert(village.desa.code.clone(), digests);
        for mapped in maps {
            records.maps.entry(mapped.digest.clone()).or_insert_with(|| map_record(&mapped));
        }
    }

    fn fail(&mut self, at: usize, faults: Vec<Diagnostic>) {
        let Some(village) = self.plan.villages().get(at) else { return };
        let code = village.desa.code.as_str();
        self.built.failed.push(code.to_owned());
        self.said.extend(faults.into_iter().map(|diagnostic| (at, diagnostic.for_desa(code))));
    }
}

/// A form's map as the ledger has it.
pub(super) fn map_record(mapped: &MappedForm) -> FormMapRecord {
    FormMapRecord {
        digest: mapped.digest.clone(),
        form: mapped.map.form.clone(),
        version: mapped.map.version.clone(),
        map: mapped.json.clone(),
        template: mapped.template.clone(),
    }
}
