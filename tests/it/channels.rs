//! Channels that need no mail server: the same demands on every one, over real servers and real folders.

use std::convert::Infallible;
use std::fs;
use std::path::{Path, PathBuf};
#[cfg(target_os = "linux")]
use std::process::Command;

use dav_server::{DavHandler, localfs::LocalFs};
use hyper::service::service_fn;
use hyper_util::rt::{TokioExecutor, TokioIo};
use tempfile::TempDir;
use warta::bundle::sha256;
use warta::deliver::{self, Channel, ChannelSettings, Outcome, Parcel};

use crate::support::TestOffice;

const BUNDLES: &str = "hasil/2026-11-23/paket";

/// A WebDAV server over a folder.
pub fn webdav(folder: &Path) -> u16 {
    let dav = DavHandler::builder().filesystem(LocalFs::new(folder, false, false, false)).build_handler();
    serve(move |stream| {
        let dav = dav.clone();
        async move {
            let service = service_fn(move |request| {
                let dav = dav.clone();
                async move { Ok::<_, Infallible>(dav.handle(request).await) }
            });
            let _ = hyper::server::conn::http1::Builder::new().serve_connection(TokioIo::new(stream), service).await;
        }
    })
}

/// An S3 server over a folder whose subfolders are its buckets.
pub fn s3(folder: &Path) -> u16 {
    let mut builder = s3s::service::S3ServiceBuilder::new(s3s_fs::FileSystem::new(folder).unwrap());
    builder.set_auth(s3s::auth::SimpleAuth::from_single("kunci", "rahasia-uji"));
    let service = builder.build();
    serve(move |stream| {
        let service = service.clone();
        async move {
            let server = hyper_util::server::conn::auto::Builder::new(TokioExecutor::new());
            let _ = server.serve_connection(TokioIo::new(stream), service).await;
        }
    })
}

fn serve<F>(answer: impl Fn(tokio::net::TcpStream) -> F + Send + 'static) -> u16
where
    F: Future<Output = ()> + Send + 'static,
{
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    listener.set_nonblocking(true).unwrap();
    let port = listener.local_addr().unwrap().port();
    std::thread::spawn(move || {
        tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(async {
            let listener = tokio::net::TcpListener::from_std(listener).unwrap();
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(answer(stream));
            }
        });
    });
    port
}

/// A channel, and the folder on this disk in which its files come to lie.
struct Road {
    name: &'static str,
    /// As `warta.toml` names it.
    kind: String,
    channel: Box<dyn Channel>,
    root: PathBuf,
}

fn roads(folder: &Path) -> Vec<Road> {
    let regency = crate::plan::settings().regency;
    let office = folder.join("kantor");
    for inner in ["stik", "awan/bersama", "gudang/buletin", "kantor/rahasia"] {
        fs::create_dir_all(folder.join(inner)).unwrap();
    }
    // This folder is the stick that is meant.
    fs::write(folder.join("stik/ini-flashdisk.txt"), "").unwrap();
    let secret = office.join("rahasia/gudang");
    fs::write(&secret, "rahasia-uji\n").unwrap();
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        fs::set_permissions(&secret, fs::Permissions::from_mode(0o600)).unwrap();
    }
    let (dav_port, s3_port) = (webdav(&folder.join("awan")), s3(&folder.join("gudang")));
    let settings: [(&str, String, &str); 5] = [
        ("kantor", format!("folder.tujuan = '{}'", folder.join("kiriman").display()), "kiriman"),
        ("stik", format!("flashdisk.tujuan = '{}'", folder.join("stik").display()), "stik/WARTA"),
        ("kurir", format!("kurir.tujuan = '{}'", folder.join("kurir").display()), "kurir"),
        ("awan", format!("webdav = {{ alamat = 'http://127.0.0.1:{dav_port}', tujuan = 'bersama' }}"), "awan/bersama"),
        (
            "gudang",
            format!(
                "s3 = {{ alamat = 'http://127.0.0.1:{s3_port}', wadah = 'buletin', wilayah = 'us-east-1', pengguna = 'kunci', tujuan = 'pekan' }}"
            ),
            "gudang/buletin/pekan",
        ),
    ];
    let open = |(name, text, root): (&'static str, String, &str)| {
        let settings: ChannelSettings = toml::from_str(&text).unwrap();
        let kind = text.split(['.', ' ']).next().unwrap().to_owned();
        Road { name, kind, channel: deliver::open(name, &settings, &office, &regency), root: folder.join(root) }
    };
    settings.map(open).into()
}

async fn deliver(channel: &dyn Channel, file: &str, bytes: &[u8]) -> Outcome {
    let sum = sha256(bytes);
    let parcel = Parcel { edition: "2026-11-23", label: "Edisi 48", file, bytes, sha256: &sum, beside: &[], village: None };
    match channel.prepare(parcel).await {
        Ok(last) => last.await,
        Err(outcome) => outcome,
    }
}

#[tokio::test]
async fn every_channel_delivers_whole_files_once_and_proves_it() {
    let folder = TempDir::new().unwrap();
    for road in roads(folder.path()) {
        let (name, channel) = (road.name, road.channel.as_ref());
        let bytes = b"isi bundel".repeat(20_000);
        let place = road.root.join("2026-11-23/paket.zip");
        let first = deliver(channel, "paket.zip", &bytes).await;
        assert!(
            matches!(&first, Outcome::Accepted(words) if words.contains("2026-11-23/paket.zip") && words.contains(&sha256(&bytes))),
            "{name}: {first:?}"
        );
        assert!(fs::read(&place).unwrap() == bytes, "{name}");
        assert!(matches!(deliver(channel, "paket.zip", &bytes).await, Outcome::Accepted(_)), "{name}: again");
        // A file that was damaged there is put right.
        fs::write(&place, &bytes[..100]).unwrap();
        assert!(matches!(deliver(channel, "paket.zip", &bytes).await, Outcome::Accepted(_)), "{name}: damaged");
        assert!(fs::read(&place).unwrap() == bytes, "{name}: damaged");
        let others: Vec<_> = fs::read_dir(place.parent().unwrap())
            .unwrap()
            .map(|entry| entry.unwrap().file_name())
            .filter(|file| file != "paket.zip")
            .collect();
        assert!(others.is_empty(), "{name} leaves nothing else: {others:?}");
        channel.close().await;
    }
}

#[tokio::test]
async fn every_kind_of_channel_is_held_to_these_demands_or_to_those_on_mail_and_stands_in_the_sample() {
    let folder = TempDir::new().unwrap();
    let mut held: Vec<String> = roads(folder.path()).into_iter().map(|road| road.kind).chain(["email".to_owned()]).collect();
    held.sort();
    // Asked for another, the settings name all that they know.
    let refused = toml::from_str::<ChannelSettings>("merpati.tujuan = 'x'").unwrap_err();
    let mut known: Vec<&str> = refused.message().split('`').skip(3).step_by(2).collect();
    known.sort_unstable();
    assert_eq!(held, known);
    let sample = fs::read_to_string(crate::office::root().join("samples/barito-kuala/warta.toml")).unwrap();
    for kind in known {
        assert!(sample.contains(&format!(".{kind}]")), "{kind}");
    }
}

#[tokio::test]
async fn storage_that_is_away_or_refuses_shuts_the_road() {
    let folder = TempDir::new().unwrap();
    let regency = crate::plan::settings().regency;
    let port = s3(folder.path());
    let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let open = |text: String| {
        let settings: ChannelSettings = toml::from_str(&text).unwrap();
        deliver::open("gudang", &settings, folder.path(), &regency)
    };
    let away = open(format!("webdav = {{ alamat = 'http://127.0.0.1:{free}' }}"));
    assert!(matches!(deliver(away.as_ref(), "a.zip", b"isi").await, Outcome::Shut(words) if words.contains("server tidak dapat dipakai")));
    let keyless = open(format!("s3 = {{ alamat = 'http://127.0.0.1:{port}', wadah = 'x', pengguna = 'kunci' }}"));
    assert!(
        matches!(deliver(keyless.as_ref(), "a.zip", b"isi").await, Outcome::Shut(words) if words.contains("sandi belum ada; tulis di berkas rahasia/gudang"))
    );
}

/// The sample's edition for Barambai, by this channel.
fn office(channel: &str) -> TestOffice {
    let office = TestOffice::small();
    let text = fs::read_to_string(office.path("warta.toml")).unwrap().replace("saluran_bawaan = \"kantor\"", "saluran_bawaan = \"lain\"");
    office.write("warta.toml", format!("{text}\n[saluran.lain.{channel}]\ntujuan = \"lain\"\n"));
    office
}

#[test]
fn a_courier_gets_one_relay_bundle_with_a_print_file_and_a_list() {
    let office = office("kurir");
    let run = office.warta(&["jalankan"]);
    assert_eq!(run.code, 0, "{}{}", run.stdout, run.stderr);
    assert!(run.stdout.contains("11 bundel terkirim ke kurir, di lain"), "{}", run.stdout);
    let folder = "lain/2026-11-23/63.04.14-barambai";
    let files = office.files(folder);
    let names: Vec<&str> = files.iter().map(|(name, _)| name.as_str()).collect();
    let name = "kurir-2026-11-23-630414-1";
    assert_eq!(names, [format!("{name}-cetak-bolak-balik.pdf"), format!("{name}-daftar.pdf"), format!("{name}.zip")]);
    let verdict = warta::bundle::verify(&files[2].1).unwrap();
    assert_eq!((verdict.faults.len(), verdict.intact), (0, 11 + 2), "all bundles, the print file, the list");
    let made = office.files(BUNDLES);
    let inside = warta::bundle::documents(&files[2].1).unwrap();
    assert!(made.iter().all(|bundle| inside.contains(bundle)));
    // Printed once, on both sides: as many sheets as the budget says, a separator for each village and the list.
    let pages = crate::pages::read(&files[0].1);
    let list = crate::pages::read(&files[1].1);
    let sheets: u32 =
        run.stdout.lines().find_map(|line| line.strip_prefix("Kertas untuk semuanya: ")?.split(' ').next()?.parse().ok()).unwrap();
    assert_eq!(pages.len(), 2 * (sheets as usize + 11 + list.len()));
    // A separator opens each village's stack: everything up to the next one is that village's, blank backs aside.
    let mut stack = None;
    let mut stacks = Vec::new();
    for page in pages.iter().skip(2 * list.len()).filter(|page| !page.letters.is_empty()) {
        if page.says("Tumpukan untuk") {
            stacks.push(0);
            assert!(page.says(&format!("ke-{} dari 11", stacks.len())), "{}", page.text());
            stack = crate::support::barambai().into_iter().find(|row| page.says(&format!("Desa {}", row[1])) && page.says(&row[0]));
        }
        let code = &stack.as_ref().unwrap()[0];
        assert!(page.says(code) || page.says(&code.replace('.', "")), "a page of another village lies below {code}");
        *stacks.last_mut().unwrap() += 1;
    }
    assert_eq!(stacks.len(), 11);
    assert!(
        pages.len() > 300 && files[0].1.len() < 4_000_000,
        "{} pages in {} bytes: copies share what they print",
        pages.len(),
        files[0].1.len()
    );
    assert!(list[0].says("Buku Ekspedisi") && list.iter().any(|page| page.says("Desa Karya Baru")));
    // Who joins later travels in a bundle of his own.
    assert!(office.warta(&["status", "--belum", "63.04.14.2008"]).stdout.contains("1 kiriman ditetapkan belum sampai"));
    assert_eq!(office.warta(&["kirim"]).code, 0);
    let names: Vec<String> = office.files(folder).into_iter().map(|(name, _)| name).collect();
    assert_eq!(names.iter().filter(|name| name.ends_with(".zip")).count(), 2, "{names:?}");
    assert!(office.warta(&["status", "--desa", "63.04.14.2008"]).stdout.contains("kurir-2026-11-23-630414-2.zip"));
}

/// The code on a village's slip.
fn receipt(office: &TestOffice, desa: &str) -> String {
    let desa = warta::model::DesaCode::parse(desa).unwrap();
    let receipts = warta::desk::Office::open(office.root(), None).unwrap().receipts();
    receipts.code(&desa, crate::office::edition(), 0).to_string()
}

/// The path of the courier's bundle of this number to Barambai.
fn relay(number: u32) -> String {
    format!("lain/2026-11-23/63.04.14-barambai/kurir-2026-11-23-630414-{number}.zip")
}

#[test]
fn a_relay_bundle_is_never_put_over_another_whosever_it_is() {
    let office = office("kurir");
    assert_eq!(office.warta(&["terbitkan"]).code, 0);
    let others = office.files(BUNDLES).remove(0).1;
    office.write(&relay(1), &others);
    // What killed runs left: two hours ago, and just now, as by another office that is at work there.
    let half = |name: &str| format!("lain/2026-11-23/63.04.14-barambai/.warta-{name}.tmp");
    office.write(&half("lama"), "separuh");
    office.write(&half("baru"), "separuh");
    let long_ago = std::time::SystemTime::now() - std::time::Duration::from_secs(2 * 3600);
    fs::File::options().write(true).open(office.path(&half("lama"))).unwrap().set_modified(long_ago).unwrap();
    let sent = office.warta(&["kirim"]);
    assert_eq!(sent.code, 0, "{}{}", sent.stdout, sent.stderr);
    let read = |number: u32| fs::read(office.path(&relay(number))).unwrap();
    assert!(read(1) == others, "another's bundle stays");
    let second = read(2);
    assert_eq!(warta::bundle::verify(&second).unwrap().intact, 11 + 2);
    assert_eq!([half("lama"), half("baru")].map(|file| office.path(&file).exists()), [false, true]);
    // The channel has another name now; the old one's bundles lie in the same folder.
    assert!(office.warta(&["status", "--belum", "63.04.14.2008"]).stdout.contains("1 kiriman ditetapkan belum sampai"));
    let text = fs::read_to_string(office.path("warta.toml")).unwrap();
    let text = text.replace("[saluran.lain.kurir]", "[saluran.antar.kurir]");
    office.write("warta.toml", text.replace("saluran_bawaan = \"lain\"", "saluran_bawaan = \"antar\""));
    let renamed = office.warta(&["jalankan"]);
    assert_eq!(renamed.code, 0, "{}{}", renamed.stdout, renamed.stderr);
    assert!(read(1) == others && read(2) == second);
    assert_eq!(warta::bundle::verify(&read(3)).unwrap().intact, 1 + 2);
}

#[tokio::test]
async fn a_courier_refuses_what_would_be_put_over_another_bundle() {
    let folder = TempDir::new().unwrap();
    let road = roads(folder.path()).into_iter().find(|road| road.name == "kurir").unwrap();
    let zip = |words: &str| {
        let files = [("1-baca-dulu.pdf".to_owned(), words.as_bytes().to_vec())];
        let bag = warta::bundle::Bag {
            name: "kurir",
            edition: crate::office::edition(),
            addressee: "Kecamatan Barambai",
            office: "Pemerintah Kabupaten Barito Kuala",
            files: &files,
        };
        warta::bundle::pack(&bag).unwrap()
    };
    let (first, second) = (zip("satu"), zip("dua"));
    assert!(matches!(deliver(road.channel.as_ref(), "kurir.zip", &first).await, Outcome::Accepted(_)));
    let refused = deliver(road.channel.as_ref(), "kurir.zip", &second).await;
    assert!(
        matches!(&refused, Outcome::Deferred(words) if words.ends_with("2026-11-23/kurir.zip sudah ada dan isinya lain, jadi tidak ditimpa")),
        "{refused:?}"
    );
    assert!(fs::read(road.root.join("2026-11-23/kurir.zip")).unwrap() == first);
    assert!(matches!(deliver(road.channel.as_ref(), "kurir.zip", &first).await, Outcome::Accepted(_)), "the same is simply there");
}

#[test]
fn two_channels_that_cannot_be_told_from_each_other_are_a_fault_of_the_settings() {
    let office = TestOffice::barambai();
    let sample = fs::read_to_string(office.path("warta.toml")).unwrap();
    let goal = |one: &str, other: &str| format!("saluran “{one}” dan “{other}” mempunyai tujuan yang sama");
    for (one, other, fault) in [
        (
            "[saluran.pos-1.folder]\ntujuan = \"a\"",
            "[saluran.pos1.kurir]\ntujuan = \"b\"",
            "nama saluran “pos-1” dan “pos1” tidak dapat dibedakan".to_owned(),
        ),
        ("[saluran.antar.kurir]\ntujuan = \"./antar/x/../\"", "[saluran.lain.kurir]\ntujuan = \"antar\"", goal("antar", "lain")),
        ("[saluran.map.folder]\ntujuan = \"e/WARTA\"", "[saluran.\"stik\".flashdisk]\ntujuan = \"e/\"", goal("map", "stik")),
        (
            "[saluran.awan.webdav]\nalamat = \"https://awan.test/dav/\"\ntujuan = \"warta\"",
            "[saluran.mega.webdav]\nalamat = \"https://awan.test/dav\"\ntujuan = \"/warta\"",
            goal("awan", "mega"),
        ),
    ] {
        let text = format!("{sample}\n{one}\n\n{other}\n");
        let line = 1 + text.lines().position(|line| Some(line) == other.lines().next()).unwrap();
        office.write("warta.toml", &text);
        let checked = office.warta(&["periksa"]);
        assert_eq!(checked.code, 1);
        assert!(checked.stderr.contains(&format!("galat: {fault}\n  di warta.toml, baris {line}\n  saran: ")), "{}", checked.stderr);
        // Each by itself is well.
        office.write("warta.toml", format!("{sample}\n{other}\n"));
        assert!(!office.warta(&["periksa"]).stderr.contains(&fault));
    }
}

#[test]
fn a_stick_carries_all_that_is_not_acknowledged_and_lists_it() {
    let office = office("flashdisk");
    let unplugged = office.warta(&["jalankan"]);
    assert_eq!(unplugged.code, 1);
    assert!(
        unplugged
            .stderr
            .contains("lain tidak ada; colokkan flashdisknya; 11 kiriman menunggu\n  saran: sesudah beres, jalankan `warta kirim`"),
        "{}",
        unplugged.stderr
    );
    assert!(!office.path("lain").exists(), "a stick that is not there is not made up");
    // A folder that was left behind.
    fs::create_dir(office.path("lain")).unwrap();
    let left = office.warta(&["kirim"]);
    assert_eq!(left.code, 1);
    assert!(
        left.stderr.contains(
            "lain bukan flashdisk yang tercolok (masih di disk komputer ini); colokkan flashdisknya, atau bila memang folder itu yang dimaksud, buat berkas kosong ini-flashdisk.txt di dalamnya; 11 kiriman menunggu"
        ),
        "{}",
        left.stderr
    );
    assert!(office.files("lain").is_empty(), "nothing is written there");
    // As Windows names it where it hides what a name ends in.
    office.write("lain/Ini-flashdisk.txt.txt", "");
    assert_eq!(office.warta(&["kirim"]).code, 0);
    // The next edition comes, while two villages acknowledged the first.
    let code = |desa: &str| {
        let pdf =
            office.files("hasil/2026-11-23/pdf").into_iter().find(|(name, _)| name.contains(desa) && name.contains("baca-dulu")).unwrap().1;
        let pages = crate::pages::read(&pdf);
        let receipt = receipt(&office, desa);
        assert!(pages.iter().any(|page| page.says(&receipt)), "the slip says the code");
        receipt
    };
    // As typed by someone in a hurry.
    let typed = code("6304142008").to_lowercase().replace('-', " ");
    let received = office.warta(&["terima", &typed, &code("6304142001"), "--nama", "Siti Aisyah"]);
    assert_eq!((received.code, received.stdout.lines().count()), (0, 2), "{}{}", received.stdout, received.stderr);
    office.write("edisi/2026-11-30/pengumuman/1.md", "Untuk: semua\n\n# Pekan depan\n\nIsi.\n");
    let next = office.warta(&["jalankan"]);
    assert_eq!(next.code, 0, "{}", next.stderr);
    let on_stick: Vec<String> =
        office.files("lain/WARTA").into_iter().map(|(name, _)| name).filter(|name| !name.starts_with('.')).collect();
    assert_eq!(on_stick.iter().filter(|name| name.starts_with("2026-11-23/")).count(), 9, "{on_stick:?}");
    assert_eq!(on_stick.iter().filter(|name| name.starts_with("2026-11-30/")).count(), 11);
    let index = fs::read_to_string(office.path("lain/WARTA/BACA-DULU.html")).unwrap();
    assert!(index.contains("Desa Bagagap") && index.contains("href=\"2026-11-23/warta-2026-11-23-6304142005.zip\""), "{index}");
    assert!(!index.contains("warta-2026-11-23-6304142008.zip") && index.contains("warta-2026-11-30-6304142008.zip"));
    // Another stick, and one that was pulled out half-way: both are made complete.
    fs::remove_dir_all(office.path("lain/WARTA/2026-11-23")).unwrap();
    office.write("lain/WARTA/2026-11-30/.warta-x1.tmp", "separuh");
    assert_eq!(office.warta(&["kirim"]).code, 0);
    let after: Vec<String> =
        office.files("lain/WARTA").into_iter().map(|(name, _)| name).filter(|name| !name.starts_with(".warta-buku")).collect();
    assert_eq!(after, on_stick);
}

/// A disk of its own in a folder, while this lives.
#[cfg(target_os = "linux")]
struct Plugged(PathBuf);

#[cfg(target_os = "linux")]
impl Plugged {
    /// `None`: this machine lets nobody mount one, which is said.
    fn into(folder: PathBuf) -> Option<Self> {
        let mounted = Command::new("mount").args(["-t", "tmpfs", "warta"]).arg(&folder).output();
        let is_there = mounted.is_ok_and(|answer| answer.status.success());
        if !is_there {
            println!("skipped: this machine mounts no disk");
        }
        is_there.then_some(Plugged(folder))
    }
}

#[cfg(target_os = "linux")]
impl Drop for Plugged {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg(&self.0).status();
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_disk_that_is_mounted_is_a_stick_and_the_folder_that_it_leaves_behind_is_none() {
    let office = office("flashdisk");
    fs::create_dir(office.path("lain")).unwrap();
    let Some(stick) = Plugged::into(office.path("lain")) else { return };
    let run = office.warta(&["jalankan"]);
    assert_eq!(run.code, 0, "{}{}", run.stdout, run.stderr);
    assert_eq!(office.files("lain/WARTA/2026-11-23").len(), 11);
    // Pulled out: what is to go there waits, and nothing is written where it was.
    drop(stick);
    assert!(office.warta(&["status", "--belum", "63.04.14.2008"]).stdout.contains("1 kiriman ditetapkan belum sampai"));
    let away = office.warta(&["kirim"]);
    assert_eq!(away.code, 3);
    assert!(away.stderr.contains("lain bukan flashdisk yang tercolok"), "{}", away.stderr);
    assert!(office.files("lain").is_empty());
}

#[test]
fn receipts_catch_typing_mistakes_and_reports_show_who_acknowledged() {
    let office = TestOffice::small();
    assert_eq!(office.warta(&["jalankan"]).code, 0);
    let code = receipt(&office, "63.04.14.2008");
    let swapped: String = [&code[1..2], &code[..1], &code[2..]].concat();
    let wrong = office.warta(&["terima", &swapped]);
    assert_eq!(wrong.code, 1);
    assert!(wrong.stderr.contains("salah ketik"), "{}", wrong.stderr);
    let future = office.warta(&["terima", &code, "--tanggal", "2099-01-01"]);
    assert!(future.stderr.contains("tanggal 1 Januari 2099 belum tiba"), "{}", future.stderr);
    let received = office.warta(&["terima", &code, "--tanggal", "21-11-2026", "--nama", "=Siti"]);
    let told = format!("{code}: Desa Karya Baru (Barambai), 63.04.14.2008, edisi 2026-11-23: diterima 21 November 2026 oleh =Siti\n");
    assert_eq!(received.stdout, told, "{}", received.stderr);
    let again = office.warta(&["terima", &code]);
    assert!(again.stdout.contains("sudah tercatat, diterima 21 November 2026 oleh =Siti"), "{}", again.stdout);
    let status = office.warta(&["status"]);
    assert!(status.stdout.contains("Edisi 48 Tahun 2026: 1 diterima KIM, 10 terkirim"), "{}", status.stdout);
    use calamine::{Data, Reader};
    let mut book: calamine::Xlsx<_> = calamine::open_workbook(office.path("hasil/2026-11-23/laporan.xlsx")).unwrap();
    let rows = book.worksheet_range("Per desa").unwrap();
    let row = rows.rows().find(|row| row[0] == Data::String("63.04.14.2008".to_owned())).unwrap();
    assert_eq!(row[5], Data::String("diterima KIM".to_owned()));
    assert_eq!(row[9], Data::String("=Siti".to_owned()), "text, never a formula");
    let by_kecamatan = book.worksheet_range("Per kecamatan").unwrap();
    let row: Vec<String> = by_kecamatan.rows().nth(3).unwrap().iter().map(ToString::to_string).collect();
    assert_eq!(row[..5], ["63.04.14", "Barambai", "11", "1", "10"]);
    let mut budget: calamine::Xlsx<_> = calamine::open_workbook(office.path("hasil/2026-11-23/anggaran-cetak.xlsx")).unwrap();
    let sheet = budget.worksheet_range("Per desa").unwrap();
    let rows: Vec<Vec<String>> = sheet.rows().map(|row| row.iter().map(ToString::to_string).collect()).collect();
    assert!(rows.iter().any(|row| row[0] == "Jumlah"), "{rows:?}");
    assert_eq!(rows.last().unwrap()[0], "Rim (500 lembar), dibulatkan ke atas");
}

#[test]
fn the_message_for_whatsapp_lies_beside_the_documents_and_its_link_opens_with_it() {
    let office = TestOffice::small();
    assert_eq!(office.warta(&["terbitkan"]).code, 0);
    let files = office.files("hasil/2026-11-23/pdf/63.04.14-barambai/6304142008-karya-baru");
    let (name, text) = files.iter().find(|(name, _)| name.ends_with(".txt")).unwrap();
    assert_eq!(name, "7-pesan-wa-2026-11-23-6304142008.txt");
    let text = std::str::from_utf8(text).unwrap();
    assert!(
        text.starts_with("*Warta Barito Kuala*, Edisi 48 Tahun 2026\nDesa Karya Baru, Kecamatan Barambai\n")
            && text.contains("*Agenda di desa kita*\n• "),
        "{text}"
    );
    let query = text.lines().find_map(|line| line.strip_prefix("https://wa.me/?text=")).unwrap();
    assert!(text.trim_end().ends_with("11-kartu-6304142008-20261123.png"), "the picture that goes with it: {text}");
    let said = percent_encoding::percent_decode_str(query).decode_utf8().unwrap();
    assert!(text.starts_with(said.as_ref()) && said.len() < 1500, "{said}");
    let page = fs::read_to_string(office.path("hasil/2026-11-23/whatsapp.html")).unwrap();
    assert!(page.contains("Desa Karya Baru, Kecamatan Barambai") && page.contains("nomor WA belum ada di kim.xlsx"));
}

#[test]
fn an_office_of_several_regencies_has_a_page_of_messages_for_each() {
    let office = TestOffice::with_registry(&[
        ["63.04.14.2008", "Karya Baru", "Barambai", "Karya Bersama", "4", ""],
        ["63.04.14.2005", "Bagagap", "Barambai", "", "4", ""],
        ["63.71.01.1001", "Mantuil", "Banjarmasin Selatan", "Mantuil Jaya", "9", ""],
    ]);
    office.write("edisi/2026-11-23/pengumuman/1.md", "Untuk: semua\n\n# Harga pupuk\n\nTetap sampai akhir tahun.\n");
    let run = office.warta(&["terbitkan"]);
    assert!(run.code == 0 && run.stdout.contains("Pesan WhatsApp untuk KIM: whatsapp\n"), "{}{}", run.stdout, run.stderr);
    let pages = office.files("hasil/2026-11-23/whatsapp");
    let villages = |at: usize| {
        let (name, bytes) = &pages[at];
        let page = std::str::from_utf8(bytes).unwrap();
        (name.as_str(), ["Karya Baru", "Bagagap", "Mantuil"].map(|village| page.contains(&format!("{village}, Kecamatan"))))
    };
    assert_eq!([villages(0), villages(1)], [("6304.html", [true, true, false]), ("6371.html", [false, false, true])]);
    assert_eq!(pages.len(), 2);
    assert!(office.path("hasil/2026-11-23/laporan.xlsx").exists(), "who will get what is told before it goes out");
}
