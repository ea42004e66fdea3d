//! The receipt codes in a chat that was pasted: found, compared with the record, and recorded after a person has looked at them.

use std::collections::BTreeSet;

use chrono::{DateTime, NaiveDate, Utc};
use serde::Serialize;

use super::receive::{Receiving, receive};
use super::slip::Slip;
use super::{Conclusion, Office, Verdict};
use office::diagnostic::{self, Diagnostic, Severity};
use office::intake::document::said;
use office::model::{DesaCode, EditionId, ReceiptCode};
use post::ledger::{Ledger, LedgerError, Receipt, Received};

/// A sender with so many digits has a phone number in the name.
const NUMBER: usize = 6;

/// A code that was found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Pasted {
    /// As it is printed; where it is mistyped, as it is written.
    #[serde(rename = "kode")]
    pub code: String,
    /// The sender of the message, where the chat tells a name.
    #[serde(rename = "pengirim")]
    pub by: Option<String>,
    /// The day of the message.
    #[serde(rename = "tanggal")]
    pub on: Option<NaiveDate>,
    #[serde(flatten)]
    pub finding: Finding,
}

impl Pasted {
    /// The receipt as the chat tells of it. What is on record already stays as it is.
    pub fn chosen(&self) -> Chosen {
        let told = matches!(self.finding, Finding::Open(_));
        Chosen { code: self.code.clone(), on: self.on.filter(|_| told), by: self.by.clone().filter(|_| told) }
    }
}

/// The record's word on a code.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "temuan")]
pub enum Finding {
    /// Nobody has acknowledged its bundle.
    #[serde(rename = "baru")]
    Open(Bundle),
    #[serde(rename = "sudah")]
    Recorded {
        #[serde(flatten)]
        bundle: Bundle,
        #[serde(rename = "diterima")]
        on: NaiveDate,
        #[serde(rename = "penerima")]
        by: Option<String>,
    },
    /// Its check character does not fit.
    #[serde(rename = "salah_ketik")]
    Mistyped,
    /// No bundle has it.
    #[serde(rename = "tidak_tercatat")]
    Unknown,
}

/// The bundle that a code is of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Bundle {
    pub desa: DesaCode,
    /// `Desa Karya Baru`
    #[serde(rename = "nama_desa")]
    pub title: String,
    pub kecamatan: String,
    #[serde(rename = "edisi")]
    pub edition: EditionId,
    pub ralat: u32,
}

/// A chat as it was looked through.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Chat {
    #[serde(rename = "pesan")]
    pub messages: usize,
    /// In the order of the chat, each once.
    #[serde(rename = "kode")]
    pub codes: Vec<Pasted>,
}

/// Looks through a pasted chat. Nothing is recorded.
///
/// # Errors
/// The ledger cannot be read.
pub async fn paste(office: &Office, text: &str, now: DateTime<Utc>) -> diagnostic::Result<Chat> {
    let messages = said(text, office.local(now).date());
    office
        .with_ledger_to_look_at(async |ledger| {
            let (mut seen, mut codes) = (BTreeSet::new(), Vec::new());
            for message in &messages {
                // A number is nobody's name, and no receiver's name has one in it.
                let is_name =
                    |sender: &String| sender.chars().any(char::is_alphabetic) && sender.bytes().filter(u8::is_ascii_digit).count() < NUMBER;
                let by = message.sender.clone().filter(is_name);
                for written in codes_in(&message.text) {
                    let Some((code, finding)) = found(ledger, &written).await? else { continue };
                    if seen.insert(code.clone()) {
                        codes.push(Pasted { code, by: by.clone(), on: message.on, finding });
                    }
                }
            }
            Ok(Chat { messages: messages.len(), codes })
        })
        .await
}

/// A code's finding, with the code as it is shown; `None`: it is a word that happens to look like one.
async fn found(ledger: &Ledger, written: &Written) -> Result<Option<(String, Finding)>, LedgerError> {
    let Some(code) = &written.code else { return Ok(Some((written.text.to_uppercase(), Finding::Mistyped))) };
    let receipts = ledger.receipt(code).await?;
    let Some(receipt) = receipts.into_iter().next() else {
        return Ok(written.is_sure.then(|| (code.to_string(), Finding::Unknown)));
    };
    let received = receipt.received.clone();
    let bundle = bundle(receipt);
    let finding = match received {
        Some(Received { on, by, .. }) => Finding::Recorded { bundle, on, by },
        None => Finding::Open(bundle),
    };
    Ok(Some((code.to_string(), finding)))
}

fn bundle(receipt: Receipt) -> Bundle {
    let Receipt { edition, ralat, desa, title, kecamatan, .. } = receipt;
    Bundle { title: title.unwrap_or_else(|| desa.to_string()), kecamatan: kecamatan.unwrap_or_default(), desa, edition, ralat }
}

/// A code as it stands in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Written {
    text: String,
    /// `None`: its check character does not fit.
    code: Option<ReceiptCode>,
    /// It can hardly be an ordinary word.
    is_sure: bool,
}

/// The words behind which people write a code.
const CUES: [&str; 4] = ["terima", "diterima", "kode", "kodenya"];
/// The letters of a code, and of one that is mistyped by one.
const LETTERS: usize = 8;

/// The codes in a text: `7KQ2-X9FM`, `7kq2 x9fm`, `7KQ2X9FM`, and what looks like one that is mistyped.
fn codes_in(text: &str) -> Vec<Written> {
    let text = joined_at_dashes(text);
    let is_part = |c: char| c.is_alphanumeric() || c == '-';
    let words: Vec<&str> = text.split(|c: char| !is_part(c)).map(|word| word.trim_matches('-')).filter(|word| !word.is_empty()).collect();
    let (mut found, mut at) = (Vec::new(), 0);
    while let Some(&word) = words.get(at) {
        let is_cued = at > 0 && CUES.contains(&words[at - 1].to_lowercase().as_str());
        let pair = words.get(at + 1).filter(|next| is_half(word) && is_half(next)).map(|next| format!("{word} {next}"));
        let written = as_code(word, is_cued).or_else(|| as_code(pair.as_deref()?, is_cued).filter(|pair| pair.code.is_some() || is_cued));
        let taken = match &written {
            Some(written) if written.text != word => 2,
            _ => 1,
        };
        at += taken;
        found.extend(written);
    }
    found
}

/// A text in which nothing but a dash stands between words that a dash joins.
fn joined_at_dashes(text: &str) -> String {
    let mut text = text.replace(['–', '—', '‑', '−'], "-");
    for (apart, joined) in [(" -", "-"), ("- ", "-")] {
        while text.contains(apart) {
            text = text.replace(apart, joined);
        }
    }
    text
}

/// Whether a word may be half of a code.
fn is_half(word: &str) -> bool {
    (3..=5).contains(&word.len()) && word.bytes().all(|byte| byte.is_ascii_alphanumeric())
}

/// A piece of text as a code; `None`: it is none, nor looks like one.
fn as_code(text: &str, is_cued: bool) -> Option<Written> {
    let letters: Vec<char> = text.chars().filter(|c| c.is_alphanumeric()).collect();
    let dashes = text.matches('-').count();
    if !letters.iter().all(char::is_ascii_alphanumeric) || dashes > 1 || !(LETTERS - 1..=LETTERS + 1).contains(&letters.len()) {
        return None;
    }
    let digits = letters.iter().filter(|c| c.is_ascii_digit()).count();
    // Figures alone are a phone number or a date.
    let is_mixed = digits > 0 && digits < letters.len();
    let code = ReceiptCode::parse(text);
    let written = |code, is_sure| Some(Written { text: text.to_owned(), code, is_sure });
    if code.is_some() {
        return written(code, is_mixed || is_cued);
    }
    let is_rt = text.get(..2).is_some_and(|first| first.eq_ignore_ascii_case("rt"));
    let is_like_code = is_mixed && !is_rt && (is_cued || dashes == 1 || letters.len() == LETTERS && digits > 1 && !text.contains(' '));
    if is_like_code { written(None, true) } else { None }
}

/// A receipt that a person chose to have recorded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Chosen {
    pub code: String,
    pub on: Option<NaiveDate>,
    pub by: Option<String>,
}

/// Records the receipts that were chosen. One that cannot be recorded is a fault, and hinders no other.
///
/// # Errors
/// The ledger cannot be read or written; what was recorded before stays.
pub async fn record_pasted(office: &Office, chosen: &[Chosen], now: DateTime<Utc>) -> diagnostic::Result<Conclusion<Receiving>> {
    let (mut received, mut said): (Vec<_>, Vec<Diagnostic>) = (Vec::new(), Vec::new());
    for one in chosen {
        let on = one.on.map(|on| on.format("%d-%m-%Y").to_string());
        let slip = Slip { bundles: std::slice::from_ref(&one.code), on: on.as_deref(), by: one.by.as_deref(), ..Slip::default() };
        match receive(office, slip, now).await {
            Ok(conclusion) => {
                received.extend(conclusion.facts.received);
                said.extend(conclusion.diagnostics);
            }
            Err(faults) => said.extend(faults),
        }
    }
    let faults: Vec<Diagnostic> = said.iter().filter(|one| one.severity == Severity::Error).cloned().collect();
    let verdict = Verdict::on_items(!received.is_empty(), &faults);
    Ok(Conclusion { facts: Receiving { received }, diagnostics: said, verdict })
}
