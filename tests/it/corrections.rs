//! What changes after delivery: a numbered correction for exactly the villages that it concerns.

use std::io::Cursor;

use image::{GrayImage, ImageFormat, Luma};

use crate::pages::{Page, dense};
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

/// The corrections among what was delivered.
fn corrections(office: &TestOffice) -> Vec<String> {
    names(office).into_iter().filter(|name| name.contains("ralat")).collect()
}

/// A photo of which one half is black.
fn photo(is_dark_left: bool) -> Vec<u8> {
    let drawn = GrayImage::from_fn(120, 80, |x, _| Luma([if (x < 60) == is_dark_left { 0 } else { 255 }]));
    let mut png = Cursor::new(Vec::new());
    drawn.write_to(&mut png, ImageFormat::Png).unwrap();
    png.into_inner()
}

/// Whether the photo on a sheet is the one that is dark on the left.
fn is_dark_left(pdf: &[u8]) -> bool {
    let pages = crate::pages::read(pdf);
    let (at, area) = pages.iter().enumerate().find_map(|(at, page)| Some((at, *page.pictures.first()?))).expect("a photo");
    // A point is a pixel.
    let drawn = crate::pages::picture(pdf, 72.0);
    let drawn = &drawn[at];
    let grey = |from: f64, to: f64| -> u64 {
        let column = |x: u32| (area.y0 as u32..area.y1 as u32).map(move |y| u64::from(drawn.get_pixel(x, y).0[0]));
        (from as u32..to as u32).flat_map(column).sum()
    };
    let middle = (area.x0 + area.x1) / 2.0;
    grey(area.x0, middle) < grey(middle, area.x1)
}

/// An announcement with a photo.
fn announce(office: &TestOffice, file: &str, whom: &str, photo: &str, (title, caption): (&str, &str)) {
    let text = format!("Untuk: {whom}\nFoto: {photo}\nKeterangan foto: {caption}\n\n# {title}\n\nMulai hari Senin.\n");
    office.write(&format!("{FOLDER}/pengumuman/{file}"), text);
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
    assert!(says("buletin", "RALAT 1") && says("buletin", "Pindah ke hari Kamis."));
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

#[test]
fn one_photo_more_or_less_corrects_nobody_but_whom_it_is_for() {
    let office = office();
    office.write(&format!("{FOLDER}/foto/dermaga.png"), photo(true));
    announce(&office, "2.md", "semua", "dermaga.png", ("Dermaga feri", "Dermaga lama"));
    assert_eq!(office.warta(&["jalankan"]).code, 0);
    let delivered = office.files("kiriman/2026-11-23");

    // Its file stands before the others.
    office.write(&format!("{FOLDER}/foto/a.png"), photo(false));
    announce(&office, "0.md", "desa Karya Baru", "a.png", ("Pos ronda", "Pos ronda RT 03"));
    let more = office.warta(&["jalankan"]);
    assert!(
        more.stdout.starts_with("1 ralat siap di KANTOR/hasil/2026-11-23/paket\n10 desa tidak terkena perubahan, jadi tidak dibuat lagi\n"),
        "{}{}",
        more.stdout,
        more.stderr
    );
    assert_eq!(corrections(&office), [format!("{BARU}-ralat1.zip")]);

    // Other names of files, in another order, with the same in them.
    for file in ["pengumuman/0.md", "pengumuman/2.md", "foto/dermaga.png"] {
        office.remove(&format!("{FOLDER}/{file}"));
    }
    office.write(&format!("{FOLDER}/foto/0-dermaga.png"), photo(true));
    announce(&office, "0.md", "semua", "0-dermaga.png", ("Dermaga feri", "Dermaga lama"));
    announce(&office, "9.md", "desa Karya Baru", "a.png", ("Pos ronda", "Pos ronda RT 03"));
    let renamed = office.warta(&["jalankan"]);
    assert!(
        renamed.stdout.starts_with("11 desa tidak terkena perubahan, jadi tidak dibuat lagi\n"),
        "{}{}",
        renamed.stdout,
        renamed.stderr
    );
    assert_eq!(corrections(&office).len(), 1);

    office.remove(&format!("{FOLDER}/pengumuman/9.md"));
    let less = office.warta(&["jalankan"]);
    assert!(less.stdout.contains("1 ralat siap"), "{}{}", less.stdout, less.stderr);
    assert_eq!(corrections(&office), [1, 2].map(|number| format!("{BARU}-ralat{number}.zip")));
    let after = office.files("kiriman/2026-11-23");
    assert!(delivered.iter().all(|file| after.contains(file)), "what was delivered stays");
}

#[test]
fn a_photo_that_is_replaced_corrects_all_who_saw_it_and_the_sheet_shows_the_new_one() {
    let office = office();
    let (whom, title) = ("desa Bagagap, Karya Baru", "Dermaga feri");
    office.write(&format!("{FOLDER}/foto/dermaga.png"), photo(true));
    announce(&office, "2.md", whom, "dermaga.png", (title, "Dermaga lama"));
    assert_eq!(office.warta(&["jalankan"]).code, 0);

    let sheet = |number: u32| {
        let files = office.files(&format!("hasil/2026-11-23/pdf/63.04.14-barambai/6304142008-karya-baru/ralat{number}"));
        let sheet = files.iter().find(|(name, _)| name.contains("-ralat-")).unwrap().1.clone();
        let message = String::from_utf8(files.into_iter().find(|(name, _)| name.ends_with(".txt")).unwrap().1).unwrap();
        let text: String = crate::pages::read(&sheet).iter().map(Page::text).collect();
        (sheet, text, message)
    };
    let both = |number: u32| ["6304142005", "6304142008"].map(|desa| format!("warta-2026-11-23-{desa}-ralat{number}.zip"));

    office.write(&format!("{FOLDER}/foto/dermaga.png"), photo(false));
    let replaced = office.warta(&["jalankan"]);
    assert!(
        replaced
            .stdout
            .starts_with("2 ralat siap di KANTOR/hasil/2026-11-23/paket\n9 desa tidak terkena perubahan, jadi tidak dibuat lagi\n"),
        "{}{}",
        replaced.stdout,
        replaced.stderr
    );
    assert!(!replaced.stderr.contains("berubah sesudah terkirim"), "{}", replaced.stderr);
    assert_eq!(corrections(&office), both(1));
    let (pdf, text, message) = sheet(1);
    assert!(!is_dark_left(&pdf), "the old photo is printed");
    // Nothing in words has changed: there is no before and after.
    assert!(text.contains(&dense("Dermaga feri berganti gambar atau susunannya")), "{text}");
    assert!(!text.contains("SEMULA") && !text.contains("MENJADI"), "{text}");
    assert!(message.contains("• Berganti gambar atau susunannya: Dermaga feri\n") && !message.contains("Semula"), "{message}");
    assert!(text.contains(&dense("Dermaga lama")), "{text}");

    // What stands below it is read too.
    announce(&office, "2.md", whom, "dermaga.png", (title, "Dermaga baru"));
    let captioned = office.warta(&["jalankan"]);
    assert!(captioned.stdout.starts_with("2 ralat siap"), "{}{}", captioned.stdout, captioned.stderr);
    assert!(both(2).iter().all(|name| corrections(&office).contains(name)), "{:?}", corrections(&office));
    let (pdf, text, _) = sheet(2);
    assert!(!is_dark_left(&pdf) && text.contains(&dense("Dermaga baru")), "{text}");
    assert!(text.contains(&dense("SEMULA Keterangan foto: Dermaga lama")), "the caption that does not hold any more is told: {text}");
}

#[test]
fn a_change_taken_back_after_it_went_out_is_printed_for_nobody_else() {
    let office = office();
    let change =
        |text: &str| office.write(&format!("{FOLDER}/pengumuman/1.md"), format!("Untuk: desa Bagagap\n\n# Pasar murah\n\n{text}\n"));
    for (text, first) in [("Hari Rabu.", "11 bundel siap"), ("Hari Kamis.", "1 ralat siap"), ("Hari Rabu.", "1 ralat siap")] {
        change(text);
        let run = office.warta(&["jalankan"]);
        assert!(run.code == 0 && run.stdout.starts_with(first), "{text}: {}{}", run.stdout, run.stderr);
        let second = run.stdout.lines().nth(1).unwrap();
        assert_eq!(
            first.starts_with('1') && first.contains("ralat"),
            second.starts_with("10 desa tidak terkena perubahan"),
            "{text}: {}",
            run.stdout
        );
    }
}

/// The registry and the files of an office change, too: a correction tells what changed in the week, and nothing else.
#[test]
fn what_changes_in_the_registry_or_goes_missing_corrects_nobody() {
    let office = TestOffice::with_registry(&rows(11));
    let events =
        [("Kamis, 26 November 2026", "Panen raya", "Balai Desa Karya Baru"), ("Jumat, 27 November 2026", "Rapat staf", "Aula Setda")];
    agenda(&office, &events);
    assert_eq!(office.warta(&["jalankan"]).code, 0);
    let delivered = office.files("kiriman/2026-11-23").len();

    // Without the village, its event is in no village of the office's.
    let fewer = TestOffice::with_registry(&rows(7));
    office.write("kim.xlsx", std::fs::read(fewer.path("kim.xlsx")).unwrap());
    let run = office.warta(&["jalankan"]);
    assert!(run.code == 0 && !run.stdout.contains("ralat"), "{}{}", run.stdout, run.stderr);
    let all = TestOffice::with_registry(&rows(11));
    office.write("kim.xlsx", std::fs::read(all.path("kim.xlsx")).unwrap());
    let run = office.warta(&["jalankan"]);
    assert!(run.code == 0 && !run.stdout.contains("ralat"), "{}{}", run.stdout, run.stderr);

    office.write(&format!("{FOLDER}/pengumuman/1.md"), "Untuk: semua\n\n# Pasar murah\n\nHari Rabu.\n");
    office.remove(&format!("{FOLDER}/agenda.xlsx"));
    let gone = office.warta(&["jalankan"]);
    assert_eq!(gone.code, 1, "{}{}", gone.stdout, gone.stderr);
    assert!(gone.stderr.contains("galat: agenda pekan ini tidak ada lagi, padahal sudah dibagikan"), "{}", gone.stderr);
    assert_eq!(office.files("kiriman/2026-11-23").len(), delivered, "nobody is told that the week is void");
}

#[test]
fn announcements_of_one_title_are_told_apart_and_an_event_that_comes_back_is_no_new_one() {
    let office = office();
    let announce = |file: &str, whom: &str, text: &str| {
        office.write(&format!("{FOLDER}/pengumuman/{file}"), format!("Untuk: {whom}\n\n# Pemadaman listrik\n\n{text}\n"));
    };
    announce("2.md", "kecamatan Barambai", "Senin pukul 09.00.");
    announce("3.md", "desa Karya Baru", "Selasa pukul 10.00.");
    assert_eq!(office.warta(&["jalankan"]).code, 0);
    office.remove(&format!("{FOLDER}/pengumuman/2.md"));
    announce("3.md", "desa Karya Baru", "Selasa pukul 13.00.");
    assert_eq!(office.warta(&["jalankan"]).code, 0);
    let said = |number: u32| {
        let files = office.files(&format!("hasil/2026-11-23/pdf/63.04.14-barambai/6304142008-karya-baru/ralat{number}"));
        let sheet = &files.iter().find(|(name, _)| name.contains("-ralat-")).unwrap().1;
        crate::pages::read(sheet).iter().map(Page::text).collect::<String>()
    };
    let first = said(1);
    assert!(first.contains(&dense("SEMULA Selasa pukul 10.00. MENJADI")) && first.contains(&dense("Selasa pukul 13.00.")), "{first}");

    let moved = [("Kamis, 26 November 2026", "Panen raya", "Balai Desa Bagagap"), ("Jumat, 27 November 2026", "Rapat staf", "Aula Setda")];
    agenda(&office, &moved);
    assert_eq!(office.warta(&["jalankan"]).code, 0);
    let second = said(2);
    assert!(second.contains(&dense("Panen raya pindah ke")) && second.contains(&dense("Balai Desa Bagagap")), "{second}");
}

fn rows(many: usize) -> Vec<crate::support::RegistryRow<'static>> {
    static ALL: std::sync::LazyLock<Vec<[String; 6]>> = std::sync::LazyLock::new(crate::support::barambai);
    ALL.iter().take(many).map(|row| row.each_ref().map(String::as_str)).collect()
}
