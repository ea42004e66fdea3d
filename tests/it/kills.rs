//! Killed at any moment, out of room, in each other's way, under a clock that jumps: nothing is lost, nothing arrives twice, and
//! only what a mail server may have is in doubt.
//!
//! Each test prints its seed; with `WARTA_SEED` it draws the same moments again.

#![cfg(unix)]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use chrono::Utc;
use fastrand::Rng;
use tempfile::TempDir;
use warta::bundle::{sha256, verify};
use warta::ledger::{Attempt, Delivery, Ladder, Ledger, State};
use warta::model::{DesaCode, RegionCode};

use crate::office::{edition, root};
use crate::smtp::{Fault, Manner, Rule, Server, Stage};
use crate::support::{Answer, TestOffice, workbook};

const EDITION: &str = "2026-11-23";
const BUNDLES: &str = "hasil/2026-11-23/paket";
/// So often each kind of work is killed.
const KILLS: usize = 20;
/// An office is killed so often at most before it is let finish.
const IN_A_ROW: usize = 4;
/// Of all kills so many at least must have found something done and something left to do.
const MIDDLE: usize = 3;
/// The program tells so often how far it is.
const TOLD: usize = 10;

const FOLDER: &str = "folder.tujuan = \"lain\"";
const STICK: &str = "flashdisk.tujuan = \"lain\"";

/// Eleven villages.
const FEW: [&str; 1] = ["Barambai"];
/// Bundles land by kecamatan: of three, so that some can be there while others are not.
const SOME: [&str; 3] = ["Barambai", "Cerbon", "Jejangkit"];
/// A folder takes a bundle in a few milliseconds: 55 villages, so that there is a middle.
const MANY: [&str; 6] = ["Barambai", "Cerbon", "Jejangkit", "Kuripan", "Mekarsari", "Tabukan"];

#[test]
fn killed_while_building_it_leaves_whole_files_alone_and_goes_on_to_the_same_bytes() {
    let mut chance = Chance::of("building");
    let blank = office(&SOME, FOLDER);
    // The sample's week, so that pages take the time that they take.
    TestOffice::small().files("edisi").into_iter().for_each(|(file, bytes)| blank.write(&format!("edisi/{file}"), bytes));
    let whole = blank.copy();
    let time = timed(&whole, &["terbitkan"]);
    let expected = results(&whole);
    let villages = whole.files(BUNDLES).len();
    whole.files(BUNDLES).iter().for_each(|(name, zip)| assert_whole(name, zip));

    let (mut kills, mut middle) = (0, 0);
    while kills < KILLS {
        let office = blank.copy();
        let mut is_kept = true;
        for _ in 0..chance.rng.usize(1..=IN_A_ROW) {
            if chance.rng.usize(..3) == 0 && office.path("hasil").exists() {
                fs::remove_dir_all(office.path("hasil")).unwrap();
                is_kept = false;
            }
            // Where something stands already, less is told.
            let is_blank = !office.path("hasil").exists();
            let is_told = is_blank && (kills % 2 == 0 || middle < MIDDLE);
            let moment = if is_told { chance.step(time) } else { Moment::After(chance.within(time)) };
            let at = chance.at(kills, moment);
            if !killed(&office, &["terbitkan"], moment) {
                continue;
            }
            kills += 1;
            let there = results(&office);
            assert_eq!(odd(&there, &expected), Vec::<&str>::new(), "{at}: as an unkilled run makes it, or not there");
            for delivery in ledger(office.root()).0 {
                let lies = || there.get(&format!("{EDITION}/paket/{}", delivery.file)).is_some_and(|zip| sha256(zip) == delivery.sha256);
                assert!(!is_kept || lies(), "{at}: {} is on record and does not lie there", delivery.file);
            }
            middle += usize::from(!there.is_empty() && there.len() < expected.len());
        }
        let done = office.warta(&["terbitkan"]);
        let at = format!("WARTA_SEED={}, after kill {kills}", chance.seed);
        assert_eq!(done.code, 0, "{at}: {}{}", done.stdout, done.stderr);
        let there = results(&office);
        assert!(there.keys().eq(expected.keys()), "{at}: {:?} and not {:?}", there.keys(), expected.keys());
        assert_eq!(odd(&there, &expected), Vec::<&str>::new(), "{at}: as an unkilled run makes it");
        assert_eq!(half_written(&office, "hasil"), Vec::<String>::new(), "{at}");
        let (deliveries, _) = ledger(office.root());
        assert!(deliveries.len() == villages && deliveries.iter().all(|d| d.state == State::Planned), "{at}: {deliveries:?}");
    }
    println!("building: {kills} kills, {middle} with some files there and others not");
    assert!(middle >= MIDDLE, "WARTA_SEED={}: only {middle} of {kills} kills fell in the middle", chance.seed);
}

#[test]
fn killed_while_sending_by_folder_each_village_has_its_bundle_once() {
    // What a killed run left half-written there is hidden, and swept an hour later: others may be at work in such a folder.
    killed_while_putting("folder", FOLDER, "lain/2026-11-23");
}

#[test]
fn killed_while_sending_by_stick_each_village_has_its_bundle_once_and_the_page_lists_it() {
    let office = killed_while_putting("stick", STICK, "lain/WARTA/2026-11-23");
    assert_eq!(half_written(&office, "lain"), Vec::<String>::new(), "a stick is the office's alone");
    let page = fs::read_to_string(office.path("lain/WARTA/BACA-DULU.html")).unwrap();
    let unlisted: Vec<String> = office.files(BUNDLES).into_iter().map(|(name, _)| name).filter(|name| !page.contains(name)).collect();
    assert_eq!(unlisted, Vec::<String>::new());
}

/// Kills sending by a road on which a delivery may simply be done again. Gives the last office, which was let finish.
fn killed_while_putting(road: &str, channel: &str, target: &str) -> TestOffice {
    let mut chance = Chance::of(road);
    let made = built(&MANY, channel);
    let bundles = made.files(BUNDLES);
    let trial = copy(&made);
    let time = timed(&trial, &["kirim", EDITION]);
    assert_all_arrived(&trial, target, &bundles, road);

    let (mut kills, mut middle, mut last_step) = (0, 0, 0);
    loop {
        let office = copy(&made);
        let mut cut_off = BTreeSet::new();
        for _ in 0..chance.rng.usize(1..=IN_A_ROW) {
            let open = ledger(office.root()).0.iter().filter(|d| d.state != State::Accepted).count();
            if open == 0 {
                break;
            }
            let is_told = open >= TOLD && (kills % 2 == 0 || middle < MIDDLE);
            let moment = if is_told { chance.step(time) } else { Moment::After(chance.within(time)) };
            let at = chance.at(kills, moment);
            if !killed(&office, &["kirim", EDITION], moment) {
                continue;
            }
            kills += 1;
            let there = arrived(&office, target);
            let strange: Vec<&String> = there.iter().filter(|file| !bundles.contains(file)).map(|(name, _)| name).collect();
            assert!(strange.is_empty(), "{at}: not whole, or nobody's: {strange:?}");
            let (deliveries, attempts) = ledger(office.root());
            let now: Vec<DesaCode> = deliveries.iter().filter(|d| d.state == State::Sending).map(|d| d.desa.clone()).collect();
            assert!(now.len() <= 1, "{at}: {now:?}");
            last_step += now.len();
            cut_off.extend(now);
            for delivery in &deliveries {
                let is_there = there.iter().any(|(name, _)| *name == delivery.file);
                let stands = match delivery.state {
                    // The ledger says first that it goes out; what was cut off is planned again.
                    State::Planned => !is_there || cut_off.contains(&delivery.desa),
                    State::Sending => true,
                    State::Accepted => is_there && attempts_of(&attempts, delivery) == [State::Accepted],
                    _ => false,
                };
                assert!(stands, "{at}: {} is {:?}, there: {is_there}", delivery.desa, delivery.state);
            }
            let accepted = deliveries.iter().filter(|d| d.state == State::Accepted).count();
            middle += usize::from((1..deliveries.len()).contains(&accepted));
        }
        let at = format!("WARTA_SEED={}, after kill {kills}", chance.seed);
        let done = office.warta(&["kirim", EDITION]);
        assert_eq!(done.code, 0, "{at}: {}{}", done.stdout, done.stderr);
        assert_all_arrived(&office, target, &bundles, &at);
        if kills >= KILLS {
            println!("{road}: {kills} kills, {middle} with some sent and others not, {last_step} in the last step of one");
            assert!(middle >= MIDDLE, "{at}: only {middle} of {kills} kills fell in the middle");
            return office;
        }
    }
}

#[test]
fn killed_while_sending_by_mail_each_kim_has_one_mail_at_most_and_only_what_was_cut_off_is_unknown() {
    let mut chance = Chance::of("mail");
    let made = built(&FEW, &mail(1));
    let server = Server::start(slow());
    let trial = mailing(&made, &server);
    let time = timed(&trial, &["kirim", EDITION]);

    let (mut kills, mut middle, mut doubts, mut sent_in_doubt) = (0, 0, 0, 0);
    while kills < KILLS {
        let server = Server::start(slow());
        let office = mailing(&made, &server);
        let mut cut_off = BTreeSet::new();
        for _ in 0..chance.rng.usize(1..=IN_A_ROW) {
            let open = ledger(office.root()).0.iter().filter(|d| matches!(d.state, State::Planned | State::Sending)).count();
            if open == 0 {
                break;
            }
            let is_told = open >= TOLD && (kills % 2 == 0 || middle < MIDDLE);
            let moment = if is_told { chance.step(time) } else { Moment::After(chance.within(time)) };
            let at = chance.at(kills, moment);
            if !killed(&office, &["kirim", EDITION], moment) {
                continue;
            }
            kills += 1;
            let (deliveries, attempts) = ledger(office.root());
            let now: Vec<DesaCode> = deliveries.iter().filter(|d| d.state == State::Sending).map(|d| d.desa.clone()).collect();
            assert!(now.len() <= 1, "{at}: {now:?}");
            cut_off.extend(now);
            let got = mails(&server);
            for delivery in &deliveries {
                let many = got.get(&address(delivery.desa.as_str())).copied().unwrap_or_default();
                let stands = match delivery.state {
                    // The ledger says first that it goes out.
                    State::Planned => many == 0,
                    State::Sending => many <= 1,
                    State::Accepted => many == 1 && attempts_of(&attempts, delivery) == [State::Accepted],
                    State::Unknown => many <= 1 && cut_off.contains(&delivery.desa),
                    _ => false,
                };
                assert!(stands, "{at}: {} is {:?}, and the server has {many}", delivery.desa, delivery.state);
            }
            let accepted = deliveries.iter().filter(|d| d.state == State::Accepted).count();
            middle += usize::from((1..deliveries.len()).contains(&accepted));
        }
        let at = format!("WARTA_SEED={}, after kill {kills}", chance.seed);
        // Asked for as often as one likes, what is unknown stays with the person who has to ask.
        let code = if cut_off.is_empty() { 0 } else { 3 };
        for args in [&["kirim", EDITION][..], &["kirim", EDITION], &["kirim", "--ulang-gagal", EDITION]] {
            let done = office.warta(args);
            assert_eq!(done.code, code, "{at}: {}{}", done.stdout, done.stderr);
        }
        let (deliveries, attempts) = ledger(office.root());
        let got = mails(&server);
        for delivery in &deliveries {
            let many = got.get(&address(delivery.desa.as_str())).copied().unwrap_or_default();
            let is_doubtful = cut_off.contains(&delivery.desa);
            let (state, fewest) = if is_doubtful { (State::Unknown, 0) } else { (State::Accepted, 1) };
            assert_eq!((delivery.state, attempts_of(&attempts, delivery)), (state, vec![state]), "{at}: {}", delivery.desa);
            assert!((fewest..=1).contains(&many), "{at}: {} has {many}", delivery.desa);
            sent_in_doubt += usize::from(is_doubtful) * many;
        }
        doubts += cut_off.len();
    }
    println!("mail: {kills} kills, {middle} with some sent and others not; {doubts} unknown, {sent_in_doubt} of which had arrived");
    assert!(middle >= MIDDLE, "WARTA_SEED={}: only {middle} of {kills} kills fell in the middle", chance.seed);
    assert!(doubts > 0, "WARTA_SEED={}: no kill fell between the ledger's word and the server's answer", chance.seed);
}

#[test]
fn two_and_three_at_once_deliver_once_and_those_that_come_late_say_so() {
    let made = built(&FEW, &mail(1));
    for commands in [vec!["kirim", "kirim"], vec!["kirim", "jalankan", "kirim"]] {
        let server = Server::start(slow());
        let office = mailing(&made, &server);
        assert_one_works(&at_once(&office, &commands), &format!("{commands:?}"));
        assert_eq!(mails(&server), made_once(&made), "{commands:?}");
        let (deliveries, attempts) = ledger(office.root());
        assert!(deliveries.iter().all(|d| attempts_of(&attempts, d) == [State::Accepted]), "{commands:?}: {deliveries:?}");
    }
    // Nothing is made yet, and the ledger is not there.
    let blank = office(&FEW, FOLDER);
    for many in [2, 3] {
        let office = blank.copy();
        assert_one_works(&at_once(&office, &vec!["jalankan"; many]), &format!("{many} at once"));
        assert_all_arrived(&office, "lain/2026-11-23", &office.files(BUNDLES), &format!("{many} at once"));
    }
}

#[test]
fn a_clock_that_jumps_keeps_nothing_back_and_sends_nothing_twice() {
    // As written by a clock that was a year ahead, and by one that had forgotten the time.
    let ahead = "strftime('%Y-%m-%dT%H:%M:%SZ', 'now', '+1 year')";
    let made = built(&FEW, &mail(1));
    for clock in [ahead, "'1970-01-01T00:00:00Z'"] {
        // One is put off; then the server goes away, so that the rest waits with it.
        let say = |desa: &'static str, answer| Rule { rcpt: desa, ..Rule::once(Stage::Rcpt, Fault::Say(answer)) };
        let rules = vec![say("6304142002", "451 4.7.1 nanti"), say("6304142006", "421 4.3.2 tutup")];
        let server = Server::start(Manner { rules, ..Manner::default() });
        let office = mailing(&made, &server);
        let first = office.warta(&["kirim", EDITION]);
        assert_eq!(first.code, 3, "{}{}", first.stdout, first.stderr);
        let begun = mails(&server);
        let waiting = ledger(office.root()).0.into_iter().filter(|d| d.not_before.is_some()).count();
        assert!(begun.len() > 1 && waiting > 2 && begun.len() + waiting == made_once(&made).len(), "{begun:?}, {waiting} wait");
        office.warta(&["kirim", EDITION]);
        assert_eq!(mails(&server), begun, "by a clock that is right they wait their time");

        let rewrite = |table: &str, column: &str| format!("UPDATE {table} SET {column} = {clock} WHERE {column} IS NOT NULL");
        let columns = [
            ("delivery", "not_before"),
            ("delivery", "updated_at"),
            ("delivery", "arrived_at"),
            ("delivery", "trying_since"),
            ("attempt", "at"),
            ("bundle", "made_at"),
        ];
        edit(office.root(), &columns.map(|(table, column)| rewrite(table, column)));
        let then = office.warta(&["kirim", EDITION]);
        assert_eq!(then.code, 0, "{clock}: {}{}", then.stdout, then.stderr);
        assert_eq!(mails(&server), made_once(&made), "{clock}");
        for args in [&["kirim", EDITION][..], &["jalankan", EDITION]] {
            let again = office.warta(args);
            assert_eq!(again.code, 0, "{clock}: {}{}", again.stdout, again.stderr);
        }
        assert_eq!(mails(&server), made_once(&made), "{clock}: nothing twice");
        assert!(ledger(office.root()).0.iter().all(|d| d.state == State::Accepted), "{clock}");
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_folder_that_is_full_or_read_only_shuts_its_road_and_the_rest_arrives_once_there_is_room() {
    let made = built(&FEW, FOLDER);
    let bundles = made.files(BUNDLES);
    let bytes: usize = bundles.iter().map(|(_, zip)| zip.len()).sum();
    // Two quotas: of bytes, and of files.
    for (little, enough) in
        [(format!("size={}", bytes / 2), format!("size={}", 4 * bytes)), ("nr_inodes=9".to_owned(), "nr_inodes=999".to_owned())]
    {
        let Some(disk) = Disk::mount(&little) else { return };
        let office = made.copy();
        let target = disk.path().to_owned();
        settings(&office, &format!("folder.tujuan = \"{target}\""));
        let target = format!("{target}/{EDITION}");
        let shut = |why: &str| {
            let run = office.warta(&["kirim", EDITION]);
            let there = arrived(&office, &target);
            let missing = bundles.len() - there.len();
            let words = format!(
                "peringatan: saluran lain tidak dapat dipakai: {}: {why}; {missing} kiriman menunggu\n  saran: sesudah beres",
                disk.path()
            );
            assert!(run.code == 3 && run.stderr.contains(&words), "{little}: {} {}{}", run.code, run.stdout, run.stderr);
            assert!(
                (1..bundles.len()).contains(&there.len()) && there.iter().all(|file| bundles.contains(file)),
                "{little}: whole or not at all"
            );
            assert_eq!(half_written(&office, disk.path()), Vec::<String>::new(), "{little}");
            there
        };
        let before = shut("disk penuh");
        disk.remount("ro");
        assert!(shut("disk hanya dapat dibaca") == before, "{little}");
        disk.remount(&format!("rw,{enough}"));
        let done = office.warta(&["kirim", EDITION]);
        assert_eq!(done.code, 0, "{little}: {}{}", done.stdout, done.stderr);
        assert!(arrived(&office, &target) == bundles, "{little}");
        let (deliveries, attempts) = ledger(office.root());
        for delivery in &deliveries {
            let tried = attempts_of(&attempts, delivery);
            let accepted = tried.iter().filter(|state| **state == State::Accepted).count();
            assert_eq!(
                (delivery.state, accepted, tried.contains(&State::Unknown)),
                (State::Accepted, 1, false),
                "{little}: {}",
                delivery.desa
            );
        }
    }
}

#[cfg(target_os = "linux")]
#[test]
fn an_office_on_a_disk_too_small_says_so_and_goes_on_to_the_same_bytes_once_there_is_room() {
    let mut chance = Chance::of("small disk");
    let blank = office(&FEW, FOLDER);
    let whole = blank.copy();
    timed(&whole, &["jalankan", EDITION]);
    let expected = results(&whole);
    let size = |office: &TestOffice| -> usize { office.files("").iter().map(|(_, bytes)| bytes.len().next_multiple_of(4096)).sum() };
    let (least, most) = (size(&blank), size(&whole));
    // Too small for the bundles, for the record, for the delivery.
    for part in 1..5u32 {
        let room = least + ((most - least) as f64 * (f64::from(part) + chance.rng.f64()) / 6.0) as usize;
        let at = format!("WARTA_SEED={}, {room} bytes of {most}", chance.seed);
        let Some(disk) = Disk::mount(&format!("size={room}")) else { return };
        disk.take(&blank);
        let first = disk.warta("jalankan");
        assert!(
            matches!(first.code, 1 | 3) && first.stderr.contains("disk penuh"),
            "{at}: {} {}{}",
            first.code,
            first.stdout,
            first.stderr
        );
        assert_no_fault(&first.stderr);
        let mut there = results_in(&blank, disk.path());
        println!("{at}: {} of {} files, code {}", there.len(), expected.len(), first.code);
        // Couriers' lists and the office's own papers tell of the villages that could be made.
        let is_partial = |name: &String| ["ekspedisi", "anggaran-cetak", "whatsapp"].iter().any(|part| name.contains(part));
        there.retain(|name, _| !is_partial(name));
        assert_eq!(odd(&there, &expected), Vec::<&str>::new(), "{at}: as on a large disk, or not there");

        disk.remount("ro");
        let locked = disk.warta("jalankan");
        let words = "galat: folder kantor tidak dapat ditulis: disk hanya dapat dibaca\n";
        assert!(locked.code == 1 && locked.stderr.starts_with(words), "{at}: {} {}", locked.code, locked.stderr);
        disk.remount(&format!("rw,size={}", 4 * most));
        let done = disk.warta("jalankan");
        assert_eq!(done.code, 0, "{at}: {}{}", done.stdout, done.stderr);
        let there = results_in(&blank, disk.path());
        assert!(there.keys().eq(expected.keys()), "{at}: {:?} and not {:?}", there.keys(), expected.keys());
        assert_eq!(odd(&there, &expected), Vec::<&str>::new(), "{at}: as on a large disk");
        assert_eq!(half_written(&blank, disk.path()), Vec::<String>::new(), "{at}");
        let made = blank.files(&format!("{}/{BUNDLES}", disk.path()));
        assert!(made.len() == 11 && arrived(&blank, &format!("{}/lain/{EDITION}", disk.path())) == made, "{at}");
        let (deliveries, attempts) = ledger(Path::new(disk.path()));
        let accepted = |d: &Delivery| attempts_of(&attempts, d).iter().filter(|state| **state == State::Accepted).count();
        assert!(
            deliveries.len() == 11 && deliveries.iter().all(|d| d.state == State::Accepted && accepted(d) == 1),
            "{at}: {deliveries:?}"
        );
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_ledger_without_room_says_so_at_once_and_works_once_there_is() {
    let mut chance = Chance::of("ledger");
    let blank = office(&FEW, FOLDER);
    // One to be begun, and one that holds an edition, with so many pages of the disk left: SQLite fails in other ways each time.
    for (is_begun, left) in [(false, 0..2), (false, 2..9), (false, 9..40), (true, 0..8), (true, 8..16)] {
        let left = chance.rng.usize(left);
        let at = format!("WARTA_SEED={}, {left} pages left, begun: {is_begun}", chance.seed);
        let Some(disk) = Disk::mount("size=16m") else { return };
        disk.take(&blank);
        if is_begun {
            assert_eq!(disk.warta("terbitkan").code, 0, "{at}");
        }
        disk.fill(left);
        let full = disk.warta(if is_begun { "kirim" } else { "jalankan" });
        assert!(full.code == 1 && full.stderr.contains("disk penuh"), "{at}: {} {}{}", full.code, full.stdout, full.stderr);
        assert_no_fault(&full.stderr);
        disk.clear();
        let done = disk.warta("jalankan");
        assert_eq!(done.code, 0, "{at}: {}{}", done.stdout, done.stderr);
        let (deliveries, attempts) = ledger(Path::new(disk.path()));
        // The folder that it was sent to is on the full disk, too: it may have been tried in vain before.
        let accepted = |d: &Delivery| attempts_of(&attempts, d).iter().filter(|state| **state == State::Accepted).count();
        let is_sent = |d: &Delivery| d.state == State::Accepted && accepted(d) == 1;
        assert!(deliveries.len() == 11 && deliveries.iter().all(is_sent), "{at}: {deliveries:?}");
    }
}

/// What a test leaves to chance, and how that is told.
struct Chance {
    seed: u64,
    rng: Rng,
}

/// When to kill.
#[derive(Debug, Clone, Copy)]
enum Moment {
    /// So long after the start.
    After(Duration),
    /// So long after it told so many times how far it was.
    Told(usize, Duration),
}

impl Chance {
    fn of(test: &str) -> Self {
        let given = std::env::var("WARTA_SEED").ok().and_then(|text| text.parse().ok());
        let seed = given.unwrap_or_else(|| SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_nanos() as u64);
        println!("{test}: WARTA_SEED={seed}");
        Chance { seed, rng: Rng::with_seed(seed) }
    }

    fn within(&mut self, time: Duration) -> Duration {
        time.mul_f64(self.rng.f64())
    }

    /// Somewhere in work that takes so long from start to end: whatever the machine does, some of it is done then.
    fn step(&mut self, time: Duration) -> Moment {
        let told = self.rng.usize(1..TOLD);
        Moment::Told(told, self.within(time / 10))
    }

    fn at(&self, kill: usize, moment: Moment) -> String {
        format!("WARTA_SEED={}, kill {kill}, {moment:?}", self.seed)
    }
}

/// Starts the program and kills it. `false`: it had ended by then.
fn killed(office: &TestOffice, args: &[&str], moment: Moment) -> bool {
    let mut program = Command::new(env!("CARGO_BIN_EXE_warta"));
    program.env("XDG_STATE_HOME", office.state()).arg("-C").arg(office.root()).args(args);
    let mut child = program.stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap();
    let told = Arc::new(AtomicUsize::new(0));
    let (counter, stderr) = (Arc::clone(&told), BufReader::new(child.stderr.take().unwrap()));
    let listener = thread::spawn(move || {
        let mut said = String::new();
        for line in stderr.lines().map_while(Result::ok) {
            if ["Menata ", "Mengirim "].iter().any(|label| line.starts_with(label)) {
                counter.fetch_add(1, Ordering::Relaxed);
            }
            said.push_str(&line);
            said.push('\n');
        }
        said
    });
    let (steps, then) = match moment {
        Moment::After(time) => (0, time),
        Moment::Told(steps, then) => (steps, then),
    };
    while told.load(Ordering::Relaxed) < steps && child.try_wait().unwrap().is_none() {
        thread::sleep(Duration::from_millis(1));
    }
    thread::sleep(then);
    child.kill().unwrap();
    let status = child.wait().unwrap();
    assert_no_fault(&listener.join().unwrap());
    // A signal leaves no code.
    status.code().is_none()
}

/// How long a run takes that is left alone.
fn timed(office: &TestOffice, args: &[&str]) -> Duration {
    let started = Instant::now();
    let run = office.warta(args);
    assert_eq!(run.code, 0, "{}{}", run.stdout, run.stderr);
    started.elapsed()
}

/// Runs several commands at the same time.
fn at_once(office: &TestOffice, commands: &[&str]) -> Vec<Answer> {
    thread::scope(|scope| {
        let started: Vec<_> = commands.iter().map(|command| scope.spawn(move || office.warta(&[*command, EDITION]))).collect();
        started.into_iter().map(|run| run.join().unwrap()).collect()
    })
}

fn assert_one_works(answers: &[Answer], what: &str) {
    let is_late = |answer: &Answer| answer.code == 1 && answer.stderr.starts_with("galat: Warta sedang bekerja di folder ini\n");
    for answer in answers {
        assert!(answer.code == 0 || is_late(answer), "{what}: {} {}{}", answer.code, answer.stdout, answer.stderr);
    }
    assert!(answers.iter().any(|answer| answer.code == 0), "{what}: nobody did it");
    println!("{what}: {} came too late", answers.iter().filter(|answer| is_late(answer)).count());
}

/// The villages of some kecamatan of the sample, and an edition with one announcement; bundles go by one channel.
fn office(kecamatan: &[&str], channel: &str) -> TestOffice {
    let villages = fs::read_to_string(root().join("samples/sources/desa.csv")).unwrap();
    let villages: Vec<Vec<&str>> = villages.lines().map(|line| line.split(',').collect()).collect();
    let villages: Vec<[String; 6]> = villages
        .iter()
        .filter(|cells| kecamatan.contains(&cells[5]))
        .map(|cells| [cells[6], cells[8], cells[5], "Karya Bersama", "4", address(cells[6]).as_str()].map(str::to_owned))
        .collect();
    let villages: Vec<[&str; 6]> = villages.iter().map(|row| row.each_ref().map(String::as_str)).collect();
    let header = ["Kode", "Desa", "Kecamatan", "KIM", "RT", "Email"];
    let table: Vec<&[&str]> = std::iter::once(&header[..]).chain(villages.iter().map(|row| &row[..])).collect();
    let office = TestOffice::with_registry(&[]);
    office.write("kim.xlsx", workbook(&table));
    office.write("edisi/2026-11-23/pengumuman/1.md", "Untuk: semua\n\n# Harga pupuk\n\nTetap sampai akhir tahun.\n");
    settings(&office, channel);
    // What an office draws its receipt codes by: copies of it print the same.
    office.write("rahasia/tanda-terima", "0123456789abcdef".repeat(4));
    office
}

fn settings(office: &TestOffice, channel: &str) {
    let sample = fs::read_to_string(root().join("samples/barito-kuala/warta.toml")).unwrap();
    let text = sample.replace("saluran_bawaan = \"kantor\"", "saluran_bawaan = \"lain\"");
    office.write("warta.toml", format!("{text}\n[saluran.lain]\n{channel}\n"));
}

/// The same, with its bundles made. Sending needs no more of what was made.
fn built(kecamatan: &[&str], channel: &str) -> TestOffice {
    let office = office(kecamatan, channel);
    timed(&office, &["terbitkan"]);
    fs::remove_dir_all(office.path("hasil/2026-11-23/pdf")).unwrap();
    office
}

/// A copy whose stick, where it has one, is plugged in.
fn copy(office: &TestOffice) -> TestOffice {
    let copy = office.copy();
    copy.write("lain/ini-flashdisk.txt", "");
    copy
}

/// The settings of a channel to a mail server on this machine.
fn mail(port: u16) -> String {
    format!(
        "email = {{ server = \"127.0.0.1\", port = {port}, keamanan = \"tanpa\", pengirim = \"Prokopimda <prokopimda@batola.test>\", per_menit = 60000, tenggat = 30 }}"
    )
}

/// A copy that mails to this server.
fn mailing(office: &TestOffice, server: &Server) -> TestOffice {
    let copy = office.copy();
    settings(&copy, &mail(server.port));
    copy
}

fn address(desa: &str) -> String {
    format!("{}@kim.test", desa.replace('.', ""))
}

/// A server that takes its time at every step, most of it over its last answer: a kill may fall in any.
fn slow() -> Manner {
    let steps = [(Stage::Mail, 4), (Stage::Rcpt, 4), (Stage::Data, 4), (Stage::Text, 4), (Stage::End, 40)];
    let rules = steps.map(|(stage, time)| Rule::always(stage, Fault::Silence(Duration::from_millis(time))));
    Manner { rules: rules.into(), ..Manner::default() }
}

/// How many mails each address has.
fn mails(server: &Server) -> BTreeMap<String, usize> {
    // What was on its way when the program was killed still arrives.
    thread::sleep(Duration::from_millis(100));
    let mut many = BTreeMap::new();
    server.recipients().into_iter().for_each(|to| *many.entry(to).or_default() += 1);
    many
}

/// One mail for each village.
fn made_once(office: &TestOffice) -> BTreeMap<String, usize> {
    ledger(office.root()).0.iter().map(|d| (address(d.desa.as_str()), 1)).collect()
}

/// What a ledger holds. A copy of it is read: what a kill left is for the program to put right.
fn ledger(office: &Path) -> (Vec<Delivery>, Vec<Attempt>) {
    let copy = TempDir::new().unwrap();
    for file in ["warta.db", "warta.db-wal"].iter().filter(|file| office.join(file).exists()) {
        fs::copy(office.join(file), copy.path().join(file)).unwrap();
    }
    waited(async {
        let ledger = Ledger::open(&copy.path().join("warta.db")).await.unwrap();
        let deliveries = ledger.deliveries(edition(), Ladder::after_days(7, Utc::now())).await.unwrap();
        let attempts = ledger.attempts(edition(), &RegionCode::parse("63").unwrap()).await.unwrap();
        ledger.close().await;
        (deliveries, attempts)
    })
}

fn attempts_of(attempts: &[Attempt], delivery: &Delivery) -> Vec<State> {
    attempts.iter().filter(|attempt| attempt.desa == delivery.desa).map(|attempt| attempt.state).collect()
}

/// Changes a ledger behind the program's back.
fn edit(office: &Path, statements: &[String]) {
    use sqlx::Connection;
    let url = format!("sqlite://{}?mode=rw", office.join("warta.db").display());
    waited(async {
        sqlx::any::install_default_drivers();
        let mut ledger = sqlx::AnyConnection::connect(&url).await.unwrap();
        for statement in statements {
            sqlx::query(sqlx::AssertSqlSafe(statement.clone())).execute(&mut ledger).await.unwrap();
        }
        ledger.close().await.unwrap();
    });
}

fn waited<T>(work: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(work)
}

/// Everything that was made, but for what is half-written, and the report, which tells when it was made.
fn results(office: &TestOffice) -> BTreeMap<String, Vec<u8>> {
    results_in(office, office.root().to_str().unwrap())
}

/// The same of an office folder elsewhere.
fn results_in(office: &TestOffice, root: &str) -> BTreeMap<String, Vec<u8>> {
    let is_made = |name: &str| !is_half_written(name) && !name.contains("laporan.xlsx");
    // An absolute path leads out of the folder that it is joined to.
    office.files(&format!("{root}/hasil")).into_iter().filter(|(name, _)| is_made(name)).collect()
}

/// The names of what is there and is not as expected.
fn odd<'a>(there: &'a BTreeMap<String, Vec<u8>>, expected: &BTreeMap<String, Vec<u8>>) -> Vec<&'a str> {
    there.iter().filter(|(name, bytes)| expected.get(*name) != Some(*bytes)).map(|(name, _)| name.as_str()).collect()
}

/// Bundles at a target; what is hidden is no bundle.
fn arrived(office: &TestOffice, target: &str) -> Vec<(String, Vec<u8>)> {
    office.files(target).into_iter().filter(|(name, _)| !name.starts_with('.')).collect()
}

fn assert_all_arrived(office: &TestOffice, target: &str, bundles: &[(String, Vec<u8>)], at: &str) {
    let there = arrived(office, target);
    assert!(there == bundles, "{at}: {:?}", there.iter().map(|(name, _)| name).collect::<Vec<_>>());
    there.iter().for_each(|(name, zip)| assert_whole(name, zip));
    let (deliveries, attempts) = ledger(office.root());
    assert_eq!(deliveries.len(), bundles.len(), "{at}");
    for delivery in &deliveries {
        let tried = attempts_of(&attempts, delivery);
        assert_eq!((delivery.state, tried.as_slice()), (State::Accepted, &[State::Accepted][..]), "{at}: {}", delivery.desa);
    }
}

fn assert_whole(name: &str, zip: &[u8]) {
    assert_eq!(verify(zip).unwrap().faults, Vec::<String>::new(), "{name}");
}

/// No fault of the program's own.
fn assert_no_fault(said: &str) {
    assert!(!said.contains("panicked") && !said.contains("kesalahan di dalam Warta"), "{said}");
}

/// What a run has begun to write, below a folder.
fn half_written(office: &TestOffice, folder: &str) -> Vec<String> {
    office.files(folder).into_iter().map(|(name, _)| name).filter(|name| is_half_written(name)).collect()
}

fn is_half_written(name: &str) -> bool {
    name.ends_with(".tmp")
}

/// A disk of memory, as small as one likes.
#[cfg(target_os = "linux")]
struct Disk(TempDir);

#[cfg(target_os = "linux")]
impl Disk {
    /// `None`, and it is said: this machine lets none be mounted.
    fn mount(options: &str) -> Option<Self> {
        let folder = TempDir::new().unwrap();
        let why = match Command::new("mount").args(["-t", "tmpfs", "-o", options, "tmpfs"]).arg(folder.path()).output() {
            Ok(answer) if answer.status.success() => return Some(Disk(folder)),
            Ok(answer) => String::from_utf8_lossy(&answer.stderr).trim().to_owned(),
            Err(error) => error.to_string(),
        };
        println!("tmpfs tidak dapat dipasang: {why}");
        None
    }

    fn remount(&self, options: &str) {
        let answer = Command::new("mount").args(["-o", &format!("remount,{options}")]).arg(self.0.path()).output().unwrap();
        assert!(answer.status.success(), "{options}: {}", String::from_utf8_lossy(&answer.stderr));
    }

    fn path(&self) -> &str {
        self.0.path().to_str().unwrap()
    }

    /// Puts an office's folder there.
    fn take(&self, office: &TestOffice) {
        for (file, bytes) in office.files("") {
            let path = self.0.path().join(file);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, bytes).unwrap();
        }
    }

    /// Runs the program over the folder there.
    fn warta(&self, command: &str) -> Answer {
        crate::support::warta(["-C", self.path(), command, EDITION])
    }

    /// Leaves so many pages free.
    fn fill(&self, left: usize) {
        use std::io::Write;
        let mut file = fs::File::create(self.filler()).unwrap();
        let mut pages = 0u64;
        while file.write_all(&[b'x'; 4096]).is_ok() {
            pages += 1;
        }
        file.set_len(4096 * (pages - left as u64)).unwrap();
    }

    fn clear(&self) {
        fs::remove_file(self.filler()).unwrap();
    }

    fn filler(&self) -> std::path::PathBuf {
        self.0.path().join("isi")
    }
}

#[cfg(target_os = "linux")]
impl Drop for Disk {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg("-l").arg(self.0.path()).status();
    }
}
