//! The data that layouts receive: one file that the whole edition shares, and one for the village (or kecamatan) at hand.
//!
//! Everything in them is worded; a layout only arranges. Where a part of a sentence is set otherwise than the rest, it has a field of
//! its own.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::fit::Space;
use super::settings::{Mode, Paper};
use office::model::{DesaKind, Picture, RichText, Run};

/// The path under which layouts find the emblem of the government.
pub const EMBLEM: &str = "lambang/1.jpg";
/// The path under which layouts find the emblem of a second letterhead.
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
    /// `Disusun Jumat, 20 November 2026, pukul 16.00 WITA`
    pub compiled: String,
    /// `Jadwal sewaktu-waktu dapat berubah`
    pub notice: String,
    pub title: String,
    pub tagline: String,
    pub government: String,
    /// The government and its secretariat.
    pub letterhead: Letterhead,
    /// The agency that publishes together with the secretariat.
    pub second_letterhead: Option<Letterhead>,
    /// `Diterbitkan oleh Pemerintah Kabupaten Barito Kuala bersama Dinas Kominfo.`, where there is a second letterhead.
    pub publishers: Option<String>,
    pub office: String,
    /// The word for villages: `desa atau kelurahan`.
    pub village_kinds: String,
    pub address: String,
    pub phone: Option<String>,
    /// Address of confidential complaints.
    pub inspectorate: String,
    pub zone: String,
    pub paper: Paper,
    /// How the bulletin is set.
    pub mode: Mode,
    /// Advice on printing the bulletin on both sides: `Buletin bolak-balik bila bisa.`
    pub duplex: Vec<Run>,
    /// White space gives way first to keep the page budget.
    pub space: Space,
    /// The masthead's colour in villages that print in colour: `#0b5d3b`.
    pub color: Option<String>,
    /// Offices whose attendance an activity form can ask for.
    pub leaders: Vec<String>,
    pub answer_days: AnswerTimes,
    pub agenda: Vec<AgendaDay>,
    /// Said where not all of the agenda is told.
    pub agenda_note: Option<String>,
    pub speeches: Vec<Article>,
    /// Announcements for everyone.
    pub announcements: Vec<Article>,
    /// Said where announcements are only named.
    pub announcements_note: Option<String>,
}

/// A publisher, as it stands above a form.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Letterhead {
    /// In capitals.
    pub lines: Vec<String>,
    pub emblem: Option<Emblem>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Emblem {
    /// One of the edition's prepared pictures.
    pub path: String,
    /// `Lambang Pemerintah Kabupaten Barito Kuala`, for those who cannot see it.
    pub alt: String,
}

/// Times within which a complaint is passed on and answered: `3 hari kerja`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AnswerTimes {
    pub forward: String,
    pub information: String,
    pub plain: String,
    pub field: String,
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
    /// `Aula Selidah.`
    pub place: Option<String>,
    /// `Dihadiri Bupati, Sekda.`
    pub officials: Option<String>,
    /// `Warga dipersilakan datang.`
    pub note: Option<String>,
    /// `DIBATALKAN`
    pub status: Option<String>,
    /// It is too long to be kept together: it may go on in the next column.
    pub long: bool,
}

/// An event that touches a village.
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
    pub long: bool,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Article {
    /// The section it stands in: `Sambutan Bupati`.
    pub rubric: Option<String>,
    pub title: String,
    /// Lines of fact below the title.
    pub facts: Vec<String>,
    /// It comes with an attachment, which its facts say wherever its title stands.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub attached: bool,
    pub body: RichText,
    pub picture: Option<Picture>,
    /// Further pictures, which stand at its end.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub more_pictures: Vec<Picture>,
    /// Stands below a text that was shortened to fit.
    pub shortened: Option<String>,
}

/// `desa.json`: one village's.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Village {
    /// `63.04.14.2008`
    pub code: String,
    /// `Desa`, `Kelurahan`: in titles.
    pub kind: String,
    /// `desa`, `kelurahan`, `kampung`: in running text.
    pub kind_in_text: String,
    pub name: String,
    /// `Desa Karya Baru`
    pub title: String,
    /// `Kecamatan Barambai`
    pub district: String,
    /// `Kec. Barambai`, where the whole does not fit.
    pub district_short: String,
    pub regency: String,
    /// `Kepala Desa Karya Baru`, `Lurah Marabahan Kota`
    pub head_title: String,
    /// `kepala desa`, `lurah`
    pub head_short: String,
    pub head_name: Option<String>,
    pub district_head_title: String,
    pub district_head_name: Option<String>,
    /// The name of its KIM: `KIM Karya Bersama`.
    pub kim: Option<String>,
    pub receiver: Receiver,
    pub agenda: Vec<OwnEntry>,
    /// Said where not all of its agenda is told.
    pub agenda_note: Option<String>,
    /// Announcements for this village or its kecamatan, the nearest first.
    pub announcements: Vec<Article>,
    /// Said where announcements are only named.
    pub announcements_note: Option<String>,
    /// Sent by its KIM.
    pub corner: Vec<Article>,
    /// The pages of the attachments of all announcements that it gets.
    pub attachments: Vec<Attachment>,
    /// White space on its notice board.
    pub space: Space,
    /// Whether it prints in colour.
    pub color: bool,
    /// Serials of the blank forms, by form: `kegiatan`, `pengaduan`, `rahasia`.
    pub forms: BTreeMap<String, Vec<SerialMark>>,
    pub cover: Cover,
    /// The documents of the bundle; known once it is typeset.
    pub contents: Vec<Content>,
    /// Of paper, for all of it, with the page that lists it.
    pub sheets: u32,
    /// The bundle's name.
    pub bundle: String,
    /// The short code by which the receipt is acknowledged.
    pub receipt: String,
    /// In a correction's bundle: the correction.
    pub correction: Option<Correction>,
}

/// A page of an announcement's attachment, which is printed as it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Attachment {
    /// `Lampiran 2`, `Lampiran 2, halaman 1 dari 3`
    pub label: String,
    /// The announcement's.
    pub title: String,
    /// It begins an attachment.
    pub first: bool,
    /// One of the edition's prepared pictures.
    pub path: String,
    /// Its words, for readers who cannot see it.
    pub alt: String,
    /// The sheet is wider than high.
    pub wide: bool,
}

/// The receiver of a village's bundle and of its forms, in words: its KIM, or the village office where there is none.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Receiver {
    /// `KIM Karya Bersama`, `kantor desa`
    pub name: String,
    /// Ends a sentence whose last word is the name: ` (Sdri. Nor Laila).`, `.`, `, karena KIM belum ada di sini.`
    pub name_end: String,
    /// `Untuk KIM Karya Bersama`, `Untuk kantor desa: belum ada KIM`
    pub addressed: String,
    /// `Desa Karya Baru, Kecamatan Barambai.`; the contact in a second line: `Penghubung: Sdri. Nor Laila.`
    pub address: String,
    /// `Pojok KIM Karya Bersama`
    pub corner: String,
    /// `Formulir ada di KIM Karya Bersama: Sdri. Nor Laila.`
    pub forms: String,
    /// `KIM Karya Bersama`, `Belum ada KIM: serahkan ke kantor desa.`
    pub handed_to: String,
}

/// The words on a bundle's first page that differ from bundle to bundle, for the volunteer who prints it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Cover {
    /// `Baca dulu`, `Baca dulu: ralat 1`
    pub title: String,
    pub greeting: String,
    /// The first step.
    pub print: String,
    /// The second step.
    pub post: String,
    /// The third step.
    pub send_back: String,
    /// Advice on colour: `Cetak hitam putih.`
    pub color: String,
}

/// A part of a village's sheet that a document shows beside its names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shows {
    /// Its agenda, its announcements and its KIM's corner.
    News,
    /// The blank forms.
    Forms,
    /// The documents of the bundle.
    Contents,
    /// The pages of attachments.
    Attachments,
}

impl Village {
    /// The sheet as a kind of document shows it: the rest is left out.
    #[must_use]
    pub(crate) fn shown(&self, shows: Shows) -> Village {
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
        if shows != Shows::Attachments {
            sheet.attachments.clear();
        }
        sheet
    }

    /// Whether it has something to show in a part without which there is no document: forms, or attachments.
    pub(crate) fn holds(&self, part: Shows) -> bool {
        match part {
            Shows::News | Shows::Contents => true,
            Shows::Forms => self.forms.values().any(|serials| !serials.is_empty()),
            Shows::Attachments => !self.attachments.is_empty(),
        }
    }

    /// The sheet of nobody, with nothing of any village's: it follows from the edition alone.
    #[must_use]
    pub(crate) fn nobodys(&self) -> Village {
        Village {
            kind: DesaKind::Desa.word().to_owned(),
            kind_in_text: DesaKind::Desa.word().to_lowercase(),
            head_short: String::new(),
            cover: Cover::default(),
            color: false,
            ..self.shown(Shows::Contents).blank()
        }
    }

    /// The sheet without a name, as a plate holds it for every village that has the same news, as many forms, the same documents.
    #[must_use]
    pub(crate) fn blank(&self) -> Village {
        let mut sheet = Village {
            code: String::new(),
            name: String::new(),
            title: String::new(),
            district: String::new(),
            district_short: String::new(),
            sheets: 0,
            head_title: String::new(),
            head_name: None,
            district_head_title: String::new(),
            district_head_name: None,
            kim: None,
            receiver: Receiver::default(),
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

/// A numbered correction (ralat) of an earlier bundle.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Correction {
    /// `Ralat 1`
    pub label: String,
    /// `Menggantikan yang tertulis di buletin Edisi 48 Tahun 2026 dan Ralat 1.`
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
    /// Heads the villages' column: `Desa, kelurahan`.
    pub heading: String,
    /// Heads the total: `Jumlah, 17 desa dan kelurahan`.
    pub count: String,
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
    /// The short code by which the receipt is acknowledged.
    pub receipt: String,
    pub contents: String,
    pub sheets: u32,
}
