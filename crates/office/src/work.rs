//! Long work is watched, and stopped. A face of the program (a terminal, a browser, a job engine) shows it as it likes.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// Work whose progress is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Work {
    /// Villages' documents are typeset and bundled.
    Typesetting,
    /// Bundles are delivered.
    Sending,
}

/// Sees how far work is. Shared by the threads that do the work.
pub trait Observer: Send + Sync {
    /// Work begins, on so many items.
    fn begin(&self, work: Work, total: usize);

    /// One more item is done.
    fn step(&self);

    /// One item less is to be done.
    fn skip(&self);

    /// The work that was begun last ended, be it done or stopped.
    fn finish(&self);
}

/// Sees nothing.
#[derive(Debug, Clone, Copy)]
pub struct Unobserved;

impl Observer for Unobserved {
    fn begin(&self, _work: Work, _total: usize) {}
    fn step(&self) {}
    fn skip(&self) {}
    fn finish(&self) {}
}

/// Whether someone asked to stop. Work looks at it between steps; the step at hand is finished.
#[derive(Debug, Clone, Default)]
pub struct Stop(Arc<AtomicBool>);

impl Stop {
    /// Asks to stop. Gives whether it was asked before.
    pub fn ask(&self) -> bool {
        self.0.swap(true, Ordering::Relaxed)
    }

    pub fn is_asked(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}

/// How work is watched and stopped.
#[derive(Clone, Copy)]
pub struct How<'a> {
    pub observer: &'a dyn Observer,
    pub stop: &'a Stop,
}

impl fmt::Debug for How<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("How").field("stop", self.stop).finish_non_exhaustive()
    }
}
