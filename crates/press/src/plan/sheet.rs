//! The data that layouts receive: one file that the whole edition shares, and one for the village (or kecamatan) at hand.
//!
//! Everything in them is worded; a layout only arranges. Where a part of a sentence is set otherwise than the rest, it has a field of
//! its own.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::fit::Space;
use super::settings::{Mode, Paper, PhoneNumber};
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
    /// Advice on printing the bulletin on both sides: `Buletin dan lembar sambutan bolak-balik bila bisa.`
    pub duplex: Vec<Run>,
    /// White space gives way first to keep the page budget.
    pub space: Space,
    /// The masthead's colour in villages that print in colour: `#0b5d3b`.
    pub color: Option<String>,
    /// Offices whose attendance an activity form can ask for.
    pub leaders: Vec<String>,
    pub answer_days: AnswerTimes,
    /// Each blank form has a second page, on its back.
    #[serde(default)]
    pub form_back: bool,
    /// The forms of the office's own that villages get, in its order.
    #[serde(default)]
    pub own_forms: Vec<OwnForm>,
    /// When an activity's form is to be handed in: `paling lambat 7 hari sebelum acara`.
    #[serde(default)]
    pub activity_deadline: String,
    /// How long what complainants wrote is kept: `selama diperlukan untuk menangani laporan ini`.
    #[serde(default)]
    pub kept: String,
    pub agenda: Vec<AgendaDay>,
    /// `Tanpa nama: dihadiri Bupati.`, and what is said where not all of the agenda is told.
    pub agenda_note: Option<String>,
    pub speeches: Vec<Article>,
    /// Announcements for everyone.
    pub announcements: Vec<Article>,
    /// Said where announcements are only named.
    pub announcements_note: Option<String>,
    /// The phone numbers that residents need, as the office gives them.
    #[serde(default)]
    pub numbers: Vec<PhoneNumber>,
    /// `Lepas sesudah Minggu, 29 November 2026`
    pub take_down: String,
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
    /// The official words for what is answered within these times: `normatif`, `tidak berkadar pengawasan`, `berkadar pengawasan`; empty
    /// where the office wants none.
    #[serde(default)]
    pub information_name: String,
    #[serde(default)]
    pub plain_name: String,
    #[serde(default)]
    pub field_name: String,
}

/// A form of the office's own.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OwnForm {
    /// `sns`: the name under which villages have its serials.
    pub name: String,
    /// `Formulir Sensus`
    pub title: String,
    /// `formulir-sensus`: the layout to be imported, which exports `formulir`.
    pub layout: String,
    /// `SNS`
    pub prefix: String,
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
    /// Compact, without a full stop: `Bupati`, `Wakil Bupati, Sekda`, `Bupati diwakili Asisten I`. None where `agenda_note` says once who comes
    /// to events without a name (`Tanpa nama: dihadiri Bupati.`), or where names gave way.
    pub officials: Option<String>,
    /// `Warga dipersilakan datang.`
    pub note: Option<String>,
    /// `DIBATALKAN`
    pub status: Option<String>,
    /// Residents are told to come, or to do something; of events that take place as planned.
    #[serde(default)]
    pub public: bool,
    /// It is too long to be kept together: it may go on in the next column.
    pub long: bool,
}

/// An event that touches a village.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OwnEntry {
    /// `Rabu, 25 November`
    pub day: String,
    /// Residents are told to come, or to do something.
    #[serde(default)]
    pub public: bool,
    /// In the village itself; else elsewhere in its kecamatan.
    pub here: bool,
    pub time: String,
    pub title: String,
    pub items: Vec<String>,
    pub place: Option<String>,
    /// A sentence: `Dihadiri Bupati, Sekda.`
    pub officials: Option<String>,
    pub note: Option<String>,
    pub status: Option<String>,
    pub long: bool,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Article {
    /// The section it stands in: `Sambutan Bupati`.
    pub rubric: Option<String>,
    pub title: String,
    /// Its sender and its last day; of a speech, where and when it was held: lines below the title.
    pub facts: Vec<String>,
    /// The facts without which nobody can act on it. They stay, however much of the text gives way.
    #[serde(default)]
    pub key_facts: Vec<KeyFact>,
    /// The office marked it important.
    #[serde(default)]
    pub important: bool,
    /// Of a speech: up to three sentences that the office wrote.
    #[serde(default)]
    pub summary: Option<String>,
    /// Of a speech: a sentence of it that the office chose.
    #[serde(default)]
    pub quote: Option<String>,
    /// It comes with an attachment, which its facts say wherever its title stands.
    #[serde(default)]
    pub attached: bool,
    pub body: RichText,
    pub picture: Option<Picture>,
    /// Further pictures, which stand at its end.
    #[serde(default)]
    pub more_pictures: Vec<Picture>,
    /// Stands below a text that was shortened to fit.
    pub shortened: Option<String>,
}

/// A fact with the word that names it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KeyFact {
    /// `Kapan`, `Di mana`, `Bawa`, `Paling lambat`, `Biaya`; empty: the same as of the fact before.
    pub label: String,
    pub text: String,
}

/// The first page of a village's bulletin, besides its names: the week at a glance, the lead, and what residents may come to.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Front {
    /// The seven days of the week, from Monday.
    pub strip: Vec<StripDay>,
    /// Things of several days of the week, each in a row of its own below the days.
    #[serde(default)]
    pub periods: Vec<StripPeriod>,
    /// `Senin, 30 November: 09.00 Musyawarah batas`: what is known of the week after.
    pub next_week: Vec<String>,
    /// The article that leads. It stands nowhere else in the bulletin: where it is the village's or the kecamatan's, `announcements` is
    /// without it.
    pub lead: Option<Article>,
    /// The lead is for everyone: the announcement at this place of `edisi.announcements`, counted from 0, which the bulletin leaves out
    /// among the others. (The edition's data are the same for all villages, so that they cannot be without it.)
    #[serde(default)]
    pub lead_shared: Option<usize>,
    /// Heads the lead: `Penting`, `Untuk desa Anda`, `Untuk kecamatan Anda`, `Untuk semua desa`.
    pub lead_rubric: Option<String>,
    /// The events to which residents may come, by day.
    pub open: Vec<OpenEvent>,
    /// Where everything else is: `Agenda pimpinan: 36 acara`.
    pub contents: Vec<String>,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StripDay {
    /// `Senin`
    pub day: String,
    /// `23`
    pub date: String,
    /// Those of the village first; two at most.
    pub items: Vec<StripItem>,
    /// How many more there are.
    pub more: usize,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StripItem {
    /// `09.00`; empty where no hour is known.
    pub time: String,
    /// In few words: `Panen raya padi`.
    pub title: String,
    pub place: Option<String>,
    /// In the village itself; else elsewhere in its kecamatan.
    pub here: bool,
    /// It does not take place as planned: `batal`.
    pub status: Option<String>,
}

/// Something that goes on for several days of the week.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StripPeriod {
    /// The first of its days among the seven, from 0.
    pub first: usize,
    /// So many of the seven.
    pub days: usize,
    /// `Senin 23–Minggu 29`: its days of the week, where there are no columns.
    pub when: String,
    /// `22.00–04.00`; empty where no hour is known.
    pub time: String,
    /// `Jalan Desa Karya Baru ditutup (sampai 5 Des.)`
    pub title: String,
    /// In the village itself; else elsewhere in its kecamatan, or for everyone.
    pub here: bool,
}

/// An event to which residents may come.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OpenEvent {
    /// `Rabu, 25 November, 09.00`
    pub when: String,
    pub title: String,
    /// A sentence: `Gedung Serba Guna, Marabahan.`
    pub place: Option<String>,
    /// `Warga dipersilakan datang.`
    pub note: Option<String>,
}

/// A dated thing on a village's notice board.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Card {
    /// `Rabu`
    pub day: String,
    /// `25 November`
    pub date: String,
    /// `09.00 WITA`; empty where no hour is known.
    pub time: String,
    pub title: String,
    /// A sentence: `Balai Desa Karya Baru, Kec. Barambai.`
    pub place: Option<String>,
    /// `Dihadiri Bupati. Warga dipersilakan datang.`, `Bawa KTP.`
    pub note: Option<String>,
    /// `DIBATALKAN`
    pub status: Option<String>,
    /// In the village itself; else elsewhere in its kecamatan.
    pub here: bool,
}

/// A part of the page that is read aloud.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Spoken {
    /// Not read aloud: `Dari desa kita`.
    pub heading: String,
    /// Sentences as one says them, those of one event or announcement together.
    pub sentences: Vec<String>,
}

/// An answer to a form that came back from this village. (Their data come with the answers; until then there are none.)
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Answer {
    /// The number on the form's tear-off: `PGD-…-01-K`.
    pub form: String,
    /// `Jembatan RT 03`
    pub subject: String,
    /// `Dinas PUPR: dikerjakan Desember.`
    pub text: String,
    /// `Dijawab dalam 12 hari kerja`
    pub after: String,
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
    /// The first page of its bulletin.
    #[serde(default)]
    pub front: Front,
    /// The dated things on its notice board, in the order of time.
    #[serde(default)]
    pub cards: Vec<Card>,
    /// Heads its cards: `Di desa kita`; `Pekan ini di dekat sini`, where there is nothing here.
    #[serde(default)]
    pub cards_heading: String,
    /// Stands below its cards: `Dan 3 acara lagi: lihat buletin.`
    #[serde(default)]
    pub cards_note: Option<String>,
    /// Important announcements for everyone, as its notice board tells them below the village's own. Only the board has them.
    #[serde(default)]
    pub board_shared: Vec<Article>,
    /// `Baca juga di buletin`: lines with the titles of the other announcements for everyone; the last may say how many more there are. Only
    /// the board has them; empty: the section is left out.
    #[serde(default)]
    pub see_also: Vec<String>,
    /// Answers to forms that came back from it.
    #[serde(default)]
    pub answers: Vec<Answer>,
    /// The page to be read aloud.
    #[serde(default)]
    pub spoken: Vec<Spoken>,
    /// The pages of the attachments of all announcements that it gets.
    pub attachments: Vec<Attachment>,
    /// White space on its notice board. (Its bulletin's is the edition's.)
    pub space: Space,
    /// Whether it prints in colour.
    pub color: bool,
    /// Serials of the blank forms, by form: `kegiatan`, `pengaduan`, `rahasia`, and the names of [`Edition::own_forms`].
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
    /// Its place in a courier's pile; none outside one.
    #[serde(default)]
    pub stack: Option<Stack>,
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
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Cover {
    /// `Baca dulu`, `Baca dulu: ralat 1`
    pub title: String,
    pub greeting: String,
    /// Advice on colour: `Cetak hitam putih.`
    pub color: String,
    /// The volunteer's week, in the order of days. Its words are the same for all villages that have the same documents.
    #[serde(default)]
    pub tasks: Vec<Task>,
    /// Urgent things in the village this week, three at most: `Senin, 23 November, 22.00: feri berhenti.`
    #[serde(default)]
    pub urgent: Vec<String>,
    /// A box to be ticked off for each RT, `□ 1 □ 2`, as text, which stands in a place: villages differ in it. None where their
    /// number is not known.
    #[serde(default)]
    pub rt: Option<String>,
    /// The office's number for WhatsApp, with a link that fills in the receipt code; none where the office gives no mobile number.
    #[serde(default)]
    pub wa: Option<SerialMark>,
}

/// A task of the volunteer's week, to be ticked off.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Task {
    /// `Sabtu 21 November`; empty where the day is that of the task before.
    pub when: String,
    /// `Bagikan buletin ke setiap RT.`
    pub what: String,
    /// The bundle's sheets are told beside it: `37 lembar`.
    #[serde(default)]
    pub counts_sheets: bool,
    /// The boxes of its RT ([`Cover::rt`]) stand below it.
    #[serde(default)]
    pub by_rt: bool,
}

/// The place of a village's documents in a courier's pile, as it stands on the separator: `ke-8 dari 11`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Stack {
    /// From 1.
    pub number: usize,
    pub of: usize,
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
    /// The page that is read aloud.
    Spoken,
    /// Nothing besides its names: the pages are the edition's.
    Edition,
}

impl Village {
    /// The sheet as a kind of document shows it: the rest is left out.
    #[must_use]
    pub(crate) fn shown(&self, shows: Shows) -> Village {
        let mut sheet = self.clone();
        if shows != Shows::News {
            sheet.clear_news();
        }
        if shows != Shows::Forms {
            sheet.forms.clear();
        }
        if shows != Shows::Contents {
            sheet.contents.clear();
            sheet.cover = Cover::default();
        }
        if shows != Shows::Attachments {
            sheet.attachments.clear();
        }
        if shows != Shows::Spoken {
            sheet.spoken.clear();
        }
        if shows == Shows::Edition {
            (sheet.kind, sheet.kind_in_text) = (DesaKind::Desa.word().to_owned(), DesaKind::Desa.word().to_lowercase());
            sheet.head_short.clear();
            sheet.color = false;
        }
        sheet
    }

    /// Leaves out its news, which do not stand in places: for what is printed into a plate.
    pub(crate) fn clear_news(&mut self) {
        (self.agenda, self.announcements, self.corner) = (Vec::new(), Vec::new(), Vec::new());
        (self.agenda_note, self.announcements_note, self.space) = (None, None, Space::Normal);
        (self.front, self.cards, self.answers) = (Front::default(), Vec::new(), Vec::new());
        (self.cards_heading, self.cards_note) = (String::new(), None);
        (self.board_shared, self.see_also) = (Vec::new(), Vec::new());
    }

    /// Whether it has something to show in a part without which there is no document: forms, attachments, or words to be read aloud.
    pub(crate) fn holds(&self, part: Shows) -> bool {
        match part {
            Shows::News | Shows::Contents | Shows::Edition => true,
            Shows::Forms => self.forms.values().any(|serials| !serials.is_empty()),
            Shows::Attachments => !self.attachments.is_empty(),
            Shows::Spoken => !self.spoken.is_empty(),
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
        sheet.cover.urgent.iter_mut().for_each(String::clear);
        sheet.cover.rt.iter_mut().for_each(String::clear);
        if let Some(mark) = &mut sheet.cover.wa {
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
    /// `Dibuat Selasa, 24 November 2026, pukul 09.10 WITA`; none where it is not known.
    #[serde(default)]
    pub made: Option<String>,
    /// `Menggantikan yang tertulis di buletin Edisi 48 Tahun 2026 dan Ralat 1.`
    pub replaces: String,
    pub items: Vec<CorrectionItem>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CorrectionItem {
    /// In plain words: `Panen raya pindah ke pukul 14.00, di Lapangan`.
    pub heading: String,
    /// The part of the edition that it is of: `Agenda`, `Pengumuman`.
    #[serde(default)]
    pub kind: String,
    /// The cells that changed, before and after; empty where the whole is new or void.
    #[serde(default)]
    pub cells: Vec<ChangedCell>,
    /// As it was printed.
    pub before: Option<String>,
    /// As it is now.
    pub after: Option<String>,
    /// An announcement's whole text, where it is new or was changed.
    pub article: Option<Article>,
}

/// A part of an event or an announcement, as it was and as it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ChangedCell {
    /// `Jam`, `Tempat`, `Hari`
    pub label: String,
    pub before: Option<String>,
    pub after: Option<String>,
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
