//! Whom an announcement is for, in the office's words: `semua`; `kecamatan Marabahan, Bakumpai`;
//! `desa Purwosari II (Tamban); Karya Baru, Kec. Tabunganen`; `semua kelurahan`; `desa di Kecamatan Tamban`; codes;
//! `kecuali …`.

use std::sync::LazyLock;

use regex::Regex;

use super::vocabulary::{ADDRESSED, EVERYONE};
use crate::diagnostic::{Diagnostic, Found, Place};
use crate::model::wilayah::fold_name;
use crate::model::{DesaCode, DesaKind, Target, Wilayah};

#[derive(Debug, Clone, Copy, PartialEq)]
enum Level {
    Unsaid,
    Desa,
    Kecamatan,
}

/// Targets and exclusions. A name that fits no village or several is an error that offers the nearest ones.
pub fn read(text: &str, wilayah: &Wilayah, place: &Place) -> Found<(Vec<Target>, Vec<Target>)> {
    static EXCEPT: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"(?i)\b(?:kecuali|selain)\b:?").expect("a fixed pattern"));
    let (wanted, excluded) = EXCEPT.find(text).map_or((text, ""), |found| (&text[..found.start()], &text[found.end()..]));
    let mut diagnostics = Vec::new();
    let targets = clauses(wanted, wilayah, place, &mut diagnostics);
    let excluded = clauses(excluded, wilayah, place, &mut diagnostics);
    if targets.is_empty() && diagnostics.is_empty() {
        diagnostics
            .push(Diagnostic::error("sasaran pengumuman kosong").at(place.clone()).raw(text).remedy("tulis misalnya “Untuk: semua”"));
    }
    Found::new((targets, excluded), diagnostics)
}

/// "se-Kecamatan Alalak", "se kabupaten".
static WHOLE: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"(?i)(?:^|\s)se[- ]?(kabupaten|kab\.?|kecamatan|kec\.?)(?:\s+(.*))?$").expect("a fixed pattern"));

fn clauses(text: &str, wilayah: &Wilayah, place: &Place, diagnostics: &mut Vec<Diagnostic>) -> Vec<Target> {
    let mut targets = Vec::new();
    let mut level = Level::Unsaid;
    for clause in text.split([';', '\n']) {
        // "Camat, kepala desa dan lurah se-Kabupaten …": whoever is addressed, the paper goes to all villages there.
        let clause = match WHOLE.captures(clause) {
            Some(found) if found[1].to_lowercase().starts_with("kab") => "semua",
            Some(found) => {
                level = Level::Kecamatan;
                found.get(2).map_or("", |names| names.as_str())
            }
            None => clause,
        };
        for (name, kecamatan) in names(clause) {
            let (name, said) = strip_level(&name);
            level = said.unwrap_or(level);
            match find(name, kecamatan.as_deref(), level, said, wilayah) {
                Ok(found) => targets.extend(found.into_iter().filter(|t| !targets.contains(t)).collect::<Vec<_>>()),
                Err(fault) => diagnostics.push(fault.at(place.clone()).raw(clause)),
            }
        }
    }
    targets
}

/// Splits at commas and "dan"; `(Tamban)`, `, Kec. Tamban` and `Kecamatan Tamban` behind a name belong to it.
fn names(clause: &str) -> Vec<(String, Option<String>)> {
    static INNER: LazyLock<Regex> =
        LazyLock::new(|| Regex::new(r"(?i)^(.+?)[\s(]+(?:di\s+)?(?:se-?)?(?:kecamatan|kec\.?)\s+(.+?)\)?$").expect("a fixed pattern"));
    static AND: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"(?i)\s+(?:dan|serta|&)\s+").expect("a fixed pattern"));
    let mut names: Vec<(String, Option<String>)> = Vec::new();
    // "Desa dan kelurahan" and the like are one name.
    let clause = without_addressed(clause);
    let starts_with_kecamatan = fold_name(&clause).starts_with("kec");
    let whole = AND.replace_all(&clause, ",");
    let whole = if is_whole_name(&clause) { clause.as_str().into() } else { whole };
    for piece in if is_whole_name(&clause) { vec![whole.as_ref()] } else { whole.split(',').collect::<Vec<_>>() } {
        let piece = without_addressed(piece);
        let piece = piece.trim().trim_end_matches('.');
        if piece.is_empty() {
            continue;
        }
        let is_qualifier = !starts_with_kecamatan && fold_name(piece).starts_with("kec");
        match names.last_mut() {
            Some((_, kecamatan @ None)) if is_qualifier => *kecamatan = Some(strip_level(piece).0.to_owned()),
            _ => {
                let (name, kecamatan) = match (piece.split_once('('), INNER.captures(piece)) {
                    (Some((name, inner)), _) => (name, Some(strip_level(inner.trim_end_matches(')').trim()).0.to_owned())),
                    (None, Some(found)) => (found.get(1).map_or("", |m| m.as_str()), found.get(2).map(|m| m.as_str().to_owned())),
                    (None, None) => (piece, None),
                };
                names.push((name.trim().to_owned(), kecamatan));
            }
        }
    }
    names
}

/// Names in which "dan" joins no two places.
fn is_whole_name(clause: &str) -> bool {
    EVERYONE.contains(&fold_name(clause).as_str())
}

/// "Yth. Kepala Desa se-Kecamatan Tamban" → "Kecamatan Tamban".
fn without_addressed(text: &str) -> String {
    let mut text = text.trim();
    loop {
        let lower = text.to_lowercase();
        // A word is taken off where something follows it that is still a name; "kepala desa" alone would name nobody.
        let stripped = ADDRESSED.iter().filter(|word| lower.starts_with(*word)).max_by_key(|word| word.len()).and_then(|word| {
            let rest = text.get(word.len()..)?;
            let joined = rest.trim_start_matches([' ', ':', '.', '/']);
            let is_word = rest.starts_with([' ', ':', '.', '/']) && !joined.is_empty();
            is_word.then_some(joined)
        });
        match stripped {
            Some(rest) if !EVERYONE.contains(&fold_name(text).as_str()) => text = rest,
            _ => break,
        }
    }
    let lower = text.to_lowercase();
    let within = ["se-", "se "].iter().find(|word| lower.starts_with(**word)).map(|word| &text[word.len()..]);
    let joined = ["sekecamatan", "sekabupaten"].iter().any(|word| lower.starts_with(word));
    within.unwrap_or(if joined { &text[2..] } else { text }).trim().to_owned()
}

/// `Kec. Tamban` → `Tamban`, kecamatan.
fn strip_level(name: &str) -> (&str, Option<Level>) {
    let words = [
        ("kecamatan", Level::Kecamatan),
        ("kec.", Level::Kecamatan),
        ("kec", Level::Kecamatan),
        ("kelurahan", Level::Desa),
        ("kel.", Level::Desa),
        ("desa", Level::Desa),
        ("ds.", Level::Desa),
    ];
    let name = name.trim();
    for (word, level) in words {
        if let Some(rest) = name.get(..word.len()).filter(|start| start.eq_ignore_ascii_case(word)).map(|_| &name[word.len()..])
            && rest.starts_with([' ', ':'])
        {
            return (rest.trim_matches([' ', ':']), Some(level));
        }
    }
    (name, None)
}

fn find(name: &str, kecamatan: Option<&str>, level: Level, said: Option<Level>, wilayah: &Wilayah) -> Result<Vec<Target>, Box<Diagnostic>> {
    let folded = fold_name(name);
    let kind = match folded.as_str() {
        "semuakelurahan" | "seluruhkelurahan" | "kelurahan" | "parakelurahan" => Some(DesaKind::Kelurahan),
        "semuadesa" | "seluruhdesa" | "desa" | "desadesa" | "paradesa" => Some(DesaKind::Desa),
        _ => None,
    };
    let is_everyone = EVERYONE.contains(&folded.as_str()) || (folded.starts_with("kabupaten") && said.is_none());
    match (kind, kecamatan) {
        (None, None) if is_everyone => return Ok(vec![Target::Everyone]),
        (Some(DesaKind::Kelurahan), None) => return Ok(vec![Target::Kelurahan]),
        (Some(_), None) => return Ok(vec![Target::AllDesa]),
        // "Desa di Kecamatan Tamban": all of that kind there.
        (_, Some(kecamatan)) if is_everyone || kind.is_some() => {
            let (code, _) = find_kecamatan(kecamatan, wilayah)?;
            if is_everyone {
                return Ok(vec![Target::Kecamatan(code)]);
            }
            let wants_kelurahan = kind == Some(DesaKind::Kelurahan);
            let inside =
                wilayah.desa.iter().filter(|d| d.code.kecamatan() == code && (d.code.kind() == DesaKind::Kelurahan) == wants_kelurahan);
            return Ok(inside.map(|d| Target::Desa(d.code.clone())).collect());
        }
        _ => {}
    }
    if let Some(code) = DesaCode::parse(name) {
        return match wilayah.by_code(&code) {
            Some(_) => Ok(vec![Target::Desa(code)]),
            None => Err(Box::new(Diagnostic::error(format!("kode {code} tidak ada di daftar KIM")).remedy("periksa kodenya"))),
        };
    }
    if level == Level::Unsaid && kecamatan.is_none() && wilayah.kecamatan_named(name).is_some() && !wilayah.named(name, None).is_empty() {
        return Err(Box::new(
            Diagnostic::error(format!("“{name}” nama kecamatan dan juga nama desa"))
                .remedy(format!("tulis “kecamatan {name}” atau “desa {name}”")),
        ));
    }
    if level != Level::Desa
        && kecamatan.is_none()
        && let Some((code, _)) = wilayah.kecamatan_named(name)
        && (level == Level::Kecamatan || wilayah.named(name, None).is_empty())
    {
        return Ok(vec![Target::Kecamatan(code)]);
    }
    if level == Level::Kecamatan && kecamatan.is_none() {
        return find_kecamatan(name, wilayah).map(|(code, _)| vec![Target::Kecamatan(code)]);
    }
    match wilayah.named(name, kecamatan).as_slice() {
        [desa] => Ok(vec![Target::Desa(desa.code.clone())]),
        [] => {
            let whole = kecamatan.map_or(String::new(), |k| format!(" di Kecamatan {k}"));
            let message = format!("desa “{name}”{whole} tidak ada");
            Err(Box::new(Diagnostic::error(message).remedy(suggestion(&wilayah.nearest_desa(name)))))
        }
        several => {
            let all: Vec<String> = several.iter().map(|d| format!("{} kode {}", d.in_kecamatan(), d.code)).collect();
            let is_kecamatan = wilayah.kecamatan_named(name).is_some();
            let or_kecamatan = if is_kecamatan { format!("; atau “Kecamatan {name}”") } else { String::new() };
            Err(Box::new(
                Diagnostic::error(format!("ada {} desa bernama “{name}”", several.len()))
                    .remedy(format!("sebut kecamatannya dalam kurung: {}{or_kecamatan}", all.join("; "))),
            ))
        }
    }
}

fn find_kecamatan(name: &str, wilayah: &Wilayah) -> Result<(String, String), Box<Diagnostic>> {
    wilayah.kecamatan_named(name).ok_or_else(|| {
        let near = wilayah.nearest_kecamatan(name);
        Box::new(Diagnostic::error(format!("kecamatan “{name}” tidak ada")).remedy(suggestion(&near)))
    })
}

fn suggestion(near: &[String]) -> String {
    if near.is_empty() { "periksa ejaannya di daftar KIM".to_owned() } else { format!("mungkin maksudnya {}", near.join(" atau ")) }
}
