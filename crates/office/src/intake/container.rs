//! The kind of a file, by its content and not by its name, and whether it is safe to open.

use std::collections::HashSet;
use std::fmt;
use std::io::{self, BufReader, Cursor, Read};

use quick_xml::events::Event;
use zip::ZipArchive;

use super::limits::{self, Spent};
use crate::diagnostic::{Diagnostic, Place};

/// A kind of office file, as its content shows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Docx,
    /// Word 97–2003.
    Doc,
    Odt,
    Xlsx,
    /// Excel 97–2003.
    Xls,
    Xlsb,
    Ods,
    Presentation,
    Pdf,
    Rtf,
    Picture,
    /// A web page; some programs save one as `.xls`.
    Html,
    Calendar,
    Zip,
    /// Locked with a password.
    Locked,
    /// A zip whose end is missing: a copy that was cut off.
    CutOff,
    Text,
    Unknown,
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Kind::Docx => "dokumen Word",
            Kind::Doc => "dokumen Word lama (.doc)",
            Kind::Odt => "dokumen LibreOffice (.odt)",
            Kind::Xlsx => "buku kerja Excel",
            Kind::Xls => "buku kerja Excel lama (.xls)",
            Kind::Xlsb => "buku kerja Excel biner (.xlsb)",
            Kind::Ods => "buku kerja LibreOffice (.ods)",
            Kind::Presentation => "salindia (PowerPoint)",
            Kind::Pdf => "berkas PDF",
            Kind::Rtf => "dokumen RTF",
            Kind::Picture => "gambar",
            Kind::Html => "halaman web (HTML)",
            Kind::Calendar => "kalender (.ics)",
            Kind::Zip => "arsip ZIP",
            Kind::Locked => "berkas yang dikunci kata sandi",
            Kind::CutOff => "berkas yang terpotong atau rusak",
            Kind::Text => "teks biasa",
            Kind::Unknown => "berkas yang tidak dikenal",
        })
    }
}

/// Recognises a file by its first bytes and its inner names.
pub fn kind(bytes: &[u8]) -> Kind {
    let starts = |magic: &[u8]| bytes.starts_with(magic);
    if starts(b"PK\x03\x04") {
        return ZipArchive::new(Cursor::new(bytes)).map_or(Kind::CutOff, kind_of_zip);
    }
    if starts(&[0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]) {
        // A compound file names its streams in UTF-16.
        let names = |name: &str| {
            let wide: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).collect();
            bytes.windows(wide.len()).any(|window| window == wide)
        };
        return match () {
            () if names("EncryptedPackage") => Kind::Locked,
            () if names("WordDocument") => Kind::Doc,
            () if names("Workbook") || names("Book") => Kind::Xls,
            () if names("PowerPoint Document") => Kind::Presentation,
            () => Kind::Unknown,
        };
    }
    let is_picture = starts(b"\xff\xd8\xff")
        || starts(b"\x89PNG")
        || starts(b"GIF8")
        || starts(b"BM")
        || starts(b"II*\0")
        || starts(b"MM\0*")
        || (starts(b"RIFF") && bytes.get(8..12) == Some(b"WEBP"))
        || bytes.get(4..8) == Some(b"ftyp");
    if is_picture {
        return Kind::Picture;
    }
    if bytes[..bytes.len().min(1024)].windows(5).any(|window| window == b"%PDF-") {
        return Kind::Pdf;
    }
    if starts(b"{\\rtf") {
        return Kind::Rtf;
    }
    let is_utf16 = starts(&[0xff, 0xfe]) || starts(&[0xfe, 0xff]);
    let head =
        String::from_utf8_lossy(&bytes[..bytes.len().min(512)]).trim_start_matches(['\u{feff}', ' ', '\r', '\n', '\t']).to_lowercase();
    match () {
        () if head.starts_with("<!doctype html") || head.starts_with("<html") => Kind::Html,
        () if head.starts_with("begin:vcalendar") => Kind::Calendar,
        // Text may hold a stray NUL; a file that is full of them is none.
        () if !is_utf16 && bytes.iter().filter(|b| **b == 0).count() > bytes.len() / 16 => Kind::Unknown,
        () => Kind::Text,
    }
}

fn kind_of_zip(mut archive: ZipArchive<Cursor<&[u8]>>) -> Kind {
    let has = |name: &str| archive.index_for_name(name).is_some();
    match () {
        () if has("word/document.xml") => return Kind::Docx,
        () if has("xl/workbook.xml") => return Kind::Xlsx,
        () if has("xl/workbook.bin") => return Kind::Xlsb,
        () if has("ppt/presentation.xml") => return Kind::Presentation,
        () => {}
    }
    let mut text = |name: &str| {
        let mut text = String::new();
        if let Ok(part) = archive.by_name(name) {
            // A part that is not text says nothing.
            let _ = part.take(1 << 20).read_to_string(&mut text);
        }
        text
    };
    let (mime, manifest) = (text("mimetype"), text("META-INF/manifest.xml"));
    match mime.trim() {
        m if m.starts_with("application/vnd.oasis") && manifest.contains("encryption-data") => Kind::Locked,
        m if m.starts_with("application/vnd.oasis.opendocument.spreadsheet") => Kind::Ods,
        m if m.starts_with("application/vnd.oasis.opendocument.text") => Kind::Odt,
        m if m.starts_with("application/vnd.oasis.opendocument.presentation") => Kind::Presentation,
        // Some writers leave the part of the main document under another name.
        _ => {
            let types = text("[Content_Types].xml");
            match () {
                () if types.contains("wordprocessingml.document.main") => Kind::Docx,
                () if types.contains("spreadsheetml.sheet.main") => Kind::Xlsx,
                () => Kind::Zip,
            }
        }
    }
}

/// The fault of a file that is not what its place is for: `wanted` names the kind that should lie there (`buku kerja Excel`), `ending` the
/// ending to save it with.
pub(super) fn refusal(kind: Kind, file: &str, wanted: &str, ending: &str) -> Diagnostic {
    const OTHER_KIND: &str = "berkas.jenis-lain";
    let (code, message, remedy) = match kind {
        Kind::Locked => {
            let remedy = "buka dengan kata sandinya, lalu simpan tanpa kata sandi".to_owned();
            ("berkas.terkunci", "berkas dikunci dengan kata sandi".to_owned(), remedy)
        }
        Kind::CutOff => return Unsafe::Damaged.diagnostic(file),
        Kind::Pdf => (OTHER_KIND, format!("ini berkas PDF, bukan {wanted}"), format!("minta berkas aslinya, lalu Simpan sebagai {ending}")),
        Kind::Picture => {
            let remedy = "pindahkan ke folder foto/, dan tulis namanya di pengumuman: “Foto: …”".to_owned();
            (OTHER_KIND, format!("ini gambar, bukan {wanted}"), remedy)
        }
        Kind::Zip => (OTHER_KIND, format!("ini arsip ZIP, bukan {wanted}"), "keluarkan isinya dulu".to_owned()),
        Kind::Unknown => {
            (OTHER_KIND, format!("berkas ini bukan {wanted}"), format!("buka dengan program yang membuatnya, lalu Simpan sebagai {ending}"))
        }
        Kind::Xls | Kind::Xlsb => (UNREAD_KIND, format!("{kind} tidak dibaca"), saved_as(kind, ending)),
        _ => (OTHER_KIND, format!("ini {kind}, bukan {wanted}"), saved_as(kind, ending)),
    };
    Diagnostic::error(code, message).at(Place::file(file)).remedy(remedy)
}

/// The way to a file of the wanted ending, by the program that opens this one: Word saves no workbook, Excel no document, and
/// PowerPoint neither. What none saves is copied by hand.
fn saved_as(kind: Kind, ending: &str) -> String {
    let own = match kind {
        Kind::Xlsx | Kind::Xls | Kind::Xlsb | Kind::Ods => ".xlsx",
        Kind::Docx | Kind::Doc | Kind::Odt | Kind::Rtf | Kind::Html | Kind::Text => ".docx",
        _ => "",
    };
    if own.is_empty() || !ending.contains(own) {
        let (program, ending) = if ending.contains(".xlsx") { ("Excel", ".xlsx") } else { ("Word", ".docx") };
        return format!("salin isinya ke {program}, simpan sebagai {ending}, lalu hapus berkas ini");
    }
    let opened = match kind {
        Kind::Odt | Kind::Ods => "buka di LibreOffice",
        Kind::Xls | Kind::Xlsb => "buka di Excel",
        _ => "buka berkasnya",
    };
    format!("{opened}, lalu Simpan sebagai {own}")
}

/// The code of a file whose kind is never read, wherever it lies.
pub(super) const UNREAD_KIND: &str = "berkas.jenis-tidak-dibaca";

/// The fault of a file of plain text that is too large to be read.
pub(super) fn large_text(file: &str) -> Diagnostic {
    Diagnostic::error("berkas.teks-terlalu-besar", format!("berkas teks lebih besar dari {} MB", limits::PLAIN_BYTES >> 20))
        .at(Place::file(file))
        .remedy("kurangi isinya, atau simpan sebagai .xlsx")
}

/// The reason why a zip is not opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Unsafe {
    TooLarge,
    TooDeep,
    /// A part declares entities or a document type, which no office program writes.
    Declares,
    /// More parts, styles, pictures or pieces than any office writes, or longer ones.
    Abnormal,
    Damaged,
}

/// Content that spends a bound is more than any normal file holds.
impl From<Spent> for Unsafe {
    fn from(_: Spent) -> Self {
        Unsafe::Abnormal
    }
}

impl Unsafe {
    pub(super) fn diagnostic(self, file: &str) -> Diagnostic {
        let code = match self {
            Unsafe::TooLarge => "berkas.isi-terlalu-besar",
            Unsafe::TooDeep => "berkas.susunan-terlalu-dalam",
            Unsafe::Declares => "berkas.deklarasi-xml",
            Unsafe::Abnormal => "berkas.isi-tidak-wajar",
            Unsafe::Damaged => "berkas.terpotong",
        };
        let message = match self {
            Unsafe::TooLarge => format!("isi berkas lebih dari {} MB setelah dibuka", limits::UNPACKED_BYTES >> 20),
            Unsafe::TooDeep => "susunan isi berkas terlalu dalam".to_owned(),
            Unsafe::Declares => "berkas memuat deklarasi XML yang tidak ditulis program kantor".to_owned(),
            Unsafe::Abnormal => {
                "isi berkas tidak wajar: bagian, gaya, gambar atau potongan teksnya terlalu banyak atau terlalu panjang".to_owned()
            }
            Unsafe::Damaged => "berkas terpotong atau rusak".to_owned(),
        };
        let remedy = match self {
            Unsafe::Damaged => "salin lagi dari sumbernya",
            _ => "salin isinya ke berkas baru, lalu simpan; tanyakan asal berkas ini",
        };
        Diagnostic::error(code, message).at(Place::file(file)).remedy(remedy)
    }
}

/// Unpacks every part once, into nothing, so that no reader meets a bomb: sizes in a zip's headers may lie.
///
/// # Errors
/// The zip is damaged, or holds more than the limits allow.
pub(super) fn examine(bytes: &[u8]) -> Result<(), Unsafe> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|_| Unsafe::Damaged)?;
    if archive.len() > limits::PARTS {
        return Err(Unsafe::Abnormal);
    }
    let mut left = limits::UNPACKED_BYTES;
    let mut names = HashSet::new();
    for index in 0..archive.len() {
        let part = archive.by_index(index).map_err(|_| Unsafe::Damaged)?;
        let name = part.name().map(|name| name.replace('\\', "/").to_lowercase()).unwrap_or_default();
        let is_relations = name.ends_with(".rels");
        let is_xml = is_relations || name.ends_with(".xml");
        // Of two parts whose names differ in capitals alone, one reader may look at this and another at that.
        if is_xml && !names.insert(name) {
            return Err(Unsafe::Abnormal);
        }
        let mut part = Counted { inner: part.take(left + 1), read: 0 };
        let verdict = if is_xml { examine_xml(&mut part) } else { Ok(()) };
        // The parser may stop early, and parts that are not XML have none. A wrong checksum is a damaged copy.
        io::copy(&mut part, &mut io::sink()).map_err(|_| Unsafe::Damaged)?;
        left = left.checked_sub(part.read).ok_or(Unsafe::TooLarge)?;
        verdict?;
        if is_relations && part.read > limits::RELATIONS_BYTES {
            return Err(Unsafe::Abnormal);
        }
    }
    Ok(())
}

struct Counted<R> {
    inner: R,
    read: u64,
}

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.inner.read(buffer)?;
        self.read += count as u64;
        Ok(count)
    }
}

fn examine_xml(part: &mut impl Read) -> Result<(), Unsafe> {
    let mut xml = quick_xml::Reader::from_reader(BufReader::with_capacity(1 << 16, part));
    xml.config_mut().check_end_names = false;
    let mut buffer = Vec::new();
    let mut depth = 0usize;
    loop {
        let event = match xml.read_event_into(&mut buffer) {
            // Not well formed: its reader will say so, or does not need it.
            Ok(Event::Eof) | Err(_) => return Ok(()),
            Ok(event) => event,
        };
        match &event {
            Event::Start(_) => depth += 1,
            Event::End(_) => depth = depth.saturating_sub(1),
            Event::DocType(_) => return Err(Unsafe::Declares),
            _ => {}
        }
        if depth > limits::XML_DEPTH {
            return Err(Unsafe::TooDeep);
        }
        if event.len() > limits::XML_EVENT_BYTES || has_many_attributes(&event) {
            return Err(Unsafe::Abnormal);
        }
        buffer.clear();
    }
}

fn has_many_attributes(event: &Event<'_>) -> bool {
    let is_tag = matches!(event, Event::Start(_) | Event::Empty(_));
    // An attribute has five bytes at least: a blank, a name, the sign of equality and the quotes.
    is_tag && event.len() > 5 * limits::XML_ATTRIBUTES && event.bytes().filter(|b| *b == b'=').count() > limits::XML_ATTRIBUTES
}
