//! The code's one direction: a module imports only modules above it in `lib.rs`.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use crate::office::root;

/// Cargo proves the direction between the packages; this the order inside each.
#[test]
fn a_module_imports_only_modules_above_it() {
    for (package, modules) in [("src", 4), ("crates/office/src", 5), ("crates/press/src", 3), ("crates/post/src", 2)] {
        check(&root().join(package), modules);
    }
}

fn check(package: &Path, modules: usize) {
    let lib = fs::read_to_string(package.join("lib.rs")).unwrap();
    let order: Vec<&str> = lib.lines().filter_map(|line| line.strip_prefix("pub mod ")?.strip_suffix(';')).collect();
    assert_eq!(order.len(), modules, "the modules of {}", package.display());
    let rank: BTreeMap<&str, usize> = order.iter().enumerate().map(|(i, name)| (*name, i)).collect();
    let mut faults = Vec::new();
    for file in rust_files(package) {
        let relative = file.strip_prefix(package).unwrap();
        let module = relative.components().next().unwrap().as_os_str().to_str().unwrap().trim_end_matches(".rs").to_owned();
        let Some(own) = rank.get(module.as_str()) else { continue };
        for (number, line) in (1..).zip(fs::read_to_string(&file).unwrap().lines()) {
            // Doc comments may point anywhere: they tell a reader, not the compiler.
            if line.trim_start().starts_with("//") {
                continue;
            }
            for used in line.split("crate::").skip(1) {
                for name in used_modules(used) {
                    if rank.get(name.as_str()).is_some_and(|used| used > own) {
                        faults.push(format!("{}:{number} uses crate::{name}", relative.display()));
                    }
                }
            }
        }
    }
    assert!(faults.is_empty(), "{faults:#?}");
}

/// The module that a path names, or those of a group `{bundle, report}`.
fn used_modules(path: &str) -> Vec<String> {
    let name = |text: &str| text.trim().chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect::<String>();
    match path.strip_prefix('{') {
        Some(group) => group.split(',').map(name).collect(),
        None => vec![name(path)],
    }
}

fn rust_files(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for path in fs::read_dir(folder).unwrap().map(|e| e.unwrap().path()) {
        if path.is_dir() {
            files.extend(rust_files(&path));
        } else if path.extension().is_some_and(|e| e == "rs") {
            files.push(path);
        }
    }
    files
}

/// `plan` is pure: what could make it differ from run to run is not in it.
#[test]
fn the_plan_knows_no_clock_no_disk_and_no_chance() {
    for file in rust_files(&root().join("crates/press/src/plan")) {
        let text = fs::read_to_string(&file).unwrap();
        for forbidden in ["std::fs", "std::env", "::now(", "rand::", "SystemTime", "std::net", "HashMap"] {
            assert!(!text.contains(forbidden), "{}: {forbidden}", file.display());
        }
    }
}
