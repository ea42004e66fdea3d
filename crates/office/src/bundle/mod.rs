//! PDFs → a BagIt bag (RFC 8493) in a deterministic zip, and its verification.

mod bag;
mod land;
pub mod note;
pub mod print;
pub mod relay;
mod verify;

pub use bag::{Bag, pack};
pub use land::{Landing, land, land_copies, land_private, land_private_from, land_written};
pub use verify::{Verdict, documents, payload, verify};

/// The reason why a bundle, or a document in it, cannot be used; in the office's words.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BundleError {
    #[error("bukan berkas zip yang utuh; salin atau unduh lagi")]
    NotZip,
    /// A zip without a bag's declaration.
    #[error("bukan bundel Warta: bagit.txt tidak ada")]
    NotBag,
    #[error("daftar isi (manifest-sha256.txt) tidak ada, jadi isinya tidak dapat diperiksa")]
    NoManifest,
    /// A name that leads out of the folder into which the bundle is unpacked.
    #[error("bundel memuat nama berkas yang berbahaya; jangan dibuka")]
    DangerousName,
    /// Unpacked it would be larger than any bundle of Warta's.
    #[error("bundel terlalu besar untuk bundel Warta; jangan dibuka")]
    TooLarge,
    /// Changed or incomplete: every fault that [`verify()`] found, of which the words tell the first.
    #[error("{}", .faults.first().map_or("", String::as_str))]
    Damaged { faults: Vec<String> },
    #[error("dokumen di dalam bundel bukan PDF yang utuh")]
    NotPdf,
    /// A PDF whose pages cannot be copied.
    #[error("dokumen di dalam bundel rusak")]
    DamagedPdf,
}

/// SHA-256 in lower-case hexadecimal.
pub fn sha256(bytes: &[u8]) -> String {
    use std::fmt::Write;
    ring::digest::digest(&ring::digest::SHA256, bytes).as_ref().iter().fold(String::with_capacity(64), |mut hex, byte| {
        // Writing to a String does not fail.
        let _ = write!(hex, "{byte:02x}");
        hex
    })
}

/// A name for files and folders that every file system accepts, in ASCII: `6304142008-karya-baru`.
pub fn slug(code: &str, name: &str) -> String {
    let words: String = name.chars().map(|c| if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { ' ' }).collect();
    format!("{code}-{}", words.split_whitespace().collect::<Vec<_>>().join("-"))
}
