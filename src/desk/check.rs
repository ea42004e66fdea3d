//! Reads everything and says every fault; makes nothing.

use std::collections::HashMap;

use super::Office;
use office::diagnostic::{Diagnostic, Place, Severity, stops_edition};
use office::intake;
use office::model::Kim;
use post::deliver::ChannelSettings;
use press::plan::Plan;
use press::plan::settings::Settings;
use press::plan::sheet::{EMBLEM, SECOND_EMBLEM};
use press::press::Checked;
use press::typeset;
use press::typeset::kinds::KINDS;
use press::typeset::world::Layouts;

/// Reads the office folder and plans the edition.
pub fn check(office: &Office) -> Checked {
    let mut settings = office.config.plan();
    settings.receipts = office.receipts();
    let mut diagnostics = Vec::new();
    let intake_office = intake::Office { zone: settings.regency.zone, leaders: &settings.leaders };
    let mut inputs = intake::read(&office.root, office.edition, intake_office).into_value(&mut diagnostics);
    inputs.pictures.extend(emblems(office, &settings, &mut diagnostics));
    if settings.edition.masthead_color.is_some() && !inputs.kims.iter().any(|kim| kim.prints_color) {
        diagnostics.push(
            Diagnostic::warning("warna_kepala diisi, tetapi tidak ada KIM yang mencetak berwarna")
                .at(Place::file(crate::config::FILE))
                .remedy("isi “ya” di kolom “Cetak warna” di kim.xlsx untuk KIM yang mencetak berwarna"),
        );
    }
    let (layouts, faults) = typeset::own_layouts(&office.root);
    diagnostics.extend(faults);
    // What follows from a fault that is already said need not be said.
    let stopped = stops_edition(&diagnostics);
    let planned = Plan::new(&inputs, office.edition, &settings).diagnostics;
    diagnostics.extend(planned.into_iter().filter(|d| !stopped || d.severity != Severity::Error));
    for kim in &inputs.kims {
        for name in kim.channels.iter().filter(|name| office.config.channel_named(name).is_none()) {
            let all = office.config.channels.keys().cloned().collect::<Vec<_>>().join(", ");
            diagnostics.push(
                Diagnostic::error(format!("saluran “{name}” tidak ada di warta.toml"))
                    .at(kim.channel_place())
                    .remedy(format!("pilih salah satu: {all}; atau kosongkan"))
                    .for_desa(kim.desa.code.as_str()),
            );
        }
    }
    diagnostics.extend(inputs.kims.iter().filter_map(|kim| without_address(office, kim)));
    diagnostics.extend(super::misnamed_editions(&office.root).into_iter().map(|name| {
        Diagnostic::warning("folder ini bukan edisi, jadi tidak dibaca")
            .at(Place::file(format!("edisi/{name}")))
            .remedy("namai menurut hari Seninnya, seperti 2026-11-23")
    }));
    diagnostics.extend(stray_layouts(&layouts));
    Checked { edition: office.edition, inputs, settings, layouts, diagnostics }
}

/// The emblems of the letterheads, as the layouts get them.
fn emblems(office: &Office, settings: &Settings, diagnostics: &mut Vec<Diagnostic>) -> Vec<(String, Vec<u8>)> {
    let second = settings.second_letterhead.as_ref().and_then(|second| second.emblem.as_ref());
    let named = [(EMBLEM, settings.regency.emblem.as_ref()), (SECOND_EMBLEM, second)];
    let mut pictures = Vec::new();
    for (path, file) in named.into_iter().filter_map(|(path, file)| Some((path, file?))) {
        match intake::emblem(&office.root, file) {
            Ok(jpeg) => pictures.push((path.to_owned(), jpeg)),
            Err(reason) => diagnostics.push(
                Diagnostic::error(format!("lambang tidak dapat dipakai: {reason}"))
                    .at(Place::file(file))
                    .remedy("taruh gambarnya di folder kantor, sebagai PNG atau JPEG, dan tulis namanya di warta.toml"),
            ),
        }
    }
    pictures
}

/// A KIM that mail is to reach and that has no address.
fn without_address(office: &Office, kim: &Kim) -> Option<Diagnostic> {
    let ladder = office.config.ladder(kim);
    let needs = |name: &String| office.config.channels.get(name).is_some_and(ChannelSettings::needs_address);
    let at = ladder.iter().position(needs).filter(|_| kim.emails.is_empty())?;
    let next = match ladder.get(at + 1) {
        Some(next) => format!("jadi dikirim lewat {next}"),
        None => "dan tidak ada saluran berikutnya".to_owned(),
    };
    let warning = Diagnostic::warning(format!("{} tidak punya alamat surel, {next}", kim.desa.in_kecamatan())).at(kim.channel_place());
    Some(warning.remedy("isi alamat surelnya, atau pilih saluran lain").for_desa(kim.desa.code.as_str()))
}

/// A layout that replaces nothing and that no other imports is a slip of the name.
fn stray_layouts(layouts: &HashMap<String, String>) -> Vec<Diagnostic> {
    let imported = |name: &str| layouts.values().any(|text| text.contains(&format!("{name}.typ")));
    let mut names: Vec<&String> = layouts.keys().filter(|name| !Layouts::is_built_in(name) && !imported(name)).collect();
    names.sort();
    let known = KINDS.iter().map(|kind| kind.name).collect::<Vec<_>>().join(", ");
    let stray = |name: &String| {
        Diagnostic::warning("tata letak ini tidak dipakai")
            .at(Place::file(format!("tata-letak/{name}.typ")))
            .remedy(format!("namai menurut yang digantinya: {known}"))
    };
    names.into_iter().map(stray).collect()
}
