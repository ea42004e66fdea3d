//! The desk in a real browser. Needs Chromium and its driver (`chromium` and `chromedriver`); without them the browser's part is left out
//! and said.

use std::net::TcpListener;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant, SystemTime};

use fantoccini::actions::{InputSource, KeyAction, KeyActions};
use fantoccini::key::Key;
use fantoccini::{Client, ClientBuilder, Locator};
use serde_json::json;

use crate::desk_support::Desk;
use crate::support::{TestOffice, receipt_code};

/// A program that ends with the test.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// A browser, where there is one.
async fn browser() -> Option<(Running, Client)> {
    let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let driver = Command::new("chromedriver").arg(format!("--port={port}")).stdout(Stdio::null()).stderr(Stdio::null()).spawn();
    let Ok(driver) = driver.map(Running) else {
        eprintln!("chromedriver is not installed: the desk was not looked at in a browser");
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
                eprintln!("no browser: the desk was not looked at in one: {error}");
                return None;
            }
            Err(_) => tokio::time::sleep(Duration::from_millis(100)).await,
        }
    }
}

/// Waits until a script's answer is true; how long it took.
async fn until(client: &Client, script: &str) -> Duration {
    let began = Instant::now();
    while began.elapsed() < Duration::from_secs(30) {
        if client.execute(&format!("return {script}"), Vec::new()).await.is_ok_and(|answer| answer == json!(true)) {
            return began.elapsed();
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("never true: {script}: {}", text(client, "main").await);
}

/// The text of what is there at this moment. An element that is looked up first and read then may have been drawn anew between.
async fn text(client: &Client, selector: &str) -> String {
    let text = client.execute(&format!("return document.querySelector('{selector}')?.innerText"), Vec::new()).await.unwrap();
    text.as_str().unwrap_or_default().to_owned()
}

fn says(words: &str) -> String {
    format!("document.querySelector('main').innerText.includes('{words}')")
}

fn now() -> f64 {
    SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap().as_millis() as f64
}

/// Notes when the first changed page of the bulletin is decoded, ready to be drawn.
const WATCH: &str = "
    window.drawn = 0;
    const pages = () => [...document.querySelectorAll('#bagian-buletin img')];
    const before = new Set(pages().map(i => i.src));
    new MutationObserver((_, observer) => {
        const changed = pages().filter(i => !before.has(i.src));
        if (changed.length === 0) return;
        observer.disconnect();
        Promise.any(changed.map(i => { i.loading = 'eager'; return i.decode(); })).then(() => { window.drawn = Date.now(); });
    }).observe(document.querySelector('main'), { subtree: true, attributes: true, childList: true });
";

#[tokio::test]
async fn a_villages_pages_follow_what_is_saved_and_faults_stand_beside_them() {
    let Some((_driver, client)) = browser().await else { return };
    let office = TestOffice::small();
    let desk = Desk::preview(office.root(), &["63.04.14.2008"]);
    client.goto(&desk.address).await.unwrap();
    until(&client, "document.querySelectorAll('section[id^=bagian-]').length == 7").await;
    let titles =
        client.execute("return [...document.querySelectorAll('section[id^=bagian-] h2')].map(h => h.textContent)", Vec::new()).await;
    assert_eq!(
        titles.unwrap(),
        json!(["Buletin", "Lembar papan pengumuman", "Formulir", "Lembar sambutan", "Lembar siaran", "Kartu untuk WhatsApp", "Baca dulu"])
    );
    let sources = |part: &str| format!("[...document.querySelectorAll('{part} img')].map(i => i.getAttribute('src')).join()");
    let kept = client.execute(&format!("return {}", sources("#bagian-formulir")), Vec::new()).await.unwrap();

    // An announcement is saved: the bulletin changes, the forms do not.
    let file = "edisi/2026-11-23/pengumuman/99-baru.md";
    let mut times = Vec::new();
    for day in ["Rabu", "Kamis", "Jumat"] {
        tokio::time::sleep(Duration::from_millis(500)).await;
        client.execute(WATCH, Vec::new()).await.unwrap();
        let saved = now();
        office.write(file, format!("Untuk: semua\n\n# Pasar murah\n\n{day} di lapangan.\n"));
        until(&client, "window.drawn > 0").await;
        times.push(client.execute("return window.drawn", Vec::new()).await.unwrap().as_f64().unwrap() - saved);
    }
    eprintln!("saved changes are drawn after so many ms: {times:?}");
    assert_eq!(client.execute(&format!("return {}", sources("#bagian-formulir")), Vec::new()).await.unwrap(), kept);

    // A fault in an announcement is said with its place, and the pages of before stay.
    let saved = now();
    office.write(file, "Untuk: desa Entah\n\n# Pasar murah\n\nSabtu.\n");
    until(&client, "document.querySelector('#pratinjau .lama') != null").await;
    eprintln!("a saved fault is shown after so many ms: {}", now() - saved);
    let said = text(&client, "#pratinjau").await;
    assert!(said.contains("edisi/2026-11-23/pengumuman/99-baru.md, baris 1") && said.contains("saran:"), "{said}");
    office.remove(file);
    until(&client, "document.querySelector('#pratinjau .lama') == null").await;

    // A layout of the office's own is followed too, and its fault is told beside the pages of before.
    let before = client.execute(&format!("return {}", sources("#bagian-papan")), Vec::new()).await.unwrap();
    let layout = std::fs::read_to_string(crate::office::root().join("layouts/papan.typ")).unwrap();
    office.write("tata-letak/papan.typ", layout.replace("Baca juga di buletin", "Lihat buletin"));
    until(&client, &format!("{} != {before}", sources("#bagian-papan"))).await;
    office.write("tata-letak/papan.typ", layout.replace("Baca juga di buletin", "#ngawur"));
    until(&client, "document.querySelector('#pratinjau .lama') != null").await;
    let said = text(&client, "#pratinjau .galat").await;
    assert!(said.contains("tata-letak/papan.typ, baris") && said.contains("nama tidak dikenal"), "{said}");
    client.close().await.unwrap();
}

#[tokio::test]
async fn ten_pages_of_one_browser_do_not_wait_for_each_other() {
    let Some((_driver, client)) = browser().await else { return };
    let office = TestOffice::small();
    let desk = Desk::open(office.root());
    for at in 0..10 {
        let window = client.new_window(true).await.unwrap();
        client.switch_to_window(window.handle).await.unwrap();
        let began = Instant::now();
        client.goto(&format!("{}periksa", desk.address)).await.unwrap();
        until(&client, &says("Diperiksa")).await;
        assert!(began.elapsed() < Duration::from_secs(15), "page {at} took {:?}", began.elapsed());
    }
    client.close().await.unwrap();
}

/// Presses keys, one after the other.
async fn press(client: &Client, keys: impl IntoIterator<Item = char>) {
    let keys = keys
        .into_iter()
        .fold(KeyActions::new("keys".to_owned()), |keys, value| keys.then(KeyAction::Down { value }).then(KeyAction::Up { value }));
    client.perform_actions(keys).await.unwrap();
}

/// The focus: its words, and whether it can be seen.
const FOCUS: &str = "
    const at = document.activeElement, box = at.getBoundingClientRect(), style = getComputedStyle(at);
    const name = (at.labels?.[0] ?? at).innerText.trim();
    const over = document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2);
    const isSeen = parseFloat(style.outlineWidth) >= 2 && style.outlineStyle != 'none' && (over == null || at.contains(over) || over.contains(at));
    return [name, isSeen, at == document.body];
";

/// Goes by the Tab key to what is called so; the focus is seen at every step.
async fn tab_to(client: &Client, name: &str) {
    for _ in 0..150 {
        press(client, [Key::Tab.into()]).await;
        let focus = client.execute(FOCUS, Vec::new()).await.unwrap();
        let is_page = focus[2] == json!(true);
        assert!(is_page || focus[1] == json!(true), "the focus is not seen: {focus}");
        if focus[0].as_str().is_some_and(|found| found.starts_with(name)) {
            return;
        }
    }
    panic!("{name:?} is not reached by keys: {}", text(client, "body").await);
}

/// Goes to what is called so, and presses Enter.
async fn enter(client: &Client, name: &str) {
    tab_to(client, name).await;
    press(client, [Key::Enter.into()]).await;
}

#[tokio::test]
async fn the_keyboard_alone_does_the_week() {
    let Some((_driver, client)) = browser().await else { return };
    let office = TestOffice::small();
    let desk = Desk::open(office.root());
    client.goto(&desk.address).await.unwrap();
    // A paper comes in; the browser's own chooser of files stands between.
    enter(&client, "Bahan").await;
    until(&client, &says("Bahan edisi ini")).await;
    tab_to(&client, "Pilih berkas").await;
    let paper = tempfile::tempdir().unwrap();
    let paper = paper.path().join("09-pasar.md");
    std::fs::write(&paper, "Untuk: desa Entah\n\n# Pasar murah\n\nSabtu di lapangan.\n").unwrap();
    client.active_element().await.unwrap().send_keys(paper.to_str().unwrap()).await.unwrap();
    until(&client, "document.querySelector('#terkirim')?.innerText.includes('09-pasar.md')").await;
    until(&client, "document.querySelector('#bahan').innerText.includes('09-pasar.md')").await;
    // Its fault is seen, and mended where the office mends it.
    enter(&client, "Periksa").await;
    until(&client, &says("“Entah”")).await;
    office.write("edisi/2026-11-23/pengumuman/09-pasar.md", "Untuk: semua\n\n# Pasar murah\n\nSabtu di lapangan.\n");
    until(&client, "!document.querySelector('main').innerText.includes('Entah')").await;
    // It is published.
    enter(&client, "Pekan ini").await;
    until(&client, &says("Terbitkan 11 desa")).await;
    enter(&client, "Terbitkan 11 desa").await;
    until(&client, "document.querySelector('h1').innerText == 'Terbitkan'").await;
    enter(&client, "Terbitkan 11 desa").await;
    until(&client, "document.querySelector('main')?.innerText.includes('Lanjut ke Kirim')").await;
    // It is sent.
    enter(&client, "Lanjut ke Kirim").await;
    until(&client, &says("Yang akan keluar")).await;
    enter(&client, "Kirim ke 11").await;
    until(&client, &says("Dimulai dalam")).await;
    until(&client, &says("11 bundel terkirim")).await;
    // Slips come back.
    enter(&client, "Tanda terima").await;
    for village in 2001..2006 {
        until(&client, "document.activeElement.id == 'kode'").await;
        let code = receipt_code(&office, &format!("63.04.14.{village}"), 0);
        press(&client, code.chars().chain([Key::Enter.into()])).await;
        until(&client, &format!("document.querySelector('#tercatat')?.innerText.includes('{code}')")).await;
    }
    assert!(text(&client, "#tercatat").await.starts_with("5 dari 11 sudah"));
    client.close().await.unwrap();
}

#[tokio::test]
async fn a_newcomer_sees_a_first_page_in_few_clicks() {
    let Some((_driver, client)) = browser().await else { return };
    let began = Instant::now();
    let folder = tempfile::tempdir().unwrap();
    let desk = Desk::open(folder.path());
    client.goto(&desk.address).await.unwrap();
    until(&client, &says("Nama kabupaten atau kota")).await;
    for (field, words) in
        [("kabupaten", "Kabupaten Contoh"), ("alamat", "Jalan Contoh 1"), ("nama-0", "H. Contoh, S.Sos."), ("zona", "WITA")]
    {
        client.find(Locator::Id(field)).await.unwrap().send_keys(words).await.unwrap();
    }
    // One click; the others of the six are left to whoever wants them.
    client.find(Locator::Css("main .tombol.utama")).await.unwrap().click().await.unwrap();
    until(&client, "document.querySelector('#bagian-buletin img')?.naturalWidth > 0").await;
    assert!(began.elapsed() < Duration::from_secs(60));
    assert!(std::fs::read_to_string(folder.path().join("warta.toml")).unwrap().contains("Kabupaten Contoh"));
    client.close().await.unwrap();
}
