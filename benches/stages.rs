//! Where a village's time goes: CPU milliseconds of each stage, for each kind of document, on one thread.
//!
//! `cargo bench --bench stages [-- FOLDER [VILLAGES]]`

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::time::Duration;

use warta::bundle::{self, Bag};
use warta::plan::Plan;
use warta::run::press::Press;
use warta::run::{Office, check};
use warta::typeset::forget_old_villages;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// What this thread has had of a processor.
fn cpu() -> Duration {
    let text = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    Duration::from_nanos(text.split_whitespace().next().and_then(|ns| ns.parse().ok()).unwrap_or_default())
}

#[derive(Default)]
struct Times(BTreeMap<String, (Duration, usize)>);

impl Times {
    fn of<T>(&mut self, stage: &str, work: impl FnOnce() -> T) -> T {
        let before = cpu();
        let result = work();
        let entry = self.0.entry(stage.to_owned()).or_default();
        entry.0 += cpu() - before;
        entry.1 += 1;
        result
    }
}

fn main() {
    tracing_subscriber::fmt().with_max_level(tracing::Level::INFO).with_writer(std::io::stderr).init();
    let mut args = std::env::args().skip(1).filter(|arg| arg != "--bench");
    let root = args.next().map_or_else(|| PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/samples/barito-kuala")), PathBuf::from);
    let most: usize = args.next().and_then(|n| n.parse().ok()).unwrap_or(201);
    let _own_pool = rayon::ThreadPoolBuilder::new().num_threads(1).use_current_thread().build();
    let mut times = Times::default();
    let office = Office::open(&root, None).expect("office folder");
    let checked = times.of("0 intake and check", || check(&office));
    let plan = Plan::new(&checked.inputs, office.edition, &checked.settings).value;
    let press = times.of("1 press", || Press::new(&office, &checked, &plan));
    times.of("1 rehearse", || press.rehearse()).expect("rehearsal");
    let kims: Vec<_> = plan.kims().iter().take(most).collect();
    for kim in &kims {
        let set = times.of("2 print", || press.print(kim, None)).expect("print");
        let files = set.documents;
        let bytes: usize = files.iter().map(|(_, pdf)| pdf.len()).sum();
        times.0.entry("9 bytes".to_owned()).or_default().1 += bytes;
        let bag = Bag { name: &set.sheet.bundle, edition: office.edition, addressee: &set.sheet.title, office: "-", files: &files };
        times.of("4 bundle", || bundle::pack(&bag)).expect("bundle");
        times.of("5 evict", forget_old_villages);
    }
    let villages = kims.len() as f64;
    for (stage, (time, count)) in &times.0 {
        println!("{stage:28} {:8.2} ms a village  {count:6} times", time.as_secs_f64() * 1000.0 / villages);
    }
}
