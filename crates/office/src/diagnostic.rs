//! What the user is told, and where: severity, message, place and remedy, in the office's words (Indonesian).
//!
//! Every stage returns [`Found`]: what it could make of its input, and all it has to say about it. Stages carry on past
//! a fault, so that one run names every fault.

use std::fmt;

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

/// Where inside a file.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
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
fn visible(text: &str) -> String {
    let hides = |c: char| c.is_control() || matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    text.chars().map(|c| if hides(c) { ' ' } else { c }).collect()
}

/// One thing the user should know.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Diagnostic {
    #[serde(rename = "tingkat")]
    pub severity: Severity,
    /// What is wrong, one sentence without a final period.
    #[serde(rename = "pesan")]
    pub message: String,
    #[serde(rename = "tempat", skip_serializing_if = "Option::is_none")]
    pub place: Option<Place>,
    /// The text as the office wrote it.
    #[serde(rename = "tertulis", skip_serializing_if = "Option::is_none")]
    pub raw: Option<String>,
    /// What to do about it.
    #[serde(rename = "saran", skip_serializing_if = "Option::is_none")]
    pub remedy: Option<String>,
    /// The code of the one desa that this concerns (its name, or what stands for a code, where the registry gives no code that
    /// can be read); `None`: the whole edition. An error stops just what it concerns.
    #[serde(rename = "desa", skip_serializing_if = "Option::is_none")]
    pub desa: Option<String>,
}

impl Diagnostic {
    fn new(severity: Severity, message: impl Into<String>) -> Self {
        Diagnostic { severity, message: message.into(), place: None, raw: None, remedy: None, desa: None }
    }

    pub fn error(message: impl Into<String>) -> Self {
        Self::new(Severity::Error, message)
    }

    pub fn warning(message: impl Into<String>) -> Self {
        Self::new(Severity::Warning, message)
    }

    pub fn note(message: impl Into<String>) -> Self {
        Self::new(Severity::Note, message)
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

/// What the disk answered, in the office's words where it is one of the usual things.
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

/// Whether a fault stops the whole edition.
pub fn stops_edition(diagnostics: &[Diagnostic]) -> bool {
    diagnostics.iter().any(|d| d.severity == Severity::Error && d.desa.is_none())
}

/// Whether a fault stops this desa.
pub fn stops_desa(diagnostics: &[Diagnostic], code: &str) -> bool {
    diagnostics.iter().any(|d| d.severity == Severity::Error && d.desa.as_deref() == Some(code))
}
