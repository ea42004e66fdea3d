//! An announcement: whom it is for, how long it holds, what it says.

use std::sync::LazyLock;

use chrono::NaiveDate;
use regex::Regex;

use super::document::letter::{self, Line, is_capital};
use super::document::signature::signer;
use super::document::{self, Manuscript, begins_ceremony, take_first_line, text_of};
use super::picture::Prepared;
use super::table::Value;
use super::vocabulary::{HeadKey, LETTER_FORMS, WEEKDAYS, is_letterhead, is_yes};
use super::{characters, moment, target};
use crate::diagnostic::{Diagnostic, Found, Place, Severity};
use crate::model::date::long_date;
use crate::model::rich_text::Block;
use crate::model::wilayah::fold_name;
use crate::model::{Announcement, EditionId, Facts, Picture, Target, Wilayah};

/// Reads an announcement; `pictures` are its prepared pictures, those that it names, holds, or that lie beside it. Its facts are read from it
/// afterwards ([`super::facts`]).
pub fn read(
    mut manuscript: Manuscript,
    pictures: impl IntoIterator<Item = Prepared>,
    edition: EditionId,
    wilayah: &Wilayah,
) -> Found<Option<Announcement>> {
    let pictures: Vec<Prepared> = pictures.into_iter().collect();
    let mut diagnostics = Vec::new();
    let place = Place::file(&manuscript.file);
    let (targets, excluded) = targets(&manuscript, wilayah).into_value(&mut diagnostics);
    let in_text = || valid_in_text(&manuscript.parts.iter().map(|part| text_of(&part.block)).collect::<Vec<_>>().join("\n"), edition);
    let valid_until = match manuscript.key(HeadKey::Valid) {
        Some((text, place)) => valid_until(text, place, edition).into_value(&mut diagnostics),
        None => in_text().and_then(|(date, words)| taken_from_text(date, &words, &place, edition).into_value(&mut diagnostics)),
    };
    if let Some(date) = valid_until.filter(|date| *date < edition.monday()) {
        let message = format!("pengumuman sudah tidak berlaku sejak {}, jadi tidak dimuat", long_date(date));
        let warning = Diagnostic::warning("pengumuman.kedaluwarsa", message).at(place);
        diagnostics.push(warning.remedy("hapus berkasnya, atau betulkan masa berlakunya"));
        return Found::new(None, diagnostics);
    }
    diagnostics.extend(manuscript.take_chatter());
    let signature = manuscript.take_signature();
    let signed_by = signature.as_ref().and_then(|(lines, _)| signer(lines)).or_else(|| agency(&manuscript));
    let signed_by = signed_by.map(|name| characters::printable(&name, &place, &mut diagnostics));
    diagnostics.extend(take_courtesies(&mut manuscript, signature.is_some()));
    let title = title(&mut manuscript, edition, &mut diagnostics);
    diagnostics.extend(signature.map(|(lines, place)| unprinted_signature(&lines, place)));
    if title.is_none() {
        let fault = Diagnostic::error("pengumuman.tanpa-judul", "judul pengumuman tidak ditemukan").at(place.clone());
        diagnostics.push(fault.remedy("tambahkan baris “Judul: …”"));
    }
    let body: Vec<Block> = document::printable(std::mem::take(&mut manuscript.parts), &mut diagnostics);
    if body.is_empty() && pictures.is_empty() && manuscript.attachment.is_empty() {
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
    let pictures = captioned(pictures, caption, title.as_deref(), &place).into_value(&mut diagnostics);
    let announcement = title.filter(|_| !targets.is_empty()).map(|title| Announcement {
        title,
        targets,
        excluded,
        sender: sender.or(signed_by),
        valid_until,
        important: important.is_some_and(|said| is_yes(&said)),
        pictures,
        body,
        facts: Facts::default(),
        attachment: manuscript.attachment,
        place,
    });
    Found::new(announcement, diagnostics)
}

/// The readers whom the head names, and those whom it excludes.
fn targets(manuscript: &Manuscript, wilayah: &Wilayah) -> Found<(Vec<Target>, Vec<Target>)> {
    const EXAMPLE: &str = "tambahkan baris pertama “Untuk: semua”, “Untuk: kecamatan …” atau “Untuk: desa … (kecamatan)”";
    let mut found = match (manuscript.key(HeadKey::For), manuscript.key(HeadKey::Addressee)) {
        (Some((text, place)), _) => target::read(text, wilayah, place),
        (None, Some((text, place))) => of_address(text, place, wilayah),
        (None, None) => {
            let fault = Diagnostic::error("pengumuman.tanpa-sasaran", "sasaran pengumuman tidak ditulis");
            return Found::new(Default::default(), vec![fault.at(Place::file(&manuscript.file)).remedy(EXAMPLE)]);
        }
    };
    if let Some((text, place)) = manuscript.key(HeadKey::Except) {
        let (excluded, _) = target::read(text, wilayah, place).into_value(&mut found.diagnostics);
        found.value.1.extend(excluded);
    }
    found
}

/// The readers to whom a letter is addressed: what was taken is said.
fn of_address(text: &str, place: &Place, wilayah: &Wilayah) -> Found<(Vec<Target>, Vec<Target>)> {
    let mut found = target::read(text, wilayah, place);
    let others = target::take_others(text, &mut found);
    if let Some(why) = found.diagnostics.iter().find(|said| said.severity == Severity::Error) {
        const UNREAD: &str = "sasaran pengumuman tidak terbaca dari alamat suratnya";
        // A letter to nobody of whom there is a list names no village that is misspelt.
        let near = why.remedy.as_deref().filter(|near| *near != target::UNLIKE);
        let message = near.map_or_else(|| UNREAD.to_owned(), |_| format!("{UNREAD}: {}", why.message));
        let near = near.map_or(String::new(), |near| format!("; {near}"));
        let fault = Diagnostic::error("pengumuman.alamat-tidak-terbaca", message).alike(UNREAD);
        let remedy = format!("tambahkan di atas surat baris “Untuk: semua”, “Untuk: kecamatan …” atau “Untuk: desa … (kecamatan)”{near}");
        return Found::new(Default::default(), vec![fault.at(place.clone()).raw(text).remedy(remedy)]);
    }
    if !others.is_empty() {
        let message = format!("penerima lain di alamat surat tidak dibaca sebagai sasaran: {}", others.join("; "));
        let note =
            Diagnostic::note("pengumuman.penerima-lain", message).alike("penerima lain di alamat surat tidak dibaca sebagai sasaran");
        found.diagnostics.push(note.at(place.clone()).raw(text));
    }
    let message = format!("sasaran diambil dari alamat surat: {}", target::words(&found.value.0, wilayah));
    let note = Diagnostic::note("pengumuman.sasaran-dari-alamat", message).alike("sasaran diambil dari alamat surat");
    found.diagnostics.push(note.at(place.clone()).raw(text).remedy("tambahkan baris “Untuk: …” di atas surat bila sasarannya lain"));
    found
}

/// The last day that the head's line names; `None`: it holds until further notice.
fn valid_until(text: &str, place: &Place, edition: EditionId) -> Found<Option<NaiveDate>> {
    let Some(until) = last_day(text, edition) else {
        let fault = Diagnostic::error("pengumuman.masa-berlaku-tidak-terbaca", "masa berlaku tidak terbaca").at(place.clone()).raw(text);
        return Found::new(None, vec![fault.remedy("tulis seperti “Berlaku: s.d. 29 November 2026”")]);
    };
    Found::new(until, Vec::new())
}

/// The last day of which a text says "berlaku sampai …", and these words. Of several nobody knows which one is meant.
pub(super) fn valid_in_text(text: &str, edition: EditionId) -> Option<(NaiveDate, String)> {
    static VALID: LazyLock<Regex> = LazyLock::new(|| {
        let until = r"(?:sampai(?:\s+dengan)?|hingga|s\s?[./]\s?d\b\.?|sd\b)";
        let date = r"\d{1,2}(?:\s+\p{L}+(?:\s+\d{4})?|[/.-]\d{1,2}[/.-]\d{2,4})";
        let day = format!(r"(?:(?:hari|tanggal|tgl\.?)\s+)*(?:\p{{L}}[\p{{L}}'’]*,?\s+)?(?:tanggal\s+)?{date}");
        Regex::new(&format!(r"(?i)\bberlaku(?:nya)?\b[^.;\n]{{0,60}}?\b{until}\s+({day})")).expect("a fixed pattern")
    });
    let day = |words: &str| {
        let words = words.trim_start_matches("hari ").trim_start_matches("tanggal ");
        let reading = moment::dates(&Value::Text(words.to_owned()), edition).filter(|reading| reading.doubt.is_none())?;
        reading.value.last().copied()
    };
    let mut found: Vec<(NaiveDate, String)> =
        VALID.captures_iter(text).filter_map(|found| Some((day(found.get(1)?.as_str())?, found[0].to_owned()))).collect();
    found.dedup_by_key(|(date, _)| *date);
    found.pop().filter(|_| found.is_empty())
}

/// The last day that the text itself names. One that is past speaks of something else, or of an old announcement.
fn taken_from_text(date: NaiveDate, words: &str, place: &Place, edition: EditionId) -> Found<Option<NaiveDate>> {
    if date < edition.monday() {
        let message = format!("menurut isinya, berlaku hanya sampai {}, tetapi tetap dimuat", long_date(date));
        let warning = Diagnostic::warning("pengumuman.isi-kedaluwarsa", message).at(place.clone()).raw(words);
        let warning = warning.alike("menurut isinya sudah tidak berlaku, tetapi tetap dimuat");
        return Found::new(None, vec![warning.remedy("hapus berkasnya bila memang sudah tidak berlaku, atau betulkan tanggalnya")]);
    }
    let message = format!("masa berlaku diambil dari isinya: sampai {}", long_date(date));
    let note = Diagnostic::note("pengumuman.berlaku-dari-isi", message).at(place.clone()).raw(words);
    let note = note.alike("masa berlaku diambil dari isinya");
    Found::new(Some(date), vec![note.remedy("bila yang dimaksud lain, tambahkan di atas isinya baris “Berlaku: …”")])
}

/// The agency in the letterhead.
fn agency(manuscript: &Manuscript) -> Option<String> {
    let lines = manuscript.cover.iter().zip(&manuscript.letter).filter(|(_, kind)| **kind == Some(Line::Letterhead));
    letter::agency(manuscript.letterhead.iter().map(String::as_str).chain(lines.map(|((line, _), _)| line.as_str())))
}

/// Pictures with their captions: the head's ("…; …" for several), else the descriptions that the document gave them.
fn captioned(prepared: Vec<Prepared>, caption: Option<String>, title: Option<&str>, place: &Place) -> Found<Vec<Picture>> {
    let mut diagnostics = Vec::new();
    let mut captions: Vec<&str> = caption.as_deref().into_iter().flat_map(|text| text.split(';')).map(str::trim).collect();
    if captions.len() > prepared.len() {
        captions = caption.as_deref().into_iter().collect();
    }
    let mut pictures = Vec::new();
    for (at, prepared) in prepared.into_iter().enumerate() {
        let alt = prepared.alt.map(|alt| characters::printable(&alt, place, &mut diagnostics));
        // A picture that cannot be printed says nothing.
        let caption = captions.get(at).map(|caption| (*caption).to_owned()).or(alt);
        let caption = caption.filter(|caption| caption.chars().any(char::is_alphanumeric));
        let alt = caption.as_deref().or(title).unwrap_or_default().to_owned();
        pictures.push(Picture { path: prepared.path, alt, caption });
    }
    if pictures.iter().any(|picture| picture.caption.is_none()) {
        let warning = Diagnostic::warning("gambar.tanpa-keterangan", "foto tanpa keterangan").at(place.clone());
        let several = if pictures.len() > 1 { "; …" } else { "" };
        let remedy = format!("tambahkan baris “Keterangan foto: …{several}”; pembaca tunanetra memerlukannya");
        diagnostics.push(warning.remedy(remedy));
    }
    Found::new(pictures, diagnostics)
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

/// The title: its own line, what the head's lines say besides a letterhead, a letter's subject, the first heading, or a short first line.
/// The lines of the head that are not printed are said.
fn title(manuscript: &mut Manuscript, edition: EditionId, diagnostics: &mut Vec<Diagnostic>) -> Option<(String, Place)> {
    let said = |key| manuscript.key(key).map(|(title, place)| (title.to_owned(), place.clone()));
    let found = said(HeadKey::Title)
        .or_else(|| title_after_about(manuscript))
        .or_else(|| said(HeadKey::Subject))
        .or_else(|| title_on_cover(manuscript, edition));
    diagnostics.extend(unprinted_head(manuscript, found.as_ref().map(|(title, _)| title.as_str())));
    if let Some((title, place)) = found {
        drop_repeated(manuscript, &title);
        return Some((title, place));
    }
    title_in_body(manuscript).or_else(|| title_of_form(manuscript, diagnostics))
}

/// The first heading or short line of the body, which is taken off it; of a chat, the first line in bold or the first.
fn title_in_body(manuscript: &mut Manuscript) -> Option<(String, Place)> {
    const LETTERS: usize = 90;
    const LOOKED: usize = 5;
    let parts = &manuscript.parts;
    let line = |at: usize| parts.get(at).map(|part| text_of(&part.block)).filter(|text| !text.contains('\n'));
    let at = if manuscript.is_chat {
        let is_bold = |at: &usize| {
            let mut all = matches!(parts[*at].block, Block::Paragraph { .. });
            parts[*at].block.for_each_run(&mut |run| all &= run.bold);
            all && line(*at).is_some_and(|text| text.chars().count() <= LETTERS)
        };
        let is_title = |text: &str| text.chars().count() <= LETTERS && !text.ends_with('.') && !begins_ceremony(text);
        let is_first = |at: &usize| line(*at).is_some_and(|text| is_title(&text));
        let bold: Vec<usize> = (0..parts.len().min(LOOKED)).filter(is_bold).collect();
        match bold.as_slice() {
            // "PENGUMUMAN" above the title is none.
            [first, second, ..] if *second == first + 1 && is_form(&line(*first).unwrap_or_default()) => *second,
            [first, ..] if *first == 0 || !is_first(&0) => *first,
            _ => match (0..parts.len().min(2)).find(is_first).filter(|_| parts.len() > 1) {
                Some(first) => first,
                None => return bold_words(&parts[..parts.len().min(LOOKED)]),
            },
        }
    } else {
        if let Some(title) = title_above_text(&mut manuscript.parts) {
            return Some(title);
        }
        let parts = &manuscript.parts;
        let block = &parts.first()?.block;
        let text = text_of(block);
        if text.contains('\n') {
            return None;
        }
        let is_short_line =
            matches!(block, Block::Paragraph { .. }) && text.chars().count() <= 90 && !text.ends_with(['.', ':', '!', ',', ';']);
        let is_shouted = is_capital(&text) && text.chars().count() <= LETTERS && !text.ends_with([':', ',', ';']);
        (matches!(block, Block::Heading { .. }) || ((is_short_line || is_shouted) && parts.len() > 1)).then_some(0)?
    };
    let part = manuscript.parts.remove(at);
    if at > 0 && manuscript.parts.get(at - 1).is_some_and(|before| is_form(&text_of(&before.block))) {
        manuscript.parts.remove(at - 1);
    }
    Some((text_of(&part.block), part.place))
}

/// The first line of the first paragraph, which is taken off it, where it stands above the text like a title: "WASPADA BANJIR".
fn title_above_text(parts: &mut [document::Part]) -> Option<(String, Place)> {
    const LETTERS: usize = 90;
    let part = parts.first_mut()?;
    let text = text_of(&part.block);
    let (first, rest) = text.split_once('\n')?;
    let first = first.trim();
    let is_line =
        first.chars().count() <= LETTERS && !first.ends_with([':', ',', ';']) && !begins_ceremony(first) && !begins_with_a_day(first);
    let is_above = is_capital(first) || (!first.ends_with(['.', '!', '?']) && rest.trim_end().ends_with('.'));
    if !is_line || !is_above || is_form(first) {
        return None;
    }
    take_first_line(&mut part.block).map(|title| (title, part.place.clone()))
}

/// "Senin, 23 November 2026" says when, and not what.
fn begins_with_a_day(line: &str) -> bool {
    let first = line.split_whitespace().next().map(fold_name).unwrap_or_default();
    WEEKDAYS.iter().any(|(name, _)| *name == first)
}

/// The first words in bold of a text without a title: they say what it is about, and stay in it.
fn bold_words(parts: &[document::Part]) -> Option<(String, Place)> {
    const LETTERS: std::ops::RangeInclusive<usize> = 4..=80;
    parts.iter().find_map(|part| {
        let mut found = None;
        part.block.for_each_run(&mut |run| {
            let words = run.text.trim();
            if run.bold && found.is_none() && LETTERS.contains(&words.chars().count()) {
                found = words.chars().next().map(|first| first.to_uppercase().chain(words.chars().skip(1)).collect::<String>());
            }
        });
        Some((found?, part.place.clone()))
    })
}

/// "PENGUMUMAN", where a letter says no more of what it is about.
fn title_of_form(manuscript: &Manuscript, diagnostics: &mut Vec<Diagnostic>) -> Option<(String, Place)> {
    let is_forms = |line: &str| LETTER_FORMS.contains(&fold_name(line).as_str());
    let (title, place) = manuscript.cover.iter().find(|(line, _)| is_forms(line))?;
    let warning = Diagnostic::warning("pengumuman.judul-umum", format!("judul pengumuman hanya “{title}”"));
    diagnostics.push(warning.at(place.clone()).remedy("tambahkan baris “Judul: …” yang menyebut isinya"));
    Some((title.clone(), place.clone()))
}

/// Takes off the body's first line where it only says the title again.
fn drop_repeated(manuscript: &mut Manuscript, title: &str) {
    let is_title = |part: &document::Part| fold_name(&text_of(&part.block)) == fold_name(title);
    if manuscript.parts.len() > 1 && manuscript.parts.first().is_some_and(is_title) {
        manuscript.parts.remove(0);
    }
}

/// The lines of the head from one on that are one title: those in capitals below each other.
fn title_from(manuscript: &Manuscript, at: usize) -> Option<(String, Place)> {
    const LETTERS: usize = 160;
    let (first, place) = manuscript.cover.get(at)?;
    let mut title = first.clone();
    let lines = manuscript.cover[at + 1..].iter().zip(&manuscript.letter[(at + 1).min(manuscript.letter.len())..]);
    for ((line, _), kind) in lines {
        let goes_on =
            is_capital(first) && is_capital(line) && matches!(kind, None | Some(Line::Title)) && !is_form(line) && !is_letterhead(line);
        if !goes_on || title.chars().count() + line.chars().count() > LETTERS {
            break;
        }
        title = format!("{title} {line}");
    }
    Some((title, place.clone()))
}

/// The title below "TENTANG".
fn title_after_about(manuscript: &Manuscript) -> Option<(String, Place)> {
    let about = manuscript.cover.iter().position(|(line, _)| fold_name(line) == "tentang")?;
    title_from(manuscript, about + 1)
}

/// The first line of the head that is no form's, letter's or letterhead's; below these, where any is.
fn title_on_cover(manuscript: &Manuscript, edition: EditionId) -> Option<(String, Place)> {
    let lines = &manuscript.cover;
    let kind = |at: usize| manuscript.letter.get(at).copied().flatten();
    let is_title = |at: &usize| {
        let line = &lines[*at].0;
        let is_letters = is_dateline(line, edition) || is_letterhead(line) || !matches!(kind(*at), None | Some(Line::Title));
        !is_form(line) && !is_letters
    };
    let last = (0..lines.len()).rfind(|at| matches!(kind(*at), Some(Line::Form | Line::Number | Line::Letterhead)));
    let at = (last.map_or(0, |at| at + 1)..lines.len()).find(is_title).or_else(|| (0..lines.len()).find(is_title))?;
    title_from(manuscript, at)
}

/// A line of an announcement's form: its number, attachments, what kind of paper it is.
fn is_form(line: &str) -> bool {
    let folded = fold_name(line);
    matches!(folded.as_str(), "" | "tentang" | "perihal" | "surat")
        || LETTER_FORMS.contains(&folded.as_str())
        || ["nomor", "lampiran", "sifat"].iter().any(|word| folded.starts_with(word))
}

/// Says which lines of the head, besides the title, are not printed.
fn unprinted_head(manuscript: &Manuscript, title: Option<&str>) -> Option<Diagnostic> {
    let title = title.map(fold_name);
    let is_told = |line: &str| !matches!(fold_name(line).as_str(), "" | "pengumuman" | "kepada" | "di" | "tempat" | "ditempat" | "tentang");
    let is_titles = |line: &str| title.as_ref().is_some_and(|title| title.contains(&fold_name(line)));
    let rest: Vec<&(String, Place)> = manuscript.cover.iter().filter(|(line, _)| is_told(line) && !is_titles(line)).collect();
    let (_, place) = rest.first()?;
    let raw = rest.iter().map(|(line, _)| line.as_str()).collect::<Vec<_>>().join(" / ");
    let note = Diagnostic::note("pengumuman.kepala-tidak-dicetak", "baris di kepala pengumuman tidak dicetak").at(place.clone()).raw(raw);
    let is_letters =
        |line: &(String, Place)| manuscript.cover.iter().zip(&manuscript.letter).any(|(own, kind)| own == line && kind.is_some());
    let is_all_letters = rest.iter().all(|line| is_letters(line));
    Some(if is_all_letters { note } else { note.remedy("pindahkan ke bawah baris “Untuk: …” bila perlu dicetak") })
}

/// Takes a letter's courtesies off the body, "Dengan hormat," and "Demikian disampaikan …", and says so.
fn take_courtesies(manuscript: &mut Manuscript, is_signed: bool) -> Option<Diagnostic> {
    const THANKS: [&str; 5] = ["disampaikan", "perhatian", "terima kasih", "diketahui", "dilaksanakan"];
    const LONGEST: usize = 40;
    const GREETING: usize = 5;
    if !is_signed && manuscript.letter.iter().all(Option::is_none) {
        return None;
    }
    let is_courtesy = |text: &str| {
        let lower = text.to_lowercase();
        let closes = lower.starts_with("demikian") && THANKS.iter().any(|word| lower.contains(word));
        let folded = fold_name(text);
        // "Assalamu'alaikum Wr. Wb." alone, and not with the letter's first sentence behind it.
        let greets = text.split_whitespace().count() <= GREETING && ["assalamu", "wassalamu"].iter().any(|word| folded.starts_with(word));
        matches!(folded.as_str(), "denganhormat" | "salamhormat") || greets || closes && text.split_whitespace().count() <= LONGEST
    };
    let (left_out, kept): (Vec<_>, Vec<_>) = std::mem::take(&mut manuscript.parts)
        .into_iter()
        .partition(|part| matches!(part.block, Block::Paragraph { .. }) && is_courtesy(&document::text_of(&part.block)));
    manuscript.parts = kept;
    let first = left_out.first()?;
    let words: Vec<String> = left_out.iter().map(|part| document::text_of(&part.block)).collect();
    let note = Diagnostic::note("pengumuman.basa-basi-tidak-dicetak", "salam dan penutup surat tidak dicetak");
    Some(note.at(first.place.clone()).raw(words.join(" / ")))
}

/// Says that signature and copies are not printed.
fn unprinted_signature(lines: &[String], place: Place) -> Diagnostic {
    let note = Diagnostic::note("pengumuman.tanda-tangan-tidak-dicetak", "tanda tangan dan tembusan pengumuman tidak dicetak");
    note.at(place).raw(lines.join(" / "))
}
