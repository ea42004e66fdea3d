//! Finishing of a PDF that typst wrote: its objects are packed tightly, and a booklet's pages are laid two on a sheet.
//!
//! Both keep what the standards ask for: tags, order of reading, metadata.

use lopdf::{Dictionary, Document, Object, ObjectId, SaveOptions, Stream, dictionary};

/// One stream of objects holds a whole document's: each stream more compresses on its own.
const OBJECTS_PER_STREAM: usize = 20_000;

/// A finished PDF with its objects in compressed streams (PDF 1.5), which typst's writer leaves out: half the size, the same
/// content. As a `booklet`, its pages are laid two on a sheet.
///
/// # Errors
/// The bytes are no PDF that typst writes.
pub(super) fn finish(pdf: &[u8], booklet: bool) -> lopdf::Result<Vec<u8>> {
    let mut document = Document::load_mem(pdf)?;
    if booklet {
        impose(&mut document)?;
    }
    if let Ok(metadata) = document.catalog().and_then(|catalog| catalog.get(b"Metadata")).and_then(Object::as_reference)
        && let Ok(Object::Stream(xmp)) = document.get_object_mut(metadata)
    {
        xmp.compress()?;
    }
    let options = SaveOptions::builder()
        .use_object_streams(true)
        .use_xref_streams(true)
        .max_objects_per_stream(OBJECTS_PER_STREAM)
        .compression_level(6)
        .build();
    let mut packed = Vec::with_capacity(pdf.len() / 2);
    document.save_with_options(&mut packed, options)?;
    Ok(with_packed_index(packed))
}

/// The table of objects at a PDF's end, which the writer leaves as it is, compressed like all else.
fn with_packed_index(pdf: Vec<u8>) -> Vec<u8> {
    let packed = || -> Option<Vec<u8>> {
        let at = |from: usize, what: &[u8]| memchr::memmem::find(pdf.get(from..)?, what).map(|found| from + found);
        let tail = memchr::memmem::rfind(&pdf, b"startxref")?;
        let start: usize = std::str::from_utf8(&pdf[tail + 9..]).ok()?.split_whitespace().next()?.parse().ok()?;
        let (head, body) = (at(start, b"<<")?, at(start, b"stream")?);
        let text = std::str::from_utf8(pdf.get(head..body)?).ok()?;
        let (before, after) = text.split_once("/Length ")?;
        let digits = after.bytes().take_while(u8::is_ascii_digit).count();
        let length: usize = after[..digits].parse().ok()?;
        let from = at(body, b"\n")? + 1;
        let mut index = Stream::new(Dictionary::new(), pdf.get(from..from + length)?.to_vec());
        index.compress().ok()?;
        let mut packed = pdf[..head].to_vec();
        packed.extend_from_slice(format!("{before}/Filter/FlateDecode/Length {}{}", index.content.len(), &after[digits..]).as_bytes());
        packed.extend_from_slice(pdf.get(body..from)?);
        packed.extend_from_slice(&index.content);
        packed.extend_from_slice(&pdf[from + length..]);
        Some(packed)
    };
    packed().unwrap_or(pdf)
}

/// Lays a document's pages two on a sheet, in the order in which a folded stack of sheets is read: printed on both sides,
/// turned over the short edge and folded, it is a booklet.
///
/// A page becomes a drawing (form XObject) on its sheet. Marked content in it keeps its numbers, for a drawing has its own
/// place in the tree of parents; the structure's elements are told where their content went.
fn impose(document: &mut Document) -> lopdf::Result<()> {
    let pages: Vec<ObjectId> = document.get_pages().into_values().collect();
    let Some(first) = pages.first() else { return Ok(()) };
    let (width, height) = page_size(document, *first)?;
    let tree = document.get_dictionary(*first)?.get(b"Parent")?.as_reference()?;
    let mut drawings = Vec::with_capacity(pages.len());
    for page in &pages {
        drawings.push(drawing(document, *page, (width, height))?);
    }
    let mut moved = std::collections::BTreeMap::new();
    let mut kids = Vec::new();
    for side in booklet_order(pages.len()) {
        let mut content = String::new();
        let mut drawn = Dictionary::new();
        for (place, page) in side.into_iter().enumerate().filter_map(|(place, page)| Some((place, page?))) {
            #[allow(clippy::cast_precision_loss)]
            let x = width * place as f32;
            content.push_str(&format!("q 1 0 0 1 {x} 0 cm /P{place} Do Q\n"));
            drawn.set(format!("P{place}"), drawings[page]);
        }
        let content = document.add_object(Stream::new(dictionary! {}, content.into_bytes()));
        let sheet = document.add_object(dictionary! {
            "Type" => "Page",
            "Parent" => tree,
            "MediaBox" => vec![0.into(), 0.into(), (width * 2.0).into(), height.into()],
            "Resources" => dictionary! { "XObject" => drawn },
            "Contents" => content,
            "Tabs" => "S",
        });
        for page in side.into_iter().flatten() {
            moved.insert(pages[page], (sheet, drawings[page]));
        }
        kids.push(sheet.into());
    }
    let count = i64::try_from(kids.len()).unwrap_or(i64::MAX);
    let tree = document.get_dictionary_mut(tree)?;
    tree.set("Kids", kids);
    tree.set("Count", count);
    for object in document.objects.values_mut() {
        if let Object::Dictionary(element) = object {
            tell_where(element, &moved);
        }
    }
    for page in &pages {
        document.objects.remove(page);
    }
    // Outlines and named places of single pages lead nowhere now.
    let catalog = document.catalog_mut()?;
    ["Outlines", "Dests", "OpenAction", "PageLabels", "PageMode"].iter().for_each(|key| {
        catalog.remove(key.as_bytes());
    });
    Ok(())
}

/// The pages of each side of a sheet, left and right, for `count` pages filled up to a multiple of four.
fn booklet_order(count: usize) -> Vec<[Option<usize>; 2]> {
    let full = count.next_multiple_of(4);
    let page = |at: usize| (at < count).then_some(at);
    (0..full / 4)
        .flat_map(|sheet| {
            let (first, last) = (2 * sheet, full - 1 - 2 * sheet);
            [[page(last), page(first)], [page(first + 1), page(last - 1)]]
        })
        .collect()
}

fn page_size(document: &Document, page: ObjectId) -> lopdf::Result<(f32, f32)> {
    let media_box = document.get_dictionary(page)?.get(b"MediaBox")?.as_array()?;
    let side = |at: usize| media_box.get(at).map_or(Ok(0.0), Object::as_float);
    Ok((side(2)?, side(3)?))
}

/// A page's content as a drawing.
fn drawing(document: &mut Document, page: ObjectId, (width, height): (f32, f32)) -> lopdf::Result<ObjectId> {
    let page = document.get_dictionary(page)?.clone();
    let mut stream = document.get_object(page.get(b"Contents")?.as_reference()?)?.as_stream()?.clone();
    stream.dict.set("Type", "XObject");
    stream.dict.set("Subtype", "Form");
    stream.dict.set("BBox", vec![0.into(), 0.into(), width.into(), height.into()]);
    for key in ["Resources", "StructParents", "Group"] {
        if let Ok(value) = page.get(key.as_bytes()) {
            stream.dict.set(key, value.clone());
        }
    }
    Ok(document.add_object(stream))
}

/// Points a structure element's marked content to the drawings that its pages became.
fn tell_where(element: &mut Dictionary, moved: &std::collections::BTreeMap<ObjectId, (ObjectId, ObjectId)>) {
    let page = element.get(b"Pg").and_then(Object::as_reference).ok();
    let own = page.and_then(|page| moved.get(&page));
    if let Some((sheet, _)) = own {
        element.set("Pg", *sheet);
    }
    let Ok(kids) = element.get_mut(b"K") else { return };
    let mark = |kid: &mut Object| match kid {
        Object::Integer(number) => {
            if let Some((sheet, drawing)) = own {
                *kid = dictionary! { "Type" => "MCR", "Pg" => *sheet, "Stm" => *drawing, "MCID" => *number }.into();
            }
        }
        Object::Dictionary(reference) if reference.has(b"MCID") => {
            let page = reference.get(b"Pg").and_then(Object::as_reference).ok();
            if let Some((sheet, drawing)) = page.and_then(|page| moved.get(&page)).or(own) {
                reference.set("Pg", *sheet);
                reference.set("Stm", *drawing);
            }
        }
        _ => {}
    };
    match kids {
        Object::Array(kids) => kids.iter_mut().for_each(mark),
        kid => mark(kid),
    }
}
