//! Where an event is, among the villages the office serves: "Balai Desa Karya Baru, Kec. Barambai".

use office::diagnostic::{Diagnostic, Found};
use office::model::wilayah::fold_name;
use office::model::{AgendaEntry, DesaCode, Wilayah};

/// The villages and kecamatan that an event's venue names.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Located {
    pub desa: Vec<DesaCode>,
    /// Codes of kecamatan: those named, and those of the villages.
    pub kecamatan: Vec<String>,
}

const DESA_WORDS: &[&str] = &["desa", "ds", "kelurahan", "kel"];
const KECAMATAN_WORDS: &[&str] = &["kecamatan", "kec"];
/// No village name of the nation has more words.
const NAME_WORDS: usize = 9;

/// Reads an event's venue. A village name that fits two villages, or none, is said; the event is then nobody's own.
pub fn locate(entry: &AgendaEntry, wilayah: &Wilayah) -> Found<Located> {
    let mut located = Located::default();
    let mut diagnostics = Vec::new();
    let Some(venue) = &entry.venue else { return Found::new(located, diagnostics) };
    let words: Vec<&str> =
        venue.split(|c: char| c.is_whitespace() || matches!(c, ',' | '(' | ')' | ';' | '/')).filter(|w| !w.is_empty()).collect();
    let follows = |table: &'static [&str]| {
        let words = &words;
        (0..words.len()).filter(move |&i| table.contains(&fold_name(words[i]).as_str())).map(move |i| i + 1)
    };
    let kecamatan: Vec<(String, String)> =
        follows(KECAMATAN_WORDS).filter_map(|at| longest(&words[at..], |name| wilayah.kecamatan_named(name))).collect();
    for code in words.iter().filter_map(|word| DesaCode::parse(word)).filter(|code| wilayah.by_code(code).is_some()) {
        located.desa.push(code);
    }
    for at in follows(DESA_WORDS) {
        let candidates = longest(&words[at..], |name| Some(wilayah.named(name, None)).filter(|found| !found.is_empty()));
        let Some(candidates) = candidates else {
            let name = words[at..].iter().take(2).copied().collect::<Vec<_>>().join(" ");
            let near = wilayah.nearest_desa(&name);
            diagnostics.push(
                Diagnostic::warning("desa di tempat acara tidak ada di daftar KIM").at(entry.place.clone()).raw(venue).remedy(
                    if near.is_empty() {
                        "periksa ejaannya; acara tetap masuk agenda pekan".to_owned()
                    } else {
                        format!("mungkin maksudnya {}", near.join(" atau "))
                    },
                ),
            );
            continue;
        };
        let inside: Vec<_> = candidates.iter().filter(|d| kecamatan.iter().any(|(code, _)| d.code.kecamatan() == code)).collect();
        match (candidates.as_slice(), inside.as_slice()) {
            (_, [one]) => located.desa.push(one.code.clone()),
            ([one], []) if kecamatan.is_empty() => located.desa.push(one.code.clone()),
            ([one], []) => diagnostics.push(
                Diagnostic::warning(format!("Desa {} ada di Kecamatan {}, bukan {}", one.name, one.kecamatan, kecamatan[0].1))
                    .at(entry.place.clone())
                    .raw(venue)
                    .remedy("betulkan nama desa atau kecamatannya"),
            ),
            (several, _) => {
                let all: Vec<String> = several.iter().map(|d| d.in_kecamatan()).collect();
                diagnostics.push(
                    Diagnostic::warning(format!("ada {} desa dengan nama itu: {}", several.len(), all.join(", ")))
                        .at(entry.place.clone())
                        .raw(venue)
                        .remedy("tambahkan kecamatannya, seperti “Desa Karya Baru, Kec. Barambai”"),
                );
            }
        }
    }
    located.kecamatan.extend(kecamatan.into_iter().map(|(code, _)| code));
    located.kecamatan.extend(located.desa.iter().map(|code| code.kecamatan().to_owned()));
    located.kecamatan.sort();
    located.kecamatan.dedup();
    located.desa.sort();
    located.desa.dedup();
    Found::new(located, diagnostics)
}

/// The finding of the longest name that these words begin with.
fn longest<T>(words: &[&str], find: impl Fn(&str) -> Option<T>) -> Option<T> {
    (1..=words.len().min(NAME_WORDS)).rev().find_map(|n| find(&words[..n].join(" ")))
}
