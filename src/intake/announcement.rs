//! An announcement: whom it is for, how long it holds, what it says.

use super::document::{Manuscript, text_of};
use super::moment;
use super::picture::Prepared;
use super::table::Value;
use super::target;
use super::vocabulary::HeadKey;
use crate::diagnostic::{Diagnostic, Found, Place};
use crate::model::rich_text::Block;
use crate::model::wilayah::fold_name;
use crate::model::{Announcement, EditionId, Wilayah};

/// Reads an announcement; `picture` is its prepared picture, where it names or holds one.
pub fn read(mut manuscript: Manuscript, picture: Option<Prepared>, edition: EditionId, wilayah: &Wilayah) -> Found<Option<Announcement>> {
    let mut diagnostics = Vec::new();
    let place = Place::file(&manuscript.file);
    let (targets, excluded) = match manuscript.key(HeadKey::For) {
        Some((text, place)) => target::read(text, wilayah, place).into_value(&mut diagnostics),
        None => {
            diagnostics.push(
                Diagnostic::error("sasaran pengumuman tidak ditulis")
                    .at(place.clone())
                    .remedy("tambahkan baris pertama “Untuk: semua”, “Untuk: kecamatan …” atau “Untuk: desa … (kecamatan)”"),
            );
            Default::default()
        }
    };
    let valid_until = manuscript.key(HeadKey::Valid).and_then(|(text, place)| {
        let reading = moment::dates(&Value::Text(text.to_owned()), edition);
        if reading.is_none() {
            diagnostics.push(
                Diagnostic::error("masa berlaku tidak terbaca")
                    .at(place.clone())
                    .raw(text)
                    .remedy("tulis seperti “Berlaku: s.d. 29 November 2026”"),
            );
        }
        reading.and_then(|r| r.value.last().copied())
    });
    if let Some(date) = valid_until.filter(|date| *date < edition.monday()) {
        let message = format!("pengumuman sudah tidak berlaku sejak {}, jadi tidak dimuat", crate::model::date::long_date(date));
        diagnostics.push(Diagnostic::warning(message).at(place).remedy("hapus berkasnya, atau betulkan masa berlakunya"));
        return Found::new(None, diagnostics);
    }
    let title = title(&mut manuscript);
    if title.is_none() {
        diagnostics.push(Diagnostic::error("judul pengumuman tidak ditemukan").at(place.clone()).remedy("tambahkan baris “Judul: …”"));
    }
    let body: Vec<Block> = manuscript.parts.iter().map(|part| part.block.clone()).collect();
    if body.is_empty() && picture.is_none() {
        diagnostics.push(Diagnostic::error("isi pengumuman kosong").at(place.clone()).remedy("tulis isinya, atau hapus berkasnya"));
    }
    let text = |key| manuscript.key(key).map(|(value, _)| value.to_owned());
    let picture = picture.map(|prepared| {
        let caption = text(HeadKey::Caption).or(prepared.alt);
        if caption.is_none() {
            diagnostics.push(
                Diagnostic::warning("foto tanpa keterangan")
                    .at(place.clone())
                    .remedy("tambahkan baris “Keterangan foto: …”; pembaca tunanetra memerlukannya"),
            );
        }
        crate::model::Picture { path: prepared.path, alt: caption.clone().or_else(|| title.clone()).unwrap_or_default(), caption }
    });
    let announcement = title.filter(|_| !targets.is_empty()).map(|title| Announcement {
        title,
        targets,
        excluded,
        sender: text(HeadKey::From),
        valid_until,
        important: text(HeadKey::Important).is_some_and(|t| matches!(fold_name(&t).as_str(), "ya" | "benar" | "penting")),
        picture,
        body,
        place,
    });
    Found::new(announcement, diagnostics)
}

/// The title: its own line, the first heading, the capitals at the head, or a short first line.
fn title(manuscript: &mut Manuscript) -> Option<String> {
    if let Some((title, _)) = manuscript.key(HeadKey::Title) {
        return Some(title.to_owned());
    }
    let first = manuscript.parts.first().map(|part| (&part.block, text_of(&part.block)));
    if let Some((block, text)) = first {
        let is_short_line =
            matches!(block, Block::Paragraph { .. }) && text.chars().count() <= 90 && !text.ends_with(['.', ':', '!', ',', ';']);
        if matches!(block, Block::Heading { .. }) || (is_short_line && manuscript.parts.len() > 1) {
            manuscript.parts.remove(0);
            return Some(text);
        }
    }
    manuscript.cover.iter().rev().find(|line| fold_name(line) != "pengumuman").cloned()
}
