//! The command line: parse, run, print, exit.

mod job;
mod output;
mod preview;
mod records;
mod schedule;

use std::ffi::OsString;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{Args, Parser, Subcommand};
use serde_json::json;

use crate::desk::{self, Office, Request};
use job::{Steps, job, verdict};
use office::bundle;
use office::diagnostic::io_words;
use output::Out;

/// How a command ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub enum Exit {
    /// All done.
    Done = 0,
    /// Nothing, or not the whole, could be done.
    Failed = 1,
    /// The command was not understood.
    Usage = 2,
    /// Some desa failed, the rest is done.
    Partly = 3,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> ExitCode {
        ExitCode::from(exit as u8)
    }
}

const TEMPLATE: &str = "{about-with-newline}\nPemakaian: {usage}\n\n{all-args}{after-help}";

#[derive(Debug, Parser)]
#[command(
    name = "warta",
    version,
    about = "Warta menata buletin pekanan untuk setiap desa, membungkusnya, mengirimnya ke KIM, dan mencatatnya.",
    help_template = TEMPLATE,
    after_help = "Yang biasa dikerjakan tiap pekan: taruh agenda, sambutan dan pengumuman di folder edisi,\nlalu jalankan `warta periksa`, dan bila sudah baik `warta jalankan`.",
    override_usage = "warta [-C FOLDER] PERINTAH",
    disable_help_subcommand = true,
    disable_help_flag = true,
    disable_version_flag = true,
    subcommand_help_heading = "Perintah",
    subcommand_value_name = "PERINTAH",
    next_help_heading = "Pilihan"
)]
struct Cli {
    /// Folder kantor (bawaan: folder ini)
    #[arg(short = 'C', long = "folder", value_name = "FOLDER", default_value = ".", hide_default_value = true, global = true)]
    office: PathBuf,
    /// Keluaran JSON untuk program lain
    #[arg(long, global = true)]
    json: bool,
    /// Tampilkan bantuan
    #[arg(short = 'h', long = "bantuan", visible_alias = "help", action = clap::ArgAction::Help, global = true)]
    help: Option<bool>,
    /// Tampilkan versi
    #[arg(short = 'V', long = "versi", visible_alias = "version", action = clap::ArgAction::Version)]
    version: Option<bool>,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Args)]
struct EditionArgs {
    /// Edisi menurut hari Seninnya, misalnya 2026-11-23 (bawaan: edisi terbaru)
    #[arg(value_name = "EDISI", help_heading = "Isian")]
    edition: Option<String>,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Buat folder kantor baru untuk memulai
    #[command(name = "baru", visible_alias = "new", help_template = TEMPLATE, override_usage = "warta baru FOLDER_BARU")]
    New {
        /// Folder yang akan dibuat
        #[arg(value_name = "FOLDER_BARU", help_heading = "Isian")]
        folder: PathBuf,
    },
    /// Baca semua berkas, sebut setiap kesalahan dan sarannya; tidak membuat apa-apa
    #[command(name = "periksa", visible_alias = "check", help_template = TEMPLATE, override_usage = "warta [-C FOLDER] periksa [EDISI]")]
    Check(EditionArgs),
    /// Tata dan bungkus buletin serta formulir setiap desa
    #[command(name = "terbitkan", visible_alias = "build", help_template = TEMPLATE, override_usage = "warta [-C FOLDER] terbitkan [EDISI]")]
    Build(EditionArgs),
    /// Kirim yang belum terkirim; aman dihentikan dan diulang kapan saja
    #[command(name = "kirim", visible_alias = "send", help_template = TEMPLATE, override_usage = "warta [-C FOLDER] kirim [--ulang-gagal] [EDISI]")]
    Send {
        #[command(flatten)]
        edition: EditionArgs,
        /// Coba sekarang yang gagal dan yang sedang menunggu giliran ulang, dan hanya itu
        #[arg(long, help_heading = "Pilihan")]
        ulang_gagal: bool,
    },
    /// Periksa, terbitkan dan kirim: pekerjaan utama
    #[command(name = "jalankan", visible_alias = "run", help_template = TEMPLATE, override_usage = "warta [-C FOLDER] jalankan [EDISI]")]
    Run(EditionArgs),
    /// Lihat halaman satu desa di peramban; berubah begitu berkasnya disimpan
    #[command(name = "pratinjau", visible_alias = "preview", help_template = TEMPLATE, override_usage = "warta [-C FOLDER] pratinjau [DESA]")]
    Preview {
        /// Nama atau kode desa (bawaan: desa pertama di kim.xlsx)
        #[arg(value_name = "DESA", help_heading = "Isian")]
        desa: Option<String>,
    },
    /// Siapa mendapat apa, kapan, lewat mana, apa buktinya
    #[command(name = "status", help_template = TEMPLATE, override_usage = "warta [-C FOLDER] status [--desa KODE] [--sampai KODE… | --belum KODE…] [EDISI]")]
    Status {
        #[command(flatten)]
        edition: EditionArgs,
        /// Satu desa saja, menurut kodenya
        #[arg(long, value_name = "KODE", help_heading = "Pilihan")]
        desa: Option<String>,
        /// Tetapkan: yang tidak pasti ternyata sampai. Kode desa dipisah koma, atau “semua”
        #[arg(long, value_name = "KODE", value_delimiter = ',', conflicts_with_all = ["belum", "desa"], help_heading = "Pilihan")]
        sampai: Vec<String>,
        /// Tetapkan: ternyata belum sampai, jadi dikirim lagi. Kode desa dipisah koma, atau “semua”
        #[arg(long, value_name = "KODE", value_delimiter = ',', conflicts_with = "desa", help_heading = "Pilihan")]
        belum: Vec<String>,
    },
    /// Catat tanda terima: kode di sobekan “baca-dulu”
    #[command(name = "terima", visible_alias = "receive", help_template = TEMPLATE, override_usage = "warta [-C FOLDER] terima KODE… [--tanggal TANGGAL] [--nama NAMA] [--desa KODE_DESA]")]
    Receive {
        /// Kode tanda terima, misalnya 7KQ2-X9FM
        #[arg(value_name = "KODE", required = true, help_heading = "Isian")]
        codes: Vec<String>,
        /// Tanggal diterima, misalnya 2026-11-25 (bawaan: hari ini)
        #[arg(long, value_name = "TANGGAL", help_heading = "Pilihan")]
        tanggal: Option<String>,
        /// Nama penerima
        #[arg(long, value_name = "NAMA", help_heading = "Pilihan")]
        nama: Option<String>,
        /// Kode desanya, bila satu kode ada di dua bundel
        #[arg(long, value_name = "KODE_DESA", help_heading = "Pilihan")]
        desa: Option<String>,
    },
    /// Tinggal dan jalankan tiap edisi pada waktunya, menyusul yang terlewat
    #[command(name = "jadwal", visible_alias = "schedule", help_template = TEMPLATE, override_usage = "warta [-C FOLDER] jadwal [--sekali | --pasang]")]
    Schedule {
        /// Kerjakan yang sudah waktunya, lalu selesai
        #[arg(long, conflicts_with = "pasang", help_heading = "Pilihan")]
        sekali: bool,
        /// Pasang penjadwal sistem (systemd) untuk folder kantor ini
        #[arg(long, help_heading = "Pilihan")]
        pasang: bool,
    },
    /// Periksa apakah bundel lengkap dan belum berubah
    #[command(name = "verifikasi", visible_alias = "verify", help_template = TEMPLATE, override_usage = "warta verifikasi BERKAS…")]
    Verify {
        /// Berkas bundel (.zip)
        #[arg(value_name = "BERKAS", required = true, help_heading = "Isian")]
        files: Vec<PathBuf>,
    },
}

/// Parses, runs and prints.
pub fn main(args: impl IntoIterator<Item = OsString>) -> Exit {
    let cli = match Cli::try_parse_from(args) {
        Ok(cli) => cli,
        Err(error) => return usage(&error),
    };
    let out = Out { json: cli.json };
    match &cli.command {
        Command::New { folder } => new(&cli, folder, &out),
        Command::Verify { files } => verify(files, &out),
        Command::Check(edition) => with_office(&cli, edition, "periksa", &out, check),
        Command::Build(edition) => with_office(&cli, edition, "terbitkan", &out, |office, out| {
            job(office, out, Steps { command: "terbitkan", build: true, send: None })
        }),
        Command::Send { edition, ulang_gagal } => with_office(&cli, edition, "kirim", &out, |office, out| {
            job(
                office,
                out,
                Steps { command: "kirim", build: false, send: Some(Request { retry: *ulang_gagal, asked: edition.edition.is_some() }) },
            )
        }),
        Command::Run(edition) => with_office(&cli, edition, "jalankan", &out, |office, out| {
            job(
                office,
                out,
                Steps { command: "jalankan", build: true, send: Some(Request { retry: false, asked: edition.edition.is_some() }) },
            )
        }),
        Command::Preview { desa } => preview::preview(&cli.office, &out, desa.clone()),
        Command::Status { edition, desa, sampai, belum } => {
            with_office(&cli, edition, "status", &out, |office, out| match (sampai.is_empty(), belum.is_empty()) {
                (true, true) => records::status(office, out, desa.as_deref()),
                (false, _) => records::decide(office, out, sampai, true),
                (_, false) => records::decide(office, out, belum, false),
            })
        }
        Command::Receive { codes, tanggal, nama, desa } => {
            records::receive(&cli.office, &out, codes, desa.as_deref(), (tanggal.as_deref(), nama.as_deref()))
        }
        Command::Schedule { pasang: true, .. } => schedule::install(&cli.office, &out),
        Command::Schedule { sekali, .. } => schedule::schedule(&cli.office, &out, *sekali),
    }
}

fn with_office(cli: &Cli, edition: &EditionArgs, command: &str, out: &Out, f: impl FnOnce(&Office, &Out) -> Exit) -> Exit {
    match Office::open(&cli.office, edition.edition.as_deref()) {
        Ok(office) => f(&office, out),
        Err(fault) => out.fail(command, *fault),
    }
}

fn new(cli: &Cli, folder: &std::path::Path, out: &Out) -> Exit {
    let root = cli.office.join(folder);
    match desk::new_office(&root, chrono::Local::now().date_naive()) {
        Err(fault) => out.fail("baru", *fault),
        Ok(edition) => {
            out.line(format!("Folder kantor dibuat: {}", root.display()));
            out.line("Selanjutnya:");
            out.line("  1. ganti nama kabupaten dan pimpinan di warta.toml");
            out.line("  2. isi kim.xlsx, satu baris untuk setiap desa dan kelurahan");
            out.line(format!("  3. isi edisi/{edition}: agenda.xlsx, sambutan/, pengumuman/, foto/"));
            out.line(format!("  4. jalankan `warta -C {} jalankan`", root.display()));
            out.finish("baru", Exit::Done, &[], json!({ "folder": root.display().to_string(), "edisi": edition }))
        }
    }
}

fn check(office: &Office, out: &Out) -> Exit {
    let mut checked = desk::check(office);
    checked.try_texts();
    out.diagnostics(&checked.diagnostics);
    let outlook = checked.outlook();
    outlook.iter().for_each(|line| out.line(line));
    let exit = verdict(&checked);
    out.line(match exit {
        Exit::Done => "Siap diterbitkan.",
        Exit::Partly => "Dapat diterbitkan, kecuali desa yang disebut di atas.",
        _ => "Belum dapat diterbitkan: betulkan dahulu galat di atas.",
    });
    out.finish("periksa", exit, &checked.diagnostics, json!({ "edisi": office.edition, "ringkasan": outlook }))
}

fn verify(files: &[PathBuf], out: &Out) -> Exit {
    let mut exit = Exit::Done;
    let mut facts = Vec::new();
    for file in files {
        let result =
            std::fs::read(file).map_err(|e| format!("tidak dapat dibuka: {}", io_words(&e))).and_then(|bytes| bundle::verify(&bytes));
        let faults = match &result {
            Ok(verdict) if verdict.faults.is_empty() => {
                out.line(format!("{}: lengkap dan belum berubah ({} dokumen)", file.display(), verdict.intact));
                Vec::new()
            }
            Ok(verdict) => {
                out.line(format!("{}: TIDAK utuh", file.display()));
                verdict.faults.iter().for_each(|fault| out.line(format!("  {fault}")));
                out.line("  saran: minta bundelnya dikirim lagi");
                verdict.faults.clone()
            }
            Err(reason) => {
                out.line(format!("{}: {reason}", file.display()));
                vec![reason.clone()]
            }
        };
        if !faults.is_empty() {
            exit = Exit::Failed;
        }
        facts.push(json!({ "berkas": file.display().to_string(), "utuh": faults.is_empty(), "masalah": faults }));
    }
    out.finish("verifikasi", exit, &[], json!({ "hasil": facts }))
}

/// clap's faults in Indonesian; help and version go to stdout.
fn usage(error: &clap::Error) -> Exit {
    let context = |kind| match error.get(kind) {
        Some(ContextValue::String(text)) => text.clone(),
        Some(ContextValue::Strings(texts)) => texts.join(", "),
        _ => String::new(),
    };
    let message = match error.kind() {
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => {
            let _ = error.print();
            return Exit::Done;
        }
        ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand | ErrorKind::MissingSubcommand => "perintah belum disebut".to_owned(),
        ErrorKind::InvalidSubcommand => format!("perintah “{}” tidak dikenal", context(ContextKind::InvalidSubcommand)),
        ErrorKind::UnknownArgument => format!("“{}” tidak dikenal", context(ContextKind::InvalidArg)),
        ErrorKind::MissingRequiredArgument => format!("{} belum disebut", context(ContextKind::InvalidArg)),
        ErrorKind::ArgumentConflict => match context(ContextKind::PriorArg) {
            prior if prior.is_empty() || prior == context(ContextKind::InvalidArg) => {
                format!("{} disebut dua kali", context(ContextKind::InvalidArg))
            }
            prior => format!("{} dan {prior} tidak dapat dipakai bersama", context(ContextKind::InvalidArg)),
        },
        _ => format!("nilai “{}” tidak sesuai", context(ContextKind::InvalidValue)),
    };
    let suggestion = [ContextKind::SuggestedSubcommand, ContextKind::SuggestedArg].into_iter().map(context).find(|s| !s.is_empty());
    eprintln!("galat: {message}");
    if let Some(suggestion) = suggestion {
        eprintln!("  saran: mungkin maksudnya {suggestion}");
    }
    eprintln!("  bantuan: `warta --bantuan`");
    Exit::Usage
}
