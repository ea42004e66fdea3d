//! Speeches and announcements as offices save them, and calendars: files by other writers read back.

use warta::diagnostic::{Diagnostic, Severity};
use warta::intake::document::{self, Genre};
use warta::intake::{agenda, announcement, calendar, sambutan};
use warta::model::{Announcement, Block, Leader, Sambutan, Status, Target, Zone};
use warta::plan::wording;

use crate::office::{edition, root};

fn fixture(name: &str) -> Vec<u8> {
    std::fs::read(root().join("tests/files").join(name)).unwrap()
}

fn leaders() -> Vec<Leader> {
    ["Bupati", "Wakil Bupati", "Sekda"].map(|o| Leader { office: o.to_owned(), name: String::new() }).to_vec()
}

fn speech(file: &str, bytes: &[u8]) -> (Option<Sambutan>, Vec<Diagnostic>) {
    let mut said = Vec::new();
    let manuscript = document::read(file, bytes, Genre::Speech).into_value(&mut said);
    let speech = sambutan::read(manuscript, edition(), &leaders()).into_value(&mut said);
    (speech, said)
}

fn notice(file: &str, text: &str) -> (Option<Announcement>, Vec<Diagnostic>) {
    let mut said = Vec::new();
    let inputs = crate::plan::inputs();
    let manuscript = document::read(file, text.as_bytes(), Genre::Announcement).into_value(&mut said);
    let read = announcement::read(manuscript, None, edition(), &inputs.registry.wilayah).into_value(&mut said);
    (read, said)
}

fn body(blocks: &[Block]) -> String {
    blocks.iter().map(document::text_of).collect::<Vec<_>>().join("\n")
}

fn messages(said: &[Diagnostic]) -> Vec<String> {
    said.iter().filter(|d| d.severity != Severity::Note).map(|d| format!("{}: {}", d.severity, d.message)).collect()
}

/// File, event, speaker, date, what is printed, what is not.
type Trouble = (&'static str, &'static str, &'static str, &'static str, &'static [&'static str], &'static [&'static str]);

/// Each file is one trouble, saved by LibreOffice or Word 97: what must be printed of it, and what must not.
#[test]
fn what_word_shows_is_printed_and_what_it_hides_is_not() {
    let table: &[Trouble] = &[
        (
            "daftar-bernomor.docx",
            "Rapat Koordinasi Percepatan Penurunan Stunting",
            "Wakil Bupati",
            "2026-11-18",
            &["Butir-s03-a", "Butir-s03-c", "Penanda-s03-5"],
            &["Assalamu", "Anggota DPRD", "RATNA WARDANI"],
        ),
        (
            "baris-lunak.docx",
            "Serah Terima Mesin Perahu Nelayan",
            "Bupati",
            "2026-11-20",
            &["Baris-s05-lanjut", "jaga mesin"],
            &["Anggota DPRD", "naik kelotok"],
        ),
        (
            "arab.docx",
            "Peringatan Maulid di Masjid Agung Al-Anwar",
            "Bupati",
            "2026-11-20",
            &["ﷺ", "إِنَّ اللَّهَ لَا يُغَيِّرُ", "Ayat-s06-arti"],
            &["Assalamu", "Puji syukur kita panjatkan"],
        ),
        (
            "lacak-ubah.docx",
            "Bimbingan Teknis Aplikasi Keuangan Desa",
            "Bupati",
            "2026-11-17",
            &["SISIP-tiga ratus juta", "PINDAH-kalimat", "Penanda-s10-5"],
            &["HAPUS-dua ratus juta", "HAPUS-seluruh", "KOMENTAR-"],
        ),
        ("tersembunyi.docx", "Panen Raya Jeruk Siam", "Bupati", "2026-11-18", &["Penanda-s11-4"], &["SEMBUNYI-", "coret-lama"]),
        ("kotak-teks.docx", "Festival Jukung Hias", "Bupati", "2026-11-21", &["Penanda-s13-jangkar", "KOTAK-pesan"], &["WORDART"]),
        (
            "catatan-kaki.docx",
            "Musyawarah Daerah Dewan Kopi",
            "Bupati",
            "2026-11-17",
            &["Penanda-s14-x"],
            &["CATATAN-", "KEPALA-", "KAKI-"],
        ),
        ("aksara.docx", "Lomba Desa “Bersih dan Sehat”", "Bupati", "2026-11-18", &["pertanian", "Penanda-s15-8"], &["\u{f0b7}", "\u{ad}"]),
        (
            "tabel-sdt.docx",
            "Peluncuran Layanan Perpustakaan Perahu",
            "Bupati Barito Kuala",
            "2026-11-20",
            &["Judul-s17-a", "pilihan terpilih", "Sel-s17"],
            &["PILIHAN-lain", "ALIAS-"],
        ),
        ("word97.doc", "Peresmian Jembatan Gantung Desa Sungai Selirik", "Bupati", "2026-11-17", &["Penanda-s02-1"], &["Assalamu"]),
    ];
    for (file, event, speaker, date, printed, hidden) in table {
        let file = format!("sambutan-{file}");
        let (read, said) = speech(&file, &fixture(&file));
        let read = read.unwrap_or_else(|| panic!("{file}: {said:?}"));
        assert_eq!(
            (read.event.map(|e| e.to_lowercase()), read.speaker.as_str(), read.date.map(|d| d.to_string()).as_deref()),
            (Some(event.to_lowercase()), *speaker, Some(*date)),
            "{file}"
        );
        let text = body(&read.body);
        for words in *printed {
            assert!(text.contains(words), "{file}: {words} is missing in {text}");
        }
        for words in *hidden {
            assert!(!text.contains(words), "{file}: {words} is printed in {text}");
        }
    }
    let (_, said) = speech("1.docx", &fixture("sambutan-tersembunyi.docx"));
    assert!(said.iter().any(|d| d.message == "teks tersembunyi tidak dicetak" && d.raw.as_ref().unwrap().starts_with("SEMBUNYI-")));
    let (_, said) = speech("1.docx", &fixture("sambutan-catatan-kaki.docx"));
    assert_eq!(said.iter().filter(|d| d.message == "catatan kaki tidak dicetak").count(), 2, "a footnote and an endnote");
}

#[test]
fn a_title_page_without_keys_tells_event_speaker_reader_place_and_date() {
    let text = "Pemerintah Kabupaten Barito Kuala\nSambutan Tertulis Wakil Bupati Barito Kuala\npada Acara Pembukaan\nPekan Literasi\n\
        bertempat di Aula Selidah\nDibacakan oleh Asisten I\nMarabahan, 18 November 2026\n\n\
        Assalamu’alaikum warahmatullahi wabarakatuh.\nSalam sejahtera, Om Swastyastu, Namo Buddhaya.\n\nYth. Camat se-kabupaten;\n\n\
        Isi pertama.\n\nMari berpantun:\n\nJalan-jalan ke Marabahan,\n\nJangan lupa membeli ikan;\n\nKalau kita saling menahan,\n\nSemua hal dapat dilakukan.\n\n\
        Isi kedua.\n\nDemikian, terima kasih.\n\nMarabahan, 18 November 2026\nWAKIL BUPATI BARITO KUALA,\nNAMA\n";
    let (read, said) = speech("1.txt", text.as_bytes());
    let read = read.unwrap_or_else(|| panic!("{said:?}"));
    assert_eq!(read.title, "Pembukaan Pekan Literasi");
    assert_eq!((read.speaker.as_str(), read.reader.as_deref()), ("Wakil Bupati", Some("Asisten I")));
    assert_eq!((read.venue.as_deref(), read.date.unwrap().to_string().as_str()), (Some("Aula Selidah"), "2026-11-18"));
    assert_eq!(body(&read.body), "Isi pertama.\nIsi kedua.");
    assert_eq!(messages(&said), Vec::<String>::new());
    // What is chosen is printed.
    let chosen =
        text.replace("Marabahan, 18 November 2026\n\nAssalamu", "Marabahan, 18 November 2026\nSertakan: pantun dan penutup\n\nAssalamu");
    let with_pantun = body(&speech("1.txt", chosen.as_bytes()).0.unwrap().body);
    assert!(with_pantun.contains("membeli ikan") && with_pantun.contains("Demikian") && !with_pantun.contains("Assalamu"), "{with_pantun}");
}

#[test]
fn capitals_are_printed_as_written_and_the_editor_is_asked() {
    let text = "SAMBUTAN BUPATI\nPADA PANEN RAYA PADI UNGGUL\nMARABAHAN, 18 NOVEMBER 2026\n\nASSALAMU’ALAIKUM.\n\nISI NASKAH DENGAN HURUF BESAR SEMUA.\n";
    let (read, said) = speech("1.md", text.as_bytes());
    assert_eq!(read.unwrap().title, "PANEN RAYA PADI UNGGUL");
    assert_eq!(
        messages(&said),
        [
            "peringatan: judul sambutan ditulis dengan huruf besar semua, dan dicetak begitu",
            "peringatan: naskah ditulis dengan huruf besar semua, dan dicetak begitu"
        ]
    );
}

#[test]
fn an_announcement_is_read_from_front_matter_letters_and_first_lines_alike() {
    let desa = |code: &str| Target::Desa(warta::model::DesaCode::parse(code).unwrap());
    let kecamatan = |code: &str| Target::Kecamatan(warta::model::RegionCode::parse(code).unwrap());
    let front = "---\njudul: \"Vaksinasi Ternak\"\nuntuk:\n  - kecamatan Marabahan\n  - Desa Karya Baru (Barambai)\nkecuali: [desa Karya Baru (Barambai)]\nberlaku: 2026-12-05\npenting: true\nkategori: ternak\n---\n\nBawa kartu.\n";
    let (read, said) = notice("1.md", front);
    let read = read.unwrap_or_else(|| panic!("{said:?}"));
    assert_eq!(
        (read.title.as_str(), read.important, read.valid_until.unwrap().to_string().as_str()),
        ("Vaksinasi Ternak", true, "2026-12-05")
    );
    assert_eq!((read.targets, read.excluded), (vec![kecamatan("63.04.15"), desa("63.04.14.2008")], vec![desa("63.04.14.2008")]));
    assert_eq!(said.iter().map(|d| d.message.as_str()).collect::<Vec<_>>(), ["baris di kepala berkas tidak dikenal, jadi tidak dibaca"]);

    let letter = "PEMERINTAH KABUPATEN BARITO KUALA\nDINAS KESEHATAN\nJalan Veteran, Marabahan\n\nMarabahan, 18 November 2026\n\nNomor: 400/12\nHal: Imunisasi Kejar Polio\n\n\
        Kepada Yth. Kepala Desa dan Lurah se-Kecamatan Barambai\ndi –\nTempat\n\nDengan hormat, imunisasi diadakan:\n\nHari/Tanggal: Rabu, 25 November 2026\nTempat: Posyandu\nPenting: bawa buku KIA\n";
    let (read, said) = notice("1.txt", letter);
    let read = read.unwrap_or_else(|| panic!("{said:?}"));
    assert_eq!((read.title.as_str(), &read.targets), ("Imunisasi Kejar Polio", &vec![kecamatan("63.04.14")]));
    let printed = body(&read.body);
    for line in ["Dengan hormat", "Hari/Tanggal: Rabu, 25 November 2026", "Tempat: Posyandu", "Penting: bawa buku KIA"] {
        assert!(printed.contains(line), "{line}: {printed}");
    }

    for (text, title, targets) in [
        ("**Untuk:** Desa & kelurahan se-Kecamatan Barambai\n\n# Judul\n\nIsi.\n", "Judul", vec![kecamatan("63.04.14")]),
        ("PASAR MURAH\nUntuk: seluruh warga Kabupaten Barito Kuala\n\nIsi.\n", "PASAR MURAH", vec![Target::Everyone]),
        ("Judul: Rapat\nUntuk: desa di Kecamatan Tabunganen\n\nIsi.\n", "Rapat", vec![desa("63.04.01.2006")]),
    ] {
        let (read, said) = notice("1.md", text);
        let read = read.unwrap_or_else(|| panic!("{text}: {said:?}"));
        assert_eq!((read.title.as_str(), &read.targets), (title, &targets), "{text}");
    }
}

#[test]
fn how_long_an_announcement_holds_is_read_as_offices_write_it() {
    let until = |text: &str| notice("1.md", &format!("Judul: X\nUntuk: semua\nBerlaku: {text}\n\nIsi.\n"));
    for (text, date) in [
        ("s.d. 29 November 2026", Some("2026-11-29")),
        ("23 s/d 29-11-2026", Some("2026-11-29")),
        ("Senin–Jumat, 23–27 November 2026", Some("2026-11-27")),
        ("sampai dengan 30 November 2026 pukul 16.00 WITA", Some("2026-11-30")),
        ("s.d. 2 Januari", Some("2027-01-02")),
        ("mulai 1 Desember 2026", None),
        ("sampai ada pemberitahuan lebih lanjut", None),
    ] {
        let (read, said) = until(text);
        assert_eq!(read.unwrap().valid_until.map(|d| d.to_string()).as_deref(), date, "{text}");
        assert_eq!(messages(&said), Vec::<String>::new(), "{text}");
    }
    assert_eq!(messages(&until("31 Nopember 2026").1), ["galat: masa berlaku tidak terbaca"]);
    assert_eq!(
        messages(&until("s.d. 20 November 2026").1),
        ["peringatan: pengumuman sudah tidak berlaku sejak 20 November 2026, jadi tidak dimuat"]
    );
}

/// Exports in the manner of Google and Outlook, and a file of recurring entries with their exceptions.
#[test]
fn calendars_keep_zones_whole_days_recurrences_and_secrets() {
    let read = |file: &str| {
        let mut said = Vec::new();
        let entries = calendar::read(file, &fixture(file), edition(), Zone::Wita).into_value(&mut said);
        let entries = agenda::order(entries).into_value(&mut said);
        let shown: Vec<String> = entries
            .iter()
            .map(|e| {
                let status = if e.status == Status::Cancelled { " BATAL" } else { "" };
                format!("{} {} | {}{status}", e.date.format("%d"), wording::time(&e.time, None), e.title)
            })
            .collect();
        (shown, said)
    };
    let (shown, said) = read("google.ics");
    assert_eq!(
        shown,
        [
            "23 08.00–09.00 | Apel Gabungan, Halaman Kantor Bupati",
            "24 00.00–02.00 | Pemantauan pasang rob tengah malam",
            "25 sehari penuh | Hari Guru Nasional — upacara dan ramah tamah bersama seluruh guru se-Kabupaten Barito Kuala “Guru Hebat, Indonesia Kuat”",
            "26 sehari penuh | Batola Expo",
            "27 sehari penuh | Batola Expo",
            "28 sehari penuh | Batola Expo",
        ]
    );
    assert_eq!(messages(&said), ["peringatan: 1 acara di luar pekan edisi ini, jadi tidak dicetak"]);
    let (shown, said) = read("outlook.ics");
    assert_eq!(
        shown,
        [
            "24 09.00–11.30 | Rapat Paripurna DPRD",
            "26 14.00–16.00 | Rakor virtual dengan Kemendagri",
            "27 09.00 | Rapat Baperjakat BATAL",
            "27 14.00–15.30 | Rapat FKUB"
        ]
    );
    assert_eq!(said[0].message, "2 acara bertanda pribadi (private) tidak dicetak");
    let (shown, _) = read("berulang.ics");
    assert_eq!(
        shown,
        [
            "23 08.00–09.00 | Apel Senin",
            "26 16.00–17.00 | Rapat staf (digeser)",
            "27 09.30 | Coffee morning BATAL",
            "27 19.30 | Tadarus",
            "28 10.00 | Sabtu Sehat",
            "28 19.30 | Tadarus",
            "29 19.30 | Tadarus",
        ]
    );
}
