//! The command line: parse, call, print. The desk decides.

mod arguments;
mod backup;
mod job;
mod meja;
mod output;
mod progress;
mod records;
mod schedule;
mod stop;

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use crate::desk::{self, Office, Request, Steps, Verdict};
use arguments::{AskArgs, Cli, Command};
use job::job;
use meja::Opening;
use office::folder::typed;
use output::Out;

/// How a command ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exit {
    Ended(Verdict),
    /// The command was not understood.
    Usage,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> ExitCode {
        ExitCode::from(match exit {
            Exit::Ended(verdict) => verdict as u8,
            Exit::Usage => 2,
        })
    }
}

/// Parses, runs and prints.
pub fn main(args: impl IntoIterator<Item = OsString>) -> Exit {
    match arguments::parse(args) {
        Ok(cli) => run(&cli, &Out { json: cli.json, in_full: cli.rinci }),
        Err(exit) => exit,
    }
}

fn run(cli: &Cli, out: &Out) -> Exit {
    let open = |command: &str, edition: Option<&str>, f: &dyn Fn(&Office) -> Exit| match Office::open(&cli.office, edition) {
        Ok(office) => f(&office),
        Err(faults) => out.fail(command, faults),
    };
    // A person who names an edition wants it sent, however old it is.
    let request = |edition: Option<&str>, ask: &AskArgs| Request {
        asked: edition.is_some(),
        approved_by: ask.disetujui.clone(),
        ..Request::default()
    };
    let Some(command) = &cli.command else { return meja::meja(&cli.office, out, &Opening::default()) };
    match command {
        Command::Desk(args) => meja::command(&cli.office, out, args),
        Command::New { folder } => new(&cli.office.join(folder), out),
        Command::Verify { files } => verify(files, out),
        Command::Check(args) => open("periksa", args.named(), &|office| check(office, out)),
        Command::Build { edition: args, tanpa_ralat } => {
            let steps = Steps { publish: true, quiet: *tanpa_ralat, send: None };
            open("terbitkan", args.named(), &|office| job(office, out, "terbitkan", steps.clone(), true))
        }
        Command::Send { edition: args, ulang_gagal, ask } => {
            let request = Request { retry: *ulang_gagal, ..request(args.named(), ask) };
            let steps = Steps { send: Some(request), ..Steps::default() };
            open("kirim", args.named(), &|office| job(office, out, "kirim", steps.clone(), ask.ya))
        }
        Command::Run { edition: args, sebagian, tanpa_ralat, ask } => {
            let request = Request { partly: *sebagian, ..request(args.named(), ask) };
            let steps = Steps { publish: true, quiet: *tanpa_ralat, send: Some(request) };
            open("jalankan", args.named(), &|office| job(office, out, "jalankan", steps.clone(), ask.ya))
        }
        Command::Preview { desa, edisi } => meja::preview(&cli.office, out, edisi.clone(), desa.clone()),
        Command::Status { edition: args, desa, sampai, belum } => {
            open("status", args.named(), &|office| match (desa, sampai.is_empty(), belum.is_empty()) {
                (Some(desa), true, true) => records::status_of_village(office, out, desa),
                (None, true, true) => records::status(office, out),
                (_, false, _) => records::decide(office, out, sampai, true),
                (_, _, false) => records::decide(office, out, belum, false),
            })
        }
        Command::Receive { codes, ekspedisi, kecuali, edisi, tanggal, nama, desa, batal } => {
            let slip = desk::Slip {
                bundles: codes,
                expedition: ekspedisi.as_deref(),
                except: kecuali,
                edition: edisi.as_deref(),
                desa: desa.as_deref(),
                on: tanggal.as_deref(),
                by: nama.as_deref(),
                is_withdrawn: *batal,
            };
            open("terima", None, &|office| records::receive(office, out, slip))
        }
        Command::BackUp => open("cadangkan", None, &|office| backup::back_up(office, out)),
        Command::Restore { file, ya } => open("pulihkan", None, &|office| backup::restore(office, out, file.as_deref(), *ya)),
        Command::Schedule { pasang: true, .. } => open("jadwal", None, &|office| schedule::install(office, out)),
        Command::Schedule { sekali, .. } => schedule::schedule(&cli.office, out, *sekali),
    }
}

fn new(root: &Path, out: &Out) -> Exit {
    let conclusion = desk::new_office(root, chrono::Local::now().date_naive());
    if let Ok(made) = &conclusion {
        out.line(format!("Folder kantor dibuat: {}", made.facts.root));
        out.line("Selanjutnya:");
        out.line("  1. ganti nama kabupaten dan pimpinan di warta.toml");
        out.line("  2. isi kim.xlsx, satu baris untuk setiap desa dan kelurahan");
        out.line(format!("  3. isi edisi/{}: agenda.xlsx, sambutan/, pengumuman/, foto/", made.facts.edition));
        out.line(format!("  4. jalankan `warta -C {} jalankan`", typed(Path::new(&made.facts.root))));
    }
    out.end("baru", conclusion)
}

fn check(office: &Office, out: &Out) -> Exit {
    let conclusion = match output::runtime() {
        Ok(runtime) => runtime.block_on(desk::inspect(office)),
        Err(faults) => return out.fail("periksa", faults),
    };
    out.diagnostics(&conclusion.diagnostics, &conclusion.facts.roll.word);
    desk::words::outlook(&conclusion.facts, conclusion.verdict).iter().for_each(|line| out.line(line));
    out.finish("periksa", &conclusion)
}

fn verify(files: &[PathBuf], out: &Out) -> Exit {
    let conclusion = desk::verify(files, |bundle| match bundle.intact {
        Some(intact) if bundle.is_whole => out.line(format!("{}: lengkap dan belum berubah ({intact} dokumen)", bundle.file)),
        Some(_) => {
            out.line(format!("{}: TIDAK utuh", bundle.file));
            bundle.faults.iter().for_each(|fault| out.line(format!("  {fault}")));
            out.line("  saran: minta bundelnya dikirim lagi");
        }
        None => bundle.faults.iter().for_each(|reason| out.line(format!("{}: {reason}", bundle.file))),
    });
    out.finish("verifikasi", &conclusion)
}
