//! PDFs → a BagIt bag (RFC 8493) in a deterministic zip, and its verification.

pub mod bag;
pub mod land;
pub mod note;
pub mod print;
pub mod verify;

pub use bag::{Bag, pack};
pub use land::{Landing, land, land_copies, land_private, land_private_from};
pub use verify::{Verdict, documents, payload, verify};

/// SHA-256 in lower-case hexadecimal.
pub fn sha256(bytes: &[u8]) -> String {
    use std::fmt::Write;
    ring::digest::digest(&ring::digest::SHA256, bytes).as_ref().iter().fold(String::with_capacity(64), |mut hex, byte| {
        // Writing to a String does not fail.
        let _ = write!(hex, "{byte:02x}");
        hex
    })
}

/// `6304142008-karya-baru`: ASCII that every file system accepts.
pub fn slug(code: &str, name: &str) -> String {
    let words: String = name.chars().map(|c| if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { ' ' }).collect();
    format!("{code}-{}", words.split_whitespace().collect::<Vec<_>>().join("-"))
}
