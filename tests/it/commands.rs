//! The program as a clerk runs it, over a small office folder: code, stdout and stderr.

use std::fs;

use sqlx::{Connection, Row};

use crate::office;
use crate::reckoning::ledger;
use crate::support::{TestOffice, receipt_code, warta, workbook};

const BUNDLES: &str = "hasil/2026-11-23/paket";

fn no_panic(text: &str) {
    assert!(!text.contains("panicked") && !text.contains("RUST_BACKTRACE"), "{text}");
}

#[test]
fn the_main_job_runs_to_the_end_and_twice_delivers_nothing_twice() {
    let office = TestOffice::small();
    let first = office.warta(&["jalankan"]);
    assert_eq!(first.code, 0, "{}{}", first.stdout, first.stderr);
    let sheets = first.stdout.lines().find(|l| l.starts_with("Kertas")).unwrap().to_owned();
    assert_eq!(
        first.stdout,
        format!(
            "11 bundel siap di KANTOR/hasil/2026-11-23/paket\n\
             {sheets}\n\
             Pesan WhatsApp untuk KIM: whatsapp.html\n\
             Lihat satu contohnya: KANTOR/hasil/2026-11-23/pdf/63.04.14-barambai/6304142001-barambai/1-buletin-6304142001-20261123.pdf\n\
             11 bundel terkirim ke folder kiriman\n\
             Siapa mendapat apa: `warta -C KANTOR status`\n"
        )
    );
    let delivered = office.files("kiriman/2026-11-23");
    assert_eq!(delivered, office.files(BUNDLES), "what arrived is what was made");
    assert_eq!(delivered.len(), 11);
    assert_eq!(delivered[7].0, "warta-2026-11-23-6304142008.zip");

    let again = office.warta(&["jalankan"]);
    assert_eq!(again.code, 0, "{}", again.stderr);
    assert!(again.stdout.contains("Tidak ada yang perlu dikirim: 11 bundel sudah terkirim sebelumnya."), "{}", again.stdout);
    assert_eq!(office.files(BUNDLES), delivered, "the same inputs give the same bytes");

    let status = office.warta(&["status"]);
    assert_eq!(status.code, 0);
    assert!(status.stdout.contains("Barambai") && status.stdout.contains("Edisi 48 Tahun 2026: 11 terkirim"), "{}", status.stdout);
    let one = office.warta(&["status", "--desa", "6304142008"]);
    assert!(
        one.stdout.contains("63.04.14.2008 lewat kantor: terkirim")
            && one.stdout.contains("bukti: kiriman/2026-11-23/warta-2026-11-23-6304142008.zip, sha256"),
        "{}",
        one.stdout
    );
    [first.stderr, again.stderr, status.stderr].iter().for_each(|text| no_panic(text));
}

#[test]
fn results_may_be_deleted_and_are_made_again_byte_for_byte() {
    let office = TestOffice::small();
    assert_eq!(office.warta(&["terbitkan"]).code, 0);
    let first = office.files("hasil");
    fs::remove_dir_all(office.path("hasil")).unwrap();
    assert_eq!(office.warta(&["terbitkan"]).code, 0);
    let second = office.files("hasil");
    assert_eq!(first.iter().map(|f| &f.0).collect::<Vec<_>>(), second.iter().map(|f| &f.0).collect::<Vec<_>>());
    assert!(first == second);
    // 11 bundles of 6 documents, a picture and a message, which also lie open, a courier's list, the print budget, the messages' page, the report;
    // beside each village's documents, the list and the report, what they were made of.
    assert_eq!(first.len(), 11 + 11 * 8 + 4 + 11 + 2);
    assert!(first.iter().all(|(name, _)| name.is_ascii() && !name.contains(".tmp")));
}

#[test]
fn sending_resumes_and_sends_only_what_is_missing() {
    let office = TestOffice::small();
    assert_eq!(office.warta(&["terbitkan"]).code, 0);
    // The target cannot be made: a file stands in its way.
    office.write("kiriman", "bukan folder");
    let blocked = office.warta(&["kirim"]);
    assert_eq!(blocked.code, 1, "{}", blocked.stdout);
    // What keeps every parcel is said once.
    assert!(
        blocked.stderr.ends_with(
            "peringatan: saluran kantor tidak dapat dipakai: kiriman: ada berkas yang menempati nama foldernya; 11 kiriman menunggu\n  \
             saran: sesudah beres, jalankan `warta kirim`\n1 peringatan\n"
        ),
        "{}",
        blocked.stderr
    );
    no_panic(&blocked.stderr);
    office.remove("kiriman");
    let resumed = office.warta(&["kirim"]);
    assert_eq!((resumed.code, resumed.stdout.contains("11 bundel terkirim ke folder kiriman")), (0, true), "{}", resumed.stdout);
    // One bundle lost before it was sent: the others go, it is put off.
    let second = TestOffice::small();
    assert_eq!(second.warta(&["terbitkan"]).code, 0);
    second.remove(&format!("{BUNDLES}/warta-2026-11-23-6304142008.zip"));
    let partly = second.warta(&["kirim"]);
    assert_eq!(partly.code, 3, "{}", partly.stdout);
    assert!(partly.stderr.contains("63.04.14.2008 belum dikirim lewat kantor: bundelnya tidak ada di hasil/"), "{}", partly.stderr);
    assert_eq!(second.warta(&["jalankan"]).code, 0);
    assert_eq!(second.files("kiriman/2026-11-23").len(), 11);
}

#[test]
fn a_bundle_that_changed_after_delivery_is_said_and_not_sent_again() {
    let office = TestOffice::small();
    assert_eq!(office.warta(&["jalankan"]).code, 0);
    let delivered = office.files("kiriman/2026-11-23");
    // Neither agenda nor announcement: nothing that a correction would tell.
    office.write("edisi/2026-11-23/sambutan/9-baru.md", "Judul: Tambahan\nTanggal: 20 November 2026\nTempat: Marabahan\nAcara: Rapat\nOleh: Bupati\n\nSaudara sekalian, ini isi sambutan yang baru.\n");
    let again = office.warta(&["jalankan"]);
    assert_eq!(again.code, 0, "{}", again.stderr);
    assert!(again.stderr.contains("isi 11 bundel berubah sesudah terkirim; yang terkirim adalah isi lama"), "{}", again.stderr);
    assert_eq!(office.files("kiriman/2026-11-23"), delivered);
    assert!(office.warta(&["status"]).stdout.contains("terkirim; isi berubah sesudahnya"));
}

#[test]
fn a_fault_in_one_row_stops_that_desa_and_no_other() {
    let mut rows = crate::support::barambai();
    rows[7][5] = "merpati".to_owned();
    let rows: Vec<[&str; 6]> = rows.iter().map(|r| [&r[0], &r[1], &r[2], &r[3], &r[4], &r[5]].map(String::as_str)).collect();
    let office = TestOffice::with_registry(&rows);
    office.write("edisi/2026-11-23/pengumuman/1.md", "Untuk: semua\n\n# Judul\n\nIsi.\n");
    let run = office.warta(&["jalankan"]);
    assert_eq!(run.code, 3, "{}", run.stdout);
    assert!(
        run.stdout.contains("10 bundel siap")
            && run.stdout.contains("1 dari 11 desa tidak terbit: Karya Baru (Barambai)")
            && run.stdout.contains("10 bundel terkirim"),
        "{}",
        run.stdout
    );
    assert!(run.stderr.contains("galat: saluran “merpati” tidak ada di warta.toml\n  di kim.xlsx, lembar “Sheet1”, sel F9\n  saran: pilih salah satu: kantor; atau kosongkan"), "{}", run.stderr);
    let check = office.warta(&["periksa"]);
    assert_eq!((check.code, check.stdout.lines().last().unwrap()), (3, "Dapat diterbitkan, kecuali Karya Baru (Barambai)."));
}

#[test]
fn a_fault_in_shared_content_stops_the_edition_and_all_faults_are_said_at_once() {
    let office = TestOffice::small();
    office.write("edisi/2026-11-23/pengumuman/09-salah.md", "Untuk: desa Karia Baru\n\n# Judul\n\nIsi.\n");
    office.write(
        "edisi/2026-11-23/agenda.xlsx",
        workbook(&[&["Tanggal", "Pukul", "Acara"], &["kapan-kapan", "09.00", "Rapat"], &["23-11-2026", "09.00", "Apel"]]),
    );
    office.write("edisi/2026-11-23/sambutan/9.pdf", b"%PDF-1.7");
    for command in ["periksa", "jalankan"] {
        let run = office.warta(&[command]);
        assert_eq!(run.code, 1, "{command}: {}", run.stdout);
        for fault in [
            "galat: tanggal tidak terbaca\n  di edisi/2026-11-23/agenda.xlsx, lembar “Sheet1”, sel A2\n  tertulis “kapan-kapan”\n  saran: tulis seperti “Senin, 23 November 2026”",
            "galat: desa “Karia Baru” tidak ada\n  di edisi/2026-11-23/pengumuman/09-salah.md, baris 1",
            "galat: ini berkas PDF, bukan naskah\n  di edisi/2026-11-23/sambutan/9.pdf\n  saran: minta berkas aslinya, lalu Simpan sebagai .docx",
        ] {
            assert!(run.stderr.contains(fault), "{command}: {}", run.stderr);
        }
        assert!(run.stderr.contains("3 galat"), "{}", run.stderr);
        no_panic(&run.stderr);
    }
    assert!(office.files("hasil").is_empty() && office.files("kiriman").is_empty(), "nothing with an error goes out");
}

#[test]
fn private_columns_never_reach_paper() {
    let office = TestOffice::small();
    assert_eq!(office.warta(&["terbitkan"]).code, 0);
    for (name, bytes) in office.files("hasil").iter().filter(|(name, _)| name.ends_with(".pdf")) {
        let text = warta::typeset::proof::read(bytes).unwrap().concat();
        assert!(!text.contains("7731") && !text.contains("Rudi0812"), "{name}");
    }
}

#[test]
fn a_new_office_folder_works_at_once() {
    let folder = tempfile::TempDir::new().unwrap();
    let root = folder.path().join("kantor baru");
    let root = root.to_str().unwrap();
    let new = warta(["baru", root]);
    assert_eq!(new.code, 0, "{}", new.stderr);
    assert!(new.stdout.contains("isi kim.xlsx"));
    let run = warta(["-C", root, "jalankan"]);
    assert_eq!(run.code, 0, "{}{}", run.stdout, run.stderr);
    assert!(run.stdout.contains("3 bundel terkirim ke folder kiriman"), "{}", run.stdout);
    let twice = warta(["baru", root]);
    assert_eq!(twice.code, 1);
    assert!(twice.stderr.contains("folder ini sudah folder kantor Warta"), "{}", twice.stderr);
}

#[test]
fn commands_have_english_aliases_and_usage_faults_are_in_indonesian() {
    let office = TestOffice::small();
    for (alias, code) in [("check", 0), ("build", 0), ("send", 0), ("run", 0), ("status", 0)] {
        assert_eq!(office.warta(&[alias]).code, code, "{alias}");
    }
    let bundle = office.path(BUNDLES).join("warta-2026-11-23-6304142008.zip");
    assert_eq!(office.warta(&["verify", bundle.to_str().unwrap()]).code, 0);
    let unknown = warta(["jalan"]);
    assert_eq!(
        (unknown.code, unknown.stderr.as_str()),
        (2, "galat: perintah “jalan” tidak dikenal\n  saran: mungkin maksudnya jadwal, jalankan\n  bantuan: `warta --bantuan`\n")
    );
    let missing = warta(["verifikasi"]);
    assert_eq!((missing.code, missing.stderr.contains("belum disebut")), (2, true), "{}", missing.stderr);
    let none: [&str; 0] = [];
    assert_eq!(warta(none).code, 2);
    let help = warta(["--bantuan"]);
    assert_eq!(help.code, 0);
    for word in
        ["Perintah:", "Pilihan:", "Pemakaian:", "baru", "periksa", "terbitkan", "kirim", "jalankan", "status", "verifikasi", "new", "check"]
    {
        assert!(help.stdout.contains(word), "{word}: {}", help.stdout);
    }
}

#[test]
fn machines_get_the_same_facts_as_json() {
    let office = TestOffice::small();
    let run = office.warta(&["--json", "jalankan"]);
    assert_eq!((run.code, run.stderr.as_str()), (0, ""));
    let facts: serde_json::Value = serde_json::from_str(&run.stdout).unwrap();
    assert_eq!((&facts["terbit"]["bundel"], &facts["kirim"]["terkirim"], &facts["kode"]), (&11.into(), &11.into(), &0.into()));
    assert!(facts["diagnostik"].as_array().unwrap().iter().all(|d| d["tingkat"] != "galat" && d["pesan"].is_string()));
    let status: serde_json::Value = serde_json::from_str(&office.warta(&["status", "--json"]).stdout).unwrap();
    assert_eq!(status["pengiriman"].as_array().unwrap().len(), 11);
    let fault: serde_json::Value = serde_json::from_str(&office.warta(&["--json", "periksa", "2026-11-24"]).stdout).unwrap();
    assert_eq!((&fault["kode"], &fault["diagnostik"][0]["pesan"]), (&1.into(), &"“2026-11-24” bukan nama edisi".into()));
}

#[test]
fn without_an_office_folder_the_way_out_is_said() {
    let empty = tempfile::TempDir::new().unwrap();
    let run = warta(["-C", empty.path().to_str().unwrap(), "jalankan"]);
    assert_eq!(run.code, 1);
    assert_eq!(
        run.stderr.replace(empty.path().to_str().unwrap(), "FOLDER"),
        "galat: bukan folder kantor Warta: warta.toml tidak ada\n  di FOLDER\n  saran: pindah ke folder kantor, pakai `-C FOLDER`, atau buat yang baru dengan `warta baru FOLDER`\n1 galat\n"
    );
}

#[test]
fn a_fault_of_the_settings_is_said_with_line_and_column() {
    let good = fs::read_to_string(office::root().join("samples/barito-kuala/warta.toml")).unwrap();
    let line = |begin: &str| 1 + good.lines().position(|line| line.starts_with(begin)).unwrap();
    let pages = line("halaman = 4");
    let cases = [
        (
            good.replace("halaman = 4", "halaman = \"empat\""),
            &*format!("galat: nilai tidak sesuai jenisnya\n  di warta.toml, baris {pages}, kolom 11"),
        ),
        (good.replace("halaman = 4", "halamam = 4"), &*format!("galat: “halamam” tidak dikenal\n  di warta.toml, baris {pages}, kolom 1")),
        (good.replace("zona = \"WITA\"\n", ""), "galat: kunci “zona” belum diisi\n  di warta.toml, baris 6, kolom 1"),
        (
            good.replace("\"Jumat 16.00\"", "\"Jumat sore\""),
            &*format!(
                "galat: “Jumat sore” bukan hari dan jam\n  di warta.toml, baris {}, kolom 11\n  saran: tulis seperti “Jumat 16.00”\n",
                line("disusun = ")
            ),
        ),
        (
            good.replace("saluran_bawaan = \"kantor\"", "saluran_bawaan = \"pos\""),
            "galat: saluran_bawaan “pos” tidak ada\n  di warta.toml\n  saran: pilih salah satu: kantor",
        ),
        (
            good.replace("tujuan = ", "tujuan == "),
            &*format!("galat: penulisan warta.toml salah\n  di warta.toml, baris {}, kolom", line("tujuan = ")),
        ),
    ];
    let office = TestOffice::small();
    for (text, expected) in cases {
        office.write("warta.toml", &text);
        let run = office.warta(&["periksa"]);
        assert_eq!(run.code, 1);
        assert!(run.stderr.contains(expected), "{}", run.stderr);
    }
}

#[test]
fn a_layout_of_the_offices_own_replaces_the_built_in_one() {
    let office = TestOffice::small();
    let own = "#import \"warta.typ\": *\n#let desa = json(\"desa.json\")\n#show: lembar\n= Papan milik kantor\n#desa.title #desa.code #edisi.id\n";
    office.write("tata-letak/papan.typ", own);
    assert_eq!(office.warta(&["terbitkan"]).code, 0);
    let sheet =
        fs::read(office.path("hasil/2026-11-23/pdf/63.04.14-barambai/6304142008-karya-baru/2-papan-6304142008-20261123.pdf")).unwrap();
    assert!(warta::typeset::proof::read(&sheet).unwrap()[0].contains("Papanmilikkantor"));

    // A mistake is told once, with file, line and column, in words.
    let mistakes = [
        (
            "= Judul\n#desaa.title\n",
            "galat: tata letak papan: nama tidak dikenal\n  di tata-letak/papan.typ, baris 2, kolom 2\n  tertulis “unknown variable: desaa”",
        ),
        ("= Judul\n#(1 + )\n", "galat: tata letak papan: tidak sesuai yang diharapkan\n  di tata-letak/papan.typ, baris 2, kolom"),
        (
            "= Judul\n#text(font: \"Comic Sans\")[x]\n",
            "galat: tata letak papan: huruf tidak ada\n  di tata-letak/papan.typ, baris 2, kolom",
        ),
        ("= Judul\n#read(\"/etc/passwd\")\n", "galat: tata letak papan: berkas tidak ada"),
        ("= Judul\n#import \"@preview/cetz:0.3.0\": *\n", "galat: tata letak papan:"),
    ];
    for (text, expected) in mistakes {
        office.write("tata-letak/papan.typ", text);
        let run = office.warta(&["terbitkan"]);
        assert_eq!(run.code, 1, "{}", run.stdout);
        assert!(run.stderr.contains(expected), "{}", run.stderr);
        assert_eq!(run.stderr.matches("tata letak papan").count(), 1, "said once: {}", run.stderr);
        no_panic(&run.stderr);
    }
}

/// The page must prove whose it is: one village's page in another's bundle is caught.
#[test]
fn a_page_of_the_wrong_village_is_not_bundled() {
    let office = TestOffice::small();
    office.write("tata-letak/papan.typ", "#import \"warta.typ\": *\n#show: lembar\n= Desa Barambai\n63.04.14.2001 2026-11-23\n");
    let run = office.warta(&["terbitkan"]);
    assert_eq!(run.code, 3, "{}", run.stderr);
    assert!(run.stdout.contains("1 bundel siap"), "{}", run.stdout);
    assert!(run.stderr.contains("halaman 1 tidak memuat kode 63.04.14.2008"), "{}", run.stderr);
}

#[test]
fn a_second_run_at_once_says_so_and_does_no_harm() {
    let office = TestOffice::small();
    let lock = fs::File::create(office.path("warta.kunci")).unwrap();
    lock.lock().unwrap();
    let second = office.warta(&["jalankan"]);
    assert_eq!(second.code, 1);
    assert_eq!(
        second.stderr,
        "galat: Warta sedang bekerja di folder ini\n  di warta.kunci\n  saran: tunggu sampai selesai, lalu jalankan lagi\n1 galat\n"
    );
    assert!(office.files("hasil").is_empty());
    drop(lock);
    assert_eq!(office.warta(&["terbitkan"]).code, 0);
}

#[test]
fn slips_that_would_pass_in_silence_are_said() {
    let office = TestOffice::small();
    office.write("tata-letak/bulettin.typ", "= x");
    office.write("edisi/2026-11-23/Agenda Pimpinan.pdf", "%PDF-1.7");
    fs::create_dir_all(office.path("edisi/23 November")).unwrap();
    let run = office.warta(&["periksa"]);
    assert_eq!(run.code, 0);
    for said in [
        "peringatan: tata letak ini tidak dipakai\n  di tata-letak/bulettin.typ",
        "peringatan: tidak dibaca, karena agenda.xlsx yang dipakai\n  di edisi/2026-11-23/Agenda Pimpinan.pdf\n  saran: simpan hanya satu berkasnya",
        "peringatan: folder ini bukan edisi, jadi tidak dibaca\n  di edisi/23 November",
        "catatan: baris atau kolom tersembunyi di lembar “Agenda” tidak dibaca\n  di edisi/2026-11-23/agenda.xlsx",
    ] {
        assert!(run.stderr.contains(said), "{said}: {}", run.stderr);
    }
    let config = fs::read_to_string(office.path("warta.toml")).unwrap();
    office.write("warta.toml", config.replace("pengaduan = 3", "pengaduan = 9999999"));
    assert!(
        office
            .warta(&["periksa"])
            .stderr
            .contains("galat: nilai “formulir” tidak dapat dipakai\n  di warta.toml\n  saran: isi angka 0 sampai 50")
    );
    office.write("warta.db", "bukan basis data".repeat(100));
    office.write("warta.toml", config);
    let broken = office.warta(&["status"]);
    assert_eq!(broken.code, 1);
    assert!(broken.stderr.contains("galat: buku pengiriman warta.db rusak atau bukan buku pengiriman"), "{}", broken.stderr);
}

/// The words a clerk reads, as a whole: each file's together, the most serious first, counted at the end.
#[test]
fn all_that_is_said_is_grouped_by_file_most_serious_first_and_counted() {
    let office = TestOffice::with_registry(&[
        ["63.04.14.2008", "Karya Baru", "Barambai", "Karya Bersama", "4", ""],
        ["63.04.14.2001", "Desa Barambai", "Barambai", "", "", "merpati"],
        ["63.04.14", "Sungai Kali", "Barambai", "", "3", ""],
    ]);
    office.write(
        "edisi/2026-11-23/agenda.xlsx",
        workbook(&[
            &["Hari/Tanggal", "Pukul", "Acara", "Tempat", "Petugas"],
            &["Selasa, 25 November 2026", "09.00 - 08.00", "Rapat 😀", "Desa Karia Baru", "Rudi"],
        ]),
    );
    office.write("edisi/2026-11-23/sambutan/1.docx", "{\\rtf1 Sambutan}");
    office.write("edisi/2026-11-23/pengumuman/1.md", "Judul: 漢字\nUntuk: kecamatan Barambay\n\nIsi.\n");
    office.write("edisi/2026-11-23/catatan.txt", "x");
    let run = office.warta(&["periksa"]);
    assert_eq!(run.code, 1);
    let expected = "\
galat: huruf yang tidak dapat dicetak: 字 (U+5B57), 漢 (U+6F22)
  di edisi/2026-11-23/pengumuman/1.md, baris 1
  tertulis “漢字”
  saran: tulis dengan huruf Latin atau Arab
galat: kecamatan “Barambay” tidak ada
  di edisi/2026-11-23/pengumuman/1.md, baris 2
  tertulis “kecamatan Barambay”
  saran: mungkin maksudnya Barambai
galat: ini dokumen RTF, bukan naskah
  di edisi/2026-11-23/sambutan/1.docx
  saran: buka berkasnya, lalu Simpan sebagai .docx
galat: saluran “merpati” tidak ada di warta.toml
  di kim.xlsx, lembar “Sheet1”, sel F3
  saran: pilih salah satu: kantor; atau kosongkan
galat: kode desa tidak benar, jadi Sungai Kali tidak dilayani
  di kim.xlsx, lembar “Sheet1”, sel A4
  tertulis “63.04.14”
  saran: tulis sepuluh angka seperti 63.04.14.2008, dengan format sel Teks
peringatan: 25 November 2026 adalah hari Rabu, bukan Selasa
  di edisi/2026-11-23/agenda.xlsx, lembar “Sheet1”, sel A2
  tertulis “Selasa, 25 November 2026”
  saran: tanggalnya yang dipakai; betulkan hari atau tanggalnya
peringatan: selesai pukul 08.00 tidak sesudah mulai pukul 09.00
  di edisi/2026-11-23/agenda.xlsx, lembar “Sheet1”, sel B2
  tertulis “09.00 - 08.00”
  saran: tulis waktunya sebagai teks, seperti “09.30 – 11.00”
peringatan: lambang ini tidak dapat dicetak, jadi dihilangkan: 😀 (U+1F600)
  di edisi/2026-11-23/agenda.xlsx, lembar “Sheet1”, sel C2
  tertulis “Rapat 😀”
  saran: ganti dengan kata, bila perlu
peringatan: desa di tempat acara tidak ada di daftar KIM
  di edisi/2026-11-23/agenda.xlsx, lembar “Sheet1”, sel C2
  tertulis “Desa Karia Baru”
  saran: mungkin maksudnya Karya Baru (Barambai)
peringatan: berkas tidak dibaca
  di edisi/2026-11-23/catatan.txt
  saran: pindahkan ke sambutan/, pengumuman/, pojok-kim/ atau foto/
peringatan: jumlah RT dan eksemplar untuk Barambai kosong, jadi dipakai jumlah bawaan
  di kim.xlsx, lembar “Sheet1”, sel E3
  saran: isi jumlah RT-nya
5 galat, 6 peringatan
";
    assert_eq!(run.stderr, expected);
    let json: serde_json::Value = serde_json::from_str(&office.warta(&["--json", "periksa"]).stdout).unwrap();
    let said = json["diagnostik"].as_array().unwrap_or_else(|| panic!("{json}"));
    assert_eq!(said.len(), 11);
    let one = said.iter().find(|d| d["pesan"] == "kode desa tidak benar, jadi Sungai Kali tidak dilayani").unwrap();
    assert_eq!((one["tingkat"].as_str(), one["tempat"]["letak"]["sel"]["address"].as_str()), (Some("galat"), Some("A4")));
}

/// Eleven villages and one announcement for all.
fn plain() -> TestOffice {
    let office = TestOffice::barambai();
    office.write("edisi/2026-11-23/pengumuman/1.md", "Untuk: semua\n\n# Harga pupuk\n\nTetap sampai akhir tahun.\n");
    office
}

#[cfg(unix)]
#[test]
fn what_names_people_is_for_the_office_alone() {
    use std::os::unix::fs::PermissionsExt;
    let office = plain();
    // The program makes its own.
    office.remove("rahasia/tanda-terima");
    let run = office.warta(&["jalankan"]);
    assert_eq!(run.code, 0, "{}{}", run.stdout, run.stderr);
    let mode = |file: &str| fs::metadata(office.path(file)).unwrap().permissions().mode() & 0o777;
    let papers = ["laporan.xlsx", "whatsapp.html", "anggaran-cetak.xlsx"].map(|file| format!("hasil/2026-11-23/{file}"));
    for file in ["warta.db", "rahasia/tanda-terima"].into_iter().chain(papers.iter().map(String::as_str)) {
        assert_eq!(mode(file), 0o600, "{file}");
    }
    // What is printed and handed on is for whoever prints it.
    for folder in [BUNDLES, "kiriman/2026-11-23"] {
        assert_eq!(mode(&format!("{folder}/warta-2026-11-23-6304142008.zip")), 0o644, "{folder}");
    }
}

#[test]
fn a_secret_that_is_damaged_stops_the_work_and_one_that_is_lost_changes_nothing_that_is_printed() {
    let office = plain();
    office.write("rahasia/tanda-terima", "0123");
    let run = office.warta(&["jalankan"]);
    assert_eq!(run.code, 1);
    assert!(run.stderr.contains("galat: berkas ini rusak, atau tidak terbaca\n  di rahasia/tanda-terima\n  saran: "), "{}", run.stderr);
    assert_eq!(fs::read_to_string(office.path("rahasia/tanda-terima")).unwrap(), "0123", "nothing is written over it");
    assert!(office.files("hasil").is_empty() && office.files("kiriman").is_empty());

    office.remove("rahasia/tanda-terima");
    assert_eq!(office.warta(&["jalankan"]).code, 0);
    let (bundles, code) = (office.files(BUNDLES), receipt_code(&office, "63.04.14.2008", 0));
    office.remove("rahasia/tanda-terima");
    let again = office.warta(&["jalankan"]);
    let said = "Tidak ada yang perlu dikirim: 11 bundel sudah terkirim sebelumnya.";
    assert!(again.stdout.contains(said), "{}{}", again.stdout, again.stderr);
    assert!(office.files(BUNDLES) == bundles);
    assert_ne!(receipt_code(&office, "63.04.14.2008", 0), code, "another secret");
    let received = office.warta(&["terima", &code]);
    let told = format!("{code}: Desa Karya Baru (Barambai), 63.04.14.2008, edisi 2026-11-23: diterima ");
    assert!(received.stdout.starts_with(&told), "{}", received.stdout);
}

#[test]
fn the_report_keeps_to_the_offices_clock() {
    use calamine::Reader;
    let office = plain();
    assert_eq!(office.warta(&["jalankan"]).code, 0);
    let report = || fs::read(office.path("hasil/2026-11-23/laporan.xlsx")).unwrap();
    // Moments as Excel keeps them: in days, on the clock that the head names.
    let times = || -> Vec<f64> {
        let mut book: calamine::Xlsx<_> = calamine::open_workbook(office.path("hasil/2026-11-23/laporan.xlsx")).unwrap();
        book.worksheet_range("Per desa").unwrap().rows().skip(3).filter_map(|row| row[7].to_string().parse().ok()).collect()
    };
    let (first, at) = (report(), times());
    assert_eq!(at.len(), 11, "{at:?}");
    assert_eq!(office.warta(&["status"]).code, 0);
    assert!(report() == first, "nothing to be told anew");
    let text = fs::read_to_string(office.path("warta.toml")).unwrap();
    office.write("warta.toml", text.replace("zona = \"WITA\"", "zona = \"WIB\""));
    assert_eq!(office.warta(&["status"]).code, 0);
    let an_hour_less = |(later, earlier): (&f64, &f64)| (later - earlier - 1.0 / 24.0).abs() < 1e-6;
    assert!(at.iter().zip(&times()).all(an_hour_less), "{at:?} {:?}", times());
}

/// Codes of before were not drawn once only.
#[tokio::test]
async fn a_code_that_two_bundles_share_is_asked_about_and_acknowledges_the_one_that_is_meant() {
    let office = plain();
    assert_eq!(office.warta(&["jalankan"]).code, 0);
    let code = receipt_code(&office, "63.04.14.2008", 0);
    let mut book = ledger(&office).await;
    let shared = sqlx::query("UPDATE bundle SET receipt = $1 WHERE desa = '63.04.14.2001'").bind(&code).execute(&mut book).await.unwrap();
    assert_eq!(shared.rows_affected(), 1);
    book.close().await.unwrap();

    let asked = office.warta(&["terima", &code]);
    assert_eq!((asked.code, asked.stdout.as_str()), (1, ""));
    assert!(asked.stderr.contains(&format!("galat: kode {code} tercatat untuk ")), "{}", asked.stderr);
    for desa in ["63.04.14.2001", "63.04.14.2008"] {
        assert!(asked.stderr.contains(&format!("{desa} (edisi 2026-11-23)")), "{}", asked.stderr);
    }
    assert!(asked.stderr.contains(&format!("saran: sebut desanya: `warta terima {code} --desa 63.04.14.20")), "{}", asked.stderr);
    assert!(office.warta(&["status"]).stdout.contains("Edisi 48 Tahun 2026: 11 terkirim"), "nothing was recorded");

    let received = |desa: &str| format!(" (Barambai), {desa}, edisi 2026-11-23: diterima ");
    let told = office.warta(&["terima", &code, "--desa", "6304142008"]);
    assert!(told.code == 0 && told.stdout.contains(&received("63.04.14.2008")), "{}{}", told.stdout, told.stderr);
    // One is acknowledged: the other is meant, however the code is typed.
    let other = office.warta(&["terima", &code.to_lowercase().replace('-', " ")]);
    assert!(other.code == 0 && other.stdout.contains(&received("63.04.14.2001")), "{}{}", other.stdout, other.stderr);
    let third = office.warta(&["terima", &code]);
    assert!(third.code == 0 && third.stdout.contains("sudah tercatat, diterima "), "{}{}", third.stdout, third.stderr);
    assert!(office.warta(&["status"]).stdout.contains("Edisi 48 Tahun 2026: 2 diterima KIM, 9 terkirim"));
}

#[tokio::test]
async fn the_code_on_a_slip_is_the_one_on_record_also_where_the_first_drawn_was_taken() {
    let office = plain();
    // A ledger that holds the code of a bundle of last week.
    assert_eq!(office.warta(&["status"]).code, 0);
    let taken = receipt_code(&office, "63.04.14.2008", 0);
    let mut book = ledger(&office).await;
    let insert = sqlx::query("INSERT INTO receipt (code, edition, ralat, desa) VALUES ($1, '2026-11-16', 0, '63.04.14.2001')");
    insert.bind(&taken).execute(&mut book).await.unwrap();
    book.close().await.unwrap();
    assert_eq!(office.warta(&["jalankan"]).code, 0);

    let mut book = ledger(&office).await;
    let rows = sqlx::query("SELECT desa, receipt FROM bundle ORDER BY desa").fetch_all(&mut book).await.unwrap();
    book.close().await.unwrap();
    assert_eq!(rows.len(), 11);
    let slips = office.files("hasil/2026-11-23/pdf");
    for row in &rows {
        let (desa, code): (String, String) = (row.get("desa"), row.get("receipt"));
        let name = format!("0-baca-dulu-{}-20261123.pdf", desa.replace('.', ""));
        let slip = &slips.iter().find(|(file, _)| file.ends_with(&name)).unwrap().1;
        assert!(crate::pages::read(slip).iter().any(|page| page.says(&code)), "{desa}: {code}");
        let first = receipt_code(&office, &desa, 0);
        assert_eq!(code == first, desa != "63.04.14.2008", "{desa}: {code}, first drawn {first}");
        assert!(warta::model::ReceiptCode::parse(&code).is_some(), "{desa}: {code}");
    }
    // What was drawn once is drawn again: nothing is made anew.
    let again = office.warta(&["jalankan"]);
    assert!(again.stdout.contains("11 di antaranya tidak berubah"), "{}{}", again.stdout, again.stderr);
}
