//! The ledger's file: who may read it, and on whose disk it lies.

use std::path::Path;

/// The file as a URL with these parameters. A folder's name may hold characters that mean something in one.
pub(super) fn url(path: &Path, parameters: &str) -> String {
    let escaped = path.display().to_string().replace('%', "%25").replace('?', "%3f").replace('#', "%23");
    format!("sqlite://{escaped}?{parameters}")
}

/// Makes the file where it is not there, for its owner alone from its first byte on: it holds names and addresses. One that others may
/// read is closed to them; a group that may write to it shares the office's work, and stays. What SQLite puts beside it follows it.
/// A fault here is said when the ledger is opened.
#[cfg(unix)]
pub(super) fn keep_private(path: &Path) {
    use std::fs::{OpenOptions, Permissions};
    use std::os::unix::fs::{OpenOptionsExt, PermissionsExt};

    if OpenOptions::new().write(true).create_new(true).mode(0o600).open(path).is_ok() {
        return;
    }
    for end in ["", "-wal", "-shm"] {
        let mut file = path.as_os_str().to_owned();
        file.push(end);
        let Ok(mode) = std::fs::metadata(&file).map(|metadata| metadata.permissions().mode() & 0o777) else { continue };
        let kept = mode & if mode & 0o020 == 0 { 0o600 } else { 0o660 };
        if kept != mode {
            let _ = std::fs::set_permissions(&file, Permissions::from_mode(kept));
        }
    }
}

#[cfg(not(unix))]
pub(super) fn keep_private(_path: &Path) {}

/// Makes a file that is not there yet, for its owner alone.
///
/// # Errors
/// It is there, or the disk refuses.
pub(super) fn make_private(path: &Path) -> std::io::Result<()> {
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path).map(drop)
}

/// Whether the file lies on a disk of another machine, or one that a virtual machine shares.
#[cfg(target_os = "linux")]
/// Whether a path lies on a disk that other machines reach.
pub fn is_on_network(path: &Path) -> bool {
    // NFS, SMB (three versions), AFS, Ceph, 9P, VirtualBox: statfs(2).
    const SHARED: [u32; 8] = [0x6969, 0x517b, 0xff53_4d42, 0xfe53_4d42, 0x5346_414f, 0x00c3_6400, 0x0102_1997, 0x786f_4256];
    rustix::fs::statfs(path).is_ok_and(|disk| SHARED.contains(&(disk.f_type as u32)))
}

/// Whether the file lies on a disk of another machine: its full name starts with `\\server\`, behind a drive's letter too.
#[cfg(not(target_os = "linux"))]
pub fn is_on_network(path: &Path) -> bool {
    use std::path::{Component, Prefix};

    let Ok(path) = path.canonicalize() else { return false };
    match path.components().next() {
        Some(Component::Prefix(prefix)) => matches!(prefix.kind(), Prefix::UNC(..) | Prefix::VerbatimUNC(..)),
        _ => false,
    }
}
