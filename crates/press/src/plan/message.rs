//! The short text that a KIM forwards by WhatsApp: the week's points for its village. Nothing is sent by itself.

use super::news::Change;
use super::wording::{self, in_a_line};
use super::{Plan, is_shared};
use office::bundle::note;
use office::model::{AgendaEntry, DesaKind, Village};

/// A message is read on a small screen: so many points at most under each heading.
const POINTS: usize = 5;

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
        let bulletin = &self.settings.regency.bulletin;
        vec![format!("*{bulletin}*, {what}"), format!("{}, Kecamatan {}", village.desa.title(), village.desa.kecamatan)]
    }

    fn week_points(&self, village: &Village) -> String {
        let mut lines = self.head(village, &self.edition.label());
        let kind = if village.desa.code.kind() == DesaKind::Kelurahan { "kelurahan" } else { "desa" };
        let events = self.agenda_for(village);
        let of = |here: bool| events.iter().filter(|(_, at)| *at == here).map(|(entry, _)| self.event_point(entry)).collect();
        lines.extend(points(&format!("Agenda di {kind} kita"), of(true)));
        lines.extend(points(&format!("Agenda di Kecamatan {}", village.desa.kecamatan), of(false)));
        let shared = self.week.announcements.iter().filter(|announcement| is_shared(announcement));
        let announcements = self.announcements_for(village).into_iter().chain(shared);
        lines.extend(points("Pengumuman", announcements.map(|announcement| format!("• {}", announcement.title)).collect()));
        if events.is_empty() {
            lines.push(format!("\nAgenda pimpinan pekan ini: {} acara.", self.week.agenda.len()));
        }
        lines.push(format!("\nBuletin lengkap ada di papan pengumuman {kind} dan di ketua RT. {}.", wording::NOTICE));
        lines.join("\n")
    }

    fn event_point(&self, event: &AgendaEntry) -> String {
        let venue = wording::venue(event.venue.as_deref(), event.online).map(|venue| format!(", {}", in_a_line(&venue)));
        format!("• {}: {}{}", self.when(event), wording::title(&event.title, event.status), venue.unwrap_or_default())
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
                    lines.extend(gone.first().map(|line| format!("  Semula: {}", beginning(line))));
                    lines.extend(new.first().map(|line| format!("  Menjadi: {}", beginning(line))));
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

/// Points under their heading, as many as a small screen shows; nothing where there are none.
fn points(heading: &str, points: Vec<String>) -> Vec<String> {
    if points.is_empty() {
        return points;
    }
    let more = points.len().saturating_sub(POINTS);
    let more = (more > 0).then(|| format!("… dan {more} lagi, lihat buletin"));
    std::iter::once(format!("\n*{heading}*")).chain(points.into_iter().take(POINTS)).chain(more).collect()
}

/// As much of a line as a small screen shows.
fn beginning(line: &str) -> String {
    const LETTERS: usize = 160;
    if line.chars().count() <= LETTERS {
        return line.to_owned();
    }
    let kept: String = line.chars().take(LETTERS).collect();
    format!("{} …", kept.rsplit_once(' ').map_or(kept.as_str(), |(whole, _)| whole))
}
