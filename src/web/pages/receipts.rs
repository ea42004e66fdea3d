//! Tanda terima: codes typed from the slips one after the other, and those in a chat that was pasted.

use std::collections::{BTreeMap, VecDeque};
use std::sync::{Mutex, MutexGuard, PoisonError};

use askama::Template;
use axum::extract::{Form, Path, Query, State};
use chrono::Utc;
use serde::Deserialize;

use crate::desk::{self, Acknowledged, Bundle, Chosen, Finding, Pasted, Slip};
use crate::report::local;
use crate::web::html::{escaped, with_query};
use crate::web::{Answer, Asked, Deed, Failure, Head, Meja, Nav, Note, Who, show};
use office::diagnostic::{Diagnostic, Severity};
use office::model::Zone;
use office::model::date::long_date;
use post::ledger::Receipt;

/// So many of the receipts that were recorded last are shown.
const SHOWN: usize = 20;
/// So many pasted chats are kept until they are looked at.
const CHATS: usize = 20;
/// The longest chat that is taken, in bytes: a group's of some months.
const LONGEST_CHAT: usize = 2 << 20;
/// So many codes of a chat stand on a page.
const CODES: usize = 120;
/// The field of a code that is chosen, before the code.
const FIELD: &str = "kode-";

/// The fields as they are shown: after a slip of the pen with what was typed, and always with the day that was typed last.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct Typed {
    #[serde(default)]
    kode: Option<String>,
    #[serde(default)]
    tanggal: Option<String>,
}

/// A slip as it is typed in.
#[derive(Debug, Clone, Deserialize)]
pub struct Entry {
    #[serde(default)]
    kode: String,
    #[serde(default)]
    nama: String,
    #[serde(default)]
    tanggal: String,
}

#[derive(Template)]
#[template(path = "meja/tanda-terima.html")]
struct Page {
    head: Head,
    action: String,
    code: String,
    day: String,
    today: String,
    acknowledged: usize,
    villages: usize,
    edition: String,
    rows: Vec<Row>,
    paste: String,
}

/// A receipt that is on record.
struct Row {
    code: String,
    whose: String,
    address: String,
    edition: String,
    words: String,
    recorded_at: String,
    withdraw: String,
    edition_id: String,
    desa: String,
}

/// `GET /tanda-terima`
pub async fn page(State(meja): State<Meja>, who: Who, Query(asked): Query<Asked>, Query(typed): Query<Typed>) -> Answer {
    let office = meja.office(asked.edition())?;
    let book = desk::receipt_book(&office, SHOWN).await?;
    let head = meja.head(&who, Nav::Receipts, "Tanda terima", Some(&office), &asked);
    let zone = office.config.zone();
    show(Page {
        action: head.link("/tanda-terima"),
        code: typed.kode.unwrap_or_default(),
        day: typed.tanggal.unwrap_or_default(),
        today: zone.local(Utc::now()).format("%d-%m-%Y").to_string(),
        acknowledged: book.acknowledged,
        villages: book.villages,
        edition: book.edition.label(),
        rows: book.last.iter().map(|receipt| row(&head, receipt, zone)).collect(),
        paste: head.link("/tanda-terima/tempel"),
        head,
    })
}

fn row(head: &Head, receipt: &Receipt, zone: Zone) -> Row {
    let received = receipt.received.as_ref();
    let by = received.and_then(|received| received.by.as_ref()).map(|by| format!(" oleh {by}")).unwrap_or_default();
    let on = received.map(|received| long_date(received.on)).unwrap_or_default();
    let ralat = if receipt.ralat == 0 { String::new() } else { format!(", ralat {}", receipt.ralat) };
    Row {
        code: receipt.code.to_string(),
        whose: receipt.title.clone().unwrap_or_else(|| receipt.desa.to_string()),
        address: head.link(&format!("/desa/{}", receipt.desa)),
        edition: format!("{}{ralat}", receipt.edition.label()),
        words: format!("diterima {on}{by}"),
        recorded_at: received.map(|received| local(received.recorded_at, zone)).unwrap_or_default(),
        withdraw: head.link(&format!("/tanda-terima/{}/batalkan", escaped(receipt.code.as_str()))),
        edition_id: receipt.edition.to_string(),
        desa: receipt.desa.to_string(),
    }
}

/// So many characters of a text at most.
fn cut(text: &str, most: usize) -> String {
    text.chars().take(most).collect()
}

/// The text in a field; `None`: nothing.
fn filled(text: &str) -> Option<&str> {
    Some(text.trim()).filter(|text| !text.is_empty())
}

/// `POST /tanda-terima`
pub async fn enter(State(meja): State<Meja>, Query(asked): Query<Asked>, Form(entry): Form<Entry>) -> Answer {
    let office = meja.office(asked.edition())?;
    // More than a field takes was not typed there.
    let entry = Entry { kode: cut(&entry.kode, 200), tanggal: cut(&entry.tanggal, 40), ..entry };
    let codes = [entry.kode.clone()];
    let slip = Slip { bundles: &codes, on: filled(&entry.tanggal), by: filled(&entry.nama), ..Slip::default() };
    let (received, said) = match desk::receive(&office, slip, Utc::now()).await {
        Ok(conclusion) => (conclusion.facts.received, conclusion.diagnostics),
        Err(faults) => (Vec::new(), faults.into()),
    };
    meja.feed().changed();
    let has_fault = said.iter().any(|one| one.severity == Severity::Error);
    let code = filled(&entry.kode).filter(|_| has_fault && received.is_empty()).map(|code| ("kode", code));
    let day = filled(&entry.tanggal).map(|day| ("tanggal", day));
    let path = with_query("/tanda-terima", &code.into_iter().chain(day).collect::<Vec<_>>());
    let deed = deed(&entry.kode, &received, &said);
    Ok(meja.back(&asked.link(&path), deed, notes(&received, said)))
}

/// The bundle that a row is of, beside its code.
#[derive(Debug, Clone, Deserialize)]
pub struct Meant {
    edisi: String,
    desa: String,
}

/// `POST /tanda-terima/{code}/batalkan`: it was recorded by mistake.
pub async fn withdraw(State(meja): State<Meja>, Path(code): Path<String>, Query(asked): Query<Asked>, Form(meant): Form<Meant>) -> Answer {
    let office = meja.office(asked.edition())?;
    let codes = [code.clone()];
    let slip = Slip { bundles: &codes, edition: Some(&meant.edisi), desa: Some(&meant.desa), is_withdrawn: true, ..Slip::default() };
    let conclusion = desk::receive(&office, slip, Utc::now()).await?;
    meja.feed().changed();
    let (received, said) = (conclusion.facts.received, conclusion.diagnostics);
    let deed = deed(&code, &received, &said);
    Ok(meja.back(&asked.link("/tanda-terima"), deed, notes(&received, said)))
}

/// Says what was recorded, and what could not be.
fn notes(received: &[Acknowledged], said: Vec<Diagnostic>) -> Vec<Note> {
    let mut notes: Vec<Note> = received.iter().map(|one| Note::said(one.words())).collect();
    notes.extend(Note::faults(&said.into_iter().map(in_desk).collect::<Vec<_>>()));
    notes
}

/// For the record: what was typed where nothing was recorded, else the codes and their villages.
fn deed(typed: &str, received: &[Acknowledged], said: &[Diagnostic]) -> Deed {
    let about: Vec<String> = received.iter().map(|one| format!("{} ({})", one.code, one.desa)).collect();
    let about = if about.is_empty() { typed.trim().to_owned() } else { about.join(", ") };
    let outcome = match (received, said.first()) {
        ([], Some(fault)) => format!("ditolak: {}", fault.message),
        ([one], _) if one.is_withdrawn => "dicatat keliru, dibatalkan".to_owned(),
        ([one], _) if one.is_changed => "catatan diubah".to_owned(),
        ([one], _) if one.is_known => "sudah tercatat".to_owned(),
        (all, _) => format!("{} dicatat", all.len()),
    };
    Deed::new(about, outcome)
}

/// A diagnostic with the remedy that the desk has for it, where the use case names a command.
fn in_desk(fault: Diagnostic) -> Diagnostic {
    match fault.code {
        "terima.kosong" => fault.remedy("tulis kode di sobekannya, atau nama desanya"),
        "terima.beberapa-bundel" => fault.remedy("tulis nama desanya di tempat kodenya"),
        "terima.nama-kecamatan" => fault.remedy("tulis kode di sobekannya, atau nama satu desa"),
        "terima.belum-tercatat" => fault.remedy("lihat catatannya di halaman desanya"),
        "terima.bundel-lama-terbuka" => fault.remedy("bila sudah diterima juga, catat kode di sobekannya"),
        "terima.tanpa-bundel" => fault.remedy("periksa kodenya; yang belum terbit tidak mempunyai tanda terima"),
        _ => fault,
    }
}

/// Chats that were pasted, each by its name: they are looked at on the next page, which an address leads to that holds nobody's name.
static PASTED: Mutex<VecDeque<(String, String)>> = Mutex::new(VecDeque::new());

fn pasted() -> MutexGuard<'static, VecDeque<(String, String)>> {
    PASTED.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Keeps a chat; gives its name.
fn keep(text: String) -> String {
    let name = Utc::now().timestamp_micros().to_string();
    let mut chats = pasted();
    chats.push_back((name.clone(), text));
    if chats.len() > CHATS {
        chats.pop_front();
    }
    name
}

fn kept(name: &str) -> Option<String> {
    pasted().iter().find(|(known, _)| known == name).map(|(_, text)| text.clone())
}

/// The chat that is looked at.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct Looked {
    #[serde(default)]
    chat: Option<String>,
}

#[derive(Template)]
#[template(path = "meja/tempel.html")]
struct PastePage {
    head: Head,
    look: String,
    record: String,
    /// Its name; empty: none was pasted yet, or it is not kept any more.
    chat: String,
    is_lost: bool,
    summary: String,
    open: Vec<CodeRow>,
    others: Vec<CodeRow>,
    more: usize,
}

/// A code of a chat.
struct CodeRow {
    field: String,
    code: String,
    whose: String,
    by: String,
    on: String,
    words: String,
    class: &'static str,
}

/// `GET /tanda-terima/tempel`
pub async fn paste_page(State(meja): State<Meja>, who: Who, Query(asked): Query<Asked>, Query(looked): Query<Looked>) -> Answer {
    let office = meja.office(asked.edition())?;
    let name = looked.chat.unwrap_or_default();
    let text = kept(&name);
    let found = match &text {
        Some(text) => Some(desk::paste(&office, text, Utc::now()).await?),
        None => None,
    };
    let head = meja.head(&who, Nav::Receipts, "Tempel pesan WhatsApp", Some(&office), &asked);
    let codes = found.as_ref().map(|chat| chat.codes.as_slice()).unwrap_or_default();
    let (open, others): (Vec<&Pasted>, Vec<&Pasted>) = codes.iter().take(CODES).partition(|one| matches!(one.finding, Finding::Open(_)));
    let summary = found.as_ref().map(|chat| format!("{} pesan, {} kode ditemukan.", chat.messages, chat.codes.len()));
    show(PastePage {
        look: head.link("/tanda-terima/tempel"),
        record: head.link("/tanda-terima/tempel/catat"),
        is_lost: !name.is_empty() && text.is_none(),
        chat: if text.is_some() { name } else { String::new() },
        summary: summary.unwrap_or_default(),
        open: open.into_iter().map(code_row).collect(),
        others: others.into_iter().map(code_row).collect(),
        more: codes.len().saturating_sub(CODES),
        head,
    })
}

fn code_row(one: &Pasted) -> CodeRow {
    let whose = |bundle: &Bundle| {
        let ralat = if bundle.ralat == 0 { String::new() } else { format!(", ralat {}", bundle.ralat) };
        format!("{} ({}), {}{ralat}", bundle.title, bundle.kecamatan, bundle.edition.label())
    };
    let (whose, words, class) = match &one.finding {
        Finding::Open(bundle) => (whose(bundle), "belum tercatat".to_owned(), "tunggu"),
        Finding::Recorded { bundle, on, by } => {
            let by = by.as_ref().map(|by| format!(" oleh {by}")).unwrap_or_default();
            (whose(bundle), format!("sudah tercatat, diterima {}{by}", long_date(*on)), "baik")
        }
        Finding::Mistyped => (String::new(), "salah ketik: tanyakan lagi kodenya".to_owned(), "buruk"),
        Finding::Unknown => (String::new(), "tidak ada di buku pengiriman".to_owned(), "buruk"),
    };
    CodeRow {
        field: format!("{FIELD}{}", one.code),
        code: one.code.clone(),
        whose,
        by: one.by.clone().unwrap_or_default(),
        on: one.on.map(long_date).unwrap_or_default(),
        words,
        class,
    }
}

/// A chat as it was pasted.
#[derive(Debug, Clone, Deserialize)]
pub struct Chat {
    #[serde(default)]
    teks: String,
}

/// `POST /tanda-terima/tempel`: the chat is looked through; nothing is recorded.
pub async fn paste(State(meja): State<Meja>, Query(asked): Query<Asked>, Form(chat): Form<Chat>) -> Answer {
    let office = meja.office(asked.edition())?;
    let refused = |code: &'static str, message: &str, remedy: &str| Failure::from(Diagnostic::error(code, message).remedy(remedy));
    if chat.teks.trim().is_empty() {
        return Err(refused("tempel.kosong", "belum ada pesan yang ditempel", "salin pesannya di WhatsApp, lalu tempel di kotaknya"));
    }
    if chat.teks.len() > LONGEST_CHAT {
        return Err(refused(
            "tempel.terlalu-panjang",
            "pesannya terlalu banyak untuk sekali tempel",
            "tempel pesan beberapa hari terakhir saja",
        ));
    }
    let found = desk::paste(&office, &chat.teks, Utc::now()).await?;
    let deed = Deed::new(format!("{} pesan", found.messages), format!("{} kode ditemukan, belum dicatat", found.codes.len()));
    let path = with_query("/tanda-terima/tempel", &[("chat", &keep(chat.teks))]);
    Ok(meja.back(&asked.link(&path), deed, Vec::new()))
}

/// `POST /tanda-terima/tempel/catat`: the codes that were ticked are recorded.
pub async fn record(State(meja): State<Meja>, Query(asked): Query<Asked>, Form(fields): Form<BTreeMap<String, String>>) -> Answer {
    let office = meja.office(asked.edition())?;
    let name = fields.get("chat").map(String::as_str).unwrap_or_default();
    let Some(text) = kept(name) else {
        let fault = Diagnostic::error("tempel.tidak-disimpan", "pesan yang ditempel tidak tersimpan lagi, jadi tidak ada yang dicatat");
        return Err(fault.remedy("tempel lagi pesannya di Tanda terima, Tempel pesan WhatsApp").into());
    };
    let now = Utc::now();
    let found = desk::paste(&office, &text, now).await?;
    let is_ticked = |one: &&Pasted| fields.contains_key(&format!("{FIELD}{}", one.code));
    let chosen: Vec<Chosen> = found.codes.iter().filter(is_ticked).map(Pasted::chosen).collect();
    let path = asked.link(&with_query("/tanda-terima/tempel", &[("chat", name)]));
    if chosen.is_empty() {
        let note = Note { is_fault: true, lines: vec!["Belum ada kode yang dicentang, jadi tidak ada yang dicatat.".to_owned()] };
        return Ok(meja.back(&path, Deed::new("", "tidak ada yang dicentang"), vec![note]));
    }
    let conclusion = desk::record_pasted(&office, &chosen, now).await?;
    meja.feed().changed();
    let (received, said) = (conclusion.facts.received, conclusion.diagnostics);
    let typed: Vec<String> = chosen.into_iter().map(|one| one.code).collect();
    let deed = deed(&typed.join(", "), &received, &said);
    Ok(meja.back(&path, deed, notes(&received, said)))
}
