//! Works on many items at once, on all processors, and hands over each group of them as it is whole: nothing of a group stays
//! behind, so that memory does not grow with the groups.

use std::collections::BTreeMap;
use std::ops::Range;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{SyncSender, sync_channel};
use std::sync::{Mutex, PoisonError};
use std::thread;

/// The results of a group's items, in their order; a panic stays in its item.
pub type Done<R> = Vec<(usize, thread::Result<R>)>;

/// Works on every item of the groups, which follow one another from 0. A worker keeps to a group, whose items have much in common,
/// and helps with those of others when no group is left; the worker that does a group's last item puts it together with `whole`. `take`
/// has the groups one by one, on the thread of the caller. Work ends early where `is_stopped`, or where `take` refuses: what was done of
/// groups that are not whole is lost, at most one for each worker.
///
/// # Errors
/// The error of `take`.
pub fn each_group<R: Send, G: Send, E>(
    groups: &[Range<usize>],
    is_stopped: impl Fn() -> bool + Sync,
    work: impl Fn(usize) -> R + Sync,
    whole: impl Fn(Done<R>) -> G + Sync,
    take: impl FnMut(G) -> Result<(), E>,
) -> Result<(), E> {
    let items = groups.last().map_or(0, |group| group.end);
    let workers = thread::available_parallelism().map_or(2, usize::from).min(items.max(1));
    let desk = Mutex::new(Desk { groups: groups.iter().cloned().enumerate(), open: BTreeMap::new() });
    // Nothing that holds the lock can fail half-way.
    let desk = || desk.lock().unwrap_or_else(PoisonError::into_inner);
    let is_shut = AtomicBool::new(false);
    let work_on = |sender: SyncSender<G>| {
        // Typst spreads a document's work over rayon; here each worker keeps its item to itself.
        let _own_pool = rayon::ThreadPoolBuilder::new().num_threads(1).use_current_thread().build();
        let mut group = 0;
        while !is_stopped() && !is_shut.load(Ordering::Relaxed) {
            let Some(item) = desk().item(&mut group) else { return };
            let result = catch_unwind(AssertUnwindSafe(|| work(item)));
            let done = desk().put(group, item, result);
            if done.is_some_and(|done| sender.send(whole(done)).is_err()) {
                return;
            }
        }
    };
    thread::scope(|scope| {
        // Workers wait for the caller where it takes more slowly than they work.
        let (sender, taken) = sync_channel(2 * workers);
        for _ in 0..workers {
            let sender = sender.clone();
            scope.spawn(|| work_on(sender));
        }
        drop(sender);
        let result = taken.into_iter().try_for_each(take);
        is_shut.store(true, Ordering::Relaxed);
        result
    })
}

/// The items at hand.
struct Desk<I, R> {
    /// Groups of which no item is begun, with their numbers.
    groups: I,
    open: BTreeMap<usize, Open<R>>,
}

/// A group that is not whole yet.
struct Open<R> {
    /// Items that nobody works on.
    left: Range<usize>,
    size: usize,
    done: Done<R>,
}

impl<R, I: Iterator<Item = (usize, Range<usize>)>> Desk<I, R> {
    /// The next item for a worker that was at some group, and its group.
    fn item(&mut self, group: &mut usize) -> Option<usize> {
        if let Some(item) = self.open.get_mut(group).and_then(|own| own.left.next()) {
            return Some(item);
        }
        if let Some((number, items)) = self.groups.find(|(_, items)| !items.is_empty()) {
            self.open.insert(number, Open { size: items.len(), left: items, done: Vec::new() });
            *group = number;
        } else {
            *group = *self.open.iter().max_by_key(|(_, other)| other.left.len())?.0;
        }
        self.open.get_mut(group)?.left.next()
    }

    /// Puts an item's result by; gives its group, where it was the last.
    fn put(&mut self, group: usize, item: usize, result: thread::Result<R>) -> Option<Done<R>> {
        let own = self.open.get_mut(&group)?;
        own.done.push((item, result));
        if own.done.len() < own.size {
            return None;
        }
        let mut done = self.open.remove(&group)?.done;
        done.sort_by_key(|(item, _)| *item);
        Some(done)
    }
}
