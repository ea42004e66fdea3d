//! The people who may use the desk on the office's network: their accounts, passwords and sessions.
//!
//! A password is drawn here and shown once; its owner changes it. The record has its hash alone, and of a session the digest of its
//! secret. An unknown name and a wrong password get one answer, after the same work.

use std::fmt;

use argon2::{Argon2, PasswordHash, PasswordHasher, PasswordVerifier};
use chrono::{DateTime, TimeDelta, Utc};
use ring::rand::{SecureRandom, SystemRandom};
use serde::Serialize;
use tokio::sync::Semaphore;

use office::diagnostic::{self, Diagnostic, Faults, Place};
use office::folder::{CONFIG, Folder};
use post::ledger::{Ledger, LedgerError, PersonRecord};

/// The shortest password, in characters.
const SHORTEST: usize = 13;
/// The longest password and the longest name, in characters.
const LONGEST: usize = 200;
const LONGEST_NAME: usize = 60;
/// The time after which a person signs in anew.
pub const SESSION: TimeDelta = TimeDelta::hours(10);
/// Requests that follow each other within this time are not recorded each.
const SEEN: TimeDelta = TimeDelta::minutes(5);
/// A password is drawn from these: none is taken for another.
const LETTERS: &[u8; 32] = b"abcdefghijkmnpqrstuvwxyz23456789";
/// A hash that no password has, for names that nobody has: to try one takes as long as for any other.
const NOBODYS: &str = "$argon2id$v=19$m=19456,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
/// So many passwords are tried at once: each takes 19 MB and a core.
static TRIED_AT_ONCE: Semaphore = Semaphore::const_new(2);

/// A person's part at the desk.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub enum Role {
    /// Sees the week, the deliveries and the reports.
    #[serde(rename = "pengamat")]
    Observer,
    /// Works on the papers and enters receipts.
    #[serde(rename = "petugas")]
    Clerk,
    /// Publishes, sends and decides.
    #[serde(rename = "penerbit")]
    Publisher,
}

impl Role {
    pub const ALL: [Role; 3] = [Role::Clerk, Role::Publisher, Role::Observer];

    /// The name by which the ledger and the office know it.
    pub fn as_str(self) -> &'static str {
        match self {
            Role::Observer => "pengamat",
            Role::Clerk => "petugas",
            Role::Publisher => "penerbit",
        }
    }

    pub fn named(name: &str) -> Option<Self> {
        Role::ALL.into_iter().find(|role| role.as_str() == name)
    }

    /// The role on record. One that this version does not know may do least.
    fn on_record(name: &str) -> Self {
        Role::named(name).unwrap_or(Role::Observer)
    }
}

/// A person with an account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Person {
    #[serde(rename = "nama")]
    pub name: String,
    #[serde(rename = "peran")]
    pub role: Role,
    #[serde(rename = "pengelola")]
    pub is_manager: bool,
    /// `None`: may sign in.
    #[serde(rename = "berakhir")]
    pub ended_at: Option<DateTime<Utc>>,
    /// The sessions that are open.
    #[serde(rename = "sesi")]
    pub sessions: usize,
    #[serde(rename = "terlihat")]
    pub seen_at: Option<DateTime<Utc>>,
}

impl From<PersonRecord> for Person {
    fn from(record: PersonRecord) -> Self {
        let role = Role::on_record(&record.role);
        let PersonRecord { name, is_manager, ended_at, sessions, seen_at, .. } = record;
        Person { name, role, is_manager, ended_at, sessions, seen_at }
    }
}

/// A password that was drawn for a person. It is shown once: nothing else knows it.
#[derive(Clone, PartialEq, Eq, Serialize)]
pub struct Given {
    #[serde(rename = "nama")]
    pub name: String,
    #[serde(rename = "kata_sandi")]
    pub password: String,
}

impl fmt::Debug for Given {
    /// Without the password, which has no place in a log.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Given").field("name", &self.name).finish_non_exhaustive()
    }
}

/// The outcome of an attempt to sign in. A face says one thing of the first two; they differ for the record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Attempt {
    UnknownName,
    /// Of the person of this name.
    WrongPassword(String),
    Recognised(Person),
}

/// All people, those who may sign in first.
///
/// # Errors
/// The ledger cannot be read.
pub async fn people(folder: &Folder, now: DateTime<Utc>) -> diagnostic::Result<Vec<Person>> {
    let people = look(folder, async |ledger| ledger.people(now).await).await?;
    Ok(people.into_iter().map(Person::from).collect())
}

/// Whether someone manages the desk, so that it can be opened to the network.
///
/// # Errors
/// The ledger cannot be read.
pub async fn is_managed(folder: &Folder, now: DateTime<Utc>) -> diagnostic::Result<bool> {
    // Without a ledger nobody is, and none is made for the question.
    if !folder.ledger().is_file() {
        return Ok(false);
    }
    Ok(people(folder, now).await?.iter().any(|person| person.is_manager && person.ended_at.is_none()))
}

/// Adds a person, with a password that is drawn.
///
/// # Errors
/// The name cannot be used or is taken, or the ledger cannot be written.
pub async fn add(folder: &Folder, name: &str, role: Role, is_manager: bool, now: DateTime<Utc>) -> diagnostic::Result<Given> {
    let name = named(name)?;
    let password = drawn()?;
    let hash = hashed(&password).await?;
    if !with(folder, async |ledger| ledger.add_person(&name, &hash, role.as_str(), is_manager, now).await).await? {
        let fault = Diagnostic::error("orang.sudah-ada", format!("sudah ada akun bernama {name}"));
        return Err(fault.remedy("beri nama yang membedakannya, misalnya dengan nama belakang").into());
    }
    Ok(Given { name, password })
}

/// Adds a person at the machine itself: the first one publishes and manages, for nobody else could give him the right to.
///
/// # Errors
/// As [`add`]; or the folder is no office's.
pub async fn add_at_the_machine(folder: &Folder, name: &str, now: DateTime<Utc>) -> diagnostic::Result<Given> {
    if !folder.path(CONFIG).is_file() {
        let fault = Diagnostic::error("orang.bukan-kantor", "folder ini bukan folder kantor").at(Place::file(CONFIG));
        return Err(fault.remedy("jalankan di folder kantor, atau sebut foldernya dengan -C").into());
    }
    let is_first = !is_managed(folder, now).await?;
    let role = if is_first { Role::Publisher } else { Role::Clerk };
    add(folder, name, role, is_first, now).await
}

/// Draws another password for a person, whose sessions end.
///
/// # Errors
/// Nobody of this name may sign in, or the ledger cannot be written.
pub async fn reset(folder: &Folder, name: &str, now: DateTime<Utc>) -> diagnostic::Result<Given> {
    let person = find(folder, name, now).await?;
    let password = drawn()?;
    let hash = hashed(&password).await?;
    with(folder, async |ledger| {
        ledger.set_password(&person.name, &hash).await?;
        ledger.end_sessions_of(&person.name, None).await
    })
    .await?;
    Ok(Given { name: person.name, password })
}

/// Gives a person another role.
///
/// # Errors
/// Nobody of this name may sign in, nobody would manage the desk, or the ledger cannot be written.
pub async fn change(folder: &Folder, name: &str, role: Role, is_manager: bool, now: DateTime<Utc>) -> diagnostic::Result<Person> {
    let person = find(folder, name, now).await?;
    if !with(folder, async |ledger| ledger.change_person(&person.name, role.as_str(), is_manager).await).await? {
        return Err(last_manager(&person.name));
    }
    Ok(Person { role, is_manager, ..person })
}

/// Ends an account and its sessions.
///
/// # Errors
/// Nobody of this name may sign in, nobody would manage the desk, or the ledger cannot be written.
pub async fn end(folder: &Folder, name: &str, now: DateTime<Utc>) -> diagnostic::Result<Person> {
    let person = find(folder, name, now).await?;
    if !with(folder, async |ledger| ledger.end_person(&person.name, now).await).await? {
        return Err(last_manager(&person.name));
    }
    Ok(Person { ended_at: Some(now), sessions: 0, ..person })
}

/// Ends the sessions of a person. Gives the name as on record, and how many ended.
///
/// # Errors
/// Nobody of this name may sign in, or the ledger cannot be written.
pub async fn end_sessions(folder: &Folder, name: &str, now: DateTime<Utc>) -> diagnostic::Result<(String, usize)> {
    let person = find(folder, name, now).await?;
    let ended = with(folder, async |ledger| ledger.end_sessions_of(&person.name, None).await).await?;
    Ok((person.name, ended))
}

/// A person changes his own password.
#[derive(Clone, Copy)]
pub struct NewPassword<'a> {
    pub old: &'a str,
    pub new: &'a str,
    /// Typed a second time.
    pub again: &'a str,
}

/// Changes a person's password as he asks for; his other sessions end, but not the one of this digest.
///
/// # Errors
/// The old password is wrong, the new one cannot be used, or the ledger cannot be written.
pub async fn change_password(
    folder: &Folder,
    name: &str,
    asked: NewPassword<'_>,
    session: &str,
    now: DateTime<Utc>,
) -> diagnostic::Result<()> {
    let Attempt::Recognised(person) = recognise(folder, name, asked.old, now).await? else {
        let fault = Diagnostic::error("orang.sandi-keliru", "kata sandi yang sekarang keliru");
        return Err(fault.remedy("ketik lagi; bila lupa, mintalah kata sandi baru kepada pengelola").into());
    };
    usable(&person.name, asked)?;
    let hash = hashed(asked.new).await?;
    with(folder, async |ledger| {
        ledger.set_password(&person.name, &hash).await?;
        ledger.end_sessions_of(&person.name, Some(session)).await
    })
    .await?;
    Ok(())
}

/// Whether a password is a person's.
///
/// # Errors
/// The ledger cannot be read.
pub async fn recognise(folder: &Folder, name: &str, password: &str, now: DateTime<Utc>) -> diagnostic::Result<Attempt> {
    let name = tidy(name);
    let known = look(folder, async |ledger| {
        let hash = ledger.password_hash_of(&name).await?;
        Ok(hash.zip(ledger.person(&name, now).await?))
    })
    .await?;
    // A password that nobody can have is tried as well, shortened: the answer takes as long.
    let typed: String = password.chars().take(LONGEST + 1).collect();
    let hash = known.as_ref().map_or(NOBODYS, |(hash, _)| hash).to_owned();
    let is_right = at_leisure(move || Argon2::default().verify_password(typed.as_bytes(), hash.as_str()).is_ok()).await?;
    Ok(match known {
        None => Attempt::UnknownName,
        Some((_, person)) if is_right => Attempt::Recognised(person.into()),
        Some((_, person)) => Attempt::WrongPassword(person.name),
    })
}

/// Opens a session of a person, by the digest of its secret.
///
/// # Errors
/// The account has ended meanwhile, or the ledger cannot be written.
pub async fn begin_session(folder: &Folder, digest: &str, name: &str, address: &str, now: DateTime<Utc>) -> diagnostic::Result<()> {
    let has_begun = with(folder, async |ledger| {
        ledger.sweep_sessions(now).await?;
        ledger.add_session(digest, name, address, now, now + SESSION).await
    })
    .await?;
    if has_begun { Ok(()) } else { Err(nobody(name)) }
}

/// The person of an open session, by the digest of its secret.
///
/// # Errors
/// The ledger cannot be read.
pub async fn of_session(folder: &Folder, digest: &str, now: DateTime<Utc>) -> diagnostic::Result<Option<Person>> {
    let Some(session) = look(folder, async |ledger| ledger.session(digest, now).await).await? else { return Ok(None) };
    if now - session.seen_at > SEEN {
        // A session that is in use is so whether or not that can be recorded.
        let seen = with(folder, async |ledger| ledger.see_session(digest, now).await).await;
        if let Err(faults) = seen {
            tracing::warn!(?faults, "a session's use is not on record");
        }
    }
    let role = Role::on_record(&session.role);
    let seen_at = Some(session.seen_at);
    Ok(Some(Person { name: session.person, role, is_manager: session.is_manager, ended_at: None, sessions: 1, seen_at }))
}

/// Ends a session.
///
/// # Errors
/// The ledger cannot be written.
pub async fn end_session(folder: &Folder, digest: &str) -> diagnostic::Result<()> {
    with(folder, async |ledger| ledger.end_session(digest).await).await
}

/// Records what someone did, or was refused, who is not signed in, or signs in.
///
/// # Errors
/// The ledger cannot be written.
pub async fn record_at_the_door(
    folder: &Folder,
    person: Option<&Person>,
    action: &str,
    outcome: &str,
    now: DateTime<Utc>,
) -> diagnostic::Result<()> {
    let (name, role) = person.map_or(("(belum masuk)", "-"), |person| (person.name.as_str(), person.role.as_str()));
    with(folder, async |ledger| ledger.add_event(now, name, role, action, "", outcome).await).await
}

/// A name as it is kept: without blanks around it, and with one between its words.
fn tidy(name: &str) -> String {
    name.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A name that an account can have.
fn named(typed: &str) -> diagnostic::Result<String> {
    let name = tidy(typed);
    let is_written = |c: char| c.is_alphanumeric() || " .,'’-".contains(c);
    if name.chars().next().is_some_and(char::is_alphabetic) && name.chars().count() <= LONGEST_NAME && name.chars().all(is_written) {
        return Ok(name);
    }
    let fault = Diagnostic::error("orang.nama-tidak-sah", "nama ini tidak dapat dipakai untuk akun").raw(typed);
    Err(fault.remedy(format!("pakai huruf, angka, spasi, titik, koma, ' dan -, paling panjang {LONGEST_NAME}, diawali huruf")).into())
}

/// Checks that a password can be used.
fn usable(name: &str, asked: NewPassword<'_>) -> diagnostic::Result<()> {
    let fault = |code, message: &str, remedy: &str| Err(Diagnostic::error(code, message).remedy(remedy).into());
    let long = asked.new.chars().count();
    if long < SHORTEST {
        let message = format!("kata sandi baru terlalu pendek: {long} karakter");
        return fault("orang.sandi-pendek", &message, &format!("pakai paling sedikit {SHORTEST} karakter, misalnya empat kata"));
    }
    if long > LONGEST {
        return fault("orang.sandi-panjang", "kata sandi baru terlalu panjang", &format!("pakai paling banyak {LONGEST} karakter"));
    }
    if tidy(asked.new).to_lowercase() == name.to_lowercase() {
        return fault("orang.sandi-nama", "kata sandi baru sama dengan nama akunnya", "pilih yang lain");
    }
    if asked.new == asked.old {
        return fault("orang.sandi-lama", "kata sandi baru sama dengan yang sekarang", "pilih yang lain");
    }
    if asked.new != asked.again {
        return fault("orang.sandi-berbeda", "kata sandi baru yang diketik dua kali tidak sama", "ketik lagi keduanya");
    }
    Ok(())
}

/// The person of a name, who may sign in.
async fn find(folder: &Folder, name: &str, now: DateTime<Utc>) -> diagnostic::Result<Person> {
    let name = tidy(name);
    let found = look(folder, async |ledger| ledger.person(&name, now).await).await?;
    found.map(Person::from).ok_or_else(|| nobody(&name))
}

fn nobody(name: &str) -> Faults {
    let fault = Diagnostic::error("orang.tidak-ada", format!("tidak ada akun bernama {name}, atau sudah berakhir"));
    fault.remedy("periksa namanya di halaman Orang").into()
}

fn last_manager(name: &str) -> Faults {
    let fault = Diagnostic::error(
        "orang.pengelola-terakhir",
        format!("{name} pengelola yang terakhir: tanpanya tidak ada yang mengelola meja ini"),
    );
    fault.remedy("jadikan orang lain pengelola dahulu").into()
}

/// A password of 80 random bits, in groups that are easily read aloud.
fn drawn() -> diagnostic::Result<String> {
    let mut bytes = [0u8; 16];
    fill(&mut bytes)?;
    let letters: Vec<char> = bytes.iter().map(|byte| char::from(LETTERS[usize::from(byte % 32)])).collect();
    Ok(letters.chunks(4).map(|group| group.iter().collect::<String>()).collect::<Vec<_>>().join("-"))
}

/// A password's hash, with a salt of its own.
async fn hashed(password: &str) -> diagnostic::Result<String> {
    let mut salt = [0u8; 16];
    fill(&mut salt)?;
    let password = password.to_owned();
    let hash: Option<PasswordHash> = at_leisure(move || Argon2::default().hash_password_with_salt(password.as_bytes(), &salt).ok()).await?;
    hash.map(|hash| hash.to_string()).ok_or_else(|| {
        let fault = Diagnostic::error("orang.sandi-tidak-tersimpan", "kata sandi tidak dapat disimpan: memori komputer ini tidak cukup");
        fault.remedy("tutup program lain, lalu ulangi").into()
    })
}

/// Fills bytes that nobody can guess.
///
/// # Errors
/// The system has none.
pub(crate) fn fill(bytes: &mut [u8]) -> diagnostic::Result<()> {
    SystemRandom::new().fill(bytes).map_err(|_| {
        let fault = Diagnostic::error("kantor.tanpa-angka-acak", "komputer ini tidak memberi angka acak");
        fault.remedy("jalankan lagi").into()
    })
}

/// Does what takes a while and a core beside the pages, a few at once.
async fn at_leisure<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> diagnostic::Result<T> {
    let _turn = TRIED_AT_ONCE.acquire().await;
    tokio::task::spawn_blocking(work).await.map_err(|_| {
        let fault = Diagnostic::error("orang.terhenti", "kata sandi tidak dapat diperiksa: Warta sedang berhenti");
        fault.remedy("coba lagi").into()
    })
}

/// Does some work on the ledger, whatever the state of the office's settings and papers: else nobody could sign in to repair them.
async fn with<T>(folder: &Folder, work: impl AsyncFnOnce(&Ledger) -> Result<T, LedgerError>) -> diagnostic::Result<T> {
    super::with(Ledger::open(&folder.ledger()).await, work).await
}

/// The same for work that only looks at it.
async fn look<T>(folder: &Folder, work: impl AsyncFnOnce(&Ledger) -> Result<T, LedgerError>) -> diagnostic::Result<T> {
    let ledger = match Ledger::look_at(&folder.ledger()).await {
        Some(ledger) => Ok(ledger),
        None => Ledger::open(&folder.ledger()).await,
    };
    super::with(ledger, work).await
}
