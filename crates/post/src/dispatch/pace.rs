//! Waiting: between two parcels to one server, and for whoever asks to stop.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use office::work::Stop;

/// Waits, unless asked to stop.
pub async fn sleep(stop: &Stop, time: Duration) {
    const GLANCE: Duration = Duration::from_millis(200);
    let until = tokio::time::Instant::now() + time;
    while !stop.is_asked() && tokio::time::Instant::now() < until {
        tokio::time::sleep(GLANCE.min(until - tokio::time::Instant::now())).await;
    }
}

/// When each server last took a parcel. Two channels may lead to one server.
#[derive(Debug, Default)]
pub(super) struct Pace {
    last: BTreeMap<String, Instant>,
}

impl Pace {
    /// Waits until a server may have another parcel, this long after the last. `false`: asked to stop meanwhile.
    pub async fn keep(&self, server: &str, least: Duration, stop: &Stop) -> bool {
        let elapsed = self.last.get(server).map(Instant::elapsed);
        let Some(wait) = elapsed.and_then(|elapsed| least.checked_sub(elapsed)) else { return true };
        sleep(stop, wait).await;
        !stop.is_asked()
    }

    /// A server takes a parcel now.
    pub fn took(&mut self, server: String) {
        self.last.insert(server, Instant::now());
    }
}
