//! Names the program by what it is built from: a digest of its sources and of the lock file, the same in every folder and on every
//! machine. What was made by another program is made again.

use std::hash::{DefaultHasher, Hasher};
use std::path::Path;
use std::{fs, io};

fn main() -> io::Result<()> {
    let mut digest = DefaultHasher::new();
    for root in ["src", "crates", "Cargo.lock"] {
        println!("cargo:rerun-if-changed={root}");
        take(Path::new(root), &mut digest)?;
    }
    println!("cargo:rustc-env=WARTA_BUILD={:016x}", digest.finish());
    Ok(())
}

/// Takes in a file, or all files below a folder in the order of their names.
fn take(path: &Path, digest: &mut DefaultHasher) -> io::Result<()> {
    if path.is_dir() {
        let mut inside = fs::read_dir(path)?.map(|entry| Ok(entry?.path())).collect::<io::Result<Vec<_>>>()?;
        inside.sort();
        return inside.iter().try_for_each(|path| take(path, digest));
    }
    // An editor's own files are no sources.
    if !path.extension().is_some_and(|ending| ending == "rs" || ending == "lock") {
        return Ok(());
    }
    // Line ends depend on how the sources were fetched.
    let text = fs::read_to_string(path)?.replace('\r', "");
    digest.write(path.display().to_string().replace('\\', "/").as_bytes());
    digest.write(text.as_bytes());
    Ok(())
}
