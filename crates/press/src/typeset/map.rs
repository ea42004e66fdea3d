//! Maps of blank forms: where on a page each box and field is, and how the page looks while nobody has filled it in. By its map a picture
//! of a form is read when it comes back, years later too.
//!
//! A layout labels what is to be found: `bidang:<kind>:<name>` on a box or block of exactly its size. Places of a village's own words have
//! labels already (`tempat` in `warta.typ`).

use png::{BitDepth, ColorType, Compression, Encoder, EncodingError, Filter};
use serde::{Deserialize, Serialize};
use typst::foundations::{Label, Selector};
use typst::introspection::{Introspector as _, MetadataElem};
use typst::layout::{Abs, Frame, FrameItem, Point, Transform};
use typst::utils::{PicoStr, Scalar};
use typst_layout::PagedDocument;
use typst_render::{RenderOptions, render};

use super::place;
use office::bundle::sha256;

/// The beginning of a field's label, before its kind and name.
const LABEL: &str = "bidang:";
/// The kind of a label that names a code, whose place has a label of its own mostly.
const CODE: &str = "qr";

/// The template has so many pixels a millimetre.
pub const PIXELS_PER_MM: f64 = 4.0;

/// Points in a millimetre.
const POINTS_PER_MM: f64 = 72.0 / 25.4;

/// A kind of field.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum FieldKind {
    /// A box to be ticked: the square itself.
    #[serde(rename = "kotak")]
    Tick,
    /// A line or a comb to write on, as high as its row.
    #[serde(rename = "isi")]
    Line,
    /// Several lines to write on.
    #[serde(rename = "uraian")]
    Story,
    #[serde(rename = "tanda-tangan")]
    Signature,
    #[serde(rename = "jempol")]
    Thumb,
    /// The part that the office fills in.
    #[serde(rename = "kantor")]
    Office,
    /// The line along which the tear-off is cut.
    #[serde(rename = "potong")]
    Cut,
}

impl FieldKind {
    pub const ALL: [FieldKind; 7] =
        [FieldKind::Tick, FieldKind::Line, FieldKind::Story, FieldKind::Signature, FieldKind::Thumb, FieldKind::Office, FieldKind::Cut];

    /// The word for it in labels and in maps.
    pub fn name(self) -> &'static str {
        match self {
            FieldKind::Tick => "kotak",
            FieldKind::Line => "isi",
            FieldKind::Story => "uraian",
            FieldKind::Signature => "tanda-tangan",
            FieldKind::Thumb => "jempol",
            FieldKind::Office => "kantor",
            FieldKind::Cut => "potong",
        }
    }

    fn named(name: &str) -> Option<Self> {
        FieldKind::ALL.into_iter().find(|kind| kind.name() == name)
    }
}

/// A rectangle in millimetres from the page's upper left corner, to a hundredth.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Area {
    pub x: f64,
    pub y: f64,
    pub width: f64,
    pub height: f64,
}

impl Area {
    /// The area that a frame takes on its page.
    fn of(frame: &Frame, transform: Transform) -> Self {
        let (width, height) = (frame.width(), frame.height());
        let corners = [(Abs::zero(), Abs::zero()), (width, Abs::zero()), (Abs::zero(), height), (width, height)];
        let corners = corners.map(|(x, y)| Point::new(x, y).transform(transform));
        let (x, y) = (corners.map(|corner| corner.x.to_mm()), corners.map(|corner| corner.y.to_mm()));
        let least = |all: [f64; 4]| all.into_iter().fold(f64::INFINITY, f64::min);
        let most = |all: [f64; 4]| all.into_iter().fold(f64::NEG_INFINITY, f64::max);
        let (left, top) = (least(x), least(y));
        Area { x: hundredths(left), y: hundredths(top), width: hundredths(most(x) - left), height: hundredths(most(y) - top) }
    }
}

/// A length rounded to hundredths; never a negative zero, which would be another text.
fn hundredths(millimetres: f64) -> f64 {
    (millimetres * 100.0).round() / 100.0 + 0.0
}

/// A box or a field of a form.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Field {
    pub kind: FieldKind,
    /// `nama`; of a choice of a group `jenis/pengaduan`. Once on a page for each kind.
    pub name: String,
    #[serde(flatten)]
    pub area: Area,
}

/// A page of a form.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct PageMap {
    /// In the order in which they are drawn.
    pub fields: Vec<Field>,
    /// The places of its QR codes, with their quiet zones.
    pub codes: Vec<Area>,
    /// The places of a village's own words, which the template does not show.
    pub inserts: Vec<Area>,
}

/// A form's map.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FormMap {
    /// `pengaduan`
    pub form: String,
    /// `F-PGD 3`; empty: its layout tells none.
    pub version: String,
    /// Of the paper, in millimetres.
    pub width: f64,
    pub height: f64,
    pub pages: Vec<PageMap>,
}

/// A form's map with the picture of its blank pages.
#[derive(Debug, Clone, PartialEq)]
pub struct MappedForm {
    pub map: FormMap,
    /// The map as JSON, as it is kept.
    pub json: String,
    /// A grey PNG with [`PIXELS_PER_MM`]; several pages stand one below the other.
    pub template: Vec<u8>,
    /// Of both: the same for all forms of a layout.
    pub digest: String,
}

/// A form has no map; in the office's words.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Unmapped {
    #[error("tidak ada satu pun bidangnya yang berlabel")]
    NoFields,
    #[error("label “bidang:{0}” tidak dikenal")]
    Unknown(String),
    #[error("label “bidang:{0}” ada dua kali di satu halaman")]
    Twice(String),
    #[error("halaman-halamannya tidak sama besar")]
    Sizes,
    #[error("gambarnya tidak dapat ditulis")]
    Unwritten,
    #[error("tata letaknya tidak dapat ditata tanpa nama desa")]
    Unset,
}

impl From<EncodingError> for Unmapped {
    fn from(_: EncodingError) -> Self {
        Unmapped::Unwritten
    }
}

/// The map of a form, of which the document holds one copy that was set for nobody.
///
/// # Errors
/// Its layout labels nothing, or has a wrong label.
pub(crate) fn map(document: &PagedDocument, form: &str) -> Result<MappedForm, Unmapped> {
    let _span = tracing::debug_span!("map", form).entered();
    let sizes: Vec<_> = document.pages().iter().map(|page| page.frame.size()).collect();
    let Some(size) = sizes.first().filter(|first| sizes.iter().all(|size| size == *first)) else { return Err(Unmapped::Sizes) };
    let mut pages = Vec::with_capacity(sizes.len());
    for page in document.pages() {
        let mut found = PageMap::default();
        gather(&page.frame, Transform::identity(), &mut found)?;
        pages.push(found);
    }
    if pages.iter().all(|page| page.fields.is_empty()) {
        return Err(Unmapped::NoFields);
    }
    let (width, height) = (hundredths(size.x.to_mm()), hundredths(size.y.to_mm()));
    let map = FormMap { form: form.to_owned(), version: version(document, form), width, height, pages };
    let template = template(document)?;
    let json = serde_json::to_string(&map).map_err(|_| Unmapped::Unwritten)?;
    let digest = sha256(&[json.as_bytes(), &template].concat());
    Ok(MappedForm { map, json, template, digest })
}

/// Adds what a frame's labels name to a page's map.
fn gather(frame: &Frame, transform: Transform, page: &mut PageMap) -> Result<(), Unmapped> {
    for (at, item) in frame.items() {
        let FrameItem::Group(group) = item else { continue };
        let transform = transform.pre_concat(Transform::translate(at.x, at.y)).pre_concat(group.transform);
        if let Some(label) = group.label {
            let label = label.resolve();
            add(label.as_str(), Area::of(&group.frame, transform), page)?;
        }
        gather(&group.frame, transform, page)?;
    }
    Ok(())
}

fn add(label: &str, area: Area, page: &mut PageMap) -> Result<(), Unmapped> {
    if let Some(place) = label.strip_prefix(place::LABEL) {
        if place.starts_with("qr ") {
            add_code(area, page);
        } else {
            page.inserts.push(area);
        }
        return Ok(());
    }
    let Some(field) = label.strip_prefix(LABEL) else { return Ok(()) };
    let unknown = || Unmapped::Unknown(field.to_owned());
    let (kind, name) = field.split_once(':').filter(|(_, name)| is_name(name)).ok_or_else(unknown)?;
    if kind == CODE {
        add_code(area, page);
        return Ok(());
    }
    let kind = FieldKind::named(kind).ok_or_else(unknown)?;
    if page.fields.iter().any(|known| known.kind == kind && known.name == name) {
        return Err(Unmapped::Twice(field.to_owned()));
    }
    page.fields.push(Field { kind, name: name.to_owned(), area });
    Ok(())
}

/// A code may have two labels: its place's, and one of its own.
fn add_code(area: Area, page: &mut PageMap) {
    const NEAR: f64 = 0.5;
    let is_same = |known: &Area| (known.x - area.x).abs() < NEAR && (known.y - area.y).abs() < NEAR;
    if !page.codes.iter().any(is_same) {
        page.codes.push(area);
    }
}

/// Whether a name may stand in maps for ever: small letters, digits and hyphens, and one slash between a group and its choice.
fn is_name(name: &str) -> bool {
    let is_part = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-');
    match name.split_once('/') {
        Some((group, choice)) => is_part(group) && is_part(choice),
        None => is_part(name),
    }
}

/// The version that a form's layout declares; empty: none.
fn version(document: &PagedDocument, form: &str) -> String {
    let declared = || {
        let label = Label::new(PicoStr::intern(&format!("versi:{form}")))?;
        // Both sides of a form may declare it.
        let found = document.introspector().query_first(&Selector::Label(label))?;
        let value = serde_json::to_value(&found.to_packed::<MetadataElem>()?.value).ok()?;
        value.as_str().map(str::to_owned)
    };
    declared().unwrap_or_default()
}

/// The blank pages as a grey PNG, one below the other.
fn template(document: &PagedDocument) -> Result<Vec<u8>, EncodingError> {
    let options = RenderOptions { pixel_per_pt: Scalar::new(PIXELS_PER_MM / POINTS_PER_MM), render_bleed: false };
    let (mut width, mut height, mut grey) = (0, 0, Vec::new());
    for page in document.pages() {
        let pixels = render(page, &options);
        width = pixels.width();
        height += pixels.height();
        grey.extend(pixels.data().as_chunks::<4>().0.iter().map(|pixel| brightness(*pixel)));
    }
    let mut png = Vec::new();
    let mut encoder = Encoder::new(&mut png, width, height);
    encoder.set_color(ColorType::Grayscale);
    encoder.set_depth(BitDepth::Eight);
    encoder.set_compression(Compression::Balanced);
    encoder.set_filter(Filter::NoFilter);
    let mut writer = encoder.write_header()?;
    writer.write_image_data(&grey)?;
    writer.finish()?;
    Ok(png)
}

/// A colour's brightness (ITU-R BT.601), from 0 to 255.
fn brightness([red, green, blue, _]: [u8; 4]) -> u8 {
    let bright = (299 * u32::from(red) + 587 * u32::from(green) + 114 * u32::from(blue) + 500) / 1000;
    u8::try_from(bright).unwrap_or(u8::MAX)
}
