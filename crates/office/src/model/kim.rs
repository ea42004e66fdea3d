//! A village's community information group.

/// A Kelompok (or Komunitas) Informasi Masyarakat, as the office's registry has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kim {
    /// `KIM Karya Bersama`
    pub name: String,
    /// The way to reach it that the office allows to be printed, word for word.
    pub printed_contact: Option<String>,
}
