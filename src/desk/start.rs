//! The first start: from a folder without an office to a first page.

use std::fs;

use chrono::{DateTime, Utc};
use toml::Value;

use super::check::registry;
use super::materials::{self, MaterialKind, Shelf};
use super::new::{self, NewOffice, new_office};
use super::{Conclusion, Office, Verdict};
use crate::config::Config;
use office::bundle::land;
use office::diagnostic::{self, Diagnostic, Place, io_words, unwritten};
use office::folder::{CONFIG, Folder};
use office::model::Zone;

/// The sample's settings, in which the office's own words are put.
const SAMPLE: &str = include_str!("../../samples/barito-kuala/warta.toml");
const REGISTRY: &str = "kim.xlsx";

/// The office as a person tells it at the first start. What is empty stays as in the sample, or is left out.
#[derive(Debug, Clone, Default)]
pub struct Beginning {
    /// `Kabupaten Barito Kuala`
    pub regency: String,
    /// Empty: `Warta Barito Kuala`.
    pub bulletin: String,
    pub office: String,
    pub address: String,
    pub phone: String,
    /// `WIB`, `WITA` or `WIT`
    pub zone: String,
    /// Office and name of each.
    pub leaders: Vec<(String, String)>,
    /// The registry as it came: its name, and its bytes.
    pub registry: Option<(String, Vec<u8>)>,
}

/// A workbook for the registry, with three villages to be replaced by the office's own.
///
/// # Errors
/// Never, but for a fault of Warta.
pub fn blank_registry() -> diagnostic::Result<Vec<u8>> {
    new::registry().map_err(|error| {
        let fault = Diagnostic::error("kantor.tidak-dibuat", format!("kim.xlsx tidak dapat dibuat: {error}"));
        fault.remedy("muat ulang halamannya, lalu coba lagi").into()
    })
}

/// Makes the office with the sample's invented week; without a beginning, the sample as it is. Gives what there is to say of its registry.
///
/// # Errors
/// There is an office already, or editions of one; a word cannot be used; or the disk refuses.
pub fn begin(folder: &Folder, beginning: Option<&Beginning>, now: DateTime<Utc>) -> diagnostic::Result<Conclusion<NewOffice>> {
    if !folder.editions().is_empty() {
        let fault = Diagnostic::error("kantor.sudah-berisi", "folder ini sudah berisi edisi, tetapi warta.toml tidak ada");
        let remedy = "kembalikan warta.toml dari cadangan atau dari riwayat/kantor/, atau mulai di folder kosong";
        return Err(fault.at(Place::file("edisi/")).remedy(remedy).into());
    }
    // Words that cannot be used leave the folder as it is.
    let text = beginning.map(settings).transpose()?;
    let zone = Config::parse(text.as_deref().unwrap_or(SAMPLE))?.zone();
    let given = beginning.and_then(|beginning| beginning.registry.as_ref());
    let given = given.map(|(name, bytes)| registry_name(name).map(|name| (name, bytes.clone()))).transpose()?;
    let lying = lying_registry(folder, zone, now)?;
    let made = new_office(folder.root(), zone.local(now).date())?;
    let write = |name: &str, bytes: &[u8]| land(&folder.path(name), bytes).map_err(|error| unwritten(&folder.path(name), &error));
    if let Some(bytes) = &lying {
        write(REGISTRY, bytes)?;
    }
    if let Some(text) = &text {
        write(CONFIG, text.as_bytes())?;
    }
    let office = Office::open(folder.root(), None)?;
    if let Some((name, bytes)) = &given {
        if name != REGISTRY {
            materials::take_out(&office, REGISTRY, now)?;
        }
        materials::place(&office, name, Some(MaterialKind::Registry), bytes, now)?;
    }
    let said = registry(&office).diagnostics;
    Ok(Conclusion { verdict: Verdict::of(&said), diagnostics: said, ..made })
}

/// The registry that lies in the folder before there is an office: it is the office's own. It is kept, for the sample's has its name.
fn lying_registry(folder: &Folder, zone: Zone, now: DateTime<Utc>) -> diagnostic::Result<Option<Vec<u8>>> {
    let path = folder.path(REGISTRY);
    if !path.exists() {
        return Ok(None);
    }
    let bytes = fs::read(&path).map_err(|error| {
        let fault = Diagnostic::error("berkas.tidak-terbuka", format!("berkas tidak dapat dibuka: {}", io_words(&error)));
        fault.at(Place::file(REGISTRY)).remedy("tutup program yang memakainya, lalu coba lagi")
    })?;
    Shelf::new(folder, zone).keep("", REGISTRY, &bytes, now)?;
    Ok(Some(bytes))
}

/// The name under which a registry that came is kept: `kim.xlsx`, `kim.csv`.
fn registry_name(typed: &str) -> diagnostic::Result<String> {
    let ending = typed.rsplit_once('.').map(|(_, ending)| ending.to_lowercase()).unwrap_or_default();
    let name = format!("kim.{ending}");
    if !MaterialKind::Registry.takes(&name) {
        let fault = Diagnostic::error("berkas.jenis-lain", "berkas ini tidak dapat dibaca sebagai daftar KIM").raw(typed);
        return Err(fault.remedy("letakkan buku kerja Excel (.xlsx); contohnya dapat diunduh di halaman ini").into());
    }
    Ok(name)
}

/// The sample's settings with the office's own words, as far as a program can read them.
fn settings(beginning: &Beginning) -> diagnostic::Result<String> {
    let regency = plain(&beginning.regency);
    let leaders: Vec<(String, String)> = beginning.leaders.iter().map(|(office, name)| (plain(office), plain(name))).collect();
    let leaders: Vec<(String, String)> = leaders.into_iter().filter(|(office, name)| !office.is_empty() && !name.is_empty()).collect();
    let missing = |what: &str, remedy: &str| Diagnostic::error("kantor.belum-lengkap", format!("{what} belum diisi")).remedy(remedy);
    if regency.is_empty() {
        return Err(missing("nama kabupaten atau kota", "isi seperti “Kabupaten Barito Kuala”").into());
    }
    if leaders.is_empty() {
        return Err(missing("nama pimpinan", "isi paling sedikit satu jabatan dengan namanya").into());
    }
    let bare = ["Kabupaten ", "Kota "].iter().find_map(|word| regency.strip_prefix(word)).unwrap_or(&regency);
    let bulletin = Some(plain(&beginning.bulletin)).filter(|name| !name.is_empty()).unwrap_or_else(|| format!("Warta {bare}"));
    let values = [
        ("nama", regency.clone()),
        ("buletin", bulletin),
        ("pemerintah", format!("Pemerintah {regency}")),
        ("inspektorat", format!("Inspektorat Daerah {regency}")),
        ("bagian", plain(&beginning.office)),
        ("alamat", plain(&beginning.address)),
        ("zona", plain(&beginning.zone)),
    ];
    let mut text = SAMPLE.to_owned();
    for (key, value) in values.iter().filter(|(_, value)| !value.is_empty()) {
        text = with_value(&text, key, Some(value));
    }
    // A telephone that nobody answers must not be printed.
    let phone = plain(&beginning.phone);
    text = with_value(&text, "telepon", Some(phone.as_str()).filter(|phone| !phone.is_empty()));
    text = with_leaders(&text, &leaders);
    Config::parse(&text)?;
    Ok(text)
}

/// A text in one line, without what cannot be seen.
fn plain(text: &str) -> String {
    let text: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn quoted(text: &str) -> String {
    Value::String(text.to_owned()).to_string()
}

/// The settings with another value of a key of `[kabupaten]`; `None`: without it.
fn with_value(text: &str, key: &str, value: Option<&str>) -> String {
    let mut is_inside = false;
    let line = |line: &str| {
        if line.starts_with('[') {
            is_inside = line.trim() == "[kabupaten]";
        }
        let is_key = is_inside && line.split_once('=').is_some_and(|(found, _)| found.trim() == key);
        match value {
            _ if !is_key => format!("{line}\n"),
            Some(value) => format!("{key} = {}\n", quoted(value)),
            None => String::new(),
        }
    };
    text.lines().map(line).collect()
}

/// The settings with these leaders in the place of the sample's.
fn with_leaders(text: &str, leaders: &[(String, String)]) -> String {
    const TABLE: &str = "[[pimpinan]]";
    let (Some(begin), Some(last)) = (text.find(TABLE), text.rfind(TABLE)) else { return text.to_owned() };
    // The last table ends before an empty line.
    let end = text[last..].find("\n\n").map_or(text.len(), |at| last + at);
    let tables: Vec<String> =
        leaders.iter().map(|(office, name)| format!("{TABLE}\njabatan = {}\nnama = {}", quoted(office), quoted(name))).collect();
    format!("{}{}{}", &text[..begin], tables.join("\n\n"), &text[end..])
}
