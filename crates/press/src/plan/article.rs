//! Speeches and announcements as articles, whole or shortened.

use super::fit::{Detail, Fit};
use super::typography::{bind, bind_headline};
use super::{Plan, excerpt, fit, sheet, wording};
use office::diagnostic::Place;
use office::model::date::full_date;
use office::model::{Announcement, AttachedPage, Block, RichText, Sambutan, rich_text};

/// A text and the part of it that is printed.
struct Text<'t> {
    body: &'t [Block],
    /// So many words of it; 0: none of it.
    words: usize,
    /// The place where all of it is to be had: `kantor kecamatan`.
    full_texts: &'t str,
}

impl Text<'_> {
    /// The part that is printed, and the line below it that says where the rest is.
    fn shortened(&self) -> (RichText, Option<String>) {
        let total: usize = self.body.iter().map(Block::words).sum();
        let (mut body, line) = match excerpt::excerpt(self.body, self.words) {
            _ if self.words == 0 && total > 0 => (RichText::new(), Some(elsewhere(self.full_texts))),
            Some(kept) => {
                let shown: usize = kept.iter().map(Block::words).sum();
                let line = format!("Dipendekkan: {shown} dari {total} kata. Selengkapnya di {}.", self.full_texts);
                (kept, Some(bind(&line)))
            }
            None => (self.body.to_vec(), None),
        };
        body.iter_mut().for_each(|block| block.map_text(&bind));
        (body, line)
    }
}

impl<'a> Plan<'a> {
    /// Each text of the edition, nothing shortened, with the place of its manuscript: speeches, announcements, and what KIM sent.
    pub(crate) fn articles(&self) -> Vec<(&'a Place, sheet::Article)> {
        let whole = fit::BULLETIN[fit::WHOLE];
        let speeches = self.week.speeches.iter().map(|speech| (&speech.place, self.speech(speech, whole.speech)));
        let announcements = self.week.announcements.iter().chain(&self.week.corners);
        speeches.chain(announcements.map(|one| (&one.place, announcement(one, whole, "")))).collect()
    }

    /// A speech of so many words.
    pub(super) fn speech(&self, speech: &Sambutan, words: usize) -> sheet::Article {
        let event = speech.event.clone().filter(|event| *event != speech.title);
        let place = [event, speech.venue.clone()].into_iter().flatten().collect::<Vec<_>>().join(", ");
        let reader = speech.reader.as_ref().map(|reader| format!("dibacakan {reader}"));
        let when = [speech.date.map(full_date), reader, Some("sesuai naskah".to_owned())];
        let when = when.into_iter().flatten().filter(|fact| !fact.is_empty()).collect::<Vec<_>>().join(" · ");
        let text = Text { body: &speech.body, words, full_texts: &self.settings.regency.full_texts };
        let (body, shortened) = text.shortened();
        sheet::Article {
            rubric: Some(format!("Sambutan {}", speech.speaker)),
            title: bind_headline(&speech.title),
            facts: [place, when].iter().filter(|line| !line.is_empty()).map(|line| bind(line)).collect(),
            attached: false,
            body,
            picture: None,
            more_pictures: Vec::new(),
            shortened,
        }
    }
}

/// An announcement at a step of fitting; the rest of its text is to be had where `full_texts` says.
pub(super) fn announcement(announcement: &Announcement, fit: Fit, full_texts: &str) -> sheet::Article {
    let title = bind_headline(&announcement.title);
    let attached = !announcement.attachment.is_empty();
    let see = attached.then(|| "lihat lampiran".to_owned());
    if fit.detail == Detail::Names {
        let facts = see.iter().map(|see| capitalised(see)).collect();
        return sheet::Article {
            rubric: None,
            title,
            facts,
            attached,
            body: RichText::new(),
            picture: None,
            more_pictures: Vec::new(),
            shortened: None,
        };
    }
    let facts = [announcement.sender.clone(), announcement.valid_until.map(wording::valid_until), see];
    let facts = capitalised(&facts.into_iter().flatten().collect::<Vec<_>>().join(" · "));
    // The first picture stands as long as there is text; the others as long as the text is whole.
    let shown = match fit.announcement {
        0 => 0,
        usize::MAX => announcement.pictures.len(),
        _ => 1,
    };
    let mut pictures = announcement.pictures.iter().take(shown).cloned();
    let (picture, more_pictures) = (pictures.next(), pictures.collect());
    let text = Text { body: &announcement.body, words: fit.announcement, full_texts };
    let (body, mut shortened) = text.shortened();
    if shortened.is_none() && shown < announcement.pictures.len() {
        shortened = Some(elsewhere(full_texts));
    }
    let facts = if facts.is_empty() { Vec::new() } else { vec![bind(&facts)] };
    sheet::Article { rubric: None, title, facts, attached, body, picture, more_pictures, shortened }
}

/// The pages of an announcement's attachment, which is the village's of this number.
pub(super) fn attachment(number: usize, announcement: &Announcement) -> Vec<sheet::Attachment> {
    let pages = &announcement.attachment;
    let label = |page: usize| match pages.len() {
        1 => format!("Lampiran {number}"),
        count => format!("Lampiran {number}, halaman {page} dari {count}"),
    };
    let sheet = |(page, AttachedPage { path, alt, wide }): (usize, &AttachedPage)| sheet::Attachment {
        label: bind(&label(page)),
        title: bind_headline(&announcement.title),
        first: page == 1,
        path: path.clone(),
        alt: alt.clone(),
        wide: *wide,
    };
    (1..).zip(pages).map(sheet).collect()
}

/// A line that begins with a capital.
pub(super) fn capitalised(line: &str) -> String {
    let mut letters = line.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// Says on a notice board, which shows no pictures, where those of an announcement are, if its text needs them: "Lihat poster."
pub(super) fn see_pictures(article: &mut sheet::Article, source: &Announcement) {
    const FEW_WORDS: usize = 12;
    const POINTERS: [&str; 12] = [
        "lihat gambar",
        "lihat foto",
        "lihat poster",
        "lihat brosur",
        "lihat pamflet",
        "lihat flyer",
        "lihat selebaran",
        "lihat denah",
        "gambar berikut",
        "poster berikut",
        "gambar di",
        "poster di",
    ];
    if source.pictures.is_empty() || article.body.is_empty() || article.shortened.is_some() {
        return;
    }
    let text = rich_text::lines(&source.body).join(" ").to_lowercase();
    let is_short = source.body.iter().map(Block::words).sum::<usize>() <= FEW_WORDS;
    if is_short || POINTERS.iter().any(|words| text.contains(words)) {
        article.shortened = Some("Foto: lihat buletin.".to_owned());
    }
}

/// The remark below announcements that are only named.
pub(super) fn names_note(fit: Fit, are_any: bool, full_texts: &str) -> Option<String> {
    (fit.detail == Detail::Names && are_any).then(|| bind(&format!("Judulnya saja. Selengkapnya di {full_texts}.")))
}

fn elsewhere(full_texts: &str) -> String {
    bind(&format!("Selengkapnya di {full_texts}."))
}
