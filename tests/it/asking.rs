//! Look before it leaves: what would go out is told in words, asked about, approved where it has to be, and kept quiet where it may be.

use crate::support::{Answer, RegistryRow, TestOffice, workbook};

const FOLDER: &str = "edisi/2026-11-23";

/// Four villages of Kutai Timur; the last goes by courier.
fn office(channel: &str) -> TestOffice {
    let rows: [RegistryRow<'_>; 4] = [
        ["64.08.06.2001", "Long Bentuq", "Busang", "Bina", "3", ""],
        ["64.08.06.2002", "Rantau Sentosa", "Busang", "", "3", ""],
        ["64.08.07.2001", "Telen", "Telen", "", "3", ""],
        ["64.08.07.2002", "Juk Ayaq", "Telen", "", "3", channel],
    ];
    let office = TestOffice::with_registry(&rows);
    let text = std::fs::read_to_string(office.path("warta.toml")).unwrap();
    office.write("warta.toml", format!("{text}\n[saluran.kurir.kurir]\ntujuan = \"kurir\"\n"));
    meet(&office, "Rapat TAPD");
    office.write(&format!("{FOLDER}/pengumuman/1.md"), "Untuk: desa Telen\n\n# Pasar murah\n\nHari Rabu.\n");
    office
}

fn meet(office: &TestOffice, event: &str) {
    let rows: [&[&str]; 2] = [&["Tanggal", "Pukul", "Acara", "Tempat"], &["Kamis, 26 November 2026", "09.00", event, "Aula Setda"]];
    office.write(&format!("{FOLDER}/agenda.xlsx"), workbook(&rows));
}

/// The lines that tell of changes.
fn changes(answer: &Answer) -> Vec<&str> {
    answer.stdout.lines().filter_map(|line| line.strip_prefix("  • ")).collect()
}

fn delivered(office: &TestOffice) -> usize {
    office.files("kiriman/2026-11-23").len() + office.files("kurir").into_iter().filter(|(name, _)| name.ends_with(".zip")).count()
}

#[test]
fn a_correction_is_told_in_words_before_it_is_made_and_as_it_is_made() {
    let office = office("");
    let first = office.warta(&["periksa"]);
    assert!(first.stdout.contains("\nAkan keluar: 4 bundel baru\n"), "{}", first.stdout);
    assert!(!office.path("warta.db").exists() && office.files("hasil").is_empty(), "nothing is made");
    assert_eq!(office.warta(&["jalankan"]).code, 0);
    assert!(office.warta(&["periksa"]).stdout.contains("\nAkan keluar: tidak ada yang baru\n"));

    meet(&office, "Rapat TAPD (lanjutan)");
    office.write(&format!("{FOLDER}/pengumuman/1.md"), "Untuk: desa Telen\n\n# Pasar murah\n\nPindah ke hari Kamis.\n");
    let before = office.files("");
    let ahead = office.warta(&["periksa"]);
    assert!(office.files("") == before, "nothing is made or recorded");
    let told = changes(&ahead);
    assert_eq!(told.len(), 2, "{}", ahead.stdout);
    assert!(told[0].starts_with("Rapat TAPD: semula “Rapat TAPD” menjadi “Rapat TAPD (lanjutan)”: 4 desa, "), "{}", told[0]);
    assert!(told[1].starts_with("Pasar murah: semula “Hari Rabu.” menjadi “Pindah ke hari Kamis.”: 1 desa, "), "{}", told[1]);
    assert!(ahead.stdout.contains("\nAkan keluar: 4 ralat, "), "{}", ahead.stdout);

    let made = office.warta(&["terbitkan"]);
    assert_eq!(changes(&made), told, "{}", made.stdout);
    let facts: serde_json::Value = serde_json::from_str(&office.warta(&["--json", "periksa"]).stdout).unwrap();
    let sheets = facts["akan_keluar"]["lembar_ralat"].as_u64().unwrap();
    assert!(made.stdout.contains(&format!("Ralat yang akan keluar: 4 desa, {sheets} lembar\n")), "{sheets}: {}", made.stdout);
    assert!(made.stdout.contains(&format!("Kertas untuk semuanya: {sheets} lembar")), "{sheets}: {}", made.stdout);

    // A bundle that went out is not told again.
    assert_eq!(office.warta(&["kirim"]).code, 0);
    assert_eq!(changes(&office.warta(&["jalankan"])), Vec::<&str>::new());
}

#[test]
fn a_change_that_nobody_need_hear_of_becomes_no_correction_now_or_later() {
    let office = office("");
    assert_eq!(office.warta(&["jalankan"]).code, 0);
    let sent = office.files("kiriman/2026-11-23");
    meet(&office, "Rapat TAPD (ralat ketik)");
    let quiet = office.warta(&["terbitkan", "--tanpa-ralat"]);
    assert_eq!(quiet.code, 0, "{}{}", quiet.stdout, quiet.stderr);
    assert!(quiet.stdout.contains("4 desa tidak diberi ralat") && !quiet.stdout.contains("ralat siap"), "{}", quiet.stdout);
    let later = office.warta(&["jalankan"]);
    assert!(!later.stdout.contains("ralat siap") && !later.stderr.contains("berubah sesudah terkirim"), "{}{}", later.stdout, later.stderr);
    assert!(office.files("kiriman/2026-11-23") == sent);
    let status = office.warta(&["status"]).stdout;
    assert!(status.contains("Tanpa ralat, ") && status.contains(", 4 desa: Rapat TAPD: semula “Rapat TAPD” menjadi "), "{status}");

    // A later change is told by itself; what was kept quiet is not told with it.
    office.write(&format!("{FOLDER}/pengumuman/1.md"), "Untuk: desa Telen\n\n# Pasar murah\n\nPindah ke hari Kamis.\n");
    let corrected = office.warta(&["jalankan"]);
    assert!(corrected.stdout.starts_with("1 ralat siap"), "{}{}", corrected.stdout, corrected.stderr);
    assert_eq!(changes(&corrected).len(), 1, "{}", corrected.stdout);
}

#[test]
fn what_was_kept_quiet_and_is_taken_back_needs_no_correction_either() {
    let office = office("");
    assert_eq!(office.warta(&["jalankan"]).code, 0);
    meet(&office, "Rapat TAPD (ralat ketik)");
    assert_eq!(office.warta(&["jalankan", "--tanpa-ralat"]).code, 0);
    meet(&office, "Rapat TAPD");
    let back = office.warta(&["jalankan"]);
    assert!(back.code == 0 && !back.stdout.contains("ralat siap"), "{}{}", back.stdout, back.stderr);
}

#[test]
fn a_correction_after_a_quiet_change_says_what_the_paper_on_the_wall_says() {
    let office = office("");
    assert_eq!(office.warta(&["jalankan"]).code, 0);
    meet(&office, "Rapat TAPD (ralat ketik)");
    assert_eq!(office.warta(&["jalankan", "--tanpa-ralat"]).code, 0);
    meet(&office, "Rapat TAPD (lanjutan)");
    let corrected = office.warta(&["jalankan"]);
    let told = changes(&corrected);
    assert_eq!(told.len(), 1, "{}{}", corrected.stdout, corrected.stderr);
    assert!(told[0].starts_with("Rapat TAPD: semula “Rapat TAPD” menjadi “Rapat TAPD (lanjutan)”: 4 desa, "), "{}", told[0]);
    // The same where it is made again.
    std::fs::remove_dir_all(office.path("hasil")).unwrap();
    let sheet =
        |office: &TestOffice| office.files("kiriman/2026-11-23").into_iter().filter(|(name, _)| name.contains("ralat")).collect::<Vec<_>>();
    let sent = sheet(&office);
    assert_eq!(office.warta(&["jalankan"]).code, 0);
    assert!(!sent.is_empty() && sheet(&office) == sent);
}

#[test]
fn an_addition_does_not_say_that_it_replaces_what_was_written() {
    let office = office("");
    assert_eq!(office.warta(&["jalankan"]).code, 0);
    office.write(&format!("{FOLDER}/pengumuman/2.md"), "Untuk: desa Juk Ayaq\n\n# Vaksinasi\n\nHari Jumat.\n");
    assert!(office.warta(&["terbitkan"]).stdout.starts_with("1 ralat siap"));
    let sheets = office.files("hasil/2026-11-23/pdf").into_iter().filter(|(name, _)| name.contains("-ralat-"));
    let sheets: Vec<_> = sheets.map(|(_, pdf)| crate::pages::read(&pdf)).collect();
    let says = |words: &str| sheets.iter().flatten().any(|page| page.says(words));
    assert!(says("Melengkapi yang tertulis di buletin") && !says("Menggantikan"), "{}", sheets.len());
}

#[test]
fn what_needs_approval_waits_for_a_name_and_the_name_stays_on_record() {
    let office = office("");
    let text = std::fs::read_to_string(office.path("warta.toml")).unwrap();
    office.write("warta.toml", text.replace("# perlu_persetujuan = true", "perlu_persetujuan = true"));
    let run = office.warta(&["--json", "jalankan"]);
    let facts: serde_json::Value = serde_json::from_str(&run.stdout).unwrap();
    assert_eq!((run.code, &facts["ditahan"]), (1, &"belum-disetujui".into()), "{facts}");
    let codes: Vec<&str> = facts["diagnostik"].as_array().unwrap().iter().map(|one| one["kode"].as_str().unwrap()).collect();
    assert!(codes.contains(&"kiriman.perlu-persetujuan"), "{codes:?}");
    assert_eq!(delivered(&office), 0);
    assert!(office.warta(&["status"]).stdout.contains("Menunggu persetujuan: 4 kiriman"));
    assert_eq!(office.warta(&["kirim", "--disetujui", " "]).code, 1, "a name has letters");

    let approved = office.warta(&["kirim", "--disetujui", "Siti Rahmah"]);
    assert_eq!(approved.code, 0, "{}{}", approved.stdout, approved.stderr);
    assert_eq!(delivered(&office), 4);
    assert!(office.warta(&["status"]).stdout.contains("Disetujui Siti Rahmah, "));
    // A correction is something else than what was approved, once a second has passed.
    std::thread::sleep(std::time::Duration::from_millis(1100));
    meet(&office, "Rapat TAPD (lanjutan)");
    let correction = office.warta(&["jalankan"]);
    assert!(correction.code == 1 && correction.stderr.contains("4 ralat perlu disetujui"), "{}{}", correction.stdout, correction.stderr);
    assert_eq!(delivered(&office), 4);
}

/// The program on a terminal, at which a person types.
#[cfg(target_os = "linux")]
fn at_terminal(office: &TestOffice, command: &str, typed: &str) -> Option<Answer> {
    use std::io::Write;
    use std::process::{Command, Stdio};

    let line = format!("'{}' -C '{}' {command}", env!("CARGO_BIN_EXE_warta"), office.root().display());
    let mut script = Command::new("script");
    let script = script.args(["-qec", &line, "/dev/null"]).env("XDG_STATE_HOME", office.state());
    // Where there is no terminal to be had, nothing can be tried.
    let mut script = script.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().ok()?;
    script.stdin.take()?.write_all(typed.as_bytes()).ok()?;
    let output = script.wait_with_output().ok()?;
    let text = String::from_utf8_lossy(&output.stdout).replace('\r', "");
    Some(Answer { code: output.status.code()?, stdout: text, stderr: String::new() })
}

#[cfg(target_os = "linux")]
#[test]
fn a_person_is_asked_once_before_what_cannot_be_taken_back_and_never_before_a_folder() {
    let folder = office("");
    let Some(plain) = at_terminal(&folder, "jalankan", "") else { return };
    assert!(plain.code == 0 && !plain.stdout.contains("(y/t)"), "{}", plain.stdout);
    assert_eq!(delivered(&folder), 4);
    meet(&folder, "Rapat TAPD (lanjutan)");
    let Some(nothing) = at_terminal(&folder, "jalankan", "\n") else { return };
    assert!(nothing.code == 0 && nothing.stdout.contains("Kirim 4 ralat? (y/t)"), "{}", nothing.stdout);
    assert!(nothing.stdout.contains("Tidak ada yang dikirim") && nothing.stdout.contains("--tanpa-ralat`"), "{}", nothing.stdout);
    assert_eq!(delivered(&folder), 4);

    let courier = office("kurir");
    let Some(no) = at_terminal(&courier, "jalankan", "t\n") else { return };
    assert!(no.code == 0 && no.stdout.matches("Kirim ke 4 desa? (y/t)").count() == 1, "{}", no.stdout);
    assert_eq!(delivered(&courier), 0);
    let Some(yes) = at_terminal(&courier, "kirim", "y\n") else { return };
    assert!(yes.code == 0 && yes.stdout.contains("Kirim ke 4 desa? (y/t)"), "{}", yes.stdout);
    assert_eq!(delivered(&courier), 4);
}

#[cfg(target_os = "linux")]
#[test]
fn whoever_says_yes_beforehand_is_not_asked_nor_is_a_program() {
    let office = office("kurir");
    let Some(settled) = at_terminal(&office, "jalankan --ya", "") else { return };
    assert!(settled.code == 0 && !settled.stdout.contains("(y/t)"), "{}", settled.stdout);
    assert_eq!(delivered(&office), 4);
    meet(&office, "Rapat TAPD (lanjutan)");
    let run = office.warta(&["jalankan"]);
    assert!(run.code == 0 && !run.stdout.contains("(y/t)"), "{}{}", run.stdout, run.stderr);
    assert!(delivered(&office) > 4);
}
