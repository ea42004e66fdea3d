//! The commands that publish and send.

use std::io::{IsTerminal, Write};
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::time::Duration;

use super::output::{Out, runtime};
use super::progress::Progress;
use super::{Exit, stop};
use crate::desk::words::{self, Face};
use crate::desk::{self, Departure, Event, Office, Steps};
use office::work::{How, Stop};

/// Does the main job, or some of it; `is_settled`: nobody is asked before it goes out.
pub fn job(office: &Office, out: &Out, command: &str, steps: Steps, is_settled: bool) -> Exit {
    let (stop, progress) = (stop::listen(), Progress::default());
    let how = How { observer: out.observer(&progress), stop: &stop };
    let tell = &mut |office: &Office, event: Event<'_>| tell(out, office, event);
    let asks = !is_settled && can_ask(out);
    let ask = &mut |office: &Office, departure: &Departure| !asks || agrees(&words::question(departure, &office.village_word()), &stop);
    let conclusion = runtime().and_then(|runtime| runtime.block_on(desk::job(office, steps, how, tell, ask)));
    out.end(command, conclusion)
}

/// Tells of an event. Diagnostics go beside the result.
pub(super) fn tell(out: &Out, office: &Office, event: Event<'_>) {
    match event {
        Event::Read(diagnostics) => out.diagnostics_again(diagnostics, &office.village_word()),
        Event::Said(diagnostics) => out.diagnostics(diagnostics, &office.village_word()),
        event => words::told(Face::Terminal, office, event).iter().for_each(|line| out.line(line)),
    }
}

/// Whether there is a person at a terminal who can be asked.
pub(super) fn can_ask(out: &Out) -> bool {
    !out.json && std::io::stdin().is_terminal() && std::io::stdout().is_terminal()
}

/// Whether the person at the terminal says yes. Whoever says nothing, or asks to stop, does not.
pub(super) fn agrees(question: &str, stop: &Stop) -> bool {
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
