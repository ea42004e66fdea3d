//! The short text that a KIM forwards by WhatsApp: the week's points for its village. Nothing is sent by itself.

use super::news::Change;
use super::{Plan, is_shared, wording};
use office::bundle::note;
use office::model::{AgendaEntry, DesaKind, Kim};

/// A message is read on a small screen: so many points at most under each heading.
const POINTS: usize = 5;

impl Plan<'_> {
    /// The message with the link by which WhatsApp opens with it: the week's points, or what a correction changes.
    pub fn message(&self, kim: &Kim, correction: Option<(u32, &[Change])>) -> String {
        let body = match correction {
            None => self.week_points(kim),
            Some((number, changes)) => self.correction_points(kim, number, changes),
        };
        note::with_link(&body)
    }

    fn head(&self, kim: &Kim, what: &str) -> Vec<String> {
        let bulletin = &self.settings.regency.bulletin;
        vec![format!("*{bulletin}*, {what}"), format!("{}, Kecamatan {}", kim.desa.title(), kim.desa.kecamatan)]
    }

    fn week_points(&self, kim: &Kim) -> String {
        let mut lines = self.head(kim, &wording::edition_label(self.edition));
        let village = if kim.desa.code.kind() == DesaKind::Kelurahan { "kelurahan" } else { "desa" };
        let events = self.agenda_for(kim);
        let told = |heading: String, points: Vec<String>, lines: &mut Vec<String>| {
            if !points.is_empty() {
                let more = points.len().saturating_sub(POINTS);
                lines.push(format!("\n*{heading}*"));
                lines.extend(points.into_iter().take(POINTS));
                if more > 0 {
                    lines.push(format!("… dan {more} lagi, lihat buletin"));
                }
            }
        };
        let of = |here: bool| events.iter().filter(|(_, at)| *at == here).map(|(entry, _)| self.event_point(entry)).collect();
        told(format!("Agenda di {village} kita"), of(true), &mut lines);
        told(format!("Agenda di Kecamatan {}", kim.desa.kecamatan), of(false), &mut lines);
        let shared = self.inputs.announcements.iter().filter(|announcement| is_shared(announcement));
        let announcements = self.announcements_for(kim).into_iter().chain(shared).map(|announcement| format!("• {}", announcement.title));
        told("Pengumuman".to_owned(), announcements.collect(), &mut lines);
        if events.is_empty() {
            lines.push(format!("\nAgenda pimpinan pekan ini: {} acara.", self.inputs.agenda.len()));
        }
        lines.push(format!(
            "\nBuletin lengkap ada di papan pengumuman {village} dan di ketua RT. {}.",
            "Jadwal sewaktu-waktu dapat berubah"
        ));
        lines.join("\n")
    }

    fn event_point(&self, entry: &AgendaEntry) -> String {
        let status = wording::status(entry.status).map(|status| format!(" ({status})")).unwrap_or_default();
        let venue = wording::venue(entry.venue.as_deref(), entry.online).map(|venue| format!(", {}", venue.replace('\n', ", ")));
        format!("• {}: {}{status}{}", self.when(entry), entry.title, venue.unwrap_or_default())
    }

    fn correction_points(&self, kim: &Kim, number: u32, changes: &[Change]) -> String {
        let mut lines = self.head(kim, &format!("*RALAT {number}*, {}", wording::edition_label(self.edition)));
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

/// As much of a line as a small screen shows.
fn beginning(line: &str) -> String {
    const LETTERS: usize = 160;
    if line.chars().count() <= LETTERS {
        return line.to_owned();
    }
    let kept: String = line.chars().take(LETTERS).collect();
    format!("{} …", kept.rsplit_once(' ').map_or(kept.as_str(), |(whole, _)| whole))
}
