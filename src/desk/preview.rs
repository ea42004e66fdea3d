//! One village's pages as they would be printed now, to be looked at while the office works on them.

use std::collections::BTreeMap;
use std::io::Write;
use std::sync::Arc;

use flate2::Compression;
use flate2::write::GzEncoder;

use super::Office;
use super::check::registry;
use office::diagnostic::{self, Diagnostic, stops_desa, stops_edition};
use office::intake::target::find_village;
use office::model::{Registry, Village};
use press::press::{Checked, Press};
use press::typeset::kinds::Kind;
use press::typeset::overflow::overflow;
use press::typeset::{hash128, pictures};

/// One village's documents, page by page.
#[derive(Debug, Clone, Default)]
pub struct View {
    /// Code of the village whose pages are shown; empty: there is none.
    pub village: String,
    /// All villages: code and name.
    pub villages: Arc<Vec<(String, String)>>,
    pub sections: Vec<Section>,
    /// The faults of the inputs, and what there is to remark of these pages.
    pub faults: Vec<Diagnostic>,
    /// The pages are those of an earlier state, since the faults leave none.
    pub is_stale: bool,
    /// SVG pictures by name, packed by gzip: a village's pages take some ten megabytes otherwise. A picture's name follows from its content.
    pub pictures: BTreeMap<String, Arc<[u8]>>,
}

/// A kind's pages, or the faults of its layout.
#[derive(Debug, Clone)]
pub struct Section {
    pub kind: Kind,
    pub title: &'static str,
    /// The names of the pages' pictures.
    pub pages: Vec<String>,
    pub faults: Vec<Diagnostic>,
}

/// Looks whether a village that a person named is in the registry. Where that cannot be read, the pages say why.
///
/// # Errors
/// It is not there, or there are several of this name.
pub fn find(office: &Office, wanted: &str) -> diagnostic::Result<()> {
    let registry = registry(office).value;
    if registry.villages.is_empty() { Ok(()) } else { find_village(wanted, &registry.wilayah).map(|_| ()) }
}

/// The pages of a village of a checked edition, by code or name; without a wish of the first one. `faults`: all that was said of the edition.
pub fn view(checked: &Checked, wanted: Option<&str>, faults: &[Diagnostic]) -> View {
    let villages = checked.registry.villages.iter().map(|village| (village.desa.code.to_string(), village.desa.in_kecamatan()));
    let mut view = View { villages: Arc::new(villages.collect()), faults: faults.to_vec(), ..View::default() };
    match wanted_village(&checked.registry, wanted) {
        Ok(village) => {
            view.village = village.desa.code.to_string();
            if !stops_edition(faults) && !stops_desa(faults, &view.village) {
                view.print(checked, village);
            }
        }
        Err(slip) => view.faults.extend(slip.iter().cloned()),
    }
    view
}

/// One of a village's documents as it would be printed now, to be shown to others before it goes out: its file name and its bytes.
///
/// # Errors
/// There is no such village or document, or a fault leaves none.
pub fn sample(checked: &Checked, wanted: &str, kind: Kind) -> diagnostic::Result<(String, Vec<u8>)> {
    let village = wanted_village(&checked.registry, Some(wanted))?;
    let title = village.desa.title();
    if stops_edition(&checked.diagnostics) || stops_desa(&checked.diagnostics, village.desa.code.as_str()) {
        let fault = Diagnostic::error("pratinjau.belum-dapat", format!("dokumen {title} belum dapat disusun"));
        return Err(fault.remedy("betulkan dahulu galat yang disebut di halaman Periksa").into());
    }
    let plan = checked.plan();
    let set = Press::new(checked, &plan).print(village, None)?;
    let found = set.documents.into_iter().find(|(name, _)| Kind::of_file(name) == Some(kind));
    found.ok_or_else(|| {
        let fault = Diagnostic::error("pratinjau.tanpa-dokumen", format!("edisi ini tidak punya {} untuk {title}", kind.title()));
        fault.remedy("pilih dokumen yang ada di halaman Pratinjau").into()
    })
}

impl View {
    /// Shows the pages of an earlier state, where the faults leave none.
    pub fn keep_pages(&mut self, before: &View) {
        if before.sections.is_empty() || (!self.village.is_empty() && self.village != before.village) {
            return;
        }
        self.sections.clone_from(&before.sections);
        self.pictures.clone_from(&before.pictures);
        self.village.clone_from(&before.village);
        self.is_stale = true;
    }

    /// Sets a village's pages.
    fn print(&mut self, checked: &Checked, village: &Village) {
        let plan = checked.plan();
        let press = Press::new(checked, &plan);
        match press.set(village, None) {
            Ok(set) => {
                let mut unfit = Vec::new();
                for (kind, laid_out) in set.documents {
                    unfit.extend(overflow(&laid_out).into_iter().map(|words| (words, kind.title().to_owned())));
                    self.put(kind, Ok(pictures(&laid_out)));
                }
                match press.card_page(&set.sheet) {
                    Ok(card) => card.iter().for_each(|page| self.put(Kind::Card, Ok(pictures(page)))),
                    Err(faults) => self.put(Kind::Card, Err(faults)),
                }
                self.faults.extend(press.remarks(village, &set.contents, &unfit));
            }
            Err((kind, faults)) => self.put(kind, Err(faults)),
        }
    }

    /// Puts a kind's pages in their place: in the order of the kinds' numbers, the cover last.
    fn put(&mut self, kind: Kind, pages: diagnostic::Result<Vec<String>>) {
        let (pages, faults) = match pages {
            Ok(pages) => (pages, Vec::new()),
            Err(faults) => (Vec::new(), faults.into()),
        };
        let names = pages.into_iter().map(|svg| {
            let name = format!("{:032x}", hash128(&svg));
            self.pictures.insert(name.clone(), packed(&svg).into());
            name
        });
        let section = Section { kind, title: kind.title(), pages: names.collect(), faults };
        match self.sections.iter_mut().find(|known| known.kind == kind) {
            Some(known) => *known = section,
            None => self.sections.push(section),
        }
        self.sections.sort_by_key(|section| (section.kind == Kind::Cover, section.kind.number()));
    }
}

/// A text packed by gzip.
fn packed(text: &str) -> Vec<u8> {
    let mut packer = GzEncoder::new(Vec::new(), Compression::fast());
    // Memory refuses nothing.
    let _ = packer.write_all(text.as_bytes());
    packer.finish().unwrap_or_default()
}

/// The village that is wanted, by code or name; without a wish the first one.
fn wanted_village<'v>(registry: &'v Registry, wanted: Option<&str>) -> diagnostic::Result<&'v Village> {
    let first = || Diagnostic::error("kim.kosong", "daftar KIM kosong").remedy("isi kim.xlsx, satu baris untuk setiap desa");
    let found = match wanted {
        Some(wanted) => Some(&find_village(wanted, &registry.wilayah)?.code),
        None => registry.villages.first().map(|village| &village.desa.code),
    };
    let village = registry.villages.iter().find(|village| Some(&village.desa.code) == found);
    village.ok_or_else(|| first().into())
}
