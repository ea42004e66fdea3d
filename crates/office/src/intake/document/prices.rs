//! A small workbook among the announcements: its first sheet becomes the table of one, of prices most often.

use std::collections::BTreeSet;

use super::head::key_of;
use super::{Genre, Manuscript, Part, struck, table as table_of};
use crate::diagnostic::{Diagnostic, Place};
use crate::intake::attachment;
use crate::intake::table::{self, Cell, Sheet, Value};
use crate::intake::vocabulary::HeadKey;
use crate::model::rich_text::{Block, Run};
use crate::model::wilayah::fold_name;

const ROWS: usize = 40;
const COLUMNS: usize = 6;

impl Manuscript {
    /// Takes in the first sheet of a workbook: lines above the table, the table, lines below it.
    pub(super) fn take_prices(&mut self, file: &str, bytes: &[u8], diagnostics: &mut Vec<Diagnostic>) {
        let sheets = table::read(file, bytes).into_value(diagnostics);
        let mut sheets = sheets.iter().filter(|sheet| sheet.cell_count() > 0);
        let Some(sheet) = sheets.next() else { return };
        let others: Vec<String> = sheets.map(|other| format!("“{}”", other.name)).collect();
        if !others.is_empty() {
            let message = format!("hanya lembar pertama yang dicetak; lembar {} tidak", others.join(", "));
            let warning = Diagnostic::warning("naskah.lembar-lain", message).at(Place::file(file));
            diagnostics.push(warning.remedy("simpan setiap lembar sebagai berkas tersendiri bila perlu dicetak"));
        }
        let rows = sheet.rows();
        let begins = rows.iter().position(|row| sheet.row(*row).count() > 1 && self.key_in(sheet, *row).is_none()).unwrap_or(rows.len());
        let ends = rows.iter().rposition(|row| sheet.row(*row).count() > 1).map_or(begins, |last| last + 1).max(begins);
        rows[..begins].iter().for_each(|row| self.take_line(sheet, *row));
        if !self.take_table(sheet, &rows[begins..ends], diagnostics) {
            return;
        }
        rows[ends..].iter().for_each(|row| self.take_line(sheet, *row));
        self.name_and_address(file, diagnostics);
    }

    /// "Untuk: semua" in one cell, or in two beside each other.
    fn key_in(&self, sheet: &Sheet, row: u32) -> Option<(HeadKey, String)> {
        let cells: Vec<String> = sheet.row(row).map(|(_, cell)| cell.text()).collect();
        let line = match cells.as_slice() {
            [one] => one.clone(),
            [name, value] => format!("{}: {value}", name.trim_end_matches([' ', ':'])),
            _ => return None,
        };
        key_of(&line, Genre::Announcement).filter(|(key, value)| !value.is_empty() && self.key(*key).is_none())
    }

    /// A row beside the table: a key, the title, or text.
    fn take_line(&mut self, sheet: &Sheet, row: u32) {
        let Some((column, cell)) = sheet.row(row).next() else { return };
        let place = sheet.place(row, column);
        if let Some((key, value)) = self.key_in(sheet, row) {
            self.keys.push((key, value, place));
            return;
        }
        let text = cell.text();
        let is_above = !self.parts.iter().any(|part| matches!(part.block, Block::Table { .. }));
        if is_above && self.parts.is_empty() && self.key(HeadKey::Title).is_none() {
            self.keys.push((HeadKey::Title, text.replace('\n', " "), place));
        } else {
            self.parts.push(Part { block: Block::paragraph(vec![Run::plain(text)]), place });
        }
    }

    /// Takes the table; `false`: it is too large.
    fn take_table(&mut self, sheet: &Sheet, rows: &[u32], diagnostics: &mut Vec<Diagnostic>) -> bool {
        let Some(first) = rows.first() else { return true };
        let columns: BTreeSet<u32> = rows.iter().flat_map(|row| sheet.row(*row)).map(|(column, _)| column).collect();
        let place = sheet.place(*first, columns.first().copied().unwrap_or_default());
        if rows.len() > ROWS + 1 || columns.len() > COLUMNS {
            let message =
                format!("tabel {} baris dan {} kolom, lebih dari {ROWS} baris atau {COLUMNS} kolom", rows.len() - 1, columns.len());
            let remedy = "salin bagian yang perlu dibaca warga ke tabel di Word, lalu simpan sebagai .docx sebagai ganti berkas ini";
            diagnostics.push(Diagnostic::error("naskah.tabel-harga-terlalu-besar", message).at(place).remedy(remedy));
            return false;
        }
        let mut cells = Cells { sheet, struck: Vec::new(), diagnostics };
        let mut printed: Vec<Vec<Vec<Run>>> = Vec::new();
        for row in rows {
            let line = columns.iter().map(|column| {
                let header = sheet.inherited(*first, *column).map(|(_, cell)| cell.text()).unwrap_or_default();
                cells.runs(*row, *column, &header)
            });
            printed.push(line.collect());
        }
        let struck_text = cells.struck.join(" / ");
        printed.retain(|row| row.iter().any(|cell| !cell.is_empty()));
        if !struck_text.is_empty() {
            diagnostics.push(struck(place.clone(), &struck_text));
        }
        if !printed.is_empty() {
            let header = printed.remove(0);
            self.parts.extend(table_of(header, printed, None).map(|block| Part { block, place }));
        }
        true
    }

    /// The title by the file's name where the sheet has none, and all villages where it names none.
    fn name_and_address(&mut self, file: &str, diagnostics: &mut Vec<Diagnostic>) {
        let place = Place::file(file);
        let name = file.rsplit('/').next().unwrap_or(file);
        if self.key(HeadKey::Title).is_none()
            && let Some(title) = attachment::title(name)
        {
            self.keys.push((HeadKey::Title, title, place.clone()));
        }
        if self.key(HeadKey::For).is_none() && self.key(HeadKey::Addressee).is_none() {
            let warning = Diagnostic::warning("pengumuman.sasaran-tabel", "tabel ini tidak menyebut sasarannya, jadi untuk semua desa");
            let remedy = "sisipkan satu baris di atas tabelnya, dan tulis di sel pertamanya “Untuk: kecamatan …” atau “Untuk: desa … \
                          (kecamatan)”; “Untuk: semua” bila memang untuk semua";
            diagnostics.push(warning.at(place.clone()).remedy(remedy));
            self.keys.push((HeadKey::For, "semua".to_owned(), place));
        }
    }
}

/// The cells of a table, while they are worded.
struct Cells<'a> {
    sheet: &'a Sheet,
    struck: Vec<String>,
    diagnostics: &'a mut Vec<Diagnostic>,
}

impl Cells<'_> {
    fn runs(&mut self, row: u32, column: u32, header: &str) -> Vec<Run> {
        let Some((_, cell)) = self.sheet.inherited(row, column) else { return Vec::new() };
        self.struck.extend(cell.struck_part.clone());
        if cell.struck {
            self.struck.push(cell.text());
            return Vec::new();
        }
        if let Value::Fault(why) = cell.value {
            let fault = Diagnostic::error("naskah.sel-tidak-terbaca", why).at(self.sheet.place(row, column));
            self.diagnostics.push(fault.remedy("buka di Excel, betulkan rumusnya atau ketik angkanya, lalu simpan"));
            return Vec::new();
        }
        let text = figure(cell, header);
        if text.is_empty() { Vec::new() } else { vec![Run::plain(text)] }
    }
}

/// A cell's text; a number as it is written here: `62.000`, `4,5`.
fn figure(cell: &Cell, header: &str) -> String {
    const COUNTED: f64 = 1_000.0;
    let Value::Number(number) = cell.value else { return cell.text() };
    let named = ["no", "nomor", "kode", "tahun", "nip", "hp"];
    if named.contains(&fold_name(header).as_str())
        || fold_name(header).starts_with("tahun")
        || number.abs() < COUNTED && number.fract() == 0.0
    {
        return cell.text();
    }
    let written = format!("{:.2}", number.abs());
    let (whole, part) = written.split_once('.').unwrap_or((&written, ""));
    let mut grouped = String::new();
    for (at, digit) in whole.chars().enumerate() {
        if at > 0 && (whole.len() - at) % 3 == 0 {
            grouped.push('.');
        }
        grouped.push(digit);
    }
    let part = part.trim_end_matches('0');
    let sign = if number < 0.0 { "-" } else { "" };
    if part.is_empty() { format!("{sign}{grouped}") } else { format!("{sign}{grouped},{part}") }
}
