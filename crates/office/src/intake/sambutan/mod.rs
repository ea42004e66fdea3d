//! A speech manuscript: its title page, its signature, and its body without the ceremonial parts.

mod body;
mod cover;
mod matter;
mod pantun;

use chrono::NaiveDate;

use super::document::{self, Manuscript, text_of};
use super::table::Value;
use super::vocabulary::HeadKey;
use super::{characters, moment};
use crate::diagnostic::{Diagnostic, Found, Place};
use crate::model::date::full_date;
use crate::model::wilayah::fold_name;
use crate::model::{EditionId, Leader, Sambutan, rich_text};
use body::Body;
use cover::{Cover, Signature};
pub use matter::matter;

/// Reads a speech; `None` with an error where nothing of it could be printed.
pub fn read(manuscript: Manuscript, edition: EditionId, leaders: &[Leader]) -> Found<Option<Sambutan>> {
    let mut diagnostics = Vec::new();
    let place = Place::file(&manuscript.file);
    let chosen = body::chosen_parts(&manuscript).into_value(&mut diagnostics);
    let body = Body::read(&manuscript.parts, &chosen, edition);
    let facts = Facts::read(&manuscript, body.end, edition, leaders).into_value(&mut diagnostics);
    // A speech of a later date does not go out before it is delivered.
    if let Some(date) = facts.date.filter(|date| *date >= edition.monday()) {
        let message = format!("sambutan baru disampaikan {}, jadi belum dimuat", full_date(date));
        let warning = Diagnostic::warning("sambutan.belum-disampaikan", message).at(place);
        diagnostics.push(warning.remedy("pindahkan naskahnya ke edisi pekan berikutnya"));
        return Found::new(None, diagnostics);
    }
    if facts.venue.is_none() && facts.title.is_some() && facts.speaker.is_some() {
        diagnostics.push(
            Diagnostic::warning("sambutan.tempat-tidak-ada", "tempat sambutan tidak ditemukan")
                .at(place.clone())
                .remedy("tambahkan baris “Tempat: …” di atas salam pembuka"),
        );
    }
    diagnostics.extend(body.remarks(&manuscript.parts, &place));
    if !manuscript.pictures.is_empty() {
        let message = format!("{} gambar dalam naskah sambutan tidak dicetak", manuscript.pictures.len());
        diagnostics.push(
            Diagnostic::note("sambutan.gambar-tidak-dicetak", message)
                .at(place.clone())
                .remedy("jadikan pengumuman bila gambarnya perlu dilihat warga"),
        );
    }
    diagnostics.extend(all_capitals(&facts, &body, &place));
    printed(&manuscript, facts, body, place, diagnostics)
}

/// The speech as it will be printed; `None` where its title, its speaker or its body is missing.
fn printed(manuscript: &Manuscript, facts: Facts, body: Body, place: Place, mut diagnostics: Vec<Diagnostic>) -> Found<Option<Sambutan>> {
    let (Some(title), Some(speaker), false) = (facts.title, facts.speaker, body.parts.is_empty()) else {
        return Found::new(None, diagnostics);
    };
    // A fact without a key stands on the title page.
    let cover_place = manuscript.cover.first().map_or(&place, |(_, place)| place);
    let mut printable = |key, text: String| {
        let place = manuscript.key(key).map_or(cover_place, |(_, place)| place);
        characters::printable(&text, place, &mut diagnostics)
    };
    let sambutan = Sambutan {
        title: printable(HeadKey::Title, title),
        speaker: printable(HeadKey::Speaker, speaker),
        reader: manuscript.key(HeadKey::Reader).map(|(text, _)| printable(HeadKey::Reader, text.to_owned())),
        event: facts.event.map(|text| printable(HeadKey::Event, text)),
        date: facts.date,
        venue: facts.venue.map(|text| printable(HeadKey::Venue, text)),
        summary: manuscript.key(HeadKey::Summary).map(|(text, _)| printable(HeadKey::Summary, text.to_owned())),
        quote: manuscript.key(HeadKey::Quote).map(|(text, _)| printable(HeadKey::Quote, text.to_owned())),
        body: document::printable(body.parts, &mut diagnostics),
        place,
    };
    if sambutan.title.trim().is_empty() {
        let message = "judul sambutan tidak berisi huruf yang dapat dicetak";
        let fault = Diagnostic::error("sambutan.judul-tidak-tercetak", message).at(sambutan.place);
        diagnostics.push(fault.remedy("tulis judulnya dengan kata"));
        return Found::new(None, diagnostics);
    }
    diagnostics.extend(unsaid_quote(manuscript, &sambutan));
    Found::new(Some(sambutan), diagnostics)
}

/// The warning of a quotation that the speech does not have: it would be printed as the speaker's words.
fn unsaid_quote(manuscript: &Manuscript, sambutan: &Sambutan) -> Option<Diagnostic> {
    let (raw, place) = manuscript.key(HeadKey::Quote)?;
    let quote = sambutan.quote.as_deref().map(fold_name)?;
    let said: String = rich_text::lines(&sambutan.body).iter().map(|line| fold_name(line)).collect();
    let warning =
        Diagnostic::warning("sambutan.kutipan-tidak-ada", "kutipan ini tidak ada di naskah sambutannya").at(place.clone()).raw(raw);
    (!said.contains(&quote)).then(|| warning.remedy("salin kalimatnya dari naskah, kata demi kata"))
}

/// The facts of a speech, from the keys of its manuscript, else from its title page or its signature.
struct Facts {
    title: Option<String>,
    event: Option<String>,
    speaker: Option<String>,
    venue: Option<String>,
    date: Option<NaiveDate>,
}

impl Facts {
    /// Reads the facts; `end`: the first part below the body. Those that a speech cannot do without are faults where they are missing.
    fn read(manuscript: &Manuscript, end: usize, edition: EditionId, leaders: &[Leader]) -> Found<Self> {
        let mut diagnostics = Vec::new();
        let cover = Cover::read(&manuscript.cover, leaders, edition);
        let signature = Signature::read(&manuscript.parts[end..], leaders, edition);
        if let Some((_, place)) = cover.unused.first() {
            let raw = cover.unused.iter().map(|(line, _)| line.as_str()).collect::<Vec<_>>().join(" / ");
            let note = Diagnostic::note("sambutan.sampul-tidak-dicetak", "baris sampul ini tidak dicetak");
            diagnostics.push(note.at(place.clone()).raw(raw));
        }
        let value = |key| manuscript.key(key).map(|(value, _)| value.to_owned());
        let event = value(HeadKey::Event).or(cover.event);
        let facts = Facts {
            title: value(HeadKey::Title).or_else(|| value(HeadKey::Subject)).or_else(|| event.clone()),
            event,
            speaker: value(HeadKey::Speaker).or(cover.speaker).or(signature.speaker),
            venue: value(HeadKey::Venue).or(cover.venue),
            date: match manuscript.key(HeadKey::Date) {
                Some((text, place)) => date_of(text, place, edition).into_value(&mut diagnostics),
                None => cover.date.or(signature.date),
            },
        };
        let mut ask = |code, what: &str, remedy: &str| {
            let fault = Diagnostic::error(code, format!("{what} sambutan tidak ditemukan"));
            diagnostics.push(fault.at(Place::file(&manuscript.file)).remedy(remedy));
        };
        if facts.title.is_none() {
            ask("sambutan.acara-tidak-ada", "acara", "tambahkan baris “Acara: …” di atas salam pembuka");
        }
        if facts.speaker.is_none() {
            ask("sambutan.pembicara-tidak-ada", "pembicara", "tambahkan baris “Oleh: Bupati” di atas salam pembuka");
        }
        if facts.date.is_none() && manuscript.key(HeadKey::Date).is_none() {
            ask("sambutan.tanggal-tidak-ada", "tanggal", "tambahkan baris “Hari/Tanggal: Selasa, 17 November 2026”");
        }
        Found::new(facts, diagnostics)
    }
}

fn date_of(text: &str, place: &Place, edition: EditionId) -> Found<Option<NaiveDate>> {
    let (day, _) = moment::split_date_and_time(text);
    let reading = moment::dates(&Value::Text(text.to_owned()), edition)
        .or_else(|| moment::dates(&Value::Text(day.trim_end_matches([' ', ',', '/']).to_owned()), edition));
    let Some(reading) = reading else {
        let fault = Diagnostic::error("sambutan.tanggal-tidak-terbaca", "tanggal sambutan tidak terbaca")
            .at(place.clone())
            .raw(text)
            .remedy("tulis seperti “Hari/Tanggal: Selasa, 17 November 2026”");
        return Found::new(None, vec![fault]);
    };
    let doubt = reading.doubt.map(|doubt| {
        Diagnostic::warning("sambutan.tanggal-meragukan", doubt.message)
            .at(place.clone())
            .raw(text)
            .remedy("tanggalnya yang dipakai; betulkan hari atau tanggalnya")
    });
    Found::new(reading.value.first().copied(), doubt.into_iter().collect())
}

/// Warnings of a title, a venue or a body in capitals throughout.
fn all_capitals(facts: &Facts, body: &Body, place: &Place) -> Vec<Diagnostic> {
    let mut said = Vec::new();
    let facts = [("judul", "Judul", &facts.title), ("tempat", "Tempat", &facts.venue)];
    let capital =
        facts.into_iter().filter_map(|(name, key, fact)| Some((name, key, fact.as_deref().filter(|fact| is_all_capitals(fact))?)));
    let capital: Vec<(&str, &str, &str)> = capital.collect();
    if !capital.is_empty() {
        let names = capital.iter().map(|(name, ..)| *name).collect::<Vec<_>>().join(" dan ");
        let keys = capital.iter().map(|(_, key, _)| format!("“{key}: …”")).collect::<Vec<_>>().join(" dan ");
        let raw = capital.iter().map(|(.., fact)| *fact).collect::<Vec<_>>().join(" / ");
        let message = format!("{names} sambutan ditulis dengan huruf besar semua, dan dicetak begitu");
        let warning = Diagnostic::warning("sambutan.judul-huruf-besar", message).at(place.clone()).raw(raw);
        let warning = warning.alike("judul atau tempat sambutan ditulis dengan huruf besar semua, dan dicetak begitu");
        said.push(warning.remedy(format!("tambahkan baris {keys} dengan huruf biasa")));
    }
    let words: String = body.parts.iter().map(|part| text_of(&part.block)).collect();
    if is_all_capitals(&words) {
        said.push(
            Diagnostic::warning("sambutan.naskah-huruf-besar", "naskah ditulis dengan huruf besar semua, dan dicetak begitu")
                .at(place.clone())
                .remedy("minta naskah dengan huruf biasa; Warta tidak mengubah huruf, agar nama dan singkatan tidak salah"),
        );
    }
    said
}

/// Capitals throughout, in a text long enough for that to be a habit rather than a name.
fn is_all_capitals(text: &str) -> bool {
    let letters = text.chars().filter(|c| c.is_alphabetic() && c.is_lowercase() != c.is_uppercase()).count();
    letters >= 12 && text.chars().filter(|c| c.is_lowercase()).count() * 20 < letters
}
