//! An announcement: whom it is for, how long it holds, what it says.

use chrono::NaiveDate;

use super::document::{self, Manuscript, text_of};
use super::picture::Prepared;
use super::table::Value;
use super::vocabulary::{HeadKey, WEEKDAYS, is_letterhead, is_yes};
use super::{characters, moment, target};
use crate::diagnostic::{Diagnostic, Found, Place, Severity};
use crate::model::date::long_date;
use crate::model::rich_text::Block;
use crate::model::wilayah::fold_name;
use crate::model::{Announcement, EditionId, Picture, Target, Wilayah};

/// Reads an announcement; `picture` is its prepared picture, where it names or holds one.
pub fn read(mut manuscript: Manuscript, picture: Option<Prepared>, edition: EditionId, wilayah: &Wilayah) -> Found<Option<Announcement>> {
    let mut diagnostics = Vec::new();
    let place = Place::file(&manuscript.file);
    let (targets, excluded) = targets(&manuscript, wilayah).into_value(&mut diagnostics);
    let valid_until = valid_until(&manuscript, edition).into_value(&mut diagnostics);
    if let Some(date) = valid_until.filter(|date| *date < edition.monday()) {
        let message = format!("pengumuman sudah tidak berlaku sejak {}, jadi tidak dimuat", long_date(date));
        let warning = Diagnostic::warning("pengumuman.kedaluwarsa", message).at(place);
        diagnostics.push(warning.remedy("hapus berkasnya, atau betulkan masa berlakunya"));
        return Found::new(None, diagnostics);
    }
    let title = title(&mut manuscript, edition, &mut diagnostics);
    if title.is_none() {
        let fault = Diagnostic::error("pengumuman.tanpa-judul", "judul pengumuman tidak ditemukan").at(place.clone());
        diagnostics.push(fault.remedy("tambahkan baris “Judul: …”"));
    }
    let body: Vec<Block> = document::printable(std::mem::take(&mut manuscript.parts), &mut diagnostics);
    if body.is_empty() && picture.is_none() {
        let fault = Diagnostic::error("pengumuman.kosong", "isi pengumuman kosong").at(place.clone());
        diagnostics.push(fault.remedy("tulis isinya, atau hapus berkasnya"));
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
        let message = "judul pengumuman tidak berisi huruf yang dapat dicetak";
        let fault = Diagnostic::error("pengumuman.judul-tidak-tercetak", message).at(place.clone());
        diagnostics.push(fault.remedy("tulis judulnya dengan kata"));
    }
    let picture = picture.map(|prepared| captioned(prepared, caption, title.as_deref(), &place).into_value(&mut diagnostics));
    let announcement = title.filter(|_| !targets.is_empty()).map(|title| Announcement {
        title,
        targets,
        excluded,
        sender,
        valid_until,
        important: important.is_some_and(|said| is_yes(&said)),
        picture,
        body,
        place,
    });
    Found::new(announcement, diagnostics)
}

/// The readers whom the head names, and those whom it excludes.
fn targets(manuscript: &Manuscript, wilayah: &Wilayah) -> Found<(Vec<Target>, Vec<Target>)> {
    let Some((text, place)) = manuscript.key(HeadKey::For) else {
        let fault = Diagnostic::error("pengumuman.tanpa-sasaran", "sasaran pengumuman tidak ditulis").at(Place::file(&manuscript.file));
        let remedy = "tambahkan baris pertama “Untuk: semua”, “Untuk: kecamatan …” atau “Untuk: desa … (kecamatan)”";
        return Found::new(Default::default(), vec![fault.remedy(remedy)]);
    };
    let mut found = target::read(text, wilayah, place);
    if let Some((text, place)) = manuscript.key(HeadKey::Except) {
        let (excluded, _) = target::read(text, wilayah, place).into_value(&mut found.diagnostics);
        found.value.1.extend(excluded);
    }
    found
}

/// The last day that the head names; `None`: it holds until further notice.
fn valid_until(manuscript: &Manuscript, edition: EditionId) -> Found<Option<NaiveDate>> {
    let Some((text, place)) = manuscript.key(HeadKey::Valid) else { return Found::default() };
    let Some(until) = last_day(text, edition) else {
        let fault = Diagnostic::error("pengumuman.masa-berlaku-tidak-terbaca", "masa berlaku tidak terbaca").at(place.clone()).raw(text);
        return Found::new(None, vec![fault.remedy("tulis seperti “Berlaku: s.d. 29 November 2026”")]);
    };
    Found::new(until, Vec::new())
}

/// A picture with its caption: the head's, else the description that the document gave it.
fn captioned(prepared: Prepared, caption: Option<String>, title: Option<&str>, place: &Place) -> Found<Picture> {
    let mut diagnostics = Vec::new();
    let alt = prepared.alt.map(|alt| characters::printable(&alt, place, &mut diagnostics));
    // A picture that cannot be printed says nothing.
    let caption = caption.or(alt).filter(|caption| caption.chars().any(char::is_alphanumeric));
    if caption.is_none() {
        let warning = Diagnostic::warning("gambar.tanpa-keterangan", "foto tanpa keterangan").at(place.clone());
        diagnostics.push(warning.remedy("tambahkan baris “Keterangan foto: …”; pembaca tunanetra memerlukannya"));
    }
    let alt = caption.as_deref().or(title).unwrap_or_default().to_owned();
    Found::new(Picture { path: prepared.path, alt, caption }, diagnostics)
}

/// The last day that a text names; `Some(None)`: it holds until further notice; `None`: cannot be read.
fn last_day(text: &str, edition: EditionId) -> Option<Option<NaiveDate>> {
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
pub(super) fn is_dateline(line: &str, edition: EditionId) -> bool {
    let is_date_word = |word: &&str| word.chars().any(|c| c.is_ascii_digit());
    let is_weekday = |word: &&str| WEEKDAYS.iter().any(|(name, _)| *name == fold_name(word));
    let before: Vec<&str> = line.split_whitespace().take_while(|word| !is_date_word(word)).filter(|word| !is_weekday(word)).collect();
    let is_town = before.len() <= 1 || (before.len() <= 3 && before.last().is_some_and(|word| word.ends_with([',', '/'])));
    is_town && !line.trim_end().ends_with('.') && moment::date_within(line, edition).is_some()
}

/// The title: its own line, what the head's lines say besides a letterhead, the first heading, or a short first line.
/// The lines of the head that are not printed are said.
fn title(manuscript: &mut Manuscript, edition: EditionId, diagnostics: &mut Vec<Diagnostic>) -> Option<(String, Place)> {
    let said = manuscript.key(HeadKey::Title).map(|(title, place)| (title.to_owned(), place.clone()));
    if let Some((title, place)) = said.or_else(|| title_on_cover(manuscript, edition)) {
        diagnostics.extend(unprinted_head(manuscript, Some(&title)));
        return Some((title, place));
    }
    diagnostics.extend(unprinted_head(manuscript, None));
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

/// The line of the head after "tentang", else the first that is no form's, letter's or letterhead's.
fn title_on_cover(manuscript: &Manuscript, edition: EditionId) -> Option<(String, Place)> {
    let lines = &manuscript.cover;
    let about = lines.iter().position(|(line, _)| fold_name(line) == "tentang");
    let after_about = about.and_then(|at| lines.get(at + 1));
    let is_letter = |line: &str| is_dateline(line, edition) || matches!(fold_name(line).as_str(), "di" | "tempat" | "ditempat" | "kepada");
    let is_title = |line: &str| !is_form(line) && !is_letter(line) && !is_letterhead(line);
    after_about.or_else(|| lines.iter().find(|(line, _)| is_title(line))).cloned()
}

/// A line of an announcement's form: its number, subject, attachments.
fn is_form(line: &str) -> bool {
    let folded = fold_name(line);
    matches!(folded.as_str(), "" | "pengumuman" | "tentang" | "perihal" | "surat" | "suratedaran")
        || ["nomor", "lampiran", "sifat"].iter().any(|word| folded.starts_with(word))
}

/// Says which lines of the head, besides the title, are not printed.
fn unprinted_head(manuscript: &Manuscript, title: Option<&str>) -> Option<Diagnostic> {
    let is_told = |line: &str| !matches!(fold_name(line).as_str(), "" | "pengumuman" | "di" | "tempat" | "ditempat");
    let rest: Vec<&(String, Place)> = manuscript.cover.iter().filter(|(line, _)| Some(line.as_str()) != title && is_told(line)).collect();
    let (_, place) = rest.first()?;
    let raw = rest.iter().map(|(line, _)| line.as_str()).collect::<Vec<_>>().join(" / ");
    let note = Diagnostic::note("pengumuman.kepala-tidak-dicetak", "baris di kepala pengumuman tidak dicetak").at(place.clone()).raw(raw);
    Some(note.remedy("pindahkan ke bawah baris “Untuk: …” bila perlu dicetak"))
}
