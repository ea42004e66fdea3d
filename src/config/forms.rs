//! The settings of blank forms, `[formulir]` and `[jawaban]`, and the forms of an office's own, `[[formulir.lain]]`: whatever is wrong with
//! them.

use super::Config;
use office::diagnostic::{Diagnostic, Place};
use office::folder::{CONFIG, Folder};
use press::plan::settings::{AnswerDays, FormSettings, OwnForm};
use press::typeset::kinds::is_built_in;

/// Blank forms of a kind that a village may get.
const MOST: u32 = 50;

/// The longest title: it stands in one line, in large type.
const TITLE: usize = 30;

/// The lines on which the tables of the office's own forms begin, in their order.
pub(super) fn places(text: &str) -> Vec<Place> {
    let begins = |line: &str| {
        let inner = line.trim_start().strip_prefix("[[").and_then(|rest| rest.split_once("]]")).map(|(inner, _)| inner);
        inner.is_some_and(|inner| inner.split('.').map(str::trim).eq(["formulir", "lain"]))
    };
    (1..).zip(text.lines()).filter(|(_, line)| begins(line)).map(|(number, _)| Place::line(CONFIG, number)).collect()
}

/// The place of one of them.
fn place(places: &[Place], at: usize) -> Place {
    places.get(at).cloned().unwrap_or_else(|| Place::file(CONFIG))
}

/// The keys whose values are of the right type and yet make no sense, each with a remedy.
pub(super) fn unusable(forms: &FormSettings, answers: &AnswerDays) -> impl Iterator<Item = (&'static str, &'static str)> {
    let is_longer = |text: &str, most: usize| text.chars().count() > most;
    let rules = [
        ([forms.activity, forms.complaint, forms.confidential].iter().any(|n| *n > MOST), "formulir", "isi angka 0 sampai 50"),
        (!(1..=60).contains(&forms.activity_days), "kegiatan_hari", "isi angka 1 sampai 60"),
        (
            forms.kept.trim().is_empty() || is_longer(&forms.kept, 120),
            "masa_simpan",
            "tulis berapa lama isi pengaduan disimpan, paling panjang 120 huruf; atau hapus barisnya",
        ),
        (
            [&answers.information_name, &answers.plain_name, &answers.field_name].into_iter().any(|name| is_longer(name, 40)),
            "istilah_informasi, istilah_biasa, istilah_lapangan",
            "isi paling panjang 40 huruf, atau kosongkan dengan \"\"",
        ),
    ];
    rules.into_iter().filter(|(bad, ..)| *bad).map(|(_, key, remedy)| (key, remedy))
}

/// The values of an own form's keys that are of the right type and yet make no sense, each with a remedy.
fn unusable_own(form: &OwnForm) -> impl Iterator<Item = (&'static str, &'static str)> {
    let title = form.title.trim();
    let is_name = |name: &str| {
        let rest = name.strip_prefix("formulir-").filter(|rest| !rest.is_empty());
        rest.is_some_and(|rest| rest.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-'))
    };
    let rules = [
        (title.is_empty() || title.chars().count() > TITLE, "judul", "isi judul yang dicetak di atas formulir, paling panjang 30 huruf"),
        (
            !is_name(&form.layout),
            "tata_letak",
            "tulis nama berkasnya di tata-letak/ tanpa “.typ”: diawali “formulir-”, lalu huruf kecil, angka atau tanda hubung, seperti “formulir-sensus”",
        ),
        (is_built_in(&form.layout), "tata_letak", "nama itu milik tata letak bawaan; pilih nama lain, seperti “formulir-sensus”"),
        (form.count > MOST, "banyak", "isi angka 0 sampai 50"),
    ];
    rules.into_iter().filter(|(bad, ..)| *bad).map(|(_, key, remedy)| (key, remedy))
}

impl Config {
    /// The faults of the office's own forms.
    pub(super) fn own_form_faults(&self, places: &[Place]) -> Vec<Diagnostic> {
        let mut faults = Vec::new();
        for (at, form) in self.forms.own.iter().enumerate() {
            faults.extend(unusable_own(form).map(|(key, remedy)| {
                let message = format!("nilai “{key}” tidak dapat dipakai");
                Diagnostic::error("setelan.nilai-tidak-dapat-dipakai", message).at(place(places, at)).remedy(remedy)
            }));
            if let Some(first) = self.forms.own[..at].iter().find(|first| first.letters == form.letters) {
                let message = format!("huruf “{}” dipakai dua formulir, “{}” dan “{}”", form.letters, first.title, form.title);
                let fault = Diagnostic::error("setelan.huruf-formulir-ganda", message).at(place(places, at));
                faults.push(fault.remedy("beri salah satunya tiga huruf lain: huruf itu membedakan nomor formulirnya"));
            }
        }
        faults
    }

    /// The faults of forms of the office's own that villages are to get and whose layouts are not in `tata-letak/`.
    pub fn missing_layouts(&self, is_there: impl Fn(&str) -> bool) -> Vec<Diagnostic> {
        let forms = self.forms.own.iter().enumerate().filter(|(_, form)| form.count > 0 && !is_there(&form.layout));
        let missing = forms.map(|(at, form)| {
            let file = Folder::own_layout_name(&form.layout);
            let message = format!("{file}, tata letak “{}”, tidak ada", form.title);
            let fault = Diagnostic::error("tata-letak.tidak-ada", message).at(place(&self.own_form_places, at));
            fault.remedy("taruh berkas itu di sana, betulkan “tata_letak”, atau isi banyak = 0 selama belum ada")
        });
        missing.collect()
    }
}
