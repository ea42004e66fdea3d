//! The command line's grammar, and the words for a command that is not understood.

use std::ffi::OsString;
use std::io::IsTerminal;
use std::net::IpAddr;
use std::path::{Path, PathBuf};

use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{Args, CommandFactory, Parser, Subcommand};

use super::Exit;
use crate::desk::{self, Office, Verdict};
use office::folder::typed;

const TEMPLATE: &str = "{about-with-newline}\nPemakaian: {usage}\n\n{all-args}{after-help}";

#[derive(Debug, Parser)]
#[command(
    name = "warta",
    version,
    about = "Warta menata buletin pekanan untuk setiap desa, membungkusnya, mengirimnya ke KIM, dan mencatatnya.",
    help_template = TEMPLATE,
    after_help = "Tanpa perintah, `warta` membuka mejanya di peramban. Di baris perintah, yang biasa dikerjakan tiap pekan:\ntaruh agenda, sambutan dan pengumuman di folder edisi, lalu jalankan `warta periksa`,\ndan bila sudah baik `warta jalankan`.",
    override_usage = "warta [-C FOLDER] PERINTAH",
    disable_help_subcommand = true,
    disable_help_flag = true,
    disable_version_flag = true,
    subcommand_help_heading = "Perintah",
    subcommand_value_name = "PERINTAH",
    next_help_heading = "Pilihan"
)]
pub struct Cli {
    /// Folder kantor (bawaan: folder ini)
    #[arg(short = 'C', long = "folder", value_name = "FOLDER", default_value = ".", hide_default_value = true, global = true)]
    pub office: PathBuf,
    /// Keluaran JSON untuk program lain
    #[arg(long, global = true)]
    pub json: bool,
    /// Sebut setiap kesalahan satu per satu, juga yang sebabnya sama
    #[arg(long, global = true)]
    pub rinci: bool,
    /// Tampilkan bantuan
    #[arg(short = 'h', long = "bantuan", visible_alias = "help", action = clap::ArgAction::Help, global = true)]
    help: Option<bool>,
    /// Tampilkan versi
    #[arg(short = 'V', long = "versi", visible_alias = "version", action = clap::ArgAction::Version)]
    version: Option<bool>,
    /// `None`: the desk.
    #[command(subcommand)]
    pub command: Option<Command>,
}

#[derive(Debug, Args)]
pub struct EditionArgs {
    /// Edisi menurut hari Seninnya, misalnya 2026-11-23 (bawaan: edisi terbaru)
    #[arg(value_name = "EDISI", help_heading = "Isian")]
    edition: Option<String>,
}

impl EditionArgs {
    /// The edition, where a person named one.
    pub fn named(&self) -> Option<&str> {
        self.edition.as_deref()
    }
}

#[derive(Debug, Args)]
pub struct AskArgs {
    /// Jangan bertanya dahulu sebelum mengirim yang tidak dapat ditarik kembali
    #[arg(long, help_heading = "Pilihan")]
    pub ya: bool,
    /// Nama yang menyetujui kiriman ini; dicatat
    #[arg(long, value_name = "NAMA", help_heading = "Pilihan")]
    pub disetujui: Option<String>,
}

#[derive(Debug, Args)]
pub struct DeskArgs {
    /// Jangan membuka peramban; alamatnya ditampilkan saja
    #[arg(long, help_heading = "Pilihan")]
    pub tanpa_peramban: bool,
    /// Pakai alamat baru: penanda di peramban yang lama tidak berlaku lagi
    #[arg(long, conflicts_with = "kantor", help_heading = "Pilihan")]
    pub alamat_baru: bool,
    /// Kerjakan juga tiap edisi pada waktunya, seperti `warta jadwal`, selama meja terbuka
    #[arg(long, help_heading = "Pilihan")]
    pub jadwal: bool,
    /// Pasang unit systemd yang membuka meja folder kantor ini, dengan jadwalnya
    #[arg(long, conflicts_with_all = ["kantor", "jadwal"], help_heading = "Pilihan")]
    pub pasang: bool,
    /// Buka untuk jaringan kantor: dengan TLS, untuk orang yang punya akun
    #[arg(long, help_heading = "Pilihan")]
    pub kantor: bool,
    /// Alamat komputer ini di jaringan kantor, misalnya 192.168.1.10
    #[arg(long, value_name = "IP", requires = "kantor", help_heading = "Pilihan")]
    pub alamat: Option<IpAddr>,
    /// Porta (bawaan: 7304)
    #[arg(long, value_name = "N", requires = "kantor", help_heading = "Pilihan")]
    pub porta: Option<u16>,
    /// Di belakang peladen yang punya sertifikat sendiri, misalnya https://meja.contoh.go.id
    #[arg(long, value_name = "URL", requires = "kantor", help_heading = "Pilihan")]
    pub proksi: Option<String>,
    /// Alamat peladen itu, bila bukan di komputer ini
    #[arg(long, value_name = "IP", requires = "proksi", help_heading = "Pilihan")]
    pub proksi_dari: Option<IpAddr>,
    /// Buat akun; yang pertama mengelola meja. Kata sandinya ditampilkan sekali
    #[arg(long, value_name = "NAMA", conflicts_with_all = ["kantor", "atur_ulang"], help_heading = "Pilihan")]
    pub orang_baru: Option<String>,
    /// Beri kata sandi baru kepada yang lupa
    #[arg(long, value_name = "NAMA", conflicts_with = "kantor", help_heading = "Pilihan")]
    pub atur_ulang: Option<String>,
}

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Buka Warta di peramban: bahan, periksa, pratinjau, terbitkan, kirim, tanda terima (juga `warta` tanpa perintah)
    #[command(name = "meja", visible_alias = "desk", help_template = TEMPLATE, override_usage = "warta [-C FOLDER] meja [--tanpa-peramban] [--alamat-baru] [--jadwal] | meja --pasang | meja --kantor [--alamat IP] [--porta N] [--proksi URL] | meja --orang-baru NAMA | --atur-ulang NAMA")]
    Desk(DeskArgs),
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
    #[command(name = "terbitkan", visible_alias = "build", help_template = TEMPLATE, override_usage = "warta [-C FOLDER] terbitkan [--tanpa-ralat] [EDISI]")]
    Build {
        #[command(flatten)]
        edition: EditionArgs,
        /// Yang berubah sejak terkirim tidak diralat, sekarang maupun nanti; dicatat
        #[arg(long, help_heading = "Pilihan")]
        tanpa_ralat: bool,
    },
    /// Kirim yang belum terkirim; aman dihentikan dan diulang kapan saja
    #[command(name = "kirim", visible_alias = "send", help_template = TEMPLATE, override_usage = "warta [-C FOLDER] kirim [--ulang-gagal] [--ya] [--disetujui NAMA] [EDISI]")]
    Send {
        #[command(flatten)]
        edition: EditionArgs,
        /// Coba sekarang yang gagal dan yang sedang menunggu giliran ulang, dan hanya itu
        #[arg(long, help_heading = "Pilihan")]
        ulang_gagal: bool,
        #[command(flatten)]
        ask: AskArgs,
    },
    /// Periksa, terbitkan dan kirim: pekerjaan utama
    #[command(
        name = "jalankan",
        visible_alias = "run",
        help_template = TEMPLATE,
        override_usage = "warta [-C FOLDER] jalankan [--sebagian] [--tanpa-ralat] [--ya] [--disetujui NAMA] [EDISI]"
    )]
    Run {
        #[command(flatten)]
        edition: EditionArgs,
        /// Kirim yang jadi, walaupun sebagian besar desa tidak terbit
        #[arg(long, help_heading = "Pilihan")]
        sebagian: bool,
        /// Yang berubah sejak terkirim tidak diralat, sekarang maupun nanti; dicatat
        #[arg(long, help_heading = "Pilihan")]
        tanpa_ralat: bool,
        #[command(flatten)]
        ask: AskArgs,
    },
    /// Lihat halaman satu desa di peramban; berubah begitu berkasnya disimpan
    #[command(name = "pratinjau", visible_alias = "preview", help_template = TEMPLATE, override_usage = "warta [-C FOLDER] pratinjau [--edisi EDISI] [DESA]")]
    Preview {
        /// Nama atau kode desa (bawaan: desa pertama di kim.xlsx)
        #[arg(value_name = "DESA", help_heading = "Isian")]
        desa: Option<String>,
        /// Edisi menurut hari Seninnya, misalnya 2026-11-23 (bawaan: edisi terbaru)
        #[arg(long, value_name = "EDISI", help_heading = "Pilihan")]
        edisi: Option<String>,
    },
    /// Siapa mendapat apa, kapan, lewat mana, apa buktinya
    #[command(name = "status", help_template = TEMPLATE, override_usage = "warta [-C FOLDER] status [--desa KODE] [--sampai KODE… | --belum KODE…] [EDISI]")]
    Status {
        #[command(flatten)]
        edition: EditionArgs,
        /// Satu desa saja, menurut nama atau kodenya
        #[arg(long, value_name = "KODE", help_heading = "Pilihan")]
        desa: Option<String>,
        /// Tetapkan: yang tidak pasti ternyata sampai. Kode desa dipisah koma, atau “semua”
        #[arg(long, value_name = "KODE", value_delimiter = ',', conflicts_with_all = ["belum", "desa"], help_heading = "Pilihan")]
        sampai: Vec<String>,
        /// Tetapkan: ternyata belum sampai, jadi dikirim lagi. Kode desa dipisah koma, atau “semua”
        #[arg(long, value_name = "KODE", value_delimiter = ',', conflicts_with = "desa", help_heading = "Pilihan")]
        belum: Vec<String>,
    },
    /// Catat tanda terima: kode di sobekan “baca-dulu” atau di lembar ekspedisi, atau nama desanya
    #[command(
        name = "terima",
        visible_alias = "receive",
        help_template = TEMPLATE,
        override_usage = "warta [-C FOLDER] terima KODE|DESA… [--tanggal TANGGAL] [--nama NAMA] [--batal] | --ekspedisi KECAMATAN [--kecuali DESA,…]"
    )]
    Receive {
        /// Kode tanda terima, misalnya 7KQ2-X9FM; atau nama atau kode desa, misalnya "Karya Baru (Barambai)"
        #[arg(value_name = "KODE", required_unless_present = "ekspedisi", conflicts_with = "ekspedisi", help_heading = "Isian")]
        codes: Vec<String>,
        /// Lembar ekspedisi satu kecamatan sudah ditandatangani: nama atau kode kecamatannya
        #[arg(long, value_name = "KECAMATAN", help_heading = "Pilihan")]
        ekspedisi: Option<String>,
        /// Desa di lembar itu yang belum menandatangani, dipisah koma
        #[arg(
            long,
            value_name = "DESA",
            value_delimiter = ',',
            requires = "ekspedisi",
            conflicts_with = "codes",
            help_heading = "Pilihan"
        )]
        kecuali: Vec<String>,
        /// Edisinya, misalnya 2026-11-23 (bawaan: edisi terbaru yang sudah dikirim ke sana)
        #[arg(long, value_name = "EDISI", help_heading = "Pilihan")]
        edisi: Option<String>,
        /// Tanggal diterima, misalnya 25-11-2026, "25 November", kemarin, Senin (bawaan: hari ini)
        #[arg(long, value_name = "TANGGAL", help_heading = "Pilihan")]
        tanggal: Option<String>,
        /// Nama penerima
        #[arg(long, value_name = "NAMA", help_heading = "Pilihan")]
        nama: Option<String>,
        /// Nama atau kode desanya, bila satu kode ada di dua bundel
        #[arg(long, value_name = "DESA", conflicts_with = "ekspedisi", help_heading = "Pilihan")]
        desa: Option<String>,
        /// Batalkan catatan yang keliru; dengan --ekspedisi: yang dicatat terakhir untuk kecamatan itu
        #[arg(long, conflicts_with_all = ["tanggal", "nama"], help_heading = "Pilihan")]
        batal: bool,
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
    /// Cadangkan buku pengiriman (warta.db) ke folder cadangan/; yang terbaru disimpan empat belas
    #[command(name = "cadangkan", visible_alias = "backup", help_template = TEMPLATE, override_usage = "warta [-C FOLDER] cadangkan")]
    BackUp,
    /// Kembalikan buku pengiriman dari cadangan; yang sekarang disimpan juga di cadangan/
    #[command(name = "pulihkan", visible_alias = "restore", help_template = TEMPLATE, override_usage = "warta [-C FOLDER] pulihkan [--ya] [BERKAS]")]
    Restore {
        /// Nama berkas di folder cadangan/, misalnya warta-2026-11-25-1610.db (bawaan: yang terbaru yang utuh)
        #[arg(value_name = "BERKAS", help_heading = "Isian")]
        file: Option<String>,
        /// Jangan bertanya dahulu
        #[arg(long, help_heading = "Pilihan")]
        ya: bool,
    },
    /// Periksa apakah bundel lengkap dan belum berubah
    #[command(name = "verifikasi", visible_alias = "verify", help_template = TEMPLATE, override_usage = "warta verifikasi BERKAS…")]
    Verify {
        /// Berkas bundel (.zip)
        #[arg(value_name = "BERKAS", required = true, help_heading = "Isian")]
        files: Vec<PathBuf>,
    },
}

/// Parses a command line. Where there is nothing to be run (help was asked for, or the command is not understood), that has been told.
pub fn parse(arguments: impl IntoIterator<Item = OsString>) -> Result<Cli, Exit> {
    let arguments: Vec<OsString> = arguments.into_iter().collect();
    let parsed = Cli::try_parse_from(&arguments).and_then(|cli| match &cli.command {
        None if !is_alone() => Err(Cli::command().error(ErrorKind::MissingSubcommand, "")),
        _ => Ok(cli),
    });
    parsed.map_err(|error| told(&error, &arguments))
}

/// Whether a person at a terminal, or a double click, started the program: another program would wait for the desk in vain.
fn is_alone() -> bool {
    std::io::stdin().is_terminal() && std::io::stdout().is_terminal()
}

/// clap's faults in Indonesian; help and version go to stdout.
fn told(error: &clap::Error, arguments: &[OsString]) -> Exit {
    let context = |kind| match error.get(kind) {
        Some(ContextValue::String(text)) => text.clone(),
        Some(ContextValue::Strings(texts)) => texts.join(", "),
        _ => String::new(),
    };
    let message = match error.kind() {
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => {
            let _ = error.print();
            return Exit::Ended(Verdict::Done);
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
        _ if context(ContextKind::InvalidValue).is_empty() => format!("isi {} belum disebut", context(ContextKind::InvalidArg)),
        _ => format!("nilai “{}” tidak sesuai", context(ContextKind::InvalidValue)),
    };
    let suggestion = [ContextKind::SuggestedSubcommand, ContextKind::SuggestedArg].into_iter().map(context).find(|s| !s.is_empty());
    eprintln!("galat: {message}");
    if let Some(example) = example(&context(ContextKind::InvalidArg), arguments) {
        eprintln!("  saran: misalnya `{example}`");
    }
    if let Some(suggestion) = suggestion {
        eprintln!("  saran: mungkin maksudnya {suggestion}");
    }
    eprintln!("  bantuan: `warta --bantuan`");
    Exit::Usage
}

/// A command of this office that has the argument that another left out.
fn example(missing: &str, arguments: &[OsString]) -> Option<String> {
    let is_village = ["--desa", "--sampai", "--belum"].into_iter().find(|option| missing.starts_with(*option));
    if is_village.is_none() && !missing.contains("BERKAS") {
        return None;
    }
    let is_folder = |argument: &&OsString| ["-C", "--folder"].iter().any(|option| *option == argument.as_os_str());
    let folder = arguments.iter().skip_while(|argument| !is_folder(argument)).nth(1);
    let office = Office::open(folder.map_or(Path::new("."), Path::new), None).ok()?;
    if let Some(option) = is_village {
        return Some(format!("warta status {option} \"{}\"", desk::example_village(&office)?));
    }
    let bundles = std::fs::read_dir(office.results().bundles()).ok()?.flatten().map(|entry| entry.path());
    let first = bundles.filter(|path| path.extension().is_some_and(|end| end == "zip")).min()?;
    Some(format!("warta verifikasi {}", typed(&first)))
}
