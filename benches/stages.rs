//! Where a village's time goes: CPU milliseconds of each stage and kind of document.
//!
//! `cargo bench --bench stages [-- FOLDER [VILLAGES]]`

use std::cell::RefCell;
use std::path::PathBuf;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use chrono::Utc;
use tracing::debug_span;
use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id};
use tracing_subscriber::layer::{Context, Layer, SubscriberExt};
use tracing_subscriber::registry::LookupSpan;
use tracing_subscriber::util::SubscriberInitExt;
use warta::bundle::{self, Bag, Landing, land_copies};
use warta::desk::{Office, check};
use warta::ledger::{BundleRecord, Ladder, Ledger};
use warta::plan::Plan;
use warta::press::Press;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// So many villages are also set for themselves, as without plates.
const SET: usize = 12;

/// What this thread has had of a processor.
fn cpu() -> Duration {
    let text = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    Duration::from_nanos(text.split_whitespace().next().and_then(|ns| ns.parse().ok()).unwrap_or_default())
}

/// A stage by the name of its span, with the kind of document that it is about.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Stage(&'static str, String);

impl Visit for Stage {
    fn record_str(&mut self, _: &Field, value: &str) {
        value.clone_into(&mut self.1);
    }

    fn record_debug(&mut self, _: &Field, _: &dyn std::fmt::Debug) {}
}

/// Sums up what each stage takes, without the stages within it; and how often it was entered. The database works on a thread of
/// its own, in the same span.
#[derive(Clone, Default)]
struct Clock(Arc<Mutex<Vec<(Stage, Duration, usize)>>>);

thread_local! {
    /// When each of this thread's open stages began, and what the stages within it took.
    static OPEN: RefCell<Vec<(Duration, Duration)>> = const { RefCell::new(Vec::new()) };
}

impl<S: tracing::Subscriber + for<'a> LookupSpan<'a>> Layer<S> for Clock {
    fn on_new_span(&self, attributes: &Attributes<'_>, id: &Id, context: Context<'_, S>) {
        let mut stage = Stage(attributes.metadata().name(), String::new());
        attributes.record(&mut stage);
        context.span(id).expect("span").extensions_mut().insert(stage);
    }

    fn on_enter(&self, _: &Id, _: Context<'_, S>) {
        OPEN.with_borrow_mut(|open| open.push((cpu(), Duration::ZERO)));
    }

    fn on_exit(&self, id: &Id, context: Context<'_, S>) {
        let now = cpu();
        let (began, within) = OPEN.with_borrow_mut(|open| {
            let (began, within) = open.pop().expect("open stage");
            if let Some((_, outer)) = open.last_mut() {
                *outer += now - began;
            }
            (began, within)
        });
        let span = context.span(id).expect("span");
        let extensions = span.extensions();
        let stage = extensions.get::<Stage>().expect("stage");
        let own = now - began - within;
        let mut spent = self.0.lock().expect("clock");
        match spent.iter_mut().find(|(known, ..)| known == stage) {
            Some((_, time, count)) => (*time, *count) = (*time + own, *count + 1),
            None => spent.push((stage.clone(), own, 1)),
        }
    }
}

impl Clock {
    /// Prints what was spent since the last table, for each of so many villages.
    fn table(&self, title: &str, villages: usize) {
        let spent = std::mem::take(&mut *self.0.lock().expect("clock"));
        let each = |time: Duration| time.as_secs_f64() * 1000.0 / villages.max(1) as f64;
        println!("{title:32} ms a village     times");
        for (Stage(stage, kind), time, count) in &spent {
            println!("  {:30} {:12.3} {count:9}", format!("{stage} {kind}"), each(*time));
        }
        let of =
            |kinds: &[&str]| each(spent.iter().filter(|(stage, ..)| kinds.contains(&stage.1.as_str())).map(|(_, time, _)| *time).sum());
        println!("  {:30} {:12.3}", "bulletin and forms, in all", of(&["buletin", "formulir"]));
        println!("  {:30} {:12.3}", "everything", each(spent.iter().map(|(_, time, _)| *time).sum()));
    }
}

fn main() {
    let mut args = std::env::args().skip(1).filter(|arg| arg != "--bench");
    let root = args.next().map_or_else(|| PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/samples/barito-kuala")), PathBuf::from);
    let most: usize = args.next().and_then(|n| n.parse().ok()).unwrap_or(usize::MAX);
    let _own_pool = rayon::ThreadPoolBuilder::new().num_threads(1).use_current_thread().build();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("runtime");
    let folder = tempfile::tempdir().expect("folder");
    let clock = Clock::default();
    let is_own = tracing_subscriber::filter::filter_fn(|metadata| {
        metadata.is_span() && ["warta", "office", "press", "post", "stages"].iter().any(|own| metadata.target().starts_with(own))
    });
    tracing_subscriber::registry().with(clock.clone().with_filter(is_own)).init();

    let office = Office::open(&root, None).expect("office folder");
    let checked = debug_span!("intake").in_scope(|| check(&office));
    let plan = Plan::new(&checked.registry, &checked.week, &checked.settings);
    let press = Press::new(&checked, &plan);
    let villages: Vec<_> = plan.villages().iter().take(most).collect();
    let mut records = Vec::new();
    for village in &villages {
        debug_span!("plan").in_scope(|| {
            let mut sheet = plan.village_sheet(village);
            plan.put_forms(&mut sheet, village);
            plan.message(village, None)
        });
        let set = debug_span!("village").in_scope(|| press.print(village, None)).expect("print");
        let files = set.documents;
        let bag = Bag { name: &set.sheet.bundle, edition: office.edition, addressee: &set.sheet.title, office: "-", files: &files };
        let (zip, sha256) = debug_span!("bundle").in_scope(|| {
            let zip = bundle::pack(&bag).expect("bundle");
            let sha256 = bundle::sha256(&zip);
            (zip, sha256)
        });
        debug_span!("disk").in_scope(|| {
            land_copies(&folder.path().join(&set.sheet.code), &files).expect("documents");
            let landing = Landing::new(&folder.path().join(format!("{}.zip", set.sheet.bundle)), &zip);
            Landing::land_all(landing).expect("bundle");
        });
        records.push(BundleRecord {
            desa: village.desa.code.clone(),
            title: set.sheet.title.clone(),
            kecamatan: village.desa.kecamatan.clone(),
            kim: village.kim.as_ref().map(|kim| kim.name.clone()),
            ralat: 0,
            file: format!("{}.zip", set.sheet.bundle),
            sha256,
            bytes: zip.len() as u64,
            receipt: plan.receipt(village, 0),
            serials: plan.serials_for(village).into_values().flatten().collect(),
            ladder: vec!["folder".to_owned()],
            news: 1,
        });
    }
    let ledger = runtime.block_on(Ledger::open(&folder.path().join("warta.db"))).expect("ledger");
    for kecamatan in records.chunks(12) {
        debug_span!("ledger: record").in_scope(|| runtime.block_on(ledger.record(office.edition, kecamatan, Utc::now()))).expect("record");
    }
    let ladder = Ladder::after_days(14, Utc::now());
    let deliveries = || runtime.block_on(ledger.deliveries(office.edition, ladder));
    debug_span!("ledger: who got what").in_scope(deliveries).expect("deliveries");
    clock.table("as the program works", villages.len());
    let bytes: u64 = records.iter().map(|record| record.bytes).sum();
    println!("{} bytes a bundle", bytes / records.len().max(1) as u64);

    let chosen = villages.iter().step_by((villages.len() / SET).max(1));
    for village in chosen.clone() {
        for (kind, laid_out) in press.set(village, None).expect("pages").documents {
            press.finish(kind, laid_out, village, 0).expect("document");
        }
    }
    clock.table("without plates", chosen.count());
}
