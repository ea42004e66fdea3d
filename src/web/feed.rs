//! The news that something changed, and the pages that wait for it.

use std::time::Duration;

use tokio::sync::watch;

/// The time that a page's question for news stays open.
const QUESTION: Duration = Duration::from_secs(25);

/// The time in which several changes are one news.
const BURST: Duration = Duration::from_millis(100);

/// A number that grows with each change. All pages of a browser ask one address for it: it opens six connections to a host at most, so
/// that with a stream of events for each page the seventh page would hang.
#[derive(Debug)]
pub struct Feed(watch::Sender<u64>);

impl Default for Feed {
    fn default() -> Self {
        Feed(watch::Sender::new(1))
    }
}

impl Feed {
    /// Something that pages show changed.
    pub fn changed(&self) {
        self.0.send_modify(|number| *number += 1);
    }

    /// The number now.
    pub fn number(&self) -> u64 {
        *self.0.borrow()
    }

    /// The number, as soon as it is greater than the page's, or after some seconds.
    pub async fn newer(&self, since: u64) -> u64 {
        let mut news = self.0.subscribe();
        if tokio::time::timeout(QUESTION, news.wait_for(|number| *number != since)).await.is_ok() {
            // What comes in a burst is told once.
            tokio::time::sleep(BURST).await;
        }
        self.number()
    }
}
