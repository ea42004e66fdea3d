//! E-mail: a [`letter`] for each bundle, handed to the office's server by [`smtp`].

mod fault;
mod handshake;
mod letter;
mod smtp;

use std::net::IpAddr;
use std::path::{Path, PathBuf};
use std::time::Duration;

use lettre::message::Mailbox;
use serde::Deserialize;

use super::error::ChannelError;
use super::{Answer, Channel, ChannelKind, HandOver, Outcome, Parcel};
use office::model::{Regency, Village};
use smtp::Submission;

/// `[saluran.<nama>.email]`
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    #[serde(rename = "server")]
    server: String,
    /// `None`: the usual port of [`Security`].
    #[serde(rename = "port", default)]
    port: Option<u16>,
    #[serde(rename = "keamanan", default)]
    security: Security,
    /// `Prokopimda Barito Kuala <prokopimda@contoh.go.id>`
    #[serde(rename = "pengirim")]
    from: String,
    /// `None`: the server asks for no password.
    #[serde(rename = "pengguna", default)]
    user: Option<String>,
    /// The certificate (PEM) of an authority of the office's own, which the system does not know.
    #[serde(rename = "sertifikat", default)]
    authority: Option<PathBuf>,
    /// The largest mail, in megabytes (10⁶ bytes); a village's own limit may be lower.
    #[serde(rename = "batas_mb", default = "ten")]
    max_megabytes: u32,
    /// Mails a minute at most.
    #[serde(rename = "per_menit", default = "sixty")]
    per_minute: u32,
    /// Seconds that the server may be silent at each step.
    #[serde(rename = "tenggat", default = "sixty")]
    patience: u32,
}

fn ten() -> u32 {
    10
}

fn sixty() -> u32 {
    60
}

/// The protection of the conversation from eavesdroppers. The server's certificate is always verified.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
enum Security {
    /// STARTTLS, refused without it; port 587.
    #[default]
    #[serde(rename = "starttls")]
    StartTls,
    /// TLS from the first byte; port 465.
    #[serde(rename = "tls")]
    Tls,
    /// None: only to a server on this very machine; port 25.
    #[serde(rename = "tanpa")]
    None,
}

impl Settings {
    fn port(&self) -> u16 {
        self.port.unwrap_or(match self.security {
            Security::StartTls => 587,
            Security::Tls => 465,
            Security::None => 25,
        })
    }

    fn sender(&self) -> Result<Mailbox, ChannelError> {
        self.from.parse().map_err(|_| ChannelError::Sender)
    }
}

impl ChannelKind for Settings {
    fn unusable(&self) -> Option<(&'static str, &'static str)> {
        let is_here = self.server == "localhost" || self.server.parse::<IpAddr>().is_ok_and(|ip| ip.is_loopback());
        let rules = [
            (self.server.trim().is_empty(), "server", "isi nama server surel"),
            (self.sender().is_err(), "pengirim", "tulis seperti “Prokopimda <prokopimda@contoh.go.id>”"),
            (
                self.security == Security::None && !is_here,
                "keamanan",
                "isi “starttls” atau “tls”: tanpa pengaman hanya untuk server di komputer ini sendiri",
            ),
            (self.per_minute == 0, "per_menit", "isi angka 1 atau lebih"),
            (self.patience == 0, "tenggat", "isi banyaknya detik, 1 atau lebih"),
            (self.max_megabytes == 0, "batas_mb", "isi angka 1 atau lebih"),
        ];
        rules.into_iter().find(|(bad, ..)| *bad).map(|(_, key, remedy)| (key, remedy))
    }

    /// Each village has a mailbox of its own.
    fn place(&self) -> Option<String> {
        None
    }

    /// A mailbox holds every mail that was sent to it.
    fn is_repeatable(&self) -> bool {
        false
    }

    fn needs_address(&self) -> bool {
        true
    }

    fn open(&self, name: &str, office: &Path, regency: &Regency) -> Box<dyn Channel> {
        Box::new(Mail { submission: Submission::new(name, self, office), name: name.to_owned(), regency: regency.clone() })
    }
}

struct Mail {
    name: String,
    regency: Regency,
    submission: Submission,
}

impl Mail {
    fn settings(&self) -> &Settings {
        self.submission.settings()
    }

    /// The outcome for a mail of so many bytes that is larger than its village, or the server, takes.
    fn too_large(&self, bytes: usize, village: &Village) -> Option<Outcome> {
        let limit = village.address.max_mail.unwrap_or(u64::MAX).min(u64::from(self.settings().max_megabytes) * 1_000_000);
        (bytes as u64 > limit).then(|| {
            let megabytes = |bytes: u64| format!("{:.2}", bytes as f64 / 1e6).replace('.', ",");
            let (size, limit) = (megabytes(bytes as u64), megabytes(limit));
            Outcome::Failed(format!("surel {size} MB, lebih besar dari batas {limit} MB"))
        })
    }
}

impl Channel for Mail {
    fn prepare<'a>(&'a self, parcel: Parcel<'a>) -> Answer<'a, Result<HandOver<'a>, Outcome>> {
        Box::pin(async move {
            let Some(village) = parcel.village else {
                return Err(Outcome::Deferred("desa ini tidak ada, atau bermasalah, di kim.xlsx".to_owned()));
            };
            if village.address.emails.is_empty() {
                return Err(Outcome::Failed("KIM ini tidak punya alamat surel di kim.xlsx".to_owned()));
            }
            let from = self.settings().sender().map_err(|error| Outcome::Shut(error.to_string()))?;
            let message = letter::write(&self.name, &from, &self.regency, parcel, village);
            let message = message.map_err(|error| Outcome::Failed(error.to_string()))?;
            let text = message.formatted();
            if let Some(outcome) = self.too_large(text.len(), village) {
                return Err(outcome);
            }
            let (connection, refused) = self.submission.begin(message.envelope()).await?;
            let last: HandOver<'a> = Box::pin(self.submission.finish(connection, text, refused));
            Ok(last)
        })
    }

    fn describe(&self) -> String {
        format!("surel lewat {}", self.settings().server)
    }

    fn is_remote(&self) -> bool {
        true
    }

    fn pace(&self) -> Duration {
        Duration::from_secs(60) / self.settings().per_minute.max(1)
    }

    fn close(&self) -> Answer<'_, ()> {
        Box::pin(self.submission.close())
    }
}
