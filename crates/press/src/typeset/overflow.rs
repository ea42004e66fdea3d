//! Words that the places of a layout do not hold. A text that its place does not hold is always set by typst, so this is the one
//! measure of it.

use std::collections::BTreeSet;

use typst::layout::{Frame, FrameItem, Point};
use typst_layout::PagedDocument;

use super::insert::{HAIR, LITTLE};
use super::place::LABEL;

/// The words of each place that stand out of it, so far that they may touch what is beside them.
pub fn overflow(document: &PagedDocument) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    document.pages().iter().for_each(|page| search(&page.frame, &mut found));
    found
}

fn search(frame: &Frame, found: &mut BTreeSet<String>) {
    for (_, item) in frame.items() {
        let FrameItem::Group(group) = item else { continue };
        let label = group.label.map(|label| label.resolve());
        if !label.is_some_and(|label| label.as_str().starts_with(LABEL)) {
            search(&group.frame, found);
            continue;
        }
        let mut text = Extent { left: f64::MAX, right: f64::MIN, top: f64::MAX, bottom: f64::MIN, size: 0.0, lines: Vec::new() };
        text.add(&group.frame, Point::zero());
        if text.stands_out(group.frame.width().to_pt(), group.frame.height().to_pt()) {
            found.insert(text.lines.into_iter().map(|(_, line)| line.trim().to_owned()).collect::<Vec<_>>().join(" "));
        }
    }
}

/// The area that the text of a place covers, in points from the place's upper left corner.
struct Extent {
    left: f64,
    right: f64,
    /// Of the capitals of the first line.
    top: f64,
    /// The base line of the last.
    bottom: f64,
    /// The largest type.
    size: f64,
    /// Lines with their base lines.
    lines: Vec<(f64, String)>,
}

impl Extent {
    fn add(&mut self, frame: &Frame, at: Point) {
        for (offset, item) in frame.items() {
            let at = at + *offset;
            match item {
                FrameItem::Group(group) => self.add(&group.frame, at + Point::new(group.transform.tx, group.transform.ty)),
                FrameItem::Text(text) => {
                    let (x, y, size) = (at.x.to_pt(), at.y.to_pt(), text.size.to_pt());
                    self.left = self.left.min(x);
                    self.right = self.right.max(x + text.width().to_pt());
                    self.top = self.top.min(y - text.font.metrics().cap_height.get() * size);
                    self.bottom = self.bottom.max(y);
                    self.size = self.size.max(size);
                    match self.lines.last_mut() {
                        Some((base, line)) if (*base - y).abs() < HAIR => line.push_str(&text.text),
                        _ => self.lines.push((y, text.text.to_string())),
                    }
                }
                _ => {}
            }
        }
    }

    fn stands_out(&self, width: f64, height: f64) -> bool {
        let is_too_high = self.bottom - self.top > height + LITTLE * self.size;
        // Punctuation at the end of a line hangs out by less.
        let is_too_wide = self.right > width + HAIR + LITTLE * self.size || self.left < -HAIR;
        !self.lines.is_empty() && (is_too_high || is_too_wide)
    }
}
