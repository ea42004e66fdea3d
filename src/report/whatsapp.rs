//! The office's page of messages: one link for each KIM, which opens WhatsApp with the text. Nothing is sent by itself, and
//! the page stays in the office: it holds the KIM's numbers. It works as a file, without a network; a browser remembers the ticks.

use std::io::{self, Write};

use askama::Template;

use office::bundle::{note, sha256};
use office::model::{EditionId, Regency, Village};
use press::plan::wording;

/// The most lines of a message that stand on the page unopened.
const LINES: usize = 3;

/// A KIM's message.
#[derive(Debug, Clone)]
pub struct Forward {
    code: String,
    /// `Desa Karya Baru, Kecamatan Barambai`
    title: String,
    group: String,
    has_number: bool,
    link: String,
    text: String,
    /// Its first points.
    points: Vec<String>,
    /// A tick holds for this text only: another one is to be sent again.
    digest: String,
}

impl Forward {
    /// `message` as it is in the bundle.
    pub fn new(village: &Village, message: &str) -> Self {
        let (text, number) = (note::body(message), village.address.whatsapp.as_deref());
        let points = text.lines().filter_map(|line| line.strip_prefix("• "));
        Forward {
            code: village.desa.code.to_string(),
            title: format!("{}, {}", village.desa.title(), village.desa.district()),
            group: village.kim.as_ref().map_or_else(|| "belum ada KIM".to_owned(), |kim| kim.name.clone()),
            has_number: number.is_some(),
            link: note::link(number, text),
            points: points.take(LINES).map(str::to_owned).collect(),
            digest: sha256(text.as_bytes()).chars().take(8).collect(),
            text: text.to_owned(),
        }
    }
}

/// The villages of a kecamatan.
struct District<'v> {
    /// `63-04-14`
    anchor: String,
    /// `Kecamatan Barambai`
    title: String,
    villages: &'v [&'v Village],
}

#[derive(Template)]
#[template(path = "whatsapp.html")]
struct Page<'a, F: Fn(&Village) -> Forward> {
    regency: &'a Regency,
    id: EditionId,
    edition: String,
    week: String,
    count: usize,
    districts: Vec<District<'a>>,
    forward: F,
}

impl<F: Fn(&Village) -> Forward> Page<'_, F> {
    fn forwards(&self, district: &District<'_>) -> impl Iterator<Item = Forward> {
        district.villages.iter().map(|village| (self.forward)(village))
    }
}

/// Writes the page for these villages, kecamatan by kecamatan.
///
/// # Errors
/// The page cannot be written.
pub fn page(
    regency: &Regency,
    id: EditionId,
    villages: &[&Village],
    forward: impl Fn(&Village) -> Forward,
    file: &mut impl Write,
) -> io::Result<()> {
    let by_district = villages.chunk_by(|a, b| a.desa.code.kecamatan() == b.desa.code.kecamatan());
    let districts = by_district.filter_map(|villages| {
        let desa = &villages.first()?.desa;
        Some(District { anchor: desa.code.kecamatan().as_str().replace('.', "-"), title: desa.district(), villages })
    });
    let (edition, week) = (id.label(), wording::week(id));
    Page { regency, id, edition, week, count: villages.len(), districts: districts.collect(), forward }.write_into(file)
}
