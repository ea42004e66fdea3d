//! Work on all processors: what goes wrong in one item stays in it.

use std::collections::BTreeSet;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use warta::press::workers::each_group;

const GROUPS: [std::ops::Range<usize>; 4] = [0..3, 3..4, 4..9, 9..20];

#[test]
fn a_panic_in_one_item_leaves_all_others_as_they_are_and_each_group_comes_whole_and_once() {
    let work = |item: usize| {
        assert!(item != 5, "this one cannot be made");
        item * 10
    };
    let mut taken = BTreeSet::new();
    let whole = |done: Vec<(usize, std::thread::Result<usize>)>| {
        let items: Vec<usize> = done.iter().map(|(item, _)| *item).collect();
        let made: Vec<Option<usize>> = done.into_iter().map(|(_, result)| result.ok()).collect();
        (items, made)
    };
    let take = |(items, made): (Vec<usize>, Vec<Option<usize>>)| {
        let group = items[0]..items[items.len() - 1] + 1;
        assert!(GROUPS.contains(&group) && items == group.collect::<Vec<_>>(), "{items:?}");
        for (item, made) in items.iter().zip(made) {
            assert_eq!(made, (*item != 5).then_some(item * 10));
            assert!(taken.insert(*item), "{item} came twice");
        }
        Ok::<_, ()>(())
    };
    each_group(&GROUPS, || false, work, whole, take).unwrap();
    assert_eq!(taken.len(), 20);
}

#[test]
fn work_ends_where_it_is_stopped_and_where_what_is_made_cannot_be_taken() {
    let groups: Vec<_> = (0..1000).map(|at| at..at + 1).collect();
    let begun = AtomicUsize::new(0);
    let work = |_| begun.fetch_add(1, Ordering::Relaxed);
    each_group(&groups, || begun.load(Ordering::Relaxed) >= 5, work, |_| (), |()| Ok::<_, ()>(())).unwrap();
    assert!(begun.load(Ordering::Relaxed) < 1000);

    let made = Mutex::new(0);
    let refused = each_group(&groups, || false, |_| *made.lock().unwrap() += 1, |_| (), |()| Err("disk penuh"));
    assert_eq!(refused, Err("disk penuh"));
    assert!(*made.lock().unwrap() < 1000, "nobody goes on for nothing");
}
