//! `warta pratinjau` in a real browser. Needs Chromium and its driver (`chromium` and `chromedriver`); without them the browser's
//! part is left out and said.

use std::io::{BufRead, BufReader, Read};
use std::net::{TcpListener, TcpStream};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant, SystemTime};

use fantoccini::{Client, ClientBuilder};
use serde_json::{Value, json};

use crate::support::TestOffice;

/// A program that ends with the test.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// The preview of an office folder, and its address.
fn preview(office: &TestOffice, village: &[&str]) -> (Running, String) {
    let root = office.root().to_str().unwrap();
    let mut child = Command::new(env!("CARGO_BIN_EXE_warta"))
        .args(["-C", root, "--json", "pratinjau"])
        .args(village)
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut line = String::new();
    BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
    let facts: Value = serde_json::from_str(&line).unwrap();
    (Running(child), facts["alamat"].as_str().unwrap().to_owned())
}

/// A plain request, as another program of this computer would make it: status line and body.
fn request(method: &str, address: &str, path: &str, headers: &str) -> (String, String) {
    let (host, secret) = address.strip_prefix("http://").unwrap().split_once('/').unwrap();
    let mut stream = TcpStream::connect(host).unwrap();
    let host_line = if headers.contains("Host:") { String::new() } else { format!("Host: {host}\r\n") };
    let text = format!("{method} /{secret}{path} HTTP/1.1\r\n{host_line}{headers}Connection: close\r\nContent-Length: 0\r\n\r\n");
    std::io::Write::write_all(&mut stream, text.as_bytes()).unwrap();
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).unwrap();
    let answer = String::from_utf8_lossy(&answer).into_owned();
    let (head, body) = answer.split_once("\r\n\r\n").unwrap();
    (head.to_owned(), body.to_owned())
}

#[test]
fn the_preview_is_for_this_computers_user_alone() {
    let office = TestOffice::small();
    let (_running, address) = preview(&office, &["Karya Baru"]);
    assert!(address.starts_with("http://127.0.0.1:") && address.len() > 40, "an address that nobody guesses: {address}");
    let (head, body) = request("GET", &address, "", "");
    assert!(head.starts_with("HTTP/1.1 200") && body.contains("<title>Pratinjau Warta</title>"), "{head}");
    assert!(head.contains("content-security-policy: default-src 'none'") && head.contains("frame-ancestors 'none'"), "{head}");
    let (head, body) = request("GET", &address, "keadaan/0", "");
    let view: Value =
        serde_json::from_str(body.split_once('{').map(|(_, rest)| format!("{{{rest}")).unwrap().trim_end_matches(['\r', '\n', '0']))
            .unwrap();
    assert!(head.starts_with("HTTP/1.1 200"));
    assert_eq!(view["desa"], "63.04.14.2008");
    // Without the secret, under another name, from another page: nothing.
    let host = address.strip_prefix("http://").unwrap().split_once('/').unwrap().0.to_owned();
    assert!(request("GET", &format!("http://{host}/"), "keadaan/0", "").0.starts_with("HTTP/1.1 404"));
    assert!(request("GET", &address, "keadaan/0", "Host: warta.contoh.id\r\n").0.starts_with("HTTP/1.1 403"));
    assert!(request("POST", &address, "desa/63.04.14.2001", "Origin: http://contoh.id\r\n").0.starts_with("HTTP/1.1 403"));
}

#[test]
fn a_village_that_is_not_there_is_said() {
    let office = TestOffice::small();
    let (_running, address) = preview(&office, &["Entah"]);
    let body = request("GET", &address, "keadaan/0", "").1;
    assert!(body.contains("desa “Entah” tidak ada"), "{body}");
}

/// A browser, where there is one.
async fn browser() -> Option<(Running, Client)> {
    let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let driver = Command::new("chromedriver").arg(format!("--port={port}")).stdout(Stdio::null()).stderr(Stdio::null()).spawn();
    let Ok(driver) = driver.map(Running) else {
        eprintln!("chromedriver is not installed: the preview was not looked at in a browser");
        return None;
    };
    let options =
        json!({ "args": ["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--window-size=1400,1600"] });
    let capabilities = serde_json::Map::from_iter([("goog:chromeOptions".to_owned(), options)]);
    let until = Instant::now() + Duration::from_secs(30);
    loop {
        match ClientBuilder::new(hyper_util::client::legacy::connect::HttpConnector::new())
            .capabilities(capabilities.clone())
            .connect(&format!("http://127.0.0.1:{port}"))
            .await
        {
            Ok(client) => return Some((driver, client)),
            Err(error) if Instant::now() > until => {
                eprintln!("no browser: the preview was not looked at in one: {error}");
                return None;
            }
            Err(_) => tokio::time::sleep(Duration::from_millis(100)).await,
        }
    }
}

/// Waits until a script's answer is true; how long it took.
async fn until(client: &Client, script: &str) -> Duration {
    let began = Instant::now();
    while began.elapsed() < Duration::from_secs(20) {
        if client.execute(&format!("return {script}"), Vec::new()).await.unwrap() == json!(true) {
            return began.elapsed();
        }
        tokio::time::sleep(Duration::from_millis(150)).await;
    }
    panic!("never true: {script}");
}

/// The text of what is there at this moment. An element that is looked up first and read then may have been drawn anew between.
async fn text(client: &Client, selector: &str) -> String {
    let text = client.execute(&format!("return document.querySelector('{selector}')?.innerText"), Vec::new()).await.unwrap();
    text.as_str().unwrap_or_default().to_owned()
}

/// Notes when the first changed pages of the bulletin are decoded, ready to be drawn.
const WATCH: &str = "
    window.drawn = 0;
    const before = new Map([...document.images].map(i => [i, i.getAttribute('src')]));
    new MutationObserver((_, observer) => {
        const changed = [...document.querySelectorAll('#bagian-buletin img')].filter(i => before.get(i) !== i.getAttribute('src'));
        if (changed.length === 0) return;
        observer.disconnect();
        Promise.all(changed.map(i => i.decode())).then(() => { window.drawn = Date.now(); });
    }).observe(document.querySelector('main'), { subtree: true, attributes: true, childList: true });
";

/// Every page's picture is there and drawn.
const DRAWN: &str = "document.images.length > 0 && [...document.images].every(i => i.complete && i.naturalWidth > 0)";

#[tokio::test]
async fn the_page_follows_what_is_saved_and_shows_faults_in_their_place() {
    let Some((_driver, client)) = browser().await else { return };
    let office = TestOffice::small();
    let (_running, address) = preview(&office, &["63.04.14.2008"]);
    client.goto(&address).await.unwrap();
    until(&client, &format!("document.querySelectorAll('main section').length == 7 && {DRAWN}")).await;
    let titles = client.execute("return [...document.querySelectorAll('main h2')].map(h => h.textContent)", Vec::new()).await.unwrap();
    assert_eq!(
        titles,
        json!(["Buletin", "Lembar papan pengumuman", "Formulir", "Lembar sambutan", "Lembar siaran", "Kartu untuk WhatsApp", "Baca dulu"])
    );
    let sources = "[...document.images].map(i => i.getAttribute('src')).join()";
    let forms = "[...document.querySelectorAll('#bagian-formulir img')].map(i => i.getAttribute('src')).join()";
    let kept = client.execute(&format!("return {forms}"), Vec::new()).await.unwrap();

    // An announcement is saved: the bulletin changes, the forms do not.
    let file = "edisi/2026-11-23/pengumuman/99-baru.md";
    let mut times = Vec::new();
    for day in ["Rabu", "Kamis", "Jumat", "Sabtu", "Minggu"] {
        tokio::time::sleep(Duration::from_secs(1)).await;
        client.execute(WATCH, Vec::new()).await.unwrap();
        let saved = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap().as_millis() as f64;
        office.write(file, format!("Untuk: semua\n\n# Pasar murah\n\n{day} di lapangan.\n"));
        until(&client, "window.drawn > 0").await;
        times.push(client.execute("return window.drawn", Vec::new()).await.unwrap().as_f64().unwrap() - saved);
    }
    eprintln!("saved changes are drawn after so many ms: {times:?}");
    assert_eq!(client.execute(&format!("return {forms}"), Vec::new()).await.unwrap(), kept);

    // A fault in an announcement is said with its place, and the pages of before stay.
    office.write(file, "Untuk: desa Entah\n\n# Pasar murah\n\nSabtu.\n");
    until(&client, "document.body.classList.contains('lama')").await;
    let said = text(&client, "#masalah").await;
    assert!(said.contains("edisi/2026-11-23/pengumuman/99-baru.md, baris 1") && said.contains("saran:"), "{said}");
    office.remove(file);
    until(&client, &format!("!document.body.classList.contains('lama') && {DRAWN}")).await;

    // A layout of the office's own: it is followed too, and its fault stands where its pages would.
    let before = client.execute(&format!("return {sources}"), Vec::new()).await.unwrap();
    let layout = std::fs::read_to_string(crate::office::root().join("layouts/papan.typ")).unwrap();
    office.write("tata-letak/papan.typ", layout.replace("Baca juga di buletin", "Lihat buletin"));
    until(&client, &format!("{sources} != {before} && {DRAWN}")).await;
    office.write("tata-letak/papan.typ", layout.replace("Baca juga di buletin", "#ngawur"));
    until(&client, "document.querySelector('#bagian-papan .salah') != null").await;
    let said = text(&client, "#bagian-papan .salah").await;
    assert!(said.contains("tata-letak/papan.typ, baris") && said.contains("nama tidak dikenal"), "{said}");
    assert_eq!(client.execute("return document.querySelectorAll('#bagian-buletin img').length", Vec::new()).await.unwrap(), json!(4));

    // Another village.
    client
        .execute("const s = document.getElementById('desa'); s.value = '63.04.14.2001'; s.dispatchEvent(new Event('change'))", Vec::new())
        .await
        .unwrap();
    until(&client, "document.querySelector('#bagian-buletin img') != null && document.getElementById('desa').value == '63.04.14.2001'")
        .await;
    client.close().await.unwrap();
}
