//! What lies in an edition's results and is made no more: someone would print from it. Nothing is removed but what Warta itself made.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::time::Duration;

use super::Office;
use super::correct::{LATER, Tasks};
use super::recipe;
use office::bundle::slug;
use post::deliver::folder::sweep;
use press::plan::Plan;
use press::typeset::kinds::{KINDS, NOTE, Scope, is_document};

/// Removes the documents, bundles and lists of villages and kecamatan that the registry has no more, corrections that were withdrawn,
/// and what a run that was killed left half-written. What cannot be removed stays: the next run tries again.
pub fn tidy(office: &Office, plan: &Plan<'_>, tasks: &Tasks) {
    if tasks.suffix(true).is_empty() {
        remove_messages(&office.results(), &format!("whatsapp{LATER}"));
        let _ = fs::remove_file(office.results().join(format!("anggaran-cetak{LATER}.xlsx")));
    }
    let (results, edition) = (office.results(), office.edition.to_string());
    let (mut folders, mut bundles, mut lists) = (BTreeSet::new(), BTreeSet::new(), BTreeSet::new());
    for kim in plan.kims() {
        let kecamatan = slug(kim.desa.code.kecamatan(), &kim.desa.kecamatan);
        let village = format!("{kecamatan}/{}", slug(&kim.desa.code.digits(), &kim.desa.name));
        for ralat in tasks.standing(kim.desa.code.as_str()) {
            folders.insert(format!("{village}/ralat{ralat}"));
            bundles.insert(format!("{}.zip", plan.bundle_name(kim, ralat)));
        }
        bundles.insert(format!("{}.zip", plan.bundle_name(kim, 0)));
        folders.extend([kecamatan, village]);
        lists.extend(kecamatan_kinds().map(|kind| kind.file_name(kim.desa.code.kecamatan(), &edition, 0)));
    }
    let pages = results.join("pdf");
    for kecamatan in own_folders(&pages) {
        for village in own_folders(&pages.join(&kecamatan)).into_iter().map(|name| format!("{kecamatan}/{name}")) {
            let corrections = folders_in(&pages.join(&village)).into_iter().filter(|name| is_correction(name));
            let all = corrections.map(|name| format!("{village}/{name}")).chain([village.clone()]);
            all.filter(|folder| !folders.contains(folder)).for_each(|folder| remove_folder(&pages.join(folder), &edition));
        }
        if !folders.contains(&kecamatan) {
            remove_folder(&pages.join(kecamatan), &edition);
        }
    }
    for name in files_in(&results.join("paket")).into_iter().filter(|name| is_bundle(name, &edition) && !bundles.contains(name)) {
        let _ = (fs::remove_file(office.bundle_path(&name)), fs::remove_file(recipe::place(office, &name)));
    }
    for kind in kecamatan_kinds() {
        let folder = results.join(kind.name);
        for name in files_in(&folder).into_iter().filter(|name| is_document(name, &edition) && !lists.contains(name)) {
            let _ = (fs::remove_file(folder.join(&name)), fs::remove_file(recipe::place(office, &name)));
        }
    }
    sweep_below(&results);
}

/// Removes the messages for WhatsApp of before, which shall not be sent again: a page, or a folder with a page for each regency.
pub fn remove_messages(results: &Path, name: &str) {
    let folder = results.join(name);
    let is_page = |name: &String| name.strip_suffix(".html").is_some_and(|code| code.bytes().all(|byte| byte.is_ascii_digit()));
    for page in files_in(&folder).into_iter().filter(is_page) {
        let _ = fs::remove_file(folder.join(page));
    }
    let _ = (fs::remove_dir(folder), fs::remove_file(results.join(format!("{name}.html"))));
}

/// Removes the documents of a village's folder that are not made any more; corrections lie in folders of their own.
pub fn clear(folder: &Path, edition: &str, made: &[(String, Vec<u8>)]) {
    let is_made = |name: &String| made.iter().any(|(known, _)| known == name);
    for name in files_in(folder).into_iter().filter(|name| is_own(name, edition) && !is_made(name)) {
        let _ = fs::remove_file(folder.join(name));
    }
}

/// Removes a folder with the documents in it; one in which something else lies stays, without them.
fn remove_folder(folder: &Path, edition: &str) {
    for name in folders_in(folder).into_iter().filter(|name| is_correction(name)).chain(own_folders(folder)) {
        remove_folder(&folder.join(name), edition);
    }
    for name in files_in(folder).into_iter().filter(|name| is_own(name, edition)) {
        let _ = fs::remove_file(folder.join(name));
    }
    let _ = fs::remove_dir(folder);
}

fn kecamatan_kinds() -> impl Iterator<Item = &'static press::typeset::kinds::Kind> {
    KINDS.iter().filter(|kind| kind.scope == Scope::Kecamatan)
}

/// Whether a file of a village's folder has a name that Warta gives: a document, or the message for WhatsApp.
fn is_own(name: &str, edition: &str) -> bool {
    let is_message = || name.starts_with(&format!("{NOTE}-pesan-wa-{edition}-")) && name.ends_with(".txt");
    is_document(name, edition) || is_message()
}

/// `warta-2026-11-23-6304142008.zip`, `…-ralat1.zip`
fn is_bundle(name: &str, edition: &str) -> bool {
    let rest = name.strip_prefix(&format!("warta-{edition}-")).and_then(|rest| rest.strip_suffix(".zip"));
    let is_number = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    rest.is_some_and(|rest| rest.split_once("-ralat").map_or_else(|| is_number(rest), |(code, ralat)| is_number(code) && is_number(ralat)))
}

/// Nothing else writes in an office's results: the folder is locked.
fn sweep_below(folder: &Path) {
    sweep(folder, Duration::ZERO);
    folders_in(folder).into_iter().for_each(|name| sweep_below(&folder.join(name)));
}

/// Folders that are named by a code (`63.04.14-barambai`, `6304142008-karya-baru`); a clerk's own have other names.
fn own_folders(folder: &Path) -> Vec<String> {
    let is_code = |text: &str| [8, 10].contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
    folders_in(folder).into_iter().filter(|name| name.split_once('-').is_some_and(|(code, _)| is_code(code))).collect()
}

/// `ralat1`
fn is_correction(name: &str) -> bool {
    name.strip_prefix("ralat").is_some_and(|number| !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit()))
}

/// A link is no folder of this one: what it leads to is somebody else's.
fn folders_in(folder: &Path) -> Vec<String> {
    entries(folder, |kind| kind.is_dir())
}

fn files_in(folder: &Path) -> Vec<String> {
    entries(folder, |kind| kind.is_file())
}

fn entries(folder: &Path, is_wanted: impl Fn(fs::FileType) -> bool) -> Vec<String> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let wanted = entries.filter(|entry| entry.file_type().is_ok_and(&is_wanted));
    wanted.filter_map(|entry| entry.file_name().into_string().ok()).collect()
}
