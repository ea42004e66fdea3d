//! One PDF of many, ready for a central printer: every document as often as it is to be printed, on both sides of the sheet,
//! each beginning a sheet of its own. Pages that repeat share their content.

use hayro_syntax::Pdf;
use hayro_write::{ChunkSettings, ExtractionQuery, extract};
use pdf_writer::{Pdf as Writer, Ref};

use super::BundleError;

/// A document to be printed.
#[derive(Debug, Clone, Copy)]
pub struct Part<'a> {
    pub pdf: &'a [u8],
    /// How many times it is printed.
    pub copies: u32,
    /// Printed on both sides; else every page is the front of a sheet whose back stays empty.
    pub double_sided: bool,
}

/// The number of pages of a PDF.
///
/// # Errors
/// The bytes are not a whole PDF.
pub fn page_count(pdf: &[u8]) -> Result<usize, BundleError> {
    Ok(read(pdf)?.pages().len())
}

/// Joins documents in order. The result is to be printed once, on both sides.
///
/// # Errors
/// A part is not a whole PDF.
pub fn join(parts: &[Part<'_>]) -> Result<Vec<u8>, BundleError> {
    let mut next = Ref::new(1);
    let (catalog, root) = (next.bump(), next.bump());
    let mut writer = Writer::new();
    let mut trees = Vec::new();
    let mut pages = 0;
    for part in parts {
        let pdf = read(part.pdf)?;
        let count = pdf.pages().len();
        let copy: Vec<Option<usize>> = if part.double_sided {
            (0..count).map(Some).chain((count % 2 == 1).then_some(None)).collect()
        } else {
            (0..count).flat_map(|page| [Some(page), None]).collect()
        };
        let order: Vec<Option<usize>> = (0..part.copies).flat_map(|_| copy.iter().copied()).collect();
        let queries: Vec<ExtractionQuery> = order.iter().flatten().map(|page| ExtractionQuery::new_page(*page)).collect();
        let extracted = extract(&pdf, Box::new(|| next.bump()), ChunkSettings::default(), |_| {}, &queries);
        let extracted = extracted.map_err(|_| BundleError::DamagedPdf)?;
        writer.extend(&extracted.chunk);
        // A back is as wide and high as its front.
        let mut sides = (595.0, 842.0);
        let mut written = extracted.root_refs.into_iter();
        let mut kids = Vec::with_capacity(order.len());
        for page in &order {
            kids.push(match page {
                Some(number) => {
                    sides = pdf.pages().get(*number).map_or(sides, |page| page.render_dimensions());
                    written.next().and_then(Result::ok).ok_or(BundleError::DamagedPdf)?
                }
                None => {
                    let blank = next.bump();
                    let mut page = writer.page(blank);
                    page.parent(extracted.page_tree_parent_ref).media_box(pdf_writer::Rect::new(0.0, 0.0, sides.0, sides.1));
                    page.resources();
                    blank
                }
            });
        }
        let many = |n: usize| i32::try_from(n).unwrap_or(i32::MAX);
        writer.pages(extracted.page_tree_parent_ref).parent(root).count(many(kids.len())).kids(kids.iter().copied());
        pages += kids.len();
        trees.push(extracted.page_tree_parent_ref);
    }
    writer.catalog(catalog).pages(root);
    writer.pages(root).count(i32::try_from(pages).unwrap_or(i32::MAX)).kids(trees);
    Ok(writer.finish())
}

fn read(pdf: &[u8]) -> Result<Pdf, BundleError> {
    Pdf::new(pdf.to_vec()).map_err(|_| BundleError::NotPdf)
}
