//! One cause is one message, and every message says what a person at hand can do: faults of many rows, of a disk, of the settings, and of
//! the command line.

use std::collections::BTreeSet;
use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::Command;

use rust_xlsxwriter::Workbook;
use serde_json::Value;

use crate::codes::sources;
use crate::desk_support::Desk;
use crate::layers::{Token, tokens};
use crate::office::root;
use crate::support::{Answer, TestOffice, workbook};

/// Kecamatan of Kutai Timur, by the last group of their codes.
const KECAMATAN: [&str; 14] = [
    "Muara Ancalong",
    "Muara Wahau",
    "Muara Bengkal",
    "Sangatta Utara",
    "Sangkulirang",
    "Busang",
    "Telen",
    "Kombeng",
    "Bengalon",
    "Kaliorang",
    "Sandaran",
    "Sangatta Selatan",
    "Teluk Pandan",
    "Rantau Pulung",
];

/// An office of Kutai Timur with so many villages. Their channels stand in column J of the sheet “KIM”, from its second row.
fn kutai_timur(villages: usize, channel: impl Fn(usize) -> &'static str) -> TestOffice {
    let office = TestOffice::with_registry(&[]);
    let mut book = Workbook::new();
    let sheet = book.add_worksheet().set_name("KIM").unwrap();
    let head = ["Kode", "Desa", "Kecamatan", "Kades", "Camat", "KIM", "Penghubung", "Email", "RT", "Saluran"];
    sheet.write_row(0, 0, head).unwrap();
    for at in 0..villages {
        let (kecamatan, number) = (at % KECAMATAN.len(), at / KECAMATAN.len());
        let code = format!("64.08.{:02}.{}", kecamatan + 1, 2001 + number);
        let name = format!("Long {} {number}", char::from(b'A' + u8::try_from(kecamatan).unwrap()));
        let row = [&code, &name, KECAMATAN[kecamatan], "", "", "Karya Bersama", "", "", "5", channel(at)];
        sheet.write_row(u32::try_from(at).unwrap() + 1, 0, row).unwrap();
    }
    office.write("kim.xlsx", book.save_to_buffer().unwrap());
    office.write("warta.toml", settings());
    office.write("edisi/2026-11-23/pengumuman/1.md", "Untuk: semua\n\n# Imunisasi\n\nDatanglah ke posyandu.\n");
    office.write("edisi/2026-11-23/agenda.xlsx", agenda("Senin, 23 November 2026"));
    office
}

/// An agenda of one event.
fn agenda(day: &str) -> Vec<u8> {
    let head = ["Hari/Tanggal", "Pukul", "Acara", "Tempat"];
    workbook(&[&head, &[day, "09.00 WITA", "Rapat koordinasi", "Ruang rapat kantor bupati"]])
}

/// The sample's settings under this regency's name.
fn settings() -> String {
    fs::read_to_string(root().join("samples/barito-kuala/warta.toml")).unwrap().replace("Barito Kuala", "Kutai Timur")
}

/// Runs the program in a folder, without naming it.
fn run_in(folder: &Path, args: &[&str]) -> Answer {
    let output = Command::new(env!("CARGO_BIN_EXE_warta")).args(args).current_dir(folder).output().unwrap();
    Answer {
        code: output.status.code().unwrap(),
        stdout: String::from_utf8(output.stdout).unwrap(),
        stderr: String::from_utf8(output.stderr).unwrap(),
    }
}

fn diagnostics(answer: &Answer) -> Vec<Value> {
    let facts: Value = serde_json::from_str(&answer.stdout).unwrap();
    facts["diagnostik"].as_array().unwrap().clone()
}

#[test]
fn one_cause_is_one_message_with_all_its_places() {
    let office = kutai_timur(141, |_| "merpati");
    let told = office.warta(&["periksa"]);
    let line = "galat: saluran “merpati” tidak ada di warta.toml: 141 desa (kim.xlsx, lembar “KIM”, sel J2–J142)\n";
    assert!(told.stderr.starts_with(line), "{}", told.stderr);
    assert!(told.stderr.ends_with("1 galat; tempatnya satu per satu: `--rinci`\n"), "{}", told.stderr);
    let each = office.warta(&["periksa", "--rinci"]);
    assert_eq!(each.stderr.matches("galat: saluran “merpati” tidak ada di warta.toml\n").count(), 141);
    assert!(each.stderr.contains("sel J2\n") && each.stderr.ends_with("141 galat\n"), "{}", &each.stderr[..400]);
    assert_eq!(office.warta(&["--rinci", "periksa"]).stderr, each.stderr, "the option stands anywhere");
    assert_eq!(diagnostics(&office.warta(&["periksa", "--json"])).len(), 141, "programs get each");
}

#[test]
fn two_thousand_equal_faults_are_three_lines() {
    let office = kutai_timur(2016, |_| "merpati");
    let told = office.warta(&["periksa"]);
    assert!(told.stderr.contains(": 2016 desa (kim.xlsx, lembar “KIM”, sel J2–J2017)\n"), "{}", told.stderr);
    assert_eq!(told.stderr.lines().count(), 3, "{}", told.stderr);
}

#[test]
fn places_stand_in_the_order_of_the_sheet_and_few_villages_are_named() {
    let rows = [7, 8, 9, 98, 102];
    let office = kutai_timur(141, |at| if rows.contains(&at) { "merpati" } else { "" });
    let told = office.warta(&["periksa"]).stderr;
    // Row 2 is the first village's.
    assert!(told.contains("sel J9–J11, J100, J104)"), "{told}");
    let message = told.lines().find(|line| line.contains("merpati")).unwrap();
    assert!(["Long H 0", "Long I 0", "Long J 0", "Long A 7", "Long E 7"].iter().all(|name| message.contains(name)), "{message}");
    assert!(!message.contains(" desa "), "{message}");
    let one = kutai_timur(20, |at| if at == 3 { "merpati" } else { "" }).warta(&["periksa"]).stderr;
    let single = "galat: saluran “merpati” tidak ada di warta.toml\n  di kim.xlsx, lembar “KIM”, sel J5\n  saran: ";
    assert!(one.starts_with(single) && one.ends_with("1 galat\n"), "a single one is told as ever: {one}");
}

#[test]
fn the_most_serious_comes_first_then_what_touches_most() {
    let office = kutai_timur(60, |at| match at {
        0..3 => "merpati",
        3..40 => "bedug",
        _ => "",
    });
    office.write("edisi/2026-11-23/pengumuman/2.md", "# Tanpa sasaran\n\nIsi.\n");
    office.write("edisi/2026-11-23/catatan.txt", "x");
    let told = office.warta(&["periksa"]).stderr;
    let heads: Vec<&str> = told.lines().filter(|line| line.starts_with("galat: ") || line.starts_with("peringatan: ")).collect();
    assert!(heads[0].contains("sasaran pengumuman"), "it stops the whole edition: {told}");
    assert!(heads[1].contains("“bedug”") && heads[1].contains("37 desa") && heads[2].contains("“merpati”"), "{told}");
    assert!(heads[3].starts_with("peringatan: "), "{told}");
    assert_eq!(heads.iter().collect::<BTreeSet<_>>().len(), heads.len(), "nothing is said twice: {told}");
}

#[test]
fn a_folder_that_refuses_is_one_fault_and_no_village_is_to_blame() {
    let office = kutai_timur(28, |_| "");
    office.write("hasil", "a file in the folder's place");
    let run = office.warta(&["terbitkan"]);
    assert_eq!(run.code, 1, "{}{}", run.stdout, run.stderr);
    assert_eq!(run.stderr.matches("galat: ").count(), 1, "{}", run.stderr);
    assert!(run.stderr.contains("tidak dapat ditulis: ada berkas yang menempati nama foldernya\n  di KANTOR/hasil\n"), "{}", run.stderr);
    let said = diagnostics(&office.warta(&["terbitkan", "--json"]));
    assert!(said.len() == 1 && said[0]["desa"].is_null(), "{said:?}");
}

#[test]
fn the_desk_tells_each_cause_once_too() {
    let office = kutai_timur(40, |at| if at > 4 { "merpati" } else { "" });
    let page = Desk::open(office.root()).get("/periksa").text();
    assert_eq!(page.matches("35 desa (kim.xlsx, lembar “KIM”, sel J7–J41)").count(), 1, "{page}");
    // The same messages as the terminal's, in the same order.
    let told = office.warta(&["periksa"]).stderr;
    let mut rest = page.as_str();
    for message in told.lines().filter(|line| ["galat: ", "peringatan: ", "catatan: "].iter().any(|level| line.starts_with(level))) {
        let at = rest.find(message).unwrap_or_else(|| panic!("{message:?} is not there, or not in its place: {page}"));
        rest = &rest[at + message.len()..];
    }
}

#[test]
fn a_preview_of_a_village_that_is_not_there_says_so_in_the_terminal() {
    let office = kutai_timur(30, |_| "");
    let slip = office.warta(&["pratinjau", "Long AA 0"]);
    assert_eq!(slip.code, 1);
    assert!(slip.stderr.contains("Long AA 0") && slip.stderr.contains("Long A 0 (Muara Ancalong)"), "the nearest names: {}", slip.stderr);
    let edition = office.warta(&["pratinjau", "--edisi", "2026-11-30", "Long A 0"]);
    assert!(edition.code == 1 && edition.stderr.contains("edisi 2026-11-30 tidak ada"), "{}", edition.stderr);
}

#[test]
fn commands_find_the_office_from_inside_its_editions() {
    let office = kutai_timur(3, |_| "");
    office.write("edisi/2026-11-30/pengumuman/1.md", "Untuk: semua\n\n# Lain\n\nIsi.\n");
    let at = |folder: &str, args: &[&str]| run_in(&office.path(folder), args);
    let newest = at("edisi", &["periksa"]);
    assert!(newest.code == 0 && newest.stdout.contains("2026-11-30"), "{}{}", newest.stdout, newest.stderr);
    for inside in ["edisi/2026-11-23", "edisi/2026-11-23/pengumuman"] {
        let own = at(inside, &["periksa"]);
        assert!(own.code == 0 && own.stdout.contains("2026-11-23") && !own.stdout.contains("2026-11-30"), "{inside}: {}", own.stdout);
    }
    let named = at("edisi/2026-11-23", &["periksa", "2026-11-30"]);
    assert!(named.stdout.contains("2026-11-30"), "who names another edition gets it: {}", named.stdout);
    fs::create_dir_all(office.path("edisi/pekan depan")).unwrap();
    let misnamed = at("edisi/pekan depan", &["jalankan"]);
    assert!(misnamed.code == 1 && misnamed.stderr.contains("“pekan depan” bukan nama edisi"), "{}", misnamed.stderr);
    fs::create_dir_all(office.path("arsip")).unwrap();
    let elsewhere = at("arsip", &["periksa"]);
    assert!(elsewhere.code == 1 && elsewhere.stderr.contains("bukan folder kantor Warta"), "{}", elsewhere.stderr);
}

#[test]
fn a_folder_that_is_no_office_is_named_with_what_is_wrong_with_it() {
    let home = tempfile::TempDir::new().unwrap();
    let said = |folder: &str| {
        let run = run_in(home.path(), &["-C", folder, "periksa"]);
        assert_eq!(run.code, 1);
        run.stderr.replace(home.path().canonicalize().unwrap().to_str().unwrap(), "RUMAH")
    };
    let gone = said("kantr");
    assert!(gone.contains("galat: folder RUMAH/kantr tidak ada\n") && gone.contains("saran: "), "{gone}");
    fs::create_dir_all(home.path().join("kantor kami")).unwrap();
    let empty = said("kantor kami");
    assert!(empty.contains("bukan folder kantor Warta: warta.toml tidak ada\n  di RUMAH/kantor kami\n"), "{empty}");
    fs::write(home.path().join("kantor kami/warta.toml.txt"), settings()).unwrap();
    assert!(said("kantor kami").contains("saran: ganti nama warta.toml.txt menjadi warta.toml"), "Notepad's ending");
    fs::rename(home.path().join("kantor kami/warta.toml.txt"), home.path().join("kantor kami/warta.toml")).unwrap();
    assert!(said("kantr").contains("saran: mungkin maksudnya `-C "), "the office beside it: {}", said("kantr"));
    let utf16: Vec<u8> = settings().encode_utf16().flat_map(u16::to_le_bytes).collect();
    fs::write(home.path().join("kantor kami/warta.toml"), utf16).unwrap();
    assert!(said("kantor kami").contains("Pengodean UTF-8"), "{}", said("kantor kami"));
}

/// What the program prints to be typed next runs as it stands, whatever the folder is called.
#[cfg(unix)]
#[test]
fn a_printed_command_can_be_pasted_into_a_shell() {
    let home = tempfile::TempDir::new().unwrap();
    for folder in ["Prokopim Kab. Kutai Timur (é)", "Kantor Ma'ruf & $HOME", "kantor"] {
        let made = run_in(home.path(), &["baru", folder]);
        assert_eq!(made.code, 0, "{}", made.stderr);
        let command = made.stdout.split('`').nth(1).unwrap();
        assert!(command.ends_with(" jalankan"), "{command}");
        let pasted = command.replacen("warta", env!("CARGO_BIN_EXE_warta"), 1).replace(" jalankan", " periksa");
        let run = Command::new("bash").arg("-c").arg(&pasted).current_dir(home.path()).output().unwrap();
        assert!(run.status.success(), "{pasted}: {}", String::from_utf8_lossy(&run.stderr));
    }
    assert!(home.path().join("kantor").is_dir() && run_in(home.path(), &["baru", "kantor2"]).stdout.contains("`warta -C ./kantor2 "));
}

fn said_of(settings: &str) -> String {
    warta::config::Config::parse(settings).unwrap_err().to_string()
}

#[test]
fn all_faults_of_the_settings_are_said_at_once() {
    let good = settings();
    let bad = good
        .replace("halaman = 4", "halamam = 4")
        .replace("zona = \"WITA\"", "zona = \"WIT A\"")
        .replace("papan = 1", "papan = \"satu\"")
        .replace("pengaduan = 3", "pengaduan = 99")
        .replace("disusun = \"Jumat 16.00\"", "disusun = \"Jumat sore\"")
        .replace("selengkapnya = \"kantor kecamatan\"\n", "")
        + "\n[saluran.pos.surat]\nserver = \"a\"\n[saluran.arsip.folder]\ntujuan = \"edisi/arsip\"\n";
    let faults = warta::config::Config::parse(&bad).unwrap_err();
    let said = faults.to_string();
    let line = |begin: &str| 1 + bad.lines().position(|line| line.starts_with(begin)).unwrap();
    for (words, begin) in [
        ("“halamam” tidak dikenal", "halamam"),
        ("“WIT A” tidak dikenal", "zona"),
        ("nilai tidak sesuai jenisnya", "papan"),
        ("“Jumat sore” bukan hari dan jam", "disusun"),
        ("kunci “selengkapnya” belum diisi", "[kabupaten]"),
        ("“surat” tidak dikenal", "[saluran.pos"),
        ("nilai “tujuan” tidak dapat dipakai", "[saluran.arsip"),
    ] {
        assert!(said.contains(&format!("galat: {words}\n  di warta.toml, baris {}", line(begin))), "{words}: {said}");
    }
    assert!(said.contains("nilai “formulir” tidak dapat dipakai"), "{said}");
    assert_eq!(faults.len(), 8, "{said}");
    assert!(faults.iter().all(|fault| fault.remedy.is_some()), "{said}");
    assert!(said.contains("mungkin maksudnya halaman;") && said.contains("selengkapnya = \"kantor kecamatan\""), "{said}");
    assert!(warta::config::Config::parse(&good).is_ok());
}

#[test]
fn curly_quotes_and_backslashes_in_the_settings_are_named_as_that_with_their_lines() {
    let good = settings();
    let line = |begin: &str| 1 + good.lines().position(|line| line.starts_with(begin)).unwrap();
    let said = said_of(
        &good
            .replace("nama = \"Kabupaten Kutai Timur\"", "nama = “Kabupaten Kutai Timur”")
            .replace("zona = \"WITA\"", "zona = ‘WITA’")
            .replace("tujuan = \"kiriman\"", "tujuan = \"D:\\kiriman\""),
    );
    let curly = |begin: &str| {
        format!("galat: tanda petik melengkung, seperti di Word, tidak dikenal di warta.toml\n  di warta.toml, baris {}", line(begin))
    };
    assert!(said.contains(&curly("nama = ")) && said.contains("lurus: nama = \"Kabupaten Kutai Timur\""), "{said}");
    assert!(said.contains(&curly("zona = ")) && said.contains("lurus: zona = 'WITA'"), "{said}");
    let slash = "garis miring terbalik (\\) di antara tanda petik ganda berarti lain di warta.toml";
    let there = format!("galat: {slash}\n  di warta.toml, baris {}", line("tujuan = "));
    assert!(said.contains(&there) && said.contains("petik tunggal: tujuan = 'D:\\kiriman'"), "{said}");
    assert_eq!(said.matches("galat: ").count(), 3, "nothing follows from them: {said}");
    // TOML takes \n for a new line, and would deliver to another folder without a word.
    for silent in ["tujuan = \"D:\\nota\"", "tujuan = \"\\\\server\\bagian\""] {
        let said = said_of(&good.replace("tujuan = \"kiriman\"", silent));
        assert!(said.contains(slash), "{silent}: {said}");
    }
    for written in ["tujuan = 'D:\\nota'", "tujuan = \"D:\\\\nota\"", "tujuan = \"D:/nota\""] {
        assert!(warta::config::Config::parse(&good.replace("tujuan = \"kiriman\"", written)).is_ok(), "{written}");
    }
    let open = said_of(&good.replace("buletin = \"Warta Kutai Timur\"", "buletin = \"Warta Kutai Timur"));
    assert!(open.contains("tutup teksnya dengan tanda petik") && open.matches("galat: ").count() == 1, "{open}");
}

#[test]
fn a_schedule_with_nothing_due_says_so_in_one_line() {
    let office = kutai_timur(3, |_| "");
    fs::remove_dir_all(office.path("edisi")).unwrap();
    office.write("edisi/2190-11-22/pengumuman/1.md", "Untuk: semua\n\n# Kelak\n\nIsi.\n");
    let idle = office.warta(&["jadwal", "--sekali"]);
    assert_eq!(
        (idle.code, &*idle.stdout),
        (0, "Jadwal: belum ada yang waktunya dikerjakan. Edisi 2190-11-22 terbit 19 November 2190, 16.00 WITA.\n")
    );
    let facts: Value = serde_json::from_str(&office.warta(&["jadwal", "--sekali", "--json"]).stdout).unwrap();
    assert_eq!(facts["berikutnya"]["edisi"], "2190-11-22");
    let nowhere = run_in(office.root(), &["-C", "tidak-ada", "jadwal", "--sekali"]);
    assert_eq!(nowhere.code, 1, "{}", nowhere.stdout);
}

#[test]
fn the_status_table_fits_a_page() {
    let office = kutai_timur(28, |at| ["gudang-kabupaten-lantai-dua", "kantor", "flashdisk-camat"][at % 3]);
    let channels =
        "\n[saluran.gudang-kabupaten-lantai-dua.folder]\ntujuan = \"gudang\"\n[saluran.flashdisk-camat.flashdisk]\ntujuan = \"stik\"\n";
    office.write("warta.toml", settings() + channels);
    office.warta(&["jalankan", "--ya"]);
    let status = office.warta(&["status"]).stdout;
    let table: Vec<&str> = status.lines().filter(|line| line.starts_with(['─', ' ', '═'])).collect();
    assert!(table.len() > 14 && status.contains("Sangatta Utara"), "{status}");
    let widest = table.iter().map(|line| line.trim_end().chars().count()).max().unwrap();
    assert!(widest <= 100, "{widest}: {status}");
}

/// A disk that can be mounted, and mounted anew to be read only; `None`, and it is said: this machine lets none be mounted.
#[cfg(target_os = "linux")]
fn mounted(folder: &Path, options: &str) -> Option<()> {
    let answer = Command::new("mount").args(["-t", "tmpfs", "-o", options, "tmpfs"]).arg(folder).output().ok()?;
    if !answer.status.success() {
        println!("tmpfs tidak dapat dipasang: {}", String::from_utf8_lossy(&answer.stderr));
    }
    answer.status.success().then_some(())
}

#[cfg(target_os = "linux")]
#[test]
fn the_status_of_an_office_that_can_only_be_read_is_told() {
    let office = kutai_timur(3, |_| "");
    assert_eq!(office.warta(&["jalankan", "--ya"]).code, 0);
    let disk = tempfile::TempDir::new().unwrap();
    if mounted(disk.path(), "size=64m").is_none() {
        return;
    }
    for (file, bytes) in office.files("") {
        let path = disk.path().join(file);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }
    let remounted = Command::new("mount").args(["-o", "remount,ro"]).arg(disk.path()).status().unwrap();
    let run = run_in(disk.path(), &["status"]);
    let _ = Command::new("umount").arg(disk.path()).status();
    assert!(remounted.success());
    assert!(run.code == 0 && run.stdout.contains("3 terkirim"), "{}{}", run.stdout, run.stderr);
    assert_eq!(run.stderr, "", "nothing is to be written, so nothing is said of it");
}

/// Every error and every warning has a remedy where it is made, or where the same function ends it.
#[test]
fn every_error_and_warning_has_a_remedy() {
    let (mut made, mut faults) = (0, Vec::new());
    for (file, text) in &sources() {
        let tokens = tokens(text);
        let functions = functions(&tokens);
        for (at, window) in tokens.windows(4).enumerate() {
            let [(line, Token::Word("Diagnostic")), (_, Token::Sign(':')), (_, Token::Sign(':')), (_, Token::Word("error" | "warning"))] =
                window
            else {
                continue;
            };
            made += 1;
            let end = functions.iter().filter(|(from, to)| (*from..*to).contains(&at)).max().map_or(at, |(_, to)| *to);
            let has_remedy = tokens[at..end].windows(2).any(|pair| matches!(pair, [(_, Token::Sign('.')), (_, Token::Word("remedy"))]));
            if !has_remedy {
                faults.push(format!("{file}:{line}"));
            }
        }
    }
    assert!(faults.is_empty(), "without a remedy: {faults:#?}");
    assert!(made > 200, "only {made} were found");
}

/// The bodies of functions: the places of their first and last tokens.
fn functions(tokens: &[(usize, Token<'_>)]) -> Vec<(usize, usize)> {
    let mut found = Vec::new();
    for at in 0..tokens.len() {
        if !matches!(tokens[at].1, Token::Word("fn")) || !matches!(tokens.get(at + 1), Some((_, Token::Word(_)))) {
            continue;
        }
        let mut depth = 0_usize;
        let body = tokens[at..].iter().position(|(_, token)| {
            match token {
                Token::Sign('(' | '[') => depth += 1,
                Token::Sign(')' | ']') => depth = depth.saturating_sub(1),
                _ => {}
            }
            depth == 0 && matches!(token, Token::Sign('{' | ';'))
        });
        let Some(begin) = body.map(|body| at + body).filter(|begin| tokens[*begin].1 == Token::Sign('{')) else { continue };
        let mut depth = 0_usize;
        let end = tokens[begin..].iter().position(|(_, token)| {
            match token {
                Token::Sign('{') => depth += 1,
                Token::Sign('}') => depth -= 1,
                _ => {}
            }
            depth == 0
        });
        found.extend(end.map(|end| (begin, begin + end)));
    }
    found
}

/// Another office's codes would be typed as they stand. The first villages of a new office are to be replaced, and say so.
#[test]
fn no_words_name_the_sample_regencys_codes() {
    let mut faults = Vec::new();
    for (file, text) in &sources() {
        for (line, token) in tokens(text) {
            let is_its = |text: &str| ["63.04.", "6304"].iter().any(|code| text.contains(code));
            if matches!(token, Token::Text(text) if is_its(text)) && file != "src/desk/new.rs" {
                faults.push(format!("{file}:{line}"));
            }
        }
    }
    assert!(faults.is_empty(), "{faults:#?}");
}

/// The formats that a person can have a file saved in, by the program that opens it.
fn can_save(ending: &str) -> &'static [&'static str] {
    match ending {
        // Excel and LibreOffice Calc.
        "xlsx" | "xls" | "xlsm" | "ods" | "csv" => &["xlsx", "ods", "csv", "pdf"],
        // Word, LibreOffice Writer and WordPad.
        "docx" | "doc" | "odt" | "rtf" => &["docx", "odt", "txt", "rtf", "pdf"],
        // Notepad.
        "txt" | "md" => &["txt", "md"],
        // PowerPoint.
        "pptx" => &["pptx", "pdf", "png", "jpg"],
        // Photos and Paint.
        "heic" | "tif" | "bmp" | "png" | "jpg" | "webp" => &["png", "jpg"],
        // A viewer saves nothing else.
        "pdf" => &["pdf"],
        other => panic!("{other}"),
    }
}

/// A zip with these parts: as far as their kind is told, a document of an office program.
fn zipped(parts: &[(&str, &str)]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, text) in parts {
        zip.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
        zip.write_all(text.as_bytes()).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

fn strangers() -> Vec<(&'static str, Vec<u8>)> {
    let words = |main: &str| zipped(&[("[Content_Types].xml", "<Types/>"), (main, "<document/>")]);
    let open = |kind: &str| zipped(&[("mimetype", &format!("application/vnd.oasis.opendocument.{kind}")), ("content.xml", "<office/>")]);
    vec![
        ("xlsx", workbook(&[&["Barang", "Harga"], &["Beras", "15000"]])),
        ("xls", [&[0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1][..], &[0; 600]].concat()),
        ("docx", words("word/document.xml")),
        ("pptx", words("ppt/presentation.xml")),
        ("odt", open("text")),
        ("ods", open("spreadsheet")),
        ("rtf", b"{\\rtf1 Pengumuman}".to_vec()),
        ("doc", b"{\\rtf1 Pengumuman}".to_vec()),
        ("txt", b"Untuk: semua\n\nJudul\n\nIsi.\n".to_vec()),
        ("pdf", b"%PDF-1.7\n".to_vec()),
        ("heic", b"\0\0\0\x18ftypheic\0\0\0\0mif1heic".to_vec()),
        ("tif", b"II*\0\x08\0\0\0".to_vec()),
        ("bmp", b"BM\x46\0\0\0\0\0\0\0\x36\0\0\0".to_vec()),
    ]
}

/// Whatever file lies where, what is to be done with it can be done by the program that opens it: Excel saves no docx.
#[test]
fn no_remedy_asks_a_program_for_what_it_cannot_save() {
    let saved = regex::Regex::new(r"(?i)simpan(?:lah)?(?: lagi)? sebagai (\.?\w+(?: atau \.?\w+)*)").unwrap();
    let mut faults = Vec::new();
    for (ending, bytes) in strangers() {
        let office = kutai_timur(3, |_| "");
        let week = "edisi/2026-11-23";
        office.remove(&format!("{week}/agenda.xlsx"));
        for place in ["agenda", "sambutan/1", "pengumuman/9", "pojok-kim/1", "foto/1"] {
            office.write(&format!("{week}/{place}.{ending}"), &bytes);
        }
        let mut said = diagnostics(&office.warta(&["periksa", "--json"]));
        office.remove("kim.xlsx");
        office.write(&format!("kim.{ending}"), &bytes);
        said.extend(diagnostics(&office.warta(&["periksa", "--json"])));
        for fault in said {
            let (Some(file), Some(remedy)) = (fault["tempat"]["berkas"].as_str(), fault["saran"].as_str()) else { continue };
            // Another program, or whoever made the file, is asked for these.
            if ["salin isinya ke ", "minta berkas aslinya", "program yang membuatnya"].iter().any(|other| remedy.contains(other)) {
                continue;
            }
            let Some(found) = saved.captures(remedy).filter(|_| file.ends_with(&format!(".{ending}"))) else { continue };
            let formats: Vec<String> = found[1].split(" atau ").map(|format| format.trim_start_matches('.').to_lowercase()).collect();
            let normal = |format: &str| format.replace("jpeg", "jpg").replace("teks", "txt");
            // Photographs and slides are also taken out of a program by its export.
            if !formats.iter().any(|format| can_save(ending).contains(&&*normal(format))) {
                faults.push(format!("{file}: {remedy}"));
            }
        }
    }
    assert!(faults.is_empty(), "{faults:#?}");
}
