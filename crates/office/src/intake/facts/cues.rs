//! The words by which sentences tell a fact, or keep it from being one.

use std::sync::LazyLock;

use regex::Regex;

use crate::intake::vocabulary::{MONTHS, WEEKDAYS};
use crate::model::wilayah::fold_name;

/// Signs and words that join the first of several days, or an hour, with the last.
const TO: &str = r"(?:[-–—]|s\.?\s?d\.?|s/d|sampai(?:\s+dengan)?|hingga)";

fn weekdays() -> String {
    let names: Vec<&str> = WEEKDAYS.iter().map(|(name, _)| *name).filter(|name| *name != "jumat").collect();
    format!(r"(?:{}|jum['’‘`]?at)", names.join("|"))
}

/// A date among other words, its weekday with it.
pub(super) static DATE: LazyLock<Regex> = LazyLock::new(|| {
    const SHORT: usize = 4;
    let is_whole = |name: &str| name == "mei" || (name.len() >= SHORT && !matches!(name, "agst" | "sept"));
    let (whole, short): (Vec<&str>, Vec<&str>) = MONTHS.iter().map(|(name, _)| *name).partition(|name| is_whole(name));
    let weekday = weekdays();
    let joint = format!(r"(?:\s*(?:[-–/&]|{TO})\s*|\s+dan\s+)");
    let before =
        format!(r"(?:\b(?:hari\s+)?{weekday}(?:(?:{joint}|\s*,\s*(?:dan\s+)?){weekday})*\b\s*[,/]?\s*(?:(?:tanggal|tgl\.?)\s+)?)?");
    let day = "[0-3]?[0-9]";
    // A number before a comma is a day's where the list has its end: "RT 5, 30 November" names one day.
    let days = format!(r"\b(?:{day}(?:\s*,\s*{day})+,?\s+dan\s+{day}|{day}(?:{joint}{day})*)");
    let (whole, short) = (whole.join("|"), short.join("|"));
    let months = format!(r"(?:(?:{whole})\b(?:\s+(?:(?:19|20)[0-9]{{2}}|['’‘][0-9]{{2}})\b)?|(?:{short})\.?\s+[0-9]{{4}}\b)");
    Regex::new(&format!(r"(?i){before}(?:{days}\s+{months}|\b[0-3]?[0-9][-/.][01]?[0-9][-/.]20[0-9]{{2}}\b)")).expect("fixed")
});

/// The words between the first and the last of several days.
pub(super) static UNTIL: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(&format!(r"(?i)^\s*,?\s*{TO}(?:\s+(?:hari|tanggal|tgl\.?))*\s*$")).expect("fixed"));

/// An hour or several among other words, or a time named by prayer.
pub(super) static HOUR: LazyLock<Regex> = LazyLock::new(|| {
    let hour = r"(?:[01]?[0-9]|2[0-4])(?:[.:][0-5][0-9])?\b";
    let clock = r"(?:[01]?[0-9]|2[0-4])[.:][0-5][0-9]\b";
    let zone = r"(?:WIB|WITA|WIT)\b";
    let part = r"(?:\s+(?:pagi|siang|sore|malam)\b)?";
    let word = r"\b(?:pukul|pkl\.?|jam)\s*:?\s*";
    let end = format!(r"(?:\s*{TO}\s*(?:(?:pukul|pkl\.?|jam)\s*)?(?:{hour}(?:\s*{zone})?{part}|selesai\b))?");
    let named = r"\b(?:ba['’‘`]?da|bakda|setelah|sesudah|se?usai|selesai|sehabis|habis)\s+(?:(?:s[ah]alat|s[ho]lat|sholat)\s+)?(?:subuh|dzuhur|zuhur|dhuhur|ashar|asar|maghrib|magrib|isya|jumat|tarawih)\b";
    let zoned = format!(r"\b{clock}(?:\s*{TO}\s*(?:{clock}|selesai\b))?\s*{zone}(?:\s*{TO}\s*(?:{hour}(?:\s*{zone})?|selesai\b))?");
    Regex::new(&format!(r"(?i){word}{hour}(?:\s*{zone})?{part}{end}|{zoned}|{named}")).expect("fixed")
});

/// The words between a date and its hour.
pub(super) static THEN: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"(?i)^[\s,(/]*(?:mulai|dari|sejak|pada)?\s*$").expect("fixed"));

/// The words that belong to a date or an hour behind them: "mulai", "pada hari".
pub(super) static LEADING: LazyLock<Regex> = LazyLock::new(|| {
    let weekday = weekdays();
    let weekdays = format!(r"{weekday}(?:\s*(?:[-–&]|{TO}|dan)\s*{weekday})?,?");
    let words = r"pada|mulai|sejak|hingga|sampai|dengan|terhitung|tanggal|tgl\.?|hari|setiap|tiap|malam|antara|paling|lambat|selambat-lambatnya|sebelum";
    Regex::new(&format!(r"(?i)(?:\b(?:{words}|{weekdays})\s+)+$")).expect("fixed")
});

/// A day of every week, or of the week without its date.
pub(super) static WEEKLY: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(&format!(r"(?i)\b(?:setiap|tiap|hari|pada)\s+(?:hari\s+)?{}\b", weekdays())).expect("fixed"));

/// Every day of a period.
pub(super) static DAILY: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"(?i)\b(?:setiap|tiap)\s+(?:hari|malam|pagi|siang|sore|harinya|malamnya)\b").expect("fixed"));

/// The end of the words before a date or an hour by which something must be done.
pub(super) static DEADLINE: LazyLock<Regex> = LazyLock::new(|| {
    let words = r"paling\s+(?:lambat|akhir)|selambat[-\s]?lambatnya|batas\s+(?:waktu|akhir)|terakhir\s+(?:pada|tanggal|hari)|(?:pendaftaran|lamaran|berkas|usulan)\b[^.;]{0,40}\b(?:sampai|hingga|ditutup)";
    Regex::new(&format!(r"(?i)\b(?:{words})(?:\s+(?:dengan|pada|adalah|hari|tanggal|tgl\.?|ini|pengumpulan|pendaftaran))*\s*$"))
        .expect("fixed")
});

/// The end of the words before a date that is the first on which it is too late.
pub(super) static BEFORE: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"(?i)\bsebelum(?:\s+(?:hari|tanggal|tgl\.?))*\s*$").expect("fixed"));

/// The end of the words before a date that is no occasion: that of a decree, of a feast, or of somebody's birth.
pub(super) static NAMING: LazyLock<Regex> = LazyLock::new(|| {
    let decree = r"(?:surat|keputusan|peraturan|undang-undang|edaran|instruksi|maklumat|perda|perbup|sk|nomor|no\.?)\b[^;]{0,120}\b(?:ter)?tanggal\s*";
    let feast = r"(?:memperingati|menyambut|peringatan|dalam\s+rangka|merayakan|hari\s+jadi|hut)\b[^,;]{0,60}";
    // A field called "5 Desember", a street called "17 Agustus".
    let place =
        r"(?:lapangan|jalan|jl\.?|jln\.?|gedung|stadion|tugu|bundaran|taman|jembatan|pasar|masjid|universitas|sekolah|sd|smp|sma)\s+";
    Regex::new(&format!(r"(?i)\b(?:{decree}|{feast}|{place}|lahir\b[^;]{{0,40}}|per\s+(?:tanggal\s+)?)$")).expect("fixed")
});

/// Sentences whose days are no occasions: those of a condition, a feast's, and the last day on which the announcement holds, which its head says.
pub(super) static IDLE: LazyLock<Regex> = LazyLock::new(|| {
    let valid = r"\bberlaku(?:nya)?\s+(?:\p{L}+\s+){0,3}(?:sampai|hingga|s\.?\s?d)\b";
    let condition = r"^\W*(?:apabila|jika|bila|bilamana|kalau|seandainya|andai)\b";
    let feast = r"\b(?:kita|bangsa|dunia|indonesia)\s+(?:akan\s+)?memperingati\b|\bdiperingati\b";
    Regex::new(&format!(r"(?i){valid}|{condition}|{feast}")).expect("fixed")
});

/// Whether a line only says where and when a letter was written: "Marabahan, 18 November 2026".
pub(super) fn is_dateline(text: &str) -> bool {
    static DATELINE: LazyLock<Regex> =
        LazyLock::new(|| Regex::new(r"^(\p{Lu}\p{Ll}[\p{L} ]{1,28}),\s*[0-9]{1,2}\s+\p{L}{3,9}\s+[0-9]{4}$").expect("fixed"));
    let town = DATELINE.captures(text).and_then(|found| found.get(1)).map(|town| fold_name(town.as_str()));
    town.is_some_and(|town| !town.starts_with("hari") && WEEKDAYS.iter().all(|(name, _)| *name != town))
}

/// Words of what has happened.
pub(super) static PAST: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)\b(?:telah|kemarin|tadi|semalam|yang\s+lalu|tercatat|dicatat|terjadi|hilang|ditemukan|meninggal|wafat|dipadamkan|kecelakaan|kebakaran|berhasil)\b").expect("fixed")
});

/// Words of what is not as it was planned.
pub(super) static MOVED: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)\b(?:batal|dibatalkan|ditiadakan|ditunda|diundur|diundurkan|dimajukan|semula|dipindah|dipindahkan|digeser|diganti|tidak\s+jadi)\b")
        .expect("fixed")
});

/// Words behind a date without which a sentence would say another thing.
pub(super) static TURNING: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?i)\b(?:kecuali|selain|hanya|khusus|tidak|bukan|namun|tetapi|tapi|batal|ditunda|diundur|menjadi|bagi|jika|apabila|bila|kalau)\b",
    )
    .expect("fixed")
});

/// Words before a clause without which it would hold for others too.
pub(super) static NARROWING: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)\b(?:khusus|bagi|untuk|kecuali|selain|jika|apabila|bila|kalau|tidak|belum|anak|balita|remaja|di\s+bawah\s+umur)\b")
        .expect("fixed")
});

/// The beginning of a sentence that first tells why.
pub(super) static WHY: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)^\W*(?:sehubungan|dalam\s+rangka|berdasarkan|menindaklanjuti|mengingat|guna|demi|memperhatikan|berkenaan|karena)\b")
        .expect("fixed")
});

/// Words of an invitation, or of what takes place.
pub(super) static HELD: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)\b(?:mengundang|diundang|undangan|hadir|menghadiri|dilaksanakan|dilakukan|digelar|diadakan|diselenggarakan|berlangsung|melaksanakan|mengadakan|menggelar|menyelenggarakan)\b").expect("fixed")
});

/// Words before what readers are to bring.
pub(super) static BRING: LazyLock<Regex> = LazyLock::new(|| {
    let asked = r"(?:harap|mohon|wajib|harus|cukup|diminta|dimohon|diharapkan|diharap|diwajibkan|diharuskan|agar|supaya|perlu|silakan|jangan\s+lupa)\s+(?:juga\s+|untuk\s+)?membawa";
    Regex::new(&format!(r"(?i)\bbawalah\s+|^\W*(?:mem)?bawa\s+|\b{asked}\s+(?:serta\s+)?|\b(dengan\s+membawa\s+(?:serta\s+)?)"))
        .expect("fixed")
});

/// The end of the words before them that forbid it, or excuse from it.
pub(super) static NOT: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"(?i)\b(?:tidak|tak|tanpa|jangan|dilarang|bukan)\s+(?:\S+\s+){0,2}$").expect("fixed"));

/// Things that readers bring.
pub(super) static PAPERS: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)\b(?:ktp|e-ktp|kk|kartu|kia|kis|bpjs|fotokopi|foto\s?copy|foto|pasfoto|surat|buku|akta|akte|ijazah|berkas|identitas|dokumen|bukti|sertifikat|formulir|undangan|alat|cangkul|parang|sapu|bekal|tas|kantong|uang|sppt|stnk|bpkb|paspor)\b").expect("fixed")
});

/// A line below which stands what readers are to bring. The first group says that they are asked to bring it.
pub(super) static LISTS: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)\b(?:(membawa|bawalah|bawa|dibawa|melampirkan)|persyaratan(?:nya)?|syarat(?:nya)?)\b[^.!?:]{0,60}:\s*$")
        .expect("fixed")
});

/// Words that forbid.
pub(super) static FORBIDDEN: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"(?i)\b(?:tidak|jangan|dilarang|tanpa)\b").expect("fixed"));

/// Papers that readers are to hand in.
pub(super) static ENCLOSE: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"(?i)\b(?:sertakan|lampirkan)(?:lah)?\s").expect("fixed"));

/// The readers in general.
pub(super) static READERS: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)^\W*(?:(?:setiap|semua|seluruh|para)\s+)?(?:warga|peserta|pemohon|masyarakat|petani|undangan|pengunjung|penerima|yang\s+hadir)(?:\s+\p{L}+){0,3}\s*$").expect("fixed")
});

/// The beginning of a sentence that says what readers may do.
pub(super) static TO_READERS: LazyLock<Regex> = LazyLock::new(|| {
    let readers = r"(?:(?:setiap|semua|seluruh|para)\s+)?(?:warga|peserta|pemohon|masyarakat|petani|undangan|pengunjung|penerima)";
    let may = r"(?:dapat|bisa|boleh|cukup|diundang|diminta|dimohon|diharap\w*|dipersila\w*)";
    Regex::new(&format!(r"(?i)^\W*{readers}\s+{may}\b")).expect("fixed")
});

/// A verb by which a sentence goes on about what was named before it: "membagikannya".
pub(super) static GOING_ON: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"(?i)\b(?:me|di)\p{L}{3,}nya\b").expect("fixed"));

/// Words by which somebody is asked to do something.
pub(super) static ASKED: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"(?i)\b(?:dimohon|mohon|diminta|wajib|harus|diharap\w*|harap|agar|supaya|yang)\b").expect("fixed"));

/// Words before a day or an hour that belong to it, or by which it is another than that of the title.
pub(super) static OTHERWISE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)daftar|\b(?:setiap|tiap|hari|malam|pagi|siang|sore|sebelum|sesudah|setelah|selama|hanya)\b").expect("fixed")
});

/// Nothing is to be paid. The first group says of itself that it is so.
pub(super) static FREE: LazyLock<Regex> = LazyLock::new(|| {
    let biaya = r"tanpa\s+(?:dipungut\s+|pungutan\s+)?biaya(?:\s+apa\s?pun)?|bebas\s+biaya|tidak\s+(?:ada|dipungut|dikenakan|dikenai|memungut)\s+biaya(?:\s+apa\s?pun)?";
    Regex::new(&format!(r"(?i)\b(?:({biaya})|gratis|cuma-cuma)\b")).expect("fixed")
});

/// Something is to be paid.
pub(super) static PAID: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)\b(?:biaya|tarif|retribusi|tiket|iuran|uang\s+pendaftaran|infak\s+pendaftaran)\s+(?:\p{L}+\s+){0,4}Rp|\bmembayar\s+(?:\p{L}+\s+){0,2}Rp|\bdikenakan\s+(?:\p{L}+\s+){0,3}Rp").expect("fixed")
});

/// Words of a sum that readers do not pay.
pub(super) static PUBLIC: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?i)\b(?:apb\w*|anggaran|dana|perbaikan|pembangunan|pekerjaan|proyek|kontrak|ditanggung|kerugian|bantuan|hadiah|miliar|pagu)\b",
    )
    .expect("fixed")
});

/// Words of a warning, or of a comparison, in which a payment is none of the announcement's.
pub(super) static DOUBTED: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)\b(?:penipu\w*|hoaks|oknum|waspada\w*|mengatasnamakan|pungli|(?:tidak|bukan|tak)\s+(?:lagi\s+)?gratis|naik|turun|semula|denda|sebelumnya|dahulu|dulu)\b").expect("fixed")
});
