//! The short text that a KIM forwards by WhatsApp: the week's points for its village. Nothing is sent by itself.

use super::excerpt::first_sentence;
use super::news::Change;
use super::wording::{self, beginning, in_a_line, sentence};
use super::{Plan, facts, is_shared};
use office::bundle::note;
use office::model::date::long_date;
use office::model::rich_text::{lines, plain_text};
use office::model::{AgendaEntry, Announcement, Block, Desa, Village};

/// A message is read on a small screen: so many points at most under each heading.
const POINTS: usize = 5;

/// Letters that a message may have. A longer one gives way, step by step.
const LETTERS: usize = 1200;

/// Letters of a line, of a title, and of a place.
const LINE: usize = 160;
const TITLE: usize = 110;
const PLACE: usize = 60;

/// A step by which a message gives way: the points under a heading, and the letters of an announcement's first words.
struct Step(usize, usize);

const STEPS: [Step; 7] = [Step(POINTS, 120), Step(POINTS, 80), Step(4, 80), Step(3, 60), Step(3, 0), Step(2, 0), Step(1, 0)];

impl Plan<'_> {
    /// The message with the link by which WhatsApp opens with it: the week's points, or those of a correction.
    pub fn message(&self, village: &Village, correction: Option<(u32, &[Change])>) -> String {
        let body = match correction {
            None => self.week_points(village),
            Some((number, changes)) => self.correction_points(village, number, changes),
        };
        note::with_link(&body)
    }

    fn head(&self, village: &Village, what: &str) -> Vec<String> {
        let (bulletin, desa) = (&self.settings.regency.bulletin, &village.desa);
        vec![format!("*{bulletin}*, {what}"), format!("{}, {}", desa.title(), desa.district())]
    }

    /// The week's points, as many and as long as a message may be.
    fn week_points(&self, village: &Village) -> String {
        let mut text = String::new();
        for step in &STEPS {
            text = self.week_points_at(village, step);
            if text.chars().count() <= LETTERS {
                break;
            }
        }
        text
    }

    fn week_points_at(&self, village: &Village, step: &Step) -> String {
        let mut lines = self.head(village, &self.edition.label());
        let kind = village.desa.designation.village_in_text();
        let events = self.agenda_for(village);
        let mut agenda = |heading: &str, events: &[(&AgendaEntry, bool)]| {
            lines.extend(points(heading, events.len(), events.iter().map(|(event, _)| self.event_point(event)), step));
        };
        // Those in the village itself come first.
        let (here, near) = events.split_at(events.partition_point(|(_, here)| *here));
        agenda(&format!("Agenda di {kind} kita"), here);
        agenda(&format!("Agenda di {}", village.desa.district()), near);
        let shared = self.week.announcements.iter().filter(|announcement| is_shared(announcement));
        let announcements: Vec<&Announcement> = self.announcements_for(village).into_iter().chain(shared).collect();
        let told = announcements.iter().map(|announcement| announcement_point(announcement, &village.desa, step));
        lines.extend(points("Pengumuman", announcements.len(), told, step));
        if events.is_empty() {
            let week = &self.week.agenda;
            lines.extend(points("Agenda pimpinan pekan ini", week.len(), week.iter().map(|event| self.event_point(event)), step));
        }
        lines.push(format!("\nBuletin lengkap ada di papan pengumuman {kind} dan di ketua RT. {}.", wording::NOTICE));
        lines.join("\n")
    }

    fn event_point(&self, event: &AgendaEntry) -> String {
        let venue = wording::venue(event.venue.as_deref(), event.online).map(|venue| format!(", {}", beginning(&in_a_line(&venue), PLACE)));
        let title = wording::title(&beginning(&event.title, TITLE), event.status);
        format!("• {}: {title}{}", self.when(event), venue.unwrap_or_default())
    }

    fn correction_points(&self, village: &Village, number: u32, changes: &[Change]) -> String {
        let mut lines = self.head(village, &format!("*RALAT {number}*, {}", self.edition.label()));
        lines.push(String::new());
        for change in changes.iter().take(POINTS) {
            match (&change.before, &change.after) {
                (Some(before), Some(after)) if before.line != after.line => {
                    lines.push(format!("• Semula: {}", before.line));
                    lines.push(format!("  Menjadi: {}", after.line));
                }
                (Some(_), Some(after)) if change.is_in_looks() => lines.push(format!("• Berganti gambar atau susunannya: {}", after.line)),
                (Some(_), Some(after)) => {
                    lines.push(format!("• Berubah isinya: {}", after.line));
                    let (gone, new) = change.revised();
                    lines.extend(gone.first().map(|line| format!("  Semula: {}", beginning(line, LINE))));
                    lines.extend(new.first().map(|line| format!("  Menjadi: {}", beginning(line, LINE))));
                }
                (None, Some(after)) => lines.push(format!("• Baru: {}", after.line)),
                (Some(before), None) => lines.push(format!("• Tidak berlaku lagi: {}", before.line)),
                (None, None) => {}
            }
        }
        lines.push("\nLembar ralat ada di papan pengumuman.".to_owned());
        lines.join("\n")
    }
}

/// `• Listrik padam: Rabu, 25 November 2026, pukul 09.00; RT 02. Petugas memeriksa jaringan. Berlaku sampai 29 November 2026.` Its facts
/// stand at every step.
fn announcement_point(announcement: &Announcement, desa: &Desa, step: &Step) -> String {
    let title = beginning(&announcement.title, TITLE);
    let Step(_, letters) = step;
    let words = first_words(&facts::rest(announcement, Some(desa))).filter(|words| *letters > 0 && *words != title);
    let words = words.map(|words| beginning(&words, *letters)).map(|words| if words.ends_with('…') { words } else { sentence(&words) });
    let (when, beside) = facts_in_lines(announcement, desa, words.as_deref().unwrap_or_default());
    let valid = announcement.valid_until.map(|date| format!("Berlaku sampai {}.", long_date(date)));
    let rest: Vec<String> = when.into_iter().chain(words).chain(beside).chain(valid).collect();
    match rest.is_empty() {
        true => format!("• {title}"),
        false if title.ends_with(['.', '!', '?', ':']) => format!("• {title} {}", rest.join(" ")),
        false => format!("• {title}: {}", rest.join(" ")),
    }
}

/// `Rabu, 25 November 2026, pukul 09.00; Balai Desa.` and `Bawa KTP.`: when and where, which stand before the text, and the rest. What stands
/// in the words beside them is not said twice.
fn facts_in_lines(announcement: &Announcement, desa: &Desa, beside: &str) -> (Option<String>, Option<String>) {
    let beside = beside.to_lowercase();
    let (mut when, mut rest): (Vec<String>, Vec<String>) = Default::default();
    let mut is_when = true;
    for fact in facts::key_facts(announcement, Some(desa)) {
        // A fact without a label goes on with the one before it.
        if !fact.label.is_empty() {
            is_when = ["Kapan", "Di mana"].contains(&fact.label.as_str());
        }
        let text = fact.text.replace('\u{a0}', " ").replace('\u{200b}', "");
        let text = in_a_line(text.trim_end_matches('.'));
        if text.is_empty() || beside.contains(&text.to_lowercase()) {
            continue;
        }
        match fact.label.as_str() {
            _ if is_when => when.push(text),
            "" => rest.push(text),
            label => rest.push(format!("{label}: {text}")),
        }
    }
    // Half a fact may say the opposite: those that a line does not hold are left out whole.
    let line = |facts: Vec<String>| {
        let mut line = String::new();
        for fact in facts {
            if line.is_empty() {
                line = beginning(&fact, LINE);
            } else if line.chars().count() + fact.chars().count() < LINE {
                line.push_str(&format!("; {fact}"));
            }
        }
        (!line.is_empty()).then(|| if line.ends_with('…') { line } else { sentence(&line) })
    };
    (line(when), line(rest))
}

/// The first sentence of a text. A line that announces a list goes with what is in it.
pub(super) fn first_words(body: &[Block]) -> Option<String> {
    /// More of a text is not looked at: a longer sentence has no place where this is said.
    const LOOKED_AT: usize = 600;
    let (at, opening) = body.iter().enumerate().find_map(|(at, block)| match block {
        Block::Paragraph { runs, rtl: false } => Some((at, plain_text(runs))).filter(|(_, text)| !text.trim().is_empty()),
        Block::List { .. } | Block::Quote { .. } => Some((at, lines(std::slice::from_ref(block)).join(", "))),
        _ => None,
    })?;
    let listed = body.get(at + 1).filter(|block| opening.trim_end().ends_with(':') && matches!(block, Block::List { .. }));
    let listed = listed.map(|list| lines(std::slice::from_ref(list)).join(", ")).unwrap_or_default();
    let text: String = format!("{opening} {listed}").chars().take(LOOKED_AT).collect();
    Some(first_sentence(in_a_line(&text).trim()).to_owned())
}

/// So many points under their heading, of which a small screen shows the first ones; nothing where there are none.
fn points(heading: &str, count: usize, points: impl Iterator<Item = String>, step: &Step) -> Vec<String> {
    if count == 0 {
        return Vec::new();
    }
    let Step(most, _) = step;
    let more = count.saturating_sub(*most);
    let more = (more > 0).then(|| format!("… dan {more} lagi, lihat buletin"));
    std::iter::once(format!("\n*{heading}*")).chain(points.take(*most)).chain(more).collect()
}
