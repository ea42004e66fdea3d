//! `warta jadwal`: what is due is decided by the ledger, whatever the clock did meanwhile.

use std::fs;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use chrono::{DateTime, Days, Utc};
use warta::config::Config;
use warta::desk::schedule::publishing_time;
use warta::model::{EditionId, Zone};

use crate::support::TestOffice;

fn config(cron: &str) -> Config {
    let sample = fs::read_to_string(crate::office::root().join("samples/barito-kuala/warta.toml")).unwrap();
    Config::parse(&sample.replace("0 16 * * 5", cron)).unwrap()
}

#[test]
fn an_edition_is_published_at_the_first_of_its_times_by_the_offices_clock() {
    let edition = EditionId::parse("2026-11-23").unwrap();
    let at = |cron: &str, zone: Zone| publishing_time(edition, &config(cron).schedule.unwrap(), zone);
    let utc = |text: &str| Some(text.parse::<DateTime<Utc>>().unwrap());
    assert_eq!(at("0 16 * * 5", Zone::Wita), utc("2026-11-20T08:00:00Z"), "Friday before its Monday");
    assert_eq!(at("0 16 * * 5", Zone::Wib), utc("2026-11-20T09:00:00Z"));
    assert_eq!(at("0 16 * * FRI", Zone::Wit), utc("2026-11-20T07:00:00Z"));
    assert_eq!(at("30 6 * * 1", Zone::Wita), utc("2026-11-22T22:30:00Z"), "the Monday itself");
    assert_eq!(at("0 12,16 * * 4,5", Zone::Wita), utc("2026-11-19T04:00:00Z"), "the first of several");
    assert_eq!(at("0 0 1 1 *", Zone::Wita), None, "not in this week");
    let fault = Config::parse(
        &fs::read_to_string(crate::office::root().join("samples/barito-kuala/warta.toml")).unwrap().replace("0 16 * * 5", "tiap Jumat"),
    );
    assert!(fault.unwrap_err().to_string().contains("“tiap Jumat” bukan jadwal cron"));
}

/// This week's edition, which was due last Friday at the latest, and one that was missed.
fn office() -> (TestOffice, String) {
    let rows = crate::support::barambai();
    let rows: Vec<[&str; 6]> = rows.iter().map(|r| [&r[0], &r[1], &r[2], &r[3], &r[4], &r[5]].map(String::as_str)).collect();
    let office = TestOffice::with_registry(&rows[..2]);
    fs::remove_dir_all(office.path("edisi")).unwrap();
    let today = (Utc::now() + chrono::Duration::hours(8)).date_naive();
    let edition = EditionId::containing(today);
    office.write(&format!("edisi/{edition}/pengumuman/1.md"), "Untuk: semua\n\n# Judul\n\nIsi.\n");
    let missed = edition.monday() - Days::new(7);
    office.write(&format!("edisi/{missed}/pengumuman/1.md"), "Untuk: semua\n\n# Lama\n\nIsi.\n");
    (office, edition.to_string())
}

#[test]
fn what_was_missed_while_the_machine_was_off_is_caught_up_once() {
    let (office, edition) = office();
    let first = office.warta(&["jadwal", "--sekali"]);
    assert_eq!(first.code, 0, "{}{}", first.stdout, first.stderr);
    assert!(
        first.stdout.contains(&format!("Edisi {edition} terbit.\n2 bundel siap")) && first.stdout.contains("2 bundel terkirim"),
        "{}",
        first.stdout
    );
    assert!(first.stdout.contains("terlewat: minggunya sudah habis. Bila masih perlu: `warta jalankan "), "{}", first.stdout);
    assert_eq!(
        office.files("kiriman").iter().filter(|(name, _)| name.ends_with(".zip")).count(),
        2,
        "the missed one is not sent by itself"
    );
    let second = office.warta(&["jadwal", "--sekali"]);
    assert!(second.code == 0 && !second.stdout.contains("terbit."), "{}", second.stdout);
    // For machines, the same as fields.
    fs::remove_file(office.path("warta.db")).unwrap();
    let machine = office.warta(&["--json", "jadwal", "--sekali"]);
    let events: Vec<serde_json::Value> = machine.stdout.lines().filter_map(|line| serde_json::from_str(line).ok()).collect();
    let delivered = events.iter().filter(|event| event["fields"]["message"] == "delivery" && event["fields"]["state"] == "accepted");
    assert_eq!(delivered.count(), 2, "{}", machine.stdout);
}

#[test]
fn what_a_person_made_early_to_look_at_it_waits_for_its_time_and_is_published_then() {
    let (office, edition) = office();
    assert_eq!(office.warta(&["terbitkan", &edition]).code, 0);
    let sample = fs::read_to_string(office.path("warta.toml")).unwrap();
    // Next week's edition, on its Monday just before midnight: that time has not come.
    let next = EditionId::parse(&edition).unwrap().monday() + Days::new(7);
    fs::rename(office.path(&format!("edisi/{edition}")), office.path(&format!("edisi/{next}"))).unwrap();
    office.write("warta.toml", sample.replace("0 16 * * 5", "59 23 * * 1"));
    assert_eq!(office.warta(&["terbitkan", &next.to_string()]).code, 0);
    assert_eq!(office.warta(&["jadwal", "--sekali"]).code, 0);
    assert!(!office.path("kiriman").exists(), "a preview is not sent");
    fs::rename(office.path(&format!("edisi/{next}")), office.path(&format!("edisi/{edition}"))).unwrap();
    office.write("warta.toml", sample);
    let due = office.warta(&["jadwal", "--sekali"]);
    assert!(due.stdout.contains(&format!("Edisi {edition} terbit.")) && due.stdout.contains("2 bundel terkirim"), "{}", due.stdout);
}

#[cfg(unix)]
#[test]
fn it_stays_and_stops_cleanly_when_asked() {
    let (office, _) = office();
    let mut child = Command::new(env!("CARGO_BIN_EXE_warta"))
        .env("XDG_STATE_HOME", office.state())
        .args(["-C", office.root().to_str().unwrap(), "jadwal"])
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let started = Instant::now();
    while !office.path("kiriman").exists() && started.elapsed() < Duration::from_secs(60) {
        std::thread::sleep(Duration::from_millis(50));
    }
    assert!(child.try_wait().unwrap().is_none(), "it stays");
    let asked = Instant::now();
    assert!(Command::new("kill").args(["-TERM", &child.id().to_string()]).status().unwrap().success());
    let answer = child.wait_with_output().unwrap();
    assert!(asked.elapsed() < Duration::from_secs(20));
    assert!(answer.status.code().is_some(), "it ends by itself: {:?}", answer.status);
    // Whatever it was doing, the rest is done by the next.
    assert_eq!(office.warta(&["jadwal", "--sekali"]).code, 0);
    assert_eq!(office.files("kiriman").iter().filter(|(name, _)| name.ends_with(".zip")).count(), 2);
}

#[cfg(target_os = "linux")]
#[test]
fn it_installs_units_that_the_system_takes() {
    let (office, _) = office();
    let home = tempfile::TempDir::new().unwrap();
    let odd = home.path().join("kantor $HOME 100% \"uji\"");
    fs::create_dir(&odd).unwrap();
    office.files("").into_iter().for_each(|(file, bytes)| {
        let path = odd.join(file);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    });
    let answer = Command::new(env!("CARGO_BIN_EXE_warta"))
        .args(["-C", odd.to_str().unwrap(), "jadwal", "--pasang"])
        .env("HOME", home.path())
        .env_remove("XDG_CONFIG_HOME")
        .output()
        .unwrap();
    assert!(answer.status.success(), "{}", String::from_utf8_lossy(&answer.stderr));
    let units: Vec<_> = fs::read_dir(home.path().join(".config/systemd/user")).unwrap().map(|entry| entry.unwrap().path()).collect();
    assert_eq!(units.len(), 2);
    let service = units.iter().find(|path| path.extension().is_some_and(|e| e == "service")).unwrap();
    let text = fs::read_to_string(service).unwrap();
    assert!(text.contains("/kantor $$HOME 100%% \\\"uji\\\"\" jadwal --sekali"), "{text}");
    if let Ok(verdict) =
        Command::new("systemd-analyze").args(["--user", "verify"]).args(&units).env("XDG_RUNTIME_DIR", home.path()).output()
    {
        assert!(verdict.status.success(), "{}", String::from_utf8_lossy(&verdict.stderr));
    }
}

/// The sample explains channels in remarks: taken out of them, they are settings.
#[test]
fn every_channel_that_the_sample_explains_can_be_switched_on() {
    let sample = fs::read_to_string(crate::office::root().join("samples/barito-kuala/warta.toml")).unwrap();
    let is_setting = |text: &str| {
        text.starts_with('[')
            || text.split_once(" = ").is_some_and(|(key, _)| key.chars().all(|c| c.is_ascii_lowercase() || c == '_' || c == '3'))
    };
    let switched_on: Vec<&str> =
        sample.lines().map(|line| line.strip_prefix("# ").filter(|text| is_setting(text)).unwrap_or(line)).collect();
    let config = Config::parse(&switched_on.join("\n")).unwrap_or_else(|fault| panic!("{fault}"));
    assert_eq!(config.channels.keys().collect::<Vec<_>>(), ["awan", "flashdisk", "gudang", "kantor", "kurir", "pos"]);
}
