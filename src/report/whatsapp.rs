//! The office's page of messages: one link for each KIM, which opens WhatsApp with the text. Nothing is sent by itself, and
//! the page stays in the office: it holds the KIM's numbers.

use std::io::{self, Write};

use askama::Template;

use office::bundle::note;
use office::model::Kim;
use office::model::Regency;

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
    pub fn new(kim: &Kim, message: &str) -> Self {
        let text = note::body(message);
        Forward {
            title: kim.desa.title(),
            district: kim.desa.kecamatan.clone(),
            group: kim.name.clone().unwrap_or_else(|| "belum ada KIM".to_owned()),
            has_number: kim.whatsapp.is_some(),
            link: note::link(kim.whatsapp.as_deref(), text),
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
/// Where it cannot be written.
pub fn page(regency: &Regency, edition: &str, forwards: impl Iterator<Item = Forward> + Clone, file: &mut impl Write) -> io::Result<()> {
    Page { regency, edition, forwards }.write_into(file)
}
