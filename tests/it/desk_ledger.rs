//! What the desk has in the ledger: its jobs, who did what, and the texts of editions; and the ledger's copies.

use std::fs;
use std::path::{Path, PathBuf};

use chrono::{DateTime, Duration, Utc};
use tempfile::TempDir;
use warta::ledger::{ArchiveHit, ArchiveText, EventFilter, EventRecord, JobState, Ledger, LedgerError};
use warta::model::EditionId;

use crate::office::edition;

fn now() -> DateTime<Utc> {
    "2026-11-20T08:00:00Z".parse().unwrap()
}

fn after(seconds: i64) -> DateTime<Utc> {
    now() + Duration::seconds(seconds)
}

/// A new ledger in a folder of its own, with a name that means something to SQL, to an address and to a shell.
async fn opened() -> (TempDir, PathBuf, Ledger) {
    let folder = TempDir::new().unwrap();
    let root = folder.path().join("Bagian Prokopim '48' \"baru\" #1 50% é?");
    fs::create_dir(&root).unwrap();
    let path = root.join("warta.db");
    let ledger = Ledger::open(&path).await.unwrap();
    (folder, path, ledger)
}

#[tokio::test]
async fn a_second_press_joins_the_job_that_is_open() {
    let (_folder, path, ledger) = opened().await;
    let ask = async |ledger: &Ledger, kind: &str, by: &str| ledger.ask_job(kind, edition(), by, "{}", after(10), now()).await.unwrap();
    let (first, is_new) = ask(&ledger, "kirim", "Rahma").await;
    assert_eq!((first.number, is_new, first.state, first.by.as_str()), (1, true, JobState::Waiting, "Rahma"));
    assert_eq!((first.edition, first.asked_at, first.starts_at, first.began_at), (edition(), now(), after(10), None));
    // From another program, by another person: the same job. Of another kind: another.
    let other = Ledger::open(&path).await.unwrap();
    assert_eq!(ask(&other, "kirim", "Siti").await, (first.clone(), false));
    let (second, is_new) = ask(&other, "terbitkan", "Siti").await;
    assert_eq!((second.number, is_new), (2, true));

    assert!(ledger.begin_job(1, after(10)).await.unwrap());
    assert!(!ledger.begin_job(1, after(10)).await.unwrap(), "it has begun");
    assert!(!ledger.cancel_job(1, after(11)).await.unwrap(), "too late");
    ledger.advance_job(1, 120, 201).await.unwrap();
    let working = ledger.open_job().await.unwrap().unwrap();
    assert_eq!((working.number, working.state, working.done, working.total), (1, JobState::Working, 120, 201));
    assert_eq!(ask(&other, "kirim", "Siti").await.0, working);
    ledger.end_job(1, JobState::Partly, "198 terkirim\n3 gagal", after(60)).await.unwrap();
    ledger.end_job(1, JobState::Failed, "", after(70)).await.unwrap();
    let ended = ledger.job(1).await.unwrap().unwrap();
    assert_eq!((ended.state, ended.words.as_str(), ended.ended_at), (JobState::Partly, "198 terkirim\n3 gagal", Some(after(60))));
    let (next, is_new) = ask(&ledger, "kirim", "Rahma").await;
    assert_eq!((next.number, is_new), (3, true), "one that has ended is not joined");
    assert_eq!(ledger.jobs(2).await.unwrap().iter().map(|job| job.number).collect::<Vec<_>>(), [3, 2]);
}

#[tokio::test]
async fn a_job_is_taken_back_before_it_begins_and_found_cut_off_after_a_kill() {
    let (_folder, _, ledger) = opened().await;
    for kind in ["kirim", "terbitkan"] {
        ledger.ask_job(kind, edition(), "Rahma", "{\"ulang\":true}", now(), now()).await.unwrap();
    }
    assert!(ledger.cancel_job(1, after(1)).await.unwrap());
    assert!(!ledger.begin_job(1, after(2)).await.unwrap(), "it was taken back");
    assert!(ledger.begin_job(2, after(2)).await.unwrap());
    ledger.advance_job(2, 5, 11).await.unwrap();
    assert_eq!(ledger.interrupt_jobs(after(100)).await.unwrap(), 1);
    let states: Vec<_> = ledger.jobs(9).await.unwrap().into_iter().map(|job| (job.state, job.done, job.options)).collect();
    let options = "{\"ulang\":true}".to_owned();
    assert_eq!(states, [(JobState::Interrupted, 5, options.clone()), (JobState::Cancelled, 0, options)]);
    assert!(ledger.open_job().await.unwrap().is_none());
    assert_eq!(ledger.interrupt_jobs(after(101)).await.unwrap(), 0);
    assert!(ledger.job(7).await.unwrap().is_none());
}

#[tokio::test]
async fn the_record_is_found_by_words_by_actions_and_backwards() {
    let (_folder, _, ledger) = opened().await;
    for number in 1..=30 {
        let (person, outcome) = if number % 10 == 0 { ("Siti 100%", "ditolak: terkunci") } else { ("Rahma", "selesai") };
        let action = if number % 2 == 0 { "POST /tanda-terima" } else { "POST /kirim" };
        ledger.add_event(after(number), person, "petugas", action, &format!("kode_{number}"), outcome).await.unwrap();
    }
    let numbers = async |filter: EventFilter, most| {
        let events = ledger.events(&filter, most).await.unwrap();
        events.iter().map(|event: &EventRecord| event.number).collect::<Vec<_>>()
    };
    let text = |text: &str| EventFilter { text: Some(text.to_owned()), ..EventFilter::default() };
    assert_eq!(numbers(EventFilter::default(), 3).await, [30, 29, 28]);
    assert_eq!(numbers(EventFilter { before: Some(4), ..EventFilter::default() }, 9).await, [3, 2, 1]);
    assert_eq!(numbers(text("SITI"), 9).await, [30, 20, 10]);
    assert_eq!(numbers(text(" 100% "), 9).await, [30, 20, 10]);
    assert_eq!(numbers(text("%"), 99).await.len(), 3, "a sign is a sign");
    assert_eq!(numbers(text("kode_7"), 9).await, [7]);
    assert_eq!(numbers(text("tanda terima"), 2).await, [30, 28]);
    assert_eq!(numbers(text("'; DROP TABLE event; --"), 9).await, [] as [i64; 0]);
    let meant = EventFilter { actions: vec!["POST /kirim".to_owned()], ..text("mengirim") };
    assert_eq!(numbers(meant, 2).await, [29, 27]);
    assert_eq!(ledger.event_actions().await.unwrap(), ["POST /kirim", "POST /tanda-terima"]);
    let first = ledger.events(&EventFilter { before: Some(2), ..EventFilter::default() }, 1).await.unwrap().remove(0);
    assert_eq!((first.at, first.person.as_str(), first.role.as_str(), first.about.as_str()), (after(1), "Rahma", "petugas", "kode_1"));
}

fn text(kind: &str, about: &str, title: &str, body: &str) -> ArchiveText {
    let [kind, about, title, body] = [kind, about, title, body].map(str::to_owned);
    ArchiveText { kind, about, title, body }
}

fn titles(hits: &[ArchiveHit]) -> Vec<&str> {
    hits.iter().map(|hit| hit.title.as_str()).collect()
}

#[tokio::test]
async fn the_archive_finds_words_and_takes_nothing_for_a_command() {
    let (_folder, _, ledger) = opened().await;
    let before = EditionId::parse("2026-11-16").unwrap();
    let texts = [
        text(
            "pengumuman",
            "Kecamatan Barambai",
            "Pasar murah",
            "Bawalah KTP ke halaman kécamatan. \u{2}Beras\u{3} dan minyak, pasar sampai sore.",
        ),
        text("sambutan", "semua desa", "Hari Guru", "Guru adalah pelita. <b>Terima kasih</b> kepada para guru di pasar ilmu."),
    ];
    ledger.keep_archive(edition(), &texts).await.unwrap();
    ledger.keep_archive(before, &[text("agenda", "semua desa", "Rapat", "Rapat di aula, pukul 09.00")]).await.unwrap();
    let search = async |typed: &str| ledger.search_archive(typed, 20).await.unwrap();

    let pasar = search("pasar").await;
    assert_eq!(titles(&pasar), ["Pasar murah", "Hari Guru"], "the title first");
    assert_eq!((pasar[0].edition, pasar[0].kind.as_str(), pasar[0].about.as_str()), (edition(), "pengumuman", "Kecamatan Barambai"));
    assert!(pasar[0].excerpt.contains(&(true, "pasar".to_owned())), "{:?}", pasar[0].excerpt);
    let whole: String = pasar[0].excerpt.iter().map(|(_, part)| part.as_str()).collect();
    assert!(!whole.contains(['\u{2}', '\u{3}']) && whole.contains(" Beras "), "{whole}");
    assert_eq!(pasar[0].excerpt.iter().filter(|(is_found, _)| *is_found).count(), 1);

    assert_eq!(titles(&search("PASAR mur").await), ["Pasar murah"], "capitals or not, and the beginning of a word");
    assert_eq!(titles(&search("kecamatan halaman").await), ["Pasar murah"], "accents or not");
    assert_eq!(titles(&search("barambai").await), ["Pasar murah"]);
    assert_eq!(titles(&search("09.00").await), ["Rapat"]);
    for typed in ["", "  ", "\"", "*", "- -", "\0", "()"] {
        assert!(search(typed).await.is_empty(), "{typed:?}");
    }
    // Each of them means something to FTS5.
    for typed in
        ["pasar OR rapat", "title:guru", "guru NOT pasar", "NEAR(guru pasar)", "guru\"", "gu*ru", "^guru", "{title} : guru", "guru AND"]
    {
        let found = search(typed).await;
        assert!(found.len() <= 1, "{typed}: {found:?}");
    }
    assert_eq!(titles(&search("\"guru\" (pelita)").await), ["Hari Guru"]);
    assert!(search("guru ".repeat(5000).as_str()).await.len() == 1);

    // An edition that is published again has the texts of now alone.
    ledger.keep_archive(edition(), &texts[1..]).await.unwrap();
    assert_eq!(titles(&search("pasar").await), ["Hari Guru"]);
    assert_eq!(titles(&search("rapat").await), ["Rapat"]);
}

#[tokio::test]
async fn a_copy_is_made_while_others_write_and_is_whole() {
    let (_folder, path, ledger) = opened().await;
    let copy = path.with_file_name("salinan '1'.db");
    let writer = Ledger::open(&path).await.unwrap();
    let writing = tokio::spawn(async move {
        for number in 0..200 {
            writer.add_event(after(number), "Rahma", "petugas", "POST /kirim", "", "selesai").await.unwrap();
        }
        writer.close().await;
    });
    tokio::task::yield_now().await;
    ledger.backup_into(&copy).await.unwrap();
    writing.await.unwrap();
    assert_eq!(ledger.events(&EventFilter::default(), 999).await.unwrap().len(), 200, "no writer was refused");
    Ledger::check_copy(&copy).await.unwrap();
    assert!(!beside(&copy, "-wal").exists() && !beside(&copy, "-journal").exists(), "one file");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        assert_eq!(fs::metadata(&copy).unwrap().permissions().mode() & 0o777, 0o600);
    }
    // It is the same ledger, and what is there is not written over.
    let bytes = fs::read(&copy).unwrap();
    assert!(matches!(ledger.backup_into(&copy).await, Err(LedgerError::NotCopied(_))));
    assert_eq!(fs::read(&copy).unwrap(), bytes);
    let mark = ledger.mark().await.unwrap();
    assert_eq!(Ledger::open(&copy).await.unwrap().mark().await.unwrap(), mark);
}

#[tokio::test]
async fn what_is_no_whole_ledger_is_no_copy() {
    let (_folder, path, ledger) = opened().await;
    for number in 0..500 {
        ledger.add_event(after(number), "Rahma", "petugas", "POST /kirim", &"x".repeat(200), "selesai").await.unwrap();
    }
    let copy = path.with_file_name("salinan.db");
    ledger.backup_into(&copy).await.unwrap();
    let whole = fs::read(&copy).unwrap();
    let is_damage = async |bytes: &[u8]| {
        fs::write(&copy, bytes).unwrap();
        Ledger::check_copy(&copy).await.unwrap_err().is_damage()
    };
    let mut torn = whole.clone();
    torn[whole.len() / 2..whole.len() / 2 + 4096].fill(0xff);
    for bytes in [torn.as_slice(), &whole[..whole.len() / 2], b"".as_slice(), b"bukan buku pengiriman".as_slice()] {
        assert!(is_damage(bytes).await, "{} bytes", bytes.len());
    }
    fs::remove_file(&copy).unwrap();
    assert!(!Ledger::check_copy(&copy).await.unwrap_err().is_damage(), "it is not there");
    assert!(!copy.exists(), "and was not made");
}

#[tokio::test]
async fn a_ledger_is_held_still_only_when_nobody_else_has_it_open() {
    let (_folder, path, ledger) = opened().await;
    ledger.add_event(now(), "Rahma", "petugas", "POST /kirim", "", "selesai").await.unwrap();
    let closing = tokio::spawn(async move {
        tokio::time::sleep(std::time::Duration::from_millis(300)).await;
        ledger.close().await;
    });
    let begun = std::time::Instant::now();
    let mut still = Ledger::hold_still(&path).await.unwrap();
    assert!(begun.elapsed().as_millis() >= 250, "it waits for the other to be done");
    closing.await.unwrap();
    assert!(!beside(&path, "-wal").exists() && !beside(&path, "-shm").exists(), "all of it is in one file");
    let copy = path.with_file_name("salinan.db");
    still.copy_into(&copy).await.unwrap();
    still.release().await;
    let copied = Ledger::open(&copy).await.unwrap();
    assert_eq!(copied.events(&EventFilter::default(), 9).await.unwrap().len(), 1);
}

fn beside(path: &Path, end: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(end);
    PathBuf::from(name)
}
