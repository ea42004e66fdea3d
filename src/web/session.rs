//! The session of a person who signed in: a cookie with a secret, of which only the digest is on record; and how often one may try to.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, header};
use ring::digest::{SHA256, digest};

use super::html::Failure;
use crate::desk::people::{SESSION, fill};
use office::diagnostic;

/// A browser takes a cookie of such a name over TLS alone, for the whole host and no other.
const NAME: &str = "__Host-meja";
/// So many tries to sign in are answered within a minute.
const TRIES: usize = 5;
const MINUTE: Duration = Duration::from_secs(60);

/// A new secret of 256 random bits, in hexadecimal digits.
///
/// # Errors
/// The system has no random numbers.
pub fn secret() -> diagnostic::Result<String> {
    let mut bytes = [0u8; 32];
    fill(&mut bytes)?;
    Ok(hexadecimal(&bytes))
}

/// The digest of a secret, by which the record knows its session.
pub fn digest_of(secret: &str) -> String {
    hexadecimal(digest(&SHA256, secret.as_bytes()).as_ref())
}

fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The cookie that a browser keeps until the session ends; `None`: the one that makes it forget.
pub fn cookie(secret: Option<&str>) -> HeaderValue {
    let (value, age) = secret.map_or(("", 0), |secret| (secret, SESSION.num_seconds()));
    let cookie = format!("{NAME}={value}; Path=/; Max-Age={age}; Secure; HttpOnly; SameSite=Strict");
    // A secret is made of hexadecimal digits.
    HeaderValue::try_from(cookie).unwrap_or(HeaderValue::from_static(""))
}

/// The secret that a browser sends.
pub fn secret_in(headers: &HeaderMap) -> Option<&str> {
    let cookies = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok()).flat_map(|value| value.split(';'));
    let named = cookies.filter_map(|cookie| cookie.trim().split_once('=')).find(|(name, _)| *name == NAME);
    named.map(|(_, value)| value).filter(|value| value.len() == 64 && value.bytes().all(|byte| byte.is_ascii_hexdigit()))
}

/// The digest of the session by which a request came.
#[derive(Debug, Clone)]
pub struct Held(pub String);

impl<S: Sync> FromRequestParts<S> for Held {
    type Rejection = Failure;

    /// On the desk of one computer nobody signs in.
    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Failure> {
        let held = parts.extensions.get::<Held>().cloned();
        held.ok_or_else(|| Failure::not_found("halaman ini hanya ada di meja yang dibuka untuk jaringan kantor (warta meja --kantor)"))
    }
}

/// Tries to sign in of the last minute, by account and by address.
#[derive(Debug, Default)]
pub struct Tries(Mutex<HashMap<String, Vec<Instant>>>);

impl Tries {
    /// Counts a try. `false`: there were too many within a minute, and this one must not be answered, whatever it is.
    pub fn allow(&self, account: &str, address: IpAddr, now: Instant) -> bool {
        let mut tries = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        tries.retain(|_, times| {
            times.retain(|time| now.duration_since(*time) < MINUTE);
            !times.is_empty()
        });
        let account: String = account.split_whitespace().flat_map(str::chars).take(80).flat_map(char::to_lowercase).collect();
        // Whoever has an address of version 6 has a whole network of them.
        let from = match address {
            IpAddr::V6(address) => format!("{:x?}", &address.segments()[..4]),
            IpAddr::V4(address) => address.to_string(),
        };
        // An address that is refused uses up no other person's tries.
        [format!("dari {from}"), format!("akun {account}")].into_iter().all(|key| {
            let times = tries.entry(key).or_default();
            let is_allowed = times.len() < TRIES;
            if is_allowed {
                times.push(now);
            }
            is_allowed
        })
    }
}
