//! The tables of a Word document as one sheet, as if they were a workbook's: each row of a table is a row, and so is each paragraph
//! between the tables, in a column of its own, so that a day above a table heads it.

use undoc::model::{Block, Cell, Paragraph, RevisionType, Table};

use super::visible::without_hidden;
use crate::diagnostic::{Diagnostic, Found, Place};
use crate::intake::container::{self, Kind};
use crate::intake::limits::{self, Budget, Spent};
use crate::intake::table::{Line, Sheet};

/// The column of paragraphs, to the right of any table that is read.
const BESIDE: u32 = 2 * limits::TABLE_COLUMNS as u32;

/// Reads the tables of a .docx; none where it holds no table or cannot be read, which is said.
pub(in crate::intake) fn tables(file: &str, bytes: &[u8]) -> Found<Option<Sheet>> {
    let refused = |fault: Diagnostic| Found::new(None, vec![fault]);
    if let Err(reason) = container::examine(bytes) {
        return refused(reason.diagnostic(file));
    }
    let visible = match without_hidden(bytes) {
        Ok((visible, _)) => visible,
        Err(reason) => return refused(reason.diagnostic(file)),
    };
    let Ok(document) = undoc::parse_bytes(&visible) else { return refused(container::refusal(Kind::CutOff, file, "", "")) };
    let mut reading = Reading { sheet: Sheet::of_document(file), tables: 0, paragraphs: 0, room: Budget::new(limits::AGENDA_BYTES) };
    for block in document.sections.iter().flat_map(|section| &section.content) {
        let read = match block {
            Block::Paragraph(paragraph) => reading.paragraph(paragraph),
            Block::Table(table) => reading.table(table),
            _ => Ok(()),
        };
        if read.is_err() {
            let fault = Diagnostic::error("agenda.terlalu-panjang", "agenda terlalu panjang untuk dibaca").at(Place::file(file));
            return refused(fault.remedy("salin agenda pekan ini saja ke dokumen baru"));
        }
    }
    if reading.tables == 0 {
        let fault = Diagnostic::error("agenda.dokumen-tanpa-tabel", "dokumen ini tidak memuat tabel agenda").at(Place::file(file));
        return refused(fault.remedy(
            "susun agendanya sebagai tabel (di Word: Sisipkan, Tabel), dengan kolom “Hari/Tanggal”, “Pukul”, “Acara” dan “Tempat”",
        ));
    }
    Found::new(Some(reading.sheet), Vec::new())
}

struct Reading {
    sheet: Sheet,
    /// Tables and paragraphs with text so far.
    tables: usize,
    paragraphs: usize,
    /// For texts, and the rows that hold them.
    room: Budget,
}

impl Reading {
    fn paragraph(&mut self, paragraph: &Paragraph) -> Result<(), Spent> {
        let pieces = pieces(paragraph);
        if pieces.iter().all(|(text, _)| text.trim().is_empty()) {
            return Ok(());
        }
        self.paragraphs += 1;
        let row = self.sheet.add_line(Line::Paragraph(self.paragraphs));
        self.put((row, BESIDE), &pieces)
    }

    fn table(&mut self, table: &Table) -> Result<(), Spent> {
        self.tables += 1;
        for (number, row) in (1..).zip(&table.rows) {
            let line = self.sheet.add_line(Line::Row { table: self.tables, row: number });
            let mut column = 0;
            for cell in &row.cells {
                // A merged cell of the row above reaches down here, and this row has no cell of its own for it.
                while self.sheet.is_under_merge(line, column) {
                    column += 1;
                }
                if column >= BESIDE {
                    break;
                }
                self.put((line, column), &pieces_of(cell))?;
                if cell.row_span > 1 {
                    self.sheet.merge_down(column, line, line.saturating_add(cell.row_span - 1));
                }
                column += cell.col_span.max(1);
            }
        }
        Ok(())
    }

    fn put(&mut self, at: (u32, u32), pieces: &[(String, bool)]) -> Result<(), Spent> {
        const ROW_BYTES: usize = 100;
        self.room.take(ROW_BYTES + pieces.iter().map(|(text, _)| text.len()).sum::<usize>())?;
        self.sheet.put_pieces(at, pieces);
        Ok(())
    }
}

/// A cell's paragraphs, one in a line.
fn pieces_of(cell: &Cell) -> Vec<(String, bool)> {
    let nested = cell.nested_tables.iter().flat_map(|table| &table.rows).flat_map(|row| &row.cells).flat_map(|cell| &cell.content);
    let mut all = Vec::new();
    for paragraph in cell.content.iter().chain(nested) {
        if !all.is_empty() {
            all.push(("\n".to_owned(), false));
        }
        all.extend(pieces(paragraph));
    }
    all
}

/// The text of a paragraph as tracked changes leave it, and whether it is struck through. The numbers of a numbered list are no text.
fn pieces(paragraph: &Paragraph) -> Vec<(String, bool)> {
    let runs = paragraph.runs.iter().filter(|run| run.revision != RevisionType::Deleted && run.note.is_none());
    runs.map(|run| (if run.line_break { format!("{}\n", run.text) } else { run.text.clone() }, run.style.strikethrough)).collect()
}
