//! How far long work is: a bar on a terminal, a line now and then elsewhere, nothing for machines.

use std::io::IsTerminal;
use std::sync::atomic::{AtomicUsize, Ordering};

use indicatif::{ProgressBar, ProgressStyle};

/// Shared by the threads that do the work.
pub struct Progress {
    bar: Option<ProgressBar>,
    label: &'static str,
    total: AtomicUsize,
    done: AtomicUsize,
    quiet: bool,
}

/// Off a terminal, a line after each tenth.
const LINES: usize = 10;

impl Progress {
    pub fn new(label: &'static str, total: usize, quiet: bool) -> Self {
        let on_terminal = !quiet && std::io::stderr().is_terminal();
        let bar = on_terminal.then(|| {
            let bar = ProgressBar::new(total as u64);
            if let Ok(style) = ProgressStyle::with_template("{prefix} [{bar:30}] {pos}/{len} {eta}") {
                bar.set_style(style.progress_chars("=> "));
            }
            bar.set_prefix(label);
            bar
        });
        Progress { bar, label, total: AtomicUsize::new(total), done: AtomicUsize::new(0), quiet }
    }

    /// One more is done.
    pub fn step(&self) {
        let done = self.done.fetch_add(1, Ordering::Relaxed) + 1;
        let total = self.total.load(Ordering::Relaxed);
        match &self.bar {
            Some(bar) => bar.inc(1),
            None if self.quiet || total < LINES => {}
            None if done * LINES / total != (done - 1) * LINES / total => eprintln!("{} {done}/{total}", self.label),
            None => {}
        }
    }

    /// One less is to be done.
    pub fn skip(&self) {
        let total = self.total.fetch_sub(1, Ordering::Relaxed);
        if let Some(bar) = &self.bar {
            bar.set_length(total.saturating_sub(1) as u64);
        }
    }

    pub fn finish(&self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}
