//! The words by which offices' papers are read: header aliases, anchors of a speech, abbreviations.
//!
//! A maintainer of another regency extends these tables; no code needs reading. Words are compared folded
//! ([`crate::model::wilayah::fold_name`]): lower case, letters and digits only.

use super::province::standard;
use crate::model::wilayah::{edit_distance, fold_name};

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
            "jamacara",
            "pukulacara",
            "jampelaksanaan",
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
            "haritanggaldanjam",
            "haritgljam",
            "haritglpukul",
            "haritglwaktu",
            "haridanwaktu",
            "hariwaktu",
            "harijam",
            "tanggaljam",
            "tanggalpukul",
            "tanggaldanwaktu",
            "tgljam",
            "tglpukul",
            "tglwaktu",
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
            "uraianagenda",
            "namaagenda",
            "agendaacara",
            "agendapimpinan",
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
            "lokasipelaksanaan",
            "alamatacara",
            "tempatdanlokasi",
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
            "undanganuntuk",
            "diundang",
            "yangdiundang",
            "pejabatdiundang",
            "pejabatyangdiundang",
            "disposisipimpinan",
            "hadirpimpinan",
            "yangditugaskan",
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
            "asalsurat",
            "undangandari",
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

/// Words in a file's name, or in a mark behind a title, that say it corrects another.
pub(super) const CORRECTION: &[&str] =
    &["ralat", "revisi", "perubahan", "koreksi", "update", "terbaru", "pembaruan", "perbaikan", "susulan", "tambahan", "addendum"];

/// Words of an event cell that says there is no event.
pub(super) const NO_EVENT: &[&str] =
    &["nihil", "tidakadaacara", "tidakadaagenda", "tidakadakegiatan", "tdkadaacara", "tdkadaagenda", "tanpaagenda", "kosong"];

/// Words of a title, or of a part of it, for what is nobody's business but the family's or the office's own.
pub(super) const PRIVATE_TITLES: &[&str] = &[
    "acarakeluarga",
    "kegiatankeluarga",
    "urusankeluarga",
    "kepentingankeluarga",
    "acarapribadi",
    "urusanpribadi",
    "kepentinganpribadi",
    "acarainternal",
    "rapatinternal",
    "pertemuaninternal",
    "kegiataninternal",
    "rapatterbatas",
    "pertemuanterbatas",
    "rapattertutup",
    "pertemuantertutup",
];

/// Words by which a title (in parentheses, or at its end) or a note says that an event is for a few.
pub(super) const LIMITED: &[&str] = &[
    "internal",
    "terbatas",
    "tertutup",
    "internalterbatas",
    "terbatasinternal",
    "kalanganterbatas",
    "undanganterbatas",
    "tertutupuntukumum",
    "pribadi",
    "bersifatpribadi",
    "keperluanpribadi",
    "privat",
    "private",
];

/// Beginnings of what a title, a note or a status says of an event that is not to be told, wherever they stand in it.
pub(super) const UNPUBLISHED: &[&str] =
    &["jangandipubli", "janganpubli", "tidakuntukdipubli", "tidakuntukpubli", "tidakdipubli", "bukanuntukpubli", "offtherecord"];

/// Words in the place of the hour, or in the note, while it is not known.
pub(super) const HOUR_FOLLOWS: &[&str] =
    &["waktumenyusul", "menyusul", "jammenyusul", "pukulmenyusul", "waktunyamenyusul", "jamnyamenyusul", "waktubelumditentukan"];

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
    /// "Sebutan": the word for this village.
    Designation,
    /// "Jenis", "Status": the word for this village, or something else.
    Kind,
    /// Known, and not read.
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
            "kodewil",
            "kodepum",
            "kodepermendagri",
            "kodeadministrasi",
            "kodewilayahadministrasi",
            "kodewilayahdesa",
            "kodewilayahkemendagri",
            "kodedesakemendagri",
            "kddesa",
            "iddesa",
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
            "wilayahdesa",
            "desabinaan",
        ],
    ),
    (RegistryColumn::Kecamatan, &["kecamatan", "namakecamatan", "kec", "namakec", "wilayahkecamatan", "asalkecamatan"]),
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
            "kadeskelurahan",
            "namakadeskelurahan",
            "lurahkades",
            "namalurahkades",
            "namapejabatkades",
        ],
    ),
    (RegistryColumn::Camat, &["camat", "namacamat"]),
    (
        RegistryColumn::Kim,
        &[
            "kim",
            "namakim",
            "namakelompok",
            "kelompok",
            "kelompokkim",
            "kelompokinformasimasyarakat",
            "komunitasinformasimasyarakat",
            "komunitas",
            "namakomunitas",
            "namakelompokkim",
            "kimdesa",
            "namakimdesa",
            "namakelompokinformasimasyarakat",
            "namakomunitasinformasimasyarakat",
            "kelompokinformasimasyarakatkim",
            "komunitasinformasimasyarakatkim",
        ],
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
            "ketuakelompok",
            "pengurus",
            "namapengurus",
            "penguruskim",
            "namapenguruskim",
            "namakontakkim",
            "penanggungjawab",
            "namapenanggungjawab",
            "pic",
            "pickim",
            "admin",
            "adminkim",
            "operator",
            "operatordesa",
            "penerima",
            "namapenerima",
        ],
    ),
    (RegistryColumn::PrintedContact, &["kontakdicetak", "kontakcetak", "kontakyangdicetak", "bolehdicetak"]),
    (
        RegistryColumn::Email,
        &[
            "email",
            "surel",
            "alamatemail",
            "alamatsurel",
            "posel",
            "alamatposel",
            "emailkim",
            "surelkim",
            "alamatemailkim",
            "emaildesa",
            "emailketua",
            "emailsurel",
            "gmail",
            "suratelektronik",
        ],
    ),
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
    (
        RegistryColumn::WhatsApp,
        &[
            "wa",
            "nowa",
            "nomorwa",
            "whatsapp",
            "nomorwhatsapp",
            "nowhatsapp",
            "nohpwa",
            "hpwa",
            "nomorhpwa",
            "wakim",
            "nowakim",
            "waketua",
            "nowaketua",
            "nowaketuakim",
            "hpwaketua",
            "nohpwaketua",
            "nohpwaketuakim",
            "wapenghubung",
            "nowapenghubung",
            "kontakwa",
            "wahp",
            "nowahp",
            "hpketua",
            "nohpketua",
            "nohpketuakim",
            "nohppenghubung",
            "hpketuakim",
            "hppenghubung",
            "hpkim",
            "nohpkim",
            "hppengurus",
            "nohppengurus",
            "hppenguruskim",
            "nohppenguruskim",
            "hpkontak",
            "nohpkontak",
            "hpkontakkim",
            "nohpkontakkim",
        ],
    ),
    (
        RegistryColumn::Channel,
        &[
            "saluran",
            "kanal",
            "pengiriman",
            "jalur",
            "salurankirim",
            "saluranpengiriman",
            "saluranyangdipakai",
            "kanalpengiriman",
            "jalurpengiriman",
            "carakirim",
            "carapengiriman",
            "carapenyampaian",
            "caradistribusi",
            "caraantar",
            "via",
            "kirimvia",
            "dikirimvia",
            "pengirimanvia",
            "carakirimvia",
            "lewat",
            "kirimlewat",
            "dikirimlewat",
            "pengirimanlewat",
            "melalui",
            "kirimmelalui",
            "dikirimmelalui",
            "pengirimanmelalui",
            "media",
            "mediakirim",
            "mediapengiriman",
            "mediapenyampaian",
            "metode",
            "metodekirim",
            "metodepengiriman",
            "distribusi",
            "salurandistribusi",
            "jalurdistribusi",
            "penyampaian",
            "pengantaran",
        ],
    ),
    (RegistryColumn::Rt, &["rt", "jumlahrt", "jmlrt", "banyakrt", "rtrw", "jumlahrtrw"]),
    (
        RegistryColumn::Copies,
        &[
            "eksemplar",
            "rangkap",
            "jumlahcetak",
            "salinan",
            "jumlaheksemplar",
            "jmleksemplar",
            "eks",
            "jumlaheks",
            "jumlahsalinan",
            "jumlahrangkap",
            "oplah",
            "jumlahoplah",
            "jatah",
            "jatahbuletin",
            "jumlahbuletin",
            "kebutuhan",
            "kebutuhaneksemplar",
        ],
    ),
    (RegistryColumn::Color, &["warna", "cetakwarna", "printerwarna", "mencetakwarna"]),
    (RegistryColumn::Designation, &["sebutan", "sebutandesa", "sebutandesakelurahan", "sebutanwilayah"]),
    (
        RegistryColumn::Kind,
        &[
            "jenis",
            "jenisdesa",
            "jenisdesakelurahan",
            "jeniswilayah",
            "tipe",
            "tipedesa",
            "bentuk",
            "status",
            "statusdesa",
            "statusdesakelurahan",
            "statuswilayah",
            "statuspemerintahan",
        ],
    ),
    (
        RegistryColumn::Private,
        &[
            "hp",
            "nohp",
            "nomorhp",
            "nohpkades",
            "hpkades",
            "kodekecamatan",
            "kodekec",
            "kodekabupaten",
            "kodeprovinsi",
            "telepon",
            "telp",
            "notelp",
            "keterangan",
            "ket",
            "catatan",
            "alamat",
            "alamatkim",
            "alamatkantor",
            "alamatlengkap",
            "alamatsekretariat",
            "sekretariat",
            "sk",
            "skkim",
            "nosk",
            "noskkim",
            "noskpengukuhan",
            "tanggalsk",
            "tglsk",
            "tahun",
            "tahunberdiri",
            "tahunterbentuk",
            "tahunpembentukan",
            "tanggalpembentukan",
            "provinsi",
            "kabupaten",
            "kabupatenkota",
            "kabkota",
            "kab",
            "kk",
            "jumlahkk",
            "jiwa",
            "jumlahjiwa",
            "penduduk",
            "jumlahpenduduk",
            "rw",
            "jumlahrw",
            "dusun",
            "jumlahdusun",
            "luas",
            "luaswilayah",
            "anggota",
            "jumlahanggota",
            "jumlahpengurus",
            "jumlahdesa",
            "jumlahkim",
            "nip",
            "nik",
            "jabatan",
            "pekerjaan",
            "pendidikan",
            "jeniskelamin",
            "mediasosial",
            "medsos",
            "akunmedsos",
            "akunmediasosial",
            "facebook",
            "fb",
            "instagram",
            "ig",
            "youtube",
            "tiktok",
            "website",
            "web",
            "blog",
            "kodepos",
            "koordinat",
            "lintang",
            "bujur",
            "latitude",
            "longitude",
            "keaktifan",
            "aktif",
            "paraf",
            "ttd",
            "tandatangan",
            "nomorsk",
        ],
    ),
];

/// Whether a cell or line affirms.
pub(super) fn is_yes(text: &str) -> bool {
    matches!(fold_name(text).as_str(), "ya" | "y" | "benar" | "penting" | "true" | "yes" | "bisa" | "ada") || text.trim() == "✓"
}

/// The column that a heading names which stands below another one: "NO. HP" below "PENGURUS KIM", "NAMA" below "KECAMATAN".
pub(super) fn column_below<C: Copy>(table: &[(C, &[&str])], raw: &str, group: &str) -> Option<C> {
    let joined = standard(&format!("{raw} {group}")).concat();
    let known = table.iter().find(|(_, aliases)| aliases.contains(&joined.as_str())).map(|(column, _)| *column);
    let is_name = standard(raw).concat() == "nama";
    known.or_else(|| column(table, raw)).or_else(|| is_name.then(|| column(table, group))?)
}

/// The column that a header cell names.
pub(super) fn column<C: Copy>(table: &[(C, &[&str])], raw: &str) -> Option<C> {
    /// No heading is longer.
    const BYTES: usize = 240;
    let known = |header: &str| table.iter().find(|(_, aliases)| aliases.contains(&header)).map(|(column, _)| *column);
    let named = |part: &str| known(&fold_name(part)).or_else(|| known(&standard(part).concat()));
    if raw.len() > BYTES {
        return None;
    }
    // "Nama Kegiatan / Acara": one of several names is enough.
    named(raw).or_else(|| raw.split(['/', '(', '\n']).find_map(named))
}

/// The column that an unknown heading seems to mean; none where that one is not open to it.
pub(super) fn likely<C: Copy>(table: &[(C, &[&str])], heading: &str, is_open: impl Fn(C) -> bool) -> Option<C> {
    /// A shorter heading is near to too much.
    const LETTERS: usize = 4;
    let words = standard(heading);
    let pairs = words.windows(2).map(|pair| pair.concat());
    let said: Vec<String> = words.iter().cloned().chain(pairs).collect();
    let named = |column: C, aliases: &[&str]| {
        let longest = aliases.iter().filter(|alias| said.iter().any(|word| word == *alias)).map(|alias| alias.len()).max()?;
        Some((longest, column))
    };
    // The longest words say what it is about.
    let longest = table.iter().filter_map(|(column, aliases)| named(*column, aliases)).max_by_key(|(length, _)| *length);
    if let Some((_, column)) = longest {
        return Some(column).filter(|column| is_open(*column));
    }
    let whole = words.concat();
    let sorted = |word: &str| {
        let mut letters: Vec<char> = word.chars().collect();
        letters.sort_unstable();
        letters
    };
    // "Emial" has two letters in the other's place, which is one slip.
    let distance = |alias: &str| if sorted(alias) == sorted(&whole) { 1 } else { edit_distance(&whole, alias) };
    let near = |(column, aliases): &(C, &[&str])| {
        let aliases = aliases.iter().filter(|alias| alias.len() >= LETTERS);
        Some((aliases.map(|alias| distance(alias)).min()?, *column))
    };
    let letters = whole.chars().count();
    let nearest =
        table.iter().filter_map(near).filter(|(distance, _)| letters >= LETTERS && distance * 4 <= letters).min_by_key(|(d, _)| *d)?;
    Some(nearest.1).filter(|column| is_open(*column))
}

/// A column as messages speak of it.
pub(super) trait Titled: Copy + Ord {
    /// A heading that is understood.
    fn title(self) -> &'static str;

    /// The consequence where the table lacks it, or has it under a heading that is not understood.
    fn without(self) -> &'static str;
}

impl Titled for AgendaColumn {
    fn title(self) -> &'static str {
        match self {
            AgendaColumn::Number => "No",
            AgendaColumn::Weekday => "Hari",
            AgendaColumn::Date => "Tanggal",
            AgendaColumn::Time => "Pukul",
            AgendaColumn::TimeEnd => "Selesai",
            AgendaColumn::DateOrTime => "Waktu",
            AgendaColumn::Event => "Acara",
            AgendaColumn::Venue => "Tempat",
            AgendaColumn::Dress => "Pakaian",
            AgendaColumn::Officials => "Dihadiri",
            AgendaColumn::Host => "Penyelenggara",
            AgendaColumn::Note => "Keterangan",
            AgendaColumn::Status => "Status",
            AgendaColumn::Private => "Petugas",
        }
    }

    fn without(self) -> &'static str {
        "isinya tidak dicetak"
    }
}

impl Titled for RegistryColumn {
    fn title(self) -> &'static str {
        match self {
            RegistryColumn::Number => "No",
            RegistryColumn::Code => "Kode",
            RegistryColumn::Desa => "Desa",
            RegistryColumn::Kecamatan => "Kecamatan",
            RegistryColumn::Head => "Kades/Lurah",
            RegistryColumn::Camat => "Camat",
            RegistryColumn::Kim => "KIM",
            RegistryColumn::Contact => "Penghubung",
            RegistryColumn::PrintedContact => "Kontak dicetak",
            RegistryColumn::Email => "Email",
            RegistryColumn::Attachment => "Lampiran",
            RegistryColumn::MaxMegabytes => "Batas MB",
            RegistryColumn::WhatsApp => "WA",
            RegistryColumn::Channel => "Saluran",
            RegistryColumn::Rt => "RT",
            RegistryColumn::Copies => "Eksemplar",
            RegistryColumn::Color => "Cetak warna",
            RegistryColumn::Designation | RegistryColumn::Kind => "Sebutan",
            RegistryColumn::Private => "Keterangan",
        }
    }

    fn without(self) -> &'static str {
        match self {
            RegistryColumn::Kecamatan => "kecamatannya diambil dari nama lembar atau judul di atas baris",
            RegistryColumn::Kim => "semua desa dianggap belum punya KIM",
            RegistryColumn::Email => "tidak ada desa yang punya alamat surel",
            RegistryColumn::WhatsApp => "tautan WA dibuat tanpa nomor",
            RegistryColumn::Channel => "semua desa dikirim lewat saluran_bawaan di warta.toml",
            RegistryColumn::Rt => "setiap desa dihitung sebanyak rt_bawaan di warta.toml",
            RegistryColumn::Copies => "eksemplar setiap desa dihitung dari RT-nya",
            RegistryColumn::Attachment => "setiap surel membawa PDF",
            RegistryColumn::MaxMegabytes => "dipakai batas salurannya",
            RegistryColumn::Color => "semua dicetak hitam putih",
            RegistryColumn::Designation | RegistryColumn::Kind => "dipakai sebutan_desa di warta.toml",
            _ => "isinya tidak dicetak",
        }
    }
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
    ("assi", "Asisten I"),
    ("assii", "Asisten II"),
    ("assiii", "Asisten III"),
    ("ass1", "Asisten I"),
    ("ass2", "Asisten II"),
    ("ass3", "Asisten III"),
    ("bapakwakilbupati", "Wakil Bupati"),
    ("bpkwakilbupati", "Wakil Bupati"),
    ("bapakwabup", "Wakil Bupati"),
    ("bpkwabup", "Wakil Bupati"),
    ("bapaksekda", "Sekda"),
    ("bpksekda", "Sekda"),
    ("sekdakab", "Sekda"),
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

/// Abbreviations among the officials that every reader knows, and that stand for no one leader.
pub(super) const KNOWN_SHORT: &[&str] = &[
    "asn",
    "bkd",
    "bnn",
    "bnpb",
    "bpbd",
    "bpjs",
    "bps",
    "bumd",
    "bumdes",
    "bumn",
    "dprd",
    "dpr",
    "fkub",
    "hkti",
    "ibi",
    "idi",
    "kim",
    "knpi",
    "koni",
    "kormi",
    "kpu",
    "kua",
    "lpm",
    "mui",
    "nu",
    "opd",
    "ormas",
    "osis",
    "pgri",
    "pkk",
    "pln",
    "pmi",
    "pns",
    "polri",
    "pramuka",
    "puskesmas",
    "rsud",
    "rt",
    "rw",
    "satpolpp",
    "skpd",
    "tni",
    "tp",
    "tppkk",
    "tpid",
    "umkm",
    "dwp",
    "korpri",
    "kodim",
    "polres",
    "forkopimda",
    "bpd",
    "kud",
];

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
pub(super) const SECRET: &[&str] = &["rahasia", "confidential", "jangandisebar", "tidakuntukdisebar", "tidakuntukumum", "bukanuntukumum"];

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

/// Words that begin a time named by what comes before it: "selesai ibadah", "habis misa".
pub(super) const AFTER: &[&str] = &[
    "bada",
    "bakda",
    "badha",
    "setelah",
    "sesudah",
    "selesai",
    "seusai",
    "usai",
    "habis",
    "sehabis",
    "selepas",
    "lepas",
    "menjelang",
    "jelang",
    "sebelum",
];

/// Services that such a time may name besides those of [`NAMED_TIMES`], as whole words, and the hour near which they end.
pub(super) const SERVICES: &[(&str, u32, u32)] = &[
    ("ibadah", 11, 0),
    ("ibadat", 11, 0),
    ("kebaktian", 11, 0),
    ("misa", 10, 0),
    ("gereja", 11, 0),
    ("dhuha", 9, 0),
    ("duha", 9, 0),
    ("lohor", 13, 0),
    ("luhur", 13, 0),
    ("duhur", 13, 0),
    ("tarawih", 21, 0),
    ("taraweh", 21, 0),
    ("ied", 9, 0),
    ("id", 9, 0),
    ("apel", 9, 0),
    ("upacara", 9, 0),
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
    /// A letter's "Hal", "Perihal": the title where there is no other.
    Subject,
    Event,
    Date,
    Venue,
    Speaker,
    Reader,
    For,
    /// "Kepada Yth. …": whom a letter is addressed to, for whom it is where no line "Untuk" says so.
    Addressee,
    Valid,
    From,
    Picture,
    Caption,
    Important,
    /// Ceremonial parts of a speech that are to be printed: "Sertakan: pantun".
    Include,
    /// "Kecuali: …": the villages that an announcement is not for.
    Except,
    /// A speech in up to three sentences: "Ringkasan: …".
    Summary,
    /// A sentence of a speech that is set apart: "Kutipan: …".
    Quote,
}

pub(super) const HEAD_KEYS: &[(HeadKey, &[&str])] = &[
    (HeadKey::Title, &["judul", "judulbuletin", "judulpengumuman", "tentang", "title"]),
    (HeadKey::Subject, &["perihal", "hal"]),
    (HeadKey::Event, &["acara", "kegiatan", "padaacara", "namaacara", "namakegiatan"]),
    (HeadKey::Date, &["haritanggal", "tanggal", "hari", "haritgl", "tgl"]),
    (HeadKey::Venue, &["tempat", "lokasi", "bertempatdi", "bertempat"]),
    (HeadKey::Speaker, &["oleh", "sambutan", "pembicara", "disampaikanoleh", "sambutanoleh", "yangmenyampaikan"]),
    (HeadKey::Reader, &["dibacakanoleh", "dibacakan", "pembaca", "yangmembacakan"]),
    (HeadKey::For, &["untuk", "sasaran", "ditujukanuntuk", "tujuan", "penerima"]),
    (HeadKey::Addressee, &["kepada", "kepadayth", "yth", "ditujukankepada", "kepadayangterhormat", "yangterhormat"]),
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
    (HeadKey::Summary, &["ringkasan", "ringkasansambutan", "intisari", "rangkuman"]),
    (HeadKey::Quote, &["kutipan", "kutipansambutan"]),
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

/// First words of the names that stand at the top of a letterhead, those of a government before those of its agencies.
pub(super) const AUTHORITIES: &[&str] = &[
    "pemerintah",
    "pemerintahan",
    "pemkab",
    "pemprov",
    "sekretariat",
    "dinas",
    "badan",
    "kantor",
    "inspektorat",
    "dewan",
    "kementerian",
    "kecamatan",
    "distrik",
    "kelurahan",
    "bagian",
    "uptd",
    "upt",
    "rsud",
    "puskesmas",
    "satuan",
    "satpol",
];

/// Words of a letterhead's address.
pub(super) const CONTACTS: &[&str] = &[
    "jalan",
    "jl",
    "jln",
    "telp",
    "telpon",
    "telepon",
    "tlp",
    "fax",
    "faks",
    "faksimile",
    "kodepos",
    "laman",
    "website",
    "situs",
    "email",
    "surel",
    "posel",
    "www",
    "http",
    "https",
    "kode",
];

/// Lines of a letter that only say what kind of letter it is.
pub(super) const LETTER_FORMS: &[&str] = &[
    "pengumuman",
    "pemberitahuan",
    "surat",
    "suratedaran",
    "edaran",
    "suratpengumuman",
    "suratpemberitahuan",
    "suratundangan",
    "undangan",
    "maklumat",
    "imbauan",
    "himbauan",
    "suratimbauan",
    "surathimbauan",
    "pengumumanpenting",
];

/// Labels of a letter's lines above its text, besides its subject.
pub(super) const LETTER_LABELS: &[&str] = &["nomor", "no", "nomer", "sifat", "lampiran", "lamp", "klasifikasi", "derajat", "kode"];

/// First words of the rank of a civil servant below his name.
pub(super) const RANKS: &[&str] = &["pembina", "penata", "pengatur", "juru", "ajun", "komisaris", "letnan", "mayor", "kapten"];

/// First words of the line that names the office of the one who signs.
pub(super) const SIGNERS: &[&str] = &[
    "kepala",
    "plt",
    "plh",
    "pj",
    "pjs",
    "an",
    "ub",
    "camat",
    "lurah",
    "kades",
    "pembakal",
    "bupati",
    "wakil",
    "wali",
    "sekretaris",
    "sekda",
    "asisten",
    "direktur",
    "ketua",
    "panitia",
    "pimpinan",
    "kabag",
    "kadis",
    "kaban",
    "inspektur",
    "hormat",
    "ttd",
    "tertanda",
    "mengetahui",
];

/// Lines of WhatsApp's own in a chat that was copied or exported: a forwarded message, one without its picture, one that was deleted.
pub(super) const FORWARDED: &[&str] =
    &["diteruskan", "diteruskanberkalikali", "diteruskanbanyakkali", "forwarded", "forwardedmanytimes", "seringditeruskan"];
pub(super) const NO_MEDIA: &[&str] = &[
    "mediatidakdisertakan",
    "mediaomitted",
    "gambartidakdisertakan",
    "imageomitted",
    "videotidakdisertakan",
    "videoomitted",
    "dokumentidakdisertakan",
    "documentomitted",
    "stikertidakdisertakan",
    "stickeromitted",
    "audiotidakdisertakan",
    "audioomitted",
];
pub(super) const DELETED_MESSAGES: &[&str] =
    &["pesaninitelahdihapus", "pesaninidihapus", "andatelahmenghapuspesanini", "thismessagewasdeleted", "youdeletedthismessage"];

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
    "yangamatsayahormati",
    "yangkitahormati",
    "yangkitamuliakan",
    "yangsayacintai",
];
/// Beginnings of a salutation on a line of its own, between the honoured guests and the text: "Hadirin yang berbahagia,".
pub(super) const SALUTATIONS: &[&str] =
    &["hadirin", "bapak", "ibu", "saudara", "para", "tamu", "segenap", "seluruh", "rekan", "sidang", "jamaah"];
pub(super) const DOXOLOGIES: &[&str] = &[
    "alhamdulillah",
    "pujidansyukur",
    "pujisyukur",
    "pujiserta",
    "pujisertasyukur",
    "pujisukur",
    "syukur",
    "mengawalisambutan",
    "marilahkitabersyukur",
    "marikitapanjatkan",
    "marikitabersyukur",
    "patutkitabersyukur",
    "sebagaiinsanberiman",
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
pub(super) const CLOSINGS: &[&str] = &[
    "demikian",
    "sekian",
    "akhirnyademikian",
    "wabillahi",
    "billahi",
    "wassalam",
    "wassalamualaikum",
    "wallahulmuwaffiq",
    "omsantisantisantiom",
];

/// Words in the name of a file that say nothing of what it tells: "WhatsApp Image 2026-11-20 at 09.15.22", "scan0001", "Doc1".
pub(super) const NAMELESS: &[&str] = &[
    "whatsapp",
    "image",
    "img",
    "wa",
    "at",
    "am",
    "pm",
    "scan",
    "scanned",
    "scanner",
    "camscanner",
    "adobe",
    "pindai",
    "pindaian",
    "dokumen",
    "document",
    "doc",
    "docs",
    "file",
    "berkas",
    "foto",
    "photo",
    "picture",
    "pic",
    "gambar",
    "poster",
    "flyer",
    "brosur",
    "pamflet",
    "lampiran",
    "pdf",
    "new",
    "baru",
    "untitled",
    "screenshot",
    "screen",
    "shot",
    "tangkapan",
    "layar",
    "dsc",
    "pxl",
    "copy",
    "salinan",
    "page",
    "hal",
    "halaman",
    "final",
    "fix",
    "fiks",
    "rev",
    "revisi",
    "edit",
    "print",
    "cetak",
    "jpg",
    "jpeg",
    "png",
    "microsoft",
    "word",
];

/// Words of a chat's chatter that say by themselves what it is: a greeting, thanks, that the message be passed on.
pub(super) const CHATTER: &[&str] = &[
    "assalamualaikum",
    "assalamualaykum",
    "asalamualaikum",
    "aslmkm",
    "askum",
    "wassalamualaikum",
    "wassalam",
    "diteruskan",
    "teruskan",
    "dishare",
    "share",
    "sharekan",
    "disebar",
    "disebarkan",
    "disebarluaskan",
    "sebarkan",
    "diinfokan",
    "terimakasih",
    "makasih",
    "trims",
    "kasih",
];

/// Words that may stand beside these and tell nothing of their own.
pub(super) const CHATTER_WORDS: &[&str] = &[
    "warahmatullahi",
    "wr",
    "wb",
    "wrwb",
    "warohmatullahi",
    "wabarakatuh",
    "wabarokatuh",
    "bapak",
    "bapakbapak",
    "bpk",
    "pak",
    "ibu",
    "ibuibu",
    "bu",
    "sdr",
    "saudara",
    "rekan",
    "rekanrekan",
    "semua",
    "semuanya",
    "sekalian",
    "selamat",
    "pagi",
    "siang",
    "sore",
    "malam",
    "salam",
    "sejahtera",
    "mohon",
    "tolong",
    "minta",
    "bantu",
    "bantuan",
    "bantuannya",
    "untuk",
    "agar",
    "dan",
    "di",
    "ke",
    "yang",
    "terhormat",
    "yth",
    "ya",
    "yaa",
    "yah",
    "dong",
    "grup",
    "group",
    "grupnya",
    "wa",
    "whatsapp",
    "warga",
    "warganya",
    "lain",
    "lainnya",
    "masing",
    "masingmasing",
    "kepada",
    "izin",
    "ijin",
    "info",
    "infonya",
    "sekadar",
    "sekedar",
    "pesan",
    "ini",
    "terima",
    "banyak",
    "atas",
    "perhatian",
    "perhatiannya",
    "kerjasamanya",
    "kerja",
    "sama",
    "samanya",
    "bersama",
    "kita",
    "kami",
    "admin",
];
