//! The sheet of one village.

use std::collections::BTreeMap;

use super::article::{announcement, attachment, capitalised, names_note, see_pictures};
use super::event::Medium;
use super::fit::Fit;
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
        };
        self.fit_village(&mut sheet, village, fit::BULLETIN[fit::WHOLE]);
        sheet
    }

    /// Fits the village's own news in its bulletin.
    pub fn fit_village(&self, sheet: &mut sheet::Village, village: &Village, fit: Fit) {
        let medium = Medium { full_texts: &self.settings.regency.full_texts };
        self.put_news(sheet, village, fit, medium);
    }

    /// Fits the village's own news on its notice board, where the bulletin is at hand for the rest.
    pub fn fit_board(&self, sheet: &mut sheet::Village, village: &Village, fit: Fit) {
        let medium = Medium { full_texts: "buletin" };
        self.put_news(sheet, village, fit, medium);
        sheet.announcements.iter_mut().zip(self.announcements_for(village)).for_each(|(article, source)| see_pictures(article, source));
        sheet.space = fit.space;
    }

    fn put_news(&self, sheet: &mut sheet::Village, village: &Village, fit: Fit, medium: Medium<'_>) {
        let full_texts = medium.full_texts;
        let articles = |all: Vec<&Announcement>| all.into_iter().map(|one| announcement(one, fit, full_texts)).collect::<Vec<_>>();
        sheet.announcements = articles(self.announcements_for(village));
        sheet.corner = articles(self.corner_for(village));
        sheet.announcements_note = names_note(fit, !sheet.announcements.is_empty() || !sheet.corner.is_empty(), full_texts);
        (sheet.agenda, sheet.agenda_note) = self.own_agenda(village, fit, medium);
    }

    /// The pages of the attachments that a village gets, each with its announcement: those for everyone come first.
    fn attachments_for(&self, village: &Village) -> Vec<(&Announcement, sheet::Attachment)> {
        let shared = self.week.announcements.iter().filter(|one| is_shared(one));
        let all = shared.chain(self.announcements_for(village)).filter(|one| !one.attachment.is_empty());
        (1..).zip(all).flat_map(|(number, one)| attachment(number, one).into_iter().map(move |page| (one, page))).collect()
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
        sheet.cover = self.cover(village, Some(&correction), !sheet.attachments.is_empty());
        sheet.correction = Some(correction);
    }

    /// The words of the bundle's first page.
    fn cover(&self, village: &Village, correction: Option<&sheet::Correction>, has_attachments: bool) -> sheet::Cover {
        const FORWARD: &str = "Isi berkas pesan-wa dapat diteruskan lewat WhatsApp.";
        const PRINT: &str = "Cetak setiap berkas sebanyak yang tertulis di atas.";
        let and_attachments = match (has_attachments, correction) {
            (false, _) => "",
            (true, None) => " dan lampiran",
            (true, Some(_)) => ", lampiran",
        };
        let prints_color = village.prints_color && self.settings.edition.masthead_color.is_some();
        let color = if prints_color { "Buletin boleh dicetak berwarna; yang lain hitam putih." } else { "Cetak hitam putih." };
        match correction {
            None => sheet::Cover {
                title: "Baca dulu".to_owned(),
                greeting: "Salam. Paket ini untuk warga Anda. Mohon dicetak, ditempel, dan dibagikan.".to_owned(),
                print: format!("{PRINT} Setiap formulir bernomor sendiri: jangan difotokopi."),
                post: format!(
                    "Tempel lembar papan{and_attachments} di papan pengumuman. Bagikan buletin ke setiap RT. \
                     Simpan formulir untuk warga yang meminta. {FORWARD}"
                ),
                send_back: format!(
                    "Tanda tangani dan beri warga sobekannya. Kirim formulir ke kantor {} atau ke alamat di bawah. \
                     Amplop rahasia jangan dibuka.",
                    village.desa.designation.district.to_lowercase()
                ),
                color: color.to_owned(),
            },
            Some(sheet::Correction { label, replaces, .. }) => sheet::Cover {
                title: format!("Baca dulu: {}", label.to_lowercase()),
                greeting: format!("Salam. Ada yang berubah. {replaces} Mohon lembar ralat segera ditempel dan dibagikan."),
                print: PRINT.to_owned(),
                post: format!(
                    "Tempel lembar ralat{and_attachments} dan lembar papan yang baru; lepas yang lama. Bagikan lembar ralat ke setiap RT. {FORWARD}"
                ),
                send_back: "Formulir pekan ini tetap berlaku.".to_owned(),
                color: color.to_owned(),
            },
        }
    }

    /// The courier's list of one kecamatan: `rows` are its villages with what each bundle holds and its sheets.
    pub fn kecamatan_sheet(&self, rows: &[(&Village, String, u32)], channel: impl Fn(&Village) -> String) -> Option<sheet::Kecamatan> {
        let desa = &rows.first()?.0.desa;
        let printed = (1..).zip(rows).map(|(no, (village, contents, sheets))| sheet::ExpeditionRow {
            no,
            title: village.desa.title(),
            code: village.desa.code.to_string(),
            kim: village.kim.as_ref().map(|kim| kim.name.clone()),
            receiver: village.address.contact.as_deref().map(bind),
            channel: channel(village),
            bundle: self.bundle_name(village, 0),
            receipt: self.receipt(village, 0).to_string(),
            contents: contents.clone(),
            sheets: *sheets,
        });
        Some(sheet::Kecamatan {
            code: desa.code.kecamatan().to_string(),
            name: desa.kecamatan.clone(),
            title: desa.district(),
            district_head_title: desa.district_head_title(),
            rows: printed.collect(),
            heading: capitalised(&self.village_kinds(", ")),
            count: format!("Jumlah, {} {}", rows.len(), self.village_kinds(" dan ")),
            sheets: rows.iter().map(|(_, _, sheets)| sheets).sum(),
        })
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
