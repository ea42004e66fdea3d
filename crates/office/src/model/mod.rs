//! The nouns of the domain. They carry no I/O; what a user may read of them is worded by the plan.

pub mod agenda;
pub mod announcement;
pub mod date;
pub mod kim;
pub mod regency;
pub mod rich_text;
pub mod sambutan;
pub mod wilayah;

pub use agenda::{AgendaEntry, End, Officials, Status, Time};
pub use announcement::{Announcement, Target};
pub use date::{EditionId, Zone};
pub use kim::{Attachment, Kim};
pub use regency::Regency;
pub use rich_text::{Block, Picture, RichText, Run};
pub use sambutan::Sambutan;
pub use wilayah::{Desa, DesaCode, DesaKind, Wilayah};

/// One of the people whose agenda the bulletin prints, from `warta.toml`.
#[derive(Debug, Clone, PartialEq, Eq, serde::Deserialize, serde::Serialize)]
#[serde(deny_unknown_fields)]
pub struct Leader {
    /// The office held, as printed: `Bupati`.
    #[serde(rename = "jabatan")]
    pub office: String,
    /// Name with titles, printed as supplied.
    #[serde(rename = "nama")]
    pub name: String,
}
