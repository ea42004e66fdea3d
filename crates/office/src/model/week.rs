//! The material that an edition is made from, besides the registry.

use super::{AgendaEntry, Announcement, EditionId, Sambutan};

/// The material of one week.
#[derive(Debug, Clone)]
pub struct Week {
    pub edition: EditionId,
    /// In the order in which the events take place.
    pub agenda: Vec<AgendaEntry>,
    /// In the order of the file names, which is the office's order.
    pub speeches: Vec<Sambutan>,
    pub announcements: Vec<Announcement>,
    /// Texts that KIM sent for their own corners, edited by the office.
    pub corners: Vec<Announcement>,
    /// Prepared pictures: the path under which layouts name them, and the JPEG.
    pub pictures: Vec<(String, Vec<u8>)>,
}

impl Week {
    /// A week of which nothing is known yet.
    pub fn new(edition: EditionId) -> Self {
        Week { edition, agenda: Vec::new(), speeches: Vec::new(), announcements: Vec::new(), corners: Vec::new(), pictures: Vec::new() }
    }

    /// Whether there is nothing to be printed.
    pub fn is_empty(&self) -> bool {
        self.agenda.is_empty() && self.speeches.is_empty() && self.announcements.is_empty()
    }
}
