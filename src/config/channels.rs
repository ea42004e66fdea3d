//! The words by which a registry names channels: their own names, and words for a kind where the office has one channel of that kind.

use std::collections::BTreeMap;

use super::Config;
use office::diagnostic::{Diagnostic, Severity};
use office::model::Village;
use office::model::wilayah::fold_name;
use post::deliver::ChannelSettings;

/// The words of registries for each kind of channel, folded. A bundle that its KIM fetches lies in the office's folder.
const KINDS: &[(&str, &[&str])] = &[
    ("email", &["email", "surel", "posel", "imel", "mail", "gmail", "emailkim", "surelkim", "emaildesa", "alamatemail", "suratelektronik"]),
    (
        "flashdisk",
        &["flashdisk", "flashdisc", "flasdisk", "flesdisk", "flashdrive", "fd", "usb", "usbdisk", "stik", "stikusb", "ufd", "diska"],
    ),
    (
        "kurir",
        &[
            "kurir",
            "kurirkec",
            "kurirkecamatan",
            "kurircamat",
            "kec",
            "kecamatan",
            "camat",
            "kantorkec",
            "kantorkecamatan",
            "kantorcamat",
            "staffkecamatan",
            "stafkecamatan",
            "petugaskecamatan",
            "distrik",
            "kurirdistrik",
            "kantordistrik",
            "kapanewon",
            "kantorkapanewon",
            "caraka",
            "ekspedisi",
            "diantar",
            "antar",
            "diantarkurir",
        ],
    ),
    (
        "folder",
        &[
            "folder",
            "kantor",
            "ambilsendiri",
            "ambil",
            "diambil",
            "diambilsendiri",
            "ambildikantor",
            "diambildikantor",
            "diambilkekantor",
            "ambilkekantor",
            "jemputsendiri",
            "dijemput",
            "kantorbupati",
            "prokopim",
            "bagianprokopim",
        ],
    ),
    ("webdav", &["webdav", "nextcloud", "owncloud"]),
    ("s3", &["s3", "minio"]),
];

/// Words for what is no channel: the texts for it are forwarded by hand.
const MESSENGER: &[&str] = &[
    "wa",
    "whatsapp",
    "whatsap",
    "grupwa",
    "wagrup",
    "waketua",
    "waketuakim",
    "wakim",
    "waadmin",
    "waadminkim",
    "wapengurus",
    "nomorwa",
    "nowa",
];

/// Words that only lead to the next: "dikirim lewat kurir".
const LEADING: &[&str] = &["via", "lewat", "melalui", "dikirim", "kirim", "dengan", "oleh", "pakai", "langsung", "secara", "ke", "di"];

/// The meaning of a word of the registry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Said<'c> {
    Channel(&'c str),
    /// A kind of which the office has no channel, or several.
    Kind(&'static str),
    Messenger,
}

/// Lines of `warta.toml` that are an example of a channel and only need to lose their `#`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Example {
    name: String,
    first: usize,
    last: usize,
}

/// The examples in the text of a `warta.toml`, by kind.
pub(super) fn examples(text: &str) -> BTreeMap<&'static str, Example> {
    let lines: Vec<&str> = text.lines().map(str::trim_start).collect();
    let mut examples = BTreeMap::new();
    for (at, line) in lines.iter().enumerate() {
        let head = line.strip_prefix('#').map(str::trim).and_then(|line| line.strip_prefix("[saluran.")?.strip_suffix(']'));
        let Some((name, kind)) = head.and_then(|head| head.rsplit_once('.')) else { continue };
        let Some((kind, _)) = KINDS.iter().find(|(known, _)| *known == kind) else { continue };
        let goes_on = |line: &&&str| line.strip_prefix('#').is_some_and(|rest| !rest.trim().is_empty() && !rest.trim().starts_with('['));
        let more = lines[at + 1..].iter().take_while(goes_on).count();
        let name = name.trim_matches(['"', '\'']).to_owned();
        examples.entry(*kind).or_insert(Example { name, first: at + 1, last: at + 1 + more });
    }
    examples
}

fn kind_of(channel: &ChannelSettings) -> &'static str {
    match channel {
        ChannelSettings::Folder(_) => "folder",
        ChannelSettings::Stick(_) => "flashdisk",
        ChannelSettings::Courier(_) => "kurir",
        ChannelSettings::Mail(_) => "email",
        ChannelSettings::WebDav(_) => "webdav",
        ChannelSettings::S3(_) => "s3",
    }
}

impl Config {
    /// The channels by which a village is reached, the first one first; never empty.
    pub fn ladder(&self, village: &Village) -> Vec<String> {
        let mut ladder: Vec<String> = Vec::new();
        for said in village.address.channels.iter().flat_map(|typed| self.said(typed).0) {
            if let Said::Channel(name) = said
                && !ladder.iter().any(|known| known == name)
            {
                ladder.push(name.to_owned());
            }
        }
        if ladder.is_empty() {
            ladder.push(self.default_channel.clone());
        }
        ladder
    }

    /// The channel that a registry's words stand for, read as a whole.
    pub fn channel_named(&self, typed: &str) -> Option<&str> {
        match self.whole(typed) {
            Some(Said::Channel(name)) => Some(name),
            _ => None,
        }
    }

    /// All that is to be said of the channels that the registry names for a village.
    pub fn channel_faults(&self, village: &Village) -> Vec<Diagnostic> {
        let (mut faults, mut reaches, mut messenger) = (Vec::new(), false, None);
        for typed in &village.address.channels {
            let (said, unknown) = self.said(typed);
            if unknown.is_none() {
                faults.extend(self.taken(typed, &said));
            }
            for said in said {
                match said {
                    Said::Channel(_) => reaches = true,
                    Said::Kind(kind) => faults.push(self.no_one(kind, typed)),
                    Said::Messenger => messenger = Some(typed),
                }
            }
            faults.extend(unknown.map(|words| {
                let fault = Diagnostic::error("kim.saluran-tidak-dikenal", format!("saluran “{words}” tidak ada di warta.toml"));
                fault.remedy(format!("pilih salah satu: {}; atau kosongkan", self.names()))
            }));
        }
        let is_well = faults.iter().all(|fault| fault.severity == Severity::Note);
        if let Some(typed) = messenger.filter(|_| !reaches && is_well) {
            let message = format!("WA bukan saluran, jadi dikirim lewat saluran bawaan “{}”", self.default_channel);
            let remedy = format!("teks untuk WA ada di whatsapp.html; kosongkan selnya, atau pilih salah satu: {}", self.names());
            faults.push(Diagnostic::warning("kim.saluran-wa", message).raw(typed).remedy(remedy));
        }
        let code = village.desa.code.as_str();
        faults.into_iter().map(|fault| fault.at(village.address.channels_place.clone()).for_desa(code)).collect()
    }

    /// A note on what was taken of a cell that has several ways, or a word that the office may mean otherwise: who fetches a bundle himself
    /// gets it from a folder.
    fn taken(&self, typed: &str, said: &[Said<'_>]) -> Option<Diagnostic> {
        let channels: Vec<String> =
            said.iter().filter_map(|said| if let Said::Channel(name) = said { Some(format!("“{name}”")) } else { None }).collect();
        let folded = fold_name(typed);
        let is_fetched =
            (folded.contains("ambil") || folded.contains("jemput")) && !self.channels.keys().any(|name| fold_name(name) == folded);
        let has_kinds = said.iter().any(|said| matches!(said, Said::Kind(_)));
        if channels.is_empty() || has_kinds || !(said.len() > 1 || is_fetched) {
            return None;
        }
        let messenger = if said.contains(&Said::Messenger) { "; WA bukan saluran" } else { "" };
        let message = format!("“{typed}” dibaca sebagai saluran {}{messenger}", channels.join(", lalu "));
        let note = Diagnostic::note("kim.saluran-dibaca-sebagai", message);
        Some(note.remedy(format!("bila maksudnya lain, tulis nama salurannya: {}", self.names())))
    }

    fn names(&self) -> String {
        self.channels.keys().map(String::as_str).collect::<Vec<_>>().join(", ")
    }

    /// The fault of a word for a kind of which the office has no channel, or several.
    fn no_one(&self, kind: &'static str, typed: &str) -> Diagnostic {
        let of_kind: Vec<&str> =
            self.channels.iter().filter(|(_, channel)| kind_of(channel) == kind).map(|(name, _)| name.as_str()).collect();
        if !of_kind.is_empty() {
            let message = format!("saluran “{kind}” ada {} di warta.toml: {}", of_kind.len(), of_kind.join(", "));
            let fault = Diagnostic::error("kim.saluran-lebih-dari-satu", message).raw(typed);
            return fault.remedy(format!("tulis nama yang dimaksud: {}", of_kind.join(" atau ")));
        }
        let open = match self.examples.get(kind) {
            Some(Example { name, first, last }) => {
                format!("hapus tanda # di awal baris {first} sampai {last} warta.toml, dari [saluran.{name}.{kind}], lalu isi nilainya")
            }
            None => format!("tambahkan [saluran.{kind}.{kind}] di warta.toml, seperti contoh di folder yang dibuat oleh `warta baru`"),
        };
        let fault = Diagnostic::error("kim.saluran-tidak-dikenal", format!("saluran “{kind}” tidak ada di warta.toml"));
        let fault = if fold_name(typed) == kind { fault } else { fault.raw(typed) };
        fault.remedy(format!("{open}; atau pilih salah satu: {}; atau kosongkan selnya", self.names()))
    }

    /// The channels that a text of the registry stands for, read as a whole or else piece by piece; and the words of it that stand for nothing.
    fn said(&self, typed: &str) -> (Vec<Said<'_>>, Option<String>) {
        /// No channel's name has more words.
        const WORDS: usize = 5;
        if let Some(said) = self.whole(typed) {
            return (vec![said], None);
        }
        let words: Vec<&str> =
            typed.split(|c: char| c.is_whitespace() || matches!(c, '/' | '(' | ')')).filter(|word| !fold_name(word).is_empty()).collect();
        let (mut found, mut unknown, mut at) = (Vec::new(), Vec::new(), 0);
        while at < words.len() {
            let ends = (at + 1..=words.len().min(at + WORDS)).rev();
            if let Some((said, end)) = ends.into_iter().find_map(|end| Some((self.whole(&words[at..end].join(" "))?, end))) {
                found.push(said);
                at = end;
                continue;
            }
            if !LEADING.contains(&fold_name(words[at]).as_str()) {
                unknown.push(words[at]);
            }
            at += 1;
        }
        // Where nothing of it is known, it is one name.
        match found.is_empty() {
            true => (found, Some(typed.to_owned())),
            false => (found, (!unknown.is_empty()).then(|| unknown.join(" "))),
        }
    }

    /// The meaning of a text as a whole, the words that lead to it left aside.
    fn whole(&self, text: &str) -> Option<Said<'_>> {
        let is_leading = |word: &&str| LEADING.contains(&fold_name(word).as_str());
        let bare = text.split_whitespace().skip_while(is_leading).collect::<Vec<_>>().concat();
        [fold_name(text), fold_name(&bare)].iter().find_map(|folded| self.folded(folded))
    }

    fn folded(&self, folded: &str) -> Option<Said<'_>> {
        if let Some(name) = self.channels.keys().find(|name| fold_name(name) == folded) {
            return Some(Said::Channel(name));
        }
        if MESSENGER.contains(&folded) {
            return Some(Said::Messenger);
        }
        let (kind, _) = KINDS.iter().find(|(_, words)| words.contains(&folded))?;
        let mut of_kind = self.channels.iter().filter(|(_, channel)| kind_of(channel) == *kind);
        match (of_kind.next(), of_kind.next()) {
            (Some((name, _)), None) => Some(Said::Channel(name)),
            _ => Some(Said::Kind(kind)),
        }
    }
}
