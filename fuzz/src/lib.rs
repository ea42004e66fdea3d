//! Inputs as the fuzzer holds them, made into files as offices send them.
//!
//! A mutated zip is a damaged zip, which no reader sees. So an input is a list of parts, each a line `== NAME` and what follows it; the
//! parts are what is mutated, and are zipped whole.

use std::io::{Cursor, Write};

use zip::write::{SimpleFileOptions, ZipWriter};

/// Begins a part.
const MARK: &[u8] = b"\n== ";

/// The file that an input stands for; an input without parts is a file by itself.
pub fn file(input: &[u8]) -> Vec<u8> {
    let Some(rest) = input.strip_prefix(&MARK[1..]) else { return input.to_vec() };
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for part in split(rest) {
        let end = part.iter().position(|byte| *byte == b'\n').unwrap_or(part.len());
        let name = String::from_utf8_lossy(&part[..end]);
        // Two parts of one name are no zip.
        if zip.start_file(&*name, SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored)).is_ok() {
            zip.write_all(part.get(end + 1..).unwrap_or_default()).expect("memory");
        }
    }
    zip.finish().expect("memory").into_inner()
}

fn split(mut rest: &[u8]) -> Vec<&[u8]> {
    let mut parts = Vec::new();
    while let Some(at) = rest.windows(MARK.len()).position(|window| window == MARK) {
        parts.push(&rest[..at]);
        rest = &rest[at + MARK.len()..];
    }
    parts.push(rest);
    parts
}

/// The input that stands for a file: of a zip its text parts, of anything else the file.
pub fn input(file: &[u8]) -> Vec<u8> {
    use std::io::Read;
    let Ok(mut zip) = zip::ZipArchive::new(Cursor::new(file)) else { return file.to_vec() };
    let mut input = Vec::new();
    for at in 0..zip.len() {
        let Ok(mut part) = zip.by_index(at) else { continue };
        let Ok(name) = part.name().map(|name| name.into_owned()) else { continue };
        let mut bytes = Vec::new();
        // Pictures and fonts are not what is mutated here.
        let is_text = name.ends_with(".xml") || name.ends_with(".rels") || name == "mimetype";
        if is_text && part.read_to_end(&mut bytes).is_ok() {
            input.extend_from_slice(if input.is_empty() { &MARK[1..] } else { MARK });
            input.extend_from_slice(name.as_bytes());
            input.push(b'\n');
            input.extend_from_slice(&bytes);
        }
    }
    if input.is_empty() { file.to_vec() } else { input }
}
