//! Receipts as they come back to an office: by code, by village, by a courier's signed list; put right later, and taken back.

use std::fs;

use chrono::{DateTime, Datelike, Days, Duration, NaiveDate, Utc};
use serde_json::Value;
use sqlx::migrate::Migrator;
use sqlx::{AnyConnection, Connection, Row};
use warta::deliver::Outcome;
use warta::folder::Folder;
use warta::ledger::{BundleRecord, Delivery, Ladder, Ledger, State};
use warta::model::date::{MONTHS, WEEKDAYS, long_date};
use warta::model::{DesaCode, EditionId, ReceiptCode};

use crate::office::{edition, root};
use crate::pages::read;
use crate::reckoning::ledger;
use crate::support::{Answer, RegistryRow, TestOffice};

const BENTUQ: &str = "64.08.06.2002";
const KARYA_BARU: &str = "64.08.06.2003";

/// Villages of two kecamatan of Kutai Timur; each has a Karya Baru.
const ROWS: [RegistryRow<'_>; 6] = [
    ["64.08.04.1001", "Teluk Lingga", "Sangatta Utara", "KIM Teluk Lingga", "40", ""],
    ["64.08.06.2001", "Long Lees", "Busang", "KIM Long Lees", "4", ""],
    [BENTUQ, "Long Bentuq", "Busang", "KIM Bentuq Jaya", "5", ""],
    [KARYA_BARU, "Karya Baru", "Busang", "", "3", ""],
    ["64.08.14.2001", "Karya Baru", "Kaubun", "KIM Karya", "6", ""],
    ["64.08.14.2002", "Bumi Rapak", "Kaubun", "KIM Rapak", "6", ""],
];

/// Today on the office's clock, in WITA.
fn today() -> NaiveDate {
    (Utc::now() + Duration::hours(8)).date_naive()
}

fn day_before(days: u64) -> NaiveDate {
    today() - Days::new(days)
}

/// The edition of this week.
fn this_week() -> EditionId {
    EditionId::containing(today())
}

/// An office whose newest edition is this week's, or the week's before, so that receipts of these days are none too early.
fn prepared(rows: &[RegistryRow<'_>], edition: EditionId) -> TestOffice {
    let office = TestOffice::with_registry(rows);
    fs::remove_dir_all(office.path("edisi/2026-11-23")).unwrap();
    office.write(&format!("edisi/{edition}/pengumuman/1.md"), "Untuk: semua\n\n# Pasar murah\n\nIsi.\n");
    office
}

/// The same, sent.
fn sent() -> TestOffice {
    let office = prepared(&ROWS, this_week());
    let run = office.warta(&["jalankan"]);
    assert_eq!(run.code, 0, "{}{}", run.stdout, run.stderr);
    office
}

/// The code on the slip of a village, as it is on record.
async fn code_of(office: &TestOffice, desa: &str) -> String {
    let mut book = ledger(office).await;
    let row = sqlx::query("SELECT receipt FROM bundle WHERE desa = $1 ORDER BY edition DESC, ralat").bind(desa).fetch_one(&mut book).await;
    book.close().await.unwrap();
    row.unwrap().get("receipt")
}

/// All that was ever recorded of a village's receipts: number, day, receiver.
async fn rows_of(office: &TestOffice, desa: &str) -> Vec<(i64, Option<String>, Option<String>)> {
    let mut book = ledger(office).await;
    let rows = sqlx::query("SELECT number, received_on, received_by FROM acknowledgement WHERE desa = $1 ORDER BY number").bind(desa);
    let rows = rows.fetch_all(&mut book).await.unwrap();
    book.close().await.unwrap();
    rows.iter().map(|row| (row.get(0), row.get(1), row.get(2))).collect()
}

fn told(answer: &Answer) -> &str {
    assert_eq!(answer.code, 0, "{}{}", answer.stdout, answer.stderr);
    answer.stdout.trim_end()
}

#[track_caller]
fn refused<'a>(answer: &'a Answer, words: &[&str]) -> &'a str {
    assert_eq!((answer.code, answer.stdout.as_str()), (1, ""), "{}", answer.stderr);
    words.iter().for_each(|words| assert!(answer.stderr.contains(words), "without {words}: {}", answer.stderr));
    &answer.stderr
}

#[tokio::test]
async fn a_receipt_names_its_village_and_is_put_right_without_overwriting_anything() {
    let office = sent();
    let (code, week) = (code_of(&office, BENTUQ).await, this_week());
    let head = format!("{code}: Desa Long Bentuq (Busang), {BENTUQ}, edisi {week}: ");
    let (today, before) = (long_date(today()), long_date(day_before(1)));
    assert_eq!(told(&office.warta(&["terima", &code])), format!("{head}diterima {today}"));
    // The name was forgotten, then the day was wrong.
    let named = office.warta(&["terima", &code, "--nama", "Siti"]);
    assert_eq!(told(&named), format!("{head}catatan diubah: diterima {today} oleh Siti (semula diterima {today})"));
    let dated = office.warta(&["terima", &code, "--tanggal", "kemarin"]);
    assert_eq!(told(&dated), format!("{head}catatan diubah: diterima {before} oleh Siti (semula diterima {today} oleh Siti)"));
    let again = office.warta(&["terima", &code, "--nama", "Siti"]);
    assert_eq!(told(&again), format!("{head}sudah tercatat, diterima {before} oleh Siti"));
    let days = |days: u64| Some(day_before(days).to_string());
    let siti = || Some("Siti".to_owned());
    assert_eq!(rows_of(&office, BENTUQ).await, [(1, days(0), None), (2, days(0), siti()), (3, days(1), siti())]);
    // Only the last one counts, wherever it is told.
    let status = office.warta(&["status", "--desa", BENTUQ]);
    assert!(status.stdout.contains("diterima KIM") && status.stdout.contains("Siti"), "{}", status.stdout);
    assert!(office.warta(&["status"]).stdout.contains("1 diterima KIM, 5 terkirim"), "{}", office.warta(&["status"]).stdout);
    // Machines are told the same.
    let corrected = office.warta(&["--json", "terima", &code, "--nama", "Siti Aminah"]);
    let facts: Value = serde_json::from_str(&corrected.stdout).unwrap();
    let one = &facts["diterima"][0];
    assert_eq!((&one["kode"], &one["desa"], &one["sudah"]), (&Value::from(code), &Value::from(BENTUQ), &Value::from(true)));
    let new = (&one["nama_desa"], &one["diubah"], &one["dibatalkan"]);
    assert_eq!(new, (&Value::from("Desa Long Bentuq"), &Value::from(true), &Value::from(false)));
}

#[tokio::test]
async fn a_receipt_recorded_by_mistake_is_taken_back_and_stays_in_the_book() {
    let office = sent();
    let code = code_of(&office, BENTUQ).await;
    refused(&office.warta(&["terima", &code, "--batal"]), &["Desa Long Bentuq", "belum tercatat diterima", "saran: "]);
    told(&office.warta(&["terima", &code, "--nama", "Siti"]));
    let back = office.warta(&["terima", &code, "--batal"]);
    let stood = format!("catatan dibatalkan (semula diterima {} oleh Siti)", long_date(today()));
    assert!(told(&back).ends_with(&stood), "{}", back.stdout);
    assert!(office.warta(&["status"]).stdout.contains(": 6 terkirim"), "{}", office.warta(&["status"]).stdout);
    let status = office.warta(&["status", "--desa", BENTUQ]);
    assert!(status.stdout.contains("terkirim") && !status.stdout.contains("Siti"), "{}", status.stdout);
    assert_eq!(office.warta(&["terima", &code, "--batal"]).code, 1, "there is nothing more to take back");
    // The KIM has it after all.
    assert!(told(&office.warta(&["terima", &code, "--nama", "Aminah"])).ends_with("oleh Aminah"));
    let rows = rows_of(&office, BENTUQ).await;
    let by: Vec<Option<&str>> = rows.iter().map(|(_, _, by)| by.as_deref()).collect();
    assert_eq!(by, [Some("Siti"), None, Some("Aminah")]);
    assert!(rows[1].1.is_none(), "{rows:?}");
}

#[test]
fn days_are_read_as_people_write_them() {
    let office = sent();
    let ago = |days: u64, typed: String| {
        let answer = office.warta(&["terima", "Long Bentuq", "--tanggal", &typed]);
        assert!(told(&answer).contains(&format!("diterima {}", long_date(day_before(days)))), "{typed}: {}", answer.stdout);
    };
    let month = |day: NaiveDate| MONTHS[day.month0() as usize];
    let weekday = |day: NaiveDate| WEEKDAYS[day.weekday().num_days_from_monday() as usize];
    for days in [0, 1, 2, 5] {
        let day = day_before(days);
        ago(days, day.to_string());
        ago(days, day.format("%d/%m/%Y").to_string());
        ago(days, day.format("%d-%m-%y").to_string());
        ago(days, day.format("%-d.%-m.%Y").to_string());
        ago(days, long_date(day));
        ago(days, format!("{} {}", day.day(), &month(day)[..3]));
        ago(days, format!("{}, {}", weekday(day), long_date(day)));
        ago(days, weekday(day).to_lowercase());
        ago(days, format!("hari {}", weekday(day)));
        ago(days, format!("{days} hari lalu"));
    }
    ago(0, "hari ini".to_owned());
    ago(1, "Kemarin".to_owned());
    ago(2, "kemarin dulu".to_owned());

    let refused = |typed: &str, words: &[&str]| {
        refused(&office.warta(&["terima", "Long Bentuq", "--tanggal", typed]), words);
    };
    refused("entah", &["tanggal “entah” tidak terbaca", "saran: tulis seperti "]);
    refused("", &["tidak terbaca"]);
    refused(&(today() + Days::new(1)).format("%d/%m/%Y").to_string(), &["belum tiba", "hari ini"]);
    refused(&format!("{}, {}", weekday(day_before(1)), long_date(today())), &["bertentangan", weekday(today())]);
    refused(&day_before(60).to_string(), &["lebih awal daripada edisinya"]);
}

#[tokio::test]
async fn villages_are_named_in_place_of_codes() {
    let office = sent();
    let both = office.warta(&["terima", "Karya Baru (Kaubun)", "kel. teluk lingga", "6408062001"]);
    let lines: Vec<&str> = told(&both).lines().collect();
    assert_eq!(lines.len(), 3, "{}", both.stdout);
    for (line, village) in
        lines.iter().zip(["Desa Karya Baru (Kaubun)", "Kelurahan Teluk Lingga (Sangatta Utara)", "Desa Long Lees (Busang)"])
    {
        assert!(line.contains(village), "{line}");
    }
    let code = code_of(&office, "64.08.14.2001").await;
    assert!(lines[0].starts_with(&format!("{code}: ")), "{}", lines[0]);
    // One name, two villages: both are named.
    refused(&office.warta(&["terima", "Karya Baru"]), &["ada 2 desa bernama “Karya Baru”", "Karya Baru (Busang)", "Karya Baru (Kaubun)"]);
    refused(&office.warta(&["terima", "Long Bentuk"]), &["“Long Bentuk”", "mungkin maksudnya Long Bentuq (Busang)"]);
    refused(&office.warta(&["terima", "Sepaso"]), &["tidak ada bundel untuk desa “Sepaso”", "saran: "]);
    refused(&office.warta(&["terima", "64.08.99.2001"]), &["64.08.99.2001", "saran: "]);
    // A code that is mistyped is no village.
    let swapped: String = [&code[1..2], &code[..1], &code[2..]].concat();
    refused(&office.warta(&["terima", &swapped]), &[&format!("kode {swapped} salah ketik"), "saran: kodenya delapan huruf dan angka"]);
    refused(
        &office.warta(&["terima", "Kec. Kaubun"]),
        &["sebuah kecamatan", "saran: untuk semua desanya: `warta terima --ekspedisi 64.08.14`"],
    );
    refused(&office.warta(&["terima", "64.08.14"]), &["sebuah kecamatan"]);
    // Without quotation marks a name is still one.
    let unquoted = office.warta(&["terima", "Bumi", "Rapak", "Long", "Bentuq"]);
    let lines: Vec<&str> = told(&unquoted).lines().collect();
    assert!(lines.len() == 2 && lines[0].contains("Desa Bumi Rapak") && lines[1].contains("Desa Long Bentuq"), "{}", unquoted.stdout);
    refused(&office.warta(&["terima", "Karya", "Baru"]), &["ada 2 desa bernama “Karya Baru”"]);
    // What can be recorded is, though one of them cannot.
    let some = office.warta(&["terima", "Long Bentuq", "Sepaso"]);
    assert_eq!((some.code, some.stdout.lines().count()), (3, 1), "{}{}", some.stdout, some.stderr);
    for nothing in [&["terima", ""][..], &["terima", " ", ""]] {
        refused(&office.warta(nothing), &["galat: kode tanda terima belum diketik", "saran: tulis kode di sobekannya"]);
    }
    assert_eq!(office.warta(&["terima"]).code, 2);
}

#[tokio::test]
async fn a_couriers_signed_list_is_recorded_at_once_but_for_those_who_did_not_sign() {
    let office = sent();
    told(&office.warta(&["terima", "Long Lees", "--nama", "Lusia"]));
    let signed = office.warta(&["terima", "--ekspedisi", "64.08.06", "--kecuali", "Karya Baru", "--tanggal", "kemarin"]);
    let lines: Vec<&str> = told(&signed).lines().collect();
    assert_eq!(lines.len(), 3, "{}", signed.stdout);
    assert!(lines[0].contains("Desa Long Lees") && lines[0].contains("sudah tercatat") && lines[0].ends_with("oleh Lusia"), "{}", lines[0]);
    assert!(lines[1].contains("Desa Long Bentuq") && lines[1].ends_with(&long_date(day_before(1))), "{}", lines[1]);
    assert_eq!(lines[2], "1 tanda terima dicatat, 1 sudah tercatat");
    assert!(rows_of(&office, KARYA_BARU).await.is_empty());
    // The rest of it signed a day later; by the kecamatan's name.
    let rest = office.warta(&["terima", "--ekspedisi", "Kec. Busang"]);
    assert!(told(&rest).ends_with("1 tanda terima dicatat, 2 sudah tercatat"), "{}", rest.stdout);
    let all = office.warta(&["terima", "--ekspedisi", "busang"]);
    assert!(told(&all).ends_with("0 tanda terima dicatat, 3 sudah tercatat"), "{}", all.stdout);
    assert!(office.warta(&["status"]).stdout.contains("3 diterima KIM, 3 terkirim"));

    refused(&office.warta(&["terima", "--ekspedisi", ""]), &["kecamatannya belum diketik", "saran: "]);
    let edition = office.warta(&["terima", "--ekspedisi", "Busang", "--edisi", "48"]);
    refused(&edition, &["“48” bukan nama edisi", &format!("saran: tulis hari Seninnya, misalnya {}", this_week())]);
    refused(&office.warta(&["terima", "--ekspedisi", "Bengalon"]), &["“Bengalon”", "64.08.06 (Busang)", "saran: "]);
    let strange = office.warta(&["terima", "--ekspedisi", "Kaubun", "--kecuali", "Long Lees"]);
    refused(&strange, &["Long Lees"]);
    assert!(rows_of(&office, "64.08.14.2002").await.is_empty(), "who did not sign is not known: nothing is recorded");
    // The wrong list: what it recorded is taken back, and nothing else.
    told(&office.warta(&["terima", "Bumi Rapak", "--nama", "Yosef"]));
    std::thread::sleep(std::time::Duration::from_millis(1100));
    told(&office.warta(&["terima", "--ekspedisi", "Kaubun"]));
    let back = office.warta(&["terima", "--ekspedisi", "Kaubun", "--batal"]);
    assert!(told(&back).ends_with("1 tanda terima dibatalkan"), "{}", back.stdout);
    assert!(office.warta(&["status"]).stdout.contains("4 diterima KIM, 2 terkirim"));
    for args in [&["terima", "--ekspedisi", "Kaubun", "Long Lees"][..], &["terima", "Long Lees", "--kecuali", "Busang"]] {
        assert_eq!(office.warta(args).code, 2, "{args:?}");
    }
}

#[tokio::test]
async fn a_list_is_of_the_newest_edition_that_went_out_there() {
    let last = EditionId::containing(this_week().monday() - Days::new(7));
    let office = prepared(&ROWS, last);
    assert_eq!(office.warta(&["jalankan"]).code, 0);
    // The next one is made, and not sent.
    office.write(&format!("edisi/{}/pengumuman/1.md", this_week()), "Untuk: semua\n\n# Pekan ini\n\nIsi.\n");
    assert_eq!(office.warta(&["terbitkan"]).code, 0);
    let signed = office.warta(&["terima", "--ekspedisi", "Kaubun"]);
    assert_eq!(told(&signed).matches(&format!("edisi {last}: diterima")).count(), 2, "{}", signed.stdout);
    let named = office.warta(&["terima", "Long Bentuq"]);
    assert!(told(&named).contains(&format!("edisi {last}: diterima")), "{}", named.stdout);
    // The other one is meant only where it is named; what Warta did not send is not on a list by itself.
    let unsent = office.warta(&["terima", "--ekspedisi", "Kaubun", "--edisi", &this_week().to_string()]);
    assert!(unsent.stderr.contains("peringatan: 2 bundel belum dikirim, jadi tidak dicatat: "), "{}{}", unsent.stdout, unsent.stderr);
    let brought = office.warta(&["terima", "Bumi Rapak", "--edisi", &this_week().to_string()]);
    assert!(told(&brought).contains(&format!("edisi {}: diterima", this_week())), "{}", brought.stdout);
    assert!(!office.warta(&["kirim"]).stdout.contains("6 bundel"), "what a KIM has is not sent");
}

#[tokio::test]
async fn the_lists_to_sign_show_the_code_of_each_bundle() {
    let couriers = ROWS.map(|row| if row[0].starts_with("64.08.06") { [row[0], row[1], row[2], row[3], row[4], "kurir"] } else { row });
    let office = prepared(&couriers, this_week());
    let settings = fs::read_to_string(office.path("warta.toml")).unwrap();
    office.write("warta.toml", format!("{settings}\n[saluran.kurir.kurir]\ntujuan = \"kurir\"\n"));
    let run = office.warta(&["jalankan"]);
    assert_eq!(run.code, 0, "{}{}", run.stdout, run.stderr);
    let files = office.files("");
    let lists: Vec<_> = files.iter().filter(|(name, _)| name.contains("ekspedisi") && name.ends_with(".pdf")).collect();
    let relay: Vec<_> = files.iter().filter(|(name, _)| name.starts_with("kurir/") && name.ends_with("-daftar.pdf")).collect();
    assert_eq!((lists.len(), relay.len()), (3, 1), "{lists:?}");
    let mut shown = 0;
    for [desa, name, ..] in ROWS {
        let code = code_of(&office, desa).await;
        for (_, pdf) in lists.iter().chain(&relay) {
            let pages = read(pdf);
            let Some(page) = pages.iter().find(|page| page.says(desa)) else { continue };
            assert!(page.says(name) && page.says(&code), "{desa}: without {code}");
            // Rows of usual names are as high as a signature needs, 14 mm, and no higher.
            let across = page.marks.iter().filter(|mark| mark.area.width() > 300.0 && mark.area.height() < 2.0);
            let mut lines: Vec<f64> = across.map(|mark| mark.area.y0).collect();
            lines.sort_by(f64::total_cmp);
            // Above them: the rule of the heading, and the two of the table's head.
            let highest = lines.windows(2).skip(2).map(|pair| pair[1] - pair[0]).filter(|height| *height < 100.0).fold(0.0, f64::max);
            assert!((highest / 72.0 * 25.4 - 14.0).abs() < 0.3, "{desa}: {lines:?}");
            shown += 1;
        }
    }
    assert_eq!(shown, 6 + 3);
}

#[tokio::test]
async fn a_receipt_is_recorded_while_another_run_is_at_work() {
    let office = sent();
    let code = code_of(&office, BENTUQ).await;
    let _lock = Folder::new(office.root()).lock().unwrap();
    assert!(told(&office.warta(&["terima", &code])).contains("diterima "));
    told(&office.warta(&["terima", "--ekspedisi", "Kaubun"]));
    told(&office.warta(&["terima", &code, "--batal"]));
    let settled = office.warta(&["status", "--sampai", BENTUQ]);
    assert!(settled.code == 1 && settled.stderr.contains("Warta sedang bekerja di folder ini"), "{}", settled.stderr);
}

/// A ledger with one bundle that goes by three roads.
async fn book() -> (tempfile::TempDir, Ledger) {
    let folder = tempfile::TempDir::new().unwrap();
    let ledger = Ledger::open(&folder.path().join("warta.db")).await.unwrap();
    let bundle = BundleRecord {
        desa: DesaCode::parse(BENTUQ).unwrap(),
        title: "Kampung Long Bentuq".to_owned(),
        kecamatan: "Busang".to_owned(),
        kim: None,
        ralat: 0,
        file: "bentuq.zip".to_owned(),
        sha256: "a".to_owned(),
        bytes: 10,
        receipt: ReceiptCode::printed("7KQ2-X9FM".to_owned()),
        serials: Vec::new(),
        ladder: ["surel", "awan", "kurir"].map(str::to_owned).to_vec(),
        news: 1,
    };
    ledger.record(edition(), &[bundle], now()).await.unwrap();
    (folder, ledger)
}

fn now() -> DateTime<Utc> {
    "2026-11-20T08:00:00Z".parse().unwrap()
}

async fn roads(ledger: &Ledger) -> Vec<Delivery> {
    ledger.deliveries(edition(), Ladder::after_days(7, now())).await.unwrap()
}

async fn states(ledger: &Ledger) -> Vec<State> {
    roads(ledger).await.iter().map(|road| road.state).collect()
}

#[tokio::test]
async fn what_is_taken_back_stands_as_the_attempts_say() {
    let (_folder, ledger) = book().await;
    let code = ReceiptCode::printed("7KQ2-X9FM".to_owned());
    let claim = ledger.claim(true);
    let all = roads(&ledger).await;
    let outcome = |road: &Delivery, outcome: Outcome| [(road.clone(), outcome, None)];
    ledger.settle(&claim, &outcome(&all[0], Outcome::Accepted("250 OK".to_owned())), now()).await.unwrap();
    ledger.settle(&claim, &outcome(&all[1], Outcome::Unknown("putus".to_owned())), now()).await.unwrap();
    // The third is being sent as the receipt comes in.
    assert!(ledger.sending(&claim, &all[2..], None, now()).await.unwrap());
    let receipt = ledger.receipt(&code).await.unwrap().remove(0);
    let later = now() + Duration::days(1);
    assert!(ledger.acknowledge(&receipt, later.date_naive(), Some("Siti"), later).await.unwrap());
    assert_eq!(states(&ledger).await, [State::Acknowledged; 3]);
    // What was read before that says nothing of how it stands.
    assert!(!ledger.acknowledge(&receipt, later.date_naive(), None, later).await.unwrap());
    assert!(!ledger.unacknowledge(&receipt, later).await.unwrap());
    let before = ledger.pulse(edition(), Ladder::after_days(7, later)).await.unwrap();
    let receipt = ledger.receipt(&code).await.unwrap().remove(0);
    assert_eq!(receipt.received.as_ref().and_then(|received| received.by.as_deref()), Some("Siti"));
    assert!(ledger.unacknowledge(&receipt, later).await.unwrap());
    assert_eq!(states(&ledger).await, [State::Accepted, State::Unknown, State::Unknown]);
    let all = roads(&ledger).await;
    assert!(all.iter().all(|road| road.received_on.is_none() && road.received_by.is_none()));
    assert_eq!((all[0].updated_at, all[0].arrived_at), (now(), Some(now())), "it arrived when it did");
    assert_ne!(ledger.pulse(edition(), Ladder::after_days(7, later)).await.unwrap(), before, "reports are written anew");
    // The run that was sending comes to its end after all.
    ledger.settle(&claim, &outcome(&all[2], Outcome::Accepted("ada".to_owned())), later).await.unwrap();
    assert_eq!(states(&ledger).await, [State::Accepted, State::Unknown, State::Accepted]);
    let receipt = ledger.receipt(&code).await.unwrap().remove(0);
    assert!(receipt.received.is_none() && receipt.is_out && receipt.title.as_deref() == Some("Kampung Long Bentuq"));
    ledger.release(claim).await.unwrap();
}

#[tokio::test]
async fn receipts_of_before_are_the_first_word_on_their_bundles() {
    let folder = tempfile::TempDir::new().unwrap();
    let old = folder.path().join("lama");
    fs::create_dir(&old).unwrap();
    for entry in fs::read_dir(root().join("crates/post/migrations")).unwrap().map(Result::unwrap) {
        let name = entry.file_name().into_string().unwrap();
        if name.as_str() < "0007" {
            fs::copy(entry.path(), old.join(name)).unwrap();
        }
    }
    sqlx::any::install_default_drivers();
    let path = folder.path().join("warta.db");
    let mut book = AnyConnection::connect(&format!("sqlite://{}?mode=rwc", path.display())).await.unwrap();
    Migrator::new(old).await.unwrap().run(&mut book).await.unwrap();
    for statement in [
        "INSERT INTO bundle (edition, desa, file, sha256, bytes, receipt, made_at, title, kecamatan, kecamatan_code) VALUES
            ('2026-11-23', '64.08.06.2002', 'b.zip', 'a', 1, '7KQ2-X9FM', '2026-11-20T08:00:00Z', 'Desa Long Bentuq', 'Busang', '64.08.06')",
        "INSERT INTO delivery (edition, desa, channel, state, sha256, updated_at) VALUES
            ('2026-11-23', '64.08.06.2002', 'kantor', 'acknowledged', 'a', '2026-11-24T08:00:00Z')",
        "INSERT INTO acknowledgement VALUES ('2026-11-23', 0, '64.08.06.2002', '2026-11-24', 'Siti', '2026-11-24T08:00:00Z')",
    ] {
        sqlx::query(statement).execute(&mut book).await.unwrap();
    }
    book.close().await.unwrap();
    let ledger = Ledger::open(&path).await.unwrap();
    let road = roads(&ledger).await.remove(0);
    assert_eq!((road.state, road.received_by.as_deref()), (State::Acknowledged, Some("Siti")));
    let receipt = ledger.receipt(&ReceiptCode::printed("7KQ2-X9FM".to_owned())).await.unwrap().remove(0);
    assert!(ledger.acknowledge(&receipt, now().date_naive(), Some("Siti Aminah"), now()).await.unwrap());
    assert_eq!(roads(&ledger).await[0].received_by.as_deref(), Some("Siti Aminah"));
}
