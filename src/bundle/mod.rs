//! PDFs → a BagIt bag (RFC 8493) in a deterministic zip, and its verification.

pub mod bag;
pub mod land;
pub mod print;
pub mod verify;

pub use bag::{Bag, pack};
pub use land::{land, land_all};
pub use verify::{Verdict, documents, verify};

use sha2::{Digest, Sha256};

/// SHA-256 in lower-case hexadecimal.
pub fn sha256(bytes: &[u8]) -> String {
    use std::fmt::Write;
    Sha256::digest(bytes).iter().fold(String::with_capacity(64), |mut hex, byte| {
        // Writing to a String does not fail.
        let _ = write!(hex, "{byte:02x}");
        hex
    })
}
