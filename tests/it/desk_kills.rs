//! The desk is killed while it publishes and while it sends: its page then says so, Lanjutkan goes on, nothing is lost, and nothing arrives or
//! is confirmed twice.
//!
//! Each test prints its seed; with `WARTA_SEED` it draws the same moments again.

#![cfg(unix)]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use std::thread;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use chrono::Utc;
use fastrand::Rng;
use tempfile::TempDir;
use warta::bundle::verify;
use warta::ledger::{Attempt, Delivery, Ladder, Ledger, State};
use warta::model::{DesaCode, RegionCode};

use crate::desk_support::{Desk, Reply};
use crate::office::{edition, root};
use crate::smtp::{Fault, Manner, Rule, Server, Stage};
use crate::support::{TestOffice, workbook};

/// So often it is killed while it publishes.
const PUBLISHING: usize = 13;
/// So often while it sends: in so many offices at the same time, each so often. Before each sending lie ten seconds.
const OFFICES: usize = 4;
const EACH: usize = 3;
/// So often in a row at most.
const IN_A_ROW: usize = 4;

/// The villages of these kecamatan, each with an address; bundles go by one channel.
fn office(kecamatan: &[&str], channel: &str) -> TestOffice {
    let table = fs::read_to_string(root().join("samples/sources/desa.csv")).unwrap();
    let cells = table.lines().map(|line| line.split(',').collect::<Vec<_>>()).filter(|cells| kecamatan.contains(&cells[5]));
    let rows: Vec<[String; 6]> =
        cells.map(|cells| [cells[6], cells[8], cells[5], "Karya Bersama", "4", address(cells[6]).as_str()].map(str::to_owned)).collect();
    let rows: Vec<[&str; 6]> = rows.iter().map(|row| row.each_ref().map(String::as_str)).collect();
    let header = ["Kode", "Desa", "Kecamatan", "KIM", "RT", "Email"];
    let table: Vec<&[&str]> = std::iter::once(&header[..]).chain(rows.iter().map(|row| &row[..])).collect();
    let office = TestOffice::with_registry(&[]);
    office.write("kim.xlsx", workbook(&table));
    office.write("edisi/2026-11-23/pengumuman/1.md", "Untuk: semua\n\n# Harga pupuk\n\nTetap sampai akhir tahun.\n");
    settings(&office, channel);
    office
}

fn settings(office: &TestOffice, channel: &str) {
    let sample = fs::read_to_string(root().join("samples/barito-kuala/warta.toml")).unwrap();
    let text = sample.replace("saluran_bawaan = \"kantor\"", "saluran_bawaan = \"lain\"");
    office.write("warta.toml", format!("{text}\n[saluran.lain]\n{channel}\n"));
}

fn mail(port: u16) -> String {
    format!(
        "email = {{ server = \"127.0.0.1\", port = {port}, keamanan = \"tanpa\", pengirim = \"Prokopimda <prokopimda@batola.test>\", per_menit = 60000, tenggat = 30 }}"
    )
}

fn address(desa: &str) -> String {
    format!("{}@kim.test", desa.replace('.', ""))
}

fn timed(office: &TestOffice, args: &[&str]) -> Duration {
    let began = Instant::now();
    let run = office.warta(args);
    assert_eq!(run.code, 0, "{}{}", run.stdout, run.stderr);
    began.elapsed()
}

fn seed(test: &str) -> u64 {
    let given = std::env::var("WARTA_SEED").ok().and_then(|text| text.parse().ok());
    let seed = given.unwrap_or_else(|| SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_nanos() as u64);
    println!("{test}: WARTA_SEED={seed}");
    seed
}

/// The path of the job that an answer leads to: `/pekerjaan/3`.
fn job(desk: &Desk, reply: &Reply) -> String {
    assert_eq!(reply.status, 303, "{}", reply.text());
    let leads = reply.header("location").unwrap().strip_prefix(&format!("/{}", desk.parts().1)).unwrap();
    assert!(leads.starts_with("/pekerjaan/"), "it leads to {leads}: {}", desk.follow(reply).text());
    leads.split('?').next().unwrap().to_owned()
}

/// The word for how a job stands.
fn state(desk: &Desk, job: &str) -> String {
    let text = desk.get(job).text();
    let (_, rest) = text.split_once("Keadaan: ").unwrap_or_else(|| panic!("{job}: {text}"));
    rest.split(' ').next().unwrap().to_owned()
}

/// Waits while a job stands in one of these ways; how it stands then.
fn past(desk: &Desk, job: &str, ways: &[&str]) -> String {
    let began = Instant::now();
    loop {
        let state = state(desk, job);
        if !ways.contains(&state.as_str()) {
            return state;
        }
        assert!(began.elapsed() < Duration::from_secs(120), "{job} is {state} for ever");
        thread::sleep(Duration::from_millis(10));
    }
}

/// Asks for work: goes on with the job that was cut off, or asks anew.
fn ask(desk: &Desk, before: Option<&str>, path: &str, at: &str) -> String {
    if let Some(before) = before
        && state(desk, before) == "terputus"
    {
        let text = desk.get(before).text();
        assert!(text.contains("Terputus") && text.contains("Lanjutkan"), "{at}: {text}");
        let week = desk.get("/").text();
        assert!(week.contains("terputus") && week.contains("Lanjutkan"), "{at}: {week}");
        return job(desk, &desk.post(&format!("{before}/lanjutkan"), &[]));
    }
    // The edition's week may be over where the test runs.
    job(desk, &desk.post(path, &[("lewat", "ya")]))
}

#[test]
fn killed_while_publishing_from_the_desk_it_goes_on_to_the_same_bytes() {
    let seed = seed("desk, publishing");
    let mut rng = Rng::with_seed(seed);
    // Bundles land by kecamatan: of three, so that some can be there while others are not.
    let blank = office(&["Barambai", "Cerbon", "Jejangkit"], "folder.tujuan = \"lain\"");
    TestOffice::small().files("edisi").into_iter().for_each(|(file, bytes)| blank.write(&format!("edisi/{file}"), bytes));
    let whole = blank.copy();
    let time = timed(&whole, &["terbitkan"]);
    let expected = results(&whole);

    let (mut kills, mut cut_off) = (0, 0);
    while kills < PUBLISHING {
        let (office, mut last) = (blank.copy(), None::<String>);
        for _ in 0..rng.usize(1..=IN_A_ROW) {
            let at = format!("WARTA_SEED={seed}, kill {kills}");
            let mut desk = Desk::open(office.root());
            let job = ask(&desk, last.as_deref(), "/terbitkan", &at);
            past(&desk, &job, &["menunggu"]);
            thread::sleep(time.mul_f64(rng.f64()));
            cut_off += usize::from(state(&desk, &job) == "bekerja");
            desk.kill();
            kills += 1;
            let there = results(&office);
            let odd: Vec<&String> =
                there.iter().filter(|(name, bytes)| expected.get(*name) != Some(*bytes)).map(|(name, _)| name).collect();
            assert!(odd.is_empty(), "{at}: as an unkilled run makes it, or not there: {odd:?}");
            last = Some(job);
        }
        let at = format!("WARTA_SEED={seed}, after kill {kills}");
        let desk = Desk::open(office.root());
        let job = ask(&desk, last.as_deref(), "/terbitkan", &at);
        assert_eq!(past(&desk, &job, &["menunggu", "bekerja"]), "selesai", "{at}: {}", desk.get(&job).text());
        let there = results(&office);
        assert!(there.keys().eq(expected.keys()), "{at}: {:?} and not {:?}", there.keys(), expected.keys());
        assert!(there == expected, "{at}: as an unkilled run makes it");
        let bundles = there.iter().filter(|(name, _)| name.ends_with(".zip"));
        bundles.for_each(|(name, zip)| assert_eq!(verify(zip).unwrap().faults, Vec::<String>::new(), "{at}: {name}"));
        let (deliveries, _) = ledger(office.root());
        assert!(!deliveries.is_empty() && deliveries.iter().all(|one| one.state == State::Planned), "{at}: {deliveries:?}");
    }
    println!("desk, publishing: {kills} kills, {cut_off} of them at work");
    assert!(cut_off > 0, "WARTA_SEED={seed}: no kill fell into the work");
}

#[test]
fn killed_while_sending_from_the_desk_nothing_is_lost_and_nothing_confirmed_twice() {
    let seed = seed("desk, sending");
    let made = office(&["Barambai"], &mail(1));
    timed(&made, &["terbitkan"]);
    fs::remove_dir_all(made.path("hasil/2026-11-23/pdf")).unwrap();
    // The time of a sending that is left alone.
    let server = Server::start(slow());
    let trial = made.copy();
    settings(&trial, &mail(server.port));
    let time = timed(&trial, &["kirim", "2026-11-23"]);

    let cut_off: usize = thread::scope(|scope| {
        let made = &made;
        let offices: Vec<_> = (0..OFFICES).map(|number| scope.spawn(move || killed_while_sending(made, time, seed, number))).collect();
        offices.into_iter().map(|office| office.join().unwrap()).sum()
    });
    println!("desk, sending: {} kills, {cut_off} of them at work", OFFICES * EACH);
    assert!(cut_off > 0, "WARTA_SEED={seed}: no kill fell into the work");
}

/// Kills the desk of an office while it sends; gives how many kills fell into the work.
fn killed_while_sending(made: &TestOffice, time: Duration, seed: u64, number: usize) -> usize {
    let mut rng = Rng::with_seed(seed.wrapping_add(number as u64));
    let server = Server::start(slow());
    let office = made.copy();
    settings(&office, &mail(server.port));
    let (mut last, mut doubtful, mut cut_off) = (None::<String>, BTreeSet::new(), 0);
    for kill in 0..EACH {
        let at = format!("WARTA_SEED={seed}, office {number}, kill {kill}");
        let mut desk = Desk::open(office.root());
        let job = ask(&desk, last.as_deref(), "/kirim", &at);
        // The very first is killed before it begins.
        if (number, kill) != (0, 0) {
            past(&desk, &job, &["menunggu"]);
            thread::sleep(time.mul_f64(rng.f64()));
            cut_off += usize::from(state(&desk, &job) == "bekerja");
        }
        desk.kill();
        let (deliveries, attempts) = ledger(office.root());
        doubtful.extend(deliveries.iter().filter(|one| one.state == State::Sending).map(|one| one.desa.clone()));
        assert_none_twice(&deliveries, &attempts, &mails(&server), &doubtful, &at);
        last = Some(job);
    }
    let at = format!("WARTA_SEED={seed}, office {number}, after all");
    let desk = Desk::open(office.root());
    let job = ask(&desk, last.as_deref(), "/kirim", &at);
    let ended = past(&desk, &job, &["menunggu", "bekerja"]);
    // What a mail server may have is left to a person.
    assert_eq!(ended, if doubtful.is_empty() { "selesai" } else { "sebagian" }, "{at}: {}", desk.get(&job).text());
    let ((deliveries, attempts), got) = (ledger(office.root()), mails(&server));
    assert_none_twice(&deliveries, &attempts, &got, &doubtful, &at);
    assert_eq!(deliveries.len(), 11, "{at}");
    for one in &deliveries {
        let expected = if doubtful.contains(&one.desa) { State::Unknown } else { State::Accepted };
        assert_eq!(one.state, expected, "{at}: {} is lost", one.desa);
    }
    cut_off
}

/// No village has two mails, or two confirmations; what is confirmed is there; and nothing is in doubt that was not cut off.
fn assert_none_twice(
    deliveries: &[Delivery],
    attempts: &[Attempt],
    got: &BTreeMap<String, usize>,
    doubtful: &BTreeSet<DesaCode>,
    at: &str,
) {
    for one in deliveries {
        let many = got.get(&address(one.desa.as_str())).copied().unwrap_or_default();
        let confirmed = attempts.iter().filter(|attempt| attempt.desa == one.desa && attempt.state == State::Accepted).count();
        let stands = match one.state {
            // The ledger says first that it goes out.
            State::Planned => many == 0 && confirmed == 0,
            State::Sending => many <= 1 && confirmed == 0,
            State::Accepted => many == 1 && confirmed == 1,
            State::Unknown => many <= 1 && confirmed == 0 && doubtful.contains(&one.desa),
            _ => false,
        };
        assert!(stands, "{at}: {} is {:?}, has {many} and {confirmed} confirmations", one.desa, one.state);
    }
}

/// A server that takes its time at every step, most of it over its last answer: a kill may fall in any.
fn slow() -> Manner {
    let steps = [(Stage::Mail, 4), (Stage::Rcpt, 4), (Stage::Data, 4), (Stage::Text, 4), (Stage::End, 80)];
    let rules = steps.map(|(stage, time)| Rule::always(stage, Fault::Silence(Duration::from_millis(time))));
    Manner { rules: rules.into(), ..Manner::default() }
}

/// How many mails each address has.
fn mails(server: &Server) -> BTreeMap<String, usize> {
    // What was on its way when the program was killed still arrives.
    thread::sleep(Duration::from_millis(150));
    let mut many = BTreeMap::new();
    server.recipients().into_iter().for_each(|to| *many.entry(to).or_default() += 1);
    many
}

/// Everything that was made, but for what is half-written, and the report, which tells when it was made.
fn results(office: &TestOffice) -> BTreeMap<String, Vec<u8>> {
    office.files("hasil").into_iter().filter(|(name, _)| !name.ends_with(".tmp") && !name.contains("laporan.xlsx")).collect()
}

/// What a ledger holds. A copy of it is read: what a kill left is for the program to put right.
fn ledger(office: &Path) -> (Vec<Delivery>, Vec<Attempt>) {
    let copy = TempDir::new().unwrap();
    for file in ["warta.db", "warta.db-wal"].iter().filter(|file| office.join(file).exists()) {
        fs::copy(office.join(file), copy.path().join(file)).unwrap();
    }
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let ledger = Ledger::open(&copy.path().join("warta.db")).await.unwrap();
        let deliveries = ledger.deliveries(edition(), Ladder::after_days(7, Utc::now())).await.unwrap();
        let attempts = ledger.attempts(edition(), &RegionCode::parse("63").unwrap()).await.unwrap();
        ledger.close().await;
        (deliveries, attempts)
    })
}
