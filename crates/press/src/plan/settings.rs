//! The office's settings that decide what is printed, from `warta.toml`.

use chrono::{NaiveTime, Weekday};
use serde::{Deserialize, Serialize};

use super::receipts::Receipts;
use office::model::{Form, Leader, Letters, Regency};

/// The settings that a plan is made by. As JSON they tell one way of printing from another, without the office's secret.
#[derive(Debug, Clone, Serialize)]
pub struct Settings {
    pub regency: Regency,
    pub leaders: Vec<Leader>,
    pub edition: EditionSettings,
    pub copies: CopySettings,
    pub forms: FormSettings,
    pub answer_days: AnswerDays,
    pub second_letterhead: Option<SecondLetterhead>,
    /// Phone numbers that residents need.
    pub numbers: Vec<PhoneNumber>,
    #[serde(skip)]
    pub receipts: Receipts,
}

/// `[edisi]`
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EditionSettings {
    /// When the office closes an edition, in the week before it: `Jumat 16.00`.
    #[serde(rename = "disusun")]
    pub compiled: ClosingTime,
    #[serde(rename = "kertas", default)]
    pub paper: PaperSize,
    #[serde(rename = "tampilan", default)]
    pub mode: Mode,
    /// Pages a bulletin may have; the mode's own number where the office says none.
    #[serde(rename = "halaman", default)]
    pub pages: Option<usize>,
    /// The masthead's colour in villages that print in colour.
    #[serde(rename = "warna_kepala", default)]
    pub masthead_color: Option<Color>,
    /// Villages get a page to be read aloud.
    #[serde(rename = "siaran", default = "wanted")]
    pub aloud: bool,
    /// Villages get a picture for WhatsApp.
    #[serde(rename = "kartu", default = "wanted")]
    pub card: bool,
}

/// Made unless the office says otherwise.
fn wanted() -> bool {
    true
}

impl EditionSettings {
    /// Pages a bulletin may have; in a booklet, pages of half a sheet.
    pub fn page_budget(&self) -> usize {
        self.pages.unwrap_or(match self.mode {
            Mode::Normal => 4,
            Mode::Economy => 2,
            Mode::LargePrint | Mode::Booklet => 8,
        })
    }

    /// The pages of all sheets that a bulletin of this budget takes: a page that is paid for is used before text is cut.
    pub fn pages_paid(&self) -> usize {
        match self.mode {
            Mode::LargePrint | Mode::Booklet => self.page_budget().next_multiple_of(self.pages_of_sheet()),
            // Where an office wants one page, it wants one.
            Mode::Normal | Mode::Economy => self.page_budget(),
        }
    }

    /// Pages on a sheet that is printed on both sides.
    pub fn pages_of_sheet(&self) -> usize {
        if self.mode == Mode::Booklet { 4 } else { 2 }
    }
}

/// How the bulletin is set.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub enum Mode {
    /// Two columns, 11 pt.
    #[default]
    #[serde(rename = "biasa")]
    Normal,
    /// On the fewest sheets: narrower margins, less white space.
    #[serde(rename = "hemat")]
    Economy,
    /// Nothing under 16 pt, one column.
    #[serde(rename = "besar")]
    LargePrint,
    /// Pages of half a sheet, laid two on a side, to be folded.
    #[serde(rename = "buklet")]
    Booklet,
}

/// `[kop_kedua]`: the agency that publishes together with the secretariat.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SecondLetterhead {
    #[serde(rename = "baris")]
    pub lines: Vec<String>,
    #[serde(rename = "lambang", default)]
    pub emblem: Option<String>,
}

/// `[[nomor_penting]]`: a phone number that residents need.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PhoneNumber {
    /// `Ambulans RSUD`
    #[serde(alias = "nama")]
    pub name: String,
    #[serde(alias = "nomor")]
    pub number: String,
}

/// A colour that stays readable on a photocopy: `#0b5d3b`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String")]
pub struct Color([u8; 3]);

impl std::fmt::Display for Color {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let [red, green, blue] = self.0;
        write!(f, "#{red:02x}{green:02x}{blue:02x}")
    }
}

impl Color {
    /// Its contrast with white paper (WCAG 2.1), from 1 to 21.
    fn contrast(self) -> f64 {
        let light = |channel: u8| {
            let share = f64::from(channel) / 255.0;
            if share <= 0.04045 { share / 12.92 } else { ((share + 0.055) / 1.055).powf(2.4) }
        };
        let [red, green, blue] = self.0.map(light);
        1.05 / (0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05)
    }
}

impl TryFrom<String> for Color {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        /// Small print needs as much; a photocopier asks no less of large print.
        const CONTRAST: f64 = 4.5;
        let read = |digits: &str| {
            let pair = |at: usize| u8::from_str_radix(digits.get(at..at + 2)?, 16).ok();
            (digits.len() == 6).then(|| Some(Color([pair(0)?, pair(2)?, pair(4)?])))?
        };
        let color = text.strip_prefix('#').and_then(read).ok_or_else(|| format!("“{text}” bukan warna; tulis seperti “#0b5d3b”"))?;
        if color.contrast() < CONTRAST {
            return Err(format!("“{text}” terlalu muda untuk difotokopi; pilih warna yang lebih tua, seperti “#0b5d3b”"));
        }
        Ok(color)
    }
}

/// A weekday and time, written `Jumat 16.00`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String")]
pub struct ClosingTime {
    pub(super) weekday: Weekday,
    pub(super) time: NaiveTime,
}

impl TryFrom<String> for ClosingTime {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        let read = || {
            let (day, time) = text.split_once(' ')?;
            let number = office::model::date::WEEKDAYS.iter().position(|name| name.eq_ignore_ascii_case(day.trim()))?;
            let time = NaiveTime::parse_from_str(&time.trim().replace(':', "."), "%H.%M").ok()?;
            Some(ClosingTime { weekday: Weekday::try_from(u8::try_from(number).ok()?).ok()?, time })
        };
        read().ok_or_else(|| format!("“{text}” bukan hari dan jam; tulis seperti “Jumat 16.00”"))
    }
}

/// Paper that villages have (F4) and that newer guidance names (A4). F4 is 215 × 330 mm: neither Legal nor Folio.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub enum PaperSize {
    #[default]
    F4,
    A4,
}

/// The paper that an edition is printed on, as layouts receive it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Paper {
    pub name: String,
    pub width_mm: f64,
    pub height_mm: f64,
    /// `F4 (215 × 330 mm)`
    pub size: String,
    /// Ends a sentence whose last words are its size: `, bukan Legal atau Letter.`
    pub size_end: String,
}

impl PaperSize {
    pub fn sheet(self) -> Paper {
        const NBSP: char = '\u{a0}';
        let (name, width_mm, height_mm, size_end) = match self {
            PaperSize::F4 => ("F4", 215.0, 330.0, ", bukan Legal atau Letter."),
            PaperSize::A4 => ("A4", 210.0, 297.0, "."),
        };
        Paper {
            name: name.to_owned(),
            width_mm,
            height_mm,
            size: format!("{name} ({width_mm}{NBSP}×{NBSP}{height_mm}{NBSP}mm)"),
            size_end: size_end.to_owned(),
        }
    }
}

/// `[rangkap]`: how many copies of the bulletin a village gets besides one for each RT.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct CopySettings {
    #[serde(rename = "papan")]
    pub board: u32,
    #[serde(rename = "kantor")]
    pub office: u32,
    pub kim: u32,
    #[serde(rename = "cadangan")]
    pub spare: u32,
    /// RT taken for a village whose number is not in the registry.
    #[serde(rename = "rt_bawaan")]
    pub default_rt: u32,
    /// The price of a sheet of paper in rupiah, for the print budget; `None`: it tells no costs. Nothing is printed by it: bundles stand
    /// when it changes.
    #[serde(rename = "harga_lembar", skip_serializing)]
    pub sheet_price: Option<u32>,
}

impl Default for CopySettings {
    fn default() -> Self {
        CopySettings { board: 1, office: 1, kim: 1, spare: 1, default_rt: 4, sheet_price: None }
    }
}

/// `[formulir]`: blank forms for each village and edition.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct FormSettings {
    #[serde(rename = "kegiatan")]
    pub activity: u32,
    #[serde(rename = "pengaduan")]
    pub complaint: u32,
    #[serde(rename = "rahasia")]
    pub confidential: u32,
    /// Each has a ruled page on its back: for offices whose villages print on both sides.
    #[serde(rename = "balik")]
    pub back: bool,
    /// So many days before an activity its form is to be handed in.
    #[serde(rename = "kegiatan_hari")]
    pub activity_days: u32,
    /// How long what complainants wrote is kept, in words.
    #[serde(rename = "masa_simpan")]
    pub kept: String,
    /// Forms of the office's own.
    #[serde(rename = "lain")]
    pub own: Vec<OwnForm>,
}

/// `[[formulir.lain]]`: a form of the office's own.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OwnForm {
    /// Its serials begin with them.
    #[serde(rename = "huruf")]
    pub letters: Letters,
    /// `Formulir Sensus`
    #[serde(rename = "judul")]
    pub title: String,
    /// The name of its layout in the office's `tata-letak/`, without its ending.
    #[serde(rename = "tata_letak")]
    pub layout: String,
    /// How many a village gets.
    #[serde(rename = "banyak", default = "one")]
    pub count: u32,
}

fn one() -> u32 {
    1
}

impl Default for FormSettings {
    fn default() -> Self {
        FormSettings {
            activity: 1,
            complaint: 3,
            confidential: 1,
            back: false,
            activity_days: 7,
            kept: "selama diperlukan untuk menangani laporan ini, lalu menurut jadwal retensi arsip kabupaten".to_owned(),
            own: Vec::new(),
        }
    }
}

impl FormSettings {
    /// All kinds of blank forms, and how many of each a village gets.
    pub fn all(&self) -> impl Iterator<Item = (Form, u32)> {
        let built_in = [(Form::Activity, self.activity), (Form::Complaint, self.complaint), (Form::Confidential, self.confidential)];
        built_in.into_iter().chain(self.own.iter().map(|own| (Form::Own(own.letters), own.count)))
    }
}

/// `[jawaban]`: workdays within which a complaint is passed on and answered (PermenPANRB 62/2018; the regency may set its own), and the
/// official words for the kinds of complaints, which stand beside the days; empty: none.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
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
    #[serde(alias = "istilah_informasi", default = "information_name")]
    pub information_name: String,
    #[serde(alias = "istilah_biasa", default = "plain_name")]
    pub plain_name: String,
    #[serde(alias = "istilah_lapangan", default = "field_name")]
    pub field_name: String,
}

fn information_name() -> String {
    "normatif".to_owned()
}

fn plain_name() -> String {
    "tidak berkadar pengawasan".to_owned()
}

fn field_name() -> String {
    "berkadar pengawasan".to_owned()
}

/// As the regulation has them.
pub fn default_answer_days() -> AnswerDays {
    AnswerDays {
        forward: 3,
        information: 5,
        plain: 14,
        field: 60,
        information_name: information_name(),
        plain_name: plain_name(),
        field_name: field_name(),
    }
}
