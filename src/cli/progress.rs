//! How far long work is: a bar on a terminal, elsewhere a line after each tenth.

use std::io::IsTerminal;
use std::sync::{Mutex, MutexGuard, PoisonError};

use indicatif::{ProgressBar, ProgressStyle};

use office::work::{Observer, Work};

/// The terminal's observer of work.
#[derive(Default)]
pub struct Progress(Mutex<Option<Current>>);

/// The work that was begun last.
struct Current {
    label: &'static str,
    /// `None`: standard error is no terminal.
    bar: Option<ProgressBar>,
    total: usize,
    done: usize,
}

/// Lines in all off a terminal; work of fewer items gets none.
const LINES: usize = 10;

impl Progress {
    fn current(&self) -> MutexGuard<'_, Option<Current>> {
        // Nothing that holds the lock can fail half-way.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Observer for Progress {
    fn begin(&self, work: Work, total: usize) {
        let label = match work {
            Work::Typesetting => "Menata",
            Work::Sending => "Mengirim",
        };
        let bar = std::io::stderr().is_terminal().then(|| {
            let bar = ProgressBar::new(total as u64);
            if let Ok(style) = ProgressStyle::with_template("{prefix} [{bar:30}] {pos}/{len} {eta}") {
                bar.set_style(style.progress_chars("=> "));
            }
            bar.set_prefix(label);
            bar
        });
        *self.current() = Some(Current { label, bar, total, done: 0 });
    }

    fn step(&self) {
        if let Some(work) = self.current().as_mut() {
            work.done += 1;
            let tenths = |done: usize| done * LINES / work.total.max(1);
            match &work.bar {
                Some(bar) => bar.inc(1),
                None if work.total >= LINES && tenths(work.done) != tenths(work.done - 1) => {
                    eprintln!("{} {}/{}", work.label, work.done, work.total);
                }
                None => {}
            }
        }
    }

    fn skip(&self) {
        if let Some(work) = self.current().as_mut() {
            work.total = work.total.saturating_sub(1);
            if let Some(bar) = &work.bar {
                bar.set_length(work.total as u64);
            }
        }
    }

    fn finish(&self) {
        if let Some(Current { bar: Some(bar), .. }) = self.current().take() {
            bar.finish_and_clear();
        }
    }
}
