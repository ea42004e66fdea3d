//! Places in laid-out pages: boxes of a fixed size into which a layout puts what is one village's own (`tempat` in `warta.typ`).

use typst::layout::{Abs, Frame, FrameItem, GroupItem, Point};
use typst::text::TextItem;

/// The beginning of a place's label, before its name.
pub(super) const LABEL: &str = "tempat:";

/// A place on a page.
#[derive(Debug)]
pub(super) struct Place {
    pub(super) name: String,
    /// Counted from 0.
    pub(super) page: usize,
    /// Its upper left corner.
    pub(super) at: Point,
    /// Its width and height, in points.
    pub(super) size: (f64, f64),
}

/// The type size that marks a place in a plate's export, in points: larger than any print.
pub(super) fn mark(place: usize) -> f32 {
    256.0 + place as f32
}

/// A page's frame with each place's empty text in the size that marks it; the places are added to `places`. `None`: a place is turned.
pub(super) fn marked(frame: &Frame, at: Point, page: usize, places: &mut Vec<Place>) -> Option<Frame> {
    let mut new = frame.clone();
    new.clear();
    for (offset, item) in frame.items() {
        let item = match item {
            FrameItem::Group(group) if group.frame.items().len() > 0 => {
                let at = Point::new(at.x + offset.x + group.transform.tx, at.y + offset.y + group.transform.ty);
                let mut group: GroupItem = group.clone();
                let label = group.label.map(|label| label.resolve());
                group.frame = match label.as_ref().and_then(|label| label.as_str().strip_prefix(LABEL)) {
                    Some(name) if group.transform.is_only_translate() => {
                        let marked = resized(&group.frame, Abs::pt(mark(places.len()).into()));
                        let (name, size) = (name.to_owned(), (group.frame.width().to_pt(), group.frame.height().to_pt()));
                        places.push(Place { name, page, at, size });
                        marked
                    }
                    Some(_) => return None,
                    None => marked(&group.frame, at, page, places)?,
                };
                FrameItem::Group(group)
            }
            item => item.clone(),
        };
        new.push(*offset, item);
    }
    Some(new)
}

/// A frame with its text in another size.
fn resized(frame: &Frame, size: Abs) -> Frame {
    let mut new = frame.clone();
    new.clear();
    for (offset, item) in frame.items() {
        let item = match item {
            FrameItem::Group(group) => {
                let mut group: GroupItem = group.clone();
                group.frame = resized(&group.frame, size);
                FrameItem::Group(group)
            }
            FrameItem::Text(text) => FrameItem::Text(TextItem { size, ..text.clone() }),
            item => item.clone(),
        };
        new.push(*offset, item);
    }
    new
}
