//! Passwords: from the environment or a file that only the office can read; never in `warta.toml`, never in a message.

use std::fmt;
use std::path::Path;

use office::diagnostic::io_words;

/// A password. Printing it prints that there is one.
#[derive(Clone)]
pub struct Secret(String);

impl Secret {
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}

/// The environment variable that may hold a channel's password: `WARTA_SANDI_POS`.
pub fn variable(channel: &str) -> String {
    let name: String = channel.chars().map(|c| if c.is_ascii_alphanumeric() { c.to_ascii_uppercase() } else { '_' }).collect();
    format!("WARTA_SANDI_{name}")
}

/// A channel's password, from [`variable`] or else from the office's file `rahasia/<channel>`.
///
/// # Errors
/// In the office's words, why there is none that may be used.
pub fn read(channel: &str, office: &Path) -> Result<Secret, String> {
    let variable = variable(channel);
    if let Some(value) = std::env::var(&variable).ok().filter(|value| !value.is_empty()) {
        return Ok(Secret(value));
    }
    let shown = format!("rahasia/{channel}");
    let path = office.join("rahasia").join(channel);
    if path.is_dir() {
        return Err(format!("{shown} sebuah folder; tulis sandinya di berkas dengan nama itu"));
    }
    #[cfg(unix)]
    if let Ok(metadata) = std::fs::metadata(&path) {
        use std::os::unix::fs::PermissionsExt;
        if metadata.permissions().mode() & 0o077 != 0 {
            return Err(format!("{shown} dapat dibaca orang lain; jalankan `chmod 600 {shown}`"));
        }
    }
    match std::fs::read_to_string(&path) {
        // Editors add a mark before and a line's end behind.
        Ok(text) => match text.trim_start_matches('\u{feff}').trim() {
            "" => Err(format!("{shown} kosong; tulis sandinya di situ")),
            password => Ok(Secret(password.to_owned())),
        },
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            Err(format!("sandi belum ada; tulis di berkas {shown}, atau isi {variable}"))
        }
        Err(error) => Err(format!("{shown} tidak terbaca: {}", io_words(&error))),
    }
}
