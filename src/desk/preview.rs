//! One village's pages as they would be printed now, to be looked at while the office works on them.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use press::typeset::hash128;
use serde::Serialize;

use super::Office;
use super::check::check;
use office::diagnostic::{Diagnostic, Severity, stops_desa, stops_edition};
use office::model::Kim;
use office::model::wilayah::fold_name;
use press::plan::fit::{BULLETIN, WHOLE};
use press::plan::{Plan, wording};
use press::press::{Press, bulletin};
use press::typeset::kinds::{KINDS, Kind};
use press::typeset::overflow::overflow;
use press::typeset::pictures;

/// What a browser needs to draw the pages of a bulletin.
const DRAWING: Duration = Duration::from_millis(120);

/// What there is to see.
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
    /// What is wrong with the inputs.
    #[serde(rename = "masalah", serialize_with = "said")]
    pub faults: Vec<Diagnostic>,
    /// The pages are those of an earlier state, since the faults leave none.
    #[serde(rename = "lama")]
    pub is_stale: bool,
    /// SVG pictures by name. A picture's name follows from its content.
    #[serde(skip)]
    pub pictures: BTreeMap<String, Arc<str>>,
}

/// A kind's pages, or what is wrong with its layout.
#[derive(Debug, Clone, Serialize)]
pub struct Section {
    #[serde(rename = "jenis")]
    pub kind: &'static str,
    #[serde(rename = "judul")]
    pub title: &'static str,
    #[serde(rename = "halaman")]
    pub pages: Vec<String>,
    #[serde(rename = "masalah", serialize_with = "said")]
    pub faults: Vec<Diagnostic>,
}

/// Faults in the words of the terminal, line by line.
fn said<S: serde::Serializer>(faults: &[Diagnostic], serializer: S) -> Result<S::Ok, S::Error> {
    #[derive(Serialize)]
    struct Said {
        tingkat: Severity,
        baris: Vec<String>,
    }
    let said =
        |fault: &Diagnostic| Said { tingkat: fault.severity, baris: fault.to_string().lines().map(|l| l.trim().to_owned()).collect() };
    serializer.collect_seq(faults.iter().map(said))
}

/// Looks at an office folder again and again.
#[derive(Debug)]
pub struct Preview {
    root: PathBuf,
    /// The village to be shown, as the user named it.
    wanted: Option<String>,
    /// The step of fitting that the bulletin needed last: near it the next search begins.
    guess: usize,
    view: View,
}

impl Preview {
    pub fn new(root: &Path, wanted: Option<String>) -> Self {
        Preview { root: root.to_owned(), wanted, guess: BULLETIN.len() / 2, view: View::default() }
    }

    /// Shows another village from the next look on.
    pub fn choose(&mut self, village: String) {
        self.wanted = Some(village);
    }

    /// Looks at the folder; `show` gets the view as it grows: the bulletin first, then the rest.
    pub fn look(&mut self, mut show: impl FnMut(&View)) {
        let faults = match Office::open(&self.root, None) {
            Ok(office) => self.look_at(&office, &mut show),
            Err(fault) => Err(vec![*fault]),
        };
        if let Err(faults) = faults {
            self.view.faults = faults;
            self.view.is_stale = !self.view.sections.is_empty();
            show(&self.view);
        }
    }

    /// # Errors
    /// What leaves nothing to be shown.
    fn look_at(&mut self, office: &Office, show: &mut impl FnMut(&View)) -> Result<(), Vec<Diagnostic>> {
        let checked = check(office);
        let kims = &checked.inputs.kims;
        self.view.edition = format!("{} ({})", wording::edition_label(office.edition), office.edition);
        self.view.villages = Arc::new(kims.iter().map(|kim| (kim.desa.code.to_string(), kim.desa.in_kecamatan())).collect());
        let village = self.village(kims).map_err(|fault| [checked.diagnostics.clone(), vec![*fault]].concat())?;
        if stops_edition(&checked.diagnostics) || stops_desa(&checked.diagnostics, village.desa.code.as_str()) {
            return Err(checked.diagnostics);
        }
        if self.view.village != village.desa.code.as_str() {
            self.view.village = village.desa.code.to_string();
            self.view.sections.clear();
        }
        self.view.faults.clone_from(&checked.diagnostics);
        self.view.is_stale = false;
        let plan = Plan::new(&checked.inputs, office.edition, &checked.settings).value;
        let press = Press::new(&checked, &plan);
        let before = std::mem::take(&mut self.view.pictures);
        // Who is still looking at the pages of before may fetch them.
        self.view.pictures.clone_from(&before);
        // At once as it was fitted last, which is seldom wrong; then as it is to be.
        let mut sheet = plan.village_sheet(village);
        let near = press.bulletin(&mut sheet, village, self.guess..=self.guess, self.guess);
        self.put(bulletin(), near.map(|(_, pages)| pictures(&pages)));
        show(&self.view);
        // The browser draws what is there before the rest takes the processor from it.
        std::thread::sleep(DRAWING);
        if let Ok((fit, pages)) = press.bulletin(&mut sheet, village, WHOLE..=BULLETIN.len() - 1, self.guess) {
            self.guess = fit.max(WHOLE);
            self.put(bulletin(), Ok(pictures(&pages)));
        }
        match press.set(village, None) {
            Ok(set) => {
                let mut unfit = Vec::new();
                for (kind, laid_out) in set.documents {
                    unfit.extend(overflow(&laid_out).into_iter().map(|words| (words, kind.title.to_owned())));
                    self.put(kind, Ok(pictures(&laid_out)));
                }
                self.view.faults.extend(press.remarks(village, &set.contents, &unfit));
            }
            // Said at the layout that it is about.
            Err(faults) => {
                for kind in KINDS {
                    let own: Vec<Diagnostic> =
                        faults.iter().filter(|fault| fault.message.starts_with(&format!("tata letak {}:", kind.name))).cloned().collect();
                    if !own.is_empty() {
                        self.put(kind, Err(own));
                    }
                }
            }
        }
        show(&self.view);
        let used = |name: &String| self.view.sections.iter().any(|section| section.pages.contains(name));
        self.view.pictures.retain(|name, _| used(name));
        Ok(())
    }

    /// Puts a kind's pages in the place where the table has it.
    fn put(&mut self, kind: &'static Kind, pages: Result<Vec<String>, Vec<Diagnostic>>) {
        let (pages, faults) = match pages {
            Ok(pages) => (pages, Vec::new()),
            Err(faults) => (Vec::new(), faults),
        };
        let names = pages.into_iter().map(|svg| {
            let name = format!("{:032x}", hash128(&svg));
            self.view.pictures.insert(name.clone(), svg.into());
            name
        });
        let section = Section { kind: kind.name, title: kind.title, pages: names.collect(), faults };
        let place =
            |name: &str| KINDS.iter().position(|kind| kind.name == name).map_or(usize::MAX, |at| if at == 0 { KINDS.len() } else { at });
        match self.view.sections.iter_mut().find(|known| known.kind == kind.name) {
            Some(known) => *known = section,
            None => self.view.sections.push(section),
        }
        self.view.sections.sort_by_key(|section| place(section.kind));
    }

    /// The village that is wanted, by code or name; without a wish the first one.
    fn village<'k>(&self, kims: &'k [Kim]) -> Result<&'k Kim, Box<Diagnostic>> {
        let Some(wanted) = &self.wanted else {
            return kims.first().ok_or_else(|| Box::new(Diagnostic::error("daftar KIM kosong").remedy("isi kim.xlsx")));
        };
        let digits: String = wanted.chars().filter(char::is_ascii_digit).collect();
        let is_named = |kim: &&Kim| fold_name(&kim.desa.name) == fold_name(wanted) || fold_name(&kim.desa.title()) == fold_name(wanted);
        let found: Vec<&Kim> = match kims.iter().find(|kim| !digits.is_empty() && kim.desa.code.digits() == digits) {
            Some(kim) => vec![kim],
            None => kims.iter().filter(is_named).collect(),
        };
        match found.as_slice() {
            [one] => Ok(one),
            [] => Err(Box::new(
                Diagnostic::error(format!("desa “{wanted}” tidak ada di kim.xlsx"))
                    .remedy("sebut nama atau kodenya, seperti 63.04.14.2008"),
            )),
            several => {
                let codes: Vec<String> = several.iter().map(|kim| format!("{} ({})", kim.desa.code, kim.desa.kecamatan)).collect();
                Err(Box::new(
                    Diagnostic::error(format!("ada {} desa bernama “{wanted}”", several.len()))
                        .remedy(format!("sebut kodenya: {}", codes.join(", "))),
                ))
            }
        }
    }
}
