//! The desk's address on this computer: nobody guesses it, and it stays the same, so that a bookmark works.

use std::fs::{File, TryLockError};
use std::net::Ipv4Addr;
use std::path::PathBuf;

use ring::rand::{SecureRandom, SystemRandom};
use serde::{Deserialize, Serialize};
use tokio::net::TcpListener;

use office::bundle::land_private;
use office::diagnostic::{self, Diagnostic, Faults, Place, unwritten};
use office::folder::{DESK, Folder};

/// The port that is tried first, so that a bookmark works.
const PORT: u16 = 7304;
/// So many ports after it are tried where others have it.
const PORTS: u16 = 20;

/// The desk's address, as it lies in the office folder for its owner alone.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Address {
    /// `127.0.0.1:7304`
    pub host: String,
    /// 32 hexadecimal digits.
    pub secret: String,
}

impl Address {
    /// The address of a page, which the desk names by its path: `/`.
    pub fn page(&self, path: &str) -> String {
        format!("http://{}/{}/{}", self.host, self.secret, path.trim_start_matches('/'))
    }

    fn read(folder: &Folder) -> Option<Self> {
        let text = std::fs::read_to_string(folder.path(DESK)).ok()?;
        let address: Address = serde_json::from_str(&text).ok()?;
        let is_secret = address.secret.len() == 32 && address.secret.bytes().all(|byte| byte.is_ascii_hexdigit());
        is_secret.then_some(address)
    }

    fn write(&self, folder: &Folder) -> diagnostic::Result<()> {
        let path = folder.path(DESK);
        let text = serde_json::to_string(self).unwrap_or_default();
        land_private(&path, text.as_bytes()).map_err(|error| unwritten(&path, &error))
    }
}

/// The right to be the one desk of an office folder.
#[derive(Debug)]
pub struct Seat(#[expect(dead_code, reason = "held, not read")] File);

/// Takes the one seat there is at an office's desk.
///
/// # Errors
/// The folder cannot be written. `Ok(Err(address))`: another desk of this folder is open there.
pub fn take_seat(folder: &Folder) -> diagnostic::Result<Result<Seat, Option<Address>>> {
    let path: PathBuf = folder.secrets().join(".meja.kunci");
    let refused = |error: &std::io::Error| unwritten(&path, error);
    std::fs::create_dir_all(folder.secrets()).map_err(|error| refused(&error))?;
    let file = File::options().create(true).truncate(false).write(true).open(&path).map_err(|error| refused(&error))?;
    match file.try_lock() {
        Err(TryLockError::WouldBlock) => Ok(Err(Address::read(folder))),
        // Where the disk knows no locks there is no telling.
        Ok(()) | Err(TryLockError::Error(_)) => Ok(Ok(Seat(file))),
    }
}

/// Listens on this computer alone, at the address of before where that can be had; `is_new`: at one that no bookmark knows.
///
/// # Errors
/// No port can be had, or the address cannot be written into the folder.
pub async fn listen(folder: &Folder, is_new: bool) -> diagnostic::Result<(TcpListener, Address)> {
    let before = Address::read(folder).filter(|_| !is_new);
    let port_before = before.as_ref().and_then(|before| before.host.rsplit_once(':')?.1.parse().ok());
    let wanted = port_before.into_iter().chain(PORT..PORT + PORTS).chain([0]);
    for port in wanted {
        let Ok(listener) = TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await else { continue };
        let Ok(host) = listener.local_addr() else { continue };
        let secret = match before {
            Some(before) => before.secret,
            None => secret()?,
        };
        let address = Address { host: host.to_string(), secret };
        address.write(folder)?;
        return Ok((listener, address));
    }
    let fault = Diagnostic::error("meja.tanpa-porta", "meja tidak dapat dibuka: tidak ada porta yang bebas di komputer ini");
    Err(fault.remedy("tutup program lain, lalu ulangi").into())
}

/// 128 random bits in hexadecimal digits.
fn secret() -> diagnostic::Result<String> {
    let mut bytes = [0u8; 16];
    SystemRandom::new().fill(&mut bytes).map_err(|_| {
        let fault = Diagnostic::error("kantor.tanpa-angka-acak", "komputer ini tidak memberi angka acak").at(Place::file(DESK));
        Faults::from(fault.remedy("jalankan lagi"))
    })?;
    Ok(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
}
