//! Speeches and announcements as articles, whole or shortened.

use super::fit::{ALL, Fit, QUOTED};
use super::typography::{bind, bind_headline};
use super::wording::capitalized;
use super::{Plan, excerpt, facts, sheet, wording};
use office::diagnostic::Place;
use office::intake::sambutan;
use office::model::date::full_date;
use office::model::{Announcement, AttachedPage, Block, Desa, Picture, RichText, Sambutan, rich_text};

/// Stands below a speech that is not told here, or not all of it.
const WHOLE_SPEECH: &str = "Naskah lengkap: lembar sambutan di kantor";

/// How an announcement is printed.
#[derive(Clone, Copy)]
pub(super) struct Printing<'p> {
    /// So many words of it; 0: none of its text.
    pub(super) words: usize,
    /// Shortened, it keeps so many words at least.
    pub(super) is_kept: bool,
    /// Without its text, nothing is said but headline and key facts.
    pub(super) names: bool,
    /// Photographs that its text does not need.
    pub(super) pictures: bool,
    /// The village whose readers it is for; `None`: everyone.
    pub(super) desa: Option<&'p Desa>,
    /// The place where all of it is to be had: `kantor kecamatan`.
    pub(super) full_texts: &'p str,
    /// The number of its attachment, where the edition has several.
    pub(super) number: Option<usize>,
}

impl<'p> Printing<'p> {
    /// All of it.
    pub(super) fn whole(desa: Option<&'p Desa>, full_texts: &'p str) -> Self {
        Printing { words: ALL, is_kept: true, names: false, pictures: true, desa, full_texts, number: None }
    }
}

impl<'a> Plan<'a> {
    /// Each text of the edition, nothing shortened, with the place of its manuscript: speeches, announcements, and what KIM sent.
    pub(crate) fn articles(&self) -> Vec<(&'a Place, sheet::Article)> {
        let speeches = self.week.speeches.iter().map(|speech| (&speech.place, as_read(speech, ALL, false, "")));
        let announcements = self.week.announcements.iter().chain(&self.week.corners);
        speeches.chain(announcements.map(|one| (&one.place, whole(one)))).collect()
    }

    /// The speeches at a step of fitting.
    pub(super) fn speeches(&self, fit: &Fit) -> Vec<sheet::Article> {
        let whole = format!("{WHOLE_SPEECH} {}.", self.village_kinds(" atau "));
        self.week.speeches.iter().enumerate().map(|(at, speech)| as_read(speech, fit.speech(at), fit.headlines, &whole)).collect()
    }
}

/// A speech of so many words; without any, its summary as well unless it is for a `headline` only. `whole` says where all of it is.
fn as_read(speech: &Sambutan, words: usize, headline: bool, whole: &str) -> sheet::Article {
    let event = speech.event.clone().filter(|event| *event != speech.title);
    let place = [event, speech.venue.clone()].into_iter().flatten().collect::<Vec<_>>().join(", ");
    let reader = speech.reader.as_ref().map(|reader| format!("dibacakan {reader}"));
    let when = [speech.date.map(full_date), reader, Some("sesuai naskah".to_owned())];
    let when = when.into_iter().flatten().filter(|fact| !fact.is_empty()).collect::<Vec<_>>().join(", ");
    let (body, is_cut) = spoken(&speech.body, words);
    let is_named = headline && words == 0;
    sheet::Article {
        rubric: Some(format!("Sambutan {}", speech.speaker)),
        title: bind_headline(&speech.title),
        facts: [place, when].iter().filter(|line| !line.is_empty() && !is_named).map(|line| bind(line)).collect(),
        summary: speech.summary.as_deref().filter(|_| !is_named).map(bind),
        quote: speech.quote.as_deref().filter(|_| !is_cut || words >= QUOTED).map(bind),
        body: bound(body),
        shortened: is_cut.then(|| bind(whole)),
        ..sheet::Article::default()
    }
}

/// The part of a speech that is printed, and whether something is left out.
fn spoken(text: &[Block], words: usize) -> (RichText, bool) {
    let total: usize = text.iter().map(Block::words).sum();
    if total <= words {
        return (text.to_vec(), false);
    }
    if words == 0 {
        return (RichText::new(), total > 0);
    }
    // Thanks and the way there give way before the matter.
    let matter = text.get(sambutan::matter(text)..).unwrap_or(text);
    let (mut kept, has_more) = match excerpt::excerpt(matter, words) {
        Some(kept) => (kept, true),
        None => (matter.to_vec(), false),
    };
    // The next sentence may turn what this one says.
    if has_more
        && let Some(Block::Paragraph { runs, .. }) = kept.last_mut()
        && let Some(run) = runs.last_mut()
    {
        run.text = format!("{}\u{a0}…", run.text.trim_end());
    }
    let is_cut = has_more || kept.len() < text.len();
    (kept, is_cut)
}

/// An announcement for everyone, of which nothing is left out.
pub(super) fn whole(announcement: &Announcement) -> sheet::Article {
    self::announcement(announcement, Printing::whole(None, ""))
}

/// An announcement at a step of fitting.
pub(super) fn announcement(announcement: &Announcement, printing: Printing<'_>) -> sheet::Article {
    let attached = !announcement.attachment.is_empty();
    let number = printing.number.map(|number| format!("\u{a0}{number}")).unwrap_or_default();
    let see = attached.then(|| format!("lihat lampiran{number}"));
    let is_named = printing.names && printing.words == 0;
    let known = [announcement.sender.clone(), announcement.valid_until.map(wording::valid_until)];
    let known = known.into_iter().flatten().filter(|_| !is_named).chain(see);
    let known = capitalized(&known.collect::<Vec<_>>().join(", "));
    let (picture, more_pictures, misses_pictures) = pictures(announcement, printing);
    let (body, mut shortened) = text(announcement, printing);
    let mut key_facts = facts::key_facts(announcement, printing.desa);
    if shortened.is_none() {
        facts::leave_to_text(&mut key_facts, &body);
    }
    if shortened.is_none() && misses_pictures {
        shortened = Some(elsewhere(printing.full_texts));
    }
    sheet::Article {
        title: bind_headline(&announcement.title),
        facts: if known.is_empty() { Vec::new() } else { vec![bind(&known)] },
        key_facts,
        important: announcement.important,
        attached,
        body: bound(body),
        picture,
        more_pictures,
        shortened: shortened.filter(|_| !is_named),
        ..sheet::Article::default()
    }
}

/// The part of an announcement's text that is printed, and the line below it that says where the rest is.
fn text(announcement: &Announcement, printing: Printing<'_>) -> (RichText, Option<String>) {
    let whole = facts::rest(announcement, printing.desa);
    let total: usize = whole.iter().map(Block::words).sum();
    if printing.words == 0 && total > 0 {
        return (RichText::new(), Some(elsewhere(printing.full_texts)));
    }
    let shorten = if printing.is_kept { excerpt::at_least } else { excerpt::excerpt };
    match shorten(&whole, printing.words) {
        Some(kept) => {
            let shown: usize = kept.iter().map(Block::words).sum();
            let line = format!("Dipendekkan: {shown} dari {total} kata. Selengkapnya di {}.", printing.full_texts);
            (kept, Some(bind(&line)))
        }
        None => (whole, None),
    }
}

/// The first picture, the others, and whether some are left out: the first stands as long as there is text, the others as long as the text
/// is whole.
fn pictures(announcement: &Announcement, printing: Printing<'_>) -> (Option<Picture>, Vec<Picture>, bool) {
    let all = &announcement.pictures;
    let shown = match printing.words {
        0 => 0,
        _ if !printing.pictures && !needs_pictures(announcement) => 0,
        ALL => all.len(),
        _ => 1,
    };
    let mut pictures = all.iter().take(shown).cloned();
    (pictures.next(), pictures.collect(), shown < all.len())
}

/// Whether an announcement's text says little without its pictures: it is short, as beside a poster, or points to them.
fn needs_pictures(announcement: &Announcement) -> bool {
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
    let text = rich_text::lines(&announcement.body).join(" ").to_lowercase();
    let is_short = announcement.body.iter().map(Block::words).sum::<usize>() <= FEW_WORDS;
    is_short || POINTERS.iter().any(|words| text.contains(words))
}

fn bound(mut text: RichText) -> RichText {
    text.iter_mut().for_each(|block| block.map_text(&bind));
    text
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

/// The remark above announcements of which some are only named.
pub(super) fn names_note(fit: &Fit, articles: &[sheet::Article], full_texts: &str) -> Option<String> {
    let is_named = |article: &sheet::Article| article.body.is_empty() && article.shortened.is_none();
    let said = || bind(&format!("Judulnya saja. Selengkapnya di {full_texts}."));
    (fit.names && articles.iter().any(is_named)).then(said)
}

fn elsewhere(full_texts: &str) -> String {
    bind(&format!("Selengkapnya di {full_texts}."))
}
