//! Removes from an edition's results what is made no more: someone would print from it. Nothing else than what Warta made is touched.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::str::FromStr;
use std::time::Duration;

use super::correct::Tasks;
use office::folder::Results;
use office::model::{DesaCode, EditionId};
use post::deliver::folder::sweep;
use press::plan::Plan;
use press::press::is_made;
use press::press::lot::{kecamatan_folder, village_folder};
use press::typeset::kinds::{Kind, Scope, is_document};

/// Removes the documents, bundles and lists of villages and kecamatan that the registry has no more, and what a run that was killed left
/// half-written. What cannot be removed stays: the next run tries again.
pub(super) fn tidy(results: &Results, plan: &Plan<'_>) {
    let edition = plan.edition;
    let (mut folders, mut codes, mut lists) = (BTreeSet::new(), BTreeSet::new(), BTreeSet::new());
    for village in plan.villages() {
        let code = &village.desa.code;
        folders.insert(kecamatan_folder(village));
        folders.insert(village_folder(village, 0));
        codes.insert(code.digits());
        lists.extend(Kind::of_scope(Scope::Kecamatan).map(|kind| kind.file_name(&code.kecamatan().digits(), edition, 0)));
    }
    tidy_documents(&results.documents(), edition, &folders);
    for name in files_in(&results.bundles()) {
        if bundle(&name, edition).is_some_and(|(code, _)| !codes.contains(code)) {
            remove_bundle(results, &name);
        }
    }
    for kind in Kind::of_scope(Scope::Kecamatan) {
        let folder = results.path(kind.name());
        for name in files_in(&folder).into_iter().filter(|name| is_document(name, edition) && !lists.contains(name)) {
            let _ = (fs::remove_file(folder.join(&name)), fs::remove_file(results.recipe(&name)));
        }
    }
    sweep_below(results.root());
}

/// Removes the documents and bundles of corrections that were taken back before they went out.
pub(super) fn tidy_corrections(results: &Results, edition: EditionId, tasks: &Tasks) {
    let stands = |digits: &str, ralat: u32| DesaCode::parse(digits).is_none_or(|code| tasks.stands(&code, ralat));
    for name in files_in(&results.bundles()) {
        if bundle(&name, edition).is_some_and(|(code, ralat)| ralat > 0 && !stands(code, ralat)) {
            remove_bundle(results, &name);
        }
    }
    let pages = results.documents();
    for village in villages_in(&pages) {
        let code = village.rsplit('/').next().and_then(|name| name.split_once('-')).map_or("", |(code, _)| code);
        for name in folders_in(&pages.join(&village)) {
            if correction(&name).is_some_and(|ralat| !stands(code, ralat)) {
                remove_folder(&pages.join(&village).join(name), edition);
            }
        }
    }
}

fn remove_bundle(results: &Results, name: &str) {
    let _ = (fs::remove_file(results.bundle(name)), fs::remove_file(results.recipe(name)));
}

/// Removes the folders of documents that are not among those to be kept.
fn tidy_documents(pages: &Path, edition: EditionId, kept: &BTreeSet<String>) {
    for village in villages_in(pages).into_iter().filter(|village| !kept.contains(village)) {
        remove_folder(&pages.join(village), edition);
    }
    for kecamatan in own_folders(pages).into_iter().filter(|kecamatan| !kept.contains(kecamatan)) {
        remove_folder(&pages.join(kecamatan), edition);
    }
}

/// The folders of villages, each below its kecamatan's.
fn villages_in(pages: &Path) -> Vec<String> {
    let below = |kecamatan: String| own_folders(&pages.join(&kecamatan)).into_iter().map(move |name| format!("{kecamatan}/{name}"));
    own_folders(pages).into_iter().flat_map(below).collect()
}

/// Removes a folder with the documents in it; one in which something else lies stays, without them.
fn remove_folder(folder: &Path, edition: EditionId) {
    for name in folders_in(folder).into_iter().filter(|name| correction(name).is_some()).chain(own_folders(folder)) {
        remove_folder(&folder.join(name), edition);
    }
    for name in files_in(folder).into_iter().filter(|name| is_made(name, edition)) {
        let _ = fs::remove_file(folder.join(name));
    }
    let _ = fs::remove_dir(folder);
}

/// The digits of the village's code and the number of the correction in a bundle's name: `warta-2026-11-23-6304142008.zip`, `…-ralat1.zip`.
fn bundle(name: &str, edition: EditionId) -> Option<(&str, u32)> {
    let rest = name.strip_prefix(&format!("warta-{edition}-"))?.strip_suffix(".zip")?;
    let (code, ralat) = rest.split_once("-ralat").map_or(Some((rest, 0)), |(code, ralat)| Some((code, number(ralat)?)))?;
    number::<u64>(code).map(|_| (code, ralat))
}

/// A number that is written with digits alone.
fn number<N: FromStr>(text: &str) -> Option<N> {
    text.parse().ok().filter(|_| text.bytes().all(|byte| byte.is_ascii_digit()))
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
fn correction(name: &str) -> Option<u32> {
    number(name.strip_prefix("ralat")?)
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
