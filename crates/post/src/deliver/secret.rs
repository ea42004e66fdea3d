//! Passwords: from the environment or a file that only the office can read; never in `warta.toml`, never in a message.

use std::fmt;
use std::path::Path;

use super::error::ChannelError;
use office::folder::Folder;

/// A password. Printing it prints that there is one.
#[derive(Clone)]
pub(super) struct Secret(String);

impl Secret {
    pub(super) fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}

/// The environment variable that may hold a channel's password: `WARTA_SANDI_POS`.
fn variable(channel: &str) -> String {
    let name: String = channel.chars().map(|c| if c.is_ascii_alphanumeric() { c.to_ascii_uppercase() } else { '_' }).collect();
    format!("WARTA_SANDI_{name}")
}

/// A channel's password, from the environment or else from the office's file of the channel's name.
///
/// # Errors
/// There is none, or a file that may not be used.
pub(super) fn read(channel: &str, office: &Path) -> Result<Secret, ChannelError> {
    let variable = variable(channel);
    if let Some(value) = std::env::var(&variable).ok().filter(|value| !value.is_empty()) {
        return Ok(Secret(value));
    }
    let file = Folder::secret_name(channel);
    let path = office.join(&file);
    if path.is_dir() {
        return Err(ChannelError::SecretIsFolder(file));
    }
    #[cfg(unix)]
    if let Ok(metadata) = std::fs::metadata(&path) {
        use std::os::unix::fs::PermissionsExt;
        if metadata.permissions().mode() & 0o077 != 0 {
            return Err(ChannelError::SecretIsOpen(file));
        }
    }
    match std::fs::read_to_string(&path) {
        // Editors add a mark before and a line's end behind.
        Ok(text) => match text.trim_start_matches('\u{feff}').trim() {
            "" => Err(ChannelError::EmptySecret(file)),
            password => Ok(Secret(password.to_owned())),
        },
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Err(ChannelError::NoSecret { file, variable }),
        Err(error) => Err(ChannelError::UnreadSecret { file, error }),
    }
}
