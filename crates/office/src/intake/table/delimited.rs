//! csv: text in any encoding, separated by comma, semicolon or tab.

use super::{Quota, Sheet, Unreadable, Value, unreadable_sheet};
use crate::diagnostic::{Diagnostic, Found, Place};
use crate::intake::{container, limits};

/// Reads a csv file as its only sheet.
pub(super) fn read(file: &str, bytes: &[u8]) -> Found<Vec<Sheet>> {
    if bytes.len() > limits::PLAIN_BYTES {
        return Found::new(Vec::new(), vec![container::large_text(file)]);
    }
    let mut text = decode(bytes);
    if !text.ends_with('\n') {
        text.push('\n');
    }
    let mut sheet = Sheet { file: file.to_owned(), ..Sheet::default() };
    let mut diagnostics = Vec::new();
    match fill(&mut sheet, &text, &mut diagnostics) {
        Ok(()) => Found::new(vec![sheet], diagnostics),
        Err(fault) => {
            diagnostics.push(match fault {
                Unreadable::Damaged => Diagnostic::error("tabel.csv-rusak", "berkas csv tidak dapat dibaca")
                    .at(Place::file(file))
                    .remedy("buka di Excel atau LibreOffice, lalu simpan lagi"),
                fault => unreadable_sheet(file, file, fault),
            });
            Found::new(Vec::new(), diagnostics)
        }
    }
}

fn fill(sheet: &mut Sheet, text: &str, diagnostics: &mut Vec<Diagnostic>) -> Result<(), Unreadable> {
    let mut quota = Quota::new();
    let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).delimiter(separator(text)).from_reader(text.as_bytes());
    // The csv reader skips blank lines; rows are counted as a spreadsheet would show them.
    let (mut row, mut next_line) = (0u32, 1u64);
    let mut record = csv::StringRecord::new();
    while reader.read_record(&mut record).map_err(|_| Unreadable::Damaged)? {
        let line_breaks: usize = record.iter().map(|field| field.matches('\n').count()).sum();
        let first_line = reader.position().line().saturating_sub(1 + line_breaks as u64);
        row += u32::try_from(first_line.saturating_sub(next_line)).unwrap_or_default();
        for (column, text) in (0u32..).zip(record.iter()).filter(|(_, text)| !text.is_empty()) {
            if quota.admit(sheet, (row, column), text, 1, diagnostics)? {
                sheet.put((row, column), Value::Text(text.to_owned()), false, None);
            }
        }
        row += 1;
        next_line = reader.position().line();
    }
    Ok(())
}

/// The separator of the most lines: title rows above the table may have another one in their text. Excel's own first line
/// `sep=;` is believed.
fn separator(text: &str) -> u8 {
    if let Some(said) = text.strip_prefix("sep=").and_then(|rest| rest.bytes().next()).filter(|byte| !matches!(byte, b'\n' | b'\r')) {
        return said;
    }
    let count = |separator: u8| {
        let mut quoted = false;
        let lines = text.lines().take(200);
        // Columns have more separators than a sentence has commas.
        lines
            .map(|line| {
                line.bytes()
                    .filter(|b| {
                        quoted ^= *b == b'"';
                        *b == separator && !quoted
                    })
                    .count()
            })
            .filter(|n| *n >= 1)
            .map(|n| n.min(40))
            .sum::<usize>()
    };
    [b';', b'\t', b','].into_iter().max_by_key(|s| (count(*s), *s == b';', *s == b'\t')).unwrap_or(b',')
}

/// Text of an unknown encoding, its lines ended by `\n`: decoded by its byte order mark, else as UTF-16 where every other byte is zero, else
/// as UTF-8 where it is valid and cp1252 where it is not.
pub(in crate::intake) fn decode(bytes: &[u8]) -> String {
    let text = decode_letters(bytes);
    // Old Macs end lines by a carriage return alone.
    if text.contains('\r') { text.replace("\r\n", "\n").replace('\r', "\n") } else { text }
}

fn decode_letters(bytes: &[u8]) -> String {
    if let Some((encoding, _)) = encoding_rs::Encoding::for_bom(bytes) {
        return encoding.decode_with_bom_removal(bytes).0.into_owned();
    }
    let zeros = |parity: usize| bytes.iter().skip(parity).step_by(2).filter(|b| **b == 0).count();
    if bytes.len() >= 8 {
        for (parity, encoding) in [(1, encoding_rs::UTF_16LE), (0, encoding_rs::UTF_16BE)] {
            if zeros(parity) > bytes.len() / 3 {
                return encoding.decode_without_bom_handling(bytes).0.into_owned();
            }
        }
    }
    // Files that were put together by copying may hold both encodings.
    let mut text = String::with_capacity(bytes.len());
    for chunk in bytes.utf8_chunks() {
        text.push_str(chunk.valid());
        text.push_str(&encoding_rs::WINDOWS_1252.decode_without_bom_handling(chunk.invalid()).0);
    }
    text
}
