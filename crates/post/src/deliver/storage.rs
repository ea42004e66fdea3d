//! Storage of others: WebDAV (Nextcloud and the like) and S3 with what speaks like it, both through opendal.

use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use opendal::layers::{RetryLayer, TimeoutLayer};
use opendal::services::{S3, Webdav};
use opendal::{Error, ErrorKind, Operator};
use serde::Deserialize;
use tokio::time::timeout;

use super::error::{ChannelError, storage_words};
use super::{Answer, Channel, ChannelKind, HandOver, Outcome, Parcel, secret};
use office::bundle::sha256;
use office::model::Regency;

/// `[saluran.<nama>.webdav]`
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WebDavSettings {
    /// `https://awan.contoh.go.id/remote.php/dav/files/prokopim`
    #[serde(rename = "alamat")]
    address: String,
    #[serde(rename = "pengguna", default)]
    user: Option<String>,
    /// A folder on the server.
    #[serde(rename = "tujuan", default)]
    target: String,
}

impl ChannelKind for WebDavSettings {
    fn unusable(&self) -> Option<(&'static str, &'static str)> {
        unusable(&self.address)
    }

    /// Some servers give each user a folder of his own under one address.
    fn place(&self) -> Option<String> {
        Some(joined(&[&self.address, self.user.as_deref().unwrap_or_default(), &self.target]))
    }

    fn open(&self, name: &str, office: &Path, _regency: &Regency) -> Box<dyn Channel> {
        Box::new(Storage::new(self.operator(name, office), &self.address, &self.target, true))
    }
}

impl WebDavSettings {
    fn operator(&self, name: &str, office: &Path) -> Result<Operator, ChannelError> {
        let mut dav = Webdav::default().endpoint(&self.address).root(&self.target);
        if let Some(user) = &self.user {
            dav = dav.username(user).password(secret::read(name, office)?.expose());
        }
        Ok(Operator::new(dav)?)
    }
}

/// `[saluran.<nama>.s3]`
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct S3Settings {
    #[serde(rename = "alamat")]
    address: String,
    #[serde(rename = "wadah")]
    bucket: String,
    #[serde(rename = "wilayah", default = "auto")]
    region: String,
    /// The access key's id; its secret is the channel's password.
    #[serde(rename = "pengguna")]
    user: String,
    #[serde(rename = "tujuan", default)]
    target: String,
}

fn auto() -> String {
    "auto".to_owned()
}

impl ChannelKind for S3Settings {
    fn unusable(&self) -> Option<(&'static str, &'static str)> {
        unusable(&self.address)
    }

    fn place(&self) -> Option<String> {
        Some(joined(&[&self.address, &self.bucket, &self.target]))
    }

    fn open(&self, name: &str, office: &Path, _regency: &Regency) -> Box<dyn Channel> {
        let target = format!("{}/{}", self.bucket, self.target);
        Box::new(Storage::new(self.operator(name, office), &self.address, &target, false))
    }
}

impl S3Settings {
    fn operator(&self, name: &str, office: &Path) -> Result<Operator, ChannelError> {
        let s3 = S3::default()
            .endpoint(&self.address)
            .bucket(&self.bucket)
            .region(&self.region)
            .root(&self.target)
            .access_key_id(&self.user)
            .secret_access_key(secret::read(name, office)?.expose())
            .disable_config_load()
            .disable_ec2_metadata();
        Ok(Operator::new(s3)?)
    }
}

/// The key and remedy of an address that cannot be used: one with a password in clear, on the line or in `warta.toml`.
fn unusable(address: &str) -> Option<(&'static str, &'static str)> {
    let rest = address.split_once("://").map_or(address, |(_, rest)| rest);
    let host = rest.split('/').next().unwrap_or_default();
    let name = host.rsplit_once(':').map_or(host, |(name, _)| name);
    let is_here = name == "localhost" || name.trim_matches(['[', ']']).parse::<std::net::IpAddr>().is_ok_and(|ip| ip.is_loopback());
    let rules = [
        (host.is_empty(), "isi seperti https://awan.contoh.go.id"),
        (host.contains('@'), "tulis pengguna di kunci “pengguna”, dan sandinya di rahasia/"),
        (!address.starts_with("https://") && !is_here, "mulai dengan https://: sandi tidak boleh lewat tanpa pengaman"),
    ];
    rules.into_iter().find(|(bad, _)| *bad).map(|(_, remedy)| ("alamat", remedy))
}

/// Parts of an address, each without slashes around it.
fn joined(parts: &[&str]) -> String {
    parts.iter().map(|part| part.trim_matches('/')).collect::<Vec<_>>().join("/")
}

/// A server that says nothing for so long is away.
const STEP: Duration = Duration::from_secs(30);
/// The longest that a run waits for a note, which is no parcel.
const GLANCE: Duration = Duration::from_secs(10);

struct Storage {
    /// The connection, or the fault because of which there is none.
    operator: Result<Operator, ChannelError>,
    shown: String,
    /// A file can be put under another name first, so that nobody fetches half of it. S3 shows no half files.
    renames: bool,
    /// The server answered when it was asked for a note.
    answers: AtomicBool,
}

impl Storage {
    fn new(operator: Result<Operator, ChannelError>, address: &str, target: &str, renames: bool) -> Self {
        // A provider that was installed before is the same one.
        let _ = rustls::crypto::ring::default_provider().install_default();
        opendal_http_transport_reqwest::install_default();
        let operator = operator.map(|operator| {
            let patience = TimeoutLayer::new().with_timeout(STEP).with_io_timeout(STEP);
            // A hiccup is bridged here; anything longer is the ledger's to remember.
            operator.layer(patience).layer(RetryLayer::new().with_max_times(2).with_jitter())
        });
        let shown = joined(&[address, target]);
        Storage { operator, shown: shown.trim_end_matches('/').to_owned(), renames, answers: AtomicBool::new(false) }
    }

    async fn put(&self, operator: &Operator, parcel: Parcel<'_>, path: &str) -> Result<Outcome, Error> {
        let accepted = || Outcome::Accepted(format!("{}/{path}, sha256 {}", self.shown, parcel.sha256));
        if self.renames {
            // Nextcloud and ownCloud refuse `.part` and `.filepart`, which they use themselves.
            let part = format!("{path}.tmp");
            operator.write(&part, parcel.bytes.to_vec()).await?;
            if sha256(&operator.read(&part).await?.to_vec()) != parcel.sha256 {
                return Ok(Outcome::Deferred(format!("{}/{part}: isi yang dibaca kembali tidak sama", self.shown)));
            }
            operator.rename(&part, path).await?;
        } else {
            operator.write(path, parcel.bytes.to_vec()).await?;
        }
        let arrived = sha256(&operator.read(path).await?.to_vec()) == parcel.sha256;
        Ok(if arrived { accepted() } else { Outcome::Deferred(format!("{}/{path}: isi yang dibaca kembali tidak sama", self.shown)) })
    }

    fn outcome(&self, error: &Error) -> Outcome {
        Outcome::Shut(format!("{}: {}", self.shown, storage_words(error)))
    }
}

impl Channel for Storage {
    fn prepare<'a>(&'a self, parcel: Parcel<'a>) -> Answer<'a, Result<HandOver<'a>, Outcome>> {
        Box::pin(async move {
            let operator = self.operator.as_ref().map_err(|why| Outcome::Shut(format!("{}: {why}", self.shown)))?;
            let path = format!("{}/{}", parcel.edition, parcel.file);
            // A file of the same name and size may be this one already: its content tells.
            let is_there = match operator.stat(&path).await {
                Ok(found) => found.content_length() == parcel.bytes.len() as u64,
                Err(error) if error.kind() == ErrorKind::NotFound => false,
                Err(error) => return Err(self.outcome(&error)),
            };
            let last: HandOver<'a> = Box::pin(async move {
                if is_there && operator.read(&path).await.is_ok_and(|found| sha256(&found.to_vec()) == parcel.sha256) {
                    return Outcome::Accepted(format!("{}/{path}, sha256 {}", self.shown, parcel.sha256));
                }
                self.put(operator, parcel, &path).await.unwrap_or_else(|error| self.outcome(&error))
            });
            Ok(last)
        })
    }

    fn describe(&self) -> String {
        format!("penyimpanan {}", self.shown)
    }

    fn is_remote(&self) -> bool {
        true
    }

    fn notes<'a>(&'a self, own: &'a str) -> Answer<'a, Vec<String>> {
        Box::pin(async move {
            let Ok(operator) = &self.operator else { return Vec::new() };
            let found = match timeout(GLANCE, operator.read(own)).await {
                Ok(Ok(note)) => vec![String::from_utf8_lossy(&note.to_vec()).into_owned()],
                Ok(Err(error)) if error.kind() == ErrorKind::NotFound => Vec::new(),
                // A parcel that goes there tells why.
                Ok(Err(_)) | Err(_) => return Vec::new(),
            };
            self.answers.store(true, Ordering::Relaxed);
            found
        })
    }

    fn leave_note<'a>(&'a self, name: &'a str, text: &'a str) -> Answer<'a, ()> {
        Box::pin(async move {
            if let Ok(operator) = &self.operator
                && self.answers.load(Ordering::Relaxed)
            {
                let _ = timeout(GLANCE, operator.write(name, text.as_bytes().to_vec())).await;
            }
        })
    }
}
