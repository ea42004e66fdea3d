//! Relay bundles: the bundles of a kecamatan's villages, with one print file and the list to sign, as a courier takes them there.

use super::Checked;
use super::paper::{Addressee, Paper, content, contents_line, is_double_sided};
use crate::plan::Plan;
use crate::plan::fit::WHOLE;
use crate::plan::sheet::{self, Stack};
use crate::typeset::Typesetter;
use crate::typeset::kinds::{Kind, Scope};
use office::bundle::print::{Part, join, page_count};
use office::bundle::relay::{Passenger, Relay};
use office::bundle::{self, Bag, BundleError, pack};
use office::diagnostic::{Diagnostic, Faults, Result};
use office::model::Village;

/// Packs the bundles of one kecamatan. `file` is the relay bundle's path, as [`file_name`](office::bundle::relay::file_name) gives it.
///
/// # Errors
/// A bundle is damaged, or the list or a separator cannot be set.
pub fn pack_relay(checked: &Checked, channel: &str, file: &str, passengers: &[Passenger<'_>]) -> Result<Relay> {
    let plan = checked.plan();
    // Lists and separators hold nothing of the news.
    let edition = (checked.edition(), checked.settings.edition.mode);
    let typesetter = Typesetter::new(&checked.layouts, edition, |_| plan.edition_sheet(plan.bulletin().step(WHOLE)), &[]);
    let packer = Packer { checked, plan: &plan, typesetter: &typesetter };
    let mut print = Vec::new();
    let mut rows = Vec::new();
    for (number, passenger) in (1..).zip(passengers) {
        let (documents, mut sheet) = packer.unpacked(passenger)?;
        sheet.stack = Some(Stack { number, of: passengers.len() });
        print.extend(packer.separators(passenger, &sheet)?);
        print.extend(documents);
        rows.push((passenger.village, sheet));
    }
    let (addressee, lists) = packer.lists(channel, &rows)?;
    let name = file.rsplit('/').next().unwrap_or(file).trim_end_matches(".zip");
    let mut beside = Vec::new();
    for pdf in lists {
        print.insert(0, Printed { pdf: pdf.clone(), copies: 1, double_sided: false });
        beside.push((format!("{name}-daftar.pdf"), pdf));
    }
    let parts: Vec<Part<'_>> = print.iter().map(Printed::part).collect();
    beside.push((format!("{name}-cetak-bolak-balik.pdf"), join(&parts).map_err(damaged)?));
    let mut files = beside.clone();
    files.extend(passengers.iter().map(|passenger| (passenger.file.to_owned(), passenger.bundle.to_vec())));
    let office = &checked.settings.regency.government;
    let bytes = pack(&Bag { name, edition: checked.edition(), addressee: &addressee, office, files: &files })
        .map_err(|error| Diagnostic::error("bundel.tidak-terbuat", format!("bundel kurir tidak dapat dibuat: {error}")).remedy(AGAIN))?;
    let folder = file.rsplit_once('/').map_or("", |(folder, _)| folder);
    let beside = beside.into_iter().map(|(name, bytes)| (format!("{folder}/{name}"), bytes)).collect();
    Ok(Relay { sha256: bundle::sha256(&bytes), bytes, beside })
}

/// The remedy for a bundle of the office's own that is not as it was made.
const AGAIN: &str = "jalankan `warta jalankan`: bundelnya dibuat lagi";

/// All that is wrong with a bundle.
fn damaged(error: BundleError) -> Faults {
    let said = |words: String| Diagnostic::error("bundel.tidak-utuh", words).remedy(AGAIN);
    match error {
        BundleError::Damaged { faults } => faults.into_iter().map(said).collect::<Vec<_>>().into(),
        other => said(other.to_string()).into(),
    }
}

/// A document of the print file.
struct Printed {
    pdf: Vec<u8>,
    copies: u32,
    double_sided: bool,
}

impl Printed {
    fn part(&self) -> Part<'_> {
        Part { pdf: &self.pdf, copies: self.copies, double_sided: self.double_sided }
    }
}

/// Makes the parts of a relay bundle.
struct Packer<'p> {
    checked: &'p Checked,
    plan: &'p Plan<'p>,
    typesetter: &'p Typesetter<'p>,
}

impl Packer<'_> {
    /// The documents of a village's bundle, and its sheet, which lists them.
    fn unpacked(&self, passenger: &Passenger<'_>) -> Result<(Vec<Printed>, sheet::Village)> {
        let (village, ralat) = (passenger.village, passenger.ralat);
        let copies = self.plan.copies_for(village);
        let mut sheet = self.plan.village_sheet(village);
        sheet.bundle = self.plan.bundle_name(village, ralat);
        sheet.receipt = self.plan.receipt(village, ralat).to_string();
        let mut documents = Vec::new();
        let mut files = bundle::documents(passenger.bundle).map_err(damaged)?;
        files.retain(|(name, _)| name.ends_with(".pdf"));
        files.sort_by_key(|(name, _)| Kind::of_file(name).map(|kind| (kind.is_after_corrections(), kind)));
        for (name, pdf) in files {
            let unknown = || Diagnostic::error("bundel.dokumen-asing", format!("{name} bukan dokumen yang dikenal")).remedy(AGAIN);
            let kind = Kind::of_file(&name).ok_or_else(unknown)?;
            let pages = page_count(&pdf).map_err(damaged)?;
            let listed = content(kind, name, pages, &copies, ralat, &self.checked.settings);
            documents.push(Printed { pdf, copies: listed.copies, double_sided: is_double_sided(kind, &self.checked.settings) });
            sheet.contents.push(listed);
        }
        Ok((documents, sheet))
    }

    /// The sheets above a village's documents.
    fn separators(&self, passenger: &Passenger<'_>, sheet: &sheet::Village) -> Result<Vec<Printed>> {
        let addressee = Addressee::village(passenger.village);
        let separator = |kind: Kind| -> Result<Printed> {
            let laid_out = self.typesetter.lay_out(kind, WHOLE, sheet)?;
            let paper = Paper { checked: self.checked, kind, addressee: &addressee, ralat: passenger.ralat };
            let (_, pdf) = paper.finish(self.typesetter, laid_out)?;
            Ok(Printed { pdf, copies: 1, double_sided: false })
        };
        Kind::of_scope(Scope::Separator).map(separator).collect()
    }

    /// The kecamatan by its title, and the lists of its villages' bundles.
    fn lists(&self, channel: &str, villages: &[(&Village, sheet::Village)]) -> Result<(String, Vec<Vec<u8>>)> {
        let listed = villages.iter().map(|(village, sheet)| {
            let sheets: u32 = sheet.contents.iter().map(|content| content.sheets).sum();
            (*village, contents_line(&sheet.contents), sheets)
        });
        let listed: Vec<(&Village, String, u32)> = listed.collect();
        let empty = || Faults::from(Diagnostic::error("kiriman.kosong", "kiriman kosong").remedy(AGAIN));
        let (first, _) = villages.first().ok_or_else(empty)?;
        let mut list = self.plan.kecamatan_sheet(&listed, |_| channel.to_owned()).ok_or_else(empty)?;
        for (row, (_, sheet)) in list.rows.iter_mut().zip(villages) {
            row.bundle.clone_from(&sheet.bundle);
            row.receipt.clone_from(&sheet.receipt);
        }
        let addressee = Addressee::kecamatan(&first.desa.code.kecamatan(), &list.title);
        let finished = |kind: Kind| -> Result<Vec<u8>> {
            let laid_out = self.typesetter.lay_out(kind, WHOLE, &list)?;
            let paper = Paper { checked: self.checked, kind, addressee: &addressee, ralat: 0 };
            Ok(paper.finish(self.typesetter, laid_out)?.1)
        };
        let lists = Kind::of_scope(Scope::Kecamatan).map(finished).collect::<Result<Vec<_>>>()?;
        Ok((list.title, lists))
    }
}
