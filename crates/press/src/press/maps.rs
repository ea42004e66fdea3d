//! The maps of an edition's blank forms, each made once: by them the forms are read when they come back.
//!
//! A form's map is that of a page for nobody. It tells neither the edition nor the village, so that it is the same in every week in which
//! layouts and settings are.

use std::collections::{BTreeMap, HashMap};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use super::{Checked, Press};
use crate::plan::Plan;
use crate::plan::fit::WHOLE;
use crate::plan::sheet::{self, EMBLEM, Edition, SECOND_EMBLEM, SerialMark, Shows};
use crate::typeset::Typesetter;
use crate::typeset::kinds::{Kind, OLD_FORMS};
use crate::typeset::map::{MappedForm, Unmapped, map};
use office::diagnostic::{Diagnostic, Place};
use office::folder::Folder;
use office::model::Village;

/// The built-in layouts that make a built-in form what it is. An office's own in place of one of them makes another form.
const FORM_LAYOUTS: [&str; 5] = ["formulir", "formulir-kegiatan", "formulir-pengaduan", "isian", "warta"];

/// The forms that there were before forms had maps.
const FORMS_OF_BEFORE: [&str; 3] = ["kegiatan", "pengaduan", "rahasia"];

/// A form's map, or why it has none.
type Made = Result<Arc<MappedForm>, Unmapped>;

/// Makes the maps of an edition's forms.
pub struct FormMaps<'a> {
    plan: &'a Plan<'a>,
    typesetter: Typesetter<'a>,
    /// By the words for the village and for its head, in which the pages of nobody may differ.
    made: HashMap<(String, String), Vec<(String, Made)>>,
}

impl<'a> FormMaps<'a> {
    pub fn new(checked: &Checked, plan: &'a Plan<'a>) -> Self {
        let edition = timeless(plan.edition_sheet(plan.bulletin().step(WHOLE)));
        let is_emblem = |path: &str| [EMBLEM, SECOND_EMBLEM].contains(&path);
        let emblems: Vec<_> = checked.week.pictures.iter().filter(|(path, _)| is_emblem(path)).cloned().collect();
        let of = (checked.edition(), checked.settings.edition.mode);
        let typesetter = Typesetter::new(&checked.layouts, of, move |_| edition.clone(), &emblems);
        FormMaps { plan, typesetter, made: HashMap::new() }
    }

    /// The maps of the forms that a village gets. A form whose layout labels nothing has none.
    pub fn of(&mut self, village: &Village) -> Vec<Arc<MappedForm>> {
        self.all(village).iter().filter_map(|(_, made)| made.as_ref().ok().cloned()).collect()
    }

    /// The maps of the forms that were issued before forms had maps, as this office's were.
    pub fn of_before(&self) -> Vec<Arc<MappedForm>> {
        let Some(first) = self.plan.villages().first() else { return Vec::new() };
        let blank = self.plan.village_sheet(first).shown(Shows::Forms).blank();
        FORMS_OF_BEFORE.iter().filter_map(|form| self.make(OLD_FORMS, form, &blank).ok()).collect()
    }

    /// Each of a village's forms, with its map.
    fn all(&mut self, village: &Village) -> &[(String, Made)] {
        let words = &village.desa.designation;
        let key = (words.village.clone(), words.head.clone());
        if !self.made.contains_key(&key) {
            let mut sheet = self.plan.village_sheet(village);
            self.plan.put_forms(&mut sheet, village);
            let blank = sheet.shown(Shows::Forms).blank();
            let issued = blank.forms.iter().filter(|(_, copies)| !copies.is_empty());
            let made = issued.map(|(form, _)| (form.clone(), self.make(Kind::Forms.name(), form, &blank))).collect();
            self.made.insert(key.clone(), made);
        }
        self.made.get(&key).map(Vec::as_slice).unwrap_or_default()
    }

    /// The map of one copy of a form.
    fn make(&self, layout: &str, form: &str, blank: &sheet::Village) -> Made {
        let copy = SerialMark { text: String::new(), qr: String::new() };
        let forms = BTreeMap::from([(form.to_owned(), vec![copy])]);
        let one = sheet::Village { forms, color: false, ..blank.clone() };
        let made = || {
            let laid_out = self.typesetter.lay_out_by(layout, Kind::Forms, WHOLE, &one).map_err(|_| Unmapped::Unset)?;
            map(&laid_out, form).map(Arc::new)
        };
        let made = catch_unwind(AssertUnwindSafe(made)).unwrap_or(Err(Unmapped::Unset));
        made.inspect_err(|reason| tracing::info!(form, %reason, "no map"))
    }
}

/// Whether built-in forms are not set by the built-in layouts alone.
pub fn has_own_forms(layouts: &HashMap<String, String>) -> bool {
    FORM_LAYOUTS.iter().any(|name| layouts.contains_key(*name))
}

impl Press<'_> {
    /// Forms that an office's own layouts leave without a map: they come back by their numbers alone.
    pub(super) fn unmapped(&self) -> Vec<Diagnostic> {
        let own = &self.checked.layouts;
        let Some(village) = self.plan.villages().first().filter(|_| !own.is_empty()) else { return Vec::new() };
        let forms = self.plan.edition_sheet(self.plan.bulletin().step(WHOLE)).own_forms;
        let mut maps = FormMaps::new(self.checked, self.plan);
        // One layout that all forms share is one fault.
        let mut found: BTreeMap<(String, String), Vec<&str>> = BTreeMap::new();
        for (form, made) in maps.all(village) {
            let Err(reason) = made else { continue };
            let named = forms.iter().find(|one| one.name == *form).map(|one| one.layout.as_str());
            let replaced = || FORM_LAYOUTS.into_iter().find(|name| own.contains_key(*name));
            let Some(layout) = named.or_else(replaced) else { continue };
            found.entry((Folder::own_layout_name(layout), reason.to_string())).or_default().push(form);
        }
        let said = found.into_iter().map(|((file, reason), forms)| {
            let message = format!("formulir {} kembali hanya dengan nomornya, kotaknya tidak dibaca: {reason}", forms.join(", "));
            Diagnostic::warning("tata-letak.tanpa-peta", message).at(Place::file(file)).remedy(
                "beri label “bidang:JENIS:NAMA” pada kotak dan garis isiannya, seperti di tata letak bawaan, atau biarkan bila memang begitu",
            )
        });
        said.collect()
    }
}

/// An edition's sheet without what differs from week to week.
fn timeless(edition: Edition) -> Edition {
    let zeros = |text: &str| text.chars().map(|c| if c.is_ascii_digit() { '0' } else { c }).collect::<String>();
    Edition {
        id: "2000-01-03".to_owned(),
        label: zeros(&edition.label),
        week: zeros(&edition.week),
        compiled: zeros(&edition.compiled),
        take_down: zeros(&edition.take_down),
        agenda: Vec::new(),
        agenda_note: None,
        speeches: Vec::new(),
        announcements: Vec::new(),
        announcements_note: None,
        ..edition
    }
}
