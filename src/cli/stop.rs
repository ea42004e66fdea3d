//! Ctrl-C and the system's request to end. The first asks the work to stop after the step at hand, the second ends the program at once.

use office::work::Stop;

/// Listens for requests from now on.
pub fn listen() -> Stop {
    let stop = Stop::default();
    let asked = stop.clone();
    // A thread of its own: typesetting leaves the main one no time to listen.
    std::thread::spawn(move || {
        let Ok(runtime) = tokio::runtime::Builder::new_current_thread().enable_all().build() else { return };
        runtime.block_on(async {
            loop {
                request().await;
                if asked.ask() {
                    std::process::exit(130);
                }
                eprintln!("Berhenti sesudah langkah ini …");
            }
        });
    });
    stop
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
