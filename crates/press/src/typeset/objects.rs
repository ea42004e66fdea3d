//! Writes the objects of a PDF one after the other, with the table that tells where each is.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::io::Write as _;

use flate2::{Compress, Compression, FlushCompress, Status};
use lopdf::{Dictionary, Document, Object, ObjectId, Stream, dictionary};

/// Bytes of an entry in the table of objects: its type, where it is, and its place in a stream of objects.
pub(super) type Entry = [u8; 6];

/// Writes a document's objects: streams one by one, all else packed.
pub(super) fn fix(pdf: &Document) -> Option<(Vec<u8>, Vec<Entry>)> {
    let fonts = FontStreams::of(pdf);
    let mut fixed = b"%PDF-1.7\n%\xE2\xE3\xCF\xD3\n".to_vec();
    // The structure is packed apart, so that a reader that only draws pages need not unpack it.
    let packed_ids = [pdf.max_id + 1, pdf.max_id + 2];
    let mut index = vec![[0; 6]; packed_ids[1] as usize + 1];
    let mut packs = packed_ids.map(|id| (id, String::new(), Vec::new(), 0));
    for (id, object) in &pdf.objects {
        let number = id.0;
        if fonts.sets.contains(id) {
            continue;
        }
        if let Object::Stream(stream) = object {
            let short = fonts.letters.contains(id).then(|| short_table(stream)).flatten();
            put_object(&mut fixed, &mut index, number, short.as_ref().unwrap_or(object))?;
            continue;
        }
        let short = short_font(object);
        let object = short.as_ref().unwrap_or(object);
        let is_structure = object.as_dict().is_ok_and(|dictionary| dictionary.has_type(b"StructElem")) || object.as_array().is_ok();
        let (id, numbers, bodies, packed) = &mut packs[usize::from(is_structure)];
        *index.get_mut(number as usize)? = entry(2, *id as usize, *packed)?;
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

/// Writes the table of objects as the object of this number: each entry as what it has more than the one before it (PNG's filter Up),
/// for most entries follow each other.
pub(super) fn write_index(pdf: &mut Vec<u8>, number: u32, mut dictionary: Dictionary, index: &[Entry]) -> Option<()> {
    const UP: u8 = 2;
    let mut rows = Vec::with_capacity(index.len() * (1 + size_of::<Entry>()));
    let mut before = Entry::default();
    for entry in index {
        rows.push(UP);
        rows.extend(entry.iter().zip(before).map(|(byte, above)| byte.wrapping_sub(above)));
        before = *entry;
    }
    let columns = i64::try_from(size_of::<Entry>()).ok()?;
    dictionary.set("DecodeParms", dictionary! { "Predictor" => 12, "Columns" => columns });
    write_stream(pdf, number, &dictionary, &rows)
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

/// The streams of a document that fonts have beside their glyphs.
#[derive(Default)]
struct FontStreams {
    /// Tables from glyphs to letters.
    letters: BTreeSet<ObjectId>,
    /// Lists of glyphs, which PDF/A-2 does not ask for and readers do not use.
    sets: BTreeSet<ObjectId>,
}

impl FontStreams {
    fn of(pdf: &Document) -> Self {
        let mut found = FontStreams::default();
        for dictionary in pdf.objects.values().filter_map(|object| object.as_dict().ok()) {
            found.letters.extend(dictionary.get(b"ToUnicode").and_then(Object::as_reference));
            found.sets.extend(dictionary.get(b"CIDSet").and_then(Object::as_reference));
        }
        found
    }
}

/// A font, or its description, in fewer words. `None`: the object is none.
fn short_font(object: &Object) -> Option<Object> {
    let font = object.as_dict().ok().filter(|font| font.has(b"CIDSet") || (font.has_type(b"Font") && font.has(b"W")))?;
    let mut font = font.clone();
    font.remove(b"CIDSet");
    if let Some(short) = font.get(b"W").and_then(Object::as_array).ok().and_then(|widths| short_widths(widths)) {
        font.set("W", short);
    }
    Some(font.into())
}

/// A font's table from glyphs to letters, shorter. `None`: it is not as typst writes it.
fn short_table(table: &Stream) -> Option<Object> {
    /// Most plates have the same fonts for the places on them.
    const MOST: usize = 16;
    thread_local! {
        static KNOWN: RefCell<BTreeMap<Vec<u8>, Vec<u8>>> = RefCell::default();
    }
    let mut dictionary = table.dict.clone();
    dictionary.remove(b"Length");
    KNOWN.with_borrow_mut(|known| {
        if let Some(packed) = known.get(&table.content) {
            return Some(Stream::new(dictionary, packed.clone()).into());
        }
        let text = String::from_utf8(table.decompressed_content().ok()?).ok()?;
        let short = compressed(dictionary, short_letters(&text)?.as_bytes())?;
        if known.len() >= MOST {
            known.clear();
        }
        known.insert(table.content.clone(), short.content.clone());
        Some(short.into())
    })
}

/// The widths of a font's glyphs with one number for each glyph that follows another. `None`: they are not as typst writes them.
fn short_widths(widths: &[Object]) -> Option<Vec<Object>> {
    let mut all: BTreeMap<i64, f32> = BTreeMap::new();
    let (triples, []) = widths.as_chunks::<3>() else { return None };
    for [first, last, width] in triples {
        let (first, last, width) = (first.as_i64().ok()?, last.as_i64().ok()?, width.as_float().ok()?);
        all.extend((first..=last.min(i64::from(u16::MAX))).map(|glyph| (glyph, width)));
    }
    let mut short: Vec<Object> = Vec::new();
    let mut next = None;
    for (glyph, width) in all {
        // Thousandths of the type size: a thousandth of one is no difference.
        let width = (width * 1000.0).round() / 1000.0;
        let width = if width.fract() == 0.0 { Object::Integer(width as i64) } else { Object::Real(width) };
        match short.last_mut() {
            Some(Object::Array(run)) if next == Some(glyph) => run.push(width),
            _ => short.extend([glyph.into(), vec![width].into()]),
        }
        next = Some(glyph + 1);
    }
    Some(short)
}

/// A font's table from glyphs to letters (ToUnicode) with neighbours in one line. `None`: it is not as typst writes it.
fn short_letters(table: &str) -> Option<String> {
    /// The most lines that a section may have.
    const SECTION: usize = 100;
    let (head, rest) = table.split_at(table.find("/CIDInit")?).1.split_once("endcodespacerange\n")?;
    let (body, tail) = rest.split_at(rest.find("endcmap")?);
    let mut ranges: Vec<(u16, u16, Option<u16>, &str)> = Vec::new();
    for line in body.lines().filter(|line| line.starts_with('<')) {
        let (code, letters) = line.strip_prefix('<')?.strip_suffix('>')?.split_once("> <")?;
        let code = u16::from_str_radix(code, 16).ok()?;
        let letter = u16::from_str_radix(letters, 16).ok().filter(|_| letters.len() == 4);
        match ranges.last_mut() {
            // Within a range only the last byte counts up.
            Some((first, last, Some(start), _))
                if last.checked_add(1) == Some(code)
                    && code >> 8 == *first >> 8
                    && letter.is_some_and(|letter| letter == *start + (code - *first) && letter >> 8 == *start >> 8) =>
            {
                *last = code;
            }
            _ => ranges.push((code, code, letter, letters)),
        }
    }
    let mut short = format!("{head}endcodespacerange\n");
    for section in ranges.chunks(SECTION) {
        writeln!(short, "{} beginbfrange", section.len()).ok()?;
        for (first, last, _, letters) in section {
            writeln!(short, "<{first:04X}><{last:04X}><{letters}>").ok()?;
        }
        short.push_str("endbfrange\n");
    }
    Some(short + tail)
}

/// The content of a page as a stream: its letters' codes as bytes, its numbers to a thousandth of a point.
pub(super) fn page_stream(content: &str) -> Option<Stream> {
    compressed(Dictionary::new(), &short_content(content.as_bytes()))
}

fn short_content(content: &[u8]) -> Vec<u8> {
    let mut short = Vec::with_capacity(content.len());
    let mut left = content;
    while let [first, after @ ..] = left {
        let is_end = |byte: &u8| byte.is_ascii_whitespace() || b"()<>[]{}/%".contains(byte);
        let length = match first {
            b'(' => {
                left = put_string(&mut short, after);
                continue;
            }
            b'<' if after.first() != Some(&b'<') => left.iter().position(|byte| *byte == b'>').map_or(left.len(), |end| end + 1),
            b'<' => 2,
            _ => 1 + if is_end(first) && *first != b'/' { 0 } else { after.iter().position(is_end).unwrap_or(after.len()) },
        };
        let (word, rest) = left.split_at(length);
        match short_number(word) {
            Some(number) => short.extend_from_slice(number.as_bytes()),
            None => short.extend_from_slice(word),
        }
        left = rest;
    }
    short
}

/// A number with as many digits as can be seen. `None`: the word is none, or a whole one.
fn short_number(word: &[u8]) -> Option<String> {
    let number: f64 = word.contains(&b'.').then(|| std::str::from_utf8(word).ok()?.parse().ok())??;
    // A small number may be a scale.
    let places = if number.abs() < 10.0 { 5 } else { 3 };
    let text = format!("{number:.places$}");
    let text = text.trim_end_matches('0').trim_end_matches('.');
    Some(if text == "-0" { "0".to_owned() } else { text.to_owned() })
}

/// Writes a text of bytes, of which the beginning was read, with only those escaped that must be; what follows it is given.
fn put_string<'c>(short: &mut Vec<u8>, mut left: &'c [u8]) -> &'c [u8] {
    let mut depth = 0;
    short.push(b'(');
    while let [first, after @ ..] = left {
        left = after;
        let byte = match first {
            b')' if depth == 0 => break,
            b'\\' => {
                let digits = left.iter().take(3).take_while(|byte| (b'0'..=b'7').contains(byte)).count();
                let (code, rest) = left.split_at(digits.max(1).min(left.len()));
                left = rest;
                match code {
                    b"n" => b'\n',
                    b"r" => b'\r',
                    b"t" => b'\t',
                    b"b" => 8,
                    b"f" => 12,
                    b"\n" => continue,
                    [other] if digits == 0 => *other,
                    octal => octal.iter().fold(0_u8, |byte, digit| byte.wrapping_mul(8).wrapping_add(digit - b'0')),
                }
            }
            b'(' => {
                depth += 1;
                *first
            }
            b')' => {
                depth -= 1;
                *first
            }
            other => *other,
        };
        match byte {
            b'(' | b')' | b'\\' => short.extend([b'\\', byte]),
            // A reader takes it for a line's end, which is one byte.
            b'\r' => short.extend(b"\\r"),
            byte => short.push(byte),
        }
    }
    short.push(b')');
    left
}
