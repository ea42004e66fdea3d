//! Makes an office folder on which the main job works at once.

use std::fs;
use std::io;
use std::path::Path;

use chrono::{Days, NaiveDate};
use rust_xlsxwriter::{Format, FormatBorder, Workbook, XlsxError};
use serde::Serialize;

use super::Conclusion;
use office::bundle::land;
use office::diagnostic::{self, Diagnostic, Place, io_words};
use office::folder::{self, Folder};
use office::model::EditionId;
use office::model::date::full_date;

/// The sample's own settings, every key explained: the office changes the names.
const CONFIG: &str = include_str!("../../samples/barito-kuala/warta.toml");

/// An example of a form of the office's own. It becomes a layout once it is copied under the name that it tells.
const FORM: &str = include_str!("../../docs/formulir-sensus.typ");

const REGISTRY_HEADER: [&str; 15] = [
    "Kode",
    "Desa/Kelurahan",
    "Kecamatan",
    "Kades/Lurah",
    "Camat",
    "KIM",
    "Penghubung",
    "Kontak dicetak",
    "Email",
    "Lampiran",
    "Batas MB",
    "WA",
    "Saluran",
    "RT",
    "Eksemplar",
];

/// Three villages to be replaced by the office's own.
const REGISTRY: [[&str; 15]; 3] = [
    ["63.04.15.1001", "Marabahan Kota", "Marabahan", "", "", "KIM Contoh Satu", "", "", "", "", "", "", "", "6", ""],
    ["63.04.15.2003", "Penghulu", "Marabahan", "", "", "KIM Contoh Dua", "", "Kantor desa, jam kerja", "", "", "", "", "", "4", ""],
    ["63.04.14.2008", "Karya Baru", "Barambai", "", "", "", "", "", "", "", "", "", "", "5", ""],
];

/// A folder that was made.
#[derive(Debug, Clone, Serialize)]
pub struct NewOffice {
    #[serde(rename = "folder")]
    pub root: String,
    /// Its first edition.
    #[serde(rename = "edisi")]
    pub edition: EditionId,
}

/// Makes the folder with its first edition, the one whose week holds `today`.
///
/// # Errors
/// The folder is an office folder already, or the disk refuses.
pub fn new_office(root: &Path, today: NaiveDate) -> diagnostic::Result<Conclusion<NewOffice>> {
    let folder = Folder::new(root);
    let config = folder.path(folder::CONFIG);
    if config.exists() {
        let fault = Diagnostic::error("kantor.sudah-ada", "folder ini sudah folder kantor Warta");
        return Err(fault.at(Place::file(config.display().to_string())).remedy("pilih nama folder lain").into());
    }
    let edition = EditionId::containing(today);
    write(&folder, edition).map_err(|error| {
        Diagnostic::error("kantor.tidak-dibuat", format!("folder tidak dapat dibuat: {}", io_words(&error)))
            .at(Place::file(root.display().to_string()))
            .remedy("periksa nama folder, izin dan ruang disk")
    })?;
    Ok(Conclusion::done(NewOffice { root: root.display().to_string(), edition }))
}

fn write(office: &Folder, edition: EditionId) -> io::Result<()> {
    let folder = office.path(&Folder::edition_name(edition));
    for inner in ["sambutan", "pengumuman", "pojok-kim", "foto"] {
        fs::create_dir_all(folder.join(inner))?;
    }
    fs::create_dir_all(office.own_layouts())?;
    land(&office.path("kim.xlsx"), &registry().map_err(io::Error::other)?)?;
    land(&folder.join("agenda.xlsx"), &agenda(edition).map_err(io::Error::other)?)?;
    let spoken = full_date(edition.monday() - Days::new(4));
    land(
        &folder.join("sambutan").join("1-contoh.md"),
        format!(
            "SAMBUTAN\nBUPATI\n\nJudul: Contoh sambutan\nAcara: Pertemuan contoh\nHari/Tanggal: {spoken}\nTempat: Aula kantor bupati\n\n\
             Assalamu’alaikum warahmatullahi wabarakatuh,\n\n\
             Ganti berkas ini dengan naskah sambutan yang sebenarnya, dari Word (.docx) atau teks biasa. Salam pembuka, daftar yang dihormati dan penutup tidak ikut dicetak.\n\n\
             Wassalamu’alaikum warahmatullahi wabarakatuh.\n"
        )
        .as_bytes(),
    )?;
    land(
        &folder.join("pengumuman").join("1-contoh.md"),
        "Untuk: semua\nDari: Bagian Protokol\n\n# Contoh pengumuman\n\nGanti berkas ini dengan pengumuman yang sebenarnya. Baris “Untuk:” boleh berisi semua, kecamatan … atau desa … (kecamatan).\n"
            .as_bytes(),
    )?;
    land(&office.own_layouts().join("contoh-formulir.txt"), FORM.as_bytes())?;
    // Last, so that a folder cut off half-way is not taken for an office folder.
    land(&office.path(folder::CONFIG), CONFIG.as_bytes())
}

/// The registry with its header and three villages to be replaced.
pub(super) fn registry() -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    let bold = Format::new().set_bold().set_border_bottom(FormatBorder::Thin);
    let sheet = book.add_worksheet().set_name("KIM")?;
    sheet.write_row_with_format(0, 0, REGISTRY_HEADER, &bold)?;
    sheet.write_row_matrix(1, 0, REGISTRY)?;
    sheet.autofit();
    book.save_to_buffer()
}

fn agenda(edition: EditionId) -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    let bold = Format::new().set_bold().set_border_bottom(FormatBorder::Thin);
    let sheet = book.add_worksheet().set_name("Agenda")?;
    sheet.write_row_with_format(
        0,
        0,
        ["Hari/Tanggal", "Pukul", "Acara", "Tempat", "Pakaian", "Dihadiri", "Penyelenggara", "Keterangan"],
        &bold,
    )?;
    let day = |offset| full_date(edition.monday() + Days::new(offset));
    let rows = [
        [
            day(0),
            "07.30 WITA".to_owned(),
            "Apel gabungan".to_owned(),
            "Halaman Kantor Bupati".to_owned(),
            "PDH".to_owned(),
            "Bupati".to_owned(),
        ],
        [
            day(2),
            "09.00 WITA s.d. selesai".to_owned(),
            "Kunjungan contoh".to_owned(),
            "Balai Desa Karya Baru, Kec. Barambai".to_owned(),
            "Batik".to_owned(),
            "Wakil Bupati".to_owned(),
        ],
    ];
    sheet.write_row_matrix(1, 0, rows)?;
    sheet.autofit();
    book.save_to_buffer()
}
