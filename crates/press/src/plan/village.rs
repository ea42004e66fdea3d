//! The sheet of one village.

use std::collections::BTreeMap;

use super::article::attachment;
use super::typography::bind;
use super::{Plan, fit, is_shared, mark, news, sheet};
use office::model::{Announcement, Desa, Village};

impl Plan<'_> {
    /// A village's sheet, nothing shortened. The forms' serials and the bundle's contents are put in later.
    pub fn village_sheet(&self, village: &Village) -> sheet::Village {
        let desa = &village.desa;
        let called = &desa.designation;
        let (title, district) = (desa.title(), desa.district());
        let attachments: Vec<_> = self.attachments_for(village).into_iter().map(|(_, page)| page).collect();
        let cover = self.cover(village, None, !attachments.is_empty());
        let mut sheet = sheet::Village {
            code: desa.code.to_string(),
            kind: called.village.clone(),
            kind_in_text: called.village_in_text(),
            name: desa.name.clone(),
            receiver: receiver(village, &format!("{title}, {district}.")),
            title,
            district,
            district_short: district_short(desa),
            regency: self.settings.regency.name.clone(),
            head_title: desa.head_title(),
            head_short: called.head.to_lowercase(),
            head_name: village.head.as_deref().map(bind),
            district_head_title: desa.district_head_title(),
            district_head_name: village.camat.as_deref().map(bind),
            kim: village.kim.as_ref().map(|kim| kim.name.clone()),
            agenda: Vec::new(),
            agenda_note: None,
            announcements: Vec::new(),
            announcements_note: None,
            corner: Vec::new(),
            front: self.front(village),
            cards: Vec::new(),
            cards_heading: String::new(),
            cards_note: None,
            board_shared: Vec::new(),
            see_also: Vec::new(),
            answers: Vec::new(),
            spoken: self.spoken(village),
            attachments,
            space: fit::Space::Normal,
            color: village.prints_color,
            forms: BTreeMap::new(),
            cover,
            contents: Vec::new(),
            sheets: 0,
            bundle: self.bundle_name(village, 0),
            receipt: self.receipt(village, 0).to_string(),
            correction: None,
            stack: None,
        };
        let whole = self.bulletin().step(fit::WHOLE);
        self.fit_village(&mut sheet, village, whole);
        self.put_cards(&mut sheet, village, whole);
        sheet
    }

    /// The announcements with attachments that a village gets, in the order of their numbers: those for everyone come first, so that their
    /// numbers are the same in all villages.
    fn attached(&self, village: Option<&Village>) -> impl Iterator<Item = &Announcement> {
        let shared = self.week.announcements.iter().filter(|one| is_shared(one));
        let own = village.map(|village| self.announcements_for(village)).unwrap_or_default();
        shared.chain(own).filter(|one| !one.attachment.is_empty())
    }

    /// The number of an announcement's attachment, where the edition has several; `None` as the village: it is for everyone.
    pub(super) fn attachment_number(&self, village: Option<&Village>, announcement: &Announcement) -> Option<usize> {
        let attached = self.week.announcements.iter().filter(|one| !one.attachment.is_empty()).count();
        let at = || self.attached(village).position(|one| std::ptr::eq(one, announcement));
        if attached > 1 { Some(at()? + 1) } else { None }
    }

    /// The pages of the attachments that a village gets, each with its announcement.
    fn attachments_for(&self, village: &Village) -> Vec<(&Announcement, sheet::Attachment)> {
        let all = (1..).zip(self.attached(Some(village)));
        all.flat_map(|(number, one)| attachment(number, one).into_iter().map(move |page| (one, page))).collect()
    }

    /// The pages of all attachments of the edition.
    pub(crate) fn all_attachments(&self) -> Vec<sheet::Attachment> {
        (1..).zip(&self.week.announcements).flat_map(|(number, one)| attachment(number, one)).collect()
    }

    /// Puts in the serials of a village's blank forms, which its bulletin does not need.
    pub fn put_forms(&self, sheet: &mut sheet::Village, village: &Village) {
        let serials = self.serials_for(village).into_iter();
        sheet.forms = serials.map(|(form, serials)| (form.name().to_owned(), serials.iter().map(mark::mark).collect())).collect();
    }

    /// Makes a village's sheet that of a correction.
    pub fn correct(&self, sheet: &mut sheet::Village, village: &Village, number: u32, changes: &[news::Change]) {
        let correction = self.correction(number, changes);
        sheet.bundle = self.bundle_name(village, number);
        sheet.receipt = self.receipt(village, number).to_string();
        sheet.forms.clear();
        // Those that hang on the board already stay there.
        let pages = self.attachments_for(village).into_iter();
        let changed = pages.filter(|(announcement, _)| changes.iter().any(|change| change.is_about(announcement)));
        sheet.attachments = changed.map(|(_, page)| page).collect();
        sheet.cover = self.cover(village, Some((number, &correction)), !sheet.attachments.is_empty());
        sheet.correction = Some(correction);
    }
}

/// `Kec. Barambai`, `Distrik Jila`: only the word of most provinces has an abbreviation that all know.
fn district_short(desa: &Desa) -> String {
    if desa.designation.district == "Kecamatan" { format!("Kec. {}", desa.kecamatan) } else { desa.district() }
}

/// The receiver of a village's bundle, in words. `place` says where the village is.
fn receiver(village: &Village, place: &str) -> sheet::Receiver {
    let Some(kim) = &village.kim else {
        let office = format!("kantor {}", village.desa.designation.village_in_text());
        return sheet::Receiver {
            name_end: ", karena KIM belum ada di sini.".to_owned(),
            addressed: format!("Untuk {office}: belum ada KIM"),
            address: place.to_owned(),
            corner: "Pojok KIM".to_owned(),
            forms: format!("Formulir ada di {office}."),
            handed_to: format!("Belum ada KIM: serahkan ke {office}."),
            name: office,
        };
    };
    let name = &kim.name;
    let (name_end, address, forms) = match kim.printed_contact.as_deref().map(bind) {
        Some(contact) => {
            (format!(" ({contact})."), format!("{place}\nPenghubung: {contact}."), format!("Formulir ada di {name}: {contact}."))
        }
        None => (".".to_owned(), place.to_owned(), format!("Formulir ada di {name}.")),
    };
    sheet::Receiver {
        name: name.clone(),
        name_end,
        addressed: format!("Untuk {name}"),
        address,
        corner: format!("Pojok {name}"),
        forms,
        handed_to: name.clone(),
    }
}
