//! The code's one direction: a module imports only modules above it in `lib.rs`.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use crate::office::root;

/// Cargo proves the direction between the packages; this the order inside each.
#[test]
fn a_module_imports_only_modules_above_it() {
    for (package, modules) in [("src", 6), ("crates/office/src", 7), ("crates/press/src", 3), ("crates/post/src", 3)] {
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
        for (line, used) in used_modules(&tokens(&fs::read_to_string(&file).unwrap())) {
            if rank.get(used).is_some_and(|used| used > own) {
                faults.push(format!("{}:{line} uses crate::{used}", relative.display()));
            }
        }
    }
    assert!(faults.is_empty(), "{faults:#?}");
}

/// The modules that paths from `crate` name, each with its line. A comment may point anywhere: it tells a reader, not the compiler.
fn used_modules<'a>(tokens: &[(usize, Token<'a>)]) -> Vec<(usize, &'a str)> {
    let mut used = Vec::new();
    for (at, window) in tokens.windows(4).enumerate() {
        match window {
            [(_, Token::Word("crate")), (_, Token::Sign(':')), (_, Token::Sign(':')), (line, Token::Word(name))] => {
                used.push((*line, *name))
            }
            [(_, Token::Word("crate")), (_, Token::Sign(':')), (_, Token::Sign(':')), (_, Token::Sign('{'))] => {
                used.extend(first_names(&tokens[at + 4..]));
            }
            _ => {}
        }
    }
    used
}

/// The first name of each member of a group, as far as the brace that closes it: of `bundle::{pack, verify}, report}` `bundle` and `report`.
fn first_names<'a>(group: &[(usize, Token<'a>)]) -> Vec<(usize, &'a str)> {
    let (mut names, mut depth, mut is_first) = (Vec::new(), 0, true);
    for (line, token) in group {
        match token {
            Token::Sign('}') if depth == 0 => break,
            Token::Sign('{') => depth += 1,
            Token::Sign('}') => depth -= 1,
            Token::Sign(',') if depth == 0 => is_first = true,
            Token::Word(name) if is_first => {
                names.push((*line, *name));
                is_first = false;
            }
            _ => {}
        }
    }
    names
}

#[test]
fn an_import_is_seen_however_it_is_broken() {
    let source = "use crate::{\n    bundle::{\n        pack, verify,\n    },\n    // intake,\n    model::EditionId, report,\n};\n\
                  fn f() -> &'static str {\n    crate::desk::check('\"', \"crate::folder\"); /* crate::fonts */\n    crate::\n        ledger::read()\n}\n";
    assert_eq!(used_modules(&tokens(source)), [(2, "bundle"), (6, "model"), (6, "report"), (9, "desk"), (11, "ledger")]);
}

/// A piece of Rust source. Blanks, comments and characters in quotes are none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Token<'a> {
    /// A name, a keyword or a number.
    Word(&'a str),
    /// The inside of a string.
    Text(&'a str),
    Sign(char),
}

/// The tokens of a source file, each with its line.
pub fn tokens(source: &str) -> Vec<(usize, Token<'_>)> {
    let mut tokens = Vec::new();
    let (mut line, mut rest) = (1, source);
    while let Some(c) = rest.chars().next() {
        let (length, token) = first_token(c, rest);
        tokens.extend(token.map(|token| (line, token)));
        line += rest[..length].matches('\n').count();
        rest = &rest[length..];
    }
    tokens
}

/// The bytes of a piece of source, which begins with `c`, to the end of its first token; and that token.
fn first_token(c: char, source: &str) -> (usize, Option<Token<'_>>) {
    let end_of = |close: &str, after: usize| source[after..].find(close).map_or(source.len(), |at| after + at);
    let word = source.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(source.len());
    let raw =
        source.trim_start_matches('b').strip_prefix('r').map(|rest| rest.trim_start_matches('#')).filter(|rest| rest.starts_with('"'));
    match (c, raw) {
        ('/', _) if source.starts_with("//") => (end_of("\n", 0), None),
        ('/', _) if source.starts_with("/*") => (end_of("*/", 2) + 2, None),
        ('b' | 'r', Some(quoted)) => {
            let begin = source.len() - quoted.len() + 1;
            let close = format!("\"{}", "#".repeat(source[..begin].matches('#').count()));
            let end = end_of(&close, begin);
            (end + close.len(), Some(Token::Text(&source[begin..end])))
        }
        ('"', _) => {
            let mut is_escaped = false;
            let end = source[1..].find(|c| {
                let is_end = c == '"' && !is_escaped;
                is_escaped = c == '\\' && !is_escaped;
                is_end
            });
            let end = end.map_or(source.len(), |at| at + 1);
            (end + 1, Some(Token::Text(&source[1..end])))
        }
        ('\'', _) if source[1..].starts_with('\\') => (end_of("'", 3) + 1, None),
        ('\'', _) => match source[1..].char_indices().nth(1) {
            Some((at, '\'')) => (at + 2, None),
            // A lifetime.
            _ => (1, Some(Token::Sign(c))),
        },
        _ if word > 0 => (word, Some(Token::Word(&source[..word]))),
        _ => (c.len_utf8(), Some(Token::Sign(c)).filter(|_| !c.is_whitespace())),
    }
}

/// The Rust files below a folder.
pub fn rust_files(folder: &Path) -> Vec<PathBuf> {
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
