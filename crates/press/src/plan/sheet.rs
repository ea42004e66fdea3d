//! What a layout receives: two data files, one that the whole edition shares and one for the village (or kecamatan) at
//! hand. Everything in them is worded; a layout only arranges.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::fit::Space;
use super::settings::Mode;
use office::model::{DesaKind, Picture, RichText};

/// Where layouts find the emblem of the government, and that of a second letterhead.
pub const EMBLEM: &str = "lambang/1.jpg";
pub const SECOND_EMBLEM: &str = "lambang/2.jpg";

/// `edisi.json`: the same for all villages.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Edition {
    /// `2026-11-23`
    pub id: String,
    /// `Edisi 48 Tahun 2026`
    pub label: String,
    /// `Senin, 23 – Minggu, 29 November 2026`
    pub week: String,
    /// When the office closed the edition, as printed.
    pub compiled: String,
    /// "Jadwal sewaktu-waktu dapat berubah"
    pub notice: String,
    pub title: String,
    pub tagline: String,
    pub government: String,
    pub secretariat: String,
    pub office: String,
    pub address: String,
    pub phone: Option<String>,
    /// Where a confidential complaint is addressed to.
    pub inspectorate: String,
    pub zone: String,
    pub paper: Paper,
    /// How the bulletin is set.
    pub mode: Mode,
    /// White space gives way first to keep the page budget.
    pub space: Space,
    /// The masthead's colour in villages that print in colour: `#0b5d3b`.
    pub color: Option<String>,
    /// Path of the government's emblem.
    pub emblem: Option<String>,
    /// Of whoever publishes together with the secretariat.
    pub second_letterhead: Option<Letterhead>,
    /// Offices whose attendance an activity form can ask for.
    pub leaders: Vec<String>,
    pub answer_days: AnswerDays,
    pub agenda: Vec<AgendaDay>,
    /// Said where not all of the agenda is told.
    pub agenda_note: Option<String>,
    pub speeches: Vec<Article>,
    /// Announcements for everyone.
    pub announcements: Vec<Article>,
    /// Said where announcements are only named.
    pub announcements_note: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Paper {
    pub name: String,
    pub width_mm: f64,
    pub height_mm: f64,
}

/// Who publishes, above a form.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Letterhead {
    pub lines: Vec<String>,
    /// Path of its emblem.
    pub emblem: Option<String>,
}

/// Workdays within which a complaint is passed on and answered (PermenPANRB 62/2018; the regency may set its own).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AnswerDays {
    #[serde(alias = "diteruskan")]
    pub forward: u32,
    #[serde(alias = "informasi")]
    pub information: u32,
    #[serde(alias = "biasa")]
    pub plain: u32,
    #[serde(alias = "lapangan")]
    pub field: u32,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AgendaDay {
    pub day: String,
    pub date: String,
    pub entries: Vec<Entry>,
}

/// An event as printed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Entry {
    pub time: String,
    pub title: String,
    pub items: Vec<String>,
    pub place: Option<String>,
    pub officials: Option<String>,
    pub note: Option<String>,
    /// "dibatalkan", "ditunda"
    pub status: Option<String>,
}

/// An event in the village or its kecamatan.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OwnEntry {
    /// `Rabu, 25 November`
    pub day: String,
    /// In the village itself; else elsewhere in its kecamatan.
    pub here: bool,
    pub time: String,
    pub title: String,
    pub items: Vec<String>,
    pub place: Option<String>,
    pub officials: Option<String>,
    pub note: Option<String>,
    pub status: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Article {
    /// The section it stands in: `Sambutan Bupati`.
    pub rubric: Option<String>,
    pub title: String,
    /// Lines of fact below the title.
    pub facts: Vec<String>,
    pub body: RichText,
    pub picture: Option<Picture>,
    /// What stands below a text that was shortened to fit.
    pub shortened: Option<String>,
}

/// `desa.json`: one village's.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Village {
    /// `63.04.14.2008`
    pub code: String,
    pub kind: String,
    pub name: String,
    /// `Desa Karya Baru`
    pub title: String,
    /// `Kecamatan Barambai`
    pub district: String,
    /// `Kec. Barambai`, where the whole does not fit.
    pub district_short: String,
    /// `kantor desa`: where there is no KIM.
    pub office: String,
    pub regency: String,
    /// `Kepala Desa Karya Baru`, `Lurah Marabahan Kota`
    pub head_title: String,
    /// `kepala desa`, `lurah`
    pub head_short: String,
    pub head_name: Option<String>,
    pub district_head_title: String,
    pub district_head_name: Option<String>,
    pub kim: Option<KimLine>,
    pub agenda: Vec<OwnEntry>,
    /// Said where not all of its agenda is told.
    pub agenda_note: Option<String>,
    /// Announcements for this village or its kecamatan, the nearest first.
    pub announcements: Vec<Article>,
    /// Said where announcements are only named.
    pub announcements_note: Option<String>,
    /// What its KIM sent.
    pub corner: Vec<Article>,
    /// White space on its notice board.
    pub space: Space,
    /// Whether it prints in colour.
    pub color: bool,
    /// Serials of the blank forms, by form: `kegiatan`, `pengaduan`, `rahasia`.
    pub forms: BTreeMap<String, Vec<SerialMark>>,
    /// What the bundle holds; known once it is typeset.
    pub contents: Vec<Content>,
    /// Of paper, for all of it, with the page that lists it.
    pub sheets: u32,
    /// The bundle's name.
    pub bundle: String,
    /// The short code by which the receipt is acknowledged.
    pub receipt: String,
    /// In a correction's bundle: what it corrects.
    pub correction: Option<Correction>,
}

/// What of a village's sheet a document shows beside its names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shows {
    /// Its agenda, its announcements and its KIM's corner.
    News,
    /// The blank forms.
    Forms,
    /// What the bundle holds.
    Contents,
}

impl Village {
    /// The sheet as a kind of document shows it: what it does not show is left out.
    #[must_use]
    pub fn shown(&self, shows: Shows) -> Village {
        let mut sheet = self.clone();
        if shows != Shows::News {
            (sheet.agenda, sheet.announcements, sheet.corner) = (Vec::new(), Vec::new(), Vec::new());
            (sheet.agenda_note, sheet.announcements_note, sheet.space) = (None, None, Space::Normal);
        }
        if shows != Shows::Forms {
            sheet.forms.clear();
        }
        if shows != Shows::Contents {
            sheet.contents.clear();
        }
        sheet
    }

    /// The sheet of nobody, with nothing of any village's: what it says follows from the edition alone.
    #[must_use]
    pub fn nobodys(&self) -> Village {
        Village { kind: DesaKind::Desa.word().to_owned(), head_short: String::new(), color: false, ..self.shown(Shows::Contents).blank() }
    }

    /// The sheet without a name: what a plate holds for every village that has the same news, as many forms, the same documents.
    #[must_use]
    pub fn blank(&self) -> Village {
        let mut sheet = Village {
            code: String::new(),
            name: String::new(),
            title: String::new(),
            district: String::new(),
            district_short: String::new(),
            office: String::new(),
            sheets: 0,
            head_title: String::new(),
            head_name: None,
            district_head_title: String::new(),
            district_head_name: None,
            kim: None,
            bundle: String::new(),
            receipt: String::new(),
            ..self.clone()
        };
        for mark in sheet.forms.values_mut().flatten() {
            (mark.text, mark.qr) = (String::new(), String::new());
        }
        for content in &mut sheet.contents {
            (content.file, content.note) = (String::new(), String::new());
            (content.copies, content.sheets) = (0, 0);
        }
        sheet
    }
}

/// A numbered correction (ralat) of what a village was sent.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Correction {
    /// `Ralat 1`
    pub label: String,
    /// `Menggantikan buletin Edisi 48 Tahun 2026 dan Ralat 1.`
    pub replaces: String,
    pub items: Vec<CorrectionItem>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CorrectionItem {
    /// `Agenda berubah`, `Pengumuman baru`
    pub heading: String,
    /// As it was printed.
    pub before: Option<String>,
    /// As it is now.
    pub after: Option<String>,
    /// An announcement's whole text, where it is new or was changed.
    pub article: Option<Article>,
}

/// The KIM as it may be printed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KimLine {
    pub name: String,
    pub contact: Option<String>,
}

/// A form's serial, in letters and as an SVG picture of its QR code.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SerialMark {
    pub text: String,
    pub qr: String,
}

/// One document of a bundle.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Content {
    pub file: String,
    pub title: String,
    pub pages: usize,
    /// How often to print it.
    pub copies: u32,
    /// Sheets of paper for all copies, printed on both sides where it has several pages.
    pub sheets: u32,
    pub paper: String,
    pub note: String,
}

/// `kecamatan.json`: one courier's list.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Kecamatan {
    pub code: String,
    pub name: String,
    pub title: String,
    pub district_head_title: String,
    pub rows: Vec<ExpeditionRow>,
    pub sheets: u32,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ExpeditionRow {
    pub no: usize,
    pub title: String,
    pub code: String,
    pub kim: Option<String>,
    pub receiver: Option<String>,
    pub channel: String,
    pub bundle: String,
    pub contents: String,
    pub sheets: u32,
}
