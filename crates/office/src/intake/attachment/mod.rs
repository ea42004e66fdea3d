//! Attachments of announcements: a PDF or a poster, whose pages a village gets as sheets of their own.
//!
//! A PDF among the announcements is one, and so is a picture of a poster's shape that lies there without a text. Beside a text of the same
//! name it belongs to that announcement, which says whom it is for; else it is an announcement of its own, titled by the name of its file, for
//! those whom its own words name.

mod pdf;
mod words;

use std::collections::BTreeMap;

use ring::digest::{SHA256, digest};

use self::pdf::{PdfError, Sheets};
use super::announcement::valid_in_text;
use super::container::{self, Kind};
use super::document::{self, Genre, Manuscript};
use super::files::within;
use super::vocabulary::{HeadKey, MONTHS, NAMELESS};
use super::{characters, limits, picture, target};
use crate::diagnostic::{Diagnostic, Found, Place, Severity};
use crate::model::date::long_date;
use crate::model::wilayah::fold_name;
use crate::model::{Announcement, AttachedPage, EditionId, Facts, Target, Wilayah};

/// A kind of attachment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    Pdf,
    Poster,
}

impl Form {
    fn word(self) -> &'static str {
        match self {
            Form::Pdf => "PDF",
            Form::Poster => "poster",
        }
    }
}

/// The announcement to which an attachment belongs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Owner {
    /// That of the file of this name.
    Text(String),
    /// Its own, of this title.
    Itself(String),
}

/// Pages of an attachment, each with its picture and the words written on it.
pub(super) type Pages = Vec<(AttachedPage, Vec<u8>, String)>;

/// One attachment of the edition.
#[derive(Debug, Default)]
pub(super) struct Attachment {
    /// The name of the first of its files.
    pub(super) name: String,
    /// The pages of all its files.
    pub(super) pages: Vec<AttachedPage>,
    /// The words on them.
    pub(super) words: String,
}

/// Attachments by the stems of their files.
pub(super) type Attached = BTreeMap<String, Attachment>;

/// Whether the name is that of a text.
pub(super) fn is_text(name: &str) -> bool {
    const ENDINGS: &[&str] = &["docx", "doc", "md", "markdown", "txt", "text"];
    name.rsplit_once('.').is_some_and(|(_, ending)| ENDINGS.contains(&ending.to_lowercase().as_str()))
}

/// A file's name without its ending, by which files belong together.
pub(super) fn stem(name: &str) -> String {
    name.rsplit_once('.').map_or(name, |(stem, _)| stem).trim().to_lowercase()
}

/// The kind of attachment that a file among the announcements is; `None`: it is none. A picture beside a text that tells something is a
/// photo of it: so is `pasar-murah-2.jpg` beside `pasar-murah.docx`.
pub(super) fn form(name: &str, bytes: &[u8], names: &[String], tells: impl Fn(&str) -> bool) -> Option<Form> {
    match container::kind(bytes) {
        Kind::Pdf => Some(Form::Pdf),
        Kind::Picture => {
            let is_poster = picture::upright_size(bytes).is_some_and(|(width, height)| height > width && height > limits::POSTER_HEIGHT);
            let is_photo = || names.iter().any(|other| is_text(other) && belongs(&stem(name), &stem(other)) && tells(other));
            (is_poster && !is_photo()).then_some(Form::Poster)
        }
        _ => None,
    }
}

/// Whether a file's stem is that of a text, or that and more behind it.
fn belongs(own: &str, text: &str) -> bool {
    own.strip_prefix(text).is_some_and(|rest| !rest.starts_with(char::is_alphanumeric))
}

/// The announcement to which the attachment of this name belongs, among files of these names; `None`: its name, which is to be a title,
/// says nothing.
pub(super) fn owner(name: &str, names: &[String]) -> Option<Owner> {
    let text = names.iter().find(|other| is_text(other) && stem(other) == stem(name)).cloned();
    text.map(Owner::Text).or_else(|| title(name).map(Owner::Itself))
}

/// Gives the announcement of this file name its attachment, and its title where it says none itself.
pub(super) fn attach(manuscript: &mut Manuscript, name: &str, attached: &mut Attached) {
    let Some(attachment) = attached.remove(&stem(name)) else { return };
    manuscript.attachment = attachment.pages;
    let is_untitled = manuscript.key(HeadKey::Title).is_none() && manuscript.cover.is_empty() && manuscript.parts.len() < 2;
    if let Some(title) = title(name).filter(|_| is_untitled) {
        let place = Place::file(&manuscript.file);
        manuscript.keys.push((HeadKey::Title, title, place));
    }
}

/// The announcements that attachments of a folder are by themselves: those that no text took. Their own words say whom they are for, and how
/// long they hold.
pub(super) fn announcements(folder: &str, attached: Attached, edition: EditionId, wilayah: &Wilayah) -> Found<Vec<Announcement>> {
    let mut diagnostics = Vec::new();
    let mut by_itself = |attachment: Attachment| {
        let title = title(&attachment.name).filter(|_| !attachment.pages.is_empty())?;
        let place = Place::file(within(folder, &attachment.name));
        let (targets, excluded) = targets(&attachment, &place, &title, wilayah).into_value(&mut diagnostics);
        let valid_until = valid_in_text(&attachment.words.replace('\n', " "), edition).filter(|(date, _)| *date >= edition.monday());
        if let Some((date, words)) = &valid_until {
            let message = format!("masa berlaku diambil dari isinya: sampai {}", long_date(*date));
            let note = Diagnostic::note("pengumuman.berlaku-dari-isi", message).at(place.clone()).raw(words);
            diagnostics.push(note.alike("masa berlaku diambil dari isinya").remedy(beside(&attachment.name, "“Berlaku: …”")));
        }
        Some(Announcement {
            title: characters::printable(&title, &place, &mut diagnostics),
            targets,
            excluded,
            sender: None,
            valid_until: valid_until.map(|(date, _)| date),
            important: false,
            pictures: Vec::new(),
            body: Vec::new(),
            facts: Facts::default(),
            attachment: attachment.pages,
            place,
        })
    };
    let announcements = attached.into_values().filter_map(&mut by_itself).collect();
    Found::new(announcements, diagnostics)
}

/// The readers whom an attachment's own words name, "Untuk: …" or the address of a letter; else all. What was taken is said.
fn targets(attachment: &Attachment, place: &Place, title: &str, wilayah: &Wilayah) -> Found<(Vec<Target>, Vec<Target>)> {
    let name = &attachment.name;
    let is_pdf = name.to_lowercase().ends_with(".pdf");
    let what = if is_pdf { format!("PDF ini, {} halaman,", attachment.pages.len()) } else { "gambar tegak ini".to_owned() };
    let what = format!("{what} menjadi pengumuman “{title}” dengan lampiran,");
    let remedy = beside(name, "“Untuk: …” dan “Judul: …”");
    let said = document::read(&format!("{name}.txt"), attachment.words.as_bytes(), Genre::Announcement).value;
    let told = said.key(HeadKey::For).or_else(|| said.key(HeadKey::Addressee)).map(|(text, _)| text);
    let Some(text) = told else {
        let note = Diagnostic::note("pengumuman.lampiran", format!("{what} untuk semua desa")).at(place.clone());
        return Found::new((vec![Target::Everyone], Vec::new()), vec![note.remedy(remedy)]);
    };
    let read = target::read(text, wilayah, place);
    if read.value.0.is_empty() || read.diagnostics.iter().any(|one| one.severity == Severity::Error) {
        let message = format!("{what} untuk semua desa, karena sasaran yang tertulis di dalamnya tidak terbaca");
        let warning = Diagnostic::warning("pengumuman.sasaran-lampiran", message).at(place.clone()).raw(text);
        let warning = warning.alike("lampiran untuk semua desa, karena sasaran yang tertulis di dalamnya tidak terbaca");
        return Found::new((vec![Target::Everyone], Vec::new()), vec![warning.remedy(remedy)]);
    }
    let message = format!("{what} untuk {}, menurut isinya", target::words(&read.value.0, wilayah));
    let note = Diagnostic::note("pengumuman.lampiran", message).at(place.clone()).raw(text).remedy(remedy);
    Found::new(read.value, vec![note])
}

/// The way to say of an attachment what it does not say itself.
fn beside(name: &str, lines: &str) -> String {
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    format!("bila lain, taruh {stem}.txt di sampingnya, berisi {lines}")
}

/// The title that a file's name says: `02-pengumuman_pasar-murah.pdf` is about "Pengumuman pasar murah". `None`: it says nothing.
pub(super) fn title(name: &str) -> Option<String> {
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem).trim();
    let letters: Vec<char> = without_copy_mark(without_number(stem)).chars().collect();
    let is_digit = |at: Option<usize>| at.and_then(|at| letters.get(at)).is_some_and(char::is_ascii_digit);
    let spaced = letters.iter().enumerate().map(|(at, letter)| match letter {
        '_' => ' ',
        // A date keeps its hyphens.
        '-' if !(is_digit(at.checked_sub(1)) && is_digit(Some(at + 1))) => ' ',
        letter => *letter,
    });
    let words: String = spaced.collect();
    let words = words.split_whitespace().collect::<Vec<_>>();
    let says = |word: &&str| {
        let folded: String = fold_name(word).chars().filter(|c| !c.is_ascii_digit()).collect();
        folded.chars().count() > 2 && !NAMELESS.contains(&folded.as_str())
    };
    words.iter().find(|word| says(word))?;
    let words = words.join(" ");
    let mut letters = words.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect())
}

/// A name without the number that puts it in order: `02-`, `3. `, `10 `. "17 Agustus" keeps its day.
fn without_number(name: &str) -> &str {
    const SIGNS: [char; 5] = ['-', '_', '.', ')', ' '];
    let digits = name.bytes().take_while(u8::is_ascii_digit).count();
    let rest = &name[digits..];
    if !(1..=3).contains(&digits) || !rest.starts_with(SIGNS) {
        return name;
    }
    let rest = rest.trim_start_matches(SIGNS);
    let next = rest.split(SIGNS).next().map(fold_name);
    // A date follows a number too: "17-08-2026".
    let is_day = next.is_some_and(|next| MONTHS.iter().any(|(month, _)| *month == next) || next.bytes().all(|b| b.is_ascii_digit()));
    if is_day { name } else { rest }
}

/// A name without what programs add to that of a copy: ` (1)`.
fn without_copy_mark(name: &str) -> &str {
    let inner = name.strip_suffix(')').and_then(|rest| rest.rsplit_once('('));
    inner.filter(|(_, number)| !number.is_empty() && number.bytes().all(|b| b.is_ascii_digit())).map_or(name, |(rest, _)| rest.trim_end())
}

/// Makes the pages of an attachment ready for print, and says what was taken as what.
pub(super) fn read(file: &str, bytes: &[u8], form: Form, owner: &Owner) -> Found<Pages> {
    let mut diagnostics = Vec::new();
    let sheets = match form {
        Form::Pdf => pdf::sheets(bytes).map(|read| told(file, read, &mut diagnostics)).map_err(|error| fault(file, error)),
        Form::Poster => picture::poster(bytes).map(|picture| vec![(picture, false, String::new())]).map_err(|reason| {
            Diagnostic::error("gambar.tidak-dapat-dipakai", format!("poster tidak dapat dipakai: {reason}"))
                .at(Place::file(file))
                .remedy("simpan ulang gambarnya sebagai JPEG")
        }),
    };
    if form == Form::Poster {
        diagnostics.extend(shrunk(file, bytes));
    }
    let sheets = match sheets {
        Ok(sheets) => sheets,
        Err(fault) => return Found::new(Pages::new(), vec![fault]),
    };
    let title = match owner {
        Owner::Itself(title) => title.clone(),
        Owner::Text(text) => {
            diagnostics.push(role(file, form, text, sheets.len()));
            title(text).unwrap_or_else(|| form.word().to_owned())
        }
    };
    let source: String = digest(&SHA256, bytes).as_ref().iter().take(8).map(|byte| format!("{byte:02x}")).collect();
    let count = sheets.len();
    let pages = (1..).zip(sheets).map(|(number, (picture, wide, words))| {
        // Named by what it was made from, since processors may round a pixel's grey otherwise.
        (AttachedPage { path: format!("lampiran/{source}-{number}"), alt: alt(&title, (number, count), &words), wide }, picture, words)
    });
    Found::new(pages.collect(), diagnostics)
}

/// The doubt about a poster of few pixels.
fn shrunk(file: &str, bytes: &[u8]) -> Option<Diagnostic> {
    let (width, height) = picture::upright_size(bytes).filter(|(_, height)| *height < limits::READABLE_POSTER_HEIGHT)?;
    let message = format!("gambar poster ini kecil ({width} × {height} titik), jadi tulisannya mungkin sukar dibaca di kertas");
    let warning =
        Diagnostic::warning("gambar.poster-kecil", message).alike("gambar poster kecil; tulisannya mungkin sukar dibaca di kertas");
    Some(warning.at(Place::file(file)).remedy("minta berkas aslinya, yang belum disusutkan WhatsApp"))
}

/// The pages that are printed of a PDF, with what is written on them; what is not printed is said.
fn told(file: &str, read: Sheets, diagnostics: &mut Vec<Diagnostic>) -> Vec<(Vec<u8>, bool, String)> {
    if read.has_marks {
        let warning =
            Diagnostic::warning("pengumuman.tempelan-pdf", "isian formulir, catatan dan cap yang ditempelkan pada PDF tidak dicetak");
        let remedy = "bila perlu tampak, cetak PDF itu ke PDF lagi (Cetak, lalu pilih Simpan sebagai PDF), dan pakai hasilnya";
        diagnostics.push(warning.at(Place::file(file)).remedy(remedy));
    }
    if !read.blank.is_empty() {
        let numbers = read.blank.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
        let note = Diagnostic::note("pengumuman.halaman-kosong", format!("halaman {numbers} PDF ini kosong, jadi tidak dicetak"));
        diagnostics.push(note.alike("ada halaman kosong di PDF, yang tidak dicetak").at(Place::file(file)));
    }
    read.sheets.into_iter().map(|sheet| (sheet.picture, sheet.wide, sheet.words)).collect()
}

/// Says to which text an attachment belongs.
fn role(file: &str, form: Form, text: &str, pages: usize) -> Diagnostic {
    let what = match form {
        Form::Pdf => format!("PDF ini, {pages} halaman,"),
        Form::Poster => "gambar tegak ini".to_owned(),
    };
    let note = Diagnostic::note("pengumuman.lampiran", format!("{what} menjadi lampiran pengumuman {text}"));
    note.at(Place::file(file)).remedy("ganti namanya bila bukan lampiran pengumuman itu")
}

/// The text of a page for readers who cannot see it: the words written on it, as much as can be listened to; of a scan, what it is.
fn alt(title: &str, (number, count): (usize, usize), words: &str) -> String {
    const LETTERS: usize = 500;
    let of = if count > 1 { format!(", halaman {number} dari {count}") } else { String::new() };
    let is_said = |letter: &char| !letter.is_control() && !matches!(letter, '\u{e000}'..='\u{f8ff}');
    let words: String = words.replace('\n', " ").chars().filter(is_said).take(LETTERS).collect();
    if words.is_empty() { format!("Gambar “{title}”{of}") } else { format!("Lampiran “{title}”{of}: {words}") }
}

fn fault(file: &str, error: PdfError) -> Diagnostic {
    const PRINT_AGAIN: &str = "buka PDF-nya, lalu cetak ke PDF lagi (Cetak, pilih Simpan sebagai PDF), dan pakai hasilnya";
    let (code, message, alike, remedy) = match error {
        PdfError::Locked => return container::refusal(Kind::Locked, file, "", ""),
        PdfError::Damaged => return container::refusal(Kind::CutOff, file, "", ""),
        PdfError::TooLong(pages) => (
            "pengumuman.lampiran-terlalu-panjang",
            format!("PDF ini {pages} halaman; yang dapat dilampirkan paling banyak {}", limits::ATTACHED_PAGES),
            "PDF terlalu panjang untuk dilampirkan",
            "pilih halaman yang perlu dibaca warga: buka PDF-nya, Cetak, isi nomor halamannya, lalu Simpan sebagai PDF",
        ),
        PdfError::Abnormal => (
            "pengumuman.lampiran-tidak-wajar",
            "isi PDF ini terlalu banyak atau terlalu rumit untuk dicetak".to_owned(),
            "isi PDF terlalu banyak atau terlalu rumit untuk dicetak",
            PRINT_AGAIN,
        ),
        PdfError::Undrawn(page) => (
            "pengumuman.lampiran-tidak-tergambar",
            format!("ada yang tidak dapat digambar di halaman {page} PDF ini"),
            "ada yang tidak dapat digambar di PDF",
            PRINT_AGAIN,
        ),
        PdfError::Nik(page) => (
            "pengumuman.lampiran-memuat-nik",
            format!("halaman {page} PDF ini memuat NIK (16 angka), yang tidak boleh dicetak"),
            "PDF memuat NIK (16 angka), yang tidak boleh dicetak",
            "hapus nomornya di berkas aslinya, lalu simpan lagi sebagai PDF (UU 27/2022 tentang Pelindungan Data Pribadi)",
        ),
        PdfError::Empty => (
            "pengumuman.lampiran-kosong",
            "halaman PDF ini kosong".to_owned(),
            "PDF kosong",
            "hapus berkasnya, atau salin lagi dari sumbernya",
        ),
    };
    Diagnostic::error(code, message).alike(alike).at(Place::file(file)).remedy(remedy)
}

/// The fault of a file with whose pages an edition has too many.
pub(super) fn too_many(file: &str, pages: usize) -> Diagnostic {
    let message = format!(
        "dengan berkas ini lampiran edisi menjadi {pages} halaman; paling banyak {}, karena setiap halaman satu lembar bagi setiap desa",
        limits::ATTACHED_PAGES_OF_EDITION
    );
    let fault = Diagnostic::error("pengumuman.lampiran-terlalu-banyak", message).alike("lampiran edisi ini terlalu banyak");
    fault.at(Place::file(file)).remedy("pilih yang terpenting; tulis yang lain sebagai pengumuman biasa")
}

/// The fault of a file whose name is to be a title and says nothing.
pub(super) fn nameless(file: &str) -> Diagnostic {
    let message = "nama berkas ini tidak menyebut isinya, padahal menjadi judul pengumumannya";
    let fault = Diagnostic::error("pengumuman.lampiran-tanpa-judul", message).at(Place::file(file));
    fault.remedy("beri nama menurut isinya, seperti pasar-murah.pdf")
}
