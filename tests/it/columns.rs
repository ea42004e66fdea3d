//! The columns of a registry as offices head them, and the channels as they write them.

use rust_xlsxwriter::Workbook;
use warta::diagnostic::{Diagnostic, Found, Severity};
use warta::intake::{registry, table};
use warta::model::{OwnWords, Village};

use crate::support::{TestOffice, workbook};

/// A registry of Kutai Timur as a workbook.
fn read(rows: &[&[&str]]) -> Found<Vec<Village>> {
    registry::read(&table::read("kim.xlsx", &workbook(rows)).value, &OwnWords::default())
}

/// Severity, message and remedy of what is said.
fn said(diagnostics: &[Diagnostic]) -> Vec<String> {
    diagnostics.iter().map(|d| format!("{}: {} | {}", d.severity, d.message, d.remedy.as_deref().unwrap_or_default())).collect()
}

#[test]
fn headings_of_twenty_offices_are_understood_without_a_word() {
    let code = ["Kode", "KODE WILAYAH", "Kode Kemendagri", "Kode Desa/Kel.", "KODE KAMPUNG", "Kode Wil.", "Kd. Desa", "Kode Permendagri"];
    let desa = ["Nama Desa/Kel", "DESA / KELURAHAN", "Nama Kampung", "Kel/Desa", "Nagari", "Nama Gampong", "Desa/Kampung"];
    let kecamatan = ["Kec.", "Distrik", "NAMA KECAMATAN", "Kapanewon", "Wilayah Kecamatan"];
    let head = ["Nama Kepala Desa", "Pj. Kades", "Kepala Kampung/Lurah", "Wali Nagari", "Keuchik", "Pembakal / Lurah", "Kades dan Lurah"];
    let kim = ["NAMA KIM", "Kelompok Informasi Masyarakat (KIM)", "Nama Kelompok KIM"];
    let email = ["E-mail KIM", "ALAMAT E-MAIL", "Surel", "Pos-el"];
    let wa = ["Nomor WA", "No. HP/WA", "No. Telp / WA", "WhatsApp"];
    let channel =
        ["PENGIRIMAN VIA", "Via", "Cara kirim", "Media pengiriman", "Dikirim melalui", "Metode Pengiriman", "Saluran", "Cara Distribusi"];
    let rt = ["JLH RT", "Jml. RT", "Jumlah RT", "Banyaknya RT", "RT/RW", "Jml RT (2026)"];
    let copies = ["Eks.", "Oplah", "Jumlah Eksemplar", "JML EKS", "Jatah"];
    let longest = channel.len();
    let of = |all: &[&'static str], at: usize| all[at % all.len()];
    for at in 0..longest {
        let header = [
            "NO",
            of(&code, at),
            of(&desa, at),
            of(&kecamatan, at),
            of(&head, at),
            of(&kim, at),
            of(&email, at),
            of(&wa, at),
            of(&channel, at),
            of(&rt, at),
            of(&copies, at),
            "Jlh KK",
            "No. SK",
            "Alamat KIM",
            "Media Sosial",
        ];
        let row = [
            "1",
            "64.08.04.2001",
            "Singa Gembara",
            "Sangatta Utara",
            "Ir. Hamriani",
            "KIM Gembira",
            "kim@contoh.id",
            "0812 3456 7890",
            "kantor",
            "12",
            "20",
            "900",
            "1/2024",
            "Jl. Poros",
            "@kim",
        ];
        let found = read(&[&header, &row]);
        assert_eq!(said(&found.diagnostics), Vec::<String>::new(), "{header:?}");
        let village = &found.value[0];
        let names = (village.desa.name.as_str(), village.desa.kecamatan.as_str(), village.head.as_deref());
        assert_eq!(names, ("Singa Gembara", "Sangatta Utara", Some("Ir. Hamriani")), "{header:?}");
        assert_eq!(village.kim.as_ref().map(|kim| kim.name.as_str()), Some("KIM Gembira"), "{header:?}");
        let address = &village.address;
        assert_eq!((address.emails.len(), address.whatsapp.as_deref()), (1, Some("6281234567890")), "{header:?}");
        assert_eq!(
            (address.channels.as_slice(), village.rt, village.copies),
            (&["kantor".to_owned()][..], Some(12), Some(20)),
            "{header:?}"
        );
    }
}

#[test]
fn a_heading_that_is_like_a_known_one_is_a_warning_that_names_it_and_what_follows() {
    let found = read(&[
        &["Kode", "Desa", "Kecamatan", "Jumlah RT tahun 2026", "Cara kirim paket", "Emial", "Golongan darah", "Jumlah KK miskin"],
        &["64.08.04.2001", "Singa Gembara", "Sangatta Utara", "9", "kurir", "a@contoh.id", "O", "7"],
    ]);
    let rename = |column: &str| format!("bila memang itu isinya, ganti judul kolomnya menjadi “{column}”");
    assert_eq!(
        said(&found.diagnostics),
        [
            format!(
                "peringatan: kolom mirip “RT” tidak dikenal, jadi tidak dibaca: setiap desa dihitung sebanyak rt_bawaan di warta.toml | {}",
                rename("RT")
            ),
            format!(
                "peringatan: kolom mirip “Saluran” tidak dikenal, jadi tidak dibaca: semua desa dikirim lewat saluran_bawaan di warta.toml | {}",
                rename("Saluran")
            ),
            format!(
                "peringatan: kolom mirip “Email” tidak dikenal, jadi tidak dibaca: tidak ada desa yang punya alamat surel | {}",
                rename("Email")
            ),
            "catatan: kolom tidak dikenal, jadi tidak dipakai | ".to_owned(),
            "catatan: kolom tidak dikenal, jadi tidak dipakai | ".to_owned(),
        ]
    );
    assert_eq!(found.value[0].rt, None, "what is doubtful is not used");
}

#[test]
fn remedies_show_a_code_of_the_office_itself() {
    let found = read(&[
        &["Kode", "Desa", "Kecamatan"],
        &["64.08.04.2001", "Singa Gembara", "Sangatta Utara"],
        &["", "Swarga Bara", "Sangatta Utara"],
        &["64.08", "Sangatta Utara", "Sangatta Utara"],
    ]);
    let errors: Vec<String> = said(&found.diagnostics).into_iter().filter(|line| line.starts_with("galat")).collect();
    assert_eq!(
        errors,
        [
            "galat: kode desa Swarga Bara kosong, jadi tidak dilayani | isi kodenya, seperti 64.08.04.2001",
            "galat: kode desa tidak benar, jadi Sangatta Utara tidak dilayani | tulis sepuluh angka seperti 64.08.04.2001, dengan format sel Teks",
        ]
    );
}

#[test]
fn villages_that_no_table_holds_are_an_error_wherever_they_stand() {
    let fill = |book: &mut Workbook, name: &str, rows: &[&[&str]]| {
        let sheet = book.add_worksheet().set_name(name).unwrap();
        for (at, row) in (0u32..).zip(rows) {
            sheet.write_row(at, 0, row.iter().copied()).unwrap();
        }
    };
    let first: &[&[&str]] = &[&["Kode", "Desa", "Kecamatan"], &["64.08.04.2001", "Singa Gembara", "Sangatta Utara"]];
    let read = |sheets: &[(&str, &[&[&str]])]| {
        let mut book = Workbook::new();
        sheets.iter().for_each(|(name, rows)| fill(&mut book, name, rows));
        let found = registry::read(&table::read("kim.xlsx", &book.save_to_buffer().unwrap()).value, &OwnWords::default());
        let errors = found.diagnostics.iter().filter(|d| d.severity == Severity::Error);
        errors.map(|d| format!("{} | {} | {}", d.code, d.message, d.remedy.as_deref().unwrap_or_default())).collect::<Vec<_>>()
    };
    let apart = "; bila bukan daftar desa yang dilayani, pindahkan lembarnya ke buku kerja lain";
    let missed = |sheet: &str, count: usize, mend: &str| {
        let message = format!("lembar “{sheet}” mirip daftar KIM, tetapi tidak dibaca: {count} desa di dalamnya tidak dilayani");
        vec![format!("kim.lembar-mirip-tidak-dibaca | {message} | {mend}{apart}")]
    };
    // Another sheet with codes and no headings, with a heading that nobody understands, and without codes.
    let bare: &[&[&str]] = &[&["64.08.01.2001", "Muara Ancalong"], &["64.08.01.2002", "Kelinjau Hulu"]];
    assert_eq!(read(&[("KIM", first), ("Kec. 1", bare)]), missed("Kec. 1", 2, "beri baris judul kolom seperti di lembar “KIM”"));
    let odd: &[&[&str]] = &[&["Kode", "Pemukiman", "Kecamatan"], &["64.08.01.2001", "A", "B"], &["64.08.01.2002", "C", "B"]];
    assert_eq!(read(&[("KIM", first), ("Muara", odd)]), missed("Muara", 2, "beri judul “Desa” pada kolom nama desanya"));
    let names: &[&[&str]] = &[&["DAFTAR"], &["No", "Nama Kampung", "Distrik"], &["1", "Long Noran", "Telen"], &["2", "Juk Ayaq", "Telen"]];
    let with_code = "tambahkan kolom “Kode” yang berisi kode desa, seperti 64.08.04.2001";
    assert_eq!(read(&[("KIM", first), ("Telen", names)]), missed("Telen", 2, with_code));
    // Below and beside the first table.
    let below: &[&[&str]] = &[first[0], first[1], &[], names[1], names[2], names[3]];
    let outside = "2 desa di luar tabel pertama di lembar “KIM” tidak dibaca, jadi tidak dilayani";
    let elsewhere = "; bila bukan desa yang dilayani, pindahkan ke buku kerja lain";
    assert_eq!(read(&[("KIM", below)]), [format!("kim.lembar-mirip-tidak-dibaca | {outside} | {with_code}{elsewhere}")]);
    // Beside it, under headings that are no registry's.
    let beside: &[&[&str]] = &[
        &["Kode", "Desa", "Kecamatan", "", "Kode lokasi", "Lokasi", "Wilayah kerja"],
        &["64.08.04.2001", "Singa Gembara", "Sangatta Utara", "", "64.08.01.2001", "Muara Ancalong", "Muara Ancalong"],
        &["64.08.04.2002", "Swarga Bara", "Sangatta Utara", "", "64.08.01.2002", "Kelinjau Hulu", "Muara Ancalong"],
    ];
    let move_down = "pindahkan baris-barisnya ke bawah tabel pertama, dengan kolom yang sama";
    assert_eq!(read(&[("KIM", beside)]), [format!("kim.lembar-mirip-tidak-dibaca | {outside} | {move_down}{elsewhere}")]);
    // What holds no other villages is no fault: a sum by kecamatan, telephone numbers, a list of the same villages.
    let sums: &[&[&str]] = &[&["Kecamatan", "Desa", "Kelurahan"], &["Sangatta Utara", "3", "1"]];
    let phones: &[&[&str]] = &[&["Nama", "HP"], &["Budi", "8521231234"], &["Ani", "0852123123"]];
    let same: &[&[&str]] = &[&["Desa", "Ketua KIM"], &["Desa Singa Gembara", "Budi"]];
    assert_eq!(read(&[("KIM", first), ("Rekap", sums), ("Telepon", phones), ("Pengurus", same)]), Vec::<String>::new());
}

/// An office of Kutai Timur whose villages ask for these channels, and what `periksa` says of them.
fn channels(asked: &[&str], more: &str) -> String {
    let rows: Vec<[String; 6]> = (1..)
        .zip(asked)
        .map(|(number, channel)| {
            [&format!("64.08.04.20{number:02}"), &format!("Desa {number}"), "Sangatta Utara", "Satu", "4", channel].map(str::to_owned)
        })
        .collect();
    let rows: Vec<[&str; 6]> = rows.iter().map(|row| row.each_ref().map(String::as_str)).collect();
    let office = TestOffice::with_registry(&rows);
    let config = std::fs::read_to_string(office.path("warta.toml")).unwrap();
    office.write("warta.toml", format!("{config}\n{more}"));
    office.write("edisi/2026-11-23/pengumuman/1.md", "Untuk: semua\n\n# Contoh\n\nIsi.\n");
    let run = office.warta(&["--json", "periksa"]);
    let facts: serde_json::Value = serde_json::from_str(&run.stdout).unwrap_or_else(|_| panic!("{}", run.stderr));
    let all = facts["diagnostik"].as_array().unwrap().iter();
    let of_channels = all.filter(|one| one["kode"].as_str().unwrap().starts_with("kim.saluran"));
    let line = |one: &serde_json::Value| {
        let cell = one["tempat"]["letak"]["sel"]["address"].as_str().unwrap_or_default().to_owned();
        format!("{cell} {}: {} ({})\n", one["tingkat"].as_str().unwrap(), one["pesan"].as_str().unwrap(), one["saran"].as_str().unwrap())
    };
    of_channels.map(line).collect()
}

const MORE: &str = "[saluran.pos.email]\nserver = \"localhost\"\npengirim = \"Prokopim <p@contoh.id>\"\nkeamanan = \"tanpa\"\n\n\
    [saluran.stik.flashdisk]\ntujuan = \"stik\"\n\n[saluran.antar.kurir]\ntujuan = \"antar\"\n";

#[test]
fn words_for_channels_stand_for_the_offices_only_one_of_that_kind() {
    let words = [
        "email",
        "Surel",
        "E-mail",
        "pos-el",
        "FD",
        "flash disk",
        "Flashdisk",
        "USB",
        "kurir",
        "Kurir Kec.",
        "kec.",
        "Camat",
        "via kecamatan",
        "kantor camat",
        "ambil sendiri",
        "Diambil",
        "diambil sendiri",
        "kantor",
        "folder",
        "email/FD",
        "surel → kurir kec.",
        "POS, stik",
        "dikirim lewat kurir",
        "Email, lalu diambil sendiri",
        "-",
        "belum ada",
    ];
    let said = channels(&words, MORE);
    // Several ways in one cell, and a bundle that its KIM fetches, are told once.
    let mut taken: Vec<&str> = said.lines().filter_map(|line| Some(line.split_once(" catatan: ")?.1.split_once(" (")?.0)).collect();
    assert_eq!(taken.len(), said.lines().count(), "{said}");
    taken.sort_unstable();
    taken.dedup();
    let expected = ["Diambil", "ambil sendiri", "diambil sendiri"].map(|typed| format!("“{typed}” dibaca sebagai saluran “kantor”"));
    let several = "“email/FD” dibaca sebagai saluran “pos”, lalu “stik”".to_owned();
    assert_eq!(taken, [expected.as_slice(), &[several]].concat());
}

#[test]
fn a_word_for_a_channel_that_the_office_lacks_is_one_fault_that_says_which_lines_to_open() {
    let said = channels(&["email", "Kurir Kec.", "FD", "diambil sendiri", "merpati pos", "WA", "WA/kantor"], "");
    let sample = std::fs::read_to_string(crate::office::root().join("samples/barito-kuala/warta.toml")).unwrap();
    let line = |text: &str| 1 + sample.lines().position(|line| line == text).unwrap();
    let open = |head: &str, last: &str| {
        format!(
            "hapus tanda # di awal baris {} sampai {} warta.toml, dari {head}, lalu isi nilainya; atau pilih salah satu: kantor; atau kosongkan selnya",
            line(&format!("# {head}")),
            line(last)
        )
    };
    let expected = [
        format!("F2 galat: saluran “email” tidak ada di warta.toml ({})", open("[saluran.pos.email]", "# tenggat = 60")),
        format!("F3 galat: saluran “kurir” tidak ada di warta.toml ({})", open("[saluran.kurir.kurir]", "# tujuan = \"kurir\"")),
        format!("F4 galat: saluran “flashdisk” tidak ada di warta.toml ({})", open("[saluran.flashdisk.flashdisk]", "# tujuan = \"E:/\"")),
        "F6 galat: saluran “merpati pos” tidak ada di warta.toml (pilih salah satu: kantor; atau kosongkan)".to_owned(),
        "F7 peringatan: WA bukan saluran, jadi dikirim lewat saluran bawaan “kantor” (teks untuk WA ada di whatsapp.html; kosongkan selnya, atau \
         pilih salah satu: kantor)"
            .to_owned(),
    ];
    let taken = [
        "F5 catatan: “diambil sendiri” dibaca sebagai saluran “kantor”",
        "F8 catatan: “WA/kantor” dibaca sebagai saluran “kantor”; WA bukan saluran",
    ];
    let taken = taken.map(|line| format!("{line} (bila maksudnya lain, tulis nama salurannya: kantor)"));
    let expected = [expected.as_slice(), &taken].concat();
    for line in &expected {
        assert!(said.contains(line), "{line}\n{said}");
    }
    assert_eq!(said.lines().count(), expected.len(), "{said}");
}

#[test]
fn a_word_for_two_channels_asks_which_one() {
    let two = format!("{MORE}\n[saluran.cadangan.flashdisk]\ntujuan = \"cadangan\"\n");
    let said = channels(&["FD", "stik"], &two);
    assert_eq!(said, "F2 galat: saluran “flashdisk” ada 2 di warta.toml: cadangan, stik (tulis nama yang dimaksud: cadangan atau stik)\n");
}

#[test]
fn headings_over_several_columns_give_the_lower_ones_their_meaning() {
    let found = read(&[
        &["NO", "DESA", "", "KECAMATAN", "", "PENGURUS KIM", "", "", "KET."],
        &["", "KODE", "NAMA", "KODE", "NAMA", "NAMA", "NO. HP", "E-MAIL", ""],
        &["1", "64.08.04.2001", "SINGA GEMBARA", "64.08.04", "SANGATTA UTARA", "Hamriani", "0812 3456 7890", "a@contoh.id", "baru"],
    ]);
    let note = "catatan: isi kolom “KET.” tidak dipakai dan tidak dicetak | \
        bila isinya nomor WA, surel atau cara kirim, pindahkan ke kolom “WA”, “Email” atau “Saluran”";
    assert_eq!(said(&found.diagnostics), [note]);
    let village = &found.value[0];
    assert_eq!((village.desa.name.as_str(), village.desa.kecamatan.as_str()), ("Singa Gembara", "Sangatta Utara"));
    let address = &village.address;
    assert_eq!((address.contact.as_deref(), address.whatsapp.as_deref()), (Some("Hamriani"), Some("6281234567890")));
    assert_eq!(address.emails, ["a@contoh.id"]);
}

#[test]
fn a_contact_may_be_a_name_a_number_an_address_or_all_of_them() {
    type Contact<'a> = (&'a str, Option<&'a str>, Option<&'a str>, &'a [&'a str]);
    let cases: &[Contact<'_>] = &[
        ("Hamriani", Some("Hamriani"), None, &[]),
        ("0812-3456-7890", None, Some("6281234567890"), &[]),
        ("kim@contoh.id", None, None, &["kim@contoh.id"]),
        ("Hamriani (0812 3456 7890), kim@contoh.id", Some("Hamriani"), Some("6281234567890"), &["kim@contoh.id"]),
    ];
    for (cell, name, number, emails) in cases {
        let found = read(&[&["Kode", "Desa", "Kecamatan", "KONTAK"], &["64.08.04.2001", "Singa Gembara", "Sangatta Utara", cell]]);
        assert_eq!(said(&found.diagnostics), Vec::<String>::new(), "{cell}");
        let address = &found.value[0].address;
        assert_eq!(
            (address.contact.as_deref(), address.whatsapp.as_deref(), address.emails.as_slice()),
            (*name, *number, &emails.iter().map(|e| (*e).to_owned()).collect::<Vec<_>>()[..]),
            "{cell}"
        );
    }
}

#[test]
fn a_whole_registry_without_a_kim_is_one_warning_with_the_column_to_fill() {
    let rows: Vec<[String; 4]> =
        (1..=6).map(|n| [format!("64.08.04.200{n}"), format!("Desa {n}"), "Sangatta Utara".to_owned(), "Hamriani".to_owned()]).collect();
    let rows: Vec<[&str; 4]> = rows.iter().map(|row| row.each_ref().map(String::as_str)).collect();
    let header = ["Kode", "Desa", "Kecamatan", "Pengurus KIM"];
    let all: Vec<&[&str]> = std::iter::once(&header[..]).chain(rows.iter().map(|row| &row[..])).collect();
    let message = "peringatan: nama KIM, surel dan nomor WA kosong di semua 6 desa, jadi semua dianggap belum punya KIM | tambahkan kolom “KIM” \
        dan isi nama KIM-nya; bila nama itu sudah ada di kolom “Pengurus KIM”, ganti judulnya menjadi “KIM”";
    assert_eq!(said(&read(&all).diagnostics), [message]);
}

#[test]
fn names_in_capitals_are_printed_as_names() {
    let names = ["TELUK PANDAN", "SP II", "UPT XIX", "MARGA MULYA SP 3", "KM 5", "BLOK C", "MA'RANG", "Long Bentuq", "SEI-RAYA"];
    let printed = ["Teluk Pandan", "SP II", "UPT XIX", "Marga Mulya SP 3", "KM 5", "Blok C", "Ma'rang", "Long Bentuq", "Sei-Raya"];
    for (name, printed) in names.iter().zip(printed) {
        let found = read(&[&["Kode", "Desa", "Kecamatan"], &["64.08.04.2001", name, "KAUBUN"]]);
        let desa = &found.value[0].desa;
        assert_eq!((desa.name.as_str(), desa.kecamatan.as_str()), (printed, "Kaubun"), "{:?}", found.diagnostics);
    }
}
