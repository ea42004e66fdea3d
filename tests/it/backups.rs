//! Copies of the ledger, and the way back: what is kept, what is noticed afterwards, and that nothing is lost on the way.

use std::fs;
use std::process::{Command, Stdio};
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::Value;
use warta::desk::{self, Office};
use warta::ledger::Ledger;

use crate::mail;
use crate::smtp::{Manner, Server};
use crate::support::{RegistryRow, TestOffice, receipt_code};

const EDITION: &str = "2026-11-23";
const VILLAGE: &str = "63.04.14.2001";

/// Two villages, to which bundles go by a folder; published.
fn published() -> TestOffice {
    let rows: [RegistryRow<'_>; 2] =
        [[VILLAGE, "Barambai", "Barambai", "Maju Bersama", "3", ""], ["63.04.14.2008", "Karya Baru", "Barambai", "", "3", ""]];
    let office = TestOffice::with_registry(&rows);
    office.write("edisi/2026-11-23/pengumuman/1.md", "Untuk: semua\n\n# Pasar murah\n\nHari Rabu.\n");
    succeed(&office, &["terbitkan"]);
    office
}

/// Runs a command that is to succeed. Gives what it said.
fn succeed(office: &TestOffice, args: &[&str]) -> String {
    let answer = office.warta(args);
    assert_eq!(answer.code, 0, "{args:?}: {}{}", answer.stdout, answer.stderr);
    answer.stdout + &answer.stderr
}

fn facts(office: &TestOffice, args: &[&str]) -> Value {
    serde_json::from_str(&office.warta(&[&["--json"], args].concat()).stdout).unwrap()
}

/// How many of the deliveries are on record as sent, and as received.
fn on_record(office: &TestOffice) -> (usize, usize) {
    let status = facts(office, &["status"]);
    let deliveries = status["pengiriman"].as_array().unwrap();
    let sent = deliveries.iter().filter(|one| !one["tiba"].is_null()).count();
    (sent, deliveries.iter().filter(|one| !one["diterima"].is_null()).count())
}

fn copies(office: &TestOffice) -> Vec<String> {
    office.files("cadangan").into_iter().map(|(name, _)| name).collect()
}

/// The copies of ledgers that were replaced.
fn replaced(office: &TestOffice) -> Vec<String> {
    copies(office).into_iter().filter(|name| name.starts_with("warta-sebelum-dipulihkan-")).collect()
}

/// Makes a copy; gives its name.
fn copied(office: &TestOffice) -> String {
    facts(office, &["cadangkan"])["berkas"].as_str().unwrap().to_owned()
}

#[test]
fn a_ledger_that_is_restored_sends_no_mail_twice() {
    let server = Server::start(Manner::default());
    let office = mail::office(&server, "");
    let copy = copied(&office);
    succeed(&office, &["kirim", EDITION]);
    assert_eq!(server.mails().len(), 3);
    let told = succeed(&office, &["pulihkan"]);
    assert!(told.contains(&format!("warta.db dipulihkan dari cadangan/{copy}")), "{told}");
    assert!(told.contains("warta.db yang semula disimpan: cadangan/warta-sebelum-dipulihkan-"), "{told}");
    assert!(told.contains("catat lagi tanda terima yang datang sesudahnya"), "{told}");
    let again = office.warta(&["kirim", EDITION]);
    assert!(again.stderr.contains("warta.db lebih tua daripada kiriman terakhir"), "{}{}", again.stdout, again.stderr);
    assert_eq!((server.mails().len(), mail::states(&office)["unknown"]), (3, 3), "they are asked about");
}

#[test]
fn a_ledger_that_is_restored_is_noticed_where_it_delivers_by_a_folder_and_what_lies_there_stays() {
    let office = published();
    let copy = copied(&office);
    succeed(&office, &["kirim"]);
    succeed(&office, &["terima", &receipt_code(&office, VILLAGE, 0)]);
    let delivered = office.files("kiriman/2026-11-23");
    assert_eq!((delivered.len(), on_record(&office)), (2, (2, 1)));

    succeed(&office, &["pulihkan", &copy]);
    assert_eq!(on_record(&office), (0, 0), "as it was");
    let again = office.warta(&["kirim"]);
    assert!(again.stderr.contains("warta.db lebih tua daripada kiriman terakhir"), "{}{}", again.stdout, again.stderr);
    assert!(office.files("kiriman/2026-11-23") == delivered);
    // What was recorded since is not lost: the ledger as it was can be put back in its turn.
    let before = replaced(&office);
    assert_eq!(before.len(), 1, "{before:?}");
    succeed(&office, &["pulihkan", &format!("cadangan/{}", before[0])]);
    assert_eq!(on_record(&office), (2, 1));
    assert_eq!(replaced(&office).len(), 2);
    #[cfg(unix)]
    for name in copies(&office).iter().map(|name| format!("cadangan/{name}")).chain(["warta.db".to_owned()]) {
        use std::os::unix::fs::PermissionsExt;
        assert_eq!(fs::metadata(office.path(&name)).unwrap().permissions().mode() & 0o777, 0o600, "{name}");
    }
}

fn day(number: i64) -> DateTime<Utc> {
    "2026-11-01T08:10:00Z".parse::<DateTime<Utc>>().unwrap() + TimeDelta::days(number)
}

#[tokio::test]
async fn fourteen_copies_are_kept_and_what_is_no_copy_is_left_alone() {
    let test_office = published();
    test_office.write("cadangan/catatan.txt", "milik kantor");
    test_office.write("cadangan/warta-lama.db", "milik kantor");
    test_office.write("cadangan/warta-sebelum-dipulihkan-2026-10-01-080000.db", "yang semula");
    let office = Office::open(test_office.root(), None).unwrap();
    for number in 0..16 {
        let made = desk::back_up(&office, day(number)).await.unwrap();
        assert_eq!((made.removed.len(), made.backup.at), (usize::from(number > 13), day(number)));
        assert_eq!(fs::metadata(test_office.path("cadangan").join(&made.backup.name)).unwrap().len(), made.backup.size);
    }
    let backups = desk::backups(&office);
    assert_eq!((backups.len(), backups[0].name.as_str()), (14, "warta-2026-11-16-1610.db"), "on the office's clock");
    assert_eq!(backups[13].name, "warta-2026-11-03-1610.db");
    assert_eq!(copies(&test_office).len(), 14 + 3, "{:?}", copies(&test_office));
    // A clock that was wrong once takes none of today's away.
    let made = desk::back_up(&office, day(-300)).await.unwrap();
    assert!(made.removed.is_empty() && test_office.path("cadangan").join(&made.backup.name).exists());
}

#[tokio::test]
async fn a_copy_is_made_once_a_day_by_the_offices_clock() {
    let test_office = published();
    let office = Office::open(test_office.root(), None).unwrap();
    let at = |text: &str| text.parse::<DateTime<Utc>>().unwrap();
    let mut made = Vec::new();
    for moment in ["2026-11-20T01:00:00Z", "2026-11-20T15:59:00Z", "2026-11-20T16:01:00Z", "2026-11-21T15:00:00Z"] {
        made.extend(desk::back_up_if_due(&office, at(moment)).await.unwrap().map(|made| made.backup.name));
    }
    assert_eq!(made, ["warta-2026-11-20-0900.db", "warta-2026-11-21-0001.db"]);
    // An office without a ledger has nothing to copy, and gets none by it.
    let empty = TestOffice::with_registry(&[]);
    let office = Office::open(empty.root(), None).unwrap();
    assert!(desk::back_up_if_due(&office, day(0)).await.unwrap().is_none());
    assert_eq!(desk::back_up(&office, day(0)).await.unwrap_err()[0].code, "cadangan.belum-ada-buku");
    assert!(!empty.path("warta.db").exists() && !empty.path("cadangan").exists());
}

#[test]
fn a_damaged_ledger_is_kept_as_it_is_and_replaced() {
    let office = published();
    succeed(&office, &["kirim"]);
    copied(&office);
    office.write("warta.db", b"rusak".repeat(2000));
    let broken = office.warta(&["status"]);
    assert!(broken.code == 1 && broken.stderr.contains("`warta pulihkan`"), "{}", broken.stderr);
    // A damaged ledger takes no copy's place.
    let refused = office.warta(&["cadangkan"]);
    assert_eq!((refused.code, copies(&office).len()), (1, 1), "{}", refused.stderr);
    let told = succeed(&office, &["pulihkan"]);
    assert!(told.contains("warta.db yang rusak disimpan: cadangan/warta-sebelum-dipulihkan-"), "{told}");
    assert_eq!(on_record(&office).0, 2);
    let kept = replaced(&office);
    assert_eq!(fs::read(office.path("cadangan").join(&kept[0])).unwrap(), b"rusak".repeat(2000));
    // It is no copy that could be put back.
    let refused = office.warta(&["pulihkan", &kept[0]]);
    assert!(refused.code == 1 && refused.stderr.contains("cadangan ini rusak"), "{}", refused.stderr);
    assert_eq!(on_record(&office).0, 2);
}

#[tokio::test]
async fn a_copy_that_is_damaged_is_passed_over_and_said() {
    let test_office = published();
    let office = Office::open(test_office.root(), None).unwrap();
    let older = desk::back_up(&office, day(1)).await.unwrap().backup.name;
    let newer = desk::back_up(&office, day(2)).await.unwrap().backup.name;
    let whole = fs::read(test_office.path("cadangan").join(&newer)).unwrap();
    test_office.write(&format!("cadangan/{newer}"), &whole[..whole.len() / 2]);
    let ledger = fs::read(test_office.path("warta.db")).unwrap();
    let named = test_office.warta(&["pulihkan", &newer]);
    assert!(named.code == 1 && named.stderr.contains(&format!("cadangan/{newer}")), "{}", named.stderr);
    for name in ["../warta.toml", "cadangan/../kim.xlsx", "/etc/passwd", "tidak-ada.db", ""] {
        let refused = test_office.warta(&["pulihkan", name]);
        assert!(refused.code == 1 && refused.stderr.contains("tidak ada cadangan dengan nama itu"), "{name}: {}", refused.stderr);
    }
    assert!(fs::read(test_office.path("warta.db")).unwrap() == ledger && replaced(&test_office).is_empty(), "nothing was touched");
    let told = succeed(&test_office, &["pulihkan"]);
    assert!(told.contains(&format!("dipulihkan dari cadangan/{older}")), "{told}");
    assert!(told.contains("peringatan: cadangan ini rusak") && told.contains(&format!("di cadangan/{newer}")), "{told}");
    test_office.remove(&format!("cadangan/{older}"));
    let none = test_office.warta(&["pulihkan"]);
    assert!(none.code == 1 && none.stderr.contains("tidak ada cadangan yang dapat dipakai"), "{}", none.stderr);
}

#[tokio::test]
async fn a_ledger_that_is_in_use_is_not_replaced() {
    let office = published();
    copied(&office);
    let used = Ledger::open(&office.path("warta.db")).await.unwrap();
    let refused = office.warta(&["pulihkan"]);
    assert!(refused.code == 1 && refused.stderr.contains("sedang dipakai program lain"), "{}", refused.stderr);
    assert!(replaced(&office).is_empty() && used.mark().await.is_ok());
    used.close().await;
    succeed(&office, &["pulihkan"]);
}

/// Each state in which a restoring can be cut off: the next one does the whole.
#[test]
fn a_restoring_that_was_cut_off_is_done_again_from_wherever_it_was() {
    let office = published();
    succeed(&office, &["kirim"]);
    let copy = copied(&office);
    succeed(&office, &["terima", &receipt_code(&office, VILLAGE, 0)]);
    let ledger = fs::read(office.path("warta.db")).unwrap();
    let restored = |state: &str| {
        let told = succeed(&office, &["pulihkan"]);
        assert!(told.contains(&copy), "{state}: {told}");
        assert_eq!(on_record(&office), (2, 0), "{state}");
        // Whoever looked at it since may have left an empty log.
        for end in ["-wal", "-journal"] {
            let left = fs::metadata(office.path(&format!("warta.db{end}"))).map_or(0, |left| left.len());
            assert_eq!(left, 0, "{state}: {end}");
        }
    };
    // Half a copy of the ledger as it was.
    office.write("cadangan/.warta-1-2.tmp", &ledger[..ledger.len() / 2]);
    office.write("cadangan/.warta-1-2.tmp-journal", "");
    restored("half kept");
    // The whole of it; and half of what was to take its place.
    office.write("warta.db", &ledger);
    office.write("cadangan/warta-sebelum-dipulihkan-2026-11-20-160000.db", &ledger);
    office.write(".warta-abc.tmp", &ledger[..ledger.len() / 2]);
    restored("kept");
    // A damaged one, kept without and with its log, then without the log in its own place.
    for (state, kept, is_there) in [("log kept", "", true), ("damaged and kept", "rusak", true), ("log removed", "rusak", false)] {
        office.write("warta.db", "rusak");
        if is_there {
            office.write("warta.db-wal", "catatan");
        }
        office.write("cadangan/warta-sebelum-dipulihkan-2026-11-21-160000.db-wal", "catatan");
        if !kept.is_empty() {
            office.write("cadangan/warta-sebelum-dipulihkan-2026-11-21-160000.db", kept);
        }
        restored(state);
    }
    // Neither: somebody removed it. What lies beside it belongs to no other ledger.
    office.remove("warta.db");
    office.write("warta.db-wal", "catatan");
    restored("removed");
    // And all that was kept is there.
    let kept = replaced(&office);
    assert!(kept.iter().filter(|name| name.ends_with(".db")).count() >= 6, "{kept:?}");
    assert!(!copies(&office).is_empty() && copies(&office).contains(&copy));
}

/// The same by chance.
#[test]
fn a_restoring_that_is_killed_leaves_one_of_the_two() {
    let office = published();
    succeed(&office, &["kirim"]);
    let copy = copied(&office);
    succeed(&office, &["terima", &receipt_code(&office, VILLAGE, 0)]);
    for delay in 0..25 {
        let mut run = Command::new(env!("CARGO_BIN_EXE_warta"))
            .env("XDG_STATE_HOME", office.state())
            .args(["-C", office.root().to_str().unwrap(), "pulihkan", &copy])
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        std::thread::sleep(Duration::from_millis(delay * 3));
        let _ = run.kill();
        run.wait().unwrap();
        let (sent, received) = on_record(&office);
        assert!(sent == 2 && received <= 1, "after {} ms: {sent} {received}", delay * 3);
    }
    succeed(&office, &["pulihkan", &copy]);
    assert_eq!(on_record(&office), (2, 0));
    // The receipt is in the first of the ledgers that were replaced.
    let names = replaced(&office).into_iter().filter(|name| name.ends_with(".db"));
    let first = names.min_by_key(|name| name.replace(".db", "-1.db")).unwrap();
    succeed(&office, &["pulihkan", &first]);
    assert_eq!(on_record(&office), (2, 1));
}

#[test]
fn programs_are_told_of_copies_and_restorings() {
    let office = published();
    let made = facts(&office, &["cadangkan"]);
    let name = made["berkas"].as_str().unwrap();
    assert_eq!((made["perintah"].as_str(), made["kode"].as_u64()), (Some("cadangkan"), Some(0)));
    assert!(made["ukuran"].as_u64().unwrap() > 0 && made["dihapus"].as_array().unwrap().is_empty());
    let restored = facts(&office, &["restore", name]);
    assert_eq!((restored["berkas"].as_str(), restored["rusak"].as_bool(), restored["kode"].as_u64()), (Some(name), Some(false), Some(0)));
    assert!(restored["disimpan"].as_str().unwrap().starts_with("warta-sebelum-dipulihkan-"));
    assert_eq!(restored["diagnostik"][0]["kode"], "cadangan.sesudah-dipulihkan");
}
