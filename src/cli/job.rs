//! The commands that publish and send.

use std::io::{IsTerminal, Write};
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::time::Duration;

use super::output::{Out, runtime};
use super::progress::Progress;
use super::{Exit, stop, words};
use crate::desk::{self, Departure, Office, Steps};
use office::work::{How, Stop};

/// Does the main job, or some of it; `is_settled`: nobody is asked before it goes out.
pub fn job(office: &Office, out: &Out, command: &str, steps: Steps, is_settled: bool) -> Exit {
    let (stop, progress) = (stop::listen(), Progress::default());
    let how = How { observer: out.observer(&progress), stop: &stop };
    let tell = &mut |office: &Office, event: desk::Event<'_>| words::tell(out, office, event);
    let asks = !is_settled && !out.json && std::io::stdin().is_terminal() && std::io::stdout().is_terminal();
    let ask = &mut |office: &Office, departure: &Departure| !asks || agrees(&words::question(departure, &office.village_word()), &stop);
    let conclusion = runtime().and_then(|runtime| runtime.block_on(desk::job(office, steps, how, tell, ask)));
    out.end(command, conclusion)
}

/// Whether the person at the terminal says yes. Whoever says nothing, or asks to stop, does not.
fn agrees(question: &str, stop: &Stop) -> bool {
    const GLANCE: Duration = Duration::from_millis(100);
    let mut terminal = std::io::stdout();
    let _ = terminal.write_all(format!("{question} (y/t) ").as_bytes()).and_then(|()| terminal.flush());
    let (sender, answer) = channel();
    // A thread of its own: nothing interrupts one that waits for a line.
    std::thread::spawn(move || {
        let mut line = String::new();
        let _ = std::io::stdin().read_line(&mut line);
        let _ = sender.send(line);
    });
    loop {
        match answer.recv_timeout(GLANCE) {
            Ok(line) => return matches!(line.trim().to_lowercase().as_str(), "y" | "ya" | "yes"),
            Err(RecvTimeoutError::Timeout) if !stop.is_asked() => {}
            Err(_) => return false,
        }
    }
}
