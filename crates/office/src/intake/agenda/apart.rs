//! Rows and cells of a sheet that are no part of an event: signatures, footers, marks in the margin, rows that cannot be read, and
//! events of other weeks.

use super::OUTSIDE_WEEK;
use super::cells::{leader_of, status_of};
use super::rows::Rows;
use crate::diagnostic::Diagnostic;
use crate::intake::table::{Cell, Value};
use crate::intake::vocabulary::{AgendaColumn as Column, FOOTERS};
use crate::intake::{limits, moment};
use crate::model::date::{full_date, long_date};
use crate::model::wilayah::fold_name;

/// A block of rows outside the table.
pub(super) struct Apart {
    first: u32,
    last: u32,
    /// Rows with a value.
    count: usize,
    text: String,
}

impl Rows<'_> {
    /// Remembers a row that is no event; a block of them is said once.
    pub(super) fn set_apart(&mut self, row: u32) {
        /// Rows from one of a block to the next, at most.
        const GAP: u32 = 6;
        let text = self.sheet.row(row).map(|(_, cell)| cell.text()).filter(|text| !text.is_empty()).collect::<Vec<_>>().join(" ");
        // "B. AGENDA WAKIL BUPATI" above a table of its own.
        self.leader = leader_of(&text).or(self.leader);
        match &mut self.apart {
            Some(block) if row <= block.last + GAP => {
                block.last = row;
                block.count += 1;
                block.text.push_str(&format!(" / {text}"));
            }
            _ => {
                self.say_apart();
                self.apart = Some(Apart { first: row, last: row, count: 1, text });
            }
        }
    }

    pub(super) fn say_apart(&mut self) {
        let Some(Apart { first, last, count, text }) = self.apart.take() else { return };
        let column = self.sheet.row(first).next().map_or(0, |(column, _)| column);
        let message = if count == 1 {
            "baris di luar tabel, jadi tidak dicetak".to_owned()
        } else {
            format!("{count} baris di luar tabel, sampai baris {}, jadi tidak dicetak", last + 1)
        };
        let place = self.sheet.place(first, column);
        self.say(Diagnostic::note("agenda.baris-di-luar-tabel", message).at(place).raw(text));
    }

    /// Says the cells in columns without a heading: beside the table, or in its margin.
    pub(super) fn say_beside(&mut self, row: u32) {
        let is_beside = |(column, cell): &(u32, &Cell)| !self.header.headed.contains(column) && !fold_name(&cell.text()).is_empty();
        let beside: Vec<(u32, String)> = self.sheet.row(row).filter(is_beside).map(|(column, cell)| (column, cell.text())).collect();
        for (column, text) in beside {
            let place = self.sheet.place(row, column);
            let said = if status_of(&text).is_some() {
                Diagnostic::warning("agenda.tanda-di-luar-kolom", "tanda di luar kolom yang berjudul tidak dibaca")
                    .remedy("tulis di kolom Keterangan, atau di depan nama acara")
            } else {
                Diagnostic::note("agenda.isi-di-luar-kolom", "isi di luar kolom yang berjudul tidak dicetak")
            };
            self.say(said.at(place).raw(text));
        }
    }

    /// In csv a comma without quotes shifts a whole row.
    pub(super) fn is_shifted(&mut self, row: u32) -> bool {
        let widest = |row: u32| self.sheet.row(row).last().map_or(0, |(column, _)| column);
        let header = (self.header.top..self.header.first_row).map(widest).max().unwrap_or_default();
        if !self.sheet.name.is_empty() || widest(row) <= header {
            return false;
        }
        let raw = self.sheet.row(row).map(|(_, cell)| cell.text()).collect::<Vec<_>>().join(" | ");
        let place = self.sheet.place(row, 0);
        // A row whose date, time and event stand in their columns only has something added at its end.
        let event = self.own(row, Column::Event).map(Cell::text).unwrap_or_default();
        let is_an_hour = moment::time(&Value::Text(event.clone()), self.zone).is_some() || event.chars().all(|c| !c.is_alphabetic());
        if self.has_date(row) && self.has_time(row) && !is_an_hour {
            return false;
        }
        self.say(
            Diagnostic::error("agenda.baris-bergeser", "baris ini punya lebih banyak kolom daripada judulnya, jadi tidak terbaca")
                .at(place)
                .raw(raw)
                .remedy("beri tanda kutip pada isi yang memuat koma, atau simpan sebagai .xlsx"),
        );
        true
    }

    /// Below the last event: a row without date and time, of the words of a signature, or apart from the table.
    pub(super) fn is_foot(&self, row: u32, event: &str) -> bool {
        if row <= self.last_dated || self.has_date(row) || self.has_time(row) {
            return false;
        }
        let is_apart = self.first_blank <= row;
        let begins = |text: &str| {
            let first = fold_name(text.split([' ', ',', ':', '.']).next().unwrap_or_default());
            let folded = fold_name(text);
            text.starts_with('*') || FOOTERS.iter().any(|word| if word.len() <= 3 { first == *word } else { folded.starts_with(word) })
        };
        is_apart || begins(event) || self.sheet.row(row).any(|(_, cell)| begins(&cell.text()))
    }

    /// Signatures, footers and stray notes are not events; a row with a time is a fault.
    pub(super) fn row_without_event(&mut self, row: u32) {
        /// A row tells of an event, but not which.
        const WITHOUT_TITLE: &str = "agenda.acara-kosong";
        let Some((column, cell)) = self.sheet.row(row).find(|(_, cell)| !fold_name(&cell.text()).is_empty()) else { return };
        let place = self.sheet.place(row, column);
        let raw = cell.text();
        let only_number = self.header.columns.get(&Column::Number) == Some(&column) && self.sheet.row(row).count() == 1;
        if only_number && raw.parse::<u32>().is_ok() {
            return;
        }
        let remedy = "isi nama acaranya, atau hapus barisnya";
        let in_table = |c| self.sheet.get(row, self.header.columns.get(&c).copied().unwrap_or(u32::MAX)).is_some();
        if self.has_time(row) && !self.is_foot(row, "") {
            self.say(Diagnostic::error(WITHOUT_TITLE, "acara kosong").at(place).raw(raw).remedy(remedy));
        } else if row < self.last_dated && in_table(Column::Venue) {
            let warning = Diagnostic::warning(WITHOUT_TITLE, "acara kosong, jadi baris ini tidak dicetak");
            self.say(warning.at(place).raw(raw).remedy(remedy));
        } else if !self.has_date(row) {
            self.set_apart(row);
        }
        // A day without an event, in a table that lists all days, needs no word.
    }

    /// Says the events outside the edition's week: one by one, or together where they are many.
    pub(super) fn say_outside(&mut self) {
        let remedy = "periksa tanggalnya, atau pindahkan ke edisi pekan itu";
        let outside = std::mem::take(&mut self.outside);
        if outside.len() > limits::REMARKS {
            let dates = outside.iter().map(|(date, ..)| *date);
            let (first, last) = (dates.clone().min().unwrap_or_default(), dates.max().unwrap_or_default());
            let message = format!(
                "{} acara di luar pekan edisi ini, jadi tidak dicetak: {} sampai {}",
                outside.len(),
                long_date(first),
                long_date(last)
            );
            self.say(Diagnostic::warning(OUTSIDE_WEEK, message).at(outside[0].2.clone()).raw(&outside[0].1).remedy(remedy));
            return;
        }
        for (date, title, place) in outside {
            let message = format!("{} di luar pekan edisi ini, jadi tidak dicetak", full_date(date));
            self.say(Diagnostic::warning(OUTSIDE_WEEK, message).at(place).raw(title).remedy(remedy));
        }
    }
}
