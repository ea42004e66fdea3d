//! The desk's pages of the record: who got what, one village, what is in doubt, receipts typed and pasted, old editions, what is due.

use std::fs;

use chrono::{Duration, NaiveDate, Utc};
use sqlx::{Connection, Row};
use warta::deliver::Outcome;
use warta::desk::{self, Condition, Finding, Office, Wanted};
use warta::ledger::{Delivery, Ladder, Ledger, State};
use warta::model::{DesaCode, EditionId, ReceiptCode, RegionCode};

use crate::desk_support::Desk;
use crate::reckoning::ledger;
use crate::support::{RegistryRow, TestOffice};

const BENTUQ: &str = "64.08.06.2002";
const BUSANG: &str = "64.08.06";

/// Villages of three kecamatan of Kutai Timur; two have a Karya Baru.
const ROWS: [RegistryRow<'_>; 6] = [
    ["64.08.04.1001", "Teluk Lingga", "Sangatta Utara", "KIM Teluk Lingga", "40", ""],
    ["64.08.06.2001", "Long Lees", "Busang", "KIM Long Lees", "4", ""],
    [BENTUQ, "Long Bentuq", "Busang", "KIM Bentuq Jaya", "5", ""],
    ["64.08.06.2003", "Karya Baru", "Busang", "", "3", ""],
    ["64.08.14.2001", "Karya Baru", "Kaubun", "KIM Karya", "6", ""],
    ["64.08.14.2002", "Bumi Rapak", "Kaubun", "KIM Rapak", "6", ""],
];

/// Today on the office's clock, in WITA.
fn today() -> NaiveDate {
    (Utc::now() + Duration::hours(8)).date_naive()
}

/// An office whose edition is this week's, so that receipts of today are none too early.
fn office() -> TestOffice {
    let office = TestOffice::with_registry(&ROWS);
    fs::remove_dir_all(office.path("edisi/2026-11-23")).unwrap();
    let edition = EditionId::containing(today());
    office.write(&format!("edisi/{edition}/pengumuman/1.md"), "Untuk: semua\n\n# Pasar murah\n\nBeras dan gula di halaman kantor camat.\n");
    office
}

fn run(office: &TestOffice, command: &str) {
    let run = office.warta(&[command]);
    assert_eq!(run.code, 0, "{}{}", run.stdout, run.stderr);
}

/// The same, published and sent.
fn sent() -> TestOffice {
    let office = office();
    run(&office, "jalankan");
    office
}

fn opened(office: &TestOffice) -> Office {
    Office::open(office.root(), None).unwrap()
}

/// The codes of the villages' slips, in the order of the villages.
async fn codes(office: &TestOffice) -> Vec<String> {
    let mut book = ledger(office).await;
    let rows = sqlx::query("SELECT receipt FROM bundle ORDER BY desa").fetch_all(&mut book).await.unwrap();
    book.close().await.unwrap();
    rows.iter().map(|row| row.get("receipt")).collect()
}

/// How many words were recorded on a village's receipts.
async fn words_on(office: &TestOffice, desa: &str) -> i64 {
    let mut book = ledger(office).await;
    let row = sqlx::query("SELECT COUNT(*) AS n FROM acknowledgement WHERE desa = $1").bind(desa).fetch_one(&mut book).await.unwrap();
    book.close().await.unwrap();
    row.get("n")
}

/// All deliveries of the edition.
async fn deliveries(office: &TestOffice) -> Vec<Delivery> {
    let ledger = Ledger::open(&office.path("warta.db")).await.unwrap();
    let all = ledger.deliveries(opened(office).edition, Ladder::after_days(0, Utc::now())).await.unwrap();
    ledger.close().await;
    all
}

/// The connection broke while a bundle was being sent to each of these villages.
async fn break_off(office: &TestOffice, villages: &[&str]) {
    let all = deliveries(office).await;
    let ledger = Ledger::open(&office.path("warta.db")).await.unwrap();
    let claim = ledger.claim(true);
    for delivery in all.iter().filter(|delivery| villages.contains(&delivery.desa.as_str())) {
        assert!(ledger.sending(&claim, std::slice::from_ref(delivery), None, Utc::now()).await.unwrap());
        let outcome = Outcome::Unknown("putus sesudah DATA".to_owned());
        ledger.settle(&claim, &[(delivery.clone(), outcome, None)], Utc::now()).await.unwrap();
    }
    ledger.release(claim).await.unwrap();
    ledger.close().await;
}

async fn state_of(office: &TestOffice, desa: &str) -> State {
    deliveries(office).await.into_iter().find(|delivery| delivery.desa.as_str() == desa).unwrap().state
}

#[tokio::test(flavor = "multi_thread")]
async fn deliveries_are_counted_by_kecamatan_and_listed_where_they_are_asked_for() {
    let office = sent();
    let found = desk::deliveries(&opened(&office), None, &Wanted::default(), Utc::now()).await.unwrap();
    let lines: Vec<(&str, usize, usize)> =
        found.regions.iter().map(|line| (line.name.as_str(), line.villages, line.count(Condition::Delivered))).collect();
    assert_eq!(lines, [("Sangatta Utara", 1, 1), ("Busang", 3, 3), ("Kaubun", 2, 2)]);
    assert_eq!((found.total.villages, found.villages, found.is_published), (6, None, true));
    let busang = Wanted { region: RegionCode::parse(BUSANG), condition: None };
    let found = desk::deliveries(&opened(&office), None, &busang, Utc::now()).await.unwrap();
    let titles: Vec<String> = found.villages.unwrap().into_iter().map(|one| one.title).collect();
    assert_eq!(titles, ["Desa Long Lees", "Desa Long Bentuq", "Desa Karya Baru"]);

    let desk = Desk::open(office.root());
    let all = desk.get("/kiriman");
    assert_eq!(all.status, 200, "{}", all.text());
    let text = all.text();
    ["Busang", "Kaubun", "Sangatta Utara", "Terkirim (6)"].iter().for_each(|word| assert!(text.contains(word), "without {word}: {text}"));
    assert!(!text.contains("Long Bentuq"), "a village that nobody asked for: {text}");
    let inner = desk.get("/kiriman?kecamatan=64.08.06").text();
    assert!(inner.contains("Desa Long Bentuq") && !inner.contains("Bumi Rapak"), "{inner}");
    let of_code = desk.get("/kiriman?keadaan=gagal").text();
    assert!(of_code.contains("Tidak ada yang cocok"), "{of_code}");
    let report = desk.get("/laporan/laporan.xlsx");
    assert_eq!((report.status, &report.body[..2]), (200, "PK"));
    assert!(report.header("content-disposition").unwrap().starts_with("attachment"));
    assert_eq!(desk.get("/laporan/warta.toml").status, 404);
    let job = desk.post("/kiriman/ulang", &[]);
    assert_eq!(job.status, 303, "{}", job.text());
    assert!(job.header("location").unwrap().contains("/pekerjaan/"));
}

#[tokio::test(flavor = "multi_thread")]
async fn one_village_is_found_by_what_people_know_of_it() {
    let office = sent();
    let code = codes(&office).await[2].clone();
    let desk = Desk::open(office.root());
    for typed in ["Long%20Bentuq", "6408062002", &code] {
        let found = desk.get(&format!("/cari?cari={typed}"));
        assert_eq!(found.status, 303, "{typed}: {}", found.text());
        assert!(found.header("location").unwrap().contains(BENTUQ), "{typed}");
    }
    let several = desk.get("/cari?cari=Karya%20Baru").text();
    assert!(several.contains("Busang") && several.contains("Kaubun"), "{several}");
    let page = desk.get(&format!("/desa/{BENTUQ}")).text();
    ["KIM Bentuq Jaya", "Busang", "terkirim", "pengaduan"].iter().for_each(|word| assert!(page.contains(word), "without {word}: {page}"));
    let unknown = desk.get("/desa/64.08.06.2999");
    assert_eq!(unknown.status, 409, "{}", unknown.text());
    // It did not arrive, says the KIM.
    let again = desk.post(&format!("/desa/{BENTUQ}/ulang"), &[]);
    assert!(desk.follow(&again).text().contains("Dicatat belum sampai"));
    assert_eq!(state_of(&office, BENTUQ).await, State::Planned);
    let history = desk::village(&opened(&office), None, &DesaCode::parse(BENTUQ).unwrap(), Utc::now()).await.unwrap();
    assert_eq!((history.editions.len(), history.editions[0].deliveries.len()), (1, 1));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_person_settles_what_is_in_doubt_and_can_take_it_back() {
    let office = office();
    run(&office, "terbitkan");
    let (lees, bentuq) = ("64.08.06.2001", BENTUQ);
    break_off(&office, &[lees, bentuq]).await;
    let desk = Desk::open(office.root());
    let page = desk.get("/tidak-pasti").text();
    ["Desa Long Lees", "Desa Long Bentuq", "putus sesudah DATA", "Belum, kirim lagi"]
        .iter()
        .for_each(|word| assert!(page.contains(word), "without {word}: {page}"));
    let (of_lees, of_bentuq) = (format!("putusan-{lees}"), format!("putusan-{bentuq}"));
    let done = desk.post("/tidak-pasti", &[(&of_lees, "sampai"), (&of_bentuq, "belum")]);
    let told = desk.follow(&done).text();
    assert!(told.contains("sudah sampai: 1 desa") && told.contains("belum sampai: 1 desa"), "{told}");
    assert_eq!((state_of(&office, lees).await, state_of(&office, bentuq).await), (State::Accepted, State::Planned));
    // A form that was opened before does not undo it.
    let late = desk.follow(&desk.post("/tidak-pasti", &[(&of_lees, "belum")])).text();
    assert!(late.contains("tidak lagi tidak pasti"), "{late}");
    assert_eq!(state_of(&office, lees).await, State::Accepted);
    for desa in [lees, bentuq] {
        let undone = desk.follow(&desk.post(&format!("/tidak-pasti/{desa}/batalkan"), &[])).text();
        assert!(undone.contains("dibatalkan"), "{undone}");
        assert_eq!(state_of(&office, desa).await, State::Unknown);
    }
    assert_eq!(desk.post(&format!("/tidak-pasti/{lees}/batalkan"), &[]).status, 409, "there is nothing left to take back");
    let nothing = desk.follow(&desk.post("/tidak-pasti", &[(&of_lees, "tunggu")])).text();
    assert!(nothing.contains("tidak ada yang berubah"), "{nothing}");
}

#[tokio::test(flavor = "multi_thread")]
async fn receipts_are_entered_once_and_withdrawn_without_deleting() {
    let office = sent();
    let code = codes(&office).await[2].clone();
    let desk = Desk::open(office.root());
    let enter = |code: &str, name: &str, day: &str| desk.post("/tanda-terima", &[("kode", code), ("nama", name), ("tanggal", day)]);
    let page = desk.get("/tanda-terima");
    assert!(page.body.contains("autofocus") && page.text().contains("0 dari 6 sudah"), "{}", page.text());
    let first = enter(&code.to_lowercase().replace('-', " "), "Siti", "");
    assert_eq!(first.status, 303, "{}", first.text());
    let told = desk.follow(&first).text();
    ["Desa Long Bentuq (Busang)", "oleh Siti", "1 dari 6 sudah"]
        .iter()
        .for_each(|word| assert!(told.contains(word), "without {word}: {told}"));
    // By someone else who does not know of it: neither the day nor the name is lost.
    let again = desk.follow(&enter(&code, "", "")).text();
    assert!(again.contains("sudah tercatat") && again.contains("oleh Siti"), "{again}");
    assert_eq!(words_on(&office, BENTUQ).await, 1);
    // A slip of the pen stands in the field again.
    let last = if code.ends_with('A') { "B" } else { "A" };
    let mistyped = format!("{}{last}", &code[..code.len() - 1]);
    let wrong = desk.follow(&enter(&mistyped, "", "kemarin"));
    assert!(wrong.body.contains(&format!("value=\"{mistyped}\"")) && wrong.body.contains("value=\"kemarin\""), "{}", wrong.body);
    assert!(wrong.text().contains("tidak dicatat"), "{}", wrong.text());
    assert!(desk.follow(&enter("", "", "")).text().contains("tulis kode di sobekannya"));

    let edition = opened(&office).edition.to_string();
    let back = desk.post(&format!("/tanda-terima/{code}/batalkan"), &[("edisi", &edition), ("desa", BENTUQ)]);
    let told = desk.follow(&back).text();
    assert!(told.contains("catatan dibatalkan") && told.contains("0 dari 6 sudah"), "{told}");
    assert_eq!(words_on(&office, BENTUQ).await, 2, "what was recorded stays");
    let history = desk.get("/riwayat").text();
    ["mencatat tanda terima", "membatalkan tanda terima", "sudah tercatat"]
        .iter()
        .for_each(|word| assert!(history.contains(word), "without {word}: {history}"));
}

/// A code that no bundle has.
fn stray(known: &[String]) -> String {
    let all = ReceiptCode::LETTERS.iter().filter_map(|letter| ReceiptCode::of_letters(&format!("7KQ2X9{}", char::from(*letter))));
    all.map(|code| code.to_string()).find(|code| !known.contains(code)).unwrap()
}

/// A code with figures and letters, mistyped by its last letter.
fn mistyped(known: &[String]) -> String {
    let wrong = |code: &String| {
        let mut ends = "ABCD".chars().map(|end| format!("{}{end}", &code[..code.len() - 1]));
        ends.find(|wrong| ReceiptCode::parse(wrong).is_none())
    };
    let is_mixed = |code: &String| code[..7].contains(|c: char| c.is_ascii_digit());
    known.iter().filter_map(wrong).find(is_mixed).unwrap_or_else(|| "7KQ2-X9FA".to_owned())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_pasted_chat_of_14_messages_gives_the_codes_that_are_there() {
    let office = sent();
    let known = codes(&office).await;
    let (wrong, unknown) = (mistyped(&known), stray(&known));
    let day = today().format("%d/%m/%y");
    let texts = [
        "Pesan dan panggilan terenkripsi secara end-to-end.".to_owned(),
        format!("Siti Long Lees: TERIMA {}", known[0]),
        format!("Budi: sudah diterima pak, kodenya {}", known[1].to_lowercase().replace('-', " ")),
        "Budi: siap, RT 05 menyusul".to_owned(),
        format!("Ani: {} dan {}", known[2], known[3]),
        format!("Rahman: TERIMA {wrong}"),
        format!("Udin: kode {unknown}"),
        format!("Siti Long Lees: ulang, {}", known[0]),
        format!("Yanti: {}", known[4]),
        format!("+62 812-3456-7890: kode {}", known[5]),
        "Budi: rapat Selasa pukul 10.00 di balai desa".to_owned(),
        "Ani: nomor saya 081234567890".to_owned(),
        "Udin: <Media tidak disertakan>".to_owned(),
        "Rahman: terima kasih".to_owned(),
    ];
    let chat: String = texts.iter().zip(10..).map(|(text, minute)| format!("{day} 09.{minute} - {text}\n")).collect();
    let desk = Desk::open(office.root());
    // One of them is on record already.
    assert_eq!(desk.post("/tanda-terima", &[("kode", &known[4]), ("nama", "Yanti"), ("tanggal", "")]).status, 303);

    let found = desk::paste(&opened(&office), &chat, Utc::now()).await.unwrap();
    assert_eq!(found.messages, 14);
    let told: Vec<(&str, &str, Option<&str>)> = found
        .codes
        .iter()
        .map(|one| {
            let what = match one.finding {
                Finding::Open(_) => "baru",
                Finding::Recorded { .. } => "sudah",
                Finding::Mistyped => "salah ketik",
                Finding::Unknown => "tidak tercatat",
            };
            (one.code.as_str(), what, one.by.as_deref())
        })
        .collect();
    let expected = [
        (known[0].as_str(), "baru", Some("Siti Long Lees")),
        (known[1].as_str(), "baru", Some("Budi")),
        (known[2].as_str(), "baru", Some("Ani")),
        (known[3].as_str(), "baru", Some("Ani")),
        (wrong.as_str(), "salah ketik", Some("Rahman")),
        (unknown.as_str(), "tidak tercatat", Some("Udin")),
        (known[4].as_str(), "sudah", Some("Yanti")),
        (known[5].as_str(), "baru", None),
    ];
    assert_eq!(told, expected);
    assert!(found.codes.iter().all(|one| one.on == Some(today())), "{:?}", found.codes);

    let looked = desk.post("/tanda-terima/tempel", &[("teks", &chat)]);
    assert_eq!(looked.status, 303, "{}", looked.text());
    let address = looked.header("location").unwrap().to_owned();
    assert!(!address.contains("Siti") && !address.contains(&known[0]), "an address is nobody's business: {address}");
    let page = desk.follow(&looked);
    assert!(page.text().contains("14 pesan, 8 kode ditemukan"), "{}", page.text());
    assert_eq!(page.body.matches("type=\"checkbox\"").count(), 5, "{}", page.body);
    for desa in ROWS.map(|row| row[0]) {
        assert_eq!(words_on(&office, desa).await, i64::from(desa == "64.08.14.2001"), "nothing is recorded before someone says so");
    }
    let name = address.split("chat=").nth(1).unwrap().split('&').next().unwrap().to_owned();
    let ticked: Vec<String> = [0, 1, 4].iter().map(|at| format!("kode-{}", known[*at])).collect();
    let mut fields = vec![("chat", name.as_str())];
    fields.extend(ticked.iter().map(|field| (field.as_str(), "ya")));
    let done = desk.post("/tanda-terima/tempel/catat", &fields);
    let told = desk.follow(&done).text();
    assert!(told.contains("oleh Siti Long Lees") && told.contains("sudah tercatat"), "{told}");
    assert!(desk.get("/tanda-terima").text().contains("3 dari 6 sudah"));
    for (desa, count) in [("64.08.04.1001", 1), ("64.08.06.2001", 1), (BENTUQ, 0), ("64.08.14.2001", 1)] {
        assert_eq!(words_on(&office, desa).await, count, "{desa}");
    }
    let lost = desk.post("/tanda-terima/tempel/catat", &[("chat", "0"), (&ticked[0], "ya")]);
    assert!(lost.status == 409 && lost.text().contains("tempel lagi"), "{}", lost.text());
}

#[tokio::test(flavor = "multi_thread")]
async fn old_editions_are_searched_and_deadlines_told() {
    let office = sent();
    let desk = Desk::open(office.root());
    let archive = desk.get("/arsip");
    assert!(archive.text().contains(&opened(&office).edition.label()), "{}", archive.text());
    let found = desk.get("/arsip?cari=beras%20gula");
    assert!(found.text().contains("Pasar murah") && found.body.contains("<mark>"), "{}", found.text());
    for typed in ["%22", "AND%20OR%20NOT", "%2A%20%28", "pasar%20%3Cimg%20src%3Dx%3E"] {
        let reply = desk.get(&format!("/arsip?cari={typed}"));
        assert_eq!(reply.status, 200, "{typed}: {}", reply.text());
        assert!(!reply.body.contains("<img"), "{typed}");
    }
    let due = desk.get("/tenggat");
    assert!(due.status == 200 && due.text().contains("hari terakhir"), "{}", due.text());
    let report = desk.get("/laporan").text();
    assert!(report.contains("dari 6 desa") && report.contains("anggaran-cetak.xlsx"), "{report}");
    for path in ["/kiriman", "/tanda-terima", "/tanda-terima/tempel", "/tidak-pasti", "/arsip", "/tenggat", "/laporan", "/cari"] {
        let page = desk.get(path);
        assert_eq!(page.status, 200, "{path}: {}", page.text());
        assert!(!page.body.contains("style=") && !page.body.contains("onclick"), "{path}");
    }
}
