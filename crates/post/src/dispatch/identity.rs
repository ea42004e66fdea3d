//! The ledger's mark, left wherever this run leaves something: by it the ledger that sent last is told from an old copy.

use chrono::{DateTime, Utc};

use super::Run;
use crate::ledger::{LedgerError, Mark};

impl Run<'_> {
    /// Compares the ledger's mark with those left where it delivered to, then leaves a new one everywhere. Gives whether it is an old copy,
    /// which does not know what was sent since.
    pub(super) async fn notice_old_ledger(&mut self, now: DateTime<Utc>) -> Result<bool, LedgerError> {
        let own = self.ledger.mark().await?;
        let mut found: Vec<Mark> = Vec::new();
        for channel in self.channels.values() {
            found.extend(channel.notes(&own.file_name()).await.iter().filter_map(|note| Mark::parse(note)));
        }
        // Another ledger's mark in a shared folder means nothing, except to a ledger that has never sent: there may have been one
        // before it.
        let strangers_count = own.sequence == 0;
        let noted = self.lock.note().and_then(|note| Mark::parse(&note));
        let remembered = Mark::remembered(self.known_as(&own));
        let is_old = found.iter().any(|mark| if mark.id == own.id { mark.sequence > own.sequence } else { strangers_count })
            || noted.as_ref().is_some_and(|mark| mark.id != own.id || mark.sequence > own.sequence)
            || remembered.as_ref().is_some_and(|mark| if mark.id == own.id { mark.sequence > own.sequence } else { strangers_count });
        if is_old {
            self.ledger.doubt(now).await?;
        }
        let own_marks = found.iter().chain(&noted).chain(&remembered).filter(|mark| mark.id == own.id);
        let mark = self.ledger.advance(own_marks.map(|mark| mark.sequence).max().unwrap_or_default()).await?;
        self.leave(&mark).await;
        Ok(is_old)
    }

    /// Leaves a mark here, in this user's state folder, and where bundles were delivered to.
    pub(super) async fn leave(&mut self, mark: &Mark) {
        self.remember(mark);
        for channel in self.channels.values() {
            channel.leave_note(&mark.file_name(), &mark.note()).await;
        }
    }

    /// Leaves a mark here and in this user's state folder.
    pub(super) fn remember(&mut self, mark: &Mark) {
        self.lock.leave_note(&mark.note());
        mark.remember(self.known_as(mark));
    }

    /// The name by which this user's state folder knows the office.
    fn known_as<'m>(&'m self, mark: &'m Mark) -> &'m str {
        self.order.known_as.as_deref().unwrap_or(&mark.id)
    }
}
