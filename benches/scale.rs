//! What a run costs as villages, agenda and announcements grow, by the program as it is.
//!
//! `cargo bench --bench scale [-- VILLAGES ...]` (201 and 2016 where none are named). 83762 villages take 27 GB of disk.

mod measure;

use std::fmt::Write as _;
use std::path::Path;

use measure::{Cost, bytes, copy_sample, run, warta};

/// Rows of a registry: kecamatan of twelve villages, whose names and heads are made up.
fn registry(villages: usize) -> String {
    let mut csv = String::from("Kode,Desa/Kelurahan,Kecamatan,Kades/Lurah,Camat,KIM,RT\n");
    for at in 0..villages {
        let (district, village) = (at / 12, at % 12 + 1);
        // Of 83,762 villages, 38 provinces, as in Indonesia.
        let (province, regency, kecamatan) = (11 + district / 184, 1 + district % 184 / 14, district % 14 + 1);
        let (name, rt) = (at * 7919 % 100_000, at % 9 + 2);
        let _ = writeln!(
            csv,
            "{province:02}.{regency:02}.{kecamatan:02}.{:04},Karya {name},Handil {district},H. Kepala {name},Drs. Camat {district},KIM Karya {name},{rt}",
            2000 + village
        );
    }
    csv
}

fn announce(folder: &Path, at: usize, target: &str) {
    let announcements = folder.join("edisi/2026-11-23/pengumuman");
    std::fs::create_dir_all(&announcements).expect("announcements");
    let text = format!("Untuk: {target}\n\n# Pengumuman {at}\n\nHari Rabu, 25 November 2026 pukul 09.00 di balai desa.\n");
    std::fs::write(announcements.join(format!("{at:04}.md")), text).expect("announcement");
}

/// An office of so many made-up villages with the sample's edition.
fn office(folder: &Path, villages: usize) {
    copy_sample(folder, &["kim.xlsx", "pengumuman"]);
    std::fs::write(folder.join("kim.csv"), registry(villages)).expect("registry");
    for (at, target) in ["semua", "kecamatan Handil 3", "desa Karya 7919"].iter().enumerate() {
        announce(folder, at, target);
    }
}

fn line(what: &str, command: &str, count: usize, cost: Cost, first: f64) {
    let (wall, cpu, each) = (cost.wall.as_secs_f64(), cost.cpu.as_secs_f64(), cost.each(count));
    println!("{what:>20}  {command:10} {wall:8.2} {cpu:8.2} {each:9.3} {:13.2} {:11}", each / first, cost.memory);
}

fn main() {
    let named: Vec<usize> = std::env::args().skip(1).filter_map(|arg| arg.parse().ok()).collect();
    let sizes = if named.is_empty() { vec![201, 2016] } else { named };
    println!("                      command      wall s    CPU s   ms each  of the first  memory MiB");
    let mut first = [None; 4];
    for villages in sizes {
        let folder = tempfile::tempdir().expect("folder");
        office(folder.path(), villages);
        for ((at, command), again) in ["periksa", "terbitkan", "terbitkan", "status"].iter().enumerate().zip(["", "", " lagi", ""]) {
            let cost = run(&mut warta(folder.path(), command));
            line(&format!("{villages} desa"), &format!("{command}{again}"), villages, cost, *first[at].get_or_insert(cost.each(villages)));
        }
        let (size, files) = bytes(&folder.path().join("hasil"));
        println!("{:>20}  {} files, {} bytes a village", "", files, size / villages as u64);
    }
    let mut first = None;
    for rows in [1_000, 10_000] {
        let folder = tempfile::tempdir().expect("folder");
        copy_sample(folder.path(), &["agenda.xlsx"]);
        // A leader's whole year, of which one week is the edition's.
        let mut agenda = String::from("Tanggal;Waktu;Acara;Tempat;Pejabat\n");
        for at in 0..rows {
            let _ = writeln!(
                agenda,
                "{:02}-{:02}-2026;{:02}.30;Acara {at};Desa Karya Baru, Kecamatan Barambai;Bupati",
                at % 28 + 1,
                at / 28 % 10 + 1,
                7 + at % 12
            );
        }
        agenda.push_str("25-11-2026;09.00;Panen raya;Desa Karya Baru, Kecamatan Barambai;Bupati\n");
        std::fs::write(folder.path().join("edisi/2026-11-23/agenda.csv"), agenda).expect("agenda");
        let cost = run(&mut warta(folder.path(), "periksa"));
        line(&format!("{rows} baris agenda"), "periksa", rows, cost, *first.get_or_insert(cost.each(rows)));
    }
    let mut first = [None; 2];
    for count in [100, 1_000] {
        let folder = tempfile::tempdir().expect("folder");
        copy_sample(folder.path(), &["pengumuman"]);
        (0..count)
            .for_each(|at| announce(folder.path(), at, if at % 2 == 0 { "kecamatan Barambai" } else { "desa Karya Baru (Barambai)" }));
        for (at, command) in ["periksa", "terbitkan"].iter().enumerate() {
            let cost = run(&mut warta(folder.path(), command));
            line(&format!("{count} pengumuman"), command, count, cost, *first[at].get_or_insert(cost.each(count)));
        }
    }
}
