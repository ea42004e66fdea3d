//! One village's pages as they would be printed now, to be looked at while the office works on them.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use serde::{Serialize, Serializer};

use super::Office;
use super::check::{check, registry};
use crate::report::{Message, messages};
use office::diagnostic::{self, Diagnostic, Faults, Severity, stops_desa, stops_edition};
use office::intake::target::find_village;
use office::model::{Registry, Village};
use press::plan::fit::WHOLE;
use press::press::{Checked, Press};
use press::typeset::kinds::Kind;
use press::typeset::overflow::overflow;
use press::typeset::{hash128, pictures};

/// The time that a browser needs to draw the pages of a bulletin.
const DRAWING: Duration = Duration::from_millis(120);

/// All that a browser shows.
#[derive(Debug, Clone, Default, Serialize)]
pub struct View {
    #[serde(rename = "edisi")]
    pub edition: String,
    /// Code of the village whose pages are shown.
    #[serde(rename = "desa")]
    pub village: String,
    /// All villages: code and name.
    #[serde(rename = "semua")]
    pub villages: Arc<Vec<(String, String)>>,
    #[serde(rename = "bagian")]
    pub sections: Vec<Section>,
    /// The faults of the inputs.
    #[serde(rename = "masalah", serialize_with = "said")]
    pub faults: Vec<Diagnostic>,
    /// The pages are those of an earlier state, since the faults leave none.
    #[serde(rename = "lama")]
    pub is_stale: bool,
    /// SVG pictures by name. A picture's name follows from its content.
    #[serde(skip)]
    pub pictures: BTreeMap<String, Arc<str>>,
}

/// A kind's pages, or the faults of its layout.
#[derive(Debug, Clone, Serialize)]
pub struct Section {
    #[serde(rename = "jenis", serialize_with = "kind_name")]
    pub kind: Kind,
    #[serde(rename = "judul")]
    pub title: &'static str,
    #[serde(rename = "halaman")]
    pub pages: Vec<String>,
    #[serde(rename = "masalah", serialize_with = "said")]
    pub faults: Vec<Diagnostic>,
}

fn kind_name<S: Serializer>(kind: &Kind, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(kind.name())
}

/// Faults in the words of the terminal, each cause once, line by line.
fn said<S: Serializer>(faults: &[Diagnostic], serializer: S) -> Result<S::Ok, S::Error> {
    #[derive(Serialize)]
    struct Said {
        tingkat: Severity,
        baris: Vec<String>,
    }
    let said = |message: Message| Said { tingkat: message.severity, baris: message.text.lines().map(|l| l.trim().to_owned()).collect() };
    serializer.collect_seq(messages(faults, "desa").into_iter().map(said))
}

/// Looks whether a village that a person named is in the registry. Where that cannot be read, the pages say why.
///
/// # Errors
/// It is not there, or there are several of this name.
pub fn find(office: &Office, wanted: &str) -> diagnostic::Result<()> {
    let registry = registry(office).value;
    if registry.villages.is_empty() { Ok(()) } else { find_village(wanted, &registry.wilayah).map(|_| ()) }
}

/// Looks at an office folder again and again.
#[derive(Debug)]
pub struct Preview {
    root: PathBuf,
    /// The edition, where the user named one: else the newest at each look.
    edition: Option<String>,
    /// The village to be shown, as the user named it.
    wanted: Option<String>,
    /// The step of fitting that the bulletin needed last: near it the next search begins.
    guess: usize,
    view: View,
}

impl Preview {
    pub fn new(root: &Path, edition: Option<String>, wanted: Option<String>) -> Self {
        Preview { root: root.to_owned(), edition, wanted, guess: WHOLE, view: View::default() }
    }

    /// Shows another village from the next look on.
    pub fn choose(&mut self, village: String) {
        self.wanted = Some(village);
    }

    /// Looks at the folder; `show` gets the view as it grows: the bulletin first, then the rest.
    pub fn look(&mut self, mut show: impl FnMut(&View)) {
        let seen = Office::open(&self.root, self.edition.as_deref()).and_then(|office| self.look_at(&office, &mut show));
        if let Err(faults) = seen {
            self.view.faults = faults.into();
            self.view.is_stale = !self.view.sections.is_empty();
            show(&self.view);
        }
    }

    /// # Errors
    /// The faults that leave nothing to be shown.
    fn look_at(&mut self, office: &Office, show: &mut impl FnMut(&View)) -> diagnostic::Result<()> {
        let checked = check(office);
        let villages = &checked.registry.villages;
        self.view.edition = format!("{} ({})", office.edition.label(), office.edition);
        self.view.villages =
            Arc::new(villages.iter().map(|village| (village.desa.code.to_string(), village.desa.in_kecamatan())).collect());
        let village = self.village(&checked.registry).map_err(|faults| Faults::from([&checked.diagnostics, &*faults].concat()))?;
        if stops_edition(&checked.diagnostics) || stops_desa(&checked.diagnostics, village.desa.code.as_str()) {
            return Err(checked.diagnostics.into());
        }
        if self.view.village != village.desa.code.as_str() {
            self.view.village = village.desa.code.to_string();
            self.view.sections.clear();
        }
        self.view.faults.clone_from(&checked.diagnostics);
        self.view.is_stale = false;
        self.print(&checked, village, show);
        Ok(())
    }

    /// Sets a village's pages anew.
    fn print(&mut self, checked: &Checked, village: &Village, show: &mut impl FnMut(&View)) {
        let plan = checked.plan();
        let press = Press::new(checked, &plan);
        let before = std::mem::take(&mut self.view.pictures);
        // A browser that still shows the pages of before may fetch them.
        self.view.pictures.clone_from(&before);
        // At once as it was fitted last, which is seldom wrong; then as it is to be.
        let mut sheet = plan.village_sheet(village);
        let near = press.bulletin(&mut sheet, village, self.guess..=self.guess, self.guess);
        self.put(Kind::Bulletin, near.map(|(_, pages)| pictures(&pages)));
        show(&self.view);
        // The browser draws what is there before the rest takes the processor from it.
        std::thread::sleep(DRAWING);
        if let Ok((fit, pages)) = press.bulletin(&mut sheet, village, WHOLE..=plan.bulletin().last(), self.guess) {
            self.guess = fit.max(WHOLE);
            self.put(Kind::Bulletin, Ok(pictures(&pages)));
        }
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
                self.view.faults.extend(press.remarks(village, &set.contents, &unfit));
            }
            Err((kind, faults)) => self.put(kind, Err(faults)),
        }
        show(&self.view);
        let used = |name: &String| self.view.sections.iter().any(|section| section.pages.contains(name));
        self.view.pictures.retain(|name, _| used(name));
    }

    /// Puts a kind's pages in their place: in the order of the kinds' numbers, the cover last.
    fn put(&mut self, kind: Kind, pages: diagnostic::Result<Vec<String>>) {
        let (pages, faults) = match pages {
            Ok(pages) => (pages, Vec::new()),
            Err(faults) => (Vec::new(), faults.into()),
        };
        let names = pages.into_iter().map(|svg| {
            let name = format!("{:032x}", hash128(&svg));
            self.view.pictures.insert(name.clone(), svg.into());
            name
        });
        let section = Section { kind, title: kind.title(), pages: names.collect(), faults };
        match self.view.sections.iter_mut().find(|known| known.kind == kind) {
            Some(known) => *known = section,
            None => self.view.sections.push(section),
        }
        self.view.sections.sort_by_key(|section| (section.kind == Kind::Cover, section.kind.number()));
    }

    /// The village that is wanted, by code or name; without a wish the first one.
    fn village<'v>(&self, registry: &'v Registry) -> diagnostic::Result<&'v Village> {
        let first = || Diagnostic::error("kim.kosong", "daftar KIM kosong").remedy("isi kim.xlsx, satu baris untuk setiap desa");
        let found = match &self.wanted {
            Some(wanted) => Some(&find_village(wanted, &registry.wilayah)?.code),
            None => registry.villages.first().map(|village| &village.desa.code),
        };
        let village = registry.villages.iter().find(|village| Some(&village.desa.code) == found);
        village.ok_or_else(|| first().into())
    }
}
