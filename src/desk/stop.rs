//! Stopping between two steps: Ctrl-C, or the system's request to end.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

/// Whether someone asked to stop. Work looks at it between steps; the step at hand is finished.
#[derive(Debug, Clone, Default)]
pub struct Stop(Arc<AtomicBool>);

/// How work is to be done.
#[derive(Debug, Clone, Copy)]
pub struct How<'a> {
    /// Without a progress bar.
    pub quiet: bool,
    pub stop: &'a Stop,
}

impl Stop {
    /// Listens for Ctrl-C and SIGTERM from now on. A second request ends the program at once.
    pub fn listen() -> Self {
        let stop = Stop::default();
        let asked = stop.clone();
        // A thread of its own: typesetting leaves the main one no time to listen.
        std::thread::spawn(move || {
            let Ok(runtime) = tokio::runtime::Builder::new_current_thread().enable_all().build() else { return };
            runtime.block_on(async {
                loop {
                    request().await;
                    if asked.0.swap(true, Ordering::Relaxed) {
                        std::process::exit(130);
                    }
                    eprintln!("Berhenti sesudah langkah ini …");
                }
            });
        });
        stop
    }

    pub fn is_asked(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }

    /// Waits, unless asked to stop.
    pub async fn sleep(&self, time: Duration) {
        const GLANCE: Duration = Duration::from_millis(200);
        let until = tokio::time::Instant::now() + time;
        while !self.is_asked() && tokio::time::Instant::now() < until {
            tokio::time::sleep(GLANCE.min(until - tokio::time::Instant::now())).await;
        }
    }
}

async fn request() {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        if let Ok(mut terminate) = signal(SignalKind::terminate()) {
            tokio::select! {
                _ = tokio::signal::ctrl_c() => {}
                _ = terminate.recv() => {}
            }
            return;
        }
    }
    let _ = tokio::signal::ctrl_c().await;
}
