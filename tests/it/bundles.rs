//! Bundles: whole, deterministic, verifiable in plain words.

use std::io::{Cursor, Read, Write};

use warta::bundle::{Bag, land, pack, verify};
use zip::write::SimpleFileOptions;

use crate::office::edition;

fn bundle() -> Vec<u8> {
    let files = vec![("1-buletin.pdf".to_owned(), b"isi buletin".repeat(50)), ("2-papan.pdf".to_owned(), b"isi papan".to_vec())];
    let bag = Bag {
        name: "warta-2026-11-23-6304142008",
        edition: edition(),
        addressee: "Desa Karya Baru\nBagging-Date: 1999-01-01",
        office: "Pemerintah Kabupaten Barito Kuala",
        files: &files,
    };
    pack(&bag).unwrap()
}

/// The bundle with one file changed (`Some`), taken out (`None`) or added.
fn tampered(name: &str, content: Option<&[u8]>) -> Vec<u8> {
    let mut archive = zip::ZipArchive::new(Cursor::new(bundle())).unwrap();
    let mut out = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let mut seen = false;
    for at in 0..archive.len() {
        let mut entry = archive.by_index(at).unwrap();
        let path = entry.name().unwrap().into_owned();
        let mut bytes = Vec::new();
        entry.read_to_end(&mut bytes).unwrap();
        if path.ends_with(name) {
            seen = true;
            match content {
                Some(content) => bytes = content.to_vec(),
                None => continue,
            }
        }
        out.start_file(path, SimpleFileOptions::default()).unwrap();
        out.write_all(&bytes).unwrap();
    }
    if let (false, Some(content)) = (seen, content) {
        out.start_file(format!("warta-2026-11-23-6304142008/{name}"), SimpleFileOptions::default()).unwrap();
        out.write_all(content).unwrap();
    }
    out.finish().unwrap().into_inner()
}

#[test]
fn a_bundle_is_a_bag_whose_bytes_follow_from_its_content() {
    let bytes = bundle();
    assert_eq!(bytes, bundle());
    let mut archive = zip::ZipArchive::new(Cursor::new(&bytes)).unwrap();
    let mut names = Vec::new();
    for at in 0..archive.len() {
        let entry = archive.by_index(at).unwrap();
        assert_eq!(entry.last_modified(), Some(zip::DateTime::default()));
        names.push(entry.name().unwrap().into_owned());
    }
    let inside = |name: &str| format!("warta-2026-11-23-6304142008/{name}");
    let expected = ["bag-info.txt", "bagit.txt", "data/1-buletin.pdf", "data/2-papan.pdf", "manifest-sha256.txt", "tagmanifest-sha256.txt"];
    assert_eq!(names, expected.map(inside));
    let mut info = String::new();
    archive.by_name(&inside("bag-info.txt")).unwrap().read_to_string(&mut info).unwrap();
    assert_eq!(info.matches("Bagging-Date").count(), 2);
    assert_eq!(
        info.lines().filter(|l| l.starts_with("Bagging-Date:")).collect::<Vec<_>>(),
        ["Bagging-Date: 2026-11-23"],
        "a name begins no line of its own"
    );
}

#[test]
fn verification_says_which_file_is_not_as_it_was() {
    assert_eq!(verify(&bundle()).unwrap().faults, Vec::<String>::new());
    let faults = |bytes: &[u8]| verify(bytes).map_or_else(|e| vec![e.to_string()], |v| v.faults);
    assert_eq!(faults(&tampered("data/2-papan.pdf", Some(b"lain"))), ["data/2-papan.pdf berubah atau rusak"]);
    assert_eq!(faults(&tampered("data/2-papan.pdf", None)), ["data/2-papan.pdf hilang"]);
    assert_eq!(faults(&tampered("data/virus.exe", Some(b"x"))), ["data/virus.exe bukan bagian bundel ini"]);
    assert_eq!(faults(&tampered("bag-info.txt", Some(b"x"))), ["bag-info.txt berubah atau rusak"]);
    assert_eq!(faults(&tampered("tagmanifest-sha256.txt", None)), ["tagmanifest-sha256.txt hilang"]);
    assert_eq!(faults(&tampered("bagit.txt", None)), ["bukan bundel Warta: bagit.txt tidak ada"]);
    assert_eq!(faults(b"bukan zip"), ["bukan berkas zip yang utuh; salin atau unduh lagi"]);
    let whole = bundle();
    assert_eq!(faults(&whole[..whole.len() / 2]), ["bukan berkas zip yang utuh; salin atau unduh lagi"]);
    assert_eq!(faults(&tampered("data/../../../luar.txt", Some(b"x"))), ["bundel memuat nama berkas yang berbahaya; jangan dibuka"]);
    // A bit that flipped on a stick.
    let at = whole.windows(11).position(|w| w == b"data/1-bule").unwrap() + 24;
    let mut flipped = whole;
    flipped[at] ^= 0x10;
    assert!(!faults(&flipped).is_empty());
}

#[test]
fn a_file_lands_whole_or_not_at_all() {
    let folder = tempfile::TempDir::new().unwrap();
    let path = folder.path().join("baru/berkas.zip");
    land(&path, b"isi lama").unwrap();
    land(&path, b"isi baru").unwrap();
    assert_eq!(std::fs::read(&path).unwrap(), b"isi baru");
    // What cannot land leaves what was there, and no temporary file.
    let blocked = folder.path().join("terhalang");
    std::fs::create_dir_all(blocked.join("isi")).unwrap();
    assert!(land(&blocked, b"x").is_err());
    let left: Vec<_> = std::fs::read_dir(folder.path()).unwrap().map(|e| e.unwrap().file_name()).collect();
    assert_eq!(left.len(), 2, "{left:?}");
}
