//! Diagnostics: severity, code, message, place and remedy of a fault or a doubt, in the office's words (Indonesian).
//!
//! A stage that carries on past a fault returns [`Found`]: what it could make of its input, and all it has to say about it, so that
//! one run names every fault. Where nothing can be made at all, the error of [`Result`] holds every fault, never only the first.
//!
//! Code decides by [`Diagnostic::code`], never by words.

use std::cmp::Ordering;
use std::fmt;
use std::path::Path;

use serde::Serialize;

/// How much a diagnostic matters to the run. Ordered: the most serious first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Nothing that this fault touches goes out.
    #[serde(rename = "galat")]
    Error,
    /// Read, but doubtful: a person should look.
    #[serde(rename = "peringatan")]
    Warning,
    /// Good to know.
    #[serde(rename = "catatan")]
    Note,
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Severity::Error => "galat",
            Severity::Warning => "peringatan",
            Severity::Note => "catatan",
        })
    }
}

/// Where inside a file. Ordered as it stands there: `C9` before `C10`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Spot {
    /// The file as a whole.
    #[serde(rename = "berkas")]
    Whole,
    /// A spreadsheet cell, with its A1 address.
    #[serde(rename = "sel")]
    Cell { sheet: String, address: String },
    /// A line of a text file, counted from 1; the column too where it is known.
    #[serde(rename = "baris")]
    Line { line: usize, column: Option<usize> },
    /// A paragraph of a document, counted from 1 without the empty ones.
    #[serde(rename = "paragraf")]
    Paragraph(usize),
}

impl Spot {
    /// The row and the column of a cell, both counted from 1.
    pub fn cell(&self) -> Option<(u32, u32)> {
        let Spot::Cell { address, .. } = self else { return None };
        let (letters, digits) = address.split_at(address.find(|c: char| c.is_ascii_digit())?);
        let column = letters.bytes().try_fold(0_u32, |column, letter| {
            let digit = letter.is_ascii_uppercase().then(|| u32::from(letter - b'A') + 1)?;
            column.checked_mul(26)?.checked_add(digit)
        });
        Some((digits.parse().ok()?, column.filter(|column| *column > 0)?))
    }

    /// The order of spots: by kind, then as they follow each other.
    fn rank(&self) -> (u8, &str, (u32, u32), usize, Option<usize>, &str) {
        const LAST: (u32, u32) = (u32::MAX, u32::MAX);
        match self {
            Spot::Whole => (0, "", LAST, 0, None, ""),
            Spot::Cell { sheet, address } => (1, sheet, self.cell().unwrap_or(LAST), 0, None, address),
            Spot::Line { line, column } => (2, "", LAST, *line, *column, ""),
            Spot::Paragraph(number) => (3, "", LAST, *number, None, ""),
        }
    }
}

impl Ord for Spot {
    fn cmp(&self, other: &Self) -> Ordering {
        self.rank().cmp(&other.rank())
    }
}

impl PartialOrd for Spot {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// A file (relative to the office folder, with `/`) and the spot in it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Place {
    #[serde(rename = "berkas")]
    pub file: String,
    #[serde(rename = "letak")]
    pub spot: Spot,
}

impl Place {
    pub fn file(file: impl Into<String>) -> Self {
        Place { file: file.into(), spot: Spot::Whole }
    }

    pub fn line(file: impl Into<String>, line: usize) -> Self {
        Place { file: file.into(), spot: Spot::Line { line, column: None } }
    }

    pub fn paragraph(file: impl Into<String>, number: usize) -> Self {
        Place { file: file.into(), spot: Spot::Paragraph(number) }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&visible(&self.file))?;
        match &self.spot {
            Spot::Whole => Ok(()),
            Spot::Cell { sheet, address } if sheet.is_empty() => write!(f, ", sel {address}"),
            Spot::Cell { sheet, address } => write!(f, ", lembar “{}”, sel {address}", visible(sheet)),
            Spot::Line { line, column: None } => write!(f, ", baris {line}"),
            Spot::Line { line, column: Some(column) } => write!(f, ", baris {line}, kolom {column}"),
            Spot::Paragraph(number) => write!(f, ", paragraf {number}"),
        }
    }
}

/// Text of strangers as a terminal may show it: no control characters, no marks that turn the reading order round.
pub fn visible(text: &str) -> String {
    let hides = |c: char| c.is_control() || matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    text.chars().map(|c| if hides(c) { ' ' } else { c }).collect()
}

/// One thing the user should know.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Diagnostic {
    #[serde(rename = "tingkat")]
    pub severity: Severity,
    /// Names the kind of fault for ever, for programs and for the code that decides by it: `agenda.tanggal-kosong`. The words of the
    /// message may change, the code may not.
    #[serde(rename = "kode")]
    pub code: &'static str,
    /// The fault, one sentence without a final period.
    #[serde(rename = "pesan")]
    pub message: String,
    #[serde(rename = "tempat", skip_serializing_if = "Option::is_none")]
    pub place: Option<Place>,
    /// The text as the office wrote it.
    #[serde(rename = "tertulis", skip_serializing_if = "Option::is_none")]
    pub raw: Option<String>,
    /// The way to mend it.
    #[serde(rename = "saran", skip_serializing_if = "Option::is_none")]
    pub remedy: Option<String>,
    /// The code of the one desa that this concerns (its name, or what stands for a code, where the registry gives no code that
    /// can be read); `None`: the whole edition. An error stops just what it concerns.
    #[serde(rename = "desa", skip_serializing_if = "Option::is_none")]
    pub desa: Option<String>,
    /// The name of that desa, where it is known ([`name_villages`]).
    #[serde(skip)]
    pub village: Option<String>,
    /// The fault in the words that serve all of its kind, without what differs from one to the next (a village, a cell): several of one
    /// code that share them are told as one. `None`: the message itself serves.
    #[serde(skip)]
    pub alike: Option<String>,
}

impl Diagnostic {
    fn new(severity: Severity, code: &'static str, message: impl Into<String>) -> Self {
        Diagnostic { severity, code, message: message.into(), place: None, raw: None, remedy: None, desa: None, village: None, alike: None }
    }

    pub fn error(code: &'static str, message: impl Into<String>) -> Self {
        Self::new(Severity::Error, code, message)
    }

    pub fn warning(code: &'static str, message: impl Into<String>) -> Self {
        Self::new(Severity::Warning, code, message)
    }

    pub fn note(code: &'static str, message: impl Into<String>) -> Self {
        Self::new(Severity::Note, code, message)
    }

    pub fn at(mut self, place: Place) -> Self {
        self.place = Some(place);
        self
    }

    /// The text as written, shortened to what a person recognises it by.
    pub fn raw(mut self, raw: impl AsRef<str>) -> Self {
        const LIMIT: usize = 80;
        let raw = raw.as_ref().trim();
        let short: String = visible(&raw.chars().take(LIMIT).collect::<String>());
        self.raw = Some(if raw.chars().count() > LIMIT { format!("{short}…") } else { short });
        self
    }

    pub fn remedy(mut self, remedy: impl Into<String>) -> Self {
        self.remedy = Some(remedy.into());
        self
    }

    /// The fault in words that serve all of its kind: see the field.
    pub fn alike(mut self, words: impl Into<String>) -> Self {
        self.alike = Some(words.into());
        self
    }

    pub fn for_desa(mut self, code: impl Into<String>) -> Self {
        self.desa = Some(code.into());
        self
    }
}

impl fmt::Display for Diagnostic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.severity, visible(&self.message))?;
        if let Some(place) = &self.place {
            write!(f, "\n  di {place}")?;
        }
        if let Some(raw) = &self.raw {
            write!(f, "\n  tertulis “{raw}”")?;
        }
        if let Some(remedy) = &self.remedy {
            write!(f, "\n  saran: {}", visible(remedy))?;
        }
        Ok(())
    }
}

/// A value and all there is to say about it.
#[derive(Debug, Clone, Default)]
pub struct Found<T> {
    pub value: T,
    pub diagnostics: Vec<Diagnostic>,
}

impl<T> Found<T> {
    pub fn new(value: T, diagnostics: Vec<Diagnostic>) -> Self {
        Found { value, diagnostics }
    }

    /// The value; what was said is added to `all`.
    pub fn into_value(self, all: &mut Vec<Diagnostic>) -> T {
        all.extend(self.diagnostics);
        self.value
    }
}

/// The reason why something could not be done at all: one fault or more. What can be done in part is a [`Found`] instead.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct Faults(Vec<Diagnostic>);

/// A value, or the faults that left none.
pub type Result<T> = std::result::Result<T, Faults>;

impl From<Diagnostic> for Faults {
    fn from(fault: Diagnostic) -> Self {
        Faults(vec![fault])
    }
}

impl From<Vec<Diagnostic>> for Faults {
    fn from(faults: Vec<Diagnostic>) -> Self {
        Faults(faults)
    }
}

impl From<Faults> for Vec<Diagnostic> {
    fn from(faults: Faults) -> Self {
        faults.0
    }
}

impl std::ops::Deref for Faults {
    type Target = [Diagnostic];

    fn deref(&self) -> &[Diagnostic] {
        &self.0
    }
}

impl IntoIterator for Faults {
    type Item = Diagnostic;
    type IntoIter = std::vec::IntoIter<Diagnostic>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

impl fmt::Display for Faults {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().enumerate().try_for_each(|(at, fault)| write!(f, "{}{fault}", if at == 0 { "" } else { "\n" }))
    }
}

impl Faults {
    /// Each fault as `change` makes it.
    pub fn map(self, change: impl FnMut(Diagnostic) -> Diagnostic) -> Self {
        Faults(self.0.into_iter().map(change).collect())
    }
}

/// The disk's answer to an attempt to write a file or a folder, at the place that refuses: what many files meet is told as one.
pub fn unwritten(path: &Path, error: &std::io::Error) -> Faults {
    Diagnostic::error("disk.tidak-ditulis", format!("tidak dapat ditulis: {}", io_words(error)))
        .at(Place::file(refusing(path).display().to_string()))
        .remedy("periksa izin foldernya dan ruang disk, dan tutup berkas yang sedang terbuka; lalu jalankan lagi")
        .into()
}

/// The place that refuses to have a file or a folder made: where that is not there yet, the folder above it that is.
pub fn refusing(path: &Path) -> &Path {
    path.ancestors().find(|place| !place.as_os_str().is_empty() && place.exists()).unwrap_or(path)
}

/// The disk's answer, in the office's words where it is one of the usual ones.
pub fn io_words(error: &std::io::Error) -> String {
    use std::io::ErrorKind;
    match error.kind() {
        ErrorKind::NotFound => "berkas atau foldernya tidak ada".to_owned(),
        ErrorKind::PermissionDenied => "tidak diizinkan".to_owned(),
        ErrorKind::NotADirectory | ErrorKind::AlreadyExists => "ada berkas yang menempati nama foldernya".to_owned(),
        ErrorKind::IsADirectory => "itu folder, bukan berkas".to_owned(),
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded => "disk penuh".to_owned(),
        ErrorKind::ReadOnlyFilesystem => "disk hanya dapat dibaca".to_owned(),
        ErrorKind::InvalidFilename => "nama berkas terlalu panjang atau tidak sah".to_owned(),
        ErrorKind::ConnectionRefused => "sambungan ditolak".to_owned(),
        ErrorKind::ConnectionReset | ErrorKind::ConnectionAborted | ErrorKind::BrokenPipe | ErrorKind::UnexpectedEof => {
            "sambungan diputus".to_owned()
        }
        ErrorKind::TimedOut => "tidak ada jawaban".to_owned(),
        ErrorKind::HostUnreachable | ErrorKind::NetworkUnreachable | ErrorKind::NetworkDown => "tidak ada jaringan ke sana".to_owned(),
        ErrorKind::InvalidData => "isinya bukan teks UTF-8".to_owned(),
        _ => error.to_string(),
    }
}

/// Gives the villages that diagnostics concern their names, which `name` knows by their codes.
pub fn name_villages(diagnostics: &mut [Diagnostic], name: impl Fn(&str) -> Option<String>) {
    for diagnostic in diagnostics.iter_mut().filter(|diagnostic| diagnostic.village.is_none()) {
        diagnostic.village = diagnostic.desa.as_deref().and_then(&name);
    }
}

/// Whether a fault stops the whole edition.
pub fn stops_edition(diagnostics: &[Diagnostic]) -> bool {
    diagnostics.iter().any(|d| d.severity == Severity::Error && d.desa.is_none())
}

/// Whether a fault stops this desa.
pub fn stops_desa(diagnostics: &[Diagnostic], code: &str) -> bool {
    diagnostics.iter().any(|d| d.severity == Severity::Error && d.desa.as_deref() == Some(code))
}
