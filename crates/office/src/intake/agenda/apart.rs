//! Rows and cells of a sheet that are no part of an event: signatures, footers, marks in the margin, rows that cannot be read, and
//! events of other weeks.

use super::cells::{leader_of, status_of};
use super::rows::Rows;
use super::{OUTSIDE_WEEK, listed};
use crate::diagnostic::Diagnostic;
use crate::intake::table::{Cell, Value};
use crate::intake::vocabulary::{AgendaColumn as Column, FOOTERS};
use crate::intake::{limits, moment};
use crate::model::date::{full_date, long_date};
use crate::model::wilayah::fold_name;

impl Rows<'_> {
    /// Remembers a row that is no event; all of a sheet are said once.
    pub(super) fn set_apart(&mut self, row: u32) {
        let text = self.sheet.row(row).map(|(_, cell)| cell.text()).filter(|text| !text.is_empty()).collect::<Vec<_>>().join(" ");
        // "B. AGENDA WAKIL BUPATI" above a table of its own.
        self.leader = leader_of(&text).or(self.leader);
        let column = self.sheet.row(row).find(|(_, cell)| !cell.text().is_empty()).map_or(0, |(column, _)| column);
        if self.budget.take(limits::REMARK_BYTES / 10 + text.len()).is_ok() {
            self.apart.push(((row, column), text));
        }
    }

    /// Says, in one, the rows outside the table.
    pub(super) fn say_apart(&mut self) {
        let apart = std::mem::take(&mut self.apart);
        let Some(((row, column), _)) = apart.first() else { return };
        let place = self.sheet.place(*row, *column);
        let text = apart.iter().map(|(_, text)| text.as_str()).collect::<Vec<_>>().join(" / ");
        let cells: Vec<String> = apart.iter().map(|((row, column), _)| self.sheet.cell_name(*row, *column)).collect();
        let message = match cells.len() {
            1 => "baris di luar tabel, jadi tidak dicetak".to_owned(),
            count => format!("{count} baris di luar tabel, jadi tidak dicetak: {}", listed(&cells)),
        };
        self.say(Diagnostic::note("agenda.baris-di-luar-tabel", message).at(place).raw(text));
    }

    /// Says, in one, the events of the week that are not for everyone.
    pub(super) fn say_for_few(&mut self) {
        let for_few = std::mem::take(&mut self.for_few);
        let Some((row, _)) = for_few.first() else { return };
        let place = self.place(*row, Column::Event);
        let events: Vec<String> = for_few.iter().map(|(row, title)| format!("baris {} “{title}”", self.sheet.row_name(*row))).collect();
        self.say(not_for_everyone(&events).at(place));
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
            let warning = Diagnostic::warning(OUTSIDE_WEEK, message).alike("acara di luar pekan edisi ini, jadi tidak dicetak");
            self.say(warning.at(place).raw(title).remedy(remedy));
        }
    }
}

/// The remark on events that are kept from print, because they are not for everyone.
pub(crate) fn not_for_everyone(events: &[String]) -> Diagnostic {
    let message = format!("{} acara tidak untuk umum, jadi tidak dicetak: {}", events.len(), listed(events));
    Diagnostic::note("agenda.tidak-untuk-umum", message)
        .remedy("bila boleh dibaca warga, hapus kata “internal”, “terbatas” atau “acara keluarga” dari nama acara dan keterangannya")
}
