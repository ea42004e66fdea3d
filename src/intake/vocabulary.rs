//! The words by which offices' papers are read: header aliases, anchors of a speech, abbreviations.
//!
//! A maintainer of another regency extends these tables; no code needs reading. Words are compared folded
//! ([`crate::model::wilayah::fold_name`]): lower case, letters and digits only.

use crate::model::wilayah::fold_name;

/// Columns of an agenda workbook.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum AgendaColumn {
    Number,
    Date,
    Time,
    /// "Waktu": the time, or date and time where no other column has the date.
    DateOrTime,
    Event,
    Venue,
    Dress,
    Officials,
    Host,
    Note,
    /// Known, and never printed: phone numbers, staff on duty, escorts, security.
    Private,
}

pub const AGENDA_COLUMNS: &[(AgendaColumn, &[&str])] = &[
    (AgendaColumn::Number, &["no", "nomor", "nomorurut"]),
    (AgendaColumn::Date, &["haritanggal", "haritgl", "tanggal", "tgl", "hari", "haridantanggal"]),
    (AgendaColumn::Time, &["pukul", "jam", "pkl"]),
    (AgendaColumn::DateOrTime, &["waktu", "waktupelaksanaan"]),
    (AgendaColumn::Event, &["acara", "kegiatan", "namakegiatan", "namaacara", "agenda", "uraian", "uraiankegiatan", "acarakegiatan"]),
    (AgendaColumn::Venue, &["tempat", "lokasi", "tempatacara", "tempatkegiatan", "lokasikegiatan"]),
    (AgendaColumn::Dress, &["pakaian", "seragam", "dresscode"]),
    (AgendaColumn::Officials, &["pejabat", "dihadiri", "dihadirioleh", "yangmenghadiri", "disposisi", "pimpinan"]),
    (AgendaColumn::Host, &["penyelenggara", "leadingsector", "ls", "opd", "skpd", "pelaksana"]),
    (AgendaColumn::Note, &["keterangan", "ket", "catatan"]),
    (
        AgendaColumn::Private,
        &["hp", "nohp", "nomorhp", "telepon", "kontak", "narahubung", "cp", "petugas", "pendamping", "ajudan", "pengamanan", "keamanan"],
    ),
];

/// Columns of the KIM registry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum RegistryColumn {
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
    Channel,
    Rt,
    Copies,
    Private,
}

pub const REGISTRY_COLUMNS: &[(RegistryColumn, &[&str])] = &[
    (RegistryColumn::Number, &["no", "nomor"]),
    (RegistryColumn::Code, &["kode", "kodedesa", "kodewilayah", "kodekemendagri", "kodedesakelurahan"]),
    (RegistryColumn::Desa, &["desa", "namadesa", "desakelurahan", "kelurahan", "desakel", "namadesakelurahan"]),
    (RegistryColumn::Kecamatan, &["kecamatan", "namakecamatan", "kec"]),
    (RegistryColumn::Head, &["kades", "kadeslurah", "kepaladesa", "kepaladesalurah", "lurah", "pembakal"]),
    (RegistryColumn::Camat, &["camat", "namacamat"]),
    (RegistryColumn::Kim, &["kim", "namakim"]),
    (RegistryColumn::Contact, &["penghubung", "kontak", "namapenghubung", "ketuakim", "narahubung"]),
    (RegistryColumn::PrintedContact, &["kontakdicetak", "kontakcetak", "bolehdicetak"]),
    (RegistryColumn::Email, &["email", "surel", "alamatemail", "posel"]),
    (RegistryColumn::Channel, &["saluran", "kanal", "pengiriman", "jalur"]),
    (RegistryColumn::Rt, &["rt", "jumlahrt"]),
    (RegistryColumn::Copies, &["eksemplar", "rangkap", "jumlahcetak", "salinan"]),
    (RegistryColumn::Private, &["hp", "nohp", "nomorhp", "wa", "nowa", "whatsapp", "telepon", "keterangan", "catatan"]),
];

/// The column that a header cell names.
pub fn column<C: Copy>(table: &[(C, &[&str])], header: &str) -> Option<C> {
    let header = fold_name(header);
    table.iter().find(|(_, aliases)| aliases.contains(&header.as_str())).map(|(column, _)| *column)
}

/// Offices' short names of the leadership, and how they are printed.
pub const OFFICIALS: &[(&str, &str)] = &[
    ("bupati", "Bupati"),
    ("wabup", "Wakil Bupati"),
    ("wakilbupati", "Wakil Bupati"),
    ("wbup", "Wakil Bupati"),
    ("sekda", "Sekda"),
    ("sekretarisdaerah", "Sekda"),
    ("asisteni", "Asisten I"),
    ("asistenii", "Asisten II"),
    ("asisteniii", "Asisten III"),
];

/// "As above". `s.d.` (until) and SDA in longer text (natural resources) are other things.
pub const DITTO: &[&str] = &["sda", "idem", "〃", "\"", "''", "”", "sdaatas"];

/// Words before an event that say it does not take place.
pub const CANCELLED: &[&str] = &["dibatalkan", "batal"];
pub const POSTPONED: &[&str] = &["ditunda", "tunda"];

/// Not decided yet who comes.
pub const PENDING: &[&str] = &["menunggudisposisi", "tentatif", "dalamkonfirmasi", "menunggukonfirmasi"];

/// Times named by prayer or part of the day: the word, and the hour near which they sort.
pub const NAMED_TIMES: &[(&str, u32, u32)] = &[
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
];

/// Weekday names as typed, apostrophes dropped; Monday is 0.
pub const WEEKDAYS: &[(&str, u32)] =
    &[("senin", 0), ("selasa", 1), ("rabu", 2), ("kamis", 3), ("jumat", 4), ("sabtu", 5), ("minggu", 6), ("ahad", 6)];

/// Month names as typed.
pub const MONTHS: &[(&str, u32)] = &[
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
pub enum HeadKey {
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
}

pub const HEAD_KEYS: &[(HeadKey, &[&str])] = &[
    (HeadKey::Title, &["judul", "judulbuletin"]),
    (HeadKey::Event, &["acara", "kegiatan", "padaacara"]),
    (HeadKey::Date, &["haritanggal", "tanggal", "hari"]),
    (HeadKey::Venue, &["tempat", "lokasi"]),
    (HeadKey::Speaker, &["oleh", "sambutan", "pembicara", "disampaikanoleh"]),
    (HeadKey::Reader, &["dibacakanoleh", "dibacakan"]),
    (HeadKey::For, &["untuk", "kepada", "sasaran", "ditujukankepada"]),
    (HeadKey::Valid, &["berlaku", "berlakusampai", "sampai"]),
    (HeadKey::From, &["dari", "pengirim", "sumber"]),
    (HeadKey::Picture, &["foto", "gambar"]),
    (HeadKey::Caption, &["keteranganfoto", "keterangangambar"]),
    (HeadKey::Important, &["penting"]),
];

/// How a speech's parts begin. Compared folded, by prefix.
pub const GREETINGS: &[&str] = &[
    "assalamualaikum",
    "bismillah",
    "salamsejahtera",
    "salamsehat",
    "shalom",
    "syalom",
    "omswastiastu",
    "namobuddhaya",
    "salamkebajikan",
    "selamatpagi",
    "selamatsiang",
    "selamatsore",
    "selamatmalam",
    "rahayu",
    "adilkatalino",
];
pub const GUEST_LISTS: &[&str] =
    &["yth", "ysh", "yangsayahormati", "yangterhormat", "yangkamihormati", "yangsayamuliakan", "yangsayabanggakan"];
pub const DOXOLOGIES: &[&str] = &[
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
];
pub const CLOSINGS: &[&str] =
    &["demikian", "sekian", "akhirnyademikian", "wabillahi", "billahi", "wassalamualaikum", "wallahulmuwaffiq", "omsantisantisantiom"];
