//! The office's page of messages: one link for each KIM, which opens WhatsApp with the text. Nothing is sent by itself, and
//! the page stays in the office: it holds the KIM's numbers.

use std::io::{self, Write};

use askama::Template;

use office::bundle::note;
use office::model::{Regency, Village};

/// A KIM's message.
#[derive(Debug, Clone)]
pub struct Forward {
    title: String,
    district: String,
    group: String,
    has_number: bool,
    link: String,
    text: String,
}

impl Forward {
    /// `message` as it is in the bundle.
    pub fn new(village: &Village, message: &str) -> Self {
        let (text, number) = (note::body(message), village.address.whatsapp.as_deref());
        Forward {
            title: village.desa.title(),
            district: village.desa.kecamatan.clone(),
            group: village.kim.as_ref().map_or_else(|| "belum ada KIM".to_owned(), |kim| kim.name.clone()),
            has_number: number.is_some(),
            link: note::link(number, text),
            text: text.to_owned(),
        }
    }
}

#[derive(Template)]
#[template(path = "whatsapp.html")]
struct Page<'a, F: Iterator<Item = Forward> + Clone> {
    regency: &'a Regency,
    edition: &'a str,
    forwards: F,
}

/// Writes the page, message by message.
///
/// # Errors
/// The page cannot be written.
pub fn page(regency: &Regency, edition: &str, forwards: impl Iterator<Item = Forward> + Clone, file: &mut impl Write) -> io::Result<()> {
    Page { regency, edition, forwards }.write_into(file)
}
