//! How fast and how heavy the desk is over a year's ledger: every page, warm and while it publishes; a receipt; its publishing beside the
//! terminal's; its memory.
//!
//! `cargo bench --bench desk [-- VILLAGES]` (201 where none is named). 2016 villages take some GB of disk.

#[allow(dead_code, reason = "each bench uses its part")]
mod measure;

use std::fmt::Write as _;
use std::io::{BufRead, BufReader, Cursor, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use chrono::{Days, Utc};
use measure::{copy_sample, warta};
use sqlx::{AnyConnection, AssertSqlSafe, Connection, Row};
use warta::model::EditionId;
use zip::write::SimpleFileOptions;

/// Requests of each kind.
const REQUESTS: usize = 40;
/// Editions in the ledger.
const EDITIONS: u64 = 52;
/// Pages beside those that the routes name.
const MORE: [&str; 5] =
    ["/arsip?cari=pasar", "/cari?cari=karya", "/kiriman?keadaan=diterima", "/kiriman?kecamatan={}", "/pratinjau?desa=handil"];

/// The limits: milliseconds of the 95th percentile; bytes; and the desk's time for the terminal's.
const GET_MS: f64 = 150.0;
const BUSY_MS: f64 = 400.0;
const POST_MS: f64 = 100.0;
const PAGE_BYTES: usize = 60_000;
const PACKED_BYTES: usize = 12_000;
const LOOK_BYTES: usize = 30_000;
const SLOWER: f64 = 1.03;

fn judged(is_within: bool) -> &'static str {
    if is_within { "ok" } else { "over" }
}

/// Milliseconds that so large a share of the requests kept within.
fn within(times: &[Duration], share: f64) -> f64 {
    let mut times = times.to_vec();
    times.sort();
    let at = (times.len() as f64 * share).ceil() as usize;
    times.get(at.saturating_sub(1)).map_or(f64::NAN, |time| time.as_secs_f64() * 1000.0)
}

/// Announces something to all villages that was not announced before.
fn announce(folder: &Path, edition: EditionId, number: usize) {
    let text = format!("Untuk: semua\n\n# Pasar murah {number}\n\nHari Rabu pukul 09.00 di balai desa: beras, gula dan minyak.\n");
    std::fs::write(folder.join(format!("edisi/{edition}/pengumuman/1.md")), text).expect("announcement");
}

/// An office of so many made-up villages, kecamatan of twelve, whose edition is this week's: a receipt of today is none too early.
fn make_office(folder: &Path, villages: usize, edition: EditionId) {
    copy_sample(folder, &["kim.xlsx", "pengumuman", "agenda.xlsx"]);
    let editions = folder.join("edisi");
    std::fs::rename(editions.join("2026-11-23"), editions.join(edition.to_string())).expect("edition");
    let mut registry = String::from("Kode,Desa/Kelurahan,Kecamatan,Kades/Lurah,Camat,KIM,RT\n");
    for at in 0..villages {
        let (district, village, name) = (at / 12, at % 12 + 2001, at * 7919 % 100_000);
        let (province, regency, kecamatan) = (11 + district / 184, 1 + district % 184 / 14, district % 14 + 1);
        let _ = write!(registry, "{province:02}.{regency:02}.{kecamatan:02}.{village},Karya {name},Handil {district},H. Kepala {name},");
        let _ = writeln!(registry, "Drs. Camat {district},KIM Karya {name},{}", at % 9 + 2);
    }
    std::fs::write(folder.join("kim.csv"), registry).expect("registry");
    let mut agenda = String::from("Tanggal;Waktu;Acara;Tempat;Pejabat\n");
    for at in 0..28 {
        let date = (edition.monday() + Days::new(at / 4)).format("%d-%m-%Y");
        let _ = writeln!(agenda, "{date};{:02}.30;Rapat koordinasi {at};Aula Kantor Bupati;Bupati", at % 4 * 2 + 8);
    }
    std::fs::write(editions.join(format!("{edition}/agenda.csv")), agenda).expect("agenda");
    std::fs::create_dir_all(editions.join(format!("{edition}/pengumuman"))).expect("announcements");
    announce(folder, edition, 0);
}

/// Runs a command to its end, which is to be a good one.
fn ended(command: &mut Command) -> Duration {
    let began = Instant::now();
    let output = command.output().expect("program");
    assert!(output.status.success(), "{command:?}: {}", String::from_utf8_lossy(&output.stderr));
    began.elapsed()
}

/// The office's ledger, to look into it and to change it behind the program's back.
struct Book(tokio::runtime::Runtime, AnyConnection);

impl Book {
    fn open(folder: &Path) -> Self {
        sqlx::any::install_default_drivers();
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("runtime");
        let url = format!("sqlite://{}?mode=rw", folder.join("warta.db").display());
        let book = runtime.block_on(AnyConnection::connect(&url)).expect("ledger");
        Book(runtime, book)
    }

    fn close(self) {
        self.0.block_on(self.1.close()).expect("ledger");
    }

    /// The texts of a statement's first column.
    fn texts(&mut self, statement: String) -> Vec<String> {
        let rows = self.0.block_on(sqlx::query(AssertSqlSafe(statement)).fetch_all(&mut self.1)).expect("rows");
        rows.iter().map(|row| row.get(0)).collect()
    }

    fn run(&mut self, statement: String) {
        self.0.block_on(sqlx::query(AssertSqlSafe(statement)).execute(&mut self.1)).expect("statement");
    }

    /// Copies an edition's rows of a table to the edition of so many weeks before. Moments are as much earlier, names follow; codes and
    /// serials are nobody else's, whatever their check characters say.
    fn copy(&mut self, table: &str, edition: EditionId, weeks: u64) {
        let before = weeks_before(edition, weeks);
        let number = |edition: EditionId| format!("'-{1}{0:02}-'", edition.number().0, edition.number().1);
        let value = |column: &String| match column.as_str() {
            "edition" => format!("'{before}'"),
            "code" => format!("printf('%04d-%04d', {weeks}, t.rowid)"),
            "receipt" => format!("(SELECT code FROM receipt r WHERE r.edition = '{before}' AND r.ralat = t.ralat AND r.desa = t.desa)"),
            "serial" => format!("replace(serial, {}, {})", number(edition), number(before)),
            "file" => format!("replace(file, '{edition}', '{before}')"),
            moment if moment == "at" || moment.ends_with("_at") => earlier(moment, weeks),
            column => column.to_owned(),
        };
        let columns = self.texts(format!("SELECT name FROM pragma_table_info('{table}')"));
        let values: Vec<String> = columns.iter().map(value).collect();
        let (columns, values) = (columns.join(", "), values.join(", "));
        self.run(format!("INSERT INTO {table} ({columns}) SELECT {values} FROM {table} t WHERE edition = '{edition}'"));
    }
}

fn weeks_before(edition: EditionId, weeks: u64) -> EditionId {
    EditionId::containing(edition.monday() - Days::new(7 * weeks))
}

fn earlier(moment: &str, weeks: u64) -> String {
    format!("strftime('%Y-%m-%dT%H:%M:%SZ', {moment}, '-{} days')", 7 * weeks)
}

/// Puts the edition's rows under the Mondays of a year before it, all of them delivered and three in four acknowledged.
fn fill(folder: &Path, edition: EditionId) {
    let mut book = Book::open(folder);
    for weeks in 1..EDITIONS {
        let before = weeks_before(edition, weeks);
        book.run("BEGIN".to_owned());
        for table in ["receipt", "bundle", "delivery", "attempt", "news", "archive", "serial"] {
            book.copy(table, edition, weeks);
        }
        book.run(format!(
            "INSERT INTO acknowledgement (edition, ralat, desa, number, received_on, received_by, recorded_at)
            SELECT edition, ralat, desa, 1, date(made_at, '+3 days'), 'Siti', strftime('%Y-%m-%dT%H:%M:%SZ', made_at, '+3 days')
            FROM bundle WHERE edition = '{before}' AND rowid % 4 > 0"
        ));
        book.run(format!(
            "UPDATE delivery AS d SET arrived_at = updated_at, state = CASE
                WHEN EXISTS (SELECT 1 FROM acknowledgement a WHERE a.edition = d.edition AND a.ralat = d.ralat AND a.desa = d.desa)
                THEN 'acknowledged' ELSE 'accepted' END
            WHERE edition = '{before}'"
        ));
        book.run("COMMIT".to_owned());
    }
    book.close();
}

/// A desk that is open; it ends with the measurement.
struct Desk {
    child: Child,
    host: String,
    /// `/SECRET`
    base: String,
}

impl Drop for Desk {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The desk's answer, and the time until all of it had come.
struct Reply {
    status: u16,
    head: String,
    body: Vec<u8>,
    took: Duration,
}

impl Reply {
    fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// Whether it is shown by a browser, and not kept as a file.
    fn is_page(&self) -> bool {
        self.head.contains("content-type: text/html") && !self.head.contains("content-disposition")
    }
}

impl Desk {
    fn open(folder: &Path) -> Self {
        let mut command = warta(folder, "--json");
        command.args(["meja", "--tanpa-peramban"]).stdout(Stdio::piped()).stderr(Stdio::null());
        let mut child = command.spawn().expect("desk");
        let mut line = String::new();
        BufReader::new(child.stdout.take().expect("output")).read_line(&mut line).expect("address");
        let facts: serde_json::Value = serde_json::from_str(&line).expect("address");
        let address = facts["alamat"].as_str().and_then(|address| address.strip_prefix("http://")).expect("address");
        let (host, secret) = address.trim_end_matches('/').split_once('/').expect("address");
        Desk { child, host: host.to_owned(), base: format!("/{secret}") }
    }

    fn get(&self, path: &str) -> Reply {
        self.ask("GET", path, "")
    }

    fn ask(&self, method: &str, path: &str, form: &str) -> Reply {
        let (host, base, length) = (&self.host, &self.base, form.len());
        let kind = if form.is_empty() { "" } else { "Content-Type: application/x-www-form-urlencoded\r\n" };
        let head = format!("{method} {base}{path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n{kind}Content-Length: {length}\r\n\r\n");
        let began = Instant::now();
        let mut stream = TcpStream::connect(host).expect("desk");
        stream.write_all(format!("{head}{form}").as_bytes()).expect("request");
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).expect("answer");
        let took = began.elapsed();
        let at = answer.windows(4).position(|window| window == b"\r\n\r\n").expect("head");
        let body = answer.split_off(at + 4);
        let head = String::from_utf8_lossy(&answer).into_owned();
        assert!(!head.contains("transfer-encoding"), "{path} is chunked: its size is not told");
        Reply { status: head.split(' ').nth(1).and_then(|status| status.parse().ok()).expect("status"), head, body, took }
    }

    /// The page to which a form leads.
    fn led(&self, path: &str, form: &str) -> (String, Duration) {
        let reply = self.ask("POST", path, form);
        let leads = reply.head.lines().find_map(|line| line.strip_prefix("location: ")?.strip_prefix(self.base.as_str()));
        (leads.unwrap_or_else(|| panic!("{path} leads nowhere: {}", reply.text())).to_owned(), reply.took)
    }

    /// Asks to publish; gives the job's page.
    fn publish(&self) -> String {
        let job = self.led("/terbitkan", "disetujui=").0;
        assert!(job.starts_with("/pekerjaan/"), "it leads to {job}");
        job.split('?').next().unwrap_or_default().to_owned()
    }

    /// Follows a job as its page does, until it has ended or someone is done with it, who stops it; gives its state.
    fn follow(&self, job: &str, is_done: &AtomicBool) -> String {
        let (mut since, mut is_stopped) = ("0".to_owned(), false);
        loop {
            since = self.get(&format!("/langsung/{since}")).text();
            let page = self.get(job).text();
            let state = page.split_once("Keadaan: <span").and_then(|(_, rest)| rest.split(['>', '<']).nth(1)).unwrap_or_default();
            if !["menunggu", "bekerja"].contains(&state) {
                return state.to_owned();
            }
            if is_done.load(Ordering::Relaxed) && !std::mem::replace(&mut is_stopped, true) {
                self.led(&format!("{job}/hentikan"), "");
            }
        }
    }

    /// A line of what the system tells of the process, in MiB.
    fn memory(&self, key: &str) -> u64 {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id())).unwrap_or_default();
        let line = status.lines().find_map(|line| line.strip_prefix(key)?.split_whitespace().next()?.parse::<u64>().ok());
        line.unwrap_or_default() / 1024
    }
}

/// A page's size when it is packed as gzip does.
fn packed(body: &[u8]) -> usize {
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    writer.start_file("a", SimpleFileOptions::default()).expect("packed");
    writer.write_all(body).expect("packed");
    let mut archive = zip::ZipArchive::new(writer.finish().expect("packed")).expect("packed");
    // The head and the end of a gzip stream are as long.
    archive.by_index(0).expect("packed").compressed_size() as usize + 18
}

/// A page, file or picture, and the times in which it came.
struct Asked {
    path: String,
    status: u16,
    is_page: bool,
    raw: usize,
    packed: usize,
    warm: Vec<Duration>,
    busy: Vec<Duration>,
}

/// All that can be had by GET, at the addresses to which the desk's own pages lead.
fn addresses(desk: &Desk) -> Vec<String> {
    let named = include_str!("../src/web/routes.rs").lines().filter_map(|line| line.trim().strip_prefix("get(\"")?.split('"').next());
    let mut routes: Vec<&str> = named.chain(MORE).collect();
    routes.sort_by_key(|route| route.contains('{'));
    let (mut paths, mut pages) = (Vec::new(), Vec::new());
    for route in routes {
        let path = match route.split_once('{') {
            None => Some(route.to_owned()),
            Some(("/langsung/", _)) => Some("/langsung/0".to_owned()),
            Some((begin, _)) => {
                let begin = format!("\"{}{begin}", desk.base);
                let link = pages.iter().find_map(|page: &String| page.split_once(&begin)?.1.split('"').next());
                link.map(|rest| format!("{}{rest}", &begin[desk.base.len() + 1..]).replace("&#38;", "&"))
            }
        };
        match path {
            Some(path) => {
                pages.push(desk.get(&path).text());
                paths.push(path);
            }
            None => println!("{route}: no page leads there, so it is not measured"),
        }
    }
    paths
}

/// Each of them, asked for again and again.
fn warm(desk: &Desk, path: String) -> Asked {
    let first = desk.get(&path);
    let warm = (0..REQUESTS).map(|_| desk.get(&path).took).collect();
    let (raw, packed) = (first.body.len(), packed(&first.body));
    Asked { status: first.status, is_page: first.is_page(), raw, packed, warm, busy: Vec::new(), path }
}

/// The same, in turn, while the desk publishes what was announced anew. Gives how many jobs there were.
fn busy(desk: &Desk, folder: &Path, edition: EditionId, all: &mut [Asked]) -> usize {
    let is_done = AtomicBool::new(false);
    let publish = |number: &usize| {
        announce(folder, edition, *number);
        desk.follow(&desk.publish(), &is_done);
        !is_done.load(Ordering::Relaxed)
    };
    thread::scope(|scope| {
        let publishing = scope.spawn(|| (1..).take_while(publish).count() + 1);
        thread::sleep(Duration::from_millis(500));
        for _ in 0..REQUESTS {
            all.iter_mut().for_each(|asked| asked.busy.push(desk.get(&asked.path).took));
        }
        is_done.store(true, Ordering::Relaxed);
        publishing.join().expect("publishing")
    })
}

fn table(all: &[Asked]) {
    println!("{:44} status     raw  packed   warm ms: median, p95   at work: median, p95", "GET");
    for Asked { path, status, is_page, raw, packed, warm, busy } in all {
        let limits = [
            (*is_page && *raw > PAGE_BYTES, "bytes"),
            (*is_page && *packed > PACKED_BYTES, "packed"),
            (within(warm, 0.95) > GET_MS, "warm"),
            (within(busy, 0.95) > BUSY_MS, "at work"),
        ];
        let over: Vec<&str> = limits.into_iter().filter(|(is_over, _)| *is_over).map(|(_, what)| what).collect();
        let [warm, slow_warm, busy, slow_busy] = [within(warm, 0.5), within(warm, 0.95), within(busy, 0.5), within(busy, 0.95)];
        let shown: String = path.chars().take(44).collect();
        println!(
            "{shown:44} {status:6} {raw:7} {packed:7} {warm:13.1} {slow_warm:8.1} {busy:13.1} {slow_busy:8.1}   {} {}",
            judged(over.is_empty()),
            over.join(", ")
        );
    }
    let look: usize = all.iter().filter(|asked| asked.path.starts_with("/meja.")).map(|asked| asked.raw).sum();
    println!("style and script: {look} bytes, at most {LOOK_BYTES}: {}", judged(look <= LOOK_BYTES));
}

/// Receipts of the edition as they are typed one after the other.
fn receipts(desk: &Desk, folder: &Path, edition: EditionId) {
    let mut book = Book::open(folder);
    let codes = book.texts(format!("SELECT receipt FROM bundle WHERE edition = '{edition}' ORDER BY desa LIMIT {}", REQUESTS + 1));
    let took: Vec<Duration> = codes.iter().map(|code| desk.led("/tanda-terima", &format!("kode={code}&nama=Siti&tanggal=")).1).collect();
    let recorded = book.texts(format!("SELECT desa FROM acknowledgement WHERE edition = '{edition}'"));
    book.close();
    assert_eq!(recorded.len(), codes.len(), "receipts that are not on record");
    // The first opens what the others find open.
    let (median, slow) = (within(&took[1..], 0.5), within(&took[1..], 0.95));
    println!("POST /tanda-terima: median {median:.1} ms, p95 {slow:.1} ms, at most {POST_MS}: {}", judged(slow <= POST_MS));
}

/// The same work from the terminal and from the desk, in turn, on two copies of an office.
fn beside_the_terminal(terminal: &Path, other: &Path, edition: EditionId, pairs: usize) {
    let desk = Desk::open(other);
    let (mut typed, mut pressed) = (Vec::new(), Vec::new());
    for number in 1..=pairs {
        [terminal, other].iter().for_each(|folder| announce(folder, edition, number));
        // The desk reads what is saved; nobody presses a button sooner.
        desk.get("/periksa");
        thread::sleep(Duration::from_secs(2));
        desk.get("/terbitkan");
        let mut press = || {
            let began = Instant::now();
            let state = desk.follow(&desk.publish(), &AtomicBool::new(false));
            assert_eq!(state, "selesai");
            pressed.push(began.elapsed());
        };
        if number % 2 == 0 {
            press();
        }
        typed.push(ended(&mut warta(terminal, "terbitkan")));
        if number % 2 == 1 {
            press();
        }
        let (typed, pressed) = (typed[number - 1].as_secs_f64(), pressed[number - 1].as_secs_f64());
        println!("  terbitkan: terminal {typed:.2} s, desk {pressed:.2} s");
    }
    let ratio = within(&pressed, 0.5) / within(&typed, 0.5);
    println!("terbitkan, desk/terminal by medians: {ratio:.3}, at most {SLOWER}: {}", judged(ratio <= SLOWER));
}

fn main() {
    let villages: usize = std::env::args().skip(1).find_map(|arg| arg.parse().ok()).unwrap_or(201);
    let edition = EditionId::containing(Utc::now().date_naive());
    // On the disk on which programs are built: a receipt's time is that of a write that reaches the disk.
    let disk = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).expect("folder");
    let [folder, terminal, other] = ["kantor", "terminal", "meja"].map(|name| disk.path().join(name));
    make_office(&folder, villages, edition);
    ended(&mut warta(&folder, "terbitkan"));
    ended(Command::new("cp").arg("-a").args([&folder, &terminal]));
    ended(&mut warta(&folder, "kirim"));
    [&folder, &terminal].iter().for_each(|folder| fill(folder, edition));
    ended(Command::new("cp").arg("-a").args([&terminal, &other]));
    let size = std::fs::metadata(folder.join("warta.db")).map_or(0, |metadata| metadata.len() >> 20);
    println!("{villages} villages, {EDITIONS} editions, a ledger of {size} MiB; {REQUESTS} requests each");

    let desk = Desk::open(&folder);
    // Nothing is to be made yet: its page shows the papers for the office.
    desk.follow(&desk.publish(), &AtomicBool::new(false));
    let mut all: Vec<Asked> = addresses(&desk).into_iter().map(|path| warm(&desk, path)).collect();
    receipts(&desk, &folder, edition);
    let jobs = busy(&desk, &folder, edition, &mut all);
    table(&all);
    println!("at work: {jobs} jobs");
    // The typesetter's memory of the pages is let go of after a while.
    thread::sleep(Duration::from_secs(30));
    let (idle, peak, most) = (desk.memory("VmRSS:"), desk.memory("VmHWM:"), if villages <= 500 { 60 } else { 120 });
    println!("memory: {idle} MiB idle after all, at most {most}: {}; {peak} MiB at its peak", judged(idle <= most));
    drop(desk);
    beside_the_terminal(&terminal, &other, edition, if villages <= 500 { 5 } else { 3 });
}
