//! A text as one says it: numbers, dates, hours, sums of money and abbreviations in words. While reading aloud nobody
//! has time to think how.

use std::sync::LazyLock;

use chrono::{Datelike, NaiveDate, NaiveTime, Timelike};
use regex::{Captures, Regex};

use office::model::date::{MONTHS, WEEKDAYS, month, weekday};

/// Words for what a pattern found, in an edition of this year.
type Say = fn(&Captures<'_>, i32) -> String;

/// A text in words; `year` is the edition's, which is not said.
pub fn said(text: &str, year: i32) -> String {
    let mut said: String = text.chars().filter(|c| *c != '\u{200b}').map(|c| if c == '\u{a0}' { ' ' } else { c }).collect();
    said = said.replace('\n', ", ");
    for (pattern, say) in RULES.iter() {
        if pattern.is_match(&said) {
            said = pattern.replace_all(&said, |found: &Captures<'_>| say(found, year)).into_owned();
        }
    }
    said.trim_matches(|c: char| c.is_whitespace() || matches!(c, ',' | ';' | ':' | '-' | '–')).to_owned()
}

/// `Senin, tanggal tiga puluh November`; a year that is not the edition's is said.
pub fn date(date: NaiveDate, year: i32) -> String {
    format!("{}, tanggal {}", weekday(date), day_and_month(date.day().into(), month(date), date.year(), year))
}

/// `mulai Senin, tanggal dua puluh tiga November, sampai Sabtu, tanggal lima Desember`
pub fn period(first: NaiveDate, last: NaiveDate, year: i32) -> String {
    format!("mulai {}, {}", date(first, year), until(last, year))
}

/// `sampai Sabtu, tanggal lima Desember`
pub fn until(last: NaiveDate, year: i32) -> String {
    format!("sampai {}", date(last, year))
}

fn day_and_month(day: u64, month: &str, of: i32, year: i32) -> String {
    let said = format!("{} {month}", number(day));
    if of == year { said } else { format!("{said} tahun {}", number(u64::try_from(of).unwrap_or_default())) }
}

/// `setengah sembilan pagi`, `satu siang`, `sembilan lewat lima belas menit pagi`
pub fn hour(time: NaiveTime) -> String {
    hour_of(time.hour(), time.minute(), None)
}

/// The same, where the part of the day may be known.
fn hour_of(hour: u32, minute: u32, part: Option<&str>) -> String {
    let part = part.unwrap_or(match hour {
        1..=3 => "dini hari",
        4..=10 => "pagi",
        11..=14 => "siang",
        15..=17 => "sore",
        18 => "petang",
        _ => "malam",
    });
    let on_dial = |hour: u32| number(u64::from(if hour.is_multiple_of(12) { 12 } else { hour % 12 }));
    match minute {
        0 => format!("{} {part}", on_dial(hour)),
        30 => format!("setengah {} {part}", on_dial(hour + 1)),
        minute => format!("{} lewat {} menit {part}", on_dial(hour), number(minute.into())),
    }
}

const DIGITS: [&str; 10] = ["nol", "satu", "dua", "tiga", "empat", "lima", "enam", "tujuh", "delapan", "sembilan"];

/// A number in words: `dua ribu dua puluh enam`.
pub fn number(number: u64) -> String {
    const GREAT: [(u64, &str); 4] = [(1_000_000_000_000, "triliun"), (1_000_000_000, "miliar"), (1_000_000, "juta"), (1_000, "ribu")];
    let with_rest = |head: String, rest: u64| if rest == 0 { head } else { format!("{head} {}", self::number(rest)) };
    match number {
        0..10 => DIGITS[number as usize].to_owned(),
        10 => "sepuluh".to_owned(),
        11 => "sebelas".to_owned(),
        12..20 => format!("{} belas", DIGITS[number as usize - 10]),
        20..100 => with_rest(format!("{} puluh", DIGITS[number as usize / 10]), number % 10),
        100..200 => with_rest("seratus".to_owned(), number % 100),
        200..1000 => with_rest(format!("{} ratus", DIGITS[number as usize / 100]), number % 100),
        1000..2000 => with_rest("seribu".to_owned(), number % 1000),
        _ => {
            let (unit, word) = GREAT.into_iter().find(|(unit, _)| number >= *unit).unwrap_or((1_000, "ribu"));
            with_rest(format!("{} {word}", self::number(number / unit)), number % unit)
        }
    }
}

/// Digits one by one, as of a telephone number; with a pause where they are apart.
fn digits(text: &str) -> String {
    let groups = text.split(|c: char| !c.is_ascii_digit()).filter(|group| !group.is_empty());
    let words = |group: &str| group.bytes().map(|digit| DIGITS[usize::from(digit - b'0')]).collect::<Vec<_>>().join(" ");
    groups.map(words).collect::<Vec<_>>().join(", ")
}

/// A number as it is written, with points between thousands and perhaps a decimal fraction.
fn written(whole: &str, fraction: Option<&str>) -> String {
    /// A longer number, and one that begins with zeros, is a code rather than an amount.
    const LONGEST: usize = 15;
    let plain = whole.replace('.', "");
    let is_code = plain.len() > LONGEST || plain.len() > 2 && plain.starts_with('0');
    let whole = if is_code { digits(&plain) } else { number(plain.parse().unwrap_or_default()) };
    match fraction.map(|fraction| fraction.trim_end_matches('0')).filter(|fraction| !fraction.is_empty()) {
        Some(fraction) => format!("{whole} koma {}", digits(fraction)),
        None => whole,
    }
}

/// The text that a group of a pattern found.
fn group<'t>(found: &Captures<'t>, at: usize) -> Option<&'t str> {
    found.get(at).map(|group| group.as_str())
}

/// The number that a group of a pattern found.
fn number_at<N: std::str::FromStr + Default>(found: &Captures<'_>, at: usize) -> N {
    group(found, at).and_then(|digits| digits.parse().ok()).unwrap_or_default()
}

/// All that is written otherwise than it is said, in the order in which it is looked for.
static RULES: LazyLock<Vec<(Regex, Say)>> = LazyLock::new(|| {
    let months = format!("{}|jan|feb|mar|apr|jun|jul|agu|agt|ags|sep|okt|nov|des", MONTHS.join("|"));
    let (day, of) = (r"(?i)(?:\b(?:tanggal|tgl\.?)\s+)?\b(\d{1,2})", r"\b(?:\.?\s+(\d{4})\b)?");
    let to = r"s\.d\.|s/d|sd\.?|sampai(?: dengan)?|dan|[-–]";
    let short = r"a\.n|s\.d|jln|jl|gg|kec|kab|ds|kel|no|bpk|sdri|sdr|hj|h|drg|dr|drs|dra|ir|tgl|pkl|telp|prov|yth|dll|dsb|dst";
    let rules: [(String, Say); 23] = [
        (r"https?://\S+|\bwww\.\S+|\S+@\S+\.\w+".to_owned(), |_, _| "alamat yang tertulis di papan pengumuman".to_owned()),
        // Degrees: Noor, S.Sos., M.A.P.
        (r",\s*(?:[SMAD]|Ph|Sp)\.[A-Z][A-Za-z.]*".to_owned(), |_, _| String::new()),
        (r"(?:\+62[ -]?|\(?\b0)\d{2,3}\)?(?:[ -]?\d{2,}){1,4}\b".to_owned(), |found, _| digits(&found[0].replace("+62", "0"))),
        (r"\s*\b(?:WIB|WITA|WIT)\b".to_owned(), |_, _| String::new()),
        (r"(?i)\bRp\.?\s*(\d+(?:\.\d{3})*)(?:,(\d+))?(?:,[-–—]+)?(\s*(?:ribu|juta|miliar|triliun)\b)?".to_owned(), money),
        (r"\b(\d{1,2})[/-](\d{1,2})[/-](\d{4})\b".to_owned(), numeric_date),
        (format!(r"{day}(?:\s*({to})\s*(\d{{1,2}}))?\s+({months}){of}"), written_date),
        (r"(?i)(?:\b(?:pukul|pkl\.?|jam)\s+)?\b(\d{1,2})[.:](\d{2})\b(?:\s+(pagi|siang|sore|petang|malam)\b)?".to_owned(), written_hour),
        (r"\bRT\.?\s*(\d+)(?:\s*[-–]\s*(\d+))?(?:\s*/\s*(?:RW\.?\s*)?(\d+))?".to_owned(), neighbourhood),
        (r"\bRW\.?\s*(\d+)".to_owned(), |found, _| format!("R W {}", number(number_at(found, 1)))),
        (r"\b(Asisten|Eselon|Golongan|Gelombang|Semester|Sesi|Tahap|Triwulan)\s+([IVX]+)\b".to_owned(), |found, _| {
            format!("{} {}", &found[1], roman(&found[2]).map_or_else(|| found[2].to_owned(), number))
        }),
        (r"(?i)\bke-?(\d+)\b".to_owned(), |found, _| match number_at(found, 1) {
            1 => "pertama".to_owned(),
            other => format!("ke{}", number(other)),
        }),
        (format!(r"(?i)\b({short})\.\s*"), abbreviation),
        (r"\b(s/d|sd|dll|dsb|dst|WA|HP)\b".to_owned(), abbreviation),
        (r"(?i)\bdan\s*/\s*atau\b".to_owned(), |_, _| "atau".to_owned()),
        (r"(\d|/)\s*(kg|km|cm|mm|m|ha|l)\b".to_owned(), |found, _| {
            let sign = if &found[1] == "/" { " per" } else { &found[1] };
            format!("{sign} {}", unit(&found[2]))
        }),
        (r"(rupiah)?\s*/\s*".to_owned(), |found, _| if group(found, 1).is_some() { "rupiah per " } else { " atau " }.to_owned()),
        (r"(\d)\s*([-–—x×])\s*(\d)|rupiah\s*[-–—]\s*".to_owned(), between),
        (r"\b(\d{1,3}(?:\.\d{3})+|\d+)(?:,(\d+))?\b(\s*%)?".to_owned(), |found, _| {
            let percent = if group(found, 3).is_some() { " persen" } else { "" };
            format!("{}{percent}", written(&found[1], group(found, 2)))
        }),
        (format!(r"[-–—]\s*(pukul|selesai|tanggal|R T|R W|{})", WEEKDAYS.join("|")), |found, _| format!(" sampai {}", &found[1])),
        (r"\s+[-–—]+\s+|\s*\(|\)\s*([,.;:!?])?|[“”„«»*_\x22\[\]{}]".to_owned(), |found, _| {
            let sign = group(found, 1).unwrap_or_default();
            let is_mark = found[0].chars().all(|c| !c.is_whitespace() && !matches!(c, '(' | ')'));
            match (sign.is_empty(), is_mark) {
                (false, _) => format!("{sign} "),
                (true, true) => String::new(),
                (true, false) => ", ".to_owned(),
            }
        }),
        (r"\s*[–—]\s*|\s*&\s*|\s*\+\s*".to_owned(), |found, _| match found[0].trim() {
            "&" | "+" => " dan ".to_owned(),
            _ => " sampai ".to_owned(),
        }),
        (r"\s*([,.;:!?])(?:\s*,)*(\s|$)|\s+".to_owned(), |found, _| match group(found, 1) {
            Some(sign) => format!("{sign}{}", if group(found, 2) == Some("") { "" } else { " " }),
            None => " ".to_owned(),
        }),
    ];
    rules.into_iter().map(|(pattern, say)| (Regex::new(&pattern).expect("a fixed pattern"), say)).collect()
});

/// `3–5`, `2 x 24`; behind a sum of money
fn between(found: &Captures<'_>, _: i32) -> String {
    match (group(found, 1), group(found, 2), group(found, 3)) {
        (Some(one), Some("x" | "×"), Some(other)) => format!("{one} kali {other}"),
        (Some(one), _, Some(other)) => format!("{one} sampai {other}"),
        _ => "rupiah sampai ".to_owned(),
    }
}

/// `Rp1,5 juta`, `Rp50.000,-`
fn money(found: &Captures<'_>, _: i32) -> String {
    let great = group(found, 3).map(|word| format!(" {}", word.trim())).unwrap_or_default();
    format!("{}{great} rupiah", written(&found[1], group(found, 2)))
}

/// `30/11/2026`
fn numeric_date(found: &Captures<'_>, year: i32) -> String {
    let name = number_at::<usize>(found, 2).checked_sub(1).and_then(|at| MONTHS.get(at));
    match name {
        Some(name) => format!("tanggal {}", day_and_month(number_at(found, 1), name, number_at(found, 3), year)),
        None => digits(&found[0]),
    }
}

/// `30 November 2026`, `23–25 Nov`
fn written_date(found: &Captures<'_>, year: i32) -> String {
    let short: String = found[4].to_lowercase().chars().take(3).collect();
    let short = if matches!(short.as_str(), "agt" | "ags") { "agu" } else { short.as_str() };
    let name = MONTHS.into_iter().find(|name| name.to_lowercase().starts_with(short)).unwrap_or_default();
    let of = group(found, 5).and_then(|of| of.parse().ok()).unwrap_or(year);
    let first: u64 = number_at(found, 1);
    let Some(last) = group(found, 3).and_then(|day| day.parse().ok()) else {
        return format!("tanggal {}", day_and_month(first, name, of, year));
    };
    let and = if group(found, 2).is_some_and(|word| word.eq_ignore_ascii_case("dan")) { "dan" } else { "sampai" };
    format!("tanggal {} {and} {}", number(first), day_and_month(last, name, of, year))
}

/// `pukul 08.30`, `jam 7.00 malam`
fn written_hour(found: &Captures<'_>, _: i32) -> String {
    let (hour, minute): (u32, u32) = (number_at(found, 1), number_at(found, 2));
    if hour > 24 || minute > 59 {
        return found[0].to_owned();
    }
    format!("pukul {}", hour_of(hour, minute, group(found, 3)))
}

/// `RT 03`, `RT 01–04`, `RT 03/RW 01`
fn neighbourhood(found: &Captures<'_>, _: i32) -> String {
    let last = group(found, 2).map(|_| format!(" sampai {}", number(number_at(found, 2)))).unwrap_or_default();
    let wider = group(found, 3).map(|_| format!(", R W {}", number(number_at(found, 3)))).unwrap_or_default();
    format!("R T {}{last}{wider}", number(number_at(found, 1)))
}

/// The number of a Roman one up to 39.
fn roman(text: &str) -> Option<u64> {
    let value = |letter: char| match letter {
        'I' => Some(1),
        'V' => Some(5),
        'X' => Some(10),
        _ => None,
    };
    let values: Vec<u64> = text.chars().map(value).collect::<Option<_>>()?;
    let next = values.iter().skip(1).copied().chain([0]);
    // A smaller one before a larger one is taken off.
    let (plus, minus) = values.iter().zip(next).fold(
        (0, 0),
        |(plus, minus), (one, next)| {
            if *one < next { (plus, minus + one) } else { (plus + one, minus) }
        },
    );
    plus.checked_sub(minus)
}

fn unit(short: &str) -> &str {
    match short {
        "kg" => "kilogram",
        "km" => "kilometer",
        "cm" => "sentimeter",
        "mm" => "milimeter",
        "m" => "meter",
        "ha" => "hektare",
        "l" => "liter",
        other => other,
    }
}

fn abbreviation(found: &Captures<'_>, _: i32) -> String {
    let short = &found[1];
    let said = match short.to_lowercase().as_str() {
        "a.n" => "atas nama",
        "s.d" | "s/d" | "sd" => "sampai",
        "jl" | "jln" => "Jalan",
        "gg" => "Gang",
        "kec" => "Kecamatan",
        "kab" => "Kabupaten",
        "ds" => "Desa",
        "kel" => "Kelurahan",
        "no" => "nomor",
        "bpk" => "Bapak",
        "sdr" => "Saudara",
        "sdri" => "Saudari",
        "h" => "Haji",
        "hj" => "Hajah",
        "drg" => "dokter gigi",
        // A doctor of medicine is written small.
        "dr" if short.starts_with('D') => "Doktor",
        "dr" => "dokter",
        "drs" => "Doktorandus",
        "dra" => "Doktoranda",
        "ir" => "Insinyur",
        "tgl" => "tanggal",
        "pkl" => "pukul",
        "telp" => "telepon",
        "hp" => "telepon genggam",
        "wa" => "WhatsApp",
        "prov" => "Provinsi",
        "yth" => "yang terhormat",
        "dll" => "dan lain-lain",
        "dsb" => "dan sebagainya",
        "dst" => "dan seterusnya",
        _ => short,
    };
    format!("{said} ").trim_start().to_owned()
}
