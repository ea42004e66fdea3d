//! The channels by which a bundle reaches its KIM. A channel knows nothing of the ledger: it is given a parcel and answers with the
//! outcome.
//!
//! A new channel is one file that owns its settings and says by `ChannelKind` all that differs by channel, one variant of
//! [`ChannelSettings`] and its arm in `ChannelSettings::kind`.

mod courier;
mod error;
pub mod folder;
mod mail;
mod secret;
mod stick;
mod storage;

use std::path::{Path, PathBuf};
use std::pin::Pin;
use std::time::Duration;

use serde::Deserialize;

use office::model::{Regency, Village};

/// One bundle on its way.
#[derive(Debug, Clone, Copy)]
pub struct Parcel<'a> {
    /// `2026-11-23`
    pub edition: &'a str,
    /// `Edisi 48 Tahun 2026`, `Ralat 1, Edisi 48 Tahun 2026`
    pub label: &'a str,
    /// Its path below the edition's folder: ASCII, unique for ever.
    pub file: &'a str,
    pub bytes: &'a [u8],
    pub sha256: &'a str,
    /// Files that lie open beside a relay bundle, so that nobody must unpack it to print.
    pub beside: &'a [(String, Vec<u8>)],
    /// The village that it is for; `None`: a relay bundle, which a courier takes to a whole kecamatan, or a village that the registry
    /// does not have.
    pub village: Option<&'a Village>,
}

/// The end of an attempt to deliver a parcel. Its words are the other side's, verbatim, or say what was seen.
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
    /// The road itself is closed for now, for this parcel and every other: server away, password refused, disk full.
    Shut(String),
}

/// A channel's answer, once it is there.
pub type Answer<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// The last step of a delivery, not yet taken: awaiting it takes it.
pub type HandOver<'a> = Answer<'a, Outcome>;

/// A bundle that a channel which is carried about, such as a stick, should hold unless it is acknowledged.
#[derive(Debug, Clone)]
pub struct Shelved {
    pub edition: String,
    pub label: String,
    pub file: String,
    pub sha256: String,
    /// The bundle as made.
    pub source: PathBuf,
    /// `Desa Karya Baru`
    pub title: String,
    /// `Kecamatan Barambai`
    pub district: String,
    /// Its KIM acknowledged it: the channel need not carry it any longer.
    pub acknowledged: bool,
}

/// The beginning of the names of notes by which an old ledger is told from the one that sent last.
pub const NOTE: &str = ".warta-buku-";

/// An open channel. Delivering the same parcel twice by a repeatable one ([`ChannelSettings::is_repeatable`]) leaves one.
pub trait Channel: Send + Sync {
    /// Goes as far as it can be taken back. Gives the step after which the other side may have the parcel.
    ///
    /// # Errors
    /// The outcome for a parcel that cannot go.
    fn prepare<'a>(&'a self, parcel: Parcel<'a>) -> Answer<'a, Result<HandOver<'a>, Outcome>>;

    /// The channel and its target in words, for the summary.
    fn describe(&self) -> String;

    /// Whether trying again at once would burden a server of others.
    fn is_remote(&self) -> bool {
        false
    }

    /// Whether parcels go by kecamatan, in one relay bundle.
    fn gathers(&self) -> bool {
        false
    }

    /// The least time from one parcel to the next.
    fn pace(&self) -> Duration {
        Duration::ZERO
    }

    /// Brings a channel that is carried about up to date. Gives the faults that were met.
    fn stock<'a>(&'a self, _shelf: &'a [Shelved]) -> Answer<'a, Vec<String>> {
        Box::pin(std::future::ready(Vec::new()))
    }

    /// Whether [`Channel::stock`] does anything.
    fn is_stocked(&self) -> bool {
        false
    }

    /// Whether another bundle lies there under this name. It is not overwritten.
    fn is_taken(&self, _edition: &str, _file: &str, _sha256: &str) -> bool {
        false
    }

    /// The texts of the notes ([`NOTE`]) that lie with what was delivered: of the one of this name; where others are seen in passing,
    /// of those too.
    fn notes<'a>(&'a self, _own: &'a str) -> Answer<'a, Vec<String>> {
        Box::pin(std::future::ready(Vec::new()))
    }

    /// Leaves a note with what was delivered. One that cannot be left is only missed when an old ledger is put back.
    fn leave_note<'a>(&'a self, _name: &'a str, _text: &'a str) -> Answer<'a, ()> {
        Box::pin(std::future::ready(()))
    }

    /// Takes leave of the other side.
    fn close(&self) -> Answer<'_, ()> {
        Box::pin(std::future::ready(()))
    }
}

/// `[pengiriman]`: the office's decisions about all channels.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Rules {
    /// Days to wait for an acknowledgement before the next channel of the ladder is used; 0: for ever.
    #[serde(rename = "tunggu_tanda_terima")]
    pub acknowledge_days: u32,
    /// Days to try a channel that is closed before it has failed; 0: for ever.
    #[serde(rename = "coba_hari")]
    pub try_days: u32,
    #[serde(rename = "tidak_pasti")]
    pub unknown: OnUnknown,
    /// A person has to approve what goes out.
    #[serde(rename = "perlu_persetujuan")]
    pub needs_approval: bool,
}

impl Default for Rules {
    fn default() -> Self {
        Rules { acknowledge_days: 7, try_days: 2, unknown: OnUnknown::Ask, needs_approval: false }
    }
}

/// The treatment of a parcel that the other side may have.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
pub enum OnUnknown {
    /// A person decides.
    #[serde(rename = "tanya")]
    Ask,
    /// It is sent again: better twice than never.
    #[serde(rename = "ulang")]
    Repeat,
}

/// A kind of channel, as its settings describe it.
trait ChannelKind {
    /// The key whose value makes no sense, and a remedy.
    fn unusable(&self) -> Option<(&'static str, &'static str)>;

    /// The place where its parcels come to lie, as it is compared with other channels' places; `None`: each parcel has a place of its own.
    fn place(&self) -> Option<String>;

    /// Whether a delivery that was cut off, or of which nothing is known, may simply be done again: a folder holds one file of a name.
    fn is_repeatable(&self) -> bool {
        true
    }

    /// Whether a village must have an e-mail address to be reached by it.
    fn needs_address(&self) -> bool {
        false
    }

    /// Opens the channel of this name; relative paths start at the office folder.
    fn open(&self, name: &str, office: &Path, regency: &Regency) -> Box<dyn Channel>;
}

/// `[saluran.<nama>.<jenis>]`
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub enum ChannelSettings {
    #[serde(rename = "folder")]
    Folder(folder::Settings),
    #[serde(rename = "flashdisk")]
    Stick(stick::Settings),
    #[serde(rename = "kurir")]
    Courier(courier::Settings),
    #[serde(rename = "email")]
    Mail(mail::Settings),
    #[serde(rename = "webdav")]
    WebDav(storage::WebDavSettings),
    #[serde(rename = "s3")]
    S3(storage::S3Settings),
}

impl ChannelSettings {
    fn kind(&self) -> &dyn ChannelKind {
        match self {
            ChannelSettings::Folder(settings) => settings,
            ChannelSettings::Stick(settings) => settings,
            ChannelSettings::Courier(settings) => settings,
            ChannelSettings::Mail(settings) => settings,
            ChannelSettings::WebDav(settings) => settings,
            ChannelSettings::S3(settings) => settings,
        }
    }

    /// The key whose value makes no sense, and a remedy.
    pub fn unusable(&self) -> Option<(&'static str, &'static str)> {
        self.kind().unusable()
    }

    /// The place where its parcels come to lie, as it is compared with other channels' places; `None`: each parcel has a place of its own.
    pub fn place(&self) -> Option<String> {
        self.kind().place()
    }

    /// Whether a delivery that was cut off, or of which nothing is known, may simply be done again.
    pub fn is_repeatable(&self) -> bool {
        self.kind().is_repeatable()
    }

    /// Whether a village must have an e-mail address to be reached by it.
    pub fn needs_address(&self) -> bool {
        self.kind().needs_address()
    }

    /// Whether what went by it can be taken back: it lies in a folder of the office's until somebody fetches it.
    pub fn is_revocable(&self) -> bool {
        matches!(self, ChannelSettings::Folder(_))
    }
}

/// Opens the channel of this name; relative paths start at the office folder.
pub fn open(name: &str, settings: &ChannelSettings, office: &Path, regency: &Regency) -> Box<dyn Channel> {
    settings.kind().open(name, office, regency)
}
