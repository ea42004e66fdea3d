//! Attachments of announcements: a PDF or a poster, whose pages a village gets as sheets of their own.
//!
//! A PDF among the announcements is one, and so is a picture of a poster's shape that lies there without a text. Beside a text of the same
//! name it belongs to that announcement, which says whom it is for; else it is an announcement of its own, for everyone, titled by the name
//! of its file.

mod pdf;
mod words;

use std::collections::BTreeMap;

use ring::digest::{SHA256, digest};

use self::pdf::{PdfError, Sheets};
use super::container::{self, Kind};
use super::document::Manuscript;
use super::files::within;
use super::vocabulary::{HeadKey, MONTHS, NAMELESS};
use super::{characters, limits, picture};
use crate::diagnostic::{Diagnostic, Found, Place};
use crate::model::wilayah::fold_name;
use crate::model::{Announcement, AttachedPage, Target};

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

/// Pages of an attachment, each with its picture.
pub(super) type Pages = Vec<(AttachedPage, Vec<u8>)>;

/// Attachments by the stems of their files: the name of the first file, and the pages of all.
pub(super) type Attached = BTreeMap<String, (String, Vec<AttachedPage>)>;

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
    let Some((_, pages)) = attached.remove(&stem(name)) else { return };
    manuscript.attachment = pages;
    let is_untitled = manuscript.key(HeadKey::Title).is_none() && manuscript.cover.is_empty() && manuscript.parts.len() < 2;
    if let Some(title) = title(name).filter(|_| is_untitled) {
        let place = Place::file(&manuscript.file);
        manuscript.keys.push((HeadKey::Title, title, place));
    }
}

/// The announcements that attachments of a folder are by themselves: those that no text took.
pub(super) fn announcements(folder: &str, attached: Attached) -> Found<Vec<Announcement>> {
    let mut diagnostics = Vec::new();
    let by_itself = |(name, attachment): (String, Vec<AttachedPage>)| {
        let title = title(&name).filter(|_| !attachment.is_empty())?;
        let place = Place::file(within(folder, &name));
        Some(Announcement {
            title: characters::printable(&title, &place, &mut diagnostics),
            targets: vec![Target::Everyone],
            excluded: Vec::new(),
            sender: None,
            valid_until: None,
            important: false,
            pictures: Vec::new(),
            body: Vec::new(),
            attachment,
            place,
        })
    };
    let announcements = attached.into_values().filter_map(by_itself).collect();
    Found::new(announcements, diagnostics)
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
    let sheets = match sheets {
        Ok(sheets) => sheets,
        Err(fault) => return Found::new(Pages::new(), vec![fault]),
    };
    diagnostics.push(role(file, form, owner, sheets.len()));
    let title = match owner {
        Owner::Itself(title) => title.clone(),
        Owner::Text(text) => title(text).unwrap_or_else(|| form.word().to_owned()),
    };
    let source: String = digest(&SHA256, bytes).as_ref().iter().take(8).map(|byte| format!("{byte:02x}")).collect();
    let count = sheets.len();
    let pages = (1..).zip(sheets).map(|(number, (picture, wide, words))| {
        // Named by what it was made from, since processors may round a pixel's grey otherwise.
        (AttachedPage { path: format!("lampiran/{source}-{number}"), alt: alt(&title, (number, count), &words), wide }, picture)
    });
    Found::new(pages.collect(), diagnostics)
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

/// Says what an attachment was taken as.
fn role(file: &str, form: Form, owner: &Owner, pages: usize) -> Diagnostic {
    let what = match form {
        Form::Pdf => format!("PDF ini, {pages} halaman,"),
        Form::Poster => "gambar tegak ini".to_owned(),
    };
    let (message, remedy) = match owner {
        Owner::Text(text) => {
            (format!("{what} menjadi lampiran pengumuman {text}"), "ganti namanya bila bukan lampiran pengumuman itu".to_owned())
        }
        Owner::Itself(title) => {
            let name = file.rsplit('/').next().unwrap_or(file);
            let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
            let remedy =
                format!("untuk sebagian desa atau dengan judul lain, taruh {stem}.txt di sampingnya, berisi “Untuk: …” dan “Judul: …”");
            (format!("{what} menjadi pengumuman “{title}” dengan lampiran, untuk semua desa"), remedy)
        }
    };
    Diagnostic::note("pengumuman.lampiran", message).at(Place::file(file)).remedy(remedy)
}

/// The text of a page for readers who cannot see it: the words written on it, as much as can be listened to; of a scan, what it is.
fn alt(title: &str, (number, count): (usize, usize), words: &str) -> String {
    const LETTERS: usize = 500;
    let of = if count > 1 { format!(", halaman {number} dari {count}") } else { String::new() };
    let is_said = |letter: &char| !letter.is_control() && !matches!(letter, '\u{e000}'..='\u{f8ff}');
    let words: String = words.chars().filter(is_said).take(LETTERS).collect();
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
