//! A village's mail addresses, WhatsApp number and channels, as its row has them.

use std::collections::HashSet;

use super::Column;
use super::row::{VillageRow, is_none_said};
use crate::diagnostic::Diagnostic;
use crate::intake::limits;
use crate::model::Attachment;
use crate::model::wilayah::{fold_name, has_name};

impl VillageRow<'_> {
    pub(super) fn emails(&mut self) -> Vec<String> {
        let Some(text) = self.row.text(Column::Email).filter(|text| !is_none_said(text)) else { return Vec::new() };
        let pieces = text.split(|c: char| c.is_whitespace() || matches!(c, ',' | ';' | '/' | '|' | '<' | '>' | '(' | ')'));
        let candidates = pieces.map(|piece| piece.trim_start_matches("mailto:").trim_end_matches('.')).filter(|piece| piece.contains('@'));
        let (good, mut bad): (Vec<&str>, Vec<&str>) = candidates.partition(|address| looks_like_email(address));
        if good.is_empty() && bad.is_empty() {
            bad.push(&text);
        }
        for bad in bad {
            let warning = Diagnostic::warning("kim.surel-salah", "alamat surel tidak benar, jadi tidak dipakai").raw(bad);
            self.say(Column::Email, warning.remedy("tulis seperti nama@contoh.id"));
        }
        let mut known = HashSet::new();
        let once = good.into_iter().filter(|address| known.insert(address.to_ascii_lowercase())).map(str::to_owned).collect();
        self.few(Column::Email, "alamat surel", once)
    }

    pub(super) fn attachment(&mut self) -> Attachment {
        match self.row.text(Column::Attachment).map(|text| fold_name(&text)).as_deref() {
            None | Some("pdf" | "berkaspdf") => Attachment::Pdf,
            Some("zip" | "berkaszip" | "bundel" | "paket") => Attachment::Zip,
            Some(other) => {
                let message = "bentuk lampiran tidak dikenal, jadi dikirim sebagai PDF";
                let warning = Diagnostic::warning("kim.lampiran-tidak-dikenal", message).raw(other);
                self.say(Column::Attachment, warning.remedy("isi PDF atau zip, atau kosongkan"));
                Attachment::Pdf
            }
        }
    }

    /// `5`, `5 MB`, `0,5` → bytes; a megabyte is 10⁶ bytes, as mail providers count.
    pub(super) fn max_mail(&mut self) -> Option<u64> {
        let text = self.row.text(Column::MaxMegabytes)?;
        let number = text.to_lowercase().trim_end_matches("mb").trim().replace(',', ".").parse::<f64>();
        let megabytes = number.ok().filter(|n| (0.01..=1000.0).contains(n));
        if megabytes.is_none() {
            let message = "batas ukuran surel tidak terbaca, jadi dipakai batas salurannya";
            let warning = Diagnostic::warning("kim.batas-surel-tidak-terbaca", message).raw(&text);
            self.say(Column::MaxMegabytes, warning.remedy("isi banyaknya megabita, seperti 5 atau 0,5"));
        }
        megabytes.map(|n| (n * 1e6) as u64)
    }

    /// `0812-3456-7890`, `+62 812…` → `62812…`, as links to WhatsApp want it.
    pub(super) fn whatsapp(&mut self) -> Option<String> {
        let text = self.row.text(Column::WhatsApp).filter(|text| !is_none_said(text))?;
        // Of several numbers the first.
        let first = text.split(['/', ',', ';']).next().unwrap_or_default();
        let digits: String = first.chars().filter(char::is_ascii_digit).collect();
        let number = match digits.strip_prefix('0') {
            Some(rest) => format!("62{rest}"),
            // A spreadsheet eats the first zero.
            None if digits.starts_with('8') => format!("62{digits}"),
            None => digits,
        };
        let is_mobile = number.starts_with("628") && (11..=15).contains(&number.len());
        if !is_mobile {
            let warning = Diagnostic::warning("kim.wa-tidak-terbaca", "nomor WA tidak terbaca, jadi tautannya tanpa nomor").raw(&text);
            self.say(Column::WhatsApp, warning.remedy("tulis seperti 0812 3456 7890"));
        }
        is_mobile.then_some(number)
    }

    /// The channels as they are typed, each as far as a sign or word divides them: what they stand for, only the settings tell.
    pub(super) fn channels(&mut self) -> Vec<String> {
        let said = self.row.text(Column::Channel).filter(|text| !is_none_said(text)).unwrap_or_default();
        let channels = self.few(Column::Channel, "saluran", split_list(&said));
        if channels.iter().any(|channel| channel.len() > limits::NAME_CHARS) {
            let fault = Diagnostic::error("kim.saluran-terlalu-panjang", "nama saluran terlalu panjang").raw(&said);
            self.say(Column::Channel, fault.remedy("tulis nama saluran di warta.toml saja, dipisah koma"));
            return Vec::new();
        }
        channels
    }

    /// As many of a list as one village may have; a longer one is a slip, which is said.
    fn few(&mut self, column: Column, meaning: &str, mut list: Vec<String>) -> Vec<String> {
        if list.len() > limits::LISTED {
            let fault = Diagnostic::error("kim.daftar-terlalu-panjang", format!("{meaning} lebih dari {}", limits::LISTED));
            self.say(column, fault.remedy("tulis yang dipakai saja"));
            list.truncate(limits::LISTED);
        }
        list
    }
}

fn split_list(text: &str) -> Vec<String> {
    let divided = [" dan ", " lalu ", " kemudian ", " atau "].iter().fold(text.to_owned(), |text, word| text.replace(word, ","));
    let pieces = divided.split([',', ';', '→', '>', '|', '+', '&']);
    pieces.map(|part| part.trim().to_owned()).filter(|part| has_name(part)).collect()
}

/// The form of an address: no more can be known without sending.
fn looks_like_email(address: &str) -> bool {
    let is_plain = address.chars().all(|c| c.is_ascii_graphic() && !matches!(c, '(' | ')' | '<' | '>' | '"' | ',' | ';' | ':' | '\\'));
    is_plain
        && address.split_once('@').is_some_and(|(user, host)| {
            let labels_are_good = host.split('.').all(|label| {
                !label.is_empty()
                    && !label.starts_with('-')
                    && !label.ends_with('-')
                    && label.chars().all(|c| c.is_ascii_alphanumeric() || c == '-')
            });
            let dots_are_good = !user.starts_with('.') && !user.ends_with('.') && !user.contains("..");
            !user.is_empty() && dots_are_good && host.contains('.') && labels_are_good
        })
}
