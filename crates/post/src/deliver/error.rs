//! Faults that close a channel or keep a bundle from it, in the office's words.

use std::io;

use lettre::message::header::ContentTypeErr;
use opendal::ErrorKind;

use office::bundle::BundleError;
use office::diagnostic::io_words;

/// A fault of a channel's set-up, or of a bundle, because of which nothing can be handed over. An [`super::Outcome`] tells it.
#[derive(Debug, thiserror::Error)]
pub(super) enum ChannelError {
    #[error("sandi belum ada; tulis di berkas {file}, atau isi {variable}")]
    NoSecret { file: String, variable: String },
    #[error("{0} sebuah folder; tulis sandinya di berkas dengan nama itu")]
    SecretIsFolder(String),
    #[cfg(unix)]
    #[error("{0} dapat dibaca orang lain; jalankan `chmod 600 {0}`")]
    SecretIsOpen(String),
    #[error("{0} kosong; tulis sandinya di situ")]
    EmptySecret(String),
    #[error("{file} tidak terbaca: {}", io_words(.error))]
    UnreadSecret { file: String, error: io::Error },
    #[error("sertifikat {file}: {}", io_words(.error))]
    UnreadCertificate { file: String, error: io::Error },
    #[error("{0} bukan sertifikat PEM")]
    NoCertificate(String),
    #[error("pengamanan tidak dapat disiapkan: {0}")]
    Tls(rustls::Error),
    #[error("“{0}” bukan nama server")]
    ServerName(String),
    #[error("alamat pengirim tidak benar")]
    Sender,
    #[error("alamat surel “{0}” tidak benar")]
    Recipient(String),
    #[error(transparent)]
    Bundle(#[from] BundleError),
    #[error("surel tidak dapat ditulis: {0}")]
    Template(#[from] askama::Error),
    #[error("surel tidak dapat ditulis: {0}")]
    Message(#[from] lettre::error::Error),
    #[error(transparent)]
    ContentType(#[from] ContentTypeErr),
    #[error("{}", storage_words(.0))]
    Storage(#[from] opendal::Error),
}

/// A storage server's answer, in the office's words where it is one of the usual ones.
pub(super) fn storage_words(error: &opendal::Error) -> String {
    let said = error.to_string().split_whitespace().collect::<Vec<_>>().join(" ");
    let kind = match error.kind() {
        ErrorKind::PermissionDenied => "tidak diizinkan: periksa pengguna dan sandinya",
        ErrorKind::NotFound => "tujuan tidak ada di server",
        ErrorKind::RateLimited => "server meminta menunggu",
        ErrorKind::ConfigInvalid => "pengaturannya tidak benar",
        _ => "server tidak dapat dipakai",
    };
    format!("{kind} ({said})")
}
