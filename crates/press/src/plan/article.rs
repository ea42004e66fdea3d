//! Speeches and announcements as articles, whole or shortened.

use super::fit::{Detail, Fit};
use super::typography::{bind, bind_headline};
use super::{Plan, excerpt, fit, sheet, wording};
use office::diagnostic::Place;
use office::model::date::full_date;
use office::model::{Announcement, Block, RichText, Sambutan};

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
            body,
            picture: None,
            shortened,
        }
    }
}

/// An announcement at a step of fitting; the rest of its text is to be had where `full_texts` says.
pub(super) fn announcement(announcement: &Announcement, fit: Fit, full_texts: &str) -> sheet::Article {
    let title = bind_headline(&announcement.title);
    if fit.detail == Detail::Names {
        return sheet::Article { rubric: None, title, facts: Vec::new(), body: RichText::new(), picture: None, shortened: None };
    }
    let facts = [announcement.sender.clone(), announcement.valid_until.map(wording::valid_until)];
    let facts = facts.into_iter().flatten().collect::<Vec<_>>().join(" · ");
    let picture = announcement.picture.clone().filter(|_| fit.announcement > 0);
    let text = Text { body: &announcement.body, words: fit.announcement, full_texts };
    let (body, mut shortened) = text.shortened();
    if shortened.is_none() && picture.is_none() && announcement.picture.is_some() {
        shortened = Some(elsewhere(full_texts));
    }
    let facts = if facts.is_empty() { Vec::new() } else { vec![bind(&facts)] };
    sheet::Article { rubric: None, title, facts, body, picture, shortened }
}

/// The remark below announcements that are only named.
pub(super) fn names_note(fit: Fit, are_any: bool, full_texts: &str) -> Option<String> {
    (fit.detail == Detail::Names && are_any).then(|| bind(&format!("Judulnya saja. Selengkapnya di {full_texts}.")))
}

fn elsewhere(full_texts: &str) -> String {
    bind(&format!("Selengkapnya di {full_texts}."))
}
