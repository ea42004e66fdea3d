//! Where a village's time goes: CPU milliseconds of each stage, on one thread.
//!
//! `cargo bench --bench stages [-- FOLDER [VILLAGES]]`

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::time::Duration;

use chrono::Utc;
use warta::bundle::{self, Bag, Landing, land_copies};
use warta::ledger::{BundleRecord, Ladder, Ledger};
use warta::plan::Plan;
use warta::run::press::Press;
use warta::run::{Office, check};

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// So many villages are also set for themselves, as without plates.
const SET: usize = 12;

/// What this thread has had of a processor.
fn cpu() -> Duration {
    let text = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    Duration::from_nanos(text.split_whitespace().next().and_then(|ns| ns.parse().ok()).unwrap_or_default())
}

#[derive(Default)]
struct Times(BTreeMap<&'static str, (Duration, usize)>);

impl Times {
    fn of<T>(&mut self, stage: &'static str, work: impl FnOnce() -> T) -> T {
        let before = cpu();
        let result = work();
        let entry = self.0.entry(stage).or_default();
        entry.0 += cpu() - before;
        entry.1 += 1;
        result
    }
}

fn main() {
    let mut args = std::env::args().skip(1).filter(|arg| arg != "--bench");
    let root = args.next().map_or_else(|| PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/samples/barito-kuala")), PathBuf::from);
    let most: usize = args.next().and_then(|n| n.parse().ok()).unwrap_or(usize::MAX);
    let _own_pool = rayon::ThreadPoolBuilder::new().num_threads(1).use_current_thread().build();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("runtime");
    let folder = tempfile::tempdir().expect("folder");
    let mut times = Times::default();
    let office = Office::open(&root, None).expect("office folder");
    let checked = times.of("1 intake, all at once", || check(&office));
    let plan = Plan::new(&checked.inputs, office.edition, &checked.settings).value;
    let press = Press::new(&office, &checked, &plan);
    let kims: Vec<_> = plan.kims().iter().take(most).collect();
    let mut records = Vec::new();
    for kim in &kims {
        times.of("2 plan: sheet, forms, message", || {
            let mut sheet = plan.village_sheet(kim);
            plan.put_forms(&mut sheet, kim);
            plan.message(kim, None)
        });
        times.of("3 plates and printing", || press.print(kim, None)).expect("print");
        let set = times.of("4 printing, plates at hand", || press.print(kim, None)).expect("print");
        let files = set.documents;
        let bag = Bag { name: &set.sheet.bundle, edition: office.edition, addressee: &set.sheet.title, office: "-", files: &files };
        let (zip, sha256) = times.of("5 bundle", || {
            let zip = bundle::pack(&bag).expect("bundle");
            let sha256 = bundle::sha256(&zip);
            (zip, sha256)
        });
        times.of("6 to the disk", || {
            land_copies(&folder.path().join(&set.sheet.code), &files).expect("documents");
            let landing = Landing::new(&folder.path().join(format!("{}.zip", set.sheet.bundle)), &zip);
            Landing::land_all(landing).expect("bundle");
        });
        records.push(BundleRecord {
            desa: set.sheet.code.clone(),
            title: set.sheet.title.clone(),
            kecamatan: kim.desa.kecamatan.clone(),
            kim: kim.name.clone(),
            ralat: 0,
            file: format!("{}.zip", set.sheet.bundle),
            sha256,
            bytes: zip.len() as u64,
            receipt: set.sheet.receipt.clone(),
            serials: plan.serials_for(kim).into_iter().flat_map(|(form, all)| all.into_iter().map(move |s| (form.to_owned(), s))).collect(),
            ladder: vec!["folder".to_owned()],
            news: 1,
        });
    }
    let ledger = runtime.block_on(Ledger::open(&folder.path().join("warta.db"))).expect("ledger");
    for kecamatan in records.chunks(12) {
        times.of("7 ledger: record", || runtime.block_on(ledger.record(office.edition, kecamatan, Utc::now()))).expect("record");
    }
    let ladder = Ladder::after_days(14, Utc::now());
    times.of("7 ledger: who got what", || runtime.block_on(ledger.deliveries(office.edition, ladder))).expect("deliveries");
    let villages = kims.len().max(1) as f64;
    for (stage, (time, count)) in &times.0 {
        println!("{stage:32} {:8.3} ms a village  {count:6} times", time.as_secs_f64() * 1000.0 / villages);
    }
    let bytes: u64 = records.iter().map(|record| record.bytes).sum();
    println!("{:32} {:8} a village", "bytes of a bundle", bytes / records.len().max(1) as u64);
    // As without plates.
    let mut times = Times::default();
    for kim in kims.iter().step_by((kims.len() / SET).max(1)) {
        let set = times.of("layout, one by one", || press.set(kim, None)).expect("pages");
        for (kind, laid_out) in set.documents {
            times.of("export and proof, one by one", || press.finish(kind, laid_out, kim, 0)).expect("document");
        }
    }
    let villages = kims.iter().step_by((kims.len() / SET).max(1)).count() as f64;
    for (stage, (time, count)) in &times.0 {
        println!("{stage:32} {:8.3} ms a village  {count:6} times", time.as_secs_f64() * 1000.0 / villages);
    }
}
