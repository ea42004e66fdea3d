//! A speech manuscript.

use chrono::NaiveDate;

use super::RichText;
use crate::diagnostic::Place;

/// A leader's speech (sambutan), as the manuscript has it: the spoken words may differ.
#[derive(Debug, Clone)]
pub struct Sambutan {
    /// The headline in the bulletin; the event where the office gave none.
    pub title: String,
    /// The office of the speaker, `Bupati Barito Kuala`.
    pub speaker: String,
    /// The official who read it out for the speaker.
    pub reader: Option<String>,
    pub event: Option<String>,
    pub date: Option<NaiveDate>,
    pub venue: Option<String>,
    /// A summary of up to three sentences, which the office wrote (`Ringkasan:`).
    pub summary: Option<String>,
    /// A sentence of it that the office chose (`Kutipan:`).
    pub quote: Option<String>,
    /// The body alone: greeting, list of guests, doxology, pantun, closing and signature are left out.
    pub body: RichText,
    pub place: Place,
}
