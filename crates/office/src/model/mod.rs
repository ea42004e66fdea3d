//! The nouns of the domain. They carry no I/O; what a user may read of them is worded by the plan.

mod address;
mod agenda;
mod announcement;
mod code;
pub mod date;
mod designation;
mod facts;
pub mod form;
mod kim;
mod receipt;
mod regency;
pub mod rich_text;
mod sambutan;
mod village;
mod week;
pub mod wilayah;

pub use address::{Address, Attachment, mobile_number};
pub use agenda::{AgendaEntry, End, Location, Official, Officials, Online, Status, Time};
pub use announcement::{Announcement, AttachedPage, Target};
pub use code::{DesaCode, DesaKind, Level, RegionCode};
pub use date::{EditionId, Zone};
pub use designation::{Designation, OwnWords};
pub use facts::{Fact, FactKind, Facts, Occasion};
pub use form::{Form, Letters, Serial};
pub use kim::Kim;
pub use receipt::ReceiptCode;
pub use regency::Regency;
pub use rich_text::{Block, Picture, RichText, Run};
pub use sambutan::Sambutan;
pub use village::{Registry, Village};
pub use week::Week;
pub use wilayah::{Desa, Wilayah};

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
