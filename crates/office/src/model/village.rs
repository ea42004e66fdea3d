//! A village as the office's registry has it, and all of them.

use super::{Address, Desa, Kim, Wilayah};
use crate::diagnostic::Place;

/// A desa or kelurahan that the office serves: one row of its registry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Village {
    pub desa: Desa,
    /// Name of the kades or lurah, as supplied with titles.
    pub head: Option<String>,
    /// Name of the camat.
    pub camat: Option<String>,
    /// `None`: no KIM yet, which is normal; the bundle goes to the village office.
    pub kim: Option<Kim>,
    pub address: Address,
    /// Number of RT (neighbourhoods): each gets a copy.
    pub rt: Option<u32>,
    /// Copies in all, where the office fixed a number instead of the rule.
    pub copies: Option<u32>,
    /// Whether its bundle is printed in colour: the masthead may be in colour then.
    pub prints_color: bool,
    /// The row in the registry, for messages.
    pub place: Place,
}

/// The villages that the office serves.
#[derive(Debug, Clone, Default)]
pub struct Registry {
    /// In the order of their codes.
    pub villages: Vec<Village>,
    /// Rows were passed over, hidden ones say, which may be villages.
    pub is_partial: bool,
    pub wilayah: Wilayah,
}

impl Registry {
    /// A registry of these villages, in the order of their codes.
    pub fn new(villages: Vec<Village>) -> Self {
        let wilayah = Wilayah::new(villages.iter().map(|village| village.desa.clone()).collect());
        Registry { villages, is_partial: false, wilayah }
    }
}
