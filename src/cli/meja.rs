//! `warta meja`: opens the desk in the browser; `warta pratinjau` opens it at one village's pages.

use std::path::{Path, PathBuf};
use std::thread::JoinHandle;

use chrono::Utc;
use serde::Serialize;

use super::arguments::DeskArgs;
use super::output::{Out, runtime};
use super::{Exit, schedule, stop};
use crate::desk::people::{self, Given};
use crate::desk::{self, Conclusion, Office, Verdict};
use crate::web::kantor::{self, Opened, Proxy, Settings};
use crate::web::{self, Address, Meja, Seat, Way, listen, take_seat};
use office::bundle::land_private;
use office::diagnostic::{self, Diagnostic, Faults, io_words, unwritten};
use office::folder::Folder;
use office::work::Stop;

/// The page that the browser is started with, among the office's secrets.
const OPENER: &str = ".meja.html";

const OPEN: &str = "Biarkan jendela ini terbuka selama bekerja; berhenti dengan Ctrl-C.";

/// How the desk is to be opened.
#[derive(Debug, Clone, Default)]
pub struct Opening {
    /// The page, as the desk names it: `/pratinjau/63.04.14.2008`.
    pub page: String,
    /// No browser is started.
    pub is_quiet: bool,
    /// At an address that no bookmark knows.
    pub is_new: bool,
    /// Each edition that is due is published and sent as well.
    pub is_scheduled: bool,
}

/// A desk that is open, as programs are told of it.
#[derive(Serialize)]
struct Serving {
    #[serde(rename = "alamat")]
    address: String,
}

/// Does as the command line asks.
pub fn command(root: &Path, out: &Out, args: &DeskArgs) -> Exit {
    let (folder, _) = Folder::around(root);
    if args.pasang {
        return match Office::open(root, None) {
            Ok(office) => schedule::install_desk(&office, out),
            Err(faults) => out.fail("meja", faults),
        };
    }
    let done = match (&args.orang_baru, &args.atur_ulang) {
        (Some(name), _) => account(out, people::add_at_the_machine(&folder, name, Utc::now())),
        (None, Some(name)) => account(out, people::reset(&folder, name, Utc::now())),
        (None, None) if args.kantor => at_the_office(&folder, out, args),
        (None, None) => {
            let opening =
                Opening { is_quiet: args.tanpa_peramban, is_new: args.alamat_baru, is_scheduled: args.jadwal, ..Opening::default() };
            open(&folder, out, &opening)
        }
    };
    match done {
        Ok(()) => Exit::Ended(Verdict::Done),
        Err(faults) => out.fail("meja", faults),
    }
}

/// Makes or mends an account; its password is told once.
fn account(out: &Out, given: impl Future<Output = diagnostic::Result<Given>>) -> diagnostic::Result<()> {
    let given = runtime()?.block_on(given)?;
    if out.json {
        out.finish("meja", &Conclusion::done(given.clone()));
    }
    let Given { name, password } = given;
    out.line(format!("Akun {name}. Kata sandinya, sekali ini saja ditampilkan:"));
    out.line(format!("  {password}"));
    out.line("Ganti sesudah masuk, di halaman Orang.");
    Ok(())
}

/// Serves the desk to the office's network until it is stopped.
fn at_the_office(folder: &Folder, out: &Out, args: &DeskArgs) -> diagnostic::Result<()> {
    let seat = take_seat(folder)?.map_err(|_| taken())?;
    let proxy = args.proksi.as_deref().map(|origin| Proxy::new(origin, args.proksi_dari)).transpose()?;
    let settings = Settings { address: args.alamat, port: args.porta, proxy };
    let stop = stop::listen();
    desk_runtime()?.block_on(async {
        web::take_over(folder, Utc::now()).await?;
        let Opened { door, kantor, hosts, url, said } = kantor::open(folder, &settings, Utc::now()).await?;
        if out.json {
            out.finish("meja", &Conclusion::done(Serving { address: url }));
        }
        said.iter().for_each(|line| out.line(line));
        out.line(OPEN);
        let beside = args.jadwal.then(|| schedule::beside(folder.root().to_owned(), *out, stop.clone()));
        let served = Meja::at_the_office(folder.clone(), hosts, kantor).serve(Way::Network(door), &stop).await;
        leave(seat, beside, &stop);
        served.map_err(cut_off)
    })
}

/// Serves the desk until it is stopped. Where one of this folder is open, its page is.
pub fn meja(root: &Path, out: &Out, opening: &Opening) -> Exit {
    let (folder, _) = Folder::around(root);
    match open(&folder, out, opening) {
        Ok(()) => Exit::Ended(Verdict::Done),
        Err(faults) => out.fail("meja", faults),
    }
}

/// Opens the desk at one village's pages.
pub fn preview(root: &Path, out: &Out, edition: Option<String>, village: Option<String>) -> Exit {
    let (folder, inside) = Folder::around(root);
    let edition = edition.or(inside);
    // A folder that cannot be opened at all is said here, and to a person a slip of the village's name; later faults are shown on the page.
    let opened = Office::open(folder.root(), edition.as_deref());
    let typed = village.as_deref().filter(|_| !out.json);
    if let Err(faults) = opened.and_then(|office| typed.map_or(Ok(()), |village| desk::find(&office, village))) {
        return out.fail("pratinjau", faults);
    }
    let opening = Opening { page: web::preview_path(village.as_deref(), edition.as_deref()), ..Opening::default() };
    meja(folder.root(), out, &opening)
}

fn open(folder: &Folder, out: &Out, opening: &Opening) -> diagnostic::Result<()> {
    let seat = match take_seat(folder)? {
        Ok(seat) => seat,
        Err(Some(address)) => {
            out.line("Meja ini sudah terbuka.");
            return lead_to(folder, out, &address, opening);
        }
        Err(None) => return Err(taken()),
    };
    let stop = stop::listen();
    desk_runtime()?.block_on(async {
        web::take_over(folder, Utc::now()).await?;
        let (listener, address) = listen(folder, opening.is_new).await?;
        let meja = Meja::here(folder.clone(), &address);
        lead_to(folder, out, &address, opening)?;
        out.line(OPEN);
        let beside = opening.is_scheduled.then(|| schedule::beside(folder.root().to_owned(), *out, stop.clone()));
        let served = meja.serve(Way::Here(listener), &stop).await;
        leave(seat, beside, &stop);
        served.map_err(cut_off)
    })
}

/// Several workers: a page that reads much keeps no other waiting.
fn desk_runtime() -> diagnostic::Result<tokio::runtime::Runtime> {
    tokio::runtime::Builder::new_multi_thread().worker_threads(4).enable_all().build().map_err(cut_off)
}

fn cut_off(error: std::io::Error) -> Faults {
    let fault = Diagnostic::error("meja.terputus", format!("meja terputus: {}", io_words(&error)));
    fault.remedy("jalankan lagi").into()
}

/// The seat is free for the next desk, once what is being sent beside has ended its step.
fn leave(seat: Seat, beside: Option<JoinHandle<()>>, stop: &Stop) {
    stop.ask();
    if let Some(beside) = beside {
        let _ = beside.join();
    }
    drop(seat);
}

/// Another desk has the seat, and cannot be reached.
fn taken() -> Faults {
    let fault = Diagnostic::error("meja.sudah-terbuka", "meja kantor ini sudah terbuka di tempat lain");
    fault.remedy("pakailah meja itu, atau tutup dahulu programnya").into()
}

/// Tells the address of a page, and opens it in the browser.
fn lead_to(folder: &Folder, out: &Out, address: &Address, opening: &Opening) -> diagnostic::Result<()> {
    let address = address.page(&opening.page);
    if out.json {
        out.finish("meja", &Conclusion::done(Serving { address: address.clone() }));
    }
    out.line(format!("Meja Warta: {address}"));
    if !out.json && !opening.is_quiet {
        // Without a browser that opens by itself, the address can be copied.
        let _ = open::that_detached(opener(folder, &address)?);
    }
    Ok(())
}

/// A page that leads to an address. The address is a secret, and a command line can be read by everyone on this computer: so the browser
/// is started with this page, which only its owner can read.
fn opener(folder: &Folder, address: &str) -> diagnostic::Result<PathBuf> {
    let page = folder.secrets().join(OPENER);
    let html = format!("<!doctype html><meta charset=\"utf-8\"><meta http-equiv=\"refresh\" content=\"0;url={address}\">\n");
    land_private(&page, html.as_bytes()).map_err(|error| unwritten(&page, &error))?;
    Ok(page)
}
