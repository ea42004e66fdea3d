//! The readers of an announcement, in the office's words: `semua`; `kecamatan Marabahan, Bakumpai`;
//! `desa Purwosari II (Tamban); Karya Baru, Kec. Tabunganen`; `semua kelurahan`; `desa di Kecamatan Tamban`; codes;
//! `kecuali …`.

use std::sync::LazyLock;

use regex::Regex;

use super::vocabulary::{ADDRESSED, EVERYONE};
use crate::diagnostic::{Diagnostic, Found, Place, Result};
use crate::model::wilayah::fold_name;
use crate::model::{Desa, DesaCode, DesaKind, RegionCode, Target, Wilayah};

/// The administrative unit that a word before a name says.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Unit {
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
        let fault = Diagnostic::error("tujuan.kosong", "sasaran pengumuman kosong").at(place.clone()).raw(text);
        diagnostics.push(fault.remedy("tulis misalnya “Untuk: semua”"));
    }
    Found::new((targets, excluded), diagnostics)
}

/// "se-Kecamatan Alalak", "se kabupaten".
static WHOLE: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"(?i)(?:^|\s)se[- ]?(kabupaten|kab\.?|kecamatan|kec\.?)(?:\s+(.*))?$").expect("a fixed pattern"));

fn clauses(text: &str, wilayah: &Wilayah, place: &Place, diagnostics: &mut Vec<Diagnostic>) -> Vec<Target> {
    let mut targets = Vec::new();
    // A unit that is said holds for the names after it.
    let mut unit = None;
    for clause in text.split([';', '\n']) {
        // "Camat, kepala desa dan lurah se-Kabupaten …": whoever is addressed, the paper goes to all villages there.
        let clause = match WHOLE.captures(clause) {
            Some(found) if found[1].to_lowercase().starts_with("kab") => "semua",
            Some(found) => {
                unit = Some(Unit::Kecamatan);
                found.get(2).map_or("", |names| names.as_str())
            }
            None => clause,
        };
        for (name, kecamatan) in names(clause) {
            let (name, said) = strip_unit(&name);
            unit = said.or(unit);
            match find(name, kecamatan.as_deref(), (unit, said), wilayah) {
                Ok(found) => targets.extend(found.into_iter().filter(|t| !targets.contains(t)).collect::<Vec<_>>()),
                Err(faults) => diagnostics.extend(faults.map(|fault| fault.at(place.clone()).raw(clause))),
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
            Some((_, kecamatan @ None)) if is_qualifier => *kecamatan = Some(strip_unit(piece).0.to_owned()),
            _ => {
                let (name, kecamatan) = match (piece.split_once('('), INNER.captures(piece)) {
                    (Some((name, inner)), _) => (name, Some(strip_unit(inner.trim_end_matches(')').trim()).0.to_owned())),
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
fn strip_unit(name: &str) -> (&str, Option<Unit>) {
    let words = [
        ("kecamatan", Unit::Kecamatan),
        ("kec.", Unit::Kecamatan),
        ("kec", Unit::Kecamatan),
        ("kelurahan", Unit::Desa),
        ("kel.", Unit::Desa),
        ("desa", Unit::Desa),
        ("ds.", Unit::Desa),
    ];
    let name = name.trim();
    for (word, unit) in words {
        if let Some(rest) = name.get(..word.len()).filter(|start| start.eq_ignore_ascii_case(word)).map(|_| &name[word.len()..])
            && rest.starts_with([' ', ':'])
        {
            return (rest.trim_matches([' ', ':']), Some(unit));
        }
    }
    (name, None)
}

/// The targets that a name stands for. Of the units, the first holds for the name; the second was said with it.
fn find(name: &str, kecamatan: Option<&str>, (unit, said): (Option<Unit>, Option<Unit>), wilayah: &Wilayah) -> Result<Vec<Target>> {
    let folded = fold_name(name);
    let kind = match folded.as_str() {
        "semuakelurahan" | "seluruhkelurahan" | "kelurahan" | "parakelurahan" => Some(DesaKind::Kelurahan),
        "semuadesa" | "seluruhdesa" | "desa" | "desadesa" | "paradesa" => Some(DesaKind::Desa),
        _ => None,
    };
    let is_everyone = EVERYONE.contains(&folded.as_str()) || (folded.starts_with("kabupaten") && said.is_none());
    match kecamatan {
        None if is_everyone || kind.is_some() => Ok(vec![match kind {
            None => Target::Everyone,
            Some(DesaKind::Kelurahan) => Target::Kelurahan,
            Some(_) => Target::AllDesa,
        }]),
        Some(kecamatan) if is_everyone => Ok(vec![Target::Kecamatan(kecamatan_named(kecamatan, wilayah)?)]),
        // "Desa di Kecamatan Tamban": all of that kind there.
        Some(kecamatan) if kind.is_some() => {
            let code = kecamatan_named(kecamatan, wilayah)?;
            let is_kelurahan = |kind: DesaKind| kind == DesaKind::Kelurahan;
            let is_meant = |desa: &&Desa| desa.code.is_in(&code) && is_kelurahan(desa.code.kind()) == kind.is_some_and(is_kelurahan);
            Ok(wilayah.desa.iter().filter(is_meant).map(|desa| Target::Desa(desa.code.clone())).collect())
        }
        kecamatan => named(name, kecamatan, unit, wilayah).map(|target| vec![target]),
    }
}

/// The one village or kecamatan of this name, or of this code.
fn named(name: &str, kecamatan: Option<&str>, unit: Option<Unit>, wilayah: &Wilayah) -> Result<Target> {
    if let Some(code) = DesaCode::parse(name) {
        return match wilayah.by_code(&code) {
            Some(_) => Ok(Target::Desa(code)),
            None => {
                let fault = Diagnostic::error("tujuan.kode-tidak-ada", format!("kode {code} tidak ada di daftar KIM"));
                Err(fault.remedy("periksa kodenya").into())
            }
        };
    }
    let desa = wilayah.named(name, kecamatan);
    if kecamatan.is_none() && unit != Some(Unit::Desa) {
        match (wilayah.kecamatan_named(name), unit) {
            (Some(_), None) if !desa.is_empty() => {
                let message = format!("“{name}” nama kecamatan dan juga nama desa");
                let fault = Diagnostic::error("tujuan.desa-atau-kecamatan", message);
                return Err(fault.remedy(format!("tulis “kecamatan {name}” atau “desa {name}”")).into());
            }
            (Some((code, _)), _) => return Ok(Target::Kecamatan(code)),
            (None, Some(_)) => return kecamatan_named(name, wilayah).map(Target::Kecamatan),
            (None, None) => {}
        }
    }
    match desa.as_slice() {
        [one] => Ok(Target::Desa(one.code.clone())),
        [] => {
            let whole = kecamatan.map_or(String::new(), |kecamatan| format!(" di Kecamatan {kecamatan}"));
            let fault = Diagnostic::error("tujuan.desa-tidak-ada", format!("desa “{name}”{whole} tidak ada"));
            Err(fault.remedy(suggestion(&wilayah.nearest_desa(name))).into())
        }
        several => {
            let all: Vec<String> = several.iter().map(|desa| format!("{} kode {}", desa.in_kecamatan(), desa.code)).collect();
            let is_kecamatan = wilayah.kecamatan_named(name).is_some();
            let or_kecamatan = if is_kecamatan { format!("; atau “Kecamatan {name}”") } else { String::new() };
            let fault = Diagnostic::error("tujuan.desa-senama", format!("ada {} desa bernama “{name}”", several.len()));
            Err(fault.remedy(format!("sebut kecamatannya dalam kurung: {}{or_kecamatan}", all.join("; "))).into())
        }
    }
}

fn kecamatan_named(name: &str, wilayah: &Wilayah) -> Result<RegionCode> {
    let Some((code, _)) = wilayah.kecamatan_named(name) else {
        let fault = Diagnostic::error("tujuan.kecamatan-tidak-ada", format!("kecamatan “{name}” tidak ada"));
        return Err(fault.remedy(suggestion(&wilayah.nearest_kecamatan(name))).into());
    };
    Ok(code)
}

fn suggestion(near: &[String]) -> String {
    if near.is_empty() { "periksa ejaannya di daftar KIM".to_owned() } else { format!("mungkin maksudnya {}", near.join(" atau ")) }
}
