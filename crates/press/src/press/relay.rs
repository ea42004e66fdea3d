//! Relay bundles: what a courier takes to a kecamatan, with one print file and the list to sign.

use super::Checked;
use super::paper::{Paper, Whose, content, contents_line};
use crate::plan::Plan;
use crate::plan::fit::{BULLETIN, WHOLE};
use crate::plan::sheet::Content;
use crate::typeset::Typesetter;
use crate::typeset::kinds::{KINDS, Scope, kind_of_file};
use office::bundle::print::{Part, join, page_count};
use office::bundle::{self, Bag, pack};
use office::diagnostic::Diagnostic;
use office::model::{EditionId, Kim};

/// A relay bundle and what lies open beside it.
pub struct Relay {
    pub bytes: Vec<u8>,
    pub sha256: String,
    pub beside: Vec<(String, Vec<u8>)>,
}

/// One village's bundle in a relay.
pub struct Passenger<'a> {
    pub kim: &'a Kim,
    /// 0: the edition; else its correction of this number.
    pub ralat: u32,
    /// The bundle's file name.
    pub file: &'a str,
    pub bundle: &'a [u8],
}

/// The folder and file of a kecamatan's relay bundle of this number.
pub fn file_name(edition: EditionId, kim: &Kim, number: usize) -> String {
    let folder = bundle::slug(kim.desa.code.kecamatan(), &kim.desa.kecamatan);
    let code: String = kim.desa.code.kecamatan().replace('.', "");
    format!("{folder}/kurir-{edition}-{code}-{number}.zip")
}

/// The number in a relay bundle's file name.
pub fn number(file: &str) -> Option<usize> {
    file.strip_suffix(".zip")?.rsplit('-').next()?.parse().ok()
}

/// The file name after this one.
pub fn next(file: &str) -> Option<String> {
    let (stem, _) = file.rsplit_once('-')?;
    Some(format!("{stem}-{}.zip", number(file)? + 1))
}

/// Packs the bundles of one kecamatan. `file` is the relay's path, as [`file_name`] gives it.
///
/// # Errors
/// In the office's words, why it cannot be made.
pub fn pack_relay(checked: &Checked, channel: &str, file: &str, passengers: &[Passenger<'_>]) -> Result<Relay, String> {
    let plan = Plan::new(&checked.inputs, checked.edition, &checked.settings).value;
    // Lists and separators hold nothing of the news.
    let edition = (checked.edition, checked.settings.edition.mode);
    let typesetter = Typesetter::new(&checked.layouts, edition, |_| plan.edition_sheet(BULLETIN[WHOLE]), &[]);
    let said = |diagnostics: Vec<Diagnostic>| diagnostics.first().map(|d| d.message.clone()).unwrap_or_default();
    let mut documents = Vec::new();
    let mut rows = Vec::new();
    for passenger in passengers {
        let (kim, ralat) = (passenger.kim, passenger.ralat);
        let copies = plan.copies_for(kim);
        let mut files: Vec<(Content, Vec<u8>, bool)> = Vec::new();
        for (name, pdf) in bundle::documents(passenger.bundle)?.into_iter().filter(|(name, _)| name.ends_with(".pdf")) {
            let kind = kind_of_file(&name).ok_or_else(|| format!("{name} bukan dokumen yang dikenal"))?;
            let content = content(kind, &name, page_count(&pdf)?, &copies, ralat, &checked.settings.edition);
            files.push((content, pdf, kind.is_double_sided()));
        }
        let mut sheet = plan.village_sheet(kim);
        sheet.bundle = plan.bundle_name(kim, ralat);
        sheet.contents = files.iter().map(|(content, ..)| content.clone()).collect();
        let sheets: u32 = sheet.contents.iter().map(|content| content.sheets).sum();
        for kind in KINDS.iter().filter(|kind| kind.scope == Scope::Separator) {
            let laid_out = typesetter.lay_out(kind, 0, &sheet).map_err(said)?;
            let whose = Whose { code: &sheet.code, title: &sheet.title, ralat };
            let (_, pdf) = Paper { checked, kind, whose }.finish(&typesetter, laid_out).map_err(said)?;
            documents.push((pdf, 1, false));
        }
        rows.push((kim, contents_line(&sheet.contents), sheets, sheet.bundle));
        documents.extend(files.into_iter().map(|(content, pdf, double_sided)| (pdf, content.copies, double_sided)));
    }
    let listed: Vec<(&Kim, String, u32)> = rows.iter().map(|(kim, contents, sheets, _)| (*kim, contents.clone(), *sheets)).collect();
    let mut list = plan.kecamatan_sheet(&listed, |_| channel.to_owned()).ok_or("kiriman kosong")?;
    for (row, (.., bundle)) in list.rows.iter_mut().zip(rows) {
        row.bundle = bundle;
    }
    let name = file.rsplit('/').next().unwrap_or(file).trim_end_matches(".zip");
    let mut beside = Vec::new();
    for kind in KINDS.iter().filter(|kind| kind.scope == Scope::Kecamatan) {
        let laid_out = typesetter.lay_out(kind, 0, &list).map_err(said)?;
        let whose = Whose { code: &list.code, title: &list.title, ralat: 0 };
        let (_, pdf) = Paper { checked, kind, whose }.finish(&typesetter, laid_out).map_err(said)?;
        documents.insert(0, (pdf.clone(), 1, false));
        beside.push((format!("{name}-daftar.pdf"), pdf));
    }
    let parts: Vec<Part<'_>> =
        documents.iter().map(|(pdf, copies, double_sided)| Part { pdf, copies: *copies, double_sided: *double_sided }).collect();
    beside.push((format!("{name}-cetak-bolak-balik.pdf"), join(&parts)?));
    let mut files = beside.clone();
    files.extend(passengers.iter().map(|passenger| (passenger.file.to_owned(), passenger.bundle.to_vec())));
    let bytes =
        pack(&Bag { name, edition: checked.edition, addressee: &list.title, office: &checked.settings.regency.government, files: &files })
            .map_err(|error| format!("bundel kurir tidak dapat dibuat: {error}"))?;
    let folder = file.rsplit_once('/').map_or("", |(folder, _)| folder);
    let beside = beside.into_iter().map(|(name, bytes)| (format!("{folder}/{name}"), bytes)).collect();
    Ok(Relay { sha256: bundle::sha256(&bytes), bytes, beside })
}
