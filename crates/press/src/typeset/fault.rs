//! A layout's faults in words: file, line and column, what typst says, what to do.

use typst::World;
use typst::WorldExt;
use typst::diag::SourceDiagnostic;

use super::kinds::Kind;
use super::world::Desk;
use office::diagnostic::{Diagnostic, Faults, Place, Spot};

/// Typst's faults in a kind's layout, as the office reads them. Warnings are faults here: a missing glyph or font prints a wrong page.
pub(super) fn faults(desk: &Desk<'_>, kind: Kind, said: &[SourceDiagnostic]) -> Faults {
    said.iter().map(|fault| diagnostic(desk, kind, fault)).collect::<Vec<_>>().into()
}

fn diagnostic(desk: &Desk<'_>, kind: Kind, fault: &SourceDiagnostic) -> Diagnostic {
    // A fault inside typst or a data file is shown where the layout called it.
    let spans = std::iter::once(fault.span).chain(fault.trace.iter().map(|point| point.span.into()));
    let (place, is_own) =
        spans.filter_map(|span| place(desk, span)).next().unwrap_or_else(|| (Place::file(format!("{}.typ", kind.name())), false));
    let message = format!("tata letak {}: {}", kind.name(), in_words(&fault.message));
    let mut said = Diagnostic::error("tata-letak.salah", message).at(place).raw(&fault.message);
    if let Some(hint) = fault.hints.first() {
        said = said.remedy(hint.v.to_string());
    } else if is_own {
        said = said.remedy("betulkan barisnya, atau pindahkan berkas itu dari tata-letak/ agar tata letak bawaan dipakai");
    }
    said
}

/// The place of a span in a layout, and whether the layout is the office's own.
fn place(desk: &Desk<'_>, span: typst::syntax::DiagSpan) -> Option<(Place, bool)> {
    let id = span.id()?;
    let source = desk.source(id).ok()?;
    let range = desk.range(span)?;
    let (line, column) = source.lines().byte_to_line_column(range.start)?;
    let spot = Spot::Line { line: line + 1, column: Some(column + 1) };
    Some((Place { file: desk.layouts.name(id), spot }, desk.layouts.is_own(id)))
}

/// The commonest of typst's messages in Indonesian; others are shown as they are.
fn in_words(message: &str) -> String {
    const PREFIXES: &[(&str, &str)] = &[
        ("unknown variable", "nama tidak dikenal"),
        ("unknown font family", "huruf tidak ada"),
        ("unclosed delimiter", "tanda kurung belum ditutup"),
        ("unclosed string", "tanda petik belum ditutup"),
        ("unexpected", "tidak pada tempatnya"),
        ("expected", "tidak sesuai yang diharapkan"),
        ("file not found", "berkas tidak ada"),
        ("dictionary does not contain key", "isian tidak ada"),
        ("missing argument", "argumen kurang"),
        ("unexpected argument", "argumen berlebih"),
        ("layout did not converge", "tata letak tidak selesai"),
    ];
    let known = PREFIXES.iter().filter(|(english, _)| message.starts_with(english)).max_by_key(|(english, _)| english.len());
    known.map_or_else(|| message.to_owned(), |(_, indonesian)| (*indonesian).to_owned())
}
