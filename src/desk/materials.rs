//! The papers of an edition as the desk handles them: they are files of its folder, as if a person had put them there.
//!
//! Nothing is deleted: what is replaced or taken out lies in `riwayat/` from then on, with the time in its name, and can be used again.

use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::{Mutex, MutexGuard, PoisonError};

use chrono::{DateTime, Days, NaiveDate, NaiveDateTime, TimeDelta, Utc};
use serde::Serialize;

use super::tidy::files_in;
use super::{Checked, Office};
use crate::config::Config;
use office::bundle::land;
use office::diagnostic::{self, Diagnostic, Faults, Place, Severity, refusing, unwritten};
use office::folder::{CONFIG, Folder};
use office::intake::document::{self, Genre, text_of};
use office::intake::{self, FILE_BYTES};
use office::model::{EditionId, Zone};

/// The time in an earlier version's name, on the office's clock: `agenda.2026-11-25-161005.xlsx`.
const STAMP: &str = "%Y-%m-%d-%H%M%S";
/// The folder of earlier versions of what lies in the office folder itself, beside those of the editions.
const OWN: &str = "kantor";
/// The longest name of a file, in letters and in bytes: the time in a version's name comes to it.
const LONGEST: (usize, usize) = (120, 200);
/// Names that Windows keeps for devices, with any ending.
const DEVICES: [&str; 4] = ["con", "prn", "aux", "nul"];
const PICTURES: &[&str] = &["jpg", "jpeg", "jfif", "png", "webp", "gif", "bmp", "tif", "tiff", "heic"];
const TEXTS: &[&str] = &["docx", "doc", "md", "markdown", "txt", "text"];
const TABLES: &[&str] = &["xlsx", "xlsm", "ods", "csv"];
/// Words of a speech, which a notice has one of at most.
const SPOKEN: [&str; 7] =
    ["assalamu", "salam sejahtera", "yang saya hormati", "yang kami hormati", "hadirin", "puji syukur", "om swastiastu"];

/// Two who put files at once do it one after the other.
static CHANGING: Mutex<()> = Mutex::new(());

/// What a file is read as.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub enum MaterialKind {
    #[serde(rename = "agenda")]
    Agenda,
    #[serde(rename = "sambutan")]
    Speech,
    #[serde(rename = "pengumuman")]
    Announcement,
    /// What a KIM sent for its own corner.
    #[serde(rename = "pojok-kim")]
    Corner,
    #[serde(rename = "foto")]
    Photo,
    #[serde(rename = "kim")]
    Registry,
    /// No reader looks at it.
    #[serde(rename = "tidak-dibaca")]
    Unread,
}

impl MaterialKind {
    /// Those that a file may be put as.
    pub const ALL: [Self; 6] = [Self::Agenda, Self::Speech, Self::Announcement, Self::Corner, Self::Photo, Self::Registry];

    /// Its name in forms, which is that of its folder in an edition where it has one.
    pub fn key(self) -> &'static str {
        match self {
            Self::Agenda => "agenda",
            Self::Speech => "sambutan",
            Self::Announcement => "pengumuman",
            Self::Corner => "pojok-kim",
            Self::Photo => "foto",
            Self::Registry => "kim",
            Self::Unread => "tidak-dibaca",
        }
    }

    /// Its name on a page.
    pub fn label(self) -> &'static str {
        match self {
            Self::Agenda => "Agenda",
            Self::Speech => "Sambutan",
            Self::Announcement => "Pengumuman",
            Self::Corner => "Kabar KIM",
            Self::Photo => "Foto",
            Self::Registry => "Daftar KIM",
            Self::Unread => "Tidak dibaca",
        }
    }

    pub fn named(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.key() == key)
    }

    /// The folder in an edition; `None`: it lies above.
    fn inner(self) -> Option<&'static str> {
        matches!(self, Self::Speech | Self::Announcement | Self::Corner | Self::Photo).then(|| self.key())
    }

    /// The endings of files that are read as this.
    fn endings(self) -> Vec<&'static str> {
        let all: &[&[&str]] = match self {
            Self::Agenda => &[TABLES, &["docx", "txt", "ics"]],
            Self::Speech => &[TEXTS],
            Self::Announcement => &[TEXTS, &["pdf"], TABLES, PICTURES],
            Self::Corner => &[TEXTS, PICTURES],
            Self::Photo => &[PICTURES],
            Self::Registry => &[TABLES, &["txt"]],
            Self::Unread => &[],
        };
        all.concat()
    }

    /// Whether a file of this name is read as this.
    pub(super) fn takes(self, name: &str) -> bool {
        self.endings().contains(&ending(name).as_str())
    }

    /// The kinds that a file of this one may be changed into.
    pub fn others(self, name: &str) -> Vec<Self> {
        let all = [Self::Speech, Self::Announcement, Self::Corner, Self::Photo].into_iter();
        if self.inner().is_some() { all.filter(|other| *other != self && other.takes(name)).collect() } else { Vec::new() }
    }
}

/// A file of the edition, or the registry.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Material {
    /// Relative to the office folder: `edisi/2026-11-23/agenda.xlsx`.
    #[serde(rename = "berkas")]
    pub file: String,
    #[serde(rename = "nama")]
    pub name: String,
    #[serde(rename = "dibaca_sebagai")]
    pub kind: MaterialKind,
    /// `36 acara`, or its title; empty: it says nothing, or was not looked at.
    #[serde(rename = "isi")]
    pub content: String,
    #[serde(rename = "galat")]
    pub errors: usize,
    #[serde(rename = "peringatan")]
    pub warnings: usize,
    /// In bytes.
    #[serde(rename = "ukuran")]
    pub size: u64,
    #[serde(rename = "diubah")]
    pub changed_at: DateTime<Utc>,
    /// A program has it open.
    #[serde(rename = "terbuka")]
    pub is_open: bool,
}

/// The files of an edition in the order of their kinds, and the registry's. What they were read as is told by a look at the edition
/// (`checked`, and all that was `said` of it); without one, by their folders.
pub fn materials(office: &Office, checked: Option<&Checked>, said: &[Diagnostic]) -> Vec<Material> {
    let edition = Folder::edition_name(office.edition);
    let mut all: Vec<Material> = Vec::new();
    let mut add = |folder: &str, kind: MaterialKind| {
        for name in names_in(office, folder) {
            if kind != MaterialKind::Registry || intake::is_registry(&name) {
                all.extend(material(office, folder, &name, kind, (checked, said)));
            }
        }
    };
    add("", MaterialKind::Registry);
    add(&edition, MaterialKind::Agenda);
    for kind in MaterialKind::ALL.into_iter().filter(|kind| kind.inner().is_some()) {
        add(&home(office, kind), kind);
    }
    all.sort_by(|a, b| (a.kind, &a.file).cmp(&(b.kind, &b.file)));
    all
}

fn material(
    office: &Office,
    folder: &str,
    name: &str,
    kind: MaterialKind,
    (checked, said): (Option<&Checked>, &[Diagnostic]),
) -> Option<Material> {
    let file = within(folder, name);
    let metadata = fs::metadata(office.folder.path(&file)).ok()?;
    let own = |diagnostic: &&Diagnostic| diagnostic.place.as_ref().is_some_and(|place| place.file == file);
    let count = |severity: Severity| said.iter().filter(own).filter(|one| one.severity == severity).count();
    let is_unread = said.iter().filter(own).any(|one| ["berkas.tidak-dibaca", "berkas.berlebih", "berkas.salinan"].contains(&one.code));
    let unused = said.iter().filter(own).any(|one| one.code == "gambar.tidak-dipakai");
    let is_meant = checked.is_some() || kind != MaterialKind::Agenda || intake::is_agenda(name);
    Some(Material {
        content: checked.map(|checked| content(checked, &file, kind, unused)).unwrap_or_default(),
        kind: if is_unread || !is_meant { MaterialKind::Unread } else { kind },
        errors: count(Severity::Error),
        warnings: count(Severity::Warning),
        size: metadata.len(),
        changed_at: metadata.modified().map(DateTime::<Utc>::from).unwrap_or_default(),
        is_open: lock_beside(&office.folder.path(folder), name).is_some(),
        name: name.to_owned(),
        file,
    })
}

/// What a file was found to hold.
fn content(checked: &Checked, file: &str, kind: MaterialKind, is_unused: bool) -> String {
    let week = &checked.week;
    let title = |title: Option<&String>| title.cloned().unwrap_or_default();
    match kind {
        MaterialKind::Agenda => match week.agenda.iter().filter(|entry| entry.place.file == file).count() {
            0 => String::new(),
            count => format!("{count} acara"),
        },
        MaterialKind::Speech => title(week.speeches.iter().find(|one| one.place.file == file).map(|one| &one.title)),
        MaterialKind::Announcement => title(week.announcements.iter().find(|one| one.place.file == file).map(|one| &one.title)),
        MaterialKind::Corner => title(week.corners.iter().find(|one| one.place.file == file).map(|one| &one.title)),
        MaterialKind::Photo if is_unused => "tidak dipakai".to_owned(),
        MaterialKind::Photo => "dipakai".to_owned(),
        MaterialKind::Registry => format!("{} desa", checked.registry.villages.len()),
        MaterialKind::Unread => String::new(),
    }
}

/// What became of a file that was put.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub enum Change {
    #[serde(rename = "baru")]
    New,
    /// The same bytes lay there.
    #[serde(rename = "sama")]
    Same,
    /// Others lay there, which are kept under this name.
    #[serde(rename = "menggantikan")]
    Replaced(String),
}

/// A file that was put.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Placed {
    #[serde(rename = "berkas")]
    pub file: String,
    #[serde(rename = "nama")]
    pub name: String,
    #[serde(rename = "sebagai")]
    pub kind: MaterialKind,
    #[serde(rename = "perubahan")]
    pub change: Change,
    /// The name as it came, where it could not stay.
    #[serde(rename = "nama_asal", skip_serializing_if = "Option::is_none")]
    pub typed: Option<String>,
    /// Neither its name nor its content says what it is.
    #[serde(rename = "meragukan")]
    pub is_doubtful: bool,
}

impl Placed {
    /// What is to be told, line by line.
    pub fn words(&self) -> Vec<String> {
        let name = &self.name;
        let first = match &self.change {
            Change::New => format!("{name} diterima sebagai {}.", self.kind.label()),
            Change::Same => format!("{name} sama dengan yang ada, tidak diubah."),
            Change::Replaced(_) => format!("Menggantikan {name}; yang lama disimpan di Versi sebelumnya."),
        };
        let renamed = self.typed.as_ref().map(|typed| format!("Namanya tadi “{}”.", diagnostic::visible(typed)));
        let doubt = (self.is_doubtful && self.change == Change::New)
            .then(|| format!("Bila bukan {}, ubah jenisnya di daftar bahan.", self.kind.label().to_lowercase()));
        [first].into_iter().chain(renamed).chain(doubt).collect()
    }
}

/// Puts a file where the office would: by the kind that a person chose, else where one of its name lies, else by its name and content.
///
/// # Errors
/// The name or the kind of file cannot be taken, a program has the one of that name open, or the disk refuses.
pub fn place(office: &Office, typed: &str, wanted: Option<MaterialKind>, bytes: &[u8], now: DateTime<Utc>) -> diagnostic::Result<Placed> {
    let name = clean(typed)?;
    if bytes.is_empty() {
        let fault = Diagnostic::error("berkas.kosong", "berkas kosong").at(Place::file(&name));
        return Err(fault.remedy("salin lagi dari sumbernya").into());
    }
    if bytes.len() as u64 > FILE_BYTES {
        let fault = Diagnostic::error("berkas.terlalu-besar", format!("berkas lebih besar dari {} MB", FILE_BYTES >> 20));
        return Err(fault.at(Place::file(&name)).remedy("kecilkan gambar di dalamnya").into());
    }
    if let Some(refused) = refused_ending(&name) {
        return Err(refused.into());
    }
    let _one = changing();
    let (kind, is_doubtful) = match wanted.or_else(|| lies_already(office, &name)) {
        Some(kind) => (kind, false),
        None => guess(&name, bytes),
    };
    if !kind.takes(&name) {
        return Err(not_of(kind, &name).into());
    }
    let (name, change) = put(office, &home(office, kind), &name, bytes, now)?;
    let last = typed.rsplit(['/', '\\']).next().unwrap_or_default();
    let typed = (!last.eq_ignore_ascii_case(&name)).then(|| last.to_owned());
    Ok(Placed { file: within(&home(office, kind), &name), name, kind, change, typed, is_doubtful })
}

/// A name as files of the office have them: letters, digits, blanks, `-`, `_` and `.`, never a path.
///
/// # Errors
/// Too little of it can stay, or Windows has another use for it.
fn clean(typed: &str) -> diagnostic::Result<String> {
    let refuse = |code, message: String, remedy: &str| Err(Faults::from(Diagnostic::error(code, message).raw(typed).remedy(remedy)));
    let last = typed.rsplit(['/', '\\']).next().unwrap_or_default().trim();
    if last.starts_with("~$") || last.starts_with(".~lock.") {
        let message = format!("{} adalah berkas kunci Excel atau Word, tidak diambil", diagnostic::visible(last));
        return refuse("berkas.kunci-program", message, "letakkan berkasnya sendiri, yang namanya tanpa ~$ di depan");
    }
    if intake::is_clutter(last) {
        return refuse("berkas.tersembunyi", "berkas tersembunyi tidak diambil".to_owned(), "letakkan berkas dokumennya sendiri");
    }
    let plain = last.chars().filter_map(|c| match c {
        '–' | '—' => Some('-'),
        c if c.is_whitespace() => Some(' '),
        c => (c.is_alphanumeric() || "-_.".contains(c)).then_some(c),
    });
    let plain: String = plain.collect();
    let plain = plain.split_whitespace().collect::<Vec<_>>().join(" ");
    let (stem, ending) = plain.trim_end_matches(['.', ' ']).rsplit_once('.').unwrap_or_default();
    let stem = stem.trim_matches(['.', ' ']);
    if !stem.contains(char::is_alphanumeric) || ending.trim().is_empty() {
        let remedy = "beri nama seperti agenda.xlsx: nama, titik, lalu jenis berkasnya";
        return refuse("berkas.nama-tidak-dapat-dipakai", "nama berkas ini tidak dapat dipakai".to_owned(), remedy);
    }
    if is_device(stem) {
        let message = "nama ini dipakai Windows sendiri, jadi tidak dapat menjadi nama berkas".to_owned();
        return refuse("berkas.nama-dipakai-windows", message, "ganti nama berkasnya");
    }
    let name = format!("{stem}.{}", ending.trim());
    if name.chars().count() > LONGEST.0 || name.len() > LONGEST.1 {
        let message = format!("nama berkas terlalu panjang: paling panjang {} huruf", LONGEST.0);
        return refuse("berkas.nama-terlalu-panjang", message, "pendekkan nama berkasnya");
    }
    Ok(name)
}

/// Whether Windows takes a name for a device's: `con`, `com1`, `con.tar`.
fn is_device(stem: &str) -> bool {
    let first = stem.split('.').next().unwrap_or_default().trim().to_lowercase();
    let port = first.strip_prefix("com").or_else(|| first.strip_prefix("lpt")).map(|rest| rest.chars().collect::<Vec<_>>());
    DEVICES.contains(&first.as_str()) || port.is_some_and(|rest| matches!(rest.as_slice(), ['0'..='9' | '¹' | '²' | '³']))
}

/// The reason why no file with such an ending is taken, where that can be said by the ending alone.
fn refused_ending(name: &str) -> Option<Diagnostic> {
    let ending = ending(name);
    if MaterialKind::ALL.into_iter().any(|kind| kind.takes(name)) {
        return None;
    }
    let remedy = match ending.as_str() {
        "xls" | "xlsb" => "buka di Excel, lalu Simpan sebagai .xlsx",
        "odt" | "rtf" | "html" | "htm" => "buka di Word, lalu Simpan sebagai .docx",
        "ppt" | "pptx" | "odp" => "salin isinya ke Word, lalu simpan sebagai .docx",
        "zip" | "rar" | "7z" => "keluarkan isinya dahulu, lalu letakkan berkasnya satu per satu",
        _ => "yang diambil: Excel (.xlsx), Word (.docx), teks (.txt, .md), kalender (.ics), PDF, dan foto (.jpg, .png)",
    };
    let fault = Diagnostic::error("berkas.jenis-tidak-dibaca", format!("berkas .{ending} tidak diambil, karena tidak dapat dibaca"));
    Some(fault.at(Place::file(name)).remedy(remedy))
}

/// The fault of a file that is not read as what a person chose.
fn not_of(kind: MaterialKind, name: &str) -> Diagnostic {
    let ending = ending(name);
    let (what, remedy) = match ending.as_str() {
        "pdf" => ("PDF".to_owned(), "mintalah berkas Word atau Excel-nya; PDF hanya dapat menjadi lampiran pengumuman"),
        ending if PICTURES.contains(&ending) => ("gambar".to_owned(), "letakkan sebagai Foto, atau sebagai Pengumuman bila poster"),
        _ => (format!("berkas .{ending}"), "pilih jenis yang lain, atau “menurut isinya”"),
    };
    let message = format!("{what} tidak dapat dibaca sebagai {}", kind.label());
    Diagnostic::error("berkas.jenis-lain", message).at(Place::file(name)).remedy(remedy)
}

/// The kind of the one file of this name that lies in the edition: the new one is to take its place.
fn lies_already(office: &Office, name: &str) -> Option<MaterialKind> {
    let lies = |kind: &MaterialKind| {
        let is_it = |other: &String| is_alike(other, name) && (*kind != MaterialKind::Registry || intake::is_registry(other));
        kind.takes(name) && names_in(office, &home(office, *kind)).iter().any(is_it)
    };
    let mut all = MaterialKind::ALL.into_iter().filter(lies);
    all.next().filter(|_| all.next().is_none())
}

/// The kind of a file by its name, else by its content; and whether it is doubtful.
fn guess(name: &str, bytes: &[u8]) -> (MaterialKind, bool) {
    let (ending, lower) = (ending(name), name.to_lowercase());
    let says = |words: &[&str]| words.iter().any(|word| lower.contains(word));
    let is_table = TABLES.contains(&ending.as_str()) || ending == "ics";
    // A notice in Word may have a table of days too: only its name makes it the agenda.
    let is_agenda = || lower.starts_with("agenda") || is_table && (intake::is_agenda(name) || intake::holds_agenda(name, bytes));
    match () {
        () if PICTURES.contains(&ending.as_str()) => (MaterialKind::Photo, false),
        () if ending == "pdf" => (MaterialKind::Announcement, false),
        () if MaterialKind::Registry.takes(name) && intake::is_registry(name) => (MaterialKind::Registry, false),
        () if MaterialKind::Agenda.takes(name) && is_agenda() => (MaterialKind::Agenda, false),
        // A list of prices is one, some other table is none.
        () if is_table => (MaterialKind::Announcement, !says(&["harga", "pengumuman"])),
        () if says(&["sambutan", "pidato", "amanat"]) => (MaterialKind::Speech, false),
        () if says(&["pengumuman", "edaran", "undangan"]) => (MaterialKind::Announcement, false),
        () if says(&["pojok", "kabar kim", "kabar-kim"]) => (MaterialKind::Corner, false),
        () if is_spoken(name, bytes) => (MaterialKind::Speech, false),
        () => (MaterialKind::Announcement, true),
    }
}

/// Whether a text greets and addresses those who hear it.
fn is_spoken(name: &str, bytes: &[u8]) -> bool {
    // A file that no reader can bear is told of when the edition is read.
    let read = catch_unwind(AssertUnwindSafe(|| document::read(name, bytes, Genre::Speech).value));
    let Ok(manuscript) = read else { return false };
    let text: String = manuscript.parts.iter().map(|part| text_of(&part.block).to_lowercase() + "\n").collect();
    SPOKEN.iter().filter(|word| text.contains(*word)).count() >= 2
}

/// Takes a file out of the edition, to its earlier versions; gives the name that it has there.
///
/// # Errors
/// It is none of those that are listed, a program has it open, or the disk refuses.
pub fn take_out(office: &Office, file: &str, now: DateTime<Utc>) -> diagnostic::Result<String> {
    let _one = changing();
    let (folder, name) = listed(office, file).map(|material| apart(&material.file))?;
    refuse_open(office, &folder, &name)?;
    let shelf = Shelf::of(office);
    let version = shelf.unused(&folder, &name, now)?;
    moved(office, file, &version)?;
    Ok(version)
}

/// Makes a file one of another kind, by moving it to the folder of that kind; gives its new name.
///
/// # Errors
/// It is none of those that are listed, is not read as that kind, has its name there already, is open, or the disk refuses.
pub fn change_kind(office: &Office, file: &str, kind: MaterialKind) -> diagnostic::Result<String> {
    let _one = changing();
    let material = listed(office, file)?;
    if !material.kind.others(&material.name).contains(&kind) {
        return Err(not_of(kind, &material.name).into());
    }
    let (folder, name) = apart(&material.file);
    refuse_open(office, &folder, &name)?;
    let to = home(office, kind);
    if names_in(office, &to).iter().any(|other| is_alike(other, &name)) {
        let fault = Diagnostic::error("berkas.nama-sudah-ada", format!("sudah ada {} bernama {name}", kind.label().to_lowercase()));
        return Err(fault.at(Place::file(within(&to, &name))).remedy("keluarkan salah satunya, atau ganti namanya").into());
    }
    let new = within(&to, &name);
    within_office(office, &to)?;
    fs::create_dir_all(office.folder.path(&to)).map_err(|error| unwritten(&office.folder.path(&to), &error))?;
    moved(office, file, &new)?;
    Ok(new)
}

fn moved(office: &Office, file: &str, to: &str) -> diagnostic::Result<()> {
    let path = office.folder.path(to);
    fs::rename(office.folder.path(file), &path).map_err(|error| unwritten(&path, &error))
}

/// The file of this name among those that are listed: no other is moved, opened or given out.
///
/// # Errors
/// There is none.
pub fn listed(office: &Office, file: &str) -> diagnostic::Result<Material> {
    materials(office, None, &[]).into_iter().find(|material| material.file == file).ok_or_else(|| gone(file))
}

fn gone(file: &str) -> Faults {
    let fault = Diagnostic::error("berkas.tidak-ada", "berkas ini tidak ada lagi di sana").raw(file);
    fault.remedy("muat ulang halaman Bahan, lalu pilih dari daftarnya").into()
}

/// An earlier version of a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Version {
    /// `riwayat/2026-11-23/agenda.2026-11-25-161005.xlsx`
    #[serde(rename = "berkas")]
    pub file: String,
    /// The folder that it was in, and its name there.
    #[serde(rename = "folder")]
    pub folder: String,
    #[serde(rename = "nama")]
    pub name: String,
    /// When another took its place, or it was taken out.
    #[serde(rename = "disimpan")]
    pub kept_at: DateTime<Utc>,
    #[serde(rename = "ukuran")]
    pub size: u64,
}

/// The earlier versions of the edition's files and of the registry, the newest first.
pub fn versions(office: &Office) -> Vec<Version> {
    let edition = Folder::edition_name(office.edition);
    let below = MaterialKind::ALL.into_iter().filter(|kind| kind.inner().is_some()).map(|kind| home(office, kind));
    let folders: Vec<String> = [String::new(), edition].into_iter().chain(below).collect();
    let shelf = Shelf::of(office);
    let mut all: Vec<Version> = folders.iter().flat_map(|folder| shelf.versions(folder)).collect();
    all.retain(|version| version.name != CONFIG);
    all.sort_by(|a, b| (b.kept_at, &a.file).cmp(&(a.kept_at, &b.file)));
    all
}

/// Puts an earlier version back in its place; what lies there is kept as another one.
///
/// # Errors
/// There is no such version, a program has the file open, or the disk refuses.
pub fn restore(office: &Office, file: &str, now: DateTime<Utc>) -> diagnostic::Result<Placed> {
    let _one = changing();
    let version = versions(office).into_iter().find(|version| version.file == file).ok_or_else(|| gone(file))?;
    let bytes = office.folder.read(file, FILE_BYTES)?;
    let (name, change) = put(office, &version.folder, &version.name, &bytes, now)?;
    let kind = MaterialKind::ALL.into_iter().rev().find(|kind| home(office, *kind) == version.folder).unwrap_or(MaterialKind::Unread);
    Ok(Placed { file: within(&version.folder, &name), name, kind, change, typed: None, is_doubtful: false })
}

/// The edition that comes after those that are there; where the newest is long past, the one of today's week.
pub fn next_edition(folder: &Folder, today: NaiveDate) -> EditionId {
    let this = EditionId::containing(today);
    let next = folder.editions().last().map(|newest| EditionId::containing(newest.monday() + Days::new(7)));
    next.map_or(this, |next| next.max(this))
}

/// Makes the folder of an edition. One that is there already stays as it is; gives whether it was made.
///
/// # Errors
/// It is not the one that comes next, the settings cannot be read, or the disk refuses.
pub fn new_edition(folder: &Folder, edition: EditionId, now: DateTime<Utc>) -> diagnostic::Result<bool> {
    let today = Config::read(folder)?.zone().local(now).date();
    let _one = changing();
    let name = Folder::edition_name(edition);
    let path = folder.path(&name);
    if path.is_dir() {
        return Ok(false);
    }
    if edition != next_edition(folder, today) {
        let fault = Diagnostic::error("edisi.bukan-berikutnya", format!("edisi {edition} bukan edisi berikutnya"));
        return Err(fault.at(Place::file(name)).remedy("muat ulang halaman Bahan, lalu tekan lagi Edisi baru").into());
    }
    if !folder.holds(refusing(&path)) {
        return Err(leads_out(&name).into());
    }
    for kind in MaterialKind::ALL {
        let inner = kind.inner().map_or_else(|| path.clone(), |inner| path.join(inner));
        fs::create_dir_all(&inner).map_err(|error| unwritten(&inner, &error))?;
    }
    Ok(true)
}

fn leads_out(name: &str) -> Diagnostic {
    let fault = Diagnostic::error("kantor.tautan-ke-luar", "ini tautan ke luar folder kantor, jadi tidak ditulisi");
    fault.at(Place::file(name)).remedy("hapus tautannya, lalu buat foldernya sendiri")
}

fn within_office(office: &Office, name: &str) -> diagnostic::Result<()> {
    let path = office.folder.path(name);
    if office.folder.holds(refusing(&path)) && !path.is_symlink() { Ok(()) } else { Err(leads_out(name).into()) }
}

/// Lands a file in a folder of the office's; what lay there under its name is kept first. Gives the name, and what became of it.
fn put(office: &Office, folder: &str, name: &str, bytes: &[u8], now: DateTime<Utc>) -> diagnostic::Result<(String, Change)> {
    within_office(office, folder)?;
    // Windows does not tell capitals apart in names.
    let known = names_in(office, folder).into_iter().find(|other| is_alike(other, name));
    let name = known.clone().unwrap_or_else(|| name.to_owned());
    let file = within(folder, &name);
    let path = office.folder.path(&file);
    if path.is_symlink() {
        return Err(leads_out(&file).into());
    }
    if path.is_dir() {
        let fault = Diagnostic::error("berkas.bukan-biasa", "ada folder bernama itu").at(Place::file(file));
        return Err(fault.remedy("ganti nama foldernya").into());
    }
    let mut change = Change::New;
    if known.is_some() {
        let old = office.folder.read(&file, FILE_BYTES)?;
        if old == bytes {
            return Ok((name, Change::Same));
        }
        refuse_open(office, folder, &name)?;
        change = Change::Replaced(Shelf::of(office).keep(folder, &name, &old, now)?);
    }
    land(&path, bytes).map_err(|error| unwritten(&path, &error))?;
    Ok((name, change))
}

/// Refuses to change a file that a program has open: what is saved there next would take its place.
fn refuse_open(office: &Office, folder: &str, name: &str) -> diagnostic::Result<()> {
    let Some(lock) = lock_beside(&office.folder.path(folder), name) else { return Ok(()) };
    let program = match ending(name).as_str() {
        ending if TEXTS.contains(&ending) => "Word",
        ending if TABLES.contains(&ending) => "Excel",
        _ => "program lain",
    };
    let fault = Diagnostic::error("berkas.sedang-terbuka", format!("{name} sedang dibuka di {program}"));
    let remedy = format!("tutup, lalu coba lagi; bila tidak terbuka di mana pun, hapus berkas {lock} di foldernya");
    Err(fault.at(Place::file(within(folder, name))).remedy(remedy).into())
}

/// The file by which Excel, Word or LibreOffice says that it has this one open. Word writes its mark over the first two letters.
fn lock_beside(folder: &Path, name: &str) -> Option<String> {
    let rest: String = name.chars().skip(2).collect();
    let locks = [format!("~${name}"), format!("~${rest}"), format!(".~lock.{name}#")];
    locks.into_iter().find(|lock| folder.join(lock).exists())
}

/// The earlier versions of an office's files, which lie in folders named as those of the files.
pub(super) struct Shelf<'a> {
    folder: &'a Folder,
    zone: Zone,
}

impl<'a> Shelf<'a> {
    fn of(office: &'a Office) -> Self {
        Shelf::new(&office.folder, office.config.zone())
    }

    pub(super) fn new(folder: &'a Folder, zone: Zone) -> Self {
        Shelf { folder, zone }
    }

    /// The folder of the versions of what lies in a folder: of `edisi/2026-11-23/foto` it is `riwayat/2026-11-23/foto`.
    fn name(folder: &str) -> String {
        let inner = folder.split_once('/').map_or(OWN, |(_, inner)| inner);
        Folder::version_name(inner)
    }

    /// Keeps what a file holds, unless a version of it holds the same; gives the version's name.
    ///
    /// # Errors
    /// The disk refuses.
    pub(super) fn keep(&self, folder: &str, name: &str, bytes: &[u8], now: DateTime<Utc>) -> diagnostic::Result<String> {
        let holds_same = |version: &Version| {
            version.name == name
                && version.size == bytes.len() as u64
                && fs::read(self.folder.path(&version.file)).is_ok_and(|kept| kept == bytes)
        };
        if let Some(same) = self.versions(folder).into_iter().find(holds_same) {
            return Ok(same.file);
        }
        let version = self.unused(folder, name, now)?;
        let path = self.folder.path(&version);
        land(&path, bytes).map_err(|error| unwritten(&path, &error))?;
        Ok(version)
    }

    /// A name for a version that nothing has, in a folder that is there.
    fn unused(&self, folder: &str, name: &str, now: DateTime<Utc>) -> diagnostic::Result<String> {
        let shelf = Self::name(folder);
        let path = self.folder.path(&shelf);
        if !self.folder.holds(refusing(&path)) {
            return Err(leads_out(&shelf).into());
        }
        fs::create_dir_all(&path).map_err(|error| unwritten(&path, &error))?;
        let stamp = self.zone.local(now).format(STAMP).to_string();
        let named = |number: u32| {
            let stamp = if number == 1 { stamp.clone() } else { format!("{stamp}-{number}") };
            match name.rsplit_once('.') {
                Some((stem, ending)) => format!("{shelf}/{stem}.{stamp}.{ending}"),
                None => format!("{shelf}/{name}.{stamp}"),
            }
        };
        Ok((1..).map(named).find(|version| !self.folder.path(version).exists()).unwrap_or_default())
    }

    /// The versions of what lies, or lay, in a folder, in the order of their names.
    pub(super) fn versions(&self, folder: &str) -> Vec<Version> {
        let shelf = Self::name(folder);
        let version = |kept: String| {
            let file = within(&shelf, &kept);
            let size = fs::metadata(self.folder.path(&file)).ok()?.len();
            let (name, local) = unstamped(&kept)?;
            let kept_at = (local - TimeDelta::hours(self.zone.offset_hours())).and_utc();
            Some(Version { file, folder: folder.to_owned(), name, kept_at, size })
        };
        let mut names = files_in(&self.folder.path(&shelf));
        names.sort();
        names.into_iter().filter_map(version).collect()
    }
}

/// The name of the file that a version is of, and the time on the office's clock: `agenda.2026-11-25-161005-2.xlsx`.
fn unstamped(kept: &str) -> Option<(String, NaiveDateTime)> {
    let time = |text: &str| {
        // A second version of the same second has a number after it.
        let (time, number) = text.split_at_checked(17)?;
        let is_number = |number: &str| number.strip_prefix('-').is_some_and(|number| number.bytes().all(|digit| digit.is_ascii_digit()));
        NaiveDateTime::parse_from_str(time, STAMP).ok().filter(|_| number.is_empty() || is_number(number))
    };
    let (rest, last) = kept.rsplit_once('.')?;
    if let Some(local) = time(last) {
        return Some((rest.to_owned(), local));
    }
    let (stem, stamp) = rest.rsplit_once('.')?;
    Some((format!("{stem}.{last}"), time(stamp)?))
}

/// The folder where files of a kind lie, however its name is capitalised.
fn home(office: &Office, kind: MaterialKind) -> String {
    let edition = Folder::edition_name(office.edition);
    let Some(inner) = kind.inner() else {
        return if kind == MaterialKind::Registry { String::new() } else { edition };
    };
    let entries = fs::read_dir(office.folder.path(&edition)).into_iter().flatten().flatten();
    let folders = entries.filter(|entry| entry.file_type().is_ok_and(|kind| kind.is_dir()));
    let mut names: Vec<String> = folders.filter_map(|entry| entry.file_name().into_string().ok()).collect();
    names.sort();
    let own = names.into_iter().find(|name| name.eq_ignore_ascii_case(inner));
    within(&edition, own.as_deref().unwrap_or(inner))
}

/// The names of the files in a folder, without those that programs leave there.
fn names_in(office: &Office, folder: &str) -> Vec<String> {
    let mut names = files_in(&office.folder.path(folder));
    names.retain(|name| !intake::is_clutter(name));
    names.sort();
    names
}

/// The folder of a file, and its name there.
fn apart(file: &str) -> (String, String) {
    let (folder, name) = file.rsplit_once('/').unwrap_or(("", file));
    (folder.to_owned(), name.to_owned())
}

fn within(folder: &str, name: &str) -> String {
    if folder.is_empty() { name.to_owned() } else { format!("{folder}/{name}") }
}

fn is_alike(one: &str, other: &str) -> bool {
    one.to_lowercase() == other.to_lowercase()
}

fn ending(name: &str) -> String {
    name.rsplit_once('.').map(|(_, ending)| ending.to_lowercase()).unwrap_or_default()
}

fn changing() -> MutexGuard<'static, ()> {
    CHANGING.lock().unwrap_or_else(PoisonError::into_inner)
}
