//! An announcement: whom it is for, how long it holds, what it says.

use chrono::NaiveDate;

use super::document::{self, Manuscript, text_of};
use super::picture::Prepared;
use super::table::Value;
use super::vocabulary::{HeadKey, WEEKDAYS, is_letterhead, is_yes};
use super::{characters, moment, target};
use crate::diagnostic::{Diagnostic, Found, Place, Severity};
use crate::model::rich_text::Block;
use crate::model::wilayah::fold_name;
use crate::model::{Announcement, EditionId, Wilayah};

/// Reads an announcement; `picture` is its prepared picture, where it names or holds one.
pub fn read(mut manuscript: Manuscript, picture: Option<Prepared>, edition: EditionId, wilayah: &Wilayah) -> Found<Option<Announcement>> {
    let mut diagnostics = Vec::new();
    let place = Place::file(&manuscript.file);
    let (targets, excluded) = match manuscript.key(HeadKey::For) {
        Some((text, place)) => {
            let (targets, mut excluded) = target::read(text, wilayah, place).into_value(&mut diagnostics);
            if let Some((text, place)) = manuscript.key(HeadKey::Except) {
                excluded.extend(target::read(text, wilayah, place).into_value(&mut diagnostics).0);
            }
            (targets, excluded)
        }
        None => {
            diagnostics.push(
                Diagnostic::error("sasaran pengumuman tidak ditulis")
                    .at(place.clone())
                    .remedy("tambahkan baris pertama “Untuk: semua”, “Untuk: kecamatan …” atau “Untuk: desa … (kecamatan)”"),
            );
            Default::default()
        }
    };
    let until = manuscript.key(HeadKey::Valid).and_then(|(text, place)| {
        let until = valid_until(text, edition);
        if until.is_none() {
            diagnostics.push(
                Diagnostic::error("masa berlaku tidak terbaca")
                    .at(place.clone())
                    .raw(text)
                    .remedy("tulis seperti “Berlaku: s.d. 29 November 2026”"),
            );
        }
        until.flatten()
    });
    if let Some(date) = until.filter(|date| *date < edition.monday()) {
        let message = format!("pengumuman sudah tidak berlaku sejak {}, jadi tidak dimuat", crate::model::date::long_date(date));
        diagnostics.push(Diagnostic::warning(message).at(place).remedy("hapus berkasnya, atau betulkan masa berlakunya"));
        return Found::new(None, diagnostics);
    }
    let title = title(&mut manuscript, edition, &mut diagnostics);
    if title.is_none() {
        diagnostics.push(Diagnostic::error("judul pengumuman tidak ditemukan").at(place.clone()).remedy("tambahkan baris “Judul: …”"));
    }
    let body: Vec<Block> = document::printable(std::mem::take(&mut manuscript.parts), &mut diagnostics);
    if body.is_empty() && picture.is_none() {
        diagnostics.push(Diagnostic::error("isi pengumuman kosong").at(place.clone()).remedy("tulis isinya, atau hapus berkasnya"));
    }
    let mut text = |key| {
        let (value, place) = manuscript.key(key)?;
        Some(characters::printable(value, place, &mut diagnostics))
    };
    let (caption, sender, important) = (text(HeadKey::Caption), text(HeadKey::From), text(HeadKey::Important));
    let already = diagnostics.len();
    let title = title.map(|(title, place)| characters::printable(&title, &place, &mut diagnostics));
    // Letters that no font has are told themselves.
    let is_told = diagnostics[already..].iter().any(|said| said.severity == Severity::Error);
    if !is_told && title.as_ref().is_some_and(|title| title.trim().is_empty()) {
        let fault = Diagnostic::error("judul pengumuman tidak berisi huruf yang dapat dicetak").at(place.clone());
        diagnostics.push(fault.remedy("tulis judulnya dengan kata"));
    }
    let picture = picture.map(|prepared| {
        let alt = prepared.alt.map(|alt| characters::printable(&alt, &place, &mut diagnostics));
        // A picture that cannot be printed says nothing.
        let caption = caption.or(alt).filter(|caption| caption.chars().any(char::is_alphanumeric));
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
        sender,
        valid_until: until,
        important: important.is_some_and(|t| is_yes(&t)),
        picture,
        body,
        place,
    });
    Found::new(announcement, diagnostics)
}

/// The last day; `Some(None)`: it holds until further notice; `None`: cannot be read.
fn valid_until(text: &str, edition: EditionId) -> Option<Option<NaiveDate>> {
    const SINCE: &[&str] = &["mulai", "sejak", "terhitung", "tmt", "per"];
    let (day, _) = moment::split_date_and_time(text);
    let words: Vec<&str> = day.trim_end_matches([' ', ',']).split_whitespace().collect();
    let begins = words.iter().take_while(|word| SINCE.contains(&fold_name(word).as_str())).count();
    let reading = moment::dates(&Value::Text(words[begins..].join(" ")), edition).filter(|r| r.doubt.is_none());
    const OPEN: &[&str] = &["seterusnya", "dicabut", "pemberitahuan", "selesai", "selamanya", "ditentukankemudian"];
    let folded = fold_name(text);
    let Some(reading) = reading else { return OPEN.iter().any(|word| folded.contains(word)).then_some(None) };
    match reading.value.as_slice() {
        // "Mulai 1 Desember" has no end.
        [_] if begins > 0 => Some(None),
        dates => dates.last().map(|date| Some(*date)),
    }
}

/// "Marabahan, 18 November 2026": a town with a comma, or a weekday, and a date; not a sentence in which one stands.
pub fn is_dateline(line: &str, edition: EditionId) -> bool {
    let is_date_word = |word: &&str| word.chars().any(|c| c.is_ascii_digit());
    let is_weekday = |word: &&str| WEEKDAYS.iter().any(|(name, _)| *name == fold_name(word));
    let before: Vec<&str> = line.split_whitespace().take_while(|word| !is_date_word(word)).filter(|word| !is_weekday(word)).collect();
    let is_town = before.len() <= 1 || (before.len() <= 3 && before.last().is_some_and(|word| word.ends_with([',', '/'])));
    is_town && !line.trim_end().ends_with('.') && moment::date_within(line, edition).is_some()
}

/// The title: its own line, what the head's lines say besides a letterhead, the first heading, or a short first line.
/// What of the head is not printed is said.
fn title(manuscript: &mut Manuscript, edition: EditionId, diagnostics: &mut Vec<Diagnostic>) -> Option<(String, Place)> {
    let said = manuscript.key(HeadKey::Title).map(|(title, place)| (title.to_owned(), place.clone()));
    let is_form = |line: &str| {
        let folded = fold_name(line);
        let words = ["pengumuman", "nomor", "tentang", "lampiran", "sifat", "perihal", "surat", "surat edaran"];
        folded.is_empty()
            || words.iter().any(|word| folded == fold_name(word))
            || folded.starts_with("nomor")
            || folded.starts_with("lampiran")
            || folded.starts_with("sifat")
    };
    // The dateline and the address of a letter.
    let is_letter = |line: &str| is_dateline(line, edition) || matches!(fold_name(line).as_str(), "di" | "tempat" | "ditempat" | "kepada");
    let cover: Vec<(String, Place)> =
        manuscript.cover.iter().filter(|(line, _)| !is_form(line) && !is_letter(line) && !is_letterhead(line)).cloned().collect();
    let about = manuscript.cover.iter().position(|(line, _)| fold_name(line) == "tentang");
    let on_cover = match about.and_then(|at| manuscript.cover.get(at + 1)) {
        Some((title, place)) => Some((title.clone(), place.clone())),
        None => cover.first().cloned(),
    };
    let unused = |used: Option<&str>| {
        let is_told =
            |line: &str| fold_name(line) != "pengumuman" && !matches!(fold_name(line).as_str(), "" | "di" | "tempat" | "ditempat");
        let rest: Vec<&(String, Place)> =
            manuscript.cover.iter().filter(|(line, _)| Some(line.as_str()) != used && is_told(line)).collect();
        let first = rest.first()?;
        let raw = rest.iter().map(|(line, _)| line.as_str()).collect::<Vec<_>>().join(" / ");
        Some(
            Diagnostic::note("baris di kepala pengumuman tidak dicetak")
                .at(first.1.clone())
                .raw(raw)
                .remedy("pindahkan ke bawah baris “Untuk: …” bila perlu dicetak"),
        )
    };
    if let Some((title, place)) = said.or(on_cover) {
        diagnostics.extend(unused(Some(&title)));
        return Some((title, place));
    }
    diagnostics.extend(unused(None));
    let (block, text) = manuscript.parts.first().map(|part| (&part.block, text_of(&part.block)))?;
    let is_short_line = matches!(block, Block::Paragraph { .. })
        && text.chars().count() <= 90
        && !text.ends_with(['.', ':', '!', ',', ';'])
        && !text.contains('\n');
    if matches!(block, Block::Heading { .. }) || (is_short_line && manuscript.parts.len() > 1) {
        let place = manuscript.parts.remove(0).place;
        return Some((text, place));
    }
    None
}
