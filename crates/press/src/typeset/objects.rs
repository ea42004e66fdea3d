//! Writes the objects of a PDF one after the other, with the table that tells where each is.

use std::cell::RefCell;
use std::fmt::Write as _;
use std::io::Write as _;

use flate2::{Compress, Compression, FlushCompress, Status};
use lopdf::{Dictionary, Document, Object, Stream};

/// Bytes of an entry in the table of objects: its type, where it is, and its place in a stream of objects.
pub(super) type Entry = [u8; 6];

/// Writes a document's objects: streams one by one, all else packed.
pub(super) fn fix(pdf: &Document) -> Option<(Vec<u8>, Vec<Entry>)> {
    let mut fixed = b"%PDF-1.7\n%\xE2\xE3\xCF\xD3\n".to_vec();
    // The structure is packed apart, so that a reader that only draws pages need not unpack it.
    let packed_ids = [pdf.max_id + 1, pdf.max_id + 2];
    let mut index = vec![[0; 6]; packed_ids[1] as usize + 1];
    let mut packs = packed_ids.map(|id| (id, String::new(), Vec::new(), 0));
    for ((number, _), object) in &pdf.objects {
        if let Object::Stream(_) = object {
            put_object(&mut fixed, &mut index, *number, object)?;
            continue;
        }
        let is_structure = object.as_dict().is_ok_and(|dictionary| dictionary.has_type(b"StructElem")) || object.as_array().is_ok();
        let (id, numbers, bodies, packed) = &mut packs[usize::from(is_structure)];
        *index.get_mut(*number as usize)? = entry(2, *id as usize, *packed)?;
        *packed += 1;
        write!(numbers, "{number} {} ", bodies.len()).ok()?;
        lopdf::Writer::write_object(bodies, object).ok()?;
        bodies.push(b' ');
    }
    for (id, numbers, bodies, packed) in packs {
        let mut dictionary = Dictionary::new();
        dictionary.set("Type", "ObjStm");
        dictionary.set("N", packed as i64);
        dictionary.set("First", numbers.len() as i64);
        let stream = compressed(dictionary, &[numbers.as_bytes(), &bodies].concat())?;
        put_object(&mut fixed, &mut index, id, &Object::Stream(stream))?;
    }
    Some((fixed, index))
}

/// An entry in the table of objects; `None`: there is no room for its numbers.
pub(super) fn entry(kind: u8, at: usize, place: usize) -> Option<Entry> {
    let (at, place) = (u32::try_from(at).ok()?.to_be_bytes(), u16::try_from(place).ok()?.to_be_bytes());
    (at[0] == 0).then_some([kind, at[1], at[2], at[3], place[0], place[1]])
}

/// Writes an object, and notes where it is. `None`: it has no number in the table.
pub(super) fn put_object(pdf: &mut Vec<u8>, index: &mut [Entry], number: u32, object: &Object) -> Option<()> {
    *index.get_mut(number as usize)? = entry(1, pdf.len(), 0)?;
    writeln!(pdf, "{number} 0 obj").ok()?;
    lopdf::Writer::write_object(pdf, object).ok()?;
    pdf.extend_from_slice(b"\nendobj\n");
    Some(())
}

/// Writes a compressed stream, and notes where it is.
pub(super) fn put_stream(pdf: &mut Vec<u8>, index: &mut [Entry], number: u32, dictionary: &Dictionary, content: &[u8]) -> Option<()> {
    *index.get_mut(number as usize)? = entry(1, pdf.len(), 0)?;
    write_stream(pdf, number, dictionary, content)
}

/// Writes a compressed stream.
pub(super) fn write_stream(pdf: &mut Vec<u8>, number: u32, dictionary: &Dictionary, content: &[u8]) -> Option<()> {
    let Stream { dict, content, .. } = compressed(dictionary.clone(), content)?;
    writeln!(pdf, "{number} 0 obj").ok()?;
    lopdf::Writer::write_object(pdf, &Object::Dictionary(dict)).ok()?;
    pdf.extend_from_slice(b"stream\n");
    pdf.extend_from_slice(&content);
    pdf.extend_from_slice(b"\nendstream\nendobj\n");
    Some(())
}

/// A stream, compressed on a compressor that each thread keeps: making one takes longer than the few kilobytes of a page's own content.
/// The best of its levels would take twice as long for a hundredth less.
pub(super) fn compressed(mut dictionary: Dictionary, content: &[u8]) -> Option<Stream> {
    thread_local! {
        static COMPRESSOR: RefCell<Compress> = RefCell::new(Compress::new(Compression::default(), true));
    }
    let packed = COMPRESSOR.with_borrow_mut(|compressor| {
        compressor.reset();
        let mut packed = Vec::with_capacity(content.len() + 64);
        let status = compressor.compress_vec(content, &mut packed, FlushCompress::Finish).ok()?;
        (status == Status::StreamEnd).then_some(packed)
    })?;
    dictionary.set("Filter", "FlateDecode");
    Some(Stream::new(dictionary, packed))
}
