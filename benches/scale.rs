//! What a run costs as villages grow: the sample's edition for so many made-up villages, by the program as it is.
//!
//! `cargo bench --bench scale [-- VILLAGES ...]` (201 and 2016 where none are named)

use std::fmt::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// Rows of a registry: kecamatan of twelve villages, whose names and heads are made up.
fn registry(villages: usize) -> String {
    let mut csv = String::from("Kode,Desa/Kelurahan,Kecamatan,Kepala,Camat,KIM,RT\n");
    for at in 0..villages {
        let (district, village) = (at / 12, at % 12 + 1);
        let (regency, kecamatan) = (11 + district / 90 % 80, district % 90 + 1);
        let province = 11 + district / 7200;
        let (name, rt) = (at * 7919 % 100_000, at % 9 + 2);
        let _ = writeln!(
            csv,
            "{province:02}.{regency:02}.{kecamatan:02}.{:04},Karya {name},Handil {district},H. Kepala {name},Drs. Camat {district},KIM Karya {name},{rt}",
            2000 + village
        );
    }
    csv
}

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).expect("folder");
    for entry in std::fs::read_dir(from).expect("sample").flatten() {
        let (path, target) = (entry.path(), to.join(entry.file_name()));
        match entry.file_name().to_str() {
            Some("hasil" | "kiriman" | "kim.xlsx" | "pengumuman") => {}
            Some(name) if name.starts_with("warta.db") || name == "warta.kunci" => {}
            _ if path.is_dir() => copy(&path, &target),
            _ => {
                std::fs::copy(&path, &target).expect("copy");
            }
        }
    }
}

/// A run's wall time, processor time and largest memory in MiB, as the system tells while it runs.
fn run(folder: &Path, command: &str) -> (Duration, Duration, u64) {
    let start = Instant::now();
    let warta = Command::new(env!("CARGO_BIN_EXE_warta")).arg("-C").arg(folder).arg(command).stdout(Stdio::null()).spawn();
    let mut warta = warta.expect("program");
    let (mut ticks, mut memory) = (0, 0);
    loop {
        let stat = std::fs::read_to_string(format!("/proc/{}/stat", warta.id())).unwrap_or_default();
        let fields: Vec<u64> =
            stat.rsplit(')').next().unwrap_or_default().split_whitespace().map(|word| word.parse().unwrap_or(0)).collect();
        ticks = fields.get(11).zip(fields.get(12)).map_or(ticks, |(user, system)| ticks.max(user + system));
        let status = std::fs::read_to_string(format!("/proc/{}/status", warta.id())).unwrap_or_default();
        let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:")?.split_whitespace().next()?.parse::<u64>().ok());
        memory = memory.max(peak.unwrap_or(0) / 1024);
        if warta.try_wait().expect("wait").is_some() {
            return (start.elapsed(), Duration::from_millis(ticks * 10), memory);
        }
        std::thread::sleep(Duration::from_millis(5));
    }
}

fn main() {
    let named: Vec<usize> = std::env::args().skip(1).filter_map(|arg| arg.parse().ok()).collect();
    let sizes = if named.is_empty() { vec![201, 2016] } else { named };
    let mut first = None;
    println!("villages  command    wall s   CPU s  CPU ms a village  of the first  memory MiB");
    for villages in sizes {
        let folder = tempfile::tempdir().expect("folder");
        copy(Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/samples/barito-kuala")), folder.path());
        std::fs::write(folder.path().join("kim.csv"), registry(villages)).expect("registry");
        let announcements = folder.path().join("edisi/2026-11-23/pengumuman");
        std::fs::create_dir_all(&announcements).expect("announcements");
        for (at, target) in ["semua", "kecamatan Handil 3", "desa Karya 7919"].iter().enumerate() {
            let text = format!("Untuk: {target}\n\n# Pengumuman {at}\n\nHari Rabu, 25 November 2026 pukul 09.00 di balai desa.\n");
            std::fs::write(announcements.join(format!("{at}.md")), text).expect("announcement");
        }
        for command in ["periksa", "terbitkan", "terbitkan", "status"] {
            let (wall, cpu, memory) = run(folder.path(), command);
            let each = cpu.as_secs_f64() * 1000.0 / villages as f64;
            let ratio = if command == "terbitkan" { each / *first.get_or_insert(each) } else { f64::NAN };
            println!("{villages:8}  {command:9} {:7.2} {:7.2} {each:17.2} {ratio:13.2} {memory:11}", wall.as_secs_f64(), cpu.as_secs_f64());
        }
    }
}
