//! `warta.toml`: composes the settings that each part owns.

mod channels;
mod forms;
mod reading;
mod spelling;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::str::FromStr;

use serde::Deserialize;

use channels::Example;
use office::diagnostic::{self, Diagnostic, Place, Severity, io_words};
use office::folder::{CONFIG, Folder, typed};
use office::intake::characters;
use office::model::wilayah::fold_name;
use office::model::{Leader, Regency, Zone, mobile_number};
use post::deliver::{ChannelSettings, Rules};
use press::plan::receipts::Receipts;
use press::plan::settings::{
    AnswerDays, CopySettings, EditionSettings, FormSettings, Mode, PhoneNumber, SecondLetterhead, Settings, default_answer_days,
};
use reading::Reading;

/// The whole file. Each part of the program gets its own slice of it.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    #[serde(rename = "kabupaten")]
    regency: Regency,
    #[serde(rename = "pimpinan")]
    leaders: Vec<Leader>,
    #[serde(rename = "edisi")]
    edition: EditionSettings,
    #[serde(rename = "rangkap", default)]
    copies: CopySettings,
    #[serde(rename = "formulir", default)]
    forms: FormSettings,
    #[serde(rename = "jawaban", default = "default_answer_days")]
    answer_days: AnswerDays,
    #[serde(rename = "kop_kedua", default)]
    second_letterhead: Option<SecondLetterhead>,
    /// Phone numbers that residents need.
    #[serde(rename = "nomor_penting", default)]
    numbers: Vec<PhoneNumber>,
    /// The channel for villages whose registry row names none.
    #[serde(rename = "saluran_bawaan")]
    pub default_channel: String,
    /// Channels by name.
    #[serde(rename = "saluran")]
    pub channels: BTreeMap<String, ChannelSettings>,
    #[serde(rename = "pengiriman", default)]
    pub delivery: Rules,
    #[serde(rename = "jadwal", default)]
    pub schedule: Option<Schedule>,
    /// Abbreviations of officials in agendas, and what they stand for.
    #[serde(rename = "singkatan", default)]
    abbreviations: BTreeMap<String, String>,
    /// The places of the office's own forms in the file, in their order.
    #[serde(skip)]
    own_form_places: Vec<Place>,
    /// Examples of channels in the file, by kind.
    #[serde(skip)]
    examples: BTreeMap<&'static str, Example>,
}

/// `[jadwal]`: when `warta jadwal` publishes.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Schedule {
    /// A cron expression, in the office's zone: `0 16 * * 5` is Fridays at 16.00.
    #[serde(rename = "terbit")]
    pub publish: Cron,
}

/// A cron expression that was understood.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub struct Cron(String);

impl Cron {
    /// The times that it names.
    ///
    /// # Errors
    /// Never: it was understood before.
    pub fn times(&self) -> Result<croner::Cron, croner::errors::CronError> {
        croner::Cron::from_str(&self.0)
    }
}

impl TryFrom<String> for Cron {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        let cron = Cron(text);
        match cron.times() {
            Ok(_) => Ok(cron),
            Err(_) => Err(format!("“{}” bukan jadwal cron; tulis seperti “0 16 * * 5” untuk tiap Jumat pukul 16.00", cron.0)),
        }
    }
}

impl Config {
    /// Reads the office folder's `warta.toml`.
    ///
    /// # Errors
    /// The file cannot be read, or as [`Config::parse`].
    pub fn read(folder: &Folder) -> diagnostic::Result<Self> {
        let text = std::fs::read_to_string(folder.path(CONFIG)).map_err(|error| unread(folder, &error))?;
        Self::parse(&text)
    }

    /// Reads the text of a `warta.toml`.
    ///
    /// # Errors
    /// Every fault of the file, with line and column where it has them.
    pub fn parse(text: &str) -> diagnostic::Result<Self> {
        let Reading { config, mut faults, lacks_channels } = reading::read(text);
        faults.extend(unprintable(text));
        if let Some(config) = &config {
            faults.extend(config.faults(text, lacks_channels));
        }
        match config {
            Some(config) if faults.is_empty() => {
                Ok(Config { examples: channels::examples(text), own_form_places: forms::places(text), ..config })
            }
            _ => Err(faults.into()),
        }
    }

    /// The faults of what could be read.
    fn faults(&self, text: &str, lacks_channels: bool) -> Vec<Diagnostic> {
        let mut faults = Vec::new();
        if !self.channels.contains_key(&self.default_channel) && !lacks_channels {
            let all = self.channels.keys().cloned().collect::<Vec<_>>().join(", ");
            let message = format!("saluran_bawaan “{}” tidak ada", self.default_channel);
            let fault = Diagnostic::error("setelan.saluran-bawaan-tidak-ada", message).at(Place::file(CONFIG));
            faults.push(fault.remedy(format!("pilih salah satu: {all}")));
        }
        let unusable = |key: &str, remedy: &str| {
            Diagnostic::error("setelan.nilai-tidak-dapat-dipakai", format!("nilai “{key}” tidak dapat dipakai")).remedy(remedy)
        };
        let values = self.unusable().into_iter().chain(forms::unusable(&self.forms, &self.answer_days));
        faults.extend(values.map(|(key, remedy)| unusable(key, remedy).at(Place::file(CONFIG))));
        for (name, channel) in &self.channels {
            faults.extend(channel.unusable().map(|(key, remedy)| unusable(key, remedy).at(channel_place(text, name))));
        }
        faults.extend(self.own_form_faults(&forms::places(text)));
        faults.extend(self.alike().into_iter().map(|(name, fault)| fault.at(channel_place(text, name))));
        faults
    }

    /// Channels that cannot be told from others, by their names or by where they deliver to: the second one's name, and the fault.
    fn alike(&self) -> Vec<(&str, Diagnostic)> {
        let (mut names, mut places, mut alike) = (BTreeMap::new(), BTreeMap::new(), Vec::new());
        for (other, settings) in &self.channels {
            let of_name = names.get(&fold_name(other)).copied();
            let of_place = settings.place().and_then(|place| places.get(&place).copied());
            if let Some(one) = of_name {
                let message = format!("nama saluran “{one}” dan “{other}” tidak dapat dibedakan");
                let fault = Diagnostic::error("setelan.nama-saluran-serupa", message)
                    .remedy("ganti salah satunya: huruf besar, spasi dan tanda baca tidak membedakan nama");
                alike.push((other.as_str(), fault));
            } else if let Some(one) = of_place {
                let message = format!("saluran “{one}” dan “{other}” mempunyai tujuan yang sama");
                let fault = Diagnostic::error("setelan.tujuan-saluran-sama", message)
                    .remedy("beri tujuan lain, atau hapus salah satunya: kiriman yang satu dapat menimpa kiriman yang lain");
                alike.push((other.as_str(), fault));
            }
            names.entry(fold_name(other)).or_insert(other);
            if let Some(place) = settings.place() {
                places.entry(place).or_insert(other);
            }
        }
        alike
    }

    /// The keys whose values are of the right type and yet make no sense, each with a remedy.
    fn unusable(&self) -> Vec<(&'static str, &'static str)> {
        let (copies, regency) = (&self.copies, &self.regency);
        let rules = [
            (
                [&regency.name, &regency.bulletin, &regency.government].iter().any(|t| t.trim().is_empty()),
                "kabupaten",
                "isi nama, buletin dan pemerintah",
            ),
            (
                [&regency.village_word, &regency.district_word, &regency.village_head]
                    .into_iter()
                    .flatten()
                    .any(|word| word.chars().count() > 30 || word.chars().any(char::is_control)),
                "sebutan_desa, sebutan_kecamatan, sebutan_kades",
                "isi satu atau dua kata, seperti “Kampung” atau “Wali Nagari”",
            ),
            (
                regency.whatsapp.as_deref().is_some_and(|number| mobile_number(number).is_none()),
                "whatsapp",
                "isi nomor HP seperti “0812 3456 7890”, atau hapus barisnya",
            ),
            (self.leaders.is_empty(), "pimpinan", "sebut paling sedikit satu pimpinan"),
            (!(1..=16).contains(&self.edition.page_budget()), "halaman", "isi angka 1 sampai 16"),
            (
                self.edition.mode == Mode::Booklet && !self.edition.page_budget().is_multiple_of(4),
                "halaman",
                "buklet terdiri dari lembar empat halaman: isi 4, 8, 12 atau 16",
            ),
            (
                self.second_letterhead.as_ref().is_some_and(|second| !(1..=3).contains(&second.lines.len())),
                "kop_kedua",
                "isi satu sampai tiga baris",
            ),
            (
                self.numbers.len() > 8
                    || self
                        .numbers
                        .iter()
                        .any(|one| [&one.name, &one.number].iter().any(|t| t.trim().is_empty() || t.chars().count() > 40)),
                "nomor_penting",
                "isi nama dan nomor, masing-masing paling panjang 40 huruf, paling banyak delapan nomor",
            ),
            (
                [copies.board, copies.office, copies.kim, copies.spare, copies.default_rt].iter().any(|n| *n > 500),
                "rangkap",
                "isi angka 0 sampai 500",
            ),
            (
                copies.sheet_price.is_some_and(|price| !(1..=100_000).contains(&price)),
                "harga_lembar",
                "isi harga selembar kertas dalam rupiah, 1 sampai 100000; atau hapus barisnya",
            ),
        ];
        rules.into_iter().filter(|(bad, ..)| *bad).map(|(_, key, remedy)| (key, remedy)).collect()
    }

    /// The office's time zone.
    pub fn zone(&self) -> Zone {
        self.regency.zone
    }

    /// Abbreviations of officials in agendas, and what they stand for.
    pub fn abbreviations(&self) -> &BTreeMap<String, String> {
        &self.abbreviations
    }

    /// The settings that decide what is printed, without the secret of the receipt codes.
    pub fn plan(&self) -> Settings {
        Settings {
            regency: self.regency.clone(),
            leaders: self.leaders.clone(),
            edition: self.edition.clone(),
            copies: self.copies,
            forms: self.forms.clone(),
            answer_days: self.answer_days.clone(),
            second_letterhead: self.second_letterhead.clone(),
            numbers: self.numbers.clone(),
            receipts: Receipts::default(),
        }
    }

    /// The channels that must not simply do again what may have been done.
    pub fn unrepeatable(&self) -> Vec<&str> {
        self.channels.iter().filter(|(_, channel)| !channel.is_repeatable()).map(|(name, _)| name.as_str()).collect()
    }
}

/// Characters of the settings that cannot be printed: their texts are printed too.
fn unprintable(text: &str) -> Vec<Diagnostic> {
    let mut said = Vec::new();
    for (number, line) in (1..).zip(text.lines()).filter(|(_, line)| !line.trim_start().starts_with('#')) {
        characters::printable(line, &Place::line(CONFIG, number), &mut said);
    }
    said.iter_mut().for_each(|unprintable| unprintable.severity = Severity::Error);
    said
}

/// The reason why a folder has no settings that can be read.
fn unread(folder: &Folder, error: &std::io::Error) -> Diagnostic {
    let root = std::path::absolute(folder.root()).unwrap_or_else(|_| folder.root().to_owned());
    let shown = root.display();
    let found = offices_near(&root);
    let other = match found.as_slice() {
        [] => "pindah ke folder kantor, pakai `-C FOLDER`, atau buat yang baru dengan `warta baru FOLDER`".to_owned(),
        found => format!("mungkin maksudnya `-C {}`", found.join("` atau `-C ")),
    };
    if !root.exists() {
        let fault = Diagnostic::error("kantor.folder-tidak-ada", format!("folder {shown} tidak ada"));
        return fault.remedy(if found.is_empty() { format!("periksa namanya; {other}") } else { other });
    }
    if error.kind() == std::io::ErrorKind::InvalidData {
        let fault = Diagnostic::error("setelan.tidak-terbaca", format!("warta.toml tidak dapat dibaca: {}", io_words(error)));
        return fault.at(Place::file(CONFIG)).remedy("buka dengan Notepad, lalu Simpan Sebagai dengan Pengodean UTF-8");
    }
    if folder.path(CONFIG).exists() {
        let fault = Diagnostic::error("setelan.tidak-terbaca", format!("warta.toml tidak dapat dibaca: {}", io_words(error)));
        return fault.at(Place::file(CONFIG)).remedy("periksa izin berkasnya, dan tutup program yang memakainya");
    }
    let fault = Diagnostic::error("kantor.bukan-folder-kantor", "bukan folder kantor Warta: warta.toml tidak ada");
    let fault = fault.at(Place::file(shown.to_string()));
    // Notepad adds an ending that Windows hides.
    let hidden = format!("{CONFIG}.txt");
    if folder.path(&hidden).exists() { fault.remedy(format!("ganti nama {hidden} menjadi {CONFIG}")) } else { fault.remedy(other) }
}

/// Office folders in a folder, or beside one that is not there and whose name begins as theirs does: as words of a command.
fn offices_near(root: &Path) -> Vec<String> {
    const MOST: usize = 3;
    let name = |path: &Path| path.file_name().map(|name| name.to_string_lossy().to_lowercase()).unwrap_or_default();
    let begin: String = if root.exists() { String::new() } else { name(root).chars().take(MOST).collect() };
    let folder = if root.exists() { Some(root) } else { root.parent() };
    let entries = folder.and_then(|folder| std::fs::read_dir(folder).ok()).into_iter().flatten().flatten().map(|entry| entry.path());
    let mut found: Vec<PathBuf> = entries.filter(|path| name(path).starts_with(&begin) && path.join(CONFIG).is_file()).collect();
    found.sort();
    found.iter().take(MOST).map(|path| typed(path)).collect()
}

/// The line that begins a channel's table, where it has one.
fn channel_place(text: &str, name: &str) -> Place {
    let begins = |line: &str| {
        let rest = line.trim_start().strip_prefix("[saluran.").map(|rest| rest.trim_start_matches(['"', '\'']));
        rest.and_then(|rest| rest.strip_prefix(name)).is_some_and(|rest| rest.starts_with(['.', ']', '"', '\'']))
    };
    (1..).zip(text.lines()).find(|(_, line)| begins(line)).map_or_else(|| Place::file(CONFIG), |(number, _)| Place::line(CONFIG, number))
}
