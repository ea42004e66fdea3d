//! The end of a run: sticks are stocked, conversations ended, the rest counted.

use chrono::Utc;

use super::parcel::label;
use super::{Run, Sent};
use crate::deliver::Shelved;
use crate::ledger::{Delivery, LedgerError, State};

impl Run<'_> {
    pub(super) async fn finish(mut self) -> Result<Sent, LedgerError> {
        for (name, channel) in &self.channels {
            if channel.is_stocked() {
                let shelf = self.shelf(name).await?;
                self.sent.notes.extend(channel.stock(&shelf).await);
            }
        }
        // As far as it has come now, in folders too that were made just now.
        let mark = self.ledger.advance(0).await?;
        self.leave(&mark).await;
        for channel in self.channels.values() {
            channel.close().await;
        }
        self.sum_up().await?;
        self.ledger.release(self.claim).await?;
        Ok(self.sent)
    }

    async fn sum_up(&mut self) -> Result<(), LedgerError> {
        let edition = self.order.edition;
        let waiting = self.ledger.waiting(edition, self.ladder, Utc::now()).await?;
        (self.sent.waiting, self.sent.waiting_until) = (waiting.count, waiting.until);
        let undelivered = self.ledger.undelivered(edition).await?;
        (self.sent.unknown, self.sent.failed) = (undelivered.doubtful, undelivered.failed);
        if self.sent.troubles.iter().any(|trouble| trouble.state == State::Failed) {
            // A bundle that the next channel delivered is no trouble any more.
            let open = self.ledger.undelivered_villages(edition).await?;
            let before = self.sent.troubles.len();
            self.sent.troubles.retain(|trouble| trouble.state != State::Failed || open.contains(&trouble.desa));
            self.sent.rescued = before - self.sent.troubles.len();
        }
        Ok(())
    }

    /// The bundles that a channel which is carried about should hold: all that went by it, until they are acknowledged or replaced.
    async fn shelf(&self, channel: &str) -> Result<Vec<Shelved>, LedgerError> {
        let went = self.ledger.carried(channel, self.ladder).await?;
        let shelve = |d: Delivery| {
            let desa = &self.villages.get(&d.desa)?.desa;
            Some(Shelved {
                label: label(&d),
                source: self.order.folder.results(d.edition).bundle(&d.file),
                title: desa.title(),
                district: desa.district(),
                acknowledged: d.received_on.is_some() || matches!(d.state, State::Superseded | State::Acknowledged),
                edition: d.edition.to_string(),
                file: d.file,
                sha256: d.sha256,
            })
        };
        Ok(went.into_iter().filter_map(shelve).collect())
    }
}
