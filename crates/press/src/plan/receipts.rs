//! Receipt codes: the one on record where there is one, else drawn by a secret of the office.

use std::collections::BTreeMap;
use std::fmt;

use ring::digest::{SHA256, digest};
use ring::hmac;

use office::model::{DesaCode, EditionId, ReceiptCode};

/// Gives bundles their receipt codes.
///
/// Codes are drawn by a secret of the office, so that they cannot be told from the program alone: a code that comes back proves that
/// someone had the bundle.
#[derive(Clone, Default)]
pub struct Receipts {
    /// `None`: the office has none yet, for it has published nothing.
    secret: Option<[u8; 32]>,
    /// Codes that are on record, by village and correction.
    recorded: BTreeMap<(DesaCode, u32), ReceiptCode>,
}

/// Says nothing of the secret.
impl fmt::Debug for Receipts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Receipts")
    }
}

impl Receipts {
    /// `None`: the office has no secret yet.
    pub fn new(secret: Option<[u8; 32]>) -> Self {
        Receipts { secret, recorded: BTreeMap::new() }
    }

    /// A name of the office that outlives its ledger: a digest of its secret. `None`: it has no secret.
    pub fn office(&self) -> Option<String> {
        let digest = digest(&SHA256, self.secret.as_ref()?);
        Some(digest.as_ref().iter().take(6).map(|byte| format!("{byte:02x}")).collect())
    }

    pub fn has_secret(&self) -> bool {
        self.secret.is_some()
    }

    /// Takes codes from the record, by village and correction.
    pub fn record(&mut self, codes: BTreeMap<(DesaCode, u32), ReceiptCode>) {
        self.recorded = codes;
    }

    /// A bundle's code: the one on record, else the first that is drawn; without a secret one that is none. A correction
    /// (`ralat` above 0) has a code of its own.
    pub fn code(&self, desa: &DesaCode, edition: EditionId, ralat: u32) -> ReceiptCode {
        let recorded = self.recorded.get(&(desa.clone(), ralat)).cloned();
        recorded.or_else(|| self.draw(desa, edition, ralat, 0)).unwrap_or_else(ReceiptCode::none)
    }

    /// Draws a bundle's code; where it is taken, the next `turn` gives another. `None`: there is no secret.
    pub fn draw(&self, desa: &DesaCode, edition: EditionId, ralat: u32, turn: u32) -> Option<ReceiptCode> {
        let key = hmac::Key::new(hmac::HMAC_SHA256, self.secret.as_ref()?);
        // Seven letters of which no code can be made are passed over.
        let mut drawn = (0u32..).filter_map(|attempt| {
            let tag = hmac::sign(&key, format!("tanda terima {edition} {desa} {ralat} {attempt}").as_bytes());
            let letters: String = tag.as_ref().iter().take(7).map(|byte| ReceiptCode::LETTERS[usize::from(byte % 32)] as char).collect();
            ReceiptCode::of_letters(&letters)
        });
        drawn.nth(turn as usize)
    }
}
