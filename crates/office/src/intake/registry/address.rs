//! A village's mail addresses, WhatsApp number and channels, as its row has them.

use std::collections::HashSet;

use super::Column;
use super::row::{Row, VillageRow, is_none_said};
use crate::diagnostic::Diagnostic;
use crate::intake::limits;
use crate::intake::vocabulary::DITTO;
use crate::model::wilayah::{fold_name, has_name};
use crate::model::{Attachment, Village, mobile_number};

impl Row<'_> {
    /// Gives the row's village the channels `above` it where its own cell says "sda"; else they are those for the rows below.
    pub(super) fn repeat_channels(&self, village: Option<&mut Village>, above: &mut Vec<String>) {
        let said = self.text(Column::Channel).unwrap_or_default();
        let is_ditto = DITTO.contains(&fold_name(&said).as_str());
        match village {
            Some(village) if is_ditto => village.address.channels.clone_from(above),
            Some(village) => above.clone_from(&village.address.channels),
            // A village that cannot be told has a way all the same.
            None if !is_ditto && (1..=limits::NAME_CHARS).contains(&said.len()) => *above = split_list(&said),
            None => {}
        }
    }
}

impl VillageRow<'_> {
    pub(super) fn emails(&mut self) -> Vec<String> {
        let own = self.row.text(Column::Email).filter(|text| !is_none_said(text));
        let beside = || self.row.text(Column::Contact).filter(|text| text.contains('@'));
        let column = if own.is_some() { Column::Email } else { Column::Contact };
        let Some(text) = own.or_else(beside) else { return Vec::new() };
        let pieces = text.split(|c: char| c.is_whitespace() || matches!(c, ',' | ';' | '/' | '|' | '<' | '>' | '(' | ')'));
        let candidates = pieces.map(|piece| piece.trim_start_matches("mailto:").trim_end_matches('.')).filter(|piece| piece.contains('@'));
        let (good, mut bad): (Vec<&str>, Vec<&str>) = candidates.partition(|address| looks_like_email(address));
        if good.is_empty() && bad.is_empty() {
            bad.push(&text);
        }
        for bad in bad {
            let warning = Diagnostic::warning("kim.surel-salah", "alamat surel tidak benar, jadi tidak dipakai").raw(bad);
            self.say(column, warning.remedy("tulis seperti nama@contoh.id"));
        }
        let mut known = HashSet::new();
        let once = good.into_iter().filter(|address| known.insert(address.to_ascii_lowercase())).map(str::to_owned).collect();
        self.few(column, "alamat surel", once)
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

    /// The number for WhatsApp, as links want it.
    pub(super) fn whatsapp(&mut self) -> Option<String> {
        let Some(text) = self.row.text(Column::WhatsApp).filter(|text| !is_none_said(text)) else {
            let contact = self.row.text(Column::Contact)?;
            let divides = |c: char| !(c.is_ascii_digit() || matches!(c, ' ' | '-' | '.' | '+' | '(' | ')'));
            return contact.split(divides).find_map(mobile_number);
        };
        // Of several numbers the first.
        let number = mobile_number(text.split(['/', ',', ';']).next().unwrap_or_default());
        if number.is_none() {
            let warning = Diagnostic::warning("kim.wa-tidak-terbaca", "nomor WA tidak terbaca, jadi tautannya tanpa nomor").raw(&text);
            self.say(Column::WhatsApp, warning.remedy("tulis seperti 0812 3456 7890"));
        }
        number
    }

    /// The name of the contact. Numbers and addresses that stand in its cell are no part of it, and are not printed.
    pub(super) fn contact(&mut self) -> Option<String> {
        const WAYS: [&str; 10] = ["hp", "nohp", "wa", "nowa", "hpwa", "telp", "telepon", "email", "surel", "no"];
        let said = self.name(Column::Contact)?;
        let digits = said.bytes().filter(u8::is_ascii_digit).count();
        if !said.contains('@') && digits < SHORTEST_NUMBER {
            return Some(said).filter(|name| name.chars().any(char::is_alphabetic));
        }
        let is_way = |word: &str| word.contains(|c: char| c == '@' || c.is_ascii_digit()) || WAYS.contains(&fold_name(word).as_str());
        let words: Vec<&str> = said.split_whitespace().filter(|word| has_name(word) && !is_way(word)).collect();
        let name = words.join(" ").trim_matches([' ', ',', ';', ':', '/', '(', ')', '-']).to_owned();
        has_name(&name).then_some(name)
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

/// The digits of the shortest telephone number.
const SHORTEST_NUMBER: usize = 6;

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
