//! A village's own news, fitted in its bulletin and on its notice board.

use super::article::{Printing, announcement, names_note};
use super::cards::Cards;
use super::event::Medium;
use super::fit::{Fit, Reach};
use super::typography::bind;
use super::{Plan, facts, reach, sheet};
use office::model::rich_text::lines;
use office::model::{Announcement, Block, Village};

/// Titles that a notice board names in any case, of what it does not tell; more are counted.
const NAMED: usize = 3;

/// Bytes of text that take about the room of a photograph.
const PHOTO: usize = 900;

impl<'a> Plan<'a> {
    /// Fits the village's own news in its bulletin.
    pub fn fit_village(&self, sheet: &mut sheet::Village, village: &Village, fit: &Fit) {
        let medium = Medium { full_texts: &self.settings.regency.full_texts };
        let lead = self.lead(village);
        let is_lead = |one: &Announcement| lead.as_ref().is_some_and(|lead| std::ptr::eq(lead.announcement, one));
        let near = self.announcements_for(village).into_iter().filter(|one| !is_lead(one)).collect();
        self.put_news(sheet, village, fit, near, medium);
        sheet.front.lead = lead.as_ref().map(|lead| {
            let words = fit.words(reach(lead.announcement, village), true);
            let printing = Printing { words, is_kept: true, names: false, ..self.printing(lead.announcement, village, fit, medium) };
            announcement(lead.announcement, printing)
        });
    }

    /// Fits the village's own news on its notice board, where the bulletin is at hand for the rest.
    pub fn fit_board(&self, sheet: &mut sheet::Village, village: &Village, fit: &Fit) {
        let medium = Medium { full_texts: "buletin" };
        let near = self.announcements_for(village);
        let own = near.iter().filter(|one| reach(one, village) == Reach::Own).count();
        let (told, named) = near.split_at(near.len().min(own.max(fit.told)));
        self.put_news(sheet, village, fit, told.to_vec(), medium);
        self.put_cards(sheet, village, fit);
        let (important, others): (Vec<&Announcement>, Vec<&Announcement>) = self.shared().into_iter().partition(|one| one.important);
        let (important, first) = if fit.tells_shared { (important, Vec::new()) } else { (Vec::new(), important) };
        sheet.board_shared = important.into_iter().map(|one| announcement(one, self.printing(one, village, fit, medium))).collect();
        // An announcement that is not told here is named before any other.
        let named: Vec<&Announcement> = first.into_iter().chain(named.iter().copied()).collect();
        let most = fit.see_also.max(named.len().min(NAMED));
        sheet.see_also = self.see_also(village, &named.into_iter().chain(others).collect::<Vec<_>>(), most);
        sheet.announcements_note = fit.names.then(|| "Yang pokok saja. Selengkapnya di buletin.".to_owned());
        // The first page is the bulletin's; cards tell the agenda.
        sheet.front = sheet::Front::default();
        sheet.agenda_note = None;
        sheet.space = fit.space;
        for article in sheet.announcements.iter_mut().chain(&mut sheet.corner).chain(&mut sheet.board_shared) {
            facts::leave_to_cards(article, &sheet.cards);
            say_photos(article);
        }
    }

    /// Puts in announcements, the KIM's corner and the agenda.
    fn put_news(&self, sheet: &mut sheet::Village, village: &Village, fit: &Fit, near: Vec<&Announcement>, medium: Medium<'_>) {
        let articles = |all: Vec<&Announcement>| {
            all.into_iter().map(|one| announcement(one, self.printing(one, village, fit, medium))).collect::<Vec<_>>()
        };
        sheet.announcements = articles(near);
        sheet.corner = articles(self.corner_for(village));
        sheet.announcements_note = names_note(fit, &sheet.announcements, medium.full_texts);
        (sheet.agenda, sheet.agenda_note) = self.own_agenda(village, fit, medium);
    }

    /// Puts in the dated things of the notice board and of the picture for telephones.
    pub(super) fn put_cards(&self, sheet: &mut sheet::Village, village: &Village, fit: &Fit) {
        let Cards { heading, cards, note } = self.cards(village, fit);
        (sheet.cards_heading, sheet.cards, sheet.cards_note) = (heading, cards, note);
    }

    /// Gives texts of a bulletin that were shortened as much back as goes into some room, in bytes of text: the village's own first, then
    /// its kecamatan's, last the lead that all have. Whether there was something to give.
    pub(crate) fn give_back(&self, sheet: &mut sheet::Village, village: &Village, room: usize) -> bool {
        let full_texts = self.settings.regency.full_texts.as_str();
        let lead = self.lead(village);
        let is_lead = |one: &Announcement| lead.as_ref().is_some_and(|lead| std::ptr::eq(lead.announcement, one));
        let near: Vec<&Announcement> = self.announcements_for(village).into_iter().filter(|one| !is_lead(one)).collect();
        let own = near.iter().filter(|one| reach(one, village) == Reach::Own).count();
        let mut articles: Vec<(&Announcement, &mut sheet::Article)> = near.into_iter().zip(&mut sheet.announcements).collect();
        let corner = self.corner_for(village).into_iter().zip(&mut sheet.corner);
        let own = own.min(articles.len());
        articles.splice(own..own, corner);
        let led = lead.as_ref().map(|lead| lead.announcement).zip(sheet.front.lead.as_mut());
        let at = if lead.as_ref().is_some_and(|lead| reach(lead.announcement, village) != Reach::Shared) { 0 } else { articles.len() };
        articles.splice(at..at, led);
        let mut left = room;
        for (source, article) in articles {
            let number = self.attachment_number(Some(village), source);
            let whole = Printing { number, ..Printing::whole(Some(&village.desa), full_texts) };
            let longer = longer(source, article, left, whole);
            if let Some(longer) = longer {
                left = left.saturating_sub(weight(&longer).saturating_sub(weight(article)));
                *article = longer;
            }
        }
        left < room
    }

    /// The part of an announcement that a step of fitting prints for a village.
    fn printing<'p>(&self, one: &Announcement, village: &'p Village, fit: &Fit, medium: Medium<'p>) -> Printing<'p> {
        let reach = reach(one, village);
        Printing {
            words: fit.words(reach, false),
            is_kept: reach == Reach::Own,
            names: fit.names,
            pictures: fit.pictures,
            desa: Some(&village.desa),
            full_texts: medium.full_texts,
            number: self.attachment_number(Some(village), one),
        }
    }

    /// The bytes of an announcement for everyone at a step, by its place among them.
    pub(crate) fn shared_weight(&self, at: usize, fit: &Fit) -> usize {
        let words = fit.words(Reach::Shared, false);
        let whole = Printing::whole(None, &self.settings.regency.full_texts);
        let printing = Printing { words, is_kept: false, names: fit.names, ..whole };
        self.shared().into_iter().nth(at).map_or(0, |one| weight(&announcement(one, printing)))
    }
}

/// An article with more of its text, as much as goes into the room; `None`: it is whole, or hardly anything goes there.
fn longer(source: &Announcement, article: &sheet::Article, room: usize, whole: Printing<'_>) -> Option<sheet::Article> {
    /// Bytes that a word takes, with its space.
    const WORD: usize = 8;
    /// Fewer words are not worth a change.
    const FEW: usize = 12;
    if article.shortened.is_none() && !article.body.is_empty() {
        return None;
    }
    let fits = |longer: &sheet::Article| weight(longer) > weight(article) && weight(longer) - weight(article) <= room;
    let all = announcement(source, whole);
    if fits(&all) {
        return Some(all);
    }
    let words = article.body.iter().map(Block::words).sum::<usize>();
    let more = room / WORD;
    if more < FEW {
        return None;
    }
    // Sentences are kept whole, so that a text may take more room than its words.
    [more, more / 2].into_iter().map(|more| announcement(source, Printing { words: words + more, ..whole })).find(fits)
}

/// The amount of an article, in bytes.
fn weight(article: &sheet::Article) -> usize {
    let body = lines(&article.body).iter().map(|line| line.len() + 1).sum::<usize>();
    let beside = article.facts.iter().chain(&article.shortened).map(String::len).sum::<usize>();
    let facts = article.key_facts.iter().map(|fact| fact.label.len() + fact.text.len()).sum::<usize>();
    let pictures = usize::from(article.picture.is_some()) + article.more_pictures.len();
    article.title.len() + body + beside + facts + PHOTO * pictures
}

impl Plan<'_> {
    /// So many titles, in lines; what remains is counted.
    fn see_also(&self, village: &Village, announcements: &[&Announcement], most: usize) -> Vec<String> {
        if most == 0 {
            return Vec::new();
        }
        let attached = |one: &Announcement| match self.attachment_number(Some(village), one) {
            Some(number) => format!(" (lihat lampiran {number})"),
            None if one.attachment.is_empty() => String::new(),
            None => " (lihat lampiran)".to_owned(),
        };
        let line = |one: &&Announcement| bind(&format!("{}{}", one.title, attached(one)));
        let more = announcements.len().saturating_sub(most);
        let more = (more > 0).then(|| bind(&format!("dan {more} pengumuman lain")));
        announcements.iter().take(most).map(line).chain(more).collect()
    }
}

/// On a notice board whole texts whose photographs gave way say where these are.
fn say_photos(article: &mut sheet::Article) {
    let is_whole_text = article.shortened.as_deref().is_some_and(|line| line.starts_with("Selengkapnya")) && !article.body.is_empty();
    if is_whole_text {
        article.shortened = Some("Foto: lihat buletin.".to_owned());
    }
}
