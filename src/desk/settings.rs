//! `warta.toml` at the desk: what it says in sentences, its text changed and checked, its earlier versions, and a channel tried.

use std::fs;
use std::io::ErrorKind;
use std::sync::{Mutex, PoisonError};

use chrono::{DateTime, Utc};
use serde::Serialize;

use super::Office;
use super::check::registry;
use super::materials::{Shelf, Version};
use crate::config::Config;
use office::bundle::{Bag, land, pack, sha256};
use office::diagnostic::{self, Diagnostic, Faults, Place, io_words, refusing, unwritten};
use office::folder::{CONFIG, Folder};
use office::model::{EditionId, Village, Zone};
use post::deliver::{self, ChannelSettings, OnUnknown, Outcome, Parcel};
use press::plan::settings::{Mode, PaperSize, Settings};

/// The longest text that is taken, in bytes.
const LONGEST: usize = 1 << 20;
/// The name of the bundle that a channel is tried with. It is handed over to nobody.
const TRIAL: &str = "warta-uji-saluran";

/// Two who save at once do it one after the other.
static SAVING: Mutex<()> = Mutex::new(());

/// The text of the settings, and a digest by which a change in between is noticed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SettingsText {
    #[serde(rename = "teks")]
    pub text: String,
    #[serde(rename = "sidik")]
    pub digest: String,
}

/// What became of a text that was to be saved.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Saving {
    /// It is what the file says already.
    Same,
    /// It is saved; the text of before is kept under this name.
    Saved(String),
    /// It cannot be used, so it is not saved.
    Refused(Faults),
    /// The file says something else than when the page was opened, so it is not saved.
    Changed(SettingsText),
}

/// The settings as the file has them.
///
/// # Errors
/// It cannot be read, or is no text.
pub fn settings_text(folder: &Folder) -> diagnostic::Result<SettingsText> {
    let bytes = folder.read(CONFIG, LONGEST as u64)?;
    let digest = sha256(&bytes);
    let text = String::from_utf8(bytes).map_err(|_| {
        let words = io_words(&ErrorKind::InvalidData.into());
        let fault = Diagnostic::error("setelan.tidak-terbaca", format!("warta.toml tidak dapat dibaca: {words}")).at(Place::file(CONFIG));
        Faults::from(fault.remedy("buka dengan Notepad, lalu Simpan Sebagai dengan Pengodean UTF-8"))
    })?;
    Ok(SettingsText { text, digest })
}

/// Saves a text in the place of the one whose digest the page had, once the program can read it.
///
/// # Errors
/// The disk refuses, or the file cannot be read.
pub fn save_settings(folder: &Folder, text: &str, digest: &str, now: DateTime<Utc>) -> diagnostic::Result<Saving> {
    let _one = SAVING.lock().unwrap_or_else(PoisonError::into_inner);
    let old = settings_text(folder)?;
    // A browser ends every line as Windows does.
    let text = text.replace("\r\n", "\n");
    let text = if old.text.contains("\r\n") { text.replace('\n', "\r\n") } else { text };
    if text == old.text {
        return Ok(Saving::Same);
    }
    if old.digest != digest {
        return Ok(Saving::Changed(old));
    }
    if text.len() > LONGEST {
        let fault = Diagnostic::error("setelan.terlalu-panjang", "teks pengaturan terlalu panjang").at(Place::file(CONFIG));
        return Ok(Saving::Refused(fault.remedy("hapus yang bukan pengaturan").into()));
    }
    let config = match Config::parse(&text) {
        Ok(config) => config,
        Err(faults) => return Ok(Saving::Refused(faults)),
    };
    write(folder, &config, &old.text, &text, now).map(Saving::Saved)
}

/// Keeps the text of before, and writes the new one.
fn write(folder: &Folder, config: &Config, old: &str, text: &str, now: DateTime<Utc>) -> diagnostic::Result<String> {
    let path = folder.path(CONFIG);
    if path.is_symlink() {
        let fault = Diagnostic::error("kantor.tautan-ke-luar", "ini tautan, jadi tidak ditulisi").at(Place::file(CONFIG));
        return Err(fault.remedy("ganti tautannya dengan berkasnya sendiri").into());
    }
    let kept = Shelf::new(folder, config.zone()).keep("", CONFIG, old.as_bytes(), now)?;
    land(&path, text.as_bytes()).map_err(|error| unwritten(&path, &error))?;
    Ok(kept)
}

/// The earlier texts, the newest first.
pub fn settings_versions(folder: &Folder, zone: Zone) -> Vec<Version> {
    let mut all = Shelf::new(folder, zone).versions("");
    all.retain(|version| version.name == CONFIG);
    all.sort_by(|a, b| (b.kept_at, &b.file).cmp(&(a.kept_at, &a.file)));
    all
}

/// Puts an earlier text back in its place; the one of now is kept as another one.
///
/// # Errors
/// There is no such version, or the disk refuses.
pub fn restore_settings(folder: &Folder, file: &str, now: DateTime<Utc>) -> diagnostic::Result<Saving> {
    // The zone is for the times alone, which tell nothing here.
    if !settings_versions(folder, Zone::Wib).iter().any(|version| version.file == file) {
        let fault = Diagnostic::error("berkas.tidak-ada", "versi ini tidak ada lagi").raw(file);
        return Err(fault.remedy("muat ulang halaman Pengaturan, lalu pilih dari daftarnya").into());
    }
    let bytes = folder.read(file, LONGEST as u64)?;
    let now_there = settings_text(folder)?;
    save_settings(folder, &String::from_utf8_lossy(&bytes), &now_there.digest, now)
}

/// A part of the settings in sentences.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Sentences {
    #[serde(rename = "bagian")]
    pub title: &'static str,
    #[serde(rename = "kalimat")]
    pub lines: Vec<String>,
}

/// What the settings say. Channels are told by [`channels`].
pub fn sentences(config: &Config) -> Vec<Sentences> {
    let settings = config.plan();
    let parts = [
        ("Kantor", regency(&settings)),
        ("Buletin", bulletin(&settings)),
        ("Eksemplar dan formulir", copies(&settings)),
        ("Pengiriman", delivery(config)),
    ];
    parts.into_iter().map(|(title, lines)| Sentences { title, lines }).collect()
}

fn regency(settings: &Settings) -> Vec<String> {
    let regency = &settings.regency;
    let phone = regency.phone.as_ref().map(|phone| format!(", telepon {phone}")).unwrap_or_default();
    let mut lines = vec![
        format!("{}, {}, {}.", regency.office, regency.secretariat, regency.government),
        format!("Alamatnya {}{phone}.", regency.address),
        format!("Waktu ditulis menurut {}.", regency.zone),
    ];
    lines.extend(regency.whatsapp.as_ref().map(|number| format!("Tanda terima lewat WhatsApp dikirim ke {number}.")));
    let leaders: Vec<String> = settings.leaders.iter().map(|leader| format!("{} ({})", leader.name, leader.office)).collect();
    lines.push(format!("Agenda yang dimuat: {}.", leaders.join("; ")));
    if !settings.numbers.is_empty() {
        let numbers: Vec<String> = settings.numbers.iter().map(|one| format!("{} {}", one.name, one.number)).collect();
        lines.push(format!("Nomor penting di halaman pertama: {}.", numbers.join("; ")));
    }
    lines
}

fn bulletin(settings: &Settings) -> Vec<String> {
    let edition = &settings.edition;
    let paper = match edition.paper {
        PaperSize::F4 => "F4",
        PaperSize::A4 => "A4",
    };
    let mode = match edition.mode {
        Mode::Normal => "tampilan biasa",
        Mode::Economy => "tampilan hemat kertas",
        Mode::LargePrint => "huruf besar",
        Mode::Booklet => "buklet yang dilipat",
    };
    let made = |is_made: bool| if is_made { "dibuat" } else { "tidak dibuat" };
    let mut lines = vec![
        format!("“{}”, {}.", settings.regency.bulletin, settings.regency.tagline),
        format!("Dicetak di kertas {paper}, {mode}, paling banyak {} halaman.", edition.page_budget()),
        format!("Lembar siaran {}, gambar untuk WhatsApp {}.", made(edition.aloud), made(edition.card)),
    ];
    lines.extend(edition.masthead_color.map(|color| format!("Kepala berwarna {color} di desa yang mencetak berwarna.")));
    lines
}

fn copies(settings: &Settings) -> Vec<String> {
    let (copies, forms) = (settings.copies, &settings.forms);
    let mut lines = vec![
        format!(
            "Setiap desa: satu eksemplar untuk setiap RT, dan {} untuk papan, {} untuk kantor, {} untuk KIM, {} cadangan.",
            copies.board, copies.office, copies.kim, copies.spare
        ),
        format!("Bila jumlah RT-nya tidak diketahui, dihitung {} RT.", copies.default_rt),
        format!(
            "Formulir untuk setiap desa: {} kegiatan, {} pengaduan, {} pengaduan rahasia.",
            forms.activity, forms.complaint, forms.confidential
        ),
    ];
    lines.extend(copies.sheet_price.map(|price| format!("Selembar kertas dihitung Rp{price}.")));
    lines.extend(forms.own.iter().map(|form| format!("Dan {} {} ({}).", form.count, form.title, String::from(form.letters))));
    lines
}

fn delivery(config: &Config) -> Vec<String> {
    let rules = &config.delivery;
    let mut lines = vec![format!("Desa yang salurannya tidak disebut di kim.xlsx dikirimi lewat “{}”.", config.default_channel)];
    lines.push(match rules.acknowledge_days {
        0 => "Tanda terima ditunggu terus; saluran berikutnya tidak dipakai karenanya.".to_owned(),
        days => format!("Tanda terima ditunggu {days} hari sebelum saluran berikutnya dipakai."),
    });
    lines.push(match rules.try_days {
        0 => "Saluran yang tertutup dicoba terus.".to_owned(),
        days => format!("Saluran yang tertutup dicoba {days} hari sebelum dianggap gagal."),
    });
    lines.push(match rules.unknown {
        OnUnknown::Ask => "Kiriman yang belum tentu sampai menunggu ketetapan orang, di halaman Tidak pasti.".to_owned(),
        OnUnknown::Repeat => "Kiriman yang belum tentu sampai dikirim lagi.".to_owned(),
    });
    if rules.needs_approval {
        lines.push("Setiap kiriman perlu disetujui dahulu.".to_owned());
    }
    lines
}

/// A channel of the settings.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ChannelLine {
    #[serde(rename = "nama")]
    pub name: String,
    /// `folder kiriman`, `surel lewat surel.contoh.go.id`
    #[serde(rename = "tujuan")]
    pub words: String,
    #[serde(rename = "bawaan")]
    pub is_default: bool,
}

/// The channels, in the order of their names.
pub fn channels(office: &Office) -> Vec<ChannelLine> {
    let regency = office.config.plan().regency;
    let line = |(name, settings): (&String, &ChannelSettings)| ChannelLine {
        words: deliver::open(name, settings, office.folder.root(), &regency).describe(),
        is_default: *name == office.config.default_channel,
        name: name.clone(),
    };
    office.config.channels.iter().map(line).collect()
}

/// A channel that was tried.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Tried {
    #[serde(rename = "nama")]
    pub name: String,
    #[serde(rename = "terbuka")]
    pub is_open: bool,
    /// The other side's words, or what was seen.
    #[serde(rename = "kata")]
    pub words: String,
}

/// Tries a channel as far as a delivery can be taken back: to the server's door, the password and the mailbox. Nothing is handed over.
///
/// # Errors
/// There is no such channel, or nothing to try it with.
pub async fn try_channel(office: &Office, name: &str) -> diagnostic::Result<Tried> {
    let Some(settings) = office.config.channels.get(name) else {
        let fault = Diagnostic::error("setelan.saluran-tidak-ada", "tidak ada saluran bernama itu").raw(name);
        return Err(fault.at(Place::file(CONFIG)).remedy("muat ulang halaman Pengaturan, lalu pilih dari daftarnya").into());
    };
    let regency = office.config.plan().regency;
    let villages = registry(office).value.villages;
    let village = villages.iter().find(|village| reaches(office, village, name, settings));
    if settings.needs_address() && village.is_none() {
        let fault =
            Diagnostic::error("setelan.saluran-tanpa-desa", format!("tidak ada desa dengan alamat surel yang dikirimi lewat {name}"));
        return Err(fault.at(Place::file("kim.xlsx")).remedy("isi alamat surel satu desa, lalu coba lagi").into());
    }
    let bytes = trial(office.edition, &regency.government)?;
    let (edition, file, sum) = (office.edition.to_string(), format!("{TRIAL}.zip"), sha256(&bytes));
    let parcel = Parcel { edition: &edition, label: "Uji saluran", file: &file, bytes: &bytes, sha256: &sum, beside: &[], village };
    let channel = deliver::open(name, settings, office.folder.root(), &regency);
    let refused = match folder_fault(office, settings) {
        Some(words) => Some(words),
        // The last step is dropped untaken.
        None => channel.prepare(parcel).await.err().map(words_of),
    };
    channel.close().await;
    let is_open = refused.is_none();
    let words = refused.unwrap_or_else(|| format!("{} siap; tidak ada yang dikirim", channel.describe()));
    Ok(Tried { name: name.to_owned(), is_open, words })
}

/// Whether a village is reached by a channel, and has what that needs.
fn reaches(office: &Office, village: &Village, name: &str, settings: &ChannelSettings) -> bool {
    let is_complete = !settings.needs_address() || !village.address.emails.is_empty();
    is_complete && office.config.ladder(village).iter().any(|channel| channel == name)
}

/// A bundle with a word in it.
fn trial(edition: EditionId, government: &str) -> diagnostic::Result<Vec<u8>> {
    let files = [("uji.txt".to_owned(), b"Uji saluran. Tidak dikirim kepada siapa pun.\n".to_vec())];
    let bag = Bag { name: TRIAL, edition, addressee: "Uji saluran", office: government, files: &files };
    pack(&bag).map_err(|_| Diagnostic::error("warta.kesalahan", "bundel uji tidak dapat dibuat").remedy("coba lagi").into())
}

/// The reason why nothing can be written where a channel delivers to; `None`: it can, or its target is no folder of this computer.
fn folder_fault(office: &Office, settings: &ChannelSettings) -> Option<String> {
    if !matches!(settings, ChannelSettings::Folder(_) | ChannelSettings::Courier(_)) {
        return None;
    }
    let target = office.folder.root().join(settings.place()?);
    let there = refusing(&target);
    let words = |why: &str| Some(format!("{}: {why}", there.display()));
    match fs::metadata(there) {
        Ok(found) if !found.is_dir() => words("itu berkas, bukan folder"),
        Ok(found) if found.permissions().readonly() => words("tidak dapat ditulisi"),
        Ok(_) => None,
        Err(error) => words(&io_words(&error)),
    }
}

fn words_of(outcome: Outcome) -> String {
    match outcome {
        Outcome::Accepted(words) | Outcome::Deferred(words) | Outcome::Failed(words) | Outcome::Unknown(words) | Outcome::Shut(words) => {
            words
        }
    }
}
