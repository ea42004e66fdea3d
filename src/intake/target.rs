//! Whom an announcement is for, in the office's words: `semua`; `kecamatan Marabahan, Bakumpai`;
//! `desa Purwosari II (Tamban); Karya Baru, Kec. Tabunganen`; `semua kelurahan`; codes; `kecuali …`.

use crate::diagnostic::{Diagnostic, Found, Place};
use crate::model::wilayah::fold_name;
use crate::model::{DesaCode, Target, Wilayah};

#[derive(Debug, Clone, Copy, PartialEq)]
enum Level {
    Unsaid,
    Desa,
    Kecamatan,
}

/// Targets and exclusions. A name that fits no village or several is an error that offers the nearest ones.
pub fn read(text: &str, wilayah: &Wilayah, place: &Place) -> Found<(Vec<Target>, Vec<Target>)> {
    let lower = text.to_lowercase();
    let (wanted, excluded) = match lower.find("kecuali") {
        Some(at) if text.is_char_boundary(at) => (&text[..at], &text[at + "kecuali".len()..]),
        _ => (text, ""),
    };
    let mut diagnostics = Vec::new();
    let targets = clauses(wanted, wilayah, place, &mut diagnostics);
    let excluded = clauses(excluded, wilayah, place, &mut diagnostics);
    if targets.is_empty() && diagnostics.is_empty() {
        diagnostics
            .push(Diagnostic::error("sasaran pengumuman kosong").at(place.clone()).raw(text).remedy("tulis misalnya “Untuk: semua”"));
    }
    Found::new((targets, excluded), diagnostics)
}

fn clauses(text: &str, wilayah: &Wilayah, place: &Place, diagnostics: &mut Vec<Diagnostic>) -> Vec<Target> {
    let mut targets = Vec::new();
    let mut level = Level::Unsaid;
    for clause in text.split(';') {
        for (name, kecamatan) in names(clause) {
            let (name, said) = strip_level(&name);
            level = said.unwrap_or(level);
            match find(name, kecamatan.as_deref(), level, wilayah) {
                Ok(found) => targets.extend(found),
                Err(fault) => diagnostics.push(fault.at(place.clone()).raw(clause)),
            }
        }
    }
    targets
}

/// Splits at commas and "dan"; `(Tamban)` and `, Kec. Tamban` belong to the name before.
fn names(clause: &str) -> Vec<(String, Option<String>)> {
    let mut names: Vec<(String, Option<String>)> = Vec::new();
    let starts_with_kecamatan = fold_name(clause).starts_with("kec");
    for piece in clause.replace(" dan ", ",").split(',').map(str::trim).filter(|p| !p.is_empty()) {
        let is_qualifier = !starts_with_kecamatan && fold_name(piece).starts_with("kec");
        match names.last_mut() {
            Some((_, kecamatan @ None)) if is_qualifier => *kecamatan = Some(strip_level(piece).0.to_owned()),
            _ => {
                let (name, kecamatan) = match piece.split_once('(') {
                    Some((name, inner)) => (name, Some(strip_level(inner.trim_end_matches(')').trim()).0.to_owned())),
                    None => (piece, None),
                };
                names.push((name.trim().to_owned(), kecamatan));
            }
        }
    }
    names
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
            && rest.starts_with(' ')
        {
            return (rest.trim(), Some(level));
        }
    }
    (name, None)
}

fn find(name: &str, kecamatan: Option<&str>, level: Level, wilayah: &Wilayah) -> Result<Vec<Target>, Box<Diagnostic>> {
    match fold_name(name).as_str() {
        "semua" | "semuadesadankelurahan" | "seluruhwarga" | "umum" | "semuawarga" | "semuadesakelurahan" | "seluruhdesadankelurahan" => {
            return Ok(vec![Target::Everyone]);
        }
        "semuakelurahan" | "seluruhkelurahan" => return Ok(vec![Target::Kelurahan]),
        "semuadesa" | "seluruhdesa" => return Ok(vec![Target::AllDesa]),
        _ => {}
    }
    if let Some(code) = DesaCode::parse(name) {
        return match wilayah.by_code(&code) {
            Some(_) => Ok(vec![Target::Desa(code)]),
            None => Err(Box::new(Diagnostic::error(format!("kode {code} tidak ada di daftar KIM")).remedy("periksa kodenya"))),
        };
    }
    if level != Level::Desa
        && let Some((code, _)) = wilayah.kecamatan_named(name)
        && (level == Level::Kecamatan || wilayah.named(name, kecamatan).is_empty())
    {
        return Ok(vec![Target::Kecamatan(code)]);
    }
    if level == Level::Kecamatan {
        let near = wilayah.nearest_kecamatan(name);
        return Err(Box::new(Diagnostic::error(format!("kecamatan “{name}” tidak ada")).remedy(suggestion(&near))));
    }
    match wilayah.named(name, kecamatan).as_slice() {
        [desa] => Ok(vec![Target::Desa(desa.code.clone())]),
        [] => Err(Box::new(Diagnostic::error(format!("desa “{name}” tidak ada")).remedy(suggestion(&wilayah.nearest_desa(name))))),
        several => {
            let all: Vec<String> = several.iter().map(|d| format!("{} kode {}", d.in_kecamatan(), d.code)).collect();
            Err(Box::new(
                Diagnostic::error(format!("ada {} desa bernama “{name}”", several.len()))
                    .remedy(format!("sebut kecamatannya dalam kurung: {}", all.join("; "))),
            ))
        }
    }
}

fn suggestion(near: &[String]) -> String {
    if near.is_empty() { "periksa ejaannya di daftar KIM".to_owned() } else { format!("mungkin maksudnya {}", near.join(" atau ")) }
}
