//! The roads by which a bundle reaches its KIM. A channel knows nothing of the ledger: it is given a parcel and says
//! what became of it.
//!
//! A new channel is one file that owns its settings, one variant of [`ChannelSettings`] and one arm of [`open`].

pub mod folder;

use std::future::Future;
use std::path::Path;
use std::pin::Pin;

use serde::Deserialize;

/// One bundle on its way.
#[derive(Debug, Clone, Copy)]
pub struct Parcel<'a> {
    pub edition: &'a str,
    /// File name of the bundle, ASCII.
    pub file: &'a str,
    pub bytes: &'a [u8],
    pub sha256: &'a str,
}

/// What became of a parcel.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// It arrived; the words prove how.
    Accepted(String),
    /// Not now: try again later.
    Deferred(String),
    /// Not this way: trying again changes nothing.
    Failed(String),
    /// The other side may have it: a person decides.
    Unknown(String),
}

pub type Delivering<'a> = Pin<Box<dyn Future<Output = Outcome> + Send + 'a>>;

/// A road. Delivering the same parcel twice must leave one.
pub trait Channel: Send + Sync {
    fn deliver<'a>(&'a self, parcel: Parcel<'a>) -> Delivering<'a>;

    /// Where the parcels go, for the summary.
    fn describe(&self) -> String;

    /// Whether a delivery that was cut off may simply be done again.
    fn is_repeatable(&self) -> bool;
}

/// `[saluran.<nama>.<jenis>]`
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub enum ChannelSettings {
    #[serde(rename = "folder")]
    Folder(folder::Settings),
}

/// Opens a channel; relative paths start at the office folder.
pub fn open(settings: &ChannelSettings, office: &Path) -> Box<dyn Channel> {
    match settings {
        ChannelSettings::Folder(settings) => Box::new(folder::Folder::new(settings, office)),
    }
}
