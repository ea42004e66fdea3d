//! Who gets what, in which words. Pure: no clock, no I/O, no randomness; the same inputs give the same plan.

pub mod excerpt;
pub mod fit;
pub mod message;
pub mod news;
pub mod serial;
pub mod settings;
pub mod sheet;
pub mod typography;
pub mod venue;
pub mod wording;

use std::collections::BTreeMap;

use fit::{Detail, Fit};
use office::diagnostic::{Diagnostic, Found, Place};
use office::intake::Inputs;
use office::model::{AgendaEntry, Announcement, Block, DesaKind, EditionId, Kim, RichText, Sambutan, Target};
use settings::Settings;
use typography::{bind, bind_headline};
use venue::Located;

/// The forms of a village, in order: the name layouts know them by, and the serial's prefix.
pub const FORMS: [(&str, &str); 3] = [("kegiatan", "KGT"), ("pengaduan", "PGD"), ("rahasia", "RHS")];

/// One edition for all villages.
#[derive(Debug)]
pub struct Plan<'a> {
    pub edition: EditionId,
    inputs: &'a Inputs,
    settings: &'a Settings,
    /// Where each agenda entry is.
    located: Vec<Located>,
}

/// How many copies of the bulletin a village prints, and for whom.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Copies {
    pub total: u32,
    /// `4 RT, papan, kantor desa, KIM, 1 cadangan`
    pub note: String,
}

impl<'a> Plan<'a> {
    /// Plans an edition; what is doubtful about venues is said.
    pub fn new(inputs: &'a Inputs, edition: EditionId, settings: &'a Settings) -> Found<Self> {
        let mut diagnostics = Vec::new();
        let located = inputs.agenda.iter().map(|entry| venue::locate(entry, &inputs.wilayah).into_value(&mut diagnostics)).collect();
        if inputs.agenda.is_empty() && inputs.speeches.is_empty() && inputs.announcements.is_empty() {
            diagnostics.push(Diagnostic::error("edisi ini kosong").remedy("isi agenda.xlsx, sambutan/ atau pengumuman/"));
        }
        Found::new(Plan { edition, inputs, settings, located }, diagnostics)
    }

    pub fn kims(&self) -> &'a [Kim] {
        &self.inputs.kims
    }

    /// The agenda entries that touch a village: in it, or else in its kecamatan. Its own come first.
    pub fn agenda_for(&self, kim: &Kim) -> Vec<(&'a AgendaEntry, bool)> {
        let pairs = || self.inputs.agenda.iter().zip(&self.located);
        let here = pairs().filter(|(_, at)| at.desa.contains(&kim.desa.code)).map(|(entry, _)| (entry, true));
        let near = pairs()
            .filter(|(_, at)| !at.desa.contains(&kim.desa.code) && at.kecamatan.iter().any(|k| k == kim.desa.code.kecamatan()))
            .map(|(entry, _)| (entry, false));
        here.chain(near).collect()
    }

    /// The announcements meant for a village but not for everyone: nearest first, important ones before others.
    pub fn announcements_for(&self, kim: &Kim) -> Vec<&'a Announcement> {
        let mut chosen: Vec<(&Target, &Announcement)> =
            self.inputs.announcements.iter().filter(|a| !is_shared(a)).filter_map(|a| a.target_for(&kim.desa).map(|t| (t, a))).collect();
        chosen.sort_by_key(|(target, announcement)| (nearness(target), !announcement.important));
        chosen.into_iter().map(|(_, announcement)| announcement).collect()
    }

    /// What a village's KIM sent for its own corner, as the office edited it.
    pub fn corner_for(&self, kim: &Kim) -> Vec<&'a Announcement> {
        self.inputs.corners.iter().filter(|a| a.target_for(&kim.desa).is_some()).collect()
    }

    /// One copy for each RT, and those that the office adds for board, village office, KIM and spare.
    pub fn copies_for(&self, kim: &Kim) -> Copies {
        let rule = &self.settings.copies;
        let rt = kim.rt.unwrap_or(rule.default_rt);
        let office = if kim.desa.code.kind() == DesaKind::Kelurahan { "kantor kelurahan" } else { "kantor desa" };
        let kim_copies = if kim.name.is_some() { rule.kim } else { 0 };
        let parts = [(rt, "RT"), (rule.board, "papan"), (rule.office, office), (kim_copies, "KIM"), (rule.spare, "cadangan")];
        if let Some(total) = kim.copies {
            return Copies { total, note: "jumlah menurut daftar KIM".to_owned() };
        }
        let used = parts.iter().filter(|(n, _)| *n > 0);
        let note =
            used.map(|(n, what)| if *n == 1 && *what != "RT" { (*what).to_owned() } else { format!("{n} {what}") }).collect::<Vec<_>>();
        Copies { total: parts.iter().map(|(n, _)| n).sum(), note: note.join(", ") }
    }

    /// The serials of a village's blank forms, by form.
    pub fn serials_for(&self, kim: &Kim) -> BTreeMap<&'static str, Vec<String>> {
        let counts = [self.settings.forms.activity, self.settings.forms.complaint, self.settings.forms.confidential];
        FORMS
            .iter()
            .zip(counts)
            .map(|((form, prefix), count)| {
                (*form, (1..=count).map(|copy| serial::serial(prefix, &kim.desa.code, self.edition, copy)).collect())
            })
            .collect()
    }

    /// What all villages share, fitted so far.
    pub fn edition_sheet(&self, fit: Fit) -> sheet::Edition {
        let regency = &self.settings.regency;
        let full_texts = regency.full_texts.as_str();
        let (agenda, agenda_note) = self.week(fit.detail);
        let mut shared: Vec<&Announcement> = self.inputs.announcements.iter().filter(|a| is_shared(a)).collect();
        shared.sort_by_key(|a| !a.important);
        sheet::Edition {
            id: self.edition.to_string(),
            label: wording::edition_label(self.edition),
            week: bind(&wording::week(self.edition)),
            compiled: bind(&wording::compiled(self.edition, self.settings.edition.compiled, regency.zone)),
            notice: "Jadwal sewaktu-waktu dapat berubah".to_owned(),
            title: regency.bulletin.clone(),
            tagline: regency.tagline.clone(),
            government: regency.government.clone(),
            secretariat: regency.secretariat.clone(),
            office: regency.office.clone(),
            address: bind(&regency.address),
            phone: regency.phone.clone(),
            inspectorate: bind(&regency.inspectorate),
            zone: regency.zone.to_string(),
            paper: self.settings.edition.paper.sheet(),
            mode: self.settings.edition.mode,
            space: fit.space,
            color: self.settings.edition.masthead_color.as_ref().map(ToString::to_string),
            emblem: self.emblem(sheet::EMBLEM),
            second_letterhead: self
                .settings
                .second_letterhead
                .as_ref()
                .map(|second| sheet::Letterhead { lines: second.lines.clone(), emblem: self.emblem(sheet::SECOND_EMBLEM) }),
            leaders: self.settings.leaders.iter().map(|l| l.office.clone()).collect(),
            answer_days: self.settings.answer_days,
            agenda,
            agenda_note,
            speeches: self.inputs.speeches.iter().map(|s| self.speech(s, fit.speech)).collect(),
            announcements_note: names_note(fit, !shared.is_empty(), full_texts),
            announcements: shared.into_iter().map(|a| self.announcement(a, fit, full_texts)).collect(),
        }
    }

    /// Fits what is a village's own in its bulletin.
    pub fn fit_village(&self, sheet: &mut sheet::Village, kim: &Kim, fit: Fit) {
        self.put_own(sheet, kim, fit, &self.settings.regency.full_texts);
    }

    /// Fits what is a village's own on its notice board, where the bulletin is at hand for the rest.
    pub fn fit_board(&self, sheet: &mut sheet::Village, kim: &Kim, fit: Fit) {
        self.put_own(sheet, kim, fit, "buletin");
        sheet.space = fit.space;
    }

    fn put_own(&self, sheet: &mut sheet::Village, kim: &Kim, fit: Fit, full_texts: &str) {
        let articles = |all: Vec<&Announcement>| all.into_iter().map(|a| self.announcement(a, fit, full_texts)).collect::<Vec<_>>();
        sheet.announcements = articles(self.announcements_for(kim));
        sheet.corner = articles(self.corner_for(kim));
        sheet.announcements_note = names_note(fit, !sheet.announcements.is_empty() || !sheet.corner.is_empty(), full_texts);
        sheet.agenda = self.agenda_for(kim).into_iter().map(|(entry, here)| self.own_entry(entry, here)).collect();
        let mut is_brief = false;
        for entry in &mut sheet.agenda {
            // What happens in the village itself says a step more.
            let detail = match (fit.detail, entry.here) {
                (Detail::Title, true) => Detail::Place,
                (Detail::Place, true) => Detail::Full,
                (detail, _) => detail,
            };
            is_brief |= shorten(detail, &mut entry.items, [&mut entry.officials, &mut entry.note], &mut entry.place);
        }
        sheet.agenda_note = is_brief.then(|| agenda_note(full_texts));
    }

    /// Puts in the serials of a village's blank forms, which its bulletin does not need.
    pub fn put_forms(&self, sheet: &mut sheet::Village, kim: &Kim) {
        let marks = |serials: Vec<String>| serials.into_iter().map(serial::mark).collect();
        sheet.forms = self.serials_for(kim).into_iter().map(|(form, serials)| (form.to_owned(), marks(serials))).collect();
    }

    /// What is one village's, nothing shortened. The forms' serials and the bundle's contents are put in later.
    pub fn village_sheet(&self, kim: &Kim) -> sheet::Village {
        let desa = &kim.desa;
        let (head_title, head_short) = match desa.code.kind() {
            DesaKind::Kelurahan => (format!("Lurah {}", desa.name), "lurah".to_owned()),
            DesaKind::Desa | DesaKind::DesaAdat => {
                let head = &self.settings.regency.village_head;
                (format!("{head} {}", desa.name), head.to_lowercase())
            }
        };
        let mut sheet = sheet::Village {
            code: desa.code.to_string(),
            kind: desa.code.kind().word().to_owned(),
            name: desa.name.clone(),
            title: desa.title(),
            district: format!("Kecamatan {}", desa.kecamatan),
            district_short: format!("Kec. {}", desa.kecamatan),
            office: format!("kantor {}", desa.code.kind().word().to_lowercase()),
            regency: self.settings.regency.name.clone(),
            head_title,
            head_short,
            head_name: kim.head.as_deref().map(bind),
            district_head_title: format!("Camat {}", desa.kecamatan),
            district_head_name: kim.camat.as_deref().map(bind),
            kim: kim.name.clone().map(|name| sheet::KimLine { name, contact: kim.printed_contact.as_deref().map(bind) }),
            agenda: Vec::new(),
            agenda_note: None,
            announcements: Vec::new(),
            announcements_note: None,
            corner: Vec::new(),
            space: fit::Space::Normal,
            color: kim.prints_color,
            forms: BTreeMap::new(),
            contents: Vec::new(),
            sheets: 0,
            bundle: self.bundle_name(kim, 0),
            receipt: self.receipt(kim, 0),
            correction: None,
        };
        self.fit_village(&mut sheet, kim, fit::BULLETIN[fit::WHOLE]);
        sheet
    }

    /// Makes a village's sheet that of a correction.
    pub fn correct(&self, sheet: &mut sheet::Village, kim: &Kim, number: u32, changes: &[news::Change]) {
        sheet.bundle = self.bundle_name(kim, number);
        sheet.receipt = self.receipt(kim, number);
        sheet.forms.clear();
        sheet.correction = Some(self.correction(number, changes));
    }

    /// `warta-2026-11-23-6304142008`, `…-ralat1`: ASCII, with edition and code.
    pub fn bundle_name(&self, kim: &Kim, ralat: u32) -> String {
        let name = format!("warta-{}-{}", self.edition, kim.desa.code.digits());
        if ralat == 0 { name } else { format!("{name}-ralat{ralat}") }
    }

    /// The short code by which a bundle's receipt is acknowledged.
    pub fn receipt(&self, kim: &Kim, ralat: u32) -> String {
        self.settings.receipts.code(kim.desa.code.as_str(), self.edition, ralat)
    }

    /// The week by day, and what is to be said where not all of it is told; days without an event are left out.
    fn week(&self, detail: Detail) -> (Vec<sheet::AgendaDay>, Option<String>) {
        let mut is_brief = false;
        let mut days: Vec<sheet::AgendaDay> = Vec::new();
        let mut last = None;
        for entry in &self.inputs.agenda {
            if last != Some(entry.date) {
                use chrono::Datelike;
                let date = format!("{} {}", entry.date.day(), office::model::date::month(entry.date));
                days.push(sheet::AgendaDay {
                    day: office::model::date::weekday(entry.date).to_owned(),
                    date: bind(&date),
                    entries: Vec::new(),
                });
                last = Some(entry.date);
            }
            if let Some(day) = days.last_mut() {
                let mut printed = sheet::Entry {
                    time: bind(&wording::time(&entry.time, None)),
                    title: bind(&entry.title),
                    items: entry.items.iter().map(|i| bind(i)).collect(),
                    place: wording::venue(entry.venue.as_deref(), entry.online).map(|line| printed_line(&line)),
                    officials: wording::officials(&entry.officials).map(|o| bind(&o)),
                    note: entry.note.as_deref().map(printed_line),
                    status: wording::status(entry.status),
                };
                is_brief |= shorten(detail, &mut printed.items, [&mut printed.officials, &mut printed.note], &mut printed.place);
                day.entries.push(printed);
            }
        }
        (days, is_brief.then(|| agenda_note(&self.settings.regency.full_texts)))
    }

    fn own_entry(&self, entry: &AgendaEntry, here: bool) -> sheet::OwnEntry {
        sheet::OwnEntry {
            day: bind(&wording::day_in_week(entry.date)),
            here,
            time: bind(&wording::time(&entry.time, Some(self.settings.regency.zone))),
            title: bind(&entry.title),
            items: entry.items.iter().map(|i| bind(i)).collect(),
            place: wording::venue(entry.venue.as_deref(), entry.online).map(|line| printed_line(&line)),
            officials: wording::officials(&entry.officials).map(|o| bind(&o)),
            note: entry.note.as_deref().map(printed_line),
            status: wording::status(entry.status),
        }
    }

    /// Each text of the edition, nothing shortened, with the place of its manuscript: speeches, announcements, and what KIM sent.
    pub fn articles(&self) -> Vec<(&'a Place, sheet::Article)> {
        let whole = fit::BULLETIN[fit::WHOLE];
        let speeches = self.inputs.speeches.iter().map(|speech| (&speech.place, self.speech(speech, whole.speech)));
        let announcements = self.inputs.announcements.iter().chain(&self.inputs.corners);
        speeches.chain(announcements.map(|one| (&one.place, self.announcement(one, whole, "")))).collect()
    }

    fn speech(&self, speech: &Sambutan, words: usize) -> sheet::Article {
        let event = speech.event.clone().filter(|event| *event != speech.title);
        let where_to = [event, speech.venue.clone()].into_iter().flatten().collect::<Vec<_>>().join(", ");
        let date = speech.date.map(office::model::date::full_date).unwrap_or_default();
        let reader = speech.reader.as_ref().map(|reader| format!("dibacakan {reader}"));
        let when = [Some(date), reader, Some("sesuai naskah".to_owned())]
            .into_iter()
            .flatten()
            .filter(|t| !t.is_empty())
            .collect::<Vec<_>>()
            .join(" · ");
        let facts = [where_to, when].into_iter().filter(|line| !line.is_empty()).map(|line| bind(&line)).collect();
        let rubric = Some(format!("Sambutan {}", speech.speaker));
        self.article(rubric, &speech.title, facts, (&speech.body, words, &self.settings.regency.full_texts), None)
    }

    fn announcement(&self, announcement: &Announcement, fit: Fit, full_texts: &str) -> sheet::Article {
        if fit.detail == Detail::Names {
            return self.article(None, &announcement.title, Vec::new(), (&[], 0, full_texts), None);
        }
        let words = fit.announcement;
        let valid = announcement.valid_until.map(wording::valid_until);
        let line = [announcement.sender.clone(), valid].into_iter().flatten().collect::<Vec<_>>().join(" · ");
        let facts = [line].into_iter().filter(|line| !line.is_empty()).map(|line| bind(&line)).collect();
        let picture = announcement.picture.clone().filter(|_| words > 0);
        let is_without = picture.is_none() && announcement.picture.is_some();
        let mut article = self.article(None, &announcement.title, facts, (&announcement.body, words, full_texts), picture);
        if is_without && article.shortened.is_none() {
            article.shortened = Some(bind(&format!("Selengkapnya di {full_texts}.")));
        }
        article
    }

    /// An article of so many words of its text; the rest is to be had where `full_texts` says.
    fn article(
        &self,
        rubric: Option<String>,
        title: &str,
        facts: Vec<String>,
        (text, words, full_texts): (&[Block], usize, &str),
        picture: Option<office::model::Picture>,
    ) -> sheet::Article {
        let total: usize = text.iter().map(Block::words).sum();
        let (mut body, shortened): (RichText, _) = match excerpt::excerpt(text, words) {
            _ if words == 0 && total > 0 => (RichText::new(), Some(bind(&format!("Selengkapnya di {full_texts}.")))),
            Some(kept) => {
                let shown: usize = kept.iter().map(Block::words).sum();
                let line = format!("Dipendekkan: {shown} dari {total} kata. Selengkapnya di {full_texts}.");
                (kept, Some(bind(&line)))
            }
            None => (text.to_vec(), None),
        };
        body.iter_mut().for_each(|block| block.map_text(&bind));
        sheet::Article { rubric, title: bind_headline(title), facts, body, picture, shortened }
    }

    /// The path of an emblem that the office folder holds.
    fn emblem(&self, path: &str) -> Option<String> {
        self.inputs.pictures.iter().any(|(known, _)| known == path).then(|| path.to_owned())
    }

    /// The courier's list of one kecamatan: `rows` are its villages with what each bundle holds and its sheets.
    pub fn kecamatan_sheet(&self, kims: &[(&Kim, String, u32)], channel: impl Fn(&Kim) -> String) -> Option<sheet::Kecamatan> {
        let first = kims.first()?.0;
        let rows = (1..).zip(kims).map(|(no, (kim, contents, sheets))| sheet::ExpeditionRow {
            no,
            title: kim.desa.title(),
            code: kim.desa.code.to_string(),
            kim: kim.name.clone(),
            receiver: kim.contact.as_deref().map(bind),
            channel: channel(kim),
            bundle: self.bundle_name(kim, 0),
            contents: contents.clone(),
            sheets: *sheets,
        });
        Some(sheet::Kecamatan {
            code: first.desa.code.kecamatan().to_owned(),
            name: first.desa.kecamatan.clone(),
            title: format!("Kecamatan {}", first.desa.kecamatan),
            district_head_title: format!("Camat {}", first.desa.kecamatan),
            rows: rows.collect(),
            sheets: kims.iter().map(|(_, _, sheets)| sheets).sum(),
        })
    }
}

/// Printed with everyone's announcements rather than with a village's own.
fn is_shared(announcement: &Announcement) -> bool {
    announcement.excluded.is_empty() && announcement.targets.contains(&Target::Everyone)
}

fn nearness(target: &Target) -> u8 {
    match target {
        Target::Desa(_) => 0,
        Target::Kecamatan(_) => 1,
        Target::Kelurahan => 2,
        Target::AllDesa => 3,
        Target::Everyone => 4,
    }
}

/// Leaves out of an event what a detail does not hold; whether there was anything.
fn shorten(detail: Detail, items: &mut Vec<String>, remarks: [&mut Option<String>; 2], place: &mut Option<String>) -> bool {
    let mut is_brief = false;
    if detail >= Detail::Place {
        is_brief |= !std::mem::take(items).is_empty();
        remarks.into_iter().for_each(|remark| is_brief |= remark.take().is_some());
    }
    if detail >= Detail::Title {
        is_brief |= place.take().is_some();
    }
    is_brief
}

/// What is to be said where announcements are only named.
fn names_note(fit: Fit, are_any: bool, full_texts: &str) -> Option<String> {
    (fit.detail == Detail::Names && are_any).then(|| bind(&format!("Judulnya saja. Selengkapnya di {full_texts}.")))
}

fn agenda_note(full_texts: &str) -> String {
    bind(&format!("Agenda dipendekkan. Selengkapnya di {full_texts}."))
}

/// A cell of several lines on one line.
fn printed_line(text: &str) -> String {
    bind(&text.replace('\n', ", "))
}
