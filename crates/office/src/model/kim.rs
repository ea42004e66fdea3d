//! The KIM registry: one row per desa or kelurahan.

use super::Desa;
use crate::diagnostic::{Place, Spot};

/// How a mail carries a bundle's documents.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Attachment {
    /// Each PDF by itself: a phone opens it.
    #[default]
    Pdf,
    /// The bundle as it is.
    Zip,
}

/// A village and its community information group (Kelompok/Komunitas Informasi Masyarakat), as the office's registry
/// has it. A village without a KIM is normal: its bundle goes to the village office.
#[derive(Debug, Clone)]
pub struct Kim {
    pub desa: Desa,
    /// Name of the kades or lurah, as supplied with titles.
    pub head: Option<String>,
    /// Name of the camat.
    pub camat: Option<String>,
    /// The group's name, `KIM Karya Bersama`; `None`: no KIM yet.
    pub name: Option<String>,
    /// The contact (penghubung) to whom the bundle goes. Not printed in the bulletin.
    pub contact: Option<String>,
    /// What the office allows to be printed of the contact, word for word.
    pub printed_contact: Option<String>,
    pub emails: Vec<String>,
    /// In what form its mail carries the documents.
    pub attachment: Attachment,
    /// The largest mail its mailbox takes, in bytes.
    pub max_mail: Option<u64>,
    /// Its WhatsApp number with country code, digits only: `6281234567890`. Never printed.
    pub whatsapp: Option<String>,
    /// The channels to try, in order, by their names in `warta.toml`; empty: the office's default.
    pub channels: Vec<String>,
    /// Number of RT (neighbourhoods): each gets a copy.
    pub rt: Option<u32>,
    /// Copies in all, where the office fixed a number instead of the rule.
    pub copies: Option<u32>,
    /// Whether it has a colour printer: its masthead may be in colour.
    pub prints_color: bool,
    /// The row in the registry, for messages.
    pub place: Place,
    /// The address of the cell that names the channels, in the same row.
    pub channel_address: String,
}

impl Kim {
    /// The cell that names the channels, for messages.
    pub fn channel_place(&self) -> Place {
        match &self.place.spot {
            Spot::Cell { sheet, .. } => {
                Place { file: self.place.file.clone(), spot: Spot::Cell { sheet: sheet.clone(), address: self.channel_address.clone() } }
            }
            _ => self.place.clone(),
        }
    }
}
