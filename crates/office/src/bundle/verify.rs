//! Says in plain words whether a bundle is complete and untouched, and which file is not.

use std::collections::BTreeMap;
use std::io::{Cursor, Read};

use super::{BundleError, sha256};

/// The most bytes of an unpacked bundle; one that has more is not Warta's.
const MAX_BYTES: u64 = 256 << 20;

/// The result of a verification.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verdict {
    /// The bag's name.
    pub name: String,
    /// The number of documents found whole.
    pub intact: usize,
    /// Every fault, one sentence each; none: the bundle is complete and untouched.
    pub faults: Vec<String>,
}

/// Checks a bundle: its declaration, every document against the manifest, every tag file against the tag manifest.
///
/// # Errors
/// The bytes are not a zip or not a bag at all, or are dangerous to unpack.
pub fn verify(bytes: &[u8]) -> Result<Verdict, BundleError> {
    let (name, files, mut faults) = unpack(bytes)?;
    let text = |file: &str| files.get(file).map(|bytes| String::from_utf8_lossy(bytes).into_owned());
    match text("bagit.txt") {
        Some(declaration) if declaration.starts_with("BagIt-Version: 1.0") => {}
        Some(_) => faults.push("bagit.txt tidak menyebut BagIt 1.0".to_owned()),
        None => return Err(BundleError::NotBag),
    }
    let manifest = text("manifest-sha256.txt").ok_or(BundleError::NoManifest)?;
    let listed = parse_manifest(&manifest, &mut faults);
    let mut intact = 0;
    for (file, sum) in &listed {
        match files.get(file) {
            Some(bytes) if sha256(bytes) == *sum => intact += 1,
            Some(_) => faults.push(format!("{file} berubah atau rusak")),
            None => faults.push(format!("{file} hilang")),
        }
    }
    for file in files.keys().filter(|file| file.starts_with("data/") && !listed.contains_key(*file)) {
        faults.push(format!("{file} bukan bagian bundel ini"));
    }
    match text("tagmanifest-sha256.txt") {
        None => faults.push("tagmanifest-sha256.txt hilang".to_owned()),
        Some(tags) => {
            for (file, sum) in parse_manifest(&tags, &mut faults) {
                match files.get(&file) {
                    Some(bytes) if sha256(bytes) == sum => {}
                    Some(_) => faults.push(format!("{file} berubah atau rusak")),
                    None => faults.push(format!("{file} hilang")),
                }
            }
        }
    }
    faults.dedup();
    Ok(Verdict { name, intact, faults })
}

/// The documents of a bundle, names and contents, in the order of their names.
///
/// # Errors
/// The bundle is not complete and untouched.
pub fn documents(bytes: &[u8]) -> Result<Vec<(String, Vec<u8>)>, BundleError> {
    let Verdict { faults, .. } = verify(bytes)?;
    if !faults.is_empty() {
        return Err(BundleError::Damaged { faults });
    }
    let (_, files, _) = unpack(bytes)?;
    Ok(payload_of(files))
}

/// The documents of a bundle whose digest was checked already, as [`documents`] gives them. `None`: not a whole bundle.
pub fn payload(bytes: &[u8]) -> Option<Vec<(String, Vec<u8>)>> {
    let (_, files, faults) = unpack(bytes).ok()?;
    faults.is_empty().then(|| payload_of(files))
}

type Files = BTreeMap<String, Vec<u8>>;

fn payload_of(files: Files) -> Vec<(String, Vec<u8>)> {
    files.into_iter().filter_map(|(name, bytes)| Some((name.strip_prefix("data/")?.to_owned(), bytes))).collect()
}

/// The bag's name, its files by their path in it, and every entry that could not be unpacked.
fn unpack(bytes: &[u8]) -> Result<(String, Files, Vec<String>), BundleError> {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).map_err(|_| BundleError::NotZip)?;
    let (mut name, mut files, mut faults) = (String::new(), Files::new(), Vec::new());
    let mut left = MAX_BYTES;
    for index in 0..archive.len() {
        let mut entry = match archive.by_index(index) {
            Ok(entry) => entry,
            Err(_) => {
                faults.push(format!("isi ke-{} rusak", index + 1));
                continue;
            }
        };
        let (Ok(path), Some(_)) = (entry.name().map(|name| name.into_owned()), entry.enclosed_name()) else {
            return Err(BundleError::DangerousName);
        };
        let Some((folder, file)) = path.split_once('/') else {
            faults.push(format!("{path} bukan bagian bundel ini"));
            continue;
        };
        if name.is_empty() {
            name = folder.to_owned();
        }
        if entry.is_dir() {
            continue;
        }
        let mut content = Vec::new();
        // A damaged entry is read as far as it goes; its checksum then differs.
        let _ = entry.by_ref().take(left + 1).read_to_end(&mut content);
        left = left.checked_sub(content.len() as u64).ok_or(BundleError::TooLarge)?;
        if folder != name || files.insert(file.to_owned(), content).is_some() {
            faults.push(format!("{path} bukan bagian bundel ini"));
        }
    }
    Ok((name, files, faults))
}

/// A manifest's lines, `sum  path`: path → sum.
fn parse_manifest(text: &str, faults: &mut Vec<String>) -> BTreeMap<String, String> {
    let mut listed = BTreeMap::new();
    for line in text.lines().filter(|line| !line.trim().is_empty()) {
        match line.split_once(char::is_whitespace) {
            Some((sum, path)) => {
                listed.insert(path.trim().to_owned(), sum.to_ascii_lowercase());
            }
            None => faults.push("daftar isi rusak".to_owned()),
        }
    }
    listed
}
