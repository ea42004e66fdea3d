//! Codes of diagnostics, by which programs read `--json`: their form, and that no diagnostic goes without.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use crate::layers::{Token, rust_files, tokens};
use crate::office::root;
use crate::support::{RegistryRow, TestOffice, barambai};

/// The first words of codes: what a fault is of.
const AREAS: &[&str] = &[
    "kim",
    "agenda",
    "sambutan",
    "pengumuman",
    "tujuan",
    "naskah",
    "gambar",
    "huruf",
    "tabel",
    "berkas",
    "edisi",
    "kantor",
    "setelan",
    "tata-letak",
    "dokumen",
    "bundel",
    "buku",
    "kiriman",
    "terima",
    "jadwal",
    "pratinjau",
    "status",
    "warta",
    "disk",
    "meja",
    "orang",
    "tempel",
    "laporan",
    "cadangan",
];

/// Endings of files whose names look like codes: `kim.xlsx`.
const ENDINGS: &[&str] =
    &["css", "csv", "db", "docx", "html", "ics", "js", "json", "kunci", "md", "ods", "pdf", "toml", "txt", "typ", "xlsm", "xlsx", "zip"];

/// Whether a text is a code of a known area: `agenda.tanggal-kosong`.
fn is_code(text: &str) -> bool {
    let is_word = |word: &str| !word.is_empty() && word.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit());
    let Some((area, kind)) = text.split_once('.') else { return false };
    AREAS.contains(&area) && kind.split('-').all(is_word) && !ENDINGS.contains(&kind)
}

/// The program's source files: names and texts.
pub fn sources() -> Vec<(String, String)> {
    let files = ["src", "crates"].into_iter().flat_map(|folder| rust_files(&root().join(folder)));
    let named = files.map(|file| (file.strip_prefix(root()).unwrap().display().to_string(), fs::read_to_string(&file).unwrap()));
    named.filter(|(name, _)| !name.contains("/tests/")).collect()
}

/// The values of constant texts, by name and file.
fn constants(sources: &[(String, String)]) -> BTreeMap<(&str, &str), &str> {
    let mut constants = BTreeMap::new();
    for (file, text) in sources {
        let mut tokens: Vec<Token<'_>> = tokens(text).into_iter().map(|(_, token)| token).collect();
        // `&'static str` is `&str`.
        tokens.retain(|token| !matches!(token, Token::Sign('\'') | Token::Word("static")));
        for window in tokens.windows(7) {
            if let [
                Token::Word("const"),
                Token::Word(name),
                Token::Sign(':'),
                Token::Sign('&'),
                Token::Word("str"),
                Token::Sign('='),
                Token::Text(text),
            ] = window
            {
                constants.insert((*name, file.as_str()), *text);
            }
        }
    }
    constants
}

/// The tokens of the first argument of a call, whose opening parenthesis stands before `tokens`.
fn first_argument<'s, 'a>(tokens: &'s [(usize, Token<'a>)]) -> impl Iterator<Item = Token<'a>> + use<'s, 'a> {
    let mut depth = 0;
    tokens.iter().map(|(_, token)| *token).take_while(move |token| match token {
        Token::Sign(',' | ')') if depth == 0 => false,
        Token::Sign('(' | '[' | '{') => {
            depth += 1;
            true
        }
        Token::Sign(')' | ']' | '}') => {
            depth -= 1;
            true
        }
        _ => true,
    })
}

/// The codes that a diagnostic may be made with: the texts and constants of its first argument, and none where that is a `code` which
/// is handed on. `None`: there is no code.
fn codes<'a>(argument: &[Token<'a>], file: &'a str, constants: &BTreeMap<(&'a str, &'a str), &'a str>) -> Option<Vec<&'a str>> {
    let mut codes = Vec::new();
    for token in argument {
        match token {
            Token::Text(text) => codes.push(*text),
            Token::Word(name) if name.chars().all(|c| c.is_ascii_uppercase() || c == '_') => {
                // The constant of the same file, else of another one.
                let others = || constants.iter().filter(|((other, _), _)| other == name).map(|(_, value)| *value);
                let own = constants.get(&(*name, file)).copied();
                codes.extend(own.map_or_else(|| others().collect(), |own| vec![own]));
            }
            _ => {}
        }
    }
    (!codes.is_empty() || argument.contains(&Token::Word("code"))).then_some(codes)
}

#[test]
fn every_diagnostic_has_a_code_of_a_known_area() {
    let sources = sources();
    let constants = constants(&sources);
    let (mut made, mut faults) = (0, Vec::new());
    for (file, text) in &sources {
        let tokens = tokens(text);
        for (at, window) in tokens.windows(5).enumerate() {
            let [
                (line, Token::Word("Diagnostic")),
                (_, Token::Sign(':')),
                (_, Token::Sign(':')),
                (_, Token::Word("error" | "warning" | "note")),
                (_, call),
            ] = window
            else {
                continue;
            };
            made += 1;
            let argument: Vec<Token<'_>> = first_argument(&tokens[at + 5..]).collect();
            match codes(&argument, file, &constants).filter(|_| *call == Token::Sign('(')) {
                None => faults.push(format!("{file}:{line} makes a diagnostic without a code")),
                Some(codes) => {
                    faults.extend(codes.into_iter().filter(|code| !is_code(code)).map(|code| format!("{file}:{line} {code}")));
                }
            }
        }
    }
    assert!(faults.is_empty(), "{faults:#?}");
    assert!(made > 150, "only {made} diagnostics were found");
}

/// Codes that are handed on (to a helper, in a row of a table) do not stand where a diagnostic is made; nor do codes that are only compared.
#[test]
fn whatever_looks_like_a_code_is_one() {
    let mut faults = Vec::new();
    for (file, text) in &sources() {
        for (line, token) in tokens(text) {
            let Token::Text(text) = token else { continue };
            let Some((area, kind)) = text.split_once('.') else { continue };
            let is_sentence = kind.is_empty() || kind.contains([' ', '{', '/', '\\', '*', '"']);
            if AREAS.contains(&area) && !is_sentence && !ENDINGS.contains(&kind) && !is_code(text) {
                faults.push(format!("{file}:{line} {text}"));
            }
        }
    }
    assert!(faults.is_empty(), "{faults:#?}");
}

#[test]
fn a_code_is_told_from_what_is_none() {
    assert!(is_code("agenda.tanggal-kosong") && is_code("tata-letak.tidak-dipakai") && is_code("huruf.u2028"));
    let wrong =
        ["agenda", "agenda.", "agenda.Tanggal", "agenda.tanggal_kosong", "agenda.tanggal.kosong", "agenda.-a", "acara.kosong", "kim.xlsx"];
    assert_eq!(wrong.into_iter().filter(|text| is_code(text)).collect::<Vec<_>>(), Vec::<&str>::new());
    let constants = BTreeMap::from([(("OUTSIDE", "a.rs"), "agenda.di-luar"), (("OUTSIDE", "b.rs"), "kim.lain")]);
    let of = |call: &str| {
        let tokens: Vec<(usize, Token<'_>)> = tokens(call);
        let argument: Vec<Token<'_>> = first_argument(&tokens).collect();
        codes(&argument, "a.rs", &constants).map(|codes| codes.join(" "))
    };
    assert_eq!(of("\"kim.rt\", format!(\"a, b\"))").as_deref(), Some("kim.rt"));
    assert_eq!(of("if f(a, b) { \"kim.rt\" } else { cells::OUTSIDE }, message)").as_deref(), Some("kim.rt agenda.di-luar"));
    assert_eq!(of("doubt.code, message)").as_deref(), Some(""));
    assert_eq!(of("message)"), None);
    assert_eq!(of("UNKNOWN, message)"), None);
}

#[test]
fn machines_get_the_codes_of_the_faults_of_a_folder() {
    let mut rows = barambai();
    rows[7][5] = "merpati".to_owned();
    let rows: Vec<RegistryRow<'_>> = rows.iter().map(|row| row.each_ref().map(String::as_str)).collect();
    let office = TestOffice::with_registry(&rows);
    let (notice, speech) = ("edisi/2026-11-23/pengumuman/1.md", "edisi/2026-11-23/sambutan/2.pdf");
    office.write(notice, "Untuk: semua\n\n# Bantuan pupuk\n\nPenerima dengan NIK 6304142008120001 datang ke balai desa 😀.\n");
    office.write(speech, "%PDF-1.7\n");
    let run = office.warta(&["--json", "periksa"]);
    assert_eq!(run.code, 1, "{}{}", run.stdout, run.stderr);
    let facts: serde_json::Value = serde_json::from_str(&run.stdout).unwrap();
    let said: Vec<[&str; 3]> = facts["diagnostik"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| [&one["tingkat"], &one["kode"], &one["tempat"]["berkas"]].map(|value| value.as_str().unwrap_or_default()))
        .collect();
    let mut errors: Vec<[&str; 3]> = said.iter().filter(|[severity, ..]| *severity == "galat").copied().collect();
    errors.sort_unstable();
    assert_eq!(
        errors,
        [
            ["galat", "berkas.jenis-lain", speech],
            ["galat", "kim.saluran-tidak-dikenal", "kim.xlsx"],
            ["galat", "naskah.memuat-nik", notice],
        ]
    );
    assert!(said.contains(&["peringatan", "huruf.lambang-dihilangkan", notice]), "{said:?}");
    let sources = sources();
    let known: BTreeSet<&str> = sources
        .iter()
        .flat_map(|(_, text)| tokens(text))
        .filter_map(|(_, token)| if let Token::Text(text) = token { Some(text) } else { None })
        .filter(|text| is_code(text))
        .collect();
    assert_eq!(said.iter().filter(|[_, code, _]| !known.contains(code)).collect::<Vec<_>>(), Vec::<&[&str; 3]>::new());
}
