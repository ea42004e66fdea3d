//! Removes from an edition's results what is made no more: someone would print from it. Nothing else than what Warta made is touched.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::time::Duration;

use super::correct::Tasks;
use office::folder::Results;
use office::model::EditionId;
use post::deliver::folder::sweep;
use press::plan::Plan;
use press::press::is_made;
use press::press::lot::{kecamatan_folder, village_folder};
use press::typeset::kinds::{Kind, Scope, is_document};

/// Removes the documents, bundles and lists of villages and kecamatan that the registry has no more, corrections that were withdrawn,
/// and what a run that was killed left half-written. What cannot be removed stays: the next run tries again.
pub(super) fn tidy(results: &Results, plan: &Plan<'_>, tasks: &Tasks) {
    let edition = plan.edition;
    let (mut folders, mut bundles, mut lists) = (BTreeSet::new(), BTreeSet::new(), BTreeSet::new());
    for village in plan.villages() {
        let code = &village.desa.code;
        folders.insert(kecamatan_folder(village));
        for ralat in tasks.standing(code).into_iter().chain([0]) {
            folders.insert(village_folder(village, ralat));
            bundles.insert(format!("{}.zip", plan.bundle_name(village, ralat)));
        }
        lists.extend(Kind::of_scope(Scope::Kecamatan).map(|kind| kind.file_name(&code.kecamatan().digits(), edition, 0)));
    }
    tidy_documents(&results.documents(), edition, &folders);
    for name in files_in(&results.bundles()).into_iter().filter(|name| is_bundle(name, edition) && !bundles.contains(name)) {
        let _ = (fs::remove_file(results.bundle(&name)), fs::remove_file(results.recipe(&name)));
    }
    for kind in Kind::of_scope(Scope::Kecamatan) {
        let folder = results.path(kind.name());
        for name in files_in(&folder).into_iter().filter(|name| is_document(name, edition) && !lists.contains(name)) {
            let _ = (fs::remove_file(folder.join(&name)), fs::remove_file(results.recipe(&name)));
        }
    }
    sweep_below(results.root());
}

/// Removes the folders of documents that are not among those to be kept.
fn tidy_documents(pages: &Path, edition: EditionId, kept: &BTreeSet<String>) {
    for kecamatan in own_folders(pages) {
        for village in own_folders(&pages.join(&kecamatan)).into_iter().map(|name| format!("{kecamatan}/{name}")) {
            let corrections = folders_in(&pages.join(&village)).into_iter().filter(|name| is_correction(name));
            let all = corrections.map(|name| format!("{village}/{name}")).chain([village.clone()]);
            all.filter(|folder| !kept.contains(folder)).for_each(|folder| remove_folder(&pages.join(folder), edition));
        }
        if !kept.contains(&kecamatan) {
            remove_folder(&pages.join(kecamatan), edition);
        }
    }
}

/// Removes a folder with the documents in it; one in which something else lies stays, without them.
fn remove_folder(folder: &Path, edition: EditionId) {
    for name in folders_in(folder).into_iter().filter(|name| is_correction(name)).chain(own_folders(folder)) {
        remove_folder(&folder.join(name), edition);
    }
    for name in files_in(folder).into_iter().filter(|name| is_made(name, edition)) {
        let _ = fs::remove_file(folder.join(name));
    }
    let _ = fs::remove_dir(folder);
}

/// `warta-2026-11-23-6304142008.zip`, `…-ralat1.zip`
fn is_bundle(name: &str, edition: EditionId) -> bool {
    let rest = name.strip_prefix(&format!("warta-{edition}-")).and_then(|rest| rest.strip_suffix(".zip"));
    let is_number = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    rest.is_some_and(|rest| rest.split_once("-ralat").map_or_else(|| is_number(rest), |(code, ralat)| is_number(code) && is_number(ralat)))
}

/// Removes what was left half-written. Nothing else writes in an office's results: the folder is locked.
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

pub(super) fn files_in(folder: &Path) -> Vec<String> {
    entries(folder, |kind| kind.is_file())
}

fn entries(folder: &Path, is_wanted: impl Fn(fs::FileType) -> bool) -> Vec<String> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let wanted = entries.filter(|entry| entry.file_type().is_ok_and(&is_wanted));
    wanted.filter_map(|entry| entry.file_name().into_string().ok()).collect()
}
