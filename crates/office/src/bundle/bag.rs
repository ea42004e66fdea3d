//! Packs a bag: BagIt 1.0 in a zip whose bytes follow from its content.

use std::io::{Cursor, Write};

use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, System, ZipWriter};

use super::sha256;
use crate::model::EditionId;

/// The content of a bag, and what its `bag-info.txt` says.
#[derive(Debug)]
pub struct Bag<'a> {
    /// The bag's folder and, with `.zip`, its file name: ASCII.
    pub name: &'a str,
    pub edition: EditionId,
    /// The village it is for: `Desa Karya Baru, Kecamatan Barambai`.
    pub addressee: &'a str,
    /// The government that publishes it.
    pub office: &'a str,
    /// File names and contents, in any order.
    pub files: &'a [(String, Vec<u8>)],
}

/// The zip of a bag. Entries are sorted and carry no clock, so that the same content gives the same bytes.
///
/// # Errors
/// The zip format cannot hold the content (over 4 GiB).
pub fn pack(bag: &Bag<'_>) -> zip::result::ZipResult<Vec<u8>> {
    let mut payload: Vec<(String, &[u8])> = bag.files.iter().map(|(name, bytes)| (format!("data/{name}"), bytes.as_slice())).collect();
    payload.sort();
    let octets: usize = payload.iter().map(|(_, bytes)| bytes.len()).sum();
    let manifest = manifest(&payload);
    let info = format!(
        "Source-Organization: {}\nBagging-Date: {}\nExternal-Identifier: {}\nExternal-Description: {}\nPayload-Oxum: {octets}.{}\nBag-Software-Agent: Warta {}\n",
        one_line(bag.office),
        bag.edition,
        bag.name,
        one_line(bag.addressee),
        payload.len(),
        env!("CARGO_PKG_VERSION"),
    );
    let declaration = "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n";
    let tags: Vec<(String, &[u8])> = vec![
        ("bag-info.txt".to_owned(), info.as_bytes()),
        ("bagit.txt".to_owned(), declaration.as_bytes()),
        ("manifest-sha256.txt".to_owned(), manifest.as_bytes()),
    ];
    let tag_manifest = self::manifest(&tags);
    let mut entries = tags;
    entries.extend(payload);
    entries.push(("tagmanifest-sha256.txt".to_owned(), tag_manifest.as_bytes()));
    entries.sort();
    let options = SimpleFileOptions::default()
        // PDFs are compressed inside: another pass takes as long as the rest of a bundle and gains nothing.
        .compression_method(CompressionMethod::Stored)
        .last_modified_time(DateTime::default())
        .system(System::Unix)
        .unix_permissions(0o644);
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in entries {
        zip.start_file(format!("{}/{name}", bag.name), options)?;
        zip.write_all(bytes)?;
    }
    Ok(zip.finish()?.into_inner())
}

fn manifest(files: &[(String, &[u8])]) -> String {
    files.iter().map(|(name, bytes)| format!("{}  {name}\n", sha256(bytes))).collect()
}

/// A value of bag-info must not begin another line.
fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
