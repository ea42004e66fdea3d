//! `warta.toml`: composes the settings that each part owns.

use std::collections::BTreeMap;
use std::str::FromStr;

use serde::Deserialize;

use office::diagnostic::{self, Diagnostic, Place, Severity, Spot, io_words};
use office::folder::{CONFIG, Folder};
use office::intake::characters;
use office::model::wilayah::fold_name;
use office::model::{Form, Leader, Regency, Village, Zone};
use post::deliver::{ChannelSettings, Rules};
use press::plan::receipts::Receipts;
use press::plan::settings::{
    AnswerDays, CopySettings, EditionSettings, FormSettings, Mode, SecondLetterhead, Settings, default_answer_days,
};

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
        let text = std::fs::read_to_string(folder.path(CONFIG)).map_err(|error| {
            let fault = if error.kind() == std::io::ErrorKind::NotFound {
                Diagnostic::error("kantor.bukan-folder-kantor", "bukan folder kantor Warta: warta.toml tidak ada")
            } else {
                Diagnostic::error("setelan.tidak-terbaca", format!("warta.toml tidak dapat dibaca: {}", io_words(&error)))
            };
            fault
                .at(Place::file(CONFIG))
                .remedy("pindah ke folder kantor, pakai `-C FOLDER`, atau buat yang baru dengan `warta baru FOLDER`")
        })?;
        Self::parse(&text)
    }

    /// Reads the text of a `warta.toml`.
    ///
    /// # Errors
    /// Every character that cannot be printed; else the first fault of the file, with line and column where it has them.
    pub fn parse(text: &str) -> diagnostic::Result<Self> {
        // The file's texts are printed too: every character must be one that the fonts have.
        let mut said = Vec::new();
        for (number, line) in (1..).zip(text.lines()).filter(|(_, line)| !line.trim_start().starts_with('#')) {
            characters::printable(line, &Place::line(CONFIG, number), &mut said);
        }
        if !said.is_empty() {
            said.iter_mut().for_each(|unprintable| unprintable.severity = Severity::Error);
            return Err(said.into());
        }
        let config: Config = toml::from_str(text).map_err(|error| fault(text, &error))?;
        if !config.channels.contains_key(&config.default_channel) {
            let all = config.channels.keys().cloned().collect::<Vec<_>>().join(", ");
            let message = format!("saluran_bawaan “{}” tidak ada", config.default_channel);
            let fault = Diagnostic::error("setelan.saluran-bawaan-tidak-ada", message).at(Place::file(CONFIG));
            return Err(fault.remedy(format!("pilih salah satu: {all}")).into());
        }
        if let Some((key, remedy)) = config.unusable() {
            let fault = Diagnostic::error("setelan.nilai-tidak-dapat-dipakai", format!("nilai “{key}” tidak dapat dipakai"));
            return Err(fault.at(Place::file(CONFIG)).remedy(remedy).into());
        }
        if let Some((name, fault)) = config.alike() {
            return Err(fault.at(channel_place(text, name)).into());
        }
        Ok(config)
    }

    /// Two channels that cannot be told from each other, by their names or by where they deliver to: the second one's name, and the fault.
    fn alike(&self) -> Option<(&str, Diagnostic)> {
        let mut channels = self.channels.iter();
        while let Some((one, settings)) = channels.next() {
            for (other, others) in channels.clone() {
                if fold_name(one) == fold_name(other) {
                    let message = format!("nama saluran “{one}” dan “{other}” tidak dapat dibedakan");
                    let fault = Diagnostic::error("setelan.nama-saluran-serupa", message)
                        .remedy("ganti salah satunya: huruf besar, spasi dan tanda baca tidak membedakan nama");
                    return Some((other.as_str(), fault));
                }
                if settings.place().is_some_and(|place| others.place() == Some(place)) {
                    let message = format!("saluran “{one}” dan “{other}” mempunyai tujuan yang sama");
                    let fault = Diagnostic::error("setelan.tujuan-saluran-sama", message)
                        .remedy("beri tujuan lain, atau hapus salah satunya: kiriman yang satu dapat menimpa kiriman yang lain");
                    return Some((other.as_str(), fault));
                }
            }
        }
        None
    }

    /// The first key whose value is of the right type and yet makes no sense, and a remedy.
    fn unusable(&self) -> Option<(&'static str, &'static str)> {
        let (forms, copies, regency) = (&self.forms, &self.copies, &self.regency);
        let rules = [
            (
                [&regency.name, &regency.bulletin, &regency.government].iter().any(|t| t.trim().is_empty()),
                "kabupaten",
                "isi nama, buletin dan pemerintah",
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
            (Form::ALL.into_iter().any(|form| forms.of(form) > 50), "formulir", "isi angka 0 sampai 50"),
            (
                [copies.board, copies.office, copies.kim, copies.spare, copies.default_rt].iter().any(|n| *n > 500),
                "rangkap",
                "isi angka 0 sampai 500",
            ),
        ];
        let fault = rules.into_iter().find(|(bad, ..)| *bad).map(|(_, key, remedy)| (key, remedy));
        fault.or_else(|| self.channels.values().find_map(ChannelSettings::unusable))
    }

    /// The office's time zone.
    pub fn zone(&self) -> Zone {
        self.regency.zone
    }

    /// The settings that decide what is printed, without the secret of the receipt codes.
    pub fn plan(&self) -> Settings {
        Settings {
            regency: self.regency.clone(),
            leaders: self.leaders.clone(),
            edition: self.edition.clone(),
            copies: self.copies,
            forms: self.forms,
            answer_days: self.answer_days,
            second_letterhead: self.second_letterhead.clone(),
            receipts: Receipts::default(),
        }
    }

    /// The channels that must not simply do again what may have been done.
    pub fn unrepeatable(&self) -> Vec<&str> {
        self.channels.iter().filter(|(_, channel)| !channel.is_repeatable()).map(|(name, _)| name.as_str()).collect()
    }

    /// The channels by which a village is reached, the first one first; never empty.
    pub fn ladder(&self, village: &Village) -> Vec<String> {
        let mut ladder: Vec<String> = Vec::new();
        for name in village.address.channels.iter().filter_map(|name| self.channel_named(name)) {
            if !ladder.iter().any(|known| known == name) {
                ladder.push(name.to_owned());
            }
        }
        if ladder.is_empty() {
            ladder.push(self.default_channel.clone());
        }
        ladder
    }

    /// The channel of this name as a registry may write it.
    pub fn channel_named(&self, name: &str) -> Option<&str> {
        self.channels.keys().find(|key| fold_name(key) == fold_name(name)).map(String::as_str)
    }
}

/// The line that begins a channel's table, where it has one.
fn channel_place(text: &str, name: &str) -> Place {
    let begins = |line: &str| {
        let rest = line.trim_start().strip_prefix("[saluran.").map(|rest| rest.trim_start_matches(['"', '\'']));
        rest.and_then(|rest| rest.strip_prefix(name)).is_some_and(|rest| rest.starts_with(['.', ']', '"', '\'']))
    };
    (1..).zip(text.lines()).find(|(_, line)| begins(line)).map_or_else(|| Place::file(CONFIG), |(number, _)| Place::line(CONFIG, number))
}

/// A fault of the file in words, at its line and column.
fn fault(text: &str, error: &toml::de::Error) -> Diagnostic {
    let place = error.span().map(|span| {
        let before = &text[..span.start.min(text.len())];
        let line = before.matches('\n').count() + 1;
        let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
        Place { file: CONFIG.to_owned(), spot: Spot::Line { line, column: Some(column) } }
    });
    let line = place.as_ref().and_then(|p| match p.spot {
        Spot::Line { line, .. } => text.lines().nth(line - 1),
        _ => None,
    });
    let line = line.unwrap_or_default();
    let message = error.message();
    let quoted = message.split('`').nth(1).unwrap_or_default();
    let said = if message.starts_with("missing field") {
        Diagnostic::error("setelan.kunci-belum-diisi", format!("kunci “{quoted}” belum diisi"))
            .remedy("lihat contohnya di folder yang dibuat oleh `warta baru`")
    } else if message.starts_with("unknown field") || message.starts_with("unknown variant") {
        let known: Vec<&str> = message.split('`').skip(3).step_by(2).collect();
        Diagnostic::error("setelan.kunci-tidak-dikenal", format!("“{quoted}” tidak dikenal"))
            .remedy(format!("yang dikenal: {}", known.join(", ")))
    } else if let Some((own, remedy)) = message.split_once("; ").filter(|_| message.starts_with('“')) {
        // Worded by the type that refused it.
        Diagnostic::error("setelan.nilai-tidak-terbaca", own).remedy(remedy)
    } else if message.starts_with("duplicate") {
        Diagnostic::error("setelan.kunci-ganda", "kunci ditulis dua kali").remedy("hapus salah satunya")
    } else if message.starts_with("invalid type") || message.starts_with("invalid value") {
        Diagnostic::error("setelan.jenis-nilai", "nilai tidak sesuai jenisnya")
            .raw(line)
            .remedy("teks ditulis di antara tanda petik, angka tanpa tanda petik")
    } else {
        Diagnostic::error("setelan.penulisan", "penulisan warta.toml salah")
            .raw(line)
            .remedy("periksa tanda petik, kurung dan tanda sama dengan")
    };
    said.at(place.unwrap_or_else(|| Place::file(CONFIG)))
}
