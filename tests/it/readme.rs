//! The README's commands do what it says.

use std::fs;

use crate::office::root;
use crate::support::{TestOffice, warta};

fn readme() -> String {
    fs::read_to_string(root().join("README.md")).unwrap()
}

/// The README's first command, over a copy of the sample, so that the clone stays as it is: all 201 villages, to the end.
#[test]
fn the_main_job_runs_on_the_sample_to_the_end() {
    let text = readme();
    let command = text.lines().find_map(|line| line.strip_prefix("    cargo run --release -- ")).unwrap();
    let words: Vec<&str> = command.split_whitespace().collect();
    assert_eq!(words, ["-C", "samples/barito-kuala", "jalankan"]);
    let copy = TestOffice::with_registry(&[]);
    for (file, bytes) in crate::office::generated() {
        copy.write(&file, bytes);
    }
    let run = copy.warta(&words[2..]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    assert!(run.stdout.contains("201 bundel siap") && run.stdout.contains("201 bundel terkirim ke folder kiriman"), "{}", run.stdout);
    assert_eq!(copy.files("kiriman/2026-11-23").len(), 201);
    assert_eq!(copy.files("hasil/2026-11-23/ekspedisi").len(), 17);
    assert!(!run.stderr.contains("galat") && !run.stderr.contains("peringatan"), "the sample has no faults: {}", run.stderr);
}

#[test]
fn every_command_of_the_table_is_there_under_both_names() {
    let text = readme();
    let rows = text.lines().filter(|line| line.starts_with("| `") && line.matches('|').count() == 4);
    let mut commands = 0;
    for row in rows {
        for name in row.split('|').skip(1).take(2).filter_map(|cell| cell.trim().strip_prefix('`')?.strip_suffix('`')) {
            assert_eq!(warta([name, "--bantuan"]).code, 0, "{name}");
            commands += 1;
        }
    }
    assert_eq!(commands, 25);
}
