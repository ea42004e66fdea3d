//! The readers of an announcement, in the office's words: `semua`; `kecamatan Marabahan, Bakumpai`;
//! `desa Purwosari II (Tamban); Karya Baru, Kec. Tabunganen`; `semua kelurahan`; `desa di Kecamatan Tamban`; codes;
//! `kecuali …`; the address of a letter. And the one village that a user names.

use std::sync::LazyLock;

use regex::Regex;

use super::addressed::{Piece, Unit, pieces, without_district};
use super::province::{after_village, bare_village, standard};
use super::vocabulary::EVERYONE;
use crate::diagnostic::{Diagnostic, Found, Place, Result};
use crate::model::wilayah::{fold_name, has_name};
use crate::model::{Desa, DesaCode, DesaKind, RegionCode, Target, Wilayah};

/// Targets and exclusions. A name that fits no village or several is an error that offers the nearest ones.
pub fn read(text: &str, wilayah: &Wilayah, place: &Place) -> Found<(Vec<Target>, Vec<Target>)> {
    static EXCEPT: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"(?i)\(?\b(?:kecuali|selain)\b:?").expect("a fixed pattern"));
    static FOOT: LazyLock<Regex> =
        LazyLock::new(|| Regex::new(r"(?i)[\s,;]*\bdi\s*[-–—]?\s*(?:tempat|masing-masing)\s*\.?\s*$").expect("a fixed pattern"));
    let text = FOOT.replace(text, "");
    // "Untuk kampung X": the word of the line, where no colon divides it off.
    let text = text.trim_start().strip_prefix("Untuk ").or_else(|| text.trim_start().strip_prefix("untuk ")).unwrap_or(&text);
    let (wanted, excluded) = EXCEPT.find(text).map_or((text, ""), |found| (&text[..found.start()], &text[found.end()..]));
    let excluded = if excluded.contains('(') { excluded } else { excluded.trim_end_matches([')', ' ']) };
    let mut diagnostics = Vec::new();
    let targets = clauses(wanted, wilayah, place, &mut diagnostics);
    let excluded = clauses(excluded, wilayah, place, &mut diagnostics);
    if targets.is_empty() && diagnostics.is_empty() {
        let fault = Diagnostic::error("tujuan.kosong", "sasaran pengumuman kosong").at(place.clone()).raw(text);
        diagnostics.push(fault.remedy("tulis misalnya “Untuk: semua”"));
    }
    Found::new((targets, excluded), diagnostics)
}

/// Takes out the faults of those addressees of a letter who are no place, beside places that were read: "Ketua BPN". They are given back in
/// words. A name behind a word for a village or kecamatan, or one like a place's, stays a fault, and so does one that is excluded.
pub(super) fn take_others(text: &str, found: &mut Found<(Vec<Target>, Vec<Target>)>) -> Vec<String> {
    const POLITE: [&str; 8] = ["yth", "bapak", "ibu", "bpk", "sdr", "saudara", "para", "kepada"];
    const PLACES: [&str; 6] = ["desa", "kades", "kelurahan", "lurah", "kecamatan", "camat"];
    let lower = text.to_lowercase();
    if found.value.0.is_empty() || lower.contains("kecuali") || lower.contains("selain") {
        return Vec::new();
    }
    let is_place = |raw: &str| {
        let first = standard(raw).into_iter().find(|word| !POLITE.contains(&word.as_str()) && word.chars().any(char::is_alphabetic));
        first.is_none_or(|word| PLACES.contains(&word.as_str()))
    };
    let is_other = |said: &Diagnostic| {
        matches!(said.code, "tujuan.desa-tidak-ada" | "tujuan.kecamatan-tidak-ada")
            && said.remedy.as_deref() == Some(UNLIKE)
            && said.raw.as_deref().is_some_and(|raw| !is_place(raw))
    };
    let (others, kept): (Vec<_>, Vec<_>) = std::mem::take(&mut found.diagnostics).into_iter().partition(is_other);
    found.diagnostics = kept;
    let mut raw: Vec<String> = others.into_iter().filter_map(|said| said.raw).map(|raw| raw.trim().to_owned()).collect();
    raw.dedup();
    raw
}

/// The one village that a user names: by its code, or by its name, with its kecamatan where that is said. Capitals, blanks and the word
/// before the name do not count.
///
/// # Errors
/// No village is so called, or several are: one fault, without a place, that names the nearest ones or all.
pub fn find_village<'w>(text: &str, wilayah: &'w Wilayah) -> Result<&'w Desa> {
    static BEHIND: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"(?i)^(.+?)\s*(?:\(\s*(.+?)\s*\)?|[,/]\s*(.+)|\s+di\s+(.+)|\s((?:kecamatan|kec|distrik|kapanewon|kemantren)\b.+))$")
            .expect("a fixed pattern")
    });
    if !has_name(text) {
        return Err(Diagnostic::error("tujuan.desa-tidak-ada", "nama desa kosong").remedy("sebut nama atau kode desanya").into());
    }
    if let Some(code) = codes(text).into_iter().next() {
        return wilayah.by_code(&code).ok_or_else(|| no_code(code.as_str(), wilayah).into());
    }
    let whole = of_kind(wilayah.named(text, None), text);
    if let [one] = whole.as_slice() {
        return Ok(one);
    }
    let Some(found) = BEHIND.captures(text) else { return one_village(text, None, wilayah) };
    let kecamatan = (2..=5).find_map(|group| found.get(group)).map_or("", |kecamatan| kecamatan.as_str());
    one_village(&found[1], Some(without_district(kecamatan)), wilayah)
}

/// The targets in words: `Kecamatan Kaliorang; Desa Bumi Rapak (Kaubun)`.
pub(super) fn words(targets: &[Target], wilayah: &Wilayah) -> String {
    const NAMED: usize = 6;
    let word = |target: &Target| match target {
        Target::Everyone => "semua desa dan kelurahan".to_owned(),
        Target::AllDesa => "semua desa".to_owned(),
        Target::Kelurahan => "semua kelurahan".to_owned(),
        Target::Kecamatan(code) => {
            let inside = wilayah.desa.iter().find(|desa| desa.code.is_in(code));
            inside.map_or_else(|| code.as_str().to_owned(), Desa::district)
        }
        Target::Desa(code) => {
            wilayah.by_code(code).map_or_else(|| code.to_string(), |desa| format!("{} ({})", desa.title(), desa.kecamatan))
        }
    };
    let mut named: Vec<String> = targets.iter().take(NAMED).map(word).collect();
    if targets.len() > NAMED {
        named.push(format!("dan {} lagi", targets.len() - NAMED));
    }
    named.join("; ")
}

/// The remedy where no name is like the one that was written.
pub(super) const UNLIKE: &str = "periksa ejaannya di daftar KIM";

/// "se-Kecamatan Alalak", "se kabupaten".
static WHOLE: LazyLock<Regex> = LazyLock::new(|| {
    let units = r"kabupaten|kab\.?|kota|kecamatan|kec\.?|distrik|kapanewon|kemantren";
    Regex::new(&format!(r"(?i)(?:^|\s)se[- ]?({units})\b\.?(?:\s+(.*))?$")).expect("a fixed pattern")
});

fn clauses(text: &str, wilayah: &Wilayah, place: &Place, diagnostics: &mut Vec<Diagnostic>) -> Vec<Target> {
    let mut targets: Vec<Target> = Vec::new();
    // A unit that is said holds for the names after it.
    let mut unit = None;
    for clause in text.split([';', '\n']) {
        // "Camat, kepala desa dan lurah se-Kabupaten …": whoever is addressed, the paper goes to all villages there.
        let meant = match WHOLE.captures(clause) {
            Some(found) if found[1].to_lowercase().starts_with("ka") || found[1].eq_ignore_ascii_case("kota") => "semua",
            Some(found) => {
                unit = Some(Unit::Kecamatan);
                found.get(2).map_or("", |names| names.as_str())
            }
            None => clause,
        };
        let found = of_heads(meant).map(|target| vec![target]);
        let found = found.map_or_else(|| of_pieces(meant, &mut unit, wilayah), |targets| vec![Ok(targets)]);
        for found in found {
            match found {
                Ok(found) => found.into_iter().for_each(|target| {
                    if !targets.contains(&target) {
                        targets.push(target);
                    }
                }),
                Err(faults) => diagnostics.extend(faults.map(|fault| fault.at(place.clone()).raw(clause))),
            }
        }
    }
    targets
}

/// The readers of a letter to all who head something: "Seluruh Kepala Desa dan Lurah", "Para Camat".
fn of_heads(text: &str) -> Option<Target> {
    const FILLERS: [&str; 14] = [
        "yth", "bapak", "ibu", "bpk", "bapakibu", "sdr", "saudara", "para", "seluruh", "semua", "segenap", "kepada", "sekalian", "beserta",
    ];
    let mut words = standard(text);
    words.retain(|word| !FILLERS.contains(&word.as_str()));
    let has = |names: &[&str]| words.iter().any(|word| names.contains(&word.as_str()));
    let is_heads = words.iter().all(|word| matches!(word.as_str(), "kades" | "lurah" | "camat" | "desa" | "kelurahan"));
    if !is_heads || !has(&["kades", "lurah", "camat"]) {
        return None;
    }
    Some(match (has(&["camat"]), has(&["kades", "desa"]), has(&["lurah", "kelurahan"])) {
        (false, true, false) => Target::AllDesa,
        (false, false, true) => Target::Kelurahan,
        _ => Target::Everyone,
    })
}

/// The targets of each name of a clause.
fn of_pieces(clause: &str, unit: &mut Option<Unit>, wilayah: &Wilayah) -> Vec<Result<Vec<Target>>> {
    let all = pieces(clause, wilayah);
    let mut found = Vec::new();
    for (at, piece) in all.iter().enumerate() {
        *unit = piece.unit.or(*unit);
        // "Desa Karya Baru dan Tamban, Kec. Barambai": what is said of the last helps where a name is another kecamatan's too.
        let behind = || {
            let later = all[at + 1..].iter().filter_map(|later| later.kecamatan.as_deref());
            let is_village = piece.kecamatan.is_none() && piece.unit.or(*unit) != Some(Unit::Kecamatan);
            later
                .filter(|_| is_village && wilayah.named(&piece.name, None).len() > 1)
                .find(|k| wilayah.named(&piece.name, Some(k)).len() == 1)
        };
        let kecamatan = piece.kecamatan.as_deref().or_else(behind);
        found.push(find(piece, kecamatan, *unit, wilayah));
    }
    found
}

/// "Semua kampung dan kelurahan": in the words of any province.
pub(super) fn is_everyone(text: &str) -> bool {
    [fold_name(text), standard(text).concat()].iter().any(|folded| EVERYONE.contains(&folded.as_str()))
}

/// The targets that a name stands for; `unit` was said with it or before it.
fn find(piece: &Piece, kecamatan: Option<&str>, unit: Option<Unit>, wilayah: &Wilayah) -> Result<Vec<Target>> {
    let named_codes = codes(&piece.name);
    if !named_codes.is_empty() {
        let known = |code: DesaCode| {
            wilayah.by_code(&code).map(|_| Target::Desa(code.clone())).ok_or_else(|| no_code(code.as_str(), wilayah).into())
        };
        return named_codes.into_iter().map(known).collect();
    }
    if let Some(code) = region_code(&piece.name) {
        let is_known = wilayah.desa.iter().any(|desa| desa.code.is_in(&code));
        return if is_known { Ok(vec![Target::Kecamatan(code)]) } else { Err(no_code(code.as_str(), wilayah).into()) };
    }
    let kind = match standard(&piece.name).concat().as_str() {
        "semuakelurahan" | "seluruhkelurahan" | "kelurahan" | "parakelurahan" => Some(DesaKind::Kelurahan),
        "semuadesa" | "seluruhdesa" | "desa" | "desadesa" | "paradesa" => Some(DesaKind::Desa),
        _ => None,
    };
    let is_region = fold_name(&piece.name).starts_with("kabupaten") && piece.unit.is_none();
    let is_everyone = is_everyone(&piece.name) || is_region;
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
        kecamatan => named(piece, kecamatan, unit, wilayah).map(|target| vec![target]),
    }
}

/// The codes of villages that stand in a text: `kode 63.04.02.2001`, `6304022001 Sungai Telan`.
pub(super) fn codes(text: &str) -> Vec<DesaCode> {
    static CODE: LazyLock<Regex> =
        LazyLock::new(|| Regex::new(r"\b\d{2}[.\- ]?\d{2}[.\- ]?\d{2}[.\- ]?\d{4}(?:\.0)?\b").expect("a fixed pattern"));
    CODE.find_iter(text).filter_map(|found| DesaCode::parse(found.as_str())).collect()
}

/// The code of a kecamatan: `kode 64.08.06`.
fn region_code(text: &str) -> Option<RegionCode> {
    let last = text.split([' ', ':']).next_back()?;
    let is_only =
        standard(text).iter().all(|word| matches!(word.as_str(), "kode" | "kecamatan") || word.bytes().all(|b| b.is_ascii_digit()));
    RegionCode::parse(last).filter(|code| is_only && code.as_str().len() == "64.08.06".len())
}

/// The one village or kecamatan of this name.
fn named(piece: &Piece, kecamatan: Option<&str>, unit: Option<Unit>, wilayah: &Wilayah) -> Result<Target> {
    let name = piece.name.as_str();
    let desa = called(name, kecamatan, wilayah);
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
    match of_kind(desa, &piece.written).as_slice() {
        [one] => Ok(Target::Desa(one.code.clone())),
        several => Err(not_one(name, kecamatan, several, true, wilayah).into()),
    }
}

/// The villages of a name; where there are none, those whose name in the registry begins with the word for a village and goes on with it:
/// "Koto Baru" is the "Nagari Koto Baru" of an office of Desa.
fn called<'w>(name: &str, kecamatan: Option<&str>, wilayah: &'w Wilayah) -> Vec<&'w Desa> {
    let found = wilayah.named(name, kecamatan);
    if !found.is_empty() {
        return found;
    }
    let (name, kecamatan) = (fold_name(name), kecamatan.map(fold_name));
    let is_there = |desa: &&Desa| kecamatan.as_ref().is_none_or(|kecamatan| fold_name(&desa.kecamatan) == *kecamatan);
    let is_called = |desa: &&Desa| after_village(&desa.name).is_some_and(|(_, rest)| fold_name(rest) == name);
    wilayah.desa.iter().filter(is_there).filter(is_called).collect()
}

/// The one village of a name, which may have its word before it.
fn one_village<'w>(written: &str, kecamatan: Option<&str>, wilayah: &'w Wilayah) -> Result<&'w Desa> {
    let name = bare_village(written, wilayah).unwrap_or_else(|| written.trim());
    match of_kind(called(name, kecamatan, wilayah), written).as_slice() {
        [one] => Ok(one),
        several => Err(not_one(name, kecamatan, several, false, wilayah).into()),
    }
}

/// Of villages of one name those of the kind that is written before it, where both a desa and a kelurahan are among them.
fn of_kind<'w>(found: Vec<&'w Desa>, written: &str) -> Vec<&'w Desa> {
    if found.len() < 2 {
        return found;
    }
    let is_kelurahan = |desa: &&Desa| desa.code.kind() == DesaKind::Kelurahan;
    let first = standard(written).into_iter().next();
    let (kelurahan, desa): (Vec<&Desa>, Vec<&Desa>) = found.iter().copied().partition(is_kelurahan);
    match first.as_deref() {
        Some("kelurahan" | "lurah") if !kelurahan.is_empty() => kelurahan,
        Some("desa" | "kades") if !desa.is_empty() => desa,
        _ => found,
    }
}

/// The fault of a name that no village has, or several. `or_kecamatan`: a kecamatan may be meant as well.
fn not_one(name: &str, kecamatan: Option<&str>, several: &[&Desa], or_kecamatan: bool, wilayah: &Wilayah) -> Diagnostic {
    if several.is_empty() {
        let whole = kecamatan.map_or(String::new(), |kecamatan| format!(" di Kecamatan {kecamatan}"));
        let fault = Diagnostic::error("tujuan.desa-tidak-ada", format!("desa “{name}”{whole} tidak ada"));
        return fault.remedy(suggestion(&wilayah.nearest_desa(name)));
    }
    let all: Vec<String> = several.iter().map(|desa| format!("{} kode {}", desa.in_kecamatan(), desa.code)).collect();
    let is_kecamatan = or_kecamatan && wilayah.kecamatan_named(name).is_some();
    let or_kecamatan = if is_kecamatan { format!("; atau “Kecamatan {name}”") } else { String::new() };
    let fault = Diagnostic::error("tujuan.desa-senama", format!("ada {} desa bernama “{name}”", several.len()));
    fault.remedy(format!("sebut kecamatannya dalam kurung: {}{or_kecamatan}", all.join("; ")))
}

/// The fault of a code that no village here has, with codes that some have.
fn no_code(code: &str, wilayah: &Wilayah) -> Diagnostic {
    const NAMED: usize = 3;
    let group = code.get(.."64.08.06".len()).unwrap_or(code);
    let inside: Vec<&Desa> = wilayah.desa.iter().filter(|desa| desa.code.as_str().starts_with(group)).take(NAMED).collect();
    let examples = if inside.is_empty() { wilayah.desa.iter().take(1).collect() } else { inside };
    let examples: Vec<String> = examples.iter().map(|desa| format!("{} ({})", desa.code, desa.name)).collect();
    let like = if examples.is_empty() { String::new() } else { format!(", seperti {}", examples.join(", ")) };
    let fault = Diagnostic::error("tujuan.kode-tidak-ada", format!("kode {code} tidak ada di daftar KIM"));
    fault.remedy(format!("tulis kode yang ada di kim.xlsx{like}"))
}

fn kecamatan_named(name: &str, wilayah: &Wilayah) -> Result<RegionCode> {
    let Some((code, _)) = wilayah.kecamatan_named(name) else {
        let fault = Diagnostic::error("tujuan.kecamatan-tidak-ada", format!("kecamatan “{name}” tidak ada"));
        return Err(fault.remedy(suggestion(&wilayah.nearest_kecamatan(name))).into());
    };
    Ok(code)
}

fn suggestion(near: &[String]) -> String {
    if near.is_empty() { UNLIKE.to_owned() } else { format!("mungkin maksudnya {}", near.join(" atau ")) }
}
