//! The desk on the office's network: accounts, passwords, sessions, certificates, and the door itself.

use std::fs;
use std::io::{BufRead, BufReader, Read};
use std::net::{IpAddr, Ipv4Addr, TcpListener};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};

use chrono::{DateTime, TimeDelta, Utc};
use regex::Regex;
use rust_xlsxwriter::Workbook;
use tokio_rustls::rustls::crypto::ring::default_provider;
use tokio_rustls::rustls::pki_types::ServerName;
use tokio_rustls::rustls::{ClientConfig, RootCertStore};
use tokio_rustls::{TlsAcceptor, TlsConnector};
use warta::desk::people::{self, Attempt, NewPassword, Role, SESSION};
use warta::folder::Folder;
use warta::ledger::{EventFilter, Ledger};
use warta::web::session::{self, Tries};
use warta::web::tls::{Authority, is_private};

use crate::desk_support::{Reply, raw};
use crate::support::{TestOffice, barambai};

fn now() -> DateTime<Utc> {
    "2026-11-25T01:00:00Z".parse().unwrap()
}

fn folder(office: &TestOffice) -> Folder {
    Folder::new(office.root())
}

#[tokio::test]
async fn the_first_account_is_made_at_the_machine_and_manages() {
    let office = TestOffice::barambai();
    let folder = folder(&office);
    assert!(!people::is_managed(&folder, now()).await.unwrap());
    assert!(!office.path("warta.db").exists(), "a question makes no ledger");
    let first = people::add_at_the_machine(&folder, "  Rahma   Wati ", now()).await.unwrap();
    let second = people::add_at_the_machine(&folder, "Siti", now()).await.unwrap();
    assert_eq!(first.name, "Rahma Wati");
    assert!(first.password.len() == 19 && first.password != second.password, "drawn: {}", first.password.len());
    assert!(!format!("{first:?}").contains(&first.password), "a log does not have it");
    let all = people::people(&folder, now()).await.unwrap();
    let facts: Vec<_> = all.iter().map(|person| (person.name.as_str(), person.role, person.is_manager)).collect();
    assert_eq!(facts, [("Rahma Wati", Role::Publisher, true), ("Siti", Role::Clerk, false)]);
    // A name that differs in capitals only would be taken for another's.
    let fault = people::add(&folder, "SITI", Role::Clerk, false, now()).await.unwrap_err();
    assert_eq!(fault[0].code, "orang.sudah-ada");
    for name in ["", "   ", "7", "<b>Siti", "Siti\u{202e}", &"a".repeat(61)] {
        assert_eq!(people::add(&folder, name, Role::Clerk, false, now()).await.unwrap_err()[0].code, "orang.nama-tidak-sah", "{name:?}");
    }
    let nowhere = Folder::new(office.path("edisi"));
    assert_eq!(people::add_at_the_machine(&nowhere, "Siti", now()).await.unwrap_err()[0].code, "orang.bukan-kantor");
}

#[tokio::test]
async fn a_password_is_recognised_and_none_is_on_record() {
    let office = TestOffice::barambai();
    let folder = folder(&office);
    let rahma = people::add_at_the_machine(&folder, "Rahma", now()).await.unwrap();
    let attempt = async |name: &str, password: &str| people::recognise(&folder, name, password, now()).await.unwrap();
    assert!(matches!(attempt(" rahma ", &rahma.password).await, Attempt::Recognised(person) if person.name == "Rahma"));
    assert_eq!(attempt("Rahma", "bukan-kata-sandinya").await, Attempt::WrongPassword("Rahma".to_owned()));
    assert_eq!(attempt("Rahma", &"x".repeat(100_000)).await, Attempt::WrongPassword("Rahma".to_owned()));
    assert_eq!(attempt("Siti", &rahma.password).await, Attempt::UnknownName);
    assert_eq!(attempt("' OR 1 = 1 --", &rahma.password).await, Attempt::UnknownName);
    // By the time that it takes nobody learns whether a name is known.
    let shortest = async |name: &str| {
        let mut shortest = Duration::MAX;
        for _ in 0..3 {
            let began = Instant::now();
            attempt(name, "bukan-kata-sandinya").await;
            shortest = shortest.min(began.elapsed());
        }
        shortest
    };
    let (known, unknown) = (shortest("Rahma").await, shortest("Siti").await);
    assert!(unknown * 3 > known && known * 3 > unknown, "{known:?} and {unknown:?}");
    let ledger = fs::read(office.path("warta.db")).unwrap();
    let is_there = |text: &str| ledger.windows(text.len()).any(|window| window == text.as_bytes());
    assert!(is_there("$argon2id$v=19$") && !is_there(&rahma.password));
}

#[tokio::test]
async fn a_person_changes_the_password_by_the_rules() {
    let office = TestOffice::barambai();
    let folder = folder(&office);
    let given = people::add_at_the_machine(&folder, "Rahma Wati Dewi", now()).await.unwrap();
    let old = given.password.as_str();
    for digest in ["ini", "lain"] {
        people::begin_session(&folder, digest, "Rahma Wati Dewi", "192.168.1.7", now()).await.unwrap();
    }
    let change = async |old: &str, new: &str, again: &str| {
        people::change_password(&folder, "Rahma Wati Dewi", NewPassword { old, new, again }, "ini", now()).await
    };
    let refused = [
        ("salah", "kuda baterai staples", "kuda baterai staples", "orang.sandi-keliru"),
        (old, "kuda baterai", "kuda baterai", "orang.sandi-pendek"),
        (old, "RAHMA wati dewi", "RAHMA wati dewi", "orang.sandi-nama"),
        (old, old, old, "orang.sandi-lama"),
        (old, "kuda baterai staples", "kuda baterai stapler", "orang.sandi-berbeda"),
    ];
    for (old, new, again, code) in refused {
        assert_eq!(change(old, new, again).await.unwrap_err()[0].code, code);
    }
    assert!(people::of_session(&folder, "lain", now()).await.unwrap().is_some(), "nothing has changed");
    change(old, "kuda baterai staples", "kuda baterai staples").await.unwrap();
    assert!(people::of_session(&folder, "ini", now()).await.unwrap().is_some());
    assert!(people::of_session(&folder, "lain", now()).await.unwrap().is_none(), "other browsers are out");
    assert!(matches!(people::recognise(&folder, "Rahma Wati Dewi", old, now()).await.unwrap(), Attempt::WrongPassword(_)));
}

#[tokio::test]
async fn someone_always_manages_the_desk() {
    let office = TestOffice::barambai();
    let folder = folder(&office);
    people::add_at_the_machine(&folder, "Rahma", now()).await.unwrap();
    people::add(&folder, "Siti", Role::Clerk, false, now()).await.unwrap();
    for code in [
        people::change(&folder, "Rahma", Role::Publisher, false, now()).await.unwrap_err()[0].code,
        people::end(&folder, "Rahma", now()).await.unwrap_err()[0].code,
    ] {
        assert_eq!(code, "orang.pengelola-terakhir");
    }
    people::change(&folder, "Siti", Role::Observer, true, now()).await.unwrap();
    people::begin_session(&folder, "rahma", "Rahma", "192.168.1.7", now()).await.unwrap();
    people::end(&folder, "Rahma", now()).await.unwrap();
    assert!(people::of_session(&folder, "rahma", now()).await.unwrap().is_none(), "an ended account has no session");
    assert_eq!(people::begin_session(&folder, "lagi", "Rahma", "192.168.1.7", now()).await.unwrap_err()[0].code, "orang.tidak-ada");
    assert_eq!(people::reset(&folder, "Rahma", now()).await.unwrap_err()[0].code, "orang.tidak-ada");
    // The name may come back, with the rights that it is given now.
    people::add(&folder, "Rahma", Role::Clerk, false, now()).await.unwrap();
    let all = people::people(&folder, now()).await.unwrap();
    let facts: Vec<_> = all.iter().map(|person| (person.name.as_str(), person.role, person.is_manager)).collect();
    assert_eq!(facts, [("Rahma", Role::Clerk, false), ("Siti", Role::Observer, true)]);
}

#[tokio::test]
async fn a_session_is_known_by_its_digest_alone_and_ends() {
    let office = TestOffice::barambai();
    let folder = folder(&office);
    people::add_at_the_machine(&folder, "Rahma", now()).await.unwrap();
    let secret = session::secret().unwrap();
    let digest = session::digest_of(&secret);
    assert!(secret.len() == 64 && secret != session::secret().unwrap());
    people::begin_session(&folder, &digest, "Rahma", "192.168.1.7", now()).await.unwrap();
    let at =
        async |digest: &str, after: TimeDelta| people::of_session(&folder, digest, now() + after).await.unwrap().map(|person| person.name);
    assert_eq!(at(&digest, TimeDelta::minutes(30)).await.as_deref(), Some("Rahma"));
    assert_eq!(at(&secret, TimeDelta::zero()).await, None, "the secret itself is not on record");
    assert_eq!(at(&digest, SESSION).await, None, "ten hours later it is over");
    let ledger = Ledger::open(&folder.ledger()).await.unwrap();
    let seen = ledger.session(&digest, now()).await.unwrap().unwrap().seen_at;
    assert_eq!(seen, now() + TimeDelta::minutes(30));
    ledger.close().await;
    people::end_session(&folder, &digest).await.unwrap();
    assert_eq!(at(&digest, TimeDelta::zero()).await, None);
    for digest in ["satu", "dua"] {
        people::begin_session(&folder, digest, "Rahma", "192.168.1.7", now()).await.unwrap();
    }
    assert_eq!(people::people(&folder, now()).await.unwrap()[0].sessions, 2);
    assert_eq!(people::end_sessions(&folder, "rahma", now()).await.unwrap(), ("Rahma".to_owned(), 2));
    people::begin_session(&folder, "tiga", "Rahma", "192.168.1.7", now()).await.unwrap();
    people::reset(&folder, "Rahma", now()).await.unwrap();
    assert_eq!(at("tiga", TimeDelta::zero()).await, None, "a new password ends the sessions of the old");
    let cookie = session::cookie(Some(&secret));
    let cookie = cookie.to_str().unwrap();
    assert!(
        cookie.starts_with("__Host-meja=") && cookie.ends_with("; Path=/; Max-Age=36000; Secure; HttpOnly; SameSite=Strict"),
        "{cookie}"
    );
}

#[test]
fn five_tries_a_minute_by_account_and_by_address() {
    let (tries, began) = (Tries::default(), Instant::now());
    let address = |last: u8| IpAddr::V4(Ipv4Addr::new(192, 168, 1, last));
    let at = |seconds: u64| began + Duration::from_secs(seconds);
    for second in 0..5 {
        assert!(tries.allow(["Rahma", "rahma ", "RAHMA"][second as usize % 3], address(second as u8), at(second)));
    }
    assert!(!tries.allow("Rahma", address(9), at(5)), "the account, from a sixth address");
    assert!(tries.allow("Siti", address(8), at(5)), "another account");
    for (second, name) in (6..).zip(["a", "b", "c", "d"]) {
        assert!(tries.allow(name, address(8), at(second)));
    }
    assert!(!tries.allow("e", address(8), at(10)), "the address, whatever the account");
    assert!(tries.allow("Rahma", address(9), at(60)), "a minute after the first");
    assert!(!tries.allow("Rahma", address(10), at(60)), "and no more than the minute has");
}

#[test]
fn only_addresses_of_an_office_are_private() {
    let is = |address: &str| is_private(address.parse().unwrap());
    for address in
        ["127.0.0.1", "10.1.2.3", "172.16.0.1", "172.31.9.9", "192.168.100.7", "169.254.1.1", "::1", "fd12::7", "::ffff:10.0.0.1"]
    {
        assert!(is(address), "{address}");
    }
    for address in ["0.0.0.0", "::", "8.8.8.8", "172.32.0.1", "192.169.0.1", "100.64.0.1", "2001:db8::1", "::ffff:8.8.8.8", "224.0.0.1"] {
        assert!(!is(address), "{address}");
    }
}

/// Whether a browser that trusts the authority talks to a server that says it is of this name.
async fn is_trusted(authority: &Authority, hosts: &[&str], address: IpAddr, name: &str) -> bool {
    let hosts: Vec<String> = hosts.iter().map(|host| (*host).to_owned()).collect();
    // Certificates are valid by the clock of this computer.
    let server = authority.server(&hosts, address, Utc::now().date_naive()).unwrap();
    let mut roots = RootCertStore::empty();
    roots.add(authority.certificate().clone()).unwrap();
    let client = ClientConfig::builder_with_provider(Arc::new(default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(roots)
        .with_no_client_auth();
    let (here, there) = tokio::io::duplex(1 << 16);
    let accepting = TlsAcceptor::from(Arc::new(server)).accept(there);
    let connector = TlsConnector::from(Arc::new(client));
    let connecting = connector.connect(ServerName::try_from(name.to_owned()).unwrap(), here);
    let (_, connected) = tokio::join!(accepting, connecting);
    connected.is_ok()
}

#[tokio::test]
async fn the_authority_vouches_for_this_machine_and_nothing_else() {
    let office = TestOffice::barambai();
    let folder = folder(&office);
    let hosts = ["pc-prokopim.local".to_owned(), "pc-prokopim".to_owned()];
    let today = Utc::now().date_naive();
    let authority = Authority::of(&folder, &hosts, today).unwrap();
    assert!(authority.is_new);
    let (desk, elsewhere): (IpAddr, IpAddr) = ("192.168.1.10".parse().unwrap(), "8.8.8.8".parse().unwrap());
    let ours = ["pc-prokopim.local", "pc-prokopim"];
    for name in ["pc-prokopim.local", "pc-prokopim", "192.168.1.10"] {
        assert!(is_trusted(&authority, &ours, desk, name).await, "{name}");
    }
    assert!(!is_trusted(&authority, &ours, desk, "192.168.1.11").await, "another machine");
    // Whoever has its key can make certificates; computers that trust it refuse them.
    assert!(!is_trusted(&authority, &["baritokualakab.go.id"], desk, "baritokualakab.go.id").await);
    assert!(!is_trusted(&authority, &ours, elsewhere, "8.8.8.8").await);
    // It stays the same, so that the office's computers know it, until the machine has another name.
    let again = Authority::of(&folder, &hosts, today).unwrap();
    assert!(!again.is_new);
    assert_eq!(again.fingerprint(), authority.fingerprint());
    assert!(is_trusted(&again, &ours, "10.0.0.7".parse().unwrap(), "10.0.0.7").await, "another address");
    let renamed = Authority::of(&folder, &["pc-baru".to_owned()], today).unwrap();
    assert!(renamed.is_new && renamed.fingerprint() != authority.fingerprint());
    assert_eq!(renamed.fingerprint().len(), 32 * 3 - 1);
    assert_eq!(renamed.thumbprint().len(), 20 * 3 - 1);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = fs::metadata(office.path("rahasia/.meja-kantor.json")).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }
}

/// A desk behind a proxy: plain requests reach it, as the proxy's would.
struct Behind {
    child: Child,
    host: String,
}

impl Drop for Behind {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

const NAME: &str = "meja.contoh.go.id";

impl Behind {
    fn open(office: &TestOffice) -> Self {
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let mut child = Command::new(env!("CARGO_BIN_EXE_warta"))
            .env("XDG_STATE_HOME", office.state())
            .arg("-C")
            .arg(office.root())
            .args(["--json", "meja", "--tanpa-peramban", "--kantor", "--proksi", "https://meja.contoh.go.id", "--porta", &port.to_string()])
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        assert!(line.contains("https://meja.contoh.go.id/"), "{line}");
        Behind { child, host: format!("127.0.0.1:{port}") }
    }

    fn request(&self, method: &str, path: &str, headers: &str, fields: &[(&str, &str)]) -> Reply {
        let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
        let kind = if method == "POST" { "Content-Type: application/x-www-form-urlencoded\r\n" } else { "" };
        let length = body.len();
        let head =
            format!("{method} {path} HTTP/1.1\r\nHost: {NAME}\r\n{kind}{headers}Connection: close\r\nContent-Length: {length}\r\n\r\n");
        raw(&self.host, head.as_bytes(), body.as_bytes())
    }

    /// Signs in; gives the cookie as a header of requests.
    fn sign_in(&self, name: &str, password: &str) -> String {
        let reply = self.request("POST", "/masuk", "", &[("nama", name), ("sandi", password)]);
        assert_eq!(reply.status, 303, "{}", reply.text());
        let cookie = reply.header("set-cookie").unwrap().split(';').next().unwrap().to_owned();
        format!("Cookie: {cookie}\r\n")
    }
}

/// The password that the terminal shows for a new account.
fn account(office: &TestOffice, name: &str) -> String {
    let answer = office.warta(&["meja", "--orang-baru", name]);
    assert_eq!(answer.code, 0, "{}", answer.stderr);
    let is_password = |word: &&str| word.len() == 19 && word.split('-').map(str::len).eq([4; 4]);
    answer.stdout.split_whitespace().find(is_password).unwrap_or_else(|| panic!("no password: {}", answer.stdout)).to_owned()
}

#[test]
fn the_desk_is_not_opened_to_anyone_or_for_nobody() {
    let office = TestOffice::small();
    let answer = office.warta(&["meja", "--tanpa-peramban", "--kantor", "--alamat", "127.0.0.1"]);
    assert_ne!(answer.code, 0);
    assert!(answer.stderr.contains("belum ada akun pengelola") && answer.stderr.contains("--orang-baru"), "{}", answer.stderr);
    account(&office, "Rahma");
    for (arguments, words) in [
        (["--alamat", "0.0.0.0"], "bukan alamat jaringan kantor"),
        (["--alamat", "8.8.8.8"], "bukan alamat jaringan kantor"),
        (["--proksi", "http://meja.contoh.go.id"], "alamat https"),
        (["--proksi", "https://meja.contoh.go.id/sub"], "alamat https"),
    ] {
        let answer = office.warta(&["meja", "--tanpa-peramban", "--kantor", arguments[0], arguments[1]]);
        assert_ne!(answer.code, 0, "{arguments:?}");
        assert!(answer.stderr.contains(words), "{arguments:?}: {}", answer.stderr);
    }
}

#[test]
fn a_person_signs_in_works_and_leaves() {
    let office = TestOffice::small();
    let (rahma, siti) = (account(&office, "Rahma"), account(&office, "Siti"));
    let desk = Behind::open(&office);
    // Without a session nothing of the office is shown.
    let reply = desk.request("GET", "/riwayat?cari=x", "", &[]);
    assert_eq!((reply.status, reply.header("location")), (303, Some("/masuk?ke=%2Friwayat%3Fcari%3Dx")));
    assert_eq!(desk.request("GET", "/langsung/1", "Sec-Fetch-Mode: cors\r\n", &[]).status, 401);
    let reply = desk.request("GET", "/masuk", "", &[]);
    assert!(reply.status == 200 && !reply.body.contains("Barito"), "{}", reply.text());
    assert!(reply.head.contains("frame-ancestors 'none'"), "{}", reply.head);
    // A wrong password and an unknown name get the same words, byte for byte.
    let from = "X-Forwarded-For: 192.168.1.66\r\n";
    let wrong = |name: &str| desk.request("POST", "/masuk", from, &[("nama", name), ("sandi", "bukan-kata-sandinya")]);
    let (known, unknown) = (wrong("Siti"), wrong("Sita"));
    assert_eq!((known.status, unknown.status), (401, 401));
    assert!(known.text().contains("Nama atau kata sandi keliru"), "{}", known.text());
    assert_eq!(known.body.replace("Siti", "NAMA"), unknown.body.replace("Sita", "NAMA"));
    // A form that another site sends is no try at all.
    assert_eq!(desk.request("POST", "/masuk", "Sec-Fetch-Site: cross-site\r\n", &[("nama", "Rahma"), ("sandi", &rahma)]).status, 403);
    let (cookie, of_siti) = (desk.sign_in("Rahma", &rahma), desk.sign_in("Siti", &siti));
    assert_eq!(desk.request("GET", "/orang", &cookie, &[]).status, 200);
    // The roles hold.
    let reply = desk.request("POST", "/orang", &of_siti, &[("nama", "Budi"), ("peran", "penerbit")]);
    assert_eq!(reply.status, 403, "{}", reply.text());
    let reply = desk.request("POST", "/orang", &cookie, &[("nama", "Budi"), ("peran", "pengamat")]);
    assert_eq!(reply.status, 303, "{}", reply.text());
    assert!(!desk.request("GET", "/orang", &of_siti, &[]).text().contains("Kata sandi Budi"), "of her who asked for it");
    assert!(desk.request("GET", "/orang", &cookie, &[]).text().contains("Kata sandi Budi:"));
    assert!(!desk.request("GET", "/orang", &cookie, &[]).text().contains("Kata sandi Budi:"), "once");
    // Sessions end, and what was typed is not lost.
    assert_eq!(desk.request("POST", "/keluar", &cookie, &[]).status, 303);
    let reply = desk.request("POST", "/tanda-terima", &cookie, &[("kode", "7KQ2-X9FM")]);
    assert!(reply.status == 401 && reply.body.contains("kode=7KQ2-X9FM"), "{} {}", reply.status, reply.text());
    let fields = [("nama", "Rahma"), ("sandi", rahma.as_str()), ("ke", "/tanda-terima"), ("isi", "kode=7KQ2-X9FM")];
    let reply = desk.request("POST", "/masuk", "", &fields);
    assert!(
        reply.status == 200 && reply.body.contains("value=\"7KQ2-X9FM\"") && reply.text().contains("Kirim yang tadi"),
        "{}",
        reply.text()
    );
    // Nobody is led elsewhere.
    let reply = desk.request("POST", "/masuk", "", &[("nama", "Siti"), ("sandi", &siti), ("ke", "//contoh.com/")]);
    assert_eq!(reply.header("location"), Some("/"));
}

#[test]
fn tries_are_few_and_on_record() {
    let office = TestOffice::small();
    let rahma = account(&office, "Rahma");
    let desk = Behind::open(&office);
    let attempt = |from: &str, password: &str| {
        desk.request("POST", "/masuk", &format!("X-Forwarded-For: 6.6.6.6, {from}\r\n"), &[("nama", "Rahma"), ("sandi", password)])
    };
    for number in 0..5 {
        assert_eq!(attempt(&format!("192.168.1.{number}"), "rahasia-yang-salah").status, 401);
    }
    let reply = attempt("192.168.1.77", &rahma);
    assert!(reply.status == 429 && reply.text().contains("Tunggu satu menit"), "even the right one: {}", reply.text());
    drop(desk);
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let events = runtime.block_on(async {
        let ledger = Ledger::open(&office.path("warta.db")).await.unwrap();
        ledger.events(&EventFilter::default(), 99).await.unwrap()
    });
    let told: Vec<_> = events.iter().filter(|event| event.action == "POST /masuk").map(|event| event.outcome.as_str()).collect();
    assert_eq!(told.len(), 5);
    assert_eq!(told[0], "ditolak: kata sandi Rahma keliru, dari 192.168.1.4");
    assert!(events.iter().all(|event| !format!("{event:?}").contains("rahasia-yang-salah")), "no password is on record");
}

#[test]
fn the_certificate_is_had_beside_the_desk() {
    let office = TestOffice::small();
    account(&office, "Rahma");
    // Two free ports that follow each other.
    let port = (0..50)
        .find_map(|_| {
            let first = TcpListener::bind("127.0.0.1:0").ok()?;
            let port = first.local_addr().ok()?.port();
            TcpListener::bind(("127.0.0.1", port.checked_add(1)?)).ok().map(|_| port)
        })
        .unwrap();
    let mut child = Command::new(env!("CARGO_BIN_EXE_warta"))
        .env("XDG_STATE_HOME", office.state())
        .arg("-C")
        .arg(office.root())
        .args(["--json", "meja", "--tanpa-peramban", "--kantor", "--alamat", "127.0.0.1", "--porta", &port.to_string()])
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut out = BufReader::new(child.stdout.take().unwrap());
    let mut line = String::new();
    out.read_line(&mut line).unwrap();
    let beside = format!("127.0.0.1:{}", port + 1);
    let ask = |path: &str| raw(&beside, format!("GET {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n").as_bytes(), b"");
    let (page, file, other) = (ask("/"), ask("/ca.cer"), ask("/masuk"));
    // Without TLS the desk itself says nothing.
    let plain = raw(&format!("127.0.0.1:{port}"), b"GET /masuk HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", b"");
    let _ = child.kill();
    let _ = child.wait();
    let mut rest = String::new();
    let _ = out.read_to_string(&mut rest);
    assert!(line.contains(&format!("https://127.0.0.1:{port}/")), "{line}");
    assert_eq!((page.status, file.status, other.status), (200, 200, 404));
    assert_eq!(file.header("content-type"), Some("application/x-x509-ca-cert"));
    assert!(page.text().contains("Trusted Root Certification Authorities") && page.text().contains("SHA-1 (Windows)"), "{}", page.text());
    assert!(!plain.head.starts_with("HTTP/1.1 2") && !plain.body.contains("sandi"), "{}", plain.head);
    assert!(!page.body.contains("PRIVATE KEY") && !file.body.contains("PRIVATE KEY"));
}

/// The lines of the table of routes: method, path, right.
fn routes() -> Vec<(&'static str, String, &'static str)> {
    let table = include_str!("../../src/web/routes.rs");
    let line = Regex::new(r#"(?m)^ +(get|post)\("([^"]+)", (See|Work|Publish|Manage), "#).unwrap();
    let routes = line.captures_iter(table).map(|found| {
        let [method, path, right] = found.extract().1;
        (if method == "get" { "GET" } else { "POST" }, path.to_owned(), right)
    });
    routes.collect()
}

#[tokio::test]
async fn every_route_is_for_the_roles_that_it_names_and_for_no_other() {
    let office = TestOffice::small();
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    sheet.write_row(0, 0, ["Kode", "Desa", "Kecamatan", "KIM", "RT", "Saluran", "WA"]).unwrap();
    for (row, village) in (1u32..).zip(barambai()) {
        sheet.write_row(row, 0, village.iter().map(String::as_str)).unwrap();
        sheet.write(row, 6, format!("0812 3456 7{row:03}")).unwrap();
    }
    office.write("kim.xlsx", book.save_to_buffer().unwrap());
    assert_eq!(office.warta(&["terbitkan"]).code, 0);
    let root = account(&office, "Rahma");
    let mut people = vec![("Rahma", root, ["See", "Work", "Publish", "Manage"].as_slice())];
    for (name, role, rights) in [
        ("Siti", Role::Publisher, ["See", "Work", "Publish"].as_slice()),
        ("Budi", Role::Clerk, ["See", "Work"].as_slice()),
        ("Ani", Role::Observer, ["See"].as_slice()),
    ] {
        people.push((name, people::add(&folder(&office), name, role, false, now()).await.unwrap().password, rights));
    }
    let desk = Behind::open(&office);
    let (table, number) = (routes(), Regex::new(r"(\+62|\b08)[\d -]{8,}").unwrap());
    assert!(table.len() > 60, "{table:?}");
    let mut tried = 0;
    // Whoever may do least first: nobody's work is in the way of the next.
    for (name, password, rights) in people.iter().rev() {
        let cookie = desk.sign_in(name, password);
        for (method, path, right) in table.iter().filter(|(_, path, _)| path != "/keluar") {
            let filled =
                path.replace("{code}", "63.04.14.2008").replace("{number}", "1").replace("{since}", "0").replace("{desa}", "63.04.14.2008");
            let filled = filled
                .replace("{dokumen}", "buletin")
                .replace("{edisi}", "2026-11-23")
                .replace("{*nama}", "agenda.xlsx")
                .replace("{name}", "x");
            let reply = desk.request(method, &filled, &cookie, &[]);
            let may = rights.contains(right);
            assert_eq!(reply.status == 403, !may, "{name}: {method} {filled}: {} {}", reply.status, reply.text());
            if *name == "Ani" {
                assert!(!number.is_match(&reply.body), "{filled} shows a phone number: {}", reply.text());
            }
            tried += 1;
        }
    }
    assert!(tried > 240);
    // Those who work with the numbers see them.
    let cookie = desk.sign_in("Budi", &people[2].1);
    assert!(number.is_match(&desk.request("GET", "/desa/63.04.14.2008", &cookie, &[]).text()));
}
