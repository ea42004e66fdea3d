//! Reads everything and says every fault; makes nothing.

use std::collections::HashMap;

use serde::Serialize;

use super::correct::{Tasks, compare};
use super::outgoing::Outgoing;
use super::publish::vanished;
use super::roll::Roll;
use super::{Conclusion, Office, Verdict};
use office::diagnostic::{Diagnostic, Found, Place, Severity, name_villages, stops_edition};
use office::folder::{CONFIG, Folder};
use office::intake;
use office::model::{DesaCode, EditionId, OwnWords, Registry, Village};
use post::deliver::ChannelSettings;
use post::ledger::{Ledger, LedgerError};
use press::plan::settings::{FormSettings, Settings};
use press::plan::sheet::{EMBLEM, SECOND_EMBLEM};
use press::press::Checked;
use press::typeset;
use press::typeset::kinds::{Kind, is_built_in};

/// A folder among the editions that no Monday names.
pub(super) const MISNAMED: &str = "edisi.salah-nama";

/// Counts of the bundles that an edition would make.
#[derive(Debug, Clone, Serialize)]
pub struct Outlook {
    #[serde(rename = "edisi")]
    pub edition: EditionId,
    /// In the office's words, line by line.
    #[serde(rename = "ringkasan")]
    pub lines: Vec<String>,
    /// All rows of the registry, and those of which nothing would be made.
    #[serde(rename = "desa")]
    pub roll: Roll,
    /// The outlook; `None`: nothing can be made, or what went out before is not known.
    #[serde(rename = "akan_keluar", skip_serializing_if = "Option::is_none")]
    pub outgoing: Option<Outgoing>,
}

/// Checks an edition, its texts in the layouts too, and tells what it would make and what of it would go out. Nothing is made or recorded.
pub async fn inspect(office: &Office) -> Conclusion<Outlook> {
    inspect_whole(office).await.0
}

/// As [`inspect`], with what was read.
pub async fn inspect_whole(office: &Office) -> (Conclusion<Outlook>, Checked) {
    let mut checked = check(office);
    checked.try_texts();
    let outgoing = if stops_edition(&checked.diagnostics) {
        None
    } else {
        match outgoing(office, &mut checked).await {
            Ok(outgoing) => outgoing,
            Err(error) => {
                // The record is only told of: nothing is decided by it here.
                checked.diagnostics.push(Diagnostic { severity: Severity::Warning, ..error.diagnostic() });
                None
            }
        }
    };
    let facts = Outlook { edition: office.edition, lines: checked.outlook(), roll: Roll::of(&checked, &checked.stopped()), outgoing };
    let verdict = Verdict::of(&checked.diagnostics);
    (Conclusion { facts, diagnostics: checked.diagnostics.clone(), verdict }, checked)
}

/// The outlook: everything goes out, where nothing is on record.
async fn outgoing(office: &Office, checked: &mut Checked) -> Result<Option<Outgoing>, LedgerError> {
    let path = office.folder.ledger();
    let Some(ledger) = Ledger::look_at(&path).await else {
        // A ledger that cannot be looked at without bringing it up to date may know more.
        return Ok((!path.exists()).then(|| Outgoing::ahead(checked, &Tasks::default())));
    };
    let looked = async {
        let fault = vanished(office, checked, &ledger).await?;
        checked.diagnostics.extend(fault);
        let tasks = compare(office, checked, &ledger).await?;
        Ok((!stops_edition(&checked.diagnostics)).then(|| Outgoing::ahead(checked, &tasks)))
    };
    let looked = looked.await;
    ledger.close().await;
    looked
}

/// Reads the office folder, and says all that is wrong with it.
pub fn check(office: &Office) -> Checked {
    let mut settings = office.config.plan();
    settings.receipts = office.receipts();
    let mut diagnostics = Vec::new();
    let words = settings.regency.own_words();
    let read = intake::read(&office.folder, office.edition, intake_office(office, &settings, &words));
    let (registry, mut week) = read.into_value(&mut diagnostics);
    week.pictures.extend(emblems(office, &settings).into_value(&mut diagnostics));
    if settings.edition.masthead_color.is_some() && !registry.villages.iter().any(|village| village.prints_color) {
        let message = "warna_kepala diisi, tetapi tidak ada KIM yang mencetak berwarna";
        let warning = Diagnostic::warning("setelan.warna-kepala-tanpa-pencetak", message).at(Place::file(CONFIG));
        diagnostics.push(warning.remedy("isi “ya” di kolom “Cetak warna” di kim.xlsx untuk KIM yang mencetak berwarna"));
    }
    let layouts = typeset::own_layouts(&office.folder).into_value(&mut diagnostics);
    diagnostics.extend(missing_layouts(office, &layouts, &diagnostics));
    diagnostics.extend(registry.villages.iter().flat_map(|village| office.config.channel_faults(village)));
    diagnostics.extend(registry.villages.iter().filter_map(|village| without_address(office, village)));
    diagnostics.extend(office.folder.misnamed_editions().into_iter().map(|name| {
        Diagnostic::warning(MISNAMED, "folder ini bukan edisi, jadi tidak dibaca")
            .at(Place::file(format!("edisi/{name}")))
            .remedy("namai menurut hari Seninnya, seperti 2026-11-23")
    }));
    diagnostics.extend(stray_layouts(&layouts, &settings.forms));
    let by_code = |code: &DesaCode| registry.villages.binary_search_by(|village| village.desa.code.cmp(code)).ok();
    let name = |code: &str| Some(registry.villages.get(by_code(&DesaCode::parse(code)?)?)?.desa.in_kecamatan());
    name_villages(&mut diagnostics, name);
    Checked { registry, week, settings, layouts, diagnostics }
}

/// Reads the registry alone.
pub(super) fn registry(office: &Office) -> Found<Registry> {
    let settings = office.config.plan();
    let words = settings.regency.own_words();
    intake::read_registry(&office.folder, office.edition, intake_office(office, &settings, &words))
}

/// The office's settings by which its files are read.
fn intake_office<'s>(office: &'s Office, settings: &'s Settings, words: &'s OwnWords) -> intake::Office<'s> {
    let abbreviations = office.config.abbreviations();
    intake::Office { zone: settings.regency.zone, leaders: &settings.leaders, words, abbreviations }
}

/// The emblems of the letterheads, as the layouts get them.
fn emblems(office: &Office, settings: &Settings) -> Found<Vec<(String, Vec<u8>)>> {
    let second = settings.second_letterhead.as_ref().and_then(|second| second.emblem.as_ref());
    let named = [(EMBLEM, settings.regency.emblem.as_ref()), (SECOND_EMBLEM, second)];
    let mut found: Found<Vec<(String, Vec<u8>)>> = Found::default();
    for (path, file) in named.into_iter().filter_map(|(path, file)| Some((path, file?))) {
        match intake::emblem(&office.folder, file) {
            Ok(jpeg) => found.value.push((path.to_owned(), jpeg)),
            Err(reason) => {
                let fault = Diagnostic::error("setelan.lambang-tidak-dapat-dipakai", format!("lambang tidak dapat dipakai: {reason}"));
                let remedy = "taruh gambarnya di folder kantor, sebagai PNG atau JPEG, dan tulis namanya di warta.toml";
                found.diagnostics.push(fault.at(Place::file(file)).remedy(remedy));
            }
        }
    }
    found
}

/// A village that mail is to reach and that has no address.
fn without_address(office: &Office, village: &Village) -> Option<Diagnostic> {
    let ladder = office.config.ladder(village);
    let needs = |name: &String| office.config.channels.get(name).is_some_and(ChannelSettings::needs_address);
    let at = ladder.iter().position(needs).filter(|_| village.address.emails.is_empty())?;
    let next = match ladder.get(at + 1) {
        Some(next) => format!("jadi dikirim lewat {next}"),
        None => "dan tidak ada saluran berikutnya".to_owned(),
    };
    let message = format!("{} tidak punya alamat surel, {next}", village.desa.in_kecamatan());
    let warning = Diagnostic::warning("kim.tanpa-surel", message).at(village.address.channels_place.clone());
    let warning = warning.alike(format!("desa tanpa alamat surel, {next}"));
    Some(warning.remedy("isi alamat surelnya, atau pilih saluran lain").for_desa(village.desa.code.as_str()))
}

/// The layouts that forms of the office's own name and that are not there. Of a file that could not be read more was said.
fn missing_layouts(office: &Office, layouts: &HashMap<String, String>, said: &[Diagnostic]) -> Vec<Diagnostic> {
    let is_told = |file: &str| said.iter().filter_map(|said| said.place.as_ref()).any(|place| place.file == file);
    office.config.missing_layouts(|name| layouts.contains_key(name) || is_told(&Folder::own_layout_name(name)))
}

/// A layout that replaces nothing, that no form of the office's own names and that no other layout imports is a slip of the name.
fn stray_layouts(layouts: &HashMap<String, String>, forms: &FormSettings) -> Vec<Diagnostic> {
    let imported = |name: &str| layouts.iter().any(|(other, text)| other != name && text.contains(&format!("{name}.typ")));
    let named = |name: &str| forms.own.iter().any(|form| form.layout == name);
    let mut names: Vec<&String> = layouts.keys().filter(|name| !is_built_in(name) && !named(name) && !imported(name)).collect();
    names.sort();
    let known = Kind::ALL.map(Kind::name).join(", ");
    let stray = |name: &String| {
        Diagnostic::warning("tata-letak.tidak-dipakai", "tata letak ini tidak dipakai")
            .at(Place::file(Folder::own_layout_name(name)))
            .remedy(if name.starts_with("formulir-") {
                "sebut di [[formulir.lain]] di warta.toml bila itu formulir kantor sendiri, atau namai menurut yang digantinya".to_owned()
            } else {
                format!("namai menurut yang digantinya: {known}")
            })
    };
    names.into_iter().map(stray).collect()
}
