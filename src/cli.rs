//! The command line: parse, run, print, exit.

use std::ffi::OsString;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{Args, Parser, Subcommand};
use serde_json::{Value, json};

use crate::diagnostic::{Diagnostic, Severity, io_words, stops_edition};
use crate::ledger::State;
use crate::run::{self, Built, Checked, Office, Sent};
use crate::{bundle, report};

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
    #[command(name = "kirim", visible_alias = "send", help_template = TEMPLATE, override_usage = "warta [-C FOLDER] kirim [EDISI]")]
    Send(EditionArgs),
    /// Periksa, terbitkan dan kirim: pekerjaan utama
    #[command(name = "jalankan", visible_alias = "run", help_template = TEMPLATE, override_usage = "warta [-C FOLDER] jalankan [EDISI]")]
    Run(EditionArgs),
    /// Siapa mendapat apa, kapan, lewat mana, apa buktinya
    #[command(name = "status", help_template = TEMPLATE, override_usage = "warta [-C FOLDER] status [--desa KODE] [EDISI]")]
    Status {
        #[command(flatten)]
        edition: EditionArgs,
        /// Satu desa saja, menurut kodenya
        #[arg(long, value_name = "KODE", help_heading = "Pilihan")]
        desa: Option<String>,
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
            job(office, out, Steps { command: "terbitkan", build: true, send: false })
        }),
        Command::Send(edition) => {
            with_office(&cli, edition, "kirim", &out, |office, out| job(office, out, Steps { command: "kirim", build: false, send: true }))
        }
        Command::Run(edition) => with_office(&cli, edition, "jalankan", &out, |office, out| {
            job(office, out, Steps { command: "jalankan", build: true, send: true })
        }),
        Command::Status { edition, desa } => with_office(&cli, edition, "status", &out, |office, out| status(office, out, desa.as_deref())),
    }
}

/// Where output goes: words for people, or one JSON object for machines.
struct Out {
    json: bool,
}

impl Out {
    fn line(&self, line: impl AsRef<str>) {
        if !self.json {
            // A closed pipe is no fault of the work.
            let _ = std::io::Write::write_all(&mut std::io::stdout(), format!("{}\n", line.as_ref()).as_bytes());
        }
    }

    /// Diagnostics go beside the result, on stderr.
    fn diagnostics(&self, all: &[Diagnostic]) {
        if !self.json && !all.is_empty() {
            let _ = std::io::Write::write_all(&mut std::io::stderr(), report::diagnostics(all).as_bytes());
        }
    }

    fn finish(&self, command: &str, exit: Exit, diagnostics: &[Diagnostic], mut facts: Value) -> Exit {
        if self.json {
            facts["perintah"] = json!(command);
            facts["kode"] = json!(exit as u8);
            facts["diagnostik"] = json!(diagnostics);
            let _ = std::io::Write::write_all(&mut std::io::stdout(), format!("{facts}\n").as_bytes());
        }
        exit
    }

    fn fail(&self, command: &str, fault: Diagnostic) -> Exit {
        let all = [fault];
        self.diagnostics(&all);
        self.finish(command, Exit::Failed, &all, json!({}))
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
    match run::new_office(&root, chrono::Local::now().date_naive()) {
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
    let checked = run::check(office);
    out.diagnostics(&checked.diagnostics);
    let outlook = checked.outlook(office);
    outlook.iter().for_each(|line| out.line(line));
    let exit = verdict(&checked);
    out.line(match exit {
        Exit::Done => "Siap diterbitkan.",
        Exit::Partly => "Dapat diterbitkan, kecuali desa yang disebut di atas.",
        _ => "Belum dapat diterbitkan: betulkan dahulu galat di atas.",
    });
    out.finish("periksa", exit, &checked.diagnostics, json!({ "edisi": office.edition, "ringkasan": outlook }))
}

/// What the diagnostics alone say of how far a run can go.
fn verdict(checked: &Checked) -> Exit {
    if stops_edition(&checked.diagnostics) {
        Exit::Failed
    } else if checked.diagnostics.iter().any(|d| d.severity == Severity::Error) {
        Exit::Partly
    } else {
        Exit::Done
    }
}

struct Steps {
    command: &'static str,
    build: bool,
    send: bool,
}

/// Builds, sends, or both.
fn job(office: &Office, out: &Out, steps: Steps) -> Exit {
    let runtime = match tokio::runtime::Builder::new_current_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => return out.fail(steps.command, Diagnostic::error(format!("Warta tidak dapat dimulai: {error}"))),
    };
    let _lock = match office.lock() {
        Ok(lock) => lock,
        Err(fault) => return out.fail(steps.command, *fault),
    };
    let ledger = match runtime.block_on(office.ledger()) {
        Ok(ledger) => ledger,
        Err(error) => return out.fail(steps.command, ledger_fault(&error.to_string())),
    };
    let mut diagnostics = Vec::new();
    let mut facts = json!({ "edisi": office.edition });
    let mut exit = Exit::Done;
    if steps.build {
        let checked = run::check(office);
        out.diagnostics(&checked.diagnostics);
        diagnostics.extend(checked.diagnostics.clone());
        exit = verdict(&checked);
        if exit == Exit::Failed {
            out.line("Tidak ada yang diterbitkan: betulkan dahulu galat di atas.");
            return out.finish(steps.command, exit, &diagnostics, facts);
        }
        let built = run::build(office, &checked, out.json);
        out.diagnostics(&built.diagnostics);
        diagnostics.extend(built.diagnostics.clone());
        if let Err(error) = runtime.block_on(ledger.record(office.edition, &built.bundles, chrono::Utc::now())) {
            return out.fail(steps.command, ledger_fault(&error.to_string()));
        }
        exit = if built.bundles.is_empty() {
            Exit::Failed
        } else if !built.failed.is_empty() || built.diagnostics.iter().any(|d| d.severity == Severity::Error) {
            Exit::Partly
        } else {
            exit
        };
        facts["terbit"] = built_facts(&built);
        summarize_build(office, out, &built);
    }
    if steps.send && exit != Exit::Failed {
        match runtime.block_on(run::send(office, &ledger, out.json)) {
            Err(error) => return out.fail(steps.command, ledger_fault(&error.to_string())),
            Ok(sent) => {
                let (said, sent_exit) = summarize_send(office, out, &sent);
                out.diagnostics(&said);
                diagnostics.extend(said);
                facts["kirim"] = json!({ "terkirim": sent.accepted, "sudah_terkirim": sent.already, "bermasalah": sent.troubles.len(), "tujuan": sent.targets });
                exit = if sent_exit == Exit::Done { exit } else { sent_exit };
            }
        }
    }
    out.finish(steps.command, exit, &diagnostics, facts)
}

fn built_facts(built: &Built) -> Value {
    json!({ "bundel": built.bundles.len(), "gagal": built.failed, "lembar_kertas": built.sheets })
}

fn summarize_build(office: &Office, out: &Out, built: &Built) {
    let results = office.results();
    out.line(format!("{} bundel siap di {}", built.bundles.len(), results.join("paket").display()));
    if !built.failed.is_empty() {
        out.line(format!("{} desa tidak terbit: {}", built.failed.len(), built.failed.join(", ")));
    }
    out.line(format!("Kertas untuk semuanya: {} lembar", built.sheets));
    if let Some(first) = &built.first_page {
        out.line(format!("Lihat satu contohnya: {}", first.display()));
    }
}

/// Says what was sent, and what was not and why.
fn summarize_send(office: &Office, out: &Out, sent: &Sent) -> (Vec<Diagnostic>, Exit) {
    let mut said = Vec::new();
    let targets = sent.targets.join(", ");
    match (sent.accepted, sent.already) {
        (0, 0) if sent.troubles.is_empty() => out.line("Tidak ada yang dapat dikirim: jalankan `warta terbitkan` dahulu."),
        (0, already) if sent.troubles.is_empty() => {
            out.line(format!("Tidak ada yang perlu dikirim: {already} bundel sudah terkirim sebelumnya ke {targets}."))
        }
        (accepted, 0) => out.line(format!("{accepted} bundel terkirim ke {targets}")),
        (accepted, already) => out.line(format!("{accepted} bundel terkirim ke {targets}; {already} sudah terkirim sebelumnya")),
    }
    if !sent.changed.is_empty() {
        said.push(
            Diagnostic::warning(format!("isi {} bundel berubah sesudah terkirim; yang terkirim adalah isi lama", sent.changed.len()))
                .raw(sent.changed.join(", "))
                .remedy("kembalikan isinya, atau muat perubahannya di edisi berikut; tidak ada yang dikirim dua kali"),
        );
    }
    for (desa, state, why) in &sent.troubles {
        let remedy = match state {
            State::Unknown => "tanyakan kepada penerimanya",
            State::Failed => "betulkan salurannya di warta.toml atau kim.xlsx",
            _ => "jalankan `warta kirim` lagi",
        };
        said.push(Diagnostic::warning(format!("{desa} {state}: {why}")).remedy(remedy).for_desa(desa.as_str()));
    }
    out.line(format!("Siapa mendapat apa: `warta -C {} status`", office.root.display()));
    let exit = match (sent.troubles.is_empty(), sent.accepted + sent.already) {
        (true, _) => Exit::Done,
        (false, 0) => Exit::Failed,
        (false, _) => Exit::Partly,
    };
    (said, exit)
}

fn status(office: &Office, out: &Out, desa: Option<&str>) -> Exit {
    let deliveries = tokio::runtime::Builder::new_current_thread().enable_all().build().map_err(|e| e.to_string()).and_then(|runtime| {
        runtime
            .block_on(async { office.ledger().await?.deliveries(office.edition).await })
            .map_err(|error: crate::ledger::LedgerError| error.to_string())
    });
    let mut deliveries = match deliveries {
        Ok(deliveries) => deliveries,
        Err(error) => return out.fail("status", ledger_fault(&error)),
    };
    let zone = office.config.plan().regency.zone;
    if let Some(desa) = desa {
        let wanted: String = desa.chars().filter(char::is_ascii_digit).collect();
        deliveries.retain(|d| d.desa.replace('.', "") == wanted);
        if deliveries.is_empty() {
            let fault = Diagnostic::error(format!("tidak ada catatan untuk desa {desa}"));
            return out.fail("status", fault.remedy("tulis kodenya seperti di kim.xlsx, misalnya 63.04.14.2008"));
        }
        deliveries.iter().for_each(|d| out.line(report::delivery(d, zone).trim_end()));
    } else if !deliveries.is_empty() {
        out.line(report::status(&deliveries, &run::check(office).inputs.kims, zone).trim_end());
        out.line(format!("{}: {}", crate::plan::wording::edition_label(office.edition), report::tally(&deliveries)));
    }
    if deliveries.is_empty() {
        out.line("Belum ada catatan. Jalankan `warta jalankan`.");
    }
    out.finish("status", Exit::Done, &[], json!({ "edisi": office.edition, "pengiriman": deliveries }))
}

fn ledger_fault(message: &str) -> Diagnostic {
    Diagnostic::error(message)
        .at(crate::diagnostic::Place::file("warta.db"))
        .remedy("salin kembali cadangan warta.db; jangan dihapus, karena di situlah catatan pengiriman")
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
        ErrorKind::ArgumentConflict => format!("{} disebut dua kali", context(ContextKind::InvalidArg)),
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
