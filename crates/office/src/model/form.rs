//! Blank forms and the serials that tell each of them from every other, for ever.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::{DesaCode, EditionId};

/// A kind of blank form.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Form {
    /// A report of an activity, which the organiser, the village head and the camat sign.
    Activity,
    /// A complaint, which goes back through the KIM.
    Complaint,
    /// A complaint that goes back in a closed envelope.
    Confidential,
    /// A form of an office's own, which its letters tell from all others.
    Own(Letters),
}

impl Form {
    /// Those that every office has, in the order in which they lie in a village's bundle.
    pub const BUILT_IN: [Form; 3] = [Form::Activity, Form::Complaint, Form::Confidential];

    /// The name by which layouts and the ledger know it.
    pub fn name(&self) -> &str {
        match self {
            Form::Activity => "kegiatan",
            Form::Complaint => "pengaduan",
            Form::Confidential => "rahasia",
            Form::Own(letters) => text(&letters.small),
        }
    }

    /// The letters that its serials begin with.
    pub fn prefix(&self) -> &str {
        match self {
            Form::Activity => "KGT",
            Form::Complaint => "PGD",
            Form::Confidential => "RHS",
            Form::Own(letters) => text(&letters.capital),
        }
    }

    /// The form whose serials begin with these letters. Any three may be those of a form that an office has, or had once.
    pub fn of_prefix(prefix: &str) -> Option<Form> {
        let built_in = Form::BUILT_IN.into_iter().find(|form| form.prefix() == prefix);
        built_in.or_else(|| Letters::new(prefix).map(Form::Own))
    }
}

/// The three letters of a form of an office's own. No built-in form has them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Letters {
    capital: [u8; 3],
    /// The same in small letters.
    small: [u8; 3],
}

impl Letters {
    fn new(capitals: &str) -> Option<Self> {
        let capital: [u8; 3] = capitals.as_bytes().try_into().ok()?;
        let is_taken = Form::BUILT_IN.iter().any(|form| form.prefix() == capitals);
        let is_written = capital.iter().all(u8::is_ascii_uppercase);
        (is_written && !is_taken).then(|| Letters { capital, small: capital.map(|letter| letter.to_ascii_lowercase()) })
    }
}

impl TryFrom<String> for Letters {
    type Error = String;

    fn try_from(typed: String) -> Result<Self, String> {
        let capitals = typed.trim().to_ascii_uppercase();
        Letters::new(&capitals).ok_or_else(|| match Form::of_prefix(&capitals) {
            Some(form) => format!("“{typed}” sudah dipakai formulir {}; pilih tiga huruf lain", form.name()),
            None => format!("“{typed}” bukan tiga huruf; tulis tiga huruf dari A sampai Z, seperti “SNS”"),
        })
    }
}

impl From<Letters> for String {
    fn from(letters: Letters) -> String {
        text(&letters.capital).to_owned()
    }
}

impl fmt::Display for Letters {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(text(&self.capital))
    }
}

/// Letters of A to Z as a text, which they always are.
fn text(letters: &[u8; 3]) -> &str {
    std::str::from_utf8(letters).unwrap_or_default()
}

/// A blank form's serial: `PGD-6304142008-202648-01-K`: form, village, year and week, copy, check character.
///
/// It follows from the edition alone, so that the same edition made again carries the same serials.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Serial {
    pub form: Form,
    pub desa: DesaCode,
    pub edition: EditionId,
    /// Counted from 1.
    pub copy: u32,
}

impl fmt::Display for Serial {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (week, year) = self.edition.number();
        let body = format!("{}-{}-{year:04}{week:02}-{:02}", self.form.prefix(), self.desa.digits(), self.copy);
        write!(f, "{body}-{}", check_character(&body))
    }
}

/// A text is not a serial, or a mistyped one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NotASerial;

impl FromStr for Serial {
    type Err = NotASerial;

    /// Reads a serial as typed or scanned: case, spaces and dashes do not count.
    fn from_str(typed: &str) -> Result<Self, NotASerial> {
        let text: String = typed.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_uppercase()).collect();
        let read = || {
            let (prefix, rest) = text.split_at_checked(3)?;
            let form = Form::of_prefix(prefix)?;
            let (desa, rest) = rest.split_at_checked(10)?;
            let (year, rest) = rest.split_at_checked(4)?;
            let (week, rest) = rest.split_at_checked(2)?;
            let copy = rest.get(..rest.len().checked_sub(1)?)?;
            let edition = EditionId::of_number(week.parse().ok()?, year.parse().ok()?)?;
            Some(Serial { form, desa: DesaCode::parse(desa)?, edition, copy: copy.parse().ok().filter(|copy| *copy > 0)? })
        };
        // The one way to write it: neither the check character nor a zero too many gets through.
        let serial: Serial = read().ok_or(NotASerial)?;
        if serial.to_string().replace('-', "") == text { Ok(serial) } else { Err(NotASerial) }
    }
}

const ALPHABET: &[u8; 36] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";

/// ISO/IEC 7064 MOD 37,36 over the letters and digits: catches every single mistyped character and nearly every swap.
pub fn check_character(text: &str) -> char {
    let mut product = 36;
    for value in text.bytes().filter_map(value_of) {
        let sum = (product + value) % 36;
        product = (if sum == 0 { 36 } else { sum }) * 2 % 37;
    }
    ALPHABET[(37 - product) % 36] as char
}

fn value_of(byte: u8) -> Option<usize> {
    ALPHABET.iter().position(|b| *b == byte.to_ascii_uppercase())
}
