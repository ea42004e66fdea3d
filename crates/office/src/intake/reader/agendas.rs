//! The agenda of an edition, which may lie in one file or in several: a workbook or a document, calendars, and corrections of them.

use super::Reader;
use crate::diagnostic::{Diagnostic, Place};
use crate::intake;
use crate::intake::agenda::{self, Newer};
use crate::intake::container::{self, Kind};
use crate::intake::files::{self, AGENDA, within};
use crate::intake::{calendar, document, table};
use crate::model::AgendaEntry;

/// A file that tells of the agenda.
struct Source {
    name: String,
    file: String,
    bytes: Vec<u8>,
    kind: Kind,
    /// The number of a correction.
    correction: Option<u32>,
}

/// Sources that count alike. A later layer goes before those that it is laid upon.
type Layer = Vec<Source>;

impl Reader<'_> {
    pub(super) fn read_agenda(&mut self) {
        let folder = self.edition_folder();
        let names = self.agenda_names(&folder);
        if names.is_empty() {
            self.diagnostics.push(
                Diagnostic::warning("agenda.tidak-ada", "agenda pekan ini tidak ada")
                    .at(Place::file(format!("{folder}/agenda.xlsx")))
                    .remedy("taruh agendanya di folder edisi: agenda.xlsx, agenda.docx atau agenda.ics"),
            );
            return;
        }
        let sources = self.agenda_sources(&folder, names);
        let Some(layers) = self.layers(sources) else { return };
        let is_one = layers.len() == 1;
        let (mut week, mut names) = (Vec::new(), String::new());
        for layer in layers {
            let own = listed(&layer);
            let entries: Vec<AgendaEntry> = layer.iter().flat_map(|source| self.entries_of(source)).collect();
            if names.is_empty() {
                (week, names) = (entries, own);
                continue;
            }
            let older = agenda::unite(week).into_value(&mut self.diagnostics);
            let newer = agenda::unite(entries).into_value(&mut self.diagnostics);
            let files = Newer { file: &layer[0].file, older: &names };
            week = agenda::merge(older, newer, files).into_value(&mut self.diagnostics);
            names = format!("{names} dan {own}");
        }
        if is_one {
            week = agenda::order(week).into_value(&mut self.diagnostics);
        } else {
            self.diagnostics.extend(agenda::overlaps(&week));
        }
        self.week.agenda = week;
    }

    /// The files of the edition's folder that tell of the agenda: those whose names say so; else those in which an agenda stands.
    fn agenda_names(&mut self, folder: &str) -> Vec<String> {
        let all = files::files(self.folder, folder).names;
        let is_meant = |name: &&String| intake::is_agenda(name);
        let mut meant: Vec<String> = all.iter().filter(is_meant).cloned().collect();
        if meant.is_empty() {
            meant = all.into_iter().filter(|name| files::is_table(name) && self.holds_agenda(&within(folder, name))).collect();
        }
        AGENDA.sort(&mut meant);
        let (mut read, mut unread): (Vec<String>, Vec<String>) = meant.into_iter().partition(|name| AGENDA.is_read(name));
        if read.is_empty() && !unread.is_empty() {
            read.push(unread.remove(0));
        }
        // A printed copy, a workbook of an older Excel: what it tells is told by the other.
        for other in unread {
            let warning = Diagnostic::warning("berkas.berlebih", format!("tidak dibaca, karena {} yang dipakai", read[0]));
            self.diagnostics.push(warning.at(Place::file(within(folder, &other))).remedy("simpan hanya satu berkasnya"));
            self.agenda_files.push(within(folder, &other));
        }
        read
    }

    /// Whether an agenda stands in a file whose name does not say so.
    fn holds_agenda(&mut self, file: &str) -> bool {
        self.folder.read(file, super::limits::FILE_BYTES).is_ok_and(|bytes| intake::holds_agenda(file, &bytes))
    }

    /// The contents of some files. The second of two with the same content is said, and left out.
    fn agenda_sources(&mut self, folder: &str, names: Vec<String>) -> Vec<Source> {
        let mut sources: Vec<Source> = Vec::new();
        for name in names {
            let file = within(folder, &name);
            self.agenda_files.push(file.clone());
            let Some(bytes) = self.bytes(&file) else { continue };
            if let Some(same) = sources.iter().find(|other| other.bytes == bytes) {
                let message = format!("isinya sama dengan {}, jadi tidak dibaca", same.name);
                let note = Diagnostic::note("berkas.salinan", message).at(Place::file(&file));
                self.diagnostics.push(note.remedy("hapus salah satunya"));
                continue;
            }
            let kind = container::kind(&bytes);
            sources.push(Source { correction: files::correction(&name), name, file, bytes, kind });
        }
        sources
    }

    /// The layers that the sources make: calendars, upon them the one workbook or document, upon it the corrections; `None`, with a fault,
    /// where it cannot be told which of two goes before the other.
    fn layers(&mut self, mut sources: Vec<Source>) -> Option<Vec<Layer>> {
        // The only file is the agenda, whatever its name says of corrections.
        if let [only] = sources.as_mut_slice() {
            only.correction = None;
        }
        let (mut corrections, agendas): (Vec<Source>, Vec<Source>) = sources.into_iter().partition(|source| source.correction.is_some());
        let (calendars, tables): (Vec<Source>, Vec<Source>) = agendas.into_iter().partition(|source| source.kind == Kind::Calendar);
        corrections.sort_by(|a, b| (a.correction, &a.name).cmp(&(b.correction, &b.name)));
        if tables.len() > 1 {
            let remedy = "pindahkan yang tidak berlaku ke luar folder edisi; yang berisi perubahan saja, namai “agenda ralat.xlsx”; \
                          bila semua berlaku, salin lembar-lembarnya ke satu buku kerja";
            self.say_several("agenda.beberapa-berkas", "agenda", &tables, remedy);
            return None;
        }
        if corrections.windows(2).any(|pair| pair[0].correction == pair[1].correction) {
            let remedy = "beri nomor menurut urutannya, seperti “agenda ralat 1.xlsx” dan “agenda ralat 2.xlsx”, atau pindahkan yang tidak \
                          berlaku ke luar folder edisi";
            self.say_several("agenda.beberapa-ralat", "ralat agenda", &corrections, remedy);
            return None;
        }
        let layers: Vec<Layer> = [calendars, tables].into_iter().chain(corrections.into_iter().map(|one| vec![one])).collect();
        let layers: Vec<Layer> = layers.into_iter().filter(|layer| !layer.is_empty()).collect();
        if let Some(first) = layers.first().and_then(|layer| layer.first()).filter(|first| !AGENDA.is_named(&first.name)) {
            let note = Diagnostic::note("berkas.dibaca-sebagai", format!("dibaca sebagai {}", AGENDA.stem));
            self.diagnostics.push(note.at(Place::file(&first.file)));
        }
        (!layers.is_empty()).then_some(layers)
    }

    fn say_several(&mut self, code: &'static str, what: &str, sources: &[Source], remedy: &str) {
        let Some(last) = sources.last() else { return };
        let message = format!("ada {} berkas {what}, dan tidak jelas mana yang berlaku: {}", sources.len(), listed(sources));
        self.diagnostics.push(Diagnostic::error(code, message).at(Place::file(&last.file)).remedy(remedy));
    }

    /// The entries of one file, in no order.
    fn entries_of(&mut self, source: &Source) -> Vec<AgendaEntry> {
        let (edition, office) = (self.week.edition, self.office);
        let Source { file, bytes, kind, .. } = source;
        let entries = self.guarded(file, |reader| match kind {
            Kind::Calendar => calendar::read(file, bytes, edition, office.zone).into_value(&mut reader.diagnostics),
            Kind::Docx => {
                let sheet = document::tables(file, bytes).into_value(&mut reader.diagnostics);
                let sheets: Vec<table::Sheet> = sheet.into_iter().collect();
                agenda::entries(&sheets, edition, office.zone, office.abbreviations).into_value(&mut reader.diagnostics)
            }
            Kind::Doc | Kind::Rtf | Kind::Odt | Kind::Pdf => {
                reader.diagnostics.push(refusal(*kind, file));
                Vec::new()
            }
            _ => {
                let sheets = table::read(file, bytes).into_value(&mut reader.diagnostics);
                agenda::entries(&sheets, edition, office.zone, office.abbreviations).into_value(&mut reader.diagnostics)
            }
        });
        entries.unwrap_or_default()
    }
}

/// The fault of an agenda in a kind of document that is not read: what its own program can save it as.
fn refusal(kind: Kind, file: &str) -> Diagnostic {
    let ending = if kind == Kind::Pdf { ".xlsx atau .docx" } else { ".docx" };
    container::refusal(kind, file, "agenda yang dapat dibaca", ending)
}

/// The names of some sources: "agenda.xlsx dan Agenda Pimpinan.xlsx".
fn listed(sources: &[Source]) -> String {
    let names: Vec<&str> = sources.iter().map(|source| source.name.as_str()).collect();
    match names.as_slice() {
        [first @ .., last] if !first.is_empty() => format!("{} dan {last}", first.join(", ")),
        names => names.concat(),
    }
}
