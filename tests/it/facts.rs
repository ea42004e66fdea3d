//! The facts of announcements: when, where, what to bring, by when, how much; and where the matter of a speech begins.

use std::collections::BTreeSet;
use std::fs;
use std::io::Cursor;
use std::sync::LazyLock;

use docx_rs::{Docx, Paragraph, Run as WordRun, Table, TableCell, TableRow};
use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use warta::intake::document::{self, Genre};
use warta::intake::{announcement, facts, sambutan};
use warta::model::rich_text::{Align, lines};
use warta::model::{Block, End, FactKind, Facts, Leader, Occasion, Registry, Run, Sambutan, Target, Time, Wilayah, Zone};

use crate::office::{edition, generated, root};
use crate::plan::village;

/// A file, its facts and its occasions in words.
type Told<'a> = (&'a str, &'a [&'a str], &'a [&'a str]);

/// The announcements of the sample.
const SAMPLE: &[Told<'static>] = &[
    (
        "01-dermaga-feri.md",
        &[
            "Kapan: diperbaiki mulai Senin, 23 November 2026, sampai Sabtu, 5 Desember 2026",
            "Kapan: Selama pekerjaan itu, dermaga ditutup setiap malam pukul 20.00–05.00 WITA",
            "Kapan: Feri terakhir berangkat pukul 19.30 WITA",
        ],
        &["2026-11-23–2026-12-05 20.00–05.00"],
    ),
    ("02-harga-bahan-pokok.md", &[], &[]),
    (
        "03-pupuk-bersubsidi.docx",
        &[
            "Kapan: Petani yang namanya belum ada atau datanya keliru cukup datang kepada penyuluh pertanian di kantor desa atau kelurahan pada Senin sampai Kamis, pukul 08.30–11.30 WITA",
            "Bawa: KTP dan kartu keluarga; surat tanah atau surat keterangan garapan dari desa; surat keterangan anggota dari ketua kelompok tani",
            "Paling lambat: paling lambat Sabtu, 12 Desember 2026",
            "Biaya: Tidak ada biaya apa pun",
        ],
        &["2026-12-12 (batas)"],
    ),
    (
        "04-adminduk-keliling.md",
        &[
            "Kapan: Selasa, 24 November 2026, pukul 09.00–14.00 WITA, Kantor Kecamatan Barambai",
            "Kapan: Kamis, 26 November 2026, pukul 09.00–14.00 WITA, Kantor Kecamatan Wanaraya",
            "Kapan: Selasa, 1 Desember 2026, pukul 09.00–13.00 WITA, Balai Desa Sungai Kali",
            "Kapan: Kamis, 3 Desember 2026, pukul 09.00–13.00 WITA, Balai Desa Sumber Rahayu",
            "Bawa: kartu keluarga asli dan fotokopinya",
            "Bawa: Untuk akta kelahiran, sertakan surat keterangan lahir dari bidan serta buku nikah orang tua",
            "Biaya: Semua layanan gratis",
        ],
        &[
            "2026-11-24 09.00–14.00 di Kantor Kecamatan Barambai",
            "2026-11-26 09.00–14.00 di Kantor Kecamatan Wanaraya",
            "2026-12-01 09.00–13.00 di Balai Desa Sungai Kali",
            "2026-12-03 09.00–13.00 di Balai Desa Sumber Rahayu",
        ],
    ),
    (
        "05-pengerukan-anjir.docx",
        &[
            "Kapan: dikeruk mulai Kamis, 26 November 2026, sampai Jumat, 11 Desember 2026",
            "Paling lambat: Pemilik keramba dan tiang tambatan di tepi anjir dimohon memindahkannya paling lambat Rabu, 25 November 2026",
        ],
        &["2026-11-25 (batas)", "2026-11-26–2026-12-11"],
    ),
    (
        "06-batas-desa.md",
        &[
            "Kapan: Senin, 30 November 2026, pukul 09.00 WITA sampai selesai",
            "Di mana: Balai Desa Karya Baru, Kecamatan Barambai",
            "Bawa: KTP serta surat tanah, surat jual beli, atau bukti garapan yang ada",
        ],
        &["2026-11-30 09.00–selesai di Balai Desa Karya Baru, Kecamatan Barambai"],
    ),
    (
        "07-perahu-posyandu.docx",
        &[
            "Kapan: Rabu, 25 November 2026, pukul 09.00–13.00 WITA, Desa Jarenang",
            "Kapan: Kamis, 26 November 2026, pukul 09.00–13.00 WITA, Desa Tabatan",
            "Kapan: Jumat, 27 November 2026, pukul 08.00–11.00 WITA, Desa Muara Pulau",
            "Bawa: buku kesehatan ibu dan anak, KTP, serta kartu jaminan kesehatan kalau ada",
            "Biaya: Semuanya tanpa biaya",
        ],
        &[
            "2026-11-25 09.00–13.00 di Desa Jarenang",
            "2026-11-26 09.00–13.00 di Desa Tabatan",
            "2026-11-27 08.00–11.00 di Desa Muara Pulau",
        ],
    ),
    (
        "08-jadwal-sampah.docx",
        &[
            "Kapan: Mulai Selasa, 1 Desember 2026",
            "Kapan: Warga dapat mendaftarkannya di kantor lurah untuk dijemput pada Sabtu terakhir setiap bulan",
            "Paling lambat: Letakkan sampah di tepi jalan atau di ujung titian paling lambat pukul 06.30 WITA",
        ],
        &["2026-12-01"],
    ),
];

/// Announcements of strangers, in `tests/files/fakta`.
const STRANGERS: &[Told<'static>] = &[
    (
        "posyandu.txt",
        &["Kapan: Kamis, 26 November 2026, pukul 08.30 - 11.00 WITA", "Di mana: Balai Desa Sungai Kali", "Bawa: buku KIA dan KTP"],
        &["2026-11-26 08.30–11.00 di Balai Desa Sungai Kali"],
    ),
    (
        "vaksin.md",
        &[
            "Kapan: Vaksinasi rabies untuk kucing dan anjing diadakan pada Jumat, 27 November 2026, pukul 08.00–11.00 WITA",
            "Di mana: Balai Desa Bagagap, Kecamatan Barambai",
            "Biaya: Vaksinasi ini gratis",
        ],
        &["2026-11-27 08.00–11.00 di Balai Desa Bagagap, Kecamatan Barambai"],
    ),
    (
        "pasar-murah.md",
        &[
            "Kapan: Senin, 30 November 2026, 08.00 s.d. 12.00, Halaman Kantor Kecamatan Barambai",
            "Kapan: Selasa, 1 Desember 2026, 08.00 s.d. 12.00, Halaman Kantor Kecamatan Wanaraya",
            "Kapan: Rabu, 2 Desember 2026, 08.00 s.d. 12.00, Lapangan 5 Desember, Marabahan",
            "Bawa: kartu keluarga dan kantong belanja sendiri",
        ],
        &[
            "2026-11-30 08.00–12.00 di Halaman Kantor Kecamatan Barambai",
            "2026-12-01 08.00–12.00 di Halaman Kantor Kecamatan Wanaraya",
            "2026-12-02 08.00–12.00 di Lapangan 5 Desember, Marabahan",
        ],
    ),
    (
        "listrik.txt",
        &["Kapan: PLN akan memadamkan listrik pada Rabu, 25 November 2026, pukul 09.00–15.00 WITA"],
        &["2026-11-25 09.00–15.00"],
    ),
    (
        "blt.md",
        &[
            "Kapan: Selasa, 24 November 2026, jam 09.00-12.00, Kantor Pos Barambai",
            "Kapan: Rabu, 25 November 2026, jam 09.00-12.00, Kantor Pos Wanaraya",
            "Kapan: Kamis, 26 November 2026, jam 09.00-12.00, Kantor Pos Tamban",
            "Bawa: KTP dan kartu keluarga asli",
        ],
        &[
            "2026-11-24 09.00–12.00 di Kantor Pos Barambai",
            "2026-11-25 09.00–12.00 di Kantor Pos Wanaraya",
            "2026-11-26 09.00–12.00 di Kantor Pos Tamban",
        ],
    ),
    (
        "lomba.md",
        &[
            "Kapan: Sabtu, 12 Desember 2026, pukul 14.00 WITA",
            "Di mana: Siring Marabahan",
            "Paling lambat: Jumat, 4 Desember 2026",
            "Biaya: Rp50.000 per regu",
        ],
        &["2026-12-04 (batas)", "2026-12-12 14.00 di Siring Marabahan"],
    ),
    (
        "bidan.md",
        &[
            "Bawa: ijazah D-3 Kebidanan; surat tanda registrasi yang berlaku; surat keterangan sehat dari puskesmas",
            "Paling lambat: Lamaran diterima sampai Senin, 7 Desember 2026, pukul 14.00 WITA",
            "Biaya: Penerimaan ini tidak dipungut biaya",
        ],
        &["2026-12-07 14.00 (batas)"],
    ),
    ("kehilangan.txt", &[], &[]),
    ("imbauan.txt", &[], &[]),
    (
        "surat.txt",
        &["Kapan: Kamis, 26 November 2026, 09.00 WITA s.d. selesai", "Di mana: Aula Kantor Kecamatan Barambai"],
        &["2026-11-26 09.00–selesai di Aula Kantor Kecamatan Barambai"],
    ),
    (
        "gotong-royong.txt",
        &[
            "Kapan: Warga diundang ke balai desa pada Kamis, 26 November 2026 pukul 20.00 WITA",
            "Kapan: Gotong royong dilaksanakan hari Minggu, 29 November 2026 mulai pukul 07.00",
            "Bawa: parang dan cangkul",
        ],
        &["2026-11-26 20.00 di balai desa", "2026-11-29 07.00"],
    ),
    (
        "pbb.md",
        &[
            "Kapan: Pembayaran dilayani di kantor desa setiap Selasa dan Kamis pukul 08.00–12.00 WITA",
            "Bawa: SPPT dan KTP",
            "Paling lambat: PBB tahun 2026 dibayar paling lambat Senin, 30 November 2026",
        ],
        &["2026-11-30 (batas)"],
    ),
    (
        "air.txt",
        &[
            "Kapan: Air bersih digilir setiap hari pukul 05.00–09.00 dan pukul 16.00–20.00 WITA selama perbaikan pompa",
            "Kapan: Perbaikan diperkirakan selesai 5 Desember 2026",
        ],
        &["2026-12-05"],
    ),
    ("tunda.md", &["Kapan: Posyandu lansia yang semula Rabu, 25 November 2026, ditunda menjadi Rabu, 2 Desember 2026"], &[]),
    ("perbup.md", &["Kapan: toko dilarang memberi kantong plastik mulai Selasa, 1 Desember 2026"], &["2026-12-01"]),
    ("hari-guru.md", &["Kapan: sekolah mengadakan upacara pada Rabu, 25 November 2026, pukul 07.30 WITA"], &["2026-11-25 07.30"]),
    ("salah-hari.md", &["Di mana: Rumah Ketua RT 04"], &[]),
    (
        "pengajian.txt",
        &["Kapan: Sabtu, 28 November 2026, Ba'da Isya", "Di mana: Masjid Nurul Iman"],
        &["2026-11-28 Ba'da Isya di Masjid Nurul Iman"],
    ),
    (
        "dua-kali.txt",
        &[
            "Kapan: Sabtu, 28 November 2026, pukul 08.00 WITA",
            "Kapan: Minggu, 29 November 2026, pukul 08.00 WITA",
            "Di mana: Puskesmas Barambai",
            "Di mana: Puskesmas Tamban",
            "Biaya: gratis",
        ],
        &["2026-11-28 08.00 di Puskesmas Barambai", "2026-11-29 08.00 di Puskesmas Tamban"],
    ),
    (
        "satu-baris.txt",
        &["Kapan: Jumat, 27 November 2026, pukul 14.00 WITA", "Di mana: Langgar Al-Hidayah"],
        &["2026-11-27 14.00 di Langgar Al-Hidayah"],
    ),
    (
        "bantuan-hukum.md",
        &["Kapan: Konsultasi hukum dibuka setiap Rabu pukul 09.00–12.00 WITA di Kantor Kecamatan Barambai", "Biaya: Tanpa biaya"],
        &[],
    ),
    (
        "sekolah.md",
        &[
            "Kapan: Sekolah libur mulai 14 Desember 2026 sampai 2 Januari 2027",
            "Kapan: Rapor dibagikan Sabtu, 12 Desember 2026 pukul 08.00 WITA",
        ],
        &["2026-12-12 08.00", "2026-12-14–2027-01-02"],
    ),
    ("e-ktp.md", &["Bawa: KTP lama atau surat kehilangan dari polisi; fotokopi kartu keluarga"], &[]),
    ("tabel-kunci.md", &["Kapan: Senin, 23 November 2026, 13.30 WITA", "Di mana: BPP Barambai"], &["2026-11-23 13.30 di BPP Barambai"]),
    (
        "tahapan.md",
        &[
            "Kapan: 23–27 November 2026, Pendaftaran calon",
            "Kapan: Senin, 30 November 2026, Pengumuman calon",
            "Kapan: Minggu, 6 Desember 2026, Pemungutan suara",
        ],
        &["2026-11-23–2026-11-27", "2026-11-30", "2026-12-06"],
    ),
    ("sungai.txt", &[], &[]),
    (
        "tiket.md",
        &[
            "Kapan: Kapal wisata berangkat setiap Sabtu dan Minggu pukul 09.00 WITA dari dermaga Marabahan",
            "Biaya: Tiket masuk Rp10.000 seorang, anak di bawah lima tahun gratis",
        ],
        &[],
    ),
    (
        "tebal.md",
        &["Kapan: Rabu, 25 November 2026, pukul 09.00 WITA", "Di mana: Aula Kantor Kecamatan Barambai"],
        &["2026-11-25 09.00 di Aula Kantor Kecamatan Barambai"],
    ),
    ("wa.txt", &["Kapan: Senin, 30 November 2026", "Kapan: 07.00 WITA", "Bawa: sapu dan karung"], &["2026-11-30 07.00"]),
    ("tahun-lalu.md", &[], &[]),
    ("bersyarat.md", &[], &[]),
    (
        "rekrut.md",
        &[
            "Kapan: Petugas sensus datang dari rumah ke rumah 23 s.d. 28 November 2026",
            "Biaya: Warga tidak perlu membawa apa-apa dan tidak dipungut biaya",
        ],
        &["2026-11-23–2026-11-28"],
    ),
    (
        "anjing.md",
        &[
            "Kapan: Imunisasi polio diberikan pada 24, 25, dan 26 November 2026 pukul 08.00 sampai 10.00",
            "Bawa: Anak di bawah lima tahun wajib membawa buku KIA",
        ],
        &["2026-11-24–2026-11-26 08.00–10.00"],
    ),
    (
        "lapangan.md",
        &[
            "Kapan: Pendaftaran dibuka 23–25 November 2026",
            "Kapan: lomba digelar di Lapangan 5 Desember pada Minggu, 6 Desember 2026 pukul 08.00",
        ],
        &["2026-11-23–2026-11-25 di kantor desa", "2026-12-06 08.00"],
    ),
    ("jembatan.txt", &[], &[]),
    (
        "beasiswa.md",
        &[
            "Paling lambat: Berkas dikumpulkan ke Dinas Pendidikan selambat-lambatnya 11 Desember 2026 jam 12 siang",
            "Paling lambat: Ketua RT menyerahkan data sebelum Jumat, 4 Desember 2026",
        ],
        &["2026-12-11 12.00 (batas)"],
    ),
];

/// The villages of the sample.
static WILAYAH: LazyLock<Wilayah> = LazyLock::new(|| {
    let rows = fs::read_to_string(root().join("samples/sources/desa.csv")).unwrap();
    let cells = rows.lines().skip(1).map(|line| line.split(',').collect::<Vec<_>>());
    Registry::new(cells.map(|cells| village(cells[6], cells[8], cells[5])).collect()).wilayah
});

fn read(body: &[Block], readers: &[Target]) -> Facts {
    facts::read(body, readers, edition(), Zone::Wita, &WILAYAH)
}

/// The body of an announcement in a file, and its facts.
fn facts_of(file: &str, bytes: &[u8]) -> (Vec<Block>, Facts) {
    let mut said = Vec::new();
    let manuscript = document::read(file, bytes, Genre::Announcement).into_value(&mut said);
    let found = announcement::read(manuscript, None, edition(), &WILAYAH).into_value(&mut said);
    let found = found.unwrap_or_else(|| panic!("{file}: {said:?}"));
    let facts = read(&found.body, &found.targets);
    (found.body, facts)
}

/// `Kapan: Senin, 30 November 2026`
fn facts_in_words(facts: &Facts) -> Vec<String> {
    let label = |kind| match kind {
        FactKind::When => "Kapan",
        FactKind::Where => "Di mana",
        FactKind::Bring => "Bawa",
        FactKind::Deadline => "Paling lambat",
        FactKind::Cost => "Biaya",
    };
    facts.all.iter().map(|fact| format!("{}: {}", label(fact.kind), fact.text)).collect()
}

/// `2026-11-30 09.00–selesai di Balai Desa Karya Baru`
fn occasion_in_words(one: &Occasion) -> String {
    let time = match &one.time {
        Time::Unknown => String::new(),
        Time::AllDay => " seharian".to_owned(),
        Time::Named { text, .. } => format!(" {text}"),
        Time::At { start, end, .. } => {
            let end = match end {
                End::Unsaid => String::new(),
                End::Open => "–selesai".to_owned(),
                End::At(end) => end.format("–%H.%M").to_string(),
            };
            format!(" {}{end}", start.format("%H.%M"))
        }
    };
    let place = one.place.as_ref().map_or(String::new(), |place| format!(" di {place}"));
    let until = one.until.map_or(String::new(), |until| format!("–{until}"));
    format!("{}{until}{time}{place}{}", one.date, if one.is_deadline { " (batas)" } else { "" })
}

fn occasions_in_words(facts: &Facts) -> Vec<String> {
    facts.occasions.iter().map(occasion_in_words).collect()
}

/// All announcements whose facts or occasions are not as they should be.
fn differing<'a>(all: &'a [Told<'a>], bytes: impl Fn(&str) -> Vec<u8>) -> Vec<String> {
    let mut differing = Vec::new();
    for (file, told, occasions) in all {
        let (_, facts) = facts_of(file, &bytes(file));
        if facts_in_words(&facts) != *told {
            differing.push(format!("{file}: {:#?}", facts_in_words(&facts)));
        }
        if occasions_in_words(&facts) != *occasions {
            differing.push(format!("{file}: {:#?}", occasions_in_words(&facts)));
        }
    }
    differing
}

#[test]
fn facts_of_the_sample_are_told_and_no_others() {
    let files = generated();
    let bytes = |name: &str| {
        let found = files.iter().find(|(file, _)| file.ends_with(&format!("pengumuman/{name}")));
        found.unwrap_or_else(|| panic!("{name}")).1.clone()
    };
    let differing = differing(SAMPLE, bytes);
    assert!(differing.is_empty(), "{}", differing.join("\n"));
}

#[test]
fn facts_of_strangers_are_told_and_no_others() {
    let differing = differing(STRANGERS, |name| fs::read(root().join("tests/files/fakta").join(name)).unwrap());
    assert!(differing.is_empty(), "{}", differing.join("\n"));
    assert!(STRANGERS.len() >= 25);
    let named: BTreeSet<&str> = STRANGERS.iter().map(|(file, ..)| *file).collect();
    let kept: Vec<String> = fs::read_dir(root().join("tests/files/fakta"))
        .unwrap()
        .map(|file| file.unwrap().file_name().to_str().unwrap().to_owned())
        .filter(|file| !named.contains(file.as_str()))
        .collect();
    assert!(kept.is_empty(), "files that no row tells of: {kept:?}");
}

fn body_of(text: &str) -> Vec<Block> {
    document::read("1.md", format!("Untuk: semua\nJudul: X\n\n{text}").as_bytes(), Genre::Announcement)
        .value
        .parts
        .into_iter()
        .map(|part| part.block)
        .collect()
}

fn rest_of(text: &str) -> Vec<String> {
    lines(&read(&body_of(text), &[Target::Everyone]).rest)
}

#[test]
fn lines_that_facts_say_whole_are_left_out_of_the_text() {
    assert_eq!(
        rest_of("Datanglah.\n\n- **Tempat:** Balai desa\n- Acara: makan\n\nSampai jumpa.\n"),
        ["Datanglah.", "Acara: makan", "Sampai jumpa."]
    );
    assert_eq!(rest_of("Datanglah.\n\nBawa:\n\n- KTP\n- surat tanah\n"), ["Datanglah."]);
    // A deadline's own name says of what it is.
    assert_eq!(rest_of("Batas pendaftaran: Senin, 30 November 2026\n"), ["Batas pendaftaran: Senin, 30 November 2026"]);
    // Without them the line before would announce nothing.
    let announced = "Acara dilaksanakan pada:\n\n- Hari/Tanggal: Senin, 30 November 2026\n- Tempat: Balai desa\n";
    assert_eq!(rest_of(announced).len(), 3);
    // A day that does not exist, and one of the past, are no facts.
    for day in ["Senin, 31 November 2026", "Senin, 16 November 2026", "Senin, 30 November 2036"] {
        let facts = read(&body_of(&format!("Hari/Tanggal: {day}\n\nWaktu: 09.00 WITA\n")), &[]);
        assert!(facts.all.iter().all(|fact| !fact.text.contains("2026") && !fact.text.contains("2036")), "{day}: {facts:?}");
        assert!(facts.occasions.is_empty(), "{day}: {facts:?}");
        assert!(lines(&facts.rest).iter().any(|line| line.contains(day)), "{day}");
    }
}

#[test]
fn days_on_end_are_one_occasion_with_its_last_day() {
    let table: &[(&str, &[&str])] = &[
        ("Jalan Desa Karya Baru ditutup 23 November s.d. 5 Desember 2026 pukul 22.00–04.00 WITA.", &["2026-11-23–2026-12-05 22.00–04.00"]),
        (
            "Pendaftaran dibuka mulai tanggal 24 November 2026 sampai dengan tanggal 28 November 2026 di kantor desa.",
            &["2026-11-24–2026-11-28 di kantor desa"],
        ),
        ("Tanggal: 24–28 November 2026\n\nPukul: 08.00–12.00\n\nTempat: Balai desa", &["2026-11-24–2026-11-28 08.00–12.00 di Balai desa"]),
        (
            "| Kegiatan | Tanggal | Tempat |\n|---|---|---|\n| Pasar murah | 27–29 November 2026 | Lapangan Murjani |",
            &["2026-11-27–2026-11-29 di Lapangan Murjani"],
        ),
        // It has begun, and it is over.
        ("Jembatan diperbaiki 16 November sampai 27 November 2026.", &["2026-11-16–2026-11-27"]),
        ("Pasar dibuka 16 sampai 20 November 2026.", &[]),
        // They are not on end.
        (
            "Lomba diadakan 28 dan 30 November 2026 di Lapangan Murjani.",
            &["2026-11-28 di Lapangan Murjani", "2026-11-30 di Lapangan Murjani"],
        ),
        // The last day of a deadline is what counts.
        ("Paling lambat: 23–27 November 2026", &["2026-11-27 (batas)"]),
    ];
    for (text, occasions) in table {
        assert_eq!(occasions_in_words(&read(&body_of(text), &[Target::Everyone])), *occasions, "{text}");
    }
}

#[test]
fn the_day_stands_without_a_clause_that_goes_on_about_something() {
    let told = |text: &str| facts_in_words(&read(&body_of(text), &[Target::Everyone]));
    let clause = "Warga dapat mengambilnya di balai desa pada Senin, 30 November 2026, pukul 09.00–12.00 WITA";
    let rice = format!("Bantuan beras sudah tiba. {clause}.");
    assert_eq!(told(&rice), ["Kapan: Senin, 30 November 2026, pukul 09.00–12.00 WITA", "Di mana: balai desa"]);
    assert_eq!(lines(&read(&body_of(&rice), &[Target::Everyone]).rest), std::slice::from_ref(&rice), "the sentence stays in the text");
    // Of two days nobody would know which is what, and the day of a registration is not that of the title.
    let two = told(&format!("{rice} Rapat warga digelar Sabtu, 28 November 2026, pukul 20.00 WITA di balai RT."));
    assert!(two.contains(&format!("Kapan: {clause}")), "{two:?}");
    let registration = "Warga dapat mendaftar di kantor desa pada Senin, 30 November 2026";
    assert_eq!(told(&format!("{registration}.")), [format!("Kapan: {registration}")]);
    let some = "Warga yang belum terdata dapat mengambilnya pada Senin, 30 November 2026";
    assert_eq!(told(&format!("{some}.")), [format!("Kapan: {some}")]);
}

#[test]
fn a_row_of_a_table_is_for_the_villages_and_kecamatan_that_it_names() {
    let codes = |facts: &Facts| -> Vec<String> {
        let of = |fact: &warta::model::Fact| {
            let desa = fact.location.desa.iter().map(|code| code.as_str().to_owned());
            desa.chain(fact.location.kecamatan.iter().map(|code| code.as_str().to_owned())).collect::<Vec<_>>().join(" ")
        };
        facts.all.iter().filter(|fact| fact.kind == FactKind::When).map(of).collect()
    };
    let table = "| Hari/Tanggal | Tempat |\n|---|---|\n| Selasa, 24 November 2026 | Kantor Kecamatan Barambai |\n\
        | Rabu, 25 November 2026 | Balai Desa Karya Baru, Kec. Barambai |\n| Kamis, 26 November 2026 | Lapangan Murjani |\n";
    assert_eq!(codes(&read(&body_of(table), &[])), ["63.04.14", "63.04.14.2008 63.04.14", ""]);
    // Two villages are called Karya Baru: the one of the readers is meant, and of both nobody knows.
    let table = "| Desa | Hari/Tanggal | Pukul |\n|---|---|---|\n| Karya Baru | Selasa, 24 November 2026 | 09.00 |\n";
    let barambai = Target::Kecamatan(warta::model::RegionCode::parse("63.04.14").unwrap());
    assert_eq!(codes(&read(&body_of(table), &[barambai])), ["63.04.14.2008 63.04.14"]);
    assert_eq!(codes(&read(&body_of(table), &[Target::Everyone])), [""]);
    let table = "| Kecamatan | Tanggal | Jam |\n|---|---|---|\n| Barambai dan Wanaraya | 24 November 2026 | 09.00 |\n| Entah | 25 November 2026 | 09.00 |\n";
    let found = read(&body_of(table), &[Target::Everyone]);
    assert_eq!(codes(&found), ["63.04.14 63.04.16", ""]);
}

/// A Word document of some paragraphs, and a table without a heading below them.
fn word(paragraphs: &[&str], rows: &[[&str; 3]]) -> Vec<u8> {
    let paragraph = |text: &str| Paragraph::new().add_run(WordRun::new().add_text(text));
    let document = paragraphs.iter().fold(Docx::new(), |document, text| document.add_paragraph(paragraph(text)));
    let cell = |text: &&str| TableCell::new().add_paragraph(paragraph(text));
    let rows = rows.iter().map(|row| TableRow::new(row.iter().map(cell).collect())).collect();
    let mut bytes = Cursor::new(Vec::new());
    document.add_table(Table::new(rows)).build().pack(&mut bytes).unwrap();
    bytes.into_inner()
}

#[test]
fn names_and_values_in_a_table_of_word_are_facts() {
    let bytes = word(
        &["Untuk: semua", "Judul: Rembuk tani", "Petani dimohon datang."],
        &[["Hari/Tanggal", ":", "Kamis, 26 November 2026"], ["Waktu", ":", "09.00 WITA s.d. selesai"], ["Tempat", ":", "BPP Barambai"]],
    );
    let (_, facts) = facts_of("1.docx", &bytes);
    assert_eq!(facts_in_words(&facts), ["Kapan: Kamis, 26 November 2026, 09.00 WITA s.d. selesai", "Di mana: BPP Barambai"]);
    assert_eq!(occasions_in_words(&facts), ["2026-11-26 09.00–selesai di BPP Barambai"]);
    assert_eq!(lines(&facts.rest), ["Petani dimohon datang."]);
}

/// Words that name a fact, which its kind says instead.
const NAMES: &[&str] = &["hari", "tanggal", "dan", "waktu", "pukul", "tempat", "bawa", "syarat", "biaya", "paling", "lambat"];

const PIECES: &[&str] = &[
    "Hari/Tanggal: Senin, 30 November 2026",
    "Hari dan tanggal : 26-11-2026",
    "Waktu: pukul 09.00 WITA sampai selesai",
    "Pukul: 09.00–11.00",
    "Tempat: Balai Desa Karya Baru, Kec. Barambai",
    "Hari/Tanggal: Selasa, 30 November 2026 Pukul: 25.00 Tempat: Langgar",
    "Bawa: KTP; kartu keluarga",
    "Syarat:",
    "Biaya: Rp10.000",
    "Paling lambat: Jumat, 27 November 2026",
    "a. Tempat: Siring, Marabahan.",
    "Warga diundang ke balai desa pada Kamis, 26 November 2026 pukul 20.00 WITA.",
    "Dermaga ditutup setiap malam pukul 20.00–05.00. Semuanya gratis.",
    "Bawalah KTP dan surat tanah, lalu serahkan kepada petugas!",
    "Petani datang dengan membawa:",
    "Pada 3 Maret 2025 telah terbit Peraturan Nomor 6 Tahun 2014.",
    "fotokopi KTP",
];

/// The words of a text, folded.
fn words<'a>(texts: impl IntoIterator<Item = &'a String>) -> BTreeSet<String> {
    texts
        .into_iter()
        .flat_map(|text| text.to_lowercase().split(|c: char| !c.is_alphanumeric()).map(str::to_owned).collect::<Vec<_>>())
        .collect()
}

fn pieces() -> impl Strategy<Value = Vec<(usize, Vec<String>)>> {
    let known = proptest::sample::select(PIECES).prop_map(str::to_owned);
    let odd = proptest::collection::vec(any::<char>(), 0..30).prop_map(|letters| letters.into_iter().collect::<String>());
    let typed = "[A-Za-z0-9:;,./ –“”’ é\n-]{0,60}";
    let piece = prop_oneof![6 => known, 1 => odd, 2 => typed];
    proptest::collection::vec((0..5_usize, proptest::collection::vec(piece, 1..5)), 1..7)
}

fn block(shape: usize, texts: &[String]) -> Block {
    let paragraph = |text: &String| Block::Paragraph { runs: vec![Run::plain(text.clone())], rtl: false };
    let cells = |text: &String| text.split([':', ',']).take(3).map(|cell| vec![Run::plain(cell)]).collect::<Vec<_>>();
    match shape {
        0 => Block::Paragraph {
            runs: texts.iter().map(|text| Run { text: text.clone(), bold: text.starts_with(char::is_uppercase), italic: false }).collect(),
            rtl: false,
        },
        1 => Block::List { ordered: true, start: 1, items: texts.iter().map(|text| vec![paragraph(text)]).collect() },
        2 => Block::Quote { blocks: texts.iter().map(paragraph).collect() },
        3 => {
            let mut rows: Vec<Vec<Vec<Run>>> = texts.iter().map(cells).collect();
            let width = rows.iter().map(Vec::len).max().unwrap_or_default();
            rows.iter_mut().for_each(|row| row.resize(width, Vec::new()));
            let header = rows.remove(0);
            Block::Table { header, align: vec![Align::Left; width], rows }
        }
        _ => paragraph(&texts.join("\n")),
    }
}

#[test]
fn facts_have_no_words_of_their_own_and_no_word_is_lost() {
    let config = Config { cases: 400, failure_persistence: None, ..Config::default() };
    let mut runner = TestRunner::new_with_rng(config, TestRng::deterministic_rng(RngAlgorithm::ChaCha));
    let outcome = runner.run(&pieces(), |pieces| {
        let body: Vec<Block> = pieces.iter().map(|(shape, texts)| block(*shape, texts)).collect();
        let facts = read(&body, &[Target::Everyone]);
        let (written, kept) = (words(&lines(&body)), words(&lines(&facts.rest)));
        let told = words(facts.all.iter().map(|fact| &fact.text));
        let own: Vec<&String> = told.difference(&written).collect();
        prop_assert!(own.is_empty(), "words of no text: {own:?} in {facts:?}");
        let is_lost =
            |word: &&String| word.chars().count() > 2 && !kept.contains(*word) && !told.contains(*word) && !NAMES.contains(&word.as_str());
        let lost: Vec<&String> = written.iter().filter(is_lost).collect();
        prop_assert!(lost.is_empty(), "lost: {lost:?} of {body:?}");
        prop_assert!(facts.all.is_sorted_by_key(|fact| fact.kind) && facts.occasions.is_sorted_by_key(|one| one.date));
        Ok(())
    });
    outcome.unwrap_or_else(|fault| panic!("{fault}"));
}

fn speech(text: &str) -> (Option<Sambutan>, Vec<&'static str>) {
    let leaders = ["Bupati", "Wakil Bupati", "Sekda"].map(|office| Leader { office: office.to_owned(), name: String::new() });
    let mut said = Vec::new();
    let manuscript = document::read("1.md", text.as_bytes(), Genre::Speech).into_value(&mut said);
    let speech = sambutan::read(manuscript, edition(), &leaders).into_value(&mut said);
    (speech, said.into_iter().map(|one| one.code).collect())
}

#[test]
fn a_summary_and_a_quotation_stand_in_the_head_of_a_speech() {
    let head = "Judul: Jalan tani\nAcara: Panen raya\nHari/Tanggal: Selasa, 17 November 2026\nTempat: Barambai\nOleh: Bupati\n";
    let body = "\nAssalamu’alaikum warahmatullahi wabarakatuh,\n\nJalan usaha tani kita dahulukan. Uangnya terbatas.\n";
    let (read, said) = speech(&format!(
        "{head}Ringkasan: Jalan tani didahulukan pada tahun anggaran 2028, sebab ongkos angkut\nmahal. Usulan ditunggu sampai Januari.\nKutipan: “Jalan usaha tani kita dahulukan.”\n{body}"
    ));
    let read = read.unwrap_or_else(|| panic!("{said:?}"));
    let summary = "Jalan tani didahulukan pada tahun anggaran 2028, sebab ongkos angkut mahal. Usulan ditunggu sampai Januari.";
    assert_eq!(read.summary.as_deref(), Some(summary));
    assert_eq!(read.quote.as_deref(), Some("Jalan usaha tani kita dahulukan."));
    assert_eq!(lines(&read.body), ["Jalan usaha tani kita dahulukan. Uangnya terbatas."]);
    assert!(!said.contains(&"sambutan.kutipan-tidak-ada"), "{said:?}");
    let (read, said) = speech(&format!("{head}Kutipan: Semua jalan akan kita aspal.\n{body}"));
    assert!(read.is_some() && said.contains(&"sambutan.kutipan-tidak-ada"), "{said:?}");
    let (read, _) = speech(&format!("{head}{body}"));
    assert!(read.is_some_and(|read| read.summary.is_none() && read.quote.is_none()));
}

#[test]
fn the_matter_of_a_speech_begins_behind_thanks_and_the_way_there() {
    let begins = |name: &str| {
        let files = generated();
        let (_, bytes) = files.iter().find(|(file, _)| file.ends_with(&format!("sambutan/{name}.docx"))).unwrap();
        let leaders = ["Bupati", "Wakil Bupati", "Sekda"].map(|office| Leader { office: office.to_owned(), name: String::new() });
        let manuscript = document::read("1.docx", bytes, Genre::Speech).value;
        let body = sambutan::read(manuscript, edition(), &leaders).value.unwrap().body;
        document::text_of(&body[sambutan::matter(&body)])
    };
    assert!(begins("1-musrenbang-barambai").starts_with("Pertemuan ini memang belum musrenbang"));
    assert!(!begins("2-hari-guru").contains("terima kasih sudah datang"));
    assert!(begins("3-panen-purun").starts_with("Pagi ini Bapak dan Ibu memanen purun"));
    let paragraph = |text: &str| Block::paragraph(vec![Run::plain(text)]);
    let long = "Jalan tani dibangun lebih dahulu supaya panen sampai di pasar. ".repeat(5);
    let thanks = "Terima kasih kepada Camat. Saya minta daftar usulan masuk paling lambat Jumat.";
    assert_eq!(sambutan::matter(&[paragraph(thanks), paragraph(&long)]), 0, "a decision beside thanks is matter");
    assert_eq!(sambutan::matter(&[paragraph("Terima kasih kepada Camat.")]), 0, "nothing else is left");
    assert_eq!(sambutan::matter(&[]), 0);
}
