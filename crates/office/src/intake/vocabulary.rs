//! The words by which offices' papers are read: header aliases, anchors of a speech, abbreviations.
//!
//! A maintainer of another regency extends these tables; no code needs reading. Words are compared folded
//! ([`crate::model::wilayah::fold_name`]): lower case, letters and digits only.

use crate::model::wilayah::fold_name;

/// Columns of an agenda workbook.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum AgendaColumn {
    Number,
    /// "Hari" alone, beside a column for the date.
    Weekday,
    Date,
    Time,
    /// "Selesai", beside a column for the start.
    TimeEnd,
    /// "Waktu": the time, or date and time where no other column has the date.
    DateOrTime,
    Event,
    Venue,
    Dress,
    Officials,
    Host,
    Note,
    /// "Status": dilaksanakan, ditunda, dibatalkan.
    Status,
    /// Known, and never printed: phone numbers, staff on duty, escorts, security.
    Private,
}

pub(super) const AGENDA_COLUMNS: &[(AgendaColumn, &[&str])] = &[
    (AgendaColumn::Number, &["no", "nomor", "nomorurut", "nourut", "urut"]),
    (AgendaColumn::Weekday, &["hari"]),
    (
        AgendaColumn::Date,
        &[
            "haritanggal",
            "haritgl",
            "tanggal",
            "tgl",
            "haridantanggal",
            "haridantgl",
            "tanggalkegiatan",
            "tanggalacara",
            "tanggalpelaksanaan",
            "haritanggalkegiatan",
            "haritanggalpelaksanaan",
        ],
    ),
    (
        AgendaColumn::Time,
        &[
            "pukul",
            "jam",
            "pkl",
            "mulai",
            "jammulai",
            "pukulmulai",
            "waktumulai",
            "pukulwita",
            "jamwita",
            "pukulwib",
            "jamwib",
            "jamkegiatan",
            "pukulkegiatan",
        ],
    ),
    (AgendaColumn::TimeEnd, &["selesai", "jamselesai", "pukulselesai", "waktuselesai", "sampai"]),
    (
        AgendaColumn::DateOrTime,
        &[
            "waktu",
            "waktupelaksanaan",
            "waktukegiatan",
            "waktuacara",
            "haritanggalwaktu",
            "haritanggaljam",
            "haritanggalpukul",
            "tanggalwaktu",
            "haritanggaldanwaktu",
        ],
    ),
    (
        AgendaColumn::Event,
        &[
            "acara",
            "kegiatan",
            "namakegiatan",
            "namaacara",
            "agenda",
            "agendakegiatan",
            "uraian",
            "uraiankegiatan",
            "uraianacara",
            "acarakegiatan",
            "kegiatanacara",
            "jeniskegiatan",
            "jenisacara",
            "perihal",
        ],
    ),
    (
        AgendaColumn::Venue,
        &[
            "tempat",
            "lokasi",
            "tempatacara",
            "tempatkegiatan",
            "lokasikegiatan",
            "lokasiacara",
            "tempatlokasi",
            "lokasitempat",
            "tempatpelaksanaan",
        ],
    ),
    (AgendaColumn::Dress, &["pakaian", "seragam", "dresscode", "pakaianseragam"]),
    (
        AgendaColumn::Officials,
        &[
            "pejabat",
            "dihadiri",
            "dihadirioleh",
            "yangmenghadiri",
            "yanghadir",
            "hadir",
            "menghadiri",
            "disposisi",
            "pimpinan",
            "pejabatyangmenghadiri",
            "pejabatyanghadir",
            "pimpinanyanghadir",
            "pimpinanyangmenghadiri",
            "kehadiran",
            "kehadiranpimpinan",
            "undangankepada",
            "diundang",
        ],
    ),
    (
        AgendaColumn::Host,
        &[
            "penyelenggara",
            "leadingsector",
            "ls",
            "opd",
            "skpd",
            "opdpenyelenggara",
            "skpdpenyelenggara",
            "perangkatdaerah",
            "pelaksana",
            "instansi",
            "pengundang",
            "asalundangan",
            "opdpelaksana",
            "leadingsektor",
        ],
    ),
    (AgendaColumn::Note, &["keterangan", "ket", "catatan"]),
    (AgendaColumn::Status, &["status", "statusacara", "statuskegiatan"]),
    (
        AgendaColumn::Private,
        &[
            "hp",
            "nohp",
            "nohpcp",
            "cpnohp",
            "pendampingajudan",
            "ajudanpendamping",
            "kendaraan",
            "nomorhp",
            "hpcp",
            "cphp",
            "telepon",
            "telp",
            "notelp",
            "notelepon",
            "nomortelepon",
            "kontak",
            "kontakperson",
            "contactperson",
            "narahubung",
            "cp",
            "wa",
            "nowa",
            "whatsapp",
            "petugas",
            "petugasprotokol",
            "petugasdokumentasi",
            "petugaspeliputan",
            "petugasliputan",
            "protokol",
            "dokumentasi",
            "pendamping",
            "ajudan",
            "sopir",
            "pengamanan",
            "keamanan",
            "catatankeamanan",
            "catatanpengamanan",
            "catataninternal",
            "internal",
            "pic",
        ],
    ),
];

/// Rows below a table that belong to its signature or foot, by how they begin.
pub(super) const FOOTERS: &[&str] = &[
    "mengetahui",
    "menyetujui",
    "disetujui",
    "dibuatoleh",
    "disusunoleh",
    "an",
    "plt",
    "plh",
    "kepalabagian",
    "kabag",
    "kasubbag",
    "kasubag",
    "kepalasub",
    "sekretarisdaerah",
    "bupati",
    "asisten",
    "nip",
    "ttd",
    "tertanda",
    "pembina",
    "penata",
    "catatan",
    "keterangan",
    "ket",
    "nb",
    "tembusan",
    "jadwalsewaktuwaktu",
    "agendasewaktuwaktu",
    "sewaktuwaktu",
    "dicetak",
    "halaman",
];

/// Words of an event cell that says there is no event.
pub(super) const NO_EVENT: &[&str] = &["nihil", "tidakadaacara", "tidakadaagenda", "tidakadakegiatan", "kosong"];

/// Words of a venue for an event that is held by video.
pub(super) const ONLINE: &[&str] = &[
    "daring",
    "online",
    "virtual",
    "zoom",
    "vicon",
    "videoconference",
    "konferensivideo",
    "googlemeet",
    "gmeet",
    "teams",
    "webinar",
    "youtube",
];

/// Words behind an official's name that say he does not come.
pub(super) const ABSENT: &[&str] = &["batal", "tidakhadir", "tdkhadir", "berhalangan", "tidakdapathadir", "izin", "sakit", "dinasluar"];

/// Cells of a column of ticks that say the official comes.
pub(super) const TICKED: &[&str] = &["v", "x", "y", "ya", "yes", "1", "ok", "hadir", "√"];

/// Cells of a column of ticks that say the official does not come.
pub(super) const NOT_TICKED: &[&str] = &["tidak", "tdk", "no", "n", "0", "absen", "tidakhadir"];

/// Columns of the KIM registry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum RegistryColumn {
    Number,
    Code,
    Desa,
    Kecamatan,
    Head,
    Camat,
    Kim,
    Contact,
    PrintedContact,
    Email,
    Attachment,
    MaxMegabytes,
    WhatsApp,
    Channel,
    Rt,
    Copies,
    Color,
    Private,
}

pub(super) const REGISTRY_COLUMNS: &[(RegistryColumn, &[&str])] = &[
    (RegistryColumn::Number, &["no", "nomor", "nourut", "nomorurut"]),
    (
        RegistryColumn::Code,
        &[
            "kode",
            "kodedesa",
            "kodewilayah",
            "kodekemendagri",
            "kodedesakelurahan",
            "kodedesakel",
            "kodekelurahan",
            "kodedesalurah",
            "kodedagri",
        ],
    ),
    (
        RegistryColumn::Desa,
        &[
            "desa",
            "namadesa",
            "desakelurahan",
            "kelurahan",
            "desakel",
            "namadesakelurahan",
            "namadesakel",
            "namakelurahan",
            "kelurahandesa",
            "keldesa",
            "namakelurahandesa",
        ],
    ),
    (RegistryColumn::Kecamatan, &["kecamatan", "namakecamatan", "kec", "namakec"]),
    (
        RegistryColumn::Head,
        &[
            "kades",
            "kadeslurah",
            "kepaladesa",
            "kepaladesalurah",
            "lurah",
            "pembakal",
            "pembakallurah",
            "namakades",
            "namakadeslurah",
            "namakepaladesa",
            "namakepaladesalurah",
            "namapembakal",
            "namapembakallurah",
            "namalurah",
        ],
    ),
    (RegistryColumn::Camat, &["camat", "namacamat"]),
    (
        RegistryColumn::Kim,
        &["kim", "namakim", "namakelompok", "kelompok", "kelompokkim", "kelompokinformasimasyarakat", "komunitasinformasimasyarakat"],
    ),
    (
        RegistryColumn::Contact,
        &[
            "penghubung",
            "kontak",
            "kontakkim",
            "namakontak",
            "namapenghubung",
            "penghubungkim",
            "ketua",
            "ketuakim",
            "namaketua",
            "namaketuakim",
            "narahubung",
            "contactperson",
            "cp",
        ],
    ),
    (RegistryColumn::PrintedContact, &["kontakdicetak", "kontakcetak", "kontakyangdicetak", "bolehdicetak"]),
    (RegistryColumn::Email, &["email", "surel", "alamatemail", "alamatsurel", "posel", "emailkim", "surelkim", "suratelektronik"]),
    (RegistryColumn::Attachment, &["lampiran", "lampiranemail", "lampiransurel", "bentuklampiran"]),
    (
        RegistryColumn::MaxMegabytes,
        &[
            "batasmb",
            "batasemail",
            "batasemailmb",
            "batassurel",
            "batassurelmb",
            "ukuranmaksimal",
            "ukuranmaksimalmb",
            "maksmb",
            "batasukuran",
        ],
    ),
    (RegistryColumn::WhatsApp, &["wa", "nowa", "nomorwa", "whatsapp", "nomorwhatsapp", "nowhatsapp", "nohpwa", "hpwa", "nomorhpwa"]),
    (
        RegistryColumn::Channel,
        &["saluran", "kanal", "pengiriman", "jalur", "salurankirim", "saluranpengiriman", "jalurpengiriman", "carakirim", "dikirimlewat"],
    ),
    (RegistryColumn::Rt, &["rt", "jumlahrt", "jmlrt", "banyakrt"]),
    (
        RegistryColumn::Copies,
        &["eksemplar", "rangkap", "jumlahcetak", "salinan", "jumlaheksemplar", "jmleksemplar", "eks", "jumlahsalinan", "oplah"],
    ),
    (RegistryColumn::Color, &["warna", "cetakwarna", "printerwarna", "mencetakwarna"]),
    (
        RegistryColumn::Private,
        &[
            "hp",
            "nohp",
            "nomorhp",
            "hpketua",
            "nohpketua",
            "telepon",
            "telp",
            "notelp",
            "keterangan",
            "ket",
            "catatan",
            "alamat",
            "sk",
            "nosk",
            "nomorsk",
        ],
    ),
];

/// Whether a cell or line affirms.
pub(super) fn is_yes(text: &str) -> bool {
    matches!(fold_name(text).as_str(), "ya" | "y" | "benar" | "penting" | "true" | "yes" | "bisa" | "ada") || text.trim() == "✓"
}

/// The column that a header cell names.
pub(super) fn column<C: Copy>(table: &[(C, &[&str])], raw: &str) -> Option<C> {
    let header = fold_name(raw);
    let known = |header: &str| table.iter().find(|(_, aliases)| aliases.contains(&header)).map(|(column, _)| *column);
    // "Nama Kegiatan / Acara": one of several names is enough.
    known(&header).or_else(|| raw.split(['/', '(', '\n']).map(fold_name).find_map(|part| known(&part)))
}

/// Offices' short names of the leadership, and how they are printed.
pub(super) const OFFICIALS: &[(&str, &str)] = &[
    ("bupati", "Bupati"),
    ("bpkbupati", "Bupati"),
    ("bapakbupati", "Bupati"),
    ("wabup", "Wakil Bupati"),
    ("wakilbupati", "Wakil Bupati"),
    ("wkbupati", "Wakil Bupati"),
    ("wakbup", "Wakil Bupati"),
    ("wbup", "Wakil Bupati"),
    ("sekda", "Sekda"),
    ("sekretarisdaerah", "Sekda"),
    ("asisteni", "Asisten I"),
    ("asistenii", "Asisten II"),
    ("asisteniii", "Asisten III"),
    ("asisten1", "Asisten I"),
    ("asisten2", "Asisten II"),
    ("asisten3", "Asisten III"),
    ("asisten", "Asisten"),
    ("stafahli", "Staf Ahli"),
    ("forkopimda", "Forkopimda"),
    ("gubernur", "Gubernur"),
    ("ketuatppkk", "Ketua TP PKK"),
    ("ketuadprd", "Ketua DPRD"),
];

/// The printed name of an official whom the table knows.
pub(super) fn official(text: &str) -> Option<&'static str> {
    let folded = fold_name(text);
    OFFICIALS.iter().find(|(short, _)| *short == folded).map(|(_, printed)| *printed)
}

/// "As above". `s.d.` (until) and SDA in longer text (natural resources) are other things.
pub(super) const DITTO: &[&str] = &[
    "sda",
    "idem",
    "〃",
    "\"",
    "''",
    "”",
    "“",
    "″",
    "-\"-",
    "- \" -",
    ",,",
    "sdaatas",
    "samadenganatas",
    "samadengandiatas",
    "idemdiatas",
];

/// Words that say an event does not take place, or not yet: before it, after it, or in its note or status.
pub(super) const CANCELLED: &[&str] =
    &["dibatalkan", "batal", "cancel", "cancelled", "canceled", "ditiadakan", "tidakjadi", "acaratidakjadi", "kegiatantidakjadi"];
pub(super) const POSTPONED: &[&str] =
    &["ditunda", "tunda", "pending", "postponed", "diundur", "dijadwalulang", "dijadwalkanulang", "reschedule"];

/// First words of the titles of people: "dan" or a slash before such a word joins two people.
pub(super) const TITLES: &[&str] = &[
    "bupati",
    "wakil",
    "wabup",
    "sekda",
    "sekretaris",
    "asisten",
    "kepala",
    "kadis",
    "kabag",
    "kaban",
    "camat",
    "lurah",
    "ketua",
    "staf",
    "forkopimda",
    "plt",
    "plh",
    "pj",
    "direktur",
    "para",
    "tim",
    "ibu",
    "bapak",
    "gubernur",
    "dandim",
    "kapolres",
    "inspektur",
    "kades",
    "pembakal",
    "skpd",
    "opd",
    "anggota",
    "dprd",
];

/// A note that keeps its event from print; longer ones also inside a note.
pub(super) const SECRET: &[&str] =
    &["rahasia", "internal", "confidential", "jangandisebar", "tidakuntukdisebar", "tidakuntukumum", "bukanuntukumum"];

/// Words in place of an official, before it is decided who comes.
pub(super) const PENDING: &[&str] = &[
    "menunggudisposisi",
    "mohondisposisi",
    "tentatif",
    "tentative",
    "dalamkonfirmasi",
    "menunggukonfirmasi",
    "belumditentukan",
    "menyusul",
];

/// Times named by prayer or part of the day: the word, and the hour near which they sort.
pub(super) const NAMED_TIMES: &[(&str, u32, u32)] = &[
    ("subuh", 5, 30),
    ("dzuhur", 13, 0),
    ("zuhur", 13, 0),
    ("dhuhur", 13, 0),
    ("ashar", 16, 0),
    ("asar", 16, 0),
    ("maghrib", 19, 0),
    ("magrib", 19, 0),
    ("isya", 20, 0),
    ("jumat", 13, 30),
    ("pagi", 8, 0),
    ("siang", 13, 0),
    ("sore", 16, 0),
    ("malam", 20, 0),
    ("menyesuaikan", 23, 0),
    ("kondisional", 23, 0),
    ("tentatif", 23, 0),
    ("menyusul", 23, 0),
];

/// Weekday names as typed, apostrophes dropped; Monday is 0.
pub(super) const WEEKDAYS: &[(&str, u32)] = &[
    ("senin", 0),
    ("senen", 0),
    ("selasa", 1),
    ("rabu", 2),
    ("kamis", 3),
    ("jumat", 4),
    ("jumaat", 4),
    ("sabtu", 5),
    ("minggu", 6),
    ("ahad", 6),
];

/// Month names as typed.
pub(super) const MONTHS: &[(&str, u32)] = &[
    ("januari", 1),
    ("jan", 1),
    ("februari", 2),
    ("pebruari", 2),
    ("feb", 2),
    ("maret", 3),
    ("mar", 3),
    ("april", 4),
    ("apr", 4),
    ("mei", 5),
    ("juni", 6),
    ("jun", 6),
    ("juli", 7),
    ("jul", 7),
    ("agustus", 8),
    ("agt", 8),
    ("agu", 8),
    ("agst", 8),
    ("september", 9),
    ("sep", 9),
    ("sept", 9),
    ("oktober", 10),
    ("okt", 10),
    ("november", 11),
    ("nopember", 11),
    ("nov", 11),
    ("nop", 11),
    ("desember", 12),
    ("des", 12),
];

/// "Kunci: nilai" lines at the head of a manuscript or announcement.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum HeadKey {
    Title,
    Event,
    Date,
    Venue,
    Speaker,
    Reader,
    For,
    Valid,
    From,
    Picture,
    Caption,
    Important,
    /// Ceremonial parts of a speech that are to be printed: "Sertakan: pantun".
    Include,
    /// "Kecuali: …": the villages that an announcement is not for.
    Except,
}

pub(super) const HEAD_KEYS: &[(HeadKey, &[&str])] = &[
    (HeadKey::Title, &["judul", "judulbuletin", "judulpengumuman", "perihal", "hal", "tentang", "title"]),
    (HeadKey::Event, &["acara", "kegiatan", "padaacara", "namaacara", "namakegiatan"]),
    (HeadKey::Date, &["haritanggal", "tanggal", "hari", "haritgl", "tgl"]),
    (HeadKey::Venue, &["tempat", "lokasi", "bertempatdi", "bertempat"]),
    (HeadKey::Speaker, &["oleh", "sambutan", "pembicara", "disampaikanoleh", "sambutanoleh", "yangmenyampaikan"]),
    (HeadKey::Reader, &["dibacakanoleh", "dibacakan", "pembaca", "yangmembacakan"]),
    (HeadKey::For, &["untuk", "kepada", "sasaran", "ditujukankepada", "ditujukanuntuk", "tujuan", "kepadayth", "yth", "penerima"]),
    (
        HeadKey::Valid,
        &["berlaku", "berlakusampai", "berlakusampaidengan", "sampai", "berlakusd", "masaberlaku", "berlakuhingga", "sampaidengan"],
    ),
    (HeadKey::From, &["dari", "pengirim", "sumber", "asal"]),
    (HeadKey::Picture, &["foto", "gambar"]),
    (HeadKey::Caption, &["keteranganfoto", "keterangangambar", "kapsi", "kapsifoto"]),
    (HeadKey::Important, &["penting"]),
    (HeadKey::Include, &["sertakan", "sertakanbagian"]),
    (HeadKey::Except, &["kecuali", "tidakuntuk"]),
];

/// Parts of a speech that are left out unless chosen, by the words with which "Sertakan" chooses them.
pub(super) const CEREMONY: &[(Ceremony, &[&str])] = &[
    (Ceremony::Greeting, &["salam", "salampembuka"]),
    (Ceremony::Guests, &["penghormatan", "undangan", "daftartamu"]),
    (Ceremony::Doxology, &["pujisyukur", "syukur", "puji"]),
    (Ceremony::Pantun, &["pantun"]),
    (Ceremony::Closing, &["penutup", "salampenutup"]),
];

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Ceremony {
    Greeting,
    Guests,
    Doxology,
    Pantun,
    Closing,
}

/// Words before the event on a title page, longest first.
pub(super) const EVENT_ANCHORS: &[&str] =
    &["pada acara ", "dalam acara ", "pada kegiatan ", "dalam kegiatan ", "dalam rangka ", "pada ", "dalam "];

/// First words of a letterhead's lines.
pub(super) const LETTERHEAD: &[&str] = &[
    "pemerintah",
    "sekretariat",
    "dinas",
    "badan",
    "kantor",
    "bagian",
    "kecamatan",
    "kelurahan",
    "jalan",
    "jl",
    "alamat",
    "telp",
    "telepon",
    "kodepos",
    "laman",
    "website",
    "email",
    "surel",
    "pos",
];

/// Whether a line's first word is one of a letterhead.
pub(super) fn is_letterhead(line: &str) -> bool {
    line.split(|c: char| !c.is_alphabetic()).next().is_some_and(|word| LETTERHEAD.contains(&fold_name(word).as_str()))
}

/// Words before the name of a place in the address of an announcement that add nothing: "warga", "kepala desa".
pub(super) const ADDRESSED: &[&str] = &[
    "yth",
    "yth.",
    "bapak",
    "ibu",
    "bapak/ibu",
    "sdr.",
    "saudara",
    "para",
    "warga",
    "seluruh warga",
    "semua warga",
    "masyarakat",
    "seluruh masyarakat",
    "penduduk",
    "kepala desa",
    "kepala desa/lurah",
    "kepala desa dan lurah",
    "kades",
    "kades/lurah",
    "pembakal",
    "pembakal/lurah",
    "pembakal dan lurah",
    "lurah",
    "camat",
    "ketua kim",
    "kim",
    "pemerintah",
    "di",
    "dalam",
    "wilayah",
    "se-wilayah",
    "sewilayah",
    "lingkup",
    "seluruh desa dan kelurahan",
    "semua desa dan kelurahan",
    "seluruh desa/kelurahan",
    "semua desa/kelurahan",
];

/// First words of the place of an event on a title page.
pub(super) const VENUE_WORDS: &[&str] = &[
    "aula", "gedung", "lapangan", "halaman", "balai", "kantor", "masjid", "ruang", "hotel", "stadion", "pendopo", "siring", "taman",
    "rumah", "gor",
];

/// Words of an address that stand for all villages.
pub(super) const EVERYONE: &[&str] = &[
    "seluruhkim",
    "semuakim",
    "semua",
    "seluruhnya",
    "umum",
    "warga",
    "masyarakat",
    "semuawarga",
    "seluruhwarga",
    "seluruhmasyarakat",
    "masyarakatumum",
    "semuadesadankelurahan",
    "semuadesakelurahan",
    "seluruhdesadankelurahan",
    "seluruhdesakelurahan",
    "semuakecamatan",
    "seluruhkecamatan",
    "sekabupaten",
];

/// Beginnings of a speech's greeting; like those of its other parts below, compared folded, by prefix.
pub(super) const GREETINGS: &[&str] = &[
    "assalamualaikum",
    "bismillah",
    "salamsejahtera",
    "salamsehat",
    "shalom",
    "syalom",
    "omswastiastu",
    "omswastyastu",
    "omsuastiastu",
    "bacuramin",
    "basengat",
    "auumkuukaruhei",
    "namobuddhaya",
    "salamkebajikan",
    "selamatpagi",
    "selamatsiang",
    "selamatsore",
    "selamatmalam",
    "rahayu",
    "salambahagia",
    "salamdamai",
    "salamdansejahtera",
    "salamwarahmah",
    "السلام",
    "بسم",
    "adilkatalino",
];
pub(super) const GUEST_LISTS: &[&str] = &[
    "yth",
    "ysh",
    "yangsayahormati",
    "yangterhormat",
    "yangkamihormati",
    "yangsayamuliakan",
    "yangsayabanggakan",
    "yangkamimuliakan",
    "yangkamibanggakan",
    "yangberbahagia",
];
pub(super) const DOXOLOGIES: &[&str] = &[
    "alhamdulillah",
    "pujidansyukur",
    "pujisyukur",
    "pertamatamamarilah",
    "pertamatamamari",
    "marilahkitapanjatkan",
    "segalapuji",
    "shalawat",
    "salawat",
    "sholawat",
    "syukuralhamdulillah",
    "tiadakatayangpantas",
    "segenappujisyukur",
    "rasasyukur",
    "selawat",
    "salawatdansalam",
    "innalhamdalillah",
    "ammabadu",
    "الحمد",
];
pub(super) const CLOSINGS: &[&str] =
    &["demikian", "sekian", "akhirnyademikian", "wabillahi", "billahi", "wassalamualaikum", "wallahulmuwaffiq", "omsantisantisantiom"];
