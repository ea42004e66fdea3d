//! Faults that show only when rows of the registry are compared.

use std::collections::hash_map::Entry;
use std::collections::{BTreeMap, HashMap};

use crate::diagnostic::{Diagnostic, Place};
use crate::model::wilayah::fold_name;
use crate::model::{RegionCode, Village};

/// Rows whose kecamatan name is not that of the most rows with the same kecamatan code, or whose code is not that of the most rows with the
/// same name.
pub(super) fn kecamatan(villages: &[Village]) -> Vec<Diagnostic> {
    let mut names: BTreeMap<RegionCode, BTreeMap<&str, usize>> = BTreeMap::new();
    let mut codes: BTreeMap<String, BTreeMap<RegionCode, usize>> = BTreeMap::new();
    for village in villages {
        let (code, name) = (village.desa.code.kecamatan(), village.desa.kecamatan.as_str());
        *names.entry(code.clone()).or_default().entry(name).or_default() += 1;
        *codes.entry(fold_name(name)).or_default().entry(code).or_default() += 1;
    }
    let fault = |village: &Village| {
        let (code, name) = (village.desa.code.kecamatan(), village.desa.kecamatan.as_str());
        let usual_name = names.get(&code).and_then(|counts| usual(counts, &name));
        let usual_code = codes.get(&fold_name(name)).and_then(|counts| usual(counts, &code));
        let remedy = match (usual_name, usual_code) {
            // The same name, written otherwise.
            (Some(usual), _) if fold_name(usual) == fold_name(name) => return None,
            (Some(usual), _) => format!("kecamatan dengan kode {code} adalah {usual}"),
            (None, Some(usual)) => format!("kode {} adalah {usual}", village.desa.district()),
            (None, None) => return None,
        };
        let message = format!("kecamatan “{name}” tidak cocok dengan kode {}", village.desa.code);
        let fault = Diagnostic::error("kim.kecamatan-tidak-cocok", message)
            .alike(format!("kecamatan “{name}” tidak cocok dengan kode desanya"))
            .at(village.place.clone())
            .raw(&village.desa.name);
        Some(fault.remedy(remedy).for_desa(village.desa.code.as_str()))
    };
    villages.iter().filter_map(fault).collect()
}

/// The value that most rows have, where they are more than have this one.
fn usual<'a, T: Ord>(counts: &'a BTreeMap<T, usize>, own: &T) -> Option<&'a T> {
    let (usual, count) = counts.iter().max_by_key(|(_, count)| **count)?;
    (usual != own && count > counts.get(own)?).then_some(usual)
}

/// The column of the KIM's names, as far as a sheet has one.
#[derive(Debug)]
pub(super) enum KimColumn {
    Named(Place),
    /// A heading that speaks of a KIM, and is read as something else or not at all.
    Like(Place, String),
    Missing(Place),
}

/// A warning where no village has a KIM: a few may lack one, a whole kabupaten hardly does.
pub(super) fn without_kim(villages: &[Village], column: Option<&KimColumn>) -> Option<Diagnostic> {
    const FEW: usize = 5;
    if villages.len() < FEW || villages.iter().any(|village| village.kim.is_some()) {
        return None;
    }
    let is_reached = villages.iter().any(|village| !village.address.emails.is_empty() || village.address.whatsapp.is_some());
    let lacking = if is_reached { "nama KIM" } else { "nama KIM, surel dan nomor WA" };
    let message = format!("{lacking} kosong di semua {} desa, jadi semua dianggap belum punya KIM", villages.len());
    let (place, remedy) = match column? {
        KimColumn::Named(place) => (place, "isi kolom “KIM” di baris desa yang punya KIM".to_owned()),
        KimColumn::Like(place, heading) => {
            let remedy = "tambahkan kolom “KIM” dan isi nama KIM-nya; bila nama itu sudah ada di kolom";
            (place, format!("{remedy} “{heading}”, ganti judulnya menjadi “KIM”"))
        }
        KimColumn::Missing(place) => (place, "tambahkan kolom “KIM” dan isi nama KIM-nya".to_owned()),
    };
    Some(Diagnostic::warning("kim.semua-tanpa-kim", message).at(place.clone()).remedy(remedy))
}

/// Villages of one name in one kecamatan: no name addresses either.
pub(super) fn names(villages: &[Village]) -> Vec<Diagnostic> {
    let mut first: HashMap<(RegionCode, String), &Village> = HashMap::new();
    let mut said = Vec::new();
    for village in villages {
        let code = &village.desa.code;
        match first.entry((code.kecamatan(), fold_name(&village.desa.name))) {
            Entry::Vacant(name) => {
                name.insert(village);
            }
            Entry::Occupied(other) => {
                let message = format!("nama {} sudah ada di {}", village.desa.in_kecamatan(), other.get().place);
                let warning = Diagnostic::warning("kim.nama-ganda", message)
                    .alike("ada desa senama di satu kecamatan")
                    .at(village.place.clone())
                    .raw(code.as_str());
                said.push(warning.remedy("betulkan nama atau kodenya, bila ini desa yang sama").for_desa(code.as_str()));
            }
        }
    }
    said
}
