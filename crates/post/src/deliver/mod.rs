//! The roads by which a bundle reaches its KIM. A channel knows nothing of the ledger: it is given a parcel and says
//! what became of it.
//!
//! A new channel is one file that owns its settings, one variant of [`ChannelSettings`] and one arm of [`open()`].

pub mod courier;
pub mod folder;
mod handshake;
pub mod letter;
pub mod mail;
pub mod secret;
pub mod stick;
pub mod storage;

use std::future::Future;
use std::path::{Path, PathBuf};
use std::pin::Pin;
use std::time::Duration;

use serde::Deserialize;

use office::model::Kim;
use office::model::Regency;

/// One bundle on its way.
#[derive(Debug, Clone, Copy)]
pub struct Parcel<'a> {
    /// `2026-11-23`
    pub edition: &'a str,
    /// `Edisi 48 Tahun 2026`, `Ralat 1, Edisi 48 Tahun 2026`
    pub label: &'a str,
    /// Where it lies below a folder's edition: ASCII, unique for ever.
    pub file: &'a str,
    pub bytes: &'a [u8],
    pub sha256: &'a str,
    /// What lies open beside a relay bundle, so that nobody must unpack it to print.
    pub beside: &'a [(String, Vec<u8>)],
    /// Whom it is for; `None`: a relay bundle, which a courier takes to a whole kecamatan.
    pub kim: Option<&'a Kim>,
}

/// What became of a parcel; the words are the other side's, verbatim, or say what was seen.
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

pub type Answer<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// The last step of a delivery, not yet taken: awaiting it takes it.
pub type HandOver<'a> = Answer<'a, Outcome>;

/// What a road that is carried about should hold.
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
    /// Its KIM acknowledged it: the road need not carry it any longer.
    pub acknowledged: bool,
}

/// Notes by which an old ledger is told from the one that sent last have names that begin so.
pub const NOTE: &str = ".warta-buku-";

/// A road. Delivering the same parcel twice by a repeatable one ([`ChannelSettings::is_repeatable`]) leaves one.
pub trait Channel: Send + Sync {
    /// Goes as far as it can be taken back; what it gives is the step after which the other side may have the parcel.
    ///
    /// # Errors
    /// What became of a parcel that cannot go.
    fn prepare<'a>(&'a self, parcel: Parcel<'a>) -> Answer<'a, Result<HandOver<'a>, Outcome>>;

    /// Where the parcels go, for the summary.
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

    /// Brings what is carried about up to date. Gives what could not be done.
    fn stock<'a>(&'a self, _shelf: &'a [Shelved]) -> Answer<'a, Vec<String>> {
        Box::pin(std::future::ready(Vec::new()))
    }

    /// Whether [`Channel::stock`] does anything.
    fn is_stocked(&self) -> bool {
        false
    }

    /// Whether another bundle lies there under this name: it is not overwritten.
    fn is_taken(&self, _edition: &str, _file: &str, _sha256: &str) -> bool {
        false
    }

    /// What stands in the notes ([`NOTE`]) that lie with what was delivered: in that of this name; where others are seen in passing,
    /// in those too.
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

/// `[pengiriman]`: what the office decides about all channels.
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
}

impl Default for Rules {
    fn default() -> Self {
        Rules { acknowledge_days: 7, try_days: 2, unknown: OnUnknown::Ask }
    }
}

/// What happens to what the other side may have.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
pub enum OnUnknown {
    /// A person decides.
    #[serde(rename = "tanya")]
    Ask,
    /// It is sent again: better twice than never.
    #[serde(rename = "ulang")]
    Repeat,
}

/// What an office folder holds itself: nothing is delivered there.
const OWN: [&str; 7] = ["edisi", "hasil", "rahasia", "tata-letak", "warta.toml", "warta.db", "kim.xlsx"];

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
    /// The key whose value makes no sense, and what would.
    pub fn unusable(&self) -> Option<(&'static str, &'static str)> {
        match self {
            ChannelSettings::Folder(folder::Settings { target })
            | ChannelSettings::Stick(stick::Settings { target })
            | ChannelSettings::Courier(courier::Settings { target }) => {
                let inside = folder::normal(target);
                let first = inside.split(['/', '\\']).next().unwrap_or_default();
                let is_own = first.is_empty() && !target.has_root() || OWN.contains(&first);
                is_own.then_some(("tujuan", "isi nama folder tujuan, yang bukan folder kantor sendiri seperti edisi/ atau hasil/"))
            }
            ChannelSettings::Mail(mail) => mail.unusable(),
            ChannelSettings::WebDav(storage::WebDavSettings { address, .. }) | ChannelSettings::S3(storage::S3Settings { address, .. }) => {
                storage::unusable(address)
            }
        }
    }

    /// Where its parcels come to lie, as it is compared with where others' do; `None`: each has a place of its own.
    pub fn place(&self) -> Option<String> {
        let on_server = |parts: &[&str]| parts.iter().map(|part| part.trim_matches('/')).collect::<Vec<_>>().join("/");
        match self {
            ChannelSettings::Folder(folder::Settings { target }) | ChannelSettings::Courier(courier::Settings { target }) => {
                Some(folder::normal(target))
            }
            ChannelSettings::Stick(stick::Settings { target }) => Some(folder::normal(&target.join(stick::FOLDER))),
            ChannelSettings::Mail(_) => None,
            // Some servers give each user a folder of his own under one address.
            ChannelSettings::WebDav(dav) => Some(on_server(&[&dav.address, dav.user.as_deref().unwrap_or_default(), &dav.target])),
            ChannelSettings::S3(s3) => Some(on_server(&[&s3.address, &s3.bucket, &s3.target])),
        }
    }

    /// Whether a delivery that was cut off, or of which nothing is known, may simply be done again: a folder holds one file of
    /// a name, a mailbox holds every mail.
    pub fn is_repeatable(&self) -> bool {
        !matches!(self, ChannelSettings::Mail(_))
    }

    /// Whether a KIM must have an e-mail address to be reached by it.
    pub fn needs_address(&self) -> bool {
        matches!(self, ChannelSettings::Mail(_))
    }
}

/// Opens the channel of this name; relative paths start at the office folder.
pub fn open(name: &str, settings: &ChannelSettings, office: &Path, regency: &Regency) -> Box<dyn Channel> {
    match settings {
        ChannelSettings::Folder(settings) => Box::new(folder::Folder::new(settings, office)),
        ChannelSettings::Stick(settings) => Box::new(stick::Stick::new(settings, office, regency)),
        ChannelSettings::Courier(settings) => Box::new(courier::Courier::new(settings, office)),
        ChannelSettings::Mail(settings) => Box::new(mail::Mail::new(name, settings, office, regency)),
        ChannelSettings::WebDav(settings) => Box::new(storage::Storage::webdav(name, settings, office)),
        ChannelSettings::S3(settings) => Box::new(storage::Storage::s3(name, settings, office)),
    }
}
