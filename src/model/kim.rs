//! The KIM registry: one row per desa or kelurahan.

use super::Desa;
use crate::diagnostic::Place;

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
    /// The channels to try, in order, by their names in `warta.toml`; empty: the office's default.
    pub channels: Vec<String>,
    /// Number of RT (neighbourhoods): each gets a copy.
    pub rt: Option<u32>,
    /// Copies in all, where the office fixed a number instead of the rule.
    pub copies: Option<u32>,
    /// The row in the registry, for messages.
    pub place: Place,
    /// The cell that names the channels, for messages.
    pub channel_place: Place,
}
