//! Bahan: the edition's files, what each was read as, and what was there before. Files are put here, opened in their programs, given out
//! and taken out; the folder is the same afterwards as if a person had done it there.

use askama::Template;
use axum::extract::multipart::MultipartError;
use axum::extract::{Form, Multipart, Path, Query, State};
use axum::http::StatusCode;
use chrono::Utc;
use serde::Deserialize;

use super::check::said;
use crate::config::Config;
use crate::desk::Office;
use crate::desk::materials::{self, Material, MaterialKind, Version};
use crate::report::local;
use crate::web::html::{attachment, escaped};
use crate::web::{Answer, Asked, Deed, Failure, Head, Meja, Nav, Note, Seen, Who, show};
use office::diagnostic::{self, Diagnostic, Place};
use office::folder::{Folder, VERSIONS};
use office::intake::FILE_BYTES;
use office::model::{EditionId, Zone};
use press::plan::wording;

/// So many files, and earlier versions, stand on the page until all are asked for.
const LISTED: usize = 36;
const SHOWN: usize = 12;
/// The name in addresses of what lies in the office folder itself.
const OWN: &str = "kantor";
/// Endings of files that may be opened: none of a program.
const OPENED: &[&str] = &[
    "xlsx", "xlsm", "xls", "ods", "csv", "docx", "doc", "odt", "rtf", "txt", "md", "pdf", "ics", "jpg", "jpeg", "png", "webp", "gif",
    "bmp", "tif", "tiff",
];

#[derive(Template)]
#[template(path = "meja/bahan.html")]
struct Page {
    head: Head,
    /// Whether there is an edition that files could be put in.
    has_edition: bool,
    kinds: Vec<(&'static str, &'static str)>,
    rows: Vec<Row>,
    /// So many more are in the folder.
    more: usize,
    /// The address of all of them, and of all versions.
    all: String,
    versions: Vec<VersionRow>,
    version_count: usize,
    /// The edition that comes next: its Monday, and its days.
    next: (String, String),
}

/// A file as it is shown.
struct Row {
    file: String,
    name: String,
    /// The folder, where it is one of the edition's inner ones.
    inner: String,
    kind: &'static str,
    content: String,
    /// Its look, and how many faults; empty: none.
    faults: (&'static str, String),
    changed: String,
    size: String,
    is_open: bool,
    download: String,
    is_openable: bool,
    /// The kinds that it may be changed into: value and label.
    others: Vec<(String, &'static str)>,
}

/// An earlier version as it is shown.
struct VersionRow {
    file: String,
    name: String,
    kept: String,
    size: String,
    download: String,
}

/// What is asked for.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct Wanted {
    /// All files and versions.
    #[serde(default)]
    semua: Option<String>,
}

/// `GET /bahan`
pub async fn page(State(meja): State<Meja>, who: Who, Query(asked): Query<Asked>, Query(wanted): Query<Wanted>) -> Answer {
    // Without any edition one can be made here.
    if meja.folder().editions().is_empty() && asked.edition().is_none() {
        let zone = Config::read(meja.folder())?.zone();
        return show(Page::new(meja.head(&who, Nav::Materials, "Bahan", None, &asked), &meja, zone));
    }
    let office = meja.office(asked.edition())?;
    let seen = meja.look(&asked).await;
    let head = meja.head(&who, Nav::Materials, "Bahan", Some(&office), &asked);
    let zone = office.config.zone();
    let all = listed(&office, &seen);
    let kept = materials::versions(&office);
    let (files, versions) = if wanted.semua.is_some() { (usize::MAX, usize::MAX) } else { (LISTED, SHOWN) };
    show(Page {
        has_edition: true,
        more: all.len().saturating_sub(files),
        rows: all.iter().take(files).map(|material| Row::new(material, &office, &head, zone)).collect(),
        version_count: kept.len(),
        versions: kept.iter().take(versions).map(|version| VersionRow::new(version, &head, zone)).collect(),
        ..Page::new(head, &meja, zone)
    })
}

/// The files with what the newest look says of them; a look at another edition says nothing.
fn listed(office: &Office, seen: &Seen) -> Vec<Material> {
    let checked = seen.checked.as_deref().filter(|_| seen.edition == Some(office.edition));
    materials::materials(office, checked, if checked.is_some() { said(seen) } else { &[] })
}

impl Page {
    fn new(head: Head, meja: &Meja, zone: Zone) -> Self {
        let next = materials::next_edition(meja.folder(), zone.local(Utc::now()).date());
        Page {
            all: head.link("/bahan?semua=ya"),
            head,
            has_edition: false,
            kinds: MaterialKind::ALL.map(|kind| (kind.key(), kind.label())).to_vec(),
            rows: Vec::new(),
            more: 0,
            versions: Vec::new(),
            version_count: 0,
            next: (next.to_string(), wording::week(next)),
        }
    }
}

impl Row {
    fn new(material: &Material, office: &Office, head: &Head, zone: Zone) -> Self {
        let edition = format!("{}/", Folder::edition_name(office.edition));
        let (folder, inner) = match material.file.strip_prefix(&edition) {
            Some(inner) => (office.edition.to_string(), inner),
            None => (OWN.to_owned(), material.file.as_str()),
        };
        let words = [(material.errors, "galat"), (material.warnings, "peringatan")];
        let words: Vec<String> = words.iter().filter(|(count, _)| *count > 0).map(|(count, word)| format!("{count} {word}")).collect();
        let look = if material.errors > 0 { "galat" } else { "peringatan" };
        let other = |kind: MaterialKind| (format!("{} {}", kind.key(), material.file), kind.label());
        Row {
            name: material.name.clone(),
            inner: inner.rsplit_once('/').map(|(inner, _)| format!("{inner}/")).unwrap_or_default(),
            kind: material.kind.label(),
            content: material.content.clone(),
            faults: (look, words.join(", ")),
            changed: local(material.changed_at, zone),
            size: size(material.size),
            is_open: material.is_open,
            download: address(head, &folder, inner),
            is_openable: head.is_local && is_openable(&material.name),
            others: material.kind.others(&material.name).into_iter().map(other).collect(),
            file: material.file.clone(),
        }
    }
}

impl VersionRow {
    fn new(version: &Version, head: &Head, zone: Zone) -> Self {
        let inner = version.file.strip_prefix(VERSIONS).unwrap_or_default().trim_start_matches('/');
        VersionRow {
            file: version.file.clone(),
            name: version.name.clone(),
            kept: local(version.kept_at, zone),
            size: size(version.size),
            download: address(head, VERSIONS, inner),
        }
    }
}

/// The address of a file that is given out.
fn address(head: &Head, folder: &str, inner: &str) -> String {
    let inner: Vec<String> = inner.split('/').map(escaped).collect();
    head.link(&format!("/berkas/{folder}/{}", inner.join("/")))
}

fn is_openable(name: &str) -> bool {
    name.rsplit_once('.').is_some_and(|(_, ending)| OPENED.contains(&ending.to_lowercase().as_str()))
}

/// `34 KB`, `1,2 MB`
fn size(bytes: u64) -> String {
    match bytes {
        0..1_000_000 => format!("{} KB", bytes.div_ceil(1000)),
        _ => format!("{:.1} MB", bytes as f64 / 1e6).replace('.', ","),
    }
}

/// Files as a browser sends them.
struct Sent {
    kind: Option<MaterialKind>,
    files: Vec<(String, Vec<u8>)>,
}

async fn received(mut multipart: Multipart) -> Result<Sent, Failure> {
    let mut sent = Sent { kind: None, files: Vec::new() };
    while let Some(field) = multipart.next_field().await.map_err(|error| unread(&error))? {
        let is_kind = field.name() == Some("jenis");
        // A form without a chosen file sends one without a name.
        let file = field.file_name().filter(|file| !file.is_empty()).map(str::to_owned);
        let bytes = field.bytes().await.map_err(|error| unread(&error))?;
        match file {
            Some(file) => sent.files.push((file, bytes.to_vec())),
            None if is_kind => sent.kind = MaterialKind::named(&String::from_utf8_lossy(&bytes)),
            None => {}
        }
    }
    Ok(sent)
}

/// Too much was sent, or it broke off.
pub(super) fn unread(error: &MultipartError) -> Failure {
    let status = error.status();
    let (code, message) = match status {
        StatusCode::PAYLOAD_TOO_LARGE => ("berkas.terlalu-besar", format!("kirimannya lebih besar dari {} MB", FILE_BYTES >> 20)),
        _ => ("berkas.kiriman-terputus", "kirimannya terputus, jadi tidak ada yang diambil".to_owned()),
    };
    Failure::refused(status, vec![Diagnostic::error(code, message).remedy("letakkan lagi, satu berkas setiap kali")])
}

/// A use case broke off by a fault of Warta.
fn broken() -> Failure {
    let fault = Diagnostic::error("warta.kesalahan", "kesalahan di dalam Warta");
    Failure::refused(StatusCode::INTERNAL_SERVER_ERROR, vec![fault.remedy("periksa di Bahan apa yang sudah berubah, lalu coba lagi")])
}

/// Does some work on files where waiting for a disk holds up no other page.
pub(super) async fn at_rest<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T, Failure> {
    tokio::task::spawn_blocking(work).await.map_err(|_| broken())
}

/// `POST /bahan`: files are put into the edition.
pub async fn place(State(meja): State<Meja>, Query(asked): Query<Asked>, multipart: Multipart) -> Answer {
    let Sent { kind, files } = received(multipart).await?;
    let office = meja.office(asked.edition())?;
    if files.is_empty() {
        let note = Note { is_fault: true, lines: vec!["Belum ada berkas yang dipilih.".to_owned()] };
        return Ok(meja.back(&asked.link("/bahan"), Deed::new("", "tidak ada berkas"), vec![note]));
    }
    let names: Vec<String> = files.iter().map(|(name, _)| name.chars().take(80).collect()).collect();
    let put = move || files.iter().map(|(name, bytes)| materials::place(&office, name, kind, bytes, Utc::now())).collect::<Vec<_>>();
    let done = at_rest(put).await?;
    meja.touch();
    meja.feed().changed();
    let refused = done.iter().filter(|one| one.is_err()).count();
    let outcome = match (done.len() - refused, refused) {
        (placed, 0) => format!("{placed} diterima"),
        (placed, refused) => format!("{placed} diterima, {refused} ditolak"),
    };
    let notes = done.into_iter().flat_map(|one| match one {
        Ok(placed) => vec![Note { is_fault: false, lines: placed.words() }],
        Err(faults) => Note::faults(&faults),
    });
    let deed = Deed::new(diagnostic::visible(&names.join(", ")), outcome);
    Ok(meja.back(&asked.link("/bahan"), deed, notes.collect()))
}

/// A file that was chosen from the list.
#[derive(Debug, Clone, Deserialize)]
pub struct Chosen {
    berkas: String,
}

/// `POST /bahan/keluarkan`
pub async fn take_out(State(meja): State<Meja>, Query(asked): Query<Asked>, Form(chosen): Form<Chosen>) -> Answer {
    let office = meja.office(asked.edition())?;
    let file = chosen.berkas.clone();
    let kept = at_rest(move || materials::take_out(&office, &file, Utc::now())).await??;
    meja.touch();
    meja.feed().changed();
    let said = format!("{} dikeluarkan. Tidak dihapus: ada di Versi sebelumnya, dan dapat dipakai lagi.", name_of(&chosen.berkas));
    Ok(meja.back(&asked.link("/bahan"), Deed::new(chosen.berkas, format!("disimpan di {kept}")), vec![Note::said(said)]))
}

/// `POST /bahan/pulihkan`
pub async fn restore(State(meja): State<Meja>, Query(asked): Query<Asked>, Form(chosen): Form<Chosen>) -> Answer {
    let office = meja.office(asked.edition())?;
    let file = chosen.berkas.clone();
    let placed = at_rest(move || materials::restore(&office, &file, Utc::now())).await??;
    meja.touch();
    meja.feed().changed();
    let said = match placed.change {
        materials::Change::New => format!("{} dipakai lagi.", placed.name),
        materials::Change::Same => format!("{} sama dengan yang ada, tidak diubah.", placed.name),
        materials::Change::Replaced(_) => format!("{} dipakai lagi; yang tadi disimpan di Versi sebelumnya.", placed.name),
    };
    Ok(meja.back(&asked.link("/bahan"), Deed::new(placed.file, format!("dari {}", chosen.berkas)), vec![Note::said(said)]))
}

/// The kind that a file is to have, and the file: `sambutan edisi/2026-11-23/pengumuman/1.docx`.
#[derive(Debug, Clone, Deserialize)]
pub struct Changed {
    menjadi: String,
}

/// `POST /bahan/jenis`
pub async fn change_kind(State(meja): State<Meja>, Query(asked): Query<Asked>, Form(changed): Form<Changed>) -> Answer {
    let office = meja.office(asked.edition())?;
    let meant = changed.menjadi.split_once(' ').and_then(|(key, file)| Some((MaterialKind::named(key)?, file.to_owned())));
    let Some((kind, file)) = meant else {
        let fault = Diagnostic::error("berkas.jenis-lain", "jenis bahan ini tidak dikenal");
        return Err(fault.remedy("muat ulang halaman Bahan, lalu pilih lagi").into());
    };
    let name = name_of(&file).to_owned();
    let new = at_rest(move || materials::change_kind(&office, &file, kind)).await??;
    meja.touch();
    meja.feed().changed();
    let said = format!("{name} sekarang dibaca sebagai {}.", kind.label());
    Ok(meja.back(&asked.link("/bahan"), Deed::new(new, format!("menjadi {}", kind.label())), vec![Note::said(said)]))
}

/// `POST /buka`: opens a file in its program, on this computer.
pub async fn open_file(State(meja): State<Meja>, Query(asked): Query<Asked>, Form(chosen): Form<Chosen>) -> Answer {
    if !meja.is_local() {
        return Err(Failure::not_found("berkas hanya dapat dibuka di komputer yang menjalankan mejanya: unduh saja berkasnya"));
    }
    let office = meja.office(asked.edition())?;
    let material = materials::listed(&office, &chosen.berkas)?;
    let path = office.folder.path(&material.file);
    let refused = |message: &str, remedy: &str| {
        Failure::from(Diagnostic::error("berkas.tidak-dibuka", message).at(Place::file(&material.file)).remedy(remedy))
    };
    if !is_openable(&material.name) || !office.folder.holds(&path) {
        return Err(refused("jenis berkas ini tidak dibuka dari meja", "buka sendiri dari foldernya"));
    }
    // A program gets the whole path, so that no name is taken for an option.
    let path = std::path::absolute(&path)?;
    if open::that_detached(&path).is_err() {
        return Err(refused("tidak ada program yang membukanya di komputer ini", "unduh berkasnya, atau buka dari foldernya"));
    }
    let said = format!("{} dibuka. Begitu disimpan, Periksa dan Pratinjau mengikutinya.", material.name);
    Ok(meja.back(&asked.link("/bahan"), Deed::new(material.file.clone(), "dibuka"), vec![Note::said(said)]))
}

/// The edition that is to be made, by its Monday.
#[derive(Debug, Clone, Deserialize)]
pub struct New {
    senin: String,
}

/// `POST /edisi`
pub async fn new_edition(State(meja): State<Meja>, Form(new): Form<New>) -> Answer {
    let Some(edition) = EditionId::parse(&new.senin) else {
        let fault = Diagnostic::error("edisi.bukan-nama", "ini bukan hari Senin yang menamai edisi").raw(&new.senin);
        return Err(fault.remedy("muat ulang halaman Bahan, lalu tekan lagi Edisi baru").into());
    };
    let folder = meja.folder().clone();
    let is_new = at_rest(move || materials::new_edition(&folder, edition, Utc::now())).await??;
    meja.touch();
    meja.feed().changed();
    let (said, outcome) = match is_new {
        true => (format!("{} dibuat. Letakkan bahannya di sini.", edition.label()), "dibuat"),
        false => (format!("{} sudah ada.", edition.label()), "sudah ada"),
    };
    let asked = Asked { edisi: Some(edition.to_string()), kabar: None };
    Ok(meja.back(&asked.link("/bahan"), Deed::new(edition.to_string(), outcome), vec![Note::said(said)]))
}

/// `GET /berkas/{edisi}/{*nama}`: a file that is listed, or one of its earlier versions.
pub async fn file(State(meja): State<Meja>, Query(asked): Query<Asked>, Path((folder, inner)): Path<(String, String)>) -> Answer {
    let is_edition = ![OWN, VERSIONS].contains(&folder.as_str());
    let office = meja.office(if is_edition { Some(folder.as_str()) } else { asked.edition() })?;
    let wanted = match folder.as_str() {
        OWN => inner,
        VERSIONS => Folder::version_name(&inner),
        _ => format!("{}/{inner}", Folder::edition_name(office.edition)),
    };
    let (name, file) = match folder.as_str() {
        VERSIONS => {
            let version = materials::versions(&office).into_iter().find(|version| version.file == wanted);
            // Its own name says its time, so that it is not taken for the one of now.
            version.map(|version| (name_of(&version.file).to_owned(), version.file)).ok_or_else(missing)?
        }
        _ => materials::listed(&office, &wanted).map(|material| (material.name, material.file)).map_err(|_| missing())?,
    };
    let bytes = at_rest(move || office.folder.read(&file, FILE_BYTES)).await??;
    Ok(attachment(&name, "application/octet-stream", bytes))
}

fn missing() -> Failure {
    Failure::not_found("berkas ini tidak ada: muat ulang halaman Bahan, lalu pilih dari daftarnya")
}

fn name_of(file: &str) -> &str {
    file.rsplit('/').next().unwrap_or(file)
}
