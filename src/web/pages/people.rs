//! Orang: one's own password, and for those who manage the desk the accounts of all.

use askama::Template;
use axum::extract::{ConnectInfo, Form, Query, State};
use axum::http::{HeaderMap, StatusCode};
use chrono::Utc;
use serde::Deserialize;

use crate::desk::people::{self, Given, NewPassword, Person, Role};
use crate::report::local;
use crate::web::kantor::{Caller, Kantor};
use crate::web::session::Held;
use crate::web::{Answer, Asked, Deed, Failure, Head, Meja, Nav, Note, Right, Who, show};
use office::diagnostic::Diagnostic;
use office::model::Zone;

#[derive(Template)]
#[template(path = "meja/orang.html")]
struct Page {
    head: Head,
    role: &'static str,
    is_manager: bool,
    /// A password that was drawn just now.
    given: Option<Given>,
    rows: Vec<Row>,
    ended: Vec<String>,
    roles: Vec<Choice>,
}

/// A person as shown to those who manage.
struct Row {
    /// A number for the labels.
    at: usize,
    name: String,
    is_manager: bool,
    roles: Vec<Choice>,
    sessions: usize,
    seen: String,
}

/// A role that can be chosen.
struct Choice {
    name: &'static str,
    may: &'static str,
    is_chosen: bool,
}

impl Choice {
    fn all(chosen: Role) -> Vec<Self> {
        let may = |role| match role {
            Role::Clerk => "mengerjakan bahan dan tanda terima",
            Role::Publisher => "juga menerbitkan, mengirim dan menetapkan",
            Role::Observer => "hanya melihat, tanpa nomor telepon",
        };
        Role::ALL.into_iter().map(|role| Choice { name: role.as_str(), may: may(role), is_chosen: role == chosen }).collect()
    }
}

impl Row {
    fn new(at: usize, person: Person, zone: Zone) -> Self {
        let seen = person.seen_at.map_or_else(|| "tidak sedang masuk".to_owned(), |seen| local(seen, zone));
        let roles = Choice::all(person.role);
        Row { at, name: person.name, is_manager: person.is_manager, roles, sessions: person.sessions, seen }
    }
}

/// A new account.
#[derive(Debug, Deserialize)]
pub struct New {
    nama: String,
    peran: String,
    #[serde(default)]
    pengelola: Option<String>,
}

/// The person that an action is about.
#[derive(Debug, Deserialize)]
pub struct Named {
    nama: String,
}

/// One's own password.
#[derive(Deserialize)]
pub struct Changed {
    lama: String,
    baru: String,
    ulang: String,
}

/// `GET /orang`
pub async fn page(State(meja): State<Meja>, who: Who, held: Held, Query(asked): Query<Asked>) -> Answer {
    let office = meja.office(asked.edition())?;
    let zone = office.config.zone();
    let is_manager = who.may(Right::Manage);
    let all = if is_manager { people::people(meja.folder(), Utc::now()).await? } else { Vec::new() };
    let (open, ended): (Vec<Person>, Vec<Person>) = all.into_iter().partition(|person| person.ended_at.is_none());
    show(Page {
        head: meja.head(&who, Nav::None, "Orang", Some(&office), &asked),
        role: who.role(),
        is_manager,
        given: kantor(&meja)?.take_given(&held),
        rows: open.into_iter().enumerate().map(|(at, person)| Row::new(at, person, zone)).collect(),
        ended: ended.into_iter().map(|person| person.name).collect(),
        roles: Choice::all(Role::Clerk),
    })
}

/// `POST /orang`: a new account.
pub async fn add(State(meja): State<Meja>, held: Held, Query(asked): Query<Asked>, Form(new): Form<New>) -> Answer {
    let role = role(&new.peran)?;
    let given = people::add(meja.folder(), &new.nama, role, new.pengelola.is_some(), Utc::now()).await?;
    let outcome = told(role, new.pengelola.is_some());
    let deed = Deed::new(given.name.clone(), format!("akun dibuat: {outcome}"));
    let said = Note::said(format!("Akun {} dibuat, sebagai {outcome}.", given.name));
    kantor(&meja)?.hand_over(&held, given);
    Ok(meja.back(&asked.link("/orang"), deed, vec![said]))
}

/// `POST /orang/peran`: another role.
pub async fn change(State(meja): State<Meja>, Query(asked): Query<Asked>, Form(new): Form<New>) -> Answer {
    let role = role(&new.peran)?;
    let person = people::change(meja.folder(), &new.nama, role, new.pengelola.is_some(), Utc::now()).await?;
    let outcome = told(person.role, person.is_manager);
    let said = Note::said(format!("{} sekarang {outcome}.", person.name));
    Ok(meja.back(&asked.link("/orang"), Deed::new(person.name, outcome), vec![said]))
}

/// `POST /orang/atur-ulang`: a new password for someone who forgot his.
pub async fn reset(State(meja): State<Meja>, held: Held, Query(asked): Query<Asked>, Form(named): Form<Named>) -> Answer {
    let given = people::reset(meja.folder(), &named.nama, Utc::now()).await?;
    let deed = Deed::new(given.name.clone(), "kata sandi baru; sesinya diakhiri");
    let said = Note::said(format!("{} mendapat kata sandi baru; yang lama tidak berlaku lagi, dan sesinya diakhiri.", given.name));
    kantor(&meja)?.hand_over(&held, given);
    Ok(meja.back(&asked.link("/orang"), deed, vec![said]))
}

/// `POST /orang/sesi`: ends a person's sessions.
pub async fn end_sessions(State(meja): State<Meja>, Query(asked): Query<Asked>, Form(named): Form<Named>) -> Answer {
    let (name, ended) = people::end_sessions(meja.folder(), &named.nama, Utc::now()).await?;
    let outcome = format!("{ended} sesi diakhiri");
    let said = Note::said(format!("{name}: {outcome}."));
    Ok(meja.back(&asked.link("/orang"), Deed::new(name, outcome), vec![said]))
}

/// `POST /orang/akhiri`: ends an account.
pub async fn end(State(meja): State<Meja>, Query(asked): Query<Asked>, Form(named): Form<Named>) -> Answer {
    let person = people::end(meja.folder(), &named.nama, Utc::now()).await?;
    let said =
        Note::said(format!("Akun {} berakhir: tidak dapat masuk lagi. Yang pernah dikerjakannya tetap ada di Riwayat.", person.name));
    Ok(meja.back(&asked.link("/orang"), Deed::new(person.name, "akun diakhiri"), vec![said]))
}

/// `POST /orang/sandi`: one's own password.
pub async fn change_password(
    State(meja): State<Meja>,
    who: Who,
    held: Held,
    ConnectInfo(caller): ConnectInfo<Caller>,
    headers: HeaderMap,
    Query(asked): Query<Asked>,
    Form(changed): Form<Changed>,
) -> Answer {
    let kantor = kantor(&meja)?;
    // At a desk that was left open passwords are tried no faster than at the door.
    let may_try = kantor.address_of(caller, &headers).is_some_and(|address| kantor.may_try(&who.name, address));
    if !may_try {
        let fault = Diagnostic::error("orang.terlalu-sering", "terlalu sering mencoba");
        return Err(Failure::refused(StatusCode::TOO_MANY_REQUESTS, vec![fault.remedy("tunggu satu menit, lalu coba lagi")]));
    }
    let asked_for = NewPassword { old: &changed.lama, new: &changed.baru, again: &changed.ulang };
    people::change_password(meja.folder(), &who.name, asked_for, &held.0, Utc::now()).await?;
    let said = Note::said("Kata sandi Anda diganti. Sesi Anda di peramban lain diakhiri.");
    Ok(meja.back(&asked.link("/orang"), Deed::new(who.name, "kata sandi sendiri diganti"), vec![said]))
}

fn kantor(meja: &Meja) -> Result<&Kantor, Failure> {
    meja.kantor().ok_or_else(|| Failure::not_found("halaman ini hanya ada di meja yang dibuka untuk jaringan kantor"))
}

/// The role that a form names.
fn role(name: &str) -> Result<Role, Failure> {
    let unknown = || {
        Diagnostic::error("orang.peran-tidak-dikenal", "peran ini tidak dikenal").raw(name).remedy("pilih petugas, penerbit atau pengamat")
    };
    Role::named(name).ok_or_else(|| unknown().into())
}

/// `petugas dan pengelola`
fn told(role: Role, is_manager: bool) -> String {
    format!("{}{}", role.as_str(), if is_manager { " dan pengelola" } else { "" })
}
