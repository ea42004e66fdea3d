//! What changes after delivery: a numbered correction for exactly the villages that it concerns.

use crate::support::TestOffice;

const FOLDER: &str = "edisi/2026-11-23";
const BARU: &str = "warta-2026-11-23-6304142008";

/// Eleven villages; an event in one of them, one in none, and an announcement for one.
fn office() -> TestOffice {
    let office = TestOffice::barambai();
    agenda(
        &office,
        &[("Kamis, 26 November 2026", "Panen raya", "Balai Desa Karya Baru"), ("Jumat, 27 November 2026", "Rapat staf", "Aula Setda")],
    );
    office.write(&format!("{FOLDER}/pengumuman/1.md"), "Untuk: desa Bagagap\n\n# Pasar murah\n\nHari Rabu.\n");
    office
}

fn agenda(office: &TestOffice, rows: &[(&str, &str, &str)]) {
    let table: Vec<[&str; 4]> = [["Tanggal", "Pukul", "Acara", "Tempat"]]
        .into_iter()
        .chain(rows.iter().map(|(day, event, venue)| [*day, "09.00", *event, *venue]))
        .collect();
    let table: Vec<&[&str]> = table.iter().map(|row| row.as_slice()).collect();
    office.write(&format!("{FOLDER}/agenda.xlsx"), crate::support::workbook(&table));
}

fn names(office: &TestOffice) -> Vec<String> {
    office.files("kiriman/2026-11-23").into_iter().map(|(name, _)| name).collect()
}

#[test]
fn a_changed_announcement_corrects_the_village_that_had_it_and_no_other() {
    let office = office();
    assert_eq!(office.warta(&["jalankan"]).code, 0);
    let delivered = office.files("kiriman/2026-11-23");
    assert_eq!(delivered.len(), 11);
    office.write(&format!("{FOLDER}/pengumuman/1.md"), "Untuk: desa Bagagap\n\n# Pasar murah\n\nPindah ke hari Kamis.\n");
    let again = office.warta(&["jalankan"]);
    assert_eq!(again.code, 0, "{}{}", again.stdout, again.stderr);
    assert!(
        again
            .stdout
            .starts_with("1 ralat siap di KANTOR/hasil/2026-11-23/paket\n10 desa tidak terkena perubahan, jadi tidak dibuat lagi\n"),
        "{}",
        again.stdout
    );
    assert!(again.stdout.contains("1 bundel terkirim ke folder kiriman; 11 sudah terkirim sebelumnya"), "{}", again.stdout);
    let after = office.files("kiriman/2026-11-23");
    let fresh: Vec<_> = after.iter().filter(|file| !delivered.contains(file)).collect();
    assert_eq!(fresh.iter().map(|f| f.0.as_str()).collect::<Vec<_>>(), ["warta-2026-11-23-6304142005-ralat1.zip"]);
    let inside = warta::bundle::documents(&fresh[0].1).unwrap();
    let says = |name: &str, words: &str| {
        let pdf = &inside.iter().find(|(file, _)| file.contains(name)).unwrap_or_else(|| panic!("without {name}")).1;
        crate::pages::read(pdf).iter().any(|page| page.says(words))
    };
    for words in ["Ralat 1", "Pindah ke hari Kamis.", "Menggantikan yang tertulis di buletin Edisi 48 Tahun 2026."] {
        assert!(says("ralat-", words), "the sheet lacks {words}");
    }
    assert!(says("ralat-", "Hari Rabu."), "the sheet says what does not hold any more");
    let message = String::from_utf8(inside.iter().find(|(file, _)| file.ends_with(".txt")).unwrap().1.clone()).unwrap();
    assert!(message.contains("• Berubah isinya: Pasar murah\n  Semula: Hari Rabu.\n  Menjadi: Pindah ke hari Kamis.\n"), "{message}");
    assert!(says("buletin", "memuat Ralat 1") && says("buletin", "Pindah ke hari Kamis."));
    assert!(inside.iter().all(|(file, _)| !file.contains("formulir")), "numbered forms are not issued again");
    // Nothing more changes: nothing more is made or sent.
    let third = office.warta(&["jalankan"]);
    assert!(third.stdout.contains("Tidak ada yang perlu dikirim"), "{}", third.stdout);
    assert_eq!(office.files("kiriman/2026-11-23"), after);
    let status = office.warta(&["status", "--desa", "63.04.14.2005"]).stdout;
    assert_eq!(status.matches("lewat kantor: terkirim").count(), 2, "{status}");
}

#[test]
fn a_moved_event_corrects_its_kecamatan_and_one_of_nobodys_corrects_all() {
    let office = office();
    assert_eq!(office.warta(&["jalankan"]).code, 0);
    agenda(
        &office,
        &[("Rabu, 25 November 2026", "Panen raya", "Balai Desa Karya Baru"), ("Jumat, 27 November 2026", "Rapat staf", "Aula Setda")],
    );
    let moved = office.warta(&["jalankan"]);
    // All eleven villages of the office are in that kecamatan.
    assert!(moved.stdout.starts_with("11 ralat siap"), "{}", moved.stdout);
    let message = |number: u32| {
        let all = office.files(&format!("hasil/2026-11-23/pdf/63.04.14-barambai/6304142008-karya-baru/ralat{number}"));
        String::from_utf8(all.into_iter().find(|(name, _)| name.ends_with(".txt")).unwrap().1).unwrap()
    };
    assert!(
        message(1).contains("• Semula: Kamis, 26 November, 09.00 WITA: Panen raya; Balai Desa Karya Baru\n  Menjadi: Rabu, 25 November, 09.00 WITA: Panen raya"),
        "{}",
        message(1)
    );
    // The second correction is told from the first, not from the edition.
    agenda(&office, &[("Rabu, 25 November 2026", "Panen raya", "Balai Desa Karya Baru")]);
    assert!(office.warta(&["jalankan"]).stdout.starts_with("11 ralat siap"));
    assert!(
        message(2).contains("RALAT 2") && message(2).contains("• Tidak berlaku lagi: Jumat, 27 November, 09.00 WITA: Rapat staf"),
        "{}",
        message(2)
    );
    assert!(!message(2).contains("Panen raya"), "{}", message(2));
    assert!(names(&office).contains(&format!("{BARU}-ralat2.zip")));
}

#[test]
fn what_had_not_gone_out_is_simply_made_anew_and_a_change_taken_back_needs_no_correction() {
    let office = office();
    assert_eq!(office.warta(&["terbitkan"]).code, 0);
    let change =
        |text: &str| office.write(&format!("{FOLDER}/pengumuman/1.md"), format!("Untuk: desa Bagagap\n\n# Pasar murah\n\n{text}\n"));
    change("Pindah ke hari Kamis.");
    assert!(office.warta(&["jalankan"]).stdout.starts_with("11 bundel siap"));
    assert_eq!(names(&office).len(), 11, "{:?}", names(&office));
    change("Pindah ke hari Jumat.");
    assert!(office.warta(&["terbitkan"]).stdout.starts_with("1 ralat siap"));
    change("Pindah ke hari Kamis.");
    assert_eq!(office.warta(&["jalankan"]).code, 0);
    assert_eq!(names(&office).len(), 11, "the correction was withdrawn before it went out: {:?}", names(&office));
}

#[test]
fn last_weeks_agenda_copied_whole_is_not_published() {
    let office = office();
    agenda(
        &office,
        &[("Kamis, 19 November 2026", "Panen raya", "Balai Desa Karya Baru"), ("Jumat, 20 November 2026", "Rapat staf", "Aula Setda")],
    );
    let run = office.warta(&["jalankan"]);
    assert_eq!(run.code, 1);
    assert!(run.stderr.contains("galat: tidak satu acara pun jatuh dalam pekan edisi ini"), "{}", run.stderr);
}
