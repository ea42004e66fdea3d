//! Villages and kecamatan by the names on their bundles, as the ledger has them: none of the office's files is needed, and a village that
//! is in none of them any more still has its name.

use office::diagnostic::{self, Diagnostic};
use office::intake::target::find_village;
use office::model::wilayah::fold_name;
use office::model::{Desa, DesaCode, Designation, RegionCode, Wilayah};
use post::ledger::{Ledger, LedgerError, Named, Receipt};

/// There is no bundle for a village of this name or code.
pub(super) const UNKNOWN: &str = "terima.desa-tanpa-bundel";

/// The codes by which [`find_village`] says so.
const ABSENT: [&str; 2] = ["tujuan.kode-tidak-ada", "tujuan.desa-tidak-ada"];

/// The villages on record, by their names.
pub(super) struct Names {
    wilayah: Wilayah,
    /// Each kecamatan once, in the order of their codes.
    kecamatan: Vec<Kecamatan>,
}

/// A kecamatan on record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Kecamatan {
    pub code: RegionCode,
    pub name: String,
}

impl Names {
    /// Of all villages that ever got a bundle; of one kecamatan alone, where it is given.
    ///
    /// # Errors
    /// The ledger cannot be read.
    pub(super) async fn read(ledger: &Ledger, kecamatan: Option<&RegionCode>) -> Result<Self, LedgerError> {
        let mut all = ledger.names().await?;
        all.retain(|named| kecamatan.is_none_or(|kecamatan| named.desa.is_in(kecamatan)));
        Ok(Self::new(all.into_iter().map(desa).collect()))
    }

    /// Of the villages of these bundles.
    pub(super) fn of_receipts(receipts: &[Receipt]) -> Self {
        let named = receipts.iter().map(|receipt| Named {
            desa: receipt.desa.clone(),
            title: receipt.title.clone().unwrap_or_default(),
            kecamatan: receipt.kecamatan.clone().unwrap_or_default(),
        });
        let mut all: Vec<Desa> = named.map(desa).collect();
        all.sort_by(|one, other| one.code.cmp(&other.code));
        all.dedup_by(|one, before| one.code == before.code);
        Self::new(all)
    }

    fn new(all: Vec<Desa>) -> Self {
        let in_order = all.iter().map(|desa| Kecamatan { code: desa.code.kecamatan(), name: desa.kecamatan.clone() });
        let mut kecamatan: Vec<Kecamatan> = in_order.collect();
        kecamatan.dedup_by(|one, before| one.code == before.code);
        Names { kecamatan, wilayah: Wilayah::new(all) }
    }

    /// The village of this code or name, as typed.
    ///
    /// # Errors
    /// There is none on record, or there are several of this name.
    pub(super) fn village(&self, typed: &str) -> diagnostic::Result<DesaCode> {
        let found = find_village(typed, &self.wilayah).map(|desa| desa.code.clone());
        found.map_err(|faults| faults.map(|fault| if ABSENT.contains(&fault.code) { without_bundle(typed, fault) } else { fault }))
    }

    /// Words of a command line, of which those that are one village's name together are joined: the longest name first.
    pub(super) fn joined(&self, words: Vec<String>) -> Vec<String> {
        const WORDS_OF_A_NAME: usize = 6;
        let is_word = |typed: &&String| typed.chars().all(char::is_alphabetic);
        let is_known = |name: &str| self.village(name).map_or_else(|faults| faults.iter().all(|fault| fault.code != UNKNOWN), |_| true);
        let (mut all, mut rest) = (Vec::new(), words.as_slice());
        while let Some(first) = rest.first() {
            let run = rest.iter().take(WORDS_OF_A_NAME).take_while(is_word).count();
            let named = (2..=run).rev().map(|many| (many, rest[..many].join(" "))).find(|(_, name)| is_known(name));
            let (many, name) = named.unwrap_or_else(|| (1, first.clone()));
            all.push(name);
            rest = &rest[many..];
        }
        all
    }

    /// The kecamatan that a text says to be one, by the word before its name, or by its code.
    pub(super) fn said_kecamatan(&self, typed: &str) -> Option<&Kecamatan> {
        let is_said = name_of_kecamatan(typed) != fold_name(typed) || typed.chars().all(|c| c.is_ascii_digit() || matches!(c, '.' | ' '));
        self.kecamatan(typed).ok().filter(|_| is_said)
    }

    /// The kecamatan of this code or name, as typed.
    ///
    /// # Errors
    /// There is none on record, or there are several of this name.
    pub(super) fn kecamatan(&self, typed: &str) -> diagnostic::Result<&Kecamatan> {
        let digits: String = typed.chars().filter(char::is_ascii_digit).collect();
        let name = name_of_kecamatan(typed);
        let is_meant = |one: &&Kecamatan| if digits.is_empty() { fold_name(&one.name) == name } else { one.code.digits() == digits };
        let found: Vec<&Kecamatan> = self.kecamatan.iter().filter(is_meant).collect();
        let all = |some: &[&Kecamatan]| some.iter().map(|one| format!("{} ({})", one.code, one.name)).collect::<Vec<_>>();
        match found.as_slice() {
            [one] => Ok(one),
            [] => {
                let message = format!("tidak ada bundel untuk “{}” di buku pengiriman", typed.trim());
                let first = |text: &str| text.chars().next();
                let (mut like, others): (Vec<_>, Vec<_>) =
                    self.kecamatan.iter().partition(|one| first(&fold_name(&one.name)) == first(&name));
                like.extend(others);
                like.truncate(3);
                let remedy = match all(&like).as_slice() {
                    [] => "terbitkan dahulu edisinya: `warta jalankan`".to_owned(),
                    some => format!("tulis kode atau namanya seperti di atas lembar ekspedisi, misalnya {}", some.join(", ")),
                };
                Err(Diagnostic::error("terima.kecamatan-tidak-ada", message).remedy(remedy).into())
            }
            several => {
                let message = format!("ada {} kecamatan bernama “{}”", several.len(), typed.trim());
                let remedy = format!("tulis kodenya: {}", all(several).join(" atau "));
                Err(Diagnostic::error("terima.kecamatan-senama", message).remedy(remedy).into())
            }
        }
    }
}

/// A village that is not on record; the names that are like its stay in the remedy.
fn without_bundle(typed: &str, fault: Diagnostic) -> Diagnostic {
    let message = format!("tidak ada bundel untuk desa “{}” di buku pengiriman", typed.trim());
    let like = fault.remedy.filter(|remedy| remedy.starts_with("mungkin"));
    let remedy = like.unwrap_or_else(|| "periksa ejaannya, atau tulis kode desanya: keduanya ada di laporan.xlsx".to_owned());
    Diagnostic::error(UNKNOWN, message).remedy(remedy)
}

/// A village by its name alone, without the word before it.
fn desa(named: Named) -> Desa {
    let Named { desa: code, title, kecamatan } = named;
    let usual = Designation::usual(code.kind());
    let (word, name) = match title.strip_prefix(usual.village.as_str()).filter(|rest| rest.starts_with(' ')) {
        Some(rest) => (usual.village.as_str(), rest.trim()),
        // A province's own word is one word.
        None => title.split_once(' ').unwrap_or(("", title.as_str())),
    };
    let is_usual = word.is_empty() || word == usual.village;
    let designation = if is_usual { usual.clone() } else { Designation { village: word.to_owned(), ..(*usual).clone() }.into() };
    Desa { name: name.to_owned(), designation, ..Desa::new(code, "", kecamatan) }
}

/// A kecamatan's name as it is compared, without the word before it: `Kec. Barambai` and `Distrik Barambai` are `Barambai`.
fn name_of_kecamatan(typed: &str) -> String {
    const WORDS: [&str; 5] = ["kecamatan", "kec", "distrik", "kapanewon", "kemantren"];
    let is_word = |first: &str| WORDS.contains(&fold_name(first).as_str());
    match typed.trim().split_once([' ', '.', ':']) {
        Some((first, rest)) if is_word(first) => fold_name(rest),
        _ => fold_name(typed),
    }
}
