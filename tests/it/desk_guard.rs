//! The desk is for its own people alone: what comes from elsewhere is refused, and nothing is changed by it.

use std::fs;

use warta::ledger::{EventFilter, Ledger};

use crate::desk_support::{Desk, raw};
use crate::support::{TestOffice, receipt_code};

/// So many jobs, and so many actions, are on record.
async fn on_record(office: &TestOffice) -> (usize, usize) {
    let ledger = Ledger::open(&office.path("warta.db")).await.unwrap();
    let counts = (ledger.jobs(100).await.unwrap().len(), ledger.events(&EventFilter::default(), 100).await.unwrap().len());
    ledger.close().await;
    counts
}

const FORM: &str = "Content-Type: application/x-www-form-urlencoded\r\n";

#[tokio::test]
async fn requests_from_elsewhere_are_refused_and_change_nothing() {
    let office = TestOffice::small();
    assert_eq!(office.warta(&["terbitkan"]).code, 0);
    let desk = Desk::open(office.root());
    let (host, secret) = desk.parts();
    let before = on_record(&office).await;
    let forged = |headers: &str| desk.request("POST", "/terbitkan", &format!("{FORM}{headers}"), b"").status;
    // Another site, another port of this computer, a page without an origin; and what browsers say of them.
    assert_eq!(forged("Origin: https://contoh.id\r\n"), 403);
    assert_eq!(forged("Origin: http://127.0.0.1:1\r\n"), 403);
    assert_eq!(forged("Origin: null\r\n"), 403);
    assert_eq!(forged("Sec-Fetch-Site: same-site\r\n"), 403);
    assert_eq!(forged("Sec-Fetch-Site: cross-site\r\n"), 403);
    // A name that leads to this computer, and none at all.
    assert_eq!(forged("Host: warta.contoh.id\r\n"), 403);
    assert_eq!(forged(&format!("Host: localhost:{}\r\n", host.rsplit_once(':').unwrap().1)), 403);
    assert!([400, 403].contains(&raw(host, format!("POST /{secret}/terbitkan HTTP/1.0\r\n\r\n").as_bytes(), b"").status));
    // Without the secret, or with another.
    let at = |path: &str| {
        raw(host, format!("POST {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n").as_bytes(), b"")
    };
    assert_eq!(at("/terbitkan").status, 404);
    assert_eq!(at(&format!("/{}/terbitkan", "0".repeat(32))).status, 404);
    assert_eq!(at(&format!("/{secret}x/terbitkan")).status, 404);
    assert!(!at("/").body.contains(secret), "the secret is not told");
    // Shown inside another page.
    assert_eq!(desk.request("GET", "/", "Sec-Fetch-Dest: iframe\r\n", b"").status, 403);
    // No address does something when it is merely opened.
    for path in ["/cadangan", "/pekerjaan/1/hentikan", "/tidak-pasti/simpan", "/bahan/keluarkan"] {
        assert_eq!(desk.get(path).status, 404, "{path}");
    }
    desk.get("/terbitkan");
    desk.get("/kirim");
    // Paths that lead out of the edition.
    for path in [
        "/berkas/2026-11-23/..%2f..%2fwarta.toml",
        "/berkas/..%2f/warta.toml",
        "/hasil/..%2f..%2fwarta.db",
        "/berkas/2026-11-23/%2fetc%2fpasswd",
    ] {
        let reply = desk.get(path);
        assert!(reply.status >= 400, "{path}: {}", reply.status);
    }
    assert_eq!(on_record(&office).await, before);
}

#[test]
fn every_answer_carries_the_rules_and_nothing_comes_from_elsewhere() {
    let office = TestOffice::small();
    let desk = Desk::open(office.root());
    for path in ["/", "/periksa", "/bahan", "/meja.js", "/tidak-ada"] {
        let reply = desk.get(path);
        let policy = reply.header("content-security-policy").unwrap_or_else(|| panic!("{path}: {}", reply.head));
        assert!(policy.contains("default-src 'none'") && policy.contains("frame-ancestors 'none'"), "{policy}");
        assert!(policy.contains("require-trusted-types-for 'script'") && !policy.contains("unsafe"), "{policy}");
        assert_eq!(reply.header("x-content-type-options"), Some("nosniff"));
        assert_eq!(reply.header("set-cookie"), None);
        assert!(!reply.body.contains("https://") && !reply.body.contains("style="), "{path}");
    }
}

#[test]
fn a_desk_that_is_started_twice_is_one_and_keeps_its_address() {
    let office = TestOffice::small();
    let mut desk = Desk::open(office.root());
    let first = desk.address.clone();
    let second = office.warta(&["--json", "meja"]);
    assert_eq!((second.code, second.stdout.contains(&first)), (0, true), "{}{}", second.stdout, second.stderr);
    assert_eq!(desk.get("/sehat").body, "sehat\n");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        assert_eq!(fs::metadata(office.path("warta.meja")).unwrap().permissions().mode() & 0o777, 0o600);
    }
    desk.kill();
    let again = Desk::open(office.root());
    assert_eq!(again.address, first, "a bookmark works");
}

#[test]
fn text_of_others_stays_text() {
    let office = TestOffice::small();
    let wicked = "<img src=x onerror=alert(1)>";
    office.write("edisi/2026-11-23/pengumuman/jahat.md", format!("Untuk: desa {wicked}\n\n# {wicked}\n\nIsi.\n"));
    let desk = Desk::open(office.root());
    for path in ["/periksa", "/", "/bahan", "/pratinjau", &format!("/cari?cari={wicked}").replace(' ', "%20")] {
        let reply = desk.get(path);
        assert!(!reply.body.contains("<img src=x"), "{path}: {}", reply.body);
    }
    assert!(desk.get("/periksa").body.contains("onerror"), "the fault is told in the office's words");
}

#[tokio::test]
async fn every_action_is_on_record_once_also_a_refused_one() {
    let office = TestOffice::small();
    let desk = Desk::open(office.root());
    assert_eq!(desk.post("/bertugas", &[("nama", "Rahma")]).status, 303);
    assert_eq!(desk.post("/cadangan", &[]).status, 303);
    assert_eq!(desk.post("/tanda-terima", &[("kode", "AAAA-AAAA"), ("nama", ""), ("tanggal", "")]).status / 100, 3);
    assert_eq!(desk.post("/entah", &[]).status, 404);
    let ledger = Ledger::open(&office.path("warta.db")).await.unwrap();
    let events = ledger.events(&EventFilter::default(), 100).await.unwrap();
    ledger.close().await;
    let actions: Vec<&str> = events.iter().rev().map(|event| event.action.as_str()).collect();
    assert_eq!(actions, ["POST /bertugas", "POST /cadangan", "POST /tanda-terima", "POST /entah"]);
    assert!(events.iter().rev().skip(1).all(|event| event.person == "Rahma"), "{events:?}");
    assert!(events[0].outcome.starts_with("ditolak"), "{:?}", events[0]);
    let page = desk.get("/riwayat").text();
    assert!(page.contains("mencadangkan buku pengiriman") && page.contains("Rahma"), "{page}");
}

#[test]
fn the_desk_is_quiet_where_nothing_changes_also_in_the_folder_at_hand() {
    let office = TestOffice::small();
    assert_eq!(office.warta(&["terbitkan"]).code, 0);
    // Started in the folder itself, as by a double click.
    let desk = Desk::in_folder(office.root());
    desk.get("/");
    std::thread::sleep(std::time::Duration::from_millis(1500));
    let number = |reply: crate::desk_support::Reply| reply.body.trim().parse::<u64>().unwrap();
    let before = number(desk.get("/langsung/0"));
    for _ in 0..5 {
        desk.get("/kiriman");
        desk.get("/");
        std::thread::sleep(std::time::Duration::from_millis(400));
    }
    let after = number(desk.get("/langsung/0"));
    assert!(after <= before + 1, "pages that are merely looked at are no news: {before} {after}");
}

#[tokio::test]
async fn what_is_typed_too_long_is_cut_in_the_record_and_refused_where_it_is_huge() {
    let office = TestOffice::small();
    assert_eq!(office.warta(&["terbitkan"]).code, 0);
    assert_eq!(office.warta(&["kirim", "--ya"]).code, 0);
    let desk = Desk::open(office.root());
    assert!(desk.post("/tanda-terima", &[("kode", &"A".repeat(1 << 20)), ("nama", ""), ("tanggal", "")]).head.len() < 3000);
    assert_eq!(desk.post("/tanda-terima", &[("kode", &"A".repeat(4 << 20)), ("nama", ""), ("tanggal", "")]).status, 413);
    let code = receipt_code(&office, "63.04.14.2008", 0);
    let name = format!("Budi\u{202e}\u{0}\u{7}\n Santoso {}", "x".repeat(40_000));
    assert_eq!(desk.post("/tanda-terima", &[("kode", &code), ("nama", &name), ("tanggal", "")]).status, 303);
    let ledger = Ledger::open(&office.path("warta.db")).await.unwrap();
    let events = ledger.events(&EventFilter::default(), 100).await.unwrap();
    let received = ledger.recorded_receipts(10).await.unwrap();
    ledger.close().await;
    assert!(events.len() == 3 && events.iter().all(|event| event.about.chars().count() <= 500 && event.outcome.chars().count() <= 500));
    let by = received[0].received.as_ref().unwrap().by.clone().unwrap();
    assert!(by.starts_with("Budi Santoso xx") && by.chars().count() <= 100, "{by:?}");
    assert_eq!(desk.get("/laporan/laporan.xlsx").status, 200);
}
